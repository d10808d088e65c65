/* The hooks of sys: what happens to values at the prompt, to uncaught and unraisable exceptions, to
 * audit events, to traced calls. */
#include <stdlib.h>
#include "../core/trace.h"
#include "sys.h"

static Value hook_or_absent(Ctx *ctx, const char *name) { return kr_sys_get(ctx, name); }

/* ---- displayhook ---- */

/* Writes text to sys.stdout; what its encoding can not say is escaped. */
static int write_out(Ctx *ctx, Value out, Value text) {
  Value r = kr_call_method1(ctx, out, N(write), text);
  if (!r && kr_catch(ctx, &kr_type_UnicodeEncodeError)) {
    Value encoding = kr_getattr(ctx, out, N(encoding)), bytes = 0, plain = 0;
    const char *name = encoding ? str_utf8(ctx, encoding, NULL) : NULL;
    if (name && (bytes = codec_encode(ctx, text, name, "backslashreplace")))
      plain = codec_decode(ctx, (const char *)bytes_of(bytes)->data, (size_t)bytes_of(bytes)->len, name, "strict");
    if (plain) r = kr_call_method1(ctx, out, N(write), plain);
    kr_unref(ctx, encoding), kr_unref(ctx, bytes), kr_unref(ctx, plain);
  }
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

static Value sys_displayhook_m(Ctx *ctx, Value self, const Value *a) {
  if (a[0] == KR_None) return KR_None;
  if (dict_set(ctx, kr_runtime.builtins, N(_), KR_None) < 0) return 0;
  Value out = hook_or_absent(ctx, "stdout");
  if (out == KR_ABSENT || out == KR_None) return kr_raise(ctx, &kr_type_RuntimeError, "lost sys.stdout");
  Value text = kr_repr(ctx, a[0]);
  if (!text) return 0;
  kr_ref(out);
  int r = write_out(ctx, out, text);
  if (r == 0) r = write_out(ctx, out, N(newline));
  kr_unref(ctx, out), kr_unref(ctx, text);
  return r == 0 && dict_set(ctx, kr_runtime.builtins, N(_), a[0]) == 0 ? KR_None : 0;
}

/* ---- excepthook, unraisablehook ---- */

static Value sys_excepthook_m(Ctx *ctx, Value self, const Value *a) {
  Value exc = a[1];
  if (!kr_has_flag(exc, T_EXCEPTION)) {
    kr_print_exception(ctx, a[1]);
    return KR_None;
  }
  if (a[2] != KR_None && !exc_of(exc)->traceback && kr_has_shape(a[2], SHAPE_traceback))
    exc_of(exc)->traceback = kr_ref(a[2]);
  kr_print_exception(ctx, exc);
  return KR_None;
}

static Type *unraisable_type;

static Value unraisable_args(Ctx *ctx, Value exc, Value text, Value obj) {
  static const StructField fields[] = {
    {"exc_type", NULL}, {"exc_value", NULL}, {"exc_traceback", NULL}, {"err_msg", NULL}, {"object", NULL}};
  if (!unraisable_type)
    unraisable_type = structseq_type(ctx, "UnraisableHookArgs", "What sys.unraisablehook is given.", fields, 5, 5);
  Value tb = exc_of(exc)->traceback;
  Value values[] = {kr_ref(kr_val(kr_type_of(exc))), kr_ref(exc), tb ? kr_ref(tb) : KR_None, kr_ref(text), kr_ref(obj)};
  return unraisable_type ? structseq_steal(ctx, unraisable_type, values, 5) : 0;
}

static Value sys_unraisablehook_m(Ctx *ctx, Value self, const Value *a) {
  if (!unraisable_type || !kr_type_is(a[0], unraisable_type))
    return kr_raise(ctx, &kr_type_TypeError, "sys.unraisablehook argument type must be UnraisableHookArgs");
  const Value *items = tuple_of(a[0])->items;
  kr_print_unraisable(ctx, items[1], items[3], items[4]);
  return KR_None;
}

/* An exception that no code let pass gets the place that it became known at. */
static void add_place(Ctx *ctx, Value exc) {
  if (!kr_has_flag(exc, T_EXCEPTION) || exc_of(exc)->traceback || !ctx->frame) return;
  Value raised = kr_fetch(ctx);
  kr_restore(ctx, kr_ref(exc));
  kr_traceback_here(ctx, ctx->frame);
  kr_clear_exc(ctx);
  if (raised) kr_restore(ctx, raised);
}

void kr_call_unraisable_hook(Ctx *ctx, Value exc, Value text, Value obj) {
  add_place(ctx, exc);
  Value hook = hook_or_absent(ctx, "unraisablehook");
  Value args = hook && hook != KR_ABSENT && hook != KR_None ? unraisable_args(ctx, exc, text, obj) : 0;
  if (!args) {
    kr_clear_exc(ctx);
    kr_print_unraisable(ctx, exc, text, obj);
    return;
  }
  kr_ref(hook);
  Value r = kr_call1(ctx, hook, args);
  if (!r) {
    Value failure = kr_fetch(ctx), where = str_from(ctx, "Exception ignored in sys.unraisablehook");
    if (where) kr_print_unraisable(ctx, failure, where, hook);
    kr_unref(ctx, where), kr_unref(ctx, failure);
  }
  kr_unref(ctx, r), kr_unref(ctx, args), kr_unref(ctx, hook);
}

/* ---- breakpointhook ---- */

/* Calls what PYTHONBREAKPOINT names: "module.function", "function", "0" for nothing, "" for pdb. */
static Value sys_breakpointhook_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  const char *env = kr_runtime.flags.ignore_environment ? NULL : getenv("PYTHONBREAKPOINT");
  if (!env || !*env) env = "pdb.set_trace";
  if (strcmp(env, "0") == 0) return KR_None;
  const char *dot = strrchr(env, '.');
  char module[256];
  size_t n = dot ? (size_t)(dot - env) : 0;
  if (n >= sizeof module) n = sizeof module - 1;
  memcpy(module, env, n);
  module[n] = 0;
  Value f = kr_import_attr(ctx, dot ? module : "builtins", dot ? dot + 1 : env);
  if (!f) {
    if (!kr_matches(ctx, &kr_type_ImportError) && !kr_matches(ctx, &kr_type_AttributeError)) return 0;
    kr_clear_exc(ctx);
    return kr_warn(ctx, &kr_type_RuntimeWarning, 1, "Ignoring unimportable $PYTHONBREAKPOINT: \"%s\"", env) < 0 ? 0 : KR_None;
  }
  Value r = kr_call(ctx, f, args, nargs, kwnames);
  kr_unref(ctx, f);
  return r;
}

