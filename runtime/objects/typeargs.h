/* What list[int] and int | str have in common: type arguments, their text and their substitution. */
#ifndef KRAIT_TYPEARGS_H
#define KRAIT_TYPEARGS_H

#include "../core/core.h"

/* Writes a type argument as the repr of an alias shows it.  -1: raised. */
int typeargs_write(Ctx *, StrWriter *, Value arg);
/* The type variables among the arguments: a tuple. */
Value typeargs_parameters(Ctx *, Value args);
/* The arguments with the parameters replaced by item (one, or a tuple of them). */
Value typeargs_substitute(Ctx *, Value self, Value args, Value parameters, Value item);

#endif
