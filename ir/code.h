/* Code objects as the front end makes them: plain data that knows no runtime object.
 *
 * The front end produces a Code tree (nested functions are constants), the cache file stores it,
 * the verifier proves it sound, the interpreter and the back end read it.  Everything in a tree
 * lives in the arena of its root; code_free(root) releases all of it. */
#ifndef IR_CODE_H
#define IR_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
#define OP(name, shape, operand, traits, picture, meaning) OP_##name,
#include "opcodes.def"
  OP_COUNT
} Opcode;

typedef enum {
#define SHAPE(name, pops, pushes) SHAPE_##name,
#include "shapes.def"
  SHAPE_COUNT
} OpShape;

typedef enum {
  ARG_NONE, ARG_CONST, ARG_NAME, ARG_LOCAL, ARG_DEREF, ARG_COUNT, ARG_TARGET,
  ARG_BINARY, ARG_INPLACE, ARG_COMPARE, ARG_INTRINSIC, ARG_FLAGS
} ArgKind;

enum { RAISES = 1, USER = 2, READS = 4, WRITES = 8, ENDS = 16, PURE = 32 };

typedef enum {
#define BINARY(name, symbol, dunder) BIN_##name,
#include "operators.def"
  BIN_COUNT
} BinaryOp;

typedef enum {
#define COMPARE(name, symbol, reflected) CMP_##name,
#include "operators.def"
  CMP_COUNT
} CompareOp;

typedef enum {
#define INTRINSIC1(name, meaning) INTRINSIC_##name,
#include "operators.def"
  INTRINSIC1_COUNT
} Intrinsic1;

typedef enum {
#define INTRINSIC2(name, meaning) INTRINSIC_##name,
#include "operators.def"
  INTRINSIC2_COUNT
} Intrinsic2;

typedef struct {
  const char *name;
  uint8_t shape, arg, traits;
  const char *picture, *meaning;
} OpInfo;

extern const OpInfo op_info[OP_COUNT];
extern const char *const binary_symbols[BIN_COUNT], *const compare_symbols[CMP_COUNT];

/* Stack effect of an instruction with operand n on its fall-through path. */
int op_pops(Opcode op, uint32_t n);
int op_pushes(Opcode op, uint32_t n);

/* One instruction: opcode in the low byte, operand in the upper 24 bits. */
typedef uint32_t Insn;
#define INSN(op, n) ((Insn)(op) | (Insn)(n) << 8)
static inline Opcode insn_op(Insn i) { return (Opcode)(i & 0xff); }
static inline uint32_t insn_arg(Insn i) { return i >> 8; }
#define INSN_ARG_MAX 0xffffffu

typedef enum {
  CONST_none, CONST_true, CONST_false, CONST_ellipsis,
  CONST_int,       /* fits int64_t */
  CONST_bigint,    /* text: hexadecimal digits, '-' before them when negative */
  CONST_float, CONST_complex,
  CONST_str,       /* text: UTF-8, lone surrogates encoded as three bytes each */
  CONST_bytes,
  CONST_tuple, CONST_frozenset,
  CONST_code,
  CONST_object     /* any other object: known to the code object at run time only, never in a cache */
} ConstKind;

struct Code;
typedef struct Const {
  ConstKind kind;
  union {
    int64_t i;
    double f;
    struct { double re, im; } c;
    struct { const char *text; size_t len; } s; /* str, bytes, bigint */
    struct { struct Const *items; size_t n; } seq;
    struct Code *code;
  };
} Const;

/* Source range of an instruction; lines from 1, columns in UTF-8 bytes from 0; line 0: none.
 * Both columns are LOC_NO_COL where only the line is known. */
#define LOC_NO_COL UINT32_MAX
typedef struct { uint32_t line, end_line, col, end_col; } Loc;

/* While an instruction in [start, end) raises: cut the stack to depth, push the exception, go to
 * target.  Entries are sorted by start, innermost first where they nest; the first match wins. */
typedef struct { uint32_t start, end, target, depth; } Handler;

