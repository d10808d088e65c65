/* The _struct module: values to bytes and back, by format strings.  A format is compiled to a list of
 * fields once; the module's functions keep the last formats in a cache. */
#include <math.h>
#include <stdlib.h>
#include "../objects/bytes_impl.h"
#include "../objects/pack.h"
#include "module_help.h"

/* count values of a type letter, the first at offset; 's' and 'p' are one value of size bytes. */
typedef struct { char code, letter; int64_t offset, size, count; } Field;

typedef struct {
  Object ob;
  Value format;
  int64_t size, items;
  int64_t nfields;
  Field *fields;
  int swap;        /* the byte order is not the machine's */
  int standard;    /* sizes are the standard ones; floats are checked for their range */
} Struct;

static Value struct_error; /* struct.error */
static Value cache;        /* dict from format to Struct */

static Struct *struct_of(Value v) { return (Struct *)kr_obj(v); }

#define FAIL(...) kr_raise(ctx, kr_as_type(struct_error), __VA_ARGS__)

/* ---- formats ---- */
/* Native letter that stands for a letter at its standard size; 0: not allowed there. */
static char standard_letter(char c) {
  if (c == 'l') return 'i';
  if (c == 'L') return 'I';
  return c && strchr("bBhHiIqQefdc?", c) ? c : 0;
}

typedef struct { const char *p; int native; int64_t size, items; } FormatReader;

/* Reads one field; 1, 0 at the end, -1: raised. */
static int read_field(Ctx *ctx, FormatReader *r, Field *f) {
  while (*r->p == ' ' || (*r->p >= 9 && *r->p <= 13)) r->p++;
  if (!*r->p) return 0;
  int64_t count = 1;
  if (*r->p >= '0' && *r->p <= '9') {
    for (count = 0; *r->p >= '0' && *r->p <= '9'; r->p++)
      if (count > (INT64_MAX - 9) / 10) return FAIL("total struct size too long"), -1;
      else count = count * 10 + (*r->p - '0');
    if (!*r->p) return FAIL("repeat count given without format specifier"), -1;
  }
  char letter = *r->p++, code = strchr("xsp", letter) ? letter : r->native ? letter : standard_letter(letter);
  int is_text = code == 's' || code == 'p' || code == 'x';
  int64_t unit = is_text ? 1 : code ? native_size(code) : 0;
  if (!unit) return FAIL("bad char in struct format"), -1;
  if (r->native && !is_text) r->size = (r->size + unit - 1) / unit * unit;
  int64_t bytes;
  if (__builtin_mul_overflow(unit, count, &bytes)) return FAIL("total struct size too long"), -1;
  *f = (Field){code, letter, r->size, is_text ? count : unit, code == 'x' ? 0 : is_text ? 1 : count};
  if (__builtin_add_overflow(r->size, bytes, &r->size)) return FAIL("total struct size too long"), -1;
  r->items += f->count;
  return 1;
}

static int compile(Ctx *ctx, Struct *s, const char *text) {
  FormatReader r = {text, 1, 0, 0};
  int big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
  if (*text && strchr("@=<>!", *text)) {
    r.native = *text == '@';
    s->standard = !r.native;
    s->swap = *text == '<' ? big : *text == '>' || *text == '!' ? !big : 0;
    r.p++;
  }
  Field *fields = NULL, f;
  int64_t n = 0;
  int status;
  while ((status = read_field(ctx, &r, &f)) > 0) {
    if (!f.count) continue;
    Field *more = n & (n - 1) ? fields : realloc(fields, (size_t)(n ? n * 2 : 1) * sizeof *fields);
    if (!more) {
      free(fields);
      return kr_raise_memory(ctx), -1;
    }
    fields = more;
    fields[n++] = f;
  }
  if (status < 0) {
    free(fields);
    return -1;
  }
  free(s->fields);
  s->fields = fields;
  s->nfields = n;
  s->size = r.size;
  s->items = r.items;
  return 0;
}

