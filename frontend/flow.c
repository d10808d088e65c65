/* Jumps and lines of a unit, between the code generator and the assembler.
 *
 * In: the unit's instruction list with labels.  Out: the same program as a shorter list in which the
 * lines are what tracing and debuggers expect: a line event comes exactly where execution enters a line.
 *
 *   0. Tuples of constants become constants.
 *   1. Jumps to jumps go to the final target, small exits replace the jumps to them, jumps to what
 *      follows go away.
 *   2. A nop that only keeps a line stays if no neighbour has that line.
 *   3. Instructions that the compiler made up (line 0) belong to the line execution comes from.  An
 *      exit that is reached from several lines is copied for each of them.
 *
 * A loop's back edge is kept as it is: it is a safepoint. */
#include <string.h>

#include "gen.h"

enum { SMALL_EXIT = 4 /* instructions that are copied rather than jumped to */, MAX_HOPS = 8 };

typedef struct BasicBlock {
  struct BasicBlock *next;
  Ins *ins;
  int n, cap;
  int order;        /* place in the program, for telling back edges */
  int label;        /* by which jumps name the block */
  int entries;      /* jumps to it, and one for falling into it */
  bool is_handler;
} BasicBlock;

typedef struct {
  Gen *g;
  Unit *u;
  BasicBlock *first;
  BasicBlock **by_label;
  int cap_labels;
} Flow;

static bool is_jump(int op) { return op < OP_COUNT && op_info[op].arg == ARG_TARGET; }
static bool ends(int op) { return op < OP_COUNT && (op_info[op].traits & ENDS) != 0; }

/* ---- blocks ---- */

static void block_append(Flow *f, BasicBlock *b, Ins i) {
  if (b->n == b->cap) {
    int cap = b->cap ? b->cap * 2 : 4;
    Ins *grown = ARENA_ARRAY(f->g->c->arena, Ins, (size_t)cap);
    if (b->n) memcpy(grown, b->ins, sizeof(Ins) * (size_t)b->n);
    b->ins = grown;
    b->cap = cap;
  }
  b->ins[b->n++] = i;
}

static void name_block(Flow *f, BasicBlock *b, int label) {
  if (label >= f->cap_labels) {
    int cap = label * 2 + 1;
    BasicBlock **grown = ARENA_ARRAY(f->g->c->arena, BasicBlock *, (size_t)cap);
    if (f->cap_labels) memcpy(grown, f->by_label, sizeof *grown * (size_t)f->cap_labels);
    f->by_label = grown;
    f->cap_labels = cap;
  }
  f->by_label[label] = b;
}

static BasicBlock *block_after(Flow *f, BasicBlock *at) {
  BasicBlock *b = ARENA_NEW(f->g->c->arena, BasicBlock);
  b->label = f->u->nlabels++;
  name_block(f, b, b->label);
  if (at) {
    b->order = at->order;
    b->next = at->next;
    at->next = b;
  } else {
    f->first = b;
  }
  return b;
}

/* Cuts the list at labels and after jumps; leaves out what no path reaches. */
static void cut_into_blocks(Flow *f, const int32_t *depth) {
  Unit *u = f->u;
  BasicBlock *b = block_after(f, NULL);
  for (int i = 0; i < u->nins; i++) {
    const Ins *in = &u->ins[i];
    bool after_jump = b->n && (is_jump(b->ins[b->n - 1].op) || ends(b->ins[b->n - 1].op));
    if ((in->op == PSEUDO_LABEL && b->n) || after_jump) {
      int order = b->order;
      b = block_after(f, b);
      b->order = order + 1;
    }
    if (in->op == PSEUDO_LABEL) name_block(f, b, (int)in->arg);
    else if (depth[i] >= 0) block_append(f, b, *in);
  }
}

static BasicBlock *skip_empty(BasicBlock *b) {
  while (b && !b->n) b = b->next;
  return b;
}

static BasicBlock *target_of(Flow *f, const Ins *i) { return skip_empty(f->by_label[i->arg]); }

static Ins *last_of(const BasicBlock *b) { return b->n ? &b->ins[b->n - 1] : NULL; }

/* The first real instruction, NULL if there is none. */
static Ins *first_of(const BasicBlock *b) {
  for (int i = 0; i < b->n; i++)
    if (b->ins[i].op < OP_COUNT) return &b->ins[i];
  return NULL;
}

static bool falls_through(const BasicBlock *b) { return !b->n || !ends(last_of(b)->op); }

static bool is_exit(const BasicBlock *b) { return b->n && ends(last_of(b)->op) && last_of(b)->op != OP_jump; }

