/* The % operator of str, bytes and bytearray. */
#include <stdlib.h>
#include "bytes_impl.h"

typedef struct {
  const void *format;
  int kind, bytes;       /* bytes: the format is bytes, and so is the result */
  size_t len, i;
  Value args, single[1]; /* single: the only argument, when args is no tuple */
  const Value *items;
  size_t nitems, next;
  Value mapping;         /* args as a mapping, or 0 */
  StrWriter out;
} Percent;

typedef struct {
  int left, plus, space, alternate, zero, no_negative_zero;
  int64_t width, precision;
  uint32_t conversion;
  char shown;            /* the conversion as it was written, for messages */
  size_t at;             /* where the conversion stands */
  Value value;           /* by key: owned; or 0 */
} Directive;

static uint32_t current(const Percent *p) { return p->i < p->len ? chars_get(p->format, p->kind, p->i) : 0; }

static Value next_arg(Ctx *ctx, Percent *p, const Directive *d) {
  if (d->value) return d->value;
  if (p->next < p->nitems) return p->items[p->next++];
  return kr_raise(ctx, &kr_type_TypeError, "not enough arguments for format string");
}

static int read_key(Ctx *ctx, Percent *p, Directive *d) {
  if (!p->mapping) return kr_raise(ctx, &kr_type_TypeError, "format requires a mapping"), -1;
  size_t start = ++p->i;
  int depth = 1;
  for (; p->i < p->len; p->i++) {
    uint32_t c = current(p);
    if (c == '(') depth++;
    if (c == ')' && --depth == 0) break;
  }
  if (p->i >= p->len) return kr_raise(ctx, &kr_type_ValueError, "incomplete format key"), -1;
  Value key = p->bytes ? bytes_new(ctx, (const uint8_t *)p->format + start, p->i - start)
                       : str_from_chars(ctx, p->format, p->kind, start, p->i - start);
  p->i++;
  d->value = key ? kr_getitem(ctx, p->mapping, key) : 0;
  kr_unref(ctx, key);
  p->nitems = 0; /* from now on there are only keys */
  return d->value ? 0 : -1;
}

/* A number or '*', up to a limit: -1 if there is none. */
static int read_size(Ctx *ctx, Percent *p, int64_t *out, const char *name, int64_t limit) {
  if (current(p) == '*') {
    p->i++;
    Directive no_key = {.value = 0};
    Value v = next_arg(ctx, p, &no_key);
    if (!v) return -1;
    if (!kr_is_anyint(v)) return kr_raise(ctx, &kr_type_TypeError, "* wants int"), -1;
    return limit > INT32_MAX ? kr_index_i64(ctx, v, out) : c_int_arg(ctx, v, 0, out);
  }
  for (uint32_t c; (c = current(p)) >= '0' && c <= '9' && p->i < p->len; p->i++) {
    int64_t before = *out < 0 ? 0 : *out, digit = c - '0';
    if (before > (limit - digit) / 10) return kr_raise(ctx, &kr_type_ValueError, "%s too big", name), -1;
    *out = before * 10 + digit;
  }
  return 0;
}

static int read_directive(Ctx *ctx, Percent *p, Directive *d) {
  *d = (Directive){.width = -1, .precision = -1};
  if (current(p) == '(' && p->i < p->len && read_key(ctx, p, d)) return -1;
  for (;; p->i++) {
    uint32_t c = current(p);
    if (c == '-') d->left = 1;
    else if (c == '+') d->plus = 1;
    else if (c == ' ') d->space = 1;
    else if (c == '#') d->alternate = 1;
    else if (c == '0') d->zero = 1;
    else if (c == 'z' && p->bytes) d->no_negative_zero = 1;
    else break;
  }
  if (read_size(ctx, p, &d->width, "width", INT64_MAX)) return -1;
  if (d->width < -1) {
    d->left = 1;
    d->width = d->width == INT64_MIN ? -1 : -d->width;
  }
  if (current(p) == '.') {
    p->i++;
    d->precision = 0;
    if (read_size(ctx, p, &d->precision, p->bytes ? "prec" : "precision", INT32_MAX)) return -1;
    if (d->precision < 0) d->precision = 0;
  }
  uint32_t c = current(p);
  if (c == 'h' || c == 'l' || c == 'L') p->i++;
  if (p->i >= p->len) return kr_raise(ctx, &kr_type_ValueError, "incomplete format"), -1;
  d->at = p->i;
  d->conversion = chars_get(p->format, p->kind, p->i++);
  return 0;
}

