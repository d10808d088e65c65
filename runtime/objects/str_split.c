/* Splitting, joining and stripping of str. */
#include "str_impl.h"

static int is_space(uint32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f);
  return (unicode_flags(c) & UC_SPACE) != 0;
}
static int is_linebreak(uint32_t c) {
  if (c < 0x80) return (c >= 10 && c <= 13) || (c >= 0x1c && c <= 0x1e);
  return c == 0x85 || c == 0x2028 || c == 0x2029;
}

static int add_slice(Ctx *ctx, Value list, Value s, size_t start, size_t end) {
  Value part = str_slice(ctx, s, start, end);
  int failed = !part || list_append(ctx, list, part);
  kr_unref(ctx, part);
  return failed;
}

static Value list_or_error(Ctx *ctx, Value list, int failed) {
  if (!failed) return list;
  kr_unref(ctx, list);
  return 0;
}

static Value split_space(Ctx *ctx, Value self, int64_t max) {
  const Str *s = str_of(self);
  Value list = list_new(ctx, 0);
  if (!list) return 0;
  size_t i = 0, n = s->len;
  for (;;) {
    while (i < n && is_space(str_at(s, i))) i++;
    if (i == n) return list;
    size_t start = i;
    if (max-- == 0) return list_or_error(ctx, list, add_slice(ctx, list, self, start, n));
    while (i < n && !is_space(str_at(s, i))) i++;
    if (add_slice(ctx, list, self, start, i)) return list_or_error(ctx, list, 1);
  }
}

static Value rsplit_space(Ctx *ctx, Value self, int64_t max) {
  const Str *s = str_of(self);
  Value list = list_new(ctx, 0);
  if (!list) return 0;
  size_t i = s->len;
  int failed = 0;
  while (!failed) {
    while (i > 0 && is_space(str_at(s, i - 1))) i--;
    if (i == 0) break;
    size_t end = i;
    if (max-- == 0) i = 0;
    else
      while (i > 0 && !is_space(str_at(s, i - 1))) i--;
    failed = add_slice(ctx, list, self, i, end);
  }
  if (!failed) failed = list_reverse(ctx, list);
  return list_or_error(ctx, list, failed);
}

static Value split_on(Ctx *ctx, Value self, Value vsep, int64_t max) {
  const Str *s = str_of(self), *sep = str_of(vsep);
  Value list = list_new(ctx, 0);
  if (!list) return 0;
  size_t from = 0;
  while (max-- != 0) {
    int64_t at = chars_find(s->data + from * s->kind, s->kind, s->len - from, sep->data, sep->kind, sep->len);
    if (at < 0) break;
    if (add_slice(ctx, list, self, from, from + (size_t)at)) return list_or_error(ctx, list, 1);
    from += (size_t)at + sep->len;
  }
  return list_or_error(ctx, list, add_slice(ctx, list, self, from, s->len));
}

static Value rsplit_on(Ctx *ctx, Value self, Value vsep, int64_t max) {
  const Str *s = str_of(self), *sep = str_of(vsep);
  Value list = list_new(ctx, 0);
  if (!list) return 0;
  size_t end = s->len;
  while (max-- != 0) {
    int64_t at = chars_rfind(s->data, s->kind, end, sep->data, sep->kind, sep->len);
    if (at < 0) break;
    if (add_slice(ctx, list, self, (size_t)at + sep->len, end)) return list_or_error(ctx, list, 1);
    end = (size_t)at;
  }
  return list_or_error(ctx, list, add_slice(ctx, list, self, 0, end) || list_reverse(ctx, list));
}

static Value split_args(Ctx *ctx, Value self, const Value *a, Value (*by_space)(Ctx *, Value, int64_t),
                        Value (*by_sep)(Ctx *, Value, Value, int64_t)) {
  int64_t max;
  if (int_arg(ctx, a[1], -1, &max)) return 0;
  if (!a[0] || a[0] == KR_None) return by_space(ctx, self, max);
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "must be str or None, not %T", a[0]);
  if (!str_of(a[0])->len) return kr_raise(ctx, &kr_type_ValueError, "empty separator");
  return by_sep(ctx, self, a[0], max);
}

Value str_split_m(Ctx *ctx, Value self, const Value *a) { return split_args(ctx, self, a, split_space, split_on); }
Value str_rsplit_m(Ctx *ctx, Value self, const Value *a) { return split_args(ctx, self, a, rsplit_space, rsplit_on); }

Value str_splitlines_m(Ctx *ctx, Value self, const Value *a) {
  const Str *s = str_of(self);
  int64_t keep;
  Value list = c_int_arg(ctx, a[0], 0, &keep) ? 0 : list_new(ctx, 0);
  if (!list) return 0;
  for (size_t i = 0; i < s->len;) {
    size_t start = i;
    while (i < s->len && !is_linebreak(str_at(s, i))) i++;
    size_t end = i;
    if (i < s->len) i += str_at(s, i) == '\r' && i + 1 < s->len && str_at(s, i + 1) == '\n' ? 2 : 1;
    if (add_slice(ctx, list, self, start, keep ? i : end)) return list_or_error(ctx, list, 1);
  }
  return list;
}

