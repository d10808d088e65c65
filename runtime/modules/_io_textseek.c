/* Positions in text streams.
 *
 * A position is the number of bytes before a character.  For the encodings worked here it is found by
 * walking the bytes of the chunk; those of the codecs module may need the decoder's state as well, and
 * then the cookie is a larger int: position, decoder flags, bytes to feed, characters to skip, and
 * whether the decoder must be told that nothing follows. */
#include "_io_text.h"

typedef struct { int64_t position; uint32_t flags, feed, skip, at_end; } Cookie;

static Value cookie_pack(Ctx *ctx, const Cookie *c) {
  uint8_t bytes[24] = {0};
  const uint64_t parts[3] = {(uint64_t)c->position, c->flags | (uint64_t)c->feed << 32, c->skip | (uint64_t)c->at_end << 32};
  for (int i = 0; i < 24; i++) bytes[i] = (uint8_t)(parts[i / 8] >> i % 8 * 8);
  return int_from_bytes(ctx, bytes, sizeof bytes, 1, 0);
}

static int cookie_unpack(Ctx *ctx, Value v, Cookie *c) {
  uint8_t bytes[24];
  uint64_t parts[3] = {0};
  if (int_to_bytes(ctx, v, bytes, sizeof bytes, 1, 0) < 0) return -1;
  for (int i = 0; i < 24; i++) parts[i / 8] |= (uint64_t)bytes[i] << i % 8 * 8;
  *c = (Cookie){(int64_t)parts[0], (uint32_t)parts[1], (uint32_t)(parts[1] >> 32), (uint32_t)parts[2], parts[2] >> 32 != 0};
  return 0;
}

/* ---- tell ---- */
static int sequence_length(const uint8_t *p, int64_t n) {
  int need = *p < 0x80 ? 1 : *p >= 0xf0 && *p < 0xf5 ? 4 : *p >= 0xe0 && *p < 0xf0 ? 3 : *p >= 0xc2 && *p < 0xe0 ? 2 : 1;
  if (need > n) return 1;
  for (int i = 1; i < need; i++)
    if ((p[i] & 0xc0) != 0x80) return 1;
  return need;
}

/* Bytes of the chunk that the decoded characters used so far came from. */
static int64_t bytes_used(const TextIO *t) {
  int64_t at = 0, left = t->decoded_at;
  if (t->chunk_starts_cr) {
    if (!left) return -1;
    left--;
    if (t->newlines.translate && t->chunk_n && t->chunk[0] == '\n') at++;
  }
  for (; left > 0 && at < t->chunk_n; left--) {
    int n = t->codec == TEXT_UTF8 ? sequence_length(t->chunk + at, t->chunk_n - at) : 1;
    if (t->universal && t->newlines.translate && t->chunk[at] == '\r' && at + 1 < t->chunk_n && t->chunk[at + 1] == '\n')
      n = 2;
    at += n;
  }
  return at;
}