/* (Re)initialises s by a format, str or bytes. */
static int set_format(Ctx *ctx, Struct *s, Value format) {
  Value text = 0;
  if (kr_is_anystr(format)) text = codec_ascii_encode(ctx, format, NULL);
  else if (is_anybytes(format)) text = kr_ref(format);
  else kr_raise(ctx, &kr_type_TypeError, "Struct() argument 1 must be a str or bytes object, not %T", format);
  if (!text) return -1;
  const Bytes *b = bytes_of(text);
  int failed = 1;
  if (memchr(b->data, 0, (size_t)b->len)) FAIL("embedded null character");
  else failed = compile(ctx, s, (const char *)b->data);
  Value shown = failed ? 0 : str_from_chars(ctx, b->data, 1, 0, (size_t)b->len);
  kr_unref(ctx, text);
  if (!shown) return -1;
  kr_set(ctx, &s->format, shown);
  return 0;
}

/* ---- packing ---- */
static void swap_bytes(uint8_t *p, int64_t n) {
  for (int64_t i = 0; i < n / 2; i++) {
    uint8_t byte = p[i];
    p[i] = p[n - 1 - i];
    p[n - 1 - i] = byte;
  }
}

static int pack_text(Ctx *ctx, const Field *f, uint8_t *p, Value v) {
  if (!is_anybytes(v) && !is_bytearray(v)) return FAIL("argument for '%c' must be a bytes object", f->code), -1;
  Span s = span_of(v);
  int64_t room = f->code == 'p' ? f->size - 1 : f->size, n = (int64_t)s.n < room ? (int64_t)s.n : room;
  if (f->code == 'p' && f->size > 0) *p++ = (uint8_t)(n > 255 ? 255 : n);
  if (n > 0) memcpy(p, s.p, (size_t)n);
  return 0;
}

/* CPython's words depend on the function of its own that packs: those of the machine's order convert to a C
 * long first, the others to the type's sign. */
static int small_range_error(Ctx *ctx, const Field *f, Value v, int swap) {
  int is_signed = f->code >= 'a', bits = (int)f->size * 8;
  int as_long = is_signed || bits == 8 || (bits == 16 && !swap);
  int64_t number;
  uint64_t natural;
  if (as_long ? int_to_i64(ctx, v, &number) : int_to_u64(ctx, v, &natural)) {
    kr_clear_exc(ctx);
    return FAIL("argument out of range"), -1;
  }
  int64_t high = ((int64_t)1 << (is_signed ? bits - 1 : bits)) - 1, low = is_signed ? -high - 1 : 0;
  const char *name = bits == 8 ? "byte" : bits == 16 && !swap ? "short" : NULL;
  if (name) FAIL("%s%s format requires %lld <= number <= %lld", is_signed ? "" : "u", name, (long long)low, (long long)high);
  else FAIL("'%c' format requires %lld <= number <= %lld", f->letter, (long long)low, (long long)high);
  return -1;
}

/* v: the index of given, if that is no int. */
static int range_error(Ctx *ctx, const Field *f, Value v, Value given, int swap) {
  if (f->code == 'c') return FAIL("char format requires a bytes object of length 1"), -1;
  int is_float = f->code == 'e' || f->code == 'f';
  if (is_float && !kr_is_anyint(v))
    return kr_raise(ctx, &kr_type_OverflowError, "float too large to pack with %c format", f->code), -1;
  if (is_float || f->code == 'P' || (swap && f->size == 8)) {
    if (v == given || f->code == 'P') return FAIL("int too large to convert"), -1;
    kr_raise(ctx, &kr_type_OverflowError, f->code == 'Q' && int_sign(v) < 0 ? "can't convert negative int to unsigned" : "int too big to convert");
    return -1;
  }
  if (f->size < 8 && kr_is_anyint(v)) return small_range_error(ctx, f, v, swap);
  return FAIL("argument out of range"), -1;
}

/* Did a finite number become infinite as the float at p? */
static int single_overflows(const uint8_t *p, Value v) {
  float single;
  memcpy(&single, p, sizeof single);
  return isinf(single) && !(kr_is_anyfloat(v) && isinf(float_of(v)));
}

