/* Attributes that instances keep themselves, in their three forms: inline slots described by the
 * shape, a dict held in the first slot after the fixed ones (dict mode), or a dict in a field of a
 * native struct (Type.dict_offset).  Also traverse, clear and free of heap types' instances. */
#include "../objects/dict.h"
#include "core.h"
#include "gc.h"

/* Where obj's dict is held: NULL when it has inline slots or no attributes at all. */
static Value *dict_place(Object *o, const Shape *s) {
  if (s->is_dict) return instance_slots(o, s) + s->nfixed;
  if (s->type->dict_offset) return (Value *)((char *)o + s->type->dict_offset);
  return NULL;
}

static int has_inline(const Shape *s) { return s->cap > s->nfixed; }

static Value dict_get_any(Ctx *ctx, Value dict, Value name) {
  if (kr_has_shape(dict, SHAPE_dict) && dict_of(dict)->str_keys) return dict_get_str(dict, name);
  return dict_get(ctx, dict, name);
}

Value instance_get(Ctx *ctx, Value obj, Value name) {
  if (!kr_is_ptr(obj)) return KR_ABSENT;
  Object *o = kr_obj(obj);
  Shape *s = shape_of(o);
  Value *place = dict_place(o, s);
  if (place) return *place ? dict_get_any(ctx, *place, name) : KR_ABSENT;
  if (!has_inline(s)) return KR_ABSENT;
  int64_t slot = shape_find(s, name);
  return slot < 0 ? KR_ABSENT : instance_slots(o, s)[slot];
}

/* A dict that nobody has asked for yet is no object of its own to the collector: it is not tracked, and
 * the instance is traversed as if it held the attributes itself. */
static int is_hidden(Value dict) { return dict && kr_has_shape(dict, SHAPE_dict) && gc_gen(kr_obj(dict)) == GEN_NONE; }

/* Moves inline attributes into a hidden dict, which is borrowed from the instance afterwards. */
static Value move_to_dict(Ctx *ctx, Object *o) {
  Shape *s = shape_of(o);
  Shape *mode = shape_dict_mode(ctx, s);
  Value dict = mode ? dict_sized(ctx, s->n - s->nfixed) : 0;
  if (!dict) return 0;
  gc_untrack(kr_obj(dict));
  Value *slots = instance_slots(o, s), names[64];
  for (Shape *p = s; p->name; p = p->parent) names[p->n - 1 - s->nfixed] = p->name;
  for (uint32_t i = s->nfixed; i < s->n; i++)
    if (dict_set(ctx, dict, names[i - s->nfixed], slots[i]) < 0) {
      kr_unref(ctx, dict);
      return 0;
    }
  shape_set(o, mode);
  uint32_t n = s->n;
  for (uint32_t i = s->nfixed; i < n; i++) kr_unref(ctx, slots[i]); /* the dict holds them too */
  for (uint32_t i = s->nfixed; i < s->cap; i++) slots[i] = 0;
  slots[s->nfixed] = dict;
  return dict;
}

/* The dict of attributes, hidden or not; borrowed, KR_ABSENT if there can be none. */
static Value own_dict(Ctx *ctx, Value obj) {
  if (!kr_is_ptr(obj)) return KR_ABSENT;
  Object *o = kr_obj(obj);
  Shape *s = shape_of(o);
  Value *place = dict_place(o, s);
  if (!place) return has_inline(s) ? move_to_dict(ctx, o) : KR_ABSENT;
  if (!*place) *place = dict_new(ctx);
  return *place;
}

Value instance_dict(Ctx *ctx, Value obj) {
  Value dict = own_dict(ctx, obj);
  if (dict && is_hidden(dict)) gc_track(kr_obj(dict));
  return dict;
}

