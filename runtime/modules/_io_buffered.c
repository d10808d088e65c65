/* BufferedReader, BufferedWriter and BufferedRandom: one struct, one buffer.
 *
 * The buffer holds bytes read ahead or bytes still to be written, never both: reading flushes first,
 * writing first moves the raw stream back over what was read ahead.  A raw stream that is exactly a
 * FileIO is read and written without making objects. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "_io.h"

static Buffered *buffered_of(Value v) { return (Buffered *)kr_obj(v); }
static int64_t ahead(const Buffered *b) { return b->read_end - b->read_at; }

/* ---- state ---- */
static int check_ready(Ctx *ctx, Buffered *b) {
  if (b->raw && b->buffer) return 0;
  kr_raise(ctx, &kr_type_ValueError, b->detached ? "raw stream has been detached" : "I/O operation on uninitialized object");
  return -1;
}

static int raw_closed(Ctx *ctx, Buffered *b) {
  if (io_is_fileio(b->raw)) return ((FileIO *)kr_obj(b->raw))->fd < 0;
  return io_is_closed(ctx, b->raw);
}

static int check_open(Ctx *ctx, Buffered *b, const char *message) {
  if (check_ready(ctx, b) < 0) return -1;
  int closed = raw_closed(ctx, b);
  if (closed > 0) kr_raise(ctx, &kr_type_ValueError, "%s", message);
  return closed ? -1 : 0;
}

static int check_reading(Ctx *ctx, Buffered *b, const char *message) {
  if (check_open(ctx, b, message) < 0) return -1;
  if (b->readable) return 0;
  io_raise_unsupported(ctx, "read");
  return -1;
}

/* ---- the raw stream ---- */
/* The error raised becomes the cause of an OSError. */
static void fail_with_cause(Ctx *ctx, const char *message) {
  Value cause = kr_fetch(ctx);
  kr_raise(ctx, &kr_type_OSError, "%s", message);
  Value error = kr_fetch(ctx);
  kr_set(ctx, &exc_of(error)->context, kr_ref(cause));
  kr_set(ctx, &exc_of(error)->cause, cause);
  exc_of(error)->suppress_context = 1;
  kr_restore(ctx, error);
}

/* Bytes read (0 at the end), -2 if it would block, -1 raised. */
static int64_t raw_read(Ctx *ctx, Buffered *b, uint8_t *into, int64_t n) {
  if (io_is_fileio(b->raw)) return fileio_read_into(ctx, (FileIO *)kr_obj(b->raw), into, n);
  Value space = bytearray_new(ctx, NULL, 0);
  if (!space || bytearray_resize(ctx, space, (size_t)n) < 0) return kr_unref(ctx, space), -1;
  Value r = kr_call_method1(ctx, b->raw, N(readinto), space);
  int64_t got = -1;
  if (r == KR_None) {
    got = -2;
  } else if (r && kr_index_clamp(ctx, r, &got) < 0) {
    fail_with_cause(ctx, "raw readinto() failed");
  } else if (r && (got < 0 || got > n)) {
    kr_raise(ctx, &kr_type_OSError, "raw readinto() returned invalid length %zd (should have been between 0 and %zd)",
             (ssize_t)got, (ssize_t)n);
    got = -1;
  }
  if (got > 0) memcpy(into, ((ByteArray *)kr_obj(space))->data, (size_t)got);
  kr_unref(ctx, r);
  kr_unref(ctx, space);
  return got;
}

static int64_t raw_write(Ctx *ctx, Buffered *b, const uint8_t *data, int64_t n) {
  if (io_is_fileio(b->raw)) return fileio_write_from(ctx, (FileIO *)kr_obj(b->raw), data, n);
  Value bytes = bytes_new(ctx, data, (size_t)n);
  Value r = bytes ? kr_call_method1(ctx, b->raw, N(write), bytes) : 0;
  int64_t put = -1;
  if (r == KR_None) {
    put = -2;
  } else if (r && kr_index_clamp(ctx, r, &put) == 0 && (put < 0 || put > n)) {
    kr_raise(ctx, &kr_type_OSError, "raw write() returned invalid length %zd (should have been between 0 and %zd)",
             (ssize_t)put, (ssize_t)n);
    put = -1;
  }
  kr_unref(ctx, r);
  kr_unref(ctx, bytes);
  return put;
}

