/* Instructions on attributes, items, operators and containers. */
#ifndef RUNTIME_VM_VALUES_H
#define RUNTIME_VM_VALUES_H

#include "vm.h"

/* ---- attributes and items ---- */

VM_OP(load_attr) {
  Value x = sp[-1];
  AttrCache *c = VM_ATTR_CACHE;
  if (KR_LIKELY(kr_has_shape(x, c->shape))) {
    Value v = *(Value *)((char *)kr_obj(x) + c->slot);
    if (KR_LIKELY(v)) {
      sp[-1] = kr_ref(v);
      kr_unref(ctx, x);
      return sp;
    }
  }
  return vm_replace1(ctx, sp, kr_getattr_cached(ctx, x, VM_NAME(n), c));
}

VM_OP(store_attr) {
  Value x = sp[-1];
  AttrCache *c = VM_ATTR_CACHE;
  if (KR_LIKELY(kr_has_shape(x, c->shape))) {
    kr_set(ctx, (Value *)((char *)kr_obj(x) + c->slot), sp[-2]);
    kr_unref(ctx, x);
    return sp - 2;
  }
  if (kr_setattr_cached(ctx, sp[-1], VM_NAME(n), sp[-2], VM_ATTR_CACHE) < 0) return NULL;
  return vm_drop(ctx, sp, 2);
}

VM_OP(delete_attr) { return kr_setattr(ctx, sp[-1], VM_NAME(n), 0) < 0 ? NULL : vm_drop(ctx, sp, 1); }

/* x -- f self: self keeps x's reference when f is to be called with it. */
VM_OP(load_method) {
  Value x = sp[-1], self, func;
  AttrCache *c = VM_ATTR_CACHE;
  if (KR_LIKELY(kr_has_shape(x, c->shape) && c->epoch == kr_runtime.type_epoch)) {
    sp[-1] = kr_ref(c->value);
    *sp = x;
    return sp + 1;
  }
  func = kr_getmethod_cached(ctx, x, VM_NAME(n), &self, c);
  if (!func) return NULL;
  sp[-1] = func;
  *sp = self;
  if (!self) kr_unref(ctx, x);
  return sp + 1;
}

VM_OP(load_item) {
  Value box = sp[-2], key = sp[-1];
  if (kr_is_int(key) && kr_is_ptr(box)) {
    int64_t i = kr_int_of(key);
    uint32_t shape = kr_obj_shape(kr_obj(box));
    if (shape == SHAPE_list && (uint64_t)i < (uint64_t)list_of(box)->len)
      return vm_replace2(ctx, sp, kr_ref(list_of(box)->items[i]));
    if (shape == SHAPE_tuple && (uint64_t)i < (uint64_t)tuple_of(box)->len)
      return vm_replace2(ctx, sp, kr_ref(tuple_of(box)->items[i]));
  }
  return vm_replace2(ctx, sp, kr_getitem(ctx, box, key));
}

/* v x k -- */
VM_OP(store_item) {
  Value box = sp[-2], key = sp[-1];
  if (kr_is_int(key) && kr_has_shape(box, SHAPE_list) && (uint64_t)kr_int_of(key) < (uint64_t)list_of(box)->len) {
    kr_set(ctx, &list_of(box)->items[kr_int_of(key)], sp[-3]);
    kr_unref(ctx, box);
    return sp - 3;
  }
  return kr_setitem(ctx, box, key, sp[-3]) < 0 ? NULL : vm_drop(ctx, sp, 3);
}

VM_OP(delete_item) { return kr_delitem(ctx, sp[-2], sp[-1]) < 0 ? NULL : vm_drop(ctx, sp, 2); }

/* ---- operators ---- */

VM_OP(unary_negative) { return vm_replace1(ctx, sp, kr_negative(ctx, sp[-1])); }
VM_OP(unary_positive) { return vm_replace1(ctx, sp, kr_positive(ctx, sp[-1])); }
VM_OP(unary_invert) { return vm_replace1(ctx, sp, kr_invert(ctx, sp[-1])); }

VM_OP(unary_not) {
  int truth = kr_truth(ctx, sp[-1]);
  return truth < 0 ? NULL : vm_replace1(ctx, sp, kr_bool(!truth));
}

/* Result of + - * on ints of 62 bits, or 0 if it is not one of these or does not fit.  With the tag
 * still on, sums overflow 64 bits exactly when they overflow 62. */
static inline __attribute__((always_inline)) Value vm_int_binary(Value a, Value b, uint32_t op) {
  int64_t r;
  if (op == BIN_add) return __builtin_add_overflow((int64_t)a, (int64_t)(b - 1), &r) ? 0 : (Value)r;
  if (op == BIN_sub) return __builtin_sub_overflow((int64_t)a, (int64_t)(b - 1), &r) ? 0 : (Value)r;
  if (op == BIN_mul) return __builtin_mul_overflow((int64_t)(a - 1), kr_int_of(b), &r) ? 0 : (Value)r + 1;
  if (op == BIN_and) return a & b;
  return 0;
}

