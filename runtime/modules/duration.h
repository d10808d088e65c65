/* Lengths of time: what Python code gives as a number of seconds or milliseconds, as whole nanoseconds, so that no
 * number is too large for what it is converted to. */
#ifndef KRAIT_DURATION_H
#define KRAIT_DURATION_H

#include <time.h>
#include "../api.h"

#define NS_PER_SECOND INT64_C(1000000000)
#define NS_PER_MS INT64_C(1000000)

typedef enum { ROUND_CEILING, ROUND_AWAY /* from zero, so that no wait is cut short */ } Rounding;

/* v, a float or an int, counts units of so many nanoseconds.  -1: raised: TypeError, ValueError for NaN,
 * OverflowError for what does not fit. */
int duration_arg(Ctx *, Value v, int64_t unit, Rounding, int64_t *ns);
/* The same in other units, rounded. */
int64_t duration_count(int64_t ns, int64_t unit, Rounding);
/* A clock's time, and the time ns later, or the last one that there is. */
int64_t duration_clock(clockid_t);
int64_t duration_after(clockid_t, int64_t ns);
struct timespec duration_timespec(int64_t ns);
/* What poll and epoll_wait take: milliseconds until a time of CLOCK_MONOTONIC, 0 when it has passed, -1 when it is
 * negative: without limit. */
int duration_poll(int64_t deadline);

#endif
