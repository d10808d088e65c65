/* Binding of a call's arguments to the parameters of a Python function.
 *
 * In: positional values, keyword values with their names.  Out: one owned Value for each parameter,
 * in the order of the code's locals: positional, keyword-only, *args, **kwargs. */
#include "../krait.h"

typedef struct {
  Ctx *ctx;
  Function *f;
  const Code *code;
  Value *locals;
} Binding;

static Value parameter_name(const Binding *b, uint32_t i) { return b->f->code->var_names[i]; }

/* ---- errors ---- */

static KR_COLD int fail(const Binding *b, Value message) {
  if (message) kr_raise(b->ctx, &kr_type_TypeError, "%U() %U", b->f->qualname, message);
  kr_unref(b->ctx, message);
  return -1;
}

/* "'a'", "'a' and 'b'", "'a', 'b', and 'c'" of a list of names. */
static Value join_names(Ctx *ctx, Value names) {
  int64_t n = list_of(names)->len;
  Value *items = list_of(names)->items;
  if (n == 1) return str_format_c(ctx, "%R", items[0]);
  if (n == 2) return str_format_c(ctx, "%R and %R", items[0], items[1]);
  Value text = str_format_c(ctx, "%R", items[0]);
  for (int64_t i = 1; i < n && text; i++) {
    Value longer = str_format_c(ctx, i == n - 1 ? "%U, and %R" : "%U, %R", text, items[i]);
    kr_unref(ctx, text);
    text = longer;
  }
  return text;
}

/* Parameters [from, to) that have no value. */
static KR_COLD int fail_missing(const Binding *b, uint32_t from, uint32_t to, const char *kind) {
  Ctx *ctx = b->ctx;
  Value names = list_new(ctx, 4);
  if (!names) return -1;
  for (uint32_t i = from; i < to; i++)
    if (!b->locals[i] && list_append(ctx, names, parameter_name(b, i)) < 0) break;
  int64_t n = list_of(names)->len;
  Value joined = n ? join_names(ctx, names) : 0;
  if (joined)
    fail(b, str_format_c(ctx, "missing %zd required %s argument%s: %U", (ssize_t)n, kind, n == 1 ? "" : "s", joined));
  kr_unref(ctx, joined);
  kr_unref(ctx, names);
  return -1;
}

static KR_COLD int fail_too_many(const Binding *b, size_t given) {
  const Code *c = b->code;
  int64_t ndefaults = b->f->defaults ? tuple_of(b->f->defaults)->len : 0, max = c->argcount;
  int kwonly_given = 0;
  for (uint32_t i = 0; i < c->kwonlyargcount; i++) kwonly_given += b->locals[max + i] != 0;
  int several = ndefaults ? 1 : max != 1;
  Value takes = ndefaults ? str_format_c(b->ctx, "from %zd to %zd", (ssize_t)(max - ndefaults), (ssize_t)max)
                          : str_format_c(b->ctx, "%zd", (ssize_t)max);
  if (!takes) return -1;
  Value message;
  if (kwonly_given)
    message = str_format_c(b->ctx, "takes %U positional argument%s but %zd positional argument%s (and %d keyword-only "
                           "argument%s) were given", takes, several ? "s" : "", (ssize_t)given, given == 1 ? "" : "s",
                           kwonly_given, kwonly_given == 1 ? "" : "s");
  else
    message = str_format_c(b->ctx, "takes %U positional argument%s but %zd %s given", takes, several ? "s" : "",
                           (ssize_t)given, given == 1 ? "was" : "were");
  kr_unref(b->ctx, takes);
  return fail(b, message);
}

/* An unknown keyword: perhaps the name of a positional-only parameter. */
static KR_COLD int fail_keyword(const Binding *b, Value name, Value kwnames) {
  Ctx *ctx = b->ctx;
  Value text = 0;
  for (uint32_t i = 0; i < b->code->posonlyargcount; i++)
    for (int64_t k = 0; k < tuple_of(kwnames)->len; k++) {
      Value given = tuple_of(kwnames)->items[k];
      if (!kr_is_anystr(given) || !str_equal(given, parameter_name(b, i))) continue;
      Value longer = text ? str_format_c(ctx, "%U, %U", text, given) : kr_ref(given);
      kr_unref(ctx, text);
      if (!(text = longer)) return -1;
    }
  if (!text) return fail(b, str_format_c(ctx, "got an unexpected keyword argument '%U'", name));
  fail(b, str_format_c(ctx, "got some positional-only arguments passed as keyword arguments: '%U'", text));
  kr_unref(ctx, text);
  return -1;
}

