/* The _warnings module: whether a warning is shown, once, or raised, by warnings.filters; and kr_warn
 * for the runtime's own warnings.  What the warnings module rebinds (filters, _showwarnmsg) is used
 * from there as soon as it is loaded. */
#include "../core/report.h"
#include "../objects/str_impl.h"
#include "../api.h"

static Value filters, once_registry, default_action; /* list, dict, str */
static int64_t filters_version = 1;

/* ---- state ---- */

static Value make_filter(Ctx *ctx, const char *action, Type *category, const char *module) {
  Value a = str_intern_c(ctx, action), m = module ? str_intern_c(ctx, module) : KR_None;
  Value t = a && m ? tuple_pack(ctx, 5, a, KR_None, kr_val(category), m, kr_int(0)) : 0;
  kr_unref(ctx, a), kr_unref(ctx, m);
  return t;
}

static int add_filter(Ctx *ctx, const char *action, Type *category, const char *module) {
  Value f = make_filter(ctx, action, category, module);
  int r = f ? list_append(ctx, filters, f) : -1;
  kr_unref(ctx, f);
  return r;
}

static int make_state(Ctx *ctx) {
  if (filters) return 0;
  if (!(default_action = str_intern_c(ctx, "default")) || !(once_registry = dict_new(ctx)) || !(filters = list_new(ctx, 5)))
    return -1;
  return add_filter(ctx, "default", &kr_type_DeprecationWarning, "__main__") < 0 ||
         add_filter(ctx, "ignore", &kr_type_DeprecationWarning, NULL) < 0 ||
         add_filter(ctx, "ignore", &kr_type_PendingDeprecationWarning, NULL) < 0 ||
         add_filter(ctx, "ignore", &kr_type_ImportWarning, NULL) < 0 ||
         add_filter(ctx, "ignore", &kr_type_ResourceWarning, NULL) < 0 ? -1 : 0;
}

/* warnings.NAME if that module is loaded, else fallback; new reference, 0 for none. */
static Value warnings_attr(Ctx *ctx, const char *name, Value fallback, int try_import) {
  Value module_name = str_intern_c(ctx, "warnings");
  Value module = module_name ? dict_get(ctx, kr_runtime.modules, module_name) : 0;
  kr_unref(ctx, module_name);
  if (module && module != KR_ABSENT) kr_ref(module);
  else if (try_import && !kr_runtime.finalizing) {
    module = kr_import(ctx, "warnings");
    if (!module) kr_clear_exc(ctx);
  } else module = 0;
  Value key = module && module != KR_None ? str_intern_c(ctx, name) : 0, v = key ? kr_getattr_opt(ctx, module, key) : KR_ABSENT;
  kr_unref(ctx, key), kr_unref(ctx, module);
  if (v && v != KR_ABSENT) return v;
  kr_clear_exc(ctx);
  return fallback ? kr_ref(fallback) : 0;
}

/* What the warnings module says under name now, or said when it last had that name; new reference. */
static Value current(Ctx *ctx, const char *name, Value *kept) {
  Value v = warnings_attr(ctx, name, *kept, 0), old = *kept;
  *kept = kr_ref(v);
  kr_unref(ctx, old);
  return v;
}

/* ---- filters ---- */

/* Does a filter's message or module accept text: None, a str or a compiled pattern. */
static int accepts(Ctx *ctx, Value pattern, Value text) {
  if (pattern == KR_None) return 1;
  if (kr_has_shape(pattern, SHAPE_str)) return str_equal(pattern, text);
  Value name = str_intern_c(ctx, "match"), r = name ? kr_call_method1(ctx, pattern, name, text) : 0;
  int yes = r ? kr_truth(ctx, r) : -1;
  kr_unref(ctx, name), kr_unref(ctx, r);
  return yes;
}

static int matches_filter(Ctx *ctx, Value filter, Value category, Value text, Value module, int64_t lineno) {
  const Value *item = tuple_of(filter)->items;
  int r = accepts(ctx, item[1], text);
  if (r > 0) r = kr_issubclass(ctx, category, item[2]);
  if (r > 0) r = accepts(ctx, item[3], module);
  if (r <= 0) return r;
  int64_t line;
  if (kr_index_i64(ctx, item[4], &line) < 0) return -1;
  return line == 0 || line == lineno;
}

