/* The marking passes of a collection: which objects of a set are held only by each other.
 *
 * Counts are false from the first subtraction to the end of gc_find_garbage, and no user code runs.  Most of the time goes
 * into following references to objects that lie all over memory.  So the children of the most common kinds of containers
 * are looped over in place, and each pass first notes the objects referred to, fetching their heads into the
 * cache, and sees to them in batches. */
#include <stdlib.h>
#include "../objects/dict.h"
#include "gc.h"

#define BATCH 64      /* children noted before they are seen to */
#define AHEAD 16      /* members of a set that are fetched before their turn */
#define STACK_HIGH 256 /* reached objects on the stack before their children are looked at */
#define ALWAYS_INLINE static inline __attribute__((always_inline))

typedef struct Pass {
  uint32_t generations; /* members of the set are of generation 1 to this one, */
  uint32_t member;      /* and have this flag once they were subtracted from */
  int overflow;         /* the stack could not grow: walk again */
  size_t members;
  ObjectVec passed;     /* members of the whole heap that had no count when it was their turn */
  ObjectVec stack;      /* reached, children not looked at yet */
  Object **next;        /* in batch */
  Object *batch[BATCH];
} Pass;
typedef void (*FlushFn)(Pass *); /* sees to a batch and empties it */

ALWAYS_INLINE int in_set(const Pass *p, const Object *o) { return (gc_gen(o) - 1u) < p->generations; }

/* What note_children will read beside the object itself. */
ALWAYS_INLINE void fetch_buffer(const Object *o) {
  uint32_t shape = kr_obj_shape(o);
  if (shape == SHAPE_list) __builtin_prefetch(((const List *)o)->items);
  else if (shape == SHAPE_dict) __builtin_prefetch(((const Dict *)o)->entries);
}

ALWAYS_INLINE void note(Pass *p, Value v, FlushFn flush) {
  if (!kr_is_ptr(v) || !v) return;
  __builtin_prefetch(kr_obj(v), 1);
  *p->next++ = kr_obj(v);
  if (KR_UNLIKELY(p->next == p->batch + BATCH)) flush(p);
}

/* Every stride-th value. The place in the batch stays in a register. */
ALWAYS_INLINE void note_values(Pass *p, const Value *values, size_t n, size_t stride, FlushFn flush) {
  Object **next = p->next, **end = p->batch + BATCH;
  for (const Value *stop = values + n * stride; values < stop; values += stride) {
    Value v = *values;
    if (!kr_is_ptr(v) || !v) continue;
    __builtin_prefetch(kr_obj(v), 1);
    *next++ = kr_obj(v);
    if (KR_LIKELY(next < end)) continue;
    p->next = next;
    flush(p);
    next = p->next;
  }
  p->next = next;
}

/* Keys that are all strings are never members of a set. */
ALWAYS_INLINE void note_entries(Pass *p, const Dict *d, FlushFn flush) {
  size_t n = d->nentries - d->first;
  if (!n) return;
  if (!d->str_keys) note_values(p, &d->entries[d->first].key, n, sizeof *d->entries / sizeof(Value), flush);
  note_values(p, &d->entries[d->first].value, n, sizeof *d->entries / sizeof(Value), flush);
}

/* What a type's traverse function would visit; visit is flush's companion for types that have to be asked. */
ALWAYS_INLINE void note_children(Pass *p, Object *o, FlushFn flush, VisitFn visit) {
  uint32_t shape = kr_obj_shape(o);
  if (shape == SHAPE_tuple) {
    const Tuple *t = (const Tuple *)o;
    note_values(p, t->items, (size_t)t->len, 1, flush);
  } else if (shape == SHAPE_list) {
    const List *l = (const List *)o;
    note_values(p, l->items, (size_t)l->len, 1, flush);
  } else if (shape == SHAPE_dict) {
    note_entries(p, (const Dict *)o, flush);
  } else {
    Shape *s = kr_shapes[shape];
    if (shape_cells(s) > 1 && !s->is_dict) {
      note_values(p, (const Value *)((const char *)o + s->offset), s->n, 1, flush);
      note(p, kr_val(s->type), flush);
    } else if (s->type->traverse) {
      s->type->traverse(o, visit, p);
    }
  }
}

/* ---- taking away the references from within the set ---- */
static void flush_subtract(Pass *p) {
  for (Object **at = p->batch; at < p->next; at++)
    if (in_set(p, *at)) (*at)->refs--;
  p->next = p->batch;
}
static void visit_subtract(Value v, void *arg) { note(arg, v, flush_subtract); }

static void subtract_set(Pass *p, const ObjectVec *set) {
  for (size_t i = 0; i < set->n; i++) {
    if (i + AHEAD < set->n) __builtin_prefetch(set->items[i + AHEAD]);
    set->items[i]->meta |= META_TENTATIVE;
    note_children(p, set->items[i], flush_subtract, visit_subtract);
  }
  flush_subtract(p);
}

/* Calls one for each container of the heap.  Large ones come first: what holds much is then known to be reached before what
 * it holds is passed by. */
typedef void (*MemberFn)(Pass *, Object *);
typedef struct { Pass *pass; MemberFn one; } LargeWalk;
static void walk_large(Object *o, void *arg) { ((LargeWalk *)arg)->one(((LargeWalk *)arg)->pass, o); }

