/* The allocator: size classes, zeroing, reuse, the young log, large objects, the heap walk. */
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

static void drop(Object *o) {
  o->meta &= ~META_GEN_MASK;
  alloc_free_object(ctx, o);
}

static void cells_are_zero_and_hold_their_size(void **state) {
  for (size_t size = 8; size <= 2000; size += 8) {
    unsigned char *p = kr_alloc(ctx, SHAPE_cell, size);
    assert_true(alloc_cell_size((Object *)p) >= size);
    for (size_t i = 8; i < size; i++) assert_int_equal(p[i], 0);
    memset(p + 8, 0xff, size - 8);
    alloc_free_object(ctx, (Object *)p);
    p = kr_alloc(ctx, SHAPE_cell, size);
    for (size_t i = 8; i < size; i++) assert_int_equal(p[i], 0);
    alloc_free_object(ctx, (Object *)p);
  }
}

#ifndef KRAIT_POISON
static void a_freed_cell_is_used_again(void **state) {
  Object *a = kr_alloc(ctx, SHAPE_cell, 40);
  alloc_free_object(ctx, a);
  assert_ptr_equal(kr_alloc(ctx, SHAPE_cell, 40), a);
  alloc_free_object(ctx, a);
}

static void a_reused_cell_is_logged_once(void **state) {
  Object **before = ctx->young;
  for (int i = 0; i < 100; i++) drop(kr_alloc_gc(ctx, SHAPE_cell, 48));
  assert_true(ctx->young - before <= 1);
}
#endif

static void count(Object *o, void *arg) { ++*(int *)arg; }

static void the_walk_meets_every_container(void **state) {
  int before = 0, after = 0;
  Object *held[300];
  alloc_walk(count, &before);
  for (int i = 0; i < 300; i++) held[i] = kr_alloc_gc(ctx, SHAPE_cell, i % 2 ? 16 : 1000);
  alloc_walk(count, &after);
  assert_int_equal(after - before, 300);
  for (int i = 0; i < 300; i++) drop(held[i]);
  alloc_walk(count, &(int){0});
}

static void buffers_keep_their_bytes_when_they_grow(void **state) {
  size_t size = 3;
  unsigned char *p = kr_mem_alloc(ctx, size);
  memcpy(p, "abc", 3);
  for (size_t next = 10; next < 100000; next *= 3) {
    p = kr_mem_realloc(ctx, p, size, next);
    size = next;
    assert_memory_equal(p, "abc", 3);
  }
  p = kr_mem_realloc(ctx, p, size, 3);
  assert_memory_equal(p, "abc", 3);
  kr_mem_free(ctx, p, 3);
}

static void an_impossible_size_raises_memory_error(void **state) {
  assert_null(kr_alloc(ctx, SHAPE_cell, (size_t)1 << 60));
  assert_true(kr_catch(ctx, &kr_type_MemoryError));
  assert_null(kr_mem_alloc(ctx, SIZE_MAX / 2 + 5));
  assert_true(kr_catch(ctx, &kr_type_MemoryError));
}

static void a_list_nested_ten_million_deep_is_freed(void **state) {
  Value v = KR_None;
  for (int i = 0; i < 10000000; i++) {
    Value list = list_steal(ctx, &v, 1);
    v = list;
  }
  kr_unref(ctx, v);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(cells_are_zero_and_hold_their_size),
#ifndef KRAIT_POISON /* where every cell comes from malloc */
    cmocka_unit_test(a_freed_cell_is_used_again),
    cmocka_unit_test(a_reused_cell_is_logged_once),
#endif
    cmocka_unit_test(the_walk_meets_every_container),
    cmocka_unit_test(buffers_keep_their_bytes_when_they_grow),
    cmocka_unit_test(an_impossible_size_raises_memory_error),
    cmocka_unit_test(a_list_nested_ten_million_deep_is_freed),
  };
  return cmocka_run_group_tests(tests, start, NULL);
}
