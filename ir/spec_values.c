/* Values of the function that opt_specialise makes: conversions, what is learned, what is undone. */
#include <stdlib.h>
#include <string.h>

#include "spec.h"

/* ---- changes and their undoing ---- */

Val *spec_change(Spec *s, const SsaInsn *old) {
  if (s->ntrail == s->trail_cap) {
    s->trail_cap = s->trail_cap ? 2 * s->trail_cap : 256;
    s->trail = realloc(s->trail, s->trail_cap * sizeof *s->trail);
  }
  s->trail[s->ntrail].id = old->id;
  s->trail[s->ntrail++].was = s->vals[old->id];
  return &s->vals[old->id];
}

void spec_undo(Spec *s, uint32_t mark) {
  while (s->ntrail > mark) {
    s->ntrail--;
    s->vals[s->trail[s->ntrail].id] = s->trail[s->ntrail].was;
  }
}

/* ---- instructions ---- */

SsaInsn *spec_add(Spec *s, unsigned op, uint32_t n, uint32_t nargs, SsaInsn *const *args) {
  SsaInsn *i = ssa_insn(s->f, op, nargs);
  i->n = n;
  i->pos = s->at->pos;
  if (nargs) memcpy(i->args, args, nargs * sizeof *args);
  ssa_append(s->cur, i);
  s->effects |= (ssa_traits(op) & (RAISES | USER | WRITES)) != 0;
  s->made++;
  return i;
}

SsaInsn *spec_add1(Spec *s, unsigned op, uint32_t n, SsaInsn *x) { return spec_add(s, op, n, 1, &x); }

SsaInsn *spec_add2(Spec *s, unsigned op, uint32_t n, SsaInsn *x, SsaInsn *y) {
  SsaInsn *args[] = {x, y};
  return spec_add(s, op, n, 2, args);
}

/* ---- what values are ---- */

Val *spec_val(Spec *s, const SsaInsn *old) {
  Val *v = &s->vals[old->id];
  if (v->kind != VAL_NONE || !spec_is_literal(old)) return v;
  SsaInsn *i = spec_add(s, old->op, old->n, 0, NULL);
  i->type = old->type;
  v = spec_change(s, old);
  *v = (Val){.kind = VAL_PLAIN, .type = old->type, .boxed = i};
  return v;
}

static void name_after(SsaInsn *i, const SsaInsn *old) {
  if (i->local < 0) i->local = old->local;
}

void spec_set_raw(Spec *s, const SsaInsn *old, SsaInsn *raw, TypeSet type) {
  name_after(raw, old);
  *spec_change(s, old) = (Val){.kind = VAL_PLAIN, .type = type, .raw = raw};
}

void spec_set_boxed(Spec *s, const SsaInsn *old, SsaInsn *boxed, TypeSet type) {
  name_after(boxed, old);
  *spec_change(s, old) = (Val){.kind = VAL_PLAIN, .type = type, .boxed = boxed};
}

void spec_set_loose(Spec *s, SsaInsn *old, SsaInsn *boxed, TypeSet type) {
  spec_set_boxed(s, old, boxed, type);
  s->vals[old->id].loose = true;
  if (s->nloose == s->loose_cap) {
    s->loose_cap = s->loose_cap ? 2 * s->loose_cap : 64;
    s->loose = realloc(s->loose, s->loose_cap * sizeof *s->loose);
  }
  s->loose[s->nloose++] = old;
}

void spec_learn(Spec *s, const SsaInsn *old, TypeSet type) {
  Val *v = spec_change(s, old);
  v->type &= type;
}

