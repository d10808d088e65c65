/* Items of lists and tuples, and loops over ranges, lists and tuples. */
#include <string.h>

#include "spec.h"

/* ---- tests for kinds ---- */

static uint32_t kind_number(TypeSet kind) { return (uint32_t)__builtin_ctz(kind); }

/* Goes on where old is of the kind (a single bit), which is then known; else the slow way. */
static void require(Spec *s, const SsaInsn *old, TypeSet kind) {
  if (!spec_within(s, old, kind)) {
    if (kind == TYPE_SMALL) spec_check(s, spec_add1(s, SSA_is_small, 0, spec_boxed(s, old)));
    else spec_check(s, spec_add1(s, SSA_is_kind, kind_number(kind), spec_boxed(s, old)));
  }
  spec_learn(s, old, kind);
}

static bool plain(Spec *s, const SsaInsn *old) { return spec_val(s, old)->kind == VAL_PLAIN; }

/* Is a test of what it is likely to pay: it lives outside of this loop, or several places use it. */
static bool worth_testing(Spec *s, const SsaInsn *box) {
  return s->item_uses[box->id] > 1 || box->block->loop_depth < s->at->block->loop_depth;
}

/* ---- items that are likely numbers ---- */

/* An item just read, which the rest of the function is likely to compute with, is tested at once: what
 * passes needs no reference.  What fails has the operation done again the slow way. */
static void expect_number(Spec *s, SsaInsn *i, const SsaInsn *item) {
  uint8_t hint = s->cold ? 0 : spec_hint(s, item);
  if (hint == HINT_FLOAT) {
    spec_check(s, spec_add1(s, SSA_is_flo, 0, spec_boxed(s, item)));
    SsaInsn *boxed = spec_boxed(s, item);
    spec_set_raw(s, item, spec_add1(s, SSA_unbox_flo, 0, boxed), TYPE_FLOAT);
  } else if (hint == HINT_INT) {
    spec_check(s, spec_add1(s, SSA_is_small, 0, spec_boxed(s, item)));
    SsaInsn *boxed = spec_boxed(s, item);
    spec_set_raw(s, item, spec_add1(s, SSA_unbox_int, 0, boxed), TYPE_SMALL);
  }
}

/* ---- x[k] ---- */

static SsaInsn *index_of(Spec *s, const SsaInsn *key, SsaInsn *box, TypeSet kind) {
  SsaInsn *i = spec_i64(s, key);
  bool front = key->op == SSA_const && s->f->code->consts[key->n].i >= 0;
  return front ? i : spec_add2(s, kind == TYPE_LIST ? SSA_list_wrap : SSA_tuple_wrap, 0, box, i);
}

/* Which of list and tuple the container is taken for; 0: neither. */
static TypeSet choose_kind(Spec *s, const SsaInsn *box) {
  if (!plain(s, box)) return 0;
  if (spec_within(s, box, TYPE_LIST)) return TYPE_LIST;
  if (spec_within(s, box, TYPE_TUPLE)) return TYPE_TUPLE;
  return !s->cold && spec_may_be(s, box, TYPE_LIST) && worth_testing(s, box) ? TYPE_LIST : 0;
}

/* The tests that make box[key] a machine access; gives the index. */
static SsaInsn *checked_index(Spec *s, SsaInsn *i, const SsaInsn *box, const SsaInsn *key, TypeSet kind) {
  spec_need_slow(s);
  require(s, key, TYPE_SMALL);
  require(s, box, kind);
  SsaInsn *object = spec_boxed(s, box), *at = index_of(s, key, object, kind);
  SsaInsn *has = spec_add2(s, kind == TYPE_LIST ? SSA_list_has : SSA_tuple_has, 0, object, at);
  spec_check(s, has);
  return at;
}

static bool load_item(Spec *s, SsaInsn *i) {
  SsaInsn *box = i->args[0], *key = i->args[1];
  TypeSet kind = choose_kind(s, box);
  if (!kind || !plain(s, key) || !spec_may_be(s, key, TYPE_SMALL)) return false;
  if (s->cold && !spec_within(s, key, TYPE_SMALL)) return false;
  SsaInsn *at = checked_index(s, i, box, key, kind);
  SsaInsn *item = spec_add2(s, kind == TYPE_LIST ? SSA_list_get : SSA_tuple_get, 0, spec_boxed(s, box), at);
  if (kind == TYPE_LIST) spec_set_loose(s, i, item, TYPE_ANY);
  else spec_set_boxed(s, i, item, TYPE_ANY);
  expect_number(s, i, i);
  return true;
}

