/* The bytecode verifier: proof that a code object can not break the machine.
 *
 * Operands must be in range for their kind, jumps and handlers must land on instructions, and every
 * path to an instruction must bring the same stack depth, never below what it reads.  Depths are
 * found by following every path once from the entry; code that no path reaches is checked for
 * operands only. */
#include <stdlib.h>
#include <string.h>

#include "code.h"

enum { UNREACHED = UINT32_MAX, MAX_STACK = 1 << 20, MAX_NESTING = 1000 };

/* How many values an instruction reads without popping them. */
static uint32_t peeks(Opcode op, uint32_t n) {
  switch ((OpShape)op_info[op].shape) {
  case SHAPE_COPY:
  case SHAPE_SWAP: return n;
  case SHAPE_ADD_TO: return n + 1;
  case SHAPE_ADD2_TO: return n + 2;
  case SHAPE_PEEK:
  case SHAPE_FOR_ITER: return 1;
  case SHAPE_PEEK2:
  case SHAPE_SEND: return 2;
  case SHAPE_PEEK3: return 3;
  default: return op == OP_dict_merge ? n + 3 : 0;
  }
}

static const char *check_flags(Opcode op, uint32_t n) {
  uint32_t limit = 0;
  switch (op) {
  case OP_is_op:
  case OP_contains_op:
  case OP_call_ex:
  case OP_yield_value: limit = 1; break;
  case OP_format_value:
  case OP_build_interpolation: limit = 7; break;
  case OP_make_function: limit = 15; break;
  case OP_get_awaitable: limit = 2; break;
  default: return NULL;
  }
  return n > limit ? "flags out of range" : NULL;
}

static const char *check_count(Opcode op, uint32_t n) {
  if (op == OP_build_slice && n != 2 && n != 3) return "a slice has two or three parts";
  if (op == OP_raise && n > 2) return "raise takes at most two values";
  if (op == OP_reraise && n != 1) return "reraise takes one value";
  if (op == OP_swap && n < 2) return "swap needs two values";
  if ((op == OP_copy || op == OP_list_append || op == OP_set_add || op == OP_map_add) && n < 1) return "stack index below one";
  return n > MAX_STACK ? "count too large" : NULL;
}

static const char *check_operand(const Code *c, Opcode op, uint32_t n) {
  switch ((ArgKind)op_info[op].arg) {
  case ARG_NONE: return n ? "operand where none belongs" : NULL;
  case ARG_CONST: return n >= c->nconsts ? "constant out of range" : NULL;
  case ARG_NAME: return n >= c->nnames ? "name out of range" : NULL;
  case ARG_LOCAL: return n >= c->nlocals ? "local out of range" : NULL;
  case ARG_DEREF: return n >= (uint64_t)c->ncells + c->nfrees ? "cell out of range" : NULL;
  case ARG_COUNT: return check_count(op, n);
  case ARG_TARGET: return n >= c->ninsns ? "jump out of range" : NULL;
  case ARG_BINARY:
  case ARG_INPLACE: return n >= BIN_COUNT ? "unknown operator" : NULL;
  case ARG_COMPARE: return n >= CMP_COUNT ? "unknown comparison" : NULL;
  case ARG_INTRINSIC: return n >= (op == OP_intrinsic_1 ? (uint32_t)INTRINSIC1_COUNT : (uint32_t)INTRINSIC2_COUNT) ? "unknown intrinsic" : NULL;
  case ARG_FLAGS: return check_flags(op, n);
  }
  return "unknown operand kind";
}

static bool const_is_code(const Code *c, uint32_t at) { return c->consts[at].kind == CONST_code; }

static const char *check_instructions(const Code *c) {
  if (!c->ninsns) return "no instructions";
  if (c->ninsns > INSN_ARG_MAX) return "too many instructions";
  for (uint32_t i = 0; i < c->ninsns; i++) {
    Opcode op = insn_op(c->insns[i]);
    if (op >= OP_COUNT) return "unknown opcode";
    const char *wrong = check_operand(c, op, insn_arg(c->insns[i]));
    if (wrong) return wrong;
    if (op == OP_make_function && (i == 0 || insn_op(c->insns[i - 1]) != OP_load_const || !const_is_code(c, insn_arg(c->insns[i - 1]))))
      return "make_function without code";
    bool generator = c->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR);
    if (op == OP_return_generator && (i != 0 || !generator)) return "misplaced return_generator";
    if (op == OP_yield_value && !generator) return "yield outside a generator";
    if (i == 0 && generator && op != OP_return_generator) return "a generator must begin with return_generator";
  }
  return NULL;
}

