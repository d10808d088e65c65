/* StringIO: a text stream in memory.  The text is kept as 1, 2 or 4 bytes a character, whatever the
 * widest needs. */
#include <stdlib.h>
#include "_io_text.h"

typedef struct {
  IoBase base;
  uint8_t *data;
  int64_t len, room, at;     /* in characters; at may lie beyond len */
  uint8_t kind, closed, ready;
  Newlines newlines;
  uint8_t universal;         /* line ends are translated or at least noted */
  const char *newline;       /* "" notes only, NULL translates */
} StringIO;

static StringIO *stringio_of(Value v) { return (StringIO *)kr_obj(v); }

static int check_open(Ctx *ctx, StringIO *s) {
  if (s->ready && !s->closed) return 0;
  kr_raise(ctx, &kr_type_ValueError, s->ready ? "I/O operation on closed file" : "I/O operation on uninitialized object");
  return -1;
}

/* ---- characters ---- */
static uint32_t char_at(const StringIO *s, int64_t i) {
  return s->kind == 1 ? s->data[i] : s->kind == 2 ? ((uint16_t *)s->data)[i] : ((uint32_t *)s->data)[i];
}
static void set_char(StringIO *s, int64_t i, uint32_t c) {
  if (s->kind == 1) s->data[i] = (uint8_t)c;
  else if (s->kind == 2) ((uint16_t *)s->data)[i] = (uint16_t)c;
  else ((uint32_t *)s->data)[i] = c;
}

static int reserve(Ctx *ctx, StringIO *s, int64_t n, uint8_t kind) {
  if (kind > s->kind) {
    int64_t room = n > s->room ? n + n / 2 : s->room;
    StringIO wider = *s;
    if (!(wider.data = malloc((size_t)room * kind))) return kr_raise_memory(ctx), -1;
    wider.kind = kind;
    for (int64_t i = 0; i < s->len; i++) set_char(&wider, i, char_at(s, i));
    free(s->data);
    s->data = wider.data;
    s->kind = kind;
    s->room = room;
  } else if (n > s->room) {
    int64_t room = n < 64 ? 64 : n + n / 2;
    uint8_t *larger = realloc(s->data, (size_t)room * s->kind);
    if (!larger) return kr_raise_memory(ctx), -1;
    s->data = larger;
    s->room = room;
  }
  return 0;
}

static int put_text(Ctx *ctx, StringIO *s, Value text) {
  const Str *t = str_of(text);
  int64_t n = (int64_t)t->len;
  if (!n) return 0;
  if (reserve(ctx, s, s->at + n, (uint8_t)t->kind) < 0) return -1;
  for (; s->len < s->at; s->len++) set_char(s, s->len, 0);
  if (s->kind == t->kind)
    memcpy(s->data + s->at * s->kind, t->data, (size_t)n * s->kind);
  else
    for (int64_t i = 0; i < n; i++) set_char(s, s->at + i, str_at(t, (size_t)i));
  s->at += n;
  if (s->at > s->len) s->len = s->at;
  return 0;
}

static Value slice(Ctx *ctx, const StringIO *s, int64_t start, int64_t end) {
  if (s->kind == 4) return str_from_ucs4(ctx, (uint32_t *)s->data + start, (size_t)(end - start));
  uint32_t max = 0;
  for (int64_t i = start; i < end; i++) max |= char_at(s, i);
  Value r = str_alloc(ctx, (size_t)(end - start), max);
  if (!r || end == start) return r;
  Str *out = str_of(r);
  if (out->kind == s->kind) {
    memcpy(out->data, s->data + start * s->kind, (size_t)(end - start) * s->kind);
  } else {
    for (int64_t i = start; i < end; i++) out->data[i - start] = (uint8_t)char_at(s, i);
  }
  return r;
}

