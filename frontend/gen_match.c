/* match: patterns as decision code.
 *
 * A pattern consumes the subject on top of the stack.  Captured values wait on the stack, under what
 * the enclosing patterns still need (on_top values), until the whole pattern has matched; then they
 * are stored.  A failing test jumps to the entry of a ladder of pops that leaves the stack as it was. */
#include <string.h>

#include "gen.h"

typedef struct {
  Gen *g;
  Identifier *stores; /* captures so far; the last one lies deepest */
  int nstores;
  Label *ladder;      /* ladder[i]: pop i values, then the case has failed */
  int nladder;
  int on_top;
  bool allow_irrefutable;
} Match;

static void gen_pattern(Match *m, Node *p);

static bool is_wildcard(const Node *p) { return p->kind == NODE_MatchAs && !p->MatchAs.pattern && !p->MatchAs.name; }
static bool is_star_wildcard(const Node *p) { return p->kind == NODE_MatchStar && !p->MatchStar.name; }

static void ladder_ensure(Match *m, int rung) {
  if (rung < m->nladder) return;
  Label *grown = ARENA_ARRAY(m->g->c->arena, Label, (size_t)rung + 8);
  if (m->nladder) memcpy(grown, m->ladder, sizeof(Label) * (size_t)m->nladder);
  m->ladder = grown;
  while (m->nladder <= rung) m->ladder[m->nladder++] = label_new(m->g);
}

static void jump_to_fail(Match *m, Opcode jump) {
  int pops = m->on_top + m->nstores;
  Label *old = m->ladder;
  if (pops >= m->nladder || !old) ladder_ensure(m, pops);
  emit_jump(m->g, jump, m->ladder[pops]);
}

static void emit_ladder(Match *m) {
  for (int i = m->nladder - 1; i > 0; i--) {
    label_here(m->g, m->ladder[i]);
    emit(m->g, OP_pop_top, 0);
  }
  if (m->nladder) label_here(m->g, m->ladder[0]);
  m->nladder = 0;
  m->ladder = NULL;
}

/* Moves the top below the count - 1 values under it. */
static void rotate(Match *m, int count) {
  for (; count > 1; count--) emit(m->g, OP_swap, (uint32_t)count);
}

static void stores_add(Match *m, Identifier name, Loc loc) {
  for (int i = 0; i < m->nstores; i++)
    if (m->stores[i] == name) compile_error(m->g->c, loc, "multiple assignments to name '%s' in pattern", name->text);
  Identifier *grown = ARENA_ARRAY(m->g->c->arena, Identifier, (size_t)m->nstores + 1);
  if (m->nstores) memcpy(grown, m->stores, sizeof(Identifier) * (size_t)m->nstores);
  grown[m->nstores++] = name;
  m->stores = grown;
}

static void capture(Match *m, Identifier name, Loc loc) {
  if (!name) {
    emit(m->g, OP_pop_top, 0);
    return;
  }
  rotate(m, m->on_top + m->nstores + 1);
  stores_add(m, name, loc);
}

static void gen_subpattern(Match *m, Node *p) {
  bool saved = m->allow_irrefutable;
  m->allow_irrefutable = true;
  gen_pattern(m, p);
  m->allow_irrefutable = saved;
}

static void emit_int(Match *m, int64_t i) { emit_const(m->g, (Const){.kind = CONST_int, .i = i}); }

/* ---- one function a kind of pattern ---- */

static void match_value(Match *m, Node *p) {
  NodeKind kind = p->MatchValue.value->kind;
  Const folded;
  if (kind != NODE_Attribute && !fold_expr(m->g, p->MatchValue.value, &folded) && kind != NODE_BinOp &&
      kind != NODE_UnaryOp)
    compile_error(m->g->c, p->loc, "patterns may only match literals and attribute lookups");
  gen_expr(m->g, p->MatchValue.value);
  emit(m->g, OP_compare, CMP_eq);
  jump_to_fail(m, OP_jump_if_false);
}

static void match_singleton(Match *m, Node *p) {
  emit_const(m->g, *p->MatchSingleton.value);
  emit(m->g, OP_is_op, 0);
  jump_to_fail(m, OP_jump_if_false);
}

