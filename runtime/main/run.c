/* Running what the command line asks for: a file, -c, -m, standard input, the prompt. */
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../core/import.h"
#include "main.h"

/* __file__ of the script is absolute, but otherwise as it was given. */
static const char *absolute_name(const char *file) {
  static char path[2 * PATH_MAX];
  char cwd[PATH_MAX];
  if (file[0] == '/' || !getcwd(cwd, sizeof cwd)) return file;
  if (file[0] == '.' && file[1] == '/') file += 2;
  snprintf(path, sizeof path, "%s/%s", cwd, file);
  return path;
}

/* ---- the source ---- */

static char *read_all(FILE *in, size_t *size) {
  size_t cap = 1 << 16, n = 0;
  char *text = malloc(cap);
  for (size_t got; text && (got = fread(text + n, 1, cap - n, in)) > 0;) {
    n += got;
    if (n < cap) continue;
    char *more = realloc(text, cap *= 2);
    if (!more) free(text);
    text = more;
  }
  *size = n;
  return text;
}

static Value read_source(Ctx *ctx, FILE *in) {
  size_t size;
  char *text = read_all(in, &size);
  if (!text) return kr_raise_memory(ctx);
  Value bytes = bytes_new(ctx, text, size);
  free(text);
  return bytes;
}

/* -x: the first line becomes empty, so that line numbers stay. */
static Value without_first_line(Ctx *ctx, Value bytes) {
  const char *text = (const char *)bytes_of(bytes)->data, *end = memchr(text, '\n', (size_t)bytes_of(bytes)->len);
  size_t skip = end ? (size_t)(end - text) : (size_t)bytes_of(bytes)->len;
  Value rest = bytes_new(ctx, text + skip, (size_t)bytes_of(bytes)->len - skip);
  kr_unref(ctx, bytes);
  return rest;
}

/* ---- __main__ ---- */

static Value make_main(Ctx *ctx) {
  Value module = module_new(ctx, "__main__");
  if (!module) return 0;
  Value dict = module_dict(module);
  static const char *const none_names[] = {"__doc__", "__package__", "__loader__", "__spec__"};
  for (size_t i = 0; i < 4; i++)
    if (dict_set_c(ctx, dict, none_names[i], KR_None) < 0) return 0;
  if (dict_set_c(ctx, dict, "__annotations__", dict_new(ctx)) < 0) return 0;
  Value builtins = dict_get(ctx, kr_runtime.modules, N(builtins));
  if (!builtins || dict_set(ctx, dict, N(__builtins__), builtins) < 0 ||
      dict_set(ctx, kr_runtime.modules, N(__main__), module) < 0) return 0;
  kr_unref(ctx, module); /* sys.modules keeps it */
  return dict;
}

/* A program that mentions __loader__ finds it set, which takes importlib; others do not pay for it. */
static int set_loader(Ctx *ctx, Value source) {
  Buffer b;
  static const char name[] = "__loader__";
  if (kr_is_anystr(source)) {
    const char *text = str_utf8(ctx, source, NULL);
    kr_clear_exc(ctx);
    return text && strstr(text, name) ? spec_set_main_loader(ctx) : 0;
  }
  if (kr_get_buffer(ctx, source, &b, 0) < 0) return -1;
  bool mentioned = memmem(b.data, (size_t)b.len, name, sizeof name - 1) != NULL;
  kr_release_buffer(ctx, &b);
  return mentioned ? spec_set_main_loader(ctx) : 0;
}

/* Compiles source (stolen) and runs it in the namespace. */
static Value run_source(Ctx *ctx, Value source, const char *filename, Value dict) {
  if (source && set_loader(ctx, source) < 0) kr_clear(ctx, &source);
  Value name = source ? str_from_fs(ctx, filename, strlen(filename)) : 0;
  Value code = name ? kr_compile(ctx, source, name, "exec", filename[0] == '<' ? 0 : KR_COMPILE_SCRIPT, kr_runtime.flags.optimize) : 0;
  kr_unref(ctx, source), kr_unref(ctx, name);
  if (!code) return 0;
  Value result = kr_run_code(ctx, (CodeObj *)kr_obj(code), dict, dict, 0);
  kr_unref(ctx, code);
  return result;
}

/* ---- programs that are not source ---- */

