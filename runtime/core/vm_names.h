/* Instructions on constants, the stack, variables and names. */
#ifndef RUNTIME_VM_NAMES_H
#define RUNTIME_VM_NAMES_H

#include "vm.h"

VM_OP(nop) { return sp; }

VM_OP(load_const) {
  *sp = kr_ref(f->code->consts[n]);
  return sp + 1;
}

VM_OP(pop_top) {
  kr_unref(ctx, sp[-1]);
  return sp - 1;
}

VM_OP(copy) {
  *sp = kr_ref(sp[-(ptrdiff_t)n]);
  return sp + 1;
}

VM_OP(swap) {
  Value top = sp[-1];
  sp[-1] = sp[-(ptrdiff_t)n];
  sp[-(ptrdiff_t)n] = top;
  return sp;
}

/* ---- locals, cells ---- */

VM_OP(load_local) {
  Value v = locals[n];
  if (KR_UNLIKELY(!v)) {
    kr_raise_unbound(ctx, f, n);
    return NULL;
  }
  *sp = kr_ref(v);
  return sp + 1;
}

VM_OP(store_local) {
  kr_set(ctx, &locals[n], sp[-1]);
  return sp - 1;
}

VM_OP(delete_local) {
  if (!locals[n]) {
    kr_raise_unbound(ctx, f, n);
    return NULL;
  }
  kr_clear(ctx, &locals[n]);
  return sp;
}

VM_OP(make_cell) {
  Value *argument = at->extra ? &locals[at->extra - 1] : NULL;
  Value cell = cell_new(ctx, argument ? *argument : 0);
  if (!cell) return NULL;
  if (argument) kr_clear(ctx, argument);
  kr_set(ctx, VM_DEREF(n), cell);
  return sp;
}

VM_OP(load_cell) {
  *sp = kr_ref(*VM_DEREF(n));
  return sp + 1;
}

VM_OP(load_deref) {
  Value v = ((Cell *)kr_obj(*VM_DEREF(n)))->value;
  if (KR_UNLIKELY(!v)) {
    kr_raise_unbound(ctx, f, f->code->code->nlocals + n);
    return NULL;
  }
  *sp = kr_ref(v);
  return sp + 1;
}

VM_OP(store_deref) {
  kr_set(ctx, &((Cell *)kr_obj(*VM_DEREF(n)))->value, sp[-1]);
  return sp - 1;
}

VM_OP(delete_deref) {
  Cell *cell = (Cell *)kr_obj(*VM_DEREF(n));
  if (!cell->value) {
    kr_raise_unbound(ctx, f, f->code->code->nlocals + n);
    return NULL;
  }
  kr_clear(ctx, &cell->value);
  return sp;
}

VM_OP(load_classderef) {
  Value v = vm_namespace_get(ctx, f->ns, f->code->var_names[f->code->code->nlocals + n]);
  if (v == KR_ABSENT) return op_load_deref(ctx, f, locals, sp, n, at, caches);
  return vm_push(sp, v);
}

/* ---- globals, namespaces ---- */

VM_OP(load_global) {
  GlobalCache *c = VM_GLOBAL_CACHE;
  Dict *globals = dict_of(f->globals);
  if (KR_LIKELY(c->globals_version && globals->keys_version == c->globals_version)) {
    if (!c->in_builtins) {
      *sp = kr_ref(globals->entries[c->index].value);
      return sp + 1;
    }
    Dict *builtins = dict_of(f->builtins);
    if (KR_LIKELY(builtins->keys_version == c->builtins_version)) {
      *sp = kr_ref(builtins->entries[c->index].value);
      return sp + 1;
    }
  }
  return vm_push(sp, kr_load_global(ctx, f->globals, f->builtins, VM_NAME(n), c));
}

VM_OP(store_global) {
  if (kr_store_global(ctx, f->globals, VM_NAME(n), sp[-1]) < 0) return NULL;
  return vm_drop(ctx, sp, 1);
}

VM_OP(delete_global) { return vm_delete_name(ctx, f->globals, VM_NAME(n)) < 0 ? NULL : sp; }

VM_OP(load_name) {
  if (f->ns == f->globals) return op_load_global(ctx, f, locals, sp, n, at, caches);
  Value v = vm_namespace_get(ctx, f->ns, VM_NAME(n));
  if (v == KR_ABSENT) return op_load_global(ctx, f, locals, sp, n, at, caches);
  return vm_push(sp, v);
}

VM_OP(store_name) {
  Value name = VM_NAME(n);
  int r = kr_has_shape(f->ns, SHAPE_dict) ? dict_set(ctx, f->ns, name, sp[-1]) : kr_setitem(ctx, f->ns, name, sp[-1]);
  return r < 0 ? NULL : vm_drop(ctx, sp, 1);
}

VM_OP(delete_name) { return vm_delete_name(ctx, f->ns, VM_NAME(n)) < 0 ? NULL : sp; }

VM_OP(load_locals) {
  *sp = kr_ref(f->ns);
  return sp + 1;
}

VM_OP(setup_annotations) { return vm_setup_annotations(ctx, f->ns) < 0 ? NULL : sp; }

#endif