/* ---- writing ---- */
/* Line ends are translated on their way in, so that reading need not. */
static int write_text(Ctx *ctx, StringIO *s, Value text) {
  Value t = kr_ref(text);
  if (s->universal) t = newlines_decode(ctx, &s->newlines, t, 1);
  if (t && s->newline && *s->newline == '\r') {
    Value lf = str_from(ctx, "\n"), nl = str_from(ctx, s->newline), replace = str_intern_c(ctx, "replace");
    Value args[2] = {lf, nl};
    kr_set(ctx, &t, lf && nl && replace ? kr_call_method(ctx, t, replace, args, 2) : 0);
    kr_unref(ctx, lf);
    kr_unref(ctx, nl);
    kr_unref(ctx, replace);
  }
  int status = t ? put_text(ctx, s, t) : -1;
  kr_unref(ctx, t);
  return status;
}

static Value stringio_write_m(Ctx *ctx, Value self, const Value *a) {
  StringIO *s = stringio_of(self);
  if (!kr_is_anystr(a[0]))
    return kr_raise(ctx, &kr_type_TypeError, "string argument expected, got '%T'", a[0]);
  if (check_open(ctx, s) < 0 || write_text(ctx, s, a[0]) < 0) return 0;
  return kr_int((int64_t)str_of(a[0])->len);
}

static Value stringio_truncate_m(Ctx *ctx, Value self, const Value *a) {
  StringIO *s = stringio_of(self);
  int64_t n = s->at;
  if (check_open(ctx, s) < 0 || (a[0] && a[0] != KR_None && !io_optional_size(ctx, a[0], &n))) return 0;
  if (n < 0) return kr_raise(ctx, &kr_type_ValueError, "Negative size value %zd", (ssize_t)n);
  if (n < s->len) s->len = n;
  return int_from_i64(ctx, n);
}

/* ---- reading ---- */
static Value take(Ctx *ctx, StringIO *s, int64_t n) {
  Value r = slice(ctx, s, s->at, s->at + n);
  if (r) s->at += n;
  return r;
}

static Value stringio_read_m(Ctx *ctx, Value self, const Value *a) {
  StringIO *s = stringio_of(self);
  int64_t n;
  if (!io_optional_size(ctx, a[0], &n) || check_open(ctx, s) < 0) return 0;
  int64_t left = s->len - s->at;
  if (left <= 0) return kr_ref(N(empty));
  return take(ctx, s, n < 0 || n > left ? left : n);
}

/* Characters up to and with the end of the line. */
static int64_t line_length(const StringIO *s) {
  const char *nl = s->newline;
  if (s->kind == 1 && (!nl || *nl == '\n')) {
    const uint8_t *end = memchr(s->data + s->at, '\n', (size_t)(s->len - s->at));
    return end ? end - (s->data + s->at) + 1 : s->len - s->at;
  }
  for (int64_t i = s->at; i < s->len; i++) {
    uint32_t c = char_at(s, i);
    if (c != '\n' && c != '\r') continue;
    int crlf = c == '\r' && i + 1 < s->len && char_at(s, i + 1) == '\n';
    if (!nl || *nl == '\n' ? c == '\n' : !*nl) return i + 1 + (nl && !*nl && crlf) - s->at;
    if (nl && *nl == '\r' && (nl[1] ? crlf : c == '\r')) return i + 1 + (nl[1] != 0) - s->at;
  }
  return s->len - s->at;
}

static Value read_line(Ctx *ctx, StringIO *s, int64_t limit) {
  if (s->at >= s->len) return kr_ref(N(empty));
  int64_t n = line_length(s);
  return take(ctx, s, limit >= 0 && limit < n ? limit : n);
}

static Value stringio_readline_m(Ctx *ctx, Value self, const Value *a) {
  int64_t limit;
  if (!io_optional_size(ctx, a[0], &limit) || check_open(ctx, stringio_of(self)) < 0) return 0;
  return read_line(ctx, stringio_of(self), limit);
}

static Value stringio_next(Ctx *ctx, Value self) {
  StringIO *s = stringio_of(self);
  if (check_open(ctx, s) < 0) return 0;
  Value line = kr_type_is(self, &kr_type_stringio) ? read_line(ctx, s, -1) : kr_call_method0(ctx, self, N(readline));
  if (!line || !kr_is_anystr(line) || str_of(line)->len) return line;
  kr_unref(ctx, line);
  return KR_STOP;
}

