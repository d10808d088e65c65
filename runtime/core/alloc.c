/* Memory for objects and their buffers.
 *
 * One range of addresses is reserved at start and opened 4 MB at a time.  It is cut into pages of
 * 16 KB, each holding cells of one size; what is known of a page lies in a table of its own, packed
 * at the start of the range, so that looking at a cell's page touches no line of the page itself.
 * Pages are of two kinds: containers (which the collector walks) and leaves (strings, boxed numbers
 * and raw buffers, never walked).  A free cell has shape 0 in its header; the word after it links the
 * free list of its size, which each context keeps for itself.  Cells above 512 bytes come from malloc
 * with a head before them; those of containers are linked into a list.
 *
 * With KRAIT_POISON every cell and buffer comes from malloc in its exact size, so that the sanitizers
 * see each use after free and each step beyond the end, with the places of allocation and release. */
#include <stdlib.h>
#include <stdio.h>
#include <sys/mman.h>
#include "core.h"

#define PAGE_SHIFT 14
#define PAGE_SIZE ((size_t)1 << PAGE_SHIFT)
#define OPEN_STEP ((size_t)4 << 20)
#define CARVE_STEP ((size_t)4096)
#define RESERVE_MAX ((size_t)1 << 38)
#define RESERVE_MIN ((size_t)16 << 20)
#ifdef KRAIT_POISON
#define SMALL_MAX 0 /* every cell comes from malloc */
#else
#define SMALL_MAX ((KR_SMALL_CLASSES - 1) * 8)
#endif

enum { LEAF, CONTAINER, KINDS, EMPTIED = KINDS, RETURNED }; /* kinds of pages; the last two hold nothing */

typedef struct {
  uint16_t cell;
  uint8_t kind;
  uint8_t dense; /* alloc_set_dense: no cell was free */
} Page;
typedef struct FreeCell { uint32_t refs, meta; struct FreeCell *next; } FreeCell;
typedef struct Large { struct Large *prev, *next; size_t size; size_t kind; } Large;

static struct {
  char *base;              /* the reserved range; the page table comes first */
  size_t size, opened, used;
  size_t first_page;       /* index of the first page after the table */
  struct { char *at, *end; } carve[KINDS][KR_SMALL_CLASSES]; /* what of the newest page is not cut yet */
  Large old, middle, young; /* rings of large containers by generation; they are not logged */
  size_t young_count;
  size_t returned, returned_from; /* pages given back to the system; where to look for the first */
  Large leaves;            /* with KRAIT_POISON: the large leaves, for reports */
  size_t blocks;           /* from malloc: large objects and buffers */
} heap = {.old = {&heap.old, &heap.old, 0, 0}, .middle = {&heap.middle, &heap.middle, 0, 0},
          .young = {&heap.young, &heap.young, 0, 0}, .leaves = {&heap.leaves, &heap.leaves, 0, 0}};

static void ring_add(Large *ring, Large *l) {
  l->next = ring;
  l->prev = ring->prev;
  l->prev->next = ring->prev = l;
}

static void ring_remove(Large *l) {
  l->prev->next = l->next;
  l->next->prev = l->prev;
}

/* All of one ring go to the end of another. */
static void ring_join(Large *to, Large *from) {
  if (from->next == from) return;
  from->next->prev = to->prev;
  to->prev->next = from->next;
  from->prev->next = to;
  to->prev = from->prev;
  from->next = from->prev = from;
}

static Page *page_table(void) { return (Page *)heap.base; }
static int is_small(const void *p) { return (size_t)((const char *)p - heap.base) < heap.size; }

int alloc_is_small(const Object *o) { return is_small(o); }

static int heap_open(size_t upto) {
  if (upto <= heap.opened) return 1;
  size_t end = (upto + OPEN_STEP - 1) & ~(OPEN_STEP - 1);
  if (end > heap.size) return 0;
  if (mprotect(heap.base + heap.opened, end - heap.opened, PROT_READ | PROT_WRITE)) return 0;
  heap.opened = end;
  return 1;
}

/* Reserves as much as the system grants.  The table needs 1/4096 of the range; its part for the pages
 * in use is opened with the first chunk and grows below. */
static int heap_reserve(void) {
  for (size_t size = RESERVE_MAX; size >= RESERVE_MIN; size /= 2) {
    char *p = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) continue;
    size_t table = (size >> PAGE_SHIFT) * sizeof(Page);
    table = (table + OPEN_STEP - 1) & ~(OPEN_STEP - 1);
    if (table >= size || mprotect(p, table, PROT_READ | PROT_WRITE)) {
      munmap(p, size);
      continue;
    }
    heap.base = p;
    heap.size = size;
    heap.opened = heap.used = table;
    heap.first_page = table >> PAGE_SHIFT;
    return 1;
  }
  return 0;
}

