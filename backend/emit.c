/* A module's code tree to C files: every function that can be compiled becomes C, grouped into units
 * of bounded size; the others stay bytecode.
 *
 * C compilers take more than twice as long for a function of twice the size, and any time at all for enough
 * of them.  So the largest functions get no versions, those that are still too large stay bytecode, and
 * what a very large module has beyond its first so many statements is economical: fewer versions, fast
 * paths called instead of inline. */
#include "emit.h"

#include <stdlib.h>
#include <string.h>

enum {
  UNIT_STATEMENTS = 8000,       /* then another C file begins */
  MODULE_STATEMENTS = 40000,    /* then the rest is economical */
  ECONOMICAL_GROWTH = 3,
  FUNCTION_CODE = 20000, FUNCTION_INSNS = 8000 /* a function's bytecode and SSA instructions at most */
};

/* A name in C, and the number to try next after it for a further function that wants it (0: none). */
typedef struct { const char *name; bool taken; uint32_t next; } Symbol;

typedef struct {
  const EmitOptions *options;
  Emitted *out;
  Arena *arena;      /* symbols */
  Unit unit;
  const StoredNames *stored;
  const Targets *targets;
  bool open;
  uint32_t next_code;
  uint32_t statements; /* in closed units */
  size_t *lines;     /* where the source's lines begin, or NULL */
  uint32_t nlines;
  Symbol **symbols;  /* used so far, by hash */
  uint32_t nsymbols, symbols_cap;
  bool failed;
} ModuleEmitter;

/* ---- units ---- */

static bool is_economical(const ModuleEmitter *m) {
  return !m->options->one_unit && m->statements + (m->open ? m->unit.statements : 0) > MODULE_STATEMENTS;
}

/* A module's name in an identifier, so that no two names give the same: pkg.mod must not meet pkg_mod. */
static void emit_module_name(const char *module, FILE *out) {
  for (const char *p = module; *p; p++) {
    if (*p == '.') fputs("_1", out);
    else if (*p == '_' && (p[1] == '0' || p[1] == '1')) fputs("_0", out);
    else emit_identifier(p, 1, out);
  }
}

static void open_unit(ModuleEmitter *m) {
  char symbol[512];
  Unit *u = &m->unit;
  memset(u, 0, sizeof *u);
  u->options = m->options;
  u->arena = m->arena;
  u->lines = m->lines;
  u->nlines = m->nlines;
  u->economical = is_economical(m);
  u->targets = m->targets;
  u->body = open_memstream(&u->body_text, &u->body_size);
  char *text = NULL;
  size_t size = 0;
  FILE *name = open_memstream(&text, &size);
  emit_module_name(m->options->module, name);
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
    fprintf(out, "  {%u, %s, %s_body, %u", u->functions[k].code, symbol, symbol, u->functions[k].nparams);
    if (u->functions[k].nslots) fprintf(out, ", %s_resume, %u", symbol, u->functions[k].nslots);
    fputs("},\n", out);
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
  fprintf(out, "/* Compiled from the Python module %s. */\n%s#include \"runtime/krait.h\"\n#include \"runtime/native.h\"\n\n", m->options->module,
          u->economical ? "#define KR_CALLS 1\n" : "#define KR_EMITTED 1\n");
  write_arrays(u, out);
  emit_targets(u, out);
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
  e->units = realloc(e->units, (e->n + 1) * sizeof *e->units);
  e->units[e->n++] = (EmittedUnit){text, strdup(u->symbol), u->economical};
  m->statements += u->statements;
  m->open = false;
}

/* ---- functions ---- */

static Symbol **symbol_place(const ModuleEmitter *m, const char *name) {
  uint32_t hash = 2166136261u;
  for (const char *p = name; *p; p++) hash = (hash ^ (unsigned char)*p) * 16777619u;
  uint32_t k = hash & (m->symbols_cap - 1);
  while (m->symbols[k] && strcmp(m->symbols[k]->name, name)) k = (k + 1) & (m->symbols_cap - 1);
  return &m->symbols[k];
}

static void grow_symbols(ModuleEmitter *m) {
  Symbol **old = m->symbols;
  uint32_t n = m->symbols_cap;
  m->symbols_cap = n ? 2 * n : 128;
  m->symbols = calloc(m->symbols_cap, sizeof *m->symbols);
  for (uint32_t k = 0; k < n; k++)
    if (old[k]) *symbol_place(m, old[k]->name) = old[k];
  free(old);
}

static Symbol *find_symbol(ModuleEmitter *m, const char *name) {
  if (2 * m->nsymbols >= m->symbols_cap) grow_symbols(m);
  Symbol **place = symbol_place(m, name);
  if (!*place) {
    *place = ARENA_NEW(m->arena, Symbol);
    (*place)->name = name;
    m->nsymbols++;
  }
  return *place;
}

