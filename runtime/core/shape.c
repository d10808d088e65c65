/* Shapes: the ids in object headers, and where instances of classes keep their attributes.
 *
 * Ids are never used twice: an inline cache that compares an id stays right for ever.  When a class
 * gets a data descriptor for a name that instances hold, all shapes of the class get new ids and the
 * instances' headers are rewritten, which is rare and makes the caches miss. */
#include <stdlib.h>
#include <stdio.h>
#include "core.h"

#define MAX_SHAPES META_SHAPE
#define LINEAR_LIMIT 8   /* attributes up to which a look-up walks the chain of parents */
#define CAP_MAX 60       /* attributes an instance may hold before they move to a dict */

/* Types of native modules may be left out of a program: their references are weak. */
#define TYPE(name) extern __typeof__(kr_type_##name) kr_type_##name __attribute__((weak));
#include "../types.def"
#define TYPE(name) Shape kr_shape_##name = {.type = &kr_type_##name, .id = SHAPE_##name, .root = &kr_shape_##name};
#include "../types.def"

#define FIRST_TABLE 1024
static Shape *first_table[FIRST_TABLE] = {
#define TYPE(name) [SHAPE_##name] = &kr_shape_##name,
#include "../types.def"
};
Shape **kr_shapes = first_table;
static size_t shape_count = SHAPE_FIXED_COUNT, shape_room = FIRST_TABLE;

static int take_id(Shape *s) {
  if (shape_count == shape_room) {
    size_t room = shape_room * 2;
    Shape **table = room > MAX_SHAPES + (size_t)1 ? NULL : malloc(room * sizeof *table);
    if (!table) return 0;
    memcpy(table, kr_shapes, shape_count * sizeof *table);
    if (kr_shapes != first_table) free(kr_shapes);
    kr_shapes = table;
    shape_room = room;
  }
  s->id = (uint32_t)shape_count;
  kr_shapes[shape_count++] = s;
  return 1;
}

Shape *shape_new_root(Type *type, size_t offset, size_t nfixed, size_t cap, int at_end) {
  Shape *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->type = type;
  s->offset = (uint16_t)offset;
  s->cap = (uint16_t)cap;
  s->n = s->nfixed = (uint16_t)nfixed;
  s->at_end = (uint8_t)at_end;
  s->is_dict = at_end && cap > 0;
  s->root = s;
  if (take_id(s)) return s;
  free(s);
  return NULL;
}

static Shape *shape_child(Ctx *ctx, Shape *parent) {
  Shape *s = malloc(sizeof *s);
  if (!s) return NULL;
  *s = *parent;
  s->parent = parent;
  s->children = s->sibling = s->as_dict = NULL;
  s->index = NULL;
  s->name = 0;
  if (take_id(s)) return s;
  free(s);
  return NULL;
}

Shape *shape_with(Ctx *ctx, Shape *parent, Value name) {
  for (Shape *s = parent->children; s; s = s->sibling)
    if (s->name == name) return s;
  Shape *s = shape_child(ctx, parent);
  if (!s) return (Shape *)(uintptr_t)kr_raise_memory(ctx);
  s->name = kr_ref(name);
  s->n = parent->n + 1;
  s->sibling = parent->children;
  parent->children = s;
  return s;
}

Shape *shape_dict_mode(Ctx *ctx, Shape *s) {
  Shape *root = s->root;
  if (root->is_dict) return root;
  if (!root->as_dict) {
    Shape *d = shape_child(ctx, root);
    if (!d) return (Shape *)(uintptr_t)kr_raise_memory(ctx);
    d->is_dict = 1;
    root->as_dict = d;
  }
  return root->as_dict;
}

uint8_t shape_cells_slow(Shape *s) {
  const Type *native = s->type;
  while (native->flags & T_HEAP) native = native->base;
  bool plain = native == &kr_type_object && s->type->flags & T_HEAP && s->type->free == instance_free && !s->at_end &&
               !s->type->itemsize;
  return s->cells = plain ? alloc_plain_cells(s->type, s) : 1;
}

static uint32_t name_hash(Value name) { return (uint32_t)(name >> 4) * 2654435761u; }

/* Open addressing; a free entry's name is 0. */
struct ShapeIndex { uint32_t mask; struct { Value name; uint32_t slot; } entries[]; };

static struct ShapeIndex *build_index(Shape *s) {
  uint32_t size = 16;
  while (size < (uint32_t)(s->n - s->nfixed) * 2) size *= 2;
  struct ShapeIndex *index = calloc(1, sizeof *index + size * sizeof index->entries[0]);
  if (!index) return NULL;
  index->mask = size - 1;
  for (Shape *p = s; p->name; p = p->parent) {
    uint32_t at = name_hash(p->name) & index->mask;
    while (index->entries[at].name) at = (at + 1) & index->mask;
    index->entries[at].name = p->name;
    index->entries[at].slot = p->n - 1u;
  }
  return index;
}

int64_t shape_find(Shape *s, Value name) {
  if (s->n - s->nfixed > LINEAR_LIMIT && (s->index || (s->index = build_index(s)))) {
    const struct ShapeIndex *index = s->index;
    for (uint32_t at = name_hash(name) & index->mask; index->entries[at].name; at = (at + 1) & index->mask)
      if (index->entries[at].name == name) return index->entries[at].slot;
    return -1;
  }
  for (; s->name; s = s->parent)
    if (s->name == name) return s->n - 1;
  return -1;
}

int shape_tree_has(Shape *s, Value name) {
  if (s->name == name) return 1;
  for (Shape *c = s->children; c; c = c->sibling)
    if (shape_tree_has(c, name)) return 1;
  return 0;
}

static int renumber(Shape *s) {
  if (!take_id(s)) return -1;
  if (s->as_dict && renumber(s->as_dict) < 0) return -1;
  for (Shape *c = s->children; c; c = c->sibling)
    if (renumber(c) < 0) return -1;
  return 0;
}

static void rewrite_header(Object *o, void *arg) {
  Shape *s = shape_of(o);
  if (s->id != kr_obj_shape(o)) shape_set(o, s);
}

int shape_retire(Ctx *ctx, Shape *root) {
  if (root->id < SHAPE_FIXED_COUNT) return 0;
  if (renumber(root) < 0) return kr_raise_memory(ctx), -1;
  alloc_walk(rewrite_header, NULL);
  return 0;
}

/* The ids keep pointing nowhere: no object has them any more. */
void shape_free_tree(Ctx *ctx, Shape *s) {
  if (s->id < SHAPE_FIXED_COUNT) return;
  for (Shape *c = s->children, *next; c; c = next) {
    next = c->sibling;
    shape_free_tree(ctx, c);
  }
  if (s->as_dict) shape_free_tree(ctx, s->as_dict);
  kr_unref(ctx, s->name);
  kr_shapes[s->id] = NULL;
  free(s->index);
  free(s);
}

void shape_learn(Ctx *ctx, Type *type, Shape *outgrown) {
  Shape *root = outgrown->root;
  if (type->shape != root || root->cap >= CAP_MAX) return;
  size_t cap = root->cap + (root->cap > 8 ? root->cap / 2 : 4);
  Shape *larger = shape_new_root(type, root->offset, root->nfixed, cap > CAP_MAX ? CAP_MAX : cap, 0);
  if (!larger) return;
  larger->parent = root;
  type->shape = larger;
}