/* Index of a page that holds nothing, its bytes zero; 0: no memory. */
static size_t unused_page(void) {
  if (!heap.base && !heap_reserve()) return 0;
  if (heap.returned) {
    while (page_table()[heap.returned_from].kind != RETURNED) heap.returned_from++;
    heap.returned--;
    return heap.returned_from;
  }
  if (!heap_open(heap.used + PAGE_SIZE)) return 0;
  heap.used += PAGE_SIZE;
  return (heap.used >> PAGE_SHIFT) - 1;
}

static int new_page(size_t class, int kind) {
  size_t index = unused_page();
  if (!index) return 0;
  char *page = heap.base + (index << PAGE_SHIFT);
  page_table()[index] = (Page){(uint16_t)(class * 8), (uint8_t)kind, 0};
  heap.carve[kind][class].at = page;
  heap.carve[kind][class].end = page + PAGE_SIZE / (class * 8) * (class * 8);
  return 1;
}

/* Links the next cells of the newest page of a size; the list was empty. */
static KR_COLD FreeCell *refill(Ctx *ctx, void **list, size_t class, int kind) {
  size_t size = class * 8;
  if (heap.carve[kind][class].at == heap.carve[kind][class].end && !new_page(class, kind)) return NULL;
  char *at = heap.carve[kind][class].at, *end = heap.carve[kind][class].end;
  size_t n = CARVE_STEP / size;
  if (end - at < (ptrdiff_t)(n * size) * 2) n = (size_t)(end - at) / size;
  FreeCell *next = NULL;
  for (size_t i = n; i-- > 0;) {
    FreeCell *cell = (FreeCell *)(at + i * size);
    cell->next = next;
    next = cell;
  }
  heap.carve[kind][class].at = at + n * size;
  *list = next;
  return next;
}

KR_INLINE size_t class_of(size_t size) { return size <= 16 ? 2 : (size + 7) / 8; }

#define UNFILLED_HEAD 64 /* more than the fixed part of any leaf */

/* Of a leaf whose contents are about to be written, only the head is cleared. */
static KR_COLD void *large_alloc(Ctx *ctx, size_t size, int kind, int unfilled) {
  if (size > PTRDIFF_MAX - sizeof(Large) - 8) return (void *)kr_raise_memory(ctx);
  size = (size + 7) & ~(size_t)7;
  Large *l = unfilled ? malloc(sizeof(Large) + size) : calloc(1, sizeof(Large) + size);
  if (!l) return (void *)(uintptr_t)kr_raise_memory(ctx);
  if (unfilled) memset(l, 0, sizeof(Large) + UNFILLED_HEAD);
  l->size = size;
  l->kind = (size_t)kind;
  heap.blocks++;
#ifdef KRAIT_POISON
  if (kind == LEAF) ring_add(&heap.leaves, l);
#endif
  if (kind == CONTAINER) {
    ring_add(&heap.young, l);
    gc_large_made(ctx, ++heap.young_count);
  }
  return l + 1;
}

KR_INLINE FreeCell *take_cell(Ctx *ctx, void **lists, size_t class, int kind) {
  FreeCell *cell = lists[class];
  if (KR_UNLIKELY(!cell)) {
    cell = refill(ctx, &lists[class], class, kind);
    if (!cell) return (FreeCell *)(uintptr_t)kr_raise_memory(ctx);
  }
  lists[class] = cell->next;
  return cell;
}

/* The empty asm keeps the compiler from calling memset for the few words of most cells. */
KR_INLINE void zero_words(uint64_t *words, size_t n) {
  for (size_t i = 1; i < n; i++) {
    words[i] = 0;
    __asm__("");
  }
}

KR_INLINE void zero_rest(FreeCell *cell, size_t class) {
  enum { FEW = 8 };
  if (class <= FEW) zero_words((uint64_t *)cell, class);
  else memset((uint64_t *)cell + 1, 0, (class - 1) * sizeof(uint64_t));
}

void *kr_alloc(Ctx *ctx, uint32_t shape, size_t size) {
  Object *o;
  if (KR_LIKELY(size <= SMALL_MAX)) {
    size_t class = class_of(size);
    FreeCell *cell = take_cell(ctx, ctx->free_cells, class, LEAF);
    if (KR_UNLIKELY(!cell)) return NULL;
    zero_rest(cell, class);
    o = (Object *)cell;
  } else {
    o = large_alloc(ctx, size, LEAF, 0);
    if (!o) return NULL;
  }
  o->refs = 1;
  o->meta = shape;
  return o;
}