/* ---- writing ---- */
/* sign, prefix and zeros before the number's digits; spaces around. */
static int put_number(Ctx *ctx, Percent *p, const Directive *d, char sign, const char *prefix, const char *digits, size_t n) {
  int64_t least = d->conversion == 'd' || strchr("iuxXo", (int)d->conversion) ? d->precision : 0;
  size_t zeros = least > (int64_t)n ? (size_t)least - n : 0, used = (sign != 0) + strlen(prefix) + zeros + n;
  size_t pad = d->width > (int64_t)used ? (size_t)d->width - used : 0;
  if (d->zero && !d->left) {
    zeros += pad;
    pad = 0;
  }
  StrWriter *w = &p->out;
  return writer_fill(ctx, w, ' ', d->left ? 0 : pad) || (sign && writer_char(ctx, w, (uint32_t)sign)) ||
         writer_ascii(ctx, w, prefix, strlen(prefix)) || writer_fill(ctx, w, '0', zeros) ||
         writer_ascii(ctx, w, digits, n) || writer_fill(ctx, w, ' ', d->left ? pad : 0);
}

static char sign_of(const Directive *d, int negative) { return negative ? '-' : d->plus ? '+' : d->space ? ' ' : 0; }

/* The argument of %d or %x as an int. */
static Value integer_arg(Ctx *ctx, const Directive *d, Value v) {
  if (kr_is_anyint(v)) return kr_ref(v);
  Type *t = kr_type_of(v);
  int strict = d->conversion == 'x' || d->conversion == 'X' || d->conversion == 'o';
  Value n = KR_ABSENT;
  if (strict ? t->to_index != NULL : (t->to_int || t->to_index) != 0) n = strict ? kr_index(ctx, v) : kr_int_of_any(ctx, v);
  if (n != KR_ABSENT) return n;
  return kr_raise(ctx, &kr_type_TypeError, "%%%c format: %s is required, not %T", d->shown,
                  strict ? "an integer" : "a real number", v);
}

static int put_integer(Ctx *ctx, Percent *p, const Directive *d, Value v) {
  Value n = integer_arg(ctx, d, v);
  if (!n) return -1;
  int base = d->conversion == 'o' ? 8 : (d->conversion | 32) == 'x' ? 16 : 10;
  Value text = int_to_str(ctx, n, base);
  kr_unref(ctx, n);
  if (!text) return -1;
  char *digits = (char *)str_of(text)->data, *upper = NULL;
  size_t len = str_of(text)->len;
  int negative = *digits == '-';
  if (d->conversion == 'X' && (upper = malloc(len + 1))) {
    for (size_t i = 0; i < len; i++) upper[i] = digits[i] >= 'a' ? (char)(digits[i] - 32) : digits[i];
    digits = upper;
  }
  const char *prefix = !d->alternate || base == 10 ? "" : base == 8 ? "0o" : d->conversion == 'X' ? "0X" : "0x";
  int failed = put_number(ctx, p, d, sign_of(d, negative), prefix, digits + negative, len - (size_t)negative);
  free(upper);
  kr_unref(ctx, text);
  return failed;
}

/* Has a formatted number no digit but 0 (before its exponent)? */
static int is_zero(const char *digits) {
  const char *end = digits + strcspn(digits, "123456789eEin");
  return !*end || *end == 'e' || *end == 'E';
}

