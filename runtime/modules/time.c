/* The time module: clocks, sleeping and the calendar as the C library knows it. */
#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "../threads.h"
#include "../api.h"
#include "duration.h"

enum { NS = 1000000000 };
static Type *struct_time_type;

/* ---- numbers of seconds ---- */
static Value seconds(Ctx *ctx, const struct timespec *t) {
  return kr_float(ctx, (double)t->tv_sec + 1e-9 * (double)t->tv_nsec);
}
static Value nanoseconds(Ctx *ctx, const struct timespec *t) {
  __int128 n = (__int128)t->tv_sec * NS + t->tv_nsec;
  return int_from_i64(ctx, (int64_t)n);
}

static Value read_clock(Ctx *ctx, clockid_t clock, Value (*convert)(Ctx *, const struct timespec *)) {
  struct timespec t;
  if (clock_gettime(clock, &t) < 0) return kr_raise_errno(ctx, errno, 0);
  return convert(ctx, &t);
}

#define CLOCK(name, clock)                                                                         \
  static Value time_##name##_m(Ctx *ctx, Value module, const Value *a) { return read_clock(ctx, clock, seconds); } \
  static Value time_##name##_ns_m(Ctx *ctx, Value module, const Value *a) { return read_clock(ctx, clock, nanoseconds); }
CLOCK(time, CLOCK_REALTIME)
CLOCK(monotonic, CLOCK_MONOTONIC)
CLOCK(perf_counter, CLOCK_MONOTONIC)
CLOCK(process_time, CLOCK_PROCESS_CPUTIME_ID)
CLOCK(thread_time, CLOCK_THREAD_CPUTIME_ID)

static int clock_arg(Ctx *ctx, Value v, clockid_t *out) {
  int id;
  if (kr_index_int_in_range(ctx, v, &id) < 0) return -1;
  *out = id;
  return 0;
}

static Value time_clock_gettime_m(Ctx *ctx, Value module, const Value *a) {
  clockid_t clock;
  return clock_arg(ctx, a[0], &clock) < 0 ? 0 : read_clock(ctx, clock, seconds);
}
static Value time_clock_gettime_ns_m(Ctx *ctx, Value module, const Value *a) {
  clockid_t clock;
  return clock_arg(ctx, a[0], &clock) < 0 ? 0 : read_clock(ctx, clock, nanoseconds);
}
static Value time_clock_getres_m(Ctx *ctx, Value module, const Value *a) {
  clockid_t clock;
  struct timespec t;
  if (clock_arg(ctx, a[0], &clock) < 0) return 0;
  return clock_getres(clock, &t) < 0 ? kr_raise_errno(ctx, errno, 0) : seconds(ctx, &t);
}

/* A time as float or int: whole and rest, rounded down. */
static int timespec_arg(Ctx *ctx, Value v, struct timespec *out) {
  if (kr_is_anyfloat(v)) {
    double d = float_of(v), whole = floor(d);
    if (isnan(d)) return kr_raise(ctx, &kr_type_ValueError, "Invalid value NaN (not a number)"), -1;
    if (!(whole >= -0x1p63 && whole < 0x1p63))
      return kr_raise(ctx, &kr_type_OverflowError, "timestamp out of range for platform time_t"), -1;
    *out = (struct timespec){(time_t)whole, (long)((d - whole) * 1e9)};
    return 0;
  }
  int64_t n;
  if (!kr_is_anyint(v) && !kr_type_of(v)->to_index)
    return kr_raise(ctx, &kr_type_TypeError, "'%T' object cannot be interpreted as an integer", v), -1;
  Value i = kr_index(ctx, v);
  int status = i ? int_to_i64(ctx, i, &n) : -1;
  kr_unref(ctx, i);
  if (status < 0) {
    if (kr_catch(ctx, &kr_type_OverflowError))
      kr_raise(ctx, &kr_type_OverflowError, "timestamp out of range for platform time_t");
    return -1;
  }
  *out = (struct timespec){n, 0};
  return 0;
}

static Value time_clock_settime_m(Ctx *ctx, Value module, const Value *a) {
  clockid_t clock;
  struct timespec t;
  if (clock_arg(ctx, a[0], &clock) < 0 || timespec_arg(ctx, a[1], &t) < 0) return 0;
  return clock_settime(clock, &t) < 0 ? kr_raise_errno(ctx, errno, 0) : KR_None;
}

