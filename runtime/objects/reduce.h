/* Pickling support that object offers to every class. */
#ifndef KRAIT_REDUCE_H
#define KRAIT_REDUCE_H
#include "../core/core.h"
Value object_reduce_m(Ctx *, Value self, const Value *a);
Value object_reduce_ex_m(Ctx *, Value self, const Value *a);
Value object_getstate_m(Ctx *, Value self, const Value *a);
#endif
