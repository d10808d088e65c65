/* The text of string literals: escape sequences to characters or bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../ir/unicode.h"
#include "escapes.h"

void bytes_add(Bytes *b, const char *text, size_t len) {
  if (b->len + len + 1 > b->cap) {
    b->cap = (b->len + len + 16) * 2;
    b->text = realloc(b->text, b->cap);
    if (!b->text) abort();
  }
  memcpy(b->text + b->len, text, len);
  b->len += len;
  b->text[b->len] = 0;
}

void bytes_add_char(Bytes *b, uint32_t c) {
  char u[4];
  if (c < 0x80) {
    u[0] = (char)c;
    bytes_add(b, u, 1);
  } else if (c < 0x800) {
    u[0] = (char)(0xc0 | c >> 6), u[1] = (char)(0x80 | (c & 63));
    bytes_add(b, u, 2);
  } else if (c < 0x10000) {
    u[0] = (char)(0xe0 | c >> 12), u[1] = (char)(0x80 | (c >> 6 & 63)), u[2] = (char)(0x80 | (c & 63));
    bytes_add(b, u, 3);
  } else {
    u[0] = (char)(0xf0 | c >> 18), u[1] = (char)(0x80 | (c >> 12 & 63));
    u[2] = (char)(0x80 | (c >> 6 & 63)), u[3] = (char)(0x80 | (c & 63));
    bytes_add(b, u, 4);
  }
}

static int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 32;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

typedef struct {
  const char *s, *end, *begin;
  Bytes *out;
  StringError *error;
  const char *bad_escape; /* the first unknown one */
  size_t shift;           /* how much longer CPython's intermediate text is than ours up to s */
} Decode;

static bool bad(Decode *d, const char *from, const char *to, const char *reason) {
  size_t first = from - d->begin + d->shift, last = to - d->begin + d->shift - 1;
  snprintf(d->error->message, sizeof d->error->message,
           "(unicode error) 'unicodeescape' codec can't decode bytes in position %zu-%zu: %s", first, last, reason);
  return false;
}

/* \xhh, \uhhhh, \Uhhhhhhhh: at the first digit. */
static bool hex_escape(Decode *d, int digits) {
  const char *start = d->s - 2;
  uint32_t c = 0;
  for (int i = 0; i < digits; i++, d->s++) {
    int v = d->s < d->end ? hex_value(*d->s) : -1;
    if (v < 0) return bad(d, start, d->s, digits == 2 ? "truncated \\xXX escape" : digits == 4 ? "truncated \\uXXXX escape" : "truncated \\UXXXXXXXX escape");
    c = c << 4 | v;
  }
  if (c > 0x10ffff) return bad(d, start, d->s, "illegal Unicode character");
  bytes_add_char(d->out, c);
  return true;
}

static bool named_escape(Decode *d) {
  const char *start = d->s - 2, *close = d->s < d->end && *d->s == '{' ? memchr(d->s, '}', d->end - d->s) : NULL;
  if (!close) {
    const char *to = d->s < d->end && *d->s == '{' ? d->end : d->s;
    return bad(d, start, to, "malformed \\N character escape");
  }
  if (close == d->s + 1) return bad(d, start, close + 1, "malformed \\N character escape");
  uint32_t c[4];
  int n = unicode_lookup(d->s + 1, close - d->s - 1, c, false);
  if (n < 1) return bad(d, start, close + 1, "unknown Unicode character name");
  bytes_add_char(d->out, c[0]);
  d->s = close + 1;
  return true;
}

static uint32_t octal_escape(Decode *d, char first) {
  uint32_t c = first - '0';
  const char *backslash = d->s - 2;
  for (int i = 0; i < 2 && d->s < d->end && *d->s >= '0' && *d->s <= '7'; i++) c = c * 8 + (*d->s++ - '0');
  if (c > 0377 && !d->bad_escape) d->bad_escape = backslash;
  return c;
}

/* The character that a simple escape stands for; -1: none. */
static int simple_escape(char c) {
  static const char from[] = "\\'\"abfnrtv", to[] = "\\'\"\a\b\f\n\r\t\v";
  const char *at = c ? strchr(from, c) : NULL;
  return at ? to[at - from] : -1;
}

static void unknown_escape(Decode *d, char c) {
  if (!d->bad_escape) d->bad_escape = d->s - 2; /* the backslash */
  char both[2] = {'\\', c};
  if ((unsigned char)c < 0x80) bytes_add(d->out, both, 2);
  else bytes_add(d->out, both, 1), d->s--;
}

/* After a backslash in a str literal. */
static bool str_escape(Decode *d) {
  if (d->s >= d->end) return bad(d, d->s - 1, d->s, "\\ at end of string");
  char c = *d->s++;
  int simple = simple_escape(c);
  if (simple >= 0) return bytes_add_char(d->out, simple), true;
  switch (c) {
  case '\n': return true;
  case 'x': return hex_escape(d, 2);
  case 'u': return hex_escape(d, 4);
  case 'U': return hex_escape(d, 8);
  case 'N': return named_escape(d);
  case '0' ... '7': return bytes_add_char(d->out, octal_escape(d, c)), true;
  default: return unknown_escape(d, c), true;
  }
}

static bool bytes_escape(Decode *d) {
  if (d->s >= d->end) {
    strcpy(d->error->message, "(value error) Trailing \\ in string");
    return false;
  }
  char c = *d->s++;
  int simple = simple_escape(c);
  char byte;
  if (simple >= 0) byte = (char)simple;
  else if (c == '\n') return true;
  else if (c >= '0' && c <= '7') byte = (char)octal_escape(d, c);
  else if (c == 'x') {
    int high = d->s < d->end ? hex_value(d->s[0]) : -1, low = high >= 0 && d->s + 1 < d->end ? hex_value(d->s[1]) : -1;
    if (low < 0) {
      snprintf(d->error->message, sizeof d->error->message, "(value error) invalid \\x escape at position %zu", (size_t)(d->s - 2 - d->begin));
      return false;
    }
    byte = (char)(high << 4 | low);
    d->s += 2;
  } else return unknown_escape(d, c), true;
  bytes_add(d->out, &byte, 1);
  return true;
}

bool string_decode(const char *s, const char *end, bool bytes, Bytes *out, StringError *error, const char **bad_escape) {
  Decode d = {.s = s, .end = end, .begin = s, .out = out, .error = error};
  bool fine = true;
  while (fine && d.s < d.end) {
    const char *slash = memchr(d.s, '\\', d.end - d.s);
    const char *stop = slash ? slash : d.end;
    /* CPython turns each character outside ASCII into \UXXXXXXXX before it decodes, which shows in positions */
    for (const char *u = d.s; u < stop && !bytes; u++)
      if ((*u & 0xc0) == 0xc0) d.shift += 10 - ((unsigned char)*u >= 0xf0 ? 4 : (unsigned char)*u >= 0xe0 ? 3 : 2);
    bytes_add(d.out, d.s, stop - d.s);
    d.s = stop;
    if (!slash) break;
    d.s++;
    fine = bytes ? bytes_escape(&d) : str_escape(&d);
  }
  *bad_escape = d.bad_escape;
  return fine;
}
