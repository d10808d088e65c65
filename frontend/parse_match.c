/* The match statement and its patterns (PEP 634). */
#include "parser.h"

static Node *parse_pattern(Parser *p);

/* The value in subject position: star_named_expression "," ... | named_expression */
static Node *parse_subject(Parser *p) {
  Loc start = current(p)->loc;
  int base = p->nstack;
  Node *e = parse_star_named_expression(p);
  if (!e || (kind(p) != TOK_COMMA && e->kind != NODE_Starred)) return e;
  if (kind(p) != TOK_COMMA) return NULL;
  push(p, e);
  while (accept(p, TOK_COMMA)) {
    if (kind(p) == TOK_COLON) break;
    if (!(e = parse_star_named_expression(p))) return NULL;
    push(p, e);
  }
  Node *n = ast_node(p->arena, NODE_Tuple, loc_from(p, start));
  n->Tuple.elts = pop_list(p, base);
  n->Tuple.ctx = AST_Load;
  return n;
}

/* ---- values ---- */

static Node *binary(Parser *p, Node *left, int op, Node *right, Loc start) {
  Node *n = ast_node(p->arena, NODE_BinOp, loc_from(p, start));
  n->BinOp.left = left;
  n->BinOp.op = op;
  n->BinOp.right = right;
  return n;
}

static Node *parse_signed(Parser *p) {
  Loc start = current(p)->loc;
  bool minus = accept(p, TOK_MINUS);
  if (kind(p) != TOK_NUMBER) return NULL;
  Node *number = parse_number(p);
  if (!number || !minus) return number;
  Node *n = ast_node(p->arena, NODE_UnaryOp, loc_from(p, start));
  n->UnaryOp.op = AST_USub;
  n->UnaryOp.operand = number;
  return n;
}

static bool imaginary(const Node *n) { return n->kind == NODE_Constant && n->Constant.value->kind == CONST_complex; }

/* ["-"] NUMBER [("+" | "-") imaginary NUMBER] */
static Node *parse_complex_number(Parser *p) {
  Loc start = current(p)->loc;
  Node *left = parse_signed(p);
  if (!left || (kind(p) != TOK_PLUS && kind(p) != TOK_MINUS)) return left;
  Node *real = left->kind == NODE_UnaryOp ? left->UnaryOp.operand : left;
  int op = kind(p) == TOK_PLUS ? AST_Add : AST_Sub;
  bool left_imaginary = imaginary(real);
  advance(p);
  if (kind(p) != TOK_NUMBER) return NULL;
  Loc right_loc = current(p)->loc;
  Node *right = parse_number(p);
  if (!right) return NULL;
  if (left_imaginary || !imaginary(right)) {
    if (!p->failed)
      diag_set(p->diag, p->arena, DIAG_SYNTAX, left_imaginary ? real->loc : right_loc,
               left_imaginary ? "real number required in complex literal" : "imaginary number required in complex literal");
    p->failed = true;
    return NULL;
  }
  return binary(p, left, op, right, start);
}

/* NAME ("." NAME)* */
static Node *parse_dotted(Parser *p) {
  Loc start = current(p)->loc;
  Node *e = new_name(p, current(p)->name, AST_Load, start);
  advance(p);
  while (accept(p, TOK_DOT)) {
    if (kind(p) != TOK_NAME) return NULL;
    Identifier name = current(p)->name;
    advance(p);
    Node *n = ast_node(p->arena, NODE_Attribute, loc_from(p, start));
    n->Attribute.value = e;
    n->Attribute.attr = name;
    n->Attribute.ctx = AST_Load;
    e = n;
  }
  return e;
}

static Node *value_pattern(Parser *p, Node *value, Loc start) {
  if (!value) return NULL;
  Node *n = ast_node(p->arena, NODE_MatchValue, loc_from(p, start));
  n->MatchValue.value = value;
  return n;
}

static Node *singleton_pattern(Parser *p, ConstKind k) {
  Const *c = ARENA_NEW(p->arena, Const);
  c->kind = k;
  Node *n = ast_node(p->arena, NODE_MatchSingleton, current(p)->loc);
  n->MatchSingleton.value = c;
  advance(p);
  return n;
}

/* ---- sequences and mappings ---- */

