/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[1]; /* constants and names, filled in when the module is loaded */

/* join, line 1 */
static Value py___main___join_body(Ctx *ctx, Value callee, Value items_0) {
  NativeFrame frame;
  Value t0, out_1, item_0, item_1;
  if (KR_UNLIKELY(kr_is_busy(ctx)) && kr_admit(ctx, FRAME, callee) < 0) return kr_not_entered(ctx, callee, items_0);
  kr_begin_frame(ctx, FRAME, callee);
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
  kr_return_frame(ctx, FRAME, 12);
  return K[0 /* '' */];
L9:;
  /* 4: out = out + item */
  kr_ref(K[0 /* '' */]);
  frame.pos = 8;
  out_1 = kr_fast_append(ctx, K[0 /* '' */], item_0, 0);
  if (KR_UNLIKELY(!out_1)) goto drop2;
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
  kr_return_frame(ctx, FRAME, 12);
  return out_1;
L14:;
  /* 3: for item in items: */
  kr_unref(ctx, item_0);
  /* 4: out = out + item */
  frame.pos = 8;
  out_1 = kr_fast_append(ctx, out_1, item_1, 0);
  if (KR_UNLIKELY(!out_1)) goto drop6;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop7;
  item_0 = item_1;
  goto L12;
drop7:
  kr_release(ctx, out_1);
  goto drop6;
drop6:
  kr_release(ctx, item_1);
  goto drop1;
drop5:
  kr_drop(ctx, 2, item_0, out_1);
  goto drop1;
drop3:
  kr_release(ctx, out_1);
  goto drop2;
drop2:
  kr_release(ctx, item_0);
  goto drop1;
drop1:
  kr_release(ctx, t0);
  goto raised;
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
