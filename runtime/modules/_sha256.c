/* _sha256: SHA-224 and SHA-256 (FIPS 180-4). */
#include "hash_object.h"

/* First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const uint32_t constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }

static void sha256_block(Hash *h, const uint8_t *p) {
  uint32_t w[64], v[8];
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 | (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
  for (int i = 16; i < 64; i++) {
    uint32_t a = w[i - 15], b = w[i - 2];
    w[i] = w[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[i - 7] + (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
  }
  for (int i = 0; i < 8; i++) v[i] = (uint32_t)h->words[i];
  for (int i = 0; i < 64; i++) {
    uint32_t sum1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25), choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
    uint32_t t1 = v[7] + sum1 + choice + constants[i] + w[i];
    uint32_t sum0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22);
    uint32_t t2 = sum0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    memmove(v + 1, v, 7 * sizeof *v);
    v[4] += t1;
    v[0] = t1 + t2;
  }
  for (int i = 0; i < 8; i++) h->words[i] = (uint32_t)(h->words[i] + v[i]);
}

static void sha256_finish(Hash *h, uint8_t *out, size_t n) {
  uint64_t bits = h->bytes * 8;
  uint8_t end[72] = {0x80};
  size_t pad = (h->held < 56 ? 56 : 120) - h->held;
  for (int i = 0; i < 8; i++) end[pad + (size_t)i] = (uint8_t)(bits >> (56 - 8 * i));
  hash_add(h, end, pad + 8);
  for (size_t i = 0; i < n; i++) out[i] = (uint8_t)(h->words[i / 4] >> (24 - 8 * (i % 4)));
}

static const HashKind sha256 = {"sha256", 32, 64, 0, sha256_block, sha256_finish};
static const HashKind sha224 = {"sha224", 28, 64, 0, sha256_block, sha256_finish};

static Value sha256_m(Ctx *ctx, Value module, const Value *a) {
  static const uint64_t words[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  Hash *h = hash_new(ctx, &sha256);
  if (h) memcpy(h->words, words, sizeof words);
  return hash_start(ctx, h, a[0]);
}

static Value sha224_m(Ctx *ctx, Value module, const Value *a) {
  static const uint64_t words[8] = {0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4};
  Hash *h = hash_new(ctx, &sha224);
  if (h) memcpy(h->words, words, sizeof words);
  return hash_start(ctx, h, a[0]);
}

static const Method functions[] = {
  {"sha256", sha256_m, "string=b'', *, usedforsecurity=True", "Return a new SHA-256 hash object."},
  {"sha224", sha224_m, "string=b'', *, usedforsecurity=True", "Return a new SHA-224 hash object."},
  {0},
};

const ModuleDef kr_module__sha256 = {.name = "_sha256", .doc = "SHA-224 and SHA-256.", .methods = functions};
