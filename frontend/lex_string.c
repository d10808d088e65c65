/* Where a string literal ends.  In an f-string the replacement fields may hold strings with the same
 * quotes (PEP 701), so its end is found by following brackets and quotes inside the fields; where that
 * leads nowhere, the first matching quote ends it and the parser reports what is wrong. */
#include <string.h>

#include "parser.h"

enum { MAX_NESTING = 100 };

typedef struct {
  const char *limit;
  uint32_t lines;
  int depth;
} Scan;

bool lex_prefix(const char *s, size_t len, bool *bytes, bool *raw, bool *formatted, bool *template) {
  bool legacy = false;
  *bytes = *raw = *formatted = *template = false;
  if (len > 2) return false;
  for (size_t i = 0; i < len; i++) {
    switch (s[i] | 32) {
    case 'b': if (*bytes || *formatted || *template) return false; *bytes = true; break;
    case 'r': if (*raw) return false; *raw = true; break;
    case 'f': if (*bytes || *formatted || *template) return false; *formatted = true; break;
    case 't': if (*bytes || *formatted || *template) return false; *formatted = *template = true; break;
    case 'u': legacy = true; break;
    default: return false;
    }
  }
  return !legacy || len == 1;
}

static const char *scan_plain(Scan *sc, const char *s, char quote, bool triple) {
  for (; s < sc->limit; s++) {
    if (*s == quote && (!triple || (s[1] == quote && s[2] == quote))) return s + (triple ? 3 : 1);
    bool escaped = *s == '\\' && s + 1 < sc->limit;
    s += escaped;
    if (*s == '\n') {
      if (!triple && !escaped) return NULL;
      sc->lines++;
    }
  }
  return NULL;
}

static const char *scan_formatted(Scan *sc, const char *s, char quote, bool triple, bool raw, bool in_spec);

/* From an opening quote on. */
static const char *scan_string(Scan *sc, const char *quote, bool formatted, bool raw) {
  bool triple = quote[1] == *quote && quote[2] == *quote;
  const char *s = quote + (triple ? 3 : 1);
  if (!formatted) return scan_plain(sc, s, *quote, triple);
  if (sc->depth >= MAX_NESTING) return NULL;
  sc->depth++;
  s = scan_formatted(sc, s, *quote, triple, raw, false);
  sc->depth--;
  return s;
}

/* A name, or a string with its prefix. */
static const char *scan_word(Scan *sc, const char *s) {
  const char *start = s;
  while (is_identifier_char(*s)) s++;
  bool bytes, raw, formatted, template;
  if ((*s == '"' || *s == '\'') && lex_prefix(start, s - start, &bytes, &raw, &formatted, &template))
    return scan_string(sc, s, formatted, raw);
  return s;
}

/* A replacement field, from after its brace to after the closing one. */
static const char *scan_field(Scan *sc, const char *s, char quote, bool triple, bool raw) {
  int brackets = 0;
  while (s < sc->limit) {
    char c = *s;
    if (is_identifier_char(c) || c == '"' || c == '\'') {
      if (!(s = scan_word(sc, s))) return NULL;
      continue;
    }
    s++;
    switch (c) {
    case '\n': sc->lines++; break;
    case '#': while (s < sc->limit && *s != '\n') s++; break;
    case '(': case '[': case '{': brackets++; break;
    case ')': case ']':
      if (!brackets--) return NULL;
      break;
    case '}':
      if (!brackets--) return s;
      break;
    case ':':
      if (brackets) break;
      s = scan_formatted(sc, s, quote, triple, raw, true);
      return s ? s + 1 : NULL;
    }
  }
  return NULL;
}

/* The literal part of an f-string, to after its closing quote, or of a format specification, to its brace. */
static const char *scan_formatted(Scan *sc, const char *s, char quote, bool triple, bool raw, bool in_spec) {
  while (s < sc->limit) {
    char c = *s;
    if (c == quote && (!triple || (s[1] == quote && s[2] == quote))) return in_spec ? NULL : s + (triple ? 3 : 1);
    s++;
    switch (c) {
    case '\n':
      if (!triple) return NULL;
      sc->lines++;
      break;
    case '\\':
      if (*s == '{' || *s == '}') break;
      if (*s == '\n') sc->lines++;
      if (!raw && *s == 'N' && s[1] == '{')
        while (s < sc->limit && *s != '}' && *s != quote && *s != '\n') s++;
      else s++;
      break;
    case '{':
      if (*s == '{' && !in_spec) {
        s++;
        break;
      }
      if (sc->depth >= MAX_NESTING) return NULL;
      sc->depth++;
      s = scan_field(sc, s, quote, triple, raw);
      sc->depth--;
      if (!s) return NULL;
      break;
    case '}':
      if (in_spec) return s - 1;
      break;
    }
  }
  return NULL;
}

const char *lex_string_end(const char *quote, const char *limit, bool *formatted, bool raw, uint32_t *lines) {
  Scan sc = {.limit = limit};
  const char *end = scan_string(&sc, quote, *formatted, raw);
  if (!end && *formatted) {
    *formatted = false;
    sc.lines = 0;
    end = scan_string(&sc, quote, false, raw);
  }
  *lines = sc.lines;
  return end;
}
