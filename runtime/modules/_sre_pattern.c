/* Pattern objects: searching, replacing and splitting. */
#include <stdio.h>
#include <stdlib.h>
#include "_sre.h"
#include "../objects/iter.h"

/* Optional pos and endpos. */
static int limits(Ctx *ctx, Value pos, Value endpos, int64_t *from, int64_t *to) {
  *from = 0;
  *to = INT64_MAX;
  return (pos && kr_index_i64(ctx, pos, from)) || (endpos && kr_index_i64(ctx, endpos, to)) ? -1 : 0;
}

enum { AT_START, WHOLE, ANYWHERE };

static Value match_once(Ctx *ctx, Value self, const Value *a, int how) {
  SreState st;
  int64_t pos, endpos;
  if (limits(ctx, a[1], a[2], &pos, &endpos) || sre_start(ctx, &st, pattern_of(self), a[0], pos, endpos)) return 0;
  st.match_all = how == WHOLE;
  int status = how == ANYWHERE ? sre_search(&st) : sre_match(&st);
  Value v = status > 0 ? sre_match_new(ctx, &st) : status < 0 ? 0 : KR_None;
  sre_finish(ctx, &st);
  return v;
}

static Value pattern_match_m(Ctx *ctx, Value self, const Value *a) { return match_once(ctx, self, a, AT_START); }
static Value pattern_fullmatch_m(Ctx *ctx, Value self, const Value *a) { return match_once(ctx, self, a, WHOLE); }
static Value pattern_search_m(Ctx *ctx, Value self, const Value *a) { return match_once(ctx, self, a, ANYWHERE); }

static Value pattern_scanner_m(Ctx *ctx, Value self, const Value *a) {
  int64_t pos, endpos;
  return limits(ctx, a[1], a[2], &pos, &endpos) ? 0 : sre_scanner_new(ctx, self, a[0], pos, endpos);
}

static Value pattern_finditer_m(Ctx *ctx, Value self, const Value *a) {
  Value scanner = pattern_scanner_m(ctx, self, a);
  Value search = scanner ? kr_getattr_c(ctx, scanner, "search") : 0;
  Value v = search ? callable_iterator_new(ctx, search, KR_None) : 0;
  kr_unref(ctx, search);
  kr_unref(ctx, scanner);
  return v;
}

/* Goes on behind the match that was found; an empty match there only if this one was not. */
static void advance(SreState *st) {
  st->must_advance = st->ptr == st->start ? st->ptr : -1;
  st->start = st->ptr;
}

static int append(Ctx *ctx, Value list, Value v /* stolen, may be 0 */) {
  int failed = !v || list_append(ctx, list, v);
  kr_unref(ctx, v);
  return failed;
}

static Value empty_text(Ctx *ctx, const SreState *st) { return st->is_bytes ? bytes_new(ctx, "", 0) : kr_ref(kr_val(kr_empty_str)); }

/* Group i (from 1) of the current match; otherwise if it took no part. */
static Value group(Ctx *ctx, SreState *st, int64_t i, Value otherwise) {
  int64_t start = st->mark[2 * i - 2], end = st->mark[2 * i - 1];
  if (start >= 0 && end >= start) return sre_slice(ctx, st, start, end);
  return otherwise ? kr_ref(otherwise) : empty_text(ctx, st);
}

static Value found_item(Ctx *ctx, SreState *st) {
  int64_t groups = st->pattern->groups;
  if (groups == 0) return sre_slice(ctx, st, st->start, st->ptr);
  if (groups == 1) return group(ctx, st, 1, 0);
  Value t = tuple_new(ctx, (size_t)groups);
  for (int64_t i = 1; t && i <= groups; i++)
    if (!(tuple_of(t)->items[i - 1] = group(ctx, st, i, 0))) kr_clear(ctx, &t);
  return t;
}

