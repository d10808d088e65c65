/* Attribute access: object's own way of looking attributes up and setting them, special method
 * look-up, and the inline caches over both (what they may rely on is in lookup.c). */
#include "core.h"
#include "signature.h"

Value attr_name(Ctx *ctx, Value name) {
  if (kr_has_shape(name, SHAPE_str)) {
    if (str_of(name)->interned) return kr_ref(name);
    return str_intern(ctx, kr_ref(name));
  }
  if (!kr_is_anystr(name)) return kr_raise(ctx, &kr_type_TypeError, "attribute name must be string, not '%T'", name);
  Value plain = str_slice(ctx, name, 0, str_of(name)->len);
  return plain ? str_intern(ctx, plain) : 0;
}

static int is_ready_name(Value name) { return kr_has_shape(name, SHAPE_str) && str_of(name)->interned; }

static Value bind(Ctx *ctx, Value descr, DescrGetFn get, Value obj, Type *type) {
  kr_ref(descr);
  Value r = get(ctx, descr, obj, kr_val(type));
  kr_unref(ctx, descr);
  return r;
}

/* name is interned. */
static Value generic_opt(Ctx *ctx, Value obj, Value name) {
  Type *type = kr_type_of(obj);
  Value descr = type_lookup(type, name);
  DescrGetFn get = NULL;
  if (descr != KR_ABSENT) {
    Type *dt = kr_type_of(descr);
    get = dt->descr_get;
    if (get && dt->descr_set) return bind(ctx, descr, get, obj, type);
  }
  if (type->flags & T_HAS_DICT) {
    if (descr != KR_ABSENT) kr_ref(descr); /* an instance dict with odd keys may run user code */
    Value v = instance_get(ctx, obj, name);
    if (v == KR_ABSENT && descr != KR_ABSENT) {
      if (!get) return descr;
      v = bind(ctx, descr, get, obj, type);
    } else if (v && v != KR_ABSENT) {
      kr_ref(v);
    }
    if (descr != KR_ABSENT) kr_unref(ctx, descr);
    return v;
  }
  if (get) return bind(ctx, descr, get, obj, type);
  return kr_ref(descr);
}

Value attr_generic_opt(Ctx *ctx, Value obj, Value name) {
  if (KR_LIKELY(is_ready_name(name))) return generic_opt(ctx, obj, name);
  name = attr_name(ctx, name);
  if (!name) return 0;
  Value r = generic_opt(ctx, obj, name);
  kr_unref(ctx, name);
  return r;
}

Value kr_generic_getattr(Ctx *ctx, Value obj, Value name) {
  Value r = attr_generic_opt(ctx, obj, name);
  return KR_UNLIKELY(r == KR_ABSENT) ? kr_raise_attribute(ctx, obj, name) : r;
}

/* An AttributeError that user code raised without saying of what gets to know it, for suggestions. */
static KR_COLD Value complete_error(Ctx *ctx, Value obj, Value name) {
  if (!ctx->exc || !kr_instance_of(ctx->exc, &kr_type_AttributeError)) return 0;
  NameErrorObj *e = (NameErrorObj *)kr_obj(ctx->exc);
  if (e->name || e->obj) return 0;
  e->name = kr_ref(name);
  e->obj = kr_ref(obj);
  return 0;
}

static inline Value looked_up(Ctx *ctx, Value obj, Value name, Value r) {
  return KR_LIKELY(r) ? r : complete_error(ctx, obj, name);
}

Value kr_getattr(Ctx *ctx, Value obj, Value name) {
  return looked_up(ctx, obj, name, kr_type_of(obj)->getattr(ctx, obj, name));
}

Value kr_getattr_c(Ctx *ctx, Value obj, const char *text) {
  Value name = str_intern_c(ctx, text);
  if (!name) return 0;
  Value r = kr_getattr(ctx, obj, name);
  kr_unref(ctx, name);
  return r;
}

