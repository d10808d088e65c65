/* What bytes and bytearray share: their methods work on either, and give the type they were called on. */
#ifndef KRAIT_BYTES_IMPL_H
#define KRAIT_BYTES_IMPL_H

#include "codecs.h"

typedef struct { const uint8_t *p; size_t n; } Span;

KR_INLINE int is_bytearray(Value v) { return kr_has_shape(v, SHAPE_bytearray) || kr_instance_of(v, &kr_type_bytearray); }
KR_INLINE int is_anybytes(Value v) { return kr_is_ptr(v) && kr_has_flag(v, T_BYTES); }
KR_INLINE ByteArray *bytearray_of(Value v) { return (ByteArray *)kr_obj(v); }
/* The content of a bytes or bytearray (subclasses too). */
KR_INLINE Span span_of(Value v) {
  if (is_anybytes(v)) return (Span){bytes_of(v)->data, (size_t)bytes_of(v)->len};
  const uint8_t *data = bytearray_of(v)->data;
  return (Span){data ? data : (const uint8_t *)"", (size_t)bytearray_of(v)->len};
}
/* A new object of self's kind. */
Value bytes_like(Ctx *, Value self, const void *data, size_t n);
/* Can the exports be kept while the size changes?  BufferError and -1 if not. */
int bytearray_check(Ctx *, Value self);
/* An int in range(256); "byte must be in range(0, 256)". */
int byte_arg(Ctx *, Value v, uint8_t *out);
/* The bytes that bytes(x) or bytearray(x) would hold, as bytes; x is no str.  what: "bytes". */
Value bytes_from_object(Ctx *, Value x, const char *what);
/* An item of an iterable as a byte; what: "bytes" or "bytearray".  -1: raised. */
int bytes_item(Ctx *, Value item, const char *what, uint8_t *out);
/* Arguments (source, encoding, errors) of both constructors: gives bytes. */
Value bytes_from_args(Ctx *, const char *name, struct Signature **parsed, const Value *args, size_t nargs, Value kwnames);
/* The bytes of an operand; -1 without an exception: it has none or they do not lie in one piece. */
int bytes_like_buffer(Ctx *, Value, Buffer *);
/* Index argument of a subscript: 0, or -1 with TypeError in the words "byte indices must be ...". */
int subscript_index(Ctx *, Value key, const char *what, int64_t *out);
/* The literal in the repr of a bytearray. */
Value bytearray_literal(Ctx *, const uint8_t *, size_t n);
Value bytes_hex_text(Ctx *, const uint8_t *, size_t n, Value sep, Value group);
Value bytes_join(Ctx *, Span sep, const Value *items, size_t n, Value self);

#define BYTES_SHARED(X) X(capitalize) X(center) X(count) X(decode) X(endswith) X(expandtabs) X(find) X(hex) X(index) X(isalnum) \
  X(isalpha) X(isascii) X(isdigit) X(islower) X(isspace) X(istitle) X(isupper) X(join) X(ljust) X(lower) X(lstrip) X(maketrans) \
  X(partition) X(removeprefix) X(removesuffix) X(replace) X(rfind) X(rindex) X(rjust) X(rpartition) X(rsplit) X(rstrip) \
  X(split) X(splitlines) X(startswith) X(strip) X(swapcase) X(title) X(translate) X(upper) X(zfill) X(fromhex)
#define DECLARE(name) Value bytes_##name##_m(Ctx *, Value self, const Value *a);
BYTES_SHARED(DECLARE)
#undef DECLARE
int bytes_contains(Ctx *, Value self, Value item);

