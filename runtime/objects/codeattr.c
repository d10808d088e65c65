/* The attributes of code objects: co_name ... co_positions(), co_lines(), replace(). */
#include "../krait.h"

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
NUMBER(flags, c->flags)
NUMBER(nlocals, c->nlocals)
NUMBER(stacksize, c->stacksize)
#undef NUMBER

static Value get_consts(Ctx *ctx, Value v) { return tuple_from(ctx, code_of(v)->consts, code_of(v)->code->nconsts); }
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

/* Two bytes an instruction, as CPython's units, so that offsets mean the same: opcode, low byte of
 * the operand. */
static Value get_code(Ctx *ctx, Value v) {
  const Code *c = code_of(v)->code;
  Value b = bytes_new(ctx, NULL, (size_t)c->ninsns * 2);
  if (!b) return 0;
  for (uint32_t i = 0; i < c->ninsns; i++) {
    bytes_of(b)->data[2 * i] = (uint8_t)insn_op(c->insns[i]);
    bytes_of(b)->data[2 * i + 1] = (uint8_t)insn_arg(c->insns[i]);
  }
  return b;
}

static Value get_empty_bytes(Ctx *ctx, Value v) { return bytes_new(ctx, "", 0); }

static Value line_or_none(uint32_t n, int64_t value) { return n ? kr_int(value) : KR_None; }

static Value column_or_none(uint32_t line, uint32_t col) { return line && col != LOC_NO_COL ? kr_int(col) : KR_None; }

/* co_positions(): (line, end_line, column, end_column) for each instruction. */
static Value code_positions(Ctx *ctx, Value self, const Value *a) {
  const Code *c = code_of(self)->code;
  Value list = list_new(ctx, c->ninsns);
  if (!list) return 0;
  for (uint32_t i = 0; i < c->ninsns; i++) {
    Loc l = c->locs[i];
    Value row = tuple_pack(ctx, 4, line_or_none(l.line, l.line), line_or_none(l.line, l.end_line),
                           column_or_none(l.line, l.col), column_or_none(l.line, l.end_col));
    int failed = !row || list_append(ctx, list, row) < 0;
    kr_unref(ctx, row);
    if (failed) {
      kr_unref(ctx, list);
      return 0;
    }
  }
  Value it = kr_iter(ctx, list);
  kr_unref(ctx, list);
  return it;
}

/* co_lines(): (start, end, line) for each run of instructions of one line. */
static Value code_lines(Ctx *ctx, Value self, const Value *a) {
  const Code *c = code_of(self)->code;
  Value list = list_new(ctx, 8);
  if (!list) return 0;
  for (uint32_t start = 0, i = 1; i <= c->ninsns; i++) {
    if (i < c->ninsns && c->locs[i].line == c->locs[start].line) continue;
    Value row = tuple_pack(ctx, 3, kr_int(2 * (int64_t)start), kr_int(2 * (int64_t)i),
                           line_or_none(c->locs[start].line, c->locs[start].line));
    int failed = !row || list_append(ctx, list, row) < 0;
    kr_unref(ctx, row);
    if (failed) {
      kr_unref(ctx, list);
      return 0;
    }
    start = i;
  }
  Value it = kr_iter(ctx, list);
  kr_unref(ctx, list);
  return it;
}

/* Name of a variable by its place among locals, cells and free variables. */
static Value code_varname(Ctx *ctx, Value self, const Value *a) {
  int64_t i;
  if (kr_index_i64(ctx, a[0], &i) < 0) return 0;
  if (i < 0 || i >= code_of(self)->nslots) return kr_raise(ctx, &kr_type_IndexError, "tuple index out of range");
  return kr_ref(code_of(self)->var_names[i]);
}

/* ---- replace ---- */