Value kr_getattr_opt(Ctx *ctx, Value obj, Value name) {
  GetAttrFn get = kr_type_of(obj)->getattr;
  Value r = KR_LIKELY(get == kr_generic_getattr) ? attr_generic_opt(ctx, obj, name) : get(ctx, obj, name);
  return r || !kr_catch(ctx, &kr_type_AttributeError) ? r : KR_ABSENT;
}

/* ---- setting ---- */
static int raise_no_set(Ctx *ctx, Value obj, Value name, Value descr, Value v) {
  Type *type = kr_type_of(obj);
  if (descr != KR_ABSENT)
    kr_raise(ctx, &kr_type_AttributeError, "'%N' object attribute '%U' is read-only", type, name);
  else
    kr_raise_no_attribute(ctx, obj, name);
  return -1;
}

static int generic_set(Ctx *ctx, Value obj, Value name, Value v) {
  Type *type = kr_type_of(obj);
  Value descr = type_lookup(type, name);
  if (descr != KR_ABSENT) {
    SetFn set = kr_type_of(descr)->descr_set;
    if (set) {
      kr_ref(descr);
      int r = set(ctx, descr, obj, v);
      kr_unref(ctx, descr);
      return r;
    }
  }
  int r = type->flags & T_HAS_DICT ? v ? instance_set(ctx, obj, name, v) : instance_del(ctx, obj, name) : 2;
  if (r <= 0) return r;
  if (r == 1 && !v) return kr_raise_no_attribute(ctx, obj, name), -1;
  return raise_no_set(ctx, obj, name, descr, v);
}

int kr_generic_setattr(Ctx *ctx, Value obj, Value name, Value v) {
  if (KR_LIKELY(is_ready_name(name))) return generic_set(ctx, obj, name, v);
  name = attr_name(ctx, name);
  if (!name) return -1;
  int r = generic_set(ctx, obj, name, v);
  kr_unref(ctx, name);
  return r;
}

int kr_setattr(Ctx *ctx, Value obj, Value name, Value v) { return kr_type_of(obj)->setattr(ctx, obj, name, v); }

/* ---- methods ---- */
static Value instance_own(Ctx *ctx, Value obj, Type *type, Value name) {
  return type->flags & T_HAS_DICT ? instance_get(ctx, obj, name) : KR_ABSENT;
}

Value kr_getmethod(Ctx *ctx, Value obj, Value name, Value *self) {
  Type *type = kr_type_of(obj);
  *self = 0;
  if (type->getattr != kr_generic_getattr || !is_ready_name(name)) return kr_getattr(ctx, obj, name);
  Value descr = type_lookup(type, name);
  if (descr == KR_ABSENT || !(kr_type_of(descr)->flags & T_METHOD_DESCR)) {
    Value r = generic_opt(ctx, obj, name);
    return r == KR_ABSENT ? kr_raise_attribute(ctx, obj, name) : looked_up(ctx, obj, name, r);
  }
  Value own = instance_own(ctx, obj, type, name);
  if (own != KR_ABSENT) return kr_ref(own);
  *self = obj;
  return kr_ref(descr);
}

Value kr_lookup_special(Ctx *ctx, Value obj, Value name, Value *self) {
  Type *type = kr_type_of(obj);
  *self = 0;
  Value f = type_lookup(type, name);
  if (f == KR_ABSENT) return f;
  Type *ft = kr_type_of(f);
  if (ft->flags & T_METHOD_DESCR) {
    *self = obj;
    return kr_ref(f);
  }
  return ft->descr_get ? bind(ctx, f, ft->descr_get, obj, type) : kr_ref(f);
}

/* ---- inline caches ---- */
enum { KIND_NONE, KIND_CLASS /* plain class attribute */, KIND_TYPE /* attribute of a class itself */,
       KIND_DICT /* entry of one dict */, KIND_PROPERTY, KIND_ADD /* a store that adds the attribute */ };

static uint32_t shape_number(Value v) {
  if (kr_is_ptr(v)) return kr_obj_shape(kr_obj(v));
  return kr_type_of(v)->shape->id;
}

