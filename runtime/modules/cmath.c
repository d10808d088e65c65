/* The cmath module: functions of complex numbers, by C's complex functions. */
#include <complex.h>
#undef I
#include <math.h>
#include "../api.h"

#define PI 3.141592653589793238462643383279502884
#define E 2.718281828459045235360287471352662498

typedef double _Complex Number;

static Value domain_error(Ctx *ctx) { return kr_raise(ctx, &kr_type_ValueError, "math domain error"); }
static Value range_error(Ctx *ctx) { return kr_raise(ctx, &kr_type_OverflowError, "math range error"); }

static int argument(Ctx *ctx, Value v, Number *out) {
  double re, im;
  if (kr_to_complex(ctx, v, &re, &im) < 0) return -1;
  *out = CMPLX(re, im);
  return 0;
}

static int finite_number(Number z) { return isfinite(creal(z)) && isfinite(cimag(z)); }

/* ---- functions of one number ---- */
enum { PLAIN, OVERFLOWS, POLE /* infinite results of finite numbers are outside of the domain */ };

/* An infinite angle has no sine: the part that says so is nan although the number is not. */
static int outside_domain(Number z, Number r) {
  int nan_in = isnan(creal(z)) || isnan(cimag(z)), nan_out = isnan(creal(r)) || isnan(cimag(r));
  return nan_out && !nan_in;
}

static Value apply(Ctx *ctx, Value v, Number (*f)(Number), int kind) {
  Number z;
  if (argument(ctx, v, &z) < 0) return 0;
  Number r = f(z);
  if (kind == OVERFLOWS && outside_domain(z, r)) return domain_error(ctx);
  if (finite_number(z) && !finite_number(r)) return kind == OVERFLOWS ? range_error(ctx) : domain_error(ctx);
  return complex_new(ctx, creal(r), cimag(r));
}

/* The C library knows the angle of a number on the imaginary axis even when its size is nan. */
static Number acosh_of(Number z) {
  return creal(z) == 0 && isnan(cimag(z)) ? CMPLX(NAN, NAN) : cacosh(z);
}

/* Likewise it knows one part of the tangent when the other is nan. */
static Number tanh_of(Number z) {
  return creal(z) == 0 && isnan(cimag(z)) ? CMPLX(NAN, NAN) : ctanh(z);
}
static Number tan_of(Number z) {
  return cimag(z) == 0 && isnan(creal(z)) ? CMPLX(NAN, NAN) : ctan(z);
}

static Number log_10(Number z) {
  Number r = clog(z);
  const double scale = log(10.0);
  return CMPLX(creal(r) / scale, cimag(r) / scale);
}

#define FUNCTIONS(X)                                                                               \
  X(acos, cacos, PLAIN, "Arc cosine.") X(acosh, acosh_of, PLAIN, "Inverse hyperbolic cosine.")       \
  X(asin, casin, PLAIN, "Arc sine.") X(asinh, casinh, PLAIN, "Inverse hyperbolic sine.")           \
  X(atan, catan, POLE, "Arc tangent.") X(atanh, catanh, POLE, "Inverse hyperbolic tangent.")       \
  X(cos, ccos, OVERFLOWS, "Cosine.") X(cosh, ccosh, OVERFLOWS, "Hyperbolic cosine.")               \
  X(exp, cexp, OVERFLOWS, "e raised to the power z.") X(log10, log_10, POLE, "Logarithm to base 10.") \
  X(sin, csin, OVERFLOWS, "Sine.") X(sinh, csinh, OVERFLOWS, "Hyperbolic sine.")                   \
  X(sqrt, csqrt, PLAIN, "Square root.") X(tan, tan_of, OVERFLOWS, "Tangent.")                      \
  X(tanh, tanh_of, OVERFLOWS, "Hyperbolic tangent.")
#define DEFINE(name, f, kind, doc)                                                                 \
  static Value cmath_##name##_m(Ctx *ctx, Value module, const Value *a) { return apply(ctx, a[0], f, kind); }
FUNCTIONS(DEFINE)

static Value cmath_log_m(Ctx *ctx, Value module, const Value *a) {
  Value r = apply(ctx, a[0], clog, POLE);
  if (!r || !a[1]) return r;
  Value base = apply(ctx, a[1], clog, POLE);
  Value quotient = base ? kr_binary(ctx, r, base, BIN_truediv) : 0;
  kr_unref(ctx, r);
  kr_unref(ctx, base);
  return quotient;
}

/* ---- polar coordinates ---- */
static Value cmath_phase_m(Ctx *ctx, Value module, const Value *a) {
  Number z;
  return argument(ctx, a[0], &z) < 0 ? 0 : kr_float(ctx, carg(z));
}