/* The action for a warning (new reference); *item: the filter that says so, or 0. */
static Value find_action(Ctx *ctx, Value category, Value text, Value module, int64_t lineno, Value *item) {
  Value list = current(ctx, "filters", &filters), action = 0;
  *item = 0;
  if (!kr_is_ptr(list) || !kr_has_flag(list, T_LIST)) {
    kr_unref(ctx, list);
    return kr_raise(ctx, &kr_type_ValueError, "_warnings.filters must be a list");
  }
  int r = 0;
  for (int64_t i = 0; r == 0 && i < list_of(list)->len; i++) {
    Value filter = kr_ref(list_of(list)->items[i]);
    if (!kr_has_shape(filter, SHAPE_tuple) || tuple_of(filter)->len != 5) {
      kr_raise(ctx, &kr_type_ValueError, "_warnings.filters item %lld isn't a 5-tuple", (long long)i);
      r = -1;
    } else if ((r = matches_filter(ctx, filter, category, text, module, lineno)) > 0) {
      action = kr_ref(tuple_of(filter)->items[0]);
      *item = kr_ref(filter);
    }
    kr_unref(ctx, filter);
  }
  kr_unref(ctx, list);
  return r < 0 ? 0 : action ? action : current(ctx, "defaultaction", &default_action);
}

/* ---- registries ---- */

/* 1: the key is in the registry; set: enter it if not. */
static int already_warned(Ctx *ctx, Value registry, Value key, int set) {
  Value name = str_intern_c(ctx, "version"), version = name ? dict_get(ctx, registry, name) : 0;
  int r = version ? 0 : -1;
  if (version == KR_ABSENT || (version && (!kr_is_int(version) || kr_int_of(version) != filters_version))) {
    dict_clear(ctx, registry);
    r = dict_set(ctx, registry, name, kr_int(filters_version));
  } else if (version) {
    Value seen = dict_get(ctx, registry, key);
    r = !seen ? -1 : seen == KR_ABSENT ? 0 : kr_truth(ctx, seen);
  }
  kr_unref(ctx, name);
  if (r == 0 && set) r = dict_set(ctx, registry, key, KR_True);
  return r;
}

static int warned_alike(Ctx *ctx, Value registry, Value text, Value category, int any_line) {
  Value key = any_line ? tuple_pack(ctx, 3, text, category, kr_int(0)) : tuple_pack(ctx, 2, text, category);
  int r = key ? already_warned(ctx, registry, key, 1) : -1;
  kr_unref(ctx, key);
  return r;
}

/* ---- showing ---- */

typedef struct {
  Value category, text, message, filename, module, registry, source; /* borrowed; registry, source may be 0 */
  Value line; /* the line of source, borrowed; 0: look for it in the file */
  int64_t lineno;
} Warning;

static void show_natively(Ctx *ctx, const Warning *w) {
  Value category = type_name(ctx, kr_as_type(w->category));
  Value line = w->line ? kr_ref(w->line) : report_source_line(ctx, w->filename, w->lineno), shown = 0;
  report_forget_sources();
  if (line) {
    size_t from = 0, to = (size_t)str_of(line)->len;
    while (from < to && strchr(" \t\f", (int)str_at(str_of(line), from))) from++;
    shown = str_slice(ctx, line, from, to);
  }
  Value text = !category ? 0 : shown ? str_format_c(ctx, "%S:%lld: %U: %S\n  %U\n", w->filename, (long long)w->lineno, category, w->text, shown)
                                     : str_format_c(ctx, "%S:%lld: %U: %S\n", w->filename, (long long)w->lineno, category, w->text);
  Value out = kr_sys_get(ctx, "stderr");
  if (text && out && out != KR_ABSENT && out != KR_None) kr_unref(ctx, kr_call_method1(ctx, out, N(write), text));
  kr_clear_exc(ctx);
  kr_unref(ctx, category), kr_unref(ctx, line), kr_unref(ctx, shown), kr_unref(ctx, text);
}

