/* sys.stdin, stdout and stderr: text files over the standard descriptors, made with _io.  A program
 * without _io gets plain writers. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "sys.h"

/* ---- plain writers ---- */

/* self is a module object that stands for the file; stdout goes through C's buffer. */
static FILE *file_of(Value self) { return str_equal_ascii(((Module *)kr_obj(self))->name, "<stderr>") ? stderr : stdout; }

static Value plain_write_m(Ctx *ctx, Value self, const Value *a) {
  size_t n;
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "write() argument must be str, not %T", a[0]);
  char *text = str_wtf8_dup(ctx, a[0], &n);
  if (!text) return 0;
  size_t done = fwrite(text, 1, n, file_of(self));
  free(text);
  return done == n ? kr_int((int64_t)str_of(a[0])->len) : kr_raise_errno(ctx, errno, 0);
}

static Value plain_flush_m(Ctx *ctx, Value self, const Value *a) {
  return fflush(file_of(self)) == 0 ? KR_None : kr_raise_errno(ctx, errno, 0);
}

static Method plain_methods[] = {{"write", plain_write_m, "text, /", NULL}, {"flush", plain_flush_m, "", NULL}, {0}};

static Value plain_writer(Ctx *ctx, const char *name) {
  Value module = module_new(ctx, name);
  for (const Method *m = plain_methods; module && m->name; m++)
    if (dict_set_c(ctx, module_dict(module), m->name, builtin_new(ctx, m, module, 0)) < 0) kr_clear(ctx, &module);
  return module;
}

static int add_plain(Ctx *ctx) {
  return kr_set_sys(ctx, "stdout", plain_writer(ctx, "<stdout>")) < 0 ||
         kr_set_sys(ctx, "stderr", plain_writer(ctx, "<stderr>")) < 0 || kr_set_sys(ctx, "stdin", KR_None) < 0 ? -1 : 0;
}

/* ---- text files ---- */

typedef struct { int fd; const char *attr, *name, *mode, *errors; } Stream;

/* encoding and errors as PYTHONIOENCODING ("encoding:errors") says, else UTF-8. */
static void stream_encoding(const Stream *s, char *encoding, char *errors, size_t size) {
  const char *env = kr_runtime.flags.ignore_environment ? NULL : getenv("PYTHONIOENCODING");
  snprintf(encoding, size, "utf-8");
  snprintf(errors, size, "%s", s->errors);
  if (!env || !*env) return;
  size_t n = strcspn(env, ":");
  if (n && n < size) snprintf(encoding, size, "%.*s", (int)n, env);
  if (n && s->fd != 2) snprintf(errors, size, "strict");
  if (env[n] == ':' && env[n + 1] && s->fd != 2) snprintf(errors, size, "%s", env + n + 1);
}

static int set_name(Ctx *ctx, Value obj, const char *attr, const char *text) {
  Value key = str_intern_c(ctx, attr), v = str_from(ctx, text);
  int r = key && v ? kr_setattr(ctx, obj, key, v) : -1;
  kr_unref(ctx, key), kr_unref(ctx, v);
  return r;
}

/* open(fd, mode + "b", closefd=False), unbuffered on demand. */
static Value open_buffer(Ctx *ctx, const Stream *s, int unbuffered) {
  Value open = kr_import_attr(ctx, "_io", "open"), mode = str_from(ctx, s->fd == 0 ? "rb" : "wb");
  Value names = tuple_pack(ctx, 1, N(closefd)), result = 0;
  if (open && mode && names) {
    Value args[] = {kr_int(s->fd), mode, kr_int(unbuffered ? 0 : -1), KR_False};
    result = kr_call(ctx, open, args, 3, names);
  }
  kr_unref(ctx, open), kr_unref(ctx, mode), kr_unref(ctx, names);
  return result;
}

static Value wrap_text(Ctx *ctx, const Stream *s, Value buffer, int line_buffered, int write_through) {
  char encoding[64], errors[64];
  stream_encoding(s, encoding, errors, sizeof errors);
  Value cls = kr_import_attr(ctx, "_io", "TextIOWrapper"), text = 0;
  Value e = str_from(ctx, encoding), r = str_from(ctx, errors), nl = s->fd == 0 ? KR_None : str_from(ctx, "\n");
  if (cls && e && r && nl) {
    Value args[] = {buffer, e, r, nl, kr_bool(line_buffered), kr_bool(write_through)};
    text = kr_call(ctx, cls, args, 6, 0);
  }
  kr_unref(ctx, cls), kr_unref(ctx, e), kr_unref(ctx, r), kr_unref(ctx, nl);
  return text;
}

static Value make_stream(Ctx *ctx, const Stream *s) {
  int unbuffered = kr_runtime.flags.unbuffered && s->fd != 0;
  Value buffer = open_buffer(ctx, s, unbuffered);
  if (!buffer) return 0;
  Value raw = unbuffered ? kr_ref(buffer) : kr_getattr_c(ctx, buffer, "raw");
  Value text = raw && set_name(ctx, raw, "name", s->name) == 0
    ? wrap_text(ctx, s, buffer, s->fd == 2 || isatty(s->fd), unbuffered) : 0;
  if (text && set_name(ctx, text, "mode", s->mode) < 0) kr_clear(ctx, &text);
  kr_unref(ctx, raw), kr_unref(ctx, buffer);
  return text;
}

static const char *default_errors(int fd) {
  const char *locale = getenv("LC_ALL");
  if (!locale || !*locale) locale = getenv("LC_CTYPE");
  if (!locale || !*locale) locale = getenv("LANG");
  int is_c = !locale || !*locale || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0 || strncmp(locale, "C.", 2) == 0;
  return fd == 2 ? "backslashreplace" : is_c || kr_runtime.flags.utf8_mode ? "surrogateescape" : "strict";
}

int sys_add_stdio(Ctx *ctx) {
  if (!kr_find_native(N(_io))) return add_plain(ctx);
  Stream streams[] = {{0, "stdin", "<stdin>", "r", 0}, {1, "stdout", "<stdout>", "w", 0}, {2, "stderr", "<stderr>", "w", 0}};
  for (int i = 0; i < 3; i++) {
    char original[16];
    streams[i].errors = default_errors(i);
    Value text = make_stream(ctx, &streams[i]);
    if (!text && kr_catch(ctx, &kr_type_OSError)) text = KR_None; /* the descriptor is closed */
    snprintf(original, sizeof original, "__%s__", streams[i].attr);
    if (!text || kr_set_sys(ctx, original, kr_ref(text)) < 0 || kr_set_sys(ctx, streams[i].attr, text) < 0) return -1;
  }
  return 0;
}
