/* _asyncio.Task: one step of a coroutine, and what follows from what it yields.
 *
 * A pending task either has a step scheduled or waits for a future, one of whose callbacks is its wakeup.
 * A coroutine of ours is resumed directly: what it returns never becomes a StopIteration. */
#include "../objects/generator.h"
#include "_asyncio.h"

static Value task_step(Ctx *ctx, Value self, Value exception);

/* ---- scheduling a step ---- */

typedef struct { Object ob; Value task, exception; /* or 0 */ } Step;

int task_step_soon(Ctx *ctx, Value task, Value exception) {
  Step *s = kr_alloc_gc(ctx, SHAPE_asyncio_step, sizeof(Step));
  if (!s) return -1;
  s->task = kr_ref(task);
  s->exception = kr_ref(exception);
  int r = asyncio_call_soon(ctx, task_of(task)->future.loop, kr_val(s), 0, task_of(task)->context);
  kr_unref(ctx, kr_val(s));
  return r;
}

static Value step_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (kwnames && tuple_of(kwnames)->len) return kr_raise(ctx, &kr_type_TypeError, "function takes no keyword arguments");
  if (nargs) return kr_raise(ctx, &kr_type_TypeError, "function takes no positional arguments");
  const Step *s = (Step *)kr_obj(self);
  return task_step(ctx, s->task, s->exception);
}

static Value step_get_self(Ctx *ctx, Value self) {
  Value task = ((Step *)kr_obj(self))->task;
  return task ? kr_ref(task) : KR_None;
}

static void step_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((Step *)o)->task, arg);
  visit(((Step *)o)->exception, arg);
}
static void step_clear(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((Step *)o)->task);
  kr_clear(ctx, &((Step *)o)->exception);
}

static const GetSet step_getsets[] = {{"__self__", step_get_self, NULL, NULL}, {0}};

Type kr_type_asyncio_step = {
  TYPE_HEAD(asyncio_step, "TaskStepMethWrapper"), .flags = T_GC | T_NO_NEW | T_IMMUTABLE, .size = sizeof(Step),
  .call = step_call, .traverse = step_traverse, .clear = step_clear, .free = step_clear, .getsets = step_getsets,
};

/* The next step throws a RuntimeError in. */
static int complain_soon(Ctx *ctx, Value self, const char *format, Value a, Value b) {
  Value text = b ? str_format_c(ctx, format, a, b) : str_format_c(ctx, format, a);
  Value exc = text ? kr_call1(ctx, kr_val(&kr_type_RuntimeError), text) : 0;
  int r = exc ? task_step_soon(ctx, self, exc) : -1;
  kr_unref(ctx, text);
  kr_unref(ctx, exc);
  return r;
}

/* ---- waking up ---- */

/* The future it waited for is done: its exception is thrown in, its result the coroutine will ask for. */
static Value task_wakeup(Ctx *ctx, Value self, const Value *a) {
  Value v, exc;
  int outcome;
  if (is_plain_future(a[0])) {
    outcome = future_outcome(ctx, future_of(a[0]), &v);
  } else {
    v = kr_call_method0(ctx, a[0], N(result));
    outcome = v ? 0 : -1;
  }
  if (outcome == 0) {
    kr_unref(ctx, v);
    return task_step(ctx, self, 0);
  }
  exc = outcome < 0 ? kr_fetch(ctx) : v;
  Value r = task_step(ctx, self, exc);
  kr_unref(ctx, exc);
  return r;
}

static const Method wakeup_method = {"task_wakeup", task_wakeup, "future, /", NULL};

/* ---- what the coroutine yielded ---- */

/* A cancellation that came while the coroutine ran goes on to what it waits for now. */
static int wait_for(Ctx *ctx, Value self, Value future) {
  Task *t = task_of(self);
  kr_set(ctx, &t->waiter, kr_ref(future));
  if (!t->must_cancel) return 0;
  int r = task_cancel_waiter(ctx, self, t->future.cancel_message);
  if (r > 0) t->must_cancel = 0;
  return r < 0 ? -1 : 0;
}

