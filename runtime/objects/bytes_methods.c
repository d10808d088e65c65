/* Searching, splitting and joining for bytes and bytearray. */
#include <stdlib.h>
#include "bytes_impl.h"

Value bytes_like(Ctx *ctx, Value self, const void *data, size_t n) {
  return is_anybytes(self) ? bytes_new(ctx, data, n) : bytearray_new(ctx, data, n);
}

/* The same content as a new object; an exact bytes is its own copy. */
static Value whole(Ctx *ctx, Value self) {
  Span s = span_of(self);
  return kr_has_shape(self, SHAPE_bytes) ? kr_ref(self) : bytes_like(ctx, self, s.p, s.n);
}

/* A byte string argument; an int is one byte when allowed. */
typedef struct { Span s; Buffer b; uint8_t one; } Needle;

static int needle_arg(Ctx *ctx, Value v, Needle *out, int int_allowed) {
  out->b.owner = 0;
  if (int_allowed && (kr_is_anyint(v) || kr_type_of(v)->to_index)) {
    if (byte_arg(ctx, v, &out->one)) return -1;
    out->s = (Span){&out->one, 1};
    return 0;
  }
  if (int_allowed && !kr_type_of(v)->get_buffer) {
    kr_raise(ctx, &kr_type_TypeError, "argument should be integer or bytes-like object, not '%T'", v);
    return -1;
  }
  if (kr_get_buffer(ctx, v, &out->b, 0)) return -1;
  out->s = (Span){out->b.data, (size_t)out->b.len};
  return 0;
}

static void needle_done(Ctx *ctx, Needle *n) { kr_release_buffer(ctx, &n->b); }

/* -2: raised; -1: not found. */
static int64_t find_args(Ctx *ctx, Value self, const Value *a, int direction) {
  Span s = span_of(self);
  int64_t start, end, at = -1;
  Needle sub;
  if (range_args(ctx, a[1], a[2], (int64_t)s.n, &start, &end) || needle_arg(ctx, a[0], &sub, 1)) return -2;
  s = span_of(self);
  if (end - start >= (int64_t)sub.s.n) {
    size_t n = (size_t)(end - start);
    at = direction > 0 ? chars_find(s.p + start, 1, n, sub.s.p, 1, sub.s.n) : chars_rfind(s.p + start, 1, n, sub.s.p, 1, sub.s.n);
  }
  needle_done(ctx, &sub);
  return at < 0 ? -1 : at + start;
}

static Value find_result(Ctx *ctx, int64_t at, int must) {
  if (at == -2) return 0;
  return at < 0 && must ? kr_raise(ctx, &kr_type_ValueError, "subsection not found") : kr_int(at);
}

Value bytes_find_m(Ctx *ctx, Value self, const Value *a) { return find_result(ctx, find_args(ctx, self, a, 1), 0); }
Value bytes_rfind_m(Ctx *ctx, Value self, const Value *a) { return find_result(ctx, find_args(ctx, self, a, -1), 0); }
Value bytes_index_m(Ctx *ctx, Value self, const Value *a) { return find_result(ctx, find_args(ctx, self, a, 1), 1); }
Value bytes_rindex_m(Ctx *ctx, Value self, const Value *a) { return find_result(ctx, find_args(ctx, self, a, -1), 1); }

Value bytes_count_m(Ctx *ctx, Value self, const Value *a) {
  int64_t start, end;
  Needle sub;
  if (range_args(ctx, a[1], a[2], (int64_t)span_of(self).n, &start, &end) || needle_arg(ctx, a[0], &sub, 1)) return 0;
  Span s = span_of(self);
  size_t n = start > end ? 0 : chars_count(s.p + start, 1, (size_t)(end - start), sub.s.p, 1, sub.s.n, SIZE_MAX);
  needle_done(ctx, &sub);
  return kr_int((int64_t)n);
}

int bytes_contains(Ctx *ctx, Value self, Value item) {
  Needle sub;
  if (kr_is_anyint(item) || !kr_type_of(item)->to_index) {
    if (!kr_is_anyint(item) && !kr_type_of(item)->get_buffer) {
      kr_raise(ctx, &kr_type_TypeError, "a bytes-like object is required, not '%T'", item);
      return -1;
    }
  }
  if (needle_arg(ctx, item, &sub, 1)) return -1;
  Span s = span_of(self);
  int found = chars_find(s.p, 1, s.n, sub.s.p, 1, sub.s.n) >= 0;
  needle_done(ctx, &sub);
  return found;
}

