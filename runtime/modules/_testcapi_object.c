/* _testcapi: operations on objects that Python code can not reach, and small classes made in C. */
#include "../core/core.h"
#include "../objects/pack.h"
#include "_testcapi.h"

/* ---- containers ---- */

static Value dict_getitem_knownhash_m(Ctx *ctx, Value module, const Value *a) {
  int64_t hash;
  if (int_to_i64(ctx, a[2], &hash) < 0) return 0;
  if (!kr_has_flag(a[0], T_DICT)) return kr_raise(ctx, &kr_type_SystemError, "bad argument to internal function");
  Value v = dict_get_hashed(ctx, a[0], a[1], (uint64_t)hash);
  return v == KR_ABSENT ? kr_raise_key(ctx, a[1]) : kr_ref(v);
}

/* Items by index, without the adding of the length to a negative one. */
static Value sequence_getitem_m(Ctx *ctx, Value module, const Value *a) {
  int64_t i;
  Type *t = kr_type_of(a[0]);
  if (kr_index_i64(ctx, a[1], &i) < 0) return 0;
  if (!t->seq_item) return kr_raise(ctx, &kr_type_TypeError, "'%T' object does not support indexing", a[0]);
  int64_t n = i < 0 && t->len ? t->len(ctx, a[0]) : 0;
  return n < 0 ? 0 : t->seq_item(ctx, a[0], i + n);
}
static Value sequence_setitem_m(Ctx *ctx, Value module, const Value *a) {
  return kr_setitem(ctx, a[0], a[1], a[2]) < 0 ? 0 : KR_None;
}

static Value type_get_version_m(Ctx *ctx, Value module, const Value *a) {
  if (!kr_is_type(a[0])) return kr_raise(ctx, &kr_type_TypeError, "argument must be a type");
  return kr_int(kr_as_type(a[0])->version);
}

static Value getbuffer_with_null_view_m(Ctx *ctx, Value module, const Value *a) {
  if (!kr_type_of(a[0])->get_buffer)
    return kr_raise(ctx, &kr_type_TypeError, "a bytes-like object is required, not '%T'", a[0]);
  return kr_raise(ctx, &kr_type_BufferError, "view==NULL argument is obsolete");
}

static Value size_from_format_m(Ctx *ctx, Value module, const Value *a) {
  Value calcsize = kr_import_attr(ctx, "struct", "calcsize"), r = calcsize ? kr_call1(ctx, calcsize, a[0]) : 0;
  kr_unref(ctx, calcsize);
  return r;
}

/* ---- floats as bytes ---- */

static int float_code(int64_t size) { return size == 2 ? 'e' : size == 4 ? 'f' : size == 8 ? 'd' : 0; }

static void in_order(uint8_t *bytes, int64_t n, int little) {
  const uint16_t probe = 1;
  if (*(const uint8_t *)&probe == little) return;
  for (int64_t i = 0; i < n / 2; i++) {
    uint8_t b = bytes[i];
    bytes[i] = bytes[n - 1 - i], bytes[n - 1 - i] = b;
  }
}

static Value float_pack_m(Ctx *ctx, Value module, const Value *a) {
  int64_t size;
  uint8_t bytes[8];
  int little = kr_truth(ctx, a[2]);
  if (little < 0 || int_to_i64(ctx, a[0], &size) < 0) return 0;
  if (!float_code(size)) return kr_raise(ctx, &kr_type_ValueError, "size must be 2, 4 or 8");
  PackResult r = native_pack(ctx, (char)float_code(size), bytes, a[1]);
  if (r == PACK_TYPE) return kr_raise(ctx, &kr_type_TypeError, "must be real number, not %T", a[1]);
  if (r == PACK_RANGE) return kr_raise(ctx, &kr_type_OverflowError, "float too large to pack with %c format", float_code(size));
  if (r == PACK_RAISED) return 0;
  in_order(bytes, size, little);
  return bytes_new(ctx, bytes, (size_t)size);
}