static Value cmath_polar_m(Ctx *ctx, Value module, const Value *a) {
  Number z;
  if (argument(ctx, a[0], &z) < 0) return 0;
  double length = cabs(z);
  if (isinf(length) && finite_number(z)) return range_error(ctx);
  Value pair[2] = {kr_float(ctx, length), kr_float(ctx, carg(z))};
  return tuple_steal(ctx, pair, 2);
}

static Value cmath_rect_m(Ctx *ctx, Value module, const Value *a) {
  double r, phi;
  if (kr_to_double(ctx, a[0], &r) < 0 || kr_to_double(ctx, a[1], &phi) < 0) return 0;
  if (isinf(phi) && r != 0 && !isnan(r)) return domain_error(ctx);
  if (r == 0 && !isfinite(phi)) return complex_new(ctx, 0, 0);
  if (isinf(r) && isnan(phi)) return complex_new(ctx, HUGE_VAL, phi);
  if (isinf(r) && phi != 0 && isfinite(phi)) {
    double sign = copysign(1, r);
    return complex_new(ctx, copysign(r, cos(phi) * sign), copysign(r, sin(phi) * sign));
  }
  if (phi == 0) return complex_new(ctx, r, signbit(r) ? -phi : phi);
  return complex_new(ctx, r * cos(phi), r * sin(phi));
}

/* ---- tests ---- */
static Value cmath_isfinite_m(Ctx *ctx, Value module, const Value *a) {
  Number z;
  return argument(ctx, a[0], &z) < 0 ? 0 : kr_bool(finite_number(z));
}
static Value cmath_isnan_m(Ctx *ctx, Value module, const Value *a) {
  Number z;
  return argument(ctx, a[0], &z) < 0 ? 0 : kr_bool(isnan(creal(z)) || isnan(cimag(z)));
}
static Value cmath_isinf_m(Ctx *ctx, Value module, const Value *a) {
  Number z;
  return argument(ctx, a[0], &z) < 0 ? 0 : kr_bool(isinf(creal(z)) || isinf(cimag(z)));
}

static Value cmath_isclose_m(Ctx *ctx, Value module, const Value *a) {
  Number x, y;
  double relative = 1e-9, absolute = 0;
  if (argument(ctx, a[0], &x) < 0 || argument(ctx, a[1], &y) < 0 || (a[2] && kr_to_double(ctx, a[2], &relative) < 0) ||
      (a[3] && kr_to_double(ctx, a[3], &absolute) < 0))
    return 0;
  if (relative < 0 || absolute < 0) return kr_raise(ctx, &kr_type_ValueError, "tolerances must be non-negative");
  if (creal(x) == creal(y) && cimag(x) == cimag(y)) return KR_True;
  if (isinf(creal(x)) || isinf(cimag(x)) || isinf(creal(y)) || isinf(cimag(y))) return KR_False;
  double difference = cabs(x - y);
  return kr_bool(difference <= relative * cabs(y) || difference <= relative * cabs(x) || difference <= absolute);
}

#define ROW(name, f, kind, doc) {#name, cmath_##name##_m, "z, /", doc},
static const Method cmath_methods[] = {
  FUNCTIONS(ROW)
  {"log", cmath_log_m, "z, base=None, /", "Logarithm to the base, by default e."},
  {"phase", cmath_phase_m, "z, /", "The angle of a complex number."},
  {"polar", cmath_polar_m, "z, /", "Length and angle of a complex number."},
  {"rect", cmath_rect_m, "r, phi, /", "The complex number of a length and an angle."},
  {"isfinite", cmath_isfinite_m, "z, /", "True if both parts are finite."},
  {"isnan", cmath_isnan_m, "z, /", "True if one of the parts is nan."},
  {"isinf", cmath_isinf_m, "z, /", "True if one of the parts is infinite."},
  {"isclose", cmath_isclose_m, "a, b, *, rel_tol=1e-09, abs_tol=0.0", "Are two numbers nearly equal."},
  {0},
};

static int cmath_init(Ctx *ctx, Value module) {
  static const struct { const char *name; double value; } reals[] = {
    {"pi", PI}, {"e", E}, {"tau", 2 * PI}, {"inf", HUGE_VAL}, {"nan", (double)NAN}};
  Value dict = module_dict(module);
  for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
    if (dict_set_c(ctx, dict, reals[i].name, kr_float(ctx, reals[i].value)) < 0) return -1;
  if (dict_set_c(ctx, dict, "infj", complex_new(ctx, 0, HUGE_VAL)) < 0) return -1;
  return dict_set_c(ctx, dict, "nanj", complex_new(ctx, 0, (double)NAN));
}

const ModuleDef kr_module_cmath = {
  .name = "cmath",
  .doc = "Mathematical functions of complex numbers.",
  .methods = cmath_methods,
  .init = cmath_init,
};
