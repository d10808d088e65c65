/* Statements other than definitions, try, with and match. */
#include <string.h>

#include "gen.h"

static void gen_expr_stmt(Gen *g, Node *n) {
  Const value;
  if (g->interactive && !g->u->parent) {
    gen_expr(g, n->Expr.value);
    emit(g, OP_intrinsic_1, INTRINSIC_print_expr);
    emit(g, OP_pop_top, 0);
  } else if (n->Expr.value->kind == NODE_Constant && fold_expr(g, n->Expr.value, &value)) {
    emit(g, OP_nop, 0);
  } else {
    gen_expr(g, n->Expr.value);
    g->loc = (Loc){0};
    emit(g, OP_pop_top, 0);
  }
}

static void gen_if(Gen *g, Node *n) {
  bool has_else = n->If.orelse.n > 0;
  Label end = label_new(g), orelse = has_else ? label_new(g) : end;
  gen_jump_if(g, n->If.test, orelse, false);
  gen_stmts(g, n->If.body);
  if (has_else) {
    g->loc = (Loc){0};
    emit_jump(g, OP_jump, end);
    label_here(g, orelse);
    gen_stmts(g, n->If.orelse);
  }
  label_here(g, end);
}

/* The test is generated twice, before the loop and at its end: one jump an iteration. */
static void gen_while(Gen *g, Node *n) {
  Label body = label_new(g), test = label_new(g), orelse = label_new(g), end = label_new(g);
  block_push(g, BLOCK_WHILE, test, end);
  gen_jump_if(g, n->While.test, orelse, false);
  label_here(g, body);
  gen_stmts(g, n->While.body);
  label_here(g, test);
  g->loc = n->loc;
  gen_jump_if(g, n->While.test, body, true);
  block_pop(g);
  label_here(g, orelse);
  gen_stmts(g, n->While.orelse);
  label_here(g, end);
}

static void gen_for(Gen *g, Node *n) {
  Label next = label_new(g), orelse = label_new(g), end = label_new(g);
  gen_iterable(g, n->For.iter);
  emit(g, OP_get_iter, 0);
  label_here(g, next);
  g->loc = n->loc;
  block_push(g, BLOCK_FOR, next, end);
  emit_jump(g, OP_for_iter, orelse);
  gen_store(g, n->For.target);
  gen_stmts(g, n->For.body);
  g->loc = (Loc){0};
  emit_jump(g, OP_jump, next);
  block_pop(g);
  label_here(g, orelse);
  gen_stmts(g, n->For.orelse);
  label_here(g, end);
}

static bool in_async_function(Gen *g) {
  Scope *s = g->u->scope;
  if (s->kind == SCOPE_MODULE && g->c->source->top_level_await) return true;
  return s->kind == SCOPE_FUNCTION && ((const Node *)s->key)->kind == NODE_AsyncFunctionDef;
}

static void gen_async_for(Gen *g, Node *n) {
  Label next = label_new(g), fail = label_new(g), end = label_new(g);
  if (!in_async_function(g)) compile_error(g->c, n->loc, "'async for' outside async function");
  gen_expr(g, n->For.iter);
  emit(g, OP_get_aiter, 0);
  label_here(g, next);
  g->loc = n->loc;
  block_push(g, BLOCK_FOR, next, end);
  int outer = region_enter(g, fail, 0);
  emit(g, OP_get_anext, 0);
  emit_none(g);
  gen_send_loop(g);
  region_leave(g, outer);
  gen_store(g, n->For.target);
  gen_stmts(g, n->For.body);
  g->loc = (Loc){0};
  emit_jump(g, OP_jump, next);
  block_pop(g);
  label_here(g, fail);
  g->loc = n->For.iter->loc;
  emit(g, OP_end_async_for, 0);
  gen_stmts(g, n->For.orelse);
  label_here(g, end);
}

static void gen_assert(Gen *g, Node *n) {
  const Node *test = n->Assert.test;
  bool always = (test->kind == NODE_Tuple && test->Tuple.elts.n) ||
                (test->kind == NODE_Constant && test->Constant.value->kind == CONST_tuple && test->Constant.value->seq.n);
  if (always) compile_warn(g->c, n->loc, "assertion is always true, perhaps remove parentheses?");
  if (g->c->source->optimize) return;
  Label end = label_new(g);
  gen_jump_if(g, n->Assert.test, end, true);
  emit(g, OP_load_assertion_error, 0);
  if (n->Assert.msg) {
    gen_expr(g, n->Assert.msg);
    emit(g, OP_call, 1);
  }
  emit(g, OP_raise, 1);
  label_here(g, end);
}

static void gen_raise(Gen *g, Node *n) {
  uint32_t count = 0;
  if (n->Raise.exc) gen_expr(g, n->Raise.exc), count++;
  if (n->Raise.cause) gen_expr(g, n->Raise.cause), count++;
  emit(g, OP_raise, count);
}

static void gen_deletes(Gen *g, Node *n) {
  for (int i = 0; i < n->Delete.targets.n; i++) gen_delete(g, n->Delete.targets.items[i]);
}

/* ---- import ---- */

static void emit_int(Gen *g, int64_t i) { emit_const(g, (Const){.kind = CONST_int, .i = i}); }

static void gen_import_one(Gen *g, Node *a) {
  Identifier name = a->alias.name, asname = a->alias.asname;
  const char *dot = memchr(name->text, '.', name->len);
  emit_int(g, 0);
  emit_none(g);
  emit(g, OP_import_name, name_slot(g, name));
  if (!asname) {
    gen_name(g, dot ? ident_make(g->c, name->text, (size_t)(dot - name->text)) : name, NAME_STORE);
    return;
  }
  const char *end = name->text + name->len; /* import a.b.c as d: the attributes one after the other */
  while (dot) {
    const char *start = dot + 1;
    dot = memchr(start, '.', (size_t)(end - start));
    size_t len = (size_t)((dot ? dot : end) - start);
    emit(g, OP_import_from, name_slot(g, ident_make(g->c, start, len)));
    emit(g, OP_swap, 2);
    emit(g, OP_pop_top, 0);
  }
  gen_name(g, asname, NAME_STORE);
}

