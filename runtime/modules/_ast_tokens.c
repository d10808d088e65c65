/* The lexer's tokens as tuples. */
#include "_ast.h"

typedef struct { Ctx *ctx; Value list; } Tokens;

static Value column(uint32_t col) { return kr_int(col == LOC_NO_COL ? -1 : (int64_t)col); }

static bool add_token(void *data, const SourceToken *t) {
  Tokens *to = data;
  Ctx *ctx = to->ctx;
  const char *line_end = strchr(t->end, '\n');
  Value text = str_from_wtf8(ctx, t->start, (size_t)(t->end - t->start));
  Value line = str_from_wtf8(ctx, t->line, line_end ? (size_t)(line_end + 1 - t->line) : strlen(t->line)), row = 0;
  if (text && line)
    row = tuple_pack(ctx, 7, text, kr_int(t->type), kr_int(t->loc.line), kr_int(t->loc.end_line), column(t->loc.col),
                     column(t->loc.end_col), line);
  bool added = row && list_append(ctx, to->list, row) == 0;
  kr_unref(ctx, row);
  kr_unref(ctx, text);
  kr_unref(ctx, line);
  return added;
}

Value ast_tokens(Ctx *ctx, const Source *source, Diag *diag, Arena *arena) {
  Tokens to = {ctx, list_new(ctx, 0)};
  if (to.list && !tokens_walk(source, arena, diag, add_token, &to)) kr_clear(ctx, &to.list);
  return to.list;
}
