/* The zlib module: compression with the zlib library. */
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>
#include "module_help.h"

/* ---- errors ---- */
static Value zlib_error(Ctx *ctx, const z_stream *z, int status, const char *doing) {
  const char *message = z ? z->msg : NULL;
  if (!message && status == Z_BUF_ERROR) message = "incomplete or truncated stream";
  if (!message && status == Z_STREAM_ERROR) message = "inconsistent stream state";
  if (!message && status == Z_DATA_ERROR) message = "invalid input data";
  if (status == Z_MEM_ERROR) return kr_raise_memory(ctx);
  Value type = kr_import_attr(ctx, "zlib", "error");
  Value text = !type ? 0 : message ? str_format_c(ctx, "Error %d %s: %s", status, doing, message) : str_format_c(ctx, "Error %d %s", status, doing);
  Value exc = text ? kr_call1(ctx, type, text) : 0;
  kr_unref(ctx, type);
  kr_unref(ctx, text);
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}

static int optional_int(Ctx *ctx, Value v, int *out) {
  return v ? kr_index_int(ctx, v, out) : 0;
}

/* ---- running a stream over a piece of input ---- */
typedef int (*Step)(z_stream *, int flush);

/* Steps until the input is used up and output would not be cut, or max bytes (0: no limit) are out, or an
 * error.  The output is malloc'ed; *status is the last step's. */
static uint8_t *run(Ctx *ctx, z_stream *z, Step step, int flush, size_t max, size_t *n, int *status) {
  size_t room = 16384;
  uint8_t *out = NULL;
  *n = 0;
  if (max && max < room) room = max;
  for (;;) {
    uint8_t *larger = realloc(out, room ? room : 1);
    if (!larger) return free(out), kr_raise_memory(ctx), NULL;
    out = larger;
    z->next_out = out + *n;
    z->avail_out = (uInt)(room - *n > INT_MAX ? INT_MAX : room - *n);
    uInt offered = z->avail_out;
    *status = step(z, flush);
    *n += offered - z->avail_out;
    if (*status != Z_OK || z->avail_out != 0 || (max && *n >= max)) return out;
    room = max && room > max / 2 ? max : room * 2;
  }
}

static Value run_value(Ctx *ctx, z_stream *z, Step step, int flush, size_t max, int *status) {
  size_t n;
  uint8_t *out = run(ctx, z, step, flush, max, &n, status);
  Value v = out ? bytes_new(ctx, out, n) : 0;
  free(out);
  return v;
}

static void set_input(z_stream *z, const Buffer *b) {
  z->next_in = b->data;
  z->avail_in = (uInt)b->len;
}

