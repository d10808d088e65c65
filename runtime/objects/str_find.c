/* Searching in character buffers of any kind, and the methods built on it.  One character is found
 * by memchr; several by memmem, whose algorithm (two-way) is linear.  In wide buffers a match of the
 * bytes that does not start on a character is skipped. */
#include <stdlib.h>
#include "str_impl.h"

int64_t chars_find_char(const void *hay, int kind, size_t n, uint32_t c) {
  if (kind == 1) {
    if (c > 0xff) return -1;
    const uint8_t *p = n ? memchr(hay, (int)c, n) : NULL;
    return p ? p - (const uint8_t *)hay : -1;
  }
  for (size_t i = 0; i < n; i++)
    if (chars_get(hay, kind, i) == c) return (int64_t)i;
  return -1;
}

int64_t chars_rfind_char(const void *hay, int kind, size_t n, uint32_t c) {
  if (kind == 1) {
    if (c > 0xff) return -1;
    const uint8_t *p = n ? memrchr(hay, (int)c, n) : NULL;
    return p ? p - (const uint8_t *)hay : -1;
  }
  while (n-- > 0)
    if (chars_get(hay, kind, n) == c) return (int64_t)n;
  return -1;
}

/* The needle in the hay's kind: itself, or a widened copy to be freed. */
static const void *widen(const void *needle, int from, size_t m, int to, void **copy) {
  *copy = NULL;
  if (from == to) return needle;
  *copy = malloc(m * (size_t)to);
  if (*copy) chars_copy(*copy, to, 0, needle, from, 0, m);
  return *copy;
}

static int64_t find_same_kind(const uint8_t *hay, size_t kind, size_t n, const void *needle, size_t m) {
  const uint8_t *p = hay, *end = hay + n * kind;
  size_t size = m * kind;
  while ((p = memmem(p, (size_t)(end - p), needle, size))) {
    size_t at = (size_t)(p - hay);
    if (at % kind == 0) return (int64_t)(at / kind);
    p = hay + (at / kind + 1) * kind;
  }
  return -1;
}

int64_t chars_find(const void *hay, int hk, size_t n, const void *needle, int nk, size_t m) {
  if (m > n || nk > hk) return -1;
  if (m == 0) return 0;
  if (m == 1) return chars_find_char(hay, hk, n, chars_get(needle, nk, 0));
  void *copy;
  const void *wide = widen(needle, nk, m, hk, &copy);
  int64_t at = wide ? find_same_kind(hay, (size_t)hk, n, wide, m) : -1;
  free(copy);
  return at;
}

int64_t chars_rfind(const void *hay, int hk, size_t n, const void *needle, int nk, size_t m) {
  if (m > n || nk > hk) return -1;
  if (m == 0) return (int64_t)n;
  uint32_t first = chars_get(needle, nk, 0);
  int64_t at = (int64_t)(n - m);
  for (; (at = chars_rfind_char(hay, hk, (size_t)at + 1, first)) >= 0; at--) {
    if (chars_equal((const uint8_t *)hay + (size_t)at * (size_t)hk, hk, needle, nk, m)) return at;
    if (at == 0) return -1;
  }
  return -1;
}

size_t chars_count(const void *hay, int hk, size_t n, const void *needle, int nk, size_t m, size_t max) {
  if (m == 0) return n + 1 < max ? n + 1 : max;
  size_t count = 0, from = 0;
  if (m > n || nk > hk) return 0;
  void *copy;
  const void *wide = widen(needle, nk, m, hk, &copy);
  while (wide && count < max && from + m <= n) {
    int64_t at = chars_find((const uint8_t *)hay + from * (size_t)hk, hk, n - from, wide, hk, m);
    if (at < 0) break;
    count++;
    from += (size_t)at + m;
  }
  free(copy);
  return count;
}

int64_t str_find(Value vs, Value vsub, int64_t start, int64_t end, int direction) {
  const Str *s = str_of(vs), *sub = str_of(vsub);
  clip_range(&start, &end, (int64_t)s->len);
  if (end - start < (int64_t)sub->len) return -1;
  const uint8_t *base = s->data + (size_t)start * s->kind;
  int64_t at = direction > 0 ? chars_find(base, s->kind, (size_t)(end - start), sub->data, sub->kind, sub->len)
                             : chars_rfind(base, s->kind, (size_t)(end - start), sub->data, sub->kind, sub->len);
  return at < 0 ? -1 : at + start;
}

