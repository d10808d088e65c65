/* map: a function's results for the items of one or more iterables. */
#include "iter.h"

typedef struct { Object ob; Value function, iters; } Map;

static Map *self_of(Value v) { return (Map *)kr_obj(v); }

static Value map_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (type->init == kr_type_map.init && iter_no_keywords(ctx, "map", kwnames)) return 0;
  if (nargs < 2) return kr_raise(ctx, &kr_type_TypeError, "map() must have at least two arguments.");
  Value iters = iter_each(ctx, args + 1, nargs - 1);
  Map *m = iters ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!m) return kr_unref(ctx, iters), 0;
  m->function = kr_ref(args[0]);
  m->iters = iters;
  return kr_val(m);
}

#define FEW 8

static Value map_next(Ctx *ctx, Value self) {
  Map *m = self_of(self);
  size_t n = (size_t)tuple_of(m->iters)->len, got = 0;
  Value few[FEW], *args = few;
  if (n > FEW && !(args = kr_mem_alloc(ctx, n * sizeof(Value)))) return 0;
  Value result = 0;
  for (; got < n; got++) {
    args[got] = kr_next(ctx, tuple_of(m->iters)->items[got]);
    if (!args[got] || args[got] == KR_STOP) break;
  }
  if (got == n) result = kr_call(ctx, m->function, args, n, 0);
  else result = args[got];
  while (got-- > 0) kr_unref(ctx, args[got]);
  if (args != few) kr_mem_free(ctx, args, n * sizeof(Value));
  return result;
}

static Value map_reduce(Ctx *ctx, Value self, const Value *a) {
  return iter_reduce_over(ctx, self, self_of(self)->function, self_of(self)->iters);
}

OWNS(map, Map, function, 2)

static const Method map_methods[] = {
  {"__reduce__", map_reduce, "", "State for pickling."},
  {0},
};

Type kr_type_map = {
  TYPE_HEAD(map, "map"),
  .doc = "map(func, *iterables): func of the items at the same place of each iterable.",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(Map),
  .methods = map_methods,
  .new = map_new,
  .iter = iter_self,
  .next = map_next,
  OWNING_SLOTS(map),
};
