/* The methods and slots of dict, construction, merging, and the type itself. */
#include "dict.h"
#include "iter.h"
#include "set.h"

/* ---- merging ---- */

static int merge_one(Ctx *ctx, Value dict, Value key, uint64_t hash, Value value, int override) {
  if (override != 1) {
    Value old = dict_get_hashed(ctx, dict, key, hash);
    if (!old) return -1;
    if (old != KR_ABSENT) return override ? kr_raise_key(ctx, key), -1 : 0;
  }
  return dict_set_hashed(ctx, dict, key, hash, value);
}

static int merge_dict(Ctx *ctx, Value dict, Value other, int override) {
  if (dict == other) return 0;
  Dict *o = dict_of(other);
  uint32_t version = o->keys_version;
  for (uint32_t i = o->first; i < o->nentries; i++) {
    DictEntry e = o->entries[i];
    if (!dict_entry_live(&e)) continue;
    kr_ref(e.key);
    kr_ref(e.value);
    int failed = merge_one(ctx, dict, e.key, e.hash, e.value, override);
    kr_unref(ctx, e.key);
    kr_unref(ctx, e.value);
    if (failed) return -1;
    if (o->keys_version != version) {
      kr_raise(ctx, &kr_type_RuntimeError, "dict mutated during update");
      return -1;
    }
  }
  return 0;
}

static int merge_keys(Ctx *ctx, Value dict, Value other, Value iter, int override) {
  for (;;) {
    Value key = kr_next(ctx, iter), value = 0;
    uint64_t hash;
    if (!key || key == KR_STOP) return key ? 0 : -1;
    int failed = !(value = kr_getitem(ctx, other, key)) || dict_hash_key(ctx, key, &hash) ||
                 merge_one(ctx, dict, key, hash, value, override);
    kr_unref(ctx, key);
    kr_unref(ctx, value);
    if (failed) return -1;
  }
}

int dict_merge(Ctx *ctx, Value dict, Value other, int override) {
  if (kr_has_flag(other, T_DICT) && kr_type_of(other)->iter == kr_type_dict.iter) {
    return merge_dict(ctx, dict, other, override);
  }
  Value keys = kr_call_method0(ctx, other, N(keys));
  if (!keys) return -1;
  Value iter = kr_iter(ctx, keys);
  kr_unref(ctx, keys);
  if (!iter) return -1;
  int failed = merge_keys(ctx, dict, other, iter, override);
  kr_unref(ctx, iter);
  return failed;
}

static int update_pair(Ctx *ctx, Value dict, Value item, int64_t at) {
  Value pair = kr_to_list(ctx, item);
  if (!pair) {
    if (kr_catch(ctx, &kr_type_TypeError)) {
      kr_raise(ctx, &kr_type_TypeError, "cannot convert dictionary update sequence element #%lld to a sequence",
               (long long)at);
    }
    return -1;
  }
  List *l = list_of(pair);
  int failed = -1;
  if (l->len == 2) failed = dict_set(ctx, dict, l->items[0], l->items[1]);
  else {
    kr_raise(ctx, &kr_type_ValueError, "dictionary update sequence element #%lld has length %lld; 2 is required",
             (long long)at, (long long)l->len);
  }
  kr_unref(ctx, pair);
  return failed;
}

static int update_from_pairs(Ctx *ctx, Value dict, Value pairs) {
  Value iter = kr_iter(ctx, pairs);
  if (!iter) return -1;
  int failed = 0;
  for (int64_t i = 0; !failed; i++) {
    Value item = kr_next(ctx, iter);
    if (!item || item == KR_STOP) {
      failed = item ? 0 : -1;
      break;
    }
    if (kr_has_shape(item, SHAPE_tuple) && tuple_of(item)->len == 2) {
      failed = dict_set(ctx, dict, tuple_of(item)->items[0], tuple_of(item)->items[1]);
    } else {
      failed = update_pair(ctx, dict, item, i);
    }
    kr_unref(ctx, item);
  }
  kr_unref(ctx, iter);
  return failed;
}

