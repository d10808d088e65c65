/* The resource module: limits and use of the system's resources. */
#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>
#include "posix.h"

static Type *usage_type;

static Value resource_getrusage_m(Ctx *ctx, Value module, const Value *a) {
  int who;
  struct rusage u;
  if (kr_index_int(ctx, a[0], &who) < 0) return 0;
  if (getrusage((__rusage_who_t)who, &u) < 0)
    return errno == EINVAL ? kr_raise(ctx, &kr_type_ValueError, "invalid who parameter") : posix_error(ctx, 0);
  const long counts[14] = {u.ru_maxrss, u.ru_ixrss, u.ru_idrss, u.ru_isrss, u.ru_minflt, u.ru_majflt, u.ru_nswap,
                           u.ru_inblock, u.ru_oublock, u.ru_msgsnd, u.ru_msgrcv, u.ru_nsignals, u.ru_nvcsw, u.ru_nivcsw};
  Value v[16] = {kr_float(ctx, (double)u.ru_utime.tv_sec + 1e-6 * (double)u.ru_utime.tv_usec),
                 kr_float(ctx, (double)u.ru_stime.tv_sec + 1e-6 * (double)u.ru_stime.tv_usec)};
  for (int i = 0; i < 14; i++) v[2 + i] = kr_int(counts[i]);
  return structseq_steal(ctx, usage_type, v, 16);
}

/* ---- limits ---- */
static Value limit_object(Ctx *ctx, rlim_t n) { return n == RLIM_INFINITY ? kr_int(-1) : int_from_u64(ctx, n); }

static Value limit_pair(Ctx *ctx, const struct rlimit *l) {
  Value pair[2] = {limit_object(ctx, l->rlim_cur), limit_object(ctx, l->rlim_max)};
  return tuple_steal(ctx, pair, 2);
}

static int limits_arg(Ctx *ctx, Value v, struct rlimit *out) {
  Value pair = kr_to_tuple(ctx, v);
  if (!pair) return -1;
  int64_t n[2] = {0, 0};
  int status = 0;
  if (tuple_of(pair)->len != 2) {
    kr_raise(ctx, &kr_type_ValueError, "expected a tuple of 2 integers");
    status = -1;
  }
  for (int i = 0; i < 2 && status == 0; i++) status = kr_index_i64(ctx, tuple_of(pair)->items[i], &n[i]);
  kr_unref(ctx, pair);
  *out = (struct rlimit){(rlim_t)n[0], (rlim_t)n[1]};
  return status;
}

static int resource_arg(Ctx *ctx, Value v, int *out) {
  if (kr_index_int(ctx, v, out) < 0) return -1;
  if (*out >= 0 && *out < RLIM_NLIMITS) return 0;
  kr_raise(ctx, &kr_type_ValueError, "invalid resource specified");
  return -1;
}

static Value limit_error(Ctx *ctx) {
  if (errno == EINVAL) return kr_raise(ctx, &kr_type_ValueError, "current limit exceeds maximum limit");
  if (errno == EPERM) return kr_raise(ctx, &kr_type_ValueError, "not allowed to raise maximum limit");
  return posix_error(ctx, 0);
}

static Value resource_getrlimit_m(Ctx *ctx, Value module, const Value *a) {
  int which;
  struct rlimit l;
  if (resource_arg(ctx, a[0], &which) < 0) return 0;
  return getrlimit((__rlimit_resource_t)which, &l) < 0 ? posix_error(ctx, 0) : limit_pair(ctx, &l);
}

static Value resource_setrlimit_m(Ctx *ctx, Value module, const Value *a) {
  int which;
  struct rlimit l;
  if (resource_arg(ctx, a[0], &which) < 0 || limits_arg(ctx, a[1], &l) < 0) return 0;
  return setrlimit((__rlimit_resource_t)which, &l) < 0 ? limit_error(ctx) : KR_None;
}

