/* The bytes type: construction, operators, iterator and method table. */
#include <stdio.h>
#include "bytes_impl.h"

typedef union { Bytes head; uint8_t bytes[sizeof(Bytes) + 8]; } ShortBytes;
static ShortBytes empty_bytes = {{.ob = {REFS_STATIC, SHAPE_bytes | META_STATIC}}};
static ShortBytes byte_strs[256];

static Value one_byte(uint8_t c) {
  ShortBytes *s = &byte_strs[c];
  if (!s->head.len) {
    *s = (ShortBytes){{.ob = {REFS_STATIC, SHAPE_bytes | META_STATIC}, .len = 1}};
    s->head.data[0] = c;
  }
  return kr_ref(kr_val(s));
}

Value bytes_new(Ctx *ctx, const void *data, size_t n) {
  if (n == 0) return kr_ref(kr_val(&empty_bytes));
  if (n == 1 && data) return one_byte(*(const uint8_t *)data);
  if (n > INT64_MAX - (sizeof(Bytes) + 1)) return kr_raise(ctx, &kr_type_OverflowError, "byte string is too large");
  if (n > (size_t)1 << 46) return kr_raise_memory(ctx);
  Bytes *b = kr_alloc(ctx, SHAPE_bytes, sizeof *b + n + 1);
  if (!b) return 0;
  b->len = (int64_t)n;
  if (data) memcpy(b->data, data, n);
  b->data[n] = 0;
  return kr_val(b);
}

Value bytes_unfilled(Ctx *ctx, size_t n) {
  if (n == 0 || n > (size_t)1 << 46) return bytes_new(ctx, NULL, n);
  Bytes *b = kr_alloc_unfilled(ctx, SHAPE_bytes, sizeof *b + n + 1);
  if (!b) return 0;
  b->len = (int64_t)n;
  b->data[n] = 0;
  return kr_val(b);
}

