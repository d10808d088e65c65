/* Number literals to constants: integers of any size, floats correctly rounded, imaginary numbers. */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "parser.h"

enum { MAX_DECIMAL_DIGITS = 4300, SMALL_TEXT = 64 };

static int digit_value(char c) { return c <= '9' ? c - '0' : (c | 32) - 'a' + 10; }

/* The digits of a literal without underscores; malloc'ed when longer than the buffer. */
static char *plain_digits(const char *s, const char *end, char *buffer, size_t *len) {
  char *text = end - s < SMALL_TEXT ? buffer : malloc(end - s + 1), *to = text;
  if (!text) abort();
  for (; s < end; s++)
    if (*s != '_') *to++ = *s;
  *to = 0;
  *len = to - text;
  return text;
}

static double to_double(const char *text) {
  static locale_t c_locale;
  if (!c_locale) c_locale = newlocale(LC_ALL_MASK, "C", NULL);
  return strtod_l(text, NULL, c_locale);
}

/* Digits whose base is a power of two, to hexadecimal. */
static Const big_from_bits(Arena *arena, const char *digits, size_t len, int bits) {
  size_t hex_len = (len * bits + 3) / 4;
  char *hex = arena_alloc(arena, hex_len + 1), *to = hex + hex_len;
  uint32_t window = 0;
  int have = 0;
  for (size_t i = len; i-- > 0;) {
    window |= (uint32_t)digit_value(digits[i]) << have;
    for (have += bits; have >= 4; have -= 4, window >>= 4) *--to = "0123456789abcdef"[window & 15];
  }
  if (have) *--to = "0123456789abcdef"[window & 15];
  while (to < hex + hex_len - 1 && *to == '0') to++;
  return (Const){.kind = CONST_bigint, .s = {to, hex + hex_len - to}};
}

/* Decimal digits (normally a few thousand at most) to hexadecimal, by schoolbook multiplication. */
static Const big_from_decimal(Arena *arena, const char *digits, size_t len) {
  uint32_t *limbs = ARENA_ARRAY(arena, uint32_t, len / 9 + 2);
  size_t n = 0;
  for (size_t i = 0; i < len;) {
    uint32_t chunk = 0, scale = 1;
    for (; i < len && scale < 100000000; i++, scale *= 10) chunk = chunk * 10 + (digits[i] - '0');
    uint64_t carry = chunk;
    for (size_t k = 0; k < n; k++) {
      carry += (uint64_t)limbs[k] * scale;
      limbs[k] = (uint32_t)carry;
      carry >>= 32;
    }
    if (carry) limbs[n++] = (uint32_t)carry;
  }
  char *hex = arena_alloc(arena, n * 8 + 1), *to = hex;
  for (size_t k = n; k-- > 0;)
    for (int shift = 28; shift >= 0; shift -= 4) *to++ = "0123456789abcdef"[limbs[k] >> shift & 15];
  while (*hex == '0') hex++;
  return (Const){.kind = CONST_bigint, .s = {hex, to - hex}};
}

static bool small_integer(const char *digits, size_t len, int base, int64_t *out) {
  uint64_t v = 0;
  for (size_t i = 0; i < len; i++) {
    int d = digit_value(digits[i]);
    if (v > ((uint64_t)INT64_MAX - d) / base) return false;
    v = v * base + d;
  }
  *out = (int64_t)v;
  return true;
}

static bool integer(Parser *p, const Token *t, Const *out) {
  const char *s = t->start;
  int base = 10, bits = 0;
  if (*s == '0' && t->end - s > 2) {
    int letter = s[1] | 32;
    bits = letter == 'x' ? 4 : letter == 'o' ? 3 : letter == 'b' ? 1 : 0;
    if (bits) base = 1 << bits, s += 2;
  }
  char buffer[SMALL_TEXT];
  size_t len;
  char *digits = plain_digits(s, t->end, buffer, &len);
  bool fine = len == (size_t)(t->end - s) || check_version(p, 6, "Underscores in numeric literals are");
  size_t limit = p->source->max_int_digits < 0 ? 0 : p->source->max_int_digits ? p->source->max_int_digits : MAX_DECIMAL_DIGITS;
  *out = (Const){.kind = CONST_int};
  if (small_integer(digits, len, base, &out->i)) {
  } else if (bits) {
    *out = big_from_bits(p->arena, digits, len, bits);
  } else if (limit > 0 && len > limit) {
    diag_set(p->diag, p->arena, DIAG_SYNTAX, t->loc, "Exceeds the limit (%d digits) for integer string conversion: value has "
             "%zu digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer "
             "literals to avoid decimal conversion limits.", (int)limit, len);
    p->diag->loc.end_line = t->loc.line;
    fine = false;
  } else {
    *out = big_from_decimal(p->arena, digits, len);
  }
  if (digits != buffer) free(digits);
  return fine;
}

static bool is_float(const char *s, const char *end) {
  if (*s == '0' && end - s > 2 && strchr("xXoObB", s[1])) return false;
  for (; s < end; s++)
    if (*s == '.' || (*s | 32) == 'e' || (*s | 32) == 'j') return true;
  return false;
}

Node *parse_number(Parser *p) {
  Token t = *current(p);
  Const c = {.kind = CONST_int};
  if (t.end - t.start == 1) {
    c.i = *t.start - '0';
  } else if (!is_float(t.start, t.end)) {
    if (!integer(p, &t, &c)) {
      p->failed = true;
      return NULL;
    }
  } else {
    char buffer[SMALL_TEXT];
    size_t len;
    char *text = plain_digits(t.start, t.end, buffer, &len);
    double value = to_double(text);
    if ((t.end[-1] | 32) == 'j') {
      c.kind = CONST_complex;
      c.c.im = value;
      c.c.re = 0;
    } else {
      c.kind = CONST_float;
      c.f = value;
    }
    if (text != buffer) free(text);
  }
  advance(p);
  return new_constant(p, c, t.loc);
}