/* Sleeps until a point in time, so that signals do not lengthen it. */
static Value time_sleep_m(Ctx *ctx, Value module, const Value *a) {
  int64_t length;
  if (duration_arg(ctx, a[0], NS_PER_SECOND, ROUND_AWAY, &length) < 0) return 0;
  if (length < 0) return kr_raise(ctx, &kr_type_ValueError, "sleep length must be non-negative");
  struct timespec end = duration_timespec(duration_after(CLOCK_MONOTONIC, length));
  for (;;) {
    kr_wait_begin(ctx);
    int error = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL);
    kr_wait_end(ctx);
    if (!error) return kr_poll(ctx) < 0 ? 0 : KR_None;
    if (error != EINTR) return kr_raise_errno(ctx, error, 0);
    if (kr_poll(ctx) < 0) return 0;
  }
}

static Value time_pthread_getcpuclockid_m(Ctx *ctx, Value module, const Value *a) {
  int64_t thread;
  clockid_t clock;
  if (kr_index_i64(ctx, a[0], &thread) < 0) return 0;
  int error = pthread_getcpuclockid((pthread_t)thread, &clock);
  return error ? kr_raise_errno(ctx, error, 0) : kr_int(clock);
}

/* ---- struct_time ---- */
static const StructField time_fields[] = {
  {"tm_year", "year, for example, 1993"}, {"tm_mon", "month of year, range [1, 12]"},
  {"tm_mday", "day of month, range [1, 31]"}, {"tm_hour", "hours, range [0, 23]"},
  {"tm_min", "minutes, range [0, 59]"}, {"tm_sec", "seconds, range [0, 61])"},
  {"tm_wday", "day of week, range [0, 6], Monday is 0"}, {"tm_yday", "day of year, range [1, 366]"},
  {"tm_isdst", "1 if summer time is in effect, 0 if not, and -1 if unknown"},
  {"tm_zone", "abbreviation of timezone name"}, {"tm_gmtoff", "offset from UTC in seconds"}};

static Value to_struct(Ctx *ctx, const struct tm *t) {
  const int64_t parts[9] = {t->tm_year + 1900ll, t->tm_mon + 1, t->tm_mday, t->tm_hour, t->tm_min, t->tm_sec,
                            (t->tm_wday + 6) % 7, t->tm_yday + 1, t->tm_isdst};
  Value v[11];
  for (int i = 0; i < 9; i++) v[i] = kr_int(parts[i]);
  v[9] = str_from_fs(ctx, t->tm_zone, strlen(t->tm_zone));
  v[10] = int_from_i64(ctx, t->tm_gmtoff);
  return structseq_steal(ctx, struct_time_type, v, 11);
}

