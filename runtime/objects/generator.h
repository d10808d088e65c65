/* What generators, coroutines and async generators share. */
#ifndef OBJECTS_GENERATOR_H
#define OBJECTS_GENERATOR_H

#include "../krait.h"

KR_INLINE Generator *generator_of(Value v) { return (Generator *)kr_obj(v); }

/* Raises StopIteration with a value (none if it is None); gives 0. */
Value generator_raise_stop(Ctx *, Value value);
/* The result of a step as a method returns it: what was yielded, or StopIteration raised. */
Value generator_step(Ctx *, Value self, Value sent);
/* throw(type[, value[, traceback]]): a[0..2]; sets the exception.  -1: the arguments are wrong, raised. */
int generator_set_thrown(Ctx *, const Value *a);
/* Raises the exception that is set inside the generator, or inside what it delegates to; a
 * GeneratorExit closes that instead if close_on_exit is set. */
SendResult generator_throw(Ctx *, Generator *, int close_on_exit, Value *result);

Value generator_send_m(Ctx *, Value self, const Value *a);
Value generator_throw_m(Ctx *, Value self, const Value *a);
Value generator_close_m(Ctx *, Value self, const Value *a);
SendResult generator_send_slot(Ctx *, Value self, Value sent, Value *result);
int generator_finalize(Ctx *, Value self);
void generator_traverse(Object *, VisitFn, void *arg);
void generator_clear(Ctx *, Object *);
void generator_free(Ctx *, Object *);
Value generator_repr(Ctx *, Value self);

Value generator_get_frame(Ctx *, Value self);
Value generator_get_code(Ctx *, Value self);
Value generator_get_running(Ctx *, Value self);
Value generator_get_suspended(Ctx *, Value self);
Value generator_get_yield_from(Ctx *, Value self);
Value generator_get_name(Ctx *, Value self);
Value generator_get_qualname(Ctx *, Value self);
int generator_set_name(Ctx *, Value self, Value v);
int generator_set_qualname(Ctx *, Value self, Value v);

/* How throw(type, value, traceback) is described to callers. */
#define THROW_SIGNATURE "typ, val=None, tb=None, /"

/* An async generator is being dropped: calls its finalizer hook.  1: done, 0: it has none. */
int asyncgen_finalize(Ctx *, Generator *);
/* The step of async for: an item goes to *x (SEND_RETURN), or what is waited for, with an awaitable for the
 * rest in *iter (SEND_NEXT). */
SendResult asyncgen_next(Ctx *, Value gen, Value *iter, Value *x);
/* A coroutine is dropped before its first step. */
void coroutine_warn_unawaited(Ctx *, Value coroutine);
/* Coroutine origin at creation, when tracking is on. */
int coroutine_note_origin(Ctx *, Generator *, const Frame *caller);

/* "generator", "coroutine" or "async generator". */
const char *generator_kind(const Generator *);
/* The frame has ended: state and frame object, then drops what it holds. */
void generator_finish(Ctx *, Generator *);
void generator_drop_slots(Ctx *, Generator *);
/* The same with what follows from the way it ended; r as ResumeFn's result. */
void generator_ended(Ctx *, Generator *, Value r);
/* Before and after it runs: the exception being handled becomes its own, if it has one, and the resumer's
 * again. */
void generator_enter_handled(Ctx *, Generator *);
void generator_leave_handled(Ctx *, Generator *);
/* A generator on the C stack goes on as an object.  NULL: raised. */
Generator *generator_to_heap(Ctx *, const Generator *);

#endif