static void gen_import(Gen *g, Node *n) {
  for (int i = 0; i < n->Import.names.n; i++) gen_import_one(g, n->Import.names.items[i]);
}

static void gen_import_from(Gen *g, Node *n) {
  NodeList names = n->ImportFrom.names;
  Identifier *wanted = ARENA_ARRAY(g->c->arena, Identifier, (size_t)names.n);
  for (int i = 0; i < names.n; i++) wanted[i] = names.items[i]->alias.name;
  emit_int(g, n->ImportFrom.level);
  emit_tuple_of_names(g, wanted, names.n);
  Identifier module = n->ImportFrom.module ? n->ImportFrom.module : ident_make(g->c, "", 0);
  emit(g, OP_import_name, name_slot(g, module));
  if (wanted[0]->len == 1 && wanted[0]->text[0] == '*') {
    emit(g, OP_intrinsic_1, INTRINSIC_import_star);
    emit(g, OP_pop_top, 0);
    return;
  }
  for (int i = 0; i < names.n; i++) {
    Node *a = names.items[i];
    emit(g, OP_import_from, name_slot(g, a->alias.name));
    gen_name(g, a->alias.asname ? a->alias.asname : a->alias.name, NAME_STORE);
  }
  emit(g, OP_pop_top, 0);
}

static void gen_with_stmt(Gen *g, Node *n) {
  if (n->kind == NODE_AsyncWith && !in_async_function(g)) compile_error(g->c, n->loc, "'async with' outside async function");
  gen_with(g, n, 0);
}

static void gen_nothing(Gen *g, Node *n) { (void)n, emit(g, OP_nop, 0); }
static void gen_declaration(Gen *g, Node *n) { (void)g, (void)n; }

static void (*const generators[NODE_COUNT])(Gen *, Node *) = {
  [NODE_FunctionDef] = gen_function, [NODE_AsyncFunctionDef] = gen_function, [NODE_ClassDef] = gen_class,
  [NODE_Return] = gen_return, [NODE_Delete] = gen_deletes, [NODE_Assign] = gen_assign, [NODE_TypeAlias] = gen_type_alias,
  [NODE_AugAssign] = gen_aug_assign, [NODE_AnnAssign] = gen_ann_assign, [NODE_For] = gen_for,
  [NODE_AsyncFor] = gen_async_for, [NODE_While] = gen_while, [NODE_If] = gen_if, [NODE_With] = gen_with_stmt,
  [NODE_AsyncWith] = gen_with_stmt, [NODE_Match] = gen_match, [NODE_Raise] = gen_raise, [NODE_Try] = gen_try,
  [NODE_TryStar] = gen_try_star, [NODE_Assert] = gen_assert, [NODE_Import] = gen_import,
  [NODE_ImportFrom] = gen_import_from, [NODE_Global] = gen_declaration, [NODE_Nonlocal] = gen_declaration,
  [NODE_Expr] = gen_expr_stmt, [NODE_Pass] = gen_nothing, [NODE_Break] = gen_break, [NODE_Continue] = gen_continue,
};

void gen_stmt(Gen *g, Node *n) {
  compile_enter(g->c, n->loc);
  g->loc = n->loc;
  generators[n->kind](g, n);
  g->c->depth--;
}

void gen_stmts(Gen *g, NodeList list) {
  for (int i = 0; i < list.n; i++) gen_stmt(g, list.items[i]);
}

static bool has_annotations(NodeList list);

static bool stmt_has_annotations(const Node *n) {
  switch ((NodeKind)n->kind) {
  case NODE_AnnAssign: return true;
  case NODE_For:
  case NODE_AsyncFor: return has_annotations(n->For.body) || has_annotations(n->For.orelse);
  case NODE_While: return has_annotations(n->While.body) || has_annotations(n->While.orelse);
  case NODE_If: return has_annotations(n->If.body) || has_annotations(n->If.orelse);
  case NODE_With:
  case NODE_AsyncWith: return has_annotations(n->With.body);
  case NODE_Match:
    for (int i = 0; i < n->Match.cases.n; i++)
      if (has_annotations(n->Match.cases.items[i]->match_case.body)) return true;
    return false;
  case NODE_Try:
  case NODE_TryStar:
    for (int i = 0; i < n->Try.handlers.n; i++)
      if (has_annotations(n->Try.handlers.items[i]->ExceptHandler.body)) return true;
    return has_annotations(n->Try.body) || has_annotations(n->Try.orelse) || has_annotations(n->Try.finalbody);
  default: return false;
  }
}

static bool has_annotations(NodeList list) {
  for (int i = 0; i < list.n; i++)
    if (stmt_has_annotations(list.items[i])) return true;
  return false;
}

/* A module's or class's body: annotations dict, docstring, statements. */
void gen_body(Gen *g, NodeList body) {
  int first = 0;
  if (has_annotations(body)) emit(g, OP_setup_annotations, 0);
  if (body.n && is_docstring(body.items[0]) && !g->interactive) {
    first = 1;
    if (g->c->source->optimize < 2) {
      g->loc = body.items[0]->loc;
      emit_const(g, *body.items[0]->Expr.value->Constant.value);
      emit(g, OP_store_name, name_slot(g, ident_make(g->c, "__doc__", 7)));
    }
  }
  for (int i = first; i < body.n; i++) gen_stmt(g, body.items[i]);
}
