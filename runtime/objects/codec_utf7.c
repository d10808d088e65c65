/* UTF-7 (RFC 2152): ASCII with runs of UTF-16 in base64 between '+' and '-'. */
#include "codecs.h"

static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int base64_value(uint32_t c) {
  const char *p = c && c < 0x80 ? strchr(base64, (int)c) : NULL;
  return p ? (int)(p - base64) : -1;
}

/* ---- encoding ---- */
/* Characters that stand for themselves: all printable ASCII but + \ ~, and white space. */
static int is_direct(uint32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c < 0x7f && c != '+' && c != '\\' && c != '~');
}

typedef struct { ByteWriter out; int shifted, bits; uint32_t pool; } Shift;

static int put_base64(Ctx *ctx, Shift *s, uint32_t unit) {
  s->pool = s->pool << 16 | unit;
  for (s->bits += 16; s->bits >= 6; s->bits -= 6)
    if (bytes_put(ctx, &s->out, &base64[s->pool >> (s->bits - 6) & 63], 1)) return -1;
  s->pool &= (1u << s->bits) - 1;
  return 0;
}

static int flush_bits(Ctx *ctx, Shift *s) {
  int failed = s->bits ? bytes_put(ctx, &s->out, &base64[s->pool << (6 - s->bits) & 63], 1) : 0;
  s->bits = 0;
  s->pool = 0;
  return failed;
}

static int put_char(Ctx *ctx, Shift *s, uint32_t c) {
  char byte = (char)c;
  if (is_direct(c)) {
    if (s->shifted) {
      s->shifted = 0;
      if (flush_bits(ctx, s) || ((base64_value(c) >= 0 || c == '-') && bytes_put(ctx, &s->out, "-", 1))) return -1;
    }
    return bytes_put(ctx, &s->out, &byte, 1);
  }
  if (!s->shifted) {
    if (c == '+') return bytes_put(ctx, &s->out, "+-", 2);
    s->shifted = 1;
    if (bytes_put(ctx, &s->out, "+", 1)) return -1;
  }
  if (c < 0x10000) return put_base64(ctx, s, c);
  return put_base64(ctx, s, 0xd7c0 + (c >> 10)) || put_base64(ctx, s, 0xdc00 | (c & 0x3ff)) ? -1 : 0;
}

Value codec_utf7_encode(Ctx *ctx, Value text, const char *errors) {
  Shift s = {0};
  int failed = 0;
  for (size_t i = 0; i < str_of(text)->len && !failed; i++) failed = put_char(ctx, &s, str_at(str_of(text), i));
  if (!failed && s.shifted) failed = flush_bits(ctx, &s) || bytes_put(ctx, &s.out, "-", 1);
  if (!failed) return bytes_finish(ctx, &s.out);
  bytes_abandon(&s.out);
  return 0;
}

/* ---- decoding ---- */
typedef struct {
  Decoding d;
  size_t i, start;     /* where the text goes on; where the shifted run began */
  size_t out_start;    /* length of the output there */
  int shifted, bits;
  uint32_t pool, high; /* high: a high surrogate that waits for its other half, or 0 */
} Unshift;

/* 16 bits of a shifted run. */
static int take_unit(Ctx *ctx, Unshift *u, uint32_t unit) {
  if (u->high) {
    uint32_t high = u->high;
    u->high = 0;
    if (unit >= 0xdc00 && unit < 0xe000) return writer_char(ctx, &u->d.out, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
    if (writer_char(ctx, &u->d.out, high)) return -1;
  }
  if (unit >= 0xd800 && unit < 0xdc00) return u->high = unit, 0;
  return writer_char(ctx, &u->d.out, unit);
}

/* A character of a shifted run, or the one that ends it.  *wrong: what is wrong with it, or NULL. */
static int shifted_char(Ctx *ctx, Unshift *u, uint8_t c, const char **wrong) {
  int value = base64_value(c);
  if (value >= 0) {
    u->pool = u->pool << 6 | (uint32_t)value;
    u->bits += 6;
    u->i++;
    if (u->bits < 16) return 0;
    u->bits -= 16;
    uint32_t unit = u->pool >> u->bits & 0xffff;
    u->pool &= (1u << u->bits) - 1;
    return take_unit(ctx, u, unit);
  }
  u->shifted = 0;
  if (u->bits >= 6) *wrong = "partial character in shift sequence";
  else if (u->bits && u->pool) *wrong = "non-zero padding bits in shift sequence";
  if (*wrong) {
    u->i++;
    return 0;
  }
  int failed = u->high && c < 0x80 && c != '+' ? writer_char(ctx, &u->d.out, u->high) : 0;
  u->high = 0;
  if (c == '-') u->i++;
  return failed;
}

/* A character outside of shifted runs. */
static int plain_char(Ctx *ctx, Unshift *u, uint8_t c, const char **wrong) {
  u->i++;
  if (c < 0x80 && c != '+') return writer_char(ctx, &u->d.out, c);
  u->start = u->i - 1;
  if (c != '+') {
    *wrong = "unexpected special character";
  } else if (u->i < u->d.n && u->d.data[u->i] == '-') {
    u->i++;
    return writer_char(ctx, &u->d.out, '+');
  } else if (u->i < u->d.n && base64_value(u->d.data[u->i]) < 0) {
    u->i++;
    *wrong = "ill-formed sequence";
  } else {
    u->shifted = 1;
    u->high = u->pool = 0;
    u->bits = 0;
    u->out_start = u->d.out.len;
  }
  return 0;
}

static int unterminated(const Unshift *u) { return u->shifted && (u->high || u->bits >= 6 || (u->bits && u->pool)); }

Value codec_utf7_decode(Ctx *ctx, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed) {
  Unshift u = {.d = {.encoding = "utf7", .errors = errors, .data = data, .n = n}};
  int failed = 0;
  writer_init(&u.d.out);
  while (!failed && (u.i < u.d.n || (!partial && unterminated(&u)))) {
    const char *wrong = NULL;
    if (u.i >= u.d.n) {
      wrong = "unterminated shift sequence";
      u.shifted = 0;
    } else {
      failed = (u.shifted ? shifted_char : plain_char)(ctx, &u, u.d.data[u.i], &wrong);
    }
    if (wrong) failed = decode_error(ctx, &u.d, u.start, u.i, wrong, &u.i);
  }
  if (failed || !partial || !u.shifted) return codec_finish_decoding(ctx, &u.d, failed, u.i, consumed);
  Value v = str_from_chars(ctx, u.d.out.data, u.d.out.kind, 0, u.out_start); /* the run is left for later */
  if (consumed) *consumed = u.start;
  writer_abandon(ctx, &u.d.out);
  return v;
}
