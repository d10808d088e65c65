/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[2]; /* constants and names, filled in when the module is loaded */
static AttrCache attr[6];

/* Point.__init__, line 2 */
static Value py___main___Point___init___body(Ctx *ctx, Value callee, Value self_0, Value x_0) {
  NativeFrame frame;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee, self_0, x_0);
  kr_begin_frame(ctx, FRAME, callee);
  /* 3: self.x = x */
  frame.pos = 2;
  if (KR_UNLIKELY(kr_fast_setattr(ctx, self_0, K[0 /* x */], x_0, &attr[0]) < 0)) goto raised;
  kr_return_frame(ctx, FRAME, 4);
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
static Value py___main___Point_move_framed(Ctx *ctx, Value callee, Value self_0, Value d_0);
static inline Value py___main___Point_move_body(Ctx *ctx, Value callee, Value self_0, Value d_0) {
  Value t0, t3, t5, t6, t7;
  int t4;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee, self_0, d_0);
  /* 5: self.x += d */
  t0 = kr_peek_attr_hit(self_0, &attr[1]);
  if (!(t0 != 0)) goto L4;
L6:;
  t3 = kr_num_word(t0, d_0, BIN_add);
  if (!(t3 != 0)) goto L8;
L7:;
L9:;
  t4 = kr_put_attr_hit(self_0, t3, &attr[2]);
  if (!(t4)) goto L11;
L10:;
  kr_unref(ctx, t3);
L12:;
  /* 6: return self */
  kr_ref(self_0);
  return self_0;
L4:;
  /* 5: self.x += d */
  return py___main___Point_move_framed(ctx, callee, self_0, d_0);
L8:;
  kr_release(ctx, t3);
  return py___main___Point_move_framed(ctx, callee, self_0, d_0);
L11:;
  return py___main___Point_move_framed(ctx, callee, self_0, d_0);
}

static Value py___main___Point_move_framed(Ctx *ctx, Value callee, Value self_0, Value d_0) {
  NativeFrame frame;
  Value t0, t3, t5, t6, t7;
  int t4;
  kr_begin_frame(ctx, FRAME, callee);
  /* 5: self.x += d */
  t0 = kr_peek_attr(self_0, K[1 /* x */], &attr[1]);
  if (!(t0 != 0)) goto L4;
L6:;
  t3 = kr_num_op(ctx, t0, d_0, BIN_add);
  if (!(t3 != 0)) goto L8;
L7:;
L9:;
  t4 = kr_put_attr(self_0, K[1 /* x */], t3, &attr[2]);
  if (!(t4)) goto L11;
L10:;
  kr_unref(ctx, t3);
L12:;
  /* 6: return self */
  kr_ref(self_0);
  kr_return_frame(ctx, FRAME, 8);
  return self_0;
L4:;
  /* 5: self.x += d */
  frame.pos = 2;
  t5 = kr_far_getattr(ctx, self_0, K[1 /* x */], &attr[3]);
  if (KR_UNLIKELY(!t5)) goto raised;
  frame.pos = 4;
  t6 = kr_far_inplace(ctx, t5, d_0, BIN_add);
  if (KR_UNLIKELY(!t6)) goto drop1;
  kr_release(ctx, t5);
  frame.pos = 6;
  if (KR_UNLIKELY(kr_far_setattr(ctx, self_0, K[1 /* x */], t6, &attr[4]) < 0)) goto drop2;
  kr_release(ctx, t6);
  /* 6: return self */
  kr_retain(self_0);
  kr_return_frame(ctx, FRAME, 8);
  return self_0;
L8:;
  /* 5: self.x += d */
  kr_release(ctx, t3);
  t7 = kr_ref(t0);
  frame.pos = 4;
  t3 = kr_far_inplace(ctx, t7, d_0, BIN_add);
  if (KR_UNLIKELY(!t3)) goto drop3;
  kr_release(ctx, t7);
  goto L9;
L11:;
  frame.pos = 6;
  if (KR_UNLIKELY(kr_far_setattr(ctx, self_0, K[1 /* x */], t3, &attr[5]) < 0)) goto drop4;
  kr_release(ctx, t3);
  goto L12;
drop4:
  kr_release(ctx, t3);
  goto raised;
drop3:
  kr_release(ctx, t7);
  goto raised;
drop2:
  kr_release(ctx, t6);
  goto raised;
drop1:
  kr_release(ctx, t5);
  goto raised;
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
