/* Joins tests with what they test.
 *
 *   %4 = compare < %1, %2
 *   %5 bool = truth %4       =>      %5 bool = test_compare < %1, %2
 *
 * when nothing else uses %4; truth of a boxed test is the test; and a tuple that is built only to be
 * unpacked is not built.  Needs nothing; keeps everything. */
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

/* a, b = b, a without the tuple: unpacking what was packed just for that. */
static bool fold_unpack(SsaInsn *unpack) {
  SsaInsn *packed = unpack->args[0];
  if (packed->op != OP_build_tuple || packed->mark != 1 || packed->n != unpack->n || packed->block != unpack->block) return false;
  for (SsaInsn *p = unpack->next, *next; p && p->op == SSA_proj; p = next) {
    next = p->next;
    p->forward = packed->args[p->n];
    ssa_remove(p);
  }
  ssa_remove(unpack);
  ssa_remove(packed);
  return true;
}

void opt_fold(SsaFunc *f) {
  count_uses(f);
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first, *next; i; i = next) {
      next = i->next;
      if (i->op == OP_unpack_sequence) {
        while (next && next->op == SSA_proj) next = next->next;
        fold_unpack(i);
      }
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
