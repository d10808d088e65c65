/* Ints as text in any base and as bytes. */
#include "int_internal.h"
#include <stdlib.h>
#include "../../ir/unicode.h"
#include "../api.h"

enum { DIGIT_LIMIT_THRESHOLD = 640 }; /* shorter texts are never refused */

static const char limit_help[] = "use sys.set_int_max_str_digits() to increase the limit";

static int digit_limit(void) { return kr_runtime.flags.int_max_str_digits; }

/* ---- reading ---- */
static int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}
static int is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* The base a prefix names, or 0. */
static int prefix_base(const char *s, size_t n) {
  if (n < 2 || s[0] != '0') return 0;
  char c = s[1] | 0x20;
  return c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 0;
}

/* Copies the digits' values, without single underscores between them; -1: malformed. */
static int64_t digit_values(const char *s, size_t n, int base, uint8_t *out) {
  size_t count = 0;
  int after_digit = 0;
  for (size_t i = 0; i < n; i++) {
    if (s[i] == '_') {
      if (!after_digit) return -1;
      after_digit = 0;
      continue;
    }
    int d = digit_of(s[i]);
    if (d >= base) return -1;
    out[count++] = (uint8_t)d;
    after_digit = 1;
  }
  return after_digit ? (int64_t)count : -1;
}

static Value from_digits(Ctx *ctx, const uint8_t *digits, size_t n, int base, int negative) {
  while (n && !*digits) digits++, n--;
  if (n <= 12) {
    int64_t value = 0;
    for (size_t i = 0; i < n; i++) value = value * base + digits[i];
    return int_from_i64(ctx, negative ? -value : value);
  }
  size_t bits = (size_t)(32 - __builtin_clz((unsigned)base - 1));
  Int *r = int_lacks_memory(ctx, n * bits / 64) ? NULL : int_alloc(ctx, n * bits / 64 + 2);
  if (!r) return 0;
  mp_size_t used = mpn_set_str((mp_limb_t *)r->limbs, digits, n, base);
  return int_finish(ctx, r, (size_t)used, negative);
}

static int digits_refused(Ctx *ctx, int64_t count, int base) {
  if ((base & (base - 1)) == 0 || count <= DIGIT_LIMIT_THRESHOLD || !digit_limit() || count <= digit_limit()) return 0;
  kr_raise(ctx, &kr_type_ValueError,
           "Exceeds the limit (%d digits) for integer string conversion: value has %zd digits; %s", digit_limit(),
           (ssize_t)count, limit_help);
  return 1;
}

int int_parse(Ctx *ctx, const char *s, size_t n, int base, Value *out) {
  while (n && is_blank(*s)) s++, n--;
  while (n && is_blank(s[n - 1])) n--;
  int negative = n && *s == '-';
  if (n && (*s == '-' || *s == '+')) s++, n--;
  int named = prefix_base(s, n), only_zero = base == 0 && !named;
  if (named && (base == 0 || base == named)) {
    base = named;
    s += 2, n -= 2;
    if (n && *s == '_') s++, n--;
  } else if (base == 0) {
    base = 10;
  }
  if (!n) return 0;
  uint8_t small[64], *digits = n <= sizeof small ? small : malloc(n);
  if (!digits) return kr_raise_memory(ctx), -1;
  int64_t count = digit_values(s, n, base, digits);
  int result = 0;
  int zeros_first = only_zero && count > 1 && digits[0] == 0;
  for (int64_t i = 0; zeros_first && i < count; i++)
    if (digits[i]) count = -1;
  if (count >= 0) {
    *out = digits_refused(ctx, count, base) ? 0 : from_digits(ctx, digits, (size_t)count, base, negative);
    result = *out ? 1 : -1;
  }
  if (digits != small) free(digits);
  return result;
}

Value int_from_text(Ctx *ctx, const char *digits, size_t n, int base) {
  Value r;
  int status = int_parse(ctx, digits, n, base, &r);
  if (status == 0)
    return kr_raise(ctx, &kr_type_ValueError, "invalid literal for int() with base %d: '%.*s'", base,
                    (int)(n > 200 ? 200 : n), digits);
  return status < 0 ? 0 : r;
}

/* The characters of a str with every decimal digit as ASCII and every blank as ' ', or NULL (out of memory). */
static char *ascii_digits(const Str *s) {
  char *text = malloc(s->len + 1);
  for (size_t i = 0; text && i < s->len; i++) {
    uint32_t c = str_at(s, i);
    int digit = c < 128 ? -1 : unicode_decimal(c);
    text[i] = c < 128 ? (char)c : digit >= 0 ? (char)('0' + digit) : unicode_flags(c) & UC_SPACE ? ' ' : '?';
  }
  return text;
}

enum { SHOWN = 200 }; /* how much of what is wrong */

static Value bad_literal(Ctx *ctx, Value v, int base) {
  Value repr = kr_repr(ctx, v);
  if (!repr) return 0;
  size_t n = (size_t)str_of(repr)->len;
  Value text = str_slice(ctx, repr, 0, n > SHOWN ? SHOWN : n);
  kr_unref(ctx, repr);
  if (text) kr_raise(ctx, &kr_type_ValueError, "invalid literal for int() with base %d: %U", base, text);
  kr_unref(ctx, text);
  return 0;
}

