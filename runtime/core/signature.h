/* Parsed text signatures of native functions. */
#ifndef RUNTIME_SIGNATURE_H
#define RUNTIME_SIGNATURE_H

#include "../object.h"

enum { SIGNATURE_MAX = 32 }; /* parameters of a native function */

typedef struct { Value name; int required; } Param; /* name: interned, owned */

/* Parameters in order: positional-only, positional, *args, keyword-only, **kwargs. */
typedef struct Signature {
  int n;
  int nposonly, npos;   /* positional-only; positional in all */
  int min;              /* positional parameters that must be given */
  int varargs, varkw;   /* index of *args and **kwargs, or -1 */
  int simple;           /* positional arguments alone can satisfy it, one slot each */
  Param params[];
} Signature;

/* The parsed form of a text (a literal: it is known by its address).  NULL: raised. */
Signature *signature_of(Ctx *, const char *text);

#endif
