/* Follows import statements, those in functions and under try included.  Modules that can not be found
 * are left to the executable's import system. */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

#include "../../runtime/objects.h"
#include "search_path.h"

typedef struct {
  Graph *graph;
  SearchPath path;
  const char *const *exclude;
} Walk;

static int compare_name(const Graph *g, const char *name) {
  for (size_t k = 0; k < g->n; k++)
    if (!strcmp(g->modules[k].name, name)) return (int)k;
  return -1;
}

static bool is_native(const char *name) {
  for (size_t i = 0; i < kr_native_module_count; i++)
    if (kr_native_modules[i] && !strcmp(kr_native_modules[i]->name, name)) return true;
  return false;
}

static bool is_excluded(const Walk *w, const char *name) {
  for (const char *const *x = w->exclude; x && *x; x++) {
    size_t n = strlen(*x);
    if (!strncmp(*x, name, n) && (name[n] == 0 || name[n] == '.')) return true;
  }
  return false;
}

static GraphModule *add(Graph *g, const char *name, char *filename) {
  if (g->n == g->cap) {
    g->cap = g->cap ? 2 * g->cap : 64;
    g->modules = realloc(g->modules, g->cap * sizeof *g->modules);
  }
  GraphModule *m = &g->modules[g->n++];
  *m = (GraphModule){.name = strdup(name), .filename = filename};
  return m;
}

static void reach(Walk *w, const char *name);

/* A module of this very name: found and compiled, it is part of the program. */
static void take(Walk *w, const char *name) {
  Graph *g = w->graph;
  bool is_package = false;
  size_t folder;
  if (compare_name(g, name) >= 0 || is_native(name) || is_excluded(w, name)) return;
  char *file = search_path_find(&w->path, name, &is_package, &folder);
  if (!file) return;
  SourceFile source;
  if (source_try(file, &source) != 0) {
    free(file);
    return;
  }
  GraphModule *m = add(g, name, file);
  m->source = source;
  m->is_package = is_package;
  m->to_c = folder != w->path.stdlib;
}

/* The name and the packages it lies in. */
static void reach(Walk *w, const char *name) {
  char part[1024];
  size_t len = strlen(name);
  if (len >= sizeof part) return;
  for (size_t k = 1; k <= len; k++)
    if (name[k] == '.' || name[k] == 0) {
      memcpy(part, name, k);
      part[k] = 0;
      take(w, part);
    }
}

/* ---- reading code ---- */

/* The absolute form of a name imported at a level by a module; false: it reaches too far up. */
static bool absolute_name(const char *module, bool is_package, const char *name, int64_t level, char *out, size_t size) {
  size_t len = strlen(module);
  if (level == 0) return (size_t)snprintf(out, size, "%s", name) < size;
  for (int64_t up = is_package ? 1 : 0; up < level; up++) {
    const char *dot = memrchr(module, '.', len);
    if (!dot) return false;
    len = (size_t)(dot - module);
  }
  return (size_t)snprintf(out, size, "%.*s%s%s", (int)len, module, *name ? "." : "", name) < size;
}

static const Const *const_before(const Code *c, uint32_t at, uint32_t back) {
  if (at < back || insn_op(c->insns[at - back]) != OP_load_const) return NULL;
  return &c->consts[insn_arg(c->insns[at - back])];
}

static void read_import(Walk *w, const char *module, bool is_package, const Code *c, uint32_t at) {
  const Const *level = const_before(c, at, 2), *list = const_before(c, at, 1);
  const char *name = c->names[insn_arg(c->insns[at])].text;
  char full[1024], item[2048];
  if (!level || level->kind != CONST_int || !absolute_name(module, is_package, name, level->i, full, sizeof full)) return;
  reach(w, full);
  if (!list || list->kind != CONST_tuple) return;
  for (size_t k = 0; k < list->seq.n; k++)
    if (list->seq.items[k].kind == CONST_str && strcmp(list->seq.items[k].s.text, "*")) {
      snprintf(item, sizeof item, "%s.%s", full, list->seq.items[k].s.text);
      reach(w, item);
    }
}

static void read_code(Walk *w, const char *module, bool is_package, const Code *c) {
  for (uint32_t i = 0; i < c->ninsns; i++)
    if (insn_op(c->insns[i]) == OP_import_name) read_import(w, module, is_package, c, i);
  for (uint32_t k = 0; k < c->nconsts; k++)
    if (c->consts[k].kind == CONST_code) read_code(w, module, is_package, c->consts[k].code);
}

/* A module asked for by name becomes C even when it is the library's. */
static int include(Walk *w, const char *name) {
  Graph *g = w->graph;
  reach(w, name);
  int at = compare_name(g, name);
  if (at >= 0) g->modules[at].to_c = true;
  if (at >= 0 || is_native(name)) return 0;
  fprintf(stderr, "krait build: --include: no module named '%s'\n", name);
  return 1;
}

int graph_build(Graph *g, const char *program, const char *const *included, const char *const *exclude) {
  SourceFile source;
  memset(g, 0, sizeof *g);
  int status = source_compile(program, &source);
  if (status) return status;
  add(g, "__main__", strdup(program))->source = source;
  g->modules[0].to_c = true;
  Walk w = {.graph = g, .exclude = exclude};
  search_path_init(&w.path, program);
  for (; included && *included && !status; included++) status = include(&w, *included);
  for (size_t k = 0; k < g->n && !status; k++) {
    char *name = strdup(g->modules[k].name);
    read_code(&w, name, g->modules[k].is_package, g->modules[k].source.code);
    free(name);
  }
  search_path_free(&w.path);
  return status;
}

void graph_free(Graph *g) {
  for (size_t k = 0; k < g->n; k++) {
    free(g->modules[k].name);
    free(g->modules[k].filename);
    source_free(&g->modules[k].source);
  }
  free(g->modules);
}
