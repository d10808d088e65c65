/* The rare instructions: intrinsics and __build_class__. */
#include "../krait.h"

Value kr_load_build_class(Ctx *ctx, Frame *f) {
  if (!kr_has_shape(frame_builtins(f), SHAPE_dict)) {
    Value found = kr_getitem(ctx, frame_builtins(f), N(__build_class__));
    if (!found && kr_catch(ctx, &kr_type_KeyError)) kr_raise(ctx, &kr_type_NameError, "__build_class__ not found");
    return found;
  }
  Value v = dict_get(ctx, frame_builtins(f), N(__build_class__));
  if (v == KR_ABSENT) return kr_raise(ctx, &kr_type_NameError, "__build_class__ not found");
  return kr_ref(v);
}

/* ---- one value ---- */

static Value print_expr(Ctx *ctx, Frame *f, Value x) {
  Value hook = kr_sys_get(ctx, "displayhook");
  if (hook == KR_ABSENT) return kr_raise(ctx, &kr_type_RuntimeError, "lost sys.displayhook");
  if (!hook) return 0;
  kr_ref(hook);
  Value r = kr_call1(ctx, hook, x);
  kr_unref(ctx, hook);
  return r;
}

static Value import_star(Ctx *ctx, Frame *f, Value x) {
  Value ns = frame_locals(ctx, f);
  int r = ns ? kr_import_star(ctx, x, ns) : -1;
  kr_unref(ctx, ns);
  return r < 0 ? 0 : KR_None;
}

/* typing.NAME(args...) with the keyword "bound" if it is given. */
static Value call_typing(Ctx *ctx, const char *name, const Value *args, size_t nargs, Value bound) {
  Value f = kr_import_attr(ctx, "typing", name);
  if (!f) return 0;
  Value all[2] = {args[0], bound}, r = 0;
  if (bound) {
    Value key = str_intern_c(ctx, "bound"), names = key ? tuple_pack(ctx, 1, key) : 0;
    if (names) r = kr_call(ctx, f, all, 1, names);
    kr_unref(ctx, names);
    kr_unref(ctx, key);
  } else {
    r = kr_call(ctx, f, args, nargs, 0);
  }
  kr_unref(ctx, f);
  return r;
}

static Value typevar(Ctx *ctx, Frame *f, Value x) { return call_typing(ctx, "TypeVar", &x, 1, 0); }
static Value paramspec(Ctx *ctx, Frame *f, Value x) { return call_typing(ctx, "ParamSpec", &x, 1, 0); }
static Value typevartuple(Ctx *ctx, Frame *f, Value x) { return call_typing(ctx, "TypeVarTuple", &x, 1, 0); }

/* TypeVarTuples are unpacked in Generic[...]. */
static Value unpack_parameters(Ctx *ctx, Value params) {
  Value list = list_new(ctx, 4);
  for (int64_t i = 0; list && i < tuple_of(params)->len; i++) {
    Value p = tuple_of(params)->items[i];
    int r = kr_type_of(p)->iter && !kr_is_anystr(p) ? list_extend(ctx, list, p) : list_append(ctx, list, p);
    if (r < 0) kr_clear(ctx, &list);
  }
  Value t = list ? list_to_tuple(ctx, list) : 0;
  kr_unref(ctx, list);
  return t;
}

static Value subscript_generic(Ctx *ctx, Frame *f, Value x) {
  Value generic = kr_import_attr(ctx, "typing", "Generic"), params = generic ? unpack_parameters(ctx, x) : 0;
  Value r = params ? kr_getitem(ctx, generic, params) : 0;
  kr_unref(ctx, params);
  kr_unref(ctx, generic);
  return r;
}

static Value typealias(Ctx *ctx, Frame *f, Value x) {
  Value *t = tuple_of(x)->items;
  return typealias_new(ctx, t[0], t[1], t[2]);
}

Value kr_intrinsic_1(Ctx *ctx, Frame *f, int which, Value x) {
  static Value (*const table[])(Ctx *, Frame *, Value) = {
#define INTRINSIC1(name, meaning) [INTRINSIC_##name] = name,
#include "../../ir/operators.def"
  };
  return table[which](ctx, f, x);
}

/* ---- two values ---- */

static Value prep_reraise_star(Ctx *ctx, Value original, Value list) { return kr_prep_reraise_star(ctx, original, list); }

static Value typevar_with_bound(Ctx *ctx, Value name, Value compute) {
  Value bound = kr_call0(ctx, compute), r = bound ? call_typing(ctx, "TypeVar", &name, 1, bound) : 0;
  kr_unref(ctx, bound);
  return r;
}

static Value typevar_with_constraints(Ctx *ctx, Value name, Value compute) {
  Value constraints = kr_call0(ctx, compute), list = constraints ? list_new(ctx, 4) : 0, r = 0;
  if (list && list_append(ctx, list, name) == 0 && list_extend(ctx, list, constraints) == 0)
    r = call_typing(ctx, "TypeVar", list_of(list)->items, (size_t)list_of(list)->len, 0);
  kr_unref(ctx, list);
  kr_unref(ctx, constraints);
  return r;
}

static Value set_function_type_params(Ctx *ctx, Value f, Value params) {
  if (kr_has_shape(f, SHAPE_function)) kr_set(ctx, &((Function *)kr_obj(f))->type_params, kr_ref(params));
  return kr_ref(f);
}

Value kr_intrinsic_2(Ctx *ctx, Frame *f, int which, Value x, Value y) {
  static Value (*const table[])(Ctx *, Value, Value) = {
#define INTRINSIC2(name, meaning) [INTRINSIC_##name] = name,
#include "../../ir/operators.def"
  };
  return table[which](ctx, x, y);
}
