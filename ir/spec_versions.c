/* Versions of places: liveness of the old function, matching of what is known, edges. */
#include <string.h>

#include "spec.h"

enum { VERSIONS_MAX = 2, VERSIONS_LIMIT = 4 };

static bool bit(const Word *set, uint32_t k) { return set[k / 64] >> k % 64 & 1; }
static void set_bit(Word *set, uint32_t k) { set[k / 64] |= 1ull << k % 64; }
static void clear_bit(Word *set, uint32_t k) { set[k / 64] &= ~(1ull << k % 64); }

static SsaInsn *after_phis(const SsaBlock *b) {
  SsaInsn *i = b->first;
  while (i->op == SSA_phi) i = i->next;
  return i;
}

/* ---- liveness ---- */

/* Adds what is live on an edge; sets hold what is live after a block's phis. */
static void add_edge(const SsaBlock *b, int which, Word *const *sets, Word *out, uint32_t words) {
  const SsaBlock *to = b->succs[which];
  if (!to) return;
  const Word *in = sets[to->id];
  uint32_t at = ssa_pred_index(to, b, which);
  for (SsaInsn *i = to->first; i && i->op == SSA_phi; i = i->next) i->mark = bit(out, i->id); /* another edge's */
  for (uint32_t w = 0; w < words; w++) out[w] |= in[w];
  for (const SsaInsn *i = to->first; i && i->op == SSA_phi; i = i->next)
    if (!i->mark) clear_bit(out, i->id);
  for (const SsaInsn *i = to->first; i && i->op == SSA_phi; i = i->next)
    if (bit(in, i->id) && !spec_is_literal(i->args[at])) set_bit(out, i->args[at]->id);
}

/* What is live before place. */
static void live_at(const Spec *s, const SsaInsn *place, bool kept, Word *out) {
  const SsaBlock *b = place->block;
  memset(out, 0, s->words * sizeof *out);
  for (int k = 0; k < EDGE_COUNT; k++) add_edge(b, k, kept ? s->kept_in : s->live_in, out, s->words);
  for (const SsaInsn *i = b->last;; i = i->prev) {
    if (i->rep != REP_NONE) clear_bit(out, i->id);
    if (i->op != SSA_phi && (kept || i->op != SSA_keep))
      for (uint32_t k = 0; k < i->nargs; k++)
        if (i->args[k]->rep != REP_NONE && !spec_is_literal(i->args[k])) set_bit(out, i->args[k]->id);
    if (i == place) break;
  }
}

void spec_liveness(Spec *s) {
  SsaFunc *f = s->f;
  Word *set = ARENA_ARRAY(f->arena, Word, s->words);
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t k = f->nblocks; k-- > 0;) {
      const SsaBlock *b = f->rpo[k];
      for (int kept = 0; kept < 2; kept++) {
        Word *in = (kept ? s->kept_in : s->live_in)[b->id];
        live_at(s, after_phis(b), kept, set);
        changed |= memcmp(set, in, s->words * sizeof *set) != 0;
        memcpy(in, set, s->words * sizeof *set);
      }
    }
  }
}

bool spec_is_live_after(const Spec *s, const SsaInsn *place, const SsaInsn *value) {
  for (const SsaInsn *i = place->next; i; i = i->next)
    for (uint32_t k = 0; k < i->nargs; k++)
      if (i->args[k] == value) return true;
  Word *out = ARENA_ARRAY(s->f->arena, Word, s->words);
  for (int k = 0; k < EDGE_COUNT; k++) add_edge(place->block, k, s->kept_in, out, s->words);
  return bit(out, value->id);
}

/* ---- what a version expects ---- */

enum { EXACT = TYPE_NONE | TYPE_STR | TYPE_BYTES | TYPE_LIST | TYPE_TUPLE | TYPE_DICT | TYPE_SET | TYPE_RANGE | TYPE_BOOL | TYPE_STOP };

static bool one_bit(TypeSet t) { return t && !(t & (t - 1)); }

