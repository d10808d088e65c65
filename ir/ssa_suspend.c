/* Generators to SSA: explicit suspension points.
 *
 *   yield_value      =>     spill #1 %i           locals and stack go to slots of the generator
 *                           suspend #3 %x         leaves the function; it goes on here
 *                           %7 = restore #1       and come back as new values
 *                           %8 = sent             what was sent, or raises what was thrown in
 *
 * No other value lives across a suspend, so that the back end need not know which C variables do.  Slots
 * are numbered as the interpreter's: locals, cells, free variables, stack; frames and the collector
 * look at a suspended generator of either kind in the same way.
 *
 * Pinned slots hold the same value for the generator's whole life (arguments that nothing rebinds,
 * cells, free variables): they are never taken out, and uses are read from the slot.  An argument that
 * went into a cell leaves its slot empty for good.  Where somebody looks into the frame, locals are mirrored: whatever they are
 * bound to goes to their slots as well, all the time. */
#include "ssa_builder.h"

enum { TAKEN_OUT, PINNED, EMPTY, MIRRORED };

static bool is_stored(const Code *c, uint32_t local) {
  for (uint32_t i = 0; i < c->ninsns; i++) {
    Opcode op = insn_op(c->insns[i]);
    if ((op == OP_store_local || op == OP_delete_local) && insn_arg(c->insns[i]) == local) return true;
  }
  return false;
}

static bool goes_into_cell(const Code *c, uint32_t local) {
  for (uint32_t k = 0; k < c->ncells; k++)
    if (cfg_cell_argument(c, k) == (int)local) return true;
  return false;
}

/* What becomes of a slot once the cells are made. */
static uint8_t slot_kind(const Builder *b, uint32_t slot) {
  if (slot >= b->code->nlocals) return PINNED;
  if (slot >= b->f->nparams || is_stored(b->code, slot)) return builder_mirrors(b, slot) ? MIRRORED : TAKEN_OUT;
  return goes_into_cell(b->code, slot) ? EMPTY : PINNED;
}

/* ---- await f(..) ----
 *
 *   call or before_async_with, get_awaitable, load_const None, send, yield_value
 *   get_anext, load_const None, send, yield_value
 *
 * A coroutine that is awaited where it is called needs no object before it first suspends, nor does what
 * an async for awaits: all up to and with the first send is one instruction. */

/* The send that follows the call at pos in such a sequence, or 0. */
static uint32_t first_send(const Builder *b, uint32_t pos) {
  static const Opcode sequence[] = {OP_get_awaitable, OP_load_const, OP_send};
  const Code *c = b->code;
  Opcode op = insn_op(c->insns[pos]);
  bool enters = op == OP_before_async_with, next = op == OP_get_anext;
  uint32_t length = next ? 2 : 3;
  if ((op != OP_call && op != OP_call_method && !enters && !next) || pos + length + 1 >= c->ninsns) return 0;
  if (b->cfg->depths[pos] == UINT32_MAX) return 0;
  for (uint32_t k = 1; k <= length; k++) {
    if (insn_op(c->insns[pos + k]) != sequence[k - 1 + next]) return 0;
    if (k < length && b->cfg->leader[pos + k]) return 0;
    if (b->cfg->handler_of[pos + k] != b->cfg->handler_of[pos]) return 0;
  }
  if (!next && (insn_arg(c->insns[pos + 1]) == 1) != enters) return 0;
  return c->consts[insn_arg(c->insns[pos + length - 1])].kind == CONST_none ? pos + length : 0;
}

bool builder_awaits_call(const Builder *b) { return b->kinds && first_send(b, b->pos); }

/* After a step of iter: go on to yield x, or when iter has ended, to target with x. */
static void step_taken(Builder *b, SsaInsn *iter, SsaInsn *x, SsaInsn *more, uint32_t yield, uint32_t target) {
  SsaBlock *from = b->block;
  push(b, x);
  add1(b, SSA_branch, 0, more);
  builder_edge(b, EDGE_OTHER, target, b->depth);
  b->block = from;
  b->depth--;
  push(b, iter);
  push(b, x);
  builder_edge(b, EDGE_NEXT, yield, b->depth);
  b->block = NULL;
}

static SsaInsn *add_test_result(Builder *b, uint32_t n, SsaInsn *i) {
  SsaInsn *more = add1(b, SSA_proj, n, i);
  more->rep = REP_BOOL;
  return more;
}

