/* The _locale module: the C library's locale functions. */
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <wchar.h>
#include "../api.h"

static Value locale_error; /* locale.Error is an Exception subclass made at start */

static Value locale_setlocale_m(Ctx *ctx, Value self, const Value *a) {
  int category;
  if (kr_index_int(ctx, a[0], &category) < 0) return 0;
  char *name = a[1] && a[1] != KR_None ? str_fs_dup(ctx, a[1]) : NULL;
  if (a[1] && a[1] != KR_None && !name) return 0;
  const char *result = setlocale(category, name);
  free(name);
  if (!result) return kr_raise(ctx, kr_as_type(locale_error), a[1] ? "unsupported locale setting" : "locale query failed");
  return str_from_fs(ctx, result, strlen(result));
}

static Value text(Ctx *ctx, const char *s) { return str_from_fs(ctx, s, strlen(s)); }

/* A grouping string as a list of numbers that ends with CHAR_MAX or 0. */
static Value grouping(Ctx *ctx, const char *s) {
  Value list = list_new(ctx, 0);
  for (; list && *s; s++) {
    if (list_append(ctx, list, kr_int(*s)) < 0) kr_clear(ctx, &list);
    if (*s == CHAR_MAX) return list;
  }
  if (list && list_of(list)->len && list_append(ctx, list, kr_int(0)) < 0) kr_clear(ctx, &list);
  return list;
}

static Value locale_localeconv_m(Ctx *ctx, Value self, const Value *a) {
  const struct lconv *l = localeconv();
  struct { const char *name; Value v; } rows[] = {
    {"decimal_point", text(ctx, l->decimal_point)}, {"thousands_sep", text(ctx, l->thousands_sep)},
    {"grouping", grouping(ctx, l->grouping)}, {"int_curr_symbol", text(ctx, l->int_curr_symbol)},
    {"currency_symbol", text(ctx, l->currency_symbol)}, {"mon_decimal_point", text(ctx, l->mon_decimal_point)},
    {"mon_thousands_sep", text(ctx, l->mon_thousands_sep)}, {"mon_grouping", grouping(ctx, l->mon_grouping)},
    {"positive_sign", text(ctx, l->positive_sign)}, {"negative_sign", text(ctx, l->negative_sign)},
    {"int_frac_digits", kr_int(l->int_frac_digits)}, {"frac_digits", kr_int(l->frac_digits)},
    {"p_cs_precedes", kr_int(l->p_cs_precedes)}, {"p_sep_by_space", kr_int(l->p_sep_by_space)},
    {"n_cs_precedes", kr_int(l->n_cs_precedes)}, {"n_sep_by_space", kr_int(l->n_sep_by_space)},
    {"p_sign_posn", kr_int(l->p_sign_posn)}, {"n_sign_posn", kr_int(l->n_sign_posn)}};
  Value dict = dict_new(ctx);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    if (dict && rows[i].v && dict_set_c(ctx, dict, rows[i].name, rows[i].v) == 0) continue;
    kr_clear(ctx, &dict);
  }
  return dict;
}

static Value locale_nl_langinfo_m(Ctx *ctx, Value self, const Value *a) {
  int item;
  if (kr_index_int(ctx, a[0], &item) < 0) return 0;
  return text(ctx, nl_langinfo(item));
}

static wchar_t *wide(Ctx *ctx, Value s) {
  if (!kr_is_anystr(s)) {
    kr_raise(ctx, &kr_type_TypeError, "argument must be str, not %T", s);
    return NULL;
  }
  size_t n = (size_t)str_of(s)->len;
  wchar_t *w = malloc((n + 1) * sizeof *w);
  if (!w) {
    kr_raise_memory(ctx);
    return NULL;
  }
  for (size_t i = 0; i < n; i++) w[i] = (wchar_t)str_at(str_of(s), i);
  w[n] = 0;
  return w;
}

static Value locale_strcoll_m(Ctx *ctx, Value self, const Value *a) {
  wchar_t *x = wide(ctx, a[0]), *y = x ? wide(ctx, a[1]) : NULL;
  Value r = y ? kr_int(wcscoll(x, y)) : 0;
  free(x), free(y);
  return r;
}

