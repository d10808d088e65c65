/* OSError.  OSError(errno, strerror[, filename[, winerror[, filename2]]]) makes the subclass that
 * stands for the errno. */
#include <errno.h>
#include <string.h>
#include "exceptions.h"

static void os_traverse(Object *o, VisitFn visit, void *arg) {
  OSErrorObj *e = (OSErrorObj *)o;
  visit(e->err, arg), visit(e->strerror, arg), visit(e->filename, arg), visit(e->filename2, arg);
  exc_traverse(o, visit, arg);
}

static void os_clear(Ctx *ctx, Object *o) {
  OSErrorObj *e = (OSErrorObj *)o;
  kr_clear(ctx, &e->err), kr_clear(ctx, &e->strerror), kr_clear(ctx, &e->filename), kr_clear(ctx, &e->filename2);
  exc_clear(ctx, o);
}

static OSErrorObj *os_of(Value v) { return (OSErrorObj *)kr_obj(v); }

static const struct { int err; Type *type; } subclasses[] = {
  {EAGAIN, &kr_type_BlockingIOError}, {EALREADY, &kr_type_BlockingIOError},
  {EINPROGRESS, &kr_type_BlockingIOError}, {EWOULDBLOCK, &kr_type_BlockingIOError},
  {EPIPE, &kr_type_BrokenPipeError}, {ESHUTDOWN, &kr_type_BrokenPipeError},
  {ECHILD, &kr_type_ChildProcessError}, {ECONNABORTED, &kr_type_ConnectionAbortedError},
  {ECONNREFUSED, &kr_type_ConnectionRefusedError}, {ECONNRESET, &kr_type_ConnectionResetError},
  {EEXIST, &kr_type_FileExistsError}, {ENOENT, &kr_type_FileNotFoundError},
  {EISDIR, &kr_type_IsADirectoryError}, {ENOTDIR, &kr_type_NotADirectoryError},
  {EINTR, &kr_type_InterruptedError}, {EACCES, &kr_type_PermissionError}, {EPERM, &kr_type_PermissionError},
  {ESRCH, &kr_type_ProcessLookupError}, {ETIMEDOUT, &kr_type_TimeoutError},
};

static Type *subclass_of(Value err) {
  if (kr_is_int(err))
    for (size_t i = 0; i < sizeof subclasses / sizeof *subclasses; i++)
      if (subclasses[i].err == kr_int_of(err)) return subclasses[i].type;
  return &kr_type_OSError;
}

static int OSError_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames);

/* A subclass with an __init__ of its own but no __new__ is filled in by OSError.__init__. */
static int filled_by_init(const Type *type) { return type->init != OSError_init && type->new == kr_type_OSError.new; }

static int fill(Ctx *ctx, Value self, const Value *args, size_t nargs) {
  OSErrorObj *e = os_of(self);
  if (exc_set_args(ctx, self, args, nargs) < 0) return -1;
  if (nargs < 2 || nargs > 5) return 0;
  Value filename = nargs > 2 ? args[2] : KR_None;
  kr_set(ctx, &e->err, kr_ref(args[0]));
  kr_set(ctx, &e->strerror, kr_ref(args[1]));
  if (filename == KR_None) return 0;
  if (kr_type_is(self, &kr_type_BlockingIOError) && kr_is_anyint(filename))
    return kr_index_i64(ctx, filename, &e->written);
  kr_set(ctx, &e->filename, kr_ref(filename));
  if (nargs == 5 && args[4] != KR_None) kr_set(ctx, &e->filename2, kr_ref(args[4]));
  return exc_set_args(ctx, self, args, 2);
}

static Value OSError_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (filled_by_init(type)) {
    Value self = exc_new(ctx, type, 0, 0, 0);
    if (self) os_of(self)->written = -1;
    return self;
  }
  if (kwnames && tuple_of(kwnames)->len)
    return kr_raise(ctx, &kr_type_TypeError, "%N() takes no keyword arguments", type);
  if (type == &kr_type_OSError && nargs >= 2 && nargs <= 5) type = subclass_of(args[0]);
  Value self = exc_new(ctx, type, args, nargs, 0);
  if (!self) return 0;
  os_of(self)->written = -1;
  if (fill(ctx, self, args, nargs) == 0) return self;
  kr_unref(ctx, self);
  return 0;
}

static int OSError_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (!filled_by_init(kr_type_of(self))) return 0;
  return exc_no_keywords(ctx, self, kwnames) < 0 ? -1 : fill(ctx, self, args, nargs);
}

static Value OSError_str(Ctx *ctx, Value self) {
  OSErrorObj *e = os_of(self);
  Value err = e->err ? e->err : KR_None, text = e->strerror ? e->strerror : KR_None;
  if (e->filename && e->filename2)
    return str_format_c(ctx, "[Errno %S] %S: %R -> %R", err, text, e->filename, e->filename2);
  if (e->filename) return str_format_c(ctx, "[Errno %S] %S: %R", err, text, e->filename);
  if (e->err && e->strerror) return str_format_c(ctx, "[Errno %S] %S", err, text);
  return exc_str(ctx, self);
}

static Value OSError_reduce(Ctx *ctx, Value self, const Value *a) {
  OSErrorObj *e = os_of(self);
  const Tuple *args = tuple_of(e->base.args);
  Value all = kr_ref(e->base.args);
  if (args->len == 2 && e->filename) {
    kr_unref(ctx, all);
    all = e->filename2 ? tuple_pack(ctx, 5, args->items[0], args->items[1], e->filename, KR_None, e->filename2)
                       : tuple_pack(ctx, 3, args->items[0], args->items[1], e->filename);
  }
  return exc_reduce_with(ctx, self, all, e->base.dict ? kr_ref(e->base.dict) : 0);
}

static Value get_written(Ctx *ctx, Value self) {
  if (os_of(self)->written == -1) return kr_raise_attribute(ctx, self, N(characters_written));
  return int_from_i64(ctx, os_of(self)->written);
}

static int set_written(Ctx *ctx, Value self, Value v) {
  if (v) return kr_index_i64(ctx, v, &os_of(self)->written);
  if (os_of(self)->written == -1) return kr_raise_attribute(ctx, self, N(characters_written)), -1;
  os_of(self)->written = -1;
  return 0;
}

static Method OSError_methods[] = {{"__reduce__", OSError_reduce, "", NULL}, {0}};
static const GetSet OSError_getsets[] = {{"characters_written", get_written, set_written, NULL}, {0}};
static const Member OSError_members[] = {
  {"errno", MEMBER_VALUE, offsetof(OSErrorObj, err), 0, "the system's error number"},
  {"strerror", MEMBER_VALUE, offsetof(OSErrorObj, strerror), 0, "the system's text for it"},
  {"filename", MEMBER_VALUE, offsetof(OSErrorObj, filename), 0, "the file it is about"},
  {"filename2", MEMBER_VALUE, offsetof(OSErrorObj, filename2), 0, "the second file"}, {0}};

Type kr_type_OSError = {
  EXC_TYPE(OSError, Exception, OSErrorObj, os), .doc = "The operating system refused.",
  .new = OSError_new, .init = OSError_init, .str = OSError_str, .methods = OSError_methods,
  .getsets = OSError_getsets, .members = OSError_members};

Value kr_raise_errno(Ctx *ctx, int err, Value filename) {
  Value args[3] = {kr_int(err), str_from_fs(ctx, strerror(err), strlen(strerror(err))), filename};
  if (!args[1]) return 0;
  Value exc = kr_call(ctx, kr_val(&kr_type_OSError), args, filename ? 3 : 2, 0);
  kr_unref(ctx, args[1]);
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}
