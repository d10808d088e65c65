/* The functions of math that work on ints of any size. */
#include "math_module.h"
#include <limits.h>
#include <stdlib.h>
#include "../objects/int_internal.h"

/* Argument as a non-negative int; 0: raised. */
static Value non_negative(Ctx *ctx, Value v, const char *message) {
  Value i = kr_index(ctx, v);
  if (!i || int_sign(i) >= 0) return i;
  kr_unref(ctx, i);
  return kr_raise(ctx, &kr_type_ValueError, "%s", message);
}

static Value take_mpz(Ctx *ctx, mpz_t z) {
  Value r = int_from_mpz(ctx, z);
  mpz_clear(z);
  return r;
}

Value math_factorial_m(Ctx *ctx, Value module, const Value *a) {
  Value n = non_negative(ctx, a[0], "factorial() not defined for negative values");
  if (!n) return 0;
  int64_t small = int_clamp(n);
  int fits = int_is_small(n);
  kr_unref(ctx, n);
  if (!fits)
    return kr_raise(ctx, &kr_type_OverflowError, "factorial() argument should not exceed %ld", LONG_MAX);
  if (small > 1000000000) return kr_raise_memory(ctx);
  if (int_lacks_memory(ctx, (size_t)small * (size_t)(64 - __builtin_clzll((unsigned long long)small | 1)) / 64)) return 0;
  mpz_t r;
  mpz_init(r);
  mpz_fac_ui(r, (unsigned long)small);
  return take_mpz(ctx, r);
}

/* ---- combinations ---- */
/* n * (n - 1) * ... of k factors, divided by k! if choose. */
static Value falling(Ctx *ctx, Value n, int64_t k, int choose) {
  IntView view;
  int_view(n, &view);
  if (k > (int64_t)1 << 36 || int_lacks_memory(ctx, (size_t)k * int_bit_length(n) / 64)) return kr_raise_memory(ctx);
  INT_MPZ(z, view);
  mpz_t r, factor;
  mpz_init(r);
  if (choose) {
    mpz_bin_ui(r, z, (unsigned long)k);
    return take_mpz(ctx, r);
  }
  mpz_set_ui(r, 1);
  mpz_init_set(factor, z);
  for (int64_t i = 0; i < k; i++) {
    mpz_mul(r, r, factor);
    mpz_sub_ui(factor, factor, 1);
  }
  mpz_clear(factor);
  return take_mpz(ctx, r);
}

static Value choose_k(Ctx *ctx, Value n, Value k, int choose) {
  if (int_compare(k, n) > 0) return kr_int(0);
  Value rest = int_binary(ctx, n, k, BIN_sub);
  if (!rest) return 0;
  Value fewer = choose && int_compare(rest, k) < 0 ? rest : k;
  Value r;
  if (!int_is_small(fewer))
    r = kr_raise(ctx, &kr_type_OverflowError,
                 choose ? "min(n - k, k) must not exceed %lld" : "k must not exceed %lld", LLONG_MAX);
  else
    r = falling(ctx, n, int_small(fewer), choose);
  kr_unref(ctx, rest);
  return r;
}

static Value with_two(Ctx *ctx, Value first, Value second, int choose) {
  Value n = kr_index(ctx, first), k = n ? kr_index(ctx, second) : 0, r = 0;
  if (k && int_sign(n) < 0)
    kr_raise(ctx, &kr_type_ValueError, "n must be a non-negative integer");
  else if (k && int_sign(k) < 0)
    kr_raise(ctx, &kr_type_ValueError, "k must be a non-negative integer");
  else if (k)
    r = choose_k(ctx, n, k, choose);
  kr_unref(ctx, n);
  kr_unref(ctx, k);
  return r;
}

Value math_comb_m(Ctx *ctx, Value module, const Value *a) { return with_two(ctx, a[0], a[1], 1); }

Value math_perm_m(Ctx *ctx, Value module, const Value *a) {
  if (!a[1] || a[1] == KR_None) return math_factorial_m(ctx, module, a);
  return with_two(ctx, a[0], a[1], 0);
}

/* ---- divisors ---- */
static uint64_t small_gcd(uint64_t a, uint64_t b) {
  while (b) {
    uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static Value gcd_of(Ctx *ctx, Value a, Value b) {
  if (int_is_small(a) && int_is_small(b))
    return int_from_u64(ctx, small_gcd((uint64_t)llabs(int_small(a)), (uint64_t)llabs(int_small(b))));
  IntView x, y;
  int_view(a, &x);
  int_view(b, &y);
  INT_MPZ(zx, x);
  INT_MPZ(zy, y);
  mpz_t r;
  mpz_init(r);
  mpz_gcd(r, zx, zy);
  return take_mpz(ctx, r);
}

static Value lcm_of(Ctx *ctx, Value a, Value b) {
  if (int_sign(a) == 0 || int_sign(b) == 0) return kr_int(0);
  Value divisor = gcd_of(ctx, a, b), part = divisor ? int_binary(ctx, a, divisor, BIN_floordiv) : 0;
  Value product = part ? int_binary(ctx, part, b, BIN_mul) : 0;
  Value r = product ? int_absolute(ctx, product) : 0;
  kr_unref(ctx, divisor);
  kr_unref(ctx, part);
  kr_unref(ctx, product);
  return r;
}

static Value fold(Ctx *ctx, Value integers, Value start, BinaryFn f) {
  Value r = start;
  for (int64_t i = 0; r && i < tuple_of(integers)->len; i++) {
    Value n = kr_index(ctx, tuple_of(integers)->items[i]);
    kr_set(ctx, &r, n ? f(ctx, r, n) : 0);
    kr_unref(ctx, n);
  }
  return r;
}

Value math_gcd_m(Ctx *ctx, Value module, const Value *a) { return fold(ctx, a[0], kr_int(0), gcd_of); }
Value math_lcm_m(Ctx *ctx, Value module, const Value *a) { return fold(ctx, a[0], kr_int(1), lcm_of); }

Value math_isqrt_m(Ctx *ctx, Value module, const Value *a) {
  Value n = non_negative(ctx, a[0], "isqrt() argument must be nonnegative");
  if (!n) return 0;
  IntView view;
  int_view(n, &view);
  INT_MPZ(z, view);
  mpz_t r;
  mpz_init(r);
  mpz_sqrt(r, z);
  kr_unref(ctx, n);
  return take_mpz(ctx, r);
}
