/* The _string module: what string.Formatter needs to read format strings. */
#include "../objects/format_impl.h"

typedef struct { Object ob; Value text; size_t pos, end; } TextIterator;

static TextIterator *self_of(Value v) { return (TextIterator *)kr_obj(v); }

static Value text_iterator(Ctx *ctx, uint32_t shape, Value text, size_t pos, size_t end) {
  TextIterator *it = kr_alloc_gc(ctx, shape, sizeof *it);
  if (!it) return 0;
  it->text = kr_ref(text);
  it->pos = pos;
  it->end = end;
  return kr_val(it);
}

static Value part(Ctx *ctx, Value text, size_t start, size_t end) {
  const Str *s = str_of(text);
  return str_from_chars(ctx, s->data, s->kind, start, end - start);
}

/* (literal, field name, format spec, conversion) */
static Value formatter_next(Ctx *ctx, Value self) {
  TextIterator *it = self_of(self);
  Markup m;
  int status = it->text ? markup_next(ctx, str_of(it->text), &it->pos, it->end, &m) : 0;
  if (status <= 0) return status ? 0 : KR_STOP;
  Value items[4] = {part(ctx, it->text, m.literal, m.literal_end), KR_None, KR_None, KR_None};
  if (m.has_field) {
    items[1] = part(ctx, it->text, m.name, m.name_end);
    items[2] = part(ctx, it->text, m.spec, m.spec_end);
    if (m.conversion) items[3] = str_from_char(ctx, m.conversion);
  }
  if (items[0] && items[1] && items[2] && items[3]) return tuple_steal(ctx, items, 4);
  for (int i = 0; i < 4; i++) kr_unref(ctx, items[i]);
  return 0;
}

/* (is attribute, name or index) */
static Value fieldname_next(Ctx *ctx, Value self) {
  TextIterator *it = self_of(self);
  int is_attr;
  size_t start, stop;
  int64_t index;
  int status = it->text ? field_step(ctx, str_of(it->text), &it->pos, it->end, &is_attr, &start, &stop, &index) : 0;
  if (status <= 0) return status ? 0 : KR_STOP;
  Value key = index >= 0 ? int_from_i64(ctx, index) : part(ctx, it->text, start, stop);
  Value t = key ? tuple_pack(ctx, 2, kr_bool(is_attr), key) : 0;
  kr_unref(ctx, key);
  return t;
}

static Value iterator_self(Ctx *ctx, Value self) { return kr_ref(self); }
static void iterator_traverse(Object *o, VisitFn visit, void *arg) { visit(((TextIterator *)o)->text, arg); }
static void iterator_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((TextIterator *)o)->text); }

#define TEXT_ITERATOR(id, name_, next_) \
  Type kr_type_##id = { \
    TYPE_HEAD(id, name_), .size = sizeof(TextIterator), .flags = T_GC | T_NO_NEW, .iter = iterator_self, .next = next_, \
    .traverse = iterator_traverse, .clear = iterator_clear, .free = iterator_clear, \
  }
TEXT_ITERATOR(formatter_iterator, "formatteriterator", formatter_next);
TEXT_ITERATOR(fieldname_iterator, "fieldnameiterator", fieldname_next);

static Value formatter_parser_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "expected str, got %T", a[0]);
  return text_iterator(ctx, SHAPE_formatter_iterator, a[0], 0, str_of(a[0])->len);
}

static Value formatter_field_name_split_m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "expected str, got %T", a[0]);
  const Str *s = str_of(a[0]);
  size_t end = field_first_end(s, 0, s->len);
  int64_t index = field_number(ctx, s, 0, end);
  if (index == -2) return 0;
  Value first = index >= 0 ? int_from_i64(ctx, index) : part(ctx, a[0], 0, end);
  Value rest = first ? text_iterator(ctx, SHAPE_fieldname_iterator, a[0], end, s->len) : 0;
  Value t = rest ? tuple_pack(ctx, 2, first, rest) : 0;
  kr_unref(ctx, first);
  kr_unref(ctx, rest);
  return t;
}

static const Method string_methods[] = {
  {"formatter_parser", formatter_parser_m, "format, /", "Pieces of a format string."},
  {"formatter_field_name_split", formatter_field_name_split_m, "name, /", "First part of a field name, and an iterator over the rest."},
  {0},
};

const ModuleDef kr_module__string = {"_string", "Reading format strings.", string_methods, NULL, NULL};
