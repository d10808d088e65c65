/* The _codecs module: the registry and every native codec, for the codecs module and the encodings
 * package. */
#include <stdio.h>
#include "../objects/bytes_impl.h"

/* ---- registry ---- */
static Value codecs_register_m(Ctx *ctx, Value self, const Value *a) { return codec_register(ctx, a[0]) ? 0 : KR_None; }
static Value codecs_unregister_m(Ctx *ctx, Value self, const Value *a) { return codec_unregister(ctx, a[0]) ? 0 : KR_None; }

static Value codecs_lookup_m(Ctx *ctx, Value self, const Value *a) {
  const char *name = NULL;
  return codec_name_arg(ctx, a[0], "lookup() argument", &name) ? 0 : codec_lookup(ctx, name);
}

static Value apply(Ctx *ctx, const Value *a, int encode) {
  const char *encoding = "utf-8", *errors = NULL;
  if (codec_name_arg(ctx, a[1], encode ? "encode() argument 'encoding'" : "decode() argument 'encoding'", &encoding) ||
      codec_name_arg(ctx, a[2], encode ? "encode() argument 'errors'" : "decode() argument 'errors'", &errors))
    return 0;
  return codec_apply(ctx, a[0], encoding, errors, encode);
}

static Value codecs_encode_m(Ctx *ctx, Value self, const Value *a) { return apply(ctx, a, 1); }
static Value codecs_decode_m(Ctx *ctx, Value self, const Value *a) { return apply(ctx, a, 0); }

static Value codecs_register_error_m(Ctx *ctx, Value self, const Value *a) {
  const char *name = NULL;
  if (codec_name_arg(ctx, a[0], "register_error() argument 1", &name)) return 0;
  return codec_register_error(ctx, name, a[1]) ? 0 : KR_None;
}

static Value codecs_lookup_error_m(Ctx *ctx, Value self, const Value *a) {
  const char *name = NULL;
  return codec_name_arg(ctx, a[0], "lookup_error() argument", &name) ? 0 : codec_lookup_error(ctx, name);
}

/* ---- the handlers of the language, as functions of an exception ---- */
static Value wrong_exception(Ctx *ctx, Value exc) {
  return kr_raise(ctx, &kr_type_TypeError, "don't know how to handle %T in error callback", exc);
}

static UnicodeErrorObj *unicode_error(Value exc) { return (UnicodeErrorObj *)kr_obj(exc); }
static int is_a(Value exc, Type *t) { return kr_instance_of(exc, t); }

static Value strict_errors_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_has_flag(a[0], T_EXCEPTION)) return kr_raise(ctx, &kr_type_TypeError, "codec must pass exception instance");
  return kr_raise_obj(ctx, a[0]);
}

/* (text, where to go on) */
static Value answer(Ctx *ctx, Value text /* stolen */, int64_t next) {
  Value t = text ? tuple_pack(ctx, 2, text, kr_int(next)) : 0;
  kr_unref(ctx, text);
  return t;
}

static int is_unicode_error(Value exc) { return is_a(exc, &kr_type_UnicodeEncodeError) || is_a(exc, &kr_type_UnicodeDecodeError) || is_a(exc, &kr_type_UnicodeTranslateError); }

/* The faulty range of an exception, kept within its object; the object is a str or bytes.  -1: raised. */
static int error_range(Ctx *ctx, Value exc, int64_t *start, int64_t *end) {
  UnicodeErrorObj *e = unicode_error(exc);
  int decoding = is_a(exc, &kr_type_UnicodeDecodeError);
  if (!e->object) return kr_raise(ctx, &kr_type_TypeError, "object attribute not set"), -1;
  if (decoding ? !is_anybytes(e->object) : !kr_is_anystr(e->object))
    return kr_raise(ctx, &kr_type_TypeError, "object attribute must be %s", decoding ? "bytes" : "unicode"), -1;
  int64_t len = decoding ? bytes_of(e->object)->len : (int64_t)str_of(e->object)->len;
  *start = e->start < 0 ? 0 : e->start >= len ? (len ? len - 1 : 0) : e->start;
  *end = e->end < 1 ? 1 : e->end > len ? len : e->end;
  return 0;
}

static Value ignore_errors_m(Ctx *ctx, Value self, const Value *a) {
  if (!is_unicode_error(a[0])) return wrong_exception(ctx, a[0]);
  int64_t start, end;
  return error_range(ctx, a[0], &start, &end) ? 0 : answer(ctx, kr_ref(kr_val(kr_empty_str)), end);
}

