/* The array module: compact arrays of numbers or characters.  Items, subscripts and buffers are in
 * array_items.c, pickling in array_pickle.c. */
#include "array.h"

typedef struct { Object ob; Value array; int64_t index; } ArrayIterator;

/* ---- construction ---- */

int array_fill(Ctx *ctx, Value self, Value initial) {
  Array *a = array_of(self);
  if (kr_is_anystr(initial)) return array_add_str(ctx, a, initial);
  if (kr_has_flag(initial, T_BYTES)) return array_add_bytes(ctx, a, bytes_of(initial)->data, bytes_of(initial)->len);
  if (kr_instance_of(initial, &kr_type_bytearray)) {
    const ByteArray *b = (ByteArray *)kr_obj(initial);
    return array_add_bytes(ctx, a, b->data, b->len);
  }
  if (!is_array(initial)) return array_extend(ctx, self, initial);
  Array *source = array_of(initial);
  if (source->kind == a->kind) return array_extend(ctx, self, initial);
  for (int64_t i = 0; i < source->len; i++) {
    Value item = source->kind->get(ctx, array_at(source, i));
    int failed = !item || array_append(ctx, a, item);
    kr_unref(ctx, item);
    if (failed) return -1;
  }
  return 0;
}

static int check_initial(Ctx *ctx, const ItemKind *kind, Value initial) {
  if (kind->code == 'u' || !initial) return 0;
  const char *what = kr_is_anystr(initial) ? "str"
                     : is_array(initial) && array_of(initial)->kind->code == 'u' ? "unicode array" : NULL;
  if (!what) return 0;
  kr_raise(ctx, &kr_type_TypeError, "cannot use a %s to initialize an array with typecode '%c'", what, kind->code);
  return -1;
}

static Value array_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (type->init == kr_type_array.init && iter_no_keywords(ctx, "array.array", kwnames)) return 0;
  if (nargs < 1) return kr_raise(ctx, &kr_type_TypeError, "array() takes at least 1 argument (0 given)");
  if (nargs > 2) return kr_raise(ctx, &kr_type_TypeError, "array() takes at most 2 arguments (%zu given)", nargs);
  if (!kr_is_anystr(args[0]) || str_of(args[0])->len != 1) {
    return kr_raise(ctx, &kr_type_TypeError, "array() argument 1 must be a unicode character, not %T", args[0]);
  }
  const ItemKind *kind = array_kind(str_at(str_of(args[0]), 0));
  if (!kind) {
    return kr_raise(ctx, &kr_type_ValueError, "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)");
  }
  if (check_initial(ctx, kind, nargs > 1 ? args[1] : 0)) return 0;
  Value self = kr_val(array_alloc(ctx, type, kind, 0));
  if (self && nargs > 1 && array_fill(ctx, self, args[1])) kr_clear(ctx, &self);
  return self;
}

static Value array_copy(Ctx *ctx, Value self, const Value *a) {
  const Array *from = array_of(self);
  Array *copy = array_alloc(ctx, &kr_type_array, from->kind, from->len);
  if (copy && from->len) memcpy(copy->data, from->data, (size_t)from->len * from->kind->size);
  return kr_val(copy);
}

/* ---- items ---- */

static Value item_at(Ctx *ctx, Value self, int64_t i) { return array_of(self)->kind->get(ctx, array_at(array_of(self), i)); }

static int64_t array_len(Ctx *ctx, Value self) { return array_of(self)->len; }

static Value array_seq_item(Ctx *ctx, Value self, int64_t i) {
  if ((uint64_t)i >= (uint64_t)array_of(self)->len) return kr_raise(ctx, &kr_type_IndexError, "array index out of range");
  return item_at(ctx, self, i);
}

/* Position of an item equal to v in [start, stop); -1 none, -2 raised. */
static int64_t find(Ctx *ctx, Value self, Value v, int64_t start, int64_t stop) {
  for (int64_t i = start; i < stop && i < array_of(self)->len; i++) {
    Value item = item_at(ctx, self, i);
    int equal = item ? kr_compare_bool(ctx, item, v, CMP_eq) : -1;
    kr_unref(ctx, item);
    if (equal) return equal < 0 ? -2 : i;
  }
  return -1;
}

static int array_contains(Ctx *ctx, Value self, Value v) {
  int64_t i = find(ctx, self, v, 0, INT64_MAX);
  return i >= 0 ? 1 : i == -1 ? 0 : -1;
}

