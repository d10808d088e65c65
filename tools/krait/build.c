/* krait build: a program to an executable. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../backend/backend.h"
#include "../../runtime/native.h"
#include "commands.h"
#include "graph.h"

enum { MAX_NAMES = 256 };

typedef struct {
  const char *file;
  const char *include[MAX_NAMES + 1], *exclude[MAX_NAMES + 1];
  size_t nincludes, nexcludes;
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

static bool needs_value(const char *arg) {
  static const char *const names[] = {"-o", "-j", "--cc", "--emit-dir", "--include", "--exclude"};
  for (size_t k = 0; k < sizeof names / sizeof *names; k++)
    if (!strcmp(arg, names[k])) return true;
  return false;
}

static int parse_option(int argc, char **argv, int *at, BuildRequest *request) {
  const char *arg = argv[*at], *value;
  BuildOptions *o = &request->build;
  if (!strcmp(arg, "--verbose")) o->verbose = true;
  else if (!strcmp(arg, "--no-cache")) o->no_cache = true;
  else if (!strcmp(arg, "-g")) o->debug = true;
  else if (!strcmp(arg, "--strip")) o->strip = true;
  else if (!strncmp(arg, "-O", 2) && arg[2] >= '0' && arg[2] <= '3' && !arg[3]) o->optimise = arg[2] - '0';
  else if (!strncmp(arg, "-j", 2) && arg[2]) o->jobs = atoi(arg + 2);
  else if ((value = value_of("-j", argc, argv, at))) o->jobs = atoi(value);
  else if ((value = value_of("-o", argc, argv, at))) o->output = value;
  else if ((value = value_of("--cc", argc, argv, at))) o->cc = value;
  else if ((value = value_of("--emit-dir", argc, argv, at))) o->emit_dir = value;
  else if ((value = value_of("--include", argc, argv, at)) && request->nincludes < MAX_NAMES)
    request->include[request->nincludes++] = value;
  else if ((value = value_of("--exclude", argc, argv, at)) && request->nexcludes < MAX_NAMES)
    request->exclude[request->nexcludes++] = value;
  else return wrong(needs_value(arg) ? "option needs a value" : "unknown option", arg);
  return 0;
}

static int parse(int argc, char **argv, BuildRequest *out) {
  out->build = (BuildOptions){.optimise = 2, .jobs = (int)sysconf(_SC_NPROCESSORS_ONLN)};
  for (int i = 1; i < argc; i++) {
    int bad = 0;
    if (argv[i][0] == '-' && argv[i][1]) bad = parse_option(argc, argv, &i, out);
    else if (out->file) bad = wrong("more than one program", argv[i]);
    else out->file = argv[i];
    if (bad) return bad;
  }
  return out->file ? 0 : wrong("which program?", NULL);
}

/* A folder is run through the __main__.py in it, as by python3.  malloc'ed. */
static char *program_file(const char *given) {
  struct stat st;
  if (stat(given, &st) < 0 || !S_ISDIR(st.st_mode)) return strdup(given);
  size_t n = strlen(given);
  char *file = malloc(n + sizeof "/__main__.py");
  while (n > 1 && given[n - 1] == '/') n--;
  sprintf(file, "%.*s/__main__.py", (int)n, given);
  return file;
}

/* prog.py gives prog, a folder prog gives prog.exe, in the current folder. */
static char *default_output(const char *file) {
  char folder[PATH_MAX];
  struct stat st;
  if (stat(file, &st) == 0 && S_ISDIR(st.st_mode) && realpath(file, folder)) file = folder;
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

static int emit_modules(const Graph *g, bool debug, BuildModule *out) {
  int failed = 0;
  for (size_t k = 0; k < g->n && !failed; k++) {
    const GraphModule *m = &g->modules[k];
    out[k] = (BuildModule){.name = m->name, .filename = m->filename, .code = m->source.code,
                           .flags = (k == 0 ? MODULE_IS_MAIN : 0) | (m->is_package ? MODULE_IS_PACKAGE : 0)};
    EmitOptions options = {.module = m->name, .source = m->source.file.bytes, .source_size = m->source.file.source.size, .traceable = debug};
    if (m->to_c) failed = emit_module(m->source.code, &options, &out[k].emitted) < 0;
  }
  return failed;
}

int cmd_build(int argc, char **argv) {
  static BuildRequest request;
  Graph graph;
  int status = parse(argc, argv, &request);
  char *file = status ? NULL : program_file(request.file);
  if (!status) status = graph_build(&graph, file, request.include, request.exclude);
  if (status) return free(file), status;
  char *output = request.build.output ? NULL : default_output(request.file);
  if (output) request.build.output = output;
  graph_name_files(&graph, file, request.build.output, request.build.debug);
  BuildModule *modules = calloc(graph.n, sizeof *modules);
  status = emit_modules(&graph, request.build.debug, modules);
  if (!status) status = build_executable(modules, graph.n, &request.build);
  for (size_t k = 0; k < graph.n; k++) emit_free(&modules[k].emitted);
  free(modules);
  graph_free(&graph);
  free(file);
  free(output);
  return status;
}
