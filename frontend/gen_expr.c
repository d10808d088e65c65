/* Expressions: one function for each kind, and conditions that jump. */
#include <string.h>

#include "gen.h"

/* Whether the truth of a constant is known, and which it is. */
static bool const_truth(const Const *c, bool *truth) {
  switch (c->kind) {
  case CONST_none:
  case CONST_false: *truth = false; return true;
  case CONST_true:
  case CONST_ellipsis:
  case CONST_bigint: *truth = true; return true;
  case CONST_int: *truth = c->i != 0; return true;
  case CONST_str:
  case CONST_bytes: *truth = c->s.len != 0; return true;
  case CONST_tuple: *truth = c->seq.n != 0; return true;
  default: return false;
  }
}

static void gen_bool_op(Gen *g, Node *n) {
  NodeList values = n->BoolOp.values;
  Label end = label_new(g);
  Const value;
  bool truth;
  for (int i = 0; i < values.n - 1; i++) {
    bool constant = fold_expr(g, values.items[i], &value) && const_truth(&value, &truth);
    if (constant && truth == (n->BoolOp.op == AST_And)) continue;
    gen_expr(g, values.items[i]);
    if (constant) { /* the result; what follows is only checked */
      emit_jump(g, OP_jump, end);
      continue;
    }
    emit(g, OP_copy, 1);
    emit_jump(g, n->BoolOp.op == AST_And ? OP_jump_if_false : OP_jump_if_true, end);
    emit(g, OP_pop_top, 0);
  }
  gen_expr(g, values.items[values.n - 1]);
  label_here(g, end);
}

static void gen_unary(Gen *g, Node *n) {
  static const uint8_t ops[] = {[AST_Invert] = OP_unary_invert, [AST_Not] = OP_unary_not,
                                [AST_UAdd] = OP_unary_positive, [AST_USub] = OP_unary_negative};
  gen_expr(g, n->UnaryOp.operand);
  emit(g, ops[n->UnaryOp.op], 0);
}

static void gen_if_exp(Gen *g, Node *n) {
  Label orelse = label_new(g), end = label_new(g);
  gen_jump_if(g, n->IfExp.test, orelse, false);
  gen_expr(g, n->IfExp.body);
  emit_plain_jump(g, end);
  label_here(g, orelse);
  gen_expr(g, n->IfExp.orelse);
  label_here(g, end);
}

/* ---- comparison ---- */

static void emit_compare(Gen *g, int op) {
  static const struct { uint8_t op, arg; } table[] = {
    [AST_Eq] = {OP_compare, CMP_eq}, [AST_NotEq] = {OP_compare, CMP_ne}, [AST_Lt] = {OP_compare, CMP_lt},
    [AST_LtE] = {OP_compare, CMP_le}, [AST_Gt] = {OP_compare, CMP_gt}, [AST_GtE] = {OP_compare, CMP_ge},
    [AST_Is] = {OP_is_op, 0}, [AST_IsNot] = {OP_is_op, 1}, [AST_In] = {OP_contains_op, 0}, [AST_NotIn] = {OP_contains_op, 1}};
  emit(g, table[op].op, table[op].arg);
}

/* Constants that are no singletons. */
static bool is_odd_for_is(Gen *g, Node *n) {
  Const value;
  if (n->kind != NODE_Constant && n->kind != NODE_Tuple && n->kind != NODE_UnaryOp && n->kind != NODE_BinOp) return false;
  if (!fold_expr(g, n, &value)) return false;
  return value.kind != CONST_none && value.kind != CONST_true && value.kind != CONST_false && value.kind != CONST_ellipsis;
}

static void check_is_literal(Gen *g, Node *n) {
  Node *left = n->Compare.left;
  for (int i = 0; i < n->Compare.ops.n; i++) {
    int op = n->Compare.ops.items[i];
    Node *right = n->Compare.comparators.items[i];
    if ((op == AST_Is || op == AST_IsNot) && (is_odd_for_is(g, left) || is_odd_for_is(g, right)))
      compile_warn(g->c, n->loc, op == AST_Is ? "\"is\" with a literal. Did you mean \"==\"?"
                                              : "\"is not\" with a literal. Did you mean \"!=\"?");
    left = right;
  }
}