/* New position of the raw stream, -1 raised. */
static int64_t raw_seek(Ctx *ctx, Buffered *b, int64_t offset, int whence) {
  Value args[2] = {int_from_i64(ctx, offset), kr_int(whence)};
  Value r = args[0] ? kr_call_method(ctx, b->raw, N(seek), args, 2) : 0;
  int64_t at = -1;
  if (r && kr_index_clamp(ctx, r, &at) == 0 && at < 0)
    kr_raise(ctx, &kr_type_OSError, "Raw stream returned invalid position %zd", (ssize_t)at);
  kr_unref(ctx, args[0]);
  kr_unref(ctx, r);
  return at;
}

static int64_t raw_tell(Ctx *ctx, Buffered *b) {
  Value r = kr_call_method0(ctx, b->raw, N(tell));
  int64_t at = -1;
  if (r && kr_index_clamp(ctx, r, &at) == 0 && at < 0)
    kr_raise(ctx, &kr_type_OSError, "Raw stream returned invalid position %zd", (ssize_t)at);
  kr_unref(ctx, r);
  return at;
}

/* ---- moving between reading and writing ---- */
static void raise_blocking(Ctx *ctx, int64_t written) {
  Value args[3] = {kr_int(EAGAIN), str_from(ctx, "write could not complete without blocking"), kr_int(written)};
  Value exc = args[1] ? kr_call(ctx, kr_val(&kr_type_BlockingIOError), args, 3, 0) : 0;
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  kr_unref(ctx, args[1]);
}

/* Writes out what is pending; what the raw stream did not take stays. */
static int flush_pending(Ctx *ctx, Buffered *b) {
  int64_t done = 0, status = 0;
  while (done < b->pending) {
    status = raw_write(ctx, b, b->buffer + done, b->pending - done);
    if (status < 0) break;
    done += status;
  }
  memmove(b->buffer, b->buffer + done, (size_t)(b->pending - done));
  b->pending -= done;
  if (status == -2) raise_blocking(ctx, 0);
  return status < 0 ? -1 : 0;
}

static int drop_read_ahead(Ctx *ctx, Buffered *b) {
  int64_t n = ahead(b);
  b->read_at = b->read_end = 0;
  return n && raw_seek(ctx, b, -n, 1) < 0 ? -1 : 0;
}

Value buffered_flush(Ctx *ctx, Buffered *b) {
  if (buffered_enter(ctx, b) < 0) return 0;
  Value r = b->pending && flush_pending(ctx, b) < 0 ? 0 : KR_None;
  buffered_leave(b);
  return r;
}

/* ---- writing ---- */
/* Bytes that do not fit go straight to the raw stream.  When that would block, as many as fit are
 * kept, and BlockingIOError tells how many were taken. */
static int write_through(Ctx *ctx, Buffered *b, const uint8_t *data, int64_t n) {
  int64_t done = 0;
  while (n - done > b->size) {
    int64_t put = raw_write(ctx, b, data + done, n - done);
    if (put == -1) return -1;
    if (put == -2) {
      memcpy(b->buffer, data + done, (size_t)b->size);
      b->pending = b->size;
      raise_blocking(ctx, done + b->size);
      return -1;
    }
    done += put;
  }
  memcpy(b->buffer, data + done, (size_t)(n - done));
  b->pending = n - done;
  return 0;
}

static int add_bytes(Ctx *ctx, Buffered *b, const uint8_t *data, int64_t n) {
  if (ahead(b) && drop_read_ahead(ctx, b) < 0) return -1;
  b->read_at = b->read_end = 0;
  if (n <= b->size - b->pending) {
    memcpy(b->buffer + b->pending, data, (size_t)n);
    b->pending += n;
    return 0;
  }
  if (b->pending && flush_pending(ctx, b) < 0) {
    int64_t room = b->size - b->pending;
    if (!kr_matches(ctx, &kr_type_BlockingIOError)) return -1;
    kr_clear_exc(ctx);
    int64_t taken = n < room ? n : room;
    memcpy(b->buffer + b->pending, data, (size_t)taken);
    b->pending += taken;
    if (taken == n) return 0;
    raise_blocking(ctx, taken);
    return -1;
  }
  return write_through(ctx, b, data, n);
}

