/* BytesIO: a binary stream in memory. */
#include <stdlib.h>
#include "_io.h"

typedef struct {
  IoBase base;
  uint8_t *data;
  int64_t len, room, at;   /* at may lie beyond len */
  int64_t exports;         /* views from getbuffer(): the data may not move */
  uint8_t closed;
} BytesIO;

static BytesIO *bytesio_of(Value v) { return (BytesIO *)kr_obj(v); }

static int check_open(Ctx *ctx, BytesIO *b) {
  if (!b->closed) return 0;
  kr_raise(ctx, &kr_type_ValueError, "I/O operation on closed file.");
  return -1;
}

static int check_movable(Ctx *ctx, BytesIO *b) {
  if (check_open(ctx, b) < 0) return -1;
  if (!b->exports) return 0;
  kr_raise(ctx, &kr_type_BufferError, "Existing exports of data: object cannot be re-sized");
  return -1;
}

static int reserve(Ctx *ctx, BytesIO *b, int64_t n) {
  if (n <= b->room) return 0;
  int64_t room = n < 64 ? 64 : n + n / 2;
  uint8_t *larger = realloc(b->data, (size_t)room);
  if (!larger) return kr_raise_memory(ctx), -1;
  b->data = larger;
  b->room = room;
  return 0;
}

static int write_data(Ctx *ctx, BytesIO *b, const void *data, int64_t n) {
  if (!n) return 0;
  if (b->at > INT64_MAX - n) return kr_raise(ctx, &kr_type_OverflowError, "new position too large"), -1;
  if (reserve(ctx, b, b->at + n) < 0) return -1;
  if (b->at > b->len) memset(b->data + b->len, 0, (size_t)(b->at - b->len));
  memcpy(b->data + b->at, data, (size_t)n);
  b->at += n;
  if (b->at > b->len) b->len = b->at;
  return 0;
}

/* ---- reading ---- */
static int64_t left(const BytesIO *b) { return b->at < b->len ? b->len - b->at : 0; }

static Value take(Ctx *ctx, BytesIO *b, int64_t n) {
  Value r = bytes_new(ctx, n ? b->data + b->at : (const uint8_t *)"", (size_t)n);
  if (r) b->at += n;
  return r;
}

static Value bytesio_read_m(Ctx *ctx, Value self, const Value *a) {
  BytesIO *b = bytesio_of(self);
  int64_t n;
  if (!io_optional_size(ctx, a[0], &n) || check_open(ctx, b) < 0) return 0;
  return take(ctx, b, n < 0 || n > left(b) ? left(b) : n);
}

static Value bytesio_readinto_m(Ctx *ctx, Value self, const Value *a) {
  BytesIO *b = bytesio_of(self);
  Buffer buffer;
  if (check_open(ctx, b) < 0 || kr_get_buffer(ctx, a[0], &buffer, 1) < 0) return 0;
  int64_t n = buffer.len < left(b) ? buffer.len : left(b);
  if (n) memcpy(buffer.data, b->data + b->at, (size_t)n);
  b->at += n;
  kr_release_buffer(ctx, &buffer);
  return kr_int(n);
}

static Value take_line(Ctx *ctx, BytesIO *b, int64_t limit) {
  int64_t n = left(b);
  const uint8_t *end = n ? memchr(b->data + b->at, '\n', (size_t)n) : NULL;
  if (end) n = end - (b->data + b->at) + 1;
  return take(ctx, b, limit >= 0 && limit < n ? limit : n);
}

static Value bytesio_readline_m(Ctx *ctx, Value self, const Value *a) {
  BytesIO *b = bytesio_of(self);
  int64_t limit;
  return io_optional_size(ctx, a[0], &limit) && check_open(ctx, b) == 0 ? take_line(ctx, b, limit) : 0;
}

static Value bytesio_readlines_m(Ctx *ctx, Value self, const Value *a) {
  BytesIO *b = bytesio_of(self);
  int64_t hint, total = 0;
  if (!io_optional_size(ctx, a[0], &hint) || check_open(ctx, b) < 0) return 0;
  Value lines = list_new(ctx, 0);
  while (lines && left(b) && (hint <= 0 || total < hint)) {
    Value line = take_line(ctx, b, -1);
    if (line) total += bytes_of(line)->len;
    if (!line || list_append(ctx, lines, line) < 0) kr_clear(ctx, &lines);
    kr_unref(ctx, line);
  }
  return lines;
}

static Value bytesio_next(Ctx *ctx, Value self) {
  BytesIO *b = bytesio_of(self);
  if (check_open(ctx, b) < 0) return 0;
  return left(b) ? take_line(ctx, b, -1) : KR_STOP;
}

/* ---- writing ---- */
static Value bytesio_write_m(Ctx *ctx, Value self, const Value *a) {
  BytesIO *b = bytesio_of(self);
  Buffer buffer;
  if (check_movable(ctx, b) < 0 || kr_get_buffer(ctx, a[0], &buffer, 0) < 0) return 0;
  int status = write_data(ctx, b, buffer.data, buffer.len);
  int64_t n = buffer.len;
  kr_release_buffer(ctx, &buffer);
  return status < 0 ? 0 : int_from_i64(ctx, n);
}

