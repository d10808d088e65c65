/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[1]; /* constants and names, filled in when the module is loaded */

/* twice, line 1 */
static Value py___main___twice_body(Ctx *ctx, Value callee, Value f_0, Value args_0, Value named_0) {
  NativeFrame frame;
  Value t0, t1, t5, t6;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee, f_0, args_0, named_0);
  kr_begin_frame(ctx, FRAME, callee);
  /* 2: return f(*args, **named), f(1, key=2) */
  frame.pos = 2;
  t0 = kr_build_map(ctx, NULL, 0);
  if (KR_UNLIKELY(!t0)) goto raised;
  frame.pos = 4;
  if (KR_UNLIKELY(kr_dict_merge(ctx, f_0, t0, named_0) < 0)) goto drop1;
  frame.pos = 5;
  t1 = kr_call_ex(ctx, f_0, args_0, t0);
  if (KR_UNLIKELY(!t1)) goto drop1;
  kr_unref(ctx, t0);
  frame.pos = 10;
  t5 = kr_call_kw(ctx, f_0, (Value[]){kr_int(1), kr_int(2)}, 2, K[0]);
  if (KR_UNLIKELY(!t5)) goto drop2;
  frame.pos = 11;
  t6 = tuple_steal(ctx, (Value[]){t1, t5}, 2);
  if (KR_UNLIKELY(!t6)) goto raised;
  kr_return_frame(ctx, FRAME, 12);
  return t6;
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

static Value py___main___twice(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  Value bound[4], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___twice_body(ctx, callee, bound[0], bound[1], bound[2]);
  kr_drop_array(ctx, bound, 3);
  return result;
}

static const KrNativeConst constants[1] = {
  {1, 6}
};
static const KrNativeFn functions[1] = {
  {1, py___main___twice, py___main___twice_body, 4294967295},
};
const KrNativeUnit kr_unit___main___0 = {functions, 1, constants, 1, K};
