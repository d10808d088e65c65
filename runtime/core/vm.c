/* The bytecode interpreter: one loop expanded from the opcode table.
 *
 * A frame's locals, cells, free variables and stack lie in one array.  Instructions that leave the
 * straight line (jumps, iteration, raise, return, yield) are in the loop, one macro a shape; all
 * others are functions in the vm_*.h files. */
#include <alloca.h>
#include <stdlib.h>
#include "vm.h"
#include "trace.h"
#include "vm_help.h"
#include "vm_names.h"
#include "vm_values.h"
#include "vm_calls.h"

static Generator *generator_of_frame(Frame *f) { return (Generator *)((char *)f - offsetof(Generator, frame)); }

/* The innermost handler of the instruction at pos, or NULL. */
static const Handler *find_handler(const Code *c, uint32_t pos) {
  for (const Handler *h = c->handlers, *end = h + c->nhandlers; h < end; h++)
    if (h->start <= pos && pos < h->end) return h;
  return NULL;
}

/* Instructions that hand on an exception which already has its traceback entry for this frame. */
static int hands_on(Ctx *ctx, Insn i) {
  Opcode op = insn_op(i);
  return op == OP_reraise || op == OP_cleanup_throw || op == OP_end_async_for ||
         (op == OP_raise && insn_arg(i) == 0 && ctx->exc == ctx->handled);
}

/* An exception is set.  Cuts the stack; with a handler pushes the exception and gives its target in
 * *pc, else gives NULL with the exception set and the stack empty. */
static KR_COLD Value *unwind(Ctx *ctx, Frame *f, Value *base, Value *sp, uint32_t *pc) {
  const Code *c = f->code->code;
  if (!hands_on(ctx, c->insns[f->pos])) {
    kr_traceback_here(ctx, f);
    if (trace_active(ctx)) trace_exception(ctx, f);
  }
  const Handler *h = find_handler(c, f->pos);
  if (!code_ends_cleanup(c, f->pos)) f->raised = f->pos;
  else f->pos = f->raised;
  Value *cut = base + (h ? h->depth : 0), exc = kr_fetch(ctx);
  while (sp > cut) kr_unref(ctx, *--sp);
  if (!h) {
    kr_restore(ctx, exc);
    frame_point_at_error(ctx, f);
    return NULL;
  }
  *sp = exc;
  *pc = h->target;
  return sp + 1;
}

/* ---- control instructions: what is left on the stack when they raise is theirs to say ---- */

/* Truth of a branch's operand, which it pops; -1: raised (and left on the stack). */
static inline __attribute__((always_inline)) int branch_truth(Ctx *ctx, Value v) {
  if (v == KR_True) return 1;
  if (v == KR_False || v == KR_None) return 0;
  int truth = kr_truth(ctx, v);
  if (truth >= 0) kr_unref(ctx, v);
  return truth;
}

static inline __attribute__((always_inline)) int branch_test(Ctx *ctx, Opcode op, Value v) {
  if (op == OP_jump_if_false || op == OP_jump_if_true) {
    int truth = branch_truth(ctx, v);
    return truth < 0 ? -1 : truth == (op == OP_jump_if_true);
  }
  int is_none = v == KR_None;
  kr_unref(ctx, v);
  return is_none == (op == OP_jump_if_none);
}

/* Next item of an iterator, KR_STOP or 0. */
static inline __attribute__((always_inline)) Value iterate(Ctx *ctx, Frame *f, Value it) {
  if (KR_LIKELY(kr_is_ptr(it))) {
    uint32_t shape = kr_obj_shape(kr_obj(it));
    if (shape == SHAPE_range_iterator) {
      RangeIterator *r = (RangeIterator *)kr_obj(it);
      if (r->left <= 0) return KR_STOP;
      r->left--;
      int64_t v = r->next;
      r->next = (int64_t)((uint64_t)v + (uint64_t)r->step);
      return kr_int_fits(v) ? kr_int(v) : int_from_i64(ctx, v);
    }
    if (shape == SHAPE_list_iterator) {
      SeqIterator *s = (SeqIterator *)kr_obj(it);
      if (s->seq && s->index < list_of(s->seq)->len) return kr_ref(list_of(s->seq)->items[s->index++]);
    } else if (shape == SHAPE_tuple_iterator) {
      SeqIterator *s = (SeqIterator *)kr_obj(it);
      if (s->seq && s->index < tuple_of(s->seq)->len) return kr_ref(tuple_of(s->seq)->items[s->index++]);
    } else if (shape == SHAPE_generator && KR_LIKELY(!trace_active(ctx))) return generator_next(ctx, it);
  }
  return KR_UNLIKELY(trace_active(ctx)) ? trace_next(ctx, f, it) : kr_next(ctx, it);
}