static Value replace_errors_m(Ctx *ctx, Value self, const Value *a) {
  if (!is_unicode_error(a[0])) return wrong_exception(ctx, a[0]);
  int64_t start, end;
  if (error_range(ctx, a[0], &start, &end)) return 0;
  StrWriter w;
  writer_init(&w);
  int decoding = is_a(a[0], &kr_type_UnicodeDecodeError);
  uint32_t c = is_a(a[0], &kr_type_UnicodeEncodeError) ? '?' : 0xfffd;
  int64_t n = decoding ? 1 : end - start;
  if (writer_fill(ctx, &w, c, n < 0 ? 0 : (size_t)n)) return 0;
  return answer(ctx, writer_finish(ctx, &w), end);
}

/* Spells each character (or byte) of the faulty range. */
static Value spell_range(Ctx *ctx, Value exc, int (*spell)(char *out, uint32_t c)) {
  int64_t start, end;
  StrWriter w;
  char text[300];
  if (error_range(ctx, exc, &start, &end)) return 0;
  Value object = unicode_error(exc)->object;
  writer_init(&w);
  for (int64_t i = start; i < end; i++) {
    uint32_t c = is_anybytes(object) ? bytes_of(object)->data[i] : str_at(str_of(object), (size_t)i);
    if (writer_ascii(ctx, &w, text, (size_t)spell(text, c))) {
      writer_abandon(ctx, &w);
      return 0;
    }
  }
  return answer(ctx, writer_finish(ctx, &w), end);
}

static int spell_xml(char *out, uint32_t c) { return sprintf(out, "&#%u;", c); }
static int spell_backslash(char *out, uint32_t c) { return sprintf(out, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c); }
static int spell_name(char *out, uint32_t c) {
  char name[256];
  return unicode_name(c, name, sizeof name) ? sprintf(out, "\\N{%s}", name) : spell_backslash(out, c);
}

static Value xmlcharrefreplace_errors_m(Ctx *ctx, Value self, const Value *a) {
  return is_a(a[0], &kr_type_UnicodeEncodeError) ? spell_range(ctx, a[0], spell_xml) : wrong_exception(ctx, a[0]);
}
static Value namereplace_errors_m(Ctx *ctx, Value self, const Value *a) {
  return is_a(a[0], &kr_type_UnicodeEncodeError) ? spell_range(ctx, a[0], spell_name) : wrong_exception(ctx, a[0]);
}
static Value backslashreplace_errors_m(Ctx *ctx, Value self, const Value *a) {
  return is_unicode_error(a[0]) ? spell_range(ctx, a[0], spell_backslash) : wrong_exception(ctx, a[0]);
}

/* surrogateescape and surrogatepass: run the codec's own handler over the range alone. */
static Value surrogate_handler(Ctx *ctx, Value exc, const char *errors) {
  if (!is_a(exc, &kr_type_UnicodeDecodeError) && !is_a(exc, &kr_type_UnicodeEncodeError)) return wrong_exception(ctx, exc);
  UnicodeErrorObj *e = unicode_error(exc);
  size_t next;
  int64_t start, end;
  if (error_range(ctx, exc, &start, &end)) return 0;
  const char *encoding = e->encoding && kr_is_anystr(e->encoding) ? str_utf8(ctx, e->encoding, NULL) : "";
  if (!encoding) return 0;
  if (is_a(exc, &kr_type_UnicodeDecodeError)) {
    Decoding d = {.encoding = encoding, .errors = errors, .data = bytes_of(e->object)->data, .n = (size_t)bytes_of(e->object)->len};
    writer_init(&d.out);
    if (!decode_error(ctx, &d, (size_t)start, (size_t)end, "", &next)) return answer(ctx, writer_finish(ctx, &d.out), (int64_t)next);
    writer_abandon(ctx, &d.out);
  } else {
    Encoding enc = {.encoding = encoding, .errors = errors, .text = e->object, .unit = strstr(encoding, "16") ? 2 : strstr(encoding, "32") ? 4 : 0,
                    .big = strstr(encoding, "be") != NULL};
    if (!encode_error(ctx, &enc, (size_t)start, (size_t)end, "", &next)) return answer(ctx, bytes_finish(ctx, &enc.out), (int64_t)next);
    bytes_abandon(&enc.out);
  }
  kr_clear_exc(ctx);
  return kr_raise_obj(ctx, exc);
}

static Value surrogateescape_errors_m(Ctx *ctx, Value self, const Value *a) { return surrogate_handler(ctx, a[0], "surrogateescape"); }
static Value surrogatepass_errors_m(Ctx *ctx, Value self, const Value *a) { return surrogate_handler(ctx, a[0], "surrogatepass"); }

