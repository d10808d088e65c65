/* len; iterators; reductions over iterables; sorted. */
#include "builtins.h"

Value builtins_len(Ctx *ctx, Value self, const Value *a) {
  int64_t n = kr_len(ctx, a[0]);
  return n < 0 ? 0 : int_from_i64(ctx, n);
}

/* ---- iter, next ---- */

Value builtins_iter(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (builtins_check(ctx, "iter", nargs, kwnames, 1, 2) < 0) return 0;
  if (nargs == 1) return kr_iter(ctx, args[0]);
  if (!kr_is_callable(args[0])) return kr_raise(ctx, &kr_type_TypeError, "iter(v, w): v must be callable");
  return callable_iterator_new(ctx, args[0], args[1]);
}

/* The value that a generator returned is in the StopIteration, so its slot does not do here. */
static Value next_item(Ctx *ctx, Value it) {
  Type *t = kr_type_of(it);
  if (!t->next) return kr_raise(ctx, &kr_type_TypeError, "'%T' object is not an iterator", it);
  if (!t->send) return t->next(ctx, it);
  Value v = 0;
  SendResult r = t->send(ctx, it, KR_None, &v);
  if (r == SEND_NEXT) return v;
  if (r == SEND_ERROR) return 0;
  if (v == KR_None) return KR_STOP;
  kr_raise_value(ctx, &kr_type_StopIteration, v);
  kr_unref(ctx, v);
  return 0;
}

Value builtins_next(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (builtins_check(ctx, "next", nargs, kwnames, 1, 2) < 0) return 0;
  Value v = next_item(ctx, args[0]);
  if (v != KR_STOP && v) return v;
  if (nargs == 2 && (v == KR_STOP || kr_catch(ctx, &kr_type_StopIteration))) return kr_ref(args[1]);
  if (!v) return 0;
  Value exc = kr_call0(ctx, kr_val(&kr_type_StopIteration));
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}

Value builtins_aiter(Ctx *ctx, Value self, const Value *a) {
  UnaryFn aiter = kr_type_of(a[0])->aiter;
  if (!aiter) return kr_raise(ctx, &kr_type_TypeError, "'%T' object is not an async iterable", a[0]);
  Value it = aiter(ctx, a[0]);
  if (it && !kr_type_of(it)->anext) {
    kr_raise(ctx, &kr_type_TypeError, "aiter() returned not an async iterator of type '%T'", it);
    kr_unref(ctx, it);
    return 0;
  }
  return it;
}

Value builtins_anext(Ctx *ctx, Value self, const Value *a) {
  UnaryFn anext = kr_type_of(a[0])->anext;
  if (!anext) return kr_raise(ctx, &kr_type_TypeError, "'%T' object is not an async iterator", a[0]);
  Value awaitable = anext(ctx, a[0]);
  if (!awaitable || !a[1]) return awaitable;
  Value r = anext_with_default(ctx, awaitable, a[1]);
  kr_unref(ctx, awaitable);
  return r;
}

/* ---- reductions ---- */

/* Looks for an item whose truth is wanted: 1, 0, -1. */
static int find_truth(Ctx *ctx, Value iterable, int wanted) {
  Value it = kr_iter(ctx, iterable);
  if (!it) return -1;
  int found = 0;
  while (!found) {
    Value item = kr_next(ctx, it);
    if (item == KR_STOP) break;
    int truth = item ? kr_truth(ctx, item) : -1;
    kr_unref(ctx, item);
    if (truth < 0) found = -1;
    else found = truth == wanted;
  }
  kr_unref(ctx, it);
  return found;
}

Value builtins_all(Ctx *ctx, Value self, const Value *a) {
  int r = find_truth(ctx, a[0], 0);
  return r < 0 ? 0 : kr_bool(!r);
}

Value builtins_any(Ctx *ctx, Value self, const Value *a) {
  int r = find_truth(ctx, a[0], 1);
  return r < 0 ? 0 : kr_bool(r);
}

static int check_sum_start(Ctx *ctx, Value start) {
  const char *message = NULL;
  if (kr_is_anystr(start)) message = "sum() can't sum strings [use ''.join(seq) instead]";
  else if (kr_has_flag(start, T_BYTES)) message = "sum() can't sum bytes [use b''.join(seq) instead]";
  else if (kr_instance_of(start, &kr_type_bytearray)) message = "sum() can't sum bytearray [use b''.join(seq) instead]";
  if (message) kr_raise(ctx, &kr_type_TypeError, "%s", message);
  return message ? -1 : 0;
}

