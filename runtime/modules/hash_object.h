/* Hash objects shared by _md5, _sha1, _sha256, _sha512 and _sha3. */
#ifndef KRAIT_HASH_OBJECT_H
#define KRAIT_HASH_OBJECT_H

#include "../api.h"

/* A hash function: its sizes in bytes and its steps over a state of state_size bytes. */
typedef struct {
  const char *name;
  uint16_t digest_size, block_size, state_size;
  void (*start)(void *state);
  void (*add)(void *state, const uint8_t *data, size_t n);
  void (*finish)(void *state, uint8_t *digest, size_t n); /* n: digest_size, or what was asked for */
  uint8_t any_length; /* digests of any length: SHAKE */
  uint8_t suffix;     /* of the Keccak family: the byte that ends the data, else 0 */
} HashKind;

/* A new hash object; a[0] is the first data or 0. */
Value hash_new(Ctx *, const HashKind *, const Value *a);

#define HASH_SIG "string=b'', *, usedforsecurity=True"
/* Defines the constructor of a kind as a module function. */
#define HASH_CONSTRUCTOR(id) static Value id##_m(Ctx *ctx, Value self, const Value *a) { return hash_new(ctx, &id##_kind, a); }

#endif
