/* Which weak references an object has: a hash table from its address to a linked list.  The object
 * itself only has a bit in its header, so that objects without weak references pay nothing. */
#include <stdlib.h>
#include "weakref.h"

typedef struct { Object *key; WeakRef *first; } Entry;
static struct { Entry *entries; size_t mask, used; } table;

static size_t place_of(const Object *o) { return (size_t)((uintptr_t)o >> 4) * 0x9e3779b97f4a7c15ull >> 20 & table.mask; }

static Entry *find(const Object *o) {
  if (!table.entries) return NULL;
  for (size_t i = place_of(o);; i = (i + 1) & table.mask) {
    if (table.entries[i].key == o) return &table.entries[i];
    if (!table.entries[i].key) return NULL;
  }
}

static void put(Object *o, WeakRef *first) {
  size_t i = place_of(o);
  while (table.entries[i].key) i = (i + 1) & table.mask;
  table.entries[i] = (Entry){o, first};
  table.used++;
}

static int grow(void) {
  size_t old = table.entries ? table.mask + 1 : 0, size = old ? old * 2 : 64;
  Entry *from = table.entries, *to = calloc(size, sizeof *to);
  if (!to) return 0;
  table.entries = to;
  table.mask = size - 1;
  table.used = 0;
  for (size_t i = 0; i < old; i++)
    if (from[i].key) put(from[i].key, from[i].first);
  free(from);
  return 1;
}

/* Entries after a freed place move up so that no search stops too early. */
static void erase(Entry *e) {
  size_t hole = (size_t)(e - table.entries);
  for (size_t i = (hole + 1) & table.mask; table.entries[i].key; i = (i + 1) & table.mask) {
    size_t home = place_of(table.entries[i].key);
    if (((i - home) & table.mask) < ((i - hole) & table.mask)) continue;
    table.entries[hole] = table.entries[i];
    hole = i;
  }
  table.entries[hole] = (Entry){NULL, NULL};
  table.used--;
}

WeakRef *weakref_list(const Object *o) {
  if (!(o->meta & META_WEAKREF)) return NULL;
  Entry *e = find(o);
  return e ? e->first : NULL;
}

/* The references that are shared come first: the plain one, then the proxy.  Others follow, the newest
 * first, which is the order callbacks run in. */
static int rank(const WeakRef *r) {
  uint32_t shape = kr_obj_shape(&r->ob);
  if (r->callback || shape >= SHAPE_FIXED_COUNT) return 2;
  return shape == SHAPE_weakref ? 0 : 1;
}

static int link_ref(Ctx *ctx, Object *target, WeakRef *r) {
  Entry *e = find(target);
  if (!e) {
    if ((table.used + 1) * 2 > table.mask && !grow()) return kr_raise_memory(ctx), -1;
    put(target, r);
    target->meta |= META_WEAKREF;
    return 0;
  }
  WeakRef *before = NULL, *after = e->first;
  while (after && rank(after) < rank(r)) {
    before = after;
    after = after->next;
  }
  r->prev = before;
  r->next = after;
  if (after) after->prev = r;
  if (before) before->next = r;
  else e->first = r;
  return 0;
}

void weakref_unlink(WeakRef *r) {
  if (!r->target) return;
  Object *target = kr_obj(r->target);
  if (r->prev) r->prev->next = r->next;
  if (r->next) r->next->prev = r->prev;
  if (!r->prev) {
    Entry *e = find(target);
    if (e && r->next) e->first = r->next;
    else if (e) {
      erase(e);
      target->meta &= ~META_WEAKREF;
    }
  }
  r->prev = r->next = NULL;
  r->target = 0;
}

static int may_refer(Ctx *ctx, Value target) {
  if (kr_is_ptr(target) && kr_type_of(target)->flags & T_WEAKREF) return 1;
  kr_raise(ctx, &kr_type_TypeError, "cannot create weak reference to '%T' object", target);
  return 0;
}

/* An existing reference of exactly this type without callback can be shared. */
static WeakRef *shared_ref(const Type *type, Value target) {
  for (WeakRef *r = weakref_list(kr_obj(target)); r; r = r->next)
    if (!r->callback && r->ob.refs && kr_type_of(kr_val(r)) == type) return r;
  return NULL;
}

