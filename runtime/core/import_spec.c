/* __spec__ and the hand-over to importlib.
 *
 * Until something imports importlib, modules carry a light __spec__ (a SimpleNamespace with
 * ModuleSpec's attributes) and no loader.  Loading _frozen_importlib, the name under which
 * importlib finds its core, runs the library's importlib/_bootstrap.py, installs the standard
 * finders and gives every loaded module a true spec and loader. */
#include <stdio.h>
#include <stdlib.h>
#include "import.h"
#include "../modules/sys.h"

static Value bootstrap, external; /* the two modules, or 0 */
static Value standard_meta_path, standard_path_hooks; /* tuples of what was installed */
static int installing, importing_zipimport;

/* ---- light specs ---- */

static int set_c(Ctx *ctx, Value obj, const char *name, Value v /* borrowed */) {
  Value key = v ? str_intern_c(ctx, name) : 0;
  int r = key ? kr_setattr(ctx, obj, key, v) : -1;
  kr_unref(ctx, key);
  return r;
}

static Value light_spec(Ctx *ctx, Value module, Value name, Value file, Value folders, int is_native) {
  Value spec = kr_call0(ctx, kr_val(&kr_type_simplenamespace)), built_in = is_native ? str_from(ctx, "built-in") : 0;
  Value parent = spec ? dict_get(ctx, module_dict(module), N(__package__)) : 0;
  int ok = parent && set_c(ctx, spec, "name", name) == 0 && set_c(ctx, spec, "loader", KR_None) == 0 &&
           set_c(ctx, spec, "origin", file ? file : is_native ? built_in : KR_None) == 0 &&
           set_c(ctx, spec, "submodule_search_locations", folders ? folders : KR_None) == 0 &&
           set_c(ctx, spec, "cached", KR_None) == 0 && set_c(ctx, spec, "has_location", kr_bool(file != 0)) == 0 &&
           set_c(ctx, spec, "loader_state", KR_None) == 0 &&
           set_c(ctx, spec, "parent", parent == KR_ABSENT ? N(empty) : parent) == 0;
  kr_unref(ctx, built_in);
  if (!ok) kr_clear(ctx, &spec);
  return spec;
}

/* ---- true specs ---- */

static Value call_external(Ctx *ctx, const char *function, Value a, Value b) {
  Value f = kr_getattr_c(ctx, external, function), r = f ? kr_call2(ctx, f, a, b) : 0;
  kr_unref(ctx, f);
  return r;
}

static Value native_spec(Ctx *ctx, Value name) {
  Value importer = kr_getattr_c(ctx, bootstrap, "BuiltinImporter"), f = importer ? kr_getattr_c(ctx, bootstrap, "spec_from_loader") : 0;
  Value spec = f ? kr_call2(ctx, f, name, importer) : 0;
  kr_unref(ctx, importer), kr_unref(ctx, f);
  return spec;
}

static Value namespace_spec(Ctx *ctx, Value name, Value folders) {
  Value cls = kr_getattr_c(ctx, bootstrap, "ModuleSpec"), spec = cls ? kr_call2(ctx, cls, name, KR_None) : 0;
  kr_unref(ctx, cls);
  if (spec && set_c(ctx, spec, "submodule_search_locations", folders) < 0) kr_clear(ctx, &spec);
  return spec;
}

static Value file_spec(Ctx *ctx, Value name, Value file, Value folders) {
  Value spec = call_external(ctx, "spec_from_file_location", name, file);
  if (spec && folders && set_c(ctx, spec, "submodule_search_locations", folders) < 0) kr_clear(ctx, &spec);
  return spec;
}

static Value true_spec(Ctx *ctx, Value name, Value file, Value folders, int is_native) {
  if (is_native) return native_spec(ctx, name);
  return file ? file_spec(ctx, name, file, folders) : namespace_spec(ctx, name, folders ? folders : KR_None);
}

static int copy_attr(Ctx *ctx, Value from, const char *attr, Value module, Value name) {
  Value v = kr_getattr_c(ctx, from, attr);
  int r = v ? dict_set(ctx, module_dict(module), name, v) : -1;
  kr_unref(ctx, v);
  return r;
}

static int attach(Ctx *ctx, Value module, Value spec, Value file) {
  if (!spec) return -1;
  int r = dict_set(ctx, module_dict(module), N(__spec__), spec);
  if (r == 0) r = copy_attr(ctx, spec, "loader", module, N(__loader__));
  if (r == 0 && file) r = copy_attr(ctx, spec, "cached", module, N(__cached__));
  kr_unref(ctx, spec);
  return r;
}

int spec_attach(Ctx *ctx, Value module, Value name, Value file, Value folders, int is_native) {
  Value spec = external && !installing ? true_spec(ctx, name, file, folders, is_native)
                                       : light_spec(ctx, module, name, file, folders, is_native);
  return attach(ctx, module, spec, file);
}

