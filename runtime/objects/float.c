/* float: a double, in the word for the usual magnitudes, boxed else.  Text is in float_text.c. */
#include "float_internal.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "../../ir/code.h"
#include "../api.h"
#include "int_internal.h"

Value float_box(Ctx *ctx, double d) {
  Float *f = kr_alloc(ctx, SHAPE_float, sizeof *f);
  if (f) f->value = d;
  return kr_val(f);
}

/* ---- conversion ---- */
static int double_from_slot(Ctx *ctx, Value v, double *out) {
  Type *type = kr_type_of(v);
  Value r = type->to_float(ctx, v);
  if (!r) return -1;
  int status = 0;
  if (!kr_is_anyfloat(r)) {
    kr_raise(ctx, &kr_type_TypeError, "%.50s.__float__ returned non-float (type %.50s)", type->name,
             kr_type_of(r)->name);
    status = -1;
  } else if (!kr_is_flo(r) && !kr_has_shape(r, SHAPE_float)) {
    status = kr_warn(ctx, &kr_type_DeprecationWarning, 1,
                     "%.50s.__float__ returned non-float (type %.50s).  The ability to return an instance of a strict "
                     "subclass of float is deprecated, and may not be supported in a future version of Python.",
                     type->name, kr_type_of(r)->name);
  }
  if (status == 0) *out = float_of(r);
  kr_unref(ctx, r);
  return status;
}

int kr_to_double(Ctx *ctx, Value v, double *out) {
  if (kr_is_flo(v) || kr_has_shape(v, SHAPE_float)) return *out = float_of(v), 0;
  if (kr_is_int(v)) return *out = (double)kr_int_of(v), 0;
  Type *type = kr_type_of(v);
  if ((type->flags & T_FLOAT) && type->to_float == kr_type_float.to_float)
    return *out = float_of(v), 0;
  if (type->to_float) return double_from_slot(ctx, v, out);
  if (type->to_index) {
    Value i = kr_index(ctx, v);
    int status = i ? int_to_double(ctx, i, out) : -1;
    kr_unref(ctx, i);
    return status;
  }
  kr_raise(ctx, &kr_type_TypeError, "must be real number, not %.50s", type->name);
  return -1;
}

int float_operand(Ctx *ctx, Value v, double *out) {
  if (kr_is_flo(v)) return *out = kr_flo_of(v), 1;
  if (kr_is_int(v)) return *out = (double)kr_int_of(v), 1;
  if (kr_has_flag(v, T_FLOAT)) return *out = float_of(v), 1;
  if (kr_has_flag(v, T_INT)) return int_to_double(ctx, v, out) < 0 ? -1 : 1;
  return 0;
}

/* ---- arithmetic ---- */
static Value zero_division(Ctx *ctx, const char *message) {
  return kr_raise(ctx, &kr_type_ZeroDivisionError, "%s", message);
}

/* Quotient rounded down and remainder with the divisor's sign; b is not 0. */
static void double_divmod(double a, double b, double *quotient, double *remainder) {
  double mod = fmod(a, b), div = (a - mod) / b;
  if (mod != 0) {
    if ((b < 0) != (mod < 0)) {
      mod += b;
      div -= 1.0;
    }
  } else {
    mod = copysign(0.0, b);
  }
  double floored = div != 0 ? floor(div) : copysign(0.0, a / b);
  if (div != 0 && div - floored > 0.5) floored += 1.0;
  *quotient = floored;
  *remainder = mod;
}

static Value raise_range(Ctx *ctx) {
  Value args[2] = {kr_int(ERANGE), str_from(ctx, "Numerical result out of range")};
  Value exc = args[1] ? kr_call(ctx, kr_val(&kr_type_OverflowError), args, 2, 0) : 0;
  kr_unref(ctx, args[1]);
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}

