/* Expressions, from the conditional expression down to the operators, comprehension clauses and targets.
 * Binary operators by precedence climbing; each function's comment has its grammar rule. */
#include <stdlib.h>
#include <string.h>

#include "parser.h"

enum { PREC_OR = 1, PREC_AND, PREC_NOT, PREC_COMPARE, PREC_BITOR, PREC_BITXOR, PREC_BITAND, PREC_SHIFT, PREC_SUM, PREC_TERM };

typedef struct { uint8_t prec, op; } Infix;
static const Infix infix[TOK_COUNT] = {
  [TOK_or] = {PREC_OR, AST_Or}, [TOK_and] = {PREC_AND, AST_And},
  [TOK_EQEQUAL] = {PREC_COMPARE, AST_Eq}, [TOK_NOTEQUAL] = {PREC_COMPARE, AST_NotEq},
  [TOK_LESS] = {PREC_COMPARE, AST_Lt}, [TOK_LESSEQUAL] = {PREC_COMPARE, AST_LtE},
  [TOK_GREATER] = {PREC_COMPARE, AST_Gt}, [TOK_GREATEREQUAL] = {PREC_COMPARE, AST_GtE},
  [TOK_in] = {PREC_COMPARE, AST_In}, [TOK_is] = {PREC_COMPARE, AST_Is}, [TOK_not] = {PREC_COMPARE, AST_NotIn},
  [TOK_VBAR] = {PREC_BITOR, AST_BitOr}, [TOK_CIRCUMFLEX] = {PREC_BITXOR, AST_BitXor}, [TOK_AMPER] = {PREC_BITAND, AST_BitAnd},
  [TOK_LEFTSHIFT] = {PREC_SHIFT, AST_LShift}, [TOK_RIGHTSHIFT] = {PREC_SHIFT, AST_RShift},
  [TOK_PLUS] = {PREC_SUM, AST_Add}, [TOK_MINUS] = {PREC_SUM, AST_Sub},
  [TOK_STAR] = {PREC_TERM, AST_Mult}, [TOK_SLASH] = {PREC_TERM, AST_Div}, [TOK_DOUBLESLASH] = {PREC_TERM, AST_FloorDiv},
  [TOK_PERCENT] = {PREC_TERM, AST_Mod}, [TOK_AT] = {PREC_TERM, AST_MatMult},
};

static Node *parse_operators(Parser *p, int min);

static Node *new_unary(Parser *p, int op, Node *operand, Loc start) {
  if (!operand) return NULL;
  Node *n = ast_node(p->arena, NODE_UnaryOp, loc_from(p, start));
  n->UnaryOp.op = op;
  n->UnaryOp.operand = operand;
  return n;
}

/* factor: ("+" | "-" | "~") factor | ["await"] primary ["**" factor] */
static Node *parse_factor(Parser *p) {
  int op;
  Loc start = current(p)->loc;
  switch (kind(p)) {
  case TOK_PLUS: op = AST_UAdd; break;
  case TOK_MINUS: op = AST_USub; break;
  case TOK_TILDE: op = AST_Invert; break;
  default: {
    Node *base = parse_primary(p);
    if (!base || kind(p) != TOK_DOUBLESTAR) return base;
    Mark before = mark(p);
    advance(p);
    if (!enter(p, 1)) return NULL;
    Node *exponent = parse_factor(p);
    leave(p, 1);
    if (!exponent) return fall_back(p, before) ? base : NULL;
    Node *n = ast_node(p->arena, NODE_BinOp, loc_from(p, start));
    n->BinOp.left = base;
    n->BinOp.op = AST_Pow;
    n->BinOp.right = exponent;
    return n;
  }
  }
  advance(p);
  if (!enter(p, 1)) return NULL;
  Node *n = new_unary(p, op, parse_factor(p), start);
  leave(p, 1);
  return n;
}

/* bool_op: values of one precedence joined by "or" or "and" */
static Node *parse_bool(Parser *p, Node *first, Loc start, Infix in, int k, bool *stop) {
  int base = p->nstack;
  push(p, first);
  while (kind(p) == k) {
    Mark before = mark(p);
    advance(p);
    Node *value = parse_operators(p, in.prec + 1);
    if (!value) {
      if (!fall_back(p, before)) return NULL;
      if (p->nstack > base + 1) break;
      p->nstack = base;
      *stop = true;
      return first;
    }
    push(p, value);
  }
  Node *n = ast_node(p->arena, NODE_BoolOp, loc_from(p, start));
  n->BoolOp.op = in.op;
  n->BoolOp.values = pop_list(p, base);
  return n;
}

