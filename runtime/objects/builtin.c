/* builtin_function_or_method: a row of a method table, with what it is bound to.  Calls go through
 * kr_call_native, which binds the arguments by the row's text signature. */
#include "../krait.h"

static Builtin *builtin_of(Value v) { return (Builtin *)kr_obj(v); }

Value builtin_new(Ctx *ctx, const Method *def, Value self, Value module) {
  Builtin *b = kr_alloc_gc(ctx, SHAPE_builtin, sizeof(Builtin));
  if (!b) return 0;
  b->def = def;
  b->self = kr_ref(self);
  b->module = kr_ref(module);
  return kr_val(b);
}

static Value builtin_call(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  Builtin *b = builtin_of(callee);
  return kr_call_native(ctx, b->def, b->self, args, nargs, kwnames);
}

/* Functions of modules are named alone, methods after what they are bound to. */
static int builtin_is_function(const Builtin *b) { return !b->self || kr_type_is(b->self, &kr_type_module); }

static Value builtin_repr(Ctx *ctx, Value v) {
  Builtin *b = builtin_of(v);
  if (builtin_is_function(b)) return str_format_c(ctx, "<built-in function %s>", b->def->name);
  return str_format_c(ctx, "<built-in method %s of %T object at %p>", b->def->name, b->self,
                      (void *)(uintptr_t)b->self);
}

static Value builtin_compare(Ctx *ctx, Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !kr_has_shape(a, SHAPE_builtin) || !kr_has_shape(b, SHAPE_builtin))
    return KR_NotImplemented;
  int same = builtin_of(a)->def == builtin_of(b)->def && builtin_of(a)->self == builtin_of(b)->self;
  return kr_bool(same == (op == CMP_eq));
}

static int64_t builtin_hash(Ctx *ctx, Value v) {
  Builtin *b = builtin_of(v);
  uint64_t h = (uint64_t)(uintptr_t)b->def >> 3 ^ (b->self >> 4 | b->self << 60);
  return h == (uint64_t)-1 ? -2 : (int64_t)h;
}

static Value builtin_name(Ctx *ctx, Value v) { return str_from(ctx, builtin_of(v)->def->name); }

static Value builtin_qualname(Ctx *ctx, Value v) {
  Builtin *b = builtin_of(v);
  if (builtin_is_function(b)) return builtin_name(ctx, v);
  Value owner = kr_is_type(b->self) ? kr_ref(b->self) : kr_ref(kr_val(kr_type_of(b->self)));
  Value qualname = kr_getattr(ctx, owner, N(__qualname__));
  kr_unref(ctx, owner);
  if (!qualname) return 0;
  Value r = str_format_c(ctx, "%S.%s", qualname, b->def->name);
  kr_unref(ctx, qualname);
  return r;
}

static Value builtin_doc(Ctx *ctx, Value v) {
  const char *doc = builtin_of(v)->def->doc;
  return doc ? str_from(ctx, doc) : KR_None;
}

static Value builtin_text_signature(Ctx *ctx, Value v) {
  return signature_text(ctx, builtin_of(v)->def->sig, builtin_of(v)->def->flags & M_STATIC ? NULL :
                        kr_type_is(builtin_of(v)->self, &kr_type_module) ? "$module" :
                        builtin_of(v)->def->flags & M_CLASS ? "$type" : "$self");
}

static Value builtin_self(Ctx *ctx, Value v) {
  Builtin *b = builtin_of(v);
  return b->self && !(b->def->flags & M_STATIC) ? kr_ref(b->self) : KR_None;
}

static Value builtin_reduce(Ctx *ctx, Value v, const Value *a) {
  Builtin *b = builtin_of(v);
  Value name = str_from(ctx, b->def->name);
  if (!name || builtin_is_function(b)) return name;
  Value getattr = kr_import_attr(ctx, "builtins", "getattr");
  Value args = getattr ? tuple_pack(ctx, 2, b->self, name) : 0;
  Value r = args ? tuple_pack(ctx, 2, getattr, args) : 0;
  kr_unref(ctx, args);
  kr_unref(ctx, getattr);
  kr_unref(ctx, name);
  return r;
}

static void builtin_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((Builtin *)o)->self, arg);
  visit(((Builtin *)o)->module, arg);
}
static void builtin_clear(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((Builtin *)o)->self);
  kr_clear(ctx, &((Builtin *)o)->module);
}

static const Method builtin_methods[] = {
  {"__reduce__", builtin_reduce, "", NULL},
  {0}};
static const Member builtin_members[] = {
  {"__module__", MEMBER_VALUE, offsetof(Builtin, module), 0, NULL},
  {0}};
static const GetSet builtin_getsets[] = {
  {"__name__", builtin_name, NULL, NULL},
  {"__qualname__", builtin_qualname, NULL, NULL},
  {"__doc__", builtin_doc, NULL, NULL},
  {"__text_signature__", builtin_text_signature, NULL, NULL},
  {"__self__", builtin_self, NULL, NULL},
  {0}};

Type kr_type_builtin = {
  TYPE_HEAD(builtin, "builtin_function_or_method"), .flags = T_GC | T_WEAKREF | T_NO_NEW | T_VECTORCALL, .size = sizeof(Builtin),
  .call = builtin_call, .repr = builtin_repr, .compare = builtin_compare, .hash = builtin_hash,
  .traverse = builtin_traverse, .clear = builtin_clear, .free = builtin_clear,
  .methods = builtin_methods, .members = builtin_members, .getsets = builtin_getsets,
};
