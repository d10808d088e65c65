/* The command line as python3 understands it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "main.h"

#define FLAGS (kr_runtime.flags)

static int usage_error(const char *program, const char *format, const char *what) {
  fprintf(stderr, format, what);
  fprintf(stderr, "usage: %s [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `%s --help' for more information.\n",
          program, program);
  return 2;
}

static void set_isolated(void) { FLAGS.isolated = FLAGS.ignore_environment = FLAGS.no_user_site = FLAGS.safe_path = 1; }

/* One letter without an argument; 0: there is no such option. */
static int set_letter(char letter, Request *out) {
  switch (letter) {
  case 'B': FLAGS.dont_write_bytecode++; return 1;
  case 'b': FLAGS.bytes_warning++; return 1;
  case 'd': FLAGS.debug++; return 1;
  case 'E': FLAGS.ignore_environment++; return 1;
  case 'I': set_isolated(); return 1;
  case 'i': FLAGS.inspect++, FLAGS.interactive++, out->inspect = true; return 1;
  case 'O': FLAGS.optimize++; return 1;
  case 'P': FLAGS.safe_path = 1; return 1;
  case 'q': FLAGS.quiet++; return 1;
  case 'R': return 1;
  case 's': FLAGS.no_user_site++; return 1;
  case 'S': FLAGS.no_site++; return 1;
  case 'u': FLAGS.unbuffered = 1; return 1;
  case 'v': FLAGS.verbose++; return 1;
  case 'x': out->skip_first_line = true; return 1;
  default: return 0;
  }
}

static void add_warn_option(const char *text) {
  struct Runtime *rt = &kr_runtime;
  if (rt->n_warn_options < (int)(sizeof rt->warn_options / sizeof *rt->warn_options))
    rt->warn_options[rt->n_warn_options++] = text;
}

/* -1: fine; else the exit status. */
static int set_x_option(const char *text) {
  struct Runtime *rt = &kr_runtime;
  if (rt->n_x_options < (int)(sizeof rt->x_options / sizeof *rt->x_options)) rt->x_options[rt->n_x_options++] = text;
  if (strcmp(text, "dev") == 0) FLAGS.dev_mode = 1;
  if (strcmp(text, "utf8") == 0 || strcmp(text, "utf8=1") == 0) FLAGS.utf8_mode = 1;
  if (strcmp(text, "utf8=0") == 0) FLAGS.utf8_mode = 0;
  if (strcmp(text, "warn_default_encoding") == 0) FLAGS.warn_default_encoding = 1;
  if (strcmp(text, "no_debug_ranges") == 0) FLAGS.no_debug_ranges = 1;
  if (strncmp(text, "int_max_str_digits", 18) == 0) {
    char *end = NULL;
    long n = text[18] == '=' ? strtol(text + 19, &end, 10) : -1;
    if (!end || *end || (n != 0 && n < 640)) {
      fputs("Fatal Python error: config_init_int_max_str_digits: -X int_max_str_digits: invalid limit; must be >= 640 or 0 "
            "for unlimited.\nPython runtime state: preinitialized\n\nCurrent thread 0x0000000000000000 (most recent call first):\n"
            "  <no Python frame>\n", stderr);
      return 1;
    }
    FLAGS.int_max_str_digits = (int)n;
  }
  return -1;
}

static int print_version(void) {
  puts("Python 3.11.2 (krait " KRAIT_VERSION ")");
  return 0;
}

/* Options that begin with two dashes.  -1: go on. */
static int set_long(char **argv, const char *option, const OptionHost *host) {
  if (strcmp(option, "--help") == 0) return host->help();
  if (strcmp(option, "--version") == 0) return print_version();
  if (strcmp(option, "--check-hash-based-pycs") == 0) return -1;
  int status = host->option ? host->option(option) : 0;
  return status ? status : usage_error(argv[0], "unknown option %s\n", option);
}

/* An option's environment variable: its number, at least 1 when it is set to anything. */
static int env_number(const char *name) {
  const char *text = getenv(name);
  if (!text || !*text) return 0;
  int n = atoi(text);
  return n > 0 ? n : 1;
}

