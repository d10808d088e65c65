/* libtcc: executables without a C compiler, and code in memory. */
#include <dlfcn.h>
#include <libtcc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend.h"

static void report(void *opaque, const char *message) {
  if (!strstr(message, "warning:")) fprintf(stderr, "krait: tcc: %s\n", message);
}

static TCCState *new_state(const BuildPaths *paths, int output_type) {
  TCCState *s = tcc_new();
  char include[4200];
  if (!s) return NULL;
  tcc_set_error_func(s, NULL, report);
  tcc_set_options(s, output_type == TCC_OUTPUT_MEMORY ? "-nostdlib -nostdinc" : "-nostdinc");
  snprintf(include, sizeof include, "%s/runtime/tcc", paths->include);
  tcc_add_sysinclude_path(s, include);
  tcc_add_sysinclude_path(s, paths->include);
  tcc_define_symbol(s, "KR_CALLS", "1");
  tcc_set_output_type(s, output_type);
  return s;
}

/* A word as the linker has it: -lm or -l:libgmp.a. */
static int add_library(TCCState *s, const char *word) {
  static const char *const folders[] = {"/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib"};
  if (strncmp(word, "-l:", 3)) return tcc_add_library(s, word + 2);
  for (size_t k = 0; k < sizeof folders / sizeof *folders; k++) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folders[k], word + 3);
    if (access(path, R_OK) == 0) return tcc_add_file(s, path);
  }
  fprintf(stderr, "krait: library %s not found\n", word + 3);
  return -1;
}

/* The runtime as one object, or the libraries that it is made from. */
static int add_runtime(TCCState *s, const BuildPaths *paths) {
  static const char *const libraries[] = {"krait_runtime", "krait_frontend", "krait_ir"};
  char object[4200];
  snprintf(object, sizeof object, "%s/krait_tcc.o", paths->lib);
  if (access(object, R_OK) == 0) return tcc_add_file(s, object);
  tcc_add_library_path(s, paths->lib);
  for (size_t k = 0; k < sizeof libraries / sizeof *libraries; k++)
    if (tcc_add_library(s, libraries[k]) < 0) return -1;
  return 0;
}

int tcc_build_executable(const char *const *sources, size_t n, const BuildPaths *paths, const BuildOptions *options) {
  TCCState *s = new_state(paths, TCC_OUTPUT_EXE);
  if (!s) {
    fputs("krait: libtcc does not start\n", stderr);
    return 1;
  }
  int failed = 0;
  for (size_t k = 0; k < n && !failed; k++) failed = tcc_add_file(s, sources[k]) < 0;
  if (!failed) failed = add_runtime(s, paths) < 0;
  char *words = strdup(build_link_words());
  for (char *w = strtok(words, " "); w && !failed; w = strtok(NULL, " ")) failed = add_library(s, w) < 0;
  free(words);
  if (!failed) failed = tcc_output_file(s, options->output) < 0;
  tcc_delete(s);
  return failed;
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Gives the compiler the addresses of the runtime's functions and variables that the text names.
 * Variables of the text itself end in a number. */
static void add_runtime_symbols(TCCState *s, const char *text) {
  size_t n = 0, cap = 256;
  char **names = malloc(cap * sizeof *names);
  for (const char *p = text; *p;) {
    size_t len = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    if (len == 0) {
      p++;
      continue;
    }
    bool own = p[len - 1] >= '0' && p[len - 1] <= '9' && strncmp(p, "kr_", 3);
    if (!own && len > 3) {
      if (n == cap) names = realloc(names, (cap *= 2) * sizeof *names);
      names[n++] = strndup(p, len);
    }
    p += len;
  }
  qsort(names, n, sizeof *names, by_text);
  for (size_t k = 0; k < n; k++) {
    void *address = k && !strcmp(names[k], names[k - 1]) ? NULL : dlsym(RTLD_DEFAULT, names[k]);
    if (address) tcc_add_symbol(s, names[k], address);
  }
  for (size_t k = 0; k < n; k++) free(names[k]);
  free(names);
}

/* Code and constants are made read-execute; what is written to at run time is the host's. */
static void *relocate(TCCState *s, const char *wanted) {
  int size = tcc_relocate(s, NULL);
  if (size < 0) return NULL;
  void *memory = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  if (tcc_relocate(s, memory) == 0 && mprotect(memory, (size_t)size, PROT_READ | PROT_EXEC) == 0) {
    void *found = tcc_get_symbol(s, wanted);
    if (found) return found;
  }
  munmap(memory, (size_t)size);
  return NULL;
}

/* An error leaves libtcc's own static state (open scopes, labels, macros) as it was, pointing into memory that
 * tcc_delete gives back: after the first one it is neither asked again nor cleaned up. */
static bool broken;

void *tcc_compile_memory(const char *text, const BuildPaths *paths, const TccSymbol *symbols, size_t n, const char *wanted) {
  TCCState *s = broken ? NULL : new_state(paths, TCC_OUTPUT_MEMORY);
  if (!s) return NULL;
  add_runtime_symbols(s, text);
  static const char *const in_headers[] = {"memset", "kr_dealloc", "kr_run_pending", "kr_shapes", "kr_imm_types",
                                           "kr_type_int", "kr_type_float", "float_box", "pow"};
  for (size_t k = 0; k < sizeof in_headers / sizeof *in_headers; k++) {
    void *address = dlsym(RTLD_DEFAULT, in_headers[k]);
    if (address) tcc_add_symbol(s, in_headers[k], address);
  }
  for (size_t k = 0; k < n; k++) tcc_add_symbol(s, symbols[k].name, symbols[k].address);
  void *found = tcc_compile_string(s, text) < 0 ? NULL : relocate(s, wanted);
  if (found) tcc_delete(s);
  else broken = true;
  return found;
}
