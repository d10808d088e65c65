/* UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError. */
#include "exceptions.h"
#include <stdio.h>

EXC_LAYOUT(unicode, UnicodeErrorObj, encoding, 3)
static UnicodeErrorObj *unicode_of(Value v) { return (UnicodeErrorObj *)kr_obj(v); }

static int bad_argument(Ctx *ctx, int position, const char *expected, Value got) {
  kr_raise(ctx, &kr_type_TypeError, "argument %d must be %s, not %T", position, expected, got);
  return -1;
}

static int check_count(Ctx *ctx, Value self, size_t nargs, size_t wanted, Value kwnames) {
  if (exc_no_keywords(ctx, self, kwnames) < 0) return -1;
  if (nargs == wanted) return 0;
  kr_raise(ctx, &kr_type_TypeError, "function takes exactly %zu arguments (%zu given)", wanted, nargs);
  return -1;
}

/* a: object, start, end, reason, the first of them argument number first. */
static int set_fields(Ctx *ctx, Value self, Value encoding, const Value *a, int first) {
  UnicodeErrorObj *e = unicode_of(self);
  int64_t start, end;
  if (kr_index_i64(ctx, a[1], &start) < 0 || kr_index_i64(ctx, a[2], &end) < 0) return -1;
  if (!kr_is_anystr(a[3])) return bad_argument(ctx, first + 3, "str", a[3]);
  kr_set(ctx, &e->encoding, encoding ? kr_ref(encoding) : 0);
  kr_set(ctx, &e->object, kr_ref(a[0]));
  kr_set(ctx, &e->reason, kr_ref(a[3]));
  e->start = start;
  e->end = end;
  return 0;
}

static int encode_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (exc_init(ctx, self, args, nargs, kwnames) < 0 || check_count(ctx, self, nargs, 5, kwnames) < 0) return -1;
  if (!kr_is_anystr(args[0])) return bad_argument(ctx, 1, "str", args[0]);
  if (!kr_is_anystr(args[1])) return bad_argument(ctx, 2, "str", args[1]);
  return set_fields(ctx, self, args[0], args + 1, 2);
}

static int decode_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (exc_init(ctx, self, args, nargs, kwnames) < 0 || check_count(ctx, self, nargs, 5, kwnames) < 0) return -1;
  if (!kr_is_anystr(args[0])) return bad_argument(ctx, 1, "str", args[0]);
  if (kr_is_ptr(args[1]) && kr_has_flag(args[1], T_BYTES)) return set_fields(ctx, self, args[0], args + 1, 2);
  Buffer buf;
  if (kr_get_buffer(ctx, args[1], &buf, 0) < 0) return -1;
  Value copy = bytes_new(ctx, buf.data, (size_t)buf.len);
  kr_release_buffer(ctx, &buf);
  if (!copy) return -1;
  Value a[4] = {copy, args[2], args[3], args[4]};
  int r = set_fields(ctx, self, args[0], a, 2);
  kr_unref(ctx, copy);
  return r;
}

static int translate_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (exc_init(ctx, self, args, nargs, kwnames) < 0 || check_count(ctx, self, nargs, 4, kwnames) < 0) return -1;
  if (!kr_is_anystr(args[0])) return bad_argument(ctx, 1, "str", args[0]);
  return set_fields(ctx, self, 0, args, 1);
}

/* ---- text ---- */

/* The one character that could not be converted, as its escape shows it. */
static Value char_escape(Ctx *ctx, uint32_t c) {
  char text[16];
  static const char *const forms[] = {"\\x%02x", "\\u%04x", "\\U%08x"};
  snprintf(text, sizeof text, forms[c <= 0xff ? 0 : c <= 0xffff ? 1 : 2], c);
  return str_from(ctx, text);
}

static Value encode_text(Ctx *ctx, UnicodeErrorObj *e, const char *verb, Value prefix) {
  Value object = e->object;
  if (e->start >= 0 && e->end == e->start + 1 && e->start < (int64_t)str_of(object)->len) {
    Value escape = char_escape(ctx, str_at(str_of(object), (size_t)e->start));
    if (!escape) return 0;
    Value r = str_format_c(ctx, "%Ucan't %s character '%U' in position %lld: %S", prefix, verb, escape,
                           (long long)e->start, e->reason);
    kr_unref(ctx, escape);
    return r;
  }
  return str_format_c(ctx, "%Ucan't %s characters in position %lld-%lld: %S", prefix, verb, (long long)e->start,
                      (long long)(e->end - 1), e->reason);
}

