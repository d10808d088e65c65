/* The _ast module's classes, and trees as objects. */
#ifndef RUNTIME_MODULES_AST_H
#define RUNTIME_MODULES_AST_H

#include <stddef.h>
#include <stdio.h>
#include "../../frontend/ast.h"
#include "../api.h"

enum { PYCF_ONLY_AST = 0x400, PYCF_TYPE_COMMENTS = 0x1000, PYCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000 };

typedef struct { Object ob; Value dict; } AstObject;

/* What the front end and the conversions offer to compile(); a program without a front end has none. */
typedef struct AstServices {
  /* Source to an object tree.  0 with diag->kind set, or with an exception set. */
  Value (*parse)(Ctx *, const Source *, Diag *diag, Arena *);
  /* An object tree to code; NULL likewise. */
  Code *(*compile)(Ctx *, Value tree, const Source *, Diag *diag, Arena *);
  /* The symbol table of a source's outermost block, and a list of its tokens; as parse. */
  Value (*symbols)(Ctx *, const Source *, Diag *diag, Arena *);
  Value (*tokens)(Ctx *, const Source *, Diag *diag, Arena *);
} AstServices;
extern const AstServices ast_services;

/* ---- _ast.c: the classes, valid once the module was imported ---- */
extern Value ast_classes[NODE_COUNT];          /* by NodeKind */
extern Value ast_sum_classes[];                /* by sum number */
extern Value ast_enum_instances[AST_ENUM_COUNT];
extern Value ast_location_keys[4];             /* lineno, col_offset, end_lineno, end_col_offset */
int ast_ready(Ctx *);                          /* imports the module; -1: raised */

/* ---- _ast_symbols.c, _ast_tokens.c: the services of these names ---- */
Value ast_symbols(Ctx *, const Source *, Diag *diag, Arena *);
Value ast_tokens(Ctx *, const Source *, Diag *diag, Arena *);

/* ---- _ast_build.c, _ast_read.c, _ast_validate.c ---- */
Value ast_to_object(Ctx *, const Mod *);
/* NULL: an exception is set.  The tree has the shape that ast.def says, but is not validated. */
Mod *ast_from_object(Ctx *, Value tree, Arena *);
/* Whether a tree means something, as CPython's compile() checks; -1: raised. */
int ast_validate(Ctx *, const Mod *);

#endif
