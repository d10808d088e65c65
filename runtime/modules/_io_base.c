/* The abstract streams: _IOBase, _RawIOBase, _BufferedIOBase and _TextIOBase.  Their methods work
 * through those that a subclass defines, in Python or here. */
#include "_io.h"

Type *io_unsupported;

/* ---- shared helpers ---- */
int io_make_unsupported(Ctx *ctx) {
  if (io_unsupported) return 0;
  Value bases = tuple_pack(ctx, 2, kr_val(&kr_type_OSError), kr_val(&kr_type_ValueError));
  Value ns = bases ? dict_new(ctx) : 0, name = ns ? str_from(ctx, "UnsupportedOperation") : 0;
  Value type = 0;
  if (name && dict_set_c(ctx, ns, "__module__", str_from(ctx, "io")) == 0)
    type = type_new_heap(ctx, &kr_type_type, name, bases, ns, NULL, 0);
  kr_unref(ctx, bases);
  kr_unref(ctx, ns);
  kr_unref(ctx, name);
  if (!type) return -1;
  io_unsupported = kr_as_type(type);
  return 0;
}

Value io_raise_unsupported(Ctx *ctx, const char *what) { return kr_raise(ctx, io_unsupported, "%s", what); }

void io_base_traverse(Object *o, VisitFn visit, void *arg) { visit(((IoBase *)o)->dict, arg); }
void io_base_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((IoBase *)o)->dict); }
void io_base_free(Ctx *ctx, Object *o) { kr_clear(ctx, &((IoBase *)o)->dict); }

int io_ask(Ctx *ctx, Value stream, Value name) {
  Value r = kr_call_method0(ctx, stream, name);
  if (!r) return -1;
  int truth = kr_truth(ctx, r);
  kr_unref(ctx, r);
  return truth;
}

int io_is_closed(Ctx *ctx, Value stream) {
  Value r = kr_getattr(ctx, stream, N(closed));
  if (!r) return -1;
  int truth = kr_truth(ctx, r);
  kr_unref(ctx, r);
  return truth;
}

int io_check_closed(Ctx *ctx, Value stream) {
  int closed = io_is_closed(ctx, stream);
  if (closed > 0) kr_raise(ctx, &kr_type_ValueError, "I/O operation on closed file.");
  return closed ? -1 : 0;
}

Value io_optional_size(Ctx *ctx, Value arg, int64_t *out) {
  *out = -1;
  if (!arg || arg == KR_None) return KR_None;
  if (!kr_is_anyint(arg) && !kr_type_of(arg)->to_index)
    return kr_raise(ctx, &kr_type_TypeError, "argument should be integer or None, not '%.200s'", kr_type_of(arg)->name);
  return kr_index_size(ctx, arg, out, &kr_type_OverflowError) < 0 ? 0 : KR_None;
}

Value io_cannot_pickle(Ctx *ctx, Value self, const Value *a) {
  return kr_raise(ctx, &kr_type_TypeError, "cannot pickle '%.100s' object", kr_type_of(self)->name);
}

Value io_stream_repr(Ctx *ctx, Value self, const char *mode, const char *more) {
  Type *type = kr_type_of(self);
  Value name = kr_getattr_opt(ctx, self, N(name));
  if (!name && !kr_catch(ctx, &kr_type_ValueError)) return 0;
  if (!name || name == KR_ABSENT) return str_format_c(ctx, "<%s%s%s>", type->name, mode, more);
  if (kr_enter(ctx, " while getting the repr of a stream")) {
    kr_unref(ctx, name);
    return 0;
  }
  Value r = str_format_c(ctx, "<%s name=%R%s%s>", type->name, name, mode, more);
  kr_leave(ctx);
  kr_unref(ctx, name);
  return r;
}

Value io_chain(Ctx *ctx, Value earlier, Value result) {
  if (!earlier) return result;
  if (result) {
    kr_unref(ctx, result);
    kr_restore(ctx, earlier);
    return 0;
  }
  Value later = kr_fetch(ctx);
  kr_set(ctx, &exc_of(later)->context, earlier);
  kr_restore(ctx, later);
  return 0;
}

/* ---- closing ---- */
static int was_closed(Ctx *ctx, Value self) {
  Value mark = kr_getattr_opt(ctx, self, N(__IOBase_closed));
  if (!mark) return -1;
  if (mark == KR_ABSENT) return 0;
  kr_unref(ctx, mark);
  return 1;
}