static bool has_starred(NodeList elts) {
  for (int i = 0; i < elts.n; i++)
    if (elts.items[i]->kind == NODE_Starred) return true;
  return false;
}

/* What is only iterated over or searched: a list display may as well be a tuple, and constants a constant. */
void gen_iterable(Gen *g, Node *n) {
  if (n->kind != NODE_List && n->kind != NODE_Set) {
    gen_expr(g, n);
    return;
  }
  Node *tuple = ast_node(g->c->arena, NODE_Tuple, n->loc);
  tuple->Tuple.elts = n->kind == NODE_List ? n->List.elts : n->Set.elts;
  tuple->Tuple.ctx = AST_Load;
  Const value;
  if (!fold_expr(g, tuple, &value)) {
    gen_expr(g, n->kind == NODE_List && !has_starred(tuple->Tuple.elts) ? tuple : n);
    return;
  }
  if (n->kind == NODE_Set) value.kind = CONST_frozenset;
  Loc saved = g->loc;
  g->loc = n->loc;
  emit_const(g, value);
  g->loc = saved;
}

static void gen_comparand(Gen *g, int op, Node *right) {
  if (op == AST_In || op == AST_NotIn) gen_iterable(g, right);
  else gen_expr(g, right);
}

/* a < b < c: b is kept under the result of the first comparison. */
static void gen_compare_link(Gen *g, Node *n, int i) {
  gen_comparand(g, n->Compare.ops.items[i], n->Compare.comparators.items[i]);
  emit(g, OP_swap, 2);
  emit(g, OP_copy, 2);
  emit_compare(g, n->Compare.ops.items[i]);
}

static void gen_compare(Gen *g, Node *n) {
  int last = n->Compare.ops.n - 1;
  check_is_literal(g, n);
  gen_expr(g, n->Compare.left);
  if (last == 0) {
    gen_comparand(g, n->Compare.ops.items[0], n->Compare.comparators.items[0]);
    emit_compare(g, n->Compare.ops.items[0]);
    return;
  }
  Label cleanup = label_new(g), end = label_new(g);
  for (int i = 0; i < last; i++) {
    gen_compare_link(g, n, i);
    emit(g, OP_copy, 1);
    emit_jump(g, OP_jump_if_false, cleanup);
    emit(g, OP_pop_top, 0);
  }
  gen_comparand(g, n->Compare.ops.items[last], n->Compare.comparators.items[last]);
  emit_compare(g, n->Compare.ops.items[last]);
  emit_plain_jump(g, end);
  label_here(g, cleanup);
  emit(g, OP_swap, 2);
  emit(g, OP_pop_top, 0);
  label_here(g, end);
}

/* ---- conditions ---- */

static void jump_if_chain(Gen *g, Node *n, Label target, bool when) {
  int last = n->Compare.ops.n - 1;
  Label cleanup = label_new(g), end = label_new(g);
  gen_expr(g, n->Compare.left);
  for (int i = 0; i < last; i++) {
    gen_compare_link(g, n, i);
    emit_jump(g, OP_jump_if_false, cleanup);
  }
  gen_comparand(g, n->Compare.ops.items[last], n->Compare.comparators.items[last]);
  emit_compare(g, n->Compare.ops.items[last]);
  emit_jump(g, when ? OP_jump_if_true : OP_jump_if_false, target);
  emit_plain_jump(g, end);
  label_here(g, cleanup);
  emit(g, OP_pop_top, 0);
  if (!when) emit_plain_jump(g, target);
  label_here(g, end);
}

static void jump_if_bool_op(Gen *g, Node *n, Label target, bool when) {
  NodeList values = n->BoolOp.values;
  bool stops_when = n->BoolOp.op == AST_Or; /* the outcome that decides early */
  Label decided = stops_when == when ? target : label_new(g);
  for (int i = 0; i < values.n - 1; i++) gen_jump_if(g, values.items[i], decided, stops_when);
  gen_jump_if(g, values.items[values.n - 1], target, when);
  if (decided != target) label_here(g, decided);
}

