/* iterator: iter(obj) of an object that has only __getitem__. */
#include "iter.h"

static SeqIterator *self_of(Value v) { return (SeqIterator *)kr_obj(v); }

Value iterator_new(Ctx *ctx, Value seq) {
  SeqIterator *it = kr_alloc_gc(ctx, SHAPE_iterator, sizeof(SeqIterator));
  if (it) it->seq = kr_ref(seq);
  return kr_val(it);
}

static Value iterator_next(Ctx *ctx, Value self) {
  SeqIterator *it = self_of(self);
  if (!it->seq) return KR_STOP;
  if (it->index == INT64_MAX) return kr_raise(ctx, &kr_type_OverflowError, "iter index too large");
  Value seq = kr_ref(it->seq), v = kr_getitem_i(ctx, seq, it->index);
  kr_unref(ctx, seq);
  if (v) {
    it->index++;
    return v;
  }
  if (!kr_catch(ctx, &kr_type_IndexError) && !kr_catch(ctx, &kr_type_StopIteration)) return 0;
  kr_clear(ctx, &it->seq);
  return KR_STOP;
}

static Value iterator_hint(Ctx *ctx, Value self, const Value *a) {
  SeqIterator *it = self_of(self);
  if (!it->seq) return kr_int(0);
  if (!kr_type_of(it->seq)->len) return KR_NotImplemented;
  int64_t n = kr_len(ctx, it->seq);
  if (n < 0) return 0;
  return kr_int(n > it->index ? n - it->index : 0);
}

static Value iterator_reduce(Ctx *ctx, Value self, const Value *a) {
  SeqIterator *it = self_of(self);
  if (it->seq) return iter_reduce(ctx, "iter", kr_ref(it->seq), it->index);
  return iter_reduce(ctx, "iter", tuple_new(ctx, 0), -1);
}

static Value iterator_setstate(Ctx *ctx, Value self, const Value *a) {
  int64_t i;
  if (kr_index_i64(ctx, a[0], &i)) return 0;
  if (self_of(self)->seq) self_of(self)->index = i < 0 ? 0 : i;
  return KR_None;
}

OWNS(iterator, SeqIterator, seq, 1)

static const Method iterator_methods[] = {
  {"__length_hint__", iterator_hint, "", "How many items are left, if the sequence can tell."},
  {"__reduce__", iterator_reduce, "", "State for pickling."},
  {"__setstate__", iterator_setstate, "state, /", "Set the position."},
  {0},
};

Type kr_type_iterator = {
  TYPE_HEAD(iterator, "iterator"),
  .flags = T_GC | T_NO_NEW | T_IMMUTABLE,
  .size = sizeof(SeqIterator),
  .methods = iterator_methods,
  .iter = iter_self,
  .next = iterator_next,
  OWNING_SLOTS(iterator),
};
