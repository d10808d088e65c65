/* BaseException and the exceptions that add no fields, KeyError, StopIteration and SystemExit.
 * The hierarchy is in exceptions.def. */
#include "exceptions.h"

/* ---- making ---- */

int exc_set_args(Ctx *ctx, Value self, const Value *args, size_t nargs) {
  Value tuple = tuple_from(ctx, args, nargs);
  if (!tuple) return -1;
  kr_set(ctx, &exc_of(self)->args, tuple);
  return 0;
}

int exc_no_keywords(Ctx *ctx, Value self, Value kwnames) {
  if (!kwnames || !tuple_of(kwnames)->len) return 0;
  kr_raise(ctx, &kr_type_TypeError, "%T() takes no keyword arguments", self);
  return -1;
}

Value exc_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  BaseException *e = kr_alloc_instance(ctx, type, 0);
  if (!e) return 0;
  if (exc_set_args(ctx, kr_val(e), args, nargs) < 0) {
    kr_unref(ctx, kr_val(e));
    return 0;
  }
  return kr_val(e);
}

int exc_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (exc_no_keywords(ctx, self, kwnames) < 0) return -1;
  const Tuple *now = tuple_of(exc_of(self)->args);
  if ((size_t)now->len == nargs && (!nargs || !memcmp(now->items, args, nargs * sizeof *args))) return 0;
  return exc_set_args(ctx, self, args, nargs);
}

/* ---- memory ---- */

void exc_traverse(Object *o, VisitFn visit, void *arg) {
  BaseException *e = (BaseException *)o;
  visit(e->args, arg);
  visit(e->dict, arg);
  visit(e->traceback, arg);
  visit(e->context, arg);
  visit(e->cause, arg);
}

void exc_clear(Ctx *ctx, Object *o) {
  BaseException *e = (BaseException *)o;
  kr_clear(ctx, &e->args);
  kr_clear(ctx, &e->dict);
  kr_clear(ctx, &e->traceback);
  kr_clear(ctx, &e->context);
  kr_clear(ctx, &e->cause);
}

/* ---- text ---- */

Value exc_str(Ctx *ctx, Value self) {
  const Tuple *args = tuple_of(exc_of(self)->args);
  if (args->len == 0) return kr_ref(N(empty));
  return kr_str(ctx, args->len == 1 ? args->items[0] : kr_val(args));
}

static Value exc_repr(Ctx *ctx, Value self) {
  const Tuple *args = tuple_of(exc_of(self)->args);
  if (args->len == 1) return str_format_c(ctx, "%T(%R)", self, args->items[0]);
  return str_format_c(ctx, "%T%R", self, kr_val(args));
}

/* KeyError('') must show its quotes. */
static Value KeyError_str(Ctx *ctx, Value self) {
  const Tuple *args = tuple_of(exc_of(self)->args);
  return args->len == 1 ? kr_repr(ctx, args->items[0]) : exc_str(ctx, self);
}

/* ---- methods ---- */

Value exc_reduce_with(Ctx *ctx, Value self, Value args, Value state) {
  Value r = 0;
  if (args) {
    if (state) r = tuple_pack(ctx, 3, kr_val(kr_type_of(self)), args, state);
    else r = tuple_pack(ctx, 2, kr_val(kr_type_of(self)), args);
  }
  kr_unref(ctx, args);
  kr_unref(ctx, state);
  return r;
}

Value exc_reduce(Ctx *ctx, Value self, const Value *a) {
  BaseException *e = exc_of(self);
  return exc_reduce_with(ctx, self, kr_ref(e->args), e->dict ? kr_ref(e->dict) : 0);
}

static Value exc_setstate_m(Ctx *ctx, Value self, const Value *a) {
  if (a[0] == KR_None) return KR_None;
  if (!kr_has_flag(a[0], T_DICT)) return kr_raise(ctx, &kr_type_TypeError, "state is not a dictionary");
  size_t pos = 0;
  Value key, value;
  while (dict_next(a[0], &pos, &key, &value)) {
    kr_ref(key), kr_ref(value);
    int r = kr_setattr(ctx, self, key, value);
    kr_unref(ctx, key), kr_unref(ctx, value);
    if (r < 0) return 0;
  }
  return KR_None;
}

