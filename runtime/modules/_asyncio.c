/* _asyncio: the functions of the module.  Which loop runs is a thread's own affair and does not outlive a
 * fork; which task each loop runs, and which tasks there are, is shared with the package's Python half. */
#include <pthread.h>
#include "../core/weakref.h"
#include "_asyncio.h"

Value asyncio_names[ASYNCIO_NAMES];
static Value all_tasks;     /* a weakref.WeakSet */
static Value current_tasks; /* dict from loop to task */

/* ---- the running loop ---- */

static uint32_t forks; /* how many forks led to this process since the module was loaded */
static void count_fork(void) { forks++; }

/* Borrowed; 0: none. */
static Value running_loop(const Ctx *ctx) { return ctx->running_loop_forks == forks ? ctx->running_loop : 0; }

static Value get_running_loop_or_none(Ctx *ctx, Value self, const Value *a) {
  Value loop = running_loop(ctx);
  return loop ? kr_ref(loop) : KR_None;
}

static Value get_running_loop(Ctx *ctx, Value self, const Value *a) {
  Value loop = running_loop(ctx);
  return loop ? kr_ref(loop) : kr_raise(ctx, &kr_type_RuntimeError, "no running event loop");
}

static Value set_running_loop(Ctx *ctx, Value self, const Value *a) {
  ctx->running_loop_forks = forks;
  kr_set(ctx, &ctx->running_loop, a[0] == KR_None ? 0 : kr_ref(a[0]));
  return KR_None;
}

Value asyncio_event_loop(Ctx *ctx) {
  Value loop = running_loop(ctx);
  if (loop) return kr_ref(loop);
  Value policy = kr_call0(ctx, asyncio_names[ASYNCIO_get_event_loop_policy]);
  loop = policy ? kr_call_method0(ctx, policy, N(get_event_loop)) : 0;
  kr_unref(ctx, policy);
  return loop;
}

static Value get_event_loop(Ctx *ctx, Value self, const Value *a) { return asyncio_event_loop(ctx); }

/* ---- which task runs ---- */

/* New reference; None: none; 0: raised. */
static Value current_task(Ctx *ctx, Value loop) {
  Value task = dict_get(ctx, current_tasks, loop);
  return task == KR_ABSENT ? KR_None : kr_ref(task);
}

int asyncio_enter_task(Ctx *ctx, Value loop, Value task) {
  Value there = current_task(ctx, loop);
  if (!there) return -1;
  if (there == KR_None) return dict_set(ctx, current_tasks, loop, task);
  kr_raise(ctx, &kr_type_RuntimeError, "Cannot enter into task %R while another task %R is being executed.", task, there);
  kr_unref(ctx, there);
  return -1;
}

int asyncio_leave_task(Ctx *ctx, Value loop, Value task) {
  Value there = current_task(ctx, loop);
  if (!there) return -1;
  int matches = there == task;
  if (!matches) kr_raise(ctx, &kr_type_RuntimeError, "Leaving task %R does not match the current task %R.", task, there);
  kr_unref(ctx, there);
  if (matches) return dict_del(ctx, current_tasks, loop);
  return -1;
}

static Value enter_task(Ctx *ctx, Value self, const Value *a) { return asyncio_enter_task(ctx, a[0], a[1]) < 0 ? 0 : KR_None; }
static Value leave_task(Ctx *ctx, Value self, const Value *a) { return asyncio_leave_task(ctx, a[0], a[1]) < 0 ? 0 : KR_None; }

/* ---- all tasks ----
 * The set is a weakref.WeakSet, which anybody may use as such.  Adding a task is done as its add does it,
 * but that the callback of the weak reference is a native one. */

static CodeObj *weak_add; /* the code of WeakSet.add as it was in the beginning */

/* WeakSet's _remove: while somebody iterates over the set, dead references wait. */
static Value forget_task(Ctx *ctx, Value self, const Value *a) {
  Value iterating = kr_getattr(ctx, all_tasks, N(_iterating));
  int wait = iterating ? kr_truth(ctx, iterating) : -1;
  kr_unref(ctx, iterating);
  Value where = wait < 0 ? 0 : kr_getattr(ctx, all_tasks, wait ? N(_pending_removals) : N(data));
  int r = !where ? -1 : wait ? list_append(ctx, where, a[0]) : set_discard(ctx, where, a[0]);
  kr_unref(ctx, where);
  return r < 0 ? 0 : KR_None;
}
static const Method forget_method = {"_remove", forget_task, "item, /", NULL};
static Value forget; /* a builtin function */

static CodeObj *code_of_add(Value set) {
  Value f = type_lookup(kr_type_of(set), N(add));
  return kr_has_shape(f, SHAPE_function) ? ((Function *)kr_obj(f))->code : NULL;
}

