/* object.__reduce_ex__ and __getstate__: how copy and pickle take any instance apart. */
#include "reduce.h"

static Value slot_names(Ctx *ctx, Type *type) {
  Value known = dict_get(ctx, type_dict(ctx, type), str_intern_c(ctx, "__slotnames__"));
  if (!known) return 0;
  if (known != KR_ABSENT) return kr_ref(known);
  Value f = kr_import_attr(ctx, "copyreg", "_slotnames");
  Value names = f ? kr_call1(ctx, f, kr_val(type)) : 0;
  kr_unref(ctx, f);
  return names;
}

/* The values of __slots__ that are set, as a dict. */
static Value slot_state(Ctx *ctx, Value self, Value names) {
  Value state = dict_new(ctx);
  List *l = list_of(names);
  for (int64_t i = 0; state && i < l->len; i++) {
    Value v = kr_getattr_opt(ctx, self, l->items[i]);
    if (v == KR_ABSENT) continue;
    int r = v ? dict_set(ctx, state, l->items[i], v) : -1;
    kr_unref(ctx, v);
    if (r < 0) kr_clear(ctx, &state);
  }
  return state;
}

static int needs_more_than_dict(const Type *t) {
  const Type *native = t;
  while (native->flags & T_HEAP) native = native->base;
  return native->size > sizeof(Object) || native->itemsize;
}

static Value default_state(Ctx *ctx, Value self, int required) {
  Type *t = kr_type_of(self);
  if (required && needs_more_than_dict(t)) return kr_raise(ctx, &kr_type_TypeError, "cannot pickle %T objects", self);
  Value dict = kr_getattr_opt(ctx, self, N(__dict__));
  if (!dict) return 0;
  if (dict != KR_ABSENT && kr_has_flag(dict, T_DICT) && !dict_len(dict)) kr_set(ctx, &dict, KR_None);
  if (dict == KR_ABSENT) dict = KR_None;
  Value names = slot_names(ctx, t), slots = 0, r = dict;
  if (!names) {
    kr_unref(ctx, dict);
    return 0;
  }
  if (kr_has_flag(names, T_LIST) && list_of(names)->len) {
    slots = slot_state(ctx, self, names);
    if (!slots) r = 0;
    else if (dict_len(slots)) r = tuple_pack(ctx, 2, dict, slots);
    if (r != dict) kr_unref(ctx, dict);
  }
  kr_unref(ctx, slots);
  kr_unref(ctx, names);
  return r;
}

Value object_getstate_m(Ctx *ctx, Value self, const Value *a) { return default_state(ctx, self, 0); }

static Value get_state(Ctx *ctx, Value self, int required) {
  Value own = type_lookup(kr_type_of(self), N(__getstate__));
  if (own == type_lookup(&kr_type_object, N(__getstate__))) {
    Value in_self = kr_getattr(ctx, self, N(__getstate__));
    if (!in_self) return 0;
    int plain = kr_has_shape(in_self, SHAPE_builtin);
    Value r = plain ? default_state(ctx, self, required) : kr_call0(ctx, in_self);
    kr_unref(ctx, in_self);
    return r;
  }
  return kr_call_method0(ctx, self, N(__getstate__));
}

/* Arguments for __new__: 1 and *args (a tuple) and *kwargs (a dict or 0), 0: none declared. */
static int new_arguments(Ctx *ctx, Value self, Value *args, Value *kwargs) {
  *args = *kwargs = 0;
  Value own, ex = kr_lookup_special(ctx, self, N(__getnewargs_ex__), &own);
  if (!ex) return -1;
  if (ex != KR_ABSENT) {
    Value pair = kr_call_self(ctx, ex, own, NULL, 0, 0);
    kr_unref(ctx, ex);
    if (!pair) return -1;
    int ok = kr_has_flag(pair, T_TUPLE) && tuple_of(pair)->len == 2 && kr_has_flag(tuple_of(pair)->items[0], T_TUPLE) &&
             kr_has_flag(tuple_of(pair)->items[1], T_DICT);
    if (ok) {
      *args = kr_ref(tuple_of(pair)->items[0]);
      *kwargs = kr_ref(tuple_of(pair)->items[1]);
    } else {
      kr_raise(ctx, &kr_type_TypeError, "__getnewargs_ex__ should return a tuple of a tuple and a dict, not '%T'", pair);
    }
    kr_unref(ctx, pair);
    return ok ? 1 : -1;
  }
  Value get = kr_lookup_special(ctx, self, N(__getnewargs__), &own);
  if (!get) return -1;
  if (get == KR_ABSENT) return 0;
  *args = kr_call_self(ctx, get, own, NULL, 0, 0);
  kr_unref(ctx, get);
  if (!*args) return -1;
  if (kr_has_flag(*args, T_TUPLE)) return 1;
  kr_raise(ctx, &kr_type_TypeError, "__getnewargs__ should return a tuple, not '%T'", *args);
  kr_clear(ctx, args);
  return -1;
}

