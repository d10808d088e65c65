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

void warn_at(const Source *source, Arena *arena, Loc loc, const char *line, const char *category, const char *format, ...) {
  if (!source->warn) return;
  va_list args;
  va_start(args, format);
  Diag diag = {.kind = DIAG_WARNING, .loc = loc, .message = format_text(arena, format, args)};
  va_end(args);
  diag.text_len = strcspn(line, "\n") + (loc.end_line == loc.line && loc.end_col > loc.col); /* as errors behind a whole token */
  diag.text = arena_copy(arena, line, diag.text_len);
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

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\f'; }

static void print_line_and_carets(const Diag *diag, FILE *out) {
  const char *s = diag->text;
  size_t len = diag->text_len, skip = 0;
  while (len && s[len - 1] == '\n') len--;
  while (skip < len && is_blank(s[skip])) skip++;
  fprintf(out, "    %.*s\n", (int)(len - skip), s + skip);
  int start = diag_offset(diag, diag->loc.col), end = diag_offset(diag, diag->loc.end_col);
  int carets = end > start ? end - start : 1;
  start -= 1 + (int)skip;
  if (start < 0) return;
  char *line = malloc((size_t)carets + 1);
  if (!line) return;
  memset(line, '^', (size_t)carets);
  line[carets] = 0;
  fprintf(out, "    %*s%s\n", start, "", line);
  free(line);
}

void diag_print(const Diag *diag, const char *filename, FILE *out) {
  bool placed = diag->loc.line || (diag->kind == DIAG_SYNTAX && (int)diag->loc.col < 0);
  if (placed) fprintf(out, "  File \"%s\", line %u\n", filename, diag->loc.line);
  if (diag->loc.line && diag->text) print_line_and_carets(diag, out);
  fputs(kind_names[diag->kind], out);
  if (*diag->message) fprintf(out, ": %s", diag->message);
  putc('\n', out);
}
