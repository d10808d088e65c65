/* Fast paths over api.h.  Optimising compilers inline them; with KR_CALLS defined (libtcc, builds
 * for size) the same names call the out-of-line copies that fast.c makes from this text. */
#ifndef KRAIT_FAST_H
#define KRAIT_FAST_H

#include "api.h"

#if defined(KR_CALLS) && !defined(KR_FAST_BODIES)
#define KR_FAST(ret, name, params, body) ret name params;
#else
#define KR_FAST(ret, name, params, body) KR_INLINE ret name params body
#endif

#endif
