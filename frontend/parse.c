/* The parser's ground: tokens of the statement at hand, lists under construction, depth, and
 * parse_source, which sets it going.  A first pass builds the tree and only finds out that something is
 * wrong; a second pass over the same source then looks for what to say about it. */
#include <stdlib.h>
#include <string.h>

#include "parser.h"

static void unclosed_bracket(Lexer *lx) {
  OpenParen open = lx->parens[lx->level - 1];
  diag_set(lx->diag, lx->arena, DIAG_SYNTAX, (Loc){open.line, open.line, open.col, (uint32_t)-1}, "'%c' was never closed", open.c);
}

/* In a single statement the end of the text also ends the line, and the blocks unless the caller means to
 * go on with them. */
static void end_single(Parser *p, Token *t) {
  bool ends = t->kind == TOK_ENDMARKER && p->started;
  p->started = !ends;
  if (!ends) return;
  t->kind = TOK_NEWLINE;
  if (p->source->dont_imply_dedent) return;
  p->lex.pending = -p->lex.indent;
  p->lex.indent = 0;
}

void parse_fetch(Parser *p) {
  if (p->count == p->cap) {
    p->cap *= 2;
    p->tokens = realloc(p->tokens, p->cap * sizeof(Token));
    if (!p->tokens) abort();
  }
  Token *t = &p->tokens[p->count++];
  lex_token(&p->lex, t);
  if (p->source->mode == MODE_SINGLE && !p->lex.embedded) end_single(p, t);
  if (t->kind != TOK_ERROR) return;
  if (!p->diag->kind && t->end == t->start && p->lex.level) unclosed_bracket(&p->lex);
  if (p->diag->kind) p->failed = true;
}

Token *peek(Parser *p, int n) {
  while (p->pos + n >= p->count) {
    if (p->tokens[p->count - 1].kind == TOK_ENDMARKER || p->tokens[p->count - 1].kind == TOK_ERROR) return &p->tokens[p->count - 1];
    parse_fetch(p);
  }
  return &p->tokens[p->pos + n];
}

void push(Parser *p, Node *n) {
  if (p->nstack == p->stack_cap) {
    p->stack_cap *= 2;
    p->stack = realloc(p->stack, p->stack_cap * sizeof *p->stack);
    if (!p->stack) abort();
  }
  p->stack[p->nstack++] = n;
}

NodeList pop_list(Parser *p, int base) {
  int n = p->nstack - base;
  p->nstack = base;
  if (!n) return (NodeList){NULL, 0};
  Node **items = ARENA_ARRAY(p->arena, Node *, n);
  memcpy(items, p->stack + base, n * sizeof *items);
  return (NodeList){items, n};
}

bool enter(Parser *p, int weight) {
  p->depth += weight;
  if (p->depth <= MAX_DEPTH) return true;
  if (!p->failed) diag_set(p->diag, p->arena, DIAG_MEMORY, (Loc){0}, "%s", "");
  p->failed = true;
  return false;
}

Node *new_name(Parser *p, Identifier id, int context, Loc loc) {
  Node *n = ast_node(p->arena, NODE_Name, loc);
  n->Name.id = id;
  n->Name.ctx = context;
  return n;
}

Node *new_constant(Parser *p, Const value, Loc loc) {
  Node *n = ast_node(p->arena, NODE_Constant, loc);
  Const *c = ARENA_NEW(p->arena, Const);
  *c = value;
  n->Constant.value = c;
  return n;
}

/* The tokens before the current one are not needed any more; one is kept. */
static void forget_tokens(Parser *p) {
  if (p->pos + 1 != p->count) return;
  p->tokens[0] = p->tokens[p->pos];
  p->pos = 0;
  p->count = 1;
}

AstString parse_type_comment(Parser *p) {
  if (kind(p) != TOK_TYPE_COMMENT) return NULL;
  Token *t = current(p);
  Name *text = ARENA_NEW(p->arena, Name);
  *text = (Name){arena_copy(p->arena, t->start, t->end - t->start), t->end - t->start};
  advance(p);
  return text;
}

bool check_version(Parser *p, int minor, const char *what) {
  if (!p->source->feature_version || p->source->feature_version >= minor) return true;
  return parse_error(p, last_token_loc(p), "%s only supported in Python 3.%d and greater", what, minor);
}

static Node *parse_module(Parser *p) {
  while (kind(p) != TOK_ENDMARKER) {
    forget_tokens(p);
    if (!parse_statement(p)) return NULL;
  }
  Node *n = ast_node(p->arena, NODE_Module, (Loc){0});
  n->Module.body = pop_list(p, 0);
  n->Module.type_ignores = p->lex.type_ignores;
  return n;
}