static int find_star(Match *m, Node *p, bool *only_wildcards) {
  NodeList patterns = p->MatchSequence.patterns;
  int star = -1;
  *only_wildcards = true;
  for (int i = 0; i < patterns.n; i++) {
    if (patterns.items[i]->kind == NODE_MatchStar) {
      if (star >= 0) compile_error(m->g->c, p->loc, "multiple starred names in sequence pattern");
      star = i;
      *only_wildcards &= is_star_wildcard(patterns.items[i]);
    } else {
      *only_wildcards &= is_wildcard(patterns.items[i]);
    }
  }
  return star;
}

static void match_unpacked(Match *m, NodeList patterns, int star) {
  if (star < 0) emit(m->g, OP_unpack_sequence, (uint32_t)patterns.n);
  else emit(m->g, OP_unpack_ex, (uint32_t)star | (uint32_t)(patterns.n - star - 1) << 8);
  m->on_top += patterns.n;
  for (int i = 0; i < patterns.n; i++) {
    m->on_top--;
    gen_subpattern(m, patterns.items[i]);
  }
}

/* [a, *_, b]: only the items that matter are fetched. */
static void match_indexed(Match *m, NodeList patterns, int star) {
  m->on_top++;
  for (int i = 0; i < patterns.n; i++) {
    if (i == star || is_wildcard(patterns.items[i])) continue;
    emit(m->g, OP_copy, 1);
    if (i < star) {
      emit_int(m, i);
    } else {
      emit(m->g, OP_get_len, 0);
      emit_int(m, patterns.n - i);
      emit(m->g, OP_binary, BIN_sub);
    }
    emit(m->g, OP_load_item, 0);
    gen_subpattern(m, patterns.items[i]);
  }
  m->on_top--;
  emit(m->g, OP_pop_top, 0);
}

static void match_sequence(Match *m, Node *p) {
  NodeList patterns = p->MatchSequence.patterns;
  bool only_wildcards;
  int star = find_star(m, p, &only_wildcards);
  m->on_top++;
  emit(m->g, OP_match_sequence, 0);
  jump_to_fail(m, OP_jump_if_false);
  if (star < 0 || patterns.n > 1) {
    emit(m->g, OP_get_len, 0);
    emit_int(m, star < 0 ? patterns.n : patterns.n - 1);
    emit(m->g, OP_compare, star < 0 ? CMP_eq : CMP_ge);
    jump_to_fail(m, OP_jump_if_false);
  }
  m->on_top--;
  if (only_wildcards) emit(m->g, OP_pop_top, 0);
  else if (star >= 0 && is_star_wildcard(patterns.items[star])) match_indexed(m, patterns, star);
  else match_unpacked(m, patterns, star);
}

static bool as_number(const Const *c, double *re, double *im) {
  *im = c->kind == CONST_complex ? c->c.im : 0;
  if (c->kind == CONST_true || c->kind == CONST_false) *re = c->kind == CONST_true;
  else if (c->kind == CONST_int) *re = (double)c->i;
  else if (c->kind == CONST_float) *re = c->f;
  else if (c->kind == CONST_complex) *re = c->c.re;
  else return false;
  return true;
}

/* Equal as dict keys are: 1, 1.0, 1+0j and True are one. */
static bool same_key(const Const *a, const Const *b) {
  double x, y, x_im, y_im;
  if (const_equal(a, b)) return true;
  if (a->kind == CONST_int && b->kind == CONST_int) return false;
  return as_number(a, &x, &x_im) && as_number(b, &y, &y_im) && x == y && x_im == y_im;
}

static void check_key(Match *m, Node *p, int at) {
  Node *key = p->MatchMapping.keys.items[at];
  Const a, b;
  if (!fold_expr(m->g, key, &a)) {
    if (key->kind != NODE_Attribute)
      compile_error(m->g->c, p->loc, "mapping pattern keys may only match literals and attribute lookups");
    return;
  }
  for (int i = 0; i < at; i++) {
    if (!fold_expr(m->g, p->MatchMapping.keys.items[i], &b) || !same_key(&a, &b)) continue;
    Name text = unparse_expr(m->g, key);
    compile_error(m->g->c, p->loc, "mapping pattern checks duplicate key (%s)", text.text);
  }
}

