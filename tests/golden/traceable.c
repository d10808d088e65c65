/* Compiled from the Python module __main__. */
#define KR_EMITTED 1
#include "runtime/krait.h"
#include "runtime/native.h"


/* total, line 1 */
static Value py___main___total_body(Ctx *ctx, Value callee, Value items_0, Value f_0) {
  SlotFrame frame;
  Value t2, result_2, result_3, item_0, t17, result_4;
  int64_t result_0, t10, result_1;
  int t1, t4, t6, t7, t8, t9, t11, t12, t14, t15, t16, t18,
    t19, t20;
  uint32_t raised_at = 0;
  Value slots[4];
  if (KR_UNLIKELY(kr_is_busy(ctx)) && kr_admit(ctx, FRAME, callee) < 0) return kr_not_entered(ctx, callee, items_0, f_0);
  kr_begin_frame(ctx, FRAME, callee);
  memset(slots, 0, sizeof slots);
  slots[0] = kr_ref(items_0);
  slots[1] = kr_ref(f_0);
  frame.locals = slots;
  frame.kind = FRAME_SLOTS;
  /* 2: result = 0 */
  kr_set(ctx, &slots[2], kr_int(0));
  /* 3: for item in items: */
  t1 = kr_is_traced(ctx, FRAME);
  if (!(t1)) goto L20;
L19:;
  {
  Value handed = kr_hand_over(ctx, FRAME, raised_at, 2, NULL, 0);
  kr_leave_frame_slots(ctx, FRAME, slots, 4);
  return handed;
  }
L20:;
  frame.pos = 3;
  t2 = kr_iter(ctx, items_0);
  if (KR_UNLIKELY(!t2)) goto raised;
  result_0 = kr_int_of(kr_int(0));
L23:;
  t4 = kr_is_traced(ctx, FRAME);
  if (!(t4)) goto L25;
L24:;
  goto L26;
L25:;
  frame.pos = 4;
  item_0 = kr_fast_next(ctx, t2);
  if (KR_UNLIKELY(!item_0)) goto drop1;
  if (!(item_0 == KR_STOP)) goto L29;
L28:;
  /* 5: return result */
  kr_unref(ctx, t2);
  t6 = kr_is_traced(ctx, FRAME);
  if ((t6)) goto L32;
  goto L33;
L29:;
  /* 3: for item in items: */
  t7 = kr_is_traced(ctx, FRAME);
  if (!(t7)) goto L37;
L36:;
  goto L38;
L37:;
  kr_ref(item_0);
  kr_set(ctx, &slots[3], item_0);
  /* 4: result += f(item) */
  t8 = kr_is_traced(ctx, FRAME);
  if (!(t8)) goto L45;
L44:;
  kr_unref(ctx, item_0);
  goto L46;
L45:;
  frame.pos = 9;
  t17 = kr_fast_call1(ctx, f_0, item_0);
  if (KR_UNLIKELY(!t17)) goto drop2;
  kr_unref(ctx, item_0);
  t9 = kr_is_int(t17);
  if (!(t9)) goto L51;
L50:;
  t10 = kr_int_of(t17);
  result_1 = result_0 + t10;
  t11 = kr_int_fits(result_1);
  if (!(t11)) goto L48;
L52:;
  result_2 = kr_int(result_1);
  kr_set(ctx, &slots[2], result_2);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop1;
  result_0 = result_1;
  goto L23;
L32:;
  goto L34;
L33:;
  /* 5: return result */
  t12 = kr_is_traced(ctx, FRAME);
  if (!(t12)) goto L41;
L40:;
  result_4 = kr_int(result_0);
  goto L42;
L41:;
  result_3 = kr_int(result_0);
  frame.pos = 14;
  kr_leave_frame_slots(ctx, FRAME, slots, 4);
  return result_3;
L26:;
  /* 3: for item in items: */
  {
  Value handed = kr_hand_over(ctx, FRAME, raised_at, 4, (Value[]){t2}, 1);
  kr_leave_frame_slots(ctx, FRAME, slots, 4);
  return handed;
  }
L56:;
  kr_release(ctx, result_4);
  goto L26;
L57:;
  frame.pos = 4;
  item_0 = kr_far_next(ctx, t2);
  if (KR_UNLIKELY(!item_0)) goto drop3;
  if (!(item_0 == KR_STOP)) goto L60;
L59:;
  /* 5: return result */
  kr_release(ctx, t2);
  t14 = kr_is_traced(ctx, FRAME);
  if ((t14)) goto L63;
  goto L64;
L60:;
  /* 3: for item in items: */
  t15 = kr_is_traced(ctx, FRAME);
  if ((t15)) goto L66;
  goto L67;
L38:;
  {
  Value handed = kr_hand_over(ctx, FRAME, raised_at, 5, (Value[]){t2, item_0}, 2);
  kr_leave_frame_slots(ctx, FRAME, slots, 4);
  return handed;
  }
L66:;
  kr_release(ctx, result_4);
  goto L38;
L67:;
  kr_retain(item_0);
  kr_set(ctx, &slots[3], item_0);
  /* 4: result += f(item) */
  t16 = kr_is_traced(ctx, FRAME);
  if ((t16)) goto L72;
  goto L73;
L46:;
  {
  Value handed = kr_hand_over(ctx, FRAME, raised_at, 6, (Value[]){t2}, 1);
  kr_leave_frame_slots(ctx, FRAME, slots, 4);
  return handed;
  }
L72:;
  kr_release(ctx, result_4);
  kr_release(ctx, item_0);
  goto L46;
L73:;
  frame.pos = 9;
  t17 = kr_far_call1(ctx, f_0, item_0);
  if (KR_UNLIKELY(!t17)) goto drop4;
  kr_release(ctx, item_0);
  goto L49;
L48:;
  result_4 = kr_int(result_0);
L49:;
  frame.pos = 10;
  result_4 = kr_append_bound(ctx, &slots[2], result_4, t17, 1);
  if (KR_UNLIKELY(!result_4)) goto drop5;
  kr_release(ctx, t17);
  kr_retain(result_4);
  kr_set(ctx, &slots[2], result_4);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop3;
  t18 = kr_is_int(result_4);
  if ((t18)) goto L55;
  goto L53;
L51:;
  goto L48;
L53:;
  /* 3: for item in items: */
  t19 = kr_is_traced(ctx, FRAME);
  if ((t19)) goto L56;
  goto L57;
L55:;
  /* 4: result += f(item) */
  result_0 = kr_int_of(result_4);
  goto L23;
L34:;
  /* 5: return result */
  {
  Value handed = kr_hand_over(ctx, FRAME, raised_at, 13, NULL, 0);
  kr_leave_frame_slots(ctx, FRAME, slots, 4);
  return handed;
  }
L63:;
  kr_release(ctx, result_4);
  goto L34;
L64:;
  t20 = kr_is_traced(ctx, FRAME);
  if ((t20)) goto L69;
  goto L70;
L42:;
  {
  Value handed = kr_hand_over(ctx, FRAME, raised_at, 14, (Value[]){result_4}, 1);
  kr_leave_frame_slots(ctx, FRAME, slots, 4);
  return handed;
  }
L69:;
  goto L42;
L70:;
  frame.pos = 14;
  kr_leave_frame_slots(ctx, FRAME, slots, 4);
  return result_4;
drop5:
  kr_release(ctx, t17);
  goto drop1;
drop4:
  kr_release(ctx, item_0);
  goto drop3;
drop3:
  kr_release(ctx, result_4);
  goto drop1;
drop2:
  kr_release(ctx, item_0);
  goto drop1;
drop1:
  kr_release(ctx, t2);
  goto raised;
raised:
  kr_trace_raised(ctx, FRAME);
  kr_trace_unwind(ctx, FRAME);
  kr_leave_frame_slots(ctx, FRAME, slots, 4);
  return 0;
}

