/* KRAIT_DEBUG=leaks: counts what is alive at the end, by type.  What the runtime itself keeps (types,
 * interned strings, modules) is among it, so that the report says more by comparison with that of an
 * empty program than alone. */
#include <stdlib.h>
#include "leaks.h"

int debug_asks(const char *word) {
  const char *list = getenv("KRAIT_DEBUG");
  size_t n = strlen(word);
  for (; list && *list; list += strcspn(list, ","), list += *list == ',')
    if (!strncmp(list, word, n) && (list[n] == 0 || list[n] == ',')) return 1;
  return 0;
}

typedef struct { const Type *type; size_t n; } TypeCount;
typedef struct { TypeCount *rows; size_t n, cap; } TypeCounts;

static void count_object(Object *o, void *arg) {
  TypeCounts *c = arg;
  const Type *type = shape_of(o)->type;
  size_t i = 0;
  while (i < c->n && c->rows[i].type != type) i++;
  if (i == c->cap) return;
  if (i == c->n) c->rows[c->n++] = (TypeCount){type, 0};
  c->rows[i].n++;
}

static int more_first(const void *a, const void *b) {
  const TypeCount *x = a, *y = b;
  if (x->n != y->n) return x->n < y->n ? 1 : -1;
  return strcmp(x->type->name, y->type->name);
}

void leaks_report(FILE *out) {
  TypeCounts c = {.rows = calloc(4096, sizeof *c.rows), .cap = 4096};
  if (!c.rows) return;
  alloc_walk(count_object, &c);
  alloc_walk_large_leaves(count_object, &c);
  qsort(c.rows, c.n, sizeof *c.rows, more_first);
  fprintf(out, "alive: %zu blocks\n", alloc_live_blocks());
  for (size_t i = 0; i < c.n; i++) fprintf(out, "%9zu %s\n", c.rows[i].n, c.rows[i].type->name);
  free(c.rows);
}