/* [subject keys]: rest = dict(subject); for key in keys: del rest[key] */
static void match_rest(Match *m, Node *p, int size) {
  Gen *g = m->g;
  emit(g, OP_build_map, 0);
  emit(g, OP_swap, 3);
  emit(g, OP_dict_update, 2);
  emit(g, OP_unpack_sequence, (uint32_t)size);
  for (int left = size; left > 0; left--) {
    emit(g, OP_copy, (uint32_t)left + 1);
    emit(g, OP_swap, 2);
    emit(g, OP_delete_item, 0);
  }
  capture(m, p->MatchMapping.rest, p->loc);
}

static void match_mapping(Match *m, Node *p) {
  Gen *g = m->g;
  int size = p->MatchMapping.keys.n;
  m->on_top++;
  emit(g, OP_match_mapping, 0);
  jump_to_fail(m, OP_jump_if_false);
  if (!size && !p->MatchMapping.rest) {
    m->on_top--;
    emit(g, OP_pop_top, 0);
    return;
  }
  if (size) {
    emit(g, OP_get_len, 0);
    emit_int(m, size);
    emit(g, OP_compare, CMP_ge);
    jump_to_fail(m, OP_jump_if_false);
  }
  for (int i = 0; i < size; i++) {
    check_key(m, p, i);
    gen_expr(g, p->MatchMapping.keys.items[i]);
  }
  emit(g, OP_build_tuple, (uint32_t)size);
  emit(g, OP_match_keys, 0);
  m->on_top += 2;
  emit(g, OP_copy, 1);
  jump_to_fail(m, OP_jump_if_none);
  emit(g, OP_unpack_sequence, (uint32_t)size);
  m->on_top += size - 1;
  for (int i = 0; i < size; i++) {
    m->on_top--;
    gen_subpattern(m, p->MatchMapping.patterns.items[i]);
  }
  m->on_top -= 2;
  if (p->MatchMapping.rest) {
    match_rest(m, p, size);
    return;
  }
  emit(g, OP_pop_top, 0);
  emit(g, OP_pop_top, 0);
}

static void match_class(Match *m, Node *p) {
  Gen *g = m->g;
  NodeList args = p->MatchClass.patterns, kwds = p->MatchClass.kwd_patterns;
  IdentifierList attrs = p->MatchClass.kwd_attrs;
  for (int i = 0; i < attrs.n; i++)
    for (int k = i + 1; k < attrs.n; k++)
      if (attrs.items[i] == attrs.items[k])
        compile_error(g->c, kwds.items[k]->loc, "attribute name repeated in class pattern: %s", attrs.items[k]->text);
  gen_expr(g, p->MatchClass.cls);
  emit_tuple_of_names(g, attrs.items, attrs.n);
  emit(g, OP_match_class, (uint32_t)args.n);
  emit(g, OP_copy, 1);
  m->on_top++;
  jump_to_fail(m, OP_jump_if_none);
  emit(g, OP_unpack_sequence, (uint32_t)(args.n + attrs.n));
  m->on_top += args.n + attrs.n - 1;
  for (int i = 0; i < args.n + attrs.n; i++) {
    Node *sub = i < args.n ? args.items[i] : kwds.items[i - args.n];
    m->on_top--;
    if (is_wildcard(sub)) emit(g, OP_pop_top, 0);
    else gen_subpattern(m, sub);
  }
}

static void match_as(Match *m, Node *p) {
  if (!p->MatchAs.pattern) {
    if (!m->allow_irrefutable) {
      if (p->MatchAs.name)
        compile_error(m->g->c, p->loc, "name capture '%s' makes remaining patterns unreachable", p->MatchAs.name->text);
      compile_error(m->g->c, p->loc, "wildcard makes remaining patterns unreachable");
    }
    capture(m, p->MatchAs.name, p->loc);
    return;
  }
  m->on_top++;
  emit(m->g, OP_copy, 1);
  gen_pattern(m, p->MatchAs.pattern);
  m->on_top--;
  capture(m, p->MatchAs.name, p->loc);
}

static void match_star(Match *m, Node *p) { capture(m, p->MatchStar.name, p->loc); }

static int store_index(const Match *m, Identifier name) {
  for (int i = 0; i < m->nstores; i++)
    if (m->stores[i] == name) return i;
  return -1;
}