static int show(Ctx *ctx, const Warning *w) {
  Value f = warnings_attr(ctx, "_showwarnmsg", 0, w->source != 0);
  if (!f) {
    show_natively(ctx, w);
    return 0;
  }
  Value cls = kr_is_callable(f) ? warnings_attr(ctx, "WarningMessage", 0, 0) : 0, msg = 0, r = 0;
  if (!kr_is_callable(f)) kr_raise(ctx, &kr_type_TypeError, "warnings._showwarnmsg() must be set to a callable");
  else if (!cls) kr_raise(ctx, &kr_type_RuntimeError, "unable to get warnings.WarningMessage");
  else {
    Value args[] = {w->message, w->category, w->filename, kr_int(w->lineno), KR_None, KR_None, w->source ? w->source : KR_None};
    msg = kr_call(ctx, cls, args, 7, 0);
    r = msg ? kr_call1(ctx, f, msg) : 0;
  }
  kr_unref(ctx, f), kr_unref(ctx, cls), kr_unref(ctx, msg), kr_unref(ctx, r);
  return r ? 0 : -1;
}

/* ---- deciding ---- */

/* 1: was warned of already; 0: show it; -1: raised. */
static int note_action(Ctx *ctx, const Warning *w, Value key, Value action, Value item) {
  if (str_equal_ascii(action, "always")) return 0;
  if (w->registry && dict_set(ctx, w->registry, key, KR_True) < 0) return -1;
  if (str_equal_ascii(action, "once")) {
    Value registry = w->registry ? kr_ref(w->registry) : current(ctx, "onceregistry", &once_registry);
    int r = warned_alike(ctx, registry, w->text, w->category, 0);
    kr_unref(ctx, registry);
    return r;
  }
  if (str_equal_ascii(action, "module")) return w->registry ? warned_alike(ctx, w->registry, w->text, w->category, 1) : 0;
  if (str_equal_ascii(action, "default")) return 0;
  kr_raise(ctx, &kr_type_RuntimeError, "Unrecognized action (%R) in warnings.filters:\n %R", action, item ? item : KR_None);
  return -1;
}

static int decide(Ctx *ctx, const Warning *w, Value key) {
  int r = w->registry ? already_warned(ctx, w->registry, key, 0) : 0;
  if (r) return r < 0 ? -1 : 0;
  Value item, action = find_action(ctx, w->category, w->text, w->module, w->lineno, &item);
  if (!action) return -1;
  if (!kr_is_anystr(action)) {
    kr_raise(ctx, &kr_type_TypeError, "action must be a string, not '%T'", action);
    r = -1;
  } else if (str_equal_ascii(action, "error")) {
    kr_raise_obj(ctx, w->message);
    r = -1;
  } else if (!str_equal_ascii(action, "ignore") && (r = note_action(ctx, w, key, action, item)) == 0) r = show(ctx, w);
  kr_unref(ctx, action), kr_unref(ctx, item);
  return r < 0 ? -1 : 0;
}

/* message: a str, or an instance of Warning, whose type then is the category. */
static int warn_explicit(Ctx *ctx, Value category, Value message, Warning *w) {
  if (make_state(ctx) < 0) return -1;
  Value text, instance;
  if (kr_instance_of(message, &kr_type_Warning)) {
    text = kr_str(ctx, message);
    instance = kr_ref(message);
    category = kr_val(kr_type_of(message));
  } else {
    text = kr_ref(message);
    instance = kr_call1(ctx, category, message);
  }
  w->category = category, w->text = text, w->message = instance;
  Value key = text && instance ? tuple_pack(ctx, 3, text, category, kr_int(w->lineno)) : 0;
  int r = key ? decide(ctx, w, key) : -1;
  kr_unref(ctx, key), kr_unref(ctx, text), kr_unref(ctx, instance);
  return r;
}

/* ---- where the warning comes from ---- */