static void jump_if_if_exp(Gen *g, Node *n, Label target, bool when) {
  Label orelse = label_new(g), end = label_new(g);
  gen_jump_if(g, n->IfExp.test, orelse, false);
  gen_jump_if(g, n->IfExp.body, target, when);
  emit_plain_jump(g, end);
  label_here(g, orelse);
  gen_jump_if(g, n->IfExp.orelse, target, when);
  label_here(g, end);
}

/* x is None, x is not None without making a bool. */
static bool jump_if_none(Gen *g, Node *n, Label target, bool when) {
  if (n->Compare.ops.n != 1) return false;
  int op = n->Compare.ops.items[0];
  const Node *right = n->Compare.comparators.items[0];
  bool is = op == AST_Is, is_not = op == AST_IsNot;
  if ((!is && !is_not) || right->kind != NODE_Constant || right->Constant.value->kind != CONST_none) return false;
  check_is_literal(g, n);
  gen_expr(g, n->Compare.left);
  emit_jump(g, is == when ? OP_jump_if_none : OP_jump_if_not_none, target);
  return true;
}

/* The jump belongs to the statement, but after a comparison, and from there on, to that: so CPython has
 * it, which shows in line events and in where an exception is located. */
void gen_jump_if(Gen *g, Node *n, Label target, bool when) {
  Const value;
  bool truth;
  compile_enter(g->c, n->loc);
  if (n->kind == NODE_Compare) g->loc = n->loc;
  if (n->kind == NODE_UnaryOp && n->UnaryOp.op == AST_Not) {
    gen_jump_if(g, n->UnaryOp.operand, target, !when);
  } else if (n->kind == NODE_BoolOp) {
    jump_if_bool_op(g, n, target, when);
  } else if (n->kind == NODE_IfExp) {
    jump_if_if_exp(g, n, target, when);
  } else if (n->kind == NODE_Compare && n->Compare.ops.n > 1) {
    check_is_literal(g, n);
    jump_if_chain(g, n, target, when);
  } else if (n->kind == NODE_Compare && jump_if_none(g, n, target, when)) {
    /* done */
  } else if (fold_expr(g, n, &value) && const_truth(&value, &truth)) {
    Loc jump = g->loc;
    g->loc = n->loc;
    emit(g, OP_nop, 0); /* the line stays */
    g->loc = jump;
    if (truth == when) emit_jump(g, OP_jump, target);
  } else {
    gen_expr(g, n);
    emit_jump(g, when ? OP_jump_if_true : OP_jump_if_false, target);
  }
  g->c->depth--;
}

/* ---- attributes, items ---- */

/* A chain over several lines: errors point at the line of the attribute's own name. */
void gen_attribute_loc(Gen *g, Node *attribute) {
  if (g->loc.line == attribute->loc.end_line) return;
  g->loc.line = attribute->loc.end_line;
  uint32_t len = (uint32_t)attribute->Attribute.attr->len;
  if (len <= attribute->loc.end_col) {
    g->loc.col = attribute->loc.end_col - len;
    g->loc.end_col = attribute->loc.end_col;
  } else {
    g->loc.col = g->loc.end_col = 0;
  }
}

static void gen_attribute(Gen *g, Node *n) {
  gen_expr(g, n->Attribute.value);
  gen_attribute_loc(g, n);
  emit(g, OP_load_attr, name_slot(g, ident_mangle(g->c, g->u->scope->private, n->Attribute.attr)));
}

static const char *literal_type(const Node *n) {
  switch ((NodeKind)n->kind) {
  case NODE_Tuple: return "tuple";
  case NODE_List:
  case NODE_ListComp: return "list";
  case NODE_Dict:
  case NODE_DictComp: return "dict";
  case NODE_Set:
  case NODE_SetComp: return "set";
  case NODE_GeneratorExp: return "generator";
  case NODE_Lambda: return "function";
  case NODE_JoinedStr:
  case NODE_FormattedValue: return "str";
  default: return const_name(n->Constant.value).text;
  }
}

