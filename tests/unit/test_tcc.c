/* libtcc in the process: what compiles runs; what does not is an error, for good. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "backend/backend.h"

static BuildPaths paths;

static void *compile(const char *text) { return tcc_compile_memory(text, &paths, NULL, 0, "answer"); }

static void right_text_runs(void **state) {
  int (*answer)(void) = (int (*)(void))compile("int answer(void) { return 42; }");
  assert_non_null(answer);
  assert_int_equal(answer(), 42);
}

/* Whatever an error left behind in the library is not built upon. */
static void nothing_compiles_after_an_error(void **state) {
  assert_null(compile("int other(void) { return 1; }\n#include \"runtime/krait.h\"\nint answer(void) { if (1) { goto nowhere; } }"));
  assert_null(compile("int answer(void) { return 42; }"));
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(right_text_runs), cmocka_unit_test(nothing_compiles_after_an_error)};
  if (build_paths(&paths) < 0) return 1;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
