/* The interpreter's own form of code, and the shape of its instruction functions.
 *
 * Each instruction is a function op_<name>(ctx, f, locals, sp, n, cache) in one of the vm_*.h files;
 * vm.c expands the loop from the opcode table.  sp points one above the top of the stack.  A function
 * returns the new sp, or NULL with an exception set and its operands still on the stack. */
#ifndef RUNTIME_VM_H
#define RUNTIME_VM_H

#include "../krait.h"

/* An inline cache, one for each instruction that can use one. */
typedef union { AttrCache attr; GlobalCache global; } VmCache;

/* An instruction with the index of its cache; for make_cell the index of the argument that moves into
 * the cell, plus one. */
typedef struct { Insn insn; uint32_t extra; } VmInsn;

typedef struct {
  size_t ninsns, ncaches;
  VmCache *caches;
  VmInsn insns[];
} VmCode;

#define OP_TRACED OP_COUNT /* in the interpreter's form only: trace, then do what the code says */

/* The interpreter's form of code, made at its first run.  NULL: raised. */
VmCode *vm_prepare(Ctx *, CodeObj *);

#ifdef __GNUC__
#define VM_OP(name) static inline __attribute__((always_inline)) Value *op_##name( \
  Ctx *ctx, Frame *f, Value *locals, Value *sp, uint32_t n, const VmInsn *at, VmCache *caches)
#else
#define VM_OP(name) static inline Value *op_##name( \
  Ctx *ctx, Frame *f, Value *locals, Value *sp, uint32_t n, const VmInsn *at, VmCache *caches)
#endif

#define VM_NAME(n) (f->code->names[n])
#define VM_ATTR_CACHE (&caches[at->extra].attr)
#define VM_GLOBAL_CACHE (&caches[at->extra].global)
#define VM_DEREF(n) (&locals[f->code->code->nlocals + (n)])

/* The instruction pops x, which is on top, and pushes r; 0 for r: raised. */
static inline Value *vm_replace1(Ctx *ctx, Value *sp, Value r) {
  if (KR_UNLIKELY(!r)) return NULL;
  kr_set(ctx, &sp[-1], r);
  return sp;
}
/* Pops two, pushes r. */
static inline Value *vm_replace2(Ctx *ctx, Value *sp, Value r) {
  if (KR_UNLIKELY(!r)) return NULL;
  Value b = sp[-1], a = sp[-2];
  sp[-2] = r;
  kr_unref(ctx, a);
  kr_unref(ctx, b);
  return sp - 1;
}
/* Pops count values; the lowest, which was pushed first, dies first. */
static inline Value *vm_drop(Ctx *ctx, Value *sp, size_t count) {
  Value *from = sp - count;
  for (size_t i = 0; i < count; i++) kr_unref(ctx, from[i]);
  return from;
}
/* Pops count values after the result was made, then pushes it. */
static inline Value *vm_result(Ctx *ctx, Value *sp, size_t count, Value r) {
  if (KR_UNLIKELY(!r)) return NULL;
  sp = vm_drop(ctx, sp, count);
  *sp = r;
  return sp + 1;
}
static inline Value *vm_push(Value *sp, Value v) {
  *sp = v;
  return KR_LIKELY(v) ? sp + 1 : NULL;
}

#endif