static int pack_plain(Ctx *ctx, const Struct *s, const Field *f, uint8_t *p, Value v, Value given) {
  char code = f->code == 'P' && kr_is_anyint(v) && int_sign(v) < 0 ? 'q' : f->code;
  switch (native_pack(ctx, code, p, v)) {
  case PACK_OK:
    if (f->code == 'f' && s->standard && single_overflows(p, v)) return range_error(ctx, f, v, given, s->swap);
    if (s->swap) swap_bytes(p, f->size);
    return 0;
  case PACK_TYPE:
    if (f->code == 'c') FAIL("char format requires a bytes object of length 1");
    else FAIL(strchr("efd", f->code) ? "required argument is not a float" : "required argument is not an integer");
    return -1;
  case PACK_RANGE: return range_error(ctx, f, v, given, s->swap);
  default: /* an int too large for a float */
    if (strchr("efd", f->code) && kr_catch(ctx, &kr_type_OverflowError)) FAIL("required argument is not a float");
    return -1;
  }
}

static int pack_value(Ctx *ctx, const Struct *s, const Field *f, uint8_t *p, Value v) {
  if (f->code == 's' || f->code == 'p') return pack_text(ctx, f, p, v);
  if (kr_is_anyint(v) || strchr("c?efd", f->code) || !kr_type_of(v)->to_index) return pack_plain(ctx, s, f, p, v, v);
  Value number = kr_index(ctx, v);
  int failed = number ? pack_plain(ctx, s, f, p, number, v) : -1;
  kr_unref(ctx, number);
  return failed;
}

static int pack_all(Ctx *ctx, const Struct *s, uint8_t *out, const Value *args) {
  memset(out, 0, (size_t)s->size);
  for (int64_t i = 0; i < s->nfields; i++) {
    const Field *f = &s->fields[i];
    for (int64_t k = 0; k < f->count; k++)
      if (pack_value(ctx, s, f, out + f->offset + k * f->size, *args++)) return -1;
  }
  return 0;
}

static Value pack(Ctx *ctx, const Struct *s, const Value *args, size_t nargs) {
  if ((int64_t)nargs != s->items) return FAIL("pack expected %lld items for packing (got %zu)", (long long)s->items, nargs);
  Value v = bytes_new(ctx, NULL, (size_t)s->size);
  if (v && s->size && pack_all(ctx, s, bytes_of(v)->data, args)) kr_clear(ctx, &v);
  return v;
}

/* Checks that size bytes fit at *offset, which may count from the end. */
static int check_offset(Ctx *ctx, int64_t *offset, int64_t size, int64_t len, int packing) {
  int64_t given = *offset;
  if (given < 0) {
    if (given + size > 0)
      return FAIL(packing ? "no space to pack %lld bytes at offset %lld" : "not enough data to unpack %lld bytes at offset %lld",
                  (long long)size, (long long)given), -1;
    if (given + len < 0) return FAIL("offset %lld out of range for %lld-byte buffer", (long long)given, (long long)len), -1;
    *offset += len;
  }
  if (len - *offset >= size) return 0;
  FAIL("%s requires a buffer of at least %llu bytes for %s %lld bytes at offset %lld (actual buffer size is %lld)",
       packing ? "pack_into" : "unpack_from", (unsigned long long)size + (unsigned long long)*offset, packing ? "packing" : "unpacking",
       (long long)size, (long long)*offset, (long long)len);
  return -1;
}

static Value pack_into(Ctx *ctx, const Struct *s, const Value *args, size_t nargs) {
  if (nargs < 2 || (int64_t)nargs - 2 != s->items) {
    if (nargs == 0) return FAIL("pack_into expected buffer argument");
    if (nargs == 1) return FAIL("pack_into expected offset argument");
    return FAIL("pack_into expected %lld items for packing (got %zu)", (long long)s->items, nargs - 2);
  }
  Buffer b;
  int64_t offset;
  if (kr_get_buffer(ctx, args[0], &b, 1)) return 0;
  int failed = kr_index_i64(ctx, args[1], &offset) || check_offset(ctx, &offset, s->size, b.len, 1) ||
               pack_all(ctx, s, (uint8_t *)b.data + offset, args + 2);
  kr_release_buffer(ctx, &b);
  return failed ? 0 : KR_None;
}

