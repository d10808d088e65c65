/* Readers of the _csv module: an automaton over the characters of the lines that an iterator gives. */
#include <stddef.h>
#include "_csv.h"

typedef enum {
  START_RECORD, START_FIELD, ESCAPED, IN_FIELD, IN_QUOTED, ESCAPED_IN_QUOTED, QUOTE_IN_QUOTED, EAT_NEWLINE, AFTER_ESCAPED_NEWLINE
} State;

#define END_OF_LINE 0xfffffffeu /* what the automaton gets after a line's last character */

typedef struct {
  Object ob;
  Value lines, dialect, fields; /* fields: list of the row being read, or 0 */
  StrWriter field;
  int64_t field_size, line_num;
  uint8_t state, is_number;
} Reader;

static Reader *reader_of(Value v) { return (Reader *)kr_obj(v); }

static int save_field(Ctx *ctx, Reader *r) {
  Value field = writer_finish(ctx, &r->field);
  writer_init(&r->field);
  r->field_size = 0;
  if (field && r->is_number) {
    Value number = kr_float_of_any(ctx, field);
    kr_unref(ctx, field);
    field = number;
  }
  r->is_number = 0;
  int status = field ? list_append(ctx, r->fields, field) : -1;
  kr_unref(ctx, field);
  return status;
}

static int add_char(Ctx *ctx, Reader *r, uint32_t c) {
  if (r->field_size++ >= csv_field_limit) return csv_error(ctx, "field larger than field limit (%ld)", (long)csv_field_limit), -1;
  return writer_char(ctx, &r->field, c);
}

static int ends_line(uint32_t c) { return c == '\n' || c == '\r' || c == END_OF_LINE; }

static int end_field(Ctx *ctx, Reader *r, uint32_t c) {
  r->state = ends_line(c) ? (c == END_OF_LINE ? START_RECORD : EAT_NEWLINE) : START_FIELD;
  return save_field(ctx, r);
}

static int start_field(Ctx *ctx, Reader *r, const Dialect *d, uint32_t c) {
  if (ends_line(c) || c == d->delimiter) return end_field(ctx, r, c);
  if (c == d->quote && d->quoting != QUOTE_NONE) r->state = IN_QUOTED;
  else if (c == d->escape) r->state = ESCAPED;
  else if (c == ' ' && d->skipspace) return 0;
  else {
    r->is_number = d->quoting == QUOTE_NONNUMERIC;
    r->state = IN_FIELD;
    return add_char(ctx, r, c);
  }
  return 0;
}

static int in_field(Ctx *ctx, Reader *r, const Dialect *d, uint32_t c) {
  if (ends_line(c) || c == d->delimiter) return end_field(ctx, r, c);
  if (c == d->escape) return r->state = ESCAPED, 0;
  return add_char(ctx, r, c);
}

static int in_quoted(Ctx *ctx, Reader *r, const Dialect *d, uint32_t c) {
  if (c == END_OF_LINE) return 0;
  if (c == d->escape) return r->state = ESCAPED_IN_QUOTED, 0;
  if (c == d->quote && d->quoting != QUOTE_NONE) return r->state = d->doublequote ? QUOTE_IN_QUOTED : IN_FIELD, 0;
  return add_char(ctx, r, c);
}

static int after_quote(Ctx *ctx, Reader *r, const Dialect *d, uint32_t c) {
  if (d->quoting != QUOTE_NONE && c == d->quote) return r->state = IN_QUOTED, add_char(ctx, r, c);
  if (ends_line(c) || c == d->delimiter) return end_field(ctx, r, c);
  if (!d->strict) return r->state = IN_FIELD, add_char(ctx, r, c);
  Value delimiter = str_from_char(ctx, d->delimiter), quote = str_from_char(ctx, d->quote);
  if (delimiter && quote) csv_error(ctx, "'%S' expected after '%S'", delimiter, quote);
  kr_unref(ctx, delimiter);
  kr_unref(ctx, quote);
  return -1;
}

