/* Reading text: chunks of the buffer are decoded, with the bytes of a split character and a carriage
 * return that may start "\r\n" held back, and lines are cut from the decoded text. */
#include <stdlib.h>
#include "_io_text.h"

/* ---- decoding ---- */
/* Bytes at the end that begin a UTF-8 sequence which is not complete. */
static int incomplete_utf8(const uint8_t *p, int64_t n) {
  for (int back = 1; back <= 3 && back <= n; back++) {
    uint8_t c = p[n - back];
    if ((c & 0xc0) == 0x80) continue;
    int need = c >= 0xf0 && c < 0xf5 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 1;
    return c < 0xf5 && need > back ? back : 0;
  }
  return 0;
}

static Value decode_native(Ctx *ctx, TextIO *t, const uint8_t *data, int64_t n, int final) {
  static const char *const names[] = {"utf-8", "ascii", "latin-1"};
  int held = t->codec == TEXT_UTF8 && !final ? incomplete_utf8(data, n) : 0;
  const char *errors = str_utf8(ctx, t->errors, NULL);
  Value text = errors ? codec_decode(ctx, (const char *)data, (size_t)(n - held), names[t->codec], errors) : 0;
  memcpy(t->tail, data + n - held, (size_t)held);
  t->tail_n = (uint8_t)held;
  return text;
}

static Value decode_python(Ctx *ctx, TextIO *t, const uint8_t *data, int64_t n, int final) {
  Value args[2] = {bytes_new(ctx, data, (size_t)n), kr_bool(final)};
  Value text = args[0] ? kr_call_method(ctx, t->decoder, N(decode), args, 2) : 0;
  kr_unref(ctx, args[0]);
  if (text && !kr_is_anystr(text)) {
    kr_raise(ctx, &kr_type_TypeError, "decoder should return a string result, not '%.200s'", kr_type_of(text)->name);
    kr_clear(ctx, &text);
  }
  return text;
}

Value textio_decode(Ctx *ctx, TextIO *t, const uint8_t *data, int64_t n, int final) {
  Value text = t->codec == TEXT_PYTHON ? decode_python(ctx, t, data, n, final) : decode_native(ctx, t, data, n, final);
  return text && t->universal ? newlines_decode(ctx, &t->newlines, text, final) : text;
}

/* ---- chunks ---- */
static void drop_decoded(Ctx *ctx, TextIO *t) {
  kr_clear(ctx, &t->decoded);
  t->decoded_at = 0;
  t->chunk_n = 0;
  kr_clear(ctx, &t->chunk_state);
}

void textio_forget(Ctx *ctx, TextIO *t) {
  drop_decoded(ctx, t);
  t->tail_n = t->newlines.pending_cr = 0;
  if (!t->decoder) return;
  Value r = kr_call_method0(ctx, t->decoder, N(reset));
  if (!r) kr_clear_exc(ctx);
  kr_unref(ctx, r);
}

/* The decoder's state before a chunk, for tell(): its held-back bytes start the chunk. */
static int note_state(Ctx *ctx, TextIO *t, Value *held) {
  *held = 0;
  if (t->codec != TEXT_PYTHON || !t->telling) return 0;
  Value state = kr_call_method0(ctx, t->decoder, N(getstate));
  if (!state) return -1;
  if (!kr_has_flag(state, T_TUPLE) || tuple_of(state)->len != 2 || !kr_has_flag(tuple_of(state)->items[0], T_BYTES)) {
    kr_raise(ctx, &kr_type_TypeError, "illegal decoder state");
    kr_unref(ctx, state);
    return -1;
  }
  *held = kr_ref(tuple_of(state)->items[0]);
  kr_set(ctx, &t->chunk_state, kr_ref(tuple_of(state)->items[1]));
  kr_unref(ctx, state);
  return 0;
}

/* Keeps held-back bytes and new ones together: what the next decoded text comes from. */
int textio_keep_chunk(Ctx *ctx, TextIO *t, const void *held, int64_t held_n, const void *data, int64_t n) {
  uint8_t *chunk = realloc(t->chunk, (size_t)(held_n + n + 1));
  if (!chunk) return kr_raise_memory(ctx), -1;
  memcpy(chunk, held, (size_t)held_n);
  memcpy(chunk + held_n, data, (size_t)n);
  t->chunk = chunk;
  t->chunk_n = held_n + n;
  return 0;
}

