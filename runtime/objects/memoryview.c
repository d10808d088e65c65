/* The memoryview type: a window on the memory of another object.  The exporter's buffer is held by an
 * object of its own, which views made from views share, so that views can be released in any order. */
#include <stdlib.h>
#include "memoryview.h"
#include "pack.h"

enum { MAX_DIMS = 64 };

int view_alive(Ctx *ctx, const MemoryView *m) {
  if (view_is_alive(m)) return 1;
  kr_raise(ctx, &kr_type_ValueError, "operation forbidden on released memoryview object");
  return 0;
}

char view_code(const char *format) {
  const char *f = format + (*format == '@');
  return native_size(*f) && *f != 'e' && !f[1] ? *f : 0;
}

/* ---- construction ---- */
static MemoryView *view_alloc(Ctx *ctx, Value managed, const Buffer *view, int ndim, int suboffsets) {
  MemoryView *m = kr_alloc_gc(ctx, SHAPE_memoryview, sizeof *m + (size_t)ndim * 3 * sizeof(int64_t));
  if (!m) return NULL;
  m->managed = kr_ref(managed);
  m->hash = -1;
  m->view = *view;
  m->view.owner = 0;
  m->view.ndim = ndim;
  m->view.shape = m->dims;
  m->view.strides = m->dims + ndim;
  m->view.suboffsets = suboffsets ? m->dims + 2 * ndim : NULL;
  return m;
}

MemoryView *view_copy(Ctx *ctx, const MemoryView *m, int ndim) {
  int same = ndim == m->view.ndim;
  MemoryView *c = view_alloc(ctx, m->managed, &m->view, ndim, same && m->view.suboffsets);
  if (!c) return NULL;
  memcpy(c->cast_format, m->cast_format, sizeof c->cast_format);
  if (*c->cast_format) c->view.format = c->cast_format;
  if (same) memcpy(c->dims, m->dims, (size_t)ndim * 3 * sizeof(int64_t));
  return c;
}

/* A view of the whole buffer that managed holds. */
static MemoryView *view_whole(Ctx *ctx, Value managed) {
  const Buffer *b = &((ManagedBuffer *)kr_obj(managed))->src;
  if (b->ndim > MAX_DIMS)
    return (MemoryView *)(uintptr_t)kr_raise(ctx, &kr_type_ValueError, "memoryview: number of dimensions must not exceed %d", MAX_DIMS);
  MemoryView *m = view_alloc(ctx, managed, b, b->ndim, b->suboffsets != NULL);
  if (!m) return NULL;
  size_t size = (size_t)b->ndim * sizeof(int64_t);
  if (!b->format) m->view.format = "B";
  if (b->shape) memcpy(m->view.shape, b->shape, size);
  else if (b->ndim) m->view.shape[0] = b->itemsize ? b->len / b->itemsize : 0;
  if (b->strides) memcpy(m->view.strides, b->strides, size);
  else buffer_fill_strides(m->view.strides, m->view.shape, b->ndim, b->itemsize, 0);
  if (b->suboffsets) memcpy(m->view.suboffsets, b->suboffsets, size);
  return m;
}

Value memoryview_of_buffer(Ctx *ctx, const Buffer *b) {
  ManagedBuffer *managed = kr_alloc_gc(ctx, SHAPE_managed_buffer, sizeof *managed);
  Buffer held = *b;
  if (!managed) return kr_release_buffer(ctx, &held), 0;
  managed->src = held;
  if (b->shape == &b->shape1) managed->src.shape = &managed->src.shape1;
  if (b->strides == &b->stride1) managed->src.strides = &managed->src.stride1;
  Value view = kr_val(view_whole(ctx, kr_val(managed)));
  kr_unref(ctx, kr_val(managed));
  return view;
}

Value memoryview_new(Ctx *ctx, Value exporter) {
  if (kr_has_shape(exporter, SHAPE_memoryview)) {
    if (!view_alive(ctx, view_of(exporter))) return 0;
    return kr_val(view_copy(ctx, view_of(exporter), view_of(exporter)->view.ndim));
  }
  if (!kr_type_of(exporter)->get_buffer)
    return kr_raise(ctx, &kr_type_TypeError, "memoryview: a bytes-like object is required, not '%T'", exporter);
  ManagedBuffer *managed = kr_alloc_gc(ctx, SHAPE_managed_buffer, sizeof *managed);
  if (!managed) return 0;
  int failed = buffer_request(ctx, exporter, &managed->src, BUF_FULL_RO);
  if (failed) managed->src.owner = 0;
  Value view = failed ? 0 : kr_val(view_whole(ctx, kr_val(managed)));
  kr_unref(ctx, kr_val(managed));
  return view;
}