/* Writes the literal; of a bytearray, apostrophes are escaped even between double quotes. */
static Value literal(Ctx *ctx, const uint8_t *p, size_t n, int escape_apostrophes) {
  int quote = memchr(p ? p : (const uint8_t *)"", '\'', n) && !memchr(p, '"', n) ? '"' : '\'';
  StrWriter w;
  char text[8];
  writer_init(&w);
  int failed = writer_char(ctx, &w, 'b') || writer_char(ctx, &w, (uint32_t)quote);
  for (size_t i = 0; i < n && !failed; i++) {
    int c = p[i], len = 1;
    text[0] = (char)c;
    if (c == quote || c == '\\' || (c == '\'' && escape_apostrophes)) len = sprintf(text, "\\%c", c);
    else if (c == '\t' || c == '\n' || c == '\r') len = sprintf(text, "\\%c", c == '\t' ? 't' : c == '\n' ? 'n' : 'r');
    else if (c < ' ' || c >= 0x7f) len = sprintf(text, "\\x%02x", c);
    failed = writer_ascii(ctx, &w, text, (size_t)len);
  }
  if (!failed && !writer_char(ctx, &w, (uint32_t)quote)) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

Value bytes_repr(Ctx *ctx, const uint8_t *p, size_t n) { return literal(ctx, p, n, 0); }
Value bytearray_literal(Ctx *ctx, const uint8_t *p, size_t n) { return literal(ctx, p, n, 1); }

/* ---- construction ---- */
int byte_arg(Ctx *ctx, Value v, uint8_t *out) {
  int64_t n;
  if (kr_index_clamp(ctx, v, &n)) return -1;
  if (n < 0 || n > 255) {
    kr_raise(ctx, &kr_type_ValueError, "byte must be in range(0, 256)");
    return -1;
  }
  *out = (uint8_t)n;
  return 0;
}

int bytes_item(Ctx *ctx, Value item, const char *what, uint8_t *out) {
  int64_t c;
  if (kr_index_clamp(ctx, item, &c)) return -1;
  if (c >= 0 && c <= 255) return *out = (uint8_t)c, 0;
  kr_raise(ctx, &kr_type_ValueError, "%s must be in range(0, 256)", strcmp(what, "bytes") ? "byte" : "bytes");
  return -1;
}

static Value bytes_from_iterable(Ctx *ctx, Value x, const char *what) {
  Value items = kr_has_shape(x, SHAPE_list) ? kr_ref(x) : kr_to_list(ctx, x);
  if (!items) return 0;
  ByteWriter w = {0};
  int failed = 0;
  for (int64_t i = 0; i < list_of(items)->len && !failed; i++) { /* the list may change meanwhile */
    uint8_t byte;
    Value item = kr_ref(list_of(items)->items[i]);
    failed = bytes_item(ctx, item, what, &byte) || bytes_put(ctx, &w, &byte, 1);
    kr_unref(ctx, item);
  }
  kr_unref(ctx, items);
  if (!failed) return bytes_finish(ctx, &w);
  bytes_abandon(&w);
  return 0;
}

static Value zero_bytes(Ctx *ctx, Value count, const char *what) {
  int64_t n;
  if (kr_index_size(ctx, count, &n, &kr_type_OverflowError)) return 0;
  if (n < 0) return kr_raise(ctx, &kr_type_ValueError, "negative count");
  if (n >= INT64_MAX - 64 && strcmp(what, "bytes")) return kr_raise_memory(ctx);
  Value v = bytes_new(ctx, NULL, (size_t)n);
  if (v && n) memset(bytes_of(v)->data, 0, (size_t)n);
  return v;
}

Value bytes_from_object(Ctx *ctx, Value x, const char *what) {
  if (kr_has_shape(x, SHAPE_bytes)) return kr_ref(x);
  Type *t = kr_type_of(x);
  if (kr_is_anyint(x) || t->to_index) {
    Value zeros = zero_bytes(ctx, x, what);
    if (zeros || !kr_catch(ctx, &kr_type_TypeError)) return zeros; /* no index after all: go on */
  }
  if (t->get_buffer) {
    Buffer b;
    if (buffer_request(ctx, x, &b, BUF_FULL_RO)) return 0;
    Value v = buffer_to_bytes(ctx, &b, 'C');
    kr_release_buffer(ctx, &b);
    return v;
  }
  if (kr_is_anystr(x) || !kr_is_iterable(x)) return kr_raise(ctx, &kr_type_TypeError, "cannot convert '%T' object to %s", x, what);
  return bytes_from_iterable(ctx, x, what);
}

Value bytes_from_args(Ctx *ctx, const char *name, struct Signature **parsed, const Value *args, size_t nargs, Value kwnames) {
  Value a[3];
  if (kr_bind(ctx, name, "source=b'', encoding='utf-8', errors='strict'", parsed, args, nargs, kwnames, a)) return 0;
  const char *encoding = "utf-8", *errors = NULL;
  if (codec_name_arg(ctx, a[1], "argument 'encoding'", &encoding) || codec_name_arg(ctx, a[2], "argument 'errors'", &errors))
    return 0;
  if (!a[0]) {
    if (a[1] || a[2])
      return kr_raise(ctx, &kr_type_TypeError, a[1] ? "encoding without a string argument" : "errors without a string argument");
    return bytes_new(ctx, "", 0);
  }
  if (a[1] && kr_is_anystr(a[0])) return codec_encode(ctx, a[0], encoding, errors);
  if (a[1]) return kr_raise(ctx, &kr_type_TypeError, "encoding without a string argument");
  if (a[2])
    return kr_raise(ctx, &kr_type_TypeError, kr_is_anystr(a[0]) ? "string argument without an encoding" : "errors without a string argument");
  Value self, method = *name == 'b' && name[4] == 's' ? kr_lookup_special(ctx, a[0], N(__bytes__), &self) : KR_ABSENT;
  if (!method) return 0;
  if (method == KR_ABSENT && kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "string argument without an encoding");
  if (method == KR_ABSENT) return bytes_from_object(ctx, a[0], name);
  Value v = kr_call_self(ctx, method, self, NULL, 0, 0);
  kr_unref(ctx, method);
  if (v && !is_anybytes(v)) {
    kr_raise(ctx, &kr_type_TypeError, "__bytes__ returned non-bytes (type %T)", v);
    kr_clear(ctx, &v);
  }
  return v;
}

static Value bytes_type_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value v = bytes_from_args(ctx, "bytes", &parsed, args, nargs, kwnames);
  if (!v || type == &kr_type_bytes) return v;
  size_t n = (size_t)bytes_of(v)->len;
  Bytes *b = kr_alloc_instance(ctx, type, n + 1);
  if (b) {
    b->len = (int64_t)n;
    memcpy(b->data, bytes_of(v)->data, n + 1);
  }
  kr_unref(ctx, v);
  return kr_val(b);
}

