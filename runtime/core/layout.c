/* Where instances of a class keep what: which base decides the layout, what __slots__ adds, and how
 * much room for attributes instances get at first. */
#include <stdlib.h>
#include "core.h"

#define ROOM_MAX 48 /* attributes that a class's methods are searched for */

static int adds_layout(const Type *t, const Type *base) {
  if (t->size != base->size || t->itemsize != base->itemsize) return 1;
  return t->flags & T_HEAP && t->shape && base->shape && t->shape->nfixed != base->shape->nfixed;
}

Type *type_solid(Type *t) {
  while (t->base && !adds_layout(t, t->base)) t = t->base;
  return t;
}

Type *type_best_base(Ctx *ctx, Value bases) {
  Type *winner = NULL, *best = NULL;
  for (int64_t i = 0; i < tuple_of(bases)->len; i++) {
    Value v = tuple_of(bases)->items[i];
    if (!kr_is_type(v)) return (Type *)(uintptr_t)kr_raise(ctx, &kr_type_TypeError, "bases must be types");
    Type *base = kr_as_type(v);
    if (!(base->flags & T_BASETYPE)) {
      Value name = type_full_name(ctx, base);
      if (name) kr_raise(ctx, &kr_type_TypeError, "type '%U' is not an acceptable base type", name);
      kr_unref(ctx, name);
      return NULL;
    }
    Type *solid = type_solid(base);
    if (!winner || (winner != solid && kr_subtype(solid, winner))) {
      winner = solid;
      best = base;
    } else if (!kr_subtype(winner, solid)) {
      return (Type *)(uintptr_t)kr_raise(ctx, &kr_type_TypeError, "multiple bases have instance lay-out conflict");
    }
  }
  return best;
}

/* The first of a class and its bases that has slots of its own. */
static Type *with_slots(Type *t) {
  while (t->flags & T_HEAP && !(t->slot_names && tuple_of(t->slot_names)->len)) t = t->base;
  return t;
}

/* The same class added the slots, or two did that otherwise agree. */
static int same_slots(Type *a, Type *b) {
  a = with_slots(a), b = with_slots(b);
  if (a == b) return 1;
  if (!(a->flags & b->flags & T_HEAP) || a->base != b->base) return 0;
  const Tuple *x = tuple_of(a->slot_names), *y = tuple_of(b->slot_names);
  return x->len == y->len && memcmp(x->items, y->items, sizeof(Value) * (size_t)x->len) == 0;
}

int type_same_layout(Type *a, Type *b) {
  if (a->size != b->size || a->itemsize != b->itemsize || a->dict_offset != b->dict_offset) return 0;
  Type *na = a, *nb = b;
  while (na->flags & T_HEAP) na = na->base;
  while (nb->flags & T_HEAP) nb = nb->base;
  return na == nb && same_slots(a, b) && a->shape->nfixed == b->shape->nfixed && a->shape->at_end == b->shape->at_end &&
         (a->flags & (T_HAS_DICT | T_WEAKREF)) == (b->flags & (T_HAS_DICT | T_WEAKREF));
}

/* ---- __slots__ ---- */

/* __name in a class becomes _Class__name. */
static Value mangle(Ctx *ctx, Value class_name, Value name) {
  Str *s = str_of(name), *c = str_of(class_name);
  size_t skip = 0, n = s->len;
  if (n < 3 || str_at(s, 0) != '_' || str_at(s, 1) != '_') return kr_ref(name);
  if (str_at(s, n - 1) == '_' && str_at(s, n - 2) == '_') return kr_ref(name);
  while (skip < c->len && str_at(c, skip) == '_') skip++;
  if (skip == c->len) return kr_ref(name);
  Value rest = str_slice(ctx, class_name, skip, c->len);
  if (!rest) return 0;
  Value r = str_format_c(ctx, "_%U%U", rest, name);
  kr_unref(ctx, rest);
  return r;
}

