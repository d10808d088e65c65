/* set and frozenset: an open-addressing table of keys with their hashes.
 *
 * Probing looks at a few neighbours before it jumps, so that small tables stay within a cache line
 * or two.  A removed key leaves KR_DELETED behind.  User code can run only in a key's __hash__ and
 * __eq__; a look-up that finds the table changed after an __eq__ starts again.  The hash field of a
 * frozenset caches its hash; in a set it is where pop looks first. */
#include "set.h"
#include "iter.h"

#define MIN_SIZE 8
#define NEIGHBOURS 9
#define PERTURB_SHIFT 5
#define BIG_SET 50000

int set_key_hash(Ctx *ctx, Value key, uint64_t *hash) {
  if (kr_has_shape(key, SHAPE_str)) return *hash = str_hash(key), 0;
  int64_t h = kr_hash(ctx, key);
  *hash = (uint64_t)h;
  return h == -1 ? -1 : 0;
}

/* ---- the table ---- */

/* A free place for a key that is not in the table, which holds no removed ones. */
static SetEntry *free_place(SetEntry *table, uint64_t mask, uint64_t hash) {
  uint64_t i = hash & mask, perturb = hash;
  for (;;) {
    uint64_t last = i + NEIGHBOURS <= mask ? i + NEIGHBOURS : i;
    for (uint64_t j = i; j <= last; j++) {
      if (!table[j].key) return &table[j];
    }
    perturb >>= PERTURB_SHIFT;
    i = (i * 5 + 1 + perturb) & mask;
  }
}

static int resize(Ctx *ctx, Set *s, uint64_t wanted) {
  uint64_t size = MIN_SIZE;
  while (size <= wanted) size *= 2;
  SetEntry *table = kr_mem_alloc(ctx, size * sizeof(SetEntry));
  if (!table) return -1;
  memset(table, 0, size * sizeof(SetEntry));
  SetEntry *old = s->table;
  uint64_t old_size = old ? s->mask + 1 : 0;
  for (uint64_t i = 0; i < old_size; i++) {
    if (set_entry_live(&old[i])) *free_place(table, size - 1, old[i].hash) = old[i];
  }
  s->table = table;
  s->mask = size - 1;
  s->fill = s->used;
  if (old) kr_mem_free(ctx, old, old_size * sizeof(SetEntry));
  return 0;
}

/* Would n more items make the table too full? */
static int grows(const Set *s, uint64_t n) { return (s->fill + n) * 5 >= (s->table ? s->mask : MIN_SIZE - 1) * 3; }

/* 1 equal, 0 not, -1 raised, 2 the table changed. */
static int same_key(Ctx *ctx, Set *s, uint64_t i, Value key) {
  SetEntry *table = s->table;
  Value candidate = kr_ref(table[i].key);
  int equal = kr_compare_bool(ctx, candidate, key, CMP_eq);
  int moved = s->table != table || table[i].key != candidate;
  kr_unref(ctx, candidate);
  return equal >= 0 && moved ? 2 : equal;
}

/* Does entry i hold the key?  Results as of same_key. */
KR_INLINE int matches(Ctx *ctx, Set *s, uint64_t i, Value key, uint64_t hash) {
  const SetEntry *e = &s->table[i];
  if (e->key == key) return 1;
  if (e->hash != hash || e->key == KR_DELETED || kr_both_int(e->key, key)) return 0;
  if (kr_has_shape(key, SHAPE_str) && kr_has_shape(e->key, SHAPE_str)) return str_equal(e->key, key);
  return same_key(ctx, s, i, key);
}

/* Position of the key, -1: absent (*place is where it belongs), -2: raised. */
static int64_t find(Ctx *ctx, Set *s, Value key, uint64_t hash, uint64_t *place) {
again:
  if (!s->table) return -1;
  uint64_t i = hash & s->mask, perturb = hash;
  int64_t removed = -1;
  for (;;) {
    uint64_t last = i + NEIGHBOURS <= s->mask ? i + NEIGHBOURS : i;
    for (uint64_t j = i; j <= last; j++) {
      Value there = s->table[j].key;
      if (!there) {
        *place = removed >= 0 ? (uint64_t)removed : j;
        return -1;
      }
      int match = matches(ctx, s, j, key, hash);
      if (match == 2) goto again;
      if (match) return match < 0 ? -2 : (int64_t)j;
      if (there == KR_DELETED && removed < 0) removed = (int64_t)j;
    }
    perturb >>= PERTURB_SHIFT;
    i = (i * 5 + 1 + perturb) & s->mask;
  }
}