int dict_update(Ctx *ctx, Value dict, Value other) {
  if (kr_has_shape(other, SHAPE_dict)) return merge_dict(ctx, dict, other, 1);
  Value keys = kr_getattr_opt(ctx, other, N(keys));
  if (!keys) return -1;
  if (keys == KR_ABSENT) return update_from_pairs(ctx, dict, other);
  kr_unref(ctx, keys);
  return dict_merge(ctx, dict, other, 1);
}

/* update(*args, **kwargs) of dict and its relatives; name is for the message. */
static int update_call(Ctx *ctx, Value dict, const char *name, const Value *args, size_t nargs, Value kwnames) {
  if (nargs > 1) {
    kr_raise(ctx, &kr_type_TypeError, "%s expected at most 1 argument, got %zu", name, nargs);
    return -1;
  }
  if (nargs && dict_update(ctx, dict, args[0])) return -1;
  size_t n = kwnames ? (size_t)tuple_of(kwnames)->len : 0;
  for (size_t i = 0; i < n; i++) {
    if (dict_set(ctx, dict, tuple_of(kwnames)->items[i], args[nargs + i])) return -1;
  }
  return 0;
}

/* ---- construction ---- */

static Value dict_new_slot(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (type == &kr_type_dict) return dict_new(ctx);
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

static int dict_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return update_call(ctx, self, "dict", args, nargs, kwnames);
}

/* The keys of a set or a dict bring their hashes along. */
static int fill_from_hashed(Ctx *ctx, Value dict, Value keys, Value value) {
  Value copy = kr_has_shape(keys, SHAPE_dict) ? dict_copy(ctx, keys) : set_copy_as(ctx, &kr_type_set, keys);
  if (!copy) return -1;
  size_t pos = 0;
  SetEntry e;
  int failed = 0;
  if (kr_has_shape(copy, SHAPE_set)) {
    while (!failed && set_next_entry(copy, &pos, &e)) failed = dict_set_hashed(ctx, dict, e.key, e.hash, value);
  } else {
    const Dict *d = dict_of(copy);
    for (uint32_t i = 0; !failed && i < d->nentries; i++) {
      failed = dict_set_hashed(ctx, dict, d->entries[i].key, d->entries[i].hash, value);
    }
  }
  kr_unref(ctx, copy);
  return failed;
}

/* Values for the keys of an iterable, into a dict or anything that takes items. */
static int fill_from_keys(Ctx *ctx, Value target, Value keys, Value value) {
  int exact = kr_has_shape(target, SHAPE_dict), failed = 0;
  if (exact && (kr_has_shape(keys, SHAPE_dict) || kr_has_shape(keys, SHAPE_set) || kr_has_shape(keys, SHAPE_frozenset))) {
    return fill_from_hashed(ctx, target, keys, value);
  }
  Value iter = kr_iter(ctx, keys);
  if (!iter) return -1;
  while (!failed) {
    Value key = kr_next(ctx, iter);
    if (!key || key == KR_STOP) {
      failed = key ? 0 : -1;
      break;
    }
    failed = exact ? dict_set(ctx, target, key, value) : kr_setitem(ctx, target, key, value);
    kr_unref(ctx, key);
  }
  kr_unref(ctx, iter);
  return failed;
}

static Value dict_fromkeys(Ctx *ctx, Value cls, const Value *a) {
  Value dict = kr_call0(ctx, cls);
  if (dict && fill_from_keys(ctx, dict, a[0], a[1] ? a[1] : KR_None)) kr_clear(ctx, &dict);
  return dict;
}

/* ---- items ---- */

static Value missing_item(Ctx *ctx, Value self, Value key) {
  if (!kr_has_shape(self, SHAPE_dict)) {
    Value bound, method = kr_lookup_special(ctx, self, N(__missing__), &bound);
    if (!method) return 0;
    if (method != KR_ABSENT) {
      Value result = kr_call_self(ctx, method, bound, &key, 1, 0);
      kr_unref(ctx, method);
      return result;
    }
  }
  return kr_raise_key(ctx, key);
}

