/* Compiled from the Python module __main__. */
#include "runtime/krait.h"
#include "runtime/native.h"


/* scale, line 1 */
static Value py___main___scale_body(Ctx *ctx, Value callee, Value x_0, Value n_0) {
  NativeFrame frame;
  Value t16, t17, t20, t22;
  int64_t x_1, n_1, t1, t10;
  double x_2, n_2, t7, t8, t12, t14, t15;
  int t0, t2, t3, t6, t11;
  if (KR_UNLIKELY(kr_enter_frame(ctx, FRAME, callee) < 0)) return kr_not_entered(ctx, callee, x_0, n_0);
  /* 2: return x * n + 1 */
  t0 = kr_both_int(x_0, n_0);
  if (!(t0)) goto L7;
L6:;
  x_1 = kr_int_of(x_0);
  n_1 = kr_int_of(n_0);
  t1 = kr_mul_i64(x_1, n_1);
  t2 = kr_int_fits(t1);
  if ((t2)) goto L12;
  goto L4;
L7:;
  t3 = kr_is_flo(x_0) & kr_is_flo(n_0);
  if (!(t3)) goto L9;
L8:;
  x_2 = kr_flo_of(x_0);
  n_2 = kr_flo_of(n_0);
  t12 = x_2 * n_2;
  x_0 = 0;
  n_0 = 0;
  goto L11;
L9:;
  t6 = kr_mixed(x_0, n_0);
  if (!(t6)) goto L4;
L10:;
  t7 = kr_num_f64(n_0);
  t8 = kr_num_f64(x_0);
  t12 = t8 * t7;
  goto L11;
L12:;
  t10 = t1 + 1;
  t11 = kr_int_fits(t10);
  if ((t11)) goto L15;
  goto L13;
L11:;
  t14 = (double)1;
  t15 = t12 + t14;
  t16 = kr_box_float(ctx, t15);
  kr_leave_frame(ctx, FRAME);
  return t16;
L15:;
  t17 = kr_int(t10);
  kr_leave_frame(ctx, FRAME);
  return t17;
L4:;
  frame.pos = 2;
  t20 = kr_far_binary(ctx, x_0, n_0, BIN_mul);
  if (KR_UNLIKELY(!t20)) goto raised;
  goto L14;
L13:;
  t20 = kr_int(t1);
  x_0 = 0;
  n_0 = 0;
L14:;
  frame.pos = 4;
  t22 = kr_far_binary(ctx, t20, kr_int(1), BIN_add);
  if (KR_UNLIKELY(!t22)) goto drop1;
  kr_release(ctx, t20);
  kr_leave_frame(ctx, FRAME);
  return t22;
drop1:
  kr_release(ctx, t20);
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
