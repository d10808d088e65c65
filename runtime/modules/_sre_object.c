/* Match and scanner objects. */
#include "_sre.h"

Value sre_match_new(Ctx *ctx, const SreState *st) {
  int64_t groups = st->pattern->groups + 1;
  Match *m = kr_alloc_gc(ctx, SHAPE_sre_match, sizeof *m + (size_t)groups * 2 * sizeof *m->mark);
  if (!m) return 0;
  m->string = kr_ref(st->string);
  m->pattern = kr_ref(kr_val(st->pattern));
  m->pos = st->pos;
  m->endpos = st->end;
  m->groups = groups;
  m->lastindex = st->lastindex;
  m->mark[0] = st->start;
  m->mark[1] = st->ptr;
  for (int64_t i = 1; i < groups; i++) {
    int64_t start = st->mark[2 * i - 2], end = st->mark[2 * i - 1];
    int whole = start >= 0 && end >= start;
    m->mark[2 * i] = whole ? start : -1;
    m->mark[2 * i + 1] = whole ? end : -1;
  }
  return kr_val(m);
}

/* A group's text; otherwise (new reference) if it took no part. */
static Value group_text(Ctx *ctx, const Match *m, int64_t i, Value otherwise) {
  if (m->mark[2 * i] < 0) return kr_ref(otherwise);
  return sre_string_slice(ctx, m->string, m->mark[2 * i], m->mark[2 * i + 1]);
}

/* The number of a group given by number or name; -1: IndexError. */
static int64_t group_index(Ctx *ctx, const Match *m, Value key) {
  int64_t i = -1;
  if (!key) return 0;
  if (kr_is_int(key)) {
    i = kr_int_of(key);
  } else if (kr_is_anyint(key) || kr_type_of(key)->to_index) {
    if (kr_index_clamp(ctx, key, &i)) return -1;
  } else {
    Value found = dict_get(ctx, pattern_of(m->pattern)->groupindex, key);
    if (!found) kr_clear_exc(ctx);
    else if (kr_is_int(found)) i = kr_int_of(found);
  }
  if (i >= 0 && i < m->groups) return i;
  kr_raise(ctx, &kr_type_IndexError, "no such group");
  return -1;
}

static Value group_by_key(Ctx *ctx, const Match *m, Value key) {
  int64_t i = group_index(ctx, m, key);
  return i < 0 ? 0 : group_text(ctx, m, i, KR_None);
}

static Value match_group_m(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  const Match *m = match_of(self);
  if (nargs == 0) return group_text(ctx, m, 0, KR_None);
  if (nargs == 1) return group_by_key(ctx, m, args[0]);
  Value t = tuple_new(ctx, nargs);
  for (size_t i = 0; t && i < nargs; i++)
    if (!(tuple_of(t)->items[i] = group_by_key(ctx, m, args[i]))) kr_clear(ctx, &t);
  return t;
}

static Value match_getitem(Ctx *ctx, Value self, Value key) { return group_by_key(ctx, match_of(self), key); }

static Value match_groups_m(Ctx *ctx, Value self, const Value *a) {
  const Match *m = match_of(self);
  Value t = tuple_new(ctx, (size_t)m->groups - 1);
  for (int64_t i = 1; t && i < m->groups; i++)
    if (!(tuple_of(t)->items[i - 1] = group_text(ctx, m, i, a[0] ? a[0] : KR_None))) kr_clear(ctx, &t);
  return t;
}

static Value match_groupdict_m(Ctx *ctx, Value self, const Value *a) {
  const Match *m = match_of(self);
  Value dict = dict_new(ctx), name, number;
  size_t pos = 0;
  while (dict && dict_next(pattern_of(m->pattern)->groupindex, &pos, &name, &number)) {
    Value text = kr_is_int(number) && kr_int_of(number) < m->groups ? group_text(ctx, m, kr_int_of(number), a[0] ? a[0] : KR_None) : kr_ref(KR_None);
    if (!text || dict_set(ctx, dict, name, text)) kr_clear(ctx, &dict);
    kr_unref(ctx, text);
  }
  return dict;
}

static Value match_start_m(Ctx *ctx, Value self, const Value *a) {
  int64_t i = group_index(ctx, match_of(self), a[0]);
  return i < 0 ? 0 : kr_int(match_of(self)->mark[2 * i]);
}

