/* The _csv module: dialects and their registry.  Reading is in _csv_read.c, writing in _csv_write.c. */
#include <stddef.h>
#include "_csv.h"

int64_t csv_field_limit = 128 * 1024;

Value csv_error(Ctx *ctx, const char *format, ...) {
  va_list list;
  va_start(list, format);
  Value text = str_format_va(ctx, format, list), type = text ? kr_import_attr(ctx, "_csv", "Error") : 0;
  va_end(list);
  Value exc = type ? kr_call1(ctx, type, text) : 0;
  kr_unref(ctx, text);
  kr_unref(ctx, type);
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}

/* ---- dialects ---- */
static Dialect *dialect_of(Value v) { return (Dialect *)kr_obj(v); }

/* A character option: None, where allowed, is no character. */
static int char_option(Ctx *ctx, const char *name, Value v, int may_lack, uint32_t *out) {
  if (!v) return 0;
  if (may_lack && v == KR_None) return *out = NO_CHAR, 0;
  if (!kr_is_anystr(v)) {
    kr_raise(ctx, &kr_type_TypeError, may_lack ? "\"%s\" must be string or None, not %T" : "\"%s\" must be string, not %T", name, v);
    return -1;
  }
  if (str_of(v)->len != 1) return kr_raise(ctx, &kr_type_TypeError, "\"%s\" must be a 1-character string", name), -1;
  *out = str_at(str_of(v), 0);
  return 0;
}

static int flag_option(Ctx *ctx, Value v, uint8_t *out) {
  int flag = v ? kr_truth(ctx, v) : *out;
  *out = (uint8_t)(flag > 0);
  return flag < 0 ? -1 : 0;
}

static int quoting_option(Ctx *ctx, Value v, Dialect *d) {
  int n;
  if (!v) return 0;
  if (!kr_is_anyint(v)) return kr_raise(ctx, &kr_type_TypeError, "\"quoting\" must be an integer"), -1;
  if (int_to_int(ctx, v, &n) < 0) return -1;
  if (n < 0 || n > QUOTE_NONE) return kr_raise(ctx, &kr_type_TypeError, "bad \"quoting\" value"), -1;
  d->quoting = (uint8_t)n;
  return 0;
}

enum { O_DELIMITER, O_DOUBLEQUOTE, O_ESCAPE, O_TERMINATOR, O_QUOTE, O_QUOTING, O_SKIPSPACE, O_STRICT, OPTIONS };
static const char *const option_names[OPTIONS] = {
  "delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict",
};

static int apply_options(Ctx *ctx, Dialect *d, const Value *o) {
  if (char_option(ctx, "delimiter", o[O_DELIMITER], 0, &d->delimiter) < 0 || flag_option(ctx, o[O_DOUBLEQUOTE], &d->doublequote) < 0 ||
      char_option(ctx, "escapechar", o[O_ESCAPE], 1, &d->escape) < 0)
    return -1;
  if (o[O_TERMINATOR]) {
    if (!kr_is_anystr(o[O_TERMINATOR]))
      return kr_raise(ctx, &kr_type_TypeError, "\"lineterminator\" must be a string"), -1;
    kr_set(ctx, &d->terminator, kr_ref(o[O_TERMINATOR]));
  }
  if (char_option(ctx, "quotechar", o[O_QUOTE], 1, &d->quote) < 0 || quoting_option(ctx, o[O_QUOTING], d) < 0 ||
      flag_option(ctx, o[O_SKIPSPACE], &d->skipspace) < 0 || flag_option(ctx, o[O_STRICT], &d->strict) < 0)
    return -1;
  if (d->quoting == QUOTE_NONE || d->quote != NO_CHAR) return 0;
  if (!o[O_QUOTING] && o[O_QUOTE]) return d->quoting = QUOTE_NONE, 0; /* no quote character: nothing is quoted */
  kr_raise(ctx, &kr_type_TypeError, "quotechar must be set if quoting enabled");
  return -1;
}

