/* The krait command: finds the subcommand and hands over; anything else is a Python command line. */
#include <stdio.h>
#include <string.h>
#include "commands.h"

#pragma weak cmd_build
#pragma weak cmd_emit
#pragma weak cmd_dis
#pragma weak cmd_annotate
#pragma weak cmd_check
#pragma weak cmd_cache
#pragma weak cmd_config

#define COMMAND(name, summary, help) {#name, cmd_##name, summary, help},
const Command commands[] = {
#include "commands.def"
  {0}
};

const Command *find_command(const char *name) {
  for (const Command *c = commands; c->name; c++)
    if (strcmp(c->name, name) == 0) return c;
  return NULL;
}

/* "krait COMMAND --help"; what follows a program's name is the program's. */
static bool asks_for_help(int argc, char **argv, const Command *command) {
  int end = command->run == cmd_run ? 3 : argc;
  for (int k = 2; k < argc && k < end; k++)
    if (!strcmp(argv[k], "--help") || !strcmp(argv[k], "-h")) return true;
  return false;
}

int main(int argc, char **argv) {
  kr_runtime.orig_argc = argc;
  kr_runtime.orig_argv = argv;
  const Command *command = argc > 1 ? find_command(argv[1]) : NULL;
  if (command && asks_for_help(argc, argv, command)) return cmd_help(2, argv);
  if (command && !command->run) {
    fprintf(stderr, "krait: this build has no command '%s'\n", command->name);
    return 2;
  }
  if (command) return command->run(argc - 1, argv + 1);
  return cmd_run(argc, argv);
}
