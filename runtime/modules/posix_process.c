/* posix: processes, their identities, limits and times. */
#include "posix.h"
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/syscall.h>
#include <sys/wait.h>

extern char **environ;
static Type *times_type, *uname_type, *sched_param_type, *waitid_type;

/* ---- fork ---- */
static Value fork_hooks[3]; /* lists of functions to call before, after in the parent, after in the child */
enum { BEFORE, IN_PARENT, IN_CHILD };

static void run_hooks(Ctx *ctx, int which) {
  Value list = fork_hooks[which];
  int64_t n = list ? list_of(list)->len : 0;
  for (int64_t i = 0; i < n; i++) {
    Value f = list_of(list)->items[which == BEFORE ? n - 1 - i : i], r = kr_call0(ctx, f);
    if (!r) kr_unraisable(ctx, NULL, f);
    kr_unref(ctx, r);
  }
}

static Value posix_register_at_fork_m(Ctx *ctx, Value module, const Value *a) {
  const Value given[3] = {a[0], a[2], a[1]};
  if (!a[0] && !a[1] && !a[2]) return kr_raise(ctx, &kr_type_TypeError, "At least one argument is required.");
  static const char *const names[3] = {"before", "after_in_parent", "after_in_child"};
  for (int i = 0; i < 3; i++)
    if (given[i] && !kr_is_callable(given[i]))
      return kr_raise(ctx, &kr_type_TypeError, "'%s' must be callable, not %T", names[i], given[i]);
  for (int i = 0; i < 3; i++) {
    if (!given[i]) continue;
    if (!fork_hooks[i] && !(fork_hooks[i] = list_new(ctx, 0))) return 0;
    if (list_append(ctx, fork_hooks[i], given[i]) < 0) return 0;
  }
  return KR_None;
}

static Value posix_fork_m(Ctx *ctx, Value module, const Value *a) {
  run_hooks(ctx, BEFORE);
  pid_t pid = fork();
  run_hooks(ctx, pid == 0 ? IN_CHILD : IN_PARENT);
  return pid < 0 ? posix_error(ctx, 0) : kr_int(pid);
}

/* ---- exec ---- */
static void free_strings(char **strings) {
  for (char **p = strings; p && *p; p++) free(*p);
  free(strings);
}

/* A NULL-terminated array of C strings from a list or tuple of paths. */
static char **string_array(Ctx *ctx, Value sequence) {
  Value list = kr_to_list(ctx, sequence);
  if (!list) return NULL;
  int64_t n = list_of(list)->len;
  char **r = calloc((size_t)n + 1, sizeof *r);
  if (!r) kr_raise_memory(ctx);
  for (int64_t i = 0; r && i < n; i++) {
    if ((r[i] = kr_path_dup(ctx, list_of(list)->items[i]))) continue;
    free_strings(r);
    r = NULL;
  }
  kr_unref(ctx, list);
  return r;
}

static char *environment_entry(Ctx *ctx, Value key, Value value) {
  char *k = kr_path_dup(ctx, key), *v = k ? kr_path_dup(ctx, value) : NULL, *entry = NULL;
  if (v && strchr(k, '=')) {
    kr_raise(ctx, &kr_type_ValueError, "illegal environment variable name");
  } else if (v && asprintf(&entry, "%s=%s", k, v) < 0) {
    entry = (char *)(uintptr_t)kr_raise_memory(ctx);
  }
  free(k);
  free(v);
  return entry;
}

static char **environment_array(Ctx *ctx, Value mapping) {
  if (!kr_is_mapping(mapping))
    return (char **)(uintptr_t)kr_raise(ctx, &kr_type_TypeError, "execve: environment must be a mapping object");
  Value keys = kr_call_method0(ctx, mapping, N(keys)), list = keys ? kr_to_list(ctx, keys) : 0;
  kr_unref(ctx, keys);
  if (!list) return NULL;
  int64_t n = list_of(list)->len;
  char **r = calloc((size_t)n + 1, sizeof *r);
  if (!r) kr_raise_memory(ctx);
  for (int64_t i = 0; r && i < n; i++) {
    Value value = kr_getitem(ctx, mapping, list_of(list)->items[i]);
    r[i] = value ? environment_entry(ctx, list_of(list)->items[i], value) : NULL;
    kr_unref(ctx, value);
    if (r[i]) continue;
    free_strings(r);
    r = NULL;
  }
  kr_unref(ctx, list);
  return r;
}