static Value base_get_closed(Ctx *ctx, Value self) {
  int closed = was_closed(ctx, self);
  return closed < 0 ? 0 : kr_bool(closed);
}

Value io_base_close(Ctx *ctx, Value self) {
  int closed = was_closed(ctx, self);
  if (closed) return closed < 0 ? 0 : KR_None;
  Value r = kr_call_method0(ctx, self, N(flush));
  Value error = r ? 0 : kr_fetch(ctx);
  kr_unref(ctx, r);
  Value marked = kr_setattr(ctx, self, N(__IOBase_closed), KR_True) < 0 ? 0 : KR_None;
  return io_chain(ctx, error, marked);
}

static Value base_close_m(Ctx *ctx, Value self, const Value *a) { return io_base_close(ctx, self); }

int io_base_finalize(Ctx *ctx, Value self) {
  Value saved = kr_fetch(ctx);
  int closed = io_is_closed(ctx, self);
  if (closed < 0) kr_clear_exc(ctx);
  if (closed == 0) {
    Value r = kr_call_method0(ctx, self, N(close));
    if (!r) kr_clear_exc(ctx);
    kr_unref(ctx, r);
  }
  if (saved) kr_restore(ctx, saved);
  return 0;
}

static Value base_flush_m(Ctx *ctx, Value self, const Value *a) {
  int closed = was_closed(ctx, self);
  if (closed > 0) return kr_raise(ctx, &kr_type_ValueError, "I/O operation on closed file.");
  return closed < 0 ? 0 : KR_None;
}

/* ---- questions ---- */
static Value base_false_m(Ctx *ctx, Value self, const Value *a) { return KR_False; }

static Value base_isatty_m(Ctx *ctx, Value self, const Value *a) {
  return io_check_closed(ctx, self) < 0 ? 0 : KR_False;
}

static Value check_ability(Ctx *ctx, Value self, Value question, const char *message) {
  Value r = kr_call_method0(ctx, self, question);
  if (!r) return 0;
  if (r == KR_True) return r;
  kr_unref(ctx, r);
  return io_raise_unsupported(ctx, message);
}

static Value base_check_seekable_m(Ctx *ctx, Value self, const Value *a) {
  return check_ability(ctx, self, N(seekable), "File or stream is not seekable.");
}
static Value base_check_readable_m(Ctx *ctx, Value self, const Value *a) {
  return check_ability(ctx, self, N(readable), "File or stream is not readable.");
}
static Value base_check_writable_m(Ctx *ctx, Value self, const Value *a) {
  return check_ability(ctx, self, N(writable), "File or stream is not writable.");
}
static Value base_check_closed_m(Ctx *ctx, Value self, const Value *a) {
  return io_check_closed(ctx, self) < 0 ? 0 : KR_None;
}

static Value base_seek_m(Ctx *ctx, Value self, const Value *a) { return io_raise_unsupported(ctx, "seek"); }
static Value base_truncate_m(Ctx *ctx, Value self, const Value *a) { return io_raise_unsupported(ctx, "truncate"); }
static Value base_fileno_m(Ctx *ctx, Value self, const Value *a) { return io_raise_unsupported(ctx, "fileno"); }
static Value base_tell_m(Ctx *ctx, Value self, const Value *a) {
  Value args[2] = {kr_int(0), kr_int(1)};
  return kr_call_method(ctx, self, N(seek), args, 2);
}

/* ---- context manager ---- */
static Value base_enter_m(Ctx *ctx, Value self, const Value *a) {
  return io_check_closed(ctx, self) < 0 ? 0 : kr_ref(self);
}
static Value base_exit_m(Ctx *ctx, Value self, const Value *a) { return kr_call_method0(ctx, self, N(close)); }

/* ---- lines ---- */
/* How many bytes to read next: up to the end of the line if the stream lets us peek, else one. */
static int64_t line_step(Ctx *ctx, Value self, int can_peek, int64_t limit) {
  if (!can_peek) return 1;
  Value seen = kr_call_method1(ctx, self, N(peek), kr_int(1));
  if (!seen) return -1;
  int64_t n = -1;
  if (!kr_has_flag(seen, T_BYTES)) {
    kr_raise(ctx, &kr_type_OSError, "peek() should have returned a bytes object, not '%.200s'", kr_type_of(seen)->name);
  } else {
    const Bytes *b = bytes_of(seen);
    int64_t reach = limit >= 0 && limit < b->len ? limit : b->len;
    const uint8_t *end = reach ? memchr(b->data, '\n', (size_t)reach) : NULL;
    n = end ? end - b->data + 1 : reach ? reach : 1;
  }
  kr_unref(ctx, seen);
  return n;
}