static Entry plain_entry(TypeSet type) {
  if (type && !(type & ~(TypeSet)TYPE_SMALL)) return (Entry){VAL_PLAIN, REP_I64, TYPE_SMALL, 0};
  if (type && !(type & ~(TypeSet)TYPE_FLOAT)) return (Entry){VAL_PLAIN, REP_F64, TYPE_FLOAT, 0};
  if (one_bit(type) && type & EXACT) return (Entry){VAL_PLAIN, REP_VALUE, type, 0};
  TypeSet out = TYPE_SMALL | TYPE_FLO; /* it matters that a value is certainly no number */
  return (Entry){VAL_PLAIN, REP_VALUE, (TYPE_ANY & ~out) | (type & (TYPE_UNBOUND | TYPE_STOP | out)), 0};
}

static bool is_header_place(const Spec *s, const SsaInsn *place) {
  return s->is_header[place->block->id] && place == after_phis(place->block);
}

/* What is only kept alive.  At loop headers all arrivals expect the same, whatever they bring, an
 * object or nothing; but what is likely a number is expected as nothing if it is one. */
static Entry kept_entry(const Spec *s, const SsaInsn *old, bool header) {
  const Val *v = &s->vals[old->id];
  bool plain = v->kind != VAL_PLAIN || !(v->type & ~(TypeSet)TYPE_PLAIN);
  if (header && !spec_hint(s, old)) plain = !(old->type & ~(TypeSet)TYPE_PLAIN);
  if (plain) return (Entry){VAL_NONE, REP_NONE, 0, 0, true};
  return (Entry){VAL_PLAIN, REP_VALUE, TYPE_ANY | TYPE_UNBOUND | TYPE_STOP, 0, true};
}

static Entry entry_of(const Spec *s, const SsaInsn *place, const SsaInsn *old, bool really, bool generic) {
  const Val *v = &s->vals[old->id];
  if (old->rep == REP_BOOL) {
    if (v->kind == VAL_KNOWN && !generic) return (Entry){VAL_KNOWN, REP_NONE, 0, v->step};
    return (Entry){VAL_PLAIN, REP_BOOL, TYPE_BOOL, 0};
  }
  bool is_virtual = v->kind != VAL_PLAIN && v->kind != VAL_KNOWN && v->kind != VAL_NONE;
  if (generic && !is_virtual) return (Entry){VAL_PLAIN, REP_VALUE, TYPE_ANY | (old->type & (TYPE_UNBOUND | TYPE_STOP)) | (really ? 0 : TYPE_UNBOUND), 0, !really};
  if (!really) return kept_entry(s, old, is_header_place(s, place));
  if (v->kind == VAL_PLAIN) return plain_entry(v->type);
  if (v->kind == VAL_KNOWN) return plain_entry(TYPE_BOOL);
  return (Entry){v->kind, REP_NONE, 0, v->step};
}

static bool same_entry(const Entry *a, const Entry *b) {
  return a->kind == b->kind && a->rep == b->rep && a->type == b->type && a->step == b->step;
}

/* The most that can be expected of a value that arrives as either. */
static Entry join_entries(const Entry *a, const Entry *b) {
  if (same_entry(a, b)) return *a;
  if (a->kind == VAL_NONE) return *b;
  if (b->kind == VAL_NONE) return *a;
  bool test = (a->kind == VAL_KNOWN || a->rep == REP_BOOL) && (b->kind == VAL_KNOWN || b->rep == REP_BOOL);
  if (test) return (Entry){VAL_PLAIN, REP_BOOL, TYPE_BOOL, 0};
  TypeSet type = TYPE_ANY | ((a->type | b->type) & (TYPE_UNBOUND | TYPE_STOP));
  return (Entry){VAL_PLAIN, REP_VALUE, type, 0};
}

static int worth(const Entry *e) {
  if (e->kind == VAL_NONE || (e->kind == VAL_PLAIN && e->rep == REP_VALUE)) return e->type & TYPE_OBJECT ? 0 : 1;
  return 2;
}

/* May what is known of a value be forgotten?  It costs a test later, and nothing now if the value is there
 * as a word. */
static bool forgettable(const Spec *s, uint32_t old_id) {
  const Val *v = &s->vals[old_id];
  return v->kind == VAL_PLAIN && v->boxed && v->boxed->op != SSA_box_float;
}

/* Can what arrives with these entries go on in v as it is?  Values that are merely kept may differ, others
 * if they are cheap to forget about or loose is set. */
