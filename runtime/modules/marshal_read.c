/* marshal.load: values from bytes in CPython's formats 0 to 4.  Whatever the bytes are, the answer is a value or an
 * exception. */
#include <stdlib.h>
#include "marshal.h"

/* Reads from memory, or from a file, whose bytes are copied to buf. */
typedef struct {
  Ctx *ctx;
  const uint8_t *p, *end;
  Value file, buf; /* borrowed; bytearray */
  Value refs;      /* list */
  int depth;
} Reader;

static Value bad_data(Reader *r, const char *what) {
  return kr_raise(r->ctx, &kr_type_ValueError, "bad marshal data (%s)", what);
}

/* Fills buf from the file; -1: raised. */
static int fill_buffer(Reader *r, size_t n) {
  Value view = bytearray_resize(r->ctx, r->buf, n) == 0 ? memoryview_new(r->ctx, r->buf) : 0;
  Value name = view ? str_intern_c(r->ctx, "readinto") : 0, got = name ? kr_call_method1(r->ctx, r->file, name, view) : 0;
  int64_t count = -1;
  int ok = got && kr_index_i64(r->ctx, got, &count) == 0;
  kr_unref(r->ctx, view), kr_unref(r->ctx, name), kr_unref(r->ctx, got);
  if (!ok) return -1;
  if (count == (int64_t)n) return 0;
  if (count > (int64_t)n)
    kr_raise(r->ctx, &kr_type_ValueError, "read() returned too much data: %lld bytes requested, %lld returned", (long long)n, (long long)count);
  else kr_raise(r->ctx, &kr_type_EOFError, "EOF read where not expected");
  return -1;
}

/* The next n bytes, valid until the next call. */
static const uint8_t *take(Reader *r, size_t n) {
  if (r->file) return fill_buffer(r, n) < 0 ? NULL : ((ByteArray *)kr_obj(r->buf))->data;
  if ((size_t)(r->end - r->p) < n) {
    kr_raise(r->ctx, &kr_type_EOFError, "marshal data too short");
    return NULL;
  }
  r->p += n;
  return r->p - n;
}

static int take_i32(Reader *r, int64_t *out) {
  const uint8_t *p = take(r, 4);
  if (!p) return -1;
  *out = (int32_t)(p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24);
  return 0;
}

/* A size: not negative. */
static int take_size(Reader *r, int short_form, size_t *out) {
  int64_t n;
  if (short_form) {
    const uint8_t *p = take(r, 1);
    if (p) *out = *p;
    return p ? 0 : -1;
  }
  if (take_i32(r, &n) < 0) return -1;
  if (n < 0) return bad_data(r, "bytes object size out of range"), -1;
  *out = (size_t)n;
  return 0;
}

/* An object, or KR_ABSENT for the letter that ends a dict. */
static Value get_object_or_end(Reader *r);

static Value get_item(Reader *r, const char *container) {
  Value v = get_object_or_end(r);
  return v != KR_ABSENT ? v : kr_raise(r->ctx, &kr_type_TypeError, "NULL object in marshal data for %s", container);
}

static Value get_big(Reader *r) {
  int64_t n;
  if (take_i32(r, &n) < 0) return 0;
  if (n == INT32_MIN) return bad_data(r, "long size out of range");
  size_t digits = (size_t)(n < 0 ? -n : n);
  const uint8_t *p = take(r, digits * 2);
  if (!p) return 0;
  for (size_t i = 0; i < digits; i++)
    if (p[2 * i + 1] & 0x80) return bad_data(r, "digit out of range in long");
  if (digits && !p[2 * digits - 2] && !p[2 * digits - 1]) return bad_data(r, "unnormalized long data");
  size_t size = digits * 2 + 8;
  uint8_t *bytes = calloc(1, size);
  if (!bytes) return kr_raise_memory(r->ctx);
  for (size_t i = 0; i < digits; i++) {
    uint32_t digit = p[2 * i] | (uint32_t)p[2 * i + 1] << 8, window;
    memcpy(&window, bytes + i * 15 / 8, 4);
    window |= (digit & 0x7fff) << (i * 15 % 8);
    memcpy(bytes + i * 15 / 8, &window, 4);
  }
  Value v = int_from_bytes(r->ctx, bytes, size, 1, 0);
  free(bytes);
  if (!v || n >= 0) return v;
  Value negative = kr_negative(r->ctx, v);
  kr_unref(r->ctx, v);
  return negative;
}

