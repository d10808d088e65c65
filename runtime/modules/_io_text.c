/* TextIOWrapper: text over a buffered stream.  Construction, attributes and the type. */
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include "_io_text.h"

int textio_check(Ctx *ctx, TextIO *t) {
  if (t->ready && t->buffer) return 0;
  kr_raise(ctx, &kr_type_ValueError,
           t->detached ? "underlying buffer has been detached" : "I/O operation on uninitialized object");
  return -1;
}

static int buffer_closed(Ctx *ctx, TextIO *t) {
  if (io_is_buffered_writer(t->buffer) || kr_has_shape(t->buffer, SHAPE_buffered_reader)) {
    Buffered *b = (Buffered *)kr_obj(t->buffer);
    if (b->raw && io_is_fileio(b->raw)) return ((FileIO *)kr_obj(b->raw))->fd < 0;
  }
  return io_is_closed(ctx, t->buffer);
}

int textio_check_open(Ctx *ctx, TextIO *t) {
  if (textio_check(ctx, t) < 0) return -1;
  int closed = buffer_closed(ctx, t);
  if (closed > 0) kr_raise(ctx, &kr_type_ValueError, "I/O operation on closed file.");
  return closed ? -1 : 0;
}

/* ---- encodings ---- */
const char *io_locale_encoding(void) {
  static char name[64];
  if (kr_runtime.flags.utf8_mode) return "utf-8";
  if (!*name) {
    locale_t locale = newlocale(LC_CTYPE_MASK, "", (locale_t)0);
    const char *codeset = locale ? nl_langinfo_l(CODESET, locale) : "";
    if (!*codeset || !strcmp(codeset, "ANSI_X3.4-1968")) codeset = "UTF-8";
    strncpy(name, codeset, sizeof name - 1);
    if (locale) freelocale(locale);
  }
  return name;
}

static TextCodec codec_of(const char *name) {
  static const struct { const char *name; TextCodec codec; } known[] = {
    {"utf-8", TEXT_UTF8}, {"utf8", TEXT_UTF8}, {"ascii", TEXT_ASCII}, {"us-ascii", TEXT_ASCII},
    {"latin-1", TEXT_LATIN1}, {"latin1", TEXT_LATIN1}, {"iso-8859-1", TEXT_LATIN1}, {"iso8859-1", TEXT_LATIN1},
  };
  char plain[16];
  size_t n = strlen(name);
  if (n >= sizeof plain) return TEXT_PYTHON;
  for (size_t i = 0; i <= n; i++) {
    char c = name[i];
    plain[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '_' || c == ' ' ? '-' : c;
  }
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (!strcmp(plain, known[i].name)) return known[i].codec;
  return TEXT_PYTHON;
}

/* codecs.lookup(encoding), refusing what is no text encoding. */
static Value look_up(Ctx *ctx, Value encoding) {
  Value lookup = kr_import_attr(ctx, "codecs", "lookup");
  Value info = lookup ? kr_call1(ctx, lookup, encoding) : 0;
  kr_unref(ctx, lookup);
  if (!info) return 0;
  Value is_text = kr_getattr_c(ctx, info, "_is_text_encoding");
  if (!is_text && !kr_catch(ctx, &kr_type_AttributeError)) return kr_unref(ctx, info), (Value)0;
  int text = is_text ? kr_truth(ctx, is_text) : 1;
  kr_unref(ctx, is_text);
  if (text > 0) return info;
  if (text == 0)
    kr_raise(ctx, &kr_type_LookupError,
             "'%U' is not a text encoding; use codecs.open() to handle arbitrary codecs", encoding);
  kr_unref(ctx, info);
  return 0;
}

/* The incremental coder that the attribute of the codec makes. */
static Value make_coder(Ctx *ctx, Value info, const char *attribute, Value errors) {
  Value factory = kr_getattr_c(ctx, info, attribute);
  Value coder = factory ? kr_call1(ctx, factory, errors) : 0;
  kr_unref(ctx, factory);
  return coder;
}

static int set_codec(Ctx *ctx, TextIO *t, Value encoding, Value errors) {
  const char *name = str_utf8(ctx, encoding, NULL);
  if (!name) return -1;
  if (strlen(name) != str_of(encoding)->len) {
    kr_raise(ctx, &kr_type_ValueError, "embedded null character");
    return -1;
  }
  kr_clear(ctx, &t->encoder);
  kr_clear(ctx, &t->decoder);
  t->codec = (uint8_t)codec_of(name);
  if (t->codec == TEXT_PYTHON) {
    Value info = look_up(ctx, encoding);
    if (!info) return -1;
    if (t->readable) t->decoder = make_coder(ctx, info, "incrementaldecoder", errors);
    if (t->writable && (t->decoder || !t->readable)) t->encoder = make_coder(ctx, info, "incrementalencoder", errors);
    kr_unref(ctx, info);
    if ((t->readable && !t->decoder) || (t->writable && !t->encoder)) return -1;
  }
  kr_set(ctx, &t->encoding, kr_ref(encoding));
  kr_set(ctx, &t->errors, kr_ref(errors));
  return 0;
}

/* ---- newlines ---- */
/* The static text of a newline argument; *out is NULL for None. */
static int parse_newline(Ctx *ctx, Value v, const char **out) {
  static const char *const allowed[] = {"", "\n", "\r", "\r\n"};
  *out = NULL;
  if (!v || v == KR_None) return 0;
  if (!kr_is_anystr(v)) {
    kr_raise(ctx, &kr_type_TypeError, "TextIOWrapper() argument 'newline' must be str or None, not %T", v);
    return -1;
  }
  for (size_t i = 0; i < 4; i++)
    if (str_equal_ascii(v, allowed[i])) return *out = allowed[i], 0;
  kr_raise(ctx, &kr_type_ValueError, "illegal newline value: %U", v);
  return -1;
}

static void set_newline(TextIO *t, const char *newline) {
  t->newline = newline;
  t->universal = !newline || !*newline;
  t->newlines.translate = !newline;
  t->write_newline = newline && *newline == '\r' ? newline : NULL;
}

/* ---- construction ---- */
static Value text_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  TextIO *t = kr_alloc_instance(ctx, type, 0);
  if (t) t->chunk_size = IO_BUFFER_SIZE;
  return kr_val(t);
}

