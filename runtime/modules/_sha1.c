/* _sha1: SHA-1 (FIPS 180-4). */
#include "hash_object.h"

static uint32_t rotate(uint32_t x, int n) { return x << n | x >> (32 - n); }

static void sha1_block(Hash *h, const uint8_t *p) {
  static const uint32_t constants[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
  uint32_t w[80], v[5];
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)p[4 * i] << 24 | (uint32_t)p[4 * i + 1] << 16 | (uint32_t)p[4 * i + 2] << 8 | p[4 * i + 3];
  for (int i = 16; i < 80; i++) w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
  for (int i = 0; i < 5; i++) v[i] = (uint32_t)h->words[i];
  for (int i = 0; i < 80; i++) {
    int round = i / 20;
    uint32_t f = round == 0 ? (v[1] & v[2]) | (~v[1] & v[3]) : round == 2 ? (v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3]) : v[1] ^ v[2] ^ v[3];
    uint32_t next = rotate(v[0], 5) + f + v[4] + constants[round] + w[i];
    v[4] = v[3], v[3] = v[2], v[2] = rotate(v[1], 30), v[1] = v[0], v[0] = next;
  }
  for (int i = 0; i < 5; i++) h->words[i] = (uint32_t)(h->words[i] + v[i]);
}

static void sha1_finish(Hash *h, uint8_t *out, size_t n) {
  uint64_t bits = h->bytes * 8;
  uint8_t end[72] = {0x80};
  size_t pad = (h->held < 56 ? 56 : 120) - h->held;
  for (int i = 0; i < 8; i++) end[pad + (size_t)i] = (uint8_t)(bits >> (56 - 8 * i));
  hash_add(h, end, pad + 8);
  for (size_t i = 0; i < n; i++) out[i] = (uint8_t)(h->words[i / 4] >> (24 - 8 * (i % 4)));
}

static const HashKind sha1 = {"sha1", 20, 64, 0, sha1_block, sha1_finish};

static Value sha1_m(Ctx *ctx, Value module, const Value *a) {
  static const uint64_t words[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  Hash *h = hash_new(ctx, &sha1);
  if (h) memcpy(h->words, words, sizeof words);
  return hash_start(ctx, h, a[0]);
}

static const Method functions[] = {
  {"sha1", sha1_m, "string=b'', *, usedforsecurity=True", "Return a new SHA-1 hash object."},
  {0},
};

const ModuleDef kr_module__sha1 = {.name = "_sha1", .doc = "SHA-1.", .methods = functions};
