/* SyntaxError and its place: SyntaxError(msg, (filename, lineno, offset, text, end_lineno, end_offset)). */
#include "exceptions.h"

EXC_LAYOUT(syntax, SyntaxErrorObj, msg, 8)
static SyntaxErrorObj *syntax_of(Value v) { return (SyntaxErrorObj *)kr_obj(v); }

static int set_place(Ctx *ctx, SyntaxErrorObj *e, Value info) {
  int64_t n = tuple_of(info)->len;
  const Value *items = tuple_of(info)->items;
  if (n < 4) {
    kr_raise(ctx, &kr_type_TypeError, "function takes at least 4 arguments (%ld given)", (long)n);
    return -1;
  }
  if (n > 6) {
    kr_raise(ctx, &kr_type_TypeError, "function takes at most 6 arguments (%ld given)", (long)n);
    return -1;
  }
  if (n == 5) {
    kr_raise(ctx, &kr_type_TypeError, "end_offset must be provided when end_lineno is provided");
    return -1;
  }
  Value *fields[] = {&e->filename, &e->lineno, &e->offset, &e->text, &e->end_lineno, &e->end_offset};
  for (int64_t i = 0; i < 6; i++) kr_set(ctx, fields[i], i < n ? kr_ref(items[i]) : 0);
  return 0;
}

static int SyntaxError_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  if (exc_init(ctx, self, args, nargs, kwnames) < 0) return -1;
  SyntaxErrorObj *e = syntax_of(self);
  if (nargs >= 1) kr_set(ctx, &e->msg, kr_ref(args[0]));
  if (nargs != 2) return 0;
  Value info = kr_to_tuple(ctx, args[1]);
  if (!info) return -1;
  int r = set_place(ctx, e, info);
  kr_unref(ctx, info);
  return r;
}

/* The last part of a file name, as messages show it. */
static Value base_name(Ctx *ctx, Value path) {
  size_t len = (size_t)str_of(path)->len, start = 0;
  for (size_t i = 0; i < len; i++)
    if (str_at(str_of(path), i) == '/') start = i + 1;
  return str_slice(ctx, path, start, len);
}

static Value SyntaxError_str(Ctx *ctx, Value self) {
  SyntaxErrorObj *e = syntax_of(self);
  Value msg = e->msg ? e->msg : KR_None, file = 0, result;
  int has_line = e->lineno && kr_is_int(e->lineno);
  if (e->filename && kr_is_anystr(e->filename) && !(file = base_name(ctx, e->filename))) return 0;
  long line = has_line ? (long)kr_int_of(e->lineno) : 0;
  if (file && has_line) result = str_format_c(ctx, "%S (%U, line %ld)", msg, file, line);
  else if (file) result = str_format_c(ctx, "%S (%U)", msg, file);
  else if (has_line) result = str_format_c(ctx, "%S (line %ld)", msg, line);
  else result = kr_str(ctx, msg);
  kr_unref(ctx, file);
  return result;
}

#define FIELD(name) {#name, MEMBER_VALUE, offsetof(SyntaxErrorObj, name), 0, NULL}
static const Member SyntaxError_members[] = {
  FIELD(msg), FIELD(filename), FIELD(lineno), FIELD(offset), FIELD(text), FIELD(end_lineno), FIELD(end_offset),
  FIELD(print_file_and_line), {0}};

Type kr_type_SyntaxError = {
  EXC_TYPE(SyntaxError, Exception, SyntaxErrorObj, syntax), .doc = "The source text is no valid Python.",
  .init = SyntaxError_init, .str = SyntaxError_str, .members = SyntaxError_members};
