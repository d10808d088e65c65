/* posix: what is known of files (stat and relatives), access, modes, owners and times. */
#include "posix.h"
#include <math.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>

static Type *stat_type, *statvfs_type;

static const StructField stat_fields[] = {
  {"st_mode", "protection bits"}, {"st_ino", "inode"}, {"st_dev", "device"}, {"st_nlink", "number of hard links"},
  {"st_uid", "user ID of owner"}, {"st_gid", "group ID of owner"}, {"st_size", "total size, in bytes"},
  {NULL, NULL}, {NULL, NULL}, {NULL, NULL},
  {"st_atime", "time of last access"}, {"st_mtime", "time of last modification"}, {"st_ctime", "time of last change"},
  {"st_atime_ns", "time of last access in nanoseconds"}, {"st_mtime_ns", "time of last modification in nanoseconds"},
  {"st_ctime_ns", "time of last change in nanoseconds"}, {"st_blksize", "blocksize for filesystem I/O"},
  {"st_blocks", "number of blocks allocated"}, {"st_rdev", "device type (if inode device)"}};

static const StructField statvfs_fields[] = {
  {"f_bsize", NULL}, {"f_frsize", NULL}, {"f_blocks", NULL}, {"f_bfree", NULL}, {"f_bavail", NULL}, {"f_files", NULL},
  {"f_ffree", NULL}, {"f_favail", NULL}, {"f_flag", NULL}, {"f_namemax", NULL}, {"f_fsid", NULL}};

static Value nanoseconds(Ctx *ctx, const struct timespec *t) {
  __int128 total = (__int128)t->tv_sec * 1000000000 + t->tv_nsec;
  if (total >= INT64_MIN && total <= INT64_MAX) return int_from_i64(ctx, (int64_t)total);
  Value seconds = int_from_i64(ctx, t->tv_sec), scaled = seconds ? int_binary(ctx, seconds, kr_int(1000000000), BIN_mul) : 0;
  Value r = scaled ? int_binary(ctx, scaled, kr_int(t->tv_nsec), BIN_add) : 0;
  kr_unref(ctx, seconds);
  kr_unref(ctx, scaled);
  return r;
}

Value posix_stat_of(Ctx *ctx, const struct stat *st) {
  const struct timespec *times[3] = {&st->st_atim, &st->st_mtim, &st->st_ctim};
  Value v[19] = {
    int_from_u64(ctx, st->st_mode), int_from_u64(ctx, st->st_ino), int_from_u64(ctx, st->st_dev),
    int_from_u64(ctx, st->st_nlink), int_from_u64(ctx, st->st_uid), int_from_u64(ctx, st->st_gid),
    int_from_i64(ctx, st->st_size)};
  for (int i = 0; i < 3; i++) {
    v[7 + i] = int_from_i64(ctx, times[i]->tv_sec);
    v[10 + i] = kr_float(ctx, (double)times[i]->tv_sec + 1e-9 * (double)times[i]->tv_nsec);
    v[13 + i] = nanoseconds(ctx, times[i]);
  }
  v[16] = int_from_i64(ctx, st->st_blksize);
  v[17] = int_from_i64(ctx, st->st_blocks);
  v[18] = int_from_u64(ctx, st->st_rdev);
  return structseq_steal(ctx, stat_type, v, 19);
}

Value posix_stat_at(Ctx *ctx, int dir_fd, const char *name, int flags, Value filename) {
  struct stat st;
  int r;
  RETRY(ctx, r, fstatat(dir_fd, name, &st, flags));
  return r < 0 ? posix_error(ctx, filename) : posix_stat_of(ctx, &st);
}

static Value stat_fd(Ctx *ctx, int fd, Value filename) {
  struct stat st;
  int r;
  RETRY(ctx, r, fstat(fd, &st));
  return r < 0 ? posix_error(ctx, filename) : posix_stat_of(ctx, &st);
}

