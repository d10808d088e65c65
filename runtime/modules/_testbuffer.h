/* What the files of _testbuffer share: the ndarray type, an exporter of every kind of buffer. */
#ifndef KRAIT_TESTBUFFER_H
#define KRAIT_TESTBUFFER_H

#include "../objects/bytes_impl.h"

enum {
  ND_VAREXPORT = 1, ND_WRITABLE = 2, ND_FORTRAN = 4, ND_SCALAR = 8, ND_PIL = 0x10, ND_REDIRECT = 0x20, ND_GETBUF_FAIL = 0x40,
  ND_GETBUF_UNDEFINED = 0x80, ND_C = 0x100, ND_MAX_NDIM = BUFFER_MAX_DIMS
};
enum { PyBUF_READ = 0x100, PyBUF_WRITE = 0x200 };

/* One layout of an array's memory.  An array made of items owns its memory, one made of an exporter has the
 * exporter's buffer as base. */
typedef struct Layout {
  struct Layout *next; /* the layout before it */
  Buffer base;
  char *memory;        /* owned, or NULL */
  size_t memory_size;
  int64_t exports, offset;
  int flags;
  Value format;        /* the str that base.format lies in, or 0 */
  int64_t dims[3 * ND_MAX_NDIM]; /* shape, strides, suboffsets, each from a third on */
} Layout;

typedef struct {
  Object ob;
  int flags;    /* ND_VAREXPORT */
  Layout *head; /* the current layout */
} NDArray;

KR_INLINE NDArray *ndarray_of(Value v) { return (NDArray *)kr_obj(v); }
KR_INLINE int64_t *layout_shape(Layout *l) { return l->dims; }
KR_INLINE int64_t *layout_strides(Layout *l) { return l->dims + ND_MAX_NDIM; }
KR_INLINE int64_t *layout_suboffsets(Layout *l) { return l->dims + 2 * ND_MAX_NDIM; }

/* ---- _testbuffer_layout.c ---- */
/* The arguments of a construction from items; 0 where none was given. */
typedef struct { Value items, shape, strides, offset, format, flags; } LayoutArgs;
/* A layout with memory of its own, filled with the items.  NULL: raised. */
Layout *layout_of_items(Ctx *, const LayoutArgs *);
/* A layout over what an exporter answers to a request.  NULL: raised. */
Layout *layout_of_exporter(Ctx *, Value exporter, int request);
void layout_free(Ctx *, Layout *);
/* Sets the flags that tell contiguity and suboffsets. */
void layout_set_flags(Layout *);
/* Reads a list or tuple of at most ND_MAX_NDIM ints; gives how many, -1: raised. */
int dims_from(Ctx *, Value seq, const char *what, int64_t *out);
Value dims_tuple(Ctx *, const int64_t *dims, int n);

/* ---- items: of the format, or single bytes without one ---- */
Value item_unpack(Ctx *, const Buffer *, const char *p);
int item_pack(Ctx *, const char *format, char *p, int64_t itemsize, Value item);
/* A full buffer of any exporter; the address of the item with these indexes, each in its range. */
char *item_pointer(const Buffer *, const int64_t *index);

/* Is f an exact str of ASCII characters?  The text, or NULL with an exception. */
const char *format_text(Ctx *, Value f);

#endif
