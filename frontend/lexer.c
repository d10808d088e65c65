/* The lexer: text to tokens, one at a time, with CPython's rules for indentation, brackets and line
 * joining and its words for what is wrong. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../ir/unicode.h"
#include "parser.h"

const char *const token_text[TOK_COUNT] = {
#define TOKEN(name) #name,
#include "tokens.def"
#define PUNCTUATION(name, text) text,
#include "tokens.def"
#define KEYWORD(name) #name,
#include "tokens.def"
};

enum { START = 1, CONT = 2, DIGIT = 4, HEX = 8, SPACE = 16 };
#define LETTER (START | CONT)
static const uint8_t char_class[256] = {
  [' '] = SPACE, ['\t'] = SPACE, ['\f'] = SPACE,
  ['0' ... '9'] = CONT | DIGIT | HEX,
  ['a' ... 'f'] = LETTER | HEX, ['g' ... 'z'] = LETTER,
  ['A' ... 'F'] = LETTER | HEX, ['G' ... 'Z'] = LETTER,
  ['_'] = LETTER,
  [128 ... 255] = LETTER,
};
#define CLASS(s) char_class[(unsigned char)*(s)]

bool is_identifier_char(unsigned char c) { return char_class[c] & CONT; }

enum { TAB = 8 };
static const uint32_t NO_COL = UINT32_MAX;

/* ---- errors ---- */

static uint32_t column(const Lexer *lx, const char *s) {
  return (uint32_t)(s - lx->line_start) + (lx->line == lx->shift_line ? lx->shift : 0);
}

/* CPython's place for most errors of the lexer: the last character read, without an end. */
__attribute__((format(printf, 3, 4)))
static int lex_fail(Lexer *lx, const char *at, const char *format, ...) {
  lx->failed = true;
  char message[256];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  Loc loc = {lx->line, lx->line, column(lx, at) - 1, column(lx, at) - 1};
  diag_set(lx->diag, lx->arena, DIAG_SYNTAX, loc, "%s", message);
  return TOK_ERROR;
}

static int minor_error(Lexer *lx, int diag_kind, const char *message) {
  lx->failed = lx->minor = true;
  diag_set(lx->diag, lx->arena, diag_kind, (Loc){lx->line, lx->line, 0, NO_COL}, "%s", message);
  return TOK_ERROR;
}

static int inconsistent_tabs(Lexer *lx) {
  return minor_error(lx, DIAG_TAB, "inconsistent use of tabs and spaces in indentation");
}

static int inconsistent_dedent(Lexer *lx) {
  minor_error(lx, DIAG_INDENTATION, "unindent does not match any outer indentation level");
  lx->diag->loc.col = (uint32_t)(strchr(lx->line_start, '\n') - lx->line_start);
  lx->diag->loc.end_col = NO_COL - 1;
  return TOK_ERROR;
}

/* ---- numbers ---- */

