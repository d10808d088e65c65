/* String literals: adjacent ones joined, f-strings and t-strings split into text and replacement
 * fields.  The expression of a field is parsed in place, as the parser's tokens between two brackets
 * that stand for the braces. */
#include <stdlib.h>
#include <string.h>

#include "escapes.h"

enum { MAX_SPEC_NESTING = 2 };

/* A run of adjacent literals under construction: parts so far are on the parser's stack. */
typedef struct {
  Parser *p;
  Loc loc;               /* of the whole run, and of every part: as CPython 3.11 has it */
  AstString kind;        /* "u" of the first literal, or NULL */
  Bytes text;            /* literal text not yet made a part */
  bool formatted, template, bytes;
  Token token;           /* the literal being read */
  bool raw;
  const char *seen, *seen_line; /* up to where lines have been counted, and the start of that line */
  uint32_t line;
} Strings;

static const char *parse_parts(Strings *st, const char *s, const char *end, int nesting);

static void *fail_at(Strings *st, const char *message) {
  return parse_error(st->p, last_token_loc(st->p), "%s", message);
}

static Const text_constant(Strings *st, const char *text, size_t len) {
  return (Const){.kind = CONST_str, .s = {arena_copy(st->p->arena, text, len), len}};
}

static void push_text(Strings *st) {
  if (!st->text.len) return;
  Node *n = new_constant(st->p, text_constant(st, st->text.text, st->text.len), st->loc);
  n->Constant.kind = st->kind;
  push(st->p, n);
  st->text.len = 0;
}

static void warn_escape(Strings *st, const char *at) {
  Parser *p = st->p;
  bool octal = at[1] >= '0' && at[1] <= '7';
  int shown = octal ? 3 : 1;
  if ((unsigned char)at[1] >= 0x80) return;
  warn_at(p->source, p->arena, st->token.loc, st->token.line, "DeprecationWarning", "invalid %sescape sequence '\\%.*s'", octal ? "octal " : "", shown, at + 1);
}

/* Text that ends in a backslash, which the brace behind it leaves as it is. */
static bool ends_in_backslash(const char *s, const char *end) {
  bool odd = false;
  for (const char *c = end; c > s && c[-1] == '\\'; c--) odd = !odd;
  return odd && (*end == '{' || *end == '}');
}

static bool add_text(Strings *st, const char *s, const char *end) {
  if (s == end) return true;
  char problem[160];
  if (!st->p->lex.valid && utf8_problem(s, end - s, problem, sizeof problem)) return fail_at(st, problem);
  if (st->raw || !memchr(s, '\\', end - s)) {
    bytes_add(&st->text, s, end - s);
    return true;
  }
  bool lone = st->formatted && ends_in_backslash(s, end);
  StringError error;
  const char *bad_escape;
  if (!string_decode(s, end - lone, st->bytes, &st->text, &error, &bad_escape)) return fail_at(st, error.message);
  if (lone) bytes_add(&st->text, "\\", 1);
  if (bad_escape) warn_escape(st, bad_escape);
  else if (lone) warn_escape(st, end - 1);
  return true;
}

/* Where the literal text at s stops: at a brace of a field, or the end. */
static const char *text_end(Strings *st, const char *s, const char *end, bool in_spec, bool *doubled) {
  *doubled = false;
  while (s < end) {
    char c = *s++;
    if (c == '\\' && !st->raw && s < end) {
      if (*s == 'N' && s + 1 < end && s[1] == '{') {
        const char *close = memchr(s, '}', end - s);
        s = close ? close + 1 : end;
      } else if (*s != '{' && *s != '}') s++;
      continue;
    }
    if (c != '{' && c != '}') continue;
    if (!in_spec && s < end && *s == c) {
      *doubled = true;
      return s;
    }
    return s - 1;
  }
  return s;
}

/* How far CPython 3.11's columns on a field's first line are from the true ones. */
static int32_t column_shift(Strings *st) {
  if (st->line != st->token.loc.line) return 0;
  return (int32_t)st->token.loc.col - (int32_t)(st->token.start - st->token.line);
}

static void count_lines(Strings *st, const char *upto) {
  for (; st->seen < upto; st->seen++)
    if (*st->seen == '\n') st->line++, st->seen_line = st->seen + 1;
}

