/* Decoding of the text between the quotes of a literal. */
#ifndef FRONTEND_ESCAPES_H
#define FRONTEND_ESCAPES_H

#include "parser.h"

typedef struct { char message[200]; } StringError;

/* Adds the characters that [s, end) stands for to out, as UTF-8 or (bytes) as they are.  False: error
 * has CPython's message.  *bad_escape: the first unknown escape, or NULL. */
bool string_decode(const char *s, const char *end, bool bytes, Bytes *out, StringError *error, const char **bad_escape);

#endif
