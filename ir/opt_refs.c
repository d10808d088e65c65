/* Decides who owns each value and inserts ref and unref.
 *
 *   %3 = load_attr %1              %3 = load_attr %1
 *   %4 = binary + %3, %3    =>     %4 = binary + %3, %3     ! drops %3 when it raises
 *   return %4                      unref %3
 *                                  return ^%4
 *
 * A value is borrowed when something outlives the function's use of it (arguments, constants, the
 * closure) or when its kind is never counted; a phi of borrowed values is borrowed.  Every other
 * value is owned: it is handed over at its last use if that takes references (return, build_list,
 * owned phis), else dropped after it; on edges where it dies; and when something raises while it is
 * live.  Liveness is the usual backward dataflow over the owned values.
 *
 * Runs last: keeps disappear, and the passes before it need know nothing of counts. */
#include <stdlib.h>
#include <string.h>

#include "ssa.h"

typedef uint64_t Word;

typedef struct {
  SsaFunc *f;
  SsaInsn **values; /* the owned ones, by their mark - 1 */
  uint32_t n, words;
  Word *scratch;
} Refs;

typedef struct { Word *in, *out; } Live;

static bool bit(const Word *set, uint32_t k) { return set[k / 64] >> k % 64 & 1; }
static void set_bit(Word *set, uint32_t k) { set[k / 64] |= 1ull << k % 64; }
static void clear_bit(Word *set, uint32_t k) { set[k / 64] &= ~(1ull << k % 64); }

static bool is_owned(const SsaInsn *i) { return i->rep == REP_VALUE && i->own == OWN_NEW; }
static uint32_t index_of(const SsaInsn *i) { return i->mark - 1; }
static Live *live_of(const SsaBlock *b) { return b->aux; }

/* Borrowed from a container: good while that is alive. */
static bool is_derived(const SsaInsn *i) { return i->op == SSA_list_get || i->op == SSA_tuple_get || i->op == SSA_attr_peek; }

/* The owned container that a derived value lives in, or NULL. */
static SsaInsn *base_of(SsaInsn *i) {
  if (!is_derived(i)) return NULL;
  while (is_derived(i)) i = i->args[0];
  return is_owned(i) ? i : NULL;
}

/* Which operands an operation takes over, as a bit mask. */
static uint32_t consumed(const SsaInsn *i) {
  switch (i->op) {
  case OP_build_tuple: case OP_build_list: case SSA_hand_over: return UINT32_MAX;
  case OP_binary: case OP_inplace: return i->imm == ADD_APPENDS;
  case OP_pop_except: case OP_reraise: case OP_load_method: case SSA_own_callee: case SSA_return:
  case SSA_spill: case SSA_suspend: case SSA_bind: return 1;
  case OP_store_deref: return 2;
  case SSA_list_set: return 4;
  default: return 0;
  }
}
static bool takes(const SsaInsn *i, uint32_t k) { return i->consumes >> (k < 31 ? k : 31) & 1; }

/* ---- ownership ---- */

static bool born_borrowed(const SsaInsn *i) {
  return is_derived(i) || i->op == SSA_param || i->op == SSA_const || i->op == SSA_none || i->op == SSA_unbound || i->op == SSA_free_cell || i->op == SSA_slot || i->op == SSA_builtin ||
         !(i->type & ~(TypeSet)TYPE_UNCOUNTED);
}

static void decide_ownership(SsaFunc *f) {
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next) {
      i->own = i->op == SSA_phi || born_borrowed(i) ? OWN_BORROWED : OWN_NEW;
      i->consumes = consumed(i);
    }
  for (bool changed = true; changed;) {
    changed = false;
    for (SsaBlock *b = f->entry; b; b = b->next)
      for (SsaInsn *i = b->first; i && i->op == SSA_phi; i = i->next) {
        if (i->own == OWN_NEW || born_borrowed(i)) continue;
        for (uint32_t k = 0; k < i->nargs && i->own == OWN_BORROWED; k++)
          if (is_owned(i->args[k]) || is_derived(i->args[k])) i->own = OWN_NEW, changed = true;
      }
  }
}

