/* Displays: list, tuple, set and dict literals, with and without starred parts. */
#include "gen.h"

static bool has_star(NodeList elts) {
  for (int i = 0; i < elts.n; i++)
    if (elts.items[i]->kind == NODE_Starred) return true;
  return false;
}


void gen_exprs_display(Gen *g, NodeList elts, Opcode build, Opcode add, Opcode extend, bool to_tuple) {
  bool starred = has_star(elts);
  if (!starred && elts.n <= STACK_CHUNK) {
    for (int i = 0; i < elts.n; i++) gen_expr(g, elts.items[i]);
    emit(g, build, (uint32_t)elts.n);
    return;
  }
  int first = 0;
  while (elts.n <= STACK_CHUNK && first < elts.n && elts.items[first]->kind != NODE_Starred) gen_expr(g, elts.items[first++]);
  emit(g, to_tuple ? OP_build_list : build, (uint32_t)first);
  for (int i = first; i < elts.n; i++) {
    Node *e = elts.items[i];
    if (e->kind == NODE_Starred) {
      gen_expr(g, e->Starred.value);
      emit(g, extend, 1);
    } else {
      gen_expr(g, e);
      emit(g, add, 1);
    }
  }
  if (to_tuple) emit(g, OP_list_to_tuple, 0);
}

void gen_dict(Gen *g, Node *n) {
  NodeList keys = n->Dict.keys, values = n->Dict.values;
  uint32_t pending = 0;
  bool made = false;
  for (int i = 0; i < keys.n; i++) {
    if (keys.items[i] && !made && keys.n <= STACK_CHUNK / 2) {
      gen_expr(g, keys.items[i]);
      gen_expr(g, values.items[i]);
      pending++;
      continue;
    }
    if (!made) {
      emit(g, OP_build_map, pending);
      made = true;
    }
    if (keys.items[i]) {
      gen_expr(g, keys.items[i]);
      gen_expr(g, values.items[i]);
      emit(g, OP_map_add, 1);
    } else {
      gen_expr(g, values.items[i]);
      emit(g, OP_dict_update, 1);
    }
  }
  if (!made) emit(g, OP_build_map, pending);
}
