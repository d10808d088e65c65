/* Follows import statements, those in functions and under try included.  Modules that can not be found
 * are left to the executable's import system.
 *
 * What can not happen is not followed: the body of if __name__ == "__main__" in a module that is imported,
 * of a test for another platform, and the functions main and _test of library modules that the program
 * itself does not name.  Without this every program would end up with doctest, and with it with nearly
 * the whole library. */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

#include "../../runtime/objects.h"
#include "search_path.h"

typedef struct {
  Graph *graph;
  SearchPath path;
  const char *const *exclude;
  bool by_program; /* the module being read is no library module */
  bool again;      /* a module that was read must be read anew */
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

/* A module that only the library knew so far is imported by the program: it must be read in full. */
static void name_again(Walk *w, GraphModule *m) {
  if (!w->by_program || m->is_named) return;
  m->is_named = true;
  m->is_read = false;
  w->again = true;
}

/* A module of this very name: found and compiled, it is part of the program. */
static void take(Walk *w, const char *name) {
  Graph *g = w->graph;
  bool is_package = false;
  size_t folder;
  int known = compare_name(g, name);
  if (known >= 0) name_again(w, &g->modules[known]);
  if (known >= 0 || is_native(name) || is_excluded(w, name)) return;
  char *file = search_path_find(&w->path, name, &is_package, &folder);
  if (!file) return;
  CompiledFile source;
  if (source_try(file, &source) != 0) {
    free(file);
    return;
  }
  GraphModule *m = add(g, name, file);
  m->source = source;
  m->is_named = w->by_program;
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

/* ---- what can not happen ---- */

static bool names_text(const Code *c, uint32_t at, Opcode op, const char *name) {
  return insn_op(c->insns[at]) == op && !strcmp(c->names[insn_arg(c->insns[at])].text, name);
}

/* The value that an expression ending at this instruction is known to have, or NULL. */
static const char *known_value(const Code *c, uint32_t at) {
  if (names_text(c, at, OP_load_name, "__name__") || names_text(c, at, OP_load_global, "__name__")) return "a module";
  if (at == 0) return NULL;
  bool of_sys = false, of_os = false;
  for (int k = 0; k < 2; k++) {
    Opcode op = k ? OP_load_global : OP_load_name;
    of_sys |= names_text(c, at - 1, op, "sys") || names_text(c, at - 1, op, "_sys");
    of_os |= names_text(c, at - 1, op, "os") || names_text(c, at - 1, op, "_os");
  }
  if (of_sys && names_text(c, at, OP_load_attr, "platform")) return "linux";
  return of_os && names_text(c, at, OP_load_attr, "name") ? "posix" : NULL;
}

static bool jumped_into(const Code *c, uint32_t start, uint32_t end) {
  for (uint32_t i = 0; i < c->ninsns; i++) {
    if (i >= start - 1 && i < end) continue;
    uint32_t to = insn_arg(c->insns[i]);
    if (op_info[insn_op(c->insns[i])].arg == ARG_TARGET && to >= start && to < end) return true;
  }
  return false;
}

/* If a branch that is never taken begins at this instruction, where it ends; else the instruction. */
static uint32_t after_dead_branch(const Code *c, uint32_t at) {
  if (at < 3 || insn_op(c->insns[at - 1]) != OP_jump_if_false || insn_op(c->insns[at - 2]) != OP_compare) return at;
  uint32_t compare = insn_arg(c->insns[at - 2]), end = insn_arg(c->insns[at - 1]);
  const Const *with = const_before(c, at - 2, 1);
  const char *value = at >= 4 ? known_value(c, at - 4) : NULL;
  if (!value || !with || with->kind != CONST_str || end <= at) return at;
  bool equal = !strcmp(value, with->s.text);
  if (compare != (equal ? CMP_ne : CMP_eq)) return at;
  return jumped_into(c, at, end) ? at : end;
}

/* Functions that run a library module as a program. */
static bool is_command(const Code *c) {
  static const char *const names[] = {"main", "_main", "test", "_test"};
  for (size_t k = 0; k < sizeof names / sizeof *names; k++)
    if (!strcmp(c->qualname.text, names[k])) return true;
  return false;
}

/* ---- the walk ---- */

typedef struct { const char *name; bool is_main, is_package, is_library, is_named; } Reader;

static void read_code(Walk *w, const Reader *r, const Code *c) {
  for (uint32_t i = 0; i < c->ninsns; i++) {
    if (!r->is_main) i = after_dead_branch(c, i);
    if (i < c->ninsns && insn_op(c->insns[i]) == OP_import_name) read_import(w, r->name, r->is_package, c, i);
  }
  for (uint32_t k = 0; k < c->nconsts; k++) {
    if (c->consts[k].kind != CONST_code) continue;
    if (r->is_library && !r->is_named && is_command(c->consts[k].code)) continue;
    read_code(w, r, c->consts[k].code);
  }
}

static void read_module(Walk *w, size_t index) {
  GraphModule *m = &w->graph->modules[index];
  char *name = strdup(m->name); /* the table may move */
  Reader r = {name, index == 0, m->is_package, !m->to_c, m->is_named};
  m->is_read = true;
  w->by_program = m->to_c;
  read_code(w, &r, m->source.code);
  free(name);
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
  CompiledFile source;
  memset(g, 0, sizeof *g);
  int status = source_compile(program, &source);
  if (status) return status;
  add(g, "__main__", strdup(program))->source = source;
  g->modules[0].to_c = true;
  Walk w = {.graph = g, .exclude = exclude, .by_program = true};
  search_path_init(&w.path, program);
  for (; included && *included && !status; included++) status = include(&w, *included);
  do {
    w.again = false;
    for (size_t k = 0; k < g->n && !status; k++)
      if (!g->modules[k].is_read) read_module(&w, k);
  } while (w.again);
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