static Value pattern_findall_m(Ctx *ctx, Value self, const Value *a) {
  SreState st;
  int64_t pos, endpos;
  if (limits(ctx, a[1], a[2], &pos, &endpos) || sre_start(ctx, &st, pattern_of(self), a[0], pos, endpos)) return 0;
  Value list = list_new(ctx, 0);
  int status = list ? 1 : -1;
  while (status > 0 && (status = sre_search(&st)) > 0) {
    if (append(ctx, list, found_item(ctx, &st))) status = -1;
    advance(&st);
  }
  sre_finish(ctx, &st);
  if (status < 0) kr_clear(ctx, &list);
  return list;
}

static Value pattern_split_m(Ctx *ctx, Value self, const Value *a) {
  SreState st;
  int64_t max;
  if (int_arg(ctx, a[1], 0, &max) || sre_start(ctx, &st, pattern_of(self), a[0], 0, INT64_MAX)) return 0;
  Value list = list_new(ctx, 0);
  int64_t last = 0, n = 0;
  int status = list ? 1 : -1;
  while (status > 0 && (!max || n < max) && (status = sre_search(&st)) > 0) {
    if (append(ctx, list, sre_slice(ctx, &st, last, st.start))) status = -1;
    for (int64_t i = 1; status > 0 && i <= st.pattern->groups; i++)
      if (append(ctx, list, group(ctx, &st, i, KR_None))) status = -1;
    n++;
    last = st.ptr;
    advance(&st);
  }
  if (status >= 0 && append(ctx, list, sre_slice(ctx, &st, last, st.end))) status = -1;
  sre_finish(ctx, &st);
  if (status < 0) kr_clear(ctx, &list);
  return list;
}

/* ---- sub ---- */
/* Is a template free of backslashes, so that it stands for itself? */
static int is_literal(Ctx *ctx, Value repl) {
  if (kr_is_anystr(repl)) return chars_find_char(str_of(repl)->data, str_of(repl)->kind, str_of(repl)->len, '\\') < 0;
  if (!kr_type_of(repl)->get_buffer) return 0;
  Buffer b;
  if (kr_get_buffer(ctx, repl, &b, 0)) return -1;
  int literal = !b.len || !memchr(b.data, '\\', (size_t)b.len);
  kr_release_buffer(ctx, &b);
  return literal;
}

/* The replacement as a callable or a literal (new reference). */
static Value replacement(Ctx *ctx, Value self, Value repl) {
  if (kr_is_callable(repl)) return kr_ref(repl);
  int literal = is_literal(ctx, repl);
  if (literal) return literal < 0 ? 0 : kr_ref(repl);
  Value f = kr_import_attr(ctx, "re", "_subx");
  Value v = f ? kr_call2(ctx, f, self, repl) : 0;
  kr_unref(ctx, f);
  return v;
}

static int append_replacement(Ctx *ctx, SreState *st, Value list, Value repl, int callable) {
  if (!callable) return list_append(ctx, list, repl);
  Value m = sre_match_new(ctx, st);
  Value text = m ? kr_call1(ctx, repl, m) : 0;
  kr_unref(ctx, m);
  return text == KR_None ? 0 : append(ctx, list, text);
}

/* The parts between matches, with replacements between them; -1: raised, else how many were replaced. */
static int64_t replace_all(Ctx *ctx, SreState *st, Value list, Value repl, int64_t max) {
  int64_t last = 0, n = 0;
  int callable = kr_is_callable(repl), status;
  while ((!max || n < max) && (status = sre_search(st)) != 0) {
    if (status < 0) return -1;
    if (last < st->start && append(ctx, list, sre_slice(ctx, st, last, st->start))) return -1;
    if (append_replacement(ctx, st, list, repl, callable)) return -1;
    last = st->ptr;
    n++;
    advance(st);
  }
  if (last < st->end && append(ctx, list, sre_slice(ctx, st, last, st->end))) return -1;
  return n;
}

