/* _testcapi: the module's table, put together from its parts, and the limits of C's types. */
#include <float.h>
#include <limits.h>
#include <time.h>
#include "_testcapi.h"

static int add_functions(Ctx *ctx, Value module, const Method *methods) {
  Value name = str_intern_c(ctx, "_testcapi");
  int r = name ? 0 : -1;
  for (const Method *m = methods; m->name && r == 0; m++)
    r = dict_set_c(ctx, module_dict(module), m->name, builtin_new(ctx, m, module, name));
  kr_unref(ctx, name);
  return r;
}

static int add_limits(Ctx *ctx, Value dict) {
  static const struct { const char *name; int64_t value; } limits[] = {
    {"CHAR_MAX", CHAR_MAX}, {"CHAR_MIN", CHAR_MIN}, {"UCHAR_MAX", UCHAR_MAX}, {"SHRT_MAX", SHRT_MAX},
    {"SHRT_MIN", SHRT_MIN}, {"USHRT_MAX", USHRT_MAX}, {"INT_MAX", INT_MAX}, {"INT_MIN", INT_MIN},
    {"UINT_MAX", UINT_MAX}, {"LONG_MAX", LONG_MAX}, {"LONG_MIN", LONG_MIN}, {"LLONG_MAX", LLONG_MAX},
    {"LLONG_MIN", LLONG_MIN}, {"PY_SSIZE_T_MAX", INT64_MAX}, {"PY_SSIZE_T_MIN", INT64_MIN},
    {"SIZEOF_TIME_T", sizeof(time_t)}, {"SIZEOF_WCHAR_T", sizeof(wchar_t)}};
  static const struct { const char *name; double value; } floats[] = {
    {"FLT_MAX", FLT_MAX}, {"FLT_MIN", FLT_MIN}, {"DBL_MAX", DBL_MAX}, {"DBL_MIN", DBL_MIN}};
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
    if (dict_set_c(ctx, dict, limits[i].name, int_from_i64(ctx, limits[i].value)) < 0) return -1;
  for (size_t i = 0; i < sizeof floats / sizeof *floats; i++)
    if (dict_set_c(ctx, dict, floats[i].name, kr_float(ctx, floats[i].value)) < 0) return -1;
  if (dict_set_c(ctx, dict, "ULONG_MAX", int_from_u64(ctx, ULONG_MAX)) < 0) return -1;
  return dict_set_c(ctx, dict, "ULLONG_MAX", int_from_u64(ctx, ULLONG_MAX));
}

static int init(Ctx *ctx, Value module) {
  const Method *const parts[] = {testcapi_call_methods, testcapi_object_methods, testcapi_fault_methods};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (add_functions(ctx, module, parts[i]) < 0) return -1;
  if (add_limits(ctx, module_dict(module)) < 0) return -1;
  if (dict_set_c(ctx, module_dict(module), "WITH_PYMALLOC", KR_False) < 0) return -1;
  return testcapi_add_callables(ctx, module) < 0 ? -1 : testcapi_add_objects(ctx, module);
}

static Type *const types[] = {&kr_type_container_no_gc, NULL};

const ModuleDef kr_module__testcapi = {
  .name = "_testcapi", .types = types, .doc = "What the test suite needs from C.", .init = init,
};
