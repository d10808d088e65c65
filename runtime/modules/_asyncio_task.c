/* _asyncio.Task: construction, attributes, cancellation.  What a step does is in _asyncio_step.c. */
#include "_asyncio.h"
#include "_contextvars.h"

/* ---- construction ---- */

/* Which other types count, the package decides (and remembers). */
static int is_coroutine(Ctx *ctx, Value v) {
  if (kr_has_shape(v, SHAPE_coroutine)) return 1;
  Value r = kr_call1(ctx, asyncio_names[ASYNCIO_iscoroutine], v);
  int is = r ? kr_truth(ctx, r) : -1;
  kr_unref(ctx, r);
  return is;
}

static Value make_name(Ctx *ctx, Value name) {
  static uint64_t made;
  if (!name || name == KR_None) return str_format_c(ctx, "Task-%lld", (long long)++made);
  return kr_has_shape(name, SHAPE_str) ? kr_ref(name) : kr_str(ctx, name);
}

static int task_setup(Ctx *ctx, Value self, const Value *a) {
  Task *t = task_of(self);
  int ok = future_setup(ctx, &t->future, a[1]) < 0 ? -1 : is_coroutine(ctx, a[0]);
  if (ok <= 0) {
    t->log_destroyed = 0;
    if (ok == 0) kr_raise(ctx, &kr_type_TypeError, "a coroutine was expected, got %R", a[0]);
    return -1;
  }
  Value context = a[3] && a[3] != KR_None ? kr_ref(a[3]) : context_copy_current(ctx);
  if (!context) return -1;
  kr_set(ctx, &t->context, context);
  kr_clear(ctx, &t->waiter);
  t->must_cancel = 0;
  t->log_destroyed = 1;
  t->cancels = 0;
  kr_set(ctx, &t->coroutine, kr_ref(a[0]));
  Value name = make_name(ctx, a[2]);
  if (!name) return -1;
  kr_set(ctx, &t->name, name);
  return task_step_soon(ctx, self, 0) < 0 ? -1 : asyncio_register_task(ctx, self);
}

static int task_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[4];
  if (kr_bind(ctx, "Task", "coro, *, loop=None, name=None, context=None", &parsed, args, nargs, kwnames, a) < 0) return -1;
  return task_setup(ctx, self, a);
}

/* ---- cancellation ---- */

/* What it waits for is asked to cancel itself.  1: it will; 0: it will not. */
static int cancel_waiter(Ctx *ctx, Value waiter, Value message) {
  if (is_plain_task(waiter)) return task_cancel(ctx, waiter, message);
  if (is_plain_future(waiter)) return future_cancel(ctx, waiter, message);
  static Value keyword; /* ("msg",) */
  if (!keyword && !(keyword = tuple_pack(ctx, 1, N(msg)))) return -1;
  Value cancel = kr_getattr(ctx, waiter, N(cancel));
  Value arg = message ? message : KR_None, r = cancel ? kr_call(ctx, cancel, &arg, 0, keyword) : 0;
  int will = r ? kr_truth(ctx, r) : -1;
  kr_unref(ctx, cancel);
  kr_unref(ctx, r);
  return will;
}

int task_cancel_waiter(Ctx *ctx, Value self, Value message) {
  Value waiter = kr_ref(task_of(self)->waiter);
  int r = cancel_waiter(ctx, waiter, message);
  kr_unref(ctx, waiter);
  return r;
}

int task_cancel(Ctx *ctx, Value self, Value message) {
  Task *t = task_of(self);
  t->future.log_traceback = 0;
  if (t->future.state != FUTURE_PENDING) return 0;
  t->cancels++;
  if (t->waiter) { /* which stays: it may ignore this request, but not the next */
    int r = task_cancel_waiter(ctx, self, message);
    if (r) return r;
  }
  t->must_cancel = 1;
  kr_set(ctx, &t->future.cancel_message, kr_ref(message));
  return 1;
}

static Value cancel_m(Ctx *ctx, Value self, const Value *a) {
  int r = task_cancel(ctx, self, a[0]);
  return r < 0 ? 0 : kr_bool(r);
}
static Value cancelling_m(Ctx *ctx, Value self, const Value *a) { return kr_int(task_of(self)->cancels); }
static Value uncancel_m(Ctx *ctx, Value self, const Value *a) {
  if (task_of(self)->cancels > 0) task_of(self)->cancels--;
  return kr_int(task_of(self)->cancels);
}

/* ---- methods and attributes ---- */