int set_add_hashed(Ctx *ctx, Value set, Value key, uint64_t hash) {
  Set *s = set_of(set);
  uint64_t place = 0;
  int64_t at = find(ctx, s, key, hash, &place);
  if (at != -1) return at < 0 ? -1 : 0;
  if (!s->table) {
    if (resize(ctx, s, 0)) return -1;
    place = hash & s->mask;
  }
  if (!s->table[place].key) s->fill++;
  s->table[place] = (SetEntry){hash, kr_ref(key)};
  s->used++;
  if ((uint64_t)s->fill * 5 < s->mask * 3) return 0;
  return resize(ctx, s, s->used > BIG_SET ? (uint64_t)s->used * 2 : (uint64_t)s->used * 4);
}

int set_contains_hashed(Ctx *ctx, Value set, Value key, uint64_t hash) {
  uint64_t place;
  if (!set_of(set)->used) return 0;
  int64_t at = find(ctx, set_of(set), key, hash, &place);
  return at >= 0 ? 1 : at == -1 ? 0 : -1;
}

int set_discard_hashed(Ctx *ctx, Value set, Value key, uint64_t hash) {
  Set *s = set_of(set);
  uint64_t place;
  int64_t at = find(ctx, s, key, hash, &place);
  if (at < 0) return at == -1 ? 0 : -1;
  Value old = s->table[at].key;
  s->table[at] = (SetEntry){UINT64_MAX, KR_DELETED};
  s->used--;
  kr_unref(ctx, old);
  return 1;
}

int set_add(Ctx *ctx, Value set, Value key) {
  uint64_t hash;
  return set_key_hash(ctx, key, &hash) ? -1 : set_add_hashed(ctx, set, key, hash);
}

int set_discard(Ctx *ctx, Value set, Value key) {
  uint64_t hash;
  return set_key_hash(ctx, key, &hash) ? -1 : set_discard_hashed(ctx, set, key, hash);
}

int set_contains(Ctx *ctx, Value set, Value key) {
  uint64_t hash;
  return set_key_hash(ctx, key, &hash) ? -1 : set_contains_hashed(ctx, set, key, hash);
}

int set_next_entry(Value set, size_t *pos, SetEntry *entry) {
  const Set *s = set_of(set);
  if (!s->table) return 0;
  for (size_t i = *pos; i <= s->mask; i++) {
    if (!set_entry_live(&s->table[i])) continue;
    *entry = s->table[i];
    *pos = i + 1;
    return 1;
  }
  return 0;
}

int set_next(Value set, size_t *pos, Value *key) {
  SetEntry e;
  if (!set_next_entry(set, pos, &e)) return 0;
  *key = e.key;
  return 1;
}

/* Takes out some key; 0: the set is empty. */
Value set_take_any(Value set) {
  Set *s = set_of(set);
  if (!s->used) return 0;
  uint64_t i = s->hash & s->mask;
  while (!set_entry_live(&s->table[i])) i = (i + 1) & s->mask;
  Value key = s->table[i].key;
  s->table[i] = (SetEntry){UINT64_MAX, KR_DELETED};
  s->used--;
  s->hash = i + 1;
  return key;
}

void set_clear(Ctx *ctx, Value set) {
  Set *s = set_of(set);
  SetEntry *table = s->table;
  if (!table) return;
  uint64_t size = s->mask + 1;
  s->table = NULL;
  s->mask = 0;
  s->used = s->fill = 0;
  for (uint64_t i = 0; i < size; i++) kr_unref(ctx, table[i].key);
  kr_mem_free(ctx, table, size * sizeof(SetEntry));
}

/* ---- making them ---- */

Value set_alloc(Ctx *ctx, Type *type) {
  if (type == &kr_type_set) return kr_val(kr_alloc_gc(ctx, SHAPE_set, sizeof(Set)));
  if (type == &kr_type_frozenset) return kr_val(kr_alloc_gc(ctx, SHAPE_frozenset, sizeof(Set)));
  return kr_val(kr_alloc_instance(ctx, type, 0));
}

Value set_new(Ctx *ctx) { return set_alloc(ctx, &kr_type_set); }