static Value py___main___total(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 2 && !kwnames)) return py___main___total_body(ctx, callee, args[0], args[1]);
  Value bound[3], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___total_body(ctx, callee, bound[0], bound[1]);
  kr_drop_array(ctx, bound, 2);
  return result;
}

/* each, line 8 */
static Value py___main___each_resume(Ctx *ctx, Generator *g, Value sent) {
  Value *const slots = g->slots;
  const Value callee = g->frame.func;
  Value t0, item_0, item_1, done_1, t14, done_2;
  int t1, t3, t5, t6, t7, t8, t11, t12, t13;
  if (KR_UNLIKELY(ctx->pending & PENDING_TRACE) && kr_has_tracer(ctx)) return kr_resume_traced(ctx, g, sent);
  switch (g->point) {
  case 1: goto resume1;
  }
  /* 8: def each(items): */
  t0 = sent;
  if (KR_UNLIKELY(!t0)) goto raised;
  /* 9: for item in items: */
  g->frame.pos = 2;
  t14 = kr_iter(ctx, slots[0]);
  if (KR_UNLIKELY(!t14)) goto raised;
  t1 = kr_is_traced(ctx, &g->frame);
  if (!(t1)) goto L21;
L20:;
  goto L22;
L21:;
  g->frame.pos = 3;
  item_0 = kr_fast_next(ctx, t14);
  if (KR_UNLIKELY(!item_0)) goto drop1;
  if (!(item_0 == KR_STOP)) goto L25;
L24:;
  /* 11: return done */
  kr_unref(ctx, t14);
  t3 = kr_is_traced(ctx, &g->frame);
  if ((t3)) goto L28;
  goto L29;
L25:;
  goto L27;
L49:;
  /* 9: for item in items: */
  kr_unref(ctx, done_2);
  goto L22;
L50:;
  g->frame.pos = 3;
  item_0 = kr_fast_next(ctx, t14);
  if (KR_UNLIKELY(!item_0)) goto drop2;
  if (!(item_0 == KR_STOP)) goto L53;
L52:;
  /* 11: return done */
  kr_unref(ctx, t14);
  t5 = kr_is_traced(ctx, &g->frame);
  if ((t5)) goto L55;
  goto L56;
L53:;
  /* 9: for item in items: */
  kr_unref(ctx, done_2);
L27:;
  t6 = kr_is_traced(ctx, &g->frame);
  if (!(t6)) goto L33;
L32:;
  return kr_hand_over_generator(ctx, g, 4, (Value[]){t14, item_0}, 2);
L33:;
  kr_ref(item_0);
  kr_set(ctx, &slots[1], item_0);
  /* 10: done = yield item */
  t7 = kr_is_traced(ctx, &g->frame);
  if (!(t7)) goto L41;
L40:;
  kr_unref(ctx, item_0);
  return kr_hand_over_generator(ctx, g, 5, (Value[]){t14}, 1);
L41:;
  t8 = kr_is_traced(ctx, &g->frame);
  if (!(t8)) goto L45;
L44:;
  return kr_hand_over_generator(ctx, g, 6, (Value[]){t14, item_0}, 2);
L45:;
  slots[3] = t14;
  g->frame.pos = 6;
  g->sp = 1;
  g->point = 1;
  return item_0;
resume1:
  item_1 = kr_ref(slots[1]);
  kr_unref(ctx, item_1);
  done_1 = kr_ref(slots[2]);
  kr_unref(ctx, done_1);
  t14 = slots[3];
  slots[3] = 0;
  done_2 = sent;
  if (KR_UNLIKELY(!done_2)) goto drop1;
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop2;
  kr_ref(done_2);
  kr_set(ctx, &slots[2], done_2);
  if (KR_UNLIKELY(kr_poll(ctx) < 0)) goto drop2;
  /* 9: for item in items: */
  t11 = kr_is_traced(ctx, &g->frame);
  if ((t11)) goto L49;
  goto L50;
L28:;
  goto L30;
L29:;
  /* 11: return done */
  g->frame.pos = 9;
  if (KR_UNLIKELY(kr_check_bound(ctx, &g->frame, 0, 2) < 0)) goto raised;
  t12 = kr_is_traced(ctx, &g->frame);
  if ((t12)) goto L36;
  goto L37;
L55:;
  kr_unref(ctx, done_2);
  goto L30;
L56:;
  t13 = kr_is_traced(ctx, &g->frame);
  if ((t13)) goto L58;
  goto L59;
L36:;
  done_2 = 0;
  goto L38;
L37:;
  g->frame.pos = 10;
  g->result = 0;
  return KR_STOP;
L58:;
  goto L38;
L59:;
  g->frame.pos = 10;
  g->result = done_2;
  return KR_STOP;
L22:;
  /* 9: for item in items: */
  return kr_hand_over_generator(ctx, g, 3, (Value[]){t14}, 1);
L30:;
  /* 11: return done */
  return kr_hand_over_generator(ctx, g, 9, NULL, 0);
L38:;
  return kr_hand_over_generator(ctx, g, 10, (Value[]){done_2}, 1);
drop2:
  kr_release(ctx, done_2);
  goto drop1;
drop1:
  kr_release(ctx, t14);
  goto raised;
raised:
  kr_trace_raised(ctx, &g->frame);
  kr_trace_unwind(ctx, &g->frame);
  return 0;
}

static Value py___main___each_body(Ctx *ctx, Value callee, Value arg0) {
  return kr_make_generator(ctx, callee, py___main___each_resume, (Value[]){arg0}, 1, 5);
}

static Value py___main___each(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  if (KR_LIKELY(nargs == 1 && !kwnames)) return py___main___each_body(ctx, callee, args[0]);
  Value bound[2], result;
  if (function_bind(ctx, (Function *)kr_obj(callee), args, nargs, kwnames, bound) < 0) return 0;
  result = py___main___each_body(ctx, callee, bound[0]);
  kr_drop_array(ctx, bound, 1);
  return result;
}

static const KrNativeFn functions[2] = {
  {1, py___main___total, py___main___total_body, 2},
  {2, py___main___each, py___main___each_body, 1, py___main___each_resume, 5},
};
const KrNativeUnit kr_unit___main___0 = {functions, 2, NULL, 0, NULL};