static int exc_set_traceback(Ctx *ctx, Value self, Value v) {
  if (!v) {
    kr_raise(ctx, &kr_type_TypeError, "__traceback__ may not be deleted");
    return -1;
  }
  if (v != KR_None && !kr_has_shape(v, SHAPE_traceback)) {
    kr_raise(ctx, &kr_type_TypeError, "__traceback__ must be a traceback or None");
    return -1;
  }
  kr_set(ctx, &exc_of(self)->traceback, v == KR_None ? 0 : kr_ref(v));
  return 0;
}

static Value exc_with_traceback_m(Ctx *ctx, Value self, const Value *a) {
  return exc_set_traceback(ctx, self, a[0]) < 0 ? 0 : kr_ref(self);
}

static Value exc_add_note_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "note must be a str, not '%T'", a[0]);
  Value notes = kr_getattr_opt(ctx, self, N(__notes__));
  if (!notes) return 0;
  if (notes == KR_ABSENT) {
    notes = list_new(ctx, 1);
    if (!notes) return 0;
    if (kr_setattr(ctx, self, N(__notes__), notes) < 0) {
      kr_unref(ctx, notes);
      return 0;
    }
  }
  Value result = KR_None;
  if (!kr_has_flag(notes, T_LIST)) result = kr_raise(ctx, &kr_type_TypeError, "Cannot add note: __notes__ is not a list");
  else if (list_append(ctx, notes, a[0]) < 0) result = 0;
  kr_unref(ctx, notes);
  return result;
}

/* ---- attributes ---- */

static Value exc_get_args(Ctx *ctx, Value self) { return kr_ref(exc_of(self)->args); }

static int exc_set_args_attr(Ctx *ctx, Value self, Value v) {
  if (!v) {
    kr_raise(ctx, &kr_type_TypeError, "args may not be deleted");
    return -1;
  }
  Value tuple = kr_to_tuple(ctx, v);
  if (!tuple) return -1;
  kr_set(ctx, &exc_of(self)->args, tuple);
  return 0;
}

static Value exc_or_none(Value v) { return v ? kr_ref(v) : KR_None; }
static Value exc_get_traceback(Ctx *ctx, Value self) { return exc_or_none(exc_of(self)->traceback); }
static Value exc_get_context(Ctx *ctx, Value self) { return exc_or_none(exc_of(self)->context); }
static Value exc_get_cause(Ctx *ctx, Value self) { return exc_or_none(exc_of(self)->cause); }

static int exc_set_linked(Ctx *ctx, Value *slot, const char *name, Value v) {
  if (!v) {
    kr_raise(ctx, &kr_type_TypeError, "__%s__ may not be deleted", name);
    return -1;
  }
  if (v != KR_None && !kr_has_flag(v, T_EXCEPTION)) {
    kr_raise(ctx, &kr_type_TypeError, "exception %s must be None or derive from BaseException", name);
    return -1;
  }
  kr_set(ctx, slot, v == KR_None ? 0 : kr_ref(v));
  return 0;
}

static int exc_set_context(Ctx *ctx, Value self, Value v) {
  return exc_set_linked(ctx, &exc_of(self)->context, "context", v);
}

static int exc_set_cause(Ctx *ctx, Value self, Value v) {
  if (exc_set_linked(ctx, &exc_of(self)->cause, "cause", v) < 0) return -1;
  exc_of(self)->suppress_context = 1;
  return 0;
}

static Value exc_get_suppress(Ctx *ctx, Value self) { return kr_bool(exc_of(self)->suppress_context); }

static int exc_set_suppress(Ctx *ctx, Value self, Value v) {
  if (v != KR_True && v != KR_False) {
    kr_raise(ctx, &kr_type_TypeError, v ? "attribute value type must be bool" : "can't delete numeric/char attribute");
    return -1;
  }
  exc_of(self)->suppress_context = v == KR_True;
  return 0;
}

static Value exc_get_dict(Ctx *ctx, Value self) {
  BaseException *e = exc_of(self);
  if (!e->dict) e->dict = dict_new(ctx);
  return e->dict ? kr_ref(e->dict) : 0;
}

