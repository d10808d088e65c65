/* _thread: threads, locks, thread-local data (thread_local.c). */
#include <errno.h>
#include <stdlib.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>
#include "../krait.h"
#include "../core/signals.h"
#include "../threads.h"
#include "duration.h"

#define TIMEOUT_MAX 9223372036.0 /* seconds that fit 64 bits of nanoseconds */

typedef struct { Object ob; pthread_mutex_t mutex; pthread_cond_t freed; uint8_t ready, locked; uint64_t owner, count; } Lock;

static Lock *lock_of(Value v) { return (Lock *)kr_obj(v); }

/* ---- acquiring ---- */

#define FOR_EVER (-NS_PER_SECOND) /* how callers say it */

/* blocking and timeout of acquire(): *ns is FOR_EVER or how long to wait at most.  -1: raised. */
static int wait_argument(Ctx *ctx, const Value *a, int64_t *ns) {
  int blocking = a[0] ? kr_truth(ctx, a[0]) : 1;
  *ns = FOR_EVER;
  if (blocking < 0 || (a[1] && duration_arg(ctx, a[1], NS_PER_SECOND, ROUND_AWAY, ns) < 0)) return -1;
  const char *wrong = NULL;
  if (!blocking && *ns != FOR_EVER) wrong = "can't specify a timeout for a non-blocking call";
  else if (*ns < 0 && *ns != FOR_EVER) wrong = "timeout value must be positive";
  if (wrong) {
    kr_raise(ctx, &kr_type_ValueError, "%s", wrong);
    return -1;
  }
  if (!blocking) *ns = 0;
  return 0;
}

/* By a thread that runs: a lock that is given back stays free until its releaser stops running. */
static int lock_try(Lock *l) {
  pthread_mutex_lock(&l->mutex);
  int taken = !l->locked;
  l->locked = 1;
  pthread_mutex_unlock(&l->mutex);
  return taken;
}

/* Waits until the lock is free or the deadline (negative: none) has passed, and takes it if it is free.  The main
 * thread wakes up now and then to look for signals: then *again is set. */
static int wait_for(Ctx *ctx, Lock *l, int64_t deadline, int *again) {
  int64_t slice = duration_after(CLOCK_MONOTONIC, 50 * NS_PER_MS);
  int sliced = ctx == kr_runtime.main && (deadline < 0 || deadline > slice), waited = 0;
  if (sliced) deadline = slice;
  struct timespec until = duration_timespec(deadline);
  kr_wait_begin(ctx);
  pthread_mutex_lock(&l->mutex);
  while (l->locked && waited != ETIMEDOUT)
    waited = deadline >= 0 ? pthread_cond_clockwait(&l->freed, &l->mutex, CLOCK_MONOTONIC, &until) : pthread_cond_wait(&l->freed, &l->mutex);
  pthread_mutex_unlock(&l->mutex);
  kr_wait_end(ctx);
  int taken = lock_try(l);
  *again = !taken && (sliced || waited != ETIMEDOUT);
  return taken;
}

static void lock_give(Lock *l) {
  pthread_mutex_lock(&l->mutex);
  l->locked = 0;
  pthread_cond_signal(&l->freed);
  pthread_mutex_unlock(&l->mutex);
}

/* Takes the lock; 0: it was not free in time, -1: a signal's handler raised. */
static int lock_take(Ctx *ctx, Lock *l, int64_t ns) {
  int taken = lock_try(l), again = 1;
  if (taken || ns == 0) return taken;
  int64_t deadline = ns < 0 ? -1 : duration_after(CLOCK_MONOTONIC, ns);
  while (again) {
    taken = wait_for(ctx, l, deadline, &again);
    if (kr_poll(ctx) == 0) continue;
    if (taken) lock_give(l);
    return -1;
  }
  return taken;
}

static Value lock_alloc(Ctx *ctx, uint32_t shape) {
  Lock *l = kr_alloc(ctx, shape, sizeof(Lock));
  if (!l) return 0;
  pthread_mutex_init(&l->mutex, NULL);
  pthread_cond_init(&l->freed, NULL);
  l->ready = 1;
  return kr_val(l);
}

static void lock_drop(Ctx *ctx, Object *o) {
  Lock *l = (Lock *)o;
  if (!l->ready) return;
  pthread_cond_destroy(&l->freed);
  pthread_mutex_destroy(&l->mutex);
}

/* ---- lock ---- */

static Value lock_acquire(Ctx *ctx, Value self, const Value *a) {
  int64_t limit;
  if (wait_argument(ctx, a, &limit) < 0) return 0;
  int taken = lock_take(ctx, lock_of(self), limit);
  return taken < 0 ? 0 : kr_bool(taken);
}