/* A negative base to a fractional power has a complex result. */
static Value complex_power(Ctx *ctx, double a, double b) {
  Value x = complex_new(ctx, a, 0), y = x ? complex_new(ctx, b, 0) : 0;
  Value r = y ? kr_binary(ctx, x, y, BIN_pow) : 0;
  kr_unref(ctx, x);
  kr_unref(ctx, y);
  return r;
}

Value float_power(Ctx *ctx, double a, double b) {
  if (b == 0 || a == 1) return kr_float(ctx, 1.0);
  if (a == 0 && b < 0 && isfinite(b))
    return kr_raise(ctx, &kr_type_ZeroDivisionError, "0.0 cannot be raised to a negative power");
  if (isfinite(a) && isfinite(b)) {
    if (a < 0 && b != floor(b)) return complex_power(ctx, a, b);
    double r = pow(a, b);
    return isinf(r) ? raise_range(ctx) : kr_float(ctx, r);
  }
  return kr_float(ctx, pow(a, b));
}

Value float_binary(Ctx *ctx, double a, double b, int op) {
  double div, mod;
  switch (op) {
  case BIN_add: return kr_float(ctx, a + b);
  case BIN_sub: return kr_float(ctx, a - b);
  case BIN_mul: return kr_float(ctx, a * b);
  case BIN_truediv: return b == 0 ? zero_division(ctx, "float division by zero") : kr_float(ctx, a / b);
  case BIN_floordiv:
    if (b == 0) return zero_division(ctx, "float floor division by zero");
    double_divmod(a, b, &div, &mod);
    return kr_float(ctx, div);
  case BIN_mod:
    if (b == 0) return zero_division(ctx, "float modulo");
    double_divmod(a, b, &div, &mod);
    return kr_float(ctx, mod);
  case BIN_pow: return float_power(ctx, a, b);
  default: return KR_NotImplemented;
  }
}

#define FLOAT_OPS(X) X(add) X(sub) X(mul) X(truediv) X(floordiv) X(mod) X(pow)
#define FLOAT_SLOT(name)                                                                           \
  static Value float_##name##_slot(Ctx *ctx, Value a, Value b) {                                   \
    double x, y;                                                                                   \
    int status = float_operand(ctx, a, &x);                                                        \
    if (status > 0) status = float_operand(ctx, b, &y);                                            \
    return status > 0 ? float_binary(ctx, x, y, BIN_##name) : status == 0 ? KR_NotImplemented : 0; \
  }
FLOAT_OPS(FLOAT_SLOT)

static Value float_divmod_pair(Ctx *ctx, Value a, Value b) {
  double x, y, div, mod;
  int status = float_operand(ctx, a, &x);
  if (status > 0) status = float_operand(ctx, b, &y);
  if (status <= 0) return status == 0 ? KR_NotImplemented : 0;
  if (y == 0) return zero_division(ctx, "float divmod()");
  double_divmod(x, y, &div, &mod);
  Value pair[2] = {kr_float(ctx, div), kr_float(ctx, mod)};
  if (pair[0] && pair[1]) return tuple_steal(ctx, pair, 2);
  kr_unref(ctx, pair[0]);
  kr_unref(ctx, pair[1]);
  return 0;
}

static Value float_pow3(Ctx *ctx, Value a, Value b, Value mod) {
  return kr_raise(ctx, &kr_type_TypeError, "pow() 3rd argument not allowed unless all arguments are integers");
}

static Value float_negative(Ctx *ctx, Value v) { return kr_float(ctx, -float_of(v)); }
static Value float_absolute(Ctx *ctx, Value v) { return kr_float(ctx, fabs(float_of(v))); }
static Value float_plain(Ctx *ctx, Value v) {
  return kr_is_flo(v) || kr_has_shape(v, SHAPE_float) ? kr_ref(v) : kr_float(ctx, float_of(v));
}
static Value float_to_int(Ctx *ctx, Value v) { return int_from_double(ctx, float_of(v)); }
static int float_bool(Ctx *ctx, Value v) { return float_of(v) != 0; }

