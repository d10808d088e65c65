/* The opcode table as data, and the stack effects of shapes. */
#include "code.h"

const OpInfo op_info[OP_COUNT] = {
#define OP(name, shape, operand, traits, picture, meaning) \
  [OP_##name] = {#name, SHAPE_##shape, ARG_##operand, traits, picture, meaning},
#include "opcodes.def"
};

const char *const binary_symbols[BIN_COUNT] = {
#define BINARY(name, symbol, dunder) symbol,
#include "operators.def"
};

const char *const compare_symbols[CMP_COUNT] = {
#define COMPARE(name, symbol, reflected) symbol,
#include "operators.def"
};

int op_pops(Opcode op, uint32_t n) {
  switch (op_info[op].shape) {
#define SHAPE(name, pops, pushes) case SHAPE_##name: return (int)(pops);
#include "shapes.def"
  }
  return 0;
}

int op_pushes(Opcode op, uint32_t n) {
  switch (op_info[op].shape) {
#define SHAPE(name, pops, pushes) case SHAPE_##name: return (int)(pushes);
#include "shapes.def"
  }
  return 0;
}
