/* function: code with its globals, defaults and closure. */
#include "../krait.h"
#include "../native.h"

static Function *function_of(Value v) { return (Function *)kr_obj(v); }

/* The builtins that code with these globals sees: a dict unless the program says otherwise. */
Value function_builtins(Ctx *ctx, Value globals) {
  Value b = dict_get(ctx, globals, N(__builtins__));
  if (b && b != KR_ABSENT) {
    if (kr_type_is(b, &kr_type_module)) return kr_ref(module_dict(b));
    return kr_ref(b);
  }
  if (!b) kr_clear_exc(ctx);
  return kr_ref(ctx->frame ? frame_builtins(ctx->frame) : kr_runtime.builtins);
}

static Value docstring(const CodeObj *code) {
  return code->code->nconsts && kr_is_anystr(code->consts[0]) ? kr_ref(code->consts[0]) : KR_None;
}

void function_link(Function *f) {
  const KrNativeFn *native = f->code->native;
  bool has_body = native && native->body;
  f->entry = f->code->entry;
  f->body = has_body ? native->body : NULL;
  f->arity = has_body ? native->nparams : UINT32_MAX;
}

static Function *function_alloc(Ctx *ctx, CodeObj *code, Value globals, Value builtins /* stolen */) {
  Value module = dict_get(ctx, globals, N(__name__));
  if (!module) kr_clear_exc(ctx);
  Function *f = module ? kr_alloc_gc(ctx, SHAPE_function, sizeof(Function)) : NULL;
  if (!f) {
    kr_unref(ctx, builtins);
    return NULL;
  }
  f->code = code;
  function_link(f);
  kr_ref(kr_val(code));
  f->globals = kr_ref(globals);
  f->builtins = builtins;
  f->name = kr_ref(code->name);
  f->qualname = kr_ref(code->qualname);
  f->doc = docstring(code);
  f->module = module == KR_ABSENT ? 0 : kr_ref(module);
  return f;
}

Value function_new(Ctx *ctx, CodeObj *code, Value globals) {
  return kr_val(function_alloc(ctx, code, globals, function_builtins(ctx, globals)));
}

Value kr_make_function(Ctx *ctx, Frame *frame, CodeObj *code, Value defaults, Value kwdefaults, Value annotations,
                       Value closure) {
  Function *f = function_alloc(ctx, code, frame_globals(frame), kr_ref(frame_builtins(frame)));
  if (!f) return 0;
  f->defaults = kr_ref(defaults);
  f->kwdefaults = kr_ref(kwdefaults);
  f->annotations = kr_ref(annotations);
  f->closure = kr_ref(closure);
  return kr_val(f);
}

/* ---- making one by hand: types.FunctionType ---- */

static int check_closure(Ctx *ctx, CodeObj *code, Value closure) {
  uint32_t want = code->code->nfrees;
  if (closure && closure != KR_None && !kr_has_flag(closure, T_TUPLE)) {
    kr_raise(ctx, &kr_type_TypeError, "arg 5 (closure) must be tuple");
    return -1;
  }
  if (want && (!closure || closure == KR_None)) {
    kr_raise(ctx, &kr_type_TypeError, "arg 5 (closure) must be tuple");
    return -1;
  }
  int64_t have = closure && closure != KR_None ? tuple_of(closure)->len : 0;
  if (have != want) {
    kr_raise(ctx, &kr_type_ValueError, "%U requires closure of length %d, not %zd", code->name, (int)want, (ssize_t)have);
    return -1;
  }
  for (int64_t i = 0; i < have; i++)
    if (!kr_has_shape(tuple_of(closure)->items[i], SHAPE_cell)) {
      kr_raise(ctx, &kr_type_TypeError, "arg 5 (closure) expected cell, found %T", tuple_of(closure)->items[i]);
      return -1;
    }
  return 0;
}

static Value function_make(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *sig;
  Value a[5];
  if (kr_bind(ctx, "function", "code, globals, name=None, argdefs=None, closure=None", &sig, args, nargs, kwnames, a) < 0)
    return 0;
  if (!kr_has_shape(a[0], SHAPE_code))
    return kr_raise(ctx, &kr_type_TypeError, "function() argument 'code' must be code, not %T", a[0]);
  if (!kr_has_flag(a[1], T_DICT))
    return kr_raise(ctx, &kr_type_TypeError, "function() argument 'globals' must be dict, not %T", a[1]);
  if (a[2] && a[2] != KR_None && !kr_is_anystr(a[2]))
    return kr_raise(ctx, &kr_type_TypeError, "arg 3 (name) must be None or string");
  if (a[3] && a[3] != KR_None && !kr_has_flag(a[3], T_TUPLE))
    return kr_raise(ctx, &kr_type_TypeError, "arg 4 (defaults) must be None or tuple");
  CodeObj *code = (CodeObj *)kr_obj(a[0]);
  if (check_closure(ctx, code, a[4]) < 0) return 0;
  Value v = function_new(ctx, code, a[1]);
  if (!v) return 0;
  Function *f = function_of(v);
  if (a[2] && a[2] != KR_None) kr_set(ctx, &f->name, kr_ref(a[2]));
  if (a[3] && a[3] != KR_None) f->defaults = kr_ref(a[3]);
  if (a[4] && a[4] != KR_None && code->code->nfrees) f->closure = kr_ref(a[4]);
  return v;
}

