/* The attributes of code objects: co_name ... co_positions(), co_lines(), replace(). */
#include <stdlib.h>
#include "../../ir/units.h"
#include "code_build.h"

static CodeObj *code_of(Value v) { return (CodeObj *)kr_obj(v); }

static Value get_name(Ctx *ctx, Value v) { return kr_ref(code_of(v)->name); }
static Value get_qualname(Ctx *ctx, Value v) { return kr_ref(code_of(v)->qualname); }
static Value get_filename(Ctx *ctx, Value v) { return kr_ref(code_of(v)->filename); }

#define NUMBER(attr, expression) \
  static Value get_##attr(Ctx *ctx, Value v) { const Code *c = code_of(v)->code; return kr_int((int64_t)(expression)); }
NUMBER(argcount, c->argcount)
NUMBER(posonlyargcount, c->posonlyargcount)
NUMBER(kwonlyargcount, c->kwonlyargcount)
NUMBER(firstlineno, c->firstlineno)
NUMBER(nlocals, c->nlocals)
#undef NUMBER


/* A part as it was given, else what the compiler made. */
static Value shown_or(CodeObj *o, int which, Value made) {
  Value shown = code_shown(o, which);
  return shown ? kr_ref(shown) : made;
}
static Value get_flags(Ctx *ctx, Value v) { return shown_or(code_of(v), SHOWN_FLAGS, kr_int(code_of(v)->code->flags)); }
static Value get_stacksize(Ctx *ctx, Value v) { return shown_or(code_of(v), SHOWN_STACKSIZE, kr_int(code_of(v)->code->stacksize)); }

static Value get_consts(Ctx *ctx, Value v) {
  Value shown = code_shown(code_of(v), SHOWN_CONSTS);
  return shown ? kr_ref(shown) : tuple_from(ctx, code_of(v)->consts, code_of(v)->code->nconsts);
}
static Value get_names(Ctx *ctx, Value v) { return tuple_from(ctx, code_of(v)->names, code_of(v)->code->nnames); }
static Value get_varnames(Ctx *ctx, Value v) { return tuple_from(ctx, code_of(v)->var_names, code_of(v)->code->nlocals); }
static Value get_cellvars(Ctx *ctx, Value v) {
  const Code *c = code_of(v)->code;
  return tuple_from(ctx, code_of(v)->var_names + c->nlocals, c->ncells);
}
static Value get_freevars(Ctx *ctx, Value v) {
  const Code *c = code_of(v)->code;
  return tuple_from(ctx, code_of(v)->var_names + c->nlocals + c->ncells, c->nfrees);
}

static Value get_code(Ctx *ctx, Value v) { return code_part(ctx, code_of(v), SHOWN_CODE); }
static Value get_linetable(Ctx *ctx, Value v) { return code_part(ctx, code_of(v), SHOWN_LINETABLE); }
static Value get_exceptiontable(Ctx *ctx, Value v) { return code_part(ctx, code_of(v), SHOWN_EXCEPTIONTABLE); }

static Value get_lnotab(Ctx *ctx, Value v) {
  UnitBytes b = units_lines(code_of(v)->code);
  if (!b.data) return kr_raise_memory(ctx);
  Value bytes = bytes_new(ctx, b.data, b.size);
  free(b.data);
  return bytes;
}

static Value line_or_none(uint32_t n, int64_t value) { return n ? kr_int(value) : KR_None; }

static Value column_or_none(uint32_t line, uint32_t col) { return line && col != LOC_NO_COL ? kr_int(col) : KR_None; }

/* Units of the code that its location table describes: all of them, unless the table was given and breaks off. */
static uint32_t located_units(CodeObj *o, const uint32_t *starts) {
  uint32_t all = starts[o->code->ninsns];
  Value table = code_shown(o, SHOWN_LINETABLE);
  if (!table) return all;
  uint32_t n = units_located((UnitBytes){bytes_of(table)->data, (size_t)bytes_of(table)->len});
  return n < all ? n : all;
}

