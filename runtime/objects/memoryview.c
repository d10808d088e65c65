/* The memoryview type: a window on the memory of another object.  Every view holds a buffer of the
 * exporter itself, also a view made from a view, so that views can be released in any order. */
#include <stdlib.h>
#include "bytes_impl.h"
#include "pack.h"

enum { MAX_DIMS = 64 };

typedef struct {
  Object ob;
  Buffer src;          /* from the exporter; owner 0: released */
  int64_t exports;     /* buffers of this view that are out */
  int64_t hash;        /* -1: not computed */
  char *data;
  int64_t len, itemsize;
  int32_t readonly, ndim;
  char cast_format[4]; /* what cast() asked for, or empty */
  const char *format;
  int64_t dims[];      /* shape, then strides */
} MemoryView;

static MemoryView *view_of(Value v) { return (MemoryView *)kr_obj(v); }
static int64_t *strides_of(MemoryView *m) { return m->dims + m->ndim; }

static int alive(Ctx *ctx, const MemoryView *m) {
  if (m->src.owner) return 1;
  kr_raise(ctx, &kr_type_ValueError, "operation forbidden on released memoryview object");
  return 0;
}

static MemoryView *view_alloc(Ctx *ctx, Value exporter, int ndim) {
  MemoryView *m = kr_alloc_gc(ctx, SHAPE_memoryview, sizeof *m + (size_t)ndim * 2 * sizeof(int64_t));
  if (!m) return NULL;
  m->hash = -1;
  m->ndim = ndim;
  if (!kr_get_buffer(ctx, exporter, &m->src, 0)) return m;
  m->src.owner = 0;
  kr_unref(ctx, kr_val(m));
  return NULL;
}

/* Another view of what m shows. */
static MemoryView *view_copy(Ctx *ctx, const MemoryView *m, int ndim) {
  MemoryView *c = view_alloc(ctx, m->src.owner, ndim);
  if (!c) return NULL;
  c->data = m->data;
  c->len = m->len;
  c->itemsize = m->itemsize;
  c->readonly = m->readonly;
  memcpy(c->cast_format, m->cast_format, sizeof c->cast_format);
  c->format = *m->cast_format ? c->cast_format : m->format;
  if (ndim == m->ndim) memcpy(c->dims, m->dims, (size_t)ndim * 2 * sizeof(int64_t));
  return c;
}

Value memoryview_new(Ctx *ctx, Value exporter) {
  if (kr_has_shape(exporter, SHAPE_memoryview)) {
    if (!alive(ctx, view_of(exporter))) return 0;
    return kr_val(view_copy(ctx, view_of(exporter), view_of(exporter)->ndim));
  }
  if (!kr_type_of(exporter)->get_buffer)
    return kr_raise(ctx, &kr_type_TypeError, "memoryview: a bytes-like object is required, not '%T'", exporter);
  Buffer probe;
  if (kr_get_buffer(ctx, exporter, &probe, 0)) return 0;
  MemoryView *m = view_alloc(ctx, exporter, probe.ndim);
  kr_release_buffer(ctx, &probe);
  if (!m) return 0;
  m->data = m->src.data;
  m->len = m->src.len;
  m->itemsize = m->src.itemsize;
  m->readonly = m->src.readonly;
  m->format = m->src.format ? m->src.format : "B";
  int64_t stride = m->itemsize;
  for (int i = m->ndim - 1; i >= 0; i--) {
    m->dims[i] = m->src.shape ? m->src.shape[i] : m->len / m->itemsize;
    strides_of(m)[i] = m->src.strides ? m->src.strides[i] : stride;
    stride *= m->dims[i];
  }
  return kr_val(m);
}

static Value type_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[1];
  if (kr_bind(ctx, "memoryview", "object", &parsed, args, nargs, kwnames, a)) return 0;
  return memoryview_new(ctx, a[0]);
}

/* ---- items ---- */
/* The single type letter of the format, or 0 with NotImplementedError. */
static char item_code(Ctx *ctx, const MemoryView *m) {
  const char *f = m->format + (*m->format == '@');
  if (native_size(*f) && !f[1]) return *f;
  kr_raise(ctx, &kr_type_NotImplementedError, "memoryview: format %s not supported", m->format);
  return 0;
}

