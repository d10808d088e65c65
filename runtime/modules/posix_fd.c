/* posix: file descriptors. */
#include "posix.h"
#include <pty.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

static Type *terminal_size_type;

static Value posix_open_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  int flags, mode = 0777, dir_fd, fd;
  if (kr_index_int(ctx, a[1], &flags) < 0 || (a[2] && kr_index_int(ctx, a[2], &mode) < 0) ||
      posix_dir_fd(ctx, a[3], &dir_fd) < 0 || path_arg(ctx, a[0], "open", "path", 0, &path) < 0)
    return 0;
  RETRY(ctx, fd, openat(dir_fd, path.name, flags | O_CLOEXEC, mode));
  path_free(&path);
  return fd < 0 ? posix_error(ctx, a[0]) : kr_int(fd);
}

static Value posix_close_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  if (kr_index_int(ctx, a[0], &fd) < 0) return 0;
  int r = close(fd);
  return r < 0 && errno != EINTR ? posix_error(ctx, 0) : KR_None;
}

static Value posix_closerange_m(Ctx *ctx, Value module, const Value *a) {
  int low, high;
  if (kr_index_int(ctx, a[0], &low) < 0 || kr_index_int(ctx, a[1], &high) < 0) return 0;
  if (low < 0) low = 0;
  if (high > low && close_range((unsigned)low, (unsigned)high - 1, 0) < 0)
    for (int fd = low; fd < high; fd++) close(fd);
  return KR_None;
}

/* The two ends of a pseudo-terminal, which programs started later do not inherit. */
static Value posix_openpty_m(Ctx *ctx, Value module, const Value *a) {
  int master, slave;
  if (openpty(&master, &slave, NULL, NULL, NULL) < 0) return posix_error(ctx, 0);
  fcntl(master, F_SETFD, FD_CLOEXEC);
  fcntl(slave, F_SETFD, FD_CLOEXEC);
  return tuple_pack(ctx, 2, kr_int(master), kr_int(slave));
}

/* ---- reading and writing ---- */
static Value read_some(Ctx *ctx, int fd, int64_t n, int64_t offset) {
  if (n < 0) {
    errno = EINVAL;
    return posix_error(ctx, 0);
  }
  if (n > 0x7ffff000) n = 0x7ffff000;
  uint8_t *data = malloc((size_t)n + 1);
  if (!data) return kr_raise_memory(ctx);
  ssize_t got;
  RETRY(ctx, got, offset < 0 ? read(fd, data, (size_t)n) : pread(fd, data, (size_t)n, offset));
  Value r = got < 0 ? posix_error(ctx, 0) : bytes_new(ctx, data, (size_t)got);
  free(data);
  return r;
}

static Value posix_read_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  int64_t n;
  return kr_index_int(ctx, a[0], &fd) < 0 || kr_index_i64(ctx, a[1], &n) < 0 ? 0 : read_some(ctx, fd, n, -1);
}
static Value posix_pread_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  int64_t n, offset;
  if (kr_index_int(ctx, a[0], &fd) < 0 || kr_index_i64(ctx, a[1], &n) < 0 || kr_index_i64(ctx, a[2], &offset) < 0) return 0;
  return read_some(ctx, fd, n, offset < 0 ? 0 : offset);
}

static Value write_some(Ctx *ctx, int fd, Value data, int64_t offset) {
  Buffer buffer;
  ssize_t put;
  if (kr_get_buffer(ctx, data, &buffer, 0) < 0) return 0;
  size_t n = buffer.len > 0x7ffff000 ? 0x7ffff000 : (size_t)buffer.len;
  RETRY(ctx, put, offset < 0 ? write(fd, buffer.data, n) : pwrite(fd, buffer.data, n, offset));
  int number = errno;
  kr_release_buffer(ctx, &buffer);
  errno = number;
  return put < 0 ? posix_error(ctx, 0) : kr_int(put);
}

static Value posix_write_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  return kr_index_int(ctx, a[0], &fd) < 0 ? 0 : write_some(ctx, fd, a[1], -1);
}
static Value posix_pwrite_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  int64_t offset;
  if (kr_index_int(ctx, a[0], &fd) < 0 || kr_index_i64(ctx, a[2], &offset) < 0) return 0;
  return write_some(ctx, fd, a[1], offset < 0 ? 0 : offset);
}