int buffered_write(Ctx *ctx, Buffered *b, const uint8_t *data, int64_t n) {
  if (buffered_enter(ctx, b) < 0) return -1;
  int r = add_bytes(ctx, b, data, n);
  buffered_leave(b);
  return r;
}

static Value buffered_write_m(Ctx *ctx, Value self, const Value *a) {
  Buffered *b = buffered_of(self);
  Buffer buffer;
  if (check_ready(ctx, b) < 0 || kr_get_buffer(ctx, a[0], &buffer, 0) < 0) return 0;
  Value r = 0;
  if (check_open(ctx, b, "write to closed file") == 0 && buffered_write(ctx, b, buffer.data, buffer.len) == 0)
    r = int_from_i64(ctx, buffer.len);
  kr_release_buffer(ctx, &buffer);
  return r;
}

static Value buffered_flush_m(Ctx *ctx, Value self, const Value *a) {
  Buffered *b = buffered_of(self);
  if (check_open(ctx, b, "flush of closed file") < 0) return 0;
  if (!b->writable) return kr_call_method0(ctx, b->raw, N(flush));
  if (b->readable && ahead(b) && drop_read_ahead(ctx, b) < 0) return 0;
  return b->pending && flush_pending(ctx, b) < 0 ? 0 : KR_None;
}

/* ---- reading ---- */
static int before_read(Ctx *ctx, Buffered *b) {
  return b->pending && flush_pending(ctx, b) < 0 ? -1 : 0;
}

/* Fills the empty buffer with one read of the raw stream. */
static int64_t fill(Ctx *ctx, Buffered *b) {
  b->read_at = b->read_end = 0;
  int64_t got = raw_read(ctx, b, b->buffer, b->size);
  if (got > 0) b->read_end = got;
  return got;
}

static void take(Buffered *b, uint8_t *into, int64_t n) {
  memcpy(into, b->buffer + b->read_at, (size_t)n);
  b->read_at += n;
}

/* Up to n bytes, short only at the end or when the raw stream would block; -2: it did at once. */
static int64_t read_bytes(Ctx *ctx, Buffered *b, uint8_t *into, int64_t n, int once) {
  int64_t done = ahead(b) < n ? ahead(b) : n;
  take(b, into, done);
  while (done < n && !(once && done && n - done <= b->size)) {
    int64_t left = n - done, got;
    if (left >= b->size) {
      b->read_at = b->read_end = 0;
      got = raw_read(ctx, b, into + done, once ? left : left / b->size * b->size);
      if (once && got > 0) return done + got;
    } else if ((got = fill(ctx, b)) > 0) {
      if (got > left) got = left;
      take(b, into + done, got);
    }
    if (got == -1) return -1;
    if (got == -2 && !done) return -2;
    if (got <= 0) break;
    done += got;
  }
  return done;
}

static Value read_sized(Ctx *ctx, Buffered *b, int64_t n, int once) {
  if (n <= ahead(b)) {
    Value r = bytes_new(ctx, b->buffer + b->read_at, (size_t)n);
    if (r) b->read_at += n;
    return r;
  }
  uint8_t small[8192], *data = n <= (int64_t)sizeof small ? small : malloc((size_t)n);
  if (!data) return kr_raise_memory(ctx);
  int64_t got = read_bytes(ctx, b, data, n, once);
  Value r = got == -1 ? 0 : got == -2 ? KR_None : bytes_new(ctx, data, (size_t)got);
  if (data != small) free(data);
  return r;
}