static Value array_count(Ctx *ctx, Value self, const Value *a) {
  int64_t count = 0, i = -1;
  while ((i = find(ctx, self, a[0], i + 1, INT64_MAX)) >= 0) count++;
  return i == -1 ? kr_int(count) : 0;
}

static Value array_index(Ctx *ctx, Value self, const Value *a) {
  int64_t start = 0, stop = INT64_MAX, n = array_of(self)->len;
  if (slice_limits(ctx, a[1], a[2], &start, &stop)) return 0;
  if (start < 0 && (start += n) < 0) start = 0;
  if (stop < 0 && (stop += n) < 0) stop = 0;
  int64_t i = find(ctx, self, a[0], start, stop);
  if (i >= 0) return kr_int(i);
  return i == -1 ? kr_raise(ctx, &kr_type_ValueError, "array.index(x): x not in array") : 0;
}

static Value array_append_m(Ctx *ctx, Value self, const Value *a) { return array_append(ctx, array_of(self), a[0]) ? 0 : KR_None; }
static Value array_extend_m(Ctx *ctx, Value self, const Value *a) { return array_extend(ctx, self, a[0]) ? 0 : KR_None; }

static Value array_insert(Ctx *ctx, Value self, const Value *a) {
  Array *arr = array_of(self);
  int64_t at, size = arr->kind->size;
  uint8_t item[8];
  if (kr_index_i64(ctx, a[0], &at) || arr->kind->set(ctx, item, a[1])) return 0;
  if (at < 0 && (at += arr->len) < 0) at = 0;
  if (at > arr->len) at = arr->len;
  if (array_resize(ctx, arr, arr->len + 1)) return 0;
  memmove(array_at(arr, at + 1), array_at(arr, at), (size_t)((arr->len - 1 - at) * size));
  memcpy(array_at(arr, at), item, (size_t)size);
  return KR_None;
}

static Value array_pop(Ctx *ctx, Value self, const Value *a) {
  int64_t i = -1, n = array_of(self)->len;
  if (a[0] && kr_index_i64(ctx, a[0], &i)) return 0;
  if (!n) return kr_raise(ctx, &kr_type_IndexError, "pop from empty array");
  if (i < 0) i += n;
  if ((uint64_t)i >= (uint64_t)n) return kr_raise(ctx, &kr_type_IndexError, "pop index out of range");
  Value item = item_at(ctx, self, i);
  if (item && array_setitem(ctx, self, kr_int(i), 0)) kr_clear(ctx, &item);
  return item;
}

static Value array_remove(Ctx *ctx, Value self, const Value *a) {
  int64_t i = find(ctx, self, a[0], 0, INT64_MAX);
  if (i == -1) return kr_raise(ctx, &kr_type_ValueError, "array.remove(x): x not in array");
  return i < 0 || array_setitem(ctx, self, kr_int(i), 0) ? 0 : KR_None;
}

static Value array_reverse(Ctx *ctx, Value self, const Value *a) {
  const Array *arr = array_of(self);
  uint8_t item[8];
  for (int64_t i = 0, j = arr->len - 1; i < j; i++, j--) {
    memcpy(item, array_at(arr, i), arr->kind->size);
    memcpy(array_at(arr, i), array_at(arr, j), arr->kind->size);
    memcpy(array_at(arr, j), item, arr->kind->size);
  }
  return KR_None;
}

Value array_byteswap(Ctx *ctx, Value self, const Value *a) {
  const Array *arr = array_of(self);
  int size = arr->kind->size;
  for (uint8_t *p = arr->data, *end = p + arr->len * size; p < end; p += size) {
    for (int i = 0; i < size / 2; i++) {
      uint8_t byte = p[i];
      p[i] = p[size - 1 - i];
      p[size - 1 - i] = byte;
    }
  }
  return KR_None;
}

/* ---- conversions ---- */

Value array_tolist(Ctx *ctx, Value self, const Value *a) {
  int64_t n = array_of(self)->len;
  Value list = list_new(ctx, (size_t)n);
  for (int64_t i = 0; list && i < n; i++) {
    Value item = item_at(ctx, self, i);
    int failed = !item || list_append(ctx, list, item);
    kr_unref(ctx, item);
    if (failed) kr_clear(ctx, &list);
  }
  return list;
}

