/* Calls: of anything, with values in arrays, with unpacked iterables and mappings. */
#include "../krait.h"

static KR_COLD Value not_callable(Ctx *ctx, Value f) {
  return kr_raise(ctx, &kr_type_TypeError, "'%T' object is not callable", f);
}

Value kr_call(Ctx *ctx, Value f, const Value *args, size_t nargs, Value kwnames) {
  if (kwnames && tuple_of(kwnames)->len == 0) kwnames = 0;
  if (kr_has_shape(f, SHAPE_function)) return ((Function *)kr_obj(f))->entry(ctx, f, args, nargs, kwnames);
  if (kr_has_shape(f, SHAPE_builtin)) { /* no level of recursion, however it is called */
    Builtin *b = (Builtin *)kr_obj(f);
    if (kr_stack_low(ctx) && kr_stack_overflow(ctx)) return 0;
    return kr_call_native(ctx, b->def, b->self, args, nargs, kwnames);
  }
  CallFn call = kr_type_of(f)->call;
  if (KR_UNLIKELY(!call)) return not_callable(ctx, f);
  if (kr_enter(ctx, " while calling a Python object")) return 0;
  Value r = call(ctx, f, args, nargs, kwnames);
  kr_leave(ctx);
  return r;
}

Value kr_call0(Ctx *ctx, Value f) { return kr_call(ctx, f, NULL, 0, 0); }
Value kr_call1(Ctx *ctx, Value f, Value a) { return kr_call(ctx, f, &a, 1, 0); }
Value kr_call2(Ctx *ctx, Value f, Value a, Value b) { return kr_call(ctx, f, (Value[]){a, b}, 2, 0); }
Value kr_call3(Ctx *ctx, Value f, Value a, Value b, Value c) { return kr_call(ctx, f, (Value[]){a, b, c}, 3, 0); }

enum { SMALL_CALL = 16 };

Value kr_call_self(Ctx *ctx, Value f, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (!self) return kr_call(ctx, f, args, nargs, kwnames);
  size_t total = nargs + (kwnames ? (size_t)tuple_of(kwnames)->len : 0);
  Value small[SMALL_CALL], *all = small;
  if (total + 1 > SMALL_CALL && !(all = kr_mem_alloc(ctx, (total + 1) * sizeof(Value)))) return 0;
  all[0] = self;
  for (size_t i = 0; i < total; i++) all[i + 1] = args[i];
  Value r = kr_call(ctx, f, all, nargs + 1, kwnames);
  if (all != small) kr_mem_free(ctx, all, (total + 1) * sizeof(Value));
  return r;
}

Value kr_call_method(Ctx *ctx, Value obj, Value name, const Value *args, size_t nargs) {
  Value self, f = kr_getmethod(ctx, obj, name, &self);
  if (!f) return 0;
  Value r = kr_call_self(ctx, f, self, args, nargs, 0);
  kr_unref(ctx, f);
  return r;
}

Value kr_call_method0(Ctx *ctx, Value obj, Value name) { return kr_call_method(ctx, obj, name, NULL, 0); }
Value kr_call_method1(Ctx *ctx, Value obj, Value name, Value a) { return kr_call_method(ctx, obj, name, &a, 1); }

/* ---- f(*args, **kwargs) ---- */

/* How messages about a call name the callee: "mod.f()", "f()" for builtins, else its repr. */
Value call_target_name(Ctx *ctx, Value f) {
  Value qualname = kr_getattr_opt(ctx, f, N(__qualname__));
  if (!qualname) return 0;
  if (qualname == KR_ABSENT) return kr_str(ctx, f);
  Value module = kr_getattr_opt(ctx, f, N(__module__)), r = 0;
  if (module) {
    int named = module != KR_ABSENT && kr_is_anystr(module) && !str_equal_ascii(module, "builtins");
    r = named ? str_format_c(ctx, "%U.%S()", module, qualname) : str_format_c(ctx, "%S()", qualname);
    if (module != KR_ABSENT) kr_unref(ctx, module);
  }
  kr_unref(ctx, qualname);
  return r;
}

static KR_COLD Value bad_unpacking(Ctx *ctx, Value f, const char *message, Value got) {
  Value name = call_target_name(ctx, f);
  if (name) kr_raise(ctx, &kr_type_TypeError, message, name, got);
  kr_unref(ctx, name);
  return 0;
}

/* The positional part as a tuple; new reference. */
static Value positional_tuple(Ctx *ctx, Value f, Value args) {
  if (kr_has_shape(args, SHAPE_tuple)) return kr_ref(args);
  if (!kr_is_iterable(args)) return bad_unpacking(ctx, f, "%U argument after * must be an iterable, not %T", args);
  return kr_to_tuple(ctx, args);
}

/* The keyword part as an exact dict; new reference. */
static Value keyword_dict(Ctx *ctx, Value f, Value kwargs) {
  if (kr_has_shape(kwargs, SHAPE_dict)) return kr_ref(kwargs);
  Value d = dict_new(ctx);
  if (!d) return 0;
  if (dict_update(ctx, d, kwargs) == 0) return d;
  kr_unref(ctx, d);
  if (kr_catch(ctx, &kr_type_AttributeError))
    return bad_unpacking(ctx, f, "%U argument after ** must be a mapping, not %T", kwargs);
  return 0;
}

static Value call_spread(Ctx *ctx, Value f, Value tuple, Value dict) {
  size_t n = (size_t)tuple_of(tuple)->len, nkw = (size_t)dict_len(dict);
  Value small[SMALL_CALL], *all = small, kwnames = tuple_new(ctx, nkw), r = 0;
  if (!kwnames) return 0;
  if (n + nkw > SMALL_CALL && !(all = kr_mem_alloc(ctx, (n + nkw) * sizeof(Value)))) {
    kr_unref(ctx, kwnames);
    return 0;
  }
  for (size_t i = 0; i < n; i++) all[i] = tuple_of(tuple)->items[i];
  size_t pos = 0, k = 0;
  for (Value key, v; k < nkw && dict_next(dict, &pos, &key, &v); k++) {
    if (!kr_is_anystr(key)) break;
    tuple_of(kwnames)->items[k] = kr_ref(key);
    all[n + k] = kr_ref(v);
  }
  if (k < nkw) kr_raise(ctx, &kr_type_TypeError, "keywords must be strings");
  else r = kr_call(ctx, f, all, n, kwnames);
  while (k > 0) kr_unref(ctx, all[n + --k]);
  if (all != small) kr_mem_free(ctx, all, (n + nkw) * sizeof(Value));
  kr_unref(ctx, kwnames);
  return r;
}

Value kr_call_ex(Ctx *ctx, Value f, Value args, Value kwargs) {
  Value tuple = positional_tuple(ctx, f, args), r = 0;
  if (!tuple) return 0;
  Value dict = kwargs ? keyword_dict(ctx, f, kwargs) : 0;
  if (!kwargs || (dict && dict_len(dict) == 0))
    r = kr_call(ctx, f, tuple_of(tuple)->items, (size_t)tuple_of(tuple)->len, 0);
  else if (dict) r = call_spread(ctx, f, tuple, dict);
  kr_unref(ctx, dict);
  kr_unref(ctx, tuple);
  return r;
}