static bool fits_version(const Spec *s, const Entry *entries, const Version *v, bool loose) {
  for (uint32_t k = 0; k < v->nlive; k++) {
    Entry joined = join_entries(&entries[k], &v->entries[k]);
    if (!same_entry(&joined, &v->entries[k])) return false;
    if (loose || entries[k].kind == VAL_NONE || same_entry(&entries[k], &v->entries[k])) continue;
    if (!forgettable(s, v->live[k])) return false;
  }
  return true;
}

static Version *find_version(const Spec *s, SsaInsn *place, const Entry *entries, bool loose) {
  for (Version *v = s->versions[place->id]; v; v = v->next)
    if (!v->generic && fits_version(s, entries, v, loose)) return v;
  return NULL;
}

static uint32_t count_versions(const Spec *s, const SsaInsn *place) {
  uint32_t n = 0;
  for (const Version *v = s->versions[place->id]; v; v = v->next) n += !v->generic && !v->cold;
  return n;
}

/* Generic versions differ in which iterators are virtual only. */
static Version *generic_version(const Spec *s, const SsaInsn *place, const Entry *entries) {
  for (Version *v = s->versions[place->id]; v; v = v->next) {
    bool same = v->generic;
    for (uint32_t k = 0; k < v->nlive && same; k++) same = v->entries[k].kind == entries[k].kind && v->entries[k].step == entries[k].step;
    if (same) return v;
  }
  return NULL;
}

/* There are many versions already: expects no more than what arrives has in common with the one most
 * like it. */
static void widen(Spec *s, SsaInsn *place, Entry *entries, uint32_t n) {
  const Version *best = NULL;
  int best_score = -1;
  for (const Version *v = s->versions[place->id]; v; v = v->next) {
    if (v->generic || v->cold) continue;
    int score = 0;
    for (uint32_t k = 0; k < n; k++) {
      Entry joined = join_entries(&entries[k], &v->entries[k]);
      score += worth(&joined);
    }
    if (score > best_score) best = v, best_score = score;
  }
  for (uint32_t k = 0; k < n && best; k++) entries[k] = join_entries(&entries[k], &best->entries[k]);
}

static SsaInsn *new_phi(Spec *s, Version *v, Rep rep, TypeSet type, const SsaInsn *old) {
  SsaInsn *phi = ssa_insn(s->f, SSA_phi, 0);
  phi->rep = (uint8_t)rep;
  phi->type = rep == REP_VALUE ? type : 0;
  phi->local = old->local;
  phi->pos = v->place->pos;
  ssa_append(v->block, phi);
  s->made++;
  return phi;
}

/* What a generator's slot holds for good is read again from there. */
static bool is_in_slot(const SsaInsn *old, const Entry *e) { return old->op == SSA_slot && e->rep == REP_VALUE; }

static void make_phis(Spec *s, Version *v) {
  v->phis = ARENA_ARRAY(s->f->arena, SsaInsn *, 2 * v->nlive + 1);
  for (uint32_t k = 0; k < v->nlive; k++) {
    const Entry *e = &v->entries[k];
    const SsaInsn *old = s->old_values[v->live[k]];
    SsaInsn **phi = &v->phis[2 * k];
    switch (e->kind) {
    case VAL_NONE: case VAL_KNOWN: break;
    case VAL_PLAIN:
      if (!is_in_slot(old, e)) phi[0] = new_phi(s, v, e->rep, e->type, old);
      break;
    case VAL_RANGE: case VAL_RANGE_ITER:
      phi[0] = new_phi(s, v, REP_I64, 0, old);
      phi[1] = new_phi(s, v, REP_I64, 0, old);
      break;
    default:
      phi[0] = new_phi(s, v, REP_VALUE, e->kind == VAL_LIST_ITER ? TYPE_LIST : TYPE_TUPLE, old);
      phi[1] = new_phi(s, v, REP_I64, 0, old);
    }
  }
}

static Version *new_version(Spec *s, SsaInsn *place, uint32_t *live, Entry *entries, uint32_t nlive, bool generic, bool cold) {
  Version *v = ARENA_NEW(s->f->arena, Version);
  v->place = place;
  v->live = live;
  v->entries = entries;
  v->nlive = nlive;
  v->generic = generic;
  v->cold = generic || cold;
  v->block = ssa_block(s->f, place->pos);
  v->block->cold = cold;
  v->next = s->versions[place->id];
  s->versions[place->id] = v;
  make_phis(s, v);
  if (s->last[v->cold]) s->last[v->cold]->queue = v;
  else s->first[v->cold] = v;
  s->last[v->cold] = v;
  return v;
}

