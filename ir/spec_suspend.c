/* What lives across the yields of a generator, in versions of its code.
 *
 * Slots hold words, but a version knows what it put there: ints and floats are numbers again when they
 * are taken out, without a test.  Iterators over ranges and lists stay without an object: their second
 * number has a slot of its own, above the stack. */
#include "spec.h"

static uint32_t second_slot(const Spec *s, uint32_t slot) {
  const Code *c = s->f->code;
  return slot + c->stacksize;
}

static bool spill(Spec *s, SsaInsn *i) {
  const SsaInsn *old = i->args[0];
  Val v = *spec_val(s, old);
  s->spilled[i->n].kind = v.kind;
  s->spilled[i->n].type = v.type;
  s->spilled[i->n].step = v.step;
  switch (v.kind) {
  case VAL_RANGE_ITER: spec_add1(s, SSA_spill, i->n, spec_add1(s, SSA_box_int, 0, v.raw)); break;
  case VAL_LIST_ITER: case VAL_TUPLE_ITER: spec_add1(s, SSA_spill, i->n, v.boxed); break;
  default: s->spilled[i->n].kind = VAL_PLAIN; return false;
  }
  spec_add1(s, SSA_spill, second_slot(s, i->n), spec_add1(s, SSA_box_int, 0, v.kind == VAL_RANGE_ITER ? v.raw2 : v.raw));
  return true;
}

static SsaInsn *taken_out(Spec *s, uint32_t slot, TypeSet type) {
  SsaInsn *i = spec_add(s, SSA_restore, slot, 0, NULL);
  i->type = type;
  return i;
}

static SsaInsn *number_out(Spec *s, uint32_t slot) {
  return spec_add1(s, SSA_unbox_int, 0, taken_out(s, slot, TYPE_SMALL));
}

static bool restore(Spec *s, SsaInsn *i) {
  uint32_t slot = i->n, second = second_slot(s, slot);
  uint8_t kind = s->spilled[slot].kind;
  Val v = {.kind = kind, .step = s->spilled[slot].step};
  s->spilled[slot].kind = VAL_NONE;
  switch (kind) {
  case VAL_NONE: return false; /* the beginning of the body: arguments */
  case VAL_PLAIN: {
    TypeSet type = s->spilled[slot].type ? s->spilled[slot].type : i->type;
    spec_set_boxed(s, i, taken_out(s, slot, type), type);
    return true;
  }
  case VAL_RANGE_ITER:
    v.raw = number_out(s, slot);
    v.raw2 = number_out(s, second);
    break;
  default:
    v.boxed = taken_out(s, slot, kind == VAL_LIST_ITER ? TYPE_LIST : TYPE_TUPLE);
    v.raw = number_out(s, second);
  }
  *spec_change(s, i) = v;
  return true;
}

/* C variables are gone: what was read from slots that stay is read again. */
static void reread_slots(Spec *s) {
  for (uint32_t k = 0; k < s->old_ids; k++) {
    const SsaInsn *old = s->old_values[k];
    if (!old || old->op != SSA_slot || s->vals[k].kind != VAL_PLAIN) continue;
    TypeSet type = s->vals[k].type;
    SsaInsn *again = spec_add(s, SSA_slot, old->n, 0, NULL);
    again->type = type;
    spec_set_boxed(s, old, again, type);
  }
}

static bool suspend(Spec *s, SsaInsn *i) {
  const Code *c = s->f->code;
  spec_generic(s, i);
  SsaInsn *made = s->cur->last;
  uint32_t fixed = c->nlocals + c->ncells + c->nfrees;
  for (uint32_t k = fixed; k < i->n; k++)
    if (s->spilled[k].kind != VAL_PLAIN && s->spilled[k].kind != VAL_NONE) made->n = second_slot(s, k) + 1;
  reread_slots(s);
  return true;
}

bool spec_suspend(Spec *s, SsaInsn *i) {
  switch (i->op) {
  case SSA_spill: spec_settle(s); return spill(s, i);
  case SSA_suspend: return suspend(s, i);
  case SSA_restore: return restore(s, i);
  default: return false;
  }
}

/* ---- which iterators ---- */

/* Where what a spill puts away comes back. */
static const SsaInsn *restore_of(const SsaInsn *spill) {
  for (const SsaInsn *i = spill->next; i; i = i->next)
    if (i->op == SSA_restore && i->n == spill->n) return i;
  return NULL;
}

static bool use_is_fine(const Spec *s, const SsaInsn *user, uint32_t at) {
  const SsaInsn *back;
  switch (user->op) {
  case SSA_keep: case SSA_hand_over: case OP_for_iter: return true;
  case OP_get_iter: return user->args[at]->op == OP_call;
  case SSA_phi: return s->virtual_ok[user->id];
  case SSA_spill: if (s->f->traceable) return false; /* the interpreter may go on from here */
    back = restore_of(user); return back && s->virtual_ok[back->id];
  default: return false;
  }
}

void spec_find_virtual(Spec *s) {
  const Code *c = s->f->code;
  size_t slots = c->nlocals + c->ncells + c->nfrees + 2 * (size_t)c->stacksize + 1;
  s->spilled = arena_alloc(s->f->arena, slots * sizeof *s->spilled);
  for (uint32_t k = 0; k < s->old_ids; k++) s->virtual_ok[k] = 1;
  for (bool changed = true; changed;) {
    changed = false;
    for (SsaBlock *b = s->f->entry; b; b = b->next)
      for (SsaInsn *i = b->first; i; i = i->next)
        for (uint32_t k = 0; k < i->nargs; k++) {
          if (!s->virtual_ok[i->args[k]->id] || use_is_fine(s, i, k)) continue;
          s->virtual_ok[i->args[k]->id] = 0;
          changed = true;
        }
  }
}