/* ---- unpacking ---- */
static Value unpack_value(Ctx *ctx, const Struct *s, const Field *f, const uint8_t *p) {
  if (f->code == 's') return bytes_new(ctx, p, (size_t)f->size);
  if (f->code == 'p') {
    int64_t n = f->size ? *p : 0;
    return bytes_new(ctx, p + 1, (size_t)(n > f->size - 1 ? f->size ? f->size - 1 : 0 : n));
  }
  uint8_t copy[8];
  memcpy(copy, p, (size_t)f->size);
  if (s->swap) swap_bytes(copy, f->size);
  return native_unpack(ctx, f->code, copy);
}

static Value unpack_all(Ctx *ctx, const Struct *s, const uint8_t *data) {
  Value t = tuple_new(ctx, (size_t)s->items);
  int64_t at = 0;
  for (int64_t i = 0; t && i < s->nfields; i++) {
    const Field *f = &s->fields[i];
    for (int64_t k = 0; t && k < f->count; k++)
      if (!(tuple_of(t)->items[at++] = unpack_value(ctx, s, f, data + f->offset + k * f->size))) kr_clear(ctx, &t);
  }
  return t;
}

static Value unpack(Ctx *ctx, const Struct *s, Value data) {
  Buffer b;
  if (kr_get_buffer(ctx, data, &b, 0)) return 0;
  Value v = b.len == s->size ? unpack_all(ctx, s, b.data) : FAIL("unpack requires a buffer of %lld bytes", (long long)s->size);
  kr_release_buffer(ctx, &b);
  return v;
}

static Value unpack_from(Ctx *ctx, const Struct *s, Value data, Value offset_arg) {
  Buffer b;
  int64_t offset;
  if (int_arg(ctx, offset_arg, 0, &offset) || kr_get_buffer(ctx, data, &b, 0)) return 0;
  Value v = check_offset(ctx, &offset, s->size, b.len, 0) ? 0 : unpack_all(ctx, s, (uint8_t *)b.data + offset);
  kr_release_buffer(ctx, &b);
  return v;
}

/* ---- iter_unpack ---- */
typedef struct { Object ob; Value format; Buffer b; int64_t at; } UnpackIterator;

static Value iter_unpack(Ctx *ctx, Value self, Value data) {
  const Struct *s = struct_of(self);
  if (!s->size) return FAIL("cannot iteratively unpack with a struct of length 0");
  UnpackIterator *it = kr_alloc_gc(ctx, SHAPE_unpack_iterator, sizeof *it);
  if (!it) return 0;
  int failed = kr_get_buffer(ctx, data, &it->b, 0);
  if (!failed && it->b.len % s->size) {
    FAIL("iterative unpacking requires a buffer of a multiple of %lld bytes", (long long)s->size);
    failed = 1;
  }
  if (failed) {
    kr_unref(ctx, kr_val(it));
    return 0;
  }
  it->format = kr_ref(self);
  return kr_val(it);
}

static Value iterator_next(Ctx *ctx, Value self) {
  UnpackIterator *it = (UnpackIterator *)kr_obj(self);
  if (!it->format) return KR_STOP;
  const Struct *s = struct_of(it->format);
  if (it->at >= it->b.len) {
    kr_release_buffer(ctx, &it->b);
    kr_clear(ctx, &it->format);
    return KR_STOP;
  }
  Value v = unpack_all(ctx, s, (uint8_t *)it->b.data + it->at);
  it->at += s->size;
  return v;
}

static Value iterator_length_m(Ctx *ctx, Value self, const Value *a) {
  UnpackIterator *it = (UnpackIterator *)kr_obj(self);
  return kr_int(it->format ? (it->b.len - it->at) / struct_of(it->format)->size : 0);
}

static Value iterator_self(Ctx *ctx, Value self) { return kr_ref(self); }
static void iterator_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((UnpackIterator *)o)->format, arg);
  visit(((UnpackIterator *)o)->b.owner, arg);
}
static void iterator_clear(Ctx *ctx, Object *o) {
  kr_release_buffer(ctx, &((UnpackIterator *)o)->b);
  kr_clear(ctx, &((UnpackIterator *)o)->format);
}