/* ---- startswith, endswith, removeprefix, removesuffix ---- */
static int matches_at(Span s, Span sub, int64_t start, int64_t end, int at_end) {
  if (end - start < (int64_t)sub.n) return 0;
  return !memcmp(s.p + (at_end ? (size_t)end - sub.n : (size_t)start), sub.p, sub.n);
}

static int affix_matches(Ctx *ctx, Value self, Value affix, int64_t start, int64_t end, int at_end) {
  Needle sub;
  if (needle_arg(ctx, affix, &sub, 0)) return -1;
  int yes = matches_at(span_of(self), sub.s, start, end, at_end);
  needle_done(ctx, &sub);
  return yes;
}

static Value affix_test(Ctx *ctx, Value self, const Value *a, int at_end) {
  int64_t start, end;
  int yes = 0;
  if (range_args(ctx, a[1], a[2], (int64_t)span_of(self).n, &start, &end)) return 0;
  if (kr_has_flag(a[0], T_TUPLE)) {
    for (int64_t i = 0; i < tuple_of(a[0])->len && !yes; i++)
      yes = affix_matches(ctx, self, tuple_of(a[0])->items[i], start, end, at_end);
  } else if (!kr_type_of(a[0])->get_buffer) {
    return kr_raise(ctx, &kr_type_TypeError, "%s first arg must be bytes or a tuple of bytes, not %T",
                    at_end ? "endswith" : "startswith", a[0]);
  } else {
    yes = affix_matches(ctx, self, a[0], start, end, at_end);
  }
  return yes < 0 ? 0 : kr_bool(yes);
}

Value bytes_startswith_m(Ctx *ctx, Value self, const Value *a) { return affix_test(ctx, self, a, 0); }
Value bytes_endswith_m(Ctx *ctx, Value self, const Value *a) { return affix_test(ctx, self, a, 1); }

static Value without_affix(Ctx *ctx, Value self, Value affix, int at_end) {
  Needle sub;
  if (needle_arg(ctx, affix, &sub, 0)) return 0;
  Span s = span_of(self);
  size_t cut = matches_at(s, sub.s, 0, (int64_t)s.n, at_end) ? sub.s.n : 0;
  needle_done(ctx, &sub);
  return cut ? bytes_like(ctx, self, s.p + (at_end ? 0 : cut), s.n - cut) : whole(ctx, self);
}

Value bytes_removeprefix_m(Ctx *ctx, Value self, const Value *a) { return without_affix(ctx, self, a[0], 0); }
Value bytes_removesuffix_m(Ctx *ctx, Value self, const Value *a) { return without_affix(ctx, self, a[0], 1); }

/* ---- replace ---- */
static void replace_into(uint8_t *out, Span s, Span from, Span to, size_t count) {
  const uint8_t *p = s.p, *end = s.p + s.n;
  while (count-- > 0) {
    size_t gap = from.n ? (size_t)chars_find(p, 1, (size_t)(end - p), from.p, 1, from.n) : 0;
    out = (uint8_t *)mempcpy(out, p, gap);
    out = (uint8_t *)mempcpy(out, to.p, to.n);
    p += gap + from.n;
    if (!from.n && p < end) *out++ = *p++;
  }
  memcpy(out, p, (size_t)(end - p));
}

Value bytes_replace_m(Ctx *ctx, Value self, const Value *a) {
  Needle from, to;
  int64_t limit;
  if (int_arg(ctx, a[2], -1, &limit) || needle_arg(ctx, a[0], &from, 0)) return 0;
  if (needle_arg(ctx, a[1], &to, 0)) {
    needle_done(ctx, &from);
    return 0;
  }
  Span s = span_of(self);
  size_t count = chars_count(s.p, 1, s.n, from.s.p, 1, from.s.n, limit < 0 ? SIZE_MAX : (size_t)limit);
  size_t n = s.n - count * from.s.n + count * to.s.n;
  Value v = count ? bytes_like(ctx, self, NULL, n) : whole(ctx, self);
  if (v && count && n) replace_into((uint8_t *)span_of(v).p, s, from.s, to.s, count);
  needle_done(ctx, &from);
  needle_done(ctx, &to);
  return v;
}

/* ---- splitting ---- */
static int is_space(uint8_t c) { return c == ' ' || (c >= 9 && c <= 13); }