/* The fields of a tuple as struct tm; isdst may be told apart from 0 and 1. */
static int from_tuple(Ctx *ctx, Value v, const char *function, struct tm *t) {
  int64_t parts[9];
  *t = (struct tm){0};
  if (!kr_has_flag(v, T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "Tuple or struct_time argument required"), -1;
  if (tuple_of(v)->len != 9) {
    kr_raise(ctx, &kr_type_TypeError, "%s(): illegal time tuple argument", function);
    return -1;
  }
  for (int i = 0; i < 9; i++) {
    Value item = tuple_of(v)->items[i];
    int n;
    if (!kr_is_anyint(item) && !kr_type_of(item)->to_index)
      return kr_raise(ctx, &kr_type_TypeError, "'%T' object cannot be interpreted as an integer", item), -1;
    if (kr_index_int_in_range(ctx, item, &n) < 0) return -1;
    parts[i] = n;
  }
  if (parts[0] < INT32_MIN + 1900ll) return kr_raise(ctx, &kr_type_OverflowError, "year out of range"), -1;
  t->tm_year = (int)(parts[0] - 1900);
  t->tm_mon = (int)parts[1] - 1;
  t->tm_mday = (int)parts[2];
  t->tm_hour = (int)parts[3];
  t->tm_min = (int)parts[4];
  t->tm_sec = (int)parts[5];
  t->tm_wday = (int)((parts[6] + 1) % 7);
  t->tm_yday = (int)parts[7] - 1;
  t->tm_isdst = (int)parts[8];
  if (kr_type_is(v, struct_time_type)) {
    Value zone = tuple_of(v)->items[9], offset = tuple_of(v)->items[10];
    if (kr_is_anystr(zone)) t->tm_zone = str_utf8(ctx, zone, NULL);
    if (kr_is_int(offset)) t->tm_gmtoff = kr_int_of(offset);
  }
  return 0;
}

/* Fields that 0 stands for their first value, and ranges. */
static int check_fields(Ctx *ctx, struct tm *t) {
  if (t->tm_mon == -1) t->tm_mon = 0;
  if (t->tm_mday == 0) t->tm_mday = 1;
  if (t->tm_yday == -1) t->tm_yday = 0;
  const struct { int value, low, high; const char *message; } ranges[] = {
    {t->tm_mon, 0, 11, "month out of range"}, {t->tm_mday, 1, 31, "day of month out of range"},
    {t->tm_hour, 0, 23, "hour out of range"}, {t->tm_min, 0, 59, "minute out of range"},
    {t->tm_sec, 0, 61, "seconds out of range"}, {t->tm_wday, 0, 6, "day of week out of range"},
    {t->tm_yday, 0, 365, "day of year out of range"}};
  for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
    if (ranges[i].value < ranges[i].low || ranges[i].value > ranges[i].high) {
      kr_raise(ctx, &kr_type_ValueError, "%s", ranges[i].message);
      return -1;
    }
  return 0;
}

static int when_arg(Ctx *ctx, Value v, time_t *out) {
  struct timespec t;
  if (!v || v == KR_None) return *out = time(NULL), 0;
  if (timespec_arg(ctx, v, &t) < 0) return -1;
  *out = t.tv_sec;
  return 0;
}

static Value break_down(Ctx *ctx, Value v, struct tm *(*convert)(const time_t *, struct tm *)) {
  time_t when;
  struct tm t;
  if (when_arg(ctx, v, &when) < 0) return 0;
  errno = 0;
  if (!convert(&when, &t)) return kr_raise_errno(ctx, errno ? errno : EINVAL, 0);
  return to_struct(ctx, &t);
}
static Value time_gmtime_m(Ctx *ctx, Value module, const Value *a) { return break_down(ctx, a[0], gmtime_r); }
static Value time_localtime_m(Ctx *ctx, Value module, const Value *a) { return break_down(ctx, a[0], localtime_r); }

/* The time tuple given, or the local time now. */
static int tuple_or_now(Ctx *ctx, Value v, const char *function, struct tm *t) {
  if (v) return from_tuple(ctx, v, function, t) < 0 || check_fields(ctx, t) < 0 ? -1 : 0;
  time_t now = time(NULL);
  localtime_r(&now, t);
  return 0;
}

static Value format_ascii(Ctx *ctx, const struct tm *t) {
  static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char text[64];
  int n = snprintf(text, sizeof text, "%s %s%3d %.2d:%.2d:%.2d %d", days[t->tm_wday], months[t->tm_mon], t->tm_mday,
                   t->tm_hour, t->tm_min, t->tm_sec, 1900 + t->tm_year);
  return str_from_ascii(ctx, text, (size_t)n);
}

static Value time_asctime_m(Ctx *ctx, Value module, const Value *a) {
  struct tm t;
  return tuple_or_now(ctx, a[0], "asctime", &t) < 0 ? 0 : format_ascii(ctx, &t);
}

static Value time_ctime_m(Ctx *ctx, Value module, const Value *a) {
  time_t when;
  struct tm t;
  if (when_arg(ctx, a[0], &when) < 0) return 0;
  if (!localtime_r(&when, &t)) return kr_raise_errno(ctx, errno, 0);
  return format_ascii(ctx, &t);
}

static Value time_mktime_m(Ctx *ctx, Value module, const Value *a) {
  struct tm t;
  if (from_tuple(ctx, a[0], "mktime", &t) < 0) return 0;
  t.tm_wday = -1; /* stays when the time can not be told */
  time_t when = mktime(&t);
  if (when == (time_t)-1 && t.tm_wday == -1) return kr_raise(ctx, &kr_type_OverflowError, "mktime argument out of range");
  return kr_float(ctx, (double)when);
}

/* strftime into a buffer that grows; an empty result is told from a small buffer by a mark. */
static char *format_time(const char *format, const struct tm *t) {
  size_t n = strlen(format);
  char *marked = malloc(n + 2);
  if (!marked) return NULL;
  memcpy(marked, format, n);
  memcpy(marked + n, "x", 2);
  for (size_t room = 1024;; room *= 2) {
    char *text = malloc(room);
    size_t used = text ? strftime(text, room, marked, t) : 0;
    if (used) text[used - 1] = 0;
    if (used || !text) {
      free(marked);
      return text;
    }
    free(text);
  }
}

static Value time_strftime_m(Ctx *ctx, Value module, const Value *a) {
  struct tm t;
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "strftime() argument 1 must be str, not %T", a[0]);
  if (tuple_or_now(ctx, a[1], "strftime", &t) < 0) return 0;
  if (t.tm_isdst < -1) t.tm_isdst = -1;
  if (t.tm_isdst > 1) t.tm_isdst = 1;
  size_t n;
  char *format = str_wtf8_dup(ctx, a[0], &n);
  if (!format) return 0;
  Value r = 0;
  if (strlen(format) != n) {
    kr_raise(ctx, &kr_type_ValueError, "embedded null character");
  } else {
    char *text = format_time(format, &t);
    r = text ? str_from_wtf8(ctx, text, strlen(text)) : kr_raise_memory(ctx);
    free(text);
  }
  free(format);
  return r;
}

