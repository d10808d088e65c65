/* SipHash-1-3 (Aumasson and Bernstein; one compression round, three finalising ones) under the
 * process's key, for str and bytes.  The key comes from PYTHONHASHSEED or the system. */
#include "str_impl.h"

#define ROTL(x, n) ((x) << (n) | (x) >> (64 - (n)))

typedef struct { uint64_t a, b, c, d; } SipState;

static inline void sip_round(SipState *s) {
  s->a += s->b;
  s->b = ROTL(s->b, 13) ^ s->a;
  s->a = ROTL(s->a, 32);
  s->c += s->d;
  s->d = ROTL(s->d, 16) ^ s->c;
  s->a += s->d;
  s->d = ROTL(s->d, 21) ^ s->a;
  s->c += s->b;
  s->b = ROTL(s->b, 17) ^ s->c;
  s->c = ROTL(s->c, 32);
}

static inline void sip_word(SipState *s, uint64_t m) {
  s->d ^= m;
  sip_round(s);
  s->a ^= m;
}

static inline uint64_t load_le64(const uint8_t *p) {
  uint64_t v;
  memcpy(&v, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  v = __builtin_bswap64(v);
#endif
  return v;
}

uint64_t kr_siphash(const void *data, size_t n) {
  const uint8_t *p = data;
  uint64_t k0 = kr_runtime.hash_key[0], k1 = kr_runtime.hash_key[1];
  SipState s = {k0 ^ 0x736f6d6570736575ull, k1 ^ 0x646f72616e646f6dull, k0 ^ 0x6c7967656e657261ull,
                k1 ^ 0x7465646279746573ull};
  size_t rest = n & 7;
  for (const uint8_t *end = p + (n - rest); p < end; p += 8) sip_word(&s, load_le64(p));
  uint64_t last = (uint64_t)n << 56;
  for (size_t i = 0; i < rest; i++) last |= (uint64_t)p[i] << 8 * i;
  sip_word(&s, last);
  s.c ^= 0xff;
  for (int i = 0; i < 3; i++) sip_round(&s);
  return s.a ^ s.b ^ s.c ^ s.d;
}
