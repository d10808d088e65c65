/* Compiled from the Python module __main__. */
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[1]; /* constants and names, filled in when the module is loaded */
static GlobalCache global[1];

/* total, line 1 */
static Value py___main___total_body(Ctx *ctx, Value callee, Value n_0) {
  NativeFrame frame;
  Value t0, s_5, t25, t28, s_6, s_7, i_4, t30, s_8, i_5, t33;
  int64_t i_0, t7, t12, s_0, i_1, t16, s_1, i_2, t20, s_2, s_3, s_4,
    t27, i_3;
  int t1, t2, t5, t8, t10, t13, t14, t15, t17, t18, t19, t21,
    t22, t23, t24, t31;
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
  t27 = kr_int_of(n_0);
  s_4 = kr_int_of(kr_int(0));
  i_0 = 0;
L11:;
  t5 = i_0 < t27;
  if (!(t5)) goto L13;
L12:;
  i_3 = i_0 + 1;
  /* 4: s += i * i */
  t7 = kr_mul_i64(i_0, i_0);
  t8 = kr_int_fits(t7);
  if ((t8)) goto L19;
  goto L17;
L13:;
  goto L16;
L23:;
  /* 3: for i in range(n): */
  frame.pos = 6;
  i_5 = kr_fast_next(ctx, t28);
  if (KR_UNLIKELY(!i_5)) goto drop1;
  if (!(i_5 == KR_STOP)) goto L25;
L24:;
  kr_unref(ctx, t28);
  goto L16;
L25:;
  /* 4: s += i * i */
  t10 = kr_both_int(i_5, i_5);
  if ((t10)) goto L29;
  goto L30;
L36:;
  /* 3: for i in range(n): */
  i_0 = i_3 + 1;
  /* 4: s += i * i */
  t12 = kr_mul_i64(i_3, i_3);
  t13 = kr_int_fits(t12);
  if ((t13)) goto L42;
  goto L41;
L37:;
  goto L40;
L48:;
  /* 3: for i in range(n): */
  kr_unref(ctx, t28);
  goto L40;
L49:;
  /* 4: s += i * i */
  t14 = kr_both_int(i_5, i_5);
  if ((t14)) goto L52;
  goto L53;
L19:;
  s_0 = s_4 + t7;
  t15 = kr_int_fits(s_0);
  if ((t15)) goto L22;
  goto L20;
L29:;
  i_1 = kr_int_of(i_5);
  t16 = kr_mul_i64(i_1, i_1);
  t17 = kr_int_fits(t16);
  if (!(t17)) goto L27;
L31:;
  s_1 = s_4 + t16;
  t18 = kr_int_fits(s_1);
  if ((t18)) goto L34;
  goto L32;
L42:;
  t19 = kr_is_int(s_6);
  if ((t19)) goto L44;
  goto L45;
L52:;
  i_2 = kr_int_of(i_5);
  t20 = kr_mul_i64(i_2, i_2);
  t21 = kr_int_fits(t20);
  if (!(t21)) goto L51;
L54:;
  t22 = kr_is_int(s_6);
  if ((t22)) goto L56;
  goto L57;
L22:;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto raised;
  i_0 = i_3;
  s_4 = s_0;
  goto L11;
L34:;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop1;
  s_4 = s_1;
  goto L23;
L44:;
  s_2 = kr_int_of(s_6);
  s_4 = s_2 + t12;
  t23 = kr_int_fits(s_4);
  if (!(t23)) goto L43;
L46:;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto raised;
  goto L11;
L56:;
  s_3 = kr_int_of(s_6);
  s_4 = s_3 + t20;
  t24 = kr_int_fits(s_4);
  if (!(t24)) goto L55;
L58:;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop1;
  goto L23;
L16:;
  /* 5: return s */
  s_5 = kr_int(s_4);
  kr_leave_frame(ctx, FRAME);
  return s_5;
L40:;
  kr_leave_frame(ctx, FRAME);
  return s_6;
L7:;
  /* 3: for i in range(n): */
  frame.pos = 4;
  t25 = kr_far_call1(ctx, t0, n_0);
  if (KR_UNLIKELY(!t25)) goto drop2;
  kr_release(ctx, t0);
  frame.pos = 5;
  t28 = kr_iter(ctx, t25);
  if (KR_UNLIKELY(!t28)) goto drop3;
  kr_release(ctx, t25);
  s_4 = kr_int_of(kr_int(0));
  goto L23;
L17:;
  /* 4: s += i * i */
  s_6 = kr_int(s_4);
  i_4 = kr_int(i_0);
L18:;
  frame.pos = 11;
  t30 = kr_far_binary(ctx, i_4, i_4, BIN_mul);
  if (KR_UNLIKELY(!t30)) goto drop4;
  s_7 = s_6;
  goto L21;
L27:;
  s_6 = kr_int(s_4);
L28:;
  frame.pos = 11;
  t33 = kr_far_binary(ctx, i_5, i_5, BIN_mul);
  if (KR_UNLIKELY(!t33)) goto drop6;
  s_8 = s_6;
  goto L33;
L30:;
  goto L27;
L41:;
  i_4 = kr_int(i_3);
  i_3 = i_0;
  goto L18;
L51:;
  goto L28;
L53:;
  goto L51;
L20:;
  s_7 = kr_int(s_4);
  t30 = kr_int(t7);
  i_4 = 0;
L21:;
  frame.pos = 12;
  s_6 = kr_far_inplace(ctx, s_7, t30, BIN_add);
  if (KR_UNLIKELY(!s_6)) goto drop8;
  kr_release(ctx, t30);
  kr_release(ctx, s_7);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop4;
  /* 3: for i in range(n): */
  t31 = i_3 < t27;
  if ((t31)) goto L36;
  goto L37;
L32:;
  /* 4: s += i * i */
  s_8 = kr_int(s_4);
  t33 = kr_int(t16);
  i_5 = 0;
L33:;
  frame.pos = 12;
  s_6 = kr_far_inplace(ctx, s_8, t33, BIN_add);
  if (KR_UNLIKELY(!s_6)) goto drop11;
  kr_release(ctx, t33);
  kr_release(ctx, s_8);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop13;
  kr_release(ctx, i_5);
  /* 3: for i in range(n): */
  frame.pos = 6;
  i_5 = kr_far_next(ctx, t28);
  if (KR_UNLIKELY(!i_5)) goto drop5;
  if ((i_5 == KR_STOP)) goto L48;
  goto L49;
L43:;
  /* 4: s += i * i */
  t30 = kr_int(t12);
  i_3 = i_0;
  s_7 = s_6;
  i_4 = 0;
  goto L21;
L45:;
  goto L43;
L55:;
  t33 = kr_int(t20);
  s_8 = s_6;
  i_5 = 0;
  goto L33;
L57:;
  goto L55;
drop13:
  kr_release(ctx, s_6);
drop12:
  kr_release(ctx, i_5);
  goto drop1;
drop11:
  kr_release(ctx, t33);
drop10:
  kr_release(ctx, i_5);
drop9:
  kr_release(ctx, s_8);
  goto drop1;
drop8:
  kr_release(ctx, t30);
drop7:
  kr_release(ctx, s_7);
  goto raised;
drop6:
  kr_release(ctx, i_5);
drop5:
  kr_release(ctx, s_6);
  goto drop1;
drop4:
  kr_release(ctx, s_6);
  goto raised;
drop3:
  kr_release(ctx, t25);
  goto raised;
drop2:
  kr_release(ctx, t0);
  goto raised;
drop1:
  kr_release(ctx, t28);
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