/* ---- position ---- */
static Value stringio_tell_m(Ctx *ctx, Value self, const Value *a) {
  return check_open(ctx, stringio_of(self)) < 0 ? 0 : int_from_i64(ctx, stringio_of(self)->at);
}

static Value stringio_seek_m(Ctx *ctx, Value self, const Value *a) {
  StringIO *s = stringio_of(self);
  int64_t offset, whence = 0;
  if (kr_index_i64(ctx, a[0], &offset) < 0 || (a[1] && c_int_arg(ctx, a[1], 0, &whence) < 0)) return 0;
  if (check_open(ctx, s) < 0) return 0;
  if (whence < 0 || whence > 2)
    return kr_raise(ctx, &kr_type_ValueError, "Invalid whence (%d, should be 0, 1 or 2)", (int)whence);
  if (whence == 0 && offset < 0) return kr_raise(ctx, &kr_type_ValueError, "Negative seek position %zd", (ssize_t)offset);
  if (whence && offset) return kr_raise(ctx, &kr_type_OSError, "Can't do nonzero cur-relative seeks");
  s->at = whence == 0 ? offset : whence == 1 ? s->at : s->len;
  return int_from_i64(ctx, s->at);
}

/* ---- the rest ---- */
static Value stringio_getvalue_m(Ctx *ctx, Value self, const Value *a) {
  StringIO *s = stringio_of(self);
  return check_open(ctx, s) < 0 ? 0 : slice(ctx, s, 0, s->len);
}
static Value stringio_true_m(Ctx *ctx, Value self, const Value *a) {
  return check_open(ctx, stringio_of(self)) < 0 ? 0 : KR_True;
}
static Value stringio_close_m(Ctx *ctx, Value self, const Value *a) {
  StringIO *s = stringio_of(self);
  s->closed = 1;
  free(s->data);
  s->data = NULL;
  s->len = s->room = 0;
  return KR_None;
}
static Value stringio_get_closed(Ctx *ctx, Value self) { return kr_bool(stringio_of(self)->closed); }
static Value stringio_get_line_buffering(Ctx *ctx, Value self) {
  return check_open(ctx, stringio_of(self)) < 0 ? 0 : KR_False;
}
static Value stringio_get_newlines(Ctx *ctx, Value self) {
  StringIO *s = stringio_of(self);
  if (check_open(ctx, s) < 0) return 0;
  return s->universal ? newlines_seen(ctx, s->newlines.seen) : KR_None;
}

static Value stringio_getstate_m(Ctx *ctx, Value self, const Value *a) {
  StringIO *s = stringio_of(self);
  Value parts[4] = {stringio_getvalue_m(ctx, self, NULL), s->newline ? str_from(ctx, s->newline) : KR_None,
                    int_from_i64(ctx, s->at), KR_None};
  if (!parts[0]) return 0;
  if (s->base.dict) parts[3] = dict_copy(ctx, s->base.dict);
  return tuple_steal(ctx, parts, 4);
}

/* ---- construction ---- */
static int set_newline(Ctx *ctx, StringIO *s, Value v) {
  static const char *const allowed[] = {"", "\n", "\r", "\r\n"};
  s->newline = "\n";
  if (v == KR_None) {
    s->newline = NULL;
  } else if (v && !kr_is_anystr(v)) {
    kr_raise(ctx, &kr_type_TypeError, "newline must be str or None, not %T", v);
    return -1;
  } else if (v) {
    s->newline = NULL;
    for (size_t i = 0; i < 4; i++)
      if (str_equal_ascii(v, allowed[i])) s->newline = allowed[i];
    if (!s->newline) {
      kr_raise(ctx, &kr_type_ValueError, "illegal newline value: %R", v);
      return -1;
    }
  }
  s->universal = !s->newline || !*s->newline;
  s->newlines = (Newlines){.translate = !s->newline};
  return 0;
}

