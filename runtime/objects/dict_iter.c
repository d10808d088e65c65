/* The iterators of dict and its views, forwards and backwards over keys, values or items. */
#include "dict.h"
#include "iter.h"

static DictIterator *self_of(Value v) { return (DictIterator *)kr_obj(v); }

Value dict_iterator_new(Ctx *ctx, uint32_t shape, Value dict) {
  DictIterator *it = kr_alloc_gc(ctx, shape, sizeof(DictIterator));
  if (!it) return 0;
  const Dict *d = dict_of(dict);
  it->dict = kr_ref(dict);
  it->used = d->used;
  it->left = d->used;
  int backwards = shape == SHAPE_dict_reversekeyiterator || shape == SHAPE_dict_reversevalueiterator ||
                  shape == SHAPE_dict_reverseitemiterator;
  it->pos = backwards ? (int64_t)d->nentries - 1 : 0;
  return kr_val(it);
}

static DictEntry *iterator_failed(Ctx *ctx, DictIterator *it, const char *text) {
  it->used = UINT32_MAX; /* and so for ever */
  kr_raise(ctx, &kr_type_RuntimeError, text);
  return NULL;
}

/* The next live entry in the direction step; NULL with *result KR_STOP or 0. */
static DictEntry *iterator_step(Ctx *ctx, DictIterator *it, int step, Value *result) {
  *result = KR_STOP;
  if (!it->dict) return NULL;
  Dict *d = dict_of(it->dict);
  if (it->used != d->used) {
    *result = 0;
    return iterator_failed(ctx, it, "dictionary changed size during iteration");
  }
  if (step > 0 && it->pos < d->first) it->pos = d->first;
  if (step < 0 && it->pos >= d->nentries) it->pos = (int64_t)d->nentries - 1;
  while (it->pos >= 0 && it->pos < d->nentries && !dict_entry_live(&d->entries[it->pos])) it->pos += step;
  if (it->pos < 0 || it->pos >= d->nentries) {
    kr_clear(ctx, &it->dict);
    return NULL;
  }
  if (it->left == 0) {
    *result = 0;
    return iterator_failed(ctx, it, "dictionary keys changed during iteration");
  }
  it->left--;
  DictEntry *e = &d->entries[it->pos];
  it->pos += step;
  return e;
}

static Value next_key(Ctx *ctx, Value self, int step) {
  Value result;
  DictEntry *e = iterator_step(ctx, self_of(self), step, &result);
  return e ? kr_ref(e->key) : result;
}

static Value next_value(Ctx *ctx, Value self, int step) {
  Value result;
  DictEntry *e = iterator_step(ctx, self_of(self), step, &result);
  return e ? kr_ref(e->value) : result;
}

static Value next_item(Ctx *ctx, Value self, int step) {
  Value result;
  DictEntry *e = iterator_step(ctx, self_of(self), step, &result);
  if (!e) return result;
  return pair_steal(ctx, kr_ref(e->key), kr_ref(e->value));
}

static Value key_forward(Ctx *ctx, Value self) { return next_key(ctx, self, 1); }
static Value value_forward(Ctx *ctx, Value self) { return next_value(ctx, self, 1); }
static Value item_forward(Ctx *ctx, Value self) { return next_item(ctx, self, 1); }
static Value key_backward(Ctx *ctx, Value self) { return next_key(ctx, self, -1); }
static Value value_backward(Ctx *ctx, Value self) { return next_value(ctx, self, -1); }
static Value item_backward(Ctx *ctx, Value self) { return next_item(ctx, self, -1); }

static Value iterator_length_hint(Ctx *ctx, Value self, const Value *a) {
  DictIterator *it = self_of(self);
  return kr_int(it->dict && it->used == dict_of(it->dict)->used ? it->left : 0);
}

/* iter(list of what is left); the iterator itself does not move. */
static Value iterator_reduce(Ctx *ctx, Value self, const Value *a) {
  DictIterator *it = self_of(self);
  DictIterator saved = *it;
  Value owner = kr_ref(it->dict);
  Value list = kr_to_list(ctx, self);
  kr_unref(ctx, it->dict);
  it->dict = owner;
  it->pos = saved.pos;
  it->left = saved.left;
  it->used = saved.used;
  return iter_reduce(ctx, "iter", list, -1);
}

static void iterator_traverse(Object *o, VisitFn visit, void *arg) { visit(((DictIterator *)o)->dict, arg); }
static void iterator_free(Ctx *ctx, Object *o) { kr_clear(ctx, &((DictIterator *)o)->dict); }

static const Method iterator_methods[] = {
  {"__length_hint__", iterator_length_hint, "", "How many items are left."},
  {"__reduce__", iterator_reduce, "", "State for pickling."},
  {0},
};

#define DICT_ITERATOR(id, name_, step)                                            \
  Type kr_type_##id = {                                                           \
    TYPE_HEAD(id, name_), .flags = T_GC | T_NO_NEW | T_IMMUTABLE, .size = sizeof(DictIterator),  \
    .methods = iterator_methods, .iter = iter_self, .next = step,                 \
    .traverse = iterator_traverse, .clear = iterator_free, .free = iterator_free, \
  };
DICT_ITERATOR(dict_keyiterator, "dict_keyiterator", key_forward)
DICT_ITERATOR(dict_valueiterator, "dict_valueiterator", value_forward)
DICT_ITERATOR(dict_itemiterator, "dict_itemiterator", item_forward)
DICT_ITERATOR(dict_reversekeyiterator, "dict_reversekeyiterator", key_backward)
DICT_ITERATOR(dict_reversevalueiterator, "dict_reversevalueiterator", value_backward)
DICT_ITERATOR(dict_reverseitemiterator, "dict_reverseitemiterator", item_backward)