Value int_from_object(Ctx *ctx, Value v, int base) {
  Value r = 0;
  int status;
  if (kr_has_flag(v, T_STR)) {
    const Str *s = str_of(v);
    if (s->ascii) {
      status = int_parse(ctx, (const char *)s->data, s->len, base, &r);
    } else {
      char *text = ascii_digits(s);
      if (!text) return kr_raise_memory(ctx);
      status = int_parse(ctx, text, s->len, base, &r);
      free(text);
    }
  } else {
    Buffer buffer;
    if (kr_get_buffer(ctx, v, &buffer, 0) < 0) return 0;
    status = int_parse(ctx, buffer.data, (size_t)buffer.len, base, &r);
    if (status == 0) {
      Value shown = bytes_new(ctx, buffer.data, buffer.len > SHOWN ? SHOWN : (size_t)buffer.len);
      if (shown) bad_literal(ctx, shown, base);
      kr_unref(ctx, shown);
      status = -1;
    }
    kr_release_buffer(ctx, &buffer);
  }
  return status == 0 ? bad_literal(ctx, v, base) : status < 0 ? 0 : r;
}

/* ---- writing ---- */
static const char digit_chars[] = "0123456789abcdefghijklmnopqrstuvwxyz";

static Value small_to_str(Ctx *ctx, int64_t n, int base) {
  char buffer[72], *p = buffer + sizeof buffer;
  uint64_t left = n < 0 ? -(uint64_t)n : (uint64_t)n;
  if (base == 10) {
    do *--p = (char)('0' + left % 10); while (left /= 10);
  } else {
    do *--p = digit_chars[left % (unsigned)base]; while (left /= (unsigned)base);
  }
  if (n < 0) *--p = '-';
  return str_from_ascii(ctx, p, (size_t)(buffer + sizeof buffer - p));
}

static Value too_many_digits(Ctx *ctx) {
  return kr_raise(ctx, &kr_type_ValueError, "Exceeds the limit (%d digits) for integer string conversion; %s",
                  digit_limit(), limit_help);
}

Value int_to_str(Ctx *ctx, Value v, int base) {
  if (int_is_small(v)) return small_to_str(ctx, int_small(v), base);
  IntView view;
  int_view(v, &view);
  if (!view.n) return small_to_str(ctx, 0, base);
  int limit = base & (base - 1) ? digit_limit() : 0;
  if (limit && (double)int_bit_length(v) * 0.30102 > limit + 1.0) return too_many_digits(ctx);
  if (int_lacks_memory(ctx, view.n)) return 0;
  INT_MPZ(number, view);
  size_t room = mpz_sizeinbase(number, base) + 1;
  mp_limb_t *copy = malloc((view.n + 1) * sizeof *copy + room);
  if (!copy) return kr_raise_memory(ctx);
  memcpy(copy, view.limbs, view.n * sizeof *copy);
  uint8_t *digits = (uint8_t *)(copy + view.n + 1);
  size_t n = mpn_get_str(digits, base, copy, (mp_size_t)view.n), skip = 0;
  while (skip + 1 < n && !digits[skip]) skip++;
  n -= skip;
  Value r = 0;
  if (limit && n > DIGIT_LIMIT_THRESHOLD && n > (size_t)limit) {
    too_many_digits(ctx);
  } else if ((r = str_alloc(ctx, n + (size_t)view.negative, 127))) {
    uint8_t *out = str_of(r)->data;
    if (view.negative) *out++ = '-';
    for (size_t i = 0; i < n; i++) out[i] = (uint8_t)digit_chars[digits[skip + i]];
  }
  free(copy);
  return r;
}

/* ---- bytes ---- */
Value int_from_bytes(Ctx *ctx, const uint8_t *bytes, size_t n, int little, int is_signed) {
  if (!n) return kr_int(0);
  int negative = is_signed && bytes[little ? n - 1 : 0] >> 7;
  size_t limbs = (n + 7) / 8;
  Int *r = int_alloc(ctx, limbs);
  if (!r) return 0;
  memset(r->limbs, negative ? 0xff : 0, limbs * sizeof(uint64_t));
  for (size_t i = 0; i < n; i++) {
    uint64_t byte = bytes[little ? i : n - 1 - i];
    unsigned shift = i % 8 * 8;
    r->limbs[i / 8] = (r->limbs[i / 8] & ~((uint64_t)0xff << shift)) | byte << shift;
  }
  if (negative) mpn_neg((mp_limb_t *)r->limbs, (mp_limb_t *)r->limbs, (mp_size_t)limbs);
  return int_finish(ctx, r, limbs, negative);
}

int int_to_bytes(Ctx *ctx, Value v, uint8_t *out, size_t n, int little, int is_signed) {
  IntView view;
  int_view(v, &view);
  if (view.negative && !is_signed) {
    kr_raise(ctx, &kr_type_OverflowError, "can't convert negative int to unsigned");
    return -1;
  }
  uint64_t borrow = view.negative;
  uint8_t last = 0;
  size_t bits = int_bit_length(v);
  if (view.negative && mpn_scan1(view.limbs, 0) == bits - 1) bits--; /* -2**k needs k bits and the sign */
  if (n ? bits + (is_signed != 0) > n * 8 : bits > 0) {
    kr_raise(ctx, &kr_type_OverflowError, "int too big to convert");
    return -1;
  }
  for (size_t i = 0; i < n; i++) {
    uint64_t limb = i / 8 < view.n ? view.limbs[i / 8] : 0;
    last = (uint8_t)(limb >> i % 8 * 8);
    if (view.negative) {
      unsigned flipped = (uint8_t)~last + (unsigned)borrow;
      borrow = flipped >> 8;
      last = (uint8_t)flipped;
    }
    out[little ? i : n - 1 - i] = last;
  }
  return 0;
}