static Value type_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[1];
  if (kr_bind(ctx, "memoryview", "object", &parsed, args, nargs, kwnames, a)) return 0;
  return memoryview_new(ctx, a[0]);
}

/* ---- slots ---- */
static int64_t len(Ctx *ctx, Value self) {
  const MemoryView *m = view_of(self);
  if (!view_alive(ctx, m)) return -1;
  return m->view.ndim ? m->dims[0] : 1;
}

static Value seq_item(Ctx *ctx, Value self, int64_t i) { return view_getitem(ctx, self, kr_int(i)); }

static int64_t hash(Ctx *ctx, Value self) {
  MemoryView *m = view_of(self);
  if (m->hash != -1) return m->hash;
  if (!view_alive(ctx, m)) return -1;
  char code = view_code(m->view.format);
  if (!m->view.readonly) return kr_raise(ctx, &kr_type_ValueError, "cannot hash writable memoryview object"), -1;
  if (!code || !strchr("Bbc", code))
    return kr_raise(ctx, &kr_type_ValueError, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'"), -1;
  Value owner = managed_of(m)->src.owner;
  if (owner && kr_hash(ctx, owner) == -1) return -1; /* who can not be hashed may change */
  if (!view_alive(ctx, m)) return -1;
  Value bytes = buffer_to_bytes(ctx, &m->view, 'C');
  m->hash = bytes ? kr_hash(ctx, bytes) : -1;
  kr_unref(ctx, bytes);
  return m->hash;
}

static Value repr(Ctx *ctx, Value self) {
  return str_format_c(ctx, view_is_alive(view_of(self)) ? "<memory at %p>" : "<released memory at %p>", (void *)kr_obj(self));
}

/* ---- buffers of views ---- */
/* One dimension counts as contiguous by its stride alone, also when it is empty. */
static int is_contiguous(const MemoryView *m, char order) {
  const Buffer *b = &m->view;
  if (b->ndim == 1 && !b->suboffsets) return b->shape[0] == 1 || b->strides[0] == b->itemsize;
  return buffer_contiguous(b, order);
}

/* Why the view can not meet a request, or NULL. */
static const char *refusal(const MemoryView *m, int request) {
  if (buffer_wants(request, BUF_WRITABLE) && m->view.readonly) return "memoryview: underlying buffer is not writable";
  if (buffer_wants(request, BUF_C_CONTIGUOUS) && !is_contiguous(m, 'C')) return "memoryview: underlying buffer is not C-contiguous";
  if (buffer_wants(request, BUF_F_CONTIGUOUS) && !is_contiguous(m, 'F')) return "memoryview: underlying buffer is not Fortran contiguous";
  if (buffer_wants(request, BUF_ANY_CONTIGUOUS) && !is_contiguous(m, 'A')) return "memoryview: underlying buffer is not contiguous";
  if (!buffer_wants(request, BUF_INDIRECT) && m->view.suboffsets) return "memoryview: underlying buffer requires suboffsets";
  if (!buffer_wants(request, BUF_STRIDES) && !is_contiguous(m, 'C')) return "memoryview: underlying buffer is not C-contiguous";
  if (!buffer_wants(request, BUF_ND) && buffer_wants(request, BUF_FORMAT))
    return "memoryview: cannot cast to unsigned bytes if the format flag is present";
  return NULL;
}

static int get_buffer(Ctx *ctx, Value self, Buffer *b, int request) {
  MemoryView *m = view_of(self);
  if (!view_alive(ctx, m)) return -1;
  const char *why = refusal(m, request);
  if (why) return kr_raise(ctx, &kr_type_BufferError, "%s", why), -1;
  *b = m->view;
  b->owner = kr_ref(self);
  if (!buffer_wants(request, BUF_FORMAT)) b->format = NULL;
  if (!buffer_wants(request, BUF_STRIDES)) b->strides = NULL;
  if (!buffer_wants(request, BUF_ND)) {
    b->ndim = 1;
    b->shape = NULL;
  }
  m->exports++;
  return 0;
}

static void release_buffer(Ctx *ctx, Value self, Buffer *b) { view_of(self)->exports--; }

static Value release_m(Ctx *ctx, Value self, const Value *a) {
  MemoryView *m = view_of(self);
  if (m->exports)
    return kr_raise(ctx, &kr_type_BufferError, "memoryview has %lld exported buffer%s", (long long)m->exports, m->exports == 1 ? "" : "s");
  kr_clear(ctx, &m->managed);
  return KR_None;
}

static Value enter_m(Ctx *ctx, Value self, const Value *a) { return view_alive(ctx, view_of(self)) ? kr_ref(self) : 0; }

/* ---- methods ---- */
static Value tobytes_m(Ctx *ctx, Value self, const Value *a) {
  const MemoryView *m = view_of(self);
  char order = 'C';
  if (!view_alive(ctx, m)) return 0;
  if (a[0] && a[0] != KR_None) {
    if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "tobytes() argument 'order' must be str or None, not %T", a[0]);
    const Str *s = str_of(a[0]);
    order = s->len == 1 ? (char)str_at(s, 0) : 0;
    if (!order || !strchr("CFA", order)) return kr_raise(ctx, &kr_type_ValueError, "order must be 'C', 'F' or 'A'");
  }
  return buffer_to_bytes(ctx, &m->view, order);
}

