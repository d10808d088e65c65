/* _md5: MD5 (RFC 1321). */
#include "hash_object.h"

/* The whole part of 2**32 * abs(sin(i + 1)). */
static const uint32_t sines[64] = {
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
  0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
  0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
  0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
  0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
  0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
  0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
  0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
};

static uint32_t rotate(uint32_t x, int n) { return x << n | x >> (32 - n); }

static void md5_block(Hash *h, const uint8_t *p) {
  static const uint8_t turns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};
  uint32_t m[16], a = (uint32_t)h->words[0], b = (uint32_t)h->words[1], c = (uint32_t)h->words[2], d = (uint32_t)h->words[3];
  for (int i = 0; i < 16; i++)
    m[i] = p[4 * i] | (uint32_t)p[4 * i + 1] << 8 | (uint32_t)p[4 * i + 2] << 16 | (uint32_t)p[4 * i + 3] << 24;
  for (int i = 0; i < 64; i++) {
    int round = i / 16, g = (int[]){i, 5 * i + 1, 3 * i + 5, 7 * i}[round] % 16;
    uint32_t f = round == 0 ? (b & c) | (~b & d) : round == 1 ? (d & b) | (~d & c) : round == 2 ? b ^ c ^ d : c ^ (b | ~d);
    uint32_t next = b + rotate(a + f + sines[i] + m[g], turns[round][i % 4]);
    a = d, d = c, c = b, b = next;
  }
  uint32_t sums[4] = {a, b, c, d};
  for (int i = 0; i < 4; i++) h->words[i] = (uint32_t)(h->words[i] + sums[i]);
}

static void md5_finish(Hash *h, uint8_t *out, size_t n) {
  uint64_t bits = h->bytes * 8;
  uint8_t end[72] = {0x80};
  size_t pad = (h->held < 56 ? 56 : 120) - h->held;
  for (int i = 0; i < 8; i++) end[pad + (size_t)i] = (uint8_t)(bits >> 8 * i);
  hash_add(h, end, pad + 8);
  for (size_t i = 0; i < n; i++) out[i] = (uint8_t)(h->words[i / 4] >> 8 * (i % 4));
}

static const HashKind md5 = {"md5", 16, 64, 0, md5_block, md5_finish};

static Value md5_m(Ctx *ctx, Value module, const Value *a) {
  static const uint64_t words[4] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
  Hash *h = hash_new(ctx, &md5);
  if (h) memcpy(h->words, words, sizeof words);
  return hash_start(ctx, h, a[0]);
}

static const Method functions[] = {
  {"md5", md5_m, "string=b'', *, usedforsecurity=True", "Return a new MD5 hash object."},
  {0},
};

const ModuleDef kr_module__md5 = {.name = "_md5", .doc = "MD5.", .methods = functions};
