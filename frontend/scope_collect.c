/* The first pass of scope analysis: walks the tree once, opens a scope for each block and notes how
 * each name is used in it.  Errors that depend on one block only are found here. */
#include <string.h>

#include "scope_build.h"

typedef struct {
  Compiler *c;
  Scope *s;
} Walk;

static void visit_stmts(Walk *w, NodeList list);
static void visit_stmt(Walk *w, Node *n);
static void visit_expr(Walk *w, Node *n);
static void visit_exprs(Walk *w, NodeList list);
static void visit_pattern(Walk *w, Node *n);

static Symbol *note(Walk *w, Identifier name, int flags, Loc loc) {
  Identifier mangled = ident_mangle(w->c, w->s->private, name);
  Symbol *symbol = scope_symbol(w->c, w->s, mangled);
  if (flags & SYM_PARAM && symbol->flags & SYM_PARAM)
    compile_error(w->c, loc, "duplicate argument '%s' in function definition", name->text);
  if (flags & SYM_BOUND && !(flags & (SYM_PARAM | SYM_IMPORTED))) flags |= SYM_ASSIGNED;
  symbol->flags |= (uint16_t)flags;
  if (w->s->comp_iter_target) {
    if (symbol->flags & (SYM_GLOBAL | SYM_NONLOCAL))
      compile_error(w->c, loc, "comprehension inner loop cannot rebind assignment expression target '%s'", name->text);
    symbol->flags |= SYM_COMP_ITER;
  }
  return symbol;
}

static Scope *enter(Walk *w, ScopeKind kind, Identifier name, const void *key, Loc loc) {
  w->s = scope_new(w->c, w->s, kind, name, key, loc);
  return w->s;
}
static void leave(Walk *w) { w->s = w->s->parent; }

/* ---- functions, classes ---- */

static void visit_arg(Walk *w, Node *arg) { note(w, arg->arg.arg, SYM_PARAM | SYM_BOUND, arg->loc); }

static void visit_params(Walk *w, Node *args) {
  for (int i = 0; i < args->arguments.posonlyargs.n; i++) visit_arg(w, args->arguments.posonlyargs.items[i]);
  for (int i = 0; i < args->arguments.args.n; i++) visit_arg(w, args->arguments.args.items[i]);
  for (int i = 0; i < args->arguments.kwonlyargs.n; i++) visit_arg(w, args->arguments.kwonlyargs.items[i]);
  if (args->arguments.vararg) {
    visit_arg(w, args->arguments.vararg);
    w->s->varargs = true;
  }
  if (args->arguments.kwarg) {
    visit_arg(w, args->arguments.kwarg);
    w->s->varkeywords = true;
  }
}

static void visit_defaults(Walk *w, Node *args) {
  visit_exprs(w, args->arguments.defaults);
  visit_exprs(w, args->arguments.kw_defaults);
}

/* An annotation is its own little block: it may not contain yield, await or a walrus. */
/* An annotation that is only kept as text may not hold what would change the scope around it. */
static void check_annotation_text(Walk *w, const Node *n) {
  const char *what = n->kind == NODE_NamedExpr ? "named expression" : n->kind == NODE_Await ? "await expression" : NULL;
  if (n->kind == NODE_Yield || n->kind == NODE_YieldFrom) what = "yield expression";
  if (what) compile_error(w->c, n->loc, "'%s' can not be used within an annotation", what);
  const NodeInfo *info = &node_info[n->kind];
  for (int i = 0; i < info->nfields; i++) {
    const char *at = (const char *)n + info->fields[i].offset;
    if (info->fields[i].type >= FIELD_identifier) continue;
    bool many = info->fields[i].count == FIELD_MANY;
    NodeList list = many ? *(const NodeList *)at : (NodeList){(Node **)at, 1};
    for (int k = 0; k < list.n; k++)
      if (list.items[k]) check_annotation_text(w, list.items[k]);
  }
}

static void visit_annotation(Walk *w, Node *annotation) {
  if (!annotation) return;
  if (w->c->future_flags & CODE_FUTURE_ANNOTATIONS) check_annotation_text(w, annotation);
  else visit_expr(w, annotation);
}

static void visit_arg_annotations(Walk *w, NodeList args) {
  for (int i = 0; i < args.n; i++) visit_annotation(w, args.items[i]->arg.annotation);
}

