/* Methods of bytes and bytearray that treat them as ASCII text: case, tests, padding, translating,
 * hexadecimal, decoding. */
#include <ctype.h>
#include <stdlib.h>
#include "bytes_impl.h"

/* ASCII only, whatever the locale. */
enum { C_LOWER = 1, C_UPPER = 2, C_DIGIT = 4, C_SPACE = 8 };
static int class_of(uint8_t c) {
  if (c >= 'a' && c <= 'z') return C_LOWER;
  if (c >= 'A' && c <= 'Z') return C_UPPER;
  if (c >= '0' && c <= '9') return C_DIGIT;
  return c == ' ' || (c >= 9 && c <= 13) ? C_SPACE : 0;
}
static uint8_t lower(uint8_t c) { return (uint8_t)(c - 'A') < 26 ? c + 32 : c; }
static uint8_t upper(uint8_t c) { return (uint8_t)(c - 'a') < 26 ? c - 32 : c; }

static Value mapped(Ctx *ctx, Value self, int flip) {
  Span s = span_of(self);
  Value v = bytes_like(ctx, self, NULL, s.n);
  if (v && s.n) ascii_flip_case((uint8_t *)span_of(v).p, s.p, s.n, flip);
  return v;
}

Value bytes_lower_m(Ctx *ctx, Value self, const Value *a) { return mapped(ctx, self, FLIP_UPPER); }
Value bytes_upper_m(Ctx *ctx, Value self, const Value *a) { return mapped(ctx, self, FLIP_LOWER); }
Value bytes_swapcase_m(Ctx *ctx, Value self, const Value *a) { return mapped(ctx, self, FLIP_UPPER | FLIP_LOWER); }

Value bytes_capitalize_m(Ctx *ctx, Value self, const Value *a) {
  Value v = mapped(ctx, self, FLIP_UPPER);
  if (v && span_of(v).n) {
    Value w = bytes_like(ctx, self, NULL, span_of(v).n);
    if (w) memcpy((uint8_t *)span_of(w).p, span_of(v).p, span_of(v).n), *(uint8_t *)span_of(w).p = upper(*span_of(v).p);
    kr_unref(ctx, v);
    return w;
  }
  return v;
}

Value bytes_title_m(Ctx *ctx, Value self, const Value *a) {
  Span s = span_of(self);
  Value v = bytes_like(ctx, self, NULL, s.n);
  int in_word = 0;
  for (size_t i = 0; v && i < s.n; i++) {
    ((uint8_t *)span_of(v).p)[i] = in_word ? lower(s.p[i]) : upper(s.p[i]);
    in_word = (class_of(s.p[i]) & (C_LOWER | C_UPPER)) != 0;
  }
  return v;
}

static Value all_have(Value self, int classes) {
  Span s = span_of(self);
  for (size_t i = 0; i < s.n; i++)
    if (!(class_of(s.p[i]) & classes)) return KR_False;
  return kr_bool(s.n > 0);
}

Value bytes_isalnum_m(Ctx *ctx, Value self, const Value *a) { return all_have(self, C_LOWER | C_UPPER | C_DIGIT); }
Value bytes_isalpha_m(Ctx *ctx, Value self, const Value *a) { return all_have(self, C_LOWER | C_UPPER); }
Value bytes_isdigit_m(Ctx *ctx, Value self, const Value *a) { return all_have(self, C_DIGIT); }
Value bytes_isspace_m(Ctx *ctx, Value self, const Value *a) { return all_have(self, C_SPACE); }
Value bytes_isascii_m(Ctx *ctx, Value self, const Value *a) {
  Span s = span_of(self);
  return kr_bool(utf8_ascii_run(s.p, s.n) == s.n);
}

static Value one_case(Value self, int wanted, int forbidden) {
  Span s = span_of(self);
  int seen = 0;
  for (size_t i = 0; i < s.n; i++) {
    if (class_of(s.p[i]) == forbidden) return KR_False;
    seen |= class_of(s.p[i]) == wanted;
  }
  return kr_bool(seen);
}

Value bytes_islower_m(Ctx *ctx, Value self, const Value *a) { return one_case(self, C_LOWER, C_UPPER); }
Value bytes_isupper_m(Ctx *ctx, Value self, const Value *a) { return one_case(self, C_UPPER, C_LOWER); }

Value bytes_istitle_m(Ctx *ctx, Value self, const Value *a) {
  Span s = span_of(self);
  int in_word = 0, seen = 0;
  for (size_t i = 0; i < s.n; i++) {
    int class = class_of(s.p[i]);
    if ((class == C_UPPER && in_word) || (class == C_LOWER && !in_word)) return KR_False;
    in_word = class == C_UPPER || class == C_LOWER;
    seen |= in_word;
  }
  return kr_bool(seen);
}

