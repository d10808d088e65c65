/* Character properties from the generated two-stage tables: character -> block -> record. */
#include <stdio.h>
#include <string.h>
#include "unicode.h"
#include "unicode_data.h"
#include "unicode_tables.h"

static const CharRecord *record(uint32_t c) {
  if (c > 0x10ffff) c = 0x10ffff;
  return &char_records[char_blocks[char_index[c >> 7] << 7 | (c & 127)]];
}

uint32_t unicode_flags(uint32_t c) { return record(c)->flags; }
const char *unicode_category(uint32_t c) { return categories[record(c)->category]; }
const char *unicode_bidirectional(uint32_t c) { return bidi_classes[record(c)->bidi]; }
const char *unicode_east_asian_width(uint32_t c) { return widths[record(c)->width]; }
int unicode_combining(uint32_t c) { return record(c)->combining; }
bool unicode_mirrored(uint32_t c) { return record(c)->mirrored; }
int unicode_decimal(uint32_t c) { return record(c)->decimal; }
int unicode_digit(uint32_t c) { return record(c)->digit; }

bool unicode_numeric(uint32_t c, double *value) {
  int i = record(c)->numeric;
  if (i) *value = numeric_values[i - 1];
  return i != 0;
}

uint32_t unicode_simple_lower(uint32_t c) { return c + (uint32_t)record(c)->lower; }
uint32_t unicode_simple_upper(uint32_t c) { return c + (uint32_t)record(c)->upper; }

static const CaseException *case_exception(uint32_t c) {
  size_t low = 0, high = sizeof case_exceptions / sizeof *case_exceptions;
  while (low < high) {
    size_t mid = (low + high) / 2;
    if (case_exceptions[mid].c < c) low = mid + 1;
    else high = mid;
  }
  return &case_exceptions[low];
}

enum { TO_LOWER, TO_UPPER, TO_TITLE, TO_FOLD };

static int full_case(uint32_t c, int which, uint32_t *out) {
  const CharRecord *r = record(c);
  if (!(r->flags & UC_SPECIAL_CASE)) {
    out[0] = c + (uint32_t)(which == TO_UPPER ? r->upper : which == TO_TITLE ? r->title : r->lower);
    return 1;
  }
  const uint32_t *to = case_exception(c)->to[which];
  int n = 0;
  do out[n] = to[n];
  while (++n < 3 && to[n]);
  return n;
}

int unicode_lower(uint32_t c, uint32_t *out) { return full_case(c, TO_LOWER, out); }
int unicode_upper(uint32_t c, uint32_t *out) { return full_case(c, TO_UPPER, out); }
int unicode_title(uint32_t c, uint32_t *out) { return full_case(c, TO_TITLE, out); }
int unicode_fold(uint32_t c, uint32_t *out) { return full_case(c, TO_FOLD, out); }

/* ---- decomposition ---- */
const uint32_t *unicode_decomposition_entry(uint32_t c) {
  if (c > 0x10ffff) return NULL;
  uint32_t at = decomposition_blocks[decomposition_index[c >> 7] << 7 | (c & 127)];
  return at ? &decomposition_pool[at] : NULL;
}

uint32_t unicode_compose(uint32_t a, uint32_t b) {
  size_t low = 0, high = sizeof composition_pairs / sizeof *composition_pairs;
  while (low < high) {
    size_t mid = (low + high) / 2;
    const CompositionPair *p = &composition_pairs[mid];
    if (p->a == a && p->b == b) return p->c;
    if (p->a < a || (p->a == a && p->b < b)) low = mid + 1;
    else high = mid;
  }
  return 0;
}

const char *unicode_decomposition(uint32_t c, char buf[256]) {
  const uint32_t *entry = unicode_decomposition_entry(c);
  if (!entry) return "";
  int at = sprintf(buf, "%s", decomposition_tags[entry[0] >> 8]);
  for (uint32_t i = 1; i <= (entry[0] & 255); i++) at += sprintf(buf + at, "%s%04X", at ? " " : "", entry[i]);
  return buf;
}