static void remember(AttrCache *c, Value obj, int kind, uint32_t epoch, uint32_t slot, Value value) {
  *c = (AttrCache){shape_number(obj) | ATTR_OTHER, epoch, slot, (uint32_t)kind, value};
}

static void remember_slot(AttrCache *c, Value obj, const Shape *s, size_t offset) {
  *c = (AttrCache){s->id, 0, (uint32_t)offset, 0, 0};
}

/* The dict that holds a native struct's attributes or those of an instance in dict mode. */
static Value held_dict(Object *o, const Shape *s) {
  if (s->is_dict) return instance_slots(o, s)[s->nfixed];
  return s->type->dict_offset ? *(Value *)((char *)o + s->type->dict_offset) : 0;
}

static int has_fixed_slot(Value descr, const Shape *s) {
  return kr_has_shape(descr, SHAPE_member_descriptor) && ((MemberDescr *)kr_obj(descr))->fixed_offset &&
         kr_subtype(s->type, ((MemberDescr *)kr_obj(descr))->owner);
}

static void fill_dict(AttrCache *c, Value obj, const Shape *s, Value name) {
  Value dict = held_dict(kr_obj(obj), s);
  if (!dict || !kr_has_shape(dict, SHAPE_dict) || !dict_of(dict)->str_keys || !dict_of(dict)->keys_version) return;
  int64_t at = dict_index_str(dict, name);
  if (at >= 0) remember(c, obj, KIND_DICT, dict_of(dict)->keys_version, (uint32_t)at, 0);
}

/* After a look-up by kr_generic_getattr that went well: what of it can be remembered. */
static void fill_load(Ctx *ctx, AttrCache *c, Value obj, Value name) {
  if (!kr_is_ptr(obj)) return;
  Shape *s = shape_of(kr_obj(obj));
  Type *type = s->type;
  Value descr = type_lookup(type, name);
  if (descr != KR_ABSENT && kr_type_of(descr)->descr_set) {
    if (has_fixed_slot(descr, s)) remember_slot(c, obj, s, ((MemberDescr *)kr_obj(descr))->fixed_offset);
    else if (kr_has_shape(descr, SHAPE_property)) remember(c, obj, KIND_PROPERTY, kr_runtime.type_epoch, 0, descr);
    return;
  }
  if (s->is_dict || type->dict_offset) {
    fill_dict(c, obj, s, name);
    return;
  }
  int64_t slot = shape_find(s, name);
  if (slot >= 0) remember_slot(c, obj, s, s->offset + (size_t)slot * sizeof(Value));
  else if (descr != KR_ABSENT && !kr_type_of(descr)->descr_get && type->version)
    remember(c, obj, KIND_CLASS, type->version, 0, descr);
}

static void fill_type(AttrCache *c, Value obj, Value name) {
  Type *t = kr_as_type(obj);
  Value meta = type_lookup(kr_type_of(obj), name);
  if (meta != KR_ABSENT && kr_type_of(meta)->descr_set) return;
  Value found = type_lookup(t, name);
  if (found == KR_ABSENT || !t->version) return;
  if (!kr_type_of(found)->descr_get || kr_has_shape(found, SHAPE_function))
    remember(c, obj, KIND_TYPE, t->version, 0, found);
}

/* The remembered value (borrowed), 0 if it can not be told so quickly. */
static Value try_other(Ctx *ctx, Value obj, AttrCache *c) {
  switch (c->kind) {
  case KIND_CLASS:
    return kr_type_of(obj)->version == c->epoch ? c->value : 0;
  case KIND_TYPE:
    return kr_as_type(obj)->version == c->epoch ? c->value : 0;
  case KIND_DICT: {
    Value dict = held_dict(kr_obj(obj), shape_of(kr_obj(obj)));
    if (!dict || !kr_has_shape(dict, SHAPE_dict) || dict_of(dict)->keys_version != c->epoch) return 0;
    Value v = dict_of(dict)->entries[c->slot].value;
    return v == KR_DELETED ? 0 : v;
  }
  default:
    return 0;
  }
}

