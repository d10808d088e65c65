/* Ints: 62 bits in the word, else sign and limbs on the heap.
 *
 * An exact int is on the heap only when 62 bits do not hold it; an instance of a subclass is always
 * an Int object.  A bool is an immediate that every function here takes as 0 or 1.  This file has
 * the representation, conversions to and from C, comparison and hash; int_ops.c the arithmetic,
 * int_text.c digits and bytes, int_methods.c what Python sees. */
#include "int_internal.h"
#include <math.h>
#include <stdlib.h>
#include "../api.h"

Int *int_alloc(Ctx *ctx, size_t n) {
  if (n >= SIZE_MAX / 16) return (Int *)(uintptr_t)kr_raise_memory(ctx);
  Int *r = kr_alloc(ctx, SHAPE_int, sizeof(Int) + n * sizeof(uint64_t));
  if (r) r->size = (int64_t)n;
  return r;
}

Value int_finish(Ctx *ctx, Int *r, size_t n, int negative) {
  while (n && r->limbs[n - 1] == 0) n--;
  uint64_t low = n ? r->limbs[0] : 0;
  if (n <= 1 && low <= (uint64_t)KR_INT_MAX + (uint64_t)negative) {
    kr_unref(ctx, kr_val(r));
    return kr_int(negative ? -(int64_t)low : (int64_t)low);
  }
  r->size = negative ? -(int64_t)n : (int64_t)n;
  return kr_val(r);
}

Value int_from_limbs(Ctx *ctx, const uint64_t *limbs, size_t n, int negative) {
  while (n && limbs[n - 1] == 0) n--;
  uint64_t low = n ? limbs[0] : 0;
  if (n <= 1 && low <= (uint64_t)KR_INT_MAX + (uint64_t)(negative != 0))
    return kr_int(negative ? -(int64_t)low : (int64_t)low);
  Int *r = int_alloc(ctx, n);
  if (!r) return 0;
  memcpy(r->limbs, limbs, n * sizeof(uint64_t));
  r->size = negative ? -(int64_t)n : (int64_t)n;
  return kr_val(r);
}

Value int_from_i64(Ctx *ctx, int64_t n) {
  if (KR_LIKELY(kr_int_fits(n))) return kr_int(n);
  uint64_t limb = n < 0 ? -(uint64_t)n : (uint64_t)n;
  return int_from_limbs(ctx, &limb, 1, n < 0);
}

Value int_from_u64(Ctx *ctx, uint64_t n) {
  return n <= (uint64_t)KR_INT_MAX ? kr_int((int64_t)n) : int_from_limbs(ctx, &n, 1, 0);
}

Value int_from_i128(Ctx *ctx, __int128 n) {
  unsigned __int128 magnitude = n < 0 ? -(unsigned __int128)n : (unsigned __int128)n;
  uint64_t limbs[2] = {(uint64_t)magnitude, (uint64_t)(magnitude >> 64)};
  return int_from_limbs(ctx, limbs, 2, n < 0);
}

int int_lacks_memory(Ctx *ctx, size_t limbs) {
  if (limbs < (size_t)1 << 16) return 0;
  size_t size = limbs * sizeof(mp_limb_t) * 8; /* its temporaries take up to six times the result */
  void *room = kr_mem_alloc(ctx, size);
  if (!room) return 1;
  kr_mem_free(ctx, room, size);
  return 0;
}

Value int_from_mpz(Ctx *ctx, const mpz_t z) {
  return int_from_limbs(ctx, (const uint64_t *)mpz_limbs_read(z), mpz_size(z), mpz_sgn(z) < 0);
}

Value int_from_double(Ctx *ctx, double d) {
  if (isinf(d)) return kr_raise(ctx, &kr_type_OverflowError, "cannot convert float infinity to integer");
  if (isnan(d)) return kr_raise(ctx, &kr_type_ValueError, "cannot convert float NaN to integer");
  if (fabs(d) < 0x1p61) return kr_int((int64_t)d);
  int exponent;
  uint64_t mantissa = (uint64_t)ldexp(frexp(fabs(d), &exponent), 53);
  unsigned shift = (unsigned)exponent - 53, words = shift / 64, bits = shift % 64;
  Int *r = int_alloc(ctx, words + 2);
  if (!r) return 0;
  r->limbs[words] = mantissa << bits;
  r->limbs[words + 1] = bits ? mantissa >> (64 - bits) : 0;
  return int_finish(ctx, r, words + 2, d < 0);
}

static int int_fits_i64(Value v, int64_t *out) {
  if (int_is_small(v)) return *out = int_small(v), 1;
  IntView view;
  int_view(v, &view);
  uint64_t low = view.n ? view.limbs[0] : 0;
  if (view.n > 1 || low > (uint64_t)INT64_MAX + (uint64_t)view.negative) return 0;
  *out = view.negative ? (int64_t)-low : (int64_t)low;
  return 1;
}

int int_to_i64(Ctx *ctx, Value v, int64_t *out) {
  if (int_fits_i64(v, out)) return 0;
  kr_raise(ctx, &kr_type_OverflowError, "Python int too large to convert to C long");
  return -1;
}