static char *numbered(ModuleEmitter *m, const char *base, const char *suffix, uint32_t number) {
  size_t size = strlen(base) + strlen(suffix) + 16;
  char *symbol = arena_alloc(m->arena, size);
  if (number) snprintf(symbol, size, "%s_%u%s", base, number, suffix);
  else snprintf(symbol, size, "%s%s", base, suffix);
  return symbol;
}

/* A function has three names in C: its symbol, and those of its body's parts; none may be another's. */
static char *unique_symbol(ModuleEmitter *m, const Name *qualname) {
  char *base = emit_symbol(m->arena, m->options->module, qualname);
  Symbol *wanted = find_symbol(m, base);
  for (uint32_t number = wanted->next;; number = number ? number + 1 : 2) {
    Symbol *own = find_symbol(m, numbered(m, base, "", number)), *body = find_symbol(m, numbered(m, base, "_body", number));
    Symbol *framed = find_symbol(m, numbered(m, base, "_framed", number));
    if (own->taken || body->taken || framed->taken) continue;
    own->taken = body->taken = framed->taken = true;
    wanted->next = number ? number + 1 : 2;
    return (char *)own->name;
  }
}

static void add_function(Unit *u, uint32_t code, uint32_t nparams, uint32_t nslots, char *symbol) {
  if (u->nfunctions == u->functions_cap) {
    u->functions_cap = u->functions_cap ? 2 * u->functions_cap : 64;
    u->functions = realloc(u->functions, u->functions_cap * sizeof *u->functions);
  }
  u->functions[u->nfunctions].code = code;
  u->functions[u->nfunctions].nparams = nparams;
  u->functions[u->nfunctions].nslots = nslots;
  u->functions[u->nfunctions++].symbol = symbol;
}

static uint32_t count_insns(const SsaFunc *f) {
  uint32_t n = 0;
  for (const SsaBlock *b = f->entry; b; b = b->next)
    for (const SsaInsn *i = b->first; i; i = i->next) n++;
  return n;
}

/* The function's SSA, optimised; NULL if it stays bytecode. */
static SsaFunc *prepare(ModuleEmitter *m, Arena *arena, const Code *code) {
  uint32_t growth[] = {is_economical(m) ? ECONOMICAL_GROWTH : SSA_GROWTH, 0};
  for (int k = 0; k < 2 && code->ninsns <= FUNCTION_CODE; k++) {
    SsaFunc *f = ssa_build(arena, code, m->options->traceable, NULL);
    if (!f) return NULL;
    f->growth = growth[k];
    f->stored = m->stored;
    const char *bad = ssa_optimise(f, NULL, m->options->check);
    if (bad) {
      fprintf(stderr, "krait: internal fault: %s\n", bad);
      m->failed = true;
      return NULL;
    }
    if (count_insns(f) <= FUNCTION_INSNS) return f;
  }
  return NULL;
}

static void emit_code(ModuleEmitter *m, const Code *code) {
  uint32_t index = m->next_code++;
  Arena *arena = arena_new();
  SsaFunc *f = prepare(m, arena, code);
  if (f) {
    if (!m->open) open_unit(m);
    char *symbol = unique_symbol(m, &code->qualname);
    uint32_t nslots = emit_function(&m->unit, f, index, symbol);
    add_function(&m->unit, index, f->nparams == code->argcount ? f->nparams : UINT32_MAX, nslots, symbol);
    m->out->nfunctions++;
    if (m->unit.statements > UNIT_STATEMENTS && !m->options->one_unit) close_unit(m);
  } else m->out->nkept++;
  arena_free(arena);
  for (uint32_t k = 0; k < code->nconsts; k++)
    if (code->consts[k].kind == CONST_code) emit_code(m, code->consts[k].code);
}

static void find_lines(ModuleEmitter *m) {
  const char *text = m->options->source, *end = text ? text + m->options->source_size : NULL;
  uint32_t cap = 0;
  for (const char *line = text; line && line < end;) {
    if (m->nlines == cap) m->lines = realloc(m->lines, (cap = cap ? 2 * cap : 256) * sizeof *m->lines);
    m->lines[m->nlines++] = (size_t)(line - text);
    line = memchr(line, '\n', (size_t)(end - line));
    if (line) line++;
  }
}

int emit_module(const Code *root, const EmitOptions *options, Emitted *out) {
  ModuleEmitter m = {.options = options, .out = out, .arena = arena_new()};
  m.stored = ssa_stored_names(m.arena, root);
  m.targets = emit_list_targets(m.arena, root);
  memset(out, 0, sizeof *out);
  find_lines(&m);
  emit_code(&m, root);
  if (m.open) close_unit(&m);
  free(m.symbols);
  free(m.lines);
  arena_free(m.arena);
  return m.failed ? -1 : 0;
}

void emit_free(Emitted *e) {
  for (uint32_t k = 0; k < e->n; k++) {
    free(e->units[k].text);
    free(e->units[k].symbol);
  }
  free(e->units);
  memset(e, 0, sizeof *e);
}