/* A float as text: the length in one byte. */
static int take_text_double(Reader *r, double *out) {
  const uint8_t *p = take(r, 1);
  size_t n = p ? *p : 0;
  char text[256], *end;
  if (!p || !(p = take(r, n))) return -1;
  memcpy(text, p, n);
  text[n] = 0;
  *out = float_parse(text, &end);
  if (n && end == text + n) return 0;
  kr_raise(r->ctx, &kr_type_ValueError, "could not convert string to float: '%s'", text);
  return -1;
}

static int take_double(Reader *r, double *out) {
  const uint8_t *p = take(r, sizeof *out);
  if (p) memcpy(out, p, sizeof *out);
  return p ? 0 : -1;
}

static Value get_text(Reader *r, int letter) {
  size_t n;
  if (take_size(r, letter == 'z' || letter == 'Z', &n) < 0) return 0;
  const uint8_t *p = take(r, n);
  Value s = p ? str_from_wtf8(r->ctx, (const char *)p, n) : 0;
  return s && strchr("tAZ", letter) ? str_intern(r->ctx, s) : s;
}

/* list, set: filled in place, since items may refer to it. */
static Value fill(Reader *r, Value into, size_t n) {
  int is_list = into && kr_has_shape(into, SHAPE_list);
  for (size_t i = 0; into && i < n; i++) {
    Value item = get_item(r, is_list ? "list" : "set");
    if (!item || (is_list ? list_append(r->ctx, into, item) : set_add(r->ctx, into, item)) < 0) kr_clear(r->ctx, &into);
    kr_unref(r->ctx, item);
  }
  return into;
}

/* tuple, frozenset: of a list, since the data may promise more items than it has. */
static Value get_frozen(Reader *r, size_t n, Value (*make)(Ctx *, const Value *items, size_t)) {
  Value list = fill(r, list_new(r->ctx, 0), n);
  Value frozen = list ? make(r->ctx, list_of(list)->items, (size_t)list_of(list)->len) : 0;
  kr_unref(r->ctx, list);
  return frozen;
}

static Value fill_dict(Reader *r, Value dict) {
  while (dict) {
    Value key = get_object_or_end(r), value = key && key != KR_ABSENT ? get_object_or_end(r) : 0;
    if (key == KR_ABSENT || value == KR_ABSENT) {
      kr_unref(r->ctx, value == KR_ABSENT ? key : 0);
      return dict;
    }
    if (!value || dict_set(r->ctx, dict, key, value) < 0) kr_clear(r->ctx, &dict);
    kr_unref(r->ctx, key), kr_unref(r->ctx, value);
  }
  return 0;
}

static Value get_code(Reader *r) {
  size_t n;
  if (take_size(r, 0, &n) < 0) return 0;
  const uint8_t *p = take(r, n);
  Code *code = p ? code_decode((const char *)p, n) : NULL;
  if (!p) return 0;
  if (!code || code_verify(code)) {
    if (code) code_free(code);
    return bad_data(r, "invalid code");
  }
  return code_wrap(r->ctx, code);
}

static Value get_bytes(Reader *r) {
  size_t n;
  const uint8_t *p = take_size(r, 0, &n) < 0 ? NULL : take(r, n);
  return p ? bytes_new(r->ctx, p, n) : 0;
}

static Value get_number(Reader *r, int letter) {
  int64_t n;
  double re, im;
  const uint8_t *p;
  switch (letter) {
  case 'i': return take_i32(r, &n) < 0 ? 0 : kr_int(n);
  case 'I': return (p = take(r, 8)) ? int_from_bytes(r->ctx, p, 8, 1, 1) : 0;
  case 'l': return get_big(r);
  case 'g': return take_double(r, &re) < 0 ? 0 : kr_float(r->ctx, re);
  case 'f': return take_text_double(r, &re) < 0 ? 0 : kr_float(r->ctx, re);
  default: break;
  }
  int (*part)(Reader *, double *) = letter == 'y' ? take_double : take_text_double;
  if (part(r, &re) < 0 || part(r, &im) < 0) return 0;
  Complex *c = kr_alloc(r->ctx, SHAPE_complex, sizeof *c);
  if (!c) return 0;
  c->re = re, c->im = im;
  return kr_val(c);
}