/* iter v -- iter x, or iter v -- x with SEND_RETURN. */
static inline SendResult send_step(Ctx *ctx, Frame *f, Value *sp) {
  Value x, iter = sp[-2];
  int traced = trace_active(ctx);
  SendResult r = kr_fast_send(ctx, iter, sp[-1], &x);
  if (r == SEND_ERROR) return r;
  if (KR_UNLIKELY(traced && r == SEND_RETURN) && trace_send_end(ctx, f, iter, x) < 0) {
    kr_unref(ctx, x);
    return SEND_ERROR;
  }
  kr_unref(ctx, sp[-1]);
  sp[-1] = x;
  if (r == SEND_RETURN) {
    sp[-2] = x;
    kr_unref(ctx, iter);
  }
  return r;
}

/* Raises what the instruction says, consuming its operands. */
static KR_COLD void raise_operands(Ctx *ctx, Opcode op, Value *sp, uint32_t n) {
  if (op == OP_reraise) kr_restore(ctx, kr_ref(sp[-1]));
  else kr_raise_instr(ctx, n ? sp[-(ptrdiff_t)n] : 0, n == 2 ? sp[-1] : 0);
}

static KR_COLD Value start_generator(Ctx *ctx, Frame *f) {
  return generator_new(ctx, f, vm_resume, f->code->nslots, f->code->nslots + f->code->code->stacksize);
}

static void suspend(Frame *f, Value *base, Value *sp, uint32_t n) {
  Generator *g = generator_of_frame(f);
  g->sp = (uint32_t)(sp - base);
  g->yield_from = n & 1 ? sp[-1] : 0;
  g->state = GEN_SUSPENDED;
}

/* ---- the loop ---- */

#define DISPATCH()                                                  \
  do {                                                              \
    at = insns + pc;                                                \
    n = insn_arg(at->insn);                                         \
    goto *labels[insn_op(at->insn)];                                \
  } while (0)

#define PLAIN(name)                                                 \
  {                                                                 \
    Value *after = op_##name(ctx, f, locals, sp, n, at, caches);    \
    if (KR_UNLIKELY(!after)) goto raised;                           \
    sp = after;                                                     \
    pc++;                                                           \
    DISPATCH();                                                     \
  }

/* A loop that passes a value on to an inner iterator does not poll: a signal's exception is to be raised
 * in the innermost one, where it may be expected. */
#define GO_TO(target)                                               \
  {                                                                 \
    uint32_t to_ = (target);                                        \
    if (to_ <= pc && KR_UNLIKELY(ctx->pending != 0) && insn_op(insns[to_].insn) != OP_send && kr_run_pending(ctx) < 0) \
      goto raised;                                                  \
    pc = to_;                                                       \
    DISPATCH();                                                     \
  }

#define RUN_NONE PLAIN
#define RUN_LOAD PLAIN
#define RUN_STORE PLAIN
#define RUN_DELETE PLAIN
#define RUN_POP PLAIN
#define RUN_UNARY PLAIN
#define RUN_BINARY PLAIN
#define RUN_STORE2 PLAIN
#define RUN_STORE3 PLAIN
#define RUN_DELETE2 PLAIN
#define RUN_COPY PLAIN
#define RUN_SWAP PLAIN
#define RUN_BUILD PLAIN
#define RUN_BUILD2 PLAIN
#define RUN_ADD_TO PLAIN
#define RUN_ADD2_TO PLAIN
#define RUN_UNPACK PLAIN
#define RUN_UNPACK_EX PLAIN
#define RUN_PEEK PLAIN
#define RUN_PEEK2 PLAIN
#define RUN_PEEK3 PLAIN
#define RUN_SPLIT PLAIN
#define RUN_SPLIT2 PLAIN
#define RUN_CALL PLAIN
#define RUN_CALL_METHOD PLAIN
#define RUN_CALL_KW PLAIN
#define RUN_CALL_METHOD_KW PLAIN
#define RUN_CALL_EX PLAIN
#define RUN_FORMAT PLAIN
#define RUN_INTERPOLATE PLAIN
#define RUN_FUNCTION PLAIN
#define RUN_MATCH3 PLAIN

