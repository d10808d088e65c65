/* Pickling of array: as a list for old protocols, else as bytes and the number of their format, which
 * another machine may have written. */
#include "array.h"

/* The formats by number.  kind: 'i' signed, 'u' unsigned, 'f' floating point, 'c' characters. */
static const struct { uint8_t size, kind, big_endian; } formats[] = {
  {1, 'u', 0}, {1, 'i', 0}, {2, 'u', 0}, {2, 'u', 1}, {2, 'i', 0}, {2, 'i', 1}, {4, 'u', 0}, {4, 'u', 1},
  {4, 'i', 0}, {4, 'i', 1}, {8, 'u', 0}, {8, 'u', 1}, {8, 'i', 0}, {8, 'i', 1}, {4, 'f', 0}, {4, 'f', 1},
  {8, 'f', 0}, {8, 'f', 1}, {2, 'c', 0}, {2, 'c', 1}, {4, 'c', 0}, {4, 'c', 1},
};
#define FORMATS ((int64_t)(sizeof formats / sizeof *formats))

static int format_kind(const ItemKind *k) {
  return k->code == 'u' ? 'c' : !k->is_int ? 'f' : k->is_signed ? 'i' : 'u';
}

static int64_t format_of(const ItemKind *k) {
  int64_t i = 0;
  while (formats[i].size != k->size || formats[i].kind != format_kind(k)) i++;
  return i;
}

Value array_reduce_ex(Ctx *ctx, Value self, const Value *a) {
  const Array *arr = array_of(self);
  int64_t protocol;
  if (kr_index_i64(ctx, a[0], &protocol)) return 0;
  Value state = kr_call_method0(ctx, self, N(__getstate__));
  Value type = kr_val(kr_type_of(self)), code = str_from_char(ctx, (uint32_t)arr->kind->code);
  if (protocol < 3) {
    Value args = tuple_of_stolen(ctx, 2, code, array_tolist(ctx, self, NULL));
    return tuple_of_stolen(ctx, 3, kr_ref(type), args, state);
  }
  Value args = tuple_of_stolen(ctx, 4, kr_ref(type), code, kr_int(format_of(arr->kind)), array_tobytes(ctx, self, NULL));
  return tuple_of_stolen(ctx, 3, kr_import_attr(ctx, "array", "_array_reconstructor"), args, state);
}

/* A native kind with a format's size and meaning. */
static const ItemKind *kind_of_format(int64_t format) {
  for (const ItemKind *k = array_kinds; k->code; k++) {
    if (k->size == formats[format].size && format_kind(k) == formats[format].kind) return k;
  }
  return NULL;
}

static Value decode_text(Ctx *ctx, Value bytes, int64_t format) {
  static const char *const names[2][2] = {{"utf-16-le", "utf-16-be"}, {"utf-32-le", "utf-32-be"}};
  const char *name = names[formats[format].size == 4][formats[format].big_endian];
  return codec_decode(ctx, (const char *)bytes_of(bytes)->data, (size_t)bytes_of(bytes)->len, name, "strict");
}

/* The items as something that fills an array: a str, or an array of a native kind. */
static Value decode(Ctx *ctx, Value bytes, int64_t format) {
  if (formats[format].kind == 'c') return decode_text(ctx, bytes, format);
  Array *stored = array_alloc(ctx, &kr_type_array, kind_of_format(format), 0);
  if (!stored) return 0;
  if (array_add_bytes(ctx, stored, bytes_of(bytes)->data, bytes_of(bytes)->len)) return kr_unref(ctx, kr_val(stored)), 0;
  if (formats[format].big_endian) array_byteswap(ctx, kr_val(stored), NULL);
  return kr_val(stored);
}

Value array_reconstructor(Ctx *ctx, Value module, const Value *a) {
  int64_t format;
  if (!kr_is_type(a[0])) return kr_raise(ctx, &kr_type_TypeError, "first argument must be a type object, not %T", a[0]);
  if (!kr_subtype(kr_as_type(a[0]), &kr_type_array)) {
    return kr_raise(ctx, &kr_type_TypeError, "%N is not a subtype of array.array", kr_as_type(a[0]));
  }
  if (!kr_is_anystr(a[1]) || str_of(a[1])->len != 1) {
    return kr_raise(ctx, &kr_type_TypeError, "_array_reconstructor() argument 2 must be a unicode character, not %T", a[1]);
  }
  const ItemKind *kind = array_kind(str_at(str_of(a[1]), 0));
  if (!kind) return kr_raise(ctx, &kr_type_ValueError, "second argument must be a valid type code");
  if (kr_index_i64(ctx, a[2], &format)) return 0;
  if (format < 0 || format >= FORMATS) {
    return kr_raise(ctx, &kr_type_ValueError, "third argument must be a valid machine format code.");
  }
  if (!kr_has_flag(a[3], T_BYTES)) return kr_raise(ctx, &kr_type_TypeError, "fourth argument should be bytes, not %T", a[3]);
  Value items = decode(ctx, a[3], format);
  Value result = items ? kr_val(array_alloc(ctx, kr_as_type(a[0]), kind, 0)) : 0;
  if (result && array_fill(ctx, result, items)) kr_clear(ctx, &result);
  kr_unref(ctx, items);
  return result;
}
