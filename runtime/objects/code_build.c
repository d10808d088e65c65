/* Code objects from their parts: what types.CodeType() and code.replace() make.
 *
 * The parts are read into a Code of their own and verified.  Parts that do not make sound code still make an
 * object with those attributes, since tools build code step by step, but what it runs is an error. */
#include <stdlib.h>
#include "../../ir/arena.h"
#include "../../ir/units.h"
#include "code_build.h"

Value code_shown(const CodeObj *o, int which) { return o->replaced ? tuple_of(o->replaced)->items[which] : 0; }

/* ---- taking apart ---- */

static Value bytes_of_units(Ctx *ctx, UnitBytes b) {
  if (!b.data) return kr_raise_memory(ctx);
  Value v = bytes_new(ctx, b.data, b.size);
  free(b.data);
  return v;
}

Value code_part(Ctx *ctx, CodeObj *o, int which) {
  static UnitBytes (*const make[])(const Code *) = {
    [SHOWN_CODE] = units_code, [SHOWN_LINETABLE] = units_locations, [SHOWN_EXCEPTIONTABLE] = units_handlers};
  Value shown = code_shown(o, which);
  return shown ? kr_ref(shown) : bytes_of_units(ctx, make[which](o->code));
}

static Value *const *part_values(CodeParts *p, Value **list) {
  Value *const all[] = {&p->code, &p->linetable, &p->exceptiontable, &p->consts, &p->names, &p->varnames, &p->freevars,
                        &p->cellvars, &p->filename, &p->name, &p->qualname, NULL};
  return memcpy(list, all, sizeof all);
}

void code_parts_drop(Ctx *ctx, CodeParts *p) {
  Value *list[12];
  for (Value *const *v = part_values(p, list); *v; v++) kr_clear(ctx, *v);
}

int code_parts_of(Ctx *ctx, CodeObj *o, CodeParts *out) {
  const Code *c = o->code;
  Value shown = code_shown(o, SHOWN_CONSTS), stacksize = code_shown(o, SHOWN_STACKSIZE), flags = code_shown(o, SHOWN_FLAGS);
  *out = (CodeParts){
    c->argcount, c->posonlyargcount, c->kwonlyargcount, c->nlocals, stacksize ? (uint32_t)kr_int_of(stacksize) : c->stacksize,
    flags ? (uint32_t)kr_int_of(flags) : c->flags, c->firstlineno, .code = code_part(ctx, o, SHOWN_CODE),
    .linetable = code_part(ctx, o, SHOWN_LINETABLE),
    .exceptiontable = code_part(ctx, o, SHOWN_EXCEPTIONTABLE),
    .consts = shown ? kr_ref(shown) : tuple_from(ctx, o->consts, c->nconsts), .names = tuple_from(ctx, o->names, c->nnames),
    .varnames = tuple_from(ctx, o->var_names, c->nlocals), .cellvars = tuple_from(ctx, o->var_names + c->nlocals, c->ncells),
    .freevars = tuple_from(ctx, o->var_names + c->nlocals + c->ncells, c->nfrees), .filename = kr_ref(o->filename),
    .name = kr_ref(o->name), .qualname = kr_ref(o->qualname)};
  Value *list[12];
  for (Value *const *v = part_values(out, list); *v; v++)
    if (!**v) {
      code_parts_drop(ctx, out);
      return -1;
    }
  return 0;
}

/* ---- putting together ---- */

static Name name_of(Ctx *ctx, Arena *arena, Value text) {
  size_t n;
  char *wtf8 = str_wtf8_dup(ctx, text, &n);
  if (!wtf8) return (Name){0};
  Name name = {arena_copy(arena, wtf8, n), n};
  free(wtf8);
  return name;
}

static Name *names_of(Ctx *ctx, Arena *arena, Value tuple, uint32_t *count) {
  const Tuple *t = tuple_of(tuple);
  Name *names = ARENA_ARRAY(arena, Name, (size_t)t->len + 1);
  for (int64_t i = 0; i < t->len; i++) names[i] = name_of(ctx, arena, t->items[i]);
  *count = (uint32_t)t->len;
  return names;
}

static Const const_of(Ctx *ctx, Arena *arena, Value v);

