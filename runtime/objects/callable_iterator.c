/* callable_iterator: iter(callable, sentinel) calls until the result equals the sentinel. */
#include "iter.h"

typedef struct { Object ob; Value callable, sentinel; } CallableIterator; /* callable 0: exhausted */

static CallableIterator *self_of(Value v) { return (CallableIterator *)kr_obj(v); }

Value callable_iterator_new(Ctx *ctx, Value callable, Value sentinel) {
  CallableIterator *it = kr_alloc_gc(ctx, SHAPE_callable_iterator, sizeof(CallableIterator));
  if (!it) return 0;
  it->callable = kr_ref(callable);
  it->sentinel = kr_ref(sentinel);
  return kr_val(it);
}

static Value callable_next(Ctx *ctx, Value self) {
  CallableIterator *it = self_of(self);
  if (!it->callable) return KR_STOP;
  Value callable = kr_ref(it->callable), v = kr_call0(ctx, callable);
  kr_unref(ctx, callable);
  int done;
  if (!v) done = kr_catch(ctx, &kr_type_StopIteration) ? 1 : -1;
  else if (!it->callable) done = 1; /* exhausted by the call itself */
  else {
    Value sentinel = kr_ref(it->sentinel);
    done = kr_compare_bool(ctx, sentinel, v, CMP_eq);
    kr_unref(ctx, sentinel);
  }
  if (!done) return v;
  kr_unref(ctx, v);
  if (done < 0) return 0;
  kr_clear(ctx, &it->callable);
  kr_clear(ctx, &it->sentinel);
  return KR_STOP;
}

static Value callable_reduce(Ctx *ctx, Value self, const Value *a) {
  CallableIterator *it = self_of(self);
  if (!it->callable) return iter_reduce(ctx, "iter", tuple_new(ctx, 0), -1);
  return tuple_of_stolen(ctx, 2, iter_builtin(ctx, "iter"), tuple_pack(ctx, 2, it->callable, it->sentinel));
}

OWNS(callable, CallableIterator, callable, 2)

static const Method callable_methods[] = {
  {"__reduce__", callable_reduce, "", "State for pickling."},
  {0},
};

Type kr_type_callable_iterator = {
  TYPE_HEAD(callable_iterator, "callable_iterator"),
  .flags = T_GC | T_NO_NEW | T_IMMUTABLE,
  .size = sizeof(CallableIterator),
  .methods = callable_methods,
  .iter = iter_self,
  .next = callable_next,
  OWNING_SLOTS(callable),
};
