/* Emission: appending instructions, interning constants and names of a unit. */
#include <string.h>

#include "gen.h"

static void *grow(Gen *g, void *old, int n, int *cap, size_t size, int first) {
  *cap = *cap ? *cap * 2 : first;
  char *fresh = arena_alloc(g->c->arena, size * (size_t)*cap);
  if (n) memcpy(fresh, old, size * (size_t)n);
  return fresh;
}

void emit(Gen *g, Opcode op, uint32_t arg) {
  Unit *u = g->u;
  if (u->nins == u->cap_ins) u->ins = grow(g, u->ins, u->nins, &u->cap_ins, sizeof(Ins), 64);
  if (arg > INSN_ARG_MAX) compile_error(g->c, g->loc, "too large to compile");
  u->ins[u->nins++] = (Ins){(uint8_t)op, arg, u->handler, g->loc};
}

void emit_jump(Gen *g, Opcode op, Label target) { emit(g, op, (uint32_t)target); }

void emit_plain_jump(Gen *g, Label target) {
  Loc saved = g->loc;
  g->loc = (Loc){0};
  emit_jump(g, OP_jump, target);
  g->loc = saved;
}

Label label_new(Gen *g) { return g->u->nlabels++; }

void label_here(Gen *g, Label l) { emit(g, (Opcode)PSEUDO_LABEL, (uint32_t)l); }

int region_enter(Gen *g, Label target, uint32_t drop) {
  Unit *u = g->u;
  int outer = u->handler;
  if (u->nregions == u->cap_regions) u->regions = grow(g, u->regions, u->nregions, &u->cap_regions, sizeof(Region), 8);
  u->regions[u->nregions] = (Region){target, drop, -1};
  emit(g, (Opcode)PSEUDO_SETUP, (uint32_t)u->nregions);
  u->handler = u->nregions++;
  return outer;
}

void region_leave(Gen *g, int outer) { g->u->handler = outer; }

/* ---- constants ---- */

static uint64_t mix(uint64_t h, uint64_t x) { return (h ^ x) * 0x9e3779b97f4a7c15ull; }

static uint64_t const_hash(const Const *c) {
  uint64_t h = mix(0x51ed270b, c->kind);
  uint64_t bits;
  switch (c->kind) {
  case CONST_int: return mix(h, (uint64_t)c->i);
  case CONST_float: memcpy(&bits, &c->f, 8); return mix(h, bits) >> 3;
  case CONST_complex: memcpy(&bits, &c->c.im, 8); return mix(h, bits) >> 3;
  case CONST_str:
  case CONST_bytes:
  case CONST_bigint:
    for (size_t i = 0; i < c->s.len; i++) h = (h ^ (uint8_t)c->s.text[i]) * 1099511628211ull;
    return h;
  case CONST_tuple:
  case CONST_frozenset:
    for (size_t i = 0; i < c->seq.n; i++) h = mix(h, const_hash(&c->seq.items[i]));
    return h;
  case CONST_code: return mix(h, (uintptr_t)c->code);
  default: return h;
  }
}

bool const_equal(const Const *a, const Const *b) {
  if (a->kind != b->kind) return false;
  switch (a->kind) {
  case CONST_int: return a->i == b->i;
  case CONST_float: return !memcmp(&a->f, &b->f, sizeof a->f);
  case CONST_complex: return !memcmp(&a->c, &b->c, sizeof a->c);
  case CONST_str:
  case CONST_bytes:
  case CONST_bigint: return a->s.len == b->s.len && !memcmp(a->s.text, b->s.text, a->s.len);
  case CONST_tuple:
  case CONST_frozenset:
    if (a->seq.n != b->seq.n) return false;
    for (size_t i = 0; i < a->seq.n; i++)
      if (!const_equal(&a->seq.items[i], &b->seq.items[i])) return false;
    return true;
  case CONST_code: return a->code == b->code;
  default: return true;
  }
}

