/* _asyncio.Future: state, result and callbacks.
 *
 * Most futures get one callback, which has its place in the struct; a list holds further ones. */
#include "../objects/iter.h"
#include "_asyncio.h"
#include "_contextvars.h"

/* ---- beginning ---- */

static void drop_values(Ctx *ctx, Future *f) {
  Value *const owned[] = {&f->callback, &f->context, &f->callbacks, &f->result, &f->exception, &f->traceback,
                          &f->source_traceback, &f->cancel_message, &f->cancelled_error};
  for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++) kr_clear(ctx, owned[i]);
}

int future_setup(Ctx *ctx, Future *f, Value loop) {
  if (f->loop) drop_values(ctx, f);
  f->state = FUTURE_PENDING;
  f->log_traceback = f->blocking = 0;
  loop = loop && loop != KR_None ? kr_ref(loop) : asyncio_event_loop(ctx);
  if (!loop) return -1;
  kr_set(ctx, &f->loop, loop);
  Value debug = kr_call_method0(ctx, loop, N(get_debug));
  int is_debug = debug ? kr_truth(ctx, debug) : -1;
  kr_unref(ctx, debug);
  if (is_debug <= 0 || kr_runtime.finalizing) return is_debug < 0 ? -1 : 0;
  Value stack = kr_call0(ctx, asyncio_names[ASYNCIO_extract_stack]);
  if (!stack) return -1;
  kr_set(ctx, &f->source_traceback, stack);
  return 0;
}

static Value future_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

static int future_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value loop;
  if (kr_bind(ctx, "Future", "*, loop=None", &parsed, args, nargs, kwnames, &loop) < 0) return -1;
  return future_setup(ctx, future_of(self), loop);
}

int future_check(Ctx *ctx, const Future *f) {
  if (KR_LIKELY(f->loop != 0)) return 0;
  kr_raise(ctx, &kr_type_RuntimeError, "Future object is not initialized.");
  return -1;
}

/* ---- callbacks ---- */

/* The loop is to call all of them, which it does once. */
static int schedule_callbacks(Ctx *ctx, Value self) {
  Future *f = future_of(self);
  Value callback = f->callback, context = f->context, others = f->callbacks;
  if (!callback) return 0;
  f->callback = f->context = f->callbacks = 0;
  int r = asyncio_call_soon(ctx, f->loop, callback, self, context);
  for (int64_t i = 0; r == 0 && others && i < list_of(others)->len; i++) {
    const Tuple *pair = tuple_of(list_of(others)->items[i]);
    r = asyncio_call_soon(ctx, f->loop, pair->items[0], self, pair->items[1]);
  }
  kr_unref(ctx, callback);
  kr_unref(ctx, context);
  kr_unref(ctx, others);
  return r;
}

int future_add_callback(Ctx *ctx, Value self, Value callback, Value context) {
  Future *f = future_of(self);
  if (!f->loop) {
    kr_raise(ctx, &kr_type_RuntimeError, "uninitialized Future object");
    return -1;
  }
  if (f->state != FUTURE_PENDING) return asyncio_call_soon(ctx, f->loop, callback, self, context);
  if (!f->callback) {
    f->callback = kr_ref(callback);
    f->context = kr_ref(context);
    return 0;
  }
  if (!f->callbacks && !(f->callbacks = list_new(ctx, 0))) return -1;
  Value pair = tuple_pack(ctx, 2, callback, context);
  int r = pair ? list_append(ctx, f->callbacks, pair) : -1;
  kr_unref(ctx, pair);
  return r;
}

static Value add_done_callback(Ctx *ctx, Value self, const Value *a) {
  Value context = a[1] ? kr_ref(a[1]) : context_copy_current(ctx);
  int r = context ? future_add_callback(ctx, self, a[0], context) : -1;
  kr_unref(ctx, context);
  return r < 0 ? 0 : KR_None;
}