int spec_set_initializing(Ctx *ctx, Value module, int yes) {
  Value spec = dict_get(ctx, module_dict(module), N(__spec__));
  if (!spec || spec == KR_ABSENT || spec == KR_None) return spec ? 0 : -1;
  kr_ref(spec);
  int r = kr_setattr(ctx, spec, N(_initializing), kr_bool(yes));
  kr_unref(ctx, spec);
  return r;
}

int spec_is_initializing(Ctx *ctx, Value module) {
  Value spec = kr_getattr_opt(ctx, module, N(__spec__));
  Value flag = spec && spec != KR_ABSENT && spec != KR_None ? kr_getattr_opt(ctx, spec, N(_initializing)) : KR_ABSENT;
  int yes = flag && flag != KR_ABSENT ? kr_truth(ctx, flag) : 0;
  if (flag && flag != KR_ABSENT) kr_unref(ctx, flag);
  if (spec && spec != KR_ABSENT) kr_unref(ctx, spec);
  kr_clear_exc(ctx);
  return yes > 0;
}

/* The list in a package's spec of its submodules that are being loaded, made if need be; KR_ABSENT:
 * it has no spec. */
static Value submodule_list(Ctx *ctx, Value package) {
  Value spec = kr_getattr_opt(ctx, package, N(__spec__));
  if (!spec || spec == KR_ABSENT || spec == KR_None) return spec ? KR_ABSENT : 0;
  Value list = kr_getattr_opt(ctx, spec, N(_uninitialized_submodules));
  if (list == KR_ABSENT) {
    list = list_new(ctx, 1);
    if (list && kr_setattr(ctx, spec, N(_uninitialized_submodules), list) < 0) kr_clear(ctx, &list);
  }
  kr_unref(ctx, spec);
  return list;
}

int spec_note_submodule(Ctx *ctx, Value parent, Value child, int starts) {
  if (parent == KR_ABSENT) return 0;
  Value exc = starts ? 0 : kr_fetch(ctx), list = submodule_list(ctx, parent);
  int r = list ? 0 : -1;
  if (list && list != KR_ABSENT && kr_has_shape(list, SHAPE_list)) {
    int64_t n = list_of(list)->len;
    r = starts ? list_append(ctx, list, child) : n ? list_set_slice(ctx, list, n - 1, n, 0) : 0;
  }
  if (list != KR_ABSENT) kr_unref(ctx, list);
  if (!starts) kr_clear_exc(ctx), kr_restore(ctx, exc);
  return r;
}

/* ---- importlib ---- */

int spec_is_bootstrap(Value name) {
  return str_equal_ascii(name, "_frozen_importlib") || str_equal_ascii(name, "_frozen_importlib_external");
}

/* Runs a file of the library's importlib folder as the module called name. */
static Value load_part(Ctx *ctx, const char *name, const char *part) {
  char path[4096], shown[64];
  struct stat st;
  snprintf(path, sizeof path, "%s/importlib/%s.py", sys_stdlib(), part);
  snprintf(shown, sizeof shown, "<frozen importlib.%s>", part);
  Value key = str_intern_c(ctx, name);
  if (!key) return 0;
  if (stat(path, &st) < 0) {
    kr_raise_import(ctx, &kr_type_ModuleNotFoundError, key, 0, "No module named %R", key);
    kr_unref(ctx, key);
    return 0;
  }
  Value code = import_load_code(ctx, path, shown, &st), file = code ? str_from(ctx, path) : 0, module = 0;
  if (file) module = import_run_module(ctx, key, code, file, 0);
  kr_unref(ctx, code), kr_unref(ctx, file), kr_unref(ctx, key);
  return module;
}

/* Replaces the light spec of a module that is already loaded. */
static int upgrade(Ctx *ctx, Value name, Value module) {
  if (!kr_is_anystr(name) || !kr_is_ptr(module) || !kr_instance_of(module, &kr_type_module)) return 0;
  Value dict = module_dict(module), spec = dict_get(ctx, dict, N(__spec__));
  if (!spec) return -1;
  if (spec == KR_ABSENT || !kr_type_is(spec, &kr_type_simplenamespace)) return 0;
  Value file = dict_get(ctx, dict, N(__file__)), folders = dict_get(ctx, dict, N(__path__));
  if (!file || !folders) return -1;
  int initializing = spec_is_initializing(ctx, module);
  if (file == KR_ABSENT || file == KR_None) file = 0;
  if (folders == KR_ABSENT) folders = 0;
  Value fresh = true_spec(ctx, name, file, folders, ((Module *)kr_obj(module))->def != NULL);
  if (attach(ctx, module, fresh, file) < 0) return -1;
  return initializing ? spec_set_initializing(ctx, module, 1) : 0;
}

