/* Functions that a trace function can follow although they were running before it was set (krait build -g).
 *
 *   load_local 0        =>      %3 bool = traced
 *                               branch %3 -> b4 else b5
 *                           b4: hand_over %1, %2        the interpreter runs the rest; operands: the stack
 *                               stop
 *                           b5: ...                     goes on as ever
 *
 * Trace points come where a line event may be due, and before the frame returns or yields, as that is an
 * event too.  The locals are in the frame's slots all the time (bind): debuggers read them there, and the
 * interpreter finds them there. */
#include "ssa_builder.h"

static bool prepares_frame(Opcode op) { return op == OP_return_generator || op == OP_make_cell; }

static bool leaves_frame(Opcode op) { return op == OP_return_value || op == OP_yield_value; }

/* Nobody can have set a trace function before the first instruction that runs code, unless a jump back leads here. */
void builder_find_trace_points(Builder *b) {
  const Code *c = b->code;
  b->traced = ARENA_ARRAY(b->f->arena, bool, c->ninsns + 1);
  uint32_t first = 0;
  while (first < c->ninsns && (prepares_frame(insn_op(c->insns[first])) || !(op_info[insn_op(c->insns[first])].traits & (RAISES | USER)))) first++;
  for (uint32_t i = first + 1; i < c->ninsns; i++) {
    Opcode op = insn_op(c->insns[i]);
    b->traced[i] = !prepares_frame(op) && (b->cfg->leader[i] || leaves_frame(op) || code_locs(c)[i].line != code_locs(c)[i - 1].line);
  }
  for (uint32_t i = 0; i < c->ninsns; i++)
    if (op_info[insn_op(c->insns[i])].arg == ARG_TARGET && insn_arg(c->insns[i]) <= i) b->traced[insn_arg(c->insns[i])] = true;
}

void builder_trace_point(Builder *b) {
  add1(b, SSA_branch, 0, add0(b, SSA_traced, 0));
  SsaBlock *from = b->block, *over = ssa_block(b->f, b->pos), *next = ssa_block(b->f, b->pos);
  over->cold = 1;
  next->cold = from->cold;
  ssa_connect(b->f, from, EDGE_NEXT, over);
  ssa_connect(b->f, from, EDGE_OTHER, next);
  b->block = over;
  add(b, SSA_hand_over, 0, b->depth, top(b, b->depth));
  add0(b, SSA_stop, 0);
  b->block = next;
}
