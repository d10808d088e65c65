/* types.GenericAlias: list[int] and the like.  Behaves as its origin in all but a few attributes. */
#include "iter.h"
#include "typeargs.h"

typedef struct { Object ob; Value origin, args, parameters /* or 0 */; uint8_t starred; } Alias;
static Alias *alias_of(Value v) { return (Alias *)kr_obj(v); }
static int is_alias(Value v) { return kr_is_ptr(v) && kr_instance_of(v, &kr_type_genericalias); }

static Value make(Ctx *ctx, Type *type, Value origin, Value args) {
  Value tuple = kr_has_flag(args, T_TUPLE) ? kr_ref(args) : tuple_pack(ctx, 1, args);
  Alias *a = tuple ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!a) {
    kr_unref(ctx, tuple);
    return 0;
  }
  a->origin = kr_ref(origin);
  a->args = tuple;
  return kr_val(a);
}
Value genericalias_new(Ctx *ctx, Value origin, Value args) { return make(ctx, &kr_type_genericalias, origin, args); }

static Value alias_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (kwnames && tuple_of(kwnames)->len) return kr_raise(ctx, &kr_type_TypeError, "GenericAlias() takes no keyword arguments");
  if (nargs != 2) return kr_raise(ctx, &kr_type_TypeError, "GenericAlias expected 2 arguments, got %zu", nargs);
  return make(ctx, type, args[0], args[1]);
}

static Value alias_repr(Ctx *ctx, Value v) {
  Alias *a = alias_of(v);
  StrWriter w;
  writer_init(&w);
  int64_t n = tuple_of(a->args)->len;
  int ok = (!a->starred || writer_char(ctx, &w, '*') == 0) && typeargs_write(ctx, &w, a->origin) == 0 && writer_char(ctx, &w, '[') == 0;
  for (int64_t i = 0; ok && i < n; i++)
    ok = (!i || writer_ascii(ctx, &w, ", ", 2) == 0) && typeargs_write(ctx, &w, tuple_of(a->args)->items[i]) == 0;
  if (ok && !n) ok = writer_ascii(ctx, &w, "()", 2) == 0;
  if (ok && writer_char(ctx, &w, ']') == 0) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

/* Looked up on the alias itself; everything else is the origin's. */
static const int own_attributes[] = {
  NAMEID___class__, NAMEID___origin__, NAMEID___args__, NAMEID___unpacked__, NAMEID___parameters__,
  NAMEID___typing_unpacked_tuple_args__, NAMEID___mro_entries__, NAMEID___reduce_ex__, NAMEID___reduce__,
  NAMEID___copy__, NAMEID___deepcopy__,
};

static Value alias_getattr(Ctx *ctx, Value self, Value name) {
  for (size_t i = 0; i < sizeof own_attributes / sizeof own_attributes[0]; i++)
    if (str_equal(name, kr_names[own_attributes[i]])) return kr_generic_getattr(ctx, self, name);
  return kr_getattr(ctx, alias_of(self)->origin, name);
}

static Value alias_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  Value obj = kr_call(ctx, alias_of(self)->origin, args, nargs, kwnames);
  if (!obj) return 0;
  Value name = str_intern_c(ctx, "__orig_class__");
  int r = name ? kr_setattr(ctx, obj, name, self) : -1;
  kr_unref(ctx, name);
  if (r == 0 || kr_catch(ctx, &kr_type_AttributeError) || kr_catch(ctx, &kr_type_TypeError)) return obj;
  kr_unref(ctx, obj);
  return 0;
}

static int64_t alias_hash(Ctx *ctx, Value v) {
  int64_t h0 = kr_hash(ctx, alias_of(v)->origin), h1 = h0 == -1 ? -1 : kr_hash(ctx, alias_of(v)->args);
  if (h1 == -1) return -1;
  return (h0 ^ h1) == -1 ? -2 : h0 ^ h1;
}

static Value alias_compare(Ctx *ctx, Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !is_alias(a) || !is_alias(b)) return KR_NotImplemented;
  int equal = alias_of(a)->starred == alias_of(b)->starred;
  if (equal) equal = kr_compare_bool(ctx, alias_of(a)->origin, alias_of(b)->origin, CMP_eq);
  if (equal > 0) equal = kr_compare_bool(ctx, alias_of(a)->args, alias_of(b)->args, CMP_eq);
  return equal < 0 ? 0 : kr_bool(equal == (op == CMP_eq));
}

static Value get_parameters(Ctx *ctx, Value self) {
  Alias *a = alias_of(self);
  if (!a->parameters) a->parameters = typeargs_parameters(ctx, a->args);
  return a->parameters ? kr_ref(a->parameters) : 0;
}

static Value alias_getitem(Ctx *ctx, Value self, Value item) {
  Value parameters = get_parameters(ctx, self);
  Value args = parameters ? typeargs_substitute(ctx, self, alias_of(self)->args, parameters, item) : 0;
  Value r = args ? genericalias_new(ctx, alias_of(self)->origin, args) : 0;
  if (r) alias_of(r)->starred = alias_of(self)->starred;
  kr_unref(ctx, args);
  kr_unref(ctx, parameters);
  return r;
}

/* ---- iteration: *tuple[int] gives the starred alias once ---- */
typedef struct { Object ob; Value alias; /* 0: exhausted */ } AliasIterator;

static Value alias_iter(Ctx *ctx, Value self) {
  AliasIterator *it = kr_alloc_gc(ctx, SHAPE_generic_alias_iterator, sizeof(AliasIterator));
  if (!it) return 0;
  it->alias = kr_ref(self);
  return kr_val(it);
}

