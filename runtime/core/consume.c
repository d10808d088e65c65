/* Generator expressions joined with the builtins that consume them: what their emitted code calls. */
#include "../krait.h"
#include "../native.h"
#include "core.h"

/* ---- the general way ---- */

Value kr_expression(Ctx *ctx, Frame *frame, CodeObj *code, Value closure, Value iter) {
  Value f = kr_make_function(ctx, frame, code, 0, 0, 0, closure);
  Value generator = f ? kr_call1(ctx, f, iter) : 0;
  kr_unref(ctx, f);
  return generator;
}

Value kr_consume(Ctx *ctx, Frame *frame, Value f, CodeObj *code, Value closure, Value iter) {
  Value generator = kr_expression(ctx, frame, code, closure, iter);
  Value r = generator ? kr_call1(ctx, f, generator) : 0;
  kr_unref(ctx, generator);
  return r;
}

int kr_collects(Ctx *ctx, Value f) {
  static Value join;
  if (ctx->pending & PENDING_TRACE) return 0;
  if (f == kr_builtins[BUILTIN_tuple] || f == kr_builtins[BUILTIN_sorted]) return 1;
  if (!join) join = type_lookup(&kr_type_str, N(join));
  return f == join;
}

/* ---- frames ---- */

int kr_enter_inner(Ctx *ctx, Frame *frame, CodeObj *code) {
  Frame *outer = ctx->frame;
  if (kr_enter(ctx, "")) return -1;
  *frame = (Frame){.prev = outer, .code = code, .globals = frame_globals(outer), .builtins = frame_builtins(outer), .kind = FRAME_VM};
  ctx->frame = frame;
  return 0;
}

void kr_guard_stop(Ctx *ctx) {
  if (!kr_matches(ctx, &kr_type_StopIteration)) return;
  kr_raise_stopped(ctx, "generator", "StopIteration");
}

/* ---- what is done with items ---- */

Value kr_outside_binary(Ctx *ctx, Value a, Value b, int op) {
  Frame *inner = ctx->frame;
  ctx->frame = inner->prev;
  Value r = kr_fast_binary(ctx, a, b, op);
  ctx->frame = inner;
  return r;
}

int kr_outside_truth(Ctx *ctx, Value v) {
  Frame *inner = ctx->frame;
  ctx->frame = inner->prev;
  int r = kr_fast_truth(ctx, v);
  ctx->frame = inner;
  return r;
}

int kr_outside_test(Ctx *ctx, Value a, Value b, int op) {
  Frame *inner = ctx->frame;
  ctx->frame = inner->prev;
  int r = kr_fast_test(ctx, a, b, op);
  ctx->frame = inner;
  return r;
}

int kr_nonempty(Ctx *ctx, Value best, int is_max) {
  if (best != KR_STOP) return 0;
  kr_raise(ctx, &kr_type_ValueError, "%s() arg is an empty sequence", is_max ? "max" : "min");
  return -1;
}
