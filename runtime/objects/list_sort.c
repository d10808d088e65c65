/* list.sort: a stable merge sort that exploits existing runs.
 *
 * The array is cut into runs (ascending, or strictly descending and then reversed), short ones are
 * extended by binary insertion, and neighbours are merged in the order that powersort prescribes
 * (Munro and Wild, 2018).  Merging switches to galloping (exponential search) while one side keeps
 * winning.  Keys are compared by a function chosen for the types found; values travel along.
 * At every comparison the arrays hold a permutation of their content, so an exception may leave at
 * any of them. */
#include "list.h"

typedef struct Sort Sort;
typedef int (*LessThan)(Ctx *, Value a, Value b); /* 1, 0, -1 */
typedef struct { size_t start, len; int power; } Run;
struct Sort {
  Ctx *ctx;
  LessThan less;
  Value *keys, *values;         /* values NULL: the keys are the items */
  Value *key_room, *value_room; /* for the left run of a merge */
  size_t room;
  size_t min_gallop;
  Run runs[90];
  size_t nruns;
};

#define LONGEST_SHORT_RUN 64
#define FIRST_MIN_GALLOP 7

/* ---- comparisons ---- */

static int less_int(Ctx *ctx, Value a, Value b) { return (int64_t)a < (int64_t)b; }
static int less_float(Ctx *ctx, Value a, Value b) { return kr_flo_of(a) < kr_flo_of(b); }

static int less_str(Ctx *ctx, Value a, Value b) {
  const Str *x = str_of(a), *y = str_of(b);
  if (x->kind != 1 || y->kind != 1) return str_compare(a, b) < 0;
  int order = memcmp(x->data, y->data, x->len < y->len ? x->len : y->len);
  return order ? order < 0 : x->len < y->len;
}

static int less_any(Ctx *ctx, Value a, Value b) { return kr_test_compare(ctx, a, b, CMP_lt); }

static int less_tuple(Ctx *ctx, Value a, Value b) {
  const Tuple *x = tuple_of(a), *y = tuple_of(b);
  for (int64_t i = 0; i < x->len && i < y->len; i++) {
    Value p = x->items[i], q = y->items[i];
    if (p == q) continue;
    if (kr_both_int(p, q)) return (int64_t)p < (int64_t)q;
    int equal = kr_compare_bool(ctx, p, q, CMP_eq);
    if (equal) {
      if (equal < 0) return -1;
      continue;
    }
    return kr_test_compare(ctx, p, q, CMP_lt);
  }
  return x->len < y->len;
}

static LessThan choose_less(const Value *keys, size_t n) {
  size_t ints = 0, floats = 0, strs = 0, tuples = 0;
  for (size_t i = 0; i < n; i++) {
    ints += (size_t)kr_is_int(keys[i]);
    floats += (size_t)kr_is_flo(keys[i]);
    strs += (size_t)kr_has_shape(keys[i], SHAPE_str);
    tuples += (size_t)kr_has_shape(keys[i], SHAPE_tuple);
    if (ints != i + 1 && floats != i + 1 && strs != i + 1 && tuples != i + 1) return less_any;
  }
  return ints == n ? less_int : floats == n ? less_float : strs == n ? less_str : less_tuple;
}

/* ---- pieces ---- */

static void reverse_array(Value *items, size_t start, size_t end) {
  while (start + 1 < end) {
    Value v = items[start];
    items[start++] = items[--end];
    items[end] = v;
  }
}

static void reverse_range(Sort *s, size_t start, size_t end) {
  reverse_array(s->keys, start, end);
  if (s->values) reverse_array(s->values, start, end);
}

/* First place in array[0..n) whose item is greater than key (after) or not less than key; found by
 * doubling steps from the left.  -1: raised. */
static int64_t gallop(Sort *s, Value key, const Value *array, size_t n, int after) {
  size_t low = 0, step = 1, high = n;
  while (low + step <= n) {
    size_t probe = low + step - 1;
    int less = after ? s->less(s->ctx, key, array[probe]) : s->less(s->ctx, array[probe], key);
    if (less < 0) return -1;
    if (less == after) {
      high = probe;
      break;
    }
    low = probe + 1;
    step *= 2;
  }
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int less = after ? s->less(s->ctx, key, array[middle]) : s->less(s->ctx, array[middle], key);
    if (less < 0) return -1;
    if (less == after) high = middle;
    else low = middle + 1;
  }
  return (int64_t)low;
}

