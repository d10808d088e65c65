/* Making a static type ready, in two steps: at the start its bases, MRO and inherited slots; its dict,
 * from its tables, only when somebody looks into it, since most programs need few of the types. */
#include <stdio.h>
#include <stdlib.h>
#include "core.h"

#define SLOTS_START offsetof(Type, new)
#define SLOTS_END sizeof(Type)
#define INHERITED_FLAGS (T_GC | T_WEAKREF | T_HAS_DICT | T_MAPPING | T_SEQUENCE | T_MATCH_SELF | T_FINALIZER | \
  T_INT | T_STR | T_BYTES | T_LIST | T_TUPLE | T_DICT | T_TYPE | T_EXCEPTION | T_FLOAT | T_SET)

static Value item_by_index(Ctx *ctx, Value self, Value key) {
  int64_t i;
  if (kr_subscript_i64(ctx, key, &i) < 0) return 0;
  Type *t = kr_type_of(self);
  if (i < 0 && t->len) {
    int64_t n = t->len(ctx, self);
    if (n < 0) return 0;
    i += n;
  }
  return t->seq_item(ctx, self, i);
}

void type_inherit_flags(Type *t, Type *base) {
  uint32_t inherited = base->flags & INHERITED_FLAGS;
  if (t->flags & T_HEAP) inherited &= ~(uint32_t)(T_MAPPING | T_SEQUENCE); /* a class asks all its ancestors */
  t->flags |= inherited;
  if (!t->dict_offset) t->dict_offset = base->dict_offset;
}

/* Equality and hash are inherited together: who redefines one has none of the other. */
void type_inherit(Type *t) {
  Type *base = t->base;
  if (t->compare && !t->hash) t->hash = kr_unhashable;
  int no_new = !t->new && base == &kr_type_object && !(t->flags & T_HEAP);
  for (size_t at = SLOTS_START; at < SLOTS_END; at += sizeof(void *)) {
    void **mine = (void **)((char *)t + at);
    if (!*mine) *mine = *(void **)((char *)base + at);
  }
  if (no_new) t->new = NULL;
  if (!t->getitem && t->seq_item) t->getitem = item_by_index;
  if (!t->size) t->size = base->size;
  if (!t->itemsize) t->itemsize = base->itemsize;
  type_inherit_flags(t, base);
  if (t->dict_offset) t->flags |= T_HAS_DICT;
  if (t->finalize) t->flags |= T_FINALIZER;
}

static int put(Ctx *ctx, Type *t, const char *name, Value v, int replace) {
  Value key = v ? str_intern_c(ctx, name) : 0;
  int r = -1;
  if (key) {
    Value old = replace ? KR_ABSENT : dict_get(ctx, t->dict, key);
    r = old == KR_ABSENT ? dict_set(ctx, t->dict, key, v) : 0;
  }
  kr_unref(ctx, key);
  kr_unref(ctx, v);
  return r;
}

Value type_method_object(Ctx *ctx, Type *t, const Method *m) {
  if (m->flags & M_STATIC) {
    Value f = builtin_new(ctx, m, kr_val(t), 0);
    Value s = f ? staticmethod_new(ctx, f) : 0;
    kr_unref(ctx, f);
    return s;
  }
  return methoddescr_new(ctx, t, m, m->flags & M_CLASS);
}

static int add_tables(Ctx *ctx, Type *t) {
  for (const Method *m = t->methods; m && m->name; m++)
    if (put(ctx, t, m->name, type_method_object(ctx, t, m), m->flags & M_COEXIST) < 0) return -1;
  for (const GetSet *g = t->getsets; g && g->name; g++)
    if (put(ctx, t, g->name, getsetdescr_new(ctx, t, g), 1) < 0) return -1;
  for (const Member *m = t->members; m && m->name; m++)
    if (put(ctx, t, m->name, memberdescr_new(ctx, t, m), 1) < 0) return -1;
  return 0;
}

