/* The modules that a program can reach through its import statements. */
#ifndef KRAIT_GRAPH_H
#define KRAIT_GRAPH_H

#include "../../backend/backend.h"
#include "source.h"

typedef struct {
  char *name, *filename;
  CompiledFile source;
  bool is_package;
  bool to_c;         /* compiled; else it stays bytecode, as the library's modules do, which keeps builds short */
  bool is_named;     /* imported by the program itself */
  bool is_read;      /* its imports were followed */
} GraphModule;

typedef struct {
  GraphModule *modules; /* the first is the program */
  size_t n, cap;
} Graph;

/* Starts with the program and follows its imports.  include: NULL-terminated names of modules to compile
 * too; exclude: names to leave out, with their submodules.  0, or an exit status with everything
 * said on stderr. */
int graph_build(Graph *, const char *program, const char *const *include, const char *const *exclude);
/* Gives the modules' files the names that the executable is to have for them (module_names.c);
 * absolute: in any case absolute ones. */
void graph_name_files(Graph *, const char *program, const char *output, bool absolute);
void graph_free(Graph *);

#endif
