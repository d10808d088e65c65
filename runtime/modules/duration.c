/* Lengths of time in nanoseconds. */
#include "duration.h"

#include <limits.h>
#include <math.h>

static int too_large(Ctx *ctx) {
  kr_raise(ctx, &kr_type_OverflowError, "timestamp too large to convert to C _PyTime_t");
  return -1;
}

static int from_double(Ctx *ctx, double d, Rounding rounding, int64_t *ns) {
  if (isnan(d)) return kr_raise(ctx, &kr_type_ValueError, "Invalid value NaN (not a number)"), -1;
  d = rounding == ROUND_CEILING || d >= 0 ? ceil(d) : floor(d);
  if (d < -0x1p63 || d >= 0x1p63) return too_large(ctx);
  *ns = (int64_t)d;
  return 0;
}

int duration_arg(Ctx *ctx, Value v, int64_t unit, Rounding rounding, int64_t *ns) {
  int64_t n;
  if (kr_is_anyfloat(v)) return from_double(ctx, float_of(v) * (double)unit, rounding, ns);
  if (kr_index_i64(ctx, v, &n) < 0) return kr_catch(ctx, &kr_type_OverflowError) ? too_large(ctx) : -1;
  return __builtin_mul_overflow(n, unit, ns) ? too_large(ctx) : 0;
}

int64_t duration_count(int64_t ns, int64_t unit, Rounding rounding) {
  int64_t rest = ns % unit;
  return ns / unit + (rest > 0) - (rest < 0 && rounding == ROUND_AWAY);
}

int64_t duration_clock(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * NS_PER_SECOND + t.tv_nsec;
}

int64_t duration_after(clockid_t clock, int64_t ns) {
  int64_t end;
  return __builtin_add_overflow(duration_clock(clock), ns, &end) ? INT64_MAX : end;
}

struct timespec duration_timespec(int64_t ns) {
  return (struct timespec){.tv_sec = ns / NS_PER_SECOND, .tv_nsec = ns % NS_PER_SECOND};
}

int duration_poll(int64_t deadline) {
  if (deadline < 0) return -1;
  int64_t left = duration_count(deadline - duration_clock(CLOCK_MONOTONIC), NS_PER_MS, ROUND_CEILING);
  return left <= 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}