Name const_name(const Const *c) {
  static const char *const names[] = {[CONST_none] = "NoneType", [CONST_true] = "bool", [CONST_false] = "bool",
    [CONST_ellipsis] = "ellipsis", [CONST_int] = "int", [CONST_bigint] = "int", [CONST_float] = "float",
    [CONST_complex] = "complex", [CONST_str] = "str", [CONST_bytes] = "bytes", [CONST_tuple] = "tuple",
    [CONST_frozenset] = "frozenset", [CONST_code] = "code"};
  return (Name){names[c->kind], strlen(names[c->kind])};
}

static void check_subscript(Gen *g, Node *n) {
  const Node *value = n->Subscript.value;
  bool never = value->kind == NODE_Set || value->kind == NODE_SetComp || value->kind == NODE_GeneratorExp ||
               value->kind == NODE_Lambda;
  if (value->kind == NODE_Constant) {
    ConstKind k = value->Constant.value->kind;
    never = k != CONST_str && k != CONST_bytes && k != CONST_tuple;
  }
  if (never) compile_warn(g->c, n->loc, "'%s' object is not subscriptable; perhaps you missed a comma?", literal_type(value));
}

static void check_index(Gen *g, Node *n) {
  const Node *value = n->Subscript.value, *index = n->Subscript.slice;
  static const bool displays[NODE_COUNT] = {
    [NODE_Tuple] = true, [NODE_List] = true, [NODE_ListComp] = true, [NODE_Set] = true, [NODE_SetComp] = true, [NODE_Dict] = true,
    [NODE_DictComp] = true, [NODE_GeneratorExp] = true, [NODE_Lambda] = true, [NODE_JoinedStr] = true, [NODE_FormattedValue] = true};
  bool bad_index = displays[index->kind] ||
                   (index->kind == NODE_Constant && index->Constant.value->kind != CONST_int && index->Constant.value->kind != CONST_bigint &&
                    index->Constant.value->kind != CONST_true && index->Constant.value->kind != CONST_false);
  bool sequence = value->kind == NODE_Tuple || value->kind == NODE_List || value->kind == NODE_ListComp ||
                  value->kind == NODE_JoinedStr ||
                  (value->kind == NODE_Constant && (value->Constant.value->kind == CONST_str || value->Constant.value->kind == CONST_bytes));
  if (sequence && bad_index)
    compile_warn(g->c, n->loc, "%s indices must be integers or slices, not %s; perhaps you missed a comma?",
                 literal_type(value), literal_type(index));
}

static void gen_subscript(Gen *g, Node *n) {
  check_subscript(g, n);
  check_index(g, n);
  gen_expr(g, n->Subscript.value);
  gen_expr(g, n->Subscript.slice);
  emit(g, OP_load_item, 0);
}

static void gen_slice(Gen *g, Node *n) {
  Node *parts[3] = {n->Slice.lower, n->Slice.upper, n->Slice.step};
  int count = n->Slice.step ? 3 : 2;
  for (int i = 0; i < count; i++) {
    if (parts[i]) gen_expr(g, parts[i]);
    else emit_none(g);
  }
  emit(g, OP_build_slice, (uint32_t)count);
}

/* ---- yield, await ---- */

/* Delegation: [iter, None] on the stack becomes the result.  An exception thrown in while the inner
 * iterator is suspended arrives at fail, where StopIteration means the result. */
void gen_send_loop(Gen *g) {
  Label start = label_new(g), exit = label_new(g), fail = label_new(g);
  label_here(g, start);
  emit_jump(g, OP_send, exit);
  int outer = region_enter(g, fail, 1);
  emit(g, OP_yield_value, 1);
  region_leave(g, outer);
  emit_jump(g, OP_jump, start);
  label_here(g, fail);
  emit(g, OP_cleanup_throw, 0);
  label_here(g, exit);
}

void gen_await(Gen *g, int where) {
  emit(g, OP_get_awaitable, (uint32_t)where);
  emit_none(g);
  gen_send_loop(g);
}

static void gen_yield(Gen *g, Node *n) {
  Scope *s = g->u->scope;
  if (s->kind != SCOPE_FUNCTION) compile_error(g->c, n->loc, "'yield' outside function");
  if (n->Yield.value) gen_expr(g, n->Yield.value);
  else emit_none(g);
  if (s->is_generator && s->is_coroutine) emit(g, OP_async_gen_wrap, 0);
  emit(g, OP_yield_value, 0);
}

