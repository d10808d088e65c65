/* Instructions that call, make functions, handle exceptions, import and wait. */
#ifndef RUNTIME_VM_CALLS_H
#define RUNTIME_VM_CALLS_H

#include "trace.h"
#include "vm.h"

/* ---- calls: the operands stay on the stack until the call has returned ---- */

static inline __attribute__((always_inline)) Value vm_call(Ctx *ctx, Value f, const Value *args, size_t n, Value kwnames) {
  if (kr_is_ptr(f)) {
    uint32_t shape = kr_obj_shape(kr_obj(f));
    if (KR_LIKELY(shape == SHAPE_function)) return ((Function *)kr_obj(f))->entry(ctx, f, args, n, kwnames);
    if (KR_UNLIKELY(ctx->profile && !ctx->tracing) && (shape == SHAPE_builtin || shape == SHAPE_method_descriptor))
      return trace_native_call(ctx, f, args, n, kwnames);
    if (shape == SHAPE_builtin) {
      Builtin *b = (Builtin *)kr_obj(f);
      return kr_polled(ctx, kr_call_native(ctx, b->def, b->self, args, n, kwnames));
    }
  }
  return kr_polled(ctx, kr_call(ctx, f, args, n, kwnames));
}

VM_OP(call) { return vm_result(ctx, sp, n + 1, vm_call(ctx, sp[-1 - (ptrdiff_t)n], sp - n, n, 0)); }

VM_OP(call_method) {
  Value *self = sp - n - 1;
  Value r = *self ? vm_call(ctx, self[-1], self, n + 1, 0) : vm_call(ctx, self[-1], self + 1, n, 0);
  return vm_result(ctx, sp, n + 2, r);
}

VM_OP(call_kw) {
  Value names = sp[-1], *args = sp - 1 - n;
  size_t nkw = (size_t)tuple_of(names)->len;
  return vm_result(ctx, sp, n + 2, vm_call(ctx, args[-1], args, n - nkw, names));
}

VM_OP(call_method_kw) {
  Value names = sp[-1], *self = sp - 2 - n;
  size_t nkw = (size_t)tuple_of(names)->len;
  Value r = *self ? vm_call(ctx, self[-1], self, n - nkw + 1, names) : vm_call(ctx, self[-1], self + 1, n - nkw, names);
  return vm_result(ctx, sp, n + 3, r);
}

VM_OP(call_ex) {
  uint32_t pops = 2 + (n & 1);
  Value *func = sp - pops;
  return vm_result(ctx, sp, pops, kr_call_ex(ctx, func[0], func[1], n & 1 ? func[2] : 0));
}

VM_OP(make_function) {
  uint32_t pops = 1 + (n & 1) + (n >> 1 & 1) + (n >> 2 & 1) + (n >> 3 & 1);
  Value *x = sp - pops;
  Value defaults = n & 1 ? *x++ : 0, kwdefaults = n & 2 ? *x++ : 0, annotations = n & 4 ? *x++ : 0,
        closure = n & 8 ? *x++ : 0;
  CodeObj *code = (CodeObj *)kr_obj(*x);
  return vm_result(ctx, sp, pops, kr_make_function(ctx, f, code, defaults, kwdefaults, annotations, closure));
}

VM_OP(load_build_class) { return vm_push(sp, kr_load_build_class(ctx, f)); }
VM_OP(intrinsic_1) { return vm_replace1(ctx, sp, kr_intrinsic_1(ctx, f, (int)n, sp[-1])); }
VM_OP(intrinsic_2) { return vm_replace2(ctx, sp, kr_intrinsic_2(ctx, f, (int)n, sp[-2], sp[-1])); }

/* ---- modules ---- */

VM_OP(import_name) { return vm_replace2(ctx, sp, kr_import_name(ctx, f, VM_NAME(n), sp[-1], sp[-2])); }
VM_OP(import_from) { return vm_push(sp, kr_import_from(ctx, sp[-1], VM_NAME(n))); }

/* ---- exceptions ---- */

VM_OP(push_exc_info) {
  Value exc = sp[-1], previous;
  kr_push_handled(ctx, exc, &previous);
  sp[-1] = previous;
  *sp = exc;
  return sp + 1;
}

VM_OP(pop_except) {
  kr_pop_handled(ctx, sp[-1]);
  return sp - 1;
}

VM_OP(check_exc_match) {
  int match = kr_exc_matches(ctx, sp[-2], sp[-1]);
  return match < 0 ? NULL : vm_replace2(ctx, sp, kr_bool(match));
}

VM_OP(check_eg_match) {
  Value rest, match;
  if (kr_check_eg_match(ctx, sp[-2], sp[-1], &rest, &match) < 0) return NULL;
  kr_set(ctx, &sp[-2], rest);
  kr_set(ctx, &sp[-1], match);
  return sp;
}

VM_OP(load_assertion_error) {
  *sp = kr_ref(kr_val(&kr_type_AssertionError));
  return sp + 1;
}

static inline Value *vm_before_with(Ctx *ctx, Value *sp, int is_async) {
  Value exit, entered;
  if (kr_before_with(ctx, sp[-1], is_async, &exit, &entered) < 0) return NULL;
  kr_set(ctx, &sp[-1], exit);
  *sp = entered;
  return sp + 1;
}

VM_OP(before_with) { return vm_before_with(ctx, sp, 0); }
VM_OP(before_async_with) { return vm_before_with(ctx, sp, 1); }
VM_OP(with_except_start) { return vm_push(sp, kr_with_except_start(ctx, sp[-3], sp[-1])); }

/* ---- awaiting ---- */

VM_OP(get_yield_from_iter) {
  int in_coroutine = (f->code->code->flags & (CODE_COROUTINE | CODE_ITERABLE_COROUTINE)) != 0;
  return vm_replace1(ctx, sp, kr_get_yield_from_iter(ctx, sp[-1], in_coroutine));
}
VM_OP(get_awaitable) { return vm_replace1(ctx, sp, kr_get_awaitable(ctx, sp[-1], (int)n)); }
VM_OP(get_aiter) { return vm_replace1(ctx, sp, kr_get_aiter(ctx, sp[-1])); }
VM_OP(get_anext) { return vm_push(sp, kr_get_anext(ctx, sp[-1])); }
VM_OP(async_gen_wrap) { return vm_replace1(ctx, sp, kr_async_gen_wrap(ctx, sp[-1])); }
VM_OP(cleanup_throw) { return vm_replace2(ctx, sp, kr_cleanup_throw(ctx, sp[-2], sp[-1])); }

/* aiter exc -- */
VM_OP(end_async_for) {
  int done = kr_exc_matches(ctx, sp[-1], kr_val(&kr_type_StopAsyncIteration));
  if (done < 0) return NULL;
  if (!done) {
    kr_restore(ctx, kr_ref(sp[-1]));
    return NULL;
  }
  return vm_drop(ctx, sp, 2);
}

#endif
