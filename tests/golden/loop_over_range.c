/* Compiled from the Python module __main__. */
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[1]; /* constants and names, filled in when the module is loaded */
static GlobalCache global[1];

/* total, line 1 */
static Value py___main___total_body(Ctx *ctx, Value callee, Value n_0) {
  NativeFrame frame;
  Value t0, s_1, s_3, i_4, t27, t32, s_9, i_5, s_10, t35, s_11, t37;
  int64_t i_0, s_0, t7, s_2, i_1, t13, s_4, i_2, t17, s_5, i_3, t21,
    s_6, s_7, s_8, t30, t31;
  int t1, t2, t5, t8, t10, t11, t14, t15, t16, t18, t19, t20,
    t22, t23, t24, t26;
  if (KR_UNLIKELY(kr_enter_frame(ctx, FRAME, callee) < 0)) return kr_not_entered(ctx, callee, n_0);
  /* 3: for i in range(n): */
  frame.pos = 2;
  t0 = kr_global(ctx, callee, K[0 /* range */], &global[0]);
  if (KR_UNLIKELY(!t0)) goto raised;
  t1 = t0 == kr_builtins[BUILTIN_range];
  if (!(t1)) goto L7;
L9:;
  t2 = kr_is_int(n_0);
  if (!(t2)) goto L7;
L10:;
  kr_unref(ctx, t0);
  t31 = kr_int_of(n_0);
  s_0 = kr_int_of(kr_int(0));
  i_0 = 0;
L11:;
  t5 = i_0 < t31;
  if (!(t5)) goto L13;
L12:;
  t30 = i_0 + 1;
  /* 4: s += i * i */
  t7 = kr_mul_i64(i_0, i_0);
  t8 = kr_int_fits(t7);
  if ((t8)) goto L19;
  goto L17;
L13:;
  /* 5: return s */
  s_1 = kr_int(s_0);
  kr_leave_frame(ctx, FRAME);
  return s_1;
L23:;
  /* 3: for i in range(n): */
  frame.pos = 6;
  i_5 = kr_fast_next(ctx, t32);
  if (KR_UNLIKELY(!i_5)) goto drop1;
  if (!(i_5 == KR_STOP)) goto L25;
L24:;
  /* 5: return s */
  kr_unref(ctx, t32);
  s_3 = kr_int(s_2);
  kr_leave_frame(ctx, FRAME);
  return s_3;
L25:;
  /* 4: s += i * i */
  t10 = kr_both_int(i_5, i_5);
  if ((t10)) goto L30;
  goto L31;
L36:;
  /* 3: for i in range(n): */
  t11 = i_1 < t31;
  if (!(t11)) goto L38;
L37:;
  t30 = i_1 + 1;
  /* 4: s += i * i */
  t13 = kr_mul_i64(i_1, i_1);
  t14 = kr_int_fits(t13);
  if ((t14)) goto L43;
  goto L42;
L38:;
  /* 3: for i in range(n): */
  kr_ref(i_4);
  goto L41;
L49:;
  kr_unref(ctx, t32);
  goto L41;
L50:;
  kr_unref(ctx, i_4);
  /* 4: s += i * i */
  t15 = kr_both_int(i_5, i_5);
  if ((t15)) goto L53;
  goto L54;
L19:;
  s_4 = s_0 + t7;
  t16 = kr_int_fits(s_4);
  if ((t16)) goto L22;
  goto L20;
L30:;
  i_2 = kr_int_of(i_5);
  t17 = kr_mul_i64(i_2, i_2);
  t18 = kr_int_fits(t17);
  if (!(t18)) goto L28;
L32:;
  s_5 = s_2 + t17;
  t19 = kr_int_fits(s_5);
  if ((t19)) goto L35;
  goto L33;
L43:;
  t20 = kr_is_int(s_9);
  if ((t20)) goto L45;
  goto L46;
L53:;
  i_3 = kr_int_of(i_5);
  t21 = kr_mul_i64(i_3, i_3);
  t22 = kr_int_fits(t21);
  if (!(t22)) goto L52;
L55:;
  t23 = kr_is_int(s_9);
  if ((t23)) goto L57;
  goto L58;
L22:;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto raised;
  i_0 = t30;
  s_0 = s_4;
  goto L11;
L35:;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop1;
  s_2 = s_5;
  goto L23;
L45:;
  s_6 = kr_int_of(s_9);
  s_7 = s_6 + t13;
  t24 = kr_int_fits(s_7);
  if (!(t24)) goto L44;
L47:;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto raised;
  s_9 = kr_int(s_7);
  i_1 = t30;
  i_4 = 0;
  goto L36;
L57:;
  s_8 = kr_int_of(s_9);
  s_2 = s_8 + t21;
  t26 = kr_int_fits(s_2);
  if (!(t26)) goto L56;
L59:;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop1;
  goto L23;
L41:;
  /* 5: return s */
  kr_unref(ctx, i_4);
  kr_leave_frame(ctx, FRAME);
  return s_9;
L7:;
  /* 3: for i in range(n): */
  frame.pos = 4;
  t27 = kr_far_call1(ctx, t0, n_0);
  if (KR_UNLIKELY(!t27)) goto drop2;
  kr_release(ctx, t0);
  frame.pos = 5;
  t32 = kr_iter(ctx, t27);
  if (KR_UNLIKELY(!t32)) goto drop3;
  kr_release(ctx, t27);
  s_2 = kr_int_of(kr_int(0));
  goto L23;
L17:;
  /* 4: s += i * i */
  s_9 = kr_int(s_0);
  i_4 = kr_int(i_0);
  n_0 = 0;
L18:;
  frame.pos = 11;
  t35 = kr_far_binary(ctx, i_4, i_4, BIN_mul);
  if (KR_UNLIKELY(!t35)) goto drop4;
  i_1 = t30;
  s_10 = s_9;
  goto L21;
L28:;
  s_9 = kr_int(s_2);
L29:;
  frame.pos = 11;
  t37 = kr_far_binary(ctx, i_5, i_5, BIN_mul);
  if (KR_UNLIKELY(!t37)) goto drop6;
  s_11 = s_9;
  i_4 = i_5;
  goto L34;
L31:;
  goto L28;
L42:;
  i_4 = kr_int(i_1);
  goto L18;
L52:;
  goto L29;
L54:;
  goto L52;
L20:;
  s_10 = kr_int(s_0);
  t35 = kr_int(t7);
  n_0 = 0;
  i_1 = t30;
  i_4 = 0;
L21:;
  frame.pos = 12;
  s_9 = kr_far_inplace(ctx, s_10, t35, BIN_add);
  if (KR_UNLIKELY(!s_9)) goto drop8;
  kr_release(ctx, t35);
  kr_release(ctx, s_10);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop4;
  goto L36;
L33:;
  s_11 = kr_int(s_2);
  t37 = kr_int(t17);
  i_4 = 0;
L34:;
  frame.pos = 12;
  s_9 = kr_far_inplace(ctx, s_11, t37, BIN_add);
  if (KR_UNLIKELY(!s_9)) goto drop11;
  kr_release(ctx, t37);
  kr_release(ctx, s_11);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop13;
  /* 3: for i in range(n): */
  frame.pos = 6;
  i_5 = kr_far_next(ctx, t32);
  if (KR_UNLIKELY(!i_5)) goto drop13;
  if ((i_5 == KR_STOP)) goto L49;
  goto L50;
L44:;
  /* 4: s += i * i */
  t35 = kr_int(t13);
  i_1 = t30;
  s_10 = s_9;
  i_4 = 0;
  goto L21;
L46:;
  goto L44;
L56:;
  t37 = kr_int(t21);
  s_11 = s_9;
  i_4 = 0;
  goto L34;
L58:;
  goto L56;
drop13:
  kr_release(ctx, s_9);
drop12:
  kr_release(ctx, i_4);
  goto drop1;
drop11:
  kr_release(ctx, t37);
drop10:
  kr_release(ctx, i_4);
drop9:
  kr_release(ctx, s_11);
  goto drop1;
drop8:
  kr_release(ctx, t35);
drop7:
  kr_release(ctx, s_10);
  goto raised;
drop6:
  kr_release(ctx, i_5);
drop5:
  kr_release(ctx, s_9);
  goto drop1;
drop4:
  kr_release(ctx, s_9);
  goto raised;
drop3:
  kr_release(ctx, t27);
  goto raised;
drop2:
  kr_release(ctx, t0);
  goto raised;
drop1:
  kr_release(ctx, t32);
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
