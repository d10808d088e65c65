/* What the front end offers: source text to syntax tree, syntax tree to code. */
#ifndef FRONTEND_H
#define FRONTEND_H

#include "../ir/arena.h"
#include "../ir/code.h"

typedef struct Mod Mod; /* ast.h */

typedef enum { MODE_EXEC, MODE_SINGLE, MODE_EVAL, MODE_FUNC_TYPE } ParseMode;

/* The one error of a compilation, or one of its warnings.  Texts live in the Source's arena. */
typedef struct Diag {
  enum { DIAG_NONE, DIAG_SYNTAX, DIAG_INDENTATION, DIAG_TAB, DIAG_VALUE /* NUL bytes, as CPython's
         ValueError */, DIAG_UNICODE, DIAG_RECURSION, DIAG_MEMORY, DIAG_OVERFLOW, DIAG_WARNING } kind;
  const char *message;
  Loc loc;              /* col and end_col in UTF-8 bytes from 0, or (uint32_t)-1, -2 or -3 for offsets of 0,
                           -1 and None; line 0: no place is known (for an encoding: offset -1) */
  const char *text;     /* the source line as SyntaxError.text has it, or NULL */
  size_t text_len;
  bool incomplete;      /* the input may go on: for the REPL and codeop */
} Diag;

typedef struct {
  const char *filename;
  const char *bytes;    /* the source as it was read */
  size_t size;
  ParseMode mode;
  bool is_text;         /* already decoded (str given to compile): UTF-8, no encoding declaration */
  bool is_script;       /* the program's own file: worded as CPython words errors in it */
  bool dont_imply_dedent; /* PyCF_DONT_IMPLY_DEDENT */
  bool allow_incomplete;  /* PyCF_ALLOW_INCOMPLETE_INPUT */
  bool top_level_await;
  bool type_comments;   /* PyCF_TYPE_COMMENTS */
  int optimize;         /* 0, 1 (-O), 2 (-OO) */
  uint32_t future_flags; /* CODE_FUTURE_... inherited from the caller */
  int feature_version;   /* minor version, 0: the newest */
  int max_int_digits;    /* of decimal literals; 0: CPython's default, -1: no limit */
  /* Decodes an encoding other than UTF-8, ASCII or Latin-1 (set by the runtime, may be NULL): returns
   * malloc'ed UTF-8 or NULL. */
  char *(*decode)(const char *encoding, const char *bytes, size_t size, size_t *out_size);
  void (*warn)(void *data, const Diag *warning, const char *category); /* DeprecationWarning, SyntaxWarning; may be NULL */
  void *warn_data;
} Source;

/* Parses into arena.  NULL: *diag says why. */
Mod *parse_source(const Source *source, Arena *arena, Diag *diag);

/* Compiles a tree (from parse_source, or converted from ast objects and validated) to verified
 * code in a new arena.  NULL: *diag says why. */
Code *compile_ast(const Source *source, const Mod *mod, Diag *diag, Arena *diag_arena);

/* parse_source, then compile_ast. */
Code *compile_source(const Source *source, Diag *diag, Arena *diag_arena);

/* For carets in tracebacks: in the text of an expression that is a binary operation or a subscript,
 * the bytes where the operator or the brackets begin and end.  0: it is something else. */
int anchors_find(const char *segment, size_t size, size_t *left_end, size_t *right_start);

/* Prints a tree as ast.dump(tree, indent=1) does. */
void ast_dump(const Mod *mod, FILE *out);
/* The same with line and column attributes (include_attributes=True). */
void ast_dump_located(const Mod *mod, FILE *out);

/* A token: type as in the token module, columns in bytes (LOC_NO_COL: none), line the start of its first line. */
typedef struct { int type; Loc loc; const char *start, *end, *line; } SourceToken;

/* Shows the tokens of a source, the end marker left out.  false: visit said so, or *diag says what is wrong. */
bool tokens_walk(const Source *source, Arena *arena, Diag *diag, bool (*visit)(void *data, const SourceToken *), void *data);

/* Prints tokens, one a line, as python3 -m tokenize does. */
int tokens_dump(const Source *source, FILE *out, Diag *diag);

/* A column of diag's place as SyntaxError.offset and end_offset have it: in characters of the line, from 1;
 * 0 or -1 where there is none. */
static inline int diag_offset(const Diag *diag, uint32_t col) {
  if ((int32_t)col < 0 || !diag->text) return (int)col + 1;
  int n = 0;
  for (size_t i = 0; i <= col && i < diag->text_len; i++) n += (diag->text[i] & 0xc0) != 0x80;
  return n + (col >= diag->text_len);
}

/* Prints a diagnostic as CPython prints an uncaught SyntaxError. */
void diag_print(const Diag *diag, const char *filename, FILE *out);

#endif
