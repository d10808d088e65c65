/* Binding of native calls by text signatures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "../../runtime/core/signature.h"
#include "../../runtime/krait.h"

static Ctx *ctx;

static int start(void **state) {
  static char *argv[] = {"test", NULL};
  ctx = kr_init(1, argv);
  return ctx ? 0 : -1;
}

static void expect_error(const char *text) {
  assert_true(ctx->exc != 0);
  Value message = kr_str(ctx, ctx->exc);
  assert_string_equal(str_utf8(ctx, message, NULL), text);
  kr_unref(ctx, message);
  kr_clear_exc(ctx);
}

static void counts_parameters(void **state) {
  Signature *s = signature_of(ctx, "x, base=10, /, *, key=None");
  assert_non_null(s);
  assert_int_equal(s->n, 3);
  assert_int_equal(s->nposonly, 2);
  assert_int_equal(s->npos, 2);
  assert_int_equal(s->min, 1);
  assert_int_equal(s->varargs, -1);
  assert_true(s->simple);
}

static void finds_collectors(void **state) {
  Signature *s = signature_of(ctx, "*args, sep=' ,', end='\\n', **kw");
  assert_int_equal(s->n, 4);
  assert_int_equal(s->varargs, 0);
  assert_int_equal(s->varkw, 3);
  assert_int_equal(s->npos, 0);
  assert_false(s->simple);
}

static void default_with_comma_is_one_parameter(void **state) {
  Signature *s = signature_of(ctx, "a=(1, 2), b='x,y', c=[3, 4]");
  assert_int_equal(s->n, 3);
}

static void same_text_is_parsed_once(void **state) {
  static const char text[] = "a, b";
  assert_ptr_equal(signature_of(ctx, text), signature_of(ctx, text));
}

static int bind(const char *sig, const Value *args, size_t nargs, Value kwnames, Value *out) {
  Signature *parsed = NULL;
  return kr_bind(ctx, "f", sig, &parsed, args, nargs, kwnames, out);
}

static void missing_values_are_empty(void **state) {
  Value out[3], args[] = {kr_int(1)};
  assert_int_equal(bind("a, b=2, c=3", args, 1, 0, out), 0);
  assert_true(out[0] == kr_int(1) && out[1] == 0 && out[2] == 0);
}

static void keywords_find_their_place(void **state) {
  Value name = str_intern_c(ctx, "c"), names = tuple_pack(ctx, 1, name);
  Value out[3], args[] = {kr_int(1), kr_int(5)};
  assert_int_equal(bind("a, b=2, c=3", args, 1, names, out), 0);
  assert_true(out[0] == kr_int(1) && out[1] == 0 && out[2] == kr_int(5));
  kr_unref(ctx, names);
  kr_unref(ctx, name);
}

static void counts_are_checked(void **state) {
  Value out[3], args[] = {kr_int(1), kr_int(2), kr_int(3), kr_int(4)};
  assert_int_equal(bind("a, b, /", args, 1, 0, out), -1);
  expect_error("f expected 2 arguments, got 1");
  assert_int_equal(bind("a, b=1, /", args, 3, 0, out), -1);
  expect_error("f expected at most 2 arguments, got 3");
  assert_int_equal(bind("a, b=1", args, 0, 0, out), -1);
  expect_error("f() missing required argument 'a' (pos 1)");
  assert_int_equal(bind("a, b=1", args, 3, 0, out), -1);
  expect_error("f() takes at most 2 arguments (3 given)");
}

static void keywords_are_checked(void **state) {
  Value out[3], args[] = {kr_int(1), kr_int(2)}, x = str_intern_c(ctx, "x"), a = str_intern_c(ctx, "a");
  Value only_x = tuple_pack(ctx, 1, x), only_a = tuple_pack(ctx, 1, a);
  assert_int_equal(bind("a, /", args, 1, only_x, out), -1);
  expect_error("f() takes no keyword arguments");
  assert_int_equal(bind("a, b=1, c=2", args, 1, only_x, out), -1);
  expect_error("'x' is an invalid keyword argument for f()");
  assert_int_equal(bind("a, b=1, c=2", args, 1, only_a, out), -1);
  expect_error("argument for f() given by name ('a') and position (1)");
  kr_unref(ctx, only_x);
  kr_unref(ctx, only_a);
  kr_unref(ctx, x);
  kr_unref(ctx, a);
}

static void assert_signature(const char *sig, const char *first, const char *text) {
  Value v = signature_text(ctx, sig, first);
  assert_string_equal(str_utf8(ctx, v, NULL), text);
  kr_unref(ctx, v);
}

static void text_shows_the_parameter_in_front(void **state) {
  assert_signature("x, /", "$self", "($self, x, /)");
  assert_signature("x=1", "$self", "($self, /, x=1)");
  assert_signature("", "$module", "($module, /)");
  assert_signature("a, b", NULL, "(a, b)");
  assert_true(signature_text(ctx, NULL, "$self") == KR_None);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(counts_parameters),
    cmocka_unit_test(finds_collectors),
    cmocka_unit_test(default_with_comma_is_one_parameter),
    cmocka_unit_test(same_text_is_parsed_once),
    cmocka_unit_test(missing_values_are_empty),
    cmocka_unit_test(keywords_find_their_place),
    cmocka_unit_test(counts_are_checked),
    cmocka_unit_test(keywords_are_checked),
    cmocka_unit_test(text_shows_the_parameter_in_front),
  };
  return cmocka_run_group_tests(tests, start, NULL);
}
