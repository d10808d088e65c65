/* Arithmetic of ints.  Each operation has a case for words, worked out in 64 or 128 bits, and one
 * for limbs.  Signs are Python's: // rounds down, % has the sign of the divisor, and the bitwise
 * operators see two's complement without end. */
#include "int_internal.h"
#include <math.h>
#include <stdlib.h>
#include "../../ir/code.h"
#include "../api.h"

/* |a| + |b| and |a| - |b| with the sign given for the first. */
static Value magnitude_add(Ctx *ctx, const IntView *a, const IntView *b, int negative) {
  if (a->n < b->n) {
    const IntView *t = a;
    a = b;
    b = t;
  }
  Int *r = int_alloc(ctx, a->n + 1);
  if (!r) return 0;
  mp_limb_t *limbs = (mp_limb_t *)r->limbs;
  if (b->n) {
    limbs[a->n] = mpn_add(limbs, a->limbs, (mp_size_t)a->n, b->limbs, (mp_size_t)b->n);
  } else {
    memcpy(limbs, a->limbs, a->n * sizeof *limbs);
    limbs[a->n] = 0;
  }
  return int_finish(ctx, r, a->n + 1, negative);
}

static Value magnitude_sub(Ctx *ctx, const IntView *a, const IntView *b, int negative) {
  if (a->n < b->n || (a->n == b->n && a->n && mpn_cmp(a->limbs, b->limbs, (mp_size_t)a->n) < 0)) {
    const IntView *t = a;
    a = b;
    b = t;
    negative = !negative;
  }
  Int *r = int_alloc(ctx, a->n);
  if (!r) return 0;
  mp_limb_t *limbs = (mp_limb_t *)r->limbs;
  if (b->n)
    mpn_sub(limbs, a->limbs, (mp_size_t)a->n, b->limbs, (mp_size_t)b->n);
  else
    memcpy(limbs, a->limbs, a->n * sizeof *limbs);
  return int_finish(ctx, r, a->n, negative);
}

static Value int_add(Ctx *ctx, Value a, Value b) {
  if (int_is_small(a) && int_is_small(b)) return int_from_i64(ctx, int_small(a) + int_small(b));
  IntView x, y;
  int_view(a, &x);
  int_view(b, &y);
  return x.negative == y.negative ? magnitude_add(ctx, &x, &y, x.negative) : magnitude_sub(ctx, &x, &y, x.negative);
}

static Value int_sub(Ctx *ctx, Value a, Value b) {
  if (int_is_small(a) && int_is_small(b)) return int_from_i64(ctx, int_small(a) - int_small(b));
  IntView x, y;
  int_view(a, &x);
  int_view(b, &y);
  return x.negative != y.negative ? magnitude_add(ctx, &x, &y, x.negative) : magnitude_sub(ctx, &x, &y, x.negative);
}

static Value int_mul(Ctx *ctx, Value a, Value b) {
  if (int_is_small(a) && int_is_small(b)) {
    int64_t product;
    if (!__builtin_mul_overflow(int_small(a), int_small(b), &product)) return int_from_i64(ctx, product);
    return int_from_i128(ctx, (__int128)int_small(a) * int_small(b));
  }
  IntView x, y;
  int_view(a, &x);
  int_view(b, &y);
  if (!x.n || !y.n) return kr_int(0);
  Int *r = int_lacks_memory(ctx, x.n + y.n) ? NULL : int_alloc(ctx, x.n + y.n);
  if (!r) return 0;
  mp_limb_t *limbs = (mp_limb_t *)r->limbs;
  if (a == b)
    mpn_sqr(limbs, x.limbs, (mp_size_t)x.n);
  else if (x.n >= y.n)
    mpn_mul(limbs, x.limbs, (mp_size_t)x.n, y.limbs, (mp_size_t)y.n);
  else
    mpn_mul(limbs, y.limbs, (mp_size_t)y.n, x.limbs, (mp_size_t)x.n);
  return int_finish(ctx, r, x.n + y.n, x.negative != y.negative);
}

/* ---- division ---- */
static int small_divmod(Ctx *ctx, int64_t a, int64_t b, Value *quotient, Value *remainder) {
  int64_t q = a / b, r = a % b;
  if (r && (r < 0) != (b < 0)) {
    q--;
    r += b;
  }
  if (remainder) *remainder = kr_int(r);
  if (quotient) *quotient = int_from_i64(ctx, q);
  return quotient && !*quotient ? -1 : 0;
}