static void number_values(Refs *r) {
  SsaFunc *f = r->f;
  r->values = ARENA_ARRAY(f->arena, SsaInsn *, f->next_id + 1);
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next) {
      i->mark = 0;
      if (!is_owned(i)) continue;
      r->values[r->n++] = i;
      i->mark = r->n;
    }
  r->words = r->n / 64 + 1;
  r->scratch = ARENA_ARRAY(f->arena, Word, r->words);
  for (SsaBlock *b = f->entry; b; b = b->next) {
    Live *live = ARENA_NEW(f->arena, Live);
    live->in = ARENA_ARRAY(f->arena, Word, r->words);
    live->out = ARENA_ARRAY(f->arena, Word, r->words);
    b->aux = live;
  }
}

/* ---- liveness ---- */

/* Adds what is live on the edge: what the successor needs and the operands of its phis, with bases the
 * containers these live in too. */
static void live_on_edge(const SsaBlock *b, int which, Word *set, uint32_t words, bool bases) {
  const SsaBlock *s = b->succs[which];
  if (!s) return;
  for (uint32_t w = 0; w < words; w++) set[w] |= live_of(s)->in[w];
  uint32_t k = ssa_pred_index(s, b, which);
  for (const SsaInsn *i = s->first; i && i->op == SSA_phi; i = i->next) {
    SsaInsn *v = i->args[k], *base = bases ? base_of(v) : NULL;
    if (is_owned(v)) set_bit(set, index_of(v));
    if (base) set_bit(set, index_of(base));
  }
}

/* Adds the owned operands of i and the containers of borrowed ones. */
static void add_uses(const SsaInsn *i, Word *set) {
  for (uint32_t k = 0; k < i->nargs; k++) {
    SsaInsn *base = base_of(i->args[k]);
    if (is_owned(i->args[k])) set_bit(set, index_of(i->args[k]));
    if (base) set_bit(set, index_of(base));
  }
}

static bool update_block(Refs *r, SsaBlock *b) {
  Live *live = live_of(b);
  Word *set = r->scratch;
  memset(set, 0, r->words * sizeof *set);
  for (int k = 0; k < EDGE_COUNT; k++) live_on_edge(b, k, set, r->words, true);
  memcpy(live->out, set, r->words * sizeof *set);
  for (SsaInsn *i = b->last; i; i = i->prev) {
    if (i->mark) clear_bit(set, index_of(i));
    if (i->op != SSA_phi) add_uses(i, set);
  }
  bool changed = memcmp(set, live->in, r->words * sizeof *set) != 0;
  memcpy(live->in, set, r->words * sizeof *set);
  return changed;
}

static void find_liveness(Refs *r) {
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t k = r->f->nblocks; k-- > 0;) changed |= update_block(r, r->f->rpo[k]);
  }
}

/* ---- insertion ---- */

static SsaInsn *counting(SsaFunc *f, unsigned op, SsaInsn *v, uint32_t pos) {
  SsaInsn *i = ssa_insn(f, op, 1);
  i->args[0] = v;
  i->pos = pos;
  return i;
}

/* Does the test, when it holds, say that v is no counted object? */
static bool proves_uncounted(const SsaInsn *test, const SsaInsn *v) {
  if (test->op != SSA_is_small && test->op != SSA_both_small && test->op != SSA_is_flo && test->op != SSA_both_flo &&
      test->op != SSA_is_none && test->op != SSA_is_stop) return false;
  for (uint32_t k = 0; k < test->nargs; k++)
    if (test->args[k] == v) return true;
  return false;
}

/* Is v known to be uncounted in b, from a test that all paths to it have passed? */
static bool known_uncounted(const SsaBlock *b, const SsaInsn *v) {
  for (int steps = 0; b->idom != b && b != v->block && steps < 50; b = b->idom, steps++) {
    const SsaBlock *p = b->idom;
    if (b->npreds == 1 && p->last->op == SSA_branch && p->succs[EDGE_NEXT] == b && proves_uncounted(p->last->args[0], v)) return true;
  }
  return false;
}

