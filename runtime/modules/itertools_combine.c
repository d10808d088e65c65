/* itertools: product, permutations, combinations and combinations_with_replacement.
 *
 * All four walk an array of indices into a pool (product: into one pool a place) and build a tuple
 * from it at each step; they differ in how the indices start and advance. */
#include "../objects/iter.h"

typedef struct {
  Object ob;
  Value pool;          /* tuple; product: tuple of tuples */
  int64_t r;           /* length of the results */
  int64_t n;           /* how many indices; permutations keep the whole pool's */
  int64_t *indices, *cycles; /* one block; cycles (r of them) only in permutations */
  uint8_t started, stopped, is_product;
} Combiner;
static Combiner *combiner_of(Value v) { return (Combiner *)kr_obj(v); }

static size_t block_size(const Combiner *c) { return (size_t)(c->n + (c->cycles ? c->r : 0)) * sizeof(int64_t); }

/* Takes over pool. */
static Combiner *combiner_make(Ctx *ctx, Type *type, Value pool, int64_t n, int64_t r, int with_cycles) {
  Combiner *c = kr_alloc_instance(ctx, type, 0);
  if (!c) return kr_unref(ctx, pool), NULL;
  c->pool = pool;
  c->r = r;
  size_t size = (size_t)(n + (with_cycles ? r : 0)) * sizeof(int64_t);
  if (n > INT64_MAX / 64 || r > INT64_MAX / 64) return kr_raise_memory(ctx), kr_unref(ctx, kr_val(c)), NULL;
  if (!size) return c;
  c->indices = kr_mem_alloc(ctx, size);
  if (!c->indices) return kr_unref(ctx, kr_val(c)), NULL;
  memset(c->indices, 0, size);
  c->n = n;
  if (with_cycles) c->cycles = c->indices + n;
  return c;
}

static Value row(Ctx *ctx, const Combiner *c) {
  Value result = tuple_new(ctx, (size_t)c->r);
  if (!result) return 0;
  for (int64_t i = 0; i < c->r; i++) {
    const Tuple *pool = tuple_of(c->is_product ? tuple_of(c->pool)->items[i] : c->pool);
    tuple_of(result)->items[i] = kr_ref(pool->items[c->indices[i]]);
  }
  return result;
}

/* advance moves the indices on; 0: that was the last. */
static Value combiner_next(Ctx *ctx, Value self, int (*advance)(Combiner *)) {
  Combiner *c = combiner_of(self);
  if (c->stopped) return KR_STOP;
  if (c->started && !advance(c)) {
    c->stopped = 1;
    return KR_STOP;
  }
  c->started = 1;
  return row(ctx, c);
}

static int64_t pool_size(const Combiner *c) { return tuple_of(c->pool)->len; }

/* ---- how the indices advance ---- */

static int product_advance(Combiner *c) {
  for (int64_t i = c->r; i-- > 0;) {
    if (++c->indices[i] < tuple_of(tuple_of(c->pool)->items[i])->len) return 1;
    c->indices[i] = 0;
  }
  return 0;
}

static int combinations_advance(Combiner *c) {
  int64_t n = pool_size(c), i = c->r;
  while (i-- > 0 && c->indices[i] == i + n - c->r) {}
  if (i < 0) return 0;
  c->indices[i]++;
  while (++i < c->r) c->indices[i] = c->indices[i - 1] + 1;
  return 1;
}

static int replacement_advance(Combiner *c) {
  int64_t n = pool_size(c), i = c->r;
  while (i-- > 0 && c->indices[i] == n - 1) {}
  if (i < 0) return 0;
  int64_t index = c->indices[i] + 1;
  for (; i < c->r; i++) c->indices[i] = index;
  return 1;
}

/* cycles[i] counts down the candidates left for place i; at 0 the place's item goes to the end. */
static int permutations_advance(Combiner *c) {
  int64_t n = c->n;
  for (int64_t i = c->r; i-- > 0;) {
    if (--c->cycles[i]) {
      int64_t j = n - c->cycles[i], index = c->indices[i];
      c->indices[i] = c->indices[j];
      c->indices[j] = index;
      return 1;
    }
    int64_t index = c->indices[i];
    memmove(c->indices + i, c->indices + i + 1, (size_t)(n - 1 - i) * sizeof(int64_t));
    c->indices[n - 1] = index;
    c->cycles[i] = n - i;
  }
  return 0;
}

/* ---- construction ---- */