/* ---- slots ---- */
static Value repr(Ctx *ctx, Value self) { return bytes_repr(ctx, bytes_of(self)->data, (size_t)bytes_of(self)->len); }
static Value str(Ctx *ctx, Value self) {
  if (kr_runtime.flags.bytes_warning && kr_warn(ctx, &kr_type_BytesWarning, 1, "str() on a bytes instance")) return 0;
  return repr(ctx, self);
}
static int64_t len(Ctx *ctx, Value self) { return bytes_of(self)->len; }

static int64_t hash(Ctx *ctx, Value self) {
  Bytes *b = bytes_of(self);
  if (!b->hash && b->len) {
    b->hash = kr_siphash(b->data, (size_t)b->len);
    if (b->hash + 1 < 2) b->hash = b->hash ? (uint64_t)-2 : 1;
  }
  return (int64_t)b->hash;
}

/* -b: == and != with a str or an int. */
static int warn_of_comparison(Ctx *ctx, Value a, Value b, int op) {
  if (op != CMP_eq && op != CMP_ne) return 0;
  if (kr_is_anystr(a) || kr_is_anystr(b))
    return kr_warn(ctx, &kr_type_BytesWarning, 1, "Comparison between bytes and string");
  if (kr_is_anyint(a) || kr_is_anyint(b)) return kr_warn(ctx, &kr_type_BytesWarning, 1, "Comparison between bytes and int");
  return 0;
}

static Value compare(Ctx *ctx, Value a, Value b, int op) {
  if (!is_anybytes(a) || !is_anybytes(b))
    return kr_runtime.flags.bytes_warning && warn_of_comparison(ctx, a, b, op) < 0 ? 0 : KR_NotImplemented;
  Span x = span_of(a), y = span_of(b);
  if (op == CMP_eq || op == CMP_ne) return kr_bool((x.n == y.n && !memcmp(x.p, y.p, x.n)) == (op == CMP_eq));
  int order = memcmp(x.p, y.p, x.n < y.n ? x.n : y.n);
  if (!order) order = (x.n > y.n) - (x.n < y.n);
  return kr_bool(op == CMP_lt ? order < 0 : op == CMP_le ? order <= 0 : op == CMP_gt ? order > 0 : order >= 0);
}

static Value concat(Ctx *ctx, Value a, Value b) {
  Buffer y;
  Span x = span_of(a);
  if (bytes_like_buffer(ctx, b, &y)) return ctx->exc ? 0 : kr_raise(ctx, &kr_type_TypeError, "can't concat %T to bytes", b);
  Value v;
  if (!y.len && kr_has_shape(a, SHAPE_bytes)) {
    v = kr_ref(a);
  } else if ((v = bytes_new(ctx, NULL, x.n + (size_t)y.len)) && x.n + (size_t)y.len) {
    memcpy(bytes_of(v)->data, x.p, x.n);
    memcpy(bytes_of(v)->data + x.n, y.data, (size_t)y.len);
  }
  kr_release_buffer(ctx, &y);
  return v;
}

static Value repeat(Ctx *ctx, Value self, int64_t times) {
  Span x = span_of(self);
  if (times <= 0 || !x.n) return bytes_new(ctx, "", 0);
  if (times == 1 && kr_has_shape(self, SHAPE_bytes)) return kr_ref(self);
  if ((uint64_t)times > INT64_MAX / x.n) return kr_raise(ctx, &kr_type_OverflowError, "repeated bytes are too long");
  size_t total = x.n * (size_t)times;
  Value v = bytes_new(ctx, NULL, total);
  if (!v) return 0;
  uint8_t *out = bytes_of(v)->data;
  for (size_t done = 0; done < total; done += x.n) memcpy(out + done, x.p, x.n);
  return v;
}

static Value mod(Ctx *ctx, Value a, Value b) { return is_anybytes(a) ? bytes_percent(ctx, a, b, 0) : KR_NotImplemented; }

static Value seq_item(Ctx *ctx, Value self, int64_t i) {
  if ((uint64_t)i >= (uint64_t)bytes_of(self)->len) return kr_raise(ctx, &kr_type_IndexError, "index out of range");
  return kr_int(bytes_of(self)->data[i]);
}

int subscript_index(Ctx *ctx, Value key, const char *what, int64_t *out) {
  if (kr_is_int(key)) {
    *out = kr_int_of(key);
    return 0;
  }
  if (!kr_is_anyint(key) && !kr_type_of(key)->to_index) {
    kr_raise(ctx, &kr_type_TypeError, "%s indices must be integers or slices, not %T", what, key);
    return -1;
  }
  return kr_index_size(ctx, key, out, &kr_type_IndexError);
}

