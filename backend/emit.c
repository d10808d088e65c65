/* A module's code tree to C files: every function that can be compiled becomes C, grouped into units
 * of bounded size; the others stay bytecode. */
#include "emit.h"

#include <stdlib.h>
#include <string.h>

enum { UNIT_STATEMENTS = 20000, FUNCTION_INSNS = 20000 };

typedef struct {
  const EmitOptions *options;
  Emitted *out;
  Arena *arena;      /* symbols */
  Unit unit;
  bool open;
  uint32_t next_code;
  char **symbols;    /* used so far, to keep them apart */
  uint32_t nsymbols, symbols_cap;
  bool failed;
} ModuleEmitter;

/* ---- units ---- */

static void open_unit(ModuleEmitter *m) {
  char symbol[512];
  Unit *u = &m->unit;
  memset(u, 0, sizeof *u);
  u->options = m->options;
  u->arena = m->arena;
  u->body = open_memstream(&u->body_text, &u->body_size);
  char *text = NULL;
  size_t size = 0;
  FILE *name = open_memstream(&text, &size);
  emit_identifier(m->options->module, strlen(m->options->module), name);
  fclose(name);
  snprintf(symbol, sizeof symbol, "kr_unit_%.400s_%u", text, m->out->n);
  free(text);
  u->symbol = arena_copy(m->arena, symbol, strlen(symbol));
  m->open = true;
}

static void write_constants(Unit *u, FILE *out) {
  if (!u->nconsts) return;
  fprintf(out, "static const KrNativeConst constants[%u] = {", u->nconsts);
  for (uint32_t k = 0; k < u->nconsts; k++)
    fprintf(out, "%s{%u, %u}", k % 10 ? ", " : k ? ",\n  " : "\n  ", u->consts[k].code, u->consts[k].what);
  fputs("\n};\n", out);
}

static void write_functions(Unit *u, FILE *out) {
  fprintf(out, "static const KrNativeFn functions[%u] = {\n", u->nfunctions);
  for (uint32_t k = 0; k < u->nfunctions; k++) {
    const char *symbol = u->functions[k].symbol;
    fprintf(out, "  {%u, %s, %s_body, %u},\n", u->functions[k].code, symbol, symbol, u->functions[k].nparams);
  }
  fputs("};\n", out);
}

/* Values and caches, written to at run time. */
static void write_arrays(const Unit *u, FILE *out) {
  const char *storage = u->options->outside_data ? "extern" : "static";
  if (u->nconsts) fprintf(out, "%s Value K[%u]; /* constants and names, filled in when the module is loaded */\n", storage, u->nconsts);
  if (u->nattrs) fprintf(out, "%s AttrCache attr[%u];\n", storage, u->nattrs);
  if (u->ncalls) fprintf(out, "%s CallCache call[%u];\n", storage, u->ncalls);
  if (u->nglobals) fprintf(out, "%s GlobalCache global[%u];\n", storage, u->nglobals);
}

static void close_unit(ModuleEmitter *m) {
  Unit *u = &m->unit;
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  fclose(u->body);
  fprintf(out, "/* Compiled from the Python module %s. */\n#include \"runtime/krait.h\"\n#include \"runtime/native.h\"\n\n", m->options->module);
  write_arrays(u, out);
  fputc('\n', out);
  fwrite(u->body_text, 1, u->body_size, out);
  write_constants(u, out);
  write_functions(u, out);
  fprintf(out, "const KrNativeUnit %s = {functions, %u, %s, %u, %s};\n", u->symbol, u->nfunctions,
          u->nconsts ? "constants" : "NULL", u->nconsts, u->nconsts ? "K" : "NULL");
  fclose(out);
  free(u->body_text);
  free(u->consts);
  free(u->functions);
  Emitted *e = m->out;
  e->nvalues = u->nconsts;
  e->nattrs = u->nattrs;
  e->nglobals = u->nglobals;
  e->ncalls = u->ncalls;
  e->texts = realloc(e->texts, (e->n + 1) * sizeof *e->texts);
  e->units = realloc(e->units, (e->n + 1) * sizeof *e->units);
  e->texts[e->n] = text;
  e->units[e->n++] = strdup(u->symbol);
  m->open = false;
}

