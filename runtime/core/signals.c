/* Signals: what the operating system delivers at any time is noted, and handled at a safepoint. */
#include "signals.h"
#include <errno.h>
#include <unistd.h>

Value signals_handlers[SIGNAL_COUNT];
volatile int signals_wakeup_fd = -1;
int signals_warn_full = 1;
static volatile sig_atomic_t noted[SIGNAL_COUNT];
static volatile sig_atomic_t any_noted;
static volatile sig_atomic_t wakeup_error;

void signals_note(int number) {
  int saved = errno;
  noted[number] = 1;
  any_noted = 1;
  if (kr_runtime.main) __atomic_fetch_or(&kr_runtime.main->pending, PENDING_SIGNAL, __ATOMIC_SEQ_CST);
  if (signals_wakeup_fd >= 0) {
    unsigned char byte = (unsigned char)number;
    if (write(signals_wakeup_fd, &byte, 1) < 0 && (signals_warn_full || (errno != EAGAIN && errno != EWOULDBLOCK)))
      wakeup_error = errno;
  }
  errno = saved;
}

int signals_install(int number, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  return sigaction(number, &action, NULL);
}

void signals_start(void) {
  struct sigaction current;
  kr_pending_hooks[0] = signals_run;
  signals_install(SIGPIPE, SIG_IGN);
  signals_install(SIGXFSZ, SIG_IGN);
  if (sigaction(SIGINT, NULL, &current) == 0 && current.sa_handler == SIG_DFL) signals_install(SIGINT, signals_note);
}

static int call_handler(Ctx *ctx, int number) {
  Value handler = signals_handlers[number];
  if (!handler) {
    Value exc = number == SIGINT ? kr_call0(ctx, kr_val(&kr_type_KeyboardInterrupt)) : 0;
    if (exc) kr_raise_obj(ctx, exc);
    kr_unref(ctx, exc);
    return number == SIGINT ? -1 : 0;
  }
  if (!kr_is_callable(handler)) return 0;
  Value frame = ctx->frame ? frame_object(ctx, ctx->frame) : KR_None;
  if (!frame) return -1;
  kr_ref(handler);
  Value r = kr_call2(ctx, handler, kr_int(number), frame);
  kr_unref(ctx, handler);
  kr_unref(ctx, frame);
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

static void report_wakeup(Ctx *ctx) {
  int error = wakeup_error;
  wakeup_error = 0;
  if (!error) return;
  Value saved = kr_fetch(ctx);
  kr_raise_errno(ctx, error, 0);
  kr_unraisable(ctx, "when trying to send to the signal wakeup fd", 0);
  if (saved) kr_restore(ctx, saved);
}

int signals_run(Ctx *ctx) {
  if (ctx != kr_runtime.main || !any_noted) return 0;
  any_noted = 0;
  report_wakeup(ctx);
  for (int i = 1; i < SIGNAL_COUNT; i++) {
    if (!noted[i]) continue;
    noted[i] = 0;
    if (call_handler(ctx, i) == 0) continue;
    /* the rest is for the next safepoint */
    any_noted = 1;
    __atomic_fetch_or(&ctx->pending, PENDING_SIGNAL, __ATOMIC_SEQ_CST);
    return -1;
  }
  return 0;
}
