/* Functions, lambdas and classes. */
#include <string.h>

#include "gen.h"

enum { HAS_DEFAULTS = 1, HAS_KWDEFAULTS = 2, HAS_ANNOTATIONS = 4 };

/* Pushes what defaults there are; returns the make_function flags. */
static uint32_t gen_defaults(Gen *g, Node *args) {
  uint32_t flags = 0, kw = 0;
  if (args->arguments.defaults.n) {
    NodeList defaults = args->arguments.defaults;
    for (int i = 0; i < defaults.n; i++) gen_expr(g, defaults.items[i]);
    emit(g, OP_build_tuple, (uint32_t)defaults.n);
    flags |= HAS_DEFAULTS;
  }
  for (int i = 0; i < args->arguments.kwonlyargs.n; i++) {
    Node *value = args->arguments.kw_defaults.items[i];
    if (!value) continue;
    Identifier name = ident_mangle(g->c, g->u->scope->private, args->arguments.kwonlyargs.items[i]->arg.arg);
    emit_text(g, name->text, name->len);
    gen_expr(g, value);
    kw++;
  }
  if (kw) {
    emit(g, OP_build_map, kw);
    flags |= HAS_KWDEFAULTS;
  }
  return flags;
}

/* ---- annotations ---- */

static void gen_annotation_value(Gen *g, Node *annotation) {
  if (g->c->future_flags & CODE_FUTURE_ANNOTATIONS) {
    Name text = unparse_expr(g, annotation);
    emit_text(g, text.text, text.len);
  } else if (annotation->kind == NODE_Starred) { /* *args: *Ts */
    gen_expr(g, annotation->Starred.value);
    emit(g, OP_unpack_sequence, 1);
  } else {
    gen_expr(g, annotation);
  }
}

static uint32_t gen_annotation(Gen *g, Identifier name, Node *annotation) {
  if (!annotation) return 0;
  Identifier mangled = ident_mangle(g->c, g->u->scope->private, name);
  emit_text(g, mangled->text, mangled->len);
  gen_annotation_value(g, annotation);
  return 2;
}

static uint32_t gen_arg_annotations(Gen *g, NodeList args) {
  uint32_t n = 0;
  for (int i = 0; i < args.n; i++) n += gen_annotation(g, args.items[i]->arg.arg, args.items[i]->arg.annotation);
  return n;
}

static uint32_t gen_annotations(Gen *g, Node *args, Node *returns) {
  uint32_t n = gen_arg_annotations(g, args->arguments.posonlyargs);
  n += gen_arg_annotations(g, args->arguments.args);
  Node *var = args->arguments.vararg, *kw = args->arguments.kwarg;
  if (var) n += gen_annotation(g, var->arg.arg, var->arg.annotation);
  n += gen_arg_annotations(g, args->arguments.kwonlyargs);
  if (kw) n += gen_annotation(g, kw->arg.arg, kw->arg.annotation);
  n += gen_annotation(g, ident_make(g->c, "return", 6), returns);
  if (!n) return 0;
  emit(g, OP_build_tuple, n);
  return HAS_ANNOTATIONS;
}

static void check_parameter_names(Gen *g, NodeList args) {
  for (int i = 0; i < args.n; i++)
    if (!strcmp(args.items[i]->arg.arg->text, "__debug__")) compile_error(g->c, g->loc, "cannot assign to __debug__");
}

static void check_parameters(Gen *g, Node *args) {
  check_parameter_names(g, args->arguments.posonlyargs);
  check_parameter_names(g, args->arguments.args);
  check_parameter_names(g, args->arguments.kwonlyargs);
  if (args->arguments.vararg) check_parameter_names(g, (NodeList){&args->arguments.vararg, 1});
  if (args->arguments.kwarg) check_parameter_names(g, (NodeList){&args->arguments.kwarg, 1});
}

/* ---- def ---- */

bool is_docstring(const Node *stmt) {
  return stmt->kind == NODE_Expr && stmt->Expr.value->kind == NODE_Constant &&
         stmt->Expr.value->Constant.value->kind == CONST_str;
}

