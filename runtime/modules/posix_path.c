/* posix: making, renaming and removing files, links and folders; the current folder. */
#include "posix.h"
#include <limits.h>
#include <stdio.h>

/* Calls that take one path and a folder descriptor. */
#define ONE_PATH(name, dir_index, call)                                                    \
  static Value posix_##name##_m(Ctx *ctx, Value module, const Value *a) {                          \
    Path path;                                                                                     \
    int dir_fd, r;                                                                                 \
    if (posix_dir_fd(ctx, a[dir_index], &dir_fd) < 0 || path_arg(ctx, a[0], #name, "path", 0, &path) < 0) return 0; \
    RETRY(ctx, r, call);                                                                           \
    path_free(&path);                                                                              \
    return posix_done(ctx, r, a[0]);                                                               \
  }
ONE_PATH(unlink, 1, unlinkat(dir_fd, path.name, 0))
ONE_PATH(remove, 1, unlinkat(dir_fd, path.name, 0))
ONE_PATH(rmdir, 1, unlinkat(dir_fd, path.name, AT_REMOVEDIR))

static int mode_arg(Ctx *ctx, Value v, int fallback, int *mode) {
  *mode = fallback;
  return v ? kr_index_int(ctx, v, mode) : 0;
}

static Value posix_mkdir_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  int mode, dir_fd, r;
  if (mode_arg(ctx, a[1], 0777, &mode) < 0 || posix_dir_fd(ctx, a[2], &dir_fd) < 0 ||
      path_arg(ctx, a[0], "mkdir", "path", 0, &path) < 0)
    return 0;
  RETRY(ctx, r, mkdirat(dir_fd, path.name, (mode_t)mode));
  path_free(&path);
  return posix_done(ctx, r, a[0]);
}

static Value posix_mkfifo_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  int mode, dir_fd, r;
  if (mode_arg(ctx, a[1], 0666, &mode) < 0 || posix_dir_fd(ctx, a[2], &dir_fd) < 0 ||
      path_arg(ctx, a[0], "mkfifo", "path", 0, &path) < 0)
    return 0;
  RETRY(ctx, r, mkfifoat(dir_fd, path.name, (mode_t)mode));
  path_free(&path);
  return posix_done(ctx, r, a[0]);
}

static Value posix_mknod_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  int mode, dir_fd, r;
  int64_t device = 0;
  if (mode_arg(ctx, a[1], 0600, &mode) < 0 || (a[2] && kr_index_i64(ctx, a[2], &device) < 0) ||
      posix_dir_fd(ctx, a[3], &dir_fd) < 0 || path_arg(ctx, a[0], "mknod", "path", 0, &path) < 0)
    return 0;
  RETRY(ctx, r, mknodat(dir_fd, path.name, (mode_t)mode, (dev_t)device));
  path_free(&path);
  return posix_done(ctx, r, a[0]);
}

/* ---- two paths ---- */
typedef struct { Path src, dst; int src_fd, dst_fd; } PathPair;

static int pair_args(Ctx *ctx, const char *function, const Value *a, Value src_dir, Value dst_dir, PathPair *p) {
  if (posix_dir_fd(ctx, src_dir, &p->src_fd) < 0 || posix_dir_fd(ctx, dst_dir, &p->dst_fd) < 0) return -1;
  if (path_arg(ctx, a[0], function, "src", 0, &p->src) < 0) return -1;
  if (path_arg(ctx, a[1], function, "dst", 0, &p->dst) == 0) return 0;
  path_free(&p->src);
  return -1;
}

static Value pair_done(Ctx *ctx, PathPair *p, int r) {
  Value result = r < 0 ? posix_error2(ctx, p->src.object, p->dst.object) : KR_None;
  path_free(&p->src);
  path_free(&p->dst);
  return result;
}

