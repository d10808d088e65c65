/* Between the files of the code generator.
 *
 * A Unit is the code object being made for one block.  Instructions are appended in program order,
 * with labels and handler set-ups as pseudo-instructions between them; assemble.c computes stack
 * depths, drops what can not be reached and resolves labels. */
#ifndef FRONTEND_GEN_H
#define FRONTEND_GEN_H

#include "scope.h"

enum { PSEUDO_LABEL = OP_COUNT, PSEUDO_SETUP /* arg: handler; records the stack depth */ };

typedef struct {
  uint8_t op;
  uint32_t arg;     /* operand; for jumps the label */
  int32_t handler;  /* innermost handler, -1: none */
  Loc loc;
} Ins;

typedef int Label;

typedef struct {
  Label target;
  uint32_t drop;    /* values to cut below the depth at set-up */
  int64_t depth;    /* found by the assembler; -1: never reached */
} Region;

typedef enum {
  BLOCK_WHILE, BLOCK_FOR, BLOCK_TRY, BLOCK_FINALLY_TRY, BLOCK_FINALLY_END, BLOCK_WITH, BLOCK_ASYNC_WITH,
  BLOCK_HANDLER_CLEANUP, BLOCK_STAR_HANDLER, BLOCK_POP_VALUE
} BlockKind;

/* A statement that break, continue and return have to leave properly. */
typedef struct {
  BlockKind kind;
  Label start, exit;
  int outer_handler;         /* handler in force around the block */
  const NodeList *finalbody; /* BLOCK_FINALLY_TRY */
  Identifier name;           /* BLOCK_HANDLER_CLEANUP: the except clause's variable */
  Loc loc;                   /* with statements: where __exit__ is called */
} Block;

enum { MAX_BLOCKS = 20 };    /* "too many statically nested blocks" */

typedef struct Unit {
  struct Unit *parent;
  Scope *scope;
  Name qualname;
  Code *code;
  Ins *ins;
  int nins, cap_ins;
  int nlabels;
  int *label_at;             /* filled in by the assembler */
  Region *regions;
  int nregions, cap_regions;
  int handler;               /* in force now; -1 */
  Block blocks[MAX_BLOCKS + 8];
  int nblocks;
  Const *consts;
  int nconsts, cap_consts;
  int32_t *const_index;
  uint32_t const_mask;
  Identifier *names;
  int nnames, cap_names;
  int32_t *name_index;
  uint32_t name_mask;
  int nlocals, nderefs;
  Identifier *locals, *derefs; /* derefs: cells, then frees */
  int ncells;
  int cap_locals, cap_derefs;
} Unit;

typedef struct Gen {
  Compiler *c;
  Unit *u;
  Loc loc;                   /* given to instructions that are emitted */
  Arena *out;                /* the code tree's */
  Name filename;
  bool interactive;
} Gen;

/* ---- emission (gen_emit.c) ---- */
void emit(Gen *g, Opcode op, uint32_t arg);
void emit_jump(Gen *g, Opcode op, Label target);
void emit_plain_jump(Gen *g, Label target); /* a jump that has no line of its own */
Label label_new(Gen *g);
void label_here(Gen *g, Label l);
/* Starts a region whose exceptions go to target with drop values fewer than are on the stack now. */
int region_enter(Gen *g, Label target, uint32_t drop);
void region_leave(Gen *g, int outer);
void emit_const(Gen *g, Const value);
void emit_none(Gen *g);
void emit_text(Gen *g, const char *text, size_t len); /* a str constant */
void emit_tuple_of_names(Gen *g, const Identifier *names, int n);
uint32_t const_slot(Gen *g, Const value);
uint32_t name_slot(Gen *g, Identifier name);
bool const_equal(const Const *a, const Const *b);
void emit_binary(Gen *g, int ast_operator, bool inplace);

/* ---- units (gen_unit.c) ---- */
void unit_enter(Gen *g, Scope *scope, Identifier name, uint32_t firstlineno);
/* Ends the unit: code assembled into g->out. */
Code *unit_leave(Gen *g);
/* Pushes a function for code; flags say what lies on the stack (see make_function). */
void emit_make_function(Gen *g, Code *code, uint32_t flags);
Code *assemble(Gen *g, Unit *u);
/* Simplifies jumps and gives every instruction its line; depth as find_depths gives it.  (flow.c) */
void flow_settle(Gen *g, Unit *u, const int32_t *depth);

/* ---- names (gen_name.c) ---- */
typedef enum { NAME_LOAD, NAME_STORE, NAME_DELETE } NameUse;
void gen_name(Gen *g, Identifier name, NameUse use);

/* ---- expressions ---- */
void gen_expr(Gen *g, Node *n);
void gen_iterable(Gen *g, Node *n);
enum { STACK_CHUNK = 30 }; /* longer displays and argument lists are built piecemeal, to bound the stack */
void gen_exprs_display(Gen *g, NodeList elts, Opcode build, Opcode add, Opcode extend, bool to_tuple); /* gen_display.c */
void gen_dict(Gen *g, Node *n);
void gen_call(Gen *g, Node *n);                          /* gen_call.c */
void gen_call_helper(Gen *g, uint32_t pushed, NodeList args, NodeList keywords);
void gen_fstring(Gen *g, Node *n);                       /* gen_fstring.c */
void gen_template(Gen *g, Node *n);
void gen_comprehension(Gen *g, Node *n);                 /* gen_comp.c */
void gen_lambda(Gen *g, Node *n);                        /* gen_function.c */
void gen_jump_if(Gen *g, Node *n, Label target, bool when);
void gen_store(Gen *g, Node *target);                    /* gen_assign.c */
void gen_delete(Gen *g, Node *target);
void gen_assign(Gen *g, Node *n);
void gen_aug_assign(Gen *g, Node *n);
void gen_ann_assign(Gen *g, Node *n);
void gen_attribute_loc(Gen *g, Node *attribute);
void gen_await(Gen *g, int where);                       /* awaitable on the stack */
void gen_send_loop(Gen *g);                              /* iter None -- result */
/* Replaces a constant expression by its value; returns false if it is none.  (fold.c) */
bool fold_expr(Gen *g, Node *n, Const *value);

/* ---- statements ---- */
void gen_stmts(Gen *g, NodeList list);
void gen_body(Gen *g, NodeList body);                    /* docstring taken care of by the caller */
void gen_stmt(Gen *g, Node *n);
void gen_function(Gen *g, Node *n);
void gen_class(Gen *g, Node *n);
void gen_type_alias(Gen *g, Node *n);                    /* gen_typeparams.c */
void gen_type_params(Gen *g, NodeList params);           /* pushes their tuple */
void gen_try(Gen *g, Node *n);                           /* gen_try.c */
void gen_try_star(Gen *g, Node *n);
void gen_with(Gen *g, Node *n, int item);
void gen_match(Gen *g, Node *n);                         /* gen_match.c */
void gen_return(Gen *g, Node *n);                        /* gen_flow.c */
void gen_break(Gen *g, Node *n);
void gen_continue(Gen *g, Node *n);
Block *block_push(Gen *g, BlockKind kind, Label start, Label exit);
void block_pop(Gen *g);
void gen_call_exit(Gen *g);                              /* exit -- result of exit(None, None, None) */
/* The text of an annotation under "from __future__ import annotations".  (unparse.c) */
Name unparse_expr(Gen *g, Node *n);
bool is_docstring(const Node *stmt);
Name const_name(const Const *c);

#endif
