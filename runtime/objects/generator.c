/* Generators: methods, attributes, the end.  How they are made and resumed is in generator_run.c; the
 * types of coroutines and async generators are in coroutine.c and asyncgen.c. */
#include "generator.h"

Value generator_raise_stop(Ctx *ctx, Value value) {
  if (value == KR_None) {
    Value exc = kr_call0(ctx, kr_val(&kr_type_StopIteration));
    if (exc) kr_raise_obj(ctx, exc);
    kr_unref(ctx, exc);
    return 0;
  }
  return kr_raise_value(ctx, &kr_type_StopIteration, value);
}

/* StopAsyncIteration is how an async generator says that it returned. */
static Value step_value(Ctx *ctx, Value self, SendResult r, Value v) {
  if (r == SEND_NEXT) return v;
  if (r == SEND_ERROR) return 0;
  if (kr_has_shape(self, SHAPE_async_generator)) kr_raise(ctx, &kr_type_StopAsyncIteration, "");
  else generator_raise_stop(ctx, v);
  kr_unref(ctx, v);
  return 0;
}

Value generator_step(Ctx *ctx, Value self, Value sent) {
  Value v = 0;
  SendResult r = generator_send(ctx, generator_of(self), sent, &v);
  return step_value(ctx, self, r, v);
}

SendResult generator_send_slot(Ctx *ctx, Value self, Value sent, Value *result) {
  return generator_send(ctx, generator_of(self), sent, result);
}

Value generator_send_m(Ctx *ctx, Value self, const Value *a) { return generator_step(ctx, self, a[0]); }

static Value generator_next_m(Ctx *ctx, Value self, const Value *a) { return generator_step(ctx, self, KR_None); }

/* ---- throw and close ---- */

static int set_instance(Ctx *ctx, Value exc, Value tb) {
  if (tb) kr_set(ctx, &exc_of(exc)->traceback, kr_ref(tb));
  kr_restore(ctx, kr_ref(exc));
  return 0;
}

int generator_set_thrown(Ctx *ctx, const Value *a) {
  Value type = a[0], value = a[1] == KR_None ? 0 : a[1], tb = a[2] == KR_None ? 0 : a[2];
  if (tb && !kr_has_shape(tb, SHAPE_traceback)) {
    kr_raise(ctx, &kr_type_TypeError, "throw() third argument must be a traceback object");
    return -1;
  }
  if (kr_has_flag(type, T_EXCEPTION)) {
    if (!value) return set_instance(ctx, type, tb);
    kr_raise(ctx, &kr_type_TypeError, "instance exception may not have a separate value");
    return -1;
  }
  if (!kr_is_type(type) || !(kr_as_type(type)->flags & T_EXCEPTION)) {
    kr_raise(ctx, &kr_type_TypeError, "exceptions must be classes or instances deriving from BaseException, not %T", type);
    return -1;
  }
  Value exc;
  if (value && kr_instance_of(value, kr_as_type(type))) exc = kr_ref(value);
  else if (value && kr_has_flag(value, T_TUPLE)) exc = kr_call_ex(ctx, type, value, 0);
  else exc = value ? kr_call1(ctx, type, value) : kr_call0(ctx, type);
  if (exc && kr_has_flag(exc, T_EXCEPTION)) set_instance(ctx, exc, tb);
  else if (exc)
    kr_raise(ctx, &kr_type_TypeError, "calling %R should have returned an instance of BaseException, not %R", type,
             kr_val(kr_type_of(exc)));
  kr_unref(ctx, exc);
  return 0; /* what went wrong in making the exception is thrown in its place */
}

