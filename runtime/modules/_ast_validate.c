/* What compile() asks of a tree beyond its shape: contexts, counts, names that are no keywords, and
 * which expressions a pattern may hold; and the services behind compile() for trees. */
#include "_ast.h"

typedef struct { Ctx *ctx; } Check;

#define BAD(c, ...) (kr_raise((c)->ctx, &kr_type_ValueError, __VA_ARGS__), -1)

static int check_expr(Check *c, const Node *e, int context);
static int check_stmt(Check *c, const Node *s);
static int check_pattern(Check *c, const Node *p, bool star_ok);

static int check_name(Check *c, Identifier id) {
  static const char *const words[] = {"None", "True", "False"};
  for (int i = 0; id && i < 3; i++)
    if (!strcmp(id->text, words[i])) return BAD(c, "identifier field can't represent '%s' constant", words[i]);
  return 0;
}

static int check_location(Check *c, const Node *n) {
  Loc l = n->loc;
  if ((int)l.line > (int)l.end_line) return BAD(c, "AST node line range (%d, %d) is not valid", (int)l.line, (int)l.end_line);
  if (((int)l.line < 0 && l.end_line != l.line) || ((int)l.col < 0 && l.col != l.end_col))
    return BAD(c, "line %d, column %d-%d is not a valid range", (int)l.line, (int)l.col, (int)l.end_col);
  if ((int)l.line < 0 || (int)l.col < 0 || (int)l.end_col < 0 || (l.line == l.end_line && l.col > l.end_col))
    return BAD(c, "AST node column range (%d, %d) for line range (%d, %d) is not valid", (int)l.col, (int)l.end_col, (int)l.line, (int)l.end_line);
  return 0;
}

static int check_exprs(Check *c, NodeList list, int context, bool none_ok) {
  for (int i = 0; i < list.n; i++) {
    if (!list.items[i]) {
      if (!none_ok) return BAD(c, "None disallowed in expression list");
    } else if (check_expr(c, list.items[i], context) < 0) return -1;
  }
  return 0;
}

static int check_optional(Check *c, const Node *e, int context) { return e ? check_expr(c, e, context) : 0; }

static int check_body(Check *c, NodeList body, const char *owner) {
  if (!body.n) return BAD(c, "empty body on %s", owner);
  for (int i = 0; i < body.n; i++) {
    if (!body.items[i]) return BAD(c, "None disallowed in statement list");
    if (check_stmt(c, body.items[i]) < 0) return -1;
  }
  return 0;
}

static int check_stmts(Check *c, NodeList list) { return list.n ? check_body(c, list, "") : 0; }

static int check_generators(Check *c, NodeList list) {
  if (!list.n) return BAD(c, "comprehension with no generators");
  for (int i = 0; i < list.n; i++) {
    const Node *g = list.items[i];
    if (check_expr(c, g->comprehension.target, AST_Store) < 0 || check_expr(c, g->comprehension.iter, AST_Load) < 0 ||
        check_exprs(c, g->comprehension.ifs, AST_Load, false) < 0)
      return -1;
  }
  return 0;
}

static int check_arg_list(Check *c, NodeList list) {
  for (int i = 0; i < list.n; i++)
    if (check_location(c, list.items[i]) < 0 || check_optional(c, list.items[i]->arg.annotation, AST_Load) < 0) return -1;
  return 0;
}

static int check_arguments(Check *c, const Node *n) {
  if (check_arg_list(c, n->arguments.posonlyargs) < 0 || check_arg_list(c, n->arguments.args) < 0 || check_arg_list(c, n->arguments.kwonlyargs) < 0) return -1;
  if (n->arguments.vararg && check_optional(c, n->arguments.vararg->arg.annotation, AST_Load) < 0) return -1;
  if (n->arguments.kwarg && check_optional(c, n->arguments.kwarg->arg.annotation, AST_Load) < 0) return -1;
  if (n->arguments.defaults.n > n->arguments.posonlyargs.n + n->arguments.args.n) return BAD(c, "more positional defaults than args on arguments");
  if (n->arguments.kw_defaults.n != n->arguments.kwonlyargs.n) return BAD(c, "length of kwonlyargs is not the same as kw_defaults on arguments");
  return check_exprs(c, n->arguments.defaults, AST_Load, false) < 0 || check_exprs(c, n->arguments.kw_defaults, AST_Load, true) < 0 ? -1 : 0;
}

