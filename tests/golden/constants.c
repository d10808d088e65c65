/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[5]; /* constants and names, filled in when the module is loaded */

/* table, line 1 */
static Value py___main___table_body(Ctx *ctx, Value callee) {
  NativeFrame frame;
  Value t4, t7, t10;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee);
  kr_begin_frame(ctx, FRAME, callee);
  /* 2: return {"a": 1, "b": (2.5, None)}, b"bytes", 10 ** 30, 1 + 2j */
  frame.pos = 4;
  t4 = kr_build_map(ctx, (Value[]){K[0 /* 'a' */], kr_int(1), K[1 /* 'b' */], K[2]}, 2);
  if (KR_UNLIKELY(!t4)) goto raised;
  frame.pos = 8;
  t7 = kr_fast_binary(ctx, kr_int(10), kr_int(30), BIN_pow);
  if (KR_UNLIKELY(!t7)) goto drop1;
  kr_ref(K[3]);
  kr_ref(K[4]);
  frame.pos = 10;
  t10 = tuple_steal(ctx, (Value[]){t4, K[4], t7, K[3]}, 4);
  if (KR_UNLIKELY(!t10)) goto raised;
  kr_return_frame(ctx, FRAME, 11);
  return t10;
drop1:
  kr_release(ctx, t4);
  goto raised;
raised:
  kr_traceback_here(ctx, FRAME);
  kr_leave_frame(ctx, FRAME);
  return 0;
}

static Value py___main___table(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 0 && !kwnames)) return py___main___table_body(ctx, callee);
  Value bound[1], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___table_body(ctx, callee);
  kr_drop_array(ctx, bound, 0);
  return result;
}

static const KrNativeConst constants[5] = {
  {1, 2}, {1, 6}, {1, 8}, {1, 16}, {1, 10}
};
static const KrNativeFn functions[1] = {
  {1, py___main___table, py___main___table_body, 0},
};
const KrNativeUnit kr_unit___main___0 = {functions, 1, constants, 5, K};
