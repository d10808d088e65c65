/* Parameters, function and class definitions, decorators, type parameters. */
#include "parser.h"

typedef struct {
  NodeList posonly, args, kwonly, defaults, kw_defaults;
  Node *vararg, *kwarg;
} Parameters;

/* NAME [":" annotation] */
static void take_comment(Parser *p, Node *arg) {
  AstString comment = parse_type_comment(p);
  if (comment) arg->arg.type_comment = comment;
}

/* After a parameter: a comma, and a type comment on either side of it; false: no comma. */
static bool next_parameter(Parser *p, Node *arg) {
  bool comma = accept(p, TOK_COMMA);
  if (arg) take_comment(p, arg);
  return comma;
}

static Node *parse_parameter(Parser *p, bool annotations, bool starred) {
  if (kind(p) != TOK_NAME) return NULL;
  Token t = *current(p);
  advance(p);
  Node *annotation = NULL;
  if (annotations && accept(p, TOK_COLON)) {
    annotation = starred && kind(p) == TOK_STAR ? parse_star_named_expression(p) : parse_expression(p);
    if (!annotation) return NULL;
  }
  Node *n = ast_node(p->arena, NODE_arg, loc_from(p, t.loc));
  n->arg.arg = t.name;
  n->arg.annotation = annotation;
  return n;
}

/* Of pairs on the stack from base on: the firsts of pairs from to upto. */
static NodeList every_second(Parser *p, int base, int from, int upto) {
  int n = upto - from;
  NodeList list = {n ? ARENA_ARRAY(p->arena, Node *, n) : NULL, n};
  for (int i = 0; i < n; i++) list.items[i] = p->stack[base + 2 * (from + i)];
  return list;
}

/* Keyword-only parameters after "*" or "*args": onto the stack in pairs (parameter, default). */
static bool parse_keyword_only(Parser *p, int end, bool annotations, Parameters *out) {
  int base = p->nstack;
  while (kind(p) == TOK_NAME) {
    Node *arg = parse_parameter(p, annotations, false), *value = NULL;
    if (!arg) return false;
    if (accept(p, TOK_EQUAL) && !(value = parse_expression(p))) return false;
    push(p, arg);
    push(p, value);
    if (!next_parameter(p, arg)) break;
  }
  int n = (p->nstack - base) / 2;
  out->kwonly = every_second(p, base, 0, n);
  out->kw_defaults = every_second(p, base + 1, 0, n);
  p->nstack = base;
  return true;
}

/* "*" [NAME] ["," keyword-only ...] */
static bool parse_star_parameters(Parser *p, int end, bool annotations, Parameters *out) {
  advance(p);
  if (kind(p) == TOK_NAME && !(out->vararg = parse_parameter(p, annotations, true))) return false;
  if (!out->vararg && kind(p) != TOK_COMMA) return false;
  if (!next_parameter(p, out->vararg)) return true;
  if (!out->vararg && kind(p) != TOK_NAME) return false;
  return parse_keyword_only(p, end, annotations, out);
}

/* Positional parameters; at "/" those so far become positional-only.  They go onto the stack in pairs
 * (parameter, default); once there is a default, all later ones need one. */
static bool parse_positional(Parser *p, bool annotations, Parameters *out) {
  int base = p->nstack, nposonly = 0, ndefaults = 0;
  for (;;) {
    int count = (p->nstack - base) / 2;
    Node *arg = NULL;
    if (kind(p) == TOK_SLASH) {
      if (nposonly || !count || !check_version(p, 8, "Positional-only parameters are")) return false;
      advance(p);
      nposonly = count;
    } else if (kind(p) == TOK_NAME) {
      Node *value = NULL;
      if (!(arg = parse_parameter(p, annotations, false))) return false;
      if (accept(p, TOK_EQUAL) && !(value = parse_expression(p))) return false;
      if (!value && ndefaults) return false;
      ndefaults += value != NULL;
      push(p, arg);
      push(p, value);
    } else break;
    if (!next_parameter(p, arg)) break;
  }
  int n = (p->nstack - base) / 2;
  out->posonly = every_second(p, base, 0, nposonly);
  out->args = every_second(p, base, nposonly, n);
  out->defaults = every_second(p, base + 1, n - ndefaults, n);
  p->nstack = base;
  return true;
}