static int optional_str(Ctx *ctx, Value v, const char *name) {
  if (!v || v == KR_None || kr_is_anystr(v)) return 0;
  kr_raise(ctx, &kr_type_TypeError, "TextIOWrapper() argument '%s' must be str or None, not %T", name, v);
  return -1;
}

/* What the buffer can do, and whether writing starts in the middle of a file. */
static int ask_buffer(Ctx *ctx, TextIO *t) {
  int readable = io_ask(ctx, t->buffer, N(readable)), writable = readable < 0 ? -1 : io_ask(ctx, t->buffer, N(writable));
  int seekable = writable < 0 ? -1 : io_ask(ctx, t->buffer, N(seekable));
  if (seekable < 0) return -1;
  t->readable = (uint8_t)readable;
  t->writable = (uint8_t)writable;
  t->seekable = t->telling = (uint8_t)seekable;
  Value read1 = kr_getattr_opt(ctx, t->buffer, N(read1));
  if (!read1) return -1;
  t->has_read1 = read1 != KR_ABSENT;
  if (t->has_read1) kr_unref(ctx, read1);
  return 0;
}

static int skip_byte_order_mark(Ctx *ctx, TextIO *t) {
  if (!t->encoder || !t->seekable) return 0;
  Value at = kr_call_method0(ctx, t->buffer, N(tell));
  int away = at ? kr_compare_bool(ctx, at, kr_int(0), CMP_ne) : -1;
  kr_unref(ctx, at);
  if (away <= 0) return away;
  Value r = kr_call_method1(ctx, t->encoder, N(setstate), kr_int(0));
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

/* In development mode, the names of error handlers are checked at once. */
static int check_errors_name(Ctx *ctx, Value errors) {
  if (!kr_runtime.flags.dev_mode) return 0;
  Value lookup = kr_import_attr(ctx, "codecs", "lookup_error"), r = lookup ? kr_call1(ctx, lookup, errors) : 0;
  kr_unref(ctx, lookup);
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

static int text_setup(Ctx *ctx, TextIO *t, const Value *a, const char *newline) {
  int line_buffering = a[4] ? kr_truth(ctx, a[4]) : 0, write_through = a[5] ? kr_truth(ctx, a[5]) : 0;
  if (line_buffering < 0 || write_through < 0) return -1;
  int by_locale = !a[1] || a[1] == KR_None || str_equal_ascii(a[1], "locale");
  Value encoding = by_locale ? str_from(ctx, io_locale_encoding()) : kr_ref(a[1]);
  Value errors = !a[2] || a[2] == KR_None ? N(strict) : a[2];
  kr_set(ctx, &t->buffer, kr_ref(a[0]));
  t->line_buffering = (uint8_t)line_buffering;
  t->write_through = (uint8_t)write_through;
  set_newline(t, newline);
  int status = encoding && check_errors_name(ctx, errors) == 0 ? ask_buffer(ctx, t) : -1;
  if (status == 0) status = set_codec(ctx, t, encoding, errors);
  kr_unref(ctx, encoding);
  if (status == 0) status = skip_byte_order_mark(ctx, t);
  t->ready = status == 0;
  return status;
}

static int text_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  TextIO *t = textio_of(self);
  const char *newline;
  Value a[6];
  if (kr_bind(ctx, "TextIOWrapper",
              "buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False", &parsed,
              args, nargs, kwnames, a) < 0)
    return -1;
  t->ready = 0;
  if (optional_str(ctx, a[1], "encoding") < 0 || optional_str(ctx, a[2], "errors") < 0 ||
      parse_newline(ctx, a[3], &newline) < 0)
    return -1;
  t->detached = 0;
  t->pending_n = 0;
  textio_forget(ctx, t);
  if (kr_runtime.flags.warn_default_encoding && (!a[1] || a[1] == KR_None) &&
      kr_warn(ctx, &kr_type_EncodingWarning, 1, "'encoding' argument not specified") < 0)
    return -1;
  return text_setup(ctx, t, a, newline);
}

/* ---- methods ---- */
static Value text_write_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "write() argument must be str, not %T", a[0]);
  return textio_write(ctx, textio_of(self), a[0]);
}

