/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[1]; /* constants and names, filled in when the module is loaded */

/* kind, line 1 */
static Value py___main___kind_framed(Ctx *ctx, Value callee, Value shape_0);
static inline Value py___main___kind_body(Ctx *ctx, Value callee, Value shape_0) {
  Value t1, x_0, y_0, t12, t17, r_0, x_1, y_1, r_1;
  int64_t t2, t7, t13, t21;
  int t0, t4, t5, t8, t11, t15, t19, t22;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee, shape_0);
  /* 3: case [x, y]: */
  t0 = kr_has_flag(shape_0, T_SEQUENCE);
  if (!(t0)) goto L13;
L12:;
  return py___main___kind_framed(ctx, callee, shape_0);
L13:;
L15:;
  /* 5: case {"r": r}: */
  t11 = kr_has_flag(shape_0, T_MAPPING);
  if (!(t11)) goto L20;
L19:;
  return py___main___kind_framed(ctx, callee, shape_0);
L20:;
L22:;
  /* 8: return None */
  return KR_None;
}

static Value py___main___kind_framed(Ctx *ctx, Value callee, Value shape_0) {
  NativeFrame frame;
  Value t1, x_0, y_0, t12, t17, r_0, x_1, y_1, r_1;
  int64_t t2, t7, t13, t21;
  int t0, t4, t5, t8, t11, t15, t19, t22;
  Value unpacked[2];
  kr_begin_frame(ctx, FRAME, callee);
  /* 3: case [x, y]: */
  t0 = kr_has_flag(shape_0, T_SEQUENCE);
  if (!(t0)) goto L13;
L12:;
  frame.pos = 4;
  t1 = kr_length(ctx, shape_0);
  if (KR_UNLIKELY(!t1)) goto raised;
  t2 = kr_int_of(t1);
  t4 = t2 == 2;
  if ((t4)) goto L16;
  goto L17;
L13:;
  goto L15;
L16:;
  t5 = kr_has_shape(shape_0, SHAPE_tuple);
  if ((t5)) goto L25;
  goto L26;
L17:;
  goto L15;
L25:;
  t7 = tuple_of(shape_0)->len;
  t8 = t7 == 2;
  if ((t8)) goto L27;
  goto L23;
L26:;
  goto L23;
L27:;
  x_0 = tuple_of(shape_0)->items[0];
  y_0 = tuple_of(shape_0)->items[1];
  /* 4: return x */
  kr_ref(x_0);
  kr_return_frame(ctx, FRAME, 15);
  return x_0;
L15:;
  /* 5: case {"r": r}: */
  t11 = kr_has_flag(shape_0, T_MAPPING);
  if (!(t11)) goto L20;
L19:;
  frame.pos = 19;
  t12 = kr_length(ctx, shape_0);
  if (KR_UNLIKELY(!t12)) goto raised;
  t13 = kr_int_of(t12);
  t15 = t13 >= 1;
  if ((t15)) goto L29;
  goto L30;
L20:;
  goto L22;
L29:;
  frame.pos = 24;
  t17 = kr_match_keys(ctx, shape_0, K[0]);
  if (KR_UNLIKELY(!t17)) goto raised;
  if ((t17 == KR_None)) goto L32;
  goto L33;
L30:;
  goto L22;
L32:;
  goto L22;
L33:;
  t19 = kr_has_shape(t17, SHAPE_tuple);
  if (!(t19)) goto L39;
L38:;
  t21 = tuple_of(t17)->len;
  t22 = t21 == 1;
  if ((t22)) goto L40;
  goto L36;
L39:;
  goto L36;
L40:;
  r_0 = tuple_of(t17)->items[0];
  /* 6: return r */
  kr_ref(r_0);
  kr_unref(ctx, t17);
  kr_return_frame(ctx, FRAME, 34);
  return r_0;
L22:;
  /* 8: return None */
  kr_return_frame(ctx, FRAME, 40);
  return KR_None;
L23:;
  /* 3: case [x, y]: */
  frame.pos = 8;
  if (KR_UNLIKELY(kr_far_unpack(ctx, shape_0, 2, unpacked) < 0)) goto raised;
  x_1 = unpacked[0];
  y_1 = unpacked[1];
  /* 4: return x */
  kr_release(ctx, y_1);
  kr_return_frame(ctx, FRAME, 15);
  return x_1;
L36:;
  /* 5: case {"r": r}: */
  frame.pos = 27;
  if (KR_UNLIKELY(kr_far_unpack(ctx, t17, 1, unpacked) < 0)) goto drop1;
  r_1 = unpacked[0];
  kr_release(ctx, t17);
  /* 6: return r */
  kr_return_frame(ctx, FRAME, 34);
  return r_1;
drop1:
  kr_release(ctx, t17);
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
