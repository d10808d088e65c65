/* krait help, --help: the list of commands, their texts and a few topics. */
#include <stdio.h>
#include <string.h>
#include "commands.h"

static const struct { const char *name, *text; } topics[] = {
  {"start",
   "Run a program, then make an executable of it:\n\n"
   "  krait hello.py\n"
   "  krait build hello.py -o hello\n"
   "  ./hello\n\n"
   "Without arguments krait is an interactive prompt.  Look inside with \"krait dis hello.py\" (bytecode)\n"
   "and \"krait emit hello.py\" (C).\n"},
  {"engines",
   "One bytecode, three ways to run it; all print the same.\n\n"
   "  vm      interprets.  Used for exec, eval, the prompt and code that runs once.\n"
   "  jit     compiles to C, then in memory with libtcc: within milliseconds, several times faster.\n"
   "  native  compiles to C, then with gcc or clang: the fastest code, an executable to give away.\n\n"
   "  krait run --engine=vm program.py\n"},
  {"environment",
   "Variables that krait reads (none of PYTHON... with -E or -I):\n\n"
   "  PYTHONPATH               folders searched for modules first\n"
   "  PYTHONHASHSEED           a number: the same hashes in each run\n"
   "  PYTHONDONTWRITEBYTECODE  no files in __pycache__\n"
   "  PYTHONWARNINGS           warning filters, as -W\n"
   "  PYTHONUNBUFFERED         as -u\n"
   "  PYTHONOPTIMIZE           as -O\n"
   "  KRAIT_STDLIB             folder of the standard library's Python files\n"
   "  KRAIT_CACHE              off: builds use no cache\n"
   "  XDG_CACHE_HOME           folder of caches, krait's among them (default: ~/.cache)\n"},
  {"exit-codes",
   "  0    the program ended\n"
   "  1    an uncaught exception, or an error in the source text\n"
   "  2    wrong usage of krait\n"
   "  N    what the program gave to sys.exit\n"
   "  130  (a shell's view) the program was interrupted by Ctrl-C\n"},
};

static void print_overview(FILE *out) {
  fputs("usage: krait [OPTION...] [FILE.py | -c CODE | -m MODULE | -] [ARG...]\n"
        "       krait COMMAND [ARG...]\n\n"
        "Krait runs Python programs and compiles them to native executables.\n\nCommands:\n", out);
  for (const Command *c = commands; c->name; c++)
    if (c->run) fprintf(out, "  %-10s %s\n", c->name, c->summary);
  fputs("\nOptions (as python3's):\n"
        "  -c CODE    run a program given as text        -m MODULE  run a module as a program\n"
        "  -B         write no bytecode files            -E         ignore PYTHON... variables\n"
        "  -I         isolate: -E, -P and -s             -O, -OO    no asserts; no docstrings either\n"
        "  -P         no script folder in sys.path       -S         no site folders in sys.path\n"
        "  -W FILTER  warnings                           -X OPTION  implementation options\n"
        "  -b, -bb    warn, or fail, on str(bytes)       -i         prompt after the program\n"
        "  -q         no banner at the prompt            -u         unbuffered output\n"
        "  -v         trace imports                      -x         skip the first source line\n"
        "  -V, --version                                 -h, --help\n\n"
        "\"krait help start\" shows the first steps; \"krait help COMMAND\" explains a command.\n", out);
}

int cmd_help(int argc, char **argv) {
  if (argc < 2) {
    print_overview(stdout);
    return 0;
  }
  const Command *c = find_command(argv[1]);
  if (c) {
    fputs(c->help, stdout);
    return 0;
  }
  for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
    if (strcmp(topics[i].name, argv[1]) == 0) {
      fputs(topics[i].text, stdout);
      return 0;
    }
  fprintf(stderr, "krait: there is no help on '%s'; \"krait help\" lists the commands and topics\n", argv[1]);
  return 2;
}
