/* opcode: the tables of instructions that the dis module reads.  The library's own describes CPython's; this one
 * describes what co_code of our code objects holds (ir/units.def). */
#include <ctype.h>
#include "../../ir/units.h"
#include "../krait.h"

/* A list of the numbers of instructions with the given kind of operand. */
static Value numbers_of(Ctx *ctx, ArgKind kind) {
  Value list = list_new(ctx, 8);
  for (int op = 0; list && op < OP_COUNT; op++) {
    if (op_info[op].arg != kind) continue;
    if (list_append(ctx, list, kr_int(unit_info[op].number)) < 0) kr_clear(ctx, &list);
  }
  return list;
}

static int name_number(Ctx *ctx, Value opname, Value opmap, const char *name, int64_t number) {
  Value s = str_from(ctx, name);
  if (!s) return -1;
  kr_set(ctx, &list_of(opname)->items[number], s);
  return dict_set(ctx, opmap, s, kr_int(number));
}

/* Jumps by a distance, which our code never has, but tools ask for. */
static const struct { const char *name; uint8_t number; } relative[] = {{"JUMP_FORWARD", 110}, {"JUMP_BACKWARD", 140}};

static Value relative_numbers(Ctx *ctx) {
  Value list = list_new(ctx, 2);
  for (size_t i = 0; list && i < sizeof relative / sizeof *relative; i++)
    if (list_append(ctx, list, kr_int(relative[i].number)) < 0) kr_clear(ctx, &list);
  return list;
}

/* opname, with "<n>" where there is no instruction, and opmap. */
static int name_all(Ctx *ctx, Value dict) {
  Value opname = list_new(ctx, 256), opmap = dict_new(ctx);
  int r = opname && opmap ? 0 : -1;
  for (int i = 0; r == 0 && i < 256; i++) {
    Value s = str_format_c(ctx, "<%d>", i);
    r = s ? list_append(ctx, opname, s) : -1;
    kr_unref(ctx, s);
  }
  if (r == 0) r = name_number(ctx, opname, opmap, "CACHE", 0);
  for (size_t i = 0; r == 0 && i < sizeof relative / sizeof *relative; i++)
    r = name_number(ctx, opname, opmap, relative[i].name, relative[i].number);
  for (int op = 0; r == 0 && op < OP_COUNT; op++) r = name_number(ctx, opname, opmap, unit_info[op].name, unit_info[op].number);
  if (r == 0) r = name_number(ctx, opname, opmap, "EXTENDED_ARG", UNIT_EXTENDED_ARG);
  if (r == 0) r = name_number(ctx, opname, opmap, "COPY_FREE_VARS", UNIT_COPY_FREE_VARS);
  if (r < 0) {
    kr_unref(ctx, opname), kr_unref(ctx, opmap);
    return -1;
  }
  return dict_set_c(ctx, dict, "opname", opname) | dict_set_c(ctx, dict, "opmap", opmap);
}

/* cmp_op: the operators of COMPARE_OP. */
static Value compare_operators(Ctx *ctx) {
  Value t = tuple_new(ctx, CMP_COUNT);
  for (int i = 0; t && i < CMP_COUNT; i++)
    if (!(tuple_of(t)->items[i] = str_from(ctx, compare_symbols[i]))) kr_clear(ctx, &t);
  return t;
}

/* _nb_ops: name and symbol of BINARY_OP's operators, then of those in place. */
static Value binary_operators(Ctx *ctx) {
  static const char *const names[] = {
#define BINARY(name, symbol, dunder) #name,
#include "../../ir/operators.def"
  };
  Value list = list_new(ctx, 2 * BIN_COUNT);
  for (int i = 0; list && i < 2 * BIN_COUNT; i++) {
    int at = i % BIN_COUNT, inplace = i >= BIN_COUNT;
    char upper[24] = {0};
    for (size_t k = 0; names[at][k] && k < sizeof upper - 1; k++) upper[k] = (char)toupper((unsigned char)names[at][k]);
    Value name = str_format_c(ctx, inplace ? "NB_INPLACE_%s" : "NB_%s", upper);
    Value symbol = str_format_c(ctx, inplace ? "%s=" : "%s", binary_symbols[at]);
    Value pair = name && symbol ? tuple_pack(ctx, 2, name, symbol) : 0;
    if (!pair || list_append(ctx, list, pair) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, name), kr_unref(ctx, symbol), kr_unref(ctx, pair);
  }
  return list;
}

