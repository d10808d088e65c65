/* Attaches compiled functions to code objects, and finds the modules of an executable. */
#include "../native.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "../krait.h"

/* ---- code objects by preorder index ---- */

typedef struct { CodeObj **items; size_t n, cap; } CodeList;

static int list_codes(CodeList *list, CodeObj *code) {
  if (list->n == list->cap) {
    size_t cap = list->cap ? 2 * list->cap : 64;
    CodeObj **items = realloc(list->items, cap * sizeof *items);
    if (!items) return -1;
    list->items = items;
    list->cap = cap;
  }
  list->items[list->n++] = code;
  for (uint32_t k = 0; k < code->code->nconsts; k++)
    if (code->code->consts[k].kind == CONST_code && list_codes(list, (CodeObj *)kr_obj(code->consts[k])) < 0) return -1;
  return 0;
}

static void attach_unit(const CodeList *codes, const KrNativeUnit *unit) {
  for (uint32_t k = 0; k < unit->nfunctions; k++) {
    const KrNativeFn *fn = &unit->functions[k];
    codes->items[fn->code]->entry = fn->entry;
    codes->items[fn->code]->native = (void *)fn;
  }
  for (uint32_t k = 0; k < unit->nconstants; k++) {
    const CodeObj *code = codes->items[unit->constants[k].code];
    uint32_t what = unit->constants[k].what;
    unit->values[k] = (what & 1 ? code->names : code->consts)[what >> 1];
  }
}

/* ---- builtins that compiled code knows ---- */

Value kr_builtins[BUILTIN_COUNT];

static void note_builtins(Ctx *ctx) {
  static const char *const names[] = {
#define BUILTIN(name) #name,
#include "../../ir/builtins.def"
  };
  for (size_t k = 0; k < BUILTIN_COUNT && !kr_builtins[k]; k++) {
    Value name = str_intern_c(ctx, names[k]);
    Value found = name ? dict_get(ctx, kr_runtime.builtins, name) : 0;
    if (found && found != KR_ABSENT) kr_builtins[k] = kr_ref(found);
    kr_unref(ctx, name);
  }
}

/* The compiled functions hold constants of the code without counting, so it must never go. */
void native_attach(Ctx *ctx, Value code, const KrNativeUnit *const *units) {
  CodeList codes = {0};
  note_builtins(ctx);
  if (list_codes(&codes, (CodeObj *)kr_obj(code)) == 0) {
    kr_ref(code);
    for (; *units; units++) attach_unit(&codes, *units);
  }
  free(codes.items);
}

const char *native_program_folder(void) {
  static char path[PATH_MAX];
  ssize_t n = path[0] ? 0 : readlink("/proc/self/exe", path, sizeof path - 1);
  if (n < 0) return NULL;
  if (n == 0) return path;
  path[n] = 0;
  char *slash = strrchr(path, '/');
  if (slash) slash[slash == path] = 0;
  return path;
}

/* A relative name is one seen from the executable. */
static void make_absolute(const char *filename, char *out, size_t size) {
  const char *folder = native_program_folder();
  size_t n = folder ? strlen(folder) : 0;
  for (; !strncmp(filename, "../", 3); filename += 3)
    while (n && folder[--n] != '/') continue;
  if (n && folder[n - 1] == '/') n--;
  if (folder) snprintf(out, size, "%.*s/%s", (int)n, folder, filename);
  else snprintf(out, size, "%s", filename);
}

const char *native_source_name(const KrCompiledModule *module, char *buf, size_t size) {
  if (module->filename[0] == '/') return module->filename;
  make_absolute(module->filename, buf, size);
  return buf;
}

Value native_load(Ctx *ctx, const KrCompiledModule *module) {
  Code *tree = code_decode_own((const char *)module->code, (size_t)(module->code_end - module->code));
  if (!tree) return kr_raise(ctx, &kr_type_SystemError, "the code of module %s is damaged", module->name);
  char full[PATH_MAX];
  if (module->filename[0] != '/') code_rename_file(tree, native_source_name(module, full, sizeof full));
  Value code = code_wrap(ctx, tree);
  if (code) native_attach(ctx, code, module->units);
  return code;
}

/* ---- executables ---- */

const KrCompiledModule *const *kr_compiled_modules;

const KrCompiledModule *native_find(const char *name) {
  for (const KrCompiledModule *const *m = kr_compiled_modules; m && *m; m++)
    if (!strcmp((*m)->name, name)) return *m;
  return NULL;
}
