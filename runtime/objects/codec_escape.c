/* unicode_escape and raw_unicode_escape, and the escapes of bytes literals. */
#include <stdio.h>
#include "codecs.h"

static int hex_digit(uint8_t c) { return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1; }

/* An escape found in the input: its character (-1: none, the bytes are dropped), and where it ends; or
 * what is wrong with it. */
typedef struct { int64_t c; size_t end; const char *reason; } Escape;

/* count hexadecimal digits from i on. */
static Escape hex_escape(const Decoding *d, size_t i, int count, const char *reason) {
  Escape e = {0, i, NULL};
  for (; count > 0 && e.end < d->n; count--, e.end++) {
    int digit = hex_digit(d->data[e.end]);
    if (digit < 0) break;
    e.c = e.c << 4 | digit;
  }
  if (count) e.reason = reason;
  return e;
}

static Escape octal_escape(const Decoding *d, size_t i) {
  Escape e = {0, i, NULL};
  for (int k = 0; k < 3 && e.end < d->n && d->data[e.end] >= '0' && d->data[e.end] <= '7'; k++) e.c = e.c * 8 + d->data[e.end++] - '0';
  return e;
}

static Escape name_escape(const Decoding *d, size_t i) {
  Escape e = {0, i, "malformed \\N character escape"};
  if (i >= d->n || d->data[i] != '{') return e;
  const uint8_t *close = memchr(d->data + i, '}', d->n - i);
  if (!close || close == d->data + i + 1) {
    e.end = close ? i + 2 : d->n;
    return e;
  }
  uint32_t c;
  e.end = (size_t)(close - d->data) + 1;
  e.reason = NULL;
  if (unicode_lookup((const char *)d->data + i + 1, e.end - i - 2, &c, 0) != 1) e.reason = "unknown Unicode character name";
  else e.c = c;
  return e;
}

static const char simple_from[] = "\\'\"abfnrtv", simple_to[] = "\\'\"\a\b\f\n\r\t\v";

/* The escape whose backslash is at i; its letter is known to be there. */
static Escape any_escape(const Decoding *d, size_t i) {
  uint8_t c = d->data[i + 1];
  const char *simple = c ? strchr(simple_from, c) : NULL;
  if (simple) return (Escape){(uint8_t)simple_to[simple - simple_from], i + 2, NULL};
  if (c == '\n') return (Escape){-1, i + 2, NULL};
  if (c >= '0' && c <= '7') return octal_escape(d, i + 1);
  if (c == 'x') return hex_escape(d, i + 2, 2, "truncated \\xXX escape");
  if (c == 'u') return hex_escape(d, i + 2, 4, "truncated \\uXXXX escape");
  if (c == 'N') return name_escape(d, i + 2);
  if (c != 'U') return (Escape){'\\', i + 1, NULL};
  Escape e = hex_escape(d, i + 2, 8, "truncated \\UXXXXXXXX escape");
  if (!e.reason && e.c > 0x10ffff) e.reason = "illegal Unicode character";
  return e;
}

/* Only \u and \U, behind an odd number of backslashes. */
static Escape raw_escape(const Decoding *d, size_t i) {
  uint8_t c = d->data[i + 1];
  if (c == 'u') return hex_escape(d, i + 2, 4, "truncated \\uXXXX escape");
  if (c != 'U') return (Escape){'\\', i + 1, NULL};
  Escape e = hex_escape(d, i + 2, 8, "truncated \\UXXXXXXXX escape");
  if (!e.reason && e.c > 0x10ffff) e.reason = "\\Uxxxxxxxx out of range";
  return e;
}

static int warn_escape(Ctx *ctx, const Decoding *d, size_t i, const Escape *e) {
  uint8_t c = d->data[i + 1];
  if (e->c == '\\' && e->end == i + 1) return kr_warn(ctx, &kr_type_DeprecationWarning, 1, "invalid escape sequence '\\%c'", c);
  if (c >= '4' && c <= '7' && e->c > 0xff) return kr_warn(ctx, &kr_type_DeprecationWarning, 1, "invalid octal escape sequence '\\%.3s'", (const char *)d->data + i + 1);
  return 0;
}

static Value decode_escapes(Ctx *ctx, Decoding *d, int raw, int partial, size_t *consumed) {
  size_t i = 0, backslashes = 0;
  int failed = 0, warned = 0;
  writer_init(&d->out);
  while (i < d->n && !failed) {
    if (d->data[i] != '\\') {
      failed = writer_char(ctx, &d->out, d->data[i++]);
      backslashes = 0;
      continue;
    }
    if (i + 1 == d->n || (raw && backslashes % 2)) {
      if (partial && i + 1 == d->n) break;
      if (raw) failed = writer_char(ctx, &d->out, d->data[i++]), backslashes++;
      else failed = decode_error(ctx, d, i, i + 1, "\\ at end of string", &i);
      continue;
    }
    Escape e = raw ? raw_escape(d, i) : any_escape(d, i);
    if (e.reason && partial && e.end == d->n) break;
    if (e.reason) {
      failed = decode_error(ctx, d, i, e.end, e.reason, &i);
      continue;
    }
    if (!raw && !warned) failed = warn_escape(ctx, d, i, &e), warned = failed != 0 || (e.c == '\\' && e.end == i + 1);
    backslashes = raw && e.c == '\\' ? backslashes + 1 : 0;
    if (!failed && e.c >= 0) failed = writer_char(ctx, &d->out, (uint32_t)e.c);
    i = e.end;
  }
  return codec_finish_decoding(ctx, d, failed, i, consumed);
}

