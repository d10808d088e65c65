/* Removes pure instructions whose results nobody uses, and tidies the control flow: joins a block
 * with its only successor when that has no other predecessor, and drops handler edges of blocks that
 * can no longer raise.
 *
 * Needs nothing; keeps everything.  What a keep holds on to counts as used, unless nobody could see
 * it go. */
#include "ssa.h"

static bool is_root(const SsaInsn *i) { return i->op == SSA_proj || (i->op != SSA_phi && !(ssa_traits(i->op) & PURE)); }

/* Operands whose end nobody can observe are dropped from a keep. */
static void prune_keep(SsaInsn *keep) {
  uint32_t n = 0;
  for (uint32_t k = 0; k < keep->nargs; k++)
    if (keep->args[k]->rep == REP_VALUE && keep->args[k]->type & ~(TypeSet)TYPE_PLAIN) keep->args[n++] = keep->args[k];
  keep->nargs = n;
}

static void mark_live(SsaFunc *f) {
  SsaInsn **work = ARENA_ARRAY(f->arena, SsaInsn *, f->next_id + 1);
  uint32_t n = 0;
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next) {
      if (i->op == SSA_keep) prune_keep(i);
      i->mark = is_root(i) && !(i->op == SSA_keep && !i->nargs);
      if (i->mark) work[n++] = i;
    }
  while (n) {
    SsaInsn *i = work[--n];
    for (uint32_t k = 0; k < i->nargs; k++)
      if (!i->args[k]->mark) {
        i->args[k]->mark = 1;
        work[n++] = i->args[k];
      }
  }
}

static void sweep(SsaFunc *f) {
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first, *next; i; i = next) {
      next = i->next;
      if (!i->mark) ssa_remove(i);
    }
}

static bool raises_anywhere(const SsaBlock *b) {
  for (const SsaInsn *i = b->first; i; i = i->next)
    if (ssa_raises(i)) return true;
  return false;
}

/* b ends in a jump to a block that only b enters, and what b raises does not come under its handler. */
static bool can_join(const SsaFunc *f, const SsaBlock *b) {
  if (!b->last || b->last->op != SSA_jump || b->succs[EDGE_HANDLER]) return false;
  const SsaBlock *s = b->succs[EDGE_NEXT];
  return s != b && s != f->entry && s->npreds == 1 && !(s->succs[EDGE_HANDLER] && raises_anywhere(b));
}

static void join(SsaFunc *f, SsaBlock *b) {
  SsaBlock *s = b->succs[EDGE_NEXT];
  for (SsaInsn *i = s->first, *next; i && i->op == SSA_phi; i = next) {
    next = i->next;
    i->forward = i->args[0];
    ssa_remove(i);
  }
  ssa_remove(b->last);
  ssa_disconnect(b, EDGE_NEXT);
  for (SsaInsn *i = s->first, *next; i; i = next) {
    next = i->next;
    ssa_append(b, i);
  }
  s->first = s->last = NULL;
  for (int k = 0; k < EDGE_COUNT; k++) {
    SsaBlock *to = s->succs[k];
    if (!to) continue;
    to->preds[ssa_pred_index(to, s, k)].block = b;
    b->succs[k] = to;
    s->succs[k] = NULL;
  }
}

void opt_dead(SsaFunc *f) {
  mark_live(f);
  sweep(f);
  for (SsaBlock *b = f->entry; b; b = b->next)
    ssa_drop_idle_handler(b);
  ssa_order(f);
  for (SsaBlock *b = f->entry; b; b = b->next)
    while (can_join(f, b)) join(f, b);
  ssa_apply_forwards(f);
  ssa_order(f);
}
