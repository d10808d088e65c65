/* The cycle collector.
 *
 * A collection looks at a set of tracked containers: the young ones (those in the log) or all.  In
 * place, on the counts themselves, it takes away every reference that comes from within the set; who
 * still has a count is held from outside.  A cursor over the set follows references from those and
 * gives the counts back; the rest is garbage and gets its counts back too (gc_mark.c).  No user code runs
 * so far.  Then weak references are cleared and their callbacks called, finalizers run, what they brought
 * back to life is found by a second pass over the garbage, and the remainder is cleared. */
#include <stdio.h>
#include <stdlib.h>
#include "gc.h"
#include "weakref.h"

#define LOG_FIRST 10000           /* young objects that ask for a collection */
#define LARGE_YOUNG_MAX 2000      /* the same of large ones */
#define FULL_LEAST 100000         /* promoted objects before a full collection is worth it */

typedef struct GcState { Object **log; size_t cap; } GcState; /* of one context */

Gc kr_gc = {.enabled = 1, .threshold = {700, 10, 10}};

/* ---- the log ---- */
static int gc_safepoint(Ctx *);

static int64_t log_limit(void) { return kr_gc.user_threshold ? kr_gc.threshold[0] : LOG_FIRST; }

/* The part of the log in use before a collection is asked for; beyond it the log grows freely until a
 * safepoint comes. */
static void set_log_end(Ctx *c) {
  size_t limit = (size_t)log_limit();
  c->young_end = c->gc->log + (limit && limit < c->gc->cap ? limit : c->gc->cap);
}

/* What asks for a collection also sees to it that somebody listens. */
static void ask_for_collection(Ctx *ctx) {
  kr_pending_hooks[2] = gc_safepoint;
  __atomic_fetch_or(&ctx->pending, PENDING_GC, __ATOMIC_SEQ_CST);
}

void gc_large_made(Ctx *ctx, size_t young) {
  size_t limit = kr_gc.user_threshold ? (size_t)kr_gc.threshold[0] : LARGE_YOUNG_MAX;
  if (limit && young > limit) ask_for_collection(ctx);
}

void gc_log_full(Ctx *ctx) {
  if (!ctx->gc) {
    ctx->gc = calloc(1, sizeof *ctx->gc);
    if (!ctx->gc) return;
  } else {
    ask_for_collection(ctx);
    if (ctx->young_end < ctx->gc->log + ctx->gc->cap) {
      ctx->young_end = ctx->gc->log + ctx->gc->cap;
      return;
    }
  }
  size_t used = (size_t)(ctx->young - ctx->gc->log), cap = ctx->gc->cap ? ctx->gc->cap * 2 : LOG_FIRST;
  Object **log = realloc(ctx->gc->log, cap * sizeof *log);
  if (!log) return;
  int first = !ctx->gc->log;
  ctx->gc->log = log;
  ctx->gc->cap = cap;
  ctx->young = log + used;
  ctx->young_end = log + cap;
  if (first) set_log_end(ctx);
}

static void log_object(Ctx *ctx, Object *o) {
  if (ctx->young >= ctx->young_end) gc_log_full(ctx);
  if (ctx->young >= ctx->young_end) return;
  o->meta |= META_INLOG;
  *ctx->young++ = o;
}

void gc_track(Object *o) {
  if (gc_gen(o) != GEN_NONE || o->meta & META_STATIC) return;
  gc_set_gen(o, GEN_YOUNG);
  if (!alloc_is_small(o)) alloc_make_young_large(o);
  else if (!(o->meta & META_INLOG)) log_object(kr_current_ctx(), o);
}

void gc_untrack(Object *o) { gc_set_gen(o, GEN_NONE); }

int64_t gc_young_count(void) {
  int64_t n = (int64_t)alloc_young_large();
  for (Ctx *c = kr_runtime.main; c; c = c->next)
    if (c->gc) n += c->young - c->gc->log;
  return n;
}

void gc_thresholds_changed(void) {
  for (Ctx *c = kr_runtime.main; c; c = c->next)
    if (c->gc && c->gc->log) set_log_end(c);
}

/* ---- vectors ---- */
int vec_push(ObjectVec *v, Object *o) {
  if (v->n == v->cap) {
    size_t cap = v->cap ? v->cap * 2 : 1024;
    Object **items = v->failed ? NULL : realloc(v->items, cap * sizeof *items);
    if (!items) {
      v->failed = 1;
      return 0;
    }
    v->items = items;
    v->cap = cap;
  }
  v->items[v->n++] = o;
  return 1;
}