static Value read_line(Ctx *ctx, Value self, int64_t limit) {
  Value peek = kr_getattr_opt(ctx, self, N(peek));
  if (!peek) return 0;
  int can_peek = peek != KR_ABSENT;
  if (can_peek) kr_unref(ctx, peek);
  Value line = bytearray_new(ctx, NULL, 0);
  while (line && (limit < 0 || ((ByteArray *)kr_obj(line))->len < limit)) {
    ByteArray *buffer = (ByteArray *)kr_obj(line);
    int64_t step = line_step(ctx, self, can_peek, limit < 0 ? -1 : limit - buffer->len);
    Value part = step < 0 ? 0 : kr_call_method1(ctx, self, N(read), kr_int(step));
    if (part && !kr_has_flag(part, T_BYTES)) {
      kr_raise(ctx, &kr_type_OSError, "read() should have returned a bytes object, not '%.200s'", kr_type_of(part)->name);
      kr_clear(ctx, &part);
    }
    int64_t old = buffer->len, n = part ? bytes_of(part)->len : 0;
    int failed = !part || (n && bytearray_resize(ctx, line, (size_t)(old + n)) < 0);
    if (!failed && n) memcpy(buffer->data + old, bytes_of(part)->data, (size_t)n);
    kr_unref(ctx, part);
    if (failed) kr_clear(ctx, &line);
    if (!failed && (!n || buffer->data[old + n - 1] == '\n')) break;
  }
  if (!line) return 0;
  ByteArray *buffer = (ByteArray *)kr_obj(line);
  Value r = bytes_new(ctx, buffer->data, (size_t)buffer->len);
  kr_unref(ctx, line);
  return r;
}

static Value base_readline_m(Ctx *ctx, Value self, const Value *a) {
  int64_t limit;
  return io_optional_size(ctx, a[0], &limit) ? read_line(ctx, self, limit) : 0;
}

static Value base_readlines_m(Ctx *ctx, Value self, const Value *a) {
  int64_t hint, total = 0;
  if (!io_optional_size(ctx, a[0], &hint)) return 0;
  if (hint <= 0) return kr_to_list(ctx, self);
  Value lines = list_new(ctx, 0), it = lines ? kr_iter(ctx, self) : 0;
  while (it && total < hint) {
    Value line = kr_next(ctx, it);
    if (line == KR_STOP) break;
    int64_t n = line ? kr_len(ctx, line) : -1;
    if (n < 0 || list_append(ctx, lines, line) < 0) kr_clear(ctx, &lines);
    kr_unref(ctx, line);
    if (!lines) break;
    total += n;
  }
  if (!it) kr_clear(ctx, &lines);
  kr_unref(ctx, it);
  return lines;
}

static Value base_writelines_m(Ctx *ctx, Value self, const Value *a) {
  if (io_check_closed(ctx, self) < 0) return 0;
  Value it = kr_iter(ctx, a[0]);
  if (!it) return 0;
  Value line, r = KR_None;
  while (r && (line = kr_next(ctx, it)) != KR_STOP) {
    r = line ? kr_call_method1(ctx, self, N(write), line) : 0;
    kr_unref(ctx, line);
    if (r) kr_set(ctx, &r, KR_None);
  }
  kr_unref(ctx, it);
  return r;
}

static Value base_iter(Ctx *ctx, Value self) { return io_check_closed(ctx, self) < 0 ? 0 : kr_ref(self); }

static Value base_next(Ctx *ctx, Value self) {
  Value line = kr_call_method0(ctx, self, N(readline));
  if (!line) return 0;
  int64_t n = kr_len(ctx, line);
  if (n > 0) return line;
  kr_unref(ctx, line);
  return n < 0 ? 0 : KR_STOP;
}

