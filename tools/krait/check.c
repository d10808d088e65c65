/* krait check: compiles files to bytecode and reports what is wrong with them. */
#include <stdio.h>

#include "commands.h"
#include "source_file.h"

static void print_warning(void *data, const Diag *warning, const char *category) {
  const char *filename = data;
  fprintf(stderr, "%s:%u: %s: %s\n", filename, warning->loc.line, category, warning->message);
}

static bool check(const char *name) {
  SourceFile f;
  if (!source_file_read(name, false, &f)) return false;
  f.source.warn = print_warning;
  f.source.warn_data = (void *)f.source.filename;
  Arena *arena = arena_new();
  Diag diag;
  Code *code = compile_source(&f.source, &diag, arena);
  if (code) code_free(code);
  else diag_print(&diag, f.source.filename, stderr);
  arena_free(arena);
  source_file_free(&f);
  return code != NULL;
}

int cmd_check(int argc, char **argv) {
  if (argc < 2) return fputs("usage: krait check FILE.py...\n", stderr), 2;
  int status = 0;
  for (int i = 1; i < argc; i++)
    if (!check(argv[i])) status = 1;
  return status;
}
