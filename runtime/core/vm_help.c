/* Out-of-line halves of the interpreter's instructions. */
#include "vm_help.h"

Value vm_namespace_get(Ctx *ctx, Value ns, Value name) {
  if (kr_has_shape(ns, SHAPE_dict)) return kr_ref(dict_get(ctx, ns, name));
  Value v = kr_getitem(ctx, ns, name);
  return !v && kr_catch(ctx, &kr_type_KeyError) ? KR_ABSENT : v;
}

int vm_delete_name(Ctx *ctx, Value ns, Value name) {
  int r;
  if (kr_has_shape(ns, SHAPE_dict)) {
    r = dict_del(ctx, ns, name);
  } else {
    r = kr_delitem(ctx, ns, name) == 0 ? 1 : -1;
    if (r < 0 && kr_catch(ctx, &kr_type_KeyError)) r = 0;
  }
  if (r == 0) kr_raise_name(ctx, "name '%U' is not defined", name);
  return r > 0 ? 0 : -1;
}

int vm_setup_annotations(Ctx *ctx, Value ns) {
  Value have = vm_namespace_get(ctx, ns, N(__annotations__));
  if (!have) return -1;
  if (have != KR_ABSENT) {
    kr_unref(ctx, have);
    return 0;
  }
  Value d = dict_new(ctx);
  if (!d) return -1;
  int r = kr_setitem(ctx, ns, N(__annotations__), d);
  kr_unref(ctx, d);
  return r;
}

int vm_list_extend(Ctx *ctx, Value list, Value iterable) {
  if (list_extend(ctx, list, iterable) == 0) return 0;
  if (!kr_is_iterable(iterable) && kr_catch(ctx, &kr_type_TypeError))
    kr_raise(ctx, &kr_type_TypeError, "Value after * must be an iterable, not %T", iterable);
  return -1;
}

int vm_dict_update(Ctx *ctx, Value dict, Value mapping) {
  if (dict_merge(ctx, dict, mapping, 1) == 0) return 0;
  if (kr_catch(ctx, &kr_type_AttributeError)) kr_raise(ctx, &kr_type_TypeError, "'%T' object is not a mapping", mapping);
  return -1;
}

int vm_dict_merge(Ctx *ctx, Value callee, Value dict, Value mapping) {
  if (dict_merge(ctx, dict, mapping, 2) == 0) return 0;
  Value name = 0;
  if (kr_matches(ctx, &kr_type_AttributeError)) {
    kr_clear_exc(ctx);
    if ((name = call_target_name(ctx, callee)))
      kr_raise(ctx, &kr_type_TypeError, "%U argument after ** must be a mapping, not %T", name, mapping);
  } else if (kr_matches(ctx, &kr_type_KeyError)) {
    Value exc = kr_fetch(ctx), args = exc_of(exc)->args;
    Value key = args && tuple_of(args)->len == 1 ? tuple_of(args)->items[0] : 0;
    if (!key || !(name = call_target_name(ctx, callee))) {
      if (!ctx->exc) kr_restore(ctx, exc);
      else kr_unref(ctx, exc);
      return -1;
    }
    kr_raise(ctx, &kr_type_TypeError, "%U got multiple values for keyword argument '%S'", name, key);
    kr_unref(ctx, exc);
  }
  kr_unref(ctx, name);
  return -1;
}

static void reverse(Value *from, size_t n) {
  for (size_t i = 0, j = n; i + 1 < j; i++) {
    Value v = from[i];
    from[i] = from[--j];
    from[j] = v;
  }
}

/* The values land where x is, so x waits outside. */
Value *vm_unpack_any(Ctx *ctx, Value *sp, size_t n) {
  Value x = sp[-1];
  if (kr_unpack(ctx, x, n, sp - 1) < 0) {
    sp[-1] = x;
    return NULL;
  }
  reverse(sp - 1, n);
  kr_unref(ctx, x);
  return sp - 1 + n;
}

Value *vm_unpack_star(Ctx *ctx, Value *sp, size_t before, size_t after) {
  Value x = sp[-1];
  if (kr_unpack_ex(ctx, x, before, after, sp - 1) < 0) {
    sp[-1] = x;
    return NULL;
  }
  reverse(sp - 1, before + 1 + after);
  kr_unref(ctx, x);
  return sp + before + after;
}
