/* The binascii module: bytes as text in base64, hexadecimal, uuencode and quoted-printable; checksums. */
#include <stdlib.h>
#include <zlib.h>
#include "../objects/bytes_impl.h"
#include "module_help.h"

static Value binascii_error, incomplete; /* binascii.Error, binascii.Incomplete */
#define FAIL(...) kr_raise(ctx, kr_as_type(binascii_error), __VA_ARGS__)

/* A bytes-like argument, or ASCII text. */
static int ascii_arg(Ctx *ctx, Value v, Buffer *b) {
  if (kr_is_anystr(v)) {
    if (!str_of(v)->ascii) return kr_raise(ctx, &kr_type_ValueError, "string argument should contain only ASCII characters"), -1;
    return buffer_fill(ctx, b, v, str_of(v)->data, (int64_t)str_of(v)->len, 1, 0);
  }
  if (kr_type_of(v)->get_buffer) return kr_get_buffer(ctx, v, b, 0);
  return kr_raise(ctx, &kr_type_TypeError, "argument should be bytes, buffer or ASCII string, not '%T'", v), -1;
}

/* A boolean argument with a default; -1: raised. */
static int flag_arg(Ctx *ctx, Value v, int otherwise) { return v ? kr_truth(ctx, v) : otherwise; }

static Value finish(Ctx *ctx, ByteWriter *w, Buffer *b, int failed) {
  kr_release_buffer(ctx, b);
  if (!failed) return bytes_finish(ctx, w);
  bytes_abandon(w);
  return 0;
}

/* ---- base64 ---- */
static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int base64_value(uint8_t c) {
  const char *p = c ? strchr(base64, c) : NULL;
  return p ? (int)(p - base64) : -1;
}

/* What strict mode finds wrong at i, or NULL.  padded: there was padding before. */
static const char *strict_fault(const uint8_t *p, size_t i, int padded) {
  if (p[i] == '=') return i == 0 ? "Leading padding not allowed" : NULL;
  if (base64_value(p[i]) < 0) return "Only base64 data is allowed";
  return padded ? "Discontinuous padding not allowed" : NULL;
}

/* Decodes; NULL or what is wrong. count: data characters seen. */
static const char *base64_decode(Ctx *ctx, ByteWriter *w, const uint8_t *p, size_t n, int strict, size_t *count) {
  int quad = 0, pads = 0, padded = 0;
  uint8_t left = 0;
  for (size_t i = 0; i < n; i++) {
    const char *fault = strict ? strict_fault(p, i, padded) : NULL;
    if (fault) return fault;
    if (p[i] == '=') {
      padded = 1;
      if (quad >= 2 && quad + ++pads >= 4) {
        if (strict && i + 1 < n) return "Excess data after padding";
        return NULL;
      }
      continue;
    }
    int value = base64_value(p[i]);
    if (value < 0) continue;
    pads = 0;
    ++*count;
    uint8_t byte = (uint8_t)(quad == 1 ? left << 2 | value >> 4 : quad == 2 ? left << 4 | value >> 2 : left << 6 | value);
    if (quad && bytes_put(ctx, w, &byte, 1)) return "";
    left = (uint8_t)(quad == 0 ? value : quad == 1 ? value & 15 : value & 3);
    quad = (quad + 1) & 3;
  }
  if (quad == 0) return NULL;
  return quad == 1 ? "one" : "Incorrect padding";
}

static Value a2b_base64_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  ByteWriter w = {0};
  size_t count = 0;
  int strict = flag_arg(ctx, a[1], 0);
  if (strict < 0 || ascii_arg(ctx, a[0], &b)) return 0;
  const char *fault = base64_decode(ctx, &w, b.data, (size_t)b.len, strict, &count);
  if (fault && !strcmp(fault, "one"))
    FAIL("Invalid base64-encoded string: number of data characters (%zu) cannot be 1 more than a multiple of 4", count);
  else if (fault && *fault) FAIL("%s", fault);
  return finish(ctx, &w, &b, fault != NULL);
}

