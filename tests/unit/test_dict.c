/* dict: look-up, order, holes, moves, versions of the keys, and that nothing stays behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "runtime/core/core.h"

static Ctx *ctx;

static int start(void **state) {
  static char *argv[] = {"test", NULL};
  ctx = kr_init(1, argv);
  return 0;
}

static Value numbers(int n) {
  Value d = dict_new(ctx);
  for (int i = 0; i < n; i++) assert_int_equal(dict_set(ctx, d, kr_int(i), kr_int(i * 10)), 0);
  return d;
}

static int64_t first_key(Value d) {
  size_t pos = 0;
  Value key, value;
  return dict_next(d, &pos, &key, &value) ? kr_int_of(key) : -1;
}

static void finds_what_was_set(void **state) {
  Value d = numbers(10000);
  assert_int_equal(dict_len(d), 10000);
  for (int i = 0; i < 10000; i++) assert_int_equal(dict_get(ctx, d, kr_int(i)), kr_int(i * 10));
  assert_int_equal(dict_get(ctx, d, kr_int(10000)), KR_ABSENT);
  assert_int_equal(dict_set(ctx, d, kr_int(5), KR_None), 0);
  assert_int_equal(dict_get(ctx, d, kr_int(5)), KR_None);
  kr_unref(ctx, d);
}

static void removed_keys_leave_no_trace(void **state) {
  Value d = numbers(100);
  for (int i = 0; i < 100; i += 2) assert_int_equal(dict_del(ctx, d, kr_int(i)), 1);
  assert_int_equal(dict_del(ctx, d, kr_int(2)), 0);
  assert_int_equal(dict_len(d), 50);
  assert_int_equal(first_key(d), 1);
  for (int i = 0; i < 100; i++) assert_int_equal(dict_get(ctx, d, kr_int(i)) == KR_ABSENT, i % 2 == 0);
  kr_unref(ctx, d);
}

static void a_queue_stays_small(void **state) {
  Value d = numbers(4);
  for (int i = 4; i < 100000; i++) {
    assert_int_equal(dict_del(ctx, d, kr_int(first_key(d))), 1);
    assert_int_equal(dict_set(ctx, d, kr_int(i), KR_None), 0);
  }
  assert_int_equal(dict_len(d), 4);
  assert_int_equal(first_key(d), 99996);
  assert_true(dict_of(d)->log2_size < 7);
  kr_unref(ctx, d);
}

static void moves_change_the_order_only(void **state) {
  Value d = numbers(5), key, value;
  assert_int_equal(dict_move(ctx, d, kr_int(1), 1), 1);
  assert_int_equal(dict_move(ctx, d, kr_int(3), 0), 1);
  assert_int_equal(dict_move(ctx, d, kr_int(9), 0), 0);
  static const int order[] = {3, 0, 2, 4, 1};
  size_t pos = 0;
  for (int i = 0; i < 5; i++) {
    assert_int_equal(dict_next(d, &pos, &key, &value), 1);
    assert_int_equal(kr_int_of(key), order[i]);
    assert_int_equal(kr_int_of(value), order[i] * 10);
  }
  for (int i = 0; i < 1000; i++) assert_int_equal(dict_move(ctx, d, kr_int(i % 5), i % 3 == 0), 1);
  assert_int_equal(dict_len(d), 5);
  for (int i = 0; i < 5; i++) assert_int_equal(dict_get(ctx, d, kr_int(i)), kr_int(i * 10));
  kr_unref(ctx, d);
}

static void version_changes_with_the_keys_alone(void **state) {
  Value d = dict_new(ctx), name = str_intern_c(ctx, "some_name"), other = str_intern_c(ctx, "other_name");
  dict_set(ctx, d, name, kr_int(1));
  uint32_t version = dict_of(d)->keys_version;
  int64_t i = dict_index_str(d, name);
  assert_true(version != 0 && i >= 0);
  dict_set(ctx, d, name, kr_int(2));
  assert_int_equal(dict_of(d)->keys_version, version);
  assert_int_equal(dict_of(d)->entries[i].value, kr_int(2));
  dict_set(ctx, d, other, kr_int(3));
  assert_int_not_equal(dict_of(d)->keys_version, version);
  assert_int_equal(dict_index_str(d, N(__init__)), -1);
  version = dict_of(d)->keys_version;
  dict_del(ctx, d, other);
  assert_int_not_equal(dict_of(d)->keys_version, version);
  kr_unref(ctx, d);
  kr_unref(ctx, name);
  kr_unref(ctx, other);
}

static void keys_and_values_are_released(void **state) {
  Value key = str_from(ctx, "a key of its own"), value = list_new(ctx, 0), d = dict_new(ctx);
  dict_set(ctx, d, key, value);
  Value copy = dict_copy(ctx, d);
  assert_int_equal(kr_obj(value)->refs, 3);
  dict_set(ctx, d, key, KR_None);
  assert_int_equal(kr_obj(value)->refs, 2);
  kr_unref(ctx, copy);
  assert_int_equal(kr_obj(value)->refs, 1);
  Value k, v;
  assert_int_equal(dict_popitem(ctx, d, 1, &k, &v), 1);
  assert_int_equal(v, KR_None);
  kr_unref(ctx, k);
  assert_int_equal(kr_obj(key)->refs, 1);
  kr_unref(ctx, d);
  kr_unref(ctx, key);
  kr_unref(ctx, value);
}

static void unhashable_keys_raise(void **state) {
  Value d = dict_new(ctx), key = list_new(ctx, 0);
  assert_int_equal(dict_set(ctx, d, key, KR_None), -1);
  assert_true(kr_catch(ctx, &kr_type_TypeError));
  assert_int_equal(dict_get(ctx, d, key), 0);
  assert_true(kr_catch(ctx, &kr_type_TypeError));
  kr_unref(ctx, key);
  kr_unref(ctx, d);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(finds_what_was_set), cmocka_unit_test(removed_keys_leave_no_trace),
    cmocka_unit_test(a_queue_stays_small), cmocka_unit_test(moves_change_the_order_only),
    cmocka_unit_test(version_changes_with_the_keys_alone), cmocka_unit_test(keys_and_values_are_released),
    cmocka_unit_test(unhashable_keys_raise),
  };
  return cmocka_run_group_tests(tests, start, NULL);
}
