/* One SSA instruction to one C statement, by the rows of templates.def. */
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../runtime/value.h"
#include "emit.h"

enum { MAKES_MOST = 4 }; /* arguments of kr_new */

typedef enum { KIND_NONE, KIND_VALUE, KIND_TEST, KIND_CHECK, KIND_RAISE, KIND_PURE, KIND_DO, KIND_OWN } Kind;
typedef struct { Kind kind; const char *text; } Template;

static const Template templates[SSA_COUNT] = {
#define C(op, kind, text) [OP_##op] = {KIND_##kind, text},
#define S(op, kind, text) [SSA_##op] = {KIND_##kind, text},
#define F(op, text)
#define G(op, text)
#include "templates.def"
};
static const char *const fast_templates[SSA_COUNT] = {
#define C(op, kind, text)
#define S(op, kind, text)
#define F(op, text) [OP_##op] = text,
#define G(op, text) [SSA_##op] = text,
#include "templates.def"
};

static const char *const binary_names[] = {
#define BINARY(name, symbol, dunder) "BIN_" #name,
#include "../ir/operators.def"
};
static const char *const compare_names[] = {
#define COMPARE(name, symbol, reflected) "CMP_" #name,
#include "../ir/operators.def"
};

/* The text for an instruction: with fast paths in line where it may run often. */
static const char *text_of(const Emitter *e, const SsaInsn *i) {
  if (emit_is_outside(i)) return emit_outside_text(i);
  if (i->op == SSA_free_cell && e->f->consumer) return "tuple_of(closure)->items[$n]";
  if (i->op == OP_raise && i->n == 0) return "kr_raise_again(ctx, $F)";
  if (i->op == SSA_ref && i->block->cold) return "kr_retain($0)";
  if (i->op == OP_load_global && i->block->cold) return "kr_load_global(ctx, kr_function(callee)->globals, kr_function(callee)->builtins, $N, $G)";
  if (e->frameless && i->op == SSA_attr_peek) return "kr_peek_attr_hit($0, $A)";
  if (e->frameless && i->op == SSA_attr_put) return "kr_put_attr_hit($0, $1, $A)";
  if (e->frameless && i->op == SSA_num_op) return "kr_num_word($0, $1, $b)";
  if (i->imm == ADD_APPENDS && e->f->traceable && (i->op == OP_inplace || i->op == OP_binary))
    return i->op == OP_inplace ? "kr_append_bound(ctx, &slots[$L], $0, $1, 1)" : "kr_append_bound(ctx, &slots[$L], $0, $1, 0)";
  if (i->imm == ADD_APPENDS && i->op == OP_inplace) return "kr_fast_append(ctx, $0, $1, 1)";
  if (i->imm == ADD_APPENDS && i->op == OP_binary) return "kr_fast_append(ctx, $0, $1, 0)";
  bool hot = fast_templates[i->op] && (e->hot || i->block->loop_depth);
  return hot ? fast_templates[i->op] : templates[i->op].text;
}

const char *emit_name(const Emitter *e, const SsaInsn *i) { return e->names[e->variable[i->id]]; }

/* ---- constants ---- */

uint32_t emit_const_slot(Unit *u, uint32_t code, uint32_t what, const Const *constant, const Name *name) {
  for (uint32_t k = u->nconsts; k-- > 0 && u->consts[k].code == code;)
    if (u->consts[k].what == what) return k;
  if (u->nconsts == u->consts_cap) {
    u->consts_cap = u->consts_cap ? 2 * u->consts_cap : 64;
    u->consts = realloc(u->consts, u->consts_cap * sizeof *u->consts);
  }
  uint32_t k = u->nconsts++;
  u->consts[k].code = code;
  u->consts[k].what = what;
  u->consts[k].constant = constant;
  u->consts[k].name = name;
  return k;
}

/* A comment may hold no comment end, no newline, and is kept short. */
static void comment_text(FILE *out, const char *text, size_t len) {
  for (size_t i = 0; i < len && i < 24; i++) {
    unsigned char c = (unsigned char)text[i];
    fputc(c < 32 || c > 126 || c == '*' || c == '/' || c == '\\' || c == '?' ? '.' : c, out);
  }
}