static void visit_annotations(Walk *w, Node *args, Node *returns) {
  visit_arg_annotations(w, args->arguments.posonlyargs);
  visit_arg_annotations(w, args->arguments.args);
  if (args->arguments.vararg) visit_annotation(w, args->arguments.vararg->arg.annotation);
  if (args->arguments.kwarg) visit_annotation(w, args->arguments.kwarg->arg.annotation);
  visit_arg_annotations(w, args->arguments.kwonlyargs);
  visit_annotation(w, returns);
}

static void visit_type_params(Walk *w, NodeList params) {
  for (int i = 0; i < params.n; i++) {
    Node *p = params.items[i];
    note(w, p->TypeVar.name, SYM_BOUND | SYM_TYPE_PARAM, p->loc);
    if (p->kind == NODE_TypeVar && p->TypeVar.bound) {
      enter(w, SCOPE_FUNCTION, p->TypeVar.name, p, p->loc);
      visit_expr(w, p->TypeVar.bound);
      leave(w);
    }
  }
}

static void enter_type_params(Walk *w, Node *n, Identifier name, NodeList *params) {
  enter(w, SCOPE_TYPEPARAMS, name, params, n->loc);
  visit_type_params(w, *params);
}

static void visit_function(Walk *w, Node *n) {
  Node *args = n->FunctionDef.args;
  note(w, n->FunctionDef.name, SYM_BOUND, n->loc);
  visit_exprs(w, n->FunctionDef.decorator_list);
  visit_defaults(w, args);
  bool generic = n->FunctionDef.type_params.n > 0;
  if (generic) {
    enter_type_params(w, n, n->FunctionDef.name, &n->FunctionDef.type_params);
    w->s->returns_value = true;
  }
  visit_annotations(w, args, n->FunctionDef.returns);
  Scope *s = enter(w, SCOPE_FUNCTION, n->FunctionDef.name, n, n->loc);
  s->is_coroutine = n->kind == NODE_AsyncFunctionDef;
  visit_params(w, args);
  visit_stmts(w, n->FunctionDef.body);
  leave(w);
  if (generic) leave(w);
}

static void visit_lambda(Walk *w, Node *n) {
  visit_defaults(w, n->Lambda.args);
  Scope *s = enter(w, SCOPE_FUNCTION, ident_make(w->c, "<lambda>", 8), n, n->loc);
  s->is_lambda = true;
  visit_params(w, n->Lambda.args);
  visit_expr(w, n->Lambda.body);
  leave(w);
}

static void visit_class(Walk *w, Node *n) {
  note(w, n->ClassDef.name, SYM_BOUND, n->loc);
  visit_exprs(w, n->ClassDef.decorator_list);
  bool generic = n->ClassDef.type_params.n > 0;
  if (generic) {
    enter_type_params(w, n, n->ClassDef.name, &n->ClassDef.type_params);
    note(w, ident_make(w->c, ".type_params", 12), SYM_BOUND, n->loc);
    note(w, ident_make(w->c, ".generic_base", 13), SYM_BOUND, n->loc);
    w->s->private = n->ClassDef.name;
  }
  visit_exprs(w, n->ClassDef.bases);
  for (int i = 0; i < n->ClassDef.keywords.n; i++) visit_expr(w, n->ClassDef.keywords.items[i]->keyword.value);
  Scope *s = enter(w, SCOPE_CLASS, n->ClassDef.name, n, n->loc);
  s->private = n->ClassDef.name;
  if (generic) note(w, ident_make(w->c, ".type_params", 12), SYM_USED, n->loc);
  visit_stmts(w, n->ClassDef.body);
  leave(w);
  if (generic) leave(w);
}

static void visit_type_alias(Walk *w, Node *n) {
  Identifier name = n->TypeAlias.name->Name.id;
  visit_expr(w, n->TypeAlias.name);
  bool generic = n->TypeAlias.type_params.n > 0;
  if (generic) enter_type_params(w, n, name, &n->TypeAlias.type_params);
  enter(w, SCOPE_FUNCTION, name, n, n->loc);
  visit_expr(w, n->TypeAlias.value);
  leave(w);
  if (generic) leave(w);
}

/* ---- declarations ---- */