static Value bytesio_truncate_m(Ctx *ctx, Value self, const Value *a) {
  BytesIO *b = bytesio_of(self);
  int64_t n = b->at;
  if (check_movable(ctx, b) < 0) return 0;
  if (a[0] && a[0] != KR_None && !io_optional_size(ctx, a[0], &n)) return 0;
  if (n < 0) return kr_raise(ctx, &kr_type_ValueError, "negative size value %zd", (ssize_t)n);
  if (n < b->len) b->len = n;
  return int_from_i64(ctx, n);
}

/* ---- position ---- */
static Value bytesio_seek_m(Ctx *ctx, Value self, const Value *a) {
  BytesIO *b = bytesio_of(self);
  int64_t offset, whence = 0;
  if (kr_index_i64(ctx, a[0], &offset) < 0 || (a[1] && c_int_arg(ctx, a[1], 0, &whence) < 0)) return 0;
  if (check_open(ctx, b) < 0) return 0;
  if (whence < 0 || whence > 2)
    return kr_raise(ctx, &kr_type_ValueError, "invalid whence (%d, should be 0, 1 or 2)", (int)whence);
  if (offset < 0 && whence == 0) return kr_raise(ctx, &kr_type_ValueError, "negative seek value %zd", (ssize_t)offset);
  int64_t from = whence == 0 ? 0 : whence == 1 ? b->at : b->len;
  if (offset > INT64_MAX - from) return kr_raise(ctx, &kr_type_OverflowError, "new position too large");
  b->at = from + offset < 0 ? 0 : from + offset;
  return int_from_i64(ctx, b->at);
}

static Value bytesio_tell_m(Ctx *ctx, Value self, const Value *a) {
  return check_open(ctx, bytesio_of(self)) < 0 ? 0 : int_from_i64(ctx, bytesio_of(self)->at);
}

/* ---- the whole ---- */
static Value bytesio_getvalue_m(Ctx *ctx, Value self, const Value *a) {
  BytesIO *b = bytesio_of(self);
  return check_open(ctx, b) < 0 ? 0 : bytes_new(ctx, b->len ? b->data : (const uint8_t *)"", (size_t)b->len);
}

typedef struct { Object ob; Value owner; } BytesIOBuffer;

static Value bytesio_getbuffer_m(Ctx *ctx, Value self, const Value *a) {
  if (check_open(ctx, bytesio_of(self)) < 0) return 0;
  BytesIOBuffer *exporter = kr_alloc_gc(ctx, SHAPE_bytesio_buffer, sizeof *exporter);
  if (!exporter) return 0;
  exporter->owner = kr_ref(self);
  Value view = memoryview_new(ctx, kr_val(exporter));
  kr_unref(ctx, kr_val(exporter));
  return view;
}

static int bytesio_buffer_get(Ctx *ctx, Value v, Buffer *buffer, int request) {
  BytesIO *b = bytesio_of(((BytesIOBuffer *)kr_obj(v))->owner);
  if (buffer_fill(ctx, buffer, v, b->len ? (void *)b->data : (void *)"", b->len, 0, request) < 0) return -1;
  b->exports++;
  return 0;
}
static void bytesio_buffer_release(Ctx *ctx, Value v, Buffer *buffer) {
  bytesio_of(((BytesIOBuffer *)kr_obj(v))->owner)->exports--;
}
static void bytesio_buffer_traverse(Object *o, VisitFn visit, void *arg) { visit(((BytesIOBuffer *)o)->owner, arg); }
static void bytesio_buffer_free(Ctx *ctx, Object *o) { kr_clear(ctx, &((BytesIOBuffer *)o)->owner); }

static Value bytesio_true_m(Ctx *ctx, Value self, const Value *a) {
  return check_open(ctx, bytesio_of(self)) < 0 ? 0 : KR_True;
}
static Value bytesio_isatty_m(Ctx *ctx, Value self, const Value *a) {
  return check_open(ctx, bytesio_of(self)) < 0 ? 0 : KR_False;
}
static Value bytesio_flush_m(Ctx *ctx, Value self, const Value *a) {
  return check_open(ctx, bytesio_of(self)) < 0 ? 0 : KR_None;
}
static Value bytesio_close_m(Ctx *ctx, Value self, const Value *a) {
  BytesIO *b = bytesio_of(self);
  if (b->closed) return KR_None;
  if (check_movable(ctx, b) < 0) return 0;
  free(b->data);
  b->data = NULL;
  b->len = b->room = 0;
  b->closed = 1;
  return KR_None;
}
static Value bytesio_get_closed(Ctx *ctx, Value self) { return kr_bool(bytesio_of(self)->closed); }

