/* abs, round, divmod, pow; digits; characters; text of values. */
#include "builtins.h"

Value builtins_abs(Ctx *ctx, Value self, const Value *a) { return kr_absolute(ctx, a[0]); }
Value builtins_divmod(Ctx *ctx, Value self, const Value *a) { return kr_divmod(ctx, a[0], a[1]); }

Value builtins_round(Ctx *ctx, Value self, const Value *a) {
  Value bound, f = kr_lookup_special(ctx, a[0], N(__round__), &bound);
  if (f == KR_ABSENT) return kr_raise(ctx, &kr_type_TypeError, "type %T doesn't define __round__ method", a[0]);
  if (!f) return 0;
  int digits = a[1] && a[1] != KR_None;
  Value r = kr_call_self(ctx, f, bound, digits ? &a[1] : NULL, (size_t)digits, 0);
  kr_unref(ctx, f);
  return r;
}

Value builtins_pow(Ctx *ctx, Value self, const Value *a) {
  if (a[2] && a[2] != KR_None) return kr_pow3(ctx, a[0], a[1], a[2]);
  return kr_binary(ctx, a[0], a[1], BIN_pow);
}

/* Digits with a prefix after the sign. */
static Value digits(Ctx *ctx, Value v, int base, const char *prefix) {
  Value n = kr_index(ctx, v);
  if (!n) return 0;
  int negative = int_sign(n) < 0;
  Value magnitude = negative ? kr_negative(ctx, n) : kr_ref(n);
  Value text = magnitude ? int_to_str(ctx, magnitude, base) : 0;
  Value r = text ? str_format_c(ctx, "%s%s%U", negative ? "-" : "", prefix, text) : 0;
  kr_unref(ctx, text);
  kr_unref(ctx, magnitude);
  kr_unref(ctx, n);
  return r;
}
Value builtins_bin(Ctx *ctx, Value self, const Value *a) { return digits(ctx, a[0], 2, "0b"); }
Value builtins_oct(Ctx *ctx, Value self, const Value *a) { return digits(ctx, a[0], 8, "0o"); }
Value builtins_hex(Ctx *ctx, Value self, const Value *a) { return digits(ctx, a[0], 16, "0x"); }

Value builtins_ord(Ctx *ctx, Value self, const Value *a) {
  Value v = a[0];
  int64_t n;
  if (kr_is_anystr(v)) {
    n = (int64_t)str_of(v)->len;
    if (n == 1) return kr_int(str_at(str_of(v), 0));
  } else if (kr_has_flag(v, T_BYTES)) {
    n = bytes_of(v)->len;
    if (n == 1) return kr_int(bytes_of(v)->data[0]);
  } else if (kr_instance_of(v, &kr_type_bytearray)) {
    n = ((ByteArray *)kr_obj(v))->len;
    if (n == 1) return kr_int(((ByteArray *)kr_obj(v))->data[0]);
  } else {
    return kr_raise(ctx, &kr_type_TypeError, "ord() expected string of length 1, but %T found", v);
  }
  return kr_raise(ctx, &kr_type_TypeError, "ord() expected a character, but string of length %zd found", (ssize_t)n);
}

Value builtins_chr(Ctx *ctx, Value self, const Value *a) {
  int c;
  if (kr_index_int(ctx, a[0], &c) < 0) return 0;
  if (c < 0 || c > 0x10ffff) return kr_raise(ctx, &kr_type_ValueError, "chr() arg not in range(0x110000)");
  return str_from_char(ctx, (uint32_t)c);
}

Value builtins_repr(Ctx *ctx, Value self, const Value *a) { return kr_repr(ctx, a[0]); }
Value builtins_ascii(Ctx *ctx, Value self, const Value *a) { return kr_ascii(ctx, a[0]); }

Value builtins_format(Ctx *ctx, Value self, const Value *a) {
  if (a[1] && !kr_is_anystr(a[1])) return kr_raise(ctx, &kr_type_TypeError, "format() argument 2 must be str, not %T", a[1]);
  return kr_format(ctx, a[0], a[1]);
}
