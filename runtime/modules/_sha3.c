/* _sha3: SHA-3 and SHAKE (FIPS 202), sponges over the permutation Keccak-f[1600]. */
#include "hash_object.h"

/* The constants of the 24 rounds, bits of a linear feedback shift register. */
static const uint64_t round_constants[24] = {
  0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
  0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
  0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
  0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
  0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
  0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

static uint64_t rotate(uint64_t x, int n) { return n ? x << n | x >> (64 - n) : x; }

static void permute(uint64_t *s) {
  for (int round = 0; round < 24; round++) {
    uint64_t c[5], moved, b[25];
    for (int x = 0; x < 5; x++) c[x] = s[x] ^ s[x + 5] ^ s[x + 10] ^ s[x + 15] ^ s[x + 20];
    for (int i = 0; i < 25; i++) s[i] ^= c[(i + 4) % 5] ^ rotate(c[(i + 1) % 5], 1);
    /* rho and pi: the words wander round one path, each turned a little further */
    moved = s[1];
    for (int t = 0, x = 1, y = 0; t < 24; t++) {
      int next_y = (2 * x + 3 * y) % 5;
      x = y, y = next_y;
      uint64_t held = s[x + 5 * y];
      s[x + 5 * y] = rotate(moved, (t + 1) * (t + 2) / 2 % 64);
      moved = held;
    }
    memcpy(b, s, sizeof b);
    for (int i = 0; i < 25; i++) s[i] = b[i] ^ (~b[i / 5 * 5 + (i + 1) % 5] & b[i / 5 * 5 + (i + 2) % 5]);
    s[0] ^= round_constants[round];
  }
}

static void keccak_block(Hash *h, const uint8_t *p) {
  for (size_t i = 0; i < h->kind->block_size; i++) h->words[i / 8] ^= (uint64_t)p[i] << 8 * (i % 8);
  permute(h->words);
}

/* Pads the last block, the first byte of the padding being the algorithm's, and squeezes n bytes out. */
static void squeeze(Hash *h, uint8_t *out, size_t n, uint8_t suffix) {
  size_t size = h->kind->block_size;
  memset(h->block + h->held, 0, size - h->held);
  h->block[h->held] = suffix;
  h->block[size - 1] |= 0x80;
  keccak_block(h, h->block);
  for (size_t i = 0, at = 0; i < n; i++, at++) {
    if (at == size) permute(h->words), at = 0;
    out[i] = (uint8_t)(h->words[at / 8] >> 8 * (at % 8));
  }
}
static void sha3_finish(Hash *h, uint8_t *out, size_t n) { squeeze(h, out, n, 0x06); }
static void shake_finish(Hash *h, uint8_t *out, size_t n) { squeeze(h, out, n, 0x1f); }

static const HashKind sha3_224 = {"sha3_224", 28, 144, 0, keccak_block, sha3_finish};
static const HashKind sha3_256 = {"sha3_256", 32, 136, 0, keccak_block, sha3_finish};
static const HashKind sha3_384 = {"sha3_384", 48, 104, 0, keccak_block, sha3_finish};
static const HashKind sha3_512 = {"sha3_512", 64, 72, 0, keccak_block, sha3_finish};
static const HashKind shake_128 = {"shake_128", 0, 168, 0, keccak_block, shake_finish};
static const HashKind shake_256 = {"shake_256", 0, 136, 0, keccak_block, shake_finish};

static Value sha3_224_m(Ctx *ctx, Value module, const Value *a) { return hash_start(ctx, hash_new(ctx, &sha3_224), a[0]); }
static Value sha3_256_m(Ctx *ctx, Value module, const Value *a) { return hash_start(ctx, hash_new(ctx, &sha3_256), a[0]); }
static Value sha3_384_m(Ctx *ctx, Value module, const Value *a) { return hash_start(ctx, hash_new(ctx, &sha3_384), a[0]); }
static Value sha3_512_m(Ctx *ctx, Value module, const Value *a) { return hash_start(ctx, hash_new(ctx, &sha3_512), a[0]); }
static Value shake_128_m(Ctx *ctx, Value module, const Value *a) { return hash_start(ctx, hash_new(ctx, &shake_128), a[0]); }
static Value shake_256_m(Ctx *ctx, Value module, const Value *a) { return hash_start(ctx, hash_new(ctx, &shake_256), a[0]); }

static const Method functions[] = {
  {"sha3_224", sha3_224_m, "data=b'', /, *, usedforsecurity=True", "Return a new SHA3-224 hash object."},
  {"sha3_256", sha3_256_m, "data=b'', /, *, usedforsecurity=True", "Return a new SHA3-256 hash object."},
  {"sha3_384", sha3_384_m, "data=b'', /, *, usedforsecurity=True", "Return a new SHA3-384 hash object."},
  {"sha3_512", sha3_512_m, "data=b'', /, *, usedforsecurity=True", "Return a new SHA3-512 hash object."},
  {"shake_128", shake_128_m, "data=b'', /, *, usedforsecurity=True", "Return a new SHAKE-128 hash object."},
  {"shake_256", shake_256_m, "data=b'', /, *, usedforsecurity=True", "Return a new SHAKE-256 hash object."},
  {0},
};

const ModuleDef kr_module__sha3 = {.name = "_sha3", .doc = "SHA-3 and SHAKE.", .methods = functions};
