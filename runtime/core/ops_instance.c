/* isinstance and issubclass, with tuples, __instancecheck__ and classes that are no types. */
#include "../api.h"

/* cls.__bases__ when it is a tuple: 1 and a new reference, 0 (not a class), -1 raised. */
static int abstract_bases(Ctx *ctx, Value cls, Value *bases) {
  *bases = kr_getattr_opt(ctx, cls, N(__bases__));
  if (!*bases) return -1;
  if (*bases == KR_ABSENT) return 0;
  if (kr_has_flag(*bases, T_TUPLE)) return 1;
  kr_unref(ctx, *bases);
  return 0;
}

static int check_class(Ctx *ctx, Value cls, const char *error) {
  Value bases;
  int status = abstract_bases(ctx, cls, &bases);
  if (status == 1) kr_unref(ctx, bases);
  if (status == 0) kr_raise(ctx, &kr_type_TypeError, "%s", error);
  return status == 1 ? 0 : -1;
}

/* Is cls among derived and its bases, following __bases__. */
static int abstract_issubclass(Ctx *ctx, Value derived, Value cls) {
  if (derived == cls) return 1;
  Value bases;
  int status = abstract_bases(ctx, derived, &bases);
  if (status <= 0) return status;
  int result = kr_enter(ctx, " in __issubclass__") ? -1 : 0;
  if (result == 0) {
    for (int64_t i = 0; i < tuple_of(bases)->len && result == 0; i++)
      result = abstract_issubclass(ctx, tuple_of(bases)->items[i], cls);
    kr_leave(ctx);
  }
  kr_unref(ctx, bases);
  return result;
}

int kr_issubclass_plain(Ctx *ctx, Value derived, Value cls) {
  if (kr_is_type(derived) && kr_is_type(cls)) return kr_subtype(kr_as_type(derived), kr_as_type(cls));
  if (check_class(ctx, derived, "issubclass() arg 1 must be a class") < 0) return -1;
  if (!kr_has_shape(cls, SHAPE_uniontype) &&
      check_class(ctx, cls, "issubclass() arg 2 must be a class, a tuple of classes, or a union") < 0)
    return -1;
  return abstract_issubclass(ctx, derived, cls);
}

int kr_isinstance_plain(Ctx *ctx, Value v, Value cls) {
  if (kr_is_type(cls) && kr_instance_of(v, kr_as_type(cls))) return 1;
  if (!kr_is_type(cls) && check_class(ctx, cls, "isinstance() arg 2 must be a type, a tuple of types, or a union") < 0)
    return -1;
  if (!kr_is_ptr(v)) return 0;
  Value claimed = kr_getattr_opt(ctx, v, N(__class__));
  if (!claimed) return -1;
  if (claimed == KR_ABSENT) return 0;
  int result = 0;
  if (!kr_is_type(cls))
    result = abstract_issubclass(ctx, claimed, cls);
  else if (kr_is_type(claimed) && kr_as_type(claimed) != kr_type_of(v))
    result = kr_subtype(kr_as_type(claimed), kr_as_type(cls));
  kr_unref(ctx, claimed);
  return result;
}

/* The answer of cls.<name>(v); -2 if cls has no such method. */
static int ask_class(Ctx *ctx, Value v, Value cls, Value name, const char *where) {
  Value self, f = kr_lookup_special(ctx, cls, name, &self);
  if (f == KR_ABSENT) return -2;
  if (!f) return -1;
  int answer = -1;
  if (!kr_enter(ctx, where)) {
    Value r = kr_call_self(ctx, f, self, &v, 1, 0);
    kr_leave(ctx);
    answer = r ? kr_truth(ctx, r) : -1;
    kr_unref(ctx, r);
  }
  kr_unref(ctx, f);
  return answer;
}

static int any_of(Ctx *ctx, Value v, Value classes, int (*test)(Ctx *, Value, Value), const char *where) {
  if (kr_enter(ctx, where)) return -1;
  int result = 0;
  for (int64_t i = 0; i < tuple_of(classes)->len && result == 0; i++)
    result = test(ctx, v, tuple_of(classes)->items[i]);
  kr_leave(ctx);
  return result;
}

int kr_isinstance(Ctx *ctx, Value v, Value cls) {
  static const char where[] = " in __instancecheck__";
  if (kr_val(kr_type_of(v)) == cls) return 1;
  if (kr_has_shape(cls, SHAPE_type)) return kr_isinstance_plain(ctx, v, cls);
  if (kr_has_flag(cls, T_TUPLE)) return any_of(ctx, v, cls, kr_isinstance, where);
  int answer = ask_class(ctx, v, cls, N(__instancecheck__), where);
  return answer == -2 ? kr_isinstance_plain(ctx, v, cls) : answer;
}

int kr_issubclass(Ctx *ctx, Value derived, Value cls) {
  static const char where[] = " in __subclasscheck__";
  if (kr_has_shape(cls, SHAPE_type)) return derived == cls ? 1 : kr_issubclass_plain(ctx, derived, cls);
  if (kr_has_flag(cls, T_TUPLE)) return any_of(ctx, derived, cls, kr_issubclass, where);
  int answer = ask_class(ctx, derived, cls, N(__subclasscheck__), where);
  return answer == -2 ? kr_issubclass_plain(ctx, derived, cls) : answer;
}