static int put_float(Ctx *ctx, Percent *p, const Directive *d, Value v) {
  double x;
  if (kr_to_double(ctx, v, &x)) {
    if (p->bytes && kr_catch(ctx, &kr_type_TypeError)) kr_raise(ctx, &kr_type_TypeError, "float argument required, not %T", v);
    return -1;
  }
  char *text = float_format(x, (char)d->conversion, d->precision < 0 ? 6 : (int)d->precision, d->alternate ? 4 : 0);
  if (!text) return kr_raise_memory(ctx), -1;
  int signed_text = *text == '-', negative = signed_text && !(d->no_negative_zero && is_zero(text + 1));
  int failed = put_number(ctx, p, d, sign_of(d, negative), "", text + signed_text, strlen(text) - (size_t)signed_text);
  free(text);
  return failed;
}

/* Text cut to the precision and padded to the width. */
static int put_text(Ctx *ctx, Percent *p, const Directive *d, Value text /* stolen, may be 0 */) {
  if (!text) return -1;
  size_t n = str_of(text)->len;
  if (d->precision >= 0 && (size_t)d->precision < n) n = (size_t)d->precision;
  size_t pad = d->width > (int64_t)n ? (size_t)d->width - n : 0;
  int failed = writer_fill(ctx, &p->out, ' ', d->left ? 0 : pad) || writer_slice(ctx, &p->out, text, 0, n) ||
               writer_fill(ctx, &p->out, ' ', d->left ? pad : 0);
  kr_unref(ctx, text);
  return failed;
}

/* %s of bytes: the bytes of v, one character each. */
static Value bytes_as_text(Ctx *ctx, Value v) {
  Value b = 0, self;
  if (kr_type_of(v)->get_buffer) {
    b = bytes_from_object(ctx, v, "bytes");
  } else {
    Value method = kr_lookup_special(ctx, v, N(__bytes__), &self);
    if (!method) return 0;
    if (method == KR_ABSENT)
      return kr_raise(ctx, &kr_type_TypeError,
                      "%%b requires a bytes-like object, or an object that implements __bytes__, not '%T'", v);
    b = kr_call_self(ctx, method, self, NULL, 0, 0);
    kr_unref(ctx, method);
    if (b && !is_anybytes(b)) {
      kr_raise(ctx, &kr_type_TypeError, "__bytes__ returned non-bytes (type %T)", b);
      kr_clear(ctx, &b);
    }
  }
  if (!b) return 0;
  Value text = str_from_chars(ctx, bytes_of(b)->data, 1, 0, (size_t)bytes_of(b)->len);
  kr_unref(ctx, b);
  return text;
}

static Value char_text(Ctx *ctx, const Percent *p, Value v) {
  if (p->bytes && (is_anybytes(v) || is_bytearray(v)) && span_of(v).n == 1) return str_from_char(ctx, *span_of(v).p);
  if (!p->bytes && kr_is_anystr(v)) {
    if (str_of(v)->len == 1) return kr_ref(v);
  } else if (kr_is_anyint(v) || kr_type_of(v)->to_index) {
    int64_t c;
    if (kr_index_clamp(ctx, v, &c)) return 0;
    if (c >= 0 && c < (p->bytes ? 256 : 0x110000)) return str_from_char(ctx, (uint32_t)c);
    return kr_raise(ctx, &kr_type_OverflowError, p->bytes ? "%%c arg not in range(256)" : "%%c arg not in range(0x110000)");
  }
  return kr_raise(ctx, &kr_type_TypeError,
                  p->bytes ? "%%c requires an integer in range(256) or a single byte" : "%%c requires int or char");
}