static int check_keywords(Check *c, NodeList list) {
  for (int i = 0; i < list.n; i++)
    if (check_expr(c, list.items[i]->keyword.value, AST_Load) < 0) return -1;
  return 0;
}

/* The context of an expression, or -1 when it has none. */
static int context_of(const Node *e) {
  switch (e->kind) {
  case NODE_Attribute: return e->Attribute.ctx;
  case NODE_Subscript: return e->Subscript.ctx;
  case NODE_Starred: return e->Starred.ctx;
  case NODE_Name: return e->Name.ctx;
  case NODE_List: return e->List.ctx;
  case NODE_Tuple: return e->Tuple.ctx;
  default: return -1;
  }
}

static int check_context(Check *c, const Node *e, int context) {
  int has = context_of(e);
  if (has < 0 && context != AST_Load) return BAD(c, "expression which can't be assigned to in %s context", ast_enum_names[context]);
  if (has >= 0 && has != context) return BAD(c, "expression must have %s context but has %s instead", ast_enum_names[context], ast_enum_names[has]);
  return 0;
}

static int check_comparison(Check *c, const Node *e) {
  if (!e->Compare.comparators.n) return BAD(c, "Compare with no comparators");
  if (e->Compare.comparators.n != e->Compare.ops.n) return BAD(c, "Compare has a different number of comparators and operands");
  return check_exprs(c, e->Compare.comparators, AST_Load, false) < 0 ? -1 : check_expr(c, e->Compare.left, AST_Load);
}

static int check_dict(Check *c, const Node *e) {
  if (e->Dict.keys.n != e->Dict.values.n) return BAD(c, "Dict doesn't have the same number of keys as values");
  return check_exprs(c, e->Dict.keys, AST_Load, true) < 0 ? -1 : check_exprs(c, e->Dict.values, AST_Load, false);
}

/* All expressions below an expression without rules of its own. */
static int check_children(Check *c, const Node *n) {
  const NodeInfo *info = &node_info[n->kind];
  for (int i = 0; i < info->nfields; i++) {
    const FieldInfo *f = &info->fields[i];
    const void *at = (const char *)n + f->offset;
    if (f->type != SUM_expr) continue;
    if (f->count == FIELD_MANY ? check_exprs(c, *(const NodeList *)at, AST_Load, false) : check_optional(c, *(Node *const *)at, AST_Load)) return -1;
  }
  return 0;
}

static int check_expr_inner(Check *c, const Node *e, int context) {
  if (check_location(c, e) < 0 || check_context(c, e, context) < 0) return -1;
  switch (e->kind) {
  case NODE_BoolOp:
    if (e->BoolOp.values.n < 2) return BAD(c, "BoolOp with less than 2 values");
    return check_exprs(c, e->BoolOp.values, AST_Load, false);
  case NODE_Lambda: return check_arguments(c, e->Lambda.args) < 0 ? -1 : check_expr(c, e->Lambda.body, AST_Load);
  case NODE_Dict: return check_dict(c, e);
  case NODE_ListComp: case NODE_SetComp: case NODE_GeneratorExp:
    return check_generators(c, e->ListComp.generators) < 0 ? -1 : check_expr(c, e->ListComp.elt, AST_Load);
  case NODE_DictComp:
    return check_generators(c, e->DictComp.generators) < 0 || check_expr(c, e->DictComp.key, AST_Load) < 0 ? -1 : check_expr(c, e->DictComp.value, AST_Load);
  case NODE_Compare: return check_comparison(c, e);
  case NODE_Call:
    return check_expr(c, e->Call.func, AST_Load) < 0 || check_exprs(c, e->Call.args, AST_Load, false) < 0 ? -1 : check_keywords(c, e->Call.keywords);
  case NODE_Starred: return check_expr(c, e->Starred.value, context);
  case NODE_List: return check_exprs(c, e->List.elts, context, false);
  case NODE_Tuple: return check_exprs(c, e->Tuple.elts, context, false);
  case NODE_Name: return check_name(c, e->Name.id);
  case NODE_NamedExpr:
    if (e->NamedExpr.target->kind != NODE_Name) return kr_raise(c->ctx, &kr_type_TypeError, "NamedExpr target must be a Name"), -1;
    return check_expr(c, e->NamedExpr.value, AST_Load);
  default: return check_children(c, e);
  }
}