static Value do_rename(Ctx *ctx, const char *function, const Value *a) {
  PathPair p;
  if (pair_args(ctx, function, a, a[2], a[3], &p) < 0) return 0;
  return pair_done(ctx, &p, renameat(p.src_fd, p.src.name, p.dst_fd, p.dst.name));
}
static Value posix_rename_m(Ctx *ctx, Value module, const Value *a) { return do_rename(ctx, "rename", a); }
static Value posix_replace_m(Ctx *ctx, Value module, const Value *a) { return do_rename(ctx, "replace", a); }

static Value posix_link_m(Ctx *ctx, Value module, const Value *a) {
  PathPair p;
  int follow = posix_flag(ctx, a[4], 1);
  if (follow < 0 || pair_args(ctx, "link", a, a[2], a[3], &p) < 0) return 0;
  int flags = a[4] && follow ? AT_SYMLINK_FOLLOW : 0;
  return pair_done(ctx, &p, linkat(p.src_fd, p.src.name, p.dst_fd, p.dst.name, flags));
}

static Value posix_symlink_m(Ctx *ctx, Value module, const Value *a) {
  PathPair p;
  if (pair_args(ctx, "symlink", a, 0, a[3], &p) < 0) return 0;
  return pair_done(ctx, &p, symlinkat(p.src.name, p.dst_fd, p.dst.name));
}

static Value posix_readlink_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  int dir_fd;
  char target[PATH_MAX + 1];
  if (posix_dir_fd(ctx, a[1], &dir_fd) < 0 || path_arg(ctx, a[0], "readlink", "path", 0, &path) < 0) return 0;
  ssize_t n = readlinkat(dir_fd, path.name, target, sizeof target);
  path_free(&path);
  return n < 0 ? posix_error(ctx, a[0]) : posix_text(ctx, target, (size_t)n, path.is_bytes);
}

static Value posix_truncate_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  int64_t length;
  int r;
  if (kr_index_i64(ctx, a[1], &length) < 0 || path_arg(ctx, a[0], "truncate", "path", PATH_FD, &path) < 0) return 0;
  RETRY(ctx, r, path.name ? truncate(path.name, length) : ftruncate(path.fd, length));
  path_free(&path);
  return posix_done(ctx, r, a[0]);
}

/* ---- the current folder ---- */
static Value current_folder(Ctx *ctx, int as_bytes) {
  char *name = getcwd(NULL, 0);
  if (!name) return posix_error(ctx, 0);
  Value r = posix_text(ctx, name, strlen(name), as_bytes);
  free(name);
  return r;
}
static Value posix_getcwd_m(Ctx *ctx, Value module, const Value *a) { return current_folder(ctx, 0); }
static Value posix_getcwdb_m(Ctx *ctx, Value module, const Value *a) { return current_folder(ctx, 1); }

static Value posix_chdir_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  if (path_arg(ctx, a[0], "chdir", "path", PATH_FD, &path) < 0) return 0;
  int r = path.name ? chdir(path.name) : fchdir(path.fd);
  path_free(&path);
  return posix_done(ctx, r, a[0]);
}
static Value posix_fchdir_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  return posix_fd(ctx, a[0], &fd) < 0 ? 0 : posix_done(ctx, fchdir(fd), 0);
}
static Value posix_chroot_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  if (path_arg(ctx, a[0], "chroot", "path", 0, &path) < 0) return 0;
  int r = chroot(path.name);
  path_free(&path);
  return posix_done(ctx, r, a[0]);
}

static Value posix_umask_m(Ctx *ctx, Value module, const Value *a) {
  int mask;
  return kr_index_int(ctx, a[0], &mask) < 0 ? 0 : kr_int(umask((mode_t)mask));
}

/* ---- os.path.normpath ---- */
/* Collapses "//", "." and ".." in place and gives the new length; two leading slashes, but not three, are
 * kept. */