static Value set_result_m(Ctx *ctx, Value self, const Value *a) {
  return kr_raise(ctx, &kr_type_RuntimeError, "Task does not support set_result operation");
}
static Value set_exception_m(Ctx *ctx, Value self, const Value *a) {
  return kr_raise(ctx, &kr_type_RuntimeError, "Task does not support set_exception operation");
}
static Value get_stack_m(Ctx *ctx, Value self, const Value *a) {
  return kr_call2(ctx, asyncio_names[ASYNCIO_task_get_stack], self, a[0] ? a[0] : KR_None);
}
static Value print_stack_m(Ctx *ctx, Value self, const Value *a) {
  return kr_call3(ctx, asyncio_names[ASYNCIO_task_print_stack], self, a[0] ? a[0] : KR_None, a[1] ? a[1] : KR_None);
}
static Value or_none(Value v) { return v ? kr_ref(v) : KR_None; }
static Value get_coroutine_m(Ctx *ctx, Value self, const Value *a) { return or_none(task_of(self)->coroutine); }
static Value get_name_m(Ctx *ctx, Value self, const Value *a) { return or_none(task_of(self)->name); }
static Value set_name_m(Ctx *ctx, Value self, const Value *a) {
  Value name = kr_has_shape(a[0], SHAPE_str) ? kr_ref(a[0]) : kr_str(ctx, a[0]);
  if (!name) return 0;
  kr_set(ctx, &task_of(self)->name, name);
  return KR_None;
}

static Value task_repr(Ctx *ctx, Value self) {
  return future_check(ctx, future_of(self)) < 0 ? 0 : kr_call1(ctx, asyncio_names[ASYNCIO_task_repr], self);
}

static Value get_log_destroyed(Ctx *ctx, Value self) { return kr_bool(task_of(self)->log_destroyed); }
static int set_log_destroyed(Ctx *ctx, Value self, Value v) {
  if (!v) kr_raise(ctx, &kr_type_AttributeError, "cannot delete attribute");
  int on = v ? kr_truth(ctx, v) : -1;
  if (on >= 0) task_of(self)->log_destroyed = (uint8_t)on;
  return on < 0 ? -1 : 0;
}
static Value get_must_cancel(Ctx *ctx, Value self) { return kr_bool(task_of(self)->must_cancel); }
static Value get_coroutine(Ctx *ctx, Value self) { return or_none(task_of(self)->coroutine); }
static Value get_waiter(Ctx *ctx, Value self) { return or_none(task_of(self)->waiter); }

/* ---- death ---- */

static int task_finalize(Ctx *ctx, Value self) {
  const Task *t = task_of(self);
  if (t->future.state == FUTURE_PENDING && t->log_destroyed) {
    Value message = str_from(ctx, "Task was destroyed but it is pending!");
    future_complain(ctx, self, "task", message, 0);
    kr_unref(ctx, message);
  }
  return future_finalize(ctx, self);
}

static void task_traverse(Object *o, VisitFn visit, void *arg) {
  const Task *t = (Task *)o;
  future_traverse(o, visit, arg);
  visit(t->waiter, arg);
  visit(t->coroutine, arg);
  visit(t->name, arg);
  visit(t->context, arg);
}

static void task_clear(Ctx *ctx, Object *o) {
  Task *t = (Task *)o;
  future_clear(ctx, o);
  kr_clear(ctx, &t->waiter);
  kr_clear(ctx, &t->coroutine);
  kr_clear(ctx, &t->name);
  kr_clear(ctx, &t->context);
}

static const Method task_methods[] = {
  {"set_result", set_result_m, "result, /", NULL},
  {"set_exception", set_exception_m, "exception, /", NULL},
  {"cancel", cancel_m, "msg=None", "Have a CancelledError thrown into the coroutine at its next step."},
  {"cancelling", cancelling_m, "", "How many cancellation requests there are."},
  {"uncancel", uncancel_m, "", "Take back a cancellation request; gives how many are left."},
  {"get_stack", get_stack_m, "*, limit=None", "List of the frames of the coroutine, or of its exception's traceback."},
  {"print_stack", print_stack_m, "*, limit=None, file=None", "Print that list as a traceback."},
  {"get_name", get_name_m, "", NULL},
  {"set_name", set_name_m, "value, /", NULL},
  {"get_coro", get_coroutine_m, "", NULL},
  {0}};
static const GetSet task_getsets[] = {
  {"_log_destroy_pending", get_log_destroyed, set_log_destroyed, NULL},
  {"_must_cancel", get_must_cancel, NULL, NULL},
  {"_coro", get_coroutine, NULL, NULL},
  {"_fut_waiter", get_waiter, NULL, NULL},
  {0}};

Type kr_type_asyncio_task = {
  TYPE_HEAD(asyncio_task, "_asyncio.Task"), .base = &kr_type_asyncio_future, .sig = "coro, *, loop=None, name=None, context=None",
  .doc = "A coroutine wrapped in a Future.",
  .flags = T_BASETYPE | T_GC | T_WEAKREF | T_HAS_DICT | T_FINALIZER | T_IMMUTABLE, .size = sizeof(Task),
  .dict_offset = offsetof(Future, dict), .init = task_init, .repr = task_repr, .finalize = task_finalize,
  .traverse = task_traverse, .clear = task_clear, .free = task_clear, .methods = task_methods, .getsets = task_getsets,
};
