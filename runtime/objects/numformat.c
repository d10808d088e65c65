/* format() of numbers by the format-spec language: signs, prefixes, grouping, precision and padding.
 * Every number becomes a Layout, which one function writes. */
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "float_internal.h"
#include "int_internal.h"
#include "str_impl.h"

/* The pieces of a number in the order they are written; padding comes before, after, around, or (align
 * '=') between prefix and digits. */
typedef struct {
  char sign;               /* or 0 */
  const char *prefix;      /* "0x" or "" */
  const char *digits;      /* of the whole part */
  size_t n_digits;
  const char *point;       /* decimal point or "" */
  const char *rest;        /* fraction, exponent, percent sign, "inf" */
  const char *separator;   /* between groups, or "" */
  const char *grouping;    /* sizes of groups from the right, as in localeconv(); the last repeats */
} Layout;

/* ---- grouping ---- */
static size_t utf8_length(const char *s) {
  size_t n = 0;
  for (; *s; s++) n += (*s & 0xc0) != 0x80;
  return n;
}

/* Writes the digits with separators, right to left, ending at `end`; zeros fill up to min_width
 * characters.  Returns the start.  *width: characters written. */
static char *group_digits(const Layout *l, int64_t min_width, char *end, size_t *width) {
  size_t left = l->n_digits, separator_bytes = strlen(l->separator), separator_width = utf8_length(l->separator);
  const char *size = l->grouping;
  *width = 0;
  for (;;) {
    int64_t wanted = (int64_t)left > min_width ? (int64_t)left : min_width;
    if (wanted < 1) wanted = 1;
    int endless = !*size || *size == 127 || !separator_bytes;
    int64_t n = endless || *size > wanted ? wanted : *size;
    for (int64_t i = 0; i < n; i++) *--end = left ? l->digits[--left] : '0';
    *width += (size_t)n;
    min_width -= n;
    if (!left && min_width <= 0) return end;
    if (size[0] && size[1]) size++;
    end -= separator_bytes;
    memcpy(end, l->separator, separator_bytes);
    *width += separator_width;
    min_width -= (int64_t)separator_width;
  }
}

/* ---- writing ---- */
static int write_fill(Ctx *ctx, StrWriter *w, uint32_t c, int64_t n) {
  for (int64_t i = 0; i < n; i++)
    if (writer_char(ctx, w, c) < 0) return -1;
  return 0;
}

static int write_utf8(Ctx *ctx, StrWriter *w, const char *text, size_t n) {
  int ascii = 1;
  for (size_t i = 0; i < n; i++) ascii &= (uint8_t)text[i] < 128;
  if (ascii) return writer_ascii(ctx, w, text, n);
  Value s = str_from_utf8(ctx, text, n);
  int status = s ? writer_str(ctx, w, s) : -1;
  kr_unref(ctx, s);
  return status;
}

static int write_layout(Ctx *ctx, StrWriter *w, const Layout *l, const FormatSpec *spec) {
  size_t prefix = strlen(l->prefix), fixed = (l->sign != 0) + prefix + utf8_length(l->point) + utf8_length(l->rest);
  int64_t zeros_to = spec->fill == '0' && spec->align == '=' ? spec->width - (int64_t)fixed : 0;
  size_t room = (l->n_digits + (zeros_to > 0 ? (size_t)zeros_to : 0) + 1) * (1 + strlen(l->separator)), grouped = 0;
  char *buffer = malloc(room + 1), *digits = buffer + room;
  if (!buffer) return kr_raise_memory(ctx), -1;
  if (l->n_digits) digits = group_digits(l, zeros_to, buffer + room, &grouped);
  int64_t pad = spec->width - (int64_t)(fixed + grouped);
  if (pad < 0) pad = 0;
  int64_t left = spec->align == '^' ? pad / 2 : spec->align == '>' ? pad : 0;
  int64_t middle = spec->align == '=' ? pad : 0, right = pad - left - middle;
  int status = write_fill(ctx, w, spec->fill, left);
  if (status >= 0 && l->sign) status = writer_char(ctx, w, (uint32_t)l->sign);
  if (status >= 0) status = writer_ascii(ctx, w, l->prefix, prefix);
  if (status >= 0) status = write_fill(ctx, w, spec->fill, middle);
  if (status >= 0) status = write_utf8(ctx, w, digits, (size_t)(buffer + room - digits));
  if (status >= 0) status = write_utf8(ctx, w, l->point, strlen(l->point));
  if (status >= 0) status = writer_ascii(ctx, w, l->rest, strlen(l->rest));
  if (status >= 0) status = write_fill(ctx, w, spec->fill, right);
  free(buffer);
  return status;
}

