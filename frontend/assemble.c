/* The assembler: a unit's instruction list to a code object.
 *
 * 1. Follow every path from the start: stack depth of each instruction, depth of each handler.
 * 2. Settle jumps and lines (flow.c), follow the paths again.
 * 3. Keep what was reached, resolve labels.
 * 4. Handler table from runs of instructions with the same innermost region.
 * 5. Copy constants and names into the code tree's arena. */
#include <string.h>

#include "gen.h"

enum { UNREACHED = -1 };

typedef struct {
  Gen *g;
  Unit *u;
  int32_t *depth;   /* before each instruction of the list */
  int *work;
  int nwork;
} Flow;

static bool is_jump(int op) { return op < OP_COUNT && op_info[op].arg == ARG_TARGET; }

static void flow_to(Flow *f, int at, int64_t depth) {
  if (f->depth[at] != UNREACHED) {
    if (f->depth[at] != depth)
      compile_error(f->g->c, f->u->ins[at].loc, "internal error: stack depth differs at a join of %s", f->u->qualname.text);
    return;
  }
  f->depth[at] = (int32_t)depth;
  f->work[f->nwork++] = at;
}

/* Depth at the target of a taken jump. */
static int64_t jump_depth(const Ins *i, int64_t before) {
  switch (i->op) {
  case OP_for_iter:
  case OP_send: return before - 1;
  default: return before - op_pops((Opcode)i->op, i->arg);
  }
}

static void flow_step(Flow *f, int at) {
  Unit *u = f->u;
  Ins *i = &u->ins[at];
  int64_t depth = f->depth[at];
  if (i->op == PSEUDO_LABEL) {
    flow_to(f, at + 1, depth);
  } else if (i->op == PSEUDO_SETUP) {
    Region *r = &u->regions[i->arg];
    r->depth = depth - r->drop;
    flow_to(f, u->label_at[r->target], r->depth + 1);
    flow_to(f, at + 1, depth);
  } else {
    if (is_jump(i->op)) flow_to(f, u->label_at[i->arg], jump_depth(i, depth));
    int pops = op_pops((Opcode)i->op, i->arg);
    if (depth < pops) compile_error(f->g->c, i->loc, "internal error: stack underflow in %s", u->qualname.text);
    if (!(op_info[i->op].traits & ENDS)) flow_to(f, at + 1, depth - pops + op_pushes((Opcode)i->op, i->arg));
  }
}

static int32_t *find_depths(Gen *g, Unit *u) {
  size_t n = (size_t)u->nins + 1;
  Flow f = {g, u, ARENA_ARRAY(g->c->arena, int32_t, n), ARENA_ARRAY(g->c->arena, int, n), 0};
  memset(f.depth, 0xff, n * sizeof(int32_t));
  u->label_at = ARENA_ARRAY(g->c->arena, int, (size_t)u->nlabels + 1);
  for (int i = 0; i < u->nins; i++)
    if (u->ins[i].op == PSEUDO_LABEL) u->label_at[u->ins[i].arg] = i;
  if (u->nins) flow_to(&f, 0, 0);
  while (f.nwork) flow_step(&f, f.work[--f.nwork]);
  return f.depth;
}