static int product_repeat(Ctx *ctx, const Value *values, Value kwnames, int64_t *repeat) {
  *repeat = 1;
  int64_t n = kwnames ? tuple_of(kwnames)->len : 0;
  if (!n) return 0;
  if (n > 1 || !str_equal_ascii(tuple_of(kwnames)->items[0], "repeat")) {
    int unknown = str_equal_ascii(tuple_of(kwnames)->items[0], "repeat");
    kr_raise(ctx, &kr_type_TypeError, "'%U' is an invalid keyword argument for product()", tuple_of(kwnames)->items[unknown]);
    return -1;
  }
  if (kr_index_i64(ctx, values[0], repeat)) return -1;
  if (*repeat >= 0) return 0;
  kr_raise(ctx, &kr_type_ValueError, "repeat argument cannot be negative");
  return -1;
}

static Value product_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  int64_t repeat, n;
  if (product_repeat(ctx, args + nargs, kwnames, &repeat)) return 0;
  if (__builtin_mul_overflow((int64_t)nargs, repeat, &n) || n > INT64_MAX / 64) {
    return kr_raise(ctx, &kr_type_OverflowError, "repeat argument too large");
  }
  Value pools = tuple_new(ctx, (size_t)n);
  int empty = 0;
  for (int64_t i = 0; pools && i < n; i++) {
    Value pool = i < (int64_t)nargs ? kr_to_tuple(ctx, args[i]) : kr_ref(tuple_of(pools)->items[i - (int64_t)nargs]);
    if (pool) tuple_of(pools)->items[i] = pool, empty |= tuple_of(pool)->len == 0;
    else kr_clear(ctx, &pools);
  }
  Combiner *c = pools ? combiner_make(ctx, type, pools, n, n, 0) : NULL;
  if (!c) return 0;
  c->is_product = 1;
  c->stopped = (uint8_t)empty;
  return kr_val(c);
}

/* iterable and r; the pool is new.  r -1: not given. */
static int bind_pool(Ctx *ctx, const char *name, const char *sig, struct Signature **parsed, const Value *args, size_t nargs,
                     Value kwnames, Value *pool, int64_t *r) {
  Value a[2];
  if (kr_bind(ctx, name, sig, parsed, args, nargs, kwnames, a)) return -1;
  *r = -1;
  if (a[1] && a[1] != KR_None) {
    if (!kr_is_anyint(a[1]) && sig[strlen(sig) - 1] == 'e') return kr_raise(ctx, &kr_type_TypeError, "Expected int as r"), -1;
    if (kr_index_i64(ctx, a[1], r)) return -1;
    if (*r < 0) return kr_raise(ctx, &kr_type_ValueError, "r must be non-negative"), -1;
  }
  return (*pool = kr_to_tuple(ctx, a[0])) ? 0 : -1;
}

static Value combinations_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value pool;
  int64_t r;
  if (bind_pool(ctx, "combinations", "iterable, r", &parsed, args, nargs, kwnames, &pool, &r)) return 0;
  int64_t n = tuple_of(pool)->len;
  Combiner *c = combiner_make(ctx, type, pool, r > n ? 0 : r, r, 0);
  if (!c) return 0;
  for (int64_t i = 0; i < c->n; i++) c->indices[i] = i;
  c->stopped = r > n;
  return kr_val(c);
}

static Value replacement_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value pool;
  int64_t r;
  if (bind_pool(ctx, "combinations_with_replacement", "iterable, r", &parsed, args, nargs, kwnames, &pool, &r)) return 0;
  int empty = tuple_of(pool)->len == 0 && r > 0;
  Combiner *c = combiner_make(ctx, type, pool, r, r, 0);
  if (c) c->stopped = (uint8_t)empty;
  return kr_val(c);
}

static Value permutations_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value pool;
  int64_t r;
  if (bind_pool(ctx, "permutations", "iterable, r=None", &parsed, args, nargs, kwnames, &pool, &r)) return 0;
  int64_t n = tuple_of(pool)->len;
  if (r < 0) r = n;
  Combiner *c = combiner_make(ctx, type, pool, n, r > n ? 0 : r, 1);
  if (!c) return 0;
  for (int64_t i = 0; i < n; i++) c->indices[i] = i;
  for (int64_t i = 0; i < c->r; i++) c->cycles[i] = n - i;
  c->stopped = r > n;
  return kr_val(c);
}

/* ---- pickling ---- */

static Value indices_tuple(Ctx *ctx, const int64_t *indices, int64_t n) {
  Value tuple = tuple_new(ctx, (size_t)n);
  for (int64_t i = 0; tuple && i < n; i++) tuple_of(tuple)->items[i] = kr_int(indices[i]);
  return tuple;
}

static Value constructor_args(Ctx *ctx, const Combiner *c) {
  if (c->is_product && c->stopped) return tuple_pack(ctx, 1, kr_val(&kr_empty_tuple));
  if (c->is_product) return kr_ref(c->pool);
  return tuple_pack(ctx, 2, c->stopped ? kr_val(&kr_empty_tuple) : c->pool, kr_int(c->stopped && !c->r ? 1 : c->r));
}

