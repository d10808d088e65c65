/* Trees of the parser to trees of ast objects. */
#include "_ast.h"

static Value node_object(Ctx *ctx, const Node *n);

static Value identifier_value(Ctx *ctx, Identifier id) {
  if (!id) return KR_None;
  Value s = str_from_wtf8(ctx, id->text, id->len);
  return s ? str_intern(ctx, s) : 0;
}

static Value text_value(Ctx *ctx, AstString s) { return s ? str_from_wtf8(ctx, s->text, s->len) : KR_None; }

/* The value of one field or list item at an address. */
static Value item_value(Ctx *ctx, const void *at, int type) {
  if (type < FIELD_identifier) {
    const Node *child = *(Node *const *)at;
    return child ? node_object(ctx, child) : KR_None;
  }
  switch (type) {
  case FIELD_identifier: return identifier_value(ctx, *(const Identifier *)at);
  case FIELD_string: return text_value(ctx, *(const AstString *)at);
  case FIELD_constant: return const_plain_value(ctx, *(const AstConstant *)at);
  case FIELD_int: return kr_int(*(const int *)at);
  default: return kr_ref(ast_enum_instances[*(const uint8_t *)at]);
  }
}

static Value list_value(Ctx *ctx, const void *at, int type) {
  const NodeList *list = at;
  size_t size = type == FIELD_cmpop ? 1 : sizeof(void *);
  Value out = list_new(ctx, (size_t)list->n);
  for (int i = 0; out && i < list->n; i++) {
    Value item = item_value(ctx, (const char *)list->items + (size_t)i * size, type);
    if (!item || list_append(ctx, out, item) < 0) kr_clear(ctx, &out);
    kr_unref(ctx, item);
  }
  return out;
}

static int set_field(Ctx *ctx, Value dict, const Node *n, const FieldInfo *f) {
  const void *at = (const char *)n + f->offset;
  bool many = f->count == FIELD_MANY || f->count == FIELD_HIDDEN;
  return dict_set_c(ctx, dict, f->name, many ? list_value(ctx, at, f->type) : item_value(ctx, at, f->type));
}

static int set_location(Ctx *ctx, Value dict, const Loc *loc) {
  const uint32_t values[] = {loc->line, loc->col, loc->end_line, loc->end_col};
  for (int i = 0; i < 4; i++)
    if (dict_set(ctx, dict, ast_location_keys[i], kr_int(values[i])) < 0) return -1;
  return 0;
}

/* A node with type parameters says so in a _fields of its own: the class keeps 3.11's fields. */
static int show_hidden(Ctx *ctx, Value dict, const NodeInfo *info) {
  Value names = tuple_new(ctx, info->nfields);
  for (int i = 0; names && i < info->nfields; i++)
    if (!(tuple_of(names)->items[i] = str_intern_c(ctx, info->fields[i].name))) kr_clear(ctx, &names);
  return names ? dict_set_c(ctx, dict, "_fields", names) : -1;
}

static int fill(Ctx *ctx, Value dict, const Node *n) {
  const NodeInfo *info = &node_info[n->kind];
  for (int i = 0; i < info->nfields; i++) {
    const FieldInfo *f = &info->fields[i];
    if (f->count == FIELD_HIDDEN) {
      if (!((const NodeList *)((const char *)n + f->offset))->n) continue;
      if (show_hidden(ctx, dict, info) < 0) return -1;
    }
    if (set_field(ctx, dict, n, f) < 0) return -1;
  }
  return sum_has_location[info->sum] ? set_location(ctx, dict, &n->loc) : 0;
}

static Value node_object(Ctx *ctx, const Node *n) {
  if (kr_enter(ctx, " during ast construction")) return 0;
  AstObject *o = kr_alloc_instance(ctx, kr_as_type(ast_classes[n->kind]), 0);
  Value v = o ? kr_val(o) : 0;
  if (o && (!(o->dict = dict_new(ctx)) || fill(ctx, o->dict, n) < 0)) kr_clear(ctx, &v);
  kr_leave(ctx);
  return v;
}

Value ast_to_object(Ctx *ctx, const Mod *mod) { return ast_ready(ctx) < 0 ? 0 : node_object(ctx, mod->root); }