static Value match_end_m(Ctx *ctx, Value self, const Value *a) {
  int64_t i = group_index(ctx, match_of(self), a[0]);
  return i < 0 ? 0 : kr_int(match_of(self)->mark[2 * i + 1]);
}

static Value span(Ctx *ctx, const Match *m, int64_t i) {
  return tuple_pack(ctx, 2, kr_int(m->mark[2 * i]), kr_int(m->mark[2 * i + 1]));
}

static Value match_span_m(Ctx *ctx, Value self, const Value *a) {
  int64_t i = group_index(ctx, match_of(self), a[0]);
  return i < 0 ? 0 : span(ctx, match_of(self), i);
}

static Value match_expand_m(Ctx *ctx, Value self, const Value *a) {
  Value f = kr_import_attr(ctx, "re", "_expand");
  Value v = f ? kr_call3(ctx, f, match_of(self)->pattern, self, a[0]) : 0;
  kr_unref(ctx, f);
  return v;
}

static Value match_copy_m(Ctx *ctx, Value self, const Value *a) { return kr_ref(self); }

static Value get_regs(Ctx *ctx, Value self) {
  Match *m = match_of(self);
  if (!m->regs) {
    Value t = tuple_new(ctx, (size_t)m->groups);
    for (int64_t i = 0; t && i < m->groups; i++)
      if (!(tuple_of(t)->items[i] = span(ctx, m, i))) kr_clear(ctx, &t);
    if (!t) return 0;
    m->regs = t;
  }
  return kr_ref(m->regs);
}

static Value get_string(Ctx *ctx, Value self) { return kr_ref(match_of(self)->string); }
static Value get_re(Ctx *ctx, Value self) { return kr_ref(match_of(self)->pattern); }
static Value get_pos(Ctx *ctx, Value self) { return kr_int(match_of(self)->pos); }
static Value get_endpos(Ctx *ctx, Value self) { return kr_int(match_of(self)->endpos); }
static Value get_lastindex(Ctx *ctx, Value self) {
  return match_of(self)->lastindex < 0 ? KR_None : kr_int(match_of(self)->lastindex);
}
static Value get_lastgroup(Ctx *ctx, Value self) {
  const Match *m = match_of(self);
  Value names = pattern_of(m->pattern)->indexgroup;
  return m->lastindex >= 0 && m->lastindex < tuple_of(names)->len ? kr_ref(tuple_of(names)->items[m->lastindex]) : KR_None;
}

static Value match_repr(Ctx *ctx, Value self) {
  const Match *m = match_of(self);
  Value text = group_text(ctx, m, 0, KR_None);
  Value quoted = text ? kr_repr(ctx, text) : 0;
  Value shown = quoted ? str_slice(ctx, quoted, 0, str_of(quoted)->len < 50 ? str_of(quoted)->len : 50) : 0;
  Value v = shown ? str_format_c(ctx, "<re.Match object; span=(%lld, %lld), match=%U>", (long long)m->mark[0], (long long)m->mark[1], shown) : 0;
  kr_unref(ctx, shown);
  kr_unref(ctx, quoted);
  kr_unref(ctx, text);
  return v;
}

static Value class_getitem_m(Ctx *ctx, Value self, const Value *a) { return kr_call2(ctx, kr_val(&kr_type_genericalias), self, a[0]); }

static void match_traverse(Object *o, VisitFn visit, void *arg) {
  Match *m = (Match *)o;
  visit(m->string, arg);
  visit(m->pattern, arg);
  visit(m->regs, arg);
}

static void match_clear(Ctx *ctx, Object *o) {
  Match *m = (Match *)o;
  kr_clear(ctx, &m->string);
  kr_clear(ctx, &m->pattern);
  kr_clear(ctx, &m->regs);
}

