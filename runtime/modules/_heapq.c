/* The _heapq module: a binary heap in a list, smallest first, and the max-heap variants. */
#include "../objects/iter.h"

/* Does item a belong above b?  1, 0, -1 (raised, or the list was changed by the comparison). */
static int above(Ctx *ctx, List *heap, Value a, Value b, int max) {
  Value *items = heap->items;
  int64_t n = heap->len;
  kr_ref(a);
  kr_ref(b);
  int less = max ? kr_test_compare(ctx, b, a, CMP_lt) : kr_test_compare(ctx, a, b, CMP_lt);
  kr_unref(ctx, a);
  kr_unref(ctx, b);
  if (less < 0 || (heap->len == n && heap->items == items)) return less;
  kr_raise(ctx, &kr_type_RuntimeError, "list changed size during iteration");
  return -1;
}

static void swap_items(List *heap, int64_t i, int64_t j) {
  Value v = heap->items[i];
  heap->items[i] = heap->items[j];
  heap->items[j] = v;
}

/* Moves the item at `at` towards start while it belongs above its parent. */
static int rise(Ctx *ctx, List *heap, int64_t start, int64_t at, int max) {
  while (at > start) {
    int64_t parent = (at - 1) / 2;
    int up = above(ctx, heap, heap->items[at], heap->items[parent], max);
    if (up <= 0) return up;
    swap_items(heap, at, parent);
    at = parent;
  }
  return 0;
}

/* Moves the item at `at` down to a leaf along the better children, then up to where it belongs:
 * fewer comparisons than stopping on the way, since it mostly came from the bottom. */
static int sink(Ctx *ctx, List *heap, int64_t at, int max) {
  int64_t start = at;
  for (;;) {
    int64_t child = 2 * at + 1;
    if (child >= heap->len) break;
    if (child + 1 < heap->len) {
      int left = above(ctx, heap, heap->items[child], heap->items[child + 1], max);
      if (left < 0) return -1;
      child += !left;
    }
    swap_items(heap, at, child);
    at = child;
  }
  return rise(ctx, heap, start, at, max);
}

static List *heap_of(Ctx *ctx, const char *name, Value v) {
  if (kr_has_flag(v, T_LIST)) return list_of(v);
  kr_raise(ctx, &kr_type_TypeError, "%s() argument 1 must be list, not %T", name, v);
  return NULL;
}

static Value heap_push(Ctx *ctx, Value self, const Value *a) {
  List *heap = heap_of(ctx, "heappush", a[0]);
  if (!heap || list_append(ctx, a[0], a[1]) || rise(ctx, heap, 0, heap->len - 1, 0)) return 0;
  return KR_None;
}

static Value pop_item(Ctx *ctx, const char *name, Value list, int max) {
  List *heap = heap_of(ctx, name, list);
  if (!heap) return 0;
  if (!heap->len) return kr_raise(ctx, &kr_type_IndexError, "index out of range");
  Value last = heap->items[--heap->len];
  if (!heap->len) return last;
  Value top = heap->items[0];
  heap->items[0] = last;
  if (!sink(ctx, heap, 0, max)) return top;
  kr_unref(ctx, top);
  return 0;
}

static Value replace_item(Ctx *ctx, const char *name, Value list, Value item, int max) {
  List *heap = heap_of(ctx, name, list);
  if (!heap) return 0;
  if (!heap->len) return kr_raise(ctx, &kr_type_IndexError, "index out of range");
  Value top = heap->items[0];
  heap->items[0] = kr_ref(item);
  if (!sink(ctx, heap, 0, max)) return top;
  kr_unref(ctx, top);
  return 0;
}

static Value heapify_list(Ctx *ctx, const char *name, Value list, int max) {
  List *heap = heap_of(ctx, name, list);
  if (!heap) return 0;
  for (int64_t i = heap->len / 2; i-- > 0;) {
    if (sink(ctx, heap, i, max)) return 0;
  }
  return KR_None;
}

static Value heap_pop(Ctx *ctx, Value self, const Value *a) { return pop_item(ctx, "heappop", a[0], 0); }
static Value heap_pop_max(Ctx *ctx, Value self, const Value *a) { return pop_item(ctx, "_heappop_max", a[0], 1); }
static Value heap_replace(Ctx *ctx, Value self, const Value *a) { return replace_item(ctx, "heapreplace", a[0], a[1], 0); }
static Value heap_replace_max(Ctx *ctx, Value self, const Value *a) { return replace_item(ctx, "_heapreplace_max", a[0], a[1], 1); }
static Value heapify(Ctx *ctx, Value self, const Value *a) { return heapify_list(ctx, "heapify", a[0], 0); }
static Value heapify_max(Ctx *ctx, Value self, const Value *a) { return heapify_list(ctx, "_heapify_max", a[0], 1); }

static Value heap_pushpop(Ctx *ctx, Value self, const Value *a) {
  List *heap = heap_of(ctx, "heappushpop", a[0]);
  if (!heap) return 0;
  if (!heap->len) return kr_ref(a[1]);
  Value top = kr_ref(heap->items[0]);
  int smaller = kr_test_compare(ctx, top, a[1], CMP_lt);
  kr_unref(ctx, top);
  if (smaller < 0) return 0;
  return smaller ? replace_item(ctx, "heappushpop", a[0], a[1], 0) : kr_ref(a[1]);
}

static const Method functions[] = {
  {"heappush", heap_push, "heap, item, /", "Add an item, keeping the heap a heap."},
  {"heappushpop", heap_pushpop, "heap, item, /", "Add an item, then take out the smallest."},
  {"heappop", heap_pop, "heap, /", "Take out the smallest item."},
  {"heapreplace", heap_replace, "heap, item, /", "Take out the smallest item, then add one."},
  {"heapify", heapify, "heap, /", "Make a list a heap in linear time."},
  {"_heappop_max", heap_pop_max, "heap, /", "Take out the largest item of a max-heap."},
  {"_heapreplace_max", heap_replace_max, "heap, item, /", "Take out the largest item of a max-heap, then add one."},
  {"_heapify_max", heapify_max, "heap, /", "Make a list a max-heap."},
  {0},
};

static int heapq_init(Ctx *ctx, Value module) {
  return dict_set_c(ctx, module_dict(module), "__about__", str_from(ctx, "Heaps: a[k] <= a[2*k+1] and a[k] <= a[2*k+2] for all k."));
}

const ModuleDef kr_module__heapq = {
  "_heapq", "A priority queue in a list.", functions, NULL, heapq_init,
};
