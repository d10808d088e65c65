/* Hash objects of hashlib: what the modules of single algorithms share. */
#ifndef KRAIT_HASH_OBJECT_H
#define KRAIT_HASH_OBJECT_H

#include "../api.h"

typedef struct Hash Hash;

/* An algorithm.  block mixes block_size bytes into words; finish writes the digest: digest_size bytes,
 * or as many as asked for when digest_size is 0. */
typedef struct HashKind {
  const char *name;
  uint16_t digest_size, block_size;
  uint8_t keeps_last; /* a full block waits for more bytes, since the last one is treated differently */
  void (*block)(Hash *, const uint8_t *);
  void (*finish)(Hash *, uint8_t *out, size_t n);
} HashKind;

struct Hash {
  Object ob;
  const HashKind *kind;
  uint64_t words[25];
  uint64_t bytes;       /* in the blocks mixed in so far, and held */
  uint32_t held;        /* bytes of block in use */
  uint32_t digest_size; /* of this object */
  uint8_t last_node;    /* BLAKE2's tree mode */
  uint8_t block[168];
};

/* A new object, zeroed but for kind and digest_size; NULL: raised. */
Hash *hash_new(Ctx *, const HashKind *);
void hash_add(Hash *, const uint8_t *, size_t n);
/* Adds data unless it is 0 and gives the object; drops it when data is wrong. */
Value hash_start(Ctx *, Hash *, Value data);

#endif
