/* typealias: what "type X = ..." binds (PEP 695).  The value is computed when first asked for. */
#include "../krait.h"

typedef struct { Object ob; Value name, type_params, compute /* function or 0 */, value /* or 0 */, module; } TypeAlias;

static TypeAlias *alias_of(Value v) { return (TypeAlias *)kr_obj(v); }

Value typealias_new(Ctx *ctx, Value name, Value type_params, Value compute) {
  TypeAlias *o = kr_alloc_gc(ctx, SHAPE_typealias, sizeof(TypeAlias));
  if (!o) return 0;
  o->name = kr_ref(name);
  o->type_params = type_params == KR_None ? tuple_new(ctx, 0) : kr_ref(type_params);
  o->compute = kr_ref(compute);
  Value module = kr_has_shape(compute, SHAPE_function) ? ((Function *)kr_obj(compute))->module : 0;
  o->module = module ? kr_ref(module) : KR_None;
  return kr_val(o);
}

static Value alias_repr(Ctx *ctx, Value self) { return kr_ref(alias_of(self)->name); }

static Value get_value(Ctx *ctx, Value self) {
  TypeAlias *o = alias_of(self);
  if (!o->value && !(o->value = kr_call0(ctx, o->compute))) return 0;
  return kr_ref(o->value);
}

static Value alias_getitem(Ctx *ctx, Value self, Value item) {
  if (tuple_of(alias_of(self)->type_params)->len == 0)
    return kr_raise(ctx, &kr_type_TypeError, "Only generic type aliases are subscriptable");
  return genericalias_new(ctx, self, item);
}

static Value alias_or(Ctx *ctx, Value a, Value b) {
  Value union_type = kr_import_attr(ctx, "typing", "Union"), pair = union_type ? tuple_pack(ctx, 2, a, b) : 0;
  Value r = pair ? kr_getitem(ctx, union_type, pair) : 0;
  kr_unref(ctx, pair);
  kr_unref(ctx, union_type);
  return r;
}

static void alias_traverse(Object *ob, VisitFn visit, void *arg) {
  TypeAlias *o = (TypeAlias *)ob;
  visit(o->name, arg);
  visit(o->type_params, arg);
  visit(o->compute, arg);
  visit(o->value, arg);
  visit(o->module, arg);
}
static void alias_clear(Ctx *ctx, Object *ob) {
  TypeAlias *o = (TypeAlias *)ob;
  kr_clear(ctx, &o->compute);
  kr_clear(ctx, &o->value);
}
static void alias_free(Ctx *ctx, Object *ob) {
  TypeAlias *o = (TypeAlias *)ob;
  alias_clear(ctx, ob);
  kr_clear(ctx, &o->name);
  kr_clear(ctx, &o->type_params);
  kr_clear(ctx, &o->module);
}

static const Member alias_members[] = {
  {"__name__", MEMBER_VALUE, offsetof(TypeAlias, name), 1, NULL},
  {"__type_params__", MEMBER_VALUE, offsetof(TypeAlias, type_params), 1, NULL},
  {"__parameters__", MEMBER_VALUE, offsetof(TypeAlias, type_params), 1, NULL},
  {"__module__", MEMBER_VALUE, offsetof(TypeAlias, module), 1, NULL},
  {0}};
static const GetSet alias_getsets[] = {{"__value__", get_value, NULL, NULL}, {0}};

Type kr_type_typealias = {
  TYPE_HEAD(typealias, "TypeAliasType"), .module = "typing", .flags = T_GC | T_NO_NEW, .size = sizeof(TypeAlias),
  .repr = alias_repr, .getitem = alias_getitem, .binary[BIN_or] = alias_or, .traverse = alias_traverse,
  .clear = alias_clear, .free = alias_free, .members = alias_members, .getsets = alias_getsets,
};
