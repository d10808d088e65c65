/* How compiled code reaches the runtime: a unit describes the functions of one emitted C file, a
 * module what an executable holds of one Python module. */
#ifndef KRAIT_NATIVE_H
#define KRAIT_NATIVE_H

#include "objects.h"

struct Code;
struct Arena;

typedef struct {
  uint32_t code;   /* preorder index of the code object in its module */
  CallFn entry;    /* generic entry */
  void *body;      /* (Ctx *, Value callee, Value ...) with one argument a parameter; NULL: there is none */
  uint32_t nparams;
  Value (*resume)(Ctx *, Generator *, Value sent); /* of generators, coroutines, async generators; else NULL */
  uint32_t nslots;                                 /* of the generator */
} KrNativeFn;

/* A constant or name the unit wants in K: of which code object, and which. */
typedef struct { uint32_t code; uint32_t what; /* index << 1 | is a name */ } KrNativeConst;

typedef struct KrNativeUnit {
  const KrNativeFn *functions;
  uint32_t nfunctions;
  const KrNativeConst *constants;
  uint32_t nconstants;
  Value *values;   /* filled with the constants when the module's code is loaded */
} KrNativeUnit;

/* Code objects know their compiled form as CodeObj.native: a KrNativeFn. */

enum { MODULE_IS_PACKAGE = 1, MODULE_IS_MAIN = 2 };

typedef struct KrCompiledModule {
  const char *name;          /* dotted */
  const char *filename;      /* of the source it was compiled from; relative: as seen from the executable */
  const unsigned char *code; /* as code_encode wrote it */
  const unsigned char *code_end;
  const KrNativeUnit *const *units; /* NULL-terminated */
  uint32_t flags;
} KrCompiledModule;

/* Decodes and wraps a module's code and attaches its compiled functions.  New reference. */
Value native_load(Ctx *, const KrCompiledModule *);
/* Gives the functions of a code tree their compiled entries and fills the units' values. */
void native_attach(Ctx *, Value code, const KrNativeUnit *const *units);

/* The modules compiled into this executable, NULL-terminated; NULL in the krait command. */
extern const KrCompiledModule *const *kr_compiled_modules;
const KrCompiledModule *native_find(const char *name); /* or NULL */
const char *native_program_folder(void);               /* of this executable's file; NULL: unknown */

/* sys.executable of an executable, /proc/self/root/dir/prog: a spelling of its path that nobody types, and that path
 * functions leave alone.  Started under it, the executable takes python3's command line. */
#define KR_PYTHON_MARK "/proc/self/root"
/* The name of the module's source file; in buf if it is relative to the executable. */
const char *native_source_name(const KrCompiledModule *, char *buf, size_t size);

/* An executable's main: starts the runtime, runs the module __main__ among modules, ends the runtime;
 * gives the exit status.  compile is the front end, for exec and modules met at run time. */
typedef struct Code *(*KrCompileHook)(const void *source, void *diag, struct Arena *diag_arena);
int kr_main(int argc, char **argv, const KrCompiledModule *const *modules, KrCompileHook compile);

#endif