/* Drops what a failed division made so far. */
static int divide_failed(Ctx *ctx, Int *q, Int *r) {
  kr_unref(ctx, kr_val(q));
  kr_unref(ctx, kr_val(r));
  return -1;
}

/* Truncated division of magnitudes, then one step down where the signs differ and it was not exact. */
static int limb_divmod(Ctx *ctx, const IntView *a, const IntView *b, Value divisor, Value *quotient, Value *remainder) {
  size_t qn = a->n - b->n + 1;
  Int *q = int_lacks_memory(ctx, a->n) ? NULL : int_alloc(ctx, qn), *r = q ? int_alloc(ctx, b->n) : NULL;
  if (!r) return divide_failed(ctx, q, r);
  mpn_tdiv_qr((mp_limb_t *)q->limbs, (mp_limb_t *)r->limbs, 0, a->limbs, (mp_size_t)a->n, b->limbs, (mp_size_t)b->n);
  int adjust = a->negative != b->negative && !mpn_zero_p((mp_limb_t *)r->limbs, (mp_size_t)b->n);
  Value floor = int_finish(ctx, q, qn, a->negative != b->negative);
  Value rest = int_finish(ctx, r, b->n, a->negative);
  if (adjust) {
    kr_set(ctx, &floor, quotient ? int_sub(ctx, floor, kr_int(1)) : kr_int(0));
    kr_set(ctx, &rest, remainder ? int_add(ctx, rest, divisor) : kr_int(0));
  }
  if (quotient && floor) *quotient = floor; else kr_unref(ctx, floor);
  if (remainder && rest) *remainder = rest; else kr_unref(ctx, rest);
  if (floor && rest) return 0;
  if (quotient && floor) kr_unref(ctx, floor);
  if (remainder && rest) kr_unref(ctx, rest);
  return -1;
}

int int_divmod(Ctx *ctx, Value a, Value b, Value *quotient, Value *remainder) {
  if (int_sign(b) == 0) {
    kr_raise(ctx, &kr_type_ZeroDivisionError, quotient ? "integer division or modulo by zero" : "integer modulo by zero");
    return -1;
  }
  if (int_is_small(a) && int_is_small(b)) return small_divmod(ctx, int_small(a), int_small(b), quotient, remainder);
  IntView x, y;
  int_view(a, &x);
  int_view(b, &y);
  if (x.n >= y.n) return limb_divmod(ctx, &x, &y, b, quotient, remainder);
  int adjust = x.n && x.negative != y.negative;
  if (remainder && !(*remainder = adjust ? int_add(ctx, a, b) : int_plain(ctx, a))) return -1;
  if (quotient) *quotient = kr_int(adjust ? -1 : 0);
  return 0;
}

static Value int_floordiv(Ctx *ctx, Value a, Value b) {
  Value q;
  return int_divmod(ctx, a, b, &q, NULL) < 0 ? 0 : q;
}

static Value int_mod(Ctx *ctx, Value a, Value b) {
  Value r;
  return int_divmod(ctx, a, b, NULL, &r) < 0 ? 0 : r;
}

/* a / b correctly rounded: a quotient of 64 bits or a few more, with the rest as sticky bit. */
static double divide_magnitudes(Ctx *ctx, const IntView *a, const IntView *b) {
  INT_MPZ(x, *a);
  INT_MPZ(y, *b);
  mpz_t scaled, q, r;
  mpz_inits(scaled, q, r, NULL);
  int64_t shift = 64 - ((int64_t)mpz_sizeinbase(x, 2) - (int64_t)mpz_sizeinbase(y, 2));
  mpz_abs(scaled, shift >= 0 ? x : y);
  mpz_mul_2exp(scaled, scaled, (mp_bitcnt_t)(shift >= 0 ? shift : -shift));
  mpz_abs(r, shift >= 0 ? y : x);
  if (shift >= 0)
    mpz_tdiv_qr(q, r, scaled, r);
  else
    mpz_tdiv_qr(q, r, r, scaled);
  int sticky = mpz_sgn(r) != 0;
  int64_t extra = (int64_t)mpz_sizeinbase(q, 2) - 64;
  if (extra > 0) {
    sticky |= mpz_scan1(q, 0) < (mp_bitcnt_t)extra;
    mpz_tdiv_q_2exp(q, q, (mp_bitcnt_t)extra);
  } else {
    extra = 0;
  }
  double result = int_scale_double(mpz_get_ui(q), sticky, extra - shift);
  mpz_clears(scaled, q, r, NULL);
  return result;
}

