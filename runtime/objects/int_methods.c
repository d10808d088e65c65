/* int as Python sees it: construction, methods, attributes, the type.  And bool, which is an int. */
#include <stdlib.h>
#include "int_internal.h"
#include "../../ir/code.h"
#include "../api.h"

/* ---- construction ---- */
/* An instance of a subclass with the value of an exact int. */
static Value subclass_new(Ctx *ctx, Type *type, Value plain) {
  IntView view;
  int_view(plain, &view);
  Int *r = kr_alloc_instance(ctx, type, view.n);
  if (r) {
    memcpy(r->limbs, view.limbs, view.n * sizeof(uint64_t));
    r->size = view.negative ? -(int64_t)view.n : (int64_t)view.n;
  }
  return kr_val(r);
}

static Value convert_with_base(Ctx *ctx, Value x, Value base) {
  int64_t n;
  if (!x) return kr_raise(ctx, &kr_type_TypeError, "int() missing string argument");
  if (kr_index_clamp(ctx, base, &n) < 0) return 0;
  if (n != 0 && (n < 2 || n > 36))
    return kr_raise(ctx, &kr_type_ValueError, "int() base must be >= 2 and <= 36, or 0");
  if (kr_has_flag(x, T_STR | T_BYTES) || kr_instance_of(x, &kr_type_bytearray)) return int_from_object(ctx, x, (int)n);
  return kr_raise(ctx, &kr_type_TypeError, "int() can't convert non-string with explicit base");
}

static Value int_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2], r;
  if (nargs == 1 && !kwnames && type == &kr_type_int) return kr_int_of_any(ctx, args[0]);
  if (kr_bind(ctx, "int", "x=0, /, base=10", &parsed, args, nargs, kwnames, a) < 0) return 0;
  if (a[1])
    r = convert_with_base(ctx, a[0], a[1]);
  else
    r = a[0] ? kr_int_of_any(ctx, a[0]) : kr_int(0);
  if (!r || type == &kr_type_int) return r;
  Value instance = subclass_new(ctx, type, r);
  kr_unref(ctx, r);
  return instance;
}

/* ---- slots ---- */
static Value int_repr(Ctx *ctx, Value v) { return int_to_str(ctx, v, 10); }
static int64_t int_hash_slot(Ctx *ctx, Value v) { return int_hash(v); }
static int int_bool(Ctx *ctx, Value v) { return int_sign(v) != 0; }
static Value int_to_float(Ctx *ctx, Value v) {
  double d;
  return int_to_double(ctx, v, &d) < 0 ? 0 : kr_float(ctx, d);
}

static Value int_compare_slot(Ctx *ctx, Value a, Value b, int op) {
  if (!kr_is_anyint(a) || !kr_is_anyint(b)) return KR_NotImplemented;
  int order = int_compare(a, b);
  switch (op) {
  case CMP_lt: return kr_bool(order < 0);
  case CMP_le: return kr_bool(order <= 0);
  case CMP_eq: return kr_bool(order == 0);
  case CMP_ne: return kr_bool(order != 0);
  case CMP_gt: return kr_bool(order > 0);
  default: return kr_bool(order >= 0);
  }
}

/* ---- methods ---- */
static Value int_plain_m(Ctx *ctx, Value self, const Value *a) { return int_plain(ctx, self); }

static Value int_bit_length_m(Ctx *ctx, Value self, const Value *a) {
  return int_from_u64(ctx, int_bit_length(self));
}

static Value int_bit_count_m(Ctx *ctx, Value self, const Value *a) {
  IntView view;
  int_view(self, &view);
  return int_from_u64(ctx, view.n ? mpn_popcount(view.limbs, (mp_size_t)view.n) : 0);
}

static Value int_as_integer_ratio_m(Ctx *ctx, Value self, const Value *a) {
  Value n = int_plain(ctx, self);
  if (!n) return 0;
  Value r = tuple_pack(ctx, 2, n, kr_int(1));
  kr_unref(ctx, n);
  return r;
}

static Value int_getnewargs_m(Ctx *ctx, Value self, const Value *a) {
  Value n = int_plain(ctx, self);
  if (!n) return 0;
  Value r = tuple_pack(ctx, 1, n);
  kr_unref(ctx, n);
  return r;
}