static Value unpack_item(Ctx *ctx, const MemoryView *m, const char *p) {
  char code = item_code(ctx, m);
  return code ? native_unpack(ctx, code, p) : 0;
}

static int pack_item(Ctx *ctx, const MemoryView *m, char *p, Value v) {
  char code = item_code(ctx, m);
  char packed[8];
  if (!code) return -1;
  switch (native_pack(ctx, code, packed, v)) {
  case PACK_OK: /* user code may have run: is the memory still there? */
    if (!alive(ctx, m)) return -1;
    memcpy(p, packed, (size_t)m->itemsize);
    return 0;
  case PACK_TYPE: kr_raise(ctx, &kr_type_TypeError, "memoryview: invalid type for format '%s'", m->format); break;
  case PACK_RANGE: kr_raise(ctx, &kr_type_ValueError, "memoryview: invalid value for format '%s'", m->format); break;
  case PACK_RAISED: break;
  }
  return -1;
}

static int contiguous(const int64_t *shape, const int64_t *strides, int ndim, int64_t itemsize, int fortran) {
  int64_t expect = itemsize;
  for (int k = 0; k < ndim; k++) {
    int i = fortran ? k : ndim - 1 - k;
    if (shape[i] > 1 && strides[i] != expect) return 0;
    expect *= shape[i];
  }
  return 1;
}

/* Copies strided items to out in C order; gives where it stopped. */
static char *gather(char *out, const char *p, const int64_t *shape, const int64_t *strides, int ndim, int64_t itemsize) {
  if (ndim == 0) return (char *)mempcpy(out, p, (size_t)itemsize);
  for (int64_t i = 0; i < shape[0]; i++, p += strides[0]) out = gather(out, p, shape + 1, strides + 1, ndim - 1, itemsize);
  return out;
}

Value buffer_to_bytes(Ctx *ctx, const Buffer *b) {
  if (b->ndim == 0 || !b->strides || contiguous(b->shape, b->strides, b->ndim, b->itemsize, 0)) return bytes_new(ctx, b->data ? b->data : "", (size_t)b->len);
  Value v = bytes_new(ctx, NULL, (size_t)b->len);
  if (v && b->len) gather((char *)bytes_of(v)->data, b->data, b->shape, b->strides, b->ndim, b->itemsize);
  return v;
}

static Value to_bytes(Ctx *ctx, MemoryView *m) {
  Value v = bytes_new(ctx, NULL, (size_t)m->len);
  if (v && m->len) gather((char *)bytes_of(v)->data, m->data, m->dims, strides_of(m), m->ndim, m->itemsize);
  return v;
}

static Value to_list(Ctx *ctx, MemoryView *m, const char *p, int dim) {
  if (dim == m->ndim) return unpack_item(ctx, m, p);
  Value list = list_new(ctx, (size_t)m->dims[dim]);
  for (int64_t i = 0; list && i < m->dims[dim]; i++, p += strides_of(m)[dim]) {
    Value item = to_list(ctx, m, p, dim + 1);
    if (!item || list_append(ctx, list, item)) kr_clear(ctx, &list);
    kr_unref(ctx, item);
  }
  return list;
}

/* ---- subscripts ---- */
/* Address of index i of dimension dim from p on; NULL: IndexError. */
static char *step_into(Ctx *ctx, MemoryView *m, char *p, int64_t i, int dim) {
  if (i < 0) i += m->dims[dim];
  if (i < 0 || i >= m->dims[dim]) {
    kr_raise(ctx, &kr_type_IndexError, "index out of bounds on dimension %d", dim + 1);
    return NULL;
  }
  return p + i * strides_of(m)[dim];
}

static int is_index(Value v) { return kr_is_anyint(v) || kr_type_of(v)->to_index != NULL; }