static Const text_const(ConstKind kind, Arena *arena, const char *text, size_t n) {
  return (Const){.kind = kind, .s = {arena_copy(arena, text, n), n}};
}

static Const sequence_const(Ctx *ctx, Arena *arena, Value v, ConstKind kind) {
  Value items = kr_to_tuple(ctx, v);
  Const c = {.kind = items ? kind : CONST_object};
  if (!items) {
    kr_clear_exc(ctx);
    return c;
  }
  c.seq.n = (size_t)tuple_of(items)->len;
  c.seq.items = ARENA_ARRAY(arena, Const, c.seq.n + 1);
  for (size_t i = 0; i < c.seq.n; i++) {
    c.seq.items[i] = const_of(ctx, arena, tuple_of(items)->items[i]);
    if (c.seq.items[i].kind == CONST_object) c.kind = CONST_object;
  }
  kr_unref(ctx, items);
  return c;
}

static Const bigint_const(Ctx *ctx, Arena *arena, Value v) {
  Value text = int_to_str(ctx, v, 16);
  const char *digits = text ? str_utf8(ctx, text, NULL) : NULL;
  Const c = digits ? text_const(CONST_bigint, arena, digits, strlen(digits)) : (Const){.kind = CONST_object};
  kr_unref(ctx, text);
  kr_clear_exc(ctx);
  return c;
}

static Const str_const(Ctx *ctx, Arena *arena, Value v) {
  Name text = name_of(ctx, arena, v);
  if (!text.text) return (Const){.kind = CONST_object};
  return (Const){.kind = CONST_str, .s = {text.text, text.len}};
}

/* The compiler's form of a value; CONST_object for what source code can not say. */
static Const const_of(Ctx *ctx, Arena *arena, Value v) {
  static const struct { Value v; ConstKind kind; } plain[] = {
    {KR_None, CONST_none}, {KR_True, CONST_true}, {KR_False, CONST_false}, {KR_Ellipsis, CONST_ellipsis}};
  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
    if (v == plain[i].v) return (Const){.kind = plain[i].kind};
  const Type *t = kr_type_of(v);
  if (t == &kr_type_int && int_bit_length(v) < 64) return (Const){.kind = CONST_int, .i = int_clamp(v)};
  if (t == &kr_type_int) return bigint_const(ctx, arena, v);
  if (t == &kr_type_float) return (Const){.kind = CONST_float, .f = float_of(v)};
  if (t == &kr_type_complex)
    return (Const){.kind = CONST_complex, .c = {((Complex *)kr_obj(v))->re, ((Complex *)kr_obj(v))->im}};
  if (t == &kr_type_str) return str_const(ctx, arena, v);
  if (t == &kr_type_bytes) return text_const(CONST_bytes, arena, (const char *)bytes_of(v)->data, (size_t)bytes_of(v)->len);
  if (t == &kr_type_code) return (Const){.kind = CONST_code, .code = (Code *)((CodeObj *)kr_obj(v))->code};
  if (t != &kr_type_tuple && t != &kr_type_frozenset) return (Const){.kind = CONST_object};
  if (kr_enter(ctx, " while making code")) {
    kr_clear_exc(ctx);
    return (Const){.kind = CONST_object};
  }
  Const c = sequence_const(ctx, arena, v, t == &kr_type_tuple ? CONST_tuple : CONST_frozenset);
  kr_leave(ctx);
  return c;
}

static UnitBytes view(Value bytes) { return (UnitBytes){bytes_of(bytes)->data, (size_t)bytes_of(bytes)->len}; }

static void fill_code(Ctx *ctx, Code *c, Arena *arena, const CodeParts *p) {
  c->arena = arena;
  c->name = name_of(ctx, arena, p->name);
  c->qualname = name_of(ctx, arena, p->qualname);
  c->filename = name_of(ctx, arena, p->filename);
  c->flags = p->flags;
  c->argcount = p->argcount;
  c->posonlyargcount = p->posonlyargcount;
  c->kwonlyargcount = p->kwonlyargcount;
  c->firstlineno = p->firstlineno;
  c->locals = names_of(ctx, arena, p->varnames, &c->nlocals);
  c->cells = names_of(ctx, arena, p->cellvars, &c->ncells);
  c->frees = names_of(ctx, arena, p->freevars, &c->nfrees);
  c->names = names_of(ctx, arena, p->names, &c->nnames);
  c->nconsts = (uint32_t)tuple_of(p->consts)->len;
  c->consts = ARENA_ARRAY(arena, Const, (size_t)c->nconsts + 2);
  for (uint32_t i = 0; i < c->nconsts; i++) c->consts[i] = const_of(ctx, arena, tuple_of(p->consts)->items[i]);
}

