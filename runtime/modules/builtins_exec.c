/* compile, eval, exec, __import__. */
#include "builtins.h"

/* ---- the source argument ---- */

/* bytes of something like bytes, text without leading blanks for eval; new reference. */
static Value source_text(Ctx *ctx, Value source, const char *function, const char *what) {
  if (kr_is_anystr(source) || kr_has_flag(source, T_BYTES)) return kr_ref(source);
  if (kr_type_of(source)->get_buffer) return kr_bytes(ctx, source);
  return kr_raise(ctx, &kr_type_TypeError, "%s() arg 1 must be a %s object", function, what);
}

static Value strip_blanks(Ctx *ctx, Value text) {
  size_t i = 0, n = kr_is_anystr(text) ? str_of(text)->len : 0;
  while (i < n && (str_at(str_of(text), i) == ' ' || str_at(str_of(text), i) == '\t')) i++;
  if (!i) return text;
  Value rest = str_slice(ctx, text, i, n);
  kr_unref(ctx, text);
  return rest;
}

/* __future__ features of the code that calls. */
static int inherited_flags(Ctx *ctx) { return ctx->frame ? (int)(frame_code(ctx->frame)->code->flags & CODE_FUTURE_MASK) : 0; }

/* ---- compile ---- */

enum { KNOWN_FLAGS = 0x1ff7f10 }; /* PyCF_... and the flags of __future__ */

static int int_argument(Ctx *ctx, Value v, int fallback, int *out) {
  *out = fallback;
  return v ? kr_index_int(ctx, v, out) : 0;
}

static Value compile_checked(Ctx *ctx, Value source, Value filename, Value mode, int flags, int optimize) {
  const char *mode_name = str_utf8(ctx, mode, NULL);
  if (mode_name && kr_is_tree(source)) return kr_compile_tree(ctx, source, filename, mode_name, flags, optimize);
  Value text = mode_name ? source_text(ctx, source, "compile", "string, bytes or AST") : 0;
  if (!text) return 0;
  Value code = kr_compile(ctx, text, filename, mode_name, flags, optimize);
  kr_unref(ctx, text);
  return code;
}

Value builtins_compile(Ctx *ctx, Value self, const Value *a) {
  int flags, optimize, feature;
  if (int_argument(ctx, a[3], 0, &flags) < 0 || int_argument(ctx, a[5], -1, &optimize) < 0 || int_argument(ctx, a[6], -1, &feature) < 0) return 0;
  if (!kr_is_anystr(a[2])) return kr_raise(ctx, &kr_type_TypeError, "compile() argument 'mode' must be str, not %T", a[2]);
  if (flags & ~KNOWN_FLAGS) return kr_raise(ctx, &kr_type_ValueError, "compile(): unrecognised flags");
  if (optimize < -1 || optimize > 2) return kr_raise(ctx, &kr_type_ValueError, "compile(): invalid optimize value");
  int dont_inherit = a[4] ? kr_truth(ctx, a[4]) : 0;
  if (dont_inherit < 0) return 0;
  if (!dont_inherit) flags |= inherited_flags(ctx);
  if (feature > 0 && feature < 16) flags |= feature << KR_COMPILE_FEATURE_SHIFT;
  Value filename = kr_fs_decode(ctx, a[1]);
  if (!filename) return 0;
  Value code = compile_checked(ctx, a[0], filename, a[2], flags, optimize < 0 ? kr_runtime.flags.optimize : optimize);
  kr_unref(ctx, filename);
  return code;
}

/* ---- eval, exec ---- */

typedef struct { Value globals, locals; } Namespaces; /* new references */