static const Method match_methods[] = {
  {"group", match_group_m, NULL, "The text of one or more groups, by number or name.", M_RAW},
  {"start", match_start_m, "group=0, /", "Where a group begins; -1 if it took no part."},
  {"end", match_end_m, "group=0, /", "Where a group ends; -1 if it took no part."},
  {"span", match_span_m, "group=0, /", "(start, end) of a group."},
  {"groups", match_groups_m, "default=None", "The texts of all groups."},
  {"groupdict", match_groupdict_m, "default=None", "The texts of the named groups by name."},
  {"expand", match_expand_m, "template", "A template with its group references filled in."},
  {"__copy__", match_copy_m, "", "The match itself."},
  {"__deepcopy__", match_copy_m, "memo, /", "The match itself."},
  {"__class_getitem__", class_getitem_m, "item, /", "A generic alias.", M_CLASS},
  {0},
};

static const GetSet match_getsets[] = {
  {"string", get_string, NULL, "The string that was searched."},
  {"re", get_re, NULL, "The pattern."},
  {"pos", get_pos, NULL, "Where the search could begin."},
  {"endpos", get_endpos, NULL, "Where it had to end."},
  {"lastindex", get_lastindex, NULL, "Number of the group that was closed last, or None."},
  {"lastgroup", get_lastgroup, NULL, "Its name, or None."},
  {"regs", get_regs, NULL, "The spans of all groups."},
  {0},
};

Type kr_type_sre_match = {
  TYPE_HEAD(sre_match, "Match"), .module = "re", .size = sizeof(Match), .itemsize = 16, .flags = T_GC | T_NO_NEW | T_IMMUTABLE,
  .doc = "What a pattern matched.", .repr = match_repr, .getitem = match_getitem, .traverse = match_traverse,
  .clear = match_clear, .free = match_clear, .methods = match_methods, .getsets = match_getsets,
};

/* ---- scanner: matches one after the other ---- */
typedef struct { Object ob; Value pattern; uint8_t busy; SreState state; } Scanner;

Value sre_scanner_new(Ctx *ctx, Value pattern, Value string, int64_t pos, int64_t endpos) {
  Scanner *s = kr_alloc_gc(ctx, SHAPE_sre_scanner, sizeof *s);
  if (!s) return 0;
  if (sre_start(ctx, &s->state, pattern_of(pattern), string, pos, endpos)) {
    kr_unref(ctx, kr_val(s));
    return 0;
  }
  s->pattern = kr_ref(pattern);
  return kr_val(s);
}

static Value scan(Ctx *ctx, Value self, int (*how)(SreState *)) {
  Scanner *s = (Scanner *)kr_obj(self);
  SreState *st = &s->state;
  if (s->busy) return kr_raise(ctx, &kr_type_ValueError, "regular expression scanner already executing");
  if (st->start < 0) return KR_None;
  s->busy = 1;
  st->ctx = ctx;
  int status = how(st);
  s->busy = 0;
  if (status < 0) return 0;
  if (!status) {
    st->start = -1;
    return KR_None;
  }
  Value m = sre_match_new(ctx, st);
  st->must_advance = st->ptr == st->start ? st->ptr : -1;
  st->start = st->ptr;
  return m;
}

static Value scanner_match_m(Ctx *ctx, Value self, const Value *a) { return scan(ctx, self, sre_match); }
static Value scanner_search_m(Ctx *ctx, Value self, const Value *a) { return scan(ctx, self, sre_search); }

static void scanner_traverse(Object *o, VisitFn visit, void *arg) {
  Scanner *s = (Scanner *)o;
  visit(s->pattern, arg);
  visit(s->state.string, arg);
  visit(s->state.buffer.owner, arg);
}

static void scanner_free(Ctx *ctx, Object *o) {
  Scanner *s = (Scanner *)o;
  sre_finish(ctx, &s->state);
  kr_clear(ctx, &s->pattern);
}

static const Method scanner_methods[] = {
  {"match", scanner_match_m, "", "The next match right here, or None."},
  {"search", scanner_search_m, "", "The next match, or None."},
  {0},
};

static const Member scanner_members[] = {
  {"pattern", MEMBER_VALUE, offsetof(Scanner, pattern), 1, "The pattern."},
  {0},
};

Type kr_type_sre_scanner = {
  TYPE_HEAD(sre_scanner, "SRE_Scanner"), .module = "_sre", .size = sizeof(Scanner), .flags = T_GC | T_NO_NEW | T_IMMUTABLE,
  .traverse = scanner_traverse, .clear = scanner_free, .free = scanner_free, .methods = scanner_methods,
  .members = scanner_members,
};
