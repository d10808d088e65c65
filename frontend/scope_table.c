/* Scope objects: creation, the map from nodes, symbol tables. */
#include <string.h>

#include "scope_build.h"

static uint32_t pointer_hash(const void *p) { return (uint32_t)(((uintptr_t)p >> 4) * 0x9e3779b97f4a7c15ull >> 32); }

static void map_insert(void **map, uint32_t mask, Scope *s) {
  uint32_t at = pointer_hash(s->key) & mask;
  while (map[at]) at = (at + 1) & mask;
  map[at] = s;
}

static void map_add(Compiler *c, Scope *s) {
  if (!c->scope_map || c->scope_count * 2 > c->scope_mask) {
    uint32_t old_mask = c->scope_mask, mask = c->scope_map ? old_mask * 2 + 1 : 63;
    void **old = c->scope_map, **map = ARENA_ARRAY(c->arena, void *, mask + 1);
    for (uint32_t i = 0; old && i <= old_mask; i++)
      if (old[i]) map_insert(map, mask, old[i]);
    c->scope_map = map;
    c->scope_mask = mask;
  }
  map_insert(c->scope_map, c->scope_mask, s);
  c->scope_count++;
}

Scope *scope_of(Compiler *c, const void *key) {
  uint32_t at = pointer_hash(key) & c->scope_mask;
  for (; c->scope_map[at]; at = (at + 1) & c->scope_mask)
    if (((Scope *)c->scope_map[at])->key == key) return c->scope_map[at];
  return NULL;
}

Scope *scope_new(Compiler *c, Scope *parent, ScopeKind kind, Identifier name, const void *key, Loc loc) {
  Scope *s = ARENA_NEW(c->arena, Scope);
  s->kind = kind;
  s->name = name;
  s->key = key;
  s->loc = loc;
  s->parent = parent;
  if (parent) {
    s->private = parent->private;
    s->comp_iter_expr = parent->comp_iter_expr;
    s->nested = parent->nested || parent->kind == SCOPE_FUNCTION || parent->kind == SCOPE_TYPEPARAMS;
    if (parent->last_child) parent->last_child->sibling = s;
    else parent->children = s;
    parent->last_child = s;
  }
  map_add(c, s);
  return s;
}

static void index_rebuild(Compiler *c, Scope *s, uint32_t mask) {
  s->index = ARENA_ARRAY(c->arena, int32_t, mask + 1);
  s->mask = mask;
  for (int i = 0; i < s->nsymbols; i++) {
    uint32_t at = pointer_hash(s->symbols[i].name) & mask;
    while (s->index[at]) at = (at + 1) & mask;
    s->index[at] = i + 1;
  }
}

Symbol *scope_find(const Scope *s, Identifier name) {
  if (!s->index) {
    for (int i = 0; i < s->nsymbols; i++)
      if (s->symbols[i].name == name) return &s->symbols[i];
    return NULL;
  }
  for (uint32_t at = pointer_hash(name) & s->mask; s->index[at]; at = (at + 1) & s->mask)
    if (s->symbols[s->index[at] - 1].name == name) return &s->symbols[s->index[at] - 1];
  return NULL;
}

Symbol *scope_symbol(Compiler *c, Scope *s, Identifier name) {
  enum { LINEAR = 8 };
  Symbol *found = scope_find(s, name);
  if (found) return found;
  if (s->nsymbols == s->cap) {
    int cap = s->cap ? s->cap * 2 : 4;
    Symbol *grown = ARENA_ARRAY(c->arena, Symbol, (size_t)cap);
    if (s->nsymbols) memcpy(grown, s->symbols, sizeof(Symbol) * (size_t)s->nsymbols);
    s->symbols = grown;
    s->cap = cap;
  }
  Symbol *symbol = &s->symbols[s->nsymbols++];
  symbol->name = name;
  if (s->nsymbols > LINEAR) {
    if (!s->index || (uint32_t)s->nsymbols * 2 > s->mask) {
      index_rebuild(c, s, s->index ? s->mask * 2 + 1 : 31);
    } else {
      uint32_t at = pointer_hash(name) & s->mask;
      while (s->index[at]) at = (at + 1) & s->mask;
      s->index[at] = s->nsymbols;
    }
  }
  return symbol;
}
