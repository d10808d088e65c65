/* The _multibytecodec module and the _codecs_* modules: the objects through which encodings.* uses the CJK
 * encodings - a codec, incremental ones, and ones on streams. */
#include <stddef.h>
#include "../objects/bytes_impl.h"
#include "../objects/codecs.h"
#include "cjk.h"

enum { MAX_PENDING_BYTES = 8, MAX_PENDING_CHARS = 2, MAX_PENDING_UTF8 = 4 * MAX_PENDING_CHARS, STATE_SIZE = sizeof(CjkState) };
#define ILLEGAL "illegal multibyte sequence"
#define INCOMPLETE "incomplete multibyte sequence"

typedef struct { Object ob; const CjkCodec *codec; } CodecObject;

/* Incremental encoders and decoders, stream readers and writers. */
typedef struct {
  Object ob;
  const CjkCodec *codec;
  CjkState state;
  Value errors;
  Value stream;                       /* or 0 */
  Value text;                         /* not encoded yet, or 0 */
  uint8_t pending[MAX_PENDING_BYTES]; /* not decoded yet */
  int npending;
} Multibyte;

static const CjkCodec *codec_of(Value v) { return ((CodecObject *)kr_obj(v))->codec; }
static Multibyte *multibyte_of(Value v) { return (Multibyte *)kr_obj(v); }

/* ---- encoding ---- */

typedef struct { Encoding e; const CjkCodec *codec; CjkState *state; } EncodeRun;

static int put_char(Ctx *ctx, Encoding *e, uint32_t c) {
  EncodeRun *run = (EncodeRun *)e;
  uint8_t bytes[CJK_MAX_BYTES];
  int n;
  if (run->codec->encode(run->codec, run->state, c, NEXT_NONE, bytes, &n) <= 0) return 1;
  return bytes_put(ctx, &e->out, bytes, (size_t)n);
}

static int encode_all(Ctx *ctx, EncodeRun *run, int final, size_t *at) {
  const Str *s = str_of(run->e.text);
  uint8_t bytes[CJK_MAX_BYTES];
  int n;
  for (*at = 0; *at < s->len;) {
    uint32_t next = *at + 1 < s->len ? str_at(s, *at + 1) : final ? NEXT_NONE : NEXT_UNKNOWN;
    int taken = run->codec->encode(run->codec, run->state, str_at(s, *at), next, bytes, &n);
    if (taken == 0) break;
    if (taken < 0 ? encode_error(ctx, &run->e, *at, *at + 1, ILLEGAL, at) : bytes_put(ctx, &run->e.out, bytes, (size_t)n)) return -1;
    if (taken > 0) *at += (size_t)taken;
  }
  if (!final || !run->codec->finish) return 0;
  n = run->codec->finish(run->state, bytes);
  return bytes_put(ctx, &run->e.out, bytes, (size_t)n);
}

/* The text's bytes; *at: where it stopped, before characters that only the next ones decide about. */
static Value encode(Ctx *ctx, const CjkCodec *codec, CjkState *state, Value text, const char *errors, int final, size_t *at) {
  EncodeRun run = {{.encoding = codec->name, .errors = errors, .text = text, .put = put_char}, codec, state};
  if (encode_all(ctx, &run, final, at) == 0) return bytes_finish(ctx, &run.e.out);
  bytes_abandon(&run.e.out);
  return 0;
}

static const char *errors_text(Ctx *ctx, Value errors) { return errors ? str_utf8(ctx, errors, NULL) : NULL; }

/* Encodes what was left and text; what only later text decides about is left again. */
static Value encode_more(Ctx *ctx, Multibyte *m, Value text, int final) {
  Value given = kr_is_anystr(text) ? kr_ref(text) : kr_str(ctx, text), all = given && m->text ? str_concat(ctx, m->text, given) : kr_ref(given);
  size_t at;
  kr_unref(ctx, given);
  Value r = all ? encode(ctx, m->codec, &m->state, all, errors_text(ctx, m->errors), final, &at) : 0;
  if (r) {
    Value left = at < str_of(all)->len ? str_slice(ctx, all, at, str_of(all)->len) : 0;
    if (left && str_of(left)->len > MAX_PENDING_CHARS) kr_clear(ctx, &left);
    kr_set(ctx, &m->text, left);
  }
  kr_unref(ctx, all);
  return r;
}

