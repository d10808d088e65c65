/* Values: one 64-bit word each.
 *
 *   ...000  pointer to an Object; the word 0 is never an object: as a result it
 *           means "raised", in a slot it means "empty" (an unbound local, an
 *           argument that was not given)
 *   ....01  int of 62 bits, two's complement, shifted left by two
 *   ...010  immediates: None, False, True, NotImplemented, Ellipsis and markers
 *   ...011, ...100, ...111  float: rotl(bits of the double, 4) ^ 7.  Covers +-0,
 *           |x| < 2^-767 and 2^-255 <= |x| < 2^257; every other double (inf and
 *           nan among them) is a boxed Float object
 *   ...110  spare
 *
 * The float encoding is float self-tagging (Melancon, Serrano, Feeley, 2024) with
 * a rotate and an exclusive-or.  0.0 and -0.0 are different words and a nan is
 * boxed, so floats are compared by value, never by word. */
#ifndef KRAIT_VALUE_H
#define KRAIT_VALUE_H

#include "krait_port.h"

typedef uint64_t Value;

#define KR_IMM(n) ((Value)(n) << 3 | 2)
#define KR_None           KR_IMM(0)
#define KR_False          KR_IMM(1)
#define KR_True           KR_IMM(2)
#define KR_NotImplemented KR_IMM(3)
#define KR_Ellipsis       KR_IMM(4)
/* Markers below never reach a Python program. */
#define KR_ABSENT         KR_IMM(5) /* result of a look-up: nothing found, nothing raised */
#define KR_STOP           KR_IMM(6) /* result of an iterator step: exhausted, nothing raised */
#define KR_DELETED        KR_IMM(7) /* a removed dict or set entry */

#define KR_INT_BITS 62
#define KR_INT_MAX (((int64_t)1 << 61) - 1)
#define KR_INT_MIN (-((int64_t)1 << 61))

KR_INLINE int kr_is_ptr(Value v) { return (v & 7) == 0; }
KR_INLINE int kr_is_int(Value v) { return (v & 3) == 1; }
KR_INLINE int kr_is_imm(Value v) { return (v & 7) == 2; }
KR_INLINE int kr_both_int(Value a, Value b) { return ((a & 3) & (b & 3)) == 1 && ((a ^ b) & 3) == 0; }
/* True for a float held in the word itself (a boxed float is a pointer). */
KR_INLINE int kr_is_flo(Value v) { return (int)(0x9898989898989898ull >> (v & 63) & 1); }

KR_INLINE int kr_int_fits(int64_t n) { return n >= KR_INT_MIN && n <= KR_INT_MAX; }
/* n must fit 62 bits; kr_from_i64 takes any int64_t. */
KR_INLINE Value kr_int(int64_t n) { return (Value)n << 2 | 1; }
KR_INLINE int64_t kr_int_of(Value v) { return (int64_t)v >> 2; }
KR_INLINE Value kr_bool(int b) { return b ? KR_True : KR_False; }

KR_INLINE double kr_flo_of(Value v) {
  uint64_t bits = v ^ 7;
  union { uint64_t u; double d; } cast;
  cast.u = bits >> 4 | bits << 60;
  return cast.d;
}
/* The word for d, which is a float word only if kr_is_flo says so of the result. */
KR_INLINE Value kr_flo_word(double d) {
  union { uint64_t u; double d; } cast;
  cast.d = d;
  return (cast.u << 4 | cast.u >> 60) ^ 7;
}

#endif