/* ---- the steps ---- */

static int find_keyword(const Binding *b, Value name) {
  uint32_t n = b->code->argcount + b->code->kwonlyargcount;
  for (uint32_t i = b->code->posonlyargcount; i < n; i++)
    if (parameter_name(b, i) == name) return (int)i;
  for (uint32_t i = b->code->posonlyargcount; i < n; i++)
    if (str_equal(parameter_name(b, i), name)) return (int)i;
  return -1;
}

static int bind_keyword(const Binding *b, Value name, Value v, Value kwargs, Value kwnames) {
  if (!kr_is_anystr(name)) return fail(b, str_from(b->ctx, "keywords must be strings"));
  int i = find_keyword(b, name);
  if (i >= 0) {
    if (b->locals[i]) return fail(b, str_format_c(b->ctx, "got multiple values for argument '%U'", name));
    b->locals[i] = kr_ref(v);
    return 0;
  }
  if (!kwargs) return fail_keyword(b, name, kwnames);
  return dict_set(b->ctx, kwargs, name, v);
}

static int fill_defaults(const Binding *b, size_t nargs) {
  uint32_t argcount = b->code->argcount;
  Value defaults = b->f->defaults;
  int64_t ndefaults = defaults ? tuple_of(defaults)->len : 0;
  int64_t required = (int64_t)argcount - ndefaults;
  for (int64_t i = (int64_t)nargs; i < required; i++)
    if (!b->locals[i]) return fail_missing(b, 0, (uint32_t)required, "positional");
  for (int64_t i = (int64_t)nargs > required ? (int64_t)nargs : required < 0 ? 0 : required; i < (int64_t)argcount; i++)
    if (!b->locals[i]) b->locals[i] = kr_ref(tuple_of(defaults)->items[i - required]);
  return 0;
}

static int fill_kwonly(const Binding *b) {
  uint32_t from = b->code->argcount, to = from + b->code->kwonlyargcount;
  int missing = 0;
  for (uint32_t i = from; i < to; i++) {
    if (b->locals[i]) continue;
    Value v = b->f->kwdefaults ? dict_get(b->ctx, b->f->kwdefaults, parameter_name(b, i)) : KR_ABSENT;
    if (!v) return -1;
    if (v == KR_ABSENT) missing = 1;
    else b->locals[i] = kr_ref(v);
  }
  return missing ? fail_missing(b, from, to, "keyword-only") : 0;
}

static int bind_all(const Binding *b, const Value *args, size_t nargs, Value kwnames) {
  const Code *c = b->code;
  size_t direct = nargs < c->argcount ? nargs : c->argcount;
  uint32_t rest = c->argcount + c->kwonlyargcount;
  Value kwargs = 0;
  for (size_t i = 0; i < direct; i++) b->locals[i] = kr_ref(args[i]);
  if (c->flags & CODE_VARARGS) {
    if (!(b->locals[rest] = tuple_from(b->ctx, args + direct, nargs - direct))) return -1;
    rest++;
  }
  if (c->flags & CODE_VARKEYWORDS && !(kwargs = b->locals[rest] = dict_new(b->ctx))) return -1;
  int64_t nkw = kwnames ? tuple_of(kwnames)->len : 0;
  for (int64_t k = 0; k < nkw; k++)
    if (bind_keyword(b, tuple_of(kwnames)->items[k], args[nargs + (size_t)k], kwargs, kwnames) < 0) return -1;
  if (nargs > direct && !(c->flags & CODE_VARARGS)) return fail_too_many(b, nargs);
  if (nargs < c->argcount && fill_defaults(b, nargs) < 0) return -1;
  return c->kwonlyargcount ? fill_kwonly(b) : 0;
}

int function_bind(Ctx *ctx, Function *f, const Value *args, size_t nargs, Value kwnames, Value *locals) {
  const Code *c = f->code->code;
  uint32_t n = code_nparams(c);
  for (uint32_t i = 0; i < n; i++) locals[i] = 0;
  Binding b = {ctx, f, c, locals};
  if (bind_all(&b, args, nargs, kwnames) == 0) return 0;
  for (uint32_t i = 0; i < n; i++) kr_clear(ctx, &locals[i]);
  return -1;
}
