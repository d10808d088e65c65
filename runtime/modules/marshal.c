/* The marshal module: plain data and code as bytes, in CPython's format 4.  Code objects are the one
 * difference: what stands for them is the code's cache form (ir/code.h), under a letter of its own. */
#include <stdlib.h>
#include "../api.h"

enum { VERSION = 4, MAX_DEPTH = 2000, TYPE_CODE = 'K', FLAG_REF = 0x80 };

/* ---- writing ---- */

typedef struct { Ctx *ctx; uint8_t *bytes; size_t len, cap; int depth, failed; } Writer;

static void put(Writer *w, const void *bytes, size_t n) {
  if (w->len + n > w->cap) {
    size_t cap = (w->len + n) * 2 + 64;
    uint8_t *more = realloc(w->bytes, cap);
    if (!more) {
      if (!w->failed) kr_raise_memory(w->ctx);
      w->failed = 1;
      return;
    }
    w->bytes = more;
    w->cap = cap;
  }
  memcpy(w->bytes + w->len, bytes, n);
  w->len += n;
}

static void put_byte(Writer *w, int b) {
  uint8_t byte = (uint8_t)b;
  put(w, &byte, 1);
}

static void put_int(Writer *w, uint64_t n, int size) {
  for (int i = 0; i < size; i++) put_byte(w, (int)(n >> 8 * i & 255));
}

static void fail(Writer *w, const char *message) {
  if (!w->failed) kr_raise(w->ctx, &kr_type_ValueError, "%s", message);
  w->failed = 1;
}

static void put_sized(Writer *w, int letter, const void *bytes, size_t n) {
  if (n > INT32_MAX) {
    fail(w, "unmarshallable object");
    return;
  }
  put_byte(w, letter);
  put_int(w, n, 4);
  put(w, bytes, n);
}

/* Ints that do not fit 32 bits: digits of 15 bits, the sign in their number. */
static void put_big(Writer *w, Value v) {
  size_t n = int_bit_length(v) / 8 + 2;
  uint8_t *bytes = calloc(1, n + 8);
  int negative = int_sign(v) < 0;
  Value magnitude = bytes ? kr_absolute(w->ctx, v) : 0;
  if (!magnitude || int_to_bytes(w->ctx, magnitude, bytes, n, 1, 0) < 0) w->failed = 1;
  else {
    int64_t digits = (int64_t)(int_bit_length(v) + 14) / 15;
    put_byte(w, 'l');
    put_int(w, (uint64_t)(negative ? -digits : digits), 4);
    for (int64_t i = 0; i < digits; i++) {
      uint32_t window;
      memcpy(&window, bytes + i * 15 / 8, 4);
      put_int(w, window >> (i * 15 % 8) & 0x7fff, 2);
    }
  }
  kr_unref(w->ctx, magnitude);
  free(bytes);
}

static void put_str(Writer *w, Value v) {
  size_t n;
  char *text = str_wtf8_dup(w->ctx, v, &n);
  if (!text) w->failed = 1;
  else if (str_of(v)->ascii && n < 256) {
    put_byte(w, str_of(v)->interned ? 'Z' : 'z');
    put_byte(w, (int)n);
    put(w, text, n);
  } else put_sized(w, str_of(v)->ascii ? 'a' : str_of(v)->interned ? 't' : 'u', text, n);
  free(text);
}

static void put_double(Writer *w, double d) { put(w, &d, sizeof d); }
static void put_object(Writer *w, Value v);

static void put_items(Writer *w, int letter, const Value *items, int64_t n) {
  if (letter == '(' && n < 256) {
    put_byte(w, ')');
    put_byte(w, (int)n);
  } else {
    put_byte(w, letter);
    put_int(w, (uint64_t)n, 4);
  }
  for (int64_t i = 0; i < n && !w->failed; i++) put_object(w, items[i]);
}

static void put_dict(Writer *w, Value v) {
  Value key, value;
  put_byte(w, '{');
  for (size_t pos = 0; !w->failed && dict_next(v, &pos, &key, &value);) {
    put_object(w, key);
    put_object(w, value);
  }
  put_byte(w, '0');
}

static void put_set(Writer *w, Value v, int letter) {
  Value list = kr_to_list(w->ctx, v);
  if (list) put_items(w, letter, list_of(list)->items, list_of(list)->len);
  else w->failed = 1;
  kr_unref(w->ctx, list);
}

static void put_code(Writer *w, Value v) {
  size_t n;
  char *bytes = code_encode(((CodeObj *)kr_obj(v))->code, &n);
  if (bytes) put_sized(w, TYPE_CODE, bytes, n);
  else fail(w, "unmarshallable object");
  free(bytes);
}

static void put_buffer(Writer *w, Value v) {
  Buffer buf;
  if (kr_get_buffer(w->ctx, v, &buf, 0) < 0) {
    kr_clear_exc(w->ctx);
    fail(w, "unmarshallable object");
    return;
  }
  put_sized(w, 's', buf.data, (size_t)buf.len);
  kr_release_buffer(w->ctx, &buf);
}

