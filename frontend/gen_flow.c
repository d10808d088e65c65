/* Blocks and how break, continue and return leave them.
 *
 * Leaving runs, innermost first, what each block needs: finally bodies, __exit__ calls, the exception
 * state of handlers, iterators on the stack.  While a block is being left the handler in force is the
 * one around it. */
#include "gen.h"

#define LEFT_STAR_HANDLER "'break', 'continue' and 'return' cannot appear in an except* block"

Block *block_push(Gen *g, BlockKind kind, Label start, Label exit) {
  Unit *u = g->u;
  if (u->nblocks >= MAX_BLOCKS) compile_error(g->c, g->loc, "too many statically nested blocks");
  Block *b = &u->blocks[u->nblocks++];
  *b = (Block){.kind = kind, .start = start, .exit = exit, .outer_handler = u->handler, .loc = g->loc};
  return b;
}

void block_pop(Gen *g) { g->u->nblocks--; }

void gen_call_exit(Gen *g) {
  for (int i = 0; i < 3; i++) emit_none(g);
  emit(g, OP_call, 3);
}

static void forget_name(Gen *g, Identifier name) {
  if (!name) return;
  emit_none(g);
  gen_name(g, name, NAME_STORE);
  gen_name(g, name, NAME_DELETE);
}

static void leave_with(Gen *g, const Block *b, bool keep_top) {
  if (keep_top) emit(g, OP_swap, 2);
  g->loc = b->loc;
  gen_call_exit(g);
  if (b->kind == BLOCK_ASYNC_WITH) gen_await(g, 2);
  emit(g, OP_pop_top, 0);
  g->loc = (Loc){0}; /* what follows is part of the statement that leaves */
}

static void leave_finally(Gen *g, const Block *b, bool keep_top) {
  NodeList body = *b->finalbody;
  if (keep_top) block_push(g, BLOCK_POP_VALUE, -1, -1); /* the finally body may itself leave */
  gen_stmts(g, body);
  if (keep_top) block_pop(g);
  g->loc = (Loc){0};
}

/* Emits what leaving b takes; with keep_top a return value on top of the stack is kept there. */
static void leave_block(Gen *g, const Block *b, bool keep_top) {
  switch (b->kind) {
  case BLOCK_WHILE:
  case BLOCK_TRY: return;
  case BLOCK_STAR_HANDLER:
    compile_error(g->c, g->loc, LEFT_STAR_HANDLER);
  case BLOCK_FOR:
  case BLOCK_POP_VALUE:
    if (keep_top) emit(g, OP_swap, 2);
    emit(g, OP_pop_top, 0);
    return;
  case BLOCK_FINALLY_TRY: leave_finally(g, b, keep_top); return;
  case BLOCK_FINALLY_END: /* previous exc */
    if (keep_top) emit(g, OP_swap, 2);
    emit(g, OP_pop_top, 0);
    if (keep_top) emit(g, OP_swap, 2);
    emit(g, OP_pop_except, 0);
    return;
  case BLOCK_HANDLER_CLEANUP: /* previous */
    if (keep_top) emit(g, OP_swap, 2);
    emit(g, OP_pop_except, 0);
    forget_name(g, b->name);
    return;
  case BLOCK_WITH:
  case BLOCK_ASYNC_WITH: leave_with(g, b, keep_top); return;
  }
}

/* Leaves blocks from the innermost down to, not including, floor.  The blocks are popped while that
 * code is generated, then restored. */
static void leave_to(Gen *g, int floor, bool keep_top) {
  Unit *u = g->u;
  int count = u->nblocks, handler = u->handler;
  Block saved[MAX_BLOCKS + 8];
  for (int i = 0; i < count; i++) saved[i] = u->blocks[i];
  for (int i = count - 1; i >= floor; i--) {
    u->nblocks = i;
    u->handler = saved[i].outer_handler;
    leave_block(g, &saved[i], keep_top);
  }
  for (int i = 0; i < count; i++) u->blocks[i] = saved[i];
  u->nblocks = count;
  u->handler = handler;
}

/* A jump out of blocks belongs to the handler around them. */
static void jump_outside(Gen *g, Label target, int handler) {
  int saved = g->u->handler;
  g->u->handler = handler;
  emit_jump(g, OP_jump, target);
  g->u->handler = saved;
}

/* The block that break and continue mean; where there is none, an except* clause around is the first thing wrong. */
static int innermost_loop(const Gen *g, const Node *n, const char *message) {
  const Unit *u = g->u;
  int star = 0;
  for (int i = u->nblocks - 1; i >= 0; i--) {
    if (u->blocks[i].kind == BLOCK_WHILE || u->blocks[i].kind == BLOCK_FOR) return i;
    star |= u->blocks[i].kind == BLOCK_STAR_HANDLER;
  }
  compile_error(g->c, n->loc, "%s", star ? LEFT_STAR_HANDLER : message);
}

void gen_break(Gen *g, Node *n) {
  int loop = innermost_loop(g, n, "'break' outside loop");
  emit(g, OP_nop, 0);
  Block b = g->u->blocks[loop];
  leave_to(g, loop, false);
  jump_outside(g, b.exit, b.outer_handler);
}

void gen_continue(Gen *g, Node *n) {
  int loop = innermost_loop(g, n, "'continue' not properly in loop");
  emit(g, OP_nop, 0);
  Block b = g->u->blocks[loop];
  leave_to(g, loop + 1, false);
  jump_outside(g, b.start, b.outer_handler);
}

void gen_return(Gen *g, Node *n) {
  Unit *u = g->u;
  Node *value = n->Return.value;
  Const constant;
  if (u->scope->kind != SCOPE_FUNCTION) compile_error(g->c, n->loc, "'return' outside function");
  if (value && u->scope->is_generator && u->scope->is_coroutine)
    compile_error(g->c, n->loc, "'return' with value in async generator");
  bool early = value && !fold_expr(g, value, &constant); /* else the constant is loaded at the end */
  if (early) {
    gen_expr(g, value);
  } else if (value) {
    g->loc = value->loc;
    emit(g, OP_nop, 0);
  }
  if (!value || value->loc.line != n->loc.line) {
    g->loc = n->loc;
    emit(g, OP_nop, 0);
  }
  leave_to(g, 0, early);
  int handler = u->handler;
  u->handler = -1;
  if (!value) emit_none(g);
  else if (!early) emit_const(g, constant);
  emit(g, OP_return_value, 0);
  u->handler = handler;
}