int int_to_u64(Ctx *ctx, Value v, uint64_t *out) {
  IntView view;
  int_view(v, &view);
  if (view.negative) {
    kr_raise(ctx, &kr_type_OverflowError, "can't convert negative value to unsigned int");
    return -1;
  }
  if (view.n > 1) {
    kr_raise(ctx, &kr_type_OverflowError, "Python int too large to convert to C unsigned long");
    return -1;
  }
  *out = view.n ? view.limbs[0] : 0;
  return 0;
}

int int_to_int(Ctx *ctx, Value v, int *out) {
  int64_t n = int_clamp(v);
  if (n < INT32_MIN || n > INT32_MAX) {
    kr_raise(ctx, &kr_type_OverflowError, "Python int too large to convert to C int");
    return -1;
  }
  *out = (int)n;
  return 0;
}

int64_t int_clamp(Value v) {
  if (int_is_small(v)) return int_small(v);
  IntView view;
  int_view(v, &view);
  uint64_t low = view.n ? view.limbs[0] : 0;
  if (view.n > 1 || low > (uint64_t)INT64_MAX) return view.negative ? INT64_MIN : INT64_MAX;
  return view.negative ? -(int64_t)low : (int64_t)low;
}

int int_sign(Value v) {
  if (int_is_small(v)) {
    int64_t n = int_small(v);
    return (n > 0) - (n < 0);
  }
  int64_t size = int_of(v)->size;
  return (size > 0) - (size < 0);
}

size_t int_bit_length(Value v) {
  IntView view;
  int_view(v, &view);
  return view.n ? view.n * 64 - (size_t)__builtin_clzll(view.limbs[view.n - 1]) : 0;
}

Value int_plain(Ctx *ctx, Value v) {
  if (int_is_small(v)) return kr_int(int_small(v));
  if (kr_has_shape(v, SHAPE_int)) return kr_ref(v);
  Int *i = int_of(v);
  return int_from_limbs(ctx, i->limbs, (size_t)llabs(i->size), i->size < 0);
}

/* The bits of the mantissa beyond what a double holds at this magnitude are rounded by hand, so
 * that results near the subnormals are rounded once only. */
double int_scale_double(uint64_t mantissa, int sticky, int64_t exponent) {
  if (!mantissa) return 0.0;
  int64_t top = 63 - __builtin_clzll(mantissa) + exponent;
  if (top > 1024) return HUGE_VAL;
  int64_t lowest = top - 52 > -1074 ? top - 52 : -1074;
  int64_t drop = lowest - exponent;
  if (drop <= 0) return ldexp((double)mantissa, (int)exponent);
  if (drop > 64) return 0.0;
  uint64_t kept = drop == 64 ? 0 : mantissa >> drop;
  uint64_t half = (uint64_t)1 << (drop - 1), rest = mantissa & (half | (half - 1));
  if (rest > half || (rest == half && (sticky || (kept & 1)))) kept++;
  return ldexp((double)kept, (int)lowest);
}

/* The top 64 bits of a magnitude; *sticky tells whether lower bits are set, *exponent their scale. */
static uint64_t view_top(const IntView *view, int *sticky, int64_t *exponent) {
  int shift = __builtin_clzll(view->limbs[view->n - 1]);
  uint64_t top = view->limbs[view->n - 1] << shift;
  *exponent = ((int64_t)view->n - 1) * 64 - shift;
  size_t below = view->n - 1;
  if (below && shift) top |= view->limbs[below - 1] >> (64 - shift);
  *sticky = below && shift && view->limbs[below - 1] << shift;
  for (size_t i = 0; i + (shift != 0) < below && !*sticky; i++) *sticky = view->limbs[i] != 0;
  return top;
}

/* The magnitude as a double; inf when too large. */
static double view_double(const IntView *view) {
  if (!view->n) return 0.0;
  int sticky;
  int64_t exponent;
  uint64_t top = view_top(view, &sticky, &exponent);
  return int_scale_double(top, sticky, exponent);
}

int int_to_double(Ctx *ctx, Value v, double *out) {
  if (int_is_small(v)) return *out = (double)int_small(v), 0;
  IntView view;
  int_view(v, &view);
  double d = view_double(&view);
  if (isinf(d)) {
    kr_raise(ctx, &kr_type_OverflowError, "int too large to convert to float");
    return -1;
  }
  *out = view.negative ? -d : d;
  return 0;
}

int int_compare(Value a, Value b) {
  if (int_is_small(a) && int_is_small(b)) {
    int64_t x = int_small(a), y = int_small(b);
    return (x > y) - (x < y);
  }
  IntView x, y;
  int_view(a, &x);
  int_view(b, &y);
  if (x.negative != y.negative) return x.negative ? -1 : 1;
  int order = x.n != y.n ? (x.n > y.n ? 1 : -1) : x.n ? mpn_cmp(x.limbs, y.limbs, (mp_size_t)x.n) : 0;
  return x.negative ? -order : order;
}