static int put_immediate(Writer *w, Value v) {
  static const struct { Value v; char letter; } rows[] = {
    {KR_None, 'N'}, {KR_True, 'T'}, {KR_False, 'F'}, {KR_Ellipsis, '.'}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (rows[i].v == v) return put_byte(w, rows[i].letter), 1;
  if (v != kr_val(&kr_type_StopIteration)) return 0;
  put_byte(w, 'S');
  return 1;
}

static void put_number(Writer *w, Value v) {
  if (kr_is_int(v) && kr_int_of(v) >= INT32_MIN && kr_int_of(v) <= INT32_MAX) {
    put_byte(w, 'i');
    put_int(w, (uint64_t)kr_int_of(v), 4);
  } else if (kr_is_int(v) || kr_has_shape(v, SHAPE_int)) put_big(w, v);
  else if (kr_has_shape(v, SHAPE_complex)) {
    put_byte(w, 'y');
    put_double(w, ((Complex *)kr_obj(v))->re);
    put_double(w, ((Complex *)kr_obj(v))->im);
  } else {
    put_byte(w, 'g');
    put_double(w, float_of(v));
  }
}

static void put_object(Writer *w, Value v) {
  if (w->failed || put_immediate(w, v)) return;
  if (++w->depth > MAX_DEPTH) fail(w, "object too deeply nested to marshal");
  else if (kr_is_int(v) || kr_is_flo(v) || kr_has_shape(v, SHAPE_int) || kr_has_shape(v, SHAPE_float) || kr_has_shape(v, SHAPE_complex))
    put_number(w, v);
  else if (kr_has_shape(v, SHAPE_str)) put_str(w, v);
  else if (kr_has_shape(v, SHAPE_bytes)) put_sized(w, 's', bytes_of(v)->data, (size_t)bytes_of(v)->len);
  else if (kr_has_shape(v, SHAPE_tuple)) put_items(w, '(', tuple_of(v)->items, tuple_of(v)->len);
  else if (kr_has_shape(v, SHAPE_list)) put_items(w, '[', list_of(v)->items, list_of(v)->len);
  else if (kr_has_shape(v, SHAPE_dict)) put_dict(w, v);
  else if (kr_has_shape(v, SHAPE_set)) put_set(w, v, '<');
  else if (kr_has_shape(v, SHAPE_frozenset)) put_set(w, v, '>');
  else if (kr_has_shape(v, SHAPE_code)) put_code(w, v);
  else put_buffer(w, v);
  w->depth--;
}

static Value dump_bytes(Ctx *ctx, Value v) {
  Writer w = {.ctx = ctx};
  put_object(&w, v);
  Value bytes = w.failed ? 0 : bytes_new(ctx, w.bytes, w.len);
  free(w.bytes);
  return bytes;
}

/* ---- reading ---- */

typedef struct { Ctx *ctx; const uint8_t *p, *end; Value refs; /* list */ int depth; } Reader;

static Value bad_data(Reader *r, const char *what) {
  return kr_raise(r->ctx, &kr_type_ValueError, "bad marshal data (%s)", what);
}

static Value too_short(Reader *r) { return kr_raise(r->ctx, &kr_type_EOFError, "marshal data too short"); }

static const uint8_t *take(Reader *r, size_t n) {
  if ((size_t)(r->end - r->p) < n) {
    too_short(r);
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

static Value get_object(Reader *r);

static Value get_big(Reader *r) {
  int64_t n;
  if (take_i32(r, &n) < 0) return 0;
  size_t digits = (size_t)(n < 0 ? -n : n);
  const uint8_t *p = take(r, digits * 2);
  if (!p) return 0;
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

static Value get_tuple(Reader *r, size_t n) {
  if (n > (size_t)(r->end - r->p)) return bad_data(r, "tuple size out of range");
  Value t = tuple_new(r->ctx, n);
  for (size_t i = 0; t && i < n; i++)
    if (!(tuple_of(t)->items[i] = get_object(r))) kr_clear(r->ctx, &t);
  return t;
}

/* list, set: filled in place, since items may refer to it. */
static Value fill(Reader *r, Value into, size_t n) {
  int is_list = into && kr_has_shape(into, SHAPE_list);
  for (size_t i = 0; into && i < n; i++) {
    Value item = get_object(r);
    if (!item || (is_list ? list_append(r->ctx, into, item) : set_add(r->ctx, into, item)) < 0) kr_clear(r->ctx, &into);
    kr_unref(r->ctx, item);
  }
  return into;
}

static Value get_frozenset(Reader *r, size_t n) {
  Value list = fill(r, list_new(r->ctx, 0), n);
  Value set = list ? frozenset_from(r->ctx, list_of(list)->items, (size_t)list_of(list)->len) : 0;
  kr_unref(r->ctx, list);
  return set;
}

static Value fill_dict(Reader *r, Value dict) {
  while (dict) {
    if (r->p < r->end && *r->p == '0') {
      r->p++;
      return dict;
    }
    Value key = get_object(r), value = key ? get_object(r) : 0;
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
  switch (letter) {
  case 'i': return take_i32(r, &n) < 0 ? 0 : kr_int(n);
  case 'l': return get_big(r);
  case 'g': return take_double(r, &re) < 0 ? 0 : kr_float(r->ctx, re);
  default: break;
  }
  if (take_double(r, &re) < 0 || take_double(r, &im) < 0) return 0;
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
  if (letter != TYPE_CODE && take_size(r, letter == ')', &n) < 0) return 0;
  Value v = letter == TYPE_CODE ? get_code(r) : letter == '>' ? get_frozenset(r, n) : get_tuple(r, n);
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
  if (strchr("ilgy", letter)) return note_ref(r, flag, get_number(r, letter));
  if (letter == 's') return note_ref(r, flag, get_bytes(r));
  if (strchr("uatAzZ", letter)) return note_ref(r, flag, get_text(r, letter));
  if (strchr("[{<", letter)) return get_container(r, letter, flag);
  if (strchr("()>", letter) || letter == TYPE_CODE) return get_reserved(r, letter, flag);
  return bad_data(r, "unknown type code");
}

static Value get_object(Reader *r) {
  const uint8_t *p = r->p < r->end ? r->p++ : NULL;
  if (!p) return kr_raise(r->ctx, &kr_type_EOFError, "EOF read where object expected");
  if (++r->depth > MAX_DEPTH) return bad_data(r, "recursion limit exceeded");
  int letter = *p & ~FLAG_REF;
  Value v = letter ? get_kind(r, letter, *p & FLAG_REF) : bad_data(r, "unknown type code");
  r->depth--;
  return v;
}

/* Reads one object; *used: the bytes it took. */
static Value load_bytes(Ctx *ctx, const uint8_t *bytes, size_t n, size_t *used) {
  Reader r = {ctx, bytes, bytes + n, list_new(ctx, 0), 0};
  Value v = r.refs ? get_object(&r) : 0;
  *used = (size_t)(r.p - bytes);
  kr_unref(ctx, r.refs);
  return v;
}

/* ---- the module ---- */

static Value marshal_dumps_m(Ctx *ctx, Value self, const Value *a) { return dump_bytes(ctx, a[0]); }

static Value marshal_dump_m(Ctx *ctx, Value self, const Value *a) {
  Value bytes = dump_bytes(ctx, a[0]), r = bytes ? kr_call_method1(ctx, a[1], N(write), bytes) : 0;
  kr_unref(ctx, bytes);
  return r;
}

static Value marshal_loads_m(Ctx *ctx, Value self, const Value *a) {
  Buffer buf;
  size_t used;
  if (kr_get_buffer(ctx, a[0], &buf, 0) < 0) return 0;
  Value v = load_bytes(ctx, buf.data, (size_t)buf.len, &used);
  kr_release_buffer(ctx, &buf);
  return v;
}

/* Reads all there is and, where the file allows it, goes back to the end of the object. */
static Value marshal_load_m(Ctx *ctx, Value self, const Value *a) {
  size_t used = 0;
  Value bytes = kr_call_method0(ctx, a[0], N(read)), v = 0;
  if (!bytes) return 0;
  int64_t len = kr_has_shape(bytes, SHAPE_bytes) ? bytes_of(bytes)->len : -1;
  if (len < 0) kr_raise(ctx, &kr_type_TypeError, "file.read() returned not bytes but %T", bytes);
  else v = load_bytes(ctx, bytes_of(bytes)->data, (size_t)len, &used);
  kr_unref(ctx, bytes);
  if (v && (int64_t)used < len) {
    Value seek = str_intern_c(ctx, "seek"), args[] = {kr_int((int64_t)used - len), kr_int(1)};
    Value r = seek ? kr_call_method(ctx, a[0], seek, args, 2) : 0;
    if (!r) kr_clear(ctx, &v);
    kr_unref(ctx, seek), kr_unref(ctx, r);
  }
  return v;
}

static Method marshal_methods[] = {
  {"dump", marshal_dump_m, "value, file, version=4, /", "Write a value to a binary file."},
  {"dumps", marshal_dumps_m, "value, version=4, /", "A value as bytes."},
  {"load", marshal_load_m, "file, /", "Read a value from a binary file."},
  {"loads", marshal_loads_m, "bytes, /", "The value that bytes hold."},
  {0}
};

static int marshal_init(Ctx *ctx, Value module) { return dict_set_c(ctx, module_dict(module), "version", kr_int(VERSION)); }

const ModuleDef kr_module_marshal = {"marshal", "Plain data and code as bytes.", marshal_methods, NULL, marshal_init};