static bool keyword_follows(const char *s) {
  static const char *const words[] = {"and", "else", "for", "if", "in", "is", "or", "not"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (!strncmp(s, words[i], strlen(words[i]))) return true;
  return false;
}

/* After the last character of a number at s. */
static const char *number_end(Lexer *lx, const char *s, const char *what) {
  if (!(CLASS(s) & CONT)) return s;
  if (keyword_follows(s)) {
    Loc loc = {lx->line, lx->line, column(lx, s) - 1, column(lx, s) - 1};
    warn_at(lx->source, lx->arena, loc, lx->line_start, "SyntaxWarning", "invalid %s literal", what);
    return s;
  }
  lex_fail(lx, s, "invalid %s literal", what);
  return NULL;
}

/* Digits with single underscores between them, from the first digit on. */
static const char *decimal_tail(Lexer *lx, const char *s) {
  for (;;) {
    while (CLASS(s) & DIGIT) s++;
    if (*s != '_') return s;
    s++;
    if (CLASS(s) & DIGIT) continue;
    lex_fail(lx, s, "invalid decimal literal");
    return NULL;
  }
}

static bool digit_of(char c, int base) {
  return base == 16 ? char_class[(unsigned char)c] & HEX : c >= '0' && c < '0' + base;
}

/* After 0x, 0o or 0b. */
static const char *based_number(Lexer *lx, const char *s, int base) {
  const char *what = base == 16 ? "hexadecimal" : base == 8 ? "octal" : "binary";
  do {
    if (*s == '_') s++;
    if (!digit_of(*s, base)) {
      if (CLASS(s) & DIGIT) lex_fail(lx, s + 1, "invalid digit '%c' in %s literal", *s, what);
      else lex_fail(lx, s, "invalid %s literal", what);
      return NULL;
    }
    while (digit_of(*s, base)) s++;
  } while (*s == '_');
  if (CLASS(s) & DIGIT) {
    lex_fail(lx, s + 1, "invalid digit '%c' in %s literal", *s, what);
    return NULL;
  }
  return number_end(lx, s, what);
}

/* From the point, the exponent or the imaginary suffix on, if there is one. */
static const char *fraction(Lexer *lx, const char *s) {
  if (*s == '.') {
    s++;
    if (CLASS(s) & DIGIT && !(s = decimal_tail(lx, s))) return NULL;
  }
  if (*s == 'e' || *s == 'E') {
    const char *e = s++;
    if (*s == '+' || *s == '-') {
      if (!(CLASS(++s) & DIGIT)) {
        lex_fail(lx, s, "invalid decimal literal");
        return NULL;
      }
    } else if (!(CLASS(s) & DIGIT)) {
      return number_end(lx, e, "decimal");
    }
    if (!(s = decimal_tail(lx, s))) return NULL;
  }
  if (*s == 'j' || *s == 'J') return number_end(lx, s + 1, "imaginary");
  return number_end(lx, s, "decimal");
}

/* A number that begins with 0: either zeros only, or with a fraction. */
static const char *zero_number(Lexer *lx, const char *start) {
  const char *s = start + 1;
  for (; *s == '0' || *s == '_'; s++) {
    if (*s == '_' && !(CLASS(s + 1) & DIGIT)) {
      lex_fail(lx, s + 1, "invalid decimal literal");
      return NULL;
    }
  }
  const char *zeros_end = s;
  bool nonzero = CLASS(s) & DIGIT;
  if (nonzero && !(s = decimal_tail(lx, s))) return NULL;
  bool old_octal = nonzero && !(*s && strchr(".eEjJ", *s));
  if (!old_octal) return fraction(lx, s);
  Loc loc = {lx->line, lx->line, column(lx, start), column(lx, zeros_end)};
  lx->failed = true;
  diag_set(lx->diag, lx->arena, DIAG_SYNTAX, loc, "leading zeros in decimal integer literals are not permitted; "
           "use an 0o prefix for octal integers");
  return NULL;
}

static int lex_number(Lexer *lx, Token *t, const char *s) {
  const char *end;
  switch (*s == '0' ? s[1] | 32 : 0) {
  case 'x': end = based_number(lx, s + 2, 16); break;
  case 'o': end = based_number(lx, s + 2, 8); break;
  case 'b': end = based_number(lx, s + 2, 2); break;
  default:
    if (*s == '0') {
      end = zero_number(lx, s);
    } else {
      end = *s == '.' ? s : decimal_tail(lx, s);
      if (end) end = fraction(lx, end);
    }
  }
  if (!end) return TOK_ERROR;
  lx->at = end;
  return TOK_NUMBER;
}

/* ---- strings ---- */

static int unterminated(Lexer *lx, const char *start, bool triple, uint32_t detected) {
  lx->at = start + 1;
  return lex_fail(lx, start + 1, triple ? "unterminated triple-quoted string literal (detected at line %u)"
                                        : "unterminated string literal (detected at line %u)", detected);
}

/* Where an unterminated literal breaks off, from behind its opening quotes: a newline, or the end of the text. */
static const char *break_off(const char *s, const char *limit, bool triple, uint32_t *lines) {
  for (; s < limit; s++) {
    bool escaped = *s == '\\' && s + 1 < limit;
    s += escaped;
    if (*s == '\n') {
      if (!triple && !escaped) return s;
      ++*lines;
    }
  }
  return limit;
}

static int lex_string(Lexer *lx, Token *t, const char *start, const char *quote) {
  bool bytes, raw = false, formatted = false, template;
  if (quote > start) lex_prefix(start, quote - start, &bytes, &raw, &formatted, &template);
  bool triple = quote[1] == *quote && quote[2] == *quote;
  uint32_t lines = 0;
  const char *text_end = lx->text + (lx->limit - lx->text);
  bool fields = formatted && !lx->plain_strings;
  const char *end = lex_string_end(quote, text_end, &fields, raw, &lines);
  lx->plain_strings |= formatted && !fields; /* there will be an error: do not look far ahead again and again */
  if (!end) {
    lines = 0;
    lx->cut_off = break_off(quote + (triple ? 3 : 1), text_end, triple, &lines) == text_end;
    return unterminated(lx, start, triple, lx->line + lines - (triple && lines)); /* the text ends in a newline */
  }
  t->formatted = formatted;
  lx->at = end;
  if (lines) {
    t->line = lx->line_start;
    /* CPython 3.11 forgets to shift these: their columns count from the brace */
    t->loc.col = lx->embedded && lx->line == lx->shift_line ? (uint32_t)(start - lx->brace) : column(lx, start);
    lx->line += lines;
    lx->line_start = end;
    while (lx->line_start[-1] != '\n') lx->line_start--;
  }
  return TOK_STRING;
}

/* ---- names ---- */

static size_t utf8_decode(const char *s, uint32_t *c) {
  const unsigned char *u = (const unsigned char *)s;
  if (u[0] < 0x80) return *c = u[0], 1;
  if (u[0] < 0xe0) return *c = (u[0] & 31u) << 6 | (u[1] & 63u), 2;
  if (u[0] < 0xf0) return *c = (u[0] & 15u) << 12 | (u[1] & 63u) << 6 | (u[2] & 63u), 3;
  return *c = (u[0] & 7u) << 18 | (u[1] & 63u) << 12 | (u[2] & 63u) << 6 | (u[3] & 63u), 4;
}

/* Checks and normalises a name with characters outside ASCII. */
static int lex_unicode_name(Lexer *lx, Token *t, const char *start, const char *end) {
  size_t n = 0;
  char problem[160];
  if (!lx->valid && utf8_problem(start, end - start, problem, sizeof problem)) {
    minor_error(lx, DIAG_SYNTAX, problem);
    lx->diag->loc.end_col = NO_COL - 1;
    return TOK_ERROR;
  }
  uint32_t *chars = malloc((end - start) * sizeof *chars);
  if (!chars) abort();
  for (const char *s = start; s < end; n++) {
    size_t width = utf8_decode(s, &chars[n]);
    uint32_t c = chars[n];
    if (c < 128 ? c == '_' || CLASS(s) & (n ? CONT : START) : unicode_flags(c) & (n ? UC_XID_CONTINUE : UC_XID_START)) {
      s += width;
      continue;
    }
    free(chars);
    char shown[5] = {0};
    memcpy(shown, s, width);
    lx->at = s + width;
    if (!(unicode_flags(c) & UC_PRINTABLE)) return lex_fail(lx, s + width, "invalid non-printable character U+%04X", c);
    return lex_fail(lx, s + width, "invalid character '%s' (U+%04X)", shown, c);
  }
  size_t len = 0;
  uint32_t *normal = unicode_normalize(UNICODE_NFKC, chars, n, &len);
  free(chars);
  if (!normal) abort();
  Bytes b = {0};
  for (size_t i = 0; i < len; i++) bytes_add_char(&b, normal[i]);
  free(normal);
  t->name = ident_table_add(lx->names, b.text, b.len);
  free(b.text);
  return TOK_NAME;
}

/* Before Python 3.7 async and await were keywords only in the functions that "async def" begins, up to the
 * first line indented no further: the kind of such a word at s. */
static int old_async_word(Lexer *lx, int k, const char *s) {
  if (lx->in_async_def) return k;
  while (CLASS(s) & SPACE) s++;
  if (k != TOK_async || strncmp(s, "def", 3) || CLASS(s + 3) & CONT) return TOK_NAME;
  lx->in_async_def = true;
  lx->async_signature = true;
  lx->async_indent = lx->indent;
  return k;
}

static bool has_old_async(const Lexer *lx) { return lx->source->feature_version && lx->source->feature_version < 7; }

static int lex_name(Lexer *lx, Token *t, const char *start) {
  uint32_t h = HASH_SEED;
  unsigned char high = 0;
  const char *s = start;
  do {
    high |= (unsigned char)*s;
    h = hash_step(h, (unsigned char)*s++);
  } while (CLASS(s) & CONT);
  if ((*s == '"' || *s == '\'') && s - start <= 2) {
    bool flags[4];
    if (lex_prefix(start, s - start, &flags[0], &flags[1], &flags[2], &flags[3])) return lex_string(lx, t, start, s);
  }
  lx->at = s;
  if (high >= 128) return lex_unicode_name(lx, t, start, s);
  uint8_t k;
  t->name = intern_token(lx->names, start, s - start, h, &k, &t->soft);
  if ((k == TOK_async || k == TOK_await) && has_old_async(lx)) return old_async_word(lx, k, s);
  return k;
}

/* ---- punctuation ---- */

static int open_paren(Lexer *lx, const char *s, int k) {
  if (lx->level >= MAX_PARENS) return lex_fail(lx, s + 1, "too many nested parentheses");
  lx->parens[lx->level++] = (OpenParen){*s, lx->line, column(lx, s)};
  return k;
}

static int close_paren(Lexer *lx, const char *s, int k) {
  if (!lx->level) return lex_fail(lx, s + 1, "unmatched '%c'", *s);
  OpenParen open = lx->parens[--lx->level];
  if ((open.c == '(' && *s == ')') || (open.c == '[' && *s == ']') || (open.c == '{' && *s == '}')) return k;
  if (open.line != lx->line)
    return lex_fail(lx, s + 1, "closing parenthesis '%c' does not match opening parenthesis '%c' on line %u", *s, open.c, open.line);
  return lex_fail(lx, s + 1, "closing parenthesis '%c' does not match opening parenthesis '%c'", *s, open.c);
}

typedef struct { uint8_t alone, equal, twice, twice_equal; } Operator;
static const Operator operators[128] = {
  ['+'] = {TOK_PLUS, TOK_PLUSEQUAL}, ['-'] = {TOK_MINUS, TOK_MINEQUAL},
  ['*'] = {TOK_STAR, TOK_STAREQUAL, TOK_DOUBLESTAR, TOK_DOUBLESTAREQUAL},
  ['/'] = {TOK_SLASH, TOK_SLASHEQUAL, TOK_DOUBLESLASH, TOK_DOUBLESLASHEQUAL},
  ['%'] = {TOK_PERCENT, TOK_PERCENTEQUAL}, ['@'] = {TOK_AT, TOK_ATEQUAL},
  ['|'] = {TOK_VBAR, TOK_VBAREQUAL}, ['&'] = {TOK_AMPER, TOK_AMPEREQUAL},
  ['^'] = {TOK_CIRCUMFLEX, TOK_CIRCUMFLEXEQUAL}, ['~'] = {TOK_TILDE},
  ['<'] = {TOK_LESS, TOK_LESSEQUAL, TOK_LEFTSHIFT, TOK_LEFTSHIFTEQUAL},
  ['>'] = {TOK_GREATER, TOK_GREATEREQUAL, TOK_RIGHTSHIFT, TOK_RIGHTSHIFTEQUAL},
  ['='] = {TOK_EQUAL, TOK_EQEQUAL}, ['!'] = {0, TOK_NOTEQUAL},
  [':'] = {TOK_COLON, TOK_COLONEQUAL}, [','] = {TOK_COMMA}, [';'] = {TOK_SEMI}, ['.'] = {TOK_DOT},
};

static int lex_operator(Lexer *lx, const char *s) {
  char c = *s;
  lx->at = s + 1;
  switch (c) {
  case '(': return open_paren(lx, s, TOK_LPAR);
  case '[': return open_paren(lx, s, TOK_LSQB);
  case '{': return open_paren(lx, s, lx->embedded && lx->level == lx->outer_level ? TOK_LPAR : TOK_LBRACE);
  case ')': return close_paren(lx, s, TOK_RPAR);
  case ']': return close_paren(lx, s, TOK_RSQB);
  case '}': return close_paren(lx, s, TOK_RBRACE);
  case '.':
    if (s[1] == '.' && s[2] == '.') return lx->at = s + 3, TOK_ELLIPSIS;
    return TOK_DOT;
  case '-':
    if (s[1] == '>') return lx->at = s + 2, TOK_RARROW;
    break;
  case '<':
    if (s[1] == '>') return lx->at = s + 2, lx->source->future_flags & CODE_FUTURE_BARRY ? TOK_NOTEQUAL : TOK_LESSGREATER;
    break;
  }
  Operator op = operators[c & 127];
  if (op.twice && s[1] == c) {
    if (s[2] == '=') return lx->at = s + 3, op.twice_equal;
    return lx->at = s + 2, op.twice;
  }
  if (op.equal && s[1] == '=' && s + 1 < lx->limit) return lx->at = s + 2, op.equal;
  if (op.alone) return op.alone;
  if ((unsigned char)c < 32 || c == 127) return lex_fail(lx, s + 1, "invalid non-printable character U+%04X", c);
  return TOK_ERROR; /* $, ? and !: no token at all, so the parser's "invalid syntax" */
}

/* ---- lines ---- */

/* At the character after a backslash.  The start of the next line, or NULL: an error is set. */
static const char *continuation(Lexer *lx, const char *s) {
  if (*s != '\n' || s >= lx->limit) {
    minor_error(lx, DIAG_SYNTAX, "unexpected character after line continuation character");
    lx->diag->loc.col = column(lx, s) - (s >= lx->limit);
    return NULL;
  }
  s++;
  if (s >= lx->limit) {
    lx->at = s;
    if (lx->level && !lx->embedded) return NULL; /* the open bracket is what is wrong */
    minor_error(lx, DIAG_SYNTAX, "unexpected EOF while parsing");
    lx->diag->loc.col = column(lx, s) - 1;
    lx->diag->loc.end_col = NO_COL - 1;
    return NULL;
  }
  lx->line++;
  lx->line_start = s;
  return s;
}

static int change_indent(Lexer *lx, uint32_t col, uint32_t alt) {
  if (col == lx->indents[lx->indent]) return alt == lx->alt_indents[lx->indent] ? 0 : inconsistent_tabs(lx);
  if (col > lx->indents[lx->indent]) {
    if (lx->indent + 1 >= MAX_INDENTS) return minor_error(lx, DIAG_INDENTATION, "too many levels of indentation");
    if (alt <= lx->alt_indents[lx->indent]) return inconsistent_tabs(lx);
    lx->pending++;
    lx->indents[++lx->indent] = col;
    lx->alt_indents[lx->indent] = alt;
    return 0;
  }
  while (lx->indent > 0 && col < lx->indents[lx->indent]) {
    lx->pending--;
    lx->indent--;
  }
  if (col != lx->indents[lx->indent]) return inconsistent_dedent(lx);
  return alt == lx->alt_indents[lx->indent] ? 0 : inconsistent_tabs(lx);
}

/* The white space at the start of a line: fills in pending.  *blank: nothing but a comment follows. */
static int indentation(Lexer *lx, bool *blank) {
  uint32_t col = 0, alt = 0, first = 0;
  const char *s = lx->at;
  for (;; s++) {
    if (*s == ' ') col++, alt++;
    else if (*s == '\t') col = (col / TAB + 1) * TAB, alt++;
    else if (*s == '\f') col = alt = 0;
    else if (*s == '\\') {
      first = first ? first : col;
      if (!(s = continuation(lx, s + 1))) return TOK_ERROR;
      s--;
    } else break;
  }
  lx->at = s;
  lx->at_line_start = false;
  *blank = *s == '#' || *s == '\n';
  if (*blank && s < lx->limit) return 0;
  if (lx->level) return 0;
  return first ? change_indent(lx, first, first) : change_indent(lx, col, alt);
}

static int lex_end(Lexer *lx) {
  if (lx->embedded && lx->at == lx->limit) {
    lx->level--;
    lx->at++;
    lx->at_line_start = false;
    return TOK_RPAR;
  }
  return lx->level && !lx->embedded ? TOK_ERROR : TOK_ENDMARKER;
}

/* "# type: ..." at a comment: *start becomes the text behind it. */
static bool is_type_comment(const char *comment, const char **start) {
  const char *s = comment;
  for (const char *want = "# type: "; *want; want++) {
    if (*want == ' ')
      while (*s == ' ' || *s == '\t') s++;
    else if (*want != *s++) return false;
  }
  *start = s;
  return true;
}

static void add_type_ignore(Lexer *lx, const char *tag, const char *end) {
  NodeList *list = &lx->type_ignores;
  if (!(list->n & (list->n - 1))) {
    Node **items = ARENA_ARRAY(lx->arena, Node *, list->n ? 2 * list->n : 1);
    if (list->n) memcpy(items, list->items, list->n * sizeof *items);
    list->items = items;
  }
  Name *text = ARENA_NEW(lx->arena, Name);
  *text = (Name){arena_copy(lx->arena, tag, end - tag), end - tag};
  Node *n = ast_node(lx->arena, NODE_TypeIgnore, (Loc){0});
  n->TypeIgnore.lineno = (int)lx->line;
  n->TypeIgnore.tag = text;
  list->items[list->n++] = n;
}

/* A comment up to end that may matter: true if it is a token, whose text *start is then. */
static bool lex_type_comment(Lexer *lx, const char *comment, const char *end, const char **start) {
  const char *s;
  if (!is_type_comment(comment, &s)) return false;
  bool ignore = end - s >= 6 && !memcmp(s, "ignore", 6) && !(CLASS(s + 6) & CONT && s[6] != '_');
  if (ignore) add_type_ignore(lx, s + 6, end);
  else *start = s;
  lx->at = end;
  return !ignore;
}

static const char *comment_end(const char *s) {
  while (*s != '\n') s++;
  return s;
}

static int next_token(Lexer *lx, Token *t, const char **start) {
  bool blank = false;
next_line:
  if (lx->at_line_start) {
    if (indentation(lx, &blank)) return TOK_ERROR;
    if (!blank && !lx->level && !lx->async_signature && lx->indent <= lx->async_indent) lx->in_async_def = false;
  }
  *start = lx->at;
  if (lx->pending) {
    if (lx->pending > 0) return lx->pending--, TOK_INDENT;
    return lx->pending++, TOK_DEDENT;
  }
again:;
  const char *s = lx->at;
  while (CLASS(s) & SPACE) s++;
  *start = s;
  t->loc.line = lx->line;
  t->loc.col = s - lx->line_start;
  uint8_t class = CLASS(s);
  if (s >= lx->limit) return lx->at = s, lex_end(lx);
  if (class & START) return lex_name(lx, t, s);
  if (class & DIGIT || (*s == '.' && CLASS(s + 1) & DIGIT)) return lex_number(lx, t, s);
  if (*s == '"' || *s == '\'') return lex_string(lx, t, s, s);
  if (*s == '#') {
    s = comment_end(s);
    if (lx->source->type_comments && lex_type_comment(lx, *start, s, start)) return TOK_TYPE_COMMENT;
    if (s >= lx->limit) return lx->at = s, lex_end(lx);
  }
  if (*s == '\\') {
    if (!(s = continuation(lx, s + 1))) return *start = lx->at, TOK_ERROR;
    lx->at = s;
    goto again;
  }
  if (*s != '\n') return lex_operator(lx, s);
  lx->at = s + 1;
  lx->at_line_start = true;
  if (!blank && lx->level == 0) return lx->async_signature = false, TOK_NEWLINE;
  blank = false;
  lx->line++;
  lx->line_start = s + 1;
  if (s + 1 >= lx->limit && lx->level) return *start = s + 1, lex_end(lx);
  goto next_line;
}

void lex_token(Lexer *lx, Token *t) {
  t->soft = SOFT_none;
  t->formatted = false;
  t->tried = 0;
  const char *start = lx->at;
  t->line = NULL;
  int k = next_token(lx, t, &start);
  if (!t->line) t->line = lx->line_start;
  t->kind = k;
  t->level = lx->level;
  t->start = start;
  t->end = lx->at;
  uint32_t shift = lx->line == lx->shift_line ? lx->shift : 0;
  if (k == TOK_NEWLINE) {
    t->loc.col = start - lx->line_start + shift;
    t->loc.end_line = lx->line;
    t->loc.end_col = lx->at - 1 - lx->line_start + shift;
    t->end--;
    lx->line++;
    lx->line_start = lx->at;
    return;
  }
  if (k <= TOK_DEDENT) { /* no columns; at the end of the text the line is the last one */
    uint32_t line = lx->line - (start >= lx->limit && lx->line_start == start && (lx->line > 1 || lx->limit == lx->text));
    t->loc = (Loc){line, line, NO_COL, NO_COL};
    return;
  }
  if (t->loc.line == lx->line) t->loc.col += shift;
  t->loc.end_line = lx->line;
  t->loc.end_col = lx->at - lx->line_start + shift;
}
