/* Checks pattern code before it is run: every jump lands inside its block, every operand is in range, every
 * repeat and look-around is closed.  What passes can not make the matcher read outside the code or the
 * groups. */
#include "_sre.h"

typedef struct { const uint32_t *code; int64_t groups; } Checker;

static int check_block(Checker *c, int64_t i, int64_t end, int depth);

/* A character set from i on; gives where it ends (behind FAILURE), or -1. */
static int64_t check_set(const Checker *c, int64_t i, int64_t end) {
  while (i < end) {
    switch (c->code[i++]) {
    case OP_FAILURE: return i;
    case OP_NEGATE: break;
    case OP_LITERAL: i++; break;
    case OP_RANGE: case OP_RANGE_UNI_IGNORE: i += 2; break;
    case OP_CHARSET: i += 8; break;
    case OP_CATEGORY:
      if (i >= end || c->code[i++] >= CH_COUNT) return -1;
      break;
    case OP_BIGCHARSET: {
      if (i >= end) return -1;
      int64_t blocks = c->code[i++];
      if (blocks > 256 || i + 64 + blocks * 8 > end) return -1;
      for (int k = 0; k < 256; k++)
        if (((const uint8_t *)&c->code[i])[k] >= blocks) return -1;
      i += 64 + blocks * 8;
      break;
    }
    default: return -1;
    }
  }
  return -1;
}

/* The skip word at i, as the index it leads to; -1 unless that lies in (i, end]. */
static int64_t target(const Checker *c, int64_t i, int64_t end) {
  if (i >= end) return -1;
  int64_t to = i + (int64_t)c->code[i];
  return to > i && to <= end ? to : -1;
}

/* A body that runs from i to a closing SUCCESS at to - 1. */
static int check_closed(Checker *c, int64_t i, int64_t to, int depth) {
  return i < to && c->code[to - 1] == OP_SUCCESS && check_block(c, i, to - 1, depth + 1);
}

static int64_t check_branch(Checker *c, int64_t i, int64_t end, int depth) {
  int64_t join = -1;
  for (;;) {
    if (i >= end) return -1;
    if (!c->code[i]) return join < 0 || join == i + 1 ? i + 1 : -1;
    int64_t next = target(c, i, end);
    if (next < i + 3 || c->code[next - 2] != OP_JUMP) return -1;
    int64_t to = target(c, next - 1, end);
    if (to < 0 || (join >= 0 && to != join) || !check_block(c, i + 1, next - 2, depth + 1)) return -1;
    join = to;
    i = next;
  }
}

static int is_unit(uint32_t op) {
  return op == OP_ANY || op == OP_ANY_ALL || op == OP_LITERAL || op == OP_NOT_LITERAL || op == OP_IN ||
         (op >= OP_IN_IGNORE && op <= OP_NOT_LITERAL_UNI_IGNORE && op != OP_GROUPREF_LOC_IGNORE && op != OP_GROUPREF_UNI_IGNORE);
}

/* min and max behind the skip at i, and the body; gives where the tail begins. */
static int64_t check_repeat(Checker *c, uint32_t op, int64_t i, int64_t end, int depth) {
  int64_t to = target(c, i, end);
  if (to < i + 4 || c->code[i + 1] > c->code[i + 2]) return -1;
  if (op == OP_REPEAT_ONE || op == OP_MIN_REPEAT_ONE || op == OP_POSSESSIVE_REPEAT_ONE)
    return is_unit(c->code[i + 3]) && check_closed(c, i + 3, to, depth) ? to : -1;
  if (to >= end) return -1;
  uint32_t closing = c->code[to];
  int ok = op == OP_REPEAT ? closing == OP_MAX_UNTIL || closing == OP_MIN_UNTIL : closing == OP_SUCCESS;
  return ok && check_block(c, i + 3, to, depth + 1) ? to + 1 : -1;
}

