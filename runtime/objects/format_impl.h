/* Replacement fields of format strings, for str.format and the _string module. */
#ifndef KRAIT_FORMAT_IMPL_H
#define KRAIT_FORMAT_IMPL_H

#include "codecs.h"

/* A piece of a format string: literal text, then perhaps a field.  Positions are indexes. */
typedef struct {
  size_t literal, literal_end, name, name_end, spec, spec_end;
  uint32_t conversion; /* or 0 */
  int has_field, nested; /* nested: the spec holds fields of its own */
} Markup;
/* Reads the piece at *pos of s[..end]: 1, 0 at the end, -1: ValueError. */
int markup_next(Ctx *, const Str *s, size_t *pos, size_t end, Markup *out);

/* One step of a field name, ".attr" or "[index]": *start..*stop is the name; index >= 0 if it is a number.
 * 1, 0 at the end, -1: raised. */
int field_step(Ctx *, const Str *s, size_t *pos, size_t end, int *is_attr, size_t *start, size_t *stop, int64_t *index);
/* Decimal number of all of s[start..end], -1 if it is none, -2: raised (too large). */
int64_t field_number(Ctx *, const Str *s, size_t start, size_t end);
/* End of the part of a field name before the first '.' or '['. */
size_t field_first_end(const Str *s, size_t start, size_t end);

#endif
