/* The math module: functions of doubles, with the domain and range errors that Python raises.  Those of
 * ints are in math_int.c. */
#include "math_module.h"
#include <float.h>
#include <stdlib.h>
#include "../objects/int_internal.h"

#define PI 3.141592653589793238462643383279502884
#define E 2.718281828459045235360287471352662498

Value math_domain_error(Ctx *ctx) { return kr_raise(ctx, &kr_type_ValueError, "math domain error"); }
static Value range_error(Ctx *ctx) { return kr_raise(ctx, &kr_type_OverflowError, "math range error"); }

/* ---- functions of one number ---- */
typedef double (*RealFn)(double);
enum { BOUNDED, MAY_OVERFLOW };

static Value apply(Ctx *ctx, Value v, RealFn f, int overflow) {
  double x;
  if (kr_to_double(ctx, v, &x) < 0) return 0;
  double r = f(x);
  if (isnan(r) && !isnan(x)) return math_domain_error(ctx);
  if (isinf(r) && isfinite(x)) return overflow ? range_error(ctx) : math_domain_error(ctx);
  return kr_float(ctx, r);
}

static double to_degrees(double x) { return x * (180.0 / PI); }
static double to_radians(double x) { return x * (PI / 180.0); }
static double power_of_two(double x) { return exp2(x); }

/* Poles of the gamma function are outside of its domain. */
static double gamma_of(double x) {
  if (x == 0 || (x < 0 && (isinf(x) || x == floor(x)))) return NAN;
  return tgamma(x);
}
static double log_gamma(double x) {
  if (isinf(x)) return HUGE_VAL;
  int sign;
  return lgamma_r(x, &sign);
}

#define FUNCTIONS(X)                                                                               \
  X(acos, acos, BOUNDED, "Arc cosine, in radians.")                                                \
  X(acosh, acosh, BOUNDED, "Inverse hyperbolic cosine.")                                           \
  X(asin, asin, BOUNDED, "Arc sine, in radians.")                                                  \
  X(asinh, asinh, BOUNDED, "Inverse hyperbolic sine.")                                             \
  X(atan, atan, BOUNDED, "Arc tangent, in radians.")                                               \
  X(atanh, atanh, BOUNDED, "Inverse hyperbolic tangent.")                                          \
  X(cbrt, cbrt, BOUNDED, "Cube root.")                                                             \
  X(cos, cos, BOUNDED, "Cosine of an angle in radians.")                                           \
  X(cosh, cosh, MAY_OVERFLOW, "Hyperbolic cosine.")                                                \
  X(degrees, to_degrees, MAY_OVERFLOW, "Convert radians to degrees.")                              \
  X(erf, erf, BOUNDED, "Error function.")                                                          \
  X(erfc, erfc, BOUNDED, "Complementary error function.")                                          \
  X(exp, exp, MAY_OVERFLOW, "e raised to the power x.")                                            \
  X(exp2, power_of_two, MAY_OVERFLOW, "2 raised to the power x.")                                  \
  X(expm1, expm1, MAY_OVERFLOW, "exp(x) - 1, exact for small x.")                                  \
  X(fabs, fabs, BOUNDED, "Absolute value as a float.")                                             \
  X(gamma, gamma_of, MAY_OVERFLOW, "Gamma function.")                                              \
  X(log1p, log1p, BOUNDED, "Natural logarithm of 1 + x, exact for small x.")                       \
  X(radians, to_radians, BOUNDED, "Convert degrees to radians.")                                   \
  X(sin, sin, BOUNDED, "Sine of an angle in radians.")                                             \
  X(sinh, sinh, MAY_OVERFLOW, "Hyperbolic sine.")                                                  \
  X(sqrt, sqrt, BOUNDED, "Square root.")                                                           \
  X(tan, tan, BOUNDED, "Tangent of an angle in radians.")                                          \
  X(tanh, tanh, BOUNDED, "Hyperbolic tangent.")
#define DEFINE(name, f, overflow, doc)                                                             \
  static Value math_##name##_m(Ctx *ctx, Value module, const Value *a) { return apply(ctx, a[0], f, overflow); }
FUNCTIONS(DEFINE)

static Value math_lgamma_m(Ctx *ctx, Value module, const Value *a) {
  double x;
  if (kr_to_double(ctx, a[0], &x) < 0) return 0;
  if (isfinite(x) && x <= 0 && x == floor(x)) return math_domain_error(ctx);
  return apply(ctx, a[0], log_gamma, MAY_OVERFLOW);
}