static int contains_text(Value s, const char *part) {
  size_t n = str_of(s)->len, k = strlen(part);
  for (size_t i = 0; i + k <= n; i++) {
    size_t j = 0;
    while (j < k && str_at(str_of(s), i + j) == (uint32_t)part[j]) j++;
    if (j == k) return 1;
  }
  return 0;
}

static int is_internal(const Frame *f) {
  return f && contains_text(frame_code(f)->filename, "importlib") && contains_text(frame_code(f)->filename, "_bootstrap");
}

static Frame *next_external(Frame *f) {
  do f = f->prev;
  while (f && is_internal(f));
  return f;
}

static Frame *frame_at(Ctx *ctx, int64_t stacklevel) {
  Frame *f = ctx->frame;
  if (stacklevel <= 0 || is_internal(f)) {
    while (--stacklevel > 0 && f) f = f->prev;
    return f;
  }
  while (--stacklevel > 0 && f) f = next_external(f);
  return f;
}

int kr_warn_value(Ctx *ctx, Value category, Value message, int stacklevel, Value source) {
  Frame *f = frame_at(ctx, stacklevel);
  Value globals = f ? frame_globals(f) : kr_runtime.sysdict;
  Value name = str_intern_c(ctx, "__warningregistry__"), registry = name ? dict_get(ctx, globals, name) : 0;
  if (registry == KR_ABSENT) {
    Value fresh = dict_new(ctx);
    registry = fresh && dict_set(ctx, globals, name, fresh) == 0 ? fresh : 0;
    kr_unref(ctx, fresh);
  }
  kr_unref(ctx, name);
  Value module = registry ? dict_get(ctx, globals, N(__name__)) : 0;
  if (!module) return -1;
  if (module == KR_ABSENT || !kr_is_anystr(module)) module = N(lt_string);
  Warning w = {.filename = f ? frame_code(f)->filename : N(sys), .lineno = f ? code_line(frame_code(f), f->pos) : 1, .module = module,
               .registry = registry == KR_None ? 0 : registry, .source = source};
  kr_ref(w.filename), kr_ref(w.module), kr_ref(registry);
  int r = warn_explicit(ctx, category, message, &w);
  kr_unref(ctx, w.filename), kr_unref(ctx, w.module), kr_unref(ctx, registry);
  return r;
}

int kr_warn(Ctx *ctx, Type *category, int stacklevel, const char *format, ...) {
  va_list args;
  va_start(args, format);
  Value text = str_format_va(ctx, format, args);
  va_end(args);
  int r = text ? kr_warn_value(ctx, kr_val(category), text, stacklevel, 0) : -1;
  kr_unref(ctx, text);
  return r;
}

/* ---- the module ---- */

/* The category to use, borrowed; 0 after TypeError. */
static Value check_category(Ctx *ctx, Value message, Value category) {
  if (kr_instance_of(message, &kr_type_Warning)) return kr_val(kr_type_of(message));
  if (!category || category == KR_None) return kr_val(&kr_type_UserWarning);
  int r = kr_is_type(category) ? kr_issubclass(ctx, category, kr_val(&kr_type_Warning)) : 0;
  if (r > 0) return category;
  if (r == 0) kr_raise(ctx, &kr_type_TypeError, "category must be a Warning subclass, not '%T'", category);
  return 0;
}

static Value warnings_warn_m(Ctx *ctx, Value self, const Value *a) {
  int64_t stacklevel = 1;
  Value category = check_category(ctx, a[0], a[1]);
  if (!category || (a[2] && kr_index_i64(ctx, a[2], &stacklevel) < 0)) return 0;
  if (stacklevel > INT32_MAX) stacklevel = INT32_MAX;
  Value source = a[3] == KR_None ? 0 : a[3];
  return kr_warn_value(ctx, category, a[0], (int)stacklevel, source) < 0 ? 0 : KR_None;
}

static Value module_of_file(Ctx *ctx, Value filename) {
  size_t n = (size_t)str_of(filename)->len;
  if (n == 0) return str_from(ctx, "<unknown>");
  int is_py = n >= 3 && str_at(str_of(filename), n - 3) == '.' && str_at(str_of(filename), n - 2) == 'p' && str_at(str_of(filename), n - 1) == 'y';
  return str_slice(ctx, filename, 0, is_py ? n - 3 : n);
}

