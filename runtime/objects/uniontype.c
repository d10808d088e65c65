/* types.UnionType: int | str. */
#include "typeargs.h"

typedef struct { Object ob; Value args, parameters /* or 0 */; } Union;
static Union *union_of(Value v) { return (Union *)kr_obj(v); }

static int may_join(Value v) {
  return v == KR_None || kr_is_type(v) || kr_instance_of(v, &kr_type_genericalias) || kr_has_shape(v, SHAPE_uniontype);
}

static int is_generic(Value v) { return kr_instance_of(v, &kr_type_genericalias); }

/* Aliases are the same when equal, everything else when identical. */
static int same_type(Ctx *ctx, Value a, Value b) {
  return is_generic(a) && is_generic(b) ? kr_compare_bool(ctx, a, b, CMP_eq) : a == b;
}

static int add_arg(Ctx *ctx, Value list, Value v) {
  if (kr_has_shape(v, SHAPE_uniontype)) {
    Tuple *inner = tuple_of(union_of(v)->args);
    for (int64_t i = 0; i < inner->len; i++)
      if (add_arg(ctx, list, inner->items[i]) < 0) return -1;
    return 0;
  }
  if (v == KR_None) v = kr_val(&kr_type_none);
  for (int64_t i = 0; i < list_of(list)->len; i++) {
    int same = same_type(ctx, list_of(list)->items[i], v);
    if (same) return same < 0 ? -1 : 0;
  }
  return list_append(ctx, list, v);
}

/* One type alone is itself. */
static Value from_list(Ctx *ctx, Value list) {
  if (list_of(list)->len == 1) return kr_ref(list_of(list)->items[0]);
  Value args = list_to_tuple(ctx, list);
  Union *u = args ? kr_alloc_gc(ctx, SHAPE_uniontype, sizeof *u) : NULL;
  if (!u) {
    kr_unref(ctx, args);
    return 0;
  }
  u->args = args;
  return kr_val(u);
}

Value union_or(Ctx *ctx, Value a, Value b) {
  if (!may_join(a) || !may_join(b)) return KR_NotImplemented;
  Value list = list_new(ctx, 2), r = 0;
  if (list && add_arg(ctx, list, a) == 0 && add_arg(ctx, list, b) == 0) r = from_list(ctx, list);
  kr_unref(ctx, list);
  return r;
}

static Value union_repr(Ctx *ctx, Value v) {
  StrWriter w;
  writer_init(&w);
  Tuple *args = tuple_of(union_of(v)->args);
  int ok = 1;
  for (int64_t i = 0; ok && i < args->len; i++) {
    if (i) ok = writer_ascii(ctx, &w, " | ", 3) == 0;
    if (ok && args->items[i] == kr_val(&kr_type_none)) ok = writer_ascii(ctx, &w, "None", 4) == 0;
    else if (ok) ok = typeargs_write(ctx, &w, args->items[i]) == 0;
  }
  if (ok) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

static Value args_set(Ctx *ctx, Value v) {
  Tuple *args = tuple_of(union_of(v)->args);
  return frozenset_from(ctx, args->items, (size_t)args->len);
}

static int64_t union_hash(Ctx *ctx, Value v) {
  Value set = args_set(ctx, v);
  int64_t h = set ? kr_hash(ctx, set) : -1;
  kr_unref(ctx, set);
  return h;
}

static Value union_compare(Ctx *ctx, Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !kr_has_shape(a, SHAPE_uniontype) || !kr_has_shape(b, SHAPE_uniontype))
    return KR_NotImplemented;
  Value sa = args_set(ctx, a), sb = sa ? args_set(ctx, b) : 0;
  Value r = sb ? kr_compare(ctx, sa, sb, op) : 0;
  kr_unref(ctx, sa);
  kr_unref(ctx, sb);
  return r;
}

static Value get_parameters(Ctx *ctx, Value self) {
  Union *u = union_of(self);
  if (!u->parameters) u->parameters = typeargs_parameters(ctx, u->args);
  return u->parameters ? kr_ref(u->parameters) : 0;
}

static Value union_getitem(Ctx *ctx, Value self, Value item) {
  Value parameters = get_parameters(ctx, self);
  Value args = parameters ? typeargs_substitute(ctx, self, union_of(self)->args, parameters, item) : 0;
  Value r = args && tuple_of(args)->len ? kr_ref(tuple_of(args)->items[0]) : 0;
  for (int64_t i = 1; r && i < tuple_of(args)->len; i++) kr_set(ctx, &r, kr_binary(ctx, r, tuple_of(args)->items[i], BIN_or));
  kr_unref(ctx, args);
  kr_unref(ctx, parameters);
  return r;
}

static Value check(Ctx *ctx, Value self, Value v, const char *error, int (*test)(Ctx *, Value, Value)) {
  Tuple *args = tuple_of(union_of(self)->args);
  for (int64_t i = 0; i < args->len; i++)
    if (is_generic(args->items[i])) return kr_raise(ctx, &kr_type_TypeError, "%s", error);
  for (int64_t i = 0; i < args->len; i++) {
    int r = test(ctx, v, args->items[i]);
    if (r) return r < 0 ? 0 : KR_True;
  }
  return KR_False;
}
static Value instancecheck_m(Ctx *ctx, Value self, const Value *a) {
  return check(ctx, self, a[0], "isinstance() argument 2 cannot be a parameterized generic", kr_isinstance);
}
static Value subclasscheck_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_type(a[0])) return kr_raise(ctx, &kr_type_TypeError, "issubclass() arg 1 must be a class");
  return check(ctx, self, a[0], "issubclass() argument 2 cannot be a parameterized generic", kr_issubclass);
}

static void union_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((Union *)o)->args, arg);
  visit(((Union *)o)->parameters, arg);
}
static void union_free(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((Union *)o)->args);
  kr_clear(ctx, &((Union *)o)->parameters);
}

static const Method union_methods[] = {
  {"__instancecheck__", instancecheck_m, "instance, /", NULL},
  {"__subclasscheck__", subclasscheck_m, "cls, /", NULL},
  {NULL},
};
static const Member union_members[] = {{"__args__", MEMBER_VALUE, offsetof(Union, args), 1, NULL}, {NULL}};
static const GetSet union_getsets[] = {
  {"__parameters__", get_parameters, NULL, "Type variables in the types.UnionType."}, {NULL},
};

/* A union says of its type which module it is in, as no other instance of such a type does. */
static Value union_getattr(Ctx *ctx, Value self, Value name) {
  return str_equal(name, N(__module__)) ? kr_getattr(ctx, kr_val(kr_type_of(self)), name) : kr_generic_getattr(ctx, self, name);
}

Type kr_type_uniontype = {
  TYPE_HEAD(uniontype, "types.UnionType"), .flags = T_GC, .size = sizeof(Union),
  .doc = "Represent a PEP 604 union type\n\nE.g. for int | str",
  .methods = union_methods, .members = union_members, .getsets = union_getsets, .getattr = union_getattr, .free = union_free,
  .traverse = union_traverse, .repr = union_repr, .hash = union_hash, .compare = union_compare,
  .getitem = union_getitem, .binary = {[BIN_or] = union_or},
};