static Value array_fromlist(Ctx *ctx, Value self, const Value *a) {
  if (!kr_has_flag(a[0], T_LIST)) return kr_raise(ctx, &kr_type_TypeError, "arg must be list");
  Array *arr = array_of(self);
  int64_t old = arr->len;
  for (int64_t i = 0, n = list_of(a[0])->len; i < n; i++) {
    if (list_of(a[0])->len != n) return kr_raise(ctx, &kr_type_RuntimeError, "list changed size during iteration");
    if (!array_append(ctx, arr, list_of(a[0])->items[i])) continue;
    Value error = kr_fetch(ctx);
    if (array_resize(ctx, arr, old)) kr_clear_exc(ctx);
    kr_restore(ctx, error);
    return 0;
  }
  return KR_None;
}

Value array_tobytes(Ctx *ctx, Value self, const Value *a) {
  const Array *arr = array_of(self);
  return bytes_new(ctx, arr->data ? (const void *)arr->data : "", (size_t)(arr->len * arr->kind->size));
}

static Value array_frombytes(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  if (kr_get_buffer(ctx, a[0], &b, 0)) return 0;
  int failed = array_add_bytes(ctx, array_of(self), b.data, b.len);
  kr_release_buffer(ctx, &b);
  return failed ? 0 : KR_None;
}

static Value array_tounicode(Ctx *ctx, Value self, const Value *a) {
  const Array *arr = array_of(self);
  if (arr->kind->code != 'u') return kr_raise(ctx, &kr_type_ValueError, "tounicode() may only be called on unicode type arrays");
  const uint32_t *text = (const uint32_t *)(const void *)arr->data;
  for (int64_t i = 0; i < arr->len; i++) {
    if (text[i] > 0x10ffff) {
      return kr_raise(ctx, &kr_type_ValueError, "character U+%x is not in range [U+0000; U+10ffff]", text[i]);
    }
  }
  return str_from_ucs4(ctx, text, (size_t)arr->len);
}

static Value array_fromunicode(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "fromunicode() argument must be str, not %T", a[0]);
  if (array_of(self)->kind->code != 'u') {
    return kr_raise(ctx, &kr_type_ValueError, "fromunicode() may only be called on unicode type arrays");
  }
  return array_add_str(ctx, array_of(self), a[0]) ? 0 : KR_None;
}

static Value array_tofile(Ctx *ctx, Value self, const Value *a) {
  Value bytes = array_tobytes(ctx, self, NULL), result = bytes ? kr_call_method1(ctx, a[0], N(write), bytes) : 0;
  kr_unref(ctx, bytes);
  kr_unref(ctx, result);
  return result ? KR_None : 0;
}

static Value array_fromfile(Ctx *ctx, Value self, const Value *a) {
  int64_t n, size = array_of(self)->kind->size;
  if (kr_index_i64(ctx, a[1], &n)) return 0;
  if (n < 0) return kr_raise(ctx, &kr_type_ValueError, "negative count");
  if (n > INT64_MAX / 16) return kr_raise_memory(ctx);
  Value bytes = kr_call_method1(ctx, a[0], N(read), kr_int(n * size));
  if (!bytes) return 0;
  if (!kr_has_flag(bytes, T_BYTES)) {
    kr_unref(ctx, bytes);
    return kr_raise(ctx, &kr_type_TypeError, "read() didn't return bytes");
  }
  int too_short = bytes_of(bytes)->len != n * size;
  int failed = array_add_bytes(ctx, array_of(self), bytes_of(bytes)->data, bytes_of(bytes)->len);
  kr_unref(ctx, bytes);
  if (failed) return 0;
  return too_short ? kr_raise(ctx, &kr_type_EOFError, "read() didn't return enough bytes") : KR_None;
}

static Value array_buffer_info(Ctx *ctx, Value self, const Value *a) {
  Value address = int_from_u64(ctx, (uint64_t)(uintptr_t)array_of(self)->data);
  return tuple_of_stolen(ctx, 2, address, kr_int(array_of(self)->len));
}

/* ---- operators ---- */

static Value array_concat(Ctx *ctx, Value a, Value b) {
  if (!is_array(b)) return kr_raise(ctx, &kr_type_TypeError, "can only append array (not \"%T\") to array", b);
  if (array_of(a)->kind != array_of(b)->kind) return kr_raise(ctx, &kr_type_TypeError, "bad argument type for built-in operation");
  Value result = array_copy(ctx, a, NULL);
  if (result && array_extend(ctx, result, b)) kr_clear(ctx, &result);
  return result;
}

static Value array_inplace_concat(Ctx *ctx, Value a, Value b) {
  if (!is_array(b)) return kr_raise(ctx, &kr_type_TypeError, "can only extend array with array (not \"%T\")", b);
  return array_extend(ctx, a, b) ? 0 : kr_ref(a);
}