static void place_instructions(Gen *g, Unit *u, const int32_t *depth) {
  Code *code = u->code;
  int *new_at = ARENA_ARRAY(g->c->arena, int, (size_t)u->nins + 1);
  int n = 0;
  for (int i = 0; i < u->nins; i++) {
    new_at[i] = n;
    bool kept = u->ins[i].op < OP_COUNT && depth[i] != UNREACHED;
    if (!kept && u->ins[i].op < OP_COUNT) u->ins[i].handler = -2; /* marks it dropped */
    n += kept;
  }
  code->ninsns = (uint32_t)n;
  code->insns = ARENA_ARRAY(g->out, Insn, (size_t)n);
  code->loc_table = ARENA_ARRAY(g->out, Loc, (size_t)n);
  Handler *handlers = ARENA_ARRAY(g->c->arena, Handler, (size_t)n + 1);
  uint32_t nhandlers = 0;
  int last = -1, out = 0;
  for (int i = 0; i < u->nins; i++) {
    Ins *in = &u->ins[i];
    if (in->op >= OP_COUNT || in->handler == -2) continue;
    uint32_t arg = is_jump(in->op) ? (uint32_t)new_at[u->label_at[in->arg]] : in->arg;
    code->insns[out] = INSN(in->op, arg);
    code->loc_table[out] = in->loc;
    if (in->handler >= 0 && u->regions[in->handler].depth >= 0) {
      Region *r = &u->regions[in->handler];
      if (last == in->handler && handlers[nhandlers - 1].end == (uint32_t)out)
        handlers[nhandlers - 1].end++;
      else
        handlers[nhandlers++] = (Handler){(uint32_t)out, (uint32_t)out + 1,
                                          (uint32_t)new_at[u->label_at[r->target]], (uint32_t)r->depth};
    }
    last = in->handler;
    out++;
  }
  code->nhandlers = nhandlers;
  code->handlers = ARENA_ARRAY(g->out, Handler, nhandlers);
  if (nhandlers) memcpy(code->handlers, handlers, sizeof(Handler) * nhandlers);
}

/* ---- copying into the output arena ---- */

static Const const_copy(Arena *a, Const c) {
  switch (c.kind) {
  case CONST_str:
  case CONST_bytes:
  case CONST_bigint: c.s.text = arena_copy(a, c.s.text, c.s.len); break;
  case CONST_tuple:
  case CONST_frozenset: {
    Const *items = ARENA_ARRAY(a, Const, c.seq.n);
    for (size_t i = 0; i < c.seq.n; i++) items[i] = const_copy(a, c.seq.items[i]);
    c.seq.items = items;
    break;
  }
  default: break;
  }
  return c;
}

static Name *names_copy(Arena *a, const Identifier *ids, int n) {
  Name *names = ARENA_ARRAY(a, Name, (size_t)n);
  for (int i = 0; i < n; i++) names[i] = (Name){arena_copy(a, ids[i]->text, ids[i]->len), ids[i]->len};
  return names;
}

static uint32_t deepest(const Unit *u, const int32_t *depth) {
  int64_t max = 0;
  for (int i = 0; i < u->nins; i++) {
    if (u->ins[i].op >= OP_COUNT || depth[i] == UNREACHED) continue;
    int64_t after = depth[i] - op_pops((Opcode)u->ins[i].op, u->ins[i].arg) + op_pushes((Opcode)u->ins[i].op, u->ins[i].arg);
    if (after > max) max = after;
    if (depth[i] > max) max = depth[i];
  }
  return (uint32_t)max;
}

/* Constants at the end that no instruction is left for; the first is a function's documentation. */
static int used_constants(const Unit *u, const Code *code) {
  int used = u->nconsts > 0;
  for (uint32_t i = 0; i < code->ninsns; i++)
    if (op_info[insn_op(code->insns[i])].arg == ARG_CONST && (int)insn_arg(code->insns[i]) >= used) used = (int)insn_arg(code->insns[i]) + 1;
  return used;
}

Code *assemble(Gen *g, Unit *u) {
  Code *code = u->code;
  flow_settle(g, u, find_depths(g, u));
  int32_t *depth = find_depths(g, u);
  code->stacksize = deepest(u, depth);
  place_instructions(g, u, depth);
  int nconsts = used_constants(u, code);
  code->nconsts = (uint32_t)nconsts;
  code->consts = ARENA_ARRAY(g->out, Const, (size_t)nconsts);
  for (int i = 0; i < nconsts; i++) code->consts[i] = const_copy(g->out, u->consts[i]);
  code->nnames = (uint32_t)u->nnames;
  code->names = names_copy(g->out, u->names, u->nnames);
  code->nlocals = (uint32_t)u->nlocals;
  code->locals = names_copy(g->out, u->locals, u->nlocals);
  code->ncells = (uint32_t)u->ncells;
  code->cells = names_copy(g->out, u->derefs, u->ncells);
  code->nfrees = (uint32_t)(u->nderefs - u->ncells);
  code->frees = names_copy(g->out, u->derefs + u->ncells, u->nderefs - u->ncells);
  return code;
}
