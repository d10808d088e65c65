/* The two halves of the marshal module. */
#ifndef KRAIT_MARSHAL_H
#define KRAIT_MARSHAL_H
#include "../api.h"

/* The limit on nesting, the letter of a code object in its cache form, and the bit of a letter that says that
 * the object may be referred to later. */
enum { MARSHAL_VERSION = 4, MARSHAL_MAX_DEPTH = 2000, MARSHAL_CODE = 'K', MARSHAL_FLAG_REF = 0x80 };

/* A value as bytes in format 0 to 4 (new reference); ValueError for what has no form. */
Value marshal_write(Ctx *, Value v, int version);
/* The value at the start of bytes, or the next of a binary file (new reference). */
Value marshal_read_bytes(Ctx *, const uint8_t *bytes, size_t n);
Value marshal_read_file(Ctx *, Value file);
#endif
