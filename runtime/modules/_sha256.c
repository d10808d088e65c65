/* The _sha256 module: SHA-224 and SHA-256, from libcrypto. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include "hash_object.h"

static void sha224_start(void *state) { SHA224_Init(state); }
static void sha224_add(void *state, const uint8_t *data, size_t n) { SHA224_Update(state, data, n); }
static void sha224_finish(void *state, uint8_t *digest, size_t n) { SHA224_Final(digest, state); }
static const HashKind sha224_kind = {"sha224", 28, 64, sizeof(SHA256_CTX), sha224_start, sha224_add, sha224_finish, 0, 0};
HASH_CONSTRUCTOR(sha224)

static void sha256_start(void *state) { SHA256_Init(state); }
static void sha256_add(void *state, const uint8_t *data, size_t n) { SHA256_Update(state, data, n); }
static void sha256_finish(void *state, uint8_t *digest, size_t n) { SHA256_Final(digest, state); }
static const HashKind sha256_kind = {"sha256", 32, 64, sizeof(SHA256_CTX), sha256_start, sha256_add, sha256_finish, 0, 0};
HASH_CONSTRUCTOR(sha256)

static const Method methods[] = {
  {"sha224", sha224_m, HASH_SIG, "A new SHA224 hash object."},
  {"sha256", sha256_m, HASH_SIG, "A new SHA256 hash object."},
  {0},
};

const ModuleDef kr_module__sha256 = {"_sha256", "SHA-224 and SHA-256 hash functions.", methods, NULL, NULL};
