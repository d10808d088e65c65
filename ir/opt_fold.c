/* Joins tests with what they test.
 *
 *   %4 = compare < %1, %2
 *   %5 bool = truth %4       =>      %5 bool = test_compare < %1, %2
 *
 * when nothing else uses %4; and truth of a boxed test is the test.  Needs nothing; keeps everything. */
#include "ssa.h"

static void count_uses(SsaFunc *f) {
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next) i->mark = 0;
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next)
      for (uint32_t k = 0; k < i->nargs; k++) i->args[k]->mark++;
}

/* Nothing that runs user code may come between the comparison and the test of its result. */
static bool follows(const SsaInsn *compare, const SsaInsn *truth) {
  for (const SsaInsn *i = compare->next; i && i != truth; i = i->next)
    if (ssa_traits(i->op) & (RAISES | USER | WRITES)) return false;
  return compare->block == truth->block;
}

void opt_fold(SsaFunc *f) {
  count_uses(f);
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first, *next; i; i = next) {
      next = i->next;
      if (i->op != SSA_truth) continue;
      SsaInsn *x = i->args[0];
      if (x->op == SSA_box_bool) {
        i->forward = x->args[0];
        ssa_remove(i);
      } else if (x->op == OP_compare && x->mark == 1 && follows(x, i)) {
        i->op = SSA_test_compare;
        i->n = x->n;
        i->nargs = i->cap = x->nargs;
        i->args = x->args;
        ssa_remove(x);
      }
    }
  ssa_apply_forwards(f);
}

void opt_tidy(SsaFunc *f) {
  opt_phis(f);
  opt_dead(f);
}