#define BYTES_WITH_RANGE(X) X(find) X(rfind) X(index) X(rindex) X(count) X(startswith) X(endswith)
#define DECLARE(name) Value bytes_##name##_raw(Ctx *, Value self, const Value *args, size_t nargs, Value kwnames);
BYTES_WITH_RANGE(DECLARE)
#undef DECLARE
/* Rows for both method tables. */
#define BYTES_METHODS \
  {"capitalize", bytes_capitalize_m, "", "First byte in upper case, the rest in lower case (ASCII)."}, \
  {"center", bytes_center_m, "width, fillchar=b' ', /", "The bytes in the middle of that width."}, \
  {"count", bytes_count_raw, NULL, "How often sub occurs without overlapping.", M_RAW}, \
  {"decode", bytes_decode_m, "encoding='utf-8', errors='strict'", "The text that the bytes encode."}, \
  {"endswith", bytes_endswith_raw, NULL, "Do they end with suffix, or one of a tuple?", M_RAW}, \
  {"expandtabs", bytes_expandtabs_m, "tabsize=8", "Tabs turned into spaces."}, \
  {"find", bytes_find_raw, NULL, "Lowest index of sub, or -1.", M_RAW}, \
  {"fromhex", bytes_fromhex_m, "string, /", "Bytes from hexadecimal digits.", M_CLASS}, \
  {"hex", bytes_hex_m, "sep=None, bytes_per_sep=1", "Hexadecimal digits, two a byte.  A separator is put after each group of bytes_per_sep\n" \
   "bytes, counted from the right, or from the left when it is negative.\n\n" \
   ">>> b'\\x01\\xfe\\x20'.hex()\n'01fe20'\n>>> b'\\x01\\xfe\\x20'.hex('-', 2)\n'01-fe20'"}, \
  {"index", bytes_index_raw, NULL, "Lowest index of sub; ValueError if there is none.", M_RAW}, \
  {"isalnum", bytes_isalnum_m, "", "All ASCII letters or digits, and not empty?"}, \
  {"isalpha", bytes_isalpha_m, "", "All ASCII letters, and not empty?"}, \
  {"isascii", bytes_isascii_m, "", "All below 128?"}, \
  {"isdigit", bytes_isdigit_m, "", "All ASCII digits, and not empty?"}, \
  {"islower", bytes_islower_m, "", "All letters lower case, and at least one?"}, \
  {"isspace", bytes_isspace_m, "", "All ASCII white space, and not empty?"}, \
  {"istitle", bytes_istitle_m, "", "Every word capitalized, and at least one?"}, \
  {"isupper", bytes_isupper_m, "", "All letters upper case, and at least one?"}, \
  {"join", bytes_join_m, "iterable_of_bytes, /", "The items of an iterable with these bytes between them."}, \
  {"ljust", bytes_ljust_m, "width, fillchar=b' ', /", "The bytes at the left of that width."}, \
  {"lower", bytes_lower_m, "", "ASCII letters in lower case."}, \
  {"lstrip", bytes_lstrip_m, "bytes=None, /", "Without leading white space, or the given bytes."}, \
  {"maketrans", bytes_maketrans_m, "frm, to, /", "A table for translate.", M_STATIC}, \
  {"partition", bytes_partition_m, "sep, /", "(before, sep, after) of the first sep."}, \
  {"removeprefix", bytes_removeprefix_m, "prefix, /", "Without the prefix."}, \
  {"removesuffix", bytes_removesuffix_m, "suffix, /", "Without the suffix."}, \
  {"replace", bytes_replace_m, "old, new, count=-1, /", "With old replaced by new."}, \
  {"rfind", bytes_rfind_raw, NULL, "Highest index of sub, or -1.", M_RAW}, \
  {"rindex", bytes_rindex_raw, NULL, "Highest index of sub; ValueError if there is none.", M_RAW}, \
  {"rjust", bytes_rjust_m, "width, fillchar=b' ', /", "The bytes at the right of that width."}, \
  {"rpartition", bytes_rpartition_m, "sep, /", "(before, sep, after) of the last sep."}, \
  {"rsplit", bytes_rsplit_m, "sep=None, maxsplit=-1", "Like split, counting from the right."}, \
  {"rstrip", bytes_rstrip_m, "bytes=None, /", "Without trailing white space, or the given bytes."}, \
  {"split", bytes_split_m, "sep=None, maxsplit=-1", "The parts between separators."}, \
  {"splitlines", bytes_splitlines_m, "keepends=False", "The lines."}, \
  {"startswith", bytes_startswith_raw, NULL, "Do they start with prefix, or one of a tuple?", M_RAW}, \
  {"strip", bytes_strip_m, "bytes=None, /", "Without white space, or the given bytes, at both ends."}, \
  {"swapcase", bytes_swapcase_m, "", "ASCII letters with their case changed."}, \
  {"title", bytes_title_m, "", "Words starting in upper case."}, \
  {"translate", bytes_translate_m, "table, /, delete=b''", "Each byte replaced through a table of 256."}, \
  {"upper", bytes_upper_m, "", "ASCII letters in upper case."}, \
  {"zfill", bytes_zfill_m, "width, /", "Filled up with zeros after the sign."}

#endif
