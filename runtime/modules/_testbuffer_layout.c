/* Layouts of _testbuffer.ndarray: memory filled with items, checked against shape, strides and offset, and
 * rewritten as an array of pointers when suboffsets are asked for. */
#include "_testbuffer.h"

/* ---- items ---- */
Value item_unpack(Ctx *ctx, const Buffer *b, const char *p) {
  const char *format = b->format ? b->format : "B";
  Value s = buffer_struct(ctx, format), item = s ? buffer_unpack(ctx, s, p, b->format ? b->itemsize : 1) : 0;
  kr_unref(ctx, s);
  return item;
}

/* How many values an item of the struct has. */
static int64_t member_count(Ctx *ctx, Value structure, int64_t itemsize) {
  Value zeros = bytes_new(ctx, NULL, (size_t)itemsize), name = zeros ? str_from(ctx, "unpack") : 0;
  if (zeros) memset(bytes_of(zeros)->data, 0, (size_t)itemsize);
  Value t = name ? kr_call_method1(ctx, structure, name, zeros) : 0;
  int64_t n = t ? tuple_of(t)->len : -1;
  kr_unref(ctx, t);
  kr_unref(ctx, name);
  kr_unref(ctx, zeros);
  return n;
}

static int is_scalar(Value v) { return kr_has_flag(v, T_BYTES) || kr_is_anyint(v) || kr_is_anyfloat(v); }

static int pack_with(Ctx *ctx, Value structure, int64_t members, char *p, int64_t itemsize, Value item) {
  int parts = kr_has_flag(item, T_LIST | T_TUPLE);
  if (!parts && !is_scalar(item)) return kr_raise(ctx, &kr_type_ValueError, "invalid initializer list"), -1;
  Value args = parts ? kr_to_tuple(ctx, item) : tuple_pack(ctx, 1, item), pack = 0, bytes = 0;
  if (!args) return -1;
  if (tuple_of(args)->len != members)
    kr_raise(ctx, &kr_type_ValueError, "mismatch between initializer element and format string");
  else pack = kr_getattr_c(ctx, structure, "pack");
  if (pack) bytes = kr_call(ctx, pack, tuple_of(args)->items, (size_t)members, 0);
  if (bytes) memcpy(p, bytes_of(bytes)->data, (size_t)itemsize);
  kr_unref(ctx, pack);
  kr_unref(ctx, args);
  kr_unref(ctx, bytes);
  return bytes ? 0 : -1;
}

int item_pack(Ctx *ctx, const char *format, char *p, int64_t itemsize, Value item) {
  Value s = buffer_struct(ctx, format ? format : "B");
  int64_t members = s ? member_count(ctx, s, itemsize) : -1;
  int failed = members < 0 || pack_with(ctx, s, members, p, itemsize, item);
  kr_unref(ctx, s);
  return failed ? -1 : 0;
}

char *item_pointer(const Buffer *b, const int64_t *index) {
  char *p = b->data;
  for (int i = 0; i < b->ndim; i++) p = buffer_step(b, p, i, index[i]);
  return p;
}

const char *format_text(Ctx *ctx, Value f) {
  if (kr_is_anystr(f) && str_of(f)->ascii) return (const char *)str_of(f)->data;
  kr_raise(ctx, &kr_type_TypeError, "format must be an ASCII str, not %T", f);
  return NULL;
}