static void gen_yield_from(Gen *g, Node *n) {
  Scope *s = g->u->scope;
  if (s->kind != SCOPE_FUNCTION) compile_error(g->c, n->loc, "'yield' outside function");
  if (s->is_coroutine && s->kind == SCOPE_FUNCTION) compile_error(g->c, n->loc, "'yield from' inside async function");
  gen_expr(g, n->YieldFrom.value);
  emit(g, OP_get_yield_from_iter, 0);
  emit_none(g);
  gen_send_loop(g);
}

static void check_await(Gen *g, Node *n) {
  Scope *s = g->u->scope;
  if (s->kind == SCOPE_MODULE && g->c->source->top_level_await) return;
  if (s->kind != SCOPE_FUNCTION) compile_error(g->c, n->loc, "'await' outside function");
  const Node *fn = s->key;
  if (fn->kind != NODE_AsyncFunctionDef && !s->is_comprehension) compile_error(g->c, n->loc, "'await' outside async function");
}

static void gen_await_expr(Gen *g, Node *n) {
  check_await(g, n);
  gen_expr(g, n->Await.value);
  gen_await(g, 0);
}

static void gen_named(Gen *g, Node *n) {
  gen_expr(g, n->NamedExpr.value);
  emit(g, OP_copy, 1);
  gen_store(g, n->NamedExpr.target);
}

/* ---- dispatch ---- */

static void gen_set(Gen *g, Node *n) { gen_exprs_display(g, n->Set.elts, OP_build_set, OP_set_add, OP_set_update, false); }

static void gen_list(Gen *g, Node *n) {
  gen_exprs_display(g, n->List.elts, OP_build_list, OP_list_append, OP_list_extend, false);
}

static void gen_tuple(Gen *g, Node *n) {
  gen_exprs_display(g, n->Tuple.elts, OP_build_tuple, OP_list_append, OP_list_extend, true);
}

static void gen_binary(Gen *g, Node *n) {
  gen_expr(g, n->BinOp.left);
  gen_expr(g, n->BinOp.right);
  emit_binary(g, n->BinOp.op, false);
}

static void gen_load_name(Gen *g, Node *n) { gen_name(g, n->Name.id, NAME_LOAD); }

static void gen_stray_star(Gen *g, Node *n) { compile_error(g->c, n->loc, "can't use starred expression here"); }

static void (*const generators[NODE_COUNT])(Gen *, Node *) = {
  [NODE_BoolOp] = gen_bool_op, [NODE_NamedExpr] = gen_named, [NODE_BinOp] = gen_binary, [NODE_UnaryOp] = gen_unary,
  [NODE_Lambda] = gen_lambda, [NODE_IfExp] = gen_if_exp, [NODE_Dict] = gen_dict, [NODE_Set] = gen_set,
  [NODE_ListComp] = gen_comprehension, [NODE_SetComp] = gen_comprehension, [NODE_DictComp] = gen_comprehension,
  [NODE_GeneratorExp] = gen_comprehension, [NODE_Await] = gen_await_expr, [NODE_Yield] = gen_yield,
  [NODE_YieldFrom] = gen_yield_from, [NODE_Compare] = gen_compare, [NODE_Call] = gen_call,
  [NODE_FormattedValue] = gen_fstring, [NODE_JoinedStr] = gen_fstring, [NODE_TemplateStr] = gen_template,
  [NODE_Attribute] = gen_attribute, [NODE_Subscript] = gen_subscript, [NODE_Starred] = gen_stray_star,
  [NODE_Name] = gen_load_name, [NODE_List] = gen_list, [NODE_Tuple] = gen_tuple, [NODE_Slice] = gen_slice,
};

void gen_expr(Gen *g, Node *n) {
  Loc saved = g->loc;
  Const value;
  compile_enter(g->c, n->loc);
  g->loc = n->loc;
  if (fold_expr(g, n, &value)) emit_const(g, value);
  else generators[n->kind](g, n);
  g->loc = saved;
  g->c->depth--;
}
