/* Reading and compiling a source file for the commands that need no runtime. */
#include "source.h"

#include <stdio.h>
#include <string.h>

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

static int compile_file(const char *path, CompiledFile *out, bool silent) {
  memset(out, 0, sizeof *out);
  if (!source_file_read(path, silent, &out->file)) return 2;
  Source *source = &out->file.source;
  if (!silent) source->warn = print_warning, source->warn_data = source;
  Diag diag = {0};
  Arena *arena = arena_new();
  out->code = compile_source(source, &diag, arena);
  if (!out->code && !silent) diag_print(&diag, path, stderr);
  arena_free(arena);
  if (out->code) return 0;
  source_file_free(&out->file);
  return 1;
}

int source_compile(const char *path, CompiledFile *out) { return compile_file(path, out, false); }
int source_try(const char *path, CompiledFile *out) { return compile_file(path, out, true); }

void source_free(CompiledFile *c) {
  code_free(c->code);
  source_file_free(&c->file);
}