static inline __attribute__((always_inline)) Value vm_float_binary(Value a, Value b, uint32_t op) {
  double x = kr_flo_of(a), y = kr_flo_of(b), r;
  if (op == BIN_add) r = x + y;
  else if (op == BIN_sub) r = x - y;
  else if (op == BIN_mul) r = x * y;
  else if (op == BIN_truediv && y != 0) r = x / y;
  else return 0;
  Value v = kr_flo_word(r);
  return kr_is_flo(v) ? v : 0;
}

/* a + b of two str.  When the result goes to the local variable that holds a, and nothing else holds it, it grows
 * in place: building a text piece by piece then takes linear time. */
static KR_COLD Value *vm_add_str(Ctx *ctx, Value *locals, Value *sp, const VmInsn *at) {
  Value a = sp[-2], b = sp[-1];
  Insn next = at[1].insn;
  if (insn_op(next) != OP_store_local || locals[insn_arg(next)] != a || kr_obj(a)->refs != 2)
    return vm_replace2(ctx, sp, str_concat(ctx, a, b));
  locals[insn_arg(next)] = 0;
  kr_obj(a)->refs--;
  Value r = str_append(ctx, a, b);
  sp[-2] = r ? r : KR_None;
  if (!r) return NULL;
  kr_unref(ctx, b);
  return sp - 1;
}

VM_OP(binary) {
  Value a = sp[-2], b = sp[-1], r = 0;
  if (kr_both_int(a, b)) r = vm_int_binary(a, b, n);
  else if (kr_is_flo(a) && kr_is_flo(b)) r = vm_float_binary(a, b, n);
  if (KR_LIKELY(r)) {
    sp[-2] = r;
    return sp - 1;
  }
  if (n == BIN_add && kr_has_shape(a, SHAPE_str) && kr_has_shape(b, SHAPE_str)) return vm_add_str(ctx, locals, sp, at);
  return vm_replace2(ctx, sp, kr_binary(ctx, a, b, (int)n));
}

VM_OP(inplace) {
  Value a = sp[-2], b = sp[-1], r = 0;
  if (kr_both_int(a, b)) r = vm_int_binary(a, b, n);
  else if (kr_is_flo(a) && kr_is_flo(b)) r = vm_float_binary(a, b, n);
  if (KR_LIKELY(r)) {
    sp[-2] = r;
    return sp - 1;
  }
  if (n == BIN_add && kr_has_shape(a, SHAPE_str) && kr_has_shape(b, SHAPE_str)) return vm_add_str(ctx, locals, sp, at);
  return vm_replace2(ctx, sp, kr_inplace(ctx, a, b, (int)n));
}

static inline __attribute__((always_inline)) int vm_int_compare(int64_t a, int64_t b, uint32_t op) {
  switch (op) {
  case CMP_lt: return a < b;
  case CMP_le: return a <= b;
  case CMP_eq: return a == b;
  case CMP_ne: return a != b;
  case CMP_gt: return a > b;
  default: return a >= b;
  }
}

static inline __attribute__((always_inline)) int vm_float_compare(double a, double b, uint32_t op) {
  switch (op) {
  case CMP_lt: return a < b;
  case CMP_le: return a <= b;
  case CMP_eq: return a == b;
  case CMP_ne: return a != b;
  case CMP_gt: return a > b;
  default: return a >= b;
  }
}

VM_OP(compare) {
  Value a = sp[-2], b = sp[-1];
  if (kr_both_int(a, b)) {
    sp[-2] = kr_bool(vm_int_compare((int64_t)a, (int64_t)b, n));
    return sp - 1;
  }
  if (kr_is_flo(a) && kr_is_flo(b)) {
    sp[-2] = kr_bool(vm_float_compare(kr_flo_of(a), kr_flo_of(b), n));
    return sp - 1;
  }
  return vm_replace2(ctx, sp, kr_compare(ctx, a, b, (int)n));
}

VM_OP(is_op) { return vm_replace2(ctx, sp, kr_bool((sp[-2] == sp[-1]) != (int)n)); }

VM_OP(contains_op) {
  int in = kr_contains(ctx, sp[-1], sp[-2]);
  return in < 0 ? NULL : vm_replace2(ctx, sp, kr_bool(in != (int)n));
}

/* ---- building ---- */

/* The result takes the references of its n items. */
VM_OP(build_tuple) {
  Value t = tuple_new(ctx, n);
  if (!t) return NULL;
  sp -= n;
  for (uint32_t i = 0; i < n; i++) tuple_of(t)->items[i] = sp[i];
  *sp = t;
  return sp + 1;
}

