/* The entries of a traceback: file, line, function, source line, and carets under the expression that
 * failed (PEP 657). */
#include "report.h"

#define REPEATS_SHOWN 3

int (*kr_anchor_hook)(const char *segment, size_t size, size_t *left_end, size_t *right_start);

static int is_space(uint32_t c) { return c == ' ' || c == '\t' || c == '\f'; }

/* Characters before byte offset in a line; a range past its end counts as its end. */
static int64_t char_offset(Value line, uint32_t bytes) {
  int64_t n = 0, len = (int64_t)str_of(line)->len;
  for (uint32_t at = 0; n < len && at < bytes; n++) {
    uint32_t c = str_at(str_of(line), (size_t)n);
    at += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  }
  return n;
}

typedef struct { int64_t start, end, left_end, right_start; } Carets; /* in characters; anchors -1: none */

/* In a + b and a[b] the operator gets carets and the operands tildes. */
static void find_anchors(Ctx *ctx, Value line, Carets *c) {
  c->left_end = c->right_start = -1;
  if (!kr_anchor_hook || c->start >= c->end) return;
  Value segment = str_slice(ctx, line, (size_t)c->start, (size_t)c->end);
  size_t size, left, right;
  const char *text = segment ? str_utf8(ctx, segment, &size) : NULL;
  if (text && kr_anchor_hook(text, size, &left, &right)) {
    c->left_end = c->start + char_offset(segment, (uint32_t)left);
    c->right_start = c->start + char_offset(segment, (uint32_t)right);
  }
  kr_clear_exc(ctx);
  kr_unref(ctx, segment);
}

static void add_carets(Report *r, Value line, int64_t indent, const Loc *loc) {
  int64_t len = (int64_t)str_of(line)->len;
  Carets c = {char_offset(line, loc->col), char_offset(line, loc->end_col), -1, -1};
  if (loc->end_line == loc->line) find_anchors(r->ctx, line, &c);
  else {
    c.end = len;
    while (c.end > 0 && is_space(str_at(str_of(line), (size_t)c.end - 1))) c.end--;
  }
  int split = c.left_end >= 0;
  if (c.end - c.start == len - indent && !split) return; /* the whole line: nothing to point out */
  report_margin(r, '|');
  report_spaces(r, 4 + c.start - indent);
  for (int64_t i = c.start; i < c.end; i++)
    report_add(r, !split ? "^" : i >= c.left_end && i < c.right_start ? "^" : "~");
  report_add(r, "\n");
}

/* The source line of an entry, stripped; then the carets. */
static void add_source(Report *r, Value filename, int64_t lineno, const Loc *loc) {
  Value line = report_source_line(r->ctx, filename, lineno);
  if (!line) return;
  int64_t len = (int64_t)str_of(line)->len, indent = 0, end = len;
  while (indent < len && is_space(str_at(str_of(line), (size_t)indent))) indent++;
  report_margin(r, '|');
  report_add(r, "    ");
  Value stripped = str_slice(r->ctx, line, (size_t)indent, (size_t)end);
  report_value(r, stripped);
  kr_unref(r->ctx, stripped);
  report_add(r, "\n");
  if (loc && loc->col != LOC_NO_COL && loc->line == lineno && loc->end_line >= loc->line && !(loc->col == 0 && loc->end_col == 0 && loc->end_line == loc->line))
    add_carets(r, line, indent, loc);
  kr_unref(r->ctx, line);
}

static void add_entry(Report *r, const Traceback *tb) {
  const CodeObj *code = frame_code(frame_record(tb->frame));
  report_margin(r, '|');
  report_add(r, "  File \"%U\", line %d, in %U\n", code->filename, (int)tb->lineno, code->name);
  uint32_t pos = (uint32_t)tb->lasti / 2;
  const Loc *loc = code_locs(code->code) && pos < code->code->ninsns ? &code_locs(code->code)[pos] : NULL;
  add_source(r, code->filename, tb->lineno, loc);
}

static void add_repeats(Report *r, int64_t more) {
  if (more <= 0) return;
  report_margin(r, '|');
  report_add(r, "  [Previous line repeated %lld more time%s]\n", (long long)more, more == 1 ? "" : "s");
}

static int same_place(const Traceback *a, const Traceback *b) {
  const CodeObj *x = frame_code(frame_record(a->frame)), *y = frame_code(frame_record(b->frame));
  return a->lineno == b->lineno && str_equal(x->filename, y->filename) && str_equal(x->name, y->name);
}

int64_t report_entry_limit(Ctx *ctx) {
  Value limit = kr_sys_get(ctx, "tracebacklimit");
  if (!limit) kr_clear_exc(ctx);
  if (!limit || limit == KR_ABSENT || !kr_is_anyint(limit)) return 1000;
  return int_clamp(limit);
}

void report_traceback(Report *r, Value tb) {
  int64_t depth = 0, limit = report_entry_limit(r->ctx);
  for (Value t = tb; t; t = ((Traceback *)kr_obj(t))->next) depth++;
  for (; tb && depth > limit; depth--) tb = ((Traceback *)kr_obj(tb))->next;
  const Traceback *previous = NULL;
  int64_t count = 0;
  for (; tb; tb = ((Traceback *)kr_obj(tb))->next) {
    const Traceback *entry = (Traceback *)kr_obj(tb);
    if (!previous || !same_place(previous, entry)) {
      add_repeats(r, count - REPEATS_SHOWN);
      count = 0;
    }
    if (++count <= REPEATS_SHOWN) add_entry(r, entry);
    previous = entry;
  }
  add_repeats(r, count - REPEATS_SHOWN);
  report_forget_sources();
}
