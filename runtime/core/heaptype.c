/* Classes made at run time: type.__new__ from its arguments to the finished type. */
#include <stdlib.h>
#include "core.h"

Type *metaclass_derive(Ctx *ctx, Type *meta, Value bases) {
  for (int64_t i = 0; i < tuple_of(bases)->len; i++) {
    Type *t = kr_type_of(tuple_of(bases)->items[i]);
    if (kr_subtype(meta, t)) continue;
    if (!kr_subtype(t, meta))
      return (Type *)(uintptr_t)kr_raise(ctx, &kr_type_TypeError, "metaclass conflict: the metaclass of a derived class must "
        "be a (non-strict) subclass of the metaclasses of all its bases");
    meta = t;
  }
  return meta;
}

/* ---- the parts of a new type's dict that type.__new__ looks after ---- */
static int set_default(Ctx *ctx, Value dict, Value name, Value v /* stolen */) {
  if (!v) return -1;
  int r = dict_get_str(dict, name) != KR_ABSENT ? 0 : dict_set(ctx, dict, name, v);
  kr_unref(ctx, v);
  return r;
}

static int take_qualname(Ctx *ctx, Type *t) {
  Value q = dict_get(ctx, t->dict, N(__qualname__));
  if (!q) return -1;
  if (q == KR_ABSENT) {
    t->qualname = kr_ref(t->name_obj);
    return 0;
  }
  if (!kr_is_anystr(q)) {
    kr_raise(ctx, &kr_type_TypeError, "type __qualname__ must be a str, not %T", q);
    return -1;
  }
  t->qualname = kr_ref(q);
  return dict_del(ctx, t->dict, N(__qualname__)) < 0 ? -1 : 0;
}

static int add_module(Ctx *ctx, Type *t) {
  if (!ctx->frame || !frame_globals(ctx->frame)) return 0;
  Value name = dict_get(ctx, frame_globals(ctx->frame), N(__name__));
  if (!name) return -1;
  return name == KR_ABSENT ? 0 : set_default(ctx, t->dict, N(__module__), kr_ref(name));
}

/* __new__ is static and two others are class methods, said or not. */
static int convert(Ctx *ctx, Type *t, Value name, Value (*wrap)(Ctx *, Value)) {
  Value f = dict_get(ctx, t->dict, name);
  if (!f) return -1;
  if (f == KR_ABSENT || !kr_has_shape(f, SHAPE_function)) return 0;
  Value w = wrap(ctx, f);
  int r = w ? dict_set(ctx, t->dict, name, w) : -1;
  kr_unref(ctx, w);
  return r;
}

static int take_classcell(Ctx *ctx, Type *t) {
  Value cell = dict_get(ctx, t->dict, N(__classcell__));
  if (!cell) return -1;
  if (cell == KR_ABSENT) return 0;
  if (!kr_has_shape(cell, SHAPE_cell)) {
    kr_raise(ctx, &kr_type_TypeError, "__classcell__ must be a nonlocal cell, not %R", kr_val(kr_type_of(cell)));
    return -1;
  }
  kr_set(ctx, &((Cell *)kr_obj(cell))->value, kr_ref(kr_val(t)));
  return dict_del(ctx, t->dict, N(__classcell__)) < 0 ? -1 : 0;
}

static int fill_dict(Ctx *ctx, Type *t) {
  if (take_qualname(ctx, t) < 0 || add_module(ctx, t) < 0) return -1;
  if (convert(ctx, t, N(__new__), staticmethod_new) < 0 || convert(ctx, t, N(__init_subclass__), classmethod_new) < 0 ||
      convert(ctx, t, N(__class_getitem__), classmethod_new) < 0)
    return -1;
  Value doc = dict_get_str(t->dict, N(__doc__));
  size_t n;
  if (doc != KR_ABSENT && kr_is_anystr(doc) && !str_utf8(ctx, doc, &n)) return -1;
  if (doc == KR_ABSENT && dict_set(ctx, t->dict, N(__doc__), KR_None) < 0) return -1;
  if (dict_get_str(t->dict, N(__eq__)) != KR_ABSENT && set_default(ctx, t->dict, N(__hash__), KR_None) < 0) return -1;
  return take_classcell(ctx, t);
}

/* ---- hooks that run once the type is whole ---- */
static Value wrap_set_name_error(Ctx *ctx, Type *t, Value name, Value v) {
  Value cause = kr_fetch(ctx);
  kr_raise(ctx, &kr_type_RuntimeError, "Error calling __set_name__ on '%T' instance %R in '%N'", v, name, t);
  if (ctx->exc && kr_has_shape(ctx->exc, SHAPE_RuntimeError)) {
    BaseException *e = exc_of(ctx->exc);
    kr_set(ctx, &e->cause, kr_ref(cause));
    kr_set(ctx, &e->context, kr_ref(cause));
    e->suppress_context = 1;
  }
  kr_unref(ctx, cause);
  return 0;
}

