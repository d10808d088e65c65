/* Trees of ast objects to trees as the code generator takes them. */
#include <stdlib.h>
#include "_ast.h"

typedef struct {
  Ctx *ctx;
  Arena *arena;
  IdentTable *names;
} Reader;

static Node *read_node(Reader *r, Value v, int sum);

static const char *text_of(Reader *r, Value v, size_t *n) {
  char *copy = str_wtf8_dup(r->ctx, v, n);
  if (!copy) return NULL;
  const char *text = arena_copy(r->arena, copy, *n);
  free(copy);
  return text;
}

/* ---- constants ---- */

static int read_constant(Reader *r, Value v, Const *out);

static int read_sequence(Reader *r, Value v, Const *out, ConstKind k) {
  Value items = kr_to_tuple(r->ctx, v);
  if (!items) return -1;
  out->kind = k;
  out->seq.n = (size_t)tuple_of(items)->len;
  out->seq.items = ARENA_ARRAY(r->arena, Const, out->seq.n + 1);
  int result = 0;
  for (size_t i = 0; result == 0 && i < out->seq.n; i++) result = read_constant(r, tuple_of(items)->items[i], &out->seq.items[i]);
  kr_unref(r->ctx, items);
  return result;
}

static int read_int(Reader *r, Value v, Const *out) {
  if (kr_is_int(v) || int_bit_length(v) < 64) { /* as the parser reads it */
    *out = (Const){.kind = CONST_int, .i = int_clamp(v)};
    return 0;
  }
  Value hex = int_to_str(r->ctx, v, 16);
  if (!hex) return -1;
  out->kind = CONST_bigint;
  out->s.text = text_of(r, hex, &out->s.len);
  kr_unref(r->ctx, hex);
  return out->s.text ? 0 : -1;
}

static int read_constant(Reader *r, Value v, Const *out) {
  Type *t = kr_type_of(v);
  *out = (Const){0};
  if (v == KR_None) out->kind = CONST_none;
  else if (v == KR_True) out->kind = CONST_true;
  else if (v == KR_False) out->kind = CONST_false;
  else if (v == KR_Ellipsis) out->kind = CONST_ellipsis;
  else if (t == &kr_type_int) return read_int(r, v, out);
  else if (t == &kr_type_float) *out = (Const){.kind = CONST_float, .f = float_of(v)};
  else if (t == &kr_type_complex) *out = (Const){.kind = CONST_complex, .c = {((Complex *)kr_obj(v))->re, ((Complex *)kr_obj(v))->im}};
  else if (t == &kr_type_str) {
    out->kind = CONST_str;
    out->s.text = text_of(r, v, &out->s.len);
    return out->s.text ? 0 : -1;
  } else if (t == &kr_type_bytes) {
    *out = (Const){.kind = CONST_bytes, .s = {arena_copy(r->arena, (const char *)bytes_of(v)->data, (size_t)bytes_of(v)->len), (size_t)bytes_of(v)->len}};
  } else if (t == &kr_type_tuple) return read_sequence(r, v, out, CONST_tuple);
  else if (t == &kr_type_frozenset) return read_sequence(r, v, out, CONST_frozenset);
  else return kr_raise(r->ctx, &kr_type_TypeError, "got an invalid type in Constant: %T", v), -1;
  return 0;
}

/* ---- fields ---- */

static int read_identifier(Reader *r, Value v, Identifier *out) {
  size_t n;
  if (!kr_type_is(v, &kr_type_str)) return kr_raise(r->ctx, &kr_type_TypeError, "AST identifier must be of type str"), -1;
  char *text = str_wtf8_dup(r->ctx, v, &n);
  if (!text) return -1;
  *out = ident_table_add(r->names, text, n);
  free(text);
  return 0;
}

static int read_string(Reader *r, Value v, AstString *out) {
  if (!kr_type_is(v, &kr_type_str) && !kr_type_is(v, &kr_type_bytes)) return kr_raise(r->ctx, &kr_type_TypeError, "AST string must be of type str"), -1;
  Name *s = ARENA_NEW(r->arena, Name);
  s->text = text_of(r, v, &s->len);
  *out = s;
  return s->text ? 0 : -1;
}

static int read_small_int(Reader *r, Value v, int *out) {
  if (!kr_is_anyint(v) && v != KR_True && v != KR_False) return kr_raise(r->ctx, &kr_type_ValueError, "invalid integer value: %R", v), -1;
  return int_to_int(r->ctx, v, out);
}

/* An operator or context: an instance of one of the classes of that kind. */
static int read_enum(Reader *r, Value v, int type, uint8_t *out) {
  static const struct { uint8_t first, end; const char *name; } kinds[] = {
    [FIELD_expr_context - FIELD_expr_context] = {AST_Load, AST_Del + 1, "expr_context"},
    [FIELD_boolop - FIELD_expr_context] = {AST_And, AST_Or + 1, "boolop"},
    [FIELD_operator - FIELD_expr_context] = {AST_Add, AST_BitOr + 1, "operator"},
    [FIELD_unaryop - FIELD_expr_context] = {AST_Invert, AST_USub + 1, "unaryop"},
    [FIELD_cmpop - FIELD_expr_context] = {AST_Eq, AST_NotIn + 1, "cmpop"},
  };
  int k = type - FIELD_expr_context;
  for (uint8_t i = kinds[k].first; i < kinds[k].end; i++) {
    int is = kr_isinstance(r->ctx, v, kr_val(kr_type_of(ast_enum_instances[i])));
    if (is < 0) return -1;
    if (is) return *out = i, 0;
  }
  return kr_raise(r->ctx, &kr_type_TypeError, "expected some sort of %s, but got %R", kinds[k].name, v), -1;
}

