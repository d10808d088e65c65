/* list and tuple: growing, splicing, sorting, and whose references are whose. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "runtime/core/core.h"
#include "runtime/objects/list.h"

static Ctx *ctx;

static int start(void **state) {
  static char *argv[] = {"test", NULL};
  ctx = kr_init(1, argv);
  return 0;
}

static Value numbers(int n) {
  Value list = list_new(ctx, 0);
  for (int i = 0; i < n; i++) assert_int_equal(list_append(ctx, list, kr_int(i)), 0);
  return list;
}

static void grows_and_keeps_its_items(void **state) {
  Value list = numbers(10000);
  assert_int_equal(list_of(list)->len, 10000);
  assert_true(list_of(list)->cap < 12000);
  for (int i = 0; i < 10000; i++) assert_int_equal(list_of(list)->items[i], kr_int(i));
  kr_unref(ctx, list);
}

static void splice_replaces_any_part(void **state) {
  Value list = numbers(6), more = numbers(3);
  assert_int_equal(list_set_slice(ctx, list, 1, 3, more), 0);
  static const int after[] = {0, 0, 1, 2, 3, 4, 5};
  assert_int_equal(list_of(list)->len, 7);
  for (int i = 0; i < 7; i++) assert_int_equal(list_of(list)->items[i], kr_int(after[i]));
  assert_int_equal(list_set_slice(ctx, list, 2, 100, 0), 0);
  assert_int_equal(list_of(list)->len, 2);
  assert_int_equal(list_insert(ctx, list, -1, KR_None), 0);
  assert_int_equal(list_of(list)->items[1], KR_None);
  kr_unref(ctx, list);
  kr_unref(ctx, more);
}

static void references_are_taken_or_stolen(void **state) {
  Value item = list_new(ctx, 0);
  Value taken = list_from(ctx, &item, 1);
  assert_int_equal(kr_obj(item)->refs, 2);
  Value stolen = tuple_steal(ctx, &item, 1);
  assert_int_equal(kr_obj(item)->refs, 2);
  Value packed = tuple_pack(ctx, 2, item, item);
  assert_int_equal(kr_obj(item)->refs, 4);
  kr_unref(ctx, packed);
  kr_unref(ctx, stolen);
  assert_int_equal(kr_obj(item)->refs, 1);
  kr_unref(ctx, taken);
}

static void sort_is_stable_and_complete(void **state) {
  uint64_t seed = 1;
  for (int n = 0; n < 600; n += 37) {
    Value list = list_new(ctx, 0);
    for (int i = 0; i < n; i++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      list_append(ctx, list, kr_int((int64_t)(seed >> 56)));
    }
    assert_int_equal(list_sort(ctx, list, 0, n % 2), 0);
    assert_int_equal(list_of(list)->len, n);
    for (int i = 1; i < n; i++) {
      int64_t a = kr_int_of(list_of(list)->items[i - 1]), b = kr_int_of(list_of(list)->items[i]);
      assert_true(n % 2 ? a >= b : a <= b);
    }
    kr_unref(ctx, list);
  }
}

static void a_failed_sort_loses_nothing(void **state) {
  Value list = numbers(200), text = str_from(ctx, "text");
  list_reverse(ctx, list);
  list_insert(ctx, list, 150, text);
  assert_int_equal(list_sort(ctx, list, 0, 0), -1);
  assert_true(kr_catch(ctx, &kr_type_TypeError));
  assert_int_equal(list_of(list)->len, 201);
  int64_t sum = 0;
  for (int i = 0; i < 201; i++) sum += kr_is_int(list_of(list)->items[i]) ? kr_int_of(list_of(list)->items[i]) : 0;
  assert_int_equal(sum, 199 * 100);
  kr_unref(ctx, list);
  assert_int_equal(kr_obj(text)->refs, 1);
  kr_unref(ctx, text);
}

static void slices_resolve_as_documented(void **state) {
  static const struct { Value start, stop, step; int64_t len, from, to, by, n; } cases[] = {
    {KR_None, KR_None, KR_None, 5, 0, 5, 1, 5},
    {KR_None, KR_None, (Value)-1 << 2 | 1, 5, 4, -1, -1, 5},
    {(Value)-2 << 2 | 1, KR_None, KR_None, 5, 3, 5, 1, 2},
    {1 << 2 | 1, 100 << 2 | 1, 2 << 2 | 1, 6, 1, 6, 2, 3},
    {4 << 2 | 1, 1 << 2 | 1, KR_None, 6, 4, 1, 1, 0},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    int64_t from, to, by, n;
    Value slice = slice_new(ctx, cases[i].start, cases[i].stop, cases[i].step);
    assert_int_equal(slice_indices(ctx, slice, cases[i].len, &from, &to, &by, &n), 0);
    assert_int_equal(from, cases[i].from);
    assert_int_equal(to, cases[i].to);
    assert_int_equal(by, cases[i].by);
    assert_int_equal(n, cases[i].n);
    kr_unref(ctx, slice);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(grows_and_keeps_its_items), cmocka_unit_test(splice_replaces_any_part),
    cmocka_unit_test(references_are_taken_or_stolen), cmocka_unit_test(sort_is_stable_and_complete),
    cmocka_unit_test(a_failed_sort_loses_nothing), cmocka_unit_test(slices_resolve_as_documented),
  };
  return cmocka_run_group_tests(tests, start, NULL);
}
