/* Guesses which values are ints and which are floats, so that fewer tests are made in vain.
 *
 * Operands and results of arithmetic belong to one class, and so do phis and their operands; a float
 * constant, a power with a fractional exponent or a function of math says that its class are floats; an
 * index, an argument of range or a bit operation says ints.  Guesses cost nothing but speed when
 * they are wrong. */
#include <string.h>

#include "spec.h"

typedef struct {
  Spec *s;
  uint32_t *leader; /* union-find, by old id */
} Classes;

static uint32_t find(Classes *c, uint32_t id) {
  while (c->leader[id] != id) id = c->leader[id] = c->leader[c->leader[id]];
  return id;
}

static void join(Classes *c, const SsaInsn *a, const SsaInsn *b) {
  if (spec_is_literal(a) || spec_is_literal(b)) return;
  c->leader[find(c, a->id)] = find(c, b->id);
}

static bool is_float_const(const Spec *s, const SsaInsn *i) {
  return i->op == SSA_const && s->f->code->consts[i->n].kind == CONST_float;
}

static bool is_bit_operator(uint32_t op) {
  return op == BIN_and || op == BIN_or || op == BIN_xor || op == BIN_lshift || op == BIN_rshift;
}

static void join_operands(Classes *c, const SsaInsn *i) {
  bool arithmetic = i->op == OP_binary || i->op == OP_inplace;
  if (arithmetic && i->n == BIN_truediv) return;
  if (arithmetic || i->op == OP_compare || i->op == SSA_test_compare) join(c, i->args[0], i->args[1]);
  if (arithmetic && i->n != BIN_pow) join(c, i, i->args[0]), join(c, i, i->args[1]);
  if (i->op == OP_unary_negative) join(c, i, i->args[0]);
  for (uint32_t k = 0; k < i->nargs && i->op == SSA_phi; k++) join(c, i, i->args[k]);
}

static bool calls(const Spec *s, const SsaInsn *i, const char *name) {
  if (i->op != OP_call || i->args[0]->op != OP_load_global) return false;
  return !strcmp(s->f->code->names[i->args[0]->n].text, name);
}

static bool calls_math(const Spec *s, const SsaInsn *i) {
  return i->op == SSA_invoke && i->args[0]->op == OP_load_global && !strcmp(s->f->code->names[i->args[0]->n].text, "math");
}

static void say(Classes *c, const SsaInsn *i, uint8_t hint) {
  if (!spec_is_literal(i)) c->s->hints[find(c, i->id)] |= hint;
}

static void evidence_of_operator(Classes *c, const SsaInsn *i) {
  const Spec *s = c->s;
  if (i->op == OP_binary || i->op == OP_inplace) {
    if (i->n == BIN_truediv) say(c, i, HINT_FLOAT);
    if (i->n == BIN_pow && is_float_const(s, i->args[1])) say(c, i, HINT_FLOAT), say(c, i->args[0], HINT_FLOAT);
    if (is_bit_operator(i->n)) say(c, i->args[0], HINT_INT), say(c, i->args[1], HINT_INT);
  }
  bool divides = (i->op == OP_binary || i->op == OP_inplace) && i->n == BIN_truediv; /* 1.0 / n says nothing of n */
  for (uint32_t k = 0; k < 2 && !divides; k++)
    if (is_float_const(s, i->args[k])) say(c, i->args[1 - k], HINT_FLOAT);
}

static void evidence(Classes *c, const SsaInsn *i) {
  const Spec *s = c->s;
  if (i->op == OP_binary || i->op == OP_inplace || i->op == OP_compare || i->op == SSA_test_compare) evidence_of_operator(c, i);
  if (i->op == SSA_phi)
    for (uint32_t k = 0; k < i->nargs; k++)
      if (is_float_const(s, i->args[k])) say(c, i, HINT_FLOAT);
  if (i->op == OP_load_item) say(c, i->args[1], HINT_INT);
  if (i->op == OP_store_item) say(c, i->args[2], HINT_INT);
  if (calls(s, i, "float") || calls_math(s, i)) say(c, i, HINT_FLOAT);
  if (calls(s, i, "len") || calls(s, i, "ord")) say(c, i, HINT_INT);
  if (calls(s, i, "range"))
    for (uint32_t k = 1; k < i->nargs; k++) say(c, i->args[k], HINT_INT);
  if (i->op == OP_for_iter && i->args[0]->op == OP_get_iter && calls(s, i->args[0]->args[0], "range")) say(c, i, HINT_INT);
}

void spec_guess(Spec *s) {
  Classes c = {s, ARENA_ARRAY(s->f->arena, uint32_t, s->old_ids)};
  s->hints = ARENA_ARRAY(s->f->arena, uint8_t, s->old_ids);
  s->class_next = ARENA_ARRAY(s->f->arena, uint32_t, s->old_ids);
  s->class_of = c.leader;
  for (uint32_t k = 0; k < s->old_ids; k++) c.leader[k] = k;
  for (uint32_t k = 0; k < s->old_ids; k++)
    if (s->old_values[k]) join_operands(&c, s->old_values[k]);
  for (uint32_t k = 0; k < s->old_ids; k++)
    if (s->old_values[k]) evidence(&c, s->old_values[k]);
  for (uint32_t k = 0; k < s->old_ids; k++) {
    uint32_t leader = c.leader[k] = find(&c, k);
    s->class_next[k] = s->class_next[leader];
    if (k != leader) s->class_next[leader] = k;
  }
}

/* What to test value i for first: what its class was said to be, else what others of its class are known
 * to be here. */
uint8_t spec_hint(const Spec *s, const SsaInsn *i) {
  if (spec_is_literal(i)) return 0;
  uint32_t leader = s->class_of[i->id];
  uint8_t hint = s->hints[leader];
  if (hint) return hint == (HINT_INT | HINT_FLOAT) ? 0 : hint;
  for (uint32_t k = leader, first = 1; first || k != 0; k = s->class_next[k], first = 0) {
    const Val *v = &s->vals[k];
    if (v->kind != VAL_PLAIN || !v->type) continue;
    if (!(v->type & ~(TypeSet)TYPE_SMALL)) return HINT_INT;
    if (!(v->type & ~(TypeSet)TYPE_FLOAT)) return HINT_FLOAT;
  }
  return 0;
}
