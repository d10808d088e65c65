/* _testbuffer.ndarray: an exporter that can answer, or refuse, every kind of request.  An array made with
 * ND_VAREXPORT may change its layout while buffers are out: layouts are a stack, and one that is no longer
 * on top goes with its last buffer. */
#include "_testbuffer.h"

static Buffer *base_of(Value v) { return &ndarray_of(v)->head->base; }

/* ---- construction ---- */
static NDArray *ndarray_alloc(Ctx *ctx, Layout *head) {
  if (!head) return NULL;
  NDArray *a = kr_alloc_gc(ctx, SHAPE_ndarray, sizeof *a);
  if (a) a->head = head;
  else layout_free(ctx, head);
  return a;
}

static Layout *consume(Ctx *ctx, const Value *a) {
  int64_t flags = 0, request = BUF_FULL_RO;
  if (a[2] || a[3] || a[4] || (a[5] && (kr_index_i64(ctx, a[5], &flags) || (flags && flags != ND_REDIRECT)))) {
    if (!ctx->exc)
      kr_raise(ctx, &kr_type_TypeError, "construction from exporter object only takes 'obj', 'getbuf' and 'flags' arguments");
    return NULL;
  }
  if (a[6] && kr_index_i64(ctx, a[6], &request)) return NULL;
  Layout *l = layout_of_exporter(ctx, a[0], (int)request);
  if (l) l->flags |= (int)flags;
  return l;
}

static Value ndarray_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[7];
  int64_t flags = 0;
  if (kr_bind(ctx, "ndarray", "obj, shape=None, strides=None, offset=0, format='B', flags=0, getbuf=0", &parsed, args, nargs, kwnames, a))
    return 0;
  if (kr_type_of(a[0])->get_buffer && !a[1]) return kr_val(ndarray_alloc(ctx, consume(ctx, a)));
  if (a[6]) return kr_raise(ctx, &kr_type_TypeError, "getbuf argument only valid for construction from exporter object");
  if (!a[1]) return kr_raise(ctx, &kr_type_TypeError, "shape is a required argument when constructing from list, tuple or scalar");
  if (a[5] && kr_index_i64(ctx, a[5], &flags)) return 0;
  LayoutArgs from = {a[0], a[1], a[2], a[3], a[4], kr_int(flags & ~ND_VAREXPORT)};
  NDArray *self = ndarray_alloc(ctx, layout_of_items(ctx, &from));
  if (self) self->flags = (int)flags & ND_VAREXPORT;
  return kr_val(self);
}

static int is_consumer(const NDArray *a) { return a->head->base.owner != 0; }

static Value push_m(Ctx *ctx, Value self, const Value *a) {
  NDArray *array = ndarray_of(self);
  int64_t flags = 0;
  if (a[5] && kr_index_i64(ctx, a[5], &flags)) return 0;
  if (flags & ND_VAREXPORT) return kr_raise(ctx, &kr_type_ValueError, "ND_VAREXPORT flag can only be used during object creation");
  if (is_consumer(array)) return kr_raise(ctx, &kr_type_BufferError, "structure of re-exporting object is immutable");
  if (!(array->flags & ND_VAREXPORT) && array->head->exports) return kr_raise(ctx, &kr_type_BufferError, "cannot change structure");
  if (!a[1]) return kr_raise(ctx, &kr_type_TypeError, "shape is a required argument when constructing from list, tuple or scalar");
  Layout *l = layout_of_items(ctx, &(LayoutArgs){a[0], a[1], a[2], a[3], a[4], a[5]});
  if (!l) return 0;
  l->next = array->head;
  array->head = l;
  return KR_None;
}

static Value pop_m(Ctx *ctx, Value self, const Value *a) {
  NDArray *array = ndarray_of(self);
  Layout *top = array->head;
  if (is_consumer(array)) return kr_raise(ctx, &kr_type_BufferError, "structure of re-exporting object is immutable");
  if (top->exports) return kr_raise(ctx, &kr_type_BufferError, "cannot change structure");
  if (!top->next) return kr_raise(ctx, &kr_type_BufferError, "list only has a single base");
  array->head = top->next;
  layout_free(ctx, top);
  return KR_None;
}

