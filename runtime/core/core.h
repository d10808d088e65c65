/* What the files of runtime/core share among themselves: memory, shapes, types, attributes. */
#ifndef KRAIT_CORE_H
#define KRAIT_CORE_H

#include "../api.h"

/* ---- alloc.c ---- */
/* Bytes of the cell that o occupies (o is not static). */
size_t alloc_cell_size(const Object *o);
int alloc_is_small(const Object *o); /* in a page, not a large object */
/* Gives o's cell back; what it owned is already dropped. */
void alloc_free_object(Ctx *, Object *o);
/* Words in the cell of an instance without a variable part, 1 if it is a large one or no container; and
 * alloc_free_object for such. */
uint8_t alloc_plain_cells(const Type *, const Shape *);
KR_INLINE void alloc_free_plain(Ctx *ctx, Object *o, uint32_t cells) {
  o->meta &= META_INLOG; /* a free cell: no shape, and the next of the list behind its head */
  *(void **)(o + 1) = ctx->free_gc_cells[cells];
  ctx->free_gc_cells[cells] = o;
}
/* Calls visit for every live cell of a container kind, in address order, then for large ones. */
typedef void (*WalkFn)(Object *, void *arg);
void alloc_walk(WalkFn visit, void *arg);
/* The same in two parts, the first without a call for each cell: pages of containers, from the first one at or after
 * *page, which is moved behind it; 0 at the end.  Cells with shape 0 are free. */
typedef struct { char *start, *end; size_t cell; } CellRun;
int alloc_next_run(size_t *page, CellRun *run);
void alloc_walk_large(WalkFn visit, void *arg);
/* What a walk found out about the page before *page: it has no free cell. */
void alloc_set_dense(size_t page, int dense);
/* Large containers are in no log.  The young are those made since the last alloc_promote_large; a collection of
 * generation 0 has it move them to the middle, one of a higher generation moves both to the old. */
void alloc_walk_young_large(WalkFn visit, void *arg);
void alloc_walk_middle_large(WalkFn visit, void *arg);
size_t alloc_young_large(void); /* how many were made since the last alloc_promote_large */
void alloc_promote_large(int generation);
void alloc_make_young_large(Object *); /* a large container that is tracked again */
/* After a full collection: rebuilds the free lists of container cells in address order (they are empty
 * before) and gives empty pages back to the system.  skip_dense: nothing was freed since alloc_set_dense was
 * called for every page. */
void alloc_sort_free_lists(Ctx *, int skip_dense);
/* Live cells of each shape id below n, containers only (for tests and gc statistics). */
void alloc_count_shapes(size_t *counts, size_t n);
size_t alloc_bytes_mapped(void);
/* Cells and buffers in use, of all kinds.  Walks the free lists. */
size_t alloc_live_blocks(void);
/* With KRAIT_POISON, where every leaf is a large one; else there are few or none. */
void alloc_walk_large_leaves(WalkFn visit, void *arg);

/* ---- shape.c ---- */
/* A new root: what instances of type start with. */
Shape *shape_new_root(Type *type, size_t offset, size_t nfixed, size_t cap, int at_end);
/* The shape after adding name (interned), made if need be; NULL: MemoryError. */
Shape *shape_with(Ctx *, Shape *, Value name);
/* Slot of an attribute (not of the fixed ones) by its interned name, or -1. */
int64_t shape_find(Shape *, Value name);
Shape *shape_dict_mode(Ctx *, Shape *);
/* Some shape under root has an attribute called name. */
int shape_tree_has(Shape *root, Value name);
/* Gives every shape under root a new id and rewrites the instances': no inline cache matches any more. */
int shape_retire(Ctx *, Shape *root);
void shape_free_tree(Ctx *, Shape *root);
/* Shape.cells, found out if need be: above 1 when instances are plain objects, that is nothing but a head
 * and slots. */
uint8_t shape_cells_slow(Shape *);
KR_INLINE uint8_t shape_cells(Shape *s) { return KR_LIKELY(s->cells) ? s->cells : shape_cells_slow(s); }
/* Later instances of the type get more room. */
void shape_learn(Ctx *, Type *, Shape *outgrown);
KR_INLINE void shape_set(Object *o, const Shape *s) { o->meta = (o->meta & ~META_SHAPE) | s->id; }
KR_INLINE Value *instance_slots(Object *o, const Shape *s) {
  if (KR_UNLIKELY(s->at_end)) return (Value *)((char *)o + alloc_cell_size(o)) - s->cap;
  return (Value *)((char *)o + s->offset);
}
KR_INLINE Shape *shape_of(const Object *o) { return kr_shapes[kr_obj_shape(o)]; }

/* ---- refs.c ---- */
/* Runs __del__ once.  1: the object came back to life. */
int refs_finalize(Ctx *, Object *o);

/* ---- instance.c: attributes kept in instances ---- */
Value instance_get(Ctx *, Value obj, Value name);              /* borrowed, KR_ABSENT or 0 */
int instance_set(Ctx *, Value obj, Value name, Value v);       /* 1: no room for attributes at all */
int instance_del(Ctx *, Value obj, Value name);                /* 0 done, 1 absent, 2 no attributes at all, -1 */
int instance_set_dict(Ctx *, Value obj, Value dict);           /* obj.__dict__ = dict; 0 deletes */
void instance_traverse(Object *, VisitFn, void *arg);          /* Type.traverse of heap types */
void instance_clear(Ctx *, Object *);
void instance_free(Ctx *, Object *);

