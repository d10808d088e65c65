/* Writing code as byte pairs and tables; reading them back is in units_read.c. */
#include <stdlib.h>
#include <string.h>

#include "units.h"

typedef struct { uint8_t *data; size_t size, cap; bool failed; } Out;

static void put(Out *o, unsigned byte) {
  if (o->size == o->cap) {
    uint8_t *more = o->failed ? NULL : realloc(o->data, o->cap = o->cap ? o->cap * 2 : 64);
    if (!more) {
      o->failed = true;
      o->size = 0;
      return;
    }
    o->data = more;
  }
  o->data[o->size++] = (uint8_t)byte;
}

static UnitBytes done(Out *o) {
  if (!o->data && !o->failed) o->data = malloc(1);
  if (!o->failed) return (UnitBytes){o->data, o->size};
  free(o->data);
  return (UnitBytes){NULL, 0};
}

/* ---- units ---- */

const UnitInfo unit_info[OP_COUNT] = {
#define UNIT(op, name, number, form) [OP_##op] = {#name, number, UNIT_##form},
#include "units.def"
};

Opcode unit_decode(const Code *c, unsigned number, uint32_t *operand) {
  int op = 0;
  while (op < OP_COUNT && unit_info[op].number != number) op++;
  if (op == OP_binary && *operand >= BIN_COUNT) op = OP_inplace, *operand -= BIN_COUNT;
  else if (op < OP_COUNT && unit_info[op].form == UNIT_DOUBLED) *operand /= 2;
  else if (op < OP_COUNT && unit_info[op].form == UNIT_DEREF) *operand -= c->nlocals; /* below: out of range */
  return (Opcode)op;
}

static uint32_t shown_operand(const Code *c, Opcode op, uint32_t n) {
  switch (unit_info[op].form) {
  case UNIT_DOUBLED: return 2 * n;
  case UNIT_INPLACE: return n + BIN_COUNT;
  case UNIT_DEREF: return n + c->nlocals;
  default: return n;
  }
}

static uint32_t width(uint32_t operand) { return operand > 0xffffff ? 4 : operand > 0xffff ? 3 : operand > 0xff ? 2 : 1; }

static bool is_jump(const Code *c, uint32_t i) { return op_info[insn_op(c->insns[i])].arg == ARG_TARGET; }

static uint32_t operand(const Code *c, uint32_t i, const uint32_t *starts) {
  uint32_t n = insn_arg(c->insns[i]);
  return is_jump(c, i) ? starts[n] : shown_operand(c, insn_op(c->insns[i]), n);
}

static bool has_wide_operands(const Code *c) {
  if (c->ninsns > 0xff) return true; /* jumps may be */
  for (uint32_t i = 0; i < c->ninsns; i++)
    if (shown_operand(c, insn_op(c->insns[i]), insn_arg(c->insns[i])) > 0xff) return true;
  return false;
}

/* Wide operands move what follows, which may make jumps wide: repeated until nothing moves. */
uint32_t *units_starts(const Code *c) {
  uint32_t *starts = malloc(sizeof *starts * ((size_t)c->ninsns + 1));
  if (!starts) return NULL;
  for (uint32_t i = 0; i <= c->ninsns; i++) starts[i] = i;
  for (bool moved = has_wide_operands(c); moved;) {
    moved = false;
    uint32_t at = 0;
    for (uint32_t i = 0; i < c->ninsns; i++) {
      uint32_t w = width(operand(c, i, starts));
      moved |= starts[i] != at;
      starts[i] = at;
      at += w;
    }
    moved |= starts[c->ninsns] != at;
    starts[c->ninsns] = at;
  }
  return starts;
}

uint32_t units_of_insn(const Code *c, uint32_t insn) {
  if (insn >= c->ninsns || !has_wide_operands(c)) return insn;
  uint32_t *starts = units_starts(c), unit = starts ? starts[insn + 1] - 1 : insn;
  free(starts);
  return unit;
}

uint32_t units_to_insn(const Code *c, uint32_t unit) {
  if (!has_wide_operands(c)) return unit < c->ninsns ? unit : c->ninsns;
  uint32_t *starts = units_starts(c), insn = 0;
  if (!starts) return c->ninsns;
  while (insn < c->ninsns && starts[insn + 1] <= unit) insn++;
  free(starts);
  return insn;
}

UnitBytes units_code(const Code *c) {
  Out o = {0};
  uint32_t *starts = units_starts(c);
  for (uint32_t i = 0; starts && i < c->ninsns; i++) {
    uint32_t n = operand(c, i, starts);
    for (uint32_t k = width(n); k-- > 1;) put(&o, UNIT_EXTENDED_ARG), put(&o, n >> 8 * k & 0xff);
    put(&o, unit_info[insn_op(c->insns[i])].number), put(&o, n & 0xff);
  }
  o.failed |= !starts;
  free(starts);
  return done(&o);
}