static Node *new_capture(Parser *p, NodeKind k, Node *pattern, Identifier name, Loc start) {
  Node *n = ast_node(p->arena, k, loc_from(p, start));
  if (k == NODE_MatchStar) {
    n->MatchStar.name = name;
  } else {
    n->MatchAs.pattern = pattern;
    n->MatchAs.name = name;
  }
  return n;
}

/* A NAME that binds; "_" gives NULL in *name. */
static bool parse_capture_name(Parser *p, Identifier *name) {
  if (kind(p) != TOK_NAME) return false;
  *name = current(p)->soft == SOFT__ ? NULL : current(p)->name;
  advance(p);
  return true;
}

static Node *parse_maybe_star(Parser *p) {
  Loc start = current(p)->loc;
  if (!accept(p, TOK_STAR)) return parse_pattern(p);
  Identifier name;
  return parse_capture_name(p, &name) ? new_capture(p, NODE_MatchStar, NULL, name, start) : NULL;
}

/* Patterns with commas up to a closing token, onto the stack. */
static bool parse_pattern_list(Parser *p, int close) {
  while (kind(p) != close) {
    Node *n = parse_maybe_star(p);
    if (!n) return false;
    push(p, n);
    if (!accept(p, TOK_COMMA)) break;
  }
  return true;
}

static Node *new_sequence(Parser *p, int base, Loc start) {
  Node *n = ast_node(p->arena, NODE_MatchSequence, loc_from(p, start));
  n->MatchSequence.patterns = pop_list(p, base);
  return n;
}

static Node *parse_bracket_sequence(Parser *p) {
  Loc start = current(p)->loc;
  int base = p->nstack;
  advance(p);
  if (!parse_pattern_list(p, TOK_RSQB) || !accept(p, TOK_RSQB)) return NULL;
  return new_sequence(p, base, start);
}

/* "(" ... ")": a group, or a sequence when it is empty, starred or has a comma */
static Node *parse_group(Parser *p) {
  Loc start = current(p)->loc;
  int base = p->nstack;
  advance(p);
  if (!parse_pattern_list(p, TOK_RPAR)) return NULL;
  bool comma = p->tokens[p->pos - 1].kind == TOK_COMMA;
  if (!accept(p, TOK_RPAR)) return NULL;
  if (p->nstack == base + 1 && !comma) {
    Node *only = p->stack[base];
    p->nstack = base;
    return only->kind == NODE_MatchStar ? NULL : only;
  }
  return new_sequence(p, base, start);
}

static Node *parse_mapping_key(Parser *p) {
  switch (kind(p)) {
  case TOK_NAME: {
    Node *e = parse_dotted(p);
    return e && e->kind == NODE_Attribute ? e : NULL;
  }
  case TOK_STRING: return parse_strings(p);
  case TOK_None: case TOK_True: case TOK_False: {
    ConstKind k = kind(p) == TOK_None ? CONST_none : kind(p) == TOK_True ? CONST_true : CONST_false;
    Loc loc = current(p)->loc;
    advance(p);
    return new_constant(p, (Const){.kind = k}, loc);
  }
  default: return parse_complex_number(p);
  }
}

/* "{" (key ":" pattern | "**" NAME),* "}" */
static Node *parse_mapping(Parser *p) {
  Loc start = current(p)->loc;
  int base = p->nstack;
  Identifier rest = NULL;
  advance(p);
  while (kind(p) != TOK_RBRACE) {
    if (accept(p, TOK_DOUBLESTAR)) {
      if (current(p)->soft == SOFT__ || !parse_capture_name(p, &rest)) return NULL;
      accept(p, TOK_COMMA);
      break;
    }
    Node *key = parse_mapping_key(p);
    if (!key || !accept(p, TOK_COLON)) return NULL;
    Node *pattern = parse_pattern(p);
    if (!pattern) return NULL;
    push(p, key);
    push(p, pattern);
    if (!accept(p, TOK_COMMA)) break;
  }
  if (!accept(p, TOK_RBRACE)) return NULL;
  Node *n = ast_node(p->arena, NODE_MatchMapping, loc_from(p, start));
  int count = (p->nstack - base) / 2;
  n->MatchMapping.keys = (NodeList){ARENA_ARRAY(p->arena, Node *, count + 1), count};
  n->MatchMapping.patterns = (NodeList){ARENA_ARRAY(p->arena, Node *, count + 1), count};
  for (int i = 0; i < count; i++) {
    n->MatchMapping.keys.items[i] = p->stack[base + 2 * i];
    n->MatchMapping.patterns.items[i] = p->stack[base + 2 * i + 1];
  }
  n->MatchMapping.rest = rest;
  p->nstack = base;
  return n;
}

