/* The _sha512 module: SHA-384 and SHA-512, from libcrypto. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include "hash_object.h"

static void sha384_start(void *state) { SHA384_Init(state); }
static void sha384_add(void *state, const uint8_t *data, size_t n) { SHA384_Update(state, data, n); }
static void sha384_finish(void *state, uint8_t *digest, size_t n) { SHA384_Final(digest, state); }
static const HashKind sha384_kind = {"sha384", 48, 128, sizeof(SHA512_CTX), sha384_start, sha384_add, sha384_finish, 0, 0};
HASH_CONSTRUCTOR(sha384)

static void sha512_start(void *state) { SHA512_Init(state); }
static void sha512_add(void *state, const uint8_t *data, size_t n) { SHA512_Update(state, data, n); }
static void sha512_finish(void *state, uint8_t *digest, size_t n) { SHA512_Final(digest, state); }
static const HashKind sha512_kind = {"sha512", 64, 128, sizeof(SHA512_CTX), sha512_start, sha512_add, sha512_finish, 0, 0};
HASH_CONSTRUCTOR(sha512)

static const Method methods[] = {
  {"sha384", sha384_m, HASH_SIG, "A new SHA384 hash object."},
  {"sha512", sha512_m, HASH_SIG, "A new SHA512 hash object."},
  {0},
};

const ModuleDef kr_module__sha512 = {"_sha512", "SHA-384 and SHA-512 hash functions.", methods, NULL, NULL};
