/* Shapes, inline caches and type look-up below the level that Python programs see. */
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

static Value name(const char *text) { return str_intern_c(ctx, text); }

static Type *make_class(const char *text, Type *base) {
  Value ns = dict_new(ctx), bases = tuple_pack(ctx, 1, kr_val(base));
  Value t = type_new_heap(ctx, &kr_type_type, name(text), bases, ns, NULL, 0);
  assert_true(t != 0);
  kr_unref(ctx, ns);
  kr_unref(ctx, bases);
  return kr_as_type(t);
}

static void instances_with_the_same_attributes_share_a_shape(void **state) {
  Type *t = make_class("C", &kr_type_object);
  Value a = kr_call0(ctx, kr_val(t)), b = kr_call0(ctx, kr_val(t));
  kr_setattr(ctx, a, name("x"), kr_int(1));
  assert_int_not_equal(kr_obj_shape(kr_obj(a)), kr_obj_shape(kr_obj(b)));
  kr_setattr(ctx, b, name("x"), kr_int(2));
  assert_int_equal(kr_obj_shape(kr_obj(a)), kr_obj_shape(kr_obj(b)));
  assert_true(kr_getattr(ctx, b, name("x")) == kr_int(2));
  kr_unref(ctx, a);
  kr_unref(ctx, b);
  kr_unref(ctx, kr_val(t));
}

static void a_class_learns_how_much_room_instances_need(void **state) {
  Type *t = make_class("C", &kr_type_object);
  char text[] = "a0";
  for (int round = 0; round < 4; round++) {
    Value o = kr_call0(ctx, kr_val(t));
    for (int i = 0; i < 9; i++) {
      text[1] = (char)('0' + i);
      kr_setattr(ctx, o, name(text), kr_int(i));
    }
    for (int i = 0; i < 9; i++) {
      text[1] = (char)('0' + i);
      assert_true(kr_getattr(ctx, o, name(text)) == kr_int(i));
    }
    kr_unref(ctx, o);
  }
  assert_true(t->shape->cap >= 9);
  kr_unref(ctx, kr_val(t));
}

static void caches_hit_and_notice_changes(void **state) {
  Type *t = make_class("C", &kr_type_object);
  Value o = kr_call0(ctx, kr_val(t)), x = name("x");
  AttrCache load = {0}, store = {0};
  assert_int_equal(kr_setattr_cached(ctx, o, x, kr_int(1), &store), 0);
  assert_int_equal(kr_setattr_cached(ctx, o, x, kr_int(2), &store), 0);
  assert_int_equal(store.shape, kr_obj_shape(kr_obj(o)));
  assert_true(kr_getattr_cached(ctx, o, x, &load) == kr_int(2));
  assert_int_equal(load.shape, kr_obj_shape(kr_obj(o)));
  assert_true(*(Value *)((char *)kr_obj(o) + load.slot) == kr_int(2));
  /* A data descriptor in the class: the shape gets another id, so that the cache misses. */
  Value args[1] = {KR_None};
  Value property = kr_call(ctx, kr_val(&kr_type_property), args, 1, 0);
  assert_int_equal(kr_setattr(ctx, kr_val(t), x, property), 0);
  assert_int_not_equal(load.shape, kr_obj_shape(kr_obj(o)));
  assert_true(kr_getattr_cached(ctx, o, x, &load) == 0);
  assert_true(kr_catch(ctx, &kr_type_AttributeError));
  kr_unref(ctx, property);
  kr_unref(ctx, o);
  kr_unref(ctx, kr_val(t));
}

static void plain_class_data_does_not_disturb_method_caches(void **state) {
  Type *t = make_class("C", &kr_type_object);
  uint32_t epoch = kr_runtime.type_epoch;
  for (int i = 0; i < 10; i++) {
    kr_setattr(ctx, kr_val(t), name("counter"), kr_int(i));
    assert_true(type_lookup(t, name("counter")) == kr_int(i));
  }
  assert_int_equal(kr_runtime.type_epoch, epoch);
  Value method = type_lookup(&kr_type_list, name("append"));
  kr_setattr(ctx, kr_val(t), name("m"), method);
  kr_setattr(ctx, kr_val(t), name("m"), kr_int(1));
  assert_int_not_equal(kr_runtime.type_epoch, epoch);
  kr_unref(ctx, kr_val(t));
}

static void subclasses_see_changes_of_their_bases(void **state) {
  Type *a = make_class("A", &kr_type_object), *b = make_class("B", a);
  assert_true(type_lookup(b, name("v")) == KR_ABSENT);
  kr_setattr(ctx, kr_val(a), name("v"), kr_int(1));
  assert_true(type_lookup(b, name("v")) == kr_int(1));
  kr_setattr(ctx, kr_val(a), name("v"), 0);
  assert_true(type_lookup(b, name("v")) == KR_ABSENT);
  kr_unref(ctx, kr_val(b));
  kr_unref(ctx, kr_val(a));
}

static void classes_are_collected(void **state) {
  gc_collect(ctx, 2);
  Type *a = make_class("A", &kr_type_object);
  kr_unref(ctx, kr_val(a));
  assert_true(gc_collect(ctx, 2) > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(instances_with_the_same_attributes_share_a_shape),
    cmocka_unit_test(a_class_learns_how_much_room_instances_need),
    cmocka_unit_test(caches_hit_and_notice_changes),
    cmocka_unit_test(plain_class_data_does_not_disturb_method_caches),
    cmocka_unit_test(subclasses_see_changes_of_their_bases),
    cmocka_unit_test(classes_are_collected),
  };
  return cmocka_run_group_tests(tests, start, NULL);
}
