/* Binding of calls to native functions.
 *
 * A native function describes its parameters in a text such as "x, base=10, /, *, key=None".  The
 * text is parsed once into a Signature; a call's arguments are then laid out one Value a parameter,
 * 0 where none was given.  The words of the errors depend, as in CPython, on the kind of signature. */
#include <stdlib.h>
#include "../krait.h"
#include "core.h"
#include "signature.h"

/* ---- parsing ---- */

/* End of the parameter that starts at p: the next comma outside quotes and brackets. */
static const char *parameter_end(const char *p) {
  int depth = 0;
  for (char quote = 0; *p; p++) {
    if (quote) {
      if (*p == '\\' && p[1]) p++;
      else if (*p == quote) quote = 0;
    } else if (*p == '\'' || *p == '"') quote = *p;
    else if (strchr("([{", *p)) depth++;
    else if (strchr(")]}", *p)) depth--;
    else if (*p == ',' && depth == 0) break;
  }
  return p;
}

static const char *skip_spaces(const char *p) {
  while (*p == ' ' || *p == '\n') p++;
  return p;
}

/* Adds the parameter in [p, end). */
static int add_parameter(Ctx *ctx, Signature *s, const char *p, const char *end, int after_star) {
  int stars = 0;
  while (*p == '*') stars++, p++;
  const char *eq = memchr(p, '=', (size_t)(end - p)), *name_end = eq ? eq : end;
  while (name_end > p && name_end[-1] == ' ') name_end--;
  Value name = str_from_ascii(ctx, p, (size_t)(name_end - p));
  if (!name || !(name = str_intern(ctx, name))) return -1;
  Param *param = &s->params[s->n];
  *param = (Param){.name = name, .required = !eq && !stars};
  if (stars == 1) s->varargs = s->n;
  else if (stars == 2) s->varkw = s->n;
  else if (!after_star) s->npos++, s->min += param->required;
  s->n++;
  return 0;
}

static Signature *signature_parse(Ctx *ctx, const char *text) {
  size_t count = 1;
  for (const char *p = text; *p; p++) count += *p == ',';
  Signature *s = calloc(1, sizeof(Signature) + count * sizeof(Param));
  if (!s) {
    kr_raise_memory(ctx);
    return NULL;
  }
  s->varargs = s->varkw = -1;
  int after_star = 0;
  for (const char *p = skip_spaces(text); *p; p = skip_spaces(p)) {
    const char *end = parameter_end(p);
    if (*p == '/') s->nposonly = s->npos;
    else if (*p == '*' && end == p + 1) after_star = 1;
    else {
      if (add_parameter(ctx, s, p, end, after_star) < 0) return NULL;
      if (*p == '*') after_star = 1;
    }
    p = *end ? end + 1 : end;
  }
  s->simple = s->varargs < 0 && s->varkw < 0;
  for (int i = s->npos; i < s->n; i++) s->simple &= !s->params[i].required;
  return s;
}

/* ---- the parsed signature of a row: a direct-mapped cache before a hash table ---- */

enum { CACHE_SIZE = 1024 };
typedef struct { const char *text; Signature *sig; } Parsed;
static Parsed recent[CACHE_SIZE];
static Parsed *all;
static size_t all_size, all_used;

static size_t text_slot(const char *text) { return ((uintptr_t)text >> 1) * 0x9E3779B97F4A7C15ull >> 40; }

static Parsed *table_find(const char *text) {
  for (size_t i = text_slot(text);; i++) {
    Parsed *p = &all[i & (all_size - 1)];
    if (!p->text || p->text == text) return p;
  }
}

static int table_grow(Ctx *ctx) {
  Parsed *old = all;
  size_t old_size = all_size, size = old_size ? 2 * old_size : 256;
  Parsed *fresh = calloc(size, sizeof(Parsed));
  if (!fresh) {
    kr_raise_memory(ctx);
    return -1;
  }
  all = fresh;
  all_size = size;
  for (size_t i = 0; i < old_size; i++)
    if (old[i].text) *table_find(old[i].text) = old[i];
  free(old);
  return 0;
}