VM_OP(build_list) { return vm_result(ctx, sp, n, list_from(ctx, sp - n, n)); }
VM_OP(build_set) { return vm_result(ctx, sp, n, kr_build_set(ctx, sp - n, n)); }
VM_OP(build_map) { return vm_result(ctx, sp, 2 * n, kr_build_map(ctx, sp - 2 * n, n)); }
VM_OP(build_string) { return vm_result(ctx, sp, n, kr_build_string(ctx, sp - n, n)); }
VM_OP(build_slice) { return vm_result(ctx, sp, n, slice_new(ctx, sp[-(ptrdiff_t)n], sp[1 - (ptrdiff_t)n], n == 3 ? sp[-1] : KR_None)); }
VM_OP(list_append) { return list_append(ctx, sp[-1 - (ptrdiff_t)n], sp[-1]) < 0 ? NULL : vm_drop(ctx, sp, 1); }
VM_OP(set_add) { return set_add(ctx, sp[-1 - (ptrdiff_t)n], sp[-1]) < 0 ? NULL : vm_drop(ctx, sp, 1); }
VM_OP(map_add) { return dict_set(ctx, sp[-2 - (ptrdiff_t)n], sp[-2], sp[-1]) < 0 ? NULL : vm_drop(ctx, sp, 2); }
VM_OP(list_extend) { return vm_list_extend(ctx, sp[-1 - (ptrdiff_t)n], sp[-1]) < 0 ? NULL : vm_drop(ctx, sp, 1); }
VM_OP(set_update) { return set_update(ctx, sp[-1 - (ptrdiff_t)n], sp[-1]) < 0 ? NULL : vm_drop(ctx, sp, 1); }
VM_OP(dict_update) { return vm_dict_update(ctx, sp[-1 - (ptrdiff_t)n], sp[-1]) < 0 ? NULL : vm_drop(ctx, sp, 1); }
VM_OP(dict_merge) {
  Value *dict = &sp[-1 - (ptrdiff_t)n];
  return vm_dict_merge(ctx, dict[-2], *dict, sp[-1]) < 0 ? NULL : vm_drop(ctx, sp, 1);
}
VM_OP(list_to_tuple) { return vm_replace1(ctx, sp, list_to_tuple(ctx, sp[-1])); }

VM_OP(format_value) {
  uint32_t pops = 1 + (n >> 2 & 1);
  Value spec = n & 4 ? sp[-1] : 0;
  return vm_result(ctx, sp, pops, kr_format_value(ctx, sp[-(ptrdiff_t)pops], spec, (int)(n & 3)));
}

VM_OP(build_interpolation) {
  uint32_t pops = 2 + (n >> 2 & 1);
  Value *x = sp - pops;
  return vm_result(ctx, sp, pops, kr_interpolation(ctx, x[0], x[1], n & 4 ? x[2] : 0, (int)(n & 3)));
}

VM_OP(build_template) { return vm_replace2(ctx, sp, kr_template(ctx, sp[-2], sp[-1])); }

/* ---- unpacking, iteration ---- */

/* The first value ends on top. */
static inline void vm_reverse(Value *from, size_t count) {
  for (size_t i = 0, j = count; i + 1 < j; i++) {
    Value v = from[i];
    from[i] = from[--j];
    from[j] = v;
  }
}

VM_OP(unpack_sequence) {
  Value x = sp[-1];
  Value *items = NULL;
  if (kr_has_shape(x, SHAPE_tuple) && tuple_of(x)->len == (int64_t)n) items = tuple_of(x)->items;
  else if (kr_has_shape(x, SHAPE_list) && list_of(x)->len == (int64_t)n) items = list_of(x)->items;
  if (items) {
    for (uint32_t i = 0; i < n; i++) sp[(ptrdiff_t)n - 2 - (ptrdiff_t)i] = kr_ref(items[i]);
    kr_unref(ctx, x);
    return sp - 1 + n;
  }
  return vm_unpack_any(ctx, sp, n);
}

VM_OP(unpack_ex) { return vm_unpack_star(ctx, sp, n & 255, n >> 8); }
VM_OP(get_iter) { return vm_replace1(ctx, sp, kr_iter(ctx, sp[-1])); }

/* ---- match ---- */

VM_OP(get_len) {
  int64_t len = kr_len(ctx, sp[-1]);
  if (len < 0) return NULL;
  *sp = kr_int(len);
  return sp + 1;
}

VM_OP(match_mapping) {
  *sp = kr_bool(kr_has_flag(sp[-1], T_MAPPING));
  return sp + 1;
}

VM_OP(match_sequence) {
  *sp = kr_bool(kr_has_flag(sp[-1], T_SEQUENCE));
  return sp + 1;
}

VM_OP(match_keys) { return vm_push(sp, kr_match_keys(ctx, sp[-2], sp[-1])); }
VM_OP(match_class) { return vm_result(ctx, sp, 3, kr_match_class(ctx, sp[-3], sp[-2], n, sp[-1])); }

#endif
