/* What the files of float, complex and the operators share. */
#ifndef KRAIT_FLOAT_INTERNAL_H
#define KRAIT_FLOAT_INTERNAL_H

#include "../objects.h"

/* a op b; KR_NotImplemented for operators that floats do not have. */
Value float_binary(Ctx *, double a, double b, int op);
Value float_power(Ctx *, double a, double b);
/* float(text) of a str, bytes or bytes-like object; ValueError shows it. */
Value float_from_object(Ctx *, Value text);
/* A text (str or bytes-like) as malloc'ed ASCII without blanks around it and without underscores between
 * digits; other characters and misplaced underscores become such that no number parses.  NULL: raised. */
char *float_text_copy(Ctx *, Value text);
/* An int, float or subclass instance as operand of a float operator: 1, 0 (another type), -1 raised. */
int float_operand(Ctx *, Value v, double *out);
/* <0, 0, >0 between a finite double and an int, exactly. */
int float_compare_int(double d, Value i);
/* The fewest digits (at most 17, no zeros at the end) that read back as |d|, which is finite, as
 * 0.DIGITS * 10**point; their number. */
int float_shortest(double d, char *digits, int *point);
Value float_hex(Ctx *, double);                         /* float.hex */
Value float_from_hex(Ctx *, const char *text, size_t n); /* float.fromhex */
/* d rounded to a number of decimal places, half to even on the exact value; inf when too large. */
double float_round(double d, int64_t places);

#endif