/* An iterator over the rows of a list, which is stolen. */
static Value iterate_rows(Ctx *ctx, Value list, int failed) {
  Value it = failed ? 0 : kr_iter(ctx, list);
  kr_unref(ctx, list);
  return it;
}

static int add_row(Ctx *ctx, Value list, Value row) {
  int r = row ? list_append(ctx, list, row) : -1;
  kr_unref(ctx, row);
  return r;
}

/* co_positions(): (line, end_line, column, end_column) for each unit. */
static Value code_positions(Ctx *ctx, Value self, const Value *a) {
  const Code *c = code_of(self)->code;
  uint32_t *starts = units_starts(c);
  Value list = starts ? list_new(ctx, starts[c->ninsns]) : kr_raise_memory(ctx);
  uint32_t n = list ? located_units(code_of(self), starts) : 0, insn = 0;
  int failed = !list;
  for (uint32_t u = 0; u < n && !failed; u++) {
    if (u == starts[insn + 1]) insn++;
    Loc l = code_locs(c)[insn];
    failed = add_row(ctx, list, tuple_pack(ctx, 4, line_or_none(l.line, l.line), line_or_none(l.line, l.end_line),
                                           column_or_none(l.line, l.col), column_or_none(l.line, l.end_col))) < 0;
  }
  free(starts);
  return list ? iterate_rows(ctx, list, failed) : 0;
}

/* co_lines(): (start, end, line) for each run of units of one line. */
static Value code_lines(Ctx *ctx, Value self, const Value *a) {
  const Code *c = code_of(self)->code;
  uint32_t *starts = units_starts(c);
  Value list = starts ? list_new(ctx, 8) : kr_raise_memory(ctx);
  uint32_t n = list ? located_units(code_of(self), starts) : 0;
  int failed = !list;
  for (uint32_t from = 0, to; from < c->ninsns && !failed && starts[from] < n; from = to) {
    for (to = from + 1; to < c->ninsns && code_locs(c)[to].line == code_locs(c)[from].line;) to++;
    uint32_t end = starts[to] < n ? starts[to] : n, line = code_locs(c)[from].line;
    failed = add_row(ctx, list, tuple_pack(ctx, 3, kr_int(2 * (int64_t)starts[from]), kr_int(2 * (int64_t)end), line_or_none(line, line))) < 0;
  }
  free(starts);
  return list ? iterate_rows(ctx, list, failed) : 0;
}

/* Name of a variable by its place among locals, cells and free variables. */
static Value code_varname(Ctx *ctx, Value self, const Value *a) {
  int64_t i;
  if (c_int_arg(ctx, a[0], 0, &i)) return 0;
  if (i < 0 || i >= code_of(self)->nslots) return kr_raise(ctx, &kr_type_IndexError, "tuple index out of range");
  return kr_ref(code_of(self)->var_names[i]);
}

/* ---- replace, and the constructor ---- */

/* Kinds of parts. */
enum { PART_NUMBER, PART_BYTES, PART_TUPLE, PART_NAMES, PART_STR };
typedef struct { const char *name; uint8_t kind; uint16_t offset; } PartRow;
#define PART(name, kind, field) {name, kind, offsetof(CodeParts, field)}

/* position: of the constructor's argument, 0 for replace(), whose messages differ. */
static int set_number(Ctx *ctx, const PartRow *row, int position, Value v, uint32_t *out) {
  int n;
  int r = kr_index_int(ctx, v, &n);
  if (r == 0 && n < 0) {
    kr_raise(ctx, &kr_type_ValueError, position ? "code: %s must not be negative" : "%s must be a positive integer", row->name);
    r = -1;
  }
  if (r == 0) *out = (uint32_t)n;
  return r;
}