static void declare(Walk *w, Identifier name, int flag, Loc loc) {
  const char *what = flag == SYM_GLOBAL ? "global" : "nonlocal";
  Identifier mangled = ident_mangle(w->c, w->s->private, name);
  Symbol *known = scope_find(w->s, mangled);
  int flags = known ? known->flags : 0;
  if (flags & SYM_PARAM) compile_error(w->c, loc, "name '%s' is parameter and %s", name->text, what);
  if (flags & SYM_USED) compile_error(w->c, loc, "name '%s' is used prior to %s declaration", name->text, what);
  if (flags & SYM_ANNOTATED) compile_error(w->c, loc, "annotated name '%s' can't be %s", name->text, what);
  if (flags & SYM_BOUND) compile_error(w->c, loc, "name '%s' is assigned to before %s declaration", name->text, what);
  if (flag == SYM_GLOBAL) scope_symbol(w->c, w->c->top, mangled)->flags |= SYM_GLOBAL_BELOW;
  Symbol *symbol = scope_symbol(w->c, w->s, mangled);
  if (!(symbol->flags & (SYM_GLOBAL | SYM_NONLOCAL))) symbol->loc = loc;
  symbol->flags |= (uint16_t)flag;
}

static void visit_declaration(Walk *w, IdentifierList names, int flag, Loc loc) {
  for (int i = 0; i < names.n; i++) declare(w, names.items[i], flag, loc);
}

static void visit_import(Walk *w, NodeList aliases) {
  for (int i = 0; i < aliases.n; i++) {
    Node *a = aliases.items[i];
    Identifier name = a->alias.asname ? a->alias.asname : a->alias.name;
    const char *dot = memchr(name->text, '.', name->len);
    if (a->alias.name->text[0] == '*' && a->alias.name->len == 1) {
      if (w->s->kind != SCOPE_MODULE) compile_error(w->c, a->loc, "import * only allowed at module level");
      continue;
    }
    if (dot) name = ident_make(w->c, name->text, (size_t)(dot - name->text)); /* import a.b binds a */
    note(w, name, SYM_BOUND | SYM_IMPORTED, a->loc);
  }
}

static void visit_ann_assign(Walk *w, Node *n) {
  Node *target = n->AnnAssign.target;
  if (target->kind == NODE_Name) {
    Identifier mangled = ident_mangle(w->c, w->s->private, target->Name.id);
    Symbol *known = scope_find(w->s, mangled);
    if (known && known->flags & (SYM_GLOBAL | SYM_NONLOCAL) && w->s->kind != SCOPE_MODULE && n->AnnAssign.simple)
      compile_error(w->c, n->loc, "annotated name '%s' can't be %s", target->Name.id->text,
                    known->flags & SYM_GLOBAL ? "global" : "nonlocal");
    int flags = n->AnnAssign.simple ? SYM_ANNOTATED | SYM_BOUND : n->AnnAssign.value ? SYM_BOUND : 0;
    if (flags) note(w, target->Name.id, flags, target->loc);
  } else {
    visit_expr(w, target);
  }
  visit_annotation(w, n->AnnAssign.annotation);
  if (n->AnnAssign.value) visit_expr(w, n->AnnAssign.value);
}

/* ---- expressions ---- */

/* A walrus inside comprehensions binds in the function or module around them. */
static void bind_outside_comprehension(Walk *w, Node *n) {
  Node *target = n->NamedExpr.target;
  Identifier name = ident_mangle(w->c, w->s->private, target->Name.id);
  for (Scope *s = w->s; s; s = s->parent) {
    if (s->is_comprehension) {
      Symbol *symbol = scope_find(s, name);
      if (symbol && symbol->flags & SYM_COMP_ITER && symbol->flags & SYM_BOUND)
        compile_error(w->c, target->loc, "assignment expression cannot rebind comprehension iteration variable '%s'",
                      target->Name.id->text);
      continue;
    }
    if (s->kind == SCOPE_CLASS)
      compile_error(w->c, target->loc, "assignment expression within a comprehension cannot be used in a class body");
    Symbol *outer = scope_find(s, name);
    bool global = s->kind == SCOPE_MODULE || (outer && outer->flags & SYM_GLOBAL);
    for (Scope *inner = w->s; inner != s; inner = inner->parent)
      scope_symbol(w->c, inner, name)->flags |= inner == w->s || global ? (global ? SYM_GLOBAL : SYM_NONLOCAL) : 0;
    scope_symbol(w->c, s, name)->flags |= global && s->kind != SCOPE_MODULE ? SYM_GLOBAL : SYM_BOUND;
    return;
  }
}