static int check_reading(Ctx *ctx, TextIO *t) {
  if (textio_check_open(ctx, t) < 0) return -1;
  if (!t->readable) return io_raise_unsupported(ctx, "not readable"), -1;
  if (t->pending_n || t->writable) return textio_flush_pending(ctx, t);
  return 0;
}

static Value text_read_m(Ctx *ctx, Value self, const Value *a) {
  TextIO *t = textio_of(self);
  int64_t n;
  if (!io_optional_size(ctx, a[0], &n) || check_reading(ctx, t) < 0) return 0;
  return textio_read(ctx, t, n);
}

static Value text_readline_m(Ctx *ctx, Value self, const Value *a) {
  TextIO *t = textio_of(self);
  int64_t limit = -1;
  if (a[0] && kr_index_i64(ctx, a[0], &limit) < 0) return 0;
  return check_reading(ctx, t) < 0 ? 0 : textio_readline(ctx, t, limit < 0 ? -1 : limit);
}

static Value text_next(Ctx *ctx, Value self) {
  TextIO *t = textio_of(self);
  Value line;
  t->telling = 0;
  if (kr_type_is(self, &kr_type_textiowrapper)) {
    line = check_reading(ctx, t) < 0 ? 0 : textio_readline(ctx, t, -1);
  } else {
    line = kr_call_method0(ctx, self, N(readline));
    if (line && !kr_is_anystr(line)) {
      kr_raise(ctx, &kr_type_OSError, "readline() should have returned a str object, not '%.200s'", kr_type_of(line)->name);
      kr_clear(ctx, &line);
    }
  }
  if (!line || str_of(line)->len) return line;
  kr_unref(ctx, line);
  t->telling = t->seekable;
  return KR_STOP;
}

