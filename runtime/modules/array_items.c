/* array: the kinds of items, room, subscripts and the buffer protocol. */
#include "array.h"

/* ---- kinds ---- */

#define LOAD(type, p) type v; memcpy(&v, p, sizeof v)

#define INT_GET(name, type, make)                                       \
  static Value get_##name(Ctx *ctx, const uint8_t *p) {                 \
    LOAD(type, p);                                                      \
    return make(ctx, v);                                                \
  }
INT_GET(b, int8_t, int_from_i64)
INT_GET(B, uint8_t, int_from_i64)
INT_GET(h, int16_t, int_from_i64)
INT_GET(H, uint16_t, int_from_i64)
INT_GET(i, int32_t, int_from_i64)
INT_GET(I, uint32_t, int_from_i64)
INT_GET(q, int64_t, int_from_i64)
INT_GET(Q, uint64_t, int_from_u64)
INT_GET(f, float, kr_float)
INT_GET(d, double, kr_float)

static Value get_u(Ctx *ctx, const uint8_t *p) {
  LOAD(uint32_t, p);
  if (v <= 0x10ffff) return str_from_char(ctx, v);
  return kr_raise(ctx, &kr_type_ValueError, "character U+%x is not in range [U+0000; U+10ffff]", v);
}

/* v's index as int64_t; beyond it, OverflowError with this text. */
static int load_i64(Ctx *ctx, Value v, int64_t *out, const char *too_large) {
  Value index = kr_index(ctx, v);
  if (!index) return -1;
  int failed = int_to_i64(ctx, index, out);
  kr_unref(ctx, index);
  if (failed && kr_catch(ctx, &kr_type_OverflowError)) kr_raise(ctx, &kr_type_OverflowError, "%s", too_large);
  return failed;
}

static int load_u64(Ctx *ctx, Value v, uint64_t *out, const char *negative, const char *too_large) {
  Value index = kr_index(ctx, v);
  if (!index) return -1;
  int is_negative = int_sign(index) < 0, failed = is_negative || int_to_u64(ctx, index, out);
  kr_unref(ctx, index);
  if (failed && (is_negative || kr_catch(ctx, &kr_type_OverflowError))) {
    kr_raise(ctx, &kr_type_OverflowError, "%s", is_negative ? negative : too_large);
  }
  return failed ? -1 : 0;
}

#define LONG_TOO_LARGE "Python int too large to convert to C long"
#define SMALL_SET(name, type, low, high, words)                                                        \
  static int set_##name(Ctx *ctx, uint8_t *p, Value value) {                                           \
    int64_t n;                                                                                         \
    if (load_i64(ctx, value, &n, LONG_TOO_LARGE)) return -1;                                           \
    if (n < (low)) return kr_raise(ctx, &kr_type_OverflowError, words " is less than minimum"), -1;    \
    if (n > (high)) return kr_raise(ctx, &kr_type_OverflowError, words " is greater than maximum"), -1; \
    type v = (type)n;                                                                                  \
    memcpy(p, &v, sizeof v);                                                                           \
    return 0;                                                                                          \
  }
SMALL_SET(B, uint8_t, 0, UINT8_MAX, "unsigned byte integer")
SMALL_SET(h, int16_t, INT16_MIN, INT16_MAX, "signed short integer")
SMALL_SET(H, uint16_t, 0, UINT16_MAX, "unsigned short")
SMALL_SET(i, int32_t, INT32_MIN, INT32_MAX, "signed integer")

/* A short first, as CPython has it. */
static int set_b(Ctx *ctx, uint8_t *p, Value value) {
  int16_t n;
  if (set_h(ctx, (uint8_t *)&n, value)) return -1;
  if (n < INT8_MIN) return kr_raise(ctx, &kr_type_OverflowError, "signed char is less than minimum"), -1;
  if (n > INT8_MAX) return kr_raise(ctx, &kr_type_OverflowError, "signed char is greater than maximum"), -1;
  *(int8_t *)p = (int8_t)n;
  return 0;
}

static int store_u64(uint8_t *p, uint64_t v) { return memcpy(p, &v, sizeof v), 0; }
static int store_i64(uint8_t *p, int64_t v) { return memcpy(p, &v, sizeof v), 0; }

