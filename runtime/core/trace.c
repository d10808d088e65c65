/* Events for sys.settrace and sys.setprofile.
 *
 * A trace function is called when a frame starts; what it returns becomes the frame's own trace
 * function (f_trace), which gets the frame's other events.  Only code of frames that have one pays:
 * its instructions are then led through trace_instruction. */
#include "trace.h"
#include "slots.h"

static const char *const event_names[] = {
  [TRACE_call] = "call", [TRACE_line] = "line", [TRACE_return] = "return", [TRACE_exception] = "exception",
  [TRACE_opcode] = "opcode", [TRACE_c_call] = "c_call", [TRACE_c_return] = "c_return",
  [TRACE_c_exception] = "c_exception"};

void trace_set_function(Ctx *ctx, Value *which, Value function) {
  Value old = *which;
  *which = function;
  if (ctx->trace || ctx->profile) __atomic_fetch_or(&ctx->pending, PENDING_TRACE, __ATOMIC_SEQ_CST);
  else __atomic_fetch_and(&ctx->pending, ~(uint32_t)PENDING_TRACE, __ATOMIC_SEQ_CST);
  kr_unref(ctx, old);
}

/* Calls a trace or profile function.  New reference; an error switches the function off. */
static Value call_function(Ctx *ctx, Value function, Value frame, TraceEvent event, Value arg) {
  Value name = str_intern_c(ctx, event_names[event]), r = 0;
  Frame *traced = ctx->traced;
  int before = ctx->trace_event;
  kr_ref(function);
  ctx->tracing++;
  ctx->trace_event = event;
  ctx->traced = ((FrameObj *)kr_obj(frame))->record;
  if (name) r = kr_call3(ctx, function, frame, name, arg);
  ctx->trace_event = before;
  ctx->traced = traced;
  ctx->tracing--;
  kr_unref(ctx, function);
  kr_unref(ctx, name);
  return r;
}

