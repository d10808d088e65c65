/* Weak references: the table that finds an object's, and their object. */
#ifndef KRAIT_WEAKREF_H
#define KRAIT_WEAKREF_H

#include "core.h"

typedef struct WeakRef {
  Object ob;
  Value target;              /* borrowed; 0: dead */
  Value callback;            /* or 0 */
  int64_t hash;              /* of the target; -1: not asked yet */
  struct WeakRef *prev, *next; /* others of the same target */
} WeakRef;
KR_INLINE WeakRef *weakref_of(Value v) { return (WeakRef *)kr_obj(v); }

/* New reference: the one without callback is shared if it is exactly of this type. */
Value weakref_new(Ctx *, Type *type, Value target, Value callback);
/* Takes a reference off its target's list. */
void weakref_unlink(WeakRef *);
/* First of the target's references, or NULL. */
WeakRef *weakref_list(const Object *target);
/* The live target, or 0. */
KR_INLINE Value weakref_target(Value ref) {
  Value t = weakref_of(ref)->target;
  return t && kr_obj(t)->refs > 0 ? t : 0;
}
void weakref_traverse(Object *, VisitFn, void *arg);
void weakref_clear(Ctx *, Object *);
void weakref_free(Ctx *, Object *);

#endif
