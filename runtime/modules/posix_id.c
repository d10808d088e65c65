/* posix: who a process is: process, user and group ids. */
#include "posix.h"
#include <grp.h>
#include <limits.h>
#include <pwd.h>

#define GETTER(name)                                                                               \
  static Value posix_##name##_m(Ctx *ctx, Value module, const Value *a) { return kr_int((int64_t)name()); }
GETTER(getpid) GETTER(getppid) GETTER(getpgrp) GETTER(getuid) GETTER(geteuid) GETTER(getgid) GETTER(getegid)

#define SETTER(name)                                                                               \
  static Value posix_##name##_m(Ctx *ctx, Value module, const Value *a) {                          \
    uint32_t id;                                                                                   \
    return posix_uid(ctx, a[0], &id) < 0 ? 0 : posix_done(ctx, name(id), 0);                       \
  }
SETTER(setuid) SETTER(seteuid) SETTER(setgid) SETTER(setegid)

#define SETTER2(name)                                                                              \
  static Value posix_##name##_m(Ctx *ctx, Value module, const Value *a) {                          \
    uint32_t first, second;                                                                        \
    if (posix_uid(ctx, a[0], &first) < 0 || posix_uid(ctx, a[1], &second) < 0) return 0;           \
    return posix_done(ctx, name(first, second), 0);                                                \
  }
SETTER2(setreuid) SETTER2(setregid)

#define SETTER3(name)                                                                              \
  static Value posix_##name##_m(Ctx *ctx, Value module, const Value *a) {                          \
    uint32_t ids[3];                                                                               \
    for (int i = 0; i < 3; i++)                                                                    \
      if (posix_uid(ctx, a[i], &ids[i]) < 0) return 0;                                             \
    return posix_done(ctx, name(ids[0], ids[1], ids[2]), 0);                                       \
  }
SETTER3(setresuid) SETTER3(setresgid)

#define GETTER3(name)                                                                              \
  static Value posix_##name##_m(Ctx *ctx, Value module, const Value *a) {                          \
    uint32_t ids[3];                                                                               \
    if (name(&ids[0], &ids[1], &ids[2]) < 0) return posix_error(ctx, 0);                           \
    return tuple_pack(ctx, 3, kr_int(ids[0]), kr_int(ids[1]), kr_int(ids[2]));                     \
  }
GETTER3(getresuid) GETTER3(getresgid)

#define OF_PROCESS(name)                                                                           \
  static Value posix_##name##_m(Ctx *ctx, Value module, const Value *a) {                          \
    int pid;                                                                                       \
    if (kr_index_int(ctx, a[0], &pid) < 0) return 0;                                                  \
    pid_t r = name(pid);                                                                           \
    return r < 0 ? posix_error(ctx, 0) : kr_int(r);                                                \
  }
OF_PROCESS(getpgid) OF_PROCESS(getsid)

static Value posix_setpgid_m(Ctx *ctx, Value module, const Value *a) {
  int pid, group;
  if (kr_index_int(ctx, a[0], &pid) < 0 || kr_index_int(ctx, a[1], &group) < 0) return 0;
  return posix_done(ctx, setpgid(pid, group), 0);
}
static Value posix_setpgrp_m(Ctx *ctx, Value module, const Value *a) { return posix_done(ctx, setpgrp(), 0); }
static Value posix_setsid_m(Ctx *ctx, Value module, const Value *a) { return posix_done(ctx, setsid(), 0); }

static Value group_list(Ctx *ctx, const gid_t *groups, int n) {
  Value list = list_new(ctx, (size_t)n);
  for (int i = 0; list && i < n; i++)
    if (list_append(ctx, list, kr_int(groups[i])) < 0) kr_clear(ctx, &list);
  return list;
}

static Value posix_getgroups_m(Ctx *ctx, Value module, const Value *a) {
  gid_t groups[NGROUPS_MAX];
  int n = getgroups(NGROUPS_MAX, groups);
  return n < 0 ? posix_error(ctx, 0) : group_list(ctx, groups, n);
}