static Value text_flush_m(Ctx *ctx, Value self, const Value *a) {
  TextIO *t = textio_of(self);
  if (textio_check_open(ctx, t) < 0) return 0;
  t->telling = t->seekable;
  return textio_flush_pending(ctx, t) < 0 ? 0 : kr_call_method0(ctx, t->buffer, N(flush));
}

static Value text_close_m(Ctx *ctx, Value self, const Value *a) {
  TextIO *t = textio_of(self);
  if (textio_check(ctx, t) < 0) return 0;
  int closed = buffer_closed(ctx, t);
  if (closed) return closed < 0 ? 0 : KR_None;
  if (t->finalizing) {
    Value r = kr_call_method1(ctx, t->buffer, N(_dealloc_warn), self);
    if (!r) kr_clear_exc(ctx);
    kr_unref(ctx, r);
  }
  Value flushed = kr_call_method0(ctx, self, N(flush));
  Value error = flushed ? 0 : kr_fetch(ctx);
  kr_unref(ctx, flushed);
  return io_chain(ctx, error, kr_call_method0(ctx, t->buffer, N(close)));
}

static Value text_detach_m(Ctx *ctx, Value self, const Value *a) {
  TextIO *t = textio_of(self);
  if (textio_check(ctx, t) < 0) return 0;
  Value flushed = kr_call_method0(ctx, self, N(flush));
  if (!flushed) return 0;
  kr_unref(ctx, flushed);
  Value buffer = t->buffer;
  t->buffer = 0;
  t->detached = 1;
  return buffer;
}

static Value text_tell_m(Ctx *ctx, Value self, const Value *a) { return textio_tell(ctx, self); }

static Value text_seek_m(Ctx *ctx, Value self, const Value *a) {
  int64_t whence = 0;
  if (a[1] && c_int_arg(ctx, a[1], 0, &whence) < 0) return 0;
  Value cookie = kr_index(ctx, a[0]);
  if (!cookie) return 0;
  Value r = textio_seek(ctx, self, cookie, (int)whence);
  kr_unref(ctx, cookie);
  return r;
}

static Value text_truncate_m(Ctx *ctx, Value self, const Value *a) {
  TextIO *t = textio_of(self);
  if (textio_check(ctx, t) < 0) return 0;
  Value flushed = kr_call_method0(ctx, self, N(flush));
  kr_unref(ctx, flushed);
  return flushed ? kr_call_method1(ctx, t->buffer, N(truncate), a[0] ? a[0] : KR_None) : 0;
}

/* The new encoding and errors of reconfigure; without an encoding the errors alone change. */
static int change_codec(Ctx *ctx, TextIO *t, Value encoding, Value errors) {
  int has_encoding = encoding && encoding != KR_None, has_errors = errors && errors != KR_None;
  if (!has_encoding && !has_errors) return 0;
  Value e = !has_encoding ? kr_ref(t->encoding)
            : str_equal_ascii(encoding, "locale") ? str_from(ctx, io_locale_encoding()) : kr_ref(encoding);
  int status = e ? set_codec(ctx, t, e, has_errors ? errors : has_encoding ? N(strict) : t->errors) : -1;
  kr_unref(ctx, e);
  return status < 0 ? -1 : skip_byte_order_mark(ctx, t);
}

static Value text_reconfigure_m(Ctx *ctx, Value self, const Value *a) {
  TextIO *t = textio_of(self);
  const char *newline = NULL;
  if (textio_check(ctx, t) < 0 || optional_str(ctx, a[0], "encoding") < 0 || optional_str(ctx, a[1], "errors") < 0) return 0;
  if (t->decoded && ((a[0] && a[0] != KR_None) || (a[1] && a[1] != KR_None) || a[2]))
    return io_raise_unsupported(ctx, "It is not possible to set the encoding or newline of stream after the first read");
  if (a[2] && parse_newline(ctx, a[2], &newline) < 0) return 0;
  int line_buffering = a[3] && a[3] != KR_None ? kr_truth(ctx, a[3]) : t->line_buffering;
  int write_through = a[4] && a[4] != KR_None ? kr_truth(ctx, a[4]) : t->write_through;
  if (line_buffering < 0 || write_through < 0) return 0;
  Value flushed = kr_call_method0(ctx, self, N(flush));
  kr_unref(ctx, flushed);
  if (!flushed || change_codec(ctx, t, a[0], a[1]) < 0) return 0;
  if (a[2]) set_newline(t, newline);
  t->line_buffering = (uint8_t)line_buffering;
  t->write_through = (uint8_t)write_through;
  return KR_None;
}