static int profile_event(Ctx *ctx, Frame *f, TraceEvent event, Value arg) {
  if (!ctx->profile) return 0;
  Value frame = frame_object(ctx, f), r = frame ? call_function(ctx, ctx->profile, frame, event, arg) : 0;
  if (!r) trace_set_function(ctx, &ctx->profile, 0);
  kr_unref(ctx, frame);
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

/* An event for the frame's own function. */
static int frame_event(Ctx *ctx, Frame *f, TraceEvent event, Value arg) {
  FrameObj *o = f->object;
  kr_ref(kr_val(o));
  Value r = call_function(ctx, o->trace, kr_val(o), event, arg);
  if (!r) {
    trace_set_function(ctx, &ctx->trace, 0);
    kr_clear(ctx, &o->trace);
    o->jumped = 0;
  } else if (r != KR_None) {
    kr_set(ctx, &o->trace, kr_ref(r));
  }
  kr_unref(ctx, r);
  kr_unref(ctx, kr_val(o));
  return r ? 0 : -1;
}

static int has_own_function(const Ctx *ctx, const Frame *f) {
  return ctx->trace && !ctx->tracing && f->object && f->object->trace;
}

static int start_tracing(Ctx *ctx, Frame *f) {
  Value frame = frame_object(ctx, f), own = frame ? call_function(ctx, ctx->trace, frame, TRACE_call, KR_None) : 0;
  if (own) {
    FrameObj *o = (FrameObj *)kr_obj(frame);
    o->last_pos = o->at_start ? UINT32_MAX : f->pos;
    kr_set(ctx, &o->trace, own == KR_None ? 0 : kr_ref(own));
  } else {
    trace_set_function(ctx, &ctx->trace, 0);
  }
  int r = !own ? -1 : own == KR_None ? 0 : vm_instrument(ctx, f->code);
  kr_unref(ctx, own);
  kr_unref(ctx, frame);
  return r;
}

/* What is thrown into a generator is set already when the event comes. */
int trace_call(Ctx *ctx, Frame *f) {
  Value thrown = kr_fetch(ctx), frame = frame_object(ctx, f);
  if (!frame) {
    kr_unref(ctx, thrown);
    return -1;
  }
  FrameObj *o = (FrameObj *)kr_obj(frame);
  o->at_start = f->kind != FRAME_GENERATOR || insn_op(f->code->code->insns[f->pos]) == OP_return_generator;
  int r = ctx->trace ? start_tracing(ctx, f) : 0;
  if (r == 0) r = profile_event(ctx, f, TRACE_call, KR_None);
  o->at_start = 0;
  kr_unref(ctx, frame);
  if (r == 0) kr_restore(ctx, thrown);
  else kr_unref(ctx, thrown);
  return r;
}

/* Code that only prepares the frame belongs to no line. */
static int is_prologue(Opcode op) { return op == OP_return_generator || op == OP_make_cell; }

int trace_instruction(Ctx *ctx, Frame *f, uint32_t pos) {
  FrameObj *o = f->object;
  const Code *c = f->code->code;
  if (!o || is_prologue(insn_op(c->insns[pos]))) return 0;
  uint32_t last = o->last_pos, line = code_locs(c)[pos].line;
  o->last_pos = pos;
  if (!has_own_function(ctx, f)) return 0;
  int changed = last >= c->ninsns || line != code_locs(c)[last].line;
  int backward = last < c->ninsns && pos < last && insn_op(c->insns[pos]) != OP_send;
  if (line && o->trace_lines && (changed || backward) && frame_event(ctx, f, TRACE_line, KR_None) < 0) return -1;
  if (o->trace_opcodes && has_own_function(ctx, f) && frame_event(ctx, f, TRACE_opcode, KR_None) < 0) return -1;
  return 0;
}

static int exception_event(Ctx *ctx, Frame *f, Value exc) {
  Value tb = exc_of(exc)->traceback;
  Value arg = tuple_pack(ctx, 3, kr_val(kr_type_of(exc)), exc, tb ? tb : KR_None);
  int r = arg ? frame_event(ctx, f, TRACE_exception, arg) : -1;
  kr_unref(ctx, arg);
  return r;
}

void trace_exception(Ctx *ctx, Frame *f) {
  if (!has_own_function(ctx, f)) return;
  Value exc = kr_fetch(ctx);
  if (exception_event(ctx, f, exc) == 0) kr_restore(ctx, exc);
  else kr_unref(ctx, exc);
}

/* A generator's end is seen if it returns a value. */
static Value next_of_generator(Ctx *ctx, Frame *f, Value iterator) {
  Value x;
  SendResult r = generator_send(ctx, (Generator *)kr_obj(iterator), KR_None, &x);
  if (r == SEND_ERROR) return 0;
  if (r == SEND_NEXT) return x;
  int told = trace_send_end(ctx, f, iterator, x);
  kr_unref(ctx, x);
  return told < 0 ? 0 : KR_STOP;
}

Value trace_next(Ctx *ctx, Frame *f, Value iterator) {
  if (kr_has_shape(iterator, SHAPE_generator)) return next_of_generator(ctx, f, iterator);
  if (!has_own_function(ctx, f) || kr_type_of(iterator)->next != slot_next) return kr_next(ctx, iterator);
  ctx->wants_stopped = 1;
  Value item = kr_next(ctx, iterator), exc = ctx->stopped;
  ctx->wants_stopped = 0;
  ctx->stopped = 0;
  if (exc && has_own_function(ctx, f) && exception_event(ctx, f, exc) < 0) item = 0;
  kr_unref(ctx, exc);
  return item;
}

/* Whether the end of an iterator shows as a StopIteration: builtin iterators just end, and so do
 * generators that return None. */
static int ends_with_exception(Value iterator, Value result) {
  return kr_has_shape(iterator, SHAPE_generator) ? result != KR_None
         : kr_type_of(iterator)->send || kr_type_of(iterator)->next == slot_next;
}

int trace_send_end(Ctx *ctx, Frame *f, Value iterator, Value result) {
  if (!has_own_function(ctx, f) || !ends_with_exception(iterator, result)) return 0;
  kr_raise_value(ctx, &kr_type_StopIteration, result);
  Value exc = kr_fetch(ctx);
  int r = exception_event(ctx, f, exc);
  kr_unref(ctx, exc);
  return r;
}

Value trace_return(Ctx *ctx, Frame *f, Value v) {
  Value exc = v ? 0 : kr_fetch(ctx), arg = v ? v : KR_None;
  int r = has_own_function(ctx, f) ? frame_event(ctx, f, TRACE_return, arg) : 0;
  if (r == 0) r = profile_event(ctx, f, TRACE_return, arg);
  if (r == 0) {
    if (exc) kr_restore(ctx, exc);
    return v;
  }
  kr_unref(ctx, exc);
  kr_unref(ctx, v);
  return 0;
}

int kr_has_tracer(const Ctx *ctx) { return trace_active(ctx); }

int kr_wants_events(const Ctx *ctx, const Frame *f) { return (ctx->profile && !ctx->tracing) || has_own_function(ctx, f); }

void kr_trace_raised(Ctx *ctx, Frame *f) {
  kr_traceback_here(ctx, f);
  if (trace_active(ctx)) trace_exception(ctx, f);
}

void kr_trace_unwind(Ctx *ctx, Frame *f) {
  if (trace_active(ctx)) trace_return(ctx, f, 0);
}

Value trace_native_call(Ctx *ctx, Value f, const Value *args, size_t nargs, Value kwnames) {
  if (profile_event(ctx, ctx->frame, TRACE_c_call, f) < 0) return 0;
  Value r = kr_call(ctx, f, args, nargs, kwnames), exc = r ? 0 : kr_fetch(ctx);
  int told = ctx->tracing ? 0 : profile_event(ctx, ctx->frame, r ? TRACE_c_return : TRACE_c_exception, f);
  if (told == 0) {
    if (exc) kr_restore(ctx, exc);
    return r;
  }
  kr_unref(ctx, exc);
  kr_unref(ctx, r);
  return 0;
}

int trace_install(Ctx *ctx, Value *slot, Value function) {
  const char *kind = slot == &ctx->trace ? "trace" : "profile";
  if (ctx->installing) {
    kr_raise(ctx, &kr_type_RuntimeError, "Cannot install a %s function while another %s function is being installed", kind, kind);
    return -1;
  }
  ctx->installing = 1; /* dropping the old function may run code that wants to install one */
  trace_set_function(ctx, slot, 0);
  ctx->installing = 0;
  trace_set_function(ctx, slot, function == KR_None ? 0 : kr_ref(function));
  return 0;
}