static Value bytesio_getstate_m(Ctx *ctx, Value self, const Value *a) {
  BytesIO *b = bytesio_of(self);
  Value parts[3] = {bytesio_getvalue_m(ctx, self, NULL), int_from_i64(ctx, b->at), KR_None};
  if (!parts[0]) return 0;
  if (b->base.dict) parts[2] = dict_copy(ctx, b->base.dict);
  return tuple_steal(ctx, parts, 3);
}

static Value bytesio_setstate_m(Ctx *ctx, Value self, const Value *a) {
  BytesIO *b = bytesio_of(self);
  if (!kr_has_flag(a[0], T_TUPLE) || tuple_of(a[0])->len < 3)
    return kr_raise(ctx, &kr_type_TypeError, "%T.__setstate__ argument should be 3-tuple, got %T", self, a[0]);
  const Value *parts = tuple_of(a[0])->items;
  Buffer buffer;
  int64_t at;
  if (check_movable(ctx, b) < 0 || kr_get_buffer(ctx, parts[0], &buffer, 0) < 0) return 0;
  b->len = b->at = 0;
  int status = write_data(ctx, b, buffer.data, buffer.len);
  kr_release_buffer(ctx, &buffer);
  if (status < 0 || kr_index_i64(ctx, parts[1], &at) < 0) return 0;
  if (at < 0) return kr_raise(ctx, &kr_type_ValueError, "position value cannot be negative");
  b->at = at;
  if (parts[2] == KR_None) return KR_None;
  Value dict = instance_dict(ctx, self);
  return dict && dict_update(ctx, dict, parts[2]) == 0 ? KR_None : 0;
}

/* ---- construction ---- */
static Value bytesio_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

static int bytesio_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  BytesIO *b = bytesio_of(self);
  Value a[1];
  if (kr_bind(ctx, "BytesIO", "initial_bytes=b''", &parsed, args, nargs, kwnames, a) < 0) return -1;
  if (b->exports) return check_movable(ctx, b);
  b->len = b->at = b->closed = 0;
  if (!a[0] || a[0] == KR_None) return 0;
  Buffer buffer;
  if (kr_get_buffer(ctx, a[0], &buffer, 0) < 0) return -1;
  int status = write_data(ctx, b, buffer.data, buffer.len);
  kr_release_buffer(ctx, &buffer);
  b->at = 0;
  return status;
}

static void bytesio_free(Ctx *ctx, Object *o) {
  free(((BytesIO *)o)->data);
  ((BytesIO *)o)->data = NULL;
  io_base_free(ctx, o);
}

static const Method bytesio_methods[] = {
  {"read", bytesio_read_m, "size=-1, /", "Read at most size bytes."},
  {"read1", bytesio_read_m, "size=-1, /", "Read at most size bytes."},
  {"readinto", bytesio_readinto_m, "buffer, /", "Read into a writable buffer."},
  {"readline", bytesio_readline_m, "size=-1, /", "Read a line."},
  {"readlines", bytesio_readlines_m, "size=None, /", "Read lines into a list."},
  {"write", bytesio_write_m, "b, /", "Write bytes; gives their number."},
  {"seek", bytesio_seek_m, "pos, whence=0, /", "Change the position; gives the new one."},
  {"tell", bytesio_tell_m, "", "Current position."},
  {"truncate", bytesio_truncate_m, "size=None, /", "Cut to at most size bytes."},
  {"getvalue", bytesio_getvalue_m, "", "All the bytes."},
  {"getbuffer", bytesio_getbuffer_m, "", "A view of the bytes, without copying them."},
  {"flush", bytesio_flush_m, "", NULL},
  {"isatty", bytesio_isatty_m, "", NULL},
  {"seekable", bytesio_true_m, "", NULL},
  {"readable", bytesio_true_m, "", NULL},
  {"writable", bytesio_true_m, "", NULL},
  {"close", bytesio_close_m, "", "Drop the bytes."},
  {"__getstate__", bytesio_getstate_m, "", NULL},
  {"__setstate__", bytesio_setstate_m, "state, /", NULL},
  {0},
};

static const GetSet bytesio_getsets[] = {
  {"closed", bytesio_get_closed, NULL, "True if the stream is closed."},
  {0},
};

Type kr_type_bytesio = {
  TYPE_HEAD(bytesio, "_io.BytesIO"),
  STREAM_TABLES(BytesIO),
  .doc = "A binary stream in memory.",
  .sig = "initial_bytes=b''",
  .base = &kr_type_buffered_iobase,
  .methods = bytesio_methods,
  .getsets = bytesio_getsets,
  .new = bytesio_new,
  .init = bytesio_init,
  .traverse = io_base_traverse,
  .clear = io_base_clear,
  .free = bytesio_free,
  .next = bytesio_next,
};

Type kr_type_bytesio_buffer = {
  TYPE_HEAD(bytesio_buffer, "_io._BytesIOBuffer"),
  .flags = T_GC | T_NO_NEW,
  .size = sizeof(BytesIOBuffer),
  .traverse = bytesio_buffer_traverse,
  .clear = bytesio_buffer_free,
  .free = bytesio_buffer_free,
  .get_buffer = bytesio_buffer_get,
  .release_buffer = bytesio_buffer_release,
};
