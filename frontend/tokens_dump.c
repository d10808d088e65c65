/* Prints tokens as "python3 -m tokenize" does: comments and blank lines too, which the lexer skips and
 * which are found again in the text between its tokens. */
#include <stdio.h>
#include <string.h>

#include "parser.h"

typedef struct {
  FILE *out;
  const char *at, *line_start; /* what has been printed so far, and its line */
  uint32_t line;
  const char *end;
  bool added_newline;          /* the text's last newline is not in the source */
} TokenDump;

static int characters(const char *from, const char *to) {
  int n = 0;
  for (; from < to; from++) n += (*from & 0xc0) != 0x80;
  return n;
}

/* The repr of a text, filled up to 15 characters. */
static void print_text(FILE *out, const char *s, const char *end) {
  char quote = memchr(s, '\'', end - s) && !memchr(s, '"', end - s) ? '"' : '\'';
  int width = 2;
  putc(quote, out);
  for (; s < end; s++) {
    if (*s == quote || *s == '\\') width += fprintf(out, "\\%c", *s);
    else if (*s == '\n') width += fprintf(out, "\\n");
    else if (*s == '\t') width += fprintf(out, "\\t");
    else if ((unsigned char)*s < 32 || *s == 127) width += fprintf(out, "\\x%02x", *s);
    else putc(*s, out), width += (*s & 0xc0) != 0x80;
  }
  fprintf(out, "%c%*s", quote, width < 15 ? 15 - width : 0, "");
}

/* Prints one token that begins on the line reached, and moves past it. */
static void print_token(TokenDump *d, const char *name, const char *start, const char *end) {
  char range[64];
  uint32_t line = d->line;
  int col = characters(d->line_start, start);
  bool newline = end > start && *start == '\n';
  int end_col = newline ? col + 1 : 0;
  for (const char *s = start; s < end && !newline; s++)
    if (*s == '\n') d->line++, d->line_start = s + 1;
  if (!newline) end_col = characters(d->line_start, end);
  snprintf(range, sizeof range, "%u,%d-%u,%d:", line, col, d->line, end_col);
  fprintf(d->out, "%-20s%-15s", range, name);
  if (newline && d->added_newline && end == d->end) start = end;
  print_text(d->out, start, end);
  putc('\n', d->out);
  if (newline) d->line++, d->line_start = end;
  d->at = end;
}

/* Comments and line ends that the lexer passed over before `to`. */
static void print_gap(TokenDump *d, const char *to) {
  while (d->at < to) {
    char c = *d->at;
    if (c == '#') {
      const char *stop = d->at;
      while (*stop != '\n') stop++;
      print_token(d, "COMMENT", d->at, stop);
    } else if (c == '\n') {
      print_token(d, "NL", d->at, d->at + 1);
    } else if (c == '\\' && d->at + 1 < to) {
      d->at += 2;
      d->line++;
      d->line_start = d->at;
    } else d->at++;
  }
}

static void print_lexed(TokenDump *d, const Token *t) {
  const char *start = t->start;
  switch (t->kind) {
  case TOK_NEWLINE:
    print_gap(d, t->end);
    print_token(d, "NEWLINE", t->end, t->end + 1);
    return;
  case TOK_INDENT:
    while (start > d->line_start && start[-1] != '\n') start--;
    print_gap(d, start);
    print_token(d, "INDENT", start, t->start);
    return;
  case TOK_DEDENT: case TOK_ENDMARKER:
    print_gap(d, start);
    print_token(d, token_text[t->kind], start, start);
    return;
  }
  print_gap(d, start);
  const char *name = t->kind <= TOK_STRING ? token_text[t->kind] : t->kind < TOK_False ? "OP" : "NAME";
  print_token(d, t->kind == TOK_ERROR ? "ERRORTOKEN" : name, start, t->end);
}

int tokens_dump(const Source *source, FILE *out, Diag *diag) {
  Arena *arena = arena_new();
  *diag = (Diag){0};
  size_t len;
  bool valid = false;
  const char *text = text_read(source, arena, diag, &len, &valid);
  Lexer lx = {.text = text, .at = text, .line_start = text, .line = 1, .at_line_start = true, .valid = valid, .arena = arena, .source = source, .diag = diag};
  if (text) {
    lx.limit = text + len;
    lx.names = ident_table_new(arena);
    TokenDump d = {.out = out, .at = text, .line_start = text, .line = 1, .end = text + len};
    d.added_newline = source->size && source->bytes[source->size - 1] != '\n' && source->bytes[source->size - 1] != '\r';
    fprintf(out, "%-20s%-15s%-15s\n", "0,0-0,0:", "ENCODING", "'utf-8'");
    Token t = {0};
    do {
      lex_token(&lx, &t);
      if (diag->kind) break;
      print_lexed(&d, &t);
    } while (t.kind != TOK_ENDMARKER && (t.kind != TOK_ERROR || t.end > t.start));
    if (diag->kind) diag_set_text(diag, arena, text, true);
  }
  if (diag->kind) diag_print(diag, source->filename, stderr);
  arena_free(arena);
  return diag->kind ? 1 : 0;
}