/* ---- decoding ---- */

/* Decodes until the end or, unless final, an unfinished character; *at: how far. */
static int decode_all(Ctx *ctx, Decoding *d, const CjkCodec *codec, CjkState *state, int final, size_t *at) {
  uint32_t out[2];
  for (*at = 0; *at < d->n;) {
    int taken = codec->decode(codec, state, d->data + *at, d->n - *at, out);
    if (taken == 0 && !final) return 0;
    if (taken <= 0) {
      size_t end = taken ? *at + (size_t)-taken : d->n;
      if (decode_error(ctx, d, *at, end, taken ? ILLEGAL : INCOMPLETE, at)) return -1;
      continue;
    }
    *at += (size_t)taken;
    for (int k = 0; k < 2 && out[k] != NO_CHAR; k++)
      if (writer_char(ctx, &d->out, out[k])) return -1;
  }
  return 0;
}

static Value decode(Ctx *ctx, const CjkCodec *codec, CjkState *state, const uint8_t *data, size_t n, const char *errors, int final, size_t *at) {
  Decoding d = {.encoding = codec->name, .errors = errors, .data = data, .n = n};
  writer_init(&d.out);
  int failed = decode_all(ctx, &d, codec, state, final, at);
  return codec_finish_decoding(ctx, &d, failed, *at, NULL);
}

/* Decodes what was left and these bytes. */
static Value decode_more(Ctx *ctx, Multibyte *m, const uint8_t *data, size_t n, int final) {
  ByteWriter all = {0};
  size_t at;
  if (bytes_put(ctx, &all, m->pending, (size_t)m->npending) || bytes_put(ctx, &all, data, n)) return bytes_abandon(&all), 0;
  Value r = decode(ctx, m->codec, &m->state, all.data, all.len, errors_text(ctx, m->errors), final, &at);
  if (r && all.len - at > MAX_PENDING_BYTES) {
    kr_raise(ctx, &kr_type_UnicodeError, "pending buffer overflow");
    kr_clear(ctx, &r);
  }
  if (r) m->npending = (int)(all.len - at);
  if (r && m->npending) memcpy(m->pending, all.data + at, (size_t)m->npending);
  bytes_abandon(&all);
  return r;
}

/* ---- codecs ---- */

static int load(Ctx *ctx, const CjkCodec *codec) {
  for (int k = 0; k < codec->nsets; k++)
    if (!cjk_charset(ctx, codec->sets[k])) return -1;
  return 0;
}

static void start(const CjkCodec *codec, CjkState *state) {
  *state = (CjkState){{0}};
  if (codec->start) codec->start(state);
}

static Value pair(Ctx *ctx, Value first, size_t n) {
  Value items[2] = {first, kr_int((int64_t)n)};
  return first ? tuple_steal(ctx, items, 2) : 0;
}

static Value codec_encode_m(Ctx *ctx, Value self, const Value *a) {
  const char *errors = NULL;
  CjkState state;
  size_t at;
  if (a[1] != KR_None && codec_name_arg(ctx, a[1], "encode() argument 'errors'", &errors)) return 0;
  Value text = kr_is_anystr(a[0]) ? kr_ref(a[0]) : kr_str(ctx, a[0]);
  if (!text) return 0;
  start(codec_of(self), &state);
  Value r = pair(ctx, encode(ctx, codec_of(self), &state, text, errors, 1, &at), str_of(text)->len);
  kr_unref(ctx, text);
  return r;
}

static Value codec_decode_m(Ctx *ctx, Value self, const Value *a) {
  const char *errors = NULL;
  CjkState state;
  size_t at;
  Buffer b;
  if ((a[1] != KR_None && codec_name_arg(ctx, a[1], "decode() argument 'errors'", &errors)) || kr_get_buffer(ctx, a[0], &b, 0)) return 0;
  start(codec_of(self), &state);
  Value r = pair(ctx, decode(ctx, codec_of(self), &state, b.data, (size_t)b.len, errors, 1, &at), (size_t)b.len);
  kr_release_buffer(ctx, &b);
  return r;
}