int int_equal(Value a, Value b) { return a == b || int_compare(a, b) == 0; }

/* The value modulo the Mersenne prime 2**61 - 1, with the sign of the int. */
int64_t int_hash(Value v) {
  const uint64_t modulus = ((uint64_t)1 << 61) - 1;
  IntView view;
  int_view(v, &view);
  uint64_t h = 0;
  for (size_t i = view.n; i-- > 0;) {
    /* 2**64 is 8 modulo the prime */
    unsigned __int128 sum = ((unsigned __int128)h << 3) + view.limbs[i];
    uint64_t folded = (uint64_t)(sum & modulus) + (uint64_t)(sum >> 61);
    h = folded >= modulus ? folded - modulus : folded;
  }
  int64_t result = view.negative ? -(int64_t)h : (int64_t)h;
  return result == -1 ? -2 : result;
}

/* ---- __index__ ---- */
Value kr_index(Ctx *ctx, Value v) {
  if (kr_is_int(v)) return v;
  if (kr_is_anyint(v)) return int_plain(ctx, v);
  Type *type = kr_type_of(v);
  if (!type->to_index)
    return kr_raise(ctx, &kr_type_TypeError, "'%.200s' object cannot be interpreted as an integer", type->name);
  Value r = type->to_index(ctx, v);
  if (!r || kr_is_int(r) || kr_has_shape(r, SHAPE_int)) return r;
  if (!kr_is_anyint(r)) {
    kr_raise(ctx, &kr_type_TypeError, "__index__ returned non-int (type %.200s)", kr_type_of(r)->name);
    kr_unref(ctx, r);
    return 0;
  }
  if (kr_warn(ctx, &kr_type_DeprecationWarning, 1,
              "__index__ returned non-int (type %.200s).  The ability to return an instance of a strict subclass of "
              "int is deprecated, and may not be supported in a future version of Python.",
              kr_type_of(r)->name) < 0) {
    kr_unref(ctx, r);
    return 0;
  }
  Value plain = int_plain(ctx, r);
  kr_unref(ctx, r);
  return plain;
}

int kr_index_clamp(Ctx *ctx, Value v, int64_t *out) {
  if (KR_LIKELY(kr_is_int(v))) return *out = kr_int_of(v), 0;
  Value i = kr_index(ctx, v);
  if (!i) return -1;
  *out = int_clamp(i);
  kr_unref(ctx, i);
  return 0;
}

/* The number of v if it fits; 0: raised, or it does not, and *too_large says so. */
static int index_number(Ctx *ctx, Value v, int64_t *out, int *too_large) {
  *too_large = 0;
  if (KR_LIKELY(kr_is_int(v))) return *out = kr_int_of(v), 1;
  Value i = kr_index(ctx, v);
  if (!i) return 0;
  int fits = int_fits_i64(i, out);
  kr_unref(ctx, i);
  *too_large = !fits;
  return fits;
}

int kr_index_i64(Ctx *ctx, Value v, int64_t *out) {
  int too_large;
  if (index_number(ctx, v, out, &too_large)) return 0;
  if (too_large) kr_raise(ctx, &kr_type_OverflowError, "Python int too large to convert to C ssize_t");
  return -1;
}

int kr_index_long(Ctx *ctx, Value v, int64_t *out) {
  int too_large;
  if (index_number(ctx, v, out, &too_large)) return 0;
  if (too_large) kr_raise(ctx, &kr_type_OverflowError, "Python int too large to convert to C long");
  return -1;
}

int kr_index_int(Ctx *ctx, Value v, int *out) {
  int too_large;
  int64_t n;
  if (index_number(ctx, v, &n, &too_large)) {
    *out = (int)n;
    too_large = n != *out;
    if (!too_large) return 0;
  }
  if (too_large) kr_raise(ctx, &kr_type_OverflowError, "Python int too large to convert to C int");
  return -1;
}

int kr_index_size(Ctx *ctx, Value v, int64_t *out, Type *error) {
  int too_large;
  if (index_number(ctx, v, out, &too_large)) return 0;
  if (too_large) kr_raise(ctx, error, "cannot fit '%T' into an index-sized integer", v);
  return -1;
}

int kr_index_int_in_range(Ctx *ctx, Value v, int *out) {
  int64_t n;
  if (kr_index_long(ctx, v, &n)) return -1;
  *out = (int)n;
  if (n == *out) return 0;
  kr_raise(ctx, &kr_type_OverflowError, n > 0 ? "signed integer is greater than maximum" : "signed integer is less than minimum");
  return -1;
}

int int_arg(Ctx *ctx, Value v, int64_t otherwise, int64_t *out) {
  *out = otherwise;
  return v ? kr_index_i64(ctx, v, out) : 0;
}

int c_int_arg(Ctx *ctx, Value v, int64_t otherwise, int64_t *out) {
  int n;
  *out = otherwise;
  if (!v) return 0;
  if (kr_index_int(ctx, v, &n)) return -1;
  *out = n;
  return 0;
}
