/* The table of interned strings.  It holds no references: a string that dies takes itself out. */
#include <stdlib.h>
#include "str_impl.h"

static struct { Str **slots; size_t used, mask; } table;

/* The slot where a string equal to the given characters is, or would go. */
static Str **intern_slot(uint64_t hash, const void *data, size_t len, int kind) {
  size_t i = hash & table.mask;
  for (Str *s; (s = table.slots[i]); i = (i + 1) & table.mask)
    if (s->hash == hash && s->len == len && s->kind == (unsigned)kind && !memcmp(s->data, data, len * (size_t)kind)) break;
  return &table.slots[i];
}

static int intern_grow(void) {
  if (table.slots && table.used * 2 <= table.mask) return 0;
  size_t old_size = table.slots ? table.mask + 1 : 0, size = old_size ? old_size * 2 : 2048;
  Str **old = table.slots, **fresh = calloc(size, sizeof *fresh);
  if (!fresh) return -1;
  table.slots = fresh;
  table.mask = size - 1;
  for (size_t i = 0; i < old_size; i++)
    if (old[i]) *intern_slot(old[i]->hash, old[i]->data, old[i]->len, old[i]->kind) = old[i];
  free(old);
  return 0;
}

Value str_intern(Ctx *ctx, Value v) {
  Str *s = str_of(v);
  if (s->interned || !kr_has_shape(v, SHAPE_str)) return v;
  if (s->len == 0) {
    kr_unref(ctx, v);
    return kr_ref(kr_val(kr_empty_str));
  }
  if (intern_grow()) {
    kr_unref(ctx, v);
    return kr_raise_memory(ctx);
  }
  Str **slot = intern_slot(str_hash(v), s->data, s->len, s->kind);
  if (*slot) {
    Value canonical = kr_ref(kr_val(*slot));
    kr_unref(ctx, v);
    return canonical;
  }
  *slot = s;
  table.used++;
  s->interned = 1;
  return v;
}

Value str_intern_c(Ctx *ctx, const char *ascii) {
  size_t n = strlen(ascii);
  uint64_t hash = n > 1 ? kr_siphash(ascii, n) : 0;
  if (table.slots && n > 1) {
    Str *s = *intern_slot(hash, ascii, n, 1);
    if (s) return kr_ref(kr_val(s));
  }
  Value v = str_from_ascii(ctx, ascii, n);
  if (v && n > 1 && hash + 1 >= 2) str_of(v)->hash = hash; /* as str_hash has it */
  return v ? str_intern(ctx, v) : 0;
}

void str_forget_interned(Str *s) {
  size_t gap = (size_t)(intern_slot(s->hash, s->data, s->len, s->kind) - table.slots);
  table.used--;
  s->interned = 0;
  for (size_t i = (gap + 1) & table.mask; table.slots[i]; i = (i + 1) & table.mask) {
    size_t home = table.slots[i]->hash & table.mask;
    if (((i - home) & table.mask) < ((i - gap) & table.mask)) continue;
    table.slots[gap] = table.slots[i];
    gap = i;
  }
  table.slots[gap] = NULL;
}
