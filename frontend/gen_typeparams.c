/* PEP 695: type parameters and type aliases. */
#include "gen.h"

/* A function that computes a bound, constraints or an alias's value when asked. */
static void gen_lazy(Gen *g, Node *value, const void *key, Identifier name) {
  unit_enter(g, scope_of(g->c, key), name, value->loc.line);
  const_slot(g, (Const){.kind = CONST_none});
  gen_expr(g, value);
  g->loc = value->loc;
  emit(g, OP_return_value, 0);
  emit_make_function(g, unit_leave(g), 0);
}

static void gen_type_param(Gen *g, Node *p) {
  Identifier name = p->TypeVar.name;
  g->loc = p->loc;
  emit_text(g, name->text, name->len);
  if (p->kind == NODE_TypeVar && p->TypeVar.bound) {
    bool constraints = p->TypeVar.bound->kind == NODE_Tuple;
    gen_lazy(g, p->TypeVar.bound, p, name);
    emit(g, OP_intrinsic_2, constraints ? INTRINSIC_typevar_with_constraints : INTRINSIC_typevar_with_bound);
  } else {
    emit(g, OP_intrinsic_1, p->kind == NODE_TypeVar ? INTRINSIC_typevar
                            : p->kind == NODE_ParamSpec ? INTRINSIC_paramspec : INTRINSIC_typevartuple);
  }
  emit(g, OP_copy, 1);
  gen_name(g, name, NAME_STORE);
}

void gen_type_params(Gen *g, NodeList params) {
  Loc saved = g->loc;
  for (int i = 0; i < params.n; i++) gen_type_param(g, params.items[i]);
  g->loc = saved;
  emit(g, OP_build_tuple, (uint32_t)params.n);
}

static void gen_alias(Gen *g, Node *n) {
  Identifier name = n->TypeAlias.name->Name.id;
  emit_text(g, name->text, name->len);
  if (n->TypeAlias.type_params.n) gen_type_params(g, n->TypeAlias.type_params);
  else emit_none(g);
  gen_lazy(g, n->TypeAlias.value, n, name);
  emit(g, OP_build_tuple, 3);
  emit(g, OP_intrinsic_1, INTRINSIC_typealias);
}

void gen_type_alias(Gen *g, Node *n) {
  Identifier name = n->TypeAlias.name->Name.id;
  if (n->TypeAlias.type_params.n) {
    unit_enter(g, scope_of(g->c, &n->TypeAlias.type_params), name, n->loc.line);
    g->loc = n->loc;
    gen_alias(g, n);
    emit(g, OP_return_value, 0);
    Code *code = unit_leave(g);
    g->loc = n->loc;
    emit_make_function(g, code, 0);
    emit(g, OP_call, 0);
  } else {
    gen_alias(g, n);
  }
  gen_name(g, name, NAME_STORE);
}
