/* The class statement: builtins.__build_class__. */
#include "core.h"

/* Bases that are no classes may say what stands for them.  New reference: bases itself if none did. */
static Value resolve_bases(Ctx *ctx, Value bases) {
  Value out = 0;
  for (int64_t i = 0; i < tuple_of(bases)->len; i++) {
    Value b = tuple_of(bases)->items[i], f = KR_ABSENT;
    if (!kr_is_type(b)) f = kr_getattr_opt(ctx, b, N(__mro_entries__));
    if (!f) goto fail;
    if (f == KR_ABSENT) {
      if (out && list_append(ctx, out, b) < 0) goto fail;
      continue;
    }
    Value entries = kr_call1(ctx, f, bases);
    kr_unref(ctx, f);
    if (!entries) goto fail;
    if (!kr_has_flag(entries, T_TUPLE)) {
      kr_unref(ctx, entries);
      kr_raise(ctx, &kr_type_TypeError, "__mro_entries__ must return a tuple");
      goto fail;
    }
    if (!out) out = list_from(ctx, tuple_of(bases)->items, (size_t)i);
    int r = out ? list_extend(ctx, out, entries) : -1;
    kr_unref(ctx, entries);
    if (r < 0) goto fail;
  }
  if (!out) return kr_ref(bases);
  Value t = list_to_tuple(ctx, out);
  kr_unref(ctx, out);
  return t;
fail:
  kr_unref(ctx, out);
  return 0;
}

/* What a class statement works with; every Value owned. */
typedef struct {
  Value name, original, bases, meta, ns;
  Value kwnames;           /* without metaclass, or 0 */
  Value kwvalues[64];      /* borrowed */
} Statement;

static int take_keywords(Ctx *ctx, Statement *s, const Value *values, Value kwnames) {
  if (!kwnames) return 0;
  size_t n = (size_t)tuple_of(kwnames)->len, kept = 0;
  Value names[64];
  if (n > 64) {
    kr_raise(ctx, &kr_type_TypeError, "too many keyword arguments for a class");
    return -1;
  }
  for (size_t i = 0; i < n; i++) {
    Value name = tuple_of(kwnames)->items[i];
    if (str_equal(name, N(metaclass))) {
      s->meta = kr_ref(values[i]);
    } else {
      names[kept] = name;
      s->kwvalues[kept++] = values[i];
    }
  }
  if (!kept) return 0;
  s->kwnames = tuple_from(ctx, names, kept);
  return s->kwnames ? 0 : -1;
}

static int choose_metaclass(Ctx *ctx, Statement *s) {
  if (!s->meta) {
    Tuple *bases = tuple_of(s->bases);
    s->meta = kr_ref(kr_val(bases->len ? kr_type_of(bases->items[0]) : &kr_type_type));
  }
  if (!kr_is_type(s->meta)) return 0;
  Type *winner = metaclass_derive(ctx, kr_as_type(s->meta), s->bases);
  if (!winner) return -1;
  kr_set(ctx, &s->meta, kr_ref(kr_val(winner)));
  return 0;
}

/* f(first, second, **keywords) or f(first, second, third, **keywords) */
static Value call_with_keywords(Ctx *ctx, Value f, const Statement *s, const Value *args, size_t n) {
  Value all[3 + 64];
  size_t kw = s->kwnames ? (size_t)tuple_of(s->kwnames)->len : 0;
  memcpy(all, args, n * sizeof *all);
  memcpy(all + n, s->kwvalues, kw * sizeof *all);
  return kr_call(ctx, f, all, n, s->kwnames);
}

static int prepare(Ctx *ctx, Statement *s) {
  if (s->meta == kr_val(&kr_type_type)) return (s->ns = dict_new(ctx)) ? 0 : -1;
  Value f = kr_getattr_opt(ctx, s->meta, N(__prepare__));
  if (!f) return -1;
  if (f == KR_ABSENT) return (s->ns = dict_new(ctx)) ? 0 : -1;
  Value args[2] = {s->name, s->bases};
  s->ns = call_with_keywords(ctx, f, s, args, 2);
  kr_unref(ctx, f);
  if (!s->ns) return -1;
  if (kr_type_of(s->ns)->getitem) return 0;
  if (kr_is_type(s->meta))
    kr_raise(ctx, &kr_type_TypeError, "%N.__prepare__() must return a mapping, not %T", kr_as_type(s->meta), s->ns);
  else
    kr_raise(ctx, &kr_type_TypeError, "<metaclass>.__prepare__() must return a mapping, not %T", s->ns);
  return -1;
}

/* The body left its __class__ cell: the metaclass must have filled it with this class. */
static int check_cell(Ctx *ctx, const Statement *s, Value cls, Value cell) {
  if (!kr_is_type(cls) || !kr_has_shape(cell, SHAPE_cell)) return 0;
  Value held = ((Cell *)kr_obj(cell))->value;
  if (held == cls) return 0;
  if (!held)
    kr_raise(ctx, &kr_type_RuntimeError, "__class__ not set defining %R as %R. Was __classcell__ propagated to type.__new__?", s->name, cls);
  else
    kr_raise(ctx, &kr_type_TypeError, "__class__ set to %R defining %R as %R", held, s->name, cls);
  return -1;
}

static Value make_class(Ctx *ctx, Statement *s, Function *body) {
  if (choose_metaclass(ctx, s) < 0 || prepare(ctx, s) < 0) return 0;
  Value cell = kr_run_code(ctx, body->code, body->globals, s->ns, body->closure);
  if (!cell) return 0;
  Value args[3] = {s->name, s->bases, s->ns}, cls = 0;
  if (s->bases == s->original || kr_setitem(ctx, s->ns, N(__orig_bases__), s->original) == 0)
    cls = call_with_keywords(ctx, s->meta, s, args, 3);
  if (cls && check_cell(ctx, s, cls, cell) < 0) kr_clear(ctx, &cls);
  kr_unref(ctx, cell);
  return cls;
}

Value kr_build_class(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (nargs < 2) return kr_raise(ctx, &kr_type_TypeError, "__build_class__: not enough arguments");
  if (!kr_has_shape(args[0], SHAPE_function)) return kr_raise(ctx, &kr_type_TypeError, "__build_class__: func must be a function");
  if (!kr_is_anystr(args[1])) return kr_raise(ctx, &kr_type_TypeError, "__build_class__: name is not a string");
  Statement s = {.name = args[1]};
  s.original = tuple_from(ctx, args + 2, nargs - 2);
  s.bases = s.original ? resolve_bases(ctx, s.original) : 0;
  Value cls = s.bases && take_keywords(ctx, &s, args + nargs, kwnames) == 0
                ? make_class(ctx, &s, (Function *)kr_obj(args[0])) : 0;
  kr_unref(ctx, s.original);
  kr_unref(ctx, s.bases);
  kr_unref(ctx, s.meta);
  kr_unref(ctx, s.ns);
  kr_unref(ctx, s.kwnames);
  return cls;
}
