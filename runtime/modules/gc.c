/* gc: the collector as Python programs see it. */
#include <stdlib.h>
#include "../core/gc.h"

static Value enable_m(Ctx *ctx, Value self, const Value *a) {
  kr_gc.enabled = 1;
  return KR_None;
}
static Value disable_m(Ctx *ctx, Value self, const Value *a) {
  kr_gc.enabled = 0;
  return KR_None;
}
static Value isenabled_m(Ctx *ctx, Value self, const Value *a) { return kr_bool(kr_gc.enabled); }

static Value collect_m(Ctx *ctx, Value self, const Value *a) {
  int generation = 2;
  if (a[0] && kr_index_int(ctx, a[0], &generation) < 0) return 0;
  if (generation < 0 || generation > 2) return kr_raise(ctx, &kr_type_ValueError, "invalid generation");
  return kr_int(gc_collect(ctx, generation));
}

static Value set_debug_m(Ctx *ctx, Value self, const Value *a) {
  return kr_index_int(ctx, a[0], &kr_gc.debug) < 0 ? 0 : KR_None;
}
static Value get_debug_m(Ctx *ctx, Value self, const Value *a) { return kr_int(kr_gc.debug); }

static Value set_threshold_m(Ctx *ctx, Value self, const Value *a) {
  for (int i = 0, n; i < 3; i++) {
    if (!a[i]) continue;
    if (kr_index_int_in_range(ctx, a[i], &n) < 0) return 0;
    kr_gc.threshold[i] = n;
  }
  kr_gc.user_threshold = 1;
  gc_thresholds_changed();
  return KR_None;
}
static Value get_threshold_m(Ctx *ctx, Value self, const Value *a) {
  return tuple_pack(ctx, 3, kr_int(kr_gc.threshold[0]), kr_int(kr_gc.threshold[1]), kr_int(kr_gc.threshold[2]));
}
static Value get_count_m(Ctx *ctx, Value self, const Value *a) {
  return tuple_pack(ctx, 3, kr_int(gc_young_count()), kr_int(kr_gc.young_runs), kr_int(kr_gc.promoted / 10000));
}

static Value get_stats_m(Ctx *ctx, Value self, const Value *a) {
  Value list = list_new(ctx, 3);
  for (int i = 0; list && i < 3; i++) {
    const GcStats *s = &kr_gc.stats[i];
    Value d = dict_new(ctx);
    int ok = d && dict_set_c(ctx, d, "collections", kr_int(s->collections)) == 0 &&
             dict_set_c(ctx, d, "collected", kr_int(s->collected)) == 0 &&
             dict_set_c(ctx, d, "uncollectable", kr_int(s->uncollectable)) == 0 && list_append(ctx, list, d) == 0;
    kr_unref(ctx, d);
    if (!ok) kr_clear(ctx, &list);
  }
  return list;
}

/* ---- looking at the heap: objects are gathered first, since lists made meanwhile are tracked too ---- */
typedef struct { ObjectVec found; int generation; } Query;

static void add_generation(Object *o, void *arg) {
  Query *q = arg;
  unsigned gen = gc_gen(o);
  int shown = gen == GEN_YOUNG ? 0 : gen == GEN_OLD ? 2 - !!(o->meta & META_TENTATIVE) : -1;
  if (gen != GEN_NONE && (q->generation < 0 || q->generation == shown)) vec_push(&q->found, o);
}

static Value to_list(Ctx *ctx, ObjectVec *v) {
  Value list = list_new(ctx, v->n);
  for (size_t i = 0; list && i < v->n; i++)
    if (list_append(ctx, list, kr_val(v->items[i])) < 0) kr_clear(ctx, &list);
  free(v->items);
  return list;
}

static Value get_objects_m(Ctx *ctx, Value self, const Value *a) {
  Query q = {.generation = -1};
  if (a[0] && a[0] != KR_None) {
    int64_t generation;
    if (!kr_is_anyint(a[0]) && !kr_type_of(a[0])->to_index)
      return kr_raise(ctx, &kr_type_TypeError, "argument should be integer or None, not '%T'", a[0]);
    if (kr_index_i64(ctx, a[0], &generation) < 0) return 0;
    q.generation = (int)(generation < 0 ? -1 : generation > 2 ? 3 : generation);
    if (q.generation < 0 || q.generation > 2)
      return kr_raise(ctx, &kr_type_ValueError, q.generation < 0 ? "generation parameter cannot be negative" :
                      "generation parameter must be less than the number of available generations (3)");
  }
  gc_mark_middle(1);
  alloc_walk(add_generation, &q);
  gc_mark_middle(0);
  return to_list(ctx, &q.found);
}

typedef struct { const Value *wanted; size_t n; int hit; } Targets;
static void look_for(Value v, void *arg) {
  Targets *t = arg;
  for (size_t i = 0; i < t->n; i++) t->hit |= v && kr_is_ptr(v) && v == t->wanted[i];
}
typedef struct { ObjectVec found; Targets targets; } Referrers;
static void add_referrer(Object *o, void *arg) {
  Referrers *r = arg;
  TraverseFn traverse = shape_of(o)->type->traverse;
  if (gc_gen(o) == GEN_NONE || !traverse) return;
  r->targets.hit = 0;
  traverse(o, look_for, &r->targets);
  if (r->targets.hit) vec_push(&r->found, o);
}
static Value get_referrers_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  Referrers r = {.targets = {args, nargs, 0}};
  alloc_walk(add_referrer, &r);
  return to_list(ctx, &r.found);
}