static Value posix_setgroups_m(Ctx *ctx, Value module, const Value *a) {
  gid_t groups[NGROUPS_MAX];
  Value list = kr_to_list(ctx, a[0]);
  if (!list) return 0;
  int64_t n = list_of(list)->len;
  int status = n > NGROUPS_MAX ? (kr_raise(ctx, &kr_type_ValueError, "too many groups"), -1) : 0;
  for (int64_t i = 0; i < n && status == 0; i++) status = posix_uid(ctx, list_of(list)->items[i], &groups[i]);
  kr_unref(ctx, list);
  return status < 0 ? 0 : posix_done(ctx, setgroups((size_t)n, groups), 0);
}

static Value posix_getgrouplist_m(Ctx *ctx, Value module, const Value *a) {
  gid_t groups[NGROUPS_MAX];
  uint32_t gid;
  int n = NGROUPS_MAX;
  char *user = posix_uid(ctx, a[1], &gid) < 0 ? NULL : kr_path_dup(ctx, a[0]);
  if (!user) return 0;
  int r = getgrouplist(user, gid, groups, &n);
  free(user);
  return r < 0 ? posix_error(ctx, 0) : group_list(ctx, groups, n);
}

static Value posix_initgroups_m(Ctx *ctx, Value module, const Value *a) {
  uint32_t gid;
  char *user = posix_uid(ctx, a[1], &gid) < 0 ? NULL : kr_path_dup(ctx, a[0]);
  if (!user) return 0;
  int r = initgroups(user, gid);
  free(user);
  return posix_done(ctx, r, 0);
}

static Value posix_getlogin_m(Ctx *ctx, Value module, const Value *a) {
  errno = 0;
  const char *name = getlogin();
  if (!name) return errno ? posix_error(ctx, 0) : kr_raise(ctx, &kr_type_OSError, "unable to determine login name");
  return str_from_fs(ctx, name, strlen(name));
}

static Value posix_ctermid_m(Ctx *ctx, Value module, const Value *a) { return str_from(ctx, "/dev/tty"); }

const Method posix_id_methods[] = {
  {"getpid", posix_getpid_m, "", "Id of the process."},
  {"getppid", posix_getppid_m, "", "Id of the parent process."},
  {"getpgrp", posix_getpgrp_m, "", "Process group."},
  {"getpgid", posix_getpgid_m, "pid", "Process group of a process."},
  {"getsid", posix_getsid_m, "pid, /", "Session of a process."},
  {"setpgid", posix_setpgid_m, "pid, pgrp, /", NULL},
  {"setpgrp", posix_setpgrp_m, "", NULL},
  {"setsid", posix_setsid_m, "", NULL},
  {"getuid", posix_getuid_m, "", "User id."},
  {"geteuid", posix_geteuid_m, "", "Effective user id."},
  {"getgid", posix_getgid_m, "", "Group id."},
  {"getegid", posix_getegid_m, "", "Effective group id."},
  {"getresuid", posix_getresuid_m, "", NULL},
  {"getresgid", posix_getresgid_m, "", NULL},
  {"setuid", posix_setuid_m, "uid, /", NULL},
  {"seteuid", posix_seteuid_m, "euid, /", NULL},
  {"setgid", posix_setgid_m, "gid, /", NULL},
  {"setegid", posix_setegid_m, "egid, /", NULL},
  {"setreuid", posix_setreuid_m, "ruid, euid, /", NULL},
  {"setregid", posix_setregid_m, "rgid, egid, /", NULL},
  {"setresuid", posix_setresuid_m, "ruid, euid, suid, /", NULL},
  {"setresgid", posix_setresgid_m, "rgid, egid, sgid, /", NULL},
  {"getgroups", posix_getgroups_m, "", "Supplementary group ids."},
  {"setgroups", posix_setgroups_m, "groups, /", NULL},
  {"getgrouplist", posix_getgrouplist_m, "user, group, /", NULL},
  {"initgroups", posix_initgroups_m, "username, gid, /", NULL},
  {"getlogin", posix_getlogin_m, "", "Name of the user logged in."},
  {"ctermid", posix_ctermid_m, "", "Name of the controlling terminal."},
  {0},
};
