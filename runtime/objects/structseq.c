/* structseq: tuples whose items have names, such as os.stat_result.  The type is made at run time from
 * a list of fields.  Fields beyond the visible ones are attributes only: they lie behind the items that
 * the tuple's length covers. */
#include <stdlib.h>
#include "../core/core.h"

typedef struct {
  Type type;
  size_t n_fields, n_visible, n_unnamed;
  Member *members; /* of the named fields, in order */
} StructType;

static StructType *struct_type(Type *t) {
  while (t->flags & T_HEAP) t = t->base;
  return (StructType *)t;
}
static StructType *struct_type_of(Value v) { return struct_type(kr_type_of(v)); }

/* ---- memory: the hidden fields, then what a tuple does ---- */
static void structseq_traverse(Object *o, VisitFn visit, void *arg) {
  const StructType *st = struct_type_of(kr_val(o));
  for (size_t i = st->n_visible; i < st->n_fields; i++) visit(((Tuple *)o)->items[i], arg);
  kr_type_tuple.traverse(o, visit, arg);
}

static void structseq_free(Ctx *ctx, Object *o) {
  const StructType *st = struct_type_of(kr_val(o));
  for (size_t i = st->n_visible; i < st->n_fields; i++) kr_clear(ctx, &((Tuple *)o)->items[i]);
  kr_type_tuple.free(ctx, o);
}

/* ---- making instances ---- */
Value structseq_steal(Ctx *ctx, Type *type, Value *values, size_t n_fields) {
  int complete = 1;
  for (size_t i = 0; i < n_fields; i++) complete &= values[i] != 0;
  Tuple *t = complete ? kr_alloc_instance(ctx, type, n_fields) : NULL;
  if (!t) {
    for (size_t i = 0; i < n_fields; i++) kr_unref(ctx, values[i]);
    return 0;
  }
  memcpy(t->items, values, n_fields * sizeof *values);
  t->len = (int64_t)struct_type(type)->n_visible;
  return kr_val(t);
}

static Value wrong_length(Ctx *ctx, const StructType *st, const char *which, size_t wanted, int64_t given) {
  const Type *t = &st->type;
  return kr_raise(ctx, &kr_type_TypeError, "%s() takes an%s %zu-sequence (%zd-sequence given)", t->name, which, wanted,
                  (ssize_t)given);
}

static int length_fits(Ctx *ctx, const StructType *st, int64_t n) {
  int exact = st->n_fields == st->n_visible;
  if ((size_t)n < st->n_visible) {
    if (exact) wrong_length(ctx, st, "", st->n_visible, n);
    else wrong_length(ctx, st, " at least", st->n_visible, n);
    return 0;
  }
  if ((size_t)n > st->n_fields) {
    wrong_length(ctx, st, exact ? "" : " at most", st->n_fields, n);
    return 0;
  }
  return 1;
}

Value structseq_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (type->flags & T_NO_NEW) return kr_raise(ctx, &kr_type_TypeError, "cannot create '%N' instances", type);
  static struct Signature *parsed;
  StructType *st = struct_type(type);
  Value a[2], values[64];
  if (kr_bind(ctx, st->type.name, "sequence, dict=None", &parsed, args, nargs, kwnames, a) < 0) return 0;
  if (!kr_is_iterable(a[0])) return kr_raise(ctx, &kr_type_TypeError, "constructor requires a sequence");
  if (a[1] && !kr_has_flag(a[1], T_DICT))
    return kr_raise(ctx, &kr_type_TypeError, "%s() takes a dict as second arg, if any", st->type.name);
  Value seq = kr_to_tuple(ctx, a[0]);
  if (!seq) return 0;
  size_t n = (size_t)tuple_of(seq)->len;
  if (!length_fits(ctx, st, (int64_t)n)) {
    kr_unref(ctx, seq);
    return 0;
  }
  for (size_t i = 0; i < st->n_fields; i++) {
    Value v = KR_None;
    if (i < n) {
      v = tuple_of(seq)->items[i];
    } else if (a[1]) {
      Value name = str_intern_c(ctx, st->members[i - st->n_unnamed].name);
      Value found = name ? dict_get(ctx, a[1], name) : 0;
      kr_unref(ctx, name);
      v = found == KR_ABSENT ? KR_None : found;
    }
    values[i] = kr_ref(v);
  }
  kr_unref(ctx, seq);
  return structseq_steal(ctx, type, values, st->n_fields);
}

