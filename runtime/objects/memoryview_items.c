/* The items of memory views: subscripts, slices, assignment, comparing and iterating. */
#include "memoryview.h"
#include "pack.h"

/* ---- single items ---- */
static char item_code(Ctx *ctx, const MemoryView *m) {
  char code = view_code(m->view.format);
  if (!code) kr_raise(ctx, &kr_type_NotImplementedError, "memoryview: unsupported format %s", m->view.format);
  return code;
}

static Value unpack_item(Ctx *ctx, const MemoryView *m, const char *p) {
  char code = item_code(ctx, m);
  return code ? native_unpack(ctx, code, p) : 0;
}

static int pack_item(Ctx *ctx, const MemoryView *m, char *p, Value v) {
  char code = item_code(ctx, m), packed[8];
  if (!code) return -1;
  switch (native_pack(ctx, code, packed, v)) {
  case PACK_OK: /* user code may have run: is the memory still there? */
    if (!view_alive(ctx, m)) return -1;
    memcpy(p, packed, (size_t)m->view.itemsize);
    return 0;
  case PACK_TYPE: kr_raise(ctx, &kr_type_TypeError, "memoryview: invalid type for format '%s'", m->view.format); break;
  case PACK_RAISED:
    if (!kr_catch(ctx, &kr_type_OverflowError)) return -1; /* an int too large for a float */
    /* fall through */
  case PACK_RANGE: kr_raise(ctx, &kr_type_ValueError, "memoryview: invalid value for format '%s'", m->view.format); break;
  }
  return -1;
}

Value view_to_list(Ctx *ctx, const MemoryView *m, char *p, int dim) {
  if (dim == m->view.ndim) return unpack_item(ctx, m, p);
  Value list = list_new(ctx, (size_t)m->dims[dim]);
  for (int64_t i = 0; list && i < m->dims[dim]; i++) {
    Value item = view_to_list(ctx, m, buffer_step(&m->view, p, dim, i), dim + 1);
    if (!item || list_append(ctx, list, item)) kr_clear(ctx, &list);
    kr_unref(ctx, item);
  }
  return list;
}

/* ---- subscripts ---- */
static char *no_item(Ctx *ctx, Type *type, const char *why) { return (char *)(uintptr_t)kr_raise(ctx, type, "%s", why); }

static int is_index(Value v) { return kr_is_anyint(v) || kr_type_of(v)->to_index != NULL; }

/* Address of an index of dimension dim from p on; NULL: raised. */
static char *step_into(Ctx *ctx, const MemoryView *m, char *p, Value index, int dim) {
  int64_t i;
  if (kr_subscript_i64(ctx, index, &i) || !view_alive(ctx, m)) return NULL;
  if (i < 0) i += m->dims[dim];
  if (i >= 0 && i < m->dims[dim]) return buffer_step(&m->view, p, dim, i);
  return (char *)(uintptr_t)kr_raise(ctx, &kr_type_IndexError, "index out of bounds on dimension %d", dim + 1);
}

static int all_items(const Tuple *t, int (*test)(Value)) {
  for (int64_t i = 0; i < t->len; i++)
    if (!test(t->items[i])) return 0;
  return 1;
}
static int is_slice(Value v) { return kr_has_shape(v, SHAPE_slice); }

/* Address of the item that an int or a tuple of ints names; NULL: raised. */
static char *item_address(Ctx *ctx, const MemoryView *m, Value key) {
  int is_tuple = kr_has_flag(key, T_TUPLE);
  if (m->view.ndim == 0) {
    if ((is_tuple && !tuple_of(key)->len) || key == KR_Ellipsis) return m->view.data;
    return no_item(ctx, &kr_type_TypeError, "invalid indexing of 0-dim memory");
  }
  if (is_index(key)) {
    if (m->view.ndim > 1) return no_item(ctx, &kr_type_NotImplementedError, "multi-dimensional sub-views are not implemented");
    return step_into(ctx, m, m->view.data, key, 0);
  }
  const Tuple *t = is_tuple ? tuple_of(key) : NULL;
  if (!t || !all_items(t, is_index)) {
    if (t && all_items(t, is_slice)) return no_item(ctx, &kr_type_NotImplementedError, "multi-dimensional slicing is not implemented");
    return no_item(ctx, &kr_type_TypeError, "memoryview: invalid slice key");
  }
  if (t->len < m->view.ndim) return no_item(ctx, &kr_type_NotImplementedError, "sub-views are not implemented");
  if (t->len > m->view.ndim)
    return (char *)(uintptr_t)kr_raise(ctx, &kr_type_TypeError, "cannot index %d-dimension view with %lld-element tuple", m->view.ndim, (long long)t->len);
  char *p = m->view.data;
  for (int dim = 0; dim < m->view.ndim && p; dim++) p = step_into(ctx, m, p, t->items[dim], dim);
  return p;
}