static int set_names(Ctx *ctx, Type *t) {
  Value copy = dict_copy(ctx, t->dict), key, v;
  if (!copy) return -1;
  size_t pos = 0;
  int r = 0;
  while (r == 0 && dict_next(copy, &pos, &key, &v)) {
    Value self, f = kr_lookup_special(ctx, v, N(__set_name__), &self);
    if (f == KR_ABSENT) continue;
    Value args[2] = {kr_val(t), key};
    Value result = f ? kr_call_self(ctx, f, self, args, 2, 0) : 0;
    if (!result) {
      wrap_set_name_error(ctx, t, key, v);
      r = -1;
    }
    kr_unref(ctx, f);
    kr_unref(ctx, result);
  }
  kr_unref(ctx, copy);
  return r;
}

/* super(t, t).__init_subclass__(**keywords) */
static int init_subclass(Ctx *ctx, Type *t, const Value *kwvalues, Value kwnames) {
  Tuple *mro = tuple_of(t->mro);
  int64_t own = 0;
  while (own < mro->len && mro->items[own] != kr_val(t)) own++;
  if (own == mro->len) {
    kr_raise(ctx, &kr_type_TypeError, "super(type, obj): obj must be an instance or subtype of type");
    return -1;
  }
  for (int64_t i = own + 1; i < mro->len; i++) {
    Value f = dict_get(ctx, type_dict(ctx, kr_as_type(mro->items[i])), N(__init_subclass__));
    if (f == KR_ABSENT) continue;
    DescrGetFn get = kr_type_of(f)->descr_get;
    kr_ref(f);
    Value bound = get ? get(ctx, f, 0, kr_val(t)) : kr_ref(f);
    Value r = bound ? kr_call(ctx, bound, kwvalues, 0, kwnames) : 0;
    kr_unref(ctx, f);
    kr_unref(ctx, bound);
    kr_unref(ctx, r);
    return r ? 0 : -1;
  }
  return 0;
}

/* ---- assembling ---- */
static Type *allocate(Ctx *ctx, Type *meta, Value name, Value bases, Value ns, Type *base) {
  Type *t = kr_alloc_instance(ctx, meta, 0);
  if (!t) return NULL;
  t->flags = T_HEAP | T_BASETYPE;
  t->name_obj = kr_ref(name);
  t->base = base;
  kr_ref(kr_val(base));
  t->bases = kr_ref(bases);
  t->size = base->size;
  t->itemsize = base->itemsize;
  t->shape = base->shape; /* until layout_apply */
  t->dict = dict_copy(ctx, ns);
  t->name = t->dict ? str_utf8(ctx, name, NULL) : NULL;
  return t;
}

static void inherit_behaviour(Type *t) {
  for (int64_t i = tuple_of(t->mro)->len; i-- > 1;) {
    Type *b = kr_as_type(tuple_of(t->mro)->items[i]);
    t->flags |= b->flags & (T_INT | T_STR | T_BYTES | T_LIST | T_TUPLE | T_DICT | T_TYPE | T_EXCEPTION | T_FLOAT |
                            T_SET | T_MATCH_SELF);
  }
  /* What the nearest ancestor says of match statements holds: a type is not both. */
  for (int64_t i = 1; i < tuple_of(t->mro)->len && !(t->flags & (T_MAPPING | T_SEQUENCE)); i++)
    t->flags |= kr_as_type(tuple_of(t->mro)->items[i])->flags & (T_MAPPING | T_SEQUENCE);
  t->get_buffer = t->base->get_buffer;
  t->release_buffer = t->base->release_buffer;
  t->send = NULL;
}

static int finish(Ctx *ctx, Type *t, const SlotPlan *plan) {
  type_inherit_flags(t, t->base);
  if (fill_dict(ctx, t) < 0 || layout_apply(ctx, t, plan) < 0) return -1;
  t->flags |= T_GC; /* if nothing else, instances hold their class */
  t->traverse = instance_traverse;
  t->clear = instance_clear;
  t->free = instance_free;
  if (mro_set(ctx, t) < 0) return -1;
  inherit_behaviour(t);
  slots_update_all(t);
  t->flags |= T_READY;
  for (int64_t i = 0; i < tuple_of(t->bases)->len; i++)
    if (type_add_subclass(ctx, kr_as_type(tuple_of(t->bases)->items[i]), t) < 0) return -1;
  return 0;
}