#define FORWARD(name)                                                                              \
  static Value text_##name##_m(Ctx *ctx, Value self, const Value *a) {                             \
    TextIO *t = textio_of(self);                                                                   \
    return textio_check(ctx, t) < 0 ? 0 : kr_call_method0(ctx, t->buffer, N(name));                \
  }
FORWARD(seekable) FORWARD(readable) FORWARD(writable) FORWARD(fileno) FORWARD(isatty)

/* ---- attributes ---- */
static Value text_get_name(Ctx *ctx, Value self) {
  return textio_check(ctx, textio_of(self)) < 0 ? 0 : kr_getattr(ctx, textio_of(self)->buffer, N(name));
}
static Value text_get_closed(Ctx *ctx, Value self) {
  return textio_check(ctx, textio_of(self)) < 0 ? 0 : kr_getattr(ctx, textio_of(self)->buffer, N(closed));
}
static Value text_get_newlines(Ctx *ctx, Value self) {
  TextIO *t = textio_of(self);
  if (textio_check(ctx, t) < 0) return 0;
  return t->universal ? newlines_seen(ctx, t->newlines.seen) : KR_None;
}
static Value text_get_errors(Ctx *ctx, Value self) {
  TextIO *t = textio_of(self);
  return t->ready ? kr_ref(t->errors) : kr_raise(ctx, &kr_type_ValueError, "I/O operation on uninitialized object");
}
static Value text_get_chunk_size(Ctx *ctx, Value self) {
  return textio_check(ctx, textio_of(self)) < 0 ? 0 : int_from_i64(ctx, textio_of(self)->chunk_size);
}
static int text_set_chunk_size(Ctx *ctx, Value self, Value v) {
  int64_t n;
  if (textio_check(ctx, textio_of(self)) < 0) return -1;
  if (!v) return kr_raise(ctx, &kr_type_AttributeError, "cannot delete attribute"), -1;
  if (kr_index_i64(ctx, v, &n) < 0) return -1;
  if (n <= 0) return kr_raise(ctx, &kr_type_ValueError, "a strictly positive integer is required"), -1;
  textio_of(self)->chunk_size = n;
  return 0;
}

static Value text_repr(Ctx *ctx, Value self) {
  TextIO *t = textio_of(self);
  if (!t->ready) return kr_raise(ctx, &kr_type_ValueError, "I/O operation on uninitialized object");
  Value mode = kr_getattr_opt(ctx, self, N(mode));
  if (!mode) return 0;
  Value tail = mode == KR_ABSENT ? str_format_c(ctx, " encoding=%R", t->encoding)
                                 : str_format_c(ctx, " mode=%R encoding=%R", mode, t->encoding);
  if (mode != KR_ABSENT) kr_unref(ctx, mode);
  const char *more = tail ? str_utf8(ctx, tail, NULL) : NULL;
  Value r = more ? io_stream_repr(ctx, self, "", more) : 0;
  kr_unref(ctx, tail);
  return r;
}

/* ---- memory ---- */
static int text_finalize(Ctx *ctx, Value self) {
  TextIO *t = textio_of(self);
  t->finalizing = 1;
  return t->ready && t->buffer ? io_base_finalize(ctx, self) : 0;
}

static void text_traverse(Object *o, VisitFn visit, void *arg) {
  TextIO *t = (TextIO *)o;
  visit(t->buffer, arg);
  visit(t->encoding, arg);
  visit(t->errors, arg);
  visit(t->encoder, arg);
  visit(t->decoder, arg);
  visit(t->decoded, arg);
  visit(t->chunk_state, arg);
  io_base_traverse(o, visit, arg);
}

