/* Running a pattern over a string: access to the characters, the stack of the matcher, searching. */
#include <stdlib.h>
#include "_sre.h"

static int open_string(Ctx *ctx, SreState *st, Value string) {
  if (kr_is_anystr(string)) {
    const Str *s = str_of(string);
    st->data = s->data;
    st->kind = s->kind;
    st->end = (int64_t)s->len;
    if (st->pattern->is_bytes > 0) return kr_raise(ctx, &kr_type_TypeError, "cannot use a bytes pattern on a string-like object"), -1;
    return 0;
  }
  if (!kr_type_of(string)->get_buffer)
    return kr_raise(ctx, &kr_type_TypeError, "expected string or bytes-like object, got '%T'", string), -1;
  if (kr_get_buffer(ctx, string, &st->buffer, 0)) return -1;
  st->data = st->buffer.data;
  st->kind = 1;
  st->is_bytes = 1;
  st->end = st->buffer.len;
  if (st->pattern->is_bytes) return 0;
  kr_release_buffer(ctx, &st->buffer);
  return kr_raise(ctx, &kr_type_TypeError, "cannot use a string pattern on a bytes-like object"), -1;
}

int sre_start(Ctx *ctx, SreState *st, const Pattern *p, Value string, int64_t pos, int64_t endpos) {
  *st = (SreState){.ctx = ctx, .pattern = p, .must_advance = -1, .lastindex = -1, .rep = -1};
  if (open_string(ctx, st, string)) return -1;
  int64_t n = st->end;
  st->pos = st->start = pos < 0 ? 0 : pos > n ? n : pos;
  st->end = endpos < 0 ? 0 : endpos > n ? n : endpos;
  if (p->groups && !(st->mark = malloc((size_t)p->groups * 2 * sizeof *st->mark))) {
    kr_release_buffer(ctx, &st->buffer);
    return kr_raise_memory(ctx), -1;
  }
  st->string = kr_ref(string);
  return 0;
}

void sre_finish(Ctx *ctx, SreState *st) {
  kr_release_buffer(ctx, &st->buffer);
  kr_clear(ctx, &st->string);
  free(st->mark);
  free(st->stack);
  free(st->reps);
  st->mark = NULL;
  st->stack = NULL;
  st->reps = NULL;
}

int sre_grow_stack(SreState *st) {
  size_t cap = st->cap ? st->cap * 2 : 64;
  Record *stack = realloc(st->stack, cap * sizeof *stack);
  if (!stack) return -1;
  st->stack = stack;
  st->cap = cap;
  return 0;
}

int sre_enter_rep(SreState *st, const uint32_t *code) {
  if (st->nreps == st->reps_cap) {
    int32_t cap = st->reps_cap ? st->reps_cap * 2 : 8;
    Rep *reps = realloc(st->reps, (size_t)cap * sizeof *reps);
    if (!reps) return -1;
    st->reps = reps;
    st->reps_cap = cap;
  }
  Record *r = sre_push(st, REC_LEAVE);
  if (!r) return -1;
  r->a = st->rep;
  st->reps[st->nreps] = (Rep){code, -1, -1, st->rep};
  st->rep = st->nreps++;
  return 0;
}

void sre_undo(SreState *st, const Record *r) {
  switch (r->type) {
  case REC_MARK:
    st->mark[r->a] = r->x;
    st->lastindex = r->y;
    break;
  case REC_REP: case REC_MAX_UNTIL:
    st->reps[r->a].count = r->x;
    st->reps[r->a].last = r->y;
    break;
  case REC_CURRENT: case REC_MIN_UNTIL: st->rep = r->a; break;
  case REC_LEAVE:
    st->nreps--;
    st->rep = r->a;
    break;
  case REC_ASSERT: case REC_ATOMIC: case REC_ASSERT_NOT: case REC_POSSESSIVE: st->frame = r->a; break;
  }
}

void sre_cut(SreState *st) {
  size_t base = (size_t)st->frame - 1, out = base;
  st->frame = st->stack[base].a;
  for (size_t i = base + 1; i < st->top; i++) {
    Record r = st->stack[i];
    if (r.type == REC_MAX_UNTIL) r.type = REC_REP; /* what it would restore still has to be */
    if (r.type == REC_MIN_UNTIL) r.type = REC_CURRENT;
    if (r.type >= REC_MARK) st->stack[out++] = r;
  }
  st->top = out;
}