static Value decode_input(Ctx *ctx, TextIO *t, Value held, const uint8_t *data, int64_t n) {
  int final = n == 0;
  t->chunk_starts_cr = t->newlines.pending_cr;
  if (t->codec == TEXT_PYTHON) {
    if (textio_keep_chunk(ctx, t, held ? bytes_of(held)->data : data, held ? bytes_of(held)->len : 0, data, n) < 0) return 0;
    return textio_decode(ctx, t, data, n, final);
  }
  if (textio_keep_chunk(ctx, t, t->tail, t->tail_n, data, n) < 0) return 0;
  return textio_decode(ctx, t, t->chunk, t->chunk_n, final);
}

int textio_read_chunk(Ctx *ctx, TextIO *t, int64_t hint) {
  Value held;
  kr_clear(ctx, &t->chunk_state);
  if (note_state(ctx, t, &held) < 0) return -1;
  int64_t size = hint > t->chunk_size ? hint : t->chunk_size;
  Value bytes = kr_call_method1(ctx, t->buffer, t->has_read1 ? N(read1) : N(read), kr_int(size));
  Buffer data;
  if (!bytes || kr_get_buffer(ctx, bytes, &data, 0) < 0) {
    if (bytes && kr_matches(ctx, &kr_type_TypeError)) {
      kr_clear_exc(ctx);
      kr_raise(ctx, &kr_type_TypeError, "underlying %s() should have returned a bytes-like object, not '%.200s'",
               t->has_read1 ? "read1" : "read", kr_type_of(bytes)->name);
    }
    kr_unref(ctx, held);
    kr_unref(ctx, bytes);
    return -1;
  }
  int64_t n = data.len;
  Value text = decode_input(ctx, t, held, data.data, n);
  kr_release_buffer(ctx, &data);
  kr_unref(ctx, held);
  kr_unref(ctx, bytes);
  if (!text) return -1;
  kr_set(ctx, &t->decoded, text);
  t->decoded_at = 0;
  return n > 0 || str_of(text)->len > 0;
}

/* ---- reading ---- */
static int64_t available(const TextIO *t) { return t->decoded ? (int64_t)str_of(t->decoded)->len - t->decoded_at : 0; }

/* The next n decoded characters. */
static Value take(Ctx *ctx, TextIO *t, int64_t n) {
  int64_t at = t->decoded_at;
  if (!t->decoded) return kr_ref(N(empty));
  Value r = str_slice(ctx, t->decoded, (size_t)at, (size_t)(at + n));
  if (r) t->decoded_at = at + n;
  return r;
}

static Value read_everything(Ctx *ctx, TextIO *t) {
  Value bytes = kr_call_method0(ctx, t->buffer, N(read));
  if (!bytes) return 0;
  if (bytes == KR_None) return kr_raise(ctx, &kr_type_BlockingIOError, "the stream has no data now");
  Buffer data;
  Value text = 0;
  if (kr_get_buffer(ctx, bytes, &data, 0) == 0) {
    if (t->codec != TEXT_PYTHON && t->tail_n) {
      if (textio_keep_chunk(ctx, t, t->tail, t->tail_n, data.data, data.len) == 0)
        text = textio_decode(ctx, t, t->chunk, t->chunk_n, 1);
    } else {
      text = textio_decode(ctx, t, data.data, data.len, 1);
    }
    kr_release_buffer(ctx, &data);
  }
  kr_unref(ctx, bytes);
  if (!text) return 0;
  Value head = take(ctx, t, available(t));
  drop_decoded(ctx, t);
  t->tail_n = 0;
  Value r = head ? str_concat(ctx, head, text) : 0;
  kr_unref(ctx, head);
  kr_unref(ctx, text);
  return r;
}