static Value layout_to_str(Ctx *ctx, const Layout *l, const FormatSpec *spec) {
  StrWriter w;
  writer_init(&w);
  if (write_layout(ctx, &w, l, spec) >= 0) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

static char sign_char(const FormatSpec *spec, int negative) {
  return negative ? '-' : spec->sign == '+' || spec->sign == ' ' ? spec->sign : 0;
}

/* Separators as the spec's grouping character or, for type n, the locale asks. */
static void set_grouping(Layout *l, const FormatSpec *spec) {
  l->point = ".";
  l->separator = "";
  l->grouping = "";
  if (spec->type == 'n') {
    const struct lconv *conv = localeconv();
    l->point = conv->decimal_point;
    l->separator = conv->thousands_sep;
    l->grouping = conv->grouping;
  } else if (spec->grouping) {
    int by_four = spec->grouping == '_' && strchr("boxX", spec->type) && spec->type;
    l->separator = spec->grouping == '_' ? "_" : ",";
    l->grouping = by_four ? "\4" : "\3";
  }
}

static Value unknown_code(Ctx *ctx, const FormatSpec *spec, Value v) {
  if (spec->type > 32)
    return kr_raise(ctx, &kr_type_ValueError, "Unknown format code '%c' for object of type '%.200s'", spec->type,
                    kr_type_of(v)->name);
  return kr_raise(ctx, &kr_type_ValueError, "Unknown format code '\\x%x' for object of type '%.200s'",
                  (unsigned)(uint8_t)spec->type, kr_type_of(v)->name);
}

/* ---- int ---- */
static Value format_character(Ctx *ctx, Value v, const FormatSpec *spec) {
  if (spec->sign)
    return kr_raise(ctx, &kr_type_ValueError, "Sign not allowed with integer format specifier 'c'");
  if (spec->alternate)
    return kr_raise(ctx, &kr_type_ValueError, "Alternate form (#) not allowed with integer format specifier 'c'");
  int64_t c;
  if (int_to_i64(ctx, v, &c) < 0) return 0;
  if (c < 0 || c > 0x10ffff) return kr_raise(ctx, &kr_type_OverflowError, "%%c arg not in range(0x110000)");
  int64_t pad = spec->width > 1 ? spec->width - 1 : 0;
  int64_t left = spec->align == '^' ? pad / 2 : spec->align == '<' ? 0 : pad;
  StrWriter w;
  writer_init(&w);
  if (write_fill(ctx, &w, spec->fill, left) >= 0 && writer_char(ctx, &w, (uint32_t)c) >= 0 &&
      write_fill(ctx, &w, spec->fill, pad - left) >= 0)
    return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

static Value format_digits(Ctx *ctx, Value v, const FormatSpec *spec) {
  char type = spec->type;
  int base = type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
  Value text = int_to_str(ctx, v, base);
  if (!text) return 0;
  int negative = int_sign(v) < 0;
  char *digits = (char *)str_of(text)->data + negative, *upper = NULL;
  size_t n = str_of(text)->len - (size_t)negative;
  if (type == 'X' && (upper = malloc(n + 1))) {
    for (size_t i = 0; i < n; i++) upper[i] = digits[i] >= 'a' ? (char)(digits[i] - 32) : digits[i];
    digits = upper;
  }
  Layout l = {.sign = sign_char(spec, negative), .prefix = "", .digits = digits, .n_digits = n, .rest = ""};
  if (spec->alternate && base != 10) l.prefix = type == 'b' ? "0b" : type == 'o' ? "0o" : type == 'x' ? "0x" : "0X";
  set_grouping(&l, spec);
  l.point = "";
  Value r = type == 'X' && !upper ? kr_raise_memory(ctx) : layout_to_str(ctx, &l, spec);
  free(upper);
  kr_unref(ctx, text);
  return r;
}

static Value format_as_float(Ctx *ctx, double d, const FormatSpec *spec, Value v);

Value format_method(Ctx *ctx, Value v, Value spec, BinaryFn format) {
  if (!kr_is_anystr(spec)) return raise_must_be_str(ctx, "__format__() argument", spec);
  return format(ctx, v, spec);
}

Value format_int(Ctx *ctx, Value v, Value spec_text) {
  FormatSpec spec;
  if (str_of(spec_text)->len == 0) return kr_str(ctx, v);
  if (format_parse(ctx, spec_text, &spec, 'd', '>', v) < 0) return 0;
  if (spec.type && strchr("eEfFgG%", spec.type)) {
    double d;
    return int_to_double(ctx, v, &d) < 0 ? 0 : format_as_float(ctx, d, &spec, v);
  }
  if (!spec.type || !strchr("bcdoxXn", spec.type)) return unknown_code(ctx, &spec, v);
  if (spec.precision >= 0)
    return kr_raise(ctx, &kr_type_ValueError, "Precision not allowed in integer format specifier");
  if (spec.no_neg_zero)
    return kr_raise(ctx, &kr_type_ValueError,
                    "Negative zero coercion (z) not allowed in integer format specifier");
  return spec.type == 'c' ? format_character(ctx, v, &spec) : format_digits(ctx, v, &spec);
}

/* ---- float ---- */
static int all_zero(const char *text) {
  for (; *text && (*text | 0x20) != 'e'; text++)
    if (*text != '0' && *text != '.' && *text != '-') return 0;
  return 1;
}

/* The text of a double in the spec's type and precision; malloc'ed, NULL: raised. */
static char *double_text(Ctx *ctx, double d, const FormatSpec *spec) {
  char type = spec->type;
  int64_t precision = spec->precision;
  int flags = spec->alternate ? 4 : 0;
  if (precision > INT32_MAX) return (char *)(uintptr_t)kr_raise(ctx, &kr_type_ValueError, "precision too big");
  if (!type) {
    flags |= 2;
    type = precision < 0 ? 'r' : 'g';
  }
  if (type == 'n') type = 'g';
  if (type == '%') {
    type = 'f';
    d *= 100;
  }
  if (precision < 0) precision = type == 'r' ? 0 : 6;
  char *text = float_format(d, type, (int)precision, flags);
  if (!text) return (char *)(uintptr_t)kr_raise_memory(ctx);
  if (spec->no_neg_zero && *text == '-' && all_zero(text)) memmove(text, text + 1, strlen(text));
  return text;
}

/* Cuts a double's text into the pieces of a layout; suffix as rest is then kept in the text. */
static void split_double(Layout *l, char *text, const FormatSpec *spec) {
  int negative = *text == '-';
  l->sign = sign_char(spec, negative);
  l->prefix = "";
  l->digits = text + negative;
  l->n_digits = strspn(l->digits, "0123456789");
  set_grouping(l, spec);
  l->rest = l->digits + l->n_digits;
  if (*l->rest == '.')
    l->rest++;
  else
    l->point = "";
}

static Value format_as_float(Ctx *ctx, double d, const FormatSpec *spec, Value v) {
  if (spec->type && !strchr("eEfFgGn%", spec->type)) return unknown_code(ctx, spec, v);
  char *text = double_text(ctx, d, spec);
  if (!text) return 0;
  if (spec->type == '%') {
    char *longer = realloc(text, strlen(text) + 2);
    if (!longer) {
      free(text);
      return kr_raise_memory(ctx);
    }
    text = strcat(longer, "%");
  }
  Layout l;
  split_double(&l, text, spec);
  Value r = layout_to_str(ctx, &l, spec);
  free(text);
  return r;
}

Value format_float(Ctx *ctx, Value v, Value spec_text) {
  FormatSpec spec;
  if (str_of(spec_text)->len == 0) return kr_str(ctx, v);
  if (format_parse(ctx, spec_text, &spec, 0, '>', v) < 0) return 0;
  return format_as_float(ctx, float_of(v), &spec, v);
}

/* ---- complex ---- */
/* Both parts without padding, as one str. */
static Value complex_text(Ctx *ctx, const Complex *c, const FormatSpec *spec) {
  int only_imaginary = !spec->type && c->re == 0 && !signbit(c->re), brackets = !spec->type && !only_imaginary;
  FormatSpec part = *spec;
  part.width = -1;
  part.align = '<';
  part.fill = ' ';
  if (!part.type) part.type = part.precision < 0 ? 'r' : 'g';
  char *re = double_text(ctx, c->re, &part), *im = re ? double_text(ctx, c->im, &part) : NULL;
  part.type = spec->type;
  Layout l;
  StrWriter w;
  writer_init(&w);
  int status = im ? 0 : -1;
  if (status >= 0 && brackets) status = writer_char(ctx, &w, '(');
  if (status >= 0 && !only_imaginary) {
    split_double(&l, re, &part);
    status = write_layout(ctx, &w, &l, &part);
    part.sign = '+';
  }
  if (status >= 0) {
    split_double(&l, im, &part);
    status = write_layout(ctx, &w, &l, &part);
  }
  if (status >= 0) status = writer_char(ctx, &w, 'j');
  if (status >= 0 && brackets) status = writer_char(ctx, &w, ')');
  free(re);
  free(im);
  if (status >= 0) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

Value format_complex(Ctx *ctx, Value v, Value spec_text) {
  FormatSpec spec;
  if (str_of(spec_text)->len == 0) return kr_str(ctx, v);
  if (format_parse(ctx, spec_text, &spec, 0, '>', v) < 0) return 0;
  if (spec.type && !strchr("eEfFgGn", spec.type)) return unknown_code(ctx, &spec, v);
  if (spec.fill == '0')
    return kr_raise(ctx, &kr_type_ValueError, "Zero padding is not allowed in complex format specifier");
  if (spec.align == '=')
    return kr_raise(ctx, &kr_type_ValueError, "'=' alignment flag is not allowed in complex format specifier");
  Value text = complex_text(ctx, (Complex *)kr_obj(v), &spec);
  if (!text) return 0;
  int64_t pad = spec.width - (int64_t)str_of(text)->len;
  if (pad <= 0) return text;
  int64_t left = spec.align == '^' ? pad / 2 : spec.align == '<' ? 0 : pad;
  StrWriter w;
  writer_init(&w);
  int status = write_fill(ctx, &w, spec.fill, left);
  if (status >= 0) status = writer_str(ctx, &w, text);
  if (status >= 0) status = write_fill(ctx, &w, spec.fill, pad - left);
  kr_unref(ctx, text);
  if (status >= 0) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}
