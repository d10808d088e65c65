/* The bytearray type: a growable run of bytes.  While buffers of it are out, its size is fixed. */
#include "bytes_impl.h"

Value bytearray_new(Ctx *ctx, const void *data, size_t n) {
  ByteArray *b = kr_alloc(ctx, SHAPE_bytearray, sizeof *b);
  if (!b) return 0;
  if (n && !(b->data = kr_mem_alloc(ctx, n + 1))) {
    kr_unref(ctx, kr_val(b));
    return 0;
  }
  b->len = (int64_t)n;
  b->cap = n ? (int64_t)n + 1 : 0;
  if (data && n) memcpy(b->data, data, n);
  return kr_val(b);
}

static void bytearray_free(Ctx *ctx, Object *o) {
  ByteArray *b = (ByteArray *)o;
  if (b->data) kr_mem_free(ctx, b->data, (size_t)b->cap);
  b->data = NULL;
}

int bytearray_check(Ctx *ctx, Value self) {
  if (!bytearray_of(self)->exports) return 0;
  kr_raise(ctx, &kr_type_BufferError, "Existing exports of data: object cannot be re-sized");
  return -1;
}

int bytearray_resize(Ctx *ctx, Value self, size_t n) {
  ByteArray *b = bytearray_of(self);
  if ((size_t)b->len == n) return 0;
  if (bytearray_check(ctx, self)) return -1;
  if (n + 1 > (size_t)b->cap || n + 1 < (size_t)b->cap / 2) {
    size_t cap = n + 1 > (size_t)b->cap ? n + n / 8 + 16 : n + 1;
    uint8_t *data = b->data ? kr_mem_realloc(ctx, b->data, (size_t)b->cap, cap) : kr_mem_alloc(ctx, cap);
    if (!data) return -1;
    b->data = data;
    b->cap = (int64_t)cap;
  }
  b->len = (int64_t)n;
  return 0;
}

/* Replaces data[start..start + old] by n bytes; src must not lie in the array. */
static int splice(Ctx *ctx, Value self, int64_t start, int64_t old, const void *src, int64_t n) {
  ByteArray *b = bytearray_of(self);
  int64_t len = b->len, tail = len - start - old;
  if (n != old && bytearray_check(ctx, self)) return -1;
  if (n > old && bytearray_resize(ctx, self, (size_t)(len + n - old))) return -1;
  if (n != old && tail) memmove(b->data + start + n, b->data + start + old, (size_t)tail);
  if (n < old && bytearray_resize(ctx, self, (size_t)(len + n - old))) return -1;
  if (n) memcpy(b->data + start, src, (size_t)n);
  return 0;
}

/* ---- construction ---- */
static Value type_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}
/* Appends the items one by one: whoever computes them may look at the array meanwhile. */
static int fill_from_iterable(Ctx *ctx, Value self, Value iterable) {
  Value iter = kr_iter(ctx, iterable);
  int failed = !iter || splice(ctx, self, 0, bytearray_of(self)->len, "", 0);
  while (!failed) {
    Value item = kr_next(ctx, iter);
    if (item == KR_STOP) break;
    uint8_t byte;
    failed = !item || bytes_item(ctx, item, "bytearray", &byte) || splice(ctx, self, bytearray_of(self)->len, 0, &byte, 1);
    kr_unref(ctx, item);
  }
  kr_unref(ctx, iter);
  return failed ? -1 : 0;
}

static int only_iterable(Value v) {
  const Type *t = kr_type_of(v);
  return !t->get_buffer && !t->to_index && !kr_is_anystr(v) && kr_is_iterable(v) && !kr_has_shape(v, SHAPE_list);
}

static int init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  if (nargs == 1 && !kwnames && only_iterable(args[0])) return fill_from_iterable(ctx, self, args[0]);
  Value v = bytes_from_args(ctx, "bytearray", &parsed, args, nargs, kwnames);
  if (!v) return -1;
  int failed = splice(ctx, self, 0, bytearray_of(self)->len, bytes_of(v)->data, bytes_of(v)->len);
  kr_unref(ctx, v);
  return failed;
}

