/* _blake2: BLAKE2b and BLAKE2s (RFC 7693). */
#include "hash_object.h"

static const uint64_t start_b[8] = {
  0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u,
  0x510e527fade682d1u, 0x9b05688c2b3e6c1fu, 0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u,
};
/* The order in which a round takes the words of a block. */
static const uint8_t order[10][16] = {
  {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
  {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
  {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
  {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
  {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};
/* The four words of the state that each of a round's eight mixings takes. */
static const uint8_t lanes[8][4] = {
  {0, 4, 8, 12}, {1, 5, 9, 13}, {2, 6, 10, 14}, {3, 7, 11, 15}, {0, 5, 10, 15}, {1, 6, 11, 12}, {2, 7, 8, 13}, {3, 4, 9, 14},
};

static uint64_t rotate64(uint64_t x, int n) { return x >> n | x << (64 - n); }
static uint32_t rotate32(uint32_t x, int n) { return x >> n | x << (32 - n); }

static void compress_b(Hash *h, const uint8_t *p, int last) {
  uint64_t m[16] = {0}, v[16];
  for (int i = 0; i < 128; i++) m[i / 8] |= (uint64_t)p[i] << 8 * (i % 8);
  memcpy(v, h->words, 8 * sizeof *v);
  memcpy(v + 8, start_b, sizeof start_b);
  v[12] ^= h->bytes;
  if (last) v[14] = ~v[14];
  if (last && h->last_node) v[15] = ~v[15];
  for (int round = 0; round < 12; round++)
    for (int i = 0; i < 8; i++) {
      uint64_t *a = &v[lanes[i][0]], *b = &v[lanes[i][1]], *c = &v[lanes[i][2]], *d = &v[lanes[i][3]];
      *a += *b + m[order[round % 10][2 * i]], *d = rotate64(*d ^ *a, 32), *c += *d, *b = rotate64(*b ^ *c, 24);
      *a += *b + m[order[round % 10][2 * i + 1]], *d = rotate64(*d ^ *a, 16), *c += *d, *b = rotate64(*b ^ *c, 63);
    }
  for (int i = 0; i < 8; i++) h->words[i] ^= v[i] ^ v[i + 8];
}

static void compress_s(Hash *h, const uint8_t *p, int last) {
  uint32_t m[16] = {0}, v[16];
  for (int i = 0; i < 64; i++) m[i / 4] |= (uint32_t)p[i] << 8 * (i % 4);
  for (int i = 0; i < 8; i++) v[i] = (uint32_t)h->words[i], v[i + 8] = (uint32_t)(start_b[i] >> 32);
  v[12] ^= (uint32_t)h->bytes;
  v[13] ^= (uint32_t)(h->bytes >> 32);
  if (last) v[14] = ~v[14];
  if (last && h->last_node) v[15] = ~v[15];
  for (int round = 0; round < 10; round++)
    for (int i = 0; i < 8; i++) {
      uint32_t *a = &v[lanes[i][0]], *b = &v[lanes[i][1]], *c = &v[lanes[i][2]], *d = &v[lanes[i][3]];
      *a += *b + m[order[round][2 * i]], *d = rotate32(*d ^ *a, 16), *c += *d, *b = rotate32(*b ^ *c, 12);
      *a += *b + m[order[round][2 * i + 1]], *d = rotate32(*d ^ *a, 8), *c += *d, *b = rotate32(*b ^ *c, 7);
    }
  for (int i = 0; i < 8; i++) h->words[i] ^= v[i] ^ v[i + 8];
}

static void block_b(Hash *h, const uint8_t *p) { compress_b(h, p, 0); }
static void block_s(Hash *h, const uint8_t *p) { compress_s(h, p, 0); }
static void finish_b(Hash *h, uint8_t *out, size_t n) {
  memset(h->block + h->held, 0, 128 - h->held);
  compress_b(h, h->block, 1);
  for (size_t i = 0; i < n; i++) out[i] = (uint8_t)(h->words[i / 8] >> 8 * (i % 8));
}
static void finish_s(Hash *h, uint8_t *out, size_t n) {
  memset(h->block + h->held, 0, 64 - h->held);
  compress_s(h, h->block, 1);
  for (size_t i = 0; i < n; i++) out[i] = (uint8_t)(h->words[i / 4] >> 8 * (i % 4));
}

static const HashKind blake2b = {"blake2b", 64, 128, 1, block_b, finish_b};
static const HashKind blake2s = {"blake2s", 32, 64, 1, block_s, finish_s};

/* ---- parameters ---- */
static int number(Ctx *ctx, Value v, const char *name, int64_t low, int64_t high, uint64_t *out) {
  int64_t n;
  if (!v) return 0;
  if (kr_index_clamp(ctx, v, &n) < 0) return -1;
  if (n < low || n > high) {
    kr_raise(ctx, &kr_type_ValueError, "%s must be between %ld and %ld", name, (long)low, (long)high);
    return -1;
  }
  *out = (uint64_t)n;
  return 0;
}

/* Bytes of at most max into out, zeroes behind them; *n: how many. */
static int text(Ctx *ctx, Value v, const char *name, size_t max, uint8_t *out, size_t *n) {
  Buffer buffer;
  *n = 0;
  if (!v) return 0;
  if (kr_get_buffer(ctx, v, &buffer, 0) < 0) return -1;
  *n = (size_t)buffer.len;
  if (*n <= max) memcpy(out, buffer.data, *n);
  kr_release_buffer(ctx, &buffer);
  if (*n <= max) return 0;
  kr_raise(ctx, &kr_type_ValueError, "maximum %s length is %d bytes", name, (int)max);
  return -1;
}

static void put(uint8_t *at, uint64_t n, int bytes) {
  for (int i = 0; i < bytes; i++) at[i] = (uint8_t)(n >> 8 * i);
}

/* The object of a call; word: the bytes of a word.  a: data, digest_size, key, salt, person, fanout, depth,
 * leaf_size, node_offset, node_depth, inner_size, last_node, usedforsecurity. */
static Value make(Ctx *ctx, const HashKind *kind, int word, const Value *a) {
  uint8_t p[64] = {0}, key[128] = {0};
  size_t key_size, n;
  uint64_t size = kind->digest_size, fanout = 1, depth = 1, leaf = 0, offset = 0, node_depth = 0, inner = 0;
  int max = kind->digest_size, last_node = a[11] ? kr_truth(ctx, a[11]) : 0;
  if (last_node < 0 || number(ctx, a[1], "digest_size", 1, max, &size) < 0 || text(ctx, a[2], "key", (size_t)max, key, &key_size) < 0 ||
      text(ctx, a[3], "salt", 2 * (size_t)word, p + 4 * word, &n) < 0 || text(ctx, a[4], "person", 2 * (size_t)word, p + 6 * word, &n) < 0 ||
      number(ctx, a[5], "fanout", 0, 255, &fanout) < 0 || number(ctx, a[6], "depth", 1, 255, &depth) < 0 ||
      number(ctx, a[7], "leaf_size", 0, UINT32_MAX, &leaf) < 0 ||
      number(ctx, a[8], "node_offset", 0, word == 8 ? INT64_MAX : (1LL << 48) - 1, &offset) < 0 ||
      number(ctx, a[9], "node_depth", 0, 255, &node_depth) < 0 || number(ctx, a[10], "inner_size", 0, max, &inner) < 0)
    return 0;
  p[0] = (uint8_t)size, p[1] = (uint8_t)key_size, p[2] = (uint8_t)fanout, p[3] = (uint8_t)depth;
  put(p + 4, leaf, 4);
  put(p + 8, offset, word == 8 ? 8 : 6);
  p[word == 8 ? 16 : 14] = (uint8_t)node_depth;
  p[word == 8 ? 17 : 15] = (uint8_t)inner;
  Hash *h = hash_new(ctx, kind);
  if (!h) return 0;
  h->digest_size = (uint32_t)size;
  h->last_node = (uint8_t)last_node;
  for (int i = 0; i < 8; i++) h->words[i] = word == 8 ? start_b[i] : start_b[i] >> 32;
  for (int i = 0; i < 8 * word; i++) h->words[i / word] ^= (uint64_t)p[i] << 8 * (i % word);
  if (key_size) hash_add(h, key, kind->block_size);
  return hash_start(ctx, h, a[0]);
}

static Value blake2b_m(Ctx *ctx, Value module, const Value *a) { return make(ctx, &blake2b, 8, a); }
static Value blake2s_m(Ctx *ctx, Value module, const Value *a) { return make(ctx, &blake2s, 4, a); }

#define PARAMETERS(size)                                                                                                    \
  "data=b'', /, *, digest_size=" size ", key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, "  \
  "node_depth=0, inner_size=0, last_node=False, usedforsecurity=True"

static const Method functions[] = {
  {"blake2b", blake2b_m, PARAMETERS("64"), "Return a new BLAKE2b hash object."},
  {"blake2s", blake2s_m, PARAMETERS("32"), "Return a new BLAKE2s hash object."},
  {0},
};

const ModuleDef kr_module__blake2 = {.name = "_blake2", .doc = "BLAKE2b and BLAKE2s.", .methods = functions};
