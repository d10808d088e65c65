/* The marshal module: plain data and code as bytes. */
#include "marshal.h"

static int take_version(Ctx *ctx, Value v, int64_t *version) {
  *version = MARSHAL_VERSION;
  return v ? kr_index_i64(ctx, v, version) : 0;
}

static Value marshal_dumps_m(Ctx *ctx, Value self, const Value *a) {
  int64_t version;
  return take_version(ctx, a[1], &version) < 0 ? 0 : marshal_write(ctx, a[0], (int)version);
}

static Value marshal_dump_m(Ctx *ctx, Value self, const Value *a) {
  int64_t version;
  if (take_version(ctx, a[2], &version) < 0) return 0;
  Value bytes = marshal_write(ctx, a[0], (int)version), r = bytes ? kr_call_method1(ctx, a[1], N(write), bytes) : 0;
  kr_unref(ctx, bytes);
  return r;
}

static Value marshal_loads_m(Ctx *ctx, Value self, const Value *a) {
  Buffer buf;
  if (kr_get_buffer(ctx, a[0], &buf, 0) < 0) return 0;
  Value v = marshal_read_bytes(ctx, buf.data, (size_t)buf.len);
  kr_release_buffer(ctx, &buf);
  return v;
}

static Value marshal_load_m(Ctx *ctx, Value self, const Value *a) { return marshal_read_file(ctx, a[0]); }

static Method marshal_methods[] = {
  {"dump", marshal_dump_m, "value, file, version=4, /", "Write a value to a binary file."},
  {"dumps", marshal_dumps_m, "value, version=4, /", "A value as bytes."},
  {"load", marshal_load_m, "file, /", "Read a value from a binary file."},
  {"loads", marshal_loads_m, "bytes, /", "The value that bytes hold."},
  {0}
};

static int marshal_init(Ctx *ctx, Value module) { return dict_set_c(ctx, module_dict(module), "version", kr_int(MARSHAL_VERSION)); }

const ModuleDef kr_module_marshal = {"marshal", "Plain data and code as bytes.", marshal_methods, NULL, marshal_init};
