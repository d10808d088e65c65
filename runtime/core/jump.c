/* Jumps by assigning f_lineno in a trace function.
 *
 * What lies on the stack before each instruction is found by following all paths: an iterator, the
 * parts of an exception being handled, a container under construction, or just some object.  A jump may
 * go where the stack, after dropping values from the top, is what the code there expects.  The jump
 * itself is made by the interpreter when the trace function has returned (trace.c). */
#include <limits.h>
#include <stdlib.h>
#include "trace.h"

/* What a stack value is to the code that was compiled for it. */
typedef enum {
  KIND_NONE,      /* not known: no path leads here */
  KIND_OBJECT,
  KIND_MAYBE,     /* an object or nothing: the self that load_method pushes */
  KIND_ITERATOR,
  KIND_EXCEPTION, /* the one that a handler was entered with */
  KIND_PREVIOUS,  /* what was handled before it; popping it ends the handling */
  KIND_LIST, KIND_SET, KIND_DICT, KIND_TUPLE, KIND_STR, KIND_CELL, KIND_CODE /* the compiler relies on what they are */
} Kind;

enum { UNREACHED = UINT32_MAX };

/* Kinds of all stacks: row i are the depths[i] values before instruction i. */
typedef struct {
  const Code *c;
  uint32_t width;
  uint32_t *depths, *work;
  uint32_t nwork;
  uint8_t *kinds, *queued, *row;
} Stacks;

static uint8_t *row_of(const Stacks *s, uint32_t at) { return s->kinds + (size_t)at * s->width; }

static void enqueue(Stacks *s, uint32_t at) {
  if (s->queued[at]) return;
  s->queued[at] = 1;
  s->work[s->nwork++] = at;
}

/* A path brings s->row to instruction at; where paths disagree a value is just an object. */
static void flow_to(Stacks *s, uint32_t at, uint32_t depth) {
  uint8_t *to = row_of(s, at);
  int changed = s->depths[at] == UNREACHED;
  if (changed) {
    s->depths[at] = depth;
    memcpy(to, s->row, depth);
  }
  for (uint32_t i = 0; i < depth; i++) {
    if (to[i] == s->row[i] || to[i] == KIND_MAYBE) continue;
    Kind both = s->row[i] == KIND_MAYBE ? KIND_MAYBE : KIND_OBJECT;
    if (to[i] == both) continue;
    to[i] = (uint8_t)both;
    changed = 1;
  }
  if (changed) enqueue(s, at);
}

static Kind const_kind(const Const *k) {
  return k->kind == CONST_tuple ? KIND_TUPLE : k->kind == CONST_str ? KIND_STR : k->kind == CONST_code ? KIND_CODE : KIND_OBJECT;
}

static Kind pushed_kind(const Code *c, Opcode op, uint32_t n) {
  switch (op) {
  case OP_load_const: return const_kind(&c->consts[n]);
  case OP_build_tuple:
  case OP_list_to_tuple: return KIND_TUPLE;
  case OP_format_value:
  case OP_build_string: return KIND_STR;
  case OP_get_iter:
  case OP_get_aiter:
  case OP_get_yield_from_iter: return KIND_ITERATOR;
  case OP_build_list: return KIND_LIST;
  case OP_build_set: return KIND_SET;
  case OP_build_map: return KIND_DICT;
  case OP_load_cell: return KIND_CELL;
  default: return KIND_OBJECT;
  }
}

/* What an instruction leaves on the stack whose depth-pops lower values stay. */
static void push_results(Stacks *s, Opcode op, uint32_t n, uint32_t base, uint32_t pushes) {
  uint8_t *row = s->row;
  uint32_t top = base;
  switch (op) {
  case OP_copy: row[top] = row[top - n]; return;
  case OP_swap: {
    uint8_t t = row[top - 1];
    row[top - 1] = row[top - n];
    row[top - n] = t;
    return;
  }
  case OP_push_exc_info: row[top] = KIND_PREVIOUS, row[top + 1] = KIND_EXCEPTION; return;
  case OP_load_method: row[top] = KIND_OBJECT, row[top + 1] = KIND_MAYBE; return;
  default: break;
  }
  for (uint32_t i = 0; i < pushes; i++) row[top + i] = (uint8_t)pushed_kind(s->c, op, n);
}

