/* What the files of the _csv module share. */
#ifndef KRAIT_CSV_H
#define KRAIT_CSV_H

#include "module_help.h"

enum { QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE };
#define NO_CHAR 0xffffffffu /* no quote or escape character */

typedef struct {
  Object ob;
  Value terminator;            /* str */
  uint32_t delimiter, quote, escape;
  uint8_t quoting, doublequote, skipspace, strict;
} Dialect;

/* The dialect that a reader's or writer's arguments say: a name, an object or 0, and keywords (a dict or 0). */
Value dialect_make(Ctx *, Value base, Value keywords);
Value csv_error(Ctx *, const char *format, ...);
Value csv_reader_m(Ctx *, Value module, const Value *a);
Value csv_writer_m(Ctx *, Value module, const Value *a);
extern int64_t csv_field_limit;

#endif
