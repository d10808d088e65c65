/* SSA: what functions become, what the verifier refuses, what each pass does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "frontend/frontend.h"
#include "ir/ssa.h"

static Code *program;
static Arena *arena;

static void release(void) {
  if (program) code_free(program);
  if (arena) arena_free(arena);
  program = NULL;
  arena = NULL;
}

/* The SSA of the first function in a source; lives until the next one. */
static SsaFunc *build(const char *text) {
  Diag diag = {0};
  Source source = {.filename = "<test>", .bytes = text, .size = strlen(text), .is_text = true};
  release();
  arena = arena_new();
  program = compile_source(&source, &diag, arena);
  if (!program) fail_msg("%s", diag.message);
  assert_null(code_verify(program));
  for (uint32_t k = 0; k < program->nconsts; k++)
    if (program->consts[k].kind == CONST_code) return ssa_build(arena, program->consts[k].code, false, NULL);
  fail_msg("no function");
  return NULL;
}

static uint32_t count(const SsaFunc *f, unsigned op) {
  uint32_t n = 0;
  for (const SsaBlock *b = f->entry; b; b = b->next)
    for (const SsaInsn *i = b->first; i; i = i->next) n += i->op == op;
  return n;
}

static SsaInsn *find(const SsaFunc *f, unsigned op) {
  for (const SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next)
      if (i->op == op) return i;
  fail_msg("no %s", ssa_name(op));
  return NULL;
}

static SsaFunc *after(const char *pass, const char *text) {
  SsaFunc *f = build(text);
  assert_non_null(f);
  const char *bad = ssa_optimise(f, pass, true);
  if (bad) fail_msg("%s", bad);
  return f;
}

static void refused(SsaFunc *f, const char *complaint) {
  const char *bad = ssa_verify(f);
  if (!bad || !strstr(bad, complaint)) fail_msg("wanted '%s', got '%s'", complaint, bad ? bad : "nothing");
}

/* ---- construction ---- */

static void parameters_are_borrowed(void **state) {
  SsaFunc *f = build("def f(a, *rest, key, **more): return key\n");
  assert_int_equal(f->nparams, 4);
  assert_int_equal(count(f, SSA_param), 4);
  assert_int_equal(find(f, SSA_param)->own, OWN_BORROWED);
  assert_null(ssa_verify(f));
}

static void variables_of_a_loop_are_phis(void **state) {
  SsaFunc *f = build("def f(n):\n  s = 0\n  while n:\n    s = s + n\n    n = n - 1\n  return s\n");
  assert_null(ssa_verify(f));
  opt_phis(f);
  assert_null(ssa_verify(f));
  bool sum_is_merged = false;
  for (SsaInsn *phi = find(f, OP_binary)->block->first; phi && phi->op == SSA_phi; phi = phi->next)
    for (uint32_t k = 0; k < phi->nargs; k++) sum_is_merged |= phi->args[k]->op == OP_binary;
  assert_true(sum_is_merged);
  assert_int_equal(count(f, SSA_poll), 1);
}

static void handlers_are_edges(void **state) {
  SsaFunc *f = build("def f(a, b):\n  try:\n    return a[b]\n  except KeyError:\n    return b\n");
  assert_null(ssa_verify(f));
  SsaBlock *raiser = find(f, OP_load_item)->block;
  assert_non_null(raiser->succs[EDGE_HANDLER]);
  assert_ptr_equal(find(f, SSA_catch)->block, raiser->succs[EDGE_HANDLER]);
}

static void some_functions_stay_bytecode(void **state) {
  static const char *const sources[] = {"def f():\n  return locals()\n", "def f():\n  breakpoint()\n", "class C:\n  x = 1\n"};
  for (size_t k = 0; k < sizeof sources / sizeof *sources; k++) assert_null(build(sources[k]));
}

/* ---- the verifier ---- */

static const char adds[] = "def f(a, b):\n  if a:\n    b = a + b\n  return b\n";

static void a_block_must_end(void **state) {
  SsaFunc *f = build(adds);
  ssa_remove(f->entry->last);
  refused(f, "block has no terminator");
}

static void definitions_come_first(void **state) {
  SsaFunc *f = after("phis", adds);
  SsaInsn *sum = find(f, OP_binary), *late = ssa_insn(f, SSA_unbound, 0);
  ssa_insert_after(sum, late);
  sum->args[0] = late;
  refused(f, "used before its definition");
}

static void definitions_dominate(void **state) {
  SsaFunc *f = after("phis", adds);
  SsaInsn *sum = find(f, OP_binary), *end = find(f, SSA_return);
  assert_ptr_not_equal(sum->block, end->block);
  end->args[0] = sum;
  refused(f, "does not dominate");
}

static void phis_have_an_operand_for_each_edge(void **state) {
  SsaFunc *f = after("phis", adds);
  find(f, SSA_phi)->nargs--;
  refused(f, "operand count differs");
}

static void phis_come_first(void **state) {
  SsaFunc *f = after("phis", adds);
  SsaInsn *phi = find(f, SSA_phi);
  ssa_insert_before(phi, ssa_insn(f, SSA_unbound, 0));
  refused(f, "phi after other instructions");
}

static void operands_have_results(void **state) {
  SsaFunc *f = after("phis", adds);
  find(f, OP_binary)->args[1] = find(f, SSA_jump);
  refused(f, "has no result");
}

static void edges_are_known_to_both_ends(void **state) {
  SsaFunc *f = build(adds);
  SsaBlock *to = f->entry->succs[EDGE_NEXT];
  to->preds[0].which = EDGE_OTHER;
  refused(f, "does not know its predecessor");
}

