/* Compound statements other than definitions and match. */
#include "parser.h"

static void forget_tokens(Parser *p) {
  if (p->pos < 2 || p->pos + 1 != p->count) return;
  p->tokens[0] = p->tokens[p->pos - 1];
  p->tokens[1] = p->tokens[p->pos];
  p->pos = 1;
  p->count = 2;
}

/* block: ":" (simple_stmts | NEWLINE INDENT statement+ DEDENT) */
bool parse_block(Parser *p, NodeList *out) {
  int base = p->nstack;
  if (!accept(p, TOK_COLON)) return false;
  if (kind(p) != TOK_NEWLINE) {
    if (!parse_simple_statements(p)) return false;
  } else {
    advance_space(p);
    if (kind(p) != TOK_INDENT) return false;
    advance_space(p);
    do {
      forget_tokens(p);
      if (!parse_statement(p)) return false;
    } while (kind(p) != TOK_DEDENT && kind(p) != TOK_ENDMARKER);
    if (kind(p) == TOK_DEDENT) advance_space(p);
  }
  *out = pop_list(p, base);
  return true;
}

/* ["else" block] */
static bool parse_else(Parser *p, NodeList *out) {
  *out = (NodeList){0};
  return !accept(p, TOK_else) || parse_block(p, out);
}

static NodeList one_item(Parser *p, Node *n) {
  int base = p->nstack;
  push(p, n);
  return pop_list(p, base);
}

/* ("if" | "elif") named_expression block (elif | ["else" block]) */
static Node *parse_if(Parser *p) {
  Loc start = current(p)->loc;
  advance(p);
  Node *test = parse_named_expression(p);
  NodeList body, orelse;
  if (!test || !parse_block(p, &body)) return NULL;
  if (kind(p) == TOK_elif) {
    if (!enter(p, 1)) return NULL;
    Node *rest = parse_if(p);
    leave(p, 1);
    if (!rest) return NULL;
    orelse = one_item(p, rest);
  } else if (!parse_else(p, &orelse)) return NULL;
  Node *n = ast_node(p->arena, NODE_If, loc_from(p, start));
  n->If.test = test;
  n->If.body = body;
  n->If.orelse = orelse;
  return n;
}

static Node *parse_while(Parser *p) {
  Loc start = current(p)->loc;
  advance(p);
  Node *test = parse_named_expression(p);
  NodeList body, orelse;
  if (!test || !parse_block(p, &body) || !parse_else(p, &orelse)) return NULL;
  Node *n = ast_node(p->arena, NODE_While, loc_from(p, start));
  n->While.test = test;
  n->While.body = body;
  n->While.orelse = orelse;
  return n;
}

/* "for" star_targets "in" star_expressions block ["else" block] */
static Node *parse_for(Parser *p, Loc start, bool is_async) {
  advance(p);
  Node *target = parse_star_targets(p);
  if (!target || !accept(p, TOK_in)) return NULL;
  Node *iter = parse_star_expressions(p);
  NodeList body, orelse;
  if (!iter || !parse_block(p, &body) || !parse_else(p, &orelse)) return NULL;
  Node *n = ast_node(p->arena, is_async ? NODE_AsyncFor : NODE_For, loc_from(p, start));
  n->For.target = target;
  n->For.iter = iter;
  n->For.body = body;
  n->For.orelse = orelse;
  return n;
}

/* expression ["as" star_target] */
static bool parse_with_item(Parser *p) {
  Node *e = parse_expression(p), *target = NULL;
  if (!e) return false;
  if (accept(p, TOK_as) && !(target = parse_star_target(p))) return false;
  Node *n = ast_node(p->arena, NODE_withitem, (Loc){0});
  n->withitem.context_expr = e;
  n->withitem.optional_vars = target;
  push(p, n);
  return true;
}

/* "(" with_item ("," with_item)* [","] ")" before a colon; else nothing is consumed */
static bool parse_bracketed_items(Parser *p) {
  Mark before = mark(p);
  advance(p);
  do {
    if (p->nstack > before.nstack && kind(p) == TOK_RPAR) break;
    if (!parse_with_item(p)) goto other;
  } while (accept(p, TOK_COMMA));
  if (accept(p, TOK_RPAR) && kind(p) == TOK_COLON) return true;
other:
  if (!p->failed) reset(p, before);
  return false;
}