static Value do_stat(Ctx *ctx, const char *function, Value v, Value dir, int follow) {
  Path path;
  int dir_fd;
  if (follow < 0 || posix_dir_fd(ctx, dir, &dir_fd) < 0 ||
      path_arg(ctx, v, function, "path", !strcmp(function, "stat") ? PATH_FD : 0, &path) < 0)
    return 0;
  Value r;
  if (path.name)
    r = posix_stat_at(ctx, dir_fd, path.name, follow ? 0 : AT_SYMLINK_NOFOLLOW, v);
  else if (dir_fd != AT_FDCWD)
    r = kr_raise(ctx, &kr_type_ValueError, "stat: can't specify dir_fd without matching path");
  else if (!follow)
    r = kr_raise(ctx, &kr_type_ValueError, "stat: cannot use fd and follow_symlinks together");
  else
    r = stat_fd(ctx, path.fd, v);
  path_free(&path);
  return r;
}

static Value posix_stat_m(Ctx *ctx, Value module, const Value *a) {
  return do_stat(ctx, "stat", a[0], a[1], posix_flag(ctx, a[2], 1));
}
static Value posix_lstat_m(Ctx *ctx, Value module, const Value *a) { return do_stat(ctx, "lstat", a[0], a[1], 0); }
static Value posix_fstat_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  return kr_index_int(ctx, a[0], &fd) < 0 ? 0 : stat_fd(ctx, fd, 0);
}

static Value posix_statvfs_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  struct statvfs s;
  int r;
  if (path_arg(ctx, a[0], "statvfs", "path", PATH_FD, &path) < 0) return 0;
  RETRY(ctx, r, path.name ? statvfs(path.name, &s) : fstatvfs(path.fd, &s));
  path_free(&path);
  if (r < 0) return posix_error(ctx, path.object);
  const uint64_t fields[11] = {s.f_bsize, s.f_frsize, s.f_blocks, s.f_bfree, s.f_bavail, s.f_files,
                               s.f_ffree, s.f_favail, s.f_flag, s.f_namemax, s.f_fsid};
  Value v[11];
  for (int i = 0; i < 11; i++) v[i] = int_from_u64(ctx, fields[i]);
  return structseq_steal(ctx, statvfs_type, v, 11);
}

static Value posix_access_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  int mode, dir_fd, effective = posix_flag(ctx, a[3], 0), follow = posix_flag(ctx, a[4], 1);
  if (effective < 0 || follow < 0 || kr_index_int(ctx, a[1], &mode) < 0 || posix_dir_fd(ctx, a[2], &dir_fd) < 0 ||
      path_arg(ctx, a[0], "access", "path", 0, &path) < 0)
    return 0;
  int flags = (effective ? AT_EACCESS : 0) | (follow ? 0 : AT_SYMLINK_NOFOLLOW);
  int r = faccessat(dir_fd, path.name, mode, flags);
  path_free(&path);
  return kr_bool(r == 0);
}

/* ---- modes and owners ---- */
static Value do_chmod(Ctx *ctx, const char *function, Value v, Value mode_value, Value dir, int follow) {
  Path path;
  int mode, dir_fd, r;
  if (follow < 0 || kr_index_int(ctx, mode_value, &mode) < 0 || posix_dir_fd(ctx, dir, &dir_fd) < 0 ||
      path_arg(ctx, v, function, "path", PATH_FD, &path) < 0)
    return 0;
  RETRY(ctx, r, path.name ? fchmodat(dir_fd, path.name, (mode_t)mode, follow ? 0 : AT_SYMLINK_NOFOLLOW)
                          : fchmod(path.fd, (mode_t)mode));
  path_free(&path);
  if (r < 0 && !follow && errno == ENOTSUP)
    return kr_raise(ctx, &kr_type_NotImplementedError, "chmod: follow_symlinks unavailable on this platform");
  return posix_done(ctx, r, v);
}
static Value posix_chmod_m(Ctx *ctx, Value module, const Value *a) {
  return do_chmod(ctx, "chmod", a[0], a[1], a[2], posix_flag(ctx, a[3], 1));
}
static Value posix_fchmod_m(Ctx *ctx, Value module, const Value *a) { return do_chmod(ctx, "fchmod", a[0], a[1], 0, 1); }