static Value float_unpack_m(Ctx *ctx, Value module, const Value *a) {
  Buffer b;
  uint8_t bytes[8];
  int little = kr_truth(ctx, a[1]);
  if (little < 0 || kr_get_buffer(ctx, a[0], &b, 0) < 0) return 0;
  int64_t size = b.len;
  if (float_code(size)) memcpy(bytes, b.data, (size_t)size);
  kr_release_buffer(ctx, &b);
  if (!float_code(size)) return kr_raise(ctx, &kr_type_ValueError, "data length must 2, 4 or 8 bytes");
  in_order(bytes, size, little);
  return native_unpack(ctx, (char)float_code(size), bytes);
}

/* ---- codecs ---- */

static Value incremental(Ctx *ctx, const Value *a, int at) {
  Value lookup = kr_import_attr(ctx, "codecs", "lookup"), info = lookup ? kr_call1(ctx, lookup, a[0]) : 0, r = 0;
  Value make = info ? kr_getattr_c(ctx, info, at ? "incrementaldecoder" : "incrementalencoder") : 0;
  if (make == KR_None) kr_raise(ctx, &kr_type_LookupError, "codec without incremental form: %R", a[0]);
  else if (make) r = a[1] ? kr_call1(ctx, make, a[1]) : kr_call0(ctx, make);
  kr_unref(ctx, make);
  kr_unref(ctx, info);
  kr_unref(ctx, lookup);
  return r;
}
static Value incremental_encoder_m(Ctx *ctx, Value module, const Value *a) { return incremental(ctx, a, 0); }
static Value incremental_decoder_m(Ctx *ctx, Value module, const Value *a) { return incremental(ctx, a, 1); }

/* ---- functions as objects ---- */

static Value nothing_m(Ctx *ctx, Value self, const Value *a) { return KR_None; }

/* Takes itself out of the class while it runs as a descriptor's __get__. */
static Value bad_get_m(Ctx *ctx, Value module, const Value *a) {
  Value r = kr_call0(ctx, a[2]);
  if (!r) return 0;
  kr_unref(ctx, r);
  return kr_repr(ctx, a[0]);
}

static Value create_cfunction_m(Ctx *ctx, Value module, const Value *a) {
  static const Method create = {"create_cfunction", create_cfunction_m, ""};
  Value self = dict_new(ctx), f = self ? builtin_new(ctx, &create, self, 0) : 0;
  kr_unref(ctx, self);
  return f;
}

/* A code object with names and a line but nothing to run: running it raises. */
static Value code_newempty_m(Ctx *ctx, Value module, const Value *a) {
  Value text = str_from(ctx, "raise AssertionError"), make = 0, kwargs = 0, none = 0, r = 0;
  Value code = text ? kr_compile(ctx, text, a[0], "exec", 0, -1) : 0;
  if (code) make = kr_getattr_c(ctx, code, "replace");
  if (make) kwargs = dict_new(ctx);
  if (kwargs && dict_set_c(ctx, kwargs, "co_name", kr_ref(a[1])) == 0 &&
      dict_set_c(ctx, kwargs, "co_qualname", kr_ref(a[1])) == 0 &&
      dict_set_c(ctx, kwargs, "co_firstlineno", kr_ref(a[2])) == 0 && (none = tuple_new(ctx, 0)))
    r = kr_call_ex(ctx, make, none, kwargs);
  kr_unref(ctx, none);
  kr_unref(ctx, kwargs);
  kr_unref(ctx, make);
  kr_unref(ctx, code);
  kr_unref(ctx, text);
  return r;
}