static const Method codec_methods[] = {
  {"encode", codec_encode_m, "input, errors=None", "The text as bytes, and its length."},
  {"decode", codec_decode_m, "input, errors=None", "The bytes as text, and their number."},
  {0},
};

Type kr_type_multibyte_codec = {
  TYPE_HEAD(multibyte_codec, "_multibytecodec.MultibyteCodec"), .size = sizeof(CodecObject), .methods = codec_methods,
};

static Value codec_object(Ctx *ctx, const CjkCodec *codec) {
  CodecObject *o = load(ctx, codec) < 0 ? NULL : kr_alloc(ctx, SHAPE_multibyte_codec, sizeof *o);
  if (o) o->codec = codec;
  return kr_val(o);
}

/* ---- what the four kinds share ---- */

/* A new object of a class whose attribute "codec" says which. */
static Multibyte *multibyte_new(Ctx *ctx, Type *type, Value errors) {
  Value codec = kr_getattr_c(ctx, kr_val(type), "codec");
  if (codec && !kr_has_shape(codec, SHAPE_multibyte_codec)) {
    kr_raise(ctx, &kr_type_TypeError, "codec is unexpected type");
    kr_clear(ctx, &codec);
  }
  if (codec && errors && !kr_is_anystr(errors)) {
    kr_raise(ctx, &kr_type_TypeError, "argument 'errors' must be str, not %T", errors);
    kr_clear(ctx, &codec);
  }
  Multibyte *m = codec ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (m) {
    m->codec = codec_of(codec);
    m->errors = kr_ref(errors ? errors : N(strict));
    start(m->codec, &m->state);
  }
  kr_unref(ctx, codec);
  return m;
}

static Value incremental_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[1];
  if (kr_bind(ctx, type->name, "errors='strict'", &parsed, args, nargs, kwnames, a) < 0) return 0;
  return kr_val(multibyte_new(ctx, type, a[0]));
}

static Value stream_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2];
  if (kr_bind(ctx, type->name, "stream, errors='strict'", &parsed, args, nargs, kwnames, a) < 0) return 0;
  Multibyte *m = multibyte_new(ctx, type, a[1]);
  if (m) m->stream = kr_ref(a[0]);
  return kr_val(m);
}

static int nothing_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) { return 0; }

static Value get_errors(Ctx *ctx, Value self) { return kr_ref(multibyte_of(self)->errors); }

static int set_errors(Ctx *ctx, Value self, Value v) {
  if (!v) return kr_raise(ctx, &kr_type_AttributeError, "can't delete attribute"), -1;
  if (!kr_is_anystr(v)) return kr_raise(ctx, &kr_type_TypeError, "errors must be a string"), -1;
  kr_set(ctx, &multibyte_of(self)->errors, kr_ref(v));
  return 0;
}

static void multibyte_traverse(Object *o, VisitFn visit, void *arg) {
  Multibyte *m = (Multibyte *)o;
  visit(m->errors, arg);
  visit(m->stream, arg);
  visit(m->text, arg);
}

static void multibyte_clear(Ctx *ctx, Object *o) {
  Multibyte *m = (Multibyte *)o;
  kr_clear(ctx, &m->errors);
  kr_clear(ctx, &m->stream);
  kr_clear(ctx, &m->text);
}

static Value decoder_reset_m(Ctx *ctx, Value self, const Value *a) {
  Multibyte *m = multibyte_of(self);
  m->npending = 0;
  if (m->codec->restart) m->codec->restart(&m->state);
  else m->state = (CjkState){{0}};
  return KR_None;
}

static const char *kind_name(Value v) { return v == KR_None ? "None" : kr_type_of(v)->name; }

/* ---- incremental encoders ---- */