static Node *parse_with(Parser *p, Loc start, bool is_async) {
  advance(p);
  int base = p->nstack;
  if (kind(p) != TOK_LPAR || !parse_bracketed_items(p)) {
    if (p->failed) return NULL;
    do
      if (!parse_with_item(p)) return NULL;
    while (accept(p, TOK_COMMA));
  }
  NodeList items = pop_list(p, base), body;
  if (!parse_block(p, &body)) return NULL;
  Node *n = ast_node(p->arena, is_async ? NODE_AsyncWith : NODE_With, loc_from(p, start));
  n->With.items = items;
  n->With.body = body;
  return n;
}

/* The types of a handler: an expression, or several without parentheses when no "as" follows. */
static Node *parse_handler_type(Parser *p) {
  Loc start = current(p)->loc;
  Node *type = parse_expression(p);
  if (!type || kind(p) != TOK_COMMA) return type;
  int base = p->nstack;
  push(p, type);
  while (accept(p, TOK_COMMA)) {
    if (kind(p) == TOK_COLON) break;
    if (!(type = parse_expression(p))) return NULL;
    push(p, type);
  }
  if (kind(p) != TOK_COLON) return NULL;
  Node *n = ast_node(p->arena, NODE_Tuple, loc_from(p, start));
  n->Tuple.elts = pop_list(p, base);
  n->Tuple.ctx = AST_Load;
  return n;
}

/* "except" ["*"] [expression ["as" NAME]] block */
static bool parse_handler(Parser *p, bool first, bool *star) {
  Loc start = current(p)->loc;
  advance(p);
  bool starred = accept(p, TOK_STAR);
  if (first) *star = starred;
  if (starred != *star) return false;
  Node *type = NULL;
  Identifier name = NULL;
  if (kind(p) != TOK_COLON || starred) {
    if (!(type = parse_handler_type(p))) return false;
    if (accept(p, TOK_as)) {
      if (kind(p) != TOK_NAME) return false;
      name = current(p)->name;
      advance(p);
    }
  }
  NodeList body;
  if (!parse_block(p, &body)) return false;
  Node *n = ast_node(p->arena, NODE_ExceptHandler, loc_from(p, start));
  n->ExceptHandler.type = type;
  n->ExceptHandler.name = name;
  n->ExceptHandler.body = body;
  push(p, n);
  return true;
}

static Node *parse_try(Parser *p) {
  Loc start = current(p)->loc;
  NodeList body, orelse = {0}, final = {0};
  advance(p);
  if (!parse_block(p, &body)) return NULL;
  int base = p->nstack;
  bool star = false;
  for (bool first = true; kind(p) == TOK_except; first = false)
    if (!parse_handler(p, first, &star)) return NULL;
  NodeList handlers = pop_list(p, base);
  if (handlers.n && !parse_else(p, &orelse)) return NULL;
  if (accept(p, TOK_finally)) {
    if (!parse_block(p, &final)) return NULL;
  } else if (!handlers.n) return NULL;
  Node *n = ast_node(p->arena, star ? NODE_TryStar : NODE_Try, loc_from(p, start));
  n->Try.body = body;
  n->Try.handlers = handlers;
  n->Try.orelse = orelse;
  n->Try.finalbody = final;
  return n;
}

static Node *parse_async(Parser *p) {
  Loc start = current(p)->loc;
  advance(p);
  switch (kind(p)) {
  case TOK_def: return parse_function(p, start, (NodeList){0}, true);
  case TOK_with: return parse_with(p, start, true);
  case TOK_for: return parse_for(p, start, true);
  default: return NULL;
  }
}

bool parse_compound(Parser *p, bool *is_compound) {
  Node *n;
  Loc start = current(p)->loc;
  *is_compound = true;
  switch (kind(p)) {
  case TOK_if: n = parse_if(p); break;
  case TOK_while: n = parse_while(p); break;
  case TOK_for: n = parse_for(p, start, false); break;
  case TOK_with: n = parse_with(p, start, false); break;
  case TOK_try: n = parse_try(p); break;
  case TOK_def: n = parse_function(p, start, (NodeList){0}, false); break;
  case TOK_class: n = parse_class(p, (NodeList){0}); break;
  case TOK_AT: n = parse_decorated(p); break;
  case TOK_async: n = parse_async(p); break;
  case TOK_NAME:
    if (current(p)->soft == SOFT_match && (n = parse_match(p))) break;
    *is_compound = p->failed;
    return false;
  default:
    *is_compound = false;
    return false;
  }
  if (n) push(p, n);
  return n != NULL;
}
