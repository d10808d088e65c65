/* What the SSA builder wants to know of a code object before it starts: reachability, block
 * leaders, handlers and which locals surely have a value. */
#ifndef IR_CFG_H
#define IR_CFG_H

#include "arena.h"
#include "code.h"

typedef struct {
  const Code *code;
  uint32_t *depths;      /* stack depth before each instruction, UINT32_MAX: unreachable */
  int32_t *handler_of;   /* index into handlers of the innermost one, or -1 */
  uint32_t *entries;     /* how many edges lead to an instruction from elsewhere (fall-through
                            counts when a block starts there); handlers count 2 */
  bool *leader;          /* a block starts here */
  bool *is_handler;      /* it is the target of a handler that something reachable may reach */
  uint64_t *bound;       /* words a row: locals that have a value before the instruction */
  uint32_t words;
} Cfg;

/* code must be verified.  Everything lives in arena. */
Cfg *cfg_build(Arena *arena, const Code *code);
bool cfg_is_bound(const Cfg *cfg, uint32_t pos, uint32_t local);
/* The argument (a local's index) that make_cell moves into a cell, or -1. */
int cfg_cell_argument(const Code *code, uint32_t cell);
/* Is it a jump back: the end of a loop's body? */
static inline bool cfg_is_back_edge(const Code *c, uint32_t pos) {
  return op_info[insn_op(c->insns[pos])].arg == ARG_TARGET && insn_arg(c->insns[pos]) <= pos;
}

#endif
