/* Reading source bytes: byte order mark, encoding declaration (PEP 263), validity of UTF-8, newlines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "parser.h"

enum { UTF8, LATIN1, OTHER };

static char *fail(Diag *diag, Arena *arena, int kind, uint32_t line, const char *format, const char *detail) {
  diag_set(diag, arena, kind, (Loc){line, line, (uint32_t)-2, (uint32_t)-2}, format, detail);
  return NULL;
}

/* The name in "coding[:=] NAME" of a comment line; false: none. */
static bool coding_in_line(const char *s, const char *end, char *name, size_t size) {
  while (s < end && (*s == ' ' || *s == '\t' || *s == '\f')) s++;
  if (s >= end || *s != '#') return false;
  for (; s + 7 <= end; s++) {
    if (memcmp(s, "coding", 6) || (s[6] != ':' && s[6] != '=')) continue;
    s += 7;
    while (s < end && (*s == ' ' || *s == '\t')) s++;
    size_t n = 0;
    while (s < end && n + 1 < size && (strchr("-_.", *s) ? *s != 0 : (*s >= '0' && *s <= '9') || ((*s | 32) >= 'a' && (*s | 32) <= 'z')))
      name[n++] = *s++;
    name[n] = 0;
    if (n) return true;
  }
  return false;
}

static bool blank_line(const char *s, const char *end) {
  while (s < end && (*s == ' ' || *s == '\t' || *s == '\f')) s++;
  return s == end || *s == '#' || *s == '\r' || *s == '\n';
}

/* The declared encoding of the first two lines. */
static bool declared_encoding(const char *s, size_t size, char *name, size_t name_size, uint32_t *line) {
  const char *end = s + size;
  for (*line = 1; *line <= 2; ++*line) {
    const char *stop = s;
    while (stop < end && *stop != '\n' && *stop != '\r') stop++;
    if (coding_in_line(s, stop, name, name_size)) return true;
    if (!blank_line(s, stop)) return false;
    s = stop < end ? stop + 1 + (*stop == '\r' && stop + 1 < end && stop[1] == '\n') : end;
  }
  return false;
}

static bool same_encoding(const char *normal, const char *name) {
  size_t n = strlen(name);
  return !strncmp(normal, name, n) && (!normal[n] || normal[n] == '-');
}

/* *canonical: a spelling that CPython recognises without asking the codecs. */
static int encoding_kind(const char *name, bool *canonical) {
  static const char *const latin[] = {"latin-1", "iso-8859-1", "iso-latin-1"}, *const more_latin[] = {"latin1", "l1", "iso8859-1"};
  char normal[16];
  size_t i = 0;
  for (; name[i] && i < 12; i++) normal[i] = name[i] == '_' ? '-' : name[i] >= 'A' && name[i] <= 'Z' ? name[i] + 32 : name[i];
  normal[i] = 0;
  *canonical = true;
  if (same_encoding(normal, "utf-8")) return UTF8;
  for (size_t k = 0; k < 3; k++)
    if (same_encoding(normal, latin[k])) return LATIN1;
  *canonical = false;
  if (!strcmp(normal, "utf8") || !strcmp(normal, "u8")) return UTF8;
  for (size_t k = 0; k < 3; k++)
    if (!strcmp(normal, more_latin[k])) return LATIN1;
  return OTHER;
}

/* Length of the valid UTF-8 sequence at s; 0: invalid.  Surrogates are let through in decoded text. */
static size_t sequence(const unsigned char *s, size_t left, bool surrogates) {
  if (s[0] < 0x80) return 1;
  size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
  if (s[0] < 0xc2 || s[0] > 0xf4 || n > left) return 0;
  for (size_t i = 1; i < n; i++)
    if ((s[i] & 0xc0) != 0x80) return 0;
  if (s[0] == 0xe0 && s[1] < 0xa0) return 0;
  if (s[0] == 0xed && s[1] >= 0xa0 && !surrogates) return 0;
  if (s[0] == 0xf0 && s[1] < 0x90) return 0;
  if (s[0] == 0xf4 && s[1] >= 0x90) return 0;
  return n;
}

static const char *invalid_utf8(const char *text, size_t size, bool surrogates) {
  size_t i = 0;
  while (i < size) {
    uint64_t word;
    while (i + 8 <= size && (memcpy(&word, text + i, 8), !(word & 0x8080808080808080u))) i += 8;
    if (i >= size) break;
    size_t n = sequence((const unsigned char *)text + i, size - i, surrogates);
    if (!n) return text + i;
    i += n;
  }
  return NULL;
}