/* The comparison operator at the current token, consumed; -1: none. */
static int comparison_operator(Parser *p) {
  int k = kind(p), op = infix[k].op;
  if (infix[k].prec != PREC_COMPARE) return -1;
  if (k == TOK_not) {
    if (peek(p, 1)->kind != TOK_in) return -1;
    advance(p);
  }
  if (k == TOK_NOTEQUAL && p->source->future_flags & CODE_FUTURE_BARRY && *current(p)->start == '!') {
    parse_error(p, current(p)->loc, "with Barry as BDFL, use '<>' instead of '!='");
    return -1;
  }
  advance(p);
  if (k == TOK_is && accept(p, TOK_not)) op = AST_IsNot;
  return op;
}

static void push_op(Parser *p, int op) {
  if (p->nops == p->ops_cap) {
    p->ops_cap *= 2;
    p->ops = realloc(p->ops, p->ops_cap);
    if (!p->ops) abort();
  }
  p->ops[p->nops++] = (uint8_t)op;
}

/* comparison: bitwise_or (operator bitwise_or)+ */
static Node *parse_comparison(Parser *p, Node *left, Loc start, int op) {
  int base = p->nstack, ops_base = p->nops;
  Mark before = mark(p);
  for (; op >= 0;) {
    Node *right = parse_operators(p, PREC_BITOR);
    if (!right) {
      if (p->nstack == base || !fall_back(p, before)) return NULL;
      break;
    }
    push_op(p, op);
    push(p, right);
    before = mark(p);
    op = comparison_operator(p);
  }
  Node *n = ast_node(p->arena, NODE_Compare, loc_from(p, start));
  n->Compare.left = left;
  n->Compare.comparators = pop_list(p, base);
  n->Compare.ops.n = p->nops - ops_base;
  n->Compare.ops.items = arena_alloc(p->arena, n->Compare.ops.n);
  memcpy(n->Compare.ops.items, p->ops + ops_base, n->Compare.ops.n);
  p->nops = ops_base;
  return n;
}

static Node *parse_not(Parser *p) {
  Loc start = current(p)->loc;
  advance(p);
  if (!enter(p, 1)) return NULL;
  Node *n = new_unary(p, AST_Not, parse_operators(p, PREC_NOT), start);
  leave(p, 1);
  return n;
}

/* Operators of precedence min and above. */
static Node *parse_operators(Parser *p, int min) {
  Loc start = current(p)->loc;
  Node *left = min <= PREC_NOT && kind(p) == TOK_not ? parse_not(p) : parse_factor(p);
  bool stop = false;
  while (left && !stop) {
    int k = kind(p);
    Infix in = infix[k];
    if (!in.prec || in.prec < min) break;
    if (in.prec <= PREC_AND) {
      left = parse_bool(p, left, start, in, k, &stop);
    } else if (in.prec == PREC_COMPARE) {
      Mark before = mark(p);
      int op = comparison_operator(p);
      if (op < 0) break;
      Node *whole = parse_comparison(p, left, start, op);
      if (!whole) return fall_back(p, before) ? left : NULL;
      left = whole;
    } else {
      Mark before = mark(p);
      advance(p);
      if (in.op == AST_MatMult && !check_version(p, 5, "The '@' operator is")) return NULL;
      Node *right = parse_operators(p, in.prec + 1);
      if (!right) return fall_back(p, before) ? left : NULL;
      Node *n = ast_node(p->arena, NODE_BinOp, loc_from(p, start));
      n->BinOp.left = left;
      n->BinOp.op = in.op;
      n->BinOp.right = right;
      left = n;
    }
  }
  return left;
}

Node *parse_disjunction(Parser *p) { return parse_operators(p, PREC_OR); }
Node *parse_bitwise_or(Parser *p) { return parse_operators(p, PREC_BITOR); }

/* The checks of the second pass on an expression whose disjunction is body; false: an error is set. */
static bool check_expression(Parser *p, Mark start, Node *body) {
  Token *first = &p->tokens[start.pos], *second = first + 1; /* exists: body has been read */
  bool soft = first->soft > SOFT_none && first->soft < SOFT_type;
  bool plain = first->kind != TOK_NAME || (!soft && second->kind != TOK_STRING);
  if (diagnose_expression(p, body, plain)) return false;
  Mark after = mark(p);
  reset(p, start);
  if (print_statement(p)) return false;
  reset(p, after);
  return true;
}

static bool burn_fuel(Parser *p) {
  if (!p->second_pass || --p->fuel >= 0) return true;
  p->failed = true;
  return false;
}

