/* Attributes of types through the MRO, with a cache for all types, and what changing a type does.
 *
 * A type's version names its attributes and those of its bases as they are now; it is taken anew
 * whenever one of them changes, for subclasses too, so that the cache needs no clearing.  The global
 * type_epoch grows only when something changes that inline caches hold: they keep functions and other
 * descriptors, but never plain data. */
#include <stdlib.h>
#include "core.h"

#define CACHE_SIZE 4096

static struct { uint32_t version; Value name, value; } cache[CACHE_SIZE];
static uint32_t last_version;

typedef struct SubtypeList { size_t n, cap; Type *items[]; } SubtypeList;

static uint32_t version_of(Type *t) {
  if (!t->version && last_version != UINT32_MAX && t->mro) t->version = ++last_version;
  return t->version;
}

/* Keys that are no strings compare with code of the user's, which may take the value found out of its
 * class before the caller, who borrows it, has used it: the last few stay alive. */
static Value dict_find_py(Value dict, Value name) {
  static Value kept[8];
  static unsigned next;
  Ctx *ctx = kr_current_ctx();
  kr_ref(dict);
  Value found = dict_get(ctx, dict, name);
  if (!found) {
    kr_clear_exc(ctx);
    found = KR_ABSENT;
  }
  kr_set(ctx, &kept[next++ % 8], kr_ref(found));
  kr_unref(ctx, dict);
  return found;
}

static Value dict_find(Value dict, Value name) {
  return KR_LIKELY(dict_of(dict)->str_keys) ? dict_get_str(dict, name) : dict_find_py(dict, name);
}

Value type_lookup_own_mro(Type *t, Value name, Type **owner) {
  if (!t->mro) return t->dict ? dict_find(t->dict, name) : KR_ABSENT;
  Ctx *ctx = kr_current_ctx();
  Value mro = kr_ref(t->mro), found = KR_ABSENT;
  for (int64_t i = 0; i < tuple_of(mro)->len && found == KR_ABSENT; i++) {
    Type *at = kr_as_type(tuple_of(mro)->items[i]);
    Value dict = type_dict(ctx, at);
    if (dict) found = dict_find(dict, name);
    if (owner && found != KR_ABSENT) *owner = at;
  }
  kr_unref(ctx, mro);
  return found;
}

/* Cached names are kept alive by the cache: an address must not come to mean another name. */
Value type_lookup(Type *t, Value name) {
  uint32_t version = version_of(t);
  if (!version || !str_of(name)->interned) return type_lookup_own_mro(t, name, NULL);
  size_t at = (version * 31 ^ (size_t)(name >> 4)) & (CACHE_SIZE - 1);
  if (KR_LIKELY(cache[at].version == version && cache[at].name == name)) return cache[at].value;
  Value found = type_lookup_own_mro(t, name, NULL), old = cache[at].name;
  cache[at].version = version;
  cache[at].name = kr_ref(name);
  cache[at].value = found;
  if (old) kr_unref(kr_runtime.main, old);
  return found;
}

int type_add_subclass(Ctx *ctx, Type *base, Type *sub) {
  SubtypeList *l = base->subclasses;
  if (!l || l->n == l->cap) {
    size_t cap = l ? l->cap * 2 : 4;
    SubtypeList *grown = realloc(l, sizeof *grown + cap * sizeof grown->items[0]);
    if (!grown) return kr_raise_memory(ctx), -1;
    if (!l) grown->n = 0;
    grown->cap = cap;
    base->subclasses = l = grown;
  }
  l->items[l->n++] = sub;
  return 0;
}

void type_remove_subclass(Ctx *ctx, Type *base, Type *sub) {
  SubtypeList *l = base->subclasses;
  if (!l) return;
  size_t kept = 0;
  for (size_t i = 0; i < l->n; i++)
    if (l->items[i] != sub) l->items[kept++] = l->items[i];
  l->n = kept;
}

void type_each_subclass(Type *t, void (*visit)(Type *, void *), void *arg) {
  for (size_t i = 0; t->subclasses && i < t->subclasses->n; i++) visit(t->subclasses->items[i], arg); /* may change */
}

static void new_version(Type *t, void *unused) {
  t->version = 0;
  type_each_subclass(t, new_version, NULL);
}

void type_changed(Type *t) {
  new_version(t, NULL);
  kr_runtime.type_epoch++;
}