Value kr_getattr_cached(Ctx *ctx, Value obj, Value name, AttrCache *c) {
  if (kr_is_ptr(obj)) {
    Object *o = kr_obj(obj);
    uint32_t shape = kr_obj_shape(o);
    if (shape == c->shape) {
      Value v = *(Value *)((char *)o + c->slot);
      if (v) return kr_ref(v);
    } else if ((shape | ATTR_OTHER) == c->shape) {
      Value v = try_other(ctx, obj, c);
      if (v) return kr_ref(v);
      if (c->kind == KIND_PROPERTY && c->epoch == kr_runtime.type_epoch)
        return looked_up(ctx, obj, name, bind(ctx, c->value, kr_type_property.descr_get, obj, kr_type_of(obj)));
    }
  }
  GetAttrFn get = kr_type_of(obj)->getattr;
  if (get == kr_generic_getattr || get == module_getattr) fill_load(ctx, c, obj, name); /* before: the look-up may change the object */
  else if (get == type_getattr) fill_type(c, obj, name);
  return looked_up(ctx, obj, name, get(ctx, obj, name));
}

static void fill_store(Ctx *ctx, AttrCache *c, Value obj, Value name) {
  if (!kr_is_ptr(obj)) return;
  Shape *s = shape_of(kr_obj(obj));
  Value descr = type_lookup(s->type, name);
  if (descr != KR_ABSENT && kr_type_of(descr)->descr_set) {
    if (has_fixed_slot(descr, s)) remember_slot(c, obj, s, ((MemberDescr *)kr_obj(descr))->fixed_offset);
    return;
  }
  if (s->is_dict || s->type->dict_offset || !(s->type->flags & T_HAS_DICT)) return;
  int64_t slot = shape_find(s, name);
  if (slot >= 0) {
    remember_slot(c, obj, s, s->offset + (size_t)slot * sizeof(Value));
    return;
  }
  if (s->n >= s->cap) return;
  Shape *next = shape_with(ctx, s, name);
  if (next) remember(c, obj, KIND_ADD, 0, s->offset + s->n * (uint32_t)sizeof(Value), (Value)(uintptr_t)next);
  else kr_clear_exc(ctx);
}

int kr_setattr_cached(Ctx *ctx, Value obj, Value name, Value v, AttrCache *c) {
  if (kr_is_ptr(obj) && v) {
    Object *o = kr_obj(obj);
    uint32_t shape = kr_obj_shape(o);
    Value *place = (Value *)((char *)o + c->slot);
    if (shape == c->shape) {
      kr_set(ctx, place, kr_ref(v));
      return 0;
    }
    if ((shape | ATTR_OTHER) == c->shape) {
      *place = kr_ref(v);
      shape_set(o, (const Shape *)(uintptr_t)c->value);
      return 0;
    }
  }
  if (v && kr_type_of(obj)->setattr == kr_generic_setattr) fill_store(ctx, c, obj, name);
  return kr_setattr(ctx, obj, name, v);
}

/* A method found on the type: calls of compiled functions look at slot, those of native ones at kind. */
static void remember_method(Ctx *ctx, AttrCache *c, uint32_t shape, Value f) {
  *c = (AttrCache){shape, kr_runtime.type_epoch, UINT32_MAX, 0, f};
  if (kr_has_shape(f, SHAPE_function)) c->slot = ((Function *)kr_obj(f))->arity;
  else if (kr_has_shape(f, SHAPE_method_descriptor)) c->kind = native_direct(ctx, ((MethodDescr *)kr_obj(f))->def);
}