static Value lock_release(Ctx *ctx, Value self, const Value *a) {
  if (!lock_of(self)->locked) return kr_raise(ctx, &kr_type_RuntimeError, "release unlocked lock");
  lock_give(lock_of(self));
  return KR_None;
}

static Value lock_locked(Ctx *ctx, Value self, const Value *a) { return kr_bool(lock_of(self)->locked); }
static Value lock_exit(Ctx *ctx, Value self, const Value *a) { return lock_release(ctx, self, a); }

/* After a fork the child owns nothing of what the parent's other threads held. */
static Value lock_at_fork(Ctx *ctx, Value self, const Value *a) {
  lock_of(self)->locked = 0;
  lock_of(self)->owner = lock_of(self)->count = 0;
  return KR_None;
}

static Value lock_repr(Ctx *ctx, Value self) {
  return str_format_c(ctx, "<%s _thread.lock object at %p>", lock_of(self)->locked ? "locked" : "unlocked", (void *)kr_obj(self));
}

static const Method lock_methods[] = {
  {"acquire", lock_acquire, "blocking=True, timeout=-1", "Take the lock; False if it was not free in time."},
  {"acquire_lock", lock_acquire, "blocking=True, timeout=-1", "Old name of acquire."},
  {"release", lock_release, "", "Give the lock back."},
  {"release_lock", lock_release, "", "Old name of release."},
  {"locked", lock_locked, "", "Is the lock taken."},
  {"locked_lock", lock_locked, "", "Old name of locked."},
  {"__enter__", lock_acquire, "blocking=True, timeout=-1", NULL},
  {"__exit__", lock_exit, "*args", NULL},
  {"_at_fork_reinit", lock_at_fork, "", NULL},
  {0}};

Type kr_type_lock = {
  TYPE_HEAD(lock, "lock"), .module = "_thread", .flags = T_WEAKREF | T_NO_NEW, .size = sizeof(Lock),
  .doc = "A lock that any thread may release.", .repr = lock_repr, .free = lock_drop, .methods = lock_methods,
};

/* ---- rlock ---- */

static uint64_t self_id(void) { return (uint64_t)pthread_self(); }
static int owned(const Lock *l) { return l->count > 0 && l->owner == self_id(); }

static Value rlock_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *sig;
  if (kr_bind(ctx, "RLock", "", &sig, args, nargs, kwnames, NULL) < 0) return 0;
  if (type == &kr_type_rlock) return lock_alloc(ctx, SHAPE_rlock);
  Lock *l = kr_alloc_instance(ctx, type, 0);
  if (!l) return 0;
  pthread_mutex_init(&l->mutex, NULL);
  pthread_cond_init(&l->freed, NULL);
  l->ready = 1;
  return kr_val(l);
}

static Value rlock_acquire(Ctx *ctx, Value self, const Value *a) {
  Lock *l = lock_of(self);
  int64_t limit;
  if (wait_argument(ctx, a, &limit) < 0) return 0;
  int taken = owned(l) ? 1 : lock_take(ctx, l, limit);
  if (taken <= 0) return taken < 0 ? 0 : KR_False;
  l->owner = self_id();
  l->count++;
  return KR_True;
}

static Value rlock_release(Ctx *ctx, Value self, const Value *a) {
  Lock *l = lock_of(self);
  if (!owned(l)) return kr_raise(ctx, &kr_type_RuntimeError, "cannot release un-acquired lock");
  if (--l->count == 0) {
    l->owner = 0;
    lock_give(l);
  }
  return KR_None;
}

static Value rlock_exit(Ctx *ctx, Value self, const Value *a) { return rlock_release(ctx, self, a); }
static Value rlock_is_owned(Ctx *ctx, Value self, const Value *a) { return kr_bool(owned(lock_of(self))); }

/* For Condition.wait: gives the lock up whatever its depth, and takes it again. */
static Value rlock_release_save(Ctx *ctx, Value self, const Value *a) {
  Lock *l = lock_of(self);
  if (l->count == 0) return kr_raise(ctx, &kr_type_RuntimeError, "cannot release un-acquired lock");
  Value state = tuple_pack(ctx, 2, kr_int((int64_t)l->count), kr_int((int64_t)(l->owner & KR_INT_MAX)));
  l->owner = l->count = 0;
  lock_give(l);
  return state;
}

static Value rlock_acquire_restore(Ctx *ctx, Value self, const Value *a) {
  Lock *l = lock_of(self);
  if (!kr_has_flag(a[0], T_TUPLE) || tuple_of(a[0])->len != 2 || !kr_is_int(tuple_of(a[0])->items[0]))
    return kr_raise(ctx, &kr_type_TypeError, "a lock state is expected");
  if (lock_take(ctx, l, -1) < 0) return 0;
  l->count = (uint64_t)kr_int_of(tuple_of(a[0])->items[0]);
  l->owner = self_id();
  return KR_None;
}