void emit_constant(Emitter *e, uint32_t n) {
  const Const *c = &e->code->consts[n];
  FILE *out = e->out;
  Value word;
  switch (c->kind) {
  case CONST_none: fputs("KR_None", out); return;
  case CONST_true: fputs("KR_True", out); return;
  case CONST_false: fputs("KR_False", out); return;
  case CONST_ellipsis: fputs("KR_Ellipsis", out); return;
  case CONST_int:
    if (!kr_int_fits(c->i)) break;
    fprintf(out, "kr_int(%" PRId64 ")", c->i);
    return;
  case CONST_float:
    word = kr_flo_word(c->f);
    if (!kr_is_flo(word)) break;
    fprintf(out, "0x%" PRIx64 "ull /* %.17g */", word, c->f);
    return;
  default: break;
  }
  fprintf(out, "K[%u", emit_const_slot(e->unit, e->code_index, n << 1, c, NULL));
  if (c->kind == CONST_str) {
    fputs(" /* '", out);
    comment_text(out, c->s.text, c->s.len);
    fputs("' */", out);
  }
  fputc(']', out);
}

/* A float constant as a C double. */
void emit_double(Emitter *e, uint32_t n) {
  double d = e->code->consts[n].f;
  char text[64];
  if (d != d) snprintf(text, sizeof text, "(0.0 / 0.0)");
  else if (d - d != 0) snprintf(text, sizeof text, d < 0 ? "(-1.0 / 0.0)" : "(1.0 / 0.0)");
  else {
    snprintf(text, sizeof text - 4, "%.17g", d);
    if (!strpbrk(text, ".e")) strcat(text, ".0");
  }
  fprintf(e->out, signbit(d) && d == d ? "(%s)" : "%s", text);
}

static void emit_name_constant(Emitter *e, uint32_t n) {
  const Name *name = &e->code->names[n];
  fprintf(e->out, "K[%u /* ", emit_const_slot(e->unit, e->code_index, n << 1 | 1, NULL, name));
  comment_text(e->out, name->text, name->len);
  fputs(" */]", e->out);
}

const char *emit_frame_pointer(const Emitter *e) { return e->f->is_generator ? "&g->frame" : "FRAME"; }
const char *emit_frame(const Emitter *e) { return e->f->is_generator ? "g->frame" : "frame"; }
const char *emit_raised(const Emitter *e) { return e->f->is_generator ? "g->frame.raised" : "raised_at"; }

/* ---- operands ---- */

/* Pure results that are used once, in the same block, are written where they are used. */
bool emit_is_inline(const Emitter *e, const SsaInsn *i) {
  switch (i->op) {
  case SSA_slot: case SSA_const: case SSA_none: case SSA_unbound: case SSA_i64_const: case SSA_stop_value: case SSA_bool_const: return true;
  case SSA_not_bool: case SSA_has_value: case SSA_decided: case SSA_is_none: case SSA_is_same: case SSA_is_stop: return e->uses[i->id] == 1 && i->next && i->next == i->block->last && i->block->last->op == SSA_branch;
  default: return false;
  }
}

static void operand(Emitter *e, SsaInsn *v) {
  if (v->op == SSA_const && v->rep == REP_F64) emit_double(e, v->n);
  else if (v->op == SSA_const) emit_constant(e, v->n);
  else if (v->op == SSA_i64_const) fprintf(e->out, v->imm < 0 ? "(%" PRId64 ")" : "%" PRId64, v->imm);
  else if (emit_is_inline(e, v)) emit_expand(e, v, templates[v->op].text);
  else fputs(emit_name(e, v), e->out);
}

void emit_operand(Emitter *e, SsaInsn *v) { operand(e, v); }

SsaInsn *emit_projection(SsaInsn *i, uint32_t k) {
  for (SsaInsn *p = i->next; p && p->op == SSA_proj; p = p->next)
    if (p->n == k) return p;
  return NULL;
}

static void array(Emitter *e, SsaInsn *i, uint32_t from, uint32_t count) {
  if (count == 0) {
    fputs("NULL", e->out);
    return;
  }
  fputs("(Value[]){", e->out);
  for (uint32_t k = 0; k < count; k++) {
    if (k) fputs(", ", e->out);
    operand(e, i->args[from + k]);
  }
  fputc('}', e->out);
}

