/* The _testbuffer module, with which CPython's tests examine memoryview: ndarray, staticarray, and functions
 * that do to buffers what C extensions may. */
#include "_testbuffer.h"

/* ---- staticarray: twelve bytes that belong to nobody ---- */
typedef struct { Object ob; int legacy; } StaticArray;

static Value static_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[1];
  if (kr_bind(ctx, "staticarray", "legacy_mode=False", &parsed, args, nargs, kwnames, a)) return 0;
  int legacy = a[0] ? kr_truth(ctx, a[0]) : 0;
  StaticArray *s = legacy < 0 ? NULL : kr_alloc(ctx, SHAPE_staticarray, sizeof *s);
  if (s) s->legacy = legacy;
  return kr_val(s);
}

/* In legacy mode the buffer names no owner. */
static int static_get_buffer(Ctx *ctx, Value self, Buffer *b, int request) {
  static uint8_t bytes[12] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  Value owner = ((StaticArray *)kr_obj(self))->legacy ? KR_None : self;
  return buffer_fill(ctx, b, owner, bytes, sizeof bytes, 1, request);
}

Type kr_type_staticarray = {
  TYPE_HEAD(staticarray, "staticarray"), .size = sizeof(StaticArray), .doc = "Exports twelve static bytes.", .new = static_new,
  .get_buffer = static_get_buffer,
};

/* ---- functions ---- */
static Value slice_indices_m(Ctx *ctx, Value self, const Value *a) {
  int64_t len, start, stop, step, n;
  if (!kr_has_shape(a[0], SHAPE_slice)) return kr_raise(ctx, &kr_type_TypeError, "first argument must be a slice object");
  if (kr_index_i64(ctx, a[1], &len) || slice_indices(ctx, a[0], len, &start, &stop, &step, &n)) return 0;
  return dims_tuple(ctx, (const int64_t[]){start, stop, step, n}, 4);
}

static Value pointer_item(Ctx *ctx, const Buffer *b, Value indices) {
  int64_t index[ND_MAX_NDIM];
  if (b->ndim > 64) return kr_raise(ctx, &kr_type_ValueError, "get_pointer(): ndim is too large");
  int n = dims_from(ctx, indices, "indices", index);
  if (n < 0) return 0;
  if (n != b->ndim) return kr_raise(ctx, &kr_type_ValueError, "get_pointer(): len(indices) != ndim");
  for (int i = 0; i < n; i++)
    if (index[i] < 0 || index[i] >= b->shape[i])
      return kr_raise(ctx, &kr_type_ValueError, "get_pointer(): invalid index %lld at position %d", (long long)index[i], i);
  return item_unpack(ctx, b, item_pointer(b, index));
}

static Value get_pointer_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  if (buffer_request(ctx, a[0], &b, BUF_FULL_RO)) return 0;
  Value item = pointer_item(ctx, &b, a[1]);
  kr_release_buffer(ctx, &b);
  return item;
}

static Value get_sizeof_void_p_m(Ctx *ctx, Value self, const Value *a) { return kr_int((int64_t)sizeof(void *)); }

/* The letter of a memory order; 0: raised. */
static char order_arg(Ctx *ctx, Value v) {
  if (!kr_is_anystr(v)) return (char)kr_raise(ctx, &kr_type_TypeError, "order must be a string");
  if (!str_of(v)->ascii) return (char)kr_raise_encode(ctx, "ascii", v, 0, 1, "ordinal not in range(128)");
  char order = str_of(v)->len ? (char)str_of(v)->data[0] : 0;
  if (order && strchr("CFA", order)) return order;
  return (char)kr_raise(ctx, &kr_type_ValueError, "invalid order, must be C, F or A");
}

/* A contiguous copy of b: a view of new bytes with its format and shape.  The text of the format must live as
 * long as they do: it lies behind the items. */
static Value contiguous_copy(Ctx *ctx, const Buffer *b, char order) {
  int64_t strides[ND_MAX_NDIM];
  Value bytes = bytes_new(ctx, NULL, (size_t)b->len + strlen(b->format) + 1);
  if (!bytes) return 0;
  Buffer copy = *b;
  copy.data = bytes_of(bytes)->data;
  buffer_copy_out(copy.data, b, order);
  copy.format = strcpy((char *)copy.data + b->len, b->format);
  copy.owner = bytes;
  copy.readonly = 1;
  copy.suboffsets = NULL;
  copy.strides = strides;
  buffer_fill_strides(strides, b->shape, b->ndim, b->itemsize, order == 'F');
  return memoryview_of_buffer(ctx, &copy);
}

static Value get_contiguous_m(Ctx *ctx, Value self, const Value *a) {
  int64_t kind;
  if (!kr_is_anyint(a[1])) return kr_raise(ctx, &kr_type_TypeError, "buffertype must be PyBUF_READ or PyBUF_WRITE");
  if (int_to_i64(ctx, a[1], &kind)) return 0;
  char order = order_arg(ctx, a[2]);
  if (!order) return 0;
  if (kind != PyBUF_READ && kind != PyBUF_WRITE) return kr_raise(ctx, &kr_type_ValueError, "invalid buffer type");
  Value view = memoryview_new(ctx, a[0]);
  Buffer b;
  if (!view || buffer_request(ctx, view, &b, BUF_FULL_RO)) return kr_unref(ctx, view), 0;
  Value result = 0;
  if (kind == PyBUF_WRITE && b.readonly) kr_raise(ctx, &kr_type_BufferError, "underlying buffer is not writable");
  else if (buffer_contiguous(&b, order)) result = kr_ref(view);
  else if (kind == PyBUF_WRITE) kr_raise(ctx, &kr_type_BufferError, "writable contiguous buffer requested for a non-contiguous object.");
  else result = contiguous_copy(ctx, &b, order == 'A' ? 'C' : order);
  kr_release_buffer(ctx, &b);
  kr_unref(ctx, view);
  return result;
}