static MemoryView *slice_view(Ctx *ctx, const MemoryView *m, Value key) {
  int64_t start, stop, step, n;
  if (m->view.ndim == 0) return (MemoryView *)(uintptr_t)kr_raise(ctx, &kr_type_TypeError, "invalid indexing of 0-dim memory");
  MemoryView *s = view_copy(ctx, m, m->view.ndim); /* first: computing the indexes may release m */
  if (!s) return NULL;
  if (slice_indices(ctx, key, s->dims[0], &start, &stop, &step, &n)) {
    kr_unref(ctx, kr_val(s));
    return NULL;
  }
  s->view.data = (char *)s->view.data + start * s->view.strides[0];
  s->view.shape[0] = n;
  s->view.strides[0] *= step;
  s->view.len = s->view.itemsize;
  for (int i = 0; i < s->view.ndim; i++) s->view.len *= s->view.shape[i];
  return s;
}

Value view_getitem(Ctx *ctx, Value self, Value key) {
  MemoryView *m = view_of(self);
  if (!view_alive(ctx, m)) return 0;
  if (is_slice(key)) return kr_val(slice_view(ctx, m, key));
  if (m->view.ndim == 0 && key == KR_Ellipsis) return kr_ref(self);
  char *p = item_address(ctx, m, key);
  return p ? unpack_item(ctx, m, p) : 0;
}

static int assign_slice(Ctx *ctx, const MemoryView *to, Value value) {
  Buffer from;
  if (buffer_request(ctx, value, &from, BUF_FULL_RO)) return -1;
  int same = buffer_same_structure(&to->view, &from), failed = same ? buffer_assign(ctx, &to->view, &from) : -1;
  kr_release_buffer(ctx, &from);
  if (!same) kr_raise(ctx, &kr_type_ValueError, "memoryview assignment: lvalue and rvalue have different structures");
  return failed;
}

int view_setitem(Ctx *ctx, Value self, Value key, Value value) {
  MemoryView *m = view_of(self);
  if (!view_alive(ctx, m) || !item_code(ctx, m)) return -1;
  if (m->view.readonly) return kr_raise(ctx, &kr_type_TypeError, "cannot modify read-only memory"), -1;
  if (!value) return kr_raise(ctx, &kr_type_TypeError, "cannot delete memory"), -1;
  if (!is_slice(key) || m->view.ndim == 0) {
    char *p = item_address(ctx, m, key);
    return p ? pack_item(ctx, m, p, value) : -1;
  }
  if (m->view.ndim > 1) return kr_raise(ctx, &kr_type_NotImplementedError, "memoryview slice assignments are currently restricted to ndim = 1"), -1;
  MemoryView *part = slice_view(ctx, m, key);
  if (!part) return -1;
  int failed = view_alive(ctx, m) ? assign_slice(ctx, part, value) : -1;
  kr_unref(ctx, kr_val(part));
  return failed;
}

/* ---- comparing ----
 * Items are compared as Python values.  Formats beyond the native letters are read by struct. */
typedef struct {
  const Buffer *b;
  char code;       /* native letter, or 0 */
  Value structure; /* struct.Struct when there is none */
} Side;

static Value side_item(Ctx *ctx, const Side *s, const char *p) {
  return s->code ? native_unpack(ctx, s->code, p) : buffer_unpack(ctx, s->structure, p, s->b->itemsize);
}

static int same_item(Ctx *ctx, const Side *x, const char *p, const Side *y, const char *q) {
  Value a = side_item(ctx, x, p), b = a ? side_item(ctx, y, q) : 0;
  int same = b ? kr_compare_bool(ctx, a, b, CMP_eq) : -1;
  kr_unref(ctx, a);
  kr_unref(ctx, b);
  return same;
}

/* Rows of integers of one kind can be compared as bytes. */
static int plain_row(const Side *x, const Side *y, int dim) {
  return dim == x->b->ndim - 1 && x->code && x->code == y->code && !strchr("efd?", x->code) && !x->b->suboffsets && !y->b->suboffsets &&
         x->b->strides[dim] == x->b->itemsize && y->b->strides[dim] == y->b->itemsize;
}

