/* Floats as text: the shortest decimal that reads back as the same double, decimal with a chosen
 * precision, exact reading, and the hexadecimal form.
 *
 * The C library's printf and strtod are exact; only digits are taken from them, since the locale
 * decides how they write the point. */
#include "float_internal.h"
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "../../ir/unicode.h"
#include "../api.h"
#include "int_internal.h"

static locale_t c_locale(void) {
  static locale_t locale;
  if (!locale) locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  return locale;
}

static double parse_c(const char *text, char **end) { return strtod_l(text, end, c_locale()); }

/* ---- decimal digits ---- */
/* |d| = 0.DIGITS * 10**point. */
typedef struct {
  char *digits; /* malloc'ed, NUL-terminated */
  int n, point;
} Decimal;

/* Keeps the digits of a number that printf wrote before the exponent; returns its end. */
static const char *take_digits(const char *text, char *out, int *n) {
  *n = 0;
  for (; *text && *text != 'e'; text++)
    if (*text >= '0' && *text <= '9') out[(*n)++] = *text;
  out[*n] = 0;
  return text;
}

/* count significant digits, correctly rounded. */
static int decimal_significant(Decimal *out, double d, int count) {
  size_t room = (size_t)count + 40;
  char *text = malloc(2 * room);
  if (!text) return -1;
  snprintf(text, room, "%.*e", count - 1, d);
  out->digits = text + room;
  const char *rest = take_digits(text, out->digits, &out->n);
  out->point = d == 0 ? 1 : atoi(rest + 1) + 1;
  memmove(text, out->digits, (size_t)out->n + 1);
  out->digits = text;
  return 0;
}

/* Digits up to count places after the point. */
static int decimal_fixed(Decimal *out, double d, int count) {
  size_t room = (size_t)count + 360;
  char *text = malloc(room);
  if (!text) return -1;
  snprintf(text, room, "%.*f", count, d);
  take_digits(text, text, &out->n);
  out->digits = text;
  out->point = out->n - count;
  return 0;
}

static int decimal_shortest(Decimal *out, double d) {
  if (!(out->digits = malloc(32))) return -1;
  out->n = float_shortest(d, out->digits, &out->point);
  return 0;
}

/* ---- layout ---- */
typedef struct { char *p; } Output;
static void put(Output *o, char c) { *o->p++ = c; }
static void put_digits(Output *o, const Decimal *d, int from, int to) {
  for (int i = from; i < to; i++) put(o, i < 0 || i >= d->n ? '0' : d->digits[i]);
}

static void put_fixed(Output *o, const Decimal *d, int places, int flags) {
  if (d->point <= 0)
    put(o, '0');
  else
    put_digits(o, d, 0, d->point);
  if (places > 0 || (flags & 6)) put(o, '.');
  put_digits(o, d, d->point, d->point + places);
  if (places <= 0 && (flags & 2)) put(o, '0');
}

static void put_exponent(Output *o, const Decimal *d, int places, int flags, char letter) {
  put_digits(o, d, 0, 1);
  if (places > 0 || (flags & 4)) put(o, '.');
  put_digits(o, d, 1, 1 + places);
  o->p += sprintf(o->p, "%c%c%02d", letter, d->point - 1 < 0 ? '-' : '+', abs(d->point - 1));
}

/* g and r: fixed for exponents from -4 up to limit. */
static void put_general(Output *o, const Decimal *d, int limit, int count, int flags, char letter) {
  if (d->point > -4 && d->point <= limit)
    put_fixed(o, d, count - d->point > 0 ? count - d->point : 0, flags);
  else
    put_exponent(o, d, count - 1, flags & ~2, letter);
}

static char *special_format(double d, char code, int flags) {
  int upper = code == 'E' || code == 'F' || code == 'G';
  const char *sign = isnan(d) || d > 0 ? (flags & 1 ? "+" : "") : "-";
  const char *word = isnan(d) ? (upper ? "NAN" : "nan") : upper ? "INF" : "inf";
  char *text = malloc(8);
  if (text) sprintf(text, "%s%s", sign, word);
  return text;
}

