/* The parts of the import system: import.c (sys.modules, packages, names), import_path.c (finding and
 * running source files), import_cache.c (__pycache__), import_spec.c (__spec__, importlib),
 * import_lock.c (threads). */
#ifndef KRAIT_IMPORT_H
#define KRAIT_IMPORT_H

#include <sys/stat.h>
#include "../api.h"

/* What a search along a path found. */
typedef struct {
  enum { FOUND_NOTHING, FOUND_MODULE, FOUND_PACKAGE, FOUND_NAMESPACE,
         FOUND_OTHER /* perhaps: something that only importlib's finders can tell, an archive or a .pyc file */ } kind;
  char *file;      /* malloc'ed: the source file */
  char *folder;    /* malloc'ed: a package's folder */
  Value folders;   /* list: a namespace package's portions, or 0 */
  struct stat st;  /* of file */
} Found;

/* Looks for the module called child (the last part of its name) along path, an iterable of folders.
 * -1: raised.  import_found_free releases what was found. */
int import_search(Ctx *, Value path, Value child, Found *);
void import_found_free(Ctx *, Found *);

/* The code of a source file, from the cache if it is fresh: a code object, new reference.  shown is
 * its co_filename. */
Value import_load_code(Ctx *, const char *file, const char *shown, const struct stat *);
/* co_filename of a module: the library modules that CPython freezes are called "<frozen os>". */
const char *import_shown_name(Value module, const char *file, char *buf, size_t size);
/* Of a source, for caches that go by it; key keeps different uses apart. */
uint64_t cache_source_hash(uint64_t key, const void *text, size_t n);
uint16_t cache_magic(void); /* importlib's MAGIC_NUMBER, without the line end: of this build's code */
/* The code of a module as the cache holds it, or 0 without an exception. */
Value cache_read(Ctx *, const char *file, const char *shown, const struct stat *);
void cache_write(Ctx *, const char *file, const struct stat *, Value code);

/* Gives a module its __spec__, __loader__ and their like.  file and folders may be 0. */
int spec_attach(Ctx *, Value module, Value name, Value file, Value folders, int is_native);
int spec_set_initializing(Ctx *, Value module, int yes);
int spec_is_initializing(Ctx *, Value module);

/* While a submodule is loaded, its package's spec lists it: access to it then says so.  parent may be
 * KR_ABSENT.  Failing to take it out again is ignored. */
int spec_note_submodule(Ctx *, Value parent, Value child, int starts);

/* Has the program changed sys.meta_path or sys.path_hooks, so that importlib must do the work?
 * 1, 0 or -1. */
int spec_hooks_changed(Ctx *);
/* Sets __main__.__loader__ to what CPython has there, which loads importlib.  -1: raised. */
int spec_set_main_loader(Ctx *);
/* Whether archives on a path do not count now: while what reads them is itself imported. */
int spec_ignores_archives(void);
/* Whether path, or a file that it leads through, is a file and no folder. */
int import_is_in_file(const char *path);
/* importlib._bootstrap._find_and_load(name). */
Value spec_find_and_load(Ctx *, Value name);
/* Loads one of the two modules that importlib is made of. */
Value spec_load_bootstrap(Ctx *, Value name);
int spec_is_bootstrap(Value name);

/* ---- several threads (import_lock.c) ---- */
typedef struct ImportLoad { Value name; const Ctx *owner; struct ImportLoad *next; } ImportLoad;
/* This thread loads the module called name (borrowed) until import_end. */
void import_begin(Ctx *, ImportLoad *, Value name);
void import_end(ImportLoad *);
/* If another thread loads the module: waits, gives 1, and sys.modules is to be looked at again.  0: nobody does, or it
 * waits for this thread. */
int import_await(Ctx *, Value name);
/* The lock that importlib holds while it asks finders: a thread may have it several times.  -1: it is not this
 * thread's. */
void import_lock_acquire(Ctx *);
int import_lock_release(const Ctx *);
int import_lock_held(void);

/* sys.modules[name]: borrowed, KR_ABSENT or 0. */
Value import_loaded(Ctx *, Value name);
/* Runs code in a fresh module that is in sys.modules while it runs; on failure it is taken out. */
Value import_run_module(Ctx *, Value name, Value code, Value file, Value folders);

#endif