/* ---- exporting ---- */
static const char *refusal(const Layout *l, int request) {
  const Buffer *b = &l->base;
  if (b->ndim && ((buffer_wants(request, BUF_ND) && !b->shape) || (buffer_wants(request, BUF_STRIDES) && !b->strides)))
    return "re-exporter does not provide format, shape or strides";
  if (l->flags & ND_GETBUF_FAIL) return "ND_GETBUF_FAIL: forced test exception";
  if (buffer_wants(request, BUF_WRITABLE) && b->readonly) return "ndarray is not writable";
  if (buffer_wants(request, BUF_C_CONTIGUOUS) && !(l->flags & ND_C)) return "ndarray is not C-contiguous";
  if (buffer_wants(request, BUF_F_CONTIGUOUS) && !(l->flags & ND_FORTRAN)) return "ndarray is not Fortran contiguous";
  if (buffer_wants(request, BUF_ANY_CONTIGUOUS) && !(l->flags & (ND_C | ND_FORTRAN))) return "ndarray is not contiguous";
  if (!buffer_wants(request, BUF_INDIRECT) && l->flags & ND_PIL) return "ndarray cannot be represented without suboffsets";
  if (!buffer_wants(request, BUF_STRIDES) && !(l->flags & ND_C)) return "ndarray is not C-contiguous";
  if (!buffer_wants(request, BUF_ND) && buffer_wants(request, BUF_FORMAT)) return "ndarray: cannot cast to unsigned bytes if the format flag is present";
  return NULL;
}

static int get_buffer(Ctx *ctx, Value self, Buffer *b, int request) {
  Layout *l = ndarray_of(self)->head;
  if (l->flags & ND_REDIRECT && kr_is_ptr(l->base.owner) && l->base.owner) return buffer_request(ctx, l->base.owner, b, request);
  const char *why = refusal(l, request);
  if (why) return kr_raise(ctx, &kr_type_BufferError, "%s", why), -1;
  *b = l->base;
  b->owner = kr_ref(self);
  b->internal = l;
  b->format = !buffer_wants(request, BUF_FORMAT) ? NULL : b->format ? b->format : "B";
  if (!buffer_wants(request, BUF_STRIDES)) b->strides = NULL;
  if (!buffer_wants(request, BUF_ND)) {
    b->ndim = 1;
    b->shape = NULL;
  }
  l->exports++;
  return 0;
}

static void release_buffer(Ctx *ctx, Value self, Buffer *b) {
  Layout *l = b->internal, **at = &ndarray_of(self)->head;
  if (--l->exports || *at == l) return;
  while (*at != l) at = &(*at)->next;
  *at = l->next;
  layout_free(ctx, l);
}

/* ---- subscripts ---- */
/* An array over all of self, whose dimensions may be changed. */
static NDArray *sub_array(Ctx *ctx, Value self) {
  NDArray *a = ndarray_alloc(ctx, layout_of_exporter(ctx, self, BUF_FULL_RO));
  if (!a) return NULL;
  Layout *l = a->head;
  size_t size = (size_t)l->base.ndim * sizeof(int64_t);
  memcpy(layout_shape(l), l->base.shape, size);
  memcpy(layout_strides(l), l->base.strides, size);
  if (l->base.suboffsets) memcpy(layout_suboffsets(l), l->base.suboffsets, size);
  l->base.shape = layout_shape(l);
  l->base.strides = layout_strides(l);
  if (l->base.suboffsets) l->base.suboffsets = layout_suboffsets(l);
  return a;
}

static void count_bytes(Buffer *b) {
  b->len = b->itemsize;
  for (int i = 0; i < b->ndim; i++) b->len *= b->shape[i];
}

/* Keeps a slice of one dimension.  What is skipped in front is added behind the last pointer followed before. */
static int slice_dimension(Ctx *ctx, Layout *l, int dim, Value key) {
  Buffer *b = &l->base;
  int64_t start, stop, step, n;
  if (!kr_has_shape(key, SHAPE_slice)) return kr_raise(ctx, &kr_type_TypeError, "cannot index memory using \"%T\"", key), -1;
  if (slice_indices(ctx, key, b->shape[dim], &start, &stop, &step, &n)) return -1;
  int pointer = dim - 1;
  while (b->suboffsets && pointer >= 0 && b->suboffsets[pointer] < 0) pointer--;
  if (b->suboffsets && pointer >= 0) b->suboffsets[pointer] += start * b->strides[dim];
  else b->data = (char *)b->data + start * b->strides[dim];
  b->shape[dim] = n;
  b->strides[dim] *= step;
  return 0;
}

