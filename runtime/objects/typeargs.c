/* Type arguments of aliases and unions: text, parameters, substitution (PEP 585, 604, 646). */
#include "typeargs.h"

static int write_part(Ctx *ctx, StrWriter *w, Value text) {
  int r = text ? writer_str(ctx, w, text) : -1;
  kr_unref(ctx, text);
  return r;
}

static int has_attr(Ctx *ctx, Value v, Value name) {
  Value found = kr_getattr_opt(ctx, v, name);
  if (!found) return -1;
  if (found == KR_ABSENT) return 0;
  kr_unref(ctx, found);
  return 1;
}

static int write_list(Ctx *ctx, StrWriter *w, Value list) {
  if (writer_char(ctx, w, '[') < 0) return -1;
  for (int64_t i = 0; i < list_of(list)->len; i++) {
    if (i && writer_ascii(ctx, w, ", ", 2) < 0) return -1;
    if (typeargs_write(ctx, w, list_of(list)->items[i]) < 0) return -1;
  }
  return writer_char(ctx, w, ']');
}

int typeargs_write(Ctx *ctx, StrWriter *w, Value arg) {
  if (arg == KR_Ellipsis) return writer_ascii(ctx, w, "...", 3);
  if (kr_has_flag(arg, T_LIST)) return write_list(ctx, w, arg);
  int is_alias = has_attr(ctx, arg, N(__origin__));
  if (is_alias > 0) is_alias = has_attr(ctx, arg, N(__args__));
  if (is_alias < 0) return -1;
  if (is_alias) return write_part(ctx, w, kr_repr(ctx, arg));
  Value qualname = kr_getattr_opt(ctx, arg, N(__qualname__)), module = qualname ? kr_getattr_opt(ctx, arg, N(__module__)) : 0;
  int r = -1;
  if (qualname && module) {
    if (qualname == KR_ABSENT || module == KR_ABSENT || module == KR_None) r = write_part(ctx, w, kr_repr(ctx, arg));
    else if (kr_is_anystr(module) && str_equal(module, N(builtins))) r = write_part(ctx, w, kr_str(ctx, qualname));
    else r = write_part(ctx, w, str_format_c(ctx, "%S.%S", module, qualname));
  }
  if (qualname != KR_ABSENT) kr_unref(ctx, qualname);
  if (module != KR_ABSENT) kr_unref(ctx, module);
  return r;
}

/* ---- parameters ---- */
static int add_once(Ctx *ctx, Value list, Value v) {
  for (int64_t i = 0; i < list_of(list)->len; i++)
    if (list_of(list)->items[i] == v) return 0;
  return list_append(ctx, list, v);
}

static int add_parameters(Ctx *ctx, Value list, Value arg) {
  if (kr_is_type(arg)) return 0;
  int is_variable = has_attr(ctx, arg, N(__typing_subst__));
  if (is_variable) return is_variable < 0 ? -1 : add_once(ctx, list, arg);
  Value inner = kr_getattr_opt(ctx, arg, N(__parameters__));
  if (!inner) return -1;
  if (inner == KR_ABSENT) return 0;
  int r = 0;
  if (kr_has_flag(inner, T_TUPLE))
    for (int64_t i = 0; i < tuple_of(inner)->len && r == 0; i++) r = add_once(ctx, list, tuple_of(inner)->items[i]);
  kr_unref(ctx, inner);
  return r;
}

Value typeargs_parameters(Ctx *ctx, Value args) {
  Value list = list_new(ctx, 0), r = 0;
  int ok = list != 0;
  for (int64_t i = 0; ok && i < tuple_of(args)->len; i++) ok = add_parameters(ctx, list, tuple_of(args)->items[i]) == 0;
  if (ok) r = list_to_tuple(ctx, list);
  kr_unref(ctx, list);
  return r;
}

/* ---- substitution ---- */
static int64_t index_of(Value tuple, Value v) {
  for (int64_t i = 0; i < tuple_of(tuple)->len; i++)
    if (tuple_of(tuple)->items[i] == v) return i;
  return -1;
}

/* *tuple[int, str] among the items counts as its arguments. */
static int add_unpacked(Ctx *ctx, Value list, Value item) {
  if (kr_is_type(item)) return list_append(ctx, list, item);
  Value inner = kr_getattr_opt(ctx, item, N(__typing_unpacked_tuple_args__));
  if (!inner) return -1;
  int r;
  int plain = inner != KR_ABSENT && kr_has_flag(inner, T_TUPLE);
  int64_t n = plain ? tuple_of(inner)->len : 0;
  if (plain && !(n && tuple_of(inner)->items[n - 1] == KR_Ellipsis)) r = list_extend(ctx, list, inner);
  else r = list_append(ctx, list, item);
  if (inner != KR_ABSENT) kr_unref(ctx, inner);
  return r;
}

