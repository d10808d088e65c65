/* The lexer: tokens, places, indentation, and what it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "frontend/parser.h"

typedef struct {
  Arena *arena;
  Diag diag;
  Source source;
  Lexer lexer;
} Setup;

static void begin(Setup *s, const char *text) {
  *s = (Setup){.arena = arena_new()};
  s->source = (Source){.filename = "t", .bytes = text, .size = strlen(text), .is_text = true};
  size_t len;
  bool valid;
  char *decoded = text_read(&s->source, s->arena, &s->diag, &len, &valid);
  assert_non_null(decoded);
  s->lexer = (Lexer){.text = decoded, .at = decoded, .line_start = decoded, .limit = decoded + len, .line = 1,
                     .at_line_start = true, .valid = valid, .arena = s->arena, .source = &s->source, .diag = &s->diag};
  s->lexer.names = ident_table_new(s->arena);
}

static void end(Setup *s) { arena_free(s->arena); }

/* Checks the kinds of all tokens of a text; the list ends with TOK_ENDMARKER. */
static void check_kinds(const char *text, const int *kinds) {
  Setup s;
  begin(&s, text);
  Token t;
  do {
    lex_token(&s.lexer, &t);
    assert_string_equal(token_text[t.kind], token_text[*kinds]);
  } while (*kinds++ != TOK_ENDMARKER);
  end(&s);
}
#define KINDS(text, ...) check_kinds(text, (const int[]){__VA_ARGS__, TOK_ENDMARKER})

static void check_error(const char *text, const char *message, uint32_t line, uint32_t col) {
  Setup s;
  begin(&s, text);
  Token t;
  do lex_token(&s.lexer, &t);
  while (t.kind != TOK_ENDMARKER && t.kind != TOK_ERROR);
  assert_int_equal(t.kind, TOK_ERROR);
  assert_string_equal(s.diag.message, message);
  assert_int_equal(s.diag.loc.line, line);
  assert_int_equal(s.diag.loc.col, col);
  end(&s);
}

static void names_and_keywords(void **state) {
  KINDS("if iff If match", TOK_if, TOK_NAME, TOK_NAME, TOK_NAME, TOK_NEWLINE);
  KINDS("None True False await", TOK_None, TOK_True, TOK_False, TOK_await, TOK_NEWLINE);
}

static void longest_operator_wins(void **state) {
  KINDS("a**=b>>=c//=d", TOK_NAME, TOK_DOUBLESTAREQUAL, TOK_NAME, TOK_RIGHTSHIFTEQUAL, TOK_NAME, TOK_DOUBLESLASHEQUAL, TOK_NAME, TOK_NEWLINE);
  KINDS("a:=b->c...", TOK_NAME, TOK_COLONEQUAL, TOK_NAME, TOK_RARROW, TOK_NAME, TOK_ELLIPSIS, TOK_NEWLINE);
  KINDS("..", TOK_DOT, TOK_DOT, TOK_NEWLINE);
}

static void numbers(void **state) {
  KINDS("0 00 1_0 0xF_f 0o17 0b1 1. .5 1e5 1.5e-3j 1jif", TOK_NUMBER, TOK_NUMBER, TOK_NUMBER, TOK_NUMBER, TOK_NUMBER, TOK_NUMBER,
        TOK_NUMBER, TOK_NUMBER, TOK_NUMBER, TOK_NUMBER, TOK_NUMBER, TOK_if, TOK_NEWLINE);
}

static void string_prefixes(void **state) {
  KINDS("'a' b'a' Rb'a' u'a' f'a' rF'a' tr'a' ub", TOK_STRING, TOK_STRING, TOK_STRING, TOK_STRING, TOK_STRING, TOK_STRING, TOK_STRING, TOK_NAME, TOK_NEWLINE);
  KINDS("bu'a'", TOK_NAME, TOK_STRING, TOK_NEWLINE);
  KINDS("'''a\n'b'\n'''", TOK_STRING, TOK_NEWLINE);
}