static Value substitute(Ctx *ctx, Value self, const Value *a, int with_count) {
  SreState st;
  int64_t max, n = -1;
  if (int_arg(ctx, a[2], 0, &max)) return 0;
  Value repl = replacement(ctx, self, a[0]);
  if (!repl) return 0;
  if (sre_start(ctx, &st, pattern_of(self), a[1], 0, INT64_MAX)) {
    kr_unref(ctx, repl);
    return 0;
  }
  Value list = list_new(ctx, 0), text = 0;
  if (list) n = replace_all(ctx, &st, list, repl, max);
  if (n >= 0) {
    const Value *items = list_of(list)->items;
    size_t count = (size_t)list_of(list)->len;
    Value empty = empty_text(ctx, &st);
    if (n == 0 && !st.is_bytes) text = str_exact(ctx, st.string);
    else if (empty) text = st.is_bytes ? bytes_join(ctx, (Span){(const uint8_t *)"", 0}, items, count, empty) : str_join(ctx, empty, items, count);
    kr_unref(ctx, empty);
  }
  sre_finish(ctx, &st);
  kr_unref(ctx, list);
  kr_unref(ctx, repl);
  if (!with_count || !text) return text;
  Value pair = tuple_pack(ctx, 2, text, kr_int(n));
  kr_unref(ctx, text);
  return pair;
}

static Value pattern_sub_m(Ctx *ctx, Value self, const Value *a) { return substitute(ctx, self, a, 0); }
static Value pattern_subn_m(Ctx *ctx, Value self, const Value *a) { return substitute(ctx, self, a, 1); }

/* ---- the rest ---- */
static Value pattern_copy_m(Ctx *ctx, Value self, const Value *a) { return kr_ref(self); }
static Value class_getitem_m(Ctx *ctx, Value self, const Value *a) { return kr_call2(ctx, kr_val(&kr_type_genericalias), self, a[0]); }
static Value get_flags(Ctx *ctx, Value self) { return kr_int(pattern_of(self)->flags); }
static Value get_groups(Ctx *ctx, Value self) { return kr_int(pattern_of(self)->groups); }
static Value get_pattern(Ctx *ctx, Value self) { return kr_ref(pattern_of(self)->pattern); }
static Value get_groupindex(Ctx *ctx, Value self) { return kr_call1(ctx, kr_val(&kr_type_mappingproxy), pattern_of(self)->groupindex); }

static const struct { const char *name; uint32_t flag; } flag_names[] = {
  {"re.TEMPLATE", 1}, {"re.IGNORECASE", 2}, {"re.LOCALE", 4}, {"re.MULTILINE", 8}, {"re.DOTALL", 16}, {"re.UNICODE", 32},
  {"re.VERBOSE", 64}, {"re.DEBUG", 128}, {"re.ASCII", 256},
};

static Value pattern_repr(Ctx *ctx, Value self) {
  const Pattern *p = pattern_of(self);
  uint32_t flags = p->flags;
  if (!p->is_bytes && (flags & (SRE_FLAG_LOCALE | SRE_FLAG_UNICODE | SRE_FLAG_ASCII)) == SRE_FLAG_UNICODE) flags &= ~SRE_FLAG_UNICODE;
  Value text = kr_repr(ctx, p->pattern);
  if (!text) return 0;
  char rest[400] = "", *out = rest;
  for (size_t i = 0; i < sizeof flag_names / sizeof *flag_names; i++) {
    if (!(flags & flag_names[i].flag)) continue;
    out += snprintf(out, 32, "%s%s", out == rest ? ", " : "|", flag_names[i].name);
    flags &= ~flag_names[i].flag;
  }
  if (flags) snprintf(out, 32, "%s0x%x", out == rest ? ", " : "|", flags);
  Value shown = str_slice(ctx, text, 0, str_of(text)->len < 200 ? str_of(text)->len : 200);
  Value v = shown ? str_format_c(ctx, "re.compile(%U%s)", shown, rest) : 0;
  kr_unref(ctx, shown);
  kr_unref(ctx, text);
  return v;
}

