/* The matcher for one character width: CHAR and RUN are defined before this is included.
 *
 * pc points behind the opcode while its function runs.  An op function gives GO (continue at
 * m->pc, m->ptr), FAIL (backtrack), or BROKEN (exception set). */
#include "_sre.h"

enum { FAIL, GO, DONE, BROKEN = -1 };
typedef struct { SreState *st; const uint32_t *pc; int64_t ptr; } Cursor;
#define TEXT(st) ((const CHAR *)(st)->data)

static int broken(SreState *st) {
  if (!st->ctx->exc) kr_raise_memory(st->ctx);
  return BROKEN;
}

/* ---- single characters ---- */
static inline int op_char(Cursor *m, size_t words) {
  if (m->ptr >= m->st->end || !sre_accepts(m->pc - 1, TEXT(m->st)[m->ptr])) return FAIL;
  m->ptr++;
  m->pc += words;
  return GO;
}

static inline int op_literal(Cursor *m) {
  if (m->ptr >= m->st->end || TEXT(m->st)[m->ptr] != *m->pc) return FAIL;
  m->ptr++;
  m->pc++;
  return GO;
}

static inline int op_in(Cursor *m) {
  if (m->ptr >= m->st->end || !sre_accepts(m->pc - 1, TEXT(m->st)[m->ptr])) return FAIL;
  m->ptr++;
  m->pc += *m->pc;
  return GO;
}

/* How many characters from ptr on, at most max, the instruction at pc accepts. */
static int64_t count_run(SreState *st, const uint32_t *pc, int64_t ptr, uint32_t max) {
  const CHAR *p = TEXT(st) + ptr, *end = TEXT(st) + st->end;
  if ((int64_t)max < end - p && max != SRE_MAXREPEAT) end = p + max;
  uint32_t c = pc[1];
  switch (pc[0]) {
  case OP_ANY_ALL: return end - p;
  case OP_ANY:
    while (p < end && *p != '\n') p++;
    break;
  case OP_LITERAL:
    while (p < end && *p == c) p++;
    break;
  case OP_NOT_LITERAL:
    while (p < end && *p != c) p++;
    break;
  case OP_IN:
    while (p < end && sre_in_set(pc + 2, *p)) p++;
    break;
  default:
    while (p < end && sre_accepts(pc, *p)) p++;
  }
  return p - (TEXT(st) + ptr);
}

/* ---- positions and groups ---- */
static int op_at(Cursor *m) {
  const CHAR *s = TEXT(m->st);
  int64_t ptr = m->ptr, end = m->st->end;
  uint32_t where = *m->pc++;
  int before, after;
  switch (where) {
  case AT_BEGINNING: case AT_BEGINNING_STRING: return ptr == 0;
  case AT_BEGINNING_LINE: return ptr == 0 || s[ptr - 1] == '\n';
  case AT_END: return ptr == end || (ptr + 1 == end && s[ptr] == '\n');
  case AT_END_LINE: return ptr == end || s[ptr] == '\n';
  case AT_END_STRING: return ptr == end;
  }
  if (end == 0) return FAIL;
  before = ptr > 0 && sre_is_word((int)where, s[ptr - 1]);
  after = ptr < end && sre_is_word((int)where, s[ptr]);
  int boundary = where == AT_BOUNDARY || where == AT_LOC_BOUNDARY || where == AT_UNI_BOUNDARY;
  return (before != after) == boundary;
}

static inline int op_mark(Cursor *m) {
  SreState *st = m->st;
  uint32_t i = *m->pc++;
  Record *r = sre_push(st, REC_MARK);
  if (!r) return broken(st);
  r->a = (int32_t)i;
  r->x = st->mark[i];
  r->y = st->lastindex;
  st->mark[i] = m->ptr;
  if (i & 1) st->lastindex = i / 2 + 1;
  return GO;
}

static int op_groupref(Cursor *m, uint32_t (*lower)(uint32_t)) {
  SreState *st = m->st;
  const CHAR *s = TEXT(st);
  uint32_t group = *m->pc++;
  int64_t p = st->mark[2 * group], end = st->mark[2 * group + 1];
  if (p < 0 || end < p || m->ptr + (end - p) > st->end) return FAIL;
  for (; p < end; p++, m->ptr++)
    if (lower ? lower(s[p]) != lower(s[m->ptr]) : s[p] != s[m->ptr]) return FAIL;
  return GO;
}

static int op_groupref_exists(Cursor *m) {
  int64_t *mark = &m->st->mark[2 * m->pc[0]];
  m->pc += mark[0] >= 0 && mark[1] >= mark[0] ? 2 : m->pc[1];
  return GO;
}

