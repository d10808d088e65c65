/* Iterators over str. */
#include "str_impl.h"

Value str_iter(Ctx *ctx, Value self) {
  SeqIterator *it = kr_alloc_gc(ctx, str_of(self)->ascii ? SHAPE_str_ascii_iterator : SHAPE_str_iterator, sizeof *it);
  if (!it) return 0;
  it->seq = kr_ref(self);
  return kr_val(it);
}

Value str_iterator_next(Ctx *ctx, Value self) {
  SeqIterator *it = (SeqIterator *)kr_obj(self);
  if (!it->seq) return KR_STOP;
  const Str *s = str_of(it->seq);
  if (it->index < (int64_t)s->len) return str_from_char(ctx, str_at(s, (size_t)it->index++));
  kr_clear(ctx, &it->seq);
  return KR_STOP;
}

static Value length_hint_m(Ctx *ctx, Value self, const Value *a) {
  const SeqIterator *it = (SeqIterator *)kr_obj(self);
  int64_t left = it->seq ? (int64_t)str_of(it->seq)->len - it->index : 0;
  return kr_int(left < 0 ? 0 : left);
}

Value seq_iterator_reduce_m(Ctx *ctx, Value self, const Value *a) {
  const SeqIterator *it = (SeqIterator *)kr_obj(self);
  uint32_t shape = kr_obj_shape(&it->ob);
  int is_str = shape == SHAPE_str_iterator || shape == SHAPE_str_ascii_iterator;
  Value iter = kr_import_attr(ctx, "builtins", "iter");
  if (!iter) return 0;
  Value nothing = is_str ? kr_val(kr_empty_str) : kr_val(&kr_empty_tuple);
  Value args = tuple_pack(ctx, 1, it->seq ? it->seq : nothing);
  Value result = 0;
  if (args) result = it->seq ? tuple_pack(ctx, 3, iter, args, kr_int(it->index)) : tuple_pack(ctx, 2, iter, args);
  kr_unref(ctx, args);
  kr_unref(ctx, iter);
  return result;
}

Value seq_iterator_setstate_m(Ctx *ctx, Value self, const Value *a) {
  SeqIterator *it = (SeqIterator *)kr_obj(self);
  int64_t index, len = it->seq ? kr_len(ctx, it->seq) : 0;
  if (kr_index_i64(ctx, a[0], &index)) return 0;
  it->index = index < 0 ? 0 : index > len ? len : index;
  return KR_None;
}

static Value self_iter(Ctx *ctx, Value self) { return kr_ref(self); }

static void iterator_traverse(Object *o, VisitFn visit, void *arg) { visit(((SeqIterator *)o)->seq, arg); }
static void iterator_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((SeqIterator *)o)->seq); }

static const Method iterator_methods[] = {
  {"__length_hint__", length_hint_m, "", "How many characters are left."},
  SEQ_ITERATOR_METHODS,
  {0},
};

#define STR_ITERATOR(id) \
  Type kr_type_##id = { \
    TYPE_HEAD(id, #id), .size = sizeof(SeqIterator), .flags = T_GC | T_NO_NEW, .methods = iterator_methods, \
    .iter = self_iter, .next = str_iterator_next, .traverse = iterator_traverse, .clear = iterator_clear, \
    .free = iterator_clear, \
  }
STR_ITERATOR(str_iterator);
STR_ITERATOR(str_ascii_iterator);
