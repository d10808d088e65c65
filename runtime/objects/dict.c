/* dict: a compact table that keeps insertion order.
 *
 * One block holds the entries in order of insertion, then the index: an open-addressing table of
 * entry numbers of 1, 2 or 4 bytes.  Removing an entry leaves a hole in both (KR_DELETED as value,
 * INDEX_DELETED in the index) until the next rebuild.  User code can run only in a key's __hash__
 * and __eq__; a look-up that finds the table changed after an __eq__ starts again.  Methods are in
 * dict_methods.c, views in dict_views.c, iterators in dict_iter.c. */
#include "dict.h"

#define MIN_LOG2_SIZE 3
#define PERTURB_SHIFT 5
#define INDEX_EMPTY UINT32_MAX
#define INDEX_DELETED (UINT32_MAX - 1)

static uint32_t last_version;

static uint32_t new_version(void) {
  if (KR_UNLIKELY(++last_version == 0)) last_version = 1;
  return last_version;
}

/* ---- the table ---- */

static size_t index_width(unsigned log2_size) { return log2_size <= 8 ? 1 : log2_size <= 16 ? 2 : 4; }
static size_t capacity(unsigned log2_size) { return ((size_t)2 << log2_size) / 3; }
static size_t block_size(unsigned log2_size) {
  return capacity(log2_size) * sizeof(DictEntry) + (index_width(log2_size) << log2_size);
}
static unsigned log2_for(size_t n) {
  unsigned log2_size = MIN_LOG2_SIZE;
  while (capacity(log2_size) < n) log2_size++;
  return log2_size;
}

static uint32_t index_get(const Dict *d, size_t slot) {
  if (d->log2_size <= 8) {
    uint8_t i = ((const uint8_t *)d->index)[slot];
    return i < 0xfe ? i : i | 0xffffff00u;
  }
  if (d->log2_size <= 16) {
    uint16_t i = ((const uint16_t *)d->index)[slot];
    return i < 0xfffe ? i : i | 0xffff0000u;
  }
  return ((const uint32_t *)d->index)[slot];
}

static void index_put(Dict *d, size_t slot, uint32_t i) {
  if (d->log2_size <= 8) ((uint8_t *)d->index)[slot] = (uint8_t)i;
  else if (d->log2_size <= 16) ((uint16_t *)d->index)[slot] = (uint16_t)i;
  else ((uint32_t *)d->index)[slot] = i;
}

/* The probe sequence: every slot is reached, and all bits of the hash take part. */
typedef struct { size_t slot, mask; uint64_t perturb; } Probe;
KR_INLINE Probe probe_start(const Dict *d, uint64_t hash) {
  size_t mask = ((size_t)1 << d->log2_size) - 1;
  return (Probe){hash & mask, mask, hash};
}
KR_INLINE void probe_next(Probe *p) {
  p->perturb >>= PERTURB_SHIFT;
  p->slot = (p->slot * 5 + p->perturb + 1) & p->mask;
}

static void index_insert(Dict *d, uint64_t hash, uint32_t entry) {
  Probe p = probe_start(d, hash);
  while (index_get(d, p.slot) != INDEX_EMPTY) probe_next(&p);
  index_put(d, p.slot, entry);
}

static size_t index_slot_of(const Dict *d, uint64_t hash, uint32_t entry) {
  Probe p = probe_start(d, hash);
  while (index_get(d, p.slot) != entry) probe_next(&p);
  return p.slot;
}

/* Moves the live entries, in order, to a table with room for n, `gap` holes before them. */
static int rebuild(Ctx *ctx, Dict *d, size_t n, uint32_t gap) {
  unsigned log2_size = log2_for(n + gap);
  if (log2_size > 31) return kr_raise_memory(ctx), -1;
  DictEntry *entries = kr_mem_alloc(ctx, block_size(log2_size));
  if (!entries) return -1;
  DictEntry *old = d->entries;
  uint32_t old_count = d->nentries;
  unsigned old_log2 = d->log2_size;
  for (uint32_t i = 0; i < gap; i++) entries[i] = (DictEntry){0, 0, KR_DELETED};
  d->entries = entries;
  d->index = entries + capacity(log2_size);
  d->log2_size = (uint8_t)log2_size;
  memset(d->index, 0xff, index_width(log2_size) << log2_size);
  uint32_t count = gap;
  for (uint32_t i = d->first; i < old_count; i++) {
    if (!dict_entry_live(&old[i])) continue;
    entries[count] = old[i];
    index_insert(d, old[i].hash, count++);
  }
  d->nentries = count;
  d->fill = count - gap;
  d->first = gap;
  d->keys_version = new_version();
  if (old) kr_mem_free(ctx, old, block_size(old_log2));
  return 0;
}