/* ---- padding ---- */
static Value padded(Ctx *ctx, Value self, size_t left, size_t right, uint8_t fill) {
  Span s = span_of(self);
  if (!left && !right && kr_has_shape(self, SHAPE_bytes)) return kr_ref(self);
  Value v = bytes_like(ctx, self, NULL, left + s.n + right);
  if (!v || !(left + s.n + right)) return v;
  uint8_t *out = (uint8_t *)span_of(v).p;
  memset(out, fill, left);
  memcpy(out + left, s.p, s.n);
  memset(out + left + s.n, fill, right);
  return v;
}

static int pad_args(Ctx *ctx, Value self, const Value *a, const char *name, size_t *extra, uint8_t *fill) {
  int64_t width, len = (int64_t)span_of(self).n;
  if (int_arg(ctx, a[0], 0, &width)) return -1;
  *fill = ' ';
  if (a[1]) {
    if ((!is_anybytes(a[1]) && !is_bytearray(a[1])) || span_of(a[1]).n != 1) {
      kr_raise(ctx, &kr_type_TypeError, "%s() argument 2 must be a byte string of length 1, not %T", name, a[1]);
      return -1;
    }
    *fill = *span_of(a[1]).p;
  }
  *extra = width > len ? (size_t)(width - len) : 0;
  return 0;
}

Value bytes_ljust_m(Ctx *ctx, Value self, const Value *a) {
  size_t extra;
  uint8_t fill;
  return pad_args(ctx, self, a, "ljust", &extra, &fill) ? 0 : padded(ctx, self, 0, extra, fill);
}

Value bytes_rjust_m(Ctx *ctx, Value self, const Value *a) {
  size_t extra;
  uint8_t fill;
  return pad_args(ctx, self, a, "rjust", &extra, &fill) ? 0 : padded(ctx, self, extra, 0, fill);
}

Value bytes_center_m(Ctx *ctx, Value self, const Value *a) {
  size_t extra;
  uint8_t fill;
  if (pad_args(ctx, self, a, "center", &extra, &fill)) return 0;
  size_t left = extra / 2 + (extra & (extra + span_of(self).n) & 1);
  return padded(ctx, self, left, extra - left, fill);
}

Value bytes_zfill_m(Ctx *ctx, Value self, const Value *a) {
  int64_t width;
  if (int_arg(ctx, a[0], 0, &width)) return 0;
  Span s = span_of(self);
  size_t extra = width > (int64_t)s.n ? (size_t)width - s.n : 0;
  Value v = padded(ctx, self, extra, 0, '0');
  if (v && extra && s.n && (*s.p == '+' || *s.p == '-')) {
    uint8_t *out = (uint8_t *)span_of(v).p;
    out[0] = *s.p;
    out[extra] = '0';
  }
  return v;
}

Value bytes_expandtabs_m(Ctx *ctx, Value self, const Value *a) {
  int64_t size;
  if (c_int_arg(ctx, a[0], 8, &size)) return 0;
  Span s = span_of(self);
  Value v = 0;
  for (int writing = 0; writing < 2; writing++) { /* first count, then write */
    uint8_t *out = v ? (uint8_t *)span_of(v).p : NULL;
    size_t column = 0, n = 0;
    for (size_t i = 0; i < s.n; i++) {
      size_t pad = s.p[i] != '\t' ? 1 : size > 0 ? (size_t)size - column % (size_t)size : 0;
      if (out) memset(out + n, s.p[i] == '\t' ? ' ' : s.p[i], pad);
      n += pad;
      column = s.p[i] == '\n' || s.p[i] == '\r' ? 0 : column + pad;
    }
    if (!writing && !(v = bytes_like(ctx, self, NULL, n))) return 0;
  }
  return v;
}

/* ---- translate ---- */
Value bytes_maketrans_m(Ctx *ctx, Value self, const Value *a) {
  Buffer from, to;
  if (kr_get_buffer(ctx, a[0], &from, 0)) return 0;
  if (kr_get_buffer(ctx, a[1], &to, 0)) {
    kr_release_buffer(ctx, &from);
    return 0;
  }
  Value v = 0;
  if (from.len != to.len) {
    kr_raise(ctx, &kr_type_ValueError, "maketrans arguments must have same length");
  } else if ((v = bytes_new(ctx, NULL, 256))) {
    uint8_t *table = bytes_of(v)->data;
    for (int i = 0; i < 256; i++) table[i] = (uint8_t)i;
    for (int64_t i = 0; i < from.len; i++) table[((uint8_t *)from.data)[i]] = ((uint8_t *)to.data)[i];
  }
  kr_release_buffer(ctx, &from);
  kr_release_buffer(ctx, &to);
  return v;
}

static Value translated(Ctx *ctx, Value self, const uint8_t *table, const uint8_t *drop) {
  Span s = span_of(self);
  uint8_t *out = malloc(s.n + 1);
  if (!out) return kr_raise_memory(ctx);
  size_t n = 0;
  for (size_t i = 0; i < s.n; i++)
    if (!drop[s.p[i]]) out[n++] = table ? table[s.p[i]] : s.p[i];
  Value v = bytes_like(ctx, self, out, n);
  free(out);
  return v;
}

