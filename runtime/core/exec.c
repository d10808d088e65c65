/* Compiling source text at run time, through the front end that the program registered. */
#include <stdlib.h>
#include "../../frontend/frontend.h"
#include "../krait.h"
#include "../modules/_ast.h"

Code *(*kr_compile_hook)(const void *source, void *diag, struct Arena *diag_arena);
const AstServices *kr_ast_services;

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
  int offset = diag_offset(d, d->loc.col), end = diag_offset(d, d->loc.end_col);
  Value place = d->loc.line == 0
    ? offset == 0 ? tuple_pack(ctx, 6, filename, kr_int(0), kr_int(0), text, kr_int(0), kr_int(end))
                  : tuple_pack(ctx, 4, filename, offset < 0 ? kr_int(0) : KR_None, offset < 0 ? kr_int(offset) : KR_None, text)
    : tuple_pack(ctx, 6, filename, kr_int(d->loc.line), kr_int(offset), text, kr_int(d->loc.end_line), end == -2 ? KR_None : kr_int(end));
  kr_unref(ctx, text);
  return place;
}

/* A file that can not be decoded has no place to tell. */
static int is_placed(const Diag *d) { return d->loc.line != 0 || d->text != NULL || d->loc.col != 0; }

static Value raise_diag(Ctx *ctx, const Diag *d, const char *message, Value filename) {
  Type *type = diag_type(d->kind);
  if (!kr_subtype(type, &kr_type_SyntaxError)) return kr_raise(ctx, type, "%s", message);
  Value msg = str_from_wtf8(ctx, message, strlen(message)), place = msg ? diag_place(ctx, d, filename) : 0;
  Value args[] = {msg, place}, exc = place ? kr_call(ctx, kr_val(type), args, is_placed(d) ? 2 : 1, 0) : 0;
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  kr_unref(ctx, place);
  kr_unref(ctx, msg);
  return 0;
}

/* ---- warnings: collected while compiling, issued afterwards ---- */

typedef struct { Diag diag; const char *category; } PendingWarning;
typedef struct { PendingWarning *items; size_t n; Arena *arena; } Warnings;

static void note_warning(void *data, const Diag *warning, const char *category) {
  Warnings *w = data;
  PendingWarning *items = realloc(w->items, (w->n + 1) * sizeof *items);
  if (!items) return;
  w->items = items;
  Diag kept = *warning; /* its texts are in an arena that ends with the compilation */
  kept.message = arena_copy(w->arena, kept.message, strlen(kept.message));
  if (kept.text) kept.text = arena_copy(w->arena, kept.text, kept.text_len);
  items[w->n++] = (PendingWarning){kept, category};
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
  if (!text) return NULL; /* the exception becomes the message, see decode_failure */
  char *utf8 = str_wtf8_dup(ctx, text, out_size);
  kr_unref(ctx, text);
  return utf8;
}

static int parse_mode(Ctx *ctx, const char *mode, bool only_tree, ParseMode *out) {
  static const struct { const char *name; ParseMode mode; } modes[] = {
    {"exec", MODE_EXEC}, {"eval", MODE_EVAL}, {"single", MODE_SINGLE}, {"func_type", MODE_FUNC_TYPE}};
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
    if (strcmp(modes[i].name, mode) == 0) {
      *out = modes[i].mode;
      if (modes[i].mode != MODE_FUNC_TYPE || only_tree) return 0;
      kr_raise(ctx, &kr_type_ValueError, "compile() mode 'func_type' requires flag PyCF_ONLY_AST");
      return -1;
    }
  kr_raise(ctx, &kr_type_ValueError, only_tree ? "compile() mode must be 'exec', 'eval', 'single' or 'func_type'" : "compile() mode must be 'exec', 'eval' or 'single'");
  return -1;
}

/* What is to come of a source: code of its text, code of a tree, or the tree of its text. */
typedef struct {
  Source source;
  Value filename, tree /* or 0 */;
  bool only_tree;
  int analysis; /* KR_ANALYSE_..., or 0 */
} Job;

static Value produce(Ctx *ctx, Job *job, Diag *diag, Arena *arena) {
  if (job->analysis == KR_ANALYSE_SYMBOLS) return kr_ast_services->symbols(ctx, &job->source, diag, arena);
  if (job->analysis == KR_ANALYSE_TOKENS) return kr_ast_services->tokens(ctx, &job->source, diag, arena);
  if (job->only_tree) return kr_ast_services->parse(ctx, &job->source, diag, arena);
  Code *code = job->tree ? kr_ast_services->compile(ctx, job->tree, &job->source, diag, arena) : kr_compile_hook(&job->source, diag, arena);
  return code ? code_wrap(ctx, code) : 0;
}