/* No room for an entry at the end, or too few empty index places left for short probes. */
static int table_full(const Dict *d) {
  return !d->entries || d->nentries >= capacity(d->log2_size) || d->fill >= capacity(d->log2_size);
}

/* ---- look-up ---- */

int dict_hash_key(Ctx *ctx, Value key, uint64_t *hash) {
  if (kr_has_shape(key, SHAPE_str)) {
    uint64_t known = str_of(key)->hash;
    *hash = known ? known : str_hash(key);
    return 0;
  }
  int64_t h = kr_hash(ctx, key);
  *hash = (uint64_t)h;
  return h == -1 ? -1 : 0;
}

/* The key is an exact str and so is every key of the table. */
static int64_t find_str(const Dict *d, Value key, uint64_t hash) {
  for (Probe p = probe_start(d, hash);; probe_next(&p)) {
    uint32_t i = index_get(d, p.slot);
    if (i == INDEX_EMPTY) return -1;
    if (i == INDEX_DELETED) continue;
    const DictEntry *e = &d->entries[i];
    if (e->key == key) return i;
    if (e->hash == hash && !(str_of(key)->interned && str_of(e->key)->interned) && str_equal(e->key, key)) return i;
  }
}

/* Compares with user code allowed.  1 equal, 0 not, -1 raised, 2 the table changed. */
static int same_key(Ctx *ctx, Dict *d, uint32_t i, Value key) {
  DictEntry *entries = d->entries;
  Value candidate = kr_ref(entries[i].key);
  int equal = kr_compare_bool(ctx, candidate, key, CMP_eq);
  int moved = d->entries != entries || i >= d->nentries || entries[i].key != candidate;
  kr_unref(ctx, candidate);
  return equal >= 0 && moved ? 2 : equal;
}

static int64_t find_any(Ctx *ctx, Dict *d, Value key, uint64_t hash) {
again:
  if (!d->used) return -1;
  for (Probe p = probe_start(d, hash);; probe_next(&p)) {
    uint32_t i = index_get(d, p.slot);
    if (i == INDEX_EMPTY) return -1;
    if (i == INDEX_DELETED) continue;
    const DictEntry *e = &d->entries[i];
    if (e->key == key) return i;
    if (e->hash != hash || kr_both_int(e->key, key)) continue;
    int equal = same_key(ctx, d, i, key);
    if (equal == 2) goto again;
    if (equal) return equal < 0 ? -2 : (int64_t)i;
  }
}

int64_t dict_find(Ctx *ctx, Dict *d, Value key, uint64_t hash) {
  if (!d->used) return -1;
  if (d->str_keys && kr_has_shape(key, SHAPE_str)) return find_str(d, key, hash);
  return find_any(ctx, d, key, hash);
}

Value dict_get_hashed(Ctx *ctx, Value dict, Value key, uint64_t hash) {
  Dict *d = dict_of(dict);
  int64_t i = dict_find(ctx, d, key, hash);
  if (i >= 0) return d->entries[i].value;
  return i == -1 ? KR_ABSENT : 0;
}

Value dict_get(Ctx *ctx, Value dict, Value key) {
  uint64_t hash;
  if (dict_hash_key(ctx, key, &hash)) return 0;
  return dict_get_hashed(ctx, dict, key, hash);
}

int64_t dict_index_str(Value dict, Value interned) {
  const Dict *d = dict_of(dict);
  if (!d->used || !d->str_keys) return -1;
  uint64_t hash = str_of(interned)->hash;
  return find_str(d, interned, hash ? hash : str_hash(interned));
}

Value dict_get_str(Value dict, Value interned) {
  int64_t i = dict_index_str(dict, interned);
  return i < 0 ? KR_ABSENT : dict_of(dict)->entries[i].value;
}

/* ---- changes ---- */

/* Adds a key that is not in the table. */
static int add_entry(Ctx *ctx, Dict *d, Value key, uint64_t hash, Value value) {
  if (table_full(d) && rebuild(ctx, d, (size_t)d->used * 2 + 1, 0)) return -1;
  if (!kr_has_shape(key, SHAPE_str)) d->str_keys = 0;
  else if (!d->used) d->str_keys = 1;
  uint32_t i = d->nentries++;
  d->entries[i] = (DictEntry){hash, kr_ref(key), kr_ref(value)};
  index_insert(d, hash, i);
  d->fill++;
  d->used++;
  d->keys_version = new_version();
  return 0;
}

int dict_set_hashed(Ctx *ctx, Value dict, Value key, uint64_t hash, Value value) {
  Dict *d = dict_of(dict);
  int64_t i = dict_find(ctx, d, key, hash);
  if (i == -1) return add_entry(ctx, d, key, hash, value);
  if (i < 0) return -1;
  kr_set(ctx, &d->entries[i].value, kr_ref(value));
  return 0;
}

