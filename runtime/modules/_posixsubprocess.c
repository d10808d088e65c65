/* _posixsubprocess: starting a child process for the subprocess module.
 *
 * Everything that needs memory is made before the fork; the child then only makes system calls, apart
 * from preexec_fn.  It tells the parent of a failure through a pipe: "OSError:<errno in hex>:<note>". */
#include "posix.h"
#include <dirent.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>

typedef struct {
  char **argv, **envp, **programs;
  char *cwd;
  int *kept, n_kept;          /* descriptors that stay open, ascending */
  int p2c[2], c2p[2], err[2], status[2];
  int close_fds, restore_signals, new_session, umask_value, group_to_join;
  int has_uid, has_gid, n_groups; /* n_groups -1: unchanged */
  uint32_t uid, gid, *groups;
  Value preexec;              /* a callable, or 0 */
} Plan;

static void free_strings(char **strings) {
  for (char **p = strings; p && *p; p++) free(*p);
  free(strings);
}

static void plan_free(Plan *p) {
  free_strings(p->argv);
  free_strings(p->envp);
  free_strings(p->programs);
  free(p->cwd);
  free(p->kept);
  free(p->groups);
}

/* ---- arguments ---- */
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

static int kept_descriptors(Ctx *ctx, Value tuple, Plan *p) {
  if (!kr_has_flag(tuple, T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "fds_to_keep must be a tuple"), -1;
  int64_t n = tuple_of(tuple)->len;
  if (!(p->kept = malloc(((size_t)n + 1) * sizeof *p->kept))) return kr_raise_memory(ctx), -1;
  int previous = -1;
  for (int64_t i = 0; i < n; i++) {
    int fd = -1;
    if (!kr_is_anyint(tuple_of(tuple)->items[i]) || kr_index_int(ctx, tuple_of(tuple)->items[i], &fd) < 0 || fd <= previous) {
      kr_clear_exc(ctx);
      kr_raise(ctx, &kr_type_ValueError, "bad value(s) in fds_to_keep");
      return -1;
    }
    p->kept[p->n_kept++] = previous = fd;
  }
  return 0;
}

static int group_ids(Ctx *ctx, Value groups, Plan *p) {
  p->n_groups = -1;
  if (groups == KR_None) return 0;
  Value list = kr_to_list(ctx, groups);
  if (!list) return -1;
  int64_t n = list_of(list)->len;
  p->groups = malloc(((size_t)n + 1) * sizeof *p->groups);
  int status = p->groups ? 0 : (kr_raise_memory(ctx), -1);
  for (int64_t i = 0; i < n && status == 0; i++) {
    status = posix_uid(ctx, list_of(list)->items[i], &p->groups[i]);
    if (status < 0 && kr_catch(ctx, &kr_type_OverflowError)) kr_raise(ctx, &kr_type_ValueError, "invalid group id");
  }
  p->n_groups = (int)n;
  kr_unref(ctx, list);
  return status;
}

static int identity(Ctx *ctx, Value v, int *has, uint32_t *out) {
  *has = v != KR_None;
  return *has ? posix_uid(ctx, v, out) : 0;
}

static int plan_make(Ctx *ctx, const Value *a, Plan *p) {
  int *const pipes[8] = {&p->p2c[0], &p->p2c[1], &p->c2p[0], &p->c2p[1], &p->err[0], &p->err[1], &p->status[0], &p->status[1]};
  p->close_fds = kr_truth(ctx, a[2]);
  if (p->close_fds < 0 || kept_descriptors(ctx, a[3], p) < 0) return -1;
  for (int i = 0; i < 8; i++)
    if (kr_index_int(ctx, a[6 + i], pipes[i]) < 0) return -1;
  p->restore_signals = kr_truth(ctx, a[14]);
  p->new_session = kr_truth(ctx, a[15]);
  if (p->restore_signals < 0 || p->new_session < 0 || kr_index_int(ctx, a[16], &p->group_to_join) < 0 ||
      identity(ctx, a[17], &p->has_gid, &p->gid) < 0 || group_ids(ctx, a[18], p) < 0 ||
      identity(ctx, a[19], &p->has_uid, &p->uid) < 0 || kr_index_int(ctx, a[20], &p->umask_value) < 0)
    return -1;
  if (p->close_fds && p->status[1] < 3) return kr_raise(ctx, &kr_type_ValueError, "errpipe_write must be >= 3"), -1;
  if (a[0] != KR_None && !(p->argv = string_array(ctx, a[0]))) return -1;
  if (!(p->programs = string_array(ctx, a[1]))) return -1;
  if (a[5] != KR_None && !(p->envp = string_array(ctx, a[5]))) return -1;
  if (a[4] != KR_None && !(p->cwd = kr_path_dup(ctx, a[4]))) return -1;
  p->preexec = a[21] == KR_None ? 0 : a[21];
  return 0;
}

/* ---- in the child ---- */
static int is_kept(const Plan *p, int fd) {
  for (int i = 0; i < p->n_kept; i++)
    if (p->kept[i] == fd) return 1;
  return 0;
}

static void close_others(const Plan *p) {
  int from = 3;
  for (int i = 0; i < p->n_kept; i++) {
    if (p->kept[i] < from) continue;
    if (p->kept[i] > from) close_range((unsigned)from, (unsigned)p->kept[i] - 1, 0);
    from = p->kept[i] + 1;
  }
  if (close_range((unsigned)from, ~0u, 0) == 0) return;
  for (int fd = from, end = (int)sysconf(_SC_OPEN_MAX); fd < end; fd++)
    if (!is_kept(p, fd)) close(fd);
}

static void inherit(int fd) { fcntl(fd, F_SETFD, 0); }

/* Moves the child's end of a pipe to its standard descriptor. */
static int place(int fd, int target) {
  if (fd == target) return inherit(fd), 0;
  return fd < 0 || dup2(fd, target) >= 0 ? 0 : -1;
}

static int arrange_descriptors(Plan *p) {
  if (p->p2c[1] >= 0) close(p->p2c[1]);
  if (p->c2p[0] >= 0) close(p->c2p[0]);
  if (p->err[0] >= 0) close(p->err[0]);
  close(p->status[0]);
  /* a low number that is in the way moves up */
  if (p->c2p[1] == 0 && (p->c2p[1] = dup(0)) < 0) return -1;
  while (p->err[1] == 0 || p->err[1] == 1)
    if ((p->err[1] = dup(p->err[1])) < 0) return -1;
  return place(p->p2c[0], 0) < 0 || place(p->c2p[1], 1) < 0 || place(p->err[1], 2) < 0 ? -1 : 0;
}

static void default_signals(void) {
  static const int ignored[] = {SIGPIPE, SIGXFSZ};
  for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++) signal(ignored[i], SIG_DFL);
}

