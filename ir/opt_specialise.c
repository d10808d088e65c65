/* Makes versions of a function's code for what is known of its values: versioned basic blocks.
 *
 *   b2: %5 = phi %1, %9           b2: %5 i64 = phi ...            (both small: from here on)
 *       %9 = binary + %5, %2  =>      %9 i64 = op_i64 + %5, %2
 *                                     %10 bool = fits %9; branch -> b3 else b7 (generic add, then
 *                                     on in a version of what follows that knows less of %9)
 *
 * The old function is copied place by place.  A version of a place is code that knows the kinds of
 * the values live there: small ints and floats are then numbers in C variables, iterators over ranges
 * and lists never exist as objects.  A test is made once; what it proves holds in all code after it.
 * When a test fails, control goes to a version that knows less.  The number of versions of a place is
 * bounded; the last resort is the generic version, which makes no tests.
 *
 * After Melancon, Feeley and Serrano, "Static Basic Block Versioning", ECOOP 2024.  Needs ssa_order,
 * and runs before opt_refs.  Leaves single-operand phis and small blocks to opt_phis and opt_dead. */
#include <stdlib.h>
#include <string.h>

#include "spec.h"

/* ---- results of operations as they were ---- */

static bool exactly(Spec *s, const SsaInsn *i, TypeSet type) { return spec_within(s, i, type); }

/* Operators on sequences of exact types. */
static TypeSet binary_type(Spec *s, const SsaInsn *i) {
  const SsaInsn *a = i->args[0], *b = i->args[1];
  static const TypeSet sequences[] = {TYPE_LIST, TYPE_TUPLE, TYPE_STR, TYPE_BYTES};
  for (size_t k = 0; k < sizeof sequences / sizeof *sequences; k++) {
    TypeSet t = sequences[k];
    if (i->n == BIN_add && exactly(s, a, t) && exactly(s, b, t)) return t;
    if (i->n == BIN_mul && ((exactly(s, a, t) && exactly(s, b, TYPE_INT | TYPE_BOOL)) ||
                            (exactly(s, b, t) && exactly(s, a, TYPE_INT | TYPE_BOOL)))) return t;
  }
  if (exactly(s, a, TYPE_INT) && exactly(s, b, TYPE_INT) && i->n != BIN_truediv && i->n != BIN_pow) return TYPE_INT;
  if (exactly(s, a, TYPE_INT | TYPE_FLOAT) && exactly(s, b, TYPE_INT | TYPE_FLOAT) && i->n != BIN_pow) return TYPE_INT | TYPE_FLOAT;
  return TYPE_ANY;
}

static TypeSet result_type(Spec *s, const SsaInsn *i) {
  switch (i->op) {
  case OP_build_list: return TYPE_LIST;
  case OP_build_tuple: case OP_list_to_tuple: return TYPE_TUPLE;
  case OP_build_map: return TYPE_DICT;
  case OP_build_set: return TYPE_SET;
  case OP_build_string: return TYPE_STR;
  case OP_build_slice: case SSA_new_cell: case SSA_catch: return TYPE_OBJECT;
  case OP_make_function: return TYPE_FUNCTION;
  case OP_for_iter: return TYPE_ANY | TYPE_STOP;
  case OP_get_len: return TYPE_SMALL;
  case OP_binary: case OP_inplace: return binary_type(s, i);
  case SSA_load_slice: return spec_within(s, i->args[0], TYPE_LIST | TYPE_TUPLE | TYPE_STR | TYPE_BYTES) ? s->vals[i->args[0]->id].type : TYPE_ANY;
  default: return i->type;
  }
}

/* A handler covers what was just added, with its projections: the block ends. */
static void cover(Spec *s) {
  if (!s->old->succs[EDGE_HANDLER]) return;
  SsaBlock *raising = s->cur, *next = ssa_block(s->f, s->at->pos), *handler = ssa_block(s->f, s->at->pos);
  spec_add(s, SSA_jump, 0, 0, NULL);
  next->cold = raising->cold;
  handler->cold = true;
  ssa_connect(s->f, raising, EDGE_NEXT, next);
  ssa_connect(s->f, raising, EDGE_HANDLER, handler);
  uint32_t mark = spec_mark(s);
  s->cur = handler;
  spec_edge(s, EDGE_HANDLER);
  spec_undo(s, mark);
  s->cur = next;
}