/* Brings the captures of an alternative into the order of the first one's. */
static void reorder(Match *m, const Match *first, Node *p) {
  if (m->nstores != first->nstores) compile_error(m->g->c, p->loc, "alternative patterns bind different names");
  for (int want = m->nstores - 1; want >= 0; want--) {
    int have = store_index(m, first->stores[want]);
    if (have < 0) compile_error(m->g->c, p->loc, "alternative patterns bind different names");
    if (have == want) continue;
    /* rotate the first want + 1 captures until the one wanted last is last */
    for (int turns = have + 1; turns > 0; turns--) {
      Identifier head = m->stores[0];
      memmove(m->stores, m->stores + 1, sizeof(Identifier) * (size_t)want);
      m->stores[want] = head;
      rotate(m, want + 1);
    }
  }
}

static void match_or(Match *m, Node *p) {
  Gen *g = m->g;
  NodeList alternatives = p->MatchOr.patterns;
  Label end = label_new(g);
  Match first = {0};
  for (int i = 0; i < alternatives.n; i++) {
    Node *alternative = alternatives.items[i];
    Match inner = {.g = g, .allow_irrefutable = i == alternatives.n - 1 && m->allow_irrefutable};
    g->loc = alternative->loc;
    emit(g, OP_copy, 1);
    gen_pattern(&inner, alternative);
    if (i == 0) first = inner;
    else reorder(&inner, &first, alternative);
    emit_jump(g, OP_jump, end);
    emit_ladder(&inner);
  }
  emit(g, OP_pop_top, 0);
  jump_to_fail(m, OP_jump);
  label_here(g, end);
  int rotations = first.nstores + 1 + m->on_top + m->nstores;
  for (int i = 0; i < first.nstores; i++) {
    rotate(m, rotations);
    stores_add(m, first.stores[i], p->loc);
  }
  emit(g, OP_pop_top, 0);
}

static void (*const matchers[NODE_COUNT])(Match *, Node *) = {
  [NODE_MatchValue] = match_value, [NODE_MatchSingleton] = match_singleton, [NODE_MatchSequence] = match_sequence,
  [NODE_MatchMapping] = match_mapping, [NODE_MatchClass] = match_class, [NODE_MatchStar] = match_star,
  [NODE_MatchAs] = match_as, [NODE_MatchOr] = match_or,
};

static void gen_pattern(Match *m, Node *p) {
  Loc saved = m->g->loc;
  compile_enter(m->g->c, p->loc);
  m->g->loc = p->loc;
  matchers[p->kind](m, p);
  m->g->loc = saved;
  m->g->c->depth--;
}

/* ---- the statement ---- */

static void gen_case(Gen *g, Node *n, int i, bool last_test, Label end) {
  Node *one = n->Match.cases.items[i];
  Match m = {.g = g, .allow_irrefutable = one->match_case.guard || i == n->Match.cases.n - 1};
  g->loc = one->match_case.pattern->loc;
  if (!last_test) emit(g, OP_copy, 1);
  gen_pattern(&m, one->match_case.pattern);
  for (int k = 0; k < m.nstores; k++) gen_name(g, m.stores[k], NAME_STORE);
  if (one->match_case.guard) {
    ladder_ensure(&m, 0);
    gen_jump_if(g, one->match_case.guard, m.ladder[0], false);
  }
  if (!last_test) emit(g, OP_pop_top, 0);
  gen_stmts(g, one->match_case.body);
  g->loc = (Loc){0};
  emit_jump(g, OP_jump, end);
  g->loc = one->match_case.pattern->loc;
  emit_ladder(&m);
}

void gen_match(Gen *g, Node *n) {
  NodeList cases = n->Match.cases;
  Node *last = cases.items[cases.n - 1];
  bool has_default = is_wildcard(last->match_case.pattern) && cases.n > 1;
  int tests = cases.n - has_default;
  Label end = label_new(g);
  gen_expr(g, n->Match.subject);
  for (int i = 0; i < tests; i++) gen_case(g, n, i, i == tests - 1, end);
  if (has_default) {
    g->loc = last->match_case.pattern->loc;
    emit(g, OP_nop, 0);
    if (last->match_case.guard) gen_jump_if(g, last->match_case.guard, end, false);
    gen_stmts(g, last->match_case.body);
  }
  label_here(g, end);
}