static void handlers_need_something_that_raises(void **state) {
  SsaFunc *f = build("def f(a, b):\n  try:\n    return a[b]\n  except KeyError:\n    return b\n");
  SsaInsn *item = find(f, OP_load_item), *none = ssa_insn(f, SSA_unbound, 0);
  ssa_insert_before(item, none);
  item->forward = none;
  ssa_remove(item);
  ssa_apply_forwards(f);
  refused(f, "nothing raises");
}

/* ---- the passes ---- */

static void phis_removes_those_of_one_value(void **state) {
  SsaFunc *f = build("def f(a, n):\n  while n:\n    n = n - a\n  return a\n");
  uint32_t before = count(f, SSA_phi);
  opt_phis(f);
  assert_true(count(f, SSA_phi) > 0 && count(f, SSA_phi) < before);
}

static void dead_removes_what_is_not_used(void **state) {
  SsaFunc *f = after("dead", "def f(a):\n  b = 1\n  c = b\n  return a\n");
  assert_int_equal(count(f, SSA_const), 0);
  assert_null(f->entry->next);
}

static void dead_keeps_what_may_raise(void **state) {
  SsaFunc *f = after("dead", "def f(a, b):\n  a + b\n  return None\n");
  assert_int_equal(count(f, OP_binary), 1);
}

static void fold_joins_tests(void **state) {
  SsaFunc *f = after("fold", "def f(a, b):\n  if a < b: return a\n  return b\n");
  assert_int_equal(count(f, OP_compare), 0);
  assert_int_equal(count(f, SSA_test_compare), 1);
  f = after("fold", "def f(a):\n  if a is None: return 1\n  return 2\n");
  assert_int_equal(count(f, SSA_truth), 0);
}

static void fold_swaps_without_tuples(void **state) {
  SsaFunc *f = after("fold", "def f(a, b):\n  a, b = b, a\n  return a\n");
  assert_int_equal(count(f, OP_build_tuple), 0);
}

static void fold_drops_handlers_that_nothing_reaches(void **state) {
  after("refs", "def f(a):\n  try:\n    if a is None: return 1\n  except KeyError as e:\n    return 2\n");
}

static void specialise_adds_machine_integers(void **state) {
  SsaFunc *f = after("specialise", "def f(n):\n  s = 0\n  for i in range(n):\n    s = s + i\n  return s\n");
  uint32_t machine = 0;
  for (SsaBlock *b = f->entry; b; b = b->next)
    for (SsaInsn *i = b->first; i; i = i->next) machine += i->rep == REP_I64;
  assert_true(machine >= 2);
  assert_true(count(f, SSA_phi) >= 2);
}

static void specialise_grows_within_its_bounds(void **state) {
  const char *text = "def f(a, b, c, d):\n  while a > 0:\n    if b: c = c + 1\n    else: d = d * 2.5\n    a = a - 1\n  return c + d\n";
  uint32_t sizes[2];
  for (uint32_t k = 0; k < 2; k++) {
    SsaFunc *f = build(text);
    f->growth = k ? SSA_GROWTH : 0;
    assert_null(ssa_optimise(f, "specialise", true));
    sizes[k] = f->nblocks;
  }
  assert_true(sizes[0] < sizes[1]);
}

static void refs_drops_each_temporary_once(void **state) {
  SsaFunc *f = after("refs", "def f(a, b, c):\n  return (a @ b) @ c\n");
  assert_int_equal(count(f, SSA_unref), 1);
  f = after("refs", "def f(a):\n  return a\n");
  assert_int_equal(count(f, SSA_ref), 1);
}

static void every_pass_keeps_functions_well_formed(void **state) {
  static const char *const sources[] = {
    "def f(a, b):\n  for x in a:\n    try:\n      b += x\n    except (TypeError, ValueError):\n      continue\n    finally:\n      a.pop()\n  return b\n",
    "def f(*a, **k):\n  with a[0] as x, a[1]:\n    return [y for y in x if y] or {z: k[z] for z in k}\n",
    "def f(p):\n  match p:\n    case [1, *r]: return r\n    case {'k': v, **m}: return v, m\n    case int() | str(): return -p\n",
    "def f(a, b=2):\n  global g\n  g = lambda: a\n  del b\n  assert a, f'{a!r:>{a}}'\n  return a if a < 1 < g() else not a\n"};
  for (size_t k = 0; k < sizeof sources / sizeof *sources; k++) after(NULL, sources[k]);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(parameters_are_borrowed), cmocka_unit_test(variables_of_a_loop_are_phis),
    cmocka_unit_test(handlers_are_edges), cmocka_unit_test(some_functions_stay_bytecode),
    cmocka_unit_test(a_block_must_end), cmocka_unit_test(definitions_come_first),
    cmocka_unit_test(definitions_dominate), cmocka_unit_test(phis_have_an_operand_for_each_edge),
    cmocka_unit_test(phis_come_first), cmocka_unit_test(operands_have_results),
    cmocka_unit_test(edges_are_known_to_both_ends), cmocka_unit_test(handlers_need_something_that_raises),
    cmocka_unit_test(phis_removes_those_of_one_value), cmocka_unit_test(dead_removes_what_is_not_used),
    cmocka_unit_test(dead_keeps_what_may_raise), cmocka_unit_test(fold_joins_tests),
    cmocka_unit_test(fold_swaps_without_tuples), cmocka_unit_test(fold_drops_handlers_that_nothing_reaches),
    cmocka_unit_test(specialise_adds_machine_integers), cmocka_unit_test(specialise_grows_within_its_bounds),
    cmocka_unit_test(refs_drops_each_temporary_once), cmocka_unit_test(every_pass_keeps_functions_well_formed),
  };
  int failed = cmocka_run_group_tests(tests, NULL, NULL);
  release();
  return failed;
}