static int put_directive(Ctx *ctx, Percent *p, Directive *d) {
  uint32_t c = d->conversion;
  Value v = next_arg(ctx, p, d);
  if (!v) return -1;
  Directive plain = *d;
  plain.shown = d->shown = (char)c;
  switch (c) {
  case 'd': case 'i': case 'u':
    plain.conversion = 'd';
    return put_integer(ctx, p, &plain, v);
  case 'o': case 'x': case 'X': return put_integer(ctx, p, d, v);
  case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': return put_float(ctx, p, d, v);
  case 'r': return put_text(ctx, p, d, p->bytes ? kr_ascii(ctx, v) : kr_repr(ctx, v));
  case 'a': return put_text(ctx, p, d, kr_ascii(ctx, v));
  case 'c':
    plain.precision = -1;
    return put_text(ctx, p, &plain, char_text(ctx, p, v));
  case 's': return put_text(ctx, p, d, p->bytes ? bytes_as_text(ctx, v) : kr_str(ctx, v));
  case 'b':
    if (p->bytes) return put_text(ctx, p, d, bytes_as_text(ctx, v));
  }
  kr_raise(ctx, &kr_type_ValueError, "unsupported format character '%c' (0x%x) at index %zu", c >= 32 && c < 127 ? (int)c : '?', c, d->at);
  return -1;
}

static int percent_run(Ctx *ctx, Percent *p) {
  while (p->i < p->len) {
    size_t start = p->i;
    int64_t gap = chars_find_char((const uint8_t *)p->format + start * (size_t)p->kind, p->kind, p->len - start, '%');
    p->i = gap < 0 ? p->len : start + (size_t)gap;
    for (size_t i = start; i < p->i; i++)
      if (writer_char(ctx, &p->out, chars_get(p->format, p->kind, i))) return -1;
    if (gap < 0) break;
    p->i++;
    if (current(p) == '%' && p->i < p->len) {
      p->i++;
      if (writer_char(ctx, &p->out, '%')) return -1;
      continue;
    }
    Directive d;
    int failed = read_directive(ctx, p, &d) || put_directive(ctx, p, &d);
    kr_unref(ctx, d.value);
    if (failed) return -1;
  }
  if (p->next >= p->nitems || p->mapping) return 0;
  kr_raise(ctx, &kr_type_TypeError, "not all arguments converted during %s formatting", p->bytes ? "bytes" : "string");
  return -1;
}

static void percent_args(Percent *p, Value args) {
  p->args = args;
  if (kr_has_flag(args, T_TUPLE)) {
    p->items = tuple_of(args)->items;
    p->nitems = (size_t)tuple_of(args)->len;
    return;
  }
  p->single[0] = args;
  p->items = p->single;
  p->nitems = 1;
  int text = kr_is_anystr(args) || (p->bytes && (is_anybytes(args) || is_bytearray(args)));
  if (kr_type_of(args)->getitem && !text) p->mapping = args;
}

Value str_percent(Ctx *ctx, Value format, Value args) {
  const Str *s = str_of(format);
  Percent p = {.format = s->data, .kind = s->kind, .len = s->len};
  percent_args(&p, args);
  writer_init(&p.out);
  if (!percent_run(ctx, &p)) return writer_finish(ctx, &p.out);
  writer_abandon(ctx, &p.out);
  return 0;
}

Value bytes_percent(Ctx *ctx, Value format, Value args, int bytearray) {
  Value copy = bytes_from_object(ctx, format, "bytes"); /* a bytearray may change meanwhile */
  if (!copy) return 0;
  Percent p = {.format = bytes_of(copy)->data, .kind = 1, .bytes = 1, .len = (size_t)bytes_of(copy)->len};
  percent_args(&p, args);
  writer_init(&p.out);
  Value v = 0;
  if (!percent_run(ctx, &p)) v = bytearray ? bytearray_new(ctx, p.out.data, p.out.len) : bytes_new(ctx, p.out.data ? p.out.data : (uint8_t *)"", p.out.len);
  writer_abandon(ctx, &p.out);
  kr_unref(ctx, copy);
  return v;
}
