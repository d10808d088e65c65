/* Raising, fetching and matching exceptions.  The raised exception is ctx->exc, the one being
 * handled ctx->handled; raising links the two as __context__. */
#include <errno.h>
#include <stdlib.h>
#include "../objects/exceptions.h"

/* ---- setting ---- */

/* Makes the exception being handled the context of exc, without ever making a ring. */
static void chain_context(Ctx *ctx, Value exc) {
  Value handled = ctx->handled;
  if (!handled || handled == exc) return;
  Value slow = handled;
  int step = 0;
  for (Value e = handled; exc_of(e)->context; step ^= 1) {
    Value next = exc_of(e)->context;
    if (next == exc) {
      kr_clear(ctx, &exc_of(e)->context);
      break;
    }
    e = next;
    if (step) slow = exc_of(slow)->context;
    if (e == slow) break; /* a ring that the program made itself */
  }
  kr_set(ctx, &exc_of(exc)->context, kr_ref(handled));
}

Value kr_raise_obj(Ctx *ctx, Value exc) {
  kr_ref(exc);
  chain_context(ctx, exc);
  kr_set(ctx, &ctx->exc, exc);
  return 0;
}

/* An instance of a plain exception type, made without a call. */
static Value make_plain(Ctx *ctx, Type *type, Value arg) {
  if (type->new == exc_new && type->init == exc_init) return exc_new(ctx, type, &arg, 1, 0);
  return kr_call1(ctx, kr_val(type), arg);
}

Value kr_raise_value(Ctx *ctx, Type *type, Value arg) {
  Value exc = make_plain(ctx, type, arg);
  if (!exc) return 0;
  if (!kr_has_flag(exc, T_EXCEPTION)) {
    kr_raise(ctx, &kr_type_TypeError, "calling %N should have returned an instance of BaseException, not %T", type, exc);
    kr_unref(ctx, exc);
    return 0;
  }
  chain_context(ctx, exc);
  kr_set(ctx, &ctx->exc, exc);
  return 0;
}

static Value raise_va(Ctx *ctx, Type *type, const char *format, va_list args) {
  Value text = str_format_va(ctx, format, args);
  if (!text) return 0;
  kr_raise_value(ctx, type, text);
  kr_unref(ctx, text);
  return 0;
}

Value kr_raise(Ctx *ctx, Type *type, const char *format, ...) {
  va_list args;
  va_start(args, format);
  raise_va(ctx, type, format, args);
  va_end(args);
  return 0;
}

Value kr_raise_type(Ctx *ctx, const char *expected, Value got) {
  return kr_raise(ctx, &kr_type_TypeError, "expected %s, got %T", expected, got);
}

Value kr_raise_key(Ctx *ctx, Value key) { return kr_raise_value(ctx, &kr_type_KeyError, key); }

/* Kept for the moment when nothing can be allocated. */
static BaseException last_memory_error = {
  .ob = {REFS_STATIC, SHAPE_MemoryError | META_STATIC}};

Value kr_raise_memory(Ctx *ctx) {
  if (ctx->exc && kr_has_shape(ctx->exc, SHAPE_MemoryError)) return 0;
  if (!last_memory_error.args) last_memory_error.args = kr_val(&kr_empty_tuple);
  kr_clear(ctx, &last_memory_error.traceback);
  kr_clear(ctx, &last_memory_error.context);
  kr_set(ctx, &ctx->exc, kr_ref(kr_val(&last_memory_error)));
  return 0;
}

/* ---- exceptions with fields ---- */

Value kr_raise_name(Ctx *ctx, const char *format, Value name) {
  kr_raise(ctx, &kr_type_NameError, format, name);
  if (ctx->exc && kr_has_shape(ctx->exc, SHAPE_NameError)) {
    NameErrorObj *e = (NameErrorObj *)kr_obj(ctx->exc);
    kr_set(ctx, &e->name, kr_ref(name));
  }
  return 0;
}

Value kr_raise_no_attribute(Ctx *ctx, Value obj, Value name) {
  if (kr_is_type(obj))
    return kr_raise(ctx, &kr_type_AttributeError, "type object '%N' has no attribute '%U'", kr_as_type(obj), name);
  return kr_raise(ctx, &kr_type_AttributeError, "'%T' object has no attribute '%U'", obj, name);
}

Value kr_raise_attribute(Ctx *ctx, Value obj, Value name) {
  kr_raise_no_attribute(ctx, obj, name);
  if (ctx->exc && kr_has_shape(ctx->exc, SHAPE_AttributeError)) {
    NameErrorObj *e = (NameErrorObj *)kr_obj(ctx->exc);
    kr_set(ctx, &e->name, kr_ref(name));
    kr_set(ctx, &e->obj, kr_ref(obj));
  }
  return 0;
}

