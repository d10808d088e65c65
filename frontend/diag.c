/* Diagnostics: making them, and printing them as CPython prints an uncaught SyntaxError. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parser.h"

static char *format_text(Arena *arena, const char *format, va_list args) {
  char *made = NULL;
  int len = vasprintf(&made, format, args);
  if (len < 0) abort();
  char *text = arena_copy(arena, made, len);
  free(made);
  return text;
}

void diag_set(Diag *diag, Arena *arena, int kind, Loc loc, const char *format, ...) {
  va_list args;
  va_start(args, format);
  *diag = (Diag){.kind = kind, .loc = loc, .message = format_text(arena, format, args)};
  va_end(args);
}

void warn_at(const Source *source, Arena *arena, Loc loc, const char *category, const char *format, ...) {
  if (!source->warn) return;
  va_list args;
  va_start(args, format);
  Diag diag = {.kind = DIAG_WARNING, .loc = loc, .message = format_text(arena, format, args)};
  va_end(args);
  source->warn(source->warn_data, &diag, category);
}

void diag_set_text(Diag *diag, Arena *arena, const char *text, bool with_newline) {
  if (!diag->loc.line || diag->text) return;
  const char *s = text;
  for (uint32_t line = 1; line < diag->loc.line && s; line++) {
    s = strchr(s, '\n');
    if (s) s++;
  }
  if (!s) return;
  const char *end = strchr(s, '\n');
  diag->text_len = end ? (size_t)(end - s) + with_newline : strlen(s);
  diag->text = arena_copy(arena, s, diag->text_len);
}

static const char *const kind_names[] = {
  [DIAG_SYNTAX] = "SyntaxError", [DIAG_INDENTATION] = "IndentationError", [DIAG_TAB] = "TabError",
  [DIAG_VALUE] = "ValueError", [DIAG_UNICODE] = "UnicodeDecodeError", [DIAG_RECURSION] = "RecursionError",
  [DIAG_MEMORY] = "MemoryError", [DIAG_OVERFLOW] = "OverflowError", [DIAG_WARNING] = "Warning",
};

/* Characters in the first n bytes. */
static int characters(const char *s, size_t n) {
  int count = 0;
  for (size_t i = 0; i < n; i++) count += (s[i] & 0xc0) != 0x80;
  return count;
}

static void print_line_and_carets(const Diag *diag, FILE *out) {
  const char *s = diag->text;
  size_t len = diag->text_len;
  while (len && (s[len - 1] == '\n' || s[len - 1] == '\r' || s[len - 1] == ' ' || s[len - 1] == '\t' || s[len - 1] == '\f')) len--;
  size_t skip = 0;
  while (skip < len && (s[skip] == ' ' || s[skip] == '\t' || s[skip] == '\f')) skip++;
  fprintf(out, "    %.*s\n", (int)(len - skip), s + skip);
  int from = (int)diag->loc.col, to = (int)diag->loc.end_col;
  if (from < 0) return;
  if (diag->loc.end_line > diag->loc.line) to = (int)len;
  size_t bytes = diag->text_len;
  int start = characters(s, (size_t)from < bytes ? (size_t)from : bytes) - (int)skip;
  int end = to < 0 ? start + 1 : characters(s, (size_t)to < bytes ? (size_t)to : bytes) - (int)skip;
  if (end <= start) end = start + 1;
  if (start < 0) return;
  fputs("    ", out);
  for (int i = 0; i < start; i++) {
    char c = s[skip + i];
    putc(c == '\t' || c == '\f' ? c : ' ', out);
  }
  for (int i = start; i < end; i++) putc('^', out);
  putc('\n', out);
}

void diag_print(const Diag *diag, const char *filename, FILE *out) {
  if (diag->loc.line) fprintf(out, "  File \"%s\", line %u\n", filename, diag->loc.line);
  if (diag->loc.line && diag->text) print_line_and_carets(diag, out);
  fputs(kind_names[diag->kind], out);
  if (*diag->message) fprintf(out, ": %s", diag->message);
  putc('\n', out);
}