/* Several buffers in one call. */
static Value vector_call(Ctx *ctx, Value fd_value, Value sequence, int writable) {
  int fd;
  Value list = kr_index_int(ctx, fd_value, &fd) < 0 ? 0 : kr_to_list(ctx, sequence);
  if (!list) return 0;
  int64_t n = list_of(list)->len, held = 0;
  Buffer *buffers = calloc((size_t)n + 1, sizeof *buffers);
  struct iovec *parts = calloc((size_t)n + 1, sizeof *parts);
  int status = buffers && parts ? 0 : (kr_raise_memory(ctx), -1);
  for (; status == 0 && held < n; held++) {
    if (kr_get_buffer(ctx, list_of(list)->items[held], &buffers[held], writable) < 0) {
      status = -1;
      break;
    }
    parts[held] = (struct iovec){buffers[held].data, (size_t)buffers[held].len};
  }
  ssize_t moved = -1;
  if (status == 0) RETRY(ctx, moved, writable ? readv(fd, parts, (int)n) : writev(fd, parts, (int)n));
  if (status == 0 && moved < 0) posix_error(ctx, 0);
  while (held-- > 0) kr_release_buffer(ctx, &buffers[held]);
  free(buffers);
  free(parts);
  kr_unref(ctx, list);
  return moved < 0 ? 0 : kr_int(moved);
}
static Value posix_readv_m(Ctx *ctx, Value module, const Value *a) { return vector_call(ctx, a[0], a[1], 1); }
static Value posix_writev_m(Ctx *ctx, Value module, const Value *a) { return vector_call(ctx, a[0], a[1], 0); }

static Value posix_lseek_m(Ctx *ctx, Value module, const Value *a) {
  int fd, whence;
  int64_t offset;
  if (kr_index_int(ctx, a[0], &fd) < 0 || kr_index_i64(ctx, a[1], &offset) < 0 || kr_index_int(ctx, a[2], &whence) < 0) return 0;
  off_t r = lseek(fd, offset, whence);
  return r < 0 ? posix_error(ctx, 0) : int_from_i64(ctx, r);
}

static Value posix_sendfile_m(Ctx *ctx, Value module, const Value *a) {
  int out, in;
  int64_t offset = 0, count;
  if (kr_index_int(ctx, a[0], &out) < 0 || kr_index_int(ctx, a[1], &in) < 0 || kr_index_i64(ctx, a[3], &count) < 0) return 0;
  if (a[2] != KR_None && kr_index_i64(ctx, a[2], &offset) < 0) return 0;
  ssize_t r;
  off_t at = offset;
  RETRY(ctx, r, sendfile(out, in, a[2] == KR_None ? NULL : &at, (size_t)count));
  return r < 0 ? posix_error(ctx, 0) : kr_int(r);
}

static Value posix_copy_file_range_m(Ctx *ctx, Value module, const Value *a) {
  int src, dst;
  int64_t count, offsets[2] = {0, 0};
  if (kr_index_int(ctx, a[0], &src) < 0 || kr_index_int(ctx, a[1], &dst) < 0 || kr_index_i64(ctx, a[2], &count) < 0) return 0;
  off64_t *at[2] = {NULL, NULL};
  for (int i = 0; i < 2; i++) {
    if (!a[3 + i] || a[3 + i] == KR_None) continue;
    if (kr_index_i64(ctx, a[3 + i], &offsets[i]) < 0) return 0;
    at[i] = (off64_t *)&offsets[i];
  }
  ssize_t r;
  RETRY(ctx, r, copy_file_range(src, at[0], dst, at[1], (size_t)count, 0));
  return r < 0 ? posix_error(ctx, 0) : kr_int(r);
}

static Value posix_ftruncate_m(Ctx *ctx, Value module, const Value *a) {
  int fd, r;
  int64_t length;
  if (kr_index_int(ctx, a[0], &fd) < 0 || kr_index_i64(ctx, a[1], &length) < 0) return 0;
  RETRY(ctx, r, ftruncate(fd, length));
  return posix_done(ctx, r, 0);
}