static void text_clear(Ctx *ctx, Object *o) {
  TextIO *t = (TextIO *)o;
  t->ready = 0;
  kr_clear(ctx, &t->buffer);
  kr_clear(ctx, &t->encoding);
  kr_clear(ctx, &t->errors);
  kr_clear(ctx, &t->encoder);
  kr_clear(ctx, &t->decoder);
  kr_clear(ctx, &t->decoded);
  kr_clear(ctx, &t->chunk_state);
  io_base_clear(ctx, o);
}

static void text_free(Ctx *ctx, Object *o) {
  TextIO *t = (TextIO *)o;
  free(t->pending);
  free(t->chunk);
  t->pending = t->chunk = NULL;
  text_clear(ctx, o);
}

static const Method text_methods[] = {
  {"write", text_write_m, "text, /", "Write a str; gives its length."},
  {"read", text_read_m, "size=-1, /", "Read at most size characters, by default all."},
  {"readline", text_readline_m, "size=-1, /", "Read a line."},
  {"flush", text_flush_m, "", "Encode and write what is held."},
  {"close", text_close_m, "", "Flush and close, the buffer too."},
  {"detach", text_detach_m, "", "Separate the buffer and return it."},
  {"reconfigure", text_reconfigure_m,
   "*, encoding=None, errors=None, newline=..., line_buffering=None, write_through=None",
   "Change parameters of the stream."},
  {"seekable", text_seekable_m, "", NULL},
  {"readable", text_readable_m, "", NULL},
  {"writable", text_writable_m, "", NULL},
  {"fileno", text_fileno_m, "", NULL},
  {"isatty", text_isatty_m, "", NULL},
  {"seek", text_seek_m, "cookie, whence=0, /", "Go to a position that tell() gave, to the start or to the end."},
  {"tell", text_tell_m, "", "The position as an opaque number."},
  {"truncate", text_truncate_m, "pos=None, /", NULL},
  {"__getstate__", io_cannot_pickle, "", NULL},
  {0},
};

static Value text_get_line_buffering(Ctx *ctx, Value self) { return kr_bool(textio_of(self)->line_buffering); }
static Value text_get_write_through(Ctx *ctx, Value self) { return kr_bool(textio_of(self)->write_through); }

static const GetSet text_getsets[] = {
  {"line_buffering", text_get_line_buffering, NULL, NULL},
  {"write_through", text_get_write_through, NULL, NULL},
  {"name", text_get_name, NULL, NULL},
  {"closed", text_get_closed, NULL, NULL},
  {"newlines", text_get_newlines, NULL, NULL},
  {"errors", text_get_errors, NULL, NULL},
  {"_CHUNK_SIZE", text_get_chunk_size, text_set_chunk_size, NULL},
  {0},
};

static const Member text_members[] = {
  {"encoding", MEMBER_VALUE, offsetof(TextIO, encoding), 1, NULL},
  {"buffer", MEMBER_VALUE_EX, offsetof(TextIO, buffer), 1, NULL},
  {0},
};

Type kr_type_textiowrapper = {
  TYPE_HEAD(textiowrapper, "_io.TextIOWrapper"),
  STREAM_TABLES(TextIO),
  .doc = "Text over a buffered stream of bytes.\n\nencoding and errors say how characters become bytes; newline how "
         "line ends are read and written.  With line_buffering, a line end flushes.",
  .sig = "buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False",
  .base = &kr_type_text_iobase,
  .methods = text_methods,
  .getsets = text_getsets,
  .members = text_members,
  .new = text_new,
  .init = text_init,
  .traverse = text_traverse,
  .clear = text_clear,
  .free = text_free,
  .finalize = text_finalize,
  .repr = text_repr,
  .next = text_next,
};

size_t io_stream_parts(Value file, Value *parts) {
  if (!kr_type_is(file, &kr_type_textiowrapper)) return 0;
  Value buffer = ((TextIO *)kr_obj(file))->buffer;
  parts[0] = file;
  if (!buffer) return 1;
  parts[1] = buffer; /* a FileIO where nothing is buffered */
  if (!kr_type_is(buffer, &kr_type_buffered_writer) && !kr_type_is(buffer, &kr_type_buffered_reader)) return 2;
  parts[2] = ((Buffered *)kr_obj(buffer))->raw;
  return parts[2] ? 3 : 2;
}