static int check_names(Ctx *ctx, int position, Value tuple) {
  for (int64_t i = 0; i < tuple_of(tuple)->len; i++) {
    if (kr_is_anystr(tuple_of(tuple)->items[i])) continue;
    if (position) kr_raise(ctx, &kr_type_TypeError, "name tuples must contain only strings, not '%T'", tuple_of(tuple)->items[i]);
    else kr_raise(ctx, &kr_type_SystemError, "non-string found in code slot");
    return -1;
  }
  return 0;
}

/* Sets one part; function is for messages. */
static int set_part(Ctx *ctx, const char *function, const PartRow *row, int position, Value v, CodeParts *p) {
  static const struct { Type *type; const char *name; } wanted[] = {
    [PART_BYTES] = {&kr_type_bytes, "bytes"}, [PART_TUPLE] = {&kr_type_tuple, "tuple"},
    [PART_NAMES] = {&kr_type_tuple, "tuple"}, [PART_STR] = {&kr_type_str, "str"}};
  void *field = (char *)p + row->offset;
  if (row->kind == PART_NUMBER) return set_number(ctx, row, position, v, field);
  if (!kr_instance_of(v, wanted[row->kind].type)) {
    if (position) kr_raise(ctx, &kr_type_TypeError, "%s() argument %d must be %s, not %T", function, position, wanted[row->kind].name, v);
    else kr_raise(ctx, &kr_type_TypeError, "%s() argument '%s' must be %s, not %T", function, row->name, wanted[row->kind].name, v);
    return -1;
  }
  if (row->kind == PART_NAMES && check_names(ctx, position, v) < 0) return -1;
  kr_set(ctx, field, kr_ref(v));
  return 0;
}

/* types.coroutine marks a generator function's code as awaitable, which changes nothing of what it does:
 * the copy keeps the compiled form. */
static void keep_compiled(const CodeObj *from, const Value *a, const CodeParts *parts, CodeObj *to) {
  enum { FLAGS = 5, COUNT = 18 };
  for (int i = 0; i < COUNT; i++)
    if (a[i] && i != FLAGS) return;
  if ((parts->flags ^ from->code->flags) & ~(uint32_t)CODE_ITERABLE_COROUTINE) return;
  to->entry = from->entry;
  to->native = from->native;
}

static Value code_replace(Ctx *ctx, Value self, const Value *a) {
  static const PartRow rows[] = {
    PART("co_argcount", PART_NUMBER, argcount), PART("co_posonlyargcount", PART_NUMBER, posonlyargcount),
    PART("co_kwonlyargcount", PART_NUMBER, kwonlyargcount), PART("co_nlocals", PART_NUMBER, nlocals),
    PART("co_stacksize", PART_NUMBER, stacksize), PART("co_flags", PART_NUMBER, flags), PART("co_code", PART_BYTES, code),
    PART("co_consts", PART_TUPLE, consts), PART("co_names", PART_NAMES, names), PART("co_varnames", PART_NAMES, varnames),
    PART("co_freevars", PART_NAMES, freevars), PART("co_cellvars", PART_NAMES, cellvars),
    PART("co_filename", PART_STR, filename), PART("co_name", PART_STR, name), PART("co_qualname", PART_STR, qualname),
    PART("co_linetable", PART_BYTES, linetable), PART("co_firstlineno", PART_NUMBER, firstlineno),
    PART("co_exceptiontable", PART_BYTES, exceptiontable)};
  CodeParts parts;
  if (code_parts_of(ctx, code_of(self), &parts) < 0) return 0;
  int r = 0;
  for (size_t i = 0; i < sizeof rows / sizeof *rows && r == 0; i++)
    if (a[i]) r = set_part(ctx, "replace", &rows[i], 0, a[i], &parts);
  Value code = r == 0 ? code_from_parts(ctx, &parts) : 0;
  if (code) keep_compiled(code_of(self), a, &parts, code_of(code));
  code_parts_drop(ctx, &parts);
  return code;
}

