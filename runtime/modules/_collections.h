/* Deques for other native modules. */
#ifndef MODULES_COLLECTIONS_H
#define MODULES_COLLECTIONS_H

#include "../krait.h"

/* Appends to an exact deque, as its append does. */
int deque_push(Ctx *, Value deque, Value v);

#endif
