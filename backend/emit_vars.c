/* Which SSA values share a C variable.
 *
 * Phis and their operands get one variable where their live ranges allow it, so that most phis cost
 * nothing and the C reads like the source.  A live range is a list of intervals over the instructions
 * in the order of emission; two classes of values may be joined if their intervals are disjoint. */
#include <stdlib.h>
#include <string.h>

#include "emit.h"

typedef uint64_t Word;
typedef struct { uint32_t from, to; } Interval; /* positions [from, to) */
typedef struct { Interval *items; uint32_t n, cap; } Range;

typedef struct {
  Emitter *e;
  Arena *arena;
  uint32_t words, nids;
  Word **live_out;         /* by layout index */
  Word **live_in;
  uint32_t *start, *end;   /* positions of blocks, by layout index */
  uint32_t *index;         /* layout index by block id */
  Range *ranges;           /* by id of a class's leader */
  uint32_t *leader;
  SsaInsn **values;
} Vars;

static void set_bit(Word *set, uint32_t k) { set[k / 64] |= 1ull << k % 64; }
static void clear_bit(Word *set, uint32_t k) { set[k / 64] &= ~(1ull << k % 64); }

static bool has_variable(const Emitter *e, const SsaInsn *i) { return i->rep != REP_NONE && !emit_is_inline(e, i); }

/* ---- liveness ---- */

static void use(const Vars *v, const SsaInsn *i, Word *set) {
  if (has_variable(v->e, i)) set_bit(set, i->id);
  else if (i->op != SSA_const && i->rep != REP_NONE) /* written where it is used: its operands are used there */
    for (uint32_t k = 0; k < i->nargs; k++) use(v, i->args[k], set);
}

static void use_operands(const Vars *v, const SsaInsn *i, Word *set) {
  for (uint32_t k = 0; k < i->nargs; k++) use(v, i->args[k], set);
  for (uint32_t k = 0; k < i->ndrops; k++) use(v, i->drops[k], set);
}

static void add_successors(const Vars *v, const SsaBlock *b, Word *set) {
  for (int which = 0; which < EDGE_COUNT; which++) {
    const SsaBlock *s = b->succs[which];
    if (!s) continue;
    const Word *in = v->live_in[v->index[s->id]];
    for (uint32_t w = 0; w < v->words; w++) set[w] |= in[w];
    uint32_t at = ssa_pred_index(s, b, which);
    for (const SsaInsn *i = s->first; i && i->op == SSA_phi; i = i->next) use(v, i->args[at], set);
  }
}

static void find_liveness(Vars *v) {
  Emitter *e = v->e;
  Word *set = ARENA_ARRAY(v->arena, Word, v->words);
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t k = e->nlayout; k-- > 0;) {
      const SsaBlock *b = e->layout[k];
      memset(set, 0, v->words * sizeof *set);
      add_successors(v, b, set);
      memcpy(v->live_out[k], set, v->words * sizeof *set);
      for (const SsaInsn *i = b->last; i; i = i->prev) {
        if (i->rep != REP_NONE) clear_bit(set, i->id);
        if (i->op != SSA_phi && !(i->rep != REP_NONE && !has_variable(e, i))) use_operands(v, i, set);
      }
      changed |= memcmp(set, v->live_in[k], v->words * sizeof *set) != 0;
      memcpy(v->live_in[k], set, v->words * sizeof *set);
    }
  }
}

/* C variables do not outlive a suspension: passes must have seen to it that none is needed. */
static void check_suspensions(Vars *v) {
  Word *set = ARENA_ARRAY(v->arena, Word, v->words);
  for (uint32_t k = 0; k < v->e->nlayout; k++) {
    memcpy(set, v->live_out[k], v->words * sizeof *set);
    for (const SsaInsn *i = v->e->layout[k]->last; i; i = i->prev) {
      if (i->rep != REP_NONE) clear_bit(set, i->id);
      for (uint32_t w = 0; w < v->words && i->op == SSA_suspend; w++) {
        if (!set[w]) continue;
        fprintf(stderr, "krait: internal fault: %s: a value lives across a suspension\n", v->e->symbol);
        abort();
      }
      if (i->op != SSA_phi && !(i->rep != REP_NONE && !has_variable(v->e, i))) use_operands(v, i, set);
    }
  }
}

/* ---- live ranges ---- */

/* Blocks are gone through backwards, so intervals arrive with falling positions. */
static void add_interval(Vars *v, uint32_t id, uint32_t from, uint32_t to) {
  Range *r = &v->ranges[id];
  if (r->n && r->items[r->n - 1].from <= to) {
    if (from < r->items[r->n - 1].from) r->items[r->n - 1].from = from;
    return;
  }
  if (r->n == r->cap) {
    r->cap = r->cap ? 2 * r->cap : 4;
    Interval *items = ARENA_ARRAY(v->arena, Interval, r->cap);
    if (r->n) memcpy(items, r->items, r->n * sizeof *items);
    r->items = items;
  }
  r->items[r->n++] = (Interval){from, to};
}

static void extend(Vars *v, const SsaInsn *i, uint32_t from, uint32_t to) {
  if (has_variable(v->e, i)) add_interval(v, i->id, from, to);
  else if (i->op != SSA_const && i->rep != REP_NONE)
    for (uint32_t k = 0; k < i->nargs; k++) extend(v, i->args[k], from, to);
}

