/* The str type: construction, operators, and the method table.  A str keeps 1, 2 or 4 bytes a
 * character, always the smallest that fits, so that equal strings have equal bytes. */
#include "codecs.h"

/* ---- str(object='', encoding=..., errors=...) ---- */
static Value decode_object(Ctx *ctx, Value v, Value encoding, Value errors) {
  const char *enc = "utf-8", *err = NULL;
  if (codec_name_arg(ctx, encoding, "str() argument 'encoding'", &enc) ||
      codec_name_arg(ctx, errors, "str() argument 'errors'", &err))
    return 0;
  if (kr_is_anystr(v)) return kr_raise(ctx, &kr_type_TypeError, "decoding str is not supported");
  if (!kr_type_of(v)->get_buffer)
    return kr_raise(ctx, &kr_type_TypeError, "decoding to str: need a bytes-like object, %T found", v);
  Buffer b;
  if (kr_get_buffer(ctx, v, &b, 0)) return 0;
  Value s = codec_decode(ctx, b.data, (size_t)b.len, enc, err);
  kr_release_buffer(ctx, &b);
  return s;
}

static Value subclass_copy(Ctx *ctx, Type *type, Value plain /* stolen */) {
  const Str *s = str_of(plain);
  size_t size = (s->len + 1) * s->kind;
  Str *copy = kr_alloc_instance(ctx, type, size);
  if (copy) {
    copy->hash = s->hash;
    copy->len = s->len;
    copy->kind = s->kind;
    copy->ascii = s->ascii;
    memcpy(copy->data, s->data, size);
  }
  kr_unref(ctx, plain);
  return kr_val(copy);
}

Value str_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[3];
  if (nargs == 1 && !kwnames) {
    a[0] = args[0];
    a[1] = a[2] = 0;
  } else if (kr_bind(ctx, "str", "object='', encoding='utf-8', errors='strict'", &parsed, args, nargs, kwnames, a)) {
    return 0;
  }
  Value s;
  if (!a[0]) s = kr_ref(kr_val(kr_empty_str));
  else if (a[1] || a[2]) s = decode_object(ctx, a[0], a[1], a[2]);
  else s = kr_str(ctx, a[0]);
  if (!s || type == &kr_type_str) return s;
  return subclass_copy(ctx, type, s);
}

/* ---- slots ---- */
static Value str_str(Ctx *ctx, Value self) { return str_exact(ctx, self); }
static int64_t str_len(Ctx *ctx, Value self) { return (int64_t)str_of(self)->len; }
static int64_t str_hash_slot(Ctx *ctx, Value self) { return (int64_t)str_hash(self); }

static Value str_compare_slot(Ctx *ctx, Value a, Value b, int op) {
  if (!kr_is_anystr(a) || !kr_is_anystr(b)) return KR_NotImplemented;
  switch (op) {
  case CMP_eq: return kr_bool(str_equal(a, b));
  case CMP_ne: return kr_bool(!str_equal(a, b));
  case CMP_lt: return kr_bool(str_compare(a, b) < 0);
  case CMP_le: return kr_bool(str_compare(a, b) <= 0);
  case CMP_gt: return kr_bool(str_compare(a, b) > 0);
  default: return kr_bool(str_compare(a, b) >= 0);
  }
}

static Value str_concat_slot(Ctx *ctx, Value a, Value b) {
  if (!kr_is_anystr(b)) return kr_raise(ctx, &kr_type_TypeError, "can only concatenate str (not \"%T\") to str", b);
  return str_concat(ctx, a, b);
}

static Value str_repeat(Ctx *ctx, Value self, int64_t times) {
  const Str *s = str_of(self);
  if (times <= 0 || !s->len) return kr_ref(kr_val(kr_empty_str));
  if (times == 1) return str_exact(ctx, self);
  if ((uint64_t)times > ((uint64_t)1 << 45) / s->len)
    return kr_raise(ctx, (uint64_t)times > INT64_MAX / s->len ? &kr_type_OverflowError : &kr_type_MemoryError,
                    (uint64_t)times > INT64_MAX / s->len ? "repeated string is too long" : "");
  size_t len = s->len * (size_t)times;
  Value v = str_alloc(ctx, len, str_max(s));
  if (!v) return 0;
  Str *out = str_of(v);
  size_t unit = s->len * s->kind, total = len * s->kind;
  if (unit == 1) {
    memset(out->data, s->data[0], total);
    return v;
  }
  memcpy(out->data, s->data, unit);
  for (size_t done = unit; done < total;) { /* double what is there */
    size_t n = done < total - done ? done : total - done;
    memcpy(out->data + done, out->data, n);
    done += n;
  }
  return v;
}

static Value str_mod(Ctx *ctx, Value a, Value b) {
  return kr_is_anystr(a) ? str_percent(ctx, a, b) : KR_NotImplemented;
}

enum { FEW_CHARS = 16 }; /* not worth a call of memchr */