static void visit_named(Walk *w, Node *n) {
  if (w->s->comp_iter_expr)
    compile_error(w->c, n->loc, "assignment expression cannot be used in a comprehension iterable expression");
  if (w->s->is_comprehension) bind_outside_comprehension(w, n);
  visit_expr(w, n->NamedExpr.value);
  visit_expr(w, n->NamedExpr.target);
}

static void visit_comp_target(Walk *w, Node *target) {
  w->s->comp_iter_target = true;
  visit_expr(w, target);
  w->s->comp_iter_target = false;
}

static void visit_comp_iter(Walk *w, Node *iter) {
  w->s->comp_iter_expr++;
  visit_expr(w, iter);
  w->s->comp_iter_expr--;
}

static void visit_comprehension(Walk *w, Node *n, const char *name, NodeList generators, Node *elt, Node *value) {
  Node *first = generators.items[0];
  bool is_async = false;
  visit_comp_iter(w, first->comprehension.iter);
  Scope *s = enter(w, SCOPE_FUNCTION, ident_make(w->c, name, strlen(name)), n, n->loc);
  s->is_comprehension = true;
  s->is_generator_expression = n->kind == NODE_GeneratorExp;
  note(w, w->c->id_dot0, SYM_PARAM | SYM_BOUND, n->loc);
  for (int i = 0; i < generators.n; i++) {
    Node *g = generators.items[i];
    visit_comp_target(w, g->comprehension.target);
    if (i > 0) visit_comp_iter(w, g->comprehension.iter);
    visit_exprs(w, g->comprehension.ifs);
    is_async |= g->comprehension.is_async != 0;
  }
  if (value) visit_expr(w, value);
  visit_expr(w, elt);
  s->is_coroutine |= is_async;
  if (s->is_generator_expression) s->is_generator = true;
  bool makes_coroutine = s->is_coroutine && !s->is_generator_expression;
  leave(w);
  if (makes_coroutine && (w->s->is_comprehension || w->s->kind == SCOPE_MODULE)) w->s->is_coroutine = true;
}

static void visit_name(Walk *w, Node *n) {
  bool load = n->Name.ctx == AST_Load;
  note(w, n->Name.id, load ? SYM_USED : SYM_BOUND, n->loc);
  if (load && w->s->kind == SCOPE_FUNCTION && n->Name.id->len == 5 && !memcmp(n->Name.id->text, "super", 5))
    note(w, w->c->id_class, SYM_USED, n->loc);
}

static void visit_yield(Walk *w, Node *n, Node *value) {
  if (value) visit_expr(w, value);
  Scope *s = w->s;
  if (s->is_comprehension) {
    static const char *const names[] = {[NODE_ListComp] = "list comprehension", [NODE_SetComp] = "set comprehension",
                                        [NODE_DictComp] = "dict comprehension", [NODE_GeneratorExp] = "generator expression"};
    compile_error(w->c, n->loc, "'yield' inside %s", names[((const Node *)s->key)->kind]);
  }
  if (n->kind == NODE_Await) s->is_coroutine = true;
  else s->is_generator = true;
}

static void visit_exprs(Walk *w, NodeList list) {
  for (int i = 0; i < list.n; i++)
    if (list.items[i]) visit_expr(w, list.items[i]);
}

static void visit_call(Walk *w, Node *n) {
  visit_expr(w, n->Call.func);
  visit_exprs(w, n->Call.args);
  for (int i = 0; i < n->Call.keywords.n; i++) visit_expr(w, n->Call.keywords.items[i]->keyword.value);
}

static void visit_slice(Walk *w, Node *n) {
  if (n->Slice.lower) visit_expr(w, n->Slice.lower);
  if (n->Slice.upper) visit_expr(w, n->Slice.upper);
  if (n->Slice.step) visit_expr(w, n->Slice.step);
}