static const Method iterator_methods[] = {
  {"__length_hint__", iterator_length_m, "", "How many items are left."},
  {0},
};

Type kr_type_unpack_iterator = {
  TYPE_HEAD(unpack_iterator, "unpack_iterator"), .module = "_struct", .size = sizeof(UnpackIterator), .flags = T_GC | T_NO_NEW,
  .iter = iterator_self, .next = iterator_next, .traverse = iterator_traverse, .clear = iterator_clear,
  .free = iterator_clear, .methods = iterator_methods,
};

/* ---- Struct ---- */
static Value struct_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  Struct *s = kr_alloc_instance(ctx, type, 0);
  if (s) s->size = s->items = -1;
  return kr_val(s);
}

static int struct_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[1];
  if (kr_bind(ctx, "Struct", "format", &parsed, args, nargs, kwnames, a)) return -1;
  return set_format(ctx, struct_of(self), a[0]);
}

static void struct_free(Ctx *ctx, Object *o) {
  Struct *s = (Struct *)o;
  kr_clear(ctx, &s->format);
  free(s->fields);
  s->fields = NULL;
}

/* A Struct whose __init__ has run. */
static const Struct *ready(Ctx *ctx, Value self) {
  if (struct_of(self)->format) return struct_of(self);
  return (const Struct *)(uintptr_t)kr_raise(ctx, &kr_type_RuntimeError, "Struct object is not initialized");
}

static int no_keywords(Ctx *ctx, const char *name, Value kwnames) {
  if (!kwnames || !tuple_of(kwnames)->len) return 1;
  kr_raise(ctx, &kr_type_TypeError, "%s() takes no keyword arguments", name);
  return 0;
}

static Value struct_pack_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  const Struct *s = no_keywords(ctx, "pack", kwnames) ? ready(ctx, self) : NULL;
  return s ? pack(ctx, s, args, nargs) : 0;
}
static Value struct_pack_into_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  const Struct *s = no_keywords(ctx, "pack_into", kwnames) ? ready(ctx, self) : NULL;
  return s ? pack_into(ctx, s, args, nargs) : 0;
}
static Value struct_unpack_m(Ctx *ctx, Value self, const Value *a) {
  const Struct *s = ready(ctx, self);
  return s ? unpack(ctx, s, a[0]) : 0;
}
static Value struct_unpack_from_m(Ctx *ctx, Value self, const Value *a) {
  const Struct *s = ready(ctx, self);
  return s ? unpack_from(ctx, s, a[0], a[1]) : 0;
}
static Value struct_iter_unpack_m(Ctx *ctx, Value self, const Value *a) { return ready(ctx, self) ? iter_unpack(ctx, self, a[0]) : 0; }
static Value struct_sizeof_m(Ctx *ctx, Value self, const Value *a) {
  return kr_int((int64_t)(sizeof(Struct) + (size_t)struct_of(self)->nfields * sizeof(Field)));
}
static Value get_format(Ctx *ctx, Value self) { return ready(ctx, self) ? kr_ref(struct_of(self)->format) : 0; }
static Value get_size(Ctx *ctx, Value self) { return kr_int(struct_of(self)->size); }

static const Method struct_methods[] = {
  {"pack", struct_pack_m, NULL, "The values as bytes.", M_RAW},
  {"pack_into", struct_pack_into_m, NULL, "Writes the values into a buffer at an offset.", M_RAW},
  {"unpack", struct_unpack_m, "buffer, /", "The values in a buffer of the format's size."},
  {"unpack_from", struct_unpack_from_m, "buffer, offset=0", "The values in a buffer from an offset on."},
  {"iter_unpack", struct_iter_unpack_m, "buffer, /", "An iterator over the tuples of a buffer."},
  {"__sizeof__", struct_sizeof_m, "", "Bytes it takes."},
  {0},
};

static const GetSet struct_getsets[] = {
  {"format", get_format, NULL, "The format."},
  {"size", get_size, NULL, "Bytes that the format describes."},
  {0},
};