static int add_part(Ctx *ctx, Value list, Value self, size_t start, size_t end) {
  Value part = bytes_like(ctx, self, span_of(self).p + start, end - start);
  int failed = !part || list_append(ctx, list, part);
  kr_unref(ctx, part);
  return failed;
}

static int split_space(Ctx *ctx, Value list, Value self, int64_t max) {
  Span s = span_of(self);
  for (size_t i = 0;;) {
    while (i < s.n && is_space(s.p[i])) i++;
    if (i == s.n) return 0;
    size_t start = i;
    if (max-- == 0) return add_part(ctx, list, self, start, s.n);
    while (i < s.n && !is_space(s.p[i])) i++;
    if (add_part(ctx, list, self, start, i)) return -1;
  }
}

static int rsplit_space(Ctx *ctx, Value list, Value self, int64_t max) {
  Span s = span_of(self);
  for (size_t i = s.n;;) {
    while (i > 0 && is_space(s.p[i - 1])) i--;
    if (i == 0) return list_reverse(ctx, list);
    size_t end = i;
    if (max-- == 0) i = 0;
    else
      while (i > 0 && !is_space(s.p[i - 1])) i--;
    if (add_part(ctx, list, self, i, end)) return -1;
  }
}

static int split_on(Ctx *ctx, Value list, Value self, Span sep, int64_t max) {
  Span s = span_of(self);
  size_t from = 0;
  while (max-- != 0) {
    int64_t at = chars_find(s.p + from, 1, s.n - from, sep.p, 1, sep.n);
    if (at < 0) break;
    if (add_part(ctx, list, self, from, from + (size_t)at)) return -1;
    from += (size_t)at + sep.n;
  }
  return add_part(ctx, list, self, from, s.n);
}

static int rsplit_on(Ctx *ctx, Value list, Value self, Span sep, int64_t max) {
  Span s = span_of(self);
  size_t end = s.n;
  while (max-- != 0) {
    int64_t at = chars_rfind(s.p, 1, end, sep.p, 1, sep.n);
    if (at < 0) break;
    if (add_part(ctx, list, self, (size_t)at + sep.n, end)) return -1;
    end = (size_t)at;
  }
  return add_part(ctx, list, self, 0, end) || list_reverse(ctx, list);
}

static Value split_args(Ctx *ctx, Value self, const Value *a, int from_right) {
  int64_t max;
  Needle sep = {0};
  if (int_arg(ctx, a[1], -1, &max)) return 0;
  int by_sep = a[0] && a[0] != KR_None;
  if (by_sep && needle_arg(ctx, a[0], &sep, 0)) return 0;
  if (by_sep && !sep.s.n) {
    needle_done(ctx, &sep);
    return kr_raise(ctx, &kr_type_ValueError, "empty separator");
  }
  Value list = list_new(ctx, 0);
  int failed = !list;
  if (!failed && by_sep) failed = (from_right ? rsplit_on : split_on)(ctx, list, self, sep.s, max);
  else if (!failed) failed = (from_right ? rsplit_space : split_space)(ctx, list, self, max);
  if (by_sep) needle_done(ctx, &sep);
  if (!failed) return list;
  kr_unref(ctx, list);
  return 0;
}

Value bytes_split_m(Ctx *ctx, Value self, const Value *a) { return split_args(ctx, self, a, 0); }
Value bytes_rsplit_m(Ctx *ctx, Value self, const Value *a) { return split_args(ctx, self, a, 1); }

Value bytes_splitlines_m(Ctx *ctx, Value self, const Value *a) {
  Span s = span_of(self);
  int64_t keep;
  Value list = c_int_arg(ctx, a[0], 0, &keep) ? 0 : list_new(ctx, 0);
  for (size_t i = 0; list && i < s.n;) {
    size_t start = i;
    while (i < s.n && s.p[i] != '\n' && s.p[i] != '\r') i++;
    size_t end = i;
    if (i < s.n) i += s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n' ? 2 : 1;
    if (add_part(ctx, list, self, start, keep ? i : end)) kr_clear(ctx, &list);
  }
  return list;
}