/* What is read ahead, then all that readall() of the raw stream gives. */
static Value read_all(Ctx *ctx, Buffered *b) {
  Value head = bytes_new(ctx, b->buffer + b->read_at, (size_t)ahead(b));
  b->read_at = b->read_end = 0;
  Value rest = head ? kr_call_method0(ctx, b->raw, N(readall)) : 0, r = 0;
  if (rest && rest != KR_None && !kr_has_flag(rest, T_BYTES))
    kr_raise(ctx, &kr_type_TypeError, "readall() should return bytes");
  else if (rest == KR_None)
    r = bytes_of(head)->len ? kr_ref(head) : KR_None;
  else if (rest)
    r = bytes_of(head)->len ? kr_binary(ctx, head, rest, BIN_add) : kr_ref(rest);
  kr_unref(ctx, head);
  kr_unref(ctx, rest);
  return r;
}

/* A raw stream without readall: read() until it gives nothing. */
static Value read_until_end(Ctx *ctx, Buffered *b) {
  Value method = kr_getattr_opt(ctx, b->raw, N(readall));
  if (!method) return 0;
  if (method != KR_ABSENT) {
    kr_unref(ctx, method);
    return read_all(ctx, b);
  }
  Value all = bytes_new(ctx, b->buffer + b->read_at, (size_t)ahead(b));
  b->read_at = b->read_end = 0;
  while (all) {
    Value part = kr_call_method0(ctx, b->raw, N(read));
    int is_bytes = part && kr_has_flag(part, T_BYTES);
    if (part && part != KR_None && !is_bytes) kr_raise(ctx, &kr_type_TypeError, "read() should return bytes");
    int end = part == KR_None || (is_bytes && bytes_of(part)->len == 0);
    if (!end) kr_set(ctx, &all, is_bytes ? kr_binary(ctx, all, part, BIN_add) : 0);
    kr_unref(ctx, part);
    if (end) break;
  }
  return all;
}

static Value buffered_read_m(Ctx *ctx, Value self, const Value *a) {
  Buffered *b = buffered_of(self);
  int64_t n;
  if (!io_optional_size(ctx, a[0], &n)) return 0;
  if (n < -1) return kr_raise(ctx, &kr_type_ValueError, "read length must be non-negative or -1");
  if (check_reading(ctx, b, "read of closed file") < 0 || before_read(ctx, b) < 0) return 0;
  return n < 0 ? read_until_end(ctx, b) : read_sized(ctx, b, n, 0);
}

static Value buffered_read1_m(Ctx *ctx, Value self, const Value *a) {
  Buffered *b = buffered_of(self);
  int64_t n = -1;
  if (a[0] && kr_index_i64(ctx, a[0], &n) < 0) return 0;
  if (check_reading(ctx, b, "read of closed file") < 0 || before_read(ctx, b) < 0) return 0;
  if (n < 0) n = b->size;
  if (n > ahead(b) && ahead(b)) n = ahead(b);
  Value r = read_sized(ctx, b, n, 1);
  return r == KR_None ? bytes_new(ctx, "", 0) : r;
}

static Value read_into(Ctx *ctx, Value self, Value target, int once) {
  Buffered *b = buffered_of(self);
  Buffer buffer;
  if (check_reading(ctx, b, "readinto of closed file") < 0 || kr_get_buffer(ctx, target, &buffer, 1) < 0) return 0;
  int64_t got = before_read(ctx, b) < 0 ? -1 : read_bytes(ctx, b, buffer.data, buffer.len, once);
  kr_release_buffer(ctx, &buffer);
  return got == -1 ? 0 : got == -2 ? KR_None : int_from_i64(ctx, got);
}
static Value buffered_readinto_m(Ctx *ctx, Value self, const Value *a) { return read_into(ctx, self, a[0], 0); }
static Value buffered_readinto1_m(Ctx *ctx, Value self, const Value *a) { return read_into(ctx, self, a[0], 1); }

static Value buffered_peek_m(Ctx *ctx, Value self, const Value *a) {
  Buffered *b = buffered_of(self);
  int64_t size;
  if (int_arg(ctx, a[0], 0, &size) || check_reading(ctx, b, "peek of closed file") < 0 || before_read(ctx, b) < 0) return 0;
  if (!ahead(b) && fill(ctx, b) == -1) return 0;
  return bytes_new(ctx, b->buffer + b->read_at, (size_t)ahead(b));
}