typedef struct {
  const char *at, *limit, *line_start, *brace;
  uint32_t line, shift_line;
  int32_t shift;
  int level, outer_level, pending;
  bool at_line_start, embedded;
} LexState;

static LexState lex_save(const Lexer *lx) {
  return (LexState){lx->at, lx->limit, lx->line_start, lx->brace, lx->line, lx->shift_line, lx->shift, lx->level, lx->outer_level, lx->pending, lx->at_line_start, lx->embedded};
}

static void lex_restore(Lexer *lx, LexState s) {
  lx->at = s.at, lx->limit = s.limit, lx->line_start = s.line_start, lx->brace = s.brace, lx->line = s.line;
  lx->shift_line = s.shift_line, lx->shift = s.shift, lx->level = s.level, lx->outer_level = s.outer_level, lx->pending = s.pending;
  lx->at_line_start = s.at_line_start, lx->embedded = s.embedded;
}

/* Lets the lexer begin at the brace, which it will hand out as "(". */
static void lex_embed(Strings *st, const char *brace, const char *end) {
  Lexer *lx = &st->p->lex;
  count_lines(st, brace);
  lx->line_start = st->seen_line;
  lx->line = st->line;
  lx->shift = column_shift(st);
  lx->shift_line = lx->line;
  lx->at = lx->brace = brace;
  lx->limit = end;
  lx->pending = 0;
  lx->at_line_start = false;
  lx->outer_level = lx->level;
  lx->embedded = true;
}

/* Parses the field once; *last: the last token looked at. */
static Node *parse_embedded(Strings *st, const char *brace, const char *end, Token *last) {
  Parser *p = st->p;
  LexState saved = lex_save(&p->lex);
  Mark m = mark(p);
  int count = p->count;
  lex_embed(st, brace, end);
  p->pos = p->count;
  parse_fetch(p);
  Node *e = p->failed ? NULL : parse_star_expressions(p);
  if (e && kind(p) != TOK_ENDMARKER) e = NULL;
  *last = p->tokens[p->count - 1];
  lex_restore(&p->lex, saved);
  p->count = count;
  m.nstack = e ? p->nstack : m.nstack;
  reset(p, m);
  return e;
}

/* CPython 3.11 shows an error in a field within the text "(expression)" instead of the source line. */
static void relocate_error(Strings *st, const char *brace, const char *end) {
  Parser *p = st->p;
  Diag *diag = p->diag;
  if (diag->text || diag->kind != DIAG_SYNTAX) return;
  uint32_t first_line = st->line, shift = (uint32_t)(brace - st->seen_line);
  Bytes text = {0};
  bytes_add(&text, "(", 1);
  bytes_add(&text, brace + 1, end - brace - 1);
  bytes_add(&text, ")\n", 2);
  const char *from = text.text;
  for (uint32_t n = first_line; n < diag->loc.line && strchr(from, '\n')[1]; n++) from = strchr(from, '\n') + 1;
  diag->text_len = strcspn(from, "\n");
  diag->text_len += !from[diag->text_len + 1]; /* the last line keeps its newline */
  diag->text = arena_copy(p->arena, from, diag->text_len);
  free(text.text);
  if (diag->loc.line == first_line) diag->loc.col -= shift;
  if (diag->loc.end_line == first_line && (int)diag->loc.end_col > 0) diag->loc.end_col -= shift;
  if (p->lex.failed) return;
  size_t size = strlen(diag->message) + sizeof "f-string: ";
  char *message = arena_alloc(p->arena, size);
  snprintf(message, size, "f-string: %s", diag->message);
  diag->message = message;
}

static Node *parse_field_expression(Strings *st, const char *brace, const char *end) {
  Parser *p = st->p;
  const char *s = brace + 1;
  while (s < end && strchr(" \t\f\n", *s)) s++;
  if (s == end && *end == '}') return fail_at(st, "f-string: empty expression not allowed");
  if (s == end) return parse_error(p, last_token_loc(p), "f-string: expression required before '%c'", *end);
  if (!enter(p, 1)) return NULL;
  Token last, ignored;
  Node *e = parse_embedded(st, brace, end, &last);
  if (!e && !p->failed) {
    bool diagnosing = p->diagnosing;
    p->diagnosing = true;
    parse_embedded(st, brace, end, &ignored);
    p->diagnosing = diagnosing;
    if (!p->failed) parse_error(p, last.loc, "invalid syntax");
  }
  if (!e) relocate_error(st, brace, end);
  leave(p, 1);
  return e;
}

