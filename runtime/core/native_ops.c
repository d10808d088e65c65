/* What compiled code calls beside api.h: the slow halves of fast.h and rare instructions. */
#include "../krait.h"
#include "../native.h"
#include "vm_help.h"

/* ---- frames ---- */

int kr_enter_frame_slow(Ctx *ctx, Frame *frame) {
  ctx->depth--;
  if (kr_enter(ctx, "")) return -1;
  ctx->frame = frame;
  if (kr_poll(ctx) == 0) return 0;
  kr_traceback_here(ctx, frame);
  kr_leave_frame(ctx, frame);
  return -1;
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
  return kr_raise_unbound(ctx, frame, frame->code->code->nlocals + n);
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
  Value v = vm_namespace_get(ctx, frame->ns, frame->code->var_names[frame->code->code->nlocals + n]);
  return v == KR_ABSENT ? kr_cell_load(ctx, frame, cell, n) : v;
}

int kr_delete_global(Ctx *ctx, Frame *frame, Value name) { return vm_delete_name(ctx, frame->globals, name); }
int kr_delete_name(Ctx *ctx, Frame *frame, Value name) { return vm_delete_name(ctx, frame->ns, name); }
int kr_setup_annotations(Ctx *ctx, Frame *frame) { return vm_setup_annotations(ctx, frame->ns); }

Value kr_load_name(Ctx *ctx, Frame *frame, Value name) {
  GlobalCache none = {0};
  Value v = vm_namespace_get(ctx, frame->ns, name);
  return v == KR_ABSENT ? kr_load_global(ctx, frame->globals, frame->builtins, name, &none) : v;
}

int kr_store_name(Ctx *ctx, Frame *frame, Value name, Value v) {
  return kr_has_shape(frame->ns, SHAPE_dict) ? dict_set(ctx, frame->ns, name, v) : kr_setitem(ctx, frame->ns, name, v);
}

/* ---- calls ---- */

Value kr_call_fill(Ctx *ctx, Value f, const Value *args, size_t n, CallCache *c) {
  if (kr_has_shape(f, SHAPE_function)) {
    Function *fn = (Function *)kr_obj(f);
    const KrNativeFn *native = fn->code->native;
    if (native && native->body && native->nparams == n) {
      c->code = fn->code;
      c->body = native->body;
    }
    return fn->entry(ctx, f, args, n, 0);
  }
  return kr_call(ctx, f, args, n, 0);
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

int kr_end_async_for(Ctx *ctx, Value exc) {
  int done = kr_exc_matches(ctx, exc, kr_val(&kr_type_StopAsyncIteration));
  if (done == 0) kr_restore(ctx, kr_ref(exc));
  return done > 0 ? 0 : -1;
}
