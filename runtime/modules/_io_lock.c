/* One thread at a time in a buffered file.
 *
 * Reading and writing give up the threads' common lock while they wait for the system, with the buffer half
 * way between two states.  So a thread that works in a buffer owns it; others wait, and the owner itself may
 * not come in again (from a signal handler, or from a raw stream written in Python).  Owner and waiters
 * change under the common lock only, so without contention it costs a test and two stores. */
#include <pthread.h>
#include <time.h>
#include "../threads.h"
#include "_io.h"

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;
static int waiters;

/* An owner that a fork left behind, or a thread that has ended, will never leave. */
static int is_alive(const Ctx *owner) {
  for (const Ctx *c = kr_runtime.main; c; c = c->next)
    if (c == owner) return 1;
  return 0;
}

/* Until some buffer is freed, or for a second. */
static void wait_for_change(Ctx *ctx) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec++;
  waiters++;
  pthread_mutex_lock(&guard); /* before the common lock goes: whoever frees a buffer then waits for us to listen */
  kr_wait_begin(ctx);
  pthread_cond_clockwait(&freed, &guard, CLOCK_MONOTONIC, &until);
  pthread_mutex_unlock(&guard);
  kr_wait_end(ctx);
  waiters--;
}

KR_COLD static int enter_busy(Ctx *ctx, Buffered *b) {
  while (b->owner && b->owner != ctx && is_alive(b->owner)) {
    wait_for_change(ctx);
    if (b->owner && kr_runtime.finalizing) {
      kr_raise(ctx, &kr_type_RuntimeError, "could not acquire lock for %R at interpreter shutdown, possibly due to daemon threads", kr_val(b));
      return -1;
    }
  }
  if (b->owner == ctx) {
    kr_raise(ctx, &kr_type_RuntimeError, "reentrant call inside %R", kr_val(b));
    return -1;
  }
  b->owner = ctx;
  return 0;
}

int buffered_enter(Ctx *ctx, Buffered *b) {
  if (KR_UNLIKELY(b->owner != NULL)) return enter_busy(ctx, b);
  b->owner = ctx;
  return 0;
}

void buffered_leave(Buffered *b) {
  b->owner = NULL;
  if (KR_LIKELY(!waiters)) return;
  pthread_mutex_lock(&guard);
  pthread_cond_broadcast(&freed);
  pthread_mutex_unlock(&guard);
}