/* ---- arriving ---- */

/* A value that is only kept alive: nobody reads it, so that numbers need not be boxed. */
static SsaInsn *kept_operand(Spec *s, const SsaInsn *old) {
  Val *v = &s->vals[old->id];
  if (v->kind == VAL_PLAIN && v->boxed && v->type & ~(TypeSet)TYPE_PLAIN) return v->boxed;
  if ((v->kind == VAL_LIST_ITER || v->kind == VAL_TUPLE_ITER) && v->boxed) return v->boxed;
  return spec_add(s, SSA_unbound, 0, 0, NULL);
}

static void add_operands(Spec *s, const Version *v) {
  for (uint32_t k = 0; k < v->nlive; k++) {
    const Entry *e = &v->entries[k];
    const SsaInsn *old = s->old_values[v->live[k]];
    SsaInsn **phi = &v->phis[2 * k];
    Val *val = &s->vals[old->id];
    switch (e->kind) {
    case VAL_NONE: case VAL_KNOWN: break;
    case VAL_PLAIN:
      if (is_in_slot(old, e)) break;
      if (e->rep == REP_VALUE) ssa_add_arg(s->f, phi[0], e->kept ? kept_operand(s, old) : spec_boxed(s, old));
      else if (e->rep == REP_I64) ssa_add_arg(s->f, phi[0], spec_i64(s, old));
      else if (e->rep == REP_F64) ssa_add_arg(s->f, phi[0], spec_f64(s, old));
      else ssa_add_arg(s->f, phi[0], val->kind == VAL_KNOWN ? spec_add(s, SSA_bool_const, (uint32_t)val->step, 0, NULL) : val->raw);
      break;
    case VAL_RANGE: case VAL_RANGE_ITER:
      ssa_add_arg(s->f, phi[0], val->raw);
      ssa_add_arg(s->f, phi[1], val->raw2);
      break;
    default:
      ssa_add_arg(s->f, phi[0], val->boxed);
      ssa_add_arg(s->f, phi[1], val->raw);
    }
  }
}

/* Loose values that the version wants boxed get a reference. */
static void hold_wanted(Spec *s, const Version *v) {
  for (uint32_t k = 0; k < v->nlive; k++) {
    const SsaInsn *old = s->old_values[v->live[k]];
    Val *val = &s->vals[old->id];
    if (!val->loose || v->entries[k].kind != VAL_PLAIN || v->entries[k].rep != REP_VALUE) continue;
    val = spec_change(s, old);
    val->loose = false;
    if (!(val->type & ~(TypeSet)TYPE_UNCOUNTED)) continue;
    SsaInsn *held = spec_add1(s, SSA_hold, 0, val->boxed);
    held->type = val->type;
    held->local = old->local;
    val->boxed = held;
  }
}

typedef struct { uint32_t n; uint32_t *live; bool *really; } LiveSet;

static LiveSet live_values(const Spec *s, const SsaInsn *place) {
  Arena *arena = s->f->arena;
  Word *real = ARENA_ARRAY(arena, Word, s->words), *kept = ARENA_ARRAY(arena, Word, s->words);
  uint32_t n = 0;
  live_at(s, place, false, real);
  live_at(s, place, true, kept);
  for (uint32_t w = 0; w < s->words; w++) n += (uint32_t)__builtin_popcountll(kept[w]);
  LiveSet set = {0, ARENA_ARRAY(arena, uint32_t, n + 1), ARENA_ARRAY(arena, bool, n + 1)};
  for (uint32_t k = 0; k < s->old_ids; k++) {
    if (!bit(kept, k)) continue;
    set.really[set.n] = bit(real, k);
    set.live[set.n++] = k;
  }
  return set;
}

static Entry *entries_for(const Spec *s, const SsaInsn *place, const LiveSet *set, bool generic) {
  Entry *entries = ARENA_ARRAY(s->f->arena, Entry, set->n + 1);
  for (uint32_t k = 0; k < set->n; k++) entries[k] = entry_of(s, place, s->old_values[set->live[k]], set->really[k], generic);
  return entries;
}

