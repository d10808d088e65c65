/* The state of a thread of Python execution, and its frames. */
#ifndef KRAIT_CONTEXT_H
#define KRAIT_CONTEXT_H

#include "object.h"

typedef struct CodeObj CodeObj;
typedef struct FrameObj FrameObj;

/* A running function: a record on the C stack (compiled code) or at the head of the interpreter's
 * locals and stack.  A frame object is made only when somebody asks for one.
 *
 * Records of compiled code end after kind (NativeFrame) or locals (SlotFrame): what a function does with
 * each call is kept small.  Whoever may meet such a record reads the rest through frame_code and the
 * like. */
#define FRAME_HEAD \
  struct Frame *prev; \
  Value func;          /* function object, borrowed; 0 for module bodies, exec and class bodies */ \
  FrameObj *object;    /* owned, or NULL */ \
  uint32_t kind;       /* FRAME_... */ \
  uint32_t pos;        /* index of the instruction being run */
typedef struct Frame {
  FRAME_HEAD
  Value *locals;       /* locals, then cells and free variables; NULL if the frame keeps none in memory */
  CodeObj *code;       /* these are borrowed */
  Value globals;       /* dict */
  Value builtins;      /* dict */
  Value ns;            /* mapping of a class or module body or exec; 0 in functions */
  uint32_t raised;     /* where the exception was raised that a handler was entered with last */
} Frame;
typedef struct { FRAME_HEAD } NativeFrame;
typedef struct { FRAME_HEAD Value *locals; } SlotFrame;

enum { FRAME_VM, FRAME_NATIVE /* a NativeFrame */, FRAME_SLOTS /* a SlotFrame */,
       FRAME_GENERATOR /* locals live in a generator object */ };
KR_INLINE int frame_is_short(const Frame *f) { return f->kind == FRAME_NATIVE || f->kind == FRAME_SLOTS; }
/* What a record of any kind runs, and where; all borrowed.  frame_slots: NULL if none are in memory. */
CodeObj *frame_code(const Frame *);
Value frame_globals(const Frame *);
Value frame_builtins(const Frame *);
KR_INLINE Value frame_ns(const Frame *f) { return frame_is_short(f) ? 0 : f->ns; }
KR_INLINE Value *frame_slots(const Frame *f) { return f->kind == FRAME_NATIVE ? NULL : f->locals; }

enum { /* Ctx.pending */
  PENDING_SIGNAL = 1, PENDING_SWITCH = 2, PENDING_GC = 4, PENDING_CALL = 8, PENDING_TRACE = 16
};
enum { PENDING_KINDS = 5 };
/* What to do for each bit of Ctx.pending, by its number; set by whoever owns the work.  -1: raised.
 * The bit is cleared before the call; a hook sets it again if work is left.  PENDING_TRACE has none and
 * stays while there is a trace or profile function: compiled functions are then not entered. */
extern int (*kr_pending_hooks[PENDING_KINDS])(Ctx *);

#define KR_SMALL_CLASSES 65 /* free lists for cells of 8 * i bytes, up to 512 */

struct Ctx {
  Value exc;            /* the exception raised (an instance, owned), or 0 */
  Value handled;        /* the exception being handled (owned), or 0: sys.exception() */
  Frame *frame;         /* innermost */
  char *stack_limit;    /* C stack addresses below this raise RecursionError */
  volatile uint32_t pending;
  int32_t depth, depth_limit; /* Python-level recursion: sys.setrecursionlimit */
  void *free_cells[KR_SMALL_CLASSES];     /* leaf cells, see alloc.c */
  void *free_gc_cells[KR_SMALL_CLASSES];  /* container cells */
  Object **young, **young_end;            /* the collector's log: next free entry and end */
  struct GcState *gc;
  Value asyncgen_hooks[2];
  Value coroutine_origin_depth;
  Value contextvars;    /* current context, or 0 */
  Value running_loop;   /* asyncio's, or 0 */
  uint32_t running_loop_forks; /* after how many forks it was set: it does not run in a child process */
  Value trace, profile; /* sys.settrace, setprofile, or 0 */
  int tracing;          /* inside of such a function: no events */
  int trace_event;      /* the event told last, a TraceEvent */
  int installing;       /* a trace or profile function is being replaced */
  Frame *traced;        /* the frame whose event is being told, or NULL */
  Value stopped;        /* the StopIteration that ended a traced for loop, while it is looked for, or 0 */
  int wants_stopped;
  Value thread_dict;    /* or 0 */
  uint64_t thread_id;
  int trash_depth;      /* nesting of kr_dealloc */
  struct { Object **items; size_t n, cap; } trash; /* dying objects that wait for the outermost kr_dealloc */
  struct ReprMark *reprs; /* containers whose repr is under way, innermost first */
  struct Runtime *rt;
  struct Ctx *next;
};

