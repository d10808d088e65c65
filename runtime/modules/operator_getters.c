/* operator.itemgetter, attrgetter and methodcaller: callables that fetch from what they are given. */
#include "../objects/iter.h"

typedef struct { Object ob; Value keys; /* tuple of subscripts, or of dotted names */ Value name, args, kwargs; } Getter;
static Getter *getter_of(Value v) { return (Getter *)kr_obj(v); }

OWNS(getter, Getter, keys, 4)

/* One argument and no keywords: 0 or -1. */
static int single_argument(Ctx *ctx, const char *name, size_t nargs, Value kwnames) {
  if (iter_no_keywords(ctx, name, kwnames)) return -1;
  if (nargs == 1) return 0;
  kr_raise(ctx, &kr_type_TypeError, "%s expected 1 argument, got %zu", name, nargs);
  return -1;
}

static Getter *getter_make(Ctx *ctx, Type *type, const char *name, const Value *args, size_t nargs, Value kwnames) {
  if (iter_no_keywords(ctx, name, kwnames)) return NULL;
  if (!nargs) return kr_raise(ctx, &kr_type_TypeError, "%s expected 1 argument, got 0", name), NULL;
  Value keys = tuple_from(ctx, args, nargs);
  Getter *g = keys ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (g) g->keys = keys;
  else kr_unref(ctx, keys);
  return g;
}

/* One result as it is, several as a tuple. */
static Value fetch_all(Ctx *ctx, Value keys, Value obj, Value (*fetch)(Ctx *, Value obj, Value key)) {
  const Tuple *k = tuple_of(keys);
  if (k->len == 1) return fetch(ctx, obj, k->items[0]);
  Value result = tuple_new(ctx, (size_t)k->len);
  for (int64_t i = 0; result && i < k->len; i++) {
    Value v = fetch(ctx, obj, k->items[i]);
    if (v) tuple_of(result)->items[i] = v;
    else kr_clear(ctx, &result);
  }
  return result;
}

/* name(repr of each key, ...) */
static Value getter_repr(Ctx *ctx, Value self) {
  ReprMark mark;
  int entered = kr_repr_enter(ctx, &mark, self);
  if (entered) return entered < 0 ? 0 : str_format_c(ctx, "%T(...)", self);
  const Tuple *keys = tuple_of(getter_of(self)->keys);
  Value text = keys->len == 1 ? str_format_c(ctx, "%T(%R)", self, keys->items[0])
                              : str_format_c(ctx, "%T%R", self, getter_of(self)->keys);
  kr_repr_leave(ctx, &mark);
  return text;
}

static Value getter_reduce(Ctx *ctx, Value self, const Value *a) {
  return tuple_pack(ctx, 2, kr_val(kr_type_of(self)), getter_of(self)->keys);
}

static const Method getter_methods[] = {
  {"__reduce__", getter_reduce, "", "State for pickling."},
  {0},
};

/* ---- itemgetter ---- */

static Value itemgetter_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(getter_make(ctx, type, "itemgetter", args, nargs, kwnames));
}

static Value itemgetter_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (single_argument(ctx, "itemgetter", nargs, kwnames)) return 0;
  return fetch_all(ctx, getter_of(self)->keys, args[0], kr_getitem);
}

Type kr_type_itemgetter = {
  TYPE_HEAD(itemgetter, "operator.itemgetter"),
  .doc = "itemgetter(item, ...): a callable that gives obj[item], or a tuple of several.",
  .flags = T_GC | T_IMMUTABLE,
  .size = sizeof(Getter),
  .methods = getter_methods,
  .new = itemgetter_new,
  .call = itemgetter_call,
  .repr = getter_repr,
  OWNING_SLOTS(getter),
};

/* ---- attrgetter ---- */

static Value attrgetter_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  for (size_t i = 0; i < nargs; i++) {
    if (!kr_is_anystr(args[i])) return kr_raise(ctx, &kr_type_TypeError, "attribute name must be a string");
  }
  return kr_val(getter_make(ctx, type, "attrgetter", args, nargs, kwnames));
}

/* obj.a.b.c for "a.b.c" */
static Value dotted_attribute(Ctx *ctx, Value obj, Value name) {
  int64_t start = 0, n = (int64_t)str_of(name)->len;
  Value v = kr_ref(obj);
  while (v) {
    int64_t dot = str_find(name, N(dot), start, n, 1);
    if (dot < 0 && !start) {
      kr_set(ctx, &v, kr_getattr(ctx, v, name));
      return v;
    }
    Value part = str_slice(ctx, name, (size_t)start, (size_t)(dot < 0 ? n : dot));
    kr_set(ctx, &v, part ? kr_getattr(ctx, v, part) : 0);
    kr_unref(ctx, part);
    if (dot < 0) break;
    start = dot + 1;
  }
  return v;
}

static Value attrgetter_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (single_argument(ctx, "attrgetter", nargs, kwnames)) return 0;
  return fetch_all(ctx, getter_of(self)->keys, args[0], dotted_attribute);
}

