/* Simple statements and statement lists. */
#include <stdlib.h>

#include "parser.h"

/* ---- assignment ---- */

static const uint8_t augmented[TOK_COUNT] = {
  [TOK_PLUSEQUAL] = AST_Add, [TOK_MINEQUAL] = AST_Sub, [TOK_STAREQUAL] = AST_Mult, [TOK_ATEQUAL] = AST_MatMult,
  [TOK_SLASHEQUAL] = AST_Div, [TOK_DOUBLESLASHEQUAL] = AST_FloorDiv, [TOK_PERCENTEQUAL] = AST_Mod,
  [TOK_DOUBLESTAREQUAL] = AST_Pow, [TOK_LEFTSHIFTEQUAL] = AST_LShift, [TOK_RIGHTSHIFTEQUAL] = AST_RShift,
  [TOK_AMPEREQUAL] = AST_BitAnd, [TOK_CIRCUMFLEXEQUAL] = AST_BitXor, [TOK_VBAREQUAL] = AST_BitOr,
};

static bool single_target(const Node *e) {
  return e->kind == NODE_Name || e->kind == NODE_Attribute || e->kind == NODE_Subscript;
}

/* (target "=")+ value */
static Node *parse_assign(Parser *p, Node *first, Loc start) {
  int base = p->nstack;
  Node *value = first;
  while (accept(p, TOK_EQUAL)) {
    if (value->kind == NODE_Yield || value->kind == NODE_YieldFrom || !set_context(value, AST_Store, TARGET_STAR)) return NULL;
    push(p, value);
    if (!(value = parse_yield_or_star_expressions(p))) return NULL;
  }
  AstString comment = parse_type_comment(p);
  Node *n = ast_node(p->arena, NODE_Assign, loc_from(p, start));
  n->Assign.type_comment = comment;
  n->Assign.targets = pop_list(p, base);
  n->Assign.value = value;
  return n;
}

/* target ":" annotation ["=" value] */
static Node *parse_annotated(Parser *p, Node *target, Loc start) {
  if (!single_target(target)) return NULL;
  set_context(target, AST_Store, TARGET_STAR);
  advance(p);
  Node *annotation = parse_expression(p), *value = NULL;
  if (!annotation) return NULL;
  if (!check_version(p, 6, "Variable annotation syntax is")) return NULL;
  Mark before = mark(p);
  if (accept(p, TOK_EQUAL) && !(value = parse_yield_or_star_expressions(p))) {
    if (p->failed) return NULL;
    reset(p, before); /* then the "=" is what is wrong */
  }
  Node *n = ast_node(p->arena, NODE_AnnAssign, loc_from(p, start));
  n->AnnAssign.target = target;
  n->AnnAssign.annotation = annotation;
  n->AnnAssign.value = value;
  n->AnnAssign.simple = target->kind == NODE_Name && !target->parenthesised;
  return n;
}

static Node *parse_augmented(Parser *p, Node *target, Loc start) {
  if (!single_target(target)) return NULL;
  set_context(target, AST_Store, TARGET_STAR);
  int op = augmented[kind(p)];
  advance(p);
  Node *value = parse_yield_or_star_expressions(p);
  if (!value) return NULL;
  Node *n = ast_node(p->arena, NODE_AugAssign, loc_from(p, start));
  n->AugAssign.target = target;
  n->AugAssign.op = op;
  n->AugAssign.value = value;
  return n;
}

/* An assignment of any form, or an expression. */
static Node *parse_expression_statement(Parser *p) {
  Loc start = current(p)->loc;
  Mark before = mark(p);
  Node *e = parse_yield_or_star_expressions(p), *assignment = NULL;
  if (!e) return NULL;
  int k = kind(p);
  bool commits = augmented[k] && single_target(e);
  if (k == TOK_EQUAL) assignment = parse_assign(p, e, start);
  else if (k == TOK_COLON) assignment = parse_annotated(p, e, start);
  else if (augmented[k]) assignment = parse_augmented(p, e, start);
  if (assignment) return assignment;
  if (k == TOK_EQUAL || k == TOK_COLON || k == TOK_COLONEQUAL || augmented[k]) {
    if (p->diagnosing && !p->failed && !commits) {
      reset(p, before);
      diagnose_assignment(p);
    }
    return NULL;
  }
  Node *n = ast_node(p->arena, NODE_Expr, loc_from(p, start));
  n->Expr.value = e;
  return n;
}

/* ---- statements with a keyword ---- */

