/* BaseExceptionGroup and ExceptionGroup: derive, subgroup, split, and what except* needs of them. */
#include "exceptions.h"

EXC_LAYOUT(group, GroupException, message, 2)
static GroupException *group_of(Value v) { return (GroupException *)kr_obj(v); }
static int is_group(Value v) { return kr_instance_of(v, &kr_type_BaseExceptionGroup); }

/* ---- making ---- */

/* All members exceptions?  *only_exceptions: all derive from Exception.  -1: raised. */
static int check_members(Ctx *ctx, Value members, int *only_exceptions) {
  const Tuple *t = tuple_of(members);
  *only_exceptions = 1;
  if (t->len == 0) {
    kr_raise(ctx, &kr_type_ValueError, "second argument (exceptions) must be a non-empty sequence");
    return -1;
  }
  for (int64_t i = 0; i < t->len; i++) {
    if (!kr_has_flag(t->items[i], T_EXCEPTION)) {
      kr_raise(ctx, &kr_type_ValueError, "Item %lld of second argument (exceptions) is not an exception", (long long)i);
      return -1;
    }
    if (!kr_instance_of(t->items[i], &kr_type_Exception)) *only_exceptions = 0;
  }
  return 0;
}

/* The type to make, given the one asked for; NULL: raised. */
static Type *choose_type(Ctx *ctx, Type *type, int only_exceptions) {
  if (type == &kr_type_BaseExceptionGroup) return only_exceptions ? &kr_type_ExceptionGroup : type;
  if (only_exceptions) return type;
  if (type == &kr_type_ExceptionGroup) {
    kr_raise(ctx, &kr_type_TypeError, "Cannot nest BaseExceptions in an ExceptionGroup");
    return NULL;
  }
  if (kr_subtype(type, &kr_type_Exception)) {
    kr_raise(ctx, &kr_type_TypeError, "Cannot nest BaseExceptions in '%N'", type);
    return NULL;
  }
  return type;
}

static Value group_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  if (nargs != 2)
    return kr_raise(ctx, &kr_type_TypeError, "BaseExceptionGroup.__new__() takes exactly 2 arguments (%zu given)", nargs);
  if (!kr_is_anystr(args[0]))
    return kr_raise(ctx, &kr_type_TypeError, "BaseExceptionGroup.__new__() argument 1 must be str, not %T", args[0]);
  if (!kr_is_sequence(args[1]))
    return kr_raise(ctx, &kr_type_TypeError, "second argument (exceptions) must be a sequence");
  int only_exceptions;
  Value members = kr_to_tuple(ctx, args[1]), self = 0;
  if (!members) return 0;
  if (check_members(ctx, members, &only_exceptions) == 0 && (type = choose_type(ctx, type, only_exceptions)) &&
      (self = exc_new(ctx, type, args, nargs, 0))) {
    group_of(self)->message = kr_ref(args[0]);
    group_of(self)->exceptions = kr_ref(members);
  }
  kr_unref(ctx, members);
  return self;
}

static int group_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  return exc_init(ctx, self, args, nargs, kwnames);
}

static Value group_str(Ctx *ctx, Value self) {
  int64_t n = tuple_of(group_of(self)->exceptions)->len;
  return str_format_c(ctx, "%S (%lld sub-exception%s)", group_of(self)->message, (long long)n, n == 1 ? "" : "s");
}

static Value group_derive_m(Ctx *ctx, Value self, const Value *a) {
  return kr_call2(ctx, kr_val(&kr_type_BaseExceptionGroup), group_of(self)->message, a[0]);
}

