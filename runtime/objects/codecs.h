/* Codecs that need no Python code, shared by str, bytes and the _codecs module. */
#ifndef KRAIT_CODECS_H
#define KRAIT_CODECS_H

#include "str_impl.h"

/* Set a UnicodeEncodeError or UnicodeDecodeError; return 0. */
Value raise_encode_error(Ctx *, const char *encoding, Value text, size_t start, size_t end, const char *reason);
Value raise_decode_error(Ctx *, const char *encoding, const uint8_t *data, size_t n, size_t start, size_t end,
                         const char *reason);

/* ---- one run of a codec (codec_errors.c) ---- */
typedef struct {
  const char *encoding, *errors; /* errors NULL: strict */
  const uint8_t *data;           /* an error handler may put other input in its place */
  size_t n;
  Value owner;                   /* that other input, or 0; given is then the length there was first */
  size_t given;
  StrWriter out;
} Decoding;
/* Deals with malformed bytes start..end as errors says: writes a replacement, or raises and returns -1.
 * *next is where to go on. */
int decode_error(Ctx *, Decoding *, size_t start, size_t end, const char *reason, size_t *next);
/* The text decoded, or 0 if failed; *consumed (or NULL) is set to at. */
Value codec_finish_decoding(Ctx *, Decoding *, int failed, size_t at, size_t *consumed);

typedef struct { uint8_t *data; size_t len, cap; } ByteWriter;
int bytes_put(Ctx *, ByteWriter *, const void *data, size_t n);
Value bytes_finish(Ctx *, ByteWriter *);
void bytes_abandon(ByteWriter *);

typedef struct Encoding Encoding;
struct Encoding {
  const char *encoding, *errors;
  Value text;
  ByteWriter out;
  int (*put)(Ctx *, Encoding *, uint32_t c); /* writes a character; 0, -1: raised, 1: can not be encoded */
  Value map;                                 /* charmap's */
  int unit, big;                             /* UTF-16, UTF-32: bytes a unit, byte order */
};
/* Deals with characters start..end, which can not be encoded. */
int encode_error(Ctx *, Encoding *, size_t start, size_t end, const char *reason, size_t *next);

/* Runs e->put over the text; runs of characters it refuses go to the error handler together (with a
 * unit of 2 or 4, one by one). */
Value codec_encode_text(Ctx *, Encoding *, const char *reason);

/* ---- decoders and encoders ----
 * errors may be NULL.  With partial, an unfinished character at the end is left alone; *consumed (or
 * NULL) says how far decoding went. */
typedef Value (*DecodeFn)(Ctx *, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed);
typedef Value (*EncodeFn)(Ctx *, Value text, const char *errors);
Value codec_utf8_decode(Ctx *, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed);
Value codec_latin1_decode(Ctx *, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed);
Value codec_ascii_decode(Ctx *, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed);
Value codec_utf7_decode(Ctx *, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed);
Value codec_utf7_encode(Ctx *, Value text, const char *errors);
Value codec_utf8_encode(Ctx *, Value text, const char *errors);
Value codec_latin1_encode(Ctx *, Value text, const char *errors);
Value codec_ascii_encode(Ctx *, Value text, const char *errors);
/* UTF-16 and UTF-32: unit is 2 or 4; *order -1 little, 1 big endian, 0: look for a mark and say what it was. */
Value codec_wide_decode(Ctx *, int unit, const uint8_t *data, size_t n, const char *errors, int *order, int partial, size_t *consumed);
Value codec_wide_encode(Ctx *, int unit, Value text, const char *errors, int order);
Value codec_unicode_escape_decode(Ctx *, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed);
Value codec_raw_unicode_escape_decode(Ctx *, const uint8_t *data, size_t n, const char *errors, int partial, size_t *consumed);
Value codec_unicode_escape_encode(Ctx *, Value text, const char *errors);
Value codec_raw_unicode_escape_encode(Ctx *, Value text, const char *errors);
Value codec_charmap_decode(Ctx *, const uint8_t *data, size_t n, const char *errors, Value map);
Value codec_charmap_encode(Ctx *, Value text, const char *errors, Value map);
Value codec_escape_decode(Ctx *, const uint8_t *data, size_t n, const char *errors);
Value codec_escape_encode(Ctx *, Value bytes);

/* ---- registry (codecs.c) ---- */
Value codec_lookup(Ctx *, const char *encoding);         /* the CodecInfo tuple; LookupError */
int codec_register(Ctx *, Value search);
int codec_unregister(Ctx *, Value search);
/* Handlers by name: a new reference; LookupError if there is none. */
Value codec_lookup_error(Ctx *, const char *name);
int codec_register_error(Ctx *, const char *name, Value handler);
/* Through the registry, whatever the types. */
Value codec_apply(Ctx *, Value obj, const char *encoding, const char *errors, int encode);

/* A str argument as C text (a codec's or error handler's name); *out stays as it is if v is 0. */
int codec_name_arg(Ctx *, Value v, const char *what, const char **out);

#endif
