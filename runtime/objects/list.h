/* What the files of list share. */
#ifndef KRAIT_LIST_INTERNAL_H
#define KRAIT_LIST_INTERNAL_H

#include "../api.h"

/* Makes room for n items in all; the length stays.  0 or -1. */
int list_reserve(Ctx *, List *, int64_t n);
/* Replaces items [start, end) by n others; takes over the references in items.  0 or -1 (then the
 * items are still the caller's). */
int list_splice(Ctx *, List *, int64_t start, int64_t end, const Value *items, int64_t n);
void list_clear(Ctx *, List *);
Value list_item_at(Value list, int64_t i); /* borrowed, 0 past the end */
extern const Method list_methods[];
Value list_getitem(Ctx *, Value list, Value key);
int list_setitem(Ctx *, Value list, Value key, Value value);

#endif
