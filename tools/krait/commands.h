/* The subcommands of krait.  Each is a function in a file of its own; the table is in main.c. */
#ifndef KRAIT_COMMANDS_H
#define KRAIT_COMMANDS_H

#include <stdbool.h>
#include "../../runtime/main/main.h"

/* argv[0] is the subcommand's name.  The result is the process's exit status; 2: wrong usage. */
typedef int (*CommandFn)(int argc, char **argv);

typedef struct {
  const char *name;
  CommandFn run;        /* NULL: not in this build */
  const char *summary;  /* one line for the list of commands */
  const char *help;     /* the whole text of "krait help NAME" */
} Command;

extern const Command commands[];
const Command *find_command(const char *name); /* or NULL */

/* Runs a program as an executable that is built first; gives its exit status (run_native.c). */
int run_native(const Request *request);

/* Connects the front end to the runtime (hook.c). */
void install_compiler(void);

/* Has functions that are worth it compiled in memory with libtcc (jit.c). */
void install_jit(void);

/* Gives the prompt line editing and history (editor.c). */
void install_line_editor(void);

int cmd_run(int argc, char **argv);
int cmd_build(int argc, char **argv);
int cmd_emit(int argc, char **argv);
int cmd_dis(int argc, char **argv);
int cmd_annotate(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_cache(int argc, char **argv);
int cmd_config(int argc, char **argv);
int cmd_help(int argc, char **argv);

#endif
