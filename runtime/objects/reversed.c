/* reversed: what __reversed__ gives, or else a sequence's items from the last to the first. */
#include "iter.h"

typedef struct { Object ob; Value seq; int64_t index; } Reversed; /* seq 0: exhausted */

static Reversed *self_of(Value v) { return (Reversed *)kr_obj(v); }

static Value reversed_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (type->init == kr_type_reversed.init && iter_no_keywords(ctx, "reversed", kwnames)) return 0;
  if (nargs != 1) return kr_raise(ctx, &kr_type_TypeError, "reversed expected 1 argument, got %zu", nargs);
  Value bound, method = kr_lookup_special(ctx, args[0], N(__reversed__), &bound);
  if (!method) return 0;
  if (method == KR_None) return kr_raise(ctx, &kr_type_TypeError, "'%T' object is not reversible", args[0]);
  if (method != KR_ABSENT) {
    Value result = kr_call_self(ctx, method, bound, NULL, 0, 0);
    kr_unref(ctx, method);
    return result;
  }
  if (!kr_is_sequence(args[0])) return kr_raise(ctx, &kr_type_TypeError, "'%T' object is not reversible", args[0]);
  int64_t n = kr_len(ctx, args[0]);
  Reversed *r = n < 0 ? NULL : kr_alloc_instance(ctx, type, 0);
  if (!r) return 0;
  r->index = n - 1;
  r->seq = kr_ref(args[0]);
  return kr_val(r);
}

static Value reversed_next(Ctx *ctx, Value self) {
  Reversed *r = self_of(self);
  if (!r->seq) return KR_STOP;
  if (r->index >= 0) {
    Value seq = kr_ref(r->seq), item = kr_getitem_i(ctx, seq, r->index);
    kr_unref(ctx, seq);
    if (item) {
      r->index--;
      return item;
    }
    if (!kr_catch(ctx, &kr_type_IndexError) && !kr_catch(ctx, &kr_type_StopIteration)) return 0;
  }
  r->index = -1;
  kr_clear(ctx, &r->seq);
  return KR_STOP;
}

static Value reversed_hint(Ctx *ctx, Value self, const Value *a) {
  Reversed *r = self_of(self);
  if (!r->seq) return kr_int(0);
  int64_t n = kr_len(ctx, r->seq);
  if (n < 0) return 0;
  return kr_int(n < r->index + 1 ? 0 : r->index + 1);
}

static Value reversed_reduce(Ctx *ctx, Value self, const Value *a) {
  Reversed *r = self_of(self);
  Value type = kr_ref(kr_val(kr_type_of(self)));
  if (!r->seq) {
    Value nothing = tuple_new(ctx, 0);
    return tuple_of_stolen(ctx, 2, type, nothing ? tuple_of_stolen(ctx, 1, nothing) : 0);
  }
  return tuple_of_stolen(ctx, 3, type, tuple_pack(ctx, 1, r->seq), int_from_i64(ctx, r->index));
}

static Value reversed_setstate(Ctx *ctx, Value self, const Value *a) {
  Reversed *r = self_of(self);
  int64_t i;
  if (kr_index_i64(ctx, a[0], &i)) return 0;
  if (!r->seq) return KR_None;
  int64_t n = kr_len(ctx, r->seq);
  if (n < 0) return 0;
  r->index = i < -1 ? -1 : i > n - 1 ? n - 1 : i;
  return KR_None;
}

OWNS(reversed, Reversed, seq, 1)

static const Method reversed_methods[] = {
  {"__length_hint__", reversed_hint, "", "How many items are left."},
  {"__reduce__", reversed_reduce, "", "State for pickling."},
  {"__setstate__", reversed_setstate, "state, /", "Set the position."},
  {0},
};

Type kr_type_reversed = {
  TYPE_HEAD(reversed, "reversed"),
  .doc = "reversed(sequence): the items from the last to the first.",
  .sig = "sequence, /",
  .flags = T_BASETYPE | T_GC | T_IMMUTABLE,
  .size = sizeof(Reversed),
  .methods = reversed_methods,
  .new = reversed_new,
  .iter = iter_self,
  .next = reversed_next,
  OWNING_SLOTS(reversed),
};
