/* Units: opening and closing the code object of a block, and making functions of code. */
#include <string.h>

#include "gen.h"

static Name name_copy(Arena *a, const char *text, size_t len) { return (Name){arena_copy(a, text, len), len}; }

/* outer.<locals>.name, outer.name in a class, name at the top or when declared global. */
static Name make_qualname(Gen *g, Scope *scope, Identifier name) {
  Unit *outer = g->u;
  while (outer && outer->scope->kind == SCOPE_TYPEPARAMS) outer = outer->parent;
  if (!outer || outer->scope->kind == SCOPE_MODULE) return name_copy(g->out, name->text, name->len);
  bool named = !scope->is_lambda && !scope->is_comprehension;
  Symbol *symbol = named ? scope_find(outer->scope, ident_mangle(g->c, outer->scope->private, name)) : NULL;
  if (symbol && symbol->binding == BIND_GLOBAL) return name_copy(g->out, name->text, name->len);
  const char *joint = outer->scope->kind == SCOPE_CLASS ? "." : ".<locals>.";
  size_t len = outer->qualname.len + strlen(joint) + name->len;
  char *text = arena_alloc(g->out, len + 1);
  memcpy(text, outer->qualname.text, outer->qualname.len);
  memcpy(text + outer->qualname.len, joint, strlen(joint));
  memcpy(text + outer->qualname.len + strlen(joint), name->text, name->len);
  return (Name){text, len};
}

static void add_local(Gen *g, Symbol *symbol) {
  Unit *u = g->u;
  u->locals[u->nlocals++] = symbol->name;
  symbol->slot = (uint32_t)u->nlocals;
}

static void add_deref(Gen *g, Symbol *symbol) {
  Unit *u = g->u;
  u->derefs[u->nderefs++] = symbol->name;
  symbol->slot = (uint32_t)u->nderefs;
}

static int compare_names(const void *a, const void *b) {
  return strcmp((*(Symbol *const *)a)->name->text, (*(Symbol *const *)b)->name->text);
}

/* Cells in the order of first use, free variables sorted, as CPython lists them. */
static void lay_out_derefs(Gen *g, Scope *s) {
  Unit *u = g->u;
  for (int i = 0; i < s->nsymbols; i++)
    if (s->symbols[i].binding == BIND_CELL) add_deref(g, &s->symbols[i]);
  if (s->needs_class_closure) u->derefs[u->nderefs++] = g->c->id_class;
  u->ncells = u->nderefs;
  Symbol **frees = ARENA_ARRAY(g->c->arena, Symbol *, (size_t)s->nsymbols + 1);
  size_t n = 0;
  for (int i = 0; i < s->nsymbols; i++)
    if (s->symbols[i].binding == BIND_FREE || s->symbols[i].flags & SYM_FREE_IN_CLASS) frees[n++] = &s->symbols[i];
  for (size_t i = 1; i < n; i++) /* few: insertion sort */
    for (size_t k = i; k > 0 && compare_names(&frees[k - 1], &frees[k]) > 0; k--) {
      Symbol *swap = frees[k];
      frees[k] = frees[k - 1];
      frees[k - 1] = swap;
    }
  for (size_t i = 0; i < n; i++) add_deref(g, frees[i]);
}

/* Arguments first, in call order; then the other locals. */
static void lay_out_params(Gen *g, Scope *s, Node *args) {
  if (!args) {
    Symbol *dot0 = s->is_comprehension ? scope_find(s, g->c->id_dot0) : NULL;
    if (dot0) add_local(g, dot0);
    return;
  }
  NodeList lists[3] = {args->arguments.posonlyargs, args->arguments.args, args->arguments.kwonlyargs};
  for (int l = 0; l < 3; l++)
    for (int i = 0; i < lists[l].n; i++)
      add_local(g, scope_find(s, ident_mangle(g->c, s->private, lists[l].items[i]->arg.arg)));
  if (args->arguments.vararg) add_local(g, scope_find(s, ident_mangle(g->c, s->private, args->arguments.vararg->arg.arg)));
  if (args->arguments.kwarg) add_local(g, scope_find(s, ident_mangle(g->c, s->private, args->arguments.kwarg->arg.arg)));
}

static Node *params_of(const Scope *s) {
  if (s->kind != SCOPE_FUNCTION || s->is_comprehension) return NULL;
  const Node *n = s->key;
  if (n->kind == NODE_Lambda) return n->Lambda.args;
  return n->kind == NODE_FunctionDef || n->kind == NODE_AsyncFunctionDef ? n->FunctionDef.args : NULL;
}

