/* The buffer protocol: access to the memory of bytes-like objects. */
#include "bytes_impl.h"

int kr_get_buffer(Ctx *ctx, Value v, Buffer *b, int writable) {
  Type *t = kr_type_of(v);
  *b = (Buffer){0};
  if (!t->get_buffer && !writable) {
    kr_raise(ctx, &kr_type_TypeError, "a bytes-like object is required, not '%N'", t);
    return -1;
  }
  if (!t->get_buffer || t->get_buffer(ctx, v, b, writable)) {
    if (writable && (!t->get_buffer || kr_catch(ctx, &kr_type_BufferError)))
      kr_raise(ctx, &kr_type_TypeError, "argument must be read-write bytes-like object, not %N", t);
    return -1;
  }
  if (!b->owner) b->owner = kr_ref(v);
  return 0;
}

void kr_release_buffer(Ctx *ctx, Buffer *b) {
  Value owner = b->owner;
  if (!owner) return;
  b->owner = 0;
  Type *t = kr_type_of(owner);
  if (t->release_buffer) t->release_buffer(ctx, owner, b);
  kr_unref(ctx, owner);
}

/* A plain run of unsigned bytes. */
int buffer_fill(Ctx *ctx, Buffer *b, Value owner, void *data, int64_t len, int readonly, int writable) {
  if (writable && readonly) {
    kr_raise(ctx, &kr_type_BufferError, "Object is not writable.");
    return -1;
  }
  *b = (Buffer){.data = data, .len = len, .itemsize = 1, .readonly = readonly, .ndim = 1, .format = "B", .owner = kr_ref(owner),
                .shape1 = len, .stride1 = 1};
  b->shape = &b->shape1;
  b->strides = &b->stride1;
  return 0;
}
