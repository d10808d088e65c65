/* The buffer protocol: access to the memory of bytes-like objects, and the arithmetic of arrays in
 * memory.  An item of an array is found by one step for each dimension: the index times the stride is
 * added to the address, and where the dimension has a suboffset of 0 or more, the address is that of a
 * pointer to follow before the suboffset is added. */
#include "bytes_impl.h"

int buffer_request(Ctx *ctx, Value v, Buffer *b, int request) {
  Type *t = kr_type_of(v);
  *b = (Buffer){0};
  if (!t->get_buffer) {
    kr_raise(ctx, &kr_type_TypeError, "a bytes-like object is required, not '%N'", t);
    return -1;
  }
  if (t->get_buffer(ctx, v, b, request)) return -1;
  if (!b->owner) b->owner = kr_ref(v);
  return 0;
}

int kr_get_buffer(Ctx *ctx, Value v, Buffer *b, int writable) {
  if (!writable) return buffer_request(ctx, v, b, BUF_SIMPLE);
  Type *t = kr_type_of(v);
  *b = (Buffer){0};
  if (t->get_buffer && buffer_request(ctx, v, b, BUF_WRITABLE) == 0) return 0;
  if (!t->get_buffer || kr_catch(ctx, &kr_type_BufferError))
    kr_raise(ctx, &kr_type_TypeError, "argument must be read-write bytes-like object, not %N", t);
  return -1;
}

int bytes_like_buffer(Ctx *ctx, Value v, Buffer *b) {
  *b = (Buffer){0};
  if (!kr_type_of(v)->get_buffer) return -1;
  if (buffer_request(ctx, v, b, BUF_SIMPLE) == 0) return 0;
  *b = (Buffer){0};
  kr_catch(ctx, &kr_type_BufferError);
  return -1;
}

void kr_release_buffer(Ctx *ctx, Buffer *b) {
  Value owner = b->owner;
  if (!owner) return;
  b->owner = 0;
  Type *t = kr_type_of(owner);
  if (t->release_buffer) t->release_buffer(ctx, owner, b);
  kr_unref(ctx, owner);
}

void buffer_fill_array(Buffer *b, Value owner, void *data, int64_t n, int64_t itemsize, const char *format, int request) {
  *b = (Buffer){.data = data, .len = n * itemsize, .itemsize = itemsize, .ndim = 1, .owner = kr_ref(owner), .shape1 = n,
                .stride1 = itemsize};
  if (buffer_wants(request, BUF_FORMAT)) b->format = format;
  if (buffer_wants(request, BUF_ND)) b->shape = &b->shape1;
  if (buffer_wants(request, BUF_STRIDES)) b->strides = &b->stride1;
}

int buffer_fill(Ctx *ctx, Buffer *b, Value owner, void *data, int64_t len, int readonly, int request) {
  if (request & BUF_WRITABLE && readonly) {
    kr_raise(ctx, &kr_type_BufferError, "Object is not writable.");
    return -1;
  }
  buffer_fill_array(b, owner, data, len, 1, "B", request);
  b->readonly = readonly;
  return 0;
}

/* ---- structure ---- */
/* Items of dimension i; a buffer without a shape is a run of bytes. */
static int64_t extent(const Buffer *b, int i) { return b->shape ? b->shape[i] : b->len; }

/* Do the items lie without gaps, the last (fortran: the first) index varying fastest? */
static int in_order(const Buffer *b, int fortran) {
  if (b->suboffsets) return 0;
  if (!b->len || !b->shape) return 1;
  int64_t expect = b->itemsize;
  if (!b->strides) { /* C order; the same in Fortran's when only one dimension matters */
    int wide = 0;
    for (int i = 0; i < b->ndim; i++) wide += b->shape[i] > 1;
    return !fortran || wide < 2;
  }
  for (int k = 0; k < b->ndim; k++) {
    int i = fortran ? k : b->ndim - 1 - k;
    if (b->shape[i] > 1 && b->strides[i] != expect) return 0;
    expect *= b->shape[i];
  }
  return 1;
}

int buffer_contiguous(const Buffer *b, char order) {
  return (order != 'F' && in_order(b, 0)) || (order != 'C' && in_order(b, 1));
}

void buffer_fill_strides(int64_t *strides, const int64_t *shape, int ndim, int64_t itemsize, int fortran) {
  for (int k = 0; k < ndim; k++) {
    int i = fortran ? k : ndim - 1 - k;
    strides[i] = itemsize;
    itemsize *= shape[i];
  }
}

