/* What the back end offers: code objects to C, C to executables or to machine code in memory. */
#ifndef BACKEND_H
#define BACKEND_H

#include <stdbool.h>
#include <stdio.h>

#include "../ir/code.h"

/* ---- emit.c: code to C ---- */
typedef struct {
  const char *module;      /* dotted name */
  const char *source;      /* text of the file for comments, or NULL */
  size_t source_size;
  bool traceable;          /* functions can be traced from within, their locals are in memory (-g) */
  bool one_unit;           /* all functions in one unit */
  bool outside_data;       /* caches and values are declared extern: the host has them (jit) */
  bool check;              /* run the SSA verifier between passes */
} EmitOptions;

/* A C file and the unit that it defines (runtime/native.h); both malloc'ed. */
typedef struct {
  char *text, *symbol;
  bool economical; /* of a module so large that it is to be compiled with less effort */
} EmittedUnit;

/* What was emitted for a module. */
typedef struct {
  EmittedUnit *units;
  uint32_t n;
  uint32_t nfunctions, nkept; /* compiled, and left as bytecode */
  uint32_t nvalues, nattrs, nglobals, ncalls; /* sizes of the last unit's arrays */
} Emitted;

/* Emits C for the functions of a code tree.  Returns 0, or -1 after an internal fault, which is
 * reported on stderr. */
int emit_module(const Code *root, const EmitOptions *options, Emitted *out);
void emit_free(Emitted *);

/* ---- paths.c: where the runtime's headers and libraries are ---- */
typedef struct { char include[4096], lib[4096]; } BuildPaths;
/* Relative to the running command: an installed tree, or the build tree.  -1: not found. */
int build_paths(BuildPaths *out);
/* The linker's words for the libraries an executable needs beside Krait's own: "-l:libgmp.a -lm ...". */
const char *build_link_words(void);
/* The sanitizers that the runtime was built with, as a flag to compile and link with: "-fsanitize=..." or "". */
const char *build_sanitize_flag(void);

/* ---- process.c: running compilers ---- */
/* Starts argv (searched in PATH); the child's pid or -1 with errno. */
int process_start(char *const *argv, bool verbose);
/* Waits for a child: its exit status, 128 and more for signals. */
int process_wait(int pid);
bool process_exists(const char *program); /* in PATH */
/* Runs argv and keeps the first size bytes that it prints; how many there are (0 also if it does not run). */
size_t process_output(char *const *argv, char *text, size_t size);

/* Where PATH (or the name itself) has a program; false: nowhere. */
bool process_find(const char *program, char *path, size_t size);

/* ---- cache.c: objects of earlier builds, by content ---- */
typedef struct {
  char folder[4096];       /* "": there is no cache, or it is off (KRAIT_CACHE=off) */
  unsigned __int128 base;  /* hash of the compiler and the headers */
} BuildCache;
/* debug: objects name the current folder. */
void cache_open(BuildCache *, const char *cc, const BuildPaths *, bool debug);
/* Copies the object that this source gave under these flags (NULL-terminated); false: there is none. */
bool cache_fetch(const BuildCache *, const char *source, const char *const *flags, const char *object);
void cache_store(const BuildCache *, const char *source, const char *const *flags, const char *object);
const char *cache_folder(void);   /* NULL: no home that can be written to */
void cache_info(size_t *files, uint64_t *bytes);
/* Removes what was not used for longest until at most so many bytes are left; 0: everything.  -1: could not. */
int cache_trim(uint64_t limit);

/* ---- image.c: an executable's main file ---- */
typedef struct {
  const char *name, *filename; /* dotted name; of the source */
  const Code *code;
  Emitted emitted;
  uint32_t flags;              /* MODULE_... of runtime/native.h */
} BuildModule;
/* The C text of main: the modules' bytecode, their tables, main itself.  With a blob, the bytecode goes
 * into that file, which the text has the assembler include by its path; else (NULL) it is in the text. */
void image_write_main(const BuildModule *modules, size_t n, FILE *out, const char *blob_path, FILE *blob);

/* ---- build.c: C to executables ---- */
typedef enum { CC_GCC, CC_CLANG, CC_TCC, CC_OTHER } CcKind;
typedef struct {
  const char *output;
  const char *cc;       /* gcc, clang, tcc, a path, or NULL: the best there is */
  int optimise;         /* 0..3 */
  int jobs;
  bool debug, strip, verbose, no_cache;
  const char *emit_dir; /* keep the C files here, or NULL */
} BuildOptions;
/* Builds an executable.  0, or an exit status with everything said on stderr. */
int build_executable(const BuildModule *modules, size_t n, const BuildOptions *options);

/* ---- tcc.c: libtcc ---- */
typedef struct { const char *name; const void *address; } TccSymbol;
/* Compiles C text to executable memory and gives the address of a symbol of it; NULL: it failed.
 * The memory is never given back.  After a failure, which is reported on stderr, every later call fails too. */
void *tcc_compile_memory(const char *text, const BuildPaths *paths, const TccSymbol *symbols, size_t n, const char *wanted);
int tcc_build_executable(const char *const *sources, size_t n, const BuildPaths *paths, const BuildOptions *options);

#endif