/* ---- arguments ---- */
int index_arg(Ctx *ctx, Value v, int64_t *out) {
  if (!v || v == KR_None) return 0;
  if (kr_is_int(v)) {
    *out = kr_int_of(v);
    return 0;
  }
  if (!kr_is_anyint(v) && !kr_type_of(v)->to_index) {
    kr_raise(ctx, &kr_type_TypeError, "slice indices must be integers or None or have an __index__ method");
    return -1;
  }
  return kr_index_clamp(ctx, v, out);
}

int range_args(Ctx *ctx, Value start, Value end, int64_t len, int64_t *s, int64_t *e) {
  *s = 0;
  *e = len;
  if (index_arg(ctx, start, s) || index_arg(ctx, end, e)) return -1;
  clip_range(s, e, len);
  return 0;
}

int find_arguments(Ctx *ctx, const char *name, const Value *args, size_t nargs, Value kwnames, Value out[3]) {
  if (kwnames && tuple_of(kwnames)->len) {
    kr_raise(ctx, &kr_type_TypeError, "%s() takes no keyword arguments", name);
  } else if (nargs < 1) {
    kr_raise(ctx, &kr_type_TypeError, "%s() takes at least 1 argument (0 given)", name);
  } else if (nargs > 3) {
    kr_raise(ctx, &kr_type_TypeError, "%s() takes at most 3 arguments (%zu given)", name, nargs);
  } else {
    for (size_t i = 0; i < 3; i++) out[i] = i < nargs ? args[i] : 0;
    return 0;
  }
  return -1;
}

Value raise_must_be_str(Ctx *ctx, const char *what, Value got) {
  if (!*what) return kr_raise(ctx, &kr_type_TypeError, "must be str, not %T", got);
  if (got == KR_None) return kr_raise(ctx, &kr_type_TypeError, "%s must be str, not None", what);
  return kr_raise(ctx, &kr_type_TypeError, "%s must be str, not %T", what, got);
}

/* ---- methods ---- */
/* -2: raised, -1: not found. */
static int64_t find_args(Ctx *ctx, Value self, const Value *a, int direction) {
  if (!kr_is_anystr(a[0])) {
    raise_must_be_str(ctx, "", a[0]);
    return -2;
  }
  int64_t start, end;
  if (range_args(ctx, a[1], a[2], (int64_t)str_of(self)->len, &start, &end)) return -2;
  return str_find(self, a[0], start, end, direction);
}

static Value find_result(Ctx *ctx, int64_t at, int must) {
  if (at == -2) return 0;
  if (at < 0 && must) return kr_raise(ctx, &kr_type_ValueError, "substring not found");
  return kr_int(at);
}

Value str_find_m(Ctx *ctx, Value self, const Value *a) { return find_result(ctx, find_args(ctx, self, a, 1), 0); }
Value str_rfind_m(Ctx *ctx, Value self, const Value *a) { return find_result(ctx, find_args(ctx, self, a, -1), 0); }
Value str_index_m(Ctx *ctx, Value self, const Value *a) { return find_result(ctx, find_args(ctx, self, a, 1), 1); }
Value str_rindex_m(Ctx *ctx, Value self, const Value *a) { return find_result(ctx, find_args(ctx, self, a, -1), 1); }

Value str_count_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return raise_must_be_str(ctx, "", a[0]);
  const Str *s = str_of(self), *sub = str_of(a[0]);
  int64_t start, end;
  if (range_args(ctx, a[1], a[2], (int64_t)s->len, &start, &end)) return 0;
  if (start > end) return kr_int(0);
  const uint8_t *base = s->data + (size_t)start * s->kind;
  return kr_int((int64_t)chars_count(base, s->kind, (size_t)(end - start), sub->data, sub->kind, sub->len, SIZE_MAX));
}

/* Does sub stand at the start (or end) of s[start:end]? */
static int matches_at(const Str *s, const Str *sub, int64_t start, int64_t end, int at_end) {
  if (end - start < (int64_t)sub->len || sub->kind > s->kind) return 0;
  size_t from = at_end ? (size_t)end - sub->len : (size_t)start;
  return chars_equal(s->data + from * s->kind, s->kind, sub->data, sub->kind, sub->len);
}

