/* What an executable calls the files of its modules.
 *
 * A program given by a relative name is built to the same bytes wherever its folder lies: its modules' files
 * are named as seen from the executable, which makes them absolute again when it runs (native.c).  Given by
 * an absolute name or with debug information, they have absolute names; so do modules from elsewhere. */
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"

/* The real path of the folder that a file is in, or will be. */
static bool folder_of(const char *file, char *out) {
  char *copy = strdup(file);
  bool found = realpath(dirname(copy), out) != NULL;
  free(copy);
  return found;
}

static bool is_under(const char *folder, const char *path) {
  size_t n = strlen(folder);
  return !strncmp(folder, path, n) && (path[n] == '/' || (n && folder[n - 1] == '/'));
}

/* path as seen from folder; both absolute and real.  malloc'ed. */
static char *relative_path(const char *folder, const char *path) {
  size_t common = 0, ups = 0;
  for (size_t k = 0; folder[k] == path[k] && path[k]; k++)
    if (path[k] == '/') common = k + 1;
  size_t n = strlen(folder);
  if (is_under(folder, path)) common = n + (folder[n - 1] != '/');
  else if (common < n)
    for (const char *p = folder + common - 1; p; p = strchr(p + 1, '/')) ups++;
  char *out = malloc(3 * ups + strlen(path + common) + 1), *end = out;
  while (ups--) end = stpcpy(end, "../");
  strcpy(end, path + common);
  return out;
}

void graph_name_files(Graph *g, const char *program, const char *output, bool absolute) {
  char own[PATH_MAX], target[PATH_MAX], file[PATH_MAX];
  bool relative = program[0] != '/' && folder_of(program, own) && folder_of(output, target);
  for (size_t k = 0; k < g->n; k++) {
    GraphModule *m = &g->modules[k];
    if (relative && realpath(m->filename, file) && is_under(own, file)) {
      free(m->filename);
      m->filename = absolute ? strdup(file) : relative_path(target, file);
    }
    m->source.code->filename = (Name){m->filename, strlen(m->filename)};
  }
}