Value int_truediv(Ctx *ctx, Value a, Value b) {
  if (int_sign(b) == 0) return kr_raise(ctx, &kr_type_ZeroDivisionError, "division by zero");
  const int64_t exact = (int64_t)1 << 53;
  if (int_is_small(a) && int_is_small(b)) {
    int64_t x = int_small(a), y = int_small(b);
    if (x <= exact && x >= -exact && y <= exact && y >= -exact) return kr_float(ctx, (double)x / (double)y);
  }
  IntView x, y;
  int_view(a, &x);
  int_view(b, &y);
  if (!x.n) return kr_float(ctx, y.negative ? -0.0 : 0.0);
  int64_t bits = ((int64_t)x.n - (int64_t)y.n) * 64;
  double d = bits > 1200 ? HUGE_VAL : bits < -1300 ? 0.0 : divide_magnitudes(ctx, &x, &y);
  if (isinf(d)) return kr_raise(ctx, &kr_type_OverflowError, "integer division result too large for a float");
  return kr_float(ctx, x.negative != y.negative ? -d : d);
}

/* ---- power ---- */
static Value power_limbs(Ctx *ctx, Value base, uint64_t exponent) {
  size_t bits = int_bit_length(base);
  if (bits > 1 && exponent > ((uint64_t)1 << 36) / bits) return kr_raise_memory(ctx);
  if (int_lacks_memory(ctx, bits * exponent / 64)) return 0;
  IntView view;
  int_view(base, &view);
  INT_MPZ(b, view);
  mpz_t r;
  mpz_init(r);
  mpz_pow_ui(r, b, exponent);
  Value result = int_from_mpz(ctx, r);
  mpz_clear(r);
  return result;
}

static Value int_pow(Ctx *ctx, Value a, Value b) {
  if (int_sign(b) < 0) {
    double x, y;
    if (int_to_double(ctx, a, &x) < 0 || int_to_double(ctx, b, &y) < 0) return 0;
    Value fx = kr_float(ctx, x), fy = fx ? kr_float(ctx, y) : 0;
    Value r = fy ? kr_binary(ctx, fx, fy, BIN_pow) : 0;
    kr_unref(ctx, fx);
    kr_unref(ctx, fy);
    return r;
  }
  if (!int_is_small(b)) {
    IntView exponent;
    int_view(b, &exponent);
    if (int_is_small(a) && int_small(a) >= -1 && int_small(a) <= 1)
      return kr_int(int_small(a) < 0 && !(exponent.limbs[0] & 1) ? 1 : int_small(a));
    if (exponent.n > 1) return kr_raise_memory(ctx);
    return power_limbs(ctx, a, exponent.limbs[0]);
  }
  uint64_t n = (uint64_t)int_small(b);
  if (int_is_small(a)) {
    int64_t base = int_small(a), result = 1;
    for (uint64_t left = n;;) {
      if ((left & 1) && __builtin_mul_overflow(result, base, &result)) break;
      if (!(left >>= 1)) return int_from_i64(ctx, result);
      if (__builtin_mul_overflow(base, base, &base)) break;
    }
  }
  return power_limbs(ctx, a, n);
}

static Value power_modulo(Ctx *ctx, const mpz_t a, const mpz_t b, const mpz_t m) {
  mpz_t r, base, exponent;
  mpz_inits(r, base, exponent, NULL);
  Value result = 0;
  mpz_abs(exponent, b);
  if (mpz_sgn(b) < 0 && !mpz_invert(base, a, m) && mpz_cmpabs_ui(m, 1) != 0) {
    kr_raise(ctx, &kr_type_ValueError, "base is not invertible for the given modulus");
  } else {
    mpz_powm(r, mpz_sgn(b) < 0 ? base : a, exponent, m);
    mpz_fdiv_r(r, r, m);
    result = int_from_mpz(ctx, r);
  }
  mpz_clears(r, base, exponent, NULL);
  return result;
}