static int parse_conversion(Strings *st, const char **s, const char *end) {
  ++*s;
  if (*s >= end) return fail_at(st, "f-string: expecting '}'"), -1;
  int c = *(*s)++;
  if (c == 's' || c == 'r' || c == 'a') return c;
  return fail_at(st, "f-string: invalid conversion character: expected 's', 'r', or 'a'"), -1;
}

/* After the ":": a JoinedStr of its own, which has the place of this literal and not of the run. */
static Node *parse_spec(Strings *st, const char **s, const char *end, int nesting) {
  Parser *p = st->p;
  Bytes outer = st->text;
  Loc outer_loc = st->loc;
  st->text = (Bytes){0};
  st->loc = st->token.loc;
  bool outer_template = st->template;
  st->template = false; /* a t-string's specs are formatted when the template is made */
  int base = p->nstack;
  Node *spec = NULL;
  *s = parse_parts(st, *s, end, nesting + 1);
  if (*s) {
    push_text(st);
    spec = ast_node(p->arena, NODE_JoinedStr, st->loc);
    spec->JoinedStr.values = pop_list(p, base);
  }
  free(st->text.text);
  st->text = outer;
  st->loc = outer_loc;
  st->template = outer_template;
  return spec;
}

static Node *make_field(Strings *st, Node *value, int conversion, Node *spec, const char *text, const char *text_end) {
  Arena *arena = st->p->arena;
  Node *n = ast_node(arena, st->template ? NODE_Interpolation : NODE_FormattedValue, st->loc);
  if (!st->template) {
    n->FormattedValue.value = value;
    n->FormattedValue.conversion = conversion;
    n->FormattedValue.format_spec = spec;
    return n;
  }
  while (text_end > text && strchr(" \t\f\n", text_end[-1])) text_end--;
  Const *str = ARENA_NEW(arena, Const);
  *str = text_constant(st, text, text_end - text);
  n->Interpolation.value = value;
  n->Interpolation.str = str;
  n->Interpolation.conversion = conversion;
  n->Interpolation.format_spec = spec;
  return n;
}

/* A replacement field from its brace on; returns what follows its closing brace, NULL: failed. */
static const char *parse_field(Strings *st, const char *brace, const char *end, int nesting) {
  if (nesting >= MAX_SPEC_NESTING) return fail_at(st, "f-string: expressions nested too deeply");
  char problem[120];
  const char *s = field_expression_end(brace + 1, end, problem, sizeof problem), *expression = s;
  if (!s) return fail_at(st, problem);
  Node *value = parse_field_expression(st, brace, s);
  if (!value) return NULL;
  bool debug = *s == '=';
  if (debug) {
    if (!check_version(st->p, 8, "f-string: self documenting expressions are")) return NULL;
    s++;
    while (s < end && strchr(" \t\f\n\r", *s)) s++;
    bytes_add(&st->text, brace + 1, s - brace - 1);
  }
  int conversion = -1;
  Node *spec = NULL;
  if (s < end && *s == '!' && (conversion = parse_conversion(st, &s, end)) < 0) return NULL;
  if (s < end && *s == ':') {
    s++;
    push_text(st);
    if (!(spec = parse_spec(st, &s, end, nesting))) return NULL;
  }
  if (s >= end || *s != '}') return fail_at(st, "f-string: expecting '}'");
  if (debug && conversion < 0 && !spec) conversion = 'r';
  push_text(st);
  push(st->p, make_field(st, value, conversion, spec, brace + 1, expression));
  return s + 1;
}

/* Text and fields up to the end, or in a format specification (nesting > 0) to its closing brace. */
static const char *parse_parts(Strings *st, const char *s, const char *end, int nesting) {
  while (s < end) {
    bool doubled;
    const char *stop = text_end(st, s, end, nesting > 0, &doubled);
    if (!add_text(st, s, stop)) return NULL;
    if (doubled) {
      s = stop + 1;
      continue;
    }
    if (stop == end) return stop;
    if (*stop == '}') {
      if (nesting) return stop;
      return fail_at(st, "f-string: single '}' is not allowed");
    }
    if (!(s = parse_field(st, stop, end, nesting))) return NULL;
  }
  return s;
}

