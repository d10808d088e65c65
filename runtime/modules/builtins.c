/* The builtins module: the table of its functions and types.  The functions are in builtins_io.c,
 * builtins_iter.c, builtins_attr.c, builtins_value.c and builtins_exec.c. */
#include "builtins.h"

int builtins_check(Ctx *ctx, const char *name, size_t nargs, Value kwnames, size_t least, size_t most) {
  if (kwnames && tuple_of(kwnames)->len) {
    kr_raise(ctx, &kr_type_TypeError, "%s() takes no keyword arguments", name);
    return -1;
  }
  if (nargs >= least && nargs <= most) return 0;
  size_t bound = nargs < least ? least : most;
  kr_raise(ctx, &kr_type_TypeError, "%s expected %s%zu argument%s, got %zu", name,
           least == most ? "" : nargs < least ? "at least " : "at most ", bound, bound == 1 ? "" : "s", nargs);
  return -1;
}

static int builtins_init(Ctx *ctx, Value module) {
  static const struct { const char *name; Value v; } constants[] = {
    {"None", KR_None}, {"True", KR_True}, {"False", KR_False}, {"NotImplemented", KR_NotImplemented},
    {"Ellipsis", KR_Ellipsis}};
  Value d = module_dict(module);
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (dict_set_c(ctx, d, constants[i].name, constants[i].v) < 0) return -1;
  return dict_set_c(ctx, d, "__debug__", kr_bool(kr_runtime.flags.optimize == 0));
}

static const Method builtins_methods[] = {
#define BUILTIN(name, sig, doc) {#name, builtins_##name, sig, doc},
#define BUILTIN_RAW(name, sig, doc) {#name, builtins_##name, sig, doc, M_RAW},
  BUILTINS(BUILTIN, BUILTIN_RAW)
  {"__build_class__", kr_build_class, NULL, "Make a class from its body function, name and bases.", M_RAW},
  {0}};

static Type *const builtins_types[] = {
  &kr_type_object, &kr_type_type, &kr_type_int, &kr_type_bool, &kr_type_float, &kr_type_complex, &kr_type_str,
  &kr_type_bytes, &kr_type_bytearray, &kr_type_memoryview, &kr_type_list, &kr_type_tuple, &kr_type_dict, &kr_type_set,
  &kr_type_frozenset, &kr_type_range, &kr_type_slice, &kr_type_property, &kr_type_classmethod, &kr_type_staticmethod,
  &kr_type_super, &kr_type_enumerate, &kr_type_zip, &kr_type_map, &kr_type_filter, &kr_type_reversed, NULL};

const ModuleDef kr_module_builtins = {
  .name = "builtins",
  .doc = "Built-in functions, types, exceptions, and other objects.",
  .methods = builtins_methods, .types = builtins_types, .init = builtins_init,
};