static int check_slot_name(Ctx *ctx, Value v) {
  if (!kr_is_anystr(v)) {
    kr_raise(ctx, &kr_type_TypeError, "__slots__ items must be strings, not '%T'", v);
    return -1;
  }
  Value ok = kr_call_method(ctx, v, str_intern_c(ctx, "isidentifier"), NULL, 0);
  if (ok == KR_True) return 0;
  if (ok) kr_raise(ctx, &kr_type_TypeError, "__slots__ must be identifiers");
  return -1;
}

/* __dict__ and __weakref__ among the slots: 1 if it was one of them. */
static int special_slot(Ctx *ctx, Type *base, Value v, SlotPlan *plan) {
  if (str_equal_ascii(v, "__dict__")) {
    if (base->flags & T_HAS_DICT || plan->add_dict) {
      kr_raise(ctx, &kr_type_TypeError, "__dict__ slot disallowed: we already got one");
      return -1;
    }
    return plan->add_dict = 1;
  }
  if (str_equal_ascii(v, "__weakref__")) {
    if (base->flags & T_WEAKREF || plan->add_weak) {
      kr_raise(ctx, &kr_type_TypeError, "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0");
      return -1;
    }
    return plan->add_weak = 1;
  }
  return 0;
}

static int add_slot_name(Ctx *ctx, Value list, Value class_name, Value ns, Value v) {
  Value name = mangle(ctx, class_name, v), interned = name ? str_intern(ctx, name) : 0;
  if (!interned) return -1;
  int r = list_append(ctx, list, interned);
  if (r == 0) {
    Value clash = dict_get(ctx, ns, interned);
    if (!clash) r = -1;
    else if (clash != KR_ABSENT && interned != N(__qualname__) && interned != N(__classcell__)) {
      kr_raise(ctx, &kr_type_ValueError, "%R in __slots__ conflicts with class variable", v);
      r = -1;
    }
  }
  kr_unref(ctx, interned);
  return r;
}

static int read_names(Ctx *ctx, Type *base, Value declared, Value class_name, Value ns, Value list, SlotPlan *plan) {
  Tuple *t = tuple_of(declared);
  if (t->len && base->itemsize) {
    kr_raise(ctx, &kr_type_TypeError, "nonempty __slots__ not supported for subtype of '%N'", base);
    return -1;
  }
  for (int64_t i = 0; i < t->len; i++) {
    if (check_slot_name(ctx, t->items[i]) < 0) return -1;
    int special = special_slot(ctx, base, t->items[i], plan);
    if (special < 0 || (!special && add_slot_name(ctx, list, class_name, ns, t->items[i]) < 0)) return -1;
  }
  return list_sort(ctx, list, 0, 0);
}

static void other_bases_provide(Type *base, Value bases, SlotPlan *plan) {
  for (int64_t i = 0; i < tuple_of(bases)->len; i++) {
    Type *t = kr_as_type(tuple_of(bases)->items[i]);
    if (t == base) continue;
    if (t->flags & T_HAS_DICT && !(base->flags & T_HAS_DICT)) plan->add_dict = 1;
    if (t->flags & T_WEAKREF && !(base->flags & T_WEAKREF)) plan->add_weak = 1;
  }
}

int layout_plan(Ctx *ctx, Type *base, Value bases, Value name, Value ns, SlotPlan *plan) {
  *plan = (SlotPlan){0};
  Value slots = dict_get(ctx, ns, N(__slots__));
  if (!slots) return -1;
  if (slots == KR_ABSENT) {
    plan->add_dict = !(base->flags & T_HAS_DICT);
    plan->add_weak = !(base->flags & T_WEAKREF) && (!base->itemsize || base->flags & T_STR);
    return 0;
  }
  plan->declared = 1;
  Value declared = kr_is_anystr(slots) ? tuple_pack(ctx, 1, slots) : kr_to_tuple(ctx, slots);
  Value list = declared ? list_new(ctx, 4) : 0;
  int r = list ? read_names(ctx, base, declared, name, ns, list, plan) : -1;
  kr_unref(ctx, declared);
  plan->names = r < 0 ? 0 : kr_to_tuple(ctx, list);
  kr_unref(ctx, list);
  if (r < 0 || !plan->names) return -1;
  if (tuple_of(bases)->len > 1) other_bases_provide(base, bases, plan);
  return 0;
}