static Value time_strptime_m(Ctx *ctx, Value module, const Value *a) {
  Value f = kr_import_attr(ctx, "_strptime", "_strptime_time");
  if (!f) return 0;
  Value r = kr_call(ctx, f, a, a[1] ? 2 : 1, 0);
  kr_unref(ctx, f);
  return r;
}

/* ---- time zone ---- */
static Value zone_name(Ctx *ctx, time_t when, long *offset) {
  struct tm t;
  localtime_r(&when, &t);
  *offset = -t.tm_gmtoff;
  return str_from_fs(ctx, t.tm_zone, strlen(t.tm_zone));
}

static int add_zone(Ctx *ctx, Value dict) {
  const time_t year = (time_t)((365 * 24 + 6) * 3600), first = time(NULL) / year * year;
  long winter, summer;
  tzset();
  Value names[2] = {zone_name(ctx, first, &winter), zone_name(ctx, first + year / 2, &summer)};
  int swapped = winter < summer; /* south of the equator */
  if (swapped) {
    Value v = names[0];
    names[0] = names[1];
    names[1] = v;
  }
  Value pair = names[0] && names[1] ? tuple_pack(ctx, 2, names[0], names[1]) : 0;
  kr_unref(ctx, names[0]);
  kr_unref(ctx, names[1]);
  if (!pair || dict_set_c(ctx, dict, "tzname", pair) < 0) return -1;
  if (dict_set_c(ctx, dict, "timezone", kr_int(swapped ? summer : winter)) < 0) return -1;
  if (dict_set_c(ctx, dict, "altzone", kr_int(swapped ? winter : summer)) < 0) return -1;
  return dict_set_c(ctx, dict, "daylight", kr_int(winter != summer));
}

static Value time_tzset_m(Ctx *ctx, Value module, const Value *a) {
  return add_zone(ctx, module_dict(module)) < 0 ? 0 : KR_None;
}

/* ---- what a clock is ---- */
static Value time_get_clock_info_m(Ctx *ctx, Value module, const Value *a) {
  static const struct { const char *name; clockid_t clock; const char *text; int monotonic, adjustable; } clocks[] = {
    {"time", CLOCK_REALTIME, "clock_gettime(CLOCK_REALTIME)", 0, 1},
    {"monotonic", CLOCK_MONOTONIC, "clock_gettime(CLOCK_MONOTONIC)", 1, 0},
    {"perf_counter", CLOCK_MONOTONIC, "clock_gettime(CLOCK_MONOTONIC)", 1, 0},
    {"process_time", CLOCK_PROCESS_CPUTIME_ID, "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", 1, 0},
    {"thread_time", CLOCK_THREAD_CPUTIME_ID, "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", 1, 0}};
  if (!kr_is_anystr(a[0]))
    return kr_raise(ctx, &kr_type_TypeError, "get_clock_info() argument 1 must be str, not %T", a[0]);
  for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
    if (!str_equal_ascii(a[0], clocks[i].name)) continue;
    struct timespec t;
    clock_getres(clocks[i].clock, &t);
    Value cls = kr_val(&kr_type_simplenamespace), info = kr_call0(ctx, cls), dict = info ? instance_dict(ctx, info) : 0;
    if (dict && dict_set_c(ctx, dict, "implementation", str_from(ctx, clocks[i].text)) == 0 &&
        dict_set_c(ctx, dict, "monotonic", kr_bool(clocks[i].monotonic)) == 0 &&
        dict_set_c(ctx, dict, "adjustable", kr_bool(clocks[i].adjustable)) == 0 &&
        dict_set_c(ctx, dict, "resolution", seconds(ctx, &t)) == 0)
      return info;
    kr_unref(ctx, info);
    return 0;
  }
  return kr_raise(ctx, &kr_type_ValueError, "unknown clock");
}