/* ---- attributes ---- */

static Value function_get_code(Ctx *ctx, Value self) { return kr_ref(kr_val(function_of(self)->code)); }

static int function_set_code(Ctx *ctx, Value self, Value v) {
  Function *f = function_of(self);
  if (!v || !kr_has_shape(v, SHAPE_code)) {
    kr_raise(ctx, &kr_type_TypeError, "__code__ must be set to a code object");
    return -1;
  }
  CodeObj *code = (CodeObj *)kr_obj(v), *old = f->code;
  int64_t have = f->closure ? tuple_of(f->closure)->len : 0;
  if (code->code->nfrees != have) {
    kr_raise(ctx, &kr_type_ValueError, "%U() requires a code object with %zd free vars, not %zd", f->name,
             (ssize_t)have, (ssize_t)code->code->nfrees);
    return -1;
  }
  if (frame_pin_code(ctx, self, old) < 0) return -1;
  kr_runtime.type_epoch++; /* classes remember the body of their __init__ */
  f->code = (CodeObj *)kr_obj(kr_ref(v));
  function_link(f);
  kr_unref(ctx, kr_val(old));
  return 0;
}

static int set_text(Ctx *ctx, Value *slot, Value v, const char *what) {
  if (!v || !kr_is_anystr(v)) {
    kr_raise(ctx, &kr_type_TypeError, "%s must be set to a string object", what);
    return -1;
  }
  kr_set(ctx, slot, kr_ref(v));
  return 0;
}
static Value function_get_name(Ctx *ctx, Value self) { return kr_ref(function_of(self)->name); }
static int function_set_name(Ctx *ctx, Value self, Value v) { return set_text(ctx, &function_of(self)->name, v, "__name__"); }
static Value function_get_qualname(Ctx *ctx, Value self) { return kr_ref(function_of(self)->qualname); }
static int function_set_qualname(Ctx *ctx, Value self, Value v) {
  return set_text(ctx, &function_of(self)->qualname, v, "__qualname__");
}

static Value none_if_empty(Value v) { return v ? kr_ref(v) : KR_None; }

/* Sets a slot that is of one type or empty; None and deleting empty it. */
static int set_typed(Ctx *ctx, Value *slot, Value v, uint32_t flag, const char *message) {
  if (v == KR_None) v = 0;
  if (v && !kr_has_flag(v, flag)) {
    kr_raise(ctx, &kr_type_TypeError, "%s", message);
    return -1;
  }
  kr_set(ctx, slot, kr_ref(v));
  return 0;
}
static Value function_get_defaults(Ctx *ctx, Value self) { return none_if_empty(function_of(self)->defaults); }
static int function_set_defaults(Ctx *ctx, Value self, Value v) {
  return set_typed(ctx, &function_of(self)->defaults, v, T_TUPLE, "__defaults__ must be set to a tuple object");
}
static Value function_get_kwdefaults(Ctx *ctx, Value self) { return none_if_empty(function_of(self)->kwdefaults); }
static int function_set_kwdefaults(Ctx *ctx, Value self, Value v) {
  return set_typed(ctx, &function_of(self)->kwdefaults, v, T_DICT, "__kwdefaults__ must be set to a dict object");
}

/* Annotations start as a tuple of names and values; the dict is made when first asked for. */
static Value function_get_annotations(Ctx *ctx, Value self) {
  Function *f = function_of(self);
  if (f->annotations && kr_has_flag(f->annotations, T_DICT)) return kr_ref(f->annotations);
  Value d = dict_new(ctx);
  if (!d) return 0;
  int64_t n = f->annotations ? tuple_of(f->annotations)->len : 0;
  for (int64_t i = 0; i + 1 < n; i += 2)
    if (dict_set(ctx, d, tuple_of(f->annotations)->items[i], tuple_of(f->annotations)->items[i + 1]) < 0) {
      kr_unref(ctx, d);
      return 0;
    }
  kr_set(ctx, &f->annotations, kr_ref(d));
  return d;
}
static int function_set_annotations(Ctx *ctx, Value self, Value v) {
  return set_typed(ctx, &function_of(self)->annotations, v, T_DICT, "__annotations__ must be set to a dict object");
}