static bool keeps_something(Spec *s, const SsaInsn *keep, SsaInsn **out) {
  uint32_t n = 0;
  for (uint32_t k = 0; k < keep->nargs; k++) {
    const Val *v = spec_val(s, keep->args[k]);
    if (v->kind == VAL_PLAIN && v->boxed && v->type & ~(TypeSet)TYPE_PLAIN) out[n++] = v->boxed;
    else if ((v->kind == VAL_LIST_ITER || v->kind == VAL_TUPLE_ITER) && v->boxed) out[n++] = v->boxed;
  }
  if (n) spec_add(s, SSA_keep, 0, n, out);
  return n != 0;
}

static SsaInsn *operand(Spec *s, const SsaInsn *old) {
  if (old->rep != REP_BOOL) return spec_boxed(s, old);
  Val *v = spec_val(s, old);
  return v->kind == VAL_KNOWN ? spec_add(s, SSA_bool_const, (uint32_t)v->step, 0, NULL) : v->raw;
}

void spec_generic(Spec *s, SsaInsn *i) {
  SsaInsn *few[8], **args = i->nargs <= 8 ? few : ARENA_ARRAY(s->f->arena, SsaInsn *, i->nargs);
  if (i->op == SSA_keep) {
    keeps_something(s, i, args);
    return;
  }
  if (ssa_traits(i->op) & (RAISES | USER | WRITES)) spec_settle(s);
  TypeSet type = result_type(s, i);
  for (uint32_t k = 0; k < i->nargs; k++) args[k] = operand(s, i->args[k]);
  SsaInsn *made = spec_add(s, i->op, i->n, i->nargs, args);
  made->rep = i->rep;
  made->type = type;
  made->imm = i->imm;
  for (SsaInsn *p = i->next; p && p->op == SSA_proj && p->args[0] == i; p = p->next) {
    SsaInsn *proj = spec_add1(s, SSA_proj, p->n, made);
    proj->rep = p->rep;
    proj->type = p->type;
    if (p->rep == REP_VALUE) spec_set_boxed(s, p, proj, p->type);
    else spec_set_raw(s, p, proj, TYPE_BOOL);
  }
  if (i->rep == REP_VALUE) spec_set_boxed(s, i, made, made->type);
  else if (i->rep == REP_BOOL) spec_set_raw(s, i, made, TYPE_BOOL);
  if (ssa_raises(i)) cover(s);
}

void spec_need_slow(Spec *s) {
  if (s->slow) return;
  SsaBlock *fast = s->cur;
  uint32_t mark = spec_mark(s);
  s->slow = s->cur = ssa_block(s->f, s->at->pos);
  s->cur->cold = true;
  spec_go_generic(s, s->at);
  spec_undo(s, mark);
  s->cur = fast;
}

void spec_join(Spec *s, SsaInsn *i, SsaInsn *r, SsaInsn *cond) {
  SsaBlock *no = spec_test(s, cond, true), *yes = s->cur, *join = ssa_block(s->f, s->at->pos);
  uint32_t mark = spec_mark(s);
  join->cold = yes->cold;
  s->cur = no;
  spec_generic(s, i);
  SsaInsn *other = !r ? NULL : r->rep == REP_BOOL ? s->vals[i->id].raw : r->rep == REP_I64 ? spec_i64(s, i) : spec_boxed(s, i);
  spec_add(s, SSA_jump, 0, 0, NULL);
  SsaBlock *from = s->cur;
  spec_undo(s, mark);
  s->cur = yes;
  spec_add(s, SSA_jump, 0, 0, NULL);
  ssa_connect(s->f, yes, EDGE_NEXT, join);
  ssa_connect(s->f, from, EDGE_NEXT, join);
  s->cur = join;
  s->effects = true;
  if (!r) return;
  SsaInsn *args[] = {r, other}, *phi = spec_add(s, SSA_phi, 0, 2, args);
  phi->rep = r->rep;
  if (r->rep != REP_VALUE) {
    phi->type = 0;
    spec_set_raw(s, i, phi, r->rep == REP_BOOL ? TYPE_BOOL : TYPE_SMALL);
    return;
  }
  phi->type = (r->type & ~(TypeSet)TYPE_UNBOUND) | other->type;
  spec_set_boxed(s, i, phi, phi->type);
}