static const char *operator_name(const SsaInsn *i) {
  return i->op == OP_binary || i->op == OP_inplace || i->op == SSA_num_op ? binary_names[i->n] : compare_names[i->n];
}

/* A load_callee and its call share a cache: the first to ask makes it. */
uint32_t emit_callee_cache(Emitter *e, const SsaInsn *i) {
  if (!e->callee_caches) e->callee_caches = ARENA_ARRAY(e->f->arena, uint32_t, e->f->next_id + 1);
  uint32_t *cache = &e->callee_caches[i->imm];
  if (!*cache) *cache = ++e->unit->ncalls;
  return *cache - 1;
}

/* The parts of a function with and without a frame share what an instruction remembers. */
static uint32_t attr_cache(Emitter *e, SsaInsn *i) {
  if (!i->cache) i->cache = ++e->unit->nattrs;
  return i->cache - 1;
}

/* $ and what follows it; returns where the text goes on. */
static const char *expand_one(Emitter *e, SsaInsn *i, const char *t) {
  FILE *out = e->out;
  if (isdigit((unsigned char)*t)) {
    uint32_t k = (uint32_t)(*t++ - '0');
    if (*t == '?') {
      t++;
      if (k >= i->nargs) {
        fputc('0', out);
        return t;
      }
    }
    operand(e, i->args[k]);
    return t;
  }
  switch (*t++) {
  case 'F': fputs(emit_frame_pointer(e), out); break;
  case 'r': fputs(emit_name(e, i), out); break;
  case 'p': fputs(emit_name(e, emit_projection(i, (uint32_t)(*t++ - '0'))), out); break;
  case 'n': fprintf(out, "%u", i->n); break;
  case 'N': emit_name_constant(e, i->n); break;
  case 'L': fprintf(out, "%u", insn_arg(e->code->insns[i->pos + 1])); break; /* the local that a sum goes to */
  case 'b': fputs(operator_name(i), out); break;
  case 'C': fprintf(out, "%u", emit_callee_cache(e, i)); break;
  case 'i': fprintf(out, "%" PRId64, i->imm); break;
  case 'c': fputs(compare_symbols[i->n], out); break;
  case 'A': fprintf(out, "&attr[%u]", attr_cache(e, i)); break;
  case 'G': fprintf(out, "&global[%u]", e->unit->nglobals++); break;
  case '*': array(e, i, (uint32_t)(*t - '0'), i->nargs - (uint32_t)(*t - '0')); t++; break;
  case '#': fprintf(out, "%u", i->nargs - (uint32_t)(*t++ - '0')); break;
  }
  return t;
}

void emit_expand(Emitter *e, SsaInsn *i, const char *text) {
  while (*text) {
    if (i->block->cold && !strncmp(text, "kr_fast_", 8)) {
      fputs("kr_far_", e->out);
      text += 8;
    }
    if (*text == '$') text = expand_one(e, i, text + 1);
    else fputc(*text++, e->out);
  }
}

/* ---- operations with more to them ---- */

static void unpack(Emitter *e, SsaInsn *i) {
  uint32_t n = (uint32_t)op_pushes((Opcode)i->op, i->n);
  if (n >= e->max_unpack) e->max_unpack = n ? n : 1; /* unpacking into nothing names the array too */
  fputs("  if (KR_UNLIKELY(", e->out);
  emit_expand(e, i, text_of(e, i));
  fputs(" < 0)) ", e->out);
  emit_goto_error(e, i);
  fputc('\n', e->out);
}

static void value_tail(Emitter *e, SsaInsn *i) {
  fprintf(e->out, ";\n  if (KR_UNLIKELY(!%s)) ", emit_name(e, i));
  emit_goto_error(e, i);
  fputc('\n', e->out);
}

static void arguments(Emitter *e, const SsaInsn *i) {
  for (uint32_t k = 0; k < i->nargs; k++) {
    fputs(", ", e->out);
    operand(e, i->args[k]);
  }
}

/* A class of the module, by its name: its __init__ is likely known. */
static void make_instance(Emitter *e, SsaInsn *i) {
  fprintf(e->out, "  %s = kr_new%u(ctx", emit_name(e, i), i->n);
  arguments(e, i);
  fputs(", ", e->out);
  emit_init_target(e, i->args[0], i->n);
  fputc(')', e->out);
  value_tail(e, i);
}