/* A line that spans buffers is gathered in a block of its own. */
static Value long_line(Ctx *ctx, Buffered *b, int64_t limit) {
  uint8_t *line = NULL;
  int64_t n = 0, room = 0, got = 0;
  for (;;) {
    int64_t reach = ahead(b);
    if (limit >= 0 && reach > limit - n) reach = limit - n;
    const uint8_t *from = b->buffer + b->read_at, *end = reach ? memchr(from, '\n', (size_t)reach) : NULL;
    int64_t part = end ? end - from + 1 : reach;
    if (n + part > room) {
      uint8_t *larger = realloc(line, (size_t)(room = (n + part) * 2));
      if (!larger) break;
      line = larger;
    }
    if (part) take(b, line + n, part);
    n += part;
    if (end || (limit >= 0 && n >= limit) || (got = fill(ctx, b)) <= 0) {
      Value r = got == -1 ? 0 : bytes_new(ctx, line, (size_t)n);
      free(line);
      return r;
    }
  }
  free(line);
  return kr_raise_memory(ctx);
}

static Value read_line(Ctx *ctx, Buffered *b, int64_t limit) {
  int64_t reach = ahead(b);
  if (limit >= 0 && reach > limit) reach = limit;
  const uint8_t *from = b->buffer + b->read_at, *end = reach ? memchr(from, '\n', (size_t)reach) : NULL;
  if (!end && (limit < 0 || reach < limit)) return long_line(ctx, b, limit);
  return read_sized(ctx, b, end ? end - from + 1 : reach, 0);
}

static Value buffered_readline_m(Ctx *ctx, Value self, const Value *a) {
  Buffered *b = buffered_of(self);
  int64_t limit;
  if (!io_optional_size(ctx, a[0], &limit)) return 0;
  if (check_reading(ctx, b, "readline of closed file") < 0 || before_read(ctx, b) < 0) return 0;
  return read_line(ctx, b, limit);
}

static Value buffered_next(Ctx *ctx, Value self) {
  Buffered *b = buffered_of(self);
  Type *type = kr_type_of(self);
  if (type != &kr_type_buffered_reader && type != &kr_type_buffered_random) {
    Value line = kr_call_method0(ctx, self, N(readline));
    if (!line || kr_len(ctx, line) > 0) return line;
    kr_unref(ctx, line);
    return KR_STOP;
  }
  if (check_reading(ctx, b, "readline of closed file") < 0 || buffered_enter(ctx, b) < 0) return 0;
  Value line = before_read(ctx, b) < 0 ? 0 : read_line(ctx, b, -1);
  buffered_leave(b);
  if (!line || bytes_of(line)->len) return line;
  kr_unref(ctx, line);
  return KR_STOP;
}

/* ---- position ---- */
static Value buffered_tell_m(Ctx *ctx, Value self, const Value *a) {
  Buffered *b = buffered_of(self);
  if (check_ready(ctx, b) < 0) return 0;
  int64_t at = raw_tell(ctx, b);
  return at < 0 ? 0 : int_from_i64(ctx, at - ahead(b) + b->pending);
}

/* A target among the bytes read ahead needs no system call but the one that tells where they are. */
static int seek_within(Ctx *ctx, Buffered *b, int64_t target, int64_t *raw_at) {
  if (!ahead(b)) return 0;
  *raw_at = raw_tell(ctx, b);
  if (*raw_at < 0) return -1;
  int64_t offset = target - (*raw_at - ahead(b));
  if (offset < -b->read_at || offset > ahead(b)) return 0;
  b->read_at += offset;
  return 1;
}

static int offset_arg(Ctx *ctx, Value v, int64_t *out) {
  if (kr_index_i64(ctx, v, out) == 0) return 0;
  if (kr_catch(ctx, &kr_type_OverflowError))
    kr_raise(ctx, &kr_type_ValueError, "cannot fit '%.200s' into an offset-sized integer", kr_type_of(v)->name);
  return -1;
}

