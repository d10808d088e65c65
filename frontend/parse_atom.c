/* Atoms, displays, and what may follow them: attributes, subscripts, calls. */
#include <stdlib.h>

#include "parser.h"

/* A comprehension of the kind from after its element to its closing bracket. */
static Node *parse_comprehension(Parser *p, NodeKind k, Node *element, Loc start, int close) {
  NodeList clauses;
  if (!parse_comprehension_clauses(p, &clauses) || !accept(p, close)) return NULL;
  Node *n = ast_node(p->arena, k, loc_from(p, start));
  n->GeneratorExp.elt = element;
  n->GeneratorExp.generators = clauses;
  return n;
}

static bool at_for(Parser *p) {
  return kind(p) == TOK_for || (kind(p) == TOK_async && peek(p, 1)->kind == TOK_for);
}

/* Elements up to the closing bracket. */
static bool parse_elements(Parser *p, Node *first, int close) {
  Loc last = first->loc;
  push(p, first);
  while (kind(p) == TOK_COMMA) {
    last = current(p)->loc;
    advance(p);
    if (kind(p) == close || (p->diagnosing && kind(p) == TOK_for)) break;
    Node *e = parse_star_named_expression(p);
    if (!e) return false;
    last = e->loc;
    push(p, e);
  }
  if (accept(p, close)) return true;
  if (p->diagnosing && close != TOK_RPAR && p->tokens[p->pos - 1].loc.end_col != first->loc.end_col) diagnose_bare_target(p, first, last);
  return false;
}

/* "(" ... ")": a tuple, a group, a generator expression */
static Node *parse_parenthesised(Parser *p) {
  Loc start = current(p)->loc;
  int base = p->nstack;
  advance(p);
  Node *e;
  if (accept(p, TOK_RPAR)) {
    e = new_tuple(p, base, start);
  } else if (kind(p) == TOK_yield) {
    e = parse_yield(p);
    if (!e || !accept(p, TOK_RPAR)) return NULL;
  } else {
    Mark open = mark(p);
    Node *first = parse_star_named_expression(p);
    if (!first || (first->kind == NODE_Starred && kind(p) != TOK_COMMA)) {
      if (!p->diagnosing || p->failed) return NULL;
      if (first) diagnose_unpacking(p, first);
      if (p->failed) return NULL;
      reset(p, open);
      if (first_trial(p, TRIED_GROUP)) diagnose_group(p);
      return NULL;
    }
    if (kind(p) == TOK_COMMA) {
      if (!parse_elements(p, first, TOK_RPAR)) return NULL;
      e = new_tuple(p, base, start);
    } else if (at_for(p)) {
      e = parse_comprehension(p, NODE_GeneratorExp, first, start, TOK_RPAR);
      if (!e) return NULL;
    } else {
      if (!accept(p, TOK_RPAR)) return NULL;
      e = first;
    }
  }
  e->parenthesised = true;
  return e;
}

/* The first element of a display; a mistake behind its star is looked for in a whole expression. */
static Node *parse_first(Parser *p) {
  if (p->diagnosing && kind(p) == TOK_STAR) {
    Mark before = mark(p);
    advance(p);
    parse_expression(p);
    if (p->failed) return NULL;
    reset(p, before);
  }
  return parse_star_named_expression(p);
}

static Node *parse_list(Parser *p) {
  Loc start = current(p)->loc;
  int base = p->nstack;
  advance(p);
  if (!accept(p, TOK_RSQB)) {
    Node *first = parse_first(p);
    if (!first) return NULL;
    if (first->kind != NODE_Starred && at_for(p)) return parse_comprehension(p, NODE_ListComp, first, start, TOK_RSQB);
    if (p->diagnosing && first->kind == NODE_Starred) diagnose_unpacking(p, first);
    if (p->failed) return NULL;
    if (!parse_elements(p, first, TOK_RSQB)) return NULL;
  }
  Node *n = ast_node(p->arena, NODE_List, loc_from(p, start));
  n->List.elts = pop_list(p, base);
  n->List.ctx = AST_Load;
  return n;
}

/* ":" expression */
static Node *parse_dict_value(Parser *p) {
  Loc colon = current(p)->loc;
  advance(p);
  if (p->diagnosing) {
    Mark before = mark(p);
    diagnose_value(p, colon);
    if (p->failed) return NULL;
    reset(p, before);
  }
  return parse_expression(p);
}

