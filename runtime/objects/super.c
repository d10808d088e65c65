/* super: attributes of the classes that follow a given one in an object's method resolution order. */
#include "../core/core.h"

typedef struct { Object ob; Value type, obj, obj_type; } Super; /* obj 0: unbound */
static Super *super_of(Value v) { return (Super *)kr_obj(v); }

static Value super_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

/* The class from whose MRO attributes of obj are taken; new reference. */
static Value start_class(Ctx *ctx, Type *type, Value obj) {
  if (kr_is_type(obj) && kr_subtype(kr_as_type(obj), type)) return kr_ref(obj);
  if (kr_instance_of(obj, type)) return kr_ref(kr_val(kr_type_of(obj)));
  Value cls = kr_getattr_opt(ctx, obj, N(__class__));
  if (!cls) return 0;
  if (cls != KR_ABSENT) {
    if (kr_is_type(cls) && cls != kr_val(kr_type_of(obj)) && kr_subtype(kr_as_type(cls), type)) return cls;
    kr_unref(ctx, cls);
  }
  return kr_raise(ctx, &kr_type_TypeError, "super(type, obj): obj must be an instance or subtype of type");
}

static int raise_runtime(Ctx *ctx, const char *text) {
  kr_raise(ctx, &kr_type_RuntimeError, "super(): %s", text);
  return -1;
}

static Value cell_content(Value v) { return v && kr_has_shape(v, SHAPE_cell) ? ((Cell *)kr_obj(v))->value : 0; }

/* The first argument; a function whose closures use it keeps it in a cell. */
static Value first_argument(const Frame *f) {
  const Code *c = frame_code(f)->code;
  if (f->locals[0]) return f->locals[0];
  for (uint32_t i = 0; i < c->ncells; i++)
    if (frame_code(f)->var_names[c->nlocals + i] == frame_code(f)->var_names[0]) return cell_content(f->locals[c->nlocals + i]);
  return 0;
}

/* super() without arguments: __class__ and the first argument of the calling method. */
static int from_frame(Ctx *ctx, Value *type, Value *obj) {
  const Frame *f = ctx->frame;
  if (!f || !frame_code(f)) return raise_runtime(ctx, "no current frame");
  const Code *c = frame_code(f)->code;
  if (!c->argcount) return raise_runtime(ctx, "no arguments");
  if (!frame_slots(f)) return raise_runtime(ctx, "no current frame");
  *obj = first_argument(f);
  if (!*obj) return raise_runtime(ctx, "arg[0] deleted");
  for (uint32_t i = 0; i < c->nfrees; i++) {
    size_t at = c->nlocals + c->ncells + i;
    if (frame_code(f)->var_names[at] != N(__class__)) continue;
    *type = cell_content(f->locals[at]);
    if (!*type) return raise_runtime(ctx, "empty __class__ cell");
    if (kr_is_type(*type)) return 0;
    kr_raise(ctx, &kr_type_RuntimeError, "super(): __class__ is not a type (%T)", *type);
    return -1;
  }
  return raise_runtime(ctx, "__class__ cell not found");
}

static int super_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (kwnames && tuple_of(kwnames)->len) {
    kr_raise(ctx, &kr_type_TypeError, "super() takes no keyword arguments");
    return -1;
  }
  if (nargs > 2) {
    kr_raise(ctx, &kr_type_TypeError, "super() expected at most 2 arguments, got %zu", nargs);
    return -1;
  }
  Value type = nargs ? args[0] : 0, obj = nargs == 2 && args[1] != KR_None ? args[1] : 0, start = 0;
  if (!nargs && from_frame(ctx, &type, &obj) < 0) return -1;
  if (!kr_is_type(type)) {
    kr_raise(ctx, &kr_type_TypeError, "super() argument 1 must be a type, not %T", type);
    return -1;
  }
  if (obj && !(start = start_class(ctx, kr_as_type(type), obj))) return -1;
  Super *s = super_of(self);
  kr_set(ctx, &s->type, kr_ref(type));
  kr_set(ctx, &s->obj, obj ? kr_ref(obj) : 0);
  kr_set(ctx, &s->obj_type, start);
  return 0;
}

