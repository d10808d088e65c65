/* dict_keys, dict_values and dict_items: live views of a dict; keys and items behave as sets. */
#include "dict.h"
#include "iter.h"
#include "set.h"

Value dict_view_new(Ctx *ctx, uint32_t shape, Value dict) {
  DictView *view = kr_alloc_gc(ctx, shape, sizeof(DictView));
  if (view) view->dict = kr_ref(dict);
  return kr_val(view);
}

static Value dict_in(Value view) { return ((DictView *)kr_obj(view))->dict; }
static int is_keys(Value v) { return kr_has_shape(v, SHAPE_dict_keys) || kr_has_shape(v, SHAPE_odict_keys); }
static int is_items(Value v) { return kr_has_shape(v, SHAPE_dict_items) || kr_has_shape(v, SHAPE_odict_items); }
static int is_setlike(Value v) { return is_any_set(v) || is_keys(v) || is_items(v); }

static int64_t view_len(Ctx *ctx, Value self) { return dict_in(self) ? dict_len(dict_in(self)) : 0; }

static Value keys_iter(Ctx *ctx, Value self) { return dict_iterator_new(ctx, SHAPE_dict_keyiterator, dict_in(self)); }
static Value values_iter(Ctx *ctx, Value self) { return dict_iterator_new(ctx, SHAPE_dict_valueiterator, dict_in(self)); }
static Value items_iter(Ctx *ctx, Value self) { return dict_iterator_new(ctx, SHAPE_dict_itemiterator, dict_in(self)); }
static Value keys_reversed(Ctx *ctx, Value self, const Value *a) {
  return dict_iterator_new(ctx, SHAPE_dict_reversekeyiterator, dict_in(self));
}
static Value values_reversed(Ctx *ctx, Value self, const Value *a) {
  return dict_iterator_new(ctx, SHAPE_dict_reversevalueiterator, dict_in(self));
}
static Value items_reversed(Ctx *ctx, Value self, const Value *a) {
  return dict_iterator_new(ctx, SHAPE_dict_reverseitemiterator, dict_in(self));
}

static int keys_contains(Ctx *ctx, Value self, Value key) {
  Value v = dict_get(ctx, dict_in(self), key);
  return v ? v != KR_ABSENT : -1;
}

static int items_contains(Ctx *ctx, Value self, Value item) {
  if (!kr_has_flag(item, T_TUPLE) || tuple_of(item)->len != 2) return 0;
  Value v = dict_get(ctx, dict_in(self), tuple_of(item)->items[0]);
  if (!v || v == KR_ABSENT) return v ? 0 : -1;
  kr_ref(v);
  int equal = kr_compare_bool(ctx, v, tuple_of(item)->items[1], CMP_eq);
  kr_unref(ctx, v);
  return equal;
}

Value dict_view_repr(Ctx *ctx, Value self) {
  ReprMark mark;
  int entered = kr_repr_enter(ctx, &mark, self);
  if (entered) return entered < 0 ? 0 : str_from(ctx, "...");
  Value list = kr_to_list(ctx, self);
  Value text = list ? str_format_c(ctx, "%T(%R)", self, list) : 0;
  kr_unref(ctx, list);
  kr_repr_leave(ctx, &mark);
  return text;
}

/* ---- set operations ---- */

/* Are all items of the one in the other: 1, 0, -1. */
static int all_contained(Ctx *ctx, Value items, Value container) {
  Value iter = kr_iter(ctx, items);
  if (!iter) return -1;
  int found = 1;
  while (found == 1) {
    Value item = kr_next(ctx, iter);
    if (item == KR_STOP) break;
    found = item ? kr_contains(ctx, container, item) : -1;
    kr_unref(ctx, item);
  }
  kr_unref(ctx, iter);
  return found;
}

