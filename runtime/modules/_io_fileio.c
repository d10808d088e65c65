/* FileIO: a file descriptor as a raw stream. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../threads.h"
#include "_io.h"

enum { MAX_TRANSFER = 0x7ffff000 }; /* what Linux moves in one call */

static FileIO *fileio_of(Value v) { return (FileIO *)kr_obj(v); }

static Value closed_error(Ctx *ctx) { return kr_raise(ctx, &kr_type_ValueError, "I/O operation on closed file"); }
static Value mode_error(Ctx *ctx, const char *action) {
  char text[64];
  snprintf(text, sizeof text, "File not open for %s", action);
  return io_raise_unsupported(ctx, text);
}

/* ---- system calls, repeated when a signal whose handler raised nothing interrupts them ---- */
int64_t fileio_read_into(Ctx *ctx, FileIO *f, void *buffer, int64_t n) {
  for (;;) {
    kr_wait_begin(ctx);
    ssize_t got = read(f->fd, buffer, (size_t)(n > MAX_TRANSFER ? MAX_TRANSFER : n));
    kr_wait_end(ctx);
    if (got >= 0) return got;
    if (errno == EAGAIN) return -2;
    if (errno != EINTR) return kr_raise_errno(ctx, errno, 0), -1;
    if (kr_poll(ctx) < 0) return -1;
  }
}

int64_t fileio_write_from(Ctx *ctx, FileIO *f, const void *data, int64_t n) {
  for (;;) {
    ssize_t put = write(f->fd, data, (size_t)(n > MAX_TRANSFER ? MAX_TRANSFER : n));
    if (put >= 0) return put;
    if (errno == EAGAIN) return -2;
    if (errno != EINTR) return kr_raise_errno(ctx, errno, 0), -1;
    if (kr_poll(ctx) < 0) return -1;
  }
}

/* ---- opening ---- */
static int parse_mode(Ctx *ctx, FileIO *f, const char *mode, int *flags) {
  int kinds = 0, plus = 0;
  *flags = O_CLOEXEC;
  for (const char *p = mode; *p; p++) {
    kinds += strchr("xrwa", *p) != NULL;
    switch (*p) {
    case 'x': f->created = f->writable = 1; *flags |= O_EXCL | O_CREAT; break;
    case 'r': f->readable = 1; break;
    case 'w': f->writable = 1; *flags |= O_CREAT | O_TRUNC; break;
    case 'a': f->writable = f->appending = 1; *flags |= O_CREAT | O_APPEND; break;
    case 'b': break;
    case '+':
      if (plus++) kinds = 2;
      f->readable = f->writable = 1;
      break;
    default:
      kr_raise(ctx, &kr_type_ValueError, "invalid mode: %.200s", mode);
      return -1;
    }
  }
  if (kinds != 1) {
    kr_raise(ctx, &kr_type_ValueError,
             "Must have exactly one of create/read/write/append mode and at most one plus");
    return -1;
  }
  *flags |= f->readable && f->writable ? O_RDWR : f->readable ? O_RDONLY : O_WRONLY;
  return 0;
}

static int open_with(Ctx *ctx, FileIO *f, Value name, int flags, Value opener) {
  Value r = kr_call2(ctx, opener, name, kr_int(flags));
  if (!r) return -1;
  int64_t fd = -1;
  if (!kr_is_anyint(r)) {
    kr_raise(ctx, &kr_type_TypeError, "expected integer from opener");
  } else if (kr_index_i64(ctx, r, &fd) == 0 && fd < 0) {
    kr_raise(ctx, &kr_type_ValueError, "opener returned %d", (int)fd);
  }
  kr_unref(ctx, r);
  f->fd = (int)fd;
  return fd < 0 ? -1 : 0;
}

