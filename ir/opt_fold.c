/* Joins tests with what they test.
 *
 *   %4 = compare < %1, %2
 *   %5 bool = truth %4       =>      %5 bool = test_compare < %1, %2
 *
 * when nothing else uses %4; truth of a boxed test is the test; a tuple that is built only to be
 * unpacked is not built, nor a slice that is only an index; and a method that is loaded just to be called is called through its object:
 *
 *   %4 = load_method 'm' %1
 *   %5, %6 = proj %4         =>      %7 = invoke 'm' %1, %2
 *   %7 = call_method %5, %6, %2
 *
 * Needs nothing; keeps everything. */
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

/* Does nothing that could tell the difference come between an operation and a later one? */
static bool follows_at_once(const SsaInsn *first, const SsaInsn *later) {
  const SsaBlock *b = first->block;
  for (const SsaInsn *i = first->next; i != later; i = i->next) {
    if (i->op == SSA_jump && b->succs[EDGE_NEXT]->npreds == 1) {
      b = b->succs[EDGE_NEXT];
      i = b->first;
      if (i == later) break;
    }
    if (i->op == SSA_phi || ssa_is_terminator(i) || ssa_traits(i->op) & (RAISES | USER | WRITES)) return false;
  }
  return true;
}

/* x[a:b] without the slice object. */
static void fold_slice(SsaFunc *f, SsaInsn *load) {
  SsaInsn *slice = load->args[1];
  if (slice->op != OP_build_slice || slice->nargs != 2 || slice->mark != 1 || !follows_at_once(slice, load)) return;
  load->op = SSA_load_slice;
  load->args[1] = slice->args[0];
  ssa_add_arg(f, load, slice->args[1]);
  ssa_remove(slice);
}

/* The load_method whose results the call uses, if the call is all that comes of it. */
static SsaInsn *method_loaded(const SsaInsn *call) {
  SsaInsn *f = call->args[0], *self = call->args[1], *load = f->op == SSA_proj ? f->args[0] : NULL;
  if (!load || load->op != OP_load_method || self->op != SSA_proj || self->args[0] != load || f->mark != 1 || self->mark != 1) return NULL;
  return follows_at_once(load, call) ? load : NULL;
}

static void fold_method(SsaInsn *call) {
  SsaInsn *load = method_loaded(call);
  if (!load || call->n > 3) return;
  SsaInsn *f = call->args[0], *self = call->args[1];
  call->op = SSA_invoke;
  call->n = load->n;
  call->imm = load->pos;
  call->args[1] = load->args[0];
  call->args++;
  call->nargs--;
  call->cap--;
  ssa_remove(f);
  ssa_remove(self);
  ssa_remove(load);
}

/* The test of a value that was made from a test is that test. */
static void fold_truth(SsaInsn *truth) {
  SsaInsn *x = truth->args[0];
  if (x->op == SSA_box_bool) {
    truth->forward = x->args[0];
    ssa_remove(truth);
  } else if (x->op == OP_compare && x->mark == 1 && truth->imm != SSA_OUTSIDE && follows(x, truth)) {
    truth->op = SSA_test_compare;
    truth->n = x->n;
    truth->nargs = truth->cap = x->nargs;
    truth->args = x->args;
    truth->pos = x->pos; /* what raises is the comparison */
    ssa_remove(x);
  }
}

void opt_fold(SsaFunc *f) {
  count_uses(f);
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first, *next; i; i = next) {
      next = i->next;
      if (i->op == OP_unpack_sequence) {
        while (next && next->op == SSA_proj) next = next->next;
        fold_unpack(i);
      } else if (i->op == OP_call_method) fold_method(i);
      else if (i->op == OP_load_item) fold_slice(f, i);
      else if (i->op == SSA_truth) fold_truth(i);
    }
  for (SsaBlock *b = f->entry; b; b = b->next) ssa_drop_idle_handler(b);
  ssa_apply_forwards(f);
}

void opt_tidy(SsaFunc *f) {
  opt_phis(f);
  opt_dead(f);
}
