/* The compiler's front door: source or tree to verified code. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen.h"
#include "scope_build.h"

enum { MAX_DEPTH = 6000 }; /* nodes within nodes: far below what the C stack takes */

/* ---- diagnostics ---- */

/* The source line of a diagnostic, as SyntaxError.text shows it. */
static void attach_line(Compiler *c, Diag *diag) {
  const char *at = c->source->bytes, *end = at ? at + c->source->size : NULL;
  if (!at || c->source->filename[0] == '<') return;
  for (uint32_t line = 1; line < diag->loc.line; line++) {
    at = memchr(at, '\n', (size_t)(end - at));
    if (!at) return;
    at++;
  }
  const char *stop = memchr(at, '\n', (size_t)(end - at));
  stop = stop ? stop + 1 : end;
  diag->text = arena_copy(c->diag_arena, at, (size_t)(stop - at));
  diag->text_len = (size_t)(stop - at);
}

static char *format_message(Compiler *c, const char *format, va_list args) {
  char buffer[1024];
  int n = vsnprintf(buffer, sizeof buffer, format, args);
  return arena_copy(c->diag_arena, buffer, n < (int)sizeof buffer ? (size_t)n : sizeof buffer - 1);
}

void compile_error(Compiler *c, Loc loc, const char *format, ...) {
  va_list args;
  va_start(args, format);
  *c->diag = (Diag){.kind = DIAG_SYNTAX, .message = format_message(c, format, args), .loc = loc};
  va_end(args);
  attach_line(c, c->diag);
  longjmp(*c->failed, 1);
}

void compile_warn(Compiler *c, Loc loc, const char *format, ...) {
  if (!c->source->warn) return;
  va_list args;
  va_start(args, format);
  Diag warning = {.kind = DIAG_WARNING, .message = format_message(c, format, args), .loc = loc};
  va_end(args);
  attach_line(c, &warning);
  c->source->warn(c->source->warn_data, &warning, "SyntaxWarning");
}

void compile_enter(Compiler *c, Loc loc) {
  if (++c->depth <= MAX_DEPTH) return;
  *c->diag = (Diag){.kind = DIAG_RECURSION, .message = "maximum recursion depth exceeded during compilation", .loc = loc};
  longjmp(*c->failed, 1);
}

/* ---- future statements ---- */

static bool is_future_import(const Node *n) {
  return n->kind == NODE_ImportFrom && n->ImportFrom.module && n->ImportFrom.level == 0 && !strcmp(n->ImportFrom.module->text, "__future__");
}

static void check_feature(Compiler *c, const Node *n, const char *feature) {
  static const char *const known[] = {"nested_scopes", "generators", "division", "absolute_import", "with_statement",
                                      "print_function", "unicode_literals", "barry_as_FLUFL", "generator_stop", "annotations"};
  if (!strcmp(feature, "annotations")) c->future_flags |= CODE_FUTURE_ANNOTATIONS;
  if (!strcmp(feature, "barry_as_FLUFL")) c->future_flags |= CODE_FUTURE_BARRY;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (!strcmp(feature, known[i])) return;
  Loc loc = {n->loc.line, n->loc.line, n->loc.col, (uint32_t)-3};
  if (!strcmp(feature, "braces")) compile_error(c, loc, "not a chance");
  compile_error(c, loc, "future feature %.100s is not defined", feature);
}

/* Only a docstring and other future statements may come before one. */
static void collect_futures(Compiler *c, NodeList body) {
  bool early = true;
  for (int i = 0; i < body.n; i++) {
    const Node *n = body.items[i];
    if (is_future_import(n)) {
      Loc loc = n->loc;
      if (!early && loc.line == body.items[i - 1]->loc.line) loc.col--; /* as CPython counts on one line */
      if (!early) compile_error(c, loc, "from __future__ imports must occur at the beginning of the file");
      for (int k = 0; k < n->ImportFrom.names.n; k++) check_feature(c, n, n->ImportFrom.names.items[k]->alias.name->text);
    } else if (!(i == 0 && is_docstring(n))) {
      early = false;
    }
  }
}

/* ---- scopes and code ---- */

void scope_analyse(Compiler *c) {
  c->id_class = ident_make(c, "__class__", 9);
  c->id_dot0 = ident_make(c, ".0", 2);
  c->id_annotations = ident_make(c, "__annotations__", 15);
  scope_collect(c);
  scope_resolve(c);
}

static Code *gen_module(Compiler *c, Arena *out) {
  const char *filename = c->source->filename;
  Node *root = c->mod->root;
  size_t len = strlen(filename);
  Gen g = {.c = c, .out = out, .filename = {arena_copy(out, filename, len), len}, .interactive = root->kind == NODE_Interactive};
  unit_enter(&g, c->top, c->top->name, root->kind == NODE_Expression ? root->Expression.body->loc.line : 1);
  if (root->kind == NODE_Expression) {
    gen_expr(&g, root->Expression.body);
    g.loc = root->Expression.body->loc;
  } else {
    g.loc = (Loc){1, 1, 0, 0};
    gen_body(&g, root->Module.body);
    g.loc = (Loc){0};
    emit_none(&g);
  }
  emit(&g, OP_return_value, 0);
  return unit_leave(&g);
}

static Compiler compiler_for(const Source *source, const Mod *mod, Diag *diag, Arena *diag_arena, jmp_buf *failed) {
  return (Compiler){.source = source, .mod = mod, .arena = mod->arena, .diag = diag, .diag_arena = diag_arena,
                    .failed = failed, .future_flags = source->future_flags | mod->future_flags};
}

static void analyse(Compiler *c) {
  const Node *root = c->mod->root;
  if (root->kind == NODE_Module || root->kind == NODE_Interactive) collect_futures(c, root->Module.body);
  scope_analyse(c);
}

const Scope *compile_scopes(const Source *source, const Mod *mod, Diag *diag, Arena *diag_arena) {
  jmp_buf failed;
  Compiler c = compiler_for(source, mod, diag, diag_arena, &failed);
  if (setjmp(failed)) return NULL;
  analyse(&c);
  return c.top;
}

Code *compile_ast(const Source *source, const Mod *mod, Diag *diag, Arena *diag_arena) {
  jmp_buf failed;
  Compiler c = compiler_for(source, mod, diag, diag_arena, &failed);
  Arena *volatile out = arena_new();
  if (!out || setjmp(failed)) {
    if (!out) *diag = (Diag){.kind = DIAG_MEMORY, .message = "out of memory"};
    arena_free(out);
    return NULL;
  }
  analyse(&c);
  Code *code = gen_module(&c, out);
  code->arena = out;
  return code;
}

Code *compile_source(const Source *source, Diag *diag, Arena *diag_arena) {
  Arena *tree = arena_new();
  if (!tree) {
    *diag = (Diag){.kind = DIAG_MEMORY, .message = "out of memory"};
    return NULL;
  }
  Mod *mod = parse_source(source, tree, diag);
  Code *code = mod ? compile_ast(source, mod, diag, diag_arena) : NULL;
  if (!mod && diag->message) { /* out of the tree's arena, which ends here */
    diag->message = arena_copy(diag_arena, diag->message, strlen(diag->message));
    if (diag->text) diag->text = arena_copy(diag_arena, diag->text, diag->text_len);
  }
  arena_free(tree);
  return code;
}