static KR_COLD Signature *signature_slow(Ctx *ctx, const char *text) {
  if (all_used * 2 >= all_size && table_grow(ctx) < 0) return NULL;
  Parsed *p = table_find(text);
  if (!p->text) {
    Signature *s = signature_parse(ctx, text);
    if (!s) return NULL;
    *p = (Parsed){text, s};
    all_used++;
  }
  recent[text_slot(text) % CACHE_SIZE] = *p;
  return p->sig;
}

Signature *signature_of(Ctx *ctx, const char *text) {
  Parsed *p = &recent[text_slot(text) % CACHE_SIZE];
  return KR_LIKELY(p->text == text) ? p->sig : signature_slow(ctx, text);
}

/* ---- errors ---- */

typedef struct {
  const Signature *sig;
  const char *bare;   /* "append" */
  Value full;         /* "list.append", or 0: the same as bare */
  int single;         /* one required positional-only parameter of a function: CPython's METH_O */
} Callee;

static const char *plural(int64_t n) { return n == 1 ? "" : "s"; }

static int only_positional(const Signature *s) { return s->nposonly == s->n && s->varargs < 0 && s->varkw < 0; }

static Value full_name(Ctx *ctx, const Callee *c) { return c->full ? kr_ref(c->full) : str_from(ctx, c->bare); }

/* Raises "NAME<rest>". */
static int fail_full(Ctx *ctx, const Callee *c, Value rest) {
  Value name = rest ? full_name(ctx, c) : 0;
  if (name) kr_raise(ctx, &kr_type_TypeError, "%U%U", name, rest);
  kr_unref(ctx, name);
  kr_unref(ctx, rest);
  return -1;
}

static KR_COLD int fail_count(Ctx *ctx, const Callee *c, int64_t nargs, int64_t nkw) {
  const Signature *s = c->sig;
  if (s->n == 0) return fail_full(ctx, c, str_format_c(ctx, "() takes no arguments (%zd given)", (ssize_t)nargs));
  if (c->single)
    return fail_full(ctx, c, str_format_c(ctx, "() takes exactly one argument (%zd given)", (ssize_t)nargs));
  if (only_positional(s) || (s->varargs >= 0 && s->nposonly == s->npos)) {
    int few = nargs < s->min;
    int64_t want = few ? s->min : s->npos;
    const char *bound = s->min == s->npos && s->varargs < 0 ? "" : few ? "at least " : "at most ";
    kr_raise(ctx, &kr_type_TypeError, "%s expected %s%zd argument%s, got %zd", c->bare, bound, (ssize_t)want,
             plural(want), (ssize_t)nargs);
    return -1;
  }
  int64_t named = s->n - (s->varargs >= 0) - (s->varkw >= 0);
  if (s->varkw < 0 && nargs + nkw > named && s->varargs < 0) {
    int64_t least = 0;
    for (int i = 0; i < s->n; i++) least += s->params[i].required;
    kr_raise(ctx, &kr_type_TypeError, "%s() takes %s %zd %sargument%s (%zd given)", c->bare,
             least < named ? "at most" : "exactly", (ssize_t)named, nargs ? "" : "keyword ", plural(named),
             (ssize_t)(nargs + nkw));
    return -1;
  }
  if (nargs > s->npos && s->npos == 0) {
    kr_raise(ctx, &kr_type_TypeError, "%s() takes no positional arguments", c->bare);
    return -1;
  }
  int few = nargs <= s->npos;
  int64_t want = few ? s->nposonly < s->min ? s->nposonly : s->min : s->npos;
  kr_raise(ctx, &kr_type_TypeError, "%s() takes %s %zd positional argument%s (%zd given)", c->bare,
           s->min == s->npos ? "exactly" : few ? "at least" : "at most", (ssize_t)want, plural(want), (ssize_t)nargs);
  return -1;
}

