/* krait emit: the C that a program becomes, in one file.  krait config: what it is built with. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../../backend/backend.h"
#include "../../runtime/native.h"
#include "commands.h"
#include "source.h"

static int wrong(const char *command, const char *arg) {
  fprintf(stderr, "krait %s: %s%s\nTry 'krait help %s'.\n", command, arg ? "unknown argument: " : "which program?", arg ? arg : "", command);
  return 2;
}

/* Each unit's text includes the headers, which include once, and has names of its own only if there is
 * one unit: a single file is one unit and main. */
static int write_program(const CompiledFile *source, const char *file, bool traceable, FILE *out) {
  EmitOptions options = {.module = "__main__", .source = source->file.bytes, .source_size = source->file.source.size, .one_unit = true,
                         .traceable = traceable};
  BuildModule module = {.name = "__main__", .filename = file, .code = source->code, .flags = MODULE_IS_MAIN};
  int status = emit_module(source->code, &options, &module.emitted) < 0;
  for (uint32_t k = 0; k < module.emitted.n && !status; k++) {
    fputs(module.emitted.units[k].text, out);
    fputc('\n', out);
  }
  if (!status) image_write_main(&module, 1, out, NULL, NULL);
  emit_free(&module.emitted);
  return status;
}

int cmd_emit(int argc, char **argv) {
  const char *file = NULL, *output = NULL;
  bool traceable = false;
  for (int i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "-o") && i + 1 < argc) output = argv[++i];
    else if (!strcmp(argv[i], "-g")) traceable = true;
    else if (argv[i][0] == '-' || file) return wrong("emit", argv[i]);
    else file = argv[i];
  }
  if (!file) return wrong("emit", NULL);
  CompiledFile source;
  int status = source_compile(file, &source);
  if (status) return status;
  FILE *out = output ? fopen(output, "w") : stdout;
  if (out) status = write_program(&source, file, traceable, out);
  if (!out || ferror(out) || (output && fclose(out))) {
    fprintf(stderr, "krait: can't write '%s': %s\n", output ? output : "standard output", strerror(errno));
    status = 1;
  }
  source_free(&source);
  return status;
}

int cmd_config(int argc, char **argv) {
  BuildPaths paths;
  if (argc < 2) return wrong("config", "(none)");
  if (build_paths(&paths) < 0) {
    fputs("krait: the runtime's libraries are not beside this command\n", stderr);
    return 1;
  }
  for (int i = 1; i < argc; i++) {
    if (i > 1) putchar(' ');
    if (!strcmp(argv[i], "--cflags"))
      printf("%s%s-fno-strict-aliasing -fno-math-errno -fno-pie -I%s", build_sanitize_flag(), build_sanitize_flag()[0] ? " " : "",
             paths.include);
    else if (!strcmp(argv[i], "--libs"))
      printf("-no-pie -L%s -Wl,--gc-sections -lkrait_runtime -lkrait_frontend -lkrait_ir %s%s", paths.lib, build_link_words(),
             build_sanitize_flag());
    else if (!strcmp(argv[i], "--prefix")) printf("%s", paths.include);
    else if (!strcmp(argv[i], "--stdlib")) printf("%s", KRAIT_STDLIB);
    else return wrong("config", argv[i]);
  }
  putchar('\n');
  return 0;
}