/* ---- slots ---- */
static Value repr(Ctx *ctx, Value self) {
  Value inner = bytearray_literal(ctx, span_of(self).p, span_of(self).n);
  Value v = inner ? str_format_c(ctx, "%N(%U)", kr_type_of(self), inner) : 0;
  kr_unref(ctx, inner);
  return v;
}

static int64_t len(Ctx *ctx, Value self) { return bytearray_of(self)->len; }

static Value compare(Ctx *ctx, Value a, Value b, int op) {
  Buffer y;
  if (!is_bytearray(a)) return KR_NotImplemented;
  if (bytes_like_buffer(ctx, b, &y)) return ctx->exc ? 0 : KR_NotImplemented;
  Span x = span_of(a);
  size_t n = (size_t)y.len;
  int order = memcmp(x.p ? x.p : (uint8_t *)"", y.data ? y.data : "", x.n < n ? x.n : n);
  if (!order) order = (x.n > n) - (x.n < n);
  kr_release_buffer(ctx, &y);
  static const struct { int8_t less, same, more; } yes[] = {
    [CMP_lt] = {1, 0, 0}, [CMP_le] = {1, 1, 0}, [CMP_eq] = {0, 1, 0}, [CMP_ne] = {1, 0, 1}, [CMP_gt] = {0, 0, 1}, [CMP_ge] = {0, 1, 1}};
  return kr_bool(order < 0 ? yes[op].less : order ? yes[op].more : yes[op].same);
}

static Value concat(Ctx *ctx, Value a, Value b) {
  Buffer y;
  if (bytes_like_buffer(ctx, b, &y)) return ctx->exc ? 0 : kr_raise(ctx, &kr_type_TypeError, "can't concat %T to bytearray", b);
  Span x = span_of(a);
  Value v = bytearray_new(ctx, NULL, x.n + (size_t)y.len);
  if (v && x.n) memcpy(bytearray_of(v)->data, x.p, x.n);
  if (v && y.len) memcpy(bytearray_of(v)->data + x.n, y.data, (size_t)y.len);
  kr_release_buffer(ctx, &y);
  return v;
}

/* Appends a buffer's bytes; the buffer may be the array's own. */
static int append_buffer(Ctx *ctx, Value self, Value other) {
  Value copy = bytes_from_object(ctx, other, "bytearray");
  if (!copy) return -1;
  int failed = splice(ctx, self, bytearray_of(self)->len, 0, bytes_of(copy)->data, bytes_of(copy)->len);
  kr_unref(ctx, copy);
  return failed;
}

static Value inplace_concat(Ctx *ctx, Value a, Value b) {
  if (!kr_type_of(b)->get_buffer) return kr_raise(ctx, &kr_type_TypeError, "can't concat %T to bytearray", b);
  return append_buffer(ctx, a, b) ? 0 : kr_ref(a);
}

static Value repeat(Ctx *ctx, Value self, int64_t times) {
  Span x = span_of(self);
  if (times < 0) times = 0;
  if (x.n && (uint64_t)times > INT64_MAX / x.n) return kr_raise_memory(ctx);
  Value v = bytearray_new(ctx, NULL, x.n * (size_t)times);
  for (size_t i = 0; v && x.n && i < (size_t)times; i++) memcpy(bytearray_of(v)->data + i * x.n, x.p, x.n);
  return v;
}

static Value inplace_repeat(Ctx *ctx, Value self, int64_t times) {
  Value v = repeat(ctx, self, times);
  if (!v) return 0;
  int failed = splice(ctx, self, 0, bytearray_of(self)->len, bytearray_of(v)->data, bytearray_of(v)->len);
  kr_unref(ctx, v);
  return failed ? 0 : kr_ref(self);
}

static Value mod(Ctx *ctx, Value a, Value b) { return is_bytearray(a) ? bytes_percent(ctx, a, b, 1) : KR_NotImplemented; }

