/* Threads of Python code take turns: one lock, held by the thread that runs, released around calls that may
 * wait and, when another thread wants to run, at a safepoint.  Until the first thread is started all of it
 * costs a test. */
#ifndef KRAIT_THREADS_H
#define KRAIT_THREADS_H

#include "context.h"

/* Before the first thread is started, by the main thread, which then holds the lock. */
void kr_threads_start(void);
void kr_lock_release(Ctx *);
/* Does not return once the process is ending, except in the main thread. */
void kr_lock_acquire(Ctx *);
extern int kr_has_threads;

/* Around a call that may wait; no Python object may be touched between them.  errno is kept. */
KR_INLINE void kr_wait_begin(Ctx *ctx) { if (kr_has_threads) kr_lock_release(ctx); }
KR_INLINE void kr_wait_end(Ctx *ctx) { if (kr_has_threads) kr_lock_acquire(ctx); }

#endif
