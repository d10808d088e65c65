/* Source files for the commands that only look at them. */
#ifndef KRAIT_SOURCE_FILE_H
#define KRAIT_SOURCE_FILE_H

#include "../../frontend/frontend.h"

typedef struct {
  Source source;
  char *bytes;
} SourceFile;

/* Reads the file ("-": standard input) and fills in a Source for it.  False: it can not be read, which is said
 * on stderr unless silent. */
bool source_file_read(const char *name, bool silent, SourceFile *out);
void source_file_free(SourceFile *f);

#endif