/* Borrowed, or KR_ABSENT. */
static Value find_after(Ctx *ctx, const Super *s, Value name) {
  Value mro = kr_as_type(s->obj_type)->mro;
  if (!mro) return KR_ABSENT;
  Tuple *t = tuple_of(mro);
  int64_t i = 0;
  while (i < t->len && t->items[i] != s->type) i++;
  for (i++; i < t->len; i++) {
    Value dict = type_dict(ctx, kr_as_type(t->items[i]));
    Value v = dict ? dict_get(ctx, dict, name) : KR_ABSENT;
    if (v != KR_ABSENT) return v;
  }
  return KR_ABSENT;
}

static Value super_getattr(Ctx *ctx, Value self, Value name) {
  const Super *s = super_of(self);
  if (s->obj_type && !str_equal(name, N(__class__))) {
    Value v = find_after(ctx, s, name);
    if (!v) return 0;
    if (v != KR_ABSENT) {
      DescrGetFn get = kr_type_of(v)->descr_get;
      if (!get) return kr_ref(v);
      kr_ref(v);
      Value r = get(ctx, v, s->obj == s->obj_type ? 0 : s->obj, s->obj_type);
      kr_unref(ctx, v);
      return r;
    }
  }
  return kr_generic_getattr(ctx, self, name);
}

static Value super_descr_get(Ctx *ctx, Value self, Value obj, Value type) {
  const Super *s = super_of(self);
  if (!obj || obj == KR_None || s->obj) return kr_ref(self);
  if (kr_type_of(self) != &kr_type_super) return kr_call2(ctx, kr_val(kr_type_of(self)), s->type, obj);
  Value start = start_class(ctx, kr_as_type(s->type), obj);
  if (!start) return 0;
  Super *made = kr_alloc_gc(ctx, SHAPE_super, sizeof *made);
  if (!made) {
    kr_unref(ctx, start);
    return 0;
  }
  made->type = kr_ref(s->type);
  made->obj = kr_ref(obj);
  made->obj_type = start;
  return kr_val(made);
}

static Value super_repr(Ctx *ctx, Value v) {
  const Super *s = super_of(v);
  const char *name = s->type ? kr_as_type(s->type)->name : "NULL";
  if (s->obj_type) return str_format_c(ctx, "<super: <class '%s'>, <%N object>>", name, kr_as_type(s->obj_type));
  return str_format_c(ctx, "<super: <class '%s'>, NULL>", name);
}

static void super_traverse(Object *o, VisitFn visit, void *arg) {
  Super *s = (Super *)o;
  visit(s->type, arg);
  visit(s->obj, arg);
  visit(s->obj_type, arg);
}
static void super_free(Ctx *ctx, Object *o) {
  Super *s = (Super *)o;
  kr_clear(ctx, &s->type);
  kr_clear(ctx, &s->obj);
  kr_clear(ctx, &s->obj_type);
}

static const Member super_members[] = {
  {"__thisclass__", MEMBER_VALUE, offsetof(Super, type), 1, "the class invoking super()"},
  {"__self__", MEMBER_VALUE, offsetof(Super, obj), 1, "the instance invoking super(); may be None"},
  {"__self_class__", MEMBER_VALUE, offsetof(Super, obj_type), 1, "the type of the instance invoking super(); may be None"},
  {NULL},
};

Type kr_type_super = {
  TYPE_HEAD(super, "super"), .flags = T_BASETYPE | T_GC, .size = sizeof(Super),
  .members = super_members, .new = super_new, .init = super_init, .free = super_free, .traverse = super_traverse,
  .repr = super_repr, .getattr = super_getattr, .descr_get = super_descr_get,
};
