/* krait cache: what the build cache holds, and emptying it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../../backend/backend.h"
#include "commands.h"

static int info(void) {
  size_t files;
  uint64_t bytes;
  cache_info(&files, &bytes);
  printf("folder: %s\nobjects: %zu\nsize: %.1f MB\n", cache_folder(), files, (double)bytes / 1e6);
  return 0;
}

int cmd_cache(int argc, char **argv) {
  const char *what = argc == 2 ? argv[1] : "";
  if (strcmp(what, "info") && strcmp(what, "clear")) return fputs("usage: krait cache info|clear\n", stderr), 2;
  if (!cache_folder()) {
    fputs("krait cache: there is none, since neither XDG_CACHE_HOME nor HOME names a folder\n", stderr);
    return 1;
  }
  if (!strcmp(what, "info")) return info();
  if (cache_trim(0) == 0) return 0;
  fprintf(stderr, "krait cache: can't empty '%s': %s\n", cache_folder(), strerror(errno));
  return 1;
}