static Value slice_array(Ctx *ctx, Value self, Value key) {
  NDArray *a = sub_array(ctx, self);
  if (!a) return 0;
  Layout *l = a->head;
  int is_tuple = kr_has_flag(key, T_TUPLE), failed = 0;
  int64_t n = is_tuple ? tuple_of(key)->len : 1;
  if (n > l->base.ndim) failed = !kr_raise(ctx, &kr_type_IndexError, "too many indices");
  for (int64_t i = 0; i < n && !failed; i++) failed = slice_dimension(ctx, l, (int)i, is_tuple ? tuple_of(key)->items[i] : key);
  count_bytes(&l->base);
  layout_set_flags(l);
  if (!failed) return kr_val(a);
  kr_unref(ctx, kr_val(a));
  return 0;
}

/* The address of an index of the first dimension; NULL: raised. */
static char *first_address(Ctx *ctx, const Buffer *b, int64_t i) {
  int64_t n = b->shape ? b->shape[0] : b->len;
  if (i < 0) i += n;
  if (i < 0 || i >= n) return (char *)(uintptr_t)kr_raise(ctx, &kr_type_IndexError, "index out of bounds");
  if (b->strides) return buffer_step(b, b->data, 0, i);
  int64_t row = b->shape ? b->itemsize : 1;
  for (int k = 1; b->shape && k < b->ndim; k++) row *= b->shape[k];
  return (char *)b->data + i * row;
}

static Value seq_item(Ctx *ctx, Value self, int64_t i) {
  const Buffer *b = base_of(self);
  if (b->ndim == 0) return kr_raise(ctx, &kr_type_TypeError, "invalid indexing of scalar");
  char *p = first_address(ctx, b, i);
  if (!p) return 0;
  if (b->ndim == 1) return item_unpack(ctx, b, p);
  NDArray *a = sub_array(ctx, self);
  if (!a) return 0;
  Buffer *sub = &a->head->base;
  sub->data = p;
  sub->ndim--;
  sub->shape++;
  sub->strides++;
  if (sub->suboffsets) sub->suboffsets++;
  int pointers = 0;
  for (int k = 0; sub->suboffsets && k < sub->ndim; k++) pointers |= sub->suboffsets[k] >= 0;
  if (!pointers) sub->suboffsets = NULL;
  count_bytes(sub);
  layout_set_flags(a->head);
  return kr_val(a);
}

static int is_index(Value v) { return kr_is_anyint(v) || kr_type_of(v)->to_index != NULL; }
static int is_whole(Value key) { return key == KR_Ellipsis || (kr_has_flag(key, T_TUPLE) && !tuple_of(key)->len); }

static Value getitem(Ctx *ctx, Value self, Value key) {
  const Buffer *b = base_of(self);
  int64_t i;
  if (b->ndim == 0 && is_whole(key)) return key == KR_Ellipsis ? kr_ref(self) : item_unpack(ctx, b, b->data);
  if (b->ndim == 0) return kr_raise(ctx, &kr_type_TypeError, "invalid indexing of scalar");
  if (is_index(key)) return kr_index_i64(ctx, key, &i) ? 0 : seq_item(ctx, self, i);
  if (kr_has_shape(key, SHAPE_slice) || kr_has_flag(key, T_TUPLE)) return slice_array(ctx, self, key);
  return kr_raise(ctx, &kr_type_TypeError, "cannot index memory using \"%T\"", key);
}

/* to is an array; value an exporter of the same structure. */
static int assign_array(Ctx *ctx, Value to, Value value) {
  Buffer from;
  if (buffer_request(ctx, value, &from, BUF_FULL_RO)) return -1;
  int same = buffer_same_structure(base_of(to), &from), failed = same ? buffer_assign(ctx, base_of(to), &from) : -1;
  kr_release_buffer(ctx, &from);
  if (!same) kr_raise(ctx, &kr_type_ValueError, "ndarray assignment: lvalue and rvalue have different structures");
  return failed;
}

static int set_index(Ctx *ctx, Value self, Value key, Value value) {
  const Buffer *b = base_of(self);
  int64_t i;
  if (kr_index_i64(ctx, key, &i)) return -1;
  if (b->ndim > 1) {
    Value part = seq_item(ctx, self, i);
    int failed = part ? assign_array(ctx, part, value) : -1;
    kr_unref(ctx, part);
    return failed;
  }
  char *p = first_address(ctx, b, i);
  return p ? item_pack(ctx, b->format, p, b->itemsize, value) : -1;
}