static int open_name(Ctx *ctx, FileIO *f, Value name, int flags, Value opener) {
  if (!f->closefd) {
    kr_raise(ctx, &kr_type_ValueError, "Cannot use closefd=False with file name");
    return -1;
  }
  if (opener && opener != KR_None) return open_with(ctx, f, name, flags, opener);
  char *path = kr_path_dup(ctx, name);
  if (!path) return -1;
  do f->fd = open(path, flags, 0666);
  while (f->fd < 0 && errno == EINTR && kr_poll(ctx) == 0);
  int error = errno;
  free(path);
  if (f->fd >= 0) return 0;
  if (!ctx->exc) kr_raise_errno(ctx, error, name);
  return -1;
}

/* Refuses folders and learns the block size. */
static int inspect(Ctx *ctx, FileIO *f, Value name) {
  struct stat st;
  f->block_size = IO_BUFFER_SIZE;
  if (fstat(f->fd, &st) < 0) {
    if (errno != EBADF) return 0;
    kr_raise_errno(ctx, EBADF, 0);
    return -1;
  }
  if (S_ISDIR(st.st_mode)) {
    kr_raise_errno(ctx, EISDIR, name);
    return -1;
  }
  if (st.st_blksize > 1) f->block_size = st.st_blksize;
  return 0;
}

static int fileio_setup(Ctx *ctx, FileIO *f, Value self, Value file, const char *mode, Value opener) {
  int flags, own = 1;
  if (kr_is_anyint(file)) {
    if (int_to_int(ctx, file, &f->fd) < 0) return -1;
    own = 0;
    if (f->fd < 0) {
      f->fd = -1;
      kr_raise(ctx, &kr_type_ValueError, "negative file descriptor");
      return -1;
    }
  }
  int status = parse_mode(ctx, f, mode, &flags);
  if (status == 0 && own) status = open_name(ctx, f, file, flags, opener);
  if (status == 0) status = inspect(ctx, f, file);
  if (status == 0) status = kr_setattr(ctx, self, N(name), file);
  if (status == 0 && f->appending) lseek(f->fd, 0, SEEK_END);
  if (status < 0) {
    if (own && f->fd >= 0) close(f->fd);
    f->fd = -1;
  }
  return status;
}

static Value fileio_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  FileIO *f = kr_alloc_instance(ctx, type, 0);
  if (!f) return 0;
  f->fd = -1;
  f->closefd = 1;
  f->seekable = -1;
  return kr_val(f);
}

static int fileio_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[4];
  FileIO *f = fileio_of(self);
  if (kr_bind(ctx, "FileIO", "file, mode='r', closefd=True, opener=None", &parsed, args, nargs, kwnames, a) < 0) return -1;
  if (f->fd >= 0 && f->closefd) close(f->fd);
  f->fd = -1;
  f->created = f->readable = f->writable = f->appending = 0;
  f->seekable = -1;
  int closefd = a[2] ? kr_truth(ctx, a[2]) : 1;
  if (closefd < 0) return -1;
  if (a[1] && !kr_is_anystr(a[1])) {
    kr_raise(ctx, &kr_type_TypeError, "FileIO() argument 'mode' must be str, not %T", a[1]);
    return -1;
  }
  f->closefd = (uint8_t)closefd;
  const char *mode = a[1] ? str_utf8(ctx, a[1], NULL) : "r";
  Value file = a[0];
  int is_int = kr_is_anyint(file);
  if (!is_int && kr_has_flag(file, T_FLOAT)) {
    kr_raise(ctx, &kr_type_TypeError, "integer argument expected, got float");
    return -1;
  }
  return mode ? fileio_setup(ctx, f, self, file, mode, a[3]) : -1;
}

/* ---- closing ---- */
static int close_descriptor(Ctx *ctx, FileIO *f) {
  int fd = f->fd;
  f->fd = -1;
  if (fd < 0 || !f->closefd || close(fd) == 0 || errno == EINTR) return 0;
  kr_raise_errno(ctx, errno, 0);
  return -1;
}

static Value fileio_close_m(Ctx *ctx, Value self, const Value *a) {
  FileIO *f = fileio_of(self);
  Value r = io_base_close(ctx, self);
  Value error = r ? 0 : kr_fetch(ctx);
  kr_unref(ctx, r);
  if (!f->closefd) f->fd = -1;
  return io_chain(ctx, error, close_descriptor(ctx, f) < 0 ? 0 : KR_None);
}

