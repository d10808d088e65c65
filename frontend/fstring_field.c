/* Where the expression of an f-string's replacement field ends. */
#include <stdio.h>
#include <string.h>

#include "parser.h"

typedef struct {
  const char *s, *end;
  char *problem; /* text of an error; the scan stops when it is not empty */
  size_t room;
  char open[MAX_PARENS];
  int level;
} FieldScan;

#define PROBLEM(f, ...) snprintf((f)->problem, (f)->room, "f-string" __VA_ARGS__)

/* A name, a number, or a string with or without prefix. */
static void skip_word(FieldScan *f) {
  const char *word = f->s, *s = word;
  bool flags[3], formatted = false;
  while (s < f->end && is_identifier_char(*s)) s++;
  f->s = s;
  if (s >= f->end || (*s != '"' && *s != '\'')) return;
  if (!lex_prefix(word, s - word, &flags[0], &flags[1], &formatted, &flags[2])) formatted = false;
  uint32_t lines;
  f->s = lex_string_end(s, f->end, &formatted, false, &lines);
  if (!f->s) PROBLEM(f, ": unterminated string");
}

static void close_bracket(FieldScan *f, char c) {
  char want = c == ')' ? '(' : c == ']' ? '[' : '{', open = f->level ? f->open[f->level - 1] : 0;
  if (!open) PROBLEM(f, ": unmatched '%c'", c);
  else if (open != want) PROBLEM(f, ": closing parenthesis '%c' does not match opening parenthesis '%c'", c, open);
  else f->level--;
}

static void skip_comment(FieldScan *f) {
  const char *line = memchr(f->s, '\n', f->end - f->s);
  if (line) f->s = line;
  else PROBLEM(f, " expression part cannot include '#'");
}

/* Past one piece of the expression; false: it ends here. */
static bool step(FieldScan *f) {
  char c = *f->s, next = f->s + 1 < f->end ? f->s[1] : 0;
  if (is_identifier_char(c) || c == '"' || c == '\'') return skip_word(f), true;
  switch (c) {
  case '#': return skip_comment(f), true;
  case '\\':
    if (next != '\n') PROBLEM(f, " expression part cannot include a backslash");
    break;
  case '(': case '[': case '{':
    if (f->level == MAX_PARENS) PROBLEM(f, ": too many nested parenthesis");
    else f->open[f->level++] = c;
    break;
  case ')': case ']': case '}':
    if (!f->level && c == '}') return false;
    close_bracket(f, c);
    break;
  case ':': case '!': case '=': case '<': case '>':
    if (f->level) break;
    if (c != ':' && next == '=') f->s++; /* a comparison */
    else if (c != '<' && c != '>') return false;
    break;
  }
  f->s++;
  return true;
}

const char *field_expression_end(const char *s, const char *end, char *problem, size_t room) {
  FieldScan f = {.s = s, .end = end, .problem = problem, .room = room};
  *problem = 0;
  while (f.s < end) {
    if (!step(&f)) return f.s;
    if (*problem) return NULL;
  }
  if (f.level) PROBLEM(&f, ": unmatched '%c'", f.open[f.level - 1]);
  else PROBLEM(&f, ": expecting '}'");
  return NULL;
}