static const Handler *handler_of(const Code *c, uint32_t at) {
  for (const Handler *h = c->handlers, *end = h + c->nhandlers; h < end; h++)
    if (h->start <= at && at < h->end) return h;
  return NULL;
}

static void follow(Stacks *s, uint32_t at) {
  const Code *c = s->c;
  Opcode op = insn_op(c->insns[at]);
  uint32_t n = insn_arg(c->insns[at]), depth = s->depths[at];
  uint32_t pops = (uint32_t)op_pops(op, n), pushes = (uint32_t)op_pushes(op, n);
  const Handler *h = op_info[op].traits & (RAISES | USER) ? handler_of(c, at) : NULL;
  if (h) {
    memcpy(s->row, row_of(s, at), h->depth);
    s->row[h->depth] = KIND_EXCEPTION;
    flow_to(s, h->target, h->depth + 1);
  }
  memcpy(s->row, row_of(s, at), depth);
  if (op_info[op].arg == ARG_TARGET) flow_to(s, n, op == OP_for_iter || op == OP_send ? depth - 1 : depth - pops);
  if (op_info[op].traits & ENDS) return;
  push_results(s, op, n, depth - pops, pushes);
  flow_to(s, at + 1, depth - pops + pushes);
}

static int stacks_find(Ctx *ctx, Stacks *s, const Code *c) {
  size_t n = c->ninsns;
  *s = (Stacks){.c = c, .width = c->stacksize + 1};
  char *block = calloc(n + 1, 2 * sizeof(uint32_t) + 1 + s->width);
  if (!block) {
    kr_raise_memory(ctx);
    return -1;
  }
  s->depths = (uint32_t *)block;
  s->work = s->depths + n;
  s->kinds = (uint8_t *)(s->work + n);
  s->queued = s->kinds + n * s->width;
  s->row = s->queued + n;
  for (size_t i = 0; i < n; i++) s->depths[i] = UNREACHED;
  flow_to(s, 0, 0);
  while (s->nwork) {
    uint32_t at = s->work[--s->nwork];
    s->queued[at] = 0;
    follow(s, at);
  }
  return 0;
}

static int kind_fits(Kind from, Kind to) {
  if (to == KIND_MAYBE) return 1;
  return to == KIND_OBJECT ? from != KIND_MAYBE : from == to;
}

/* Whether the stack of from, cut to its size, can serve at instruction to. */
static int stack_fits(const Stacks *s, uint32_t from, uint32_t from_depth, uint32_t to) {
  uint32_t depth = s->depths[to];
  if (depth == UNREACHED || from_depth < depth) return 0;
  for (uint32_t i = 0; i < depth; i++)
    if (!kind_fits(row_of(s, from)[i], row_of(s, to)[i])) return 0;
  return 1;
}

static const char *why_not(const Stacks *s, uint32_t to) {
  if (s->depths[to] == UNREACHED) return "can't jump into an exception handler, or code may be unreachable";
  Kind top = s->depths[to] ? row_of(s, to)[s->depths[to] - 1] : KIND_OBJECT;
  if (top == KIND_PREVIOUS || top == KIND_EXCEPTION) return "can't jump into an 'except' block as there's no exception";
  return top == KIND_ITERATOR ? "can't jump into the body of a for loop" : "incompatible stacks";
}

/* The first line of the code that is not before line, 0 if there is none. */
static uint32_t line_from(const Code *c, int64_t line) {
  uint32_t best = 0;
  for (uint32_t i = 0; i < c->ninsns; i++) {
    uint32_t l = code_locs(c)[i].line;
    if (l >= line && l && (!best || l < best)) best = l;
  }
  return best;
}

/* The next place after *at where a run of instructions of one line begins, at first with *at at
 * UINT32_MAX; instructions without a line belong to the run before.  0: there is none. */
static int next_line_start(const Code *c, uint32_t *at, uint32_t *line) {
  for (uint32_t i = *at + 1; i < c->ninsns; i++) {
    if (!code_locs(c)[i].line || code_locs(c)[i].line == *line) continue;
    *at = i;
    *line = code_locs(c)[i].line;
    return 1;
  }
  return 0;
}

/* The instruction of the line to go to: the one that keeps most of the stack.  UINT32_MAX: *wrong says
 * why there is none. */
