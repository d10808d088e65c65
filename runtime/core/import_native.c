/* Module objects of native modules, from their tables. */
#include "../api.h"

const ModuleDef *kr_find_native(Value name) {
  for (size_t i = 0; i < kr_native_module_count; i++)
    if (kr_native_modules[i] && str_equal_ascii(name, kr_native_modules[i]->name)) return kr_native_modules[i];
  return NULL;
}

static int add_methods(Ctx *ctx, Value module, Value name, const Method *methods) {
  for (const Method *m = methods; m && m->name; m++)
    if (dict_set_c(ctx, module_dict(module), m->name, builtin_new(ctx, m, module, name)) < 0) return -1;
  return 0;
}

static int add_types(Ctx *ctx, Value module, Type *const *types) {
  for (Type *const *t = types; t && *t; t++) {
    type_ready(ctx, *t);
    const char *dot = strrchr((*t)->name, '.');
    if (dict_set_c(ctx, module_dict(module), dot ? dot + 1 : (*t)->name, kr_ref(kr_val(*t))) < 0) return -1;
  }
  return 0;
}

Value kr_load_native(Ctx *ctx, const ModuleDef *def) {
  Value module = module_new(ctx, def->name);
  if (!module) return 0;
  ((Module *)kr_obj(module))->def = def;
  Value dict = module_dict(module), name = str_intern_c(ctx, def->name);
  int ok = name && dict_set_c(ctx, dict, "__doc__", def->doc ? str_from(ctx, def->doc) : KR_None) == 0 &&
           add_methods(ctx, module, name, def->methods) == 0 && add_types(ctx, module, def->types) == 0 &&
           (!def->init || def->init(ctx, module) == 0);
  kr_unref(ctx, name);
  if (ok) return module;
  kr_unref(ctx, module);
  return 0;
}
