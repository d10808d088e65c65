/* A source file, read and compiled. */
#ifndef KRAIT_SOURCE_H
#define KRAIT_SOURCE_H

#include "../../frontend/frontend.h"

typedef struct { char *text; size_t size; Code *code; } SourceFile;

/* 0, or an exit status after a message on stderr. */
int source_compile(const char *path, SourceFile *out);
int source_try(const char *path, SourceFile *out); /* the same without a message */
void source_free(SourceFile *);

#endif