static SsaInsn *box(Spec *s, const Val *v) {
  SsaInsn *made;
  switch (v->kind) {
  case VAL_RANGE: made = spec_add2(s, SSA_make_range, 0, v->raw, v->raw2); break;
  case VAL_RANGE_ITER: made = spec_add2(s, SSA_make_range_iter, 0, v->raw, v->raw2); break;
  case VAL_LIST_ITER: case VAL_TUPLE_ITER: return spec_add2(s, SSA_make_list_iter, 0, v->boxed, v->raw);
  case VAL_KNOWN: return spec_add1(s, SSA_box_bool, 0, spec_add(s, SSA_bool_const, (uint32_t)v->step, 0, NULL));
  case VAL_NONE: return spec_add(s, SSA_unbound, 0, 0, NULL);
  default:
    if (v->raw->rep == REP_I64) return spec_add1(s, SSA_box_int, 0, v->raw);
    if (v->raw->rep == REP_F64) return spec_add1(s, SSA_box_float, 0, v->raw);
    return spec_add1(s, SSA_box_bool, 0, v->raw);
  }
  made->imm = v->step;
  return made;
}

SsaInsn *spec_boxed(Spec *s, const SsaInsn *old) {
  Val *v = spec_val(s, old);
  if (v->kind == VAL_PLAIN && v->boxed) return v->boxed;
  SsaInsn *boxed = box(s, v);
  name_after(boxed, old);
  bool is_virtual = v->kind != VAL_PLAIN;
  v = spec_change(s, old);
  if (is_virtual && v->kind != VAL_KNOWN) *v = (Val){.kind = VAL_PLAIN, .type = v->kind == VAL_NONE ? TYPE_UNBOUND : boxed->type};
  v->boxed = boxed;
  if (v->kind == VAL_KNOWN) *v = (Val){.kind = VAL_PLAIN, .type = TYPE_BOOL, .boxed = boxed};
  return boxed;
}

SsaInsn *spec_i64(Spec *s, const SsaInsn *old) {
  Val *v = spec_val(s, old);
  if (v->raw) return v->raw;
  SsaInsn *raw;
  if (old->op == SSA_const) {
    raw = spec_add(s, SSA_i64_const, 0, 0, NULL);
    raw->imm = s->f->code->consts[old->n].i;
  } else {
    raw = spec_add1(s, SSA_unbox_int, 0, v->boxed);
    name_after(raw, old);
  }
  return spec_change(s, old)->raw = raw;
}

SsaInsn *spec_f64(Spec *s, const SsaInsn *old) {
  Val *v = spec_val(s, old);
  if (!(v->type & ~(TypeSet)TYPE_SMALL)) return spec_add1(s, SSA_int_to_float, 0, spec_i64(s, old));
  if (v->raw) return v->raw;
  SsaInsn *raw;
  if (old->op == SSA_const) {
    raw = spec_add(s, SSA_const, old->n, 0, NULL);
    raw->rep = REP_F64;
  } else {
    raw = spec_add1(s, v->type & TYPE_FBOX ? SSA_unbox_float : SSA_unbox_flo, 0, v->boxed);
    name_after(raw, old);
  }
  return spec_change(s, old)->raw = raw;
}

/* ---- loose values ---- */

static bool is_operand(const SsaInsn *i, const SsaInsn *v) {
  for (uint32_t k = 0; k < i->nargs; k++)
    if (i->args[k] == v) return true;
  return false;
}

static void settle(Spec *s, bool operands) {
  for (uint32_t k = 0; k < s->nloose; k++) {
    SsaInsn *old = s->loose[k];
    Val *v = spec_val(s, old);
    if (!v->loose) continue;
    bool live = spec_is_live_after(s, s->at, old), wanted = live || (operands && is_operand(s->at, old));
    if (!operands && !live) continue;
    v = spec_change(s, old);
    v->loose = false;
    if (!wanted || (!(v->type & ~(TypeSet)TYPE_UNCOUNTED) && v->type)) continue;
    TypeSet type = v->type;
    v->boxed = spec_add1(s, SSA_hold, 0, v->boxed);
    v->boxed->type = type;
    name_after(v->boxed, old);
  }
}

void spec_settle(Spec *s) { settle(s, true); }
void spec_settle_others(Spec *s) { settle(s, false); }