static uint32_t flags_of(Gen *g, const Scope *s) {
  uint32_t flags = g->c->future_flags;
  if (s->kind == SCOPE_FUNCTION || s->kind == SCOPE_TYPEPARAMS) {
    flags |= CODE_OPTIMIZED | CODE_NEWLOCALS;
    if (s->nested) flags |= CODE_NESTED;
    if (s->varargs) flags |= CODE_VARARGS;
    if (s->varkeywords) flags |= CODE_VARKEYWORDS;
    if (s->is_generator && s->is_coroutine) flags |= CODE_ASYNC_GENERATOR;
    else if (s->is_generator) flags |= CODE_GENERATOR;
    else if (s->is_coroutine) flags |= CODE_COROUTINE;
  } else if (s->kind == SCOPE_MODULE && s->is_coroutine) {
    flags |= CODE_COROUTINE; /* top-level await */
  }
  return flags;
}

/* Cells are made before anything else runs; a generator first hands itself out. */
static void emit_prologue(Gen *g) {
  Unit *u = g->u;
  if (u->code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR)) emit(g, OP_return_generator, 0);
  for (int i = 0; i < u->ncells; i++) emit(g, OP_make_cell, (uint32_t)i);
}

void unit_enter(Gen *g, Scope *scope, Identifier name, uint32_t firstlineno) {
  Unit *u = ARENA_NEW(g->c->arena, Unit);
  Code *code = ARENA_NEW(g->out, Code);
  u->qualname = make_qualname(g, scope, name);
  u->parent = g->u;
  u->scope = scope;
  u->handler = -1;
  u->code = code;
  u->locals = ARENA_ARRAY(g->c->arena, Identifier, (size_t)scope->nsymbols + 1);
  u->derefs = ARENA_ARRAY(g->c->arena, Identifier, (size_t)scope->nsymbols * 2 + 2);
  for (int i = 0; i < scope->nsymbols; i++) scope->symbols[i].slot = 0; /* a finally body is generated more than once */
  g->u = u;
  code->filename = g->filename;
  code->name = name_copy(g->out, name->text, name->len);
  code->qualname = u->qualname;
  code->firstlineno = firstlineno;
  code->flags = flags_of(g, scope);
  Node *args = params_of(scope);
  if (args) {
    code->posonlyargcount = (uint32_t)args->arguments.posonlyargs.n;
    code->argcount = code->posonlyargcount + (uint32_t)args->arguments.args.n;
    code->kwonlyargcount = (uint32_t)args->arguments.kwonlyargs.n;
  } else if (scope->is_comprehension) {
    code->argcount = 1;
  }
  if (scope->kind == SCOPE_FUNCTION || scope->kind == SCOPE_TYPEPARAMS) {
    lay_out_params(g, scope, args);
    for (int i = 0; i < scope->nsymbols; i++)
      if (scope->symbols[i].binding == BIND_LOCAL && !scope->symbols[i].slot) add_local(g, &scope->symbols[i]);
  }
  lay_out_derefs(g, scope);
  Loc saved = g->loc;
  g->loc = (Loc){firstlineno, firstlineno, 0, 0};
  emit_prologue(g);
  g->loc = saved;
}

Code *unit_leave(Gen *g) {
  Unit *u = g->u;
  Code *code = assemble(g, u);
  g->u = u->parent;
  return code;
}

/* The cell or free variable of the current unit that a nested block's free variable refers to. */
static uint32_t closure_slot(Gen *g, Name name) {
  Unit *u = g->u;
  for (int i = 0; i < u->nderefs; i++)
    if (u->derefs[i]->len == name.len && !memcmp(u->derefs[i]->text, name.text, name.len)) return (uint32_t)i;
  compile_error(g->c, g->loc, "no cell for free variable '%s'", name.text);
}

void emit_make_function(Gen *g, Code *code, uint32_t flags) {
  if (code->nfrees) {
    for (uint32_t i = 0; i < code->nfrees; i++) emit(g, OP_load_cell, closure_slot(g, code->frees[i]));
    emit(g, OP_build_tuple, code->nfrees);
    flags |= 8;
  }
  emit_const(g, (Const){.kind = CONST_code, .code = code});
  emit(g, OP_make_function, flags);
}