/* All callbacks as a list of (callback, context). */
static Value callback_list(Ctx *ctx, const Future *f) {
  Value list = list_new(ctx, 1), first = list && f->callback ? tuple_pack(ctx, 2, f->callback, f->context) : 0;
  if (list && f->callback && (!first || list_append(ctx, list, first) < 0 ||
                              (f->callbacks && list_extend(ctx, list, f->callbacks) < 0)))
    kr_clear(ctx, &list);
  kr_unref(ctx, first);
  return list;
}

/* Takes out those that equal fn; asking may run user code, which may change the callbacks: then it is the
 * ones asked about that are put back.  The result counts those removed; -1: raised. */
static int64_t remove_callbacks(Ctx *ctx, Value self, Value fn) {
  Future *f = future_of(self);
  Value all = callback_list(ctx, f), kept = all ? list_new(ctx, 0) : 0;
  int64_t removed = kept ? 0 : -1;
  for (int64_t i = 0; removed >= 0 && i < list_of(all)->len; i++) {
    Value pair = list_of(all)->items[i];
    int same = kr_compare_bool(ctx, tuple_of(pair)->items[0], fn, CMP_eq);
    if (same < 0 || (!same && list_append(ctx, kept, pair) < 0)) removed = -1;
    else removed += same;
  }
  if (removed > 0) {
    const Tuple *first = list_of(kept)->len ? tuple_of(list_of(kept)->items[0]) : NULL;
    Value callback = first ? kr_ref(first->items[0]) : 0, context = first ? kr_ref(first->items[1]) : 0;
    Value others = list_of(kept)->len > 1 ? list_slice(ctx, kept, 1, list_of(kept)->len) : 0;
    kr_set(ctx, &f->callback, callback);
    kr_set(ctx, &f->context, context);
    kr_set(ctx, &f->callbacks, others);
  }
  kr_unref(ctx, all);
  kr_unref(ctx, kept);
  return removed;
}

static Value remove_done_callback(Ctx *ctx, Value self, const Value *a) {
  if (future_check(ctx, future_of(self)) < 0) return 0;
  int64_t removed = remove_callbacks(ctx, self, a[0]);
  return removed < 0 ? 0 : kr_int(removed);
}

/* ---- the end: result, exception, cancellation ---- */

static int check_pending(Ctx *ctx, const Future *f) {
  if (f->state == FUTURE_PENDING) return 0;
  kr_raise(ctx, asyncio_error(ASYNCIO_InvalidStateError), "invalid state");
  return -1;
}

int future_set_result(Ctx *ctx, Value self, Value result) {
  Future *f = future_of(self);
  if (future_check(ctx, f) < 0 || check_pending(ctx, f) < 0) return -1;
  f->result = kr_ref(result);
  f->state = FUTURE_FINISHED;
  return schedule_callbacks(ctx, self);
}

/* An exception for set_exception's argument; new reference. */
static Value as_exception(Ctx *ctx, Value v) {
  int is_class = kr_is_type(v) && kr_as_type(v)->flags & T_EXCEPTION;
  Value exc = is_class ? kr_call0(ctx, v) : kr_ref(v);
  if (!exc) return 0;
  if (!kr_has_flag(exc, T_EXCEPTION)) kr_raise(ctx, &kr_type_TypeError, "invalid exception object");
  else if (kr_type_of(exc) != &kr_type_StopIteration) return exc;
  else kr_raise(ctx, &kr_type_TypeError, "StopIteration interacts badly with generators and cannot be raised into a Future");
  kr_unref(ctx, exc);
  return 0;
}