/* ---- __main__ ---- */

static Value main_loader(Ctx *ctx, Value file) {
  if (file == KR_ABSENT || !kr_is_anystr(file) || file == N(lt_stdin)) return kr_getattr_c(ctx, bootstrap, "BuiltinImporter");
  size_t n = (size_t)str_of(file)->len;
  Value end = str_slice(ctx, file, n < 4 ? 0 : n - 4, n);
  if (!end) return 0;
  Value loader = call_external(ctx, str_equal_ascii(end, ".pyc") ? "SourcelessFileLoader" : "SourceFileLoader", N(__main__), file);
  kr_unref(ctx, end);
  return loader;
}

static int give_main_loader(Ctx *ctx) {
  Value module = import_loaded(ctx, N(__main__));
  if (!module || module == KR_ABSENT || !kr_is_ptr(module) || !kr_instance_of(module, &kr_type_module)) return module ? 0 : -1;
  Value dict = module_dict(module), now = dict_get(ctx, dict, N(__loader__)), file = now ? dict_get(ctx, dict, N(__file__)) : 0;
  if (!file || (now != KR_ABSENT && now != KR_None)) return file ? 0 : -1;
  Value loader = main_loader(ctx, file);
  int r = loader ? dict_set(ctx, dict, N(__loader__), loader) : -1;
  kr_unref(ctx, loader);
  return r;
}

static int install(Ctx *ctx);
int spec_set_main_loader(Ctx *ctx) { return install(ctx) < 0 ? -1 : give_main_loader(ctx); }

/* ---- archives ---- */

int spec_ignores_archives(void) { return importing_zipimport; }

/* In sys.path_hooks instead of zipimport.zipimporter, so that zipimport is loaded only for archives. */
static Value zip_hook(Ctx *ctx, Value self, const Value *a) {
  char *path = kr_path_dup(ctx, a[0]);
  if (!path) return 0;
  int in_file = import_is_in_file(path);
  free(path);
  if (!in_file) return kr_raise(ctx, &kr_type_ImportError, "not a Zip file: %R", a[0]);
  importing_zipimport++;
  Value cls = kr_import_attr(ctx, "zipimport", "zipimporter");
  importing_zipimport--;
  Value importer = cls ? kr_call1(ctx, cls, a[0]) : 0;
  kr_unref(ctx, cls);
  return importer;
}

static int add_zip_hook(Ctx *ctx) {
  static const Method hook = {"zipimporter", zip_hook, "archivepath, /", "An importer for the archive at a path."};
  Value hooks = kr_sys_get(ctx, "path_hooks"), f = hooks && hooks != KR_ABSENT ? builtin_new(ctx, &hook, 0, 0) : 0;
  int r = f && kr_has_shape(hooks, SHAPE_list) ? list_insert(ctx, hooks, 0, f) : -1;
  kr_unref(ctx, f);
  return r;
}

static int upgrade_all(Ctx *ctx) {
  Value copy = dict_copy(ctx, kr_runtime.modules), name, module;
  if (!copy) return -1;
  int r = 0;
  for (size_t pos = 0; r == 0 && dict_next(copy, &pos, &name, &module);) r = upgrade(ctx, name, module);
  kr_unref(ctx, copy);
  return r;
}

static int remember_hooks(Ctx *ctx) {
  Value meta = kr_sys_get(ctx, "meta_path"), hooks = kr_sys_get(ctx, "path_hooks");
  if (!meta || !hooks || meta == KR_ABSENT || hooks == KR_ABSENT) return -1;
  Value a = kr_to_tuple(ctx, meta), b = a ? kr_to_tuple(ctx, hooks) : 0;
  if (!b) {
    kr_unref(ctx, a);
    return -1;
  }
  kr_set(ctx, &standard_meta_path, a);
  kr_set(ctx, &standard_path_hooks, b);
  return 0;
}

/* importlib's cache files of other builds are not for this one: their magic number differs. */
static int set_magic_number(Ctx *ctx) {
  uint32_t id = cache_magic();
  char magic[4] = {(char)id, (char)(id >> 8), '\r', '\n'};
  Value number = kr_int((int64_t)(id | '\r' << 16 | '\n' << 24)), dict = module_dict(external);
  return dict_set_c(ctx, dict, "MAGIC_NUMBER", bytes_new(ctx, magic, sizeof magic)) |
         dict_set_c(ctx, dict, "_RAW_MAGIC_NUMBER", number);
}