static KR_COLD int fail_missing(Ctx *ctx, const Callee *c, int i, int64_t nargs, int64_t nkw) {
  if (i < c->sig->nposonly) return fail_count(ctx, c, nargs, nkw);
  kr_raise(ctx, &kr_type_TypeError, "%s() missing required argument '%U' (pos %d)", c->bare, c->sig->params[i].name, i + 1);
  return -1;
}

/* ---- binding ---- */

static int find_parameter(const Signature *s, Value name) {
  for (int i = s->nposonly; i < s->n; i++)
    if (s->params[i].name == name && i != s->varargs && i != s->varkw) return i;
  for (int i = s->nposonly; i < s->n; i++)
    if (i != s->varargs && i != s->varkw && str_equal(s->params[i].name, name)) return i;
  return -1;
}

static int bind_keyword(Ctx *ctx, const Callee *c, Value name, Value v, size_t nargs, Value *out) {
  const Signature *s = c->sig;
  if (!kr_is_anystr(name)) {
    kr_raise(ctx, &kr_type_TypeError, "keywords must be strings");
    return -1;
  }
  int i = find_parameter(s, name);
  if (i < 0) {
    if (s->varkw >= 0) return dict_set(ctx, out[s->varkw], name, v);
    kr_raise(ctx, &kr_type_TypeError, "'%U' is an invalid keyword argument for %s()", name, c->bare);
    return -1;
  }
  if (out[i]) {
    kr_raise(ctx, &kr_type_TypeError, "argument for %s() given by name ('%U') and position (%d)", c->bare, name, i + 1);
    return -1;
  }
  out[i] = v;
  return 0;
}

static int bind_rest(Ctx *ctx, const Callee *c, const Value *args, size_t nargs, Value kwnames, Value *out) {
  const Signature *s = c->sig;
  size_t nkw = kwnames ? (size_t)tuple_of(kwnames)->len : 0, direct = nargs < (size_t)s->npos ? nargs : (size_t)s->npos;
  for (int i = 0; i < s->n; i++) out[i] = (size_t)i < direct ? args[i] : 0;
  if (nkw && only_positional(s))
    return fail_full(ctx, c, str_from(ctx, "() takes no keyword arguments"));
  if (s->varargs >= 0 && !(out[s->varargs] = tuple_from(ctx, args + direct, nargs - direct))) return -1;
  if (s->varkw >= 0 && !(out[s->varkw] = dict_new(ctx))) return -1;
  if (nargs > direct && s->varargs < 0) return fail_count(ctx, c, (int64_t)nargs, (int64_t)nkw);
  if (s->varkw < 0 && s->varargs < 0 && nargs + nkw > (size_t)s->n) return fail_count(ctx, c, (int64_t)nargs, (int64_t)nkw);
  if (nkw && s->varkw < 0 && s->varargs >= 0 && s->n == 1)
    return fail_full(ctx, c, str_from(ctx, "() takes no keyword arguments"));
  for (int i = 0; i < s->nposonly; i++)
    if (s->params[i].required && !out[i]) return fail_count(ctx, c, (int64_t)nargs, (int64_t)nkw);
  for (size_t k = 0; k < nkw; k++)
    if (bind_keyword(ctx, c, tuple_of(kwnames)->items[k], args[nargs + k], nargs, out) < 0) return -1;
  for (int i = 0; i < s->n; i++)
    if (s->params[i].required && !out[i]) return fail_missing(ctx, c, i, (int64_t)nargs, (int64_t)nkw);
  return 0;
}

/* What bind_rest made for *args and **kwargs. */
static void drop_collected(Ctx *ctx, const Signature *s, Value *out) {
  if (s->varargs >= 0) kr_unref(ctx, out[s->varargs]);
  if (s->varkw >= 0) kr_unref(ctx, out[s->varkw]);
}

int kr_bind(Ctx *ctx, const char *fname, const char *sig, Signature **parsed, const Value *args, size_t nargs,
            Value kwnames, Value *out) {
  if (!*parsed && !(*parsed = signature_parse(ctx, sig))) return -1;
  Callee c = {.sig = *parsed, .bare = fname};
  if (bind_rest(ctx, &c, args, nargs, kwnames, out) == 0) return 0;
  drop_collected(ctx, c.sig, out);
  return -1;
}

