/* Control flow of a code object: leaders, handlers, and definite assignment of locals. */
#include "cfg.h"

#include <string.h>

enum { ALL = -1 };

static bool is_jump(Opcode op) { return op_info[op].arg == ARG_TARGET; }
static bool ends(Opcode op) { return (op_info[op].traits & ENDS) != 0; }

static void find_handlers(Cfg *g) {
  const Code *c = g->code;
  for (uint32_t i = 0; i < c->ninsns; i++) g->handler_of[i] = -1;
  for (uint32_t h = c->nhandlers; h-- > 0;) /* the first match wins: fill from the last */
    for (uint32_t i = c->handlers[h].start; i < c->handlers[h].end; i++) g->handler_of[i] = (int32_t)h;
}

static void find_leaders(Cfg *g) {
  const Code *c = g->code;
  g->leader[0] = true;
  g->entries[0] = 1;
  for (uint32_t i = 0; i < c->ninsns; i++) {
    Opcode op = insn_op(c->insns[i]);
    if (g->depths[i] == UINT32_MAX) continue;
    if (is_jump(op)) {
      g->leader[insn_arg(c->insns[i])] = true;
      g->entries[insn_arg(c->insns[i])]++;
    }
    if ((is_jump(op) || ends(op)) && i + 1 < c->ninsns) g->leader[i + 1] = true;
    if (g->handler_of[i] >= 0) {
      uint32_t target = c->handlers[g->handler_of[i]].target;
      g->leader[target] = g->is_handler[target] = true;
      g->entries[target] = 2;
    }
  }
  for (uint32_t i = 0; i + 1 < c->ninsns; i++)
    if (g->depths[i] != UINT32_MAX && !ends(insn_op(c->insns[i])) && g->leader[i + 1]) g->entries[i + 1]++;
}

int cfg_cell_argument(const Code *c, uint32_t cell) {
  uint32_t nparams = code_nparams(c);
  for (uint32_t i = 0; i < nparams && cell < c->ncells; i++)
    if (c->locals[i].len == c->cells[cell].len && !memcmp(c->locals[i].text, c->cells[cell].text, c->cells[cell].len)) return (int)i;
  return -1;
}

static bool intersect(Cfg *g, uint32_t target, const uint64_t *from) {
  bool changed = false;
  uint64_t *to = g->bound + (size_t)target * g->words;
  for (uint32_t w = 0; w < g->words; w++) {
    uint64_t both = to[w] & from[w];
    changed |= both != to[w];
    to[w] = both;
  }
  return changed;
}

static void transfer(const Code *c, uint32_t i, uint64_t *state) {
  uint32_t n = insn_arg(c->insns[i]);
  int argument;
  switch (insn_op(c->insns[i])) {
  case OP_store_local: case OP_load_local: state[n / 64] |= 1ull << n % 64; break;
  case OP_delete_local: state[n / 64] &= ~(1ull << n % 64); break;
  case OP_make_cell:
    argument = cfg_cell_argument(c, n);
    if (argument >= 0) state[argument / 64] &= ~(1ull << argument % 64);
    break;
  default: break;
  }
}

static bool flow(Cfg *g, uint64_t *state) {
  const Code *c = g->code;
  bool again = false;
  for (uint32_t i = 0; i < c->ninsns; i++) {
    if (g->depths[i] == UINT32_MAX) continue;
    Opcode op = insn_op(c->insns[i]);
    memcpy(state, g->bound + (size_t)i * g->words, g->words * sizeof *state);
    if (g->handler_of[i] >= 0) {
      uint32_t target = c->handlers[g->handler_of[i]].target;
      again |= intersect(g, target, state) && target <= i;
    }
    transfer(c, i, state);
    if (is_jump(op)) again |= intersect(g, insn_arg(c->insns[i]), state) && insn_arg(c->insns[i]) <= i;
    if (!ends(op) && i + 1 < c->ninsns) intersect(g, i + 1, state);
  }
  return again;
}

static void find_bound(Cfg *g, Arena *arena) {
  const Code *c = g->code;
  uint32_t nparams = code_nparams(c);
  g->words = (c->nlocals + 63) / 64 + 1;
  g->bound = ARENA_ARRAY(arena, uint64_t, (size_t)g->words * (c->ninsns + 1));
  memset(g->bound, ALL, sizeof(uint64_t) * g->words * (c->ninsns + 1));
  memset(g->bound, 0, sizeof(uint64_t) * g->words);
  for (uint32_t i = 0; i < nparams; i++) g->bound[i / 64] |= 1ull << i % 64;
  uint64_t *state = ARENA_ARRAY(arena, uint64_t, g->words);
  while (flow(g, state)) continue;
}

Cfg *cfg_build(Arena *arena, const Code *code) {
  Cfg *g = ARENA_NEW(arena, Cfg);
  g->code = code;
  g->depths = ARENA_ARRAY(arena, uint32_t, code->ninsns);
  g->handler_of = ARENA_ARRAY(arena, int32_t, code->ninsns);
  g->entries = ARENA_ARRAY(arena, uint32_t, code->ninsns + 1);
  g->leader = ARENA_ARRAY(arena, bool, code->ninsns + 1);
  g->is_handler = ARENA_ARRAY(arena, bool, code->ninsns + 1);
  code_depths(code, g->depths);
  find_handlers(g);
  find_leaders(g);
  find_bound(g, arena);
  return g;
}

bool cfg_is_bound(const Cfg *g, uint32_t pos, uint32_t local) {
  return g->bound[(size_t)pos * g->words + local / 64] >> local % 64 & 1;
}
