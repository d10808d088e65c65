/* The _ast module: the classes of syntax tree nodes, all made from ast.def when it is imported.
 * ast.AST is a native type; every other class is an ordinary class below it. */
#include "_ast.h"

Value ast_classes[NODE_COUNT], ast_sum_classes[FIELD_identifier], ast_enum_instances[AST_ENUM_COUNT], ast_location_keys[4];

typedef struct { const char *type, *name; char count; /* '1', '?', '*'; 'h': hidden list */ } FieldRow;
typedef struct { const char *sum, *name; const FieldRow *fields; } NodeRow;

#define ONE(type, name) {#type, #name, '1'},
#define OPT(type, name) {#type, #name, '?'},
#define MANY(type, name) {#type, #name, '*'},
#define HIDDEN(type, name) {#type, #name, 'h'},
#define NOFIELDS
#define NODE(sum, Name, fields) static const FieldRow fields_##Name[] = {fields {0}};
#include "../../frontend/ast.def"
static const NodeRow node_rows[] = {
#define NODE(sum, Name, fields) {#sum, #Name, fields_##Name},
#include "../../frontend/ast.def"
};
static const struct { const char *name; bool has_location; } sum_rows[] = {
#define SUM(name, has_location) {#name, has_location},
#include "../../frontend/ast.def"
};
static const struct { const char *type, *name; } enum_rows[] = {
#define ENUM(type, Name) {#type, #Name},
#include "../../frontend/ast.def"
};
static const FieldRow no_fields[] = {{0}}; /* of sums; a node without fields has a row of its own */
static const FieldRow enum_fields[] = {{0}};
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- AST ---- */

static Value ast_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

static int set_positional(Ctx *ctx, Value self, Value fields, const Value *args, size_t nargs) {
  int64_t n = fields == KR_ABSENT ? 0 : kr_len(ctx, fields);
  if (n < 0) return -1;
  if ((int64_t)nargs > n) {
    kr_raise(ctx, &kr_type_TypeError, "%T constructor takes at most %zd positional argument%s", self, (size_t)n, n == 1 ? "" : "s");
    return -1;
  }
  for (size_t i = 0; i < nargs; i++) {
    Value name = kr_getitem_i(ctx, fields, (int64_t)i);
    int r = name ? kr_setattr(ctx, self, name, args[i]) : -1;
    kr_unref(ctx, name);
    if (r < 0) return -1;
  }
  return 0;
}

/* A keyword for a field that a positional argument already filled. */
static int check_repeated(Ctx *ctx, Value self, Value fields, size_t nargs, Value name) {
  for (size_t i = 0; i < nargs; i++) {
    Value field = kr_getitem_i(ctx, fields, (int64_t)i);
    int same = field ? kr_compare_bool(ctx, field, name, CMP_eq) : -1;
    kr_unref(ctx, field);
    if (same < 0) return -1;
    if (!same) continue;
    kr_raise(ctx, &kr_type_TypeError, "%T got multiple values for argument '%U'", self, name);
    return -1;
  }
  return 0;
}

static int ast_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  Value fields = kr_getattr_opt(ctx, kr_val(kr_type_of(self)), N(_fields));
  if (!fields) return -1;
  int r = set_positional(ctx, self, fields, args, nargs);
  int64_t nkw = kwnames ? tuple_of(kwnames)->len : 0;
  for (int64_t i = 0; r == 0 && i < nkw; i++) {
    Value name = tuple_of(kwnames)->items[i];
    r = check_repeated(ctx, self, fields, nargs, name);
    if (r == 0) r = kr_setattr(ctx, self, name, args[nargs + (size_t)i]);
  }
  kr_unref(ctx, fields);
  return r;
}

static Value ast_reduce_m(Ctx *ctx, Value self, const Value *a) {
  Value dict = ((AstObject *)kr_obj(self))->dict, type = kr_val(kr_type_of(self));
  return dict ? tuple_pack(ctx, 3, type, kr_val(&kr_empty_tuple), dict) : tuple_pack(ctx, 2, type, kr_val(&kr_empty_tuple));
}

static void ast_traverse(Object *o, VisitFn visit, void *arg) { visit(((AstObject *)o)->dict, arg); }
static void ast_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((AstObject *)o)->dict); }

static Value ast_get_dict(Ctx *ctx, Value self) {
  Value dict = instance_dict(ctx, self);
  return dict ? kr_ref(dict) : 0;
}

static int ast_set_dict(Ctx *ctx, Value self, Value v) {
  if (!v || !kr_has_flag(v, T_DICT)) {
    kr_raise(ctx, &kr_type_TypeError, v ? "__dict__ must be set to a dictionary, not a '%T'" : "cannot delete __dict__", v);
    return -1;
  }
  kr_set(ctx, &((AstObject *)kr_obj(self))->dict, kr_ref(v));
  return 0;
}

