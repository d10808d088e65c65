/* Code as Python's tools take it apart (dis, inspect, traceback): instructions as pairs of bytes, and the
 * location and exception tables in the formats that CPython 3.11 documents.
 *
 * A unit is the number of an opcode (units.def) and the low byte of its operand.  An operand above 255 has units in front with
 * UNIT_EXTENDED_ARG and the higher bytes.  Jump targets count units from the start of the code. */
#ifndef IR_UNITS_H
#define IR_UNITS_H

#include "arena.h"
#include "code.h"

enum { UNIT_HAVE_ARGUMENT = 90, UNIT_EXTENDED_ARG = 144,
       UNIT_COPY_FREE_VARS = 149 /* never written, since free variables need no copying; read as nop */ };

typedef enum { UNIT_NONE, UNIT_PLAIN, UNIT_DOUBLED, UNIT_INPLACE, UNIT_DEREF, UNIT_JUMP } UnitForm;
typedef struct { const char *name; uint8_t number; UnitForm form; } UnitInfo;
extern const UnitInfo unit_info[OP_COUNT];
/* The instruction with this number and operand, which becomes the instruction's own; OP_COUNT: none. */
Opcode unit_decode(const Code *, unsigned number, uint32_t *operand);

typedef struct { uint8_t *data; size_t size; } UnitBytes; /* malloc'ed; data NULL: out of memory */

/* Where instructions begin, in units: ninsns + 1 numbers, malloc'ed; NULL: out of memory.  An instruction's own
 * unit is the last one before the next begins. */
uint32_t *units_starts(const Code *);
/* The unit of one instruction, and the instruction that a unit belongs to (ninsns when it is past the end). */
uint32_t units_of_insn(const Code *, uint32_t insn);
uint32_t units_to_insn(const Code *, uint32_t unit);

UnitBytes units_code(const Code *);        /* co_code */
UnitBytes units_locations(const Code *);   /* co_linetable */
UnitBytes units_handlers(const Code *);    /* co_exceptiontable */
UnitBytes units_lines(const Code *);       /* co_lnotab */

/* The other way: fill in insns, locs (by firstlineno) and handlers of c, in the arena.  Locations that the table
 * does not reach have line 0.  NULL, or what is wrong; the result is still to be verified. */
const char *units_read(Code *c, Arena *, UnitBytes code, UnitBytes locations, UnitBytes handlers);

/* How many units a location table describes. */
uint32_t units_located(UnitBytes locations);

#endif