static void const_reindex(Gen *g, uint32_t mask) {
  Unit *u = g->u;
  u->const_index = ARENA_ARRAY(g->c->arena, int32_t, mask + 1);
  u->const_mask = mask;
  for (int i = 0; i < u->nconsts; i++) {
    uint32_t at = (uint32_t)(const_hash(&u->consts[i]) >> 20) & mask;
    while (u->const_index[at]) at = (at + 1) & mask;
    u->const_index[at] = i + 1;
  }
}

uint32_t const_slot(Gen *g, Const value) {
  Unit *u = g->u;
  if (!u->const_index || (uint32_t)u->nconsts * 2 > u->const_mask) const_reindex(g, u->const_index ? u->const_mask * 2 + 1 : 15);
  uint32_t at = (uint32_t)(const_hash(&value) >> 20) & u->const_mask;
  for (; u->const_index[at]; at = (at + 1) & u->const_mask)
    if (const_equal(&u->consts[u->const_index[at] - 1], &value)) return (uint32_t)u->const_index[at] - 1;
  if (u->nconsts == u->cap_consts) u->consts = grow(g, u->consts, u->nconsts, &u->cap_consts, sizeof(Const), 8);
  u->consts[u->nconsts++] = value;
  u->const_index[at] = u->nconsts;
  return (uint32_t)u->nconsts - 1;
}

void emit_const(Gen *g, Const value) { emit(g, OP_load_const, const_slot(g, value)); }

void emit_none(Gen *g) { emit_const(g, (Const){.kind = CONST_none}); }

void emit_text(Gen *g, const char *text, size_t len) {
  emit_const(g, (Const){.kind = CONST_str, .s = {text, len}});
}

void emit_tuple_of_names(Gen *g, const Identifier *names, int n) {
  Const *items = ARENA_ARRAY(g->c->arena, Const, (size_t)n);
  for (int i = 0; i < n; i++) items[i] = (Const){.kind = CONST_str, .s = {names[i]->text, names[i]->len}};
  emit_const(g, (Const){.kind = CONST_tuple, .seq = {items, (size_t)n}});
}

/* ---- names ---- */

static uint32_t pointer_hash(const void *p) { return (uint32_t)(((uintptr_t)p >> 4) * 0x9e3779b97f4a7c15ull >> 32); }

static void name_reindex(Gen *g, uint32_t mask) {
  Unit *u = g->u;
  u->name_index = ARENA_ARRAY(g->c->arena, int32_t, mask + 1);
  u->name_mask = mask;
  for (int i = 0; i < u->nnames; i++) {
    uint32_t at = pointer_hash(u->names[i]) & mask;
    while (u->name_index[at]) at = (at + 1) & mask;
    u->name_index[at] = i + 1;
  }
}

uint32_t name_slot(Gen *g, Identifier name) {
  Unit *u = g->u;
  if (!u->name_index || (uint32_t)u->nnames * 2 > u->name_mask) name_reindex(g, u->name_index ? u->name_mask * 2 + 1 : 15);
  uint32_t at = pointer_hash(name) & u->name_mask;
  for (; u->name_index[at]; at = (at + 1) & u->name_mask)
    if (u->names[u->name_index[at] - 1] == name) return (uint32_t)u->name_index[at] - 1;
  if (u->nnames == u->cap_names) u->names = grow(g, u->names, u->nnames, &u->cap_names, sizeof(Identifier), 8);
  u->names[u->nnames++] = name;
  u->name_index[at] = u->nnames;
  return (uint32_t)u->nnames - 1;
}

void emit_binary(Gen *g, int ast_operator, bool inplace) {
  static const uint8_t ops[] = {
    [AST_Add] = BIN_add, [AST_Sub] = BIN_sub, [AST_Mult] = BIN_mul, [AST_MatMult] = BIN_matmul, [AST_Div] = BIN_truediv,
    [AST_FloorDiv] = BIN_floordiv, [AST_Mod] = BIN_mod, [AST_Pow] = BIN_pow, [AST_LShift] = BIN_lshift,
    [AST_RShift] = BIN_rshift, [AST_BitAnd] = BIN_and, [AST_BitXor] = BIN_xor, [AST_BitOr] = BIN_or};
  emit(g, inplace ? OP_inplace : OP_binary, ops[ast_operator]);
}