/* ---- logarithms: of ints of any size too ---- */
static Value log_of(Ctx *ctx, Value v, RealFn f) {
  double x;
  if (kr_is_anyint(v)) {
    if (int_sign(v) <= 0) return math_domain_error(ctx);
    size_t bits = int_bit_length(v);
    if (bits > 1000) {
      Value top = int_binary(ctx, v, kr_int((int64_t)bits - 64), BIN_rshift);
      int status = top ? int_to_double(ctx, top, &x) : -1;
      kr_unref(ctx, top);
      return status < 0 ? 0 : kr_float(ctx, f(ldexp(x, -64)) + f(2.0) * (double)bits);
    }
  }
  if (kr_to_double(ctx, v, &x) < 0) return 0;
  if (x <= 0) return math_domain_error(ctx);
  return kr_float(ctx, f(x));
}

static Value math_log_m(Ctx *ctx, Value module, const Value *a) {
  Value numerator = log_of(ctx, a[0], log);
  if (!numerator || !a[1]) return numerator;
  Value denominator = log_of(ctx, a[1], log);
  Value r = denominator ? kr_binary(ctx, numerator, denominator, BIN_truediv) : 0;
  kr_unref(ctx, numerator);
  kr_unref(ctx, denominator);
  return r;
}
static Value math_log2_m(Ctx *ctx, Value module, const Value *a) { return log_of(ctx, a[0], log2); }
static Value math_log10_m(Ctx *ctx, Value module, const Value *a) { return log_of(ctx, a[0], log10); }

/* ---- functions of two numbers ---- */
static int two(Ctx *ctx, const Value *a, double *x, double *y) {
  return kr_to_double(ctx, a[0], x) < 0 || kr_to_double(ctx, a[1], y) < 0 ? -1 : 0;
}

static Value math_atan2_m(Ctx *ctx, Value module, const Value *a) {
  double y, x;
  return two(ctx, a, &y, &x) < 0 ? 0 : kr_float(ctx, atan2(y, x));
}
static Value math_copysign_m(Ctx *ctx, Value module, const Value *a) {
  double x, y;
  return two(ctx, a, &x, &y) < 0 ? 0 : kr_float(ctx, copysign(x, y));
}
static Value math_nextafter_m(Ctx *ctx, Value module, const Value *a) {
  double x, y;
  return two(ctx, a, &x, &y) < 0 ? 0 : kr_float(ctx, nextafter(x, y));
}

static Value math_fmod_m(Ctx *ctx, Value module, const Value *a) {
  double x, y;
  if (two(ctx, a, &x, &y) < 0) return 0;
  if (isinf(y) && isfinite(x)) return kr_float(ctx, x);
  double r = fmod(x, y);
  return isnan(r) && !isnan(x) && !isnan(y) ? math_domain_error(ctx) : kr_float(ctx, r);
}

static Value math_remainder_m(Ctx *ctx, Value module, const Value *a) {
  double x, y;
  if (two(ctx, a, &x, &y) < 0) return 0;
  double r = remainder(x, y);
  return isnan(r) && !isnan(x) && !isnan(y) ? math_domain_error(ctx) : kr_float(ctx, r);
}

static Value math_pow_m(Ctx *ctx, Value module, const Value *a) {
  double x, y;
  if (two(ctx, a, &x, &y) < 0) return 0;
  double r = pow(x, y);
  if (isfinite(x) && isfinite(y)) {
    if (isnan(r)) return math_domain_error(ctx);
    if (isinf(r)) return x == 0 ? math_domain_error(ctx) : range_error(ctx);
  }
  return kr_float(ctx, r);
}

static Value math_ldexp_m(Ctx *ctx, Value module, const Value *a) {
  double x;
  if (kr_to_double(ctx, a[0], &x) < 0) return 0;
  if (!kr_is_anyint(a[1])) return kr_raise(ctx, &kr_type_TypeError, "Expected an int as second argument to ldexp.");
  if (x == 0 || !isfinite(x)) return kr_float(ctx, x);
  int64_t n = int_clamp(a[1]);
  double r = n > 5000 ? copysign(HUGE_VAL, x) : n < -5000 ? copysign(0.0, x) : ldexp(x, (int)n);
  return isinf(r) ? range_error(ctx) : kr_float(ctx, r);
}

static Value float_pair(Ctx *ctx, Value first, Value second) {
  Value pair[2] = {first, second};
  if (first && second) return tuple_steal(ctx, pair, 2);
  kr_unref(ctx, first);
  kr_unref(ctx, second);
  return 0;
}