static int check_name(Ctx *ctx, Value name) {
  size_t n;
  const char *text = str_utf8(ctx, name, &n);
  if (!text) return -1;
  if (strlen(text) == n) return 0;
  kr_raise(ctx, &kr_type_ValueError, "type name must not contain null characters");
  return -1;
}

Value type_new_heap(Ctx *ctx, Type *meta, Value name, Value bases, Value ns, const Value *kwvalues, Value kwnames) {
  if (check_name(ctx, name) < 0) return 0;
  Value owned = tuple_of(bases)->len ? kr_ref(bases) : tuple_pack(ctx, 1, kr_val(&kr_type_object));
  if (!owned) return 0;
  SlotPlan plan = {0};
  Type *base = type_best_base(ctx, owned), *t = NULL;
  if (base && layout_plan(ctx, base, owned, name, ns, &plan) == 0) t = allocate(ctx, meta, name, owned, ns, base);
  int ok = t && t->name && finish(ctx, t, &plan) == 0 && set_names(ctx, t) == 0 &&
           init_subclass(ctx, t, kwvalues, kwnames) == 0;
  kr_unref(ctx, plan.names);
  kr_unref(ctx, owned);
  if (ok) return kr_val(t);
  if (t) kr_unref(ctx, kr_val(t));
  return 0;
}

static int check_bases(Ctx *ctx, Value bases) {
  for (int64_t i = 0; i < tuple_of(bases)->len; i++) {
    Value b = tuple_of(bases)->items[i];
    if (kr_is_type(b)) continue;
    Value entries = kr_getattr_opt(ctx, b, N(__mro_entries__));
    if (!entries) return -1;
    if (entries == KR_ABSENT) continue;
    kr_unref(ctx, entries);
    kr_raise(ctx, &kr_type_TypeError, "type() doesn't support MRO entry resolution; use types.new_class()");
    return -1;
  }
  return 0;
}

static int bad_argument(Ctx *ctx, int n, const char *wanted, Value got) {
  kr_raise(ctx, &kr_type_TypeError, "type.__new__() argument %d must be %s, not %T", n, wanted, got);
  return -1;
}

Value type_new(Ctx *ctx, Type *meta, const Value *args, size_t nargs, Value kwnames) {
  if (nargs != 3)
    return kr_raise(ctx, &kr_type_TypeError, "type.__new__() takes exactly 3 arguments (%zu given)", nargs);
  if (!kr_is_anystr(args[0])) return bad_argument(ctx, 1, "str", args[0]), 0;
  if (!kr_has_flag(args[1], T_TUPLE)) return bad_argument(ctx, 2, "tuple", args[1]), 0;
  if (!kr_has_flag(args[2], T_DICT)) return bad_argument(ctx, 3, "dict", args[2]), 0;
  if (check_bases(ctx, args[1]) < 0) return 0;
  Type *winner = metaclass_derive(ctx, meta, args[1]);
  if (!winner) return 0;
  if (winner != meta && winner->new != type_new) return winner->new(ctx, winner, args, nargs, kwnames);
  return type_new_heap(ctx, winner, args[0], args[1], args[2], args + 3, kwnames);
}

/* ---- another set of bases ---- */
static void unlink_from(Ctx *ctx, Type *t, Value bases) {
  for (int64_t i = 0; i < tuple_of(bases)->len; i++) type_remove_subclass(ctx, kr_as_type(tuple_of(bases)->items[i]), t);
}

void type_unlink(Ctx *ctx, Type *t) {
  if (t->bases) unlink_from(ctx, t, t->bases);
}

/* What recomputing the method resolution orders of a class and those below it changed: triples of class, new and
 * old order. */
typedef struct { Ctx *ctx; Value done; int failed; } Relink;

static int note_mro(Ctx *ctx, Value done, Type *t, Value old) {
  Value row = tuple_pack(ctx, 3, kr_val(t), t->mro, old);
  int r = row ? list_append(ctx, done, row) : -1;
  kr_unref(ctx, row);
  return r;
}

static void recompute(Type *t, void *arg) {
  Relink *r = arg;
  if (r->failed) return;
  Value old = kr_ref(t->mro);
  kr_ref(kr_val(t));
  t->version = 0;
  int changed = mro_set(r->ctx, t);
  if (changed < 0 || (changed && note_mro(r->ctx, r->done, t, old) < 0)) r->failed = 1;
  kr_unref(r->ctx, old);
  if (!r->failed && changed) type_each_subclass(t, recompute, arg);
  kr_unref(r->ctx, kr_val(t));
}

