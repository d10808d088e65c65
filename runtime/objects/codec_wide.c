/* UTF-16 and UTF-32 in both byte orders, with and without a mark. */
#include "codecs.h"

#define NATIVE_ORDER (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 1 : -1)

static uint32_t read_unit(const uint8_t *p, int unit, int order) {
  uint32_t c = 0;
  for (int i = 0; i < unit; i++) c = c << 8 | p[order > 0 ? i : unit - 1 - i];
  return c;
}

/* Looks for a byte order mark; gives its length. */
static size_t read_mark(const uint8_t *data, size_t n, int unit, int *order) {
  if (*order || n < (size_t)unit) return 0;
  uint32_t swapped = unit == 2 ? 0xfffe : 0xfffe0000;
  for (int try = -1; try <= 1; try += 2) {
    uint32_t mark = read_unit(data, unit, try);
    if (mark == 0xfeff || mark == swapped) {
      *order = mark == 0xfeff ? try : -try;
      return (size_t)unit;
    }
  }
  return 0;
}

static const char *encoding_name(int unit, int order) {
  if (unit == 2) return order < 0 ? "utf-16-le" : "utf-16-be";
  return order < 0 ? "utf-32-le" : "utf-32-be";
}

/* One character at i; gives its bytes, 0 with the reason and how many bytes are wrong. */
static size_t read_char(const uint8_t *p, size_t left, int unit, int order, uint32_t *c, const char **reason, size_t *wrong) {
  *wrong = left < (size_t)unit ? left : (size_t)unit;
  if (left < (size_t)unit) return *reason = "truncated data", 0;
  *c = read_unit(p, unit, order);
  int surrogate = *c >= 0xd800 && *c < 0xe000;
  if (unit == 4) {
    if (*c < 0x110000 && !surrogate) return 4;
    *reason = surrogate ? "code point in surrogate code point range(0xd800, 0xe000)" : "code point not in range(0x110000)";
    return 0;
  }
  if (!surrogate) return 2;
  if (*c >= 0xdc00) return *reason = "illegal encoding", 0;
  if (left < 4) return *reason = "unexpected end of data", *wrong = left, 0;
  uint32_t low = read_unit(p + 2, 2, order);
  if (low < 0xdc00 || low > 0xdfff) return *reason = "illegal UTF-16 surrogate", 0;
  *c = 0x10000 + ((*c - 0xd800) << 10) + (low - 0xdc00);
  return 4;
}

Value codec_wide_decode(Ctx *ctx, int unit, const uint8_t *data, size_t n, const char *errors, int *order, int partial, size_t *consumed) {
  size_t i = read_mark(data, n, unit, order);
  int byte_order = *order ? *order : NATIVE_ORDER, failed = 0;
  Decoding d = {.encoding = encoding_name(unit, byte_order), .errors = errors, .data = data, .n = n};
  writer_init(&d.out);
  while (i < d.n && !failed) {
    uint32_t c;
    const char *reason;
    size_t wrong, size = read_char(d.data + i, d.n - i, unit, byte_order, &c, &reason, &wrong);
    if (size) {
      failed = writer_char(ctx, &d.out, c);
      i += size;
    } else if (partial && (*reason == 't' || *reason == 'u')) { /* truncated, unexpected end */
      break;
    } else {
      failed = decode_error(ctx, &d, i, i + wrong, reason, &i);
    }
  }
  return codec_finish_decoding(ctx, &d, failed, i, consumed);
}

static int put_unit(Ctx *ctx, Encoding *e, uint32_t c) {
  uint8_t bytes[4];
  for (int i = 0; i < e->unit; i++) bytes[e->big ? e->unit - 1 - i : i] = (uint8_t)(c >> 8 * i);
  return bytes_put(ctx, &e->out, bytes, (size_t)e->unit);
}

static int put_wide(Ctx *ctx, Encoding *e, uint32_t c) {
  if (c >= 0xd800 && c < 0xe000) return 1;
  if (e->unit == 4 || c < 0x10000) return put_unit(ctx, e, c);
  c -= 0x10000;
  return put_unit(ctx, e, 0xd800 + (c >> 10)) || put_unit(ctx, e, 0xdc00 + (c & 0x3ff)) ? -1 : 0;
}

Value codec_wide_encode(Ctx *ctx, int unit, Value text, const char *errors, int order) {
  Encoding e = {.encoding = order ? encoding_name(unit, order) : unit == 2 ? "utf-16" : "utf-32",
                .errors = errors, .text = text, .put = put_wide, .unit = unit, .big = (order ? order : NATIVE_ORDER) > 0};
  if (!order && put_unit(ctx, &e, 0xfeff)) return 0;
  return codec_encode_text(ctx, &e, "surrogates not allowed");
}