#define CLOCK_ROWS(name, text)                                                                     \
  {#name, time_##name##_m, "", text ", in seconds."}, {#name "_ns", time_##name##_ns_m, "", text ", in nanoseconds."}
static const Method time_methods[] = {
  CLOCK_ROWS(time, "Time since the epoch"),
  CLOCK_ROWS(monotonic, "A clock that never goes backwards"),
  CLOCK_ROWS(perf_counter, "The clock for measuring short times"),
  CLOCK_ROWS(process_time, "Processor time of the process"),
  CLOCK_ROWS(thread_time, "Processor time of the thread"),
  {"clock_gettime", time_clock_gettime_m, "clk_id, /", "Time of a clock, in seconds."},
  {"clock_gettime_ns", time_clock_gettime_ns_m, "clk_id, /", "Time of a clock, in nanoseconds."},
  {"clock_getres", time_clock_getres_m, "clk_id, /", "Resolution of a clock."},
  {"clock_settime", time_clock_settime_m, "clk_id, time, /", "Set a clock."},
  {"sleep", time_sleep_m, "seconds, /", "Wait for some seconds, which may be a fraction."},
  {"pthread_getcpuclockid", time_pthread_getcpuclockid_m, "thread_id, /", "The clock of a thread's processor time."},
  {"gmtime", time_gmtime_m, "seconds=None, /", "Time tuple in UTC, by default of now."},
  {"localtime", time_localtime_m, "seconds=None, /", "Time tuple in local time, by default of now."},
  {"asctime", time_asctime_m, "tuple=None, /", "A time tuple as text, such as 'Sat Jun 06 16:26:11 1998'."},
  {"ctime", time_ctime_m, "seconds=None, /", "A time as text in local time."},
  {"mktime", time_mktime_m, "tuple, /", "Seconds since the epoch of a time tuple in local time."},
  {"strftime", time_strftime_m, "format, tuple=None, /", "A time tuple as text by a format."},
  {"strptime", time_strptime_m, "string, format='%a %b %d %H:%M:%S %Y', /", "Read a time by a format."},
  {"tzset", time_tzset_m, "", "Read the time zone from the environment again."},
  {"get_clock_info", time_get_clock_info_m, "name, /", "What is known of a clock."},
  {0},
};

static int time_init(Ctx *ctx, Value module) {
  static const struct { const char *name; int id; } clocks[] = {
    {"CLOCK_REALTIME", CLOCK_REALTIME}, {"CLOCK_MONOTONIC", CLOCK_MONOTONIC},
    {"CLOCK_MONOTONIC_RAW", CLOCK_MONOTONIC_RAW}, {"CLOCK_PROCESS_CPUTIME_ID", CLOCK_PROCESS_CPUTIME_ID},
    {"CLOCK_THREAD_CPUTIME_ID", CLOCK_THREAD_CPUTIME_ID}, {"CLOCK_BOOTTIME", CLOCK_BOOTTIME}, {"CLOCK_TAI", CLOCK_TAI},
    {"_STRUCT_TM_ITEMS", 11}};
  Value dict = module_dict(module);
  for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++)
    if (dict_set_c(ctx, dict, clocks[i].name, kr_int(clocks[i].id)) < 0) return -1;
  if (!struct_time_type)
    struct_time_type = structseq_type(ctx, "time.struct_time",
                                      "The time value of gmtime(), localtime() and strptime(), which asctime(), "
                                      "mktime() and\nstrftime() accept.  A sequence of 9 ints.",
                                      time_fields, 11, 9);
  if (!struct_time_type || dict_set_c(ctx, dict, "struct_time", kr_ref(kr_val(struct_time_type))) < 0) return -1;
  return add_zone(ctx, dict);
}

const ModuleDef kr_module_time = {
  .name = "time",
  .doc = "Clocks, sleeping and conversion of times.",
  .methods = time_methods,
  .init = time_init,
};
