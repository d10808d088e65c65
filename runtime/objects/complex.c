/* complex: two doubles.  Mixed arithmetic turns ints and floats into complex numbers first. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "float_internal.h"
#include "../../ir/code.h"
#include "../api.h"

typedef struct { double re, im; } Pair;

static Complex *complex_of(Value v) { return (Complex *)kr_obj(v); }
static int is_complex(Value v) { return kr_is_ptr(v) && kr_subtype(kr_type_of(v), &kr_type_complex); }

Value complex_new(Ctx *ctx, double re, double im) {
  Complex *c = kr_alloc(ctx, SHAPE_complex, sizeof *c);
  if (!c) return 0;
  c->re = re;
  c->im = im;
  return kr_val(c);
}

static Value from_pair(Ctx *ctx, Pair p) { return complex_new(ctx, p.re, p.im); }

/* ---- conversion ---- */
/* v.__complex__(): 1 and *out, 0 (no such method), -1 raised. */
static int try_complex_method(Ctx *ctx, Value v, Pair *out) {
  Value self, f = kr_lookup_special(ctx, v, N(__complex__), &self);
  if (f == KR_ABSENT) return 0;
  if (!f) return -1;
  Value r = kr_call_self(ctx, f, self, NULL, 0, 0);
  kr_unref(ctx, f);
  if (!r) return -1;
  int status = 1;
  if (!is_complex(r)) {
    kr_raise(ctx, &kr_type_TypeError, "__complex__ returned non-complex (type %.200s)", kr_type_of(r)->name);
    status = -1;
  } else {
    if (!kr_has_shape(r, SHAPE_complex) &&
        kr_warn(ctx, &kr_type_DeprecationWarning, 1,
                "__complex__ returned non-complex (type %.200s).  The ability to return an instance of a strict "
                "subclass of complex is deprecated, and may not be supported in a future version of Python.",
                kr_type_of(r)->name) < 0)
      status = -1;
    *out = (Pair){complex_of(r)->re, complex_of(r)->im};
  }
  kr_unref(ctx, r);
  return status;
}

int kr_to_complex(Ctx *ctx, Value v, double *re, double *im) {
  Pair p = {0, 0};
  if (is_complex(v)) {
    p = (Pair){complex_of(v)->re, complex_of(v)->im};
  } else {
    int status = kr_is_ptr(v) ? try_complex_method(ctx, v, &p) : 0;
    if (status < 0 || (status == 0 && kr_to_double(ctx, v, &p.re) < 0)) return -1;
  }
  *re = p.re;
  *im = p.im;
  return 0;
}

/* An operand of an operator: 1, 0 (not a number of these kinds), -1 raised. */
static int operand(Ctx *ctx, Value v, Pair *out) {
  if (is_complex(v)) {
    *out = (Pair){complex_of(v)->re, complex_of(v)->im};
    return 1;
  }
  out->im = 0;
  return float_operand(ctx, v, &out->re);
}

