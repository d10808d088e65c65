/* What codecs do with input they can not convert: the handlers known by name, and registered ones. */
#include <stdio.h>
#include <stdlib.h>
#include "codecs.h"

static Value raise_unicode_error(Ctx *ctx, Type *type, const char *encoding, Value object /* stolen */, size_t start,
                                 size_t end, const char *reason, int set) {
  Value args[5] = {str_from(ctx, encoding), object, kr_int((int64_t)start), kr_int((int64_t)end), str_from(ctx, reason)};
  Value exc = args[0] && object && args[4] ? kr_call(ctx, kr_val(type), args, 5, 0) : 0;
  for (int i = 0; i < 5; i++) kr_unref(ctx, args[i]);
  if (!exc || !set) return exc;
  kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}

Value raise_encode_error(Ctx *ctx, const char *encoding, Value text, size_t start, size_t end, const char *reason) {
  return raise_unicode_error(ctx, &kr_type_UnicodeEncodeError, encoding, kr_ref(text), start, end, reason, 1);
}

Value raise_decode_error(Ctx *ctx, const char *encoding, const uint8_t *data, size_t n, size_t start, size_t end,
                         const char *reason) {
  return raise_unicode_error(ctx, &kr_type_UnicodeDecodeError, encoding, bytes_new(ctx, data, n), start, end, reason, 1);
}

/* ---- byte output ---- */
int bytes_put(Ctx *ctx, ByteWriter *w, const void *data, size_t n) {
  if (w->len + n > w->cap) {
    size_t cap = w->len + n + w->cap / 2 + 32;
    uint8_t *p = realloc(w->data, cap);
    if (!p) {
      kr_raise_memory(ctx);
      return -1;
    }
    w->data = p;
    w->cap = cap;
  }
  if (n) memcpy(w->data + w->len, data, n);
  w->len += n;
  return 0;
}

void bytes_abandon(ByteWriter *w) {
  free(w->data);
  *w = (ByteWriter){0};
}

Value bytes_finish(Ctx *ctx, ByteWriter *w) {
  Value v = bytes_new(ctx, w->data ? w->data : (uint8_t *)"", w->len);
  bytes_abandon(w);
  return v;
}

/* ---- calling a registered handler ---- */
/* Input that a handler put into its exception takes the place of what is being decoded. */
static int take_object(Ctx *ctx, Decoding *d, Value exc) {
  Value object = ((UnicodeErrorObj *)kr_obj(exc))->object;
  if (!object || !kr_has_flag(object, T_BYTES)) return kr_raise(ctx, &kr_type_TypeError, "object attribute must be bytes"), -1;
  if (object == d->owner) return 0;
  if (!d->owner) d->given = d->n;
  kr_set(ctx, &d->owner, kr_ref(object));
  d->data = bytes_of(object)->data;
  d->n = (size_t)bytes_of(object)->len;
  return 0;
}

/* The handler's (replacement, position); the position is checked against the input's length.  d is NULL
 * when encoding.  0: raised. */
static Value call_handler(Ctx *ctx, const char *errors, Value exc /* stolen */, Decoding *d, size_t len, size_t *next) {
  int bytes_ok = !d;
  Value handler = exc ? codec_lookup_error(ctx, errors) : 0;
  Value result = handler ? kr_call1(ctx, handler, exc) : 0;
  if (result && d) {
    if (take_object(ctx, d, exc)) kr_clear(ctx, &result);
    len = d->n;
  }
  kr_unref(ctx, handler);
  kr_unref(ctx, exc);
  if (!result) return 0;
  int64_t pos;
  const Tuple *t = tuple_of(result);
  Value text = 0;
  if (!kr_has_flag(result, T_TUPLE) || t->len != 2 || !(kr_is_anystr(t->items[0]) || (bytes_ok && kr_has_flag(t->items[0], T_BYTES))) ||
      !kr_is_anyint(t->items[1])) {
    kr_raise(ctx, &kr_type_TypeError, bytes_ok ? "encoding error handler must return (str/bytes, int) tuple"
                                               : "decoding error handler must return (str, int) tuple");
  } else {
    pos = int_clamp(t->items[1]);
    if (pos < 0) pos += (int64_t)len;
    if (pos < 0 || pos > (int64_t)len) {
      kr_raise(ctx, &kr_type_IndexError, "position %S from error handler out of bounds", t->items[1]);
    } else {
      *next = (size_t)pos;
      text = kr_ref(t->items[0]);
    }
  }
  kr_unref(ctx, result);
  return text;
}

static int is_handler(const char *errors, const char *name) { return !strcmp(errors, name); }

/* ---- decoding ---- */
/* A surrogate encoded at start by the codec itself; *step is its length.  0: there is none. */
static uint32_t encoded_surrogate(const Decoding *d, size_t start, size_t *step) {
  const uint8_t *p = d->data + start;
  size_t left = d->n - start;
  uint32_t c = 0;
  const char *digits = strstr(d->encoding, "32") ? "32" : strstr(d->encoding, "16") ? "16" : "8";
  int big = strstr(d->encoding, "be") != NULL;
  if (*digits == '8' && left >= 3) {
    if (p[0] == 0xed && (p[1] & 0xe0) == 0xa0 && (p[2] & 0xc0) == 0x80) c = 0xd000 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
    *step = 3;
  } else if (*digits == '1' && left >= 2) {
    c = big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
    *step = 2;
  } else if (*digits == '3' && left >= 4) {
    c = big ? (uint32_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3] : (uint32_t)p[3] << 24 | p[2] << 16 | p[1] << 8 | p[0];
    *step = 4;
  }
  return c >= 0xd800 && c < 0xe000 ? c : 0;
}

