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

/* An address in the C stack where it ends now.  Reading the register leaves a compiler free to run code that
 * needs no stack before it makes room on it; taking a variable's address does not. */
KR_INLINE char *kr_stack_pointer(void) {
#if defined(__x86_64__) && !defined(__TINYC__)
  char *sp;
  __asm__("movq %%rsp, %0" : "=r"(sp));
  return sp;
#elif defined(__aarch64__) && !defined(__TINYC__)
  char *sp;
  __asm__("mov %0, sp" : "=r"(sp));
  return sp;
#else
  char here;
  char *volatile sp = &here;
  return sp;
#endif
}

#endif