/* A use at a position keeps a value alive from the block's start (its definition cuts that short). */
static void block_ranges(Vars *v, uint32_t at) {
  const SsaBlock *b = v->e->layout[at];
  uint32_t pos = v->end[at];
  for (uint32_t w = 0; w < v->words; w++)
    for (Word rest = v->live_out[at][w]; rest; rest &= rest - 1)
      add_interval(v, w * 64 + (uint32_t)__builtin_ctzll(rest), v->start[at], pos);
  for (const SsaInsn *i = b->last; i; i = i->prev) {
    if (i->op == SSA_phi) continue;
    pos -= 2;
    if (has_variable(v->e, i)) {
      Range *r = &v->ranges[i->id];
      if (r->n && r->items[r->n - 1].from <= pos + 1 && r->items[r->n - 1].to > pos + 1) r->items[r->n - 1].from = pos + 1;
      else add_interval(v, i->id, pos + 1, pos + 2);
    } else if (i->rep != REP_NONE) continue;
    for (uint32_t k = 0; k < i->nargs; k++) extend(v, i->args[k], v->start[at], pos + 1);
    for (uint32_t k = 0; k < i->ndrops; k++) extend(v, i->drops[k], v->start[at], pos + 2);
  }
  for (const SsaInsn *i = b->first; i && i->op == SSA_phi; i = i->next) add_interval(v, i->id, v->start[at], v->start[at] + 1);
}

static void find_ranges(Vars *v) {
  uint32_t pos = 0;
  for (uint32_t k = 0; k < v->e->nlayout; k++) {
    v->start[k] = pos;
    pos += 2;
    for (const SsaInsn *i = v->e->layout[k]->first; i; i = i->next)
      if (i->op != SSA_phi) pos += 2;
    v->end[k] = pos;
  }
  for (uint32_t k = v->e->nlayout; k-- > 0;) block_ranges(v, k);
}

/* ---- joining ---- */

static uint32_t find(Vars *v, uint32_t id) {
  while (v->leader[id] != id) id = v->leader[id] = v->leader[v->leader[id]];
  return id;
}

static bool disjoint(const Range *a, const Range *b) {
  for (uint32_t i = 0, j = 0; i < a->n && j < b->n;) {
    if (a->items[i].from >= b->items[j].to) i++;
    else if (b->items[j].from >= a->items[i].to) j++;
    else return false;
  }
  return true;
}

static void merge(Vars *v, Range *into, const Range *from) {
  Range out = {ARENA_ARRAY(v->arena, Interval, into->n + from->n + 1), 0, into->n + from->n + 1};
  for (uint32_t i = 0, j = 0; i < into->n || j < from->n;) {
    bool first = j == from->n || (i < into->n && into->items[i].from > from->items[j].from);
    out.items[out.n++] = first ? into->items[i++] : from->items[j++];
  }
  *into = out;
}

static void try_join(Vars *v, const SsaInsn *phi, const SsaInsn *arg) {
  if (!has_variable(v->e, arg) || arg->rep != phi->rep) return;
  uint32_t a = find(v, phi->id), b = find(v, arg->id);
  if (a == b || !disjoint(&v->ranges[a], &v->ranges[b])) return;
  if (v->values[b]->op == SSA_param) { /* the parameter's name stays */
    uint32_t swap = a;
    a = b;
    b = swap;
  }
  merge(v, &v->ranges[a], &v->ranges[b]);
  v->leader[b] = a;
}

static void join_phis(Vars *v, uint32_t min_depth, bool cold) {
  for (uint32_t k = 0; k < v->e->nlayout; k++) {
    const SsaBlock *b = v->e->layout[k];
    if (b->cold != cold || (!cold && (b->loop_depth > 3 ? 3 : b->loop_depth) != min_depth)) continue;
    for (const SsaInsn *i = b->first; i && i->op == SSA_phi; i = i->next)
      for (uint32_t a = 0; a < i->nargs; a++) try_join(v, i, i->args[a]);
  }
}

/* e->variable[id]: the id of the value that stands for the variable. */
void emit_assign_variables(Emitter *e) {
  Vars v = {.e = e, .arena = e->f->arena, .nids = e->f->next_id, .words = e->f->next_id / 64 + 1};
  v.live_in = ARENA_ARRAY(v.arena, Word *, e->nlayout);
  v.live_out = ARENA_ARRAY(v.arena, Word *, e->nlayout);
  v.start = ARENA_ARRAY(v.arena, uint32_t, e->nlayout);
  v.end = ARENA_ARRAY(v.arena, uint32_t, e->nlayout);
  v.index = ARENA_ARRAY(v.arena, uint32_t, e->f->next_block);
  v.ranges = ARENA_ARRAY(v.arena, Range, v.nids);
  v.leader = e->variable = ARENA_ARRAY(v.arena, uint32_t, v.nids);
  v.values = ARENA_ARRAY(v.arena, SsaInsn *, v.nids);
  for (uint32_t k = 0; k < v.nids; k++) v.leader[k] = k;
  for (uint32_t k = 0; k < e->nlayout; k++) {
    v.live_in[k] = ARENA_ARRAY(v.arena, Word, v.words);
    v.live_out[k] = ARENA_ARRAY(v.arena, Word, v.words);
    v.index[e->layout[k]->id] = k;
    for (SsaInsn *i = e->layout[k]->first; i; i = i->next) v.values[i->id] = i;
  }
  find_liveness(&v);
  if (e->f->is_generator) check_suspensions(&v);
  find_ranges(&v);
  for (uint32_t depth = 4; depth-- > 0;) join_phis(&v, depth, false);
  join_phis(&v, 0, true);
  for (uint32_t k = 0; k < v.nids; k++) v.leader[k] = find(&v, k);
}