static void call_callee(Emitter *e, SsaInsn *i) {
  fprintf(e->out, "  %s = kr_callee%u(ctx, &call[%u]", emit_name(e, i), i->n, emit_callee_cache(e, i));
  arguments(e, i);
  fputs(", ", e->out);
  emit_function_target(e, i->args[0], i->n);
  fputc(')', e->out);
  value_tail(e, i);
}

static void invoke(Emitter *e, SsaInsn *i) {
  bool cold = i->block->cold;
  fprintf(e->out, "  %s = %s%u(ctx, %s, %" PRId64 ", ", emit_name(e, i), cold ? "kr_far_invoke" : "kr_fast_invoke", i->nargs - 1,
          emit_frame_pointer(e), i->imm);
  emit_name_constant(e, i->n);
  fprintf(e->out, ", &attr[%u]", e->unit->nattrs++);
  arguments(e, i);
  if (!cold) {
    fputs(", ", e->out);
    emit_method_target(e, i->n, i->nargs - 1);
  }
  fputc(')', e->out);
  value_tail(e, i);
}

static void load_method(Emitter *e, SsaInsn *i) {
  fputs("  ", e->out);
  emit_expand(e, i, text_of(e, i));
  fprintf(e->out, ";\n  if (KR_UNLIKELY(!%s)) ", emit_name(e, emit_projection(i, 0)));
  emit_goto_error(e, i);
  fputc('\n', e->out);
}

static void make_function(Emitter *e, SsaInsn *i) {
  uint32_t at = 0;
  fprintf(e->out, "  %s = kr_make_function(ctx, %s, (CodeObj *)kr_obj(", emit_name(e, i), emit_frame_pointer(e));
  operand(e, i->args[i->nargs - 1]);
  fputs(")", e->out);
  for (uint32_t bit = 1; bit <= 8; bit <<= 1) {
    fputs(", ", e->out);
    if (i->n & bit) operand(e, i->args[at++]);
    else fputc('0', e->out);
  }
  fputc(')', e->out);
  value_tail(e, i);
}

static void call_with_names(Emitter *e, SsaInsn *i) {
  bool method = i->op == OP_call_method_kw;
  uint32_t first = method ? 2 : 1, count = i->nargs - first - 1;
  fprintf(e->out, "  %s = %s(ctx, ", emit_name(e, i), method ? "kr_call_method_kw" : "kr_call_kw");
  for (uint32_t k = 0; k < first; k++) {
    operand(e, i->args[k]);
    fputs(", ", e->out);
  }
  array(e, i, first, count);
  fprintf(e->out, ", %u, ", count);
  operand(e, i->args[i->nargs - 1]);
  fputc(')', e->out);
  value_tail(e, i);
}

/* Calls with few arguments look for a compiled function's body. */
static void call(Emitter *e, SsaInsn *i) {
  bool method = i->op == OP_call_method;
  uint32_t n = i->nargs - (method ? 2 : 1);
  fprintf(e->out, "  %s = ", emit_name(e, i));
  if (n > (method ? 3 : 4)) emit_expand(e, i, templates[i->op].text);
  else {
    fprintf(e->out, "%s%s%u(ctx", i->block->cold ? "kr_far_" : "kr_fast_", method ? "method" : "call", n);
    for (uint32_t k = 0; k < i->nargs; k++) {
      fputs(", ", e->out);
      operand(e, i->args[k]);
    }
    fputc(')', e->out);
  }
  value_tail(e, i);
}

static const char *const kind_shapes[] = {NULL, NULL, NULL, NULL, NULL, NULL, "str", "bytes", "list", "tuple", "dict", "set",
                                          "range", "function"};
static const char *const builtin_names[] = {
#define BUILTIN(name) "BUILTIN_" #name,
#include "../ir/builtins.def"
};