int instance_set(Ctx *ctx, Value obj, Value name, Value v) {
  if (!kr_is_ptr(obj)) return 1;
  Object *o = kr_obj(obj);
  Shape *s = shape_of(o);
  if (!dict_place(o, s)) {
    if (!has_inline(s)) return 1;
    Value *slots = instance_slots(o, s);
    int64_t slot = shape_find(s, name);
    if (slot >= 0) {
      kr_set(ctx, &slots[slot], kr_ref(v));
      return 0;
    }
    if (s->n < s->cap) {
      Shape *next = shape_with(ctx, s, name);
      if (!next) return -1;
      slots[s->n] = kr_ref(v);
      shape_set(o, next);
      return 0;
    }
    shape_learn(ctx, s->type, s);
  }
  Value dict = own_dict(ctx, obj);
  if (!dict) return -1;
  kr_ref(dict);
  int r = dict_set(ctx, dict, name, v);
  kr_unref(ctx, dict);
  return r;
}

int instance_del(Ctx *ctx, Value obj, Value name) {
  if (!kr_is_ptr(obj)) return 2;
  Object *o = kr_obj(obj);
  Shape *s = shape_of(o);
  Value *place = dict_place(o, s);
  if (!place && !has_inline(s)) return 2;
  if (place ? !*place : shape_find(s, name) < 0) return 1;
  Value dict = own_dict(ctx, obj);
  if (!dict) return -1;
  kr_ref(dict);
  int r = dict_del(ctx, dict, name);
  kr_unref(ctx, dict);
  return r < 0 ? -1 : !r;
}

int instance_set_dict(Ctx *ctx, Value obj, Value dict) {
  Object *o = kr_obj(obj);
  if (!own_dict(ctx, obj)) return -1;
  Value *place = dict_place(o, shape_of(o));
  kr_set(ctx, place, dict ? kr_ref(dict) : 0);
  return 0;
}

/* The native type whose struct instances of a heap type begin with. */
static Type *native_base(Type *t) {
  while (t->flags & T_HEAP) t = t->base;
  return t;
}

void instance_traverse(Object *o, VisitFn visit, void *arg) {
  Shape *s = shape_of(o);
  Type *native = native_base(s->type);
  if (native->traverse) native->traverse(o, visit, arg);
  if (s->cap) {
    Value *slots = instance_slots(o, s);
    int hidden = s->is_dict && is_hidden(slots[s->nfixed]);
    uint32_t n = s->is_dict ? s->nfixed + !hidden : s->n;
    for (uint32_t i = 0; i < n; i++) visit(slots[i], arg);
    if (hidden) dict_traverse(kr_obj(slots[s->nfixed]), visit, arg);
  }
  visit(kr_val(s->type), arg);
}

static void drop_slots(Ctx *ctx, Object *o) {
  Shape *s = shape_of(o);
  if (!s->cap) return;
  Value *slots = instance_slots(o, s);
  uint32_t n = s->is_dict ? s->nfixed + 1u : s->n;
  for (uint32_t i = 0; i < n; i++) kr_clear(ctx, &slots[i]);
}

/* Emptied slots would read as attributes without a value, so the shape goes back to the root. */
void instance_clear(Ctx *ctx, Object *o) {
  Shape *s = shape_of(o);
  Type *native = native_base(s->type);
  if (native->clear) native->clear(ctx, o);
  if (!s->cap) return;
  Value *slots = instance_slots(o, s), held[64];
  uint32_t n = s->is_dict ? s->nfixed + 1u : s->n, kept = 0;
  for (uint32_t i = s->nfixed; i < n; i++) {
    held[kept++] = slots[i];
    slots[i] = 0;
  }
  if (!s->is_dict) shape_set(o, s->root);
  for (uint32_t i = 0; i < s->nfixed; i++) kr_clear(ctx, &slots[i]);
  while (kept) kr_unref(ctx, held[--kept]);
}

void instance_free(Ctx *ctx, Object *o) {
  Type *native = native_base(shape_of(o)->type);
  drop_slots(ctx, o);
  if (native->free) native->free(ctx, o);
}