Value kr_raise_import(Ctx *ctx, Type *type, Value name, Value path, const char *format, ...) {
  va_list args;
  va_start(args, format);
  raise_va(ctx, type, format, args);
  va_end(args);
  if (ctx->exc && kr_type_of(ctx->exc) == type) {
    ImportErrorObj *e = (ImportErrorObj *)kr_obj(ctx->exc);
    kr_set(ctx, &e->name, kr_ref(name));
    if (path) kr_set(ctx, &e->path, kr_ref(path));
  }
  return 0;
}

/* ---- asking, taking, putting back ---- */

int kr_matches(Ctx *ctx, Type *type) { return ctx->exc && kr_instance_of(ctx->exc, type); }

int kr_catch(Ctx *ctx, Type *type) {
  if (!kr_matches(ctx, type)) return 0;
  kr_clear_exc(ctx);
  return 1;
}

int kr_exc_matches(Ctx *ctx, Value exc, Value types) {
  const Value *t = &types;
  int64_t n = 1;
  if (kr_is_ptr(types) && kr_has_flag(types, T_TUPLE)) t = tuple_of(types)->items, n = tuple_of(types)->len;
  for (int64_t i = 0; i < n; i++)
    if (!kr_is_type(t[i]) || !(kr_as_type(t[i])->flags & T_EXCEPTION)) {
      kr_raise(ctx, &kr_type_TypeError, "catching classes that do not inherit from BaseException is not allowed");
      return -1;
    }
  Type *type = kr_type_of(exc);
  for (int64_t i = 0; i < n; i++)
    if (type == kr_as_type(t[i]) || kr_subtype(type, kr_as_type(t[i]))) return 1;
  return 0;
}

Value kr_fetch(Ctx *ctx) {
  Value exc = ctx->exc;
  ctx->exc = 0;
  return exc;
}

void kr_restore(Ctx *ctx, Value exc) { kr_set(ctx, &ctx->exc, exc); }
void kr_clear_exc(Ctx *ctx) { kr_clear(ctx, &ctx->exc); }

Value kr_stop_value(Ctx *ctx) {
  Value exc = kr_fetch(ctx), value = ((ValueException *)kr_obj(exc))->value;
  value = value ? kr_ref(value) : KR_None;
  kr_unref(ctx, exc);
  return value;
}

/* ---- tracebacks ---- */

void kr_traceback_here(Ctx *ctx, Frame *f) {
  Value exc = kr_fetch(ctx);
  if (!exc) return;
  Value frame = frame_object(ctx, f);
  Value tb = frame ? traceback_new(ctx, exc_of(exc)->traceback, frame, 2 * (int)f->pos, (int)code_line(frame_code(f), f->pos)) : 0;
  kr_unref(ctx, frame);
  if (tb) {
    kr_set(ctx, &exc_of(exc)->traceback, tb);
    f->object->error_pos = f->pos;
  }
  kr_restore(ctx, exc);
}

/* ---- exceptions that nobody can catch ---- */

void kr_unraisable(Ctx *ctx, const char *where, Value obj) {
  if (ctx->exc && !exc_of(ctx->exc)->traceback && ctx->frame) kr_traceback_here(ctx, ctx->frame); /* where it was noticed */
  Value exc = kr_fetch(ctx);
  if (!exc) return;
  Value text = where ? str_format_c(ctx, "Exception ignored %s", where) : KR_None;
  if (text) kr_call_unraisable_hook(ctx, exc, text, obj ? obj : KR_None);
  kr_unref(ctx, text);
  kr_clear_exc(ctx);
  kr_unref(ctx, exc);
}

/* ---- raise ---- */

/* exc as an instance: a class is called.  New reference. */
static Value instance_for_raise(Ctx *ctx, Value exc, const char *message) {
  if (kr_is_type(exc) && (kr_as_type(exc)->flags & T_EXCEPTION)) {
    Value made = kr_call0(ctx, exc);
    if (made && !kr_has_flag(made, T_EXCEPTION)) {
      kr_raise(ctx, &kr_type_TypeError, "calling %R should have returned an instance of BaseException, not %R", exc,
               kr_val(kr_type_of(made)));
      kr_clear(ctx, &made);
    }
    return made;
  }
  if (kr_has_flag(exc, T_EXCEPTION)) return kr_ref(exc);
  return kr_raise(ctx, &kr_type_TypeError, "%s", message);
}

Value kr_raise_instr(Ctx *ctx, Value exc, Value cause) {
  if (!exc) {
    if (!ctx->handled) return kr_raise(ctx, &kr_type_RuntimeError, "No active exception to reraise");
    kr_restore(ctx, kr_ref(ctx->handled));
    return 0;
  }
  Value e = instance_for_raise(ctx, exc, "exceptions must derive from BaseException");
  if (!e) return 0;
  if (cause) {
    Value c = cause == KR_None ? KR_None : instance_for_raise(ctx, cause, "exception causes must derive from BaseException");
    if (!c) {
      kr_unref(ctx, e);
      return 0;
    }
    kr_set(ctx, &exc_of(e)->cause, c == KR_None ? 0 : c);
    exc_of(e)->suppress_context = 1;
  }
  kr_raise_obj(ctx, e);
  kr_unref(ctx, e);
  return 0;
}
