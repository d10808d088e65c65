/* Compiled from the Python module __main__. */
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[1]; /* constants and names, filled in when the module is loaded */

/* squares, line 1 */
static Value py___main___squares_body(Ctx *ctx, Value callee, Value items_0) {
  NativeFrame frame;
  Value t1, t2, t3;
  if (KR_UNLIKELY(kr_enter_frame(ctx, FRAME, callee) < 0)) return kr_not_entered(ctx, callee, items_0);
  /* 2: return [x * x for x in items if x] */
  frame.pos = 1;
  t1 = kr_make_function(ctx, FRAME, (CodeObj *)kr_obj(K[0]), 0, 0, 0, 0);
  if (KR_UNLIKELY(!t1)) goto raised;
  frame.pos = 3;
  t2 = kr_iter(ctx, items_0);
  if (KR_UNLIKELY(!t2)) goto drop1;
  frame.pos = 4;
  t3 = kr_fast_call1(ctx, t1, t2);
  if (KR_UNLIKELY(!t3)) goto drop2;
  kr_unref(ctx, t1);
  kr_unref(ctx, t2);
  kr_leave_frame(ctx, FRAME);
  return t3;
drop2:
  kr_release(ctx, t2);
drop1:
  kr_release(ctx, t1);
raised:
  kr_traceback_here(ctx, FRAME);
  kr_leave_frame(ctx, FRAME);
  return 0;
}

static Value py___main___squares(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 1 && !kwnames)) return py___main___squares_body(ctx, callee, args[0]);
  Value bound[2], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___squares_body(ctx, callee, bound[0]);
  kr_drop_array(ctx, bound, 1);
  return result;
}