static Value dialect_new(Ctx *ctx, Type *type, Value base, const Value *given) {
  Value options[OPTIONS] = {0}, registry = 0;
  Dialect *d = kr_alloc_instance(ctx, type, 0);
  if (!d) return 0;
  d->delimiter = ',', d->quote = '"', d->escape = NO_CHAR, d->doublequote = 1;
  int failed = !(d->terminator = str_from(ctx, "\r\n"));
  if (!failed && base && kr_is_anystr(base)) {
    registry = kr_import_attr(ctx, "_csv", "_dialects");
    Value found = registry ? dict_get(ctx, registry, base) : 0;
    if (found == KR_ABSENT) csv_error(ctx, "unknown dialect");
    failed = !found || found == KR_ABSENT;
    base = found;
  }
  for (int i = 0; i < OPTIONS && !failed; i++) {
    options[i] = kr_ref(given[i]);
    if (options[i] || !base || base == KR_None) continue;
    Value name = str_intern_c(ctx, option_names[i]);
    options[i] = name ? kr_getattr_opt(ctx, base, name) : 0;
    kr_unref(ctx, name);
    failed = !options[i];
    if (options[i] == KR_ABSENT) options[i] = 0;
  }
  if (!failed) failed = apply_options(ctx, d, options) < 0;
  for (int i = 0; i < OPTIONS; i++) kr_unref(ctx, options[i]);
  kr_unref(ctx, registry);
  if (!failed) return kr_val(d);
  kr_unref(ctx, kr_val(d));
  return 0;
}

#define DIALECT_SIGNATURE                                                                                                \
  "dialect=None, delimiter=',', doublequote=True, escapechar=None, lineterminator='\\r\\n', quotechar='\"', quoting=0, " \
  "skipinitialspace=False, strict=False"

static Value dialect_type_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[OPTIONS + 1];
  if (kr_bind(ctx, "Dialect", DIALECT_SIGNATURE, &parsed, args, nargs, kwnames, a) < 0) return 0;
  return dialect_new(ctx, type, a[0], a + 1);
}

Value dialect_make(Ctx *ctx, Value base, Value keywords) {
  if (base && kr_has_shape(base, SHAPE_csv_dialect) && (!keywords || dict_len(keywords) == 0)) return kr_ref(base);
  Value args = base ? tuple_pack(ctx, 1, base) : tuple_new(ctx, 0);
  Value dialect = args ? kr_call_ex(ctx, kr_val(&kr_type_csv_dialect), args, keywords) : 0;
  kr_unref(ctx, args);
  return dialect;
}

static Value char_value(Ctx *ctx, uint32_t c) { return c == NO_CHAR ? KR_None : str_from_char(ctx, c); }
static Value dialect_get_delimiter(Ctx *ctx, Value self) { return char_value(ctx, dialect_of(self)->delimiter); }
static Value dialect_get_escape(Ctx *ctx, Value self) { return char_value(ctx, dialect_of(self)->escape); }
static Value dialect_get_quote(Ctx *ctx, Value self) { return char_value(ctx, dialect_of(self)->quote); }
static Value dialect_get_quoting(Ctx *ctx, Value self) { return kr_int(dialect_of(self)->quoting); }

static const GetSet dialect_getsets[] = {
  {"delimiter", dialect_get_delimiter, NULL, NULL},
  {"escapechar", dialect_get_escape, NULL, NULL},
  {"quotechar", dialect_get_quote, NULL, NULL},
  {"quoting", dialect_get_quoting, NULL, NULL},
  {0},
};
static const Member dialect_members[] = {
  {"lineterminator", MEMBER_VALUE, offsetof(Dialect, terminator), 1, NULL},
  {"skipinitialspace", MEMBER_BOOL, offsetof(Dialect, skipspace), 1, NULL},
  {"doublequote", MEMBER_BOOL, offsetof(Dialect, doublequote), 1, NULL},
  {"strict", MEMBER_BOOL, offsetof(Dialect, strict), 1, NULL},
  {0},
};

static void dialect_free(Ctx *ctx, Object *o) { kr_clear(ctx, &((Dialect *)o)->terminator); }

Type kr_type_csv_dialect = {
  TYPE_HEAD(csv_dialect, "_csv.Dialect"),
  .doc = "How rows are written: delimiter, quotes, ends of lines.",
  .sig = DIALECT_SIGNATURE,
  .flags = T_BASETYPE,
  .size = sizeof(Dialect),
  .getsets = dialect_getsets,
  .members = dialect_members,
  .new = dialect_type_new,
  .free = dialect_free,
};