/* v x k: x[k] = v */
static bool store_item(Spec *s, SsaInsn *i) {
  SsaInsn *box = i->args[1], *key = i->args[2];
  TypeSet kind = choose_kind(s, box);
  if (kind != TYPE_LIST || !plain(s, key) || !spec_may_be(s, key, TYPE_SMALL)) return false;
  if (s->cold && !spec_within(s, key, TYPE_SMALL)) return false;
  spec_settle(s);
  SsaInsn *at = checked_index(s, i, box, key, kind);
  SsaInsn *args[] = {spec_boxed(s, box), at, spec_boxed(s, i->args[0])};
  spec_add(s, SSA_list_set, 0, 3, args);
  return true;
}

/* ---- attributes ---- */

static bool likely_kept(Spec *s, const SsaInsn *i, const SsaInsn *obj) {
  if (s->cold || !plain(s, obj) || !spec_may_be(s, obj, TYPE_OBJECT) || obj->op == OP_load_global) return false;
  return ssa_is_stored(s->f->stored, s->f->code->names[i->n].text);
}

static bool load_attr(Spec *s, SsaInsn *i) {
  if (!likely_kept(s, i, i->args[0])) return false;
  spec_need_slow(s);
  SsaInsn *v = spec_add1(s, SSA_attr_peek, i->n, spec_boxed(s, i->args[0]));
  spec_check(s, spec_add1(s, SSA_has_value, 0, v));
  spec_set_loose(s, i, v, TYPE_ANY);
  expect_number(s, i, i);
  return true;
}

static bool is_arithmetic(const SsaInsn *i) { return i->op == OP_binary || i->op == OP_inplace || i->op == OP_unary_negative; }

/* The next store to the same object, if nothing but a value that is there already comes between; else NULL. */
static SsaInsn *next_store(const SsaInsn *store) {
  SsaInsn *i = store->next;
  while (i && spec_is_literal(i)) i = i->next;
  return i && i->op == OP_store_attr && i->args[1] == store->args[1] ? i : NULL;
}

/* self.a = x; self.b = y of a new instance, all at once. */
static bool store_group(Spec *s, SsaInsn *i) {
  enum { MOST = 16 };
  SsaInsn *args[MOST + 2] = {NULL, NULL}, *obj = i->args[1];
  uint32_t n = 0;
  for (const SsaInsn *store = i; store && n < MOST; store = next_store(store)) {
    for (uint32_t k = 0; k < n; k++)
      if (s->f->code->insns[args[k + 2]->pos] == s->f->code->insns[store->pos]) return false;
    args[2 + n++] = (SsaInsn *)store;
  }
  if (n < 2 || obj->op != SSA_param || obj->n || strcmp(s->f->code->name.text, "__init__")) return false;
  spec_settle(s);
  spec_need_slow(s);
  args[1] = spec_boxed(s, obj);
  args[0] = spec_add1(s, SSA_attr_fresh, i->pos, args[1]);
  args[0]->imm = n;
  SsaInsn *last = args[n + 1];
  for (uint32_t k = 0; k < n; k++) args[k + 2] = spec_boxed(s, args[k + 2]->args[0]);
  spec_check(s, args[0]);
  spec_add(s, SSA_attr_fill, 0, n + 2, args);
  s->done = last;
  return true;
}

/* v x: x.name = v */
static bool store_attr(Spec *s, SsaInsn *i) {
  SsaInsn *obj = i->args[1], *v = i->args[0];
  if (!likely_kept(s, i, obj)) return false;
  if (store_group(s, i)) return true;
  if (!is_arithmetic(v) && !(spec_within(s, v, TYPE_INT | TYPE_FLOAT) && plain(s, v))) return false;
  spec_settle_others(s);
  spec_join(s, i, NULL, spec_add2(s, SSA_attr_put, i->n, spec_boxed(s, obj), spec_boxed(s, v)));
  return true;
}

/* ---- unpacking ---- */

/* From a block where x is known to be of the kind: its items, if there are as many as wanted, then on to
 * what follows. */