static bool has_setup(const BasicBlock *b) {
  for (int i = 0; i < b->n; i++)
    if (b->ins[i].op >= OP_COUNT) return true;
  return false;
}

static void remove_ins(BasicBlock *b, int at) {
  memmove(b->ins + at, b->ins + at + 1, sizeof(Ins) * (size_t)(b->n - at - 1));
  b->n--;
}

static void count_entries(Flow *f) {
  for (BasicBlock *b = f->first; b; b = b->next) b->entries = 0;
  if (skip_empty(f->first)) skip_empty(f->first)->entries = 1;
  for (BasicBlock *b = skip_empty(f->first); b; b = skip_empty(b->next)) {
    BasicBlock *next = skip_empty(b->next);
    if (is_jump(last_of(b)->op)) target_of(f, last_of(b))->entries++;
    if (falls_through(b) && next) next->entries++;
    for (int i = 0; i < b->n; i++) {
      if (b->ins[i].op != PSEUDO_SETUP) continue;
      BasicBlock *handler = skip_empty(f->by_label[f->u->regions[b->ins[i].arg].target]);
      if (!handler) continue;
      handler->is_handler = true;
      handler->entries++;
    }
  }
}

/* load_const .. load_const, build_tuple -- load_const */
static void fold_tuples(Flow *f, BasicBlock *b) {
  for (int i = 0; i < b->n; i++) {
    int n = (int)b->ins[i].arg, first = i - n, k = first;
    if (b->ins[i].op != OP_build_tuple || n < 1 || first < 0) continue;
    while (k < i && b->ins[k].op == OP_load_const) k++;
    if (k < i) continue;
    Const *items = ARENA_ARRAY(f->g->c->arena, Const, (size_t)n);
    for (k = 0; k < n; k++) items[k] = f->u->consts[b->ins[first + k].arg];
    b->ins[first] = b->ins[i];
    b->ins[first].op = OP_load_const;
    b->ins[first].arg = const_slot(f->g, (Const){.kind = CONST_tuple, .seq = {items, (size_t)n}});
    memmove(b->ins + first + 1, b->ins + i + 1, sizeof(Ins) * (size_t)(b->n - i - 1));
    b->n -= n;
    i = first;
  }
}

/* ---- 1. jumps ---- */

static void thread_jump(Flow *f, BasicBlock *b) {
  Ins *jump = last_of(b);
  for (int hops = 0; hops < MAX_HOPS; hops++) {
    BasicBlock *target = target_of(f, jump);
    const Ins *on = first_of(target);
    if (!on || on->op != OP_jump || target->ins != on || target->order <= b->order) return;
    bool same_line = on->loc.line == jump->loc.line;
    if (on->loc.line && !same_line) return;
    BasicBlock *final = target_of(f, on);
    if (final == target || (final->order <= target->order && (!same_line || jump->op == OP_jump))) return;
    jump->arg = on->arg;
  }
}

/* jump to exit -- nop, exit */
static void copy_small_exit(Flow *f, BasicBlock *b) {
  BasicBlock *exit = target_of(f, last_of(b));
  if (!is_exit(exit) || exit->n > SMALL_EXIT || exit == b || has_setup(exit)) return;
  *last_of(b) = (Ins){OP_nop, 0, last_of(b)->handler, last_of(b)->loc};
  for (int i = 0; i < exit->n; i++) block_append(f, b, exit->ins[i]);
}

static void drop_useless_jump(Flow *f, BasicBlock *b) {
  Ins *last = last_of(b);
  if (last->op == OP_jump && target_of(f, last) == skip_empty(b->next)) *last = (Ins){OP_nop, 0, last->handler, last->loc};
}

/* Blocks that nothing leads to any more. */
static void drop_unreached(Flow *f) {
  for (bool again = true; again;) {
    again = false;
    count_entries(f);
    for (BasicBlock *b = f->first; b; b = b->next)
      if (b->n && !b->entries && !b->is_handler) b->n = 0, again = true;
  }
}

static void settle_jumps(Flow *f) {
  for (BasicBlock *b = skip_empty(f->first); b; b = skip_empty(b->next)) {
    if (is_jump(last_of(b)->op)) thread_jump(f, b);
    if (last_of(b)->op == OP_jump) copy_small_exit(f, b);
  }
  drop_unreached(f);
  for (BasicBlock *b = skip_empty(f->first); b; b = skip_empty(b->next)) drop_useless_jump(f, b);
}

/* ---- 2. nops ---- */