static void update_slots(Type *t, void *arg) {
  slots_update_all(t);
  type_each_subclass(t, update_slots, arg);
}

/* Gives the classes their old orders back, but for those that have got another since. */
static void undo_mros(Ctx *ctx, Value done) {
  Value exc = kr_fetch(ctx);
  for (int64_t i = 0; i < list_of(done)->len; i++) {
    const Value *row = tuple_of(list_of(done)->items[i])->items;
    Type *t = kr_as_type(row[0]);
    if (t->mro == row[1]) kr_set(ctx, &t->mro, kr_ref(row[2]));
    type_changed(t);
  }
  kr_restore(ctx, exc);
}

/* A class is listed by the classes that it derives from now, and by no others: they would not hear of its death. */
static void unlink_from_former(Ctx *ctx, Type *t, Value former) {
  for (int64_t i = 0; i < tuple_of(former)->len; i++) {
    Value base = tuple_of(former)->items[i];
    int stays = 0;
    for (int64_t k = 0; k < tuple_of(t->bases)->len; k++) stays |= tuple_of(t->bases)->items[k] == base;
    if (!stays) type_remove_subclass(ctx, kr_as_type(base), t);
  }
}

static int link_bases(Ctx *ctx, Type *t) {
  for (int64_t i = 0; i < tuple_of(t->bases)->len; i++)
    if (type_add_subclass(ctx, kr_as_type(tuple_of(t->bases)->items[i]), t) < 0) return -1;
  return 0;
}

/* By the chain of first bases: a metaclass's mro() may leave out what a class derives from. */
static int derives_from(const Type *t, const Type *base) {
  for (; t; t = t->base)
    if (t == base) return 1;
  return 0;
}

static int check_new_bases(Ctx *ctx, Type *t, Value bases) {
  if (!kr_has_flag(bases, T_TUPLE)) {
    kr_raise(ctx, &kr_type_TypeError, "can only assign tuple to %N.__bases__, not %T", t, bases);
    return -1;
  }
  if (!tuple_of(bases)->len) {
    kr_raise(ctx, &kr_type_TypeError, "can only assign non-empty tuple to %N.__bases__, not ()", t);
    return -1;
  }
  for (int64_t i = 0; i < tuple_of(bases)->len; i++) {
    Value b = tuple_of(bases)->items[i];
    if (!kr_is_type(b)) {
      kr_raise(ctx, &kr_type_TypeError, "%N.__bases__ must be tuple of classes, not '%T'", t, b);
      return -1;
    }
    if (kr_subtype(kr_as_type(b), t) || derives_from(kr_as_type(b), t)) {
      kr_raise(ctx, &kr_type_TypeError, "a __bases__ item causes an inheritance cycle");
      return -1;
    }
  }
  return 0;
}

static int same_base_layout(Type *a, Type *b) { return type_solid(a) == type_solid(b) && type_same_layout(a, b); }

int type_set_bases(Ctx *ctx, Type *t, Value bases) {
  if (t->flags & T_IMMUTABLE) {
    kr_raise(ctx, &kr_type_TypeError, "cannot set '__bases__' attribute of immutable type '%N'", t);
    return -1;
  }
  if (check_new_bases(ctx, t, bases) < 0) return -1;
  Type *base = type_best_base(ctx, bases);
  if (!base) return -1;
  if (!same_base_layout(t->base, base)) {
    kr_raise(ctx, &kr_type_TypeError, "__bases__ assignment: '%N' object layout differs from '%N'", base, t->base);
    return -1;
  }
  Value old_bases = t->bases;
  Type *old_base = t->base;
  Relink r = {ctx, list_new(ctx, 4), 0};
  if (!r.done) return -1;
  t->bases = kr_ref(bases);
  t->base = base;
  kr_ref(kr_val(base));
  recompute(t, &r);
  int mine = t->bases == bases; /* else mro() has set other bases: those stay */
  if (r.failed) undo_mros(ctx, r.done);
  if (r.failed && mine) {
    t->bases = old_bases;
    t->base = old_base;
    kr_unref(ctx, bases);
    kr_unref(ctx, kr_val(base));
  } else {
    if (mine) {
      unlink_from(ctx, t, old_bases);
      if (link_bases(ctx, t) < 0) r.failed = 1;
    } else {
      unlink_from_former(ctx, t, old_bases);
    }
    kr_unref(ctx, old_bases);
    kr_unref(ctx, kr_val(old_base));
  }
  kr_unref(ctx, r.done);
  update_slots(t, NULL);
  type_changed(t);
  if (r.failed) return -1;
  for (Shape *root = t->shape; root; root = root->parent)
    if (shape_retire(ctx, root) < 0) return -1;
  return 0;
}