static Value alias_next(Ctx *ctx, Value self) {
  AliasIterator *it = (AliasIterator *)kr_obj(self);
  if (!it->alias) return KR_STOP;
  Value starred = genericalias_new(ctx, alias_of(it->alias)->origin, alias_of(it->alias)->args);
  if (!starred) return 0;
  alias_of(starred)->starred = 1;
  kr_clear(ctx, &it->alias);
  return starred;
}

static Value alias_iterator_reduce(Ctx *ctx, Value self, const Value *a) {
  AliasIterator *it = (AliasIterator *)kr_obj(self);
  return iter_reduce(ctx, "iter", it->alias ? kr_ref(it->alias) : tuple_new(ctx, 0), -1);
}

OWNS(alias_iterator, AliasIterator, alias, 1)

static const Method alias_iterator_methods[] = {
  {"__reduce__", alias_iterator_reduce, "", "State for pickling."},
  {0}};

Type kr_type_generic_alias_iterator = {
  TYPE_HEAD(generic_alias_iterator, "generic_alias_iterator"), .flags = T_GC | T_NO_NEW | T_IMMUTABLE,
  .size = sizeof(AliasIterator), .iter = iter_self, .next = alias_next, .methods = alias_iterator_methods,
  OWNING_SLOTS(alias_iterator),
};

static Value get_unpacked_args(Ctx *ctx, Value self) {
  Alias *a = alias_of(self);
  return a->starred && a->origin == kr_val(&kr_type_tuple) ? kr_ref(a->args) : KR_None;
}

static Value mro_entries_m(Ctx *ctx, Value self, const Value *a) { return tuple_pack(ctx, 1, alias_of(self)->origin); }
static Value instancecheck_m(Ctx *ctx, Value self, const Value *a) {
  return kr_raise(ctx, &kr_type_TypeError, "isinstance() argument 2 cannot be a parameterized generic");
}
static Value subclasscheck_m(Ctx *ctx, Value self, const Value *a) {
  return kr_raise(ctx, &kr_type_TypeError, "issubclass() argument 2 cannot be a parameterized generic");
}

static Value reduce_m(Ctx *ctx, Value self, const Value *unused) {
  Alias *a = alias_of(self);
  Value args, r = 0;
  if (a->starred) {
    Value next = kr_import_attr(ctx, "builtins", "next"), plain = genericalias_new(ctx, a->origin, a->args);
    Value it = next && plain ? kr_iter(ctx, plain) : 0;
    args = it ? tuple_pack(ctx, 1, it) : 0;
    if (args) r = tuple_pack(ctx, 2, next, args);
    kr_unref(ctx, it);
    kr_unref(ctx, plain);
    kr_unref(ctx, next);
  } else {
    args = tuple_pack(ctx, 2, a->origin, a->args);
    if (args) r = tuple_pack(ctx, 2, kr_val(&kr_type_genericalias), args);
  }
  kr_unref(ctx, args);
  return r;
}

static Value dir_m(Ctx *ctx, Value self, const Value *a) {
  Value dir = kr_import_attr(ctx, "builtins", "dir");
  Value names = dir ? kr_call1(ctx, dir, alias_of(self)->origin) : 0;
  kr_unref(ctx, dir);
  for (size_t i = 0; names && i < sizeof own_attributes / sizeof own_attributes[0]; i++) {
    Value name = kr_names[own_attributes[i]];
    int has = kr_contains(ctx, names, name);
    if (has < 0 || (!has && list_append(ctx, names, name) < 0)) kr_clear(ctx, &names);
  }
  return names;
}

static void alias_traverse(Object *o, VisitFn visit, void *arg) {
  Alias *a = (Alias *)o;
  visit(a->origin, arg);
  visit(a->args, arg);
  visit(a->parameters, arg);
}
static void alias_free(Ctx *ctx, Object *o) {
  Alias *a = (Alias *)o;
  kr_clear(ctx, &a->origin);
  kr_clear(ctx, &a->args);
  kr_clear(ctx, &a->parameters);
}

static const Method alias_methods[] = {
  {"__mro_entries__", mro_entries_m, "bases, /", NULL},
  {"__instancecheck__", instancecheck_m, "instance, /", NULL},
  {"__subclasscheck__", subclasscheck_m, "cls, /", NULL},
  {"__reduce__", reduce_m, "", NULL},
  {"__dir__", dir_m, "", NULL},
  {NULL},
};
static const Member alias_members[] = {
  {"__origin__", MEMBER_VALUE, offsetof(Alias, origin), 1, NULL},
  {"__args__", MEMBER_VALUE, offsetof(Alias, args), 1, NULL},
  {"__unpacked__", MEMBER_BOOL, offsetof(Alias, starred), 1, NULL},
  {NULL},
};
static const GetSet alias_getsets[] = {
  {"__parameters__", get_parameters, NULL, "Type variables in the GenericAlias."},
  {"__typing_unpacked_tuple_args__", get_unpacked_args},
  {NULL},
};

Type kr_type_genericalias = {
  TYPE_HEAD(genericalias, "types.GenericAlias"), .flags = T_BASETYPE | T_GC | T_WEAKREF, .size = sizeof(Alias),
  .doc = "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
  .methods = alias_methods, .members = alias_members, .getsets = alias_getsets, .new = alias_new, .free = alias_free,
  .traverse = alias_traverse, .repr = alias_repr, .iter = alias_iter, .hash = alias_hash, .compare = alias_compare,
  .call = alias_call, .getattr = alias_getattr, .getitem = alias_getitem, .binary = {[BIN_or] = union_or},
};