/* Finders that the program put into sys.meta_path before importlib was there stay in front. */
static int run_install(Ctx *ctx) {
  Value sys = import_loaded(ctx, N(sys)), imp = kr_import(ctx, "_imp");
  Value f = imp ? kr_getattr_c(ctx, bootstrap, "_install") : 0, r = f ? kr_call2(ctx, f, sys, imp) : 0;
  kr_unref(ctx, f), kr_unref(ctx, imp);
  if (!r) return -1;
  kr_unref(ctx, r);
  if (!(external = load_part(ctx, "_frozen_importlib_external", "_bootstrap_external"))) return -1;
  if (set_magic_number(ctx) < 0) return -1;
  f = kr_getattr_c(ctx, bootstrap, "_install_external_importers");
  r = f ? kr_call0(ctx, f) : 0;
  kr_unref(ctx, f), kr_unref(ctx, r);
  return r ? add_zip_hook(ctx) : -1;
}

static int install(Ctx *ctx) {
  if (bootstrap) return 0;
  Value meta = kr_sys_get(ctx, "meta_path"), own = meta && meta != KR_ABSENT ? kr_to_list(ctx, meta) : 0;
  if (!own) return -1;
  installing = 1;
  int64_t n_own = list_of(own)->len;
  if (n_own) list_set_slice(ctx, meta, 0, list_of(meta)->len, 0);
  bootstrap = load_part(ctx, "_frozen_importlib", "_bootstrap");
  int r = bootstrap ? run_install(ctx) : -1;
  installing = 0;
  if (r == 0) r = remember_hooks(ctx);
  if (r == 0) r = upgrade_all(ctx);
  if (r == 0) r = give_main_loader(ctx);
  if (r == 0 && n_own) r = list_set_slice(ctx, meta, 0, 0, own);
  kr_unref(ctx, own);
  if (r < 0) kr_clear(ctx, &bootstrap), kr_clear(ctx, &external);
  return r;
}

Value spec_load_bootstrap(Ctx *ctx, Value name) {
  if (!installing && install(ctx) < 0) return 0;
  Value module = import_loaded(ctx, name);
  if (module && module != KR_ABSENT) return kr_ref(module);
  return kr_raise_import(ctx, &kr_type_ModuleNotFoundError, name, 0, "No module named %R", name);
}

static int same_items(Value list, Value tuple) {
  if (!kr_has_shape(list, SHAPE_list)) return 0;
  int64_t n = tuple ? tuple_of(tuple)->len : 0;
  return list_of(list)->len == n && (n == 0 || memcmp(list_of(list)->items, tuple_of(tuple)->items, (size_t)n * sizeof(Value)) == 0);
}

int spec_hooks_changed(Ctx *ctx) {
  if (installing) return 0;
  Value meta = kr_sys_get(ctx, "meta_path"), hooks = kr_sys_get(ctx, "path_hooks");
  if (!meta || !hooks) return -1;
  if (meta == KR_ABSENT || hooks == KR_ABSENT) return 0;
  return !same_items(meta, standard_meta_path) || !same_items(hooks, standard_path_hooks);
}

/* ---- tracebacks without importlib's own frames ---- */

static int is_importlib_frame(const Traceback *tb, const char *function) {
  const CodeObj *code = frame_code(frame_record(tb->frame));
  return (str_equal_ascii(code->filename, "<frozen importlib._bootstrap>") ||
          str_equal_ascii(code->filename, "<frozen importlib._bootstrap_external>")) &&
         (!function || str_equal_ascii(code->name, function));
}

/* Runs of importlib's frames are cut out when they end in _call_with_frames_removed, or all of them
 * for an ImportError. */
static void trim_traceback(Ctx *ctx, Value exc) {
  int always = kr_instance_of(exc, &kr_type_ImportError);
  Value *link = &exc_of(exc)->traceback, *run_start = NULL;
  for (Value tb = *link; tb; tb = ((Traceback *)kr_obj(tb))->next) {
    const Traceback *t = (Traceback *)kr_obj(tb);
    int inside = is_importlib_frame(t, NULL);
    if (inside && !run_start) run_start = link;
    if (!inside) run_start = NULL;
    if (inside && (always || is_importlib_frame(t, "_call_with_frames_removed"))) {
      Value next = t->next ? kr_ref(t->next) : 0;
      kr_set(ctx, run_start, next);
      link = run_start;
      tb = next;
      if (!tb) return;
      run_start = is_importlib_frame((Traceback *)kr_obj(tb), NULL) ? link : NULL;
    }
    link = &((Traceback *)kr_obj(tb))->next;
  }
}

Value spec_find_and_load(Ctx *ctx, Value name) {
  if (install(ctx) < 0) return 0;
  Value f = kr_getattr(ctx, bootstrap, N(_find_and_load)), import = f ? dict_get(ctx, kr_runtime.builtins, N(__import__)) : 0;
  Value module = import ? kr_call2(ctx, f, name, import) : 0;
  kr_unref(ctx, f);
  if (!module && ctx->exc) {
    Value exc = kr_fetch(ctx);
    if (!kr_runtime.flags.verbose) trim_traceback(ctx, exc);
    kr_restore(ctx, exc);
  }
  return module;
}