static Value dict_getitem(Ctx *ctx, Value self, Value key) {
  Value v = dict_get(ctx, self, key);
  if (KR_LIKELY(v && v != KR_ABSENT)) return kr_ref(v);
  return v ? missing_item(ctx, self, key) : 0;
}

static int dict_setitem(Ctx *ctx, Value self, Value key, Value value) {
  if (value) return dict_set(ctx, self, key, value);
  int removed = dict_del(ctx, self, key);
  if (!removed) kr_raise_key(ctx, key);
  return removed > 0 ? 0 : -1;
}

static int dict_contains(Ctx *ctx, Value self, Value key) {
  Value v = dict_get(ctx, self, key);
  return v ? v != KR_ABSENT : -1;
}

static int64_t dict_len_slot(Ctx *ctx, Value self) { return dict_len(self); }
static Value dict_iter(Ctx *ctx, Value self) { return dict_iterator_new(ctx, SHAPE_dict_keyiterator, self); }

static Value dict_get_m(Ctx *ctx, Value self, const Value *a) {
  Value v = dict_get(ctx, self, a[0]);
  if (v == KR_ABSENT) v = a[1] ? a[1] : KR_None;
  return kr_ref(v);
}

static Value dict_setdefault_m(Ctx *ctx, Value self, const Value *a) {
  return kr_ref(dict_setdefault(ctx, self, a[0], a[1] ? a[1] : KR_None));
}

static Value dict_pop_m(Ctx *ctx, Value self, const Value *a) {
  Value v = dict_pop(ctx, self, a[0]);
  if (v != KR_ABSENT) return v;
  return a[1] ? kr_ref(a[1]) : kr_raise_key(ctx, a[0]);
}

static Value dict_popitem_m(Ctx *ctx, Value self, const Value *a) {
  Value pair[2];
  if (dict_popitem(ctx, self, 1, &pair[0], &pair[1])) return tuple_steal(ctx, pair, 2);
  return kr_raise(ctx, &kr_type_KeyError, "popitem(): dictionary is empty");
}

static Value dict_update_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return update_call(ctx, self, "update", args, nargs, kwnames) ? 0 : KR_None;
}

static Value dict_clear_m(Ctx *ctx, Value self, const Value *a) {
  dict_clear(ctx, self);
  return KR_None;
}

static Value dict_copy_m(Ctx *ctx, Value self, const Value *a) { return dict_copy(ctx, self); }
static Value dict_keys_m(Ctx *ctx, Value self, const Value *a) { return dict_view_new(ctx, SHAPE_dict_keys, self); }
static Value dict_values_m(Ctx *ctx, Value self, const Value *a) { return dict_view_new(ctx, SHAPE_dict_values, self); }
static Value dict_items_m(Ctx *ctx, Value self, const Value *a) { return dict_view_new(ctx, SHAPE_dict_items, self); }
static Value dict_reversed_m(Ctx *ctx, Value self, const Value *a) {
  return dict_iterator_new(ctx, SHAPE_dict_reversekeyiterator, self);
}

static Value dict_sizeof_m(Ctx *ctx, Value self, const Value *a) {
  const Dict *d = dict_of(self);
  size_t table = d->entries ? sizeof(DictEntry) * d->nentries + ((size_t)1 << d->log2_size) : 0;
  return kr_int((int64_t)(kr_type_of(self)->size + table));
}

static Value dict_contains_m(Ctx *ctx, Value self, const Value *a) {
  int found = dict_contains(ctx, self, a[0]);
  return found < 0 ? 0 : kr_bool(found);
}

static Value dict_getitem_m(Ctx *ctx, Value self, const Value *a) { return dict_getitem(ctx, self, a[0]); }

/* ---- operators and repr ---- */

