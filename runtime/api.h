/* The operations of the language, as the interpreter, emitted C and native modules call them.
 * Arguments are borrowed; a returned Value is a new reference; 0 or -1 means raised. */
#ifndef KRAIT_API_H
#define KRAIT_API_H

#include "objects.h"
#include "../ir/code.h"

/* ---- names.def: interned strings known to the runtime; N(__init__) is the Value ---- */
enum {
#define NAME(id) NAMEID_##id,
#include "names.def"
  NAMEID_COUNT
};
extern Value kr_names[NAMEID_COUNT];
#define N(id) (kr_names[NAMEID_##id])

/* ---- operators (ops.c) ---- */
Value kr_binary(Ctx *, Value a, Value b, int op);      /* BinaryOp */
Value kr_inplace(Ctx *, Value a, Value b, int op);
Value kr_compare(Ctx *, Value a, Value b, int op);     /* CompareOp; any object */
int kr_compare_bool(Ctx *, Value a, Value b, int op);  /* identity implies equality, as in containers */
int kr_test_compare(Ctx *, Value a, Value b, int op);  /* truth of kr_compare */
Value kr_negative(Ctx *, Value);
Value kr_positive(Ctx *, Value);
Value kr_invert(Ctx *, Value);
Value kr_absolute(Ctx *, Value);
Value kr_pow3(Ctx *, Value a, Value b, Value mod);
Value kr_divmod(Ctx *, Value a, Value b);
int kr_truth(Ctx *, Value);                            /* 1, 0, -1 */
int kr_contains(Ctx *, Value container, Value item);
int64_t kr_len(Ctx *, Value);
int64_t kr_length_hint(Ctx *, Value, int64_t fallback);
int64_t kr_hash(Ctx *, Value);
Value kr_getitem(Ctx *, Value, Value key);
int kr_setitem(Ctx *, Value, Value key, Value v);
int kr_delitem(Ctx *, Value, Value key);
Value kr_getitem_i(Ctx *, Value, int64_t i);
Value kr_repr(Ctx *, Value);
Value kr_str(Ctx *, Value);
Value kr_ascii(Ctx *, Value);
Value kr_bytes(Ctx *, Value);
Value kr_format(Ctx *, Value v, Value spec /* str or 0 */);
Value kr_iter(Ctx *, Value);
Value kr_next(Ctx *, Value iter);                      /* KR_STOP at the end, with no exception set */
SendResult kr_send(Ctx *, Value iter, Value sent, Value *result);
int kr_is_callable(Value);
int kr_is_iterable(Value);
int kr_is_mapping(Value);   /* has __getitem__ and is no list, tuple or str: dict() and ** */
int kr_is_sequence(Value);
Value kr_int_of_any(Ctx *, Value);                     /* int(v) */
Value kr_float_of_any(Ctx *, Value);                   /* float(v) */
int kr_isinstance(Ctx *, Value, Value cls);            /* with __instancecheck__, tuples, unions */
int kr_issubclass(Ctx *, Value, Value cls);
/* The same without __instancecheck__ and __subclasscheck__: what type's own methods do. */
int kr_isinstance_plain(Ctx *, Value, Value cls);
int kr_issubclass_plain(Ctx *, Value, Value cls);

/* os.fspath: a str or bytes; TypeError "expected str, bytes or os.PathLike object, not int". */
Value kr_fspath(Ctx *, Value path);
/* The same as str; other bytes-like objects are taken too, with a DeprecationWarning. */
Value kr_fs_decode(Ctx *, Value path);
/* The path as a malloc'ed C string in the file system's encoding; NULL: raised. */
char *kr_path_dup(Ctx *, Value path);

/* ---- attributes (attr.c) ---- */
Value kr_getattr(Ctx *, Value, Value name);
Value kr_getattr_c(Ctx *, Value, const char *name);
Value kr_getattr_opt(Ctx *, Value, Value name);        /* KR_ABSENT instead of AttributeError */
int kr_setattr(Ctx *, Value, Value name, Value v /* 0: delete */);
Value kr_generic_getattr(Ctx *, Value, Value name);    /* object.__getattribute__ */
int kr_generic_setattr(Ctx *, Value, Value name, Value v);
/* For a call obj.name(...): *self is obj (borrowed) when the result is an unbound function to be called
 * with it, else 0. */
Value kr_getmethod(Ctx *, Value obj, Value name, Value *self);
/* Special method look-up on the type, bound or called: KR_ABSENT if there is none. */
Value kr_lookup_special(Ctx *, Value obj, Value name, Value *self);

