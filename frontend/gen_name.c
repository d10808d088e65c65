/* Names: the instruction that loads, stores or deletes one, by its binding and the kind of block. */
#include <string.h>

#include "gen.h"

enum { ACCESS_LOCAL, ACCESS_DEREF, ACCESS_CLASSDEREF, ACCESS_GLOBAL, ACCESS_NAME };

static const uint8_t opcodes[][3] = {
  [ACCESS_LOCAL] = {OP_load_local, OP_store_local, OP_delete_local},
  [ACCESS_DEREF] = {OP_load_deref, OP_store_deref, OP_delete_deref},
  [ACCESS_CLASSDEREF] = {OP_load_classderef, OP_store_deref, OP_delete_deref},
  [ACCESS_GLOBAL] = {OP_load_global, OP_store_global, OP_delete_global},
  [ACCESS_NAME] = {OP_load_name, OP_store_name, OP_delete_name},
};

static int access_of(const Unit *u, const Symbol *symbol) {
  bool function = u->scope->kind == SCOPE_FUNCTION || u->scope->kind == SCOPE_TYPEPARAMS;
  switch (symbol ? (Binding)symbol->binding : BIND_NONE) {
  case BIND_LOCAL: return function ? ACCESS_LOCAL : ACCESS_NAME;
  case BIND_CELL: return ACCESS_DEREF;
  case BIND_FREE: return u->scope->kind == SCOPE_CLASS ? ACCESS_CLASSDEREF : ACCESS_DEREF;
  case BIND_GLOBAL: return ACCESS_GLOBAL;
  default: return function ? ACCESS_GLOBAL : ACCESS_NAME;
  }
}

void gen_name(Gen *g, Identifier name, NameUse use) {
  Unit *u = g->u;
  if (name->len == 9 && !memcmp(name->text, "__debug__", 9)) {
    if (use != NAME_LOAD)
      compile_error(g->c, g->loc, use == NAME_STORE ? "cannot assign to __debug__" : "cannot delete __debug__");
    emit_const(g, (Const){.kind = g->c->source->optimize ? CONST_false : CONST_true});
    return;
  }
  Identifier mangled = ident_mangle(g->c, u->scope->private, name);
  Symbol *symbol = scope_find(u->scope, mangled);
  int access = access_of(u, symbol);
  uint32_t arg = access <= ACCESS_CLASSDEREF ? symbol->slot - 1 : name_slot(g, mangled);
  emit(g, opcodes[access][use], arg);
}
