/* Where a build looks for modules. */
#include "search_path.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../runtime/modules/sys.h"

static char *folder_of(const char *program) {
  char path[PATH_MAX];
  if (!realpath(program, path)) return strdup(".");
  char *slash = strrchr(path, '/');
  if (slash) slash[slash == path] = 0;
  return strdup(path);
}

static void add(SearchPath *p, char *folder) {
  p->folders = realloc(p->folders, (p->n + 1) * sizeof *p->folders);
  p->folders[p->n++] = folder;
}

/* PYTHONPATH: folders between colons; an empty one is the current folder. */
static void add_environment(SearchPath *p, const char *paths) {
  for (const char *at = paths; *at;) {
    size_t n = strcspn(at, ":");
    add(p, n ? strndup(at, n) : strdup("."));
    at += n + (at[n] == ':');
  }
}

void search_path_init(SearchPath *p, const char *program) {
  const char *env = getenv("PYTHONPATH");
  memset(p, 0, sizeof *p);
  add(p, folder_of(program));
  if (env) add_environment(p, env);
  p->stdlib = p->n;
  add(p, strdup(sys_stdlib()));
  for (const char *const *f = sys_site_folders; *f; f++) add(p, strdup(*f));
}

void search_path_free(SearchPath *p) {
  for (size_t k = 0; k < p->n; k++) free(p->folders[k]);
  free(p->folders);
}

static bool readable(const char *path) { return access(path, R_OK) == 0; }

/* The file of a dotted name under root, or NULL. */
static char *file_under(const char *root, const char *name, bool *is_package) {
  char path[PATH_MAX + 64], *end;
  size_t n = (size_t)snprintf(path, PATH_MAX, "%s/%s", root, name);
  if (n >= PATH_MAX - 16) return NULL;
  end = path + n;
  for (char *p = path + strlen(root) + 1; *p; p++)
    if (*p == '.') *p = '/';
  strcpy(end, "/__init__.py");
  *is_package = readable(path);
  if (*is_package) return strdup(path);
  strcpy(end, ".py");
  return readable(path) ? strdup(path) : NULL;
}

char *search_path_find(const SearchPath *p, const char *name, bool *is_package, size_t *folder) {
  for (size_t k = 0; k < p->n; k++) {
    char *file = file_under(p->folders[k], name, is_package);
    *folder = k;
    if (file) return file;
  }
  return NULL;
}