static Value encoder_encode_m(Ctx *ctx, Value self, const Value *a) {
  int final = a[1] ? kr_truth(ctx, a[1]) : 0;
  return final < 0 ? 0 : encode_more(ctx, multibyte_of(self), a[0], final);
}

static Value encoder_reset_m(Ctx *ctx, Value self, const Value *a) {
  Multibyte *m = multibyte_of(self);
  uint8_t bytes[CJK_MAX_BYTES];
  if (m->codec->finish) m->codec->finish(&m->state, bytes);
  kr_clear(ctx, &m->text);
  return KR_None;
}

/* The state as a number: length and UTF-8 of what is left, then the codec's own. */
static Value encoder_getstate_m(Ctx *ctx, Value self, const Value *a) {
  const Multibyte *m = multibyte_of(self);
  uint8_t bytes[1 + MAX_PENDING_UTF8 + STATE_SIZE] = {0};
  size_t n = 0;
  const char *text = m->text ? str_utf8(ctx, m->text, &n) : "";
  if (!text) return 0;
  bytes[0] = (uint8_t)n;
  memcpy(bytes + 1, text, n);
  memcpy(bytes + 1 + n, m->state.bytes, STATE_SIZE);
  return int_from_bytes(ctx, bytes, 1 + n + STATE_SIZE, 1, 0);
}

static Value encoder_setstate_m(Ctx *ctx, Value self, const Value *a) {
  Multibyte *m = multibyte_of(self);
  uint8_t bytes[1 + MAX_PENDING_UTF8 + STATE_SIZE];
  if (!kr_is_anyint(a[0])) return kr_raise(ctx, &kr_type_TypeError, "setstate() argument must be int, not %s", kind_name(a[0]));
  if (int_to_bytes(ctx, a[0], bytes, sizeof bytes, 1, 0) < 0) return 0;
  if (bytes[0] > MAX_PENDING_UTF8) return kr_raise(ctx, &kr_type_UnicodeError, "pending buffer too large");
  Value text = bytes[0] ? str_from_utf8(ctx, (char *)bytes + 1, bytes[0]) : 0;
  if (bytes[0] && !text) return 0;
  kr_set(ctx, &m->text, text);
  memcpy(m->state.bytes, bytes + 1 + bytes[0], STATE_SIZE);
  return KR_None;
}

/* ---- incremental decoders ---- */

static Value decoder_decode_m(Ctx *ctx, Value self, const Value *a) {
  int final = a[1] ? kr_truth(ctx, a[1]) : 0;
  Buffer b;
  if (final < 0 || kr_get_buffer(ctx, a[0], &b, 0)) return 0;
  Value r = decode_more(ctx, multibyte_of(self), b.data, (size_t)b.len, final);
  kr_release_buffer(ctx, &b);
  return r;
}

static Value decoder_getstate_m(Ctx *ctx, Value self, const Value *a) {
  const Multibyte *m = multibyte_of(self);
  Value items[2] = {bytes_new(ctx, m->pending, (size_t)m->npending), int_from_bytes(ctx, m->state.bytes, STATE_SIZE, 1, 0)};
  return items[0] && items[1] ? tuple_steal(ctx, items, 2) : 0;
}

