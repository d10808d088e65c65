/* What the files of the lexer and the parser share. */
#ifndef FRONTEND_PARSER_H
#define FRONTEND_PARSER_H

#include "ast.h"

typedef enum {
#define TOKEN(name) TOK_##name,
#include "tokens.def"
#define PUNCTUATION(name, text) TOK_##name,
#include "tokens.def"
#define KEYWORD(name) TOK_##name,
#include "tokens.def"
  TOK_COUNT
} TokenKind;

typedef enum {
  SOFT_none,
#define SOFT(name) SOFT_##name,
#include "tokens.def"
} SoftKeyword;

/* Texts of punctuation and keywords, names of the others. */
extern const char *const token_text[TOK_COUNT];

typedef struct {
  uint8_t kind;        /* TokenKind */
  uint8_t soft;        /* SoftKeyword, of a NAME */
  uint8_t level;       /* how many brackets are open after it */
  bool formatted;      /* a STRING with an f or t prefix */
  uint8_t tried;       /* Trial bits: what need not be looked for here again */
  Loc loc;
  const char *line;    /* where its first line starts in the text */
  const char *start;
  const char *end;
  Identifier name;     /* of a NAME or keyword */
} Token;

/* The second pass looks at a place again and again from the constructs around it; each of these is done
 * once for a token, which keeps it from taking exponential time. */
enum { TRIED_PRINT = 1, TRIED_IF = 2, TRIED_ARGUMENTS = 4, TRIED_PARAMETERS = 8, TRIED_TARGET = 16, TRIED_GROUP = 32,
       TRIED_PLAIN = 64 /* was read as an expression without looking for mistakes: nor are they later */ };

/* ---- intern.c ---- */
/* As ident_table_add, for plain ASCII names of the source: says too whether it is a keyword. */
Identifier intern_token(IdentTable *in, const char *text, size_t len, uint32_t hash, uint8_t *kind, uint8_t *soft);
static inline uint32_t hash_step(uint32_t h, unsigned char c) { return (h ^ c) * 0x01000193u; }
enum { HASH_SEED = 0x811c9dc5u };

/* ---- lexer.c ---- */
enum { MAX_PARENS = 200, MAX_INDENTS = 100 };

typedef struct {
  char c;
  uint32_t line, col;
} OpenParen;

typedef struct Lexer {
  const char *at;           /* the next byte */
  const char *text, *limit; /* the whole text; where to stop: its final NUL, or the end of an f-string's expression */
  const char *line_start;
  uint32_t line;
  bool at_line_start;
  bool valid;               /* all of the text is UTF-8 */
  bool cut_off;             /* a string literal goes on at the end of the text */
  bool plain_strings;       /* ends f-strings at the first quote: bounded time while looking for further errors */
  bool failed;              /* it reported an error */
  bool minor;               /* ... of a kind that does not come before errors of the parser */
  bool in_async_def, async_signature; /* for feature versions below 3.7: see old_async_word() */
  int async_indent;         /* of the "async def" */
  bool embedded;            /* in an f-string's field: braces are handed out as brackets */
  int pending;              /* INDENT (positive) or DEDENT tokens still to hand out */
  int indent;
  uint32_t indents[MAX_INDENTS], alt_indents[MAX_INDENTS];
  const char *brace;        /* the field's */
  int level, outer_level;   /* brackets open now, and outside of the field */
  uint32_t shift_line;      /* columns on this line are shifted by shift (see fstring.c) */
  int32_t shift;
  OpenParen parens[MAX_PARENS];
  Arena *arena;
  IdentTable *names;
  const Source *source;
  NodeList type_ignores;    /* with room for a power of two */
  Diag *diag;               /* kind is DIAG_NONE until something fails */
} Lexer;

/* Makes the next token.  TOK_ERROR: the diagnostic is set, unless the text ended inside brackets. */
void lex_token(Lexer *lx, Token *t);
/* End of the string literal whose opening quote is at s; NULL: it has none.  *formatted becomes false for
 * an f-string whose fields are broken.  *lines: newlines passed. */
const char *lex_string_end(const char *s, const char *limit, bool *formatted, bool raw, uint32_t *lines);
bool lex_prefix(const char *s, size_t len, bool *bytes, bool *raw, bool *formatted, bool *template);
bool is_identifier_char(unsigned char c);

/* ---- fstring_field.c ---- */
/* The end of a replacement field's expression that begins at s: an outer "}", "!", ":" or "="; NULL: problem
 * has CPython's message. */