static Value execute(Ctx *ctx, const char *function, const Value *a, Value env) {
  Path path;
  if (!kr_has_flag(a[1], T_LIST | T_TUPLE))
    return kr_raise(ctx, &kr_type_TypeError, "%s() arg 2 must be a tuple or list", function);
  if (kr_len(ctx, a[1]) < 1) return kr_raise(ctx, &kr_type_ValueError, "%s() arg 2 must not be empty", function);
  if (path_arg(ctx, a[0], function, "path", env ? PATH_FD : 0, &path) < 0) return 0;
  char **argv = string_array(ctx, a[1]), **envp = argv ? (env ? environment_array(ctx, env) : environ) : NULL;
  if (envp && !argv[0][0]) {
    kr_raise(ctx, &kr_type_ValueError, "%s() arg 2 first element cannot be empty", function);
  } else if (envp) {
    if (path.name) execve(path.name, argv, envp);
    else fexecve(path.fd, argv, envp);
    posix_error(ctx, a[0]);
  }
  free_strings(argv);
  if (env) free_strings(envp);
  path_free(&path);
  return 0;
}
static Value posix_execv_m(Ctx *ctx, Value module, const Value *a) { return execute(ctx, "execv", a, 0); }
static Value posix_execve_m(Ctx *ctx, Value module, const Value *a) { return execute(ctx, "execve", a, a[2]); }

static Value posix_exit_m(Ctx *ctx, Value module, const Value *a) {
  int status;
  if (kr_index_int(ctx, a[0], &status) < 0) return 0;
  _exit(status);
}
static Value posix_abort_m(Ctx *ctx, Value module, const Value *a) { abort(); }

static Value posix_system_m(Ctx *ctx, Value module, const Value *a) {
  char *command = kr_path_dup(ctx, a[0]);
  if (!command) return 0;
  int status = system(command);
  free(command);
  return status < 0 ? posix_error(ctx, 0) : kr_int(status);
}

/* ---- waiting ---- */
static Value wait_result(Ctx *ctx, pid_t pid, int status) {
  return pid < 0 ? posix_error(ctx, 0) : tuple_pack(ctx, 2, kr_int(pid), kr_int(status));
}
static Value posix_wait_m(Ctx *ctx, Value module, const Value *a) {
  pid_t pid;
  int status = 0;
  RETRY(ctx, pid, wait(&status));
  return wait_result(ctx, pid, status);
}
static Value posix_waitpid_m(Ctx *ctx, Value module, const Value *a) {
  int which, options, status = 0;
  pid_t pid;
  if (kr_index_int(ctx, a[0], &which) < 0 || kr_index_int(ctx, a[1], &options) < 0) return 0;
  RETRY(ctx, pid, waitpid(which, &status, options));
  return wait_result(ctx, pid, status);
}

static Value usage_object(Ctx *ctx, const struct rusage *u) {
  Value type = kr_import_attr(ctx, "resource", "struct_rusage");
  if (!type) return 0;
  Value v[16] = {
    kr_float(ctx, (double)u->ru_utime.tv_sec + 1e-6 * (double)u->ru_utime.tv_usec),
    kr_float(ctx, (double)u->ru_stime.tv_sec + 1e-6 * (double)u->ru_stime.tv_usec), kr_int(u->ru_maxrss),
    kr_int(u->ru_ixrss), kr_int(u->ru_idrss), kr_int(u->ru_isrss), kr_int(u->ru_minflt), kr_int(u->ru_majflt),
    kr_int(u->ru_nswap), kr_int(u->ru_inblock), kr_int(u->ru_oublock), kr_int(u->ru_msgsnd), kr_int(u->ru_msgrcv),
    kr_int(u->ru_nsignals), kr_int(u->ru_nvcsw), kr_int(u->ru_nivcsw)};
  Value r = structseq_steal(ctx, kr_as_type(type), v, 16);
  kr_unref(ctx, type);
  return r;
}