static Value buffered_seek_m(Ctx *ctx, Value self, const Value *a) {
  Buffered *b = buffered_of(self);
  int64_t offset, whence = 0, raw_at;
  if (a[1] && c_int_arg(ctx, a[1], 0, &whence) < 0) return 0;
  if (whence < 0 || whence > 4) return kr_raise(ctx, &kr_type_ValueError, "whence value %d unsupported", (int)whence);
  if (check_open(ctx, b, "seek of closed file") < 0) return 0;
  int seekable = io_ask(ctx, b->raw, N(seekable));
  if (seekable == 0) io_raise_unsupported(ctx, "File or stream is not seekable.");
  if (seekable <= 0 || offset_arg(ctx, a[0], &offset) < 0) return 0;
  if (b->pending && flush_pending(ctx, b) < 0) return 0;
  if (whence == 0 && b->readable) {
    int within = seek_within(ctx, b, offset, &raw_at);
    if (within) return within < 0 ? 0 : int_from_i64(ctx, offset);
  }
  if (whence == 1) offset -= ahead(b);
  int64_t at = raw_seek(ctx, b, offset, (int)whence);
  if (at < 0) return 0;
  b->read_at = b->read_end = 0;
  return int_from_i64(ctx, at);
}

static Value buffered_truncate_m(Ctx *ctx, Value self, const Value *a) {
  Buffered *b = buffered_of(self);
  if (check_open(ctx, b, "truncate of closed file") < 0) return 0;
  if (!b->writable) return io_raise_unsupported(ctx, "truncate");
  if (b->pending && flush_pending(ctx, b) < 0) return 0;
  if (drop_read_ahead(ctx, b) < 0) return 0;
  return kr_call_method1(ctx, b->raw, N(truncate), a[0] ? a[0] : KR_None);
}

/* ---- the rest goes to the raw stream ---- */
#define FORWARD(name)                                                                              \
  static Value buffered_##name##_m(Ctx *ctx, Value self, const Value *a) {                         \
    Buffered *b = buffered_of(self);                                                               \
    return check_ready(ctx, b) < 0 ? 0 : kr_call_method0(ctx, b->raw, N(name));                    \
  }
FORWARD(seekable) FORWARD(readable) FORWARD(writable) FORWARD(fileno) FORWARD(isatty)
#define FORWARD_ATTRIBUTE(attr)                                                                    \
  static Value buffered_get_##attr(Ctx *ctx, Value self) {                                         \
    Buffered *b = buffered_of(self);                                                               \
    return check_ready(ctx, b) < 0 ? 0 : kr_getattr(ctx, b->raw, N(attr));                         \
  }
FORWARD_ATTRIBUTE(closed) FORWARD_ATTRIBUTE(name) FORWARD_ATTRIBUTE(mode)

static Value buffered_get_raw(Ctx *ctx, Value self) {
  Buffered *b = buffered_of(self);
  return b->raw ? kr_ref(b->raw) : KR_None;
}

static Value buffered_close_m(Ctx *ctx, Value self, const Value *a) {
  Buffered *b = buffered_of(self);
  if (check_ready(ctx, b) < 0) return 0;
  int closed = raw_closed(ctx, b);
  if (closed) return closed < 0 ? 0 : KR_None;
  if (b->finalizing && io_is_fileio(b->raw)) {
    Value r = kr_call_method1(ctx, b->raw, N(_dealloc_warn), self);
    if (!r) kr_clear_exc(ctx);
    kr_unref(ctx, r);
  }
  Value flushed = kr_call_method0(ctx, self, N(flush));
  Value error = flushed ? 0 : kr_fetch(ctx);
  kr_unref(ctx, flushed);
  int entered = buffered_enter(ctx, b) == 0;
  Value r = entered ? kr_call_method0(ctx, b->raw, N(close)) : 0;
  if (entered) buffered_leave(b);
  if (r || !kr_matches(ctx, &kr_type_ValueError)) b->pending = 0;
  return io_chain(ctx, error, r);
}

static Value buffered_detach_m(Ctx *ctx, Value self, const Value *a) {
  Buffered *b = buffered_of(self);
  if (check_ready(ctx, b) < 0) return 0;
  Value flushed = kr_call_method0(ctx, self, N(flush));
  if (!flushed) return 0;
  kr_unref(ctx, flushed);
  if (buffered_enter(ctx, b) < 0) return 0;
  Value raw = b->raw;
  b->raw = 0;
  b->detached = 1;
  buffered_leave(b);
  return raw;
}

