/* _contextvars: context variables (PEP 567).  A context holds a dict from variable to value; copies
 * share it until one of them changes (a shared dict is copied before a change). */
#include "_contextvars.h"

typedef struct { Object ob; Value vars /* dict */; uint8_t entered; } Context;
typedef struct { Object ob; Value name, fallback /* or 0 */; } ContextVar;
typedef struct { Object ob; Value context, var, old /* or 0: there was none */; uint8_t used; } Token;

static Context *context_of(Value v) { return (Context *)kr_obj(v); }
static ContextVar *var_of(Value v) { return (ContextVar *)kr_obj(v); }
static Token *token_of(Value v) { return (Token *)kr_obj(v); }

/* ---- Token ---- */

static Value token_missing; /* Token.MISSING */

static Value token_get_var(Ctx *ctx, Value self) { return kr_ref(token_of(self)->var); }
static Value token_get_old(Ctx *ctx, Value self) {
  Value old = token_of(self)->old;
  return kr_ref(old ? old : token_missing);
}
static Value token_repr(Ctx *ctx, Value self) {
  return str_format_c(ctx, "<Token%s var=%R at %p>", token_of(self)->used ? " used" : "", token_of(self)->var, (void *)kr_obj(self));
}
static void token_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((Token *)o)->context, arg);
  visit(((Token *)o)->var, arg);
  visit(((Token *)o)->old, arg);
}
static void token_clear(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((Token *)o)->context);
  kr_clear(ctx, &((Token *)o)->var);
  kr_clear(ctx, &((Token *)o)->old);
}
static const GetSet token_getsets[] = {
  {"var", token_get_var, NULL, NULL}, {"old_value", token_get_old, NULL, NULL}, {0}};
static const Method token_methods[] = {
  {"__class_getitem__", kr_class_getitem, "item, /", NULL, M_CLASS}, {0}};

Type kr_type_context_token = {
  TYPE_HEAD(context_token, "Token"), .module = "_contextvars", .flags = T_GC | T_NO_NEW, .size = sizeof(Token),
  .repr = token_repr, .hash = kr_unhashable, .traverse = token_traverse, .clear = token_clear, .free = token_clear,
  .getsets = token_getsets, .methods = token_methods,
};

/* ---- Context ---- */

static Value context_alloc(Ctx *ctx, Value vars) {
  Context *c = kr_alloc_gc(ctx, SHAPE_context, sizeof(Context));
  if (!c) return 0;
  c->vars = vars ? kr_ref(vars) : dict_new(ctx);
  if (c->vars) return kr_val(c);
  kr_unref(ctx, kr_val(c));
  return 0;
}

/* The current context, made at first use; borrowed. */
static Value current(Ctx *ctx) {
  if (!ctx->contextvars) ctx->contextvars = context_alloc(ctx, 0);
  return ctx->contextvars;
}

/* Before a change: a dict that no other context shares. */
static int own_vars(Ctx *ctx, Context *c) {
  if (kr_obj(c->vars)->refs == 1) return 0;
  Value copy = dict_copy(ctx, c->vars);
  if (!copy) return -1;
  kr_set(ctx, &c->vars, copy);
  return 0;
}

static Value context_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (nargs || (kwnames && tuple_of(kwnames)->len)) return kr_raise(ctx, &kr_type_TypeError, "Context() does not accept any arguments");
  return context_alloc(ctx, 0);
}

static Value context_run(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  Context *c = context_of(self);
  if (nargs == 0) return kr_raise(ctx, &kr_type_TypeError, "run() missing 1 required positional argument");
  if (c->entered) return kr_raise(ctx, &kr_type_RuntimeError, "cannot enter context: %R is already entered", self);
  Value outer = ctx->contextvars;
  c->entered = 1;
  ctx->contextvars = kr_ref(self);
  Value r = kr_call(ctx, args[0], args + 1, nargs - 1, kwnames);
  c->entered = 0;
  kr_set(ctx, &ctx->contextvars, outer);
  return r;
}

static Value context_copy(Ctx *ctx, Value self, const Value *a) { return context_alloc(ctx, context_of(self)->vars); }