int decode_error(Ctx *ctx, Decoding *d, size_t start, size_t end, const char *reason, size_t *next) {
  const char *errors = d->errors ? d->errors : "strict";
  char text[8];
  *next = end;
  if (is_handler(errors, "ignore")) return 0;
  if (is_handler(errors, "replace")) return writer_char(ctx, &d->out, 0xfffd);
  if (is_handler(errors, "backslashreplace")) {
    for (size_t i = start; i < end; i++)
      if (writer_ascii(ctx, &d->out, text, (size_t)sprintf(text, "\\x%02x", d->data[i]))) return -1;
    return 0;
  }
  if (is_handler(errors, "surrogateescape") && d->data[start] >= 0x80) {
    size_t i = start;
    for (; i < end && d->data[i] >= 0x80; i++)
      if (writer_char(ctx, &d->out, 0xdc00u + d->data[i])) return -1;
    *next = i;
    return 0;
  }
  if (is_handler(errors, "surrogatepass")) {
    size_t step;
    uint32_t c = encoded_surrogate(d, start, &step);
    if (c) {
      *next = start + step;
      return writer_char(ctx, &d->out, c);
    }
  }
  if (is_handler(errors, "strict") || is_handler(errors, "surrogateescape") || is_handler(errors, "surrogatepass")) {
    raise_decode_error(ctx, d->encoding, d->data, d->n, start, end, reason);
    return -1;
  }
  Value exc = raise_unicode_error(ctx, &kr_type_UnicodeDecodeError, d->encoding, bytes_new(ctx, d->data, d->n), start, end, reason, 0);
  Value replacement = call_handler(ctx, errors, exc, d, 0, next);
  int failed = !replacement || writer_str(ctx, &d->out, replacement);
  kr_unref(ctx, replacement);
  return failed ? -1 : 0;
}

/* ---- encoding ---- */
static int put_text(Ctx *ctx, Encoding *e, const char *text) {
  int status = 0;
  for (; *text && !status; text++) status = e->put(ctx, e, (uint8_t)*text);
  return status;
}

/* Spells one character as a handler does; -1: raised, 1: the handler has no way for it. */
static int spell_char(Ctx *ctx, Encoding *e, const char *errors, uint32_t c) {
  char text[300];
  if (is_handler(errors, "ignore")) return 0;
  if (is_handler(errors, "replace")) return put_text(ctx, e, "?");
  if (is_handler(errors, "xmlcharrefreplace")) return sprintf(text, "&#%u;", c), put_text(ctx, e, text);
  if (is_handler(errors, "backslashreplace"))
    return sprintf(text, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c), put_text(ctx, e, text);
  uint8_t bytes[4];
  if (is_handler(errors, "surrogateescape") && !e->unit && c >= 0xdc80 && c <= 0xdcff) {
    bytes[0] = (uint8_t)(c - 0xdc00);
    return bytes_put(ctx, &e->out, bytes, 1);
  }
  if (!is_handler(errors, "surrogatepass") || c < 0xd800 || c > 0xdfff) return 1;
  if (!strcmp(e->encoding, "utf-8")) return bytes_put(ctx, &e->out, bytes, (size_t)utf8_put(c, bytes));
  if (!e->unit) return 1;
  for (int i = 0; i < e->unit; i++) bytes[e->big ? e->unit - 1 - i : i] = (uint8_t)(c >> 8 * i);
  return bytes_put(ctx, &e->out, bytes, (size_t)e->unit);
}

static int put_replacement(Ctx *ctx, Encoding *e, Value replacement, size_t start, size_t end, const char *reason) {
  int status = 0;
  if (!kr_is_anystr(replacement)) {
    const Bytes *b = bytes_of(replacement);
    if (e->unit && b->len % e->unit) status = 1;
    else return bytes_put(ctx, &e->out, b->data, (size_t)b->len);
  } else {
    const Str *s = str_of(replacement);
    if ((e->unit || !strcmp(e->encoding, "utf-8")) && !s->ascii) status = 1;
    for (size_t i = 0; i < s->len && !status; i++) status = e->put(ctx, e, str_at(s, i));
  }
  if (status > 0) raise_encode_error(ctx, e->encoding, e->text, start, end, reason);
  return status ? -1 : 0;
}

static int is_spelling_handler(const char *errors) {
  static const char *const names[] = {"strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "surrogateescape",
                                      "surrogatepass"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (is_handler(errors, names[i])) return 1;
  return 0;
}

int encode_error(Ctx *ctx, Encoding *e, size_t start, size_t end, const char *reason, size_t *next) {
  const char *errors = e->errors ? e->errors : "strict";
  *next = end;
  if (is_spelling_handler(errors)) {
    for (size_t i = start; i < end; i++) {
      int status = spell_char(ctx, e, errors, str_at(str_of(e->text), i));
      if (status < 0) return -1;
      if (!status) continue;
      raise_encode_error(ctx, e->encoding, e->text, i, end, reason);
      return -1;
    }
    return 0;
  }
  Value exc = raise_unicode_error(ctx, &kr_type_UnicodeEncodeError, e->encoding, kr_ref(e->text), start, end, reason, 0);
  Value replacement = call_handler(ctx, errors, exc, NULL, str_of(e->text)->len, next);
  int failed = !replacement || put_replacement(ctx, e, replacement, start, end, reason);
  kr_unref(ctx, replacement);
  return failed ? -1 : 0;
}
