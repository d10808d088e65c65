/* The format-spec language, format() of str, and str.format. */
#include "format_impl.h"

/* ---- the spec: [[fill]align][sign][z][#][0][width][grouping][.precision][type] ---- */
typedef struct { const Str *s; size_t i; } SpecReader;

static uint32_t peek(const SpecReader *r, size_t ahead) { return r->i + ahead < r->s->len ? str_at(r->s, r->i + ahead) : 0; }
static int take(SpecReader *r, uint32_t c) {
  if (r->i >= r->s->len || peek(r, 0) != c) return 0;
  r->i++;
  return 1;
}
static int is_align(uint32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

/* Digits at the reader: -1 none, -2 too many (raised). */
static int64_t read_number(Ctx *ctx, SpecReader *r) {
  int64_t n = -1;
  for (uint32_t c; (c = peek(r, 0)) >= '0' && c <= '9'; r->i++) {
    int64_t digit = c - '0', before = n < 0 ? 0 : n;
    if (before > (INT64_MAX - digit) / 10) {
      kr_raise(ctx, &kr_type_ValueError, "Too many decimal digits in format string");
      return -2;
    }
    n = before * 10 + digit;
  }
  return n;
}

static int read_grouping(Ctx *ctx, SpecReader *r, FormatSpec *out) {
  if (take(r, ',')) out->grouping = ',';
  if (take(r, '_')) {
    if (out->grouping) return kr_raise(ctx, &kr_type_ValueError, "Cannot specify both ',' and '_'."), -1;
    out->grouping = '_';
  }
  if (peek(r, 0) == ',' && out->grouping == '_') return kr_raise(ctx, &kr_type_ValueError, "Cannot specify both ',' and '_'."), -1;
  return 0;
}

static int check_grouping(Ctx *ctx, const FormatSpec *spec, uint32_t type) {
  if (!spec->grouping || !type || (type < 128 && strchr("deEfFgG%", (int)type))) return 0;
  if (spec->grouping == '_' && type < 128 && strchr("boxX", (int)type)) return 0;
  if (type > 32 && type < 128) kr_raise(ctx, &kr_type_ValueError, "Cannot specify '%c' with '%c'.", spec->grouping, (int)type);
  else kr_raise(ctx, &kr_type_ValueError, "Cannot specify '%c' with '\\x%x'.", spec->grouping, type);
  return -1;
}

int format_parse(Ctx *ctx, Value text, FormatSpec *out, char default_type, char default_align, Value object) {
  SpecReader r = {str_of(text), 0};
  *out = (FormatSpec){.fill = ' ', .align = default_align, .type = default_type, .width = -1, .precision = -1};
  int fill_given = 0, align_given = 0;
  if (r.s->len >= 2 && is_align(peek(&r, 1))) {
    out->fill = peek(&r, 0);
    out->align = (char)peek(&r, 1);
    fill_given = align_given = 1;
    r.i = 2;
  } else if (is_align(peek(&r, 0))) {
    out->align = (char)peek(&r, 0);
    align_given = 1;
    r.i = 1;
  }
  uint32_t c = peek(&r, 0);
  if (c == '+' || c == '-' || c == ' ') {
    out->sign = (char)c;
    r.i++;
  }
  out->no_neg_zero = (uint8_t)take(&r, 'z');
  out->alternate = (uint8_t)take(&r, '#');
  if (!fill_given && take(&r, '0')) {
    out->zero = 1;
    out->fill = '0';
    if (!align_given && default_align == '>') out->align = '=';
  }
  if ((out->width = read_number(ctx, &r)) == -2 || read_grouping(ctx, &r, out)) return -1;
  if (take(&r, '.')) {
    if ((out->precision = read_number(ctx, &r)) == -2) return -1;
    if (out->precision < 0) return kr_raise(ctx, &kr_type_ValueError, "Format specifier missing precision"), -1;
  }
  if (r.s->len - r.i > 1) {
    kr_raise(ctx, &kr_type_ValueError, "Invalid format specifier '%U' for object of type '%T'", text, object);
    return -1;
  }
  c = r.i < r.s->len ? peek(&r, 0) : (uint32_t)(uint8_t)default_type;
  if (check_grouping(ctx, out, r.i < r.s->len ? c : default_type == 's' ? 's' : 0)) return -1;
  if (c > 127) {
    kr_raise(ctx, &kr_type_ValueError, "Unknown format code '\\x%x' for object of type '%T'", c, object);
    return -1;
  }
  out->type = (char)c;
  return 0;
}

/* ---- str ---- */
static const char *forbidden_in_str(const FormatSpec *spec) {
  if (spec->sign == ' ') return "Space not allowed in string format specifier";
  if (spec->sign) return "Sign not allowed in string format specifier";
  if (spec->no_neg_zero) return "Negative zero coercion (z) not allowed in string format specifier";
  if (spec->alternate) return "Alternate form (#) not allowed in string format specifier";
  if (spec->align == '=') return "'=' alignment not allowed in string format specifier";
  return NULL;
}

Value format_str(Ctx *ctx, Value v, Value spec_text) {
  if (!str_of(spec_text)->len) return str_exact(ctx, v);
  FormatSpec spec;
  if (format_parse(ctx, spec_text, &spec, 's', '<', v)) return 0;
  if (spec.type != 's')
    return kr_raise(ctx, &kr_type_ValueError, "Unknown format code '%c' for object of type '%T'", spec.type, v);
  const char *wrong = forbidden_in_str(&spec);
  if (wrong) return kr_raise(ctx, &kr_type_ValueError, "%s", wrong);
  size_t len = str_of(v)->len, shown = spec.precision >= 0 && (size_t)spec.precision < len ? (size_t)spec.precision : len;
  size_t extra = spec.width > (int64_t)shown ? (size_t)spec.width - shown : 0;
  if (!extra) return str_slice(ctx, v, 0, shown);
  size_t left = spec.align == '>' ? extra : spec.align == '^' ? extra / 2 : 0;
  StrWriter w;
  writer_init(&w);
  if (!writer_fill(ctx, &w, spec.fill, left) && !writer_slice(ctx, &w, v, 0, shown) && !writer_fill(ctx, &w, spec.fill, extra - left))
    return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

Value str___format___m(Ctx *ctx, Value self, const Value *a) {
  if (!kr_is_anystr(a[0])) return raise_must_be_str(ctx, "__format__() argument", a[0]);
  if (!str_of(a[0])->len && !kr_has_shape(self, SHAPE_str)) return kr_str(ctx, self);
  return format_str(ctx, self, a[0]);
}

/* ---- replacement fields ---- */
static int markup_error(Ctx *ctx, const char *text) {
  kr_raise(ctx, &kr_type_ValueError, "%s", text);
  return -1;
}

/* Reads what follows the opening brace. */
static int read_field(Ctx *ctx, const Str *s, size_t *pos, size_t end, Markup *out) {
  size_t i = *pos;
  uint32_t c = 0;
  out->name = i;
  for (; i < end; i++) {
    c = str_at(s, i);
    if (c == '{') return markup_error(ctx, "unexpected '{' in field name");
    if (c == '}' || c == ':' || c == '!') break;
    if (c == '[') /* an index may hold any of these */
      while (i + 1 < end && str_at(s, i) != ']') i++;
  }
  out->name_end = out->spec = out->spec_end = i;
  if (i >= end) return markup_error(ctx, "expected '}' before end of string");
  i++;
  if (c == '!') {
    if (i >= end) return markup_error(ctx, "end of string while looking for conversion specifier");
    out->conversion = str_at(s, i++);
    if (i < end) {
      c = str_at(s, i++);
      if (c != '}' && c != ':') return markup_error(ctx, "expected ':' after conversion specifier");
    }
  }
  if (c == '}') {
    *pos = i;
    return 1;
  }
  out->spec = i;
  for (int depth = 1; i < end; i++) {
    c = str_at(s, i);
    if (c == '{') {
      out->nested = 1;
      depth++;
    } else if (c == '}' && --depth == 0) {
      out->spec_end = i;
      *pos = i + 1;
      return 1;
    }
  }
  return markup_error(ctx, "unmatched '{' in format spec");
}

int markup_next(Ctx *ctx, const Str *s, size_t *pos, size_t end, Markup *out) {
  *out = (Markup){.literal = *pos};
  size_t i = *pos;
  if (i >= end) return 0;
  uint32_t c = 0;
  while (i < end && (c = str_at(s, i)) != '{' && c != '}') i++;
  out->literal_end = i;
  if (i == end) {
    *pos = i;
    return 1;
  }
  int doubled = i + 1 < end && str_at(s, i + 1) == c;
  if (doubled) {
    out->literal_end = i + 1;
    *pos = i + 2;
    return 1;
  }
  if (c == '}') return markup_error(ctx, "Single '}' encountered in format string");
  if (i + 1 == end) return markup_error(ctx, "Single '{' encountered in format string");
  *pos = i + 1;
  out->has_field = 1;
  return read_field(ctx, s, pos, end, out);
}

size_t field_first_end(const Str *s, size_t start, size_t end) {
  while (start < end && str_at(s, start) != '.' && str_at(s, start) != '[') start++;
  return start;
}

int64_t field_number(Ctx *ctx, const Str *s, size_t start, size_t end) {
  int64_t n = 0;
  if (start == end) return -1;
  for (; start < end; start++) {
    uint32_t c = str_at(s, start);
    if (c < '0' || c > '9') return -1;
    if (n > (INT64_MAX - 9) / 10) {
      kr_raise(ctx, &kr_type_ValueError, "Too many decimal digits in format string");
      return -2;
    }
    n = n * 10 + (c - '0');
  }
  return n;
}

int field_step(Ctx *ctx, const Str *s, size_t *pos, size_t end, int *is_attr, size_t *start, size_t *stop, int64_t *index) {
  if (*pos >= end) return 0;
  uint32_t c = str_at(s, *pos);
  *index = -1;
  *is_attr = c == '.';
  if (c == '.') {
    *start = *pos + 1;
    *stop = *pos = field_first_end(s, *start, end);
  } else if (c == '[') {
    size_t i = *start = *pos + 1;
    while (i < end && str_at(s, i) != ']') i++;
    if (i == end) return markup_error(ctx, "Missing ']' in format string");
    *stop = i;
    *pos = i + 1;
    if ((*index = field_number(ctx, s, *start, *stop)) == -2) return -1;
  } else {
    return markup_error(ctx, "Only '.' or '[' may follow ']' in format field specifier");
  }
  if (*start == *stop) return markup_error(ctx, "Empty attribute in format string");
  return 1;
}

/* ---- str.format ---- */
enum { NUMBERING_UNKNOWN, NUMBERING_AUTO, NUMBERING_MANUAL };
typedef struct {
  const Value *args;
  size_t nargs;
  Value mapping;   /* keyword arguments, or format_map's */
  int by_map;      /* format_map: no positional fields */
  int numbering;
  int64_t next;
} FormatArgs;

static Value positional(Ctx *ctx, FormatArgs *fa, int64_t index) {
  int mode = index < 0 ? NUMBERING_AUTO : NUMBERING_MANUAL;
  if (fa->by_map) return kr_raise(ctx, &kr_type_ValueError, "Format string contains positional fields");
  if (fa->numbering && fa->numbering != mode)
    return kr_raise(ctx, &kr_type_ValueError,
                    mode == NUMBERING_AUTO ? "cannot switch from manual field specification to automatic field numbering"
                                           : "cannot switch from automatic field numbering to manual field specification");
  fa->numbering = mode;
  if (index < 0) index = fa->next++;
  if ((uint64_t)index >= fa->nargs)
    return kr_raise(ctx, &kr_type_IndexError, "Replacement index %lld out of range for positional args tuple", (long long)index);
  return kr_ref(fa->args[index]);
}

static Value named(Ctx *ctx, FormatArgs *fa, const Str *s, size_t start, size_t end) {
  Value key = str_from_chars(ctx, s->data, s->kind, start, end - start);
  if (!key) return 0;
  Value v = 0;
  if (!fa->mapping) kr_raise_key(ctx, key);
  else v = kr_getitem(ctx, fa->mapping, key);
  kr_unref(ctx, key);
  return v;
}

/* The object that a field name stands for. */
static Value field_object(Ctx *ctx, FormatArgs *fa, const Str *s, size_t start, size_t end) {
  size_t pos = field_first_end(s, start, end), from, to;
  int64_t index = field_number(ctx, s, start, pos);
  if (index == -2) return 0;
  Value v = index >= 0 || start == pos ? positional(ctx, fa, index) : named(ctx, fa, s, start, pos);
  int is_attr, status = 1;
  while (v && (status = field_step(ctx, s, &pos, end, &is_attr, &from, &to, &index)) > 0) {
    Value key = index >= 0 ? int_from_i64(ctx, index) : str_from_chars(ctx, s->data, s->kind, from, to - from);
    Value inner = !key ? 0 : is_attr ? kr_getattr(ctx, v, key) : kr_getitem(ctx, v, key);
    kr_unref(ctx, key);
    kr_set(ctx, &v, inner);
  }
  if (v && status < 0) kr_clear(ctx, &v);
  return v;
}

static Value convert(Ctx *ctx, Value v /* stolen */, uint32_t conversion) {
  Value text = 0;
  if (!conversion) return v;
  if (conversion == 'r') text = kr_repr(ctx, v);
  else if (conversion == 's') text = kr_str(ctx, v);
  else if (conversion == 'a') text = kr_ascii(ctx, v);
  else if (conversion > 32 && conversion < 127) kr_raise(ctx, &kr_type_ValueError, "Unknown conversion specifier %c", (int)conversion);
  else kr_raise(ctx, &kr_type_ValueError, "Unknown conversion specifier \\x%x", conversion);
  kr_unref(ctx, v);
  return text;
}

static Value format_markup(Ctx *ctx, FormatArgs *fa, Value text, size_t start, size_t end, int depth);

static int write_field(Ctx *ctx, StrWriter *w, FormatArgs *fa, Value text, const Markup *m, int depth) {
  const Str *s = str_of(text);
  Value v = field_object(ctx, fa, s, m->name, m->name_end);
  if (v) v = convert(ctx, v, m->conversion);
  if (!v) return -1;
  Value spec = m->nested ? format_markup(ctx, fa, text, m->spec, m->spec_end, depth - 1)
                         : str_slice(ctx, text, m->spec, m->spec_end);
  Value formatted = spec ? kr_format(ctx, v, spec) : 0;
  int failed = !formatted || writer_str(ctx, w, formatted);
  kr_unref(ctx, formatted);
  kr_unref(ctx, spec);
  kr_unref(ctx, v);
  return failed ? -1 : 0;
}

static Value format_markup(Ctx *ctx, FormatArgs *fa, Value text, size_t start, size_t end, int depth) {
  if (depth < 1) return kr_raise(ctx, &kr_type_ValueError, "Max string recursion exceeded");
  const Str *s = str_of(text);
  StrWriter w;
  Markup m;
  writer_init(&w);
  int status;
  while ((status = markup_next(ctx, s, &start, end, &m)) > 0) {
    if (writer_slice(ctx, &w, text, m.literal, m.literal_end) || (m.has_field && write_field(ctx, &w, fa, text, &m, depth))) {
      status = -1;
      break;
    }
  }
  if (status == 0) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

Value str_format_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  FormatArgs fa = {.args = args, .nargs = nargs};
  if (kwnames && tuple_of(kwnames)->len) {
    if (!(fa.mapping = dict_new(ctx))) return 0;
    for (int64_t i = 0; i < tuple_of(kwnames)->len; i++) {
      if (dict_set(ctx, fa.mapping, tuple_of(kwnames)->items[i], args[nargs + (size_t)i])) {
        kr_unref(ctx, fa.mapping);
        return 0;
      }
    }
  }
  Value v = format_markup(ctx, &fa, self, 0, str_of(self)->len, 2);
  kr_unref(ctx, fa.mapping);
  return v;
}

Value str_format_map_m(Ctx *ctx, Value self, const Value *a) {
  FormatArgs fa = {.mapping = a[0], .by_map = 1};
  return format_markup(ctx, &fa, self, 0, str_of(self)->len, 2);
}