static Value b2a_base64_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  int newline = flag_arg(ctx, a[1], 1);
  if (newline < 0 || kr_get_buffer(ctx, a[0], &b, 0)) return 0;
  size_t n = (size_t)b.len;
  const uint8_t *p = b.data;
  Value v = bytes_new(ctx, NULL, (n + 2) / 3 * 4 + (size_t)newline);
  uint8_t *out = v ? bytes_of(v)->data : NULL;
  for (size_t i = 0; v && i < n; i += 3) {
    uint32_t group = (uint32_t)p[i] << 16 | (i + 1 < n ? p[i + 1] : 0) << 8 | (i + 2 < n ? p[i + 2] : 0);
    for (size_t k = 0; k < 4; k++) *out++ = k > n - i ? '=' : (uint8_t)base64[group >> (18 - 6 * k) & 63];
  }
  if (v && newline) *out = '\n';
  kr_release_buffer(ctx, &b);
  return v;
}

/* ---- hexadecimal ---- */
static Value hexlify_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  if (kr_get_buffer(ctx, a[0], &b, 0)) return 0;
  Value text = bytes_hex_text(ctx, b.data, (size_t)b.len, a[1], a[2]);
  kr_release_buffer(ctx, &b);
  Value v = text ? bytes_new(ctx, str_of(text)->data, str_of(text)->len) : 0;
  kr_unref(ctx, text);
  return v;
}

static int hex_digit(uint8_t c) { return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1; }

static Value unhexlify_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  if (ascii_arg(ctx, a[0], &b)) return 0;
  const uint8_t *p = b.data;
  Value v = b.len % 2 ? FAIL("Odd-length string") : bytes_new(ctx, NULL, (size_t)b.len / 2);
  for (int64_t i = 0; v && i + 1 < b.len; i += 2) {
    int high = hex_digit(p[i]), low = hex_digit(p[i + 1]);
    if (high < 0 || low < 0) {
      kr_clear(ctx, &v);
      FAIL("Non-hexadecimal digit found");
    } else {
      bytes_of(v)->data[i / 2] = (uint8_t)(high << 4 | low);
    }
  }
  kr_release_buffer(ctx, &b);
  return v;
}

/* ---- uuencode: one line ---- */
static Value b2a_uu_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  ByteWriter w = {0};
  int backtick = flag_arg(ctx, a[1], 0), failed = 0;
  if (backtick < 0 || kr_get_buffer(ctx, a[0], &b, 0)) return 0;
  const uint8_t *p = b.data;
  if (b.len > 45) {
    FAIL("At most 45 bytes at once");
    return finish(ctx, &w, &b, 1);
  }
#define UU(x) ((uint8_t)((x) || !backtick ? (x) + 32 : '`'))
  uint8_t line[64];
  size_t out = 0;
  line[out++] = UU((int)b.len);
  for (int64_t i = 0; i < b.len; i += 3) {
    uint32_t group = (uint32_t)p[i] << 16 | (i + 1 < b.len ? p[i + 1] : 0) << 8 | (i + 2 < b.len ? p[i + 2] : 0);
    for (int k = 18; k >= 0; k -= 6) line[out++] = UU(group >> k & 63);
  }
#undef UU
  line[out++] = '\n';
  failed = bytes_put(ctx, &w, line, out);
  return finish(ctx, &w, &b, failed);
}

static Value a2b_uu_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  ByteWriter w = {0};
  if (ascii_arg(ctx, a[0], &b)) return 0;
  const uint8_t *p = b.data, *end = p + b.len;
  int left = p < end ? (*p++ - 32) & 63 : 0, bits = 0, failed = 0;
  uint32_t pool = 0;
  while (left > 0 && !failed) {
    int c = p < end ? *p : '\n', blank = c == '\n' || c == '\r'; /* blanks at the end may be lost */
    if (!blank) p++;
    if (!blank && (c < ' ' || c > ' ' + 64)) {
      FAIL("Illegal char");
      return finish(ctx, &w, &b, 1);
    }
    pool = pool << 6 | (blank ? 0 : (uint32_t)(c - ' ') & 63);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    uint8_t byte = (uint8_t)(pool >> bits);
    failed = bytes_put(ctx, &w, &byte, 1);
    left--;
  }
  for (; p < end && !failed; p++) {
    if (*p == ' ' || *p == '`' || *p == '\n' || *p == '\r') continue;
    FAIL("Trailing garbage");
    failed = 1;
  }
  return finish(ctx, &w, &b, failed);
}