static Value seq_item(Ctx *ctx, Value self, int64_t i) {
  if ((uint64_t)i >= (uint64_t)bytearray_of(self)->len) return kr_raise(ctx, &kr_type_IndexError, "bytearray index out of range");
  return kr_int(bytearray_of(self)->data[i]);
}

static Value getitem(Ctx *ctx, Value self, Value key) {
  ByteArray *b = bytearray_of(self);
  int64_t start, stop, step, n;
  if (KR_LIKELY(kr_is_int(key)) && (uint64_t)kr_int_of(key) < (uint64_t)b->len) return kr_int(b->data[kr_int_of(key)]);
  if (!kr_has_shape(key, SHAPE_slice)) {
    if (subscript_index(ctx, key, "bytearray", &start)) return 0;
    return seq_item(ctx, self, start < 0 ? start + b->len : start);
  }
  if (slice_indices(ctx, key, b->len, &start, &stop, &step, &n)) return 0;
  if (step == 1) return bytearray_new(ctx, b->data ? b->data + start : NULL, (size_t)n);
  Value v = bytearray_new(ctx, NULL, (size_t)n);
  for (int64_t i = 0; v && i < n; i++) bytearray_of(v)->data[i] = b->data[start + i * step];
  return v;
}

static int set_index(Ctx *ctx, Value self, Value key, Value value) {
  int64_t i;
  uint8_t byte = 0;
  if (subscript_index(ctx, key, "bytearray", &i)) return -1;
  if (value && byte_arg(ctx, value, &byte)) return -1;
  ByteArray *b = bytearray_of(self);
  if (i < 0) i += b->len;
  if ((uint64_t)i >= (uint64_t)b->len) {
    kr_raise(ctx, &kr_type_IndexError, "bytearray index out of range");
    return -1;
  }
  if (!value) return splice(ctx, self, i, 1, NULL, 0);
  b->data[i] = byte;
  return 0;
}

static int delete_step(Ctx *ctx, Value self, int64_t start, int64_t step, int64_t n) {
  ByteArray *b = bytearray_of(self);
  if (bytearray_check(ctx, self)) return -1;
  if (step < 0) {
    start += (n - 1) * step;
    step = -step;
  }
  int64_t out = start, next = start;
  for (int64_t i = start, left = n; i < b->len; i++) {
    if (left && i == next) {
      if (--left) next += step;
    } else {
      b->data[out++] = b->data[i];
    }
  }
  return bytearray_resize(ctx, self, (size_t)out);
}

