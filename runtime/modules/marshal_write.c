/* marshal.dump: values as bytes in CPython's formats 0 to 4.  From format 3 on, an object that is met again is a
 * reference to the first; code objects are their cache form (ir/code.h), under a letter of its own. */
#include <stdlib.h>
#include "marshal.h"

/* seen: an open hash table of the objects written, in slots of (object, number + 1). */
typedef struct { Value object; uint32_t number; } Seen;
typedef struct {
  Ctx *ctx;
  uint8_t *bytes;
  size_t len, cap;
  Seen *seen;
  uint32_t seen_count, seen_cap;
  int version, depth, failed, flag; /* flag: MARSHAL_FLAG_REF, of the next letter */
} Writer;

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

static void put_letter(Writer *w, int letter) {
  put_byte(w, letter | w->flag);
  w->flag = 0;
}

static Seen *find_seen(Writer *w, Value v) {
  uint32_t i = (uint32_t)((v >> 3) * 0x9E3779B97F4A7C15u >> 32) & (w->seen_cap - 1);
  while (w->seen[i].object && w->seen[i].object != v) i = (i + 1) & (w->seen_cap - 1);
  return &w->seen[i];
}

static int grow_seen(Writer *w) {
  uint32_t old_cap = w->seen_cap, cap = old_cap ? old_cap * 2 : 64;
  Seen *old = w->seen, *fresh = calloc(cap, sizeof *fresh);
  if (!fresh) return kr_raise_memory(w->ctx), -1;
  w->seen = fresh, w->seen_cap = cap;
  for (uint32_t i = 0; i < old_cap; i++)
    if (old[i].object) *find_seen(w, old[i].object) = old[i];
  free(old);
  return 0;
}

/* Writes a reference if v was written before (1), else enters it and sets the flag where it may come again. */
static int put_reference(Writer *w, Value v) {
  if (w->version < 3) return 0;
  if (kr_is_ptr(v) && kr_obj(v)->refs == 1) return 0;
  if (w->seen_count * 2 >= w->seen_cap && grow_seen(w) < 0) return w->failed = 1;
  Seen *slot = find_seen(w, v);
  if (slot->object) {
    put_byte(w, 'r');
    put_int(w, slot->number, 4);
    return 1;
  }
  *slot = (Seen){v, w->seen_count++};
  w->flag = MARSHAL_FLAG_REF;
  return 0;
}

static void put_sized(Writer *w, int letter, const void *bytes, size_t n) {
  if (n > INT32_MAX) {
    fail(w, "unmarshallable object");
    return;
  }
  put_letter(w, letter);
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
    put_letter(w, 'l');
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
  int ascii = w->version >= 4 && str_of(v)->ascii, interned = w->version >= 3 && str_of(v)->interned;
  if (!text) w->failed = 1;
  else if (ascii && n < 256) {
    put_letter(w, interned ? 'Z' : 'z');
    put_byte(w, (int)n);
    put(w, text, n);
  } else put_sized(w, ascii ? (interned ? 'A' : 'a') : interned ? 't' : 'u', text, n);
  free(text);
}

static void put_double(Writer *w, double d) {
  if (w->version > 1) {
    put(w, &d, sizeof d);
    return;
  }
  char *text = float_format(d, 'g', 17, 0);
  if (!text) {
    kr_raise_memory(w->ctx);
    w->failed = 1;
    return;
  }
  put_byte(w, (int)strlen(text));
  put(w, text, strlen(text));
  free(text);
}

static void put_object(Writer *w, Value v);
static Value write_value(Ctx *, Value v, int version, int depth);

static void put_items(Writer *w, int letter, const Value *items, int64_t n) {
  if (letter == '(' && n < 256 && w->version >= 4) {
    put_letter(w, ')');
    put_byte(w, (int)n);
  } else {
    put_letter(w, letter);
    put_int(w, (uint64_t)n, 4);
  }
  for (int64_t i = 0; i < n && !w->failed; i++) put_object(w, items[i]);
}

static void put_dict(Writer *w, Value v) {
  Value key, value;
  put_letter(w, '{');
  for (size_t pos = 0; !w->failed && dict_next(v, &pos, &key, &value);) {
    put_object(w, key);
    put_object(w, value);
  }
  put_byte(w, '0');
}

/* A set's items in the order of their bytes, so that the result does not depend on hashes. */
static Value sorted_items(Writer *w, Value set) {
  Value list = kr_to_list(w->ctx, set), pairs = list ? list_new(w->ctx, 0) : 0, sorted = 0;
  for (int64_t i = 0; pairs && i < list_of(list)->len; i++) {
    Value item = list_of(list)->items[i], bytes = write_value(w->ctx, item, w->version, w->depth);
    Value pair = bytes ? tuple_pack(w->ctx, 3, bytes, kr_int(i), kr_ref(item)) : 0;
    if (!pair || list_append(w->ctx, pairs, pair) < 0) kr_clear(w->ctx, &pairs);
    kr_unref(w->ctx, bytes), kr_unref(w->ctx, pair);
  }
  if (pairs && list_sort(w->ctx, pairs, 0, 0) == 0) sorted = list_new(w->ctx, 0);
  for (int64_t i = 0; sorted && i < list_of(pairs)->len; i++)
    if (list_append(w->ctx, sorted, tuple_of(list_of(pairs)->items[i])->items[2]) < 0) kr_clear(w->ctx, &sorted);
  kr_unref(w->ctx, list), kr_unref(w->ctx, pairs);
  return sorted;
}

static void put_set(Writer *w, Value v, int letter) {
  Value items = kr_len(w->ctx, v) > 1 ? sorted_items(w, v) : kr_to_list(w->ctx, v);
  if (items) put_items(w, letter, list_of(items)->items, list_of(items)->len);
  else w->failed = 1;
  kr_unref(w->ctx, items);
}

static void put_code(Writer *w, Value v) {
  size_t n;
  char *bytes = code_encode(((CodeObj *)kr_obj(v))->code, &n);
  if (bytes) put_sized(w, MARSHAL_CODE, bytes, n);
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
    put_letter(w, 'i');
    put_int(w, (uint64_t)kr_int_of(v), 4);
  } else if (kr_is_int(v) || kr_has_shape(v, SHAPE_int)) put_big(w, v);
  else if (kr_has_shape(v, SHAPE_complex)) {
    put_letter(w, w->version > 1 ? 'y' : 'x');
    put_double(w, ((Complex *)kr_obj(v))->re);
    put_double(w, ((Complex *)kr_obj(v))->im);
  } else {
    put_letter(w, w->version > 1 ? 'g' : 'f');
    put_double(w, float_of(v));
  }
}

static void put_object(Writer *w, Value v) {
  if (w->failed || put_immediate(w, v)) return;
  if (++w->depth > MARSHAL_MAX_DEPTH) fail(w, "object too deeply nested to marshal");
  else if (put_reference(w, v)) {}
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

static Value write_value(Ctx *ctx, Value v, int version, int depth) {
  Writer w = {.ctx = ctx, .version = version, .depth = depth};
  put_object(&w, v);
  Value bytes = w.failed ? 0 : bytes_new(ctx, w.bytes, w.len);
  free(w.bytes);
  free(w.seen);
  return bytes;
}

Value marshal_write(Ctx *ctx, Value v, int version) { return write_value(ctx, v, version, 0); }
