/* The symbol tables of a source as objects, for the symtable module: each scope becomes an object with
 * the name, type and place of its block, the symbols with their flags, and the tables of inner blocks.
 *
 * The numbers are those that CPython's symtable.py takes apart: how a name is used in the low bits, where
 * it is found from bit 11 on. */
#include "../../frontend/scope.h"
#include "_ast.h"
#include "_symtable.h"

static int64_t symbol_flags(const Symbol *s) {
  static const struct { int ours, theirs; } uses[] = {
    {SYM_GLOBAL | SYM_GLOBAL_BELOW, SYMTABLE_DEF_GLOBAL}, {SYM_NONLOCAL, SYMTABLE_DEF_NONLOCAL}, {SYM_ASSIGNED, SYMTABLE_DEF_LOCAL},
    {SYM_PARAM, SYMTABLE_DEF_PARAM}, {SYM_USED, SYMTABLE_USE}, {SYM_IMPORTED, SYMTABLE_DEF_IMPORT},
    {SYM_ANNOTATED, SYMTABLE_DEF_ANNOT}, {SYM_FREE_IN_CLASS, SYMTABLE_DEF_FREE_CLASS}, {SYM_COMP_ITER, SYMTABLE_DEF_COMP_ITER}};
  static const int scopes[] = {
    [BIND_LOCAL] = SYMTABLE_LOCAL, [BIND_CELL] = SYMTABLE_CELL, [BIND_FREE] = SYMTABLE_FREE,
    [BIND_GLOBAL] = SYMTABLE_GLOBAL_IMPLICIT, [BIND_IMPLICIT] = SYMTABLE_GLOBAL_IMPLICIT};
  int64_t flags = 0;
  for (size_t i = 0; i < sizeof uses / sizeof *uses; i++)
    if (s->flags & uses[i].ours) flags |= uses[i].theirs;
  int scope = s->flags & (SYM_GLOBAL | SYM_GLOBAL_BELOW) ? SYMTABLE_GLOBAL_EXPLICIT : scopes[s->binding];
  return flags | (int64_t)scope << SYMTABLE_SCOPE_OFF;
}

static Value name_value(Ctx *ctx, Identifier id) { return str_from_wtf8(ctx, id->text, id->len); }

static Value block_name(Ctx *ctx, const Scope *s) {
  if (!s->parent) return str_from(ctx, "top");
  const char *text = s->name->text;
  size_t n = s->name->len;
  return n && *text == '<' ? str_from_wtf8(ctx, text + 1, n - 2) : str_from_wtf8(ctx, text, n);
}

static Value symbols_dict(Ctx *ctx, const Scope *s) {
  Value dict = dict_new(ctx);
  for (int i = 0; dict && i < s->nsymbols; i++) {
    Value name = name_value(ctx, s->symbols[i].name);
    if (!name || dict_set(ctx, dict, name, kr_int(symbol_flags(&s->symbols[i]))) < 0) kr_clear(ctx, &dict);
    kr_unref(ctx, name);
  }
  return dict;
}

static Value parameter_names(Ctx *ctx, const Scope *s) {
  Value list = list_new(ctx, 0);
  for (int i = 0; list && i < s->nsymbols; i++) {
    if (!(s->symbols[i].flags & SYM_PARAM)) continue;
    Value name = name_value(ctx, s->symbols[i].name);
    if (!name || list_append(ctx, list, name) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, name);
  }
  return list;
}

static Value table_of(Ctx *ctx, Value cls, const Scope *s);

static Value child_tables(Ctx *ctx, Value cls, const Scope *s) {
  Value list = list_new(ctx, 0);
  for (const Scope *child = s->children; list && child; child = child->sibling) {
    Value table = table_of(ctx, cls, child);
    if (!table || list_append(ctx, list, table) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, table);
  }
  return list;
}

/* Sets an attribute; v is stolen, 0: raised. */
static int put(Ctx *ctx, Value table, const char *name, Value v) {
  Value key = v ? str_intern_c(ctx, name) : 0;
  int r = key ? kr_setattr(ctx, table, key, v) : -1;
  kr_unref(ctx, key);
  kr_unref(ctx, v);
  return r;
}

static Value table_of(Ctx *ctx, Value cls, const Scope *s) {
  static const int types[] = {
    [SCOPE_MODULE] = SYMTABLE_TYPE_MODULE, [SCOPE_FUNCTION] = SYMTABLE_TYPE_FUNCTION,
    [SCOPE_CLASS] = SYMTABLE_TYPE_CLASS, [SCOPE_TYPEPARAMS] = SYMTABLE_TYPE_FUNCTION};
  if (kr_enter(ctx, " during compilation")) return 0;
  Value table = kr_call0(ctx, cls);
  if (table && (put(ctx, table, "id", int_from_u64(ctx, (uint64_t)(uintptr_t)s->key)) < 0 ||
                put(ctx, table, "name", block_name(ctx, s)) < 0 || put(ctx, table, "symbols", symbols_dict(ctx, s)) < 0 ||
                put(ctx, table, "varnames", parameter_names(ctx, s)) < 0 ||
                put(ctx, table, "children", child_tables(ctx, cls, s)) < 0 ||
                put(ctx, table, "nested", kr_int(s->nested)) < 0 || put(ctx, table, "type", kr_int(types[s->kind])) < 0 ||
                put(ctx, table, "lineno", kr_int(s->parent ? s->loc.line : 0)) < 0))
    kr_clear(ctx, &table);
  kr_leave(ctx);
  return table;
}

Value ast_symbols(Ctx *ctx, const Source *source, Diag *diag, Arena *arena) {
  Mod *mod = parse_source(source, arena, diag);
  const Scope *top = mod ? compile_scopes(source, mod, diag, arena) : NULL;
  Value cls = top ? kr_import_attr(ctx, "_symtable", "symtable entry") : 0, table = cls ? table_of(ctx, cls, top) : 0;
  kr_unref(ctx, cls);
  return table;
}