void *kr_alloc_unfilled(Ctx *ctx, uint32_t shape, size_t size) {
  if (size <= SMALL_MAX || size < UNFILLED_HEAD) return kr_alloc(ctx, shape, size);
  Object *o = large_alloc(ctx, size, LEAF, 1);
  if (!o) return NULL;
  o->refs = 1;
  o->meta = shape;
  return o;
}

/* Makes room in the log of young objects; the collection itself waits for the next safepoint. */
static KR_COLD int log_grow(Ctx *ctx) {
  gc_log_full(ctx);
  return ctx->young < ctx->young_end;
}

void *kr_alloc_gc(Ctx *ctx, uint32_t shape, size_t size) {
  Object *o;
  uint32_t logged = 0;
  if (KR_LIKELY(size <= SMALL_MAX)) {
    size_t class = class_of(size);
    FreeCell *cell = take_cell(ctx, ctx->free_gc_cells, class, CONTAINER);
    if (KR_UNLIKELY(!cell)) return NULL;
    logged = cell->meta & META_INLOG;
    zero_rest(cell, class);
    o = (Object *)cell;
  } else {
    o = large_alloc(ctx, size, CONTAINER, 0);
    if (!o) return NULL;
    o->refs = 1;
    o->meta = shape | 1u << 24;
    return o;
  }
  o->refs = 1;
  o->meta = shape | 1u << 24 | META_INLOG;
  if (!logged) {
    if (KR_UNLIKELY(ctx->young >= ctx->young_end) && !log_grow(ctx)) o->meta = shape;
    else *ctx->young++ = o;
  }
  return o;
}

void *kr_alloc_instance(Ctx *ctx, Type *type, size_t n) {
  const Shape *s = type->shape;
  size_t fixed = type->size;
  if (KR_UNLIKELY(type->itemsize && n > (PTRDIFF_MAX - fixed) / type->itemsize)) return (void *)(uintptr_t)kr_raise_memory(ctx);
  size_t size = ((fixed + n * type->itemsize + 7) & ~(size_t)7) + s->cap * sizeof(Value);
  void *o = type->flags & T_GC ? kr_alloc_gc(ctx, s->id, size) : kr_alloc(ctx, s->id, size);
  if (o && type->flags & T_HEAP) type->ob.refs++;
  return o;
}

void *kr_alloc_plain(Ctx *ctx, Type *type) {
  Shape *s = type->shape;
  if (KR_UNLIKELY(shape_cells(s) <= 1)) return kr_alloc_instance(ctx, type, 0);
  FreeCell *cell = take_cell(ctx, ctx->free_gc_cells, s->cells, CONTAINER);
  if (KR_UNLIKELY(!cell)) return NULL;
  uint32_t logged = cell->meta & META_INLOG;
  Object *o = (Object *)cell;
  zero_rest(cell, s->cells);
  o->refs = 1;
  o->meta = s->id | 1u << 24 | META_INLOG;
  type->ob.refs++;
  if (logged) return o;
  if (KR_UNLIKELY(ctx->young >= ctx->young_end) && !log_grow(ctx)) o->meta = s->id;
  else *ctx->young++ = o;
  return o;
}

size_t alloc_cell_size(const Object *o) {
  if (is_small(o)) return page_table()[(size_t)((const char *)o - heap.base) >> PAGE_SHIFT].cell;
  return ((const Large *)o - 1)->size;
}

static void large_free(Object *o) {
  Large *l = (Large *)o - 1;
  if (l->prev) ring_remove(l);
  heap.blocks--;
  free(l);
}

uint8_t alloc_plain_cells(const Type *type, const Shape *s) {
  size_t size = ((type->size + 7u) & ~(size_t)7) + s->cap * sizeof(Value);
  return size <= SMALL_MAX && type->flags & T_GC ? (uint8_t)class_of(size) : 1;
}

void alloc_free_object(Ctx *ctx, Object *o) {
  if (KR_UNLIKELY(!is_small(o))) {
    large_free(o);
    return;
  }
  Page page = page_table()[(size_t)((char *)o - heap.base) >> PAGE_SHIFT];
  FreeCell *cell = (FreeCell *)o;
  void **list = page.kind == CONTAINER ? &ctx->free_gc_cells[page.cell / 8] : &ctx->free_cells[page.cell / 8];
  cell->meta &= META_INLOG;
  cell->next = *list;
  *list = cell;
}