/* Extends the sorted [start, sorted) to [start, end). */
static int insert_binary(Sort *s, size_t start, size_t sorted, size_t end) {
  for (; sorted < end; sorted++) {
    Value key = s->keys[sorted];
    size_t low = start, high = sorted;
    while (low < high) {
      size_t middle = low + (high - low) / 2;
      int less = s->less(s->ctx, key, s->keys[middle]);
      if (less < 0) return -1;
      if (less) high = middle;
      else low = middle + 1;
    }
    memmove(s->keys + low + 1, s->keys + low, (sorted - low) * sizeof(Value));
    s->keys[low] = key;
    if (!s->values) continue;
    Value value = s->values[sorted];
    memmove(s->values + low + 1, s->values + low, (sorted - low) * sizeof(Value));
    s->values[low] = value;
  }
  return 0;
}

/* Length of the run that begins at start; a descending one is turned round.  0: raised. */
static size_t find_run(Sort *s, size_t start, size_t end) {
  size_t at = start + 1;
  if (at == end) return 1;
  int descending = s->less(s->ctx, s->keys[at], s->keys[start]);
  if (descending < 0) return 0;
  for (at++; at < end; at++) {
    int less = s->less(s->ctx, s->keys[at], s->keys[at - 1]);
    if (less < 0) return 0;
    if (less != descending) break;
  }
  if (descending) reverse_range(s, start, at);
  return at - start;
}

/* ---- merging ---- */

static int make_room(Sort *s, size_t n) {
  if (n <= s->room) return 0;
  Value *keys = kr_mem_realloc(s->ctx, s->key_room, s->room * sizeof(Value), n * sizeof(Value));
  if (!keys) return -1;
  s->key_room = keys;
  if (s->values) {
    Value *values = kr_mem_realloc(s->ctx, s->value_room, s->room * sizeof(Value), n * sizeof(Value));
    if (!values) return kr_mem_free(s->ctx, keys, n * sizeof(Value)), s->key_room = NULL, -1;
    s->value_room = values;
  }
  s->room = n;
  return 0;
}

/* A merge under way: the left run in the room from left to left_end, the right one in place from
 * right to right_end; the result grows at to.  to + what is left == right, always. */
typedef struct { size_t left, left_end, right, right_end, to; } Merge;

static void take_left(Sort *s, Merge *m, size_t n) {
  memcpy(s->keys + m->to, s->key_room + m->left, n * sizeof(Value));
  if (s->values) memcpy(s->values + m->to, s->value_room + m->left, n * sizeof(Value));
  m->left += n;
  m->to += n;
}

static void take_right(Sort *s, Merge *m, size_t n) {
  memmove(s->keys + m->to, s->keys + m->right, n * sizeof(Value));
  if (s->values) memmove(s->values + m->to, s->values + m->right, n * sizeof(Value));
  m->right += n;
  m->to += n;
}

/* One at a time, until one side has won min_gallop times in a row.  1: then; 0: one side is empty. */
static int merge_singly(Sort *s, Merge *m) {
  size_t left_wins = 0, right_wins = 0;
  while (m->left < m->left_end && m->right < m->right_end) {
    int less = s->less(s->ctx, s->keys[m->right], s->key_room[m->left]);
    if (less < 0) return -1;
    if (less) {
      take_right(s, m, 1);
      left_wins = 0;
      if (++right_wins >= s->min_gallop) return 1;
    } else {
      take_left(s, m, 1);
      right_wins = 0;
      if (++left_wins >= s->min_gallop) return 1;
    }
  }
  return 0;
}

static int merge_galloping(Sort *s, Merge *m) {
  int64_t left_wins, right_wins;
  do {
    if (m->left == m->left_end || m->right == m->right_end) return 0;
    left_wins = gallop(s, s->keys[m->right], s->key_room + m->left, m->left_end - m->left, 1);
    if (left_wins < 0) return -1;
    take_left(s, m, (size_t)left_wins);
    if (m->left == m->left_end) return 0;
    right_wins = gallop(s, s->key_room[m->left], s->keys + m->right, m->right_end - m->right, 0);
    if (right_wins < 0) return -1;
    take_right(s, m, (size_t)right_wins);
    if (s->min_gallop > 1) s->min_gallop--;
  } while (left_wins >= FIRST_MIN_GALLOP || right_wins >= FIRST_MIN_GALLOP);
  s->min_gallop += 2;
  return 1;
}

/* Merges the runs [start, middle) and [middle, end). */
static int merge_runs(Sort *s, size_t start, size_t middle, size_t end) {
  int64_t in_place = gallop(s, s->keys[middle], s->keys + start, middle - start, 1);
  if (in_place < 0) return -1;
  start += (size_t)in_place;
  if (start == middle) return 0;
  int64_t needed = gallop(s, s->keys[middle - 1], s->keys + middle, end - middle, 0);
  if (needed < 0 || make_room(s, middle - start)) return -1;
  size_t n = middle - start;
  memcpy(s->key_room, s->keys + start, n * sizeof(Value));
  if (s->values) memcpy(s->value_room, s->values + start, n * sizeof(Value));
  Merge m = {0, n, middle, middle + (size_t)needed, start};
  int more = 1;
  while (more > 0) {
    more = merge_singly(s, &m);
    if (more > 0) more = merge_galloping(s, &m);
  }
  take_left(s, &m, m.left_end - m.left);
  return more;
}

