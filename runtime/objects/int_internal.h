/* What the files of int share: a view of any int as sign and limbs, and the making of results. */
#ifndef KRAIT_INT_INTERNAL_H
#define KRAIT_INT_INTERNAL_H

#include <gmp.h>
#include "../objects.h"

/* An int of any representation as sign and magnitude.  limbs may point into the view itself, so a
 * view is never copied.  n is 0 for zero; the top limb is never 0. */
typedef struct {
  const mp_limb_t *limbs;
  size_t n;
  int negative;
  mp_limb_t one;
} IntView;

/* Ints held in the word, and bools. */
KR_INLINE int int_is_small(Value v) { return kr_is_int(v) || kr_is_imm(v); }
KR_INLINE int64_t int_small(Value v) { return kr_is_int(v) ? kr_int_of(v) : v == KR_True; }
KR_INLINE Int *int_of(Value v) { return (Int *)kr_obj(v); }

KR_INLINE void int_view(Value v, IntView *view) {
  if (int_is_small(v)) {
    int64_t n = int_small(v);
    view->negative = n < 0;
    view->one = n < 0 ? -(uint64_t)n : (uint64_t)n;
    view->n = n != 0;
    view->limbs = &view->one;
  } else {
    Int *i = int_of(v);
    view->negative = i->size < 0;
    view->n = (size_t)(i->size < 0 ? -i->size : i->size);
    view->limbs = (const mp_limb_t *)i->limbs;
  }
}

/* Room for n limbs, to be filled in and passed to int_finish. */
Int *int_alloc(Ctx *, size_t n);
/* The value of the first n limbs of r with the sign given: steals r, drops leading zero limbs, and
 * gives the word when 62 bits are enough. */
Value int_finish(Ctx *, Int *r, size_t n, int negative);
Value int_from_i128(Ctx *, __int128);
/* GMP ends the process when it finds no memory.  Asked before an operation with operands or results of
 * this many limbs; 1: MemoryError is set. */
int int_lacks_memory(Ctx *, size_t limbs);
/* Read-only mpz over a view. */
#define INT_MPZ(name, view)                                                                        \
  mpz_t name;                                                                                      \
  mpz_roinit_n(name, (view).limbs, (view).negative ? -(mp_size_t)(view).n : (mp_size_t)(view).n)
Value int_from_mpz(Ctx *, const mpz_t);

/* mantissa * 2**exponent, rounded half to even; sticky: nonzero bits were dropped below the
 * mantissa.  inf when too large. */
double int_scale_double(uint64_t mantissa, int sticky, int64_t exponent);

int64_t int_hash(Value);

/* Slots. */
#define INT_SLOTS(X)                                                                               \
  X(add) X(sub) X(mul) X(truediv) X(floordiv) X(mod) X(pow) X(lshift) X(rshift) X(and) X(xor) X(or)
#define INT_SLOT_DECLARE(name) Value int_##name##_slot(Ctx *, Value, Value);
INT_SLOTS(INT_SLOT_DECLARE)
#undef INT_SLOT_DECLARE
Value int_truediv(Ctx *, Value a, Value b);
int int_divmod(Ctx *, Value a, Value b, Value *quotient, Value *remainder); /* either may be NULL */
Value int_pow3(Ctx *, Value, Value, Value mod);
Value int_negative(Ctx *, Value);
Value int_invert(Ctx *, Value);
Value int_absolute(Ctx *, Value);

/* Digits in a base, as int(str, base): 1 and *out, 0 for a malformed literal, -1 raised. */
int int_parse(Ctx *, const char *text, size_t n, int base, Value *out);
/* int(text, base) of a str, bytes or bytearray, with the message showing it. */
Value int_from_object(Ctx *, Value text, int base);

#endif