static Node *parse_plain(Parser *p, NodeKind k) {
  Loc start = current(p)->loc;
  advance(p);
  return ast_node(p->arena, k, start);
}

static bool at_statement_end(Parser *p) { return kind(p) == TOK_NEWLINE || kind(p) == TOK_SEMI; }

static Node *parse_return(Parser *p) {
  Loc start = current(p)->loc;
  advance(p);
  Node *value = NULL;
  if (!at_statement_end(p) && !(value = parse_star_expressions(p))) return NULL;
  Node *n = ast_node(p->arena, NODE_Return, loc_from(p, start));
  n->Return.value = value;
  return n;
}

static Node *parse_raise(Parser *p) {
  Loc start = current(p)->loc;
  advance(p);
  Node *exc = NULL, *cause = NULL;
  if (!at_statement_end(p)) {
    if (!(exc = parse_expression(p))) return NULL;
    if (accept(p, TOK_from) && !(cause = parse_expression(p))) return NULL;
  }
  Node *n = ast_node(p->arena, NODE_Raise, loc_from(p, start));
  n->Raise.exc = exc;
  n->Raise.cause = cause;
  return n;
}

static Node *parse_assert(Parser *p) {
  Loc start = current(p)->loc;
  advance(p);
  Node *test = parse_expression(p), *msg = NULL;
  if (!test) return NULL;
  if (accept(p, TOK_COMMA) && !(msg = parse_expression(p))) return NULL;
  Node *n = ast_node(p->arena, NODE_Assert, loc_from(p, start));
  n->Assert.test = test;
  n->Assert.msg = msg;
  return n;
}

/* "del" target ("," target)* [","] */
static Node *parse_del(Parser *p) {
  Loc start = current(p)->loc;
  int base = p->nstack;
  advance(p);
  Mark before = mark(p);
  bool fine = true;
  do {
    if (p->nstack > base && at_statement_end(p)) break;
    Node *target = parse_primary(p);
    fine = target && set_context(target, AST_Del, TARGET_DEL);
    push(p, target);
  } while (fine && accept(p, TOK_COMMA));
  if (!fine || !at_statement_end(p)) {
    if (!p->diagnosing || p->failed) return NULL;
    reset(p, before);
    return raise_invalid_target(p, parse_star_expressions(p), TARGET_DEL);
  }
  Node *n = ast_node(p->arena, NODE_Delete, loc_from(p, start));
  n->Delete.targets = pop_list(p, base);
  return n;
}

/* "global" NAME ("," NAME)*; nonlocal likewise */
static Node *parse_scope_names(Parser *p, NodeKind k) {
  Loc start = current(p)->loc;
  int base = p->nstack;
  do {
    advance(p);
    if (kind(p) != TOK_NAME) return NULL;
    push(p, (Node *)current(p)->name);
    advance(p);
  } while (kind(p) == TOK_COMMA);
  Node *n = ast_node(p->arena, k, loc_from(p, start));
  NodeList names = pop_list(p, base);
  n->Global.names = (IdentifierList){(Identifier *)names.items, names.n};
  return n;
}

/* ---- imports ---- */

static Identifier parse_dotted_name(Parser *p) {
  if (kind(p) != TOK_NAME) return NULL;
  Identifier name = current(p)->name;
  advance(p);
  if (kind(p) != TOK_DOT) return name;
  Bytes b = {0};
  bytes_add(&b, name->text, name->len);
  while (accept(p, TOK_DOT)) {
    bytes_add(&b, ".", 1);
    if (kind(p) != TOK_NAME) break;
    bytes_add(&b, current(p)->name->text, current(p)->name->len);
    advance(p);
  }
  name = b.text[b.len - 1] == '.' ? NULL : ident_table_add(p->lex.names, b.text, b.len);
  free(b.text);
  return name;
}

static bool push_alias(Parser *p, Identifier name, Loc start) {
  Identifier asname = NULL;
  if (!name) return false;
  if (accept(p, TOK_as)) {
    if (kind(p) != TOK_NAME) return false;
    asname = current(p)->name;
    advance(p);
  }
  Node *n = ast_node(p->arena, NODE_alias, loc_from(p, start));
  n->alias.name = name;
  n->alias.asname = asname;
  push(p, n);
  return true;
}

/* "import" dotted_name ["as" NAME] ("," ...)* */
static Node *parse_import(Parser *p) {
  Loc start = current(p)->loc;
  int base = p->nstack;
  do {
    advance(p);
    Loc name_start = current(p)->loc;
    if (!push_alias(p, parse_dotted_name(p), name_start)) return NULL;
  } while (kind(p) == TOK_COMMA);
  Node *n = ast_node(p->arena, NODE_Import, loc_from(p, start));
  n->Import.names = pop_list(p, base);
  return n;
}

