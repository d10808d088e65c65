/* Words for syntax errors.  The second pass of the parser calls these where a construct has gone wrong;
 * each looks for one of the mistakes that CPython 3.11 names.  Without a match nothing is set and the
 * error stays "invalid syntax" at the last token that the first pass looked at. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "parser.h"

void *parse_error(Parser *p, Loc loc, const char *format, ...) {
  if (p->failed) return NULL;
  char message[512];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  diag_set(p->diag, p->arena, DIAG_SYNTAX, loc, "%s", message);
  p->failed = true;
  return NULL;
}

Loc last_token_loc(Parser *p) {
  Loc loc = p->tokens[p->count - 1].loc;
  if (loc.col != (uint32_t)-1) return loc;
  const char *at = p->lex.at, *start = at >= p->lex.limit ? at - 1 : at; /* at the end: the last line's */
  while (start > p->lex.text && start[-1] != '\n') start--;
  loc.col = (uint32_t)(at - start) - 1;
  loc.end_col = (uint32_t)-2;
  return loc;
}

static Loc range(Loc a, Loc b) { return (Loc){a.line, b.end_line, a.col, b.end_col}; }

/* From a to where the lexer is now. */
static Loc from_here_on(Parser *p, Loc a) {
  Loc last = last_token_loc(p);
  return (Loc){a.line, last.end_line, a.col, last.end_col - 1};
}

void *indentation_error(Parser *p, const char *what, uint32_t line) {
  if (p->failed) return NULL;
  diag_set(p->diag, p->arena, DIAG_INDENTATION, last_token_loc(p), "expected an indented block after %s on line %u", what, line);
  p->failed = true;
  return NULL;
}

const char *expression_name(const Node *e) {
  static const char *const names[NODE_COUNT] = {
    [NODE_Attribute] = "attribute", [NODE_Subscript] = "subscript", [NODE_Starred] = "starred", [NODE_Name] = "name",
    [NODE_List] = "list", [NODE_Tuple] = "tuple", [NODE_Lambda] = "lambda", [NODE_Call] = "function call",
    [NODE_BoolOp] = "expression", [NODE_BinOp] = "expression", [NODE_UnaryOp] = "expression",
    [NODE_GeneratorExp] = "generator expression", [NODE_Yield] = "yield expression", [NODE_YieldFrom] = "yield expression",
    [NODE_Await] = "await expression", [NODE_ListComp] = "list comprehension", [NODE_SetComp] = "set comprehension",
    [NODE_DictComp] = "dict comprehension", [NODE_Dict] = "dict literal", [NODE_Set] = "set display",
    [NODE_JoinedStr] = "f-string expression", [NODE_FormattedValue] = "f-string expression",
    [NODE_TemplateStr] = "t-string expression", [NODE_Compare] = "comparison", [NODE_IfExp] = "conditional expression",
    [NODE_NamedExpr] = "named expression",
  };
  if (e->kind != NODE_Constant) return names[e->kind];
  switch (e->Constant.value->kind) {
  case CONST_none: return "None";
  case CONST_true: return "True";
  case CONST_false: return "False";
  case CONST_ellipsis: return "ellipsis";
  default: return "literal";
  }
}

/* ---- targets ---- */

static Node *invalid_in_list(NodeList list, TargetKind target) {
  for (int i = 0; i < list.n; i++) {
    Node *bad = invalid_target(list.items[i], target);
    if (bad) return bad;
  }
  return NULL;
}

/* The part of e that can be no target; NULL: all of it can. */
Node *invalid_target(Node *e, TargetKind target) {
  switch (e->kind) {
  case NODE_Name: case NODE_Attribute: case NODE_Subscript: return NULL;
  case NODE_List: return invalid_in_list(e->List.elts, target);
  case NODE_Tuple: return invalid_in_list(e->Tuple.elts, target);
  case NODE_Starred: return target == TARGET_DEL ? e : invalid_target(e->Starred.value, target);
  case NODE_Compare: /* "for a in b" reads as a comparison */
    if (target != TARGET_FOR) return e;
    return e->Compare.ops.items[0] == AST_In ? invalid_target(e->Compare.left, target) : NULL;
  default: return e;
  }
}

