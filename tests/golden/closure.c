/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[1]; /* constants and names, filled in when the module is loaded */

/* counter, line 1 */
static Value py___main___counter_body(Ctx *ctx, Value callee, Value start_0) {
  NativeFrame frame;
  Value t0, t1, step_0;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee, start_0);
  kr_begin_frame(ctx, FRAME, callee);
  /* 1: def counter(start): */
  frame.pos = 0;
  t0 = cell_new(ctx, start_0);
  if (KR_UNLIKELY(!t0)) goto raised;
  /* 2: def step(): */
  kr_ref(t0);
  frame.pos = 2;
  t1 = tuple_steal(ctx, (Value[]){t0}, 1);
  if (KR_UNLIKELY(!t1)) goto drop1;
  frame.pos = 4;
  step_0 = kr_make_function(ctx, FRAME, (CodeObj *)kr_obj(K[0]), 0, 0, 0, t1);
  if (KR_UNLIKELY(!step_0)) goto drop2;
  kr_unref(ctx, t1);
  /* 6: return step */
  kr_unref(ctx, t0);
  kr_return_frame(ctx, FRAME, 7);
  return step_0;
drop2:
  kr_release(ctx, t1);
  goto drop1;
drop1:
  kr_release(ctx, t0);
  goto raised;
raised:
  kr_traceback_here(ctx, FRAME);
  kr_leave_frame(ctx, FRAME);
  return 0;
}

static Value py___main___counter(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 1 && !kwnames)) return py___main___counter_body(ctx, callee, args[0]);
  Value bound[2], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___counter_body(ctx, callee, bound[0]);
  kr_drop_array(ctx, bound, 1);
  return result;
}

/* counter.<locals>.step, line 2 */
static Value py___main___counter_locals_step_body(Ctx *ctx, Value callee) {
  NativeFrame frame;
  Value t0, t1, t12, t13, t14, t15, t17, t18;
  int64_t t3, t5;
  double t8, t10, t11;
  int t2, t6, t7;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee);
  kr_begin_frame(ctx, FRAME, callee);
  /* 4: start += 1 */
  t0 = kr_free_cell(callee, 0);
  frame.pos = 0;
  t1 = kr_cell_load(ctx, FRAME, t0, 0);
  if (KR_UNLIKELY(!t1)) goto raised;
  t2 = kr_is_int(t1);
  if (!(t2)) goto L7;
L6:;
  t3 = kr_int_of(t1);
  t5 = t3 + 1;
  t6 = kr_int_fits(t5);
  if ((t6)) goto L11;
  goto L4;
L7:;
  t7 = kr_is_flo(t1);
  if (!(t7)) goto L9;
L8:;
  t8 = kr_flo_of(t1);
  t10 = (double)1;
  t11 = t8 + t10;
  t12 = kr_box_float(ctx, t11);
  kr_cell_store(ctx, t0, t12);
  /* 5: return start */
  frame.pos = 4;
  t13 = kr_cell_load(ctx, FRAME, t0, 0);
  if (KR_UNLIKELY(!t13)) goto raised;
  kr_return_frame(ctx, FRAME, 5);
  return t13;
L11:;
  /* 4: start += 1 */
  t14 = kr_int(t5);
  kr_cell_store(ctx, t0, t14);
  /* 5: return start */
  frame.pos = 4;
  t15 = kr_cell_load(ctx, FRAME, t0, 0);
  if (KR_UNLIKELY(!t15)) goto raised;
  kr_return_frame(ctx, FRAME, 5);
  return t15;
L4:;
  /* 4: start += 1 */
  frame.pos = 2;
  t17 = kr_far_inplace(ctx, t1, kr_int(1), BIN_add);
  if (KR_UNLIKELY(!t17)) goto drop1;
  kr_release(ctx, t1);
  kr_cell_store(ctx, t0, t17);
  /* 5: return start */
  frame.pos = 4;
  t18 = kr_cell_load(ctx, FRAME, t0, 0);
  if (KR_UNLIKELY(!t18)) goto raised;
  kr_return_frame(ctx, FRAME, 5);
  return t18;
L9:;
  goto L4;
drop1:
  kr_release(ctx, t1);
  goto raised;
raised:
  kr_traceback_here(ctx, FRAME);
  kr_leave_frame(ctx, FRAME);
  return 0;
}

static Value py___main___counter_locals_step(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 0 && !kwnames)) return py___main___counter_locals_step_body(ctx, callee);
  Value bound[1], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___counter_locals_step_body(ctx, callee);
  kr_drop_array(ctx, bound, 0);
  return result;
}

static const KrNativeConst constants[1] = {
  {1, 2}
};
static const KrNativeFn functions[2] = {
  {1, py___main___counter, py___main___counter_body, 1},
  {2, py___main___counter_locals_step, py___main___counter_locals_step_body, 0},
};
const KrNativeUnit kr_unit___main___0 = {functions, 2, constants, 1, K};
