/* Floats: which words hold them, digits that read back, parsing, rounding, formatting. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>
#include "runtime/api.h"
#include "runtime/objects/float_internal.h"

static Ctx *ctx;

static int start(void **state) {
  static char *argv[] = {"test", NULL};
  ctx = kr_init(1, argv);
  return 0;
}

static void words_and_boxes_hold_every_double(void **state) {
  static const double samples[] = {0.0, -0.0, 1.0, -1.5, 0x1p-255, 0x1p257, -0x1p256, 0x1p-767, 0x1p-768, 5e-324, 1e300,
                                   HUGE_VAL, -HUGE_VAL};
  for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
    Value v = kr_float(ctx, samples[i]);
    double d = float_of(v);
    assert_true(kr_type_is(v, &kr_type_float));
    assert_memory_equal(&d, &samples[i], sizeof d);
    kr_unref(ctx, v);
  }
  assert_true(kr_is_flo(kr_float(ctx, 0.5)) && kr_is_ptr(kr_float(ctx, HUGE_VAL)));
}

static void expect_repr(double d, const char *text) {
  Value s = float_repr(ctx, d);
  assert_string_equal(str_utf8(ctx, s, NULL), text);
  kr_unref(ctx, s);
}

static void repr_is_the_shortest(void **state) {
  expect_repr(0.1, "0.1");
  expect_repr(0.1 + 0.2, "0.30000000000000004");
  expect_repr(5e-324, "5e-324");
  expect_repr(0x1p-44, "5.684341886080802e-14");
  expect_repr(1e22, "1e+22");
  expect_repr(9007199254740993.0, "9007199254740992.0");
  expect_repr(1.7976931348623157e308, "1.7976931348623157e+308");
  expect_repr(-0.0, "-0.0");
  expect_repr(1e16, "1e+16");
  expect_repr(123456.0, "123456.0");
}

static void digits_read_back(void **state) {
  uint64_t bits = 1;
  for (int i = 0; i < 100000; i++) {
    bits = bits * 6364136223846793005ull + 1442695040888963407ull;
    double d;
    memcpy(&d, &bits, sizeof d);
    if (!isfinite(d)) continue;
    char *text = float_format(d, 'r', 0, 0), *end;
    assert_true(float_parse(text, &end) == d && !*end);
    free(text);
  }
}

static void expect_format(double d, char code, int precision, int flags, const char *text) {
  char *s = float_format(d, code, precision, flags);
  assert_string_equal(s, text);
  free(s);
}

static void formats(void **state) {
  expect_format(1234.5, 'f', 2, 0, "1234.50");
  expect_format(1234.5, 'e', 2, 1, "+1.23e+03");
  expect_format(0.0001, 'g', 6, 0, "0.0001");
  expect_format(0.00001, 'g', 6, 0, "1e-05");
  expect_format(100000.0, 'g', 6, 4, "100000.");
  expect_format(123456789.0, 'G', 3, 0, "1.23E+08");
  expect_format(2.5, 'f', 0, 0, "2");
  expect_format(3.5, 'f', 0, 0, "4");
  expect_format(NAN, 'F', 0, 1, "+NAN");
  expect_format(1e100, 'f', 0, 0, "10000000000000000159028911097599180468360808563945281389781327557747838772170381060813469985856815104");
}

static void parsing_stops_at_the_number(void **state) {
  static const struct { const char *text; double d; int used; } rows[] = {
    {"1.5e3x", 1500, 5}, {".5", 0.5, 2}, {"inf", HUGE_VAL, 3}, {"-Infinity!", -HUGE_VAL, 9}, {"0x10", 0, 1},
    {"x", 0, 0}, {"1e400", HUGE_VAL, 5}, {"", 0, 0}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char *end;
    assert_true(float_parse(rows[i].text, &end) == rows[i].d);
    assert_int_equal(end - rows[i].text, rows[i].used);
  }
}

static void rounding_is_exact(void **state) {
  assert_true(float_round(2.675, 2) == 2.67);
  assert_true(float_round(0.125, 2) == 0.12);
  assert_true(float_round(1250, -2) == 1200);
  assert_true(float_round(1350, -2) == 1400);
  assert_true(float_round(5e22, -23) == 0);
  assert_true(float_round(6e22, -23) == 1e23);
  assert_true(float_round(1.5, 400) == 1.5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(words_and_boxes_hold_every_double), cmocka_unit_test(repr_is_the_shortest),
    cmocka_unit_test(digits_read_back), cmocka_unit_test(formats), cmocka_unit_test(parsing_stops_at_the_number),
    cmocka_unit_test(rounding_is_exact)};
  return cmocka_run_group_tests(tests, start, NULL);
}