static const Method error_handlers[] = {
  {"strict", strict_errors_m, "exception, /", "Raises the exception."},
  {"ignore", ignore_errors_m, "exception, /", "Leaves out what is malformed."},
  {"replace", replace_errors_m, "exception, /", "Puts a replacement character."},
  {"xmlcharrefreplace", xmlcharrefreplace_errors_m, "exception, /", "Puts XML character references."},
  {"backslashreplace", backslashreplace_errors_m, "exception, /", "Puts backslash escapes."},
  {"namereplace", namereplace_errors_m, "exception, /", "Puts \\N{...} escapes."},
  {"surrogateescape", surrogateescape_errors_m, "exception, /", "Bytes as lone surrogates and back."},
  {"surrogatepass", surrogatepass_errors_m, "exception, /", "Lone surrogates as they are."},
};

/* ---- codecs: decoders give (text, bytes consumed), encoders (bytes, characters consumed) ---- */
static int errors_arg(Ctx *ctx, Value v, const char **out) {
  *out = NULL;
  return v && v != KR_None ? codec_name_arg(ctx, v, "argument 2", out) : 0;
}

static Value pair(Ctx *ctx, Value v /* stolen */, size_t n) {
  Value t = v ? tuple_pack(ctx, 2, v, kr_int((int64_t)n)) : 0;
  kr_unref(ctx, v);
  return t;
}

/* A bytes-like argument; escape decoders take ASCII str too. */
static int input(Ctx *ctx, Value v, Buffer *b, int text_ok) {
  if (!text_ok || !kr_is_anystr(v)) return kr_get_buffer(ctx, v, b, 0);
  size_t n;
  const char *text = str_utf8(ctx, v, &n);
  if (!text) return -1;
  return buffer_fill(ctx, b, v, (void *)(uintptr_t)text, (int64_t)n, 1, 0);
}

static Value decode_with(Ctx *ctx, const Value *a, DecodeFn decode, int text_ok, int final) {
  Buffer b;
  const char *errors;
  if (final < 0 || errors_arg(ctx, a[1], &errors) || input(ctx, a[0], &b, text_ok)) return 0;
  size_t consumed = 0;
  Value v = decode(ctx, b.data, (size_t)b.len, errors, !final, &consumed);
  kr_release_buffer(ctx, &b);
  return pair(ctx, v, consumed);
}

static Value encode_with(Ctx *ctx, const Value *a, EncodeFn encode) {
  const char *errors;
  if (!kr_is_anystr(a[0])) return raise_must_be_str(ctx, "argument 1", a[0]);
  if (errors_arg(ctx, a[1], &errors)) return 0;
  return pair(ctx, encode(ctx, a[0], errors), str_of(a[0])->len);
}

/* The optional final argument. */
static int is_final(Ctx *ctx, Value v, int otherwise) { return v ? kr_truth(ctx, v) : otherwise; }

static Value utf_8_decode_m(Ctx *ctx, Value self, const Value *a) { return decode_with(ctx, a, codec_utf8_decode, 0, is_final(ctx, a[2], 0)); }
static Value utf_7_decode_m(Ctx *ctx, Value self, const Value *a) { return decode_with(ctx, a, codec_utf7_decode, 0, is_final(ctx, a[2], 0)); }
static Value utf_7_encode_m(Ctx *ctx, Value self, const Value *a) { return encode_with(ctx, a, codec_utf7_encode); }
static Value latin_1_decode_m(Ctx *ctx, Value self, const Value *a) { return decode_with(ctx, a, codec_latin1_decode, 0, 1); }
static Value ascii_decode_m(Ctx *ctx, Value self, const Value *a) { return decode_with(ctx, a, codec_ascii_decode, 0, 1); }
static Value unicode_escape_decode_m(Ctx *ctx, Value self, const Value *a) { return decode_with(ctx, a, codec_unicode_escape_decode, 1, is_final(ctx, a[2], 1)); }
static Value raw_unicode_escape_decode_m(Ctx *ctx, Value self, const Value *a) { return decode_with(ctx, a, codec_raw_unicode_escape_decode, 1, is_final(ctx, a[2], 1)); }
static Value utf_8_encode_m(Ctx *ctx, Value self, const Value *a) { return encode_with(ctx, a, codec_utf8_encode); }
static Value latin_1_encode_m(Ctx *ctx, Value self, const Value *a) { return encode_with(ctx, a, codec_latin1_encode); }
static Value ascii_encode_m(Ctx *ctx, Value self, const Value *a) { return encode_with(ctx, a, codec_ascii_encode); }
static Value unicode_escape_encode_m(Ctx *ctx, Value self, const Value *a) { return encode_with(ctx, a, codec_unicode_escape_encode); }
static Value raw_unicode_escape_encode_m(Ctx *ctx, Value self, const Value *a) { return encode_with(ctx, a, codec_raw_unicode_escape_encode); }

