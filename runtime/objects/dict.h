/* What the files of dict share: the table's innards and the entry points of its methods. */
#ifndef KRAIT_DICT_INTERNAL_H
#define KRAIT_DICT_INTERNAL_H

#include "../api.h"

/* An entry is live while its value is neither 0 nor KR_DELETED. */
KR_INLINE int dict_entry_live(const DictEntry *e) { return e->value != KR_DELETED; }

/* hash(key) for a table: exact str without a call through its type.  -1: raised. */
int dict_hash_key(Ctx *, Value key, uint64_t *hash);
/* Position in entries, -1: absent, -2: raised (by a key's __eq__). */
int64_t dict_find(Ctx *, Dict *, Value key, uint64_t hash);
void dict_traverse(Object *, VisitFn, void *arg);
void dict_clear_slot(Ctx *, Object *);
void dict_free(Ctx *, Object *);

/* The views are {Object, dict}; they are defined in dict_views.c. */
typedef struct { Object ob; Value dict; } DictView;
Value dict_view_new(Ctx *, uint32_t shape, Value dict);
/* An iterator of one of the six kinds over a dict. */
typedef struct {
  Object ob;
  Value dict;      /* 0: exhausted */
  int64_t pos;     /* next entry to look at */
  uint32_t used;   /* of the dict when the iterator was made */
  int64_t left;
} DictIterator;
Value dict_iterator_new(Ctx *, uint32_t shape, Value dict);

Value dict_compare(Ctx *, Value a, Value b, int op);
int dict_equal(Ctx *, Value a, Value b); /* 1, 0, -1 */
extern const Method dict_methods[];

#endif
