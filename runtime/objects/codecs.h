/* Codecs that need no Python code, shared by str, bytes and the _codecs module. */
#ifndef KRAIT_CODECS_H
#define KRAIT_CODECS_H

#include "str_impl.h"

/* Set a UnicodeEncodeError or UnicodeDecodeError; return 0. */
Value raise_encode_error(Ctx *, const char *encoding, Value text, size_t start, size_t end, const char *reason);
Value raise_decode_error(Ctx *, const char *encoding, const uint8_t *data, size_t n, size_t start, size_t end,
                         const char *reason);

/* Decode n bytes.  errors may be NULL (strict).  With partial, an unfinished character at the end is
 * left alone and *consumed says how far it got; consumed may be NULL otherwise. */
Value codec_utf8_decode(Ctx *, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed);

/* A str argument as C text (a codec's or error handler's name); *out stays as it is if v is 0. */
int codec_name_arg(Ctx *, Value v, const char *what, const char **out);

#endif