/* Address of the item that an int or a tuple of ints names; NULL: raised. */
static char *item_address(Ctx *ctx, MemoryView *m, Value key) {
  int64_t i;
  if (is_index(key)) {
    if (m->ndim == 0) return (char *)(uintptr_t)kr_raise(ctx, &kr_type_TypeError, "invalid indexing of 0-dim memory");
    if (m->ndim > 1) return (char *)(uintptr_t)kr_raise(ctx, &kr_type_NotImplementedError, "multi-dimensional sub-views are not implemented");
    if (kr_subscript_i64(ctx, key, &i) || !alive(ctx, m)) return NULL;
    return step_into(ctx, m, m->data, i, 0);
  }
  if (!kr_has_flag(key, T_TUPLE)) return (char *)(uintptr_t)kr_raise(ctx, &kr_type_TypeError, "memoryview: invalid slice key");
  const Tuple *t = tuple_of(key);
  int64_t slices = 0;
  while (slices < t->len && kr_has_shape(t->items[slices], SHAPE_slice)) slices++;
  if (slices && slices == t->len)
    return (char *)(uintptr_t)kr_raise(ctx, &kr_type_NotImplementedError, "multi-dimensional slicing is not implemented");
  if (t->len < m->ndim) return (char *)(uintptr_t)kr_raise(ctx, &kr_type_NotImplementedError, "sub-views are not implemented");
  if (t->len > m->ndim)
    return (char *)(uintptr_t)kr_raise(ctx, &kr_type_TypeError, "cannot index %d-dimension view with %lld-element tuple", m->ndim, (long long)t->len);
  char *p = m->data;
  for (int dim = 0; dim < m->ndim && p; dim++) {
    if (!is_index(t->items[dim])) return (char *)(uintptr_t)kr_raise(ctx, &kr_type_TypeError, "memoryview: invalid slice key");
    if (kr_subscript_i64(ctx, t->items[dim], &i) || !alive(ctx, m)) return NULL;
    p = step_into(ctx, m, p, i, dim);
  }
  return p;
}

static MemoryView *slice_view(Ctx *ctx, MemoryView *m, Value key) {
  int64_t start, stop, step, n;
  if (m->ndim == 0) return (MemoryView *)(uintptr_t)kr_raise(ctx, &kr_type_TypeError, "invalid indexing of 0-dim memory");
  MemoryView *s = view_copy(ctx, m, m->ndim); /* first: computing the indexes may release m */
  if (!s) return NULL;
  if (slice_indices(ctx, key, s->dims[0], &start, &stop, &step, &n)) {
    kr_unref(ctx, kr_val(s));
    return NULL;
  }
  s->data += start * strides_of(s)[0];
  s->dims[0] = n;
  strides_of(s)[0] *= step;
  s->len = s->itemsize;
  for (int i = 0; i < s->ndim; i++) s->len *= s->dims[i];
  return s;
}

static Value getitem(Ctx *ctx, Value self, Value key) {
  MemoryView *m = view_of(self);
  if (!alive(ctx, m)) return 0;
  if (kr_has_shape(key, SHAPE_slice)) return kr_val(slice_view(ctx, m, key));
  if (m->ndim == 0 && key == KR_Ellipsis) return kr_ref(self);
  char *p = item_address(ctx, m, key);
  return p ? unpack_item(ctx, m, p) : 0;
}

/* Copies a buffer's items into a view of the same structure; overlapping memory is allowed. */
static int assign_buffer(Ctx *ctx, MemoryView *dst, Value value) {
  Buffer src;
  if (kr_get_buffer(ctx, value, &src, 0)) return -1;
  const char *f = src.format ? src.format : "B", *g = dst->format;
  int same = src.ndim == dst->ndim && dst->ndim == 1 && src.itemsize == dst->itemsize && src.len == dst->len &&
             !strcmp(f + (*f == '@'), g + (*g == '@'));
  Value copy = same ? buffer_to_bytes(ctx, &src) : 0;
  kr_release_buffer(ctx, &src);
  if (!same) kr_raise(ctx, &kr_type_ValueError, "memoryview assignment: lvalue and rvalue have different structures");
  if (!copy) return -1;
  for (int64_t i = 0; i < dst->dims[0]; i++)
    memcpy(dst->data + i * strides_of(dst)[0], bytes_of(copy)->data + i * dst->itemsize, (size_t)dst->itemsize);
  kr_unref(ctx, copy);
  return 0;
}

