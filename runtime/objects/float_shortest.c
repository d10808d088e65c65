/* The shortest decimal digits that read back as a double: Schubfach (Raffaello Giulietti, "The Schubfach
 * way to render doubles", 2020).
 *
 * The double and the two borders of its rounding interval are scaled by a power of ten, so that the
 * integers within the interval are the candidates with the most digits that could be needed.  One with a
 * digit less is preferred, then the nearest. */
#include <gmp.h>
#include "float_internal.h"

enum { FIRST_POWER = -292, LAST_POWER = 324 };

/* 10**k as high * 2**64 + low, times 2**(floor(log2(10**k)) - 127), rounded up. */
typedef struct { uint64_t high, low; } Power;
static Power powers[LAST_POWER - FIRST_POWER + 1];

static int floor_log2_pow10(int k) { return (k * 1741647) >> 19; }
static int floor_log10_pow2(int q) { return (q * 1262611) >> 22; }
static int floor_log10_three_quarters_pow2(int q) { return (q * 1262611 - 524031) >> 22; }

static Power compute_power(int k) {
  mpz_t n, ten;
  mpz_inits(n, ten, NULL);
  mpz_ui_pow_ui(ten, 10, (unsigned long)(k < 0 ? -k : k));
  int shift = 127 - floor_log2_pow10(k);
  if (k < 0) {
    mpz_setbit(n, (mp_bitcnt_t)shift);
    mpz_cdiv_q(n, n, ten);
  } else if (shift >= 0) {
    mpz_mul_2exp(n, ten, (mp_bitcnt_t)shift);
  } else {
    mpz_cdiv_q_2exp(n, ten, (mp_bitcnt_t)-shift);
  }
  Power p = {mpz_getlimbn(n, 1), mpz_getlimbn(n, 0)};
  mpz_clears(n, ten, NULL);
  return p;
}

static Power power_of_ten(int k) {
  Power *p = &powers[k - FIRST_POWER];
  if (!p->high) *p = compute_power(k);
  return *p;
}

/* The top 64 bits of the product, with the lowest set if anything below is. */
static uint64_t multiply_to_odd(Power g, uint64_t factor) {
  unsigned __int128 low = (unsigned __int128)g.low * factor, high = (unsigned __int128)g.high * factor;
  high += (uint64_t)(low >> 64);
  return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

typedef struct { uint64_t digits; int exponent; } Result;

static Result shortest(uint64_t significand, int q, int lower_is_closer) {
  uint64_t odd = significand & 1;
  int k = lower_is_closer ? floor_log10_three_quarters_pow2(q) : floor_log10_pow2(q);
  int h = q + floor_log2_pow10(-k) + 1;
  Power g = power_of_ten(-k);
  uint64_t low = multiply_to_odd(g, (4 * significand - 2 + (uint64_t)lower_is_closer) << h) + odd;
  uint64_t value = multiply_to_odd(g, 4 * significand << h);
  uint64_t high = multiply_to_odd(g, (4 * significand + 2) << h) - odd;
  uint64_t s = value / 4;
  if (s >= 10) {
    uint64_t tens = s / 10;
    int down = low <= 40 * tens, up = 40 * tens + 40 <= high;
    if (down != up) return (Result){tens + (uint64_t)up, k + 1};
  }
  int down = low <= 4 * s, up = 4 * s + 4 <= high;
  if (down != up) return (Result){s + (uint64_t)up, k};
  uint64_t middle = 4 * s + 2;
  return (Result){s + (value > middle || (value == middle && (s & 1))), k};
}

int float_shortest(double d, char *digits, int *point) {
  uint64_t bits;
  memcpy(&bits, &d, sizeof bits);
  uint64_t fraction = bits & (((uint64_t)1 << 52) - 1);
  int exponent = (int)(bits >> 52 & 0x7ff);
  Result r;
  if (!(bits << 1)) {
    r = (Result){0, 0};
  } else if (exponent == 0) {
    r = shortest(fraction, -1074, 0);
  } else {
    uint64_t significand = fraction | (uint64_t)1 << 52;
    int q = exponent - 1075;
    int whole = q <= 0 && q > -53 && !(significand & (((uint64_t)1 << -q) - 1));
    r = whole ? (Result){significand >> -q, 0} : shortest(significand, q, fraction == 0 && exponent > 1);
  }
  char text[24], *p = text + sizeof text;
  while (r.digits && r.digits % 10 == 0) r.digits /= 10, r.exponent++;
  uint64_t left = r.digits;
  do *--p = (char)('0' + left % 10);
  while (left /= 10);
  int n = (int)(text + sizeof text - p);
  memcpy(digits, p, (size_t)n);
  digits[n] = 0;
  *point = r.digits ? n + r.exponent : 1;
  return n;
}