/* ---- choices ---- */
/* Can the code at pc not match at ptr, going by its first instruction? */
static inline int hopeless(SreState *st, const uint32_t *pc, int64_t ptr) {
  if (pc[0] == OP_LITERAL) return ptr >= st->end || TEXT(st)[ptr] != pc[1];
  if (pc[0] == OP_IN) return ptr >= st->end || !sre_in_set(pc + 2, TEXT(st)[ptr]);
  return 0;
}

/* pc is at the skip of an alternative; takes the first that may match. */
static int take_branch(Cursor *m) {
  const uint32_t *pc = m->pc;
  for (; *pc; pc += *pc) {
    if (hopeless(m->st, pc + 1, m->ptr)) continue;
    const uint32_t *next = pc + *pc;
    if (*next) {
      Record *r = sre_push(m->st, REC_BRANCH);
      if (!r) return broken(m->st);
      r->pc = next;
      r->ptr = m->ptr;
    }
    m->pc = pc + 1;
    return GO;
  }
  return FAIL;
}

/* Goes on behind a greedy run that may shrink from ptr down to least; r is its record or NULL. */
static int shrink_run(Cursor *m, const uint32_t *args, int64_t ptr, int64_t least) {
  SreState *st = m->st;
  const uint32_t *tail = args + args[0];
  if (tail[0] == OP_LITERAL) {
    while (ptr >= least && (ptr >= st->end || TEXT(st)[ptr] != tail[1])) ptr--;
  }
  if (ptr < least) return FAIL;
  if (ptr > least) {
    Record *r = sre_push(st, REC_ONE);
    if (!r) return broken(st);
    r->pc = args;
    r->ptr = ptr - 1;
    r->x = least;
  }
  m->pc = tail;
  m->ptr = ptr;
  return GO;
}

/* args: skip, min, max, then the instruction that is repeated. */
static int op_repeat_one(Cursor *m) {
  const uint32_t *args = m->pc;
  if (m->st->end - m->ptr < (int64_t)args[1]) return FAIL;
  int64_t n = count_run(m->st, args + 3, m->ptr, args[2]);
  if (n < (int64_t)args[1]) return FAIL;
  return shrink_run(m, args, m->ptr + n, m->ptr + args[1]);
}

static int op_possessive_one(Cursor *m) {
  const uint32_t *args = m->pc;
  int64_t n = count_run(m->st, args + 3, m->ptr, args[2]);
  if (n < (int64_t)args[1]) return FAIL;
  m->ptr += n;
  m->pc = args + args[0];
  return GO;
}

/* Goes on behind a reluctant run of count characters that ends at ptr, or a longer one. */
static int grow_run(Cursor *m, const uint32_t *args, int64_t ptr, int64_t count) {
  SreState *st = m->st;
  const uint32_t *tail = args + args[0];
  int64_t max = args[2] == SRE_MAXREPEAT ? INT64_MAX : (int64_t)args[2];
  while (hopeless(st, tail, ptr)) {
    if (count >= max || ptr >= st->end || !sre_accepts(args + 3, TEXT(st)[ptr])) return FAIL;
    ptr++;
    count++;
  }
  if (count < max) {
    Record *r = sre_push(st, REC_MIN_ONE);
    if (!r) return broken(st);
    r->pc = args;
    r->ptr = ptr;
    r->x = count;
  }
  m->pc = tail;
  m->ptr = ptr;
  return GO;
}

static int op_min_repeat_one(Cursor *m) {
  const uint32_t *args = m->pc;
  int64_t n = args[1] ? count_run(m->st, args + 3, m->ptr, args[1]) : 0;
  if (n < (int64_t)args[1]) return FAIL;
  return grow_run(m, args, m->ptr + n, n);
}

/* ---- repeats of groups: REPEAT skip min max body UNTIL tail ---- */
static int op_repeat(Cursor *m) {
  const uint32_t *args = m->pc;
  if (sre_enter_rep(m->st, args)) return broken(m->st);
  m->pc = args + args[0];
  return GO;
}

static int save_rep(SreState *st) {
  Rep *rep = &st->reps[st->rep];
  Record *r = sre_push(st, REC_REP);
  if (!r) return -1;
  r->a = st->rep;
  r->x = rep->count;
  r->y = rep->last;
  return 0;
}

/* Goes on behind the innermost repeat. */
static int leave_rep(Cursor *m, const uint32_t *args) {
  SreState *st = m->st;
  Record *r = sre_push(st, REC_CURRENT);
  if (!r) return broken(st);
  r->a = st->rep;
  st->rep = st->reps[st->rep].outer;
  m->pc = args + args[0] + 1;
  return GO;
}