enum { /* the values CPython documents for co_flags */
  CODE_OPTIMIZED = 1, CODE_NEWLOCALS = 2, CODE_VARARGS = 4, CODE_VARKEYWORDS = 8, CODE_NESTED = 16,
  CODE_GENERATOR = 32, CODE_COROUTINE = 128, CODE_ITERABLE_COROUTINE = 256, CODE_ASYNC_GENERATOR = 512,
  CODE_FUTURE_BARRY = 0x400000, CODE_FUTURE_ANNOTATIONS = 0x1000000,
  CODE_FUTURE_MASK = 0x1fe0000 /* of all the features of __future__ */
};

typedef struct { const char *text; size_t len; } Name; /* UTF-8, NUL-terminated too */

typedef struct Code {
  Name name, qualname, filename;
  uint32_t flags;
  uint32_t argcount;        /* positional, positional-only included */
  uint32_t posonlyargcount, kwonlyargcount;
  uint32_t firstlineno;
  uint32_t stacksize;       /* set by the verifier's depth computation */
  uint32_t nlocals;  Name *locals;  /* arguments first: positional, keyword-only, *args, **kwargs */
  uint32_t ncells;   Name *cells;   /* a name that is also in locals is an argument kept in a cell */
  uint32_t nfrees;   Name *frees;
  uint32_t nnames;   Name *names;
  uint32_t nconsts;  Const *consts; /* consts[0] of a function is its docstring or None */
  uint32_t ninsns;   Insn *insns;
  Loc *loc_table;                   /* one for each instruction; ask for it by code_locs */
  const char *packed_locs;          /* or as they are in a cache file, until somebody asks */
  uint32_t packed_size;
  uint32_t nhandlers; Handler *handlers;
  struct Arena *arena;              /* set in the root only; */
  struct Arena *home;               /* the same, in decoded code */
} Code;

void code_free(Code *root);
/* Says that the code and what is nested in it comes from another file. */
void code_rename_file(Code *root, const char *filename);

/* The table of source ranges; NULL: the code has none.  Most code never raises and never needs it, so that it is
 * decoded when it is first asked for. */
Loc *code_locs(const Code *);

/* How many parameters there are, *args and **kwargs included. */
static inline uint32_t code_nparams(const Code *c) {
  return c->argcount + c->kwonlyargcount + !!(c->flags & CODE_VARARGS) + !!(c->flags & CODE_VARKEYWORDS);
}

/* Whether the instruction is the end of a cleanup that the compiler made up (of a with block, or of a name bound by
 * except): the exception goes on from where it was raised, not from here.  With blocks test first what __exit__ said. */
static inline bool code_ends_cleanup(const Code *c, uint32_t pos) {
  if (insn_op(c->insns[pos]) != OP_reraise) return false;
  return code_locs(c)[pos].line == 0 || (pos > 0 && insn_op(c->insns[pos - 1]) == OP_jump_if_true);
}

/* Proves that code (hostile bytes included) is safe to run: operands in range, jumps on
 * instructions, stack depths consistent, handlers nested.  Fills in stacksize, checks nested code
 * too.  Returns NULL or what is wrong, a static sentence. */
const char *code_verify(Code *code);

/* Stack depth before each instruction (UINT32_MAX: unreachable) into depths[ninsns], computed the
 * way the verifier does; for the SSA builder.  Code must be verified. */
void code_depths(const Code *code, uint32_t *depths);
/* How deep the stack gets, computed in the same way. */
uint32_t code_deepest(const Code *code);

/* Prints the instructions with source lines, nested code objects after their parent. */
#include <stdio.h>
void code_disassemble(const Code *code, FILE *out);

/* Cache format (KRC): a self-contained, versioned byte string.  encode's result is malloc'ed;
 * decode returns NULL for anything that is not exactly what this build writes; it does not verify. */
char *code_encode(const Code *root, size_t *size);
Code *code_decode(const char *bytes, size_t size);
/* For what is part of this executable, and stays where it is: as trustworthy as its machine code, it is neither checked nor
 * to be verified. */
Code *code_decode_own(const char *bytes, size_t size);
/* Tells builds apart whose code objects differ: what code_encode writes, only the same build reads. */
uint32_t code_build_id(void);

#endif
