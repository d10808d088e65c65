/* Ints: the border between words and limbs, arithmetic against known values, text, bytes, hashes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "runtime/api.h"

static Ctx *ctx;

static int start(void **state) {
  static char *argv[] = {"test", NULL};
  ctx = kr_init(1, argv);
  return 0;
}

static Value number(const char *text) {
  Value v = int_from_text(ctx, text, strlen(text), 0);
  assert_true(v != 0);
  return v;
}

/* v in base 10 is text; drops v. */
static void expect(Value v, const char *text) {
  assert_true(v != 0);
  Value s = int_to_str(ctx, v, 10);
  assert_string_equal(str_utf8(ctx, s, NULL), text);
  kr_unref(ctx, s);
  kr_unref(ctx, v);
}

static void expect_op(const char *a, int op, const char *b, const char *result) {
  Value x = number(a), y = number(b);
  expect(int_binary(ctx, x, y, op), result);
  kr_unref(ctx, x);
  kr_unref(ctx, y);
}

static void expect_raised(Value v, Type *type) {
  assert_true(v == 0);
  assert_true(kr_catch(ctx, type));
}

static void words_hold_62_bits(void **state) {
  assert_true(kr_is_int(int_from_i64(ctx, KR_INT_MAX)));
  assert_true(kr_is_int(int_from_i64(ctx, KR_INT_MIN)));
  Value above = int_from_i64(ctx, KR_INT_MAX + 1), below = int_from_i64(ctx, KR_INT_MIN - 1);
  assert_true(kr_is_ptr(above) && kr_is_ptr(below));
  expect(int_binary(ctx, above, kr_int(1), BIN_sub), "2305843009213693951");
  Value back = int_binary(ctx, below, kr_int(1), BIN_add);
  assert_true(kr_is_int(back));
  kr_unref(ctx, above);
  kr_unref(ctx, below);
}

static void arithmetic_crosses_the_border(void **state) {
  expect_op("2305843009213693951", BIN_add, "1", "2305843009213693952");
  expect_op("-2305843009213693952", BIN_sub, "1", "-2305843009213693953");
  expect_op("4611686018427387904", BIN_mul, "-4611686018427387904", "-21267647932558653966460912964485513216");
  expect_op("340282366920938463463374607431768211456", BIN_sub, "340282366920938463463374607431768211455", "1");
}

static void division_rounds_down(void **state) {
  static const char *const rows[][4] = {
    {"7", "2", "3", "1"}, {"-7", "2", "-4", "1"}, {"7", "-2", "-4", "-1"}, {"-7", "-2", "3", "-1"},
    {"100000000000000000000000", "-7", "-14285714285714285714286", "-2"},
    {"-100000000000000000000000", "30000000000000000000", "-3334", "20000000000000000000"},
    {"-5", "100000000000000000000000", "-1", "99999999999999999999995"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    expect_op(rows[i][0], BIN_floordiv, rows[i][1], rows[i][2]);
    expect_op(rows[i][0], BIN_mod, rows[i][1], rows[i][3]);
  }
  expect_raised(int_binary(ctx, kr_int(1), kr_int(0), BIN_floordiv), &kr_type_ZeroDivisionError);
}

static void bitwise_sees_two_complement(void **state) {
  expect_op("-1", BIN_and, "0xffffffffffffffffffffffff", "79228162514264337593543950335");
  expect_op("-0x10000000000000000", BIN_or, "1", "-18446744073709551615");
  expect_op("-0x10000000000000000", BIN_xor, "-1", "18446744073709551615");
  expect_op("-5", BIN_rshift, "1", "-3");
  expect_op("-0x100000000000000000000", BIN_rshift, "79", "-2");
  expect_op("-0x100000000000000000001", BIN_rshift, "80", "-2");
  expect_op("3", BIN_lshift, "100", "3802951800684688204490109616128");
}

static void powers(void **state) {
  expect_op("3", BIN_pow, "50", "717897987691852588770249");
  expect_op("-2", BIN_pow, "63", "-9223372036854775808");
  Value base = number("123456789012345678901234567890");
  expect(kr_pow3(ctx, base, base, kr_int(1000007)), "77284");
  expect(kr_pow3(ctx, kr_int(3), kr_int(-1), kr_int(7)), "5");
  expect_raised(kr_pow3(ctx, kr_int(2), kr_int(-1), kr_int(4)), &kr_type_ValueError);
  kr_unref(ctx, base);
}

static void text_in_bases(void **state) {
  expect(int_from_text(ctx, " -0x_ff ", 8, 0), "-255");
  expect(int_from_text(ctx, "zz", 2, 36), "1295");
  expect(int_from_text(ctx, "1_000", 5, 10), "1000");
  static const char *const bad[] = {"", "-", "1__0", "_1", "1_", "0x", "12a", "010"};
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    expect_raised(int_from_text(ctx, bad[i], strlen(bad[i]), 0), &kr_type_ValueError);
}

static void bytes_both_ways(void **state) {
  static const char *const numbers[] = {"0", "1", "-1", "127", "-128", "255", "-32768", "18446744073709551616",
                                        "-18446744073709551616", "-99999999999999999999999999"};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    for (int little = 0; little < 2; little++) {
      uint8_t bytes[20];
      Value v = number(numbers[i]);
      assert_int_equal(int_to_bytes(ctx, v, bytes, sizeof bytes, little, 1), 0);
      expect(int_from_bytes(ctx, bytes, sizeof bytes, little, 1), numbers[i]);
      kr_unref(ctx, v);
    }
  uint8_t one;
  assert_int_equal(int_to_bytes(ctx, kr_int(128), &one, 1, 0, 1), -1);
  kr_clear_exc(ctx);
}

static void hashes_agree_with_floats(void **state) {
  static const struct { const char *text; int64_t hash; } rows[] = {
    {"0", 0}, {"-1", -2}, {"2305843009213693951", 0}, {"2305843009213693952", 1}, {"-2305843009213693952", -2},
    {"1000000000000000000000000", 2003764205207330320}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    Value v = number(rows[i].text);
    double d;
    assert_int_equal(kr_hash(ctx, v), rows[i].hash);
    assert_int_equal(int_to_double(ctx, v, &d), 0);
    Value back = int_from_double(ctx, d);
    if (int_equal(v, back)) assert_int_equal(float_hash(d), rows[i].hash);
    kr_unref(ctx, back);
    kr_unref(ctx, v);
  }
}

static void doubles_round_half_even(void **state) {
  static const struct { const char *text; double d; } rows[] = {
    {"9007199254740993", 9007199254740992.0}, {"9007199254740995", 9007199254740996.0},
    {"36893488147419107328", 36893488147419103232.0}, {"-36893488147419107329", -36893488147419111424.0}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    double d;
    Value v = number(rows[i].text);
    assert_int_equal(int_to_double(ctx, v, &d), 0);
    assert_true(d == rows[i].d);
    kr_unref(ctx, v);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(words_hold_62_bits), cmocka_unit_test(arithmetic_crosses_the_border),
    cmocka_unit_test(division_rounds_down), cmocka_unit_test(bitwise_sees_two_complement), cmocka_unit_test(powers),
    cmocka_unit_test(text_in_bases), cmocka_unit_test(bytes_both_ways), cmocka_unit_test(hashes_agree_with_floats),
    cmocka_unit_test(doubles_round_half_even)};
  return cmocka_run_group_tests(tests, start, NULL);
}
