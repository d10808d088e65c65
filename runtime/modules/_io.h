/* What the files of the _io module share. */
#ifndef KRAIT_IO_H
#define KRAIT_IO_H

#include "../api.h"

enum { IO_BUFFER_SIZE = 8192 };

/* Every stream starts like this: attributes of its own. */
typedef struct { Object ob; Value dict; } IoBase;

typedef struct {
  IoBase base;
  int fd;                 /* -1: closed */
  uint8_t created, readable, writable, appending, closefd, finalizing;
  int8_t seekable;        /* -1: not known yet */
  int64_t block_size;
} FileIO;

/* Reader, writer and random access in one: the buffer holds either bytes read ahead or bytes to be
 * written, never both. */
typedef struct {
  IoBase base;
  Value raw;              /* 0: detached or not initialised */
  uint8_t readable, writable, detached, finalizing;
  uint8_t *buffer;
  int64_t size;           /* of the buffer */
  int64_t read_at, read_end; /* bytes read ahead are buffer[read_at, read_end) */
  int64_t pending;        /* bytes to be written are buffer[0, pending) */
  struct Ctx *owner;      /* the thread that works in it, or NULL: see _io_lock.c */
} Buffered;

#define STREAM_TABLES(T)                                                                           \
  .flags = T_BASETYPE | T_GC | T_WEAKREF | T_HAS_DICT | T_FINALIZER, .size = sizeof(T), \
  .dict_offset = offsetof(IoBase, dict)

/* A file and the streams below it, three at most, borrowed, into parts; how many (0: it is of some other kind). */
size_t io_stream_parts(Value file, Value *parts);

/* ---- _io_base.c ---- */
extern Type *io_unsupported;                        /* io.UnsupportedOperation */
int io_make_unsupported(Ctx *);
Value io_raise_unsupported(Ctx *, const char *what);
void io_base_traverse(Object *, VisitFn, void *);
void io_base_clear(Ctx *, Object *);
void io_base_free(Ctx *, Object *);
Value io_base_close(Ctx *, Value);                   /* _IOBase.close: flushes and marks the stream closed */
int io_base_finalize(Ctx *, Value);                 /* closes an open stream that dies */
int io_is_closed(Ctx *, Value);                     /* truth of stream.closed; -1 raised */
int io_check_closed(Ctx *, Value);                  /* ValueError if closed: -1 */
Value io_call_bool(Ctx *, Value, Value name);       /* method result */
int io_ask(Ctx *, Value stream, Value name);        /* truth of stream.name(): 1, 0, -1 */
Value io_optional_size(Ctx *, Value arg, int64_t *out); /* None and 0 (not given) are -1; 0: raised */
Value io_cannot_pickle(Ctx *, Value self, const Value *a);
/* <_io.T name='x' mode='r'>: the repr of streams, with what follows the name. */
Value io_stream_repr(Ctx *, Value self, const char *mode, const char *more);
/* Runs the two closing steps, keeping the first error and chaining the second to it. */
Value io_chain(Ctx *, Value earlier, Value result);

/* ---- _io_fileio.c ---- */
int64_t fileio_read_into(Ctx *, FileIO *, void *, int64_t n);  /* -2: would block, -1: raised */
int64_t fileio_write_from(Ctx *, FileIO *, const void *, int64_t n);
KR_INLINE int io_is_fileio(Value v) { return kr_has_shape(v, SHAPE_fileio); }

/* ---- _io_buffered.c ---- */
/* Makes the calling thread the buffer's owner, after those before it; -1: raised, since it is that already. */
int buffered_enter(Ctx *, Buffered *);
void buffered_leave(Buffered *);
int buffered_write(Ctx *, Buffered *, const uint8_t *, int64_t n); /* 0, -1 */
Value buffered_flush(Ctx *, Buffered *);
KR_INLINE int io_is_buffered_writer(Value v) { return kr_has_shape(v, SHAPE_buffered_writer); }

/* ---- _io_text.c ---- */
const char *io_locale_encoding(void);

/* ---- _io.c ---- */
Value io_open(Ctx *, Value file, const char *mode, int64_t buffering, Value encoding, Value errors, Value newline,
              int closefd, Value opener);

#endif