#define RUN_JUMP(name) GO_TO(n)

#define RUN_BRANCH(name)                                            \
  {                                                                 \
    int taken = branch_test(ctx, OP_##name, sp[-1]);                \
    if (KR_UNLIKELY(taken < 0)) goto raised;                        \
    sp--;                                                           \
    if (taken) GO_TO(n)                                             \
    pc++;                                                           \
    DISPATCH();                                                     \
  }

#define RUN_FOR_ITER(name)                                          \
  {                                                                 \
    Value item = iterate(ctx, f, sp[-1]);                              \
    if (KR_UNLIKELY(!item)) goto raised;                            \
    if (item == KR_STOP) {                                          \
      kr_unref(ctx, *--sp);                                         \
      GO_TO(n)                                                      \
    }                                                               \
    *sp++ = item;                                                   \
    pc++;                                                           \
    DISPATCH();                                                     \
  }

#define RUN_SEND(name)                                              \
  {                                                                 \
    SendResult sent = send_step(ctx, f, sp);                           \
    if (KR_UNLIKELY(sent == SEND_ERROR)) goto raised;               \
    if (sent == SEND_RETURN) {                                      \
      sp--;                                                         \
      GO_TO(n)                                                      \
    }                                                               \
    pc++;                                                           \
    DISPATCH();                                                     \
  }

#define RUN_RAISE(name)                                             \
  {                                                                 \
    raise_operands(ctx, OP_##name, sp, n);                          \
    goto raised;                                                    \
  }

#define RUN_RETURN(name) return *--sp;

#define RUN_START(name)                                             \
  {                                                                 \
    Value g = start_generator(ctx, f);                              \
    if (!g) goto raised;                                            \
    return g;                                                       \
  }

#define RUN_YIELD(name)                                             \
  {                                                                 \
    Value yielded = *--sp;                                          \
    suspend(f, base, sp, n);                                        \
    return yielded;                                                 \
  }

/* Runs a frame from instruction pc with its stack up to sp.  raising: an exception is set and is to
 * be raised there.  The result is what it returned or yielded (the generator's state tells which); 0:
 * raised, nothing left on the stack. */
static Value vm_run(Ctx *ctx, Frame *f, VmCode *vm, Value *base, Value *sp, uint32_t pc, int raising) {
  static const void *const labels[] = {
#define OP(name, shape, operand, traits, picture, meaning) &&L_##name,
#include "../../ir/opcodes.def"
    &&traced,
  };
  const VmInsn *insns = vm->insns, *at;
  VmCache *caches = vm->caches;
  Value *locals = f->locals;
  uint32_t n;
  if (KR_UNLIKELY(raising)) goto raised;
  DISPATCH();
#define OP(name, shape, operand, traits, picture, meaning) \
  L_##name: \
    if ((traits) & (RAISES | USER)) f->pos = pc; \
    RUN_##shape(name)
#include "../../ir/opcodes.def"
traced:
  f->pos = pc;
  if (trace_instruction(ctx, f, pc) < 0) {
    f->pos = pc;
    goto raised;
  }
  if (KR_UNLIKELY(frame_has_jumped(f))) {
    Value *cut = frame_take_jump(ctx, f, base, sp);
    if (!cut) {
      f->pos = pc;
      goto raised;
    }
    sp = cut;
    pc = f->pos;
    at = insns + pc;
    n = insn_arg(at->insn);
  }
  goto *labels[insn_op(f->code->code->insns[pc])];
raised:
  sp = unwind(ctx, f, base, sp, &pc);
  if (!sp) return 0;
  DISPATCH();
}

/* ---- starting a frame ---- */

enum { BOUND = SIZE_MAX };

/* Fills the slots of a call: parameters, empty locals, free variables from the closure. */
static inline int fill_slots(Ctx *ctx, Function *fn, const Value *args, size_t nargs, Value kwnames, Value *slots) {
  const Code *c = fn->code->code;
  uint32_t filled = c->argcount;
  if (KR_UNLIKELY(nargs == BOUND)) {
    filled = code_nparams(c);
    for (size_t i = 0; i < filled; i++) slots[i] = kr_ref(args[i]);
  } else if (KR_LIKELY(nargs == c->argcount && !kwnames && !c->kwonlyargcount && !(c->flags & (CODE_VARARGS | CODE_VARKEYWORDS)))) {
    for (size_t i = 0; i < nargs; i++) slots[i] = kr_ref(args[i]);
  } else {
    if (function_bind(ctx, fn, args, nargs, kwnames, slots) < 0) return -1;
    filled = code_nparams(c);
  }
  uint32_t frees = c->nlocals + c->ncells;
  for (uint32_t i = filled; i < frees; i++) slots[i] = 0;
  for (uint32_t i = 0; i < c->nfrees; i++) slots[frees + i] = kr_ref(tuple_of(fn->closure)->items[i]);
  return 0;
}


/* Making a generator is no event: its frame's life begins when it is first resumed. */
static int makes_generator(const Frame *f) {
  return f->kind != FRAME_GENERATOR && f->code->code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR);
}

static inline Value run_code(Ctx *ctx, Frame *f, VmCode *vm, Value *base, Value *sp, uint32_t pc, int raising) {
  if (KR_UNLIKELY(trace_active(ctx)) && !makes_generator(f) && trace_call(ctx, f) < 0) raising = 1;
  Value r = vm_run(ctx, f, vm, base, sp, pc, raising);
  if (KR_UNLIKELY(trace_active(ctx)) && !makes_generator(f)) return trace_return(ctx, f, r);
  return r;
}

/* Runs a new frame whose slots are filled, and drops them. */
static inline Value run_frame(Ctx *ctx, Frame *f, Value *slots) {
  uint32_t nslots = f->code->nslots;
  f->locals = slots;
  f->prev = ctx->frame;
  ctx->frame = f;
  VmCode *vm = f->code->caches ? f->code->caches : vm_prepare(ctx, f->code);
  Value r = 0;
  if (KR_LIKELY(vm != NULL)) {
    Value *base = slots + nslots;
    r = run_code(ctx, f, vm, base, base, 0, kr_poll(ctx) < 0);
  }
  if (KR_UNLIKELY(f->object != NULL)) frame_leave(ctx, f);
  ctx->frame = f->prev;
  for (uint32_t i = 0; i < nslots; i++) kr_unref(ctx, slots[i]);
  return r;
}

enum { FRAME_ON_STACK = 256 }; /* values of a frame that lives on the C stack */

static KR_COLD Value *big_slots(Ctx *ctx, size_t n) { return kr_mem_alloc(ctx, n * sizeof(Value)); }

int (*kr_jit_hook)(Ctx *, struct Function *);

/* The arguments: nargs and kwnames as in a call, or nargs = BOUND: one for each parameter. */
static inline Value run_function(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  Function *fn = (Function *)kr_obj(callee);
  CodeObj *co = fn->code;
  size_t total = co->nslots + co->code->stacksize;
  if (kr_enter(ctx, "")) return 0;
  Value *slots = KR_LIKELY(total <= FRAME_ON_STACK) ? alloca((total + 1) * sizeof(Value)) : big_slots(ctx, total);
  Value r = 0;
  if (KR_LIKELY(slots && fill_slots(ctx, fn, args, nargs, kwnames, slots) == 0)) {
    Frame f = {.code = co, .func = callee, .globals = fn->globals, .builtins = fn->builtins, .kind = FRAME_VM};
    kr_ref(kr_val(co));
    r = run_frame(ctx, &f, slots);
    kr_unref(ctx, kr_val(co));
  }
  if (KR_UNLIKELY(total > FRAME_ON_STACK && slots)) kr_mem_free(ctx, slots, total * sizeof(Value));
  kr_leave(ctx);
  return r;
}

Value vm_entry(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  Function *fn = (Function *)kr_obj(callee);
  if (KR_UNLIKELY(kr_jit_hook != NULL) && kr_jit_hook(ctx, fn)) return fn->entry(ctx, callee, args, nargs, kwnames);
  return run_function(ctx, callee, args, nargs, kwnames);
}

Value vm_run_bound(Ctx *ctx, Value callee, const Value *params) { return run_function(ctx, callee, params, BOUND, 0); }

Value vm_body_entry(Ctx *ctx, Value callee, const Value *args, size_t nargs, Value kwnames) {
  Function *fn = (Function *)kr_obj(callee);
  return kr_run_code(ctx, fn->code, fn->globals, fn->globals, fn->closure);
}

Value kr_run_code(Ctx *ctx, CodeObj *co, Value globals, Value ns, Value closure) {
  size_t total = co->nslots + co->code->stacksize + 1;
  if (kr_enter(ctx, "")) return 0;
  Value *slots = big_slots(ctx, total), builtins = slots ? function_builtins(ctx, globals) : 0, r = 0;
  if (builtins) {
    const Code *c = co->code;
    for (uint32_t i = 0; i < c->nlocals + c->ncells; i++) slots[i] = 0;
    for (uint32_t i = 0; i < c->nfrees; i++) slots[c->nlocals + c->ncells + i] = kr_ref(tuple_of(closure)->items[i]);
    Frame f = {.code = co, .globals = globals, .builtins = builtins, .ns = ns, .kind = FRAME_VM};
    kr_ref(kr_val(co));
    r = run_frame(ctx, &f, slots);
    kr_unref(ctx, kr_val(co));
    kr_unref(ctx, builtins);
  }
  if (slots) kr_mem_free(ctx, slots, total * sizeof(Value));
  kr_leave(ctx);
  return r;
}

/* ResumeFn of interpreted generators. */
Value vm_resume(Ctx *ctx, Generator *g, Value sent) {
  Frame *f = &g->frame;
  CodeObj *co = f->code;
  Value *base = g->slots + co->nslots, *sp = base + g->sp;
  if (sent && insn_op(co->code->insns[f->pos]) == OP_yield_value && !frame_has_jumped(f)) *sp++ = sent;
  else kr_unref(ctx, sent);
  VmCode *vm = co->caches ? co->caches : vm_prepare(ctx, co);
  if (!vm) return 0;
  g->yield_from = 0;
  g->sp = 0;
  uint32_t pc = f->pos + 1;
  if (KR_UNLIKELY(frame_has_jumped(f))) {
    if (!(sp = frame_take_jump(ctx, f, base, sp))) return 0;
    pc = f->pos;
  }
  int delegates = insn_op(co->code->insns[f->pos]) == OP_yield_value && insn_arg(co->code->insns[f->pos]) & 1;
  Value r = run_code(ctx, f, vm, base, sp, pc, !sent || (!delegates && kr_poll(ctx) < 0));
  if (!r || g->state == GEN_SUSPENDED) return r;
  g->result = r;
  return KR_STOP;
}

/* ---- frames of compiled code that go on here ---- */

/* What became of a frame that was not started here. */
static Value ended(Ctx *ctx, Frame *f, Value r) {
  return KR_UNLIKELY(trace_active(ctx)) ? trace_return(ctx, f, r) : r;
}

/* The record takes the place of the compiled one, whose object and locals it takes over. */
static void replace_frame(Ctx *ctx, Frame *f, Frame *compiled, Value *slots) {
  size_t n = f->code->nslots;
  if (compiled->kind == FRAME_SLOTS) {
    memcpy(slots, compiled->locals, n * sizeof(Value));
    memset(compiled->locals, 0, n * sizeof(Value));
  }
  f->locals = slots;
  f->object = compiled->object;
  if (f->object) f->object->record = f;
  compiled->object = NULL;
  ctx->frame = f;
}

Value kr_hand_over(Ctx *ctx, Frame *compiled, uint32_t raised, uint32_t pos, const Value *stack, size_t depth) {
  CodeObj *co = frame_code(compiled);
  size_t total = co->nslots + co->code->stacksize + 1;
  Frame f = {.prev = compiled->prev, .func = compiled->func, .code = co, .globals = frame_globals(compiled),
             .builtins = frame_builtins(compiled), .kind = FRAME_VM, .pos = compiled->pos, .raised = raised};
  VmCode *vm = co->caches ? co->caches : vm_prepare(ctx, co);
  Value *slots = vm ? big_slots(ctx, total) : NULL, r = 0;
  if (!slots) {
    for (size_t i = 0; i < depth; i++) kr_unref(ctx, stack[i]);
    return 0;
  }
  kr_ref(kr_val(co));
  replace_frame(ctx, &f, compiled, slots);
  Value *base = slots + co->nslots;
  if (depth) memcpy(base, stack, depth * sizeof(Value));
  r = ended(ctx, &f, vm_run(ctx, &f, vm, base, base + depth, pos, 0));
  if (f.object) frame_leave(ctx, &f);
  ctx->frame = compiled;
  for (uint32_t i = 0; i < co->nslots; i++) kr_unref(ctx, slots[i]);
  kr_mem_free(ctx, slots, total * sizeof(Value));
  kr_unref(ctx, kr_val(co));
  return r;
}

Value kr_hand_over_generator(Ctx *ctx, Generator *g, uint32_t pos, const Value *stack, size_t depth) {
  Frame *f = &g->frame;
  Value *base = g->slots + f->code->nslots;
  VmCode *vm = f->code->caches ? f->code->caches : vm_prepare(ctx, f->code);
  if (!vm) {
    for (size_t i = 0; i < depth; i++) kr_unref(ctx, stack[i]);
    return 0;
  }
  if (depth) memcpy(base, stack, depth * sizeof(Value));
  g->resume = vm_resume;
  g->yield_from = 0;
  g->sp = 0;
  Value r = ended(ctx, f, vm_run(ctx, f, vm, base, base + depth, pos, 0));
  if (!r || g->state == GEN_SUSPENDED) return r;
  g->result = r;
  return KR_STOP;
}

/* Its slots are those of an interpreted one. */
Value kr_resume_traced(Ctx *ctx, Generator *g, Value sent) {
  g->resume = vm_resume;
  return vm_resume(ctx, g, sent);
}

/* ---- the interpreter's form of code ---- */

static int uses_cache(Opcode op) {
  return op == OP_load_global || op == OP_load_name || op == OP_load_attr || op == OP_store_attr || op == OP_load_method;
}

/* Index of the argument that is kept in a cell, plus one; 0 if the cell is no argument's. */
static uint32_t cell_argument(const CodeObj *o, uint32_t cell) {
  for (uint32_t i = 0; cell < o->code->ncells && i < o->code->nlocals; i++)
    if (o->var_names[i] == o->var_names[o->code->nlocals + cell]) return i + 1;
  return 0;
}

VmCode *vm_prepare(Ctx *ctx, CodeObj *o) {
  const Code *c = o->code;
  size_t ncaches = 0;
  for (uint32_t i = 0; i < c->ninsns; i++) ncaches += uses_cache(insn_op(c->insns[i]));
  size_t head = sizeof(VmCode) + c->ninsns * sizeof(VmInsn);
  head = (head + 15) & ~(size_t)15;
  VmCode *vm = calloc(1, head + ncaches * sizeof(VmCache));
  if (!vm) {
    kr_raise_memory(ctx);
    return NULL;
  }
  vm->ninsns = c->ninsns;
  vm->ncaches = ncaches;
  vm->caches = (VmCache *)((char *)vm + head);
  for (uint32_t i = 0, next = 0; i < c->ninsns; i++) {
    Opcode op = insn_op(c->insns[i]);
    uint32_t extra = op == OP_make_cell ? cell_argument(o, insn_arg(c->insns[i])) : uses_cache(op) ? next++ : 0;
    vm->insns[i] = (VmInsn){c->insns[i], extra};
  }
  o->caches = vm;
  return vm;
}

int vm_instrument(Ctx *ctx, CodeObj *o) {
  VmCode *vm = o->caches ? o->caches : vm_prepare(ctx, o);
  if (!vm) return -1;
  for (size_t i = 0; i < vm->ninsns; i++) vm->insns[i].insn = INSN(OP_TRACED, insn_arg(vm->insns[i].insn));
  return 0;
}

void vm_free_caches(Ctx *ctx, CodeObj *o) { free(o->caches); }