static Value decoder_setstate_m(Ctx *ctx, Value self, const Value *a) {
  Multibyte *m = multibyte_of(self);
  uint8_t state[STATE_SIZE];
  if (!kr_has_flag(a[0], T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "setstate() argument must be tuple, not %s", kind_name(a[0]));
  const Value *items = tuple_of(a[0])->items;
  if (tuple_of(a[0])->len != 2 || !kr_has_flag(items[0], T_BYTES) || !kr_is_anyint(items[1]))
    return kr_raise(ctx, &kr_type_TypeError, "setstate(): illegal state argument");
  const Bytes *pending = bytes_of(items[0]);
  if (int_to_bytes(ctx, items[1], state, sizeof state, 1, 0) < 0) return 0;
  if (pending->len > MAX_PENDING_BYTES) return kr_raise(ctx, &kr_type_UnicodeError, "pending buffer too large");
  memcpy(m->pending, pending->data, (size_t)(m->npending = (int)pending->len));
  memcpy(m->state.bytes, state, sizeof state);
  return KR_None;
}

/* ---- stream readers ---- */

/* One call of the stream's method; *empty: it gave nothing. */
static Value read_once(Ctx *ctx, Multibyte *m, Value method, int64_t size, int *got, int *empty) {
  Value number = kr_int(size), bytes = size < 0 ? kr_call_method0(ctx, m->stream, method) : kr_call_method1(ctx, m->stream, method, number);
  if (bytes && !kr_has_flag(bytes, T_BYTES)) {
    kr_raise(ctx, &kr_type_TypeError, "stream function returned a non-bytes object (%.100s)", kr_type_of(bytes)->name);
    kr_clear(ctx, &bytes);
  }
  if (!bytes) return 0;
  *empty = bytes_of(bytes)->len == 0;
  *got = !*empty || m->npending;
  Value text = decode_more(ctx, m, bytes_of(bytes)->data, (size_t)bytes_of(bytes)->len, *empty || size < 0);
  kr_unref(ctx, bytes);
  return text;
}

/* Goes on until there is a character, or the end. */
static Value read_text(Ctx *ctx, Multibyte *m, Value method, Value size_arg) {
  int64_t size = -1;
  int got, empty;
  if (size_arg && size_arg != KR_None) {
    if (!kr_is_anyint(size_arg)) return kr_raise(ctx, &kr_type_TypeError, "arg 1 must be an integer");
    if (kr_index_i64(ctx, size_arg, &size)) return 0;
  }
  if (size == 0) return str_from(ctx, "");
  for (;; size = 1) {
    Value text = read_once(ctx, m, method, size, &got, &empty);
    if (!text || size < 0 || str_of(text)->len || !got) return text;
    kr_unref(ctx, text);
  }
}

static Value reader_read_m(Ctx *ctx, Value self, const Value *a) { return read_text(ctx, multibyte_of(self), N(read), a[0]); }
static Value reader_readline_m(Ctx *ctx, Value self, const Value *a) { return read_text(ctx, multibyte_of(self), N(readline), a[0]); }

static Value reader_readlines_m(Ctx *ctx, Value self, const Value *a) {
  Value text = read_text(ctx, multibyte_of(self), N(read), a[0]), keep = kr_bool(1);
  Value lines = text ? kr_call_method1(ctx, text, N(splitlines), keep) : 0;
  kr_unref(ctx, text);
  return lines;
}

/* ---- stream writers ---- */

static int write_bytes(Ctx *ctx, Multibyte *m, Value bytes /* stolen */) {
  Value r = bytes ? kr_call_method1(ctx, m->stream, N(write), bytes) : 0;
  kr_unref(ctx, bytes);
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

static Value writer_write_m(Ctx *ctx, Value self, const Value *a) {
  Multibyte *m = multibyte_of(self);
  return write_bytes(ctx, m, encode_more(ctx, m, a[0], 0)) < 0 ? 0 : KR_None;
}

static Value writer_writelines_m(Ctx *ctx, Value self, const Value *a) {
  Multibyte *m = multibyte_of(self);
  Value lines = kr_to_tuple(ctx, a[0]);
  int failed = !lines;
  for (int64_t k = 0; !failed && k < tuple_of(lines)->len; k++)
    failed = write_bytes(ctx, m, encode_more(ctx, m, tuple_of(lines)->items[k], 0)) < 0;
  kr_unref(ctx, lines);
  return failed ? 0 : KR_None;
}

static Value writer_reset_m(Ctx *ctx, Value self, const Value *a) {
  Multibyte *m = multibyte_of(self);
  if (!m->text) return KR_None;
  Value empty = str_from(ctx, ""), bytes = empty ? encode_more(ctx, m, empty, 1) : 0;
  kr_unref(ctx, empty);
  if (bytes && !bytes_of(bytes)->len) return kr_unref(ctx, bytes), KR_None;
  return write_bytes(ctx, m, bytes) < 0 ? 0 : KR_None;
}

/* ---- the types ---- */

static const GetSet multibyte_getsets[] = {{"errors", get_errors, set_errors, "how to treat errors"}, {0}};
static const Member stream_members[] = {{"stream", MEMBER_VALUE, offsetof(Multibyte, stream), 1, NULL}, {0}};

static const Method encoder_methods[] = {
  {"encode", encoder_encode_m, "input, final=False", NULL}, {"reset", encoder_reset_m, "", NULL},
  {"getstate", encoder_getstate_m, "", NULL}, {"setstate", encoder_setstate_m, "state, /", NULL}, {0}};
static const Method decoder_methods[] = {
  {"decode", decoder_decode_m, "input, final=False", NULL}, {"reset", decoder_reset_m, "", NULL},
  {"getstate", decoder_getstate_m, "", NULL}, {"setstate", decoder_setstate_m, "state, /", NULL}, {0}};
static const Method reader_methods[] = {
  {"read", reader_read_m, "sizeobj=None, /", NULL}, {"readline", reader_readline_m, "sizeobj=None, /", NULL},
  {"readlines", reader_readlines_m, "sizehintobj=None, /", NULL}, {"reset", decoder_reset_m, "", NULL}, {0}};
static const Method writer_methods[] = {
  {"write", writer_write_m, "strobj, /", NULL}, {"writelines", writer_writelines_m, "lines, /", NULL}, {"reset", writer_reset_m, "", NULL}, {0}};

#define MULTIBYTE(id, type_name, make, rows, ...)                                                                      \
  Type kr_type_##id = {                                                                                                \
    TYPE_HEAD(id, "_multibytecodec." type_name), .flags = T_BASETYPE | T_GC, .size = sizeof(Multibyte), .methods = rows, \
    .getsets = multibyte_getsets, .new = make, .init = nothing_init, .traverse = multibyte_traverse,                   \
    .clear = multibyte_clear, .free = multibyte_clear, __VA_ARGS__}
MULTIBYTE(multibyte_incremental_encoder, "MultibyteIncrementalEncoder", incremental_new, encoder_methods);
MULTIBYTE(multibyte_incremental_decoder, "MultibyteIncrementalDecoder", incremental_new, decoder_methods);
MULTIBYTE(multibyte_stream_reader, "MultibyteStreamReader", stream_new, reader_methods, .members = stream_members);
MULTIBYTE(multibyte_stream_writer, "MultibyteStreamWriter", stream_new, writer_methods, .members = stream_members);

static Type *const multibyte_types[] = {&kr_type_multibyte_incremental_encoder, &kr_type_multibyte_incremental_decoder,
                                        &kr_type_multibyte_stream_reader, &kr_type_multibyte_stream_writer, NULL};
const ModuleDef kr_module__multibytecodec = {.name = "_multibytecodec", .types = multibyte_types};

/* ---- modules of codecs ---- */

static Value getcodec(Ctx *ctx, Value module, const Value *a) {
  static const CjkCodec *const tables[] = {cjk_plain_codecs, cjk_japanese_codecs, cjk_shift_codecs};
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "encoding name must be a string.");
  Value own = ((Module *)kr_obj(module))->name;
  for (size_t k = 0; k < sizeof tables / sizeof *tables; k++)
    for (const CjkCodec *c = tables[k]; c->name; c++)
      if (str_equal_ascii(a[0], c->name) && kr_is_anystr(own) && str_equal_ascii(own, c->module)) return codec_object(ctx, c);
  return kr_raise(ctx, &kr_type_LookupError, "no such codec is supported.");
}

static const Method getcodec_methods[] = {{"getcodec", getcodec, "name, /", NULL}, {0}};
#define CODEC_MODULE(module) const ModuleDef kr_module_##module = {.name = #module, .methods = getcodec_methods}
CODEC_MODULE(_codecs_cn);
CODEC_MODULE(_codecs_hk);
CODEC_MODULE(_codecs_iso2022);
CODEC_MODULE(_codecs_jp);
CODEC_MODULE(_codecs_kr);
CODEC_MODULE(_codecs_tw);