static Value locale_strxfrm_m(Ctx *ctx, Value self, const Value *a) {
  wchar_t *x = wide(ctx, a[0]);
  if (!x) return 0;
  size_t n = wcsxfrm(NULL, x, 0);
  wchar_t *y = malloc((n + 1) * sizeof *y);
  if (y) wcsxfrm(y, x, n + 1);
  Value r = y ? str_from_ucs4(ctx, (const uint32_t *)y, n) : kr_raise_memory(ctx);
  free(x), free(y);
  return r;
}

static Value locale_getencoding_m(Ctx *ctx, Value self, const Value *a) { return str_from(ctx, "UTF-8"); }

static Method locale_methods[] = {
  {"setlocale", locale_setlocale_m, "category, locale=None, /", "Set or ask the locale of a category."},
  {"localeconv", locale_localeconv_m, "", "The numeric and monetary conventions."},
  {"nl_langinfo", locale_nl_langinfo_m, "key, /", "One of the locale's texts."},
  {"strcoll", locale_strcoll_m, "os1, os2, /", "Compare by the locale's order."},
  {"strxfrm", locale_strxfrm_m, "string, /", "A key that orders as strcoll does."},
  {"getencoding", locale_getencoding_m, "", "The locale's encoding."},
  {0}
};

#define CONSTANTS(X) X(LC_CTYPE) X(LC_TIME) X(LC_COLLATE) X(LC_MONETARY) X(LC_MESSAGES) X(LC_NUMERIC) X(LC_ALL) X(CHAR_MAX) \
  X(DAY_1) X(DAY_2) X(DAY_3) X(DAY_4) X(DAY_5) X(DAY_6) X(DAY_7) X(ABDAY_1) X(ABDAY_2) X(ABDAY_3) X(ABDAY_4) X(ABDAY_5)   \
  X(ABDAY_6) X(ABDAY_7) X(MON_1) X(MON_2) X(MON_3) X(MON_4) X(MON_5) X(MON_6) X(MON_7) X(MON_8) X(MON_9) X(MON_10)        \
  X(MON_11) X(MON_12) X(ABMON_1) X(ABMON_2) X(ABMON_3) X(ABMON_4) X(ABMON_5) X(ABMON_6) X(ABMON_7) X(ABMON_8) X(ABMON_9)  \
  X(ABMON_10) X(ABMON_11) X(ABMON_12) X(RADIXCHAR) X(THOUSEP) X(CRNCYSTR) X(D_FMT) X(D_T_FMT) X(T_FMT) X(AM_STR) X(PM_STR) \
  X(CODESET) X(T_FMT_AMPM) X(ERA) X(ERA_D_FMT) X(ERA_D_T_FMT) X(ERA_T_FMT) X(ALT_DIGITS) X(YESEXPR) X(NOEXPR)

static int locale_init(Ctx *ctx, Value module) {
  static const struct { const char *name; int value; } constants[] = {
#define CONSTANT(name) {#name, name},
    CONSTANTS(CONSTANT)};
  Value dict = module_dict(module);
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (dict_set_c(ctx, dict, constants[i].name, kr_int(constants[i].value)) < 0) return -1;
  if (!locale_error) {
    Value name = str_from(ctx, "Error"), bases = tuple_pack(ctx, 1, kr_val(&kr_type_Exception)), ns = dict_new(ctx);
    if (name && bases && ns && dict_set_c(ctx, ns, "__module__", str_from(ctx, "locale")) == 0)
      locale_error = type_new_heap(ctx, &kr_type_type, name, bases, ns, 0, 0);
    kr_unref(ctx, name), kr_unref(ctx, bases), kr_unref(ctx, ns);
  }
  return locale_error ? dict_set_c(ctx, dict, "Error", kr_ref(locale_error)) : -1;
}

const ModuleDef kr_module__locale = {"_locale", "The C library's locale functions.", locale_methods, NULL, locale_init};