/* ---- running ---- */
static void reset(SreState *st) {
  for (int64_t i = 0; i < st->pattern->groups * 2; i++) st->mark[i] = -1;
  st->lastindex = -1;
  st->top = 0;
  st->nreps = 0;
  st->rep = -1;
  st->frame = 0;
}

static int run(SreState *st, int64_t ptr) {
  if (st->kind == 1) return sre_run_1(st, ptr);
  return st->kind == 2 ? sre_run_2(st, ptr) : sre_run_4(st, ptr);
}

int sre_match(SreState *st) {
  if (st->start > st->end) return 0;
  reset(st);
  return run(st, st->start);
}

static const void *at(const SreState *st, int64_t i) { return (const char *)st->data + i * st->kind; }

/* The next place from ptr on where the literal prefix stands, or -1. */
static int64_t find_prefix(const SreState *st, const uint32_t *prefix, uint32_t n, int64_t ptr) {
  while (ptr + n <= st->end) {
    int64_t gap = chars_find_char(at(st, ptr), st->kind, (size_t)(st->end - ptr - n + 1), prefix[0]);
    if (gap < 0) return -1;
    ptr += gap;
    if (chars_equal(at(st, ptr), st->kind, prefix, 4, n)) return ptr;
    ptr++;
  }
  return -1;
}

static int64_t find_in_set(const SreState *st, const uint32_t *set, int64_t ptr, int64_t last) {
  for (; ptr <= last && ptr < st->end; ptr++)
    if (sre_in_set(set, chars_get(st->data, st->kind, (size_t)ptr))) return ptr;
  return -1;
}

/* The next place where the pattern may begin, going by its info block; -1: none. */
static int64_t candidate(const SreState *st, int64_t ptr, int64_t last) {
  const uint32_t *code = st->pattern->code;
  if (ptr > last) return -1;
  if (code[0] != OP_INFO) return ptr;
  if (code[2] & SRE_INFO_PREFIX) return find_prefix(st, code + 7, code[5], ptr);
  if (code[2] & SRE_INFO_CHARSET) return find_in_set(st, code + 5, ptr, last);
  return ptr;
}

/* Does the pattern begin with \A, or ^ of the whole string? */
static int is_anchored(const uint32_t *code) {
  if (code[0] == OP_INFO) code += 1 + code[1];
  return code[0] == OP_AT && (code[1] == AT_BEGINNING || code[1] == AT_BEGINNING_STRING);
}

int sre_search(SreState *st) {
  const uint32_t *code = st->pattern->code;
  int64_t last = st->end, ptr = st->start;
  if (ptr > st->end) return 0;
  if (code[0] == OP_INFO) last -= code[3];
  if (is_anchored(code) && last > 0) last = 0;
  reset(st);
  for (; (ptr = candidate(st, ptr, last)) >= 0; ptr++) {
    int status;
    if (code[0] == OP_INFO && code[2] & SRE_INFO_LITERAL && st->pattern->groups == 0) {
      st->ptr = ptr + code[5];
      status = 1;
    } else {
      status = run(st, ptr);
      if ((ptr & 0xfff) == 0 && !status && kr_poll(st->ctx)) status = -1;
    }
    if (status) {
      st->start = ptr;
      return status;
    }
  }
  return 0;
}

/* ---- results ---- */
Value sre_string_slice(Ctx *ctx, Value string, int64_t start, int64_t end) {
  if (kr_is_anystr(string)) return str_slice(ctx, string, (size_t)start, (size_t)end);
  if (kr_has_shape(string, SHAPE_bytes)) {
    if (start == 0 && end == bytes_of(string)->len) return kr_ref(string);
    return bytes_new(ctx, bytes_of(string)->data + start, (size_t)(end - start));
  }
  Buffer b;
  if (kr_get_buffer(ctx, string, &b, 0)) return 0;
  if (end > b.len) end = b.len;
  if (start > end) start = end;
  Value v = bytes_new(ctx, (char *)b.data + start, (size_t)(end - start));
  kr_release_buffer(ctx, &b);
  return v;
}

Value sre_slice(Ctx *ctx, SreState *st, int64_t start, int64_t end) {
  if (!st->is_bytes) return str_slice(ctx, st->string, (size_t)start, (size_t)end);
  if (start == 0 && end == st->end && kr_has_shape(st->string, SHAPE_bytes) && end == bytes_of(st->string)->len) return kr_ref(st->string);
  return bytes_new(ctx, (const char *)st->data + start, (size_t)(end - start));
}
