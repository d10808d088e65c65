/* Assignment: targets, augmented and annotated assignment, del. */
#include "gen.h"

/* a, b = x, y: the tuple that was just built, or the constant one, is never made; its items go on the
 * stack with the first on top, as unpack_sequence leaves them. */
static bool unpack_in_place(Gen *g, int n) {
  enum { MOST_CONSTANTS = 8 };
  Unit *u = g->u;
  Ins *last = u->nins ? &u->ins[u->nins - 1] : NULL;
  if (last && last->op == OP_build_tuple && (int)last->arg == n && (n == 2 || n == 3)) {
    last->op = OP_swap;
    return true;
  }
  const Const *c = last && last->op == OP_load_const ? &u->consts[last->arg] : NULL;
  if (!c || c->kind != CONST_tuple || c->seq.n != (size_t)n || n > MOST_CONSTANTS) return false;
  Const items[MOST_CONSTANTS];
  for (int i = 0; i < n; i++) items[i] = c->seq.items[i];
  u->nins--;
  for (int i = n - 1; i >= 0; i--) emit_const(g, items[i]);
  return true;
}

static void gen_unpack(Gen *g, Node *target, NodeList elts) {
  int star = -1;
  for (int i = 0; i < elts.n; i++) {
    if (elts.items[i]->kind != NODE_Starred) continue;
    if (star >= 0) compile_error(g->c, target->loc, "multiple starred expressions in assignment");
    star = i;
  }
  if (star < 0) {
    if (!unpack_in_place(g, elts.n)) emit(g, OP_unpack_sequence, (uint32_t)elts.n);
  } else {
    int after = elts.n - star - 1;
    if (star > 255 || after > 0xffff) compile_error(g->c, target->loc, "too many expressions in star-unpacking assignment");
    emit(g, OP_unpack_ex, (uint32_t)star | (uint32_t)after << 8);
  }
  for (int i = 0; i < elts.n; i++) gen_store(g, i == star ? elts.items[i]->Starred.value : elts.items[i]);
}

static void gen_forbidden_debug(Gen *g, Identifier name) {
  if (name->len == 9 && !__builtin_memcmp(name->text, "__debug__", 9)) compile_error(g->c, g->loc, "cannot assign to __debug__");
}

/* The value is on the stack; the rest of the target is evaluated and the value stored. */
void gen_store(Gen *g, Node *target) {
  Loc saved = g->loc;
  g->loc = target->loc;
  compile_enter(g->c, target->loc);
  switch ((NodeKind)target->kind) {
  case NODE_Name: gen_name(g, target->Name.id, NAME_STORE); break;
  case NODE_Attribute:
    gen_forbidden_debug(g, target->Attribute.attr);
    gen_expr(g, target->Attribute.value);
    gen_attribute_loc(g, target);
    emit(g, OP_store_attr, name_slot(g, ident_mangle(g->c, g->u->scope->private, target->Attribute.attr)));
    break;
  case NODE_Subscript:
    gen_expr(g, target->Subscript.value);
    gen_expr(g, target->Subscript.slice);
    emit(g, OP_store_item, 0);
    break;
  case NODE_List: gen_unpack(g, target, target->List.elts); break;
  case NODE_Tuple: gen_unpack(g, target, target->Tuple.elts); break;
  case NODE_Starred: compile_error(g->c, target->loc, "starred assignment target must be in a list or tuple");
  default: compile_error(g->c, target->loc, "cannot assign to this expression");
  }
  g->loc = saved;
  g->c->depth--;
}

void gen_assign(Gen *g, Node *n) {
  NodeList targets = n->Assign.targets;
  gen_expr(g, n->Assign.value);
  for (int i = 0; i < targets.n; i++) {
    if (i < targets.n - 1) emit(g, OP_copy, 1);
    gen_store(g, targets.items[i]);
  }
}

/* ---- augmented ---- */

static void gen_aug_value(Gen *g, Node *n) {
  gen_expr(g, n->AugAssign.value);
  g->loc = n->loc;
  emit_binary(g, n->AugAssign.op, true);
  g->loc = n->AugAssign.target->loc;
}