void *raise_invalid_target(Parser *p, Node *e, TargetKind target) {
  Node *bad = e ? invalid_target(e, target) : NULL;
  if (!bad) return NULL;
  return parse_error(p, bad->loc, target == TARGET_DEL ? "cannot delete %s" : "cannot assign to %s", expression_name(bad));
}

/* ---- expressions ---- */

static bool expression_starts(Parser *p) {
  int k = kind(p);
  return k == TOK_NAME || k == TOK_NUMBER || k == TOK_STRING || k == TOK_LPAR || k == TOK_LSQB || k == TOK_LBRACE ||
         k == TOK_ELLIPSIS || k == TOK_PLUS || k == TOK_MINUS || k == TOK_TILDE || k == TOK_None || k == TOK_True ||
         k == TOK_False || k == TOK_lambda || k == TOK_not || k == TOK_await;
}

bool print_statement(Parser *p) {
  Token first = *current(p);
  if (first.kind != TOK_NAME || peek(p, 1)->kind == TOK_LPAR || !first_trial(p, TRIED_PRINT)) return false;
  bool legacy = first.soft == SOFT_print || first.soft == SOFT_exec;
  Mark before = mark(p);
  advance(p);
  if (!expression_starts(p) && kind(p) != TOK_STAR) return reset(p, before), false;
  if (!enter(p, 5)) return true;
  Node *rest = parse_star_expressions(p);
  leave(p, 5);
  if (rest && legacy) {
    const char *name = first.name->text;
    parse_error(p, range(first.loc, rest->loc), "Missing parentheses in call to '%s'. Did you mean %s(...)?", name, name);
  }
  if (!p->failed) reset(p, before);
  return p->failed;
}

static bool is_legacy_name(const Node *e) {
  return e->kind == NODE_Name && (!strcmp(e->Name.id->text, "print") || !strcmp(e->Name.id->text, "exec"));
}

/* After the disjunction `left`: a second expression right behind it, or an "if" without "else". */
bool diagnose_expression(Parser *p, Node *left, bool plain_start) {
  Mark before = mark(p);
  if (plain_start && expression_starts(p)) {
    p->diagnosing = false;
    first_trial(p, TRIED_PLAIN);
    Node *right = parse_expression(p);
    p->diagnosing = true;
    if (right && !is_legacy_name(left) && p->tokens[p->pos - 1].level > 0)
      parse_error(p, range(left->loc, right->loc), "invalid syntax. Perhaps you forgot a comma?");
    if (p->failed) return true;
    reset(p, before);
  }
  if (kind(p) == TOK_if && first_trial(p, TRIED_IF)) {
    advance(p);
    Node *test = parse_disjunction(p);
    if (test && kind(p) != TOK_else && kind(p) != TOK_COLON)
      parse_error(p, range(left->loc, test->loc), "expected 'else' after 'if' expression");
    if (p->failed) return true;
    reset(p, before);
  }
  return false;
}

static bool bitwise_level(const Node *e) {
  if (e->parenthesised) return true;
  switch (e->kind) {
  case NODE_BoolOp: case NODE_Compare: case NODE_IfExp: case NODE_Lambda: case NODE_NamedExpr: case NODE_Starred: return false;
  case NODE_UnaryOp: return e->UnaryOp.op != AST_Not;
  default: return true;
  }
}

/* Whether what e starts with is a list, tuple, generator expression, True, False or None. */
static bool starts_with_display(const Node *e) {
  for (;;) {
    switch (e->kind) {
    case NODE_BinOp: e = e->BinOp.left; break;
    case NODE_Attribute: e = e->Attribute.value; break;
    case NODE_Subscript: e = e->Subscript.value; break;
    case NODE_Call: e = e->Call.func; break;
    case NODE_List: case NODE_Tuple: case NODE_GeneratorExp: return true;
    case NODE_Constant: return e->Constant.value->kind <= CONST_false;
    default: return false;
    }
  }
}