/* ---- comparison and hash ---- */
int float_compare_int(double d, Value i) {
  if (int_is_small(i) && int_small(i) < (int64_t)1 << 53 && int_small(i) > -((int64_t)1 << 53)) {
    double n = (double)int_small(i);
    return (d > n) - (d < n);
  }
  IntView view;
  int_view(i, &view);
  INT_MPZ(z, view);
  int order = mpz_cmp_d(z, d);
  return (order < 0) - (order > 0);
}

/* The order of a float and a number, or 2 where there is none (nan). */
static int order_of(double a, Value b) {
  if (kr_is_anyfloat(b)) {
    double y = float_of(b);
    return a < y ? -1 : a > y ? 1 : a == y ? 0 : 2;
  }
  if (isnan(a)) return 2;
  if (isinf(a)) return a > 0 ? 1 : -1;
  return float_compare_int(a, b);
}

static Value float_compare_slot(Ctx *ctx, Value a, Value b, int op) {
  if (!kr_is_anyfloat(b) && !kr_is_anyint(b)) return KR_NotImplemented;
  int order = order_of(float_of(a), b);
  if (order == 2) return kr_bool(op == CMP_ne);
  switch (op) {
  case CMP_lt: return kr_bool(order < 0);
  case CMP_le: return kr_bool(order <= 0);
  case CMP_eq: return kr_bool(order == 0);
  case CMP_ne: return kr_bool(order != 0);
  case CMP_gt: return kr_bool(order > 0);
  default: return kr_bool(order >= 0);
  }
}

/* mantissa * 2**exponent modulo 2**61 - 1, where doubling is a rotation of 61 bits. */
int64_t float_hash(double d) {
  const uint64_t modulus = ((uint64_t)1 << 61) - 1;
  if (isinf(d)) return d > 0 ? 314159 : -314159;
  if (isnan(d)) return 0;
  int exponent;
  uint64_t mantissa = (uint64_t)ldexp(frexp(fabs(d), &exponent), 53);
  int turn = (exponent - 53) % 61;
  if (turn < 0) turn += 61;
  uint64_t h = turn ? (mantissa << turn & modulus) | mantissa >> (61 - turn) : mantissa;
  if (h == modulus) h = 0;
  int64_t r = d < 0 ? -(int64_t)h : (int64_t)h;
  return r == -1 ? -2 : r;
}

/* Distinct nans have distinct hashes, so that a set of them does not degenerate. */
static int64_t float_hash_slot(Ctx *ctx, Value v) {
  double d = float_of(v);
  if (!isnan(d)) return float_hash(d);
  int64_t h = (int64_t)(v >> 4 | v << 60) >> 2; /* as object.__hash__ */
  return h == -1 ? -2 : h;
}

/* ---- rounding ---- */
/* The magnitude is below 10**k: is it more than half of that? */
static int above_half(double d, int k) {
  if (d < 0x1p53) {
    double half = 5;
    for (int i = 1; i < k; i++) half *= 10;
    return d > half;
  }
  char text[400];
  snprintf(text, sizeof text, "%.0f", d);
  if (text[0] != '5') return text[0] > '5';
  return text[1 + strspn(text + 1, "0")] != 0;
}

double float_round(double d, int64_t places) {
  if (!isfinite(d) || d == 0 || places > 323) return d;
  if (places < -308) return copysign(0.0, d);
  char text[1500], *end;
  if (places >= 0) {
    snprintf(text, sizeof text, "%.*f", (int)places, d);
  } else {
    char scientific[64];
    snprintf(scientific, sizeof scientific, "%.17e", d);
    int digits = atoi(strchr(scientific, 'e') + 1) + 1 + (int)places;
    if (digits < 0 || (digits == 0 && !above_half(fabs(d), (int)-places))) return copysign(0.0, d);
    if (digits == 0)
      snprintf(text, sizeof text, "%s1e%d", d < 0 ? "-" : "", (int)-places);
    else
      snprintf(text, sizeof text, "%.*e", digits - 1, d);
  }
  for (char *p = text; *p; p++)
    if (*p == ',') *p = '.';
  return float_parse(text, &end);
}