static Value resource_prlimit_m(Ctx *ctx, Value module, const Value *a) {
  int pid, which;
  struct rlimit new_limits, old;
  int change = a[2] && a[2] != KR_None;
  if (kr_index_int(ctx, a[0], &pid) < 0 || resource_arg(ctx, a[1], &which) < 0 ||
      (change && limits_arg(ctx, a[2], &new_limits) < 0))
    return 0;
  int r = prlimit(pid, (enum __rlimit_resource)which, change ? &new_limits : NULL, &old);
  return r < 0 ? limit_error(ctx) : limit_pair(ctx, &old);
}

static Value resource_getpagesize_m(Ctx *ctx, Value module, const Value *a) { return kr_int(sysconf(_SC_PAGESIZE)); }

static const Method resource_methods[] = {
  {"getrusage", resource_getrusage_m, "who, /", "What a process or its children have used."},
  {"getrlimit", resource_getrlimit_m, "resource, /", "Soft and hard limit of a resource."},
  {"setrlimit", resource_setrlimit_m, "resource, limits, /", "Set the limits of a resource."},
  {"prlimit", resource_prlimit_m, "pid, resource, limits=None, /", "Limits of a process, and new ones."},
  {"getpagesize", resource_getpagesize_m, "", "Size of a page of memory."},
  {0},
};

static int resource_init(Ctx *ctx, Value module) {
  static const StructField fields[] = {
    {"ru_utime", "user time used"}, {"ru_stime", "system time used"}, {"ru_maxrss", "max. resident set size"},
    {"ru_ixrss", "shared memory size"}, {"ru_idrss", "unshared data size"}, {"ru_isrss", "unshared stack size"},
    {"ru_minflt", "page faults not requiring I/O"}, {"ru_majflt", "page faults requiring I/O"},
    {"ru_nswap", "number of swap outs"}, {"ru_inblock", "block input operations"},
    {"ru_oublock", "block output operations"}, {"ru_msgsnd", "IPC messages sent"},
    {"ru_msgrcv", "IPC messages received"}, {"ru_nsignals", "signals received"},
    {"ru_nvcsw", "voluntary context switches"}, {"ru_nivcsw", "involuntary context switches"}};
  static const struct { const char *name; int64_t number; } constants[] = {
#define NUMBER(name) {#name, (int64_t)name},
    NUMBER(RLIMIT_AS) NUMBER(RLIMIT_CORE) NUMBER(RLIMIT_CPU) NUMBER(RLIMIT_DATA) NUMBER(RLIMIT_FSIZE)
    NUMBER(RLIMIT_MEMLOCK) NUMBER(RLIMIT_MSGQUEUE) NUMBER(RLIMIT_NICE) NUMBER(RLIMIT_NOFILE) NUMBER(RLIMIT_NPROC)
    NUMBER(RLIMIT_OFILE) NUMBER(RLIMIT_RSS) NUMBER(RLIMIT_RTPRIO) NUMBER(RLIMIT_RTTIME) NUMBER(RLIMIT_SIGPENDING)
    NUMBER(RLIMIT_STACK) NUMBER(RUSAGE_CHILDREN) NUMBER(RUSAGE_SELF) NUMBER(RUSAGE_THREAD) {"RLIM_INFINITY", -1}};
  Value dict = module_dict(module);
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (dict_set_c(ctx, dict, constants[i].name, kr_int(constants[i].number)) < 0) return -1;
  usage_type = structseq_type(ctx, "resource.struct_rusage", "Result of getrusage.", fields, 16, 16);
  if (!usage_type || dict_set_c(ctx, dict, "struct_rusage", kr_ref(kr_val(usage_type))) < 0) return -1;
  return dict_set_c(ctx, dict, "error", kr_ref(kr_val(&kr_type_OSError)));
}

const ModuleDef kr_module_resource = {
  .name = "resource",
  .doc = "Limits and use of the system's resources.",
  .methods = resource_methods,
  .init = resource_init,
};