/* ---- the location table ----
 * An entry covers up to 8 units: a byte with the high bit set, four bits of kind and three of the number of
 * units less one, then what the kind says. */

enum { LOCATION_SAME_LINE = 10 /* + line delta, up to 2 */, LOCATION_NO_COLUMNS = 13, LOCATION_LONG, LOCATION_NONE };

static void put_varint(Out *o, uint32_t n) {
  for (; n >= 64; n >>= 6) put(o, 0x40 | (n & 63));
  put(o, n);
}
static void put_signed(Out *o, int32_t n) { put_varint(o, n < 0 ? (uint32_t)-n << 1 | 1 : (uint32_t)n << 1); }

static void put_location(Out *o, Loc l, uint32_t units, uint32_t *line) {
  unsigned head = 0x80 | (units - 1);
  if (!l.line) {
    put(o, head | LOCATION_NONE << 3);
    return;
  }
  int32_t delta = (int32_t)(l.line - *line);
  *line = l.line;
  bool one_line = l.end_line == l.line;
  if (l.col == LOC_NO_COL) {
    put(o, head | LOCATION_NO_COLUMNS << 3), put_signed(o, delta);
  } else if (one_line && !delta && l.col < 80 && l.end_col >= l.col && l.end_col - l.col < 16) {
    put(o, head | (l.col >> 3) << 3), put(o, (l.col & 7) << 4 | (l.end_col - l.col));
  } else if (one_line && delta >= 0 && delta < 3 && l.col < 128 && l.end_col < 128) {
    put(o, head | (unsigned)(LOCATION_SAME_LINE + delta) << 3), put(o, l.col), put(o, l.end_col);
  } else {
    put(o, head | LOCATION_LONG << 3), put_signed(o, delta), put_varint(o, l.end_line - l.line);
    put_varint(o, l.col + 1), put_varint(o, l.end_col + 1);
  }
}

static bool same_place(Loc a, Loc b) {
  return a.line == b.line && (!a.line || (a.end_line == b.end_line && a.col == b.col && a.end_col == b.end_col));
}

UnitBytes units_locations(const Code *c) {
  Out o = {0};
  uint32_t *starts = units_starts(c), line = c->firstlineno;
  for (uint32_t i = 0, next; starts && i < c->ninsns; i = next) {
    for (next = i + 1; next < c->ninsns && same_place(code_locs(c)[i], code_locs(c)[next]);) next++;
    for (uint32_t units = starts[next] - starts[i]; units;) {
      uint32_t part = units < 8 ? units : 8;
      put_location(&o, code_locs(c)[i], part, &line);
      units -= part;
    }
  }
  o.failed |= !starts;
  free(starts);
  return done(&o);
}

/* The older table: pairs of bytes, units times two and lines further; 128 lines are out of a byte's reach. */
UnitBytes units_lines(const Code *c) {
  Out o = {0};
  uint32_t *starts = units_starts(c), line = c->firstlineno, from = 0;
  for (uint32_t i = 0; starts && i < c->ninsns; i++) {
    if (!code_locs(c)[i].line || code_locs(c)[i].line == line) continue;
    uint32_t bytes = 2 * (starts[i] - from);
    int32_t lines = (int32_t)(code_locs(c)[i].line - line);
    for (; bytes > 254; bytes -= 254) put(&o, 254), put(&o, 0);
    while (lines < -128 || lines > 127) {
      int32_t step = lines < 0 ? -128 : 127;
      put(&o, bytes), put(&o, (unsigned)step & 0xff);
      bytes = 0, lines -= step;
    }
    put(&o, bytes), put(&o, (unsigned)lines & 0xff);
    from = starts[i], line = code_locs(c)[i].line;
  }
  o.failed |= !starts;
  free(starts);
  return done(&o);
}

/* ---- the exception table ----
 * An entry is four numbers, six bits a byte with the highest first: start, length and target in units, and
 * twice the depth.  The first byte of an entry has the high bit set. */

static void put_number(Out *o, uint32_t n, unsigned first) {
  int shift = 0;
  while (n >> shift >= 64) shift += 6;
  for (; shift > 0; shift -= 6, first = 0) put(o, first | 0x40 | (n >> shift & 63));
  put(o, first | (n & 63));
}

UnitBytes units_handlers(const Code *c) {
  Out o = {0};
  uint32_t *starts = units_starts(c);
  for (uint32_t i = 0; starts && i < c->nhandlers; i++) {
    const Handler *h = &c->handlers[i];
    put_number(&o, starts[h->start], 0x80);
    put_number(&o, starts[h->end] - starts[h->start], 0);
    put_number(&o, starts[h->target], 0);
    put_number(&o, h->depth << 1, 0);
  }
  o.failed |= !starts;
  free(starts);
  return done(&o);
}
