/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[1]; /* constants and names, filled in when the module is loaded */

/* kind, line 1 */
static Value py___main___kind_framed(Ctx *ctx, Value callee, Value shape_0);
static inline Value py___main___kind_body(Ctx *ctx, Value callee, Value shape_0) {
  Value t1, x_0, y_0, t6, t11, r_0;
  int64_t t2, t7;
  int t0, t4, t5, t9;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee, shape_0);
  /* 3: case [x, y]: */
  t0 = kr_has_flag(shape_0, T_SEQUENCE);
  if (!(t0)) goto L13;
L12:;
  return py___main___kind_framed(ctx, callee, shape_0);
L13:;
L15:;
  /* 5: case {"r": r}: */
  t5 = kr_has_flag(shape_0, T_MAPPING);
  if (!(t5)) goto L20;
L19:;
  return py___main___kind_framed(ctx, callee, shape_0);
L20:;
L22:;
  /* 8: return None */
  return KR_None;
}

static Value py___main___kind_framed(Ctx *ctx, Value callee, Value shape_0) {
  NativeFrame frame;
  Value t1, x_0, y_0, t6, t11, r_0;
  int64_t t2, t7;
  int t0, t4, t5, t9;
  Value unpacked[2];
  kr_begin_frame(ctx, FRAME, callee);
  /* 3: case [x, y]: */
  t0 = kr_has_flag(shape_0, T_SEQUENCE);
  if (!(t0)) goto L13;
L12:;
  frame.pos = 4;
  t1 = kr_len_value(ctx, shape_0);
  if (KR_UNLIKELY(!t1)) goto raised;
  t2 = kr_int_of(t1);
  t4 = t2 == 2;
  if ((t4)) goto L16;
  goto L17;
L13:;
  goto L15;
L16:;
  frame.pos = 8;
  if (KR_UNLIKELY(kr_fast_unpack(ctx, shape_0, 2, unpacked) < 0)) goto raised;
  x_0 = unpacked[0];
  y_0 = unpacked[1];
  /* 4: return x */
  kr_unref(ctx, y_0);
  kr_return_frame(ctx, FRAME, 15);
  return x_0;
L17:;
L15:;
  /* 5: case {"r": r}: */
  t5 = kr_has_flag(shape_0, T_MAPPING);
  if (!(t5)) goto L20;
L19:;
  frame.pos = 19;
  t6 = kr_len_value(ctx, shape_0);
  if (KR_UNLIKELY(!t6)) goto raised;
  t7 = kr_int_of(t6);
  t9 = t7 >= 1;
  if ((t9)) goto L23;
  goto L24;
L20:;
  goto L22;
L23:;
  frame.pos = 24;
  t11 = kr_match_keys(ctx, shape_0, K[0]);
  if (KR_UNLIKELY(!t11)) goto raised;
  if ((t11 == KR_None)) goto L26;
  goto L27;
L24:;
  goto L22;
L26:;
  goto L22;
L27:;
  frame.pos = 27;
  if (KR_UNLIKELY(kr_fast_unpack(ctx, t11, 1, unpacked) < 0)) goto drop1;
  r_0 = unpacked[0];
  kr_unref(ctx, t11);
  /* 6: return r */
  kr_return_frame(ctx, FRAME, 34);
  return r_0;
L22:;
  /* 8: return None */
  kr_return_frame(ctx, FRAME, 40);
  return KR_None;
drop1:
  kr_release(ctx, t11);
  goto raised;
raised:
  kr_traceback_here(ctx, FRAME);
  kr_leave_frame(ctx, FRAME);
  return 0;
}

static Value py___main___kind(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 1 && !kwnames)) return py___main___kind_body(ctx, callee, args[0]);
  Value bound[2], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___kind_body(ctx, callee, bound[0]);
  kr_drop_array(ctx, bound, 1);
  return result;
}

static const KrNativeConst constants[1] = {
  {1, 8}
};
static const KrNativeFn functions[1] = {
  {1, py___main___kind, py___main___kind_body, 1},
};
const KrNativeUnit kr_unit___main___0 = {functions, 1, constants, 1, K};
