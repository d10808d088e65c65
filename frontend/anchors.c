/* Where the operator of a failing expression is: tracebacks mark it with carets (PEP 657). */
#include <string.h>
#include "ast.h"

/* In a segment that is one line, columns are byte offsets. */
static bool binary_anchors(const char *text, const Node *e, size_t *left_end, size_t *right_start) {
  for (uint32_t i = e->BinOp.left->loc.end_col; i < e->BinOp.right->loc.col; i++) {
    if (strchr(" \t\f", text[i])) continue;
    *left_end = i;
    *right_start = i + 1;
    if (i + 1 < e->BinOp.right->loc.col && !strchr(" \t\f", text[i + 1])) ++*right_start;
    break;
  }
  return true;
}

static bool expression_anchors(const char *text, const Mod *mod, size_t *left_end, size_t *right_start) {
  const NodeList *body = &mod->root->Module.body;
  if (body->n != 1 || body->items[0]->kind != NODE_Expr) return false;
  const Node *e = body->items[0]->Expr.value;
  if (e->kind == NODE_BinOp) return binary_anchors(text, e, left_end, right_start);
  if (e->kind != NODE_Subscript) return false;
  *left_end = e->Subscript.value->loc.end_col;
  *right_start = e->Subscript.slice->loc.end_col + 1;
  return true;
}

int anchors_find(const char *segment, size_t size, size_t *left_end, size_t *right_start) {
  Arena *arena = arena_new();
  if (!arena) return 0;
  Diag diag = {0};
  Source source = {.filename = "<segment>", .bytes = segment, .size = size, .mode = MODE_EXEC, .is_text = true};
  *left_end = *right_start = 0;
  const Mod *mod = parse_source(&source, arena, &diag);
  bool found = mod && expression_anchors(segment, mod, left_end, right_start) && *right_start > *left_end;
  arena_free(arena);
  return found;
}
