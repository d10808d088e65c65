/* What the files of memoryview share. */
#ifndef KRAIT_MEMORYVIEW_H
#define KRAIT_MEMORYVIEW_H

#include "bytes_impl.h"

/* A buffer of an exporter, given back when the last view on it goes. */
typedef struct {
  Object ob;
  int released;
  Buffer src;
} ManagedBuffer;

typedef struct {
  Object ob;
  Value managed;       /* 0: released */
  int64_t exports;     /* buffers of this view that are out */
  int64_t hash;        /* -1: not computed */
  Buffer view;         /* what is shown; owner is 0, the dimensions lie in dims */
  char cast_format[4]; /* what cast() asked for, or empty */
  int64_t dims[];      /* shape, strides and, if there are any, suboffsets */
} MemoryView;

KR_INLINE MemoryView *view_of(Value v) { return (MemoryView *)kr_obj(v); }
KR_INLINE ManagedBuffer *managed_of(const MemoryView *m) { return (ManagedBuffer *)kr_obj(m->managed); }
KR_INLINE int view_is_alive(const MemoryView *m) { return m->managed && !managed_of(m)->released; }
/* 0: raised. */
int view_alive(Ctx *, const MemoryView *);
/* Another view with ndim dimensions on the same buffer.  Dimensions are copied when their number is that of m. */
MemoryView *view_copy(Ctx *, const MemoryView *m, int ndim);
/* The format's letter when it is a native one (with or without '@'), else 0. */
char view_code(const char *format);

/* Items (memoryview_items.c). */
Value view_getitem(Ctx *, Value self, Value key);
int view_setitem(Ctx *, Value self, Value key, Value value);
Value view_to_list(Ctx *, const MemoryView *, char *p, int dim);
Value view_compare(Ctx *, Value a, Value b, int op);
Value view_iter(Ctx *, Value self);

#endif
