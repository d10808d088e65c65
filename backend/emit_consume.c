/* Generator expressions joined with the builtins that consume them.
 *
 *   t = kr_consumes(ctx, f, BUILTIN_sum) ? py_m_f_genexpr1_sum(ctx, callee, code, closure, iter) : kr_consume(..f..)
 *
 * callee is the function around the expression, whose globals are the expression's.  The function is written before the one that needs it. */
#include <stdlib.h>
#include <string.h>

#include "emit.h"

static const char *const kind_names[CONSUME_KINDS] = {NULL, "sum", "any", "all", "min", "max", "list"};

bool emit_is_outside(const SsaInsn *i) {
  switch (i->op) {
  case OP_binary: case SSA_truth: case SSA_test_compare: case OP_list_append: return i->imm == SSA_OUTSIDE;
  case SSA_nonempty: return true;
  default: return false;
  }
}

const char *emit_outside_text(const SsaInsn *i) {
  switch (i->op) {
  case OP_binary: return "kr_outside_binary(ctx, $0, $1, $b)";
  case SSA_truth: return "kr_outside_truth(ctx, $0)";
  case SSA_test_compare: return "kr_outside_test(ctx, $0, $1, $b)";
  case SSA_nonempty: return "kr_nonempty(ctx, $0, $n)";
  default: return "list_append(ctx, $0, $1)";
  }
}

void emit_consumer_head(Emitter *e, FILE *out) {
  fprintf(out, "static Value %s(Ctx *ctx, Value callee, CodeObj *code, Value closure", e->symbol);
  emit_params(e, ", Value ", out);
  fputs(") {\n  Frame frame;\n", out);
}

void emit_consumer_entry(FILE *out) {
  fputs("  if (KR_UNLIKELY(kr_enter_inner(ctx, &frame, code) < 0)) return 0;\n", out);
}

static uint32_t tree_size(const Code *c) {
  uint32_t n = 1;
  for (uint32_t k = 0; k < c->nconsts; k++)
    if (c->consts[k].kind == CONST_code) n += tree_size(c->consts[k].code);
  return n;
}

/* The preorder number of the code that is constant n. */
static uint32_t number_of(const Emitter *e, uint32_t n) {
  uint32_t number = e->code_index + 1;
  for (uint32_t k = 0; k < n; k++)
    if (e->code->consts[k].kind == CONST_code) number += tree_size(e->code->consts[k].code);
  return number;
}

/* Writes the joint function unless it is there; false: there can be none. */
static bool write_function(Emitter *e, uint32_t n, ConsumeKind kind, const char *symbol) {
  enum { WRITTEN = 1, IMPOSSIBLE };
  if (!e->consumers) e->consumers = ARENA_ARRAY(e->f->arena, uint8_t, e->code->nconsts);
  if (e->consumers[n]) return e->consumers[n] == WRITTEN;
  Arena *arena = arena_new();
  SsaFunc *f = ssa_build_consumer(arena, e->code->consts[n].code, kind, NULL);
  bool fine = f && !ssa_optimise(f, NULL, e->unit->options->check);
  if (fine) emit_function(e->unit, f, number_of(e, n), symbol);
  arena_free(arena);
  e->consumers[n] = fine ? WRITTEN : IMPOSSIBLE;
  return fine;
}

static void operands(Emitter *e, SsaInsn *i) {
  fputs("(CodeObj *)kr_obj(", e->out);
  emit_constant(e, i->n);
  fputs("), ", e->out);
  if (i->nargs > 2) emit_operand(e, i->args[2]);
  else fputc('0', e->out);
  fputs(", ", e->out);
  emit_operand(e, i->args[1]);
  fputc(')', e->out);
}

void emit_consume(Emitter *e, SsaInsn *i) {
  bool collect = (i->imm & CONSUME_COLLECT) != 0;
  ConsumeKind kind = (ConsumeKind)(i->imm & ~(int64_t)CONSUME_COLLECT);
  size_t size = strlen(e->symbol) + 64;
  char *symbol = arena_alloc(e->f->arena, size);
  snprintf(symbol, size, "%s_genexpr%u_%s", e->symbol, i->n, kind_names[kind]);
  fprintf(e->out, "  %s = ", emit_name(e, i));
  if (write_function(e, i->n, kind, symbol)) {
    emit_expand(e, i, collect ? "kr_collects(ctx, $0) ? " : "kr_consumes(ctx, $0, BUILTIN_");
    if (!collect) fprintf(e->out, "%s) ? ", kind_names[kind]);
    fprintf(e->out, "%s(ctx, callee, ", symbol);
    operands(e, i);
    fputs(" : ", e->out);
  }
  emit_expand(e, i, collect ? "kr_expression(ctx, $F, " : "kr_consume(ctx, $F, $0, ");
  operands(e, i);
  fprintf(e->out, ";\n  if (KR_UNLIKELY(!%s)) ", emit_name(e, i));
  emit_goto_error(e, i);
  fputc('\n', e->out);
}
