/* What iterator types share: the slots and the results of __reduce__. */
#ifndef KRAIT_ITER_H
#define KRAIT_ITER_H

#include "../api.h"

/* The iter slot of iterators: themselves. */
Value iter_self(Ctx *, Value);
/* A builtin function or type by name, new reference. */
Value iter_builtin(Ctx *, const char *name);
/* (builtin, (seq,), index), without the index when it is negative.  Steals seq. */
Value iter_reduce(Ctx *, const char *builtin, Value seq, int64_t index);
/* Tuple of n values whose references are taken over; if one is 0 the rest is dropped and 0 returned. */
Value tuple_of_stolen(Ctx *, size_t n, ...);
/* Appends repr(v), surrounded by nothing.  0 or -1. */
int writer_repr(Ctx *, StrWriter *, Value v);
/* open + ", ".join(repr of the items) + close; items may change meanwhile, hence fetched by call. */
Value seq_repr(Ctx *, Value seq, const char *open, const char *close, const char *recursive,
               Value (*item)(Value seq, int64_t i) /* borrowed, 0 at the end */);
/* a < b and so on for item-by-item comparison of two arrays read through the same functions. */
Value seq_compare(Ctx *, Value a, Value b, int op, Value (*item)(Value seq, int64_t i));

/* (a, b); takes over both references, which must not be 0. */
KR_INLINE Value pair_steal(Ctx *ctx, Value a, Value b) {
  Value both[2] = {a, b};
  return tuple_steal(ctx, both, 2);
}
/* A tuple of n for an iterator to hand out: the one in *slot again if nobody else has kept it, else a
 * new one; *slot keeps the reference that the next call may use.  The items of a tuple used again are
 * still there: store with kr_set. */
Value iter_row(Ctx *, Value *slot, size_t n);
/* "name() takes no keyword arguments": 0 or -1. */
int iter_no_keywords(Ctx *, const char *name, Value kwnames);
/* A tuple of iterators over n iterables. */
Value iter_each(Ctx *, const Value *iterables, size_t n);
/* (type, (first, items of the tuple...)) for __reduce__; first may be 0. */
Value iter_reduce_over(Ctx *, Value self, Value first, Value iters);

/* The name of self's type without its module, for reprs. */
const char *type_short_name(const Type *);
KR_INLINE const char *short_name(Value self) { return type_short_name(kr_type_of(self)); }
/* __dict__ of native instances with attributes of their own. */
Value iter_get_dict(Ctx *, Value self);
int iter_set_dict(Ctx *, Value self, Value dict);

/* traverse and free of a struct that owns count consecutive Values from field first on. */
#define OWNS(prefix, Struct, first, count)                                       \
  static void prefix##_traverse(Object *o, VisitFn visit, void *arg) {           \
    const Value *owned = &((Struct *)o)->first;                                  \
    for (int i = 0; i < (count); i++) visit(owned[i], arg);                      \
  }                                                                              \
  static void prefix##_free(Ctx *ctx, Object *o) {                               \
    Value *owned = &((Struct *)o)->first;                                        \
    for (int i = 0; i < (count); i++) kr_clear(ctx, &owned[i]);                  \
  }
#define OWNING_SLOTS(prefix) .traverse = prefix##_traverse, .clear = prefix##_free, .free = prefix##_free

#endif