static Value wait_with_usage(Ctx *ctx, int which, int options) {
  struct rusage usage = {0};
  int status = 0;
  pid_t pid;
  RETRY(ctx, pid, wait4(which, &status, options, &usage));
  if (pid < 0) return posix_error(ctx, 0);
  Value u = usage_object(ctx, &usage), r = u ? tuple_pack(ctx, 3, kr_int(pid), kr_int(status), u) : 0;
  kr_unref(ctx, u);
  return r;
}
static Value posix_wait3_m(Ctx *ctx, Value module, const Value *a) {
  int options;
  return kr_index_int(ctx, a[0], &options) < 0 ? 0 : wait_with_usage(ctx, -1, options);
}
static Value posix_wait4_m(Ctx *ctx, Value module, const Value *a) {
  int pid, options;
  return kr_index_int(ctx, a[0], &pid) < 0 || kr_index_int(ctx, a[1], &options) < 0 ? 0 : wait_with_usage(ctx, pid, options);
}

static Value posix_pidfd_open_m(Ctx *ctx, Value module, const Value *a) {
  int pid, flags = 0;
  if (kr_index_int(ctx, a[0], &pid) < 0 || (a[1] && kr_index_int(ctx, a[1], &flags) < 0)) return 0;
  long fd = syscall(SYS_pidfd_open, pid, flags);
  return fd < 0 ? posix_error(ctx, 0) : kr_int(fd);
}

static Value posix_waitid_m(Ctx *ctx, Value module, const Value *a) {
  int type, id, options, r;
  siginfo_t info = {0};
  if (kr_index_int(ctx, a[0], &type) < 0 || kr_index_int(ctx, a[1], &id) < 0 || kr_index_int(ctx, a[2], &options) < 0) return 0;
  RETRY(ctx, r, waitid((idtype_t)type, (id_t)id, &info, options));
  if (r < 0) return posix_error(ctx, 0);
  if (!info.si_pid) return KR_None;
  Value v[5] = {kr_int(info.si_pid), kr_int(info.si_uid), kr_int(info.si_signo), kr_int(info.si_status), kr_int(info.si_code)};
  return structseq_steal(ctx, waitid_type, v, 5);
}

#define STATUS(name, expression)                                                                   \
  static Value posix_##name##_m(Ctx *ctx, Value module, const Value *a) {                          \
    int status;                                                                                    \
    return kr_index_int(ctx, a[0], &status) < 0 ? 0 : expression;                                     \
  }
STATUS(WCOREDUMP, kr_bool(WCOREDUMP(status)))
STATUS(WIFCONTINUED, kr_bool(WIFCONTINUED(status)))
STATUS(WIFSTOPPED, kr_bool(WIFSTOPPED(status)))
STATUS(WIFSIGNALED, kr_bool(WIFSIGNALED(status)))
STATUS(WIFEXITED, kr_bool(WIFEXITED(status)))
STATUS(WEXITSTATUS, kr_int(WEXITSTATUS(status)))
STATUS(WTERMSIG, kr_int(WTERMSIG(status)))
STATUS(WSTOPSIG, kr_int(WSTOPSIG(status)))

static Value posix_waitstatus_to_exitcode_m(Ctx *ctx, Value module, const Value *a) {
  int status;
  if (kr_index_int(ctx, a[0], &status) < 0) return 0;
  if (WIFEXITED(status)) return kr_int(WEXITSTATUS(status));
  if (WIFSIGNALED(status)) return kr_int(-WTERMSIG(status));
  if (WIFSTOPPED(status))
    return kr_raise(ctx, &kr_type_ValueError, "process stopped by delivery of signal %d", WSTOPSIG(status));
  return kr_raise(ctx, &kr_type_ValueError, "invalid wait status: %d", status);
}

static Value posix_kill_m(Ctx *ctx, Value module, const Value *a) {
  int pid, number;
  if (kr_index_int(ctx, a[0], &pid) < 0 || kr_index_int(ctx, a[1], &number) < 0) return 0;
  if (kill(pid, number) < 0) return posix_error(ctx, 0);
  return kr_poll(ctx) < 0 ? 0 : KR_None;
}
static Value posix_killpg_m(Ctx *ctx, Value module, const Value *a) {
  int group, number;
  if (kr_index_int(ctx, a[0], &group) < 0 || kr_index_int(ctx, a[1], &number) < 0) return 0;
  if (killpg(group, number) < 0) return posix_error(ctx, 0);
  return kr_poll(ctx) < 0 ? 0 : KR_None;
}

