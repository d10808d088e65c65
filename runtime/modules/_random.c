/* _random: the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998) as the type Random. */
#include <sys/random.h>
#include <unistd.h>
#include <time.h>
#include "../objects/int_internal.h"
#include "../api.h"

enum { LENGTH = 624, SHIFT = 397 };

typedef struct { Object ob; uint32_t index; uint32_t state[LENGTH]; } Random;

static Random *random_of(Value v) { return (Random *)kr_obj(v); }

/* ---- the generator ---- */
static uint32_t twist(uint32_t high, uint32_t low) {
  uint32_t y = (high & 0x80000000u) | (low & 0x7fffffffu);
  return y >> 1 ^ (low & 1 ? 0x9908b0dfu : 0);
}

static void refill(Random *r) {
  uint32_t *s = r->state;
  for (int i = 0; i < LENGTH; i++) s[i] = s[(i + SHIFT) % LENGTH] ^ twist(s[i], s[(i + 1) % LENGTH]);
  r->index = 0;
}

static uint32_t next_word(Random *r) {
  if (r->index >= LENGTH) refill(r);
  uint32_t y = r->state[r->index++];
  y ^= y >> 11;
  y ^= y << 7 & 0x9d2c5680u;
  y ^= y << 15 & 0xefc60000u;
  return y ^ y >> 18;
}

static void seed_word(Random *r, uint32_t seed) {
  r->state[0] = seed;
  for (uint32_t i = 1; i < LENGTH; i++) r->state[i] = 1812433253u * (r->state[i - 1] ^ r->state[i - 1] >> 30) + i;
  r->index = LENGTH;
}

static void seed_key(Random *r, const uint32_t *key, size_t n) {
  uint32_t *s = r->state;
  seed_word(r, 19650218u);
  size_t i = 1, j = 0;
  for (size_t k = n > LENGTH ? n : LENGTH; k; k--) {
    s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1664525u) + key[j] + (uint32_t)j;
    if (++i >= LENGTH) s[0] = s[LENGTH - 1], i = 1;
    if (++j >= n) j = 0;
  }
  for (size_t k = LENGTH - 1; k; k--) {
    s[i] = (s[i] ^ (s[i - 1] ^ s[i - 1] >> 30) * 1566083941u) - (uint32_t)i;
    if (++i >= LENGTH) s[0] = s[LENGTH - 1], i = 1;
  }
  s[0] = 0x80000000u;
}

/* ---- seeding ---- */
static void seed_from_system(Random *r) {
  uint32_t key[LENGTH];
  if (getentropy(key, 256) < 0 || getentropy(key + 64, 256) < 0) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    key[0] = (uint32_t)now.tv_nsec;
    key[1] = (uint32_t)now.tv_sec;
    key[2] = (uint32_t)getpid();
    seed_key(r, key, 3);
    return;
  }
  seed_key(r, key, 128);
}

static int seed_from_int(Ctx *ctx, Random *r, Value n) {
  IntView view;
  int_view(n, &view);
  size_t words = view.n * 2;
  uint32_t small[8], *key = words <= 8 ? small : kr_mem_alloc(ctx, words * sizeof *key);
  if (!key) return -1;
  key[0] = 0;
  for (size_t i = 0; i < view.n; i++) {
    key[2 * i] = (uint32_t)view.limbs[i];
    key[2 * i + 1] = (uint32_t)(view.limbs[i] >> 32);
  }
  size_t used = words ? words - (key[words - 1] == 0) : 1;
  seed_key(r, key, used);
  if (key != small) kr_mem_free(ctx, key, words * sizeof *key);
  return 0;
}

static int seed_from(Ctx *ctx, Random *r, Value v) {
  if (!v || v == KR_None) {
    seed_from_system(r);
    return 0;
  }
  if (kr_is_anyint(v)) return seed_from_int(ctx, r, v);
  int64_t hash = kr_hash(ctx, v);
  if (hash == -1) return -1;
  Value n = int_from_u64(ctx, (uint64_t)hash);
  int status = n ? seed_from_int(ctx, r, n) : -1;
  kr_unref(ctx, n);
  return status;
}

/* ---- methods ---- */
static Value random_seed_m(Ctx *ctx, Value self, const Value *a) {
  return seed_from(ctx, random_of(self), a[0]) < 0 ? 0 : KR_None;
}

