/* Importing modules: sys.modules first, then native modules, then source files along sys.path or the
 * package's __path__.  As soon as a program puts finders of its own into sys.meta_path or
 * sys.path_hooks, importlib's Python part takes over. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include "../native.h"
#include "../threads.h"
#include "import.h"

Value import_loaded(Ctx *ctx, Value name) { return dict_get(ctx, kr_runtime.modules, name); }

static int64_t last_dot(Value name) {
  for (int64_t i = (int64_t)str_of(name)->len - 1; i >= 0; i--)
    if (str_at(str_of(name), (size_t)i) == '.') return i;
  return -1;
}

static Value not_found(Ctx *ctx, Value name) {
  return kr_raise_import(ctx, &kr_type_ModuleNotFoundError, name, 0, "No module named %R", name);
}

/* ---- making modules ---- */

static Value new_module(Ctx *ctx, Value name, Value folders) {
  Value module = kr_call1(ctx, kr_val(&kr_type_module), name);
  if (!module) return 0;
  Value dict = module_dict(module), package = kr_ref(name);
  if (!folders) {
    int64_t dot = last_dot(name);
    kr_unref(ctx, package);
    package = dot < 0 ? kr_ref(N(empty)) : str_slice(ctx, name, 0, (size_t)dot);
  }
  if (!package || dict_set(ctx, dict, N(__package__), package) < 0 ||
      (folders && dict_set(ctx, dict, N(__path__), folders) < 0)) kr_clear(ctx, &module);
  kr_unref(ctx, package);
  return module;
}

static int add_file_names(Ctx *ctx, Value module, Value file) {
  Value dict = module_dict(module);
  Value builtins = import_loaded(ctx, N(builtins));
  if (file && dict_set(ctx, dict, N(__file__), file) < 0) return -1;
  return builtins && dict_set(ctx, dict, N(__builtins__), kr_runtime.builtins) == 0 ? 0 : -1;
}

/* Runs code in the module; what sys.modules then holds under its name is the result. */
static Value run_in_module(Ctx *ctx, Value module, Value name, Value code) {
  Value dict = module_dict(module);
  if (dict_set(ctx, kr_runtime.modules, name, module) < 0 || spec_set_initializing(ctx, module, 1) < 0) return 0;
  Value r = kr_run_code(ctx, (CodeObj *)kr_obj(code), dict, dict, 0);
  kr_unref(ctx, r);
  if (!r) {
    Value exc = kr_fetch(ctx);
    spec_set_initializing(ctx, module, 0);
    if (dict_del(ctx, kr_runtime.modules, name) < 0) kr_clear_exc(ctx);
    kr_restore(ctx, exc);
    return 0;
  }
  if (spec_set_initializing(ctx, module, 0) < 0) return 0;
  Value now = import_loaded(ctx, name);
  if (now == KR_ABSENT) return kr_raise_key(ctx, name);
  return now ? kr_ref(now) : 0;
}

Value import_run_module(Ctx *ctx, Value name, Value code, Value file, Value folders) {
  Value module = new_module(ctx, name, folders), result = 0;
  if (module && add_file_names(ctx, module, file) == 0 && spec_attach(ctx, module, name, file, folders, 0) == 0)
    result = run_in_module(ctx, module, name, code);
  kr_unref(ctx, module);
  return result;
}

static Value load_native(Ctx *ctx, Value name, const ModuleDef *def) {
  Value module = kr_load_native(ctx, def);
  if (!module) return 0;
  if (dict_set(ctx, module_dict(module), N(__package__), N(empty)) == 0 && spec_attach(ctx, module, name, 0, 0, 1) == 0 &&
      dict_set(ctx, kr_runtime.modules, name, module) == 0) return module;
  kr_unref(ctx, module);
  return 0;
}

/* -v: one line a module. */
static void trace_import(Ctx *ctx, Value name, const char *origin) {
  const char *text = kr_runtime.flags.verbose ? str_utf8(ctx, name, NULL) : NULL;
  if (text) fprintf(stderr, "import '%s' # %s\n", text, origin);
}