Value int_pow3(Ctx *ctx, Value a, Value b, Value mod) {
  if (!kr_is_anyint(a) || !kr_is_anyint(b) || !kr_is_anyint(mod)) return KR_NotImplemented;
  if (int_sign(mod) == 0) return kr_raise(ctx, &kr_type_ValueError, "pow() 3rd argument cannot be 0");
  if (int_is_small(a) && int_is_small(b) && int_is_small(mod) && int_small(b) >= 0) {
    int64_t m = int_small(mod);
    uint64_t modulus = (uint64_t)(m < 0 ? -m : m), result = 1 % modulus;
    int64_t first = int_small(a) % (int64_t)modulus;
    uint64_t base = (uint64_t)(first < 0 ? first + (int64_t)modulus : first);
    for (uint64_t n = (uint64_t)int_small(b); n; n >>= 1) {
      if (n & 1) result = (uint64_t)((unsigned __int128)result * base % modulus);
      base = (uint64_t)((unsigned __int128)base * base % modulus);
    }
    return int_from_i64(ctx, m < 0 && result ? (int64_t)result + m : (int64_t)result);
  }
  IntView x, y, m;
  int_view(a, &x);
  int_view(b, &y);
  int_view(mod, &m);
  if (int_lacks_memory(ctx, x.n + y.n + m.n)) return 0;
  INT_MPZ(zx, x);
  INT_MPZ(zy, y);
  INT_MPZ(zm, m);
  return power_modulo(ctx, zx, zy, zm);
}

/* ---- shifts ---- */
static Value shift_left(Ctx *ctx, Value a, uint64_t count) {
  IntView x;
  int_view(a, &x);
  size_t words = count / 64, n = x.n + words + 1;
  unsigned bits = count % 64;
  Int *r = int_alloc(ctx, n);
  if (!r) return 0;
  mp_limb_t *limbs = (mp_limb_t *)r->limbs;
  memset(limbs, 0, words * sizeof *limbs);
  if (bits) {
    limbs[n - 1] = mpn_lshift(limbs + words, x.limbs, (mp_size_t)x.n, bits);
  } else {
    memcpy(limbs + words, x.limbs, x.n * sizeof *limbs);
    limbs[n - 1] = 0;
  }
  return int_finish(ctx, r, n, x.negative);
}

/* Rounds down: a negative number that loses set bits grows by one in magnitude. */
static Value shift_right(Ctx *ctx, const IntView *x, uint64_t count) {
  size_t words = count / 64, n = x->n - words;
  unsigned bits = count % 64;
  Int *r = int_alloc(ctx, n + 1);
  if (!r) return 0;
  mp_limb_t *limbs = (mp_limb_t *)r->limbs, lost = 0;
  if (bits)
    lost = mpn_rshift(limbs, x->limbs + words, (mp_size_t)n, bits);
  else
    memcpy(limbs, x->limbs + words, n * sizeof *limbs);
  limbs[n] = 0;
  if (x->negative && (lost || (words && !mpn_zero_p(x->limbs, (mp_size_t)words))))
    mpn_add_1(limbs, limbs, (mp_size_t)n + 1, 1);
  return int_finish(ctx, r, n + 1, x->negative);
}

static Value int_lshift(Ctx *ctx, Value a, Value b) {
  if (int_sign(b) < 0) return kr_raise(ctx, &kr_type_ValueError, "negative shift count");
  if (int_sign(a) == 0) return kr_int(0);
  if (!int_is_small(b)) return kr_raise(ctx, &kr_type_OverflowError, "too many digits in integer");
  int64_t count = int_small(b);
  if (int_is_small(a) && count < 62) {
    int64_t n = int_small(a), shifted = (int64_t)((uint64_t)n << count);
    if (shifted >> count == n) return int_from_i64(ctx, shifted);
  }
  return shift_left(ctx, a, (uint64_t)count);
}