static Value int_sizeof_m(Ctx *ctx, Value self, const Value *a) {
  IntView view;
  int_view(self, &view);
  return kr_int((int64_t)(sizeof(Int) + view.n * sizeof(uint64_t)));
}

static Value int_format_m(Ctx *ctx, Value self, const Value *a) { return format_method(ctx, self, a[0], format_int); }

/* 1 little, 0 big, -1 raised. */
static int byte_order(Ctx *ctx, Value order) {
  if (!order) return 0;
  if (!kr_has_flag(order, T_STR)) {
    kr_raise(ctx, &kr_type_TypeError, "argument 'byteorder' must be str, not %T", order);
    return -1;
  }
  if (str_equal_ascii(order, "little")) return 1;
  if (str_equal_ascii(order, "big")) return 0;
  kr_raise(ctx, &kr_type_ValueError, "byteorder must be either 'little' or 'big'");
  return -1;
}

static Value int_to_bytes_m(Ctx *ctx, Value self, const Value *a) {
  int64_t n = 1;
  if (a[0] && kr_index_i64(ctx, a[0], &n) < 0) return 0;
  int little = byte_order(ctx, a[1]), is_signed = a[2] ? kr_truth(ctx, a[2]) : 0;
  if (little < 0 || is_signed < 0) return 0;
  if (n < 0) return kr_raise(ctx, &kr_type_ValueError, "length argument must be non-negative");
  Value r = bytes_new(ctx, NULL, (size_t)n);
  if (r && int_to_bytes(ctx, self, bytes_of(r)->data, (size_t)n, little, is_signed) < 0) {
    kr_unref(ctx, r);
    return 0;
  }
  return r;
}

static Value int_from_bytes_m(Ctx *ctx, Value cls, const Value *a) {
  int little = byte_order(ctx, a[1]), is_signed = a[2] ? kr_truth(ctx, a[2]) : 0;
  if (little < 0 || is_signed < 0) return 0;
  Value bytes = kr_bytes(ctx, a[0]);
  if (!bytes) return 0;
  Value r = int_from_bytes(ctx, bytes_of(bytes)->data, (size_t)bytes_of(bytes)->len, little, is_signed);
  kr_unref(ctx, bytes);
  if (!r || kr_as_type(cls) == &kr_type_int) return r;
  Value instance = kr_call1(ctx, cls, r);
  kr_unref(ctx, r);
  return instance;
}

/* round(self, -digits) half to even: the nearest multiple of 10**digits. */
static Value round_to_power(Ctx *ctx, Value self, Value digits) {
  Value unit = int_binary(ctx, kr_int(10), digits, BIN_pow), twice = 0, q = 0, r = 0, result = 0;
  if (unit && int_divmod(ctx, self, unit, &q, &r) == 0 && (twice = int_binary(ctx, r, kr_int(2), BIN_mul))) {
    int order = int_compare(twice, unit);
    IntView quotient;
    int_view(q, &quotient);
    int odd = quotient.n && (quotient.limbs[0] & 1);
    int up = order > 0 || (order == 0 && odd);
    Value down = int_binary(ctx, self, r, BIN_sub);
    result = down && up ? int_binary(ctx, down, unit, BIN_add) : kr_ref(down);
    kr_unref(ctx, down);
  }
  kr_unref(ctx, unit);
  kr_unref(ctx, twice);
  kr_unref(ctx, q);
  kr_unref(ctx, r);
  return result;
}

static Value int_round_m(Ctx *ctx, Value self, const Value *a) {
  if (!a[0]) return int_plain(ctx, self);
  Value digits = kr_index(ctx, a[0]);
  if (!digits) return 0;
  Value result;
  if (int_sign(digits) >= 0) {
    result = int_plain(ctx, self);
  } else {
    Value places = int_negative(ctx, digits);
    /* more places than the number has: 0, without computing the power */
    int beyond = places && int_clamp(places) > (int64_t)(int_bit_length(self) / 3) + 2;
    result = !places ? 0 : beyond ? kr_int(0) : round_to_power(ctx, self, places);
    kr_unref(ctx, places);
  }
  kr_unref(ctx, digits);
  return result;
}

