/* The sys module: what a program can ask and change about the interpreter.  Its data (flags,
 * version, paths) is made in sys_data.c, its hooks in sys_hooks.c. */
#include "../core/core.h"
#include "sys.h"

/* ---- exceptions ---- */

static Value sys_exception_m(Ctx *ctx, Value self, const Value *a) { return ctx->handled ? kr_ref(ctx->handled) : KR_None; }

static Value sys_exc_info_m(Ctx *ctx, Value self, const Value *a) {
  Value e = ctx->handled;
  if (!e) return tuple_pack(ctx, 3, KR_None, KR_None, KR_None);
  Value tb = exc_of(e)->traceback;
  return tuple_pack(ctx, 3, kr_val(kr_type_of(e)), e, tb ? tb : KR_None);
}

static Value sys_exit_m(Ctx *ctx, Value self, const Value *a) {
  Value status = a[0] ? a[0] : KR_None, exc;
  if (kr_has_shape(status, SHAPE_tuple)) exc = kr_call_ex(ctx, kr_val(&kr_type_SystemExit), status, 0);
  else exc = kr_call(ctx, kr_val(&kr_type_SystemExit), &status, status != KR_None, 0);
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}

/* ---- limits ---- */

static Value sys_getrecursionlimit_m(Ctx *ctx, Value self, const Value *a) { return kr_int(ctx->depth_limit); }

static Value sys_setrecursionlimit_m(Ctx *ctx, Value self, const Value *a) {
  int limit;
  if (kr_index_int(ctx, a[0], &limit) < 0) return 0;
  if (limit < 1) return kr_raise(ctx, &kr_type_ValueError, "recursion limit must be greater or equal than 1");
  if (ctx->depth >= limit)
    return kr_raise(ctx, &kr_type_RecursionError,
                    "cannot set the recursion limit to %d at the recursion depth %d: the limit is too low", limit, ctx->depth);
  for (Ctx *c = kr_runtime.main; c; c = c->next) c->depth_limit = limit;
  return KR_None;
}

static Value sys_getswitchinterval_m(Ctx *ctx, Value self, const Value *a) { return kr_float(ctx, kr_runtime.switch_interval); }

static Value sys_setswitchinterval_m(Ctx *ctx, Value self, const Value *a) {
  double interval;
  if (kr_to_double(ctx, a[0], &interval) < 0) return 0;
  if (interval <= 0) return kr_raise(ctx, &kr_type_ValueError, "switch interval must be strictly positive");
  kr_runtime.switch_interval = interval;
  return KR_None;
}

static Value sys_get_int_max_str_digits_m(Ctx *ctx, Value self, const Value *a) {
  return kr_int(kr_runtime.flags.int_max_str_digits);
}

static Value sys_set_int_max_str_digits_m(Ctx *ctx, Value self, const Value *a) {
  int digits;
  if (kr_index_int(ctx, a[0], &digits) < 0) return 0;
  if (digits != 0 && digits < 640) return kr_raise(ctx, &kr_type_ValueError, "maxdigits must be 0 or larger than 640");
  kr_runtime.flags.int_max_str_digits = digits;
  return KR_None;
}

/* ---- objects ---- */

static Value sys_intern_m(Ctx *ctx, Value self, const Value *a) {
  if (kr_has_shape(a[0], SHAPE_str)) return str_intern(ctx, kr_ref(a[0]));
  if (kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "can't intern %T", a[0]);
  return kr_raise(ctx, &kr_type_TypeError, "intern() argument must be str, not %T", a[0]);
}

/* Immediates are shared by everybody. */
static Value sys_getrefcount_m(Ctx *ctx, Value self, const Value *a) {
  return kr_is_ptr(a[0]) ? kr_int((int64_t)kr_obj(a[0])->refs + 1) : kr_int(REFS_STATIC);
}

static Value sys_getsizeof_m(Ctx *ctx, Value self, const Value *a) {
  Value special_self, f = kr_lookup_special(ctx, a[0], N(__sizeof__), &special_self);
  if (!f) return 0;
  if (f == KR_ABSENT) return a[1] ? kr_ref(a[1]) : kr_raise(ctx, &kr_type_TypeError, "Type %T doesn't define __sizeof__", a[0]);
  Value size = kr_call_self(ctx, f, special_self, 0, 0, 0);
  kr_unref(ctx, f);
  if (!size && a[1] && kr_catch(ctx, &kr_type_TypeError)) return kr_ref(a[1]);
  if (!size) return 0;
  if (!kr_is_int(size)) {
    kr_unref(ctx, size);
    return kr_raise(ctx, &kr_type_TypeError, "an integer is required");
  }
  if (kr_int_of(size) < 0) return kr_raise(ctx, &kr_type_ValueError, "__sizeof__() should return >= 0");
  return kr_has_flag(a[0], T_GC) ? kr_int(kr_int_of(size) + 16) : size;
}