static Value load_found(Ctx *ctx, Value name, Found *found) {
  Value folders = found->kind == FOUND_NAMESPACE ? kr_ref(found->folders) : 0;
  if (found->kind == FOUND_PACKAGE) {
    Value folder = str_from_fs(ctx, found->folder, strlen(found->folder));
    folders = folder ? list_from(ctx, &folder, 1) : 0;
    kr_unref(ctx, folder);
    if (!folders) return 0;
  }
  if (found->kind == FOUND_NAMESPACE) {
    Value module = new_module(ctx, name, folders);
    if (module && (dict_set(ctx, module_dict(module), N(__file__), KR_None) < 0 ||
                   spec_attach(ctx, module, name, 0, folders, 0) < 0 || dict_set(ctx, kr_runtime.modules, name, module) < 0))
      kr_clear(ctx, &module);
    kr_unref(ctx, folders);
    return module;
  }
  trace_import(ctx, name, found->file);
  Value file = str_from_fs(ctx, found->file, strlen(found->file)), result = 0;
  char buf[64];
  Value code = file ? import_load_code(ctx, found->file, import_shown_name(name, found->file, buf, sizeof buf), &found->st) : 0;
  if (code) result = import_run_module(ctx, name, code, file, folders);
  kr_unref(ctx, code), kr_unref(ctx, file), kr_unref(ctx, folders);
  return result;
}

/* A module that was compiled into this executable. */
static Value load_compiled(Ctx *ctx, Value name, const KrCompiledModule *module) {
  Value code = native_load(ctx, module);
  if (!code) return 0;
  Name name_of_file = ((CodeObj *)kr_obj(code))->code->filename;
  Value file = str_from_fs(ctx, name_of_file.text, name_of_file.len), folders = 0, result = 0;
  const char *slash = strrchr(name_of_file.text, '/');
  if (file && (module->flags & MODULE_IS_PACKAGE)) {
    Value folder = slash ? str_from_fs(ctx, name_of_file.text, (size_t)(slash - name_of_file.text)) : kr_ref(N(empty));
    folders = folder ? list_from(ctx, &folder, 1) : 0;
    kr_unref(ctx, folder);
  }
  if (file && (folders || !(module->flags & MODULE_IS_PACKAGE))) result = import_run_module(ctx, name, code, file, folders);
  kr_unref(ctx, code), kr_unref(ctx, file), kr_unref(ctx, folders);
  return result;
}

/* Does path0 have another module of the name? */
static bool is_hidden(const char *name, const KrCompiledModule *module) {
  static const char *const forms[] = {"/__init__.py", ".py"};
  char path[PATH_MAX], own[PATH_MAX];
  struct stat found, compiled;
  if (!kr_runtime.path0_first || !kr_runtime.path0 || strchr(name, '.')) return false;
  const char *folder = kr_runtime.path0[0] ? kr_runtime.path0 : ".";
  for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
    if (snprintf(path, sizeof path, "%s/%s%s", folder, name, forms[k]) >= (int)sizeof path || stat(path, &found)) continue;
    bool same = stat(native_source_name(module, own, sizeof own), &compiled) == 0 && found.st_dev == compiled.st_dev && found.st_ino == compiled.st_ino;
    return S_ISREG(found.st_mode) && !same;
  }
  return false;
}

static const KrCompiledModule *find_compiled(Ctx *ctx, Value name) {
  size_t n;
  const char *text = kr_compiled_modules ? str_utf8(ctx, name, &n) : NULL;
  if (!text) kr_clear_exc(ctx);
  const KrCompiledModule *module = text && strlen(text) == n ? native_find(text) : NULL;
  return module && !is_hidden(text, module) ? module : NULL;
}

/* ---- finding ---- */

static Value import_absolute(Ctx *, Value name);

/* The package that a dotted name lies in, imported if need be; KR_ABSENT: the name has no dot. */
static Value parent_of(Ctx *ctx, Value name) {
  int64_t dot = last_dot(name);
  if (dot < 0) return KR_ABSENT;
  Value parent_name = str_slice(ctx, name, 0, (size_t)dot), parent = parent_name ? import_absolute(ctx, parent_name) : 0;
  kr_unref(ctx, parent_name);
  return parent;
}

