/* Making and changing SSA functions: instructions, blocks, edges, orders, dominators. */
#include "ssa.h"
#include "cfg.h"

#include <string.h>

static const SsaInfo ssa_info[] = {
#define R(rep, type) REP_##rep, type
#define SSA(name, traits, type, meaning) [SSA_##name - SSA_FIRST] = {#name, traits, type, meaning},
#include "ssa.def"
#undef R
};

const char *ssa_name(unsigned op) { return op < OP_COUNT ? op_info[op].name : ssa_info[op - SSA_FIRST].name; }

unsigned ssa_traits(unsigned op) { return op < OP_COUNT ? op_info[op].traits : ssa_info[op - SSA_FIRST].traits; }

SsaFunc *ssa_new(Arena *arena, const Code *code) {
  SsaFunc *f = ARENA_NEW(arena, SsaFunc);
  f->arena = arena;
  f->code = code;
  f->nparams = code_nparams(code);
  f->growth = SSA_GROWTH;
  f->is_generator = (code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR)) != 0;
  return f;
}

SsaBlock *ssa_block(SsaFunc *f, uint32_t start) {
  SsaBlock *b = ARENA_NEW(f->arena, SsaBlock);
  b->id = f->next_block++;
  b->start = start;
  b->prev = f->last_block;
  if (f->last_block) f->last_block->next = b;
  else f->entry = b;
  f->last_block = b;
  return b;
}

SsaInsn *ssa_insn(SsaFunc *f, unsigned op, uint32_t nargs) {
  SsaInsn *i = ARENA_NEW(f->arena, SsaInsn);
  i->op = (uint16_t)op;
  i->id = f->next_id++;
  i->local = -1;
  i->nargs = i->cap = nargs;
  i->args = nargs ? ARENA_ARRAY(f->arena, SsaInsn *, nargs) : NULL;
  if (op < OP_COUNT) {
    i->rep = REP_VALUE;
    i->type = TYPE_ANY;
  } else {
    i->rep = (uint8_t)ssa_info[op - SSA_FIRST].rep;
    i->type = ssa_info[op - SSA_FIRST].type;
  }
  return i;
}

void ssa_append(SsaBlock *b, SsaInsn *i) {
  i->block = b;
  i->prev = b->last;
  i->next = NULL;
  if (b->last) b->last->next = i;
  else b->first = i;
  b->last = i;
}

void ssa_insert_before(SsaInsn *at, SsaInsn *i) {
  i->block = at->block;
  i->prev = at->prev;
  i->next = at;
  if (at->prev) at->prev->next = i;
  else at->block->first = i;
  at->prev = i;
}

void ssa_insert_after(SsaInsn *at, SsaInsn *i) {
  if (at->next) ssa_insert_before(at->next, i);
  else ssa_append(at->block, i);
}

void ssa_remove(SsaInsn *i) {
  SsaBlock *b = i->block;
  if (i->prev) i->prev->next = i->next;
  else b->first = i->next;
  if (i->next) i->next->prev = i->prev;
  else b->last = i->prev;
  i->block = NULL;
}

void ssa_add_arg(SsaFunc *f, SsaInsn *i, SsaInsn *arg) {
  if (i->nargs == i->cap) {
    uint32_t cap = i->cap ? i->cap * 2 : 4;
    SsaInsn **args = ARENA_ARRAY(f->arena, SsaInsn *, cap);
    if (i->nargs) memcpy(args, i->args, i->nargs * sizeof *args);
    i->args = args;
    i->cap = cap;
  }
  i->args[i->nargs++] = arg;
}

void ssa_connect(SsaFunc *f, SsaBlock *from, int which, SsaBlock *to) {
  from->succs[which] = to;
  if (to->npreds == to->cap) {
    uint32_t cap = to->cap ? to->cap * 2 : 4;
    SsaEdge *preds = ARENA_ARRAY(f->arena, SsaEdge, cap);
    if (to->npreds) memcpy(preds, to->preds, to->npreds * sizeof *preds);
    to->preds = preds;
    to->cap = cap;
  }
  to->preds[to->npreds++] = (SsaEdge){from, (uint8_t)which};
}

uint32_t ssa_pred_index(const SsaBlock *to, const SsaBlock *from, int which) {
  for (uint32_t i = 0; i < to->npreds; i++)
    if (to->preds[i].block == from && to->preds[i].which == which) return i;
  return UINT32_MAX;
}

static bool raises_at_end(const SsaBlock *b) {
  const SsaInsn *i = b->last->prev;
  while (i && i->op == SSA_proj) i = i->prev;
  return i && ssa_raises(i);
}

void ssa_drop_idle_handler(SsaBlock *b) {
  if (b->succs[EDGE_HANDLER] && !raises_at_end(b)) ssa_disconnect(b, EDGE_HANDLER);
}

void ssa_disconnect(SsaBlock *from, int which) {
  SsaBlock *to = from->succs[which];
  uint32_t at = ssa_pred_index(to, from, which);
  from->succs[which] = NULL;
  to->npreds--;
  memmove(to->preds + at, to->preds + at + 1, (to->npreds - at) * sizeof *to->preds);
  for (SsaInsn *i = to->first; i && i->op == SSA_phi; i = i->next) {
    i->nargs--;
    memmove(i->args + at, i->args + at + 1, (i->nargs - at) * sizeof *i->args);
  }
}

