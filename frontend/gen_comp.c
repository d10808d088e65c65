/* Comprehensions and generator expressions: a function of one argument, the first iterator. */
#include "gen.h"

typedef struct {
  Node *n, *elt, *value;
  NodeList generators;
  Opcode build, add; /* build is OP_nop for generator expressions */
} Comp;

static Comp comp_of(Node *n) {
  switch ((NodeKind)n->kind) {
  case NODE_ListComp: return (Comp){n, n->ListComp.elt, NULL, n->ListComp.generators, OP_build_list, OP_list_append};
  case NODE_SetComp: return (Comp){n, n->SetComp.elt, NULL, n->SetComp.generators, OP_build_set, OP_set_add};
  case NODE_DictComp:
    return (Comp){n, n->DictComp.key, n->DictComp.value, n->DictComp.generators, OP_build_map, OP_map_add};
  default: return (Comp){n, n->GeneratorExp.elt, NULL, n->GeneratorExp.generators, OP_nop, OP_nop};
  }
}

static void gen_level(Gen *g, const Comp *c, int level, uint32_t depth);

/* The innermost element: added to the container depth below, or yielded. */
static void gen_element(Gen *g, const Comp *c, uint32_t depth) {
  gen_expr(g, c->elt);
  if (c->value) gen_expr(g, c->value);
  if (c->build != OP_nop) {
    emit(g, c->add, depth);
    return;
  }
  if (g->u->scope->is_coroutine) emit(g, OP_async_gen_wrap, 0);
  emit(g, OP_yield_value, 0);
  emit(g, OP_pop_top, 0);
}

static void gen_inner(Gen *g, const Comp *c, int level, uint32_t depth, Label next) {
  Node *gen = c->generators.items[level];
  for (int i = 0; i < gen->comprehension.ifs.n; i++) gen_jump_if(g, gen->comprehension.ifs.items[i], next, false);
  if (level + 1 < c->generators.n) gen_level(g, c, level + 1, depth);
  else gen_element(g, c, depth);
}

/* for x in [y]: is an assignment. */
static bool gen_single_item(Gen *g, const Comp *c, int level, uint32_t depth) {
  Node *gen = c->generators.items[level], *iter = gen->comprehension.iter;
  if (level == 0 || (iter->kind != NODE_List && iter->kind != NODE_Tuple)) return false;
  NodeList elts = iter->kind == NODE_List ? iter->List.elts : iter->Tuple.elts;
  if (elts.n != 1 || elts.items[0]->kind == NODE_Starred) return false;
  Label next = label_new(g);
  gen_expr(g, elts.items[0]);
  gen_store(g, gen->comprehension.target);
  gen_inner(g, c, level, depth, next);
  label_here(g, next);
  return true;
}

static void gen_sync_level(Gen *g, const Comp *c, int level, uint32_t depth) {
  Node *gen = c->generators.items[level];
  Label next = label_new(g), skip = label_new(g), end = label_new(g);
  if (level == 0) {
    emit(g, OP_load_local, 0);
  } else {
    if (gen_single_item(g, c, level, depth)) return;
    gen_iterable(g, gen->comprehension.iter);
    emit(g, OP_get_iter, 0);
  }
  label_here(g, next);
  emit_jump(g, OP_for_iter, end);
  gen_store(g, gen->comprehension.target);
  gen_inner(g, c, level, depth + 1, skip);
  label_here(g, skip);
  emit_jump(g, OP_jump, next);
  label_here(g, end);
}

static void gen_async_level(Gen *g, const Comp *c, int level, uint32_t depth) {
  Node *gen = c->generators.items[level];
  Label next = label_new(g), skip = label_new(g), end = label_new(g);
  if (level == 0) {
    emit(g, OP_load_local, 0);
  } else {
    gen_expr(g, gen->comprehension.iter);
    emit(g, OP_get_aiter, 0);
  }
  label_here(g, next);
  int outer = region_enter(g, end, 0);
  emit(g, OP_get_anext, 0);
  emit_none(g);
  gen_send_loop(g);
  region_leave(g, outer);
  gen_store(g, gen->comprehension.target);
  gen_inner(g, c, level, depth + 1, skip);
  label_here(g, skip);
  emit_jump(g, OP_jump, next);
  label_here(g, end);
  emit(g, OP_end_async_for, 0);
}

static void gen_level(Gen *g, const Comp *c, int level, uint32_t depth) {
  if (c->generators.items[level]->comprehension.is_async) gen_async_level(g, c, level, depth);
  else gen_sync_level(g, c, level, depth);
}

static void check_async(Gen *g, Node *n, const Scope *inner) {
  Scope *s = g->u->scope;
  bool needs = inner->is_coroutine && !inner->is_generator_expression;
  if (!needs) return;
  bool ok = s->is_coroutine && (s->kind == SCOPE_FUNCTION || g->c->source->top_level_await);
  const Node *fn = s->key;
  if (s->kind == SCOPE_FUNCTION && !s->is_comprehension) ok = fn->kind == NODE_AsyncFunctionDef;
  if (!ok) compile_error(g->c, n->loc, "asynchronous comprehension outside of an asynchronous function");
}

void gen_comprehension(Gen *g, Node *n) {
  Comp c = comp_of(n);
  Scope *scope = scope_of(g->c, n);
  check_async(g, n, scope);
  bool is_coroutine = scope->is_coroutine && !scope->is_generator_expression;
  Node *first = c.generators.items[0];
  unit_enter(g, scope, scope->name, n->loc.line);
  g->loc = n->loc;
  if (c.build != OP_nop) emit(g, c.build, 0);
  gen_level(g, &c, 0, 1);
  if (c.build == OP_nop) {
    g->loc = (Loc){0};
    emit_none(g);
  }
  emit(g, OP_return_value, 0);
  Code *code = unit_leave(g);
  g->loc = n->loc;
  emit_make_function(g, code, 0);
  if (first->comprehension.is_async) gen_expr(g, first->comprehension.iter);
  else gen_iterable(g, first->comprehension.iter);
  emit(g, first->comprehension.is_async ? OP_get_aiter : OP_get_iter, 0);
  emit(g, OP_call, 1);
  if (is_coroutine) gen_await(g, 0);
}
