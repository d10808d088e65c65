/* For libtcc without system headers. */
#ifndef KRAIT_TCC_STDDEF_H
#define KRAIT_TCC_STDDEF_H
typedef unsigned long size_t;
typedef long ptrdiff_t;
#define NULL ((void *)0)
#endif
