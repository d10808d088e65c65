/* Native values of struct, array and memoryview: one table row a type letter. */
#include <math.h>
#include <sys/types.h>
#include "pack.h"

typedef enum { SIGNED, UNSIGNED, FLOATING, BOOLEAN, CHARACTER } Class;
static const struct { char code; uint8_t size, class; } native_types[] = {
  {'b', 1, SIGNED}, {'B', 1, UNSIGNED}, {'h', 2, SIGNED}, {'H', 2, UNSIGNED}, {'i', 4, SIGNED}, {'I', 4, UNSIGNED},
  {'l', sizeof(long), SIGNED}, {'L', sizeof(long), UNSIGNED}, {'q', 8, SIGNED}, {'Q', 8, UNSIGNED},
  {'n', sizeof(ssize_t), SIGNED}, {'N', sizeof(size_t), UNSIGNED}, {'P', sizeof(void *), UNSIGNED},
  {'e', 2, FLOATING}, {'f', 4, FLOATING}, {'d', 8, FLOATING}, {'?', 1, BOOLEAN}, {'c', 1, CHARACTER},
};

static int find(char code) {
  for (size_t i = 0; i < sizeof native_types / sizeof *native_types; i++)
    if (native_types[i].code == code) return (int)i;
  return -1;
}

int native_size(char code) {
  int i = find(code);
  return i < 0 ? 0 : native_types[i].size;
}

double half_to_double(uint16_t bits) {
  int exponent = bits >> 10 & 31, fraction = bits & 1023;
  double d;
  if (exponent == 31) d = fraction ? NAN : INFINITY;
  else d = exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24);
  return bits & 0x8000 ? -d : d;
}

int double_to_half(double d, uint16_t *bits) {
  uint16_t sign = signbit(d) ? 0x8000 : 0;
  d = fabs(d);
  if (isnan(d)) return *bits = sign | 0x7e00, 0;
  if (isinf(d)) return *bits = sign | 0x7c00, 0;
  int exponent;
  double f = frexp(d, &exponent); /* d = f * 2^exponent, f in [.5, 1) */
  if (d == 0) return *bits = sign, 0;
  double scaled = exponent < -13 ? ldexp(d, 24) : ldexp(f, 11); /* in units of the last place */
  double rounded = nearbyint(scaled);
  if (exponent < -13) return *bits = (uint16_t)(sign | (uint16_t)rounded), 0;
  if (rounded == 2048) rounded = 1024, exponent++;
  if (exponent > 16) return -1;
  *bits = (uint16_t)(sign | (exponent + 14) << 10 | ((int)rounded - 1024));
  return 0;
}

static Value unpack_float(Ctx *ctx, int size, const void *p) {
  uint16_t half;
  float f;
  double d;
  if (size == 2) return memcpy(&half, p, 2), kr_float(ctx, half_to_double(half));
  if (size == 4) return memcpy(&f, p, 4), kr_float(ctx, f);
  return memcpy(&d, p, 8), kr_float(ctx, d);
}

Value native_unpack(Ctx *ctx, char code, const void *p) {
  int i = find(code), size = native_types[i].size;
  uint64_t bits = 0;
  switch ((Class)native_types[i].class) {
  case FLOATING: return unpack_float(ctx, size, p);
  case BOOLEAN: return kr_bool(*(const uint8_t *)p);
  case CHARACTER: return bytes_new(ctx, p, 1);
  default: break;
  }
  if (size == 1) bits = *(const uint8_t *)p;
  else if (size == 2) bits = ({ uint16_t x; memcpy(&x, p, 2); x; });
  else if (size == 4) bits = ({ uint32_t x; memcpy(&x, p, 4); x; });
  else memcpy(&bits, p, 8);
  if (native_types[i].class == UNSIGNED) return int_from_u64(ctx, bits);
  return int_from_i64(ctx, (int64_t)(bits << (64 - 8 * size)) >> (64 - 8 * size));
}

static PackResult pack_float(Ctx *ctx, int size, void *p, Value v) {
  double d;
  uint16_t half;
  if (kr_to_double(ctx, v, &d)) {
    if (!kr_matches(ctx, &kr_type_TypeError)) return PACK_RAISED;
    kr_clear_exc(ctx);
    return PACK_TYPE;
  }
  if (size == 2) {
    if (double_to_half(d, &half)) return PACK_RANGE;
    memcpy(p, &half, 2);
  } else if (size == 4) {
    float f = (float)d;
    memcpy(p, &f, 4);
  } else {
    memcpy(p, &d, 8);
  }
  return PACK_OK;
}

static PackResult pack_int(Ctx *ctx, int size, int is_signed, void *p, Value v) {
  if (!kr_is_anyint(v) && !kr_type_of(v)->to_index) return PACK_TYPE;
  Value n = kr_index(ctx, v);
  if (!n) return PACK_RAISED;
  int64_t number = 0;
  uint64_t bits = 0;
  int fits = is_signed ? !int_to_i64(ctx, n, &number) : int_sign(n) >= 0 && !int_to_u64(ctx, n, &bits);
  kr_clear_exc(ctx); /* what does not fit is the caller's to report */
  kr_unref(ctx, n);
  if (is_signed) bits = (uint64_t)number;
  if (fits && size < 8)
    fits = is_signed ? number >= -(INT64_C(1) << (8 * size - 1)) && number < INT64_C(1) << (8 * size - 1) : bits >> 8 * size == 0;
  if (!fits) return PACK_RANGE;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  memcpy(p, (char *)&bits + 8 - size, (size_t)size);
#else
  memcpy(p, &bits, (size_t)size);
#endif
  return PACK_OK;
}

PackResult native_pack(Ctx *ctx, char code, void *p, Value v) {
  int i = find(code), size = native_types[i].size, truth;
  switch ((Class)native_types[i].class) {
  case FLOATING: return pack_float(ctx, size, p, v);
  case BOOLEAN:
    if ((truth = kr_truth(ctx, v)) < 0) return PACK_RAISED;
    *(uint8_t *)p = (uint8_t)truth;
    return PACK_OK;
  case CHARACTER:
    if (!kr_has_flag(v, T_BYTES)) return PACK_TYPE;
    if (bytes_of(v)->len != 1) return PACK_RANGE;
    *(uint8_t *)p = bytes_of(v)->data[0];
    return PACK_OK;
  default: return pack_int(ctx, size, native_types[i].class == SIGNED, p, v);
  }
}