/* One "key: value" or "**mapping" onto the stack (key, value). */
static bool parse_item(Parser *p, bool first) {
  Node *key = NULL, *value;
  Loc start = current(p)->loc;
  if (accept(p, TOK_DOUBLESTAR)) {
    value = parse_bitwise_or(p);
    if (value && p->diagnosing) diagnose_dict_unpacking(p, start);
    if (p->failed) return false;
  } else {
    Mark before = mark(p);
    if (!(key = parse_expression(p))) {
      if (p->failed && p->diagnosing && !first && !p->lex.failed) diagnose_broken_key(p, before);
      return false;
    }
    if (kind(p) != TOK_COLON) {
      if (p->diagnosing) diagnose_key(p, key);
      return false;
    }
    value = parse_dict_value(p);
  }
  if (!value) return false;
  push(p, key);
  push(p, value);
  return true;
}

static Node *parse_dict_rest(Parser *p, int base, Loc start) {
  while (accept(p, TOK_COMMA)) {
    if (kind(p) == TOK_RBRACE) break;
    if (!parse_item(p, false)) return NULL;
  }
  if (!accept(p, TOK_RBRACE)) return NULL;
  Node *n = ast_node(p->arena, NODE_Dict, loc_from(p, start));
  int count = (p->nstack - base) / 2;
  n->Dict.keys = (NodeList){ARENA_ARRAY(p->arena, Node *, count + 1), count};
  n->Dict.values = (NodeList){ARENA_ARRAY(p->arena, Node *, count + 1), count};
  for (int i = 0; i < count; i++) {
    n->Dict.keys.items[i] = p->stack[base + 2 * i];
    n->Dict.values.items[i] = p->stack[base + 2 * i + 1];
  }
  p->nstack = base;
  return n;
}

static Node *parse_dict_comprehension(Parser *p, Node *key, Node *value, Loc start) {
  NodeList clauses;
  if (!parse_comprehension_clauses(p, &clauses) || !accept(p, TOK_RBRACE)) return NULL;
  Node *n = ast_node(p->arena, NODE_DictComp, loc_from(p, start));
  n->DictComp.key = key;
  n->DictComp.value = value;
  n->DictComp.generators = clauses;
  return n;
}

/* "{" ... "}": a dict, a set, a comprehension of either */
static Node *parse_braces(Parser *p) {
  Loc start = current(p)->loc;
  int base = p->nstack;
  advance(p);
  if (kind(p) == TOK_RBRACE) return parse_dict_rest(p, base, start);
  if (kind(p) == TOK_DOUBLESTAR) return parse_item(p, true) ? parse_dict_rest(p, base, start) : NULL;
  Node *first = parse_first(p);
  if (!first) return NULL;
  if (kind(p) == TOK_COLON && first->kind != NODE_Starred && (first->kind != NODE_NamedExpr || first->parenthesised)) {
    Node *value = parse_dict_value(p);
    if (!value) return NULL;
    if (at_for(p)) return parse_dict_comprehension(p, first, value, start);
    push(p, first);
    push(p, value);
    return parse_dict_rest(p, base, start);
  }
  if (first->kind != NODE_Starred && at_for(p)) return parse_comprehension(p, NODE_SetComp, first, start, TOK_RBRACE);
  if (p->diagnosing && first->kind == NODE_Starred) diagnose_unpacking(p, first);
  if (p->failed) return NULL;
  if (!parse_elements(p, first, TOK_RBRACE)) return NULL;
  Node *n = ast_node(p->arena, NODE_Set, loc_from(p, start));
  n->Set.elts = pop_list(p, base);
  return n;
}

/* ---- atoms and primaries ---- */

static Node *parse_constant(Parser *p, ConstKind k) {
  Loc loc = current(p)->loc;
  advance(p);
  return new_constant(p, (Const){.kind = k}, loc);
}

