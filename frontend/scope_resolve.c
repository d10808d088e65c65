/* The second pass of scope analysis: bindings, from the outermost block inwards.
 *
 * A block is given the names that enclosing functions bind and those declared global around it; it
 * tells its parent which names it and its children need from outside.  A function turns such a name of
 * its own into a cell; any other block passes it outwards as free. */
#include <string.h>

#include "scope_build.h"

/* A set of names, small and ordered. */
typedef struct NameSet {
  Identifier *items;
  int n, cap;
} NameSet;

static void set_add(Compiler *c, NameSet *set, Identifier name) {
  for (int i = 0; i < set->n; i++)
    if (set->items[i] == name) return;
  if (set->n == set->cap) {
    int cap = set->cap ? set->cap * 2 : 8;
    Identifier *grown = ARENA_ARRAY(c->arena, Identifier, (size_t)cap);
    if (set->n) memcpy(grown, set->items, sizeof(Identifier) * (size_t)set->n);
    set->items = grown;
    set->cap = cap;
  }
  set->items[set->n++] = name;
}

static bool is_function_like(const Scope *s) { return s->kind == SCOPE_FUNCTION || s->kind == SCOPE_TYPEPARAMS; }

/* Does an enclosing function bind the name, with no nearer function declaring it global? */
static bool bound_outside(const Compiler *c, const Scope *s, Identifier name) {
  for (const Scope *outer = s->parent; outer; outer = outer->parent) {
    if (outer->kind == SCOPE_MODULE) return false;
    if (outer->kind == SCOPE_CLASS) {
      if (name == c->id_class) return true;
      continue;
    }
    const Symbol *symbol = scope_find(outer, name);
    if (!symbol) continue;
    if (symbol->flags & SYM_GLOBAL) return false;
    if (symbol->flags & SYM_NONLOCAL) continue;
    if (symbol->flags & SYM_BOUND) return true;
  }
  return false;
}

static bool declared_global_outside(const Scope *s, Identifier name) {
  for (const Scope *outer = s->parent; outer; outer = outer->parent) {
    if (!is_function_like(outer)) continue;
    const Symbol *symbol = scope_find(outer, name);
    if (!symbol) continue;
    if (symbol->flags & SYM_GLOBAL) return true;
    if (symbol->flags & SYM_BOUND && !(symbol->flags & SYM_NONLOCAL)) return false;
  }
  return false;
}

static void resolve_symbol(Compiler *c, Scope *s, Symbol *symbol, NameSet *wanted) {
  Identifier name = symbol->name;
  if (symbol->flags & SYM_GLOBAL) {
    if (symbol->flags & SYM_NONLOCAL) compile_error(c, symbol->loc, "name '%s' is nonlocal and global", name->text);
    symbol->binding = BIND_GLOBAL;
  } else if (symbol->flags & SYM_NONLOCAL) {
    if (s->kind == SCOPE_MODULE) compile_error(c, symbol->loc, "nonlocal declaration not allowed at module level");
    if (!bound_outside(c, s, name)) compile_error(c, symbol->loc, "no binding for nonlocal '%s' found", name->text);
    symbol->binding = BIND_FREE;
    set_add(c, wanted, name);
  } else if (symbol->flags & SYM_BOUND) {
    symbol->binding = symbol->flags & SYM_GLOBAL_BELOW ? BIND_GLOBAL : BIND_LOCAL;
  } else if (bound_outside(c, s, name)) {
    symbol->binding = BIND_FREE;
    set_add(c, wanted, name);
  } else if (declared_global_outside(s, name)) {
    symbol->binding = BIND_GLOBAL;
  } else {
    symbol->binding = BIND_IMPLICIT;
  }
}

/* Names that children want from around them: bound here they become cells, else they pass through. */
static void settle_wanted(Compiler *c, Scope *s, const NameSet *children, NameSet *wanted) {
  for (int i = 0; i < children->n; i++) {
    Identifier name = children->items[i];
    Symbol *symbol = scope_find(s, name);
    if (s->kind == SCOPE_CLASS) {
      if (name == c->id_class) {
        s->needs_class_closure = true;
        continue;
      }
      if (symbol && symbol->binding != BIND_FREE) symbol->flags |= SYM_FREE_IN_CLASS;
    } else if (symbol && symbol->binding == BIND_LOCAL && is_function_like(s)) {
      symbol->binding = BIND_CELL;
      continue;
    }
    if (!symbol) {
      symbol = scope_symbol(c, s, name);
      symbol->binding = BIND_FREE;
    }
    set_add(c, wanted, name);
  }
}

static void resolve(Compiler *c, Scope *s, NameSet *wanted) {
  compile_enter(c, s->loc);
  for (int i = 0; i < s->nsymbols; i++) resolve_symbol(c, s, &s->symbols[i], wanted);
  NameSet from_children = {0};
  for (Scope *child = s->children; child; child = child->sibling) resolve(c, child, &from_children);
  settle_wanted(c, s, &from_children, wanted);
  c->depth--;
}

void scope_resolve(Compiler *c) {
  NameSet wanted = {0};
  resolve(c, c->top, &wanted);
}