static Value fileio_dealloc_warn_m(Ctx *ctx, Value self, const Value *a) {
  FileIO *f = fileio_of(self);
  if (f->fd < 0 || !f->closefd) return KR_None;
  Value saved = kr_fetch(ctx), message = str_format_c(ctx, "unclosed file %R", a[0]);
  if (!message || kr_warn_value(ctx, kr_val(&kr_type_ResourceWarning), message, 1, a[0]) < 0) {
    if (kr_matches(ctx, &kr_type_Warning)) kr_unraisable(ctx, NULL, self);
    kr_clear_exc(ctx);
  }
  kr_unref(ctx, message);
  if (saved) kr_restore(ctx, saved);
  return KR_None;
}

static int fileio_finalize(Ctx *ctx, Value self) {
  FileIO *f = fileio_of(self);
  if (f->fd >= 0 && f->closefd) {
    f->finalizing = 1;
    fileio_dealloc_warn_m(ctx, self, &self);
  }
  return io_base_finalize(ctx, self);
}

static void fileio_free(Ctx *ctx, Object *o) {
  FileIO *f = (FileIO *)o;
  if (f->fd >= 0 && f->closefd) close(f->fd);
  f->fd = -1;
  io_base_free(ctx, o);
}

/* ---- questions ---- */
static Value fileio_readable_m(Ctx *ctx, Value self, const Value *a) {
  return fileio_of(self)->fd < 0 ? closed_error(ctx) : kr_bool(fileio_of(self)->readable);
}
static Value fileio_writable_m(Ctx *ctx, Value self, const Value *a) {
  return fileio_of(self)->fd < 0 ? closed_error(ctx) : kr_bool(fileio_of(self)->writable);
}
static Value fileio_seekable_m(Ctx *ctx, Value self, const Value *a) {
  FileIO *f = fileio_of(self);
  if (f->fd < 0) return closed_error(ctx);
  if (f->seekable < 0) f->seekable = lseek(f->fd, 0, SEEK_CUR) >= 0;
  return kr_bool(f->seekable);
}
static Value fileio_fileno_m(Ctx *ctx, Value self, const Value *a) {
  return fileio_of(self)->fd < 0 ? closed_error(ctx) : kr_int(fileio_of(self)->fd);
}
static Value fileio_isatty_m(Ctx *ctx, Value self, const Value *a) {
  return fileio_of(self)->fd < 0 ? closed_error(ctx) : kr_bool(isatty(fileio_of(self)->fd));
}
static Value fileio_get_closed(Ctx *ctx, Value self) { return kr_bool(fileio_of(self)->fd < 0); }
static Value fileio_get_closefd(Ctx *ctx, Value self) { return kr_bool(fileio_of(self)->closefd); }

static const char *mode_text(const FileIO *f) {
  if (f->created) return f->readable ? "xb+" : "xb";
  if (f->appending) return f->readable ? "ab+" : "ab";
  return f->readable ? (f->writable ? "rb+" : "rb") : "wb";
}
static Value fileio_get_mode(Ctx *ctx, Value self) { return str_from(ctx, mode_text(fileio_of(self))); }

/* ---- reading and writing ---- */
static int check_readable(Ctx *ctx, FileIO *f) {
  if (f->fd < 0) closed_error(ctx);
  else if (!f->readable) mode_error(ctx, "reading");
  else return 0;
  return -1;
}
static int check_writable(Ctx *ctx, FileIO *f) {
  if (f->fd < 0) closed_error(ctx);
  else if (!f->writable) mode_error(ctx, "writing");
  else return 0;
  return -1;
}

/* How much readall may expect: what is left of a regular file and one byte to see its end. */
static int64_t expected_size(const FileIO *f) {
  struct stat st;
  off_t at = lseek(f->fd, 0, SEEK_CUR);
  if (at < 0 || fstat(f->fd, &st) < 0 || st.st_size < at) return IO_BUFFER_SIZE;
  return st.st_size - at + 1;
}