/* ---- system ---- */
static Value posix_uname_m(Ctx *ctx, Value module, const Value *a) {
  struct utsname u;
  if (uname(&u) < 0) return posix_error(ctx, 0);
  const char *parts[5] = {u.sysname, u.nodename, u.release, u.version, u.machine};
  Value v[5];
  for (int i = 0; i < 5; i++) v[i] = str_from_fs(ctx, parts[i], strlen(parts[i]));
  return structseq_steal(ctx, uname_type, v, 5);
}

static Value posix_times_m(Ctx *ctx, Value module, const Value *a) {
  struct tms t;
  clock_t now = times(&t);
  double tick = (double)sysconf(_SC_CLK_TCK);
  const clock_t parts[5] = {t.tms_utime, t.tms_stime, t.tms_cutime, t.tms_cstime, now};
  Value v[5];
  for (int i = 0; i < 5; i++) v[i] = kr_float(ctx, (double)parts[i] / tick);
  return structseq_steal(ctx, times_type, v, 5);
}

static Value posix_cpu_count_m(Ctx *ctx, Value module, const Value *a) {
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n < 1 ? KR_None : kr_int(n);
}

static Value posix_getloadavg_m(Ctx *ctx, Value module, const Value *a) {
  double loads[3];
  if (getloadavg(loads, 3) != 3) return kr_raise(ctx, &kr_type_OSError, "Load averages are unobtainable");
  Value v[3] = {kr_float(ctx, loads[0]), kr_float(ctx, loads[1]), kr_float(ctx, loads[2])};
  return tuple_steal(ctx, v, 3);
}

static Value posix_nice_m(Ctx *ctx, Value module, const Value *a) {
  int increment;
  if (kr_index_int(ctx, a[0], &increment) < 0) return 0;
  errno = 0;
  int r = nice(increment);
  return r == -1 && errno ? posix_error(ctx, 0) : kr_int(r);
}
static Value posix_getpriority_m(Ctx *ctx, Value module, const Value *a) {
  int which, who;
  if (kr_index_int(ctx, a[0], &which) < 0 || kr_index_int(ctx, a[1], &who) < 0) return 0;
  errno = 0;
  int r = getpriority((unsigned)which, (id_t)who);
  return errno ? posix_error(ctx, 0) : kr_int(r);
}
static Value posix_setpriority_m(Ctx *ctx, Value module, const Value *a) {
  int which, who, priority;
  if (kr_index_int(ctx, a[0], &which) < 0 || kr_index_int(ctx, a[1], &who) < 0 || kr_index_int(ctx, a[2], &priority) < 0) return 0;
  return posix_done(ctx, setpriority((unsigned)which, (id_t)who, priority), 0);
}

/* ---- scheduling ---- */
static Value posix_sched_yield_m(Ctx *ctx, Value module, const Value *a) { return posix_done(ctx, sched_yield(), 0); }

static Value posix_sched_getaffinity_m(Ctx *ctx, Value module, const Value *a) {
  int pid;
  cpu_set_t cpus;
  if (kr_index_int(ctx, a[0], &pid) < 0) return 0;
  if (sched_getaffinity(pid, sizeof cpus, &cpus) < 0) return posix_error(ctx, 0);
  Value r = set_new(ctx);
  for (int i = 0; r && i < CPU_SETSIZE; i++)
    if (CPU_ISSET(i, &cpus) && set_add(ctx, r, kr_int(i)) < 0) kr_clear(ctx, &r);
  return r;
}

static Value posix_sched_setaffinity_m(Ctx *ctx, Value module, const Value *a) {
  int pid;
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  Value list = kr_index_int(ctx, a[0], &pid) < 0 ? 0 : kr_to_list(ctx, a[1]);
  int status = list ? 0 : -1;
  for (int64_t i = 0; status == 0 && i < list_of(list)->len; i++) {
    int cpu;
    status = kr_index_int(ctx, list_of(list)->items[i], &cpu);
    if (status == 0 && cpu < 0) status = (kr_raise(ctx, &kr_type_ValueError, "negative CPU number"), -1);
    if (status == 0 && cpu < CPU_SETSIZE) CPU_SET(cpu, &cpus);
  }
  kr_unref(ctx, list);
  return status < 0 ? 0 : posix_done(ctx, sched_setaffinity(pid, sizeof cpus, &cpus), 0);
}

