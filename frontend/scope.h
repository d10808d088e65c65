/* Scopes: which names each block of a tree binds and where every use of a name finds it.
 *
 * Two passes over the tree, as the language reference describes them: the first collects, block by
 * block, how each name is used; the second decides, from the module inwards, whether a name is local,
 * a cell, free or global. */
#ifndef FRONTEND_SCOPE_H
#define FRONTEND_SCOPE_H

#include <setjmp.h>

#include "ast.h"

typedef enum { SCOPE_MODULE, SCOPE_FUNCTION, SCOPE_CLASS, SCOPE_TYPEPARAMS } ScopeKind;

enum { /* Symbol.flags: how a block uses a name */
  SYM_GLOBAL = 1, SYM_NONLOCAL = 2, SYM_BOUND = 4, SYM_PARAM = 8, SYM_USED = 16, SYM_ANNOTATED = 32,
  SYM_IMPORTED = 64, SYM_COMP_ITER = 128, SYM_IN_COMPREHENSION = 256, SYM_FREE_IN_CLASS = 512,
  SYM_TYPE_PARAM = 1024, SYM_GLOBAL_BELOW = 2048 /* module: an inner block declares it global */,
  SYM_ASSIGNED = 4096 /* bound, and not only as a parameter or by an import */
};

typedef enum { BIND_NONE, BIND_LOCAL, BIND_CELL, BIND_FREE, BIND_GLOBAL /* declared */, BIND_IMPLICIT /* global or builtin */ } Binding;

typedef struct Symbol {
  Identifier name; /* mangled */
  uint16_t flags;
  uint8_t binding;
  uint32_t slot;   /* for the code generator: index + 1 of the local or deref, 0: none yet */
  Loc loc;         /* of a global or nonlocal declaration */
} Symbol;

typedef struct Scope {
  ScopeKind kind;
  const void *key;       /* the node (or part of one) that opened it */
  Identifier name;
  struct Scope *parent, *children, *last_child, *sibling;
  Symbol *symbols;       /* in order of first use */
  int nsymbols, cap;
  int32_t *index;        /* open addressing from name to position + 1 */
  uint32_t mask;
  Loc loc;
  bool is_lambda, is_comprehension, is_generator_expression;
  bool is_generator, is_coroutine;
  bool returns_value;
  bool varargs, varkeywords;
  bool needs_class_closure; /* a class whose methods use __class__ or super */
  bool nested;           /* inside a function */
  bool comp_iter_target; /* while the target of a comprehension is visited */
  int comp_iter_expr;    /* while an iterable of a comprehension is visited */
  Identifier private;    /* class whose name mangles, or NULL */
} Scope;

typedef struct Scopes Scopes;

/* What scope analysis and code generation share about one compilation. */
typedef struct Compiler {
  const Source *source;
  const Mod *mod;
  Arena *arena;          /* of the tree; scratch data too */
  Diag *diag;
  Arena *diag_arena;
  jmp_buf *failed;
  uint32_t future_flags;
  Scope *top;
  void **scope_map;      /* node -> Scope */
  uint32_t scope_mask, scope_count;
  Identifier id_class, id_dot0, id_annotations, id_super;
  int depth;             /* recursion */
} Compiler;

/* Reports a SyntaxError at loc and unwinds the compilation. */
void compile_error(Compiler *c, Loc loc, const char *format, ...)
    __attribute__((noreturn, format(printf, 3, 4)));
/* A SyntaxWarning, which the source's owner may turn into an error. */
void compile_warn(Compiler *c, Loc loc, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* RecursionError when a tree is nested too deeply; pairs with c->depth--. */
void compile_enter(Compiler *c, Loc loc);

Identifier ident_make(Compiler *c, const char *text, size_t len);
/* __name inside class X becomes _X__name. */
Identifier ident_mangle(Compiler *c, Identifier private, Identifier id);

/* The scopes of a tree, without code, in the tree's arena.  NULL: *diag says why. */
const Scope *compile_scopes(const Source *source, const Mod *mod, Diag *diag, Arena *diag_arena);

/* Analyses the whole tree; errors unwind. */
void scope_analyse(Compiler *c);
Scope *scope_of(Compiler *c, const void *key);
/* NULL if the block does not mention the (mangled) name. */
Symbol *scope_find(const Scope *s, Identifier name);

#endif
