/* None, NotImplemented and Ellipsis: immediates whose types can not be subclassed. */
#include "../api.h"

static int no_arguments(Ctx *ctx, const Type *type, size_t nargs, Value kwnames) {
  if (!nargs && !(kwnames && tuple_of(kwnames)->len)) return 1;
  kr_raise(ctx, &kr_type_TypeError, "%s takes no arguments", type->name);
  return 0;
}

static Value none_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return no_arguments(ctx, type, nargs, kwnames) ? KR_None : 0;
}
static Value none_repr(Ctx *ctx, Value v) { return str_intern_c(ctx, "None"); }
static int none_bool(Ctx *ctx, Value v) { return 0; }

Type kr_type_none = {
  TYPE_HEAD(none, "NoneType"),
  .size = sizeof(Object),
  .new = none_new,
  .repr = none_repr,
  .bool_ = none_bool,
};

static Value notimplemented_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return no_arguments(ctx, type, nargs, kwnames) ? KR_NotImplemented : 0;
}
static Value notimplemented_repr(Ctx *ctx, Value v) { return str_intern_c(ctx, "NotImplemented"); }
static Value notimplemented_reduce_m(Ctx *ctx, Value v, const Value *a) { return notimplemented_repr(ctx, v); }
static int notimplemented_bool(Ctx *ctx, Value v) {
  if (kr_warn(ctx, &kr_type_DeprecationWarning, 1, "NotImplemented should not be used in a boolean context") < 0)
    return -1;
  return 1;
}

static const Method notimplemented_methods[] = {
  {"__reduce__", notimplemented_reduce_m, "", NULL},
  {0},
};

Type kr_type_notimplemented = {
  TYPE_HEAD(notimplemented, "NotImplementedType"),
  .size = sizeof(Object),
  .methods = notimplemented_methods,
  .new = notimplemented_new,
  .repr = notimplemented_repr,
  .bool_ = notimplemented_bool,
};

static Value ellipsis_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (!nargs && !(kwnames && tuple_of(kwnames)->len)) return KR_Ellipsis;
  return kr_raise(ctx, &kr_type_TypeError, "EllipsisType takes no arguments");
}
static Value ellipsis_repr(Ctx *ctx, Value v) { return str_intern_c(ctx, "Ellipsis"); }
static Value ellipsis_reduce_m(Ctx *ctx, Value v, const Value *a) { return ellipsis_repr(ctx, v); }

static const Method ellipsis_methods[] = {
  {"__reduce__", ellipsis_reduce_m, "", NULL},
  {0},
};

Type kr_type_ellipsis = {
  TYPE_HEAD(ellipsis, "ellipsis"),
  .size = sizeof(Object),
  .methods = ellipsis_methods,
  .new = ellipsis_new,
  .repr = ellipsis_repr,
};

/* Here and not with the shapes, which refer to types weakly: these belong to every program. */
Type *const kr_imm_types[8] = {
  &kr_type_none, &kr_type_bool, &kr_type_bool, &kr_type_notimplemented, &kr_type_ellipsis,
  &kr_type_none, &kr_type_none, &kr_type_none,
};