/* Whether a file ends as zip archives do, perhaps with a comment. */
static bool is_archive(const char *file) {
  enum { TAIL = 22, COMMENT = 65535 };
  static char end[TAIL + COMMENT];
  struct stat st;
  FILE *in = stat(file, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= TAIL ? fopen(file, "rb") : NULL;
  if (!in) return false;
  off_t from = st.st_size > (off_t)sizeof end ? st.st_size - (off_t)sizeof end : 0;
  size_t n = fseeko(in, from, SEEK_SET) == 0 ? fread(end, 1, sizeof end, in) : 0;
  fclose(in);
  for (size_t at = n < TAIL ? 0 : n - TAIL + 1; at-- > 0;)
    if (memcmp(end + at, "PK\5\6", 4) == 0 && at + TAIL + (unsigned char)end[at + 20] + ((size_t)(unsigned char)end[at + 21] << 8) == n)
      return true;
  return false;
}

static bool is_compiled(const char *file) {
  size_t n = strlen(file);
  return n > 4 && strcmp(file + n - 4, ".pyc") == 0;
}

/* Runs the code in a .pyc file (contents, stolen). */
static Value run_compiled(Ctx *ctx, Value bytes, Value dict) {
  enum { HEADER = 16 };
  Value magic = bytes ? kr_import_attr(ctx, "importlib.util", "MAGIC_NUMBER") : 0, loads = 0, body = 0, code = 0, r = 0;
  size_t n = bytes ? (size_t)bytes_of(bytes)->len : 0;
  if (magic && (n < HEADER || memcmp(bytes_of(bytes)->data, bytes_of(magic)->data, (size_t)bytes_of(magic)->len)))
    kr_raise(ctx, &kr_type_RuntimeError, "Bad magic number in .pyc file");
  else if (magic && (loads = kr_import_attr(ctx, "marshal", "loads")) && (body = bytes_new(ctx, bytes_of(bytes)->data + HEADER, n - HEADER)))
    code = kr_call1(ctx, loads, body);
  if (code && !kr_type_is(code, &kr_type_code)) kr_raise(ctx, &kr_type_RuntimeError, "Bad code object in .pyc file");
  else if (code) r = kr_run_code(ctx, (CodeObj *)kr_obj(code), dict, dict, 0);
  kr_unref(ctx, code), kr_unref(ctx, body), kr_unref(ctx, loads), kr_unref(ctx, magic), kr_unref(ctx, bytes);
  return r;
}

static Value run_module(Ctx *ctx, const char *name, int alter_argv) {
  Value f = kr_import_attr(ctx, "runpy", "_run_module_as_main"), text = f ? str_from_fs(ctx, name, strlen(name)) : 0;
  Value r = text ? kr_call2(ctx, f, text, kr_bool(alter_argv)) : 0;
  kr_unref(ctx, f), kr_unref(ctx, text);
  return r;
}

static Value run_file(Ctx *ctx, const Request *request, FILE *in, Value dict) {
  const char *file = absolute_name(request->what);
  Value name = str_from_fs(ctx, file, strlen(file));
  if (!name || dict_set(ctx, dict, N(__file__), name) < 0 || dict_set_c(ctx, dict, "__cached__", KR_None) < 0) {
    fclose(in);
    return 0;
  }
  kr_unref(ctx, name);
  Value source = read_source(ctx, in);
  fclose(in); /* the program and its children see no descriptor of ours */
  if (is_compiled(file)) return run_compiled(ctx, source, dict);
  if (source && request->skip_first_line) source = without_first_line(ctx, source);
  return run_source(ctx, source, file, dict);
}

static Value run_stdin(Ctx *ctx, Value dict) {
  if (dict_set(ctx, dict, N(__file__), N(lt_stdin)) < 0 || dict_set_c(ctx, dict, "__cached__", KR_None) < 0) return 0;
  return run_source(ctx, read_source(ctx, stdin), "<stdin>", dict);
}

static Value run_text(Ctx *ctx, const char *text, Value dict) {
  size_t n = strlen(text);
  char *line = malloc(n + 1);
  if (!line) return kr_raise_memory(ctx);
  memcpy(line, text, n);
  line[n] = '\n';
  Value source = str_from_fs(ctx, line, n + 1);
  free(line);
  return run_source(ctx, source, "<string>", dict);
}

/* ---- sys.path[0] ---- */

/* The folder of the script, links followed. */
static const char *script_folder(const char *file) {
  static char path[PATH_MAX];
  if (!realpath(file, path)) return NULL;
  char *slash = strrchr(path, '/');
  if (slash == path) slash++;
  if (slash) *slash = 0;
  return path;
}

static int is_folder(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* A folder or archive, whose module __main__ is the program. */
static bool holds_main(const char *path) { return is_folder(path) || is_archive(path); }

static const char *first_path(const Request *request) {
  static char cwd[PATH_MAX];
  if (request->kind == RUN_FILE && holds_main(request->what)) return request->what;
  if (kr_runtime.flags.safe_path) return NULL;
  if (request->kind == RUN_FILE) return script_folder(request->what);
  if (request->kind == RUN_MODULE) return getcwd(cwd, sizeof cwd) ? cwd : "";
  return "";
}

/* ---- all of it ---- */

static Value run_kind(Ctx *ctx, const Request *request, FILE *in, Value dict) {
  switch (request->kind) {
  case RUN_FILE: return in ? run_file(ctx, request, in, dict) : run_module(ctx, "__main__", 0);
  case RUN_CODE: return run_text(ctx, request->what, dict);
  case RUN_MODULE: return run_module(ctx, request->what, 1);
  case RUN_STDIN: return run_stdin(ctx, dict);
  case RUN_REPL: break;
  }
  return KR_None;
}

/* A program that can not be opened is reported as python3 does: status 2. */
static int open_script(const Request *request, FILE **in) {
  *in = NULL;
  if (request->kind != RUN_FILE || holds_main(request->what)) return 0;
  *in = fopen(request->what, "rb");
  if (*in) return 0;
  int error = errno;
  fprintf(stderr, "%s: can't open file '%s': [Errno %d] %s\n", kr_runtime.orig_argv[0],
          absolute_name(request->what), error, strerror(error));
  return 2;
}

int main_run(const Request *given) {
  Request request = *given;
  FILE *in;
  if (request.kind == RUN_REPL && !isatty(0) && !request.inspect) request.kind = RUN_STDIN;
  if (request.kind == RUN_STDIN && isatty(0)) request.kind = RUN_REPL;
  if (open_script(&request, &in)) return 2;
  kr_runtime.path0 = first_path(&request);
  if (request.kind == RUN_REPL) kr_runtime.flags.interactive = 1;
  Ctx *ctx = kr_init(kr_runtime.argc, kr_runtime.argv);
  Value dict = make_main(ctx);
  int status = 0;
  Value result = dict ? run_kind(ctx, &request, in, dict) : 0;
  if (!result) status = kr_report_uncaught(ctx);
  kr_unref(ctx, result);
  if (request.kind == RUN_REPL || request.inspect) status = repl(ctx, dict);
  return kr_finish(ctx, status);
}
