/* Compound statements other than definitions and match. */
#include "parser.h"

static void forget_tokens(Parser *p) {
  if (p->pos < 2 || p->pos + 1 != p->count) return;
  p->tokens[0] = p->tokens[p->pos - 1];
  p->tokens[1] = p->tokens[p->pos];
  p->pos = 1;
  p->count = 2;
}

bool parse_colon(Parser *p, int mode) {
  if (accept(p, TOK_COLON)) return true;
  if (mode == COLON_FORCED) return parse_error(p, current(p)->loc, "expected ':'");
  if (p->diagnosing && kind(p) == TOK_NEWLINE) parse_error(p, last_token_loc(p), "expected ':'");
  return false;
}

/* block: simple_stmts | NEWLINE INDENT statement+ DEDENT */
bool parse_block(Parser *p, NodeList *out, const char *what, uint32_t line) {
  int base = p->nstack;
  if (kind(p) != TOK_NEWLINE) {
    if (!parse_simple_statements(p)) return false;
  } else {
    advance_space(p);
    if (kind(p) != TOK_INDENT) return p->diagnosing ? indentation_error(p, what, line) : false;
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
  uint32_t line = current(p)->loc.line;
  return !accept(p, TOK_else) || (parse_colon(p, COLON_FORCED) && parse_block(p, out, "'else' statement", line));
}

static NodeList one_item(Parser *p, Node *n) {
  int base = p->nstack;
  push(p, n);
  return pop_list(p, base);
}

/* ("if" | "elif") named_expression block (elif | ["else" block]) */
static Node *parse_if(Parser *p) {
  Loc start = current(p)->loc;
  const char *what = kind(p) == TOK_if ? "'if' statement" : "'elif' statement";
  advance(p);
  Node *test = parse_named_expression(p);
  NodeList body, orelse;
  if (!test || !parse_colon(p, COLON_LINE) || !parse_block(p, &body, what, start.line)) return NULL;
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
  if (!test || !parse_colon(p, COLON_LINE) || !parse_block(p, &body, "'while' statement", start.line)) return NULL;
  if (!parse_else(p, &orelse)) return NULL;
  Node *n = ast_node(p->arena, NODE_While, loc_from(p, start));
  n->While.test = test;
  n->While.body = body;
  n->While.orelse = orelse;
  return n;
}

/* "for" star_targets "in" star_expressions block ["else" block] */
static Node *parse_for(Parser *p, Loc start, bool is_async) {
  uint32_t line = current(p)->loc.line;
  advance(p);
  Node *target = parse_for_target(p);
  if (!target) return NULL;
  Node *iter = parse_star_expressions(p);
  NodeList body, orelse;
  if (!iter || !parse_colon(p, COLON_LINE)) return NULL;
  AstString comment = parse_type_comment(p);
  if (!parse_block(p, &body, "'for' statement", line)) return NULL;
  if (!parse_else(p, &orelse)) return NULL;
  Node *n = ast_node(p->arena, is_async ? NODE_AsyncFor : NODE_For, loc_from(p, start));
  n->For.target = target;
  n->For.type_comment = comment;
  n->For.iter = iter;
  n->For.body = body;
  n->For.orelse = orelse;
  return n;
}

static bool after_with_item(int k) { return k == TOK_COMMA || k == TOK_RPAR || k == TOK_COLON; }

/* expression ["as" star_target] */
static bool parse_with_item(Parser *p) {
  Node *e = parse_expression(p), *target = NULL;
  if (!e) return false;
  if (accept(p, TOK_as)) {
    Mark before = mark(p);
    target = parse_star_target(p);
    if (!target || !after_with_item(kind(p))) {
      if (!p->diagnosing || p->failed) return target != NULL;
      Mark behind = mark(p);
      reset(p, before);
      Node *wrong = parse_expression(p);
      if (wrong && after_with_item(kind(p))) raise_invalid_target(p, wrong, TARGET_STAR);
      if (p->failed || !target) return false;
      reset(p, behind);
    }
  }
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
  if (accept(p, TOK_RPAR)) {
    if (kind(p) == TOK_COLON && peek(p, 1)->kind != TOK_TYPE_COMMENT)
      return check_version(p, 9, "Parenthesized context managers are");
    if (p->diagnosing && kind(p) == TOK_NEWLINE) parse_error(p, last_token_loc(p), "expected ':'");
  }
other:
  if (!p->failed) reset(p, before);
  return false;
}

static Node *parse_with(Parser *p, Loc start, bool is_async) {
  uint32_t line = current(p)->loc.line;
  advance(p);
  int base = p->nstack;
  if (kind(p) != TOK_LPAR || !parse_bracketed_items(p)) {
    if (p->failed) return NULL;
    do
      if (!parse_with_item(p)) return NULL;
    while (accept(p, TOK_COMMA));
  }
  NodeList items = pop_list(p, base), body;
  if (!parse_colon(p, COLON_LINE)) return NULL;
  AstString comment = parse_type_comment(p);
  if (!parse_block(p, &body, "'with' statement", line)) return NULL;
  Node *n = ast_node(p->arena, is_async ? NODE_AsyncWith : NODE_With, loc_from(p, start));
  n->With.items = items;
  n->With.type_comment = comment;
  n->With.body = body;
  return n;
}

/* "A, B as name:" needs parentheses. */
static void diagnose_handler_types(Parser *p, Node *first) {
  if (accept(p, TOK_as) && !accept(p, TOK_NAME)) return;
  if (kind(p) != TOK_COLON) return;
  Loc last = last_token_loc(p), loc = {first->loc.line, last.end_line, first->loc.col, last.end_col - 1};
  parse_error(p, loc, "multiple exception types must be parenthesized");
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
  if (kind(p) != TOK_COLON) {
    if (p->diagnosing) diagnose_handler_types(p, p->stack[base]);
    return NULL;
  }
  Node *n = ast_node(p->arena, NODE_Tuple, loc_from(p, start));
  n->Tuple.elts = pop_list(p, base);
  n->Tuple.ctx = AST_Load;
  return n;
}

/* "except" ["*"] [expression ["as" NAME]] block */
static bool parse_handler(Parser *p, bool first, bool *star) {
  Loc start = current(p)->loc;
  advance(p);
  Loc star_loc = current(p)->loc;
  bool starred = accept(p, TOK_STAR);
  if (first) *star = starred;
  bool mixed = starred != *star;
  Node *type = NULL;
  Identifier name = NULL;
  if (starred && p->diagnosing && (kind(p) == TOK_COLON || kind(p) == TOK_NEWLINE))
    return parse_error(p, last_token_loc(p), "expected one or more exception types");
  if (!starred && kind(p) == TOK_NEWLINE) return parse_colon(p, COLON_LINE);
  if (kind(p) != TOK_COLON || starred) {
    if (!(type = parse_handler_type(p))) return false;
    if (accept(p, TOK_as)) {
      if (kind(p) != TOK_NAME) return false;
      name = current(p)->name;
      advance(p);
    }
  }
  NodeList body;
  if (mixed) {
    if (p->diagnosing && kind(p) == TOK_COLON) {
      Loc loc = {start.line, start.line, start.col, starred ? star_loc.end_col : start.end_col};
      parse_error(p, loc, "cannot have both 'except' and 'except*' on the same 'try'");
    }
    return false;
  }
  if (!parse_colon(p, COLON_LINE) || !parse_block(p, &body, starred ? "'except*' statement" : "'except' statement", start.line)) return false;
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
  if (!parse_colon(p, COLON_FORCED) || !parse_block(p, &body, "'try' statement", start.line)) return NULL;
  int base = p->nstack;
  bool star = false;
  for (bool first = true; kind(p) == TOK_except; first = false)
    if (!parse_handler(p, first, &star)) return NULL;
  NodeList handlers = pop_list(p, base);
  if (handlers.n && !parse_else(p, &orelse)) return NULL;
  uint32_t line = current(p)->loc.line;
  if (accept(p, TOK_finally)) {
    if (!parse_colon(p, COLON_FORCED) || !parse_block(p, &final, "'finally' statement", line)) return NULL;
  } else if (!handlers.n) {
    return p->diagnosing ? parse_error(p, last_token_loc(p), "expected 'except' or 'finally' block") : NULL;
  }
  if (star && !check_version(p, 11, "Exception groups are")) return NULL;
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
  case TOK_def: return check_version(p, 5, "Async functions are") ? parse_function(p, start, (NodeList){0}, true) : NULL;
  case TOK_with: return check_version(p, 5, "Async with statements are") ? parse_with(p, start, true) : NULL;
  case TOK_for: return check_version(p, 5, "Async for loops are") ? parse_for(p, start, true) : NULL;
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