/* ---- quoted-printable ---- */
static Value a2b_qp_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  ByteWriter w = {0};
  int header = flag_arg(ctx, a[1], 0), failed = 0;
  if (header < 0 || ascii_arg(ctx, a[0], &b)) return 0;
  const uint8_t *p = b.data;
  int64_t n = b.len;
  for (int64_t i = 0; i < n && !failed;) {
    uint8_t c = p[i];
    if (c != '=') {
      if (header && c == '_') c = ' ';
      failed = bytes_put(ctx, &w, &c, 1);
      i++;
      continue;
    }
    if (++i >= n) break;
    if (p[i] == '\n' || p[i] == '\r') { /* a soft line break */
      while (i < n && p[i] != '\n') i++;
      i++;
    } else if (p[i] == '=') {
      failed = bytes_put(ctx, &w, "=", 1);
      i++;
    } else if (i + 1 < n && hex_digit(p[i]) >= 0 && hex_digit(p[i + 1]) >= 0) {
      c = (uint8_t)(hex_digit(p[i]) << 4 | hex_digit(p[i + 1]));
      failed = bytes_put(ctx, &w, &c, 1);
      i += 2;
    } else {
      failed = bytes_put(ctx, &w, "=", 1);
    }
  }
  return finish(ctx, &w, &b, failed);
}

enum { QP_LINE = 76 };
typedef struct { int quotetabs, text, header, crlf; } QpStyle;

/* Must byte i be written as =XX?  column: characters on the line so far. */
static int qp_quoted(const uint8_t *p, int64_t n, int64_t i, int64_t column, const QpStyle *style) {
  uint8_t c = p[i];
  int last = i + 1 == n;
  if (c > 126 || c == '=' || (style->header && c == '_')) return 1;
  if (c == '.' && column == 0 && (last || p[i + 1] == '\n' || p[i + 1] == '\r' || p[i + 1] == 0)) return 1;
  if (!style->text && (c == '\r' || c == '\n')) return 1;
  if ((c == '\t' || c == ' ') && last) return 1;
  if (c < 33 && c != '\r' && c != '\n' && c != '\t' && c != ' ') return 1;
  return c < 33 && c != '\r' && c != '\n' && style->quotetabs;
}

/* Writes one byte, or a quoted one of 3 characters, breaking the line before it if need be. */
static int qp_put(Ctx *ctx, ByteWriter *w, const char *text, int len, int at_line_end, int64_t *column, const QpStyle *style) {
  if (*column + len >= QP_LINE && (len == 3 || !at_line_end)) {
    if (bytes_put(ctx, w, style->crlf ? "=\r\n" : "=\n", style->crlf ? 3 : 2)) return -1;
    *column = 0;
  }
  *column += len;
  return bytes_put(ctx, w, text, (size_t)len);
}

static int qp_encode(Ctx *ctx, ByteWriter *w, const uint8_t *p, int64_t n, const QpStyle *style) {
  static const char hex[] = "0123456789ABCDEF";
  int64_t column = 0;
  for (int64_t i = 0; i < n; i++) {
    uint8_t c = p[i];
    int newline = style->text && (c == '\n' || (c == '\r' && i + 1 < n && p[i + 1] == '\n'));
    if (newline) {
      uint8_t last = w->len ? w->data[w->len - 1] : 0;
      if (last == ' ' || last == '\t') { /* white space at the end of a line is quoted */
        char quoted[3] = {'=', hex[last >> 4], hex[last & 15]};
        w->len--;
        if (bytes_put(ctx, w, quoted, 3)) return -1;
      }
      column = 0;
      if (c == '\r') i++;
      if (bytes_put(ctx, w, style->crlf ? "\r\n" : "\n", style->crlf ? 2 : 1)) return -1;
      continue;
    }
    int at_line_end = i + 1 == n || p[i + 1] == '\n';
    char text[3] = {'=', hex[c >> 4], hex[c & 15]};
    int quoted = qp_quoted(p, n, i, column, style);
    if (!quoted) text[0] = style->header && c == ' ' ? '_' : (char)c;
    if (qp_put(ctx, w, text, quoted ? 3 : 1, at_line_end, &column, style)) return -1;
  }
  return 0;
}