static int setitem(Ctx *ctx, Value self, Value key, Value value) {
  MemoryView *m = view_of(self);
  if (!alive(ctx, m)) return -1;
  if (m->readonly) return kr_raise(ctx, &kr_type_TypeError, "cannot modify read-only memory"), -1;
  if (!value) return kr_raise(ctx, &kr_type_TypeError, "cannot delete memory"), -1;
  if (!kr_has_shape(key, SHAPE_slice)) {
    char *p = m->ndim == 0 && key == KR_Ellipsis ? m->data : item_address(ctx, m, key);
    return p ? pack_item(ctx, m, p, value) : -1;
  }
  if (m->ndim > 1) return kr_raise(ctx, &kr_type_NotImplementedError, "memoryview slice assignments are currently restricted to ndim = 1"), -1;
  MemoryView *part = slice_view(ctx, m, key);
  if (!part) return -1;
  int failed = alive(ctx, m) ? assign_buffer(ctx, part, value) : -1;
  kr_unref(ctx, kr_val(part));
  return failed;
}

static int64_t len(Ctx *ctx, Value self) {
  if (!alive(ctx, view_of(self))) return -1;
  if (view_of(self)->ndim) return view_of(self)->dims[0];
  kr_raise(ctx, &kr_type_TypeError, "0-dim memory has no length");
  return -1;
}

static Value seq_item(Ctx *ctx, Value self, int64_t i) { return getitem(ctx, self, kr_int(i)); }

/* ---- comparing and hashing ---- */
static int same_items(Ctx *ctx, MemoryView *a, MemoryView *b) {
  if (a->ndim != b->ndim) return 0;
  for (int i = 0; i < a->ndim; i++)
    if (a->dims[i] != b->dims[i]) return 0;
  Value x = to_list(ctx, a, a->data, 0), y = x ? to_list(ctx, b, b->data, 0) : 0;
  int same = y ? kr_compare_bool(ctx, x, y, CMP_eq) : -1;
  kr_unref(ctx, x);
  kr_unref(ctx, y);
  if (same < 0 && kr_catch(ctx, &kr_type_NotImplementedError)) same = 0;
  return same;
}

static Value compare(Ctx *ctx, Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !kr_has_shape(a, SHAPE_memoryview) || !kr_type_of(b)->get_buffer) return KR_NotImplemented;
  int same = a == b;
  if (!same && view_of(a)->src.owner && !(kr_has_shape(b, SHAPE_memoryview) && !view_of(b)->src.owner)) {
    Value other = memoryview_new(ctx, b);
    if (!other) return 0;
    same = same_items(ctx, view_of(a), view_of(other));
    kr_unref(ctx, other);
  }
  return same < 0 ? 0 : kr_bool(same == (op == CMP_eq));
}