int future_set_exception(Ctx *ctx, Value self, Value exception) {
  Future *f = future_of(self);
  if (future_check(ctx, f) < 0 || check_pending(ctx, f) < 0) return -1;
  Value exc = as_exception(ctx, exception);
  if (!exc) return -1;
  if (check_pending(ctx, f) < 0) { /* making it may have run user code */
    kr_unref(ctx, exc);
    return -1;
  }
  f->exception = exc;
  f->traceback = kr_ref(exc_of(exc)->traceback);
  f->state = FUTURE_FINISHED;
  int r = schedule_callbacks(ctx, self);
  if (r == 0) f->log_traceback = 1;
  return r;
}

int future_cancel(Ctx *ctx, Value self, Value message) {
  Future *f = future_of(self);
  f->log_traceback = 0;
  if (f->state != FUTURE_PENDING) return 0;
  f->state = FUTURE_CANCELLED;
  kr_set(ctx, &f->cancel_message, kr_ref(message));
  return schedule_callbacks(ctx, self) < 0 ? -1 : 1;
}

Value future_cancelled_error(Ctx *ctx, Future *f) {
  Value exc = f->cancelled_error;
  f->cancelled_error = 0;
  if (exc) return exc;
  Value type = asyncio_names[ASYNCIO_CancelledError];
  return f->cancel_message && f->cancel_message != KR_None ? kr_call1(ctx, type, f->cancel_message) : kr_call0(ctx, type);
}

static void raise_cancelled(Ctx *ctx, Future *f) {
  Value exc = future_cancelled_error(ctx, f);
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
}

int future_outcome(Ctx *ctx, Future *f, Value *out) {
  *out = 0;
  if (f->state == FUTURE_CANCELLED) raise_cancelled(ctx, f);
  if (f->state == FUTURE_PENDING) kr_raise(ctx, asyncio_error(ASYNCIO_InvalidStateError), "Result is not set.");
  if (f->state != FUTURE_FINISHED) return -1;
  f->log_traceback = 0;
  if (!f->exception) {
    *out = kr_ref(f->result);
    return 0;
  }
  kr_set(ctx, &exc_of(f->exception)->traceback, kr_ref(f->traceback));
  kr_clear(ctx, &f->traceback);
  *out = kr_ref(f->exception);
  return 1;
}

Value future_result(Ctx *ctx, Future *f) {
  Value v;
  int outcome = future_outcome(ctx, f, &v);
  if (outcome <= 0) return v;
  kr_raise_obj(ctx, v);
  kr_unref(ctx, v);
  return 0;
}

static int check_state_known(Ctx *ctx, const Future *f) {
  if (f->loop) return 0;
  kr_raise(ctx, asyncio_error(ASYNCIO_InvalidStateError), "Future object is not initialized.");
  return -1;
}

static Value result_m(Ctx *ctx, Value self, const Value *a) {
  return check_state_known(ctx, future_of(self)) < 0 ? 0 : future_result(ctx, future_of(self));
}

static Value exception_m(Ctx *ctx, Value self, const Value *a) {
  Future *f = future_of(self);
  if (check_state_known(ctx, f) < 0) return 0;
  if (f->state == FUTURE_CANCELLED) raise_cancelled(ctx, f);
  if (f->state == FUTURE_PENDING) kr_raise(ctx, asyncio_error(ASYNCIO_InvalidStateError), "Exception is not set.");
  if (f->state != FUTURE_FINISHED) return 0;
  f->log_traceback = 0;
  return f->exception ? kr_ref(f->exception) : KR_None;
}

static Value set_result_m(Ctx *ctx, Value self, const Value *a) { return future_set_result(ctx, self, a[0]) < 0 ? 0 : KR_None; }
static Value set_exception_m(Ctx *ctx, Value self, const Value *a) {
  return future_set_exception(ctx, self, a[0]) < 0 ? 0 : KR_None;
}
static Value cancel_m(Ctx *ctx, Value self, const Value *a) {
  if (future_check(ctx, future_of(self)) < 0) return 0;
  int r = future_cancel(ctx, self, a[0]);
  return r < 0 ? 0 : kr_bool(r);
}
static Value cancelled_m(Ctx *ctx, Value self, const Value *a) { return kr_bool(future_of(self)->state == FUTURE_CANCELLED); }
static Value done_m(Ctx *ctx, Value self, const Value *a) { return kr_bool(future_of(self)->state != FUTURE_PENDING); }
static Value get_loop_m(Ctx *ctx, Value self, const Value *a) {
  return future_check(ctx, future_of(self)) < 0 ? 0 : kr_ref(future_of(self)->loop);
}
static Value make_cancelled_error_m(Ctx *ctx, Value self, const Value *a) { return future_cancelled_error(ctx, future_of(self)); }