static int setitem(Ctx *ctx, Value self, Value key, Value value) {
  const Buffer *b = base_of(self);
  if (b->readonly) return kr_raise(ctx, &kr_type_TypeError, "ndarray is not writable"), -1;
  if (!value) return kr_raise(ctx, &kr_type_TypeError, "ndarray data cannot be deleted"), -1;
  if (b->ndim == 0) {
    if (is_whole(key)) return item_pack(ctx, b->format, b->data, b->itemsize, value);
    return kr_raise(ctx, &kr_type_TypeError, "invalid indexing of scalar"), -1;
  }
  if (is_index(key)) return set_index(ctx, self, key, value);
  Value part = getitem(ctx, self, key);
  int failed = part ? assign_array(ctx, part, value) : -1;
  kr_unref(ctx, part);
  return failed;
}

static int64_t len(Ctx *ctx, Value self) {
  const Buffer *b = base_of(self);
  if (b->ndim) return b->shape ? b->shape[0] : b->len;
  kr_raise(ctx, &kr_type_TypeError, "0-dim memory has no length");
  return -1;
}

/* ---- methods ---- */
static Value list_level(Ctx *ctx, const Buffer *b, Value structure, char *p, int dim) {
  if (dim == b->ndim) return buffer_unpack(ctx, structure, p, b->itemsize);
  Value list = list_new(ctx, (size_t)b->shape[dim]);
  for (int64_t i = 0; list && i < b->shape[dim]; i++) {
    Value item = list_level(ctx, b, structure, buffer_step(b, p, dim, i), dim + 1);
    if (!item || list_append(ctx, list, item)) kr_clear(ctx, &list);
    kr_unref(ctx, item);
  }
  return list;
}

static Value tolist_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b = *base_of(self);
  int64_t strides[ND_MAX_NDIM];
  if (!b.format) return kr_raise(ctx, &kr_type_ValueError, "ndarray: tolist() does not support format=NULL, use tobytes()");
  if (!b.strides) {
    buffer_fill_strides(strides, b.shape, b.ndim, b.itemsize, 0);
    b.strides = strides;
  }
  Value s = buffer_struct(ctx, b.format), list = s ? list_level(ctx, &b, s, b.data, 0) : 0;
  kr_unref(ctx, s);
  return list;
}

static Value tobytes_m(Ctx *ctx, Value self, const Value *a) { return buffer_to_bytes(ctx, base_of(self), 'C'); }

static Value add_suboffsets_m(Ctx *ctx, Value self, const Value *a) {
  Layout *l = ndarray_of(self)->head;
  if (l->base.suboffsets) return kr_raise(ctx, &kr_type_TypeError, "cannot add suboffsets to PIL-style array");
  if (!l->base.strides || l->base.owner) return kr_raise(ctx, &kr_type_TypeError, "cannot add suboffsets to array without strides");
  l->base.suboffsets = layout_suboffsets(l);
  for (int i = 0; i < l->base.ndim; i++) l->base.suboffsets[i] = -1;
  return KR_None;
}

/* A view of the memory alone, made as a program does that has no exporting object.  Dimensions and format
 * must outlive this call: they are those of the array that owns the memory. */
static Value memoryview_from_buffer_m(Ctx *ctx, Value self, const Value *a) {
  const NDArray *array = ndarray_of(self);
  Value owner = array->head->base.owner;
  if (is_consumer(array) && (!kr_has_shape(owner, SHAPE_ndarray) || is_consumer(ndarray_of(owner))))
    return kr_raise(ctx, &kr_type_TypeError, "memoryview_from_buffer(): ndarray must be original or base must be original");
  Buffer b = array->head->base;
  if (b.format && strlen(b.format) > ND_MAX_NDIM) return kr_raise(ctx, &kr_type_TypeError, "memoryview_from_buffer(): format is too long");
  b.owner = KR_None;
  return memoryview_of_buffer(ctx, &b);
}