Type kr_type_struct = {
  TYPE_HEAD(struct, "Struct"), .module = "_struct", .doc = "A compiled format.", .sig = "format", .size = sizeof(Struct),
  .flags = T_BASETYPE | T_WEAKREF, .new = struct_new, .init = struct_init, .free = struct_free, .methods = struct_methods,
  .getsets = struct_getsets,
};

/* ---- functions of the module ---- */
/* The Struct of a format, new or from the cache. */
static Value cached(Ctx *ctx, Value format) {
  Value found = kr_is_anystr(format) || is_anybytes(format) ? dict_get(ctx, cache, format) : KR_ABSENT;
  if (found != KR_ABSENT) return found ? kr_ref(found) : 0;
  Value s = kr_call1(ctx, kr_val(&kr_type_struct), format);
  if (!s) return 0;
  if (dict_len(cache) >= 100) dict_clear(ctx, cache);
  if (dict_set(ctx, cache, format, s)) kr_clear(ctx, &s);
  return s;
}

static Value with_format(Ctx *ctx, const Value *args, size_t nargs, Value (*how)(Ctx *, const Struct *, const Value *, size_t)) {
  if (!nargs) return kr_raise(ctx, &kr_type_TypeError, "missing format argument");
  Value s = cached(ctx, args[0]);
  Value v = s ? how(ctx, struct_of(s), args + 1, nargs - 1) : 0;
  kr_unref(ctx, s);
  return v;
}

static Value pack_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return no_keywords(ctx, "pack", kwnames) ? with_format(ctx, args, nargs, pack) : 0;
}
static Value pack_into_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return no_keywords(ctx, "pack_into", kwnames) ? with_format(ctx, args, nargs, pack_into) : 0;
}

static Value unpack_m(Ctx *ctx, Value self, const Value *a) {
  Value s = cached(ctx, a[0]), v = s ? unpack(ctx, struct_of(s), a[1]) : 0;
  kr_unref(ctx, s);
  return v;
}
static Value unpack_from_m(Ctx *ctx, Value self, const Value *a) {
  Value s = cached(ctx, a[0]), v = s ? unpack_from(ctx, struct_of(s), a[1], a[2]) : 0;
  kr_unref(ctx, s);
  return v;
}
static Value iter_unpack_m(Ctx *ctx, Value self, const Value *a) {
  Value s = cached(ctx, a[0]), v = s ? iter_unpack(ctx, s, a[1]) : 0;
  kr_unref(ctx, s);
  return v;
}
static Value calcsize_m(Ctx *ctx, Value self, const Value *a) {
  Value s = cached(ctx, a[0]), v = s ? kr_int(struct_of(s)->size) : 0;
  kr_unref(ctx, s);
  return v;
}
static Value clearcache_m(Ctx *ctx, Value self, const Value *a) {
  dict_clear(ctx, cache);
  return KR_None;
}

static const Method module_methods[] = {
  {"pack", pack_m, NULL, "Values as bytes by a format.", M_RAW},
  {"pack_into", pack_into_m, NULL, "Writes values into a buffer by a format.", M_RAW},
  {"unpack", unpack_m, "format, buffer, /", "The values in a buffer."},
  {"unpack_from", unpack_from_m, "format, /, buffer, offset=0", "The values in a buffer from an offset on."},
  {"iter_unpack", iter_unpack_m, "format, buffer, /", "An iterator over the tuples of a buffer."},
  {"calcsize", calcsize_m, "format, /", "Bytes that a format describes."},
  {"_clearcache", clearcache_m, "", "Forgets the formats kept."},
  {0},
};

static int struct_module_init(Ctx *ctx, Value module) {
  type_ready(ctx, &kr_type_unpack_iterator);
  if (!cache && !(cache = dict_new(ctx))) return -1;
  if (!struct_error && !(struct_error = new_exception(ctx, "struct", "error", &kr_type_Exception, NULL))) return -1;
  return dict_set_c(ctx, module_dict(module), "error", kr_ref(struct_error));
}

static Type *const module_types[] = {&kr_type_struct, NULL};
const ModuleDef kr_module__struct = {"_struct", "Values to bytes and back.", module_methods, module_types, struct_module_init};
