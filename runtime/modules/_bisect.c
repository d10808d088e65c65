/* The _bisect module: places in sorted sequences. */
#include "../objects/iter.h"

/* a: sequence, item, lo, hi, key.  The place before (left) or after (right) items equal to the item.  -1: raised. */
static int64_t search(Ctx *ctx, const Value *a, Value wanted, int right) {
  int64_t low = 0, high = -1;
  if (a[2] && kr_index_i64(ctx, a[2], &low)) return -1;
  if (low < 0) return kr_raise(ctx, &kr_type_ValueError, "lo must be non-negative"), -1;
  if (a[3] && a[3] != KR_None && kr_index_i64(ctx, a[3], &high)) return -1;
  if (high == -1 && (high = kr_len(ctx, a[0])) < 0) return -1;
  Value key = a[4] && a[4] != KR_None ? a[4] : 0;
  while (low < high) {
    int64_t middle = low + (high - low) / 2;
    Value item = kr_getitem_i(ctx, a[0], middle);
    if (item && key) kr_set(ctx, &item, kr_call1(ctx, key, item));
    if (!item) return -1;
    int less = right ? kr_test_compare(ctx, wanted, item, CMP_lt) : kr_test_compare(ctx, item, wanted, CMP_lt);
    kr_unref(ctx, item);
    if (less < 0) return -1;
    if (less == right) high = middle;
    else low = middle + 1;
  }
  return low;
}

static Value bisect(Ctx *ctx, const Value *a, int right) {
  int64_t at = search(ctx, a, a[1], right);
  return at < 0 ? 0 : int_from_i64(ctx, at);
}

static Value insort(Ctx *ctx, const Value *a, int right) {
  Value wanted = a[4] && a[4] != KR_None ? kr_call1(ctx, a[4], a[1]) : kr_ref(a[1]);
  int64_t at = wanted ? search(ctx, a, wanted, right) : -1;
  kr_unref(ctx, wanted);
  if (at < 0) return 0;
  if (kr_has_shape(a[0], SHAPE_list)) return list_insert(ctx, a[0], at, a[1]) ? 0 : KR_None;
  Value args[2] = {int_from_i64(ctx, at), a[1]}, name = str_intern_c(ctx, "insert");
  Value result = name ? kr_call_method(ctx, a[0], name, args, 2) : 0;
  kr_unref(ctx, name);
  kr_unref(ctx, result);
  return result ? KR_None : 0;
}

static Value bisect_left(Ctx *ctx, Value self, const Value *a) { return bisect(ctx, a, 0); }
static Value bisect_right(Ctx *ctx, Value self, const Value *a) { return bisect(ctx, a, 1); }
static Value insort_left(Ctx *ctx, Value self, const Value *a) { return insort(ctx, a, 0); }
static Value insort_right(Ctx *ctx, Value self, const Value *a) { return insort(ctx, a, 1); }

#define SIGNATURE "a, x, lo=0, hi=None, *, key=None"
static const Method functions[] = {
  {"bisect", bisect_right, SIGNATURE, "The place after items equal to x in a sorted sequence."},
  {"bisect_left", bisect_left, SIGNATURE, "The place before items equal to x in a sorted sequence."},
  {"bisect_right", bisect_right, SIGNATURE, "The place after items equal to x in a sorted sequence."},
  {"insort", insort_right, SIGNATURE, "Insert x after items equal to it."},
  {"insort_left", insort_left, SIGNATURE, "Insert x before items equal to it."},
  {"insort_right", insort_right, SIGNATURE, "Insert x after items equal to it."},
  {0},
};

const ModuleDef kr_module__bisect = {
  "_bisect", "Places in sorted sequences.", functions, NULL, NULL,
};
