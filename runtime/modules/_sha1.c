/* The _sha1 module: SHA-1, from libcrypto. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include "hash_object.h"

static void sha1_start(void *state) { SHA1_Init(state); }
static void sha1_add(void *state, const uint8_t *data, size_t n) { SHA1_Update(state, data, n); }
static void sha1_finish(void *state, uint8_t *digest, size_t n) { SHA1_Final(digest, state); }
static const HashKind sha1_kind = {"sha1", 20, 64, sizeof(SHA_CTX), sha1_start, sha1_add, sha1_finish, 0, 0};
HASH_CONSTRUCTOR(sha1)

static const Method methods[] = {
  {"sha1", sha1_m, HASH_SIG, "A new SHA1 hash object."},
  {0},
};

const ModuleDef kr_module__sha1 = {"_sha1", "SHA-1 hash functions.", methods, NULL, NULL};
