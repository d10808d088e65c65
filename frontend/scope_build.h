/* Between the files of scope analysis. */
#ifndef FRONTEND_SCOPE_BUILD_H
#define FRONTEND_SCOPE_BUILD_H

#include "scope.h"

Scope *scope_new(Compiler *c, Scope *parent, ScopeKind kind, Identifier name, const void *key, Loc loc);
/* Finds or adds a (mangled) name. */
Symbol *scope_symbol(Compiler *c, Scope *s, Identifier name);
/* First pass: symbols and flags of the whole tree. */
void scope_collect(Compiler *c);
/* Second pass: bindings. */
void scope_resolve(Compiler *c);

#endif