Value code_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static const PartRow rows[] = {
    PART("argcount", PART_NUMBER, argcount), PART("posonlyargcount", PART_NUMBER, posonlyargcount),
    PART("kwonlyargcount", PART_NUMBER, kwonlyargcount), PART("nlocals", PART_NUMBER, nlocals),
    PART("stacksize", PART_NUMBER, stacksize), PART("flags", PART_NUMBER, flags), PART("codestring", PART_BYTES, code),
    PART("constants", PART_TUPLE, consts), PART("names", PART_NAMES, names), PART("varnames", PART_NAMES, varnames),
    PART("filename", PART_STR, filename), PART("name", PART_STR, name), PART("qualname", PART_STR, qualname),
    PART("firstlineno", PART_NUMBER, firstlineno), PART("linetable", PART_BYTES, linetable),
    PART("exceptiontable", PART_BYTES, exceptiontable), PART("freevars", PART_NAMES, freevars),
    PART("cellvars", PART_NAMES, cellvars)};
  static struct Signature *sig;
  Value a[sizeof rows / sizeof *rows];
  CodeParts parts = {.freevars = tuple_new(ctx, 0), .cellvars = tuple_new(ctx, 0)};
  if (kr_bind(ctx, "code", CODE_SIGNATURE, &sig, args, nargs, kwnames, a) < 0) return 0;
  int r = 0;
  for (size_t i = 0; i < sizeof rows / sizeof *rows && r == 0; i++)
    if (a[i]) r = set_part(ctx, "code", &rows[i], (int)i + 1, a[i], &parts);
  Value code = r == 0 ? code_from_parts(ctx, &parts) : 0;
  code_parts_drop(ctx, &parts);
  return code;
}

/* Some importers want the file name of a whole tree changed. */
void code_set_filename(Ctx *ctx, CodeObj *o, Value filename) {
  kr_set(ctx, &o->filename, kr_ref(filename));
  for (uint32_t i = 0; i < o->code->nconsts; i++)
    if (kr_has_shape(o->consts[i], SHAPE_code)) code_set_filename(ctx, code_of(o->consts[i]), filename);
}

const Method code_methods[] = {
  {"co_positions", code_positions, "", "Iterator over (line, end line, column, end column) of each instruction."},
  {"co_lines", code_lines, "", "Iterator over (start, end, line) of each run of instructions."},
  {"_varname_from_oparg", code_varname, "oparg", NULL},
  {"replace", code_replace,
   "*, co_argcount=-1, co_posonlyargcount=-1, co_kwonlyargcount=-1, co_nlocals=-1, co_stacksize=-1, co_flags=-1, "
   "co_code=None, co_consts=None, co_names=None, co_varnames=None, co_freevars=None, co_cellvars=None, "
   "co_filename=None, co_name=None, co_qualname=None, co_linetable=None, co_firstlineno=-1, co_exceptiontable=None",
   "A copy with other values for the given fields."},
  {0}};
const GetSet code_getsets[] = {
  {"co_name", get_name, NULL, NULL},
  {"co_qualname", get_qualname, NULL, NULL},
  {"co_filename", get_filename, NULL, NULL},
  {"co_argcount", get_argcount, NULL, NULL},
  {"co_posonlyargcount", get_posonlyargcount, NULL, NULL},
  {"co_kwonlyargcount", get_kwonlyargcount, NULL, NULL},
  {"co_firstlineno", get_firstlineno, NULL, NULL},
  {"co_flags", get_flags, NULL, NULL},
  {"co_nlocals", get_nlocals, NULL, NULL},
  {"co_stacksize", get_stacksize, NULL, NULL},
  {"co_consts", get_consts, NULL, NULL},
  {"co_names", get_names, NULL, NULL},
  {"co_varnames", get_varnames, NULL, NULL},
  {"co_cellvars", get_cellvars, NULL, NULL},
  {"co_freevars", get_freevars, NULL, NULL},
  {"co_code", get_code, NULL, NULL},
  {"co_linetable", get_linetable, NULL, NULL},
  {"co_lnotab", get_lnotab, NULL, NULL},
  {"co_exceptiontable", get_exceptiontable, NULL, NULL},
  {0}};