static const GetSet ast_getsets[] = {{"__dict__", ast_get_dict, ast_set_dict, NULL}, {0}};

static const Method ast_methods[] = {
  {"__reduce__", ast_reduce_m, "", "State for pickling."},
  {0}
};

Type kr_type_ast = {
  TYPE_HEAD(ast, "AST"),
  .module = "ast",
  .flags = T_BASETYPE | T_GC | T_WEAKREF | T_HAS_DICT,
  .size = sizeof(AstObject),
  .dict_offset = offsetof(AstObject, dict),
  .methods = ast_methods,
  .getsets = ast_getsets,
  .new = ast_new,
  .init = ast_init,
  .traverse = ast_traverse,
  .clear = ast_clear,
  .free = ast_clear,
};

/* ---- the classes below it ---- */

static int is_product(const char *sum) {
  for (size_t i = 0; i < COUNT(node_rows); i++)
    if (!strcmp(node_rows[i].name, sum)) return 1;
  return 0;
}

static int set_tuple(Ctx *ctx, Value ns, const char *name, const char *const *items, size_t n) {
  Value tuple = tuple_new(ctx, n);
  if (!tuple) return -1;
  for (size_t i = 0; i < n; i++) {
    Value item = str_intern_c(ctx, items[i]);
    if (!item) {
      kr_unref(ctx, tuple);
      return -1;
    }
    tuple_of(tuple)->items[i] = item;
  }
  return dict_set_c(ctx, ns, name, tuple);
}

static const char *const location_names[] = {"lineno", "col_offset", "end_lineno", "end_col_offset"};

/* Attributes with their defaults; none for a class without location. */
static int add_attributes(Ctx *ctx, Value ns, bool located) {
  if (set_tuple(ctx, ns, "_attributes", location_names, located ? 4 : 0) < 0) return -1;
  if (!located) return 0;
  return dict_set_c(ctx, ns, "end_lineno", KR_None) < 0 || dict_set_c(ctx, ns, "end_col_offset", KR_None) < 0 ? -1 : 0;
}

static int add_fields(Ctx *ctx, Value ns, const FieldRow *fields) {
  const char *names[16];
  size_t n = 0;
  for (; fields->name; fields++) {
    if (fields->count == 'h') continue;
    names[n++] = fields->name;
    if (fields->count == '?' && dict_set_c(ctx, ns, fields->name, KR_None) < 0) return -1;
  }
  return set_tuple(ctx, ns, "_fields", names, n) < 0 || set_tuple(ctx, ns, "__match_args__", names, n) < 0 ? -1 : 0;
}

/* Growing text for the documentation of a class. */
typedef struct { char text[6000]; size_t n; } Doc;

__attribute__((format(printf, 2, 3)))
static void doc_add(Doc *d, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int n = vsnprintf(d->text + d->n, sizeof d->text - d->n, format, args);
  va_end(args);
  d->n += (size_t)n < sizeof d->text - d->n ? (size_t)n : 0;
}

/* "Name(identifier id, expr_context ctx)" */
static void doc_node(Doc *d, const char *name, const FieldRow *fields) {
  doc_add(d, "%s", name);
  const char *before = "(";
  for (; fields->name; fields++) {
    if (fields->count == 'h') continue;
    doc_add(d, "%s%s%s %s", before, fields->type, fields->count == '1' ? "" : fields->count == '?' ? "?" : "*", fields->name);
    before = ", ";
  }
  if (before[0] == ',') doc_add(d, ")");
}

/* "stmt = FunctionDef(...)", a line for each; "cmpop = Eq | NotEq | ..." */
static void doc_sum(Doc *d, const char *sum) {
  const char *before = "";
  doc_add(d, "%s", sum);
  for (size_t i = 0; i < COUNT(node_rows); i++) {
    if (strcmp(node_rows[i].sum, sum)) continue;
    if (*before) doc_add(d, "\n%*s | ", (int)strlen(sum), "");
    else doc_add(d, " = ");
    before = "|";
    doc_node(d, node_rows[i].name, node_rows[i].fields);
  }
  for (size_t i = 0; i < COUNT(enum_rows); i++) {
    if (strcmp(enum_rows[i].type, sum)) continue;
    doc_add(d, "%s%s", *before ? " | " : " = ", enum_rows[i].name);
    before = "|";
  }
}

static int add_doc(Ctx *ctx, Value ns, const char *name, const FieldRow *fields) {
  Doc d = {.n = 0};
  if (fields == no_fields) doc_sum(&d, name);
  else doc_node(&d, name, fields);
  Value doc = str_from(ctx, d.text);
  return doc ? dict_set_c(ctx, ns, "__doc__", doc) : -1;
}