static Code *gen_function_code(Gen *g, Node *n, uint32_t firstlineno) {
  NodeList body = n->FunctionDef.body;
  unit_enter(g, scope_of(g->c, n), n->FunctionDef.name, firstlineno);
  bool doc = body.n && is_docstring(body.items[0]) && g->c->source->optimize < 2;
  if (doc) const_slot(g, *body.items[0]->Expr.value->Constant.value);
  else const_slot(g, (Const){.kind = CONST_none});
  for (int i = doc; i < body.n; i++) gen_stmt(g, body.items[i]);
  g->loc = (Loc){0};
  emit_none(g);
  emit(g, OP_return_value, 0);
  Code *code = unit_leave(g);
  g->loc = n->loc;
  return code;
}

static void gen_decorators(Gen *g, NodeList list) {
  for (int i = 0; i < list.n; i++) gen_expr(g, list.items[i]);
}

static void apply_decorators(Gen *g, NodeList list) {
  Loc saved = g->loc;
  for (int i = list.n - 1; i >= 0; i--) {
    g->loc = list.items[i]->loc;
    emit(g, OP_call, 1);
  }
  g->loc = saved;
}

static uint32_t first_line(Node *n, NodeList decorators) { return decorators.n ? decorators.items[0]->loc.line : n->loc.line; }

/* A generic function is made inside a hidden one that binds the type parameters and gets the
 * defaults, evaluated outside, as arguments. */
static void gen_generic_function(Gen *g, Node *n, uint32_t line, uint32_t flags) {
  uint32_t nargs = (flags & HAS_DEFAULTS ? 1 : 0) + (flags & HAS_KWDEFAULTS ? 1 : 0);
  unit_enter(g, scope_of(g->c, &n->FunctionDef.type_params), n->FunctionDef.name, line);
  Unit *u = g->u;
  Identifier *locals = ARENA_ARRAY(g->c->arena, Identifier, (size_t)u->nlocals + nargs);
  for (uint32_t i = 0; i < nargs; i++) locals[i] = ident_make(g->c, i ? ".kwdefaults" : ".defaults", i ? 11 : 9);
  memcpy(locals + nargs, u->locals, sizeof(Identifier) * (size_t)u->nlocals);
  for (int i = 0; i < u->scope->nsymbols; i++)
    if (u->scope->symbols[i].binding == BIND_LOCAL) u->scope->symbols[i].slot += nargs;
  u->locals = locals;
  u->nlocals += (int)nargs;
  u->code->argcount = nargs;
  g->loc = n->loc;
  gen_type_params(g, n->FunctionDef.type_params);
  for (uint32_t i = 0; i < nargs; i++) emit(g, OP_load_local, i);
  flags |= gen_annotations(g, n->FunctionDef.args, n->FunctionDef.returns);
  emit_make_function(g, gen_function_code(g, n, line), flags);
  emit(g, OP_swap, 2);
  emit(g, OP_intrinsic_2, INTRINSIC_set_function_type_params);
  emit(g, OP_return_value, 0);
  Code *code = unit_leave(g);
  g->loc = n->loc;
  emit_make_function(g, code, 0);
  if (nargs) { /* defaults.. f -- f defaults.. */
    emit(g, OP_swap, nargs + 1);
    if (nargs == 2) emit(g, OP_swap, 2);
  }
  emit(g, OP_call, nargs);
}

void gen_function(Gen *g, Node *n) {
  NodeList decorators = n->FunctionDef.decorator_list;
  uint32_t line = first_line(n, decorators);
  check_parameters(g, n->FunctionDef.args);
  gen_decorators(g, decorators);
  uint32_t flags = gen_defaults(g, n->FunctionDef.args);
  if (n->FunctionDef.type_params.n) {
    gen_generic_function(g, n, line, flags);
  } else {
    flags |= gen_annotations(g, n->FunctionDef.args, n->FunctionDef.returns);
    emit_make_function(g, gen_function_code(g, n, line), flags);
  }
  apply_decorators(g, decorators);
  gen_name(g, n->FunctionDef.name, NAME_STORE);
}

void gen_lambda(Gen *g, Node *n) {
  check_parameters(g, n->Lambda.args);
  uint32_t flags = gen_defaults(g, n->Lambda.args);
  Scope *scope = scope_of(g->c, n);
  unit_enter(g, scope, scope->name, n->loc.line);
  const_slot(g, (Const){.kind = CONST_none});
  gen_expr(g, n->Lambda.body);
  g->loc = n->Lambda.body->loc;
  emit(g, OP_return_value, 0);
  Code *code = unit_leave(g);
  emit_make_function(g, code, flags);
}

