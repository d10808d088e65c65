/* The unicodedata module: the character database; and ucd_3_2_0, which knows only the characters of
 * version 3.2 and serves IDNA.  Its methods are the module's functions with another self. */
#include <stdlib.h>
#include <strings.h>
#include "../objects/str_impl.h"

static int is_old(Value self) { return kr_has_shape(self, SHAPE_ucd); }
/* Does self's version have no such character? */
static int unassigned(Value self, int64_t c) { return is_old(self) && !(unicode_flags((uint32_t)c) & UC_OLD); }

/* The only character of an argument; -1: raised. */
static int64_t char_arg(Ctx *ctx, const char *name, Value v, int position) {
  if (!kr_is_anystr(v)) {
    if (position) kr_raise(ctx, &kr_type_TypeError, "%s() argument %d must be a unicode character, not %T", name, position, v);
    else kr_raise(ctx, &kr_type_TypeError, "%s() argument must be a unicode character, not %T", name, v);
    return -1;
  }
  if (str_of(v)->len == 1) return str_at(str_of(v), 0);
  if (position) kr_raise(ctx, &kr_type_TypeError, "%s() argument %d must be a unicode character, not str", name, position);
  else kr_raise(ctx, &kr_type_TypeError, "%s() argument must be a unicode character, not str", name);
  return -1;
}

static Value or_default(Ctx *ctx, Value otherwise, const char *complaint) {
  return otherwise ? kr_ref(otherwise) : kr_raise(ctx, &kr_type_ValueError, "%s", complaint);
}

#define CHAR_ARG(name, position) \
  int64_t c = char_arg(ctx, #name, a[0], position); \
  if (c < 0) return 0

static Value category_m(Ctx *ctx, Value self, const Value *a) {
  CHAR_ARG(category, 0);
  return str_from(ctx, unassigned(self, c) ? "Cn" : unicode_category((uint32_t)c));
}
static Value bidirectional_m(Ctx *ctx, Value self, const Value *a) {
  CHAR_ARG(bidirectional, 0);
  return str_from(ctx, unassigned(self, c) ? "" : unicode_bidirectional((uint32_t)c));
}
static Value east_asian_width_m(Ctx *ctx, Value self, const Value *a) {
  CHAR_ARG(east_asian_width, 0);
  return str_from(ctx, unassigned(self, c) ? "F" : unicode_east_asian_width((uint32_t)c));
}
static Value combining_m(Ctx *ctx, Value self, const Value *a) {
  CHAR_ARG(combining, 0);
  return kr_int(unassigned(self, c) ? 0 : unicode_combining((uint32_t)c));
}
static Value mirrored_m(Ctx *ctx, Value self, const Value *a) {
  CHAR_ARG(mirrored, 0);
  return kr_int(!unassigned(self, c) && unicode_mirrored((uint32_t)c));
}
static Value decimal_m(Ctx *ctx, Value self, const Value *a) {
  CHAR_ARG(decimal, 1);
  int n = unassigned(self, c) ? -1 : unicode_decimal((uint32_t)c);
  return n >= 0 ? kr_int(n) : or_default(ctx, a[1], "not a decimal");
}
static Value digit_m(Ctx *ctx, Value self, const Value *a) {
  CHAR_ARG(digit, 1);
  int n = unassigned(self, c) ? -1 : unicode_digit((uint32_t)c);
  return n >= 0 ? kr_int(n) : or_default(ctx, a[1], "not a digit");
}
static Value numeric_m(Ctx *ctx, Value self, const Value *a) {
  CHAR_ARG(numeric, 1);
  double d;
  return !unassigned(self, c) && unicode_numeric((uint32_t)c, &d) ? kr_float(ctx, d) : or_default(ctx, a[1], "not a numeric character");
}
static Value decomposition_m(Ctx *ctx, Value self, const Value *a) {
  char text[256];
  CHAR_ARG(decomposition, 0);
  return str_from(ctx, unassigned(self, c) ? "" : unicode_decomposition((uint32_t)c, text));
}
static Value name_m(Ctx *ctx, Value self, const Value *a) {
  char text[256];
  CHAR_ARG(name, 1);
  return !unassigned(self, c) && unicode_name((uint32_t)c, text, sizeof text) ? str_from(ctx, text) : or_default(ctx, a[1], "no such name");
}

static Value lookup_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "lookup() argument must be str, not %T", a[0]);
  size_t len;
  const char *name = str_utf8(ctx, a[0], &len);
  if (!name) return 0;
  uint32_t chars[4];
  int n = unicode_lookup(name, len, chars, !is_old(self));
  if (n && is_old(self)) { /* no aliases either: the name must be the character's own */
    char own[256];
    if (unassigned(self, chars[0]) || !unicode_name(chars[0], own, sizeof own) || strlen(own) != len || strncasecmp(own, name, len)) n = 0;
  }
  if (n) return str_from_ucs4(ctx, chars, (size_t)n);
  Value message = str_format_c(ctx, "undefined character name '%U'", a[0]);
  if (message) kr_raise_key(ctx, message);
  kr_unref(ctx, message);
  return 0;
}

