/* Contexts for other native modules. */
#ifndef MODULES_CONTEXTVARS_H
#define MODULES_CONTEXTVARS_H

#include "../krait.h"

/* A copy of the calling thread's current context; new reference. */
Value context_copy_current(Ctx *);

#endif
