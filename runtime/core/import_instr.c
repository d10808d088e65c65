/* The import instructions: import, from ... import, from ... import *. */
#include "import.h"
#include "vm_help.h"

/* import a.b, from a import b: calls __import__ when the program replaced it. */
Value kr_import_name(Ctx *ctx, Frame *f, Value name, Value fromlist, Value level) {
  Value import = vm_namespace_get(ctx, frame_builtins(f), N(__import__));
  if (!import) return 0;
  if (import == KR_ABSENT) return kr_raise(ctx, &kr_type_ImportError, "__import__ not found");
  int n;
  if (import == kr_runtime.import_function) {
    kr_unref(ctx, import); /* the runtime holds it too */
    if (int_to_int(ctx, level, &n) < 0) return 0;
    return kr_import_module(ctx, name, frame_globals(f), fromlist, n);
  }
  Value args[5] = {name, frame_globals(f), frame_ns(f) ? frame_ns(f) : KR_None, fromlist, level};
  Value r = kr_call(ctx, import, args, 5, 0);
  kr_unref(ctx, import);
  return r;
}

/* ---- from m import x ---- */

static Value origin_text(Ctx *ctx, Value module) {
  Value file = kr_getattr_opt(ctx, module, N(__file__));
  if (!file) kr_clear_exc(ctx);
  if (file && file != KR_ABSENT && kr_is_anystr(file)) return file;
  if (file && file != KR_ABSENT) kr_unref(ctx, file);
  return KR_None;
}

static Value cannot_import(Ctx *ctx, Value module, Value package, Value name) {
  Value shown = package ? kr_ref(package) : str_from(ctx, "<unknown module name>"), file = origin_text(ctx, module);
  if (!shown) return 0;
  if (file == KR_None)
    kr_raise_import(ctx, &kr_type_ImportError, shown, 0, "cannot import name %R from %R (unknown location)", name, shown);
  else
    kr_raise_import(ctx, &kr_type_ImportError, shown, file,
                    spec_is_initializing(ctx, module)
                      ? "cannot import name %R from partially initialized module %R (most likely due to a circular import) (%U)"
                      : "cannot import name %R from %R (%U)", name, shown, file);
  kr_unref(ctx, shown), kr_unref(ctx, file);
  return 0;
}

Value kr_import_from(Ctx *ctx, Value module, Value name) {
  Value v = kr_getattr_opt(ctx, module, name);
  if (v != KR_ABSENT) return v;
  Value package = kr_getattr_opt(ctx, module, N(__name__));
  if (!package) return 0;
  if (package == KR_ABSENT || !kr_is_anystr(package)) { /* a module without a name: no way to look further */
    if (package != KR_ABSENT) kr_unref(ctx, package);
    return cannot_import(ctx, module, 0, name);
  }
  Value full = str_format_c(ctx, "%U.%U", package, name);
  v = full ? import_loaded(ctx, full) : 0;
  kr_unref(ctx, full);
  if (v == KR_ABSENT) v = cannot_import(ctx, module, package, name);
  else if (v) kr_ref(v);
  kr_unref(ctx, package);
  return v;
}

/* ---- from m import * ---- */

/* The names to copy: __all__, or those in __dict__ without a leading underscore.  *skip: leave those out. */
static Value public_names(Ctx *ctx, Value module, int *from_all) {
  Value all = kr_getattr_opt(ctx, module, N(__all__));
  *from_all = all != KR_ABSENT;
  if (all != KR_ABSENT) {
    Value names = all ? kr_to_tuple(ctx, all) : 0;
    kr_unref(ctx, all);
    return names;
  }
  Value dict = kr_getattr_opt(ctx, module, N(__dict__));
  if (!dict) return 0;
  if (dict == KR_ABSENT) return kr_raise(ctx, &kr_type_ImportError, "from-import-* object has no __dict__ and no __all__");
  Value keys = kr_call_method0(ctx, dict, N(keys)), names = keys ? kr_to_tuple(ctx, keys) : 0;
  kr_unref(ctx, dict), kr_unref(ctx, keys);
  return names;
}

static int bad_item(Ctx *ctx, Value module, Value item, int from_all) {
  Value name = kr_getattr(ctx, module, N(__name__));
  if (!name) return -1;
  if (from_all) kr_raise(ctx, &kr_type_TypeError, "Item in %S.__all__ must be str, not %T", name, item);
  else kr_raise(ctx, &kr_type_TypeError, "Key in %S.__dict__ must be str, not %T", name, item);
  kr_unref(ctx, name);
  return -1;
}

static int copy_name(Ctx *ctx, Value module, Value ns, Value name, int from_all) {
  if (!kr_is_anystr(name)) return bad_item(ctx, module, name, from_all);
  if (!from_all && str_of(name)->len && str_at(str_of(name), 0) == '_') return 0;
  Value v = kr_getattr(ctx, module, name);
  if (!v) return -1;
  int r = kr_has_shape(ns, SHAPE_dict) ? dict_set(ctx, ns, name, v) : kr_setitem(ctx, ns, name, v);
  kr_unref(ctx, v);
  return r;
}

int kr_import_star(Ctx *ctx, Value module, Value ns) {
  int from_all;
  Value names = public_names(ctx, module, &from_all);
  if (!names) return -1;
  int r = 0;
  for (int64_t i = 0; r == 0 && i < tuple_of(names)->len; i++) r = copy_name(ctx, module, ns, tuple_of(names)->items[i], from_all);
  kr_unref(ctx, names);
  return r;
}