/* compound_stmt NEWLINE | simple_stmts | NEWLINE */
static Node *parse_interactive(Parser *p) {
  Node *n = ast_node(p->arena, NODE_Interactive, (Loc){0});
  bool compound = false;
  if (kind(p) == TOK_NEWLINE) {
    Loc loc = current(p)->loc;
    advance_space(p);
    push(p, ast_node(p->arena, NODE_Pass, loc));
  } else {
    bool fine = parse_compound(p, &compound);
    if (!compound) fine = parse_simple_statements(p);
    if (!fine || (compound && kind(p) != TOK_NEWLINE)) return NULL;
  }
  n->Interactive.body = pop_list(p, 0);
  Token *newline = &p->tokens[compound ? p->pos : p->pos - 1]; /* what is fetched behind it does not matter */
  *p->diag = (Diag){0};
  const char *s = newline->end;
  while (s < p->lex.limit && (*s == ' ' || *s == '\t' || *s == '\n' || *s == '\f' || *s == '#')) s = *s == '#' ? strchr(s, '\n') : s + 1;
  if (s >= p->lex.limit) return n;
  return parse_error(p, newline->loc, "multiple statements found while compiling a single statement");
}

static Node *parse_eval(Parser *p) {
  Node *e = parse_star_expressions(p);
  if (!e) return NULL;
  while (kind(p) == TOK_NEWLINE) advance_space(p);
  if (kind(p) != TOK_ENDMARKER) return NULL;
  Node *n = ast_node(p->arena, NODE_Expression, (Loc){0});
  n->Expression.body = e;
  return n;
}

/* "(int, *str, **dict) -> type" of a signature comment. */
static Node *parse_func_type(Parser *p) {
  if (!accept(p, TOK_LPAR)) return NULL;
  int stars = 0;
  while (kind(p) != TOK_RPAR) {
    int before = stars;
    stars = accept(p, TOK_STAR) ? 1 : accept(p, TOK_DOUBLESTAR) ? 2 : 0;
    if (before && stars <= before) return NULL;
    Node *e = parse_expression(p);
    if (!e) return NULL;
    push(p, e);
    if (!accept(p, TOK_COMMA)) break;
  }
  NodeList types = pop_list(p, 0);
  if (!accept(p, TOK_RPAR) || !accept(p, TOK_RARROW)) return NULL;
  Node *returns = parse_expression(p);
  if (!returns) return NULL;
  while (kind(p) == TOK_NEWLINE) advance_space(p);
  if (kind(p) != TOK_ENDMARKER) return NULL;
  Node *n = ast_node(p->arena, NODE_FunctionType, (Loc){0});
  n->FunctionType.argtypes = types;
  n->FunctionType.returns = returns;
  return n;
}

static Node *parse_root(Parser *p) {
  parse_fetch(p);
  if (p->failed) return NULL;
  switch (p->source->mode) {
  case MODE_EXEC: return parse_module(p);
  case MODE_SINGLE: return parse_interactive(p);
  case MODE_EVAL: return parse_eval(p);
  case MODE_FUNC_TYPE: return parse_func_type(p);
  }
  return NULL;
}

static void parser_start(Parser *p, const Source *source, Arena *arena, Diag *diag, const char *text, size_t len, IdentTable *names) {
  *p = (Parser){.arena = arena, .source = source, .diag = diag, .cap = 64, .stack_cap = 256, .ops_cap = 16};
  p->tokens = malloc(p->cap * sizeof(Token));
  p->stack = malloc(p->stack_cap * sizeof *p->stack);
  p->ops = malloc(p->ops_cap);
  if (!p->tokens || !p->stack || !p->ops) abort();
  Lexer *lx = &p->lex;
  lx->text = lx->at = lx->line_start = text;
  lx->limit = text + len;
  lx->line = 1;
  lx->at_line_start = true;
  lx->arena = arena;
  lx->names = names;
  lx->source = source;
  lx->diag = diag;
}

static void parser_end(Parser *p) {
  free(p->tokens);
  free(p->stack);
  free(p->ops);
}

static uint32_t lines_read(const Lexer *lx) { return lx->line - (lx->at_line_start || lx->line_start >= lx->limit); }

/* Mistakes further on that only the lexer sees come before what the parser found; *diag is replaced
 * if there is one. */
