/* The tokens of a source one by one, numbered as the token module numbers them. */
#include <string.h>

#include "parser.h"

enum { TYPE_ASYNC = 56, TYPE_AWAIT = 55, TYPE_COMMENT = 58 };

/* By TokenKind; keywords are names. */
static const uint8_t token_types[TOK_False] = {
  [TOK_ENDMARKER] = 0, [TOK_NAME] = 1, [TOK_NUMBER] = 2, [TOK_STRING] = 3, [TOK_NEWLINE] = 4, [TOK_INDENT] = 5,
  [TOK_DEDENT] = 6, [TOK_LPAR] = 7, [TOK_RPAR] = 8, [TOK_LSQB] = 9, [TOK_RSQB] = 10, [TOK_COLON] = 11, [TOK_COMMA] = 12,
  [TOK_SEMI] = 13, [TOK_PLUS] = 14, [TOK_MINUS] = 15, [TOK_STAR] = 16, [TOK_SLASH] = 17, [TOK_VBAR] = 18,
  [TOK_AMPER] = 19, [TOK_LESS] = 20, [TOK_GREATER] = 21, [TOK_EQUAL] = 22, [TOK_DOT] = 23, [TOK_PERCENT] = 24,
  [TOK_LBRACE] = 25, [TOK_RBRACE] = 26, [TOK_EQEQUAL] = 27, [TOK_NOTEQUAL] = 28, [TOK_LESSGREATER] = 28,
  [TOK_LESSEQUAL] = 29, [TOK_GREATEREQUAL] = 30, [TOK_TILDE] = 31, [TOK_CIRCUMFLEX] = 32, [TOK_LEFTSHIFT] = 33,
  [TOK_RIGHTSHIFT] = 34, [TOK_DOUBLESTAR] = 35, [TOK_PLUSEQUAL] = 36, [TOK_MINEQUAL] = 37, [TOK_STAREQUAL] = 38,
  [TOK_SLASHEQUAL] = 39, [TOK_PERCENTEQUAL] = 40, [TOK_AMPEREQUAL] = 41, [TOK_VBAREQUAL] = 42, [TOK_CIRCUMFLEXEQUAL] = 43,
  [TOK_LEFTSHIFTEQUAL] = 44, [TOK_RIGHTSHIFTEQUAL] = 45, [TOK_DOUBLESTAREQUAL] = 46, [TOK_DOUBLESLASH] = 47,
  [TOK_DOUBLESLASHEQUAL] = 48, [TOK_AT] = 49, [TOK_ATEQUAL] = 50, [TOK_RARROW] = 51, [TOK_ELLIPSIS] = 52,
  [TOK_COLONEQUAL] = 53, [TOK_TYPE_COMMENT] = TYPE_COMMENT};

static int token_type(int kind) {
  if (kind == TOK_async) return TYPE_ASYNC;
  if (kind == TOK_await) return TYPE_AWAIT;
  return kind < TOK_False ? token_types[kind] : token_types[TOK_NAME];
}

bool tokens_walk(const Source *source, Arena *arena, Diag *diag, bool (*visit)(void *data, const SourceToken *), void *data) {
  size_t len;
  bool valid = false;
  const char *text = text_read(source, arena, diag, &len, &valid);
  if (!text) return false;
  Lexer lx = {.text = text, .at = text, .limit = text + len, .line_start = text, .line = 1, .at_line_start = true,
              .valid = valid, .names = ident_table_new(arena), .arena = arena, .source = source, .diag = diag};
  for (Token t = {0};;) {
    lex_token(&lx, &t);
    if (diag->kind || t.kind == TOK_ENDMARKER || t.kind == TOK_ERROR) break;
    bool bare = t.kind == TOK_INDENT || t.kind == TOK_DEDENT; /* without text and columns */
    SourceToken token = {token_type(t.kind), t.loc, t.start, bare ? t.start : t.end, t.line};
    if (bare) token.loc.col = token.loc.end_col = LOC_NO_COL;
    if (!visit(data, &token)) return false;
  }
  if (lx.minor && (diag->kind == DIAG_INDENTATION || diag->kind == DIAG_TAB)) *diag = (Diag){0}; /* the parser's to report */
  if (diag->kind) diag_set_text(diag, arena, text, true);
  return !diag->kind;
}