static Value float_round_m(Ctx *ctx, Value self, const Value *a) {
  double d = float_of(self);
  if (!a[0] || a[0] == KR_None) return int_from_double(ctx, isfinite(d) ? nearbyint(d) : d);
  int64_t places;
  if (kr_index_clamp(ctx, a[0], &places) < 0) return 0;
  double r = float_round(d, places);
  if (isinf(r) && !isinf(d)) return kr_raise(ctx, &kr_type_OverflowError, "rounded value too large to represent");
  return kr_float(ctx, r);
}

/* ---- methods ---- */
static Value float_repr_slot(Ctx *ctx, Value v) { return float_repr(ctx, float_of(v)); }
static Value float_plain_m(Ctx *ctx, Value self, const Value *a) { return float_plain(ctx, self); }
static Value float_trunc_m(Ctx *ctx, Value self, const Value *a) { return float_to_int(ctx, self); }
static Value float_floor_m(Ctx *ctx, Value self, const Value *a) { return int_from_double(ctx, floor(float_of(self))); }
static Value float_ceil_m(Ctx *ctx, Value self, const Value *a) { return int_from_double(ctx, ceil(float_of(self))); }
static Value float_hex_m(Ctx *ctx, Value self, const Value *a) { return float_hex(ctx, float_of(self)); }
static Value float_format_m(Ctx *ctx, Value self, const Value *a) { return format_method(ctx, self, a[0], format_float); }
static Value float_divmod_m(Ctx *ctx, Value self, const Value *a) { return float_divmod_pair(ctx, self, a[0]); }
static Value float_rdivmod_m(Ctx *ctx, Value self, const Value *a) { return float_divmod_pair(ctx, a[0], self); }
static Value float_get_zero(Ctx *ctx, Value self) { return kr_float(ctx, 0.0); }

static Value float_is_integer_m(Ctx *ctx, Value self, const Value *a) {
  double d = float_of(self);
  return kr_bool(isfinite(d) && floor(d) == d);
}

static Value float_getnewargs_m(Ctx *ctx, Value self, const Value *a) {
  Value d = kr_float(ctx, float_of(self));
  if (!d) return 0;
  Value r = tuple_pack(ctx, 1, d);
  kr_unref(ctx, d);
  return r;
}

static Value float_as_integer_ratio_m(Ctx *ctx, Value self, const Value *a) {
  double d = float_of(self);
  if (isinf(d)) return kr_raise(ctx, &kr_type_OverflowError, "cannot convert Infinity to integer ratio");
  if (isnan(d)) return kr_raise(ctx, &kr_type_ValueError, "cannot convert NaN to integer ratio");
  int exponent;
  double fraction = frexp(d, &exponent);
  for (int i = 0; i < 300 && fraction != floor(fraction); i++) {
    fraction *= 2;
    exponent--;
  }
  Value pair[2] = {int_from_double(ctx, fraction), kr_int(1)};
  if (!pair[0]) return 0;
  kr_set(ctx, &pair[exponent < 0], int_binary(ctx, pair[exponent < 0], kr_int(abs(exponent)), BIN_lshift));
  if (pair[0] && pair[1]) return tuple_steal(ctx, pair, 2);
  kr_unref(ctx, pair[0]);
  kr_unref(ctx, pair[1]);
  return 0;
}

static Value float_fromhex_m(Ctx *ctx, Value cls, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "bad argument type for built-in operation");
  size_t n;
  const char *text = str_utf8(ctx, a[0], &n);
  Value r = text ? float_from_hex(ctx, text, n) : 0;
  if (!r || kr_as_type(cls) == &kr_type_float) return r;
  Value instance = kr_call1(ctx, cls, r);
  kr_unref(ctx, r);
  return instance;
}