static Value array_inplace_repeat(Ctx *ctx, Value self, int64_t times) {
  Array *a = array_of(self);
  int64_t n = a->len, size = n * a->kind->size;
  if (times < 0) times = 0;
  if (n && times > INT64_MAX / 32 / n) return kr_raise_memory(ctx);
  if (array_resize(ctx, a, n * times)) return 0;
  for (int64_t k = 1; k < times && size; k++) memcpy(a->data + k * size, a->data, (size_t)size);
  return kr_ref(self);
}

static Value array_repeat(Ctx *ctx, Value self, int64_t times) {
  Value copy = array_copy(ctx, self, NULL), result = copy ? array_inplace_repeat(ctx, copy, times) : 0;
  kr_unref(ctx, copy);
  return result;
}

static Value array_compare(Ctx *ctx, Value a, Value b, int op) {
  if (!is_array(a) || !is_array(b)) return KR_NotImplemented;
  if ((op == CMP_eq || op == CMP_ne) && array_of(a)->len != array_of(b)->len) return kr_bool(op == CMP_ne);
  Value x = array_tolist(ctx, a, NULL), y = x ? array_tolist(ctx, b, NULL) : 0;
  Value result = y ? kr_compare(ctx, x, y, op) : 0;
  kr_unref(ctx, x);
  kr_unref(ctx, y);
  return result;
}

static Value array_repr(Ctx *ctx, Value self) {
  const Array *a = array_of(self);
  if (!a->len) return str_format_c(ctx, "%s('%c')", short_name(self), a->kind->code);
  Value content = a->kind->code == 'u' ? array_tounicode(ctx, self, NULL) : array_tolist(ctx, self, NULL);
  Value text = content ? str_format_c(ctx, "%s('%c', %R)", short_name(self), a->kind->code, content) : 0;
  kr_unref(ctx, content);
  return text;
}

/* ---- the type ---- */

static Value array_sizeof(Ctx *ctx, Value self, const Value *a) {
  return kr_int((int64_t)kr_type_of(self)->size + array_of(self)->cap * array_of(self)->kind->size);
}

static void array_free(Ctx *ctx, Object *o) {
  Array *a = (Array *)o;
  if (a->data) kr_mem_free(ctx, a->data, (size_t)a->cap * a->kind->size);
  a->data = NULL;
}

static Value get_typecode(Ctx *ctx, Value self) { return str_from_char(ctx, (uint32_t)array_of(self)->kind->code); }
static Value get_itemsize(Ctx *ctx, Value self) { return kr_int(array_of(self)->kind->size); }

static Value array_iter(Ctx *ctx, Value self) {
  ArrayIterator *it = kr_alloc_gc(ctx, SHAPE_array_iterator, sizeof(ArrayIterator));
  if (it) it->array = kr_ref(self);
  return kr_val(it);
}

static const Method array_methods[] = {
  {"append", array_append_m, "v, /", "Append new value v to the end of the array."},
  {"buffer_info", array_buffer_info, "", "(address, length in items) of the memory."},
  {"byteswap", array_byteswap, "", "Swap the bytes of every item."},
  {"__copy__", array_copy, "", "Return a copy of the array."},
  {"count", array_count, "v, /", "How many items are equal to v."},
  {"__deepcopy__", array_copy, "unused, /", "Return a copy of the array."},
  {"extend", array_extend_m, "bb, /", "Append items to the end of the array."},
  {"fromfile", array_fromfile, "f, n, /", "Read n items from a file and append them."},
  {"fromlist", array_fromlist, "list, /", "Append the items of a list."},
  {"frombytes", array_frombytes, "buffer, /", "Append the items in the bytes of a buffer."},
  {"fromunicode", array_fromunicode, "ustr, /", "Append the characters of a str."},
  {"index", array_index, "v, start=0, stop=sys.maxsize, /", "Position of the first item equal to v."},
  {"insert", array_insert, "i, v, /", "Insert an item before position i."},
  {"pop", array_pop, "i=-1, /", "Remove and give the item at i."},
  {"__reduce_ex__", array_reduce_ex, "value, /", "State for pickling."},
  {"remove", array_remove, "v, /", "Remove the first item equal to v."},
  {"reverse", array_reverse, "", "Reverse the order of the items."},
  {"tofile", array_tofile, "f, /", "Write all items (as machine values) to a file."},
  {"tolist", array_tolist, "", "A list of the items."},
  {"tobytes", array_tobytes, "", "The items as bytes of machine values."},
  {"tounicode", array_tounicode, "", "The characters as a str."},
  {"__sizeof__", array_sizeof, "", "Size in memory, in bytes."},
  {"__class_getitem__", kr_class_getitem, "item, /", "See PEP 585", M_CLASS},
  {0},
};