/* ---- audit ---- */

static Value audit_hooks; /* list, or 0 */

int kr_audit(Ctx *ctx, Value event, Value args) {
  if (!audit_hooks) return 0;
  for (int64_t i = 0; i < list_of(audit_hooks)->len; i++) {
    Value r = kr_call2(ctx, list_of(audit_hooks)->items[i], event, args);
    if (!r) return -1;
    kr_unref(ctx, r);
  }
  return 0;
}

static Value sys_addaudithook_m(Ctx *ctx, Value self, const Value *a) {
  if (audit_hooks) {
    Value event = str_from(ctx, "sys.addaudithook");
    int r = event ? kr_audit(ctx, event, kr_val(&kr_empty_tuple)) : -1;
    kr_unref(ctx, event);
    if (r < 0) return kr_catch(ctx, &kr_type_RuntimeError) ? KR_None : 0;
  }
  if (!audit_hooks && !(audit_hooks = list_new(ctx, 1))) return 0;
  return list_append(ctx, audit_hooks, a[0]) < 0 ? 0 : KR_None;
}

static Value sys_audit_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "expected str for argument 'event', not %T", a[0]);
  return kr_audit(ctx, a[0], a[1]) < 0 ? 0 : KR_None;
}

/* ---- trace, profile ---- */

static Value sys_settrace_m(Ctx *ctx, Value self, const Value *a) {
  return trace_install(ctx, &ctx->trace, a[0]) < 0 ? 0 : KR_None;
}

static Value sys_gettrace_m(Ctx *ctx, Value self, const Value *a) { return ctx->trace ? kr_ref(ctx->trace) : KR_None; }

static Value sys_setprofile_m(Ctx *ctx, Value self, const Value *a) {
  return trace_install(ctx, &ctx->profile, a[0]) < 0 ? 0 : KR_None;
}

static Value sys_getprofile_m(Ctx *ctx, Value self, const Value *a) { return ctx->profile ? kr_ref(ctx->profile) : KR_None; }

static Value sys_call_tracing_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_ptr(a[1]) || !kr_has_flag(a[1], T_TUPLE))
    return kr_raise(ctx, &kr_type_TypeError, "call_tracing() argument 2 must be tuple, not %T", a[1]);
  int tracing = ctx->tracing;
  ctx->tracing = 0;
  Value r = kr_call_ex(ctx, a[0], a[1], 0);
  ctx->tracing = tracing;
  return r;
}

static Method hook_methods[] = {
  {"displayhook", sys_displayhook_m, "object, /", "Print an object to sys.stdout and keep it in builtins._"},
  {"excepthook", sys_excepthook_m, "exctype, value, traceback, /", "Print an exception with its traceback to sys.stderr."},
  {"unraisablehook", sys_unraisablehook_m, "unraisable, /", "Print an exception that could not be raised."},
  {"breakpointhook", sys_breakpointhook_m, "*args, **kws", "What breakpoint() calls.", M_RAW},
  {"addaudithook", sys_addaudithook_m, "hook", "Add a function that is called for every audit event."},
  {"audit", sys_audit_m, "event, /, *args", "Pass an event to the audit hooks."},
  {"settrace", sys_settrace_m, "function, /", "Set the function that is called for each event of execution."},
  {"gettrace", sys_gettrace_m, "", "The trace function, or None."},
  {"setprofile", sys_setprofile_m, "function, /", "Set the function that is called at calls and returns."},
  {"getprofile", sys_getprofile_m, "", "The profile function, or None."},
  {"call_tracing", sys_call_tracing_m, "func, args, /", "func(*args) with tracing on."},
  {0}
};

int sys_add_hooks(Ctx *ctx, Value module) {
  static const char *const kept[][2] = {
    {"displayhook", "__displayhook__"}, {"excepthook", "__excepthook__"}, {"unraisablehook", "__unraisablehook__"},
    {"breakpointhook", "__breakpointhook__"}};
  for (const Method *m = hook_methods; m->name; m++)
    if (kr_set_sys(ctx, m->name, builtin_new(ctx, m, module, N(sys))) < 0) return -1;
  for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
    if (kr_set_sys(ctx, kept[i][1], kr_ref(kr_sys_get(ctx, kept[i][0]))) < 0) return -1;
  return 0;
}
