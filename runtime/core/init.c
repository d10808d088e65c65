/* Starting the runtime: context, names, types, the builtins and sys modules. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "../modules/sys.h"

int site_add_builtins(Ctx *); /* site.c */
#include "signals.h"

Value kr_names[NAMEID_COUNT];

static const char *const name_texts[] = {
#define NAME(id) #id,
#define NAME2(id, text) text,
#include "../names.def"
};

static KR_NORETURN void fail(Ctx *ctx, const char *what) {
  fprintf(stderr, "krait: can not start: %s\n", what);
  if (ctx && ctx->exc) fprintf(stderr, "krait: %s\n", kr_type_of(ctx->exc)->name);
  exit(1);
}

/* The key for a seed, byte for byte as CPython derives it (a linear congruential generator), so that a
 * seed gives the same hashes, and sets the same order, under both. */
static void seed_hash_key(uint32_t x) {
  for (int i = 0; i < 16; i++) {
    x = x * 214013 + 2531011;
    kr_runtime.hash_key[i / 8] |= (uint64_t)(x >> 16 & 0xff) << i % 8 * 8;
  }
}

/* PYTHONHASHSEED: a number gives the same hashes in every run. */
static void make_hash_key(void) {
  uint64_t *key = kr_runtime.hash_key;
  const char *seed = kr_runtime.flags.ignore_environment ? NULL : getenv("PYTHONHASHSEED");
  kr_runtime.flags.hash_randomization = 1;
  if (seed && *seed && strcmp(seed, "random") != 0) {
    char *end;
    uint64_t n = strtoull(seed, &end, 10);
    if (*end || n > 0xffffffffu) {
      fputs("Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in range "
            "[0; 4294967295]\nPython runtime state: preinitialized\n\nCurrent thread 0x0000000000000000 (most recent call first):\n"
            "  <no Python frame>\n", stderr);
      exit(1);
    }
    if (n == 0) {
      kr_runtime.flags.hash_randomization = 0;
      return;
    }
    seed_hash_key((uint32_t)n);
    return;
  }
  if (getentropy(key, 16) != 0) key[0] = (uint64_t)getpid() << 32 ^ (uint64_t)(uintptr_t)&key;
}

static void make_names(Ctx *ctx) {
  for (size_t i = 0; i < NAMEID_COUNT; i++)
    if (!(kr_names[i] = str_intern_c(ctx, name_texts[i]))) fail(ctx, "names");
}

/* Types of native modules may be left out of a program: their references are weak. */
#define TYPE(name) extern __typeof__(kr_type_##name) kr_type_##name __attribute__((weak));
#include "../types.def"
static Type *const all_types[] = {
#define TYPE(name) &kr_type_##name,
#include "../types.def"
};

static void make_types_ready(Ctx *ctx) {
  kr_type_ExceptionGroup.bases = tuple_pack(ctx, 2, kr_val(&kr_type_BaseExceptionGroup), kr_val(&kr_type_Exception));
  for (size_t i = 0; i < sizeof all_types / sizeof *all_types; i++)
    if (all_types[i]) type_ready(ctx, all_types[i]);
}

static int add_exceptions(Ctx *ctx, Value dict) {
  static const struct { const char *name; Type *type; } rows[] = {
#define EXCEPTION(name, base, layout) {#name, &kr_type_##name},
#include "../exceptions.def"
    {"EnvironmentError", &kr_type_OSError}, {"IOError", &kr_type_OSError}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (dict_set_c(ctx, dict, rows[i].name, kr_ref(kr_val(rows[i].type))) < 0) return -1;
  return 0;
}

/* Loads a native module into sys.modules; its dict, borrowed. */
static Value start_module(Ctx *ctx, Value name) {
  const ModuleDef *def = kr_find_native(name);
  Value module = def ? kr_load_native(ctx, def) : 0;
  if (!module || dict_set(ctx, kr_runtime.modules, name, module) < 0) fail(ctx, def ? def->name : "a native module is missing");
  kr_unref(ctx, module);
  return module_dict(module);
}

/* Filters given by -W or PYTHONWARNINGS are set up by the warnings module. */
static void load_warnings(Ctx *ctx) {
  if (!kr_runtime.n_warn_options) return;
  Value module = kr_import(ctx, "warnings");
  if (!module) kr_unraisable(ctx, "when loading the warnings module", KR_None);
  kr_unref(ctx, module);
}

Ctx *kr_init(int argc, char **argv) {
  Ctx *ctx = calloc(1, sizeof *ctx);
  if (!ctx) fail(NULL, "out of memory");
  kr_runtime.argc = argc;
  kr_runtime.argv = argv;
  kr_runtime.type_epoch = 1;
  make_hash_key();
  kr_ctx_init(ctx, 1);
  signals_start();
  make_names(ctx);
  make_types_ready(ctx);
  if (!(kr_runtime.modules = dict_new(ctx))) fail(ctx, "sys.modules");
  kr_runtime.builtins = kr_ref(start_module(ctx, N(builtins)));
  if (add_exceptions(ctx, kr_runtime.builtins) < 0) fail(ctx, "exceptions");
  kr_runtime.import_function = dict_get(ctx, kr_runtime.builtins, N(__import__));
  start_module(ctx, N(sys));
  if (sys_add_stdio(ctx) < 0) fail(ctx, "standard streams");
  if (site_add_builtins(ctx) < 0) fail(ctx, "exit and help");
  load_warnings(ctx);
  return ctx;
}