static Value random_random_m(Ctx *ctx, Value self, const Value *a) {
  Random *r = random_of(self);
  uint32_t high = next_word(r) >> 5, low = next_word(r) >> 6;
  return kr_float(ctx, (high * 67108864.0 + low) * (1.0 / 9007199254740992.0));
}

static Value random_getrandbits_m(Ctx *ctx, Value self, const Value *a) {
  Random *r = random_of(self);
  int64_t k;
  if (c_int_arg(ctx, a[0], 0, &k)) return 0;
  if (k < 0) return kr_raise(ctx, &kr_type_ValueError, "number of bits must be non-negative");
  if (k == 0) return kr_int(0);
  if (k <= 32) return kr_int(next_word(r) >> (32 - k));
  size_t limbs = (size_t)(k + 63) / 64;
  Int *n = int_alloc(ctx, limbs);
  if (!n) return 0;
  n->limbs[limbs - 1] = 0;
  for (int64_t at = 0; at < k; at += 32) {
    uint64_t word = next_word(r);
    if (k - at < 32) word >>= 32 - (k - at);
    if (at % 64) n->limbs[at / 64] |= word << 32;
    else n->limbs[at / 64] = word;
  }
  return int_finish(ctx, n, limbs, 0);
}

static Value random_getstate_m(Ctx *ctx, Value self, const Value *a) {
  Random *r = random_of(self);
  Value t = tuple_new(ctx, LENGTH + 1);
  if (!t) return 0;
  for (int i = 0; i < LENGTH; i++) tuple_of(t)->items[i] = kr_int(r->state[i]);
  tuple_of(t)->items[LENGTH] = kr_int(r->index);
  return t;
}

static Value random_setstate_m(Ctx *ctx, Value self, const Value *a) {
  Random *r = random_of(self);
  uint32_t state[LENGTH];
  if (!kr_has_flag(a[0], T_TUPLE)) return kr_raise(ctx, &kr_type_TypeError, "state vector must be a tuple");
  if (tuple_of(a[0])->len != LENGTH + 1) return kr_raise(ctx, &kr_type_ValueError, "state vector is the wrong size");
  for (int i = 0; i < LENGTH; i++) {
    Value item = tuple_of(a[0])->items[i];
    uint64_t word;
    if (!kr_is_anyint(item)) return kr_raise(ctx, &kr_type_TypeError, "an integer is required");
    if (int_to_u64(ctx, item, &word) < 0) return 0;
    state[i] = (uint32_t)word;
  }
  int64_t index;
  if (kr_index_i64(ctx, tuple_of(a[0])->items[LENGTH], &index) < 0) return 0;
  if (index < 0 || index > LENGTH) return kr_raise(ctx, &kr_type_ValueError, "invalid state");
  memcpy(r->state, state, sizeof state);
  r->index = (uint32_t)index;
  return KR_None;
}

static Value random_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (type == &kr_type_random && kwnames && tuple_of(kwnames)->len)
    return kr_raise(ctx, &kr_type_TypeError, "Random() takes no keyword arguments");
  if (nargs > 1) return kr_raise(ctx, &kr_type_TypeError, "Random() requires 0 or 1 argument");
  Random *r = kr_alloc_instance(ctx, type, 0);
  if (!r) return 0;
  if (seed_from(ctx, r, nargs ? args[0] : 0) == 0) return kr_val(r);
  kr_unref(ctx, kr_val(r));
  return 0;
}

static const Method random_methods[] = {
  {"random", random_random_m, "", "random() -> x in the interval [0, 1)."},
  {"seed", random_seed_m, "n=None, /", "Start from a number; from the system's randomness without one."},
  {"getstate", random_getstate_m, "", "The state as a tuple."},
  {"setstate", random_setstate_m, "state, /", "Go back to a state."},
  {"getrandbits", random_getrandbits_m, "k, /", "An int of k random bits."},
  {0},
};

Type kr_type_random = {
  TYPE_HEAD(random, "_random.Random"),
  .doc = "Random() -> a random number generator.",
  .flags = T_BASETYPE,
  .size = sizeof(Random),
  .methods = random_methods,
  .new = random_new,
};

static Type *const random_types[] = {&kr_type_random, NULL};

const ModuleDef kr_module__random = {
  .name = "_random",
  .doc = "Mersenne Twister random number generator.",
  .types = random_types,
};
