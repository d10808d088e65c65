/* Generator expressions to SSA together with what consumes them.
 *
 *   sum(x * x for x in xs)        acc = 0
 *                          =>     for x in xs: acc = acc + x * x      a function of the iterator
 *                                 return acc
 *
 * The accumulator is one more slot after the free variables.  What the builtin does with an item (adding,
 * comparing, testing) is marked SSA_OUTSIDE: when it raises, the expression's frame has no part in it. */
#include "ssa_builder.h"

/* Nothing but a loop's body: no await, no handler. */
bool ssa_can_consume(const Code *c) {
  if (!(c->flags & CODE_GENERATOR) || c->nhandlers || c->nlocals == 0 || c->argcount != 1 || c->ninsns > 500) return false;
  if (c->name.len != 9 || memcmp(c->name.text, "<genexpr>", 9)) return false;
  for (uint32_t i = 0; i < c->ninsns; i++) {
    Opcode op = insn_op(c->insns[i]);
    if (op == OP_send || op == OP_get_awaitable || op == OP_async_gen_wrap) return false;
  }
  return true;
}

static SsaInsn **accumulator(Builder *b) { return &b->slots[b->nfixed - 1]; }

static SsaInsn *small_zero(Builder *b) { return add1(b, SSA_box_int, 0, add0(b, SSA_i64_const, 0)); }
static SsaInsn *known_bool(Builder *b, bool value) { return add1(b, SSA_box_bool, 0, add0(b, SSA_bool_const, value)); }

void builder_enter_consumer(Builder *b) {
  switch (b->f->consumer) {
  case CONSUME_SUM: *accumulator(b) = small_zero(b); break;
  case CONSUME_LIST: *accumulator(b) = add0(b, OP_build_list, 0); break;
  default: *accumulator(b) = add0(b, SSA_stop_value, 0);
  }
}

static SsaInsn *outside(Builder *b, unsigned op, uint32_t n, SsaInsn *x, SsaInsn *y) {
  SsaInsn *args[] = {x, y}, *i = add(b, op, n, y ? 2 : 1, args);
  i->imm = SSA_OUTSIDE;
  return i;
}

static SsaBlock *new_block(Builder *b) {
  SsaBlock *block = ssa_block(b->f, b->pos);
  block->cold = b->block->cold;
  return block;
}

static void leave_with(Builder *b, SsaInsn *v) {
  builder_keep_locals(b);
  add1(b, SSA_return, 0, v);
}

/* any and all: the answer as soon as it is known. */
static void answer_if(Builder *b, SsaInsn *x, bool wanted) {
  SsaBlock *from = b->block, *found = new_block(b), *on = new_block(b);
  add1(b, SSA_branch, 0, outside(b, SSA_truth, 0, x, NULL));
  ssa_connect(b->f, from, wanted ? EDGE_NEXT : EDGE_OTHER, found);
  ssa_connect(b->f, from, wanted ? EDGE_OTHER : EDGE_NEXT, on);
  b->block = found;
  leave_with(b, known_bool(b, wanted));
  b->block = on;
}

/* min and max: the first item, then each that is less or greater. */
static void choose(Builder *b, SsaInsn *x, uint32_t compare) {
  SsaInsn *best = *accumulator(b), *phi = ssa_insn(b->f, SSA_phi, 0);
  SsaBlock *from = b->block, *other = new_block(b), *take = new_block(b), *join = new_block(b);
  add1(b, SSA_branch, 0, add1(b, SSA_is_stop, 0, best));
  ssa_connect(b->f, from, EDGE_NEXT, take);
  ssa_connect(b->f, from, EDGE_OTHER, other);
  b->block = other;
  add1(b, SSA_branch, 0, outside(b, SSA_test_compare, compare, x, best));
  ssa_connect(b->f, other, EDGE_NEXT, take);
  ssa_connect(b->f, other, EDGE_OTHER, join);
  b->block = take;
  add0(b, SSA_jump, 0);
  ssa_connect(b->f, take, EDGE_NEXT, join);
  phi->pos = b->pos;
  phi->type = TYPE_ANY;
  ssa_append(join, phi);
  ssa_add_arg(b->f, phi, best);
  ssa_add_arg(b->f, phi, x);
  b->block = join;
  *accumulator(b) = phi;
}

void build_consumed_item(Builder *b, Opcode op, uint32_t n) {
  SsaInsn *x = peek(b, 0), *append;
  b->depth--;
  switch (b->f->consumer) {
  case CONSUME_SUM: *accumulator(b) = outside(b, OP_binary, BIN_add, *accumulator(b), x); break;
  case CONSUME_ANY: answer_if(b, x, true); break;
  case CONSUME_ALL: answer_if(b, x, false); break;
  case CONSUME_MIN: choose(b, x, CMP_lt); break;
  case CONSUME_MAX: choose(b, x, CMP_gt); break;
  default:
    append = outside(b, OP_list_append, 0, *accumulator(b), x);
    append->rep = REP_NONE;
  }
  push(b, add0(b, SSA_none, 0)); /* what a generator is sent */
}

void build_consumed_end(Builder *b, Opcode op, uint32_t n) {
  ConsumeKind kind = b->f->consumer;
  if (kind == CONSUME_MIN || kind == CONSUME_MAX) add1(b, SSA_nonempty, kind == CONSUME_MAX, *accumulator(b));
  leave_with(b, kind == CONSUME_ANY || kind == CONSUME_ALL ? known_bool(b, kind == CONSUME_ALL) : *accumulator(b));
  b->block = NULL;
}