static int set_I(Ctx *ctx, uint8_t *p, Value value) {
  uint64_t n;
  const char *negative = "can't convert negative value to unsigned int";
  if (load_u64(ctx, value, &n, negative, "Python int too large to convert to C unsigned long")) return -1;
  if (n > UINT32_MAX) return kr_raise(ctx, &kr_type_OverflowError, "unsigned int is greater than maximum"), -1;
  uint32_t v = (uint32_t)n;
  memcpy(p, &v, sizeof v);
  return 0;
}

static int set_l(Ctx *ctx, uint8_t *p, Value value) {
  int64_t n;
  return load_i64(ctx, value, &n, LONG_TOO_LARGE) ? -1 : store_i64(p, n);
}

static int set_L(Ctx *ctx, uint8_t *p, Value value) {
  uint64_t n;
  const char *negative = "can't convert negative value to unsigned int";
  return load_u64(ctx, value, &n, negative, "Python int too large to convert to C unsigned long") ? -1 : store_u64(p, n);
}

static int set_q(Ctx *ctx, uint8_t *p, Value value) {
  int64_t n;
  return load_i64(ctx, value, &n, "int too big to convert") ? -1 : store_i64(p, n);
}

static int set_Q(Ctx *ctx, uint8_t *p, Value value) {
  uint64_t n;
  return load_u64(ctx, value, &n, "can't convert negative int to unsigned", "int too big to convert") ? -1 : store_u64(p, n);
}

static int set_u(Ctx *ctx, uint8_t *p, Value value) {
  if (!kr_is_anystr(value) || str_of(value)->len != 1) {
    kr_raise(ctx, &kr_type_TypeError, "array item must be unicode character");
    return -1;
  }
  uint32_t v = str_at(str_of(value), 0);
  memcpy(p, &v, sizeof v);
  return 0;
}

static int set_f(Ctx *ctx, uint8_t *p, Value value) {
  double d;
  if (kr_to_double(ctx, value, &d)) return -1;
  float v = (float)d;
  memcpy(p, &v, sizeof v);
  return 0;
}

static int set_d(Ctx *ctx, uint8_t *p, Value value) {
  double v;
  if (kr_to_double(ctx, value, &v)) return -1;
  memcpy(p, &v, sizeof v);
  return 0;
}

const ItemKind array_kinds[] = {
  {'b', 1, 1, 1, "b", get_b, set_b}, {'B', 1, 1, 0, "B", get_B, set_B}, {'u', 4, 0, 0, "w", get_u, set_u},
  {'h', 2, 1, 1, "h", get_h, set_h}, {'H', 2, 1, 0, "H", get_H, set_H}, {'i', 4, 1, 1, "i", get_i, set_i},
  {'I', 4, 1, 0, "I", get_I, set_I}, {'l', 8, 1, 1, "l", get_q, set_l}, {'L', 8, 1, 0, "L", get_Q, set_L},
  {'q', 8, 1, 1, "q", get_q, set_q}, {'Q', 8, 1, 0, "Q", get_Q, set_Q}, {'f', 4, 0, 0, "f", get_f, set_f},
  {'d', 8, 0, 0, "d", get_d, set_d}, {0},
};

const ItemKind *array_kind(uint32_t code) {
  for (const ItemKind *k = array_kinds; k->code; k++) {
    if ((uint32_t)k->code == code) return k;
  }
  return NULL;
}

/* ---- room ---- */

Array *array_alloc(Ctx *ctx, Type *type, const ItemKind *kind, int64_t n) {
  Array *a = kr_alloc_instance(ctx, type, 0);
  if (!a) return NULL;
  a->kind = kind;
  if (!n || !array_resize(ctx, a, n)) return a;
  kr_unref(ctx, kr_val(a));
  return NULL;
}