/* Whether the token consumed last, but for type comments, is a comma. */
static bool after_comma(Parser *p) {
  int last = p->pos - 1;
  while (p->tokens[last].kind == TOK_TYPE_COMMENT) last--;
  return p->tokens[last].kind == TOK_COMMA;
}

static bool parse_parameter_groups(Parser *p, int end, bool annotations, Parameters *ps) {
  int before = p->pos;
  if (!parse_positional(p, annotations, ps)) return false;
  bool comma = p->pos == before || after_comma(p);
  if (kind(p) == TOK_STAR && comma) {
    if (!parse_star_parameters(p, end, annotations, ps)) return false;
    comma = after_comma(p);
  }
  if (kind(p) == TOK_DOUBLESTAR && comma) {
    advance(p);
    if (!(ps->kwarg = parse_parameter(p, annotations, false))) return false;
    next_parameter(p, ps->kwarg);
  }
  return true;
}

static Node *new_arguments(Parser *p, const Parameters *ps) {
  Node *n = ast_node(p->arena, NODE_arguments, (Loc){0});
  n->arguments.posonlyargs = ps->posonly;
  n->arguments.args = ps->args;
  n->arguments.vararg = ps->vararg;
  n->arguments.kwonlyargs = ps->kwonly;
  n->arguments.kw_defaults = ps->kw_defaults;
  n->arguments.kwarg = ps->kwarg;
  n->arguments.defaults = ps->defaults;
  return n;
}

Node *parse_parameters(Parser *p, int end, bool annotations) {
  Parameters ps = {0};
  Mark before = mark(p);
  if (parse_parameter_groups(p, end, annotations, &ps) && kind(p) == end) return new_arguments(p, &ps);
  if (p->diagnosing && !p->failed) {
    reset(p, before);
    if (first_trial(p, TRIED_PARAMETERS)) diagnose_parameters(p, end, annotations);
  }
  return NULL;
}

/* One of NAME [":" bound], "*" NAME, "**" NAME */
static Node *parse_type_param(Parser *p) {
  Loc start = current(p)->loc;
  NodeKind k = accept(p, TOK_STAR) ? NODE_TypeVarTuple : accept(p, TOK_DOUBLESTAR) ? NODE_ParamSpec : NODE_TypeVar;
  if (kind(p) != TOK_NAME) return NULL;
  Identifier name = current(p)->name;
  advance(p);
  Node *bound = NULL;
  if (k == NODE_TypeVar && accept(p, TOK_COLON) && !(bound = parse_expression(p))) return NULL;
  Node *n = ast_node(p->arena, k, loc_from(p, start));
  n->TypeVar.name = name;
  if (k == NODE_TypeVar) n->TypeVar.bound = bound;
  return n;
}

/* "[" type_param ("," type_param)* [","] "]" */
bool parse_type_params(Parser *p, NodeList *out) {
  int base = p->nstack;
  advance(p);
  do {
    if (p->nstack > base && kind(p) == TOK_RSQB) break;
    Node *param = parse_type_param(p);
    if (!param) return false;
    push(p, param);
  } while (accept(p, TOK_COMMA));
  *out = pop_list(p, base);
  return accept(p, TOK_RSQB);
}