static int find_namespaces(Ctx *ctx, const char *function, Value globals, Value locals, Namespaces *out) {
  *out = (Namespaces){0};
  if (globals == KR_None) globals = 0;
  if (locals == KR_None) locals = 0;
  if (locals && !kr_is_mapping(locals)) {
    kr_raise(ctx, &kr_type_TypeError, strcmp(function, "eval") == 0 ? "locals must be a mapping" : "locals must be a mapping or None, not %T",
             locals);
    return -1;
  }
  if (globals && !kr_has_flag(globals, T_DICT)) {
    if (strcmp(function, "eval") == 0)
      kr_raise(ctx, &kr_type_TypeError, kr_is_mapping(globals) ? "globals must be a real dict; try eval(code, {}, mapping)"
                                                               : "globals must be a dict");
    else
      kr_raise(ctx, &kr_type_TypeError, "exec() globals must be a dict, not %T", globals);
    return -1;
  }
  if (!globals) {
    if (!ctx->frame) {
      kr_raise(ctx, &kr_type_SystemError, "globals and locals cannot be NULL");
      return -1;
    }
    globals = frame_globals(ctx->frame);
    if (!locals) out->locals = frame_locals(ctx, ctx->frame);
    if (!locals && !out->locals) return -1;
  } else if (!locals) {
    locals = globals;
  }
  if (locals) out->locals = kr_ref(locals);
  out->globals = kr_ref(globals);
  Value have = dict_get(ctx, globals, N(__builtins__));
  if (have == KR_ABSENT)
    return dict_set(ctx, globals, N(__builtins__), ctx->frame ? frame_builtins(ctx->frame) : kr_runtime.builtins);
  return have ? 0 : -1;
}

static Value run(Ctx *ctx, const char *function, Value code, Namespaces *ns, Value closure) {
  CodeObj *o = (CodeObj *)kr_obj(code);
  uint32_t nfrees = o->code->nfrees;
  if (nfrees && !closure) {
    if (strcmp(function, "eval") == 0)
      return kr_raise(ctx, &kr_type_TypeError, "code object passed to eval() may not contain free variables");
    return kr_raise(ctx, &kr_type_TypeError, "code object requires a closure of exactly length %d", (int)nfrees);
  }
  if (closure && !nfrees) return kr_raise(ctx, &kr_type_TypeError, "cannot use a closure with this code object");
  if (closure) {
    int ok = kr_has_shape(closure, SHAPE_tuple) && tuple_of(closure)->len == (int64_t)nfrees;
    for (uint32_t i = 0; ok && i < nfrees; i++) ok = kr_has_shape(tuple_of(closure)->items[i], SHAPE_cell);
    if (!ok) return kr_raise(ctx, &kr_type_TypeError, "code object requires a closure of exactly length %d", (int)nfrees);
  }
  return kr_run_code(ctx, o, ns->globals, ns->locals, closure);
}

static Value run_source(Ctx *ctx, const char *function, Value source, Value globals, Value locals, Value closure) {
  Namespaces ns;
  Value r = 0, code = 0;
  int is_eval = strcmp(function, "eval") == 0;
  if (find_namespaces(ctx, function, globals, locals, &ns) == 0) {
    if (kr_has_shape(source, SHAPE_code)) {
      code = kr_ref(source);
    } else if (closure) {
      kr_raise(ctx, &kr_type_TypeError, "closure can only be used when source is a code object");
    } else {
      Value text = source_text(ctx, source, function, "string, bytes or code");
      if (text && is_eval) text = strip_blanks(ctx, text);
      if (text) code = kr_compile(ctx, text, N(lt_string), is_eval ? "eval" : "exec", inherited_flags(ctx), kr_runtime.flags.optimize);
      kr_unref(ctx, text);
    }
  }
  if (code) r = run(ctx, function, code, &ns, closure);
  kr_unref(ctx, code);
  kr_unref(ctx, ns.locals);
  kr_unref(ctx, ns.globals);
  return r;
}

Value builtins_eval(Ctx *ctx, Value self, const Value *a) {
  return run_source(ctx, "eval", a[0], a[1] ? a[1] : KR_None, a[2] ? a[2] : KR_None, 0);
}

Value builtins_exec(Ctx *ctx, Value self, const Value *a) {
  Value r = run_source(ctx, "exec", a[0], a[1] ? a[1] : KR_None, a[2] ? a[2] : KR_None, a[3] == KR_None ? 0 : a[3]);
  if (r) kr_set(ctx, &r, KR_None);
  return r;
}

/* ---- __import__ ---- */

Value builtins___import__(Ctx *ctx, Value self, const Value *a) {
  int level;
  if (int_argument(ctx, a[4], 0, &level) < 0) return 0;
  return kr_import_module(ctx, a[0], a[1] == KR_None ? 0 : a[1], a[3] == KR_None ? 0 : a[3], level);
}
