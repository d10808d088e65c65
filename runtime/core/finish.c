/* The end of a program: what an uncaught exception means, exit functions, flushing, and the last
 * destructors. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include "../modules/_io.h"
#include "gc.h"
#include "leaks.h"

void (*kr_atexit_hook)(Ctx *);
static int interrupted; /* ended by an uncaught KeyboardInterrupt */

/* ---- streams ---- */

static int is_closed(Ctx *ctx, Value file) {
  Value closed = kr_getattr_c(ctx, file, "closed");
  int yes = closed ? kr_truth(ctx, closed) : 0;
  kr_unref(ctx, closed);
  kr_clear_exc(ctx);
  return yes > 0;
}

/* -1: output was lost. */
static int flush_stream(Ctx *ctx, const char *name, int report) {
  Value file = kr_sys_get(ctx, name);
  if (!file || file == KR_ABSENT || file == KR_None || is_closed(ctx, file)) {
    kr_clear_exc(ctx);
    return 0;
  }
  kr_ref(file);
  Value r = kr_call_method0(ctx, file, N(flush));
  if (!r && report) kr_unraisable(ctx, NULL, file);
  kr_clear_exc(ctx);
  kr_unref(ctx, r), kr_unref(ctx, file);
  return r ? 0 : -1;
}

/* report: tell of lost output. */
static int flush_streams(Ctx *ctx, int report) {
  int status = flush_stream(ctx, "stdout", report);
  return flush_stream(ctx, "stderr", 0) < 0 ? -1 : status;
}

static void write_stderr(Ctx *ctx, Value text) {
  Value out = kr_sys_get(ctx, "stderr");
  if (text && out && out != KR_ABSENT && out != KR_None) {
    kr_ref(out);
    Value r = kr_call_method1(ctx, out, N(write), text);
    kr_unref(ctx, r), kr_unref(ctx, out);
  }
  kr_clear_exc(ctx);
}

static void write_stderr_c(Ctx *ctx, const char *text) {
  Value s = str_from(ctx, text);
  write_stderr(ctx, s);
  kr_unref(ctx, s);
}

/* ---- uncaught exceptions ---- */

static int system_exit_status(Ctx *ctx, Value exc) {
  Value code = kr_getattr(ctx, exc, N(code));
  kr_clear_exc(ctx);
  flush_stream(ctx, "stdout", 0);
  if (!code) return 1;
  int status = 1;
  if (code == KR_None) status = 0;
  else if (kr_is_anyint(code)) status = (int)(int_clamp(code) & 0xff);
  else {
    Value text = kr_str(ctx, code);
    write_stderr(ctx, text);
    write_stderr_c(ctx, "\n");
    kr_unref(ctx, text);
  }
  kr_unref(ctx, code);
  return status;
}

static Value traceback_or_none(Value exc) {
  Value tb = exc_of(exc)->traceback;
  return tb ? tb : KR_None;
}

/* Shows an exception through sys.excepthook; if the hook itself raises SystemExit, its status; else -1. */
static int call_excepthook(Ctx *ctx, Value exc) {
  Value hook = kr_sys_get(ctx, "excepthook");
  if (!hook || hook == KR_ABSENT) {
    kr_clear_exc(ctx);
    write_stderr_c(ctx, "sys.excepthook is missing\n");
    kr_print_exception(ctx, exc);
    return -1;
  }
  kr_ref(hook);
  Value r = kr_call3(ctx, hook, kr_val(kr_type_of(exc)), exc, traceback_or_none(exc));
  kr_unref(ctx, hook);
  kr_unref(ctx, r);
  if (r) return -1;
  Value failure = kr_fetch(ctx);
  int status = -1;
  if (kr_instance_of(failure, &kr_type_SystemExit)) status = system_exit_status(ctx, failure);
  else {
    write_stderr_c(ctx, "Error in sys.excepthook:\n");
    kr_print_exception(ctx, failure);
    write_stderr_c(ctx, "\nOriginal exception was:\n");
    kr_print_exception(ctx, exc);
  }
  kr_unref(ctx, failure);
  return status;
}

int kr_report_uncaught(Ctx *ctx) {
  Value exc = kr_fetch(ctx);
  if (!exc) return 1;
  int status = 1, hook_status = -1;
  if (kr_instance_of(exc, &kr_type_SystemExit)) status = system_exit_status(ctx, exc);
  else {
    kr_set_sys(ctx, "last_type", kr_ref(kr_val(kr_type_of(exc))));
    kr_set_sys(ctx, "last_value", kr_ref(exc));
    kr_set_sys(ctx, "last_traceback", kr_ref(traceback_or_none(exc)));
    hook_status = call_excepthook(ctx, exc);
    if (hook_status >= 0) status = hook_status;
    else if (kr_instance_of(exc, &kr_type_KeyboardInterrupt)) interrupted = 1, status = 130;
  }
  kr_unref(ctx, exc);
  return status;
}

/* ---- exit functions ---- */