/* After i, its projections and the phis it may stand among.  After a suspend it would be too late: what
 * that yields has its own reference, so that the container it came from goes before. */
static void unref_after(SsaFunc *f, SsaInsn *i, SsaInsn *v) {
  if (known_uncounted(i->block, v)) return;
  if (i->op == SSA_suspend) {
    ssa_insert_before(i, counting(f, SSA_unref, v, i->pos));
    return;
  }
  SsaInsn *at = i;
  while (at->next && (at->next->op == SSA_proj || (at->op == SSA_phi && at->next->op == SSA_phi))) at = at->next;
  ssa_insert_after(at, counting(f, SSA_unref, v, i->pos));
}

static void ref_before(SsaFunc *f, SsaInsn *i, SsaInsn *v) { ssa_insert_before(i, counting(f, SSA_ref, v, i->pos)); }

static int by_id(const void *a, const void *b) {
  const SsaInsn *x = *(SsaInsn *const *)a, *y = *(SsaInsn *const *)b;
  return x->id < y->id ? -1 : x->id > y->id;
}

/* What must be dropped when i raises: everything live around it that neither i takes nor the handler
 * wants. */
static void find_drops(Refs *r, SsaInsn *i, const Word *after) {
  Word *set = r->scratch;
  memcpy(set, after, r->words * sizeof *set);
  add_uses(i, set);
  for (uint32_t k = 0; k < i->nargs; k++)
    if (is_owned(i->args[k]) && takes(i, k) && !bit(after, index_of(i->args[k]))) clear_bit(set, index_of(i->args[k]));
  if (i->mark) clear_bit(set, index_of(i));
  SsaBlock *b = i->block;
  if (b->succs[EDGE_HANDLER]) {
    Word *wanted = ARENA_ARRAY(r->f->arena, Word, r->words);
    live_on_edge(b, EDGE_HANDLER, wanted, r->words, true);
    for (uint32_t w = 0; w < r->words; w++) set[w] &= ~wanted[w];
  }
  uint32_t n = 0;
  for (uint32_t w = 0; w < r->words; w++) n += (uint32_t)__builtin_popcountll(set[w]);
  i->ndrops = 0;
  i->drops = n ? ARENA_ARRAY(r->f->arena, SsaInsn *, n) : NULL;
  for (uint32_t k = 0; k < r->n; k++)
    if (bit(set, k)) i->drops[i->ndrops++] = r->values[k];
  if (n) qsort(i->drops, n, sizeof *i->drops, by_id);
}

/* The references operand v needs at i: one more for each time i takes it, one less if it dies here. */
static void settle_operand(Refs *r, SsaInsn *i, uint32_t at, const Word *after) {
  SsaInsn *v = i->args[at];
  if (!(v->type & ~(TypeSet)TYPE_UNCOUNTED)) return;
  uint32_t taken = 0, lent = 0;
  for (uint32_t k = 0; k < i->nargs; k++) {
    if (i->args[k] != v) continue;
    if (k < at) return; /* settled at its first occurrence */
    if (takes(i, k)) taken++;
    else lent++;
  }
  bool dies = is_owned(v) && !bit(after, index_of(v));
  uint32_t have = dies && taken && !lent ? 1 : 0; /* the reference that v hands over itself */
  for (uint32_t k = have; k < taken; k++) ref_before(r->f, i, v);
  if (dies && !have) unref_after(r->f, i, v);
}

/* A container whose item i is the last to use.  Nothing outlives a suspension or a return: by then the item has
 * its own reference. */
static void settle_base(Refs *r, SsaInsn *i, uint32_t at, const Word *after) {
  SsaInsn *base = base_of(i->args[at]);
  if (!base || bit(after, index_of(base))) return;
  for (uint32_t k = 0; k < i->nargs; k++)
    if (i->args[k] == base || (k < at && base_of(i->args[k]) == base)) return;
  if (i->op == SSA_suspend || i->op == SSA_return) ssa_insert_before(i, counting(r->f, SSA_unref, base, i->pos));
  else unref_after(r->f, i, base);
}