/* ---- what came back to life: the garbage is marked TENTATIVE and held by one reference each ---- */
static void visit_subtract_marked(Value v, void *arg) {
  if (kr_is_ptr(v) && v && kr_obj(v)->meta & META_TENTATIVE) kr_obj(v)->refs--;
}
static void visit_revive(Value v, void *arg) {
  if (!kr_is_ptr(v) || !v || !(kr_obj(v)->meta & META_TENTATIVE)) return;
  Object *o = kr_obj(v);
  o->refs++;
  if (o->meta & META_REACHED) return;
  o->meta |= META_REACHED;
  vec_push(arg, o);
}
static void visit_restore_marked(Value v, void *arg) {
  if (kr_is_ptr(v) && v && kr_obj(v)->meta & META_TENTATIVE) kr_obj(v)->refs++;
}

/* Those that are still garbage stay at the front of set; gives their number.  Without memory to find
 * out, none is. */
static size_t drop_resurrected(Object **set, size_t n) {
  ObjectVec stack = {.items = malloc(n * sizeof(Object *)), .cap = n};
  if (!stack.items) return 0;
  for (size_t i = 0; i < n; i++) gc_traverse(set[i], visit_subtract_marked, NULL);
  for (size_t i = 0; i < n; i++) {
    if (set[i]->refs <= 1 || set[i]->meta & META_REACHED) continue;
    set[i]->meta |= META_REACHED;
    vec_push(&stack, set[i]);
    while (stack.n) {
      Object *o = stack.items[--stack.n];
      gc_traverse(o, visit_revive, &stack);
    }
  }
  for (size_t i = 0; i < n; i++)
    if (!(set[i]->meta & META_REACHED)) gc_traverse(set[i], visit_restore_marked, NULL);
  size_t left = 0;
  for (size_t i = 0; i < n; i++) {
    Object *o = set[i];
    if (o->meta & META_REACHED) continue;
    set[i] = set[left];
    set[left++] = o;
  }
  for (size_t i = 0; i < n; i++) set[i]->meta &= ~META_REACHED;
  free(stack.items);
  return left;
}

static int finalize_all(Ctx *ctx, Object **set, size_t n) {
  int ran = 0;
  for (size_t i = 0; i < n; i++) {
    Object *o = set[i];
    if (!(shape_of(o)->type->flags & T_FINALIZER) || o->meta & META_FINALIZED) continue;
    refs_finalize(ctx, o);
    ran = 1;
  }
  return ran;
}

static int save_all(Ctx *ctx, Object **set, size_t n) {
  if (!(kr_gc.debug & GC_DEBUG_SAVEALL) || !kr_gc.garbage) return 0;
  for (size_t i = 0; i < n; i++)
    if (list_append(ctx, kr_gc.garbage, kr_val(set[i])) < 0) kr_clear_exc(ctx);
  return 1;
}

/* Finalizes and frees what find_garbage found; gives how many were garbage in the end. */
static int64_t dispose(Ctx *ctx, Object **set, size_t n) {
  for (size_t i = 0; i < n; i++) set[i]->refs++;
  for (size_t i = 0; i < n; i++) set[i]->meta |= META_TENTATIVE;
  weakref_clear_garbage(ctx, set, n);
  size_t left = finalize_all(ctx, set, n) ? drop_resurrected(set, n) : n;
  for (size_t i = 0; i < n; i++) set[i]->meta &= ~META_TENTATIVE;
  if (!save_all(ctx, set, left))
    for (size_t i = 0; i < left; i++) {
      ClearFn clear = shape_of(set[i])->type->clear;
      if (clear && set[i]->refs > 1) clear(ctx, set[i]);
    }
  for (size_t i = n; i-- > 0;) kr_unref(ctx, kr_val(set[i]));
  return (int64_t)left;
}

/* ---- the sets ---- */
static void add_young(Object *o, void *arg) {
  if (o->meta & META_SHAPE && gc_gen(o) == GEN_YOUNG) vec_push(arg, o);
}
/* Empties the logs; the live young objects go to set. */
static void take_logs(ObjectVec *set) {
  for (Ctx *c = kr_runtime.main; c; c = c->next) {
    if (!c->gc) continue;
    for (Object **at = c->gc->log; at < c->young; at++) {
      if (at + 12 < c->young) __builtin_prefetch(at[12], 1);
      Object *o = *at;
      o->meta &= ~META_INLOG;
      if (set) add_young(o, set);
    }
    c->young = c->gc->log;
    set_log_end(c);
  }
  if (set) alloc_walk_young_large(add_young, set);
}

static void rebuild_free_lists(Ctx *ctx, int nothing_died) {
  for (Ctx *c = kr_runtime.main; c; c = c->next) memset(c->free_gc_cells, 0, sizeof c->free_gc_cells);
  alloc_sort_free_lists(ctx, nothing_died);
}