Value weakref_new(Ctx *ctx, Type *type, Value target, Value callback) {
  if (!may_refer(ctx, target)) return 0;
  if (callback == KR_None) callback = 0;
  if (!callback && !(type->flags & T_HEAP)) {
    WeakRef *r = shared_ref(type, target);
    if (r) return kr_ref(kr_val(r));
  }
  WeakRef *r = kr_alloc_instance(ctx, type, 0);
  if (!r) return 0;
  r->hash = -1;
  r->callback = callback ? kr_ref(callback) : 0;
  if (link_ref(ctx, kr_obj(target), r) < 0) {
    kr_unref(ctx, kr_val(r));
    return 0;
  }
  r->target = target;
  return kr_val(r);
}

int weakref_register(Ctx *ctx, Value target, Value ref) {
  if (!may_refer(ctx, target) || link_ref(ctx, kr_obj(target), weakref_of(ref)) < 0) return -1;
  weakref_of(ref)->target = target;
  return 0;
}

Value weakref_first(Ctx *ctx, Value target) {
  WeakRef *r = kr_is_ptr(target) ? weakref_list(kr_obj(target)) : NULL;
  return r ? kr_ref(kr_val(r)) : KR_None;
}

void weakref_traverse(Object *o, VisitFn visit, void *arg) { visit(((WeakRef *)o)->callback, arg); }
void weakref_clear(Ctx *ctx, Object *o) {
  weakref_unlink((WeakRef *)o);
  kr_clear(ctx, &((WeakRef *)o)->callback);
}
void weakref_free(Ctx *ctx, Object *o) { weakref_clear(ctx, o); }

/* ---- the target dies ---- */
static void call_back(Ctx *ctx, Value ref, Value callback) {
  Value raised = kr_fetch(ctx);
  Value r = kr_call1(ctx, callback, ref);
  if (!r) kr_unraisable(ctx, NULL, callback);
  kr_unref(ctx, r);
  if (raised) kr_restore(ctx, raised);
}

void weakref_clear_all(Ctx *ctx, Object *target) {
  Value pending[16];
  size_t n = 0;
  for (WeakRef *r; (r = weakref_list(target));) {
    Value callback = r->callback;
    int alive = r->ob.refs > 0 && callback;
    weakref_unlink(r);
    if (!alive) continue;
    r->callback = 0;
    if (n + 2 > 16) { /* too many to wait: the target is unreachable anyhow */
      kr_ref(kr_val(r));
      call_back(ctx, kr_val(r), callback);
      kr_unref(ctx, kr_val(r));
      kr_unref(ctx, callback);
      continue;
    }
    pending[n++] = kr_ref(kr_val(r));
    pending[n++] = callback;
  }
  for (size_t i = 0; i < n; i += 2) {
    call_back(ctx, pending[i], pending[i + 1]);
    kr_unref(ctx, pending[i]);
    kr_unref(ctx, pending[i + 1]);
  }
}

/* ---- garbage found by the collector ---- */
typedef struct { Value *items; size_t n, cap; } ValueVec;
static void add_pending(ValueVec *v, Value ref, Value callback) {
  if (v->n + 2 > v->cap) {
    size_t cap = v->cap ? v->cap * 2 : 32;
    Value *items = realloc(v->items, cap * sizeof *items);
    if (!items) return;
    v->items = items;
    v->cap = cap;
  }
  v->items[v->n++] = kr_ref(ref);
  v->items[v->n++] = callback;
}

static int is_weakref(const Object *o) {
  const Type *t = shape_of(o)->type;
  while (t->flags & T_HEAP) t = t->base;
  return t->free == weakref_free;
}

/* References that are garbage themselves forget their targets first: something that the collector can not see
 * may keep such a target until contents are dropped, and then the callback would meet half-cleared objects. */
void weakref_clear_garbage(Ctx *ctx, Object **set, size_t n) {
  ValueVec pending = {NULL, 0, 0};
  for (size_t i = 0; i < n; i++)
    if (is_weakref(set[i])) weakref_unlink((WeakRef *)set[i]);
  for (size_t i = 0; i < n; i++)
    for (WeakRef *r; (r = weakref_list(set[i]));) {
      Value callback = r->callback;
      weakref_unlink(r);
      if (!callback || !r->ob.refs || r->ob.meta & META_TENTATIVE) continue;
      r->callback = 0;
      add_pending(&pending, kr_val(r), callback);
    }
  for (size_t i = 0; i < pending.n; i += 2) {
    call_back(ctx, pending.items[i], pending.items[i + 1]);
    kr_unref(ctx, pending.items[i]);
    kr_unref(ctx, pending.items[i + 1]);
  }
  free(pending.items);
}
