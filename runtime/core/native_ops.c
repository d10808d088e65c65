/* What compiled code calls beside api.h: the slow halves of fast.h and rare instructions. */
#include "../krait.h"
#include "../native.h"
#include "core.h"
#include "slots.h"
#include "trace.h"
#include "vm_help.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- fast paths to call ---- */

#define FAR(result, name, params, args) result kr_far_##name params { return kr_fast_##name args; }
#include "../far.def"

/* ---- frames ---- */

int kr_admit(Ctx *ctx, Frame *frame, Value callee) {
  if (trace_active(ctx)) return -1;
  if (kr_enter(ctx, "")) return -1;
  ctx->depth--;
  kr_begin_frame(ctx, frame, callee);
  int r = kr_poll(ctx);
  if (r < 0) kr_traceback_here(ctx, frame);
  kr_leave_frame(ctx, frame);
  return r;
}

Value kr_not_entered(Ctx *ctx, Value callee, ...) {
  if (ctx->exc) return 0;
  uint32_t n = code_nparams(((Function *)kr_obj(callee))->code->code);
  Value params[n + 1];
  va_list args;
  va_start(args, callee);
  for (uint32_t k = 0; k < n; k++) params[k] = va_arg(args, Value);
  va_end(args);
  return vm_run_bound(ctx, callee, params);
}

Value kr_raise_again(Ctx *ctx, Frame *frame) {
  bool nothing = !ctx->handled;
  kr_raise_instr(ctx, 0, 0);
  if (nothing) kr_traceback_here(ctx, frame);
  return 0;
}

void kr_retain(Value v) { kr_ref(v); }
void kr_release(Ctx *ctx, Value v) { kr_unref(ctx, v); }

void kr_drop(Ctx *ctx, unsigned n, ...) {
  va_list values;
  va_start(values, n);
  while (n-- > 0) kr_unref(ctx, va_arg(values, Value));
  va_end(values);
}

void kr_drop_array(Ctx *ctx, Value *values, size_t n) {
  for (size_t i = 0; i < n; i++) kr_unref(ctx, values[i]);
}

void kr_leave_frame_slots(Ctx *ctx, Frame *frame, Value *slots, size_t n) {
  kr_leave_frame(ctx, frame);
  kr_drop_array(ctx, slots, n);
}

/* ---- variables ---- */

int kr_check_bound_slow(Ctx *ctx, Frame *frame, uint32_t local) {
  kr_raise_unbound(ctx, frame, local);
  return -1;
}

Value kr_cell_unbound(Ctx *ctx, Frame *frame, uint32_t n) {
  return kr_raise_unbound(ctx, frame, frame_code(frame)->code->nlocals + n);
}

int kr_cell_delete(Ctx *ctx, Frame *frame, Value cell, uint32_t n) {
  Value *slot = &((Cell *)kr_obj(cell))->value;
  if (!*slot) {
    kr_cell_unbound(ctx, frame, n);
    return -1;
  }
  kr_clear(ctx, slot);
  return 0;
}

Value kr_load_classderef(Ctx *ctx, Frame *frame, Value cell, uint32_t n) {
  Value v = vm_namespace_get(ctx, frame_ns(frame), frame_code(frame)->var_names[frame_code(frame)->code->nlocals + n]);
  return v == KR_ABSENT ? kr_cell_load(ctx, frame, cell, n) : v;
}

int kr_delete_global(Ctx *ctx, Frame *frame, Value name) { return vm_delete_name(ctx, frame_globals(frame), name); }
int kr_delete_name(Ctx *ctx, Frame *frame, Value name) { return vm_delete_name(ctx, frame_ns(frame), name); }
int kr_setup_annotations(Ctx *ctx, Frame *frame) { return vm_setup_annotations(ctx, frame_ns(frame)); }

Value kr_load_name(Ctx *ctx, Frame *frame, Value name) {
  GlobalCache none = {0};
  Value v = vm_namespace_get(ctx, frame_ns(frame), name);
  return v == KR_ABSENT ? kr_load_global(ctx, frame_globals(frame), frame_builtins(frame), name, &none) : v;
}

int kr_store_name(Ctx *ctx, Frame *frame, Value name, Value v) {
  return kr_has_shape(frame_ns(frame), SHAPE_dict) ? dict_set(ctx, frame_ns(frame), name, v) : kr_setitem(ctx, frame_ns(frame), name, v);
}

/* ---- sums ---- */

Value kr_append(Ctx *ctx, Value a, Value b, int inplace) {
  if (kr_has_shape(a, SHAPE_str) && kr_has_shape(b, SHAPE_str)) return str_append(ctx, a, b);
  Value r = inplace ? kr_inplace(ctx, a, b, BIN_add) : kr_binary(ctx, a, b, BIN_add);
  kr_unref(ctx, a);
  return r;
}

