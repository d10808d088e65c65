/* _sha512: SHA-384 and SHA-512 (FIPS 180-4). */
#include "../api.h"

typedef struct {
  Object ob;
  uint64_t state[8];
  uint64_t bytes;        /* hashed so far, a partial block included */
  uint8_t block[128];
  uint8_t digest_size;   /* 48 or 64 */
} Sha512;

static Sha512 *sha_of(Value v) { return (Sha512 *)kr_obj(v); }

/* First 64 bits of the fractional parts of the cube roots of the first 80 primes. */
static const uint64_t constants[80] = {
  0x428a2f98d728ae22u, 0x7137449123ef65cdu, 0xb5c0fbcfec4d3b2fu, 0xe9b5dba58189dbbcu,
  0x3956c25bf348b538u, 0x59f111f1b605d019u, 0x923f82a4af194f9bu, 0xab1c5ed5da6d8118u,
  0xd807aa98a3030242u, 0x12835b0145706fbeu, 0x243185be4ee4b28cu, 0x550c7dc3d5ffb4e2u,
  0x72be5d74f27b896fu, 0x80deb1fe3b1696b1u, 0x9bdc06a725c71235u, 0xc19bf174cf692694u,
  0xe49b69c19ef14ad2u, 0xefbe4786384f25e3u, 0x0fc19dc68b8cd5b5u, 0x240ca1cc77ac9c65u,
  0x2de92c6f592b0275u, 0x4a7484aa6ea6e483u, 0x5cb0a9dcbd41fbd4u, 0x76f988da831153b5u,
  0x983e5152ee66dfabu, 0xa831c66d2db43210u, 0xb00327c898fb213fu, 0xbf597fc7beef0ee4u,
  0xc6e00bf33da88fc2u, 0xd5a79147930aa725u, 0x06ca6351e003826fu, 0x142929670a0e6e70u,
  0x27b70a8546d22ffcu, 0x2e1b21385c26c926u, 0x4d2c6dfc5ac42aedu, 0x53380d139d95b3dfu,
  0x650a73548baf63deu, 0x766a0abb3c77b2a8u, 0x81c2c92e47edaee6u, 0x92722c851482353bu,
  0xa2bfe8a14cf10364u, 0xa81a664bbc423001u, 0xc24b8b70d0f89791u, 0xc76c51a30654be30u,
  0xd192e819d6ef5218u, 0xd69906245565a910u, 0xf40e35855771202au, 0x106aa07032bbd1b8u,
  0x19a4c116b8d2d0c8u, 0x1e376c085141ab53u, 0x2748774cdf8eeb99u, 0x34b0bcb5e19b48a8u,
  0x391c0cb3c5c95a63u, 0x4ed8aa4ae3418acbu, 0x5b9cca4f7763e373u, 0x682e6ff3d6b2b8a3u,
  0x748f82ee5defb2fcu, 0x78a5636f43172f60u, 0x84c87814a1f0ab72u, 0x8cc702081a6439ecu,
  0x90befffa23631e28u, 0xa4506cebde82bde9u, 0xbef9a3f7b2c67915u, 0xc67178f2e372532bu,
  0xca273eceea26619cu, 0xd186b8c721c0c207u, 0xeada7dd6cde0eb1eu, 0xf57d4f7fee6ed178u,
  0x06f067aa72176fbau, 0x0a637dc5a2c898a6u, 0x113f9804bef90daeu, 0x1b710b35131c471bu,
  0x28db77f523047d84u, 0x32caab7b40c72493u, 0x3c9ebe0a15c9bebcu, 0x431d67c49c100d4cu,
  0x4cc5d4becb3e42b6u, 0x597f299cfc657e2au, 0x5fcb6fab3ad6faecu, 0x6c44198c4a475817u,
};

static const uint64_t start_512[8] = {
  0x6a09e667f3bcc908u, 0xbb67ae8584caa73bu, 0x3c6ef372fe94f82bu, 0xa54ff53a5f1d36f1u,
  0x510e527fade682d1u, 0x9b05688c2b3e6c1fu, 0x1f83d9abfb41bd6bu, 0x5be0cd19137e2179u,
};
static const uint64_t start_384[8] = {
  0xcbbb9d5dc1059ed8u, 0x629a292a367cd507u, 0x9159015a3070dd17u, 0x152fecd8f70e5939u,
  0x67332667ffc00b31u, 0x8eb44a8768581511u, 0xdb0c2e0d64f98fa7u, 0x47b5481dbefa4fa4u,
};

static uint64_t rotate(uint64_t x, int n) { return x >> n | x << (64 - n); }

static void add_block(Sha512 *s, const uint8_t *p) {
  uint64_t w[80], v[8];
  for (int i = 0; i < 16; i++) {
    w[i] = 0;
    for (int j = 0; j < 8; j++) w[i] = w[i] << 8 | p[8 * i + j];
  }
  for (int i = 16; i < 80; i++) {
    uint64_t a = w[i - 15], b = w[i - 2];
    w[i] = w[i - 16] + (rotate(a, 1) ^ rotate(a, 8) ^ a >> 7) + w[i - 7] + (rotate(b, 19) ^ rotate(b, 61) ^ b >> 6);
  }
  memcpy(v, s->state, sizeof v);
  for (int i = 0; i < 80; i++) {
    uint64_t sum1 = rotate(v[4], 14) ^ rotate(v[4], 18) ^ rotate(v[4], 41), choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
    uint64_t t1 = v[7] + sum1 + choice + constants[i] + w[i];
    uint64_t sum0 = rotate(v[0], 28) ^ rotate(v[0], 34) ^ rotate(v[0], 39);
    uint64_t t2 = sum0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    memmove(v + 1, v, 7 * sizeof *v);
    v[4] += t1;
    v[0] = t1 + t2;
  }
  for (int i = 0; i < 8; i++) s->state[i] += v[i];
}

