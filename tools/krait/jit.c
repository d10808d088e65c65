/* The jit: functions that are worth it are compiled in memory with libtcc.
 *
 * Worth it are functions that were called often, and functions of the program itself that loop, at
 * their first call.  KRAIT_JIT_CALLS sets how often is often. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../backend/backend.h"
#include "../../runtime/krait.h"
#include "../../runtime/native.h"
#include "commands.h"

enum { CALLS_NEVER = UINT32_MAX, LARGE = 3000 };

static BuildPaths paths;
static uint32_t calls_worth = 200; /* KRAIT_JIT_CALLS */

static int loops(const Code *c) {
  for (uint32_t i = 0; i < c->ninsns; i++)
    if (insn_op(c->insns[i]) == OP_jump && insn_arg(c->insns[i]) <= i) return 1;
  return 0;
}

static int is_of_program(Ctx *ctx, const Function *f) {
  Value name = dict_get(ctx, f->globals, N(__name__));
  return name && name != KR_ABSENT && kr_is_anystr(name) && str_equal(name, N(__main__));
}

/* The program goes on without the jit. */
static void give_up(const Code *c) {
  fprintf(stderr, "krait: the jit could not compile '%s' (%s:%u); the interpreter runs what is not compiled yet\n",
          c->qualname.text, c->filename.text, c->firstlineno);
  kr_jit_hook = NULL;
}

/* Compiles the function and those nested in it. */
static void compile(Ctx *ctx, CodeObj *code) {
  EmitOptions options = {.module = "jit", .one_unit = true, .outside_data = true};
  Emitted out;
  if (emit_module(code->code, &options, &out) == 0 && out.n == 1) {
    TccSymbol symbols[] = {
      {"K", calloc(out.nvalues + 1, sizeof(Value))}, {"attr", calloc(out.nattrs + 1, sizeof(AttrCache))},
      {"global", calloc(out.nglobals + 1, sizeof(GlobalCache))}, {"call", calloc(out.ncalls + 1, sizeof(CallCache))}};
    const KrNativeUnit *unit = tcc_compile_memory(out.units[0].text, &paths, symbols, 4, out.units[0].symbol);
    const KrNativeUnit *units[] = {unit, NULL};
    if (unit) native_attach(ctx, kr_val(code), units);
    else give_up(code->code);
  }
  emit_free(&out);
}

static int hook(Ctx *ctx, struct Function *f) {
  CodeObj *code = f->code;
  if (code->entry == vm_entry) {
    if (code->calls == CALLS_NEVER) return 0;
    code->calls++;
    int worth = code->calls >= calls_worth || (code->calls == 1 && loops(code->code) && is_of_program(ctx, f));
    if (!worth) return 0;
    if (code->code->ninsns <= LARGE) compile(ctx, code);
    if (code->entry == vm_entry) code->calls = CALLS_NEVER;
  }
  if (code->entry == vm_entry) return 0;
  function_link(f);
  kr_runtime.type_epoch++; /* caches of methods remember that it had no body */
  return 1;
}

void install_jit(void) {
  const char *calls = getenv("KRAIT_JIT_CALLS");
  if (calls) calls_worth = (uint32_t)atoi(calls);
  if (build_paths(&paths) == 0) kr_jit_hook = hook;
}
