/* Writers of the _csv module: rows become lines for a file's write method. */
#include <stddef.h>
#include "_csv.h"

typedef struct { Object ob; Value write, dialect; } Writer;

static Writer *writer_of(Value v) { return (Writer *)kr_obj(v); }

static int needs_care(const Dialect *d, uint32_t c) {
  if (c == d->delimiter || c == d->escape || c == d->quote) return 1;
  for (size_t i = 0; i < str_of(d->terminator)->len; i++)
    if (c == str_at(str_of(d->terminator), i)) return 1;
  return 0;
}

/* Whether the field must stand in quotes. */
static int needs_quotes(const Dialect *d, const Str *s) {
  for (size_t i = 0; i < s->len; i++) {
    uint32_t c = str_at(s, i);
    if (!needs_care(d, c)) continue;
    if (d->quoting == QUOTE_NONE) return 0;
    if (c == d->quote ? d->doublequote : c != d->escape) return 1;
  }
  return 0;
}

static int write_field(Ctx *ctx, StrWriter *out, const Dialect *d, const Str *s, int quoted) {
  if (quoted && writer_char(ctx, out, d->quote) < 0) return -1;
  for (size_t i = 0; i < s->len; i++) {
    uint32_t c = str_at(s, i), before = NO_CHAR;
    if (needs_care(d, c)) {
      int escape = d->quoting == QUOTE_NONE || (c == d->quote ? !d->doublequote : c == d->escape);
      if (!escape && c == d->quote) before = d->quote;
      if (escape && d->escape == NO_CHAR) return csv_error(ctx, "need to escape, but no escapechar set"), -1;
      if (escape) before = d->escape;
    }
    if ((before != NO_CHAR && writer_char(ctx, out, before) < 0) || writer_char(ctx, out, c) < 0) return -1;
  }
  return quoted ? writer_char(ctx, out, d->quote) : 0;
}

static int write_value(Ctx *ctx, StrWriter *out, const Dialect *d, Value v, int alone) {
  int is_text = kr_is_anystr(v), quoted = d->quoting == QUOTE_ALL;
  if (d->quoting == QUOTE_NONNUMERIC) quoted = is_text || !(kr_is_anyint(v) || kr_is_anyfloat(v) || kr_type_of(v)->to_float || kr_type_of(v)->to_index);
  Value text = is_text ? kr_ref(v) : v == KR_None ? str_from(ctx, "") : kr_str(ctx, v);
  if (!text) return -1;
  int status = 0;
  if (alone && str_of(text)->len == 0) {
    if (d->quoting == QUOTE_NONE) status = (csv_error(ctx, "single empty field record must be quoted"), -1);
    quoted = 1;
  }
  if (status == 0) status = write_field(ctx, out, d, str_of(text), quoted || needs_quotes(d, str_of(text)));
  kr_unref(ctx, text);
  return status;
}

static Value writer_writerow_m(Ctx *ctx, Value self, const Value *a) {
  const Dialect *d = (Dialect *)kr_obj(writer_of(self)->dialect);
  StrWriter out;
  Value row = kr_to_list(ctx, a[0]);
  if (!row) return kr_catch(ctx, &kr_type_TypeError) ? csv_error(ctx, "iterable expected, not %T", a[0]) : 0;
  int status = 0;
  writer_init(&out);
  for (int64_t i = 0; i < list_of(row)->len && status == 0; i++) {
    if (i) status = writer_char(ctx, &out, d->delimiter);
    if (status == 0) status = write_value(ctx, &out, d, list_of(row)->items[i], list_of(row)->len == 1);
  }
  kr_unref(ctx, row);
  if (status == 0) status = writer_str(ctx, &out, d->terminator);
  Value line = status < 0 ? (writer_abandon(ctx, &out), (Value)0) : writer_finish(ctx, &out);
  Value result = line ? kr_call1(ctx, writer_of(self)->write, line) : 0;
  kr_unref(ctx, line);
  return result;
}

static Value writer_writerows_m(Ctx *ctx, Value self, const Value *a) {
  Value rows = kr_iter(ctx, a[0]), row = 0;
  if (!rows) return 0;
  while ((row = kr_next(ctx, rows)) && row != KR_STOP) {
    Value done = writer_writerow_m(ctx, self, &row);
    kr_unref(ctx, row);
    if (!done) {
      row = 0;
      break;
    }
    kr_unref(ctx, done);
  }
  kr_unref(ctx, rows);
  return row ? KR_None : 0;
}

Value csv_writer_m(Ctx *ctx, Value module, const Value *a) {
  Writer *w = kr_alloc_gc(ctx, SHAPE_csv_writer, sizeof *w);
  if (!w) return 0;
  w->dialect = dialect_make(ctx, a[1], a[2]);
  w->write = w->dialect ? kr_getattr_c(ctx, a[0], "write") : 0;
  if (w->dialect && !w->write && kr_catch(ctx, &kr_type_AttributeError))
    kr_raise(ctx, &kr_type_TypeError, "argument 1 must have a \"write\" method");
  if (w->write) return kr_val(w);
  kr_unref(ctx, kr_val(w));
  return 0;
}

static void writer_traverse(Object *o, VisitFn visit, void *arg) {
  visit(((Writer *)o)->write, arg);
  visit(((Writer *)o)->dialect, arg);
}
static void writer_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((Writer *)o)->write); }
static void writer_free(Ctx *ctx, Object *o) {
  writer_clear(ctx, o);
  kr_clear(ctx, &((Writer *)o)->dialect);
}

static const Method writer_methods[] = {
  {"writerow", writer_writerow_m, "row, /", "Writes a row; gives what the file's write gave."},
  {"writerows", writer_writerows_m, "rows, /", "Writes rows."},
  {0},
};
static const Member writer_members[] = {{"dialect", MEMBER_VALUE, offsetof(Writer, dialect), 1, NULL}, {0}};

Type kr_type_csv_writer = {
  TYPE_HEAD(csv_writer, "_csv.writer"),
  .doc = "Writes rows to a file.",
  .flags = T_GC | T_NO_NEW,
  .size = sizeof(Writer),
  .methods = writer_methods,
  .members = writer_members,
  .traverse = writer_traverse,
  .clear = writer_clear,
  .free = writer_free,
};