static Value buffered_dealloc_warn_m(Ctx *ctx, Value self, const Value *a) {
  Buffered *b = buffered_of(self);
  if (!b->raw) return KR_None;
  Value r = kr_call_method1(ctx, b->raw, N(_dealloc_warn), a[0]);
  if (!r) kr_clear_exc(ctx);
  kr_unref(ctx, r);
  return KR_None;
}

static int buffered_finalize(Ctx *ctx, Value self) {
  Buffered *b = buffered_of(self);
  b->finalizing = 1;
  return b->raw ? io_base_finalize(ctx, self) : 0;
}

static Value buffered_repr(Ctx *ctx, Value self) { return io_stream_repr(ctx, self, "", ""); }

static Value buffered_sizeof_m(Ctx *ctx, Value self, const Value *a) {
  return kr_int((int64_t)sizeof(Buffered) + buffered_of(self)->size);
}

/* ---- memory ---- */
static void buffered_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((Buffered *)o)->raw, arg);
  io_base_traverse(o, visit, arg);
}
static void buffered_clear(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((Buffered *)o)->raw);
  io_base_clear(ctx, o);
}
static void buffered_free(Ctx *ctx, Object *o) {
  Buffered *b = (Buffered *)o;
  free(b->buffer);
  b->buffer = NULL;
  buffered_clear(ctx, o);
}

/* ---- construction ---- */
static Value buffered_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

/* Puts the buffer before a raw stream, in place of what it had. */
static int set_up(Ctx *ctx, Buffered *b, Value raw, int64_t size, int readable, int writable) {
  static const char *const lacks[] = {"File or stream is not readable.", "File or stream is not writable.",
                                      "File or stream is not seekable."};
  Value questions[3] = {readable ? N(readable) : 0, writable ? N(writable) : 0,
                        readable && writable ? N(seekable) : 0};
  kr_clear(ctx, &b->raw);
  for (int i = 2; i >= 0; i--) {
    int able = questions[i] ? io_ask(ctx, raw, questions[i]) : 1;
    if (able == 0) io_raise_unsupported(ctx, lacks[i]);
    if (able <= 0) return -1;
  }
  if (size <= 0) {
    kr_raise(ctx, &kr_type_ValueError, "buffer size must be strictly positive");
    return -1;
  }
  free(b->buffer);
  if (!(b->buffer = malloc((size_t)size))) return kr_raise_memory(ctx), -1;
  b->size = size;
  b->read_at = b->read_end = b->pending = 0;
  b->readable = (uint8_t)readable;
  b->writable = (uint8_t)writable;
  b->detached = 0;
  b->raw = kr_ref(raw);
  return 0;
}

static int buffered_setup(Ctx *ctx, Value self, const char *name, const Value *args, size_t nargs, Value kwnames,
                          int readable, int writable) {
  static struct Signature *parsed;
  Value a[2];
  Buffered *b = buffered_of(self);
  int64_t size = IO_BUFFER_SIZE;
  if (kr_bind(ctx, name, "raw, buffer_size=8192", &parsed, args, nargs, kwnames, a) < 0) return -1;
  if (a[1] && kr_index_i64(ctx, a[1], &size) < 0) return -1;
  if (buffered_enter(ctx, b) < 0) return -1;
  int r = set_up(ctx, b, a[0], size, readable, writable);
  buffered_leave(b);
  return r;
}

static int reader_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return buffered_setup(ctx, self, "BufferedReader", args, nargs, kwnames, 1, 0);
}
static int writer_init_slot(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return buffered_setup(ctx, self, "BufferedWriter", args, nargs, kwnames, 0, 1);
}
static int random_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return buffered_setup(ctx, self, "BufferedRandom", args, nargs, kwnames, 1, 1);
}

/* Methods that work in the buffer, with the thread as its owner. */
#define LOCKED(name)                                                                               \
  static Value locked_##name##_m(Ctx *ctx, Value self, const Value *a) {                           \
    Buffered *b = buffered_of(self);                                                               \
    if (buffered_enter(ctx, b) < 0) return 0;                                                      \
    Value r = buffered_##name##_m(ctx, self, a);                                                   \
    buffered_leave(b);                                                                             \
    return r;                                                                                      \
  }