/* 1: added; 0: the set is not as expected, or has other things to do first. */
static int add_directly(Ctx *ctx, Value task) {
  static AttrCache pending_cache, data_cache;
  if (!weak_add || code_of_add(all_tasks) != weak_add) return 0;
  Value pending = kr_getattr_cached(ctx, all_tasks, N(_pending_removals), &pending_cache);
  Value data = pending ? kr_getattr_cached(ctx, all_tasks, N(data), &data_cache) : 0;
  int r = data ? kr_has_shape(data, SHAPE_set) && kr_has_shape(pending, SHAPE_list) && !list_of(pending)->len : -1;
  if (r > 0) {
    Value ref = weakref_new(ctx, &kr_type_weakref, task, forget);
    if (!ref || set_add(ctx, data, ref) < 0) r = -1;
    kr_unref(ctx, ref);
  }
  kr_unref(ctx, pending);
  kr_unref(ctx, data);
  return r;
}

int asyncio_register_task(Ctx *ctx, Value task) {
  int done = add_directly(ctx, task);
  if (done) return done < 0 ? -1 : 0;
  Value r = kr_call_method1(ctx, all_tasks, N(add), task);
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

static Value register_task(Ctx *ctx, Value self, const Value *a) { return asyncio_register_task(ctx, a[0]) < 0 ? 0 : KR_None; }
static Value unregister_task(Ctx *ctx, Value self, const Value *a) {
  Value r = kr_call_method1(ctx, all_tasks, N(discard), a[0]);
  kr_unref(ctx, r);
  return r ? KR_None : 0;
}

/* ---- the module ---- */

static int find_names(Ctx *ctx) {
  static const struct { const char *module, *name; } rows[ASYNCIO_NAMES] = {
    [ASYNCIO_get_event_loop_policy] = {"asyncio.events", "get_event_loop_policy"},
    [ASYNCIO_InvalidStateError] = {"asyncio.exceptions", "InvalidStateError"},
    [ASYNCIO_CancelledError] = {"asyncio.exceptions", "CancelledError"},
    [ASYNCIO_future_repr] = {"asyncio.base_futures", "_future_repr"},
    [ASYNCIO_task_repr] = {"asyncio.base_tasks", "_task_repr"},
    [ASYNCIO_task_get_stack] = {"asyncio.base_tasks", "_task_get_stack"},
    [ASYNCIO_task_print_stack] = {"asyncio.base_tasks", "_task_print_stack"},
    [ASYNCIO_iscoroutine] = {"asyncio.coroutines", "iscoroutine"},
    [ASYNCIO_extract_stack] = {"traceback", "extract_stack"},
  };
  for (size_t i = 0; i < ASYNCIO_NAMES; i++) {
    Value v = kr_import_attr(ctx, rows[i].module, rows[i].name);
    if (!v) return -1;
    kr_set(ctx, &asyncio_names[i], v);
  }
  return 0;
}

/* Importing the package, when this module is imported first, loads this module once more: what is shared
 * must be the same for both. */
static int asyncio_init(Ctx *ctx, Value module) {
  if (find_names(ctx) < 0) return -1;
  if (!all_tasks) {
    Value weak_set = kr_import_attr(ctx, "_weakrefset", "WeakSet");
    all_tasks = weak_set ? kr_call0(ctx, weak_set) : 0;
    kr_unref(ctx, weak_set);
    current_tasks = all_tasks ? dict_new(ctx) : 0;
    forget = current_tasks ? builtin_new(ctx, &forget_method, 0, 0) : 0;
    if (!forget) return -1;
    weak_add = code_of_add(all_tasks);
    pthread_atfork(NULL, NULL, count_fork);
  }
  type_ready(ctx, &kr_type_asyncio_future_iter);
  type_ready(ctx, &kr_type_asyncio_step);
  if (dict_set_c(ctx, module_dict(module), "_all_tasks", kr_ref(all_tasks)) < 0) return -1;
  return dict_set_c(ctx, module_dict(module), "_current_tasks", kr_ref(current_tasks));
}

static const Method asyncio_methods[] = {
  {"get_event_loop", get_event_loop, "", "The running event loop, or else the one of the current policy."},
  {"_get_event_loop", get_event_loop, "stacklevel=3", NULL},
  {"get_running_loop", get_running_loop, "", "The running event loop; RuntimeError if there is none."},
  {"_get_running_loop", get_running_loop_or_none, "", "The running event loop, or None."},
  {"_set_running_loop", set_running_loop, "loop, /", "Set the running event loop of this thread."},
  {"_register_task", register_task, "task", "Add a task to all tasks."},
  {"_unregister_task", unregister_task, "task", "Take a task out of all tasks."},
  {"_enter_task", enter_task, "loop, task", "A loop begins to run a task."},
  {"_leave_task", leave_task, "loop, task", "A loop has run a task."},
  {0}};
static Type *const asyncio_types[] = {&kr_type_asyncio_future, &kr_type_asyncio_task, NULL};

const ModuleDef kr_module__asyncio = {
  .name = "_asyncio", .doc = "Futures and tasks of asyncio.", .methods = asyncio_methods, .types = asyncio_types,
  .init = asyncio_init,
};