static void nested_quotes_in_fields(void **state) {
  KINDS("f'{a['b']}' c", TOK_STRING, TOK_NAME, TOK_NEWLINE);
  KINDS("f'{f'{f'{1}'}'}'", TOK_STRING, TOK_NEWLINE);
  KINDS("f'{{' f'}}' f'{x:{y}}'", TOK_STRING, TOK_STRING, TOK_STRING, TOK_NEWLINE);
  KINDS("f'\\N{DASH}'", TOK_STRING, TOK_NEWLINE);
}

static void indentation(void **state) {
  KINDS("if a:\n  b\n  # c\n\n    # d\ne", TOK_if, TOK_NAME, TOK_COLON, TOK_NEWLINE, TOK_INDENT, TOK_NAME, TOK_NEWLINE, TOK_DEDENT, TOK_NAME, TOK_NEWLINE);
  KINDS("if a:\n\tif b:\n\t c", TOK_if, TOK_NAME, TOK_COLON, TOK_NEWLINE, TOK_INDENT, TOK_if, TOK_NAME, TOK_COLON, TOK_NEWLINE, TOK_INDENT,
        TOK_NAME, TOK_NEWLINE, TOK_DEDENT, TOK_DEDENT);
  KINDS("a\n\f b", TOK_NAME, TOK_NEWLINE, TOK_INDENT, TOK_NAME, TOK_NEWLINE, TOK_DEDENT);
}

static void joined_lines(void **state) {
  KINDS("a = (1,\n  2) + \\\n 3\n", TOK_NAME, TOK_EQUAL, TOK_LPAR, TOK_NUMBER, TOK_COMMA, TOK_NUMBER, TOK_RPAR, TOK_PLUS, TOK_NUMBER, TOK_NEWLINE);
  KINDS("a\r\nb\rc", TOK_NAME, TOK_NEWLINE, TOK_NAME, TOK_NEWLINE, TOK_NAME, TOK_NEWLINE);
}

static void places_are_in_bytes(void **state) {
  Setup s;
  begin(&s, "\xc3\xa9 = '''x\ny''' + z\n");
  const Loc want[] = {{1, 1, 0, 2}, {1, 1, 3, 4}, {1, 2, 5, 4}, {2, 2, 5, 6}, {2, 2, 7, 8}};
  for (size_t i = 0; i < 5; i++) {
    Token t;
    lex_token(&s.lexer, &t);
    assert_memory_equal(&t.loc, &want[i], sizeof want[i]);
  }
  end(&s);
}

static void equal_names_are_one_identifier(void **state) {
  Setup s;
  begin(&s, "name \xef\xac\x81x name fix"); /* the ligature is normalised */
  Token t[4];
  for (int i = 0; i < 4; i++) lex_token(&s.lexer, &t[i]);
  assert_ptr_equal(t[0].name, t[2].name);
  assert_ptr_equal(t[1].name, t[3].name);
  end(&s);
}

static void errors(void **state) {
  check_error("x = 'a", "unterminated string literal (detected at line 1)", 1, 4);
  check_error("x = (1]", "closing parenthesis ']' does not match opening parenthesis '('", 1, 6);
  check_error("}", "unmatched '}'", 1, 0);
  check_error("0x", "invalid hexadecimal literal", 1, 1);
  check_error("0b2", "invalid digit '2' in binary literal", 1, 2);
  check_error("if x:\n  y\n z", "unindent does not match any outer indentation level", 3, 2);
  check_error("if x:\n        y\n\tz", "inconsistent use of tabs and spaces in indentation", 3, 0);
}

static void brackets_nest_200_deep(void **state) {
  char text[202];
  memset(text, '(', 201);
  text[201] = 0;
  check_error(text, "too many nested parentheses", 1, 200);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(names_and_keywords), cmocka_unit_test(longest_operator_wins), cmocka_unit_test(numbers),
    cmocka_unit_test(string_prefixes), cmocka_unit_test(nested_quotes_in_fields), cmocka_unit_test(indentation),
    cmocka_unit_test(joined_lines), cmocka_unit_test(places_are_in_bytes), cmocka_unit_test(equal_names_are_one_identifier),
    cmocka_unit_test(errors), cmocka_unit_test(brackets_nest_200_deep),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
