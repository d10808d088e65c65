/* What the files of set and frozenset share, and what dict views need of it. */
#ifndef KRAIT_SET_INTERNAL_H
#define KRAIT_SET_INTERNAL_H

#include "../api.h"

KR_INLINE int set_entry_live(const SetEntry *e) { return e->key != 0 && e->key != KR_DELETED; }
KR_INLINE int is_any_set(Value v) { return kr_is_ptr(v) && kr_has_flag(v, T_SET); }

int set_key_hash(Ctx *, Value key, uint64_t *hash); /* 0 or -1 */
int set_add_hashed(Ctx *, Value set, Value key, uint64_t hash);
int set_contains_hashed(Ctx *, Value set, Value key, uint64_t hash);
int set_discard_hashed(Ctx *, Value set, Value key, uint64_t hash);
/* Like set_next, with the hash. */
int set_next_entry(Value set, size_t *pos, SetEntry *entry);
/* Takes out some key (the caller owns it); 0: the set is empty. */
Value set_take_any(Value set);
void set_clear(Ctx *, Value set);
Value set_alloc(Ctx *, Type *);       /* empty; frozensets too */
Value set_copy_as(Ctx *, Type *, Value set);
/* The items of any iterable that are in the set, as a new object of the type. */
Value set_intersection(Ctx *, Type *, Value set, Value other);
Value set_difference(Ctx *, Type *, Value set, Value other);
/* In place; the other operand is any iterable.  0 or -1. */
int set_intersection_update(Ctx *, Value set, Value other);
int set_difference_update(Ctx *, Value set, Value other);
int set_symmetric_update(Ctx *, Value set, Value other);
/* Of two sets: 1, 0, -1. */
int set_is_subset(Ctx *, Value set, Value other);
int set_equal(Ctx *, Value a, Value b);
void set_traverse(Object *, VisitFn, void *arg);
void set_free(Ctx *, Object *);
Value set_iter(Ctx *, Value set);

#endif