/* Operators that C has are written in line; the others are functions that know Python's rules. */
static void number_operator(Emitter *e, SsaInsn *i) {
  static const char *const functions[BIN_COUNT] = {[BIN_mul] = "kr_mul_i64", [BIN_floordiv] = "kr_floordiv_i64",
    [BIN_mod] = "kr_mod_i64", [BIN_lshift] = "kr_lshift_i64", [BIN_rshift] = "kr_rshift_i64"};
  const char *function = i->op == SSA_op_i64 ? functions[i->n] : i->n == BIN_pow ? "pow" : NULL;
  fprintf(e->out, "  %s = ", emit_name(e, i));
  if (function) fprintf(e->out, "%s(", function);
  operand(e, i->args[0]);
  if (function) fputs(", ", e->out);
  else fprintf(e->out, " %s ", binary_symbols[i->n]);
  operand(e, i->args[1]);
  fputs(function ? ");\n" : ";\n", e->out);
}

static void identity_test(Emitter *e, SsaInsn *i) {
  fprintf(e->out, "  %s = ", emit_name(e, i));
  if (i->op == SSA_is_kind) {
    if (i->args[0]->type & TYPE_UNBOUND) { /* the word 0 is no object */
      operand(e, i->args[0]);
      fputs(" && ", e->out);
    }
    fputs("kr_has_shape(", e->out);
    operand(e, i->args[0]);
    fprintf(e->out, ", SHAPE_%s);\n", kind_shapes[i->n]);
  } else {
    operand(e, i->args[0]);
    fprintf(e->out, " == kr_builtins[%s];\n", builtin_names[i->n]);
  }
}

static void global_is(Emitter *e, SsaInsn *i) {
  if (!i->cache) i->cache = ++e->unit->nglobals;
  fprintf(e->out, "  %s = kr_global_is(ctx, callee, ", emit_name(e, i));
  emit_name_constant(e, i->n);
  fprintf(e->out, ", &global[%u], %s);\n", i->cache - 1, builtin_names[i->imm]);
}

/* The names are those of the stores, which follow each other in the code. */
static void attr_fresh(Emitter *e, SsaInsn *i) {
  uint32_t count = 0;
  uint32_t cache = attr_cache(e, i);
  fprintf(e->out, "  %s = kr_attrs_fit(", emit_name(e, i));
  operand(e, i->args[0]);
  fprintf(e->out, ", &attr[%u])", cache);
  if (e->frameless) { /* the other part finds out more */
    fputs(";\n", e->out);
    return;
  }
  fputs(" || kr_fresh_attrs(", e->out);
  operand(e, i->args[0]);
  fprintf(e->out, ", &attr[%u], (Value[]){", cache);
  for (uint32_t at = i->n; count < i->imm; at++) {
    if (insn_op(e->code->insns[at]) != OP_store_attr) continue;
    if (count++) fputs(", ", e->out);
    emit_name_constant(e, insn_arg(e->code->insns[at]));
  }
  fprintf(e->out, "}, %u);\n", count);
}

static void attr_fill(Emitter *e, SsaInsn *i) {
  uint32_t cache = i->args[0]->cache - 1;
  for (uint32_t k = 2; k < i->nargs; k++) {
    fputs("  *kr_fresh_slot(", e->out);
    operand(e, i->args[1]);
    fprintf(e->out, ", &attr[%u], %u) = kr_ref(", cache, k - 2);
    operand(e, i->args[k]);
    fputs(");\n", e->out);
  }
  fputs("  kr_fresh_done(", e->out);
  operand(e, i->args[1]);
  fprintf(e->out, ", &attr[%u]);\n", cache);
}