static Value future_repr(Ctx *ctx, Value self) {
  return future_check(ctx, future_of(self)) < 0 ? 0 : kr_call1(ctx, asyncio_names[ASYNCIO_future_repr], self);
}

/* ---- attributes ---- */

static Value or_none(Value v) { return v ? kr_ref(v) : KR_None; }

static Value get_state(Ctx *ctx, Value self) {
  static const char *const names[] = {"PENDING", "CANCELLED", "FINISHED"};
  return future_check(ctx, future_of(self)) < 0 ? 0 : str_intern_c(ctx, names[future_of(self)->state]);
}
static Value get_callbacks(Ctx *ctx, Value self) {
  if (future_check(ctx, future_of(self)) < 0) return 0;
  return future_of(self)->callback ? callback_list(ctx, future_of(self)) : KR_None;
}
static Value get_result(Ctx *ctx, Value self) {
  return future_check(ctx, future_of(self)) < 0 ? 0 : or_none(future_of(self)->result);
}
static Value get_exception(Ctx *ctx, Value self) {
  return future_check(ctx, future_of(self)) < 0 ? 0 : or_none(future_of(self)->exception);
}
static Value get_loop(Ctx *ctx, Value self) { return or_none(future_of(self)->loop); }
static Value get_source_traceback(Ctx *ctx, Value self) { return or_none(future_of(self)->source_traceback); }
static Value get_cancel_message(Ctx *ctx, Value self) { return or_none(future_of(self)->cancel_message); }
static Value get_blocking(Ctx *ctx, Value self) { return kr_bool(future_of(self)->blocking); }
static Value get_log_traceback(Ctx *ctx, Value self) {
  return future_check(ctx, future_of(self)) < 0 ? 0 : kr_bool(future_of(self)->log_traceback);
}

static int cannot_delete(Ctx *ctx) {
  kr_raise(ctx, &kr_type_AttributeError, "cannot delete attribute");
  return -1;
}
static int set_cancel_message(Ctx *ctx, Value self, Value v) {
  if (!v) return cannot_delete(ctx);
  kr_set(ctx, &future_of(self)->cancel_message, kr_ref(v));
  return 0;
}
static int set_blocking(Ctx *ctx, Value self, Value v) {
  if (!v) return cannot_delete(ctx);
  int on = future_check(ctx, future_of(self)) < 0 ? -1 : kr_truth(ctx, v);
  if (on >= 0) future_of(self)->blocking = (uint8_t)on;
  return on < 0 ? -1 : 0;
}
static int set_log_traceback(Ctx *ctx, Value self, Value v) {
  if (!v) return cannot_delete(ctx);
  int on = kr_truth(ctx, v);
  if (on > 0) kr_raise(ctx, &kr_type_ValueError, "_log_traceback can only be set to False");
  if (on) return -1;
  future_of(self)->log_traceback = 0;
  return 0;
}

/* ---- death ---- */

