/* The _md5 module: MD5, from libcrypto. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#include "hash_object.h"

static void md5_start(void *state) { MD5_Init(state); }
static void md5_add(void *state, const uint8_t *data, size_t n) { MD5_Update(state, data, n); }
static void md5_finish(void *state, uint8_t *digest, size_t n) { MD5_Final(digest, state); }
static const HashKind md5_kind = {"md5", 16, 64, sizeof(MD5_CTX), md5_start, md5_add, md5_finish, 0, 0};
HASH_CONSTRUCTOR(md5)

static const Method methods[] = {
  {"md5", md5_m, HASH_SIG, "A new MD5 hash object."},
  {0},
};

const ModuleDef kr_module__md5 = {"_md5", "MD5 hash functions.", methods, NULL, NULL};
