/* Finds out which ways through a function need no frame.
 *
 *   b1: %1 bool = cmp_i64 < n, 2         b1: %1 bool = cmp_i64 < n, 2
 *       branch %1 -> b2 else b3     =>       branch %1 -> b2 else b3
 *   b2: return 0                         b2: return 0              (no frame at all)
 *   b3: %2 = call ...                    b3: enter n
 *                                            %2 = call ...
 *
 * What may raise or run user code needs the frame: tracebacks and sys._getframe see it.  The emitter makes
 * two C functions of one that is marked light: the first has the ways without a frame and leaves for the
 * second where it meets enter; that one begins with a frame and does all over again, so that nothing before
 * an enter may have an effect.  Blocks that the first never comes to are marked framed.  Runs after
 * opt_refs. */
#include "ssa.h"

/* What v may be where no enter has been met. */
static TypeSet light_type(const SsaInsn *v, int depth) {
  if (v->op != SSA_phi || depth == 0) return v->type;
  TypeSet type = 0;
  for (uint32_t k = 0; k < v->nargs; k++)
    if (v->block->preds[k].block->mark == 1) type |= light_type(v->args[k], depth - 1);
  return type ? type : v->type;
}

static bool runs_code(const SsaInsn *i) {
  if (i->op == SSA_unref) return (light_type(i->args[0], 3) & ~(TypeSet)TYPE_PLAIN) != 0; /* else nobody sees it end */
  return (ssa_traits(i->op) & (RAISES | USER)) != 0;
}

/* May the block be left for a return only, without running any code?  Then effects do no harm in it. */
static bool only_returns(const SsaBlock *b, int depth) {
  for (const SsaInsn *i = b->first; i; i = i->next)
    if (runs_code(i)) return false;
  if (b->last->op == SSA_return) return true;
  return depth > 0 && b->last->op == SSA_jump && b->succs[EDGE_NEXT] && only_returns(b->succs[EDGE_NEXT], depth - 1);
}

/* The first instruction that must come after an enter, or NULL. */
static SsaInsn *first_need(const SsaBlock *b) {
  if (only_returns(b, 4)) return NULL;
  SsaInsn *i = b->first;
  while (i && !runs_code(i) && (i->op == SSA_phi || i->op == SSA_attr_put || !(ssa_traits(i->op) & WRITES))) i = i->next;
  /* attr_put has no effect where it fails */
  for (const SsaInsn *put = b->first; put && put != i; put = put->next)
    if (put->op == SSA_attr_put && (b->last->op != SSA_branch || b->last->args[0] != put || !only_returns(b->succs[EDGE_NEXT], 4)))
      return (SsaInsn *)put;
  return i;
}

/* The other part begins anew with the arguments, which must still be there: they are operands. */
static void enter_before(SsaFunc *f, SsaInsn *at) {
  SsaInsn *enter = ssa_insn(f, SSA_enter, 0);
  enter->pos = at->pos;
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next)
      if (i->op == SSA_param) ssa_add_arg(f, enter, i);
  ssa_insert_before(at, enter);
}

/* Marks: 1 gone through, 2 left at an enter.  In reverse postorder, as there are no loops, what leads to a
 * block is marked before it. */
void opt_frames(SsaFunc *f) {
  if (f->is_generator || f->consumer) return;
  for (uint32_t k = 0; k < f->nblocks; k++) {
    f->rpo[k]->mark = 0;
    if (f->rpo[k]->loop_depth) return; /* a loop must poll */
  }
  for (uint32_t k = 0; k < f->nblocks; k++) {
    SsaBlock *b = f->rpo[k];
    bool reached = k == 0;
    for (uint32_t p = 0; p < b->npreds; p++) reached |= b->preds[p].block->mark == 1;
    if (!reached) continue;
    b->mark = 1;
    if (first_need(b)) b->mark = 2;
    f->light |= b->mark == 1 && b->last->op == SSA_return;
  }
  for (uint32_t k = 0; k < f->nblocks && f->light; k++) {
    SsaBlock *b = f->rpo[k];
    b->framed = b->mark == 0;
    if (b->mark == 2) enter_before(f, first_need(b));
  }
}
