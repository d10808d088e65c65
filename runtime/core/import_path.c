/* Finding modules as source files in the folders of a path, and their code. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "../modules/sys.h"
#include "import.h"

void import_found_free(Ctx *ctx, Found *found) {
  free(found->file), free(found->folder);
  kr_unref(ctx, found->folders);
}

int import_is_in_file(const char *path) {
  char up[PATH_MAX];
  struct stat st;
  if (snprintf(up, sizeof up, "%s", path) >= (int)sizeof up) return 0;
  while (*up) {
    if (stat(up, &st) == 0) return S_ISREG(st.st_mode);
    char *slash = strrchr(up, '/');
    if (!slash) return 0;
    *slash = 0;
  }
  return 0;
}

static int is_file(const char *path, struct stat *st) { return stat(path, st) == 0 && S_ISREG(st->st_mode); }

/* 1: found in this folder; 0: not; -1: raised.  Folders without __init__.py are collected. */
static int look_in(Ctx *ctx, const char *folder, const char *child, Found *out) {
  char path[PATH_MAX];
  struct stat st;
  int n = snprintf(path, sizeof path - 16, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", child);
  if (n >= (int)sizeof path - 16) return 0;
  int has_folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
  if (has_folder) {
    strcpy(path + n, "/__init__.py");
    if (is_file(path, &out->st)) {
      out->kind = FOUND_PACKAGE;
      out->file = strdup(path);
      out->folder = strndup(path, (size_t)n);
      return 1;
    }
    strcpy(path + n, "/__init__.pyc");
    if (is_file(path, &out->st)) return out->kind = FOUND_OTHER, 1;
  }
  strcpy(path + n, ".py");
  if (is_file(path, &out->st)) {
    out->kind = FOUND_MODULE;
    out->file = strdup(path);
    return 1;
  }
  strcpy(path + n, ".pyc");
  if (is_file(path, &out->st)) return out->kind = FOUND_OTHER, 1;
  if (!has_folder) return !spec_ignores_archives() && import_is_in_file(folder) ? (out->kind = FOUND_OTHER, 1) : 0;
  if (!out->folders && !(out->folders = list_new(ctx, 1))) return -1;
  Value portion = str_from_fs(ctx, path, (size_t)n);
  int r = portion ? list_append(ctx, out->folders, portion) : -1;
  kr_unref(ctx, portion);
  return r;
}

/* An entry of a path as a folder name; "" is the current folder.  NULL: not usable. */
static char *folder_of(Ctx *ctx, Value entry) {
  char cwd[PATH_MAX];
  if (!kr_is_anystr(entry)) return NULL;
  if (str_of(entry)->len == 0) return getcwd(cwd, sizeof cwd) ? strdup(cwd) : NULL;
  char *folder = str_fs_dup(ctx, entry);
  if (!folder) kr_clear_exc(ctx);
  return folder;
}

int import_search(Ctx *ctx, Value path, Value child, Found *out) {
  memset(out, 0, sizeof *out);
  char *name = str_fs_dup(ctx, child);
  if (!name && kr_catch(ctx, &kr_type_ValueError)) return 0; /* no file has such a name */
  Value entries = name ? kr_to_tuple(ctx, path) : 0;
  int r = entries ? 0 : -1;
  for (int64_t i = 0; r == 0 && i < tuple_of(entries)->len; i++) {
    char *folder = folder_of(ctx, tuple_of(entries)->items[i]);
    if (folder) r = look_in(ctx, folder, name, out);
    free(folder);
  }
  kr_unref(ctx, entries);
  free(name);
  if (r == 0 && out->folders) out->kind = FOUND_NAMESPACE;
  if (r < 0) import_found_free(ctx, out);
  return r < 0 ? -1 : 0;
}

/* ---- code ---- */

static Value read_file(Ctx *ctx, const char *file, size_t size) {
  FILE *in = fopen(file, "rb");
  if (!in) {
    Value name = str_from_fs(ctx, file, strlen(file));
    if (name) kr_raise_errno(ctx, errno, name);
    kr_unref(ctx, name);
    return 0;
  }
  char *text = malloc(size + 1);
  size_t n = text ? fread(text, 1, size + 1, in) : 0;
  while (text && n > size) { /* it grew since stat */
    char *more = realloc(text, (size = size * 2 + 4096) + 1);
    if (!more) free(text);
    text = more;
    if (text) n += fread(text + n, 1, size + 1 - n, in);
  }
  fclose(in);
  if (!text) return kr_raise_memory(ctx);
  Value bytes = bytes_new(ctx, text, n);
  free(text);
  return bytes;
}

const char *import_shown_name(Value module, const char *file, char *buf, size_t size) {
  static const char *const frozen[] = {
    "zipimport", "abc", "codecs", "io", "_collections_abc", "_sitebuiltins", "genericpath", "ntpath", "posixpath", "os",
    "site", "stat", "importlib.util", "importlib.machinery", "runpy"};
  const char *stdlib = sys_stdlib();
  size_t n = strlen(stdlib);
  if (strncmp(file, stdlib, n) != 0 || file[n] != '/') return file;
  for (size_t i = 0; i < sizeof frozen / sizeof *frozen; i++)
    if (str_equal_ascii(module, frozen[i])) {
      snprintf(buf, size, "<frozen %s>", frozen[i]);
      return buf;
    }
  return file;
}

Value import_load_code(Ctx *ctx, const char *file, const char *shown, const struct stat *st) {
  Value code = cache_read(ctx, file, shown, st);
  if (code) return code;
  Value source = read_file(ctx, file, (size_t)st->st_size), name = source ? str_from_fs(ctx, shown, strlen(shown)) : 0;
  code = name ? kr_compile(ctx, source, name, "exec", 0, kr_runtime.flags.optimize) : 0;
  kr_unref(ctx, source), kr_unref(ctx, name);
  if (code) cache_write(ctx, file, st, code);
  return code;
}
