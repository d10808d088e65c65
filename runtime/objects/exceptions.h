/* What the files of the exception types share.  exceptions.c: the base and the plain types;
 * exc_*.c: the types with fields of their own. */
#ifndef KRAIT_EXCEPTIONS_H
#define KRAIT_EXCEPTIONS_H

#include <stddef.h>
#include "../api.h"

enum { EXC_FLAGS = T_BASETYPE | T_GC | T_HAS_DICT | T_EXCEPTION };

/* BaseException's slots, for the types that extend them. */
Value exc_new(Ctx *, Type *, const Value *args, size_t nargs, Value kwnames);
int exc_init(Ctx *, Value self, const Value *args, size_t nargs, Value kwnames);
Value exc_str(Ctx *, Value self);
void exc_traverse(Object *, VisitFn, void *);
void exc_clear(Ctx *, Object *);
Value exc_reduce(Ctx *, Value self, const Value *args);
/* Sets exc.args from a call; -1 after TypeError for keywords that the type does not take. */
int exc_set_args(Ctx *, Value self, const Value *args, size_t nargs);
int exc_no_keywords(Ctx *, Value self, Value kwnames);
/* (type, args, state) or (type, args) as __reduce__ gives it; args and state are stolen, state may be 0. */
Value exc_reduce_with(Ctx *, Value self, Value args, Value state);

/* traverse, clear and free of a layout whose own Values are the fields first..last, in a row. */
#define EXC_LAYOUT(prefix, T, first, count)                                      \
  static void prefix##_traverse(Object *o, VisitFn visit, void *arg) {          \
    Value *fields = &((T *)o)->first;                                           \
    for (int i = 0; i < (count); i++) visit(fields[i], arg);                    \
    exc_traverse(o, visit, arg);                                                \
  }                                                                             \
  static void prefix##_clear(Ctx *ctx, Object *o) {                             \
    Value *fields = &((T *)o)->first;                                           \
    for (int i = 0; i < (count); i++) kr_clear(ctx, &fields[i]);                \
    exc_clear(ctx, o);                                                          \
  }

/* Type fields that the layouts share; the prefix's functions as EXC_LAYOUT makes them. */
#define EXC_TYPE(name_, base_, T, prefix)                                        \
  TYPE_HEAD(name_, #name_), .base = &kr_type_##base_, .flags = EXC_FLAGS, .size = sizeof(T), \
  .dict_offset = offsetof(BaseException, dict), .traverse = prefix##_traverse,  \
  .clear = prefix##_clear, .free = prefix##_clear

#endif