/* A signature comment, behind the colon or on a line of its own before the block. */
static AstString parse_function_comment(Parser *p) {
  if (kind(p) == TOK_TYPE_COMMENT) {
    AstString comment = parse_type_comment(p);
    if (p->diagnosing && kind(p) == TOK_NEWLINE && peek(p, 1)->kind == TOK_TYPE_COMMENT)
      parse_error(p, last_token_loc(p), "Cannot have two type comments on def");
    return comment;
  }
  if (!p->source->type_comments || kind(p) != TOK_NEWLINE || peek(p, 1)->kind != TOK_TYPE_COMMENT) return NULL;
  if (peek(p, 2)->kind != TOK_NEWLINE || peek(p, 3)->kind != TOK_INDENT) return NULL;
  advance_space(p);
  return parse_type_comment(p);
}

/* "def" NAME [type_params] "(" parameters ")" ["->" expression] ":" block */
Node *parse_function(Parser *p, Loc start, NodeList decorators, bool is_async) {
  uint32_t line = current(p)->loc.line;
  advance(p);
  if (kind(p) != TOK_NAME) return NULL;
  Identifier name = current(p)->name;
  advance(p);
  NodeList type_params = {0}, body;
  Loc after_name = current(p)->loc;
  if (kind(p) == TOK_LSQB && !parse_type_params(p, &type_params)) return parse_error(p, after_name, "expected '('");
  if (!accept(p, TOK_LPAR)) return parse_error(p, after_name, "expected '('");
  Node *args = parse_parameters(p, TOK_RPAR, true), *returns = NULL;
  if (!args || !accept(p, TOK_RPAR)) return NULL;
  Mark before = mark(p);
  if (accept(p, TOK_RARROW) && !(returns = parse_expression(p)) && !fall_back(p, before)) return NULL;
  if (!parse_colon(p, COLON_FORCED)) return NULL;
  AstString comment = parse_function_comment(p);
  if (p->failed || !parse_block(p, &body, "function definition", line)) return NULL;
  Node *n = ast_node(p->arena, is_async ? NODE_AsyncFunctionDef : NODE_FunctionDef, loc_from(p, start));
  n->FunctionDef.name = name;
  n->FunctionDef.args = args;
  n->FunctionDef.body = body;
  n->FunctionDef.decorator_list = decorators;
  n->FunctionDef.returns = returns;
  n->FunctionDef.type_comment = comment;
  n->FunctionDef.type_params = type_params;
  return n;
}

/* "class" NAME [type_params] ["(" arguments ")"] ":" block */
Node *parse_class(Parser *p, NodeList decorators) {
  Loc start = current(p)->loc;
  advance(p);
  if (kind(p) != TOK_NAME) return NULL;
  Identifier name = current(p)->name;
  advance(p);
  NodeList type_params = {0}, bases = {0}, keywords = {0}, body;
  if (kind(p) == TOK_LSQB && !parse_type_params(p, &type_params)) return NULL;
  if (kind(p) == TOK_LPAR && !parse_call_arguments(p, false, &bases, &keywords)) return NULL;
  if (!parse_colon(p, COLON_LINE) || !parse_block(p, &body, "class definition", start.line)) return NULL;
  Node *n = ast_node(p->arena, NODE_ClassDef, loc_from(p, start));
  n->ClassDef.name = name;
  n->ClassDef.bases = bases;
  n->ClassDef.keywords = keywords;
  n->ClassDef.body = body;
  n->ClassDef.decorator_list = decorators;
  n->ClassDef.type_params = type_params;
  return n;
}

/* ("@" named_expression NEWLINE)+ and the definition */
Node *parse_decorated(Parser *p) {
  int base = p->nstack;
  while (accept(p, TOK_AT)) {
    Node *e = parse_named_expression(p);
    if (!e || kind(p) != TOK_NEWLINE) return NULL;
    advance_space(p);
    push(p, e);
  }
  NodeList decorators = pop_list(p, base);
  Loc start = current(p)->loc;
  if (kind(p) == TOK_class) return parse_class(p, decorators);
  bool is_async = accept(p, TOK_async);
  return kind(p) == TOK_def ? parse_function(p, start, decorators, is_async) : NULL;
}