static const char *check_handlers(const Code *c) {
  for (uint32_t i = 0; i < c->nhandlers; i++) {
    const Handler *h = &c->handlers[i];
    if (h->start >= h->end || h->end > c->ninsns || h->target >= c->ninsns) return "handler out of range";
    if (h->depth >= MAX_STACK) return "handler too deep";
    if (i && h->start < c->handlers[i - 1].start) return "handlers out of order";
  }
  return NULL;
}

static const char *check_header(const Code *c) {
  uint64_t args = (uint64_t)c->argcount + c->kwonlyargcount + !!(c->flags & CODE_VARARGS) + !!(c->flags & CODE_VARKEYWORDS);
  if (args > c->nlocals) return "more arguments than locals";
  if (c->posonlyargcount > c->argcount) return "more positional-only arguments than arguments";
  if (c->nlocals > INSN_ARG_MAX || c->ncells > INSN_ARG_MAX || c->nfrees > INSN_ARG_MAX) return "too many variables";
  return NULL;
}

/* ---- depths ---- */

typedef struct {
  const Code *c;
  uint32_t *depths, *work;
  uint32_t nwork, max;
} Flow;

static const char *flow_to(Flow *f, uint32_t at, uint32_t depth) {
  if (at >= f->c->ninsns) return "execution runs off the end";
  if (f->depths[at] == UNREACHED) {
    f->depths[at] = depth;
    f->work[f->nwork++] = at;
  } else if (f->depths[at] != depth) {
    return "stack depth differs where paths join";
  }
  return NULL;
}

/* The handler that covers an instruction: the table's first match. */
static const Handler *handler_of(const Code *c, uint32_t at) {
  for (uint32_t i = 0; i < c->nhandlers && c->handlers[i].start <= at; i++)
    if (at < c->handlers[i].end) return &c->handlers[i];
  return NULL;
}

static const char *flow_step(Flow *f, uint32_t at) {
  const Code *c = f->c;
  Opcode op = insn_op(c->insns[at]);
  uint32_t n = insn_arg(c->insns[at]), depth = f->depths[at];
  uint32_t pops = (uint32_t)op_pops(op, n), after = depth - pops + (uint32_t)op_pushes(op, n);
  const char *wrong = NULL;
  if (depth < pops || depth < peeks(op, n)) return "stack underflow";
  if (after > MAX_STACK) return "stack too deep";
  if (after > f->max) f->max = after;
  const Handler *h = op_info[op].traits & (RAISES | USER) ? handler_of(c, at) : NULL;
  if (h) {
    if (depth < h->depth) return "handler deeper than the stack";
    if (h->depth + 1 > f->max) f->max = h->depth + 1;
    wrong = flow_to(f, h->target, h->depth + 1);
  }
  if (!wrong && op_info[op].arg == ARG_TARGET) {
    bool drops_iterator = op == OP_for_iter || op == OP_send;
    wrong = flow_to(f, n, drops_iterator ? depth - 1 : depth - pops);
  }
  if (!wrong && !(op_info[op].traits & ENDS)) wrong = flow_to(f, at + 1, after);
  return wrong;
}

static const char *find_depths(const Code *c, uint32_t *depths, uint32_t *max) {
  Flow f = {c, depths, malloc(sizeof(uint32_t) * c->ninsns), 0, 0};
  if (!f.work) return "out of memory";
  memset(depths, 0xff, sizeof(uint32_t) * c->ninsns);
  const char *wrong = flow_to(&f, 0, 0);
  while (!wrong && f.nwork) wrong = flow_step(&f, f.work[--f.nwork]);
  free(f.work);
  *max = f.max;
  return wrong;
}

void code_depths(const Code *code, uint32_t *depths) {
  uint32_t max;
  find_depths(code, depths, &max);
}

uint32_t code_deepest(const Code *code) {
  uint32_t max = 0, *depths = malloc(sizeof(uint32_t) * (code->ninsns + 1));
  if (depths) find_depths(code, depths, &max);
  free(depths);
  return max;
}

static const char *verify(Code *c, int nesting) {
  if (nesting > MAX_NESTING) return "code nested too deeply";
  const char *wrong = check_header(c);
  if (!wrong) wrong = check_instructions(c);
  if (!wrong) wrong = check_handlers(c);
  if (wrong) return wrong;
  uint32_t *depths = malloc(sizeof(uint32_t) * c->ninsns);
  if (!depths) return "out of memory";
  wrong = find_depths(c, depths, &c->stacksize);
  free(depths);
  for (uint32_t i = 0; i < c->nconsts && !wrong; i++)
    if (c->consts[i].kind == CONST_code) wrong = verify(c->consts[i].code, nesting + 1);
  return wrong;
}

const char *code_verify(Code *code) { return verify(code, 0); }
