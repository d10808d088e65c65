/* The modules that a program can reach through its import statements. */
#ifndef KRAIT_GRAPH_H
#define KRAIT_GRAPH_H

#include "../../backend/backend.h"
#include "source.h"

typedef struct {
  char *name, *filename;
  SourceFile source;
  bool is_package;
  bool is_library;   /* of the standard library */
} GraphModule;

typedef struct {
  GraphModule *modules; /* the first is the program */
  size_t n, cap;
  char *folder;         /* of the program: searched first */
} Graph;

/* Starts with the program and follows its imports.  include: NULL-terminated names of modules to take
 * in too; exclude: names to leave out, with their submodules.  0, or an exit status with everything
 * said on stderr. */
int graph_build(Graph *, const char *program, const char *const *include, const char *const *exclude);
void graph_free(Graph *);

#endif