static Value b2a_qp_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  ByteWriter w = {0};
  QpStyle style = {flag_arg(ctx, a[1], 0), flag_arg(ctx, a[2], 1), flag_arg(ctx, a[3], 0), 0};
  if (style.quotetabs < 0 || style.text < 0 || style.header < 0 || kr_get_buffer(ctx, a[0], &b, 0)) return 0;
  const uint8_t *first = b.len ? memchr(b.data, '\n', (size_t)b.len) : NULL;
  style.crlf = first && first > (uint8_t *)b.data && first[-1] == '\r';
  int failed = qp_encode(ctx, &w, b.data, b.len, &style);
  return finish(ctx, &w, &b, failed);
}

/* ---- checksums ---- */
static int start_value(Ctx *ctx, Value v, uint32_t *out) {
  *out = 0;
  if (!v) return 0;
  Value n = kr_index(ctx, v);
  if (!n) return -1;
  Value low = int_binary(ctx, n, kr_int(0xffffffff), BIN_and);
  kr_unref(ctx, n);
  if (!low) return -1;
  *out = (uint32_t)int_clamp(low);
  kr_unref(ctx, low);
  return 0;
}

static Value crc32_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  uint32_t crc;
  if (start_value(ctx, a[1], &crc) || kr_get_buffer(ctx, a[0], &b, 0)) return 0;
  crc = (uint32_t)crc32_z(crc, b.data, (size_t)b.len);
  kr_release_buffer(ctx, &b);
  return kr_int(crc);
}

static Value crc_hqx_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  uint32_t crc;
  if (start_value(ctx, a[1], &crc) || kr_get_buffer(ctx, a[0], &b, 0)) return 0;
  crc &= 0xffff;
  for (int64_t i = 0; i < b.len; i++) { /* polynomial 0x1021, a bit at a time */
    crc ^= (uint32_t)((uint8_t *)b.data)[i] << 8;
    for (int k = 0; k < 8; k++) crc = (crc << 1 ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  kr_release_buffer(ctx, &b);
  return kr_int(crc);
}

static const Method binascii_methods[] = {
  {"a2b_base64", a2b_base64_m, "data, /, *, strict_mode=False", "Decodes base64."},
  {"b2a_base64", b2a_base64_m, "data, /, *, newline=True", "Encodes a line of base64."},
  {"hexlify", hexlify_m, "data, sep=None, bytes_per_sep=1", "Hexadecimal digits of bytes."},
  {"b2a_hex", hexlify_m, "data, sep=None, bytes_per_sep=1", "Hexadecimal digits of bytes."},
  {"unhexlify", unhexlify_m, "hexstr, /", "Bytes from hexadecimal digits."},
  {"a2b_hex", unhexlify_m, "hexstr, /", "Bytes from hexadecimal digits."},
  {"a2b_uu", a2b_uu_m, "data, /", "Decodes a line of uuencoded data."},
  {"b2a_uu", b2a_uu_m, "data, /, *, backtick=False", "Encodes a line as uuencode does."},
  {"a2b_qp", a2b_qp_m, "data, header=False", "Decodes quoted-printable data."},
  {"b2a_qp", b2a_qp_m, "data, quotetabs=False, istext=True, header=False", "Encodes as quoted-printable."},
  {"crc32", crc32_m, "data, crc=0, /", "CRC-32 checksum."},
  {"crc_hqx", crc_hqx_m, "data, crc, /", "CRC-CCITT checksum."},
  {0},
};

static int binascii_init(Ctx *ctx, Value module) {
  if (!binascii_error && !(binascii_error = new_exception(ctx, "binascii", "Error", &kr_type_ValueError, NULL))) return -1;
  if (!incomplete && !(incomplete = new_exception(ctx, "binascii", "Incomplete", &kr_type_Exception, NULL))) return -1;
  Value dict = module_dict(module);
  return dict_set_c(ctx, dict, "Error", kr_ref(binascii_error)) || dict_set_c(ctx, dict, "Incomplete", kr_ref(incomplete)) ? -1 : 0;
}

const ModuleDef kr_module_binascii = {"binascii", "Conversion between binary data and ASCII.", binascii_methods, NULL, binascii_init};