static Node *parse_atom(Parser *p) {
  switch (kind(p)) {
  case TOK_NAME: {
    Token *t = current(p);
    Node *n = new_name(p, t->name, AST_Load, t->loc);
    advance(p);
    return n;
  }
  case TOK_NUMBER: return parse_number(p);
  case TOK_STRING: return parse_strings(p);
  case TOK_None: return parse_constant(p, CONST_none);
  case TOK_True: return parse_constant(p, CONST_true);
  case TOK_False: return parse_constant(p, CONST_false);
  case TOK_ELLIPSIS: return parse_constant(p, CONST_ellipsis);
  case TOK_LPAR: case TOK_LSQB: case TOK_LBRACE: {
    if (!enter(p, BRACKET_WEIGHT)) return NULL;
    Node *n = kind(p) == TOK_LPAR ? parse_parenthesised(p) : kind(p) == TOK_LSQB ? parse_list(p) : parse_braces(p);
    leave(p, BRACKET_WEIGHT);
    return n;
  }
  default: return NULL;
  }
}

/* slice: [expression] ":" [expression] [":" [expression]] | named_expression */
static Node *parse_slice(Parser *p) {
  Loc start = current(p)->loc;
  Node *lower = NULL, *upper = NULL, *step = NULL;
  if (kind(p) == TOK_STAR) return parse_starred(p, parse_bitwise_or);
  if (kind(p) != TOK_COLON) {
    lower = parse_named_expression(p);
    if (!lower || kind(p) != TOK_COLON) return lower;
    if (lower->kind == NODE_NamedExpr && !lower->parenthesised) return NULL;
  }
  advance(p);
  int k = kind(p);
  if (k != TOK_COLON && k != TOK_COMMA && k != TOK_RSQB && !(upper = parse_expression(p))) return NULL;
  if (accept(p, TOK_COLON)) {
    k = kind(p);
    if (k != TOK_COMMA && k != TOK_RSQB && !(step = parse_expression(p))) return NULL;
  }
  Node *n = ast_node(p->arena, NODE_Slice, loc_from(p, start));
  n->Slice.lower = lower;
  n->Slice.upper = upper;
  n->Slice.step = step;
  return n;
}

static Node *parse_slices(Parser *p) {
  Loc start = current(p)->loc;
  Node *first = parse_slice(p);
  if (!first || (kind(p) != TOK_COMMA && first->kind != NODE_Starred)) return first;
  int base = p->nstack;
  push(p, first);
  while (accept(p, TOK_COMMA)) {
    if (kind(p) == TOK_RSQB) break;
    Node *e = parse_slice(p);
    if (!e) return NULL;
    push(p, e);
  }
  return new_tuple(p, base, start);
}

static Node *parse_subscript(Parser *p, Node *value, Loc start) {
  if (!enter(p, BRACKET_WEIGHT)) return NULL;
  advance(p);
  Node *slice = parse_slices(p);
  leave(p, BRACKET_WEIGHT);
  if (!slice || !accept(p, TOK_RSQB)) return NULL;
  Node *n = ast_node(p->arena, NODE_Subscript, loc_from(p, start));
  n->Subscript.value = value;
  n->Subscript.slice = slice;
  n->Subscript.ctx = AST_Load;
  return n;
}

/* One argument after the first: positional ones onto the stack at once, keywords gathered apart. */
typedef struct {
  int base;
  Node **keywords;
  int nkeywords, cap;
  bool unpacked; /* a "**" was seen */
} Arguments;

static void add_keyword(Arguments *a, Node *keyword) {
  if (a->nkeywords == a->cap) {
    a->cap = a->cap * 2 + 8;
    a->keywords = realloc(a->keywords, a->cap * sizeof *a->keywords);
    if (!a->keywords) abort();
  }
  a->keywords[a->nkeywords++] = keyword;
}

static bool parse_keyword(Parser *p, Arguments *a, bool named) {
  Token t = *current(p);
  advance(p);
  if (named) advance(p);
  Loc head = loc_from(p, t.loc);
  Node *value = parse_expression(p);
  if (value && named && p->diagnosing) diagnose_keyword_generator(p, head);
  if (!value || p->failed) return false;
  Node *n = ast_node(p->arena, NODE_keyword, loc_from(p, t.loc));
  n->keyword.arg = named ? t.name : NULL;
  n->keyword.value = value;
  add_keyword(a, n);
  a->unpacked |= !named;
  return true;
}

