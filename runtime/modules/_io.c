/* The _io module: open() and the stream types. */
#include "_io.h"

/* ---- open ---- */
typedef struct { uint8_t creating, reading, writing, appending, updating, text, binary; } Mode;

static int parse_mode(Ctx *ctx, const char *mode, Mode *m) {
  *m = (Mode){0};
  for (const char *p = mode; *p; p++) {
    uint8_t *flag = *p == 'x'   ? &m->creating
                    : *p == 'r' ? &m->reading
                    : *p == 'w' ? &m->writing
                    : *p == 'a' ? &m->appending
                    : *p == '+' ? &m->updating
                    : *p == 't' ? &m->text
                    : *p == 'b' ? &m->binary
                                : NULL;
    if (!flag || *flag) {
      kr_raise(ctx, &kr_type_ValueError, "invalid mode: '%s'", mode);
      return -1;
    }
    *flag = 1;
  }
  if (m->text && m->binary) {
    kr_raise(ctx, &kr_type_ValueError, "can't have text and binary mode at once");
    return -1;
  }
  if (m->creating + m->reading + m->writing + m->appending < 2) return 0;
  kr_raise(ctx, &kr_type_ValueError, "must have exactly one of create/read/write/append mode");
  return -1;
}

static int given(Value v) { return v && v != KR_None; }

static int check_binary(Ctx *ctx, int64_t buffering, Value encoding, Value errors, Value newline) {
  const char *extra = given(encoding) ? "an encoding" : given(errors) ? "an errors" : given(newline) ? "a newline" : NULL;
  if (extra) {
    kr_raise(ctx, &kr_type_ValueError, "binary mode doesn't take %s argument", extra);
    return -1;
  }
  if (buffering != 1) return 0;
  return kr_warn(ctx, &kr_type_RuntimeWarning, 1,
                 "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used");
}

static Value open_raw(Ctx *ctx, Value file, const Mode *m, int closefd, Value opener) {
  char mode[4], *p = mode;
  if (m->creating + m->reading + m->writing + m->appending) *p++ = m->creating ? 'x' : m->reading ? 'r' : m->writing ? 'w' : 'a';
  if (m->updating) *p++ = '+';
  *p = 0;
  Value args[4] = {file, str_from(ctx, mode), kr_bool(closefd), given(opener) ? opener : KR_None};
  Value raw = args[1] ? kr_call(ctx, kr_val(&kr_type_fileio), args, 4, 0) : 0;
  kr_unref(ctx, args[1]);
  return raw;
}

static Value add_buffer(Ctx *ctx, Value raw, const Mode *m, int64_t size) {
  Type *type = m->updating ? &kr_type_buffered_random : m->reading ? &kr_type_buffered_reader : &kr_type_buffered_writer;
  return kr_call2(ctx, kr_val(type), raw, kr_int(size));
}

static Value add_text(Ctx *ctx, Value buffer, const char *mode, Value encoding, Value errors, Value newline,
                      int line_buffering) {
  Value args[5] = {buffer, encoding ? encoding : KR_None, errors ? errors : KR_None, newline ? newline : KR_None,
                   kr_bool(line_buffering)};
  Value text = kr_call(ctx, kr_val(&kr_type_textiowrapper), args, 5, 0);
  Value name = text ? str_from(ctx, mode) : 0;
  if (text && (!name || kr_setattr(ctx, text, N(mode), name) < 0)) kr_clear(ctx, &text);
  kr_unref(ctx, name);
  return text;
}

/* Closes a stream whose wrapping failed; the error stays. */
static Value give_up(Ctx *ctx, Value stream) {
  Value error = kr_fetch(ctx);
  Value r = kr_call_method0(ctx, stream, N(close));
  if (!r) kr_clear_exc(ctx);
  kr_unref(ctx, r);
  kr_unref(ctx, stream);
  kr_restore(ctx, error);
  return 0;
}

/* Steals raw. */
static Value wrap_raw(Ctx *ctx, Value raw, const Mode *m, const char *mode, int64_t buffering, Value encoding,
                      Value errors, Value newline) {
  int terminal = io_ask(ctx, raw, N(isatty)), line_buffering = 0;
  if (terminal < 0) return give_up(ctx, raw);
  if (buffering == 1 || (buffering < 0 && terminal)) {
    buffering = -1;
    line_buffering = 1;
  }
  if (buffering < 0) buffering = ((FileIO *)kr_obj(raw))->block_size;
  if (buffering == 0) {
    if (m->binary) return raw;
    kr_raise(ctx, &kr_type_ValueError, "can't have unbuffered text I/O");
    return give_up(ctx, raw);
  }
  Value buffer = add_buffer(ctx, raw, m, buffering);
  if (!buffer) return give_up(ctx, raw);
  kr_unref(ctx, raw);
  if (m->binary) return buffer;
  Value text = add_text(ctx, buffer, mode, encoding, errors, newline, line_buffering);
  if (!text) return give_up(ctx, buffer);
  kr_unref(ctx, buffer);
  return text;
}

