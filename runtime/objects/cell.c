/* cell: the box through which closures share a variable. */
#include "../krait.h"

static Cell *cell_of(Value v) { return (Cell *)kr_obj(v); }

Value cell_new(Ctx *ctx, Value v) {
  Cell *c = kr_alloc_gc(ctx, SHAPE_cell, sizeof(Cell));
  if (!c) return 0;
  c->value = kr_ref(v);
  return kr_val(c);
}

static Value cell_make(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *sig;
  Value contents;
  if (kr_bind(ctx, "cell", "contents=<unrepresentable>, /", &sig, args, nargs, kwnames, &contents) < 0) return 0;
  return cell_new(ctx, contents);
}

static Value cell_repr(Ctx *ctx, Value v) {
  Value held = cell_of(v)->value;
  if (!held) return str_format_c(ctx, "<cell at %p: empty>", (void *)kr_obj(v));
  return str_format_c(ctx, "<cell at %p: %T object at %p>", (void *)kr_obj(v), held, (void *)(uintptr_t)held);
}

static Value cell_compare(Ctx *ctx, Value a, Value b, int op) {
  if (!kr_has_shape(a, SHAPE_cell) || !kr_has_shape(b, SHAPE_cell)) return KR_NotImplemented;
  Value x = cell_of(a)->value, y = cell_of(b)->value;
  if (x && y) return kr_compare(ctx, x, y, op);
  int order = (x != 0) - (y != 0);
  static const int8_t holds[CMP_COUNT][3] = {
    [CMP_lt] = {1, 0, 0}, [CMP_le] = {1, 1, 0}, [CMP_eq] = {0, 1, 0},
    [CMP_ne] = {1, 0, 1}, [CMP_gt] = {0, 0, 1}, [CMP_ge] = {0, 1, 1}};
  return kr_bool(holds[op][order + 1]);
}

static Value cell_get_contents(Ctx *ctx, Value self) {
  Value held = cell_of(self)->value;
  return held ? kr_ref(held) : kr_raise(ctx, &kr_type_ValueError, "Cell is empty");
}

static int cell_set_contents(Ctx *ctx, Value self, Value v) {
  kr_set(ctx, &cell_of(self)->value, kr_ref(v));
  return 0;
}

static void cell_traverse(Object *o, VisitFn visit, void *arg) { visit(((Cell *)o)->value, arg); }
static void cell_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((Cell *)o)->value); }

static const GetSet cell_getsets[] = {{"cell_contents", cell_get_contents, cell_set_contents, NULL}, {0}};

Type kr_type_cell = {
  TYPE_HEAD(cell, "cell"), .flags = T_GC, .size = sizeof(Cell),
  .sig = "contents=<unrepresentable>, /",
  .doc = "A variable shared between a function and the functions nested in it.",
  .new = cell_make, .repr = cell_repr, .compare = cell_compare, .traverse = cell_traverse, .clear = cell_clear,
  .free = cell_clear, .getsets = cell_getsets,
};