/* The prefix, quotes and contents of one literal. */
static bool add_literal(Strings *st, const Token *t, bool first) {
  const char *s = t->start, *end = t->end;
  while (*s != '"' && *s != '\'') s++;
  bool bytes, formatted, template;
  lex_prefix(t->start, s - t->start, &bytes, &st->raw, &formatted, &template);
  int quotes = end - s >= 6 && s[1] == *s && s[2] == *s ? 3 : 1;
  s += quotes, end -= quotes;
  st->token = *t;
  st->seen = t->start;
  st->seen_line = t->line;
  st->line = t->loc.line;
  st->bytes = bytes;
  if (first && *t->start == 'u') {
    Name *u = ARENA_NEW(st->p->arena, Name);
    *u = (Name){"u", 1};
    st->kind = u;
  }
  st->template |= template;
  st->formatted |= formatted;
  if (bytes) {
    for (const char *c = s; c < end; c++)
      if ((unsigned char)*c >= 0x80) {
        return fail_at(st, "bytes can only contain ASCII literal characters");
      }
  }
  if (!formatted) return add_text(st, s, end);
  return check_version(st->p, 6, "Format strings are") && parse_parts(st, s, end, 0);
}

/* One literal without escapes and prefix is taken from the source as it stands. */
static Node *simple_string(Parser *p) {
  Token *t = current(p);
  char quote = *t->start;
  if (quote != '"' && quote != '\'') return NULL;
  size_t len = t->end - t->start;
  int quotes = len >= 6 && t->start[1] == quote && t->start[2] == quote ? 3 : 1;
  const char *s = t->start + quotes;
  len -= quotes * 2;
  if (memchr(s, '\\', len) || peek(p, 1)->kind == TOK_STRING) return NULL;
  char problem[160];
  if (!p->lex.valid && utf8_problem(s, len, problem, sizeof problem)) return parse_error(p, last_token_loc(p), "%s", problem);
  Loc loc = current(p)->loc;
  advance(p);
  return new_constant(p, (Const){.kind = CONST_str, .s = {s, len}}, loc);
}

/* All of the run must agree: *count literals from the current token on. */
static bool check_run(Parser *p, int *count, bool *bytes) {
  bool flags[3], is_bytes, template, any_template = false, all_template = true;
  *count = 0;
  for (Token *t; (t = peek(p, *count))->kind == TOK_STRING; ++*count) {
    const char *s = t->start;
    while (*s != '"' && *s != '\'') s++;
    lex_prefix(t->start, s - t->start, &is_bytes, &flags[0], &flags[1], &template);
    if (!*count) *bytes = is_bytes;
    any_template |= template;
    all_template &= template;
    const char *message = *bytes != is_bytes ? "cannot mix bytes and nonbytes literals" : NULL;
    if (any_template && !all_template) message = "cannot mix t-string literals with string or bytes literals";
    if (!message) continue;
    if (peek(p, *count + 1)->kind == TOK_ERROR && p->failed) return false;
    while (peek(p, *count)->kind == TOK_STRING) ++*count;
    return parse_error(p, last_token_loc(p), "%s", message);
  }
  return !p->failed;
}

Node *parse_strings(Parser *p) {
  Node *n = simple_string(p);
  if (n || p->failed) return n;
  int count, base = p->nstack;
  bool bytes = false;
  if (!check_run(p, &count, &bytes)) return NULL;
  Loc last = peek(p, count - 1)->loc;
  Strings st = {.p = p, .loc = current(p)->loc};
  st.loc.end_line = last.end_line;
  st.loc.end_col = last.end_col;
  bool fine = true;
  for (int i = 0; fine && i < count; i++) {
    Token t = *peek(p, i);
    fine = add_literal(&st, &t, i == 0);
  }
  if (!fine) {
    free(st.text.text);
    return NULL;
  }
  for (int i = 0; i < count; i++) advance(p);
  if (!st.formatted) {
    Const c = text_constant(&st, st.text.len ? st.text.text : "", st.text.len);
    if (bytes) c.kind = CONST_bytes;
    n = new_constant(p, c, st.loc);
    n->Constant.kind = st.kind;
  } else {
    push_text(&st);
    n = ast_node(p->arena, st.template ? NODE_TemplateStr : NODE_JoinedStr, st.loc);
    n->JoinedStr.values = pop_list(p, base);
  }
  free(st.text.text);
  return n;
}