static Value affix_test(Ctx *ctx, Value self, const Value *a, int at_end) {
  const char *name = at_end ? "endswith" : "startswith";
  int64_t start, end;
  if (range_args(ctx, a[1], a[2], (int64_t)str_of(self)->len, &start, &end)) return 0;
  if (kr_is_anystr(a[0])) return kr_bool(matches_at(str_of(self), str_of(a[0]), start, end, at_end));
  if (!kr_has_flag(a[0], T_TUPLE))
    return kr_raise(ctx, &kr_type_TypeError, "%s first arg must be str or a tuple of str, not %T", name, a[0]);
  const Tuple *t = tuple_of(a[0]);
  for (int64_t i = 0; i < t->len; i++) {
    if (!kr_is_anystr(t->items[i]))
      return kr_raise(ctx, &kr_type_TypeError, "tuple for %s must only contain str, not %T", name, t->items[i]);
    if (matches_at(str_of(self), str_of(t->items[i]), start, end, at_end)) return KR_True;
  }
  return KR_False;
}

Value str_startswith_m(Ctx *ctx, Value self, const Value *a) { return affix_test(ctx, self, a, 0); }
Value str_endswith_m(Ctx *ctx, Value self, const Value *a) { return affix_test(ctx, self, a, 1); }

Value str_removeprefix_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return raise_must_be_str(ctx, "removeprefix() argument", a[0]);
  const Str *s = str_of(self), *p = str_of(a[0]);
  return str_slice(ctx, self, matches_at(s, p, 0, (int64_t)s->len, 0) ? p->len : 0, s->len);
}

Value str_removesuffix_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return raise_must_be_str(ctx, "removesuffix() argument", a[0]);
  const Str *s = str_of(self), *p = str_of(a[0]);
  return str_slice(ctx, self, 0, s->len - (matches_at(s, p, 0, (int64_t)s->len, 1) ? p->len : 0));
}

/* Writes s with count occurrences of from replaced into out.  An empty from matches before each
 * character and at the end. */
static void replace_into(Str *out, const Str *s, const Str *from, const Str *to, size_t count) {
  size_t at = 0, pos = 0, step = from->len ? from->len : 1;
  while (count-- > 0) {
    size_t gap = 0;
    if (from->len) gap = (size_t)chars_find(s->data + pos * s->kind, s->kind, s->len - pos, from->data, from->kind, from->len);
    chars_copy(out->data, out->kind, at, s->data, s->kind, pos, gap);
    at += gap;
    chars_copy(out->data, out->kind, at, to->data, to->kind, 0, to->len);
    at += to->len;
    pos += gap;
    if (from->len) pos += step;
    else if (pos < s->len) chars_put(out->data, out->kind, at++, str_at(s, pos++));
  }
  chars_copy(out->data, out->kind, at, s->data, s->kind, pos, s->len - pos);
}

Value str_replace_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return raise_must_be_str(ctx, "replace() argument 1", a[0]);
  if (!kr_is_anystr(a[1])) return raise_must_be_str(ctx, "replace() argument 2", a[1]);
  int64_t limit;
  if (int_arg(ctx, a[2], -1, &limit)) return 0;
  const Str *s = str_of(self), *from = str_of(a[0]), *to = str_of(a[1]);
  size_t count = chars_count(s->data, s->kind, s->len, from->data, from->kind, from->len, limit < 0 ? SIZE_MAX : (size_t)limit);
  if (!count) return str_exact(ctx, self);
  if (to->len > from->len && count > ((size_t)1 << 45) / (to->len - from->len))
    return kr_raise(ctx, &kr_type_OverflowError, "replace string is too long");
  size_t len = s->len - count * from->len + count * to->len;
  uint32_t max = str_max(s) > str_max(to) ? str_max(s) : str_max(to);
  Value out = str_alloc(ctx, len, max);
  if (!out || !len) return out;
  replace_into(str_of(out), s, from, to, count);
  if (from->kind == 1 && from->ascii) return out;
  /* The widest characters may be gone now. */
  Str *o = str_of(out);
  if (chars_max(o->data, o->kind, 0, o->len) == str_max(o)) return out;
  Value narrow = str_from_chars(ctx, o->data, o->kind, 0, o->len);
  kr_unref(ctx, out);
  return narrow;
}
