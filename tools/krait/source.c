/* Reading and compiling a source file for the commands that need no runtime. */
#include "source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path, size_t *size) {
  FILE *in = fopen(path, "rb");
  if (!in) return NULL;
  char *text = NULL;
  FILE *copy = open_memstream(&text, size);
  char block[1 << 16];
  for (size_t n; (n = fread(block, 1, sizeof block, in)) > 0;) fwrite(block, 1, n, copy);
  int bad = ferror(in);
  fclose(copy);
  fclose(in);
  if (!bad) return text;
  free(text);
  return NULL;
}

/* A SyntaxWarning as the program would show it when it is compiled at run time. */
static void print_warning(void *data, const Diag *warning, const char *category) {
  const Source *source = data;
  if (strcmp(category, "SyntaxWarning") != 0) return;
  fprintf(stderr, "%s:%u: %s: %s\n", source->filename, warning->loc.line, category, warning->message);
  const char *line = source->bytes, *end = source->bytes + source->size;
  for (uint32_t n = 1; n < warning->loc.line && line; n++) line = memchr(line, '\n', (size_t)(end - line)), line += line != NULL;
  if (!line) return;
  while (line < end && strchr(" \t\f", *line)) line++;
  const char *stop = memchr(line, '\n', (size_t)(end - line));
  fprintf(stderr, "  %.*s\n", (int)((stop ? stop : end) - line), line);
}

static int compile_file(const char *path, SourceFile *out, bool silent) {
  memset(out, 0, sizeof *out);
  out->text = read_file(path, &out->size);
  if (!out->text) {
    if (!silent) fprintf(stderr, "krait: can't open file '%s': [Errno %d] %s\n", path, errno, strerror(errno));
    return 2;
  }
  Source source = {.filename = path, .bytes = out->text, .size = out->size, .mode = MODE_EXEC};
  if (!silent) source.warn = print_warning, source.warn_data = &source;
  Diag diag = {0};
  Arena *arena = arena_new();
  out->code = compile_source(&source, &diag, arena);
  if (!out->code && !silent) diag_print(&diag, path, stderr);
  arena_free(arena);
  if (out->code) return 0;
  free(out->text);
  return 1;
}

int source_compile(const char *path, SourceFile *out) { return compile_file(path, out, false); }
int source_try(const char *path, SourceFile *out) { return compile_file(path, out, true); }

void source_free(SourceFile *file) {
  code_free(file->code);
  free(file->text);
}