static int check_key(Ctx *ctx, Value key) {
  if (kr_has_shape(key, SHAPE_context_var)) return 0;
  kr_raise(ctx, &kr_type_TypeError, "a ContextVar key was expected, got %R", key);
  return -1;
}
static Value context_getitem(Ctx *ctx, Value self, Value key) {
  if (check_key(ctx, key) < 0) return 0;
  Value v = dict_get(ctx, context_of(self)->vars, key);
  return v == KR_ABSENT ? kr_raise_key(ctx, key) : kr_ref(v);
}
static int context_contains(Ctx *ctx, Value self, Value key) {
  if (check_key(ctx, key) < 0) return -1;
  Value v = dict_get(ctx, context_of(self)->vars, key);
  return v ? v != KR_ABSENT : -1;
}
static Value context_get(Ctx *ctx, Value self, const Value *a) {
  if (check_key(ctx, a[0]) < 0) return 0;
  Value v = dict_get(ctx, context_of(self)->vars, a[0]);
  return v == KR_ABSENT ? kr_ref(a[1] ? a[1] : KR_None) : kr_ref(v);
}
static int64_t context_len(Ctx *ctx, Value self) { return dict_len(context_of(self)->vars); }
static Value context_iter(Ctx *ctx, Value self) { return kr_iter(ctx, context_of(self)->vars); }
static Value context_keys(Ctx *ctx, Value self, const Value *a) { return kr_call_method0(ctx, context_of(self)->vars, N(keys)); }
static Value context_values(Ctx *ctx, Value self, const Value *a) { return kr_call_method0(ctx, context_of(self)->vars, N(values)); }
static Value context_items(Ctx *ctx, Value self, const Value *a) { return kr_call_method0(ctx, context_of(self)->vars, N(items)); }
static Value context_compare(Ctx *ctx, Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !kr_has_shape(a, SHAPE_context) || !kr_has_shape(b, SHAPE_context)) return KR_NotImplemented;
  return kr_compare(ctx, context_of(a)->vars, context_of(b)->vars, op);
}
static void context_traverse(Object *o, VisitFn visit, void *arg) { visit(((Context *)o)->vars, arg); }
static void context_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((Context *)o)->vars); }

static const Method context_methods[] = {
  {"run", context_run, NULL, "Call a function with this context as the current one.", M_RAW},
  {"copy", context_copy, "", "A copy."},
  {"get", context_get, "key, default=None, /", "Value of a variable, or a default."},
  {"keys", context_keys, "", "The variables."},
  {"values", context_values, "", "Their values."},
  {"items", context_items, "", "Pairs of both."},
  {0}};

Type kr_type_context = {
  TYPE_HEAD(context, "Context"), .module = "_contextvars", .flags = T_GC | T_WEAKREF, .size = sizeof(Context),
  .doc = "Values of context variables.", .new = context_new, .len = context_len, .getitem = context_getitem,
  .contains = context_contains, .iter = context_iter, .compare = context_compare, .hash = kr_unhashable,
  .traverse = context_traverse, .clear = context_clear, .free = context_clear, .methods = context_methods,
};

/* ---- ContextVar ---- */

static Value var_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *sig;
  Value a[2];
  if (kr_bind(ctx, "ContextVar", "name, /, *, default=<unrepresentable>", &sig, args, nargs, kwnames, a) < 0) return 0;
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "context variable name must be a str");
  ContextVar *v = kr_alloc_gc(ctx, SHAPE_context_var, sizeof(ContextVar));
  if (!v) return 0;
  v->name = kr_ref(a[0]);
  v->fallback = kr_ref(a[1]);
  return kr_val(v);
}

static Value var_get(Ctx *ctx, Value self, const Value *a) {
  Value v = ctx->contextvars ? dict_get(ctx, context_of(ctx->contextvars)->vars, self) : KR_ABSENT;
  if (v != KR_ABSENT) return kr_ref(v);
  if (a[0]) return kr_ref(a[0]);
  if (var_of(self)->fallback) return kr_ref(var_of(self)->fallback);
  return kr_raise_value(ctx, &kr_type_LookupError, self);
}