char *float_format(double d, char code, int precision, int flags) {
  if (!isfinite(d)) return special_format(d, code, flags);
  char lower = code | 0x20, letter = code == 'E' || code == 'G' ? 'E' : 'e';
  Decimal decimal;
  int status;
  if (lower == 'g' && precision == 0) precision = 1;
  if (lower == 'r')
    status = decimal_shortest(&decimal, fabs(d));
  else if (lower == 'f')
    status = decimal_fixed(&decimal, fabs(d), precision);
  else
    status = decimal_significant(&decimal, fabs(d), lower == 'e' ? precision + 1 : precision);
  char *text = status < 0 ? NULL : malloc((size_t)decimal.n + (size_t)(precision > 0 ? precision : 0) + 400);
  if (!text) return NULL;
  Output out = {text};
  if (signbit(d)) put(&out, '-');
  else if (flags & 1) put(&out, '+');
  int count = decimal.n;
  if (lower == 'g' && !(flags & 4))
    while (count > 1 && decimal.digits[count - 1] == '0') count--;
  if (lower == 'f') put_fixed(&out, &decimal, precision, flags);
  else if (lower == 'e') put_exponent(&out, &decimal, precision, flags, letter);
  else put_general(&out, &decimal, lower == 'r' ? 16 : precision - (flags >> 1 & 1), count, flags, letter);
  *out.p = 0;
  free(decimal.digits);
  return text;
}

Value float_repr(Ctx *ctx, double d) {
  char *text = float_format(d, 'r', 0, 2);
  if (!text) return kr_raise_memory(ctx);
  Value r = str_from_ascii(ctx, text, strlen(text));
  free(text);
  return r;
}

/* ---- reading ---- */
static int match_word(const char *text, const char *word) {
  int n = 0;
  for (; word[n]; n++)
    if ((text[n] | 0x20) != word[n]) return 0;
  return n;
}

/* inf, infinity and nan, without sign. */
static double parse_special(const char *text, char **end) {
  int n = match_word(text, "infinity");
  if (!n) n = match_word(text, "inf");
  if (n) return *end = (char *)text + n, HUGE_VAL;
  n = match_word(text, "nan");
  *end = (char *)text + n;
  return n ? (double)NAN : 0.0;
}

double float_parse(const char *text, char **end) {
  const char *p = text + (*text == '-' || *text == '+');
  if ((*p >= '0' && *p <= '9') || (*p == '.' && p[1] >= '0' && p[1] <= '9')) {
    if (*p == '0' && (p[1] | 0x20) == 'x') return *end = (char *)p + 1, *text == '-' ? -0.0 : 0.0;
    return parse_c(text, end);
  }
  double d = parse_special(p, end);
  if (*end == p) return *end = (char *)text, 0.0;
  return *text == '-' ? copysign(d, -1.0) : d;
}

/* Takes single underscores between digits out, in place; 0: one is elsewhere. */
static int drop_underscores(char *text) {
  char *out = text, last = 0;
  for (const char *p = text; *p; last = *p++) {
    int digit = *p >= '0' && *p <= '9', after_digit = last >= '0' && last <= '9';
    if ((*p == '_' && !after_digit) || (last == '_' && !digit)) return 0;
    if (*p != '_') *out++ = *p;
  }
  *out = 0;
  return last != '_';
}

static int is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* The text of a str with its decimal digits in ASCII, or a copy of the bytes; malloc'ed, NULL: raised or
 * not text. */
static char *text_copy(Ctx *ctx, Value v, size_t *n) {
  char *copy;
  if (kr_is_anystr(v)) {
    const Str *s = str_of(v);
    *n = s->len;
    if (!(copy = malloc(s->len + 1))) return (char *)(uintptr_t)kr_raise_memory(ctx);
    for (size_t i = 0; i < s->len; i++) {
      uint32_t c = str_at(s, i);
      int digit = c < 128 ? -1 : unicode_decimal(c);
      copy[i] = c < 128 ? (char)c : digit >= 0 ? (char)('0' + digit) : unicode_flags(c) & UC_SPACE ? ' ' : '?';
    }
  } else {
    Buffer buffer;
    if (kr_get_buffer(ctx, v, &buffer, 0) < 0) return NULL;
    *n = (size_t)buffer.len;
    if ((copy = malloc(*n + 1)))
      memcpy(copy, buffer.data, *n);
    else
      kr_raise_memory(ctx);
    kr_release_buffer(ctx, &buffer);
    if (!copy) return NULL;
  }
  copy[*n] = 0;
  return copy;
}