static Value sys_getallocatedblocks_m(Ctx *ctx, Value self, const Value *a) {
  return kr_int((int64_t)alloc_live_blocks());
}

static Value sys_clear_type_cache_m(Ctx *ctx, Value self, const Value *a) {
  type_changed(&kr_type_object);
  return KR_None;
}

static int dlopen_flags = 2; /* RTLD_NOW */
static Value sys_getdlopenflags_m(Ctx *ctx, Value self, const Value *a) { return kr_int(dlopen_flags); }
static Value sys_setdlopenflags_m(Ctx *ctx, Value self, const Value *a) {
  return kr_index_int(ctx, a[0], &dlopen_flags) < 0 ? 0 : KR_None;
}

static Value sys_is_finalizing_m(Ctx *ctx, Value self, const Value *a) { return kr_bool(kr_runtime.finalizing); }

/* ---- frames ---- */

static Value sys_getframe_m(Ctx *ctx, Value self, const Value *a) {
  int depth = 0;
  if (a[0] && kr_index_int(ctx, a[0], &depth) < 0) return 0;
  Frame *f = ctx->frame;
  while (f && depth-- > 0) f = f->prev;
  if (!f) return kr_raise(ctx, &kr_type_ValueError, "call stack is not deep enough");
  return frame_object(ctx, f);
}

static Value sys_current_frames_m(Ctx *ctx, Value self, const Value *a) {
  Value dict = dict_new(ctx);
  for (Ctx *c = kr_runtime.main; dict && c; c = c->next) {
    if (!c->frame) continue;
    Value key = int_from_u64(ctx, c->thread_id), frame = frame_object(ctx, c->frame);
    if (!key || !frame || dict_set(ctx, dict, key, frame) < 0) kr_clear(ctx, &dict);
    kr_unref(ctx, key), kr_unref(ctx, frame);
  }
  return dict;
}

static Value sys_current_exceptions_m(Ctx *ctx, Value self, const Value *a) {
  Value dict = dict_new(ctx);
  for (Ctx *c = kr_runtime.main; dict && c; c = c->next) {
    if (!c->frame) continue;
    Value key = int_from_u64(ctx, c->thread_id);
    Value exc = c->handled, tb = exc ? exc_of(exc)->traceback : 0;
    Value row = tuple_pack(ctx, 3, exc ? kr_val(kr_type_of(exc)) : KR_None, exc ? exc : KR_None, tb ? tb : KR_None);
    if (!key || !row || dict_set(ctx, dict, key, row) < 0) kr_clear(ctx, &dict);
    kr_unref(ctx, key), kr_unref(ctx, row);
  }
  return dict;
}

/* ---- encodings ---- */

static Value sys_getdefaultencoding_m(Ctx *ctx, Value self, const Value *a) { return str_from(ctx, "utf-8"); }
static Value sys_getfilesystemencodeerrors_m(Ctx *ctx, Value self, const Value *a) { return str_from(ctx, "surrogateescape"); }

/* ---- asynchronous generators and coroutines ---- */

static Value sys_get_asyncgen_hooks_m(Ctx *ctx, Value self, const Value *a) {
  Value first = ctx->asyncgen_hooks[0], last = ctx->asyncgen_hooks[1];
  return sys_asyncgen_hooks(ctx, first ? first : KR_None, last ? last : KR_None);
}

static Value sys_set_asyncgen_hooks_m(Ctx *ctx, Value self, const Value *a) {
  static const char *const names[] = {"firstiter", "finalizer"};
  for (int i = 0; i < 2; i++)
    if (a[i] && a[i] != KR_None && !kr_is_callable(a[i]))
      return kr_raise(ctx, &kr_type_TypeError, "callable %s expected, got %T", names[i], a[i]);
  for (int i = 0; i < 2; i++)
    if (a[i]) kr_set(ctx, &ctx->asyncgen_hooks[i], a[i] == KR_None ? 0 : kr_ref(a[i]));
  return KR_None;
}

