/* Calls that likely reach a function of the same C file.
 *
 * A name that is called is likely that of the one function, class or method of the module that is defined
 * under it.  The call compares the body that is to be called with that function's: where they are the
 * same the C compiler sees which function it is, and may put its beginning in line.
 *
 * Which functions come to be in the same file is known when it is complete: until then they go by the
 * name to_QUALNAME_NUMBER, which the head of the file defines, as NULL for those that are elsewhere. */
#include <stdlib.h>
#include <string.h>

#include "emit.h"

static uint32_t count_codes(const Code *code) {
  uint32_t n = 1;
  for (uint32_t k = 0; k < code->nconsts; k++)
    if (code->consts[k].kind == CONST_code) n += count_codes(code->consts[k].code);
  return n;
}

/* What is called when a function of this qualified name is: f, .m for C.m, C for C.__init__; NULL: none. */
static const char *called_as(Arena *arena, const Code *code) {
  const char *text = code->qualname.text, *dot = strchr(text, '.');
  if (code->qualname.len != strlen(text) || strchr(text, '<') || !(code->flags & CODE_OPTIMIZED)) return NULL; /* no class */
  if (!dot) return text;
  if (strchr(dot + 1, '.')) return NULL;
  if (strcmp(dot, ".__init__")) return dot;
  return arena_copy(arena, text, (size_t)(dot - text));
}

static void list_codes(Arena *arena, const Code *code, uint32_t *next, Targets *out) {
  const char *name = called_as(arena, code);
  uint32_t index = (*next)++;
  if (name && code_nparams(code) == code->argcount) out->items[out->n++] = (Target){name, code, index};
  for (uint32_t k = 0; k < code->nconsts; k++)
    if (code->consts[k].kind == CONST_code) list_codes(arena, code->consts[k].code, next, out);
}

static int by_name(const void *a, const void *b) { return strcmp(((const Target *)a)->name, ((const Target *)b)->name); }

Targets *emit_list_targets(Arena *arena, const Code *root) {
  Targets *t = ARENA_NEW(arena, Targets);
  uint32_t next = 0;
  t->items = ARENA_ARRAY(arena, Target, count_codes(root));
  list_codes(arena, root, &next, t);
  qsort(t->items, t->n, sizeof *t->items, by_name);
  return t;
}

/* The only target of that name with so many parameters, or NULL. */
static const Target *find(const Unit *u, const char *name, uint32_t nparams) {
  const Targets *t = u->targets;
  Target key = {name, NULL, 0};
  const Target *found = t && t->n ? bsearch(&key, t->items, t->n, sizeof key, by_name) : NULL;
  if (!found || u->economical) return NULL;
  const Target *last = t->items + t->n - 1;
  if ((found > t->items && !by_name(found - 1, &key)) || (found < last && !by_name(found + 1, &key))) return NULL;
  return found->code->argcount == nparams ? found : NULL;
}

static void write_alias(const Target *t, FILE *out) {
  fputs("to_", out);
  emit_identifier(t->code->qualname.text, t->code->qualname.len, out);
  fprintf(out, "_%u", t->index);
}

static void write_use(Unit *u, const Target *t, FILE *out) {
  if (!u->used_targets) u->used_targets = ARENA_ARRAY(u->arena, uint8_t, u->targets->n);
  if (t) u->used_targets[t - u->targets->items] = 1;
  if (t) write_alias(t, out);
  else fputs("NULL", out);
}

bool emit_makes_instance(const Emitter *e, const SsaInsn *f, uint32_t nargs) {
  if (f->op != OP_load_global && f->op != SSA_load_callee) return false;
  const Target *t = find(e->unit, e->code->names[f->n].text, nargs + 1);
  return t && strchr(t->code->qualname.text, '.');
}

void emit_function_target(Emitter *e, const SsaInsn *f, uint32_t nargs) {
  write_use(e->unit, find(e->unit, e->code->names[f->n].text, nargs), e->out);
}

void emit_init_target(Emitter *e, const SsaInsn *f, uint32_t nargs) {
  write_use(e->unit, find(e->unit, e->code->names[f->n].text, nargs + 1), e->out);
}

void emit_method_target(Emitter *e, uint32_t name, uint32_t nargs) {
  char dotted[128] = ".";
  const Name *n = &e->code->names[name];
  bool fits = n->len < sizeof dotted - 2;
  if (fits) memcpy(dotted + 1, n->text, n->len + 1);
  write_use(e->unit, fits ? find(e->unit, dotted, nargs + 1) : NULL, e->out);
}

void emit_targets(const Unit *u, FILE *out) {
  for (uint32_t k = 0; u->used_targets && k < u->targets->n; k++) {
    const Target *t = &u->targets->items[k];
    const char *symbol = NULL;
    if (!u->used_targets[k]) continue;
    for (uint32_t i = 0; i < u->nfunctions && !symbol; i++)
      if (u->functions[i].code == t->index) symbol = u->functions[i].symbol;
    fputs("#define ", out);
    write_alias(t, out);
    if (!symbol) {
      fputs(" NULL\n", out);
      continue;
    }
    fprintf(out, " %s_body\nstatic Value %s_body(Ctx *, Value", symbol, symbol);
    for (uint32_t i = 0; i < t->code->argcount; i++) fputs(", Value", out);
    fputs(");\n", out);
  }
}