static void visit_expr(Walk *w, Node *n) {
  compile_enter(w->c, n->loc);
  switch ((NodeKind)n->kind) {
  case NODE_BoolOp: visit_exprs(w, n->BoolOp.values); break;
  case NODE_NamedExpr: visit_named(w, n); break;
  case NODE_BinOp: visit_expr(w, n->BinOp.left), visit_expr(w, n->BinOp.right); break;
  case NODE_UnaryOp: visit_expr(w, n->UnaryOp.operand); break;
  case NODE_Lambda: visit_lambda(w, n); break;
  case NODE_IfExp: visit_expr(w, n->IfExp.test), visit_expr(w, n->IfExp.body), visit_expr(w, n->IfExp.orelse); break;
  case NODE_Dict: visit_exprs(w, n->Dict.keys), visit_exprs(w, n->Dict.values); break;
  case NODE_Set: visit_exprs(w, n->Set.elts); break;
  case NODE_ListComp: visit_comprehension(w, n, "<listcomp>", n->ListComp.generators, n->ListComp.elt, NULL); break;
  case NODE_SetComp: visit_comprehension(w, n, "<setcomp>", n->SetComp.generators, n->SetComp.elt, NULL); break;
  case NODE_DictComp:
    visit_comprehension(w, n, "<dictcomp>", n->DictComp.generators, n->DictComp.key, n->DictComp.value);
    break;
  case NODE_GeneratorExp:
    visit_comprehension(w, n, "<genexpr>", n->GeneratorExp.generators, n->GeneratorExp.elt, NULL);
    break;
  case NODE_Await: visit_expr(w, n->Await.value), w->s->is_coroutine = true; break;
  case NODE_Yield: visit_yield(w, n, n->Yield.value); break;
  case NODE_YieldFrom: visit_yield(w, n, n->YieldFrom.value); break;
  case NODE_Compare: visit_expr(w, n->Compare.left), visit_exprs(w, n->Compare.comparators); break;
  case NODE_Call: visit_call(w, n); break;
  case NODE_FormattedValue:
    visit_expr(w, n->FormattedValue.value);
    if (n->FormattedValue.format_spec) visit_expr(w, n->FormattedValue.format_spec);
    break;
  case NODE_Interpolation:
    visit_expr(w, n->Interpolation.value);
    if (n->Interpolation.format_spec) visit_expr(w, n->Interpolation.format_spec);
    break;
  case NODE_JoinedStr: visit_exprs(w, n->JoinedStr.values); break;
  case NODE_TemplateStr: visit_exprs(w, n->TemplateStr.values); break;
  case NODE_Attribute: visit_expr(w, n->Attribute.value); break;
  case NODE_Subscript: visit_expr(w, n->Subscript.value), visit_expr(w, n->Subscript.slice); break;
  case NODE_Starred: visit_expr(w, n->Starred.value); break;
  case NODE_Name: visit_name(w, n); break;
  case NODE_List: visit_exprs(w, n->List.elts); break;
  case NODE_Tuple: visit_exprs(w, n->Tuple.elts); break;
  case NODE_Slice: visit_slice(w, n); break;
  default: break; /* constants */
  }
  w->c->depth--;
}

/* ---- statements ---- */

static void visit_with(Walk *w, Node *n) {
  for (int i = 0; i < n->With.items.n; i++) {
    Node *item = n->With.items.items[i];
    visit_expr(w, item->withitem.context_expr);
    if (item->withitem.optional_vars) visit_expr(w, item->withitem.optional_vars);
  }
  visit_stmts(w, n->With.body);
}

static void visit_try(Walk *w, Node *n) {
  visit_stmts(w, n->Try.body);
  visit_stmts(w, n->Try.orelse);
  for (int i = 0; i < n->Try.handlers.n; i++) {
    Node *h = n->Try.handlers.items[i];
    if (h->ExceptHandler.type) visit_expr(w, h->ExceptHandler.type);
    if (h->ExceptHandler.name) note(w, h->ExceptHandler.name, SYM_BOUND, h->loc);
    visit_stmts(w, h->ExceptHandler.body);
  }
  visit_stmts(w, n->Try.finalbody);
}

static void visit_patterns(Walk *w, NodeList list) {
  for (int i = 0; i < list.n; i++) visit_pattern(w, list.items[i]);
}