static int form_arg(Ctx *ctx, const char *function, Value v, UnicodeForm *form) {
  static const char *const names[] = {[UNICODE_NFC] = "NFC", [UNICODE_NFD] = "NFD", [UNICODE_NFKC] = "NFKC", [UNICODE_NFKD] = "NFKD"};
  if (!kr_is_anystr(v)) {
    kr_raise(ctx, &kr_type_TypeError, "%s() argument 1 must be str, not %T", function, v);
    return -1;
  }
  for (int i = 0; i < 4; i++)
    if (str_equal_ascii(v, names[i])) return *form = (UnicodeForm)i, 0;
  kr_raise(ctx, &kr_type_ValueError, "invalid normalization form");
  return -1;
}

/* The normal form of a str. */
static Value normalized(Ctx *ctx, Value self, UnicodeForm form, Value text) {
  const Str *s = str_of(text);
  if (s->ascii) return str_exact(ctx, text);
  uint32_t *wide = malloc(s->len * sizeof *wide), *out = NULL;
  size_t n = 0;
  if (wide) {
    chars_copy(wide, 4, 0, s->data, s->kind, 0, s->len);
    out = (is_old(self) ? unicode_normalize_old : unicode_normalize)(form, wide, s->len, &n);
  }
  free(wide);
  if (!out) return kr_raise_memory(ctx);
  Value v = str_from_ucs4(ctx, out, n);
  free(out);
  return v;
}

static Value normalize_m(Ctx *ctx, Value self, const Value *a) {
  UnicodeForm form;
  if (form_arg(ctx, "normalize", a[0], &form)) return 0;
  if (!kr_is_anystr(a[1])) return kr_raise(ctx, &kr_type_TypeError, "normalize() argument 2 must be str, not %T", a[1]);
  return normalized(ctx, self, form, a[1]);
}

static Value is_normalized_m(Ctx *ctx, Value self, const Value *a) {
  UnicodeForm form;
  if (form_arg(ctx, "is_normalized", a[0], &form)) return 0;
  if (!kr_is_anystr(a[1])) return kr_raise(ctx, &kr_type_TypeError, "is_normalized() argument 2 must be str, not %T", a[1]);
  Value v = normalized(ctx, self, form, a[1]);
  int same = v && str_equal(v, a[1]);
  kr_unref(ctx, v);
  return v ? kr_bool(same) : 0;
}

static const Method unicodedata_methods[] = {
  {"lookup", lookup_m, "name, /", "The character or sequence of a name."},
  {"name", name_m, "chr, default=None, /", "The name of a character."},
  {"decimal", decimal_m, "chr, default=None, /", "Its value as a decimal digit."},
  {"digit", digit_m, "chr, default=None, /", "Its value as a digit."},
  {"numeric", numeric_m, "chr, default=None, /", "Its numeric value."},
  {"category", category_m, "chr, /", "Its general category."},
  {"bidirectional", bidirectional_m, "chr, /", "Its bidirectional class."},
  {"combining", combining_m, "chr, /", "Its canonical combining class."},
  {"east_asian_width", east_asian_width_m, "chr, /", "Its East Asian width."},
  {"mirrored", mirrored_m, "chr, /", "Is it mirrored in text from right to left?"},
  {"decomposition", decomposition_m, "chr, /", "Its decomposition mapping."},
  {"normalize", normalize_m, "form, unistr, /", "The normal form of a text."},
  {"is_normalized", is_normalized_m, "form, unistr, /", "Is a text in a normal form?"},
  {0},
};

static Value get_version(Ctx *ctx, Value self) { return str_from(ctx, "3.2.0"); }
static const GetSet ucd_getsets[] = {{"unidata_version", get_version, NULL, "The version."}, {0}};

Type kr_type_ucd = {
  TYPE_HEAD(ucd, "UCD"), .module = "unicodedata", .doc = "A version of the character database.", .size = sizeof(Object),
  .flags = T_NO_NEW | T_IMMUTABLE, .methods = unicodedata_methods, .getsets = ucd_getsets,
};

static int unicodedata_init(Ctx *ctx, Value module) {
  Value dict = module_dict(module);
  return dict_set_c(ctx, dict, "unidata_version", str_from(ctx, "14.0.0")) ||
         dict_set_c(ctx, dict, "ucd_3_2_0", kr_val(kr_alloc(ctx, SHAPE_ucd, sizeof(Object)))) ? -1 : 0;
}

static Type *const unicodedata_types[] = {&kr_type_ucd, NULL};
const ModuleDef kr_module_unicodedata = {"unicodedata", "The Unicode character database.", unicodedata_methods, unicodedata_types, unicodedata_init};
