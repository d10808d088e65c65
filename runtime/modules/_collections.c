/* The _collections module: _tuplegetter and _count_elements; deque, defaultdict and OrderedDict are
 * in collections_*.c. */
#include "../objects/dict.h"
#include "../objects/iter.h"

/* ---- _tuplegetter: the descriptor of a named tuple's field ---- */

typedef struct { Object ob; int64_t index; Value doc; } TupleGetter;
static TupleGetter *getter_of(Value v) { return (TupleGetter *)kr_obj(v); }

static Value getter_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[2];
  int64_t index;
  if (kr_bind(ctx, "_tuplegetter", "index, doc, /", &parsed, args, nargs, kwnames, a) || kr_index_i64(ctx, a[0], &index)) return 0;
  TupleGetter *g = kr_alloc_instance(ctx, type, 0);
  if (!g) return 0;
  g->index = index;
  g->doc = kr_ref(a[1]);
  return kr_val(g);
}

static Value getter_get(Ctx *ctx, Value self, Value obj, Value type) {
  if (!obj || obj == KR_None) return kr_ref(self);
  int64_t i = getter_of(self)->index;
  if (!kr_has_flag(obj, T_TUPLE)) {
    return kr_raise(ctx, &kr_type_TypeError, "descriptor for index '%lld' for tuple subclasses doesn't apply to '%T' object",
                    (long long)i, obj);
  }
  if (i < 0 || i >= tuple_of(obj)->len) return kr_raise(ctx, &kr_type_IndexError, "tuple index out of range");
  return kr_ref(tuple_of(obj)->items[i]);
}

static int getter_set(Ctx *ctx, Value self, Value obj, Value v) {
  kr_raise(ctx, &kr_type_AttributeError, v ? "can't set attribute" : "can't delete attribute");
  return -1;
}

static Value getter_repr(Ctx *ctx, Value self) {
  return str_format_c(ctx, "%s(%lld, %R)", short_name(self), (long long)getter_of(self)->index, getter_of(self)->doc);
}

static Value getter_reduce(Ctx *ctx, Value self, const Value *a) {
  Value args = tuple_pack(ctx, 2, kr_int(getter_of(self)->index), getter_of(self)->doc);
  return tuple_of_stolen(ctx, 2, kr_ref(kr_val(kr_type_of(self))), args);
}

OWNS(getter, TupleGetter, doc, 1)

static const Method getter_methods[] = {
  {"__reduce__", getter_reduce, "", NULL},
  {0},
};

static const Member getter_members[] = {
  {"__doc__", MEMBER_VALUE, offsetof(TupleGetter, doc), 0},
  {0},
};

Type kr_type_tuplegetter = {
  TYPE_HEAD(tuplegetter, "collections._tuplegetter"),
  .flags = T_GC | T_IMMUTABLE,
  .size = sizeof(TupleGetter),
  .methods = getter_methods,
  .members = getter_members,
  .new = getter_new,
  .repr = getter_repr,
  .descr_get = getter_get,
  .descr_set = getter_set,
  OWNING_SLOTS(getter),
};

/* ---- _count_elements: the loop of Counter ---- */

/* Does the mapping get and set items as dict does? */
static int is_plain_dict(Value mapping) {
  Type *t = kr_type_of(mapping);
  return (t->flags & T_DICT) && t->setitem == kr_type_dict.setitem && type_lookup(t, N(get)) == type_lookup(&kr_type_dict, N(get));
}

static Value one_more(Ctx *ctx, Value count) {
  if (count == KR_ABSENT) return kr_int(1);
  if (kr_is_int(count)) return int_from_i64(ctx, kr_int_of(count) + 1);
  return kr_binary(ctx, count, kr_int(1), BIN_add);
}

static int count_in_dict(Ctx *ctx, Value dict, Value key) {
  uint64_t hash;
  if (dict_hash_key(ctx, key, &hash)) return -1;
  int64_t i = dict_find(ctx, dict_of(dict), key, hash);
  if (i < -1) return -1;
  if (i >= 0 && kr_is_int(dict_of(dict)->entries[i].value) && dict_of(dict)->entries[i].value != kr_int(KR_INT_MAX)) {
    dict_of(dict)->entries[i].value += kr_int(1) - kr_int(0);
    return 0;
  }
  Value count = one_more(ctx, i < 0 ? KR_ABSENT : dict_of(dict)->entries[i].value);
  int failed = !count || dict_set_hashed(ctx, dict, key, hash, count);
  kr_unref(ctx, count);
  return failed;
}

static int count_through(Ctx *ctx, Value mapping, Value get, Value key) {
  Value old = kr_call2(ctx, get, key, kr_int(0));
  Value count = old ? one_more(ctx, old) : 0;
  int failed = !count || kr_setitem(ctx, mapping, key, count);
  kr_unref(ctx, old);
  kr_unref(ctx, count);
  return failed;
}

static Value count_elements(Ctx *ctx, Value self, const Value *a) {
  Value iter = kr_iter(ctx, a[1]);
  if (!iter) return 0;
  Value get = is_plain_dict(a[0]) ? KR_ABSENT : kr_getattr(ctx, a[0], N(get));
  int failed = !get;
  while (!failed) {
    Value key = kr_next(ctx, iter);
    if (key == KR_STOP) break;
    failed = !key || (get == KR_ABSENT ? count_in_dict(ctx, a[0], key) : count_through(ctx, a[0], get, key));
    kr_unref(ctx, key);
  }
  kr_unref(ctx, get);
  kr_unref(ctx, iter);
  return failed ? 0 : KR_None;
}

static const Method functions[] = {
  {"_count_elements", count_elements, "mapping, iterable, /", "Count elements in the iterable, updating the mapping"},
  {0},
};

static Type *const types[] = {
  &kr_type_deque, &kr_type_defaultdict, &kr_type_odict, &kr_type_deque_iterator, &kr_type_deque_reverse_iterator,
  &kr_type_tuplegetter, NULL,
};

static int collections_init(Ctx *ctx, Value module) {
  static Type *const inner[] = {&kr_type_odict_keys, &kr_type_odict_values, &kr_type_odict_items, &kr_type_odict_iterator};
  for (size_t i = 0; i < sizeof inner / sizeof *inner; i++) type_ready(ctx, inner[i]);
  return 0;
}

const ModuleDef kr_module__collections = {
  "_collections", "High performance data structures.", functions, types, collections_init,
};