static Value fileio_readall_m(Ctx *ctx, Value self, const Value *a) {
  FileIO *f = fileio_of(self);
  if (check_readable(ctx, f) < 0) return 0;
  int64_t room = expected_size(f), n = 0, got = 0;
  uint8_t *data = malloc((size_t)room);
  while (data) {
    if (n == room) {
      room += room < 65536 ? room + 256 : room / 2;
      uint8_t *more = realloc(data, (size_t)room);
      if (!more) break;
      data = more;
    }
    got = fileio_read_into(ctx, f, data + n, room - n);
    if (got <= 0) break;
    n += got;
  }
  Value r = 0;
  if (!data || n == room) kr_raise_memory(ctx);
  else if (got == -2 && n == 0) r = KR_None;
  else if (got != -1) r = bytes_new(ctx, data, (size_t)n);
  free(data);
  return r;
}

static Value fileio_read_m(Ctx *ctx, Value self, const Value *a) {
  FileIO *f = fileio_of(self);
  int64_t n;
  if (check_readable(ctx, f) < 0 || !io_optional_size(ctx, a[0], &n)) return 0;
  if (n < 0) return kr_call_method0(ctx, self, N(readall));
  if (n > MAX_TRANSFER) n = MAX_TRANSFER;
  uint8_t small[4096], *data = n <= (int64_t)sizeof small ? small : malloc((size_t)n);
  if (!data) return kr_raise_memory(ctx);
  int64_t got = fileio_read_into(ctx, f, data, n);
  Value r = got == -1 ? 0 : got == -2 ? KR_None : bytes_new(ctx, data, (size_t)got);
  if (data != small) free(data);
  return r;
}

static Value fileio_readinto_m(Ctx *ctx, Value self, const Value *a) {
  FileIO *f = fileio_of(self);
  Buffer buffer;
  if (check_readable(ctx, f) < 0 || kr_get_buffer(ctx, a[0], &buffer, 1) < 0) return 0;
  int64_t got = fileio_read_into(ctx, f, buffer.data, buffer.len);
  kr_release_buffer(ctx, &buffer);
  return got == -1 ? 0 : got == -2 ? KR_None : kr_int(got);
}

static Value fileio_write_m(Ctx *ctx, Value self, const Value *a) {
  FileIO *f = fileio_of(self);
  Buffer buffer;
  if (check_writable(ctx, f) < 0 || kr_get_buffer(ctx, a[0], &buffer, 0) < 0) return 0;
  int64_t put = fileio_write_from(ctx, f, buffer.data, buffer.len);
  kr_release_buffer(ctx, &buffer);
  return put == -1 ? 0 : put == -2 ? KR_None : kr_int(put);
}

/* ---- position ---- */
static Value seek_to(Ctx *ctx, FileIO *f, int64_t offset, int whence) {
  off_t at = lseek(f->fd, offset, whence);
  if (f->seekable < 0) f->seekable = at >= 0;
  return at < 0 ? kr_raise_errno(ctx, errno, 0) : int_from_i64(ctx, at);
}

static Value fileio_seek_m(Ctx *ctx, Value self, const Value *a) {
  FileIO *f = fileio_of(self);
  int64_t offset, whence = 0;
  if (f->fd < 0) return closed_error(ctx);
  if (kr_has_flag(a[0], T_FLOAT)) return kr_raise(ctx, &kr_type_TypeError, "an integer is required");
  if ((a[1] && c_int_arg(ctx, a[1], 0, &whence) < 0) || kr_index_long(ctx, a[0], &offset) < 0) return 0;
  return seek_to(ctx, f, offset, (int)whence);
}

static Value fileio_tell_m(Ctx *ctx, Value self, const Value *a) {
  FileIO *f = fileio_of(self);
  return f->fd < 0 ? closed_error(ctx) : seek_to(ctx, f, 0, SEEK_CUR);
}