static int op_max_until(Cursor *m) {
  SreState *st = m->st;
  Rep *rep = &st->reps[st->rep];
  const uint32_t *args = rep->code;
  int64_t count = rep->count + 1;
  if (count < (int64_t)args[1]) {
    if (save_rep(st)) return broken(st);
  } else if ((count < (int64_t)args[2] || args[2] == SRE_MAXREPEAT) && m->ptr != rep->last) {
    Record *r = sre_push(st, REC_MAX_UNTIL);
    if (!r) return broken(st);
    r->a = st->rep;
    r->ptr = m->ptr;
    r->x = rep->count;
    r->y = rep->last;
    rep->last = m->ptr;
  } else {
    return leave_rep(m, args);
  }
  rep->count = count;
  m->pc = args + 3;
  return GO;
}

static int op_min_until(Cursor *m) {
  SreState *st = m->st;
  Rep *rep = &st->reps[st->rep];
  const uint32_t *args = rep->code;
  int64_t count = rep->count + 1;
  if (count < (int64_t)args[1]) {
    if (save_rep(st)) return broken(st);
    rep->count = count;
    m->pc = args + 3;
    return GO;
  }
  Record *r = sre_push(st, REC_MIN_UNTIL);
  if (!r) return broken(st);
  r->a = st->rep;
  r->ptr = m->ptr;
  st->rep = rep->outer;
  m->pc = args + args[0] + 1;
  return GO;
}

/* The tail of a reluctant repeat failed: one more round of its body. */
static int again_min_until(Cursor *m, const Record *r) {
  SreState *st = m->st;
  st->rep = r->a;
  Rep *rep = &st->reps[st->rep];
  const uint32_t *args = rep->code;
  int64_t count = rep->count + 1;
  if ((count >= (int64_t)args[2] && args[2] != SRE_MAXREPEAT) || r->ptr == rep->last) return FAIL;
  m->ptr = r->ptr;
  if (save_rep(st)) return broken(st);
  rep->count = count;
  rep->last = m->ptr;
  m->pc = args + 3;
  return GO;
}

/* ---- barriers: their bodies end in SUCCESS ---- */
static int enter_barrier(Cursor *m, int type, const uint32_t *next, const uint32_t *body, int64_t ptr, int64_t count) {
  SreState *st = m->st;
  Record *r = sre_push(st, type);
  if (!r) return broken(st);
  r->a = st->frame;
  r->pc = next;
  r->ptr = m->ptr;
  r->x = count;
  st->frame = (int32_t)st->top;
  m->pc = body;
  m->ptr = ptr;
  return GO;
}

static int op_assert(Cursor *m, int type) {
  const uint32_t *args = m->pc;
  int64_t back = args[1];
  if (m->ptr < back) {
    if (type == REC_ASSERT) return FAIL;
    m->pc = args + args[0];
    return GO;
  }
  return enter_barrier(m, type, args + args[0], args + 2, m->ptr - back, 0);
}

static int op_atomic(Cursor *m) { return enter_barrier(m, REC_ATOMIC, m->pc + m->pc[0], m->pc + 1, m->ptr, 0); }

/* Another round of a possessive repeat, or on to its tail. */
static int possessive_round(Cursor *m, const uint32_t *args, int64_t count, int64_t last) {
  int more = count < (int64_t)args[1] || ((count < (int64_t)args[2] || args[2] == SRE_MAXREPEAT) && m->ptr != last);
  if (more) return enter_barrier(m, REC_POSSESSIVE, args, args + 3, m->ptr, count);
  m->pc = args + args[0] + 1;
  return GO;
}

/* SUCCESS: the end of the pattern or of a barrier's body. */
static int op_success(Cursor *m) {
  SreState *st = m->st;
  if (!st->frame) {
    if ((st->match_all && m->ptr != st->end) || m->ptr == st->must_advance) return FAIL;
    st->ptr = m->ptr;
    return DONE;
  }
  Record barrier = st->stack[st->frame - 1];
  if (barrier.type == REC_ASSERT_NOT) { /* the body must not match: undo all of it and fail */
    size_t base = (size_t)st->frame - 1;
    while (st->top > base) sre_undo(st, &st->stack[--st->top]);
    return FAIL;
  }
  sre_cut(st);
  if (barrier.type == REC_POSSESSIVE) return possessive_round(m, barrier.pc, barrier.x + 1, barrier.ptr);
  m->pc = barrier.pc;
  if (barrier.type == REC_ASSERT) m->ptr = barrier.ptr;
  return GO;
}