static Value int_rshift(Ctx *ctx, Value a, Value b) {
  if (int_sign(b) < 0) return kr_raise(ctx, &kr_type_ValueError, "negative shift count");
  uint64_t count = int_is_small(b) ? (uint64_t)int_small(b) : UINT64_MAX;
  if (int_is_small(a)) return kr_int(int_small(a) >> (count > 63 ? 63 : count));
  IntView x;
  int_view(a, &x);
  if (count / 64 >= x.n) return kr_int(x.negative ? -1 : 0);
  return shift_right(ctx, &x, count);
}

/* ---- bitwise ---- */
/* Two's complement of the view in n limbs. */
static void two_complement(mp_limb_t *out, const IntView *view, size_t n) {
  memcpy(out, view->limbs, view->n * sizeof *out);
  memset(out + view->n, 0, (n - view->n) * sizeof *out);
  if (view->negative) mpn_neg(out, out, (mp_size_t)n);
}

static Value limb_bitwise(Ctx *ctx, Value a, Value b, int op) {
  IntView x, y;
  int_view(a, &x);
  int_view(b, &y);
  size_t n = (x.n > y.n ? x.n : y.n) + 1;
  Int *r = int_alloc(ctx, n), *t = r ? int_alloc(ctx, n) : NULL;
  if (!t) {
    kr_unref(ctx, kr_val(r));
    return 0;
  }
  mp_limb_t *p = (mp_limb_t *)r->limbs, *q = (mp_limb_t *)t->limbs;
  two_complement(p, &x, n);
  two_complement(q, &y, n);
  for (size_t i = 0; i < n; i++) p[i] = op == BIN_and ? p[i] & q[i] : op == BIN_or ? p[i] | q[i] : p[i] ^ q[i];
  kr_unref(ctx, kr_val(t));
  int negative = p[n - 1] >> 63;
  if (negative) mpn_neg(p, p, (mp_size_t)n);
  return int_finish(ctx, r, n, negative);
}

static Value int_and(Ctx *ctx, Value a, Value b) {
  if (int_is_small(a) && int_is_small(b)) return kr_int(int_small(a) & int_small(b));
  return limb_bitwise(ctx, a, b, BIN_and);
}
static Value int_or(Ctx *ctx, Value a, Value b) {
  if (int_is_small(a) && int_is_small(b)) return kr_int(int_small(a) | int_small(b));
  return limb_bitwise(ctx, a, b, BIN_or);
}
static Value int_xor(Ctx *ctx, Value a, Value b) {
  if (int_is_small(a) && int_is_small(b)) return kr_int(int_small(a) ^ int_small(b));
  return limb_bitwise(ctx, a, b, BIN_xor);
}

/* ---- unary ---- */
Value int_negative(Ctx *ctx, Value v) {
  if (int_is_small(v)) return int_from_i64(ctx, -int_small(v));
  Int *i = int_of(v);
  return int_from_limbs(ctx, i->limbs, (size_t)llabs(i->size), i->size > 0);
}

Value int_invert(Ctx *ctx, Value v) {
  if (int_is_small(v)) return kr_int(~int_small(v));
  Value negative = int_negative(ctx, v);
  if (!negative) return 0;
  Value r = int_sub(ctx, negative, kr_int(1));
  kr_unref(ctx, negative);
  return r;
}

Value int_absolute(Ctx *ctx, Value v) { return int_sign(v) < 0 ? int_negative(ctx, v) : int_plain(ctx, v); }

/* ---- by operator ---- */
static const BinaryFn int_functions[BIN_COUNT] = {
  [BIN_add] = int_add, [BIN_sub] = int_sub, [BIN_mul] = int_mul, [BIN_truediv] = int_truediv,
  [BIN_floordiv] = int_floordiv, [BIN_mod] = int_mod, [BIN_pow] = int_pow, [BIN_lshift] = int_lshift,
  [BIN_rshift] = int_rshift, [BIN_and] = int_and, [BIN_xor] = int_xor, [BIN_or] = int_or,
};

Value int_binary(Ctx *ctx, Value a, Value b, int op) { return int_functions[op](ctx, a, b); }

/* The type's slots: the other operand may be anything. */
#define INT_SLOT(name)                                                                             \
  Value int_##name##_slot(Ctx *ctx, Value a, Value b) {                                            \
    if (!kr_is_anyint(a) || !kr_is_anyint(b)) return KR_NotImplemented;                            \
    return int_##name(ctx, a, b);                                                                  \
  }
INT_SLOTS(INT_SLOT)