Value codec_unicode_escape_decode(Ctx *ctx, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed) {
  Decoding d = {.encoding = "unicodeescape", .errors = errors, .data = data, .n = n};
  return decode_escapes(ctx, &d, 0, partial, consumed);
}

Value codec_raw_unicode_escape_decode(Ctx *ctx, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed) {
  Decoding d = {.encoding = "rawunicodeescape", .errors = errors, .data = data, .n = n};
  return decode_escapes(ctx, &d, 1, partial, consumed);
}

static int put_unicode_escape(Ctx *ctx, Encoding *e, uint32_t c) {
  char text[12];
  int n;
  const char *simple = c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : c == '\\' ? "\\\\" : NULL;
  if (simple) n = sprintf(text, "%s", simple);
  else if (c >= ' ' && c < 0x7f) text[0] = (char)c, n = 1;
  else n = sprintf(text, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
  return bytes_put(ctx, &e->out, text, (size_t)n);
}

static int put_raw_unicode_escape(Ctx *ctx, Encoding *e, uint32_t c) {
  char text[12] = {(char)c};
  int n = c < 0x100 ? 1 : sprintf(text, c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
  return bytes_put(ctx, &e->out, text, (size_t)n);
}

Value codec_unicode_escape_encode(Ctx *ctx, Value text, const char *errors) {
  Encoding e = {.encoding = "unicodeescape", .errors = errors, .text = text, .put = put_unicode_escape};
  return codec_encode_text(ctx, &e, "");
}

Value codec_raw_unicode_escape_encode(Ctx *ctx, Value text, const char *errors) {
  Encoding e = {.encoding = "rawunicodeescape", .errors = errors, .text = text, .put = put_raw_unicode_escape};
  return codec_encode_text(ctx, &e, "");
}

/* ---- bytes ---- */
/* A malformed \x at i, as errors says; -1: raised. */
static int bad_hex(Ctx *ctx, ByteWriter *out, const char *errors, size_t i) {
  if (!errors || !strcmp(errors, "strict")) return kr_raise(ctx, &kr_type_ValueError, "invalid \\x escape at position %zu", i), -1;
  if (!strcmp(errors, "replace")) return bytes_put(ctx, out, "?", 1);
  if (!strcmp(errors, "ignore")) return 0;
  return kr_raise(ctx, &kr_type_ValueError, "decoding error; unknown error handling code: %.400s", errors), -1;
}

Value codec_escape_decode(Ctx *ctx, const uint8_t *data, size_t n, const char *errors) {
  Decoding d = {.data = data, .n = n};
  ByteWriter out = {0};
  int failed = 0, warned = 0;
  for (size_t i = 0; i < n && !failed;) {
    if (data[i] != '\\') {
      failed = bytes_put(ctx, &out, data + i++, 1);
      continue;
    }
    if (i + 1 == n) {
      failed = 1;
      kr_raise(ctx, &kr_type_ValueError, "Trailing \\ in string");
      break;
    }
    int unknown = memchr("uUN", data[i + 1], 3) != NULL;
    Escape e = unknown ? (Escape){'\\', i + 1, NULL} : any_escape(&d, i);
    uint8_t byte = (uint8_t)e.c;
    if (!e.reason && !warned) failed = warn_escape(ctx, &d, i, &e), warned = e.end == i + 1 || e.c > 0xff;
    if (e.reason) failed = bad_hex(ctx, &out, errors, i);
    else if (e.c >= 0 && !failed) failed = bytes_put(ctx, &out, &byte, 1);
    i = e.end;
  }
  if (!failed) return bytes_finish(ctx, &out);
  bytes_abandon(&out);
  return 0;
}

Value codec_escape_encode(Ctx *ctx, Value bytes) {
  ByteWriter out = {0};
  const Bytes *b = bytes_of(bytes);
  char text[8];
  for (int64_t i = 0; i < b->len; i++) {
    int c = b->data[i], n = 1;
    text[0] = (char)c;
    if (c == '\\' || c == '\'') n = sprintf(text, "\\%c", c);
    else if (c == '\t' || c == '\n' || c == '\r') n = sprintf(text, "\\%c", c == '\t' ? 't' : c == '\n' ? 'n' : 'r');
    else if (c < ' ' || c >= 0x7f) n = sprintf(text, "\\x%02x", c);
    if (bytes_put(ctx, &out, text, (size_t)n)) {
      bytes_abandon(&out);
      return 0;
    }
  }
  return bytes_finish(ctx, &out);
}