static Value function_get_type_params(Ctx *ctx, Value self) {
  Value t = function_of(self)->type_params;
  return t ? kr_ref(t) : tuple_new(ctx, 0);
}
static int function_set_type_params(Ctx *ctx, Value self, Value v) {
  if (!v || !kr_has_flag(v, T_TUPLE)) {
    kr_raise(ctx, &kr_type_TypeError, "__type_params__ must be set to a tuple");
    return -1;
  }
  kr_set(ctx, &function_of(self)->type_params, kr_ref(v));
  return 0;
}

static Value function_get_dict(Ctx *ctx, Value self) {
  Function *f = function_of(self);
  if (!f->dict && !(f->dict = dict_new(ctx))) return 0;
  return kr_ref(f->dict);
}
static int function_set_dict(Ctx *ctx, Value self, Value v) {
  if (!v || !kr_has_flag(v, T_DICT)) {
    if (v) kr_raise(ctx, &kr_type_TypeError, "__dict__ must be set to a dictionary, not a '%T'", v);
    else kr_raise(ctx, &kr_type_TypeError, "cannot delete __dict__");
    return -1;
  }
  kr_set(ctx, &function_of(self)->dict, kr_ref(v));
  return 0;
}

/* ---- slots ---- */

static Value function_call(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  return function_of(callee)->entry(ctx, callee, args, nargs, kwnames);
}

static Value function_repr(Ctx *ctx, Value v) {
  return str_format_c(ctx, "<function %U at %p>", function_of(v)->qualname, (void *)kr_obj(v));
}

static Value function_descr_get(Ctx *ctx, Value self, Value obj, Value type) {
  return obj ? method_new(ctx, self, obj) : kr_ref(self);
}

#define FUNCTION_VALUES(X) X(globals) X(builtins) X(name) X(qualname) X(defaults) X(kwdefaults) X(closure) X(doc) \
  X(module) X(annotations) X(dict) X(type_params)

static void function_traverse(Object *o, VisitFn visit, void *arg) {
  Function *f = (Function *)o;
  visit(kr_val(f->code), arg);
#define X(field) visit(f->field, arg);
  FUNCTION_VALUES(X)
#undef X
}

/* A function that is garbage may still be called or printed by a finalizer: its code stays, its names are
 * (they may be instances of subclasses of str) emptied. */
static void function_clear(Ctx *ctx, Object *o) {
  Function *f = (Function *)o;
  kr_set(ctx, &f->name, kr_ref(N(empty)));
  kr_set(ctx, &f->qualname, kr_ref(N(empty)));
  kr_clear(ctx, &f->defaults);
  kr_clear(ctx, &f->kwdefaults);
  kr_clear(ctx, &f->closure);
  kr_clear(ctx, &f->doc);
  kr_clear(ctx, &f->module);
  kr_clear(ctx, &f->annotations);
  kr_clear(ctx, &f->dict);
  kr_clear(ctx, &f->type_params);
}

static void function_free(Ctx *ctx, Object *o) {
  Function *f = (Function *)o;
#define X(field) kr_clear(ctx, &f->field);
  FUNCTION_VALUES(X)
#undef X
  kr_unref(ctx, kr_val(f->code));
}

static const Member function_members[] = {
  {"__globals__", MEMBER_VALUE, offsetof(Function, globals), 1, NULL},
  {"__builtins__", MEMBER_VALUE, offsetof(Function, builtins), 1, NULL},
  {"__closure__", MEMBER_VALUE, offsetof(Function, closure), 1, NULL},
  {"__doc__", MEMBER_VALUE, offsetof(Function, doc), 0, NULL},
  {"__module__", MEMBER_VALUE, offsetof(Function, module), 0, NULL},
  {0}};
static const GetSet function_getsets[] = {
  {"__code__", function_get_code, function_set_code, NULL},
  {"__name__", function_get_name, function_set_name, NULL},
  {"__qualname__", function_get_qualname, function_set_qualname, NULL},
  {"__defaults__", function_get_defaults, function_set_defaults, NULL},
  {"__kwdefaults__", function_get_kwdefaults, function_set_kwdefaults, NULL},
  {"__annotations__", function_get_annotations, function_set_annotations, NULL},
  {"__type_params__", function_get_type_params, function_set_type_params, NULL},
  {"__dict__", function_get_dict, function_set_dict, NULL},
  {0}};

Type kr_type_function = {
  TYPE_HEAD(function, "function"), .flags = T_GC | T_WEAKREF | T_HAS_DICT | T_METHOD_DESCR | T_VECTORCALL, .size = sizeof(Function),
  .dict_offset = offsetof(Function, dict), .sig = "code, globals, name=None, argdefs=None, closure=None",
  .doc = "A function made from a code object.",
  .new = function_make, .call = function_call, .repr = function_repr, .descr_get = function_descr_get,
  .traverse = function_traverse, .clear = function_clear, .free = function_free,
  .members = function_members, .getsets = function_getsets,
};