/* ---- whole pieces ---- */
static Value zlib_compress_m(Ctx *ctx, Value module, const Value *a) {
  int level = Z_DEFAULT_COMPRESSION, bits = MAX_WBITS, status;
  Buffer buffer;
  if (optional_int(ctx, a[1], &level) < 0 || optional_int(ctx, a[2], &bits) < 0 || kr_get_buffer(ctx, a[0], &buffer, 0) < 0) return 0;
  z_stream z = {0};
  Value result = 0;
  status = deflateInit2(&z, level, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
  if (status != Z_OK) {
    if (status == Z_STREAM_ERROR) z.msg = "Bad compression level";
    zlib_error(ctx, &z, status, "while compressing data");
  } else {
    set_input(&z, &buffer);
    result = run_value(ctx, &z, deflate, Z_FINISH, 0, &status);
    deflateEnd(&z);
  }
  kr_release_buffer(ctx, &buffer);
  return result;
}

static Value zlib_decompress_m(Ctx *ctx, Value module, const Value *a) {
  int bits = MAX_WBITS, status;
  Buffer buffer;
  if (optional_int(ctx, a[1], &bits) < 0 || kr_get_buffer(ctx, a[0], &buffer, 0) < 0) return 0;
  z_stream z = {0};
  Value result = 0;
  set_input(&z, &buffer);
  status = inflateInit2(&z, bits);
  if (status != Z_OK) {
    zlib_error(ctx, &z, status, "while preparing to decompress data");
  } else {
    result = run_value(ctx, &z, inflate, Z_SYNC_FLUSH, 0, &status);
    if (result && status != Z_STREAM_END) {
      kr_clear(ctx, &result);
      zlib_error(ctx, &z, status == Z_OK ? Z_BUF_ERROR : status, "while decompressing data");
    }
    inflateEnd(&z);
  }
  kr_release_buffer(ctx, &buffer);
  return result;
}

/* ---- objects ---- */
typedef struct {
  Object ob;
  z_stream z;
  Value unused_data, unconsumed_tail, dictionary;
  uint8_t open, eof;
} Stream;

static Stream *stream_of(Value v) { return (Stream *)kr_obj(v); }

static Stream *stream_new(Ctx *ctx, uint32_t shape) {
  Stream *s = kr_alloc(ctx, shape, sizeof *s);
  if (!s) return NULL;
  s->unused_data = bytes_new(ctx, "", 0);
  s->unconsumed_tail = bytes_new(ctx, "", 0);
  return s;
}
static void stream_drop(Ctx *ctx, Stream *s) {
  kr_clear(ctx, &s->unused_data);
  kr_clear(ctx, &s->unconsumed_tail);
  kr_clear(ctx, &s->dictionary);
}
static void compress_free(Ctx *ctx, Object *o) {
  if (((Stream *)o)->open) deflateEnd(&((Stream *)o)->z);
  stream_drop(ctx, (Stream *)o);
}
static void decompress_free(Ctx *ctx, Object *o) {
  if (((Stream *)o)->open) inflateEnd(&((Stream *)o)->z);
  stream_drop(ctx, (Stream *)o);
}

static Value zlib_compressobj_m(Ctx *ctx, Value module, const Value *a) {
  int level = Z_DEFAULT_COMPRESSION, method = Z_DEFLATED, bits = MAX_WBITS, memory = 8, strategy = Z_DEFAULT_STRATEGY;
  if (optional_int(ctx, a[0], &level) < 0 || optional_int(ctx, a[1], &method) < 0 || optional_int(ctx, a[2], &bits) < 0 ||
      optional_int(ctx, a[3], &memory) < 0 || optional_int(ctx, a[4], &strategy) < 0)
    return 0;
  Stream *s = stream_new(ctx, SHAPE_compress);
  if (!s) return 0;
  int status = deflateInit2(&s->z, level, method, bits, memory, strategy);
  if (status == Z_OK) {
    Buffer buffer;
    s->open = 1;
    if (!a[5]) return kr_val(s);
    if (kr_get_buffer(ctx, a[5], &buffer, 0) == 0) {
      status = deflateSetDictionary(&s->z, buffer.data, (uInt)buffer.len);
      kr_release_buffer(ctx, &buffer);
      if (status == Z_OK) return kr_val(s);
      kr_raise(ctx, &kr_type_ValueError, "Invalid dictionary");
    }
  } else if (status == Z_STREAM_ERROR) {
    kr_raise(ctx, &kr_type_ValueError, "Invalid initialization option");
  } else {
    zlib_error(ctx, &s->z, status, "while creating compression object");
  }
  kr_unref(ctx, kr_val(s));
  return 0;
}

static Value compress_compress_m(Ctx *ctx, Value self, const Value *a) {
  Stream *s = stream_of(self);
  Buffer buffer;
  int status;
  if (kr_get_buffer(ctx, a[0], &buffer, 0) < 0) return 0;
  set_input(&s->z, &buffer);
  Value result = run_value(ctx, &s->z, deflate, Z_NO_FLUSH, 0, &status);
  kr_release_buffer(ctx, &buffer);
  if (result && status == Z_STREAM_ERROR) kr_clear(ctx, &result), zlib_error(ctx, &s->z, status, "while compressing data");
  return result;
}

static Value compress_flush_m(Ctx *ctx, Value self, const Value *a) {
  Stream *s = stream_of(self);
  int mode = Z_FINISH, status;
  if (optional_int(ctx, a[0], &mode) < 0) return 0;
  if (mode == Z_NO_FLUSH) return bytes_new(ctx, "", 0);
  s->z.avail_in = 0;
  Value result = run_value(ctx, &s->z, deflate, mode, 0, &status);
  if (result && status == Z_STREAM_ERROR) kr_clear(ctx, &result), zlib_error(ctx, &s->z, status, "while flushing");
  if (status == Z_STREAM_END && s->open) deflateEnd(&s->z), s->open = 0;
  return result;
}

static Value compress_copy_m(Ctx *ctx, Value self, const Value *a) {
  Stream *copy = stream_new(ctx, SHAPE_compress);
  if (!copy) return 0;
  int status = deflateCopy(&copy->z, &stream_of(self)->z);
  if (status == Z_OK) return copy->open = 1, kr_val(copy);
  kr_unref(ctx, kr_val(copy));
  return status == Z_STREAM_ERROR ? kr_raise(ctx, &kr_type_ValueError, "Inconsistent stream state") : zlib_error(ctx, NULL, status, "while copying compression object");
}

static int set_dictionary(Ctx *ctx, Stream *s) {
  Buffer buffer;
  if (kr_get_buffer(ctx, s->dictionary, &buffer, 0) < 0) return -1;
  int status = inflateSetDictionary(&s->z, buffer.data, (uInt)buffer.len);
  kr_release_buffer(ctx, &buffer);
  return status == Z_OK ? 0 : (zlib_error(ctx, &s->z, status, "while setting zdict"), -1);
}

static Value zlib_decompressobj_m(Ctx *ctx, Value module, const Value *a) {
  int bits = MAX_WBITS;
  if (optional_int(ctx, a[0], &bits) < 0) return 0;
  Stream *s = stream_new(ctx, SHAPE_decompress);
  if (!s) return 0;
  int status = inflateInit2(&s->z, bits);
  if (status == Z_OK) {
    s->open = 1;
    s->dictionary = a[1] ? kr_ref(a[1]) : 0;
    if (!a[1] || bits >= 0 || set_dictionary(ctx, s) == 0) return kr_val(s);
  } else {
    kr_raise(ctx, &kr_type_ValueError, "Invalid initialization option");
  }
  kr_unref(ctx, kr_val(s));
  return 0;
}

/* After the end, what is left of the input is unused_data; else it is the tail for the next call. */
static int keep_rest(Ctx *ctx, Stream *s, int status) {
  Value *to = status == Z_STREAM_END ? &s->unused_data : &s->unconsumed_tail;
  size_t before = status == Z_STREAM_END ? (size_t)bytes_of(s->unused_data)->len : 0;
  Value rest = bytes_new(ctx, NULL, before + s->z.avail_in);
  if (!rest) return -1;
  if (before) memcpy(bytes_of(rest)->data, bytes_of(s->unused_data)->data, before);
  if (s->z.avail_in) memcpy(bytes_of(rest)->data + before, s->z.next_in, s->z.avail_in);
  kr_set(ctx, to, rest);
  if (status == Z_STREAM_END) {
    kr_set(ctx, &s->unconsumed_tail, bytes_new(ctx, "", 0));
    s->eof = 1;
  }
  s->z.avail_in = 0;
  return 0;
}

static Value inflate_more(Ctx *ctx, Stream *s, Value data, size_t max) {
  Buffer buffer;
  int status;
  if (kr_get_buffer(ctx, data, &buffer, 0) < 0) return 0;
  set_input(&s->z, &buffer);
  Value result = run_value(ctx, &s->z, inflate, Z_SYNC_FLUSH, max, &status);
  if (result && status == Z_NEED_DICT && s->dictionary) {
    kr_clear(ctx, &result);
    if (set_dictionary(ctx, s) == 0) result = run_value(ctx, &s->z, inflate, Z_SYNC_FLUSH, max, &status);
  }
  if (result && status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
    kr_clear(ctx, &result), zlib_error(ctx, &s->z, status, "while decompressing data");
  if (result && keep_rest(ctx, s, status) < 0) kr_clear(ctx, &result);
  kr_release_buffer(ctx, &buffer);
  return result;
}

static Value decompress_decompress_m(Ctx *ctx, Value self, const Value *a) {
  int64_t max = 0;
  if (a[1] && kr_index_i64(ctx, a[1], &max) < 0) return 0;
  if (max < 0) return kr_raise(ctx, &kr_type_ValueError, "max_length must be non-negative");
  return inflate_more(ctx, stream_of(self), a[0], (size_t)max);
}
static Value decompress_flush_m(Ctx *ctx, Value self, const Value *a) {
  Stream *s = stream_of(self);
  int64_t length = 1;
  if (a[0] && kr_index_i64(ctx, a[0], &length) < 0) return 0;
  if (length <= 0) return kr_raise(ctx, &kr_type_ValueError, "length must be greater than zero");
  Value tail = kr_ref(s->unconsumed_tail), result = inflate_more(ctx, s, tail, 0);
  kr_unref(ctx, tail);
  if (s->eof && s->open) inflateEnd(&s->z), s->open = 0;
  return result;
}
static Value decompress_copy_m(Ctx *ctx, Value self, const Value *a) {
  Stream *s = stream_of(self), *copy = stream_new(ctx, SHAPE_decompress);
  if (!copy) return 0;
  kr_set(ctx, &copy->unused_data, kr_ref(s->unused_data));
  kr_set(ctx, &copy->unconsumed_tail, kr_ref(s->unconsumed_tail));
  copy->dictionary = kr_ref(s->dictionary);
  copy->eof = s->eof;
  int status = s->open ? inflateCopy(&copy->z, &s->z) : Z_STREAM_ERROR;
  if (status == Z_OK) return copy->open = 1, kr_val(copy);
  kr_unref(ctx, kr_val(copy));
  return status == Z_STREAM_ERROR ? kr_raise(ctx, &kr_type_ValueError, "Inconsistent stream state")
                                  : zlib_error(ctx, NULL, status, "while copying decompression object");
}

static const Method compress_methods[] = {
  {"compress", compress_compress_m, "data, /", "Compresses a piece; gives what is ready."},
  {"flush", compress_flush_m, "mode=4, /", "Gives the rest."},
  {"copy", compress_copy_m, "", "A copy of the compression object."},
  {"__copy__", compress_copy_m, "", NULL},
  {"__deepcopy__", compress_copy_m, "memo, /", NULL},
  {0},
};
static const Method decompress_methods[] = {
  {"decompress", decompress_decompress_m, "data, /, max_length=0", "Decompresses a piece; at most max_length bytes."},
  {"flush", decompress_flush_m, "length=16384, /", "Gives the rest."},
  {"copy", decompress_copy_m, "", "A copy of the decompression object."},
  {"__copy__", decompress_copy_m, "", NULL},
  {"__deepcopy__", decompress_copy_m, "memo, /", NULL},
  {0},
};
static const Member decompress_members[] = {
  {"unused_data", MEMBER_VALUE, offsetof(Stream, unused_data), 1, NULL},
  {"unconsumed_tail", MEMBER_VALUE, offsetof(Stream, unconsumed_tail), 1, NULL},
  {"eof", MEMBER_BOOL, offsetof(Stream, eof), 1, NULL},
  {0},
};

Type kr_type_compress = {
  TYPE_HEAD(compress, "zlib.Compress"), .flags = T_NO_NEW, .size = sizeof(Stream), .methods = compress_methods, .free = compress_free,
};
Type kr_type_decompress = {
  TYPE_HEAD(decompress, "zlib.Decompress"), .flags = T_NO_NEW, .size = sizeof(Stream), .methods = decompress_methods,
  .members = decompress_members, .free = decompress_free,
};

/* ---- checksums ---- */
typedef uLong (*Checksum)(uLong, const Bytef *, z_size_t);

static Value checksum(Ctx *ctx, Checksum sum, const Value *a, uint32_t start) {
  Buffer buffer;
  if (a[1]) {
    Value mask = kr_int(0xffffffff), low = kr_is_anyint(a[1]) ? int_binary(ctx, a[1], mask, BIN_and) : kr_index(ctx, a[1]);
    if (!low) return 0;
    start = (uint32_t)int_clamp(low);
    kr_unref(ctx, low);
  }
  if (kr_get_buffer(ctx, a[0], &buffer, 0) < 0) return 0;
  uint32_t result = (uint32_t)sum(start, buffer.data, (z_size_t)buffer.len);
  kr_release_buffer(ctx, &buffer);
  return kr_int(result);
}
static Value zlib_crc32_m(Ctx *ctx, Value module, const Value *a) { return checksum(ctx, crc32_z, a, 0); }
static Value zlib_adler32_m(Ctx *ctx, Value module, const Value *a) { return checksum(ctx, adler32_z, a, 1); }

/* ---- the module ---- */
static const Method zlib_methods[] = {
  {"compress", zlib_compress_m, "data, /, level=-1, wbits=15", "Compresses bytes."},
  {"decompress", zlib_decompress_m, "data, /, wbits=15, bufsize=16384", "Decompresses bytes."},
  {"compressobj", zlib_compressobj_m, "level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=None", "An object that compresses piece by piece."},
  {"decompressobj", zlib_decompressobj_m, "wbits=15, zdict=b''", "An object that decompresses piece by piece."},
  {"crc32", zlib_crc32_m, "data, value=0, /", "The CRC-32 checksum, going on from value."},
  {"adler32", zlib_adler32_m, "data, value=1, /", "The Adler-32 checksum, going on from value."},
  {0},
};

static int zlib_init(Ctx *ctx, Value module) {
  static const struct { const char *name; int number; } constants[] = {
#define ZLIB(name) {#name, name},
    ZLIB(MAX_WBITS) ZLIB(Z_NO_COMPRESSION) ZLIB(Z_BEST_SPEED) ZLIB(Z_BEST_COMPRESSION) ZLIB(Z_DEFAULT_COMPRESSION)
    ZLIB(Z_FILTERED) ZLIB(Z_HUFFMAN_ONLY) ZLIB(Z_RLE) ZLIB(Z_FIXED) ZLIB(Z_DEFAULT_STRATEGY) ZLIB(Z_NO_FLUSH)
    ZLIB(Z_PARTIAL_FLUSH) ZLIB(Z_SYNC_FLUSH) ZLIB(Z_FULL_FLUSH) ZLIB(Z_FINISH) ZLIB(Z_BLOCK) ZLIB(Z_TREES)
    {"DEFLATED", Z_DEFLATED}, {"DEF_MEM_LEVEL", 8}, {"DEF_BUF_SIZE", 16384}};
  Value dict = module_dict(module);
  type_ready(ctx, &kr_type_compress);
  type_ready(ctx, &kr_type_decompress);
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (dict_set_c(ctx, dict, constants[i].name, kr_int(constants[i].number)) < 0) return -1;
  if (dict_set_c(ctx, dict, "ZLIB_VERSION", str_from(ctx, ZLIB_VERSION)) < 0 ||
      dict_set_c(ctx, dict, "ZLIB_RUNTIME_VERSION", str_from(ctx, zlibVersion())) < 0)
    return -1;
  return dict_set_c(ctx, dict, "error", new_exception(ctx, "zlib", "error", &kr_type_Exception, NULL));
}

const ModuleDef kr_module_zlib = {
  .name = "zlib",
  .doc = "Compression with zlib.",
  .methods = zlib_methods,
  .init = zlib_init,
};
