/* The state of the SSA builder, and what its files share: ssa_build.c, and ssa_suspend.c for
 * generators. */
#ifndef IR_SSA_BUILDER_H
#define IR_SSA_BUILDER_H

#include <string.h>

#include "cfg.h"
#include "ssa.h"

typedef struct {
  SsaFunc *f;
  const Code *code;
  Cfg *cfg;
  SsaBlock **blocks;     /* by leader's index */
  SsaInsn ***entry;      /* by leader's index: the state at its start, or NULL */
  uint32_t *work;        /* leaders to do */
  uint32_t nwork;
  SsaBlock *block;       /* being filled; NULL after a terminator */
  SsaInsn **slots;       /* locals, cells and frees, stack */
  uint32_t nfixed;       /* locals, cells and frees */
  uint32_t depth;
  uint32_t pos;
  bool uses_super;
  bool *traced;          /* by position: a trace point comes before it; NULL: the function is not traceable */
  uint8_t *kinds;        /* generators: what becomes of locals, cells and frees at a yield; else NULL */
  const char *why;
} Builder;

/* ---- instructions into the current block ---- */

static inline SsaInsn *add(Builder *b, unsigned op, uint32_t n, uint32_t nargs, SsaInsn *const *args) {
  SsaInsn *i = ssa_insn(b->f, op, nargs);
  i->n = n;
  i->pos = b->pos;
  if (nargs) memcpy(i->args, args, nargs * sizeof *args);
  ssa_append(b->block, i);
  return i;
}

static inline SsaInsn *add0(Builder *b, unsigned op, uint32_t n) { return add(b, op, n, 0, NULL); }
static inline SsaInsn *add1(Builder *b, unsigned op, uint32_t n, SsaInsn *x) { return add(b, op, n, 1, &x); }

static inline void push(Builder *b, SsaInsn *v) { b->slots[b->nfixed + b->depth++] = v; }
static inline SsaInsn *peek(Builder *b, uint32_t below_top) { return b->slots[b->nfixed + b->depth - 1 - below_top]; }
static inline SsaInsn **top(Builder *b, uint32_t n) { return b->slots + b->nfixed + b->depth - n; }

/* ---- edges (ssa_build.c) ---- */

/* Goes from the current block to target with the stack cut to depth. */
void builder_edge(Builder *b, int which, uint32_t target, uint32_t depth);
/* Ends the block after something that may raise, if a handler covers it.  The state must still be
 * that before the instruction. */
void builder_covered(Builder *b);

/* Is what slot holds to be in the frame's memory too, since somebody looks there? */
bool builder_mirrors(const Builder *b, uint32_t slot);

/* ---- tracing (ssa_trace.c) ---- */

void builder_find_trace_points(Builder *b);
/* Goes on in a new block, if this frame is not traced. */
void builder_trace_point(Builder *b);

/* ---- generators (ssa_suspend.c) ---- */

/* Decides which slots are pinned, counts edges that only SSA has; NULL or why the function can not be
 * compiled. */
const char *builder_prepare_generator(Builder *b);
/* The state at the beginning of a generator's body: what its slots hold. */
void builder_enter_generator(Builder *b);
void build_return_generator(Builder *b, Opcode op, uint32_t n);
void build_yield_value(Builder *b, Opcode op, uint32_t n);
void build_send(Builder *b, Opcode op, uint32_t n);
/* Is the call at b->pos that of "await f(..)"?  It then does the first step of the await too. */
bool builder_awaits_call(const Builder *b);
/* ---- generator expressions with their consumers (ssa_consume.c) ---- */
void builder_enter_consumer(Builder *b);
void build_consumed_item(Builder *b, Opcode op, uint32_t n);
void build_consumed_end(Builder *b, Opcode op, uint32_t n);
void builder_keep_locals(Builder *b);

void build_await_call(Builder *b, Opcode op, uint32_t n);

#endif