Type kr_type_attrgetter = {
  TYPE_HEAD(attrgetter, "operator.attrgetter"),
  .doc = "attrgetter(name, ...): a callable that gives obj.name, or a tuple of several; names may be dotted.",
  .flags = T_GC | T_IMMUTABLE,
  .size = sizeof(Getter),
  .methods = getter_methods,
  .new = attrgetter_new,
  .call = attrgetter_call,
  .repr = getter_repr,
  OWNING_SLOTS(getter),
};

/* ---- methodcaller: keys is unused ---- */

static Value methodcaller_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (!nargs) return kr_raise(ctx, &kr_type_TypeError, "methodcaller needs at least one argument, the method name");
  if (!kr_is_anystr(args[0])) return kr_raise(ctx, &kr_type_TypeError, "method name must be a string");
  Getter *g = kr_alloc_instance(ctx, type, 0);
  if (!g) return 0;
  g->name = kr_ref(args[0]);
  g->args = tuple_from(ctx, args + 1, nargs - 1);
  if (!g->args) return kr_unref(ctx, kr_val(g)), 0;
  size_t n = kwnames ? (size_t)tuple_of(kwnames)->len : 0;
  if (n && !(g->kwargs = dict_sized(ctx, n))) return kr_unref(ctx, kr_val(g)), 0;
  for (size_t i = 0; i < n; i++) {
    if (dict_set(ctx, g->kwargs, tuple_of(kwnames)->items[i], args[nargs + i])) return kr_unref(ctx, kr_val(g)), 0;
  }
  return kr_val(g);
}

static Value methodcaller_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (single_argument(ctx, "methodcaller", nargs, kwnames)) return 0;
  const Getter *g = getter_of(self);
  Value method = kr_getattr(ctx, args[0], g->name);
  if (!method) return 0;
  Value result = g->kwargs ? kr_call_ex(ctx, method, g->args, g->kwargs)
                           : kr_call(ctx, method, tuple_of(g->args)->items, (size_t)tuple_of(g->args)->len, 0);
  kr_unref(ctx, method);
  return result;
}

static int write_arguments(Ctx *ctx, StrWriter *w, const Getter *g) {
  for (int64_t i = 0; i < tuple_of(g->args)->len; i++) {
    if (writer_ascii(ctx, w, ", ", 2) || writer_repr(ctx, w, tuple_of(g->args)->items[i])) return -1;
  }
  size_t pos = 0;
  Value key, value;
  while (g->kwargs && dict_next(g->kwargs, &pos, &key, &value)) {
    if (writer_ascii(ctx, w, ", ", 2) || writer_str(ctx, w, key) || writer_char(ctx, w, '=') || writer_repr(ctx, w, value)) return -1;
  }
  return 0;
}

static Value methodcaller_repr(Ctx *ctx, Value self) {
  ReprMark mark;
  const Getter *g = getter_of(self);
  int entered = kr_repr_enter(ctx, &mark, self);
  if (entered) return entered < 0 ? 0 : str_from(ctx, "operator.methodcaller(...)");
  StrWriter w;
  writer_init(&w);
  int failed = writer_ascii(ctx, &w, "operator.methodcaller(", 22) || writer_repr(ctx, &w, g->name) ||
               write_arguments(ctx, &w, g) || writer_char(ctx, &w, ')');
  kr_repr_leave(ctx, &mark);
  if (!failed) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

/* With keywords: functools.partial(methodcaller, name, **kwargs), called with the arguments. */
static Value methodcaller_reduce(Ctx *ctx, Value self, const Value *a) {
  const Getter *g = getter_of(self);
  Value type = kr_val(kr_type_of(self));
  if (g->kwargs) {
    Value head = tuple_pack(ctx, 2, type, g->name);
    Value partial = head ? kr_call_ex(ctx, kr_val(&kr_type_partial), head, g->kwargs) : 0;
    kr_unref(ctx, head);
    return tuple_of_stolen(ctx, 2, partial, kr_ref(g->args));
  }
  Value name = tuple_pack(ctx, 1, g->name), args = name ? kr_binary(ctx, name, g->args, BIN_add) : 0;
  kr_unref(ctx, name);
  return tuple_of_stolen(ctx, 2, kr_ref(type), args);
}

static const Method methodcaller_methods[] = {
  {"__reduce__", methodcaller_reduce, "", "State for pickling."},
  {0},
};

Type kr_type_methodcaller = {
  TYPE_HEAD(methodcaller, "operator.methodcaller"),
  .doc = "methodcaller(name, ...): a callable that gives obj.name(...).",
  .flags = T_GC | T_IMMUTABLE,
  .size = sizeof(Getter),
  .methods = methodcaller_methods,
  .new = methodcaller_new,
  .call = methodcaller_call,
  .repr = methodcaller_repr,
  OWNING_SLOTS(getter),
};
