/* Signals of the process: handlers in C note them, the main thread calls Python's at a safepoint. */
#ifndef KRAIT_SIGNALS_H
#define KRAIT_SIGNALS_H

#include <signal.h>
#include "../api.h"

enum { SIGNAL_COUNT = 65 };

/* Python's handler of each signal: a callable, SIG_DFL or SIG_IGN as an int, None (not known to Python),
 * or 0 when never asked for: then SIGINT raises KeyboardInterrupt. */
extern Value signals_handlers[SIGNAL_COUNT];
extern volatile int signals_wakeup_fd;  /* -1: none */
extern int signals_warn_full;

/* At start: SIGINT raises KeyboardInterrupt, a broken pipe is an OSError. */
void signals_start(void);
/* Installs a C handler for a signal: signals_note, SIG_DFL or SIG_IGN; 0, or -1 with errno set. */
int signals_install(int number, void (*handler)(int));
void signals_note(int number);
/* Runs the handlers of signals that came in; only in the main thread.  -1: raised. */
int signals_run(Ctx *);

#endif
