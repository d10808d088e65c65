/* Template and Interpolation: what a t-string makes (PEP 750). */
#include "../krait.h"

typedef struct { Object ob; Value strings, interpolations; } Template;
typedef struct { Object ob; Value value, expression, conversion, format_spec; } Interpolation;

static Template *template_of(Value v) { return (Template *)kr_obj(v); }

Value kr_template(Ctx *ctx, Value strings, Value interpolations) {
  Template *t = kr_alloc_gc(ctx, SHAPE_template, sizeof(Template));
  if (!t) return 0;
  t->strings = kr_ref(strings);
  t->interpolations = kr_ref(interpolations);
  return kr_val(t);
}

Value kr_interpolation(Ctx *ctx, Value v, Value text, Value spec, int conversion) {
  static const char letters[] = {0, 's', 'r', 'a'};
  Value letter = conversion ? str_from_char(ctx, (uint32_t)letters[conversion]) : KR_None;
  Interpolation *o = letter ? kr_alloc_gc(ctx, SHAPE_interpolation, sizeof(Interpolation)) : NULL;
  if (!o) {
    kr_unref(ctx, letter);
    return 0;
  }
  o->value = kr_ref(v);
  o->expression = kr_ref(text);
  o->conversion = letter;
  o->format_spec = kr_ref(spec ? spec : N(empty));
  return kr_val(o);
}

/* ---- Interpolation ---- */

static Value interpolation_make(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *sig;
  Value a[4];
  if (kr_bind(ctx, "Interpolation", "value, expression='', conversion=None, format_spec=''", &sig, args, nargs, kwnames, a) < 0)
    return 0;
  int conversion = 0;
  if (a[2] && a[2] != KR_None) {
    uint32_t c = kr_is_anystr(a[2]) && str_of(a[2])->len == 1 ? str_at(str_of(a[2]), 0) : 0;
    conversion = c == 's' ? 1 : c == 'r' ? 2 : c == 'a' ? 3 : 0;
    if (!conversion) return kr_raise(ctx, &kr_type_ValueError, "Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'");
  }
  return kr_interpolation(ctx, a[0], a[1] ? a[1] : N(empty), a[3], conversion);
}

static Value interpolation_repr(Ctx *ctx, Value self) {
  Interpolation *o = (Interpolation *)kr_obj(self);
  return str_format_c(ctx, "Interpolation(%R, %R, %R, %R)", o->value, o->expression, o->conversion, o->format_spec);
}

#define INTERPOLATION_FIELDS(X) X(value) X(expression) X(conversion) X(format_spec)

static void interpolation_traverse(Object *o, VisitFn visit, void *arg) {
#define X(field) visit(((Interpolation *)o)->field, arg);
  INTERPOLATION_FIELDS(X)
#undef X
}
static void interpolation_clear(Ctx *ctx, Object *o) {
#define X(field) kr_clear(ctx, &((Interpolation *)o)->field);
  INTERPOLATION_FIELDS(X)
#undef X
}

static const Member interpolation_members[] = {
#define X(field) {#field, MEMBER_VALUE, offsetof(Interpolation, field), 1, NULL},
  INTERPOLATION_FIELDS(X)
#undef X
  {0}};

Type kr_type_interpolation = {
  TYPE_HEAD(interpolation, "Interpolation"), .module = "string.templatelib", .flags = T_GC, .size = sizeof(Interpolation),
  .sig = "value, expression='', conversion=None, format_spec=''", .doc = "A replacement field of a template string.",
  .new = interpolation_make, .repr = interpolation_repr, .traverse = interpolation_traverse,
  .clear = interpolation_clear, .free = interpolation_clear, .members = interpolation_members,
};

/* ---- Template ---- */

/* A string and what follows it: neighbours are joined, so strings and interpolations alternate. */
static int add_string(Ctx *ctx, Value strings, Value *pending, Value text) {
  Value joined = str_concat(ctx, *pending, text);
  if (!joined) return -1;
  kr_set(ctx, pending, joined);
  return 0;
}

