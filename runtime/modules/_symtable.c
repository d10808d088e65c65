/* _symtable: the compiler's symbol tables, for the symtable module. */
#include "_symtable.h"
#include "module_help.h"

static Value symtable_m(Ctx *ctx, Value module, const Value *a) {
  const char *mode = kr_is_anystr(a[2]) ? str_utf8(ctx, a[2], NULL) : NULL;
  if (!kr_is_anystr(a[2])) return kr_raise(ctx, &kr_type_TypeError, "symtable() argument 3 must be str, not %T", a[2]);
  if (!mode) return 0;
  if (strcmp(mode, "exec") && strcmp(mode, "eval") && strcmp(mode, "single"))
    return kr_raise(ctx, &kr_type_ValueError, "symtable() arg 3 must be 'exec' or 'eval' or 'single'");
  if (!kr_is_anystr(a[0]) && !kr_type_of(a[0])->get_buffer)
    return kr_raise(ctx, &kr_type_TypeError, "symtable() arg 1 must be a string or bytes object");
  Value filename = kr_fs_decode(ctx, a[1]);
  Value table = filename ? kr_analyse(ctx, a[0], filename, mode, KR_ANALYSE_SYMBOLS) : 0;
  kr_unref(ctx, filename);
  return table;
}

static Value entry_repr(Ctx *ctx, Value self, const Value *a) {
  Value parts[3] = {0}, r = 0;
  static const char *const names[] = {"name", "id", "lineno"};
  int ok = 1;
  for (int i = 0; i < 3 && ok; i++) ok = (parts[i] = kr_getattr_c(ctx, self, names[i])) != 0;
  if (ok) r = str_format_c(ctx, "<symtable entry %S(%S), line %S>", parts[0], parts[1], parts[2]);
  for (int i = 0; i < 3; i++) kr_unref(ctx, parts[i]);
  return r;
}

static int init(Ctx *ctx, Value module) {
  static const Method entry_methods[] = {{"__repr__", entry_repr, ""}, {NULL}};
#define ROW(name) {#name, SYMTABLE_##name}
  static const struct { const char *name; int value; } constants[] = {
    ROW(USE), ROW(DEF_GLOBAL), ROW(DEF_NONLOCAL), ROW(DEF_LOCAL), ROW(DEF_PARAM), ROW(DEF_FREE), ROW(DEF_FREE_CLASS),
    ROW(DEF_IMPORT), ROW(DEF_BOUND), ROW(DEF_ANNOT), ROW(TYPE_FUNCTION), ROW(TYPE_CLASS), ROW(TYPE_MODULE), ROW(LOCAL),
    ROW(GLOBAL_EXPLICIT), ROW(GLOBAL_IMPLICIT), ROW(FREE), ROW(CELL), ROW(SCOPE_OFF), ROW(SCOPE_MASK)};
#undef ROW
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (dict_set_c(ctx, module_dict(module), constants[i].name, kr_int(constants[i].value)) < 0) return -1;
  return dict_set_c(ctx, module_dict(module), "symtable entry", new_class(ctx, "builtins", "symtable entry", NULL, entry_methods));
}

static const Method methods[] = {
  {"symtable", symtable_m, "source, filename, startstr, /", "The symbol table of a source's outermost block."},
  {NULL},
};

const ModuleDef kr_module__symtable = {.name = "_symtable", .doc = "Symbol tables.", .methods = methods, .init = init};
