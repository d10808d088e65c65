/* What the files of the array module share. */
#ifndef KRAIT_ARRAY_H
#define KRAIT_ARRAY_H

#include "../objects/iter.h"

/* One kind of item: how it is read from and written to memory. */
typedef struct {
  char code;
  uint8_t size;
  uint8_t is_int, is_signed;
  const char *format;                          /* of the buffer protocol */
  Value (*get)(Ctx *, const uint8_t *);
  int (*set)(Ctx *, uint8_t *, Value);         /* 0 or -1 */
} ItemKind;
extern const ItemKind array_kinds[];           /* ends with code 0 */
const ItemKind *array_kind(uint32_t code);     /* NULL: no such code */

typedef struct {
  Object ob;
  int64_t len, cap, exports;                   /* in items; buffers handed out */
  const ItemKind *kind;
  uint8_t *data;
} Array;
KR_INLINE Array *array_of(Value v) { return (Array *)kr_obj(v); }
KR_INLINE int is_array(Value v) { return kr_instance_of(v, &kr_type_array); }
KR_INLINE uint8_t *array_at(const Array *a, int64_t i) { return a->data + i * a->kind->size; }

Array *array_alloc(Ctx *, Type *, const ItemKind *, int64_t n); /* n items of zero bytes */
int array_resize(Ctx *, Array *, int64_t n);                    /* BufferError while buffers are out */
int array_append(Ctx *, Array *, Value);
int array_extend(Ctx *, Value self, Value iterable);            /* an array's items must be of the same kind */
int array_add_bytes(Ctx *, Array *, const uint8_t *, int64_t n);
int array_add_str(Ctx *, Array *, Value str);
int array_fill(Ctx *, Value self, Value initial);               /* from anything the constructor takes */
Value array_tolist(Ctx *, Value self, const Value *);
Value array_tobytes(Ctx *, Value self, const Value *);
Value array_byteswap(Ctx *, Value self, const Value *);
Value array_reduce_ex(Ctx *, Value self, const Value *a);
Value array_reconstructor(Ctx *, Value module, const Value *a);
int array_get_buffer(Ctx *, Value, Buffer *, int request);
void array_release_buffer(Ctx *, Value, Buffer *);
Value array_getitem(Ctx *, Value, Value key);
int array_setitem(Ctx *, Value, Value key, Value v);

#endif