static uint32_t find_target(const Stacks *s, uint32_t from, uint32_t from_depth, uint32_t line, const char **wrong) {
  uint32_t best = UNREACHED, i = UINT32_MAX, starts = 0;
  *wrong = NULL;
  while (next_line_start(s->c, &i, &starts)) {
    if (starts != line) continue;
    if (stack_fits(s, from, from_depth, i)) {
      if (best == UNREACHED || s->depths[i] > s->depths[best]) best = i;
    } else if (!*wrong) {
      *wrong = s->depths[from] == UNREACHED ? "can't jump from unreachable code" : why_not(s, i);
    }
  }
  return best;
}

static int jump_to_line(Ctx *ctx, FrameObj *o, uint32_t line, int suspended) {
  Frame *f = o->record;
  Stacks s;
  if (stacks_find(ctx, &s, f->code->code) < 0) return -1;
  const char *wrong;
  uint32_t from = f->pos, from_depth = s.depths[from] == UNREACHED ? 0 : s.depths[from];
  if (suspended && !o->jumped && from_depth) from_depth--; /* the value was yielded */
  if (o->jumped) from_depth = o->jump_depth;
  uint32_t target = find_target(&s, from, from_depth, line, &wrong);
  if (target != UNREACHED) {
    if (!o->jumped) o->jump_from = from;
    f->pos = target;
    o->jumped = 1;
    o->jump_depth = s.depths[target];
  }
  free(s.depths);
  if (target != UNREACHED) return 0;
  kr_raise(ctx, &kr_type_ValueError, "%s", wrong);
  return -1;
}

/* Why the event being told is none to jump from, or NULL. */
static const char *event_forbids(const Ctx *ctx, const Frame *f, int suspended) {
  if (ctx->trace_event == TRACE_call) return "can't jump from the 'call' trace event of a new frame";
  if (suspended && ctx->trace_event != TRACE_exception) return NULL;
  int stands = ctx->trace_event == TRACE_line || ctx->trace_event == TRACE_opcode;
  if (stands && f == ctx->traced) return NULL; /* a frame that waits for a call can not be moved */
  return "can only jump from a 'line' trace event";
}

/* A generator of the interpreter that is not running. */
static int is_suspended(const Frame *f) {
  const Generator *g = (const Generator *)((const char *)f - offsetof(Generator, frame));
  return f->kind == FRAME_GENERATOR && g->resume == vm_resume && g->state == GEN_SUSPENDED;
}

int frame_jump(Ctx *ctx, FrameObj *o, Value lineno) {
  Frame *f = o->record;
  int suspended = is_suspended(f);
  int64_t line = 0;
  if (!kr_is_anyint(lineno) || kr_type_of(lineno) != &kr_type_int) {
    kr_raise(ctx, &kr_type_ValueError, "lineno must be an integer");
    return -1;
  }
  const char *wrong = event_forbids(ctx, f, suspended);
  if (!wrong && !o->trace) wrong = "f_lineno can only be set by a trace function";
  if (!wrong && (int_to_i64(ctx, lineno, &line) < 0 || line > INT_MAX || line < INT_MIN)) {
    if (ctx->exc) kr_clear_exc(ctx);
    wrong = "lineno out of range";
  }
  if (wrong) {
    kr_raise(ctx, &kr_type_ValueError, "%s", wrong);
    return -1;
  }
  const Code *c = f->code->code;
  uint32_t to = line < c->firstlineno ? 0 : line_from(c, line);
  if (to) return jump_to_line(ctx, o, to, suspended);
  kr_raise(ctx, &kr_type_ValueError, "line %d comes %s the current code block", (int)line,
           line < c->firstlineno ? "before" : "after");
  return -1;
}

Value *frame_take_jump(Ctx *ctx, Frame *f, Value *base, Value *sp) {
  FrameObj *o = f->object;
  Stacks s;
  o->jumped = 0;
  if (stacks_find(ctx, &s, f->code->code) < 0) return NULL;
  const uint8_t *from = row_of(&s, o->jump_from);
  while (sp > base + o->jump_depth) {
    Value v = *--sp;
    if (from[sp - base] == KIND_PREVIOUS) kr_pop_handled(ctx, v);
    else kr_unref(ctx, v);
  }
  free(s.depths);
  return sp;
}