Value textio_read(Ctx *ctx, TextIO *t, int64_t n) {
  if (n < 0) return read_everything(ctx, t);
  StrWriter w;
  writer_init(&w);
  int64_t left = n;
  for (;;) {
    int64_t part = available(t) < left ? available(t) : left;
    if (part) {
      if (writer_slice(ctx, &w, t->decoded, (size_t)t->decoded_at, (size_t)(t->decoded_at + part)) < 0) break;
      t->decoded_at += part;
      left -= part;
    }
    int more = left ? textio_read_chunk(ctx, t, left) : 0;
    if (more < 0) break;
    if (!more) return writer_finish(ctx, &w);
  }
  writer_abandon(ctx, &w);
  return 0;
}

/* ---- lines ---- */
/* End of the first line in s from start (one past its line end), or -1. */
static int64_t line_end(const TextIO *t, const Str *s, int64_t start) {
  int only_lf = t->universal ? t->newlines.translate : !strcmp(t->newline ? t->newline : "\n", "\n");
  int64_t n = (int64_t)s->len;
  if (only_lf && s->kind == 1) {
    const uint8_t *p = memchr(s->data + start, '\n', (size_t)(n - start));
    return p ? p - s->data + 1 : -1;
  }
  for (int64_t i = start; i < n; i++) {
    uint32_t c = str_at(s, (size_t)i);
    if (c != '\n' && c != '\r') continue;
    int crlf = c == '\r' && i + 1 < n && str_at(s, (size_t)i + 1) == '\n';
    if (only_lf ? c == '\n' : t->universal) return i + 1 + crlf;
    if (only_lf) continue;
    if (t->newline[1] ? crlf : c == '\r') return i + 1 + (t->newline[1] != 0);
  }
  return -1;
}

/* With "\r\n" as line end, a "\r" at the end of the text must wait for the next chunk. */
static int64_t usable(const TextIO *t) {
  int64_t n = available(t);
  if (n && !t->universal && t->newline && !strcmp(t->newline, "\r\n")) {
    const Str *s = str_of(t->decoded);
    if (str_at(s, s->len - 1) == '\r') return n - 1;
  }
  return n;
}

/* Reads the next chunk; a "\r" that was left stays in front of it. */
static int next_chunk(Ctx *ctx, TextIO *t) {
  int carry = available(t) > 0;
  int more = textio_read_chunk(ctx, t, 0);
  if (more < 0 || !carry) return more;
  Value cr = str_from_char(ctx, '\r'), joined = cr ? str_concat(ctx, cr, t->decoded) : 0;
  kr_unref(ctx, cr);
  if (!joined) return -1;
  kr_set(ctx, &t->decoded, joined);
  uint8_t *chunk = realloc(t->chunk, (size_t)t->chunk_n + 1);
  if (!chunk) return kr_raise_memory(ctx), -1;
  memmove(chunk + 1, chunk, (size_t)t->chunk_n);
  *chunk = '\r';
  t->chunk = chunk;
  t->chunk_n++;
  return more;
}

/* A line that spans chunks. */
static Value long_line(Ctx *ctx, TextIO *t, int64_t limit) {
  StrWriter w;
  writer_init(&w);
  int64_t length = 0;
  for (;;) {
    int64_t end = available(t) ? line_end(t, str_of(t->decoded), t->decoded_at) : -1;
    int64_t part = end >= 0 ? end - t->decoded_at : usable(t);
    int limited = limit >= 0 && length + part >= limit;
    if (limited) part = limit - length;
    if (part && writer_slice(ctx, &w, t->decoded, (size_t)t->decoded_at, (size_t)(t->decoded_at + part)) < 0) break;
    t->decoded_at += part;
    length += part;
    if (end >= 0 || limited) return writer_finish(ctx, &w);
    int more = next_chunk(ctx, t);
    if (more < 0) break;
    if (more) continue;
    int64_t rest = available(t);
    if (rest && writer_slice(ctx, &w, t->decoded, (size_t)t->decoded_at, (size_t)(t->decoded_at + rest)) < 0) break;
    t->decoded_at += rest;
    return writer_finish(ctx, &w);
  }
  writer_abandon(ctx, &w);
  return 0;
}

Value textio_readline(Ctx *ctx, TextIO *t, int64_t limit) {
  int64_t end = available(t) ? line_end(t, str_of(t->decoded), t->decoded_at) : -1;
  if (end >= 0 && (limit < 0 || end - t->decoded_at <= limit)) return take(ctx, t, end - t->decoded_at);
  return long_line(ctx, t, limit);
}
