/* Between code.c, codeattr.c and code_build.c. */
#ifndef KRAIT_CODE_BUILD_H
#define KRAIT_CODE_BUILD_H

#include "../krait.h"

/* What a code object is made of, as code.replace() and the constructor get it: borrowed values. */
typedef struct {
  uint32_t argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags, firstlineno;
  Value code, linetable, exceptiontable;             /* bytes */
  Value consts, names, varnames, freevars, cellvars; /* tuples, of str but for consts */
  Value filename, name, qualname;                    /* str */
} CodeParts;

/* The parts of a code object; new references, dropped by code_parts_drop.  -1: raised, nothing held. */
int code_parts_of(Ctx *, CodeObj *, CodeParts *out);
void code_parts_drop(Ctx *, CodeParts *);
/* A code object made of parts.  ValueError for parts that do not fit together.  Instructions that are not sound make
 * code that raises SystemError when it is run. */
Value code_from_parts(Ctx *, const CodeParts *);

/* What CodeObj.replaced holds for such code: the parts that are shown as they were given. */
enum { SHOWN_CODE, SHOWN_LINETABLE, SHOWN_EXCEPTIONTABLE, SHOWN_CONSTS, SHOWN_STACKSIZE, SHOWN_FLAGS, SHOWN_COUNT };
/* One of them (borrowed), or 0 if the code object was compiled. */
Value code_shown(const CodeObj *, int which);

/* co_code, co_linetable or co_exceptiontable as bytes; new reference. */
Value code_part(Ctx *, CodeObj *, int which);
/* The constructor (codeattr.c). */
#define CODE_SIGNATURE "argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags, codestring, constants, names, " \
  "varnames, filename, name, qualname, firstlineno, linetable, exceptiontable, freevars=(), cellvars=(), /"
Value code_new(Ctx *, Type *, const Value *args, size_t nargs, Value kwnames);

/* An object for c with its values still to be filled in (consts, names, var_names, name, qualname, filename). */
CodeObj *code_alloc(Ctx *, const Code *c, Value owner);
/* An owner for a Code tree, which it takes over, on failure too. */
Value code_owner_new(Ctx *, Code *root);

#endif