static int set_capacity(Ctx *ctx, Array *a, int64_t cap) {
  size_t size = a->kind->size;
  if (cap > INT64_MAX / 16) return kr_raise_memory(ctx), -1;
  if (!cap) {
    if (a->data) kr_mem_free(ctx, a->data, (size_t)a->cap * size);
    a->data = NULL;
  } else {
    uint8_t *data = kr_mem_realloc(ctx, a->data, (size_t)a->cap * size, (size_t)cap * size);
    if (!data) return -1;
    a->data = data;
  }
  a->cap = cap;
  return 0;
}

int array_resize(Ctx *ctx, Array *a, int64_t n) {
  if (a->exports && n != a->len) {
    kr_raise(ctx, &kr_type_BufferError, "cannot resize an array that is exporting buffers");
    return -1;
  }
  int64_t old = a->len;
  if (n > a->cap || n < a->cap / 2) {
    int64_t spare = n && old ? (n >> 4) + (n < 8 ? 3 : 7) : 0;
    if (set_capacity(ctx, a, n + spare)) return -1;
  }
  a->len = n;
  if (n > old) memset(array_at(a, old), 0, (size_t)(n - old) * a->kind->size);
  return 0;
}

int array_append(Ctx *ctx, Array *a, Value v) {
  uint8_t item[8];
  if (a->kind->set(ctx, item, v) || array_resize(ctx, a, a->len + 1)) return -1;
  memcpy(array_at(a, a->len - 1), item, a->kind->size);
  return 0;
}

int array_add_bytes(Ctx *ctx, Array *a, const uint8_t *bytes, int64_t n) {
  if (n % a->kind->size) {
    kr_raise(ctx, &kr_type_ValueError, "bytes length not a multiple of item size");
    return -1;
  }
  int64_t old = a->len;
  if (array_resize(ctx, a, old + n / a->kind->size)) return -1;
  if (n) memcpy(array_at(a, old), bytes, (size_t)n);
  return 0;
}

int array_add_str(Ctx *ctx, Array *a, Value str) {
  int64_t old = a->len, n = (int64_t)str_of(str)->len;
  if (array_resize(ctx, a, old + n)) return -1;
  for (int64_t i = 0; i < n; i++) {
    uint32_t c = str_at(str_of(str), (size_t)i);
    memcpy(array_at(a, old + i), &c, sizeof c);
  }
  return 0;
}

static int extend_array(Ctx *ctx, Array *a, const Array *b) {
  if (a->kind != b->kind) {
    kr_raise(ctx, &kr_type_TypeError, "can only extend with array of same kind");
    return -1;
  }
  int64_t old = a->len, n = b->len;
  if (array_resize(ctx, a, old + n)) return -1;
  if (n) memcpy(array_at(a, old), b->data, (size_t)n * a->kind->size);
  return 0;
}

int array_extend(Ctx *ctx, Value self, Value iterable) {
  if (is_array(iterable)) return extend_array(ctx, array_of(self), array_of(iterable));
  Value iter = kr_iter(ctx, iterable);
  if (!iter) return -1;
  int failed = 0;
  while (!failed) {
    Value item = kr_next(ctx, iter);
    if (item == KR_STOP) break;
    failed = !item || array_append(ctx, array_of(self), item);
    kr_unref(ctx, item);
  }
  kr_unref(ctx, iter);
  return failed ? -1 : 0;
}

/* ---- subscripts ---- */

static int subscript(Ctx *ctx, Value self, Value key, const char *range, int64_t *i) {
  if (!kr_is_int(key) && !kr_type_of(key)->to_index) {
    kr_raise(ctx, &kr_type_TypeError, "array indices must be integers");
    return -1;
  }
  if (kr_subscript_i64(ctx, key, i)) return -1;
  if (*i < 0) *i += array_of(self)->len;
  if ((uint64_t)*i < (uint64_t)array_of(self)->len) return 0;
  kr_raise(ctx, &kr_type_IndexError, "%s", range);
  return -1;
}

Value array_getitem(Ctx *ctx, Value self, Value key) {
  const Array *a = array_of(self);
  int64_t i, start, stop, step, n;
  if (!kr_has_shape(key, SHAPE_slice)) {
    return subscript(ctx, self, key, "array index out of range", &i) ? 0 : a->kind->get(ctx, array_at(a, i));
  }
  if (slice_indices(ctx, key, a->len, &start, &stop, &step, &n)) return 0;
  Array *result = array_alloc(ctx, &kr_type_array, a->kind, n);
  for (i = 0; result && i < n; i++) memcpy(array_at(result, i), array_at(a, start + i * step), a->kind->size);
  return kr_val(result);
}