static Value sys_get_coroutine_origin_tracking_depth_m(Ctx *ctx, Value self, const Value *a) {
  return ctx->coroutine_origin_depth ? ctx->coroutine_origin_depth : kr_int(0);
}

static Value sys_set_coroutine_origin_tracking_depth_m(Ctx *ctx, Value self, const Value *a) {
  int depth;
  if (kr_index_int(ctx, a[0], &depth) < 0) return 0;
  if (depth < 0) return kr_raise(ctx, &kr_type_ValueError, "depth must be >= 0");
  ctx->coroutine_origin_depth = kr_int(depth);
  return KR_None;
}

static Method sys_methods[] = {
  {"exception", sys_exception_m, "", "The exception being handled, or None."},
  {"exc_info", sys_exc_info_m, "", "Type, value and traceback of the exception being handled."},
  {"exit", sys_exit_m, "status=None, /", "Raise SystemExit(status)."},
  {"getrecursionlimit", sys_getrecursionlimit_m, "", "How deep calls may nest."},
  {"setrecursionlimit", sys_setrecursionlimit_m, "limit, /", "Set how deep calls may nest."},
  {"getswitchinterval", sys_getswitchinterval_m, "", "Seconds between thread switches."},
  {"setswitchinterval", sys_setswitchinterval_m, "interval, /", "Set the seconds between thread switches."},
  {"get_int_max_str_digits", sys_get_int_max_str_digits_m, "", "Most digits that int and str convert; 0: no limit."},
  {"set_int_max_str_digits", sys_set_int_max_str_digits_m, "maxdigits", "Set the most digits that int and str convert."},
  {"intern", sys_intern_m, "string, /", "The one copy of a string that equal interned strings share."},
  {"getrefcount", sys_getrefcount_m, "object, /", "How many references an object has."},
  {"getsizeof", sys_getsizeof_m, "object, default=None", "Bytes that an object takes."},
  {"is_finalizing", sys_is_finalizing_m, "", "Is the program about to end."},
  {"getallocatedblocks", sys_getallocatedblocks_m, "", "How many blocks of memory are in use."},
  {"_clear_type_cache", sys_clear_type_cache_m, "", "Forget what attribute look-ups on types found."},
  {"getdlopenflags", sys_getdlopenflags_m, "", "The flags for loading libraries."},
  {"setdlopenflags", sys_setdlopenflags_m, "flags, /", "Set the flags for loading libraries."},
  {"_getframe", sys_getframe_m, "depth=0, /", "The frame object that many calls down the stack."},
  {"_current_frames", sys_current_frames_m, "", "The innermost frame of each thread."},
  {"_current_exceptions", sys_current_exceptions_m, "", "Type, value and traceback of the exception that each thread handles."},
  {"getdefaultencoding", sys_getdefaultencoding_m, "", "The encoding that str and bytes convert by."},
  {"getfilesystemencoding", sys_getdefaultencoding_m, "", "The encoding of file names."},
  {"getfilesystemencodeerrors", sys_getfilesystemencodeerrors_m, "", "How file names that do not decode are kept."},
  {"get_asyncgen_hooks", sys_get_asyncgen_hooks_m, "", "The hooks for asynchronous generators."},
  {"set_asyncgen_hooks", sys_set_asyncgen_hooks_m, "firstiter=None, finalizer=None", "Set the hooks for asynchronous generators."},
  {"get_coroutine_origin_tracking_depth", sys_get_coroutine_origin_tracking_depth_m, "", "Frames kept of where coroutines were made."},
  {"set_coroutine_origin_tracking_depth", sys_set_coroutine_origin_tracking_depth_m, "depth", "Set how many frames to keep of where coroutines are made."},
  {0}
};

int kr_set_sys(Ctx *ctx, const char *name, Value v) { return v ? dict_set_c(ctx, kr_runtime.sysdict, name, v) : -1; }

Value kr_sys_get(Ctx *ctx, const char *name) {
  Value key = str_intern_c(ctx, name);
  if (!key) return 0;
  Value v = dict_get(ctx, kr_runtime.sysdict, key);
  kr_unref(ctx, key);
  return v;
}

static int sys_init(Ctx *ctx, Value module) {
  kr_runtime.sysdict = kr_ref(module_dict(module));
  return sys_add_data(ctx, module) < 0 || sys_add_hooks(ctx, module) < 0 ? -1 : 0;
}

const ModuleDef kr_module_sys = {
  "sys", "What a program can ask and change about the interpreter.", sys_methods, NULL, sys_init};