static Version *make_generic(Spec *s, SsaInsn *place, const LiveSet *set) {
  Entry *entries = entries_for(s, place, set, true);
  Version *v = generic_version(s, place, entries);
  return v ? v : new_version(s, place, set->live, entries, set->n, true, true);
}

static void arrive(Spec *s, Version *v) {
  bool effects = s->effects; /* those on the way to another version do not concern this one */
  hold_wanted(s, v);
  add_operands(s, v);
  spec_add(s, SSA_jump, 0, 0, NULL);
  ssa_connect(s->f, s->cur, EDGE_NEXT, v->block);
  s->cur = NULL;
  s->effects = effects;
}

/* ---- back from the cold ---- */

/* The test that a word must pass to go on where want is expected, made in the current block; NULL: there is
 * none. */
static SsaInsn *entry_test(Spec *s, const SsaInsn *old, const Entry *want) {
  SsaInsn *word = spec_boxed(s, old);
  if (want->rep == REP_I64) return spec_add1(s, SSA_is_small, 0, word);
  if (want->rep == REP_F64) return spec_add1(s, SSA_is_flo, 0, word);
  if (want->type == TYPE_NONE) return spec_add1(s, SSA_is_none, 0, word);
  return spec_add1(s, SSA_is_kind, (uint32_t)__builtin_ctz(want->type), word);
}

static bool is_testable(const Spec *s, const SsaInsn *old, const Entry *have, const Entry *want) {
  if (have->kind != VAL_PLAIN || want->kind != VAL_PLAIN || have->rep != REP_VALUE || !(s->vals[old->id].type & want->type)) return false;
  if (want->rep == REP_I64 || want->rep == REP_F64 || want->type == TYPE_NONE) return true;
  return one_bit(want->type) && want->type >= TYPE_STR && want->type <= TYPE_FUNCTION;
}

static bool needs_test(const Entry *have, const Entry *want) {
  Entry joined = join_entries(have, want);
  return !same_entry(&joined, want);
}

/* The version that fits if some words pass a test: the one with the fewest. */
static Version *reachable_version(const Spec *s, SsaInsn *place, const Entry *entries) {
  Version *best = NULL;
  uint32_t fewest = UINT32_MAX;
  for (Version *v = s->versions[place->id]; v; v = v->next) {
    uint32_t tests = 0;
    for (uint32_t k = 0; k < v->nlive && tests < UINT32_MAX; k++) {
      if (!needs_test(&entries[k], &v->entries[k])) continue;
      tests = is_testable(s, s->old_values[v->live[k]], &entries[k], &v->entries[k]) ? tests + 1 : UINT32_MAX;
    }
    if (!v->generic && tests < fewest) best = v, fewest = tests;
  }
  return best;
}

static TypeSet tested_type(const Entry *want) {
  return want->rep == REP_I64 ? TYPE_SMALL : want->rep == REP_F64 ? TYPE_FLO : want->type;
}

/* Goes on in v where all tests are passed, else in the generic version. */
static void return_to(Spec *s, Version *v, const Entry *entries, const LiveSet *set) {
  SsaBlock *here = s->cur, *fail = ssa_block(s->f, s->at->pos);
  uint32_t mark = spec_mark(s);
  fail->cold = true;
  s->cur = fail;
  arrive(s, make_generic(s, v->place, set));
  spec_undo(s, mark);
  s->cur = here;
  for (uint32_t k = 0; k < v->nlive; k++) {
    if (!needs_test(&entries[k], &v->entries[k])) continue;
    const SsaInsn *old = s->old_values[v->live[k]];
    SsaBlock *next = ssa_block(s->f, s->at->pos);
    spec_add1(s, SSA_branch, 1, entry_test(s, old, &v->entries[k]));
    ssa_connect(s->f, s->cur, EDGE_NEXT, next);
    ssa_connect(s->f, s->cur, EDGE_OTHER, fail);
    next->cold = true;
    s->cur = next;
    spec_learn(s, old, tested_type(&v->entries[k]));
  }
  arrive(s, v);
}

