/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[1]; /* constants and names, filled in when the module is loaded */
static GlobalCache global[2];

/* total, line 1 */
static Value py___main___total_body(Ctx *ctx, Value callee, Value n_0) {
  NativeFrame frame;
  Value s_1, t10, t11, t14, i_1, i_2, t16, s_3, t17, s_4, i_3;
  int64_t n_1, i_0, s_0, t6, t7, s_2;
  int t0, t1, t4, t8, t9;
  if (KR_UNLIKELY(kr_is_busy(ctx)) && kr_admit(ctx, FRAME, callee) < 0) return kr_not_entered(ctx, callee, n_0);
  kr_begin_frame(ctx, FRAME, callee);
  /* 3: for i in range(n): */
  t0 = kr_global_is(ctx, callee, K[0 /* range */], &global[0], BUILTIN_range);
  if (!(t0)) goto L7;
L9:;
  t1 = kr_is_int(n_0);
  if (!(t1)) goto L7;
L10:;
  n_1 = kr_int_of(n_0);
  s_0 = kr_int_of(kr_int(0));
  i_0 = 0;
L11:;
  t4 = i_0 < n_1;
  if (!(t4)) goto L13;
L12:;
  t6 = i_0 + 1;
  /* 4: s += i * i */
  t7 = kr_mul_i64(i_0, i_0);
  t8 = kr_int_fits(t7);
  if ((t8)) goto L19;
  goto L17;
L13:;
  /* 5: return s */
  s_1 = kr_int(s_0);
  kr_return_frame(ctx, FRAME, 16);
  return s_1;
L19:;
  /* 4: s += i * i */
  s_2 = s_0 + t7;
  t9 = kr_int_fits(s_2);
  if (!(t9)) goto L17;
L20:;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto raised;
  i_0 = t6;
  s_0 = s_2;
  goto L11;
L7:;
  /* 3: for i in range(n): */
  frame.pos = 2;
  t10 = kr_load_global(ctx, kr_function(callee)->globals, kr_function(callee)->builtins, K[0 /* range */], &global[1]);
  if (KR_UNLIKELY(!t10)) goto raised;
  frame.pos = 4;
  t11 = kr_far_call1(ctx, t10, n_0);
  if (KR_UNLIKELY(!t11)) goto drop1;
  kr_release(ctx, t10);
  frame.pos = 5;
  t14 = kr_iter(ctx, t11);
  if (KR_UNLIKELY(!t14)) goto drop2;
  kr_release(ctx, t11);
  s_4 = kr_int(0);
  i_3 = 0;
L21:;
  frame.pos = 6;
  i_1 = kr_far_next(ctx, t14);
  if (KR_UNLIKELY(!i_1)) goto drop5;
  if (!(i_1 == KR_STOP)) goto L24;
L23:;
  kr_release(ctx, t14);
  goto L25;
L24:;
  i_2 = i_3;
  i_3 = i_1;
  goto L26;
L27:;
  kr_release(ctx, t14);
  n_0 = 0;
  i_3 = i_2;
  goto L25;
L28:;
  n_0 = 0;
L26:;
  kr_release(ctx, i_2);
  /* 4: s += i * i */
  frame.pos = 11;
  t16 = kr_far_binary(ctx, i_3, i_3, BIN_mul);
  if (KR_UNLIKELY(!t16)) goto drop5;
  frame.pos = 12;
  s_4 = kr_far_append(ctx, s_4, t16, 1);
  if (KR_UNLIKELY(!s_4)) goto drop7;
  kr_release(ctx, t16);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop8;
  goto L21;
L17:;
  s_3 = kr_int(s_0);
  i_2 = kr_int(i_0);
  frame.pos = 11;
  t17 = kr_far_binary(ctx, i_2, i_2, BIN_mul);
  if (KR_UNLIKELY(!t17)) goto raised;
  frame.pos = 12;
  s_4 = kr_far_append(ctx, s_3, t17, 1);
  if (KR_UNLIKELY(!s_4)) goto drop9;
  kr_release(ctx, t17);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop10;
  /* 3: for i in range(n): */
  t14 = kr_make_range_iter(ctx, t6, n_1, 1);
  frame.pos = 6;
  i_3 = kr_far_next(ctx, t14);
  if (KR_UNLIKELY(!i_3)) goto drop11;
  if ((i_3 == KR_STOP)) goto L27;
  goto L28;
L25:;
  /* 5: return s */
  kr_release(ctx, i_3);
  kr_return_frame(ctx, FRAME, 16);
  return s_4;
drop11:
  kr_release(ctx, t14);
  goto drop10;
drop10:
  kr_release(ctx, s_4);
  goto raised;
drop9:
  kr_release(ctx, t17);
  goto raised;
drop8:
  kr_drop(ctx, 3, s_4, i_3, t14);
  goto raised;
drop7:
  kr_drop(ctx, 3, t16, i_3, t14);
  goto raised;
drop5:
  kr_drop(ctx, 3, i_3, s_4, t14);
  goto raised;
drop2:
  kr_release(ctx, t11);
  goto raised;
drop1:
  kr_release(ctx, t10);
  goto raised;
raised:
  kr_traceback_here(ctx, FRAME);
  kr_leave_frame(ctx, FRAME);
  return 0;
}

static Value py___main___total(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 1 && !kwnames)) return py___main___total_body(ctx, callee, args[0]);
  Value bound[2], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___total_body(ctx, callee, bound[0]);
  kr_drop_array(ctx, bound, 1);
  return result;
}

static const KrNativeConst constants[1] = {
  {1, 1}
};
static const KrNativeFn functions[1] = {
  {1, py___main___total, py___main___total_body, 1},
};
const KrNativeUnit kr_unit___main___0 = {functions, 1, constants, 1, K};
