/* "Did you mean": the known name nearest to a misspelt one.  Distance is Levenshtein's with moves
 * that cost 2 and changes of case that cost 1. */
#include "report.h"

enum { MOVE_COST = 2, CASE_COST = 1, MAX_LENGTH = 40, MAX_CANDIDATES = 750 };

static int change_cost(unsigned char a, unsigned char b) {
  if (a == b) return 0;
  unsigned char x = a >= 'A' && a <= 'Z' ? a + 32 : a, y = b >= 'A' && b <= 'Z' ? b + 32 : b;
  return x == y ? CASE_COST : MOVE_COST;
}

/* Distance of two short texts, or limit + 1 when it is more than limit. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len, size_t limit) {
  while (a_len && b_len && *a == *b) a++, b++, a_len--, b_len--;
  while (a_len && b_len && a[a_len - 1] == b[b_len - 1]) a_len--, b_len--;
  if (!a_len || !b_len) return (a_len + b_len) * MOVE_COST;
  if (a_len > MAX_LENGTH || b_len > MAX_LENGTH) return limit + 1;
  size_t row[MAX_LENGTH], result = 0;
  for (size_t i = 0; i < a_len; i++) row[i] = (i + 1) * MOVE_COST;
  for (size_t j = 0; j < b_len; j++) {
    size_t diagonal = result = j * MOVE_COST, least = limit + 1;
    for (size_t i = 0; i < a_len; i++) {
      size_t change = diagonal + (size_t)change_cost((unsigned char)a[i], (unsigned char)b[j]);
      diagonal = row[i];
      size_t move = (result < diagonal ? result : diagonal) + MOVE_COST;
      row[i] = result = change < move ? change : move;
      if (result < least) least = result;
    }
    if (least > limit) return limit + 1;
  }
  return result;
}

typedef struct { const char *name; size_t len, best; Value found; int64_t tried; } Search;

static void consider(Ctx *ctx, Search *s, Value candidate) {
  size_t len;
  if (!kr_is_anystr(candidate) || s->tried++ >= MAX_CANDIDATES) return;
  const char *text = str_utf8(ctx, candidate, &len);
  if (!text) {
    kr_clear_exc(ctx);
    return;
  }
  if (len == s->len && memcmp(text, s->name, len) == 0) return;
  size_t limit = (s->len + len + 3) * MOVE_COST / 6;
  if (limit > s->best - 1) limit = s->best - 1;
  size_t d = distance(s->name, s->len, text, len, limit);
  if (d > limit) return;
  s->best = d;
  s->found = candidate;
}

/* Candidates are the items of a list, or the keys of a dict. */
static Value search_in(Ctx *ctx, Value candidates, const char *name, size_t len) {
  Search s = {name, len, SIZE_MAX, 0, 0};
  if (kr_has_shape(candidates, SHAPE_list)) {
    if (list_of(candidates)->len >= MAX_CANDIDATES) return 0;
    for (int64_t i = 0; i < list_of(candidates)->len; i++) consider(ctx, &s, list_of(candidates)->items[i]);
  } else if (kr_is_ptr(candidates) && kr_has_flag(candidates, T_DICT)) {
    if (dict_len(candidates) >= MAX_CANDIDATES) return 0;
    Value key, value;
    for (size_t pos = 0; dict_next(candidates, &pos, &key, &value);) consider(ctx, &s, key);
  }
  return s.found ? kr_ref(s.found) : 0;
}

static Value suggest_attribute(Ctx *ctx, Value obj, const char *name, size_t len) {
  Value dir = kr_import_attr(ctx, "builtins", "dir"), names = dir ? kr_call1(ctx, dir, obj) : 0, found = 0;
  if (names) found = search_in(ctx, names, name, len);
  kr_unref(ctx, dir), kr_unref(ctx, names);
  return found;
}

/* Locals, bound or not, globals and builtins of the frame where the name was not found. */
static Value suggest_name(Ctx *ctx, Value exc, const char *name, size_t len) {
  Value tb = exc_of(exc)->traceback;
  if (!tb) return 0;
  while (((Traceback *)kr_obj(tb))->next) tb = ((Traceback *)kr_obj(tb))->next;
  Frame *f = (Frame *)frame_record(((Traceback *)kr_obj(tb))->frame);
  Value locals = list_from(ctx, frame_code(f)->var_names, frame_code(f)->code->nlocals);
  Value found = locals ? search_in(ctx, locals, name, len) : 0;
  kr_unref(ctx, locals);
  if (!found && frame_globals(f)) found = search_in(ctx, frame_globals(f), name, len);
  if (!found && frame_builtins(f) && kr_has_flag(frame_builtins(f), T_DICT)) found = search_in(ctx, frame_builtins(f), name, len);
  return found;
}

Value report_suggestion(Ctx *ctx, Value exc) {
  int attribute = kr_instance_of(exc, &kr_type_AttributeError);
  if (!attribute && !kr_instance_of(exc, &kr_type_NameError)) return 0;
  NameErrorObj *e = (NameErrorObj *)kr_obj(exc);
  if (!e->name || !kr_is_anystr(e->name) || (attribute && !e->obj)) return 0;
  size_t len;
  const char *name = str_utf8(ctx, e->name, &len);
  Value found = 0;
  if (name) found = attribute ? suggest_attribute(ctx, e->obj, name, len) : suggest_name(ctx, exc, name, len);
  kr_clear_exc(ctx);
  return found;
}