static bool parse_argument(Parser *p, Arguments *a, Loc open, bool generator) {
  int k = kind(p);
  if (k == TOK_DOUBLESTAR) return parse_keyword(p, a, false);
  if (k == TOK_NAME && peek(p, 1)->kind == TOK_EQUAL) return parse_keyword(p, a, true);
  Node *value;
  if (p->diagnosing) diagnose_keyword(p);
  if (p->failed) return false;
  if (k == TOK_STAR) {
    if (a->unpacked) return false;
    value = parse_starred(p, parse_expression);
  } else {
    if (a->nkeywords && !p->diagnosing) return false;
    value = k == TOK_NAME && peek(p, 1)->kind == TOK_COLONEQUAL ? parse_named_expression(p) : parse_expression(p);
    if (value && p->diagnosing) diagnose_argument_assignment(p, value);
    if (p->failed || a->nkeywords) return false;
    if (value && generator && at_for(p)) {
      NodeList clauses;
      if (!parse_comprehension_clauses(p, &clauses) || kind(p) != TOK_RPAR) return false;
      Loc end = current(p)->loc;
      Node *n = ast_node(p->arena, NODE_GeneratorExp, (Loc){open.line, end.end_line, open.col, end.end_col});
      n->GeneratorExp.elt = value;
      n->GeneratorExp.generators = clauses;
      value = n;
    }
  }
  if (value) push(p, value);
  return value != NULL;
}

bool parse_call_arguments(Parser *p, bool generator, NodeList *args, NodeList *keywords) {
  Loc open = current(p)->loc;
  Arguments a = {.base = p->nstack};
  advance(p);
  Mark before = mark(p);
  bool fine = true;
  for (; fine && kind(p) != TOK_RPAR; generator = false) {
    fine = parse_argument(p, &a, open, generator);
    if (!fine || !accept(p, TOK_COMMA)) break;
  }
  fine = fine && accept(p, TOK_RPAR);
  if (fine) {
    *args = pop_list(p, a.base);
    int base = p->nstack;
    for (int i = 0; i < a.nkeywords; i++) push(p, a.keywords[i]);
    *keywords = pop_list(p, base);
  }
  free(a.keywords);
  if (!fine && p->diagnosing && !p->failed) {
    reset(p, before);
    if (first_trial(p, TRIED_ARGUMENTS)) diagnose_arguments(p);
  }
  return fine;
}

static Node *parse_call(Parser *p, Node *func, Loc start) {
  if (!enter(p, BRACKET_WEIGHT)) return NULL;
  NodeList args, keywords;
  bool fine = parse_call_arguments(p, true, &args, &keywords);
  leave(p, BRACKET_WEIGHT);
  if (!fine) return NULL;
  Node *n = ast_node(p->arena, NODE_Call, loc_from(p, start));
  n->Call.func = func;
  n->Call.args = args;
  n->Call.keywords = keywords;
  return n;
}

static Node *parse_attribute(Parser *p, Node *value, Loc start) {
  advance(p);
  if (kind(p) != TOK_NAME) return NULL;
  Identifier name = current(p)->name;
  advance(p);
  Node *n = ast_node(p->arena, NODE_Attribute, loc_from(p, start));
  n->Attribute.value = value;
  n->Attribute.attr = name;
  n->Attribute.ctx = AST_Load;
  return n;
}

/* primary: ["await"] atom ("." NAME | "(" arguments ")" | "[" slices "]")* */
Node *parse_primary(Parser *p) {
  Loc start = current(p)->loc;
  if (accept(p, TOK_await)) {
    Node *value = kind(p) == TOK_await ? NULL : parse_primary(p);
    if (!value || !check_version(p, 5, "Await expressions are")) return NULL;
    Node *n = ast_node(p->arena, NODE_Await, loc_from(p, start));
    n->Await.value = value;
    return n;
  }
  Node *e = parse_atom(p);
  while (e) {
    Mark before = mark(p);
    Node *longer;
    switch (kind(p)) {
    case TOK_DOT: longer = parse_attribute(p, e, start); break;
    case TOK_LPAR: longer = parse_call(p, e, start); break;
    case TOK_LSQB: longer = parse_subscript(p, e, start); break;
    default: return e;
    }
    if (!longer && fall_back(p, before)) return e;
    e = longer;
  }
  return NULL;
}