/* Inline caches for emitted C and the interpreter: zero-initialised, one for each place; a place only
 * loads, only stores or only looks up methods.
 *
 * load:   when kr_is_ptr(o) and kr_obj_shape(o) == c->shape, the Value at (char *)o + c->slot is the
 *         attribute, unless it is 0 (then take the slow way).
 * store:  when kr_obj_shape(o) == c->shape, kr_set the Value at (char *)o + c->slot.
 * method: when kr_obj_shape(o) == c->shape and c->epoch == kr_runtime.type_epoch, c->value (borrowed)
 *         is a function to be called with o in front.
 * Whatever else the cached functions remember has ATTR_OTHER in c->shape, which no object's shape has. */
typedef struct { uint32_t shape, epoch; uint32_t slot, kind; Value value; } AttrCache;
#define ATTR_OTHER 0x80000000u
Value kr_getattr_cached(Ctx *, Value, Value name, AttrCache *);
int kr_setattr_cached(Ctx *, Value, Value name, Value v, AttrCache *);
Value kr_getmethod_cached(Ctx *, Value obj, Value name, Value *self, AttrCache *);
typedef struct {
  uint32_t globals_version, builtins_version, index, in_builtins;
  const Value *place; /* of a global's value, good while the globals' keys_version is the same; else NULL */
} GlobalCache;
Value kr_load_global(Ctx *, Value globals, Value builtins, Value name, GlobalCache *); /* new reference */
int kr_store_global(Ctx *, Value globals, Value name, Value v);

/* ---- calls (call.c) ---- */
Value kr_call(Ctx *, Value f, const Value *args, size_t nargs, Value kwnames);
Value kr_call0(Ctx *, Value f);
Value kr_call1(Ctx *, Value f, Value a);
Value kr_call2(Ctx *, Value f, Value a, Value b);
Value kr_call3(Ctx *, Value f, Value a, Value b, Value c);
/* Calls f with self in front when self is not 0. */
Value kr_call_self(Ctx *, Value f, Value self, const Value *args, size_t nargs, Value kwnames);
Value kr_call_method(Ctx *, Value obj, Value name, const Value *args, size_t nargs);
Value kr_call_method0(Ctx *, Value obj, Value name);
Value kr_call_method1(Ctx *, Value obj, Value name, Value a);
Value kr_call_ex(Ctx *, Value f, Value args /* any iterable */, Value kwargs /* mapping or 0 */);
/* Binds a native function's call by its signature and calls it. */
Value kr_call_native(Ctx *, const Method *, Value self, const Value *args, size_t nargs, Value kwnames);
/* Binds arguments for a type's new or init by a signature text ("object='', encoding='utf-8'"):
 * out gets one borrowed Value a parameter, 0 if not given.  fname is for messages. */
int kr_bind(Ctx *, const char *fname, const char *sig, struct Signature **parsed, const Value *args, size_t nargs,
            Value kwnames, Value *out);
/* __text_signature__ for a signature text: "($self, x, /)"; first is the parameter in front or NULL.
 * None if sig is NULL. */
Value signature_text(Ctx *, const char *sig, const char *first);
Value kr_make_function(Ctx *, Frame *, CodeObj *, Value defaults, Value kwdefaults, Value annotations, Value closure);

