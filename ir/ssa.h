/* Functions in static single assignment form: what the builder makes of bytecode, what the passes
 * transform and the emitter prints.
 *
 *   Code --ssa_build--> SsaFunc --passes.def--> SsaFunc --backend/emit--> C
 *
 * An instruction is also the value it computes.  Blocks hold phis first, then instructions, and end
 * in exactly one terminator.  An instruction that may raise leaves the function, unless its block
 * has a handler edge: then it is the last before the terminator (a jump), and raising goes to the
 * handler.  See docs/ssa.md. */
#ifndef IR_SSA_H
#define IR_SSA_H

#include <stdio.h>
#include "arena.h"
#include "code.h"

/* The operations: those of the bytecode under their own names, then those of ssa.def. */
typedef enum {
  SSA_FIRST = OP_COUNT,
  SSA_BEFORE_FIRST_ROW = OP_COUNT - 1,
#define SSA(name, traits, type, meaning) SSA_##name,
#include "ssa.def"
  SSA_COUNT
} SsaOp;

/* How C holds a value. */
typedef enum {
  REP_NONE,  /* no value */
  REP_VALUE, /* a Value word */
  REP_I64,   /* an int as int64_t */
  REP_F64,   /* a float as double */
  REP_BOOL   /* 0 or 1, as int */
} Rep;

/* imm of an addition whose left operand is not needed afterwards: it takes over its reference, and a str that
 * nothing else holds grows in place. */
enum { ADD_APPENDS = 1 };

/* What is known of a value: the set of kinds it may be.  Exact types only: an instance of a subclass
 * is TYPE_OBJECT. */
typedef uint32_t TypeSet;
enum {
  TYPE_SMALL = 1 << 0,   /* int held in the word */
  TYPE_BIG = 1 << 1,     /* int object */
  TYPE_FLO = 1 << 2,     /* float held in the word */
  TYPE_FBOX = 1 << 3,    /* float object */
  TYPE_BOOL = 1 << 4,
  TYPE_NONE = 1 << 5,
  TYPE_STR = 1 << 6,
  TYPE_BYTES = 1 << 7,
  TYPE_LIST = 1 << 8,
  TYPE_TUPLE = 1 << 9,
  TYPE_DICT = 1 << 10,
  TYPE_SET = 1 << 11,
  TYPE_RANGE = 1 << 12,
  TYPE_FUNCTION = 1 << 13,
  TYPE_OBJECT = 1 << 14, /* anything else */
  TYPE_UNBOUND = 1 << 15, /* the word 0: a local without a value */
  TYPE_STOP = 1 << 16,    /* KR_STOP: the iterator is exhausted */
  TYPE_INT = TYPE_SMALL | TYPE_BIG,
  TYPE_FLOAT = TYPE_FLO | TYPE_FBOX,
  TYPE_ANY = TYPE_UNBOUND - 1,
  /* Kinds whose end nobody can observe: no finalizer, no weak reference, nothing owned but such. */
  TYPE_PLAIN = TYPE_INT | TYPE_FLOAT | TYPE_BOOL | TYPE_NONE | TYPE_STR | TYPE_BYTES | TYPE_UNBOUND | TYPE_STOP,
  /* Kinds that are never counted objects. */
  TYPE_UNCOUNTED = TYPE_SMALL | TYPE_FLO | TYPE_BOOL | TYPE_NONE | TYPE_UNBOUND | TYPE_STOP
};

/* Who holds the reference of a REP_VALUE. */
typedef enum {
  OWN_NEW,      /* the value itself: somebody must drop it */
  OWN_BORROWED  /* something that outlives every use: the caller, a constant, the closure */
} Ownership;

typedef struct SsaInsn SsaInsn;
typedef struct SsaBlock SsaBlock;

struct SsaInsn {
  uint16_t op;      /* Opcode or SsaOp */
  uint8_t rep, own;
  TypeSet type;
  uint32_t id;      /* unique in the function */
  uint32_t n;       /* operand as in the bytecode, or as ssa.def says */
  uint32_t pos;     /* index of the bytecode instruction it comes from */
  uint32_t nargs, cap;
  SsaInsn **args;
  SsaBlock *block;
  SsaInsn *prev, *next;
  int32_t local;    /* the local variable it was stored to, for names; -1: none */
  uint32_t consumes; /* bit i: takes over the reference of operand i (31: also of all after it) */
  SsaInsn **drops;  /* may raise, after opt_refs: the owned values to drop when it does */
  uint32_t ndrops;
  int64_t imm;      /* a number that does not fit n; SSA_OUTSIDE: see there */
  uint32_t cache;   /* while C is written: number of the cache that others share */
  uint32_t mark;    /* scratch for passes */
  SsaInsn *forward; /* scratch for passes */
};

/* imm of operators and tests: done by the consumer of a generator expression, not by the expression. */
enum { SSA_OUTSIDE = INT32_MAX };

enum { EDGE_NEXT, EDGE_OTHER, EDGE_HANDLER, EDGE_COUNT };
typedef struct { SsaBlock *block; uint8_t which; } SsaEdge;

struct SsaBlock {
  uint32_t id;
  uint32_t start;    /* bytecode index where it begins */
  SsaInsn *first, *last;
  SsaBlock *succs[EDGE_COUNT]; /* jump: NEXT; branch: NEXT when the condition holds, else OTHER */
  SsaEdge *preds;    /* phi operands are in this order */
  uint32_t npreds, cap;
  SsaBlock *prev, *next; /* layout order */
  SsaBlock *idom;    /* after ssa_dominators */
  uint32_t order;    /* reverse postorder, after ssa_order */
  uint32_t loop_depth;
  uint8_t framed;    /* after opt_frames, in a light function: beyond an enter */
  uint8_t cold;      /* reached only when something raised or a guess failed */
  uint32_t mark;
  void *aux;
};