static void unpack_kind(Spec *s, SsaInsn *i, SsaBlock *block, TypeSet kind) {
  SsaBlock *here = s->cur;
  uint32_t mark = spec_mark(s);
  s->cur = block;
  spec_learn(s, i->args[0], kind);
  SsaInsn *box = spec_boxed(s, i->args[0]), *want = spec_add(s, SSA_i64_const, 0, 0, NULL);
  want->imm = i->n;
  SsaInsn *len = spec_add1(s, kind == TYPE_LIST ? SSA_list_len : SSA_tuple_len, 0, box);
  spec_check(s, spec_add2(s, SSA_cmp_i64, CMP_eq, len, want));
  SsaInsn *next = i->next;
  for (; next->op == SSA_proj; next = next->next) {
    SsaInsn *at = spec_add(s, SSA_i64_const, 0, 0, NULL);
    at->imm = next->n;
    SsaInsn *item = spec_add2(s, kind == TYPE_LIST ? SSA_list_get : SSA_tuple_get, 0, box, at);
    if (kind == TYPE_LIST) spec_set_loose(s, next, item, TYPE_ANY);
    else spec_set_boxed(s, next, item, TYPE_ANY);
  }
  for (SsaInsn *p = i->next; p->op == SSA_proj; p = p->next) expect_number(s, i, p);
  spec_go(s, next);
  spec_undo(s, mark);
  s->cur = here;
}

/* The ways over tuples, lists and anything else meet again after it.  Outside of loops lists are not worth a way of
 * their own. */
static bool unpack(Spec *s, SsaInsn *i) {
  SsaInsn *x = i->args[0];
  bool loop = s->at->block->loop_depth > 0;
  if (!plain(s, x) || s->cold) return false;
  static const TypeSet kinds[] = {TYPE_TUPLE, TYPE_LIST};
  if (!spec_may_be(s, x, loop ? TYPE_TUPLE | TYPE_LIST : TYPE_TUPLE)) return false;
  spec_settle(s);
  spec_need_slow(s);
  SsaBlock *rest = s->cur;
  for (size_t k = 0; k < (loop ? 2 : 1) && rest; k++) {
    if (!spec_may_be(s, x, kinds[k])) continue;
    s->cur = rest;
    rest = NULL;
    if (!spec_within(s, x, kinds[k])) {
      rest = spec_test(s, spec_add1(s, SSA_is_kind, kind_number(kinds[k]), spec_boxed(s, x)), true);
      rest->cold = s->cur->cold;
    }
    unpack_kind(s, i, s->cur, kinds[k]);
  }
  if (rest) spec_slow_from(s, rest);
  s->cur = NULL;
  return true;
}

/* ---- loops ---- */

typedef enum {
#define BUILTIN(name) BUILTIN_##name,
#include "builtins.def"
} BuiltinId;

/* The test that a call's function is the builtin it seems to be, unless that is known. */
static void require_builtin(Spec *s, const SsaInsn *f, BuiltinId id) {
  SsaInsn *value = spec_boxed(s, f);
  if (value->op != SSA_builtin || value->n != (uint32_t)id) spec_check(s, spec_add1(s, SSA_is_builtin, id, value));
}

static bool calls_global(Spec *s, const SsaInsn *call, const char *name) {
  const SsaInsn *f = call->args[0];
  return f->op == OP_load_global && !strcmp(s->f->code->names[f->n].text, name) && plain(s, f);
}

/* float or int of a number that is known to be one: no call. */
static bool number_of_number(Spec *s, SsaInsn *i, BuiltinId maker) {
  const SsaInsn *x = i->args[1];
  if (!plain(s, x) || s->vals[x->id].loose) return false;
  if (maker == BUILTIN_float && spec_within(s, x, TYPE_SMALL)) spec_set_raw(s, i, spec_add1(s, SSA_int_to_float, 0, spec_i64(s, x)), TYPE_FLOAT);
  else if (maker == BUILTIN_float && spec_within(s, x, TYPE_FLOAT)) spec_set_raw(s, i, spec_f64(s, x), TYPE_FLOAT);
  else if (maker == BUILTIN_int && spec_within(s, x, TYPE_SMALL)) spec_set_raw(s, i, spec_i64(s, x), TYPE_SMALL);
  else return false;
  return true;
}

/* len of anything: no call of a function, and no code at all for builtin containers. */
static bool length(Spec *s, SsaInsn *i) {
  SsaInsn call = *i, *args[] = {i->args[1]};
  call.op = OP_get_len;
  call.n = 0;
  call.nargs = 1;
  call.args = args;
  spec_settle_others(s);
  SsaInsn *n = spec_add1(s, SSA_peek_len, 0, spec_boxed(s, i->args[1]));
  spec_join(s, &call, n, spec_add1(s, SSA_decided, 0, n));
  return true;
}

