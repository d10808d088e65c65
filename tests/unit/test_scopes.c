/* Scope analysis: bindings of names, seen through the code objects they lead to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "frontend/frontend.h"

static Code *compile_text(const char *text, Diag *diag) {
  static Arena *arena;
  if (arena) arena_free(arena);
  arena = arena_new();
  Source source = {.filename = "<test>", .bytes = text, .size = strlen(text), .is_text = true};
  memset(diag, 0, sizeof *diag);
  return compile_source(&source, diag, arena);
}

static Code *compile_ok(const char *text) {
  Diag diag;
  Code *code = compile_text(text, &diag);
  if (!code) fail_msg("%s", diag.message);
  return code;
}

static const Code *nested(const Code *code, const char *name) {
  for (uint32_t i = 0; i < code->nconsts; i++)
    if (code->consts[i].kind == CONST_code && !strcmp(code->consts[i].code->name.text, name)) return code->consts[i].code;
  fail_msg("no code named %s", name);
  return NULL;
}

static bool has(const Name *names, uint32_t n, const char *name) {
  for (uint32_t i = 0; i < n; i++)
    if (!strcmp(names[i].text, name)) return true;
  return false;
}

static void closures_make_cells_and_free_variables(void **state) {
  (void)state;
  Code *code = compile_ok("def f(a, b):\n x = a\n def g():\n  nonlocal x\n  x += b\n return g\n");
  const Code *f = nested(code, "f"), *g = nested(f, "g");
  assert_int_equal(f->argcount, 2);
  assert_true(has(f->cells, f->ncells, "x") && has(f->cells, f->ncells, "b") && !has(f->cells, f->ncells, "a"));
  assert_int_equal(g->nfrees, 2);
  assert_string_equal(g->frees[0].text, "b");
  assert_string_equal(g->frees[1].text, "x");
  code_free(code);
}

static void class_names_are_not_seen_by_methods(void **state) {
  (void)state;
  Code *code = compile_ok("class C:\n x = 1\n def m(self): return x\n");
  const Code *m = nested(nested(code, "C"), "m");
  assert_int_equal(m->nfrees, 0);
  assert_true(has(m->names, m->nnames, "x"));
  code_free(code);
}

static void super_makes_the_class_cell(void **state) {
  (void)state;
  Code *code = compile_ok("class C:\n def m(self): return super().m()\n");
  const Code *c = nested(code, "C"), *m = nested(c, "m");
  assert_true(has(c->cells, c->ncells, "__class__"));
  assert_true(has(m->frees, m->nfrees, "__class__"));
  code_free(code);
}

static void private_names_are_mangled(void **state) {
  (void)state;
  Code *code = compile_ok("class _C:\n def m(self, __x): self.__y = __x; return __z__\n");
  const Code *m = nested(nested(code, "_C"), "m");
  assert_true(has(m->locals, m->nlocals, "_C__x"));
  assert_true(has(m->names, m->nnames, "_C__y") && has(m->names, m->nnames, "__z__"));
  code_free(code);
}

static void walrus_in_a_comprehension_binds_outside(void **state) {
  (void)state;
  Code *code = compile_ok("def f(xs):\n return [y := x for x in xs], y\n");
  const Code *f = nested(code, "f");
  assert_true(has(f->cells, f->ncells, "y"));
  assert_true(has(nested(f, "<listcomp>")->frees, nested(f, "<listcomp>")->nfrees, "y"));
  code_free(code);
}

static void code_of_a_finally_body_is_made_twice_alike(void **state) {
  (void)state;
  Code *code = compile_ok("def f(x):\n try:\n  x()\n finally:\n  g = lambda a, b: (a, b)\n");
  const Code *f = nested(code, "f");
  int seen = 0;
  for (uint32_t i = 0; i < f->nconsts; i++)
    if (f->consts[i].kind == CONST_code) {
      seen++;
      assert_int_equal(f->consts[i].code->nlocals, 2);
    }
  assert_int_equal(seen, 2);
  code_free(code);
}

static void wrong_declarations_are_reported(void **state) {
  (void)state;
  static const struct { const char *text, *message; uint32_t line; } table[] = {
    {"nonlocal x\n", "nonlocal declaration not allowed at module level", 1},
    {"def f():\n nonlocal x\n", "no binding for nonlocal 'x' found", 2},
    {"def f(x):\n global x\n", "name 'x' is parameter and global", 2},
    {"def f():\n x = 1\n global x\n", "name 'x' is assigned to before global declaration", 3},
    {"def f(a, a): pass\n", "duplicate argument 'a' in function definition", 1},
    {"class C:\n from os import *\n", "import * only allowed at module level", 2},
    {"[i := 0 for i in x]\n", "assignment expression cannot rebind comprehension iteration variable 'i'", 1},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    Diag diag;
    assert_null(compile_text(table[i].text, &diag));
    assert_string_equal(diag.message, table[i].message);
    assert_int_equal(diag.loc.line, table[i].line);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(closures_make_cells_and_free_variables),
    cmocka_unit_test(class_names_are_not_seen_by_methods),
    cmocka_unit_test(super_makes_the_class_cell),
    cmocka_unit_test(private_names_are_mangled),
    cmocka_unit_test(walrus_in_a_comprehension_binds_outside),
    cmocka_unit_test(code_of_a_finally_body_is_made_twice_alike),
    cmocka_unit_test(wrong_declarations_are_reported),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