static int check_expr(Check *c, const Node *e, int context) {
  if (kr_enter(c->ctx, " during compilation")) return -1;
  int r = check_expr_inner(c, e, context);
  kr_leave(c->ctx);
  return r;
}

/* ---- patterns ---- */

static bool is_number(const Node *e, bool imaginary_ok) {
  if (e->kind == NODE_UnaryOp && e->UnaryOp.op == AST_USub) e = e->UnaryOp.operand;
  if (e->kind != NODE_Constant) return false;
  int k = e->Constant.value->kind;
  return k == CONST_int || k == CONST_bigint || k == CONST_float || (imaginary_ok && k == CONST_complex);
}

static int check_pattern_value(Check *c, const Node *e) {
  if (check_expr(c, e, AST_Load) < 0) return -1;
  switch (e->kind) {
  case NODE_Constant:
    if (e->Constant.value->kind <= CONST_ellipsis || e->Constant.value->kind >= CONST_tuple) return BAD(c, "unexpected constant inside of a literal pattern");
    return 0;
  case NODE_Attribute: case NODE_JoinedStr: return 0;
  case NODE_UnaryOp: if (is_number(e, true)) return 0; break;
  case NODE_BinOp:
    if ((e->BinOp.op == AST_Add || e->BinOp.op == AST_Sub) && is_number(e->BinOp.left, false) && e->BinOp.right->kind == NODE_Constant &&
        e->BinOp.right->Constant.value->kind == CONST_complex)
      return 0;
    break;
  default: break;
  }
  return BAD(c, "patterns may only match literals and attribute lookups");
}

static int check_patterns(Check *c, NodeList list, bool star_ok) {
  for (int i = 0; i < list.n; i++)
    if (check_pattern(c, list.items[i], star_ok) < 0) return -1;
  return 0;
}

static int check_capture(Check *c, Identifier name) {
  if (name && !strcmp(name->text, "_")) return BAD(c, "can't capture name '_' in patterns");
  return check_name(c, name);
}

static int check_mapping_pattern(Check *c, const Node *p) {
  if (p->MatchMapping.keys.n != p->MatchMapping.patterns.n) return BAD(c, "MatchMapping doesn't have the same number of keys as patterns");
  if (check_capture(c, p->MatchMapping.rest) < 0) return -1;
  for (int i = 0; i < p->MatchMapping.keys.n; i++) {
    const Node *key = p->MatchMapping.keys.items[i];
    bool single = key->kind == NODE_Constant && key->Constant.value->kind <= CONST_false;
    if (!single && check_pattern_value(c, key) < 0) return -1;
  }
  return check_patterns(c, p->MatchMapping.patterns, false);
}

static int check_class_pattern(Check *c, const Node *p) {
  if (p->MatchClass.kwd_attrs.n != p->MatchClass.kwd_patterns.n) return BAD(c, "MatchClass doesn't have the same number of keyword attributes as patterns");
  if (check_expr(c, p->MatchClass.cls, AST_Load) < 0) return -1;
  const Node *cls = p->MatchClass.cls;
  while (cls->kind == NODE_Attribute) cls = cls->Attribute.value;
  for (int i = 0; i < p->MatchClass.kwd_attrs.n; i++)
    if (check_name(c, p->MatchClass.kwd_attrs.items[i]) < 0) return -1;
  if (cls->kind != NODE_Name) return BAD(c, "MatchClass cls field can only contain Name or Attribute nodes.");
  return check_patterns(c, p->MatchClass.patterns, false) < 0 ? -1 : check_patterns(c, p->MatchClass.kwd_patterns, false);
}

static int check_as_pattern(Check *c, const Node *p) {
  if (check_capture(c, p->MatchAs.name) < 0) return -1;
  if (!p->MatchAs.pattern) return 0;
  if (!p->MatchAs.name) return BAD(c, "MatchAs must specify a target name if a pattern is given");
  return check_pattern(c, p->MatchAs.pattern, false);
}