static void own(Emitter *e, SsaInsn *i) {
  switch (i->op) {
  case SSA_op_i64: case SSA_op_f64: number_operator(e, i); break;
  case SSA_is_kind: case SSA_is_builtin: identity_test(e, i); break;
  case SSA_global_is: global_is(e, i); break;
  case SSA_builtin: fprintf(e->out, "  %s = kr_builtins[%s];\n", emit_name(e, i), builtin_names[i->n]); break;
  case OP_call: case OP_call_method: case SSA_call_callee:
    if (i->op != OP_call_method && i->n <= MAKES_MOST && !i->block->cold && emit_makes_instance(e, i->args[0], i->n)) make_instance(e, i);
    else if (i->op == SSA_call_callee) call_callee(e, i);
    else call(e, i);
    break;
  case SSA_invoke: invoke(e, i); break;
  case SSA_attr_fresh: attr_fresh(e, i); break;
  case SSA_attr_fill: attr_fill(e, i); break;
  case SSA_enter: break; /* the frame is there, or this is where the function without one ends */
  case OP_load_method: load_method(e, i); break;
  case OP_unpack_sequence: case OP_unpack_ex: unpack(e, i); break;
  case OP_make_function: make_function(e, i); break;
  case OP_send: emit_send(e, i); break;
  case SSA_await_call: emit_await_call(e, i); break;
  case SSA_consume: emit_consume(e, i); break;
  case SSA_restore: emit_restore(e, i); break;
  case SSA_suspend: emit_suspend(e, i); break;
  case OP_call_kw: case OP_call_method_kw: call_with_names(e, i); break;
  case SSA_proj:
    if (i->args[0]->op == OP_unpack_sequence || i->args[0]->op == OP_unpack_ex)
      fprintf(e->out, "  %s = unpacked[%u];\n", emit_name(e, i), i->n);
    break;
  default: break; /* parameters have their values, constants are written where they are used */
  }
}

static void simple(Emitter *e, SsaInsn *i, const char *text) {
  fputs("  ", e->out);
  if (i->rep != REP_NONE) fprintf(e->out, "%s = ", emit_name(e, i));
  emit_expand(e, i, text);
  fputs(";\n", e->out);
}

static void checked(Emitter *e, SsaInsn *i, const char *text) {
  fputs("  if (KR_UNLIKELY(", e->out);
  emit_expand(e, i, text);
  fputs(" < 0)) ", e->out);
  emit_goto_error(e, i);
  fputc('\n', e->out);
}

static void tested(Emitter *e, SsaInsn *i, const char *text) {
  fprintf(e->out, "  if (KR_UNLIKELY((%s = ", emit_name(e, i));
  emit_expand(e, i, text);
  fputs(") < 0)) ", e->out);
  emit_goto_error(e, i);
  fputc('\n', e->out);
}

/* Counting in line costs the C compiler most of its time: unlikely code calls instead. */
void emit_unref(Emitter *e, const SsaInsn *v, bool cold, FILE *out) {
  if (v->op == SSA_load_callee) fprintf(out, "  kr_drop_callee(ctx, %s, &call[%u]);\n", emit_name(e, v), emit_callee_cache(e, v));
  else fprintf(out, "  %s(ctx, %s);\n", cold ? "kr_release" : "kr_unref", emit_name(e, v));
}

/* After the end of a cleanup the frame's position is where the exception was raised: there still, unless the cleanup called. */
static void store_position(Emitter *e, const SsaInsn *i) {
  if (!code_ends_cleanup(e->code, i->pos)) fprintf(e->out, "  %s.pos = %u;\n", emit_frame(e), i->pos);
  else if (e->keeps_raised) fprintf(e->out, "  %s.pos = %s;\n", emit_frame(e), emit_raised(e));
}

void emit_insn(Emitter *e, SsaInsn *i) {
  const Template *t = &templates[i->op];
  if (ssa_raises(i) && i->op != SSA_poll && i->op != SSA_sent) store_position(e, i);
  switch (t->kind) {
  case KIND_VALUE:
    fprintf(e->out, "  %s = ", emit_name(e, i));
    emit_expand(e, i, text_of(e, i));
    value_tail(e, i);
    break;
  case KIND_TEST: tested(e, i, text_of(e, i)); break;
  case KIND_CHECK: checked(e, i, text_of(e, i)); break;
  case KIND_RAISE:
    fputs("  ", e->out);
    emit_expand(e, i, text_of(e, i));
    fputs(";\n  ", e->out);
    emit_goto_error(e, i);
    fputc('\n', e->out);
    break;
  case KIND_PURE:
    if (!emit_is_inline(e, i)) simple(e, i, text_of(e, i));
    break;
  case KIND_DO:
    if (i->op == SSA_unref) emit_unref(e, i->args[0], i->block->cold, e->out);
    else {
      fputs("  ", e->out);
      emit_expand(e, i, text_of(e, i));
      fputs(";\n", e->out);
    }
    break;
  default: own(e, i);
  }
  e->unit->statements++;
}
