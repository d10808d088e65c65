/* Writing text: encoded bytes are gathered in the wrapper and handed to the buffer in large pieces. */
#include <stdlib.h>
#include "_io_text.h"

/* ---- pending bytes ---- */
static uint8_t *pending_room(Ctx *ctx, TextIO *t, int64_t n) {
  if (!t->pending || t->pending_n + n > t->pending_room) {
    int64_t room = (t->pending_n + n) * 3 / 2 + 64;
    uint8_t *larger = realloc(t->pending, (size_t)room);
    if (!larger) return (uint8_t *)(uintptr_t)kr_raise_memory(ctx);
    t->pending = larger;
    t->pending_room = room;
  }
  return t->pending + t->pending_n;
}

static int buffer_is_plain(TextIO *t) {
  if (!io_is_buffered_writer(t->buffer)) return 0;
  Buffered *b = (Buffered *)kr_obj(t->buffer);
  return b->raw && io_is_fileio(b->raw) && ((FileIO *)kr_obj(b->raw))->fd >= 0;
}

int textio_flush_pending(Ctx *ctx, TextIO *t) {
  if (!t->pending_n) return 0;
  int64_t n = t->pending_n;
  t->pending_n = 0;
  if (buffer_is_plain(t)) return buffered_write(ctx, (Buffered *)kr_obj(t->buffer), t->pending, n);
  Value bytes = bytes_new(ctx, t->pending, (size_t)n);
  Value r = bytes ? kr_call_method1(ctx, t->buffer, N(write), bytes) : 0;
  kr_unref(ctx, bytes);
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

static int flush_buffer(Ctx *ctx, TextIO *t) {
  Value r = buffer_is_plain(t) ? buffered_flush(ctx, (Buffered *)kr_obj(t->buffer))
                               : kr_call_method0(ctx, t->buffer, N(flush));
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

/* ---- encoding ---- */
/* UTF-8 of the characters into out (4 bytes a character are enough); NULL: a surrogate needs the
 * error handler. */
static uint8_t *put_utf8(uint8_t *out, const Str *s) {
  for (size_t i = 0; i < s->len; i++) {
    uint32_t c = str_at(s, i);
    if (c < 0x80) {
      *out++ = (uint8_t)c;
    } else if (c < 0x800) {
      *out++ = (uint8_t)(0xc0 | c >> 6);
      *out++ = (uint8_t)(0x80 | (c & 63));
    } else if (c < 0x10000) {
      if (c >= 0xd800 && c < 0xe000) return NULL;
      *out++ = (uint8_t)(0xe0 | c >> 12);
      *out++ = (uint8_t)(0x80 | (c >> 6 & 63));
      *out++ = (uint8_t)(0x80 | (c & 63));
    } else {
      *out++ = (uint8_t)(0xf0 | c >> 18);
      *out++ = (uint8_t)(0x80 | (c >> 12 & 63));
      *out++ = (uint8_t)(0x80 | (c >> 6 & 63));
      *out++ = (uint8_t)(0x80 | (c & 63));
    }
  }
  return out;
}

static Value encode_generally(Ctx *ctx, TextIO *t, Value text) {
  static const char *const names[] = {"utf-8", "ascii", "latin-1"};
  if (t->codec == TEXT_PYTHON) return kr_call_method1(ctx, t->encoder, N(encode), text);
  const char *errors = str_utf8(ctx, t->errors, NULL);
  return errors ? codec_encode(ctx, text, names[t->codec], errors) : 0;
}

static int put_encoded(Ctx *ctx, TextIO *t, Value text) {
  Value bytes = encode_generally(ctx, t, text);
  if (!bytes) return -1;
  int status = -1;
  if (!kr_has_flag(bytes, T_BYTES)) {
    kr_raise(ctx, &kr_type_TypeError, "encoder should return a bytes object, not '%.200s'", kr_type_of(bytes)->name);
  } else {
    int64_t n = bytes_of(bytes)->len;
    if (t->pending_n && t->pending_n + n > t->chunk_size && textio_flush_pending(ctx, t) < 0) n = -1;
    uint8_t *out = n < 0 ? NULL : pending_room(ctx, t, n);
    if (out) {
      memcpy(out, bytes_of(bytes)->data, (size_t)n);
      t->pending_n += n;
      status = 0;
    }
  }
  kr_unref(ctx, bytes);
  return status;
}

static int put_text(Ctx *ctx, TextIO *t, Value text) {
  const Str *s = str_of(text);
  int direct = (s->ascii && t->codec != TEXT_PYTHON) || (t->codec == TEXT_LATIN1 && s->kind == 1);
  if (!direct && t->codec != TEXT_UTF8) return put_encoded(ctx, t, text);
  int64_t most = direct ? (int64_t)s->len : (int64_t)s->len * (s->kind == 1 ? 2 : s->kind == 2 ? 3 : 4);
  if (t->pending_n && t->pending_n + (int64_t)s->len > t->chunk_size && textio_flush_pending(ctx, t) < 0) return -1;
  uint8_t *out = pending_room(ctx, t, most);
  if (!out) return -1;
  if (direct) {
    memcpy(out, s->data, s->len);
    t->pending_n += (int64_t)s->len;
    return 0;
  }
  uint8_t *end = put_utf8(out, s);
  if (!end) return put_encoded(ctx, t, text);
  t->pending_n += end - out;
  return 0;
}

/* "\n" as the stream wants it written; new reference. */
static Value translate_newlines(Ctx *ctx, Value text, const char *newline) {
  const Str *s = str_of(text);
  StrWriter w;
  writer_init(&w);
  size_t start = 0;
  for (size_t i = 0; i <= s->len; i++) {
    int at_end = i == s->len;
    if (!at_end && str_at(s, i) != '\n') continue;
    if (writer_slice(ctx, &w, text, start, i) < 0 ||
        (!at_end && writer_ascii(ctx, &w, newline, strlen(newline)) < 0)) {
      writer_abandon(ctx, &w);
      return 0;
    }
    start = i + 1;
  }
  return writer_finish(ctx, &w);
}

static int contains(const Str *s, uint32_t c) {
  if (s->kind == 1) return memchr(s->data, (int)c, s->len) != NULL;
  for (size_t i = 0; i < s->len; i++)
    if (str_at(s, i) == c) return 1;
  return 0;
}

Value textio_write(Ctx *ctx, TextIO *t, Value text) {
  if (textio_check_open(ctx, t) < 0) return 0;
  if (!t->writable) return io_raise_unsupported(ctx, "not writable");
  const Str *s = str_of(text);
  int64_t length = (int64_t)s->len;
  int has_newline = (t->line_buffering || t->write_newline) && contains(s, '\n');
  int flush = t->line_buffering && (has_newline || contains(s, '\r'));
  Value translated = has_newline && t->write_newline ? translate_newlines(ctx, text, t->write_newline) : kr_ref(text);
  int status = translated ? put_text(ctx, t, translated) : -1;
  kr_unref(ctx, translated);
  if (status < 0) return 0;
  if ((t->pending_n >= t->chunk_size || flush || t->write_through) && textio_flush_pending(ctx, t) < 0) return 0;
  if (flush && flush_buffer(ctx, t) < 0) return 0;
  if (t->decoded || t->chunk_n) textio_forget(ctx, t);
  return kr_int(length);
}
