/* Checks that an SSA function is well formed (docs/ssa.md has the rules); run between passes. */
#include "ssa.h"

#include <stdarg.h>
#include <stdlib.h>

static const char *complain(SsaFunc *f, const SsaBlock *b, const SsaInsn *i, const char *what) {
  char *text = arena_alloc(f->arena, 256);
  snprintf(text, 256, "%.80s: b%u: %%%u %s: %s", f->code->qualname.text, b->id, i ? i->id : 0, i ? ssa_name(i->op) : "block", what);
  return text;
}

static bool ssa_raises_after(const SsaInsn *i) {
  for (i = i->next; i; i = i->next)
    if (ssa_raises(i)) return true;
  return false;
}

static const char *check_edges(SsaFunc *f, const SsaBlock *b) {
  for (int k = 0; k < EDGE_COUNT; k++)
    if (b->succs[k] && ssa_pred_index(b->succs[k], b, k) == UINT32_MAX) return complain(f, b, NULL, "successor does not know its predecessor");
  for (uint32_t k = 0; k < b->npreds; k++)
    if (b->preds[k].block->succs[b->preds[k].which] != b) return complain(f, b, NULL, "predecessor leads elsewhere");
  if (!b->last || !ssa_is_terminator(b->last)) return complain(f, b, b->last, "block has no terminator");
  unsigned op = b->last->op;
  bool next = op == SSA_jump || op == SSA_branch, other = op == SSA_branch;
  if (!!b->succs[EDGE_NEXT] != next || !!b->succs[EDGE_OTHER] != other) return complain(f, b, b->last, "successors do not fit the terminator");
  if (b->succs[EDGE_HANDLER]) {
    const SsaInsn *raiser = b->last->prev;
    for (const SsaInsn *i = b->first; i; i = i->next)
      if (ssa_raises(i) && ssa_raises_after(i)) return complain(f, b, i, "raises before another that does, under a handler");
    while (raiser && (raiser->op == SSA_proj || raiser->op == SSA_ref || raiser->op == SSA_unref)) raiser = raiser->prev;
    if (!raiser || !ssa_raises(raiser)) return complain(f, b, b->last, "handler edge, but nothing raises before the terminator");
  }
  return NULL;
}

/* A use is dominated by its definition; a phi's operand by the end of the edge's block.  In a block
 * with a handler edge the last instruction's results do not exist in the handler. */
static const char *check_insn(SsaFunc *f, SsaBlock *b, SsaInsn *i) {
  if (i->block != b) return complain(f, b, i, "instruction is in another block's list");
  if (i->op == SSA_phi) {
    if (i->nargs != b->npreds) return complain(f, b, i, "operand count differs from predecessors");
    if (i->prev && i->prev->op != SSA_phi) return complain(f, b, i, "phi after other instructions");
  }
  if (ssa_is_terminator(i) != (i == b->last)) return complain(f, b, i, "terminator in the middle or missing");
  for (uint32_t k = 0; k < i->nargs; k++) {
    SsaInsn *arg = i->args[k];
    if (!arg->block) return complain(f, b, i, "operand is in no block");
    if (arg->rep == REP_NONE && i->op != SSA_proj) return complain(f, b, i, "operand has no result");
    if (i->op == SSA_phi && arg->rep != i->rep) return complain(f, b, i, "operand's representation differs");
    SsaBlock *at = i->op == SSA_phi ? b->preds[k].block : b;
    if (at == arg->block && i->op != SSA_phi) {
      if (arg->mark >= i->mark) return complain(f, b, i, "used before its definition");
    } else if (!ssa_dominates(arg->block, at)) return complain(f, b, i, "definition does not dominate the use");
  }
  return NULL;
}

const char *ssa_verify(SsaFunc *f) {
  ssa_order(f);
  ssa_dominators(f);
  for (SsaBlock *b = f->entry; b; b = b->next) {
    const char *bad = check_edges(f, b);
    if (bad) return bad;
    uint32_t n = 0;
    for (SsaInsn *i = b->first; i; i = i->next) i->mark = ++n;
  }
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next) {
      const char *bad = check_insn(f, b, i);
      if (bad) return bad;
    }
  return NULL;
}
