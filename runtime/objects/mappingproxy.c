/* mappingproxy: a read-only view of a mapping, as cls.__dict__ gives it. */
#include "../core/core.h"

typedef struct { Object ob; Value mapping; } MappingProxy;
static Value inner(Value v) { return ((MappingProxy *)kr_obj(v))->mapping; }

Value mappingproxy_new(Ctx *ctx, Value mapping) {
  MappingProxy *p = kr_alloc_gc(ctx, SHAPE_mappingproxy, sizeof *p);
  if (!p) return 0;
  p->mapping = kr_ref(mapping);
  return kr_val(p);
}

static Value proxy_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value mapping;
  if (kr_bind(ctx, "mappingproxy", "mapping", &parsed, args, nargs, kwnames, &mapping) < 0) return 0;
  if (!kr_is_mapping(mapping))
    return kr_raise(ctx, &kr_type_TypeError, "mappingproxy() argument must be a mapping, not %T", mapping);
  return mappingproxy_new(ctx, mapping);
}

static Value proxy_repr(Ctx *ctx, Value v) { return str_format_c(ctx, "mappingproxy(%R)", inner(v)); }
static Value proxy_str(Ctx *ctx, Value v) { return kr_str(ctx, inner(v)); }
static Value proxy_iter(Ctx *ctx, Value v) { return kr_iter(ctx, inner(v)); }
static int64_t proxy_len(Ctx *ctx, Value v) { return kr_len(ctx, inner(v)); }
static int64_t proxy_hash(Ctx *ctx, Value v) { return kr_hash(ctx, inner(v)); }
static Value proxy_getitem(Ctx *ctx, Value v, Value key) { return kr_getitem(ctx, inner(v), key); }
static int proxy_contains(Ctx *ctx, Value v, Value key) { return kr_contains(ctx, inner(v), key); }
static Value proxy_compare(Ctx *ctx, Value a, Value b, int op) { return kr_compare(ctx, inner(a), b, op); }

static Value proxy_or(Ctx *ctx, Value a, Value b) {
  if (kr_has_shape(a, SHAPE_mappingproxy)) a = inner(a);
  if (kr_has_shape(b, SHAPE_mappingproxy)) b = inner(b);
  return kr_binary(ctx, a, b, BIN_or);
}
static Value proxy_ior(Ctx *ctx, Value a, Value b) {
  return kr_raise(ctx, &kr_type_TypeError, "'|=' is not supported by %T; use '|' instead", a);
}

static Value proxy_get_m(Ctx *ctx, Value self, const Value *a) {
  Value args[2] = {a[0], a[1] ? a[1] : KR_None};
  return kr_call_method(ctx, inner(self), N(get), args, 2);
}
static Value proxy_keys_m(Ctx *ctx, Value self, const Value *a) { return kr_call_method0(ctx, inner(self), N(keys)); }
static Value proxy_values_m(Ctx *ctx, Value self, const Value *a) { return kr_call_method0(ctx, inner(self), N(values)); }
static Value proxy_items_m(Ctx *ctx, Value self, const Value *a) { return kr_call_method0(ctx, inner(self), N(items)); }
static Value proxy_copy_m(Ctx *ctx, Value self, const Value *a) { return kr_call_method0(ctx, inner(self), N(copy)); }
static Value proxy_reversed_m(Ctx *ctx, Value self, const Value *a) {
  return kr_call_method0(ctx, inner(self), N(__reversed__));
}

static Value proxy_class_getitem_m(Ctx *ctx, Value self, const Value *a) { return genericalias_new(ctx, self, a[0]); }

static void proxy_traverse(Object *o, VisitFn visit, void *arg) { visit(((MappingProxy *)o)->mapping, arg); }
static void proxy_free(Ctx *ctx, Object *o) { kr_unref(ctx, ((MappingProxy *)o)->mapping); }

static const Method proxy_methods[] = {
  {"get", proxy_get_m, "key, default=None, /", "Return the value for key if key is in the mapping, else default."},
  {"keys", proxy_keys_m, "", "a set-like object providing a view on the mapping's keys"},
  {"values", proxy_values_m, "", "an object providing a view on the mapping's values"},
  {"items", proxy_items_m, "", "a set-like object providing a view on the mapping's items"},
  {"copy", proxy_copy_m, "", "a shallow copy of the mapping as a regular dict"},
  {"__reversed__", proxy_reversed_m, "", "reverse iterator"},
  {"__class_getitem__", proxy_class_getitem_m, "item, /", "See PEP 585", M_CLASS},
  {NULL},
};

Type kr_type_mappingproxy = {
  TYPE_HEAD(mappingproxy, "mappingproxy"), .flags = T_GC | T_MAPPING, .size = sizeof(MappingProxy),
  .methods = proxy_methods, .new = proxy_new, .free = proxy_free, .traverse = proxy_traverse,
  .repr = proxy_repr, .str = proxy_str, .iter = proxy_iter, .len = proxy_len, .hash = proxy_hash,
  .getitem = proxy_getitem, .contains = proxy_contains, .compare = proxy_compare,
  .binary = {[BIN_or] = proxy_or}, .inplace = {[BIN_or] = proxy_ior},
};