static bool parse_imported_names(Parser *p) {
  Loc start = current(p)->loc;
  if (accept(p, TOK_STAR)) return push_alias(p, ident_table_add(p->lex.names, "*", 1), start);
  bool bracketed = accept(p, TOK_LPAR);
  for (;;) {
    if (kind(p) != TOK_NAME) return false;
    start = current(p)->loc;
    Identifier name = current(p)->name;
    advance(p);
    if (!push_alias(p, name, start)) return false;
    if (!accept(p, TOK_COMMA)) break;
    if (bracketed && kind(p) == TOK_RPAR) break;
    if (!bracketed && kind(p) == TOK_NEWLINE && p->diagnosing)
      return parse_error(p, last_token_loc(p), "trailing comma not allowed without surrounding parentheses");
  }
  return !bracketed || accept(p, TOK_RPAR);
}

/* "from" "."* dotted_name "import" names */
static Node *parse_from_import(Parser *p) {
  Loc start = current(p)->loc;
  int base = p->nstack, level = 0;
  advance(p);
  for (; kind(p) == TOK_DOT || kind(p) == TOK_ELLIPSIS; advance(p)) level += kind(p) == TOK_DOT ? 1 : 3;
  Identifier module = NULL;
  if ((!level || kind(p) != TOK_import) && !(module = parse_dotted_name(p))) return NULL;
  if (!accept(p, TOK_import) || !parse_imported_names(p)) return NULL;
  Node *n = ast_node(p->arena, NODE_ImportFrom, loc_from(p, start));
  n->ImportFrom.module = module;
  n->ImportFrom.level = level;
  n->ImportFrom.names = pop_list(p, base);
  return n;
}

/* "type" NAME [type_params] "=" expression; *is_alias: it is one and not an expression */
static Node *parse_type_alias(Parser *p, bool *is_alias) {
  int next = peek(p, 1)->kind, after = peek(p, 2)->kind;
  *is_alias = next == TOK_NAME && (after == TOK_EQUAL || after == TOK_LSQB);
  if (!*is_alias) return NULL;
  Loc start = current(p)->loc;
  advance(p);
  Node *name = new_name(p, current(p)->name, AST_Store, current(p)->loc);
  advance(p);
  NodeList params = {0};
  if (kind(p) == TOK_LSQB && !parse_type_params(p, &params)) return NULL;
  if (!accept(p, TOK_EQUAL)) return NULL;
  Node *value = parse_expression(p);
  if (!value) return NULL;
  Node *n = ast_node(p->arena, NODE_TypeAlias, loc_from(p, start));
  n->TypeAlias.name = name;
  n->TypeAlias.type_params = params;
  n->TypeAlias.value = value;
  return n;
}

static Node *parse_simple_statement(Parser *p) {
  switch (kind(p)) {
  case TOK_NAME:
    if (current(p)->soft == SOFT_type) {
      bool is_alias;
      Node *n = parse_type_alias(p, &is_alias);
      if (is_alias) return n;
    }
    return parse_expression_statement(p);
  case TOK_return: return parse_return(p);
  case TOK_import: return parse_import(p);
  case TOK_from: return parse_from_import(p);
  case TOK_raise: return parse_raise(p);
  case TOK_pass: return parse_plain(p, NODE_Pass);
  case TOK_break: return parse_plain(p, NODE_Break);
  case TOK_continue: return parse_plain(p, NODE_Continue);
  case TOK_del: return parse_del(p);
  case TOK_assert: return parse_assert(p);
  case TOK_global: return parse_scope_names(p, NODE_Global);
  case TOK_nonlocal: return parse_scope_names(p, NODE_Nonlocal);
  default: return parse_expression_statement(p);
  }
}

/* simple_stmts: simple_stmt (";" simple_stmt)* [";"] NEWLINE */
bool parse_simple_statements(Parser *p) {
  do {
    Node *n = parse_simple_statement(p);
    if (!n) return false;
    push(p, n);
  } while (accept(p, TOK_SEMI) && kind(p) != TOK_NEWLINE);
  if (kind(p) != TOK_NEWLINE) return false;
  advance_space(p);
  return true;
}

bool parse_statement(Parser *p) {
  bool compound;
  if (!enter(p, 6)) return false;
  bool fine = parse_compound(p, &compound);
  if (!compound) fine = parse_simple_statements(p);
  leave(p, 6);
  return fine;
}