/* The line of a module's source as its loader gives it (new reference); KR_None: the loader does not say. */
static Value line_by_loader(Ctx *ctx, Value globals, int64_t lineno) {
  Value loader = dict_get(ctx, globals, N(__loader__)), name = loader ? dict_get(ctx, globals, N(__name__)) : 0;
  if (!loader || !name) return 0;
  if (loader == KR_ABSENT || name == KR_ABSENT) return KR_None;
  Value key = str_intern_c(ctx, "get_source"), get = key ? kr_getattr_opt(ctx, loader, key) : 0;
  kr_unref(ctx, key);
  if (!get || get == KR_ABSENT) return get ? KR_None : 0;
  Value source = kr_call1(ctx, get, name), line = 0;
  kr_unref(ctx, get);
  if (!source || source == KR_None) return source;
  if (!kr_is_anystr(source)) kr_raise(ctx, &kr_type_TypeError, "must be str, not %T", source);
  else {
    Value lines = str_splitlines_m(ctx, source, (Value[]){KR_False});
    if (lines) line = kr_getitem(ctx, lines, kr_int(lineno - 1));
    kr_unref(ctx, lines);
  }
  kr_unref(ctx, source);
  return line;
}

static Value warnings_warn_explicit_m(Ctx *ctx, Value self, const Value *a) {
  Value registry = a[5] == KR_None ? 0 : a[5];
  Warning w = {.filename = a[2], .registry = registry, .source = a[7] == KR_None ? 0 : a[7]};
  if (registry && (!kr_is_ptr(registry) || !kr_has_flag(registry, T_DICT)))
    return kr_raise(ctx, &kr_type_TypeError, "'registry' must be a dict or None");
  if (!kr_is_anystr(a[2])) return kr_raise(ctx, &kr_type_TypeError, "warn_explicit() argument 3 must be str, not %T", a[2]);
  if (kr_index_i64(ctx, a[3], &w.lineno) < 0) return 0;
  Value globals = a[6] ? a[6] : KR_None;
  if (globals != KR_None && !kr_instance_of(globals, &kr_type_dict))
    return kr_raise(ctx, &kr_type_TypeError, "module_globals must be a dict, not '%T'", globals);
  Value line = globals == KR_None ? KR_None : line_by_loader(ctx, globals, w.lineno);
  if (!line) return 0;
  if (line != KR_None) w.line = line;
  w.module = a[4] && a[4] != KR_None ? kr_ref(a[4]) : module_of_file(ctx, a[2]);
  int r = w.module ? warn_explicit(ctx, a[1], a[0], &w) : -1;
  kr_unref(ctx, w.module), kr_unref(ctx, line);
  return r < 0 ? 0 : KR_None;
}

static Value warnings_filters_mutated_m(Ctx *ctx, Value self, const Value *a) {
  filters_version++;
  return KR_None;
}

static Method warnings_methods[] = {
  {"warn", warnings_warn_m, "message, category=None, stacklevel=1, source=None", "Issue a warning."},
  {"warn_explicit", warnings_warn_explicit_m,
   "message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None",
   "Issue a warning for a given place."},
  {"_filters_mutated", warnings_filters_mutated_m, "", "Registries made so far no longer count."},
  {0}
};

static int warnings_init(Ctx *ctx, Value module) {
  Value dict = module_dict(module);
  return make_state(ctx) < 0 || dict_set_c(ctx, dict, "filters", kr_ref(filters)) < 0 ||
         dict_set_c(ctx, dict, "_onceregistry", kr_ref(once_registry)) < 0 ||
         dict_set_c(ctx, dict, "_defaultaction", kr_ref(default_action)) < 0 ? -1 : 0;
}

const ModuleDef kr_module__warnings = {
  "_warnings", "The part of the warnings module that decides what happens to a warning.", warnings_methods, NULL, warnings_init};
