/* What the files of opt_specialise share: the values of the function being made, known better than
 * those of the function it is made from. */
#ifndef IR_SPEC_H
#define IR_SPEC_H

#include "ssa.h"

/* How a value of the old function exists in the new one. */
typedef enum {
  VAL_NONE,       /* not at all: only a keep wanted it, and nobody can see it go */
  VAL_PLAIN,      /* boxed, raw or both */
  VAL_RANGE,      /* a range that was never made: raw, raw2 are its ends */
  VAL_RANGE_ITER, /* an iterator over a range: raw is next, raw2 the end */
  VAL_LIST_ITER,  /* an iterator over the list boxed: raw is the index */
  VAL_TUPLE_ITER,
  VAL_KNOWN       /* a test whose outcome is known: step is 0 or 1 */
} ValKind;

typedef struct {
  uint8_t kind;
  bool loose;        /* boxed is borrowed from a list: gone once anything else runs */
  TypeSet type;
  SsaInsn *boxed;    /* REP_VALUE or NULL */
  SsaInsn *raw, *raw2; /* REP_I64, REP_F64 or REP_BOOL, or NULL */
  int64_t step;      /* of ranges */
} Val;

/* What a version of a place knows of a value on entry. */
typedef struct {
  uint8_t kind, rep;
  TypeSet type;
  int64_t step;
  bool kept;       /* nobody reads it: it is only kept alive */
} Entry;

/* Code made for a place (an old instruction) and what is known there. */
typedef struct Version {
  struct Version *next;  /* of the same place */
  struct Version *queue;
  SsaInsn *place;
  uint32_t nlive;
  uint32_t *live;        /* ids of old values */
  Entry *entries;
  SsaInsn **phis;        /* two for each live value */
  SsaBlock *block;
  bool generic;          /* knows nothing: the way out when versions get too many */
  bool cold;             /* only side paths lead here: no tests are made */
} Version;

typedef uint64_t Word;

typedef struct {
  SsaFunc *f;
  SsaBlock **old_blocks; /* by id, saved before the new ones are made */
  uint32_t old_ids;      /* values of the old function have smaller ids */
  uint32_t old_insns;
  Word **live_in;        /* by old block id: really used */
  Word **kept_in;        /* used by keeps or really */
  uint32_t words;
  Version **versions;    /* by id of the place */
  Version *first[2], *last[2]; /* to do: hot ones, cold ones */
  bool *is_header;       /* by old block id: of a loop */
  Val *vals;             /* by old id: now */
  SsaBlock *cur;
  SsaBlock *old;         /* block being copied */
  SsaInsn *at;           /* instruction being copied */
  struct { uint32_t id; Val was; } *trail; /* what to put back after a side path */
  uint32_t ntrail, trail_cap;
  SsaInsn **loose;       /* old values that were loose at some time in this version */
  uint32_t nloose, loose_cap;
  SsaInsn **old_values;  /* by old id */
  uint8_t *virtual_ok;   /* by old id: an iterable or iterator that only a loop uses */
  uint32_t *item_uses;   /* by old id: how often items of it are used */
  uint8_t *call_uses;    /* by old id: 1: calls of it are its only use; 2: not so */
  uint8_t *hints;        /* by class: HINT_ bits */
  uint32_t *class_of, *class_next; /* by old id: values that are likely of one kind; lists end in 0 */
  uint32_t made;         /* instructions so far */
  bool cold;             /* of the version being made */
  struct { uint8_t kind; TypeSet type; int64_t step; } *spilled; /* generators: by slot, what was put there last */
  SsaBlock *slow;        /* where tests that fail go, or NULL: to a place since which nothing has had an effect */
  SsaInsn *done;         /* the last of several instructions that were done together, or NULL */
  bool effects;          /* something has */
} Spec;

/* Side paths: values are put back to what they were at the mark. */
static inline uint32_t spec_mark(const Spec *s) { return s->ntrail; }
void spec_undo(Spec *s, uint32_t mark);
Val *spec_change(Spec *s, const SsaInsn *old); /* to be written to; logged */

enum { HINT_INT = 1, HINT_FLOAT = 2 };