static Value dict_or(Ctx *ctx, Value a, Value b) {
  if (!kr_has_flag(a, T_DICT) || !kr_has_flag(b, T_DICT)) return KR_NotImplemented;
  Value result = dict_copy(ctx, a);
  if (result && dict_update(ctx, result, b)) kr_clear(ctx, &result);
  return result;
}

static Value dict_ior(Ctx *ctx, Value a, Value b) { return dict_update(ctx, a, b) ? 0 : kr_ref(a); }

static int write_pairs(Ctx *ctx, StrWriter *w, Value self) {
  size_t pos = 0;
  Value key, value;
  for (int first = 1; dict_next(self, &pos, &key, &value); first = 0) {
    kr_ref(key);
    kr_ref(value);
    int failed = (!first && writer_ascii(ctx, w, ", ", 2)) || writer_repr(ctx, w, key) ||
                 writer_ascii(ctx, w, ": ", 2) || writer_repr(ctx, w, value);
    kr_unref(ctx, key);
    kr_unref(ctx, value);
    if (failed) return -1;
  }
  return 0;
}

static Value dict_repr(Ctx *ctx, Value self) {
  ReprMark mark;
  int entered = kr_repr_enter(ctx, &mark, self);
  if (entered) return entered < 0 ? 0 : str_from(ctx, "{...}");
  StrWriter w;
  writer_init(&w);
  int failed = writer_char(ctx, &w, '{') || write_pairs(ctx, &w, self) || writer_char(ctx, &w, '}');
  kr_repr_leave(ctx, &mark);
  if (!failed) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

const Method dict_methods[] = {
  {"__contains__", dict_contains_m, "key, /", "True if the dictionary has the specified key.", M_COEXIST},
  {"__getitem__", dict_getitem_m, "key, /", "The value of the key.", M_COEXIST},
  {"__sizeof__", dict_sizeof_m, "", "Size in memory, in bytes."},
  {"get", dict_get_m, "key, default=None, /", "The value of the key if it is there, else default."},
  {"setdefault", dict_setdefault_m, "key, default=None, /", "The value of the key, which is added with the default if missing."},
  {"pop", dict_pop_m, "key, default=<unrepresentable>, /", "Remove the key and give its value, or the default if given and the key is missing."},
  {"popitem", dict_popitem_m, "", "Remove and give the (key, value) pair that was added last."},
  {"keys", dict_keys_m, "", "A set-like view of the keys."},
  {"items", dict_items_m, "", "A set-like view of the (key, value) pairs."},
  {"values", dict_values_m, "", "A view of the values."},
  {"update", dict_update_m, NULL, "Add the items of a mapping or of an iterable of pairs, then the keyword arguments.", M_RAW},
  {"fromkeys", dict_fromkeys, "iterable, value=None, /", "A new dictionary with keys from the iterable, all with the same value.", M_CLASS},
  {"clear", dict_clear_m, "", "Remove all items."},
  {"copy", dict_copy_m, "", "A shallow copy."},
  {"__reversed__", dict_reversed_m, "", "An iterator over the keys in reverse order."},
  {"__class_getitem__", kr_class_getitem, "item, /", "See PEP 585", M_CLASS},
  {0},
};

Type kr_type_dict = {
  TYPE_HEAD(dict, "dict"),
  .doc = "A mapping: dict(mapping), dict(iterable of pairs), dict(name=value, ...).",
  .flags = T_BASETYPE | T_GC | T_DICT | T_MAPPING | T_MATCH_SELF | T_IMMUTABLE,
  .size = sizeof(Dict),
  .methods = dict_methods,
  .new = dict_new_slot,
  .init = dict_init,
  .free = dict_free,
  .traverse = dict_traverse,
  .clear = dict_clear_slot,
  .repr = dict_repr,
  .iter = dict_iter,
  .hash = kr_unhashable,
  .compare = dict_compare,
  .binary[BIN_or] = dict_or,
  .inplace[BIN_or] = dict_ior,
  .len = dict_len_slot,
  .getitem = dict_getitem,
  .setitem = dict_setitem,
  .contains = dict_contains,
};
