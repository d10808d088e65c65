/* _testcapi: exceptions and signals raised from C, and how they are reported. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include "../core/report.h"
#include "_testcapi.h"

static int is_exception_class(Value v) { return kr_is_type(v) && kr_as_type(v)->flags & T_EXCEPTION; }

/* Raises cls(0, 1, ...). */
static Value raise_exception_m(Ctx *ctx, Value module, const Value *a) {
  int64_t n;
  if (int_to_i64(ctx, a[1], &n) < 0) return 0;
  if (!is_exception_class(a[0]))
    return kr_raise(ctx, &kr_type_SystemError, "exception %R is not a BaseException subclass", a[0]);
  Value args = tuple_new(ctx, n > 0 ? (size_t)n : 0);
  for (int64_t i = 0; args && i < n; i++) tuple_of(args)->items[i] = kr_int(i);
  Value exc = args ? kr_call_ex(ctx, a[0], args, 0) : 0;
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, args);
  kr_unref(ctx, exc);
  return 0;
}

static Value raise_memoryerror_m(Ctx *ctx, Value module, const Value *a) { return kr_raise_memory(ctx); }

/* A new exception class; base may be a tuple of classes. */
static Value make_exception_m(Ctx *ctx, Value module, const Value *a) {
  const char *name = str_utf8(ctx, a[0], NULL), *dot = name ? strrchr(name, '.') : NULL;
  if (!name) return 0;
  if (!dot) return kr_raise(ctx, &kr_type_SystemError, "name must be module.class");
  Value ns = a[3] ? dict_copy(ctx, a[3]) : dict_new(ctx), text = str_from(ctx, dot + 1), r = 0;
  Value bases = !a[2] ? tuple_pack(ctx, 1, kr_val(&kr_type_Exception)) : kr_has_flag(a[2], T_TUPLE) ? kr_ref(a[2]) : tuple_pack(ctx, 1, a[2]);
  if (ns && text && bases && dict_set_c(ctx, ns, "__module__", str_from_utf8(ctx, name, (size_t)(dot - name))) == 0 &&
      (!a[1] || dict_set_c(ctx, ns, "__doc__", kr_ref(a[1])) == 0))
    r = kr_call3(ctx, kr_val(&kr_type_type), text, bases, ns);
  kr_unref(ctx, bases);
  kr_unref(ctx, text);
  kr_unref(ctx, ns);
  return r;
}

/* Reports exc as one that nobody can handle. */
static Value write_unraisable_m(Ctx *ctx, Value module, const Value *a) {
  Value text = a[1] == KR_None ? KR_None : str_format_c(ctx, "Exception ignored %S", a[1]);
  if (!text) return 0;
  kr_call_unraisable_hook(ctx, a[0], text, a[2]);
  kr_unref(ctx, text);
  return KR_None;
}

/* Writes text to a file object. */
static Value write_and_drop(Ctx *ctx, Value file, Value text) {
  Value r = text ? kr_call_method1(ctx, file, N(write), text) : 0;
  kr_unref(ctx, text);
  kr_unref(ctx, r);
  return r ? KR_None : 0;
}

static Value printed_by(Ctx *ctx, const char *function, Value file, Value what) {
  Value f = kr_import_attr(ctx, "traceback", function), lines = f ? kr_call1(ctx, f, what) : 0, r = 0;
  Value empty = lines ? str_from(ctx, "") : 0, list = empty ? kr_to_list(ctx, lines) : 0;
  if (list) r = write_and_drop(ctx, file, str_join(ctx, empty, list_of(list)->items, (size_t)list_of(list)->len));
  kr_unref(ctx, list), kr_unref(ctx, empty), kr_unref(ctx, lines), kr_unref(ctx, f);
  return r;
}

static Value traceback_print_m(Ctx *ctx, Value module, const Value *a) {
  if (!kr_has_shape(a[0], SHAPE_traceback)) return kr_raise(ctx, &kr_type_TypeError, "argument must be a traceback");
  Value head = write_and_drop(ctx, a[1], str_from(ctx, "Traceback (most recent call last):\n"));
  return head ? printed_by(ctx, "format_tb", a[1], a[0]) : 0;
}

/* Prints an exception to file as the interpreter does. */
static Value exception_print_m(Ctx *ctx, Value module, const Value *a) {
  Value saved = kr_ref(kr_sys_get(ctx, "stderr"));
  int r = kr_set_sys(ctx, "stderr", kr_ref(a[0]));
  if (r == 0) kr_print_exception(ctx, a[1]);
  if (saved && saved != KR_ABSENT && kr_set_sys(ctx, "stderr", saved) < 0) r = -1;
  return r < 0 ? 0 : KR_None;
}

/* A signal that comes just before a generator goes on must reach the innermost one. */
static Value raise_sigint_then_send_m(Ctx *ctx, Value module, const Value *a) {
  if (!generator_is_any(a[0])) return kr_raise(ctx, &kr_type_TypeError, "argument must be a generator");
  raise(SIGINT);
  Value name = str_intern_c(ctx, "send"), r = name ? kr_call_method1(ctx, a[0], name, KR_None) : 0;
  kr_unref(ctx, name);
  return r;
}

static Value set_errno_m(Ctx *ctx, Value module, const Value *a) {
  int n;
  if (kr_index_int(ctx, a[0], &n) < 0) return 0;
  errno = n;
  return KR_None;
}

static Value w_stopcode_m(Ctx *ctx, Value module, const Value *a) {
  int n;
  return kr_index_int(ctx, a[0], &n) < 0 ? 0 : kr_int(W_STOPCODE(n));
}

/* Not pymalloc: sys.getallocatedblocks counts the runtime's own cells. */
static Value allocators_name(Ctx *ctx, Value self, const Value *a) { return str_from(ctx, "krait"); }

const Method testcapi_fault_methods[] = {
  {"pymem_getallocatorsname", allocators_name, "", NULL},
  {"raise_exception", raise_exception_m, "exception, num_args, /", "Raises exception(0, 1, ...)."},
  {"raise_memoryerror", raise_memoryerror_m, "", "Raises MemoryError."},
  {"make_exception_with_doc", make_exception_m, "name, doc=None, base=Exception, dict=None", "A new exception class."},
  {"write_unraisable_exc", write_unraisable_m, "exc, err_msg, obj, /", "Reports exc through sys.unraisablehook."},
  {"traceback_print", traceback_print_m, "traceback, file, /", "Writes a traceback to a file."},
  {"exception_print", exception_print_m, "file, exception, /", "Writes an exception to a file."},
  {"raise_SIGINT_then_send_None", raise_sigint_then_send_m, "generator, /", "SIGINT, then generator.send(None)."},
  {"set_errno", set_errno_m, "value, /", "Sets C's errno."},
  {"W_STOPCODE", w_stopcode_m, "signal, /", "The wait status of a process stopped by a signal."},
  {NULL},
};
