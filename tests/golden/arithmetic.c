/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"


/* scale, line 1 */
static Value py___main___scale_body(Ctx *ctx, Value callee, Value x_0, Value n_0) {
  NativeFrame frame;
  Value t0, t11, t12, t14;
  int64_t t2, t4;
  double t7, t9, t10;
  int t1, t5, t6;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee, x_0, n_0);
  kr_begin_frame(ctx, FRAME, callee);
  /* 2: return x * n + 1 */
  frame.pos = 2;
  t0 = kr_fast_binary(ctx, x_0, n_0, BIN_mul);
  if (KR_UNLIKELY(!t0)) goto raised;
  t1 = kr_is_int(t0);
  if (!(t1)) goto L7;
L6:;
  t2 = kr_int_of(t0);
  t4 = t2 + 1;
  t5 = kr_int_fits(t4);
  if ((t5)) goto L11;
  goto L4;
L7:;
  t6 = kr_is_flo(t0);
  if (!(t6)) goto L9;
L8:;
  t7 = kr_flo_of(t0);
  t9 = (double)1;
  t10 = t7 + t9;
  t11 = kr_box_float(ctx, t10);
  kr_leave_frame(ctx, FRAME);
  return t11;
L11:;
  t12 = kr_int(t4);
  kr_leave_frame(ctx, FRAME);
  return t12;
L4:;
  frame.pos = 4;
  t14 = kr_far_binary(ctx, t0, kr_int(1), BIN_add);
  if (KR_UNLIKELY(!t14)) goto drop1;
  kr_release(ctx, t0);
  kr_leave_frame(ctx, FRAME);
  return t14;
L9:;
  goto L4;
drop1:
  kr_release(ctx, t0);
  goto raised;
raised:
  kr_traceback_here(ctx, FRAME);
  kr_leave_frame(ctx, FRAME);
  return 0;
}

static Value py___main___scale(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 2 && !kwnames)) return py___main___scale_body(ctx, callee, args[0], args[1]);
  Value bound[3], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___scale_body(ctx, callee, bound[0], bound[1]);
  kr_drop_array(ctx, bound, 2);
  return result;
}

static const KrNativeFn functions[1] = {
  {1, py___main___scale, py___main___scale_body, 2},
};
const KrNativeUnit kr_unit___main___0 = {functions, 1, NULL, 0, NULL};