static int replace_number(Ctx *ctx, Value v, uint32_t *out) {
  int64_t n;
  if (!v) return 0;
  if (int_to_i64(ctx, v, &n) < 0) return -1;
  if (n < 0 || n > INT32_MAX) {
    kr_raise(ctx, &kr_type_ValueError, "code: value out of range");
    return -1;
  }
  *out = (uint32_t)n;
  return 0;
}

static int replace_text(Ctx *ctx, Value v, Value *slot) {
  if (!v) return 0;
  if (!kr_is_anystr(v)) {
    kr_raise(ctx, &kr_type_TypeError, "replace() argument must be str, not %T", v);
    return -1;
  }
  kr_set(ctx, slot, kr_ref(v));
  return 0;
}

/* Other values for consts, names or variables: as many as there were, since instructions refer to
 * them by index. */
static int replace_values(Ctx *ctx, Value v, Value *slots, uint32_t n, int names) {
  if (!v) return 0;
  if (!kr_has_flag(v, T_TUPLE) || tuple_of(v)->len != (int64_t)n) {
    kr_raise(ctx, &kr_type_ValueError, "code.replace() can not change the number of constants or variables");
    return -1;
  }
  for (uint32_t i = 0; i < n; i++) {
    Value item = tuple_of(v)->items[i];
    if (names && !kr_is_anystr(item)) {
      kr_raise(ctx, &kr_type_TypeError, "name tuples must contain only strings, not '%T'", item);
      return -1;
    }
    kr_set(ctx, &slots[i], names ? str_intern(ctx, kr_ref(item)) : kr_ref(item));
  }
  return 0;
}

static int same_code_bytes(Ctx *ctx, Value self, Value given) {
  if (!given) return 1;
  Value mine = get_code(ctx, self);
  if (!mine) return -1;
  int same = kr_compare_bool(ctx, mine, given, CMP_eq);
  kr_unref(ctx, mine);
  if (same == 0) kr_raise(ctx, &kr_type_ValueError, "code.replace() can not change co_code");
  return same > 0 ? 1 : -1;
}

static Value code_replace(Ctx *ctx, Value self, const Value *a) {
  if (same_code_bytes(ctx, self, a[6]) < 0) return 0;
  CodeObj *o = code_clone(ctx, code_of(self));
  if (!o) return 0;
  Code *c = (Code *)o->code; /* the clone's own */
  Value *cells = o->var_names + c->nlocals;
  if (replace_number(ctx, a[0], &c->argcount) < 0 || replace_number(ctx, a[1], &c->posonlyargcount) < 0 ||
      replace_number(ctx, a[2], &c->kwonlyargcount) < 0 || replace_number(ctx, a[5], &c->flags) < 0 ||
      replace_number(ctx, a[16], &c->firstlineno) < 0 ||
      replace_values(ctx, a[7], o->consts, c->nconsts, 0) < 0 || replace_values(ctx, a[8], o->names, c->nnames, 1) < 0 ||
      replace_values(ctx, a[9], o->var_names, c->nlocals, 1) < 0 ||
      replace_values(ctx, a[10], cells + c->ncells, c->nfrees, 1) < 0 ||
      replace_values(ctx, a[11], cells, c->ncells, 1) < 0 || replace_text(ctx, a[12], &o->filename) < 0 ||
      replace_text(ctx, a[13], &o->name) < 0 || replace_text(ctx, a[14], &o->qualname) < 0) {
    kr_unref(ctx, kr_val(o));
    return 0;
  }
  if (c->posonlyargcount > c->argcount || c->argcount + c->kwonlyargcount > c->nlocals) {
    kr_unref(ctx, kr_val(o));
    return kr_raise(ctx, &kr_type_ValueError, "code: varnames is too small");
  }
  return kr_val(o);
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
  {"co_linetable", get_empty_bytes, NULL, NULL},
  {"co_lnotab", get_empty_bytes, NULL, NULL},
  {"co_exceptiontable", get_empty_bytes, NULL, NULL},
  {0}};