int dict_set(Ctx *ctx, Value dict, Value key, Value value) {
  uint64_t hash;
  if (dict_hash_key(ctx, key, &hash)) return -1;
  return dict_set_hashed(ctx, dict, key, hash, value);
}

int dict_set_c(Ctx *ctx, Value dict, const char *key, Value value) {
  Value name = value ? str_intern_c(ctx, key) : 0;
  int failed = !name || dict_set(ctx, dict, name, value);
  kr_unref(ctx, name);
  kr_unref(ctx, value);
  return failed ? -1 : 0;
}

Value dict_setdefault(Ctx *ctx, Value dict, Value key, Value value) {
  Dict *d = dict_of(dict);
  uint64_t hash;
  if (dict_hash_key(ctx, key, &hash)) return 0;
  int64_t i = dict_find(ctx, d, key, hash);
  if (i >= 0) return d->entries[i].value;
  if (i == -2 || add_entry(ctx, d, key, hash, value)) return 0;
  return value;
}

/* Takes entry i out; the caller gets the table's references to key and value. */
static void take_entry(Dict *d, uint32_t i, Value *key, Value *value) {
  DictEntry *e = &d->entries[i];
  index_put(d, index_slot_of(d, e->hash, i), INDEX_DELETED);
  *key = e->key;
  *value = e->value;
  *e = (DictEntry){0, 0, KR_DELETED};
  d->used--;
  d->keys_version = new_version();
  if (!d->used) d->str_keys = 1;
  if (i == d->first) {
    while (d->first < d->nentries && !dict_entry_live(&d->entries[d->first])) d->first++;
  }
  if (i == d->nentries - 1) {
    while (d->nentries > d->first && !dict_entry_live(&d->entries[d->nentries - 1])) d->nentries--;
  }
}

Value dict_pop(Ctx *ctx, Value dict, Value key) {
  Dict *d = dict_of(dict);
  uint64_t hash;
  if (dict_hash_key(ctx, key, &hash)) return 0;
  int64_t i = dict_find(ctx, d, key, hash);
  if (i < 0) return i == -1 ? KR_ABSENT : 0;
  Value old, value;
  take_entry(d, (uint32_t)i, &old, &value);
  kr_unref(ctx, old);
  return value;
}

int dict_del(Ctx *ctx, Value dict, Value key) {
  Value value = dict_pop(ctx, dict, key);
  if (!value || value == KR_ABSENT) return value ? 0 : -1;
  kr_unref(ctx, value);
  return 1;
}

int dict_popitem(Ctx *ctx, Value dict, int last, Value *key, Value *value) {
  Dict *d = dict_of(dict);
  if (!d->used) return 0;
  take_entry(d, last ? d->nentries - 1 : d->first, key, value);
  return 1;
}

static int put_first(Ctx *ctx, Dict *d, Value key, uint64_t hash, Value value) {
  if ((!d->first || d->fill >= capacity(d->log2_size)) && rebuild(ctx, d, (size_t)d->used + 1, d->used + 8)) return -1;
  uint32_t i = --d->first;
  d->entries[i] = (DictEntry){hash, key, value};
  index_insert(d, hash, i);
  d->fill++;
  d->used++;
  d->keys_version = new_version();
  return 0;
}

int dict_move(Ctx *ctx, Value dict, Value key, int last) {
  uint64_t hash;
  return dict_hash_key(ctx, key, &hash) ? -1 : dict_move_hashed(ctx, dict, key, hash, last);
}

int dict_move_hashed(Ctx *ctx, Value dict, Value key, uint64_t hash, int last) {
  Dict *d = dict_of(dict);
  int64_t i = dict_find(ctx, d, key, hash);
  if (i < 0) return i == -1 ? 0 : -1;
  if (i == (last ? d->nentries - 1 : d->first)) return 1;
  Value old, value;
  uint8_t str_keys = d->str_keys;
  take_entry(d, (uint32_t)i, &old, &value);
  d->str_keys = str_keys;
  if (!last) return put_first(ctx, d, old, hash, value) ? -1 : 1;
  int failed = add_entry(ctx, d, old, hash, value);
  kr_unref(ctx, old);
  kr_unref(ctx, value);
  return failed ? -1 : 1;
}

/* Empties the table before anything is released, since that may run user code. */
void dict_clear(Ctx *ctx, Value dict) {
  Dict *d = dict_of(dict);
  DictEntry *entries = d->entries;
  uint32_t n = d->nentries;
  size_t size = entries ? block_size(d->log2_size) : 0;
  if (!entries) return;
  d->used = d->nentries = d->first = d->fill = 0;
  d->log2_size = 0;
  d->str_keys = 1;
  d->index = NULL;
  d->entries = NULL;
  d->keys_version = new_version();
  for (uint32_t i = 0; i < n; i++) {
    kr_unref(ctx, entries[i].key);
    kr_unref(ctx, entries[i].value);
  }
  kr_mem_free(ctx, entries, size);
}