/* ---- instructions (spec_values.c) ---- */
SsaInsn *spec_add(Spec *s, unsigned op, uint32_t n, uint32_t nargs, SsaInsn *const *args);
SsaInsn *spec_add1(Spec *s, unsigned op, uint32_t n, SsaInsn *x);
SsaInsn *spec_add2(Spec *s, unsigned op, uint32_t n, SsaInsn *x, SsaInsn *y);
/* A value in the representation wanted; converts in the current block. */
SsaInsn *spec_boxed(Spec *s, const SsaInsn *old);
SsaInsn *spec_i64(Spec *s, const SsaInsn *old);
SsaInsn *spec_f64(Spec *s, const SsaInsn *old); /* of ints too */
Val *spec_val(Spec *s, const SsaInsn *old); /* literals come to be when they are asked for */
static inline bool spec_is_literal(const SsaInsn *i) { return i->op == SSA_const || i->op == SSA_none || i->op == SSA_unbound; }
void spec_set_raw(Spec *s, const SsaInsn *old, SsaInsn *raw, TypeSet type);
void spec_set_boxed(Spec *s, const SsaInsn *old, SsaInsn *boxed, TypeSet type);
void spec_set_loose(Spec *s, SsaInsn *old, SsaInsn *boxed, TypeSet type);
void spec_learn(Spec *s, const SsaInsn *old, TypeSet type); /* boxed values only; narrows */
/* Something that may change lists comes: loose values that live on (or are operands of at) are held. */
void spec_settle(Spec *s);
void spec_settle_others(Spec *s); /* operands may go with the operation */
static inline bool spec_within(const Spec *s, const SsaInsn *old, TypeSet t) {
  TypeSet have = s->vals[old->id].type;
  return have && !(have & ~t);
}
static inline bool spec_may_be(const Spec *s, const SsaInsn *old, TypeSet t) { return (s->vals[old->id].type & t) != 0; }

/* ---- versions (spec_versions.c) ---- */
void spec_liveness(Spec *s);
/* Goes on in some version of place that fits what is known; ends the current block. */
void spec_go(Spec *s, SsaInsn *place);
bool spec_has_generic(const Spec *s, SsaInsn *place);
void spec_go_generic(Spec *s, SsaInsn *place); /* in the version that knows nothing */
/* Takes the values of a version as its phis have them. */
void spec_enter(Spec *s, const Version *v);
/* Follows an edge of the block being copied. */
void spec_edge(Spec *s, int which);
bool spec_is_live_after(const Spec *s, const SsaInsn *place, const SsaInsn *value);
/* Tests: the current block goes on where cond holds; the result is a new block where it does not. */
SsaBlock *spec_test(Spec *s, SsaInsn *cond, bool likely);

/* ---- guesses (spec_hints.c) ---- */
void spec_guess(Spec *s);
uint8_t spec_hint(const Spec *s, const SsaInsn *old);

/* ---- what is done with operations; true: done (spec_arith.c, spec_items.c) ---- */
bool spec_arith(Spec *s, SsaInsn *i);
bool spec_items(Spec *s, SsaInsn *i);
bool spec_suspend(Spec *s, SsaInsn *i); /* spec_suspend.c */
/* The iterator that a generator expression joined with its consumer gets. */
bool spec_consumed(Spec *s, SsaInsn *i);
/* Which iterators may do without an object, in a generator: also those that live across a yield. */
void spec_find_virtual(Spec *s);
/* The operation as it was, on boxed operands (opt_specialise.c). */
void spec_generic(Spec *s, SsaInsn *i);
/* Where cond does not hold, the operation is done as it was, out of line; r (or NULL) is its result where it
 * does.  Both go on here. */
void spec_join(Spec *s, SsaInsn *i, SsaInsn *r, SsaInsn *cond);
/* Makes the slow way of the operation, into the generic version of its place, unless there is one from
 * before that does: doing again what had no effect does no harm.  To be called before the first test. */
void spec_need_slow(Spec *s);
/* A test of the operation: goes on here where cond holds, else the slow way. */
void spec_check(Spec *s, SsaInsn *cond);
/* From block on the slow way. */
void spec_slow_from(Spec *s, SsaBlock *block);

#endif