/* ---- methods ---- */
static Value structseq_repr(Ctx *ctx, Value self) {
  StructType *st = struct_type_of(self);
  StrWriter w;
  writer_init(&w);
  Value head = str_format_c(ctx, "%s(", st->type.name);
  int status = head ? writer_str(ctx, &w, head) : -1;
  kr_unref(ctx, head);
  for (size_t i = 0; i < st->n_visible && status >= 0; i++) {
    const char *name = st->members[i].name;
    Value item = kr_repr(ctx, tuple_of(self)->items[i]);
    if (!item || (i && writer_ascii(ctx, &w, ", ", 2) < 0) || writer_ascii(ctx, &w, name, strlen(name)) < 0 ||
        writer_char(ctx, &w, '=') < 0 || writer_str(ctx, &w, item) < 0)
      status = -1;
    kr_unref(ctx, item);
  }
  if (status >= 0 && writer_char(ctx, &w, ')') >= 0) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

static Value structseq_reduce_m(Ctx *ctx, Value self, const Value *a) {
  StructType *st = struct_type_of(self);
  const Tuple *t = tuple_of(self);
  Value items = tuple_from(ctx, t->items, st->n_visible), hidden = items ? dict_new(ctx) : 0, pair = 0, r = 0;
  int status = hidden ? 0 : -1;
  for (size_t i = st->n_visible; i < st->n_fields && status >= 0; i++)
    status = dict_set_c(ctx, hidden, st->members[i - st->n_unnamed].name, kr_ref(t->items[i]));
  if (status >= 0) pair = tuple_pack(ctx, 2, items, hidden);
  if (pair) r = tuple_pack(ctx, 2, kr_val(kr_type_of(self)), pair);
  kr_unref(ctx, items);
  kr_unref(ctx, hidden);
  kr_unref(ctx, pair);
  return r;
}

static const Method structseq_methods[] = {
  {"__reduce__", structseq_reduce_m, "", NULL},
  {0},
};

/* ---- making types ---- */
static int add_members(StructType *st, const StructField *fields) {
  size_t named = 0;
  st->members = calloc(st->n_fields + 1, sizeof *st->members);
  if (!st->members) return -1;
  for (size_t i = 0; i < st->n_fields; i++) {
    if (!fields[i].name) {
      st->n_unnamed++;
      continue;
    }
    Member *m = &st->members[named++];
    m->name = fields[i].name;
    m->doc = fields[i].doc;
    m->kind = MEMBER_VALUE;
    m->offset = (uint16_t)(offsetof(Tuple, items) + i * sizeof(Value));
    m->readonly = 1;
  }
  st->type.members = st->members;
  return 0;
}

static int add_class_attributes(Ctx *ctx, StructType *st) {
  Value dict = type_dict(ctx, &st->type), names[64];
  size_t n = 0;
  for (size_t i = 0; i < st->n_visible - (st->n_visible == st->n_fields ? 0 : st->n_unnamed); i++)
    names[n++] = str_intern_c(ctx, st->members[i].name);
  Value match = tuple_steal(ctx, names, n);
  if (!match || dict_set_c(ctx, dict, "__match_args__", match) < 0) return -1;
  if (dict_set_c(ctx, dict, "n_sequence_fields", kr_int((int64_t)st->n_visible)) < 0) return -1;
  if (dict_set_c(ctx, dict, "n_fields", kr_int((int64_t)st->n_fields)) < 0) return -1;
  return dict_set_c(ctx, dict, "n_unnamed_fields", kr_int((int64_t)st->n_unnamed));
}

Type *structseq_type(Ctx *ctx, const char *name, const char *doc, const StructField *fields, size_t n_fields,
                     size_t n_visible) {
  StructType *st = calloc(1, sizeof *st);
  Type *type = &st->type;
  if (!st) return (Type *)(uintptr_t)kr_raise_memory(ctx);
  type->name = name;
  st->n_fields = n_fields;
  st->n_visible = n_visible;
  type->ob = (Object){REFS_STATIC, SHAPE_type | META_STATIC};
  type->doc = doc;
  type->base = &kr_type_tuple;
  type->flags = T_GC | T_BASETYPE;
  type->size = offsetof(Tuple, items);
  type->itemsize = sizeof(Value);
  type->new = structseq_new;
  type->repr = structseq_repr;
  type->free = structseq_free;
  type->traverse = structseq_traverse;
  type->methods = structseq_methods;
  type->shape = shape_new_root(type, type->size, 0, 0, 0);
  if (!type->shape || add_members(st, fields) < 0) return (Type *)(uintptr_t)kr_raise_memory(ctx);
  type_ready(ctx, type);
  return add_class_attributes(ctx, st) < 0 ? NULL : type;
}
