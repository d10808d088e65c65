/* Codecs given by a table: a str indexed by byte, or a mapping. */
#include "codecs.h"

/* What the table gives for a byte: written to the output; 1: undefined, -1: raised. */
static int map_byte(Ctx *ctx, Decoding *d, Value map, uint8_t byte) {
  if (kr_is_anystr(map)) {
    uint32_t c = byte < str_of(map)->len ? str_at(str_of(map), byte) : 0xfffe;
    return c == 0xfffe ? 1 : writer_char(ctx, &d->out, c);
  }
  Value v = kr_getitem(ctx, map, kr_int(byte));
  if (!v) return kr_catch(ctx, &kr_type_LookupError) ? 1 : -1;
  int status = -1;
  if (v == KR_None) {
    status = 1;
  } else if (kr_is_anyint(v)) {
    int64_t c = int_clamp(v);
    if (c < 0 || c > 0x10ffff) kr_raise(ctx, &kr_type_TypeError, "character mapping must be in range(0x110000)");
    else status = c == 0xfffe ? 1 : writer_char(ctx, &d->out, (uint32_t)c);
  } else if (kr_is_anystr(v)) {
    int undefined = str_of(v)->len == 1 && str_at(str_of(v), 0) == 0xfffe;
    status = undefined ? 1 : writer_str(ctx, &d->out, v);
  } else {
    kr_raise(ctx, &kr_type_TypeError, "character mapping must return integer, None or str");
  }
  kr_unref(ctx, v);
  return status;
}

Value codec_charmap_decode(Ctx *ctx, const uint8_t *data, size_t n, const char *errors, Value map) {
  if (!map || map == KR_None) return codec_latin1_decode(ctx, data, n, errors, 0, NULL);
  Decoding d = {.encoding = "charmap", .errors = errors, .data = data, .n = n};
  writer_init(&d.out);
  int status = 0;
  for (size_t i = 0; i < d.n && status >= 0;) {
    status = map_byte(ctx, &d, map, d.data[i]);
    if (status > 0) status = decode_error(ctx, &d, i, i + 1, "character maps to <undefined>", &i);
    else i++;
  }
  return codec_finish_decoding(ctx, &d, status < 0, n, NULL);
}

static int put_mapped(Ctx *ctx, Encoding *e, uint32_t c) {
  Value v = kr_getitem(ctx, e->map, kr_int(c));
  if (!v) return kr_catch(ctx, &kr_type_LookupError) ? 1 : -1;
  int status = -1;
  uint8_t byte;
  if (v == KR_None) {
    status = 1;
  } else if (kr_is_anyint(v)) {
    int64_t n = int_clamp(v);
    byte = (uint8_t)n;
    if (n < 0 || n > 255) kr_raise(ctx, &kr_type_TypeError, "character mapping must be in range(256)");
    else status = bytes_put(ctx, &e->out, &byte, 1);
  } else if (kr_has_flag(v, T_BYTES)) {
    status = bytes_put(ctx, &e->out, bytes_of(v)->data, (size_t)bytes_of(v)->len);
  } else {
    kr_raise(ctx, &kr_type_TypeError, "character mapping must return integer, bytes or None, not %T", v);
  }
  kr_unref(ctx, v);
  return status;
}

Value codec_charmap_encode(Ctx *ctx, Value text, const char *errors, Value map) {
  if (!map || map == KR_None) return codec_latin1_encode(ctx, text, errors);
  Encoding e = {.encoding = "charmap", .errors = errors, .text = text, .put = put_mapped, .map = map};
  return codec_encode_text(ctx, &e, "character maps to <undefined>");
}
