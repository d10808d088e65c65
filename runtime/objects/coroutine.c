/* Coroutines: generators that are awaited; and what __await__ of one gives. */
#include "generator.h"

/* cr_origin: up to coroutine_origin_depth frames as (file, line, function). */
int coroutine_note_origin(Ctx *ctx, Generator *g, const Frame *caller) {
  int64_t depth = kr_is_int(ctx->coroutine_origin_depth) ? kr_int_of(ctx->coroutine_origin_depth) : 0;
  if (depth <= 0) return 0;
  Value list = list_new(ctx, 4);
  if (!list) return -1;
  for (const Frame *f = caller; f && depth-- > 0; f = f->prev) {
    Value row = tuple_pack(ctx, 3, frame_code(f)->filename, kr_int(code_line(frame_code(f), f->pos)), frame_code(f)->name);
    int failed = !row || list_append(ctx, list, row) < 0;
    kr_unref(ctx, row);
    if (failed) {
      kr_unref(ctx, list);
      return -1;
    }
  }
  g->origin = list_to_tuple(ctx, list);
  kr_unref(ctx, list);
  return g->origin ? 0 : -1;
}

/* The warnings module says where the coroutine was made, if that is known. */
static int warn_at_length(Ctx *ctx, Value coroutine) {
  Value warn = kr_import_attr(ctx, "warnings", "_warn_unawaited_coroutine");
  if (!warn) return kr_catch(ctx, &kr_type_AttributeError) || kr_catch(ctx, &kr_type_ImportError) ? 0 : -1;
  Value r = kr_call1(ctx, warn, coroutine);
  kr_unref(ctx, warn);
  kr_unref(ctx, r);
  return r || kr_matches(ctx, &kr_type_RuntimeWarning) ? 1 : -1;
}

void coroutine_warn_unawaited(Ctx *ctx, Value coroutine) {
  Value exc = kr_fetch(ctx);
  int warned = warn_at_length(ctx, coroutine);
  if (ctx->exc) kr_unraisable(ctx, NULL, coroutine);
  if (warned <= 0 && kr_warn(ctx, &kr_type_RuntimeWarning, 1, "coroutine '%U' was never awaited", generator_of(coroutine)->qualname) < 0)
    kr_unraisable(ctx, NULL, coroutine);
  kr_restore(ctx, exc);
}

static Value get_origin(Ctx *ctx, Value self) {
  Value origin = generator_of(self)->origin;
  return origin ? kr_ref(origin) : KR_None;
}

/* ---- the object that __await__ gives: an iterator over the coroutine's steps ---- */

typedef struct { Object ob; Value coroutine; } CoroutineWrapper;

static Value wrapped(Value v) { return ((CoroutineWrapper *)kr_obj(v))->coroutine; }

static Value coroutine_await(Ctx *ctx, Value self) {
  CoroutineWrapper *w = kr_alloc_gc(ctx, SHAPE_coroutine_wrapper, sizeof(CoroutineWrapper));
  if (!w) return 0;
  w->coroutine = kr_ref(self);
  return kr_val(w);
}

static Value wrapper_iter(Ctx *ctx, Value self) { return kr_ref(self); }
static Value wrapper_next(Ctx *ctx, Value self) {
  Value v = 0;
  SendResult r = generator_send(ctx, generator_of(wrapped(self)), KR_None, &v);
  if (r == SEND_NEXT) return v;
  kr_unref(ctx, v);
  return r == SEND_ERROR ? 0 : KR_STOP;
}
static SendResult wrapper_send_slot(Ctx *ctx, Value self, Value sent, Value *result) {
  return generator_send(ctx, generator_of(wrapped(self)), sent, result);
}
static Value wrapper_next_m(Ctx *ctx, Value self, const Value *a) { return generator_step(ctx, wrapped(self), KR_None); }
static Value wrapper_send(Ctx *ctx, Value self, const Value *a) { return generator_send_m(ctx, wrapped(self), a); }
static Value wrapper_throw(Ctx *ctx, Value self, const Value *a) { return generator_throw_m(ctx, wrapped(self), a); }
static Value wrapper_close(Ctx *ctx, Value self, const Value *a) { return generator_close_m(ctx, wrapped(self), a); }
static void wrapper_traverse(Object *o, VisitFn visit, void *arg) { visit(((CoroutineWrapper *)o)->coroutine, arg); }
static void wrapper_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((CoroutineWrapper *)o)->coroutine); }

static const Method wrapper_methods[] = {
  {"__next__", wrapper_next_m, "", "Implement next(self).", M_COEXIST},
  {"send", wrapper_send, "arg, /", "Resume the coroutine with a value."},
  {"throw", wrapper_throw, THROW_SIGNATURE, "Raise an exception where the coroutine is suspended."},
  {"close", wrapper_close, "", "Raise GeneratorExit where the coroutine is suspended."},
  {0}};

Type kr_type_coroutine_wrapper = {
  TYPE_HEAD(coroutine_wrapper, "coroutine_wrapper"), .flags = T_GC | T_NO_NEW, .size = sizeof(CoroutineWrapper),
  .doc = "Iterator over the steps of a coroutine.", .iter = wrapper_iter, .next = wrapper_next,
  .send = wrapper_send_slot, .traverse = wrapper_traverse, .clear = wrapper_clear, .free = wrapper_clear,
  .methods = wrapper_methods,
};

static const Method coroutine_methods[] = {
  {"send", generator_send_m, "arg, /", "Send a value into coroutine; gives what is awaited next, or raises StopIteration."},
  {"throw", generator_throw_m, THROW_SIGNATURE, "Raise an exception in coroutine, where it is suspended."},
  {"close", generator_close_m, "", "Raise GeneratorExit inside coroutine, where it is suspended."},
  {0}};
static const GetSet coroutine_getsets[] = {
  {"__name__", generator_get_name, generator_set_name, "name of the coroutine"},
  {"__qualname__", generator_get_qualname, generator_set_qualname, "qualified name of the coroutine"},
  {"cr_frame", generator_get_frame, NULL, NULL},
  {"cr_code", generator_get_code, NULL, NULL},
  {"cr_running", generator_get_running, NULL, NULL},
  {"cr_suspended", generator_get_suspended, NULL, NULL},
  {"cr_await", generator_get_yield_from, NULL, "what is being awaited, or None"},
  {"cr_origin", get_origin, NULL, NULL},
  {0}};

Type kr_type_coroutine = {
  TYPE_HEAD(coroutine, "coroutine"), .flags = T_GC | T_WEAKREF | T_NO_NEW | T_FINALIZER, .size = sizeof(Generator),
  .itemsize = sizeof(Value), .repr = generator_repr, .await = coroutine_await, .send = generator_send_slot,
  .finalize = generator_finalize, .traverse = generator_traverse, .clear = generator_clear, .free = generator_free,
  .methods = coroutine_methods, .getsets = coroutine_getsets,
};