void spec_check(Spec *s, SsaInsn *cond) {
  SsaBlock *yes = ssa_block(s->f, s->at->pos);
  yes->cold = s->cur->cold;
  spec_add1(s, SSA_branch, 1, cond);
  ssa_connect(s->f, s->cur, EDGE_NEXT, yes);
  ssa_connect(s->f, s->cur, EDGE_OTHER, s->slow);
  s->cur = yes;
}

void spec_slow_from(Spec *s, SsaBlock *block) {
  SsaBlock *here = s->cur;
  s->cur = block;
  spec_add(s, SSA_jump, 0, 0, NULL);
  ssa_connect(s->f, block, EDGE_NEXT, s->slow);
  s->cur = here;
}

/* ---- what is known without a test ---- */

static void set_known(Spec *s, const SsaInsn *i, bool value) {
  *spec_change(s, i) = (Val){.kind = VAL_KNOWN, .type = TYPE_BOOL, .step = value};
}

/* Is v certainly (1), certainly not (0) or perhaps (-1) of the kind? */
static int certainly(const Val *v, TypeSet kind) {
  if (v->kind != VAL_PLAIN) return v->kind == VAL_KNOWN ? (kind & TYPE_BOOL) != 0 : 0;
  if (!(v->type & kind)) return 0;
  return v->type & ~kind ? -1 : 1;
}

static bool fold_same(Spec *s, SsaInsn *i) {
  const Val *a = spec_val(s, i->args[0]), *b = spec_val(s, i->args[1]);
  static const TypeSet singles[] = {TYPE_NONE, TYPE_STOP};
  for (size_t k = 0; k < sizeof singles / sizeof *singles; k++) {
    int x = certainly(a, singles[k]), y = certainly(b, singles[k]);
    if (x < 0 || y < 0 || x + y == 0) continue;
    set_known(s, i, x && y);
    return true;
  }
  return false;
}

/* Most values are true or false without running any code. */
static bool peek_truth(Spec *s, SsaInsn *i) {
  if (s->cold || i->imm == SSA_OUTSIDE) return false;
  spec_settle_others(s);
  SsaInsn *t = spec_add1(s, SSA_peek_truth, 0, spec_boxed(s, i->args[0]));
  spec_join(s, i, t, spec_add1(s, SSA_decided, 0, t));
  return true;
}

static bool fold_truth(Spec *s, SsaInsn *i) {
  const SsaInsn *x = i->args[0];
  Val *v = spec_val(s, x);
  if (v->kind == VAL_KNOWN) set_known(s, i, v->step);
  else if (v->kind != VAL_PLAIN) return false;
  else if (v->raw && v->raw->rep == REP_BOOL) spec_set_raw(s, i, v->raw, TYPE_BOOL);
  else if (certainly(v, TYPE_SMALL) == 1) spec_set_raw(s, i, spec_add1(s, SSA_nonzero_i64, 0, spec_i64(s, x)), TYPE_BOOL);
  else if (certainly(v, TYPE_FLOAT) == 1) spec_set_raw(s, i, spec_add1(s, SSA_nonzero_f64, 0, spec_f64(s, x)), TYPE_BOOL);
  else if (certainly(v, TYPE_NONE) == 1) set_known(s, i, false);
  else if (certainly(v, TYPE_BOOL) == 1) spec_set_raw(s, i, spec_add1(s, SSA_is_true, 0, v->boxed), TYPE_BOOL);
  else return peek_truth(s, i);
  return true;
}

