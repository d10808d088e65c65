/* _asyncio: what its files share.  A future is a place for a result that callbacks wait for; a task is a
 * future that drives a coroutine, a step at each turn of its event loop. */
#ifndef MODULES_ASYNCIO_H
#define MODULES_ASYNCIO_H

#include "../krait.h"

typedef enum { FUTURE_PENDING, FUTURE_CANCELLED, FUTURE_FINISHED } FutureState;

typedef struct {
  Object ob;
  Value loop;              /* 0: __init__ has not run */
  Value callback, context; /* the callback added first; 0: none */
  Value callbacks;         /* list of (callback, context): the further ones; or 0 */
  Value result;            /* these are 0 if there is none */
  Value exception;
  Value traceback;         /* the exception's, when it was set */
  Value source_traceback;  /* where the future was made, in debug mode */
  Value cancel_message;
  Value cancelled_error;   /* the CancelledError that ended a task, until somebody takes it */
  Value dict;
  uint8_t state;           /* FutureState */
  uint8_t log_traceback;   /* nobody has looked at the exception yet */
  uint8_t blocking;        /* _asyncio_future_blocking: its iterator has yielded it */
} Future;

typedef struct {
  Future future;
  Value waiter;            /* the future that the coroutine waits for, or 0: a step is scheduled */
  Value coroutine, name, context;
  int64_t cancels;         /* requests to cancel it, less those taken back */
  uint8_t must_cancel;     /* the next step throws a CancelledError in */
  uint8_t log_destroyed;   /* complain if it dies pending */
} Task;

KR_INLINE Future *future_of(Value v) { return (Future *)kr_obj(v); }
KR_INLINE Task *task_of(Value v) { return (Task *)kr_obj(v); }
KR_INLINE int is_plain_task(Value v) { return kr_has_shape(v, SHAPE_asyncio_task); }
/* Exactly one of our two types, whose methods nobody overrides. */
KR_INLINE int is_plain_future(Value v) { return kr_has_shape(v, SHAPE_asyncio_future) || is_plain_task(v); }

/* ---- _asyncio.c ---- */

/* What the library's asyncio package provides, looked up when the module is first loaded. */
enum AsyncioName {
  ASYNCIO_get_event_loop_policy, ASYNCIO_InvalidStateError, ASYNCIO_CancelledError, ASYNCIO_future_repr,
  ASYNCIO_task_repr, ASYNCIO_task_get_stack, ASYNCIO_task_print_stack, ASYNCIO_iscoroutine, ASYNCIO_extract_stack,
  ASYNCIO_NAMES
};
extern Value asyncio_names[ASYNCIO_NAMES];
KR_INLINE Type *asyncio_error(enum AsyncioName which) { return kr_as_type(asyncio_names[which]); }

/* The running loop, or else the one the policy gives; new reference. */
Value asyncio_event_loop(Ctx *);
/* The task is the one that its loop runs now, or not any more. */
int asyncio_enter_task(Ctx *, Value loop, Value task);
int asyncio_leave_task(Ctx *, Value loop, Value task);
/* Adds a task to the set of all tasks. */
int asyncio_register_task(Ctx *, Value task);

/* ---- _asyncio_loop.c ---- */

/* The tuple ("context",), names of a call's last argument; borrowed, 0: raised. */
Value asyncio_context_keyword(Ctx *);
/* loop.call_soon(callback, arg, context=context); arg may be 0: there is none. */
int asyncio_call_soon(Ctx *, Value loop, Value callback, Value arg, Value context);

/* ---- _asyncio_future.c ---- */

/* __init__'s work.  loop 0 or None: the current one. */
int future_setup(Ctx *, Future *, Value loop);
/* RuntimeError unless __init__ has run. */
int future_check(Ctx *, const Future *);
/* 1: it has raised *out; 0: *out is its result; -1: cancelled or pending, which is raised. */
int future_outcome(Ctx *, Future *, Value *out);
/* The result, or its exception raised. */
Value future_result(Ctx *, Future *);
int future_set_result(Ctx *, Value self, Value result);
int future_set_exception(Ctx *, Value self, Value exception);
/* 1: it was pending and is cancelled now; 0: it was not; -1: raised. */
int future_cancel(Ctx *, Value self, Value message /* or 0 */);
int future_add_callback(Ctx *, Value self, Value callback, Value context);
/* The CancelledError to raise for it; new reference. */
Value future_cancelled_error(Ctx *, Future *);
void future_traverse(Object *, VisitFn, void *arg);
void future_clear(Ctx *, Object *);
int future_finalize(Ctx *, Value self);
/* Calls the loop's exception handler about self: message, "future" or "task", and exception (or 0). */
void future_complain(Ctx *, Value self, const char *role, Value message, Value exception);

/* ---- _asyncio_iter.c ---- */
Value future_iter(Ctx *, Value self);

/* ---- _asyncio_task.c ---- */
int task_cancel(Ctx *, Value self, Value message /* or 0 */); /* as future_cancel */
/* Asks what a task waits for to cancel itself.  1: it will; 0: it will not; -1: raised. */
int task_cancel_waiter(Ctx *, Value self, Value message /* or 0 */);

/* ---- _asyncio_step.c ---- */

/* Schedules the next step, which throws exception in unless it is 0. */
int task_step_soon(Ctx *, Value task, Value exception);

#endif