static const GetSet array_getsets[] = {
  {"typecode", get_typecode, NULL, "the typecode character used to create the array"},
  {"itemsize", get_itemsize, NULL, "the size, in bytes, of one array item"},
  {0},
};

Type kr_type_array = {
  TYPE_HEAD(array, "array.array"),
  .doc = "array(typecode[, initializer]): a compact array of numbers or characters.",
  .flags = T_BASETYPE | T_WEAKREF | T_SEQUENCE | T_IMMUTABLE,
  .size = sizeof(Array),
  .methods = array_methods,
  .getsets = array_getsets,
  .new = array_new,
  .free = array_free,
  .repr = array_repr,
  .iter = array_iter,
  .hash = kr_unhashable,
  .compare = array_compare,
  .len = array_len,
  .getitem = array_getitem,
  .setitem = array_setitem,
  .seq_item = array_seq_item,
  .contains = array_contains,
  .concat = array_concat,
  .inplace_concat = array_inplace_concat,
  .repeat = array_repeat,
  .inplace_repeat = array_inplace_repeat,
  .get_buffer = array_get_buffer,
  .release_buffer = array_release_buffer,
};

/* ---- iterator ---- */

static ArrayIterator *iterator_of(Value v) { return (ArrayIterator *)kr_obj(v); }

static Value iterator_next(Ctx *ctx, Value self) {
  ArrayIterator *it = iterator_of(self);
  if (!it->array) return KR_STOP;
  if (it->index < array_of(it->array)->len) return item_at(ctx, it->array, it->index++);
  kr_clear(ctx, &it->array);
  return KR_STOP;
}

static Value iterator_reduce(Ctx *ctx, Value self, const Value *a) {
  ArrayIterator *it = iterator_of(self);
  if (it->array) return iter_reduce(ctx, "iter", kr_ref(it->array), it->index);
  return iter_reduce(ctx, "iter", tuple_new(ctx, 0), -1);
}

static Value iterator_setstate(Ctx *ctx, Value self, const Value *a) {
  int64_t i;
  if (kr_index_i64(ctx, a[0], &i)) return 0;
  ArrayIterator *it = iterator_of(self);
  if (it->array) it->index = i < 0 ? 0 : i > array_of(it->array)->len ? array_of(it->array)->len : i;
  return KR_None;
}

OWNS(iterator, ArrayIterator, array, 1)

static const Method iterator_methods[] = {
  {"__reduce__", iterator_reduce, "", "State for pickling."},
  {"__setstate__", iterator_setstate, "state, /", "Set the position."},
  {0},
};

Type kr_type_array_iterator = {
  TYPE_HEAD(array_iterator, "array.arrayiterator"),
  .flags = T_GC | T_NO_NEW | T_IMMUTABLE,
  .size = sizeof(ArrayIterator),
  .methods = iterator_methods,
  .iter = iter_self,
  .next = iterator_next,
  OWNING_SLOTS(iterator),
};

/* ---- the module ---- */

static const Method functions[] = {
  {"_array_reconstructor", array_reconstructor, "arraytype, typecode, mformat_code, items, /", "Make an array from its pickled parts."},
  {0},
};

static Type *const types[] = {&kr_type_array, NULL};

/* collections.abc.MutableSequence.register(array) */
static int register_sequence(Ctx *ctx) {
  Value abc = kr_import_attr(ctx, "collections.abc", "MutableSequence");
  Value name = abc ? str_intern_c(ctx, "register") : 0;
  Value result = name ? kr_call_method1(ctx, abc, name, kr_val(&kr_type_array)) : 0;
  kr_unref(ctx, abc);
  kr_unref(ctx, name);
  kr_unref(ctx, result);
  return result ? 0 : -1;
}

static int array_init(Ctx *ctx, Value module) {
  char codes[16];
  size_t n = 0;
  for (const ItemKind *k = array_kinds; k->code; k++) codes[n++] = k->code;
  type_ready(ctx, &kr_type_array_iterator);
  if (register_sequence(ctx)) return -1;
  if (dict_set_c(ctx, module_dict(module), "ArrayType", kr_ref(kr_val(&kr_type_array)))) return -1;
  return dict_set_c(ctx, module_dict(module), "typecodes", str_from_ascii(ctx, codes, n));
}

const ModuleDef kr_module_array = {
  "array", "Compact arrays of numbers or characters.", functions, types, array_init,
};
