/* What the files of the C emitter share. */
#ifndef BACKEND_EMIT_H
#define BACKEND_EMIT_H

#include "../ir/ssa.h"
#include "backend.h"

/* A function of the module and what calls of it likely name, sorted by name (emit_direct.c). */
typedef struct { const char *name; const Code *code; uint32_t index; } Target;
typedef struct { Target *items; uint32_t n; } Targets;

/* One C file being written: function bodies go to body, what they need of constants and caches is
 * counted and declared in front of them at the end. */
typedef struct {
  const EmitOptions *options;
  Arena *arena;
  FILE *body;
  char *body_text;
  size_t body_size;
  char *symbol;                 /* of the unit */
  struct { uint32_t code, what; const Const *constant; const Name *name; } *consts;
  uint32_t nconsts, consts_cap;
  uint32_t nattrs, nglobals, ncalls; /* caches */
  struct { uint32_t code, nparams, nslots; char *symbol; } *functions;
  uint32_t nfunctions, functions_cap;
  uint32_t statements;
  const size_t *lines;          /* where the source's lines begin */
  uint32_t nlines;
  bool economical;
  const Targets *targets;       /* of the module */
  uint8_t *used_targets;        /* which of them the file names, or NULL: none */
} Unit;

/* Where an instruction goes that raised: drops its values, then leaves or enters a handler. */
typedef struct ErrorExit {
  struct ErrorExit *next;
  struct ErrorExit *rest;   /* what follows after this one's drop, NULL: the function's end */
  SsaInsn *drop;
  bool traceback;           /* add an entry first at the end */
  bool used;                /* something goes here; the others are only parts of longer exits */
  uint32_t label;
} ErrorExit;

typedef struct {
  Unit *unit;
  SsaFunc *f;
  const Code *code;
  uint32_t code_index;      /* preorder */
  const char *symbol;       /* C name of the function */
  FILE *out;
  FILE *cold;               /* text after the body: ways to handlers */
  SsaBlock **layout;
  uint32_t nlayout;
  uint32_t *variable;       /* which value stands for the C variable of an instruction, by id */
  char **names;             /* of C variables, by id of the value that stands for them */
  uint32_t *uses;           /* how often a value is an operand, by id */
  ErrorExit *exits;
  uint32_t nexits;
  bool frameless;           /* the part without a frame is being written */
  bool raised_label, unwind_label;
  uint32_t line;            /* of the last comment */
  uint32_t max_unpack, nswaps;
  uint32_t *callee_caches;  /* cache numbers plus one, by imm */
  uint32_t nslots;          /* the frame's locals are in memory: how many; 0: they are not */
  uint8_t *consumers;       /* by constant: the functions of generator expressions are written */
  uint32_t npoints;         /* generators: places where to go on */
  uint32_t nspilled;        /* generators: slots, stack included */
  bool keeps_raised;        /* handlers note where the exception came from, for cleanups that run user code */
  bool hot;                 /* small enough to have its fast paths in line everywhere */
} Emitter;

/* emit_vars.c */
void emit_assign_variables(Emitter *e);

/* emit_names.c */
void emit_assign_names(Emitter *e);
char *emit_symbol(Arena *arena, const char *module, const Name *qualname);
void emit_identifier(const char *text, size_t len, FILE *out);

/* emit_insn.c */
void emit_insn(Emitter *e, SsaInsn *i);
const char *emit_name(const Emitter *e, const SsaInsn *i);
/* The C text of a constant index of the function, as an expression. */
void emit_constant(Emitter *e, uint32_t n);
void emit_double(Emitter *e, uint32_t n);
/* A value where it is used: its variable or, for literals, itself. */
void emit_operand(Emitter *e, SsaInsn *v);
uint32_t emit_const_slot(Unit *u, uint32_t code, uint32_t what, const Const *constant, const Name *name);
bool emit_is_inline(const Emitter *e, const SsaInsn *i);

uint32_t emit_callee_cache(Emitter *e, const SsaInsn *i);
void emit_unref(Emitter *e, const SsaInsn *v, bool cold, FILE *out);

/* The record of the function's frame, as a C text. */
const char *emit_frame(const Emitter *e);
const char *emit_frame_pointer(const Emitter *e);
/* Where its handlers note the position that raised. */
const char *emit_raised(const Emitter *e);
/* The k-th result of an instruction with several. */
SsaInsn *emit_projection(SsaInsn *i, uint32_t k);
/* A template's text with its placeholders filled in. */
void emit_expand(Emitter *e, SsaInsn *i, const char *text);

/* emit_direct.c */
Targets *emit_list_targets(Arena *, const Code *root);
/* Does a call of the global f likely make an instance of a class of the module, set up by a compiled __init__? */
bool emit_makes_instance(const Emitter *e, const SsaInsn *f, uint32_t nargs);
/* The body that a call likely reaches, or NULL: of a global function, of a class's __init__, of a method. */
void emit_function_target(Emitter *e, const SsaInsn *f, uint32_t nargs);
void emit_init_target(Emitter *e, const SsaInsn *f, uint32_t nargs);
void emit_method_target(Emitter *e, uint32_t name, uint32_t nargs);
/* The bodies named, for the head of the file. */
void emit_targets(const Unit *u, FILE *out);

/* emit_gen.c */
void emit_send(Emitter *e, SsaInsn *i);
void emit_await_call(Emitter *e, SsaInsn *i);
void emit_restore(Emitter *e, SsaInsn *i);
void emit_suspend(Emitter *e, SsaInsn *i);
/* The head of a generator's resume function, up to the point where it was left. */
void emit_resume_head(Emitter *e, FILE *out);
void emit_resume_dispatch(Emitter *e, FILE *out);
void emit_generator_return(Emitter *e, SsaInsn *v);
/* The function that makes the generator, in the place of the body. */
void emit_maker(Emitter *e, FILE *out);
uint32_t emit_generator_slots(const Emitter *e);

/* emit_consume.c */
void emit_consume(Emitter *e, SsaInsn *i);
/* Is it done by what consumes a generator expression, and what is its template then? */
bool emit_is_outside(const SsaInsn *i);
const char *emit_outside_text(const SsaInsn *i);
/* The beginning of a generator expression's function. */
void emit_consumer_head(Emitter *e, FILE *out);
void emit_consumer_entry(FILE *out);

/* emit_func.c */
/* The number of slots of the generators that it makes; 0: it is an ordinary function. */
uint32_t emit_function(Unit *u, SsaFunc *f, uint32_t code_index, const char *symbol);
/* The parameters' names, each after a prefix. */
void emit_params(Emitter *e, const char *prefix, FILE *out);
/* Writes "goto LABEL" for when i raised; the label leads to the drops and the handler or the end. */
void emit_goto_error(Emitter *e, SsaInsn *i);

#endif