/* ---- whole dicts ---- */

Value dict_new(Ctx *ctx) {
  Dict *d = kr_alloc_gc(ctx, SHAPE_dict, sizeof(Dict));
  if (!d) return 0;
  d->str_keys = 1;
  d->keys_version = new_version();
  return kr_val(d);
}

Value dict_sized(Ctx *ctx, size_t n) {
  Value dict = dict_new(ctx);
  if (dict && n && rebuild(ctx, dict_of(dict), n, 0)) {
    kr_unref(ctx, dict);
    return 0;
  }
  return dict;
}

int dict_next(Value dict, size_t *pos, Value *key, Value *value) {
  const Dict *d = dict_of(dict);
  size_t i = *pos < d->first ? d->first : *pos;
  while (i < d->nentries && !dict_entry_live(&d->entries[i])) i++;
  if (i >= d->nentries) return 0;
  if (key) *key = d->entries[i].key;
  if (value) *value = d->entries[i].value;
  *pos = i + 1;
  return 1;
}

/* A table without holes is copied as it is, index and all. */
static Value copy_block(Ctx *ctx, const Dict *d) {
  Value copy = dict_new(ctx);
  if (!copy) return 0;
  Dict *c = dict_of(copy);
  size_t size = block_size(d->log2_size);
  DictEntry *entries = kr_mem_alloc(ctx, size);
  if (!entries) return kr_unref(ctx, copy), 0;
  size_t used = d->nentries * sizeof(DictEntry), index = (size_t)((char *)d->index - (char *)d->entries);
  memcpy(entries, d->entries, used);
  memcpy((char *)entries + index, d->index, size - index);
  for (uint32_t i = 0; i < d->nentries; i++) {
    kr_ref(entries[i].key);
    kr_ref(entries[i].value);
  }
  c->entries = entries;
  c->index = (char *)entries + index;
  c->log2_size = d->log2_size;
  c->str_keys = d->str_keys;
  c->used = c->nentries = c->fill = d->used;
  return copy;
}

Value dict_copy(Ctx *ctx, Value dict) {
  const Dict *from = dict_of(dict);
  if (from->used && from->nentries == from->used && from->fill == from->used) return copy_block(ctx, from);
  Value copy = dict_sized(ctx, dict_of(dict)->used);
  if (!copy) return 0;
  const Dict *d = dict_of(dict);
  dict_of(copy)->str_keys = d->str_keys;
  for (uint32_t i = d->first; i < d->nentries; i++) {
    const DictEntry *e = &d->entries[i];
    if (dict_entry_live(e) && add_entry(ctx, dict_of(copy), e->key, e->hash, e->value)) {
      kr_unref(ctx, copy);
      return 0;
    }
  }
  return copy;
}

Value dict_keys_list(Ctx *ctx, Value dict) {
  Value list = list_new(ctx, dict_of(dict)->used);
  size_t pos = 0;
  Value key;
  while (list && dict_next(dict, &pos, &key, NULL)) {
    if (list_append(ctx, list, key)) kr_clear(ctx, &list);
  }
  return list;
}

int dict_equal(Ctx *ctx, Value a, Value b) {
  Dict *d = dict_of(a);
  if (d->used != dict_of(b)->used) return 0;
  for (uint32_t i = d->first; i < d->nentries; i++) {
    if (!dict_entry_live(&d->entries[i])) continue;
    Value key = kr_ref(d->entries[i].key), value = kr_ref(d->entries[i].value);
    Value other = dict_get_hashed(ctx, b, key, d->entries[i].hash);
    int equal = other ? 0 : -1;
    if (other && other != KR_ABSENT) {
      kr_ref(other);
      equal = kr_compare_bool(ctx, value, other, CMP_eq);
      kr_unref(ctx, other);
    }
    kr_unref(ctx, key);
    kr_unref(ctx, value);
    if (equal != 1) return equal;
  }
  return 1;
}

Value dict_compare(Ctx *ctx, Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !kr_has_flag(a, T_DICT) || !kr_has_flag(b, T_DICT)) return KR_NotImplemented;
  int equal = dict_equal(ctx, a, b);
  return equal < 0 ? 0 : kr_bool(equal == (op == CMP_eq));
}

/* ---- memory ---- */

void dict_traverse(Object *o, VisitFn visit, void *arg) {
  Dict *d = (Dict *)o;
  for (uint32_t i = d->first; i < d->nentries; i++) {
    visit(d->entries[i].key, arg);
    visit(d->entries[i].value, arg);
  }
}

void dict_clear_slot(Ctx *ctx, Object *o) { dict_clear(ctx, kr_val(o)); }
void dict_free(Ctx *ctx, Object *o) { dict_clear(ctx, kr_val(o)); }
