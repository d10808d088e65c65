/* Where a build looks for modules: the folders that sys.path would have when the program runs. */
#ifndef KRAIT_SEARCH_PATH_H
#define KRAIT_SEARCH_PATH_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
  char **folders;
  size_t n;
  size_t stdlib; /* which of them is the standard library */
} SearchPath;

/* The program's folder, PYTHONPATH, the standard library, installed packages. */
void search_path_init(SearchPath *, const char *program);
void search_path_free(SearchPath *);

/* The file of a dotted name, to be freed, and the folder it was found under; NULL if there is none. */
char *search_path_find(const SearchPath *, const char *name, bool *is_package, size_t *folder);

#endif
