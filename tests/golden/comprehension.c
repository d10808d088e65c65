/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[1]; /* constants and names, filled in when the module is loaded */

/* squares, line 1 */
static Value py___main___squares_body(Ctx *ctx, Value callee, Value items_0) {
  NativeFrame frame;
  Value t1, t2, t3;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee, items_0);
  kr_begin_frame(ctx, FRAME, callee);
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
  kr_return_frame(ctx, FRAME, 5);
  return t3;
drop2:
  kr_release(ctx, t2);
  goto drop1;
drop1:
  kr_release(ctx, t1);
  goto raised;
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
  Value t0, x_0, x_1, t6;
  int t4;
  if (KR_UNLIKELY(kr_is_busy(ctx)) && kr_admit(ctx, FRAME, callee) < 0) return kr_not_entered(ctx, callee, _0_0);
  kr_begin_frame(ctx, FRAME, callee);
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
  kr_return_frame(ctx, FRAME, 11);
  return t0;
L10:;
  kr_unref(ctx, x_0);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop3;
  t4 = kr_peek_truth(x_1);
  if (!(t4 >= 0)) goto L14;
L13:;
L15:;
  if (!(t4)) goto L17;
L16:;
  t6 = kr_num_op(ctx, x_1, x_1, BIN_mul);
  if ((t6 != 0)) goto L19;
  goto L20;
L17:;
  x_0 = x_1;
  goto L8;
L19:;
L21:;
  frame.pos = 9;
  if (KR_UNLIKELY(list_append(ctx, t0, t6) < 0)) goto drop4;
  kr_unref(ctx, t6);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop3;
  x_0 = x_1;
  goto L8;
L14:;
  frame.pos = 5;
  if (KR_UNLIKELY((t4 = kr_far_truth(ctx, x_1)) < 0)) goto drop3;
  goto L15;
L20:;
  kr_release(ctx, t6);
  frame.pos = 8;
  t6 = kr_far_binary(ctx, x_1, x_1, BIN_mul);
  if (KR_UNLIKELY(!t6)) goto drop3;
  goto L21;
drop4:
  kr_release(ctx, t6);
  goto drop3;
drop3:
  kr_drop(ctx, 2, x_1, t0);
  goto raised;
drop2:
  kr_drop(ctx, 2, x_0, t0);
  goto raised;
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