/* The __path__ to search for a name along, new reference; KR_ABSENT: sys.path. */
static Value path_of(Ctx *ctx, Value name, Value parent) {
  if (parent == KR_ABSENT) return KR_ABSENT;
  Value path = kr_getattr_opt(ctx, parent, N(__path__));
  if (path != KR_ABSENT) return path;
  Value parent_name = str_slice(ctx, name, 0, (size_t)last_dot(name));
  if (parent_name)
    kr_raise_import(ctx, &kr_type_ModuleNotFoundError, name, 0, "No module named %R; %R is not a package", name, parent_name);
  kr_unref(ctx, parent_name);
  return 0;
}

static Value search_and_load(Ctx *ctx, Value name, Value path) {
  int64_t dot = last_dot(name);
  Value child = dot < 0 ? kr_ref(name) : str_slice(ctx, name, (size_t)dot + 1, (size_t)str_of(name)->len);
  Value where = path == KR_ABSENT ? kr_sys_get(ctx, "path") : path, result = 0;
  if (child && where && where != KR_ABSENT) {
    Found found;
    kr_ref(where);
    int r = import_search(ctx, where, child, &found);
    kr_unref(ctx, where);
    if (r == 0) {
      result = found.kind == FOUND_NOTHING ? not_found(ctx, name)
               : found.kind == FOUND_OTHER ? spec_find_and_load(ctx, name) : load_found(ctx, name, &found);
      import_found_free(ctx, &found);
    }
  } else if (where == KR_ABSENT) kr_raise(ctx, &kr_type_RuntimeError, "sys.path must be a list of directory names");
  kr_unref(ctx, child);
  return result;
}

/* Loads a name that is not in sys.modules and binds it in its package. */
static Value load_named(Ctx *ctx, Value name, Value parent) {
  Value path = path_of(ctx, name, parent);
  if (!path) return 0;
  int64_t dot = last_dot(name);
  Value child = dot < 0 ? KR_ABSENT : str_slice(ctx, name, (size_t)dot + 1, (size_t)str_of(name)->len), module = 0;
  if (child && spec_note_submodule(ctx, parent, child, 1) == 0) {
    const ModuleDef *def = path == KR_ABSENT ? kr_find_native(name) : NULL;
    const KrCompiledModule *compiled = def ? NULL : find_compiled(ctx, name);
    module = def ? load_native(ctx, name, def) : compiled ? load_compiled(ctx, name, compiled) : search_and_load(ctx, name, path);
    spec_note_submodule(ctx, parent, child, 0);
  }
  if (module && dot >= 0 && kr_setattr(ctx, parent, child, module) < 0) kr_clear(ctx, &module);
  kr_unref(ctx, child), kr_unref(ctx, path);
  return module;
}

static Value find_and_load(Ctx *ctx, Value name) {
  if (spec_is_bootstrap(name)) return spec_load_bootstrap(ctx, name);
  int changed = spec_hooks_changed(ctx);
  if (changed < 0) return 0;
  if (changed) return spec_find_and_load(ctx, name);
  Value parent = parent_of(ctx, name);
  if (!parent) return 0;
  Value module = import_loaded(ctx, name); /* importing the parent may have imported it */
  if (module == KR_ABSENT) module = load_named(ctx, name, parent);
  else if (module) kr_ref(module);
  kr_unref(ctx, parent);
  return module;
}

/* The module called by a full name. */
static Value import_absolute(Ctx *ctx, Value name) {
  Value module;
  do module = import_loaded(ctx, name);
  while (module && kr_has_threads && import_await(ctx, name));
  if (!module) return 0;
  if (module == KR_None)
    return kr_raise_import(ctx, &kr_type_ModuleNotFoundError, name, 0, "import of %U halted; None in sys.modules", name);
  if (module != KR_ABSENT) return kr_ref(module);
  if (kr_enter(ctx, " while importing")) return 0;
  Value interned = str_intern(ctx, kr_ref(name)), result = 0;
  if (interned) {
    ImportLoad load;
    import_begin(ctx, &load, interned);
    result = find_and_load(ctx, interned);
    import_end(&load);
  }
  kr_unref(ctx, interned);
  kr_leave(ctx);
  return result;
}

