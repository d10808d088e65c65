/* krait build: a program to an executable. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../backend/backend.h"
#include "../../runtime/native.h"
#include "commands.h"
#include "source.h"

typedef struct {
  const char *file;
  BuildOptions build;
} BuildRequest;

static int wrong(const char *what, const char *arg) {
  fprintf(stderr, "krait build: %s%s%s\nTry 'krait help build'.\n", what, arg ? ": " : "", arg ? arg : "");
  return 2;
}

/* The value of an option "--name=value" or "--name value"; NULL if it is not that option. */
static const char *value_of(const char *name, int argc, char **argv, int *at) {
  size_t n = strlen(name);
  if (strncmp(argv[*at], name, n)) return NULL;
  if (argv[*at][n] == '=') return argv[*at] + n + 1;
  if (argv[*at][n] == 0 && *at + 1 < argc) return argv[++*at];
  return NULL;
}

static int parse_option(int argc, char **argv, int *at, BuildOptions *o) {
  const char *arg = argv[*at], *value;
  if (!strcmp(arg, "--verbose")) o->verbose = true;
  else if (!strcmp(arg, "-g")) o->debug = true;
  else if (!strcmp(arg, "--strip")) o->strip = true;
  else if (!strncmp(arg, "-O", 2) && arg[2] >= '0' && arg[2] <= '3' && !arg[3]) o->optimise = arg[2] - '0';
  else if (!strncmp(arg, "-j", 2) && arg[2]) o->jobs = atoi(arg + 2);
  else if ((value = value_of("-j", argc, argv, at))) o->jobs = atoi(value);
  else if ((value = value_of("-o", argc, argv, at))) o->output = value;
  else if ((value = value_of("--cc", argc, argv, at))) o->cc = value;
  else if ((value = value_of("--emit-dir", argc, argv, at))) o->emit_dir = value;
  else return wrong("unknown option", arg);
  return 0;
}

static int parse(int argc, char **argv, BuildRequest *out) {
  out->build = (BuildOptions){.optimise = 2, .jobs = (int)sysconf(_SC_NPROCESSORS_ONLN)};
  for (int i = 1; i < argc; i++) {
    int bad = 0;
    if (argv[i][0] == '-' && argv[i][1]) bad = parse_option(argc, argv, &i, &out->build);
    else if (out->file) bad = wrong("more than one program", argv[i]);
    else out->file = argv[i];
    if (bad) return bad;
  }
  return out->file ? 0 : wrong("which program?", NULL);
}

/* prog.py gives prog, in the current folder. */
static char *default_output(const char *file) {
  const char *base = strrchr(file, '/');
  char *name = strdup(base ? base + 1 : file), *dot = strrchr(name, '.');
  if (dot && dot != name && !strcmp(dot, ".py")) *dot = 0;
  else {
    char *longer = malloc(strlen(name) + 5);
    sprintf(longer, "%s.exe", name);
    free(name);
    name = longer;
  }
  return name;
}

int cmd_build(int argc, char **argv) {
  BuildRequest request = {0};
  SourceFile source;
  int status = parse(argc, argv, &request);
  if (!status) status = source_compile(request.file, &source);
  if (status) return status;
  char *output = request.build.output ? NULL : default_output(request.file);
  if (output) request.build.output = output;
  EmitOptions options = {.module = "__main__", .source = source.text, .source_size = source.size,
                         .line_directives = request.build.debug};
  BuildModule module = {.name = "__main__", .filename = request.file, .code = source.code, .flags = MODULE_IS_MAIN};
  status = emit_module(source.code, &options, &module.emitted) < 0;
  if (!status) status = build_executable(&module, 1, &request.build);
  emit_free(&module.emitted);
  source_free(&source);
  free(output);
  return status;
}