static Value item_tuple(Ctx *ctx, Value item) {
  Value list = list_new(ctx, 1), r = 0;
  int ok = list != 0;
  if (ok && kr_has_flag(item, T_TUPLE))
    for (int64_t i = 0; ok && i < tuple_of(item)->len; i++) ok = add_unpacked(ctx, list, tuple_of(item)->items[i]) == 0;
  else if (ok) ok = add_unpacked(ctx, list, item) == 0;
  if (ok) r = list_to_tuple(ctx, list);
  kr_unref(ctx, list);
  return r;
}

/* Type variables may rearrange the items first (ParamSpec, TypeVarTuple). */
static int prepare(Ctx *ctx, Value self, Value parameters, Value *items) {
  for (int64_t i = 0; i < tuple_of(parameters)->len; i++) {
    Value f = kr_getattr_opt(ctx, tuple_of(parameters)->items[i], N(__typing_prepare_subst__));
    if (!f) return -1;
    if (f == KR_ABSENT) continue;
    Value made = f == KR_None ? kr_ref(*items) : kr_call2(ctx, f, self, *items);
    kr_unref(ctx, f);
    if (!made) return -1;
    Value tuple = kr_has_flag(made, T_TUPLE) ? kr_ref(made) : tuple_pack(ctx, 1, made);
    kr_unref(ctx, made);
    if (!tuple) return -1;
    kr_set(ctx, items, tuple);
  }
  return 0;
}

/* An argument that is itself generic: arg[its parameters' replacements]. */
static Value substitute_inside(Ctx *ctx, Value arg, Value parameters, Value items) {
  Value inner = kr_getattr_opt(ctx, arg, N(__parameters__)), list = 0, key = 0, r = 0;
  if (!inner) return 0;
  if (inner == KR_ABSENT || !kr_has_flag(inner, T_TUPLE) || !tuple_of(inner)->len) {
    if (inner != KR_ABSENT) kr_unref(ctx, inner);
    return kr_ref(arg);
  }
  list = list_new(ctx, 1);
  int ok = list != 0;
  for (int64_t i = 0; ok && i < tuple_of(inner)->len; i++) {
    Value v = tuple_of(inner)->items[i];
    int64_t at = index_of(parameters, v);
    if (at >= 0) {
      Value item = tuple_of(items)->items[at];
      if (kr_type_of(v)->iter && kr_has_flag(item, T_TUPLE)) {
        ok = list_extend(ctx, list, item) == 0;
        continue;
      }
      v = item;
    }
    ok = list_append(ctx, list, v) == 0;
  }
  if (ok) key = list_to_tuple(ctx, list);
  if (key) r = kr_getitem(ctx, arg, key);
  kr_unref(ctx, key);
  kr_unref(ctx, list);
  kr_unref(ctx, inner);
  return r;
}

static int is_unpacked_variable(Ctx *ctx, Value arg) {
  if (kr_is_type(arg)) return 0;
  Value v = kr_getattr_opt(ctx, arg, N(__typing_is_unpacked_typevartuple__));
  if (!v || v == KR_ABSENT) return v ? 0 : -1;
  int truth = kr_truth(ctx, v);
  kr_unref(ctx, v);
  return truth;
}

static Value replace_one(Ctx *ctx, Value arg, Value parameters, Value items) {
  if (kr_is_type(arg)) return kr_ref(arg);
  Value f = kr_getattr_opt(ctx, arg, N(__typing_subst__));
  if (!f) return 0;
  if (f == KR_ABSENT) return substitute_inside(ctx, arg, parameters, items);
  int64_t at = index_of(parameters, arg);
  Value r = kr_call1(ctx, f, tuple_of(items)->items[at < 0 ? 0 : at]);
  kr_unref(ctx, f);
  return r;
}

static Value replace_all(Ctx *ctx, Value args, Value parameters, Value items) {
  Value list = list_new(ctx, (size_t)tuple_of(args)->len), r = 0;
  int ok = list != 0;
  for (int64_t i = 0; ok && i < tuple_of(args)->len; i++) {
    Value arg = tuple_of(args)->items[i];
    int unpack = is_unpacked_variable(ctx, arg);
    Value made = unpack < 0 ? 0 : replace_one(ctx, arg, parameters, items);
    if (!made) ok = 0;
    else if (unpack && kr_has_flag(made, T_TUPLE)) ok = list_extend(ctx, list, made) == 0;
    else ok = list_append(ctx, list, made) == 0;
    kr_unref(ctx, made);
  }
  if (ok) r = list_to_tuple(ctx, list);
  kr_unref(ctx, list);
  return r;
}

Value typeargs_substitute(Ctx *ctx, Value self, Value args, Value parameters, Value item) {
  int64_t n = tuple_of(parameters)->len;
  if (!n) return kr_raise(ctx, &kr_type_TypeError, "%R is not a generic class", self);
  Value items = item_tuple(ctx, item), r = 0;
  if (items && prepare(ctx, self, parameters, &items) == 0) {
    int64_t given = tuple_of(items)->len;
    if (given != n)
      kr_raise(ctx, &kr_type_TypeError, "Too %s arguments for %R; actual %lld, expected %lld", given > n ? "many" : "few", self,
               (long long)given, (long long)n);
    else r = replace_all(ctx, args, parameters, items);
  }
  kr_unref(ctx, items);
  return r;
}
