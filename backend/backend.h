/* What the back end offers: code objects to C, C to executables or to machine code in memory. */
#ifndef BACKEND_H
#define BACKEND_H

#include <stdbool.h>
#include <stdio.h>

#include "../ir/code.h"

/* ---- emit.c: code to C ---- */
typedef struct {
  const char *module;      /* dotted name */
  const char *source;      /* text of the file for comments, or NULL */
  size_t source_size;
  bool line_directives;    /* #line, for debuggers and profilers */
  bool check;              /* run the SSA verifier between passes */
} EmitOptions;

/* What was emitted for a module: the texts of its C files (malloc'ed) and the symbols of the units
 * they define (runtime/native.h). */
typedef struct {
  char **texts;
  char **units;
  uint32_t n;
  uint32_t nfunctions, nkept; /* compiled, and left as bytecode */
} Emitted;

/* Emits C for the functions of a code tree.  Returns 0, or -1 after an internal fault, which is
 * reported on stderr. */
int emit_module(const Code *root, const EmitOptions *options, Emitted *out);
void emit_free(Emitted *);

#endif
