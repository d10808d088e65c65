/* The collector's state, as the gc module shows it. */
#ifndef KRAIT_GC_H
#define KRAIT_GC_H

#include "core.h"

typedef struct { int64_t collections, collected, uncollectable; } GcStats;
typedef struct {
  int enabled, collecting;
  int debug;
  int64_t threshold[3];     /* as gc.set_threshold put them */
  int user_threshold;       /* someone did */
  int64_t young_runs;       /* young collections since the last of generation 1 or 2 */
  int64_t live, promoted;   /* old objects after the last full collection; promoted since */
  GcStats stats[3];
  Value garbage, callbacks; /* gc.garbage and gc.callbacks once the module is loaded, or 0 */
} Gc;
extern Gc kr_gc;

enum { GC_DEBUG_STATS = 1, GC_DEBUG_COLLECTABLE = 2, GC_DEBUG_UNCOLLECTABLE = 4, GC_DEBUG_SAVEALL = 32 };
enum { GEN_NONE, GEN_YOUNG, GEN_OLD, GEN_FROZEN };
KR_INLINE unsigned gc_gen(const Object *o) { return o->meta >> 24 & 3; }
KR_INLINE void gc_set_gen(Object *o, unsigned gen) { o->meta = (o->meta & ~META_GEN_MASK) | gen << 24; }

/* Young objects made so far, in all contexts. */
int64_t gc_young_count(void);
void gc_thresholds_changed(void);

/* Could a collection now run finalizers or callbacks?  The known objects (reachable) do not count.  Asked
 * once, at the end of a program that may not have collected at all so far: then its log has every object. */
int gc_is_noticed(Ctx *, const Value *known, size_t nknown);
/* Generation 1: old objects promoted since the last collection of generation 1 or 2.  Nothing is collected by it,
 * but programs can see it.  While on, its members carry META_TENTATIVE; nothing may be freed meanwhile. */
void gc_mark_middle(int on);

/* Plain vectors of objects. */
typedef struct { Object **items; size_t n, cap; int failed; /* no memory: it stays as it is */ } ObjectVec;
/* 0: no memory. */
int vec_push(ObjectVec *, Object *);

KR_INLINE void gc_traverse(Object *o, VisitFn visit, void *arg) {
  TraverseFn f = shape_of(o)->type->traverse;
  if (f) f(o, visit, arg);
}

/* ---- gc_mark.c ---- */
/* Which objects nothing outside their set refers to, not even through others.  Gives their number; they are at the front
 * of the set of young objects given, or, of all tracked objects, whose number is told, in a new vector.  All
 * others are promoted. */
size_t gc_find_young_garbage(ObjectVec *set);
size_t gc_find_garbage(ObjectVec *garbage, size_t *members);

#endif