#define SYNC(name)                                                                                 \
  static Value posix_##name##_m(Ctx *ctx, Value module, const Value *a) {                          \
    int fd, r;                                                                                     \
    if (posix_fd(ctx, a[0], &fd) < 0) return 0;                                                    \
    RETRY(ctx, r, name(fd));                                                                       \
    return posix_done(ctx, r, 0);                                                                  \
  }
SYNC(fsync) SYNC(fdatasync)

static Value posix_sync_m(Ctx *ctx, Value module, const Value *a) {
  sync();
  return KR_None;
}

static Value posix_lockf_m(Ctx *ctx, Value module, const Value *a) {
  int fd, command, r;
  int64_t length;
  if (kr_index_int(ctx, a[0], &fd) < 0 || kr_index_int(ctx, a[1], &command) < 0 || kr_index_i64(ctx, a[2], &length) < 0) return 0;
  RETRY(ctx, r, lockf(fd, command, length));
  return posix_done(ctx, r, 0);
}

static Value posix_fallocate_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  int64_t offset, length;
  if (kr_index_int(ctx, a[0], &fd) < 0 || kr_index_i64(ctx, a[1], &offset) < 0 || kr_index_i64(ctx, a[2], &length) < 0) return 0;
  errno = posix_fallocate(fd, offset, length);
  return errno ? posix_error(ctx, 0) : KR_None;
}
static Value posix_fadvise_m(Ctx *ctx, Value module, const Value *a) {
  int fd, advice;
  int64_t offset, length;
  if (kr_index_int(ctx, a[0], &fd) < 0 || kr_index_i64(ctx, a[1], &offset) < 0 || kr_index_i64(ctx, a[2], &length) < 0 ||
      kr_index_int(ctx, a[3], &advice) < 0)
    return 0;
  errno = posix_fadvise(fd, offset, length, advice);
  return errno ? posix_error(ctx, 0) : KR_None;
}

/* ---- descriptors themselves ---- */
static Value posix_dup_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  if (kr_index_int(ctx, a[0], &fd) < 0) return 0;
  int r = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  return r < 0 ? posix_error(ctx, 0) : kr_int(r);
}

static Value posix_dup2_m(Ctx *ctx, Value module, const Value *a) {
  int fd, target, inheritable = posix_flag(ctx, a[2], 1);
  if (inheritable < 0 || kr_index_int(ctx, a[0], &fd) < 0 || kr_index_int(ctx, a[1], &target) < 0) return 0;
  int r = inheritable || fd == target ? dup2(fd, target) : dup3(fd, target, O_CLOEXEC);
  return r < 0 ? posix_error(ctx, 0) : kr_int(r);
}

static Value fd_pair(Ctx *ctx, int r, const int fds[2]) {
  return r < 0 ? posix_error(ctx, 0) : tuple_pack(ctx, 2, kr_int(fds[0]), kr_int(fds[1]));
}
static Value posix_pipe_m(Ctx *ctx, Value module, const Value *a) {
  int fds[2];
  return fd_pair(ctx, pipe2(fds, O_CLOEXEC), fds);
}
static Value posix_pipe2_m(Ctx *ctx, Value module, const Value *a) {
  int flags, fds[2];
  return kr_index_int(ctx, a[0], &flags) < 0 ? 0 : fd_pair(ctx, pipe2(fds, flags), fds);
}

static Value get_flag(Ctx *ctx, Value v, int command, int flag, int when_set) {
  int fd;
  if (kr_index_int(ctx, v, &fd) < 0) return 0;
  int flags = fcntl(fd, command);
  return flags < 0 ? posix_error(ctx, 0) : kr_bool(((flags & flag) != 0) == when_set);
}
static Value set_flag(Ctx *ctx, const Value *a, int get, int set, int flag, int when_true) {
  int fd;
  if (kr_index_int(ctx, a[0], &fd) < 0) return 0;
  int truth = kr_truth(ctx, a[1]);
  if (truth < 0) return 0;
  int flags = fcntl(fd, get);
  if (flags < 0) return posix_error(ctx, 0);
  return posix_done(ctx, fcntl(fd, set, truth == when_true ? flags | flag : flags & ~flag), 0);
}
static Value posix_get_inheritable_m(Ctx *ctx, Value module, const Value *a) {
  return get_flag(ctx, a[0], F_GETFD, FD_CLOEXEC, 0);
}
static Value posix_set_inheritable_m(Ctx *ctx, Value module, const Value *a) {
  return set_flag(ctx, a, F_GETFD, F_SETFD, FD_CLOEXEC, 0);
}
static Value posix_get_blocking_m(Ctx *ctx, Value module, const Value *a) {
  return get_flag(ctx, a[0], F_GETFL, O_NONBLOCK, 0);
}
static Value posix_set_blocking_m(Ctx *ctx, Value module, const Value *a) {
  return set_flag(ctx, a, F_GETFL, F_SETFL, O_NONBLOCK, 0);
}