static Value float_getformat_m(Ctx *ctx, Value cls, const Value *a) {
  if (!kr_is_anystr(a[0]))
    return kr_raise(ctx, &kr_type_TypeError, "__getformat__() argument must be str, not %T", a[0]);
  if (!str_equal_ascii(a[0], "double") && !str_equal_ascii(a[0], "float"))
    return kr_raise(ctx, &kr_type_ValueError, "__getformat__() argument 1 must be 'double' or 'float'");
  const uint16_t probe = 1;
  return str_from(ctx, *(const uint8_t *)&probe ? "IEEE, little-endian" : "IEEE, big-endian");
}

static Value float_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (kwnames && tuple_of(kwnames)->len && type->init == kr_type_float.init)
    return kr_raise(ctx, &kr_type_TypeError, "float() takes no keyword arguments");
  if (nargs > 1) return kr_raise(ctx, &kr_type_TypeError, "float expected at most 1 argument, got %zu", nargs);
  Value r = nargs ? kr_float_of_any(ctx, args[0]) : kr_float(ctx, 0.0);
  if (!r || type == &kr_type_float) return r;
  Float *f = kr_alloc_instance(ctx, type, 0);
  if (f) f->value = float_of(r);
  kr_unref(ctx, r);
  return kr_val(f);
}

static const Method float_methods[] = {
  {"as_integer_ratio", float_as_integer_ratio_m, "", "Return a pair of ints whose ratio is exactly the float.\n\n>>> (-2.75).as_integer_ratio()\n(-11, 4)"},
  {"conjugate", float_plain_m, "", "Return self, the complex conjugate of any float."},
  {"fromhex", float_fromhex_m, "string, /", "Make a float from its hexadecimal form.\n\n>>> float.fromhex('0x1.6p+1')\n2.75", M_CLASS},
  {"hex", float_hex_m, "", "The exact value in hexadecimal digits.\n\n>>> 2.75.hex()\n'0x1.6000000000000p+1'"},
  {"is_integer", float_is_integer_m, "", "Return True if the float is a whole number."},
  {"__ceil__", float_ceil_m, "", "Return the ceiling as an int."},
  {"__divmod__", float_divmod_m, "value, /", "Return divmod(self, value)."},
  {"__floor__", float_floor_m, "", "Return the floor as an int."},
  {"__format__", float_format_m, "format_spec, /", "Format the float by a format specification."},
  {"__getformat__", float_getformat_m, "typestr, /", "How C doubles or floats are stored.", M_CLASS},
  {"__getnewargs__", float_getnewargs_m, "", NULL},
  {"__rdivmod__", float_rdivmod_m, "value, /", "Return divmod(value, self)."},
  {"__round__", float_round_m, "ndigits=None, /", "Round to decimal places; to an int without ndigits."},
  {"__trunc__", float_trunc_m, "", "Return the whole part as an int."},
  {0},
};

static const GetSet float_getsets[] = {
  {"real", float_plain, NULL, "the real part of a complex number"},
  {"imag", float_get_zero, NULL, "the imaginary part of a complex number"},
  {0},
};

#define FLOAT_SLOT_ENTRY(op) [BIN_##op] = float_##op##_slot,
Type kr_type_float = {
  TYPE_HEAD(float, "float"),
  .doc = "Convert a string or number to a floating point number, if possible.",
  .sig = "x=0, /",
  .flags = T_BASETYPE | T_FLOAT | T_MATCH_SELF,
  .size = sizeof(Float),
  .methods = float_methods,
  .getsets = float_getsets,
  .new = float_new,
  .repr = float_repr_slot,
  .hash = float_hash_slot,
  .compare = float_compare_slot,
  .binary = {FLOAT_OPS(FLOAT_SLOT_ENTRY)},
  .pow3 = float_pow3,
  .negative = float_negative,
  .positive = float_plain,
  .absolute = float_absolute,
  .to_int = float_to_int,
  .to_float = float_plain,
  .bool_ = float_bool,
};
