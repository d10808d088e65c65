/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[1]; /* constants and names, filled in when the module is loaded */
static CallCache call[2];
static GlobalCache global[4];
#define to_fib_1 py___main___fib_body
static Value py___main___fib_body(Ctx *, Value, Value);

/* fib, line 1 */
static Value py___main___fib_framed(Ctx *ctx, Value callee, Value n_0);
static inline Value py___main___fib_body(Ctx *ctx, Value callee, Value n_0) {
  Value n_2, t3, t7, t8, t12, t13, t15, t18, t20, t21, t22, t24,
    t25, t26;
  int64_t n_1, t5, t10;
  int t0, t2, t6, t11, t17;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee, n_0);
  /* 2: if n < 2: */
  t0 = kr_is_int(n_0);
  if (!(t0)) goto L9;
L8:;
  n_1 = kr_int_of(n_0);
  t2 = n_1 < 2;
  if (!(t2)) goto L11;
L10:;
  /* 3: return n */
  n_2 = kr_int(n_1);
  return n_2;
L11:;
  /* 4: return fib(n - 1) + fib(n - 2) */
  return py___main___fib_framed(ctx, callee, n_0);
L9:;
  /* 2: if n < 2: */
  return py___main___fib_framed(ctx, callee, n_0);
}

static Value py___main___fib_framed(Ctx *ctx, Value callee, Value n_0) {
  NativeFrame frame;
  Value n_2, t3, t7, t8, t12, t13, t15, t18, t20, t21, t22, t24,
    t25, t26;
  int64_t n_1, t5, t10;
  int t0, t2, t6, t11, t17;
  kr_begin_frame(ctx, FRAME, callee);
  /* 2: if n < 2: */
  t0 = kr_is_int(n_0);
  if (!(t0)) goto L9;
L8:;
  n_1 = kr_int_of(n_0);
  t2 = n_1 < 2;
  if (!(t2)) goto L11;
L10:;
  /* 3: return n */
  n_2 = kr_int(n_1);
  kr_return_frame(ctx, FRAME, 5);
  return n_2;
L11:;
  /* 4: return fib(n - 1) + fib(n - 2) */
  frame.pos = 6;
  t3 = kr_load_callee(ctx, callee, K[0 /* fib */], &global[0], &call[0]);
  if (KR_UNLIKELY(!t3)) goto raised;
  t5 = n_1 - 1;
  t6 = kr_int_fits(t5);
  if (!(t6)) goto L14;
L16:;
  t7 = kr_int(t5);
  frame.pos = 10;
  t21 = kr_callee1(ctx, &call[0], t3, t7, to_fib_1);
  if (KR_UNLIKELY(!t21)) goto drop1;
  kr_drop_callee(ctx, t3, &call[0]);
  frame.pos = 11;
  t8 = kr_load_callee(ctx, callee, K[0 /* fib */], &global[1], &call[1]);
  if (KR_UNLIKELY(!t8)) goto drop2;
  t10 = n_1 - 2;
  t11 = kr_int_fits(t10);
  if (!(t11)) goto L17;
L19:;
  t12 = kr_int(t10);
  frame.pos = 15;
  t13 = kr_callee1(ctx, &call[1], t8, t12, to_fib_1);
  if (KR_UNLIKELY(!t13)) goto drop3;
  kr_drop_callee(ctx, t8, &call[1]);
  t15 = kr_num_op(ctx, t21, t13, BIN_add);
  if (!(t15 != 0)) goto L21;
L20:;
  kr_unref(ctx, t21);
  kr_unref(ctx, t13);
L22:;
  kr_return_frame(ctx, FRAME, 17);
  return t15;
L9:;
  /* 2: if n < 2: */
  frame.pos = 2;
  if (KR_UNLIKELY((t17 = kr_far_test(ctx, n_0, kr_int(2), CMP_lt)) < 0)) goto raised;
  if (!(t17)) goto L24;
L23:;
  /* 3: return n */
  kr_retain(n_0);
  kr_return_frame(ctx, FRAME, 5);
  return n_0;
L24:;
  /* 4: return fib(n - 1) + fib(n - 2) */
  frame.pos = 6;
  t18 = kr_load_global(ctx, kr_function(callee)->globals, kr_function(callee)->builtins, K[0 /* fib */], &global[2]);
  if (KR_UNLIKELY(!t18)) goto raised;
  goto L15;
L14:;
  n_0 = kr_int(n_1);
  t18 = kr_own_callee(t3, &call[0]);
L15:;
  frame.pos = 9;
  t20 = kr_far_binary(ctx, n_0, kr_int(1), BIN_sub);
  if (KR_UNLIKELY(!t20)) goto drop4;
  frame.pos = 10;
  t21 = kr_far_call1(ctx, t18, t20);
  if (KR_UNLIKELY(!t21)) goto drop5;
  kr_release(ctx, t18);
  kr_release(ctx, t20);
  frame.pos = 11;
  t22 = kr_load_global(ctx, kr_function(callee)->globals, kr_function(callee)->builtins, K[0 /* fib */], &global[3]);
  if (KR_UNLIKELY(!t22)) goto drop2;
  goto L18;
L17:;
  n_0 = kr_int(n_1);
  t22 = kr_own_callee(t8, &call[1]);
L18:;
  frame.pos = 14;
  t24 = kr_far_binary(ctx, n_0, kr_int(2), BIN_sub);
  if (KR_UNLIKELY(!t24)) goto drop6;
  frame.pos = 15;
  t25 = kr_far_call1(ctx, t22, t24);
  if (KR_UNLIKELY(!t25)) goto drop7;
  kr_release(ctx, t22);
  kr_release(ctx, t24);
  frame.pos = 16;
  t26 = kr_far_binary(ctx, t21, t25, BIN_add);
  if (KR_UNLIKELY(!t26)) goto drop8;
  kr_release(ctx, t21);
  kr_release(ctx, t25);
  kr_return_frame(ctx, FRAME, 17);
  return t26;
L21:;
  kr_release(ctx, t15);
  frame.pos = 16;
  t15 = kr_far_binary(ctx, t21, t13, BIN_add);
  if (KR_UNLIKELY(!t15)) goto drop9;
  kr_release(ctx, t21);
  kr_release(ctx, t13);
  goto L22;
drop9:
  kr_release(ctx, t13);
  goto drop2;
drop8:
  kr_release(ctx, t25);
  goto drop2;
drop7:
  kr_release(ctx, t24);
  goto drop6;
drop6:
  kr_release(ctx, t22);
  goto drop2;
drop5:
  kr_release(ctx, t20);
  goto drop4;
drop4:
  kr_release(ctx, t18);
  goto raised;
drop3:
  kr_drop_callee(ctx, t8, &call[1]);
  goto drop2;
drop2:
  kr_release(ctx, t21);
  goto raised;
drop1:
  kr_drop_callee(ctx, t3, &call[0]);
  goto raised;
raised:
  kr_traceback_here(ctx, FRAME);
  kr_leave_frame(ctx, FRAME);
  return 0;
}

static Value py___main___fib(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 1 && !kwnames)) return py___main___fib_body(ctx, callee, args[0]);
  Value bound[2], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___fib_body(ctx, callee, bound[0]);
  kr_drop_array(ctx, bound, 1);
  return result;
}

static const KrNativeConst constants[1] = {
  {1, 1}
};
static const KrNativeFn functions[1] = {
  {1, py___main___fib, py___main___fib_body, 1},
};
const KrNativeUnit kr_unit___main___0 = {functions, 1, constants, 1, K};