static int decoder_set(Ctx *ctx, TextIO *t, Value held, Value flags) {
  Value state = tuple_pack(ctx, 2, held, flags);
  Value r = state ? kr_call_method1(ctx, t->decoder, N(setstate), state) : 0;
  kr_unref(ctx, state);
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

/* Feeds the chunk's bytes one at a time and notes the last place where the decoder held nothing back,
 * at or before the character wanted. */
static int find_safe_point(Ctx *ctx, TextIO *t, Cookie *c) {
  int64_t chars = 0;
  c->skip = (uint32_t)t->decoded_at;
  Newlines saved = t->newlines;
  t->newlines.pending_cr = t->chunk_starts_cr;
  int status = 0;
  for (int64_t i = 0; i < t->chunk_n && chars < t->decoded_at && status == 0; i++) {
    Value text = textio_decode(ctx, t, t->chunk + i, 1, 0);
    Value state = text ? kr_call_method0(ctx, t->decoder, N(getstate)) : 0;
    int64_t flags = 0;
    if (state && kr_has_flag(state, T_TUPLE) && tuple_of(state)->len == 2 &&
        kr_index_clamp(ctx, tuple_of(state)->items[1], &flags) == 0) {
      chars += (int64_t)str_of(text)->len;
      c->feed++;
      if (kr_len(ctx, tuple_of(state)->items[0]) == 0 && chars <= t->decoded_at && !t->newlines.pending_cr) {
        c->position += c->feed;
        c->feed = 0;
        c->flags = (uint32_t)flags << 1;
        c->skip = (uint32_t)(t->decoded_at - chars);
      }
    } else {
      status = -1;
    }
    kr_unref(ctx, text);
    kr_unref(ctx, state);
  }
  if (status == 0 && chars < t->decoded_at) {
    Value rest = textio_decode(ctx, t, t->chunk, 0, 1);
    c->at_end = 1;
    if (rest && chars + (int64_t)str_of(rest)->len < t->decoded_at)
      kr_raise(ctx, &kr_type_OSError, "can't reconstruct logical file position");
    status = rest && !ctx->exc ? 0 : -1;
    kr_unref(ctx, rest);
  }
  t->newlines = saved;
  if (!c->skip) c->feed = 0;
  return status;
}

static Value tell_with_decoder(Ctx *ctx, TextIO *t, int64_t after_chunk) {
  if (!t->decoded || !t->chunk_state) return int_from_i64(ctx, after_chunk);
  Cookie c = {.position = after_chunk - t->chunk_n};
  int64_t flags = 0;
  if (kr_index_clamp(ctx, t->chunk_state, &flags) < 0) return 0;
  c.flags = (uint32_t)flags << 1 | t->chunk_starts_cr;
  Value saved = kr_call_method0(ctx, t->decoder, N(getstate)), none = saved ? bytes_new(ctx, "", 0) : 0;
  int status = none ? decoder_set(ctx, t, none, t->chunk_state) : -1;
  if (status == 0) status = find_safe_point(ctx, t, &c);
  if (saved) {
    Value r = kr_call_method1(ctx, t->decoder, N(setstate), saved);
    if (!r) status = -1;
    kr_unref(ctx, r);
  }
  kr_unref(ctx, saved);
  kr_unref(ctx, none);
  return status < 0 ? 0 : cookie_pack(ctx, &c);
}

static int buffer_position(Ctx *ctx, TextIO *t, int64_t *at) {
  Value r = kr_call_method0(ctx, t->buffer, N(tell));
  int status = r ? kr_index_i64(ctx, r, at) : -1;
  kr_unref(ctx, r);
  return status;
}

Value textio_tell(Ctx *ctx, Value self) {
  TextIO *t = textio_of(self);
  if (textio_check_open(ctx, t) < 0) return 0;
  if (!t->seekable) return io_raise_unsupported(ctx, "underlying stream is not seekable");
  if (!t->telling) return kr_raise(ctx, &kr_type_OSError, "telling position disabled by next() call");
  int64_t at;
  Value flushed = textio_flush_pending(ctx, t) < 0 ? 0 : kr_call_method0(ctx, self, N(flush));
  kr_unref(ctx, flushed);
  if (!flushed || buffer_position(ctx, t, &at) < 0) return 0;
  if (t->codec == TEXT_PYTHON && t->decoder) return tell_with_decoder(ctx, t, at);
  if (t->decoded) return int_from_i64(ctx, at - t->chunk_n + bytes_used(t));
  return int_from_i64(ctx, at - t->tail_n - t->newlines.pending_cr);
}

/* ---- seek ---- */
static int flush_self(Ctx *ctx, Value self) {
  Value r = kr_call_method0(ctx, self, N(flush));
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

/* The encoder of a stream at its start writes a byte order mark, elsewhere none. */
static int place_encoder(Ctx *ctx, TextIO *t, int at_start) {
  if (!t->encoder) return 0;
  Value r = at_start ? kr_call_method0(ctx, t->encoder, N(reset)) : kr_call_method1(ctx, t->encoder, N(setstate), kr_int(0));
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

static Value seek_to_end(Ctx *ctx, Value self) {
  TextIO *t = textio_of(self);
  if (flush_self(ctx, self) < 0) return 0;
  textio_forget(ctx, t);
  Value args[2] = {kr_int(0), kr_int(2)};
  Value r = kr_call_method(ctx, t->buffer, N(seek), args, 2);
  if (r && place_encoder(ctx, t, r == kr_int(0)) < 0) kr_clear(ctx, &r);
  return r;
}

static int feed(Ctx *ctx, TextIO *t, Value bytes, const Cookie *c) {
  const uint8_t *data = bytes_of(bytes)->data;
  int64_t n = bytes_of(bytes)->len;
  t->chunk_starts_cr = t->newlines.pending_cr;
  if (textio_keep_chunk(ctx, t, data, 0, data, n) < 0) return -1;
  kr_set(ctx, &t->chunk_state, t->decoder ? kr_int(c->flags >> 1) : 0);
  kr_set(ctx, &t->decoded, textio_decode(ctx, t, data, n, (int)c->at_end));
  if (!t->decoded) return -1;
  if ((int64_t)str_of(t->decoded)->len < c->skip) {
    kr_raise(ctx, &kr_type_OSError, "can't restore logical file position");
    return -1;
  }
  t->decoded_at = c->skip;
  return 0;
}

/* Decodes the bytes between the safe point and the position and skips their characters. */
static int resume_at(Ctx *ctx, TextIO *t, const Cookie *c) {
  t->newlines.pending_cr = c->flags & 1;
  Value none = bytes_new(ctx, "", 0);
  int status = none ? 0 : -1;
  if (status == 0 && t->decoder && (c->position || c->flags))
    status = decoder_set(ctx, t, none, kr_int(c->flags >> 1));
  kr_unref(ctx, none);
  if (status < 0 || !c->skip) return status;
  Value bytes = kr_call_method1(ctx, t->buffer, N(read), kr_int(c->feed));
  if (!bytes || !kr_has_flag(bytes, T_BYTES)) {
    if (bytes)
      kr_raise(ctx, &kr_type_TypeError, "underlying read() should have returned a bytes object, not '%.200s'",
               kr_type_of(bytes)->name);
    kr_unref(ctx, bytes);
    return -1;
  }
  status = feed(ctx, t, bytes, c);
  kr_unref(ctx, bytes);
  return status;
}

static Value seek_to_cookie(Ctx *ctx, Value self, Value cookie) {
  TextIO *t = textio_of(self);
  Cookie c;
  if (int_sign(cookie) < 0) return kr_raise(ctx, &kr_type_ValueError, "negative seek position %R", cookie);
  if (flush_self(ctx, self) < 0 || cookie_unpack(ctx, cookie, &c) < 0) return 0;
  Value args[1] = {int_from_i64(ctx, c.position)};
  Value r = args[0] ? kr_call_method(ctx, t->buffer, N(seek), args, 1) : 0;
  kr_unref(ctx, args[0]);
  kr_unref(ctx, r);
  if (!r) return 0;
  textio_forget(ctx, t);
  if (resume_at(ctx, t, &c) < 0 || place_encoder(ctx, t, c.position == 0 && c.flags == 0) < 0) return 0;
  return kr_ref(cookie);
}

Value textio_seek(Ctx *ctx, Value self, Value cookie, int whence) {
  TextIO *t = textio_of(self);
  if (textio_check_open(ctx, t) < 0) return 0;
  if (!t->seekable) return io_raise_unsupported(ctx, "underlying stream is not seekable");
  if (whence < 0 || whence > 2)
    return kr_raise(ctx, &kr_type_ValueError, "invalid whence (%d, should be 0, 1 or 2)", whence);
  if (whence == 0) return seek_to_cookie(ctx, self, cookie);
  int zero = kr_compare_bool(ctx, cookie, kr_int(0), CMP_eq);
  if (zero < 0) return 0;
  if (!zero)
    return io_raise_unsupported(ctx, whence == 1 ? "can't do nonzero cur-relative seeks" : "can't do nonzero end-relative seeks");
  if (whence == 2) return seek_to_end(ctx, self);
  Value here = kr_call_method0(ctx, self, N(tell));
  if (!here) return 0;
  Value r = seek_to_cookie(ctx, self, here);
  kr_unref(ctx, here);
  return r;
}