/* ---- mro.c, ready.c, lookup.c, heaptype.c ---- */
int mro_set(Ctx *, Type *);                                    /* computes type->mro, calling mro() of metaclasses */
Value mro_compute(Ctx *, Type *);                              /* list by C3 */
void type_inherit(Type *);                                     /* NULL slots from the base */
Value type_method_object(Ctx *, Type *, const Method *);            /* a method table's row as it is in the type's dict */
void type_inherit_flags(Type *t, Type *base);
int type_add_subclass(Ctx *, Type *base, Type *sub);
void type_remove_subclass(Ctx *, Type *base, Type *sub);
/* Calls visit for each live direct subclass. */
void type_each_subclass(Type *, void (*visit)(Type *, void *), void *arg);
Value type_lookup_own_mro(Type *, Value name, Type **owner);   /* uncached */
int type_setattr(Ctx *, Value type, Value name, Value v);
Value type_getattr(Ctx *, Value type, Value name);
int type_set_bases(Ctx *, Type *, Value bases);
Type *type_best_base(Ctx *, Value bases);                      /* the one whose layout wins */
Type *type_solid(Type *);                                      /* the base that last added to the layout */
int type_same_layout(Type *a, Type *b);                        /* may __class__ be exchanged */
Type *metaclass_derive(Ctx *, Type *meta, Value bases);
const char *type_short_name(const Type *);
Value type_call(Ctx *, Value type, const Value *args, size_t nargs, Value kwnames);

/* ---- gc.c ---- */
/* The log of young objects is full: makes it larger and asks for a collection at the next safepoint. */
void gc_log_full(Ctx *);
/* One more large container: that many are young now.  Enough of them ask for a collection too. */
void gc_large_made(Ctx *, size_t young);

/* ---- weakref.c ---- */
/* Clears the weak references to garbage (objects marked TENTATIVE), then calls the callbacks of those
 * references that are not garbage themselves. */
void weakref_clear_garbage(Ctx *, Object **set, size_t n);

/* ---- heaptype.c, typelayout.c ---- */
/* What a __slots__ declaration and the bases add to instances of a new class. */
typedef struct { Value names /* sorted tuple of mangled names or 0 */; int declared, add_dict, add_weak; } SlotPlan;
int layout_plan(Ctx *, Type *base, Value bases, Value name, Value ns, SlotPlan *out);
int layout_apply(Ctx *, Type *, const SlotPlan *);
extern const GetSet type_dict_getset[], type_weakref_getset[];
Value type_new(Ctx *, Type *meta, const Value *args, size_t nargs, Value kwnames);
void type_unlink(Ctx *, Type *);

/* ---- slots.c ---- */
typedef struct SlotRow SlotRow;
typedef Value (*WrapFn)(Ctx *, const SlotRow *, void *slot, Value self, const Value *args, size_t nargs, Value kwnames);
struct SlotRow {
  int name;            /* NAMEID_... of the special method */
  uint16_t offset;     /* of the slot in Type */
  uint8_t op;          /* which operator, where several share the slot's code */
  void *python;        /* the slot function that calls the Python method */
  WrapFn wrap;         /* calls a native slot as the method; NULL: not seen as a method */
  const char *sig, *doc;
};
extern const SlotRow slot_rows[];
extern const size_t slot_row_count;
/* Adds wrapper descriptors for the native slots a static type sets itself. */
int slots_add_wrappers(Ctx *, Type *);
/* Fills a heap type's slots from the special methods found through its MRO. */
void slots_update_all(Type *);
/* The same for the slots of one name, for the type and its subclasses. */
void slots_update_name(Type *, Value name);
int slots_is_special(Value name);
/* Calls obj's special method found on its type.  KR_ABSENT: it has none. */
Value special_call(Ctx *, Value obj, Value name, const Value *args, size_t nargs);

/* ---- attr.c ---- */
/* object.__getattribute__ without raising AttributeError: KR_ABSENT. */
Value attr_generic_opt(Ctx *, Value obj, Value name);
/* A str that may serve as an attribute name: interned and exact (new reference). */
Value attr_name(Ctx *, Value name);

/* ---- descr.c ---- */
typedef struct { Object ob; Type *owner; const Method *def; Value name; } MethodDescr; /* classmethod_descriptor too */
typedef struct { Object ob; Type *owner; const SlotRow *row; void *slot; } WrapperDescr;
typedef struct { Object ob; Type *owner; const GetSet *def; Value name; } GetSetDescr;
/* def is a static row, or fixed_offset != 0: the slot of a __slots__ name */
typedef struct { Object ob; Type *owner; const Member *def; Value name; uint32_t fixed_offset; } MemberDescr;
typedef struct { Object ob; Value self; const WrapperDescr *descr; } MethodWrapper;
Value methoddescr_new(Ctx *, Type *, const Method *, int is_class);
Value wrapperdescr_new(Ctx *, Type *, const SlotRow *, void *slot);
Value getsetdescr_new(Ctx *, Type *, const GetSet *);
Value memberdescr_new(Ctx *, Type *, const Member *);
Value memberdescr_slot(Ctx *, Type *, Value name, size_t offset);

/* ---- classmethod.c, mappingproxy.c, genericalias.c, uniontype.c ---- */
typedef struct { Object ob; Value callable, dict; } MethodKind; /* classmethod, staticmethod */
Value staticmethod_new(Ctx *, Value callable);
Value classmethod_new(Ctx *, Value callable);
Value mappingproxy_new(Ctx *, Value mapping);
Value genericalias_new(Ctx *, Value origin, Value args);
Value union_or(Ctx *, Value a, Value b);
Value namespace_new(Ctx *);
Value module_getattr(Ctx *, Value module, Value name);

#endif