/* Positional patterns behind keyword patterns. */
static void diagnose_late_positional(Parser *p) {
  if (p->tokens[p->pos - 1].kind != TOK_COMMA) return;
  Node *first = parse_pattern(p), *last = first;
  while (last && accept(p, TOK_COMMA) && kind(p) != TOK_RPAR && !(kind(p) == TOK_NAME && peek(p, 1)->kind == TOK_EQUAL)) {
    Node *next = parse_pattern(p);
    if (!next) break;
    last = next;
  }
  if (!first) return;
  Loc loc = {first->loc.line, last->loc.end_line, first->loc.col, last->loc.end_col};
  parse_error(p, loc, "positional patterns follow keyword patterns");
}

/* name "(" (pattern | NAME "=" pattern),* ")" */
static Node *parse_class_pattern(Parser *p, Node *cls, Loc start) {
  int base = p->nstack;
  bool more = true; /* there was a comma */
  advance(p);
  while (more && kind(p) != TOK_RPAR && !(kind(p) == TOK_NAME && peek(p, 1)->kind == TOK_EQUAL)) {
    Node *n = parse_pattern(p);
    if (!n) return NULL;
    push(p, n);
    more = accept(p, TOK_COMMA);
  }
  NodeList patterns = pop_list(p, base);
  while (more && kind(p) == TOK_NAME && peek(p, 1)->kind == TOK_EQUAL) {
    push(p, (Node *)current(p)->name);
    advance(p);
    advance(p);
    Node *n = parse_pattern(p);
    if (!n) return NULL;
    push(p, n);
    more = accept(p, TOK_COMMA);
  }
  if (!accept(p, TOK_RPAR)) {
    if (p->diagnosing && p->nstack > base && !p->failed) diagnose_late_positional(p);
    return NULL;
  }
  Node *n = ast_node(p->arena, NODE_MatchClass, loc_from(p, start));
  int count = (p->nstack - base) / 2;
  n->MatchClass.cls = cls;
  n->MatchClass.patterns = patterns;
  n->MatchClass.kwd_attrs = (IdentifierList){ARENA_ARRAY(p->arena, Identifier, count + 1), count};
  n->MatchClass.kwd_patterns = (NodeList){ARENA_ARRAY(p->arena, Node *, count + 1), count};
  for (int i = 0; i < count; i++) {
    n->MatchClass.kwd_attrs.items[i] = (Identifier)p->stack[base + 2 * i];
    n->MatchClass.kwd_patterns.items[i] = p->stack[base + 2 * i + 1];
  }
  p->nstack = base;
  return n;
}

/* ---- patterns ---- */

static Node *parse_name_pattern(Parser *p) {
  Loc start = current(p)->loc;
  bool wildcard = current(p)->soft == SOFT__;
  Node *e = parse_dotted(p);
  if (!e) return NULL;
  if (kind(p) == TOK_LPAR) return parse_class_pattern(p, e, start);
  if (e->kind == NODE_Attribute) return value_pattern(p, e, start);
  return new_capture(p, NODE_MatchAs, NULL, wildcard ? NULL : e->Name.id, start);
}

static Node *parse_closed_pattern_inner(Parser *p) {
  Loc start = current(p)->loc;
  switch (kind(p)) {
  case TOK_NAME: return parse_name_pattern(p);
  case TOK_NUMBER: case TOK_MINUS: return value_pattern(p, parse_complex_number(p), start);
  case TOK_STRING: return value_pattern(p, parse_strings(p), start);
  case TOK_None: return singleton_pattern(p, CONST_none);
  case TOK_True: return singleton_pattern(p, CONST_true);
  case TOK_False: return singleton_pattern(p, CONST_false);
  case TOK_LPAR: return parse_group(p);
  case TOK_LSQB: return parse_bracket_sequence(p);
  case TOK_LBRACE: return parse_mapping(p);
  default: return NULL;
  }
}

static Node *parse_closed_pattern(Parser *p) {
  if (!enter(p, 10)) return NULL;
  Node *n = parse_closed_pattern_inner(p);
  leave(p, 10);
  return n;
}

