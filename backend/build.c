/* Modules to an executable through a C compiler: writes the C files into a folder, compiles them in
 * parallel, links them with the runtime. */
#include "backend.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_ARGS = 1024, MAX_WORDS = 400, MAX_JOBS = 64 };

typedef struct {
  const BuildOptions *options;
  const char *cc;
  CcKind kind;
  BuildPaths paths;
  char dir[4096];
  bool keep;       /* the folder is the user's */
  char **sources;
  size_t n, cap;
} Build;

/* ---- choosing the compiler ---- */

static CcKind kind_of(const char *cc) {
  const char *base = strrchr(cc, '/');
  base = base ? base + 1 : cc;
  if (strstr(base, "tcc")) return CC_TCC;
  if (strstr(base, "clang")) return CC_CLANG;
  return strstr(base, "gcc") ? CC_GCC : CC_OTHER;
}

static int choose_compiler(Build *b) {
  const char *asked = b->options->cc;
  if (asked) {
    b->cc = asked;
    b->kind = kind_of(asked);
    if (!strcmp(asked, "tcc") || process_exists(asked)) return 0;
    fprintf(stderr, "krait: C compiler '%s' not found\n", asked);
    return 1;
  }
  static const char *const known[] = {"gcc", "clang", "cc"};
  for (size_t k = 0; k < sizeof known / sizeof *known; k++)
    if (process_exists(known[k])) {
      b->cc = known[k];
      b->kind = kind_of(known[k]);
      return 0;
    }
  fputs("krait: no C compiler found; using the built-in one (slower code)\n", stderr);
  b->cc = "tcc";
  b->kind = CC_TCC;
  return 0;
}

/* ---- files ---- */

static int make_folder(Build *b) {
  if (b->options->emit_dir) {
    b->keep = true;
    snprintf(b->dir, sizeof b->dir, "%s", b->options->emit_dir);
    if (mkdir(b->dir, 0777) == 0 || errno == EEXIST) return 0;
    fprintf(stderr, "krait: can't make folder '%s': %s\n", b->dir, strerror(errno));
    return 1;
  }
  const char *tmp = getenv("TMPDIR");
  snprintf(b->dir, sizeof b->dir, "%s/krait-XXXXXX", tmp && *tmp ? tmp : "/tmp");
  if (mkdtemp(b->dir)) return 0;
  fprintf(stderr, "krait: can't make a folder in '%s': %s\n", tmp ? tmp : "/tmp", strerror(errno));
  return 1;
}

static FILE *new_source(Build *b, const char *name) {
  char path[8192];
  snprintf(path, sizeof path, "%s/%s.c", b->dir, name);
  FILE *out = fopen(path, "w");
  if (!out) {
    fprintf(stderr, "krait: can't write '%s': %s\n", path, strerror(errno));
    return NULL;
  }
  if (b->n == b->cap) {
    b->cap = b->cap ? 2 * b->cap : 16;
    b->sources = realloc(b->sources, b->cap * sizeof *b->sources);
  }
  b->sources[b->n++] = strdup(path);
  return out;
}

static int close_source(Build *b, FILE *out) {
  bool bad = ferror(out) != 0;
  if (fclose(out) == 0 && !bad) return 0;
  fprintf(stderr, "krait: can't write '%s': %s\n", b->sources[b->n - 1], strerror(errno));
  return 1;
}

static int write_sources(Build *b, const BuildModule *modules, size_t n) {
  for (size_t k = 0; k < n; k++)
    for (uint32_t u = 0; u < modules[k].emitted.n; u++) {
      FILE *out = new_source(b, modules[k].emitted.units[u]);
      if (!out) return 1;
      fputs(modules[k].emitted.texts[u], out);
      if (close_source(b, out)) return 1;
    }
  FILE *out = new_source(b, "krait_main");
  if (!out) return 1;
  image_write_main(modules, n, out);
  return close_source(b, out);
}

static void object_name(const char *source, char *out, size_t size) {
  snprintf(out, size, "%.*s.o", (int)(strlen(source) - 2), source);
}

/* ---- running the compiler ---- */