static void settle_block(Refs *r, SsaBlock *b) {
  Word *live = ARENA_ARRAY(r->f->arena, Word, r->words);
  memcpy(live, live_of(b)->out, r->words * sizeof *live);
  for (SsaInsn *i = b->last, *prev; i; i = prev) {
    prev = i->prev;
    if (i->mark && !bit(live, index_of(i))) unref_after(r->f, i, i);
    if (i->mark) clear_bit(live, index_of(i));
    if (i->op == SSA_phi) continue;
    if (ssa_raises(i)) find_drops(r, i, live);
    for (uint32_t k = i->nargs; k-- > 0;) /* each goes right after i: the first operand, or local, dies first */
      if (i->args[k]->rep == REP_VALUE) {
        settle_operand(r, i, k, live);
        settle_base(r, i, k, live);
      }
    add_uses(i, live);
  }
}

/* ---- edges ---- */

/* Where code for an edge goes: it is inserted before the instruction returned. */
static SsaInsn *edge_place(SsaFunc *f, SsaBlock *b, int which) {
  SsaBlock *s = b->succs[which];
  if (which == EDGE_NEXT && !b->succs[EDGE_OTHER] && !b->succs[EDGE_HANDLER]) return b->last;
  if (s->npreds == 1) {
    SsaInsn *i = s->first;
    while (i->op == SSA_phi) i = i->next;
    return i;
  }
  return ssa_split_edge(f, b, which)->last;
}

static void settle_edge(Refs *r, SsaBlock *b, int which) {
  SsaBlock *s = b->succs[which];
  Word *wanted = r->scratch, *need = live_of(s)->in;
  memset(wanted, 0, r->words * sizeof *wanted);
  live_on_edge(b, which, wanted, r->words, which == EDGE_HANDLER);
  SsaInsn *place = NULL;
  uint32_t at = ssa_pred_index(s, b, which);
  for (SsaInsn *i = s->first; i && i->op == SSA_phi; i = i->next) {
    SsaInsn *v = i->args[at];
    if (!is_owned(i) || !(v->type & ~(TypeSet)TYPE_UNCOUNTED)) continue;
    bool moved = is_owned(v) && !bit(need, index_of(v));
    for (SsaInsn *j = s->first; j != i && moved; j = j->next)
      if (j->args[at] == v && is_owned(j)) moved = false; /* an earlier phi took it */
    if (moved) continue;
    if (!place) place = edge_place(r->f, b, which);
    ref_before(r->f, place, v);
  }
  if (which == EDGE_HANDLER) return; /* the raising instruction's drops see to the rest */
  for (uint32_t k = 0; k < r->n; k++) {
    if (!bit(live_of(b)->out, k) || bit(wanted, k) || known_uncounted(s->npreds == 1 ? s : b, r->values[k])) continue;
    if (!place) place = edge_place(r->f, b, which);
    ssa_insert_before(place, counting(r->f, SSA_unref, r->values[k], place->pos));
  }
}

static void remove_keeps(SsaFunc *f) {
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first, *next; i; i = next) {
      next = i->next;
      if (i->op == SSA_keep) ssa_remove(i);
    }
}

void opt_refs(SsaFunc *f) {
  ssa_order(f);
  ssa_dominators(f);
  Refs r = {.f = f};
  decide_ownership(f);
  number_values(&r);
  find_liveness(&r);
  uint32_t n = f->nblocks;
  SsaBlock **blocks = f->rpo;
  for (uint32_t k = 0; k < n; k++) settle_block(&r, blocks[k]);
  for (uint32_t k = 0; k < n; k++)
    for (int which = 0; which < EDGE_COUNT; which++)
      if (blocks[k]->succs[which]) settle_edge(&r, blocks[k], which);
  remove_keeps(f);
  ssa_order(f);
}