const char *field_expression_end(const char *s, const char *end, char *problem, size_t room);

/* ---- diag.c ---- */
__attribute__((format(printf, 5, 6)))
void diag_set(Diag *diag, Arena *arena, int kind, Loc loc, const char *format, ...);
/* Adds the source line of diag->loc from the decoded text. */
void diag_set_text(Diag *diag, Arena *arena, const char *text, bool with_newline);
/* line: where the source line of loc starts. */
__attribute__((format(printf, 6, 7)))
void warn_at(const Source *source, Arena *arena, Loc loc, const char *line, const char *category, const char *format, ...);

/* ---- text.c ---- */
/* Where UTF-8 goes wrong, and CPython's message about it; NULL: nowhere.  Surrogates are wrong. */
const char *utf8_problem(const char *text, size_t size, char *message, size_t room);
/* The source decoded to UTF-8, newlines as \n, followed by \n (counted in *len only in MODE_EXEC) and NUL; NULL: diag is set.  It may still hold
 * bytes that are not UTF-8: then *valid is false. */
char *text_read(const Source *source, Arena *arena, Diag *diag, size_t *len, bool *valid);

/* ---- literal.c ---- */
typedef struct Bytes { char *text; size_t len, cap; } Bytes; /* growing malloc'ed text */
void bytes_add(Bytes *b, const char *text, size_t len);
void bytes_add_char(Bytes *b, uint32_t c); /* as UTF-8 */

/* ---- parser ---- */
typedef struct Parser {
  Lexer lex;
  Token *tokens;            /* those of the statement at hand; tokens[pos] always exists */
  int pos, count, cap;
  uint32_t end_line, end_col; /* of the last token consumed that is not white space */
  Node **stack;             /* lists under construction */
  int nstack, stack_cap;
  uint8_t *ops;             /* comparison operators under construction */
  int nops, ops_cap;
  Arena *arena;
  const Source *source;
  Diag *diag;
  bool failed;              /* a definite error: no alternative may be tried */
  bool second_pass;         /* where a longer reading fails, take the shorter one and go on */
  bool diagnosing;          /* look for the reason */
  int64_t fuel;             /* of the second pass, which gives up when it has none left */
  int depth;
  bool started;             /* MODE_SINGLE: a token came since the last newline that stands for the end */
} Parser;

typedef struct { int pos; uint32_t end_line, end_col; int nstack, nops; } Mark;

static inline Token *current(Parser *p) { return &p->tokens[p->pos]; }
static inline int kind(Parser *p) { return p->tokens[p->pos].kind; }
void parse_fetch(Parser *p);
static inline void advance(Parser *p) {
  Token *t = &p->tokens[p->pos];
  p->end_line = t->loc.end_line;
  p->end_col = t->loc.end_col;
  if (++p->pos == p->count) parse_fetch(p);
}
/* Over NEWLINE, INDENT and DEDENT, which no node's range includes. */
static inline void advance_space(Parser *p) {
  if (++p->pos == p->count) parse_fetch(p);
}
static inline bool accept(Parser *p, int k) {
  if (kind(p) != k) return false;
  advance(p);
  return true;
}
Token *peek(Parser *p, int n); /* the n-th token after the current one */
static inline Mark mark(Parser *p) { return (Mark){p->pos, p->end_line, p->end_col, p->nstack, p->nops}; }
static inline void reset(Parser *p, Mark m) {
  p->pos = m.pos;
  p->end_line = m.end_line;
  p->end_col = m.end_col;
  p->nstack = m.nstack;
  p->nops = m.nops;
}
static inline Loc loc_from(Parser *p, Loc start) { return (Loc){start.line, p->end_line, start.col, p->end_col}; }
void push(Parser *p, Node *n);
NodeList pop_list(Parser *p, int base);

/* Marks the token; true when it was not marked yet. */
static inline bool first_trial(Parser *p, int trial) {
  bool first = !(current(p)->tried & trial);
  current(p)->tried |= trial;
  return first;
}
/* After a failure: back to the mark in the second pass; false: the failure stands. */
static inline bool fall_back(Parser *p, Mark m) {
  if (!p->second_pass || p->failed) return false;
  reset(p, m);
  return true;
}

/* What a nested construct needs before it recurses; false: too deep, failed is set. */
enum { MAX_DEPTH = 6000, BRACKET_WEIGHT = 20 /* about what a bracket counts in CPython */ };
bool enter(Parser *p, int weight);
static inline void leave(Parser *p, int weight) { p->depth -= weight; }