Value kr_getmethod_cached(Ctx *ctx, Value obj, Value name, Value *self, AttrCache *c) {
  uint32_t shape = shape_number(obj);
  if (shape == c->shape && c->epoch == kr_runtime.type_epoch) {
    *self = obj;
    return kr_ref(c->value);
  }
  if ((shape | ATTR_OTHER) == c->shape) {
    Value v = try_other(ctx, obj, c);
    *self = 0;
    if (v) return kr_ref(v);
  }
  GetAttrFn get = kr_type_of(obj)->getattr;
  if (get == type_getattr) fill_type(c, obj, name);
  else if (get == module_getattr) fill_load(ctx, c, obj, name);
  Value f = kr_getmethod(ctx, obj, name, self);
  if (!f || !*self) return f;
  Shape *s = kr_shapes[shape];
  if (!s->is_dict && !s->type->dict_offset) remember_method(ctx, c, shape, f);
  return f;
}

/* ---- what compiled code does without a frame ---- */

/* Places found, for code that meets objects of several shapes: an offset once right stays right for a shape,
 * and the names are those of compiled code, which stay. */
enum { PLACES = 512 };
static struct { uint32_t shape, offset; Value name; } places[PLACES];

/* Where an instance keeps an attribute, remembered; NULL: it takes more to find it. */
static Value *find_place(Value obj, Value name, AttrCache *c) {
  Object *o = kr_obj(obj);
  Shape *s = shape_of(o);
  Value descr = type_lookup(s->type, name);
  if (descr != KR_ABSENT && kr_type_of(descr)->descr_set) {
    if (!has_fixed_slot(descr, s)) return NULL;
    remember_slot(c, obj, s, ((MemberDescr *)kr_obj(descr))->fixed_offset);
  } else {
    int64_t slot = s->is_dict || s->type->dict_offset ? -1 : shape_find(s, name);
    if (slot < 0) return NULL;
    remember_slot(c, obj, s, s->offset + (size_t)slot * sizeof(Value));
  }
  return (Value *)((char *)o + c->slot);
}

static Value *kept_place(Value obj, Value name, AttrCache *c) {
  if (!kr_is_ptr(obj)) return NULL;
  uint32_t shape = kr_obj_shape(kr_obj(obj));
  size_t k = (shape * 31 + (size_t)(name >> 4)) % PLACES;
  if (places[k].shape == shape && places[k].name == name) {
    *c = (AttrCache){shape, 0, places[k].offset, 0, 0};
    return (Value *)((char *)kr_obj(obj) + places[k].offset);
  }
  Value *place = find_place(obj, name, c);
  if (place) {
    places[k].shape = shape;
    places[k].offset = c->slot;
    places[k].name = name;
  }
  return place;
}

Value kr_peek_attr_slow(Value obj, Value name, AttrCache *c) {
  if (kr_type_of(obj)->getattr != kr_generic_getattr) return 0; /* places are for loads and stores */
  const Value *place = kept_place(obj, name, c);
  return place ? *place : 0;
}

int kr_put_attr_slow(Value obj, Value name, Value v, AttrCache *c) {
  if (kr_type_of(obj)->setattr != kr_generic_setattr) return 0;
  Value *place = kept_place(obj, name, c);
  if (!place || kr_is_ptr(*place)) return 0;
  *place = kr_ref(v);
  return 1;
}

int kr_fresh_attrs(Value obj, AttrCache *c, const Value *names, uint32_t n) {
  if (!kr_is_ptr(obj) || kr_type_of(obj)->setattr != kr_generic_setattr) return 0;
  Shape *s = shape_of(kr_obj(obj)), *next = s;
  if (s->is_dict || s->type->dict_offset || !(s->type->flags & T_HAS_DICT) || s->n + n > s->cap) return 0;
  for (uint32_t k = 0; k < n; k++) {
    Value descr = type_lookup(s->type, names[k]);
    if ((descr != KR_ABSENT && kr_type_of(descr)->descr_set) || shape_find(next, names[k]) >= 0) return 0;
    Ctx *ctx = kr_current_ctx();
    next = shape_with(ctx, next, names[k]);
    if (!next) return kr_clear_exc(ctx), 0;
  }
  *c = (AttrCache){s->id, 0, (uint32_t)(s->offset + s->n * sizeof(Value)), next->id, 0};
  return 1;
}
