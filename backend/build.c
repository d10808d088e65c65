/* Modules to an executable through a C compiler: writes the C files into a folder, compiles them in
 * parallel, links them with the runtime. */
#include "backend.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_ARGS = 1024, MAX_WORDS = 400, MAX_JOBS = 64, MAX_FLAGS = 16 };

typedef struct { int pid; size_t source; } Job;

typedef struct {
  const BuildOptions *options;
  const char *cc;
  CcKind kind;
  BuildPaths paths;
  BuildCache cache;
  char optimise[8];
  char dir[4096];
  bool keep;       /* the folder is the user's */
  char blob[4200]; /* the bytecode's file, or "" */
  char **sources;
  bool *economical; /* which sources are compiled with -O1 at most */
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

/* libtcc can link no sanitizer's runtime. */
static int lacks_sanitizers(const Build *b) {
  if (b->kind != CC_TCC || !build_sanitize_flag()[0]) return 0;
  fputs("krait: this runtime was built with sanitizers; executables need gcc or clang\n", stderr);
  return 1;
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

static int can_not_write(const char *path) {
  fprintf(stderr, "krait: can't write '%s': %s\n", path, strerror(errno));
  return 1;
}

static FILE *new_source(Build *b, const char *name, bool economical) {
  char path[8192];
  snprintf(path, sizeof path, "%s/%s.c", b->dir, name);
  FILE *out = fopen(path, "w");
  if (!out) {
    can_not_write(path);
    return NULL;
  }
  if (b->n == b->cap) {
    b->cap = b->cap ? 2 * b->cap : 16;
    b->sources = realloc(b->sources, b->cap * sizeof *b->sources);
    b->economical = realloc(b->economical, b->cap * sizeof *b->economical);
  }
  b->economical[b->n] = economical;
  b->sources[b->n++] = strdup(path);
  return out;
}

static int close_source(Build *b, FILE *out) {
  bool bad = ferror(out) != 0;
  if (fclose(out) == 0 && !bad) return 0;
  return can_not_write(b->sources[b->n - 1]);
}

/* gcc and clang take the bytecode in through the assembler, unless the C is to stand on its own. */
static int write_main(Build *b, const BuildModule *modules, size_t n) {
  FILE *out = new_source(b, "krait_main", false), *blob = NULL;
  if (!out) return 1;
  if (!b->keep && (b->kind == CC_GCC || b->kind == CC_CLANG)) {
    snprintf(b->blob, sizeof b->blob, "%s/krait_main.bin", b->dir);
    if (!(blob = fopen(b->blob, "w"))) {
      fclose(out);
      return can_not_write(b->blob);
    }
  }
  image_write_main(modules, n, out, b->blob, blob);
  int failed = close_source(b, out);
  if (blob && (ferror(blob) | fclose(blob)) && !failed) failed = can_not_write(b->blob);
  return failed;
}

static int write_sources(Build *b, const BuildModule *modules, size_t n) {
  for (size_t k = 0; k < n; k++)
    for (uint32_t u = 0; u < modules[k].emitted.n; u++) {
      const EmittedUnit *unit = &modules[k].emitted.units[u];
      FILE *out = new_source(b, unit->symbol, unit->economical);
      if (!out) return 1;
      fputs(unit->text, out);
      if (close_source(b, out)) return 1;
    }
  return write_main(b, modules, n);
}

static void object_name(const char *source, char *out, size_t size) {
  snprintf(out, size, "%.*s.o", (int)(strlen(source) - 2), source);
}

/* ---- running the compiler ---- */

/* The flags that shape an object; the folder's name stays out of it. */
static size_t compile_flags(Build *b, size_t source, const char **flags) {
  static const char *const always[] = {"-w", "-fno-strict-aliasing", "-fno-math-errno", "-ffunction-sections", "-fno-pie",
                                       "-fno-asynchronous-unwind-tables"};
  size_t n = 0;
  flags[n++] = b->economical[source] && b->options->optimise > 1 ? "-O1" : b->optimise;
  for (size_t k = 0; k < sizeof always / sizeof *always; k++) flags[n++] = always[k];
  if (b->options->debug) flags[n++] = "-g";
  if (build_sanitize_flag()[0]) flags[n++] = build_sanitize_flag();
  flags[n] = NULL;
  return n;
}

static int start_compile(Build *b, size_t k, const char *object) {
  const char *args[MAX_FLAGS + 10] = {b->cc};
  size_t n = 1 + compile_flags(b, k, args + 1);
  char include[4100], map[4200];
  snprintf(include, sizeof include, "-I%s", b->paths.include);
  snprintf(map, sizeof map, "-ffile-prefix-map=%s/=", b->dir);
  if (b->options->debug && !b->keep && b->kind != CC_OTHER) args[n++] = map;
  const char *const rest[] = {include, "-c", b->sources[k], "-o", object};
  for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) args[n++] = rest[i];
  int pid = process_start((char *const *)args, b->options->verbose);
  if (pid < 0) fprintf(stderr, "krait: can't run '%s': %s\n", b->cc, strerror(errno));
  return pid;
}

/* Only what stands on its own: the main file takes in another one. */
static bool is_cached(const Build *b, size_t k) { return !(b->blob[0] && k == b->n - 1); }

/* Waits for the compiler started first. */
static int finish_compile(Build *b, Job *job) {
  const char *flags[MAX_FLAGS];
  char object[8192];
  if (process_wait(job->pid) != 0) return 1;
  compile_flags(b, job->source, flags);
  object_name(b->sources[job->source], object, sizeof object);
  if (is_cached(b, job->source)) cache_store(&b->cache, b->sources[job->source], flags, object);
  return 0;
}

/* Starts the compiler unless the cache has the object: 1, 0 or -1 for an error. */
static int compile_one(Build *b, size_t k, Job *job) {
  const char *flags[MAX_FLAGS];
  char object[8192];
  compile_flags(b, k, flags);
  object_name(b->sources[k], object, sizeof object);
  if (is_cached(b, k) && cache_fetch(&b->cache, b->sources[k], flags, object)) {
    if (b->options->verbose) fprintf(stderr, "%s: from the cache\n", object);
    return 0;
  }
  *job = (Job){start_compile(b, k, object), k};
  return job->pid < 0 ? -1 : 1;
}

static int compile_all(Build *b) {
  Job running[MAX_JOBS];
  int n = 0, failed = 0;
  int jobs = b->options->jobs < 1 ? 1 : b->options->jobs > MAX_JOBS ? MAX_JOBS : b->options->jobs;
  for (size_t k = 0; (k < b->n && !failed) || n;) {
    if (k < b->n && n < jobs && !failed) {
      int started = compile_one(b, k++, &running[n]);
      if (started < 0) failed = 1;
      else n += started;
      continue;
    }
    if (!n) break;
    failed |= finish_compile(b, &running[0]);
    memmove(running, running + 1, (size_t)--n * sizeof *running);
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

/* Not every linker knows the order's language: one that the user chose goes without. */
static bool linker_takes_order(void) {
  const char *words = getenv("KRAIT_LDFLAGS");
  return !words || !strstr(words, "-fuse-ld=");
}

static int link_all(Build *b) {
  char lib[4100], order[4200];
  snprintf(lib, sizeof lib, "-L%s", b->paths.lib);
  snprintf(order, sizeof order, "-Wl,-T,%s/runtime/startup.ld", b->paths.include);
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
  const char *const libs[] = {lib, "-no-pie", "-Wl,--gc-sections", "-Wl,-z,noexecstack", "-lkrait_runtime", "-lkrait_frontend",
                              "-lkrait_ir", "-l:libgmp.a", "-l:libz.a", "-lm", "-ldl", "-lpthread"};
  for (size_t k = 0; k < sizeof libs / sizeof *libs; k++) args[n++] = libs[k];
  if (linker_takes_order()) args[n++] = order;
  if (b->options->strip) args[n++] = "-s";
  if (build_sanitize_flag()[0]) args[n++] = build_sanitize_flag();
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
  free(b->economical);
  if (b->blob[0]) unlink(b->blob);
  if (!b->keep && b->dir[0]) rmdir(b->dir);
}

static int check_output(const char *output) {
  FILE *out = fopen(output, "ab");
  if (out) {
    fclose(out);
    return 0;
  }
  return can_not_write(output);
}

int build_executable(const BuildModule *modules, size_t n, const BuildOptions *options) {
  Build b = {.options = options};
  if (build_paths(&b.paths) < 0) {
    fputs("krait: the runtime's libraries are not beside this command\n", stderr);
    return 1;
  }
  snprintf(b.optimise, sizeof b.optimise, "-O%d", options->optimise);
  int failed = choose_compiler(&b) || lacks_sanitizers(&b) || check_output(options->output) || make_folder(&b) || write_sources(&b, modules, n);
  if (!failed && b.kind == CC_TCC)
    failed = tcc_build_executable((const char *const *)b.sources, b.n, &b.paths, options);
  else if (!failed) {
    if (!options->no_cache && !b.keep) cache_open(&b.cache, b.cc, &b.paths, options->debug);
    failed = compile_all(&b) || link_all(&b);
  }
  clean_up(&b);
  if (failed && !options->emit_dir) unlink(options->output);
  return failed;
}
