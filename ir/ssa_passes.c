/* Runs the passes of passes.def, and shows functions after any of them. */
#include <string.h>

#include "ssa.h"

static const struct { const char *name; void (*run)(SsaFunc *); } passes[] = {
#define PASS(name, what) {#name, opt_##name},
#include "passes.def"
};
enum { PASS_COUNT = sizeof passes / sizeof *passes };

const char *ssa_optimise(SsaFunc *f, const char *last, bool check) {
  const char *bad = check ? ssa_verify(f) : NULL;
  for (int k = 0; k < PASS_COUNT && !bad; k++) {
    passes[k].run(f);
    if (check) bad = ssa_verify(f);
    if (last && !strcmp(last, passes[k].name)) break;
  }
  return bad;
}

bool ssa_pass_exists(const char *name) {
  for (int k = 0; k < PASS_COUNT; k++)
    if (!strcmp(name, passes[k].name)) return true;
  return !strcmp(name, "build");
}

static int dump(const Code *code, const char *pass, FILE *out) {
  Arena *arena = arena_new();
  const char *why = NULL, *bad = NULL;
  SsaFunc *f = ssa_build(arena, code, false, &why);
  if (!f) fprintf(out, "%.*s stays bytecode: %s\n\n", (int)code->qualname.len, code->qualname.text, why);
  else {
    f->stored = ssa_stored_names(arena, code);
    bad = pass && !strcmp(pass, "build") ? ssa_verify(f) : ssa_optimise(f, pass, true);
    ssa_print(f, out);
    fputc('\n', out);
    if (bad) fprintf(stderr, "krait: %s\n", bad);
  }
  arena_free(arena);
  int failed = bad != NULL;
  for (uint32_t k = 0; k < code->nconsts; k++)
    if (code->consts[k].kind == CONST_code) failed |= dump(code->consts[k].code, pass, out);
  return failed;
}

int dis_ssa(Code *root, const char *pass, FILE *out) {
  if (!pass || ssa_pass_exists(pass)) return dump(root, pass, out);
  fprintf(stderr, "krait: there is no pass '%s'; they are: build", pass);
  for (int k = 0; k < PASS_COUNT; k++) fprintf(stderr, ", %s", passes[k].name);
  fputc('\n', stderr);
  return 2;
}