static Value math_frexp_m(Ctx *ctx, Value module, const Value *a) {
  double x;
  int exponent = 0;
  if (kr_to_double(ctx, a[0], &x) < 0) return 0;
  if (isfinite(x) && x != 0) x = frexp(x, &exponent);
  return float_pair(ctx, kr_float(ctx, x), kr_int(exponent));
}

static Value math_modf_m(Ctx *ctx, Value module, const Value *a) {
  double x, whole;
  if (kr_to_double(ctx, a[0], &x) < 0) return 0;
  double fraction = modf(x, &whole);
  return float_pair(ctx, kr_float(ctx, fraction), kr_float(ctx, whole));
}

static Value math_ulp_m(Ctx *ctx, Value module, const Value *a) {
  double x;
  if (kr_to_double(ctx, a[0], &x) < 0) return 0;
  if (!isfinite(x)) return kr_float(ctx, fabs(x));
  x = fabs(x);
  double next = nextafter(x, HUGE_VAL);
  return kr_float(ctx, isinf(next) ? x - nextafter(x, 0) : next - x);
}

/* ---- tests ---- */
static Value math_isnan_m(Ctx *ctx, Value module, const Value *a) {
  double x;
  return kr_to_double(ctx, a[0], &x) < 0 ? 0 : kr_bool(isnan(x));
}
static Value math_isinf_m(Ctx *ctx, Value module, const Value *a) {
  double x;
  return kr_to_double(ctx, a[0], &x) < 0 ? 0 : kr_bool(isinf(x));
}
static Value math_isfinite_m(Ctx *ctx, Value module, const Value *a) {
  double x;
  return kr_to_double(ctx, a[0], &x) < 0 ? 0 : kr_bool(isfinite(x));
}

static Value math_isclose_m(Ctx *ctx, Value module, const Value *a) {
  double x, y, relative = 1e-9, absolute = 0;
  if (two(ctx, a, &x, &y) < 0 || (a[2] && kr_to_double(ctx, a[2], &relative) < 0) ||
      (a[3] && kr_to_double(ctx, a[3], &absolute) < 0))
    return 0;
  if (relative < 0 || absolute < 0) return kr_raise(ctx, &kr_type_ValueError, "tolerances must be non-negative");
  if (x == y) return KR_True;
  if (isinf(x) || isinf(y)) return KR_False;
  double difference = fabs(x - y);
  return kr_bool(difference <= fabs(relative * y) || difference <= fabs(relative * x) || difference <= absolute);
}

/* ---- rounding to ints ---- */
/* v.__floor__() or the like; without it the function of the float. */
static Value round_with(Ctx *ctx, Value v, Value name, RealFn f) {
  if (kr_is_flo(v) || kr_has_shape(v, SHAPE_float)) return int_from_double(ctx, f(float_of(v)));
  Value self, method = kr_lookup_special(ctx, v, name, &self);
  if (!method) return 0;
  if (method != KR_ABSENT) {
    Value r = kr_call_self(ctx, method, self, NULL, 0, 0);
    kr_unref(ctx, method);
    return r;
  }
  double x;
  return kr_to_double(ctx, v, &x) < 0 ? 0 : int_from_double(ctx, f(x));
}
static Value math_floor_m(Ctx *ctx, Value module, const Value *a) { return round_with(ctx, a[0], N(__floor__), floor); }
static Value math_ceil_m(Ctx *ctx, Value module, const Value *a) { return round_with(ctx, a[0], N(__ceil__), ceil); }

static Value math_trunc_m(Ctx *ctx, Value module, const Value *a) {
  if (kr_is_flo(a[0]) || kr_has_shape(a[0], SHAPE_float)) return int_from_double(ctx, float_of(a[0]));
  Value self, method = kr_lookup_special(ctx, a[0], N(__trunc__), &self);
  if (method == KR_ABSENT)
    return kr_raise(ctx, &kr_type_TypeError, "type %.100s doesn't define __trunc__ method", kr_type_of(a[0])->name);
  if (!method) return 0;
  Value r = kr_call_self(ctx, method, self, NULL, 0, 0);
  kr_unref(ctx, method);
  return r;
}

/* ---- sums and norms ---- */
/* Partial sums that do not overlap, the smallest first, so that nothing is lost (Shewchuk, "Adaptive
 * Precision Floating-Point Arithmetic", 1997). */
typedef struct { double *parts; size_t n, room; } Partials;