/* What -W gave comes after PYTHONWARNINGS, in front of which stands -X dev's default. */
static void complete_warn_options(void) {
  struct Runtime *rt = &kr_runtime;
  const char *given[32];
  int n = rt->n_warn_options;
  memcpy(given, rt->warn_options, (size_t)n * sizeof *given);
  rt->n_warn_options = 0;
  if (FLAGS.dev_mode) add_warn_option("default");
  char *env = FLAGS.ignore_environment ? NULL : getenv("PYTHONWARNINGS");
  env = env ? strdup(env) : NULL;
  for (char *p = env ? strtok(env, ",") : NULL; p; p = strtok(NULL, ",")) add_warn_option(p);
  for (int i = 0; i < n; i++) add_warn_option(given[i]);
  if (FLAGS.bytes_warning) add_warn_option(FLAGS.bytes_warning > 1 ? "error::BytesWarning" : "default::BytesWarning");
}

static void read_variables(void) {
  if (env_number("PYTHONDONTWRITEBYTECODE")) FLAGS.dont_write_bytecode |= 1;
  if (env_number("PYTHONUNBUFFERED")) FLAGS.unbuffered = 1;
  if (env_number("PYTHONNOUSERSITE")) FLAGS.no_user_site |= 1;
  if (env_number("PYTHONSAFEPATH")) FLAGS.safe_path = 1;
  if (env_number("PYTHONDEVMODE")) FLAGS.dev_mode = 1;
  if (env_number("PYTHONNODEBUGRANGES")) FLAGS.no_debug_ranges = 1;
  if (env_number("PYTHONINSPECT")) FLAGS.inspect |= 1;
  int n = env_number("PYTHONOPTIMIZE");
  if (n > FLAGS.optimize) FLAGS.optimize = n;
  n = env_number("PYTHONVERBOSE");
  if (n > FLAGS.verbose) FLAGS.verbose = n;
  const char *digits = getenv("PYTHONINTMAXSTRDIGITS");
  if (digits && *digits && FLAGS.int_max_str_digits == 4300) FLAGS.int_max_str_digits = atoi(digits);
}

void options_read_environment(void) {
  if (!FLAGS.ignore_environment) read_variables();
  complete_warn_options();
}

/* The option in argv[*at]; -1: go on, -2: the program's own arguments follow, else the exit status. */
static int read_option(int argc, char **argv, int *at, const OptionHost *host, Request *out) {
  const char *option = argv[*at];
  if (strncmp(option, "--", 2) == 0) {
    if (strcmp(option, "--check-hash-based-pycs") == 0) ++*at;
    return set_long(argv, option, host);
  }
  for (const char *p = option + 1; *p; p++) {
    if (*p == 'h' || *p == '?') return host->help();
    if (*p == 'V') return print_version();
    if (!strchr("cmWX", *p)) {
      if (set_letter(*p, out)) continue;
      char text[2] = {*p, 0};
      return usage_error(argv[0], "Unknown option: -%s\n", text);
    }
    char letter[2] = {*p, 0};
    const char *value = p[1] ? p + 1 : *at + 1 < argc ? argv[++*at] : NULL;
    if (!value) return usage_error(argv[0], "Argument expected for the -%s option\n", letter);
    if (*p == 'W') add_warn_option(value);
    else if (*p == 'X') return set_x_option(value);
    else {
      out->kind = *p == 'c' ? RUN_CODE : RUN_MODULE;
      out->what = value;
      return -2;
    }
    return -1;
  }
  return -1;
}

int options_parse(int argc, char **argv, const OptionHost *host, Request *out) {
  *out = (Request){.kind = RUN_REPL};
  int at = 1;
  for (; at < argc && argv[at][0] == '-' && argv[at][1]; at++) {
    int status = read_option(argc, argv, &at, host, out);
    if (status >= 0) return status;
    if (status == -2) break;
  }
  options_read_environment();
  static char *no_arguments[] = {"", NULL};
  static char minus_c[] = "-c", minus_m[] = "-m";
  kr_runtime.argc = 1;
  kr_runtime.argv = no_arguments;
  if (out->kind == RUN_REPL && at < argc) {
    out->kind = strcmp(argv[at], "-") == 0 ? RUN_STDIN : RUN_FILE;
    out->what = argv[at];
  }
  if (at < argc) {
    kr_runtime.argc = argc - at;
    kr_runtime.argv = argv + at;
    if (out->kind != RUN_CODE && out->kind != RUN_MODULE) return -1;
    char **own = malloc(sizeof *own * (size_t)(argc - at + 1)); /* sys.orig_argv keeps what was given */
    if (!own) return 1;
    memcpy(own, argv + at, sizeof *own * (size_t)(argc - at + 1));
    own[0] = out->kind == RUN_CODE ? minus_c : minus_m;
    kr_runtime.argv = own;
  }
  return -1;
}
