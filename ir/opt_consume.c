/* Joins generator expressions with the builtins that consume them.
 *
 *   %1 = load_global 'sum'
 *   %2 = make_function <genexpr>           %1 = load_global 'sum'
 *   %3 = call %2, %iter              =>    %4 = consume %1, %iter
 *   %4 = call %1, %3
 *
 * No function and no generator is made while the name means the builtin: the expression and what is done
 * with its items are one C function (ir/ssa_consume.c).  For what wants all items at once (tuple, sorted,
 * str.join) the generator becomes a list.  Runs before dead, which drops handler edges left over. */
#include <string.h>

#include "ssa.h"

static void count_uses(SsaFunc *f) {
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next) i->mark = 0;
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next)
      for (uint32_t k = 0; k < i->nargs; k++) i->args[k]->mark++;
}

/* The function that makes the generator, if v is a call of a generator expression used once. */
static SsaInsn *expression(const SsaFunc *f, const SsaInsn *v) {
  if (v->op != OP_call || v->n != 1 || v->mark != 1) return NULL;
  SsaInsn *made = v->args[0];
  enum { CLOSURE = 8 };
  if (made->op != OP_make_function || made->mark != 1 || made->n & ~(uint32_t)CLOSURE) return NULL;
  const SsaInsn *code = made->args[made->nargs - 1];
  return code->op == SSA_const && ssa_can_consume(f->code->consts[code->n].code) ? made : NULL;
}

static bool is_name(const SsaFunc *f, const SsaInsn *load, const char *name) {
  return !strcmp(f->code->names[load->n].text, name);
}

static ConsumeKind kind_of_call(const SsaFunc *f, const SsaInsn *callee) {
  static const struct { const char *name; int kind; } kinds[] = {
    {"sum", CONSUME_SUM}, {"any", CONSUME_ANY}, {"all", CONSUME_ALL}, {"min", CONSUME_MIN}, {"max", CONSUME_MAX},
    {"list", CONSUME_LIST}, {"tuple", CONSUME_LIST | CONSUME_COLLECT}, {"sorted", CONSUME_LIST | CONSUME_COLLECT}};
  if (callee->op != OP_load_global) return CONSUME_NONE;
  for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
    if (is_name(f, callee, kinds[k].name)) return kinds[k].kind;
  return CONSUME_NONE;
}

/* s.join(..) */
static bool is_join(const SsaFunc *f, const SsaInsn *i) {
  if (i->op != OP_call_method || i->n != 1) return false;
  const SsaInsn *method = i->args[0];
  return method->op == SSA_proj && method->args[0]->op == OP_load_method &&
         is_name(f, method->args[0], "join");
}

/* i becomes the joint operation. */
static void consume(SsaFunc *f, SsaInsn *i, ConsumeKind kind, SsaInsn *callee, SsaInsn *made, SsaInsn *iter) {
  static const TypeSet types[CONSUME_KINDS] = {[CONSUME_ANY] = TYPE_BOOL, [CONSUME_ALL] = TYPE_BOOL};
  i->op = SSA_consume;
  i->n = made->args[made->nargs - 1]->n;
  i->imm = kind;
  i->nargs = 0;
  i->type = kind < CONSUME_KINDS && types[kind] ? types[kind] : TYPE_ANY;
  ssa_add_arg(f, i, callee);
  ssa_add_arg(f, i, iter);
  if (made->nargs > 1) ssa_add_arg(f, i, made->args[0]);
  ssa_remove(made);
}

static void try_call(SsaFunc *f, SsaInsn *i) {
  bool join = is_join(f, i);
  if (!join && (i->op != OP_call || i->n != 1)) return;
  SsaInsn *generator = i->args[join ? 2 : 1], *made = expression(f, generator);
  ConsumeKind kind = join ? CONSUME_LIST | CONSUME_COLLECT : kind_of_call(f, i->args[0]);
  if (!made || !kind) return;
  SsaInsn *iter = generator->args[1];
  if (kind & CONSUME_COLLECT) {
    consume(f, generator, kind, i->args[0], made, iter);
    generator->pos = i->pos;
  } else {
    consume(f, i, kind, i->args[0], made, iter);
    ssa_remove(generator);
  }
}

void opt_consume(SsaFunc *f) {
  if (f->traceable) return; /* the expression's own frame could not be left to the interpreter */
  count_uses(f);
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next) try_call(f, i);
  for (SsaBlock *b = f->entry; b; b = b->next) ssa_drop_idle_handler(b);
}