/* ---- terminals ---- */
static Value posix_isatty_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  return kr_index_int(ctx, a[0], &fd) < 0 ? 0 : kr_bool(isatty(fd));
}

static Value posix_ttyname_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  char name[256];
  if (kr_index_int(ctx, a[0], &fd) < 0) return 0;
  errno = ttyname_r(fd, name, sizeof name);
  return errno ? posix_error(ctx, 0) : str_from_fs(ctx, name, strlen(name));
}

static Value posix_get_terminal_size_m(Ctx *ctx, Value module, const Value *a) {
  int fd = STDOUT_FILENO;
  struct winsize w;
  if (a[0] && kr_index_int(ctx, a[0], &fd) < 0) return 0;
  if (ioctl(fd, TIOCGWINSZ, &w) < 0) return posix_error(ctx, 0);
  Value v[2] = {kr_int(w.ws_col), kr_int(w.ws_row)};
  return structseq_steal(ctx, terminal_size_type, v, 2);
}

static Value posix_device_encoding_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  if (kr_index_int(ctx, a[0], &fd) < 0) return 0;
  return isatty(fd) ? str_from(ctx, "UTF-8") : KR_None;
}

static Value posix_tcgetpgrp_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  if (kr_index_int(ctx, a[0], &fd) < 0) return 0;
  pid_t r = tcgetpgrp(fd);
  return r < 0 ? posix_error(ctx, 0) : kr_int(r);
}
static Value posix_tcsetpgrp_m(Ctx *ctx, Value module, const Value *a) {
  int fd, group;
  if (kr_index_int(ctx, a[0], &fd) < 0 || kr_index_int(ctx, a[1], &group) < 0) return 0;
  return posix_done(ctx, tcsetpgrp(fd, group), 0);
}

/* ---- descriptors without files ---- */
static Value posix_memfd_create_m(Ctx *ctx, Value module, const Value *a) {
  Path name;
  int flags = MFD_CLOEXEC;
  if ((a[1] && kr_index_int(ctx, a[1], &flags) < 0) || path_arg(ctx, a[0], "memfd_create", "name", 0, &name) < 0) return 0;
  int fd = memfd_create(name.name, (unsigned)flags);
  path_free(&name);
  return fd < 0 ? posix_error(ctx, 0) : kr_int(fd);
}

static Value posix_eventfd_m(Ctx *ctx, Value module, const Value *a) {
  int initial, flags = EFD_CLOEXEC;
  if (kr_index_int(ctx, a[0], &initial) < 0 || (a[1] && kr_index_int(ctx, a[1], &flags) < 0)) return 0;
  int fd = eventfd((unsigned)initial, flags);
  return fd < 0 ? posix_error(ctx, 0) : kr_int(fd);
}
static Value posix_eventfd_read_m(Ctx *ctx, Value module, const Value *a) {
  int fd, r;
  eventfd_t value;
  if (kr_index_int(ctx, a[0], &fd) < 0) return 0;
  RETRY(ctx, r, eventfd_read(fd, &value));
  return r < 0 ? posix_error(ctx, 0) : int_from_u64(ctx, value);
}
static Value posix_eventfd_write_m(Ctx *ctx, Value module, const Value *a) {
  int fd, r;
  uint64_t value;
  if (kr_index_int(ctx, a[0], &fd) < 0) return 0;
  Value i = kr_index(ctx, a[1]);
  int status = i ? int_to_u64(ctx, i, &value) : -1;
  kr_unref(ctx, i);
  if (status < 0) return 0;
  RETRY(ctx, r, eventfd_write(fd, value));
  return posix_done(ctx, r, 0);
}