Value kr_append_bound(Ctx *ctx, Value *slot, Value a, Value b, int inplace) {
  if (*slot == a && kr_has_shape(a, SHAPE_str) && kr_has_shape(b, SHAPE_str)) kr_clear(ctx, slot);
  return kr_append(ctx, a, b, inplace);
}

/* ---- tests that run no code ---- */

int kr_peek_truth_slow(Value v) {
  if (kr_is_flo(v)) return kr_flo_of(v) != 0;
  if (!kr_is_ptr(v)) return -1;
  switch (kr_obj_shape(kr_obj(v))) {
  case SHAPE_str: return str_of(v)->len != 0;
  case SHAPE_tuple: return tuple_of(v)->len != 0;
  case SHAPE_dict: return dict_len(v) != 0;
  default: break;
  }
  const Type *t = kr_type_of(v);
  return t->bool_ || t->len ? -1 : 1;
}

int64_t kr_peek_len_slow(Value v) {
  if (!kr_is_ptr(v)) return -1;
  switch (kr_obj_shape(kr_obj(v))) {
  case SHAPE_tuple: return tuple_of(v)->len;
  case SHAPE_dict: return dict_len(v);
  case SHAPE_set: case SHAPE_frozenset: return set_of(v)->used;
  case SHAPE_bytes: return (int64_t)bytes_of(v)->len;
  default: return -1;
  }
}

int kr_global_is_slow(Ctx *ctx, Value callee, Value name, GlobalCache *c, int builtin) {
  const Function *f = kr_function(callee);
  if (!kr_has_shape(f->globals, SHAPE_dict) || !kr_has_shape(f->builtins, SHAPE_dict)) return 0;
  if (!dict_of(f->globals)->str_keys || !dict_of(f->builtins)->str_keys) return 0; /* a look-up may run code */
  Value v = kr_load_global(ctx, f->globals, f->builtins, name, c);
  if (!v) kr_clear_exc(ctx);
  kr_unref(ctx, v);
  return v == kr_builtins[builtin];
}

int kr_peek_test_slow(Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !kr_has_shape(a, SHAPE_str) || !kr_has_shape(b, SHAPE_str)) return -1;
  return str_equal(a, b) == (op == CMP_eq);
}

/* ---- values that were kept as numbers ---- */

static Value must(Ctx *ctx, Value v) {
  if (KR_LIKELY(v != 0)) return v;
  fputs("MemoryError\n", stderr);
  exit(1);
}

Value kr_box_float_slow(Ctx *ctx, double d) { return must(ctx, float_box(ctx, d)); }

Value kr_make_range(Ctx *ctx, int64_t start, int64_t stop, int64_t step) {
  return must(ctx, range_make(ctx, kr_int(start), kr_int(stop), kr_int(step)));
}

Value kr_make_range_iter(Ctx *ctx, int64_t next, int64_t stop, int64_t step) {
  RangeIterator *r = kr_alloc(ctx, SHAPE_range_iterator, sizeof *r);
  must(ctx, kr_val(r));
  r->next = next;
  r->step = step;
  r->left = r->len = step > 0 ? (stop > next ? (stop - next + step - 1) / step : 0) : next > stop ? (next - stop - step - 1) / -step : 0;
  return kr_val(r);
}

Value kr_make_list_iter(Ctx *ctx, Value list, int64_t index) {
  uint32_t shape = kr_has_shape(list, SHAPE_list) ? SHAPE_list_iterator : SHAPE_tuple_iterator;
  SeqIterator *s = kr_alloc_gc(ctx, shape, sizeof *s);
  must(ctx, kr_val(s));
  s->index = index;
  s->seq = kr_ref(list);
  return kr_val(s);
}

/* ---- containers ---- */

int kr_list_extend(Ctx *ctx, Value list, Value iterable) { return vm_list_extend(ctx, list, iterable); }
int kr_dict_update(Ctx *ctx, Value dict, Value mapping) { return vm_dict_update(ctx, dict, mapping); }
int kr_dict_merge(Ctx *ctx, Value callee, Value dict, Value mapping) { return vm_dict_merge(ctx, callee, dict, mapping); }

Value kr_build_slice(Ctx *ctx, Value start, Value stop, Value step) {
  return slice_new(ctx, start, stop, step ? step : KR_None);
}

Value kr_len_value(Ctx *ctx, Value v) {
  int64_t n = kr_len(ctx, v);
  return n < 0 ? 0 : kr_int(n);
}

Value kr_frame_yield_from_iter(Ctx *ctx, const Frame *f, Value v) {
  return kr_get_yield_from_iter(ctx, v, (frame_code(f)->code->flags & (CODE_COROUTINE | CODE_ITERABLE_COROUTINE)) != 0);
}

int kr_end_async_for(Ctx *ctx, Value exc) {
  int done = kr_exc_matches(ctx, exc, kr_val(&kr_type_StopAsyncIteration));
  if (done == 0) kr_restore(ctx, kr_ref(exc));
  return done > 0 ? 0 : -1;
}
