/* What gcc expects of its support library, for programs that are linked without it: / and % on __int128
 * (shift and subtract), counting bits.  Weak, so that libgcc's win. */
#include <stdint.h>

typedef unsigned __int128 u128;

static u128 divide(u128 a, u128 b, u128 *rest) {
  u128 q = 0, r = 0;
  for (int i = 127; i >= 0; i--) {
    r = r << 1 | (a >> i & 1);
    if (r >= b) {
      r -= b;
      q |= (u128)1 << i;
    }
  }
  *rest = r;
  return q;
}

__attribute__((weak)) u128 __umodti3(u128 a, u128 b) {
  u128 rest;
  divide(a, b, &rest);
  return rest;
}

__attribute__((weak)) u128 __udivti3(u128 a, u128 b) {
  u128 rest;
  return divide(a, b, &rest);
}

__attribute__((weak)) int __popcountdi2(uint64_t x) {
  int n = 0;
  for (; x; x &= x - 1) n++;
  return n;
}

__attribute__((weak)) __int128 __modti3(__int128 a, __int128 b) {
  u128 rest;
  divide(a < 0 ? 0 - (u128)a : (u128)a, b < 0 ? 0 - (u128)b : (u128)b, &rest);
  return a < 0 ? -(__int128)rest : (__int128)rest;
}

__attribute__((weak)) __int128 __divti3(__int128 a, __int128 b) {
  u128 rest, q = divide(a < 0 ? 0 - (u128)a : (u128)a, b < 0 ? 0 - (u128)b : (u128)b, &rest);
  return (a < 0) != (b < 0) ? -(__int128)q : (__int128)q;
}