static Value posix_sched_getscheduler_m(Ctx *ctx, Value module, const Value *a) {
  int pid;
  if (kr_index_int(ctx, a[0], &pid) < 0) return 0;
  int r = sched_getscheduler(pid);
  return r < 0 ? posix_error(ctx, 0) : kr_int(r);
}
/* The priority in a sched_param object. */
static int sched_param_arg(Ctx *ctx, Value v, struct sched_param *out) {
  if (!kr_type_is(v, sched_param_type)) {
    kr_raise(ctx, &kr_type_TypeError, "must have a sched_param object");
    return -1;
  }
  return kr_index_int(ctx, tuple_of(v)->items[0], &out->sched_priority);
}

static Value posix_sched_getparam_m(Ctx *ctx, Value module, const Value *a) {
  int pid;
  struct sched_param param;
  if (kr_index_int(ctx, a[0], &pid) < 0) return 0;
  if (sched_getparam(pid, &param) < 0) return posix_error(ctx, 0);
  Value v = kr_int(param.sched_priority);
  return structseq_steal(ctx, sched_param_type, &v, 1);
}
static Value posix_sched_setparam_m(Ctx *ctx, Value module, const Value *a) {
  int pid;
  struct sched_param param;
  if (kr_index_int(ctx, a[0], &pid) < 0 || sched_param_arg(ctx, a[1], &param) < 0) return 0;
  return posix_done(ctx, sched_setparam(pid, &param), 0);
}
static Value posix_sched_setscheduler_m(Ctx *ctx, Value module, const Value *a) {
  int pid, policy;
  struct sched_param param;
  if (kr_index_int(ctx, a[0], &pid) < 0 || kr_index_int(ctx, a[1], &policy) < 0 || sched_param_arg(ctx, a[2], &param) < 0) return 0;
  return posix_done(ctx, sched_setscheduler(pid, policy, &param), 0);
}
static Value posix_sched_rr_get_interval_m(Ctx *ctx, Value module, const Value *a) {
  int pid;
  struct timespec t;
  if (kr_index_int(ctx, a[0], &pid) < 0) return 0;
  if (sched_rr_get_interval(pid, &t) < 0) return posix_error(ctx, 0);
  return kr_float(ctx, (double)t.tv_sec + 1e-9 * (double)t.tv_nsec);
}

/* sched_param(5) or sched_param(sched_priority=5): one value, not a sequence of them. */
static Value sched_param_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value v;
  if (kr_bind(ctx, "sched_param", "sched_priority", &parsed, args, nargs, kwnames, &v) < 0) return 0;
  kr_ref(v);
  return structseq_steal(ctx, type, &v, 1);
}

static Value posix_sched_get_priority_max_m(Ctx *ctx, Value module, const Value *a) {
  int policy;
  if (kr_index_int(ctx, a[0], &policy) < 0) return 0;
  int r = sched_get_priority_max(policy);
  return r < 0 ? posix_error(ctx, 0) : kr_int(r);
}
static Value posix_sched_get_priority_min_m(Ctx *ctx, Value module, const Value *a) {
  int policy;
  if (kr_index_int(ctx, a[0], &policy) < 0) return 0;
  int r = sched_get_priority_min(policy);
  return r < 0 ? posix_error(ctx, 0) : kr_int(r);
}

int posix_process_init(Ctx *ctx, Value module) {
  static const StructField times_fields[] = {{"user", "user time"}, {"system", "system time"},
    {"children_user", "user time of children"}, {"children_system", "system time of children"},
    {"elapsed", "elapsed time since an arbitrary point in the past"}};
  static const StructField uname_fields[] = {{"sysname", "operating system name"},
    {"nodename", "name of machine on network (implementation-defined)"}, {"release", "operating system release"},
    {"version", "operating system version"}, {"machine", "hardware identifier"}};
  static const StructField sched_fields[] = {{"sched_priority", "the scheduling priority"}};
  static const StructField waitid_fields[] = {{"si_pid", NULL}, {"si_uid", NULL}, {"si_signo", NULL},
    {"si_status", NULL}, {"si_code", NULL}};
  Value dict = module_dict(module);
  times_type = structseq_type(ctx, "posix.times_result", "Result of times.", times_fields, 5, 5);
  uname_type = structseq_type(ctx, "posix.uname_result", "Result of uname.", uname_fields, 5, 5);
  sched_param_type = structseq_type(ctx, "posix.sched_param", "Currently has only one field: sched_priority", sched_fields, 1, 1);
  waitid_type = structseq_type(ctx, "posix.waitid_result", "Result of waitid.", waitid_fields, 5, 5);
  if (sched_param_type) sched_param_type->new = sched_param_new;
  if (!times_type || !uname_type || !sched_param_type || !waitid_type) return -1;
  if (dict_set_c(ctx, dict, "times_result", kr_ref(kr_val(times_type))) < 0) return -1;
  if (dict_set_c(ctx, dict, "uname_result", kr_ref(kr_val(uname_type))) < 0) return -1;
  if (dict_set_c(ctx, dict, "sched_param", kr_ref(kr_val(sched_param_type))) < 0) return -1;
  return dict_set_c(ctx, dict, "waitid_result", kr_ref(kr_val(waitid_type)));
}