static Value rlock_repr(Ctx *ctx, Value self) {
  Lock *l = lock_of(self);
  return str_format_c(ctx, "<%s _thread.RLock object owner=%lu count=%lu at %p>", l->count ? "locked" : "unlocked",
                      (unsigned long)l->owner, (unsigned long)l->count, (void *)l);
}

static const Method rlock_methods[] = {
  {"acquire", rlock_acquire, "blocking=True, timeout=-1", "Take the lock, once more if this thread has it."},
  {"release", rlock_release, "", "Undo one acquire."},
  {"__enter__", rlock_acquire, "blocking=True, timeout=-1", NULL},
  {"__exit__", rlock_exit, "*args", NULL},
  {"_is_owned", rlock_is_owned, "", NULL},
  {"_release_save", rlock_release_save, "", NULL},
  {"_acquire_restore", rlock_acquire_restore, "state, /", NULL},
  {"_at_fork_reinit", lock_at_fork, "", NULL},
  {0}};

Type kr_type_rlock = {
  TYPE_HEAD(rlock, "RLock"), .module = "_thread", .flags = T_WEAKREF | T_BASETYPE, .size = sizeof(Lock), .sig = "",
  .doc = "A lock that its thread may take several times.", .new = rlock_new, .repr = rlock_repr, .free = lock_drop,
  .methods = rlock_methods,
};

/* ---- threads ---- */

/* A thread that was started.  It is kept when it ends, and used again for a later one, since the collector
 * knows the objects that it made by its context. */
typedef struct Thread {
  Ctx *ctx;
  Value function, args, kwargs; /* owned */
  Value sentinel;               /* the lock given back at its end, or 0 */
  int running;
  struct Thread *next;
} Thread;

enum { STACK_DEFAULT = 16 << 20, STACK_MIN = 32 << 10 };

static Thread *threads;
static int64_t stack_bytes; /* of new threads; 0: STACK_DEFAULT */

/* The part of a context that ends with its thread. */
static void thread_ended(Ctx *ctx, Thread *t) {
  kr_clear(ctx, &t->function);
  kr_clear(ctx, &t->args);
  kr_clear(ctx, &t->kwargs);
  kr_clear(ctx, &ctx->handled);
  kr_clear(ctx, &ctx->contextvars);
  kr_clear(ctx, &ctx->running_loop);
  kr_clear(ctx, &ctx->trace);
  kr_clear(ctx, &ctx->profile);
  kr_clear(ctx, &ctx->thread_dict);
  for (int i = 0; i < 2; i++) kr_clear(ctx, &ctx->asyncgen_hooks[i]);
  if (t->sentinel && lock_of(t->sentinel)->locked) lock_give(lock_of(t->sentinel));
  kr_clear(ctx, &t->sentinel);
  t->running = 0;
}

static void *thread_main(void *p) {
  Thread *t = p;
  Ctx *ctx = t->ctx;
  kr_ctx_bind(ctx);
  kr_lock_acquire(ctx);
  kr_ctx_init(ctx, 0);
  Value r = kr_call_ex(ctx, t->function, t->args, t->kwargs);
  if (!r && !kr_catch(ctx, &kr_type_SystemExit)) kr_unraisable(ctx, "in thread started by", t->function);
  kr_unref(ctx, r);
  thread_ended(ctx, t);
  kr_lock_release(ctx);
  return NULL;
}

static Thread *free_thread(void) {
  for (Thread *t = threads; t; t = t->next)
    if (!t->running) return t;
  Thread *t = calloc(1, sizeof *t);
  Ctx *ctx = t ? calloc(1, sizeof *ctx) : NULL;
  if (!ctx) return free(t), NULL;
  t->ctx = ctx;
  t->next = threads;
  threads = t;
  ctx->next = kr_runtime.main->next;
  kr_runtime.main->next = ctx;
  return t;
}

/* ---- functions ---- */

static Value allocate_lock(Ctx *ctx, Value self, const Value *a) { return lock_alloc(ctx, SHAPE_lock); }
static Value get_ident(Ctx *ctx, Value self, const Value *a) { return int_from_u64(ctx, self_id()); }
static Value get_native_id(Ctx *ctx, Value self, const Value *a) { return kr_int(gettid()); }
static Value stack_size(Ctx *ctx, Value self, const Value *a) {
  int64_t old = stack_bytes, wanted = 0;
  if (!a[0]) return kr_int(old);
  if (kr_index_i64(ctx, a[0], &wanted) < 0) return 0;
  if (wanted < 0) return kr_raise(ctx, &kr_type_ValueError, "size must be 0 or a positive value");
  if (wanted && wanted < STACK_MIN) return kr_raise(ctx, &kr_type_ValueError, "size not valid: %ld bytes", (long)wanted);
  stack_bytes = wanted;
  return kr_int(old);
}

