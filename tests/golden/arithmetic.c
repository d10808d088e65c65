/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"


/* scale, line 1 */
static Value py___main___scale_framed(Ctx *ctx, Value callee, Value x_0, Value n_0);
static inline Value py___main___scale_body(Ctx *ctx, Value callee, Value x_0, Value n_0) {
  Value t1, t12, t13, t15;
  int64_t t3, t5;
  double t8, t10, t11;
  int t2, t6, t7;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee, x_0, n_0);
  /* 2: return x * n + 1 */
  t1 = kr_num_word(x_0, n_0, BIN_mul);
  if (!(t1 != 0)) goto L5;
L4:;
L6:;
  t2 = kr_is_int(t1);
  if (!(t2)) goto L10;
L9:;
  t3 = kr_int_of(t1);
  t5 = t3 + 1;
  t6 = kr_int_fits(t5);
  if ((t6)) goto L14;
  goto L7;
L10:;
  t7 = kr_is_flo(t1);
  if (!(t7)) goto L12;
L11:;
  t8 = kr_flo_of(t1);
  t10 = (double)1;
  t11 = t8 + t10;
  t12 = kr_box_float(ctx, t11);
  return t12;
L14:;
  t13 = kr_int(t5);
  return t13;
L5:;
  kr_release(ctx, t1);
  return py___main___scale_framed(ctx, callee, x_0, n_0);
L7:;
  return py___main___scale_framed(ctx, callee, x_0, n_0);
L12:;
  goto L7;
}

static Value py___main___scale_framed(Ctx *ctx, Value callee, Value x_0, Value n_0) {
  NativeFrame frame;
  Value t1, t12, t13, t15;
  int64_t t3, t5;
  double t8, t10, t11;
  int t2, t6, t7;
  kr_begin_frame(ctx, FRAME, callee);
  /* 2: return x * n + 1 */
  t1 = kr_num_op(ctx, x_0, n_0, BIN_mul);
  if (!(t1 != 0)) goto L5;
L4:;
L6:;
  t2 = kr_is_int(t1);
  if (!(t2)) goto L10;
L9:;
  t3 = kr_int_of(t1);
  t5 = t3 + 1;
  t6 = kr_int_fits(t5);
  if ((t6)) goto L14;
  goto L7;
L10:;
  t7 = kr_is_flo(t1);
  if (!(t7)) goto L12;
L11:;
  t8 = kr_flo_of(t1);
  t10 = (double)1;
  t11 = t8 + t10;
  t12 = kr_box_float(ctx, t11);
  kr_return_frame(ctx, FRAME, 5);
  return t12;
L14:;
  t13 = kr_int(t5);
  kr_return_frame(ctx, FRAME, 5);
  return t13;
L5:;
  kr_release(ctx, t1);
  frame.pos = 2;
  t1 = kr_far_binary(ctx, x_0, n_0, BIN_mul);
  if (KR_UNLIKELY(!t1)) goto raised;
  goto L6;
L7:;
  frame.pos = 4;
  t15 = kr_far_binary(ctx, t1, kr_int(1), BIN_add);
  if (KR_UNLIKELY(!t15)) goto drop1;
  kr_release(ctx, t1);
  kr_return_frame(ctx, FRAME, 5);
  return t15;
L12:;
  goto L7;
drop1:
  kr_release(ctx, t1);
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