void future_complain(Ctx *ctx, Value self, const char *role, Value message, Value exception) {
  Value report = dict_new(ctx), source = future_of(self)->source_traceback, r = 0;
  if (report && message && dict_set_c(ctx, report, "message", kr_ref(message)) == 0 &&
      (!exception || dict_set_c(ctx, report, "exception", kr_ref(exception)) == 0) &&
      dict_set_c(ctx, report, role, kr_ref(self)) == 0 &&
      (!source || dict_set_c(ctx, report, "source_traceback", kr_ref(source)) == 0))
    r = kr_call_method1(ctx, future_of(self)->loop, N(call_exception_handler), report);
  if (!r) kr_unraisable(ctx, NULL, self);
  kr_unref(ctx, r);
  kr_unref(ctx, report);
}

int future_finalize(Ctx *ctx, Value self) {
  Future *f = future_of(self);
  if (!f->log_traceback) return 0;
  f->log_traceback = 0;
  Value message = str_format_c(ctx, "%s exception was never retrieved", short_name(self));
  future_complain(ctx, self, "future", message, f->exception);
  kr_unref(ctx, message);
  return 0;
}

void future_traverse(Object *o, VisitFn visit, void *arg) {
  const Future *f = (Future *)o;
  const Value owned[] = {f->loop, f->callback, f->context, f->callbacks, f->result, f->exception, f->traceback,
                         f->source_traceback, f->cancel_message, f->cancelled_error, f->dict};
  for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++) visit(owned[i], arg);
}

void future_clear(Ctx *ctx, Object *o) {
  Future *f = (Future *)o;
  kr_clear(ctx, &f->loop);
  drop_values(ctx, f);
  kr_clear(ctx, &f->dict);
}

static const Method future_methods[] = {
  {"result", result_m, "", "The result, or its exception raised."},
  {"exception", exception_m, "", "The exception that was set, or None."},
  {"set_result", set_result_m, "result, /", "Set the result and schedule the callbacks."},
  {"set_exception", set_exception_m, "exception, /", "Set an exception and schedule the callbacks."},
  {"add_done_callback", add_done_callback, "fn, /, *, context=<unrepresentable>", "Have a function called when the future is done."},
  {"remove_done_callback", remove_done_callback, "fn, /", "Remove all instances of a callback; gives how many there were."},
  {"cancel", cancel_m, "msg=None", "Cancel it, unless it is done."},
  {"cancelled", cancelled_m, "", "True if it was cancelled."},
  {"done", done_m, "", "True if it has a result or an exception, or was cancelled."},
  {"get_loop", get_loop_m, "", "The event loop it is bound to."},
  {"_make_cancelled_error", make_cancelled_error_m, "", "The CancelledError to raise if it is cancelled."},
  {"__class_getitem__", kr_class_getitem, "item, /", "See PEP 585", M_CLASS},
  {0}};
static const GetSet future_getsets[] = {
  {"_state", get_state, NULL, NULL},
  {"_asyncio_future_blocking", get_blocking, set_blocking, NULL},
  {"_loop", get_loop, NULL, NULL},
  {"_callbacks", get_callbacks, NULL, NULL},
  {"_result", get_result, NULL, NULL},
  {"_exception", get_exception, NULL, NULL},
  {"_log_traceback", get_log_traceback, set_log_traceback, NULL},
  {"_source_traceback", get_source_traceback, NULL, NULL},
  {"_cancel_message", get_cancel_message, set_cancel_message, NULL},
  {0}};

Type kr_type_asyncio_future = {
  TYPE_HEAD(asyncio_future, "_asyncio.Future"), .sig = "*, loop=None",
  .doc = "A result that is not there yet, as concurrent.futures.Future is for threads; its callbacks are called by the event loop.",
  .flags = T_BASETYPE | T_GC | T_WEAKREF | T_HAS_DICT | T_FINALIZER | T_IMMUTABLE, .size = sizeof(Future),
  .dict_offset = offsetof(Future, dict), .new = future_new, .init = future_init, .repr = future_repr,
  .iter = future_iter, .await = future_iter, .finalize = future_finalize, .traverse = future_traverse,
  .clear = future_clear, .free = future_clear, .methods = future_methods, .getsets = future_getsets,
};