static Value fileio_truncate_m(Ctx *ctx, Value self, const Value *a) {
  FileIO *f = fileio_of(self);
  if (check_writable(ctx, f) < 0) return 0;
  Value size = a[0] && a[0] != KR_None ? kr_index(ctx, a[0]) : seek_to(ctx, f, 0, SEEK_CUR);
  int64_t n;
  if (!size) return 0;
  int status = int_to_i64(ctx, size, &n);
  if (status == 0 && ftruncate(f->fd, n) < 0) {
    kr_raise_errno(ctx, errno, 0);
    status = -1;
  }
  if (status == 0) return size;
  kr_unref(ctx, size);
  return 0;
}

static Value fileio_repr(Ctx *ctx, Value self) {
  FileIO *f = fileio_of(self);
  if (f->fd < 0) return str_from(ctx, "<_io.FileIO [closed]>");
  Value name = kr_getattr_opt(ctx, self, N(name)), r = 0;
  if (!name) return 0;
  const char *closefd = f->closefd ? "True" : "False";
  if (name == KR_ABSENT)
    return str_format_c(ctx, "<_io.FileIO fd=%d mode='%s' closefd=%s>", f->fd, mode_text(f), closefd);
  if (!kr_enter(ctx, " while getting the repr of a stream")) {
    r = str_format_c(ctx, "<_io.FileIO name=%R mode='%s' closefd=%s>", name, mode_text(f), closefd);
    kr_leave(ctx);
  }
  kr_unref(ctx, name);
  return r;
}

static const Method fileio_methods[] = {
  {"read", fileio_read_m, "size=-1, /", "Read at most size bytes with one system call."},
  {"readall", fileio_readall_m, "", "Read everything until the end."},
  {"readinto", fileio_readinto_m, "buffer, /", "Read into a writable buffer; gives the number of bytes."},
  {"write", fileio_write_m, "b, /", "Write bytes with one system call; gives their number."},
  {"seek", fileio_seek_m, "pos, whence=0, /", "Move to a position; gives the new one."},
  {"tell", fileio_tell_m, "", "Current position."},
  {"truncate", fileio_truncate_m, "size=None, /", "Cut or extend the file to size bytes."},
  {"close", fileio_close_m, "", "Close the file."},
  {"seekable", fileio_seekable_m, "", "True if the file can be positioned."},
  {"readable", fileio_readable_m, "", "True if the file was opened for reading."},
  {"writable", fileio_writable_m, "", "True if the file was opened for writing."},
  {"fileno", fileio_fileno_m, "", "The file descriptor."},
  {"isatty", fileio_isatty_m, "", "True if the file is a terminal."},
  {"_dealloc_warn", fileio_dealloc_warn_m, "source, /", NULL},
  {"__getstate__", io_cannot_pickle, "", NULL},
  {0},
};

static const GetSet fileio_getsets[] = {
  {"closed", fileio_get_closed, NULL, "True if the file is closed"},
  {"closefd", fileio_get_closefd, NULL, "True if the file descriptor is closed with the stream"},
  {"mode", fileio_get_mode, NULL, "Mode in which the file was opened"},
  {0},
};

static const Member fileio_members[] = {
  {"_blksize", MEMBER_I64, offsetof(FileIO, block_size), 0, NULL},
  {0},
};

Type kr_type_fileio = {
  TYPE_HEAD(fileio, "_io.FileIO"),
  STREAM_TABLES(FileIO),
  .doc = "Open a file as a raw stream.  mode is one of 'r', 'w', 'x' and 'a', with '+' for both directions.",
  .sig = "file, mode='r', closefd=True, opener=None",
  .base = &kr_type_raw_iobase,
  .methods = fileio_methods,
  .getsets = fileio_getsets,
  .members = fileio_members,
  .new = fileio_new,
  .init = fileio_init,
  .traverse = io_base_traverse,
  .clear = io_base_clear,
  .free = fileio_free,
  .finalize = fileio_finalize,
  .repr = fileio_repr,
};