static int take_identity(const Plan *p) {
  if (p->new_session) setsid();
  if (p->group_to_join >= 0 && setpgid(0, p->group_to_join) < 0) return -1;
  if (p->n_groups >= 0 && setgroups((size_t)p->n_groups, p->groups) < 0) return -1;
  if (p->has_gid && setregid(p->gid, p->gid) < 0) return -1;
  if (p->has_uid && setreuid(p->uid, p->uid) < 0) return -1;
  return 0;
}

static void report(const Plan *p, const char *type, int error, const char *note) {
  char text[128];
  int n = snprintf(text, sizeof text, "%s:%X:%s", type, (unsigned)error, note);
  if (write(p->status[1], text, (size_t)n) < 0) _exit(255);
}

static KR_NORETURN void run_child(Ctx *ctx, Plan *p) {
  const char *note = "noexec";
  for (int i = 0; i < p->n_kept; i++)
    if (p->kept[i] != p->status[1]) inherit(p->kept[i]);
  int status = arrange_descriptors(p);
  if (status == 0 && p->cwd) status = chdir(p->cwd);
  if (status == 0 && p->umask_value >= 0) umask((mode_t)p->umask_value);
  if (p->restore_signals) default_signals();
  if (status == 0) status = take_identity(p);
  if (status == 0 && p->preexec) {
    Value r = kr_call0(ctx, p->preexec);
    if (!r) {
      report(p, "SubprocessError", 0, "Exception occurred in preexec_fn.");
      _exit(255);
    }
  }
  if (status == 0 && p->close_fds) close_others(p);
  int error = errno;
  if (status == 0) {
    note = "";
    error = 0;
    for (char **program = p->programs; *program; program++) {
      if (p->envp) execve(*program, p->argv, p->envp);
      else execv(*program, p->argv);
      if (errno != ENOENT && errno != ENOTDIR && error == 0) error = errno;
    }
    if (!error) error = errno;
  }
  report(p, "OSError", error, note);
  _exit(255);
}

static Value subprocess_fork_exec_m(Ctx *ctx, Value module, const Value *a) {
  Plan p = {0};
  if (plan_make(ctx, a, &p) < 0) {
    plan_free(&p);
    return 0;
  }
  fflush(NULL);
  pid_t pid = fork();
  if (pid == 0) run_child(ctx, &p);
  int error = errno;
  plan_free(&p);
  errno = error;
  return pid < 0 ? posix_error(ctx, 0) : kr_int(pid);
}

static const Method subprocess_methods[] = {
  {"fork_exec", subprocess_fork_exec_m,
   "args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, "
   "errpipe_read, errpipe_write, restore_signals, call_setsid, pgid_to_set, gid, groups_list, uid, umask, preexec_fn, "
   "allow_vfork, /",
   "Fork, prepare the child and run a program in it; gives the child's process id."},
  {0},
};

const ModuleDef kr_module__posixsubprocess = {
  .name = "_posixsubprocess",
  .doc = "Starting a child process for the subprocess module.",
  .methods = subprocess_methods,
};