/* ---- the registry ---- */
static Value registry(Ctx *ctx) { return kr_import_attr(ctx, "_csv", "_dialects"); }

static Value csv_register_dialect_m(Ctx *ctx, Value module, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "dialect name must be a string");
  Value dialect = dialect_make(ctx, a[1], a[2]), all = dialect ? registry(ctx) : 0;
  int r = all ? dict_set(ctx, all, a[0], dialect) : -1;
  kr_unref(ctx, dialect);
  kr_unref(ctx, all);
  return r < 0 ? 0 : KR_None;
}
static Value csv_unregister_dialect_m(Ctx *ctx, Value module, const Value *a) {
  Value all = registry(ctx);
  int r = all ? dict_del(ctx, all, a[0]) : -1;
  kr_unref(ctx, all);
  return r < 0 ? 0 : r == 0 ? csv_error(ctx, "unknown dialect") : KR_None;
}
static Value csv_get_dialect_m(Ctx *ctx, Value module, const Value *a) {
  Value all = registry(ctx), found = all ? dict_get(ctx, all, a[0]) : 0;
  if (found == KR_ABSENT) found = csv_error(ctx, "unknown dialect");
  else kr_ref(found);
  kr_unref(ctx, all);
  return found;
}
static Value csv_list_dialects_m(Ctx *ctx, Value module, const Value *a) {
  Value all = registry(ctx), list = all ? kr_to_list(ctx, all) : 0;
  kr_unref(ctx, all);
  return list;
}
static Value csv_field_size_limit_m(Ctx *ctx, Value module, const Value *a) {
  int64_t old = csv_field_limit;
  if (a[0] && !kr_is_anyint(a[0])) return kr_raise(ctx, &kr_type_TypeError, "limit must be an integer");
  if (a[0] && int_to_i64(ctx, a[0], &csv_field_limit) < 0) return csv_field_limit = old, 0;
  return int_from_i64(ctx, old);
}

static const Method csv_methods[] = {
  {"reader", csv_reader_m, "iterable, dialect='excel', /, **fmtparams", "An iterator over rows read from lines of text."},
  {"writer", csv_writer_m, "fileobj, dialect='excel', /, **fmtparams", "An object that writes rows to a file."},
  {"register_dialect", csv_register_dialect_m, "name, dialect=None, /, **fmtparams", "Gives a dialect a name."},
  {"unregister_dialect", csv_unregister_dialect_m, "name", "Forgets a dialect's name."},
  {"get_dialect", csv_get_dialect_m, "name", "The dialect of a name."},
  {"list_dialects", csv_list_dialects_m, "", "The names of dialects."},
  {"field_size_limit", csv_field_size_limit_m, "limit=None, /", "Sets the most characters of a field; gives the limit before."},
  {0},
};

static Type *const csv_types[] = {&kr_type_csv_dialect, NULL};

static int csv_init(Ctx *ctx, Value module) {
  static const struct { const char *name; int number; } constants[] = {
    {"QUOTE_MINIMAL", QUOTE_MINIMAL}, {"QUOTE_ALL", QUOTE_ALL}, {"QUOTE_NONNUMERIC", QUOTE_NONNUMERIC}, {"QUOTE_NONE", QUOTE_NONE}};
  Value dict = module_dict(module);
  type_ready(ctx, &kr_type_csv_reader);
  type_ready(ctx, &kr_type_csv_writer);
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (dict_set_c(ctx, dict, constants[i].name, kr_int(constants[i].number)) < 0) return -1;
  if (dict_set_c(ctx, dict, "_dialects", dict_new(ctx)) < 0 || dict_set_c(ctx, dict, "__version__", str_from(ctx, "1.0")) < 0) return -1;
  return dict_set_c(ctx, dict, "Error", new_exception(ctx, "_csv", "Error", &kr_type_Exception, NULL));
}

const ModuleDef kr_module__csv = {
  .name = "_csv",
  .doc = "Reading and writing of comma-separated values.",
  .methods = csv_methods,
  .types = csv_types,
  .init = csv_init,
};
