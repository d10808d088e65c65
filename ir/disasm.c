/* The disassembler: instructions under their source lines, nested code after its parent. */
#include <inttypes.h>
#include <stdlib.h>

#include "code.h"

static const char *const intrinsic_1_names[] = {
#define INTRINSIC1(name, meaning) #name,
#include "operators.def"
};
static const char *const intrinsic_2_names[] = {
#define INTRINSIC2(name, meaning) #name,
#include "operators.def"
};

static void print_text(FILE *out, const char *text, size_t len, const char *prefix) {
  fprintf(out, "%s'", prefix);
  for (size_t i = 0; i < len && i < 60; i++) {
    unsigned char ch = (unsigned char)text[i];
    if (ch == '\n') fputs("\\n", out);
    else if (ch == '\'' || ch == '\\') fprintf(out, "\\%c", ch);
    else if (ch < 32 || ch == 127) fprintf(out, "\\x%02x", ch);
    else fputc(ch, out);
  }
  fputs(len > 60 ? "'..." : "'", out);
}

static void print_const(FILE *out, const Const *c) {
  switch (c->kind) {
  case CONST_object: fputs("<object>", out); return;
  case CONST_none: fputs("None", out); return;
  case CONST_true: fputs("True", out); return;
  case CONST_false: fputs("False", out); return;
  case CONST_ellipsis: fputs("Ellipsis", out); return;
  case CONST_int: fprintf(out, "%" PRId64, c->i); return;
  case CONST_bigint: fprintf(out, "0x%s", c->s.text); return;
  case CONST_float: fprintf(out, "%.17g", c->f); return;
  case CONST_complex: fprintf(out, "(%.17g%+.17gj)", c->c.re, c->c.im); return;
  case CONST_str: print_text(out, c->s.text, c->s.len, ""); return;
  case CONST_bytes: print_text(out, c->s.text, c->s.len, "b"); return;
  case CONST_code: fprintf(out, "<code %s, line %u>", c->code->qualname.text, c->code->firstlineno); return;
  case CONST_tuple:
  case CONST_frozenset:
    fputs(c->kind == CONST_tuple ? "(" : "frozenset(", out);
    for (size_t i = 0; i < c->seq.n; i++) {
      if (i) fputs(", ", out);
      print_const(out, &c->seq.items[i]);
    }
    fputs(c->seq.n == 1 && c->kind == CONST_tuple ? ",)" : ")", out);
  }
}

static const char *deref_name(const Code *c, uint32_t n) {
  return n < c->ncells ? c->cells[n].text : c->frees[n - c->ncells].text;
}

static void print_operand(FILE *out, const Code *c, Opcode op, uint32_t n) {
  switch ((ArgKind)op_info[op].arg) {
  case ARG_NONE: return;
  case ARG_CONST: print_const(out, &c->consts[n]); return;
  case ARG_NAME: fputs(c->names[n].text, out); return;
  case ARG_LOCAL: fputs(c->locals[n].text, out); return;
  case ARG_DEREF: fputs(deref_name(c, n), out); return;
  case ARG_TARGET: fprintf(out, "to %u", n); return;
  case ARG_BINARY: fputs(binary_symbols[n], out); return;
  case ARG_INPLACE: fprintf(out, "%s=", binary_symbols[n]); return;
  case ARG_COMPARE: fputs(compare_symbols[n], out); return;
  case ARG_INTRINSIC: fputs(op == OP_intrinsic_1 ? intrinsic_1_names[n] : intrinsic_2_names[n], out); return;
  case ARG_COUNT:
  case ARG_FLAGS: fprintf(out, "%u", n); return;
  }
}

/* Marks instructions that something jumps to. */
static char *find_targets(const Code *c) {
  char *is_target = calloc(c->ninsns + 1, 1);
  for (uint32_t i = 0; is_target && i < c->ninsns; i++)
    if (op_info[insn_op(c->insns[i])].arg == ARG_TARGET) is_target[insn_arg(c->insns[i])] = 1;
  for (uint32_t i = 0; is_target && i < c->nhandlers; i++) is_target[c->handlers[i].target] = 1;
  return is_target;
}

static void print_instructions(const Code *c, FILE *out) {
  char *is_target = find_targets(c);
  uint32_t line = 0;
  for (uint32_t i = 0; i < c->ninsns; i++) {
    Opcode op = insn_op(c->insns[i]);
    if (code_locs(c)[i].line && code_locs(c)[i].line != line) {
      line = code_locs(c)[i].line;
      fprintf(out, "%5u ", line);
    } else {
      fputs("      ", out);
    }
    fprintf(out, "%s%5u  %-22s", is_target && is_target[i] ? ">>" : "  ", i, op_info[op].name);
    if (op_info[op].arg != ARG_NONE) fputc(' ', out);
    print_operand(out, c, op, insn_arg(c->insns[i]));
    fputc('\n', out);
  }
  free(is_target);
}

void code_disassemble(const Code *code, FILE *out) {
  fprintf(out, "%s: %s, line %u, stack %u\n", code->qualname.text, code->filename.text, code->firstlineno, code->stacksize);
  print_instructions(code, out);
  for (uint32_t i = 0; i < code->nhandlers; i++)
    fprintf(out, "      handler %u to %u: %u, depth %u\n", code->handlers[i].start, code->handlers[i].end,
            code->handlers[i].target, code->handlers[i].depth);
  for (uint32_t i = 0; i < code->nconsts; i++)
    if (code->consts[i].kind == CONST_code) {
      fputc('\n', out);
      code_disassemble(code->consts[i].code, out);
    }
}