void gen_aug_assign(Gen *g, Node *n) {
  Node *t = n->AugAssign.target;
  g->loc = t->loc;
  switch ((NodeKind)t->kind) {
  case NODE_Name:
    gen_name(g, t->Name.id, NAME_LOAD);
    gen_aug_value(g, n);
    gen_name(g, t->Name.id, NAME_STORE);
    break;
  case NODE_Attribute: {
    uint32_t name = name_slot(g, ident_mangle(g->c, g->u->scope->private, t->Attribute.attr));
    gen_forbidden_debug(g, t->Attribute.attr);
    gen_expr(g, t->Attribute.value);
    emit(g, OP_copy, 1);
    gen_attribute_loc(g, t);
    emit(g, OP_load_attr, name);
    gen_aug_value(g, n);
    gen_attribute_loc(g, t);
    emit(g, OP_swap, 2);
    emit(g, OP_store_attr, name);
    break;
  }
  default: /* Subscript: obj key -- obj key value -- value obj key */
    gen_expr(g, t->Subscript.value);
    gen_expr(g, t->Subscript.slice);
    emit(g, OP_copy, 2);
    emit(g, OP_copy, 2);
    emit(g, OP_load_item, 0);
    gen_aug_value(g, n);
    emit(g, OP_swap, 3);
    emit(g, OP_swap, 2);
    emit(g, OP_store_item, 0);
    break;
  }
}

/* ---- annotated ---- */

static void gen_annotation(Gen *g, Node *n) {
  Scope *s = g->u->scope;
  bool kept = n->AnnAssign.simple && (s->kind == SCOPE_MODULE || s->kind == SCOPE_CLASS);
  if (!kept) {
    bool evaluated = !n->AnnAssign.simple && s->kind != SCOPE_FUNCTION;
    if (evaluated && !(g->c->future_flags & CODE_FUTURE_ANNOTATIONS)) {
      gen_expr(g, n->AnnAssign.annotation);
      emit(g, OP_pop_top, 0);
    }
    return;
  }
  Identifier name = ident_mangle(g->c, s->private, n->AnnAssign.target->Name.id);
  if (g->c->future_flags & CODE_FUTURE_ANNOTATIONS) {
    Name text = unparse_expr(g, n->AnnAssign.annotation);
    emit_text(g, text.text, text.len);
  } else {
    gen_expr(g, n->AnnAssign.annotation);
  }
  emit(g, OP_load_name, name_slot(g, g->c->id_annotations));
  emit_text(g, name->text, name->len);
  emit(g, OP_store_item, 0);
}

/* A target that is only annotated: its parts are evaluated for their effects. */
static void gen_bare_target(Gen *g, Node *target) {
  if (target->kind == NODE_Name) gen_forbidden_debug(g, target->Name.id);
  if (target->kind == NODE_Attribute) gen_forbidden_debug(g, target->Attribute.attr);
  Node *value = target->kind == NODE_Attribute ? target->Attribute.value : target->kind == NODE_Subscript ? target->Subscript.value : NULL;
  if (!value) return;
  gen_expr(g, value);
  emit(g, OP_pop_top, 0);
  if (target->kind != NODE_Subscript) return;
  gen_expr(g, target->Subscript.slice);
  emit(g, OP_pop_top, 0);
}

void gen_ann_assign(Gen *g, Node *n) {
  Node *target = n->AnnAssign.target;
  if (target->kind == NODE_Name && n->AnnAssign.simple) {
    Loc saved = g->loc;
    g->loc = target->loc;
    gen_forbidden_debug(g, target->Name.id);
    g->loc = saved;
  }
  if (n->AnnAssign.value) {
    gen_expr(g, n->AnnAssign.value);
    gen_store(g, target);
  } else {
    gen_bare_target(g, target);
  }
  gen_annotation(g, n);
}

/* ---- del ---- */

void gen_delete(Gen *g, Node *target) {
  Loc saved = g->loc;
  g->loc = target->loc;
  NodeList elts = target->kind == NODE_List ? target->List.elts : target->kind == NODE_Tuple ? target->Tuple.elts : (NodeList){0};
  switch ((NodeKind)target->kind) {
  case NODE_Name: gen_name(g, target->Name.id, NAME_DELETE); break;
  case NODE_Attribute:
    gen_expr(g, target->Attribute.value);
    gen_attribute_loc(g, target);
    emit(g, OP_delete_attr, name_slot(g, ident_mangle(g->c, g->u->scope->private, target->Attribute.attr)));
    break;
  case NODE_Subscript:
    gen_expr(g, target->Subscript.value);
    gen_expr(g, target->Subscript.slice);
    emit(g, OP_delete_item, 0);
    break;
  default:
    for (int i = 0; i < elts.n; i++) gen_delete(g, elts.items[i]);
  }
  g->loc = saved;
}
