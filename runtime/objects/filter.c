/* filter: the items for which a function (or, with None, their own truth) says yes. */
#include "iter.h"

typedef struct { Object ob; Value function, iter; } Filter;

static Filter *self_of(Value v) { return (Filter *)kr_obj(v); }

static Value filter_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (type->init == kr_type_filter.init && iter_no_keywords(ctx, "filter", kwnames)) return 0;
  if (nargs != 2) return kr_raise(ctx, &kr_type_TypeError, "filter expected 2 arguments, got %zu", nargs);
  Value iter = kr_iter(ctx, args[1]);
  Filter *f = iter ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!f) return kr_unref(ctx, iter), 0;
  f->function = kr_ref(args[0]);
  f->iter = iter;
  return kr_val(f);
}

static Value filter_next(Ctx *ctx, Value self) {
  Filter *f = self_of(self);
  int by_truth = f->function == KR_None || f->function == kr_val(&kr_type_bool);
  for (;;) {
    Value item = kr_next(ctx, f->iter);
    if (!item || item == KR_STOP) return item;
    Value verdict = by_truth ? kr_ref(item) : kr_call1(ctx, f->function, item);
    int keep = verdict ? kr_truth(ctx, verdict) : -1;
    kr_unref(ctx, verdict);
    if (keep > 0) return item;
    kr_unref(ctx, item);
    if (keep < 0) return 0;
  }
}

static Value filter_reduce(Ctx *ctx, Value self, const Value *a) {
  return tuple_of_stolen(ctx, 2, kr_ref(kr_val(kr_type_of(self))), tuple_pack(ctx, 2, self_of(self)->function, self_of(self)->iter));
}

OWNS(filter, Filter, function, 2)

static const Method filter_methods[] = {
  {"__reduce__", filter_reduce, "", "State for pickling."},
  {0},
};

Type kr_type_filter = {
  TYPE_HEAD(filter, "filter"),
  .doc = "filter(function or None, iterable): the items for which the function is true.",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(Filter),
  .methods = filter_methods,
  .new = filter_new,
  .iter = iter_self,
  .next = filter_next,
  OWNING_SLOTS(filter),
};
