/* What the names in code tell: which attributes a module stores, so that loads of them likely find what an instance
 * keeps, and whether super() is called. */
#include <stdlib.h>
#include <string.h>

#include "ssa.h"

static uint32_t count_stores(const Code *code) {
  uint32_t n = 0;
  for (uint32_t k = 0; k < code->ninsns; k++) n += insn_op(code->insns[k]) == OP_store_attr;
  for (uint32_t k = 0; k < code->nconsts; k++)
    if (code->consts[k].kind == CONST_code) n += count_stores(code->consts[k].code);
  return n;
}

static void list_stores(const Code *code, StoredNames *out) {
  for (uint32_t k = 0; k < code->ninsns; k++)
    if (insn_op(code->insns[k]) == OP_store_attr) out->names[out->n++] = code->names[insn_arg(code->insns[k])].text;
  for (uint32_t k = 0; k < code->nconsts; k++)
    if (code->consts[k].kind == CONST_code) list_stores(code->consts[k].code, out);
}

static int by_text(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

const StoredNames *ssa_stored_names(Arena *arena, const Code *root) {
  StoredNames *s = ARENA_NEW(arena, StoredNames);
  s->names = ARENA_ARRAY(arena, const char *, count_stores(root) + 1);
  s->n = 0;
  list_stores(root, s);
  qsort(s->names, s->n, sizeof *s->names, by_text);
  return s;
}

bool ssa_is_stored(const StoredNames *s, const char *name) {
  return s && s->n && bsearch(&name, s->names, s->n, sizeof *s->names, by_text) != NULL;
}

bool ssa_uses_super(const Code *c) {
  for (uint32_t i = 0; i < c->ninsns; i++)
    if (insn_op(c->insns[i]) == OP_load_global && !strcmp(c->names[insn_arg(c->insns[i])].text, "super")) return true;
  return false;
}