/* ---- arithmetic ---- */
static Pair multiply(Pair a, Pair b) { return (Pair){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }

/* Smith's method: scales by the larger part of the divisor, which must not be 0. */
static Pair divide(Pair a, Pair b) {
  if (fabs(b.re) >= fabs(b.im)) {
    double ratio = b.im / b.re, denominator = b.re + b.im * ratio;
    return (Pair){(a.re + a.im * ratio) / denominator, (a.im - a.re * ratio) / denominator};
  }
  if (fabs(b.im) >= fabs(b.re)) {
    double ratio = b.re / b.im, denominator = b.re * ratio + b.im;
    return (Pair){(a.re * ratio + a.im) / denominator, (a.im * ratio - a.re) / denominator};
  }
  return (Pair){NAN, NAN};
}

static Pair power_int(Pair base, long n) {
  Pair r = {1, 0};
  for (long left = labs(n); left; left >>= 1) {
    if (left & 1) r = multiply(r, base);
    base = multiply(base, base);
  }
  return n < 0 ? divide((Pair){1, 0}, r) : r;
}

static Pair power_polar(Pair a, Pair b) {
  double length = hypot(a.re, a.im), angle = atan2(a.im, a.re);
  double r = pow(length, b.re), phase = angle * b.re;
  if (b.im != 0) {
    r /= exp(angle * b.im);
    phase += b.im * log(length);
  }
  return (Pair){r * cos(phase), r * sin(phase)};
}

static Value complex_add(Ctx *ctx, Pair a, Pair b) { return complex_new(ctx, a.re + b.re, a.im + b.im); }
static Value complex_sub(Ctx *ctx, Pair a, Pair b) { return complex_new(ctx, a.re - b.re, a.im - b.im); }
static Value complex_mul(Ctx *ctx, Pair a, Pair b) { return from_pair(ctx, multiply(a, b)); }

static Value complex_truediv(Ctx *ctx, Pair a, Pair b) {
  if (b.re == 0 && b.im == 0) return kr_raise(ctx, &kr_type_ZeroDivisionError, "complex division by zero");
  return from_pair(ctx, divide(a, b));
}

static Value complex_pow(Ctx *ctx, Pair a, Pair b) {
  int zero = a.re == 0 && a.im == 0, whole = b.im == 0 && b.re == floor(b.re) && fabs(b.re) <= 100;
  if (zero && (b.im != 0 || b.re < 0))
    return kr_raise(ctx, &kr_type_ZeroDivisionError, "0.0 to a negative or complex power");
  Pair r = whole ? power_int(a, (long)b.re) : zero ? (Pair){0, 0} : power_polar(a, b);
  int finite = isfinite(a.re) && isfinite(a.im) && isfinite(b.re) && isfinite(b.im);
  if (finite && (isinf(r.re) || isinf(r.im)))
    return kr_raise(ctx, &kr_type_OverflowError, "complex exponentiation");
  return from_pair(ctx, r);
}

#define COMPLEX_OPS(X) X(add) X(sub) X(mul) X(truediv) X(pow)
#define COMPLEX_SLOT(name)                                                                         \
  static Value complex_##name##_slot(Ctx *ctx, Value a, Value b) {                                 \
    Pair x, y;                                                                                     \
    int status = operand(ctx, a, &x);                                                              \
    if (status > 0) status = operand(ctx, b, &y);                                                  \
    return status > 0 ? complex_##name(ctx, x, y) : status == 0 ? KR_NotImplemented : 0;           \
  }
COMPLEX_OPS(COMPLEX_SLOT)

static Value complex_pow3(Ctx *ctx, Value a, Value b, Value mod) {
  return kr_raise(ctx, &kr_type_ValueError, "complex modulo");
}

static Value complex_negative(Ctx *ctx, Value v) { return complex_new(ctx, -complex_of(v)->re, -complex_of(v)->im); }
static Value complex_plain(Ctx *ctx, Value v) {
  return kr_has_shape(v, SHAPE_complex) ? kr_ref(v) : complex_new(ctx, complex_of(v)->re, complex_of(v)->im);
}
static Value complex_absolute(Ctx *ctx, Value v) {
  const Complex *c = complex_of(v);
  double r = hypot(c->re, c->im);
  if (isinf(r) && isfinite(c->re) && isfinite(c->im))
    return kr_raise(ctx, &kr_type_OverflowError, "absolute value too large");
  return kr_float(ctx, r);
}
static int complex_bool(Ctx *ctx, Value v) { return complex_of(v)->re != 0 || complex_of(v)->im != 0; }

static int64_t complex_hash(Ctx *ctx, Value v) {
  uint64_t re = (uint64_t)float_hash(complex_of(v)->re), im = (uint64_t)float_hash(complex_of(v)->im);
  int64_t h = (int64_t)(re + 1000003u * im);
  return h == -1 ? -2 : h;
}

