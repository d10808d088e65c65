/* The subcommands of krait.  Each is a function in a file of its own; the table is in main.c. */
#ifndef KRAIT_COMMANDS_H
#define KRAIT_COMMANDS_H

#include <stdbool.h>
#include "../../runtime/api.h"

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

/* What the command line asks python to do (options.c). */
typedef struct {
  enum { RUN_REPL, RUN_FILE, RUN_CODE, RUN_MODULE, RUN_STDIN } kind;
  const char *what;     /* file name, program text or module name */
  const char *engine;   /* "vm", "jit", "native" or NULL: the default */
  bool skip_first_line; /* -x */
  bool inspect;         /* -i: a prompt afterwards */
} Request;

/* Reads python3's options and krait's own; fills in kr_runtime's flags and command line.
 * -1: go on; else the exit status, with everything said. */
int parse_options(int argc, char **argv, Request *out);

/* Starts the runtime, runs what is asked, ends the runtime; gives the exit status (run.c). */
int run_request(const Request *request);

/* The same through an executable that is built first (run_native.c). */
int run_native(const Request *request);

/* The prompt, over the namespace of __main__ (repl.c). */
int repl(Ctx *ctx, Value main_dict);

/* Connects the front end to the runtime (hook.c). */
void install_compiler(void);

/* Has functions that are worth it compiled in memory with libtcc (jit.c). */
void install_jit(void);

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
