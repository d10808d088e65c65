/* Removes phis that merge one value only.
 *
 *   %5 = phi %2, %2        uses of %5 become uses of %2
 *   %6 = phi %3, %6        (a loop that does not change it)
 *
 * Needs nothing; keeps everything.  Runs to a fixed point with a worklist-free sweep: a sweep over
 * all phis, repeated while it finds some, with operands looked up through the forwards found. */
#include "ssa.h"

static SsaInsn *resolve(SsaInsn *i) {
  while (i->forward) i = i->forward;
  return i;
}

static SsaInsn *single_operand(SsaInsn *phi) {
  SsaInsn *only = NULL;
  for (uint32_t k = 0; k < phi->nargs; k++) {
    SsaInsn *arg = phi->args[k] = resolve(phi->args[k]);
    if (arg == phi || arg == only) continue;
    if (only) return NULL;
    only = arg;
  }
  return only;
}

/* The unbound word is the same everywhere: phis of different "unbound" instructions are that. */
static SsaInsn *all_unbound(SsaInsn *phi) {
  SsaInsn *any = NULL;
  for (uint32_t k = 0; k < phi->nargs; k++) {
    if (phi->args[k] == phi) continue;
    if (phi->args[k]->op != SSA_unbound) return NULL;
    any = phi->args[k];
  }
  return any;
}

/* Makes a fresh unbound word where the phi was, which dominates the phi's uses. */
static SsaInsn *unbound_here(SsaFunc *f, SsaInsn *phi) {
  SsaInsn *at = phi, *u = ssa_insn(f, SSA_unbound, 0);
  while (at->op == SSA_phi) at = at->next;
  u->pos = phi->pos;
  ssa_insert_before(at, u);
  return u;
}

void opt_phis(SsaFunc *f) {
  for (bool changed = true; changed;) {
    changed = false;
    for (SsaBlock *b = f->entry; b; b = b->next)
      for (SsaInsn *i = b->first, *next; i && i->op == SSA_phi; i = next) {
        next = i->next;
        SsaInsn *only = single_operand(i);
        if (!only && all_unbound(i)) only = unbound_here(f, i);
        if (!only) continue;
        if (only->local < 0) only->local = i->local;
        i->forward = only;
        ssa_remove(i);
        changed = true;
      }
  }
  ssa_apply_forwards(f);
}
