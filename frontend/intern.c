/* Interning of identifiers: an open-addressing table, keywords in it from the start, so that one
 * lookup tells keywords from names. */
#include <string.h>

#include "parser.h"

typedef struct {
  struct Ident *ident; /* NULL: free */
  uint32_t hash;
  uint8_t kind, soft;
} Entry;

struct IdentTable {
  Arena *arena;
  Entry *entries;
  uint32_t mask, used;
};

enum { FIRST_SIZE = 512 };

static uint32_t hash_text(const char *text, size_t len) {
  uint32_t h = HASH_SEED;
  for (size_t i = 0; i < len; i++) h = hash_step(h, (unsigned char)text[i]);
  return h;
}

static void grow(IdentTable *in) {
  Entry *old = in->entries;
  uint32_t old_size = in->mask + 1;
  in->mask = old_size * 2 - 1;
  in->entries = ARENA_ARRAY(in->arena, Entry, old_size * 2);
  for (uint32_t i = 0; i < old_size; i++) {
    if (!old[i].ident) continue;
    uint32_t at = (old[i].hash ^ old[i].hash >> 15) & in->mask;
    while (in->entries[at].ident) at = (at + 1) & in->mask;
    in->entries[at] = old[i];
  }
}

static Entry *find(IdentTable *in, const char *text, size_t len, uint32_t hash) {
  for (uint32_t at = (hash ^ hash >> 15) & in->mask;; at = (at + 1) & in->mask) {
    Entry *e = &in->entries[at];
    if (e->ident && (e->hash != hash || e->ident->len != len || memcmp(e->ident->text, text, len))) continue;
    if (e->ident) return e;
    if (in->used * 2 > in->mask) {
      grow(in);
      return find(in, text, len, hash);
    }
    in->used++;
    e->ident = arena_alloc(in->arena, sizeof(struct Ident) + len + 1);
    e->ident->len = len;
    memcpy(e->ident->text, text, len);
    e->hash = hash;
    e->kind = TOK_NAME;
    return e;
  }
}

static void add_word(IdentTable *in, const char *text, int kind, int soft) {
  Entry *e = find(in, text, strlen(text), hash_text(text, strlen(text)));
  e->kind = kind;
  e->soft = soft;
}

IdentTable *ident_table_new(Arena *arena) {
  IdentTable *in = ARENA_NEW(arena, IdentTable);
  in->arena = arena;
  in->entries = ARENA_ARRAY(arena, Entry, FIRST_SIZE);
  in->mask = FIRST_SIZE - 1;
#define KEYWORD(name) add_word(in, #name, TOK_##name, SOFT_none);
#include "tokens.def"
#define SOFT(name) add_word(in, #name, TOK_NAME, SOFT_##name);
#include "tokens.def"
  return in;
}

Identifier intern_token(IdentTable *in, const char *text, size_t len, uint32_t hash, uint8_t *kind, uint8_t *soft) {
  Entry *e = find(in, text, len, hash);
  *kind = e->kind;
  *soft = e->soft;
  return e->ident;
}

Identifier ident_table_add(IdentTable *in, const char *text, size_t len) {
  return find(in, text, len, hash_text(text, len))->ident;
}

Identifier ident_intern(const Mod *mod, const char *text, size_t len) { return ident_table_add(mod->idents, text, len); }