/* expression: disjunction ["if" disjunction "else" expression] | lambda */
Node *parse_expression(Parser *p) {
  if (kind(p) == TOK_lambda) return parse_lambda(p);
  if (!burn_fuel(p)) return NULL;
  Mark begin = mark(p);
  Loc start = current(p)->loc;
  bool diagnosing = p->diagnosing;
  if (current(p)->tried & TRIED_PLAIN) p->diagnosing = false;
  Node *body = parse_operators(p, PREC_OR);
  p->diagnosing = diagnosing;
  if (body && p->diagnosing && !check_expression(p, begin, body)) return NULL;
  if (!body || kind(p) != TOK_if) return body;
  Mark before = mark(p);
  advance(p);
  Node *test = parse_operators(p, PREC_OR);
  if (!test || kind(p) != TOK_else) { /* may be the "if" of a comprehension or of a case */
    if (p->failed) return NULL;
    reset(p, before);
    return body;
  }
  advance(p);
  if (!enter(p, 1)) return NULL;
  Node *orelse = parse_expression(p);
  leave(p, 1);
  if (!orelse) return fall_back(p, before) ? body : NULL;
  Node *n = ast_node(p->arena, NODE_IfExp, loc_from(p, start));
  n->IfExp.test = test;
  n->IfExp.body = body;
  n->IfExp.orelse = orelse;
  return n;
}

/* lambda: "lambda" [parameters] ":" expression */
Node *parse_lambda(Parser *p) {
  Loc start = current(p)->loc;
  advance(p);
  if (!enter(p, BRACKET_WEIGHT)) return NULL;
  Node *args = parse_parameters(p, TOK_COLON, false);
  leave(p, BRACKET_WEIGHT);
  if (!args || !parse_colon(p, COLON_FORCED)) return NULL;
  if (!enter(p, 1)) return NULL;
  Node *body = parse_expression(p);
  leave(p, 1);
  if (!body) return NULL;
  Node *n = ast_node(p->arena, NODE_Lambda, loc_from(p, start));
  n->Lambda.args = args;
  n->Lambda.body = body;
  return n;
}

/* named_expression: NAME ":=" expression | expression */
Node *parse_named_expression(Parser *p) {
  if (kind(p) != TOK_NAME || peek(p, 1)->kind != TOK_COLONEQUAL) {
    Node *e = parse_expression(p);
    return e && p->diagnosing && diagnose_named(p, e) ? NULL : e;
  }
  Token t = *current(p);
  advance(p);
  advance(p);
  Node *value = parse_expression(p);
  if (!value || !check_version(p, 8, "Assignment expressions are")) return NULL;
  Node *n = ast_node(p->arena, NODE_NamedExpr, loc_from(p, t.loc));
  n->NamedExpr.target = new_name(p, t.name, AST_Store, t.loc);
  n->NamedExpr.value = value;
  return n;
}

Node *parse_starred(Parser *p, Node *(*parse)(Parser *)) {
  Loc start = current(p)->loc;
  advance(p);
  Node *value = parse(p);
  if (!value) return NULL;
  Node *n = ast_node(p->arena, NODE_Starred, loc_from(p, start));
  n->Starred.value = value;
  n->Starred.ctx = AST_Load;
  return n;
}

Node *parse_star_named_expression(Parser *p) {
  return kind(p) == TOK_STAR ? parse_starred(p, parse_bitwise_or) : parse_named_expression(p);
}

static Node *parse_star_expression(Parser *p) {
  return kind(p) == TOK_STAR ? parse_starred(p, parse_bitwise_or) : parse_expression(p);
}

static bool starts_expression(int k) {
  switch (k) {
  case TOK_NAME: case TOK_NUMBER: case TOK_STRING: case TOK_LPAR: case TOK_LSQB: case TOK_LBRACE: case TOK_ELLIPSIS:
  case TOK_PLUS: case TOK_MINUS: case TOK_TILDE: case TOK_STAR: case TOK_False: case TOK_None: case TOK_True:
  case TOK_await: case TOK_lambda: case TOK_not:
    return true;
  default:
    return false;
  }
}

Node *new_tuple(Parser *p, int base, Loc start) {
  Node *n = ast_node(p->arena, NODE_Tuple, loc_from(p, start));
  n->Tuple.elts = pop_list(p, base);
  n->Tuple.ctx = AST_Load;
  return n;
}