static bool fold_not(Spec *s, SsaInsn *i) {
  const Val *v = spec_val(s, i->args[0]);
  if (v->kind == VAL_KNOWN) set_known(s, i, !v->step);
  else spec_set_raw(s, i, spec_add1(s, SSA_not_bool, 0, v->raw), TYPE_BOOL);
  return true;
}

static bool fold_kind(Spec *s, SsaInsn *i, TypeSet kind) {
  int sure = certainly(spec_val(s, i->args[0]), kind);
  if (sure >= 0) set_known(s, i, sure);
  return sure >= 0;
}

/* box_bool: the boxed form is made when somebody wants it. */
static bool fold_box(Spec *s, SsaInsn *i) {
  const Val v = *spec_val(s, i->args[0]);
  *spec_change(s, i) = v;
  return true;
}

static bool fold_bound(Spec *s, SsaInsn *i) {
  int sure = certainly(spec_val(s, i->args[0]), TYPE_UNBOUND);
  return sure == 0;
}

static bool fold(Spec *s, SsaInsn *i) {
  switch (i->op) {
  case SSA_truth: return fold_truth(s, i);
  case SSA_not_bool: return fold_not(s, i);
  case SSA_is_none: return fold_kind(s, i, TYPE_NONE);
  case SSA_is_stop: return fold_kind(s, i, TYPE_STOP);
  case SSA_is_same: return fold_same(s, i);
  case SSA_box_bool: return fold_box(s, i);
  case SSA_check_bound: return fold_bound(s, i);
  case SSA_const: case SSA_none: case SSA_unbound: return true;
  default: return false;
  }
}

/* ---- control ---- */

/* What the outcome of a test says of the value tested. */
static void refine(Spec *s, const SsaInsn *cond, bool outcome) {
  while (cond->op == SSA_not_bool) cond = cond->args[0], outcome = !outcome;
  TypeSet kind = cond->op == SSA_is_stop ? TYPE_STOP : cond->op == SSA_is_none ? TYPE_NONE : 0;
  if (!kind || s->vals[cond->args[0]->id].kind != VAL_PLAIN) return;
  spec_learn(s, cond->args[0], outcome ? kind : ~kind);
}

static void copy_branch(Spec *s, SsaInsn *i) {
  const Val *v = spec_val(s, i->args[0]);
  if (v->kind == VAL_KNOWN) {
    spec_edge(s, v->step ? EDGE_NEXT : EDGE_OTHER);
    return;
  }
  SsaBlock *no = spec_test(s, v->raw, false);
  uint32_t mark = spec_mark(s);
  refine(s, i->args[0], true);
  spec_edge(s, EDGE_NEXT);
  spec_undo(s, mark);
  s->cur = no;
  refine(s, i->args[0], false);
  spec_edge(s, EDGE_OTHER);
}

static void copy_terminator(Spec *s, SsaInsn *i) {
  switch (i->op) {
  case SSA_jump: spec_edge(s, EDGE_NEXT); break;
  case SSA_branch: copy_branch(s, i); break;
  default:
    spec_settle(s);
    spec_generic(s, i);
    s->cur = NULL;
  }
}

static void copy_version(Spec *s, Version *v) {
  spec_enter(s, v);
  s->slow = NULL;
  for (SsaInsn *i = v->place; s->cur; i = i->next) {
    if (v->generic && i != v->place && spec_has_generic(s, i)) {
      s->at = i;
      spec_go_generic(s, i);
      break;
    }
    s->at = i;
    if (s->effects) s->slow = NULL;
    s->effects = false;
    if (i->op == SSA_proj) continue;
    for (uint32_t k = 0; k < i->nargs; k++)
      if (i->args[k]->rep != REP_NONE && i->op != SSA_keep) spec_val(s, i->args[k]);
    if (ssa_is_terminator(i)) copy_terminator(s, i);
    else if (v->generic && i == v->place) spec_generic(s, i); /* this is where failed tests lead */
    else if (!fold(s, i) && !spec_arith(s, i) && !spec_items(s, i) && !spec_suspend(s, i) && !spec_consumed(s, i)) spec_generic(s, i);
    if (s->done) i = s->done, s->done = NULL;
  }
}