/* A container is entered into refs before its items are read. */
static Value note_ref(Reader *r, int flag, Value v) {
  if (v && flag && list_append(r->ctx, r->refs, v) < 0) kr_clear(r->ctx, &v);
  return v;
}

/* Objects that can be referred to only once they are complete: their place in refs is kept free. */
static Value get_reserved(Reader *r, int letter, int flag) {
  int64_t at = list_of(r->refs)->len;
  size_t n = 0;
  if (flag && list_append(r->ctx, r->refs, KR_None) < 0) return 0;
  if (letter != MARSHAL_CODE && take_size(r, letter == ')', &n) < 0) return 0;
  Value v = letter == MARSHAL_CODE ? get_code(r) : get_frozen(r, n, letter == '>' ? frozenset_from : tuple_from);
  if (v && flag) kr_set(r->ctx, &list_of(r->refs)->items[at], kr_ref(v));
  return v;
}

static Value get_container(Reader *r, int letter, int flag) {
  size_t n;
  if (letter == '{') return fill_dict(r, note_ref(r, flag, dict_new(r->ctx)));
  if (take_size(r, 0, &n) < 0) return 0;
  return fill(r, note_ref(r, flag, letter == '[' ? list_new(r->ctx, 0) : set_new(r->ctx)), n);
}

static Value get_ref(Reader *r) {
  int64_t n;
  if (take_i32(r, &n) < 0) return 0;
  if (n < 0 || n >= list_of(r->refs)->len) return bad_data(r, "invalid reference");
  return kr_ref(list_of(r->refs)->items[n]);
}

static Value get_kind(Reader *r, int letter, int flag) {
  static const struct { char letter; Value v; } constants[] = {
    {'N', KR_None}, {'T', KR_True}, {'F', KR_False}, {'.', KR_Ellipsis}};
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (constants[i].letter == letter) return constants[i].v;
  if (letter == 'S') return kr_ref(kr_val(&kr_type_StopIteration));
  if (letter == 'r') return get_ref(r);
  if (strchr("iIlgfyx", letter)) return note_ref(r, flag, get_number(r, letter));
  if (letter == 's') return note_ref(r, flag, get_bytes(r));
  if (strchr("uatAzZ", letter)) return note_ref(r, flag, get_text(r, letter));
  if (strchr("[{<", letter)) return get_container(r, letter, flag);
  if (strchr("()>", letter) || letter == MARSHAL_CODE) return get_reserved(r, letter, flag);
  return bad_data(r, "unknown type code");
}

static Value get_object_or_end(Reader *r) {
  if (!r->file && r->p == r->end) return kr_raise(r->ctx, &kr_type_EOFError, "EOF read where object expected");
  const uint8_t *p = take(r, 1);
  if (!p) return 0;
  if (++r->depth > MARSHAL_MAX_DEPTH) return kr_raise(r->ctx, &kr_type_ValueError, "recursion limit exceeded");
  int letter = *p & ~MARSHAL_FLAG_REF, flag = *p & MARSHAL_FLAG_REF;
  Value v = letter == '0' ? KR_ABSENT : letter ? get_kind(r, letter, flag) : bad_data(r, "unknown type code");
  r->depth--;
  return v;
}

static Value read_object(Reader *r) {
  r->refs = list_new(r->ctx, 0);
  Value v = r->refs ? get_item(r, "object") : 0;
  kr_unref(r->ctx, r->refs);
  return v;
}

Value marshal_read_bytes(Ctx *ctx, const uint8_t *bytes, size_t n) {
  Reader r = {.ctx = ctx, .p = bytes, .end = bytes + n};
  return read_object(&r);
}

Value marshal_read_file(Ctx *ctx, Value file) {
  Value nothing = kr_call_method1(ctx, file, N(read), kr_int(0));
  if (!nothing) return 0;
  if (!kr_instance_of(nothing, &kr_type_bytes)) {
    kr_raise(ctx, &kr_type_TypeError, "file.read() returned not bytes but %T", nothing);
    kr_unref(ctx, nothing);
    return 0;
  }
  kr_unref(ctx, nothing);
  Reader r = {.ctx = ctx, .file = file, .buf = bytearray_new(ctx, NULL, 0)};
  Value v = r.buf ? read_object(&r) : 0;
  kr_unref(ctx, r.buf);
  return v;
}
