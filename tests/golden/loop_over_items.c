/* Compiled from the Python module __main__. */
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[1]; /* constants and names, filled in when the module is loaded */

/* join, line 1 */
static Value py___main___join_body(Ctx *ctx, Value callee, Value items_0) {
  NativeFrame frame;
  Value t0, item_0, item_1, out_2, out_6, out_8;
  int64_t out_1, out_3, item_2, item_4, out_5;
  double out_4, item_3, t11, t12, out_7;
  int t3, t5, t6, t7, t10, t13;
  if (KR_UNLIKELY(kr_enter_frame(ctx, FRAME, callee) < 0)) return kr_not_entered(ctx, callee, items_0);
  /* 3: for item in items: */
  frame.pos = 3;
  t0 = kr_iter(ctx, items_0);
  if (KR_UNLIKELY(!t0)) goto raised;
  frame.pos = 4;
  item_0 = kr_fast_next(ctx, t0);
  if (KR_UNLIKELY(!item_0)) goto drop1;
  if (!(item_0 == KR_STOP)) goto L9;
L8:;
  /* 5: return out */
  kr_unref(ctx, t0);
  kr_ref(K[0 /* '' */]);
  kr_leave_frame(ctx, FRAME);
  return K[0 /* '' */];
L9:;
  /* 4: out = out + item */
  frame.pos = 8;
  out_6 = kr_fast_binary(ctx, K[0 /* '' */], item_0, BIN_add);
  if (KR_UNLIKELY(!out_6)) goto drop2;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop3;
L12:;
  /* 3: for item in items: */
  frame.pos = 4;
  item_1 = kr_fast_next(ctx, t0);
  if (KR_UNLIKELY(!item_1)) goto drop5;
  if (!(item_1 == KR_STOP)) goto L14;
L13:;
  /* 5: return out */
  kr_unref(ctx, t0);
  kr_unref(ctx, item_0);
  kr_leave_frame(ctx, FRAME);
  return out_6;
L14:;
  /* 3: for item in items: */
  kr_unref(ctx, item_0);
  /* 4: out = out + item */
  t3 = kr_both_int(out_6, item_1);
  if ((t3)) goto L19;
  goto L20;
L26:;
  /* 3: for item in items: */
  frame.pos = 4;
  item_0 = kr_fast_next(ctx, t0);
  if (KR_UNLIKELY(!item_0)) goto drop1;
  if (!(item_0 == KR_STOP)) goto L28;
L27:;
  /* 5: return out */
  kr_unref(ctx, t0);
  out_2 = kr_int(out_1);
  kr_leave_frame(ctx, FRAME);
  return out_2;
L28:;
  /* 4: out = out + item */
  t5 = kr_is_int(item_0);
  if ((t5)) goto L32;
  goto L33;
L19:;
  out_3 = kr_int_of(out_6);
  item_2 = kr_int_of(item_1);
  out_1 = out_3 + item_2;
  t6 = kr_int_fits(out_1);
  if ((t6)) goto L25;
  goto L17;
L20:;
  t7 = kr_is_flo(out_6) & kr_is_flo(item_1);
  if (!(t7)) goto L22;
L21:;
  out_4 = kr_flo_of(out_6);
  item_3 = kr_flo_of(item_1);
  out_7 = out_4 + item_3;
  out_6 = 0;
  item_0 = 0;
  goto L24;
L22:;
  t10 = kr_mixed(out_6, item_1);
  if (!(t10)) goto L17;
L23:;
  t11 = kr_num_f64(item_1);
  t12 = kr_num_f64(out_6);
  out_7 = t12 + t11;
  item_0 = item_1;
  goto L24;
L25:;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop1;
  goto L26;
L32:;
  item_4 = kr_int_of(item_0);
  out_5 = out_1 + item_4;
  t13 = kr_int_fits(out_5);
  if (!(t13)) goto L31;
L34:;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop1;
  out_1 = out_5;
  goto L26;
L24:;
  kr_unref(ctx, out_6);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop2;
  out_6 = kr_box_float(ctx, out_7);
  goto L12;
L17:;
  out_8 = out_6;
  item_0 = item_1;
L18:;
  frame.pos = 8;
  out_6 = kr_far_binary(ctx, out_8, item_0, BIN_add);
  if (KR_UNLIKELY(!out_6)) goto drop7;
  kr_release(ctx, out_8);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop3;
  goto L12;
L31:;
  out_8 = kr_int(out_1);
  goto L18;
L33:;
  goto L31;
drop7:
  kr_release(ctx, item_0);
drop6:
  kr_release(ctx, out_8);
  goto drop1;
drop5:
  kr_release(ctx, item_0);
drop4:
  kr_release(ctx, out_6);
  goto drop1;
drop3:
  kr_release(ctx, out_6);
drop2:
  kr_release(ctx, item_0);
drop1:
  kr_release(ctx, t0);
raised:
  kr_traceback_here(ctx, FRAME);
  kr_leave_frame(ctx, FRAME);
  return 0;
}

static Value py___main___join(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 1 && !kwnames)) return py___main___join_body(ctx, callee, args[0]);
  Value bound[2], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___join_body(ctx, callee, bound[0]);
  kr_drop_array(ctx, bound, 1);
  return result;
}

static const KrNativeConst constants[1] = {
  {1, 2}
};
static const KrNativeFn functions[1] = {
  {1, py___main___join, py___main___join_body, 1},
};
const KrNativeUnit kr_unit___main___0 = {functions, 1, constants, 1, K};
