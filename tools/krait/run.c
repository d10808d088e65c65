/* krait FILE and krait run: python3's command line, and the choice of an engine. */
#include <stdio.h>
#include <string.h>
#include "commands.h"

static const char *engine; /* "vm", "jit", "native", or NULL: the default */

static int help(void) { return cmd_help(1, (char *[]){"krait", NULL}); }

static int engine_option(const char *option) {
  if (strncmp(option, "--engine=", 9) != 0) return 0;
  engine = option + 9;
  if (!strcmp(engine, "vm") || !strcmp(engine, "jit") || !strcmp(engine, "native")) return -1;
  fprintf(stderr, "krait: there is no engine '%s'; choose vm, jit or native\nTry 'krait help run'.\n", engine);
  return 2;
}

int cmd_run(int argc, char **argv) {
  static const OptionHost host = {help, engine_option};
  Request request;
  int status = options_parse(argc, argv, &host, &request);
  if (status >= 0) return status;
  if (engine && !strcmp(engine, "native")) return run_native(&request);
  install_compiler();
  install_line_editor();
  if (engine && !strcmp(engine, "jit")) install_jit();
  return main_run(&request);
}