static int exc_set_dict(Ctx *ctx, Value self, Value v) {
  if (!v) {
    kr_raise(ctx, &kr_type_TypeError, "cannot delete __dict__");
    return -1;
  }
  if (!kr_has_flag(v, T_DICT)) {
    kr_raise(ctx, &kr_type_TypeError, "__dict__ must be set to a dictionary, not a '%T'", v);
    return -1;
  }
  kr_set(ctx, &exc_of(self)->dict, kr_ref(v));
  return 0;
}

/* ---- StopIteration.value, SystemExit.code: the first argument, or all of several ---- */

EXC_LAYOUT(value, ValueException, value, 1)

static int StopIteration_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (exc_init(ctx, self, args, nargs, kwnames) < 0) return -1;
  kr_set(ctx, &((ValueException *)kr_obj(self))->value, nargs ? kr_ref(args[0]) : KR_None);
  return 0;
}

static int SystemExit_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (exc_init(ctx, self, args, nargs, kwnames) < 0) return -1;
  Value code = nargs == 0 ? KR_None : nargs == 1 ? kr_ref(args[0]) : kr_ref(exc_of(self)->args);
  kr_set(ctx, &((ValueException *)kr_obj(self))->value, code);
  return 0;
}

/* ---- the types ---- */

static Method exc_methods[] = {
  {"__reduce__", exc_reduce, "", NULL},
  {"__setstate__", exc_setstate_m, "state, /", NULL},
  {"with_traceback", exc_with_traceback_m, "tb, /", "Set self.__traceback__ and return self."},
  {"add_note", exc_add_note_m, "note, /", "Append a text that is shown below the message."},
  {0}
};

static const GetSet exc_getsets[] = {
  {"args", exc_get_args, exc_set_args_attr, NULL},
  {"__traceback__", exc_get_traceback, exc_set_traceback, NULL},
  {"__context__", exc_get_context, exc_set_context, NULL},
  {"__cause__", exc_get_cause, exc_set_cause, NULL},
  {"__suppress_context__", exc_get_suppress, exc_set_suppress, NULL},
  {"__dict__", exc_get_dict, exc_set_dict, NULL},
  {0}
};

Type kr_type_BaseException = {
  EXC_TYPE(BaseException, object, BaseException, exc), .doc = "The root of all exceptions.",
  .new = exc_new, .init = exc_init, .repr = exc_repr, .str = exc_str,
  .methods = exc_methods, .getsets = exc_getsets};

Type kr_type_KeyError = {
  EXC_TYPE(KeyError, LookupError, BaseException, exc), .doc = "A mapping has no such key.", .str = KeyError_str};

Type kr_type_MemoryError = {
  EXC_TYPE(MemoryError, Exception, BaseException, exc), .doc = "Out of memory."};

static const Member StopIteration_members[] = {
  {"value", MEMBER_VALUE, offsetof(ValueException, value), 0, "what the generator returned"}, {0}};
Type kr_type_StopIteration = {
  EXC_TYPE(StopIteration, Exception, ValueException, value), .doc = "An iterator has no more items.",
  .init = StopIteration_init, .members = StopIteration_members};

static const Member SystemExit_members[] = {
  {"code", MEMBER_VALUE, offsetof(ValueException, value), 0, "the exit status or message"}, {0}};
Type kr_type_SystemExit = {
  EXC_TYPE(SystemExit, BaseException, ValueException, value), .doc = "A request to end the program.",
  .init = SystemExit_init, .members = SystemExit_members};

/* Rows without a definition of their own inherit every slot; their layout gives the size. */
typedef BaseException layout_base;
typedef OSErrorObj layout_os;
typedef NameErrorObj layout_name, layout_attribute;
typedef SyntaxErrorObj layout_syntax;
typedef ImportErrorObj layout_import;

#define EXCEPTION_OWN(name_, base_, layout)
#define EXCEPTION(name_, base_, layout)                                                                \
  Type kr_type_##name_ = {TYPE_HEAD(name_, #name_), .base = &kr_type_##base_, .flags = EXC_FLAGS,      \
                          .size = sizeof(layout_##layout), .dict_offset = offsetof(BaseException, dict)};
#include "../exceptions.def"