#define OTHER_LOOP "Task %R got Future %R attached to a different loop"
#define BARE_YIELD "yield was used instead of yield from in task %R with %R"

static int await_plain(Ctx *ctx, Value self, Value future) {
  Future *f = future_of(future);
  if (f->loop != task_of(self)->future.loop) return complain_soon(ctx, self, OTHER_LOOP, self, future);
  if (!f->blocking) return complain_soon(ctx, self, BARE_YIELD, self, future);
  f->blocking = 0;
  Value wakeup = builtin_new(ctx, &wakeup_method, self, 0);
  int r = wakeup ? future_add_callback(ctx, future, wakeup, task_of(self)->context) : -1;
  kr_unref(ctx, wakeup);
  return r < 0 ? -1 : wait_for(ctx, self, future);
}

/* The loop of any future; new reference. */
static Value loop_of(Ctx *ctx, Value future) {
  if (is_plain_future(future)) return kr_ref(future_of(future)->loop);
  Value get_loop = kr_getattr_opt(ctx, future, N(get_loop));
  if (get_loop == KR_ABSENT) return kr_getattr(ctx, future, N(_loop));
  Value loop = get_loop ? kr_call0(ctx, get_loop) : 0;
  kr_unref(ctx, get_loop);
  return loop;
}

static int add_wakeup(Ctx *ctx, Value self, Value future) {
  Value keyword = asyncio_context_keyword(ctx);
  if (!keyword) return -1;
  Value add = kr_getattr(ctx, future, N(add_done_callback)), wakeup = add ? builtin_new(ctx, &wakeup_method, self, 0) : 0;
  const Value args[] = {wakeup, task_of(self)->context};
  Value r = wakeup ? kr_call(ctx, add, args, 1, keyword) : 0;
  kr_unref(ctx, add);
  kr_unref(ctx, wakeup);
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

static int await_any(Ctx *ctx, Value self, Value future, int blocking) {
  Value loop = loop_of(ctx, future);
  kr_unref(ctx, loop); /* only compared */
  if (!loop) return -1;
  if (loop != task_of(self)->future.loop) return complain_soon(ctx, self, OTHER_LOOP, self, future);
  if (!blocking) return complain_soon(ctx, self, BARE_YIELD, self, future);
  if (kr_setattr(ctx, future, N(_asyncio_future_blocking), KR_False) < 0 || add_wakeup(ctx, self, future) < 0) return -1;
  return wait_for(ctx, self, future);
}

/* v was yielded; it is borrowed. */
static int handle_yielded(Ctx *ctx, Value self, Value v) {
  if (v == self) return complain_soon(ctx, self, "Task cannot await on itself: %R", self, 0);
  if (KR_LIKELY(is_plain_future(v))) return await_plain(ctx, self, v);
  if (v == KR_None) return task_step_soon(ctx, self, 0);
  Value blocking = kr_getattr_opt(ctx, v, N(_asyncio_future_blocking));
  if (!blocking) return -1;
  if (blocking != KR_ABSENT && blocking != KR_None) {
    int on = kr_truth(ctx, blocking);
    kr_unref(ctx, blocking);
    return on < 0 ? -1 : await_any(ctx, self, v, on);
  }
  if (kr_has_shape(v, SHAPE_generator))
    return complain_soon(ctx, self, "yield was used instead of yield from for generator in task %R with %R", self, v);
  return complain_soon(ctx, self, "Task got bad yield: %R", v, 0);
}

/* ---- the end ---- */

static int finish(Ctx *ctx, Value self, Value result) {
  Task *t = task_of(self);
  if (!t->must_cancel) return future_set_result(ctx, self, result);
  t->must_cancel = 0; /* it was cancelled right before it returned */
  Value message = kr_ref(t->future.cancel_message);
  int r = future_cancel(ctx, self, message);
  kr_unref(ctx, message);
  return r < 0 ? -1 : 0;
}

/* The coroutine has raised. */
static int fail(Ctx *ctx, Value self) {
  Task *t = task_of(self);
  int cancelled = kr_matches(ctx, asyncio_error(ASYNCIO_CancelledError));
  int passes_on = kr_matches(ctx, &kr_type_KeyboardInterrupt) || kr_matches(ctx, &kr_type_SystemExit);
  Value exc = kr_fetch(ctx);
  if (cancelled) {
    kr_set(ctx, &t->future.cancelled_error, exc);
    return future_cancel(ctx, self, 0) < 0 ? -1 : 0;
  }
  int r = future_set_exception(ctx, self, exc);
  if (r < 0 || !passes_on) {
    kr_unref(ctx, exc);
    return r;
  }
  kr_restore(ctx, exc);
  return -1;
}

/* ---- one step ---- */

static SendResult resume(Ctx *ctx, Value coroutine, Value exception, Value *result) {
  int native = kr_has_shape(coroutine, SHAPE_coroutine) || kr_has_shape(coroutine, SHAPE_generator);
  *result = 0;
  if (!exception) {
    return native ? generator_send(ctx, generator_of(coroutine), KR_None, result) : kr_send(ctx, coroutine, KR_None, result);
  }
  if (native) {
    kr_restore(ctx, kr_ref(exception));
    return generator_throw(ctx, generator_of(coroutine), 1, result);
  }
  *result = kr_call_method1(ctx, coroutine, N(throw), exception);
  if (*result) return SEND_NEXT;
  if (!kr_matches(ctx, &kr_type_StopIteration)) return SEND_ERROR;
  *result = kr_stop_value(ctx);
  return *result ? SEND_RETURN : SEND_ERROR;
}

/* The exception to throw in; new reference.  0 with nothing raised: none. */
static Value exception_to_throw(Ctx *ctx, Task *t, Value exception) {
  if (KR_LIKELY(!t->must_cancel)) return kr_ref(exception);
  t->must_cancel = 0;
  if (exception && kr_instance_of(exception, asyncio_error(ASYNCIO_CancelledError))) return kr_ref(exception);
  return future_cancelled_error(ctx, &t->future);
}

static int run_step(Ctx *ctx, Value self, Value exception) {
  Task *t = task_of(self);
  if (t->future.state != FUTURE_PENDING) {
    kr_raise(ctx, asyncio_error(ASYNCIO_InvalidStateError), "_step(): already done: %R %R", self, exception ? exception : KR_None);
    return -1;
  }
  Value thrown = exception_to_throw(ctx, t, exception), coroutine = kr_ref(t->coroutine), v = 0;
  if (!thrown && ctx->exc) {
    kr_unref(ctx, coroutine);
    return -1;
  }
  kr_clear(ctx, &t->waiter);
  SendResult outcome = resume(ctx, coroutine, thrown, &v);
  kr_unref(ctx, thrown);
  kr_unref(ctx, coroutine);
  int r = outcome == SEND_NEXT ? handle_yielded(ctx, self, v) : outcome == SEND_RETURN ? finish(ctx, self, v) : fail(ctx, self);
  kr_unref(ctx, v);
  return r;
}

static Value task_step(Ctx *ctx, Value self, Value exception) {
  Value loop = task_of(self)->future.loop;
  if (!task_of(self)->coroutine) return kr_raise(ctx, &kr_type_RuntimeError, "uninitialized Task object");
  if (asyncio_enter_task(ctx, loop, self) < 0) return 0;
  kr_ref(self);
  kr_ref(loop);
  int r = run_step(ctx, self, exception);
  Value raised = r < 0 ? kr_fetch(ctx) : 0;
  if (asyncio_leave_task(ctx, loop, self) < 0) {
    if (raised) kr_set(ctx, &exc_of(ctx->exc)->context, raised);
    r = -1;
  } else if (raised) {
    kr_restore(ctx, raised);
  }
  kr_unref(ctx, loop);
  kr_unref(ctx, self);
  return r < 0 ? 0 : KR_None;
}
