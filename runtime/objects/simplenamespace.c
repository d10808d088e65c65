/* types.SimpleNamespace: attributes given as keywords, and nothing else. */
#include "../core/core.h"

typedef struct { Object ob; Value dict; } Namespace;

Value namespace_new(Ctx *ctx) { return kr_val(kr_alloc_gc(ctx, SHAPE_simplenamespace, sizeof(Namespace))); }

static Value ns_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

static int ns_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (nargs) {
    kr_raise(ctx, &kr_type_TypeError, "no positional arguments expected");
    return -1;
  }
  Value dict = instance_dict(ctx, self);
  size_t n = kwnames ? (size_t)tuple_of(kwnames)->len : 0;
  for (size_t i = 0; dict && i < n; i++)
    if (dict_set(ctx, dict, tuple_of(kwnames)->items[i], args[i]) < 0) return -1;
  return dict ? 0 : -1;
}

static int write_items(Ctx *ctx, StrWriter *w, Value dict) {
  size_t pos = 0;
  Value key, v;
  const char *separator = "";
  while (dict_next(dict, &pos, &key, &v)) {
    if (!kr_is_anystr(key) || !str_of(key)->len) continue;
    Value item = str_format_c(ctx, "%s%U=%R", separator, key, v);
    if (!item) return -1;
    int r = writer_str(ctx, w, item);
    kr_unref(ctx, item);
    if (r < 0) return -1;
    separator = ", ";
  }
  return 0;
}

static Value ns_repr(Ctx *ctx, Value self) {
  const char *name = kr_type_of(self) == &kr_type_simplenamespace ? "namespace" : kr_type_of(self)->name;
  ReprMark mark;
  int nested = kr_repr_enter(ctx, &mark, self);
  if (nested < 0) return 0;
  if (nested) return str_format_c(ctx, "%s(...)", name);
  Value dict = instance_dict(ctx, self), items = 0, r = 0;
  StrWriter w;
  writer_init(&w);
  if (dict && write_items(ctx, &w, dict) == 0) items = writer_finish(ctx, &w);
  else writer_abandon(ctx, &w);
  if (items) r = str_format_c(ctx, "%s(%U)", name, items);
  kr_unref(ctx, items);
  kr_repr_leave(ctx, &mark);
  return r;
}

static Value ns_compare(Ctx *ctx, Value a, Value b, int op) {
  if (!kr_instance_of(a, &kr_type_simplenamespace) || !kr_instance_of(b, &kr_type_simplenamespace)) return KR_NotImplemented;
  Value da = instance_dict(ctx, a), db = da ? instance_dict(ctx, b) : 0;
  return db ? kr_compare(ctx, da, db, op) : 0;
}

static Value get_dict(Ctx *ctx, Value self) {
  Value d = instance_dict(ctx, self);
  return d ? kr_ref(d) : 0;
}

static Value reduce_m(Ctx *ctx, Value self, const Value *a) {
  Value d = instance_dict(ctx, self), empty = d ? tuple_new(ctx, 0) : 0;
  Value r = empty ? tuple_pack(ctx, 3, kr_val(kr_type_of(self)), empty, d) : 0;
  kr_unref(ctx, empty);
  return r;
}

static void ns_traverse(Object *o, VisitFn visit, void *arg) { visit(((Namespace *)o)->dict, arg); }
static void ns_free(Ctx *ctx, Object *o) { kr_clear(ctx, &((Namespace *)o)->dict); }

static const Method ns_methods[] = {{"__reduce__", reduce_m, "", "Return state information for pickling"}, {NULL}};
static const GetSet ns_getsets[] = {{"__dict__", get_dict}, {NULL}};

Type kr_type_simplenamespace = {
  TYPE_HEAD(simplenamespace, "types.SimpleNamespace"), .flags = T_BASETYPE | T_GC, .size = sizeof(Namespace),
  .dict_offset = offsetof(Namespace, dict), .doc = "A simple attribute-based namespace.\n\nSimpleNamespace(**kwargs)",
  .methods = ns_methods, .getsets = ns_getsets, .new = ns_new, .init = ns_init, .free = ns_free,
  .traverse = ns_traverse, .clear = ns_free, .repr = ns_repr, .compare = ns_compare,
};