static Value do_chown(Ctx *ctx, const char *function, const Value *a, Value dir, int follow) {
  Path path;
  uint32_t uid, gid;
  int dir_fd, r;
  if (follow < 0 || posix_uid(ctx, a[1], &uid) < 0 || posix_uid(ctx, a[2], &gid) < 0 ||
      posix_dir_fd(ctx, dir, &dir_fd) < 0 || path_arg(ctx, a[0], function, "path", PATH_FD, &path) < 0)
    return 0;
  RETRY(ctx, r, path.name ? fchownat(dir_fd, path.name, uid, gid, follow ? 0 : AT_SYMLINK_NOFOLLOW)
                          : fchown(path.fd, uid, gid));
  path_free(&path);
  return posix_done(ctx, r, a[0]);
}
static Value posix_chown_m(Ctx *ctx, Value module, const Value *a) {
  return do_chown(ctx, "chown", a, a[3], posix_flag(ctx, a[4], 1));
}
static Value posix_lchown_m(Ctx *ctx, Value module, const Value *a) { return do_chown(ctx, "lchown", a, 0, 0); }
static Value posix_fchown_m(Ctx *ctx, Value module, const Value *a) { return do_chown(ctx, "fchown", a, 0, 1); }

/* ---- times ---- */
static int time_from_seconds(Ctx *ctx, Value v, struct timespec *out) {
  if (kr_is_anyfloat(v)) {
    double d = float_of(v), whole = floor(d);
    if (isnan(d)) return kr_raise(ctx, &kr_type_ValueError, "Invalid value NaN (not a number)"), -1;
    double rest = floor((d - whole) * 1e9);
    if (rest >= 1e9) whole++, rest = 0;
    if (whole < -0x1p63 || whole >= 0x1p63)
      return kr_raise(ctx, &kr_type_OverflowError, "timestamp out of range for platform time_t"), -1;
    *out = (struct timespec){(time_t)whole, (long)rest};
    return 0;
  }
  int64_t n;
  if (kr_index_i64(ctx, v, &n) < 0) return -1;
  *out = (struct timespec){n, 0};
  return 0;
}

static int time_from_ns(Ctx *ctx, Value v, struct timespec *out) {
  Value pair = kr_divmod(ctx, v, kr_int(1000000000));
  int64_t seconds, rest;
  int status = pair && kr_index_i64(ctx, tuple_of(pair)->items[0], &seconds) == 0 &&
                       kr_index_i64(ctx, tuple_of(pair)->items[1], &rest) == 0 ? 0 : -1;
  if (status == 0) *out = (struct timespec){seconds, rest};
  kr_unref(ctx, pair);
  return status;
}

static int utime_times(Ctx *ctx, Value times, Value ns, struct timespec t[2]) {
  int has_times = times && times != KR_None;
  if (has_times && ns) {
    kr_raise(ctx, &kr_type_ValueError, "utime: you may specify either 'times' or 'ns' but not both");
    return -1;
  }
  t[0] = t[1] = (struct timespec){0, UTIME_NOW};
  Value pair = has_times ? times : ns;
  if (!pair) return 0;
  if (!kr_has_flag(pair, T_TUPLE) || tuple_of(pair)->len != 2) {
    kr_raise(ctx, &kr_type_TypeError, has_times ? "utime: 'times' must be either a tuple of two ints or None"
                                                : "utime: 'ns' must be a tuple of two ints");
    return -1;
  }
  for (int i = 0; i < 2; i++) {
    Value v = tuple_of(pair)->items[i];
    if ((has_times ? time_from_seconds(ctx, v, &t[i]) : time_from_ns(ctx, v, &t[i])) < 0) return -1;
  }
  return 0;
}

