/* UTF-8, Latin-1 and ASCII. */
#include "codecs.h"

Value codec_finish_decoding(Ctx *ctx, Decoding *d, int failed, size_t at, size_t *consumed) {
  if (d->owner) at = d->given;
  kr_clear(ctx, &d->owner);
  if (failed) {
    writer_abandon(ctx, &d->out);
    return 0;
  }
  if (consumed) *consumed = at;
  return writer_finish(ctx, &d->out);
}

/* Do the last two bytes begin a surrogate, which surrogatepass may want whole? */
static int cut_surrogate(const uint8_t *p, size_t left) { return left == 2 && p[0] == 0xed && p[1] >= 0xa0 && p[1] < 0xc0; }

Value codec_utf8_decode(Ctx *ctx, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed) {
  Decoding d = {.encoding = "utf-8", .errors = errors, .data = data, .n = n};
  writer_init(&d.out);
  size_t i = 0;
  int failed = 0;
  while (i < d.n && !failed) {
    size_t run = utf8_ascii_run(d.data + i, d.n - i);
    if (run && i == 0 && run == n && !d.owner) {
      if (consumed) *consumed = n;
      return str_from_ascii(ctx, (const char *)data, n);
    }
    failed = run && writer_ascii(ctx, &d.out, (const char *)d.data + i, run);
    i += run;
    if (failed || i == d.n) break;
    uint32_t c;
    const char *reason;
    int step = utf8_step(d.data + i, d.data + d.n, &c, &reason);
    if (step > 0) {
      failed = writer_char(ctx, &d.out, c);
      i += (size_t)step;
    } else if (partial && (*reason == 'u' || cut_surrogate(d.data + i, d.n - i))) { /* unexpected end of data */
      break;
    } else {
      failed = decode_error(ctx, &d, i, i + (size_t)-step, reason, &i);
    }
  }
  return codec_finish_decoding(ctx, &d, failed, i, consumed);
}

Value codec_latin1_decode(Ctx *ctx, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed) {
  if (consumed) *consumed = n;
  return str_from_chars(ctx, data, 1, 0, n);
}

Value codec_ascii_decode(Ctx *ctx, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed) {
  size_t i = utf8_ascii_run(data, n);
  if (consumed) *consumed = n;
  if (i == n) return str_from_ascii(ctx, (const char *)data, n);
  Decoding d = {.encoding = "ascii", .errors = errors, .data = data, .n = n};
  writer_init(&d.out);
  int failed = writer_ascii(ctx, &d.out, (const char *)data, i);
  while (i < d.n && !failed) {
    if (d.data[i] < 0x80) failed = writer_char(ctx, &d.out, d.data[i++]);
    else failed = decode_error(ctx, &d, i, i + 1, "ordinal not in range(128)", &i);
  }
  return codec_finish_decoding(ctx, &d, failed, n, consumed);
}

/* ---- encoding ---- */
Value codec_encode_text(Ctx *ctx, Encoding *e, const char *reason) {
  const Str *s = str_of(e->text);
  size_t i = 0;
  int failed = 0;
  while (i < s->len && !failed) {
    int status = e->put(ctx, e, str_at(s, i));
    if (status <= 0) {
      failed = status;
      i++;
      continue;
    }
    size_t end = i + 1, mark = e->out.len;
    while (!e->unit && end < s->len && (status = e->put(ctx, e, str_at(s, end))) > 0) end++;
    e->out.len = mark;
    failed = status < 0 || encode_error(ctx, e, i, end, reason, &i);
  }
  if (!failed) return bytes_finish(ctx, &e->out);
  bytes_abandon(&e->out);
  return 0;
}

static int put_utf8(Ctx *ctx, Encoding *e, uint32_t c) {
  uint8_t bytes[4];
  if (c >= 0xd800 && c < 0xe000) return 1;
  return bytes_put(ctx, &e->out, bytes, (size_t)utf8_put(c, bytes));
}
static int put_latin1(Ctx *ctx, Encoding *e, uint32_t c) {
  uint8_t byte = (uint8_t)c;
  return c > 0xff ? 1 : bytes_put(ctx, &e->out, &byte, 1);
}
static int put_ascii(Ctx *ctx, Encoding *e, uint32_t c) {
  uint8_t byte = (uint8_t)c;
  return c > 0x7f ? 1 : bytes_put(ctx, &e->out, &byte, 1);
}

/* UTF-8 of Latin-1 text: runs of ASCII are copied, the rest takes two bytes each. */
static Value utf8_of_latin1(Ctx *ctx, const uint8_t *p, size_t n) {
  size_t wide = 0;
  for (size_t i = 0; i < n; i++) wide += p[i] >> 7;
  Value v = bytes_new(ctx, NULL, n + wide);
  uint8_t *out = v ? bytes_of(v)->data : NULL;
  for (const uint8_t *end = p + n; out && p < end;) {
    size_t run = utf8_ascii_run(p, (size_t)(end - p));
    out = mempcpy(out, p, run);
    for (p += run; p < end && *p >= 0x80; p++) {
      *out++ = 0xc0 | *p >> 6;
      *out++ = 0x80 | (*p & 0x3f);
    }
  }
  return v;
}

/* UTF-8 of a str without surrogates, in one go; KR_ABSENT: it has some. */
static Value utf8_at_once(Ctx *ctx, const Str *s) {
  if (s->kind == 1) return utf8_of_latin1(ctx, s->data, s->len);
  size_t size = 0;
  for (size_t i = 0; i < s->len; i++) {
    uint32_t c = str_at(s, i);
    if (c >= 0xd800 && c < 0xe000) return KR_ABSENT;
    size += 1 + (c >= 0x80) + (c >= 0x800) + (c >= 0x10000);
  }
  Value v = bytes_new(ctx, NULL, size);
  uint8_t *out = v ? bytes_of(v)->data : NULL;
  for (size_t i = 0; out && i < s->len; i++) {
    uint32_t c = str_at(s, i);
    if (c < 0x80) *out++ = (uint8_t)c;
    else out += utf8_put(c, out);
  }
  return v;
}

Value codec_utf8_encode(Ctx *ctx, Value text, const char *errors) {
  if (str_of(text)->ascii) return bytes_new(ctx, str_of(text)->data, str_of(text)->len);
  Value fast = utf8_at_once(ctx, str_of(text));
  if (fast != KR_ABSENT) return fast;
  Encoding e = {.encoding = "utf-8", .errors = errors, .text = text, .put = put_utf8};
  return codec_encode_text(ctx, &e, "surrogates not allowed");
}

Value codec_latin1_encode(Ctx *ctx, Value text, const char *errors) {
  if (str_of(text)->kind == 1) return bytes_new(ctx, str_of(text)->data, str_of(text)->len);
  Encoding e = {.encoding = "latin-1", .errors = errors, .text = text, .put = put_latin1};
  return codec_encode_text(ctx, &e, "ordinal not in range(256)");
}

Value codec_ascii_encode(Ctx *ctx, Value text, const char *errors) {
  if (str_of(text)->ascii) return bytes_new(ctx, str_of(text)->data, str_of(text)->len);
  Encoding e = {.encoding = "ascii", .errors = errors, .text = text, .put = put_ascii};
  return codec_encode_text(ctx, &e, "ordinal not in range(128)");
}