static Value tolist_m(Ctx *ctx, Value self, const Value *a) {
  const MemoryView *m = view_of(self);
  if (!view_alive(ctx, m)) return 0;
  if (!view_code(m->view.format)) return kr_raise(ctx, &kr_type_NotImplementedError, "memoryview: unsupported format %s", m->view.format);
  return view_to_list(ctx, m, m->view.data, 0);
}

static Value hex_m(Ctx *ctx, Value self, const Value *a) {
  Value bytes = tobytes_m(ctx, self, (const Value[]){0});
  Value v = bytes ? bytes_hex_text(ctx, bytes_of(bytes)->data, (size_t)bytes_of(bytes)->len, a[0], a[1]) : 0;
  kr_unref(ctx, bytes);
  return v;
}

static Value toreadonly_m(Ctx *ctx, Value self, const Value *a) {
  MemoryView *m = view_of(self), *c = view_alive(ctx, m) ? view_copy(ctx, m, m->view.ndim) : NULL;
  if (c) c->view.readonly = 1;
  return kr_val(c);
}

/* Reads the shape argument of cast into dims; gives the bytes that so many items of this size take, -1: raised. */
static int64_t cast_shape(Ctx *ctx, Value shape, int64_t size, int64_t *dims) {
  int64_t product = 1;
  for (int64_t i = 0; i < tuple_of(shape)->len; i++) {
    if (!kr_is_anyint(tuple_of(shape)->items[i]))
      return kr_raise(ctx, &kr_type_TypeError, "memoryview.cast(): elements of shape must be integers"), -1;
    if (kr_index_i64(ctx, tuple_of(shape)->items[i], &dims[i])) return -1;
    if (dims[i] <= 0) return kr_raise(ctx, &kr_type_ValueError, "memoryview.cast(): elements of shape must be integers > 0"), -1;
    if (__builtin_mul_overflow(product, dims[i], &product)) return kr_raise(ctx, &kr_type_ValueError, "memoryview.cast(): product(shape) > SSIZE_MAX"), -1;
  }
  if (__builtin_mul_overflow(product, size, &product))
    return kr_raise(ctx, &kr_type_ValueError, "memoryview.cast(): product(shape) * itemsize > SSIZE_MAX"), -1;
  return product;
}

static int is_byte_code(char c) { return c == 'B' || c == 'b' || c == 'c'; }

/* Checks a cast to the format; gives the type letter, 0: raised. */
static char cast_code(Ctx *ctx, MemoryView *m, Value format) {
  if (!kr_is_anystr(format)) {
    kr_raise(ctx, &kr_type_TypeError, "cast() argument 'format' must be str, not %T", format);
    return 0;
  }
  char code = str_of(format)->ascii ? view_code((const char *)str_of(format)->data) : 0, old = view_code(m->view.format);
  if (!code)
    kr_raise(ctx, &kr_type_ValueError,
             "memoryview: destination format must be a native single character format prefixed with an optional '@'");
  else if (!is_byte_code(code) && !is_byte_code(old))
    kr_raise(ctx, &kr_type_TypeError, "memoryview: cannot cast between two non-byte formats");
  else if (m->view.len % native_size(code)) kr_raise(ctx, &kr_type_TypeError, "memoryview: length is not a multiple of itemsize");
  else return code;
  return 0;
}