/* ---- backtracking ---- */
static int resume(Cursor *m, const Record *r) {
  SreState *st = m->st;
  switch (r->type) {
  case REC_BRANCH:
    m->pc = r->pc;
    m->ptr = r->ptr;
    return take_branch(m);
  case REC_ONE: return shrink_run(m, r->pc, r->ptr, r->x);
  case REC_MIN_ONE:
    if (r->ptr >= st->end || !sre_accepts(r->pc + 3, TEXT(st)[r->ptr])) return FAIL;
    return grow_run(m, r->pc, r->ptr + 1, r->x + 1);
  case REC_MAX_UNTIL:
    st->rep = r->a;
    st->reps[r->a].count = r->x;
    st->reps[r->a].last = r->y;
    m->ptr = r->ptr;
    return leave_rep(m, st->reps[r->a].code);
  case REC_MIN_UNTIL: return again_min_until(m, r);
  case REC_ASSERT_NOT:
    st->frame = r->a;
    m->pc = r->pc;
    m->ptr = r->ptr;
    return GO;
  case REC_POSSESSIVE:
    st->frame = r->a;
    if (r->x < (int64_t)r->pc[1]) return FAIL;
    m->ptr = r->ptr;
    m->pc = r->pc + r->pc[0] + 1;
    return GO;
  default:
    sre_undo(st, r);
    return FAIL;
  }
}

static int backtrack(Cursor *m) {
  SreState *st = m->st;
  if ((++st->ticks & 0xfff) == 0 && kr_poll(st->ctx)) return BROKEN;
  while (st->top > 0) {
    Record r = st->stack[--st->top];
    int status = resume(m, &r);
    if (status != FAIL) return status;
  }
  return FAIL;
}

static inline int step(Cursor *m) {
  switch (*m->pc++) {
  case OP_SUCCESS: return op_success(m);
  case OP_LITERAL: return op_literal(m);
  case OP_ANY: case OP_ANY_ALL: return op_char(m, 0);
  case OP_NOT_LITERAL: case OP_LITERAL_IGNORE: case OP_NOT_LITERAL_IGNORE: case OP_LITERAL_LOC_IGNORE:
  case OP_NOT_LITERAL_LOC_IGNORE: case OP_LITERAL_UNI_IGNORE: case OP_NOT_LITERAL_UNI_IGNORE: case OP_CATEGORY:
    return op_char(m, 1);
  case OP_IN: case OP_IN_IGNORE: case OP_IN_LOC_IGNORE: case OP_IN_UNI_IGNORE: return op_in(m);
  case OP_AT: return op_at(m);
  case OP_MARK: return op_mark(m);
  case OP_JUMP: m->pc += *m->pc; return GO;
  case OP_INFO:
    if (m->st->end - m->ptr < (int64_t)m->pc[2]) return FAIL;
    m->pc += *m->pc;
    return GO;
  case OP_BRANCH: return take_branch(m);
  case OP_REPEAT_ONE: return op_repeat_one(m);
  case OP_MIN_REPEAT_ONE: return op_min_repeat_one(m);
  case OP_POSSESSIVE_REPEAT_ONE: return op_possessive_one(m);
  case OP_REPEAT: return op_repeat(m);
  case OP_MAX_UNTIL: return op_max_until(m);
  case OP_MIN_UNTIL: return op_min_until(m);
  case OP_POSSESSIVE_REPEAT: return possessive_round(m, m->pc, 0, -1);
  case OP_ATOMIC_GROUP: return op_atomic(m);
  case OP_ASSERT: return op_assert(m, REC_ASSERT);
  case OP_ASSERT_NOT: return op_assert(m, REC_ASSERT_NOT);
  case OP_GROUPREF: return op_groupref(m, NULL);
  case OP_GROUPREF_IGNORE: return op_groupref(m, sre_lower_ascii);
  case OP_GROUPREF_LOC_IGNORE: return op_groupref(m, sre_lower_locale);
  case OP_GROUPREF_UNI_IGNORE: return op_groupref(m, sre_lower_unicode);
  case OP_GROUPREF_EXISTS: return op_groupref_exists(m);
  default: return FAIL;
  }
}

/* Matches the whole pattern at ptr: 1, 0, or -1 with an exception set. */
int RUN(SreState *st, int64_t ptr) {
  Cursor m = {st, st->pattern->code, ptr};
  for (;;) {
    int status = step(&m);
    if (KR_LIKELY(status == GO)) continue;
    if (status == FAIL) status = backtrack(&m);
    if (status == GO) continue;
    return status == DONE ? 1 : status;
  }
}
