/* zip: tuples of one item from each iterable, until the shortest ends (or all at once if strict). */
#include "iter.h"

typedef struct { Object ob; Value iters, row; int strict; } Zip;

static Zip *self_of(Value v) { return (Zip *)kr_obj(v); }

/* The only keyword is strict.  -1: raised. */
static int parse_strict(Ctx *ctx, const Value *values, Value kwnames) {
  int strict = 0;
  int64_t n = kwnames ? tuple_of(kwnames)->len : 0;
  for (int64_t i = 0; i < n && strict >= 0; i++) {
    Value name = tuple_of(kwnames)->items[i];
    if (str_equal(name, N(strict))) strict = kr_truth(ctx, values[i]);
    else kr_raise(ctx, &kr_type_TypeError, "'%U' is an invalid keyword argument for zip()", name), strict = -1;
  }
  return strict;
}

static Value zip_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  int strict = parse_strict(ctx, args + nargs, kwnames);
  Value iters = strict < 0 ? 0 : iter_each(ctx, args, nargs);
  Zip *z = iters ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!z) return kr_unref(ctx, iters), 0;
  z->iters = iters;
  z->strict = strict;
  return kr_val(z);
}

static Value uneven(Ctx *ctx, int64_t i, const char *how) {
  return kr_raise(ctx, &kr_type_ValueError, "zip() argument %lld is %s than argument%s%lld", (long long)i + 1, how,
                  i == 1 ? " " : "s 1-", (long long)i);
}

/* Iterator number i ended, those before it did not. */
static Value strict_end(Ctx *ctx, Zip *z, int64_t i) {
  if (i) return uneven(ctx, i, "shorter");
  for (i = 1; i < tuple_of(z->iters)->len; i++) {
    Value item = kr_next(ctx, tuple_of(z->iters)->items[i]);
    if (!item) return 0;
    if (item == KR_STOP) continue;
    kr_unref(ctx, item);
    return uneven(ctx, i, "longer");
  }
  return KR_STOP;
}

static Value zip_next(Ctx *ctx, Value self) {
  Zip *z = self_of(self);
  int64_t n = tuple_of(z->iters)->len;
  if (!n) return KR_STOP;
  Value row = iter_row(ctx, &z->row, (size_t)n);
  for (int64_t i = 0; row && i < n; i++) {
    Value item = kr_next(ctx, tuple_of(z->iters)->items[i]);
    if (item && item != KR_STOP) {
      kr_set(ctx, &tuple_of(row)->items[i], item);
      continue;
    }
    kr_unref(ctx, row);
    if (!item) return 0;
    return z->strict ? strict_end(ctx, z, i) : KR_STOP;
  }
  return row;
}

static Value zip_reduce(Ctx *ctx, Value self, const Value *a) {
  Zip *z = self_of(self);
  Value result = tuple_pack(ctx, z->strict ? 3 : 2, kr_val(kr_type_of(self)), z->iters, KR_True);
  return result;
}

static Value zip_setstate(Ctx *ctx, Value self, const Value *a) {
  int strict = kr_truth(ctx, a[0]);
  if (strict < 0) return 0;
  self_of(self)->strict = strict;
  return KR_None;
}

OWNS(zip, Zip, iters, 2)

static const Method zip_methods[] = {
  {"__reduce__", zip_reduce, "", "State for pickling."},
  {"__setstate__", zip_setstate, "state, /", "Set strict."},
  {0},
};

Type kr_type_zip = {
  TYPE_HEAD(zip, "zip"),
  .doc = "zip(*iterables, strict=False): tuples of the items at the same place of each iterable.\n\n"
         ">>> list(zip('abc', range(2)))\n[('a', 0), ('b', 1)]\n\n"
         "The shortest iterable ends it; with strict, iterables of different lengths are an error.",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(Zip),
  .methods = zip_methods,
  .new = zip_new,
  .iter = iter_self,
  .next = zip_next,
  OWNING_SLOTS(zip),
};