/* A group like this one with other members, metadata copied; members is stolen. */
static Value derive_like(Ctx *ctx, Value self, Value members) {
  if (!members) return 0;
  Value made = kr_call_method1(ctx, self, N(derive), members);
  kr_unref(ctx, members);
  if (!made) return 0;
  if (!is_group(made)) {
    kr_unref(ctx, made);
    return kr_raise(ctx, &kr_type_TypeError, "derive must return an instance of BaseExceptionGroup");
  }
  BaseException *from = exc_of(self), *to = exc_of(made);
  kr_set(ctx, &to->traceback, from->traceback ? kr_ref(from->traceback) : 0);
  kr_set(ctx, &to->context, from->context ? kr_ref(from->context) : 0);
  kr_set(ctx, &to->cause, from->cause ? kr_ref(from->cause) : 0);
  to->suppress_context = from->suppress_context;
  Value notes = kr_getattr_opt(ctx, self, N(__notes__));
  if (notes && notes != KR_ABSENT && kr_is_sequence(notes)) {
    Value copy = kr_to_list(ctx, notes);
    if (!copy || kr_setattr(ctx, made, N(__notes__), copy) < 0) kr_clear(ctx, &made);
    kr_unref(ctx, copy);
  } else if (!notes) kr_clear(ctx, &made);
  if (notes && notes != KR_ABSENT) kr_unref(ctx, notes);
  return made;
}

/* ---- splitting ---- */

typedef int (*MatchFn)(Ctx *, Value exc, Value condition);

static int match_type(Ctx *ctx, Value exc, Value condition) { return kr_exc_matches(ctx, exc, condition); }

static int match_callable(Ctx *ctx, Value exc, Value condition) {
  Value r = kr_call1(ctx, condition, exc);
  int yes = r ? kr_truth(ctx, r) : -1;
  kr_unref(ctx, r);
  return yes;
}

/* Exceptions in sets go by identity: they may be unhashable, or equal to others. */
static Value identity(Value exc) { return kr_int((int64_t)(exc >> 3)); }

static int match_same(Ctx *ctx, Value exc, Value wanted) { return set_contains(ctx, wanted, identity(exc)); }

static MatchFn matcher_for(Ctx *ctx, Value condition) {
  if (kr_is_type(condition) && (kr_as_type(condition)->flags & T_EXCEPTION)) return match_type;
  if (kr_has_shape(condition, SHAPE_tuple)) {
    int types = 1;
    for (int64_t i = 0; i < tuple_of(condition)->len; i++) {
      Value t = tuple_of(condition)->items[i];
      if (!kr_is_type(t) || !(kr_as_type(t)->flags & T_EXCEPTION)) types = 0;
    }
    if (types) return match_type;
  }
  if (kr_is_ptr(condition) && !kr_is_type(condition) && kr_is_callable(condition)) return match_callable;
  kr_raise(ctx, &kr_type_TypeError, "expected a function, exception type or tuple of exception types");
  return NULL;
}

/* Turns a collected list into a group, or None when it is empty; the list is stolen. */
static Value group_of_list(Ctx *ctx, Value self, Value list) {
  if (!list) return 0;
  Value result = list_of(list)->len ? derive_like(ctx, self, kr_ref(list)) : KR_None;
  kr_unref(ctx, list);
  return result;
}

static int split(Ctx *ctx, Value exc, MatchFn match, Value condition, Value *yes, Value *no);

/* Splits the members of a group into two lists. */
static int split_members(Ctx *ctx, Value group, MatchFn match, Value condition, Value *lists) {
  const Tuple *members = tuple_of(group_of(group)->exceptions);
  for (int64_t i = 0; i < members->len; i++) {
    Value parts[2] = {0, 0};
    if (split(ctx, members->items[i], match, condition, &parts[0], lists[1] ? &parts[1] : NULL) < 0) return -1;
    int failed = 0;
    for (int side = 0; side < 2; side++)
      if (parts[side] && parts[side] != KR_None && list_append(ctx, lists[side], parts[side]) < 0) failed = 1;
    kr_unref(ctx, parts[0]), kr_unref(ctx, parts[1]);
    if (failed) return -1;
  }
  return 0;
}

