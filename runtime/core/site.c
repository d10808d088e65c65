/* What CPython's site module adds to builtins: exit, quit, help, copyright, credits, license. */
#include <stdio.h>
#include "../api.h"

/* ---- exit, quit ---- */

typedef struct { Object ob; const char *name; } Named;
static const char *name_of(Value v) { return ((Named *)kr_obj(v))->name; }

static Value quitter_repr(Ctx *ctx, Value self) {
  return str_format_c(ctx, "Use %s() or Ctrl-D (i.e. EOF) to exit", name_of(self));
}

/* Closes standard input first: an IDE's shell may read from it in another thread. */
static Value quitter_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *sig;
  Value code;
  if (kr_bind(ctx, "Quitter.__call__", "code=None", &sig, args, nargs, kwnames, &code) < 0) return 0;
  Value in = kr_sys_get(ctx, "stdin");
  if (in && in != KR_ABSENT && in != KR_None) {
    kr_ref(in);
    Value r = kr_call_method0(ctx, in, N(close));
    kr_unref(ctx, r), kr_unref(ctx, in);
    kr_clear_exc(ctx);
  }
  Value exc = kr_call1(ctx, kr_val(&kr_type_SystemExit), code ? code : KR_None);
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  return 0;
}

static Value named_get(Ctx *ctx, Value self) { return str_from(ctx, name_of(self)); }
static Value quitter_eof(Ctx *ctx, Value self) { return str_from(ctx, "Ctrl-D (i.e. EOF)"); }
static const GetSet quitter_getsets[] = {{"name", named_get, NULL, NULL}, {"eof", quitter_eof, NULL, NULL}, {0}};

Type kr_type_site_quitter = {
  TYPE_HEAD(site_quitter, "Quitter"), .module = "_sitebuiltins", .flags = T_NO_NEW, .size = sizeof(Named),
  .repr = quitter_repr, .call = quitter_call, .getsets = quitter_getsets};

/* ---- texts ---- */

static const struct { const char *name, *text; } texts[] = {
  {"copyright", "Copyright (c) the Krait authors."},
  {"credits", "Krait implements the Python language, which is the work of its many contributors."},
  {"license", "Krait's licence is in the file LICENSE of its source; the standard library has Python's."}};

static Value printer_repr(Ctx *ctx, Value self) {
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    if (strcmp(texts[i].name, name_of(self)) == 0) return str_from(ctx, texts[i].text);
  return kr_ref(N(empty));
}

static Value printer_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  Value print = kr_import_attr(ctx, "builtins", "print"), r = print ? kr_call1(ctx, print, self) : 0;
  kr_unref(ctx, print);
  return r;
}

Type kr_type_site_printer = {
  TYPE_HEAD(site_printer, "_Printer"), .module = "_sitebuiltins", .flags = T_NO_NEW, .size = sizeof(Named),
  .repr = printer_repr, .call = printer_call};

/* ---- help ---- */

static Value helper_repr(Ctx *ctx, Value self) {
  return str_from(ctx, "Type help() for interactive help, or help(object) for help about object.");
}

static Value helper_call(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  Value help = kr_import_attr(ctx, "pydoc", "help"), r = help ? kr_call(ctx, help, args, nargs, kwnames) : 0;
  kr_unref(ctx, help);
  return r;
}

Type kr_type_site_helper = {
  TYPE_HEAD(site_helper, "_Helper"), .module = "_sitebuiltins", .flags = T_NO_NEW, .size = sizeof(Named),
  .repr = helper_repr, .call = helper_call};

int site_add_builtins(Ctx *ctx) {
  static const struct { const char *name; uint32_t shape; } rows[] = {
    {"exit", SHAPE_site_quitter}, {"quit", SHAPE_site_quitter}, {"copyright", SHAPE_site_printer},
    {"credits", SHAPE_site_printer}, {"license", SHAPE_site_printer}, {"help", SHAPE_site_helper}};
  if (kr_runtime.flags.no_site) return 0;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    Named *v = kr_alloc(ctx, rows[i].shape, sizeof *v);
    if (!v) return -1;
    v->name = rows[i].name;
    if (dict_set_c(ctx, kr_runtime.builtins, rows[i].name, kr_val(v)) < 0) return -1;
  }
  return 0;
}