static int64_t hash(Ctx *ctx, Value self) {
  MemoryView *m = view_of(self);
  if (m->hash != -1) return m->hash;
  if (!alive(ctx, m)) return -1;
  const char *f = m->format + (*m->format == '@');
  if (!m->readonly) return kr_raise(ctx, &kr_type_ValueError, "cannot hash writable memoryview object"), -1;
  if (!strchr("Bbc", *f)) return kr_raise(ctx, &kr_type_ValueError, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'"), -1;
  Value bytes = to_bytes(ctx, m);
  m->hash = bytes ? kr_hash(ctx, bytes) : -1;
  kr_unref(ctx, bytes);
  return m->hash;
}

static Value repr(Ctx *ctx, Value self) {
  return str_format_c(ctx, view_of(self)->src.owner ? "<memory at %p>" : "<released memory at %p>", (void *)kr_obj(self));
}

/* ---- buffers of views ---- */
static int get_buffer(Ctx *ctx, Value self, Buffer *b, int writable) {
  MemoryView *m = view_of(self);
  if (!alive(ctx, m)) return -1;
  if (writable && m->readonly) return kr_raise(ctx, &kr_type_BufferError, "memoryview: underlying buffer is not writable"), -1;
  *b = (Buffer){.data = m->data, .len = m->len, .itemsize = m->itemsize, .readonly = m->readonly, .ndim = m->ndim,
                .format = m->format, .shape = m->dims, .strides = strides_of(m), .owner = kr_ref(self)};
  m->exports++;
  return 0;
}

static void release_buffer(Ctx *ctx, Value self, Buffer *b) { view_of(self)->exports--; }

static Value release_m(Ctx *ctx, Value self, const Value *a) {
  MemoryView *m = view_of(self);
  if (m->exports)
    return kr_raise(ctx, &kr_type_BufferError, "memoryview has %lld exported buffer%s", (long long)m->exports, m->exports == 1 ? "" : "s");
  kr_release_buffer(ctx, &m->src);
  return KR_None;
}

static Value enter_m(Ctx *ctx, Value self, const Value *a) { return alive(ctx, view_of(self)) ? kr_ref(self) : 0; }

/* ---- methods ---- */
static Value tobytes_m(Ctx *ctx, Value self, const Value *a) {
  MemoryView *m = view_of(self);
  if (!alive(ctx, m)) return 0;
  if (!a[0] || a[0] == KR_None || (kr_is_anystr(a[0]) && (str_equal_ascii(a[0], "C") || str_equal_ascii(a[0], "A")))) return to_bytes(ctx, m);
  if (!kr_is_anystr(a[0]) || !str_equal_ascii(a[0], "F")) return kr_raise(ctx, &kr_type_ValueError, "order must be 'C', 'F' or 'A'");
  int64_t shape[MAX_DIMS], strides[MAX_DIMS];
  for (int i = 0; i < m->ndim; i++) {
    shape[i] = m->dims[m->ndim - 1 - i];
    strides[i] = strides_of(m)[m->ndim - 1 - i];
  }
  Value v = bytes_new(ctx, NULL, (size_t)m->len);
  if (v && m->len) gather((char *)bytes_of(v)->data, m->data, shape, strides, m->ndim, m->itemsize);
  return v;
}

static Value tolist_m(Ctx *ctx, Value self, const Value *a) {
  return alive(ctx, view_of(self)) ? to_list(ctx, view_of(self), view_of(self)->data, 0) : 0;
}

static Value hex_m(Ctx *ctx, Value self, const Value *a) {
  Value bytes = tobytes_m(ctx, self, (const Value[]){0});
  Value v = bytes ? bytes_hex_text(ctx, bytes_of(bytes)->data, (size_t)bytes_of(bytes)->len, a[0], a[1]) : 0;
  kr_unref(ctx, bytes);
  return v;
}

static Value toreadonly_m(Ctx *ctx, Value self, const Value *a) {
  MemoryView *m = view_of(self), *c = alive(ctx, m) ? view_copy(ctx, m, m->ndim) : NULL;
  if (c) c->readonly = 1;
  return kr_val(c);
}

/* Reads the shape argument of cast into dims; gives their product, -1: raised. */
static int64_t cast_shape(Ctx *ctx, Value shape, int64_t *dims) {
  int64_t product = 1;
  for (int64_t i = 0; i < tuple_of(shape)->len; i++) {
    if (!kr_is_anyint(tuple_of(shape)->items[i]))
      return kr_raise(ctx, &kr_type_TypeError, "memoryview.cast(): elements of shape must be integers"), -1;
    if (kr_index_i64(ctx, tuple_of(shape)->items[i], &dims[i])) return -1;
    if (dims[i] <= 0) return kr_raise(ctx, &kr_type_ValueError, "memoryview.cast(): elements of shape must be integers > 0"), -1;
    if (__builtin_mul_overflow(product, dims[i], &product)) return kr_raise(ctx, &kr_type_ValueError, "memoryview.cast(): product(shape) > SSIZE_MAX"), -1;
  }
  return product;
}

static int is_byte_code(char c) { return c == 'B' || c == 'b' || c == 'c'; }

/* Checks a cast to the format; gives the type letter, 0: raised. */
static char cast_code(Ctx *ctx, MemoryView *m, Value format) {
  const char *text = kr_is_anystr(format) && str_of(format)->ascii ? (const char *)str_of(format)->data : "";
  const char *f = text + (*text == '@'), *old = m->format + (*m->format == '@');
  if (!kr_is_anystr(format)) return (char)kr_raise(ctx, &kr_type_TypeError, "format argument must be a string");
  if (!native_size(*f) || f[1] || *f == 'e')
    return (char)kr_raise(ctx, &kr_type_ValueError,
                          "memoryview: destination format must be a native single character format prefixed with an optional '@'");
  if (!native_size(*old) || old[1])
    return (char)kr_raise(ctx, &kr_type_ValueError,
                          "memoryview: source format must be a native single character format prefixed with an optional '@'");
  if (!is_byte_code(*f) && !is_byte_code(*old))
    return (char)kr_raise(ctx, &kr_type_TypeError, "memoryview: cannot cast between two non-byte formats");
  if (m->len % native_size(*f)) return (char)kr_raise(ctx, &kr_type_TypeError, "memoryview: length is not a multiple of itemsize");
  return *f;
}

static Value cast_m(Ctx *ctx, Value self, const Value *a) {
  MemoryView *m = view_of(self);
  int64_t dims[MAX_DIMS];
  int ndim = 1;
  if (!alive(ctx, m)) return 0;
  if (!contiguous(m->dims, strides_of(m), m->ndim, m->itemsize, 0))
    return kr_raise(ctx, &kr_type_TypeError, "memoryview: casts are restricted to C-contiguous views");
  char code = cast_code(ctx, m, a[0]);
  if (!code) return 0;
  int64_t size = native_size(code), product = dims[0] = m->len / size;
  if (a[1] && a[1] != KR_None) {
    Value shape = kr_to_tuple(ctx, a[1]);
    if (!shape) return 0;
    ndim = (int)tuple_of(shape)->len;
    if (ndim > MAX_DIMS) kr_raise(ctx, &kr_type_ValueError, "memoryview: number of dimensions must not exceed %d", MAX_DIMS);
    else if (m->ndim != 1 && ndim > 1) kr_raise(ctx, &kr_type_TypeError, "memoryview: cast must be 1D -> ND or ND -> 1D");
    else product = cast_shape(ctx, shape, dims);
    kr_unref(ctx, shape);
    if (product < 0 || ctx->exc) return 0;
    if (product * size != m->len) return kr_raise(ctx, &kr_type_TypeError, "memoryview: product(shape) * itemsize != buffer size");
  }
  MemoryView *c = view_copy(ctx, m, ndim);
  if (!c) return 0;
  c->cast_format[0] = code;
  c->cast_format[1] = 0;
  c->format = c->cast_format;
  c->itemsize = size;
  for (int i = ndim - 1; i >= 0; i--, size *= dims[i + 1]) {
    c->dims[i] = dims[i];
    strides_of(c)[i] = size;
  }
  return kr_val(c);
}

/* ---- attributes ---- */
static Value dims_tuple(Ctx *ctx, const int64_t *dims, int n) {
  Value t = tuple_new(ctx, (size_t)n);
  for (int i = 0; t && i < n; i++) tuple_of(t)->items[i] = kr_int(dims[i]);
  return t;
}

#define GETTER(name, expr) \
  static Value get_##name(Ctx *ctx, Value self) { \
    MemoryView *m = view_of(self); \
    return alive(ctx, m) ? (expr) : 0; \
  }