/* Whether the nop at place at keeps a line that nothing else has; its line may move to what follows. */
static bool keeps_line(BasicBlock *b, int at, uint32_t line_before) {
  Loc loc = b->ins[at].loc;
  if (!loc.line || loc.line == line_before) return false;
  int next = at + 1;
  while (next < b->n && b->ins[next].op >= OP_COUNT) next++;
  if (next < b->n) {
    if (!b->ins[next].loc.line) b->ins[next].loc = loc;
    return b->ins[next].loc.line != loc.line;
  }
  BasicBlock *following = skip_empty(b->next);
  const Ins *first = following ? first_of(following) : NULL;
  return !first || first->loc.line != loc.line;
}

static void drop_nops(BasicBlock *b) {
  uint32_t line_before = 0;
  for (int i = 0; i < b->n;) {
    if (b->ins[i].op == OP_nop && !keeps_line(b, i, line_before)) {
      remove_ins(b, i);
    } else {
      if (b->ins[i].op < OP_COUNT) line_before = b->ins[i].loc.line;
      i++;
    }
  }
}

/* ---- 3. lines ---- */

static bool is_exit_without_line(const BasicBlock *b) {
  if (!is_exit(b) || has_setup(b)) return false;
  for (int i = 0; i < b->n; i++)
    if (b->ins[i].loc.line) return false;
  return true;
}

/* Each jump to a shared exit that has no line gets a copy with the jump's line. */
static void copy_exits(Flow *f) {
  for (BasicBlock *b = skip_empty(f->first); b; b = skip_empty(b->next)) {
    Ins *jump = last_of(b);
    if (!is_jump(jump->op)) continue;
    BasicBlock *exit = target_of(f, jump);
    if (!is_exit_without_line(exit) || exit->entries < 2) continue;
    BasicBlock *copy = block_after(f, exit);
    for (int i = 0; i < exit->n; i++) block_append(f, copy, exit->ins[i]);
    copy->ins[0].loc = jump->loc;
    copy->entries = 1;
    exit->entries--;
    jump->arg = (uint32_t)copy->label;
  }
}

static void take_line(BasicBlock *b, Loc loc) {
  Ins *first = b ? first_of(b) : NULL;
  if (first && b->entries == 1 && !b->is_handler && !first->loc.line) first->loc = loc;
}

static void spread_lines(Flow *f) {
  for (BasicBlock *b = skip_empty(f->first); b; b = skip_empty(b->next)) {
    Loc loc = {0};
    for (int i = 0; i < b->n; i++) {
      if (b->ins[i].op >= OP_COUNT) continue;
      if (b->ins[i].loc.line) loc = b->ins[i].loc;
      else b->ins[i].loc = loc;
    }
    if (falls_through(b)) take_line(skip_empty(b->next), loc);
    if (is_jump(last_of(b)->op)) take_line(target_of(f, last_of(b)), loc);
  }
}

/* A return is never without a line. */
static void give_returns_lines(Flow *f) {
  uint32_t line = f->u->code->firstlineno;
  for (BasicBlock *b = skip_empty(f->first); b; b = skip_empty(b->next))
    if (last_of(b)->op == OP_return_value && !last_of(b)->loc.line) last_of(b)->loc = (Loc){line, line, 0, 0};
}

/* ---- back to a list ---- */

static void write_back(Flow *f) {
  Unit *u = f->u;
  int n = 0;
  for (BasicBlock *b = f->first; b; b = b->next) n += b->n + 1;
  Ins *list = ARENA_ARRAY(f->g->c->arena, Ins, (size_t)n);
  int at = 0;
  for (BasicBlock *b = f->first; b; b = b->next) {
    list[at++] = (Ins){PSEUDO_LABEL, (uint32_t)b->label, -1, {0}};
    for (int i = 0; i < b->n; i++) {
      Ins in = b->ins[i];
      if (is_jump(in.op)) in.arg = (uint32_t)target_of(f, &in)->label;
      list[at++] = in;
    }
  }
  for (int i = 0; i < u->nregions; i++) {
    BasicBlock *handler = skip_empty(f->by_label[u->regions[i].target]);
    if (handler) u->regions[i].target = handler->label;
  }
  u->ins = list;
  u->nins = u->cap_ins = n;
}

void flow_settle(Gen *g, Unit *u, const int32_t *depth) {
  Flow f = {.g = g, .u = u};
  name_block(&f, NULL, u->nlabels); /* one allocation for all labels */
  cut_into_blocks(&f, depth);
  for (BasicBlock *b = f.first; b; b = b->next) fold_tuples(&f, b);
  settle_jumps(&f);
  for (BasicBlock *b = f.first; b; b = b->next) drop_nops(b);
  count_entries(&f);
  copy_exits(&f);
  spread_lines(&f);
  give_returns_lines(&f);
  for (BasicBlock *b = f.first; b; b = b->next) drop_nops(b);
  write_back(&f);
}