/* The type whose table holds the row: that of self or a base of it. */
static Type *owner_of(const Method *def, Value self) {
  Type *t = kr_is_type(self) && def->flags & (M_CLASS | M_STATIC) ? kr_as_type(self) : kr_type_of(self);
  for (; t; t = t->base)
    for (const Method *m = t->methods; m && m->name; m++)
      if (m == def) return t;
  return NULL;
}

/* The name that CPython's messages give a function: list.append, math.sin, len. */
static Value native_full_name(Ctx *ctx, const Method *def, Value self) {
  if (self && kr_type_is(self, &kr_type_module)) {
    Value module = ((Module *)kr_obj(self))->name;
    if (module && kr_is_anystr(module) && !str_equal_ascii(module, "builtins"))
      return str_format_c(ctx, "%U.%s", module, def->name);
    return str_from(ctx, def->name);
  }
  Type *owner = self ? owner_of(def, self) : NULL;
  return owner ? str_format_c(ctx, "%s.%s", type_short_name(owner), def->name) : str_from(ctx, def->name);
}

static KR_COLD Value call_bound(Ctx *ctx, const Method *def, const Signature *s, Value self, const Value *args,
                                size_t nargs, Value kwnames) {
  Value a[SIGNATURE_MAX];
  memset(a, 0, sizeof(Value) * (size_t)s->n);
  Callee c = {.sig = s, .bare = def->name, .single = s->n == 1 && s->nposonly == 1 && s->params[0].required};
  int wrong = kwnames || nargs > (size_t)s->npos || nargs < (size_t)s->min;
  if (wrong && s->varargs < 0 && !(c.full = native_full_name(ctx, def, self))) return 0;
  Value r = 0;
  if (bind_rest(ctx, &c, args, nargs, kwnames, a) == 0) r = ((NativeFn)def->fn)(ctx, self, a);
  drop_collected(ctx, s, a);
  kr_unref(ctx, c.full);
  return r;
}

Value kr_call_native(Ctx *ctx, const Method *def, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (def->flags & M_RAW) return ((CallFn)def->fn)(ctx, self, args, nargs, kwnames);
  const Signature *s = signature_of(ctx, def->sig);
  if (KR_UNLIKELY(!s)) return 0;
  if (KR_UNLIKELY(kwnames || !s->simple || nargs > (size_t)s->npos || nargs < (size_t)s->min))
    return call_bound(ctx, def, s, self, args, nargs, kwnames);
  if (nargs == (size_t)s->n) return ((NativeFn)def->fn)(ctx, self, args);
  Value a[SIGNATURE_MAX];
  for (size_t i = 0; i < nargs; i++) a[i] = args[i];
  for (size_t i = nargs; i < (size_t)s->n; i++) a[i] = 0;
  return ((NativeFn)def->fn)(ctx, self, a);
}

Direct native_direct(Ctx *ctx, const Method *def) {
  enum { MOST = 8 };
  if (def->flags & M_RAW) return 0;
  const Signature *s = signature_of(ctx, def->sig);
  if (!s) kr_clear_exc(ctx);
  if (!s || !s->simple || s->n > MOST) return 0;
  return (uint32_t)(s->n + 1) | (uint32_t)s->min << 8 | (uint32_t)s->npos << 16;
}

Value signature_text(Ctx *ctx, const char *sig, const char *first) {
  if (!sig) return KR_None;
  if (!first) return str_format_c(ctx, "(%s)", sig);
  if (!*sig) return str_format_c(ctx, "(%s, /)", first);
  /* A "/" of its own already covers the parameter in front. */
  for (const char *p = sig; *p; p = *parameter_end(p) ? skip_spaces(parameter_end(p) + 1) : parameter_end(p))
    if (*p == '/') return str_format_c(ctx, "(%s, %s)", first, sig);
  return str_format_c(ctx, "(%s, /, %s)", first, sig);
}