static int check_pattern(Check *c, const Node *p, bool star_ok) {
  if (check_location(c, p) < 0) return -1;
  switch (p->kind) {
  case NODE_MatchValue: return check_pattern_value(c, p->MatchValue.value);
  case NODE_MatchSingleton:
    return p->MatchSingleton.value->kind <= CONST_false ? 0 : BAD(c, "MatchSingleton can only contain True, False and None");
  case NODE_MatchSequence: return check_patterns(c, p->MatchSequence.patterns, true);
  case NODE_MatchMapping: return check_mapping_pattern(c, p);
  case NODE_MatchClass: return check_class_pattern(c, p);
  case NODE_MatchStar: return star_ok ? check_capture(c, p->MatchStar.name) : BAD(c, "can't use MatchStar here");
  case NODE_MatchAs: return check_as_pattern(c, p);
  default:
    if (p->MatchOr.patterns.n < 2) return BAD(c, "MatchOr requires at least 2 patterns");
    return check_patterns(c, p->MatchOr.patterns, false);
  }
}

/* ---- statements ---- */

static int check_items(Check *c, NodeList items, const char *owner) {
  if (!items.n) return BAD(c, "empty items on %s", owner);
  for (int i = 0; i < items.n; i++)
    if (check_expr(c, items.items[i]->withitem.context_expr, AST_Load) < 0 || check_optional(c, items.items[i]->withitem.optional_vars, AST_Store) < 0) return -1;
  return 0;
}

static int check_targets(Check *c, NodeList list, int context, const char *owner) {
  if (!list.n) return BAD(c, "empty targets on %s", owner);
  return check_exprs(c, list, context, false);
}

static int check_match(Check *c, const Node *s) {
  if (check_expr(c, s->Match.subject, AST_Load) < 0) return -1;
  if (!s->Match.cases.n) return BAD(c, "empty cases on Match");
  for (int i = 0; i < s->Match.cases.n; i++) {
    const Node *m = s->Match.cases.items[i];
    if (check_pattern(c, m->match_case.pattern, false) < 0 || check_optional(c, m->match_case.guard, AST_Load) < 0 || check_body(c, m->match_case.body, "match_case") < 0)
      return -1;
  }
  return 0;
}

static int check_try(Check *c, const Node *s, const char *name) {
  if (check_body(c, s->Try.body, name) < 0) return -1;
  if (!s->Try.handlers.n && !s->Try.finalbody.n) return BAD(c, "%s has neither except handlers nor finalbody", name);
  if (!s->Try.handlers.n && s->Try.orelse.n) return BAD(c, "%s has orelse but no except handlers", name);
  for (int i = 0; i < s->Try.handlers.n; i++) {
    const Node *h = s->Try.handlers.items[i];
    if (check_location(c, h) < 0 || check_optional(c, h->ExceptHandler.type, AST_Load) < 0 || check_body(c, h->ExceptHandler.body, "ExceptHandler") < 0) return -1;
  }
  return check_stmts(c, s->Try.finalbody) < 0 ? -1 : check_stmts(c, s->Try.orelse);
}

static int check_loop(Check *c, const Node *s, const char *name) {
  if (check_expr(c, s->For.target, AST_Store) < 0 || check_expr(c, s->For.iter, AST_Load) < 0 || check_body(c, s->For.body, name) < 0) return -1;
  return check_stmts(c, s->For.orelse);
}

static int check_function(Check *c, const Node *s, const char *name) {
  if (check_body(c, s->FunctionDef.body, name) < 0 || check_arguments(c, s->FunctionDef.args) < 0) return -1;
  return check_exprs(c, s->FunctionDef.decorator_list, AST_Load, false) < 0 ? -1 : check_optional(c, s->FunctionDef.returns, AST_Load);
}

static int check_class(Check *c, const Node *s) {
  if (check_body(c, s->ClassDef.body, "ClassDef") < 0 || check_exprs(c, s->ClassDef.bases, AST_Load, false) < 0) return -1;
  return check_keywords(c, s->ClassDef.keywords) < 0 ? -1 : check_exprs(c, s->ClassDef.decorator_list, AST_Load, false);
}

static int check_annotated(Check *c, const Node *s) {
  if (s->AnnAssign.target->kind != NODE_Name && s->AnnAssign.simple) return kr_raise(c->ctx, &kr_type_TypeError, "AnnAssign with simple non-Name target"), -1;
  if (check_expr(c, s->AnnAssign.target, AST_Store) < 0 || check_optional(c, s->AnnAssign.value, AST_Load) < 0) return -1;
  return check_expr(c, s->AnnAssign.annotation, AST_Load);
}

