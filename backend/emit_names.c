/* Names in emitted C, derived from those in the source. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "emit.h"

/* Letters, digits and _; anything else as its UTF-8 bytes in hexadecimal. */
void emit_identifier(const char *text, size_t len, FILE *out) {
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c < 128 && (isalnum(c) || c == '_')) fputc(c, out);
    else if (c == '.') fputc('_', out);
    else if (c != '<' && c != '>') fprintf(out, "x%02x", c);
  }
}

/* The C name of a function: module, classes and functions around it, its own name. */
char *emit_symbol(Arena *arena, const char *module, const Name *qualname) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  fputs("py_", out);
  emit_identifier(module, strlen(module), out);
  fputc('_', out);
  emit_identifier(qualname->text, qualname->len, out);
  fclose(out);
  char *copy = arena_copy(arena, text, size);
  free(text);
  return copy;
}

static char *variable_name(Emitter *e, const SsaInsn *i, uint32_t *versions) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (i->local >= 0 && (uint32_t)i->local < e->code->nlocals) {
    const Name *name = &e->code->locals[i->local];
    emit_identifier(name->text, name->len, out);
    fprintf(out, "_%u", versions[i->local]++);
  } else fprintf(out, "t%u", versions[e->code->nlocals]++);
  fclose(out);
  char *copy = arena_copy(e->f->arena, text, size);
  free(text);
  return copy;
}

/* Python names get a number, which also keeps them apart from C's own. */
void emit_assign_names(Emitter *e) {
  uint32_t *versions = ARENA_ARRAY(e->f->arena, uint32_t, e->code->nlocals + 1);
  e->names = ARENA_ARRAY(e->f->arena, char *, e->f->next_id + 1);
  for (uint32_t k = 0; k < e->nlayout; k++)
    for (SsaInsn *i = e->layout[k]->first; i; i = i->next)
      if (i->rep != REP_NONE && e->variable[i->id] == i->id) e->names[i->id] = variable_name(e, i, versions);
}