/* A builtin type that is called makes an instance of just that type. */
static bool call_constructor(Spec *s, SsaInsn *i) {
  static const struct { BuiltinId id; const char *name; TypeSet type; } makers[] = {
    {BUILTIN_list, "list", TYPE_LIST}, {BUILTIN_tuple, "tuple", TYPE_TUPLE}, {BUILTIN_dict, "dict", TYPE_DICT},
    {BUILTIN_set, "set", TYPE_SET}, {BUILTIN_float, "float", TYPE_FLOAT}, {BUILTIN_int, "int", TYPE_INT},
    {BUILTIN_sorted, "sorted", TYPE_LIST}, {BUILTIN_len, "len", TYPE_SMALL}, {BUILTIN_ord, "ord", TYPE_SMALL},
  };
  for (size_t k = 0; k < sizeof makers / sizeof *makers && !s->cold; k++) {
    if (!calls_global(s, i, makers[k].name)) continue;
    spec_need_slow(s);
    require_builtin(s, i->args[0], makers[k].id);
    if (i->n == 1 && number_of_number(s, i, makers[k].id)) return true;
    if (i->n == 1 && makers[k].id == BUILTIN_len) return length(s, i);
    spec_generic(s, i);
    s->vals[i->id].type = s->vals[i->id].boxed->type = makers[k].type;
    return true;
  }
  return false;
}

/* range(...) whose only use is a loop: no object is made while its arguments are small. */
static bool call_range(Spec *s, SsaInsn *i) {
  if (s->cold || !s->virtual_ok[i->id] || i->n < 1 || i->n > 3 || !calls_global(s, i, "range")) return false;
  int64_t step = 1;
  for (uint32_t k = 1; k <= i->n; k++)
    if (!plain(s, i->args[k]) || !spec_may_be(s, i->args[k], TYPE_SMALL)) return false;
  if (i->n == 3) {
    const SsaInsn *x = i->args[3];
    if (x->op == OP_unary_negative && x->args[0]->op == SSA_const) step = -s->f->code->consts[x->args[0]->n].i;
    else if (x->op == SSA_const) step = s->f->code->consts[x->n].i;
    else return false;
    if (step == 0) return false;
  }
  spec_need_slow(s);
  require_builtin(s, i->args[0], BUILTIN_range);
  for (uint32_t k = 1; k <= i->n && k <= 2; k++) {
    require(s, i->args[k], TYPE_SMALL);
  }
  SsaInsn *start = i->n == 1 ? spec_add(s, SSA_i64_const, 0, 0, NULL) : spec_i64(s, i->args[1]);
  *spec_change(s, i) = (Val){.kind = VAL_RANGE, .raw = start, .raw2 = spec_i64(s, i->args[i->n == 1 ? 1 : 2]), .step = step};
  return true;
}

/* len of what is known to be a list or tuple. */
static bool call_len(Spec *s, SsaInsn *i) {
  if (i->n != 1 || s->cold || !calls_global(s, i, "len") || !plain(s, i->args[1])) return false;
  SsaInsn *x = i->args[1];
  TypeSet kind = spec_within(s, x, TYPE_TUPLE) ? TYPE_TUPLE : TYPE_LIST;
  if (!spec_within(s, x, kind) && !(spec_may_be(s, x, kind) && worth_testing(s, x))) return false;
  spec_need_slow(s);
  require_builtin(s, i->args[0], BUILTIN_len);
  require(s, x, kind);
  spec_set_raw(s, i, spec_add1(s, kind == TYPE_LIST ? SSA_list_len : SSA_tuple_len, 0, spec_boxed(s, x)), TYPE_SMALL);
  return true;
}

/* The name of a builtin, which is only called: whether it means that is found out without a frame. */
static bool load_global(Spec *s, SsaInsn *i) {
  static const struct { BuiltinId id; const char *name; } known[] = {
    {BUILTIN_len, "len"}, {BUILTIN_range, "range"}, {BUILTIN_float, "float"}, {BUILTIN_int, "int"}, {BUILTIN_ord, "ord"},
  };
  if (s->cold || s->call_uses[i->id] != 1) return false;
  for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
    if (strcmp(s->f->code->names[i->n].text, known[k].name)) continue;
    spec_settle(s);
    spec_need_slow(s);
    SsaInsn *is = spec_add(s, SSA_global_is, i->n, 0, NULL);
    is->imm = known[k].id;
    spec_check(s, is);
    spec_set_boxed(s, i, spec_add(s, SSA_builtin, known[k].id, 0, NULL), TYPE_FUNCTION | TYPE_OBJECT);
    return true;
  }
  return false;
}

static void iterate_over(Spec *s, SsaInsn *i, TypeSet kind) {
  SsaInsn *box = spec_boxed(s, i->args[0]), *zero = spec_add(s, SSA_i64_const, 0, 0, NULL);
  *spec_change(s, i) = (Val){.kind = kind == TYPE_LIST ? VAL_LIST_ITER : VAL_TUPLE_ITER, .boxed = box, .raw = zero};
}