static const Method base_methods[] = {
  {"seek", base_seek_m, "offset, whence=0, /", "Change the position; gives the new one."},
  {"tell", base_tell_m, "", "Return the current position."},
  {"truncate", base_truncate_m, "size=None, /", "Cut or extend to size bytes, by default the current position."},
  {"flush", base_flush_m, "", "Write what is buffered.  Nothing to do for read-only streams."},
  {"close", base_close_m, "", "Flush and close the stream.  Closing again does nothing."},
  {"seekable", base_false_m, "", "Can the position be changed."},
  {"readable", base_false_m, "", "Can the stream be read."},
  {"writable", base_false_m, "", "Can the stream be written."},
  {"_checkClosed", base_check_closed_m, "", NULL},
  {"_checkSeekable", base_check_seekable_m, "", NULL},
  {"_checkReadable", base_check_readable_m, "", NULL},
  {"_checkWritable", base_check_writable_m, "", NULL},
  {"fileno", base_fileno_m, "", "Return the file descriptor, if there is one."},
  {"isatty", base_isatty_m, "", "Is the stream a terminal."},
  {"__enter__", base_enter_m, "", NULL},
  {"__exit__", base_exit_m, "*args", NULL},
  {"readline", base_readline_m, "size=-1, /", "Read a line, of at most size bytes."},
  {"readlines", base_readlines_m, "hint=-1, /", "Read lines into a list; stop once they have hint bytes or more."},
  {"writelines", base_writelines_m, "lines, /", "Write each of the lines; no line ends are added."},
  {0},
};

static Value base_get_dict(Ctx *ctx, Value self) {
  Value dict = instance_dict(ctx, self);
  return dict ? kr_ref(dict) : 0;
}

static const GetSet base_getsets[] = {
  {"__dict__", base_get_dict, NULL, NULL},
  {"closed", base_get_closed, NULL, NULL},
  {0},
};

static Value io_any_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

Type kr_type_io_base = {
  TYPE_HEAD(io_base, "_io._IOBase"),
  STREAM_TABLES(IoBase),
  .doc = "The base of all streams.  Methods that a stream does not support raise UnsupportedOperation.",
  .methods = base_methods,
  .getsets = base_getsets,
  .new = io_any_new,
  .traverse = io_base_traverse,
  .clear = io_base_clear,
  .free = io_base_free,
  .finalize = io_base_finalize,
  .iter = base_iter,
  .next = base_next,
};

/* ---- _RawIOBase ---- */
static Value raw_read_m(Ctx *ctx, Value self, const Value *a) {
  int64_t n = -1;
  if (a[0] && kr_index_i64(ctx, a[0], &n) < 0) return 0;
  if (n < 0) return kr_call_method0(ctx, self, N(readall));
  Value buffer = bytearray_new(ctx, NULL, 0);
  if (!buffer || bytearray_resize(ctx, buffer, (size_t)n) < 0) return kr_unref(ctx, buffer), (Value)0;
  Value count = kr_call_method1(ctx, self, N(readinto), buffer), r = 0;
  int64_t got;
  if (count == KR_None)
    r = KR_None;
  else if (count && kr_index_i64(ctx, count, &got) == 0)
    r = got >= 0 && got <= n ? bytes_new(ctx, ((ByteArray *)kr_obj(buffer))->data, (size_t)got)
                             : kr_raise(ctx, &kr_type_ValueError, "readinto returned %zd outside buffer size %zd",
                                        (ssize_t)got, (ssize_t)n);
  kr_unref(ctx, count);
  kr_unref(ctx, buffer);
  return r;
}

static Value raw_readall_m(Ctx *ctx, Value self, const Value *a) {
  Value parts = list_new(ctx, 0), r = 0;
  while (parts) {
    Value part = kr_call_method1(ctx, self, N(read), kr_int(IO_BUFFER_SIZE));
    int is_bytes = part && kr_has_flag(part, T_BYTES), end = is_bytes && bytes_of(part)->len == 0;
    if (part == KR_None && list_of(parts)->len == 0) r = KR_None;
    if (part && part != KR_None && !is_bytes) kr_raise(ctx, &kr_type_TypeError, "read() should return bytes");
    int failed = !part || (!is_bytes && part != KR_None) || (is_bytes && !end && list_append(ctx, parts, part) < 0);
    kr_unref(ctx, part);
    if (failed) kr_clear(ctx, &parts);
    if (failed || end || part == KR_None) break;
  }
  if (parts && !r) {
    Value empty = bytes_new(ctx, "", 0), join = empty ? str_intern_c(ctx, "join") : 0;
    r = join ? kr_call_method1(ctx, empty, join, parts) : 0;
    kr_unref(ctx, empty);
    kr_unref(ctx, join);
  }
  kr_unref(ctx, parts);
  return r;
}

static Value raw_missing_m(Ctx *ctx, Value self, const Value *a) {
  Value exc = kr_call0(ctx, kr_val(&kr_type_NotImplementedError));
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}

static const Method raw_methods[] = {
  {"readinto", raw_missing_m, "buffer, /", NULL},
  {"write", raw_missing_m, "b, /", NULL},
  {"read", raw_read_m, "size=-1, /", "Read at most size bytes with one system call; all of it without size."},
  {"readall", raw_readall_m, "", "Read until the end of the stream."},
  {0},
};