/* Finds or makes the version of place to go on in, for the values as they are.  Code for the unlikely comes
 * back at the heads of loops, through tests; elsewhere it goes on as it is. */
void spec_go(Spec *s, SsaInsn *place) {
  LiveSet set = live_values(s, place);
  bool header = is_header_place(s, place) && !place->block->cold, cold = place->block->cold || s->cur->cold;
  Entry *entries = entries_for(s, place, &set, false);
  uint32_t count = count_versions(s, place);
  Version *v = cold && !header ? NULL : find_version(s, place, entries, false);
  if (v) {
    arrive(s, v);
    return;
  }
  if (cold && (!header || count)) {
    v = header ? reachable_version(s, place, entries) : NULL;
    if (v) return_to(s, v, entries, &set);
    else arrive(s, make_generic(s, place, &set));
    return;
  }
  if (count >= VERSIONS_MAX && count < VERSIONS_LIMIT) {
    if ((v = find_version(s, place, entries, true))) {
      arrive(s, v);
      return;
    }
    widen(s, place, entries, set.n);
  }
  if (count >= VERSIONS_LIMIT || s->made > s->f->growth * (s->old_insns + 25)) v = make_generic(s, place, &set);
  else v = new_version(s, place, set.live, entries, set.n, false, false);
  arrive(s, v);
}

/* Is there a generic version of place that could be gone to from here? */
bool spec_has_generic(const Spec *s, SsaInsn *place) {
  bool any = false;
  for (const Version *v = s->versions[place->id]; v; v = v->next) any |= v->generic;
  if (!any) return false;
  LiveSet set = live_values(s, place);
  return generic_version(s, place, entries_for(s, place, &set, true)) != NULL;
}

void spec_go_generic(Spec *s, SsaInsn *place) {
  LiveSet set = live_values(s, place);
  arrive(s, make_generic(s, place, &set));
}

void spec_enter(Spec *s, const Version *v) {
  memset(s->vals, 0, s->old_ids * sizeof *s->vals);
  s->ntrail = s->nloose = 0;
  s->cur = v->block;
  s->at = v->place;
  s->old = v->place->block;
  s->cold = v->cold;
  for (uint32_t k = 0; k < v->nlive; k++) {
    const Entry *e = &v->entries[k];
    Val *val = &s->vals[v->live[k]];
    SsaInsn **phi = &v->phis[2 * k];
    *val = (Val){.kind = e->kind, .type = e->type, .step = e->step};
    switch (e->kind) {
    case VAL_PLAIN:
      if (e->rep == REP_VALUE) val->boxed = phi[0] ? phi[0] : spec_add(s, SSA_slot, s->old_values[v->live[k]]->n, 0, NULL);
      else val->raw = phi[0];
      break;
    case VAL_RANGE: case VAL_RANGE_ITER: val->raw = phi[0], val->raw2 = phi[1]; break;
    case VAL_LIST_ITER: case VAL_TUPLE_ITER: val->boxed = phi[0], val->raw = phi[1]; break;
    default: break;
    }
  }
}

void spec_edge(Spec *s, int which) {
  SsaBlock *to = s->old->succs[which];
  uint32_t at = ssa_pred_index(to, s->old, which), n = 0;
  for (SsaInsn *i = to->first; i && i->op == SSA_phi; i = i->next) n++;
  Val *vals = ARENA_ARRAY(s->f->arena, Val, n + 1);
  n = 0;
  for (SsaInsn *i = to->first; i && i->op == SSA_phi; i = i->next) vals[n++] = *spec_val(s, i->args[at]);
  n = 0;
  for (SsaInsn *i = to->first; i && i->op == SSA_phi; i = i->next) {
    *spec_change(s, i) = vals[n++];
  }
  spec_go(s, after_phis(to));
}

SsaBlock *spec_test(Spec *s, SsaInsn *cond, bool likely) {
  SsaBlock *yes = ssa_block(s->f, s->at->pos), *no = ssa_block(s->f, s->at->pos);
  spec_add1(s, SSA_branch, likely, cond);
  ssa_connect(s->f, s->cur, EDGE_NEXT, yes);
  ssa_connect(s->f, s->cur, EDGE_OTHER, no);
  yes->cold = s->cur->cold;
  no->cold = s->cur->cold || likely;
  s->cur = yes;
  return no;
}
