/* Instructions with more to them, shared by the interpreter and emitted C: unpacking, formatting,
 * building, with, unbound variables.  Awaiting is in instr_await.c, match in instr_match.c, imports and
 * intrinsics in instr_rare.c. */
#include "../krait.h"

/* ---- unpacking ---- */

static void drop(Ctx *ctx, Value *values, size_t n) {
  while (n > 0) kr_unref(ctx, values[--n]);
}

static int unpack_fixed(Ctx *ctx, const Value *items, int64_t have, size_t n, Value *out) {
  if (have != (int64_t)n) {
    if (have > (int64_t)n) kr_raise(ctx, &kr_type_ValueError, "too many values to unpack (expected %zu)", n);
    else kr_raise(ctx, &kr_type_ValueError, "not enough values to unpack (expected %zu, got %zd)", n, (ssize_t)have);
    return -1;
  }
  for (size_t i = 0; i < n; i++) out[i] = kr_ref(items[i]);
  return 0;
}

static Value iterator_to_unpack(Ctx *ctx, Value v) {
  if (!kr_is_iterable(v)) return kr_raise(ctx, &kr_type_TypeError, "cannot unpack non-iterable %T object", v);
  return kr_iter(ctx, v);
}

int kr_unpack(Ctx *ctx, Value v, size_t n, Value *out) {
  if (kr_has_shape(v, SHAPE_tuple)) return unpack_fixed(ctx, tuple_of(v)->items, tuple_of(v)->len, n, out);
  if (kr_has_shape(v, SHAPE_list)) return unpack_fixed(ctx, list_of(v)->items, list_of(v)->len, n, out);
  Value it = iterator_to_unpack(ctx, v);
  if (!it) return -1;
  size_t i = 0;
  Value item = 0;
  for (; i < n; i++) {
    item = kr_next(ctx, it);
    if (!item || item == KR_STOP) break;
    out[i] = item;
  }
  if (i < n) {
    if (item == KR_STOP) kr_raise(ctx, &kr_type_ValueError, "not enough values to unpack (expected %zu, got %zu)", n, i);
  } else if ((item = kr_next(ctx, it)) == KR_STOP) {
    kr_unref(ctx, it);
    return 0;
  } else if (item) {
    kr_unref(ctx, item);
    kr_raise(ctx, &kr_type_ValueError, "too many values to unpack (expected %zu)", n);
  }
  drop(ctx, out, i);
  kr_unref(ctx, it);
  return -1;
}

int kr_unpack_ex(Ctx *ctx, Value v, size_t before, size_t after, Value *out) {
  Value it = iterator_to_unpack(ctx, v);
  if (!it) return -1;
  size_t got = 0;
  Value item = 0;
  for (; got < before; got++) {
    item = kr_next(ctx, it);
    if (!item || item == KR_STOP) break;
    out[got] = item;
  }
  Value rest = 0;
  if (got < before) {
    if (item == KR_STOP)
      kr_raise(ctx, &kr_type_ValueError, "not enough values to unpack (expected at least %zu, got %zu)", before + after, got);
  } else if ((rest = kr_to_list(ctx, it))) {
    int64_t extra = list_of(rest)->len - (int64_t)after;
    if (extra < 0) {
      kr_raise(ctx, &kr_type_ValueError, "not enough values to unpack (expected at least %zu, got %zd)", before + after,
               (ssize_t)(before + (size_t)list_of(rest)->len));
      kr_unref(ctx, rest);
      rest = 0;
    } else {
      out[before] = rest;
      for (size_t i = 0; i < after; i++) out[before + 1 + i] = list_of(rest)->items[extra + (int64_t)i];
      list_of(rest)->len = extra;
    }
  }
  kr_unref(ctx, it);
  if (rest) return 0;
  drop(ctx, out, got);
  return -1;
}

/* ---- building ---- */

Value kr_format_value(Ctx *ctx, Value v, Value spec, int conversion) {
  static const UnaryFn convert[] = {NULL, kr_str, kr_repr, kr_ascii};
  Value text = conversion ? convert[conversion](ctx, v) : kr_ref(v);
  if (!text) return 0;
  if (kr_has_shape(text, SHAPE_str) && (!spec || str_of(spec)->len == 0)) return text;
  Value r = kr_format(ctx, text, spec);
  kr_unref(ctx, text);
  return r;
}

Value kr_build_string(Ctx *ctx, const Value *parts, size_t n) { return str_join(ctx, N(empty), parts, n); }