SsaBlock *ssa_split_edge(SsaFunc *f, SsaBlock *from, int which) {
  SsaBlock *to = from->succs[which], *middle = ssa_block(f, to->start);
  uint32_t at = ssa_pred_index(to, from, which);
  to->preds[at] = (SsaEdge){middle, EDGE_NEXT};
  middle->succs[EDGE_NEXT] = to;
  ssa_connect(f, from, which, middle);
  middle->cold = from->cold || which == EDGE_HANDLER;
  SsaInsn *jump = ssa_insn(f, SSA_jump, 0);
  jump->pos = from->last ? from->last->pos : to->start;
  ssa_append(middle, jump);
  return middle;
}

static SsaInsn *forward(SsaInsn *i) {
  while (i->forward) i = i->forward;
  return i;
}

void ssa_apply_forwards(SsaFunc *f) {
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next)
      for (uint32_t k = 0; k < i->nargs; k++)
        if (i->args[k]->forward) i->args[k] = forward(i->args[k]);
}

/* ---- orders and dominators ---- */

typedef struct { SsaBlock *block; int next; } Visit;

/* Depth-first over an explicit stack, since a function may have as many blocks as it likes. */
static uint32_t postorder(SsaFunc *f, SsaBlock **out) {
  Visit *stack = ARENA_ARRAY(f->arena, Visit, f->next_block + 1);
  uint32_t depth = 0, n = 0;
  stack[depth++] = (Visit){f->entry, 0};
  f->entry->mark = 1;
  while (depth) {
    Visit *top = &stack[depth - 1];
    if (top->next == EDGE_COUNT) {
      out[n++] = top->block;
      depth--;
      continue;
    }
    SsaBlock *s = top->block->succs[EDGE_COUNT - 1 - top->next++];
    if (!s || s->mark) continue;
    s->mark = 1;
    stack[depth++] = (Visit){s, 0};
  }
  return n;
}

static void unlink_block(SsaFunc *f, SsaBlock *b) {
  for (int k = 0; k < EDGE_COUNT; k++)
    if (b->succs[k]) ssa_disconnect(b, k);
  if (b->prev) b->prev->next = b->next;
  else f->entry = b->next;
  if (b->next) b->next->prev = b->prev;
  else f->last_block = b->prev;
}

void ssa_order(SsaFunc *f) {
  for (SsaBlock *b = f->entry; b; b = b->next) b->mark = 0;
  f->rpo = ARENA_ARRAY(f->arena, SsaBlock *, f->next_block + 1);
  uint32_t n = postorder(f, f->rpo);
  for (uint32_t i = 0; i < n / 2; i++) {
    SsaBlock *swap = f->rpo[i];
    f->rpo[i] = f->rpo[n - 1 - i];
    f->rpo[n - 1 - i] = swap;
  }
  f->nblocks = n;
  for (SsaBlock *b = f->entry, *next; b; b = next) {
    next = b->next;
    if (!b->mark) unlink_block(f, b);
  }
  for (uint32_t i = 0; i < n; i++) f->rpo[i]->order = i;
}

static SsaBlock *meet(SsaBlock *a, SsaBlock *b) {
  while (a != b) {
    while (a->order > b->order) a = a->idom;
    while (b->order > a->order) b = b->idom;
  }
  return a;
}

static void mark_loop(SsaFunc *f, SsaBlock *head, SsaBlock *tail, SsaBlock **stack) {
  uint32_t n = 0;
  if (head->mark != head->id + 1) {
    head->mark = head->id + 1;
    head->loop_depth++;
  }
  if (tail->mark != head->id + 1) stack[n++] = tail;
  while (n) {
    SsaBlock *b = stack[--n];
    if (b->mark == head->id + 1) continue;
    b->mark = head->id + 1;
    b->loop_depth++;
    for (uint32_t i = 0; i < b->npreds; i++)
      if (b->preds[i].block->mark != head->id + 1 && n < f->nblocks * 4) stack[n++] = b->preds[i].block;
  }
}

/* The iterative algorithm of Cooper, Harvey and Kennedy; natural loops by their back edges. */
void ssa_dominators(SsaFunc *f) {
  for (uint32_t i = 0; i < f->nblocks; i++) f->rpo[i]->idom = NULL;
  f->entry->idom = f->entry;
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 1; i < f->nblocks; i++) {
      SsaBlock *b = f->rpo[i], *dom = NULL;
      for (uint32_t k = 0; k < b->npreds; k++) {
        SsaBlock *p = b->preds[k].block;
        if (p->idom) dom = dom ? meet(dom, p) : p;
      }
      if (dom != b->idom) {
        b->idom = dom;
        changed = true;
      }
    }
  }
  SsaBlock **stack = ARENA_ARRAY(f->arena, SsaBlock *, f->nblocks * 4 + 4);
  for (uint32_t i = 0; i < f->nblocks; i++) f->rpo[i]->loop_depth = f->rpo[i]->mark = 0;
  for (uint32_t i = 0; i < f->nblocks; i++) {
    SsaBlock *head = f->rpo[i];
    for (uint32_t k = 0; k < head->npreds; k++)
      if (ssa_dominates(head, head->preds[k].block)) mark_loop(f, head, head->preds[k].block, stack);
  }
}

bool ssa_dominates(const SsaBlock *a, const SsaBlock *b) {
  while (b->order > a->order) b = b->idom;
  return a == b;
}
