/* Conversions that any value has or may have: repr, str, ascii, bytes, format, int and float. */
#include <stdio.h>
#include "../objects/float_internal.h"
#include "../objects/int_internal.h"
#include "../api.h"

/* r, or TypeError when it is no str; steals r. */
static Value expect_str(Ctx *ctx, Value r, const char *format) {
  if (!r || kr_is_anystr(r)) return r;
  kr_raise(ctx, &kr_type_TypeError, format, kr_type_of(r)->name);
  kr_unref(ctx, r);
  return 0;
}

Value kr_repr(Ctx *ctx, Value v) {
  Type *type = kr_type_of(v);
  if (!type->repr) return str_format_c(ctx, "<%s object at %p>", type->name, (void *)(uintptr_t)v);
  if (kr_enter(ctx, " while getting the repr of an object")) return 0;
  Value r = type->repr(ctx, v);
  kr_leave(ctx);
  return expect_str(ctx, r, "__repr__ returned non-string (type %.200s)");
}

Value kr_str(Ctx *ctx, Value v) {
  if (kr_has_shape(v, SHAPE_str)) return kr_ref(v);
  if (kr_is_int(v)) return int_to_str(ctx, v, 10);
  Type *type = kr_type_of(v);
  if (!type->str) return kr_repr(ctx, v);
  if (kr_enter(ctx, " while getting the str of an object")) return 0;
  Value r = type->str(ctx, v);
  kr_leave(ctx);
  return expect_str(ctx, r, "__str__ returned non-string (type %.200s)");
}

Value kr_ascii(Ctx *ctx, Value v) {
  Value repr = kr_repr(ctx, v);
  if (!repr || str_of(repr)->ascii) return repr;
  StrWriter w;
  writer_init(&w);
  const Str *s = str_of(repr);
  for (size_t i = 0; i < s->len; i++) {
    uint32_t c = str_at(s, i);
    char text[12];
    int n = c < 128     ? snprintf(text, sizeof text, "%c", (int)c)
            : c < 256   ? snprintf(text, sizeof text, "\\x%02x", c)
            : c < 65536 ? snprintf(text, sizeof text, "\\u%04x", c)
                        : snprintf(text, sizeof text, "\\U%08x", c);
    if (writer_ascii(ctx, &w, text, (size_t)n) < 0) {
      writer_abandon(ctx, &w);
      kr_unref(ctx, repr);
      return 0;
    }
  }
  kr_unref(ctx, repr);
  return writer_finish(ctx, &w);
}

/* ---- bytes ---- */
static Value bytes_from_items(Ctx *ctx, Value items) {
  const List *list = list_of(items);
  Value r = bytes_new(ctx, NULL, (size_t)list->len);
  for (int64_t i = 0; r && i < list->len; i++) {
    int64_t byte = 0;
    int status = kr_index_clamp(ctx, list->items[i], &byte);
    if (status == 0 && byte >= 0 && byte < 256) {
      bytes_of(r)->data[i] = (uint8_t)byte;
      continue;
    }
    if (status == 0) kr_raise(ctx, &kr_type_ValueError, "bytes must be in range(0, 256)");
    kr_clear(ctx, &r);
  }
  return r;
}

static Value bytes_from_object(Ctx *ctx, Value v) {
  Type *type = kr_type_of(v);
  if (type->get_buffer) {
    Buffer buffer;
    if (kr_get_buffer(ctx, v, &buffer, 0) < 0) return 0;
    Value r = bytes_new(ctx, buffer.data, (size_t)buffer.len);
    kr_release_buffer(ctx, &buffer);
    return r;
  }
  if (kr_is_anystr(v) || !kr_is_iterable(v))
    return kr_raise(ctx, &kr_type_TypeError, "cannot convert '%.200s' object to bytes", type->name);
  Value items = kr_to_list(ctx, v);
  if (!items) return 0;
  Value r = bytes_from_items(ctx, items);
  kr_unref(ctx, items);
  return r;
}

Value kr_bytes(Ctx *ctx, Value v) {
  if (kr_has_shape(v, SHAPE_bytes)) return kr_ref(v);
  Value self, f = kr_lookup_special(ctx, v, N(__bytes__), &self);
  if (f == KR_ABSENT) return bytes_from_object(ctx, v);
  if (!f) return 0;
  Value r = kr_call_self(ctx, f, self, NULL, 0, 0);
  kr_unref(ctx, f);
  if (!r || kr_has_flag(r, T_BYTES)) return r;
  kr_raise(ctx, &kr_type_TypeError, "__bytes__ returned non-bytes (type %.200s)", kr_type_of(r)->name);
  kr_unref(ctx, r);
  return 0;
}