static Value divmod_pair(Ctx *ctx, Value a, Value b) {
  Value pair[2];
  if (!kr_is_anyint(a) || !kr_is_anyint(b)) return KR_NotImplemented;
  return int_divmod(ctx, a, b, &pair[0], &pair[1]) < 0 ? 0 : tuple_steal(ctx, pair, 2);
}
static Value int_divmod_m(Ctx *ctx, Value self, const Value *a) { return divmod_pair(ctx, self, a[0]); }
static Value int_rdivmod_m(Ctx *ctx, Value self, const Value *a) { return divmod_pair(ctx, a[0], self); }

static Value int_get_zero(Ctx *ctx, Value self) { return kr_int(0); }
static Value int_get_one(Ctx *ctx, Value self) { return kr_int(1); }

static const Method int_methods[] = {
  {"as_integer_ratio", int_as_integer_ratio_m, "", "Return a pair of ints whose ratio is the number: itself and 1.\n\n>>> (-7).as_integer_ratio()\n(-7, 1)"},
  {"bit_count", int_bit_count_m, "", "Number of ones in the binary form of the absolute value.\n\n>>> (-22).bit_count()\n3"},
  {"bit_length", int_bit_length_m, "", "Number of bits needed to write the number in binary, without the sign.\n\n>>> (-22).bit_length()\n5"},
  {"conjugate", int_plain_m, "", "Return self, the complex conjugate of any int."},
  {"from_bytes", int_from_bytes_m, "bytes, byteorder='big', *, signed=False",
   "Return the int that the bytes represent.", M_CLASS},
  {"to_bytes", int_to_bytes_m, "length=1, byteorder='big', *, signed=False", "Return bytes that represent the int."},
  {"__ceil__", int_plain_m, "", "Ceiling of an int: itself."},
  {"__divmod__", int_divmod_m, "value, /", "Return divmod(self, value)."},
  {"__floor__", int_plain_m, "", "Floor of an int: itself."},
  {"__format__", int_format_m, "format_spec, /", "Format the int by a format specification."},
  {"__getnewargs__", int_getnewargs_m, "", NULL},
  {"__rdivmod__", int_rdivmod_m, "value, /", "Return divmod(value, self)."},
  {"__round__", int_round_m, "ndigits=None, /", "Round to a multiple of 10**-ndigits, half to even."},
  {"__sizeof__", int_sizeof_m, "", "Size in memory, in bytes."},
  {"__trunc__", int_plain_m, "", "Truncating an int gives the int itself."},
  {0},
};

static const GetSet int_getsets[] = {
  {"real", int_plain, NULL, "the real part of a complex number"},
  {"imag", int_get_zero, NULL, "the imaginary part of a complex number"},
  {"numerator", int_plain, NULL, "the numerator of a rational number in lowest terms"},
  {"denominator", int_get_one, NULL, "the denominator of a rational number in lowest terms"},
  {0},
};

#define INT_SLOT_ENTRY(op) [BIN_##op] = int_##op##_slot,
Type kr_type_int = {
  TYPE_HEAD(int, "int"),
  .doc = "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or a string to an integer; 0 without "
         "arguments.\nA number is truncated towards zero.  A string, bytes or bytearray holds\ndigits in the base "
         "given; base 0 takes it from the prefix, as in literals.\n\n>>> int('-0x1f', 0)\n-31",
  .flags = T_BASETYPE | T_INT | T_MATCH_SELF,
  .size = sizeof(Int),
  .itemsize = sizeof(uint64_t),
  .methods = int_methods,
  .getsets = int_getsets,
  .new = int_new,
  .repr = int_repr,
  .hash = int_hash_slot,
  .compare = int_compare_slot,
  .binary = {INT_SLOTS(INT_SLOT_ENTRY)},
  .pow3 = int_pow3,
  .negative = int_negative,
  .positive = int_plain,
  .absolute = int_absolute,
  .invert = int_invert,
  .to_int = int_plain,
  .to_float = int_to_float,
  .to_index = int_plain,
  .bool_ = int_bool,
};