/* What a signal would do to the main thread. */
static Value interrupt_main(Ctx *ctx, Value self, const Value *a) {
  int64_t number = SIGINT;
  if (a[0] && kr_index_clamp(ctx, a[0], &number) < 0) return 0;
  if (number < 1 || number >= SIGNAL_COUNT) return kr_raise(ctx, &kr_type_ValueError, "signal number out of range");
  Value handler = signals_handlers[number];
  if (handler ? kr_is_callable(handler) : number == SIGINT) signals_note((int)number);
  return ctx == kr_runtime.main && kr_poll(ctx) < 0 ? 0 : KR_None;
}
static Value count(Ctx *ctx, Value self, const Value *a) {
  int64_t n = 0;
  for (const Thread *t = threads; t; t = t->next) n += t->running;
  return kr_int(n);
}

static Value start_new_thread(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_callable(a[0])) return kr_raise(ctx, &kr_type_TypeError, "first arg must be callable");
  if (!kr_has_flag(a[1], T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "2nd arg must be a tuple");
  if (a[2] && !kr_has_flag(a[2], T_DICT)) return kr_raise(ctx, &kr_type_TypeError, "optional 3rd arg must be a dictionary");
  kr_threads_start();
  Thread *t = free_thread();
  if (!t) return kr_raise_memory(ctx);
  t->function = kr_ref(a[0]);
  t->args = kr_ref(a[1]);
  t->kwargs = kr_ref(a[2]);
  t->running = 1;
  pthread_attr_t attributes;
  pthread_t id;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_bytes ? (size_t)stack_bytes : STACK_DEFAULT);
  int failed = pthread_create(&id, &attributes, thread_main, t);
  pthread_attr_destroy(&attributes);
  if (!failed) return int_from_u64(ctx, (uint64_t)id);
  thread_ended(t->ctx, t);
  return kr_raise(ctx, &kr_type_RuntimeError, "can't start new thread");
}

static Value exit_thread(Ctx *ctx, Value self, const Value *a) {
  Value exc = kr_call0(ctx, kr_val(&kr_type_SystemExit));
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}

/* The lock that the threading module waits for when a thread ends. */
static Value set_sentinel(Ctx *ctx, Value self, const Value *a) {
  Value lock = lock_alloc(ctx, SHAPE_lock);
  for (Thread *t = threads; lock && t; t = t->next)
    if (t->ctx == ctx) kr_set(ctx, &t->sentinel, kr_ref(lock));
  return lock;
}

static int thread_init(Ctx *ctx, Value module) {
  static const StructField fields[] = {
    {"exc_type", "Exception type"}, {"exc_value", "Exception value"}, {"exc_traceback", "Exception traceback"},
    {"thread", "Thread object"}};
  Value d = module_dict(module);
  Type *args = structseq_type(ctx, "_thread._ExceptHookArgs", "What threading.excepthook is called with.", fields, 4, 4);
  if (!args || dict_set_c(ctx, d, "_ExceptHookArgs", kr_val(args)) < 0) return -1;
  return dict_set_c(ctx, d, "TIMEOUT_MAX", kr_float(ctx, TIMEOUT_MAX)) < 0 ||
         dict_set_c(ctx, d, "error", kr_ref(kr_val(&kr_type_RuntimeError))) < 0 ||
         dict_set_c(ctx, d, "LockType", kr_ref(kr_val(&kr_type_lock))) < 0 ||
         dict_set_c(ctx, d, "_local", kr_ref(kr_val(&kr_type_local))) < 0 ? -1 : 0;
}

static const Method thread_methods[] = {
  {"allocate_lock", allocate_lock, "", "A new lock."},
  {"allocate", allocate_lock, "", "Old name of allocate_lock."},
  {"get_ident", get_ident, "", "A number that identifies the current thread."},
  {"get_native_id", get_native_id, "", "The system's number of the current thread."},
  {"start_new_thread", start_new_thread, "function, args, kwargs=None, /", "Start a thread."},
  {"start_new", start_new_thread, "function, args, kwargs=None, /", "Old name of start_new_thread."},
  {"exit", exit_thread, "", "End the thread by raising SystemExit."},
  {"exit_thread", exit_thread, "", "Old name of exit."},
  {"stack_size", stack_size, "size=0, /", "Stack size of new threads; 0 is the system's default."},
  {"interrupt_main", interrupt_main, "signum=2, /", "Simulate a signal in the main thread."},
  {"_count", count, "", "Number of threads started here."},
  {"_set_sentinel", set_sentinel, "", NULL},
  {0}};

static Type *const thread_types[] = {&kr_type_rlock, NULL};

const ModuleDef kr_module__thread = {
  .name = "_thread", .doc = "Threads and locks.", .methods = thread_methods, .types = thread_types,
  .init = thread_init,
};
