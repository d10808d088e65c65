/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"

static Value K[2]; /* constants and names, filled in when the module is loaded */
static AttrCache attr[3];
static GlobalCache global[1];

/* get, line 1 */
static Value py___main___get_body(Ctx *ctx, Value callee, Value table_0, Value key_0) {
  NativeFrame frame;
  Value t0, t1, e_0, t2, t3, t5, t6, t7, t8, t9, t10;
  int t4;
  if (KR_UNLIKELY(kr_is_busy(ctx))) return kr_not_entered(ctx, callee, table_0, key_0);
  kr_begin_frame(ctx, FRAME, callee);
  /* 3: return table[key] */
  frame.pos = 3;
  t0 = kr_fast_getitem(ctx, table_0, key_0);
  if (KR_UNLIKELY(!t0)) goto raised24;
L26:;
  /* 7: table.clear() */
  frame.pos = 6;
  t1 = kr_fast_invoke0(ctx, FRAME, 5, K[0 /* clear */], &attr[0], table_0, NULL);
  if (KR_UNLIKELY(!t1)) goto drop1;
  kr_unref(ctx, t1);
  kr_return_frame(ctx, FRAME, 8);
  return t0;
L27:;
  e_0 = kr_fetch(ctx);
  kr_push_handled(ctx, e_0, &t2);
  /* 4: except KeyError as e: */
  frame.pos = 11;
  t3 = kr_load_global(ctx, kr_function(callee)->globals, kr_function(callee)->builtins, K[1 /* KeyError */], &global[0]);
  if (KR_UNLIKELY(!t3)) goto raised27;
L30:;
  frame.pos = 12;
  if (KR_UNLIKELY((t4 = kr_exc_matches(ctx, e_0, t3)) < 0)) goto raised30;
  kr_release(ctx, t3);
  goto L38;
L31:;
  goto L32;
L38:;
  if ((t4)) goto L47;
  goto L48;
L39:;
  goto L32;
L47:;
  /* 5: return e */
  kr_pop_handled(ctx, t2);
  /* 7: table.clear() */
  frame.pos = 23;
  t5 = kr_far_invoke0(ctx, FRAME, 22, K[0 /* clear */], &attr[1], table_0);
  if (KR_UNLIKELY(!t5)) goto drop2;
  kr_release(ctx, t5);
  kr_return_frame(ctx, FRAME, 25);
  return e_0;
L48:;
  /* 4: except KeyError as e: */
  frame.pos = 30;
  kr_restore(ctx, e_0);
  goto raised48;
L54:;
  kr_release(ctx, t2);
L55:;
L32:;
  t6 = kr_fetch(ctx);
  kr_pop_handled(ctx, t2);
  kr_restore(ctx, t6);
  goto raised32;
L34:;
L35:;
  t7 = kr_fetch(ctx);
  kr_push_handled(ctx, t7, &t8);
  /* 7: table.clear() */
  frame.pos = 37;
  t9 = kr_far_invoke0(ctx, FRAME, 36, K[0 /* clear */], &attr[2], table_0);
  if (KR_UNLIKELY(!t9)) goto raised35;
  kr_release(ctx, t9);
L43:;
  frame.pos = 39;
  kr_restore(ctx, t7);
  goto raised43;
  goto L51;
L44:;
  goto L45;
L51:;
  kr_release(ctx, t8);
L52:;
L45:;
  t10 = kr_fetch(ctx);
  kr_pop_handled(ctx, t8);
  kr_restore(ctx, t10);
  goto unwind;
raised24:
  kr_traceback_here(ctx, FRAME);
  goto L27;
raised27:
  kr_traceback_here(ctx, FRAME);
  kr_release(ctx, e_0);
  goto L31;
raised30:
  kr_traceback_here(ctx, FRAME);
  kr_drop(ctx, 2, t3, e_0);
  goto L39;
raised48:
  goto L55;
raised32:
  goto L35;
raised35:
  kr_traceback_here(ctx, FRAME);
  kr_release(ctx, t7);
  goto L44;
raised43:
  goto L52;
drop2:
  kr_release(ctx, e_0);
  goto raised;
drop1:
  kr_release(ctx, t0);
  goto raised;
raised:
  kr_traceback_here(ctx, FRAME);
unwind:
  kr_leave_frame(ctx, FRAME);
  return 0;
}

static Value py___main___get(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 2 && !kwnames)) return py___main___get_body(ctx, callee, args[0], args[1]);
  Value bound[3], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___get_body(ctx, callee, bound[0], bound[1]);
  kr_drop_array(ctx, bound, 2);
  return result;
}

static const KrNativeConst constants[2] = {
  {1, 1}, {1, 3}
};
static const KrNativeFn functions[1] = {
  {1, py___main___get, py___main___get_body, 2},
};
const KrNativeUnit kr_unit___main___0 = {functions, 1, constants, 2, K};