GETTER(obj, kr_ref(m->src.owner))
GETTER(nbytes, kr_int(m->len))
GETTER(itemsize, kr_int(m->itemsize))
GETTER(format, str_from(ctx, m->format))
GETTER(ndim, kr_int(m->ndim))
GETTER(readonly, kr_bool(m->readonly))
GETTER(shape, dims_tuple(ctx, m->dims, m->ndim))
GETTER(strides, dims_tuple(ctx, strides_of(m), m->ndim))
GETTER(suboffsets, dims_tuple(ctx, NULL, 0))
GETTER(c_contiguous, kr_bool(contiguous(m->dims, strides_of(m), m->ndim, m->itemsize, 0)))
GETTER(f_contiguous, kr_bool(contiguous(m->dims, strides_of(m), m->ndim, m->itemsize, 1)))
GETTER(contiguous, kr_bool(contiguous(m->dims, strides_of(m), m->ndim, m->itemsize, 0) ||
                           contiguous(m->dims, strides_of(m), m->ndim, m->itemsize, 1)))

/* ---- iterator ---- */
typedef struct { Object ob; int64_t index; Value view; } MemoryIterator;

static Value iter(Ctx *ctx, Value self) {
  MemoryView *m = view_of(self);
  if (!alive(ctx, m)) return 0;
  if (m->ndim != 1)
    return kr_raise(ctx, m->ndim ? &kr_type_NotImplementedError : &kr_type_TypeError,
                    m->ndim ? "multi-dimensional sub-views are not implemented" : "invalid indexing of 0-dim memory");
  MemoryIterator *it = kr_alloc_gc(ctx, SHAPE_memory_iterator, sizeof *it);
  if (it) it->view = kr_ref(self);
  return kr_val(it);
}

