/* The _sre module: turns word code into Pattern objects, and case tests for the compiler of patterns. */
#include <stdlib.h>
#include "_sre.h"

/* Copies the words of the code list. */
static int read_code(Ctx *ctx, Pattern *p, Value list) {
  p->code_len = list_of(list)->len;
  p->code = malloc(((size_t)p->code_len + 1) * sizeof *p->code);
  if (!p->code) return kr_raise_memory(ctx), -1;
  for (int64_t i = 0; i < p->code_len; i++) {
    uint64_t word;
    Value v = list_of(list)->items[i];
    if (!kr_is_anyint(v)) return kr_raise(ctx, &kr_type_TypeError, "an integer is required"), -1;
    if (int_to_u64(ctx, v, &word)) return -1;
    if (word > UINT32_MAX) return kr_raise(ctx, &kr_type_OverflowError, "regular expression code size limit exceeded"), -1;
    p->code[i] = (uint32_t)word;
  }
  return 0;
}

static Value sre_compile_m(Ctx *ctx, Value self, const Value *a) {
  int64_t flags, groups;
  if (kr_index_i64(ctx, a[1], &flags) || kr_index_i64(ctx, a[3], &groups)) return 0;
  if (!kr_has_flag(a[2], T_LIST)) return kr_raise(ctx, &kr_type_TypeError, "compile() argument 'code' must be list, not %T", a[2]);
  if (!kr_has_flag(a[4], T_DICT)) return kr_raise(ctx, &kr_type_TypeError, "compile() argument 'groupindex' must be dict, not %T", a[4]);
  if (!kr_has_flag(a[5], T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "compile() argument 'indexgroup' must be tuple, not %T", a[5]);
  int is_text = kr_is_anystr(a[0]);
  if (a[0] != KR_None && !is_text && !kr_type_of(a[0])->get_buffer)
    return kr_raise(ctx, &kr_type_TypeError, "expected string or bytes-like object, got '%T'", a[0]);
  Pattern *p = kr_alloc_gc(ctx, SHAPE_sre_pattern, sizeof *p);
  if (!p) return 0;
  p->pattern = kr_ref(a[0]);
  p->groupindex = kr_ref(a[4]);
  p->indexgroup = kr_ref(a[5]);
  p->flags = (uint32_t)flags;
  p->groups = groups;
  p->is_bytes = a[0] == KR_None ? -1 : !is_text;
  if (!read_code(ctx, p, a[2]) && !sre_validate(ctx, p)) return kr_val(p);
  kr_unref(ctx, kr_val(p));
  return 0;
}

static Value sre_getcodesize_m(Ctx *ctx, Value self, const Value *a) { return kr_int(4); }

/* The character number in the first argument; -1: raised. */
static int64_t char_arg(Ctx *ctx, Value v) {
  int64_t c;
  return kr_index_i64(ctx, v, &c) ? -1 : c & 0xffffffff;
}

static Value sre_ascii_iscased_m(Ctx *ctx, Value self, const Value *a) {
  int64_t c = char_arg(ctx, a[0]);
  return c < 0 ? 0 : kr_bool((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
}

static Value sre_unicode_iscased_m(Ctx *ctx, Value self, const Value *a) {
  int64_t c = char_arg(ctx, a[0]);
  return c < 0 ? 0 : kr_bool(sre_lower_unicode((uint32_t)c) != c || sre_upper_unicode((uint32_t)c) != c);
}

static Value sre_ascii_tolower_m(Ctx *ctx, Value self, const Value *a) {
  int64_t c = char_arg(ctx, a[0]);
  return c < 0 ? 0 : kr_int(sre_lower_ascii((uint32_t)c));
}

static Value sre_unicode_tolower_m(Ctx *ctx, Value self, const Value *a) {
  int64_t c = char_arg(ctx, a[0]);
  return c < 0 ? 0 : kr_int(sre_lower_unicode((uint32_t)c));
}

static const Method sre_methods[] = {
  {"compile", sre_compile_m, "pattern, flags, code, groups, groupindex, indexgroup", "A Pattern of compiled code."},
  {"getcodesize", sre_getcodesize_m, "", "Bytes of a word of code."},
  {"ascii_iscased", sre_ascii_iscased_m, "character, /", "Is it an ASCII letter?"},
  {"unicode_iscased", sre_unicode_iscased_m, "character, /", "Does its case change?"},
  {"ascii_tolower", sre_ascii_tolower_m, "character, /", "Its ASCII lower case."},
  {"unicode_tolower", sre_unicode_tolower_m, "character, /", "Its lower case."},
  {0},
};

static int sre_init(Ctx *ctx, Value module) {
  static Type *const types[] = {&kr_type_sre_pattern, &kr_type_sre_match, &kr_type_sre_scanner}; /* keeps them linked */
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) type_ready(ctx, types[i]);
  Value dict = module_dict(module);
  return dict_set_c(ctx, dict, "MAGIC", kr_int(SRE_MAGIC)) || dict_set_c(ctx, dict, "CODESIZE", kr_int(4)) ||
         dict_set_c(ctx, dict, "MAXREPEAT", kr_int(SRE_MAXREPEAT)) || dict_set_c(ctx, dict, "MAXGROUPS", kr_int(INT32_MAX / 2)) ||
         dict_set_c(ctx, dict, "copyright", str_from(ctx, "Krait's own matcher")) ? -1 : 0;
}

const ModuleDef kr_module__sre = {"_sre", "The regular expression matcher.", sre_methods, NULL, sre_init};
