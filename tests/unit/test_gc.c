/* The collector: cycles, what is held from outside, generations, deep structures, weak references. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include "runtime/core/gc.h"
#include "runtime/core/weakref.h"

static Ctx *ctx;

static int start(void **state) {
  static char *argv[] = {"test", NULL};
  ctx = kr_init(1, argv);
  gc_collect(ctx, 2);
  return 0;
}

static size_t live(uint32_t shape) {
  size_t counts[SHAPE_FIXED_COUNT] = {0};
  alloc_count_shapes(counts, SHAPE_FIXED_COUNT);
  return counts[shape];
}

/* Two cells that refer to each other; the first is returned. */
static Value cycle(void) {
  Value a = cell_new(ctx, 0), b = cell_new(ctx, a);
  ((Cell *)kr_obj(a))->value = b;
  return a;
}

static void cycles_are_collected_and_counted(void **state) {
  size_t before = live(SHAPE_cell);
  for (int i = 0; i < 1000; i++) kr_unref(ctx, cycle());
  assert_int_equal(live(SHAPE_cell), before + 2000);
  assert_int_equal(gc_collect(ctx, 0), 2000);
  assert_int_equal(live(SHAPE_cell), before);
}

static void what_is_held_survives_with_true_counts(void **state) {
  Value a = cycle(), b = ((Cell *)kr_obj(a))->value;
  assert_int_equal(gc_collect(ctx, 0), 0);
  assert_int_equal(gc_gen(kr_obj(a)), GEN_OLD);
  assert_int_equal(kr_obj(a)->refs, 2);
  assert_int_equal(kr_obj(b)->refs, 1);
  assert_int_equal(gc_collect(ctx, 2), 0);
  kr_unref(ctx, a);
  assert_int_equal(gc_collect(ctx, 0), 0); /* old ones are left to a full collection */
  assert_int_equal(gc_collect(ctx, 2), 2);
}

static void order_in_memory_does_not_matter(void **state) {
  /* A chain whose only outside reference is to its end, in both directions of allocation. */
  for (int down = 0; down < 2; down++) {
    Value cells[100];
    for (int i = 0; i < 100; i++) cells[i] = cell_new(ctx, 0);
    for (int i = 0; i < 99; i++)
      ((Cell *)kr_obj(cells[down ? i + 1 : i]))->value = kr_ref(cells[down ? i : i + 1]);
    ((Cell *)kr_obj(cells[down ? 0 : 99]))->value = kr_ref(cells[down ? 99 : 0]);
    for (int i = 0; i < 100; i++)
      if (i != 50) kr_unref(ctx, cells[i]);
    assert_int_equal(gc_collect(ctx, 0), 0);
    kr_unref(ctx, cells[50]);
    assert_int_equal(gc_collect(ctx, 2), 100);
  }
}

static void garbage_that_refers_to_live_objects_gives_counts_back(void **state) {
  Value keep = list_new(ctx, 0), a = cycle(), pair = tuple_pack(ctx, 2, keep, a);
  Value b = ((Cell *)kr_obj(a))->value;
  kr_unref(ctx, ((Cell *)kr_obj(b))->value);
  ((Cell *)kr_obj(b))->value = pair; /* a -> b -> pair -> a, keep */
  kr_unref(ctx, a);
  assert_int_equal(kr_obj(keep)->refs, 2);
  assert_int_equal(gc_collect(ctx, 2), 0 + 3);
  assert_int_equal(kr_obj(keep)->refs, 1);
  kr_unref(ctx, keep);
}

static void weak_references_to_garbage_die_first(void **state) {
  Value s = set_new(ctx), list = list_new(ctx, 0);
  Value ref = weakref_new(ctx, &kr_type_weakref, s, 0);
  assert_true(ref != 0);
  assert_true(weakref_target(ref) == s);
  list_append(ctx, list, s);
  kr_unref(ctx, s);
  assert_true(weakref_target(ref) == s);
  list_append(ctx, list, list);
  kr_unref(ctx, list);
  assert_int_equal(gc_collect(ctx, 2), 2);
  assert_true(weakref_target(ref) == 0);
  kr_unref(ctx, ref);
}

static void a_deep_cycle_needs_no_deep_stack(void **state) {
  Value first = list_new(ctx, 1), v = kr_ref(first);
  for (int i = 0; i < 1000000; i++) v = list_steal(ctx, &v, 1);
  list_append(ctx, first, v);
  kr_unref(ctx, v);
  kr_unref(ctx, first);
  assert_int_equal(gc_collect(ctx, 2), 1000001);
}

static void frozen_objects_are_left_alone(void **state) {
  Value a = cycle();
  gc_set_gen(kr_obj(a), GEN_FROZEN);
  gc_set_gen(kr_obj(((Cell *)kr_obj(a))->value), GEN_FROZEN);
  Value b = ((Cell *)kr_obj(a))->value;
  kr_unref(ctx, a);
  assert_int_equal(gc_collect(ctx, 2), 0);
  gc_set_gen(kr_obj(a), GEN_OLD);
  gc_set_gen(kr_obj(b), GEN_OLD);
  assert_int_equal(gc_collect(ctx, 2), 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(cycles_are_collected_and_counted),
    cmocka_unit_test(what_is_held_survives_with_true_counts),
    cmocka_unit_test(order_in_memory_does_not_matter),
    cmocka_unit_test(garbage_that_refers_to_live_objects_gives_counts_back),
    cmocka_unit_test(weak_references_to_garbage_die_first),
    cmocka_unit_test(a_deep_cycle_needs_no_deep_stack),
    cmocka_unit_test(frozen_objects_are_left_alone),
  };
  return cmocka_run_group_tests(tests, start, NULL);
}
