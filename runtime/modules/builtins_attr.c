/* Attributes by name, namespaces, identity, classes. */
#include "builtins.h"

static int check_name(Ctx *ctx, Value name, const char *function) {
  if (kr_is_anystr(name)) return 0;
  if (function) kr_raise(ctx, &kr_type_TypeError, "%s(): attribute name must be string", function);
  else kr_raise(ctx, &kr_type_TypeError, "attribute name must be string, not '%T'", name);
  return -1;
}

Value builtins_getattr(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (builtins_check(ctx, "getattr", nargs, kwnames, 2, 3) < 0 || check_name(ctx, args[1], NULL) < 0) return 0;
  if (nargs == 2) return kr_getattr(ctx, args[0], args[1]);
  Value v = kr_getattr_opt(ctx, args[0], args[1]);
  return v == KR_ABSENT ? kr_ref(args[2]) : v;
}

Value builtins_setattr(Ctx *ctx, Value self, const Value *a) {
  if (check_name(ctx, a[1], NULL) < 0) return 0;
  return kr_setattr(ctx, a[0], a[1], a[2]) < 0 ? 0 : KR_None;
}

Value builtins_delattr(Ctx *ctx, Value self, const Value *a) {
  if (check_name(ctx, a[1], NULL) < 0) return 0;
  return kr_setattr(ctx, a[0], a[1], 0) < 0 ? 0 : KR_None;
}

Value builtins_hasattr(Ctx *ctx, Value self, const Value *a) {
  if (check_name(ctx, a[1], NULL) < 0) return 0;
  Value v = kr_getattr_opt(ctx, a[0], a[1]);
  if (!v || v == KR_ABSENT) return v ? KR_False : 0;
  kr_unref(ctx, v);
  return KR_True;
}

/* ---- namespaces ---- */

static Value current_locals(Ctx *ctx, const char *function) {
  if (!ctx->frame) return kr_raise(ctx, &kr_type_SystemError, "%s(): frame does not exist", function);
  return frame_locals(ctx, ctx->frame);
}

Value builtins_locals(Ctx *ctx, Value self, const Value *a) { return current_locals(ctx, "locals"); }

Value builtins_globals(Ctx *ctx, Value self, const Value *a) {
  return ctx->frame ? kr_ref(frame_globals(ctx->frame)) : KR_None;
}

Value builtins_vars(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (builtins_check(ctx, "vars", nargs, kwnames, 0, 1) < 0) return 0;
  if (nargs == 0) return current_locals(ctx, "vars");
  Value d = kr_getattr_opt(ctx, args[0], N(__dict__));
  if (d == KR_ABSENT) return kr_raise(ctx, &kr_type_TypeError, "vars() argument must have __dict__ attribute");
  return d;
}

static Value sorted_list(Ctx *ctx, Value names /* stolen */) {
  Value list = names ? kr_to_list(ctx, names) : 0;
  kr_unref(ctx, names);
  if (list && list_sort(ctx, list, 0, 0) < 0) {
    kr_unref(ctx, list);
    return 0;
  }
  return list;
}

static Value dir_locals(Ctx *ctx) {
  Value ns = current_locals(ctx, "dir");
  if (!ns) return 0;
  Value names = kr_call_method0(ctx, ns, N(keys));
  kr_unref(ctx, ns);
  return sorted_list(ctx, names);
}

Value builtins_dir(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (builtins_check(ctx, "dir", nargs, kwnames, 0, 1) < 0) return 0;
  if (nargs == 0) return dir_locals(ctx);
  Value bound, f = kr_lookup_special(ctx, args[0], N(__dir__), &bound);
  if (f == KR_ABSENT) return kr_raise(ctx, &kr_type_TypeError, "object does not provide __dir__");
  if (!f) return 0;
  Value names = kr_call_self(ctx, f, bound, NULL, 0, 0);
  kr_unref(ctx, f);
  return sorted_list(ctx, names);
}

/* ---- identity, classes ---- */

Value builtins_id(Ctx *ctx, Value self, const Value *a) { return int_from_u64(ctx, a[0]); }

Value builtins_hash(Ctx *ctx, Value self, const Value *a) {
  int64_t h = kr_hash(ctx, a[0]);
  return h == -1 ? 0 : int_from_i64(ctx, h);
}

Value builtins_callable(Ctx *ctx, Value self, const Value *a) { return kr_bool(kr_is_callable(a[0])); }

Value builtins_isinstance(Ctx *ctx, Value self, const Value *a) {
  int r = kr_isinstance(ctx, a[0], a[1]);
  return r < 0 ? 0 : kr_bool(r);
}

Value builtins_issubclass(Ctx *ctx, Value self, const Value *a) {
  int r = kr_issubclass(ctx, a[0], a[1]);
  return r < 0 ? 0 : kr_bool(r);
}
