/* Case mapping and character tests of str.  ASCII text goes through byte loops; other text through the
 * full Unicode mappings, one character of which may become three. */
#include <stdlib.h>
#include "str_impl.h"

#define SIGMA 0x3a3
#define FINAL_SIGMA 0x3c2
#define SMALL_SIGMA 0x3c3

static Value map_ascii(Ctx *ctx, const Str *s, int flip) {
  Value v = str_alloc(ctx, s->len, 0x7f);
  if (v) ascii_flip_case(str_of(v)->data, s->data, s->len, flip);
  return v;
}

/* Unicode's rule for the sigma that ends a word: cased letters before it, none after, case-ignorable
 * characters not counting. */
static int sigma_is_final(const Str *s, size_t at) {
  size_t i = at;
  while (i > 0 && unicode_flags(str_at(s, i - 1)) & UC_CASE_IGNORABLE) i--;
  if (i == 0 || !(unicode_flags(str_at(s, i - 1)) & UC_CASED)) return 0;
  for (i = at + 1; i < s->len && unicode_flags(str_at(s, i)) & UC_CASE_IGNORABLE;) i++;
  return i == s->len || !(unicode_flags(str_at(s, i)) & UC_CASED);
}

static int lower_at(const Str *s, size_t i, uint32_t *out) {
  uint32_t c = str_at(s, i);
  if (c != SIGMA) return unicode_lower(c, out);
  *out = sigma_is_final(s, i) ? FINAL_SIGMA : SMALL_SIGMA;
  return 1;
}

/* Maps character i of s to at most 3 in out; *state is the mapper's own, 0 at first. */
typedef int (*CaseMap)(const Str *s, size_t i, uint32_t *out, int *state);

static Value map_chars(Ctx *ctx, const Str *s, CaseMap map) {
  uint32_t *out = malloc((s->len * 3 + 1) * sizeof *out);
  if (!out) return kr_raise_memory(ctx);
  size_t n = 0;
  int state = 0;
  for (size_t i = 0; i < s->len; i++) n += (size_t)map(s, i, out + n, &state);
  Value v = str_from_ucs4(ctx, out, n);
  free(out);
  return v;
}

static int lower_map(const Str *s, size_t i, uint32_t *out, int *state) { return lower_at(s, i, out); }
static int upper_map(const Str *s, size_t i, uint32_t *out, int *state) { return unicode_upper(str_at(s, i), out); }
static int fold_map(const Str *s, size_t i, uint32_t *out, int *state) { return unicode_fold(str_at(s, i), out); }
static int swap_map(const Str *s, size_t i, uint32_t *out, int *state) {
  uint32_t c = str_at(s, i), flags = unicode_flags(c);
  if (flags & UC_UPPER) return lower_at(s, i, out);
  if (flags & UC_LOWER) return unicode_upper(c, out);
  *out = c;
  return 1;
}
static int title_map(const Str *s, size_t i, uint32_t *out, int *in_word) {
  int n = *in_word ? lower_at(s, i, out) : unicode_title(str_at(s, i), out);
  *in_word = (unicode_flags(str_at(s, i)) & UC_CASED) != 0;
  return n;
}
static int capitalize_map(const Str *s, size_t i, uint32_t *out, int *state) {
  return i ? lower_at(s, i, out) : unicode_title(str_at(s, i), out);
}

Value str_lower_m(Ctx *ctx, Value self, const Value *a) {
  const Str *s = str_of(self);
  return s->ascii ? map_ascii(ctx, s, FLIP_UPPER) : map_chars(ctx, s, lower_map);
}
Value str_upper_m(Ctx *ctx, Value self, const Value *a) {
  const Str *s = str_of(self);
  return s->ascii ? map_ascii(ctx, s, FLIP_LOWER) : map_chars(ctx, s, upper_map);
}
Value str_casefold_m(Ctx *ctx, Value self, const Value *a) {
  const Str *s = str_of(self);
  return s->ascii ? map_ascii(ctx, s, FLIP_UPPER) : map_chars(ctx, s, fold_map);
}
Value str_swapcase_m(Ctx *ctx, Value self, const Value *a) {
  const Str *s = str_of(self);
  return s->ascii ? map_ascii(ctx, s, FLIP_UPPER | FLIP_LOWER) : map_chars(ctx, s, swap_map);
}
Value str_title_m(Ctx *ctx, Value self, const Value *a) { return map_chars(ctx, str_of(self), title_map); }
Value str_capitalize_m(Ctx *ctx, Value self, const Value *a) {
  const Str *s = str_of(self);
  if (!s->ascii || !s->len) return map_chars(ctx, s, capitalize_map);
  Value v = map_ascii(ctx, s, FLIP_UPPER);
  if (v) ascii_flip_case(str_of(v)->data, s->data, 1, FLIP_LOWER);
  return v;
}

