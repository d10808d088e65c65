/* Parsed text signatures of native functions. */
#ifndef RUNTIME_SIGNATURE_H
#define RUNTIME_SIGNATURE_H

#include "../krait.h"

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

/* How a native function is called straight, with one Value a parameter: which numbers of positional arguments
 * it takes and how many parameters it has.  0: its arguments must be bound. */
typedef uint32_t Direct;
Direct native_direct(Ctx *, const Method *);
/* The call with nargs positional arguments; KR_ABSENT: they must be bound. */
KR_INLINE Value native_call_direct(Ctx *ctx, Direct how, const Method *def, Value self, const Value *args, size_t nargs) {
  enum { FEW = 8 };
  size_t n = (how & 255) - 1;
  if (KR_LIKELY(nargs == n)) return ((NativeFn)def->fn)(ctx, self, args);
  if (!how || nargs < (how >> 8 & 255) || nargs > how >> 16) return KR_ABSENT;
  Value all[FEW] = {0};
  for (size_t i = 0; i < nargs; i++) all[i] = args[i];
  return ((NativeFn)def->fn)(ctx, self, all);
}

/* The parsed form of a text (a literal: it is known by its address).  NULL: raised. */
Signature *signature_of(Ctx *, const char *text);

#endif