static int has_zero(const MemoryView *m) {
  for (int i = 0; i < m->view.ndim; i++)
    if (!m->view.shape[i] || !m->view.strides[i]) return 1;
  return 0;
}

/* The shape a cast asks for as a tuple, KR_ABSENT if there is none; what can be told without the format is
 * checked.  0: raised. */
static Value cast_shape_arg(Ctx *ctx, const MemoryView *m, Value given) {
  int has_shape = given && given != KR_None;
  if (has_shape && !kr_has_flag(given, T_LIST | T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "shape must be a list or a tuple");
  if ((has_shape || m->view.ndim != 1) && has_zero(m))
    return kr_raise(ctx, &kr_type_TypeError, "memoryview: cannot cast view with zeros in shape or strides");
  Value shape = has_shape ? kr_to_tuple(ctx, given) : KR_ABSENT;
  if (!shape || shape == KR_ABSENT) return shape;
  int64_t n = tuple_of(shape)->len;
  if (n > MAX_DIMS) kr_raise(ctx, &kr_type_ValueError, "memoryview: number of dimensions must not exceed %d", MAX_DIMS);
  else if (m->view.ndim != 1 && n != 1) kr_raise(ctx, &kr_type_TypeError, "memoryview: cast must be 1D -> ND or ND -> 1D");
  else return shape;
  kr_unref(ctx, shape);
  return 0;
}

/* The dimensions for items of this size; gives their number, -1: raised. */
static int cast_dims(Ctx *ctx, const MemoryView *m, Value shape, int64_t size, int64_t *dims) {
  dims[0] = m->view.len / size;
  if (shape == KR_ABSENT) return 1;
  int64_t product = cast_shape(ctx, shape, size, dims);
  if (product < 0) return -1;
  if (product != m->view.len)
    return kr_raise(ctx, &kr_type_TypeError, "memoryview: product(shape) * itemsize != buffer size"), -1;
  return (int)tuple_of(shape)->len;
}

static Value cast_m(Ctx *ctx, Value self, const Value *a) {
  MemoryView *m = view_of(self);
  int64_t dims[MAX_DIMS];
  if (!view_alive(ctx, m)) return 0;
  if (!is_contiguous(m, 'C')) return kr_raise(ctx, &kr_type_TypeError, "memoryview: casts are restricted to C-contiguous views");
  Value shape = cast_shape_arg(ctx, m, a[1]);
  char code = shape ? cast_code(ctx, m, a[0]) : 0;
  int ndim = code ? cast_dims(ctx, m, shape, native_size(code), dims) : -1;
  if (shape && shape != KR_ABSENT) kr_unref(ctx, shape);
  MemoryView *c = ndim < 0 || !view_alive(ctx, m) ? NULL : view_copy(ctx, m, ndim);
  if (!c) return 0;
  snprintf(c->cast_format, sizeof c->cast_format, "%s", (const char *)str_of(a[0])->data);
  c->view.format = c->cast_format;
  c->view.itemsize = native_size(code);
  c->view.suboffsets = NULL;
  memcpy(c->view.shape, dims, (size_t)ndim * sizeof *dims);
  buffer_fill_strides(c->view.strides, dims, ndim, c->view.itemsize, 0);
  return kr_val(c);
}

/* ---- attributes ---- */
static Value dims_tuple(Ctx *ctx, const int64_t *dims, int n) {
  Value t = tuple_new(ctx, dims ? (size_t)n : 0);
  for (int i = 0; t && dims && i < n; i++) tuple_of(t)->items[i] = kr_int(dims[i]);
  return t;
}

static Value owner_of(const MemoryView *m) {
  Value owner = managed_of(m)->src.owner;
  return owner ? kr_ref(owner) : KR_None;
}

#define GETTER(name, expr) \
  static Value get_##name(Ctx *ctx, Value self) { \
    MemoryView *m = view_of(self); \
    return view_alive(ctx, m) ? (expr) : 0; \
  }
