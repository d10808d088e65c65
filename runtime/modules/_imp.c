/* The _imp module: what importlib needs of the interpreter.  There are no frozen modules and no
 * extension modules; built-in ones are the native modules. */
#include "../api.h"
#include "../core/import.h"

static Value name_of_spec(Ctx *ctx, Value spec) {
  Value name = kr_getattr(ctx, spec, N(name));
  if (name && kr_is_anystr(name)) return name;
  if (name) kr_raise(ctx, &kr_type_TypeError, "name must be string, not %T", name);
  kr_unref(ctx, name);
  return 0;
}

static Value imp_create_builtin_m(Ctx *ctx, Value self, const Value *a) {
  Value name = name_of_spec(ctx, a[0]);
  if (!name) return 0;
  const ModuleDef *def = kr_find_native(name);
  Value loaded = dict_get(ctx, kr_runtime.modules, name);
  kr_unref(ctx, name);
  if (loaded && loaded != KR_ABSENT && kr_is_ptr(loaded)) return kr_ref(loaded);
  return def ? kr_load_native(ctx, def) : KR_None;
}

static Value imp_exec_builtin_m(Ctx *ctx, Value self, const Value *a) { return kr_int(0); }

static Value imp_is_builtin_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "is_builtin() argument must be str, not %T", a[0]);
  if (!kr_find_native(a[0])) return kr_int(0);
  return kr_int(str_equal_ascii(a[0], "sys") || str_equal_ascii(a[0], "builtins") ? -1 : 1);
}

static Value imp_is_frozen_m(Ctx *ctx, Value self, const Value *a) { return KR_False; }
static Value imp_none_m(Ctx *ctx, Value self, const Value *a) { return KR_None; }
static Value imp_lock_held_m(Ctx *ctx, Value self, const Value *a) { return kr_bool(import_lock_held()); }

static Value imp_acquire_lock_m(Ctx *ctx, Value self, const Value *a) {
  import_lock_acquire(ctx);
  return KR_None;
}

static Value imp_release_lock_m(Ctx *ctx, Value self, const Value *a) {
  return import_lock_release(ctx) < 0 ? kr_raise(ctx, &kr_type_RuntimeError, "not holding the import lock") : KR_None;
}
static Value imp_extension_suffixes_m(Ctx *ctx, Value self, const Value *a) { return list_new(ctx, 0); }
static Value imp_frozen_module_names_m(Ctx *ctx, Value self, const Value *a) { return list_new(ctx, 0); }

static Value imp_get_frozen_object_m(Ctx *ctx, Value self, const Value *a) {
  return kr_raise_import(ctx, &kr_type_ImportError, a[0], 0, "No such frozen object named %S", a[0]);
}

static Value imp_source_hash_m(Ctx *ctx, Value self, const Value *a) {
  Buffer buf;
  if (kr_get_buffer(ctx, a[1], &buf, 0) < 0) return 0;
  uint64_t h = cache_source_hash((uint64_t)int_clamp(a[0]), buf.data, (size_t)buf.len);
  kr_release_buffer(ctx, &buf);
  return bytes_new(ctx, &h, sizeof h);
}

static Value imp_fix_co_filename_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_has_shape(a[0], SHAPE_code))
    return kr_raise(ctx, &kr_type_TypeError, "_fix_co_filename() argument 1 must be code, not %T", a[0]);
  if (!kr_is_anystr(a[1])) return kr_raise(ctx, &kr_type_TypeError, "_fix_co_filename() argument 2 must be str, not %T", a[1]);
  code_set_filename(ctx, (CodeObj *)kr_obj(a[0]), a[1]);
  return KR_None;
}

static Method imp_methods[] = {
  {"create_builtin", imp_create_builtin_m, "spec, /", "Make a native module."},
  {"exec_builtin", imp_exec_builtin_m, "mod, /", "Native modules are ready when they are made."},
  {"is_builtin", imp_is_builtin_m, "name, /", "1: a native module; -1: one that can not be made again; 0: none."},
  {"is_frozen", imp_is_frozen_m, "name, /", "There are none."},
  {"is_frozen_package", imp_get_frozen_object_m, "name, /", "There are none."},
  {"find_frozen", imp_none_m, "name, /, *, withdata=False", "There are none."},
  {"get_frozen_object", imp_get_frozen_object_m, "name, data=None, /", "There are none."},
  {"init_frozen", imp_none_m, "name, /", "There are none."},
  {"_frozen_module_names", imp_frozen_module_names_m, "", "There are none."},
  {"_override_frozen_modules_for_tests", imp_none_m, "override, /", "There are none."},
  {"extension_suffixes", imp_extension_suffixes_m, "", "Suffixes of extension modules: none."},
  {"lock_held", imp_lock_held_m, "", "Does a thread hold the lock."},
  {"acquire_lock", imp_acquire_lock_m, "", "Take the lock that a thread holds while it asks finders; it may have it several times."},
  {"release_lock", imp_release_lock_m, "", "Give it back."},
  {"_fix_co_filename", imp_fix_co_filename_m, "code, path, /", "Says that code comes from a file of this name."},
  {"source_hash", imp_source_hash_m, "key, source", "Eight bytes that tell sources apart."},
  {0}
};

static int imp_init(Ctx *ctx, Value module) {
  return dict_set_c(ctx, module_dict(module), "check_hash_based_pycs", str_from(ctx, "default"));
}

const ModuleDef kr_module__imp = {"_imp", "What importlib needs of the interpreter.", imp_methods, NULL, imp_init};