static Value iterator_next(Ctx *ctx, Value self) {
  MemoryIterator *it = (MemoryIterator *)kr_obj(self);
  if (!it->view) return KR_STOP;
  MemoryView *m = view_of(it->view);
  if (!alive(ctx, m)) return 0;
  if (it->index < m->dims[0]) return unpack_item(ctx, m, m->data + it->index++ * strides_of(m)[0]);
  kr_clear(ctx, &it->view);
  return KR_STOP;
}

static Value iterator_self(Ctx *ctx, Value self) { return kr_ref(self); }
static void iterator_traverse(Object *o, VisitFn visit, void *arg) { visit(((MemoryIterator *)o)->view, arg); }
static void iterator_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((MemoryIterator *)o)->view); }

Type kr_type_memory_iterator = {
  TYPE_HEAD(memory_iterator, "memory_iterator"), .size = sizeof(MemoryIterator), .flags = T_GC | T_NO_NEW,
  .iter = iterator_self, .next = iterator_next, .traverse = iterator_traverse, .clear = iterator_clear, .free = iterator_clear,
};

static void view_traverse(Object *o, VisitFn visit, void *arg) { visit(((MemoryView *)o)->src.owner, arg); }
static void view_clear(Ctx *ctx, Object *o) {
  MemoryView *m = (MemoryView *)o;
  if (!m->exports) kr_release_buffer(ctx, &m->src);
}

static const Method view_methods[] = {
  {"release", release_m, "", "Gives the memory back; the view can not be used afterwards."},
  {"tobytes", tobytes_m, "order='C'", "The items as bytes."},
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
  {"suboffsets", get_suboffsets, NULL, "Always empty."},
  {"c_contiguous", get_c_contiguous, NULL, "Do the items lie in C order without gaps?"},
  {"f_contiguous", get_f_contiguous, NULL, "Do the items lie in Fortran order without gaps?"},
  {"contiguous", get_contiguous, NULL, "Do the items lie without gaps?"},
  {0},
};

Type kr_type_memoryview = {
  TYPE_HEAD(memoryview, "memoryview"), .size = sizeof(MemoryView), .itemsize = 16, .flags = T_GC | T_WEAKREF | T_IMMUTABLE | T_SEQUENCE,
  .doc = "A window on the memory of a bytes-like object.", .new = type_new, .traverse = view_traverse, .clear = view_clear,
  .free = view_clear, .repr = repr, .hash = hash, .compare = compare, .iter = iter, .len = len, .getitem = getitem,
  .setitem = setitem, .seq_item = seq_item, .get_buffer = get_buffer, .release_buffer = release_buffer,
  .methods = view_methods, .getsets = view_getsets,
};