static Value posix_utime_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  struct timespec t[2];
  int dir_fd, r, follow = posix_flag(ctx, a[4], 1);
  if (follow < 0 || utime_times(ctx, a[1], a[2], t) < 0 || posix_dir_fd(ctx, a[3], &dir_fd) < 0 ||
      path_arg(ctx, a[0], "utime", "path", PATH_FD, &path) < 0)
    return 0;
  RETRY(ctx, r, path.name ? utimensat(dir_fd, path.name, t, follow ? 0 : AT_SYMLINK_NOFOLLOW) : futimens(path.fd, t));
  path_free(&path);
  return posix_done(ctx, r, a[0]);
}

/* ---- extended attributes ---- */
static Value posix_getxattr_m(Ctx *ctx, Value module, const Value *a) {
  Path path, name;
  char value[65536];
  int follow = posix_flag(ctx, a[2], 1);
  if (follow < 0 || path_arg(ctx, a[0], "getxattr", "path", PATH_FD, &path) < 0) return 0;
  if (path_arg(ctx, a[1], "getxattr", "attribute", 0, &name) < 0) return path_free(&path), (Value)0;
  ssize_t n = !path.name ? fgetxattr(path.fd, name.name, value, sizeof value)
              : follow   ? getxattr(path.name, name.name, value, sizeof value)
                         : lgetxattr(path.name, name.name, value, sizeof value);
  path_free(&path);
  path_free(&name);
  return n < 0 ? posix_error(ctx, a[0]) : bytes_new(ctx, value, (size_t)n);
}

static Value posix_setxattr_m(Ctx *ctx, Value module, const Value *a) {
  Path path, name;
  Buffer value;
  int flags = 0, follow = posix_flag(ctx, a[4], 1);
  if (follow < 0 || (a[3] && kr_index_int(ctx, a[3], &flags) < 0) || kr_get_buffer(ctx, a[2], &value, 0) < 0) return 0;
  Value result = 0;
  if (path_arg(ctx, a[0], "setxattr", "path", PATH_FD, &path) == 0) {
    if (path_arg(ctx, a[1], "setxattr", "attribute", 0, &name) == 0) {
      size_t n = (size_t)value.len;
      int r = !path.name ? fsetxattr(path.fd, name.name, value.data, n, flags)
              : follow   ? setxattr(path.name, name.name, value.data, n, flags)
                         : lsetxattr(path.name, name.name, value.data, n, flags);
      result = posix_done(ctx, r, a[0]);
      path_free(&name);
    }
    path_free(&path);
  }
  kr_release_buffer(ctx, &value);
  return result;
}

static Value posix_removexattr_m(Ctx *ctx, Value module, const Value *a) {
  Path path, name;
  int follow = posix_flag(ctx, a[2], 1);
  if (follow < 0 || path_arg(ctx, a[0], "removexattr", "path", PATH_FD, &path) < 0) return 0;
  if (path_arg(ctx, a[1], "removexattr", "attribute", 0, &name) < 0) return path_free(&path), (Value)0;
  int r = !path.name ? fremovexattr(path.fd, name.name)
          : follow   ? removexattr(path.name, name.name)
                     : lremovexattr(path.name, name.name);
  path_free(&path);
  path_free(&name);
  return posix_done(ctx, r, a[0]);
}

static Value posix_listxattr_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  char names[65536];
  int follow = posix_flag(ctx, a[1], 1);
  if (follow < 0 || path_arg(ctx, a[0], "listxattr", "path", PATH_FD | PATH_NONE, &path) < 0) return 0;
  const char *name = path.name ? path.name : ".";
  ssize_t n = path.fd >= 0 ? flistxattr(path.fd, names, sizeof names)
              : follow     ? listxattr(name, names, sizeof names)
                           : llistxattr(name, names, sizeof names);
  path_free(&path);
  if (n < 0) return posix_error(ctx, a[0]);
  Value list = list_new(ctx, 0);
  for (char *p = names; list && p < names + n; p += strlen(p) + 1) {
    Value item = str_from_fs(ctx, p, strlen(p));
    if (!item || list_append(ctx, list, item) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, item);
  }
  return list;
}