/* Replaces items [start, start + removed) by n others. */
static int splice(Ctx *ctx, Array *a, int64_t start, int64_t removed, const uint8_t *items, int64_t n) {
  int64_t tail = a->len - start - removed, size = a->kind->size;
  if (n > removed && array_resize(ctx, a, a->len + n - removed)) return -1;
  if (n < removed && a->exports) return array_resize(ctx, a, a->len + n - removed);
  if (tail && n != removed) memmove(array_at(a, start + n), array_at(a, start + removed), (size_t)(tail * size));
  if (n) memcpy(array_at(a, start), items, (size_t)(n * size));
  return n < removed ? array_resize(ctx, a, start + n + tail) : 0;
}

static int delete_steps(Ctx *ctx, Array *a, int64_t start, int64_t step, int64_t n) {
  if (a->exports && n) return array_resize(ctx, a, a->len - n);
  if (step < 0) {
    start += (n - 1) * step;
    step = -step;
  }
  int64_t to = start, taken = 0;
  for (int64_t from = start; n && from < a->len; from++) {
    if (taken < n && from == start + taken * step) taken++;
    else memmove(array_at(a, to++), array_at(a, from), a->kind->size);
  }
  return array_resize(ctx, a, a->len - n);
}

static int set_slice(Ctx *ctx, Value self, Value slice, Value v) {
  Array *a = array_of(self);
  int64_t start, stop, step, n;
  if (v && !is_array(v)) return kr_raise(ctx, &kr_type_TypeError, "can only assign array (not \"%T\") to array slice", v), -1;
  if (v && array_of(v)->kind != a->kind) {
    kr_raise(ctx, &kr_type_TypeError, "bad argument type for built-in operation");
    return -1;
  }
  if (slice_indices(ctx, slice, a->len, &start, &stop, &step, &n)) return -1;
  if (v == self) { /* through a copy */
    Array *copy = array_alloc(ctx, &kr_type_array, a->kind, a->len);
    if (!copy) return -1;
    if (a->len) memcpy(copy->data, a->data, (size_t)a->len * a->kind->size);
    int failed = set_slice(ctx, self, slice, kr_val(copy));
    kr_unref(ctx, kr_val(copy));
    return failed;
  }
  if (step == 1) return splice(ctx, a, start, n, v ? array_of(v)->data : NULL, v ? array_of(v)->len : 0);
  if (!v) return n ? delete_steps(ctx, a, start, step, n) : 0;
  if (array_of(v)->len != n) {
    kr_raise(ctx, &kr_type_ValueError, "attempt to assign array of size %lld to extended slice of size %lld",
             (long long)array_of(v)->len, (long long)n);
    return -1;
  }
  for (int64_t i = 0; i < n; i++) memcpy(array_at(a, start + i * step), array_at(array_of(v), i), a->kind->size);
  return 0;
}

int array_setitem(Ctx *ctx, Value self, Value key, Value v) {
  Array *a = array_of(self);
  int64_t i;
  uint8_t item[8];
  if (kr_has_shape(key, SHAPE_slice)) return set_slice(ctx, self, key, v);
  if (subscript(ctx, self, key, "array assignment index out of range", &i)) return -1;
  if (!v) return splice(ctx, a, i, 1, NULL, 0);
  if (a->kind->set(ctx, item, v)) return -1;
  if (i < a->len) memcpy(array_at(a, i), item, a->kind->size);
  return 0;
}

/* ---- buffers ---- */

int array_get_buffer(Ctx *ctx, Value self, Buffer *b, int request) {
  static uint8_t nothing[8];
  Array *a = array_of(self);
  buffer_fill_array(b, self, a->data ? a->data : nothing, a->len, a->kind->size, a->kind->format, request);
  a->exports++;
  return 0;
}

void array_release_buffer(Ctx *ctx, Value self, Buffer *b) { array_of(self)->exports--; }