/* ---- exceptions (errors.c) ---- */
/* Sets an exception and returns 0; format as str_format_c. */
Value kr_raise(Ctx *, Type *type, const char *format, ...);
Value kr_raise_value(Ctx *, Type *type, Value arg);    /* type(arg) */
Value kr_raise_obj(Ctx *, Value exc);                  /* sets an instance (new reference taken); context is chained */
Value kr_raise_type(Ctx *, const char *expected, Value got); /* TypeError "expected, got T" is left to callers */
Value kr_raise_errno(Ctx *, int err, Value filename /* or 0 */); /* the OSError subclass for err */
Value kr_raise_memory(Ctx *);
Value kr_raise_key(Ctx *, Value key);
Value kr_raise_decode(Ctx *, const char *encoding, const char *bytes, size_t n, size_t start, size_t end, const char *reason);
Value kr_raise_encode(Ctx *, const char *encoding, Value str, size_t start, size_t end, const char *reason);
/* AttributeError "'T' object has no attribute 'name'"; where one was asked for, with name and obj. */
Value kr_raise_no_attribute(Ctx *, Value obj, Value name);
Value kr_raise_attribute(Ctx *, Value obj, Value name);
Value kr_raise_import(Ctx *, Type *type, Value name, Value path /* or 0 */, const char *format, ...);
int kr_warn_value(Ctx *, Value category, Value message, int stacklevel, Value source /* or 0 */);
int kr_matches(Ctx *, Type *type);                     /* is the raised exception of this type */
int kr_exc_matches(Ctx *, Value exc, Value type_or_tuple); /* as an except clause; -1: raised */
Value kr_fetch(Ctx *);                                 /* takes the raised exception: the caller owns it; 0 if none */
void kr_restore(Ctx *, Value exc);                     /* sets it again without chaining; steals */
void kr_clear_exc(Ctx *);
/* After an error: returns 1 and clears it when it is of this type, else 0. */
int kr_catch(Ctx *, Type *type);
Value kr_stop_value(Ctx *);                            /* the raised StopIteration's value; clears it */
void kr_unraisable(Ctx *, const char *where, Value obj);
int kr_warn(Ctx *, Type *category, int stacklevel, const char *format, ...); /* -1: became an error */
/* Calls sys.unraisablehook; text: "Exception ignored in", a str or None. */
void kr_call_unraisable_hook(Ctx *, Value exc, Value text, Value obj);
/* The meaning of the exception instructions (errors.c, exc_group.c). */
Value kr_raise_instr(Ctx *, Value exc /* or 0 */, Value cause /* or 0 */);
/* A bare raise of compiled code: the traceback is as it must be, with this place only if there was nothing to
 * raise again. */
Value kr_raise_again(Ctx *, Frame *);
void kr_push_handled(Ctx *, Value exc, Value *previous); /* previous is owned by the caller afterwards: None if none */
void kr_pop_handled(Ctx *, Value previous);             /* steals */
int kr_check_eg_match(Ctx *, Value exc, Value type, Value *rest, Value *match);
Value kr_prep_reraise_star(Ctx *, Value original, Value list);
/* Adds the frame's position to the raised exception's traceback. */
void kr_traceback_here(Ctx *, Frame *);
void kr_print_unraisable(Ctx *, Value exc, Value text, Value obj); /* what sys.unraisablehook does by itself */
int kr_audit(Ctx *, Value event, Value args);            /* calls the audit hooks; -1: one raised */
/* For carets in tracebacks, set by the program that links the front end: segment is the text of an
 * expression; if it is a binary operation or a subscript, gives the bytes where the operator or the
 * brackets begin and end, and 1. */
extern int (*kr_anchor_hook)(const char *segment, size_t size, size_t *left_end, size_t *right_start);
void kr_print_exception(Ctx *, Value exc);             /* to sys.stderr, as sys.excepthook does */
/* Ends the process's main thread: prints an uncaught exception, SystemExit's code; gives the exit status. */
int kr_report_uncaught(Ctx *);

/* ---- instructions with more to them (instr.c): shared by the interpreter and emitted C ---- */
int kr_unpack(Ctx *, Value v, size_t n, Value *out);   /* out[0] the first; new references */
int kr_unpack_ex(Ctx *, Value v, size_t before, size_t after, Value *out);
Value kr_interpolation(Ctx *, Value v, Value text, Value spec /* or 0 */, int conversion); /* t-strings */
Value kr_template(Ctx *, Value strings, Value interpolations);
Value kr_format_value(Ctx *, Value v, Value spec /* or 0 */, int conversion);
Value kr_build_string(Ctx *, const Value *parts, size_t n);
Value kr_build_map(Ctx *, const Value *pairs, size_t n);
Value kr_build_set(Ctx *, const Value *items, size_t n);
/* The manager's methods: exit bound, enter to be called with enter_self (borrowed; 0: without). */
int kr_with_methods(Ctx *, Value mgr, int is_async, Value *exit, Value *enter, Value *enter_self);
int kr_before_with(Ctx *, Value mgr, int is_async, Value *exit, Value *entered);
Value kr_with_except_start(Ctx *, Value exit, Value exc);
Value kr_get_awaitable(Ctx *, Value, int where);
Value kr_get_aiter(Ctx *, Value);
Value kr_get_anext(Ctx *, Value);
Value kr_get_yield_from_iter(Ctx *, Value, int in_coroutine);
Value kr_async_gen_wrap(Ctx *, Value);
Value kr_cleanup_throw(Ctx *, Value iter, Value exc);
Value kr_match_keys(Ctx *, Value subject, Value keys);
Value kr_match_class(Ctx *, Value subject, Value type, size_t npos, Value names);
Value kr_intrinsic_1(Ctx *, Frame *, int which, Value x);
Value kr_intrinsic_2(Ctx *, Frame *, int which, Value x, Value y);
Value kr_load_build_class(Ctx *, Frame *);
Value kr_build_class(Ctx *, Value module, const Value *args, size_t nargs, Value kwnames); /* __build_class__: class.c */
Value kr_raise_unbound(Ctx *, Frame *, uint32_t index);  /* local or cell without a value */
Value kr_raise_name(Ctx *, const char *format, Value name); /* NameError about a name; the format has %U */

