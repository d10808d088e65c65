/* try, except, finally, except* and with.
 *
 * A handler starts with push_exc_info: [previous exc], previous being the exception that was handled
 * before.  While it runs, a cleanup region cuts the stack to [previous] and pushes what was raised;
 * the cleanup makes previous the handled exception again and passes the new one on. */
#include "gen.h"

/* [previous new]: restore previous, raise new. */
static void gen_cleanup(Gen *g, Label cleanup) {
  label_here(g, cleanup);
  g->loc = (Loc){0};
  emit(g, OP_swap, 2);
  emit(g, OP_pop_except, 0);
  emit(g, OP_reraise, 1);
}

/* Where a body ends, for an instruction behind it; none if that may be reached from several lines. */
static Loc last_line(NodeList body) {
  const Node *last = body.items[body.n - 1];
  switch (last->kind) {
  case NODE_If: case NODE_For: case NODE_AsyncFor: case NODE_While: case NODE_Try: case NODE_TryStar:
  case NODE_With: case NODE_AsyncWith: case NODE_Match: return (Loc){0};
  default: return last->loc;
  }
}

static void gen_try_finally(Gen *g, Node *n, void (*inner)(Gen *, Node *)) {
  Label end = label_new(g), exit = label_new(g), cleanup = label_new(g);
  Block *b = block_push(g, BLOCK_FINALLY_TRY, -1, -1);
  b->finalbody = &n->Try.finalbody;
  int outer = region_enter(g, end, 0);
  inner(g, n);
  region_leave(g, outer);
  block_pop(g);
  gen_stmts(g, n->Try.finalbody);
  g->loc = (Loc){0};
  emit_jump(g, OP_jump, exit);

  label_here(g, end);
  emit(g, OP_push_exc_info, 0);
  block_push(g, BLOCK_FINALLY_END, -1, -1);
  outer = region_enter(g, cleanup, 1);
  gen_stmts(g, n->Try.finalbody);
  block_pop(g);
  g->loc = last_line(n->Try.finalbody);
  emit(g, OP_reraise, 1);
  region_leave(g, outer);
  gen_cleanup(g, cleanup);
  label_here(g, exit);
}

static void forget_name(Gen *g, Identifier name) {
  emit_none(g);
  gen_name(g, name, NAME_STORE);
  gen_name(g, name, NAME_DELETE);
}

/* [previous exc] with exc bound to the name: the body, then the name is unbound whatever happens. */
static void gen_named_handler(Gen *g, Node *h, Label end, int outer) {
  Label cleanup = label_new(g);
  gen_name(g, h->ExceptHandler.name, NAME_STORE);
  Block *b = block_push(g, BLOCK_HANDLER_CLEANUP, -1, -1);
  b->name = h->ExceptHandler.name;
  b->outer_handler = outer;
  int inner = region_enter(g, cleanup, 0);
  gen_stmts(g, h->ExceptHandler.body);
  block_pop(g);
  g->u->handler = outer;
  g->loc = (Loc){0};
  emit(g, OP_pop_except, 0);
  forget_name(g, h->ExceptHandler.name);
  emit_jump(g, OP_jump, end);
  region_leave(g, inner);
  label_here(g, cleanup); /* [previous new] */
  forget_name(g, h->ExceptHandler.name);
  emit(g, OP_reraise, 1);
}

static void gen_plain_handler(Gen *g, Node *h, Label end, int outer) {
  emit(g, OP_pop_top, 0);
  Block *b = block_push(g, BLOCK_HANDLER_CLEANUP, -1, -1);
  b->outer_handler = outer;
  gen_stmts(g, h->ExceptHandler.body);
  block_pop(g);
  int inner = g->u->handler;
  g->u->handler = outer;
  g->loc = (Loc){0};
  emit(g, OP_pop_except, 0);
  emit_jump(g, OP_jump, end);
  g->u->handler = inner;
}

static void gen_handlers(Gen *g, Node *n, Label end) {
  Label cleanup = label_new(g);
  emit(g, OP_push_exc_info, 0);
  int outer = region_enter(g, cleanup, 1);
  for (int i = 0; i < n->Try.handlers.n; i++) {
    Node *h = n->Try.handlers.items[i];
    Label next = label_new(g);
    g->loc = h->loc;
    if (!h->ExceptHandler.type && i < n->Try.handlers.n - 1) compile_error(g->c, h->loc, "default 'except:' must be last");
    if (h->ExceptHandler.type) {
      emit(g, OP_copy, 1);
      gen_expr(g, h->ExceptHandler.type);
      emit(g, OP_check_exc_match, 0);
      emit_jump(g, OP_jump_if_false, next);
    }
    if (h->ExceptHandler.name) gen_named_handler(g, h, end, outer);
    else gen_plain_handler(g, h, end, outer);
    label_here(g, next);
    g->loc = h->loc;
  }
  emit(g, OP_reraise, 1);
  region_leave(g, outer);
  gen_cleanup(g, cleanup);
}

static void gen_try_except(Gen *g, Node *n) {
  if (!n->Try.handlers.n) {
    gen_stmts(g, n->Try.body);
    return;
  }
  Label except = label_new(g), end = label_new(g);
  block_push(g, BLOCK_TRY, -1, -1);
  int outer = region_enter(g, except, 0);
  gen_stmts(g, n->Try.body);
  region_leave(g, outer);
  block_pop(g);
  gen_stmts(g, n->Try.orelse);
  g->loc = (Loc){0};
  emit_jump(g, OP_jump, end);
  label_here(g, except);
  gen_handlers(g, n, end);
  label_here(g, end);
}