static int close_delegate(Ctx *ctx, Value iter) {
  Value r;
  if (kr_has_shape(iter, SHAPE_generator) || kr_has_shape(iter, SHAPE_coroutine)) {
    r = generator_close(ctx, generator_of(iter));
  } else {
    Value close = kr_getattr_opt(ctx, iter, N(close));
    if (close == KR_ABSENT) return 0;
    if (!close) {
      kr_unraisable(ctx, NULL, iter);
      return 0;
    }
    r = kr_call0(ctx, close);
    kr_unref(ctx, close);
  }
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

/* Links the generator's frame while what it delegates to runs, so that the stack looks right. */
static void enter_delegate(Ctx *ctx, Generator *g) {
  g->state = GEN_RUNNING;
  g->frame.prev = ctx->frame;
  ctx->frame = &g->frame;
}
static void leave_delegate(Ctx *ctx, Generator *g) {
  ctx->frame = g->frame.prev;
  g->frame.prev = NULL;
  g->state = GEN_SUSPENDED;
}

/* Hands the raised exception to the iterator's throw.  KR_ABSENT: it has none. */
static Value throw_to_delegate(Ctx *ctx, Generator *g, Value iter) {
  Value exc = kr_fetch(ctx), r;
  enter_delegate(ctx, g);
  if (kr_has_shape(iter, SHAPE_generator) || kr_has_shape(iter, SHAPE_coroutine)) {
    kr_restore(ctx, kr_ref(exc));
    Value v = 0;
    SendResult thrown = generator_throw(ctx, generator_of(iter), 1, &v);
    r = step_value(ctx, iter, thrown, v);
  } else {
    Value method = kr_getattr_opt(ctx, iter, N(throw));
    r = method && method != KR_ABSENT ? kr_call1(ctx, method, exc) : method;
    if (method != KR_ABSENT) kr_unref(ctx, method);
  }
  leave_delegate(ctx, g);
  if (r == KR_ABSENT) kr_restore(ctx, exc);
  else kr_unref(ctx, exc);
  return r;
}

static SendResult throw_into(Ctx *ctx, Generator *g, int close_on_exit, Value *result) {
  Value iter = g->state == GEN_SUSPENDED ? g->yield_from : 0;
  if (!iter) return generator_send(ctx, g, 0, result);
  kr_ref(iter);
  Value r = KR_ABSENT;
  if (close_on_exit && kr_matches(ctx, &kr_type_GeneratorExit)) {
    Value exc = kr_fetch(ctx);
    enter_delegate(ctx, g);
    int closed = close_delegate(ctx, iter);
    leave_delegate(ctx, g);
    if (closed == 0) kr_restore(ctx, exc);
    else kr_unref(ctx, exc);
  } else {
    r = throw_to_delegate(ctx, g, iter);
  }
  kr_unref(ctx, iter);
  if (r && r != KR_ABSENT) {
    *result = r;
    return SEND_NEXT;
  }
  return generator_send(ctx, g, 0, result);
}

SendResult generator_throw(Ctx *ctx, Generator *g, int close_on_exit, Value *result) {
  if (kr_enter(ctx, "")) return SEND_ERROR;
  SendResult r = throw_into(ctx, g, close_on_exit, result);
  kr_leave(ctx);
  return r;
}

Value generator_throw_m(Ctx *ctx, Value self, const Value *a) {
  if (generator_set_thrown(ctx, a) < 0) return 0;
  Value v = 0;
  SendResult r = generator_throw(ctx, generator_of(self), 1, &v);
  return step_value(ctx, self, r, v);
}

static Value close_it(Ctx *ctx, Generator *g) {
  if (g->state == GEN_CREATED) generator_finish(ctx, g);
  if (g->state >= GEN_DONE) return KR_None;
  if (g->state == GEN_RUNNING) return kr_raise(ctx, &kr_type_ValueError, "%s already executing", generator_kind(g));
  int closed = 0;
  if (g->yield_from) {
    Value iter = kr_ref(g->yield_from);
    enter_delegate(ctx, g);
    closed = close_delegate(ctx, iter);
    leave_delegate(ctx, g);
    kr_unref(ctx, iter);
  }
  if (closed == 0) {
    Value exit = kr_call0(ctx, kr_val(&kr_type_GeneratorExit));
    if (!exit) return 0;
    kr_restore(ctx, exit);
  }
  Value v = 0;
  SendResult r = generator_send(ctx, g, 0, &v);
  kr_unref(ctx, v);
  if (r == SEND_NEXT) return kr_raise(ctx, &kr_type_RuntimeError, "%s ignored GeneratorExit", generator_kind(g));
  if (r == SEND_RETURN) return KR_None;
  return kr_catch(ctx, &kr_type_GeneratorExit) || kr_catch(ctx, &kr_type_StopIteration) ? KR_None : 0;
}

Value generator_close(Ctx *ctx, Generator *g) {
  if (kr_enter(ctx, "")) return 0;
  Value r = close_it(ctx, g);
  kr_leave(ctx);
  return r;
}

Value generator_close_m(Ctx *ctx, Value self, const Value *a) { return generator_close(ctx, generator_of(self)); }

/* ---- the end ---- */

int generator_finalize(Ctx *ctx, Value self) {
  Generator *g = generator_of(self);
  if (g->state >= GEN_DONE) return 0;
  uint32_t shape = kr_obj_shape(&g->ob);
  if (shape == SHAPE_async_generator && asyncgen_finalize(ctx, g)) return 0;
  if (shape == SHAPE_coroutine && g->state == GEN_CREATED) {
    coroutine_warn_unawaited(ctx, self);
    return 0;
  }
  if (g->state != GEN_SUSPENDED) return 0;
  Value exc = kr_fetch(ctx), r = generator_close(ctx, g);
  if (!r) kr_unraisable(ctx, NULL, self);
  kr_unref(ctx, r);
  kr_restore(ctx, exc);
  return 0;
}

void generator_traverse(Object *o, VisitFn visit, void *arg) {
  Generator *g = (Generator *)o;
  if (!g->frame.code) return;
  visit(kr_val(g->frame.code), arg);
  visit(g->frame.func, arg);
  if (!g->frame.func) {
    visit(g->frame.globals, arg);
    visit(g->frame.builtins, arg);
  }
  visit(g->frame.ns, arg);
  visit(g->name, arg);
  visit(g->qualname, arg);
  visit(g->handled, arg);
  visit(g->result, arg);
  visit(g->origin, arg);
  if (g->state == GEN_RUNNING) return; /* its stack is in use: what it holds counts as held from outside */
  uint32_t live = g->frame.code->nslots + g->sp;
  for (uint32_t i = 0; i < live && i < g->nslots; i++) visit(g->slots[i], arg);
}

void generator_clear(Ctx *ctx, Object *o) {
  Generator *g = (Generator *)o;
  if (!g->frame.code || g->state == GEN_RUNNING) return;
  if (g->state != GEN_DONE) generator_finish(ctx, g);
  kr_clear(ctx, &g->result);
  kr_clear(ctx, &g->origin);
}

void generator_free(Ctx *ctx, Object *o) {
  Generator *g = (Generator *)o;
  if (!g->frame.code) return;
  generator_clear(ctx, o);
  kr_unref(ctx, g->name);
  kr_unref(ctx, g->qualname);
  if (!g->frame.func) {
    kr_unref(ctx, g->frame.globals);
    kr_unref(ctx, g->frame.builtins);
  }
  kr_unref(ctx, g->frame.func);
  kr_unref(ctx, g->frame.ns);
  kr_unref(ctx, kr_val(g->frame.code));
}

/* ---- attributes ---- */

Value generator_repr(Ctx *ctx, Value self) {
  Generator *g = generator_of(self);
  const char *kind = kr_obj_shape(&g->ob) == SHAPE_async_generator ? "async_generator" : generator_kind(g);
  return str_format_c(ctx, "<%s object %U at %p>", kind, g->qualname, (void *)g);
}

Value generator_get_frame(Ctx *ctx, Value self) {
  Generator *g = generator_of(self);
  return g->state >= GEN_DONE ? KR_None : frame_object(ctx, &g->frame);
}
Value generator_get_code(Ctx *ctx, Value self) { return kr_ref(kr_val(generator_of(self)->frame.code)); }
Value generator_get_running(Ctx *ctx, Value self) { return kr_bool(generator_of(self)->state == GEN_RUNNING); }
Value generator_get_suspended(Ctx *ctx, Value self) { return kr_bool(generator_of(self)->state == GEN_SUSPENDED); }
Value generator_get_yield_from(Ctx *ctx, Value self) {
  Generator *g = generator_of(self);
  return g->state == GEN_SUSPENDED && g->yield_from ? kr_ref(g->yield_from) : KR_None;
}
Value generator_get_name(Ctx *ctx, Value self) { return kr_ref(generator_of(self)->name); }
Value generator_get_qualname(Ctx *ctx, Value self) { return kr_ref(generator_of(self)->qualname); }

static int set_text(Ctx *ctx, Value *slot, Value v, const char *what) {
  if (!v || !kr_is_anystr(v)) {
    kr_raise(ctx, &kr_type_TypeError, "%s must be set to a string object", what);
    return -1;
  }
  kr_set(ctx, slot, kr_ref(v));
  return 0;
}
int generator_set_name(Ctx *ctx, Value self, Value v) { return set_text(ctx, &generator_of(self)->name, v, "__name__"); }
int generator_set_qualname(Ctx *ctx, Value self, Value v) {
  return set_text(ctx, &generator_of(self)->qualname, v, "__qualname__");
}

static Value generator_iter(Ctx *ctx, Value self) { return kr_ref(self); }

static const Method generator_methods[] = {
  {"__next__", generator_next_m, "", "Implement next(self).", M_COEXIST},
  {"send", generator_send_m, "arg, /", "Resume with a value; gives the next one yielded, or raises StopIteration."},
  {"throw", generator_throw_m, THROW_SIGNATURE, "Raise an exception where the generator is suspended."},
  {"close", generator_close_m, "", "Raise GeneratorExit where the generator is suspended."},
  {0}};
static const GetSet generator_getsets[] = {
  {"__name__", generator_get_name, generator_set_name, NULL},
  {"__qualname__", generator_get_qualname, generator_set_qualname, NULL},
  {"gi_frame", generator_get_frame, NULL, NULL},
  {"gi_code", generator_get_code, NULL, NULL},
  {"gi_running", generator_get_running, NULL, NULL},
  {"gi_suspended", generator_get_suspended, NULL, NULL},
  {"gi_yieldfrom", generator_get_yield_from, NULL, "the iterator of a yield from it is suspended in, or None"},
  {0}};

Type kr_type_generator = {
  TYPE_HEAD(generator, "generator"), .flags = T_GC | T_WEAKREF | T_NO_NEW | T_FINALIZER, .size = sizeof(Generator),
  .itemsize = sizeof(Value), .repr = generator_repr, .iter = generator_iter, .next = generator_next,
  .send = generator_send_slot, .finalize = generator_finalize, .traverse = generator_traverse,
  .clear = generator_clear, .free = generator_free, .methods = generator_methods, .getsets = generator_getsets,
};
