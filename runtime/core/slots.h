/* The functions of slot_python.c that slots.def names: they sit in the slots of heap types and call
 * the special methods written in Python. */
#ifndef KRAIT_SLOTS_H
#define KRAIT_SLOTS_H

#include "core.h"

#define BINARY(name, symbol, dunder) \
  Value slot_binary_##name(Ctx *, Value, Value); \
  Value slot_inplace_##name(Ctx *, Value, Value);
#include "../../ir/operators.def"
Value slot_new(Ctx *, Type *, const Value *, size_t, Value);
int slot_init(Ctx *, Value, const Value *, size_t, Value);
int slot_finalize(Ctx *, Value);
Value slot_repr(Ctx *, Value);
Value slot_str(Ctx *, Value);
Value slot_iter(Ctx *, Value);
Value slot_next(Ctx *, Value);
int64_t slot_hash(Ctx *, Value);
Value slot_compare(Ctx *, Value, Value, int);
Value slot_call(Ctx *, Value, const Value *, size_t, Value);
Value slot_getattr(Ctx *, Value, Value);
int slot_setattr(Ctx *, Value, Value, Value);
Value slot_descr_get(Ctx *, Value, Value, Value);
int slot_descr_set(Ctx *, Value, Value, Value);
Value slot_await(Ctx *, Value);
Value slot_aiter(Ctx *, Value);
Value slot_anext(Ctx *, Value);
Value slot_pow3(Ctx *, Value, Value, Value);
Value slot_negative(Ctx *, Value);
Value slot_positive(Ctx *, Value);
Value slot_absolute(Ctx *, Value);
Value slot_invert(Ctx *, Value);
Value slot_to_int(Ctx *, Value);
Value slot_to_float(Ctx *, Value);
Value slot_to_index(Ctx *, Value);
int slot_bool(Ctx *, Value);
int64_t slot_len(Ctx *, Value);
Value slot_getitem(Ctx *, Value, Value);
int slot_setitem(Ctx *, Value, Value, Value);
Value slot_seq_item(Ctx *, Value, int64_t);
int slot_contains(Ctx *, Value, Value);

/* Raises type() without arguments. */
Value kr_call0_raise(Ctx *, Type *type);

extern const Method type_new_method; /* __new__ of native types */

#endif