/* Instructions have no inline caches: a list of 256 zeros. */
static Value no_caches(Ctx *ctx) {
  Value list = list_new(ctx, 256);
  for (int i = 0; list && i < 256; i++)
    if (list_append(ctx, list, kr_int(0)) < 0) kr_clear(ctx, &list);
  return list;
}

/* The names that "from opcode import *" gives. */
static Value public_names(Ctx *ctx) {
  static const char *const names[] = {
    "cmp_op", "hasconst", "hasname", "hasjrel", "hasjabs", "haslocal", "hascompare", "hasfree", "opname", "opmap",
    "HAVE_ARGUMENT", "EXTENDED_ARG", "hasnargs", "stack_effect"};
  Value list = list_new(ctx, 16);
  for (size_t i = 0; list && i < sizeof names / sizeof *names; i++) {
    Value s = str_from(ctx, names[i]);
    if (!s || list_append(ctx, list, s) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, s);
  }
  return list;
}

static int opcode_init(Ctx *ctx, Value module) {
  Value dict = module_dict(module), native = kr_import(ctx, "_opcode");
  Value effect = native ? kr_getattr_c(ctx, native, "stack_effect") : 0;
  kr_unref(ctx, native);
  return dict_set_c(ctx, dict, "stack_effect", effect) || name_all(ctx, dict) ||
         dict_set_c(ctx, dict, "__all__", public_names(ctx)) ||
         dict_set_c(ctx, dict, "HAVE_ARGUMENT", kr_int(UNIT_HAVE_ARGUMENT)) ||
         dict_set_c(ctx, dict, "EXTENDED_ARG", kr_int(UNIT_EXTENDED_ARG)) ||
         dict_set_c(ctx, dict, "hasname", numbers_of(ctx, ARG_NAME)) ||
         dict_set_c(ctx, dict, "hasconst", numbers_of(ctx, ARG_CONST)) ||
         dict_set_c(ctx, dict, "haslocal", numbers_of(ctx, ARG_LOCAL)) ||
         dict_set_c(ctx, dict, "hasfree", numbers_of(ctx, ARG_DEREF)) ||
         dict_set_c(ctx, dict, "hasjabs", numbers_of(ctx, ARG_TARGET)) ||
         dict_set_c(ctx, dict, "hascompare", numbers_of(ctx, ARG_COMPARE)) ||
         dict_set_c(ctx, dict, "hasjrel", relative_numbers(ctx)) || dict_set_c(ctx, dict, "hasnargs", list_new(ctx, 0)) ||
         dict_set_c(ctx, dict, "cmp_op", compare_operators(ctx)) ||
         dict_set_c(ctx, dict, "_nb_ops", binary_operators(ctx)) ||
         dict_set_c(ctx, dict, "_specializations", dict_new(ctx)) ||
         dict_set_c(ctx, dict, "_specialized_instructions", list_new(ctx, 0)) ||
         dict_set_c(ctx, dict, "_specialization_stats", list_new(ctx, 0)) ||
         dict_set_c(ctx, dict, "_cache_format", dict_new(ctx)) ||
         dict_set_c(ctx, dict, "_inline_cache_entries", no_caches(ctx)) ? -1 : 0;
}

const ModuleDef kr_module_opcode = {.name = "opcode", .doc = "The instructions of code objects.", .init = opcode_init};