Value frozenset_from(Ctx *ctx, const Value *items, size_t n) {
  Value set = set_alloc(ctx, &kr_type_frozenset);
  for (size_t i = 0; set && i < n; i++) {
    if (set_add(ctx, set, items[i])) kr_clear(ctx, &set);
  }
  return set;
}

/* The table is as large as adding the items would have made it, so that equal histories print alike. */
Value set_copy_as(Ctx *ctx, Type *type, Value set) {
  Value copy = set_alloc(ctx, type);
  const Set *from = set_of(set);
  if (!copy || !from->used) return copy;
  Set *to = set_of(copy);
  if (resize(ctx, to, grows(to, from->used) ? (uint64_t)from->used * 2 : 0)) return kr_unref(ctx, copy), 0;
  int same_places = to->mask == from->mask && from->fill == from->used;
  for (uint64_t i = 0; i <= from->mask; i++) {
    if (!set_entry_live(&from->table[i])) continue;
    kr_ref(from->table[i].key);
    *(same_places ? &to->table[i] : free_place(to->table, to->mask, from->table[i].hash)) = from->table[i];
  }
  to->used = to->fill = from->used;
  return copy;
}

Value set_from(Ctx *ctx, Type *type, Value iterable) {
  if (iterable && is_any_set(iterable)) return set_copy_as(ctx, type, iterable);
  Value set = set_alloc(ctx, type);
  if (set && iterable && set_update(ctx, set, iterable)) kr_clear(ctx, &set);
  return set;
}

/* ---- bulk changes ---- */

/* Calls act for each item of the iterable with its hash, which sets and dicts already know. */
typedef int (*ItemAction)(Ctx *, Value set, Value key, uint64_t hash); /* -1: raised; else go on */

static int for_dict_keys(Ctx *ctx, Value set, Value dict, ItemAction act) {
  const Dict *d = dict_of(dict);
  uint32_t used = d->used;
  for (uint32_t i = 0; i < d->nentries; i++) {
    if (d->entries[i].value == KR_DELETED) continue;
    Value key = kr_ref(d->entries[i].key);
    int failed = act(ctx, set, key, d->entries[i].hash) < 0;
    kr_unref(ctx, key);
    if (failed) return -1;
    if (used != d->used) {
      kr_raise(ctx, &kr_type_RuntimeError, "dictionary changed size during iteration");
      return -1;
    }
  }
  return 0;
}

static int for_items(Ctx *ctx, Value set, Value other, ItemAction act) {
  if (is_any_set(other)) {
    size_t pos = 0;
    SetEntry e;
    while (set_next_entry(other, &pos, &e)) {
      kr_ref(e.key);
      int failed = act(ctx, set, e.key, e.hash) < 0;
      kr_unref(ctx, e.key);
      if (failed) return -1;
    }
    return 0;
  }
  if (kr_has_shape(other, SHAPE_dict)) return for_dict_keys(ctx, set, other, act);
  Value iter = kr_iter(ctx, other);
  if (!iter) return -1;
  int failed = 0;
  while (!failed) {
    Value key = kr_next(ctx, iter);
    uint64_t hash;
    if (key == KR_STOP) break;
    failed = !key || set_key_hash(ctx, key, &hash) || act(ctx, set, key, hash) < 0;
    kr_unref(ctx, key);
  }
  kr_unref(ctx, iter);
  return failed ? -1 : 0;
}

int set_update(Ctx *ctx, Value set, Value iterable) {
  if (set == iterable) return 0;
  Set *s = set_of(set);
  uint64_t n = is_any_set(iterable) ? set_of(iterable)->used : kr_has_shape(iterable, SHAPE_dict) ? dict_of(iterable)->used : 0;
  if (n && grows(s, n) && resize(ctx, s, (s->used + n) * 2)) return -1;
  return for_items(ctx, set, iterable, set_add_hashed);
}

/* Many holes are swept out at once. */
int set_difference_update(Ctx *ctx, Value set, Value other) {
  Set *s = set_of(set);
  if (set == other) return set_clear(ctx, set), 0;
  if (for_items(ctx, set, other, set_discard_hashed)) return -1;
  if (s->fill - s->used <= s->mask / 4) return 0;
  return resize(ctx, s, s->used > BIG_SET ? (uint64_t)s->used * 2 : (uint64_t)s->used * 4);
}

