/* Bump allocator: a list of blocks, the newest first; a large request gets a block of its own. */
#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Block {
  struct Block *next;
  size_t size, used;
  _Alignas(16) char data[];
} Block;

struct Arena {
  Block *head;
  size_t total;
};

enum { BLOCK_SIZE = 32 * 1024, ALIGN = 16 };

static Block *block_new(size_t size, Block *next) {
  Block *b = calloc(1, sizeof(Block) + size);
  if (!b) {
    fputs("krait: out of memory\n", stderr);
    exit(1);
  }
  b->size = size;
  b->next = next;
  return b;
}

Arena *arena_new(void) { return calloc(1, sizeof(Arena)); }

void arena_free(Arena *a) {
  if (!a) return;
  for (Block *b = a->head, *next; b; b = next) {
    next = b->next;
    free(b);
  }
  free(a);
}

void *arena_alloc(Arena *a, size_t size) {
  size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
  a->total += size;
  if (size > BLOCK_SIZE / 4) { /* behind the head, so that the head's rest stays in use */
    Block *own = block_new(size, a->head ? a->head->next : NULL);
    own->used = size;
    if (a->head) a->head->next = own;
    else a->head = own;
    return own->data;
  }
  if (!a->head || a->head->size - a->head->used < size) a->head = block_new(BLOCK_SIZE, a->head);
  void *p = a->head->data + a->head->used;
  a->head->used += size;
  return p;
}

char *arena_copy(Arena *a, const char *text, size_t len) {
  char *copy = arena_alloc(a, len + 1);
  memcpy(copy, text, len);
  copy[len] = '\0';
  return copy;
}

size_t arena_used(const Arena *a) { return a->total; }
