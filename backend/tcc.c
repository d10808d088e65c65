/* libtcc: executables without a C compiler, and code in memory. */
#include <libtcc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "backend.h"

static void report(void *opaque, const char *message) {
  if (!strstr(message, "warning:")) fprintf(stderr, "krait: tcc: %s\n", message);
}

static TCCState *new_state(const BuildPaths *paths, int output_type) {
  TCCState *s = tcc_new();
  if (!s) return NULL;
  tcc_set_error_func(s, NULL, report);
  tcc_add_sysinclude_path(s, paths->include);
  tcc_define_symbol(s, "KR_CALLS", "1");
  tcc_set_output_type(s, output_type);
  return s;
}

int tcc_build_executable(const char *const *sources, size_t n, const BuildPaths *paths, const BuildOptions *options) {
  static const char *const libraries[] = {"krait_frontend", "krait_runtime", "krait_ir", "gmp", "m", "dl", "pthread"};
  TCCState *s = new_state(paths, TCC_OUTPUT_EXE);
  if (!s) {
    fputs("krait: libtcc does not start\n", stderr);
    return 1;
  }
  int failed = 0;
  for (size_t k = 0; k < n && !failed; k++) failed = tcc_add_file(s, sources[k]) < 0;
  tcc_add_library_path(s, paths->lib);
  for (size_t k = 0; k < sizeof libraries / sizeof *libraries && !failed; k++) failed = tcc_add_library(s, libraries[k]) < 0;
  if (!failed) failed = tcc_output_file(s, options->output) < 0;
  tcc_delete(s);
  return failed;
}