static int64_t hash(Ctx *ctx, Value self) {
  const Buffer *b = base_of(self);
  if (!b->readonly) return kr_raise(ctx, &kr_type_ValueError, "cannot hash writable ndarray object"), -1;
  Value bytes = buffer_to_bytes(ctx, b, 'C');
  int64_t h = bytes ? kr_hash(ctx, bytes) : -1;
  kr_unref(ctx, bytes);
  return h;
}

/* ---- attributes ---- */
#define GETTER(name, expr) \
  static Value get_##name(Ctx *ctx, Value self) { \
    const Layout *l = ndarray_of(self)->head; \
    return expr; \
  }
GETTER(obj, l->base.owner ? kr_ref(l->base.owner) : KR_None)
GETTER(nbytes, kr_int(l->base.len))
GETTER(itemsize, kr_int(l->base.itemsize))
GETTER(format, str_from(ctx, l->base.format ? l->base.format : ""))
GETTER(readonly, kr_bool(l->base.readonly))
GETTER(ndim, kr_int(l->base.ndim))
GETTER(shape, dims_tuple(ctx, l->base.shape, l->base.ndim))
GETTER(strides, dims_tuple(ctx, l->base.strides, l->base.ndim))
GETTER(suboffsets, dims_tuple(ctx, l->base.suboffsets, l->base.ndim))
GETTER(offset, kr_int(l->offset))
GETTER(flags, kr_int(l->flags))
GETTER(c_contiguous, kr_bool(l->flags & ND_C))
GETTER(f_contiguous, kr_bool(l->flags & ND_FORTRAN))
GETTER(contiguous, kr_bool(l->flags & (ND_C | ND_FORTRAN)))

/* ---- the type ---- */
static void ndarray_traverse(Object *o, VisitFn visit, void *arg) {
  for (Layout *l = ((NDArray *)o)->head; l; l = l->next) {
    visit(l->base.owner, arg);
    visit(l->format, arg);
  }
}

static void ndarray_free(Ctx *ctx, Object *o) {
  NDArray *a = (NDArray *)o;
  while (a->head) {
    Layout *l = a->head;
    a->head = l->next;
    layout_free(ctx, l);
  }
}

/* Base buffers are given back only when the array dies: somebody may have a buffer of the array. */
static void ndarray_clear(Ctx *ctx, Object *o) {}

#define NDARRAY_SIG "items, shape=<unrepresentable>, strides=<unrepresentable>, offset=0, format='B', flags=0"
static const Method ndarray_methods[] = {
  {"tolist", tolist_m, "", "The items as a list, nested for each dimension."},
  {"tobytes", tobytes_m, "", "The items as bytes, in C order."},
  {"push", push_m, NDARRAY_SIG, "Makes a new layout the current one."},
  {"pop", pop_m, "", "Goes back to the layout before."},
  {"add_suboffsets", add_suboffsets_m, "", "Adds suboffsets that change nothing."},
  {"memoryview_from_buffer", memoryview_from_buffer_m, "", "A view of the memory without an exporter."},
  {0},
};

static const GetSet ndarray_getsets[] = {
  {"obj", get_obj, NULL, NULL}, {"nbytes", get_nbytes, NULL, NULL}, {"itemsize", get_itemsize, NULL, NULL},
  {"format", get_format, NULL, NULL}, {"readonly", get_readonly, NULL, NULL}, {"ndim", get_ndim, NULL, NULL},
  {"shape", get_shape, NULL, NULL}, {"strides", get_strides, NULL, NULL}, {"suboffsets", get_suboffsets, NULL, NULL},
  {"offset", get_offset, NULL, NULL}, {"flags", get_flags, NULL, NULL}, {"c_contiguous", get_c_contiguous, NULL, NULL},
  {"f_contiguous", get_f_contiguous, NULL, NULL}, {"contiguous", get_contiguous, NULL, NULL}, {0},
};

Type kr_type_ndarray = {
  TYPE_HEAD(ndarray, "ndarray"), .size = sizeof(NDArray), .flags = T_GC | T_WEAKREF | T_SEQUENCE,
  .doc = "An array that exports its memory in every way the buffer protocol knows.",
  .new = ndarray_new, .traverse = ndarray_traverse, .clear = ndarray_clear, .free = ndarray_free, .hash = hash,
  .len = len, .getitem = getitem, .setitem = setitem, .seq_item = seq_item, .get_buffer = get_buffer,
  .release_buffer = release_buffer, .methods = ndarray_methods, .getsets = ndarray_getsets,
};
