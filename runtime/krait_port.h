/* What gcc, clang and libtcc do not share, in one place.
 *
 * KR_INLINE functions are inlined by optimising compilers.  libtcc has no
 * inliner, so fast paths in fast.h turn into calls there; see fast.h.  KR_ALWAYS
 * functions are inlined into emitted C (which defines KR_EMITTED) whatever the
 * compiler makes of its size. */
#ifndef KRAIT_PORT_H
#define KRAIT_PORT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __TINYC__
#define KR_INLINE static inline
#define KR_ALWAYS static inline
#define KR_COLD
#define KR_NORETURN
#define KR_PRINTF(fmt, args)
#define KR_LIKELY(x) (x)
#define KR_UNLIKELY(x) (x)
#else
#define KR_INLINE static inline __attribute__((unused))
#ifdef KR_EMITTED
#define KR_ALWAYS static inline __attribute__((always_inline, unused))
#else
#define KR_ALWAYS KR_INLINE
#endif
#define KR_COLD __attribute__((cold, noinline))
#define KR_NORETURN __attribute__((noreturn))
#define KR_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define KR_LIKELY(x) __builtin_expect(!!(x), 1)
#define KR_UNLIKELY(x) __builtin_expect(!!(x), 0)
#endif

#endif
