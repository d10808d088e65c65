/* Running as python3 would be run: the command line, what it asks for, and the prompt.  The krait command and
 * every executable have it, so that sys.executable accepts python3's command line. */
#ifndef KRAIT_MAIN_H
#define KRAIT_MAIN_H

#include "../api.h"

/* What the command line asks python to do. */
typedef struct {
  enum { RUN_REPL, RUN_FILE, RUN_CODE, RUN_MODULE, RUN_STDIN } kind;
  const char *what;     /* file name, program text or module name */
  bool skip_first_line; /* -x */
  bool inspect;         /* -i: a prompt afterwards */
} Request;

/* What the host adds to python3's options. */
typedef struct {
  int (*help)(void);                 /* --help; gives the exit status */
  int (*option)(const char *option); /* one with two dashes; -1: taken, 0: unknown, else the exit status; may be NULL */
} OptionHost;

/* Reads python3's options and the environment; fills in kr_runtime's flags and command line.
 * -1: go on; else the exit status, with everything said (options.c). */
int options_parse(int argc, char **argv, const OptionHost *, Request *out);
/* The part of it that is for programs with a command line of their own: PYTHON... variables. */
void options_read_environment(void);

/* Starts the runtime, runs what is asked, ends the runtime; gives the exit status (run.c). */
int main_run(const Request *);

/* The prompt, over the namespace of __main__; gives the exit status (repl.c). */
int repl(Ctx *, Value main_dict);

/* Lines from a terminal, with editing and history; NULL: plain reading. */
typedef struct {
  bool (*open)(void);                      /* false: there is no terminal */
  const char *(*read)(const char *prompt); /* the line with its end, valid until the next call; NULL at the end of input */
  void (*close)(void);
} LineEditor;
extern const LineEditor *kr_line_editor;

#endif
