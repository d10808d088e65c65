/* Rows of the generated character tables. */
#ifndef IR_UNICODE_DATA_H
#define IR_UNICODE_DATA_H

#include <stdint.h>

typedef struct {
  uint16_t flags;
  uint8_t category, bidi, combining, width, mirrored;
  int8_t decimal, digit;
  uint8_t numeric;             /* index + 1 into numeric_values */
  int32_t upper, lower, title; /* differences from the character */
} CharRecord;

/* Mappings to lower, upper and title case and the case fold, up to three characters each. */
typedef struct { uint32_t c, to[4][3]; } CaseException;

typedef struct { uint32_t a, b, c; } CompositionPair;

typedef struct { uint32_t first, second; } NameRun;

/* The decomposition of c: tag << 8 | count, then the characters; tag 0 is canonical.  NULL: none. */
const uint32_t *unicode_decomposition_entry(uint32_t c);
/* The primary composite of a and b, or 0. */
uint32_t unicode_compose(uint32_t a, uint32_t b);

#endif