/* or_pattern ["as" NAME] */
static Node *parse_pattern(Parser *p) {
  Loc start = current(p)->loc;
  Node *n = parse_closed_pattern(p);
  if (!n) return NULL;
  if (kind(p) == TOK_VBAR) {
    int base = p->nstack;
    push(p, n);
    while (accept(p, TOK_VBAR)) {
      if (!(n = parse_closed_pattern(p))) return NULL;
      push(p, n);
    }
    n = ast_node(p->arena, NODE_MatchOr, loc_from(p, start));
    n->MatchOr.patterns = pop_list(p, base);
  }
  if (!accept(p, TOK_as)) return n;
  Identifier name;
  Loc target = current(p)->loc;
  if (!parse_capture_name(p, &name)) {
    Node *wrong = p->diagnosing ? parse_expression(p) : NULL;
    return wrong ? parse_error(p, wrong->loc, "invalid pattern target") : NULL;
  }
  if (!name) return p->diagnosing ? parse_error(p, target, "cannot use '_' as a target") : NULL;
  return new_capture(p, NODE_MatchAs, n, name, start);
}

/* patterns: open_sequence | pattern */
static Node *parse_patterns(Parser *p) {
  Loc start = current(p)->loc;
  int base = p->nstack;
  Node *n = parse_maybe_star(p);
  if (!n || (kind(p) != TOK_COMMA && n->kind != NODE_MatchStar)) return n;
  if (!accept(p, TOK_COMMA)) return NULL;
  push(p, n);
  while (kind(p) != TOK_COLON && kind(p) != TOK_if) {
    if (!(n = parse_maybe_star(p))) return NULL;
    push(p, n);
    if (!accept(p, TOK_COMMA)) break;
  }
  return new_sequence(p, base, start);
}

/* "case" patterns ["if" named_expression] block */
static bool parse_case(Parser *p) {
  uint32_t line = current(p)->loc.line;
  advance(p);
  Node *pattern = parse_patterns(p), *guard = NULL;
  if (!pattern) return false;
  if (accept(p, TOK_if) && !(guard = parse_named_expression(p))) return false;
  NodeList body;
  if (!parse_colon(p, COLON_LINE) || !parse_block(p, &body, "'case' statement", line)) return false;
  Node *n = ast_node(p->arena, NODE_match_case, (Loc){0});
  n->match_case.pattern = pattern;
  n->match_case.guard = guard;
  n->match_case.body = body;
  push(p, n);
  return true;
}

/* The head of a match statement up to its first case; false: it is an expression after all. */
static Node *parse_head(Parser *p) {
  Mark before = mark(p);
  advance(p);
  int k = kind(p);
  if (k == TOK_EQUAL || k == TOK_DOT || k == TOK_COMMA || k == TOK_NEWLINE || k == TOK_COLON) goto expression;
  uint32_t line = p->tokens[p->pos - 1].loc.line;
  Node *subject = parse_subject(p);
  if (subject && p->diagnosing && kind(p) == TOK_NEWLINE) parse_error(p, last_token_loc(p), "expected ':'");
  if (subject && accept(p, TOK_COLON) && kind(p) == TOK_NEWLINE) {
    advance_space(p);
    if (kind(p) == TOK_INDENT && peek(p, 1)->kind == TOK_NAME && peek(p, 1)->soft == SOFT_case) {
      advance_space(p);
      return subject;
    }
    if (kind(p) != TOK_INDENT && p->diagnosing) indentation_error(p, "'match' statement", line);
  }
expression:
  if (!p->failed) reset(p, before);
  return NULL;
}

Node *parse_match(Parser *p) {
  Loc start = current(p)->loc;
  int base = p->nstack;
  Node *subject = parse_head(p);
  if (!subject || !check_version(p, 10, "Pattern matching is")) return NULL;
  while (kind(p) == TOK_NAME && current(p)->soft == SOFT_case)
    if (!parse_case(p)) goto failed;
  if (kind(p) != TOK_DEDENT) goto failed;
  advance_space(p);
  Node *n = ast_node(p->arena, NODE_Match, loc_from(p, start));
  n->Match.subject = subject;
  n->Match.cases = pop_list(p, base);
  return n;
failed:
  p->failed = true;
  return NULL;
}