static int check_stmt_inner(Check *c, const Node *s) {
  const char *name = node_info[s->kind].name;
  switch (s->kind) {
  case NODE_FunctionDef: case NODE_AsyncFunctionDef: return check_function(c, s, name);
  case NODE_ClassDef: return check_class(c, s);
  case NODE_Delete: return check_targets(c, s->Delete.targets, AST_Del, name);
  case NODE_Assign: return check_targets(c, s->Assign.targets, AST_Store, name) < 0 ? -1 : check_expr(c, s->Assign.value, AST_Load);
  case NODE_AugAssign: return check_expr(c, s->AugAssign.target, AST_Store) < 0 ? -1 : check_expr(c, s->AugAssign.value, AST_Load);
  case NODE_AnnAssign: return check_annotated(c, s);
  case NODE_For: case NODE_AsyncFor: return check_loop(c, s, name);
  case NODE_While:
    return check_expr(c, s->While.test, AST_Load) < 0 || check_body(c, s->While.body, name) < 0 ? -1 : check_stmts(c, s->While.orelse);
  case NODE_If: return check_expr(c, s->If.test, AST_Load) < 0 || check_body(c, s->If.body, name) < 0 ? -1 : check_stmts(c, s->If.orelse);
  case NODE_With: case NODE_AsyncWith: return check_items(c, s->With.items, name) < 0 ? -1 : check_body(c, s->With.body, name);
  case NODE_Match: return check_match(c, s);
  case NODE_Raise:
    if (s->Raise.cause && !s->Raise.exc) return BAD(c, "Raise with cause but no exception");
    return check_children(c, s);
  case NODE_Try: case NODE_TryStar: return check_try(c, s, name);
  case NODE_Import: return s->Import.names.n ? 0 : BAD(c, "empty names on Import");
  case NODE_ImportFrom:
    if (s->ImportFrom.level < 0) return BAD(c, "Negative ImportFrom level");
    return s->ImportFrom.names.n ? 0 : BAD(c, "empty names on ImportFrom");
  case NODE_Global: case NODE_Nonlocal: return s->Global.names.n ? 0 : BAD(c, "empty names on %s", name);
  case NODE_TypeAlias: return check_expr(c, s->TypeAlias.name, AST_Store) < 0 ? -1 : check_expr(c, s->TypeAlias.value, AST_Load);
  default: return check_children(c, s);
  }
}

static int check_stmt(Check *c, const Node *s) {
  if (kr_enter(c->ctx, " during compilation")) return -1;
  int r = check_location(c, s) < 0 ? -1 : check_stmt_inner(c, s);
  kr_leave(c->ctx);
  return r;
}

int ast_validate(Ctx *ctx, const Mod *mod) {
  Check c = {ctx};
  const Node *root = mod->root;
  switch (root->kind) {
  case NODE_Module: return check_stmts(&c, root->Module.body);
  case NODE_Interactive: return check_stmts(&c, root->Interactive.body);
  case NODE_Expression: return check_expr(&c, root->Expression.body, AST_Load);
  default: return check_exprs(&c, root->FunctionType.argtypes, AST_Load, false) < 0 ? -1 : check_expr(&c, root->FunctionType.returns, AST_Load);
  }
}

/* ---- behind compile() ---- */

static Value service_parse(Ctx *ctx, const Source *source, Diag *diag, Arena *arena) {
  Mod *mod = parse_source(source, arena, diag);
  return mod ? ast_to_object(ctx, mod) : 0;
}

static Code *service_compile(Ctx *ctx, Value tree, const Source *source, Diag *diag, Arena *arena) {
  static const int roots[] = {[MODE_EXEC] = NODE_Module, [MODE_SINGLE] = NODE_Interactive, [MODE_EVAL] = NODE_Expression};
  if (ast_ready(ctx) < 0) return NULL;
  int want = roots[source->mode], is = kr_isinstance(ctx, tree, ast_classes[want]);
  if (is < 0) return NULL;
  if (!is) return kr_raise(ctx, &kr_type_TypeError, "expected %s node, got %T", node_info[want].name, tree), NULL;
  Mod *mod = ast_from_object(ctx, tree, arena);
  if (!mod || ast_validate(ctx, mod) < 0) return NULL;
  mod->future_flags = source->future_flags;
  return compile_ast(source, mod, diag, arena);
}

const AstServices ast_services = {service_parse, service_compile, ast_symbols, ast_tokens};