static Value stringio_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

static int stringio_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  StringIO *s = stringio_of(self);
  Value a[2];
  if (kr_bind(ctx, "StringIO", "initial_value='', newline='\\n'", &parsed, args, nargs, kwnames, a) < 0) return -1;
  if (a[0] && a[0] != KR_None && !kr_is_anystr(a[0])) {
    kr_raise(ctx, &kr_type_TypeError, "initial_value must be str or None, not %T", a[0]);
    return -1;
  }
  free(s->data);
  s->data = NULL;
  s->len = s->room = s->at = 0;
  s->kind = 1;
  s->closed = 0;
  s->ready = 0;
  if (set_newline(ctx, s, a[1]) < 0) return -1;
  s->ready = 1;
  if (a[0] && a[0] != KR_None && write_text(ctx, s, a[0]) < 0) return -1;
  s->at = 0;
  return 0;
}

static Value stringio_setstate_m(Ctx *ctx, Value self, const Value *a) {
  StringIO *s = stringio_of(self);
  int64_t at;
  if (s->closed) return check_open(ctx, s) < 0 ? 0 : KR_None;
  if (!kr_has_flag(a[0], T_TUPLE) || tuple_of(a[0])->len < 4)
    return kr_raise(ctx, &kr_type_TypeError, "%T.__setstate__ argument should be 4-tuple, got %T", self, a[0]);
  const Value *parts = tuple_of(a[0])->items;
  if (stringio_init(ctx, self, parts, 2, 0) < 0) return 0;
  s->len = s->at = 0;
  if (put_text(ctx, s, parts[0]) < 0 || kr_index_i64(ctx, parts[2], &at) < 0) return 0;
  if (at < 0) return kr_raise(ctx, &kr_type_ValueError, "position value cannot be negative");
  s->at = at;
  if (parts[3] == KR_None) return KR_None;
  Value dict = instance_dict(ctx, self);
  return dict && dict_update(ctx, dict, parts[3]) == 0 ? KR_None : 0;
}

static void stringio_free(Ctx *ctx, Object *o) {
  free(((StringIO *)o)->data);
  ((StringIO *)o)->data = NULL;
  io_base_free(ctx, o);
}

static const Method stringio_methods[] = {
  {"read", stringio_read_m, "size=-1, /", "Read at most size characters."},
  {"readline", stringio_readline_m, "size=-1, /", "Read a line."},
  {"write", stringio_write_m, "s, /", "Write a str; gives its length."},
  {"seek", stringio_seek_m, "pos, whence=0, /", "Change the position; gives the new one."},
  {"tell", stringio_tell_m, "", "Current position."},
  {"truncate", stringio_truncate_m, "pos=None, /", "Cut to at most pos characters."},
  {"getvalue", stringio_getvalue_m, "", "All the text."},
  {"close", stringio_close_m, "", "Drop the text."},
  {"seekable", stringio_true_m, "", NULL},
  {"readable", stringio_true_m, "", NULL},
  {"writable", stringio_true_m, "", NULL},
  {"__getstate__", stringio_getstate_m, "", NULL},
  {"__setstate__", stringio_setstate_m, "state, /", NULL},
  {0},
};

static const GetSet stringio_getsets[] = {
  {"closed", stringio_get_closed, NULL, NULL},
  {"newlines", stringio_get_newlines, NULL, NULL},
  {"line_buffering", stringio_get_line_buffering, NULL, NULL},
  {0},
};

Type kr_type_stringio = {
  TYPE_HEAD(stringio, "_io.StringIO"),
  STREAM_TABLES(StringIO),
  .doc = "A text stream in memory.",
  .sig = "initial_value='', newline='\\n'",
  .base = &kr_type_text_iobase,
  .methods = stringio_methods,
  .getsets = stringio_getsets,
  .new = stringio_new,
  .init = stringio_init,
  .traverse = io_base_traverse,
  .clear = io_base_clear,
  .free = stringio_free,
  .next = stringio_next,
};
