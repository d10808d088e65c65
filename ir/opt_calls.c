/* Calls of globals without counting references to them.
 *
 *   %3 = load_global 'f'           %3 = load_callee 'f'
 *   %5 = call #1 %3, %4      =>    %5 = call_callee #1 %3, %4
 *
 * when calls are the only uses beside phis in code for the unlikely, on whose edges own_callee makes
 * an ordinary reference of it.  Each load_callee has a number of its own (imm), under which the emitted
 * code keeps what it called last.  Runs before opt_refs. */
#include "ssa.h"

enum { MAX_ARGUMENTS = 4, MAX_USES = 16 };

typedef struct {
  SsaInsn *load;
  SsaInsn *calls[MAX_USES];
  struct { SsaInsn *phi; uint32_t at; } phis[MAX_USES];
  uint32_t ncalls, nphis;
  bool unsuitable;
} Callee;

static bool is_call_of(const SsaInsn *i, const SsaInsn *callee) {
  if (i->op != OP_call || i->n > MAX_ARGUMENTS || i->args[0] != callee || i->block->cold) return false;
  for (uint32_t k = 1; k < i->nargs; k++)
    if (i->args[k] == callee) return false;
  return true;
}

static void note_use(Callee *c, SsaInsn *user, uint32_t at) {
  if (user->op == SSA_phi && c->nphis < MAX_USES) {
    const SsaBlock *from = user->block->preds[at].block;
    if (from->last->op == SSA_jump && !from->succs[EDGE_HANDLER]) {
      c->phis[c->nphis].phi = user;
      c->phis[c->nphis++].at = at;
      return;
    }
  }
  if (c->ncalls < MAX_USES && is_call_of(user, c->load)) c->calls[c->ncalls++] = user;
  else c->unsuitable = true;
}

static void convert(SsaFunc *f, Callee *c, int64_t number) {
  c->load->op = SSA_load_callee;
  c->load->imm = number;
  for (uint32_t k = 0; k < c->ncalls; k++) {
    c->calls[k]->op = SSA_call_callee;
    c->calls[k]->imm = number;
  }
  for (uint32_t k = 0; k < c->nphis; k++) {
    SsaInsn *phi = c->phis[k].phi, *own = ssa_insn(f, SSA_own_callee, 1);
    SsaInsn *jump = phi->block->preds[c->phis[k].at].block->last;
    own->args[0] = c->load;
    own->imm = number;
    own->pos = jump->pos;
    ssa_insert_before(jump, own);
    phi->args[c->phis[k].at] = own;
  }
}

void opt_calls(SsaFunc *f) {
  Callee *callees = ARENA_ARRAY(f->arena, Callee, f->next_id + 1);
  uint32_t n = 0;
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next) {
      i->mark = 0;
      if (i->op != OP_load_global || b->cold) continue;
      callees[n++].load = i;
      i->mark = n;
    }
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next)
      for (uint32_t k = 0; k < i->nargs; k++)
        if (i->args[k]->mark && i->args[k]->op == OP_load_global) note_use(&callees[i->args[k]->mark - 1], i, k);
  for (uint32_t k = 0; k < n; k++)
    if (!callees[k].unsuitable && callees[k].ncalls) convert(f, &callees[k], k);
}
