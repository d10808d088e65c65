/* An executable's main.  Under its own name it is the program that was compiled into it.  Under the name that
 * sys.executable gives it is python3, so that programs which start themselves again with -c, -m or a script
 * (subprocess, multiprocessing, reloaders) work; asked to run itself as the script, it is the program again. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../core/core.h"
#include "../native.h"
#include "main.h"

static int set_main_names(Ctx *ctx, Value dict, Name filename) {
  static const char *const none_names[] = {"__doc__", "__package__", "__loader__", "__spec__", "__cached__"};
  for (size_t i = 0; i < sizeof none_names / sizeof *none_names; i++)
    if (dict_set_c(ctx, dict, none_names[i], KR_None) < 0) return -1;
  if (dict_set_c(ctx, dict, "__annotations__", dict_new(ctx)) < 0) return -1;
  if (dict_set_c(ctx, dict, "__file__", str_from_fs(ctx, filename.text, filename.len)) < 0) return -1;
  return dict_set(ctx, dict, N(__builtins__), dict_get(ctx, kr_runtime.modules, N(builtins)));
}

static Value run_main(Ctx *ctx, const KrCompiledModule *main_module) {
  Value module = module_new(ctx, "__main__");
  if (!module || dict_set(ctx, kr_runtime.modules, N(__main__), module) < 0) return 0;
  kr_unref(ctx, module);
  Value dict = module_dict(module), code = native_load(ctx, main_module);
  if (!code || set_main_names(ctx, dict, ((CodeObj *)kr_obj(code))->code->filename) < 0) return 0;
  Value result = kr_run_code(ctx, (CodeObj *)kr_obj(code), dict, dict, 0);
  kr_unref(ctx, code);
  return result;
}

static int run_program(int argc, char **argv) {
  kr_runtime.argc = argc;
  kr_runtime.argv = argv;
  kr_runtime.path0 = native_program_folder(); /* for modules that were not compiled in */
  Ctx *ctx = kr_init(argc, argv);
  int status = 0;
  Value result = run_main(ctx, native_find("__main__"));
  if (!result) status = kr_report_uncaught(ctx);
  kr_unref(ctx, result);
  return kr_finish(ctx, status);
}

/* ---- as python3 ---- */

/* What was executed, or what it was called: callers may give another name than that of the file. */
static bool is_python_name(const char *name) { return name && !strncmp(name, KR_PYTHON_MARK "/", sizeof KR_PYTHON_MARK); }

static bool is_this_file(const char *path) {
  struct stat given, own;
  return stat(path, &given) == 0 && stat("/proc/self/exe", &own) == 0 && given.st_dev == own.st_dev && given.st_ino == own.st_ino;
}

static int help(void) {
  puts("usage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\n"
       "This program also runs Python code; with its own name in place of a file it is itself.");
  return 0;
}

static int run_python(int argc, char **argv) {
  static const OptionHost host = {help, NULL};
  Request request;
  int status = options_parse(argc, argv, &host, &request);
  if (status >= 0) return status;
  if (request.kind == RUN_FILE && is_this_file(request.what)) return run_program(kr_runtime.argc, kr_runtime.argv);
  kr_runtime.path0_first = 1;
  return main_run(&request);
}

int kr_main(int argc, char **argv, const KrCompiledModule *const *modules, KrCompileHook compile) {
  kr_runtime.orig_argc = argc;
  kr_runtime.orig_argv = argv;
  kr_compile_hook = compile;
  kr_compiled_modules = modules;
  if (is_python_name((const char *)getauxval(AT_EXECFN)) || is_python_name(argv[0])) return run_python(argc, argv);
  options_read_environment();
  return run_program(argc, argv);
}