typedef struct { Ctx *ctx; Value list; int failed; } Referents;
static void add_referent(Value v, void *arg) {
  Referents *r = arg;
  if (v && !r->failed) r->failed = list_append(r->ctx, r->list, v) < 0;
}
static Value get_referents_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  Referents r = {ctx, list_new(ctx, 0), 0};
  for (size_t i = 0; r.list && i < nargs; i++) {
    TraverseFn traverse = kr_type_of(args[i])->traverse;
    if (kr_is_ptr(args[i]) && traverse) traverse(kr_obj(args[i]), add_referent, &r);
  }
  if (r.failed) kr_clear(ctx, &r.list);
  return r.list;
}

static Value is_tracked_m(Ctx *ctx, Value self, const Value *a) {
  return kr_bool(kr_is_ptr(a[0]) && gc_gen(kr_obj(a[0])) != GEN_NONE);
}
static Value is_finalized_m(Ctx *ctx, Value self, const Value *a) {
  return kr_bool(kr_is_ptr(a[0]) && kr_obj(a[0])->meta & META_FINALIZED);
}

/* ---- freezing ---- */
static void freeze_one(Object *o, void *arg) {
  if (gc_gen(o) == GEN_YOUNG || gc_gen(o) == GEN_OLD) gc_set_gen(o, GEN_FROZEN);
}
static void unfreeze_one(Object *o, void *arg) {
  if (gc_gen(o) == GEN_FROZEN) gc_set_gen(o, GEN_OLD);
}
static void count_frozen(Object *o, void *arg) { *(int64_t *)arg += gc_gen(o) == GEN_FROZEN; }
static Value freeze_m(Ctx *ctx, Value self, const Value *a) {
  alloc_walk(freeze_one, NULL);
  return KR_None;
}
static Value unfreeze_m(Ctx *ctx, Value self, const Value *a) {
  alloc_walk(unfreeze_one, NULL);
  return KR_None;
}
static Value get_freeze_count_m(Ctx *ctx, Value self, const Value *a) {
  int64_t n = 0;
  alloc_walk(count_frozen, &n);
  return kr_int(n);
}

static int init(Ctx *ctx, Value module) {
  static const struct { const char *name; int value; } flags[] = {
    {"DEBUG_STATS", 1}, {"DEBUG_COLLECTABLE", 2}, {"DEBUG_UNCOLLECTABLE", 4}, {"DEBUG_SAVEALL", 32}, {"DEBUG_LEAK", 38},
  };
  Value dict = module_dict(module);
  for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
    if (dict_set_c(ctx, dict, flags[i].name, kr_int(flags[i].value)) < 0) return -1;
  if (!(kr_gc.garbage = list_new(ctx, 0)) || !(kr_gc.callbacks = list_new(ctx, 0))) return -1;
  return dict_set_c(ctx, dict, "garbage", kr_ref(kr_gc.garbage)) < 0 ||
         dict_set_c(ctx, dict, "callbacks", kr_ref(kr_gc.callbacks)) < 0 ? -1 : 0;
}

static const Method methods[] = {
  {"enable", enable_m, "", "Enable automatic garbage collection."},
  {"disable", disable_m, "", "Disable automatic garbage collection."},
  {"isenabled", isenabled_m, "", "Returns true if automatic garbage collection is enabled."},
  {"collect", collect_m, "generation=2", "Run the garbage collector."},
  {"set_debug", set_debug_m, "flags, /", "Set the garbage collection debugging flags."},
  {"get_debug", get_debug_m, "", "Get the garbage collection debugging flags."},
  {"set_threshold", set_threshold_m, "threshold0, threshold1=10, threshold2=10, /", "Sets the collection thresholds."},
  {"get_threshold", get_threshold_m, "", "Return the current collection thresholds."},
  {"get_count", get_count_m, "", "Return a three-tuple of the current collection counts."},
  {"get_stats", get_stats_m, "", "Return a list of dictionaries containing per-generation statistics."},
  {"get_objects", get_objects_m, "generation=None", "Return a list of objects tracked by the collector."},
  {"get_referrers", get_referrers_m, NULL, "Return the list of objects that directly refer to any of objs.", M_RAW},
  {"get_referents", get_referents_m, NULL, "Return the list of objects that are directly referred to by objs.", M_RAW},
  {"is_tracked", is_tracked_m, "obj, /", "Returns true if the object is tracked by the garbage collector."},
  {"is_finalized", is_finalized_m, "obj, /", "Returns true if the object has been already finalized by the GC."},
  {"freeze", freeze_m, "", "Freeze all current tracked objects and ignore them for future collections."},
  {"unfreeze", unfreeze_m, "", "Unfreeze all objects in the permanent generation."},
  {"get_freeze_count", get_freeze_count_m, "", "Return the number of objects in the permanent generation."},
  {NULL},
};

const ModuleDef kr_module_gc = {
  .name = "gc", .doc = "This module provides access to the garbage collector for reference cycles.", .methods = methods, .init = init,
};
