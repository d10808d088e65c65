/* Compiling source text at run time, through the front end that the program registered. */
#include <stdlib.h>
#include "../../frontend/frontend.h"
#include "../krait.h"

Code *(*kr_compile_hook)(const void *source, void *diag, struct Arena *diag_arena);

enum { /* flags of compile() */
  PYCF_DONT_IMPLY_DEDENT = 0x200, PYCF_TOP_LEVEL_AWAIT = 0x2000, PYCF_INCOMPLETE_INPUT = 0x4000
};

/* ---- diagnostics to exceptions ---- */

static Type *diag_type(int kind) {
  switch (kind) {
  case DIAG_INDENTATION: return &kr_type_IndentationError;
  case DIAG_TAB: return &kr_type_TabError;
  case DIAG_VALUE: return &kr_type_ValueError;
  case DIAG_RECURSION: return &kr_type_RecursionError;
  case DIAG_MEMORY: return &kr_type_MemoryError;
  case DIAG_OVERFLOW: return &kr_type_OverflowError;
  default: return &kr_type_SyntaxError;
  }
}

/* (filename, lineno, offset, text, end_lineno, end_offset) of a diagnostic. */
static Value diag_place(Ctx *ctx, const Diag *d, Value filename) {
  Value text = d->text ? str_from_wtf8(ctx, d->text, d->text_len) : KR_None;
  if (!text) return 0;
  int offset = diag_offset(d, d->loc.col);
  Value place = d->loc.line == 0
    ? tuple_pack(ctx, 4, filename, offset < 0 ? kr_int(0) : KR_None, offset < 0 ? kr_int(offset) : KR_None, text)
    : tuple_pack(ctx, 6, filename, kr_int(d->loc.line), kr_int(offset), text, kr_int(d->loc.end_line), kr_int(diag_offset(d, d->loc.end_col)));
  kr_unref(ctx, text);
  return place;
}

static Value raise_diag(Ctx *ctx, const Diag *d, const char *message, Value filename) {
  Type *type = diag_type(d->kind);
  if (!(type->flags & T_EXCEPTION) || !kr_subtype(type, &kr_type_SyntaxError)) return kr_raise(ctx, type, "%s", message);
  Value msg = str_from_wtf8(ctx, message, strlen(message)), place = msg ? diag_place(ctx, d, filename) : 0;
  Value exc = place ? kr_call2(ctx, kr_val(type), msg, place) : 0;
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  kr_unref(ctx, place);
  kr_unref(ctx, msg);
  return 0;
}

/* ---- warnings: collected while compiling, issued afterwards ---- */

typedef struct { Diag diag; const char *category; } PendingWarning;
typedef struct { PendingWarning *items; size_t n; } Warnings;

static void note_warning(void *data, const Diag *warning, const char *category) {
  Warnings *w = data;
  PendingWarning *items = realloc(w->items, (w->n + 1) * sizeof *items);
  if (!items) return;
  w->items = items;
  items[w->n++] = (PendingWarning){*warning, category};
}

/* -1: the warning is to be an error, raised. */
static int issue_warning(Ctx *ctx, const PendingWarning *w, Value filename) {
  Type *category = strcmp(w->category, "SyntaxWarning") == 0 ? &kr_type_SyntaxWarning : &kr_type_DeprecationWarning;
  Value warn = kr_import_attr(ctx, "_warnings", "warn_explicit");
  if (!warn) {
    kr_clear_exc(ctx);
    return 0;
  }
  Value message = str_from(ctx, w->diag.message), r = 0;
  if (message) r = kr_call(ctx, warn, (Value[]){message, kr_val(category), filename, kr_int(w->diag.loc.line)}, 4, 0);
  kr_unref(ctx, message);
  kr_unref(ctx, warn);
  kr_unref(ctx, r);
  if (r) return 0;
  if (kr_catch(ctx, category)) {
    Diag error = w->diag;
    error.kind = DIAG_SYNTAX;
    raise_diag(ctx, &error, error.message, filename);
  }
  return -1;
}

/* ---- compiling ---- */

/* For source encodings that the front end does not know. */
static char *decode_source(const char *encoding, const char *bytes, size_t size, size_t *out_size) {
  Ctx *ctx = kr_current_ctx();
  Value text = codec_decode(ctx, bytes, size, encoding, "strict");
  if (!text) {
    kr_clear_exc(ctx);
    return NULL;
  }
  char *utf8 = str_wtf8_dup(ctx, text, out_size);
  kr_unref(ctx, text);
  return utf8;
}

static int parse_mode(Ctx *ctx, const char *mode, ParseMode *out) {
  static const struct { const char *name; ParseMode mode; } modes[] = {
    {"exec", MODE_EXEC}, {"eval", MODE_EVAL}, {"single", MODE_SINGLE}, {"func_type", MODE_FUNC_TYPE}};
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
    if (strcmp(modes[i].name, mode) == 0) {
      *out = modes[i].mode;
      return 0;
    }
  kr_raise(ctx, &kr_type_ValueError, "compile() mode must be 'exec', 'eval' or 'single'");
  return -1;
}

static Value compile_text(Ctx *ctx, Source *s, Value filename) {
  Warnings warnings = {0};
  Diag diag = {0};
  Arena *arena = arena_new();
  s->decode = decode_source;
  s->warn = note_warning;
  s->warn_data = &warnings;
  Code *code = arena ? kr_compile_hook(s, &diag, arena) : NULL;
  Value v = 0;
  if (code) v = code_wrap(ctx, code);
  else if (!arena) kr_raise_memory(ctx);
  else raise_diag(ctx, &diag, s->allow_incomplete && diag.incomplete ? "incomplete input" : diag.message, filename);
  for (size_t i = 0; v && i < warnings.n; i++)
    if (issue_warning(ctx, &warnings.items[i], filename) < 0) kr_clear(ctx, &v);
  free(warnings.items);
  if (arena) arena_free(arena);
  return v;
}

Value kr_compile(Ctx *ctx, Value source, Value filename, const char *mode, int flags, int optimize) {
  Source s = {.is_text = kr_is_anystr(source), .optimize = optimize};
  if (!kr_compile_hook) return kr_raise(ctx, &kr_type_RuntimeError, "this program was built without a compiler");
  if (parse_mode(ctx, mode, &s.mode) < 0) return 0;
  s.dont_imply_dedent = flags & PYCF_DONT_IMPLY_DEDENT;
  s.top_level_await = flags & PYCF_TOP_LEVEL_AWAIT;
  s.allow_incomplete = flags & PYCF_INCOMPLETE_INPUT;
  s.future_flags = (uint32_t)flags & CODE_FUTURE_ANNOTATIONS;
  char *name = str_wtf8_dup(ctx, filename, NULL);
  if (!name) return 0;
  s.filename = name;
  Buffer buffer = {0};
  Value v = 0;
  if (s.is_text) {
    s.bytes = str_utf8(ctx, source, &s.size);
    if (s.bytes) v = compile_text(ctx, &s, filename);
  } else if (kr_get_buffer(ctx, source, &buffer, 0) == 0) {
    s.bytes = buffer.data;
    s.size = (size_t)buffer.len;
    v = compile_text(ctx, &s, filename);
    kr_release_buffer(ctx, &buffer);
  }
  free(name);
  return v;
}