/* What a generator expression's items are for, where it is made: the builtin that is called with it. */
typedef enum { CONSUME_NONE, CONSUME_SUM, CONSUME_ANY, CONSUME_ALL, CONSUME_MIN, CONSUME_MAX, CONSUME_LIST, CONSUME_KINDS } ConsumeKind;
enum { CONSUME_COLLECT = 16 /* beside CONSUME_LIST: for something else that wants all items */ };

/* Names that a module's code stores attributes under, which are likely kept by instances; sorted. */
typedef struct { const char **names; uint32_t n; } StoredNames;
/* Does the code mention super()?  That looks into its caller's frame for the first argument and __class__. */
bool ssa_uses_super(const Code *);
const StoredNames *ssa_stored_names(Arena *, const Code *root);
bool ssa_is_stored(const StoredNames *, const char *name);

typedef struct {
  Arena *arena;
  const Code *code;
  SsaBlock *entry, *last_block;
  SsaBlock **rpo;       /* after ssa_order: the reachable blocks */
  uint32_t nblocks;
  uint32_t next_id, next_block;
  uint32_t nparams;     /* parameters, *args and **kwargs included */
  const StoredNames *stored; /* of the module, or NULL: not known */
  bool light;           /* some ways through it need no frame, see opt_frames */
  uint32_t growth;      /* how many instructions opt_specialise may make of each one */
  bool is_generator;
  bool traceable;       /* its locals are in memory, and it can be left to the interpreter while it runs */
  ConsumeKind consumer; /* a generator expression joined with its consumer: an ordinary function */
} SsaFunc;
enum { SSA_GROWTH = 10 }; /* a new function's growth */

typedef struct { const char *name; uint16_t traits; Rep rep; TypeSet type; const char *meaning; } SsaInfo;
/* Name, traits and default result of any operation. */
const char *ssa_name(unsigned op);
unsigned ssa_traits(unsigned op);
/* Traits of this very instruction, what its operands' types rule out left aside. */
static inline bool ssa_raises(const SsaInsn *i) { return (ssa_traits(i->op) & RAISES) != 0; }
static inline bool ssa_is_terminator(const SsaInsn *i);

enum { /* traits of ssa.def beside those of code.h */
  TERMINATOR = 64, /* last in its block */
  NO_RESULT = 128
};

/* ---- making and changing functions (ssa.c) ---- */
SsaFunc *ssa_new(Arena *arena, const Code *code);
SsaBlock *ssa_block(SsaFunc *f, uint32_t start);              /* appended to the layout */
SsaInsn *ssa_insn(SsaFunc *f, unsigned op, uint32_t nargs);   /* detached; result as the table says */
void ssa_append(SsaBlock *b, SsaInsn *i);
void ssa_insert_before(SsaInsn *at, SsaInsn *i);
void ssa_insert_after(SsaInsn *at, SsaInsn *i);
void ssa_remove(SsaInsn *i);                                  /* from its block; operands untouched */
void ssa_add_arg(SsaFunc *f, SsaInsn *i, SsaInsn *arg);
/* Makes to the which-th successor of from and adds the edge to to's predecessors.  The caller adds
 * the phi operands. */
void ssa_connect(SsaFunc *f, SsaBlock *from, int which, SsaBlock *to);
void ssa_disconnect(SsaBlock *from, int which);               /* drops the phi operands too */
void ssa_drop_idle_handler(SsaBlock *);                       /* the handler edge, if the block can not raise any more */
uint32_t ssa_pred_index(const SsaBlock *to, const SsaBlock *from, int which);
/* A new block on the edge. */
SsaBlock *ssa_split_edge(SsaFunc *f, SsaBlock *from, int which);
/* Replaces operands by their ->forward chains everywhere. */
void ssa_apply_forwards(SsaFunc *f);
void ssa_order(SsaFunc *f);                                   /* rpo, order; unlinks unreachable blocks */
void ssa_dominators(SsaFunc *f);                              /* idom, loop_depth; needs order */
static inline SsaInsn *ssa_terminator(const SsaBlock *b) { return b->last; }
/* Does every path to b lead through a? */
bool ssa_dominates(const SsaBlock *a, const SsaBlock *b);

/* ---- bytecode to SSA (ssa_build.c) ---- */
/* NULL: the function can not be compiled (*why, if given, says so in a static phrase).  traceable: see SsaFunc. */
SsaFunc *ssa_build(Arena *arena, const Code *code, bool traceable, const char **why);
/* A generator expression as a function that does with its items what kind says, and gives the result. */
SsaFunc *ssa_build_consumer(Arena *arena, const Code *code, ConsumeKind kind, const char **why);
bool ssa_can_consume(const Code *code);

/* ---- checking and printing ---- */
/* NULL or what is wrong with a function, a text in its arena. */
const char *ssa_verify(SsaFunc *f);
void ssa_print(const SsaFunc *f, FILE *out);
void ssa_print_type(TypeSet t, FILE *out);

/* ---- passes (passes.def) ---- */
#define PASS(name, what) void opt_##name(SsaFunc *f);
#include "passes.def"
/* Runs the passes up to and including the one named (NULL: all), verifying after each when check is
 * set.  Returns NULL or the verifier's complaint. */
const char *ssa_optimise(SsaFunc *f, const char *last, bool check);
bool ssa_pass_exists(const char *name);
/* The SSA of a code tree's functions after a pass (NULL: all), for krait dis --ssa; an exit status. */
int dis_ssa(Code *root, const char *pass, FILE *out);

static inline bool ssa_is_terminator(const SsaInsn *i) { return (ssa_traits(i->op) & TERMINATOR) != 0; }

#endif
