/* Generators, coroutines and async generators: state machines.
 *
 *   static Value py_m_f_resume(Ctx *ctx, Generator *g, Value sent)     goes on where it was left
 *   static Value py_m_f_body(Ctx *ctx, Value callee, Value x)          makes the generator
 *
 * What lives across a yield is in the generator's slots (ir/ssa_suspend.c); everything else is in C
 * variables.  g->point tells where to go on.  Whoever resumes links the frame and does the rest. */
#include "emit.h"

/* ---- instructions ---- */

void emit_send(Emitter *e, SsaInsn *i) {
  fprintf(e->out, "  if (KR_UNLIKELY((%s = ", emit_name(e, emit_projection(i, 1)));
  emit_expand(e, i, "kr_fast_send(ctx, $0, $1, &$p0)) < 0)) ");
  emit_goto_error(e, i);
  fputc('\n', e->out);
}

void emit_await_call(Emitter *e, SsaInsn *i) {
  fprintf(e->out, "  if (KR_UNLIKELY((%s = ", emit_name(e, emit_projection(i, 2)));
  if (emit_projection(i, 3)) emit_expand(e, i, "kr_await_enter(ctx, $F, $0, &$p3, &$p0, &$p1)) < 0)) ");
  else if (i->n == 3) emit_expand(e, i, "kr_await_next(ctx, $F, $0, &$p0, &$p1)) < 0)) ");
  else if (i->imm) emit_expand(e, i, "kr_await_method(ctx, $F, $n, $0, $1, $*2, $#2, &$p0, &$p1)) < 0)) ");
  else emit_expand(e, i, "kr_await_call(ctx, $F, $n, $0, $*1, $#1, &$p0, &$p1)) < 0)) ");
  emit_goto_error(e, i);
  fputc('\n', e->out);
}

void emit_restore(Emitter *e, SsaInsn *i) {
  fprintf(e->out, "  %s = slots[%u];\n  slots[%u] = 0;\n", emit_name(e, i), i->n, i->n);
}

/* The position and the slots in use are for those who look at the generator while it is suspended. */
void emit_suspend(Emitter *e, SsaInsn *i) {
  uint32_t fixed = e->code->nlocals + e->code->ncells + e->code->nfrees, point = ++e->npoints;
  if (i->n > e->nspilled) e->nspilled = i->n;
  fprintf(e->out, "  g->frame.pos = %u;\n  g->sp = %u;\n  g->point = %u;\n", i->pos, i->n - fixed, point);
  if (i->imm >= 0) fprintf(e->out, "  g->yield_from = slots[%u];\n", (uint32_t)i->imm);
  fputs("  return ", e->out);
  emit_operand(e, i->args[0]);
  fprintf(e->out, ";\nresume%u:\n", point);
  if (i->imm >= 0) fputs("  g->yield_from = 0;\n", e->out);
}

void emit_generator_return(Emitter *e, SsaInsn *v) {
  fputs("  g->result = ", e->out);
  emit_operand(e, v);
  fputs(";\n  return KR_STOP;\n", e->out);
}

/* ---- the functions ---- */

void emit_resume_head(Emitter *e, FILE *out) {
  fprintf(out, "static Value %s_resume(Ctx *ctx, Generator *g, Value sent) {\n  Value *const slots = g->slots;\n"
          "  const Value callee = g->frame.func;\n", e->symbol);
}

void emit_resume_dispatch(Emitter *e, FILE *out) {
  if (e->f->traceable) fputs("  if (KR_UNLIKELY(ctx->pending & PENDING_TRACE) && kr_has_tracer(ctx)) return kr_resume_traced(ctx, g, sent);\n", out);
  if (!e->npoints) return;
  fputs("  switch (g->point) {\n", out);
  for (uint32_t k = 1; k <= e->npoints; k++) fprintf(out, "  case %u: goto resume%u;\n", k, k);
  fputs("  }\n", out);
}

/* There is room for what the interpreter needs, which may have to run it (under a trace function). */
uint32_t emit_generator_slots(const Emitter *e) {
  uint32_t room = e->code->nlocals + e->code->ncells + e->code->nfrees + e->code->stacksize;
  return e->nspilled > room ? e->nspilled : room;
}

void emit_maker(Emitter *e, FILE *out) {
  uint32_t n = e->f->nparams;
  fprintf(out, "static Value %s_body(Ctx *ctx, Value callee", e->symbol);
  for (uint32_t k = 0; k < n; k++) fprintf(out, ", Value arg%u", k);
  fprintf(out, ") {\n  return kr_make_generator(ctx, callee, %s_resume, ", e->symbol);
  if (n) fputs("(Value[]){", out);
  else fputs("NULL", out);
  for (uint32_t k = 0; k < n; k++) fprintf(out, k ? ", arg%u" : "arg%u", k);
  fprintf(out, "%s, %u, %u);\n}\n\n", n ? "}" : "", n, emit_generator_slots(e));
}
