/* The traceback type: a chain of entries, outermost first, each a frame and the place in it. */
#include <stddef.h>
#include "../../ir/units.h"
#include "../api.h"

static Traceback *tb_of(Value v) { return (Traceback *)kr_obj(v); }

Value traceback_new(Ctx *ctx, Value next, Value frame, int lasti, int lineno) {
  Traceback *tb = kr_alloc_gc(ctx, SHAPE_traceback, sizeof *tb);
  if (!tb) return 0;
  tb->next = next ? kr_ref(next) : 0;
  tb->frame = kr_ref(frame);
  tb->lasti = lasti;
  tb->lineno = lineno;
  return kr_val(tb);
}

static Value tb_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *sig;
  Value a[4];
  int64_t lasti, lineno;
  if (kr_bind(ctx, "traceback", "tb_next, tb_frame, tb_lasti, tb_lineno", &sig, args, nargs, kwnames, a) < 0) return 0;
  if (a[0] != KR_None && !kr_has_shape(a[0], SHAPE_traceback))
    return kr_raise(ctx, &kr_type_TypeError, "expected traceback object or None, got '%T'", a[0]);
  if (!kr_has_shape(a[1], SHAPE_frame))
    return kr_raise(ctx, &kr_type_TypeError, "traceback() argument 'tb_frame' must be frame, not %T", a[1]);
  if (kr_index_i64(ctx, a[2], &lasti) < 0 || kr_index_i64(ctx, a[3], &lineno) < 0) return 0;
  const Code *code = frame_code(frame_record(a[1]))->code;
  uint32_t insn = lasti < 0 ? code->ninsns : units_to_insn(code, (uint32_t)(lasti / 2));
  if (insn < code->ninsns) lasti = 2 * (int64_t)insn + (lasti & 1);
  return traceback_new(ctx, a[0] == KR_None ? 0 : a[0], a[1], (int)lasti, (int)lineno);
}

static void tb_traverse(Object *o, VisitFn visit, void *arg) {
  Traceback *tb = (Traceback *)o;
  visit(tb->next, arg);
  visit(tb->frame, arg);
}

/* Entries are unlinked one by one, so that a long chain is freed without recursion. */
static void tb_clear(Ctx *ctx, Object *o) {
  Traceback *tb = (Traceback *)o;
  Value next = tb->next;
  tb->next = 0;
  kr_clear(ctx, &tb->frame);
  while (next && kr_obj(next)->refs == 1) {
    Value after = tb_of(next)->next;
    tb_of(next)->next = 0;
    kr_unref(ctx, next);
    next = after;
  }
  kr_unref(ctx, next);
}

static Value tb_get_next(Ctx *ctx, Value self) { return tb_of(self)->next ? kr_ref(tb_of(self)->next) : KR_None; }

static int tb_set_next(Ctx *ctx, Value self, Value v) {
  if (!v) {
    kr_raise(ctx, &kr_type_TypeError, "can't delete tb_next attribute");
    return -1;
  }
  if (v == KR_None) {
    kr_clear(ctx, &tb_of(self)->next);
    return 0;
  }
  if (!kr_has_shape(v, SHAPE_traceback)) {
    kr_raise(ctx, &kr_type_TypeError, "expected traceback object, got '%T'", v);
    return -1;
  }
  for (Value t = v; t; t = tb_of(t)->next) {
    if (t != self) continue;
    kr_raise(ctx, &kr_type_ValueError, "traceback loop detected");
    return -1;
  }
  kr_set(ctx, &tb_of(self)->next, kr_ref(v));
  return 0;
}

/* Only its own attributes are of interest. */
static Value tb_dir(Ctx *ctx, Value self, const Value *a) {
  static const char *const names[] = {"tb_frame", "tb_next", "tb_lasti", "tb_lineno"};
  Value list = list_new(ctx, 4);
  for (size_t i = 0; list && i < 4; i++) {
    Value name = str_from(ctx, names[i]);
    if (!name || list_append(ctx, list, name)) kr_clear(ctx, &list);
    kr_unref(ctx, name);
  }
  return list;
}

static const Method tb_methods[] = {{"__dir__", tb_dir, "", "The names of its attributes."}, {0}};
/* Entries made by programs may point into the middle of an instruction. */
static Value tb_get_lasti(Ctx *ctx, Value self) {
  const Traceback *tb = tb_of(self);
  const Code *code = frame_code(frame_record(tb->frame))->code;
  return kr_int(tb->lasti < 0 ? tb->lasti : 2 * (int64_t)units_of_insn(code, (uint32_t)tb->lasti / 2) + (tb->lasti & 1));
}

static const GetSet tb_getsets[] = {
  {"tb_next", tb_get_next, tb_set_next, NULL}, {"tb_lasti", tb_get_lasti, NULL, NULL}, {0}};

static const Member tb_members[] = {
  {"tb_frame", MEMBER_VALUE, offsetof(Traceback, frame), 1, NULL},
  {"tb_lineno", MEMBER_I32, offsetof(Traceback, lineno), 1, NULL}, {0}};

Type kr_type_traceback = {
  TYPE_HEAD(traceback, "traceback"), .flags = T_GC, .size = sizeof(Traceback), .new = tb_new,
  .traverse = tb_traverse, .clear = tb_clear, .free = tb_clear, .methods = tb_methods, .getsets = tb_getsets, .members = tb_members};