GETTER(obj, owner_of(m))
GETTER(nbytes, kr_int(m->view.len))
GETTER(itemsize, kr_int(m->view.itemsize))
GETTER(format, str_from(ctx, m->view.format))
GETTER(ndim, kr_int(m->view.ndim))
GETTER(readonly, kr_bool(m->view.readonly))
GETTER(shape, dims_tuple(ctx, m->view.shape, m->view.ndim))
GETTER(strides, dims_tuple(ctx, m->view.strides, m->view.ndim))
GETTER(suboffsets, dims_tuple(ctx, m->view.suboffsets, m->view.ndim))
GETTER(c_contiguous, kr_bool(is_contiguous(m, 'C')))
GETTER(f_contiguous, kr_bool(is_contiguous(m, 'F')))
GETTER(contiguous, kr_bool(is_contiguous(m, 'A')))

/* ---- the types ---- */
static void managed_traverse(Object *o, VisitFn visit, void *arg) { visit(((ManagedBuffer *)o)->src.owner, arg); }
static void managed_clear(Ctx *ctx, Object *o) {
  ManagedBuffer *managed = (ManagedBuffer *)o;
  managed->released = 1;
  kr_release_buffer(ctx, &managed->src);
}

Type kr_type_managed_buffer = {
  TYPE_HEAD(managed_buffer, "managedbuffer"), .size = sizeof(ManagedBuffer), .flags = T_GC | T_NO_NEW,
  .traverse = managed_traverse, .clear = managed_clear, .free = managed_clear,
};

static void view_traverse(Object *o, VisitFn visit, void *arg) { visit(((MemoryView *)o)->managed, arg); }
static void view_clear(Ctx *ctx, Object *o) {
  MemoryView *m = (MemoryView *)o;
  if (!m->exports) kr_clear(ctx, &m->managed);
}

static const Method view_methods[] = {
  {"release", release_m, "", "Gives the memory back; the view can not be used afterwards."},
  {"tobytes", tobytes_m, "order='C'", "The items as bytes, in C, Fortran or (A) the order they lie in."},
  {"hex", hex_m, "sep=None, bytes_per_sep=1", "The bytes as hexadecimal digits.\n\n>>> memoryview(b'\\x01\\xfe').hex(':')\n'01:fe'"},
  {"tolist", tolist_m, "", "The items as a list, nested for each dimension."},
  {"cast", cast_m, "format, shape=None", "A view with another format or shape."},
  {"toreadonly", toreadonly_m, "", "A view that can not be written through."},
  {"__enter__", enter_m, "", "The view itself."},
  {"__exit__", release_m, "*exc_info", "Releases the view."},
  {0},
};

static const GetSet view_getsets[] = {
  {"obj", get_obj, NULL, "The object whose memory it is."},
  {"nbytes", get_nbytes, NULL, "Bytes that the items take together."},
  {"readonly", get_readonly, NULL, "May it not be written?"},
  {"itemsize", get_itemsize, NULL, "Bytes an item."},
  {"format", get_format, NULL, "Type of the items, as struct spells it."},
  {"ndim", get_ndim, NULL, "Number of dimensions."},
  {"shape", get_shape, NULL, "Items in each dimension."},
  {"strides", get_strides, NULL, "Bytes from item to item in each dimension."},
  {"suboffsets", get_suboffsets, NULL, "What is added behind the pointers of each dimension; empty without pointers."},
  {"c_contiguous", get_c_contiguous, NULL, "Do the items lie in C order without gaps?"},
  {"f_contiguous", get_f_contiguous, NULL, "Do the items lie in Fortran order without gaps?"},
  {"contiguous", get_contiguous, NULL, "Do the items lie without gaps?"},
  {0},
};

Type kr_type_memoryview = {
  TYPE_HEAD(memoryview, "memoryview"), .size = sizeof(MemoryView), .itemsize = 24, .flags = T_GC | T_WEAKREF | T_IMMUTABLE | T_SEQUENCE,
  .doc = "A window on the memory of a bytes-like object.", .new = type_new, .traverse = view_traverse, .clear = view_clear,
  .free = view_clear, .repr = repr, .hash = hash, .compare = view_compare, .iter = view_iter, .len = len, .getitem = view_getitem,
  .setitem = view_setitem, .seq_item = seq_item, .get_buffer = get_buffer, .release_buffer = release_buffer,
  .methods = view_methods, .getsets = view_getsets,
};