static Value view_compare(Ctx *ctx, Value self, Value other, int op) {
  if (!is_setlike(other) || !is_setlike(self)) return KR_NotImplemented;
  int64_t n = kr_len(ctx, self), m = n < 0 ? -1 : kr_len(ctx, other);
  if (m < 0) return 0;
  int truth = 0;
  switch (op) {
  case CMP_eq: case CMP_ne: truth = n == m ? all_contained(ctx, self, other) : 0; break;
  case CMP_lt: truth = n < m ? all_contained(ctx, self, other) : 0; break;
  case CMP_le: truth = n <= m ? all_contained(ctx, self, other) : 0; break;
  case CMP_gt: truth = n > m ? all_contained(ctx, other, self) : 0; break;
  case CMP_ge: truth = n >= m ? all_contained(ctx, other, self) : 0; break;
  }
  if (truth < 0) return 0;
  return kr_bool(op == CMP_ne ? !truth : truth);
}

/* set(a), changed in place by update(it, b). */
static Value view_operation(Ctx *ctx, Value a, Value b, int (*update)(Ctx *, Value, Value)) {
  Value set = set_from(ctx, &kr_type_set, a);
  if (set && update(ctx, set, b)) kr_clear(ctx, &set);
  return set;
}

static Value view_and(Ctx *ctx, Value a, Value b) { return view_operation(ctx, a, b, set_intersection_update); }
static Value view_or(Ctx *ctx, Value a, Value b) { return view_operation(ctx, a, b, set_update); }
static Value view_xor(Ctx *ctx, Value a, Value b) { return view_operation(ctx, a, b, set_symmetric_update); }
static Value view_sub(Ctx *ctx, Value a, Value b) { return view_operation(ctx, a, b, set_difference_update); }

static Value view_isdisjoint(Ctx *ctx, Value self, const Value *a) {
  Value common = a[0] == self ? 0 : view_and(ctx, self, a[0]);
  if (a[0] == self) return kr_bool(view_len(ctx, self) == 0);
  if (!common) return 0;
  int empty = set_of(common)->used == 0;
  kr_unref(ctx, common);
  return kr_bool(empty);
}

static Value view_mapping(Ctx *ctx, Value self) { return kr_call1(ctx, kr_val(&kr_type_mappingproxy), dict_in(self)); }

static void view_traverse(Object *o, VisitFn visit, void *arg) { visit(((DictView *)o)->dict, arg); }
static void view_free(Ctx *ctx, Object *o) { kr_clear(ctx, &((DictView *)o)->dict); }

static const Method keys_methods[] = {
  {"isdisjoint", view_isdisjoint, "other, /", "True if the view and the iterable have nothing in common."},
  {"__reversed__", keys_reversed, "", "A reverse iterator over the keys."},
  {0},
};
static const Method values_methods[] = {
  {"__reversed__", values_reversed, "", "A reverse iterator over the values."},
  {0},
};
static const Method items_methods[] = {
  {"isdisjoint", view_isdisjoint, "other, /", "True if the view and the iterable have nothing in common."},
  {"__reversed__", items_reversed, "", "A reverse iterator over the items."},
  {0},
};
static const GetSet view_getsets[] = {
  {"mapping", view_mapping, NULL, "The dictionary, read-only."},
  {0},
};

#define VIEW_TYPE(kind)                                                                        \
  TYPE_HEAD(dict_##kind, "dict_" #kind), .flags = T_GC | T_NO_NEW | T_IMMUTABLE,               \
  .size = sizeof(DictView), .methods = kind##_methods, .getsets = view_getsets,                \
  .traverse = view_traverse, .clear = view_free, .free = view_free, .repr = dict_view_repr,    \
  .iter = kind##_iter, .len = view_len
#define SETLIKE(kind)                                                                          \
  .hash = kr_unhashable, .compare = view_compare, .contains = kind##_contains,                 \
  .binary = {[BIN_and] = view_and, [BIN_or] = view_or, [BIN_xor] = view_xor, [BIN_sub] = view_sub}

Type kr_type_dict_keys = {VIEW_TYPE(keys), SETLIKE(keys)};
Type kr_type_dict_values = {VIEW_TYPE(values)};
Type kr_type_dict_items = {VIEW_TYPE(items), SETLIKE(items)};