void *kr_mem_alloc(Ctx *ctx, size_t size) {
  if (size <= SMALL_MAX) return take_cell(ctx, ctx->free_cells, class_of(size), LEAF);
  void *p = size > PTRDIFF_MAX ? NULL : malloc(size);
  heap.blocks += p != NULL;
  return p ? p : (void *)(uintptr_t)kr_raise_memory(ctx);
}

void kr_mem_free(Ctx *ctx, void *p, size_t size) {
  if (!p) return;
  if (size > SMALL_MAX) {
    heap.blocks--;
    free(p);
    return;
  }
  FreeCell *cell = p;
  size_t class = class_of(size);
  cell->meta = 0;
  cell->next = ctx->free_cells[class];
  ctx->free_cells[class] = cell;
}

void *kr_mem_realloc(Ctx *ctx, void *p, size_t old_size, size_t size) {
  if (!p) return kr_mem_alloc(ctx, size);
  if (old_size > SMALL_MAX && size > SMALL_MAX) {
    void *moved = size > PTRDIFF_MAX ? NULL : realloc(p, size);
    return moved ? moved : (void *)(uintptr_t)kr_raise_memory(ctx);
  }
  if (old_size <= SMALL_MAX && size <= SMALL_MAX && class_of(old_size) == class_of(size)) return p;
  void *moved = kr_mem_alloc(ctx, size);
  if (!moved) return NULL;
  memcpy(moved, p, old_size < size ? old_size : size);
  kr_mem_free(ctx, p, old_size);
  return moved;
}

static void walk_ring(Large *ring, WalkFn visit, void *arg) {
  for (Large *l = ring->next, *next; l != ring; l = next) {
    next = l->next;
    visit((Object *)(l + 1), arg);
  }
}

int alloc_next_run(size_t *index, CellRun *run) {
  size_t last = heap.used >> PAGE_SHIFT, i = *index < heap.first_page ? heap.first_page : *index;
  while (i < last && page_table()[i].kind != CONTAINER) i++;
  if (i >= last) return 0;
  size_t cell = page_table()[i].cell;
  char *start = heap.base + (i << PAGE_SHIFT);
  *run = (CellRun){start, start + PAGE_SIZE / cell * cell, cell};
  *index = i + 1;
  return 1;
}

void alloc_set_dense(size_t page, int dense) { page_table()[page].dense = dense != 0; }

void alloc_walk_large(WalkFn visit, void *arg) {
  walk_ring(&heap.old, visit, arg);
  walk_ring(&heap.middle, visit, arg);
  walk_ring(&heap.young, visit, arg);
}

void alloc_walk(WalkFn visit, void *arg) {
  CellRun run;
  for (size_t page = 0; alloc_next_run(&page, &run);)
    for (char *at = run.start; at < run.end; at += run.cell)
      if (((Object *)at)->meta & META_SHAPE) visit((Object *)at, arg);
  alloc_walk_large(visit, arg);
}

void alloc_walk_young_large(WalkFn visit, void *arg) { walk_ring(&heap.young, visit, arg); }
void alloc_walk_middle_large(WalkFn visit, void *arg) { walk_ring(&heap.middle, visit, arg); }

size_t alloc_young_large(void) { return heap.young_count; }

void alloc_promote_large(int generation) {
  heap.young_count = 0;
  ring_join(&heap.middle, &heap.young);
  if (generation) ring_join(&heap.old, &heap.middle);
}

void alloc_make_young_large(Object *o) {
  Large *l = (Large *)o - 1;
  ring_remove(l);
  ring_add(&heap.young, l);
}

/* Cells not cut yet have shape 0 as well, but lie at or after the carve mark of their page. */
static int is_uncut(const char *at, size_t class) {
  const char *mark = heap.carve[CONTAINER][class].at, *end = heap.carve[CONTAINER][class].end;
  return at >= mark && at < end;
}

static int is_carved(const char *page) { /* some of the page is not cut yet */
  for (int kind = 0; kind < KINDS; kind++)
    for (size_t class = 2; class < KR_SMALL_CLASSES; class++) {
      const char *at = heap.carve[kind][class].at, *end = heap.carve[kind][class].end;
      if (at < end && at >= page && at < page + PAGE_SIZE) return 1;
    }
  return 0;
}

/* No cell is in use, nor known to the log of young objects. */
static int is_empty(const char *page, size_t cell) {
  for (size_t k = 0; k < PAGE_SIZE / cell; k++)
    if (((const FreeCell *)(page + k * cell))->meta) return 0;
  return !is_carved(page);
}