LOCKED(flush) LOCKED(seek) LOCKED(truncate) LOCKED(read) LOCKED(read1) LOCKED(readinto) LOCKED(readinto1)
LOCKED(peek) LOCKED(readline)

#define COMMON_METHODS                                                                             \
  {"detach", buffered_detach_m, "", "Separate the raw stream and return it."},                     \
  {"flush", locked_flush_m, "", "Write what is buffered."},                                      \
  {"close", buffered_close_m, "", "Flush and close."},                                             \
  {"seekable", buffered_seekable_m, "", NULL},                                                     \
  {"fileno", buffered_fileno_m, "", NULL},                                                         \
  {"isatty", buffered_isatty_m, "", NULL},                                                         \
  {"_dealloc_warn", buffered_dealloc_warn_m, "source, /", NULL},                                   \
  {"seek", locked_seek_m, "target, whence=0, /", "Change the position; gives the new one."},     \
  {"tell", buffered_tell_m, "", "Current position."},                                              \
  {"truncate", locked_truncate_m, "pos=None, /", "Cut or extend the file."},                     \
  {"__sizeof__", buffered_sizeof_m, "", NULL},                                                     \
  {"__getstate__", io_cannot_pickle, "", NULL}
#define READ_METHODS                                                                               \
  {"read", locked_read_m, "size=-1, /", "Read up to size bytes, by default all."},               \
  {"read1", locked_read1_m, "size=-1, /", "Read up to size bytes with at most one system call."}, \
  {"readinto", locked_readinto_m, "buffer, /", "Read into a writable buffer."},                  \
  {"readinto1", locked_readinto1_m, "buffer, /", "Read into a buffer with at most one system call."}, \
  {"peek", locked_peek_m, "size=0, /", "Bytes that come next, without moving the position."},    \
  {"readline", locked_readline_m, "size=-1, /", "Read a line."},                                 \
  {"readable", buffered_readable_m, "", NULL}
#define WRITE_METHODS                                                                              \
  {"write", buffered_write_m, "buffer, /", "Write bytes; gives their number."},                    \
  {"writable", buffered_writable_m, "", NULL}

static const Method reader_methods[] = {COMMON_METHODS, READ_METHODS, {0}};
static const Method writer_methods[] = {COMMON_METHODS, WRITE_METHODS, {0}};
static const Method random_methods[] = {COMMON_METHODS, READ_METHODS, WRITE_METHODS, {0}};

static const GetSet buffered_getsets[] = {
  {"closed", buffered_get_closed, NULL, NULL},
  {"name", buffered_get_name, NULL, NULL},
  {"mode", buffered_get_mode, NULL, NULL},
  {"raw", buffered_get_raw, NULL, NULL},
  {0},
};

#define BUFFERED_TYPE(id_, name_, doc_, methods_, init_)                                           \
  Type kr_type_##id_ = {                                                                           \
    TYPE_HEAD(id_, name_),                                                                         \
    STREAM_TABLES(Buffered),                                                                       \
    .doc = doc_,                                                                                   \
    .sig = "raw, buffer_size=8192",                                                                \
    .base = &kr_type_buffered_iobase,                                                              \
    .methods = methods_,                                                                           \
    .getsets = buffered_getsets,                                                                   \
    .new = buffered_new,                                                                           \
    .init = init_,                                                                                 \
    .traverse = buffered_traverse,                                                                 \
    .clear = buffered_clear,                                                                       \
    .free = buffered_free,                                                                         \
    .finalize = buffered_finalize,                                                                 \
    .repr = buffered_repr,                                                                         \
    .next = buffered_next,                                                                         \
  };

BUFFERED_TYPE(buffered_reader, "_io.BufferedReader", "A buffer for reading a raw stream.", reader_methods, reader_init)
BUFFERED_TYPE(buffered_writer, "_io.BufferedWriter", "A buffer for writing to a raw stream.", writer_methods, writer_init_slot)
BUFFERED_TYPE(buffered_random, "_io.BufferedRandom", "A buffer for reading and writing a raw stream with random access.",
              random_methods, random_init)