void gen_try(Gen *g, Node *n) {
  emit(g, OP_nop, 0); /* the line of the word try */
  if (n->Try.finalbody.n) gen_try_finally(g, n, gen_try_except);
  else gen_try_except(g, n);
}

/* ---- except* ----
 * In the handlers the stack is [previous original raised rest]: a list of what the clauses raised and
 * the part of the group not yet handled (None when all is). */

/* [.. rest match], match bound or popped; errors of the body are appended to the list. */
static void gen_star_body(Gen *g, Node *h, Label next) {
  Label failed = label_new(g);
  Identifier name = h->ExceptHandler.name;
  if (name) gen_name(g, name, NAME_STORE);
  else emit(g, OP_pop_top, 0);
  block_push(g, BLOCK_STAR_HANDLER, -1, -1);
  int outer = region_enter(g, failed, 0);
  gen_stmts(g, h->ExceptHandler.body);
  region_leave(g, outer);
  block_pop(g);
  g->loc = (Loc){0};
  if (name) forget_name(g, name);
  emit_jump(g, OP_jump, next);
  label_here(g, failed); /* [.. raised rest new] */
  if (name) forget_name(g, name);
  emit(g, OP_list_append, 2);
  emit_jump(g, OP_jump, next);
}

static void gen_star_handlers(Gen *g, Node *n, Label end) {
  Label cleanup = label_new(g), reraise = label_new(g);
  emit(g, OP_push_exc_info, 0);
  int outer = region_enter(g, cleanup, 1);
  emit(g, OP_build_list, 0);
  emit(g, OP_copy, 2);
  for (int i = 0; i < n->TryStar.handlers.n; i++) {
    Node *h = n->TryStar.handlers.items[i];
    Label next = label_new(g), matched = label_new(g);
    g->loc = h->loc;
    gen_expr(g, h->ExceptHandler.type);
    emit(g, OP_check_eg_match, 0);
    emit(g, OP_copy, 1);
    emit_jump(g, OP_jump_if_not_none, matched);
    emit(g, OP_pop_top, 0);
    emit_jump(g, OP_jump, next);
    label_here(g, matched);
    gen_star_body(g, h, next);
    label_here(g, next);
  }
  g->loc = (Loc){0};
  emit(g, OP_list_append, 1); /* [previous original raised] */
  emit(g, OP_intrinsic_2, INTRINSIC_prep_reraise_star);
  emit(g, OP_copy, 1);
  emit_jump(g, OP_jump_if_not_none, reraise);
  emit(g, OP_pop_top, 0);
  region_leave(g, outer);
  emit(g, OP_pop_except, 0);
  emit_jump(g, OP_jump, end);
  label_here(g, reraise); /* [previous new] */
  gen_cleanup(g, cleanup);
}

static void gen_try_except_star(Gen *g, Node *n) {
  Label except = label_new(g), end = label_new(g);
  block_push(g, BLOCK_TRY, -1, -1);
  int outer = region_enter(g, except, 0);
  gen_stmts(g, n->TryStar.body);
  region_leave(g, outer);
  block_pop(g);
  gen_stmts(g, n->TryStar.orelse);
  g->loc = (Loc){0};
  emit_jump(g, OP_jump, end);
  label_here(g, except);
  gen_star_handlers(g, n, end);
  label_here(g, end);
}

void gen_try_star(Gen *g, Node *n) {
  emit(g, OP_nop, 0); /* the line of the word try */
  if (n->TryStar.finalbody.n) gen_try_finally(g, n, gen_try_except_star);
  else gen_try_except_star(g, n);
}

/* ---- with ---- */

static void gen_with_body(Gen *g, Node *n, int item) {
  if (item + 1 < n->With.items.n) gen_with(g, n, item + 1);
  else gen_stmts(g, n->With.body);
}

void gen_with(Gen *g, Node *n, int item) {
  Node *with = n->With.items.items[item];
  bool is_async = n->kind == NODE_AsyncWith;
  Label final = label_new(g), suppress = label_new(g), cleanup = label_new(g), exit = label_new(g);
  g->loc = n->loc;
  gen_expr(g, with->withitem.context_expr);
  emit(g, is_async ? OP_before_async_with : OP_before_with, 0); /* [exit value] */
  if (is_async) gen_await(g, 1);
  block_push(g, is_async ? BLOCK_ASYNC_WITH : BLOCK_WITH, -1, -1);
  int outer = region_enter(g, final, 1);
  if (with->withitem.optional_vars) gen_store(g, with->withitem.optional_vars);
  else emit(g, OP_pop_top, 0);
  gen_with_body(g, n, item);
  region_leave(g, outer);
  block_pop(g);
  g->loc = n->loc;
  gen_call_exit(g);
  if (is_async) gen_await(g, 2);
  emit(g, OP_pop_top, 0);
  emit_jump(g, OP_jump, exit);

  label_here(g, final); /* [exit exc] */
  emit(g, OP_push_exc_info, 0);
  outer = region_enter(g, cleanup, 1);
  emit(g, OP_with_except_start, 0);
  if (is_async) gen_await(g, 2);
  emit_jump(g, OP_jump_if_true, suppress);
  g->loc = (Loc){0};
  emit(g, OP_reraise, 1);
  label_here(g, suppress); /* [exit previous exc] */
  emit(g, OP_pop_top, 0);
  region_leave(g, outer);
  emit(g, OP_pop_except, 0);
  emit(g, OP_pop_top, 0);
  emit_jump(g, OP_jump, exit);
  gen_cleanup(g, cleanup);
  label_here(g, exit);
}