Value io_open(Ctx *ctx, Value file, const char *mode, int64_t buffering, Value encoding, Value errors, Value newline,
              int closefd, Value opener) {
  Mode m;
  Value path = kr_is_anyint(file) ? kr_ref(file) : kr_fspath(ctx, file);
  if (!path) return 0;
  int good = parse_mode(ctx, mode, &m) == 0 &&
             (!m.binary || check_binary(ctx, buffering, encoding, errors, newline) == 0);
  if (good && m.binary && buffering == 1) buffering = -1;
  Value raw = good ? open_raw(ctx, path, &m, closefd, opener) : 0;
  kr_unref(ctx, path);
  return raw ? wrap_raw(ctx, raw, &m, mode, buffering, encoding, errors, newline) : 0;
}

static int check_str(Ctx *ctx, Value v, const char *name, int optional) {
  if (!v || kr_is_anystr(v) || (optional && v == KR_None)) return 0;
  kr_raise(ctx, &kr_type_TypeError, "open() argument '%s' must be str%s, not %T", name, optional ? " or None" : "", v);
  return -1;
}

static Value io_open_m(Ctx *ctx, Value module, const Value *a) {
  int64_t buffering = -1;
  if (check_str(ctx, a[1], "mode", 0) < 0 || check_str(ctx, a[3], "encoding", 1) < 0 ||
      check_str(ctx, a[4], "errors", 1) < 0 || check_str(ctx, a[5], "newline", 1) < 0)
    return 0;
  if (a[2] && c_int_arg(ctx, a[2], -1, &buffering) < 0) return 0;
  const char *mode = a[1] ? str_utf8(ctx, a[1], NULL) : "r";
  int closefd = a[6] ? kr_truth(ctx, a[6]) : 1;
  if (!mode || closefd < 0) return 0;
  return io_open(ctx, a[0], mode, buffering < -1 ? -1 : buffering, a[3], a[4], a[5], closefd, a[7]);
}

static Value io_open_code_m(Ctx *ctx, Value module, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "open_code() argument 'path' must be str, not %T", a[0]);
  return io_open(ctx, a[0], "rb", -1, 0, 0, 0, 1, 0);
}

static Value io_text_encoding_m(Ctx *ctx, Value module, const Value *a) {
  int64_t level = 2;
  if (a[1] && c_int_arg(ctx, a[1], 2, &level) < 0) return 0;
  if (given(a[0])) return kr_ref(a[0]);
  if (kr_runtime.flags.warn_default_encoding &&
      kr_warn(ctx, &kr_type_EncodingWarning, (int)level, "'encoding' argument not specified") < 0)
    return 0;
  return str_from(ctx, kr_runtime.flags.utf8_mode ? "utf-8" : "locale");
}

/* ---- the module ---- */
static const Method io_functions[] = {
  {"open", io_open_m,
   "file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None",
   "Open a file and return a stream.\n\nmode says what the file is opened for: 'r' reading, 'w' writing from the "
   "start,\n'x' creating it, 'a' appending, '+' both directions; 'b' gives bytes, 't' text.\nbuffering 0 switches the "
   "buffer off (bytes only), 1 flushes after each line (text\nonly), larger numbers are the buffer's size."},
  {"open_code", io_open_code_m, "path", "Open a file that holds code, for reading bytes."},
  {"text_encoding", io_text_encoding_m, "encoding, stacklevel=2, /",
   "The encoding itself, or 'locale' (in UTF-8 mode 'utf-8') for None."},
  {0},
};

static Type *const io_types[] = {
  &kr_type_io_base, &kr_type_raw_iobase, &kr_type_buffered_iobase, &kr_type_text_iobase, &kr_type_fileio,
  &kr_type_bytesio, &kr_type_stringio, &kr_type_buffered_reader, &kr_type_buffered_writer, &kr_type_buffered_rwpair,
  &kr_type_buffered_random, &kr_type_textiowrapper, &kr_type_incremental_newline_decoder, NULL,
};

static int io_init(Ctx *ctx, Value module) {
  Value dict = module_dict(module);
  type_ready(ctx, &kr_type_bytesio_buffer);
  if (io_make_unsupported(ctx) < 0) return -1;
  if (dict_set_c(ctx, dict, "UnsupportedOperation", kr_ref(kr_val(io_unsupported))) < 0) return -1;
  if (dict_set_c(ctx, dict, "BlockingIOError", kr_ref(kr_val(&kr_type_BlockingIOError))) < 0) return -1;
  Value open = dict_get(ctx, dict, N(open));
  kr_set(ctx, &((Builtin *)kr_obj(open))->module, str_intern_c(ctx, "io"));
  if (dict_set_c(ctx, kr_runtime.builtins, "open", kr_ref(open)) < 0) return -1;
  return dict_set_c(ctx, dict, "DEFAULT_BUFFER_SIZE", kr_int(IO_BUFFER_SIZE));
}

const ModuleDef kr_module__io = {
  .name = "_io",
  .doc = "Streams of bytes and text.",
  .methods = io_functions,
  .types = io_types,
  .init = io_init,
};