/* *yes: what matches, *no (unless NULL): the rest; None for nothing.  New references. */
static int split(Ctx *ctx, Value exc, MatchFn match, Value condition, Value *yes, Value *no) {
  int whole = match(ctx, exc, condition);
  if (whole < 0) return -1;
  if (whole || !is_group(exc)) {
    *yes = whole ? kr_ref(exc) : KR_None;
    if (no) *no = whole ? KR_None : kr_ref(exc);
    return 0;
  }
  if (kr_enter(ctx, " in exceptiongroup_split_recursive")) return -1;
  Value lists[2] = {list_new(ctx, 0), no ? list_new(ctx, 0) : 0};
  int r = lists[0] && (!no || lists[1]) ? split_members(ctx, exc, match, condition, lists) : -1;
  kr_leave(ctx);
  if (r < 0) {
    kr_unref(ctx, lists[0]), kr_unref(ctx, lists[1]);
    return -1;
  }
  *yes = group_of_list(ctx, exc, lists[0]);
  if (!no) return *yes ? 0 : -1;
  *no = *yes ? group_of_list(ctx, exc, lists[1]) : (kr_unref(ctx, lists[1]), 0);
  if (*yes && *no) return 0;
  kr_unref(ctx, *yes);
  return -1;
}

static Value group_split_m(Ctx *ctx, Value self, const Value *a) {
  Value yes, no;
  MatchFn match = matcher_for(ctx, a[0]);
  if (!match || split(ctx, self, match, a[0], &yes, &no) < 0) return 0;
  Value pair[2] = {yes, no};
  return tuple_steal(ctx, pair, 2);
}

static Value group_subgroup_m(Ctx *ctx, Value self, const Value *a) {
  Value yes;
  MatchFn match = matcher_for(ctx, a[0]);
  return match && split(ctx, self, match, a[0], &yes, NULL) == 0 ? yes : 0;
}

/* ---- except* ---- */

static int check_star_type(Ctx *ctx, Value type) {
  const Value *types = &type;
  int64_t n = 1;
  if (kr_has_shape(type, SHAPE_tuple)) types = tuple_of(type)->items, n = tuple_of(type)->len;
  for (int64_t i = 0; i < n; i++) {
    if (!kr_is_type(types[i]) || !(kr_as_type(types[i])->flags & T_EXCEPTION)) {
      kr_raise(ctx, &kr_type_TypeError, "catching classes that do not inherit from BaseException is not allowed");
      return -1;
    }
    if (kr_subtype(kr_as_type(types[i]), &kr_type_BaseExceptionGroup)) {
      kr_raise(ctx, &kr_type_TypeError, "catching ExceptionGroup with except* is not allowed. Use except instead.");
      return -1;
    }
  }
  return 0;
}

static int match_star(Ctx *ctx, Value exc, Value type, Value *rest, Value *match) {
  if (is_group(exc)) return split(ctx, exc, match_type, type, match, rest);
  int yes = kr_exc_matches(ctx, exc, type);
  if (yes < 0) return -1;
  *rest = yes ? KR_None : kr_ref(exc);
  if (!yes) {
    *match = KR_None;
    return 0;
  }
  Value members = tuple_pack(ctx, 1, exc); /* a naked exception is wrapped; the group has no traceback yet */
  *match = members ? kr_call2(ctx, kr_val(&kr_type_ExceptionGroup), N(empty), members) : 0;
  if (!*match && members) {
    kr_clear_exc(ctx);
    *match = kr_call2(ctx, kr_val(&kr_type_BaseExceptionGroup), N(empty), members);
  }
  kr_unref(ctx, members);
  return *match ? 0 : -1;
}

/* What matched becomes the exception being handled. */
int kr_check_eg_match(Ctx *ctx, Value exc, Value type, Value *rest, Value *match) {
  if (check_star_type(ctx, type) < 0 || match_star(ctx, exc, type, rest, match) < 0) return -1;
  if (*match != KR_None) kr_set(ctx, &ctx->handled, kr_ref(*match));
  return 0;
}

/* Adds the identities of a group's leaves to a set. */
static int collect_leaves(Ctx *ctx, Value exc, Value set) {
  if (!is_group(exc)) return set_add(ctx, set, identity(exc));
  const Tuple *members = tuple_of(group_of(exc)->exceptions);
  for (int64_t i = 0; i < members->len; i++)
    if (collect_leaves(ctx, members->items[i], set) < 0) return -1;
  return 0;
}