int posix_fd_init(Ctx *ctx, Value module) {
  static const StructField fields[] = {{"columns", "width of the terminal window in characters"},
                                       {"lines", "height of the terminal window in characters"}};
  if (!terminal_size_type)
    terminal_size_type = structseq_type(ctx, "os.terminal_size", "A tuple of (columns, lines).", fields, 2, 2);
  if (!terminal_size_type) return -1;
  return dict_set_c(ctx, module_dict(module), "terminal_size", kr_ref(kr_val(terminal_size_type)));
}

const Method posix_fd_methods[] = {
  {"open", posix_open_m, "path, flags, mode=511, *, dir_fd=None", "Open a file; gives a descriptor."},
  {"close", posix_close_m, "fd", "Close a descriptor."},
  {"closerange", posix_closerange_m, "fd_low, fd_high, /", "Close the descriptors from fd_low up to fd_high - 1."},
  {"openpty", posix_openpty_m, "", "Open a pseudo-terminal; gives the descriptors of its two ends."},
  {"read", posix_read_m, "fd, length, /", "Read at most length bytes."},
  {"pread", posix_pread_m, "fd, length, offset, /", "Read bytes from a position."},
  {"readv", posix_readv_m, "fd, buffers, /", "Read into several buffers."},
  {"write", posix_write_m, "fd, data, /", "Write bytes; gives their number."},
  {"pwrite", posix_pwrite_m, "fd, buffer, offset, /", "Write bytes at a position."},
  {"writev", posix_writev_m, "fd, buffers, /", "Write several buffers."},
  {"lseek", posix_lseek_m, "fd, position, whence, /", "Set the position; gives the new one."},
  {"sendfile", posix_sendfile_m, "out_fd, in_fd, offset, count", "Copy bytes between descriptors."},
  {"copy_file_range", posix_copy_file_range_m, "src, dst, count, offset_src=None, offset_dst=None",
   "Copy bytes between files."},
  {"ftruncate", posix_ftruncate_m, "fd, length, /", "Cut or extend an open file."},
  {"fsync", posix_fsync_m, "fd", "Force what was written to the disk."},
  {"fdatasync", posix_fdatasync_m, "fd", "Force the data that was written to the disk."},
  {"sync", posix_sync_m, "", "Force everything to the disks."},
  {"lockf", posix_lockf_m, "fd, command, length, /", "Lock a part of a file."},
  {"posix_fallocate", posix_fallocate_m, "fd, offset, length, /", "Reserve space for a file."},
  {"posix_fadvise", posix_fadvise_m, "fd, offset, length, advice, /", "Announce how a file will be read."},
  {"dup", posix_dup_m, "fd, /", "Copy a descriptor; the copy is not inherited."},
  {"dup2", posix_dup2_m, "fd, fd2, inheritable=True", "Copy a descriptor to a given number."},
  {"pipe", posix_pipe_m, "", "Make a pipe; gives its two ends."},
  {"pipe2", posix_pipe2_m, "flags, /", "Make a pipe with flags."},
  {"get_inheritable", posix_get_inheritable_m, "fd, /", "Do child programs inherit the descriptor."},
  {"set_inheritable", posix_set_inheritable_m, "fd, inheritable, /", NULL},
  {"get_blocking", posix_get_blocking_m, "fd, /", "Do calls on the descriptor wait."},
  {"set_blocking", posix_set_blocking_m, "fd, blocking, /", NULL},
  {"isatty", posix_isatty_m, "fd, /", "Is the descriptor a terminal."},
  {"ttyname", posix_ttyname_m, "fd, /", "Name of the terminal."},
  {"get_terminal_size", posix_get_terminal_size_m, "fd=1, /", "Size of the terminal window."},
  {"device_encoding", posix_device_encoding_m, "fd", "Encoding of a terminal, else None."},
  {"tcgetpgrp", posix_tcgetpgrp_m, "fd, /", "Process group of a terminal."},
  {"tcsetpgrp", posix_tcsetpgrp_m, "fd, pgid, /", "Set the process group of a terminal."},
  {"memfd_create", posix_memfd_create_m, "name, flags=1", "Make a file that has no name in a folder."},
  {"eventfd", posix_eventfd_m, "initval, flags=524288", "Make an event descriptor."},
  {"eventfd_read", posix_eventfd_read_m, "fd", NULL},
  {"eventfd_write", posix_eventfd_write_m, "fd, value", NULL},
  {0},
};