static void call_callbacks(Ctx *ctx, const char *phase, int generation, int64_t collected) {
  if (!kr_gc.callbacks || !list_of(kr_gc.callbacks)->len) return;
  Value info = dict_new(ctx), name = info ? str_from(ctx, phase) : 0;
  if (!name || dict_set_c(ctx, info, "generation", kr_int(generation)) < 0 ||
      dict_set_c(ctx, info, "collected", kr_int(collected)) < 0 || dict_set_c(ctx, info, "uncollectable", kr_int(0)) < 0)
    kr_unraisable(ctx, NULL, KR_None);
  for (int64_t i = 0; name && i < list_of(kr_gc.callbacks)->len; i++) {
    Value f = kr_ref(list_of(kr_gc.callbacks)->items[i]);
    Value r = kr_call2(ctx, f, name, info);
    if (!r) kr_unraisable(ctx, NULL, f);
    kr_unref(ctx, r);
    kr_unref(ctx, f);
  }
  kr_unref(ctx, info);
  kr_unref(ctx, name);
}

/* ---- generation 1 ----
 * Beside the large containers, addresses of small cells, which hold containers until a full collection: one that died and was used again is
 * young, or promoted and noted once more. */
static ObjectVec middle;

static void note_promoted(Object **set, size_t n) {
  for (size_t i = 0; i < n; i++)
    if (alloc_is_small(set[i])) vec_push(&middle, set[i]);
}

static void mark_one(Object *o, void *on) {
  if (!(o->meta & META_SHAPE) || gc_gen(o) != GEN_OLD) return;
  o->meta = *(int *)on ? o->meta | META_TENTATIVE : o->meta & ~META_TENTATIVE;
}

void gc_mark_middle(int on) {
  for (size_t i = 0; i < middle.n; i++) mark_one(middle.items[i], &on);
  alloc_walk_middle_large(mark_one, &on);
}

static int64_t collect_set(Ctx *ctx, int generation) {
  int full = generation >= 2;
  ObjectVec set = {NULL, 0, 0};
  take_logs(full ? NULL : &set);
  size_t members = set.n;
  size_t found = full ? gc_find_garbage(&set, &members) : gc_find_young_garbage(&set);
  alloc_promote_large(generation);
  int64_t survivors = (int64_t)(members - found);
  if (full) {
    kr_gc.live = survivors;
    kr_gc.promoted = 0;
  } else {
    kr_gc.promoted += survivors;
    note_promoted(set.items + found, set.n - found);
  }
  if (generation) middle.n = 0;
  kr_gc.young_runs = generation ? 0 : kr_gc.young_runs + 1;
  int64_t collected = found ? dispose(ctx, set.items, found) : 0;
  free(set.items);
  if (full) rebuild_free_lists(ctx, !found);
  return collected;
}

int64_t gc_collect(Ctx *ctx, int generation) {
  if (kr_gc.collecting) return 0;
  kr_gc.collecting = 1;
  Value raised = kr_fetch(ctx);
  call_callbacks(ctx, "start", generation, 0);
  int64_t n = collect_set(ctx, generation);
  GcStats *stats = &kr_gc.stats[generation > 2 ? 2 : generation];
  stats->collections++;
  stats->collected += n;
  if (kr_gc.debug & GC_DEBUG_STATS) fprintf(stderr, "gc: collecting generation %d...\ngc: done, %lld unreachable, 0 uncollectable\n", generation, (long long)n);
  call_callbacks(ctx, "stop", generation, n);
  if (raised) kr_restore(ctx, raised);
  kr_gc.collecting = 0;
  return n;
}

/* The log is full.  A full collection is due when more was promoted than lived after the last one. */
static int gc_safepoint(Ctx *ctx) {
  if (!kr_gc.enabled || kr_gc.collecting || !log_limit()) return 0;
  gc_collect(ctx, kr_gc.young_runs >= kr_gc.threshold[1]);
  if (kr_gc.promoted > kr_gc.live && kr_gc.promoted > FULL_LEAST) gc_collect(ctx, 2);
  return 0;
}

/* ---- is a collection worth it at the end ---- */

typedef struct { const Value *known; size_t nknown; int found; } Search;

/* Would anybody notice that this object is collected? */
static void note_effects(Object *o, void *arg) {
  Search *s = arg;
  if (s->found || gc_gen(o) == GEN_NONE) return;
  const Type *t = kr_type_of(kr_val(o));
  int is_weak = t->free == weakref_free || (t->flags & T_HEAP && kr_subtype(t, &kr_type_weakref));
  int effects = t->finalize != NULL || (is_weak && ((WeakRef *)o)->callback);
  for (size_t i = 0; effects && i < s->nknown; i++) effects = s->known[i] != kr_val(o);
  s->found |= effects;
}

int gc_is_noticed(Ctx *ctx, const Value *known, size_t nknown) {
  for (int g = 0; g < 3; g++)
    if (kr_gc.stats[g].collections) return 1;
  if (kr_gc.debug || (kr_gc.callbacks && list_of(kr_gc.callbacks)->len) || kr_runtime.main->next || !ctx->gc) return 1;
  Search search = {known, nknown, 0};
  for (Object **o = ctx->gc->log; o < ctx->young; o++) note_effects(*o, &search);
  alloc_walk_young_large(note_effects, &search);
  return search.found;
}
