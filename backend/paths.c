/* Where the runtime's headers and libraries are, seen from the running command. */
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backend.h"

static bool have(const char *dir, const char *file) {
  char path[PATH_MAX + 64];
  snprintf(path, sizeof path, "%s/%s", dir, file);
  return access(path, R_OK) == 0;
}

int build_paths(BuildPaths *out) {
  char exe[PATH_MAX];
  ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
  if (n < 0) return -1;
  exe[n] = 0;
  char *bin = dirname(exe);
  snprintf(out->lib, sizeof out->lib, "%s/../lib/krait", bin);
  snprintf(out->include, sizeof out->include, "%s/../include/krait", bin);
  if (have(out->lib, "libkrait_runtime.a") && have(out->include, "runtime/krait.h")) return 0;
  snprintf(out->lib, sizeof out->lib, "%s/../lib", bin);
  snprintf(out->include, sizeof out->include, "%s", KRAIT_SOURCE_DIR);
  return have(out->lib, "libkrait_runtime.a") && have(out->include, "runtime/krait.h") ? 0 : -1;
}

const char *build_link_words(void) { return KRAIT_LINK_WORDS; }

const char *build_sanitize_flag(void) { return KRAIT_SANITIZE_FLAG; }