/* ---- relative names ---- */

static int check_parent(Ctx *ctx, Value spec, Value package) {
  Value parent = kr_getattr_c(ctx, spec, "parent");
  int same = parent ? kr_compare_bool(ctx, package, parent, CMP_eq) : -1;
  kr_unref(ctx, parent);
  if (same == 0) return kr_warn(ctx, &kr_type_ImportWarning, 1, "__package__ != __spec__.parent");
  return same < 0 ? -1 : 0;
}

/* The package that code with these globals belongs to, for relative imports. */
static Value calling_package(Ctx *ctx, Value globals) {
  Value package = dict_get(ctx, globals, N(__package__)), spec = dict_get(ctx, globals, N(__spec__));
  if (!package || !spec) return 0;
  if (package != KR_ABSENT && package != KR_None) {
    if (!kr_is_anystr(package)) return kr_raise(ctx, &kr_type_TypeError, "package must be a string");
    if (spec != KR_ABSENT && spec != KR_None && check_parent(ctx, spec, package) < 0) return 0;
    return kr_ref(package);
  }
  if (spec != KR_ABSENT && spec != KR_None) {
    Value parent = kr_getattr_c(ctx, spec, "parent");
    if (parent && kr_is_anystr(parent)) return parent;
    if (parent) kr_raise(ctx, &kr_type_TypeError, "__spec__.parent must be a string");
    kr_unref(ctx, parent);
    return 0;
  }
  if (kr_warn(ctx, &kr_type_ImportWarning, 1,
              "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__") < 0)
    return 0;
  Value name = dict_get(ctx, globals, N(__name__)), path = dict_get(ctx, globals, N(__path__));
  if (!name || !path) return 0;
  if (name == KR_ABSENT) return kr_raise(ctx, &kr_type_KeyError, "'__name__' not in globals");
  if (!kr_is_anystr(name)) return kr_raise(ctx, &kr_type_TypeError, "__name__ must be a string");
  if (path != KR_ABSENT) return kr_ref(name);
  int64_t dot = last_dot(name);
  return dot < 0 ? kr_ref(N(empty)) : str_slice(ctx, name, 0, (size_t)dot);
}

static Value resolve_name(Ctx *ctx, Value name, Value globals, int level) {
  if (!globals || !kr_is_ptr(globals) || !kr_has_flag(globals, T_DICT))
    return kr_raise(ctx, &kr_type_KeyError, "'__name__' not in globals");
  Value package = calling_package(ctx, globals);
  if (!package) return 0;
  size_t end = (size_t)str_of(package)->len;
  if (end == 0) {
    kr_unref(ctx, package);
    return kr_raise(ctx, &kr_type_ImportError, "attempted relative import with no known parent package");
  }
  for (int up = 1; up < level; up++) {
    Value cut = str_slice(ctx, package, 0, end);
    int64_t dot = cut ? last_dot(cut) : -1;
    kr_unref(ctx, cut);
    if (dot < 0) {
      kr_unref(ctx, package);
      return kr_raise(ctx, &kr_type_ImportError, "attempted relative import beyond top-level package");
    }
    end = (size_t)dot;
  }
  Value base = str_slice(ctx, package, 0, end), full = 0;
  kr_unref(ctx, package);
  if (base) full = str_of(name)->len ? str_format_c(ctx, "%U.%U", base, name) : kr_ref(base);
  kr_unref(ctx, base);
  return full;
}

/* ---- what __import__ gives ---- */

static int import_listed(Ctx *ctx, Value module, Value fromlist, int is_all);