/* ---- format ---- */
Value kr_format(Ctx *ctx, Value v, Value spec) {
  if (spec && !kr_is_anystr(spec))
    return kr_raise(ctx, &kr_type_SystemError, "Format specifier must be a string, not %.200s", kr_type_of(spec)->name);
  if (!spec || str_of(spec)->len == 0) {
    if (kr_has_shape(v, SHAPE_str) || kr_is_int(v) || kr_is_flo(v)) return kr_str(ctx, v);
    spec = N(empty);
  } else {
    if (kr_is_int(v)) return format_int(ctx, v, spec);
    if (kr_is_flo(v)) return format_float(ctx, v, spec);
    if (kr_has_shape(v, SHAPE_str)) return format_str(ctx, v, spec);
  }
  Value self, f = kr_lookup_special(ctx, v, N(__format__), &self);
  if (f == KR_ABSENT)
    return kr_raise(ctx, &kr_type_TypeError, "Type %.100s doesn't define __format__", kr_type_of(v)->name);
  if (!f) return 0;
  Value r = kr_call_self(ctx, f, self, &spec, 1, 0);
  kr_unref(ctx, f);
  return expect_str(ctx, r, "__format__ must return a str, not %.200s");
}

/* ---- int ---- */
/* r is what __int__ gave: an exact int of the same value; steals r. */
static Value checked_int(Ctx *ctx, Value r, const char *name) {
  if (!r || kr_is_int(r) || kr_has_shape(r, SHAPE_int)) return r;
  Value plain = 0;
  if (!kr_is_anyint(r))
    kr_raise(ctx, &kr_type_TypeError, "%s returned non-int (type %.200s)", name, kr_type_of(r)->name);
  else if (kr_warn(ctx, &kr_type_DeprecationWarning, 1,
                   "%s returned non-int (type %.200s).  The ability to return an instance of a strict subclass of int "
                   "is deprecated, and may not be supported in a future version of Python.",
                   name, kr_type_of(r)->name) == 0)
    plain = int_plain(ctx, r);
  kr_unref(ctx, r);
  return plain;
}

static Value int_by_trunc(Ctx *ctx, Value v, Value f, Value self) {
  Value r = 0;
  if (kr_warn(ctx, &kr_type_DeprecationWarning, 1, "The delegation of int() to __trunc__ is deprecated.") == 0)
    r = kr_call_self(ctx, f, self, NULL, 0, 0);
  kr_unref(ctx, f);
  if (!r || kr_is_int(r)) return r;
  Value plain;
  if (kr_is_anyint(r))
    plain = int_plain(ctx, r);
  else if (kr_type_of(r)->to_index)
    plain = kr_index(ctx, r);
  else
    plain = kr_raise(ctx, &kr_type_TypeError, "__trunc__ returned non-Integral (type %.200s)", kr_type_of(r)->name);
  kr_unref(ctx, r);
  return plain;
}

Value kr_int_of_any(Ctx *ctx, Value v) {
  if (kr_is_int(v)) return v;
  Type *type = kr_type_of(v);
  if (type->to_int) return checked_int(ctx, type->to_int(ctx, v), "__int__");
  if (type->to_index) return kr_index(ctx, v);
  Value self, f = kr_lookup_special(ctx, v, N(__trunc__), &self);
  if (!f) return 0;
  if (f != KR_ABSENT) return int_by_trunc(ctx, v, f, self);
  if (kr_is_anystr(v) || type->get_buffer) return int_from_object(ctx, v, 10);
  return kr_raise(ctx, &kr_type_TypeError,
                  "int() argument must be a string, a bytes-like object or a real number, not '%.200s'", type->name);
}

/* ---- float ---- */
Value kr_float_of_any(Ctx *ctx, Value v) {
  if (kr_is_flo(v) || kr_has_shape(v, SHAPE_float)) return kr_ref(v);
  Type *type = kr_type_of(v);
  double d;
  if (type->to_float || type->to_index) return kr_to_double(ctx, v, &d) < 0 ? 0 : kr_float(ctx, d);
  if (kr_is_anystr(v) || type->get_buffer) return float_from_object(ctx, v);
  return kr_raise(ctx, &kr_type_TypeError, "float() argument must be a string or a real number, not '%.200s'",
                  type->name);
}