static Value complex_compare(Ctx *ctx, Value a, Value b, int op) {
  if (op != CMP_eq && op != CMP_ne) return KR_NotImplemented;
  const Complex *x = complex_of(a);
  int equal;
  if (is_complex(b))
    equal = x->re == complex_of(b)->re && x->im == complex_of(b)->im;
  else if (kr_is_anyfloat(b))
    equal = x->im == 0 && x->re == float_of(b);
  else if (kr_is_anyint(b))
    equal = x->im == 0 && isfinite(x->re) && float_compare_int(x->re, b) == 0;
  else
    return KR_NotImplemented;
  return kr_bool(equal == (op == CMP_eq));
}

static Value complex_repr(Ctx *ctx, Value v) {
  const Complex *c = complex_of(v);
  int bare = c->re == 0 && !signbit(c->re);
  char *re = float_format(c->re, 'r', 0, 0), *im = float_format(c->im, 'r', 0, bare ? 0 : 1);
  Value r = 0;
  if (!re || !im)
    kr_raise_memory(ctx);
  else
    r = bare ? str_format_c(ctx, "%sj", im) : str_format_c(ctx, "(%s%sj)", re, im);
  free(re);
  free(im);
  return r;
}

/* ---- construction ---- */
static const char *skip_blank(const char *p) {
  while (*p == ' ' || (*p >= '\t' && *p <= '\r')) p++;
  return p;
}

/* Reads "re", "imj", "re+imj" and their bracketed forms; 0: malformed. */
static int parse_complex(const char *p, Pair *out) {
  *out = (Pair){0, 0};
  p = skip_blank(p);
  int bracket = *p == '(';
  if (bracket) p = skip_blank(p + 1);
  char *end;
  double first = float_parse(p, &end);
  int has_first = end != p;
  if (!has_first) {
    /* a bare "j", perhaps with a sign */
    first = *p == '-' ? -1 : 1;
    end = (char *)p + (*p == '-' || *p == '+');
    if ((*end | 0x20) != 'j') return 0;
  }
  p = end;
  if ((*p | 0x20) == 'j') {
    out->im = first;
    p++;
  } else {
    out->re = first;
    if (*p == '+' || *p == '-') {
      out->im = float_parse(p, &end);
      if (end == p) {
        out->im = *p == '-' ? -1 : 1;
        end = (char *)p + 1;
      }
      p = end;
      if ((*p | 0x20) != 'j') return 0;
      p++;
    }
  }
  p = skip_blank(p);
  if (bracket && *p++ != ')') return 0;
  return *skip_blank(p) == 0;
}

static Value complex_from_text(Ctx *ctx, Value text, Pair *out) {
  char *copy = float_text_copy(ctx, text);
  if (!copy) return 0;
  int good = parse_complex(copy, out);
  free(copy);
  return good ? KR_None : kr_raise(ctx, &kr_type_ValueError, "complex() arg is a malformed string");
}

/* One argument as a complex number; first: the real one, else the imaginary one. */
static int argument(Ctx *ctx, Value v, Pair *out, int first) {
  if (is_complex(v) && kr_has_shape(v, SHAPE_complex)) return operand(ctx, v, out) > 0 ? 0 : -1;
  int status = first && kr_is_ptr(v) ? try_complex_method(ctx, v, out) : 0;
  if (status) return status > 0 ? 0 : -1;
  if (is_complex(v)) return operand(ctx, v, out) > 0 ? 0 : -1;
  Type *type = kr_type_of(v);
  if (!type->to_float && !type->to_index) {
    kr_raise(ctx, &kr_type_TypeError,
             first ? "complex() first argument must be a string or a number, not '%.200s'"
                   : "complex() second argument must be a number, not '%.200s'",
             type->name);
    return -1;
  }
  out->im = 0;
  return kr_to_double(ctx, v, &out->re);
}

static Value make(Ctx *ctx, Type *type, Pair p) {
  if (type == &kr_type_complex) return from_pair(ctx, p);
  Complex *c = kr_alloc_instance(ctx, type, 0);
  if (!c) return 0;
  c->re = p.re;
  c->im = p.im;
  return kr_val(c);
}