/* After a first element, at a comma: the rest of the tuple, its elements each by parse. */
static Node *parse_tuple_rest(Parser *p, Node *first, Loc start, Node *(*parse)(Parser *)) {
  int base = p->nstack;
  push(p, first);
  while (accept(p, TOK_COMMA)) {
    if (!starts_expression(kind(p))) break;
    Mark before = mark(p);
    Node *e = parse(p);
    if (!e) {
      if (!fall_back(p, before)) return NULL;
      break;
    }
    push(p, e);
  }
  return new_tuple(p, base, start);
}

/* star_expressions: star_expression ("," star_expression)* [","] */
Node *parse_star_expressions(Parser *p) {
  Loc start = current(p)->loc;
  Node *first = parse_star_expression(p);
  if (!first || kind(p) != TOK_COMMA) return first;
  return parse_tuple_rest(p, first, start, parse_star_expression);
}

/* yield: "yield" ["from" expression | star_expressions] */
Node *parse_yield(Parser *p) {
  Loc start = current(p)->loc;
  advance(p);
  Node *value = NULL;
  if (accept(p, TOK_from)) {
    if (!(value = parse_expression(p))) return NULL;
    Node *n = ast_node(p->arena, NODE_YieldFrom, loc_from(p, start));
    n->YieldFrom.value = value;
    return n;
  }
  if (starts_expression(kind(p)) && !(value = parse_star_expressions(p))) return NULL;
  Node *n = ast_node(p->arena, NODE_Yield, loc_from(p, start));
  n->Yield.value = value;
  return n;
}

Node *parse_yield_or_star_expressions(Parser *p) {
  return kind(p) == TOK_yield ? parse_yield(p) : parse_star_expressions(p);
}

/* ---- comprehensions ---- */

/* star_targets "in" */
Node *parse_for_target(Parser *p) {
  Mark before = mark(p);
  Node *target = parse_star_targets(p);
  if (target && accept(p, TOK_in)) return target;
  if (!p->diagnosing || p->failed) return NULL;
  reset(p, before);
  if (!first_trial(p, TRIED_TARGET)) return NULL;
  return raise_invalid_target(p, parse_star_expressions(p), TARGET_FOR);
}

bool parse_comprehension_clauses(Parser *p, NodeList *out) {
  int base = p->nstack;
  while (kind(p) == TOK_for || kind(p) == TOK_async) {
    bool is_async = accept(p, TOK_async);
    if (!accept(p, TOK_for) || (is_async && !check_version(p, 6, "Async comprehensions are"))) return false;
    Node *target = parse_for_target(p);
    if (!target) return false;
    Node *iter = parse_disjunction(p);
    if (!iter) return false;
    int ifs_base = p->nstack;
    while (accept(p, TOK_if)) {
      Node *test = parse_disjunction(p);
      if (!test) return false;
      push(p, test);
    }
    Node *n = ast_node(p->arena, NODE_comprehension, (Loc){0});
    n->comprehension.target = target;
    n->comprehension.iter = iter;
    n->comprehension.is_async = is_async;
    n->comprehension.ifs = pop_list(p, ifs_base);
    push(p, n);
  }
  *out = pop_list(p, base);
  return true;
}

/* ---- targets ---- */

static bool set_contexts(NodeList list, int context, TargetKind target) {
  for (int i = 0; i < list.n; i++)
    if (!set_context(list.items[i], context, target)) return false;
  return true;
}

bool set_context(Node *e, int context, TargetKind target) {
  switch (e->kind) {
  case NODE_Name: e->Name.ctx = context; return true;
  case NODE_Attribute: e->Attribute.ctx = context; return true;
  case NODE_Subscript: e->Subscript.ctx = context; return true;
  case NODE_Starred:
    if (target == TARGET_DEL || e->Starred.value->kind == NODE_Starred) return false;
    e->Starred.ctx = context;
    return set_context(e->Starred.value, context, target);
  case NODE_Tuple: e->Tuple.ctx = context; return set_contexts(e->Tuple.elts, context, target);
  case NODE_List: e->List.ctx = context; return set_contexts(e->List.elts, context, target);
  default: return false;
  }
}

static Node *parse_target_item(Parser *p) {
  return kind(p) == TOK_STAR ? parse_starred(p, parse_bitwise_or) : parse_bitwise_or(p);
}

Node *parse_star_target(Parser *p) {
  Node *e = parse_target_item(p);
  return e && set_context(e, AST_Store, TARGET_STAR) ? e : NULL;
}

Node *parse_star_targets(Parser *p) {
  Loc start = current(p)->loc;
  Node *e = parse_target_item(p);
  if (e && kind(p) == TOK_COMMA) e = parse_tuple_rest(p, e, start, parse_target_item);
  return e && set_context(e, AST_Store, TARGET_STAR) ? e : NULL;
}