static int partials_add(Ctx *ctx, Partials *p, double x) {
  size_t kept = 0;
  for (size_t i = 0; i < p->n; i++) {
    double y = p->parts[i];
    if (fabs(x) < fabs(y)) {
      double t = x;
      x = y;
      y = t;
    }
    volatile double high = x + y, rounded = high - x;
    double low = y - rounded;
    if (low != 0) p->parts[kept++] = low;
    x = high;
  }
  if (kept == p->room) {
    size_t room = p->room ? p->room * 2 : 32;
    double *larger = realloc(p->parts, room * sizeof *larger);
    if (!larger) return kr_raise_memory(ctx), -1;
    p->parts = larger;
    p->room = room;
  }
  p->parts[kept] = x;
  p->n = kept + 1;
  return 0;
}

/* The partials added from the largest down, rounded half to even as if in one step. */
static double partials_total(const Partials *p) {
  size_t n = p->n;
  double high = 0, low = 0;
  if (n) high = p->parts[--n];
  while (n) {
    double x = high, y = p->parts[--n];
    volatile double sum = x + y, rounded = sum - x;
    high = sum;
    low = y - rounded;
    if (low != 0) break;
  }
  if (n && ((low < 0 && p->parts[n - 1] < 0) || (low > 0 && p->parts[n - 1] > 0))) {
    double twice = low * 2;
    volatile double sum = high + twice, rounded = sum - high;
    if (twice == rounded) high = sum;
  }
  return high;
}

static Value math_fsum_m(Ctx *ctx, Value module, const Value *a) {
  Value it = kr_iter(ctx, a[0]), item, result = 0;
  if (!it) return 0;
  Partials p = {0};
  double specials = 0, infinities = 0;
  int failed = 0;
  while (!failed && (item = kr_next(ctx, it)) != KR_STOP) {
    double x;
    failed = !item || kr_to_double(ctx, item, &x) < 0;
    kr_unref(ctx, item);
    if (failed) break;
    if (!isfinite(x)) {
      specials += x;
      if (isinf(x)) infinities += x;
      continue;
    }
    failed = partials_add(ctx, &p, x) < 0;
    if (!failed && isinf(p.parts[p.n - 1])) {
      kr_raise(ctx, &kr_type_OverflowError, "intermediate overflow in fsum");
      failed = 1;
    }
  }
  if (!failed && specials != 0)
    result = isnan(infinities) ? kr_raise(ctx, &kr_type_ValueError, "-inf + inf in fsum") : kr_float(ctx, specials);
  else if (!failed)
    result = kr_float(ctx, partials_total(&p));
  free(p.parts);
  kr_unref(ctx, it);
  return result;
}

/* sqrt of the sum of squares: scaled by a power of two, summed with more bits. */
static double norm(const double *x, size_t n) {
  double largest = 0;
  int nan = 0;
  for (size_t i = 0; i < n; i++) {
    if (isinf(x[i])) return HUGE_VAL;
    nan |= isnan(x[i]);
    if (fabs(x[i]) > largest) largest = fabs(x[i]);
  }
  if (nan) return NAN;
  if (largest == 0 || n == 1) return largest;
  int exponent;
  frexp(largest, &exponent);
  long double sum = 0;
  for (size_t i = 0; i < n; i++) {
    long double scaled = ldexpl(x[i], -exponent);
    sum += scaled * scaled;
  }
  return (double)ldexpl(sqrtl(sum), exponent);
}

static Value norm_of(Ctx *ctx, const Value *items, const Value *minus, size_t n) {
  double small[8], *x = n <= 8 ? small : malloc(n * sizeof *x);
  if (!x) return kr_raise_memory(ctx);
  int status = 0;
  for (size_t i = 0; i < n && status == 0; i++) {
    double y = 0;
    status = kr_to_double(ctx, items[i], &x[i]);
    if (status == 0 && minus) status = kr_to_double(ctx, minus[i], &y);
    x[i] -= y;
  }
  Value r = status < 0 ? 0 : kr_float(ctx, norm(x, n));
  if (x != small) free(x);
  return r;
}

static Value math_hypot_m(Ctx *ctx, Value module, const Value *a) {
  return norm_of(ctx, tuple_of(a[0])->items, NULL, (size_t)tuple_of(a[0])->len);
}