static int start_compile(Build *b, const char *source) {
  char object[8192], optimise[8], include[4100];
  object_name(source, object, sizeof object);
  snprintf(optimise, sizeof optimise, "-O%d", b->options->optimise);
  snprintf(include, sizeof include, "-I%s", b->paths.include);
  const char *args[MAX_ARGS] = {b->cc, optimise, "-w", "-fno-strict-aliasing", "-fno-math-errno", "-ffunction-sections",
                                "-fno-pie", "-fno-asynchronous-unwind-tables",
                                include, "-c", source, "-o", object};
  size_t n = 13;
  if (b->options->debug) args[n++] = "-g";
  int pid = process_start((char *const *)args, b->options->verbose);
  if (pid < 0) fprintf(stderr, "krait: can't run '%s': %s\n", b->cc, strerror(errno));
  return pid;
}

static int compile_all(Build *b) {
  int pids[MAX_JOBS], running = 0, failed = 0;
  int jobs = b->options->jobs < 1 ? 1 : b->options->jobs > MAX_JOBS ? MAX_JOBS : b->options->jobs;
  for (size_t k = 0; k < b->n || running;) {
    if (k < b->n && running < jobs && !failed) {
      pids[running] = start_compile(b, b->sources[k++]);
      if (pids[running] < 0) failed = 1;
      else running++;
      continue;
    }
    if (!running) break;
    failed |= process_wait(pids[0]) != 0;
    memmove(pids, pids + 1, (size_t)--running * sizeof *pids);
  }
  return failed;
}

/* Extra words from the environment, as compilers' wrappers have it. */
static size_t add_words(const char **args, size_t n, char *words) {
  for (char *w = words ? strtok(words, " ") : NULL, *end = w; w && end - words < MAX_WORDS; w = strtok(NULL, " ")) {
    args[n++] = w;
    end = w;
  }
  return n;
}

static int link_all(Build *b) {
  char lib[4100];
  snprintf(lib, sizeof lib, "-L%s", b->paths.lib);
  const char **args = calloc(b->n + MAX_ARGS, sizeof *args);
  size_t n = 0;
  args[n++] = b->cc;
  args[n++] = "-o";
  args[n++] = b->options->output;
  for (size_t k = 0; k < b->n; k++) {
    char object[8192];
    object_name(b->sources[k], object, sizeof object);
    args[n++] = strdup(object);
  }
  const char *const libs[] = {lib, "-no-pie", "-Wl,--gc-sections", "-Wl,-z,noexecstack", "-lkrait_frontend", "-lkrait_runtime",
                              "-lkrait_ir", "-l:libgmp.a", "-l:libz.a", "-lm", "-ldl", "-lpthread"};
  for (size_t k = 0; k < sizeof libs / sizeof *libs; k++) args[n++] = libs[k];
  if (b->options->strip) args[n++] = "-s";
  char *libraries = strdup(build_link_words()), *words = getenv("KRAIT_LDFLAGS") ? strdup(getenv("KRAIT_LDFLAGS")) : NULL;
  n = add_words(args, n, libraries);
  add_words(args, n, words);
  int pid = process_start((char *const *)args, b->options->verbose);
  int status = pid < 0 ? 1 : process_wait(pid);
  if (pid < 0) fprintf(stderr, "krait: can't run '%s': %s\n", b->cc, strerror(errno));
  for (size_t k = 0; k < b->n; k++) free((char *)args[3 + k]);
  free(libraries);
  free(words);
  free(args);
  return status != 0;
}

static void clean_up(Build *b) {
  for (size_t k = 0; k < b->n; k++) {
    if (!b->keep) {
      char object[8192];
      object_name(b->sources[k], object, sizeof object);
      unlink(object);
      unlink(b->sources[k]);
    }
    free(b->sources[k]);
  }
  free(b->sources);
  if (!b->keep && b->dir[0]) rmdir(b->dir);
}

static int check_output(const char *output) {
  FILE *out = fopen(output, "ab");
  if (out) {
    fclose(out);
    return 0;
  }
  fprintf(stderr, "krait: can't write '%s': %s\n", output, strerror(errno));
  return 1;
}

int build_executable(const BuildModule *modules, size_t n, const BuildOptions *options) {
  Build b = {.options = options};
  if (build_paths(&b.paths) < 0) {
    fputs("krait: the runtime's libraries are not beside this command\n", stderr);
    return 1;
  }
  int failed = choose_compiler(&b) || check_output(options->output) || make_folder(&b) || write_sources(&b, modules, n);
  if (!failed && b.kind == CC_TCC)
    failed = tcc_build_executable((const char *const *)b.sources, b.n, &b.paths, options);
  else if (!failed) failed = compile_all(&b) || link_all(&b);
  clean_up(&b);
  if (failed && !options->emit_dir) unlink(options->output);
  return failed;
}
