/* Bump allocation for things that are freed together: a syntax tree, a code tree, an SSA function. */
#ifndef IR_ARENA_H
#define IR_ARENA_H

#include <stddef.h>

typedef struct Arena Arena;

/* New empty arena; NULL when out of memory. */
Arena *arena_new(void);
void arena_free(Arena *a);
/* Zeroed, 16-byte aligned memory.  Out of memory ends the process through the arena's fail hook
 * (default: message and exit 1). */
void *arena_alloc(Arena *a, size_t size);
/* A NUL-terminated copy. */
char *arena_copy(Arena *a, const char *text, size_t len);
size_t arena_used(const Arena *a);

#define ARENA_NEW(a, T) ((T *)arena_alloc(a, sizeof(T)))
#define ARENA_ARRAY(a, T, n) ((T *)arena_alloc(a, sizeof(T) * (n)))

#endif