const Method posix_process_methods[] = {
  {"fork", posix_fork_m, "", "Make a child process; 0 in the child, its id in the parent."},
  {"register_at_fork", posix_register_at_fork_m, "*, before=None, after_in_child=None, after_in_parent=None",
   "Register functions to be called at fork."},
  {"execv", posix_execv_m, "path, argv, /", "Replace the process by a program."},
  {"execve", posix_execve_m, "path, argv, env", "Replace the process by a program with an environment."},
  {"_exit", posix_exit_m, "status", "End the process at once."},
  {"abort", posix_abort_m, "", "End the process by a signal."},
  {"system", posix_system_m, "command", "Run a command in a shell; gives its wait status."},
  {"wait", posix_wait_m, "", "Wait for a child process."},
  {"waitpid", posix_waitpid_m, "pid, options, /", "Wait for a given child process."},
  {"wait3", posix_wait3_m, "options", NULL},
  {"wait4", posix_wait4_m, "pid, options", NULL},
  {"waitid", posix_waitid_m, "idtype, id, options, /", NULL},
  {"pidfd_open", posix_pidfd_open_m, "pid, flags=0", "Return a file descriptor referring to the process *pid*."},
  {"WCOREDUMP", posix_WCOREDUMP_m, "status, /", NULL},
  {"WIFCONTINUED", posix_WIFCONTINUED_m, "status", NULL},
  {"WIFSTOPPED", posix_WIFSTOPPED_m, "status", NULL},
  {"WIFSIGNALED", posix_WIFSIGNALED_m, "status", NULL},
  {"WIFEXITED", posix_WIFEXITED_m, "status", NULL},
  {"WEXITSTATUS", posix_WEXITSTATUS_m, "status", NULL},
  {"WTERMSIG", posix_WTERMSIG_m, "status", NULL},
  {"WSTOPSIG", posix_WSTOPSIG_m, "status", NULL},
  {"waitstatus_to_exitcode", posix_waitstatus_to_exitcode_m, "status", "Exit code of a wait status."},
  {"kill", posix_kill_m, "pid, signal, /", "Send a signal to a process."},
  {"killpg", posix_killpg_m, "pgid, signal, /", "Send a signal to a process group."},
  {"uname", posix_uname_m, "", "What the system is."},
  {"times", posix_times_m, "", "Times of the process and its children."},
  {"cpu_count", posix_cpu_count_m, "", "Number of processors, or None."},
  {"getloadavg", posix_getloadavg_m, "", "Load averages of the last 1, 5 and 15 minutes."},
  {"nice", posix_nice_m, "increment, /", "Lower the priority of the process."},
  {"getpriority", posix_getpriority_m, "which, who", NULL},
  {"setpriority", posix_setpriority_m, "which, who, priority", NULL},
  {"sched_yield", posix_sched_yield_m, "", NULL},
  {"sched_getaffinity", posix_sched_getaffinity_m, "pid, /", "Processors that the process may run on."},
  {"sched_setaffinity", posix_sched_setaffinity_m, "pid, mask, /", NULL},
  {"sched_getscheduler", posix_sched_getscheduler_m, "pid, /", NULL},
  {"sched_getparam", posix_sched_getparam_m, "pid, /", NULL},
  {"sched_setparam", posix_sched_setparam_m, "pid, param, /", NULL},
  {"sched_setscheduler", posix_sched_setscheduler_m, "pid, policy, param, /", NULL},
  {"sched_rr_get_interval", posix_sched_rr_get_interval_m, "pid, /", NULL},
  {"sched_get_priority_max", posix_sched_get_priority_max_m, "policy", NULL},
  {"sched_get_priority_min", posix_sched_get_priority_min_m, "policy", NULL},
  {0},
};