Value kr_build_map(Ctx *ctx, const Value *pairs, size_t n) {
  Value d = dict_sized(ctx, n);
  for (size_t i = 0; d && i < n; i++)
    if (dict_set(ctx, d, pairs[2 * i], pairs[2 * i + 1]) < 0) {
      kr_unref(ctx, d);
      return 0;
    }
  return d;
}

Value kr_build_set(Ctx *ctx, const Value *items, size_t n) {
  Value s = set_new(ctx);
  for (size_t i = 0; s && i < n; i++)
    if (set_add(ctx, s, items[i]) < 0) {
      kr_unref(ctx, s);
      return 0;
    }
  return s;
}

/* ---- the exception being handled ----
 * A generator's outermost level stands for whatever its resumer handles, which may differ each time:
 * there None is saved, and coming back to it restores the resumer's. */

static Generator *running_generator(Ctx *ctx) {
  Frame *f = ctx->frame;
  return f && f->kind == FRAME_GENERATOR ? (Generator *)((char *)f - offsetof(Generator, frame)) : NULL;
}

void kr_push_handled(Ctx *ctx, Value exc, Value *previous) {
  Generator *g = running_generator(ctx);
  Value old = ctx->handled;
  if (g && !g->own_handled) {
    g->own_handled = 1;
    kr_unref(ctx, old);
    old = 0;
  }
  *previous = old ? old : KR_None;
  ctx->handled = kr_ref(exc);
}

void kr_pop_handled(Ctx *ctx, Value previous) {
  if (previous == KR_None) {
    Generator *g = running_generator(ctx);
    previous = 0;
    if (g) {
      g->own_handled = 0;
      previous = kr_ref(g->handled);
    }
  }
  kr_set(ctx, &ctx->handled, previous);
}

/* ---- with ---- */

/* A method of the type: the function and its self (borrowed; 0: call it without). */
static Value special_method(Ctx *ctx, Value mgr, Value name, const char *missing, Value *self) {
  Value f = kr_lookup_special(ctx, mgr, name, self);
  return f == KR_ABSENT ? kr_raise(ctx, &kr_type_TypeError, missing, mgr) : f;
}

int kr_with_methods(Ctx *ctx, Value mgr, int is_async, Value *exit, Value *enter, Value *enter_self) {
  Value exit_self;
  *enter = special_method(ctx, mgr, is_async ? N(__aenter__) : N(__enter__),
                          is_async ? "'%T' object does not support the asynchronous context manager protocol"
                                   : "'%T' object does not support the context manager protocol", enter_self);
  if (!*enter) return -1;
  *exit = special_method(ctx, mgr, is_async ? N(__aexit__) : N(__exit__),
                         is_async ? "'%T' object does not support the asynchronous context manager protocol "
                                    "(missed __aexit__ method)"
                                  : "'%T' object does not support the context manager protocol (missed __exit__ method)",
                         &exit_self);
  if (*exit && exit_self) {
    Value bound = method_new(ctx, *exit, exit_self);
    kr_unref(ctx, *exit);
    *exit = bound;
  }
  if (*exit) return 0;
  kr_unref(ctx, *enter);
  return -1;
}

int kr_before_with(Ctx *ctx, Value mgr, int is_async, Value *exit, Value *entered) {
  Value enter, self;
  if (kr_with_methods(ctx, mgr, is_async, exit, &enter, &self) < 0) return -1;
  *entered = kr_call_self(ctx, enter, self, NULL, 0, 0);
  kr_unref(ctx, enter);
  if (*entered) return 0;
  kr_unref(ctx, *exit);
  return -1;
}

Value kr_with_except_start(Ctx *ctx, Value exit, Value exc) {
  Value tb = exc_of(exc)->traceback;
  return kr_call3(ctx, exit, kr_val(kr_type_of(exc)), exc, tb ? tb : KR_None);
}

/* ---- variables without a value ---- */

Value kr_raise_unbound(Ctx *ctx, Frame *f, uint32_t index) {
  const Code *c = frame_code(f)->code;
  Value name = frame_code(f)->var_names[index];
  if (index < c->nlocals + c->ncells)
    return kr_raise(ctx, &kr_type_UnboundLocalError, "cannot access local variable '%U' where it is not associated with a value",
                    name);
  return kr_raise_name(ctx, "cannot access free variable '%U' where it is not associated with a value in enclosing scope",
                       name);
}