static int64_t pattern_hash(Ctx *ctx, Value self) {
  const Pattern *p = pattern_of(self);
  int64_t h = kr_hash(ctx, p->pattern);
  if (h == -1) return -1;
  h ^= (int64_t)kr_siphash(p->code, (size_t)p->code_len * sizeof *p->code) ^ p->flags ^ p->is_bytes ^ p->groups;
  return h == -1 ? -2 : h;
}

static Value pattern_compare(Ctx *ctx, Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !kr_has_shape(b, SHAPE_sre_pattern)) return KR_NotImplemented;
  const Pattern *x = pattern_of(a), *y = pattern_of(b);
  int same = x == y || (x->flags == y->flags && x->is_bytes == y->is_bytes && x->code_len == y->code_len &&
                        !memcmp(x->code, y->code, (size_t)x->code_len * sizeof *x->code));
  if (same && x != y) same = kr_compare_bool(ctx, x->pattern, y->pattern, CMP_eq);
  return same < 0 ? 0 : kr_bool(same == (op == CMP_eq));
}

static void pattern_traverse(Object *o, VisitFn visit, void *arg) {
  Pattern *p = (Pattern *)o;
  visit(p->pattern, arg);
  visit(p->groupindex, arg);
  visit(p->indexgroup, arg);
}

static void pattern_clear(Ctx *ctx, Object *o) {
  Pattern *p = (Pattern *)o;
  kr_clear(ctx, &p->pattern);
  kr_clear(ctx, &p->groupindex);
  kr_clear(ctx, &p->indexgroup);
}

static void pattern_free(Ctx *ctx, Object *o) {
  pattern_clear(ctx, o);
  free(((Pattern *)o)->code);
}

#define LIMITS_SIG "string, pos=0, endpos=9223372036854775807"
static const Method pattern_methods[] = {
  {"match", pattern_match_m, LIMITS_SIG, "A match at the start, or None."},
  {"fullmatch", pattern_fullmatch_m, LIMITS_SIG, "A match of the whole string, or None."},
  {"search", pattern_search_m, LIMITS_SIG, "The first match, or None."},
  {"sub", pattern_sub_m, "repl, string, count=0", "The string with matches replaced."},
  {"subn", pattern_subn_m, "repl, string, count=0", "(new string, number of replacements)."},
  {"findall", pattern_findall_m, LIMITS_SIG, "All matches: texts, or tuples of groups."},
  {"finditer", pattern_finditer_m, LIMITS_SIG, "An iterator over all matches."},
  {"split", pattern_split_m, "string, maxsplit=0", "The parts between matches, and groups."},
  {"scanner", pattern_scanner_m, LIMITS_SIG, "A scanner."},
  {"__copy__", pattern_copy_m, "", "The pattern itself."},
  {"__deepcopy__", pattern_copy_m, "memo, /", "The pattern itself."},
  {"__class_getitem__", class_getitem_m, "item, /", "A generic alias.", M_CLASS},
  {0},
};

static const GetSet pattern_getsets[] = {
  {"pattern", get_pattern, NULL, "What was compiled."},
  {"flags", get_flags, NULL, "Flags, those in the pattern included."},
  {"groups", get_groups, NULL, "How many groups there are."},
  {"groupindex", get_groupindex, NULL, "Numbers of named groups."},
  {0},
};

Type kr_type_sre_pattern = {
  TYPE_HEAD(sre_pattern, "Pattern"), .module = "re", .size = sizeof(Pattern), .flags = T_GC | T_NO_NEW | T_WEAKREF | T_IMMUTABLE,
  .doc = "A compiled regular expression.", .repr = pattern_repr, .hash = pattern_hash, .compare = pattern_compare,
  .traverse = pattern_traverse, .clear = pattern_clear, .free = pattern_free, .methods = pattern_methods,
  .getsets = pattern_getsets,
};
