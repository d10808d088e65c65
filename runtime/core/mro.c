/* The method resolution order: C3 linearisation over the bases. */
#include <stdlib.h>
#include "core.h"

/* The sequences being merged: each base's MRO, then the bases themselves. */
typedef struct { Value *items; int64_t n, at; } Run;

static int in_tail(const Run *runs, size_t nruns, Value candidate) {
  for (size_t i = 0; i < nruns; i++)
    for (int64_t k = runs[i].at + 1; k < runs[i].n; k++)
      if (runs[i].items[k] == candidate) return 1;
  return 0;
}

static Value next_type(const Run *runs, size_t nruns) {
  for (size_t i = 0; i < nruns; i++) {
    if (runs[i].at == runs[i].n) continue;
    Value candidate = runs[i].items[runs[i].at];
    if (!in_tail(runs, nruns, candidate)) return candidate;
  }
  return KR_ABSENT;
}

static Value raise_inconsistent(Ctx *ctx, Value bases) {
  Tuple *t = tuple_of(bases);
  StrWriter w;
  writer_init(&w);
  for (int64_t i = 0; i < t->len; i++) {
    Value name = type_name(ctx, kr_as_type(t->items[i]));
    if (!name) break;
    if (i) writer_ascii(ctx, &w, ", ", 2);
    writer_str(ctx, &w, name);
    kr_unref(ctx, name);
  }
  Value names = writer_finish(ctx, &w);
  if (!names) return 0;
  kr_raise(ctx, &kr_type_TypeError,
           "Cannot create a consistent method resolution\norder (MRO) for bases %U", names);
  kr_unref(ctx, names);
  return 0;
}

static int merge(Ctx *ctx, Value bases, Run *runs, size_t nruns, Value out) {
  for (;;) {
    size_t left = 0;
    for (size_t i = 0; i < nruns; i++) left += runs[i].at < runs[i].n;
    if (!left) return 0;
    Value t = next_type(runs, nruns);
    if (t == KR_ABSENT) return raise_inconsistent(ctx, bases), -1;
    if (list_append(ctx, out, t) < 0) return -1;
    for (size_t i = 0; i < nruns; i++)
      if (runs[i].at < runs[i].n && runs[i].items[runs[i].at] == t) runs[i].at++;
  }
}

static int check_duplicates(Ctx *ctx, Tuple *bases) {
  for (int64_t i = 0; i < bases->len; i++)
    for (int64_t k = i + 1; k < bases->len; k++)
      if (bases->items[i] == bases->items[k]) {
        kr_raise(ctx, &kr_type_TypeError, "duplicate base class %N", kr_as_type(bases->items[i]));
        return -1;
      }
  return 0;
}

Value mro_compute(Ctx *ctx, Type *type) {
  Value out = list_new(ctx, 4);
  if (!out || list_append(ctx, out, kr_val(type)) < 0) goto fail;
  Tuple *bases = tuple_of(type->bases);
  if (check_duplicates(ctx, bases) < 0) goto fail;
  size_t n = (size_t)bases->len;
  Run *runs = calloc(n + 1, sizeof *runs);
  if (!runs) {
    kr_raise_memory(ctx);
    goto fail;
  }
  int r = 0;
  for (size_t i = 0; i < n && !r; i++) {
    Value mro = kr_as_type(bases->items[i])->mro;
    if (!mro) {
      kr_raise(ctx, &kr_type_TypeError, "Cannot extend an incomplete type '%N'", kr_as_type(bases->items[i]));
      r = -1;
      break;
    }
    runs[i] = (Run){tuple_of(mro)->items, tuple_of(mro)->len, 0};
  }
  if (!r) {
    runs[n] = (Run){bases->items, bases->len, 0};
    r = merge(ctx, type->bases, runs, n + 1, out);
  }
  free(runs);
  if (r == 0) return out;
fail:
  kr_unref(ctx, out);
  return 0;
}

/* A metaclass's own mro() may return anything: check that it can serve. */
static int check_custom(Ctx *ctx, Type *type, Value mro) {
  Type *solid = type_solid(type);
  Tuple *t = tuple_of(mro);
  for (int64_t i = 0; i < t->len; i++) {
    if (!kr_is_type(t->items[i])) {
      kr_raise(ctx, &kr_type_TypeError, "mro() returned a non-class ('%T')", t->items[i]);
      return -1;
    }
    if (!kr_subtype(solid, type_solid(kr_as_type(t->items[i])))) {
      kr_raise(ctx, &kr_type_TypeError, "mro() returned base with unsuitable layout ('%N')", kr_as_type(t->items[i]));
      return -1;
    }
  }
  return 0;
}

int mro_set(Ctx *ctx, Type *type) {
  Type *meta = kr_type_of(kr_val(type));
  Value list, tuple;
  int custom = meta != &kr_type_type && type_lookup(meta, N(mro)) != type_lookup(&kr_type_type, N(mro));
  Value before = type->mro;
  if (custom) list = kr_call_method0(ctx, kr_val(type), N(mro));
  else list = mro_compute(ctx, type);
  if (!list) return -1;
  tuple = kr_to_tuple(ctx, list);
  kr_unref(ctx, list);
  if (!tuple) return -1;
  if (custom && check_custom(ctx, type, tuple) < 0) {
    kr_unref(ctx, tuple);
    return -1;
  }
  if (type->mro != before) { /* mro() has brought this about once more, with what is in force now */
    kr_unref(ctx, tuple);
    return 0;
  }
  kr_set(ctx, &type->mro, tuple);
  return 1;
}