static Value getitem(Ctx *ctx, Value self, Value key) {
  Bytes *b = bytes_of(self);
  int64_t start, stop, step, n;
  if (!kr_has_shape(key, SHAPE_slice)) {
    if (subscript_index(ctx, key, "byte", &start)) return 0;
    return seq_item(ctx, self, start < 0 ? start + b->len : start);
  }
  if (slice_indices(ctx, key, b->len, &start, &stop, &step, &n)) return 0;
  if (step == 1 && n == b->len && kr_has_shape(self, SHAPE_bytes)) return kr_ref(self);
  if (step == 1 || n == 1) return bytes_new(ctx, b->data + start, (size_t)n);
  Value v = bytes_new(ctx, NULL, (size_t)n);
  for (int64_t i = 0; v && i < n; i++) bytes_of(v)->data[i] = b->data[start + i * step];
  return v;
}

static int get_buffer(Ctx *ctx, Value self, Buffer *b, int request) {
  return buffer_fill(ctx, b, self, bytes_of(self)->data, bytes_of(self)->len, 1, request);
}

/* ---- iterator ---- */
static Value iter(Ctx *ctx, Value self) {
  SeqIterator *it = kr_alloc_gc(ctx, SHAPE_bytes_iterator, sizeof *it);
  if (it) it->seq = kr_ref(self);
  return kr_val(it);
}

static Value iterator_next(Ctx *ctx, Value self) {
  SeqIterator *it = (SeqIterator *)kr_obj(self);
  if (!it->seq) return KR_STOP;
  Bytes *b = bytes_of(it->seq);
  if (it->index < b->len) return kr_int(b->data[it->index++]);
  kr_clear(ctx, &it->seq);
  return KR_STOP;
}

static Value iterator_length_m(Ctx *ctx, Value self, const Value *a) {
  SeqIterator *it = (SeqIterator *)kr_obj(self);
  int64_t left = it->seq ? bytes_of(it->seq)->len - it->index : 0;
  return kr_int(left < 0 ? 0 : left);
}

static Value iterator_self(Ctx *ctx, Value self) { return kr_ref(self); }
static void iterator_traverse(Object *o, VisitFn visit, void *arg) { visit(((SeqIterator *)o)->seq, arg); }
static void iterator_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((SeqIterator *)o)->seq); }

static const Method iterator_methods[] = {
  SEQ_ITERATOR_METHODS,
  {"__length_hint__", iterator_length_m, "", "How many bytes are left."},
  {0},
};

Type kr_type_bytes_iterator = {
  TYPE_HEAD(bytes_iterator, "bytes_iterator"), .size = sizeof(SeqIterator), .flags = T_GC | T_NO_NEW,
  .methods = iterator_methods, .iter = iterator_self, .next = iterator_next, .traverse = iterator_traverse,
  .clear = iterator_clear, .free = iterator_clear,
};

/* ---- methods of bytes alone ---- */
static Value getnewargs_m(Ctx *ctx, Value self, const Value *a) {
  Value plain = bytes_new(ctx, bytes_of(self)->data, (size_t)bytes_of(self)->len);
  Value t = plain ? tuple_pack(ctx, 1, plain) : 0;
  kr_unref(ctx, plain);
  return t;
}

static Value bytes_m(Ctx *ctx, Value self, const Value *a) {
  return kr_has_shape(self, SHAPE_bytes) ? kr_ref(self) : bytes_new(ctx, bytes_of(self)->data, (size_t)bytes_of(self)->len);
}

static Value sizeof_m(Ctx *ctx, Value self, const Value *a) { return kr_int(bytes_of(self)->len + 33); }

static const Method bytes_methods[] = {
  BYTES_METHODS,
  {"__bytes__", bytes_m, "", "The bytes themselves."},
  {"__getnewargs__", getnewargs_m, "", "Arguments for copying."},
  {"__sizeof__", sizeof_m, "", "Bytes it takes."},
  {0},
};

Type kr_type_bytes = {
  TYPE_HEAD(bytes, "bytes"), .size = sizeof(Bytes), .itemsize = 1, .flags = T_BASETYPE | T_BYTES | T_IMMUTABLE | T_MATCH_SELF,
  .doc = "bytes(source, encoding, errors): an immutable sequence of bytes.", .new = bytes_type_new, .repr = repr, .str = str, .hash = hash, .compare = compare,
  .iter = iter, .len = len, .getitem = getitem, .seq_item = seq_item, .contains = bytes_contains, .concat = concat,
  .repeat = repeat, .binary = {[BIN_mod] = mod}, .get_buffer = get_buffer, .methods = bytes_methods,
};