/* Instead of unsound instructions: raise an exception, which is a constant behind the given ones. */
static void make_refusal(Code *c, Arena *arena) {
  c->consts[c->nconsts] = (Const){.kind = CONST_object};
  c->insns = ARENA_ARRAY(arena, Insn, 2);
  c->insns[0] = INSN(OP_load_const, c->nconsts++);
  c->insns[1] = INSN(OP_raise, 1);
  c->ninsns = 2;
  c->loc_table = ARENA_ARRAY(arena, Loc, 2);
  c->loc_table[0] = c->loc_table[1] = (Loc){c->firstlineno, c->firstlineno, LOC_NO_COL, LOC_NO_COL};
  c->nhandlers = 0;
  c->stacksize = 1;
  c->flags &= ~(uint32_t)(CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR);
}

static int fill_values(Ctx *ctx, CodeObj *o, const CodeParts *p, const char *wrong) {
  const Value tuples[] = {p->consts, wrong ? KR_None : 0, p->names, p->varnames, p->cellvars, p->freevars};
  Value *at = o->consts;
  for (size_t k = 0; k < sizeof tuples / sizeof *tuples; k++) {
    if (tuples[k] == KR_None) {
      Value text = str_format_c(ctx, "code object is not valid: %s", wrong);
      if (!(*at++ = text ? kr_call1(ctx, kr_val(&kr_type_SystemError), text) : 0)) return -1;
      kr_unref(ctx, text);
    }
    for (int64_t i = 0; tuples[k] && tuples[k] != KR_None && i < tuple_of(tuples[k])->len; i++) {
      Value item = kr_ref(tuple_of(tuples[k])->items[i]);
      if (!(*at++ = k >= 2 ? str_intern(ctx, item) : item)) return -1;
    }
  }
  o->name = kr_ref(p->name);
  o->qualname = kr_ref(p->qualname);
  o->filename = kr_ref(p->filename);
  o->replaced = tuple_pack(ctx, SHOWN_COUNT, p->code, p->linetable, p->exceptiontable, p->consts, kr_int(p->stacksize),
                           kr_int(p->flags));
  return o->replaced ? 0 : -1;
}

/* A ValueError, as CPython's constructor makes them; 0: all is well. */
static int check_parts(Ctx *ctx, const CodeParts *p) {
  uint64_t args = (uint64_t)p->argcount + p->kwonlyargcount + !!(p->flags & CODE_VARARGS) + !!(p->flags & CODE_VARKEYWORDS);
  const char *wrong = NULL;
  if (p->nlocals != (uint64_t)tuple_of(p->varnames)->len) wrong = "code: co_nlocals != len(co_varnames)";
  else if (args > p->nlocals) wrong = "code: co_varnames is too small";
  else if (p->posonlyargcount > p->argcount) wrong = "code: co_posonlyargcount is too large";
  else if (bytes_of(p->code)->len & 1) wrong = "code: co_code is malformed";
  if (wrong) kr_raise(ctx, &kr_type_ValueError, "%s", wrong);
  return wrong ? -1 : 0;
}

Value code_from_parts(Ctx *ctx, const CodeParts *p) {
  if (check_parts(ctx, p) < 0) return 0;
  Arena *arena = arena_new();
  if (!arena) return kr_raise_memory(ctx);
  Code *c = ARENA_NEW(arena, Code);
  fill_code(ctx, c, arena, p);
  const char *wrong = units_read(c, arena, view(p->code), view(p->linetable), view(p->exceptiontable));
  if (!wrong) wrong = code_verify(c);
  if (wrong) make_refusal(c, arena);
  Value owner = code_owner_new(ctx, c);
  CodeObj *o = owner ? code_alloc(ctx, c, owner) : NULL;
  kr_unref(ctx, owner);
  if (!o) return 0;
  if (fill_values(ctx, o, p, wrong) == 0) return kr_val(o);
  kr_unref(ctx, kr_val(o));
  return 0;
}
