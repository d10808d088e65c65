/* Universal newlines, for text streams and as the type IncrementalNewlineDecoder. */
#include "_io_text.h"

/* ---- translation ---- */
static int has_carriage_return(const Str *s) {
  if (s->kind == 1) return memchr(s->data, '\r', s->len) != NULL;
  for (size_t i = 0; i < s->len; i++)
    if (str_at(s, i) == '\r') return 1;
  return 0;
}

static int has_line_feed(const Str *s) {
  if (s->kind == 1) return memchr(s->data, '\n', s->len) != NULL;
  for (size_t i = 0; i < s->len; i++)
    if (str_at(s, i) == '\n') return 1;
  return 0;
}

/* Notes the line ends of a text and, if asked to, makes all of them "\n". */
static Value translate(Ctx *ctx, Newlines *state, Value text) {
  const Str *s = str_of(text);
  Value out = 0;
  StrWriter w;
  writer_init(&w);
  size_t start = 0;
  int failed = 0;
  for (size_t i = 0; i < s->len && !failed; i++) {
    uint32_t c = str_at(s, i);
    if (c == '\n') state->seen |= NEWLINE_LF;
    if (c != '\r') continue;
    int crlf = i + 1 < s->len && str_at(s, i + 1) == '\n';
    state->seen |= crlf ? NEWLINE_CRLF : NEWLINE_CR;
    if (state->translate) failed = writer_slice(ctx, &w, text, start, i) < 0 || writer_char(ctx, &w, '\n') < 0;
    i += (size_t)crlf;
    start = i + 1;
  }
  if (!failed && state->translate) failed = writer_slice(ctx, &w, text, start, s->len) < 0;
  if (!failed) out = state->translate ? writer_finish(ctx, &w) : kr_ref(text);
  if (failed || !state->translate) writer_abandon(ctx, &w);
  kr_unref(ctx, text);
  return out;
}

Value newlines_decode(Ctx *ctx, Newlines *state, Value text, int final) {
  if (state->pending_cr && (str_of(text)->len || final)) {
    Value cr = str_from_char(ctx, '\r'), joined = cr ? str_concat(ctx, cr, text) : 0;
    kr_unref(ctx, cr);
    kr_unref(ctx, text);
    if (!(text = joined)) return 0;
    state->pending_cr = 0;
  }
  const Str *s = str_of(text);
  if (!final && s->len && str_at(s, s->len - 1) == '\r') {
    state->pending_cr = 1;
    Value shorter = str_slice(ctx, text, 0, s->len - 1);
    kr_unref(ctx, text);
    if (!(text = shorter)) return 0;
    s = str_of(text);
  }
  if (has_carriage_return(s)) return translate(ctx, state, text);
  if (!(state->seen & NEWLINE_LF) && has_line_feed(s)) state->seen |= NEWLINE_LF;
  return text;
}

Value newlines_seen(Ctx *ctx, int seen) {
  static const struct { int bit; const char *text; } kinds[] = {
    {NEWLINE_CR, "\r"}, {NEWLINE_LF, "\n"}, {NEWLINE_CRLF, "\r\n"}};
  Value found[3];
  size_t n = 0;
  for (size_t i = 0; i < 3; i++)
    if (seen & kinds[i].bit) found[n++] = str_from(ctx, kinds[i].text);
  if (n == 0) return KR_None;
  return n == 1 ? found[0] : tuple_steal(ctx, found, n);
}

/* ---- IncrementalNewlineDecoder ---- */
typedef struct { Object ob; Value decoder, errors; Newlines state; } NewlineDecoder;

static NewlineDecoder *decoder_of(Value v) { return (NewlineDecoder *)kr_obj(v); }

static int check_ready(Ctx *ctx, NewlineDecoder *d) {
  if (d->decoder) return 0;
  kr_raise(ctx, &kr_type_ValueError, "IncrementalNewlineDecoder.__init__() not called");
  return -1;
}

static Value newline_decoder_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

static int newline_decoder_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  NewlineDecoder *d = decoder_of(self);
  Value a[3];
  if (kr_bind(ctx, "IncrementalNewlineDecoder", "decoder, translate, errors='strict'", &parsed, args, nargs, kwnames, a) < 0)
    return -1;
  int translate_all = kr_truth(ctx, a[1]);
  if (translate_all < 0) return -1;
  kr_set(ctx, &d->decoder, kr_ref(a[0]));
  kr_set(ctx, &d->errors, a[2] ? kr_ref(a[2]) : kr_ref(N(strict)));
  d->state = (Newlines){.translate = (uint8_t)translate_all};
  return 0;
}