static Value math_dist_m(Ctx *ctx, Value module, const Value *a) {
  Value p = kr_to_tuple(ctx, a[0]), q = p ? kr_to_tuple(ctx, a[1]) : 0, r = 0;
  if (q && tuple_of(p)->len != tuple_of(q)->len)
    kr_raise(ctx, &kr_type_ValueError, "both points must have the same number of dimensions");
  else if (q)
    r = norm_of(ctx, tuple_of(p)->items, tuple_of(q)->items, (size_t)tuple_of(p)->len);
  kr_unref(ctx, p);
  kr_unref(ctx, q);
  return r;
}

static Value math_prod_m(Ctx *ctx, Value module, const Value *a) {
  Value it = kr_iter(ctx, a[0]), item, r = a[1] ? kr_ref(a[1]) : kr_int(1);
  while (it && r && (item = kr_next(ctx, it)) != KR_STOP) {
    kr_set(ctx, &r, item ? kr_binary(ctx, r, item, BIN_mul) : 0);
    kr_unref(ctx, item);
  }
  if (!it) kr_clear(ctx, &r);
  kr_unref(ctx, it);
  return r;
}

/* ---- the module ---- */
#define ROW(name, f, overflow, doc) {#name, math_##name##_m, "x, /", doc},
static const Method math_methods[] = {
  FUNCTIONS(ROW)
  {"atan2", math_atan2_m, "y, x, /", "Arc tangent of y/x in radians, in the right quadrant."},
  {"ceil", math_ceil_m, "x, /", "Smallest integral number >= x."},
  {"comb", math_comb_m, "n, k, /", "Ways to choose k of n items without order."},
  {"copysign", math_copysign_m, "x, y, /", "x with the sign of y."},
  {"dist", math_dist_m, "p, q, /", "Distance between two points."},
  {"factorial", math_factorial_m, "n, /", "n!"},
  {"floor", math_floor_m, "x, /", "Largest integral number <= x."},
  {"fmod", math_fmod_m, "x, y, /", "Remainder with the sign of x."},
  {"frexp", math_frexp_m, "x, /", "(m, e) with x == m * 2.0**e and 0.5 <= abs(m) < 1."},
  {"fsum", math_fsum_m, "seq, /", "Exact sum of floats, rounded once."},
  {"gcd", math_gcd_m, "*integers", "Greatest common divisor."},
  {"hypot", math_hypot_m, "*coordinates", "Euclidean length of a vector."},
  {"isclose", math_isclose_m, "a, b, *, rel_tol=1e-09, abs_tol=0.0", "Are two floats nearly equal."},
  {"isfinite", math_isfinite_m, "x, /", "True if x is neither infinite nor nan."},
  {"isinf", math_isinf_m, "x, /", "True if x is infinite."},
  {"isnan", math_isnan_m, "x, /", "True if x is nan."},
  {"isqrt", math_isqrt_m, "n, /", "Integer part of the square root."},
  {"lcm", math_lcm_m, "*integers", "Least common multiple."},
  {"ldexp", math_ldexp_m, "x, i, /", "x * 2**i."},
  {"lgamma", math_lgamma_m, "x, /", "Natural logarithm of the gamma function's absolute value."},
  {"log", math_log_m, "x, base=None, /", "Logarithm to the base, by default e."},
  {"log10", math_log10_m, "x, /", "Logarithm to base 10."},
  {"log2", math_log2_m, "x, /", "Logarithm to base 2."},
  {"modf", math_modf_m, "x, /", "Fractional and whole part, both floats with the sign of x."},
  {"nextafter", math_nextafter_m, "x, y, /", "The next float after x towards y."},
  {"perm", math_perm_m, "n, k=None, /", "Ways to choose k of n items with order."},
  {"pow", math_pow_m, "x, y, /", "x**y as a float."},
  {"prod", math_prod_m, "iterable, /, *, start=1", "Product of the items."},
  {"remainder", math_remainder_m, "x, y, /", "Difference between x and the nearest multiple of y."},
  {"trunc", math_trunc_m, "x, /", "Truncate to an integral number."},
  {"ulp", math_ulp_m, "x, /", "Value of the least significant bit of x."},
  {0},
};

static int math_init(Ctx *ctx, Value module) {
  static const struct { const char *name; double value; } constants[] = {
    {"pi", PI}, {"e", E}, {"tau", 2 * PI}, {"inf", HUGE_VAL}, {"nan", (double)NAN}};
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (dict_set_c(ctx, module_dict(module), constants[i].name, kr_float(ctx, constants[i].value)) < 0) return -1;
  return 0;
}

const ModuleDef kr_module_math = {
  .name = "math",
  .doc = "Mathematical functions of real numbers.",
  .methods = math_methods,
  .init = math_init,
};