/* ---- tests: true of a text that is not empty and whose characters all have one of the flags ---- */
static Value all_have(Value self, uint32_t flags) {
  const Str *s = str_of(self);
  for (size_t i = 0; i < s->len; i++)
    if (!(unicode_flags(str_at(s, i)) & flags)) return KR_False;
  return kr_bool(s->len > 0);
}

Value str_isalpha_m(Ctx *ctx, Value self, const Value *a) { return all_have(self, UC_ALPHA); }
Value str_isdecimal_m(Ctx *ctx, Value self, const Value *a) { return all_have(self, UC_DECIMAL); }
Value str_isdigit_m(Ctx *ctx, Value self, const Value *a) { return all_have(self, UC_DECIMAL | UC_DIGIT); }
Value str_isnumeric_m(Ctx *ctx, Value self, const Value *a) { return all_have(self, UC_DECIMAL | UC_DIGIT | UC_NUMERIC); }
Value str_isspace_m(Ctx *ctx, Value self, const Value *a) { return all_have(self, UC_SPACE); }
Value str_isalnum_m(Ctx *ctx, Value self, const Value *a) {
  return all_have(self, UC_ALPHA | UC_DECIMAL | UC_DIGIT | UC_NUMERIC);
}
Value str_isascii_m(Ctx *ctx, Value self, const Value *a) { return kr_bool(str_of(self)->ascii); }
Value str_isprintable_m(Ctx *ctx, Value self, const Value *a) {
  return str_of(self)->len ? all_have(self, UC_PRINTABLE) : KR_True;
}

/* Some cased character, and none whose case is among the forbidden flags. */
static Value one_case(Value self, uint32_t wanted, uint32_t forbidden) {
  const Str *s = str_of(self);
  int seen = 0;
  for (size_t i = 0; i < s->len; i++) {
    uint32_t flags = unicode_flags(str_at(s, i));
    if (flags & forbidden) return KR_False;
    seen |= (flags & wanted) != 0;
  }
  return kr_bool(seen);
}
Value str_islower_m(Ctx *ctx, Value self, const Value *a) { return one_case(self, UC_LOWER, UC_UPPER | UC_TITLE); }
Value str_isupper_m(Ctx *ctx, Value self, const Value *a) { return one_case(self, UC_UPPER, UC_LOWER | UC_TITLE); }

Value str_istitle_m(Ctx *ctx, Value self, const Value *a) {
  const Str *s = str_of(self);
  int in_word = 0, seen = 0;
  for (size_t i = 0; i < s->len; i++) {
    uint32_t flags = unicode_flags(str_at(s, i));
    if (flags & (UC_UPPER | UC_TITLE) ? in_word : (flags & UC_LOWER) && !in_word) return KR_False;
    in_word = (flags & (UC_UPPER | UC_TITLE | UC_LOWER)) != 0;
    seen |= in_word;
  }
  return kr_bool(seen);
}

int str_is_identifier(Value v) {
  const Str *s = str_of(v);
  if (!s->len) return 0;
  for (size_t i = 0; i < s->len; i++) {
    uint32_t c = str_at(s, i);
    if (c != '_' && !(unicode_flags(c) & (i ? UC_XID_CONTINUE : UC_XID_START))) return 0;
  }
  return 1;
}
Value str_isidentifier_m(Ctx *ctx, Value self, const Value *a) { return kr_bool(str_is_identifier(self)); }