static bool get_iter(Spec *s, SsaInsn *i) {
  SsaInsn *x = i->args[0];
  if (!s->virtual_ok[i->id]) return false;
  if (spec_val(s, x)->kind == VAL_RANGE) {
    Val v = *spec_val(s, x);
    v.kind = VAL_RANGE_ITER;
    *spec_change(s, i) = v;
    return true;
  }
  if (!plain(s, x)) return false;
  spec_settle(s);
  TypeSet kind = spec_within(s, x, TYPE_TUPLE) ? TYPE_TUPLE : TYPE_LIST;
  if (!spec_within(s, x, kind)) return false; /* a test would double the loop */
  iterate_over(s, i, kind);
  return true;
}

/* Where the loop ends: the item is the stop marker. */
static void exhausted(Spec *s, SsaInsn *i, SsaBlock *block) {
  SsaBlock *here = s->cur;
  uint32_t mark = spec_mark(s);
  s->cur = block;
  *spec_change(s, i) = (Val){.kind = VAL_PLAIN, .type = TYPE_STOP, .boxed = spec_add(s, SSA_stop_value, 0, 0, NULL)};
  spec_go(s, i->next);
  spec_undo(s, mark);
  s->cur = here;
}

static bool next_of_range(Spec *s, SsaInsn *i, const SsaInsn *iter) {
  Val v = *spec_val(s, iter);
  SsaInsn *more = spec_add2(s, SSA_cmp_i64, v.step > 0 ? CMP_lt : CMP_gt, v.raw, v.raw2);
  exhausted(s, i, spec_test(s, more, false));
  SsaInsn *step = spec_add(s, SSA_i64_const, 0, 0, NULL);
  step->imm = v.step;
  SsaInsn *item = v.raw;
  v.raw = spec_add2(s, SSA_op_i64, BIN_add, v.raw, step);
  *spec_change(s, iter) = v;
  spec_set_raw(s, i, item, TYPE_SMALL);
  return true;
}

static bool next_of_items(Spec *s, SsaInsn *i, const SsaInsn *iter) {
  Val v = *spec_val(s, iter);
  bool list = v.kind == VAL_LIST_ITER;
  exhausted(s, i, spec_test(s, spec_add2(s, list ? SSA_list_has : SSA_tuple_has, 0, v.boxed, v.raw), false));
  SsaInsn *one = spec_add(s, SSA_i64_const, 0, 0, NULL);
  one->imm = 1;
  SsaInsn *item = spec_add2(s, list ? SSA_list_get : SSA_tuple_get, 0, v.boxed, v.raw);
  v.raw = spec_add2(s, SSA_op_i64, BIN_add, v.raw, one);
  *spec_change(s, iter) = v;
  if (list) spec_set_loose(s, i, item, TYPE_ANY);
  else spec_set_boxed(s, i, item, TYPE_ANY);
  return true;
}

static bool for_iter(Spec *s, SsaInsn *i) {
  const SsaInsn *iter = i->args[0];
  switch (spec_val(s, iter)->kind) {
  case VAL_RANGE_ITER: return next_of_range(s, i, iter);
  case VAL_LIST_ITER: case VAL_TUPLE_ITER: return next_of_items(s, i, iter);
  default: return false;
  }
}

bool spec_consumed(Spec *s, SsaInsn *i) {
  if (i->op != SSA_param || !s->f->consumer || !s->virtual_ok[i->id] || s->cold) return false;
  spec_generic(s, i);
  SsaInsn *iter = spec_boxed(s, i);
  SsaBlock *other = spec_test(s, spec_add1(s, SSA_is_new_range, 0, iter), false);
  uint32_t mark = spec_mark(s);
  *spec_change(s, i) = (Val){.kind = VAL_RANGE_ITER, .raw = spec_add1(s, SSA_range_next, 0, iter),
                             .raw2 = spec_add1(s, SSA_range_end, 0, iter), .step = 1};
  spec_go(s, i->next);
  spec_undo(s, mark);
  s->cur = other;
  spec_go(s, i->next);
  return true;
}

bool spec_items(Spec *s, SsaInsn *i) {
  switch (i->op) {
  case OP_load_item: return load_item(s, i);
  case OP_store_item: return store_item(s, i);
  case OP_load_attr: return load_attr(s, i);
  case OP_load_global: return load_global(s, i);
  case OP_store_attr: return store_attr(s, i);
  case OP_unpack_sequence: return unpack(s, i);
  case OP_call: return call_range(s, i) || call_len(s, i) || call_constructor(s, i);
  case OP_get_iter: return get_iter(s, i);
  case OP_for_iter: return for_iter(s, i);
  default: return false;
  }
}