/* total + item, for small ints and floats without a call; steals both. */
static Value add_item(Ctx *ctx, Value total, Value item) {
  int64_t sum;
  if (kr_both_int(total, item) && !__builtin_add_overflow((int64_t)total, (int64_t)(item - 1), &sum)) return (Value)sum;
  if (kr_is_flo(total) && kr_is_flo(item)) return kr_float(ctx, kr_flo_of(total) + kr_flo_of(item));
  Value r = kr_binary(ctx, total, item, BIN_add);
  kr_unref(ctx, total);
  kr_unref(ctx, item);
  return r;
}

Value builtins_sum(Ctx *ctx, Value self, const Value *a) {
  Value it = kr_iter(ctx, a[0]);
  if (!it) return 0;
  if (a[1] && check_sum_start(ctx, a[1]) < 0) {
    kr_unref(ctx, it);
    return 0;
  }
  Value total = a[1] ? kr_ref(a[1]) : kr_int(0);
  while (total) {
    Value item = kr_next(ctx, it);
    if (item == KR_STOP) break;
    if (!item) kr_clear(ctx, &total);
    else total = add_item(ctx, total, item);
  }
  kr_unref(ctx, it);
  return total;
}

/* ---- min, max ---- */

typedef struct { Ctx *ctx; Value key /* 0: none */; int op; Value best, best_key; } Extreme;

/* Considers an item, which it takes over.  -1: raised. */
static int consider(Extreme *e, Value item) {
  Value key = e->key ? kr_call1(e->ctx, e->key, item) : kr_ref(item);
  int better = !key ? -1 : !e->best ? 1 : kr_test_compare(e->ctx, key, e->best_key, e->op);
  if (better > 0) {
    kr_set(e->ctx, &e->best, item);
    kr_set(e->ctx, &e->best_key, key);
    return 0;
  }
  kr_unref(e->ctx, key);
  kr_unref(e->ctx, item);
  return better;
}

static int consider_iterable(Extreme *e, Value iterable) {
  Value it = kr_iter(e->ctx, iterable);
  if (!it) return -1;
  int r = 0;
  for (Value item; r == 0 && (item = kr_next(e->ctx, it)) != KR_STOP;) r = item ? consider(e, item) : -1;
  kr_unref(e->ctx, it);
  return r;
}

/* The keywords key and default; -1: raised. */
static int extreme_keywords(Ctx *ctx, const char *name, const Value *values, Value kwnames, Value *key, Value *fallback) {
  static struct Signature *sig;
  Value out[2];
  *key = *fallback = 0;
  if (!kwnames) return 0;
  if (kr_bind(ctx, name, "*, key=None, default=None", &sig, values, 0, kwnames, out) < 0) return -1;
  *key = out[0] == KR_None ? 0 : out[0];
  *fallback = out[1];
  return 0;
}

static Value extreme(Ctx *ctx, const char *name, int op, const Value *args, size_t nargs, Value kwnames) {
  Extreme e = {.ctx = ctx, .op = op};
  Value fallback;
  if (nargs == 0) return kr_raise(ctx, &kr_type_TypeError, "%s expected at least 1 argument, got 0", name);
  if (extreme_keywords(ctx, name, args + nargs, kwnames, &e.key, &fallback) < 0) return 0;
  if (nargs > 1 && fallback)
    return kr_raise(ctx, &kr_type_TypeError, "Cannot specify a default for %s() with multiple positional arguments", name);
  int r = 0;
  if (nargs == 1) r = consider_iterable(&e, args[0]);
  for (size_t i = 0; nargs > 1 && r == 0 && i < nargs; i++) r = consider(&e, kr_ref(args[i]));
  kr_unref(ctx, e.best_key);
  if (r < 0) kr_clear(ctx, &e.best);
  else if (!e.best) e.best = fallback ? kr_ref(fallback) : kr_raise(ctx, &kr_type_ValueError, "%s() arg is an empty sequence", name);
  return e.best;
}

Value builtins_min(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return extreme(ctx, "min", CMP_lt, args, nargs, kwnames);
}
Value builtins_max(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return extreme(ctx, "max", CMP_gt, args, nargs, kwnames);
}

Value builtins_sorted(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *sig;
  Value a[2];
  if (nargs != 1) return kr_raise(ctx, &kr_type_TypeError, "sorted expected 1 argument, got %zu", nargs);
  if (kr_bind(ctx, "sort", "*, key=None, reverse=False", &sig, args + 1, 0, kwnames, a) < 0) return 0;
  int64_t reverse = 0;
  if (a[1] && kr_index_clamp(ctx, a[1], &reverse) < 0) return 0;
  Value list = kr_to_list(ctx, args[0]);
  if (list && list_sort(ctx, list, a[0] == KR_None ? 0 : a[0], reverse != 0) < 0) {
    kr_unref(ctx, list);
    return 0;
  }
  return list;
}