static void visit_pattern(Walk *w, Node *n) {
  compile_enter(w->c, n->loc);
  switch ((NodeKind)n->kind) {
  case NODE_MatchValue: visit_expr(w, n->MatchValue.value); break;
  case NODE_MatchSequence: visit_patterns(w, n->MatchSequence.patterns); break;
  case NODE_MatchStar:
    if (n->MatchStar.name) note(w, n->MatchStar.name, SYM_BOUND, n->loc);
    break;
  case NODE_MatchMapping:
    visit_exprs(w, n->MatchMapping.keys);
    visit_patterns(w, n->MatchMapping.patterns);
    if (n->MatchMapping.rest) note(w, n->MatchMapping.rest, SYM_BOUND, n->loc);
    break;
  case NODE_MatchClass:
    visit_expr(w, n->MatchClass.cls);
    visit_patterns(w, n->MatchClass.patterns);
    visit_patterns(w, n->MatchClass.kwd_patterns);
    break;
  case NODE_MatchAs:
    if (n->MatchAs.pattern) visit_pattern(w, n->MatchAs.pattern);
    if (n->MatchAs.name) note(w, n->MatchAs.name, SYM_BOUND, n->loc);
    break;
  case NODE_MatchOr: visit_patterns(w, n->MatchOr.patterns); break;
  default: break;
  }
  w->c->depth--;
}

static void visit_match(Walk *w, Node *n) {
  visit_expr(w, n->Match.subject);
  for (int i = 0; i < n->Match.cases.n; i++) {
    Node *one = n->Match.cases.items[i];
    visit_pattern(w, one->match_case.pattern);
    if (one->match_case.guard) visit_expr(w, one->match_case.guard);
    visit_stmts(w, one->match_case.body);
  }
}

static void visit_stmts(Walk *w, NodeList list) {
  for (int i = 0; i < list.n; i++) visit_stmt(w, list.items[i]);
}

static void visit_stmt(Walk *w, Node *n) {
  compile_enter(w->c, n->loc);
  if ((n->kind == NODE_AsyncFor || n->kind == NODE_AsyncWith) && w->s->kind == SCOPE_MODULE) w->s->is_coroutine = true;
  switch ((NodeKind)n->kind) {
  case NODE_FunctionDef:
  case NODE_AsyncFunctionDef: visit_function(w, n); break;
  case NODE_ClassDef: visit_class(w, n); break;
  case NODE_Return:
    if (n->Return.value) visit_expr(w, n->Return.value), w->s->returns_value = true;
    break;
  case NODE_Delete: visit_exprs(w, n->Delete.targets); break;
  case NODE_Assign: visit_exprs(w, n->Assign.targets), visit_expr(w, n->Assign.value); break;
  case NODE_TypeAlias: visit_type_alias(w, n); break;
  case NODE_AugAssign: visit_expr(w, n->AugAssign.target), visit_expr(w, n->AugAssign.value); break;
  case NODE_AnnAssign: visit_ann_assign(w, n); break;
  case NODE_For:
  case NODE_AsyncFor:
    visit_expr(w, n->For.target), visit_expr(w, n->For.iter);
    visit_stmts(w, n->For.body), visit_stmts(w, n->For.orelse);
    break;
  case NODE_While: visit_expr(w, n->While.test), visit_stmts(w, n->While.body), visit_stmts(w, n->While.orelse); break;
  case NODE_If: visit_expr(w, n->If.test), visit_stmts(w, n->If.body), visit_stmts(w, n->If.orelse); break;
  case NODE_With:
  case NODE_AsyncWith: visit_with(w, n); break;
  case NODE_Match: visit_match(w, n); break;
  case NODE_Raise:
    if (n->Raise.exc) visit_expr(w, n->Raise.exc);
    if (n->Raise.cause) visit_expr(w, n->Raise.cause);
    break;
  case NODE_Try:
  case NODE_TryStar: visit_try(w, n); break;
  case NODE_Assert:
    visit_expr(w, n->Assert.test);
    if (n->Assert.msg) visit_expr(w, n->Assert.msg);
    break;
  case NODE_Import: visit_import(w, n->Import.names); break;
  case NODE_ImportFrom: visit_import(w, n->ImportFrom.names); break;
  case NODE_Global: visit_declaration(w, n->Global.names, SYM_GLOBAL, n->loc); break;
  case NODE_Nonlocal: visit_declaration(w, n->Nonlocal.names, SYM_NONLOCAL, n->loc); break;
  case NODE_Expr: visit_expr(w, n->Expr.value); break;
  default: break;
  }
  w->c->depth--;
}

void scope_collect(Compiler *c) {
  Node *root = c->mod->root;
  Walk w = {c, NULL};
  c->top = enter(&w, SCOPE_MODULE, ident_make(c, "<module>", 8), root, root->loc);
  if (root->kind == NODE_Expression) visit_expr(&w, root->Expression.body);
  else visit_stmts(&w, root->Module.body);
}