static Value var_set(Ctx *ctx, Value self, const Value *a) {
  Value context = current(ctx);
  Token *t = context && own_vars(ctx, context_of(context)) == 0 ? kr_alloc_gc(ctx, SHAPE_context_token, sizeof(Token)) : NULL;
  if (!t) return 0;
  Value old = dict_get(ctx, context_of(context)->vars, self);
  t->context = kr_ref(context);
  t->var = kr_ref(self);
  t->old = old == KR_ABSENT ? 0 : kr_ref(old);
  if (dict_set(ctx, context_of(context)->vars, self, a[0]) == 0) return kr_val(t);
  kr_unref(ctx, kr_val(t));
  return 0;
}

static Value var_reset(Ctx *ctx, Value self, const Value *a) {
  if (!kr_has_shape(a[0], SHAPE_context_token))
    return kr_raise(ctx, &kr_type_TypeError, "expected an instance of Token, got %R", a[0]);
  Token *t = token_of(a[0]);
  if (t->used) return kr_raise(ctx, &kr_type_RuntimeError, "%R has already been used once", a[0]);
  if (t->var != self) return kr_raise(ctx, &kr_type_ValueError, "%R was created by a different ContextVar", a[0]);
  if (t->context != current(ctx)) return kr_raise(ctx, &kr_type_ValueError, "%R was created in a different Context", a[0]);
  Context *c = context_of(t->context);
  if (own_vars(ctx, c) < 0) return 0;
  t->used = 1;
  int r = t->old ? dict_set(ctx, c->vars, self, t->old) : dict_del(ctx, c->vars, self);
  return r < 0 ? 0 : KR_None;
}

static Value var_repr(Ctx *ctx, Value self) {
  ContextVar *v = var_of(self);
  if (v->fallback) return str_format_c(ctx, "<ContextVar name=%R default=%R at %p>", v->name, v->fallback, (void *)v);
  return str_format_c(ctx, "<ContextVar name=%R at %p>", v->name, (void *)v);
}
static void var_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((ContextVar *)o)->name, arg);
  visit(((ContextVar *)o)->fallback, arg);
}
static void var_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((ContextVar *)o)->fallback); }
static void var_free(Ctx *ctx, Object *o) {
  var_clear(ctx, o);
  kr_clear(ctx, &((ContextVar *)o)->name);
}

static const Method var_methods[] = {
  {"get", var_get, "default=<unrepresentable>, /", "Value in the current context."},
  {"set", var_set, "value, /", "Set the value in the current context; gives a token for reset."},
  {"reset", var_reset, "token, /", "Undo a set."},
  {"__class_getitem__", kr_class_getitem, "item, /", NULL, M_CLASS},
  {0}};
static const Member var_members[] = {{"name", MEMBER_VALUE, offsetof(ContextVar, name), 1, NULL}, {0}};

Type kr_type_context_var = {
  TYPE_HEAD(context_var, "ContextVar"), .module = "_contextvars", .flags = T_GC, .size = sizeof(ContextVar),
  .doc = "A variable whose value belongs to a context.", .new = var_new, .repr = var_repr, .traverse = var_traverse,
  .clear = var_clear, .free = var_free, .methods = var_methods, .members = var_members,
};

/* ---- the module ---- */

Value context_copy_current(Ctx *ctx) {
  Value c = current(ctx);
  return c ? context_alloc(ctx, context_of(c)->vars) : 0;
}

static Value copy_context(Ctx *ctx, Value self, const Value *a) { return context_copy_current(ctx); }

static int contextvars_init(Ctx *ctx, Value module) {
  if (!token_missing && !(token_missing = object_new(ctx, &kr_type_object, NULL, 0, 0))) return -1;
  return dict_set_c(ctx, type_dict(ctx, &kr_type_context_token), "MISSING", kr_ref(token_missing));
}

static const Method contextvars_methods[] = {
  {"copy_context", copy_context, "", "A copy of the current context."},
  {0}};
static Type *const contextvars_types[] = {&kr_type_context, &kr_type_context_var, &kr_type_context_token, NULL};

const ModuleDef kr_module__contextvars = {
  .name = "_contextvars", .doc = "Context variables.", .methods = contextvars_methods, .types = contextvars_types,
  .init = contextvars_init,
};