/* The codec's own words go into the SyntaxError, except that it is not known. */
static void decode_failure(Ctx *ctx, Diag *diag, Arena *arena) {
  Value exc = kr_fetch(ctx), text = kr_exc_matches(ctx, exc, kr_val(&kr_type_LookupError)) ? 0 : kr_str(ctx, exc);
  size_t n;
  char *message = text ? str_wtf8_dup(ctx, text, &n) : NULL;
  if (message) diag->message = arena_copy(arena, message, n);
  free(message);
  kr_unref(ctx, text);
  kr_unref(ctx, exc);
  kr_clear_exc(ctx);
}

static Value run_job(Ctx *ctx, Job *job) {
  Warnings warnings = {0};
  Diag diag = {0};
  Arena *arena = warnings.arena = arena_new();
  Source *s = &job->source;
  s->decode = decode_source;
  s->warn = note_warning;
  s->warn_data = &warnings;
  Value v = arena ? produce(ctx, job, &diag, arena) : 0;
  if (!v && diag.kind && ctx->exc) decode_failure(ctx, &diag, arena);
  bool fine = v || diag.kind;
  for (size_t i = 0; fine && i < warnings.n; i++) fine = issue_warning(ctx, &warnings.items[i], job->filename) == 0;
  if (!arena) kr_raise_memory(ctx);
  else if (!fine) kr_clear(ctx, &v);
  else if (!v) raise_diag(ctx, &diag, diag.message, job->filename);
  free(warnings.items);
  if (arena) arena_free(arena);
  return v;
}

/* The minor version in the flags, which counts for trees only. */
static int wanted_features(int flags) { return flags & PYCF_ONLY_AST ? flags >> KR_COMPILE_FEATURE_SHIFT & 15 : 0; }

/* -1: raised */
static int job_start(Ctx *ctx, Job *job, Value filename, const char *mode, int flags, int optimize) {
  Source *s = &job->source;
  job->filename = filename;
  job->only_tree = flags & PYCF_ONLY_AST;
  if (!kr_compile_hook || ((job->only_tree || job->tree || job->analysis) && !kr_ast_services)) {
    kr_raise(ctx, &kr_type_RuntimeError, "this program was built without a compiler");
    return -1;
  }
  if (parse_mode(ctx, mode, job->only_tree, &s->mode) < 0) return -1;
  s->optimize = optimize;
  s->dont_imply_dedent = flags & PYCF_DONT_IMPLY_DEDENT;
  s->top_level_await = flags & PYCF_TOP_LEVEL_AWAIT;
  s->type_comments = flags & PYCF_TYPE_COMMENTS;
  s->feature_version = wanted_features(flags);
  int digits = kr_runtime.flags.int_max_str_digits;
  s->max_int_digits = digits < 0 ? 0 : digits ? digits : -1;
  s->allow_incomplete = flags & PYCF_INCOMPLETE_INPUT;
  s->is_script = flags & KR_COMPILE_SCRIPT;
  s->future_flags = (uint32_t)flags & CODE_FUTURE_MASK;
  s->filename = str_wtf8_dup(ctx, filename, NULL);
  return s->filename ? 0 : -1;
}

/* Runs a job that was started, on a str or a bytes-like object. */
static Value run_on(Ctx *ctx, Job *job, Value source) {
  Buffer buffer = {0};
  Value v = 0;
  if (job->source.is_text) {
    job->source.bytes = str_utf8(ctx, source, &job->source.size);
    if (job->source.bytes) v = run_job(ctx, job);
  } else if (kr_get_buffer(ctx, source, &buffer, 0) == 0) {
    job->source.bytes = buffer.data;
    job->source.size = (size_t)buffer.len;
    v = run_job(ctx, job);
    kr_release_buffer(ctx, &buffer);
  }
  free((char *)job->source.filename);
  return v;
}

Value kr_compile(Ctx *ctx, Value source, Value filename, const char *mode, int flags, int optimize) {
  Job job = {.source = {.is_text = kr_is_anystr(source)}};
  return job_start(ctx, &job, filename, mode, flags, optimize) < 0 ? 0 : run_on(ctx, &job, source);
}

Value kr_analyse(Ctx *ctx, Value source, Value filename, const char *mode, int analysis) {
  Job job = {.source = {.is_text = kr_is_anystr(source)}, .analysis = analysis};
  return job_start(ctx, &job, filename, mode, 0, 0) < 0 ? 0 : run_on(ctx, &job, source);
}

Value kr_compile_tree(Ctx *ctx, Value tree, Value filename, const char *mode, int flags, int optimize) {
  Job job = {.tree = tree};
  if (job_start(ctx, &job, filename, mode, flags, optimize) < 0) return 0;
  Value v = job.only_tree ? kr_ref(tree) : run_job(ctx, &job);
  free((char *)job.source.filename);
  return v;
}

int kr_is_tree(Value v) { return kr_ast_services && kr_instance_of(v, &kr_type_ast); }