static void link_free_cells(Ctx *ctx, char *page, size_t size) {
  void **list = &ctx->free_gc_cells[size / 8];
  for (size_t k = PAGE_SIZE / size; k-- > 0;) {
    FreeCell *cell = (FreeCell *)(page + k * size);
    if (cell->meta & META_SHAPE || is_uncut((char *)cell, size / 8)) continue;
    cell->next = *list;
    *list = cell;
  }
}

/* How many cells of each leaf page are free; NULL: no memory. */
static uint16_t *count_free_leaves(void) {
  uint16_t *counts = calloc(heap.used >> PAGE_SHIFT, sizeof *counts);
  for (Ctx *c = kr_runtime.main; counts && c; c = c->next)
    for (size_t class = 2; class < KR_SMALL_CLASSES; class++)
      for (FreeCell *cell = c->free_cells[class]; cell; cell = cell->next)
        counts[(size_t)((char *)cell - heap.base) >> PAGE_SHIFT]++;
  return counts;
}

/* Takes the cells of emptied pages off the free lists of leaves. */
static void unlink_leaves(void) {
  for (Ctx *c = kr_runtime.main; c; c = c->next)
    for (size_t class = 2; class < KR_SMALL_CLASSES; class++) {
      FreeCell *kept = NULL, **end = &kept;
      for (FreeCell *cell = c->free_cells[class]; cell; cell = cell->next) {
        if (page_table()[(size_t)((char *)cell - heap.base) >> PAGE_SHIFT].kind == EMPTIED) continue;
        *end = cell;
        end = &cell->next;
      }
      *end = NULL;
      c->free_cells[class] = kept;
    }
}

static void empty_leaf_pages(void) {
  uint16_t *counts = count_free_leaves();
  size_t last = heap.used >> PAGE_SHIFT, found = 0;
  for (size_t i = heap.first_page; counts && i < last; i++) {
    Page *page = &page_table()[i];
    if (page->kind != LEAF || counts[i] != PAGE_SIZE / page->cell || is_carved(heap.base + (i << PAGE_SHIFT))) continue;
    page->kind = EMPTIED;
    found++;
  }
  free(counts);
  if (found) unlink_leaves();
}

/* Gives runs of emptied pages back to the system; new_page takes them up again. */
static void return_pages(void) {
  size_t last = heap.used >> PAGE_SHIFT;
  for (size_t i = heap.first_page, start; i < last; i++) {
    for (start = i; i < last && page_table()[i].kind == EMPTIED; i++) page_table()[i].kind = RETURNED;
    if (start == i) continue;
    madvise(heap.base + (start << PAGE_SHIFT), (i - start) << PAGE_SHIFT, MADV_DONTNEED);
    heap.returned += i - start;
  }
  heap.returned_from = heap.first_page;
}

void alloc_sort_free_lists(Ctx *ctx, int skip_dense) {
  for (size_t i = heap.used >> PAGE_SHIFT; i-- > heap.first_page;) {
    Page *page = &page_table()[i];
    char *start = heap.base + (i << PAGE_SHIFT);
    if (page->kind != CONTAINER || (skip_dense && page->dense)) continue;
    if (is_empty(start, page->cell)) page->kind = EMPTIED;
    else link_free_cells(ctx, start, page->cell);
  }
  empty_leaf_pages();
  return_pages();
}

void alloc_walk_large_leaves(WalkFn visit, void *arg) { walk_ring(&heap.leaves, visit, arg); }

static size_t list_length(const FreeCell *cell) {
  size_t n = 0;
  for (; cell; cell = cell->next) n++;
  return n;
}

size_t alloc_live_blocks(void) {
  size_t n = heap.blocks, last = heap.used >> PAGE_SHIFT;
  for (size_t i = heap.first_page; i < last; i++)
    if (page_table()[i].kind < KINDS) n += PAGE_SIZE / page_table()[i].cell;
  for (size_t class = 2; class < KR_SMALL_CLASSES; class++) {
    for (int kind = 0; kind < KINDS; kind++) n -= (size_t)(heap.carve[kind][class].end - heap.carve[kind][class].at) / (class * 8);
    for (Ctx *c = kr_runtime.main; c; c = c->next)
      n -= list_length(c->free_cells[class]) + list_length(c->free_gc_cells[class]);
  }
  return n;
}

typedef struct { size_t *counts, n; } ShapeCount;
static void count_one(Object *o, void *arg) {
  ShapeCount *c = arg;
  if (kr_obj_shape(o) < c->n) c->counts[kr_obj_shape(o)]++;
}
void alloc_count_shapes(size_t *counts, size_t n) {
  ShapeCount c = {counts, n};
  alloc_walk(count_one, &c);
}

size_t alloc_bytes_mapped(void) { return heap.used - ((heap.first_page + heap.returned) << PAGE_SHIFT); }
