/* What math.c and math_int.c share. */
#ifndef KRAIT_MATH_MODULE_H
#define KRAIT_MATH_MODULE_H

#include <math.h>
#include "../api.h"

Value math_domain_error(Ctx *);
Value math_comb_m(Ctx *, Value, const Value *);
Value math_factorial_m(Ctx *, Value, const Value *);
Value math_gcd_m(Ctx *, Value, const Value *);
Value math_isqrt_m(Ctx *, Value, const Value *);
Value math_lcm_m(Ctx *, Value, const Value *);
Value math_perm_m(Ctx *, Value, const Value *);

#endif