/* ---- functions ---- */

/* Whether a function's names in C, its symbol and those made from it, are another's too. */
static bool symbols_clash(const char *a, const char *b) {
  size_t n = strlen(a), k = strlen(b), shorter = n < k ? n : k;
  const char *rest = n < k ? b + shorter : a + shorter;
  return !memcmp(a, b, shorter) && (!*rest || !strcmp(rest, "_body"));
}

static char *unique_symbol(ModuleEmitter *m, const Name *qualname) {
  char *base = emit_symbol(m->arena, m->options->module, qualname), *symbol = base;
  for (uint32_t version = 2;; version++) {
    bool used = false;
    for (uint32_t k = 0; k < m->nsymbols && !used; k++) used = symbols_clash(m->symbols[k], symbol);
    if (!used) break;
    size_t size = strlen(base) + 16;
    symbol = arena_alloc(m->arena, size);
    snprintf(symbol, size, "%s_%u", base, version);
  }
  if (m->nsymbols == m->symbols_cap) {
    m->symbols_cap = m->symbols_cap ? 2 * m->symbols_cap : 64;
    m->symbols = realloc(m->symbols, m->symbols_cap * sizeof *m->symbols);
  }
  return m->symbols[m->nsymbols++] = symbol;
}

static void add_function(Unit *u, uint32_t code, uint32_t nparams, char *symbol) {
  if (u->nfunctions == u->functions_cap) {
    u->functions_cap = u->functions_cap ? 2 * u->functions_cap : 64;
    u->functions = realloc(u->functions, u->functions_cap * sizeof *u->functions);
  }
  u->functions[u->nfunctions].code = code;
  u->functions[u->nfunctions].nparams = nparams;
  u->functions[u->nfunctions++].symbol = symbol;
}

static void emit_code(ModuleEmitter *m, const Code *code) {
  uint32_t index = m->next_code++;
  Arena *arena = arena_new();
  SsaFunc *f = code->ninsns <= FUNCTION_INSNS ? ssa_build(arena, code, NULL) : NULL;
  const char *bad = f ? ssa_optimise(f, NULL, m->options->check) : NULL;
  if (bad) {
    fprintf(stderr, "krait: internal fault: %s\n", bad);
    m->failed = true;
  } else if (f) {
    if (!m->open) open_unit(m);
    char *symbol = unique_symbol(m, &code->qualname);
    emit_function(&m->unit, f, index, symbol);
    add_function(&m->unit, index, f->nparams == code->argcount ? f->nparams : UINT32_MAX, symbol);
    m->out->nfunctions++;
    if (m->unit.statements > UNIT_STATEMENTS && !m->options->one_unit) close_unit(m);
  } else m->out->nkept++;
  arena_free(arena);
  for (uint32_t k = 0; k < code->nconsts; k++)
    if (code->consts[k].kind == CONST_code) emit_code(m, code->consts[k].code);
}

int emit_module(const Code *root, const EmitOptions *options, Emitted *out) {
  ModuleEmitter m = {.options = options, .out = out, .arena = arena_new()};
  memset(out, 0, sizeof *out);
  emit_code(&m, root);
  if (m.open) close_unit(&m);
  free(m.symbols);
  arena_free(m.arena);
  return m.failed ? -1 : 0;
}

void emit_free(Emitted *e) {
  for (uint32_t k = 0; k < e->n; k++) {
    free(e->texts[k]);
    free(e->units[k]);
  }
  free(e->texts);
  free(e->units);
  memset(e, 0, sizeof *e);
}