static Value complex_from_values(Ctx *ctx, Type *type, Value re, Value im) {
  Pair a = {0, 0}, b = {0, 0};
  if (re && argument(ctx, re, &a, 1) < 0) return 0;
  if (im && argument(ctx, im, &b, 0) < 0) return 0;
  int real_complex = re && is_complex(re), imag_complex = im && is_complex(im);
  Pair r = {a.re, real_complex || (re && a.im != 0) ? a.im : 0};
  if (im) {
    r.re = imag_complex ? a.re - b.im : a.re;
    r.im = a.im != 0 || real_complex ? b.re + a.im : b.re;
  }
  return make(ctx, type, r);
}

static Value complex_type_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2];
  Pair p;
  if (kr_bind(ctx, "complex", "real=0, imag=0", &parsed, args, nargs, kwnames, a) < 0) return 0;
  if (a[0] && !a[1] && type == &kr_type_complex && kr_has_shape(a[0], SHAPE_complex)) return kr_ref(a[0]);
  if (a[0] && kr_is_anystr(a[0])) {
    if (a[1]) return kr_raise(ctx, &kr_type_TypeError, "complex() can't take second arg if first is a string");
    return complex_from_text(ctx, a[0], &p) ? make(ctx, type, p) : 0;
  }
  if (a[1] && kr_is_anystr(a[1])) return kr_raise(ctx, &kr_type_TypeError, "complex() second arg can't be a string");
  return complex_from_values(ctx, type, a[0], a[1]);
}

/* ---- methods ---- */
static Value complex_conjugate_m(Ctx *ctx, Value self, const Value *a) {
  return complex_new(ctx, complex_of(self)->re, -complex_of(self)->im);
}
static Value complex_plain_m(Ctx *ctx, Value self, const Value *a) { return complex_plain(ctx, self); }
static Value complex_format_m(Ctx *ctx, Value self, const Value *a) { return format_method(ctx, self, a[0], format_complex); }
static Value complex_getnewargs_m(Ctx *ctx, Value self, const Value *a) {
  Value re = kr_float(ctx, complex_of(self)->re), im = re ? kr_float(ctx, complex_of(self)->im) : 0;
  Value r = im ? tuple_pack(ctx, 2, re, im) : 0;
  kr_unref(ctx, re);
  kr_unref(ctx, im);
  return r;
}

static const Method complex_methods[] = {
  {"conjugate", complex_conjugate_m, "", "Return the complex conjugate: the imaginary part changes its sign."},
  {"__complex__", complex_plain_m, "", "Convert to exactly the type complex."},
  {"__format__", complex_format_m, "format_spec, /", "Format the number by a format specification."},
  {"__getnewargs__", complex_getnewargs_m, "", NULL},
  {0},
};

static const Member complex_members[] = {
  {"real", MEMBER_DOUBLE, offsetof(Complex, re), 1, "the real part of a complex number"},
  {"imag", MEMBER_DOUBLE, offsetof(Complex, im), 1, "the imaginary part of a complex number"},
  {0},
};

#define COMPLEX_SLOT_ENTRY(op) [BIN_##op] = complex_##op##_slot,
Type kr_type_complex = {
  TYPE_HEAD(complex, "complex"),
  .doc = "Make a complex number from a string, or from a real part and an imaginary part.",
  .sig = "real=0, imag=0",
  .flags = T_BASETYPE,
  .size = sizeof(Complex),
  .methods = complex_methods,
  .members = complex_members,
  .new = complex_type_new,
  .repr = complex_repr,
  .hash = complex_hash,
  .compare = complex_compare,
  .binary = {COMPLEX_OPS(COMPLEX_SLOT_ENTRY)},
  .pow3 = complex_pow3,
  .negative = complex_negative,
  .positive = complex_plain,
  .absolute = complex_absolute,
  .bool_ = complex_bool,
};
