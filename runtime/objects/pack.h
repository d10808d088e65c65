/* Single values in native memory layout, by the type letters of the struct module. */
#ifndef KRAIT_PACK_H
#define KRAIT_PACK_H

#include "../api.h"

/* Size of a value of a type letter; 0: no such letter. */
int native_size(char code);
/* The value at p. */
Value native_unpack(Ctx *, char code, const void *p);
typedef enum { PACK_OK, PACK_TYPE, PACK_RANGE, PACK_RAISED } PackResult;
/* Stores v at p.  PACK_TYPE: v is of the wrong type, PACK_RANGE: it does not fit (nothing is raised in
 * either case). */
PackResult native_pack(Ctx *, char code, void *p, Value v);
/* Half precision floats as two bytes' bits. */
double half_to_double(uint16_t bits);
int double_to_half(double d, uint16_t *bits); /* -1: too large */

#endif
