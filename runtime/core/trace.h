/* Events for sys.settrace and sys.setprofile. */
#ifndef RUNTIME_TRACE_H
#define RUNTIME_TRACE_H

#include "../krait.h"

/* What happens; the names are those that trace functions get. */
typedef enum {
  TRACE_call, TRACE_line, TRACE_return, TRACE_exception, TRACE_opcode, TRACE_c_call, TRACE_c_return, TRACE_c_exception
} TraceEvent;

KR_INLINE int trace_active(const Ctx *ctx) { return (ctx->trace || ctx->profile) && !ctx->tracing; }

/* Sets the calling thread's trace or profile function (new reference, taken; 0: none). */
void trace_set_function(Ctx *, Value *which, Value function);
/* For an exception that leaves a frame through cleanup code, which has no line: f_lineno becomes that of where the
 * exception came from. */
void frame_point_at_error(Ctx *, Frame *);
/* A frame starts or a generator is resumed.  -1: the function raised. */
int trace_call(Ctx *, Frame *);
/* The instruction at pos is about to run: line and opcode events.  -1: raised. */
int trace_instruction(Ctx *, Frame *, uint32_t pos);
/* Next item of a for loop's iterator, as kr_next; a StopIteration that ends it is an event. */
Value trace_next(Ctx *, Frame *, Value iterator);
/* A send of this frame ended with the iterator's return value: for most iterators an event.  -1: raised. */
int trace_send_end(Ctx *, Frame *, Value iterator, Value result);
/* An exception is set and passes through the frame; stays set unless the function raised another. */
void trace_exception(Ctx *, Frame *);
/* The frame returns or yields v (0: an exception is set).  The value to go on with: v, or 0 if the
 * function raised (v is then dropped). */
Value trace_return(Ctx *, Frame *, Value v);
/* Calls a builtin with c_call and c_return events around. */
Value trace_native_call(Ctx *, Value f, const Value *args, size_t nargs, Value kwnames);
/* From now on trace_instruction is called before each instruction of this code (vm.c). */
int vm_instrument(Ctx *, CodeObj *);

/* sys.settrace, sys.setprofile: slot is &ctx->trace or &ctx->profile, function None or a callable.
 * -1: raised. */
int trace_install(Ctx *, Value *slot, Value function);

/* ---- jumps (jump.c) ---- */
/* frame.f_lineno = lineno: notes where the frame is to go on.  -1: raised. */
int frame_jump(Ctx *, FrameObj *, Value lineno);
/* The frame is to be at a new place, f->pos: drops what the stack has too much.  The new sp. */
Value *frame_take_jump(Ctx *, Frame *, Value *base, Value *sp);
KR_INLINE int frame_has_jumped(const Frame *f) { return f->object && f->object->jumped; }

#endif