static int set_slice(Ctx *ctx, Value self, Value key, Value value) {
  int64_t start, stop, step, n;
  Value src = 0;
  if (value) {
    if (kr_is_anyint(value) || kr_is_anystr(value)) {
      kr_raise(ctx, &kr_type_TypeError, "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
      return -1;
    }
    if (!(src = bytes_from_object(ctx, value, "bytearray"))) return -1;
  }
  ByteArray *b = bytearray_of(self);
  int failed = slice_indices(ctx, key, b->len, &start, &stop, &step, &n);
  int64_t count = src ? bytes_of(src)->len : 0;
  if (!failed && step == 1) {
    failed = splice(ctx, self, start, n, src ? bytes_of(src)->data : NULL, count);
  } else if (!failed && !count) {
    failed = n ? delete_step(ctx, self, start, step, n) : 0;
  } else if (!failed && count != n) {
    kr_raise(ctx, &kr_type_ValueError, "attempt to assign bytes of size %lld to extended slice of size %lld", (long long)count, (long long)n);
    failed = -1;
  } else if (!failed) {
    for (int64_t i = 0; i < n; i++) b->data[start + i * step] = bytes_of(src)->data[i];
  }
  kr_unref(ctx, src);
  return failed;
}

static int setitem(Ctx *ctx, Value self, Value key, Value value) {
  ByteArray *b = bytearray_of(self);
  if (kr_is_int(key) && (uint64_t)kr_int_of(key) < (uint64_t)b->len && kr_is_int(value) && (uint64_t)kr_int_of(value) < 256) {
    b->data[kr_int_of(key)] = (uint8_t)kr_int_of(value);
    return 0;
  }
  return (kr_has_shape(key, SHAPE_slice) ? set_slice : set_index)(ctx, self, key, value);
}

static int get_buffer(Ctx *ctx, Value self, Buffer *b, int request) {
  ByteArray *a = bytearray_of(self);
  a->exports++;
  return buffer_fill(ctx, b, self, a->data ? a->data : (uint8_t *)"", a->len, 0, request);
}

static void release_buffer(Ctx *ctx, Value self, Buffer *b) { bytearray_of(self)->exports--; }

/* ---- iterator ---- */
static Value iter(Ctx *ctx, Value self) {
  SeqIterator *it = kr_alloc_gc(ctx, SHAPE_bytearray_iterator, sizeof *it);
  if (it) it->seq = kr_ref(self);
  return kr_val(it);
}

static Value iterator_next(Ctx *ctx, Value self) {
  SeqIterator *it = (SeqIterator *)kr_obj(self);
  if (!it->seq) return KR_STOP;
  ByteArray *b = bytearray_of(it->seq);
  if (it->index < b->len) return kr_int(b->data[it->index++]);
  kr_clear(ctx, &it->seq);
  return KR_STOP;
}

static Value iterator_length_m(Ctx *ctx, Value self, const Value *a) {
  SeqIterator *it = (SeqIterator *)kr_obj(self);
  int64_t left = it->seq ? bytearray_of(it->seq)->len - it->index : 0;
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

Type kr_type_bytearray_iterator = {
  TYPE_HEAD(bytearray_iterator, "bytearray_iterator"), .size = sizeof(SeqIterator), .flags = T_GC | T_NO_NEW,
  .methods = iterator_methods, .iter = iterator_self, .next = iterator_next, .traverse = iterator_traverse,
  .clear = iterator_clear, .free = iterator_clear,
};

/* ---- methods that change the array ---- */
static Value append_m(Ctx *ctx, Value self, const Value *a) {
  uint8_t byte;
  if (byte_arg(ctx, a[0], &byte)) return 0;
  return splice(ctx, self, bytearray_of(self)->len, 0, &byte, 1) ? 0 : KR_None;
}

static Value extend_m(Ctx *ctx, Value self, const Value *a) {
  if (kr_is_anyint(a[0])) return kr_raise(ctx, &kr_type_TypeError, "can't extend bytearray with %T", a[0]);
  if (kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "expected iterable of integers; got: 'str'");
  return append_buffer(ctx, self, a[0]) ? 0 : KR_None;
}

static Value insert_m(Ctx *ctx, Value self, const Value *a) {
  int64_t at, n = bytearray_of(self)->len;
  uint8_t byte;
  if (kr_index_i64(ctx, a[0], &at) || byte_arg(ctx, a[1], &byte)) return 0;
  if (at < 0 && (at += n) < 0) at = 0;
  if (at > n) at = n;
  return splice(ctx, self, at, 0, &byte, 1) ? 0 : KR_None;
}

static Value pop_m(Ctx *ctx, Value self, const Value *a) {
  int64_t at, n = bytearray_of(self)->len;
  if (int_arg(ctx, a[0], -1, &at)) return 0;
  if (!n) return kr_raise(ctx, &kr_type_IndexError, "pop from empty bytearray");
  if (at < 0) at += n;
  if (at < 0 || at >= n) return kr_raise(ctx, &kr_type_IndexError, "pop index out of range");
  uint8_t byte = bytearray_of(self)->data[at];
  return splice(ctx, self, at, 1, NULL, 0) ? 0 : kr_int(byte);
}

static Value remove_m(Ctx *ctx, Value self, const Value *a) {
  uint8_t byte;
  if (byte_arg(ctx, a[0], &byte)) return 0;
  int64_t at = chars_find_char(bytearray_of(self)->data, 1, (size_t)bytearray_of(self)->len, byte);
  if (at < 0) return kr_raise(ctx, &kr_type_ValueError, "value not found in bytearray");
  return splice(ctx, self, at, 1, NULL, 0) ? 0 : KR_None;
}

static Value clear_m(Ctx *ctx, Value self, const Value *a) { return bytearray_resize(ctx, self, 0) ? 0 : KR_None; }
static Value copy_m(Ctx *ctx, Value self, const Value *a) { return bytearray_new(ctx, span_of(self).p, span_of(self).n); }

static Value reverse_m(Ctx *ctx, Value self, const Value *a) {
  ByteArray *b = bytearray_of(self);
  for (int64_t i = 0, j = b->len - 1; i < j; i++, j--) {
    uint8_t byte = b->data[i];
    b->data[i] = b->data[j];
    b->data[j] = byte;
  }
  return KR_None;
}

static Value alloc_m(Ctx *ctx, Value self, const Value *a) { return kr_int(bytearray_of(self)->cap); }
static Value sizeof_m(Ctx *ctx, Value self, const Value *a) { return kr_int((int64_t)sizeof(ByteArray) + 16 + bytearray_of(self)->cap); }

/* (type, arguments, state); old protocols know no bytes and get Latin-1 text. */
static Value reduce(Ctx *ctx, Value self, int as_text) {
  Span s = span_of(self);
  Value content = as_text ? str_from_chars(ctx, s.p, 1, 0, s.n) : bytes_new(ctx, s.n ? s.p : (const uint8_t *)"", s.n);
  Value codec = str_from(ctx, "latin-1"), state = kr_call_method0(ctx, self, N(__getstate__)), args = 0, result = 0;
  if (content && codec && state) args = s.n ? tuple_pack(ctx, as_text ? 2 : 1, content, codec) : tuple_pack(ctx, 0);
  if (args) result = tuple_pack(ctx, 3, kr_val(kr_type_of(self)), args, state);
  kr_unref(ctx, args);
  kr_unref(ctx, state);
  kr_unref(ctx, codec);
  kr_unref(ctx, content);
  return result;
}

static Value reduce_m(Ctx *ctx, Value self, const Value *a) { return reduce(ctx, self, 1); }
static Value reduce_ex_m(Ctx *ctx, Value self, const Value *a) {
  int64_t protocol;
  return c_int_arg(ctx, a[0], 0, &protocol) ? 0 : reduce(ctx, self, protocol < 3);
}

static const Method bytearray_methods[] = {
  BYTES_METHODS,
  {"append", append_m, "item, /", "Adds one byte at the end."},
  {"clear", clear_m, "", "Removes all bytes."},
  {"copy", copy_m, "", "A copy."},
  {"extend", extend_m, "iterable_of_ints, /", "Adds the bytes of a buffer or iterable."},
  {"insert", insert_m, "index, item, /", "Puts a byte before the index."},
  {"pop", pop_m, "index=-1, /", "Removes and returns a byte."},
  {"remove", remove_m, "value, /", "Removes the first occurrence of a byte."},
  {"reverse", reverse_m, "", "Reverses the bytes in place."},
  {"__alloc__", alloc_m, "", "Bytes allocated."},
  {"__reduce__", reduce_m, "", "State for copying and pickling."},
  {"__reduce_ex__", reduce_ex_m, "proto=0, /", "State for copying and pickling."},
  {"__sizeof__", sizeof_m, "", "Bytes it takes."},
  {0},
};

Type kr_type_bytearray = {
  TYPE_HEAD(bytearray, "bytearray"), .size = sizeof(ByteArray), .flags = T_BASETYPE | T_IMMUTABLE | T_MATCH_SELF,
  .doc = "bytearray(source, encoding, errors): a mutable sequence of bytes.", .new = type_new, .init = init, .free = bytearray_free, .repr = repr, .str = repr,
  .compare = compare, .iter = iter, .len = len, .getitem = getitem, .setitem = setitem, .seq_item = seq_item,
  .contains = bytes_contains, .concat = concat, .inplace_concat = inplace_concat, .repeat = repeat,
  .inplace_repeat = inplace_repeat, .binary = {[BIN_mod] = mod}, .get_buffer = get_buffer,
  .release_buffer = release_buffer, .methods = bytearray_methods,
};