static int read_item(Reader *r, Value v, int type, void *at) {
  if (type < FIELD_identifier) {
    *(Node **)at = v == KR_None ? NULL : read_node(r, v, type);
    return v == KR_None || *(Node **)at ? 0 : -1;
  }
  switch (type) {
  case FIELD_identifier: return v == KR_None ? (*(Identifier *)at = NULL, 0) : read_identifier(r, v, at);
  case FIELD_string: return v == KR_None ? 0 : read_string(r, v, at);
  case FIELD_constant: {
    Const *c = ARENA_NEW(r->arena, Const);
    *(AstConstant *)at = c;
    return read_constant(r, v, c);
  }
  case FIELD_int: return v == KR_None ? 0 : read_small_int(r, v, at);
  default: return read_enum(r, v, type, at);
  }
}

static int read_list(Reader *r, Value v, const char *node, const FieldInfo *f, NodeList *out) {
  if (!kr_has_flag(v, T_LIST)) return kr_raise(r->ctx, &kr_type_TypeError, "%s field \"%s\" must be a list, not a %T", node, f->name, v), -1;
  size_t n = (size_t)list_of(v)->len, size = f->type == FIELD_cmpop ? 1 : sizeof(void *);
  out->n = (int)n;
  out->items = arena_alloc(r->arena, n * size + 1);
  for (size_t i = 0; i < n; i++) {
    if (list_of(v)->len != (int64_t)n) return kr_raise(r->ctx, &kr_type_RuntimeError, "%s field \"%s\" changed size during iteration", node, f->name), -1;
    Value item = kr_ref(list_of(v)->items[i]);
    int result = read_item(r, item, f->type, (char *)out->items + i * size);
    kr_unref(r->ctx, item);
    if (result < 0) return -1;
  }
  return 0;
}

static Value attribute(Reader *r, Value object, const char *name) {
  Value key = str_intern_c(r->ctx, name), v = key ? kr_getattr_opt(r->ctx, object, key) : 0;
  kr_unref(r->ctx, key);
  return v;
}

static int missing(Reader *r, const char *field, const char *node) {
  kr_raise(r->ctx, &kr_type_TypeError, "required field \"%s\" missing from %s", field, node);
  return -1;
}

static int read_field(Reader *r, Value object, Node *n, const char *node, const FieldInfo *f) {
  void *at = (char *)n + f->offset;
  Value v = attribute(r, object, f->name);
  if (!v) return -1;
  bool many = f->count == FIELD_MANY || f->count == FIELD_HIDDEN;
  int result = 0;
  if (v == KR_ABSENT) {
    if (f->count == FIELD_ONE || f->count == FIELD_MANY) result = missing(r, f->name, node);
  } else if (many) result = read_list(r, v, node, f, at);
  else if (v == KR_None && f->count == FIELD_ONE && f->type < FIELD_identifier) {
    result = -1; /* an optional part may be None, this one is no node at all */
    kr_raise(r->ctx, &kr_type_ValueError, "field '%s' is required for %s", f->name, node);
  } else result = read_item(r, v, f->type, at);
  kr_unref(r->ctx, v);
  return result;
}

/* ---- nodes ---- */

static int read_location(Reader *r, Value object, Loc *loc, const char *sum) {
  static const char *const names[] = {"lineno", "col_offset", "end_lineno", "end_col_offset"};
  uint32_t *const places[] = {&loc->line, &loc->col, &loc->end_line, &loc->end_col};
  for (int i = 0; i < 4; i++) {
    int n = 0;
    Value v = kr_getattr_opt(r->ctx, object, ast_location_keys[i]);
    if (!v) return -1;
    if (v == KR_ABSENT && i < 2) return missing(r, names[i], sum);
    if (v == KR_ABSENT || (v == KR_None && i >= 2)) n = (int)*places[i - 2];
    else if (read_small_int(r, v, &n) < 0) n = -1;
    kr_unref(r->ctx, v);
    if (r->ctx->exc) return -1;
    *places[i] = (uint32_t)n;
  }
  return 0;
}

/* The kind of an object that should be of this sum; -1: raised. */
static int kind_of(Reader *r, Value v, int sum) {
  for (int k = 1; k < NODE_COUNT; k++)
    if (node_info[k].sum == sum && kr_val(kr_type_of(v)) == ast_classes[k]) return k;
  for (int k = 1; k < NODE_COUNT; k++) {
    if (node_info[k].sum != sum) continue;
    int is = kr_isinstance(r->ctx, v, ast_classes[k]);
    if (is) return is < 0 ? -1 : k;
  }
  kr_raise(r->ctx, &kr_type_TypeError, "expected some sort of %s, but got %R", sum_names[sum], v);
  return -1;
}

static Node *read_node(Reader *r, Value v, int sum) {
  if (kr_enter(r->ctx, " while traversing AST")) return NULL;
  Loc loc = {0};
  Node *n = NULL;
  int k = sum_has_location[sum] && read_location(r, v, &loc, sum_names[sum]) < 0 ? -1 : kind_of(r, v, sum);
  if (k > 0) n = ast_node(r->arena, (NodeKind)k, loc);
  for (int i = 0; n && i < node_info[k].nfields; i++)
    if (read_field(r, v, n, node_info[k].name, &node_info[k].fields[i]) < 0) n = NULL;
  kr_leave(r->ctx);
  return n;
}

Mod *ast_from_object(Ctx *ctx, Value tree, Arena *arena) {
  if (ast_ready(ctx) < 0) return NULL;
  Reader r = {ctx, arena, ident_table_new(arena)};
  Mod *mod = ARENA_NEW(arena, Mod);
  mod->arena = arena;
  mod->idents = r.names;
  mod->root = read_node(&r, tree, SUM_mod);
  return mod->root ? mod : NULL;
}
