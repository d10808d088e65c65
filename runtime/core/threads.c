/* The lock that threads of Python code pass round.
 *
 * A thread that waits for the lock longer than the switch interval asks the holder to let go, by its
 * pending bits; the holder then waits until somebody else has had the lock, so that it does not get it
 * back at once. */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <time.h>
#include <unistd.h>
#include "../threads.h"

int kr_has_threads;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t released = PTHREAD_COND_INITIALIZER, taken = PTHREAD_COND_INITIALIZER;
static Ctx *holder;        /* NULL: free */
static uint64_t turns;     /* how often the lock was taken */
static int waiting;        /* threads in kr_lock_acquire */

static struct timespec after(double seconds) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  int64_t ns = t.tv_nsec + (int64_t)(fmin(seconds, 1e9) * 1e9);
  t.tv_sec += ns / 1000000000;
  t.tv_nsec = ns % 1000000000;
  return t;
}

void kr_lock_acquire(Ctx *ctx) {
  int saved = errno;
  pthread_mutex_lock(&mutex);
  waiting++;
  while (holder) {
    struct timespec end = after(kr_runtime.switch_interval > 0 ? kr_runtime.switch_interval : 0.005);
    uint64_t turn = turns;
    if (pthread_cond_clockwait(&released, &mutex, CLOCK_MONOTONIC, &end) == ETIMEDOUT && holder && turn == turns)
      __atomic_fetch_or(&holder->pending, PENDING_SWITCH, __ATOMIC_SEQ_CST);
  }
  waiting--;
  if (kr_runtime.finalizing && ctx != kr_runtime.main) {
    pthread_mutex_unlock(&mutex);
    for (;;) pause();
  }
  holder = ctx;
  turns++;
  pthread_cond_signal(&taken);
  pthread_mutex_unlock(&mutex);
  errno = saved;
}

void kr_lock_release(Ctx *ctx) {
  int saved = errno;
  pthread_mutex_lock(&mutex);
  holder = NULL;
  pthread_cond_signal(&released);
  pthread_mutex_unlock(&mutex);
  errno = saved;
}

/* The hook of PENDING_SWITCH. */
static int let_others(Ctx *ctx) {
  pthread_mutex_lock(&mutex);
  if (waiting) {
    uint64_t turn = turns;
    holder = NULL;
    pthread_cond_signal(&released);
    struct timespec end = after(0.1);
    while (turn == turns && waiting && pthread_cond_clockwait(&taken, &mutex, CLOCK_MONOTONIC, &end) != ETIMEDOUT) {}
    pthread_mutex_unlock(&mutex);
    kr_lock_acquire(ctx);
    return 0;
  }
  pthread_mutex_unlock(&mutex);
  return 0;
}

/* In the child of a fork only the forking thread is left, and it runs. */
static void after_fork(void) {
  pthread_mutex_init(&mutex, NULL);
  pthread_cond_init(&released, NULL);
  pthread_cond_init(&taken, NULL);
  waiting = 0;
  for (Ctx *c = kr_runtime.main; c; c = c->next)
    if (c != holder) c->frame = NULL;
}

void kr_threads_start(void) {
  if (kr_has_threads) return;
  kr_pending_hooks[1] = let_others;
  holder = kr_runtime.main;
  kr_ctx_bind(kr_runtime.main);
  pthread_atfork(NULL, NULL, after_fork);
  kr_has_threads = 1;
}
