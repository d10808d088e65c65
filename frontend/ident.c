/* Identifiers of a compilation beyond those the parser met: mangled and implicit ones. */
#include <string.h>

#include "scope.h"

Identifier ident_make(Compiler *c, const char *text, size_t len) { return ident_intern(c->mod, text, len); }

Identifier ident_mangle(Compiler *c, Identifier private, Identifier id) {
  size_t n = id->len;
  if (!private || n < 3 || id->text[0] != '_' || id->text[1] != '_') return id;
  if ((id->text[n - 1] == '_' && id->text[n - 2] == '_') || memchr(id->text, '.', n)) return id;
  const char *class_name = private->text;
  while (*class_name == '_') class_name++;
  if (!*class_name) return id;
  size_t class_len = strlen(class_name);
  char *text = arena_alloc(c->arena, class_len + n + 2);
  text[0] = '_';
  memcpy(text + 1, class_name, class_len);
  memcpy(text + 1 + class_len, id->text, n);
  return ident_make(c, text, class_len + 1 + n);
}