static Value combiner_reduce(Ctx *ctx, Value self, const Value *a) {
  const Combiner *c = combiner_of(self);
  Value type = kr_ref(kr_val(kr_type_of(self))), args = constructor_args(ctx, c);
  if (!c->started || c->stopped) return tuple_of_stolen(ctx, 2, type, args);
  Value state = indices_tuple(ctx, c->indices, c->n);
  if (c->cycles && state) state = tuple_of_stolen(ctx, 2, state, indices_tuple(ctx, c->cycles, c->r));
  return tuple_of_stolen(ctx, 3, type, args, state);
}

/* Numbers of a tuple, each cut to [0, most(i)]. */
static int load_indices(Ctx *ctx, Value state, int64_t *out, int64_t n, int64_t low, int64_t high) {
  if (!kr_has_flag(state, T_TUPLE) || tuple_of(state)->len != n) {
    kr_raise(ctx, &kr_type_ValueError, "invalid arguments");
    return -1;
  }
  for (int64_t i = 0; i < n; i++) {
    if (kr_index_i64(ctx, tuple_of(state)->items[i], &out[i])) return -1;
    if (out[i] < low) out[i] = low;
    if (out[i] > high) out[i] = high;
  }
  return 0;
}

static int load_product(Ctx *ctx, Combiner *c, Value state) {
  if (load_indices(ctx, state, c->indices, c->n, 0, INT64_MAX)) return -1;
  for (int64_t i = 0; i < c->n; i++) {
    int64_t size = tuple_of(tuple_of(c->pool)->items[i])->len;
    if (!size) return c->stopped = 1, 0;
    if (c->indices[i] >= size) c->indices[i] = size - 1;
  }
  return 0;
}

static Value combiner_setstate(Ctx *ctx, Value self, const Value *a) {
  Combiner *c = combiner_of(self);
  int failed;
  if (c->is_product) failed = load_product(ctx, c, a[0]);
  else if (!c->cycles) failed = load_indices(ctx, a[0], c->indices, c->n, 0, pool_size(c) - 1);
  else if (!kr_has_flag(a[0], T_TUPLE) || tuple_of(a[0])->len != 2) {
    return kr_raise(ctx, &kr_type_ValueError, "invalid arguments");
  } else {
    failed = load_indices(ctx, tuple_of(a[0])->items[0], c->indices, c->n, 0, c->n - 1) ||
             load_indices(ctx, tuple_of(a[0])->items[1], c->cycles, c->r, 1, c->n);
  }
  if (failed) return 0;
  c->started = 1;
  return KR_None;
}

static void combiner_traverse(Object *o, VisitFn visit, void *arg) { visit(((Combiner *)o)->pool, arg); }

static void combiner_clear(Ctx *ctx, Object *o) {
  Combiner *c = (Combiner *)o;
  c->stopped = 1; /* nothing may look at the pool any more */
  kr_clear(ctx, &c->pool);
}

static void combiner_free(Ctx *ctx, Object *o) {
  Combiner *c = (Combiner *)o;
  if (c->indices) kr_mem_free(ctx, c->indices, block_size(c));
  kr_clear(ctx, &c->pool);
}

static Value combiner_sizeof(Ctx *ctx, Value self, const Value *a) {
  return kr_int((int64_t)(kr_type_of(self)->size + block_size(combiner_of(self))));
}

static const Method combiner_methods[] = {
  {"__reduce__", combiner_reduce, "", "State for pickling."},
  {"__setstate__", combiner_setstate, "state, /", "Set the indices."},
  {"__sizeof__", combiner_sizeof, "", "Size in memory, in bytes."},
  {0},
};

#define COMBINER(id, prefix, doc_)                                                                       \
  static Value prefix##_next(Ctx *ctx, Value self) { return combiner_next(ctx, self, prefix##_advance); } \
  Type kr_type_it_##id = {                                                                               \
    TYPE_HEAD(it_##id, "itertools." #id), .doc = doc_,                                         \
    .flags = T_BASETYPE | T_GC | T_IMMUTABLE, .size = sizeof(Combiner), .methods = combiner_methods,     \
    .new = prefix##_new, .iter = iter_self, .next = prefix##_next, .traverse = combiner_traverse,        \
    .clear = combiner_clear, .free = combiner_free,                                                      \
  };
COMBINER(product, product, "product(*iterables, repeat=1): the Cartesian product, the last place moving fastest.")
COMBINER(permutations, permutations, "permutations(iterable, r=None): all arrangements of r items.")
COMBINER(combinations, combinations, "combinations(iterable, r): all choices of r items, in order.")
COMBINER(combinations_with_replacement, replacement,
         "combinations_with_replacement(iterable, r): all choices of r items that may repeat.")
