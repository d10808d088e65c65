/* The regular expression matcher: what its files share.
 *
 * A pattern is the word code that the standard library's re._compiler emits.  Matching backtracks
 * over an explicit stack of records, so that its depth is bounded by memory only.  A record is either
 * a choice (another way to go on), an undo (a state change to take back), or a barrier (where a
 * look-around, atomic group or possessive iteration began).  Failing pops records: undos are applied,
 * the first choice or barrier says how to go on. */
#ifndef KRAIT_SRE_H
#define KRAIT_SRE_H

#include "../objects/bytes_impl.h"

#define SRE_MAGIC 20220615
#define SRE_MAXREPEAT UINT32_MAX

typedef enum {
  OP_FAILURE, OP_SUCCESS, OP_ANY, OP_ANY_ALL, OP_ASSERT, OP_ASSERT_NOT, OP_AT, OP_BRANCH, OP_CATEGORY, OP_CHARSET,
  OP_BIGCHARSET, OP_GROUPREF, OP_GROUPREF_EXISTS, OP_IN, OP_INFO, OP_JUMP, OP_LITERAL, OP_MARK, OP_MAX_UNTIL,
  OP_MIN_UNTIL, OP_NOT_LITERAL, OP_NEGATE, OP_RANGE, OP_REPEAT, OP_REPEAT_ONE, OP_SUBPATTERN, OP_MIN_REPEAT_ONE,
  OP_ATOMIC_GROUP, OP_POSSESSIVE_REPEAT, OP_POSSESSIVE_REPEAT_ONE, OP_GROUPREF_IGNORE, OP_IN_IGNORE, OP_LITERAL_IGNORE,
  OP_NOT_LITERAL_IGNORE, OP_GROUPREF_LOC_IGNORE, OP_IN_LOC_IGNORE, OP_LITERAL_LOC_IGNORE, OP_NOT_LITERAL_LOC_IGNORE,
  OP_GROUPREF_UNI_IGNORE, OP_IN_UNI_IGNORE, OP_LITERAL_UNI_IGNORE, OP_NOT_LITERAL_UNI_IGNORE, OP_RANGE_UNI_IGNORE
} SreOp;

enum {
  AT_BEGINNING, AT_BEGINNING_LINE, AT_BEGINNING_STRING, AT_BOUNDARY, AT_NON_BOUNDARY, AT_END, AT_END_LINE, AT_END_STRING,
  AT_LOC_BOUNDARY, AT_LOC_NON_BOUNDARY, AT_UNI_BOUNDARY, AT_UNI_NON_BOUNDARY, AT_COUNT
};
enum {
  CH_DIGIT, CH_NOT_DIGIT, CH_SPACE, CH_NOT_SPACE, CH_WORD, CH_NOT_WORD, CH_LINEBREAK, CH_NOT_LINEBREAK, CH_LOC_WORD,
  CH_LOC_NOT_WORD, CH_UNI_DIGIT, CH_UNI_NOT_DIGIT, CH_UNI_SPACE, CH_UNI_NOT_SPACE, CH_UNI_WORD, CH_UNI_NOT_WORD,
  CH_UNI_LINEBREAK, CH_UNI_NOT_LINEBREAK, CH_COUNT
};
enum { SRE_INFO_PREFIX = 1, SRE_INFO_LITERAL = 2, SRE_INFO_CHARSET = 4 };
enum { SRE_FLAG_IGNORECASE = 2, SRE_FLAG_LOCALE = 4, SRE_FLAG_UNICODE = 32, SRE_FLAG_ASCII = 256 };

typedef struct {
  Object ob;
  Value pattern;    /* str, bytes-like or None */
  Value groupindex; /* dict from name to number */
  Value indexgroup; /* tuple of names or None, by number */
  int64_t groups;
  uint32_t flags;
  int8_t is_bytes;  /* 0, 1; -1: not known (pattern is None) */
  int64_t code_len;
  uint32_t *code;
} Pattern;

typedef struct {
  Object ob;
  Value string, pattern, regs; /* regs: made when asked for, or 0 */
  int64_t pos, endpos, lastindex, groups;
  int64_t mark[];   /* start and end of each group, the whole match first; -1: none */
} Match;