static Value encode_str(Ctx *ctx, Value self) {
  UnicodeErrorObj *e = unicode_of(self);
  if (!e->object) return kr_ref(N(empty));
  Value prefix = str_format_c(ctx, "'%S' codec ", e->encoding);
  if (!prefix) return 0;
  Value r = encode_text(ctx, e, "encode", prefix);
  kr_unref(ctx, prefix);
  return r;
}

static Value translate_str(Ctx *ctx, Value self) {
  UnicodeErrorObj *e = unicode_of(self);
  return e->object ? encode_text(ctx, e, "translate", N(empty)) : kr_ref(N(empty));
}

static Value decode_str(Ctx *ctx, Value self) {
  UnicodeErrorObj *e = unicode_of(self);
  if (!e->object) return kr_ref(N(empty));
  if (e->start >= 0 && e->end == e->start + 1 && e->start < bytes_of(e->object)->len) {
    char byte[8];
    snprintf(byte, sizeof byte, "%02x", bytes_of(e->object)->data[e->start]);
    return str_format_c(ctx, "'%S' codec can't decode byte 0x%s in position %lld: %S", e->encoding, byte,
                        (long long)e->start, e->reason);
  }
  return str_format_c(ctx, "'%S' codec can't decode bytes in position %lld-%lld: %S", e->encoding,
                      (long long)e->start, (long long)(e->end - 1), e->reason);
}

/* ---- raising from C ---- */

static Value raise_unicode(Ctx *ctx, Type *type, const char *encoding, Value object, size_t start, size_t end,
                           const char *reason) {
  Value args[5] = {str_from(ctx, encoding), object, kr_int((int64_t)start), kr_int((int64_t)end), str_from(ctx, reason)};
  Value exc = args[0] && args[4] && object ? kr_call(ctx, kr_val(type), args, 5, 0) : 0;
  kr_unref(ctx, args[0]);
  kr_unref(ctx, args[4]);
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}

Value kr_raise_decode(Ctx *ctx, const char *encoding, const char *bytes, size_t n, size_t start, size_t end,
                      const char *reason) {
  Value object = bytes_new(ctx, bytes, n);
  raise_unicode(ctx, &kr_type_UnicodeDecodeError, encoding, object, start, end, reason);
  kr_unref(ctx, object);
  return 0;
}

Value kr_raise_encode(Ctx *ctx, const char *encoding, Value str, size_t start, size_t end, const char *reason) {
  return raise_unicode(ctx, &kr_type_UnicodeEncodeError, encoding, str, start, end, reason);
}

/* ---- the types ---- */

#define FIELD(name, kind) {#name, kind, offsetof(UnicodeErrorObj, name), 0, NULL}
static const Member unicode_members[] = {
  FIELD(encoding, MEMBER_VALUE), FIELD(object, MEMBER_VALUE), FIELD(start, MEMBER_I64), FIELD(end, MEMBER_I64),
  FIELD(reason, MEMBER_VALUE), {0}};
static const Member translate_members[] = {
  FIELD(object, MEMBER_VALUE), FIELD(start, MEMBER_I64), FIELD(end, MEMBER_I64), FIELD(reason, MEMBER_VALUE), {0}};

Type kr_type_UnicodeEncodeError = {
  EXC_TYPE(UnicodeEncodeError, UnicodeError, UnicodeErrorObj, unicode), .doc = "Text can not be encoded.",
  .init = encode_init, .str = encode_str, .members = unicode_members};
Type kr_type_UnicodeDecodeError = {
  EXC_TYPE(UnicodeDecodeError, UnicodeError, UnicodeErrorObj, unicode), .doc = "Bytes can not be decoded.",
  .init = decode_init, .str = decode_str, .members = unicode_members};
Type kr_type_UnicodeTranslateError = {
  EXC_TYPE(UnicodeTranslateError, UnicodeError, UnicodeErrorObj, unicode), .doc = "Text can not be translated.",
  .init = translate_init, .str = translate_str, .members = translate_members};