static int str_contains(Ctx *ctx, Value self, Value item) {
  if (!kr_is_anystr(item)) {
    kr_raise(ctx, &kr_type_TypeError, "'in <string>' requires string as left operand, not %T", item);
    return -1;
  }
  const Str *s = str_of(self), *sub = str_of(item);
  if (sub->len == 1 && s->len <= FEW_CHARS && s->kind == 1 && sub->kind == 1) { /* c in "aeiou" */
    uint8_t c = sub->data[0];
    for (size_t i = 0; i < s->len; i++)
      if (s->data[i] == c) return 1;
    return 0;
  }
  return chars_find(s->data, s->kind, s->len, sub->data, sub->kind, sub->len) >= 0;
}

static Value str_seq_item(Ctx *ctx, Value self, int64_t i) {
  const Str *s = str_of(self);
  if ((uint64_t)i >= s->len) return kr_raise(ctx, &kr_type_IndexError, "string index out of range");
  return str_from_char(ctx, str_at(s, (size_t)i));
}

static Value str_step_slice(Ctx *ctx, const Str *s, int64_t start, int64_t step, int64_t n) {
  uint32_t max = 0;
  for (int64_t i = 0; !s->ascii && i < n; i++) {
    uint32_t c = str_at(s, (size_t)(start + i * step));
    if (c > max) max = c;
  }
  if (n == 1) return str_from_char(ctx, str_at(s, (size_t)start));
  Value v = str_alloc(ctx, (size_t)n, max);
  if (!v) return 0;
  Str *out = str_of(v);
  for (int64_t i = 0; i < n; i++) chars_put(out->data, out->kind, (size_t)i, str_at(s, (size_t)(start + i * step)));
  return v;
}

static Value str_getitem(Ctx *ctx, Value self, Value key) {
  const Str *s = str_of(self);
  if (kr_has_shape(key, SHAPE_slice)) {
    int64_t start, stop, step, n;
    if (slice_indices(ctx, key, (int64_t)s->len, &start, &stop, &step, &n)) return 0;
    if (step == 1) return str_slice(ctx, self, (size_t)start, (size_t)(start + n));
    return str_step_slice(ctx, s, start, step, n);
  }
  int64_t i;
  if (kr_is_int(key)) {
    i = kr_int_of(key);
  } else {
    if (!kr_is_anyint(key) && !kr_type_of(key)->to_index)
      return kr_raise(ctx, &kr_type_TypeError, "string indices must be integers, not '%T'", key);
    if (kr_index_size(ctx, key, &i, &kr_type_IndexError)) return 0;
  }
  return str_seq_item(ctx, self, i < 0 ? i + (int64_t)s->len : i);
}

static void str_free(Ctx *ctx, Object *o) {
  Str *s = (Str *)o;
  if (KR_UNLIKELY(s->interned)) str_forget_interned(s);
  if (KR_UNLIKELY(s->has_utf8)) str_forget_utf8(s);
}

/* ---- small methods ---- */
static Value getnewargs_m(Ctx *ctx, Value self, const Value *a) {
  const Str *s = str_of(self);
  Value plain = str_alloc(ctx, s->len, str_max(s)); /* a copy, so that copying makes a new object */
  if (plain && s->len) memcpy(str_of(plain)->data, s->data, s->len * s->kind);
  Value t = plain ? tuple_pack(ctx, 1, plain) : 0;
  kr_unref(ctx, plain);
  return t;
}

static Value sizeof_m(Ctx *ctx, Value self, const Value *a) {
  const Str *s = str_of(self);
  size_t head = s->ascii ? 48 : 72;
  return kr_int((int64_t)(head + (s->len + 1) * s->kind));
}

/* Methods that take (text, start, end) and complain in the words of their C originals. */
#define WITH_RANGE(name) \
  static Value name##_raw(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) { \
    Value a[3]; \
    return find_arguments(ctx, #name, args, nargs, kwnames, a) ? 0 : str_##name##_m(ctx, self, a); \
  }
WITH_RANGE(find) WITH_RANGE(rfind) WITH_RANGE(index) WITH_RANGE(rindex) WITH_RANGE(count) WITH_RANGE(startswith) WITH_RANGE(endswith)