static Value new_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  Type *t = kr_as_type(self);
  if (!nargs) return kr_raise(ctx, &kr_type_TypeError, "%N.__new__(): not enough arguments", t);
  if (!kr_is_type(args[0]))
    return kr_raise(ctx, &kr_type_TypeError, "%N.__new__(X): X is not a type object (%T)", t, args[0]);
  Type *sub = kr_as_type(args[0]);
  if (!kr_subtype(sub, t))
    return kr_raise(ctx, &kr_type_TypeError, "%N.__new__(%N): %N is not a subtype of %N", t, sub, sub, t);
  Type *native = sub; /* the native type whose constructor sub must run */
  while (native && native->flags & T_HEAP) native = native->base;
  if (native && native->new != t->new)
    return kr_raise(ctx, &kr_type_TypeError, "%N.__new__(%N) is not safe, use %N.__new__()", t, sub, native);
  return t->new(ctx, sub, args + 1, nargs - 1, kwnames);
}

const Method type_new_method = {"__new__", new_m, "*args, **kwargs",
  "Create and return a new object.  See help(type) for accurate signature.", M_RAW, NULL};

/* Slots that differ from the base's are the type's own, and show in its dict. */
static int add_specials(Ctx *ctx, Type *t) {
  const Type *base = t->base;
  if (t->hash == kr_unhashable && base->hash != kr_unhashable && put(ctx, t, "__hash__", KR_None, 1) < 0) return -1;
  if (t->new && (!base || t->new != base->new) &&
      put(ctx, t, "__new__", builtin_new(ctx, &type_new_method, kr_val(t), 0), 0) < 0)
    return -1;
  Value doc = t->doc ? str_from(ctx, t->doc) : KR_None;
  return put(ctx, t, "__doc__", doc, 0);
}

static KR_NORETURN void fail(const Type *t) {
  fprintf(stderr, "Fatal Python error: type '%s' can not be made ready\n", t->name);
  abort();
}

Value type_dict(Ctx *ctx, Type *t) {
  if (KR_LIKELY(t->dict)) return t->dict;
  if (t->flags & T_HEAP) return 0;
  Value raised = kr_fetch(ctx);
  t->dict = dict_new(ctx);
  if (!t->dict || slots_add_wrappers(ctx, t) < 0 || add_tables(ctx, t) < 0 || add_specials(ctx, t) < 0) fail(t);
  if (raised) kr_restore(ctx, raised);
  return t->dict;
}

/* With one base the order is the type and then the base's. */
static Value single_mro(Ctx *ctx, Type *t) {
  const Tuple *rest = t->base ? tuple_of(t->base->mro) : NULL;
  int64_t n = rest ? rest->len : 0;
  Value mro = tuple_new(ctx, (size_t)n + 1);
  if (!mro) return 0;
  tuple_of(mro)->items[0] = kr_ref(kr_val(t));
  for (int64_t i = 0; i < n; i++) tuple_of(mro)->items[i + 1] = kr_ref(rest->items[i]);
  return mro;
}

static Value full_mro(Ctx *ctx, Type *t) {
  Value list = mro_compute(ctx, t);
  Value mro = list ? list_to_tuple(ctx, list) : 0;
  kr_unref(ctx, list);
  return mro;
}

static int ready(Ctx *ctx, Type *t) {
  if (t != &kr_type_object) {
    if (!t->base) t->base = &kr_type_object;
    type_ready(ctx, t->base);
    if (!t->bases) t->bases = tuple_pack(ctx, 1, kr_val(t->base));
  } else {
    t->bases = tuple_new(ctx, 0);
  }
  if (!t->bases) return -1;
  t->mro = tuple_of(t->bases)->len > 1 ? full_mro(ctx, t) : single_mro(ctx, t);
  if (!t->mro) return -1;
  t->flags |= T_IMMUTABLE;
  if (!t->base) return 0;
  type_inherit(t);
  for (int64_t i = 0; i < tuple_of(t->bases)->len; i++)
    if (type_add_subclass(ctx, kr_as_type(tuple_of(t->bases)->items[i]), t) < 0) return -1;
  return 0;
}

void type_ready(Ctx *ctx, Type *t) {
  if (t->flags & T_READY) return;
  t->flags |= T_READY;
  if (ready(ctx, t) < 0) fail(t);
}
