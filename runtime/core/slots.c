/* Special methods and slots, part one: the table, native slots seen as methods, and the filling of a
 * heap type's slots from the special methods that its MRO finds.  The functions that sit in slots and
 * call Python methods are in slot_python.c. */
#include "core.h"
#include "slots.h"

/* ---- native slots as methods: argument checks and conversion ---- */
static int check_args(Ctx *ctx, size_t nargs, size_t least, size_t most, Value kwnames, const SlotRow *row) {
  if (kwnames && tuple_of(kwnames)->len) {
    kr_raise(ctx, &kr_type_TypeError, "wrapper %U() takes no keyword arguments", kr_names[row->name]);
    return -1;
  }
  if (nargs >= least && nargs <= most) return 0;
  if (least == most)
    kr_raise(ctx, &kr_type_TypeError, "expected %zu argument%s, got %zu", least, least == 1 ? "" : "s", nargs);
  else
    kr_raise(ctx, &kr_type_TypeError, nargs < least ? "expected at least %zu argument, got %zu" :
             "expected at most %zu arguments, got %zu", nargs < least ? least : most, nargs);
  return -1;
}
#define CHECK(n) do { if (check_args(ctx, nargs, n, n, kwnames, row) < 0) return 0; } while (0)
#define WRAP(name) static Value wrap_##name(Ctx *ctx, const SlotRow *row, void *slot, Value self, \
                                            const Value *args, size_t nargs, Value kwnames)

static Value none_or_error(int r) { return r < 0 ? 0 : KR_None; }

WRAP(unary) { CHECK(0); return ((UnaryFn)slot)(ctx, self); }
WRAP(binary) { CHECK(1); return ((BinaryFn)slot)(ctx, self, args[0]); }
WRAP(reflected) { CHECK(1); return ((BinaryFn)slot)(ctx, args[0], self); }
WRAP(compare) { CHECK(1); return ((CompareFn)slot)(ctx, self, args[0], row->op); }
WRAP(set) { CHECK(2); return none_or_error(((SetFn)slot)(ctx, self, args[0], args[1])); }
WRAP(delete) { CHECK(1); return none_or_error(((SetFn)slot)(ctx, self, args[0], 0)); }
WRAP(call) { return ((CallFn)slot)(ctx, self, args, nargs, kwnames); }
WRAP(init) { return none_or_error(((InitFn)slot)(ctx, self, args, nargs, kwnames)); }
WRAP(finalize) { CHECK(0); return none_or_error(((int (*)(Ctx *, Value))slot)(ctx, self)); }

WRAP(next) {
  CHECK(0);
  Value v = ((UnaryFn)slot)(ctx, self);
  if (v != KR_STOP) return v;
  return kr_call0_raise(ctx, &kr_type_StopIteration);
}

WRAP(hash) {
  CHECK(0);
  int64_t h = ((HashFn)slot)(ctx, self);
  return h == -1 ? 0 : int_from_i64(ctx, h);
}

WRAP(bool) {
  CHECK(0);
  int r = ((TestFn)slot)(ctx, self);
  return r < 0 ? 0 : kr_bool(r);
}

WRAP(len) {
  CHECK(0);
  int64_t n = ((LenFn)slot)(ctx, self);
  return n < 0 ? 0 : int_from_i64(ctx, n);
}

WRAP(contains) {
  CHECK(1);
  int r = ((ContainsFn)slot)(ctx, self, args[0]);
  return r < 0 ? 0 : kr_bool(r);
}

WRAP(repeat) {
  CHECK(1);
  int64_t n;
  if (kr_index_size(ctx, args[0], &n, &kr_type_OverflowError) < 0) return 0;
  return ((ItemFn)slot)(ctx, self, n);
}

WRAP(pow) {
  if (check_args(ctx, nargs, 1, 2, kwnames, row) < 0) return 0;
  TernaryFn pow3 = kr_type_of(self)->pow3;
  if (nargs == 2 && args[1] != KR_None) return pow3 ? pow3(ctx, self, args[0], args[1]) : KR_NotImplemented;
  return ((BinaryFn)slot)(ctx, self, args[0]);
}

WRAP(rpow) {
  if (check_args(ctx, nargs, 1, 2, kwnames, row) < 0) return 0;
  TernaryFn pow3 = kr_type_of(self)->pow3;
  if (nargs == 2 && args[1] != KR_None) return pow3 ? pow3(ctx, args[0], self, args[1]) : KR_NotImplemented;
  return ((BinaryFn)slot)(ctx, args[0], self);
}

WRAP(getattr) {
  CHECK(1);
  if (!kr_is_anystr(args[0]))
    return kr_raise(ctx, &kr_type_TypeError, "attribute name must be string, not '%T'", args[0]);
  return ((GetAttrFn)slot)(ctx, self, args[0]);
}

/* object.__setattr__ must not be used to get round a native type's own __setattr__. */
static int check_setattr(Ctx *ctx, Value self, Value name, void *slot, const char *method) {
  Type *t = kr_type_of(self);
  while (t->flags & T_HEAP) t = t->base;
  if (!kr_is_anystr(name))
    kr_raise(ctx, &kr_type_TypeError, "attribute name must be string, not '%T'", name);
  else if (t->setattr != (SetFn)slot && t != &kr_type_object && t->flags & T_TYPE)
    kr_raise(ctx, &kr_type_TypeError, "can't apply this %s to %T object", method, self);
  else
    return 0;
  return -1;
}

WRAP(setattr) {
  CHECK(2);
  if (check_setattr(ctx, self, args[0], slot, "__setattr__") < 0) return 0;
  return none_or_error(((SetFn)slot)(ctx, self, args[0], args[1]));
}

