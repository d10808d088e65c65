/* Gives the runtime a compiler: the runtime itself knows no front end. */
#include "../../frontend/frontend.h"
#include "../../runtime/modules/_ast.h"
#include "commands.h"

static Code *compile_hook(const void *source, void *diag, struct Arena *diag_arena) {
  return compile_source(source, diag, diag_arena);
}

void install_compiler(void) {
  kr_compile_hook = compile_hook;
  kr_ast_services = &ast_services;
  kr_anchor_hook = anchors_find;
}