static int64_t check_exists(Checker *c, int64_t i, int64_t end, int depth) {
  if (i + 1 >= end || c->code[i] >= c->groups) return -1;
  int64_t yes_end = i + (int64_t)c->code[i + 1];
  if (yes_end < i + 2 || yes_end > end) return -1;
  if (yes_end >= i + 4 && c->code[yes_end - 2] == OP_JUMP) {
    int64_t to = target(c, yes_end - 1, end);
    if (to >= 0 && check_block(c, i + 2, yes_end - 2, depth + 1) && check_block(c, yes_end, to, depth + 1)) return to;
  }
  return check_block(c, i + 2, yes_end, depth + 1) ? yes_end : -1;
}

static int64_t check_info(const Checker *c, int64_t i, int64_t end) {
  int64_t to = target(c, i, end);
  if (to < i + 4) return -1;
  uint32_t flags = c->code[i + 1];
  if (flags & SRE_INFO_PREFIX) {
    if (i + 6 > to || c->code[i + 4] < 1 || c->code[i + 4] > c->code[i + 2]) return -1;
    return i + 6 + 2 * (int64_t)c->code[i + 4] == to ? to : -1;
  }
  if (flags & SRE_INFO_CHARSET) return check_set(c, i + 4, to) == to ? to : -1;
  return to;
}

/* One instruction at i; gives where the next begins, or -1. */
static int64_t check_one(Checker *c, int64_t i, int64_t end, int depth) {
  uint32_t op = c->code[i++];
  int64_t to;
  switch (op) {
  case OP_FAILURE: case OP_ANY: case OP_ANY_ALL: return i;
  case OP_LITERAL: case OP_NOT_LITERAL: case OP_LITERAL_IGNORE: case OP_NOT_LITERAL_IGNORE: case OP_LITERAL_LOC_IGNORE:
  case OP_NOT_LITERAL_LOC_IGNORE: case OP_LITERAL_UNI_IGNORE: case OP_NOT_LITERAL_UNI_IGNORE: return i < end ? i + 1 : -1;
  case OP_AT: return i < end && c->code[i] < AT_COUNT ? i + 1 : -1;
  case OP_CATEGORY: return i < end && c->code[i] < CH_COUNT ? i + 1 : -1;
  case OP_MARK: return i < end && c->code[i] < 2 * c->groups ? i + 1 : -1;
  case OP_GROUPREF: case OP_GROUPREF_IGNORE: case OP_GROUPREF_LOC_IGNORE: case OP_GROUPREF_UNI_IGNORE:
    return i < end && c->code[i] < c->groups ? i + 1 : -1;
  case OP_IN: case OP_IN_IGNORE: case OP_IN_LOC_IGNORE: case OP_IN_UNI_IGNORE:
    to = target(c, i, end);
    return to >= 0 && check_set(c, i + 1, to) == to ? to : -1;
  case OP_BRANCH: return check_branch(c, i, end, depth);
  case OP_REPEAT: case OP_POSSESSIVE_REPEAT: case OP_REPEAT_ONE: case OP_MIN_REPEAT_ONE: case OP_POSSESSIVE_REPEAT_ONE:
    return check_repeat(c, op, i, end, depth);
  case OP_ATOMIC_GROUP:
    to = target(c, i, end);
    return to >= 0 && check_closed(c, i + 1, to, depth) ? to : -1;
  case OP_ASSERT: case OP_ASSERT_NOT:
    to = target(c, i, end);
    return to > i + 1 && c->code[i + 1] < INT32_MAX && check_closed(c, i + 2, to, depth) ? to : -1;
  case OP_GROUPREF_EXISTS: return check_exists(c, i, end, depth);
  case OP_INFO: return check_info(c, i, end);
  default: return -1;
  }
}

static int check_block(Checker *c, int64_t i, int64_t end, int depth) {
  if (depth > 2000) return 0;
  while (i >= 0 && i < end) i = check_one(c, i, end, depth);
  return i == end;
}

int sre_validate(Ctx *ctx, const Pattern *p) {
  Checker c = {p->code, p->groups};
  if (p->groups >= 0 && p->groups < INT32_MAX / 2 && p->code_len > 0 && p->code[p->code_len - 1] == OP_SUCCESS &&
      check_block(&c, 0, p->code_len - 1, 0))
    return 0;
  kr_raise(ctx, &kr_type_RuntimeError, "invalid SRE code");
  return -1;
}