WRAP(delattr) {
  CHECK(1);
  if (check_setattr(ctx, self, args[0], slot, "__delattr__") < 0) return 0;
  return none_or_error(((SetFn)slot)(ctx, self, args[0], 0));
}

WRAP(descr_get) {
  if (check_args(ctx, nargs, 1, 2, kwnames, row) < 0) return 0;
  Value obj = args[0] == KR_None ? 0 : args[0], type = nargs < 2 || args[1] == KR_None ? 0 : args[1];
  if (!obj && !type) return kr_raise(ctx, &kr_type_TypeError, "__get__(None, None) is invalid");
  return ((DescrGetFn)slot)(ctx, self, obj, type);
}

/* ---- the table ---- */
#define wrap_none NULL
#define none wrap_none
#define SLOT(method, field, op, python, wrap, sig, doc) \
  {NAMEID_##method, offsetof(Type, field), op, (void *)python, wrap, sig, doc},
const SlotRow slot_rows[] = {
#include "slots.def"
};
const size_t slot_row_count = sizeof slot_rows / sizeof slot_rows[0];

static void **slot_place(const Type *t, size_t offset) { return (void **)((char *)t + offset); }

int slots_add_wrappers(Ctx *ctx, Type *t) {
  for (const SlotRow *row = slot_rows; row < slot_rows + slot_row_count; row++) {
    void *slot = *slot_place(t, row->offset);
    if (!slot || !row->wrap || slot == (void *)kr_unhashable) continue;
    if (t->base && *slot_place(t->base, row->offset) == slot) continue; /* inherited */
    if (dict_get_str(t->dict, kr_names[row->name]) != KR_ABSENT) continue;
    Value w = wrapperdescr_new(ctx, t, row, slot);
    if (!w || dict_set(ctx, t->dict, kr_names[row->name], w) < 0) return -1;
    kr_unref(ctx, w);
  }
  return 0;
}

/* ---- from special methods to slots ---- */

/* What the row's method asks of the slot: a native function, the row's Python function, or NULL. */
static void *wanted(Type *t, const SlotRow *row, Value found) {
  if (found == KR_None && row->offset == offsetof(Type, hash)) return (void *)kr_unhashable;
  if (kr_has_shape(found, SHAPE_wrapper_descriptor)) {
    const WrapperDescr *w = (const WrapperDescr *)kr_obj(found);
    if (w->row->name == row->name && kr_subtype(t, w->owner)) {
      if (w->row->offset == row->offset) return w->slot;
      return *slot_place(w->owner, row->offset); /* one method, two slots: __getitem__, __pow__, __add__ */
    }
  }
  if (row->offset == offsetof(Type, new) && kr_has_shape(found, SHAPE_builtin)) {
    const Builtin *b = (const Builtin *)kr_obj(found);
    if (b->def == &type_new_method && b->self) return (void *)kr_as_type(b->self)->new;
  }
  return row->python;
}

/* Rows [first, end) share a slot.  Native only if all methods found agree on it. */
static void update_slot(Type *t, const SlotRow *first, const SlotRow *end) {
  void *fn = NULL;
  int seen = 0;
  for (const SlotRow *row = first; row < end; row++) {
    Value found = type_lookup_own_mro(t, kr_names[row->name], NULL);
    if (found == KR_ABSENT) continue;
    void *w = wanted(t, row, found);
    fn = seen && w != fn ? row->python : w;
    seen = 1;
    if (fn == row->python) break;
  }
  *slot_place(t, first->offset) = fn;
}

static const SlotRow *group_end(const SlotRow *row) {
  const SlotRow *end = row + 1;
  while (end < slot_rows + slot_row_count && end->offset == row->offset) end++;
  return end;
}

static void finish_update(Type *t) {
  if (t->finalize) t->flags |= T_FINALIZER;
  else t->flags &= ~(uint32_t)T_FINALIZER;
}

static int group_named(const SlotRow *first, const SlotRow *end, Value name) {
  for (const SlotRow *row = first; row < end; row++)
    if (kr_names[row->name] == name) return 1;
  return 0;
}

/* With one base whose MRO the type's continues, only names in its own dict can differ from the base. */
static int group_in_dict(const Type *t, const SlotRow *first, const SlotRow *end) {
  for (const SlotRow *row = first; row < end; row++)
    if (dict_get_str(t->dict, kr_names[row->name]) != KR_ABSENT) return 1;
  return 0;
}

void slots_update_all(Type *t) {
  int single = tuple_of(t->bases)->len == 1 && dict_of(t->dict)->str_keys;
  for (const SlotRow *row = slot_rows, *end; row < slot_rows + slot_row_count; row = end) {
    end = group_end(row);
    if (single && !group_in_dict(t, row, end)) *slot_place(t, row->offset) = *slot_place(t->base, row->offset);
    else update_slot(t, row, end);
  }
  finish_update(t);
}

static void update_named(Type *t, void *arg) {
  Value name = *(Value *)arg;
  if (t->flags & T_HEAP) {
    for (const SlotRow *row = slot_rows, *end; row < slot_rows + slot_row_count; row = end) {
      end = group_end(row);
      if (group_named(row, end, name)) update_slot(t, row, end);
    }
    finish_update(t);
  }
  type_each_subclass(t, update_named, arg);
}

void slots_update_name(Type *t, Value name) { update_named(t, &name); }

int slots_is_special(Value name) {
  return group_named(slot_rows, slot_rows + slot_row_count, name);
}