/* ---- class ---- */

static void load_own_name(Gen *g, const char *from, const char *to) {
  emit(g, OP_load_name, name_slot(g, ident_make(g->c, from, strlen(from))));
  emit(g, OP_store_name, name_slot(g, ident_make(g->c, to, strlen(to))));
}

static void gen_class_result(Gen *g) {
  Unit *u = g->u;
  if (!u->scope->needs_class_closure) {
    emit_none(g);
  } else {
    uint32_t slot = 0;
    while (u->derefs[slot] != g->c->id_class) slot++;
    emit(g, OP_load_cell, slot);
    emit(g, OP_copy, 1);
    emit(g, OP_store_name, name_slot(g, ident_make(g->c, "__classcell__", 13)));
  }
  emit(g, OP_return_value, 0);
}

static Code *gen_class_code(Gen *g, Node *n, uint32_t firstlineno) {
  Scope *scope = scope_of(g->c, n);
  unit_enter(g, scope, n->ClassDef.name, firstlineno);
  g->loc = (Loc){firstlineno, firstlineno, 0, 0};
  load_own_name(g, "__name__", "__module__");
  emit_text(g, g->u->qualname.text, g->u->qualname.len);
  emit(g, OP_store_name, name_slot(g, ident_make(g->c, "__qualname__", 12)));
  if (n->ClassDef.type_params.n) {
    gen_name(g, ident_make(g->c, ".type_params", 12), NAME_LOAD);
    emit(g, OP_store_name, name_slot(g, ident_make(g->c, "__type_params__", 15)));
  }
  gen_body(g, n->ClassDef.body);
  g->loc = (Loc){0};
  gen_class_result(g);
  return unit_leave(g);
}

/* __build_class__(function, name, *bases, **keywords) */
static void gen_build_class(Gen *g, Node *n, uint32_t line, NodeList bases) {
  emit(g, OP_load_build_class, 0);
  Code *code = gen_class_code(g, n, line);
  g->loc = n->loc;
  emit_make_function(g, code, 0);
  emit_text(g, n->ClassDef.name->text, n->ClassDef.name->len);
  gen_call_helper(g, 2, bases, n->ClassDef.keywords);
}

static void gen_generic_class(Gen *g, Node *n, uint32_t line) {
  Identifier params = ident_make(g->c, ".type_params", 12), generic = ident_make(g->c, ".generic_base", 13);
  unit_enter(g, scope_of(g->c, &n->ClassDef.type_params), n->ClassDef.name, line);
  g->loc = n->loc;
  gen_type_params(g, n->ClassDef.type_params);
  emit(g, OP_copy, 1);
  gen_name(g, params, NAME_STORE);
  emit(g, OP_intrinsic_1, INTRINSIC_subscript_generic);
  gen_name(g, generic, NAME_STORE);
  Node *base = ast_node(g->c->arena, NODE_Name, n->loc);
  base->Name.id = generic;
  base->Name.ctx = AST_Load;
  NodeList bases = {ARENA_ARRAY(g->c->arena, Node *, (size_t)n->ClassDef.bases.n + 1), n->ClassDef.bases.n + 1};
  if (n->ClassDef.bases.n) memcpy(bases.items, n->ClassDef.bases.items, sizeof(Node *) * (size_t)n->ClassDef.bases.n);
  bases.items[n->ClassDef.bases.n] = base;
  gen_build_class(g, n, line, bases);
  emit(g, OP_return_value, 0);
  Code *code = unit_leave(g);
  g->loc = n->loc;
  emit_make_function(g, code, 0);
  emit(g, OP_call, 0);
}

void gen_class(Gen *g, Node *n) {
  NodeList decorators = n->ClassDef.decorator_list;
  uint32_t line = first_line(n, decorators);
  gen_decorators(g, decorators);
  if (n->ClassDef.type_params.n) gen_generic_class(g, n, line);
  else gen_build_class(g, n, line, n->ClassDef.bases);
  apply_decorators(g, decorators);
  gen_name(g, n->ClassDef.name, NAME_STORE);
}
