/* Compiled from the Python module __main__. */
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[2]; /* constants and names, filled in when the module is loaded */
static AttrCache attr[5];

/* Point.__init__, line 2 */
static Value py___main___Point___init___body(Ctx *ctx, Value callee, Value self_0, Value x_0) {
  NativeFrame frame;
  if (KR_UNLIKELY(kr_enter_frame(ctx, FRAME, callee) < 0)) return kr_not_entered(ctx, callee, self_0, x_0);
  /* 3: self.x = x */
  frame.pos = 2;
  if (KR_UNLIKELY(kr_fast_setattr(ctx, self_0, K[0 /* x */], x_0, &attr[0]) < 0)) goto raised;
  kr_leave_frame(ctx, FRAME);
  return KR_None;
raised:
  kr_traceback_here(ctx, FRAME);
  kr_leave_frame(ctx, FRAME);
  return 0;
}

static Value py___main___Point___init__(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 2 && !kwnames)) return py___main___Point___init___body(ctx, callee, args[0], args[1]);
  Value bound[3], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___Point___init___body(ctx, callee, bound[0], bound[1]);
  kr_drop_array(ctx, bound, 2);
  return result;
}

/* Point.move, line 4 */
static Value py___main___Point_move_body(Ctx *ctx, Value callee, Value self_0, Value d_0) {
  NativeFrame frame;
  Value t0, t11, t13, t14;
  int64_t t2, d_1, t3;
  double t6, d_2, t9, t10, t12;
  int t1, t4, t5, t8;
  if (KR_UNLIKELY(kr_enter_frame(ctx, FRAME, callee) < 0)) return kr_not_entered(ctx, callee, self_0, d_0);
  /* 5: self.x += d */
  frame.pos = 2;
  t0 = kr_fast_getattr(ctx, self_0, K[1 /* x */], &attr[1]);
  if (KR_UNLIKELY(!t0)) goto raised;
  t1 = kr_both_int(t0, d_0);
  if (!(t1)) goto L7;
L6:;
  t2 = kr_int_of(t0);
  d_1 = kr_int_of(d_0);
  t3 = t2 + d_1;
  t4 = kr_int_fits(t3);
  if ((t4)) goto L12;
  goto L4;
L7:;
  t5 = kr_is_flo(t0) & kr_is_flo(d_0);
  if (!(t5)) goto L9;
L8:;
  t6 = kr_flo_of(t0);
  d_2 = kr_flo_of(d_0);
  t12 = t6 + d_2;
  d_0 = 0;
  goto L11;
L9:;
  t8 = kr_mixed(t0, d_0);
  if (!(t8)) goto L4;
L10:;
  t9 = kr_num_f64(d_0);
  t10 = kr_num_f64(t0);
  kr_unref(ctx, t0);
  t12 = t10 + t9;
  goto L11;
L12:;
  t11 = kr_int(t3);
  frame.pos = 6;
  if (KR_UNLIKELY(kr_fast_setattr(ctx, self_0, K[1 /* x */], t11, &attr[2]) < 0)) goto raised;
  /* 6: return self */
  kr_ref(self_0);
  kr_leave_frame(ctx, FRAME);
  return self_0;
L11:;
  /* 5: self.x += d */
  t13 = kr_box_float(ctx, t12);
  frame.pos = 6;
  if (KR_UNLIKELY(kr_fast_setattr(ctx, self_0, K[1 /* x */], t13, &attr[3]) < 0)) goto drop1;
  kr_unref(ctx, t13);
  /* 6: return self */
  kr_ref(self_0);
  kr_leave_frame(ctx, FRAME);
  return self_0;
L4:;
  /* 5: self.x += d */
  frame.pos = 4;
  t14 = kr_far_inplace(ctx, t0, d_0, BIN_add);
  if (KR_UNLIKELY(!t14)) goto drop2;
  kr_release(ctx, t0);
  frame.pos = 6;
  if (KR_UNLIKELY(kr_far_setattr(ctx, self_0, K[1 /* x */], t14, &attr[4]) < 0)) goto drop3;
  kr_release(ctx, t14);
  /* 6: return self */
  kr_retain(self_0);
  kr_leave_frame(ctx, FRAME);
  return self_0;
drop3:
  kr_release(ctx, t14);
  goto raised;
drop2:
  kr_release(ctx, t0);
  goto raised;
drop1:
  kr_release(ctx, t13);
raised:
  kr_traceback_here(ctx, FRAME);
  kr_leave_frame(ctx, FRAME);
  return 0;
}

static Value py___main___Point_move(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 2 && !kwnames)) return py___main___Point_move_body(ctx, callee, args[0], args[1]);
  Value bound[3], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___Point_move_body(ctx, callee, bound[0], bound[1]);
  kr_drop_array(ctx, bound, 2);
  return result;
}

static const KrNativeConst constants[2] = {
  {2, 1}, {3, 1}
};
static const KrNativeFn functions[2] = {
  {2, py___main___Point___init__, py___main___Point___init___body, 2},
  {3, py___main___Point_move, py___main___Point_move_body, 2},
};
const KrNativeUnit kr_unit___main___0 = {functions, 2, constants, 2, K};
