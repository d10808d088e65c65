/* Growing text, and printf-like making of str for messages. */
#include <stdio.h>
#include <stdlib.h>
#include "str_impl.h"

void writer_init(StrWriter *w) { *w = (StrWriter){.kind = 1}; }

void writer_abandon(Ctx *ctx, StrWriter *w) {
  free(w->data);
  writer_init(w);
}

/* Makes room for n more characters of which the largest is max_char. */
static int writer_reserve(Ctx *ctx, StrWriter *w, size_t n, uint32_t max_char) {
  if (max_char > w->max) w->max = max_char;
  int kind = kind_for(max_char);
  if (kind < w->kind) kind = w->kind;
  if (KR_LIKELY(kind == w->kind && w->len + n <= w->cap)) return 0;
  size_t cap = w->len + n;
  cap = cap < w->cap ? w->cap : cap + cap / 2 + 24;
  uint8_t *data;
  if (kind == w->kind) {
    data = realloc(w->data, cap * (size_t)kind);
  } else if ((data = malloc(cap * (size_t)kind))) {
    chars_copy(data, kind, 0, w->data, w->kind, 0, w->len);
    free(w->data);
  }
  if (!data) {
    kr_raise_memory(ctx);
    return -1;
  }
  w->data = data;
  w->cap = cap;
  w->kind = (uint8_t)kind;
  return 0;
}

int writer_char(Ctx *ctx, StrWriter *w, uint32_t c) {
  if (writer_reserve(ctx, w, 1, c)) return -1;
  chars_put(w->data, w->kind, w->len++, c);
  return 0;
}

int writer_fill(Ctx *ctx, StrWriter *w, uint32_t c, size_t n) {
  if (!n) return 0;
  if (writer_reserve(ctx, w, n, c)) return -1;
  chars_fill(w->data, w->kind, w->len, n, c);
  w->len += n;
  return 0;
}

static int writer_chars(Ctx *ctx, StrWriter *w, const void *data, int kind, size_t from, size_t n, uint32_t max) {
  if (!n) return 0;
  if (writer_reserve(ctx, w, n, max)) return -1;
  chars_copy(w->data, w->kind, w->len, data, kind, from, n);
  w->len += n;
  return 0;
}

int writer_ascii(Ctx *ctx, StrWriter *w, const char *text, size_t n) { return writer_chars(ctx, w, text, 1, 0, n, 0x7f); }

int writer_str(Ctx *ctx, StrWriter *w, Value v) {
  const Str *s = str_of(v);
  return writer_chars(ctx, w, s->data, s->kind, 0, s->len, str_max(s));
}

int writer_slice(Ctx *ctx, StrWriter *w, Value v, size_t start, size_t end) {
  const Str *s = str_of(v);
  if (end <= start) return 0;
  uint32_t max = s->ascii ? 0x7f : chars_max(s->data, s->kind, start, end - start);
  return writer_chars(ctx, w, s->data, s->kind, start, end - start, max);
}

Value writer_finish(Ctx *ctx, StrWriter *w) {
  Value v;
  if (w->len == 1) {
    v = str_from_char(ctx, chars_get(w->data, w->kind, 0));
  } else {
    v = str_alloc(ctx, w->len, w->max);
    if (v && w->len) chars_copy(str_of(v)->data, str_of(v)->kind, 0, w->data, w->kind, 0, w->len);
  }
  writer_abandon(ctx, w);
  return v;
}

/* ---- str_format_c ---- */
static int write_bytes(Ctx *ctx, StrWriter *w, const char *text, size_t n) {
  Value v = str_from_wtf8(ctx, text, n);
  int failed = !v || writer_str(ctx, w, v);
  kr_unref(ctx, v);
  return failed ? -1 : 0;
}

static int write_value(Ctx *ctx, StrWriter *w, Value v /* stolen */) {
  int failed = !v || writer_str(ctx, w, v);
  kr_unref(ctx, v);
  return failed ? -1 : 0;
}

static int write_number(Ctx *ctx, StrWriter *w, const char *flags, size_t nflags, const char *length, char conv, va_list *args) {
  char format[32], text[64];
  if (nflags > 20) nflags = 20;
  snprintf(format, sizeof format, "%%%.*s%s%c", (int)nflags, flags, length, conv);
  int n;
  if (conv == 'p') n = snprintf(text, sizeof text, format, va_arg(*args, void *));
  else if (*length) n = snprintf(text, sizeof text, format, va_arg(*args, long long));
  else n = snprintf(text, sizeof text, format, va_arg(*args, int));
  return writer_ascii(ctx, w, text, (size_t)n);
}

/* The text form of a conversion that takes a Value or a type. */
static Value object_text(Ctx *ctx, char conv, va_list *args) {
  if (conv == 'N') return str_from(ctx, va_arg(*args, Type *)->name);
  Value v = va_arg(*args, Value);
  switch (conv) {
  case 'R': return kr_repr(ctx, v);
  case 'S': return kr_str(ctx, v);
  case 'A': return kr_ascii(ctx, v);
  case 'T': return str_from(ctx, kr_type_of(v)->name);
  default: return kr_ref(v);
  }
}

/* Writes the conversion that starts after the percent sign; gives where it ends, NULL: raised. */
static const char *write_conversion(Ctx *ctx, StrWriter *w, const char *p, va_list *args) {
  const char *flags = p;
  p += strspn(p, "-+ #0123456789");
  size_t nflags = (size_t)(p - flags);
  size_t precision = SIZE_MAX;
  if (*p == '.') {
    precision = 0;
    if (*++p == '*') {
      int n = va_arg(*args, int);
      precision = n < 0 ? 0 : (size_t)n;
      p++;
    } else {
      for (; *p >= '0' && *p <= '9'; p++) precision = precision * 10 + (size_t)(*p - '0');
    }
  }
  const char *length = "";
  for (; *p == 'l' || *p == 'z' || *p == 'j' || *p == 't'; p++) length = "ll";
  int failed;
  if (*p == 's') {
    const char *text = va_arg(*args, const char *);
    failed = write_bytes(ctx, w, text, precision == SIZE_MAX ? strlen(text) : strnlen(text, precision));
  } else if (*p == 'c') {
    failed = writer_char(ctx, w, (uint32_t)va_arg(*args, int));
  } else if (strchr("RSATUN", *p)) {
    failed = write_value(ctx, w, object_text(ctx, *p, args));
  } else {
    failed = write_number(ctx, w, flags, nflags, length, *p, args);
  }
  return failed ? NULL : p + 1;
}

Value str_format_va(Ctx *ctx, const char *format, va_list list) {
  StrWriter w;
  va_list args;
  va_copy(args, list);
  writer_init(&w);
  const char *p = format;
  while (p && *p) {
    const char *percent = strchrnul(p, '%');
    if (write_bytes(ctx, &w, p, (size_t)(percent - p))) break;
    p = percent;
    if (!*p) break;
    if (p[1] == '%') {
      if (writer_char(ctx, &w, '%')) break;
      p += 2;
    } else {
      p = write_conversion(ctx, &w, p + 1, &args);
    }
  }
  va_end(args);
  if (p && !*p) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

Value str_format_c(Ctx *ctx, const char *format, ...) {
  va_list args;
  va_start(args, format);
  Value v = str_format_va(ctx, format, args);
  va_end(args);
  return v;
}
