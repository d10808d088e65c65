/* Writes docs/bytecode.md from the opcode table: bytecode_doc > docs/bytecode.md */
#include <stdio.h>
#include <string.h>

#include "ir/code.h"

static const char *const operand_names[] = {
  [ARG_NONE] = "", [ARG_CONST] = "constant", [ARG_NAME] = "name", [ARG_LOCAL] = "local", [ARG_DEREF] = "cell",
  [ARG_COUNT] = "count", [ARG_TARGET] = "target", [ARG_BINARY] = "operator", [ARG_INPLACE] = "operator",
  [ARG_COMPARE] = "comparison", [ARG_INTRINSIC] = "intrinsic", [ARG_FLAGS] = "flags"};

/* A table cell: a bar would end it. */
static void put_cell(const char *text) {
  for (; *text; text++) {
    if (*text == '|') putchar('\\');
    putchar(*text);
  }
}

static void put_traits(int traits) {
  static const struct { int bit; const char *name; } names[] = {
    {RAISES, "raises"}, {USER, "user code"}, {READS, "reads"}, {WRITES, "writes"}, {ENDS, "ends block"}, {PURE, "pure"}};
  const char *separator = "";
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (!(traits & names[i].bit)) continue;
    printf("%s%s", separator, names[i].name);
    separator = ", ";
  }
}

static void put_opcodes(void) {
  puts("| instruction | operand | stack | traits | meaning |\n|---|---|---|---|---|");
  for (int i = 0; i < OP_COUNT; i++) {
    const OpInfo *op = &op_info[i];
    printf("| `%s` | %s | `", op->name, operand_names[op->arg]);
    put_cell(op->picture);
    printf("` | ");
    put_traits(op->traits);
    printf(" | ");
    put_cell(op->meaning);
    puts(" |");
  }
}

static void put_operators(void) {
  printf("Operators of `binary` and `inplace`:");
  for (int i = 0; i < BIN_COUNT; i++) printf(" `%s`", binary_symbols[i]);
  printf("\n\nComparisons of `compare`:");
  for (int i = 0; i < CMP_COUNT; i++) printf(" `%s`", compare_symbols[i]);
  puts("\n\nIntrinsics:\n");
#define INTRINSIC1(name, meaning) puts("- `" #name "`: " meaning);
#include "ir/operators.def"
#define INTRINSIC2(name, meaning) puts("- `" #name "` (two values): " meaning);
#include "ir/operators.def"
}

int main(void) {
  puts("# Bytecode\n\n"
       "Made from `ir/opcodes.def` and `ir/operators.def`; regenerate with\n"
       "`build/bin/bytecode_doc > docs/bytecode.md`.\n\n"
       "A code object is a stack machine's program. An instruction is one 32-bit word: the opcode in the low\n"
       "byte, the operand in the upper 24 bits. Beside the instructions lie a location for each of them (line,\n"
       "end line, column, end column) and a table of handlers: while an instruction in `[start, end)` raises, the\n"
       "stack is cut to `depth`, the exception is pushed and execution goes on at `target`; the first matching row\n"
       "wins. A try statement costs nothing until something is raised.\n\n"
       "In the stack column the top is on the right. Traits: *raises* may raise; *user code* may run code of the\n"
       "program, so that anything it can change may have changed; *reads*, *writes* touch memory other than locals\n"
       "and stack; *ends block* does not fall through; *pure* has no effect but its result.\n");
  put_opcodes();
  putchar('\n');
  put_operators();
  return 0;
}