static const Method str_methods[] = {
  {"capitalize", str_capitalize_m, "", "The text with its first character in title case and the rest in lower case."},
  {"casefold", str_casefold_m, "", "A form for comparing without regard to case."},
  {"center", str_center_m, "width, fillchar=' ', /", "The text in the middle of a line of that width."},
  {"count", count_raw, NULL, "How often sub occurs in self[start:end] without overlapping.", M_RAW},
  {"encode", str_encode_m, "encoding='utf-8', errors='strict'", "The text as bytes in an encoding."},
  {"endswith", endswith_raw, NULL, "Does self[start:end] end with suffix, or one of a tuple?", M_RAW},
  {"expandtabs", str_expandtabs_m, "tabsize=8", "The text with tabs turned into spaces."},
  {"find", find_raw, NULL, "Lowest index of sub in self[start:end], or -1.", M_RAW},
  {"format", str_format_m, NULL, "The text with its replacement fields filled in.", M_RAW},
  {"format_map", str_format_map_m, "mapping, /", "Like format(**mapping), with the mapping itself."},
  {"index", index_raw, NULL, "Like find, but ValueError if sub is not found.", M_RAW},
  {"isalnum", str_isalnum_m, "", "All letters or digits, and not empty?"},
  {"isalpha", str_isalpha_m, "", "All letters, and not empty?"},
  {"isascii", str_isascii_m, "", "All ASCII?"},
  {"isdecimal", str_isdecimal_m, "", "All decimal digits, and not empty?"},
  {"isdigit", str_isdigit_m, "", "All digits, and not empty?"},
  {"isidentifier", str_isidentifier_m, "", "Is it a valid identifier?"},
  {"islower", str_islower_m, "", "All cased characters lower case, and at least one?"},
  {"isnumeric", str_isnumeric_m, "", "All numeric, and not empty?"},
  {"isprintable", str_isprintable_m, "", "All printable, or empty?"},
  {"isspace", str_isspace_m, "", "All white space, and not empty?"},
  {"istitle", str_istitle_m, "", "Every word capitalized, and at least one?"},
  {"isupper", str_isupper_m, "", "All cased characters upper case, and at least one?"},
  {"join", str_join_m, "iterable, /", "The strings of an iterable with this one between them."},
  {"ljust", str_ljust_m, "width, fillchar=' ', /", "The text at the left of a line of that width."},
  {"lower", str_lower_m, "", "The text in lower case."},
  {"lstrip", str_lstrip_m, "chars=None, /", "The text without leading white space, or characters of chars."},
  {"maketrans", str_maketrans_m, "x, y=None, z=None, /", "A table for translate.", M_STATIC},
  {"partition", str_partition_m, "sep, /", "(before, sep, after) of the first sep."},
  {"removeprefix", str_removeprefix_m, "prefix, /", "The text without the prefix, if it starts with it."},
  {"removesuffix", str_removesuffix_m, "suffix, /", "The text without the suffix, if it ends with it."},
  {"replace", str_replace_m, "old, new, count=-1, /", "The text with old replaced by new, count times at most."},
  {"rfind", rfind_raw, NULL, "Highest index of sub in self[start:end], or -1.", M_RAW},
  {"rindex", rindex_raw, NULL, "Like rfind, but ValueError if sub is not found.", M_RAW},
  {"rjust", str_rjust_m, "width, fillchar=' ', /", "The text at the right of a line of that width."},
  {"rpartition", str_rpartition_m, "sep, /", "(before, sep, after) of the last sep."},
  {"rsplit", str_rsplit_m, "sep=None, maxsplit=-1", "Like split, counting maxsplit from the right."},
  {"rstrip", str_rstrip_m, "chars=None, /", "The text without trailing white space, or characters of chars."},
  {"split", str_split_m, "sep=None, maxsplit=-1", "The parts between separators; white space if sep is None."},
  {"splitlines", str_splitlines_m, "keepends=False", "The lines of the text."},
  {"startswith", startswith_raw, NULL, "Does self[start:end] start with prefix, or one of a tuple?", M_RAW},
  {"strip", str_strip_m, "chars=None, /", "The text without white space, or characters of chars, at both ends."},
  {"swapcase", str_swapcase_m, "", "Upper case turned to lower case and the other way round."},
  {"title", str_title_m, "", "Every word starting in title case, the rest in lower case."},
  {"translate", str_translate_m, "table, /", "Every character replaced by what table[ord(c)] gives."},
  {"upper", str_upper_m, "", "The text in upper case."},
  {"zfill", str_zfill_m, "width, /", "The text filled up with zeros after its sign."},
  {"__format__", str___format___m, "format_spec, /", "The text as a format specification says."},
  {"__getnewargs__", getnewargs_m, "", "Arguments for copying."},
  {"__sizeof__", sizeof_m, "", "Bytes it takes."},
  {0},
};

Type kr_type_str = {
  TYPE_HEAD(str, "str"), .size = sizeof(Str), .itemsize = 1,
  .flags = T_BASETYPE | T_STR | T_IMMUTABLE | T_MATCH_SELF,
  .doc = "Text: an immutable sequence of Unicode characters.",
  .new = str_new, .free = str_free, .repr = str_repr, .str = str_str, .hash = str_hash_slot, .compare = str_compare_slot,
  .iter = str_iter, .len = str_len, .getitem = str_getitem, .seq_item = str_seq_item, .contains = str_contains,
  .concat = str_concat_slot, .repeat = str_repeat, .binary = {[BIN_mod] = str_mod}, .methods = str_methods,
};