static size_t normalize(char *path, size_t n) {
  size_t slashes = !n || path[0] != '/' ? 0 : n > 1 && path[1] == '/' && (n == 2 || path[2] != '/') ? 2 : 1;
  char *out = path + slashes, *floor = out, *stop = path + n;
  for (char *p = path, *end; p < stop; p = end) {
    while (p < stop && *p == '/') p++;
    for (end = p; end < stop && *end != '/'; end++) {}
    size_t part = (size_t)(end - p);
    if (part == 0 || (part == 1 && *p == '.')) continue;
    int up = part == 2 && p[0] == '.' && p[1] == '.';
    char *last = out;
    while (last > floor && last[-1] != '/') last--;
    int can_go_up = out > floor && !(out - last == 2 && last[0] == '.' && last[1] == '.');
    if (up && can_go_up) {
      out = last > floor ? last - 1 : floor;
    } else if (!up || !slashes) {
      if (out > floor) *out++ = '/';
      memmove(out, p, part);
      out += part;
    }
  }
  if (out == path) *out++ = '.';
  return (size_t)(out - path);
}

static Value posix_normpath_m(Ctx *ctx, Value module, const Value *a) {
  Value path = kr_fspath(ctx, a[0]);
  if (!path) return 0;
  size_t n = 0;
  int is_bytes = kr_has_flag(path, T_BYTES);
  char *copy;
  if (is_bytes) {
    n = (size_t)bytes_of(path)->len;
    if ((copy = malloc(n + 1))) memcpy(copy, bytes_of(path)->data, n);
  } else if ((copy = str_wtf8_dup(ctx, path, &n))) {
    char *larger = realloc(copy, n + 2);
    if (larger) copy = larger;
  }
  if (copy) n = normalize(copy, n);
  Value r = !copy ? kr_raise_memory(ctx) : is_bytes ? bytes_new(ctx, copy, n) : str_from_wtf8(ctx, copy, n);
  free(copy);
  kr_unref(ctx, path);
  return r;
}

const Method posix_path_methods[] = {
  {"unlink", posix_unlink_m, "path, *, dir_fd=None", "Remove a file."},
  {"remove", posix_remove_m, "path, *, dir_fd=None", "Remove a file."},
  {"rmdir", posix_rmdir_m, "path, *, dir_fd=None", "Remove an empty folder."},
  {"mkdir", posix_mkdir_m, "path, mode=511, *, dir_fd=None", "Make a folder."},
  {"mkfifo", posix_mkfifo_m, "path, mode=438, *, dir_fd=None", "Make a named pipe."},
  {"mknod", posix_mknod_m, "path, mode=384, device=0, *, dir_fd=None", "Make a node in the file system."},
  {"rename", posix_rename_m, "src, dst, *, src_dir_fd=None, dst_dir_fd=None", "Rename a file or folder."},
  {"replace", posix_replace_m, "src, dst, *, src_dir_fd=None, dst_dir_fd=None",
   "Rename a file or folder over another one."},
  {"link", posix_link_m, "src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True", "Make a hard link."},
  {"symlink", posix_symlink_m, "src, dst, target_is_directory=False, *, dir_fd=None", "Make a symbolic link."},
  {"readlink", posix_readlink_m, "path, *, dir_fd=None", "Where a symbolic link points."},
  {"truncate", posix_truncate_m, "path, length", "Cut or extend a file to a length."},
  {"getcwd", posix_getcwd_m, "", "The current folder."},
  {"getcwdb", posix_getcwdb_m, "", "The current folder as bytes."},
  {"chdir", posix_chdir_m, "path", "Change the current folder."},
  {"fchdir", posix_fchdir_m, "fd", "Change the current folder to an open one."},
  {"chroot", posix_chroot_m, "path", "Change the root folder."},
  {"umask", posix_umask_m, "mask, /", "Set the mask of permissions for new files; gives the old one."},
  {"_path_normpath", posix_normpath_m, "path", NULL},
  {0},
};