/* What all threads of the process share.  Fields that only one file uses stay in that file. */
struct Runtime {
  Ctx *main;
  Value modules;        /* sys.modules */
  Value builtins;       /* the builtins module's dict */
  Value sysdict;        /* the sys module's dict */
  Value interned;       /* dict of interned strings */
  uint64_t hash_key[2]; /* SipHash key from PYTHONHASHSEED or the system */
  uint32_t type_epoch;  /* grows whenever any type's attributes or bases change: inline caches compare it */
  int argc;
  char **argv;          /* sys.argv: the script, then its arguments */
  int orig_argc;
  char **orig_argv;     /* the whole command line; set before kr_init */
  const char *warn_options[32]; /* -W; n_warn_options of them */
  const char *x_options[32];    /* -X */
  int n_warn_options, n_x_options;
  const char *path0;    /* goes first into sys.path unless NULL: the script's folder, "" for -c */
  int path0_first;      /* what is in path0 goes before modules of the same name that were compiled in */
  Value import_function; /* the __import__ that builtins starts with, borrowed */
  double switch_interval;
  int finalizing;
  struct Flags {        /* sys.flags */
    int debug, inspect, interactive, optimize, dont_write_bytecode, no_user_site, no_site,
        ignore_environment, verbose, bytes_warning, quiet, hash_randomization, isolated, dev_mode,
        utf8_mode, safe_path, unbuffered, int_max_str_digits, warn_default_encoding, no_debug_ranges;
  } flags;
};
extern struct Runtime kr_runtime;

/* Fills in the limits of a zeroed context for the calling thread. */
void kr_ctx_init(Ctx *, int is_main);
/* Makes ctx the calling thread's context (not needed while there is only the main thread). */
void kr_ctx_bind(Ctx *);
/* The calling thread's context, for C callbacks that were given none. */
Ctx *kr_current_ctx(void);

/* The C stack is nearly used up: raises RecursionError and returns 1. */
int kr_stack_overflow(Ctx *);
KR_INLINE int kr_stack_low(Ctx *ctx) {
  return KR_UNLIKELY((uintptr_t)kr_stack_pointer() < (uintptr_t)ctx->stack_limit);
}
/* Enter a C function that can recurse without bound (repr of nested lists, comparison, ...):
 * if (kr_enter(ctx, " while getting the repr of an object")) return 0; ... kr_leave(ctx); */
int kr_enter_slow(Ctx *, const char *where);
KR_INLINE int kr_enter(Ctx *ctx, const char *where) {
  if (KR_UNLIKELY(++ctx->depth > ctx->depth_limit || kr_stack_low(ctx))) return kr_enter_slow(ctx, where);
  return 0;
}
KR_INLINE void kr_leave(Ctx *ctx) { ctx->depth--; }

/* Guards the repr of a container against itself: kr_repr_enter gives 1 when v's repr is already
 * under way (write "[...]"; no leave), 0 when it was entered, -1 when the recursion is too deep. */
typedef struct ReprMark { struct ReprMark *prev; Value v; } ReprMark;
int kr_repr_enter(Ctx *, ReprMark *, Value v);
void kr_repr_leave(Ctx *, ReprMark *);

/* Runs what is pending (signals, collection, thread switch): polled on loop back edges and function
 * entries through kr_poll.  -1: raised. */
int kr_run_pending(Ctx *);
KR_INLINE int kr_poll(Ctx *ctx) { return KR_UNLIKELY(ctx->pending != 0) ? kr_run_pending(ctx) : 0; }

#endif