/* Makes the class (taking over ns) and adds it to the module; borrowed result. */
static Value add_class(Ctx *ctx, Value module, const char *name, Value base, Value ns) {
  Value made = 0, module_name = str_intern_c(ctx, "ast");
  Value name_value = str_intern_c(ctx, name), bases = tuple_pack(ctx, 1, base);
  if (module_name && name_value && bases && dict_set_c(ctx, ns, "__module__", module_name) == 0)
    made = type_new_heap(ctx, &kr_type_type, name_value, bases, ns, NULL, 0);
  kr_unref(ctx, name_value);
  kr_unref(ctx, bases);
  kr_unref(ctx, ns);
  return made && dict_set_c(ctx, module_dict(module), name, made) == 0 ? made : 0;
}

static Value add_node_class(Ctx *ctx, Value module, const char *name, Value base, const FieldRow *fields, int located /* -1: inherited */) {
  Value ns = dict_new(ctx);
  if (!ns) return 0;
  if (add_fields(ctx, ns, fields) < 0 || add_doc(ctx, ns, name, fields) < 0 || (located >= 0 && add_attributes(ctx, ns, located) < 0)) {
    kr_unref(ctx, ns);
    return 0;
  }
  return add_class(ctx, module, name, base, ns);
}

static int add_sums(Ctx *ctx, Value module) {
  for (size_t i = 0; i < COUNT(sum_rows); i++) {
    if (is_product(sum_rows[i].name)) continue;
    ast_sum_classes[i] = add_node_class(ctx, module, sum_rows[i].name, kr_val(&kr_type_ast), no_fields, sum_rows[i].has_location);
    if (!ast_sum_classes[i]) return -1;
  }
  return 0;
}

static int add_nodes(Ctx *ctx, Value module) {
  for (size_t i = 0; i < COUNT(node_rows); i++) {
    const NodeRow *row = &node_rows[i];
    size_t sum = 0;
    while (strcmp(sum_rows[sum].name, row->sum)) sum++;
    int product = !strcmp(row->name, row->sum);
    Value base = product ? kr_val(&kr_type_ast) : ast_sum_classes[sum];
    Value class = add_node_class(ctx, module, row->name, base, row->fields, product ? sum_rows[sum].has_location : -1);
    if (!class) return -1;
    ast_classes[i + 1] = class; /* NODE_none comes first */
    if (product) ast_sum_classes[sum] = class;
  }
  return 0;
}

static int add_enums(Ctx *ctx, Value module) {
  const char *type = "";
  Value base = 0;
  for (size_t i = 0; i < COUNT(enum_rows); i++) {
    if (strcmp(type, enum_rows[i].type)) {
      type = enum_rows[i].type;
      if (!(base = add_node_class(ctx, module, type, kr_val(&kr_type_ast), no_fields, 0))) return -1;
    }
    Value class = add_node_class(ctx, module, enum_rows[i].name, base, enum_fields, -1);
    if (!class || !(ast_enum_instances[i] = kr_call0(ctx, class))) return -1;
  }
  return 0;
}

int ast_ready(Ctx *ctx) {
  Value module = ast_classes[1] ? KR_None : kr_import(ctx, "_ast");
  kr_unref(ctx, module);
  return module ? 0 : -1;
}

/* ---- the module ---- */

static int ast_module_init(Ctx *ctx, Value module) {
  Value dict = module_dict(module);
  if (set_tuple(ctx, type_dict(ctx, &kr_type_ast), "_fields", NULL, 0) < 0 || set_tuple(ctx, type_dict(ctx, &kr_type_ast), "_attributes", NULL, 0) < 0 ||
      set_tuple(ctx, type_dict(ctx, &kr_type_ast), "__match_args__", NULL, 0) < 0)
    return -1;
  for (int i = 0; i < 4; i++)
    if (!(ast_location_keys[i] = str_intern_c(ctx, location_names[i]))) return -1;
  if (add_sums(ctx, module) < 0 || add_nodes(ctx, module) < 0 || add_enums(ctx, module) < 0) return -1;
  static const struct { const char *name; int value; } flags[] = {
    {"PyCF_ONLY_AST", PYCF_ONLY_AST}, {"PyCF_TYPE_COMMENTS", PYCF_TYPE_COMMENTS}, {"PyCF_ALLOW_TOP_LEVEL_AWAIT", PYCF_ALLOW_TOP_LEVEL_AWAIT},
  };
  for (size_t i = 0; i < COUNT(flags); i++)
    if (dict_set_c(ctx, dict, flags[i].name, kr_int(flags[i].value)) < 0) return -1;
  return 0;
}

static Type *const ast_types[] = {&kr_type_ast, NULL};

const ModuleDef kr_module__ast = {"_ast", "The classes of syntax tree nodes.", NULL, ast_types, ast_module_init};