/* The text of a type comment here, or NULL. */
AstString parse_type_comment(Parser *p);
/* Whether the caller's feature_version has what came in this minor version; else the error is set. */
bool check_version(Parser *p, int minor, const char *what);

Node *parse_expression(Parser *p);
Node *parse_named_expression(Parser *p);
Node *parse_star_expressions(Parser *p);        /* with or without commas */
Node *parse_star_named_expression(Parser *p);
Node *parse_yield(Parser *p);
Node *parse_yield_or_star_expressions(Parser *p);
Node *parse_starred(Parser *p, Node *(*parse)(Parser *)); /* "*" and what parse reads */
Node *new_tuple(Parser *p, int base, Loc start);         /* of what is on the stack from base on */
Node *parse_disjunction(Parser *p);
Node *parse_bitwise_or(Parser *p);
Node *parse_primary(Parser *p);
Node *parse_strings(Parser *p);
Node *parse_number(Parser *p);
Node *parse_star_targets(Parser *p);            /* of for and comprehensions, in Store context */
Node *parse_star_target(Parser *p);             /* one, of with */
Node *parse_for_target(Parser *p);               /* star_targets "in" */
bool parse_comprehension_clauses(Parser *p, NodeList *out);
Node *parse_lambda(Parser *p);
Node *parse_parameters(Parser *p, int end, bool annotations); /* up to but without the end token */
/* From "(" through ")"; generator: it may be a generator expression alone. */
bool parse_call_arguments(Parser *p, bool generator, NodeList *args, NodeList *keywords);
bool parse_statement(Parser *p);                /* pushes the statements */
bool parse_simple_statements(Parser *p);
/* what: "'if' statement"; line: where it began. */
bool parse_block(Parser *p, NodeList *out, const char *what, uint32_t line);
/* The ":" before a block.  COLON_FORCED: whatever else is there is reported as a missing colon;
 * COLON_LINE: only the end of the line is. */
enum { COLON_FORCED, COLON_LINE };
bool parse_colon(Parser *p, int mode);
bool parse_compound(Parser *p, bool *is_compound);
/* NULL without failed: it is no match statement, nothing is consumed. */
Node *parse_match(Parser *p);
Node *parse_function(Parser *p, Loc start, NodeList decorators, bool is_async);
Node *parse_class(Parser *p, NodeList decorators);
Node *parse_decorated(Parser *p);
bool parse_type_params(Parser *p, NodeList *out);

typedef enum { TARGET_STAR, TARGET_DEL, TARGET_FOR } TargetKind;
/* Whether e may be assigned to or deleted; sets its context. */
bool set_context(Node *e, int context, TargetKind target);

/* ---- diagnose.c: all of these set the diagnostic and failed, or leave the parser where it was or is of no
 * further use; they are called only while diagnosing ---- */
__attribute__((format(printf, 3, 4)))
void *parse_error(Parser *p, Loc loc, const char *format, ...);          /* NULL */
void *indentation_error(Parser *p, const char *what, uint32_t line);      /* NULL */
Loc last_token_loc(Parser *p);
const char *expression_name(const Node *e);
Node *invalid_target(Node *e, TargetKind target);
void *raise_invalid_target(Parser *p, Node *e, TargetKind target);        /* NULL */
bool print_statement(Parser *p);
bool diagnose_expression(Parser *p, Node *left, bool plain_start);
bool diagnose_named(Parser *p, Node *e);
void diagnose_unpacking(Parser *p, Node *starred);
void diagnose_bare_target(Parser *p, Node *first, Loc last);
void diagnose_dict_unpacking(Parser *p, Loc stars);
void diagnose_group(Parser *p);
void diagnose_key(Parser *p, Node *key);
void diagnose_broken_key(Parser *p, Mark start);
void diagnose_value(Parser *p, Loc colon);
void diagnose_arguments(Parser *p);
void diagnose_keyword(Parser *p);
void diagnose_keyword_generator(Parser *p, Loc name_and_equal);
void diagnose_argument_assignment(Parser *p, Node *e);
void diagnose_assignment(Parser *p);
void diagnose_parameters(Parser *p, int end, bool annotations);

/* ---- constants ---- */
Node *new_name(Parser *p, Identifier id, int context, Loc loc);
Node *new_constant(Parser *p, Const value, Loc loc);

#endif
