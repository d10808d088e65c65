/* str: kinds, hashing, interning, the UTF-8 side table, appending in place, searching, the writer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>
#include "runtime/core/core.h"
#include "runtime/objects/str_impl.h"

static Ctx *ctx;

static int start(void **state) {
  static char *argv[] = {"test", NULL};
  ctx = kr_init(1, argv);
  return 0;
}

static Value text(const char *utf8) { return str_from_utf8(ctx, utf8, strlen(utf8)); }

static void kind_is_the_smallest_that_fits(void **state) {
  static const struct { const char *utf8; int len, kind, ascii; } rows[] = {
    {"", 0, 1, 1}, {"abc", 3, 1, 1}, {"\xc3\xa9", 1, 1, 0}, {"a\xe4\xb8\xad", 2, 2, 0}, {"\xf0\x9f\x98\x80x", 2, 4, 0}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    Value s = text(rows[i].utf8);
    assert_int_equal(str_of(s)->len, rows[i].len);
    assert_int_equal(str_of(s)->kind, rows[i].kind);
    assert_int_equal(str_of(s)->ascii, rows[i].ascii);
    size_t n;
    assert_string_equal(str_utf8(ctx, s, &n), rows[i].utf8);
    assert_int_equal(n, strlen(rows[i].utf8));
    kr_unref(ctx, s);
  }
}

static void slices_narrow_again(void **state) {
  Value s = text("ab\xf0\x9f\x98\x80\xe4\xb8\xad"), head = str_slice(ctx, s, 0, 2), tail = str_slice(ctx, s, 3, 4);
  assert_int_equal(str_of(head)->kind, 1);
  assert_int_equal(str_of(tail)->kind, 2);
  assert_true(str_equal_ascii(head, "ab"));
  kr_unref(ctx, s);
  kr_unref(ctx, head);
  kr_unref(ctx, tail);
}

static void equal_texts_hash_equally(void **state) {
  Value a = text("hello"), b = text("hel"), c = text("lo"), d = str_concat(ctx, b, c);
  assert_true(str_equal(a, d));
  assert_int_equal(str_hash(a), str_hash(d));
  assert_true(str_compare(a, b) > 0 && str_compare(b, a) < 0 && str_compare(a, d) == 0);
  kr_unref(ctx, a);
  kr_unref(ctx, b);
  kr_unref(ctx, c);
  kr_unref(ctx, d);
}

static void interning_gives_one_object_and_forgets_the_dead(void **state) {
  Value all[500];
  char name[32];
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 500; i++) {
      snprintf(name, sizeof name, "interned name %d", i);
      all[i] = str_intern(ctx, text(name));
      Value again = str_intern_c(ctx, name);
      assert_int_equal(again, all[i]);
      kr_unref(ctx, again);
    }
    for (int i = 0; i < 500; i++) kr_unref(ctx, all[(i * 7) % 500]);
  }
}

static void utf8_forms_live_as_long_as_their_strings(void **state) {
  Value all[300];
  char utf8[32];
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 300; i++) {
      snprintf(utf8, sizeof utf8, "\xc3\xa9%d", i);
      all[i] = text(utf8);
      assert_string_equal(str_utf8(ctx, all[i], NULL), utf8);
    }
    for (int i = 0; i < 300; i++) {
      snprintf(utf8, sizeof utf8, "\xc3\xa9%d", i);
      assert_string_equal(str_utf8(ctx, all[i], NULL), utf8);
      if (i % 2) kr_unref(ctx, all[i]);
    }
    for (int i = 0; i < 300; i += 2) kr_unref(ctx, all[i]);
  }
}

static void appending_grows_in_place_and_keeps_shared_texts(void **state) {
  Value s = text("0123456789"), part = text("xyz"), kept = 0;
  size_t moves = 0;
  for (int i = 0; i < 10000; i++) {
    Value before = s;
    if (i == 5000) kept = kr_ref(s);
    s = str_append(ctx, s, part);
    moves += s != before;
    if (i == 5000) assert_int_equal(str_of(kept)->len, 10 + 5000 * 3);
  }
  assert_int_equal(str_of(s)->len, 10 + 10000 * 3);
  assert_true(moves < 100);
  Value wide = text("\xe4\xb8\xad");
  s = str_append(ctx, s, wide);
  assert_int_equal(str_of(s)->kind, 2);
  assert_int_equal(str_at(str_of(s), str_of(s)->len - 1), 0x4e2d);
  kr_unref(ctx, s);
  kr_unref(ctx, wide);
  kr_unref(ctx, kept);
  kr_unref(ctx, part);
}

static void finds_in_every_mix_of_kinds(void **state) {
  static const char *const units[] = {"a", "\xc3\xa9", "\xe4\xb8\xad", "\xf0\x9f\x98\x80"};
  for (int h = 0; h < 4; h++) {
    for (int n = 0; n < 4; n++) {
      Value hay = str_format_c(ctx, "xx%s%sb%s%sb%s", units[h], units[n], units[h], units[n], units[h]);
      Value needle = str_format_c(ctx, "%sb", units[n]);
      assert_int_equal(str_find(hay, needle, 0, 100, 1), 3);
      assert_int_equal(str_find(hay, needle, 0, 100, -1), 6);
      assert_int_equal(str_find(hay, needle, 4, 7, 1), -1);
      const Str *s = str_of(hay), *t = str_of(needle);
      assert_int_equal(chars_count(s->data, s->kind, s->len, t->data, t->kind, t->len, SIZE_MAX), 2);
      kr_unref(ctx, hay);
      kr_unref(ctx, needle);
    }
  }
}

static void misaligned_matches_are_no_matches(void **state) {
  static const uint32_t hay[] = {0x2101, 0x2101, 0x0121}, needle[] = {0x0121, 0x0121};
  Value h = str_from_ucs4(ctx, hay, 3), n = str_from_ucs4(ctx, needle, 2);
  assert_int_equal(str_find(h, n, 0, 3, 1), -1);
  kr_unref(ctx, h);
  kr_unref(ctx, n);
}

static void formatting_for_messages(void **state) {
  Value v = text("q"), s = str_format_c(ctx, "%s|%.3s|%d|%5d|%zu|%c|%x|%%|%R|%U|%T|%N", "a", "abcdef", -1, 42, (size_t)7, 'z', 255, v, v, v, &kr_type_int);
  assert_string_equal(str_utf8(ctx, s, NULL), "a|abc|-1|   42|7|z|ff|%|'q'|q|str|int");
  kr_unref(ctx, s);
  kr_unref(ctx, v);
}

static void writer_widens_and_finishes_narrow(void **state) {
  StrWriter w;
  Value mixed = text("\xe4\xb8\xad" "ab");
  writer_init(&w);
  assert_int_equal(writer_slice(ctx, &w, mixed, 1, 3), 0);
  assert_int_equal(writer_ascii(ctx, &w, "cd", 2), 0);
  Value s = writer_finish(ctx, &w);
  assert_true(str_equal_ascii(s, "abcd"));
  assert_int_equal(writer_str(ctx, &w, s) || writer_char(ctx, &w, 0x1f600) || writer_str(ctx, &w, mixed), 0);
  Value t = writer_finish(ctx, &w);
  assert_string_equal(str_utf8(ctx, t, NULL), "abcd\xf0\x9f\x98\x80\xe4\xb8\xad" "ab");
  kr_unref(ctx, s);
  kr_unref(ctx, t);
  kr_unref(ctx, mixed);
}

static void malformed_utf8_is_refused_and_surrogates_too(void **state) {
  assert_int_equal(str_from_utf8(ctx, "a\xff", 2), 0);
  assert_true(kr_catch(ctx, &kr_type_UnicodeDecodeError));
  Value lone = str_from_wtf8(ctx, "\xed\xa0\x80", 3);
  assert_int_equal(str_at(str_of(lone), 0), 0xd800);
  assert_null(str_utf8(ctx, lone, NULL));
  assert_true(kr_catch(ctx, &kr_type_UnicodeEncodeError));
  Value name = str_from_fs(ctx, "a\xff", 2);
  assert_int_equal(str_at(str_of(name), 1), 0xdcff);
  char *bytes = str_fs_dup(ctx, name);
  assert_string_equal(bytes, "a\xff");
  free(bytes);
  kr_unref(ctx, lone);
  kr_unref(ctx, name);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(kind_is_the_smallest_that_fits),
    cmocka_unit_test(slices_narrow_again),
    cmocka_unit_test(equal_texts_hash_equally),
    cmocka_unit_test(interning_gives_one_object_and_forgets_the_dead),
    cmocka_unit_test(utf8_forms_live_as_long_as_their_strings),
    cmocka_unit_test(appending_grows_in_place_and_keeps_shared_texts),
    cmocka_unit_test(finds_in_every_mix_of_kinds),
    cmocka_unit_test(misaligned_matches_are_no_matches),
    cmocka_unit_test(formatting_for_messages),
    cmocka_unit_test(writer_widens_and_finishes_narrow),
    cmocka_unit_test(malformed_utf8_is_refused_and_surrogates_too),
  };
  return cmocka_run_group_tests(tests, start, NULL);
}
