/* The atexit module: functions called when the program ends, the last registered first. */
#include "../api.h"

static Value functions; /* list of (function, args, kwargs or None) */

static int call_entry(Ctx *ctx, Value entry) {
  const Value *item = tuple_of(entry)->items;
  Value r = kr_call_ex(ctx, item[0], item[1], item[2] == KR_None ? 0 : item[2]);
  if (!r) kr_unraisable(ctx, "in atexit callback", item[0]);
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

static void run_functions(Ctx *ctx) {
  while (functions && list_of(functions)->len) {
    Value entry = list_of(functions)->items[--list_of(functions)->len];
    call_entry(ctx, entry);
    kr_unref(ctx, entry);
  }
}

static Value atexit_register_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_callable(a[0])) return kr_raise(ctx, &kr_type_TypeError, "the first argument must be callable");
  Value entry = tuple_pack(ctx, 3, a[0], a[1], a[2]);
  int r = entry ? list_append(ctx, functions, entry) : -1;
  kr_unref(ctx, entry);
  return r < 0 ? 0 : kr_ref(a[0]);
}

static Value atexit_unregister_m(Ctx *ctx, Value self, const Value *a) {
  for (int64_t i = 0; i < list_of(functions)->len;) {
    int same = kr_compare_bool(ctx, tuple_of(list_of(functions)->items[i])->items[0], a[0], CMP_eq);
    if (same < 0 || (same && list_set_slice(ctx, functions, i, i + 1, 0) < 0)) return 0;
    if (!same) i++;
  }
  return KR_None;
}

static Value atexit_clear_m(Ctx *ctx, Value self, const Value *a) {
  return list_set_slice(ctx, functions, 0, list_of(functions)->len, 0) < 0 ? 0 : KR_None;
}

static Value atexit_run_exitfuncs_m(Ctx *ctx, Value self, const Value *a) {
  run_functions(ctx);
  return KR_None;
}

static Value atexit_ncallbacks_m(Ctx *ctx, Value self, const Value *a) { return kr_int(list_of(functions)->len); }

static Method atexit_methods[] = {
  {"register", atexit_register_m, "func, /, *args, **kwargs", "Call func(*args, **kwargs) when the program ends."},
  {"unregister", atexit_unregister_m, "func, /", "Take a function out again."},
  {"_clear", atexit_clear_m, "", "Take all functions out."},
  {"_run_exitfuncs", atexit_run_exitfuncs_m, "", "Call them now."},
  {"_ncallbacks", atexit_ncallbacks_m, "", "How many there are."},
  {0}
};

static int atexit_init(Ctx *ctx, Value module) {
  if (!functions && !(functions = list_new(ctx, 0))) return -1;
  kr_atexit_hook = run_functions;
  return 0;
}

const ModuleDef kr_module_atexit = {"atexit", "Functions called when the program ends.", atexit_methods, NULL, atexit_init};
