/* _functools._lru_cache_wrapper: a function with a cache of its results.
 *
 * The cache is a dict in order of last use: a hit moves its key to the end, and when the cache is
 * full the first key goes. */
#include "../objects/iter.h"

typedef struct {
  Object ob;
  Value function, cache, info_type, dict; /* dict may be 0 */
  int64_t limit; /* negative: none */
  int64_t hits, misses;
  int typed;
} LruCache;
static LruCache *cache_of(Value v) { return (LruCache *)kr_obj(v); }

static Value cache_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[4];
  if (kr_bind(ctx, "_lru_cache_wrapper", "user_function, maxsize, typed, cache_info_type", &parsed, args, nargs, kwnames, a)) return 0;
  if (!kr_is_callable(a[0])) return kr_raise(ctx, &kr_type_TypeError, "the first argument must be callable");
  int64_t limit = -1;
  if (a[1] != KR_None) {
    if (!kr_is_anyint(a[1])) return kr_raise(ctx, &kr_type_TypeError, "maxsize should be integer or None");
    if (kr_index_i64(ctx, a[1], &limit)) return 0;
    if (limit < 0) limit = 0;
  }
  int typed = kr_truth(ctx, a[2]);
  Value cache = typed < 0 ? 0 : dict_new(ctx);
  LruCache *c = cache ? kr_alloc_instance(ctx, type, 0) : NULL;
  if (!c) return kr_unref(ctx, cache), 0;
  c->function = kr_ref(a[0]);
  c->cache = cache;
  c->info_type = kr_ref(a[3]);
  c->limit = limit;
  c->typed = typed;
  return kr_val(c);
}

/* What a call is remembered by: a single int or str argument itself, else a tuple of the arguments,
 * a mark and the keywords, and the types if they matter. */
static Value call_key(Ctx *ctx, const LruCache *c, const Value *args, size_t nargs, Value kwnames) {
  size_t nkw = kwnames ? (size_t)tuple_of(kwnames)->len : 0;
  if (nargs == 1 && !nkw && !c->typed) {
    Value only = args[0];
    if (kr_is_int(only) || kr_has_shape(only, SHAPE_int) || kr_has_shape(only, SHAPE_str)) return kr_ref(only);
  }
  size_t n = nargs + (nkw ? 1 + 2 * nkw : 0) + (c->typed ? nargs + nkw : 0);
  Value key = tuple_new(ctx, n);
  if (!key || !n) return key;
  Value *out = tuple_of(key)->items;
  for (size_t i = 0; i < nargs; i++) *out++ = kr_ref(args[i]);
  if (nkw) *out++ = kr_ref(kr_val(&kr_type_lru_cache));
  for (size_t i = 0; i < nkw; i++) {
    *out++ = kr_ref(tuple_of(kwnames)->items[i]);
    *out++ = kr_ref(args[nargs + i]);
  }
  for (size_t i = 0; c->typed && i < nargs + nkw; i++) *out++ = kr_ref(kr_val(kr_type_of(args[i])));
  return key;
}

/* Adds a result, unless the call itself has meanwhile. */
static int remember(Ctx *ctx, LruCache *c, Value key, uint64_t hash, Value result) {
  Value there = dict_get_hashed(ctx, c->cache, key, hash);
  if (!there) return -1;
  if (there != KR_ABSENT) return 0;
  Value old_key, old_result;
  if (c->limit >= 0 && dict_len(c->cache) >= c->limit && dict_popitem(ctx, c->cache, 0, &old_key, &old_result)) {
    int failed = dict_set_hashed(ctx, c->cache, key, hash, result);
    kr_unref(ctx, old_key);
    kr_unref(ctx, old_result);
    return failed;
  }
  return dict_set_hashed(ctx, c->cache, key, hash, result);
}

static Value cache_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  LruCache *c = cache_of(self);
  if (!c->limit) {
    c->misses++;
    return kr_call(ctx, c->function, args, nargs, kwnames);
  }
  Value key = call_key(ctx, c, args, nargs, kwnames);
  int64_t hash = key ? kr_hash(ctx, key) : -1; /* once: it may run user code */
  Value result = hash != -1 ? dict_get_hashed(ctx, c->cache, key, (uint64_t)hash) : 0;
  if (result && result != KR_ABSENT) {
    c->hits++;
    kr_ref(result);
    if (c->limit > 0 && dict_move_hashed(ctx, c->cache, key, (uint64_t)hash, 1) < 0) kr_clear(ctx, &result);
  } else if (result) {
    c->misses++;
    result = kr_call(ctx, c->function, args, nargs, kwnames);
    if (result && remember(ctx, c, key, (uint64_t)hash, result)) kr_clear(ctx, &result);
  }
  kr_unref(ctx, key);
  return result;
}

static Value cache_info(Ctx *ctx, Value self, const Value *a) {
  const LruCache *c = cache_of(self);
  Value args[4] = {kr_int(c->hits), kr_int(c->misses), c->limit < 0 ? KR_None : kr_int(c->limit), kr_int(dict_len(c->cache))};
  return kr_call(ctx, c->info_type, args, 4, 0);
}

static Value cache_clear(Ctx *ctx, Value self, const Value *a) {
  cache_of(self)->hits = cache_of(self)->misses = 0;
  dict_clear(ctx, cache_of(self)->cache);
  return KR_None;
}

static Value cache_reduce(Ctx *ctx, Value self, const Value *a) { return kr_getattr(ctx, self, N(__qualname__)); }
static Value cache_copy(Ctx *ctx, Value self, const Value *a) { return kr_ref(self); }

static Value cache_bind(Ctx *ctx, Value self, Value obj, Value type) {
  return !obj || obj == KR_None ? kr_ref(self) : method_new(ctx, self, obj);
}

OWNS(cache, LruCache, function, 4)

static const Method cache_methods[] = {
  {"cache_info", cache_info, "", "Report cache statistics"},
  {"cache_clear", cache_clear, "", "Clear the cache and cache statistics"},
  {"__reduce__", cache_reduce, "", NULL},
  {"__copy__", cache_copy, "", NULL},
  {"__deepcopy__", cache_copy, "memo, /", NULL},
  {0},
};

static const GetSet cache_getsets[] = {
  {"__dict__", iter_get_dict, iter_set_dict, NULL},
  {0},
};

Type kr_type_lru_cache = {
  TYPE_HEAD(lru_cache, "functools._lru_cache_wrapper"),
  .doc = "A function with a cache of its results.",
  .flags = T_BASETYPE | T_GC | T_WEAKREF | T_HAS_DICT | T_METHOD_DESCR | T_IMMUTABLE,
  .size = sizeof(LruCache),
  .dict_offset = offsetof(LruCache, dict),
  .methods = cache_methods,
  .getsets = cache_getsets,
  .new = cache_new,
  .call = cache_call,
  .descr_get = cache_bind,
  OWNING_SLOTS(cache),
};