const char *utf8_problem(const char *text, size_t size, char *message, size_t room) {
  const char *bad = invalid_utf8(text, size, false);
  if (!bad) return NULL;
  const unsigned char *s = (const unsigned char *)bad;
  size_t at = bad - text, left = size - at, n = 1, width = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
  const char *reason = "invalid start byte";
  if (s[0] >= 0xc2 && s[0] <= 0xf4) {
    bool second = left > 1 && (s[1] & 0xc0) == 0x80 && !(s[0] == 0xe0 && s[1] < 0xa0) && !(s[0] == 0xed && s[1] >= 0xa0) &&
                  !(s[0] == 0xf0 && s[1] < 0x90) && !(s[0] == 0xf4 && s[1] >= 0x90);
    if (second)
      for (n = 2; n < width && n < left && (s[n] & 0xc0) == 0x80;) n++;
    reason = n >= left ? "unexpected end of data" : "invalid continuation byte";
  }
  if (n == 1) snprintf(message, room, "(unicode error) 'utf-8' codec can't decode byte 0x%02x in position %zu: %s", s[0], at, reason);
  else snprintf(message, room, "(unicode error) 'utf-8' codec can't decode bytes in position %zu-%zu: %s", at, at + n - 1, reason);
  return bad;
}

/* A script is checked as a whole; elsewhere bytes that are not UTF-8 matter only in names and strings. */
static bool check_script(const Source *source, const char *text, size_t size, Arena *arena, Diag *diag) {
  const char *bad = source->is_script ? invalid_utf8(text, size, false) : NULL;
  if (!bad) return true;
  uint32_t line = 1;
  for (const char *s = text; s < bad; s++) line += *s == '\n';
  diag_set(diag, arena, DIAG_SYNTAX, (Loc){0}, "Non-UTF-8 code starting with '\\x%.2x' in file %s "
           "on line %u, but no encoding declared; see https://peps.python.org/pep-0263/ for details", (unsigned char)*bad, source->filename, line);
  return false;
}

static char *from_latin1(const char *s, size_t size, Arena *arena, size_t *len) {
  char *out = arena_alloc(arena, size * 2 + 2), *to = out;
  for (size_t i = 0; i < size; i++) {
    unsigned char c = s[i];
    if (c < 0x80) *to++ = c;
    else *to++ = 0xc0 | c >> 6, *to++ = 0x80 | (c & 63);
  }
  *len = to - out;
  return out;
}

/* In place; adds a last newline where it is missing.  Whatever the length returned, a newline and a NUL are
 * at the end of the text (there is room for them), so that scans stop. */
static size_t unify_newlines(char *text, size_t size, bool add_newline) {
  char *cr = memchr(text, '\r', size);
  if (cr) {
    char *to = cr;
    for (char *s = cr, *end = text + size; s < end; s++) {
      if (*s == '\r') {
        *to++ = '\n';
        if (s + 1 < end && s[1] == '\n') s++;
      } else {
        *to++ = *s;
      }
    }
    size = to - text;
  }
  size_t length = size;
  if (size && text[size - 1] != '\n') {
    text[size++] = '\n';
    if (add_newline) length = size;
  }
  text[size] = 0;
  return length;
}

static char *decode(const Source *source, const char *name, const char *bytes, size_t size, Arena *arena, Diag *diag, size_t *len) {
  bool canonical;
  int k = encoding_kind(name, &canonical);
  if (k == LATIN1) return from_latin1(bytes, size, arena, len);
  char *text = source->decode ? source->decode(name, bytes, size, len) : NULL;
  if (!text) return fail(diag, arena, DIAG_SYNTAX, 0, "unknown encoding: %s", name);
  char *copy = arena_alloc(arena, *len + 2);
  memcpy(copy, text, *len);
  free(text);
  return copy;
}

char *text_read(const Source *source, Arena *arena, Diag *diag, size_t *len, bool *valid) {
  const char *bytes = source->bytes;
  size_t size = source->size;
  if (memchr(bytes, 0, size) && (!source->is_script || check_script(source, bytes, size, arena, diag)))
    return fail(diag, arena, DIAG_VALUE, 0, "%s", "source code string cannot contain null bytes");
  if (diag->kind) return NULL;
  if (size >= UINT32_MAX) return fail(diag, arena, DIAG_OVERFLOW, 0, "%s", "source code string is too long");
  bool bom = !source->is_text && size >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3);
  if (bom) bytes += 3, size -= 3;
  char name[64];
  uint32_t line;
  bool declared = !source->is_text && declared_encoding(bytes, size, name, sizeof name, &line), canonical = true;
  int encoding = declared ? encoding_kind(name, &canonical) : UTF8;
  char *text;
  if (bom && (encoding != UTF8 || !canonical))
    return fail(diag, arena, DIAG_SYNTAX, 0, "encoding problem: %s with BOM", name);
  if (encoding != UTF8) {
    if (!(text = decode(source, name, bytes, size, arena, diag, &size))) return NULL;
  } else {
    if (!check_script(source, bytes, size, arena, diag)) return NULL;
    text = arena_alloc(arena, size + 2);
    memcpy(text, bytes, size);
  }
  *valid = source->is_text || !invalid_utf8(text, size, false);
  *len = unify_newlines(text, size, source->mode == MODE_EXEC);
  return text;
}