/* A few keys are taken out of a copy, else what remains is put together. */
Value set_difference(Ctx *ctx, Type *type, Value set, Value other) {
  int is_dict = kr_has_shape(other, SHAPE_dict);
  uint32_t n = is_dict ? dict_of(other)->used : is_any_set(other) ? set_of(other)->used : 0;
  if ((!is_dict && !is_any_set(other)) || set_of(set)->used / 4 > n) {
    Value copy = set_copy_as(ctx, type, set);
    if (copy && set_difference_update(ctx, copy, other)) kr_clear(ctx, &copy);
    return copy;
  }
  Value result = set_alloc(ctx, type);
  size_t pos = 0;
  SetEntry e;
  while (result && set_next_entry(set, &pos, &e)) {
    kr_ref(e.key);
    Value there = is_dict ? dict_get_hashed(ctx, other, e.key, e.hash) : 0;
    int found = !is_dict ? set_contains_hashed(ctx, other, e.key, e.hash) : !there ? -1 : there != KR_ABSENT;
    if (found < 0 || (!found && set_add_hashed(ctx, result, e.key, e.hash))) kr_clear(ctx, &result);
    kr_unref(ctx, e.key);
  }
  return result;
}

static int toggle(Ctx *ctx, Value set, Value key, uint64_t hash) {
  int removed = set_discard_hashed(ctx, set, key, hash);
  return removed ? removed : set_add_hashed(ctx, set, key, hash);
}

int set_symmetric_update(Ctx *ctx, Value set, Value other) {
  if (set == other) return set_clear(ctx, set), 0;
  if (is_any_set(other)) return for_items(ctx, set, other, toggle);
  Value distinct = set_from(ctx, &kr_type_set, other);
  if (!distinct) return -1;
  int failed = for_items(ctx, set, distinct, toggle);
  kr_unref(ctx, distinct);
  return failed;
}

/* The items of other that are in set, as a new object of the type. */
typedef struct { Value set, result; } Meeting;

static int meet(Ctx *ctx, Value meeting, Value key, uint64_t hash) {
  const Meeting *m = (const Meeting *)(uintptr_t)meeting;
  int found = set_contains_hashed(ctx, m->set, key, hash);
  return found > 0 ? set_add_hashed(ctx, m->result, key, hash) : found;
}

Value set_intersection(Ctx *ctx, Type *type, Value set, Value other) {
  if (set == other) return set_copy_as(ctx, type, set);
  if (is_any_set(other) && set_of(other)->used > set_of(set)->used) {
    Value smaller = set;
    set = other;
    other = smaller;
  }
  Meeting m = {set, set_alloc(ctx, type)};
  if (m.result && for_items(ctx, (Value)(uintptr_t)&m, other, meet)) kr_clear(ctx, &m.result);
  return m.result;
}

static void swap_contents(Set *a, Set *b) {
  Set old = *a;
  a->used = b->used, a->fill = b->fill, a->mask = b->mask, a->table = b->table;
  b->used = old.used, b->fill = old.fill, b->mask = old.mask, b->table = old.table;
}

int set_intersection_update(Ctx *ctx, Value set, Value other) {
  Value common = set_intersection(ctx, &kr_type_set, set, other);
  if (!common) return -1;
  swap_contents(set_of(set), set_of(common));
  kr_unref(ctx, common);
  return 0;
}

/* ---- tests ---- */

int set_is_subset(Ctx *ctx, Value set, Value other) {
  if (set_of(set)->used > set_of(other)->used) return 0;
  size_t pos = 0;
  SetEntry e;
  while (set_next_entry(set, &pos, &e)) {
    kr_ref(e.key);
    int found = set_contains_hashed(ctx, other, e.key, e.hash);
    kr_unref(ctx, e.key);
    if (found != 1) return found;
  }
  return 1;
}

int set_equal(Ctx *ctx, Value a, Value b) {
  const Set *x = set_of(a), *y = set_of(b);
  if (x->used != y->used) return 0;
  return a == b || set_is_subset(ctx, a, b);
}

/* ---- memory ---- */

void set_traverse(Object *o, VisitFn visit, void *arg) {
  Set *s = (Set *)o;
  if (!s->table) return;
  for (uint64_t i = 0; i <= s->mask; i++) visit(s->table[i].key, arg);
}

void set_free(Ctx *ctx, Object *o) { set_clear(ctx, kr_val(o)); }