static void look_for_lexical_errors(Parser *p) {
  Lexer *lx = &p->lex;
  Diag found = *p->diag;
  uint32_t line = last_token_loc(p).line;
  if (lx->failed) return;
  lx->plain_strings = true;
  *p->diag = (Diag){0};
  Token t;
  do lex_token(lx, &t);
  while (t.kind != TOK_ENDMARKER && (t.kind != TOK_ERROR || t.end > t.start) && !p->diag->kind);
  if (p->diag->kind && lx->minor) *p->diag = (Diag){0};
  if (t.kind == TOK_ERROR && !p->diag->kind && lx->level && line > lx->parens[lx->level - 1].line) unclosed_bracket(lx);
  if (!p->diag->kind) *p->diag = found;
  else diag_set_text(p->diag, p->arena, lx->text, !lx->failed && p->diag->loc.line >= lines_read(lx));
}

/* Nothing was said by the second pass: the token at which the first pass stopped. */
static void generic_error(Parser *p, Token last) {
  if (last.kind == TOK_INDENT || last.kind == TOK_DEDENT)
    diag_set(p->diag, p->arena, DIAG_INDENTATION, last_token_loc(p), last.kind == TOK_INDENT ? "unexpected indent" : "unexpected unindent");
  else diag_set(p->diag, p->arena, DIAG_SYNTAX, last.loc, "invalid syntax");
}

/* Whether the failure may be due to the end of the text. */
static bool input_ended(const Parser *p) {
  if (p->lex.cut_off) return true;
  if (p->lex.failed && !p->lex.minor) return false;
  return p->lex.at >= p->lex.limit && (p->failed || p->tokens[p->count - 1].kind != TOK_NEWLINE || p->tokens[p->count - 1].loc.col == (uint32_t)-1);
}

static void incomplete_input(Parser *p) {
  Loc loc = last_token_loc(p);
  if (p->lex.at >= p->lex.limit && (p->lex.minor || p->lex.level)) {
    const char *line = p->lex.limit - (p->lex.limit > p->lex.text);
    while (line > p->lex.text && line[-1] != '\n') line--;
    uint32_t last = p->lex.line - (p->lex.line_start >= p->lex.limit);
    loc = (Loc){last, last, (uint32_t)(p->lex.limit - line) - 1, (uint32_t)-2};
  }
  if (p->lex.cut_off) loc = (Loc){p->lex.line, p->lex.line, (uint32_t)(p->lex.at - p->lex.line_start) - 1, (uint32_t)-2};
  diag_set(p->diag, p->arena, DIAG_SYNTAX, loc, "incomplete input");
  p->diag->incomplete = true;
}

/* Why the first pass failed, unless that is known: the second pass, or the token at which the first
 * stopped.  True: the error goes before mistakes further on. */
static bool find_reason(Parser *p, const Source *quiet) {
  Diag *diag = p->diag;
  if (p->source->allow_incomplete && input_ended(p)) {
    incomplete_input(p);
    return true;
  }
  if (diag->kind) return false;
  Token last = p->tokens[p->count - 1];
  Lexer lx = p->lex;
  size_t len = lx.limit - lx.text;
  parser_end(p);
  parser_start(p, quiet, p->arena, diag, lx.text, len, lx.names);
  p->lex.valid = lx.valid;
  p->second_pass = p->diagnosing = true;
  p->fuel = (int64_t)len * 4 + 100000;
  if (parse_root(p) || diag->kind) return false;
  generic_error(p, last);
  return diag->kind == DIAG_INDENTATION;
}

static void report_failure(Parser *p, const Source *quiet) {
  Diag *diag = p->diag;
  bool final = find_reason(p, quiet);
  bool with_newline = p->lex.failed ? p->lex.minor : diag->loc.line >= lines_read(&p->lex);
  diag_set_text(diag, p->arena, p->lex.text, with_newline);
  if (diag->kind <= DIAG_TAB && !final) look_for_lexical_errors(p);
}

Mod *parse_source(const Source *source, Arena *arena, Diag *diag) {
  *diag = (Diag){0};
  size_t len;
  bool valid;
  const char *text = text_read(source, arena, diag, &len, &valid);
  if (!text) return NULL;
  Source quiet = *source; /* for the second pass: warnings are given in the first */
  quiet.warn = NULL;
  Parser p;
  parser_start(&p, source, arena, diag, text, len, ident_table_new(arena));
  p.lex.valid = valid;
  Node *root = parse_root(&p);
  if (!root) report_failure(&p, &quiet);
  parser_end(&p);
  if (!root) return NULL;
  Mod *mod = ARENA_NEW(arena, Mod);
  mod->root = root;
  mod->future_flags = source->future_flags;
  mod->arena = arena;
  mod->idents = p.lex.names;
  return mod;
}