/* ---- running code (vm.c, exec.c) ---- */
/* Runs a code object as a module body, exec or eval: ns may equal globals. */
Value kr_run_code(Ctx *, CodeObj *, Value globals, Value ns, Value closure /* tuple or 0 */);
Value vm_entry(Ctx *, Value callee, const Value *args, size_t nargs, Value kwnames); /* CodeObj.entry of interpreted code */
Value vm_run_bound(Ctx *, Value callee, const Value *params); /* interprets a function; one value (borrowed) a parameter */
/* The same for the body of a module, class or the like, which someone made a function of. */
Value vm_body_entry(Ctx *, Value callee, const Value *args, size_t nargs, Value kwnames);
void vm_free_caches(Ctx *, CodeObj *);
/* Asked at each call of an interpreted function, unless NULL: 1 when f->entry is compiled code now. */
extern int (*kr_jit_hook)(Ctx *, struct Function *f);
/* Compiles source text with the registered front end; sets SyntaxError.  flags as compile()'s, and: */
enum {
  KR_COMPILE_FEATURE_SHIFT = 25, /* four bits from here on: the minor version whose syntax is wanted, or 0 */
  KR_COMPILE_SCRIPT = 1 << 29    /* the program's own file */
};
Value kr_compile(Ctx *, Value source /* str or bytes-like */, Value filename, const char *mode, int flags, int optimize);
struct Source; struct Diag;
/* Set by the program that links the front end; NULL: no compiler ("compile" raises). */
extern Code *(*kr_compile_hook)(const void *source, void *diag, struct Arena *diag_arena);
/* Trees as objects (modules/_ast*.c), set along with it. */
extern const struct AstServices *kr_ast_services;
/* What the front end finds out about a source, as objects: the symbol table of its outermost block, or a list of
 * its tokens.  Errors as kr_compile. */
enum { KR_ANALYSE_SYMBOLS = 1, KR_ANALYSE_TOKENS };
Value kr_analyse(Ctx *, Value source, Value filename, const char *mode, int analysis);
/* Compiles an ast.Module or the like; sets an exception for a malformed tree. */
Value kr_compile_tree(Ctx *, Value tree, Value filename, const char *mode, int flags, int optimize);
/* Whether v is an instance of ast.AST. */
int kr_is_tree(Value v);

/* ---- modules (import.c) ---- */
Value kr_import(Ctx *, const char *name);               /* absolute; the module named (not its top package) */
Value kr_import_attr(Ctx *, const char *module, const char *attr);
Value kr_import_module(Ctx *, Value name, Value globals /* or 0 */, Value fromlist, int level); /* what __import__ gives */
/* The meaning of the import instructions (import_instr.c). */
Value kr_import_name(Ctx *, Frame *, Value name, Value fromlist, Value level);
Value kr_import_from(Ctx *, Value module, Value name);
int kr_import_star(Ctx *, Value module, Value ns);
/* A new module object made from a native module's tables (import_native.c); not put into sys.modules. */
Value kr_load_native(Ctx *, const ModuleDef *);
const ModuleDef *kr_find_native(Value name); /* or NULL */
int kr_set_sys(Ctx *, const char *name, Value v /* stolen, 0: raised */);
/* sys.NAME as sys.__dict__ has it: borrowed or KR_ABSENT */
Value kr_sys_get(Ctx *, const char *name);

/* ---- collector (gc.c) ---- */
int64_t gc_collect(Ctx *, int generation);
void gc_track(Object *);
void gc_untrack(Object *);
int weakref_register(Ctx *, Value target, Value ref);
Value weakref_first(Ctx *, Value target);                /* obj.__weakref__: a reference to it, or None */
void weakref_clear_all(Ctx *, Object *target);           /* runs callbacks; called by kr_dealloc */

/* ---- start and end (init.c) ---- */
Ctx *kr_init(int argc, char **argv);                    /* types, names, builtins, sys; ends the process on failure */
extern void (*kr_atexit_hook)(Ctx *);                   /* runs the exit functions; set by the atexit module */
int kr_finish(Ctx *, int status);                       /* atexit, flush, finalizers; gives the exit status */

#endif