/* ---- dimensions ---- */
int dims_from(Ctx *ctx, Value seq, const char *what, int64_t *out) {
  if (!kr_has_flag(seq, T_LIST | T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "%s must be a list or a tuple", what), -1;
  Value t = kr_to_tuple(ctx, seq);
  if (!t) return -1;
  int64_t n = tuple_of(t)->len;
  if (n > ND_MAX_NDIM) kr_raise(ctx, &kr_type_ValueError, "ndim must not exceed %d", ND_MAX_NDIM), n = -1;
  for (int64_t i = 0; i < n; i++) {
    Value v = tuple_of(t)->items[i];
    if (!kr_is_anyint(v)) kr_raise(ctx, &kr_type_ValueError, "elements of %s must be integers", what);
    if (!kr_is_anyint(v) || int_to_i64(ctx, v, &out[i])) n = -1;
  }
  kr_unref(ctx, t);
  return (int)n;
}

Value dims_tuple(Ctx *ctx, const int64_t *dims, int n) {
  Value t = tuple_new(ctx, dims ? (size_t)n : 0);
  for (int i = 0; t && dims && i < n; i++) tuple_of(t)->items[i] = kr_int(dims[i]);
  return t;
}

/* Product of the shape; -1: raised. */
static int64_t item_count(Ctx *ctx, const Layout *l) {
  int64_t n = 1;
  for (int i = 0; i < l->base.ndim; i++) {
    if (l->dims[i] < 0) return kr_raise(ctx, &kr_type_ValueError, "shape must not contain negative values"), -1;
    if (__builtin_mul_overflow(n, l->dims[i], &n)) return kr_raise(ctx, &kr_type_ValueError, "product(shape) is too large"), -1;
  }
  return n;
}

/* Lowest and highest distance of an item's start from the first. */
static int reach(const Layout *l, int64_t *lowest, int64_t *highest) {
  *lowest = *highest = 0;
  for (int i = 0; i < l->base.ndim; i++) {
    int64_t far, *end = l->base.strides[i] <= 0 ? lowest : highest;
    if (__builtin_mul_overflow(l->base.strides[i], l->base.shape[i] - 1, &far) || __builtin_add_overflow(*end, far, end)) return -1;
  }
  return 0;
}

static const char *misfit(const Layout *l, int64_t count) {
  const Buffer *b = &l->base;
  int64_t size = (int64_t)l->memory_size, lowest, highest;
  if (l->offset % b->itemsize) return "offset must be a multiple of itemsize";
  if (l->offset < 0 || l->offset > size - b->itemsize) return "offset out of bounds";
  for (int i = 0; i < b->ndim; i++)
    if (b->strides[i] % b->itemsize) return "strides must be a multiple of itemsize";
  if (b->ndim == 0 || count == 0) return NULL;
  if (reach(l, &lowest, &highest) || l->offset + lowest < 0 || highest > size - b->itemsize - l->offset)
    return "invalid combination of buffer, shape and strides";
  return NULL;
}

void layout_set_flags(Layout *l) {
  l->flags &= ~(ND_C | ND_FORTRAN | ND_PIL | ND_SCALAR);
  if (l->base.ndim == 0) l->flags |= ND_SCALAR;
  if (buffer_contiguous(&l->base, 'C')) l->flags |= ND_C;
  if (buffer_contiguous(&l->base, 'F')) l->flags |= ND_FORTRAN;
  if (l->base.suboffsets) l->flags |= ND_PIL;
}

/* ---- arrays of pointers ---- */
/* Puts a table with the lowest address of each row in front: the first dimension steps over pointers. */
static int use_pointers(Ctx *ctx, Layout *l) {
  Buffer *b = &l->base;
  int64_t rows = b->shape[0], stride = b->strides[0], suboffset = 0;
  for (int i = 1; i < b->ndim && b->shape[i]; i++)
    if (b->strides[i] <= 0) suboffset -= b->strides[i] * (b->shape[i] - 1);
  size_t table = (size_t)rows * sizeof(char *), size = table + l->memory_size;
  char *memory = kr_mem_alloc(ctx, size ? size : 1);
  if (!memory) return -1;
  memcpy(memory + table, l->memory, l->memory_size);
  char *first = memory + table + l->offset - suboffset;
  for (int64_t i = 0; i < rows; i++) {
    int64_t row = stride < 0 ? rows - 1 - i : i; /* the table rises with the addresses */
    ((char **)(void *)memory)[i] = first + row * stride;
  }
  kr_mem_free(ctx, l->memory, l->memory_size);
  l->memory = memory;
  l->memory_size = size ? size : 1;
  b->data = stride < 0 && rows ? memory + table - sizeof(char *) : memory;
  b->strides[0] = stride < 0 ? -(int64_t)sizeof(char *) : (int64_t)sizeof(char *);
  b->suboffsets = layout_suboffsets(l);
  b->suboffsets[0] = suboffset;
  for (int i = 1; i < b->ndim; i++) b->suboffsets[i] = -1;
  return 0;
}

/* ---- construction from items ---- */
/* The items' number and packed bytes: l->memory. */
static int fill_memory(Ctx *ctx, Layout *l, Value items, Value structure) {
  int scalar = l->base.ndim == 0;
  if (!scalar && !kr_has_flag(items, T_LIST | T_TUPLE))
    return kr_raise(ctx, &kr_type_TypeError, "items must be a list or a tuple"), -1;
  int64_t size = l->base.itemsize, members = member_count(ctx, structure, size);
  Value t = members < 0 ? 0 : scalar ? tuple_pack(ctx, 1, items) : kr_to_tuple(ctx, items);
  if (!t) return -1;
  int64_t n = tuple_of(t)->len;
  int failed = !n;
  if (!n) kr_raise(ctx, &kr_type_ValueError, "the list of items is empty");
  else failed = !(l->memory = kr_mem_alloc(ctx, l->memory_size = (size_t)(n * size)));
  for (int64_t i = 0; i < n && !failed; i++) failed = pack_with(ctx, structure, members, l->memory + i * size, size, tuple_of(t)->items[i]);
  kr_unref(ctx, t);
  return failed ? -1 : 0;
}

static int read_dims(Ctx *ctx, Layout *l, const LayoutArgs *a) {
  int ndim = dims_from(ctx, a->shape, "shape", layout_shape(l));
  if (ndim < 0) return -1;
  l->base.ndim = ndim;
  l->base.shape = layout_shape(l);
  l->base.strides = layout_strides(l);
  int nstrides = a->strides && a->strides != KR_None ? dims_from(ctx, a->strides, "strides", layout_strides(l)) : 0;
  if (nstrides < 0) return -1;
  if (nstrides && nstrides != ndim) return kr_raise(ctx, &kr_type_ValueError, "len(shape) != len(strides)"), -1;
  if (nstrides && l->flags & ND_FORTRAN) return kr_raise(ctx, &kr_type_TypeError, "ND_FORTRAN cannot be used together with strides"), -1;
  if (!ndim && l->flags & ND_PIL) return kr_raise(ctx, &kr_type_TypeError, "ND_PIL cannot be used with ndim = 0"), -1;
  if (!nstrides) buffer_fill_strides(layout_strides(l), layout_shape(l), ndim, l->base.itemsize, (l->flags & ND_FORTRAN) != 0);
  return 0;
}

/* Reads the format; gives a struct.Struct. */
static Value read_format(Ctx *ctx, Layout *l, Value format) {
  Value text = format ? kr_ref(format) : str_from(ctx, "B");
  if (!text || !(l->base.format = format_text(ctx, l->format = text))) return 0;
  Value s = buffer_struct(ctx, l->base.format), size = s ? kr_getattr_c(ctx, s, "size") : 0;
  if (size && int_to_i64(ctx, size, &l->base.itemsize) == 0 && l->base.itemsize) return s;
  if (size && !ctx->exc) kr_raise(ctx, &kr_type_ValueError, "itemsize must not be zero");
  kr_unref(ctx, s);
  return 0;
}

static int set_up(Ctx *ctx, Layout *l, const LayoutArgs *a) {
  int64_t flags = 0;
  if (a->flags && kr_index_i64(ctx, a->flags, &flags)) return -1;
  if (a->offset && kr_index_i64(ctx, a->offset, &l->offset)) return -1;
  l->flags = (int)flags;
  Value s = read_format(ctx, l, a->format);
  int failed = !s || read_dims(ctx, l, a) || fill_memory(ctx, l, a->items, s);
  kr_unref(ctx, s);
  int64_t count = failed ? -1 : item_count(ctx, l);
  if (count < 0) return -1;
  const char *why = misfit(l, count);
  if (why) return kr_raise(ctx, &kr_type_ValueError, "%s", why), -1;
  if (__builtin_mul_overflow(count, l->base.itemsize, &l->base.len)) return kr_raise(ctx, &kr_type_ValueError, "the array is too large"), -1;
  l->base.readonly = !(l->flags & ND_WRITABLE);
  l->base.data = l->memory + l->offset;
  if (l->flags & ND_PIL && use_pointers(ctx, l)) return -1;
  layout_set_flags(l);
  return 0;
}

Layout *layout_of_items(Ctx *ctx, const LayoutArgs *a) {
  Layout *l = kr_mem_alloc(ctx, sizeof *l);
  if (!l) return NULL;
  memset(l, 0, sizeof *l);
  if (set_up(ctx, l, a) == 0) return l;
  layout_free(ctx, l);
  return NULL;
}

Layout *layout_of_exporter(Ctx *ctx, Value exporter, int request) {
  Layout *l = kr_mem_alloc(ctx, sizeof *l);
  if (!l) return NULL;
  memset(l, 0, sizeof *l);
  if (buffer_request(ctx, exporter, &l->base, request)) {
    l->base.owner = 0;
    layout_free(ctx, l);
    return NULL;
  }
  layout_set_flags(l);
  return l;
}

void layout_free(Ctx *ctx, Layout *l) {
  kr_release_buffer(ctx, &l->base);
  kr_unref(ctx, l->format);
  if (l->memory) kr_mem_free(ctx, l->memory, l->memory_size);
  kr_mem_free(ctx, l, sizeof *l);
}
