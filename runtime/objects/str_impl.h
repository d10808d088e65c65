/* What the files of str and of its relatives (formatting, codecs, the regular expression matcher)
 * share: access to characters by kind, searching, and index arguments. */
#ifndef KRAIT_STR_IMPL_H
#define KRAIT_STR_IMPL_H

#include "../api.h"
#include "../../ir/unicode.h"

/* ---- characters in a buffer of 1, 2 or 4 bytes each ---- */
KR_INLINE uint32_t chars_get(const void *data, int kind, size_t i) {
  return kind == 1 ? ((const uint8_t *)data)[i] : kind == 2 ? ((const uint16_t *)data)[i] : ((const uint32_t *)data)[i];
}
KR_INLINE void chars_put(void *data, int kind, size_t i, uint32_t c) {
  if (kind == 1) ((uint8_t *)data)[i] = (uint8_t)c;
  else if (kind == 2) ((uint16_t *)data)[i] = (uint16_t)c;
  else ((uint32_t *)data)[i] = c;
}
KR_INLINE int kind_for(uint32_t max_char) { return max_char < 0x100 ? 1 : max_char < 0x10000 ? 2 : 4; }
/* Largest character a str can hold, judged by its kind. */
KR_INLINE uint32_t str_max(const Str *s) {
  return s->kind == 1 ? (s->ascii ? 0x7f : 0xff) : s->kind == 2 ? 0xffff : 0x10ffff;
}
/* Copies n characters from src + from to dst + to, whose kind must hold them. */
void chars_copy(void *dst, int dst_kind, size_t to, const void *src, int src_kind, size_t from, size_t n);
/* An upper bound, tight to the class (0x7f, 0xff, 0xffff, 0x10ffff), of n characters. */
uint32_t chars_max(const void *data, int kind, size_t from, size_t n);
/* Copies n bytes with the case of ASCII letters changed: those in upper case, in lower case, or both. */
enum { FLIP_UPPER = 1, FLIP_LOWER = 2 };
void ascii_flip_case(uint8_t *out, const uint8_t *in, size_t n, int flip);
void chars_fill(void *data, int kind, size_t from, size_t n, uint32_t c);
/* A str of n characters of a buffer, in its smallest kind. */
Value str_from_chars(Ctx *, const void *data, int kind, size_t from, size_t n);
/* s itself (new reference) when exact, else an exact copy. */
Value str_exact(Ctx *, Value s);
extern Str *const kr_empty_str;

/* ---- searching (str_find.c) ---- */
/* Index of the first (or last) occurrence of a needle of m characters in n characters, or -1. */
int64_t chars_find(const void *hay, int hay_kind, size_t n, const void *needle, int needle_kind, size_t m);
int64_t chars_rfind(const void *hay, int hay_kind, size_t n, const void *needle, int needle_kind, size_t m);
size_t chars_count(const void *hay, int hay_kind, size_t n, const void *needle, int needle_kind, size_t m, size_t max);
int64_t chars_find_char(const void *hay, int kind, size_t n, uint32_t c);
int64_t chars_rfind_char(const void *hay, int kind, size_t n, uint32_t c);
int chars_equal(const void *a, int a_kind, const void *b, int b_kind, size_t n);

/* ---- UTF-8 (str_utf8.c) ---- */
/* Decodes one character at p.  Gives its length; or minus the length of the malformed part, with
 * *reason set to CPython's words. */
int utf8_step(const uint8_t *p, const uint8_t *end, uint32_t *c, const char **reason);
/* Bytes of c in UTF-8 (surrogates as three bytes) into out; gives how many, at most 4. */
int utf8_put(uint32_t c, uint8_t *out);
size_t utf8_ascii_run(const uint8_t *p, size_t n); /* how many leading bytes are ASCII */
void str_forget_utf8(Str *);
void str_forget_interned(Str *);

/* ---- arguments ---- */
/* start and end as slices count them; v may be 0 or None.  -1: raised. */
int index_arg(Ctx *, Value v, int64_t *out);
KR_INLINE void clip_range(int64_t *start, int64_t *end, int64_t len) {
  if (*end > len) *end = len;
  else if (*end < 0 && (*end += len) < 0) *end = 0;
  if (*start < 0 && (*start += len) < 0) *start = 0;
}
/* Reads optional start and end arguments and clips them to len. */
int range_args(Ctx *, Value start, Value end, int64_t len, int64_t *s, int64_t *e);
/* The one to three positional arguments of find and its like; what is not given is 0. */
int find_arguments(Ctx *, const char *name, const Value *args, size_t nargs, Value kwnames, Value out[3]);

/* ---- hashing (hash.c) ---- */
uint64_t kr_siphash(const void *data, size_t n);

/* ---- methods, for the table in str.c ---- */
#define STR_METHOD(name) Value str_##name##_m(Ctx *ctx, Value self, const Value *a);
STR_METHOD(find) STR_METHOD(rfind) STR_METHOD(index) STR_METHOD(rindex) STR_METHOD(count)
STR_METHOD(startswith) STR_METHOD(endswith) STR_METHOD(replace)
STR_METHOD(lower) STR_METHOD(upper) STR_METHOD(title) STR_METHOD(casefold) STR_METHOD(swapcase)
STR_METHOD(capitalize)
STR_METHOD(isalnum) STR_METHOD(isalpha) STR_METHOD(isascii) STR_METHOD(isdecimal) STR_METHOD(isdigit)
STR_METHOD(isidentifier) STR_METHOD(islower) STR_METHOD(isnumeric) STR_METHOD(isprintable)
STR_METHOD(isspace) STR_METHOD(istitle) STR_METHOD(isupper)
STR_METHOD(split) STR_METHOD(rsplit) STR_METHOD(splitlines) STR_METHOD(partition) STR_METHOD(rpartition)
STR_METHOD(join) STR_METHOD(strip) STR_METHOD(lstrip) STR_METHOD(rstrip)
STR_METHOD(removeprefix) STR_METHOD(removesuffix)
STR_METHOD(center) STR_METHOD(ljust) STR_METHOD(rjust) STR_METHOD(zfill) STR_METHOD(expandtabs)
STR_METHOD(translate) STR_METHOD(maketrans) STR_METHOD(encode)
STR_METHOD(format_map) STR_METHOD(__format__)
#undef STR_METHOD
Value str_format_m(Ctx *, Value self, const Value *args, size_t nargs, Value kwnames);
Value str_new(Ctx *, Type *type, const Value *args, size_t nargs, Value kwnames);
Value str_iter(Ctx *, Value self);
/* __reduce__ and __setstate__ of iterators over str, bytes and bytearray. */
Value seq_iterator_reduce_m(Ctx *, Value self, const Value *a);
Value seq_iterator_setstate_m(Ctx *, Value self, const Value *a);
#define SEQ_ITERATOR_METHODS \
  {"__reduce__", seq_iterator_reduce_m, "", "State for copying and pickling."}, \
  {"__setstate__", seq_iterator_setstate_m, "state, /", "Sets the position."}
int str_is_identifier(Value s);
Value str_quote(Ctx *, Value s, int ascii_only); /* repr(s) or ascii(s) */
/* Sets TypeError "name must be str, not X". */
Value raise_must_be_str(Ctx *, const char *what, Value got);

#endif
