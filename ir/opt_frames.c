/* Finds out which ways through a function need no frame.
 *
 *   b1: %1 bool = cmp_i64 < n, 2         b1: %1 bool = cmp_i64 < n, 2
 *       branch %1 -> b2 else b3     =>       branch %1 -> b2 else b3
 *   b2: return 0                         b2: return 0              (no frame at all)
 *   b3: %2 = call ...                    b3: enter
 *                                            %2 = call ...
 *
 * What may raise or run user code needs the frame: tracebacks and sys._getframe see it.  The emitter makes
 * two C functions of one that is marked light: the first has the ways without a frame and leaves for the
 * second where it meets enter; that one begins with a frame and does all over again, so that nothing before
 * an enter may have an effect.  Blocks beyond an enter are marked framed.  Runs after opt_refs. */
#include "ssa.h"

typedef struct { bool in, out; } State;

static bool runs_code(const SsaInsn *i) {
  if (i->op == SSA_unref) return (i->args[0]->type & ~(TypeSet)TYPE_PLAIN) != 0; /* else nobody sees it end */
  return (ssa_traits(i->op) & (RAISES | USER)) != 0;
}

/* The first instruction that must come after an enter.  Effects do no harm on the last way to a return. */
static SsaInsn *first_need(const SsaBlock *b) {
  bool harmless = b->last->op == SSA_return;
  for (const SsaInsn *i = b->first; i && harmless; i = i->next) harmless = !runs_code(i);
  if (harmless) return NULL;
  SsaInsn *i = b->first;
  while (i && !runs_code(i) && (i->op == SSA_phi || !(ssa_traits(i->op) & WRITES))) i = i->next;
  return i;
}

static void find_states(const SsaFunc *f, State *states) {
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t k = 0; k < f->nblocks; k++) {
      const SsaBlock *b = f->rpo[k];
      State *s = &states[b->id], was = *s;
      for (uint32_t p = 0; p < b->npreds; p++) s->in |= states[b->preds[p].block->id].out;
      s->out = s->in || first_need(b);
      changed |= s->in != was.in || s->out != was.out;
    }
  }
}

static void enter_before(SsaFunc *f, SsaInsn *at) {
  SsaInsn *enter = ssa_insn(f, SSA_enter, 0);
  enter->pos = at->pos;
  ssa_insert_before(at, enter);
}

static void enter_on_edges(SsaFunc *f, SsaBlock *b, const State *states) {
  for (int which = 0; which < EDGE_COUNT; which++) {
    const SsaBlock *to = b->succs[which];
    if (!to || !states[to->id].in) continue;
    bool only_way = which == EDGE_NEXT && !b->succs[EDGE_OTHER] && !b->succs[EDGE_HANDLER];
    enter_before(f, only_way ? b->last : ssa_split_edge(f, b, which)->last);
  }
}

/* A loop without a frame would not poll. */
static bool has_loops(const SsaFunc *f) {
  for (uint32_t k = 0; k < f->nblocks; k++)
    if (f->rpo[k]->loop_depth) return true;
  return false;
}

void opt_frames(SsaFunc *f) {
  if (f->is_generator || f->consumer || has_loops(f)) return;
  uint32_t n = f->nblocks;
  SsaBlock **blocks = f->rpo;
  State *states = ARENA_ARRAY(f->arena, State, f->next_block);
  find_states(f, states);
  for (uint32_t k = 0; k < n; k++) f->light |= blocks[k]->last->op == SSA_return && !states[blocks[k]->id].out;
  for (uint32_t k = 0; k < n && f->light; k++) {
    SsaBlock *b = blocks[k];
    const State *s = &states[b->id];
    b->framed = s->in;
    if (!s->in && s->out) enter_before(f, first_need(b));
    if (!s->out) enter_on_edges(f, b, states);
  }
  ssa_order(f);
}