Type kr_type_raw_iobase = {
  TYPE_HEAD(raw_iobase, "_io._RawIOBase"),
  STREAM_TABLES(IoBase),
  .doc = "Base class of streams of bytes without a buffer.",
  .base = &kr_type_io_base,
  .methods = raw_methods,
};

/* ---- _BufferedIOBase ---- */
static Value buffered_base_read_m(Ctx *ctx, Value self, const Value *a) { return io_raise_unsupported(ctx, "read"); }
static Value buffered_base_read1_m(Ctx *ctx, Value self, const Value *a) { return io_raise_unsupported(ctx, "read1"); }
static Value buffered_base_write_m(Ctx *ctx, Value self, const Value *a) { return io_raise_unsupported(ctx, "write"); }
static Value io_detach_m(Ctx *ctx, Value self, const Value *a) { return io_raise_unsupported(ctx, "detach"); }

static Value read_into(Ctx *ctx, Value self, Value target, Value method) {
  Buffer buffer;
  if (kr_get_buffer(ctx, target, &buffer, 1) < 0) return 0;
  Value data = kr_call_method1(ctx, self, method, kr_int(buffer.len)), r = 0;
  if (data && !kr_has_flag(data, T_BYTES))
    kr_raise(ctx, &kr_type_TypeError, "read() should return bytes");
  else if (data && bytes_of(data)->len > buffer.len)
    kr_raise(ctx, &kr_type_ValueError, "read() returned too much data: %zd bytes requested, %zd returned",
             (ssize_t)buffer.len, (ssize_t)bytes_of(data)->len);
  else if (data) {
    memcpy(buffer.data, bytes_of(data)->data, (size_t)bytes_of(data)->len);
    r = kr_int(bytes_of(data)->len);
  }
  kr_unref(ctx, data);
  kr_release_buffer(ctx, &buffer);
  return r;
}
static Value buffered_base_readinto_m(Ctx *ctx, Value self, const Value *a) {
  return read_into(ctx, self, a[0], N(read));
}
static Value buffered_base_readinto1_m(Ctx *ctx, Value self, const Value *a) {
  return read_into(ctx, self, a[0], N(read1));
}

static const Method buffered_base_methods[] = {
  {"detach", io_detach_m, "", "Separate the raw stream from its buffer and return it."},
  {"read", buffered_base_read_m, "size=-1, /", "Read and return up to size bytes."},
  {"read1", buffered_base_read1_m, "size=-1, /", "Read up to size bytes with at most one call of the raw stream's read."},
  {"readinto", buffered_base_readinto_m, "buffer, /", NULL},
  {"readinto1", buffered_base_readinto1_m, "buffer, /", NULL},
  {"write", buffered_base_write_m, "b, /", "Write bytes; gives their number."},
  {0},
};

Type kr_type_buffered_iobase = {
  TYPE_HEAD(buffered_iobase, "_io._BufferedIOBase"),
  STREAM_TABLES(IoBase),
  .doc = "Base class of streams of bytes with a buffer.",
  .base = &kr_type_io_base,
  .methods = buffered_base_methods,
};

/* ---- _TextIOBase ---- */
static Value text_base_readline_m(Ctx *ctx, Value self, const Value *a) { return io_raise_unsupported(ctx, "readline"); }
static Value text_base_none(Ctx *ctx, Value self) { return KR_None; }

static const Method text_base_methods[] = {
  {"detach", io_detach_m, "", "Separate the buffer from the text stream and return it."},
  {"read", buffered_base_read_m, "size=-1, /", "Read at most size characters."},
  {"readline", text_base_readline_m, "size=-1, /", "Read until the end of a line."},
  {"write", buffered_base_write_m, "s, /", "Write a str; gives its length."},
  {0},
};

static const GetSet text_base_getsets[] = {
  {"encoding", text_base_none, NULL, "Encoding of the text stream."},
  {"newlines", text_base_none, NULL, "Line endings translated so far."},
  {"errors", text_base_none, NULL, "Error handling of the encoding."},
  {0},
};

Type kr_type_text_iobase = {
  TYPE_HEAD(text_iobase, "_io._TextIOBase"),
  STREAM_TABLES(IoBase),
  .doc = "Base class of streams of text.",
  .base = &kr_type_io_base,
  .methods = text_base_methods,
  .getsets = text_base_getsets,
};
