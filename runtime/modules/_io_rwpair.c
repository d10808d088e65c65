/* BufferedRWPair: a reader and a writer over two raw streams, such as the ends of two pipes. */
#include "_io.h"

typedef struct { IoBase base; Value reader, writer; } Pair;

static Pair *pair_of(Value v) { return (Pair *)kr_obj(v); }

static Value pair_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

static int require(Ctx *ctx, Value stream, Value question, const char *message) {
  int able = io_ask(ctx, stream, question);
  if (able == 0) io_raise_unsupported(ctx, message);
  return able > 0 ? 0 : -1;
}

static int pair_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[3];
  if (kr_bind(ctx, "BufferedRWPair", "reader, writer, buffer_size=8192, /", &parsed, args, nargs, kwnames, a) < 0) return -1;
  if (require(ctx, a[0], N(readable), "File or stream is not readable.") < 0 ||
      require(ctx, a[1], N(writable), "File or stream is not writable.") < 0)
    return -1;
  Value size = a[2] ? a[2] : kr_int(IO_BUFFER_SIZE);
  Value reader = kr_call2(ctx, kr_val(&kr_type_buffered_reader), a[0], size);
  Value writer = reader ? kr_call2(ctx, kr_val(&kr_type_buffered_writer), a[1], size) : 0;
  if (!writer) return kr_unref(ctx, reader), -1;
  kr_set(ctx, &pair_of(self)->reader, reader);
  kr_set(ctx, &pair_of(self)->writer, writer);
  return 0;
}

/* Calls the method of one side with the arguments that were given. */
static Value forward(Ctx *ctx, Value side, const char *name, const Value *a, size_t n) {
  if (!side) return kr_raise(ctx, &kr_type_ValueError, "I/O operation on uninitialized object");
  Value method = str_intern_c(ctx, name);
  if (!method) return 0;
  Value r = kr_call_method(ctx, side, method, a, n && a[0] ? 1 : 0);
  kr_unref(ctx, method);
  return r;
}

#define READER(name, n)                                                                            \
  static Value pair_##name##_m(Ctx *ctx, Value self, const Value *a) {                             \
    return forward(ctx, pair_of(self)->reader, #name, a, n);                                       \
  }
#define WRITER(name, n)                                                                            \
  static Value pair_##name##_m(Ctx *ctx, Value self, const Value *a) {                             \
    return forward(ctx, pair_of(self)->writer, #name, a, n);                                       \
  }
READER(read, 1) READER(peek, 1) READER(read1, 1) READER(readinto, 1) READER(readinto1, 1) READER(readable, 0)
WRITER(write, 1) WRITER(flush, 0) WRITER(writable, 0)

static Value pair_close_m(Ctx *ctx, Value self, const Value *a) {
  Value r = forward(ctx, pair_of(self)->writer, "close", NULL, 0), error = r ? 0 : kr_fetch(ctx);
  kr_unref(ctx, r);
  return io_chain(ctx, error, forward(ctx, pair_of(self)->reader, "close", NULL, 0));
}

static Value pair_isatty_m(Ctx *ctx, Value self, const Value *a) {
  Value r = forward(ctx, pair_of(self)->writer, "isatty", NULL, 0);
  if (r != KR_False) return r;
  return forward(ctx, pair_of(self)->reader, "isatty", NULL, 0);
}

static Value pair_get_closed(Ctx *ctx, Value self) {
  if (!pair_of(self)->writer) return kr_raise(ctx, &kr_type_RuntimeError, "the BufferedRWPair object is being garbage-collected");
  return kr_getattr(ctx, pair_of(self)->writer, N(closed));
}

static void pair_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((Pair *)o)->reader, arg);
  visit(((Pair *)o)->writer, arg);
  io_base_traverse(o, visit, arg);
}
static void pair_clear(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((Pair *)o)->reader);
  kr_clear(ctx, &((Pair *)o)->writer);
  io_base_clear(ctx, o);
}

static const Method pair_methods[] = {
  {"read", pair_read_m, "size=-1, /", NULL},
  {"peek", pair_peek_m, "size=0, /", NULL},
  {"read1", pair_read1_m, "size=-1, /", NULL},
  {"readinto", pair_readinto_m, "buffer, /", NULL},
  {"readinto1", pair_readinto1_m, "buffer, /", NULL},
  {"write", pair_write_m, "b, /", NULL},
  {"flush", pair_flush_m, "", NULL},
  {"readable", pair_readable_m, "", NULL},
  {"writable", pair_writable_m, "", NULL},
  {"close", pair_close_m, "", NULL},
  {"isatty", pair_isatty_m, "", NULL},
  {"__getstate__", io_cannot_pickle, "", NULL},
  {0},
};

static const GetSet pair_getsets[] = {
  {"closed", pair_get_closed, NULL, NULL},
  {0},
};

Type kr_type_buffered_rwpair = {
  TYPE_HEAD(buffered_rwpair, "_io.BufferedRWPair"),
  STREAM_TABLES(Pair),
  .doc = "A buffered reader and a buffered writer together.",
  .sig = "reader, writer, buffer_size=8192, /",
  .base = &kr_type_buffered_iobase,
  .methods = pair_methods,
  .getsets = pair_getsets,
  .new = pair_new,
  .init = pair_init,
  .traverse = pair_traverse,
  .clear = pair_clear,
  .free = pair_clear,
};