static Value py_buffer_to_contiguous_m(Ctx *ctx, Value self, const Value *a) {
  char order = order_arg(ctx, a[1]);
  int64_t request;
  Buffer b;
  if (!order || kr_index_i64(ctx, a[2], &request) || buffer_request(ctx, a[0], &b, (int)request)) return 0;
  Value bytes = buffer_to_bytes(ctx, &b, order);
  kr_release_buffer(ctx, &b);
  return bytes;
}

/* Contiguous in the same order, with the same structure and bytes. */
static int same_contiguous(const Buffer *x, const Buffer *y) {
  int both = (buffer_contiguous(x, 'C') && buffer_contiguous(y, 'C')) || (buffer_contiguous(x, 'F') && buffer_contiguous(y, 'F'));
  return both && x->len == y->len && buffer_same_structure(x, y) && !memcmp(x->data, y->data, (size_t)x->len);
}

static Value cmp_contig_m(Ctx *ctx, Value self, const Value *a) {
  Buffer x, y;
  if (buffer_request(ctx, a[0], &x, BUF_FULL_RO)) return 0;
  if (buffer_request(ctx, a[1], &y, BUF_FULL_RO)) return kr_release_buffer(ctx, &x), 0;
  int same = same_contiguous(&x, &y);
  kr_release_buffer(ctx, &x);
  kr_release_buffer(ctx, &y);
  return kr_bool(same);
}

static Value is_contiguous_m(Ctx *ctx, Value self, const Value *a) {
  char order = order_arg(ctx, a[1]);
  Buffer b;
  if (!order) return 0;
  if (kr_has_shape(a[0], SHAPE_ndarray)) return kr_bool(buffer_contiguous(&ndarray_of(a[0])->head->base, order));
  if (buffer_request(ctx, a[0], &b, BUF_FULL_RO)) return 0;
  int yes = buffer_contiguous(&b, order);
  kr_release_buffer(ctx, &b);
  return kr_bool(yes);
}

/* ---- the module ---- */
static int init(Ctx *ctx, Value module) {
  static const struct { const char *name; int value; } numbers[] = {
#define NUMBER(name) {#name, name},
    NUMBER(ND_MAX_NDIM) NUMBER(ND_VAREXPORT) NUMBER(ND_WRITABLE) NUMBER(ND_FORTRAN) NUMBER(ND_SCALAR) NUMBER(ND_PIL) NUMBER(ND_GETBUF_FAIL) NUMBER(ND_GETBUF_UNDEFINED)
    NUMBER(ND_REDIRECT) NUMBER(PyBUF_READ) NUMBER(PyBUF_WRITE)
#undef NUMBER
    {"PyBUF_SIMPLE", BUF_SIMPLE}, {"PyBUF_WRITABLE", BUF_WRITABLE}, {"PyBUF_FORMAT", BUF_FORMAT}, {"PyBUF_ND", BUF_ND},
    {"PyBUF_STRIDES", BUF_STRIDES}, {"PyBUF_INDIRECT", BUF_INDIRECT}, {"PyBUF_C_CONTIGUOUS", BUF_C_CONTIGUOUS},
    {"PyBUF_F_CONTIGUOUS", BUF_F_CONTIGUOUS}, {"PyBUF_ANY_CONTIGUOUS", BUF_ANY_CONTIGUOUS}, {"PyBUF_FULL", BUF_FULL},
    {"PyBUF_FULL_RO", BUF_FULL_RO}, {"PyBUF_RECORDS", BUF_STRIDES | BUF_WRITABLE | BUF_FORMAT},
    {"PyBUF_RECORDS_RO", BUF_STRIDES | BUF_FORMAT}, {"PyBUF_STRIDED", BUF_STRIDES | BUF_WRITABLE}, {"PyBUF_STRIDED_RO", BUF_STRIDES},
    {"PyBUF_CONTIG", BUF_ND | BUF_WRITABLE}, {"PyBUF_CONTIG_RO", BUF_ND},
  };
  Value dict = module_dict(module);
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    if (dict_set_c(ctx, dict, numbers[i].name, kr_int(numbers[i].value)) < 0) return -1;
  return 0;
}

static const Method methods[] = {
  {"slice_indices", slice_indices_m, "slice, len, /", "What a slice is of a sequence of this length."},
  {"get_pointer", get_pointer_m, "obj, indices, /", "The item with these indexes."},
  {"get_sizeof_void_p", get_sizeof_void_p_m, "", "Bytes of a pointer."},
  {"get_contiguous", get_contiguous_m, "obj, buffertype, order, /", "A contiguous view of the object or of a copy."},
  {"py_buffer_to_contiguous", py_buffer_to_contiguous_m, "obj, order, flags, /", "The bytes of the buffer that a request gives."},
  {"cmp_contig", cmp_contig_m, "a, b, /", "Are two contiguous buffers the same?"},
  {"is_contiguous", is_contiguous_m, "obj, order, /", "Is the buffer contiguous in this order?"},
  {0},
};

static Type *const types[] = {&kr_type_ndarray, &kr_type_staticarray, NULL};

const ModuleDef kr_module__testbuffer = {
  .name = "_testbuffer", .doc = "Exporters and consumers of buffers, for tests.", .methods = methods, .types = types, .init = init,
};