/* ---- room for attributes: the names that methods assign to their first argument ---- */
typedef struct { Value names[ROOM_MAX]; size_t n; } Found;

static void found_add(Found *f, Value name) {
  for (size_t i = 0; i < f->n; i++)
    if (f->names[i] == name) return;
  if (f->n < ROOM_MAX) f->names[f->n++] = name;
}

static void scan_code(Found *f, const CodeObj *co) {
  const Code *c = co->code;
  if (!c->argcount) return;
  for (uint32_t i = 1; i < c->ninsns; i++)
    if (insn_op(c->insns[i]) == OP_store_attr && c->insns[i - 1] == INSN(OP_load_local, 0))
      found_add(f, co->names[insn_arg(c->insns[i])]);
}

static void scan_class(Found *f, const Type *t) {
  size_t pos = 0;
  Value key, v;
  while (dict_next(t->dict, &pos, &key, &v))
    if (kr_has_shape(v, SHAPE_function)) scan_code(f, ((Function *)kr_obj(v))->code);
}

static size_t room_for(const Type *t) {
  Found f = {.n = 0};
  for (const Type *at = t; at && at->flags & T_HEAP; at = at->base) scan_class(&f, at);
  return f.n ? f.n : 1;
}

/* Instances get a shape of the class's own: native struct, fixed slots, room for attributes. */
static int set_shape(Ctx *ctx, Type *t, size_t nslots) {
  Type *base = t->base;
  size_t offset = (t->size + 7u) & ~(size_t)7, nfixed = base->shape->nfixed + nslots, room = 0;
  int in_slots = t->flags & T_HAS_DICT && !t->dict_offset;
  if (in_slots) room = t->itemsize ? 1 : room_for(t);
  if (in_slots && base->shape->cap > nfixed + room) room = base->shape->cap - nfixed;
  if (offset + (nfixed + room) * sizeof(Value) > UINT16_MAX) {
    kr_raise(ctx, &kr_type_TypeError, "too many __slots__");
    return -1;
  }
  t->shape = shape_new_root(t, offset, nfixed, nfixed + room, t->itemsize != 0);
  if (t->shape) return 0;
  kr_raise_memory(ctx);
  return -1;
}

static int add_descriptor(Ctx *ctx, Type *t, Value name, Value descr) {
  if (!descr) return -1;
  int r = dict_set(ctx, t->dict, name, descr);
  kr_unref(ctx, descr);
  return r;
}

int layout_apply(Ctx *ctx, Type *t, const SlotPlan *plan) {
  size_t n = plan->names ? (size_t)tuple_of(plan->names)->len : 0;
  t->slot_names = kr_ref(plan->names);
  if (plan->add_dict) t->flags |= T_HAS_DICT;
  if (plan->add_weak) t->flags |= T_WEAKREF;
  if (set_shape(ctx, t, n) < 0) return -1;
  size_t at = t->shape->offset + (t->shape->nfixed - n) * sizeof(Value);
  for (size_t i = 0; i < n; i++, at += sizeof(Value)) {
    Value name = tuple_of(plan->names)->items[i];
    if (add_descriptor(ctx, t, name, memberdescr_slot(ctx, t, name, at)) < 0) return -1;
  }
  if (plan->add_dict && dict_get_str(t->dict, N(__dict__)) == KR_ABSENT &&
      add_descriptor(ctx, t, N(__dict__), getsetdescr_new(ctx, t, type_dict_getset)) < 0)
    return -1;
  if (plan->add_weak && dict_get_str(t->dict, N(__weakref__)) == KR_ABSENT &&
      add_descriptor(ctx, t, N(__weakref__), getsetdescr_new(ctx, t, type_weakref_getset)) < 0)
    return -1;
  return 0;
}
