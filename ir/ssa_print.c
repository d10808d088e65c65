/* SSA as text, one instruction a line:
 *
 *   b2: <- b0, b1                      line 4
 *     %7 i64 = add_i64 %3, %5
 *     branch %9 -> b3 else b4 */
#include "ssa.h"

static const char *const type_names[] = {"small", "big", "flo", "fbox", "bool", "none", "str", "bytes", "list", "tuple",
  "dict", "set", "range", "function", "object", "unbound", "stop"};
static const char *const rep_names[] = {"", "", " i64", " f64", " bool"};

void ssa_print_type(TypeSet t, FILE *out) {
  if ((t & TYPE_ANY) == TYPE_ANY) {
    fputs("any", out);
    t &= ~(TypeSet)TYPE_ANY;
    if (t) fputc('|', out);
  }
  const char *sep = "";
  for (unsigned k = 0; k < sizeof type_names / sizeof *type_names; k++)
    if (t >> k & 1) fprintf(out, "%s%s", sep, type_names[k]), sep = "|";
}

static void print_operand(const SsaFunc *f, const SsaInsn *i, FILE *out) {
  const Code *c = f->code;
  if (i->op == SSA_param || i->op == SSA_check_bound || i->op == SSA_raise_unbound)
    fprintf(out, " '%.*s'", (int)c->locals[i->n].len, c->locals[i->n].text);
  else if (i->op == SSA_load_callee || (i->op < OP_COUNT && op_info[i->op].arg == ARG_NAME))
    fprintf(out, " '%.*s'", (int)c->names[i->n].len, c->names[i->n].text);
  else if (i->op < OP_COUNT && (op_info[i->op].arg == ARG_BINARY || op_info[i->op].arg == ARG_INPLACE))
    fprintf(out, " '%s'", binary_symbols[i->n]);
  else if (i->op == SSA_test_compare || (i->op < OP_COUNT && op_info[i->op].arg == ARG_COMPARE))
    fprintf(out, " '%s'", compare_symbols[i->n]);
  else if (i->n || i->op == SSA_proj || i->op == SSA_const)
    fprintf(out, " #%u", i->n);
}

static void print_insn(const SsaFunc *f, const SsaBlock *b, const SsaInsn *i, FILE *out) {
  fputs("  ", out);
  if (i->rep != REP_NONE) fprintf(out, "%%%u%s = ", i->id, rep_names[i->rep]);
  fputs(ssa_name(i->op), out);
  print_operand(f, i, out);
  for (uint32_t k = 0; k < i->nargs; k++) {
    bool taken = i->consumes >> (k < 31 ? k : 31) & 1;
    fprintf(out, "%s%s%%%u", k ? ", " : " ", taken ? "^" : "", i->args[k]->id);
  }
  if (i->op == SSA_jump) fprintf(out, " -> b%u", b->succs[EDGE_NEXT]->id);
  if (i->op == SSA_branch) fprintf(out, " -> b%u else b%u", b->succs[EDGE_NEXT]->id, b->succs[EDGE_OTHER]->id);
  if (i->rep == REP_VALUE) {
    fputs("  : ", out);
    ssa_print_type(i->type, out);
    if (i->own == OWN_BORROWED) fputs(" borrowed", out);
  }
  for (uint32_t k = 0; k < i->ndrops; k++) fprintf(out, "%s%%%u", k ? ", " : "  ! ", i->drops[k]->id);
  fputc('\n', out);
}

void ssa_print(const SsaFunc *f, FILE *out) {
  fprintf(out, "function %.*s\n", (int)f->code->qualname.len, f->code->qualname.text);
  for (const SsaBlock *b = f->entry; b; b = b->next) {
    fprintf(out, "b%u:", b->id);
    for (uint32_t k = 0; k < b->npreds; k++) fprintf(out, "%sb%u", k ? ", " : " <- ", b->preds[k].block->id);
    if (b->succs[EDGE_HANDLER]) fprintf(out, "  (raised -> b%u)", b->succs[EDGE_HANDLER]->id);
    if (f->code->ninsns > b->start) fprintf(out, "  line %u", code_locs(f->code)[b->start].line);
    fputc('\n', out);
    for (const SsaInsn *i = b->first; i; i = i->next) print_insn(f, b, i, out);
  }
}