static Value wide_decode(Ctx *ctx, const Value *a, int unit, int order) {
  Buffer b;
  const char *errors;
  int final = is_final(ctx, a[2], 0);
  if (final < 0 || errors_arg(ctx, a[1], &errors) || kr_get_buffer(ctx, a[0], &b, 0)) return 0;
  size_t consumed = 0;
  Value v = codec_wide_decode(ctx, unit, b.data, (size_t)b.len, errors, &order, !final, &consumed);
  kr_release_buffer(ctx, &b);
  return pair(ctx, v, consumed);
}

static Value wide_ex_decode(Ctx *ctx, const Value *a, int unit) {
  Buffer b;
  const char *errors;
  int final = is_final(ctx, a[3], 0), order;
  int64_t given;
  if (final < 0 || c_int_arg(ctx, a[2], 0, &given) || errors_arg(ctx, a[1], &errors) || kr_get_buffer(ctx, a[0], &b, 0)) return 0;
  order = given < 0 ? -1 : given > 0;
  size_t consumed = 0;
  Value v = codec_wide_decode(ctx, unit, b.data, (size_t)b.len, errors, &order, !final, &consumed);
  kr_release_buffer(ctx, &b);
  Value t = v ? tuple_pack(ctx, 3, v, kr_int((int64_t)consumed), kr_int(order)) : 0;
  kr_unref(ctx, v);
  return t;
}

static Value wide_encode(Ctx *ctx, const Value *a, int unit, int order) {
  const char *errors;
  int64_t given = order;
  if (!kr_is_anystr(a[0])) return raise_must_be_str(ctx, "argument 1", a[0]);
  if (errors_arg(ctx, a[1], &errors) || (!order && c_int_arg(ctx, a[2], 0, &given))) return 0;
  return pair(ctx, codec_wide_encode(ctx, unit, a[0], errors, given < 0 ? -1 : given > 0), str_of(a[0])->len);
}

#define WIDE(bits, unit) \
  static Value utf_##bits##_decode_m(Ctx *ctx, Value self, const Value *a) { return wide_decode(ctx, a, unit, 0); } \
  static Value utf_##bits##_le_decode_m(Ctx *ctx, Value self, const Value *a) { return wide_decode(ctx, a, unit, -1); } \
  static Value utf_##bits##_be_decode_m(Ctx *ctx, Value self, const Value *a) { return wide_decode(ctx, a, unit, 1); } \
  static Value utf_##bits##_ex_decode_m(Ctx *ctx, Value self, const Value *a) { return wide_ex_decode(ctx, a, unit); } \
  static Value utf_##bits##_encode_m(Ctx *ctx, Value self, const Value *a) { return wide_encode(ctx, a, unit, 0); } \
  static Value utf_##bits##_le_encode_m(Ctx *ctx, Value self, const Value *a) { return wide_encode(ctx, a, unit, -1); } \
  static Value utf_##bits##_be_encode_m(Ctx *ctx, Value self, const Value *a) { return wide_encode(ctx, a, unit, 1); }
WIDE(16, 2)
WIDE(32, 4)

static Value charmap_decode_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  const char *errors;
  if (errors_arg(ctx, a[1], &errors) || kr_get_buffer(ctx, a[0], &b, 0)) return 0;
  Value v = codec_charmap_decode(ctx, b.data, (size_t)b.len, errors, a[2]);
  size_t n = (size_t)b.len;
  kr_release_buffer(ctx, &b);
  return pair(ctx, v, n);
}

static Value charmap_encode_m(Ctx *ctx, Value self, const Value *a) {
  const char *errors;
  if (!kr_is_anystr(a[0])) return raise_must_be_str(ctx, "argument 1", a[0]);
  return errors_arg(ctx, a[1], &errors) ? 0 : pair(ctx, codec_charmap_encode(ctx, a[0], errors, a[2]), str_of(a[0])->len);
}

/* The inverse of a decoding table, from character to byte. */
static Value charmap_build_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return raise_must_be_str(ctx, "charmap_build() argument", a[0]);
  Value dict = dict_new(ctx);
  for (size_t i = 0; dict && i < str_of(a[0])->len; i++) {
    uint32_t c = str_at(str_of(a[0]), i);
    if (c != 0xfffe && dict_set(ctx, dict, kr_int(c), kr_int((int64_t)i))) kr_clear(ctx, &dict);
  }
  return dict;
}

