/* TextIOWrapper's parts: _io_text.c (construction, attributes), _io_textwrite.c, _io_textread.c and
 * _io_textseek.c. */
#ifndef KRAIT_IO_TEXT_H
#define KRAIT_IO_TEXT_H

#include "_io.h"

/* The encodings that are worked here; others go through the codecs module's incremental coders. */
typedef enum { TEXT_UTF8, TEXT_ASCII, TEXT_LATIN1, TEXT_PYTHON } TextCodec;

enum { NEWLINE_CR = 1, NEWLINE_LF = 2, NEWLINE_CRLF = 4 };

/* What universal newlines keep between chunks. */
typedef struct { uint8_t translate, pending_cr, seen; } Newlines;

typedef struct {
  IoBase base;
  Value buffer;              /* 0: detached or not initialised */
  Value encoding, errors;    /* str */
  Value encoder, decoder;    /* of TEXT_PYTHON, or 0 */
  uint8_t codec;             /* TextCodec */
  uint8_t readable, writable, seekable, telling, has_read1, detached, finalizing, ready;
  uint8_t line_buffering, write_through;
  uint8_t universal;         /* any line end counts when reading */
  const char *newline;       /* as given: NULL, "", "\n", "\r", "\r\n" */
  const char *write_newline; /* what "\n" is written as, or NULL */
  int64_t chunk_size;
  uint8_t *pending;          /* encoded bytes to be written */
  int64_t pending_n, pending_room;
  Value decoded;             /* text read ahead, used up to decoded_at; or 0 */
  int64_t decoded_at;
  uint8_t tail[4];           /* bytes of a character that the next chunk completes */
  uint8_t tail_n;
  Newlines newlines;
  uint8_t *chunk;            /* the bytes that `decoded` came from, for tell() */
  int64_t chunk_n;
  uint8_t chunk_starts_cr;   /* the chunk's text begins with a carriage return held back before it */
  Value chunk_state;         /* TEXT_PYTHON: the decoder's flags before the chunk, or 0 */
} TextIO;

KR_INLINE TextIO *textio_of(Value v) { return (TextIO *)kr_obj(v); }

/* ---- _io_text.c ---- */
int textio_check(Ctx *, TextIO *);                  /* initialised and attached */
int textio_check_open(Ctx *, TextIO *);

/* ---- _io_newlines.c ---- */
/* Universal newlines: steals text.  final: nothing follows. */
Value newlines_decode(Ctx *, Newlines *, Value text, int final);
Value newlines_seen(Ctx *, int seen);               /* None, a str or a tuple */

/* ---- _io_textwrite.c ---- */
int textio_flush_pending(Ctx *, TextIO *);
Value textio_write(Ctx *, TextIO *, Value text);

/* ---- _io_textread.c ---- */
int textio_read_chunk(Ctx *, TextIO *, int64_t hint); /* 1, 0 at the end, -1 */
Value textio_decode(Ctx *, TextIO *, const uint8_t *, int64_t n, int final);
int textio_keep_chunk(Ctx *, TextIO *, const void *held, int64_t held_n, const void *data, int64_t n);
Value textio_read(Ctx *, TextIO *, int64_t n);
Value textio_readline(Ctx *, TextIO *, int64_t limit); /* '' at the end */
void textio_forget(Ctx *, TextIO *);                /* drops what was read ahead and the decoder's state */

/* ---- _io_textseek.c ---- */
Value textio_tell(Ctx *, Value self);
Value textio_seek(Ctx *, Value self, Value cookie, int whence);

#endif