/* ---- setting an attribute of a class ---- */
typedef struct { Ctx *ctx; Value name, value; int epoch, failed; } Change;

static int is_plain(Value v) {
  if (v == KR_ABSENT) return 1;
  Type *t = kr_type_of(v);
  return !t->descr_get && !t->descr_set;
}

/* Inline caches know by shape alone where instances of t keep this attribute, or that it is in a dict. */
static int known_by_shape(const Type *t, Shape *root, Value name) {
  return shape_tree_has(root, name) || root->as_dict || root->is_dict || t->dict_offset;
}

static void retire_roots(Change *c, Type *t, int all) {
  for (Shape *root = t->shape; root && !c->failed; root = root->parent)
    if ((all || known_by_shape(t, root, c->name)) && shape_retire(c->ctx, root) < 0) c->failed = 1;
}

static int is_slot_member(Value v) {
  return kr_has_shape(v, SHAPE_member_descriptor) && ((MemberDescr *)kr_obj(v))->fixed_offset;
}

/* Does t's view of the name involve a descriptor, which inline caches may hold? */
static void survey(Type *t, void *arg) {
  Change *c = arg;
  Value old = type_lookup(t, c->name);
  if (!is_plain(old)) c->epoch = 1;
  if (is_slot_member(old)) retire_roots(c, t, 1);
  else if (c->value && kr_type_of(c->value)->descr_set) retire_roots(c, t, 0);
  type_each_subclass(t, survey, c);
}

/* Instances' own attributes are cached by shape alone: when look-up itself changes, forget them. */
static void retire_all(Type *t, void *arg) {
  Change *c = arg;
  retire_roots(c, t, 1);
  type_each_subclass(t, retire_all, c);
}

static int changes_lookup(Value name) {
  return name == N(__getattribute__) || name == N(__setattr__) || name == N(__delattr__) || name == N(__getattr__);
}

/* Special methods of a class may make existing descriptors into data descriptors. */
static int changes_descriptors(Value name) {
  return name == N(__get__) || name == N(__set__) || name == N(__delete__);
}

static int prepare_change(Ctx *ctx, Type *t, Value name, Value v) {
  Change c = {ctx, name, v, 0, 0};
  survey(t, &c);
  if (changes_lookup(name)) retire_all(t, &c);
  if (changes_descriptors(name)) {
    c.epoch = 1;
    retire_all(&kr_type_object, &c);
  }
  if (slots_is_special(name)) c.epoch = 1;
  if (c.failed) return -1;
  if (v && t->flags & T_TYPE && kr_type_of(v)->descr_set) new_version(&kr_type_object, NULL); /* hides classes' own */
  if (c.epoch) kr_runtime.type_epoch++;
  new_version(t, NULL);
  return 0;
}

static int store(Ctx *ctx, Type *t, Value name, Value v) {
  Value old = dict_find(t->dict, name);
  if (!v && old == KR_ABSENT) {
    kr_raise(ctx, &kr_type_AttributeError, "type object '%N' has no attribute '%U'", t, name);
    return -1;
  }
  if (prepare_change(ctx, t, name, v) < 0) return -1;
  Value kept = old == KR_ABSENT ? 0 : kr_ref(old); /* dropped once the type is whole again */
  int r = v ? dict_set(ctx, t->dict, name, v) : dict_del(ctx, t->dict, name) < 0 ? -1 : 0;
  new_version(t, NULL);
  if (r == 0 && slots_is_special(name)) slots_update_name(t, name);
  kr_unref(ctx, kept);
  return r;
}

int type_setattr(Ctx *ctx, Value type, Value name, Value v) {
  Type *t = kr_as_type(type);
  if (t->flags & T_IMMUTABLE) {
    kr_raise(ctx, &kr_type_TypeError, "cannot set %R attribute of immutable type '%N'", name, t);
    return -1;
  }
  name = attr_name(ctx, name);
  if (!name) return -1;
  Value descr = type_lookup(kr_type_of(type), name);
  int r;
  if (descr != KR_ABSENT && kr_type_of(descr)->descr_set) {
    kr_ref(descr);
    r = kr_type_of(descr)->descr_set(ctx, descr, type, v);
    kr_unref(ctx, descr);
  } else {
    r = store(ctx, t, name, v);
  }
  kr_unref(ctx, name);
  return r;
}