static Value escape_decode_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  const char *errors;
  if (errors_arg(ctx, a[1], &errors) || input(ctx, a[0], &b, 1)) return 0;
  Value v = codec_escape_decode(ctx, b.data, (size_t)b.len, errors);
  size_t n = (size_t)b.len;
  kr_release_buffer(ctx, &b);
  return pair(ctx, v, n);
}

static Value escape_encode_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_has_flag(a[0], T_BYTES)) return kr_raise(ctx, &kr_type_TypeError, "escape_encode() argument 1 must be bytes, not %T", a[0]);
  return pair(ctx, codec_escape_encode(ctx, a[0]), (size_t)bytes_of(a[0])->len);
}

static Value readbuffer_encode_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  if (input(ctx, a[0], &b, 1)) return 0;
  Value v = buffer_to_bytes(ctx, &b, 'C');
  size_t n = (size_t)b.len;
  kr_release_buffer(ctx, &b);
  return pair(ctx, v, n);
}

#define DECODE(name) {#name "_decode", name##_decode_m, "data, errors=None, /", "Decodes bytes."}
#define DECODE_FINAL(name) {#name "_decode", name##_decode_m, "data, errors=None, final=False, /", "Decodes bytes."}
#define ENCODE(name) {#name "_encode", name##_encode_m, "str, errors=None, /", "Encodes text."}
#define WIDE_ROWS(bits) \
  DECODE_FINAL(utf_##bits), DECODE_FINAL(utf_##bits##_le), DECODE_FINAL(utf_##bits##_be), ENCODE(utf_##bits##_le), ENCODE(utf_##bits##_be), \
  {"utf_" #bits "_encode", utf_##bits##_encode_m, "str, errors=None, byteorder=0, /", "Encodes text."}, \
  {"utf_" #bits "_ex_decode", utf_##bits##_ex_decode_m, "data, errors=None, byteorder=0, final=False, /", "Decodes bytes; gives the byte order too."}
static const Method codecs_methods[] = {
  {"register", codecs_register_m, "search_function, /", "Adds a codec search function."},
  {"unregister", codecs_unregister_m, "search_function, /", "Removes it again."},
  {"lookup", codecs_lookup_m, "encoding, /", "The CodecInfo of an encoding."},
  {"encode", codecs_encode_m, "obj, encoding='utf-8', errors='strict'", "Encodes through the registry."},
  {"decode", codecs_decode_m, "obj, encoding='utf-8', errors='strict'", "Decodes through the registry."},
  {"register_error", codecs_register_error_m, "errors, handler, /", "Names an error handler."},
  {"lookup_error", codecs_lookup_error_m, "name, /", "The error handler of a name."},
  DECODE_FINAL(utf_7), ENCODE(utf_7), DECODE_FINAL(utf_8), ENCODE(utf_8), DECODE(latin_1), ENCODE(latin_1), DECODE(ascii), ENCODE(ascii),
  {"unicode_escape_decode", unicode_escape_decode_m, "data, errors=None, final=True, /", "Decodes bytes."},
  {"raw_unicode_escape_decode", raw_unicode_escape_decode_m, "data, errors=None, final=True, /", "Decodes bytes."},
  ENCODE(unicode_escape), ENCODE(raw_unicode_escape), WIDE_ROWS(16), WIDE_ROWS(32),
  {"charmap_decode", charmap_decode_m, "data, errors=None, mapping=None, /", "Decodes by a table."},
  {"charmap_encode", charmap_encode_m, "str, errors=None, mapping=None, /", "Encodes by a table."},
  {"charmap_build", charmap_build_m, "map, /", "The encoding table of a decoding table."},
  {"escape_decode", escape_decode_m, "data, errors=None, /", "Decodes the escapes of bytes literals."},
  {"escape_encode", escape_encode_m, "data, errors=None, /", "Escapes bytes as in a literal."},
  {"readbuffer_encode", readbuffer_encode_m, "data, errors=None, /", "The bytes of a buffer."},
  {0},
};

static int codecs_init(Ctx *ctx, Value module) {
  for (size_t i = 0; i < sizeof error_handlers / sizeof *error_handlers; i++) {
    Value f = builtin_new(ctx, &error_handlers[i], 0, 0);
    int failed = !f || codec_register_error(ctx, error_handlers[i].name, f);
    kr_unref(ctx, f);
    if (failed) return -1;
  }
  return 0;
}

const ModuleDef kr_module__codecs = {"_codecs", "Encodings and their registry.", codecs_methods, NULL, codecs_init};