/* ---- preparations ---- */

static void note_values(Spec *s) {
  SsaFunc *f = s->f;
  s->old_values = ARENA_ARRAY(f->arena, SsaInsn *, s->old_ids);
  s->virtual_ok = ARENA_ARRAY(f->arena, uint8_t, s->old_ids);
  s->item_uses = ARENA_ARRAY(f->arena, uint32_t, s->old_ids);
  s->call_uses = ARENA_ARRAY(f->arena, uint8_t, s->old_ids);
  memset(s->virtual_ok, 1, s->old_ids);
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next) {
      s->old_values[i->id] = i;
      s->old_insns++;
      for (uint32_t k = 0; k < i->nargs; k++)
        if (i->op != SSA_keep) s->call_uses[i->args[k]->id] |= i->op == OP_call && k == 0 ? 1 : 2;
      if (i->op == OP_load_item) s->item_uses[i->args[0]->id]++;
      if (i->op == OP_store_item) s->item_uses[i->args[1]->id]++;
      if (i->op == SSA_keep || i->op == SSA_hand_over || i->op == OP_for_iter) continue;
      for (uint32_t k = 0; k < i->nargs; k++)
        if (i->op != OP_get_iter || i->args[k]->op != OP_call) s->virtual_ok[i->args[k]->id] = 0;
    }
}

static void prepare(Spec *s, SsaFunc *f) {
  ssa_order(f);
  ssa_dominators(f);
  s->f = f;
  s->old_ids = f->next_id;
  s->words = s->old_ids / 64 + 1;
  note_values(s);
  if (f->is_generator) spec_find_virtual(s);
  uint32_t blocks = f->next_block;
  s->live_in = ARENA_ARRAY(f->arena, Word *, blocks);
  s->kept_in = ARENA_ARRAY(f->arena, Word *, blocks);
  for (uint32_t k = 0; k < blocks; k++) {
    s->live_in[k] = ARENA_ARRAY(f->arena, Word, s->words);
    s->kept_in[k] = ARENA_ARRAY(f->arena, Word, s->words);
  }
  s->versions = ARENA_ARRAY(f->arena, Version *, s->old_ids);
  s->vals = ARENA_ARRAY(f->arena, Val, s->old_ids);
  s->is_header = ARENA_ARRAY(f->arena, bool, blocks);
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (uint32_t k = 0; k < b->npreds; k++)
      if (ssa_dominates(b, b->preds[k].block)) s->is_header[b->id] = true;
  spec_liveness(s);
  spec_guess(s);
}

/* Is there anything to gain, at a bearable size? */
static bool worthwhile(const SsaFunc *f) {
  bool loops = false, gains = false;
  uint32_t n = 0;
  for (const SsaBlock *b = f->entry; b; b = b->next)
    for (const SsaInsn *i = b->first; i; i = i->next, n++) {
      loops |= i->op == SSA_poll;
      gains |= i->op == OP_load_attr || i->op == OP_store_attr || i->op == OP_binary || i->op == OP_inplace || i->op == OP_load_item || i->op == OP_for_iter ||
               i->op == SSA_test_compare;
    }
  return gains && n < 4000 && (loops || n < 250);
}

void opt_specialise(SsaFunc *f) {
  if (!worthwhile(f)) return;
  Spec s = {0};
  prepare(&s, f);
  SsaBlock *old_entry = f->entry;
  f->entry = f->last_block = NULL;
  s.cur = ssa_block(f, 0);
  s.at = old_entry->first;
  s.old = old_entry;
  SsaBlock *entry = s.cur;
  spec_go(&s, old_entry->first);
  for (Version *v; (v = s.first[0] ? s.first[0] : s.first[1]);) {
    bool cold = !s.first[0];
    s.first[cold] = v->queue;
    if (!v->queue) s.last[cold] = NULL;
    copy_version(&s, v);
  }
  f->entry = entry;
  free(s.trail);
  free(s.loose);
  ssa_order(f);
}