static int same_items(Ctx *ctx, const Side *x, char *p, const Side *y, char *q, int dim) {
  if (dim == x->b->ndim) return same_item(ctx, x, p, y, q);
  if (plain_row(x, y, dim)) return !memcmp(p, q, (size_t)(x->b->shape[dim] * x->b->itemsize));
  for (int64_t i = 0; i < x->b->shape[dim]; i++) {
    int same = same_items(ctx, x, buffer_step(x->b, p, dim, i), y, buffer_step(y->b, q, dim, i), dim + 1);
    if (same <= 0) return same;
  }
  return 1;
}

static int same_shape(const Buffer *a, const Buffer *b) {
  if (a->ndim != b->ndim) return 0;
  for (int i = 0; i < a->ndim; i++) {
    if (a->shape[i] != b->shape[i]) return 0;
    if (!a->shape[i]) break;
  }
  return 1;
}

/* 0 also when struct does not know the format. */
static int side_open(Ctx *ctx, Side *s) {
  s->code = view_code(s->b->format);
  if (s->code) return 1;
  Type *error = NULL;
  Value type = kr_import_attr(ctx, "_struct", "error");
  if (type) error = kr_as_type(type);
  s->structure = type ? buffer_struct(ctx, s->b->format) : 0;
  int known = s->structure ? 1 : error && kr_catch(ctx, error) ? 0 : -1;
  kr_unref(ctx, type);
  return known;
}

static int same_views(Ctx *ctx, const MemoryView *a, const MemoryView *b) {
  Side x = {.b = &a->view}, y = {.b = &b->view};
  if (!same_shape(x.b, y.b)) return 0;
  int same = side_open(ctx, &x);
  if (same > 0) same = side_open(ctx, &y);
  if (same > 0) same = same_items(ctx, &x, x.b->data, &y, y.b->data, 0);
  kr_unref(ctx, x.structure);
  kr_unref(ctx, y.structure);
  return same;
}

Value view_compare(Ctx *ctx, Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !kr_has_shape(a, SHAPE_memoryview)) return KR_NotImplemented;
  int b_is_view = kr_has_shape(b, SHAPE_memoryview), same = a == b;
  if (view_is_alive(view_of(a)) && !(b_is_view && !view_is_alive(view_of(b)))) {
    if (!b_is_view && !kr_type_of(b)->get_buffer) return KR_NotImplemented;
    Value other = b_is_view ? kr_ref(b) : memoryview_new(ctx, b);
    if (!other) return kr_catch(ctx, &kr_type_Exception) ? KR_NotImplemented : 0;
    kr_ref(a);
    same = same_views(ctx, view_of(a), view_of(other));
    kr_unref(ctx, a);
    kr_unref(ctx, other);
  }
  return same < 0 ? 0 : kr_bool(same == (op == CMP_eq));
}

/* ---- iterator ---- */
typedef struct { Object ob; int64_t index; Value view; } MemoryIterator;

Value view_iter(Ctx *ctx, Value self) {
  MemoryView *m = view_of(self);
  if (!view_alive(ctx, m)) return 0;
  if (m->view.ndim != 1)
    return kr_raise(ctx, m->view.ndim ? &kr_type_NotImplementedError : &kr_type_TypeError,
                    m->view.ndim ? "multi-dimensional sub-views are not implemented" : "invalid indexing of 0-dim memory");
  MemoryIterator *it = kr_alloc_gc(ctx, SHAPE_memory_iterator, sizeof *it);
  if (it) it->view = kr_ref(self);
  return kr_val(it);
}

static Value iterator_next(Ctx *ctx, Value self) {
  MemoryIterator *it = (MemoryIterator *)kr_obj(self);
  if (!it->view) return KR_STOP;
  MemoryView *m = view_of(it->view);
  if (!view_alive(ctx, m)) return 0;
  if (it->index < m->dims[0]) return unpack_item(ctx, m, buffer_step(&m->view, m->view.data, 0, it->index++));
  kr_clear(ctx, &it->view);
  return KR_STOP;
}

static Value iterator_self(Ctx *ctx, Value self) { return kr_ref(self); }
static void iterator_traverse(Object *o, VisitFn visit, void *arg) { visit(((MemoryIterator *)o)->view, arg); }
static void iterator_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((MemoryIterator *)o)->view); }

Type kr_type_memory_iterator = {
  TYPE_HEAD(memory_iterator, "memory_iterator"), .size = sizeof(MemoryIterator), .flags = T_GC | T_NO_NEW,
  .iter = iterator_self, .next = iterator_next, .traverse = iterator_traverse, .clear = iterator_clear, .free = iterator_clear,
};
