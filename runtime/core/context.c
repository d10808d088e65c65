/* Contexts: the state of a thread, its stack limits, and the work that waits for a safepoint. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include "../api.h"

struct Runtime kr_runtime = {.flags = {.int_max_str_digits = 4300}};

int (*kr_pending_hooks[PENDING_KINDS])(Ctx *);

#define STACK_WANTED ((size_t)64 << 20) /* below the gap that the kernel keeps under the main stack */
#define STACK_RESERVE ((size_t)192 << 10) /* what C code may use after the last test */

/* The main thread's stack grows on demand up to the soft limit, which may be raised while running. */
static size_t main_stack_size(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) < 0) return (size_t)8 << 20;
  if (limit.rlim_cur == RLIM_INFINITY) return STACK_WANTED;
  if (limit.rlim_cur >= STACK_WANTED) return STACK_WANTED;
  rlim_t wanted = limit.rlim_max < STACK_WANTED ? limit.rlim_max : STACK_WANTED;
  struct rlimit raised = {wanted, limit.rlim_max};
  return setrlimit(RLIMIT_STACK, &raised) == 0 ? wanted : limit.rlim_cur;
}

/* Where the stack begins: above main's frame lie the arguments and the environment, which count too. */
static char *main_stack_top(void) {
  char *top = __builtin_frame_address(0);
  for (char **e = environ; e && *e; e++)
    if (*e > top && (size_t)(*e - top) < STACK_WANTED) top = *e;
  return top;
}

void kr_ctx_init(Ctx *ctx, int is_main) {
  ctx->rt = &kr_runtime;
  ctx->depth_limit = kr_runtime.main ? kr_runtime.main->depth_limit : 1000;
  ctx->thread_id = (uint64_t)pthread_self();
  if (is_main) {
    kr_runtime.main = ctx;
    ctx->stack_limit = main_stack_top() - main_stack_size() + STACK_RESERVE;
    return;
  }
  pthread_attr_t attr;
  void *low = NULL;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attr) == 0) {
    pthread_attr_getstack(&attr, &low, &size);
    pthread_attr_destroy(&attr);
  }
  ctx->stack_limit = (char *)low + (size > 2 * STACK_RESERVE ? STACK_RESERVE : size / 4);
}

static pthread_key_t ctx_key;
static int has_threads;

void kr_ctx_bind(Ctx *ctx) {
  if (!has_threads) {
    pthread_key_create(&ctx_key, NULL);
    has_threads = 1;
    pthread_setspecific(ctx_key, kr_runtime.main);
  }
  pthread_setspecific(ctx_key, ctx);
}

Ctx *kr_current_ctx(void) { return has_threads ? pthread_getspecific(ctx_key) : kr_runtime.main; }

/* ---- recursion ---- */

KR_COLD int kr_enter_slow(Ctx *ctx, const char *where) {
  ctx->depth--;
  int limit = ctx->depth_limit;
  ctx->depth_limit += 50; /* room to make the exception */
  char *stack_limit = ctx->stack_limit;
  ctx->stack_limit -= STACK_RESERVE / 2;
  kr_raise(ctx, &kr_type_RecursionError, "maximum recursion depth exceeded%s", where);
  ctx->depth_limit = limit;
  ctx->stack_limit = stack_limit;
  return 1;
}

KR_COLD int kr_stack_overflow(Ctx *ctx) {
  ctx->depth++;
  return kr_enter_slow(ctx, "");
}

/* ---- safepoints ---- */

int kr_run_pending(Ctx *ctx) {
  for (int i = 0; i < PENDING_KINDS; i++) {
    uint32_t bit = 1u << i;
    if (!(ctx->pending & bit) || !kr_pending_hooks[i]) continue;
    __atomic_fetch_and(&ctx->pending, ~bit, __ATOMIC_SEQ_CST);
    if (kr_pending_hooks[i](ctx) < 0) return -1;
  }
  return 0;
}
