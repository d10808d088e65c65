/* A source file, read and compiled. */
#ifndef KRAIT_SOURCE_H
#define KRAIT_SOURCE_H

#include "source_file.h"

typedef struct { SourceFile file; Code *code; } CompiledFile;

/* 0, or an exit status after a message on stderr. */
int source_compile(const char *path, CompiledFile *out);
int source_try(const char *path, CompiledFile *out); /* the same without a message */
void source_free(CompiledFile *);

#endif
