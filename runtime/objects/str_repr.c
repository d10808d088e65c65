/* repr of str: quotes, escapes, and \x, \u, \U for what can not be printed. */
#include <stdio.h>
#include "str_impl.h"

/* Escapes one character into out (10 bytes); gives how many, 0: it stands for itself. */
static int escape(uint32_t c, uint32_t quote, int ascii_only, char *out) {
  if (c == quote || c == '\\') {
    out[0] = '\\';
    out[1] = (char)c;
    return 2;
  }
  if (c >= ' ' && c < 0x7f) return 0;
  const char *short_form = c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : NULL;
  if (short_form) return memcpy(out, short_form, 2), 2;
  if (c > 0x7f && !ascii_only && unicode_flags(c) & UC_PRINTABLE) return 0;
  return sprintf(out, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
}

Value str_quote(Ctx *ctx, Value v, int ascii_only) {
  const Str *s = str_of(v);
  int has_single = chars_find_char(s->data, s->kind, s->len, '\'') >= 0;
  int has_double = has_single && chars_find_char(s->data, s->kind, s->len, '"') >= 0;
  uint32_t quote = has_single && !has_double ? '"' : '\'';
  StrWriter w;
  char text[12];
  writer_init(&w);
  size_t plain = 0, i = 0;
  int failed = writer_char(ctx, &w, quote);
  for (; i < s->len && !failed; i++) {
    int n = escape(str_at(s, i), quote, ascii_only, text);
    if (!n) continue;
    failed = writer_slice(ctx, &w, v, plain, i) || writer_ascii(ctx, &w, text, (size_t)n);
    plain = i + 1;
  }
  if (failed || writer_slice(ctx, &w, v, plain, i) || writer_char(ctx, &w, quote)) {
    writer_abandon(ctx, &w);
    return 0;
  }
  return writer_finish(ctx, &w);
}

Value str_repr(Ctx *ctx, Value v) { return str_quote(ctx, v, 0); }