/* A repeated group being matched. */
typedef struct { const uint32_t *code; int64_t count, last; int32_t outer; } Rep;

typedef enum {
  REC_BRANCH, REC_ONE, REC_MIN_ONE, REC_MAX_UNTIL, REC_MIN_UNTIL, /* choices */
  REC_ASSERT, REC_ASSERT_NOT, REC_ATOMIC, REC_POSSESSIVE,         /* barriers */
  REC_MARK, REC_REP, REC_CURRENT, REC_LEAVE                       /* undos: kept when choices are cut */
} RecordType;

typedef struct { int32_t type, a; const uint32_t *pc; int64_t ptr, x, y; } Record;

/* One search or match over a string. */
typedef struct {
  Ctx *ctx;
  const Pattern *pattern;
  Value string;
  Buffer buffer;        /* when the string is bytes-like */
  const void *data;
  int kind, is_bytes;
  int64_t pos, start, end;  /* limits, and where to begin */
  int64_t must_advance;     /* an empty match here is refused; -1: allowed */
  int match_all;            /* the match must reach the end */
  int64_t ptr;              /* the end of the match found */
  int64_t lastindex;        /* -1: none */
  int64_t *mark;            /* of the groups, without the whole match */
  Record *stack;
  size_t top, cap;
  Rep *reps;
  int32_t nreps, reps_cap, rep; /* rep: the innermost, or -1 */
  int32_t frame;                /* innermost barrier's record number + 1, or 0 */
  uint32_t ticks;
} SreState;

/* _sre_state.c */
int sre_start(Ctx *, SreState *, const Pattern *, Value string, int64_t pos, int64_t endpos);
void sre_finish(Ctx *, SreState *);
int sre_grow_stack(SreState *);
/* Enters a repeat: pushes its undo and makes it the innermost.  -1: no memory. */
int sre_enter_rep(SreState *, const uint32_t *code);
/* Drops the choices of the innermost barrier, keeping undos, and closes it. */
void sre_cut(SreState *);
/* Takes one undo back. */
void sre_undo(SreState *, const Record *);
int sre_match(SreState *);   /* at start: 1, 0, -1 */
int sre_search(SreState *);  /* from start on; start is then where the match begins */
Value sre_slice(Ctx *, SreState *, int64_t start, int64_t end);
/* Part of a string of a match: of str a str, of bytes-like bytes. */
Value sre_string_slice(Ctx *, Value string, int64_t start, int64_t end);

/* _sre_char.c */
int sre_category(uint32_t category, uint32_t c);
int sre_in_set(const uint32_t *set, uint32_t c);
/* Does the one-character instruction at pc accept c? */
int sre_accepts(const uint32_t *pc, uint32_t c);
uint32_t sre_lower_ascii(uint32_t c);
uint32_t sre_lower_locale(uint32_t c);
uint32_t sre_upper_locale(uint32_t c);
uint32_t sre_lower_unicode(uint32_t c);
uint32_t sre_upper_unicode(uint32_t c);
int sre_is_word(int at_code, uint32_t c);

/* _sre_validate.c */
/* RuntimeError "invalid SRE code" and -1 unless the code can not lead the matcher astray. */
int sre_validate(Ctx *, const Pattern *);

/* _sre_match1.c, 2, 4: made from _sre_match.h */
int sre_run_1(SreState *, int64_t ptr);
int sre_run_2(SreState *, int64_t ptr);
int sre_run_4(SreState *, int64_t ptr);

/* _sre_object.c */
Value sre_match_new(Ctx *, const SreState *);
Value sre_scanner_new(Ctx *, Value pattern, Value string, int64_t pos, int64_t endpos);

KR_INLINE Pattern *pattern_of(Value v) { return (Pattern *)kr_obj(v); }
KR_INLINE Match *match_of(Value v) { return (Match *)kr_obj(v); }
/* Space for one more record; NULL: no memory. */
KR_INLINE Record *sre_push(SreState *st, int type) {
  if (KR_UNLIKELY(st->top == st->cap) && sre_grow_stack(st)) return NULL;
  Record *r = &st->stack[st->top++];
  r->type = type;
  return r;
}

#endif