/* Waits for the threads that are no daemons. */
static void join_threads(Ctx *ctx) {
  Value name = str_intern_c(ctx, "threading"), module = name ? dict_get(ctx, kr_runtime.modules, name) : 0;
  kr_unref(ctx, name);
  if (!module || module == KR_ABSENT || module == KR_None) return;
  kr_ref(module);
  Value f = kr_getattr_c(ctx, module, "_shutdown"), r = f ? kr_call0(ctx, f) : 0;
  if (!r) kr_unraisable(ctx, NULL, module);
  kr_unref(ctx, f), kr_unref(ctx, r), kr_unref(ctx, module);
}

/* ---- the last objects ---- */

static int starts_with_underscore(Value name) {
  const Str *s = str_of(name);
  return s->len > 0 && str_at(s, 0) == '_' && !(s->len > 1 && str_at(s, 1) == '_');
}

/* Sets the names of a module to None: private ones first, then all but __builtins__. */
static void clear_names(Ctx *ctx, Value dict) {
  for (int pass = 0; pass < 2; pass++) {
    Value key, value;
    for (size_t pos = 0; dict_next(dict, &pos, &key, &value);) {
      if (value == KR_None || !kr_is_anystr(key)) continue;
      if (pass == 0 ? !starts_with_underscore(key) : str_equal_ascii(key, "__builtins__")) continue;
      if (dict_set(ctx, dict, key, KR_None) < 0) kr_clear_exc(ctx);
    }
  }
}

/* The modules in the order of sys.modules, without builtins and sys. */
static Value list_modules(Ctx *ctx) {
  Value list = list_new(ctx, 0), key, value;
  for (size_t pos = 0; list && dict_next(kr_runtime.modules, &pos, &key, &value);) {
    if (!kr_is_ptr(value) || !kr_instance_of(value, &kr_type_module)) continue;
    Value dict = module_dict(value);
    if (dict == kr_runtime.builtins || dict == kr_runtime.sysdict) continue;
    if (list_append(ctx, list, value) < 0) kr_clear(ctx, &list);
  }
  return list;
}

/* Lets go of the modules that only the list holds; None takes their place. */
static void drop_unused(Ctx *ctx, Value modules) {
  for (int64_t i = 0; i < list_of(modules)->len; i++) {
    Value module = list_of(modules)->items[i];
    if (module == KR_None || kr_obj(module)->refs > 1) continue;
    list_of(modules)->items[i] = KR_None;
    kr_unref(ctx, module);
  }
}

static void drop_sys_references(Ctx *ctx) {
  static const char *const names[] = {"path", "argv", "ps1", "ps2", "last_type", "last_value", "last_traceback",
                                      "path_hooks", "path_importer_cache", "meta_path"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    Value v = kr_sys_get(ctx, names[i]);
    if (v && v != KR_ABSENT) kr_set_sys(ctx, names[i], KR_None);
  }
  dict_set(ctx, kr_runtime.builtins, N(_), KR_None);
}

/* What destructors run later, with their modules' names gone, would say is of no use to anybody. */
static int close_output(Ctx *ctx, int report) {
  int status = flush_streams(ctx, report);
  kr_set_sys(ctx, "stdout", KR_None);
  kr_set_sys(ctx, "stderr", KR_None);
  return status;
}

/* A full collection, unless nobody would notice.  The standard streams have finalizers, but are reachable. */
static void collect(Ctx *ctx) {
  static const char *const names[] = {"__stdin__", "__stdout__", "__stderr__"};
  Value known[9];
  size_t n = 0;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    Value file = kr_sys_get(ctx, names[i]);
    if (file && file != KR_ABSENT) n += io_stream_parts(file, known + n);
  }
  if (debug_asks("leaks") || gc_is_noticed(ctx, known, n)) gc_collect(ctx, 2);
}

/* Destructors of what is still alive run as far as they can be found: modules let go, a collection,
 * then the dicts of those that something still holds, the newest first.  -1: output was lost. */
static int finalize_modules(Ctx *ctx, int report) {
  drop_sys_references(ctx);
  Value modules = list_modules(ctx);
  if (!modules) return flush_streams(ctx, report);
  Value sys = dict_get(ctx, kr_runtime.modules, N(sys)), builtins = dict_get(ctx, kr_runtime.modules, N(builtins));
  kr_ref(sys), kr_ref(builtins);
  dict_clear(ctx, kr_runtime.modules);
  drop_unused(ctx, modules);
  collect(ctx);
  drop_unused(ctx, modules);
  for (int64_t i = list_of(modules)->len - 1; i >= 0; i--)
    if (list_of(modules)->items[i] != KR_None) clear_names(ctx, module_dict(list_of(modules)->items[i]));
  int status = close_output(ctx, report);
  collect(ctx);
  kr_unref(ctx, modules);
  kr_clear_exc(ctx);
  return status;
}

int kr_finish(Ctx *ctx, int status) {
  kr_clear_exc(ctx);
  join_threads(ctx);
  if (kr_atexit_hook) kr_atexit_hook(ctx);
  kr_clear_exc(ctx);
  if (flush_streams(ctx, 1) < 0) status = 120;
  kr_runtime.finalizing = 1;
  collect(ctx); /* while the modules are whole */
  if (finalize_modules(ctx, status != 120) < 0) status = 120;
  if (debug_asks("leaks")) leaks_report(stderr);
  fflush(NULL);
  if (interrupted) {
    signal(SIGINT, SIG_DFL);
    kill(getpid(), SIGINT);
  }
  return status;
}
