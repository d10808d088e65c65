/* enumerate: pairs of a running number and an item. */
#include "iter.h"

typedef struct { Object ob; Value iter, row, big; /* the number once it leaves 62 bits, or 0 */ int64_t index; } Enumerate;

static Enumerate *self_of(Value v) { return (Enumerate *)kr_obj(v); }

static Value enumerate_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2];
  if (!nargs && !kwnames) return kr_raise(ctx, &kr_type_TypeError, "enumerate() missing required argument 'iterable'");
  if (kr_bind(ctx, "enumerate", "iterable, start=0", &parsed, args, nargs, kwnames, a)) return 0;
  Value start = a[1] ? kr_index(ctx, a[1]) : kr_int(0);
  if (!start) return 0;
  Value iter = kr_iter(ctx, a[0]);
  Enumerate *e = iter ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!e) {
    kr_unref(ctx, start);
    kr_unref(ctx, iter);
    return 0;
  }
  e->iter = iter;
  if (kr_is_int(start)) e->index = kr_int_of(start);
  else e->big = start;
  return kr_val(e);
}

/* The number now, and one more for the next time. */
static Value take_index(Ctx *ctx, Enumerate *e) {
  if (!e->big && e->index < KR_INT_MAX) return kr_int(e->index++);
  if (!e->big) e->big = kr_int(e->index);
  Value next = int_binary(ctx, e->big, kr_int(1), BIN_add), now = e->big;
  if (!next) return 0;
  e->big = next;
  return now;
}

static Value enumerate_next(Ctx *ctx, Value self) {
  Enumerate *e = self_of(self);
  Value item = kr_next(ctx, e->iter);
  if (!item || item == KR_STOP) return item;
  Value index = take_index(ctx, e);
  Value row = index ? iter_row(ctx, &e->row, 2) : 0;
  if (!row) {
    kr_unref(ctx, index);
    kr_unref(ctx, item);
    return 0;
  }
  kr_set(ctx, &tuple_of(row)->items[0], index);
  kr_set(ctx, &tuple_of(row)->items[1], item);
  return row;
}

static Value enumerate_reduce(Ctx *ctx, Value self, const Value *a) {
  Enumerate *e = self_of(self);
  Value args = tuple_pack(ctx, 2, e->iter, e->big ? e->big : kr_int(e->index));
  return args ? pair_steal(ctx, kr_ref(kr_val(kr_type_of(self))), args) : 0;
}

OWNS(enumerate, Enumerate, iter, 3)

static const Method enumerate_methods[] = {
  {"__reduce__", enumerate_reduce, "", "State for pickling."},
  {"__class_getitem__", kr_class_getitem, "item, /", "See PEP 585", M_CLASS},
  {0},
};

Type kr_type_enumerate = {
  TYPE_HEAD(enumerate, "enumerate"),
  .doc = "Pairs (number, item) for the items of an iterable, counting from start.",
  .sig = "iterable, start=0",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(Enumerate),
  .methods = enumerate_methods,
  .new = enumerate_new,
  .iter = iter_self,
  .next = enumerate_next,
  OWNING_SLOTS(enumerate),
};