/* Imports module.item if the package has no such attribute. */
static int import_item(Ctx *ctx, Value module, Value item, int is_all) {
  if (!kr_is_anystr(item)) {
    kr_raise(ctx, &kr_type_TypeError, is_all ? "Item in module.__all__ must be str, not %T" : "Item in ``from list'' must be str, not %T", item);
    return -1;
  }
  if (str_equal_ascii(item, "*")) {
    if (is_all) return 0;
    Value all = kr_getattr_opt(ctx, module, N(__all__));
    if (!all) return -1;
    int r = all == KR_ABSENT ? 0 : import_listed(ctx, module, all, 1);
    kr_unref(ctx, all);
    return r;
  }
  Value has = kr_getattr_opt(ctx, module, item);
  if (!has) return -1;
  kr_unref(ctx, has);
  if (has != KR_ABSENT) return 0;
  Value package = kr_getattr(ctx, module, N(__name__)), full = package ? str_format_c(ctx, "%S.%U", package, item) : 0;
  Value sub = full ? import_absolute(ctx, full) : 0;
  int r = sub ? 0 : -1;
  if (!sub && full && kr_matches(ctx, &kr_type_ModuleNotFoundError)) { /* the name is simply not there */
    Value missing = ((ImportErrorObj *)kr_obj(ctx->exc))->name;
    if (missing && kr_is_anystr(missing) && str_equal(missing, full) && import_loaded(ctx, full) == KR_ABSENT) {
      kr_clear_exc(ctx);
      r = 0;
    }
  }
  kr_unref(ctx, package), kr_unref(ctx, full), kr_unref(ctx, sub);
  return r;
}

static int import_listed(Ctx *ctx, Value module, Value fromlist, int is_all) {
  Value names = kr_to_tuple(ctx, fromlist);
  if (!names) return -1;
  int r = 0;
  for (int64_t i = 0; r == 0 && i < tuple_of(names)->len; i++) r = import_item(ctx, module, tuple_of(names)->items[i], is_all);
  kr_unref(ctx, names);
  return r;
}

static Value top_package(Ctx *ctx, Value module, Value name, Value full, int level) {
  int64_t dot = -1;
  for (size_t i = 0; i < str_of(name)->len && dot < 0; i++)
    if (str_at(str_of(name), i) == '.') dot = (int64_t)i;
  if (dot < 0) return kr_ref(module);
  size_t cut = (size_t)dot + (level > 0 ? str_of(full)->len - str_of(name)->len : 0);
  Value top = str_slice(ctx, full, 0, cut);
  if (!top) return 0;
  Value result;
  if (level == 0) result = import_absolute(ctx, top);
  else {
    result = import_loaded(ctx, top);
    if (result == KR_ABSENT) result = kr_raise(ctx, &kr_type_KeyError, "%R not in sys.modules as expected", top);
    else if (result) kr_ref(result);
  }
  kr_unref(ctx, top);
  return result;
}

Value kr_import_module(Ctx *ctx, Value name, Value globals, Value fromlist, int level) {
  if (!kr_is_anystr(name)) return kr_raise(ctx, &kr_type_TypeError, "module name must be a string");
  if (level < 0) return kr_raise(ctx, &kr_type_ValueError, "level must be >= 0");
  if (str_of(name)->len == 0 && level == 0) return kr_raise(ctx, &kr_type_ValueError, "Empty module name");
  Value full = level > 0 ? resolve_name(ctx, name, globals, level) : kr_ref(name);
  Value module = full ? import_absolute(ctx, full) : 0, result = module;
  if (module) {
    int has_list = fromlist && fromlist != KR_None ? kr_truth(ctx, fromlist) : 0;
    if (has_list < 0) result = 0;
    else if (!has_list && str_of(name)->len) result = top_package(ctx, module, name, full, level);
    else if (has_list) {
      Value path = kr_getattr_opt(ctx, module, N(__path__));
      result = path && (path == KR_ABSENT || import_listed(ctx, module, fromlist, 0) == 0) ? kr_ref(module) : 0;
      kr_unref(ctx, path);
    } else result = kr_ref(module);
    kr_unref(ctx, module);
  }
  kr_unref(ctx, full);
  return result;
}

Value kr_import(Ctx *ctx, const char *name) {
  Value text = str_intern_c(ctx, name), module = text ? import_absolute(ctx, text) : 0;
  kr_unref(ctx, text);
  return module;
}

Value kr_import_attr(Ctx *ctx, const char *module, const char *attr) {
  Value m = kr_import(ctx, module), v = m ? kr_getattr_c(ctx, m, attr) : 0;
  kr_unref(ctx, m);
  return v;
}