static int read_char(Ctx *ctx, Reader *r, uint32_t c) {
  const Dialect *d = (Dialect *)kr_obj(r->dialect);
  switch ((State)r->state) {
    case START_RECORD:
      if (c == END_OF_LINE) return 0; /* an empty line: an empty row */
      if (ends_line(c)) return r->state = EAT_NEWLINE, 0;
      r->state = START_FIELD;
      return start_field(ctx, r, d, c);
    case START_FIELD: return start_field(ctx, r, d, c);
    case ESCAPED:
      if (c == '\n' || c == '\r') return r->state = AFTER_ESCAPED_NEWLINE, add_char(ctx, r, c);
      r->state = IN_FIELD;
      return add_char(ctx, r, c == END_OF_LINE ? '\n' : c);
    case AFTER_ESCAPED_NEWLINE:
      if (c == END_OF_LINE) return 0;
      r->state = IN_FIELD;
      return in_field(ctx, r, d, c);
    case IN_FIELD: return in_field(ctx, r, d, c);
    case IN_QUOTED: return in_quoted(ctx, r, d, c);
    case ESCAPED_IN_QUOTED: r->state = IN_QUOTED; return add_char(ctx, r, c == END_OF_LINE ? '\n' : c);
    case QUOTE_IN_QUOTED: return after_quote(ctx, r, d, c);
    case EAT_NEWLINE:
      if (c == '\n' || c == '\r') return 0;
      if (c == END_OF_LINE) return r->state = START_RECORD, 0;
      csv_error(ctx, "new-line character seen in unquoted field - do you need to open the file in universal-newline mode?");
  }
  return -1;
}

static int read_line(Ctx *ctx, Reader *r, Value line) {
  if (!kr_is_anystr(line)) {
    csv_error(ctx, "iterator should return strings, not %T (the file should be opened in text mode)", line);
    return -1;
  }
  r->line_num++;
  for (size_t i = 0; i < str_of(line)->len; i++)
    if (read_char(ctx, r, str_at(str_of(line), i)) < 0) return -1;
  return read_char(ctx, r, END_OF_LINE);
}

static Value reader_next(Ctx *ctx, Value self) {
  Reader *r = reader_of(self);
  writer_abandon(ctx, &r->field);
  writer_init(&r->field);
  r->state = START_RECORD;
  r->is_number = 0;
  r->field_size = 0;
  Value fresh = list_new(ctx, 0);
  if (!fresh) return 0;
  kr_set(ctx, &r->fields, fresh);
  do {
    Value line = kr_next(ctx, r->lines);
    if (!line) return 0;
    if (line == KR_STOP) {
      if (r->field_size == 0 && r->state != IN_QUOTED) return KR_STOP;
      if (((Dialect *)kr_obj(r->dialect))->strict) return csv_error(ctx, "unexpected end of data");
      if (save_field(ctx, r) < 0) return 0;
      break;
    }
    int status = read_line(ctx, r, line);
    kr_unref(ctx, line);
    if (status < 0) return 0;
  } while (r->state != START_RECORD);
  Value row = r->fields;
  r->fields = 0;
  return row;
}

Value csv_reader_m(Ctx *ctx, Value module, const Value *a) {
  Reader *r = kr_alloc_gc(ctx, SHAPE_csv_reader, sizeof *r);
  if (!r) return 0;
  writer_init(&r->field);
  if ((r->lines = kr_iter(ctx, a[0])) && (r->dialect = dialect_make(ctx, a[1], a[2]))) return kr_val(r);
  kr_unref(ctx, kr_val(r));
  return 0;
}

static void reader_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((Reader *)o)->lines, arg);
  visit(((Reader *)o)->dialect, arg);
  visit(((Reader *)o)->fields, arg);
}
static void reader_clear(Ctx *ctx, Object *o) {
  kr_clear(ctx, &((Reader *)o)->lines);
  kr_clear(ctx, &((Reader *)o)->fields);
}
static void reader_free(Ctx *ctx, Object *o) {
  reader_clear(ctx, o);
  kr_clear(ctx, &((Reader *)o)->dialect);
  writer_abandon(ctx, &((Reader *)o)->field);
}
static Value reader_iter(Ctx *ctx, Value self) { return kr_ref(self); }

static const Member reader_members[] = {
  {"dialect", MEMBER_VALUE, offsetof(Reader, dialect), 1, NULL},
  {"line_num", MEMBER_I64, offsetof(Reader, line_num), 1, NULL},
  {0},
};

Type kr_type_csv_reader = {
  TYPE_HEAD(csv_reader, "_csv.reader"),
  .doc = "An iterator over rows.",
  .flags = T_GC | T_NO_NEW,
  .size = sizeof(Reader),
  .members = reader_members,
  .iter = reader_iter,
  .next = reader_next,
  .traverse = reader_traverse,
  .clear = reader_clear,
  .free = reader_free,
};