/* squares.<locals>.<listcomp>, line 2 */
static Value py___main___squares_locals_listcomp_body(Ctx *ctx, Value callee, Value _0_0) {
  NativeFrame frame;
  Value t0, x_0, x_1, x_2, t15, t24, t27, t29, t30;
  int64_t x_3, t8, x_5, t17;
  double x_4, t13, t14, x_6, t22, t23, t26, t28;
  int t3, t5, t6, t7, t9, t10, t12, t18, t19, t21;
  if (KR_UNLIKELY(kr_enter_frame(ctx, FRAME, callee) < 0)) return kr_not_entered(ctx, callee, _0_0);
  /* 2: return [x * x for x in items if x] */
  frame.pos = 0;
  t0 = list_steal(ctx, NULL, 0);
  if (KR_UNLIKELY(!t0)) goto raised;
  x_0 = 0;
L8:;
  frame.pos = 2;
  x_1 = kr_fast_next(ctx, _0_0);
  if (KR_UNLIKELY(!x_1)) goto drop2;
  if (!(x_1 == KR_STOP)) goto L10;
L9:;
  kr_unref(ctx, x_0);
  kr_leave_frame(ctx, FRAME);
  return t0;
L10:;
  kr_unref(ctx, x_0);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop3;
  frame.pos = 5;
  if (KR_UNLIKELY((t3 = kr_fast_truth(ctx, x_1)) < 0)) goto drop3;
  if ((t3)) goto L13;
  goto L14;
L25:;
  frame.pos = 2;
  x_2 = kr_fast_next(ctx, _0_0);
  if (KR_UNLIKELY(!x_2)) goto drop3;
  if (!(x_2 == KR_STOP)) goto L27;
L26:;
  kr_unref(ctx, x_1);
  kr_leave_frame(ctx, FRAME);
  return t0;
L27:;
  kr_unref(ctx, x_1);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop4;
  frame.pos = 5;
  if (KR_UNLIKELY((t5 = kr_fast_truth(ctx, x_2)) < 0)) goto drop4;
  if ((t5)) goto L30;
  goto L31;
L13:;
  t6 = kr_both_int(x_1, x_1);
  if ((t6)) goto L18;
  goto L19;
L14:;
  x_0 = x_1;
  goto L8;
L30:;
  t7 = kr_both_int(x_2, x_2);
  if ((t7)) goto L34;
  goto L35;
L31:;
  x_1 = x_2;
  goto L25;
L18:;
  x_3 = kr_int_of(x_1);
  t8 = kr_mul_i64(x_3, x_3);
  t9 = kr_int_fits(t8);
  if ((t9)) goto L24;
  goto L16;
L19:;
  t10 = kr_is_flo(x_1) & kr_is_flo(x_1);
  if (!(t10)) goto L21;
L20:;
  x_4 = kr_flo_of(x_1);
  t26 = x_4 * x_4;
  x_0 = 0;
  goto L23;
L21:;
  t12 = kr_mixed(x_1, x_1);
  if (!(t12)) goto L16;
L22:;
  t13 = kr_num_f64(x_1);
  t14 = kr_num_f64(x_1);
  t26 = t14 * t13;
  x_0 = x_1;
  goto L23;
L24:;
  t15 = kr_int(t8);
  frame.pos = 9;
  if (KR_UNLIKELY(list_append(ctx, t0, t15) < 0)) goto drop1;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop1;
  x_0 = 0;
  goto L8;
L34:;
  x_5 = kr_int_of(x_2);
  t17 = kr_mul_i64(x_5, x_5);
  t18 = kr_int_fits(t17);
  if ((t18)) goto L40;
  goto L33;
L35:;
  t19 = kr_is_flo(x_2) & kr_is_flo(x_2);
  if (!(t19)) goto L37;
L36:;
  x_6 = kr_flo_of(x_2);
  t28 = x_6 * x_6;
  x_1 = 0;
  goto L39;
L37:;
  t21 = kr_mixed(x_2, x_2);
  if (!(t21)) goto L33;
L38:;
  t22 = kr_num_f64(x_2);
  t23 = kr_num_f64(x_2);
  t28 = t23 * t22;
  x_1 = x_2;
  goto L39;
L40:;
  t24 = kr_int(t17);
  frame.pos = 9;
  if (KR_UNLIKELY(list_append(ctx, t0, t24) < 0)) goto drop1;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop1;
  x_1 = 0;
  goto L25;
L23:;
  t27 = kr_box_float(ctx, t26);
  frame.pos = 9;
  if (KR_UNLIKELY(list_append(ctx, t0, t27) < 0)) goto drop5;
  kr_unref(ctx, t27);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop2;
  goto L8;
L39:;
  t29 = kr_box_float(ctx, t28);
  frame.pos = 9;
  if (KR_UNLIKELY(list_append(ctx, t0, t29) < 0)) goto drop6;
  kr_unref(ctx, t29);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop3;
  goto L25;
L16:;
L17:;
  frame.pos = 8;
  t30 = kr_far_binary(ctx, x_1, x_1, BIN_mul);
  if (KR_UNLIKELY(!t30)) goto drop3;
  frame.pos = 9;
  if (KR_UNLIKELY(list_append(ctx, t0, t30) < 0)) goto drop7;
  kr_release(ctx, t30);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop3;
  goto L25;
L33:;
  x_1 = x_2;
  goto L17;
drop7:
  kr_release(ctx, t30);
  goto drop3;
drop6:
  kr_release(ctx, t29);
  goto drop3;
drop5:
  kr_release(ctx, t27);
  goto drop2;
drop4:
  kr_release(ctx, x_2);
  goto drop1;
drop3:
  kr_release(ctx, x_1);
  goto drop1;
drop2:
  kr_release(ctx, x_0);
drop1:
  kr_release(ctx, t0);
raised:
  kr_traceback_here(ctx, FRAME);
  kr_leave_frame(ctx, FRAME);
  return 0;
}

static Value py___main___squares_locals_listcomp(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 1 && !kwnames)) return py___main___squares_locals_listcomp_body(ctx, callee, args[0]);
  Value bound[2], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___squares_locals_listcomp_body(ctx, callee, bound[0]);
  kr_drop_array(ctx, bound, 1);
  return result;
}

static const KrNativeConst constants[1] = {
  {1, 2}
};
static const KrNativeFn functions[2] = {
  {1, py___main___squares, py___main___squares_body, 1},
  {2, py___main___squares_locals_listcomp, py___main___squares_locals_listcomp_body, 1},
};
const KrNativeUnit kr_unit___main___0 = {functions, 2, constants, 1, K};