/* Depth in the ideal merge tree of the boundary between two runs: the first binary digit in which
 * the relative positions of their middles differ. */
static int boundary_power(size_t start, size_t left, size_t right, size_t total) {
  size_t a = 2 * start + left, b = a + left + right;
  int power = 0;
  for (;;) {
    power++;
    if (a >= total) {
      a -= total;
      b -= total;
    } else if (b >= total) {
      return power;
    }
    a *= 2;
    b *= 2;
  }
}

static int merge_top(Sort *s) {
  Run *left = &s->runs[s->nruns - 2], *right = left + 1;
  if (merge_runs(s, left->start, right->start, right->start + right->len)) return -1;
  left->len += right->len;
  s->nruns--;
  return 0;
}

static int add_run(Sort *s, size_t start, size_t len, size_t total) {
  if (s->nruns) {
    Run *top = &s->runs[s->nruns - 1];
    int power = boundary_power(top->start, top->len, len, total);
    while (s->nruns > 1 && s->runs[s->nruns - 2].power > power) {
      if (merge_top(s)) return -1;
    }
    s->runs[s->nruns - 1].power = power;
  }
  s->runs[s->nruns++] = (Run){start, len, 0};
  return 0;
}

static size_t shortest_run(size_t n) {
  size_t odd = 0;
  for (; n >= LONGEST_SHORT_RUN; n /= 2) odd |= n & 1;
  return n + odd;
}

static int sort_all(Sort *s, size_t n) {
  size_t shortest = shortest_run(n);
  for (size_t start = 0; start < n;) {
    size_t len = find_run(s, start, n);
    if (!len) return -1;
    if (len < shortest && start + len < n) {
      size_t forced = n - start < shortest ? n - start : shortest;
      if (insert_binary(s, start, start + len, start + forced)) return -1;
      len = forced;
    }
    if (add_run(s, start, len, n)) return -1;
    start += len;
  }
  while (s->nruns > 1) {
    if (merge_top(s)) return -1;
  }
  return 0;
}

/* ---- the list ---- */

static Value *compute_keys(Ctx *ctx, const Value *items, size_t n, Value key) {
  Value *keys = kr_mem_alloc(ctx, n * sizeof(Value));
  if (!keys) return NULL;
  for (size_t i = 0; i < n; i++) {
    keys[i] = kr_call1(ctx, key, items[i]);
    if (keys[i]) continue;
    while (i-- > 0) kr_unref(ctx, keys[i]);
    kr_mem_free(ctx, keys, n * sizeof(Value));
    return NULL;
  }
  return keys;
}

static int sort_items(Ctx *ctx, Value *items, size_t n, Value key, int reverse) {
  Sort s = {.ctx = ctx, .keys = items, .min_gallop = FIRST_MIN_GALLOP};
  if (key) {
    s.values = items;
    if (!(s.keys = compute_keys(ctx, items, n, key))) return -1;
  }
  s.less = choose_less(s.keys, n);
  if (reverse) reverse_range(&s, 0, n); /* twice, so that equal items keep their order */
  int failed = sort_all(&s, n);
  if (reverse) reverse_range(&s, 0, n);
  if (key) {
    for (size_t i = 0; i < n; i++) kr_unref(ctx, s.keys[i]);
    kr_mem_free(ctx, s.keys, n * sizeof(Value));
  }
  if (s.key_room) kr_mem_free(ctx, s.key_room, s.room * sizeof(Value));
  if (s.value_room) kr_mem_free(ctx, s.value_room, s.room * sizeof(Value));
  return failed;
}

/* The list is empty for whoever looks at it meanwhile; whatever changes it also changes the
 * impossible capacity. */
int list_sort(Ctx *ctx, Value list, Value key, int reverse) {
  List *l = list_of(list);
  List held = *l;
  if (held.len == 0 || (held.len == 1 && !key)) return 0;
  l->items = NULL;
  l->len = 0;
  l->cap = -1;
  int failed = sort_items(ctx, held.items, (size_t)held.len, key, reverse);
  if (l->cap != -1 && !failed) {
    kr_raise(ctx, &kr_type_ValueError, "list modified during sort");
    failed = -1;
  }
  List added = *l;
  l->items = held.items;
  l->len = held.len;
  l->cap = held.cap;
  list_clear(ctx, &added);
  return failed;
}