char *float_text_copy(Ctx *ctx, Value v) {
  size_t n;
  char *text = text_copy(ctx, v, &n);
  if (!text) return NULL;
  for (size_t i = 0; i < n; i++)
    if (!text[i]) text[i] = '?';
  size_t start = 0;
  while (start < n && is_blank(text[start])) start++;
  while (n > start && is_blank(text[n - 1])) n--;
  memmove(text, text + start, n - start);
  text[n - start] = 0;
  if (!drop_underscores(text)) strcpy(text, n > start ? "?" : "");
  return text;
}

Value float_from_object(Ctx *ctx, Value v) {
  char *text = float_text_copy(ctx, v), *end;
  if (!text) return 0;
  double d = float_parse(text, &end);
  int good = end != text && !*end;
  free(text);
  if (good) return kr_float(ctx, d);
  return kr_raise(ctx, &kr_type_ValueError, "could not convert string to float: %R", v);
}

/* ---- hexadecimal ---- */
Value float_hex(Ctx *ctx, double d) {
  if (!isfinite(d)) return float_repr(ctx, d);
  uint64_t bits;
  memcpy(&bits, &d, sizeof bits);
  uint64_t fraction = bits & (((uint64_t)1 << 52) - 1);
  int exponent = (int)(bits >> 52 & 0x7ff);
  const char *sign = signbit(d) ? "-" : "";
  if (d == 0) return str_format_c(ctx, "%s0x0.0p+0", sign);
  char text[40];
  snprintf(text, sizeof text, "%s0x%d.%013llxp%+d", sign, exponent != 0, (unsigned long long)fraction,
           exponent ? exponent - 1023 : -1022);
  return str_from(ctx, text);
}

static int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Hexadecimal digits with an optional point; gathers the first 64 bits.  Returns the end, NULL: no digit. */
static const char *hex_digits(const char *p, uint64_t *mantissa, int *sticky, int64_t *exponent) {
  int digits = 0, after_point = 0;
  for (;; p++) {
    int value = hex_value(*p);
    if (*p == '.' && !after_point) {
      after_point = 1;
      continue;
    }
    if (value < 0) return digits ? p : NULL;
    digits++;
    if (*mantissa >> 60) {
      *sticky |= value != 0;
      *exponent += after_point ? 0 : 4;
    } else {
      *mantissa = *mantissa << 4 | (unsigned)value;
      *exponent -= after_point ? 4 : 0;
    }
  }
}

static const char *hex_exponent(const char *p, int64_t *exponent) {
  if ((*p | 0x20) != 'p') return p;
  p++;
  int negative = *p == '-';
  if (*p == '-' || *p == '+') p++;
  if (*p < '0' || *p > '9') return NULL;
  int64_t n = 0;
  for (; *p >= '0' && *p <= '9'; p++)
    if (n < ((int64_t)1 << 50)) n = n * 10 + (*p - '0');
  *exponent += negative ? -n : n;
  return p;
}

Value float_from_hex(Ctx *ctx, const char *text, size_t n) {
  const char *p = text, *stop = text + n;
  while (is_blank(*p)) p++;
  while (stop > p && is_blank(stop[-1])) stop--;
  int negative = *p == '-';
  if (*p == '-' || *p == '+') p++;
  char *end;
  double d = parse_special(p, &end);
  if (end == p) {
    uint64_t mantissa = 0;
    int sticky = 0;
    int64_t exponent = 0;
    if (*p == '0' && (p[1] | 0x20) == 'x') p += 2;
    p = hex_digits(p, &mantissa, &sticky, &exponent);
    if (p) p = hex_exponent(p, &exponent);
    end = (char *)p;
    if (p && exponent < -((int64_t)1 << 40)) exponent = -((int64_t)1 << 40);
    d = p ? int_scale_double(mantissa, sticky, exponent) : 0;
    if (isinf(d) && p == stop)
      return kr_raise(ctx, &kr_type_OverflowError, "hexadecimal value too large to represent as a float");
  }
  if (end != stop) return kr_raise(ctx, &kr_type_ValueError, "invalid hexadecimal floating-point string");
  return kr_float(ctx, negative ? -d : d);
}