static void add_bytes(Sha512 *s, const uint8_t *p, size_t n) {
  size_t held = s->bytes % 128;
  s->bytes += n;
  while (n) {
    size_t part = 128 - held < n ? 128 - held : n;
    memcpy(s->block + held, p, part);
    p += part;
    n -= part;
    if (held + part == 128) add_block(s, s->block);
    held = 0;
  }
}

static void finish(const Sha512 *from, uint8_t *digest) {
  Sha512 s = *from;
  uint64_t bits = s.bytes * 8;
  uint8_t end[256] = {0x80};
  size_t held = s.bytes % 128, pad = (held < 112 ? 112 : 240) - held;
  for (int i = 0; i < 8; i++) end[pad + 8 + (size_t)i] = (uint8_t)(bits >> (56 - 8 * i));
  end[pad + 7] = (uint8_t)(s.bytes >> 61);
  add_bytes(&s, end, pad + 16);
  for (int i = 0; i < s.digest_size; i++) digest[i] = (uint8_t)(s.state[i / 8] >> (56 - 8 * (i % 8)));
}

/* ---- methods ---- */
static int update_with(Ctx *ctx, Sha512 *s, Value data) {
  Buffer buffer;
  if (kr_is_anystr(data)) {
    kr_raise(ctx, &kr_type_TypeError, "Strings must be encoded before hashing");
    return -1;
  }
  if (!kr_type_of(data)->get_buffer) {
    kr_raise(ctx, &kr_type_TypeError, "object supporting the buffer API required");
    return -1;
  }
  if (kr_get_buffer(ctx, data, &buffer, 0) < 0) return -1;
  add_bytes(s, buffer.data, (size_t)buffer.len);
  kr_release_buffer(ctx, &buffer);
  return 0;
}

static Value sha_update_m(Ctx *ctx, Value self, const Value *a) {
  return update_with(ctx, sha_of(self), a[0]) < 0 ? 0 : KR_None;
}
static Value sha_digest_m(Ctx *ctx, Value self, const Value *a) {
  uint8_t digest[64];
  finish(sha_of(self), digest);
  return bytes_new(ctx, digest, sha_of(self)->digest_size);
}
static Value sha_hexdigest_m(Ctx *ctx, Value self, const Value *a) {
  uint8_t digest[64];
  char text[128];
  finish(sha_of(self), digest);
  size_t n = sha_of(self)->digest_size;
  for (size_t i = 0; i < n; i++) {
    text[2 * i] = "0123456789abcdef"[digest[i] >> 4];
    text[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
  }
  return str_from_ascii(ctx, text, 2 * n);
}
static Value sha_copy_m(Ctx *ctx, Value self, const Value *a) {
  Sha512 *copy = kr_alloc(ctx, SHAPE_sha512, sizeof *copy);
  if (copy) memcpy((char *)copy + sizeof(Object), (char *)sha_of(self) + sizeof(Object), sizeof *copy - sizeof(Object));
  return kr_val(copy);
}
static Value sha_get_name(Ctx *ctx, Value self) { return str_from(ctx, sha_of(self)->digest_size == 48 ? "sha384" : "sha512"); }
static Value sha_get_digest_size(Ctx *ctx, Value self) { return kr_int(sha_of(self)->digest_size); }
static Value sha_get_block_size(Ctx *ctx, Value self) { return kr_int(128); }

static const Method sha_methods[] = {
  {"copy", sha_copy_m, "", "Return a copy of the hash object."},
  {"digest", sha_digest_m, "", "Return the digest as bytes."},
  {"hexdigest", sha_hexdigest_m, "", "Return the digest as hexadecimal digits."},
  {"update", sha_update_m, "obj, /", "Hash more bytes."},
  {0},
};

static const GetSet sha_getsets[] = {
  {"name", sha_get_name, NULL, NULL},
  {"digest_size", sha_get_digest_size, NULL, NULL},
  {"block_size", sha_get_block_size, NULL, NULL},
  {0},
};

Type kr_type_sha512 = {
  TYPE_HEAD(sha512, "_sha512.sha512"),
  .flags = T_NO_NEW,
  .size = sizeof(Sha512),
  .methods = sha_methods,
  .getsets = sha_getsets,
};

static Value start(Ctx *ctx, const uint64_t *state, uint8_t digest_size, Value data) {
  Sha512 *s = kr_alloc(ctx, SHAPE_sha512, sizeof *s);
  if (!s) return 0;
  memcpy(s->state, state, sizeof s->state);
  s->digest_size = digest_size;
  if (!data || update_with(ctx, s, data) == 0) return kr_val(s);
  kr_unref(ctx, kr_val(s));
  return 0;
}
static Value sha512_m(Ctx *ctx, Value module, const Value *a) { return start(ctx, start_512, 64, a[0]); }
static Value sha384_m(Ctx *ctx, Value module, const Value *a) { return start(ctx, start_384, 48, a[0]); }

static const Method sha512_functions[] = {
  {"sha512", sha512_m, "string=b'', *, usedforsecurity=True", "Return a new SHA-512 hash object."},
  {"sha384", sha384_m, "string=b'', *, usedforsecurity=True", "Return a new SHA-384 hash object."},
  {0},
};

const ModuleDef kr_module__sha512 = {
  .name = "_sha512",
  .doc = "SHA-384 and SHA-512.",
  .methods = sha512_functions,
};