/* (head, sep, tail) around a separator found at index at. */
static Value around(Ctx *ctx, Value self, Value sep, int64_t at) {
  const Str *s = str_of(self);
  Value parts[3];
  parts[0] = str_slice(ctx, self, 0, (size_t)at);
  parts[1] = str_exact(ctx, sep);
  parts[2] = str_slice(ctx, self, (size_t)at + str_of(sep)->len, s->len);
  if (parts[0] && parts[1] && parts[2]) return tuple_steal(ctx, parts, 3);
  for (int i = 0; i < 3; i++) kr_unref(ctx, parts[i]);
  return 0;
}

static Value partition(Ctx *ctx, Value self, Value sep, int direction) {
  if (!kr_is_anystr(sep)) return raise_must_be_str(ctx, "", sep);
  if (!str_of(sep)->len) return kr_raise(ctx, &kr_type_ValueError, "empty separator");
  int64_t at = str_find(self, sep, 0, (int64_t)str_of(self)->len, direction);
  if (at >= 0) return around(ctx, self, sep, at);
  Value whole = str_exact(ctx, self);
  if (!whole) return 0;
  Value empty = kr_val(kr_empty_str);
  Value result = direction > 0 ? tuple_pack(ctx, 3, whole, empty, empty) : tuple_pack(ctx, 3, empty, empty, whole);
  kr_unref(ctx, whole);
  return result;
}

Value str_partition_m(Ctx *ctx, Value self, const Value *a) { return partition(ctx, self, a[0], 1); }
Value str_rpartition_m(Ctx *ctx, Value self, const Value *a) { return partition(ctx, self, a[0], -1); }

/* ---- join ---- */
Value str_join(Ctx *ctx, Value sep, const Value *items, size_t n) {
  const Str *glue = str_of(sep);
  size_t len = n ? (n - 1) * glue->len : 0;
  uint32_t max = n > 1 && glue->len ? str_max(glue) : 0;
  for (size_t i = 0; i < n; i++) {
    if (!kr_is_anystr(items[i]))
      return kr_raise(ctx, &kr_type_TypeError, "sequence item %zu: expected str instance, %T found", i, items[i]);
    const Str *s = str_of(items[i]);
    len += s->len;
    if (s->len && str_max(s) > max) max = str_max(s);
  }
  if (n == 1) return str_exact(ctx, items[0]);
  Value v = str_alloc(ctx, len, max);
  if (!v || !len) return v;
  Str *out = str_of(v);
  if (out->kind == 1) {
    uint8_t *p = out->data;
    for (size_t i = 0; i < n; i++) {
      const Str *s = str_of(items[i]);
      if (i && glue->len == 1) *p++ = glue->data[0];
      else if (i) p = mempcpy(p, glue->data, glue->len);
      p = mempcpy(p, s->data, s->len);
    }
    return v;
  }
  size_t at = 0;
  for (size_t i = 0; i < n; i++) {
    if (i && glue->len) {
      chars_copy(out->data, out->kind, at, glue->data, glue->kind, 0, glue->len);
      at += glue->len;
    }
    const Str *s = str_of(items[i]);
    chars_copy(out->data, out->kind, at, s->data, s->kind, 0, s->len);
    at += s->len;
  }
  return v;
}

Value str_join_m(Ctx *ctx, Value self, const Value *a) {
  if (kr_has_shape(a[0], SHAPE_list)) return str_join(ctx, self, list_of(a[0])->items, (size_t)list_of(a[0])->len);
  if (kr_has_shape(a[0], SHAPE_tuple)) return str_join(ctx, self, tuple_of(a[0])->items, (size_t)tuple_of(a[0])->len);
  if (!kr_is_iterable(a[0])) return kr_raise(ctx, &kr_type_TypeError, "can only join an iterable");
  Value items = kr_to_list(ctx, a[0]);
  if (!items) return 0;
  Value v = str_join(ctx, self, list_of(items)->items, (size_t)list_of(items)->len);
  kr_unref(ctx, items);
  return v;
}

/* ---- strip ---- */
enum { LEFT = 1, RIGHT = 2 };

static int in_set(const Str *set, uint32_t c) {
  return set ? chars_find_char(set->data, set->kind, set->len, c) >= 0 : is_space(c);
}

static Value strip(Ctx *ctx, Value self, Value chars, int sides, const char *name) {
  const Str *s = str_of(self), *set = NULL;
  if (chars && chars != KR_None) {
    if (!kr_is_anystr(chars)) return kr_raise(ctx, &kr_type_TypeError, "%s arg must be None or str", name);
    set = str_of(chars);
  }
  size_t start = 0, end = s->len;
  if (sides & LEFT)
    while (start < end && in_set(set, str_at(s, start))) start++;
  if (sides & RIGHT)
    while (end > start && in_set(set, str_at(s, end - 1))) end--;
  return str_slice(ctx, self, start, end);
}

Value str_strip_m(Ctx *ctx, Value self, const Value *a) { return strip(ctx, self, a[0], LEFT | RIGHT, "strip"); }
Value str_lstrip_m(Ctx *ctx, Value self, const Value *a) { return strip(ctx, self, a[0], LEFT, "lstrip"); }
Value str_rstrip_m(Ctx *ctx, Value self, const Value *a) { return strip(ctx, self, a[0], RIGHT, "rstrip"); }
