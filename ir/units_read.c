/* Reading code from byte pairs and tables.  Nothing is trusted: what is read is verified afterwards. */
#include <string.h>

#include "units.h"

typedef struct { const uint8_t *at, *end; bool short_; } In;

static unsigned take(In *in) {
  if (in->at < in->end) return *in->at++;
  in->short_ = true;
  return 0;
}

/* ---- instructions ---- */

/* Jump targets stay units here; insn_at has the instruction that begins at a unit, or UINT32_MAX. */
static const char *read_insns(Code *c, Arena *arena, UnitBytes code, uint32_t *insn_at) {
  uint32_t units = (uint32_t)(code.size / 2), start = 0, high = 0;
  c->insns = ARENA_ARRAY(arena, Insn, units + 1);
  c->ninsns = 0;
  for (uint32_t u = 0; u < units; u++) {
    unsigned op = code.data[2 * u];
    uint32_t n = high << 8 | code.data[2 * u + 1];
    insn_at[u] = UINT32_MAX;
    if (op == UNIT_EXTENDED_ARG) {
      high = n;
      continue;
    }
    op = op == UNIT_COPY_FREE_VARS ? OP_nop : unit_decode(c, op, &n);
    if (op >= OP_COUNT) return "unknown opcode";
    if (n > INSN_ARG_MAX) return "operand out of range";
    insn_at[start] = c->ninsns;
    c->insns[c->ninsns++] = INSN(op, n);
    start = u + 1, high = 0;
  }
  insn_at[units] = c->ninsns;
  return start < units ? "an extended operand without instruction" : NULL;
}

static const char *resolve_jumps(Code *c, const uint32_t *insn_at, uint32_t units) {
  for (uint32_t i = 0; i < c->ninsns; i++) {
    Opcode op = insn_op(c->insns[i]);
    uint32_t n = insn_arg(c->insns[i]);
    if (op_info[op].arg != ARG_TARGET) continue;
    if (n >= units || insn_at[n] == UINT32_MAX) return "jump out of range";
    c->insns[i] = INSN(op, insn_at[n]);
  }
  return NULL;
}

/* ---- locations ---- */

static uint32_t take_varint(In *in) {
  uint32_t n = 0;
  for (int shift = 0; shift < 32; shift += 6) {
    unsigned byte = take(in);
    n |= (uint32_t)(byte & 63) << shift;
    if (!(byte & 0x40)) break;
  }
  return n;
}
static int32_t take_signed(In *in) {
  uint32_t n = take_varint(in);
  return n & 1 ? -(int32_t)(n >> 1) : (int32_t)(n >> 1);
}

static uint32_t optional_column(uint32_t n) { return n ? n - 1 : LOC_NO_COL; }

/* The next entry's place; *units: how many it covers. */
static Loc take_location(In *in, uint32_t *line, uint32_t *units) {
  unsigned head = take(in), kind = head >> 3 & 15;
  Loc l = {0};
  *units = (head & 7) + 1;
  if (kind == 15) return l;
  if (kind >= 13) *line += (uint32_t)take_signed(in);
  else if (kind >= 10) *line += kind - 10;
  l = (Loc){*line, *line, LOC_NO_COL, LOC_NO_COL};
  if (kind == 13) return l;
  if (kind == 14) {
    l.end_line += take_varint(in);
    l.col = optional_column(take_varint(in));
    l.end_col = optional_column(take_varint(in));
  } else if (kind >= 10) {
    l.col = take(in), l.end_col = take(in);
  } else {
    unsigned second = take(in);
    l.col = kind << 3 | second >> 4, l.end_col = l.col + (second & 15);
  }
  return l;
}

uint32_t units_located(UnitBytes locations) {
  In in = {locations.data, locations.data + locations.size, false};
  uint32_t total = 0, line = 0, units;
  while (in.at < in.end) take_location(&in, &line, &units), total += units;
  return total;
}

/* Each instruction has the place of its last unit. */
static void read_locations(Code *c, Arena *arena, UnitBytes locations, const uint32_t *insn_at, uint32_t units) {
  In in = {locations.data, locations.data + locations.size, false};
  uint32_t line = c->firstlineno, covered = 0, insn = 0;
  c->loc_table = ARENA_ARRAY(arena, Loc, c->ninsns + 1);
  for (uint32_t u = 0; in.at < in.end && u < units; u = covered) {
    uint32_t n;
    Loc l = take_location(&in, &line, &n);
    for (covered = u + n; u < covered && u < units; u++) {
      if (insn_at[u] != UINT32_MAX) insn = insn_at[u];
      c->loc_table[insn] = l;
    }
  }
}

/* ---- handlers ---- */

static uint32_t take_number(In *in) {
  uint32_t n = 0;
  unsigned byte;
  do {
    byte = take(in);
    n = n << 6 | (byte & 63);
  } while (byte & 0x40 && !in->short_);
  return n;
}

static const char *read_handlers(Code *c, Arena *arena, UnitBytes table, const uint32_t *insn_at, uint32_t units) {
  In in = {table.data, table.data + table.size, false};
  c->handlers = ARENA_ARRAY(arena, Handler, table.size / 4 + 1);
  c->nhandlers = 0;
  while (in.at < in.end) {
    uint32_t start = take_number(&in), length = take_number(&in), target = take_number(&in), depth = take_number(&in) >> 1;
    if (in.short_) return "an exception table that breaks off";
    if (start > units || length > units - start || target >= units) return "handler out of range";
    Handler h = {insn_at[start], insn_at[start + length], insn_at[target], depth};
    if (h.start == UINT32_MAX || h.end == UINT32_MAX || h.target == UINT32_MAX) return "handler out of range";
    c->handlers[c->nhandlers++] = h;
  }
  return NULL;
}

const char *units_read(Code *c, Arena *arena, UnitBytes code, UnitBytes locations, UnitBytes handlers) {
  uint32_t units = (uint32_t)(code.size / 2);
  uint32_t *insn_at = ARENA_ARRAY(arena, uint32_t, (size_t)units + 1);
  const char *wrong = read_insns(c, arena, code, insn_at);
  if (!wrong) wrong = resolve_jumps(c, insn_at, units);
  if (!wrong) wrong = read_handlers(c, arena, handlers, insn_at, units);
  if (!wrong) read_locations(c, arena, locations, insn_at, units);
  return wrong;
}