ALWAYS_INLINE void walk_heap(Pass *p, MemberFn one) {
  alloc_walk_large(walk_large, &(LargeWalk){p, one});
  CellRun run;
  for (size_t page = 0; alloc_next_run(&page, &run);) {
    int dense = 1;
    for (char *at = run.start; at < run.end; at += run.cell) {
      if (!(((Object *)at)->meta & META_SHAPE)) dense = 0;
      else one(p, (Object *)at);
    }
    alloc_set_dense(page - 1, dense);
  }
}

static inline void subtract_member(Pass *p, Object *o) {
  if (!in_set(p, o)) return;
  p->members++;
  note_children(p, o, flush_subtract, visit_subtract);
}

/* ---- giving back those of reached objects ---- */
ALWAYS_INLINE void push_reached(Pass *p, Object *o) {
  ObjectVec *stack = &p->stack;
  if (KR_LIKELY(stack->n < stack->cap)) stack->items[stack->n++] = o;
  else if (!vec_push(stack, o)) {
    p->overflow = 1;
    return;
  }
  o->meta |= META_REACHED;
  fetch_buffer(o);
}

/* Whose count was 0 is reached for the first time. */
static void flush_reached(Pass *p) {
  for (Object **at = p->batch; at < p->next; at++)
    if (in_set(p, *at) && !(*at)->refs++ && ((*at)->meta & (META_REACHED | p->member)) == p->member) push_reached(p, *at);
  p->next = p->batch;
}
static void visit_reached(Value v, void *arg) { note(arg, v, flush_reached); }

static void empty_stack(Pass *p) {
  while (p->stack.n) {
    Object *o = p->stack.items[--p->stack.n];
    if (p->stack.n > AHEAD) __builtin_prefetch(p->stack.items[p->stack.n - AHEAD]);
    note_children(p, o, flush_reached, visit_reached);
    if (!p->stack.n) flush_reached(p);
  }
}

static void follow(Pass *p, Object *o) {
  note_children(p, o, flush_reached, visit_reached);
  if (p->stack.n > STACK_HIGH) empty_stack(p);
}

static void finish_following(Pass *p) {
  flush_reached(p);
  empty_stack(p);
}

ALWAYS_INLINE void promote(Object *o) { o->meta = (o->meta & ~(META_REACHED | META_TENTATIVE | META_GEN_MASK)) | GEN_OLD << 24; }

/* Who has a count is reached, and what it refers to gets its count back. */
static inline void look_at(Pass *p, Object *o) {
  int known = o->meta & META_REACHED;
  if (p->generations == GEN_OLD && o->refs) promote(o); /* at once, as old objects are members too */
  else o->meta |= META_REACHED;
  if (!known) follow(p, o);
}

static inline void look_at_member(Pass *p, Object *o) {
  if (!in_set(p, o)) return;
  if (!o->refs && vec_push(&p->passed, o)) return;
  look_at(p, o); /* without memory to note it, it counts as reached */
}

/* Those that had no place on the stack. */
static void take_up_again(Pass *p, Object **passed, size_t n) {
  p->overflow = 0;
  for (size_t i = 0; i < n; i++) {
    Object *o = passed[i];
    if (!o->refs || o->meta & META_REACHED) continue;
    o->meta |= META_REACHED;
    follow(p, o);
  }
  finish_following(p);
}

static void visit_restore(Value v, void *arg) {
  if (kr_is_ptr(v) && v && in_set(arg, kr_obj(v))) kr_obj(v)->refs++;
}

/* Of n objects that were passed by, those not reached since are garbage: they go to the front, and their
 * counts become true again. */
static size_t sort_out(Pass *p, Object **passed, size_t n) {
  size_t found = 0;
  while (p->overflow) take_up_again(p, passed, n);
  for (size_t i = 0; i < n; i++) {
    Object *o = passed[i];
    if (o->meta & META_REACHED) {
      if (p->generations == GEN_OLD) promote(o);
      continue;
    }
    passed[i] = passed[found];
    passed[found++] = o;
  }
  for (size_t i = 0; i < found; i++) gc_traverse(passed[i], visit_restore, p);
  return found;
}

size_t gc_find_young_garbage(ObjectVec *set) {
  Pass p = {.generations = GEN_YOUNG, .member = META_TENTATIVE, .next = p.batch};
  size_t passed = 0;
  subtract_set(&p, set);
  for (size_t i = 0; i < set->n; i++) {
    Object *o = set->items[i];
    if (i + AHEAD < set->n) __builtin_prefetch(set->items[i + AHEAD], 1);
    if (o->refs) {
      look_at(&p, o);
      continue;
    }
    set->items[i] = set->items[passed];
    set->items[passed++] = o;
  }
  finish_following(&p);
  size_t found = sort_out(&p, set->items, passed);
  for (size_t i = 0; i < set->n; i++) promote(set->items[i]);
  free(p.stack.items);
  return found;
}

static inline void promote_member(Pass *p, Object *o) {
  if (in_set(p, o)) promote(o);
}

size_t gc_find_garbage(ObjectVec *garbage, size_t *members) {
  Pass p = {.generations = GEN_OLD, .next = p.batch};
  walk_heap(&p, subtract_member);
  flush_subtract(&p);
  walk_heap(&p, look_at_member);
  finish_following(&p);
  *garbage = p.passed;
  *members = p.members;
  size_t found = sort_out(&p, garbage->items, garbage->n);
  for (size_t i = 0; i < found; i++) promote(garbage->items[i]);
  if (garbage->failed) walk_heap(&p, promote_member);
  free(p.stack.items);
  return found;
}
