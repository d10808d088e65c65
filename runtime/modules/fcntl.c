/* The fcntl module: control of file descriptors and locks. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include "posix.h"

enum { ARGUMENT_MAX = 1024 };

/* Commands get an int, or bytes that the call may change: the changed bytes are the result. */
static Value call_with_bytes(Ctx *ctx, int fd, unsigned long command, Value argument, int is_ioctl) {
  char data[ARGUMENT_MAX + 1] = {0};
  size_t n;
  if (kr_is_anystr(argument)) {
    const char *text = str_utf8(ctx, argument, &n);
    if (!text) return 0;
    if (n <= ARGUMENT_MAX) memcpy(data, text, n);
  } else {
    Buffer buffer;
    if (kr_get_buffer(ctx, argument, &buffer, 0) < 0) return 0;
    n = (size_t)buffer.len;
    if (n <= ARGUMENT_MAX) memcpy(data, buffer.data, n);
    kr_release_buffer(ctx, &buffer);
  }
  if (n > ARGUMENT_MAX) return kr_raise(ctx, &kr_type_ValueError, "%s argument 3 is too long", is_ioctl ? "ioctl" : "fcntl");
  int r;
  RETRY(ctx, r, is_ioctl ? ioctl(fd, command, data) : fcntl(fd, (int)command, data));
  return r < 0 ? posix_error(ctx, 0) : bytes_new(ctx, data, n);
}

static Value fcntl_fcntl_m(Ctx *ctx, Value module, const Value *a) {
  int fd, command, r;
  int64_t argument = 0;
  if (posix_fd(ctx, a[0], &fd) < 0 || kr_index_int(ctx, a[1], &command) < 0) return 0;
  if (a[2] && (kr_is_anystr(a[2]) || kr_type_of(a[2])->get_buffer))
    return call_with_bytes(ctx, fd, (unsigned long)command, a[2], 0);
  if (a[2] && kr_index_i64(ctx, a[2], &argument) < 0) return 0;
  RETRY(ctx, r, fcntl(fd, command, (int)argument));
  return r < 0 ? posix_error(ctx, 0) : kr_int(r);
}

static Value fcntl_ioctl_m(Ctx *ctx, Value module, const Value *a) {
  int fd, r, mutate = posix_flag(ctx, a[3], 1);
  int64_t command, argument = 0;
  if (mutate < 0 || posix_fd(ctx, a[0], &fd) < 0 || kr_index_clamp(ctx, a[1], &command) < 0) return 0;
  Buffer buffer;
  if (a[2] && mutate && !kr_is_anystr(a[2]) && !kr_has_flag(a[2], T_BYTES) && kr_type_of(a[2])->get_buffer) {
    if (kr_get_buffer(ctx, a[2], &buffer, 1) < 0) return 0;
    RETRY(ctx, r, ioctl(fd, (unsigned long)(uint32_t)command, buffer.data));
    int number = errno;
    kr_release_buffer(ctx, &buffer);
    errno = number;
    return r < 0 ? posix_error(ctx, 0) : kr_int(r);
  }
  if (a[2] && (kr_is_anystr(a[2]) || kr_type_of(a[2])->get_buffer))
    return call_with_bytes(ctx, fd, (unsigned long)(uint32_t)command, a[2], 1);
  if (a[2] && kr_index_i64(ctx, a[2], &argument) < 0) return 0;
  RETRY(ctx, r, ioctl(fd, (unsigned long)(uint32_t)command, (long)argument));
  return r < 0 ? posix_error(ctx, 0) : kr_int(r);
}

static Value fcntl_flock_m(Ctx *ctx, Value module, const Value *a) {
  int fd, operation, r;
  if (posix_fd(ctx, a[0], &fd) < 0 || kr_index_int(ctx, a[1], &operation) < 0) return 0;
  RETRY(ctx, r, flock(fd, operation));
  return posix_done(ctx, r, 0);
}

static Value fcntl_lockf_m(Ctx *ctx, Value module, const Value *a) {
  int fd, command, whence = 0, r;
  int64_t length = 0, start = 0;
  if (posix_fd(ctx, a[0], &fd) < 0 || kr_index_int(ctx, a[1], &command) < 0 || (a[2] && kr_index_i64(ctx, a[2], &length) < 0) ||
      (a[3] && kr_index_i64(ctx, a[3], &start) < 0) || (a[4] && kr_index_int(ctx, a[4], &whence) < 0))
    return 0;
  struct flock l = {.l_start = start, .l_len = length, .l_whence = (short)whence};
  if (command == LOCK_UN) l.l_type = F_UNLCK;
  else if (command & LOCK_SH) l.l_type = F_RDLCK;
  else if (command & LOCK_EX) l.l_type = F_WRLCK;
  else return kr_raise(ctx, &kr_type_ValueError, "unrecognized lockf argument");
  RETRY(ctx, r, fcntl(fd, command & LOCK_NB ? F_SETLK : F_SETLKW, &l));
  return posix_done(ctx, r, 0);
}

static const Method fcntl_methods[] = {
  {"fcntl", fcntl_fcntl_m, "fd, cmd, arg=0, /", "Do an operation on a descriptor."},
  {"ioctl", fcntl_ioctl_m, "fd, request, arg=0, mutate_flag=True, /", "Do a device operation on a descriptor."},
  {"flock", fcntl_flock_m, "fd, operation, /", "Lock or unlock a file."},
  {"lockf", fcntl_lockf_m, "fd, cmd, len=0, start=0, whence=0, /", "Lock or unlock a part of a file."},
  {0},
};

static const struct { const char *name; int64_t number; } constants[] = {
#define FCNTL(name) {#name, (int64_t)name},
#include "fcntl_names.def"
};

static int fcntl_init(Ctx *ctx, Value module) {
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (dict_set_c(ctx, module_dict(module), constants[i].name, kr_int(constants[i].number)) < 0) return -1;
  return 0;
}

const ModuleDef kr_module_fcntl = {
  .name = "fcntl",
  .doc = "Control of file descriptors and locks.",
  .methods = fcntl_methods,
  .init = fcntl_init,
};