/* ---- device numbers ---- */
static Value posix_major_m(Ctx *ctx, Value module, const Value *a) {
  uint64_t device;
  Value i = kr_index(ctx, a[0]);
  int status = i ? int_to_u64(ctx, i, &device) : -1;
  kr_unref(ctx, i);
  return status < 0 ? 0 : kr_int(major(device));
}
static Value posix_minor_m(Ctx *ctx, Value module, const Value *a) {
  uint64_t device;
  Value i = kr_index(ctx, a[0]);
  int status = i ? int_to_u64(ctx, i, &device) : -1;
  kr_unref(ctx, i);
  return status < 0 ? 0 : kr_int(minor(device));
}
static Value posix_makedev_m(Ctx *ctx, Value module, const Value *a) {
  int major_number, minor_number;
  if (kr_index_int(ctx, a[0], &major_number) < 0 || kr_index_int(ctx, a[1], &minor_number) < 0) return 0;
  return int_from_u64(ctx, makedev((unsigned)major_number, (unsigned)minor_number));
}

const Method posix_stat_methods[] = {
  {"stat", posix_stat_m, "path, *, dir_fd=None, follow_symlinks=True", "What is known of a file."},
  {"lstat", posix_lstat_m, "path, *, dir_fd=None", "Like stat, of a symbolic link itself."},
  {"fstat", posix_fstat_m, "fd", "What is known of an open file."},
  {"statvfs", posix_statvfs_m, "path", "What is known of the file system a path is on."},
  {"fstatvfs", posix_statvfs_m, "fd, /", "What is known of the file system an open file is on."},
  {"access", posix_access_m, "path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True",
   "May the user access the path."},
  {"chmod", posix_chmod_m, "path, mode, *, dir_fd=None, follow_symlinks=True", "Change the permissions of a file."},
  {"fchmod", posix_fchmod_m, "fd, mode", "Change the permissions of an open file."},
  {"chown", posix_chown_m, "path, uid, gid, *, dir_fd=None, follow_symlinks=True", "Change the owner of a file."},
  {"lchown", posix_lchown_m, "path, uid, gid", "Change the owner of a symbolic link itself."},
  {"fchown", posix_fchown_m, "fd, uid, gid", "Change the owner of an open file."},
  {"utime", posix_utime_m, "path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True",
   "Set the times of last access and modification."},
  {"getxattr", posix_getxattr_m, "path, attribute, *, follow_symlinks=True", "Value of an extended attribute."},
  {"setxattr", posix_setxattr_m, "path, attribute, value, flags=0, *, follow_symlinks=True",
   "Set an extended attribute."},
  {"removexattr", posix_removexattr_m, "path, attribute, *, follow_symlinks=True", "Remove an extended attribute."},
  {"listxattr", posix_listxattr_m, "path=None, *, follow_symlinks=True", "Names of the extended attributes."},
  {"major", posix_major_m, "device, /", "Major number of a device."},
  {"minor", posix_minor_m, "device, /", "Minor number of a device."},
  {"makedev", posix_makedev_m, "major, minor, /", "Device number from its parts."},
  {0},
};

/* Made from ten items, the times as floats are the ints. */
static Value stat_result_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  Value r = structseq_new(ctx, type, args, nargs, kwnames);
  for (int i = 7; r && i < 10; i++) {
    Value *items = tuple_of(r)->items;
    if (items[i + 3] == KR_None) items[i + 3] = kr_ref(items[i]);
  }
  return r;
}

int posix_stat_init(Ctx *ctx, Value module) {
  if (!stat_type && (stat_type = structseq_type(ctx, "os.stat_result", "Result of stat, lstat and fstat.", stat_fields,
                                                19, 10)))
    stat_type->new = stat_result_new;
  if (!statvfs_type)
    statvfs_type = structseq_type(ctx, "os.statvfs_result", "Result of statvfs.", statvfs_fields, 11, 10);
  if (!stat_type || !statvfs_type) return -1;
  if (dict_set_c(ctx, module_dict(module), "stat_result", kr_ref(kr_val(stat_type))) < 0) return -1;
  return dict_set_c(ctx, module_dict(module), "statvfs_result", kr_ref(kr_val(statvfs_type)));
}
