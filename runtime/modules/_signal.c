/* The _signal module: Python handlers for signals, timers and masks. */
#include <errno.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>
#include "../core/signals.h"
#include "../threads.h"
#include "duration.h"

static Type *siginfo_type;
static Value itimer_error; /* signal.itimer_error */

static Value done(Ctx *ctx, int result) { return result < 0 ? kr_raise_errno(ctx, errno, 0) : KR_None; }

/* A signal number; -1: raised. */
static int number_arg(Ctx *ctx, Value v) {
  int64_t n;
  if (kr_index_i64(ctx, v, &n) < 0) return -1;
  if (n >= 1 && n < SIGNAL_COUNT) return (int)n;
  kr_raise(ctx, &kr_type_ValueError, "signal number out of range");
  return -1;
}

static int is_main(Ctx *ctx) { return ctx == kr_runtime.main; }

/* ---- handlers ---- */
static Value default_int_handler_m(Ctx *ctx, Value module, const Value *a) {
  Value exc = kr_call0(ctx, kr_val(&kr_type_KeyboardInterrupt));
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}

static Value signal_signal_m(Ctx *ctx, Value module, const Value *a) {
  if (!is_main(ctx))
    return kr_raise(ctx, &kr_type_ValueError, "signal only works in main thread of the main interpreter");
  int number = number_arg(ctx, a[0]);
  if (number < 0) return 0;
  void (*handler)(int) = signals_note;
  if (kr_is_anyint(a[1]) && int_clamp(a[1]) <= 1 && int_clamp(a[1]) >= 0) {
    handler = int_clamp(a[1]) ? SIG_IGN : SIG_DFL;
  } else if (!kr_is_callable(a[1])) {
    return kr_raise(ctx, &kr_type_TypeError,
                    "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
  }
  if (signals_run(ctx) < 0) return 0;
  if (signals_install(number, handler) < 0) return kr_raise_errno(ctx, errno, 0);
  Value old = signals_handlers[number];
  signals_handlers[number] = handler == signals_note ? kr_ref(a[1]) : kr_int(handler == SIG_IGN);
  return old ? old : KR_None;
}

static Value signal_getsignal_m(Ctx *ctx, Value module, const Value *a) {
  int number = number_arg(ctx, a[0]);
  if (number < 0) return 0;
  return signals_handlers[number] ? kr_ref(signals_handlers[number]) : KR_None;
}

static Value signal_set_wakeup_fd_m(Ctx *ctx, Value module, const Value *a) {
  int64_t fd;
  if (kr_index_i64(ctx, a[0], &fd) < 0) return 0;
  int warn = a[1] ? kr_truth(ctx, a[1]) : 1;
  if (warn < 0) return 0;
  if (!is_main(ctx))
    return kr_raise(ctx, &kr_type_ValueError, "set_wakeup_fd only works in main thread of the main interpreter");
  Value blocking = 0;
  if (fd >= 0) {
    Value get = kr_import_attr(ctx, "posix", "get_blocking");
    blocking = get ? kr_call1(ctx, get, kr_int(fd)) : 0;
    kr_unref(ctx, get);
    if (!blocking) return 0;
    if (blocking == KR_True)
      return kr_raise(ctx, &kr_type_ValueError, "the fd %d must be in non-blocking mode", (int)fd);
  }
  int old = signals_wakeup_fd;
  signals_wakeup_fd = (int)fd;
  signals_warn_full = warn;
  return kr_int(old);
}

static Value signal_siginterrupt_m(Ctx *ctx, Value module, const Value *a) {
  int number = number_arg(ctx, a[0]), flag = number < 0 ? -1 : kr_truth(ctx, a[1]);
  if (flag < 0) return 0;
  struct sigaction action;
  if (sigaction(number, NULL, &action) < 0) return kr_raise_errno(ctx, errno, 0);
  action.sa_flags = flag ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
  return done(ctx, sigaction(number, &action, NULL));
}

/* ---- sending ---- */
static Value after_sending(Ctx *ctx, int error) {
  if (error) return kr_raise_errno(ctx, error, 0);
  return kr_poll(ctx) < 0 ? 0 : KR_None;
}
static Value signal_raise_signal_m(Ctx *ctx, Value module, const Value *a) {
  int64_t number;
  if (kr_index_i64(ctx, a[0], &number) < 0) return 0;
  return after_sending(ctx, raise((int)number) ? errno : 0);
}
static Value signal_pthread_kill_m(Ctx *ctx, Value module, const Value *a) {
  int64_t thread, number;
  if (kr_index_i64(ctx, a[0], &thread) < 0 || kr_index_i64(ctx, a[1], &number) < 0) return 0;
  return after_sending(ctx, pthread_kill((pthread_t)thread, (int)number));
}
static Value signal_pidfd_send_signal_m(Ctx *ctx, Value module, const Value *a) {
  int64_t fd, number, flags = 0;
  if (kr_index_i64(ctx, a[0], &fd) < 0 || kr_index_i64(ctx, a[1], &number) < 0 ||
      (a[3] && kr_index_i64(ctx, a[3], &flags) < 0))
    return 0;
  if (a[2] && a[2] != KR_None) return kr_raise(ctx, &kr_type_TypeError, "siginfo must be None");
  return after_sending(ctx, syscall(SYS_pidfd_send_signal, (int)fd, (int)number, NULL, (unsigned)flags) < 0 ? errno : 0);
}
static Value signal_strsignal_m(Ctx *ctx, Value module, const Value *a) {
  int number = number_arg(ctx, a[0]);
  if (number < 0) return 0;
  const char *text = strsignal(number);
  return text && strncmp(text, "Unknown signal", 14) ? str_from(ctx, text) : KR_None;
}

/* ---- timers ---- */
static Value signal_alarm_m(Ctx *ctx, Value module, const Value *a) {
  int64_t n;
  return kr_index_i64(ctx, a[0], &n) < 0 ? 0 : kr_int(alarm((unsigned)n));
}

static Value signal_pause_m(Ctx *ctx, Value module, const Value *a) {
  pause();
  return kr_poll(ctx) < 0 ? 0 : KR_None;
}

static int timeval_arg(Ctx *ctx, Value v, struct timeval *out) {
  int64_t ns = 0;
  if (v && duration_arg(ctx, v, NS_PER_SECOND, ROUND_CEILING, &ns) < 0) return -1;
  int64_t us = duration_count(ns, 1000, ROUND_CEILING);
  *out = (struct timeval){us / 1000000, us % 1000000};
  return 0;
}

static Value timer_pair(Ctx *ctx, const struct itimerval *t) {
  Value v[2] = {kr_float(ctx, (double)t->it_value.tv_sec + 1e-6 * (double)t->it_value.tv_usec),
                kr_float(ctx, (double)t->it_interval.tv_sec + 1e-6 * (double)t->it_interval.tv_usec)};
  return tuple_steal(ctx, v, 2);
}

static Value raise_timer_error(Ctx *ctx) {
  int number = errno;
  Value args[2] = {kr_int(number), str_from(ctx, strerror(number))};
  Value exc = args[1] ? kr_call(ctx, itimer_error, args, 2, 0) : 0;
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  kr_unref(ctx, args[1]);
  return 0;
}

static Value signal_setitimer_m(Ctx *ctx, Value module, const Value *a) {
  int64_t which;
  struct itimerval new_timer, old;
  if (kr_index_i64(ctx, a[0], &which) < 0 || timeval_arg(ctx, a[1], &new_timer.it_value) < 0 ||
      timeval_arg(ctx, a[2], &new_timer.it_interval) < 0)
    return 0;
  if (setitimer((__itimer_which_t)which, &new_timer, &old) < 0) return raise_timer_error(ctx);
  return timer_pair(ctx, &old);
}

static Value signal_getitimer_m(Ctx *ctx, Value module, const Value *a) {
  int64_t which;
  struct itimerval timer;
  if (kr_index_i64(ctx, a[0], &which) < 0) return 0;
  return getitimer((__itimer_which_t)which, &timer) < 0 ? raise_timer_error(ctx) : timer_pair(ctx, &timer);
}

/* ---- sets of signals ---- */
static int set_arg(Ctx *ctx, Value v, sigset_t *out) {
  sigemptyset(out);
  Value list = kr_to_list(ctx, v);
  int status = list ? 0 : -1;
  for (int64_t i = 0; status == 0 && i < list_of(list)->len; i++) {
    int64_t n;
    status = kr_index_clamp(ctx, list_of(list)->items[i], &n);
    if (status == 0 && (n < 1 || n >= SIGNAL_COUNT)) {
      kr_raise(ctx, &kr_type_ValueError, "signal number %ld out of range [1; %i]", (long)n, SIGNAL_COUNT - 1);
      status = -1;
    }
    if (status == 0) sigaddset(out, (int)n);
  }
  kr_unref(ctx, list);
  return status;
}

static Value set_object(Ctx *ctx, const sigset_t *s) {
  Value set = set_new(ctx);
  for (int i = 1; set && i < SIGNAL_COUNT; i++)
    if (sigismember(s, i) == 1 && set_add(ctx, set, kr_int(i)) < 0) kr_clear(ctx, &set);
  return set;
}

static Value signal_pthread_sigmask_m(Ctx *ctx, Value module, const Value *a) {
  int64_t how;
  sigset_t mask, old;
  if (kr_index_i64(ctx, a[0], &how) < 0 || set_arg(ctx, a[1], &mask) < 0) return 0;
  int error = pthread_sigmask((int)how, &mask, &old);
  if (error) return kr_raise_errno(ctx, error, 0);
  return kr_poll(ctx) < 0 ? 0 : set_object(ctx, &old);
}
static Value signal_sigpending_m(Ctx *ctx, Value module, const Value *a) {
  sigset_t s;
  return sigpending(&s) < 0 ? kr_raise_errno(ctx, errno, 0) : set_object(ctx, &s);
}
static Value signal_valid_signals_m(Ctx *ctx, Value module, const Value *a) {
  sigset_t s;
  sigfillset(&s);
  return set_object(ctx, &s);
}
static Value signal_sigwait_m(Ctx *ctx, Value module, const Value *a) {
  sigset_t s;
  int number;
  if (set_arg(ctx, a[0], &s) < 0) return 0;
  kr_wait_begin(ctx);
  int error = sigwait(&s, &number);
  kr_wait_end(ctx);
  return error ? kr_raise_errno(ctx, error, 0) : kr_int(number);
}

static Value info_object(Ctx *ctx, const siginfo_t *i) {
  Value v[7] = {kr_int(i->si_signo), kr_int(i->si_code), kr_int(i->si_errno), kr_int(i->si_pid),
                kr_int(i->si_uid), kr_int(i->si_status), int_from_i64(ctx, i->si_band)};
  return structseq_steal(ctx, siginfo_type, v, 7);
}
/* Waits for one of the signals until a time of CLOCK_MONOTONIC, or for ever (-1). */
static Value wait_info(Ctx *ctx, const sigset_t *set, int64_t deadline) {
  for (;;) {
    siginfo_t info;
    int64_t left = deadline < 0 ? 0 : deadline - duration_clock(CLOCK_MONOTONIC);
    struct timespec t = duration_timespec(left > 0 ? left : 0);
    kr_wait_begin(ctx);
    int n = deadline < 0 ? sigwaitinfo(set, &info) : sigtimedwait(set, &info, &t);
    kr_wait_end(ctx);
    if (n >= 0) return info_object(ctx, &info);
    if (errno == EAGAIN) return KR_None;
    if (errno != EINTR) return kr_raise_errno(ctx, errno, 0);
    if (kr_poll(ctx) < 0) return 0;
  }
}
static Value signal_sigwaitinfo_m(Ctx *ctx, Value module, const Value *a) {
  sigset_t set;
  return set_arg(ctx, a[0], &set) < 0 ? 0 : wait_info(ctx, &set, -1);
}
static Value signal_sigtimedwait_m(Ctx *ctx, Value module, const Value *a) {
  sigset_t set;
  int64_t limit;
  if (duration_arg(ctx, a[1], NS_PER_SECOND, ROUND_CEILING, &limit) < 0) return 0;
  if (limit < 0) return kr_raise(ctx, &kr_type_ValueError, "timeout must be non-negative");
  return set_arg(ctx, a[0], &set) < 0 ? 0 : wait_info(ctx, &set, duration_after(CLOCK_MONOTONIC, limit));
}

/* ---- the module ---- */
static const Method signal_methods[] = {
  {"default_int_handler", default_int_handler_m, "signalnum, frame, /", "Raises KeyboardInterrupt; the handler of SIGINT."},
  {"signal", signal_signal_m, "signalnum, handler, /", "Set the handler of a signal; gives the old one."},
  {"getsignal", signal_getsignal_m, "signalnum, /", "The handler of a signal."},
  {"set_wakeup_fd", signal_set_wakeup_fd_m, "fd, /, *, warn_on_full_buffer=True",
   "Set the descriptor that a byte is written to when a signal comes."},
  {"siginterrupt", signal_siginterrupt_m, "signalnum, flag, /", "Do signals interrupt system calls."},
  {"raise_signal", signal_raise_signal_m, "signalnum, /", "Send a signal to this process."},
  {"pthread_kill", signal_pthread_kill_m, "thread_id, signalnum, /", "Send a signal to a thread."},
  {"pidfd_send_signal", signal_pidfd_send_signal_m, "pidfd, signalnum, siginfo=None, flags=0, /",
   "Send a signal to a process by its descriptor."},
  {"strsignal", signal_strsignal_m, "signalnum, /", "Text of a signal, or None."},
  {"alarm", signal_alarm_m, "seconds, /", "Have SIGALRM sent after some seconds."},
  {"pause", signal_pause_m, "", "Wait for a signal."},
  {"setitimer", signal_setitimer_m, "which, seconds, interval=0.0, /", "Set a timer; gives what it was before."},
  {"getitimer", signal_getitimer_m, "which, /", "A timer's time left and interval."},
  {"pthread_sigmask", signal_pthread_sigmask_m, "how, mask, /", "Change which signals the thread blocks."},
  {"sigpending", signal_sigpending_m, "", "Signals that wait to be delivered."},
  {"valid_signals", signal_valid_signals_m, "", "All signals of the system."},
  {"sigwait", signal_sigwait_m, "sigset, /", "Wait for one of the signals."},
  {"sigwaitinfo", signal_sigwaitinfo_m, "sigset, /", "Wait for one of the signals; gives what is known of it."},
  {"sigtimedwait", signal_sigtimedwait_m, "sigset, timeout, /", "Like sigwaitinfo, for at most some seconds."},
  {0},
};

static const struct { const char *name; int number; } constants[] = {
#define SIGNAL(name) {#name, name},
#include "signal_names.def"
  {"SIGRTMIN", 34}, {"SIGRTMAX", 64}, {"NSIG", SIGNAL_COUNT}, {"SIG_DFL", 0}, {"SIG_IGN", 1},
};

/* What Python finds installed when it first looks. */
static int add_handlers(Ctx *ctx, Value module) {
  Value int_handler = dict_get(ctx, module_dict(module), str_intern_c(ctx, "default_int_handler"));
  for (int i = 1; i < SIGNAL_COUNT; i++) {
    struct sigaction action;
    if (signals_handlers[i] || sigaction(i, NULL, &action) < 0) continue;
    Value v = action.sa_handler == SIG_DFL ? kr_int(0) : action.sa_handler == SIG_IGN ? kr_int(1) : KR_None;
    if (i == SIGINT && action.sa_handler == signals_note && int_handler && int_handler != KR_ABSENT) v = int_handler;
    signals_handlers[i] = kr_ref(v);
  }
  return 0;
}

static int add_timer_error(Ctx *ctx, Value dict) {
  Value bases = tuple_pack(ctx, 1, kr_val(&kr_type_OSError)), ns = dict_new(ctx), name = str_from(ctx, "itimer_error");
  if (bases && ns && name && dict_set_c(ctx, ns, "__module__", str_from(ctx, "signal")) == 0)
    itimer_error = type_new_heap(ctx, &kr_type_type, name, bases, ns, NULL, 0);
  kr_unref(ctx, bases);
  kr_unref(ctx, ns);
  kr_unref(ctx, name);
  return itimer_error ? dict_set_c(ctx, dict, "ItimerError", kr_ref(itimer_error)) : -1;
}

static int signal_init(Ctx *ctx, Value module) {
  static const StructField fields[] = {
    {"si_signo", "signal number"}, {"si_code", "signal code"}, {"si_errno", "errno associated with this signal"},
    {"si_pid", "sending process ID"}, {"si_uid", "real user ID of sending process"}, {"si_status", "exit value or signal"},
    {"si_band", "band event for SIGPOLL"}};
  Value dict = module_dict(module);
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (dict_set_c(ctx, dict, constants[i].name, kr_int(constants[i].number)) < 0) return -1;
  siginfo_type = structseq_type(ctx, "signal.struct_siginfo", "Result of sigwaitinfo and sigtimedwait.", fields, 7, 7);
  if (!siginfo_type || dict_set_c(ctx, dict, "struct_siginfo", kr_ref(kr_val(siginfo_type))) < 0) return -1;
  if (add_timer_error(ctx, dict) < 0) return -1;
  return add_handlers(ctx, module);
}

const ModuleDef kr_module__signal = {
  .name = "_signal",
  .doc = "Handlers for signals.",
  .methods = signal_methods,
  .init = signal_init,
};