void build_await_call(Builder *b, Opcode op, uint32_t n) {
  enum { NEXT = 3 };
  bool next = op == OP_get_anext; /* reads its operand without popping it */
  uint32_t pops = (uint32_t)op_pops(op, n), send = first_send(b, b->pos), reads = next ? 1 : pops;
  SsaInsn *i = add(b, SSA_await_call, next ? NEXT : insn_arg(b->code->insns[b->pos + 1]), reads, top(b, reads));
  i->imm = op == OP_call_method;
  SsaInsn *iter = add1(b, SSA_proj, 0, i), *x = add1(b, SSA_proj, 1, i), *more = add_test_result(b, 2, i);
  SsaInsn *exit = op == OP_before_async_with ? add1(b, SSA_proj, 3, i) : NULL;
  builder_covered(b);
  b->depth -= pops;
  if (exit) push(b, exit);
  step_taken(b, iter, x, more, send + 1, insn_arg(b->code->insns[send]));
}

const char *builder_prepare_generator(Builder *b) {
  b->kinds = ARENA_ARRAY(b->f->arena, uint8_t, b->nfixed + 1);
  for (uint32_t k = 0; k < b->nfixed; k++) b->kinds[k] = slot_kind(b, k);
  for (uint32_t pos = 0; pos < b->code->ninsns; pos++) {
    uint32_t send = first_send(b, pos);
    if (!send) continue;
    b->cfg->entries[send + 1]++;
    b->cfg->entries[insn_arg(b->code->insns[send])]++;
  }
  return NULL;
}

void builder_enter_generator(Builder *b) {
  for (uint32_t k = 0; k < b->nfixed; k++) {
    bool filled = k < b->f->nparams || k >= b->code->nlocals + b->code->ncells;
    bool stays = b->kinds[k] == PINNED || b->kinds[k] == MIRRORED;
    SsaInsn *v = add0(b, !filled ? SSA_unbound : stays ? SSA_slot : SSA_restore, k);
    if (v->op == SSA_unbound) v->n = 0;
    else if (b->kinds[k] == MIRRORED) v = add1(b, SSA_hold, 0, v); /* while it is in use the slot may change */
    if (k < b->code->nlocals) v->local = (int32_t)k;
    b->slots[k] = v;
  }
}

/* The body begins when the generator is first resumed: with None, or with an exception. */
void build_return_generator(Builder *b, Opcode op, uint32_t n) { add0(b, SSA_sent, 0)->type = TYPE_NONE; }

/* Is there a value to be taken over the suspension? */
static bool is_taken(const Builder *b, uint32_t slot) {
  return (slot >= b->nfixed || b->kinds[slot] == TAKEN_OUT) && b->slots[slot]->op != SSA_unbound;
}

void build_yield_value(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *x = peek(b, 0);
  b->depth--;
  uint32_t live = b->nfixed + b->depth;
  for (uint32_t k = 0; k < live; k++)
    if (is_taken(b, k)) add1(b, SSA_spill, k, b->slots[k]);
  SsaInsn *suspend = add1(b, SSA_suspend, live, x);
  suspend->imm = n & 1 ? (int64_t)live - 1 : -1;
  for (uint32_t k = 0; k < live; k++) {
    bool mirrored = k < b->nfixed && b->kinds[k] == MIRRORED && b->slots[k]->op != SSA_unbound;
    if (!mirrored && !is_taken(b, k)) continue;
    SsaInsn *v = mirrored ? add1(b, SSA_hold, 0, add0(b, SSA_slot, k)) : add0(b, SSA_restore, k);
    if (k < b->code->nlocals) {
      v->local = (int32_t)k;
      if (!cfg_is_bound(b->cfg, b->pos, k)) v->type |= TYPE_UNBOUND;
    }
    b->slots[k] = v;
  }
  SsaInsn *sent = add0(b, SSA_sent, 0);
  builder_covered(b);
  if (!(n & 1)) {
    add0(b, SSA_poll, 0);
    builder_covered(b);
  }
  push(b, sent);
}

/* iter v -- iter x, or when iter has ended: x, and jump. */
void build_send(Builder *b, Opcode op, uint32_t target) {
  SsaInsn *i = add(b, op, 0, 2, top(b, 2)), *iter = peek(b, 1);
  i->rep = REP_NONE;
  SsaInsn *x = add1(b, SSA_proj, 0, i), *more = add_test_result(b, 1, i);
  builder_covered(b);
  b->depth -= 2;
  step_taken(b, iter, x, more, b->pos + 1, target);
}
