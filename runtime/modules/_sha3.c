/* The _sha3 module: SHA-3 and SHAKE, from libtomcrypt. */
#include <tomcrypt.h>
#include "hash_object.h"

static void add(void *state, const uint8_t *data, size_t n) { sha3_process(state, data, n); }
static void finish(void *state, uint8_t *digest, size_t n) { sha3_done(state, digest); }
static void finish_shake(void *state, uint8_t *digest, size_t n) { sha3_shake_done(state, digest, n); }

#define SHA3(bits, block) \
  static void sha3_##bits##_start(void *state) { sha3_##bits##_init(state); } \
  static const HashKind sha3_##bits##_kind = {"sha3_" #bits, bits / 8, block, sizeof(hash_state), sha3_##bits##_start, add, finish, 0, 6}; \
  HASH_CONSTRUCTOR(sha3_##bits)
#define SHAKE(bits, block) \
  static void shake_##bits##_start(void *state) { sha3_shake_init(state, bits); } \
  static const HashKind shake_##bits##_kind = {"shake_" #bits, 0, block, sizeof(hash_state), shake_##bits##_start, add, finish_shake, 1, 0x1f}; \
  HASH_CONSTRUCTOR(shake_##bits)
SHA3(224, 144)
SHA3(256, 136)
SHA3(384, 104)
SHA3(512, 72)
SHAKE(128, 168)
SHAKE(256, 136)

static const Method methods[] = {
  {"sha3_224", sha3_224_m, HASH_SIG, "A new SHA3-224 hash object."},
  {"sha3_256", sha3_256_m, HASH_SIG, "A new SHA3-256 hash object."},
  {"sha3_384", sha3_384_m, HASH_SIG, "A new SHA3-384 hash object."},
  {"sha3_512", sha3_512_m, HASH_SIG, "A new SHA3-512 hash object."},
  {"shake_128", shake_128_m, HASH_SIG, "A new SHAKE-128 hash object."},
  {"shake_256", shake_256_m, HASH_SIG, "A new SHAKE-256 hash object."},
  {0},
};

const ModuleDef kr_module__sha3 = {"_sha3", "SHA-3 hash functions.", methods, NULL, NULL};