const Method testcapi_object_methods[] = {
  {"dict_getitem_knownhash", dict_getitem_knownhash_m, "dict, key, hash, /", "dict[key], with the key's hash given."},
  {"sequence_getitem", sequence_getitem_m, "seq, index, /", "An item of a sequence."},
  {"sequence_setitem", sequence_setitem_m, "seq, index, value, /", "Sets an item of a sequence."},
  {"type_get_version", type_get_version_m, "type, /", "A number that changes with the type."},
  {"getbuffer_with_null_view", getbuffer_with_null_view_m, "obj, /", "Asks for a buffer without taking it."},
  {"PyBuffer_SizeFromFormat", size_from_format_m, "format, /", "The size of an item of a struct format."},
  {"float_pack", float_pack_m, "size, value, little_endian, /", "A float as 2, 4 or 8 bytes."},
  {"float_unpack", float_unpack_m, "data, little_endian, /", "The float in 2, 4 or 8 bytes."},
  {"codec_incrementalencoder", incremental_encoder_m, "encoding, errors=None, /", "An incremental encoder."},
  {"codec_incrementaldecoder", incremental_decoder_m, "encoding, errors=None, /", "An incremental decoder."},
  {"bad_get", bad_get_m, "self, obj, cls, /", "Calls cls() and gives the repr of self."},
  {"create_cfunction", create_cfunction_m, "", "A new builtin function."},
  {"code_newempty", code_newempty_m, "filename, funcname, firstlineno, /", "A code object without instructions."},
  {"test_with_docstring", nothing_m, "", "This is a pretty normal docstring."},
  {"docstring_empty", nothing_m, NULL, ""},
  {"docstring_no_signature", nothing_m, NULL, "This docstring has no signature."},
  {"docstring_with_signature_but_no_doc", nothing_m, "module, sig", ""},
  {"docstring_with_signature", nothing_m, "module, sig", "This docstring has a valid signature."},
  {"docstring_with_signature_with_defaults", nothing_m, "module, s='avocado', b=b'bytes', d=3.14, i=35, n=None, t=True, f=False",
   "\n\nThis docstring has a valid signature with parameters,\nand the parameters take defaults of varying types."},
  {NULL},
};

/* ---- classes ---- */

static Value await_init_m(Ctx *ctx, Value self, const Value *a) {
  Value name = str_intern_c(ctx, "_iterator");
  int r = name ? kr_setattr(ctx, self, name, a[0]) : -1;
  kr_unref(ctx, name);
  return r < 0 ? 0 : KR_None;
}
static Value await_m(Ctx *ctx, Value self, const Value *a) { return kr_getattr_c(ctx, self, "_iterator"); }

static Value alias_init_m(Ctx *ctx, Value self, const Value *a) {
  Value name = str_intern_c(ctx, "item");
  int r = name ? kr_setattr(ctx, self, name, a[0]) : -1;
  kr_unref(ctx, name);
  return r < 0 ? 0 : KR_None;
}
static Value alias_mro_m(Ctx *ctx, Value self, const Value *a) {
  Value item = kr_getattr_c(ctx, self, "item"), r = item ? tuple_pack(ctx, 1, item) : 0;
  kr_unref(ctx, item);
  return r;
}
static Value generic_getitem_m(Ctx *ctx, Value cls, const Value *a) {
  Value alias = kr_import_attr(ctx, "_testcapi", "GenericAlias"), r = alias ? kr_call1(ctx, alias, a[0]) : 0;
  kr_unref(ctx, alias);
  return r;
}

int testcapi_add_objects(Ctx *ctx, Value module) {
  static const Method await_methods[] = {
    {"__init__", await_init_m, "iterator, /"}, {"__await__", await_m, ""}, {NULL}};
  static const Method alias_methods[] = {
    {"__init__", alias_init_m, "item, /"}, {"__mro_entries__", alias_mro_m, "bases, /"}, {NULL}};
  static const Method generic_methods[] = {{"__class_getitem__", generic_getitem_m, "item, /", NULL, M_CLASS}, {NULL}};
  static const struct { const char *name; const Method *methods; } classes[] = {
    {"awaitType", await_methods}, {"GenericAlias", alias_methods}, {"Generic", generic_methods}};
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
    if (dict_set_c(ctx, module_dict(module), classes[i].name,
                   new_class(ctx, "_testcapi", classes[i].name, NULL, classes[i].methods)) < 0)
      return -1;
  return 0;
}