static Value partition(Ctx *ctx, Value self, Value vsep, int from_right) {
  Needle sep;
  if (needle_arg(ctx, vsep, &sep, 0)) return 0;
  Span s = span_of(self);
  int64_t at = -1;
  if (sep.s.n) at = (from_right ? chars_rfind : chars_find)(s.p, 1, s.n, sep.s.p, 1, sep.s.n);
  size_t head = at >= 0 ? (size_t)at : from_right ? 0 : s.n, middle = at >= 0 ? sep.s.n : 0;
  Value parts[3] = {0};
  if (!sep.s.n) {
    kr_raise(ctx, &kr_type_ValueError, "empty separator");
  } else {
    parts[0] = bytes_like(ctx, self, s.p, head);
    parts[1] = bytes_like(ctx, self, s.p + head, middle);
    parts[2] = bytes_like(ctx, self, s.p + head + middle, s.n - head - middle);
  }
  needle_done(ctx, &sep);
  if (parts[0] && parts[1] && parts[2]) return tuple_steal(ctx, parts, 3);
  for (int i = 0; i < 3; i++) kr_unref(ctx, parts[i]);
  return 0;
}

Value bytes_partition_m(Ctx *ctx, Value self, const Value *a) { return partition(ctx, self, a[0], 0); }
Value bytes_rpartition_m(Ctx *ctx, Value self, const Value *a) { return partition(ctx, self, a[0], 1); }

/* ---- join ---- */
Value bytes_join(Ctx *ctx, Span sep, const Value *items, size_t n, Value self) {
  Buffer *parts = calloc(n ? n : 1, sizeof *parts);
  if (!parts) return kr_raise_memory(ctx);
  size_t total = n ? (n - 1) * sep.n : 0, held = 0;
  Value v = 0;
  for (; held < n; held++) {
    if (bytes_like_buffer(ctx, items[held], &parts[held])) {
      if (!ctx->exc)
        kr_raise(ctx, &kr_type_TypeError, "sequence item %zu: expected a bytes-like object, %T found", held, items[held]);
      break;
    }
    total += (size_t)parts[held].len;
  }
  if (held == n) v = bytes_like(ctx, self, NULL, total);
  uint8_t *out = v && total ? (uint8_t *)span_of(v).p : NULL;
  for (size_t i = 0; i < held; i++) {
    if (out && i) out = mempcpy(out, sep.p, sep.n);
    if (out) out = mempcpy(out, parts[i].data, (size_t)parts[i].len);
    kr_release_buffer(ctx, &parts[i]);
  }
  free(parts);
  return v;
}

Value bytes_join_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_iterable(a[0])) return kr_raise(ctx, &kr_type_TypeError, "can only join an iterable");
  Value items = kr_to_list(ctx, a[0]);
  if (!items) return 0;
  Value v = bytes_join(ctx, span_of(self), list_of(items)->items, (size_t)list_of(items)->len, self);
  kr_unref(ctx, items);
  return v;
}

/* ---- strip ---- */
static Value strip(Ctx *ctx, Value self, Value set, int left, int right) {
  Needle chars;
  uint8_t drop[256] = {0};
  if (set && set != KR_None) {
    if (needle_arg(ctx, set, &chars, 0)) return 0;
    for (size_t i = 0; i < chars.s.n; i++) drop[chars.s.p[i]] = 1;
    needle_done(ctx, &chars);
  } else {
    for (int c = 0; c < 256; c++) drop[c] = (uint8_t)is_space((uint8_t)c);
  }
  Span s = span_of(self);
  size_t start = 0, end = s.n;
  while (left && start < end && drop[s.p[start]]) start++;
  while (right && end > start && drop[s.p[end - 1]]) end--;
  return start == 0 && end == s.n ? whole(ctx, self) : bytes_like(ctx, self, s.p + start, end - start);
}

Value bytes_strip_m(Ctx *ctx, Value self, const Value *a) { return strip(ctx, self, a[0], 1, 1); }
Value bytes_lstrip_m(Ctx *ctx, Value self, const Value *a) { return strip(ctx, self, a[0], 1, 0); }
Value bytes_rstrip_m(Ctx *ctx, Value self, const Value *a) { return strip(ctx, self, a[0], 0, 1); }

/* Methods that take (bytes, start, end) and complain in the words of their C originals. */
#define WITH_RANGE(name) \
  Value bytes_##name##_raw(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) { \
    Value a[3]; \
    return find_arguments(ctx, #name, args, nargs, kwnames, a) ? 0 : bytes_##name##_m(ctx, self, a); \
  }
BYTES_WITH_RANGE(WITH_RANGE)