int buffer_same_structure(const Buffer *a, const Buffer *b) {
  const char *f = a->format ? a->format : "B", *g = b->format ? b->format : "B";
  if (strcmp(f + (*f == '@'), g + (*g == '@')) || a->itemsize != b->itemsize || a->ndim != b->ndim) return 0;
  for (int i = 0; i < a->ndim; i++) {
    if (extent(a, i) != extent(b, i)) return 0;
    if (!extent(a, i)) break;
  }
  return 1;
}

char *buffer_step(const Buffer *b, char *p, int dim, int64_t index) {
  p += index * b->strides[dim];
  return b->suboffsets && b->suboffsets[dim] >= 0 ? *(char **)p + b->suboffsets[dim] : p;
}

/* ---- copying ---- */
typedef struct { const Buffer *b; char *out; int64_t strides[BUFFER_MAX_DIMS]; } Gather;

static void gather(const Gather *g, char *out, char *p, int dim) {
  if (dim == g->b->ndim) {
    memcpy(out, p, (size_t)g->b->itemsize);
    return;
  }
  for (int64_t i = 0; i < g->b->shape[dim]; i++) gather(g, out + i * g->strides[dim], buffer_step(g->b, p, dim, i), dim + 1);
}

void buffer_copy_out(void *out, const Buffer *b, char order) {
  if (!b->len) return;
  if (!b->shape || buffer_contiguous(b, order)) {
    memcpy(out, b->data, (size_t)b->len);
    return;
  }
  Buffer full = *b;
  int64_t strides[BUFFER_MAX_DIMS];
  if (!full.strides) {
    buffer_fill_strides(strides, b->shape, b->ndim, b->itemsize, 0);
    full.strides = strides;
  }
  Gather g = {.b = &full};
  buffer_fill_strides(g.strides, b->shape, b->ndim, b->itemsize, order == 'F');
  gather(&g, out, b->data, 0);
}

/* Row after row, each by way of a copy, as the two may overlap. */
static void assign_rows(const Buffer *to, char *p, const Buffer *from, char *q, int dim, char *row) {
  size_t size = (size_t)from->itemsize;
  if (dim == to->ndim) {
    memmove(p, q, size);
  } else if (dim < to->ndim - 1) {
    for (int64_t i = 0; i < to->shape[dim]; i++) assign_rows(to, buffer_step(to, p, dim, i), from, buffer_step(from, q, dim, i), dim + 1, row);
  } else {
    for (int64_t i = 0; i < to->shape[dim]; i++) memcpy(row + i * from->itemsize, buffer_step(from, q, dim, i), size);
    for (int64_t i = 0; i < to->shape[dim]; i++) memcpy(buffer_step(to, p, dim, i), row + i * from->itemsize, size);
  }
}

int buffer_assign(Ctx *ctx, const Buffer *to, const Buffer *from) {
  size_t size = (size_t)(to->ndim ? to->shape[to->ndim - 1] : 1) * (size_t)to->itemsize;
  char *row = from->len ? kr_mem_alloc(ctx, size) : NULL;
  if (!from->len) return 0;
  if (!row) return -1;
  assign_rows(to, to->data, from, from->data, 0, row);
  kr_mem_free(ctx, row, size);
  return 0;
}

Value buffer_to_bytes(Ctx *ctx, const Buffer *b, char order) {
  Value v = bytes_new(ctx, NULL, (size_t)b->len);
  if (v) buffer_copy_out(bytes_of(v)->data, b, order);
  return v;
}

/* ---- items of any format ---- */
Value buffer_struct(Ctx *ctx, const char *format) {
  Value type = kr_import_attr(ctx, "_struct", "Struct"), text = type ? str_from(ctx, format) : 0;
  Value s = text ? kr_call1(ctx, type, text) : 0;
  kr_unref(ctx, type);
  kr_unref(ctx, text);
  return s;
}

Value buffer_unpack(Ctx *ctx, Value structure, const void *p, int64_t itemsize) {
  Value bytes = bytes_new(ctx, p, (size_t)itemsize), name = bytes ? str_from(ctx, "unpack_from") : 0;
  Value t = name ? kr_call_method1(ctx, structure, name, bytes) : 0;
  kr_unref(ctx, name);
  kr_unref(ctx, bytes);
  if (!t || tuple_of(t)->len != 1) return t;
  Value item = kr_ref(tuple_of(t)->items[0]);
  kr_unref(ctx, t);
  return item;
}