static Value newline_decode_m(Ctx *ctx, Value self, const Value *a) {
  NewlineDecoder *d = decoder_of(self);
  int final = a[1] ? kr_truth(ctx, a[1]) : 0;
  if (check_ready(ctx, d) < 0 || final < 0) return 0;
  Value args[2] = {a[0], kr_bool(final)};
  Value text = d->decoder == KR_None ? kr_ref(a[0]) : kr_call_method(ctx, d->decoder, N(decode), args, 2);
  if (text && !kr_is_anystr(text)) {
    kr_raise(ctx, &kr_type_TypeError, "decoder should return a string result, not '%.200s'", kr_type_of(text)->name);
    kr_clear(ctx, &text);
  }
  return text ? newlines_decode(ctx, &d->state, text, final) : 0;
}

static Value newline_getstate_m(Ctx *ctx, Value self, const Value *a) {
  NewlineDecoder *d = decoder_of(self);
  if (check_ready(ctx, d) < 0) return 0;
  if (d->decoder == KR_None) {
    Value pair[2] = {bytes_new(ctx, "", 0), kr_int(d->state.pending_cr)};
    return pair[0] ? tuple_steal(ctx, pair, 2) : 0;
  }
  Value state = kr_call_method0(ctx, d->decoder, N(getstate)), r = 0;
  int64_t flag;
  if (state && (!kr_has_flag(state, T_TUPLE) || tuple_of(state)->len != 2))
    kr_raise(ctx, &kr_type_TypeError, "illegal decoder state");
  else if (state && kr_index_i64(ctx, tuple_of(state)->items[1], &flag) == 0) {
    Value pair[2] = {kr_ref(tuple_of(state)->items[0]), int_from_i64(ctx, flag << 1 | d->state.pending_cr)};
    r = tuple_steal(ctx, pair, 2);
  }
  kr_unref(ctx, state);
  return r;
}

static Value newline_setstate_m(Ctx *ctx, Value self, const Value *a) {
  NewlineDecoder *d = decoder_of(self);
  int64_t flag;
  if (check_ready(ctx, d) < 0) return 0;
  if (!kr_has_flag(a[0], T_TUPLE) || tuple_of(a[0])->len != 2)
    return kr_raise(ctx, &kr_type_TypeError, "state argument must be a tuple");
  if (kr_index_i64(ctx, tuple_of(a[0])->items[1], &flag) < 0) return 0;
  d->state.pending_cr = flag & 1;
  if (d->decoder == KR_None) return KR_None;
  Value pair[2] = {kr_ref(tuple_of(a[0])->items[0]), int_from_i64(ctx, flag >> 1)};
  Value state = tuple_steal(ctx, pair, 2);
  Value r = state ? kr_call_method1(ctx, d->decoder, N(setstate), state) : 0;
  kr_unref(ctx, state);
  return r;
}

static Value newline_reset_m(Ctx *ctx, Value self, const Value *a) {
  NewlineDecoder *d = decoder_of(self);
  if (check_ready(ctx, d) < 0) return 0;
  d->state.pending_cr = d->state.seen = 0;
  return d->decoder == KR_None ? KR_None : kr_call_method0(ctx, d->decoder, N(reset));
}

static Value newline_get_newlines(Ctx *ctx, Value self) { return newlines_seen(ctx, decoder_of(self)->state.seen); }

static void newline_decoder_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((NewlineDecoder *)o)->decoder, arg);
  visit(((NewlineDecoder *)o)->errors, arg);
}
static void newline_decoder_clear(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((NewlineDecoder *)o)->decoder);
  kr_clear(ctx, &((NewlineDecoder *)o)->errors);
}

static const Method newline_decoder_methods[] = {
  {"decode", newline_decode_m, "input, final=False", NULL},
  {"getstate", newline_getstate_m, "", NULL},
  {"setstate", newline_setstate_m, "state, /", NULL},
  {"reset", newline_reset_m, "", NULL},
  {0},
};

static const GetSet newline_decoder_getsets[] = {
  {"newlines", newline_get_newlines, NULL, NULL},
  {0},
};

Type kr_type_incremental_newline_decoder = {
  TYPE_HEAD(incremental_newline_decoder, "_io.IncrementalNewlineDecoder"),
  .doc = "A decoder around another one that reads text with universal newlines and, if translate is true, makes "
         "every line end '\\n'.",
  .sig = "decoder, translate, errors='strict'",
  .flags = T_BASETYPE | T_GC,
  .size = sizeof(NewlineDecoder),
  .methods = newline_decoder_methods,
  .getsets = newline_decoder_getsets,
  .new = newline_decoder_new,
  .init = newline_decoder_init,
  .traverse = newline_decoder_traverse,
  .clear = newline_decoder_clear,
  .free = newline_decoder_clear,
};