/* After the expression e where a named expression may stand. */
bool diagnose_named(Parser *p, Node *e) {
  Mark before = mark(p);
  if (accept(p, TOK_COLONEQUAL)) {
    if (parse_expression(p)) parse_error(p, e->loc, "cannot use assignment expressions with %s", expression_name(e));
  } else if (kind(p) == TOK_EQUAL && bitwise_level(e) && !starts_with_display(e)) {
    bool name = e->kind == NODE_Name && !e->parenthesised;
    advance(p);
    Node *right = parse_bitwise_or(p);
    if (right && kind(p) != TOK_EQUAL && kind(p) != TOK_COLONEQUAL) {
      if (name) parse_error(p, range(e->loc, right->loc), "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
      else
        parse_error(p, e->loc, "cannot assign to %s here. Maybe you meant '==' instead of '='?", expression_name(e));
    }
  } else return false;
  if (!p->failed) reset(p, before);
  return p->failed;
}

/* ---- displays and comprehensions ---- */

void diagnose_unpacking(Parser *p, Node *starred) {
  NodeList clauses;
  Mark before = mark(p);
  if (kind(p) != TOK_for && kind(p) != TOK_async) return;
  if (parse_comprehension_clauses(p, &clauses) && clauses.n)
    parse_error(p, starred->loc, "iterable unpacking cannot be used in comprehension");
  if (!p->failed) reset(p, before);
}

/* Elements with commas, and a "for" behind them. */
void diagnose_bare_target(Parser *p, Node *first, Loc last) {
  NodeList clauses;
  Mark before = mark(p);
  if (kind(p) != TOK_for && kind(p) != TOK_async) return;
  if (parse_comprehension_clauses(p, &clauses) && clauses.n)
    parse_error(p, range(first->loc, last), "did you forget parentheses around the comprehension target?");
  if (!p->failed) reset(p, before);
}

void diagnose_dict_unpacking(Parser *p, Loc stars) {
  NodeList clauses;
  Mark before = mark(p);
  if (kind(p) != TOK_for && kind(p) != TOK_async) return;
  if (parse_comprehension_clauses(p, &clauses) && clauses.n && kind(p) == TOK_RBRACE)
    parse_error(p, stars, "dict unpacking cannot be used in dict comprehension");
  if (!p->failed) reset(p, before);
}

/* After "(" */
void diagnose_group(Parser *p) {
  Mark before = mark(p);
  Loc start = current(p)->loc;
  if (accept(p, TOK_STAR)) {
    Node *e = parse_expression(p);
    if (e && kind(p) == TOK_RPAR) parse_error(p, range(start, e->loc), "cannot use starred expression here");
  } else if (accept(p, TOK_DOUBLESTAR)) {
    if (parse_expression(p) && kind(p) == TOK_RPAR) parse_error(p, start, "cannot use double starred expression here");
  }
  if (!p->failed) reset(p, before);
}

/* A mistake inside a later key counts as a missing colon: behind as much of the key as can be read. */
void diagnose_broken_key(Parser *p, Mark start) {
  *p->diag = (Diag){0};
  p->failed = false;
  reset(p, start);
  p->diagnosing = false;
  Node *key = parse_expression(p);
  if (!key && !p->failed) {
    reset(p, start);
    key = kind(p) == TOK_NAME ? new_name(p, current(p)->name, AST_Load, current(p)->loc) : NULL;
  }
  p->diagnosing = true;
  if (key) diagnose_key(p, key);
}

/* A key without colon: the place is the key's last column, without an end. */
void diagnose_key(Parser *p, Node *key) {
  Loc loc = {key->loc.line, key->loc.end_line, key->loc.end_col - 1, (uint32_t)-1};
  parse_error(p, loc, "':' expected after dictionary key");
}

/* After "key :" */
void diagnose_value(Parser *p, Loc colon) {
  Loc star = current(p)->loc;
  if (kind(p) == TOK_RBRACE || kind(p) == TOK_COMMA) {
    parse_error(p, colon, "expression expected after dictionary key and ':'");
  } else if (accept(p, TOK_STAR)) {
    if (parse_bitwise_or(p)) parse_error(p, from_here_on(p, star), "cannot use a starred expression in a dictionary value");
  }
}

/* ---- arguments ---- */

typedef struct {
  Node *last_positional;
  Loc loc; /* of all of them */
  int positional;
  bool any, keywords, last_unpacked;
} Args;

/* One argument of the phase reached: 0 positional, 1 keywords and "*", 2 keywords and "**". */
static bool walk_argument(Parser *p, Args *a, int *phase) {
  int k = kind(p);
  if (k == TOK_NAME && peek(p, 1)->kind == TOK_EQUAL) {
    advance(p);
    advance(p);
    if (!parse_expression(p)) return false;
    if (!*phase) *phase = 1;
    a->keywords = true;
    a->last_unpacked = false;
    return true;
  }
  if (k == TOK_DOUBLESTAR) {
    advance(p);
    if (!parse_expression(p)) return false;
    *phase = 2;
    a->keywords = a->last_unpacked = true;
    return true;
  }
  if (k == TOK_STAR ? *phase == 2 : *phase > 0) return false;
  accept(p, TOK_STAR);
  bool named = k == TOK_NAME && peek(p, 1)->kind == TOK_COLONEQUAL;
  Node *e = named ? parse_named_expression(p) : parse_expression(p);
  if (!e || kind(p) == TOK_EQUAL) return false;
  a->last_positional = e;
  a->positional++;
  return true;
}

/* As many arguments as fit together; stops before a comma that nothing fitting follows. */
static Args walk_arguments(Parser *p) {
  Args a = {.loc = current(p)->loc};
  int phase = 0;
  Mark end = mark(p);
  do {
    if (!walk_argument(p, &a, &phase)) break;
    a.any = true;
    a.loc = loc_from(p, a.loc);
    end = mark(p);
  } while (accept(p, TOK_COMMA));
  if (!p->failed) reset(p, end);
  return a;
}

static bool clauses_here(Parser *p, Loc *end) {
  NodeList clauses;
  if (kind(p) != TOK_for && kind(p) != TOK_async) return false;
  if (!parse_comprehension_clauses(p, &clauses) || !clauses.n) return false;
  Node *last = clauses.items[clauses.n - 1], *tail = last->comprehension.iter;
  if (last->comprehension.ifs.n) tail = last->comprehension.ifs.items[last->comprehension.ifs.n - 1];
  *end = tail->loc;
  return true;
}

static const char genexp_message[] = "Generator expression must be parenthesized";

static void diagnose_first_generator(Parser *p) {
  Node *e = kind(p) == TOK_STAR || kind(p) == TOK_DOUBLESTAR ? NULL : parse_expression(p);
  Loc end;
  if (e && clauses_here(p, &end) && accept(p, TOK_COMMA) && !p->failed) parse_error(p, range(e->loc, end), genexp_message);
}

/* After "(" of a call whose arguments do not parse. */
void diagnose_arguments(Parser *p) {
  Mark start = mark(p);
  Args a = walk_arguments(p);
  if (p->failed || !a.any) {
    if (!p->failed) reset(p, start);
    return;
  }
  Mark end = mark(p);
  if (kind(p) == TOK_COMMA && peek(p, 1)->kind == TOK_STAR) {
    parse_error(p, a.loc, "iterable argument unpacking follows keyword argument unpacking");
    return;
  }
  reset(p, start);
  diagnose_first_generator(p);
  if (p->failed) return;
  reset(p, end);
  Loc last;
  if (clauses_here(p, &last)) {
    if (a.positional > 1) parse_error(p, range(a.last_positional->loc, last), genexp_message);
    if (p->failed) return;
    reset(p, end);
  }
  if (p->failed || !accept(p, TOK_COMMA)) return;
  Mark after = mark(p);
  Node *e = parse_expression(p);
  if (e && clauses_here(p, &last)) parse_error(p, range(e->loc, last), genexp_message);
  if (p->failed) return;
  reset(p, after);
  Args b = walk_arguments(p);
  if (b.any && !p->failed)
    parse_error(p, last_token_loc(p), a.last_unpacked ? "positional argument follows keyword argument unpacking" : "positional argument follows keyword argument");
}

/* "True =", "NAME = value for", "expression =" among arguments, before the argument is parsed. */
void diagnose_keyword(Parser *p) {
  Token first = *current(p);
  bool fixed = first.kind == TOK_True || first.kind == TOK_False || first.kind == TOK_None;
  if (fixed && peek(p, 1)->kind == TOK_EQUAL) /* looking ahead of others might find the end of the text */
    parse_error(p, range(first.loc, peek(p, 1)->loc), "cannot assign to %s", token_text[first.kind]);
}

void diagnose_keyword_generator(Parser *p, Loc name_and_equal) {
  Mark before = mark(p);
  Loc end;
  if (clauses_here(p, &end)) parse_error(p, name_and_equal, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
  if (!p->failed) reset(p, before);
}

void diagnose_argument_assignment(Parser *p, Node *e) {
  if (kind(p) == TOK_EQUAL)
    parse_error(p, range(e->loc, current(p)->loc), "expression cannot contain assignment, perhaps you meant \"==\"?");
}

/* ---- statements ---- */

static bool is_augmented(int k) { return k >= TOK_PLUSEQUAL && k <= TOK_RIGHTSHIFTEQUAL; }

/* "a, b: annotation", "[a]: annotation", "f(): annotation" */
static void diagnose_annotation(Parser *p) {
  Node *first = parse_star_named_expression(p);
  if (!first) return;
  bool tuple = false;
  while (kind(p) == TOK_COMMA) {
    tuple = true;
    advance(p);
    if (kind(p) == TOK_COLON) break;
    if (!parse_star_named_expression(p)) return;
  }
  if (!accept(p, TOK_COLON) || !parse_expression(p)) return;
  if (tuple) parse_error(p, first->loc, "only single target (not tuple) can be annotated");
  else if (first->kind == NODE_List || first->kind == NODE_Tuple)
    parse_error(p, first->loc, "only single target (not %s) can be annotated", expression_name(first));
  else if (first->kind != NODE_Starred) parse_error(p, first->loc, "illegal target for annotation");
}

static void diagnose_chain(Parser *p) {
  for (;;) {
    bool yield = kind(p) == TOK_yield;
    Node *e = parse_yield_or_star_expressions(p);
    if (!e || kind(p) != TOK_EQUAL) return;
    if (yield) {
      parse_error(p, e->loc, "assignment to yield expression not possible");
      return;
    }
    raise_invalid_target(p, e, TARGET_STAR);
    if (p->failed || !set_context(e, AST_Store, TARGET_STAR)) return;
    advance(p);
  }
}

/* At the start of an expression statement that is no valid assignment. */
void diagnose_assignment(Parser *p) {
  Mark start = mark(p);
  diagnose_annotation(p);
  if (p->failed) return;
  reset(p, start);
  diagnose_chain(p);
  if (p->failed) return;
  reset(p, start);
  Node *e = parse_star_expressions(p);
  if (e && is_augmented(kind(p))) {
    advance(p);
    if (parse_yield_or_star_expressions(p))
      parse_error(p, e->loc, "'%s' is an illegal expression for augmented assignment", expression_name(e));
  }
  if (!p->failed) reset(p, start);
}

/* ---- parameters ---- */

static bool skip_parameter(Parser *p, bool annotations, bool *has_default, Loc *loc) {
  *loc = current(p)->loc;
  *has_default = false;
  advance(p);
  if (annotations && accept(p, TOK_COLON)) {
    Node *e = kind(p) == TOK_STAR ? parse_star_named_expression(p) : parse_expression(p);
    if (!e) return false;
    *loc = range(*loc, e->loc);
  }
  if (kind(p) != TOK_EQUAL) return true;
  *has_default = true;
  Loc equal = current(p)->loc;
  advance(p);
  if (kind(p) == TOK_RPAR || kind(p) == TOK_COMMA) parse_error(p, equal, "expected default value expression");
  return !p->failed && parse_expression(p);
}

static void diagnose_bracketed_parameters(Parser *p, bool lambda) {
  Loc open = current(p)->loc;
  advance(p);
  if (kind(p) != TOK_NAME) return;
  while (kind(p) == TOK_NAME) {
    advance(p);
    if (!accept(p, TOK_COMMA)) break;
  }
  if (kind(p) == TOK_RPAR)
    parse_error(p, range(open, current(p)->loc), lambda ? "Lambda expression parameters cannot be parenthesized" : "Function parameters cannot be parenthesized");
}

static void diagnose_double_star(Parser *p, int end, bool annotations) {
  Loc loc;
  bool has_default;
  advance(p);
  if (kind(p) != TOK_NAME) return;
  loc = current(p)->loc;
  advance(p);
  if (annotations && accept(p, TOK_COLON) && !parse_expression(p)) return;
  if (kind(p) == TOK_EQUAL) {
    parse_error(p, current(p)->loc, "var-keyword argument cannot have default value");
    return;
  }
  if (!accept(p, TOK_COMMA)) return;
  int k = kind(p);
  if (k == TOK_STAR || k == TOK_DOUBLESTAR || k == TOK_SLASH) loc = current(p)->loc;
  else if (k != TOK_NAME || !skip_parameter(p, annotations, &has_default, &loc)) return;
  parse_error(p, loc, "arguments cannot follow var-keyword argument");
}

typedef struct { bool defaults, slash, star; int count; } ParameterState;

/* "*" at the current token; false: stop. */
static bool diagnose_star(Parser *p, int end, bool annotations, ParameterState *st) {
  Loc star = current(p)->loc;
  bool lambda = end == TOK_COLON;
  if (st->star) {
    parse_error(p, star, "* argument may appear only once");
    return false;
  }
  st->star = true;
  advance(p);
  if (kind(p) == end || (kind(p) == TOK_COMMA && (peek(p, 1)->kind == end || peek(p, 1)->kind == TOK_DOUBLESTAR))) {
    parse_error(p, lambda ? last_token_loc(p) : star, "named arguments must follow bare *");
    return false;
  }
  if (kind(p) == TOK_COMMA && peek(p, 1)->kind == TOK_TYPE_COMMENT) {
    parse_error(p, last_token_loc(p), "bare * has associated type comment");
    return false;
  }
  if (kind(p) != TOK_NAME) return true;
  advance(p);
  if (annotations && accept(p, TOK_COLON) && !(kind(p) == TOK_STAR ? parse_star_named_expression(p) : parse_expression(p))) return false;
  if (kind(p) == TOK_EQUAL) parse_error(p, current(p)->loc, "var-positional argument cannot have default value");
  return !p->failed;
}

static bool diagnose_slash(Parser *p, ParameterState *st) {
  Loc slash = current(p)->loc;
  if (st->slash) parse_error(p, slash, "/ may appear only once");
  else if (st->star) parse_error(p, slash, "/ must be ahead of *");
  else if (!st->count) parse_error(p, slash, "at least one argument must precede /");
  st->slash = true;
  if (p->failed) return false;
  advance(p);
  if (kind(p) == TOK_STAR) parse_error(p, current(p)->loc, "expected comma between / and *");
  return !p->failed;
}

/* At the first parameter of a list that does not parse; end: the token after it. */
void diagnose_parameters(Parser *p, int end, bool annotations) {
  ParameterState st = {0};
  for (; !p->failed; ) {
    Loc loc;
    bool has_default;
    switch (kind(p)) {
    case TOK_NAME:
      if (!skip_parameter(p, annotations, &has_default, &loc)) return;
      if (!has_default && st.defaults && !st.star) {
        parse_error(p, loc, "non-default argument follows default argument");
        return;
      }
      st.defaults |= has_default;
      st.count++;
      break;
    case TOK_SLASH:
      if (!diagnose_slash(p, &st)) return;
      break;
    case TOK_STAR:
      if (!diagnose_star(p, end, annotations, &st)) return;
      break;
    case TOK_DOUBLESTAR: diagnose_double_star(p, end, annotations); return;
    case TOK_LPAR: diagnose_bracketed_parameters(p, !annotations); return;
    default: return;
    }
    if (!accept(p, TOK_COMMA)) return;
  }
}