/* iter(self) for lists, iter(self.items()) for dicts, else None. */
static int item_iterators(Ctx *ctx, Value self, Value *list, Value *dict) {
  *list = *dict = KR_None;
  if (kr_has_flag(self, T_LIST) && !(*list = kr_iter(ctx, self))) return -1;
  if (!kr_has_flag(self, T_DICT)) return 0;
  Value items = kr_call_method0(ctx, self, N(items));
  *dict = items ? kr_iter(ctx, items) : 0;
  kr_unref(ctx, items);
  return *dict ? 0 : -1;
}

/* (copyreg.__newobj__, (cls, *args)), or __newobj_ex__ with keywords. */
static Value constructor(Ctx *ctx, Value self, Value args, Value kwargs, Value *fn) {
  int ex = kwargs && dict_len(kwargs);
  Value cls = kr_getattr(ctx, self, N(__class__)), r = 0;
  *fn = cls ? kr_import_attr(ctx, "copyreg", ex ? "__newobj_ex__" : "__newobj__") : 0;
  if (*fn && ex) {
    r = tuple_pack(ctx, 3, cls, args, kwargs);
  } else if (*fn) {
    size_t n = args ? (size_t)tuple_of(args)->len : 0;
    r = tuple_new(ctx, n + 1);
    if (r) tuple_of(r)->items[0] = kr_ref(cls);
    for (size_t i = 0; r && i < n; i++) tuple_of(r)->items[i + 1] = kr_ref(tuple_of(args)->items[i]);
  }
  kr_unref(ctx, cls);
  return r;
}

static Value reduce_newobj(Ctx *ctx, Value self) {
  if (!kr_type_of(self)->new) return kr_raise(ctx, &kr_type_TypeError, "cannot pickle '%T' object", self);
  Value args, kwargs, fn = 0, made = 0, state = 0, list = 0, dict = 0, r = 0;
  int has_args = new_arguments(ctx, self, &args, &kwargs);
  if (has_args >= 0) made = constructor(ctx, self, args, kwargs, &fn);
  int required = !has_args && !kr_has_flag(self, T_LIST) && !kr_has_flag(self, T_DICT);
  if (made) state = get_state(ctx, self, required);
  if (state && item_iterators(ctx, self, &list, &dict) == 0) r = tuple_pack(ctx, 5, fn, made, state, list, dict);
  kr_unref(ctx, args);
  kr_unref(ctx, kwargs);
  kr_unref(ctx, fn);
  kr_unref(ctx, made);
  kr_unref(ctx, state);
  kr_unref(ctx, list);
  kr_unref(ctx, dict);
  return r;
}

static Value reduce_common(Ctx *ctx, Value self, int64_t protocol) {
  if (protocol >= 2) return reduce_newobj(ctx, self);
  Value f = kr_import_attr(ctx, "copyreg", "_reduce_ex");
  Value r = f ? kr_call2(ctx, f, self, kr_int(protocol)) : 0;
  kr_unref(ctx, f);
  return r;
}

Value object_reduce_m(Ctx *ctx, Value self, const Value *a) { return reduce_common(ctx, self, 0); }

Value object_reduce_ex_m(Ctx *ctx, Value self, const Value *a) {
  int64_t protocol;
  if (c_int_arg(ctx, a[0], 0, &protocol)) return 0;
  Value own = type_lookup(kr_type_of(self), N(__reduce__));
  if (own != type_lookup(&kr_type_object, N(__reduce__))) return kr_call_method0(ctx, self, N(__reduce__));
  Value in_self = instance_get(ctx, self, N(__reduce__));
  if (in_self && in_self != KR_ABSENT) return kr_call0(ctx, in_self);
  return in_self ? reduce_common(ctx, self, protocol) : 0;
}