Value bytes_translate_m(Ctx *ctx, Value self, const Value *a) {
  Buffer table = {0}, drops = {0};
  uint8_t drop[256] = {0};
  if (a[0] != KR_None && kr_get_buffer(ctx, a[0], &table, 0)) return 0;
  Value v = 0;
  if (table.owner && table.len != 256) {
    kr_raise(ctx, &kr_type_ValueError, "translation table must be 256 characters long");
  } else if (!a[1] || !kr_get_buffer(ctx, a[1], &drops, 0)) {
    for (int64_t i = 0; i < drops.len; i++) drop[((uint8_t *)drops.data)[i]] = 1;
    v = translated(ctx, self, table.data, drop);
  }
  kr_release_buffer(ctx, &table);
  kr_release_buffer(ctx, &drops);
  return v;
}

/* ---- hexadecimal ---- */
/* The separator character, or -1 with an exception. */
static int separator(Ctx *ctx, Value sep) {
  int64_t n = kr_is_anystr(sep) ? (int64_t)str_of(sep)->len : is_anybytes(sep) ? bytes_of(sep)->len : -1;
  if (n < 0) kr_raise(ctx, &kr_type_TypeError, "sep must be str or bytes.");
  else if (n != 1) kr_raise(ctx, &kr_type_ValueError, "sep must be length 1.");
  else if (is_anybytes(sep) ? *bytes_of(sep)->data > 127 : !str_of(sep)->ascii) kr_raise(ctx, &kr_type_ValueError, "sep must be ASCII.");
  else return is_anybytes(sep) ? *bytes_of(sep)->data : (int)str_at(str_of(sep), 0);
  return -1;
}

Value bytes_hex_text(Ctx *ctx, const uint8_t *p, size_t n, Value sep, Value group_arg) {
  int64_t group;
  int mark = c_int_arg(ctx, group_arg, 1, &group) ? -1 : sep ? separator(ctx, sep) : 0;
  if (mark < 0) return 0;
  size_t size = group < 0 ? (size_t)-group : (size_t)group;
  size_t seps = sep && size && n ? (n - 1) / size : 0;
  Value v = str_alloc(ctx, n * 2 + seps, 0x7f);
  if (!v || !n) return v;
  uint8_t *out = str_of(v)->data;
  for (size_t i = 0; i < n; i++) {
    size_t left = group > 0 ? n - i : i; /* groups are counted from the right unless negative */
    if (seps && i && left % size == 0) *out++ = (uint8_t)mark;
    *out++ = (uint8_t)"0123456789abcdef"[p[i] >> 4];
    *out++ = (uint8_t)"0123456789abcdef"[p[i] & 15];
  }
  return v;
}

Value bytes_hex_m(Ctx *ctx, Value self, const Value *a) {
  Span s = span_of(self);
  return bytes_hex_text(ctx, s.p, s.n, a[0], a[1]);
}

static int hex_digit(uint32_t c) {
  return c >= '0' && c <= '9' ? (int)c - '0' : c >= 'a' && c <= 'f' ? (int)c - 'a' + 10 : c >= 'A' && c <= 'F' ? (int)c - 'A' + 10 : -1;
}

Value bytes_fromhex_m(Ctx *ctx, Value type, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "fromhex() argument must be str, not %T", a[0]);
  const Str *s = str_of(a[0]);
  uint8_t *out = malloc(s->len / 2 + 1);
  if (!out) return kr_raise_memory(ctx);
  size_t n = 0, i = 0;
  for (; i < s->len; i++) {
    uint32_t c = str_at(s, i);
    if (c < 0x80 && class_of((uint8_t)c) == C_SPACE) continue;
    int high = hex_digit(c), low = high < 0 || i + 1 == s->len ? -1 : hex_digit(str_at(s, i + 1));
    if (high < 0 || low < 0) {
      free(out);
      return kr_raise(ctx, &kr_type_ValueError, "non-hexadecimal number found in fromhex() arg at position %zu", i + (high >= 0));
    }
    out[n++] = (uint8_t)(high << 4 | low);
    i++;
  }
  Type *t = kr_as_type(type);
  int array = kr_subtype(t, &kr_type_bytearray);
  Value v = array ? bytearray_new(ctx, out, n) : bytes_new(ctx, out, n);
  free(out);
  if (!v || t == &kr_type_bytes || t == &kr_type_bytearray) return v;
  Value made = kr_call1(ctx, type, v);
  kr_unref(ctx, v);
  return made;
}

Value bytes_decode_m(Ctx *ctx, Value self, const Value *a) {
  const char *encoding = "utf-8", *errors = NULL;
  if (codec_name_arg(ctx, a[0], "decode() argument 'encoding'", &encoding) ||
      codec_name_arg(ctx, a[1], "decode() argument 'errors'", &errors))
    return 0;
  Span s = span_of(self);
  return codec_decode(ctx, (const char *)s.p, s.n, encoding, errors);
}
