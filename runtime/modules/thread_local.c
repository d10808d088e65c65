/* _thread._local: an object whose attributes are different in each thread. */
#include <pthread.h>
#include "../krait.h"

typedef struct {
  Object ob;
  Value dicts;        /* dict from thread number to the attributes there */
  Value args, kwargs; /* for __init__ in other threads; tuple and dict, or 0 */
} Local;

static Local *local_of(Value v) { return (Local *)kr_obj(v); }

static Value local_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  size_t nkw = kwnames ? (size_t)tuple_of(kwnames)->len : 0;
  if ((nargs || nkw) && (!type->init || type->init == object_init))
    return kr_raise(ctx, &kr_type_TypeError, "Initialization arguments are not supported");
  Local *l = kr_alloc_instance(ctx, type, 0);
  if (!l) return 0;
  Value v = kr_val(l);
  l->args = tuple_from(ctx, args, nargs);
  l->kwargs = l->args ? dict_new(ctx) : 0;
  l->dicts = l->kwargs ? dict_new(ctx) : 0;
  Value mine = l->dicts ? dict_new(ctx) : 0, id = mine ? int_from_u64(ctx, (uint64_t)pthread_self()) : 0;
  int ok = id && dict_set(ctx, l->dicts, id, mine) == 0;
  for (size_t i = 0; ok && i < nkw; i++) ok = dict_set(ctx, l->kwargs, tuple_of(kwnames)->items[i], args[nargs + i]) == 0;
  kr_unref(ctx, mine);
  kr_unref(ctx, id);
  if (ok) return v;
  kr_unref(ctx, v);
  return 0;
}

/* The attributes in this thread, made by __init__ at the first use here.  Borrowed. */
static Value current_dict(Ctx *ctx, Value self) {
  Local *l = local_of(self);
  Value id = int_from_u64(ctx, (uint64_t)pthread_self()), d = id ? dict_get(ctx, l->dicts, id) : 0;
  if (d == KR_ABSENT) {
    d = dict_new(ctx);
    if (d && dict_set(ctx, l->dicts, id, d) < 0) kr_clear(ctx, &d);
    kr_unref(ctx, d);
    if (d && kr_type_of(self)->init && kr_type_of(self)->init != object_init) {
      Value init = kr_getattr(ctx, self, N(__init__)), r = init ? kr_call_ex(ctx, init, l->args, l->kwargs) : 0;
      kr_unref(ctx, init);
      kr_unref(ctx, r);
      if (!r) d = 0;
    }
  }
  kr_unref(ctx, id);
  return d;
}

static int is_data_descriptor(Value descr) { return kr_type_of(descr)->descr_set != NULL; }

static Value get_descriptor(Ctx *ctx, Value descr, Value self) {
  DescrGetFn get = kr_type_of(descr)->descr_get;
  return get ? get(ctx, descr, self, kr_val(kr_type_of(self))) : kr_ref(descr);
}

static Value local_getattr(Ctx *ctx, Value self, Value name) {
  Value d = current_dict(ctx, self);
  if (!d) return 0;
  if (str_equal(name, N(__dict__))) return kr_ref(d);
  Value descr = type_lookup(kr_type_of(self), name);
  if (descr != KR_ABSENT && is_data_descriptor(descr)) return get_descriptor(ctx, descr, self);
  Value v = dict_get(ctx, d, name);
  if (v != KR_ABSENT) return kr_ref(v);
  return descr != KR_ABSENT ? get_descriptor(ctx, descr, self) : kr_raise_attribute(ctx, self, name);
}

static int local_setattr(Ctx *ctx, Value self, Value name, Value v) {
  Value d = current_dict(ctx, self);
  if (!d) return -1;
  if (str_equal(name, N(__dict__))) {
    kr_raise(ctx, &kr_type_AttributeError, "'%T' object attribute '__dict__' is read-only", self);
    return -1;
  }
  Value descr = type_lookup(kr_type_of(self), name);
  if (descr != KR_ABSENT && is_data_descriptor(descr)) return kr_type_of(descr)->descr_set(ctx, descr, self, v);
  if (v) return dict_set(ctx, d, name, v);
  int removed = dict_del(ctx, d, name);
  if (removed == 0) kr_raise_no_attribute(ctx, self, name);
  return removed > 0 ? 0 : -1;
}

static void local_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((Local *)o)->dicts, arg);
  visit(((Local *)o)->args, arg);
  visit(((Local *)o)->kwargs, arg);
}
static void local_clear(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((Local *)o)->dicts);
  kr_clear(ctx, &((Local *)o)->args);
  kr_clear(ctx, &((Local *)o)->kwargs);
}

Type kr_type_local = {
  TYPE_HEAD(local, "_local"), .module = "_thread", .flags = T_GC | T_BASETYPE | T_WEAKREF, .size = sizeof(Local),
  .doc = "Thread-local data.", .new = local_new, .getattr = local_getattr, .setattr = local_setattr,
  .traverse = local_traverse, .clear = local_clear, .free = local_clear,
};