/* Left over from the original: same traceback, context and notes as it, so it was not raised anew. */
static int same_metadata(Value a, Value b) {
  BaseException *x = exc_of(a), *y = exc_of(b);
  return x->traceback == y->traceback && x->context == y->context && x->cause == y->cause;
}

/* The part of original that the reraised exceptions still hold, in its shape. */
static Value project(Ctx *ctx, Value original, Value keep) {
  Value set = set_new(ctx), yes = 0;
  if (!set) return 0;
  int ok = 1;
  for (int64_t i = 0; ok && i < list_of(keep)->len; i++) ok = collect_leaves(ctx, list_of(keep)->items[i], set) == 0;
  if (ok && split(ctx, original, match_same, set, &yes, NULL) < 0) yes = 0;
  kr_unref(ctx, set);
  return yes;
}

static int sort_out(Ctx *ctx, Value original, Value list, Value raised, Value reraised) {
  for (int64_t i = 0; i < list_of(list)->len; i++) {
    Value e = list_of(list)->items[i];
    if (e == KR_None) continue;
    if (list_append(ctx, is_group(e) && same_metadata(e, original) ? reraised : raised, e) < 0) return -1;
  }
  return 0;
}

static Value combine(Ctx *ctx, Value original, Value raised, Value reraised) {
  if (list_of(reraised)->len) {
    Value rest = project(ctx, original, reraised);
    if (!rest || list_of(raised)->len == 0) return rest;
    int r = rest == KR_None ? 0 : list_append(ctx, raised, rest);
    kr_unref(ctx, rest);
    if (r < 0) return 0;
  }
  if (list_of(raised)->len == 0) return KR_None;
  return kr_call2(ctx, kr_val(&kr_type_BaseExceptionGroup), N(empty), raised);
}

Value kr_prep_reraise_star(Ctx *ctx, Value original, Value list) {
  int64_t n = list_of(list)->len;
  if (!is_group(original)) { /* at most one except* clause ran: the last entry is what is left or raised */
    for (int64_t i = 0; i < n; i++)
      if (list_of(list)->items[i] != KR_None) return kr_ref(list_of(list)->items[i]);
    return KR_None;
  }
  Value raised = list_new(ctx, 0), reraised = raised ? list_new(ctx, 0) : 0, result = 0;
  if (reraised && sort_out(ctx, original, list, raised, reraised) == 0) result = combine(ctx, original, raised, reraised);
  kr_unref(ctx, raised), kr_unref(ctx, reraised);
  return result;
}

/* ---- the types ---- */

static Value group_class_getitem_m(Ctx *ctx, Value cls, const Value *a) {
  return kr_call2(ctx, kr_val(&kr_type_genericalias), cls, a[0]);
}

static Method group_methods[] = {
  {"derive", group_derive_m, "excs, /", "A group with the same message and other members."},
  {"split", group_split_m, "condition, /", "What matches and what does not, as two groups or None."},
  {"subgroup", group_subgroup_m, "condition, /", "The part that matches, or None."},
  {"__class_getitem__", group_class_getitem_m, "item, /", NULL, M_CLASS},
  {0}
};
static const Member group_members[] = {
  {"message", MEMBER_VALUE, offsetof(GroupException, message), 1, "exception message"},
  {"exceptions", MEMBER_VALUE, offsetof(GroupException, exceptions), 1, "nested exceptions"}, {0}};

Type kr_type_BaseExceptionGroup = {
  EXC_TYPE(BaseExceptionGroup, BaseException, GroupException, group), .doc = "Several exceptions raised as one.",
  .new = group_new, .init = group_init, .str = group_str, .methods = group_methods, .members = group_members};

Type kr_type_ExceptionGroup = {
  EXC_TYPE(ExceptionGroup, BaseExceptionGroup, GroupException, group),
  .doc = "Several exceptions, none of which leaves a program by itself."};
