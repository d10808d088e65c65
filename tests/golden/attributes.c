/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[2]; /* constants and names, filled in when the module is loaded */
static AttrCache attr[3];

/* Point.__init__, line 2 */
static Value py___main___Point___init___body(Ctx *ctx, Value callee, Value self_0, Value x_0) {
  NativeFrame frame;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee, self_0, x_0);
  kr_begin_frame(ctx, FRAME, callee);
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
  Value t0, t1;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee, self_0, d_0);
  kr_begin_frame(ctx, FRAME, callee);
  /* 5: self.x += d */
  frame.pos = 2;
  t0 = kr_fast_getattr(ctx, self_0, K[1 /* x */], &attr[1]);
  if (KR_UNLIKELY(!t0)) goto raised;
  frame.pos = 4;
  t1 = kr_fast_inplace(ctx, t0, d_0, BIN_add);
  if (KR_UNLIKELY(!t1)) goto drop1;
  kr_unref(ctx, t0);
  frame.pos = 6;
  if (KR_UNLIKELY(kr_fast_setattr(ctx, self_0, K[1 /* x */], t1, &attr[2]) < 0)) goto drop2;
  kr_unref(ctx, t1);
  /* 6: return self */
  kr_ref(self_0);
  kr_leave_frame(ctx, FRAME);
  return self_0;
drop2:
  kr_release(ctx, t1);
  goto raised;
drop1:
  kr_release(ctx, t0);
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