static int add_part(Ctx *ctx, Value strings, Value interpolations, Value *pending, Value part) {
  if (kr_is_anystr(part)) return add_string(ctx, strings, pending, part);
  if (!kr_has_shape(part, SHAPE_interpolation)) {
    kr_raise(ctx, &kr_type_TypeError, "Template.__new__ *args need to be of type 'str' or 'Interpolation', got %T", part);
    return -1;
  }
  if (list_append(ctx, strings, *pending) < 0 || list_append(ctx, interpolations, part) < 0) return -1;
  kr_set(ctx, pending, kr_ref(N(empty)));
  return 0;
}

static Value template_make(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (kwnames && tuple_of(kwnames)->len)
    return kr_raise(ctx, &kr_type_TypeError, "Template.__new__ only accepts *args arguments");
  Value strings = list_new(ctx, 4), interpolations = list_new(ctx, 4), pending = kr_ref(N(empty)), r = 0;
  int ok = strings && interpolations;
  for (size_t i = 0; ok && i < nargs; i++) ok = add_part(ctx, strings, interpolations, &pending, args[i]) == 0;
  if (ok && list_append(ctx, strings, pending) == 0) {
    Value s = list_to_tuple(ctx, strings), n = s ? list_to_tuple(ctx, interpolations) : 0;
    if (n) r = kr_template(ctx, s, n);
    kr_unref(ctx, s);
    kr_unref(ctx, n);
  }
  kr_unref(ctx, pending);
  kr_unref(ctx, strings);
  kr_unref(ctx, interpolations);
  return r;
}

static Value template_repr(Ctx *ctx, Value self) {
  return str_format_c(ctx, "Template(strings=%R, interpolations=%R)", template_of(self)->strings, template_of(self)->interpolations);
}

/* Strings that are not empty, and interpolations, in order. */
static Value template_iter(Ctx *ctx, Value self) {
  Template *t = template_of(self);
  Value list = list_new(ctx, 4);
  for (int64_t i = 0; list && i < tuple_of(t->strings)->len; i++) {
    Value text = tuple_of(t->strings)->items[i];
    int r = str_of(text)->len ? list_append(ctx, list, text) : 0;
    if (r == 0 && i < tuple_of(t->interpolations)->len) r = list_append(ctx, list, tuple_of(t->interpolations)->items[i]);
    if (r < 0) kr_clear(ctx, &list);
  }
  Value it = list ? kr_iter(ctx, list) : 0;
  kr_unref(ctx, list);
  return it;
}

static Value template_values(Ctx *ctx, Value self) {
  Value items = template_of(self)->interpolations, values = tuple_new(ctx, (size_t)tuple_of(items)->len);
  for (int64_t i = 0; values && i < tuple_of(items)->len; i++)
    tuple_of(values)->items[i] = kr_ref(((Interpolation *)kr_obj(tuple_of(items)->items[i]))->value);
  return values;
}

static Value template_concat(Ctx *ctx, Value a, Value b) {
  if (!kr_has_shape(b, SHAPE_template))
    return kr_raise(ctx, &kr_type_TypeError, "can only concatenate string.templatelib.Template (not \"%T\") to string.templatelib.Template", b);
  Value parts = list_new(ctx, 8), r = 0;
  if (parts && list_extend(ctx, parts, a) == 0 && list_extend(ctx, parts, b) == 0)
    r = template_make(ctx, &kr_type_template, list_of(parts)->items, (size_t)list_of(parts)->len, 0);
  kr_unref(ctx, parts);
  return r;
}

static void template_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((Template *)o)->strings, arg);
  visit(((Template *)o)->interpolations, arg);
}
static void template_clear(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((Template *)o)->strings);
  kr_clear(ctx, &((Template *)o)->interpolations);
}

static const Member template_members[] = {
  {"strings", MEMBER_VALUE, offsetof(Template, strings), 1, NULL},
  {"interpolations", MEMBER_VALUE, offsetof(Template, interpolations), 1, NULL},
  {0}};
static const GetSet template_getsets[] = {{"values", template_values, NULL, NULL}, {0}};

Type kr_type_template = {
  TYPE_HEAD(template, "Template"), .module = "string.templatelib", .flags = T_GC, .size = sizeof(Template),
  .doc = "Text with replacement fields that are not filled in yet.", .new = template_make, .repr = template_repr,
  .iter = template_iter, .concat = template_concat, .traverse = template_traverse, .clear = template_clear,
  .free = template_clear, .members = template_members, .getsets = template_getsets,
};
