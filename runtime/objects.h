/* The builtin types' structs and their C interfaces, a section for each file of runtime/objects.
 *
 * Conventions: arguments are borrowed, a returned Value is a new reference; Value 0, int -1,
 * int64_t -1 and NULL mean that an exception is set.  "_of" reads a field, "_new" makes an object.
 * A function that says "exact" may be given only the type itself. */
#ifndef KRAIT_OBJECTS_H
#define KRAIT_OBJECTS_H

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include "context.h"

/* ---- int.c: sign and magnitude in GMP limbs when 62 bits do not suffice ---- */
typedef struct {
  Object ob;
  int64_t size;      /* limbs; negative for negative numbers; 0 is zero (subclasses only) */
  uint64_t limbs[];
} Int;
Value int_from_i64(Ctx *, int64_t);
Value int_from_u64(Ctx *, uint64_t);
Value int_from_limbs(Ctx *, const uint64_t *limbs, size_t n, int negative); /* normalises */
Value int_from_double(Ctx *, double);     /* truncates; OverflowError for inf, ValueError for nan */
Value int_from_text(Ctx *, const char *digits, size_t n, int base); /* as int(str, base); ValueError */
/* v is an int or a subclass's instance.  Out of range: OverflowError with CPython's words, -1. */
int int_to_i64(Ctx *, Value v, int64_t *out);
int int_to_u64(Ctx *, Value v, uint64_t *out);
int int_to_int(Ctx *, Value v, int *out);          /* "Python int too large to convert to C int" */
int int_to_double(Ctx *, Value v, double *out);    /* "int too large to convert to float" */
int64_t int_clamp(Value v);                        /* nearest int64_t */
int int_sign(Value v);
Value int_to_str(Ctx *, Value v, int base);        /* no prefix; with 3.11's digit limit for base 10 */
Value int_binary(Ctx *, Value a, Value b, int op); /* BinaryOp on two ints (any representation) */
int int_compare(Value a, Value b);                 /* <0, 0, >0 */
int int_equal(Value a, Value b);
Value int_plain(Ctx *, Value v);                   /* the same number as an exact int */
size_t int_bit_length(Value v);
Value int_from_bytes(Ctx *, const uint8_t *, size_t n, int little, int is_signed);
int int_to_bytes(Ctx *, Value v, uint8_t *out, size_t n, int little, int is_signed); /* OverflowError */
/* operator.index: v's __index__ as an int; TypeError "'x' object cannot be interpreted as an integer" */
Value kr_index(Ctx *, Value v);
/* The same as a number of C, by what CPython converts to; out of range is an OverflowError in its words:
 * ("Python int too large to convert to C ...") ssize_t for most arguments, long, or int.  clamp: the nearest. */
int kr_index_i64(Ctx *, Value v, int64_t *out);
int kr_index_long(Ctx *, Value v, int64_t *out);
int kr_index_int(Ctx *, Value v, int *out);
int kr_index_int_in_range(Ctx *, Value v, int *out); /* "signed integer is greater than maximum" */
/* An argument with a default (v may be 0), as ssize_t and as int. */
int int_arg(Ctx *, Value v, int64_t otherwise, int64_t *out);
int c_int_arg(Ctx *, Value v, int64_t otherwise, int64_t *out);
/* For subscripts, repetition, sizes to read: "cannot fit 'int' into an index-sized integer". */
int kr_index_size(Ctx *, Value v, int64_t *out, Type *error);
int kr_index_clamp(Ctx *, Value v, int64_t *out);

/* ---- float.c, complex.c ---- */
typedef struct { Object ob; double value; } Float;
typedef struct { Object ob; double re, im; } Complex;
Value float_box(Ctx *, double); /* the out-of-line half of kr_float */
KR_INLINE Value kr_float(Ctx *ctx, double d) {
  Value v = kr_flo_word(d);
  return KR_LIKELY(kr_is_flo(v)) ? v : float_box(ctx, d);
}
/* v is a float (subclass instances too). */
KR_INLINE double float_of(Value v) { return kr_is_flo(v) ? kr_flo_of(v) : ((Float *)kr_obj(v))->value; }
/* float(v) of anything with __float__ or __index__: "must be real number, not str". */
int kr_to_double(Ctx *, Value v, double *out);
Value float_repr(Ctx *, double);
/* Formats like PyOS_double_to_string: code one of e E f F g G r; flags: 1 always sign, 2 add ".0",
 * 4 alternate.  Returns a malloc'ed string. */
char *float_format(double d, char code, int precision, int flags);
/* Exact parse of a Python float literal or float() text without underscores; *end as strtod. */
double float_parse(const char *text, char **end);
int64_t float_hash(double);
Value complex_new(Ctx *, double re, double im);
/* complex(v) of anything with __complex__, __float__ or __index__. */
int kr_to_complex(Ctx *, Value v, double *re, double *im);

/* ---- str.c ---- */
typedef struct {
  Object ob;
  uint64_t hash;   /* 0: not computed yet */
  uint64_t len : 48; /* characters */
  uint64_t kind : 3; /* bytes a character: 1, 2, 4, the smallest that fits */
  uint64_t ascii : 1;
  uint64_t interned : 1;
  uint64_t has_utf8 : 1; /* the side table holds its UTF-8 form */
  uint64_t room : 8; /* size class of a cell that str_append may fill further; 0: no more than len */
  uint64_t unused : 2;
  uint8_t data[];  /* characters, then one zero character */
} Str;
KR_INLINE Str *str_of(Value v) { return (Str *)kr_obj(v); }
KR_INLINE uint32_t str_at(const Str *s, size_t i) {
  return s->kind == 1 ? s->data[i] : s->kind == 2 ? ((const uint16_t *)s->data)[i] : ((const uint32_t *)s->data)[i];
}
Value str_from(Ctx *, const char *utf8);                  /* valid UTF-8, NUL-terminated */
Value str_from_utf8(Ctx *, const char *, size_t n);       /* UnicodeDecodeError if malformed */
Value str_from_wtf8(Ctx *, const char *, size_t n);       /* lone surrogates as three bytes are kept */
Value str_from_fs(Ctx *, const char *, size_t n);         /* file names: surrogateescape */
Value str_from_ascii(Ctx *, const char *, size_t n);
Value str_from_char(Ctx *, uint32_t c);                   /* Latin-1 ones are cached */
Value str_from_ucs4(Ctx *, const uint32_t *, size_t n);
Value str_alloc(Ctx *, size_t len, uint32_t max_char);    /* to be filled in */
/* printf-like: %s char *, %d %u %ld %lu %zu %zd %lld %c %x %p %%, %.*s %.Ns,
 * %R repr of a Value, %S str, %A ascii, %U a str Value, %T the type name of a Value, %N a Type *'s name. */
Value str_format_c(Ctx *, const char *format, ...);
Value str_format_va(Ctx *, const char *format, va_list);
/* UTF-8 of a str; malloc'ed copy for non-ASCII is kept with the string's lifetime by a side table.
 * UnicodeEncodeError for lone surrogates.  *n may be NULL. */
const char *str_utf8(Ctx *, Value s, size_t *n);
char *str_wtf8_dup(Ctx *, Value s, size_t *n);            /* malloc'ed, never fails on surrogates */
char *str_fs_dup(Ctx *, Value s);                         /* malloc'ed file name; ValueError for NUL */
int str_equal(Value a, Value b);
int str_equal_ascii(Value s, const char *ascii);
int str_compare(Value a, Value b);                        /* by code point */
uint64_t str_hash(Value s);                               /* SipHash-1-3 */
Value str_concat(Ctx *, Value a, Value b);
/* a += b: steals a; may grow it in place when nobody else holds it. */
Value str_append(Ctx *, Value a, Value b);
Value str_slice(Ctx *, Value s, size_t start, size_t end);
Value str_iterator_next(Ctx *, Value iter);
Value str_join(Ctx *, Value sep, const Value *items, size_t n); /* TypeError for a non-str item */
Value str_intern(Ctx *, Value s);                         /* steals s, returns the canonical one */
Value str_intern_c(Ctx *, const char *ascii);
int64_t str_find(Value s, Value sub, int64_t start, int64_t end, int direction); /* -1: not found */
Value str_repr(Ctx *, Value s);
/* Growing text; writer_finish gives the str and resets. */
typedef struct { uint8_t *data; size_t len, cap; uint32_t max; uint8_t kind; } StrWriter;
void writer_init(StrWriter *);
int writer_char(Ctx *, StrWriter *, uint32_t c);
int writer_fill(Ctx *, StrWriter *, uint32_t c, size_t n); /* n times c */
int writer_ascii(Ctx *, StrWriter *, const char *, size_t n);
int writer_str(Ctx *, StrWriter *, Value s);
int writer_slice(Ctx *, StrWriter *, Value s, size_t start, size_t end);
Value writer_finish(Ctx *, StrWriter *);
void writer_abandon(Ctx *, StrWriter *);

/* ---- strformat.c: str.format, %, and the format-spec language ---- */
typedef struct {
  uint32_t fill; char align, sign, type; uint8_t alternate, zero, no_neg_zero; char grouping;
  int64_t width, precision; /* -1: not given */
} FormatSpec;
/* object is what is formatted, for messages. */
int format_parse(Ctx *, Value spec, FormatSpec *out, char default_type, char default_align, Value object);
Value format_int(Ctx *, Value v, Value spec);
Value format_float(Ctx *, Value v, Value spec);
Value format_complex(Ctx *, Value v, Value spec);
/* __format__: one of these, after a check that spec is a str. */
Value format_method(Ctx *, Value v, Value spec, BinaryFn format);
Value format_str(Ctx *, Value v, Value spec);
Value str_percent(Ctx *, Value format, Value args);
Value bytes_percent(Ctx *, Value format, Value args, int bytearray);

/* ---- bytes.c, bytearray.c, memoryview.c, buffer.c ---- */
typedef struct { Object ob; uint64_t hash; int64_t len; uint8_t data[]; /* and a NUL */ } Bytes;
typedef struct { Object ob; int64_t len, cap, exports; uint8_t *data; } ByteArray;
Value bytes_new(Ctx *, const void *data /* or NULL: uninitialised */, size_t n);
Value bytes_unfilled(Ctx *, size_t n); /* its bytes are undefined until they are written */
KR_INLINE Bytes *bytes_of(Value v) { return (Bytes *)kr_obj(v); }
Value bytearray_new(Ctx *, const void *data, size_t n);
int bytearray_resize(Ctx *, Value, size_t n);
Value bytes_repr(Ctx *, const uint8_t *, size_t n);
struct Buffer {
  void *data; int64_t len; int64_t itemsize; int readonly; int ndim;
  const char *format; int64_t *shape, *strides, *suboffsets;
  Value owner; /* new reference, dropped by kr_release_buffer */
  void *internal; int64_t shape1, stride1;
};
/* What a consumer asks for, as PEP 3118 numbers it.  Without BUF_FORMAT format is NULL (the items are seen as
 * bytes), without BUF_ND shape is NULL (ndim is 1 and len counts), without BUF_STRIDES strides are NULL
 * (C order), and without BUF_INDIRECT there are no suboffsets; who can not offer it so raises BufferError. */
enum {
  BUF_SIMPLE = 0, BUF_WRITABLE = 1, BUF_FORMAT = 4, BUF_ND = 8, BUF_STRIDES = 0x10 | BUF_ND, BUF_C_CONTIGUOUS = 0x20 | BUF_STRIDES,
  BUF_F_CONTIGUOUS = 0x40 | BUF_STRIDES, BUF_ANY_CONTIGUOUS = 0x80 | BUF_STRIDES, BUF_INDIRECT = 0x100 | BUF_STRIDES,
  BUF_FULL_RO = BUF_INDIRECT | BUF_FORMAT, BUF_FULL = BUF_FULL_RO | BUF_WRITABLE
};
enum { BUFFER_MAX_DIMS = 128 };
KR_INLINE int buffer_wants(int request, int what) { return (request & what) == what; }
/* A plain run of bytes.  TypeError "a bytes-like object is required, not 'x'", or another for a writable one. */
int kr_get_buffer(Ctx *, Value, Buffer *, int writable);
/* Any request; TypeError as above, BufferError when it can not be met. */
int buffer_request(Ctx *, Value, Buffer *, int request);
void kr_release_buffer(Ctx *, Buffer *);
/* For get_buffer slots of objects that hold plain bytes; BufferError if writable but readonly.  A Buffer
 * may not be moved while it is held: shape and strides may point into it. */
int buffer_fill(Ctx *, Buffer *, Value owner, void *data, int64_t len, int readonly, int request);
/* The same for n items of one size; never fails. */
void buffer_fill_array(Buffer *, Value owner, void *data, int64_t n, int64_t itemsize, const char *format, int request);
/* Do the items lie without gaps in this order: 'C', 'F' or 'A' (either)? */
int buffer_contiguous(const Buffer *, char order);
void buffer_fill_strides(int64_t *strides, const int64_t *shape, int ndim, int64_t itemsize, int fortran);
/* Format, item size and shape agree. */
int buffer_same_structure(const Buffer *, const Buffer *);
/* The address of an index of one dimension, counted from p; the buffer has strides. */
char *buffer_step(const Buffer *, char *p, int dim, int64_t index);
/* Copies len bytes of items to out, laid out in the order ('A': as they are if contiguous, else C). */
void buffer_copy_out(void *out, const Buffer *, char order);
Value buffer_to_bytes(Ctx *, const Buffer *, char order); /* the same as bytes */
/* Copies the items of a buffer with the same structure, row by row; rows may overlap.  Both have strides.
 * -1: no memory. */
int buffer_assign(Ctx *, const Buffer *to, const Buffer *from);
/* A struct.Struct of a format, and the item (a tuple if it has several parts) that it finds at p. */
Value buffer_struct(Ctx *, const char *format);
Value buffer_unpack(Ctx *, Value structure, const void *p, int64_t itemsize);
Value memoryview_new(Ctx *, Value exporter);
/* A view of a buffer that the caller holds; the view takes it over, owner and all (also on failure). */
Value memoryview_of_buffer(Ctx *, const Buffer *);

/* ---- codecs.c: the codecs that need no Python, and the registry ---- */
Value codec_decode(Ctx *, const char *bytes, size_t n, const char *encoding, const char *errors);
Value codec_encode(Ctx *, Value str, const char *encoding, const char *errors); /* bytes */

/* ---- list.c, tuple.c ---- */
typedef struct { Object ob; int64_t len, cap; Value *items; } List;
typedef struct { Object ob; int64_t len; Value items[]; } Tuple;
KR_INLINE List *list_of(Value v) { return (List *)kr_obj(v); }
KR_INLINE Tuple *tuple_of(Value v) { return (Tuple *)kr_obj(v); }
Value list_new(Ctx *, size_t cap);
Value list_from(Ctx *, const Value *items, size_t n);     /* takes new references to the items */
Value list_steal(Ctx *, const Value *items, size_t n);    /* takes the caller's references, on failure too */
int list_append(Ctx *, Value list, Value v);
int list_append_slow(Ctx *, Value list, Value v);
int list_extend(Ctx *, Value list, Value iterable);
int list_insert(Ctx *, Value list, int64_t at, Value v);
int list_set_slice(Ctx *, Value list, int64_t start, int64_t end, Value items /* or 0: delete */);
Value list_slice(Ctx *, Value list, int64_t start, int64_t end);
Value list_to_tuple(Ctx *, Value list);
int list_sort(Ctx *, Value list, Value key /* or 0 */, int reverse);
int list_reverse(Ctx *, Value list);
extern Tuple kr_empty_tuple;
Value tuple_new(Ctx *, size_t n);                         /* slots empty; n = 0 gives the shared one */
Value tuple_from(Ctx *, const Value *items, size_t n);
Value tuple_steal(Ctx *, const Value *items, size_t n);
Value tuple_pack(Ctx *, size_t n, ...);                   /* takes new references */
Value tuple_slice(Ctx *, Value tuple, int64_t start, int64_t end);
/* Any iterable to an exact tuple or list. */
Value kr_to_tuple(Ctx *, Value iterable);
Value kr_to_list(Ctx *, Value iterable);

/* ---- structseq.c: tuples whose items have names ---- */
typedef struct { const char *name /* NULL: an item without a name */, *doc; } StructField;
/* A new tuple subclass named "sys.flags"; its first n_visible fields are the items, the others are
 * attributes only.  New reference. */
Type *structseq_type(Ctx *, const char *name, const char *doc, const StructField *fields, size_t n_fields, size_t n_visible);
/* An instance; takes over the n_fields references, on failure too. */
Value structseq_steal(Ctx *, Type *, Value *values, size_t n_fields);
/* The constructor of the types: from a sequence of items and a dict of the other fields. */
Value structseq_new(Ctx *, Type *, const Value *args, size_t nargs, Value kwnames);

/* ---- dict.c: compact, insertion-ordered ---- */
typedef struct { uint64_t hash; Value key, value; /* value KR_DELETED: removed */ } DictEntry;
typedef struct {
  Object ob;
  uint32_t used;         /* live entries */
  uint32_t nentries;     /* entries in use, removed ones included */
  uint32_t keys_version; /* changes whenever a key is added or removed or entries move: a cached
                            entry index is good while it is the same.  Unique over all dicts; 0: none */
  uint8_t log2_size;     /* of the index table */
  uint8_t str_keys;      /* all keys are exact str */
  uint32_t first;        /* entries before it are removed */
  uint32_t fill;         /* index places in use, removed ones included */
  void *index;           /* 1, 2 or 4 bytes an entry, by size; in the block of entries */
  DictEntry *entries;
} Dict;
KR_INLINE Dict *dict_of(Value v) { return (Dict *)kr_obj(v); }
Value dict_new(Ctx *);
Value dict_sized(Ctx *, size_t n);
/* Borrowed reference, KR_ABSENT, or 0.  Keys that are exact str run no user code unless the table
 * holds other keys. */
Value dict_get(Ctx *, Value dict, Value key);
Value dict_get_hashed(Ctx *, Value dict, Value key, uint64_t hash);
Value dict_get_str(Value dict, Value interned);           /* a dict that has only str keys; never raises */
/* Position in entries of an interned str key, or -1. */
int64_t dict_index_str(Value dict, Value interned);
int dict_set(Ctx *, Value dict, Value key, Value value);  /* takes new references */
int dict_set_hashed(Ctx *, Value dict, Value key, uint64_t hash, Value value);
int dict_set_c(Ctx *, Value dict, const char *key, Value value /* stolen */);
int dict_del(Ctx *, Value dict, Value key);               /* 1 removed, 0 absent (nothing raised), -1 */
Value dict_pop(Ctx *, Value dict, Value key);             /* new reference, KR_ABSENT, or 0 */
Value dict_setdefault(Ctx *, Value dict, Value key, Value value); /* borrowed */
/* Iterate: start with *pos = 0; 0 at the end; borrowed references. */
int dict_next(Value dict, size_t *pos, Value *key, Value *value);
int dict_update(Ctx *, Value dict, Value other);          /* from a mapping or an iterable of pairs */
int dict_merge(Ctx *, Value dict, Value other, int override); /* a mapping; override 2: KeyError if repeated */
Value dict_copy(Ctx *, Value dict);
void dict_clear(Ctx *, Value dict);
Value dict_keys_list(Ctx *, Value dict);
/* Moves a key to the end (or the front) of the order.  1 done, 0 absent, -1 raised. */
int dict_move(Ctx *, Value dict, Value key, int last);
int dict_move_hashed(Ctx *, Value dict, Value key, uint64_t hash, int last);
/* Takes out the last (or first) pair: two new references.  0: the dict is empty. */
int dict_popitem(Ctx *, Value dict, int last, Value *key, Value *value);
KR_INLINE int64_t dict_len(Value d) { return dict_of(d)->used; }

/* ---- set.c (frozenset too) ---- */
typedef struct { uint64_t hash; Value key; } SetEntry;
typedef struct { Object ob; uint32_t used, fill; uint64_t mask; SetEntry *table; uint64_t hash; } Set;
KR_INLINE Set *set_of(Value v) { return (Set *)kr_obj(v); }
Value set_new(Ctx *);
Value frozenset_from(Ctx *, const Value *items, size_t n);
int set_add(Ctx *, Value set, Value key);
int set_discard(Ctx *, Value set, Value key);             /* 1, 0, -1 */
int set_contains(Ctx *, Value set, Value key);
int set_update(Ctx *, Value set, Value iterable);
int set_next(Value set, size_t *pos, Value *key);
Value set_from(Ctx *, Type *, Value iterable /* or 0 */); /* set, frozenset or a subclass */

/* ---- range.c, slice.c ---- */
typedef struct { Object ob; Value start, stop, step, len; } Range; /* ints of any size */
Value range_make(Ctx *, Value start, Value stop, Value step); /* steals the three ints, any of which may be 0 (raised) */
typedef struct { Object ob; int64_t next, step, left, len; } RangeIterator; /* int64_t ones; len of all */
typedef struct { Object ob; Value start, stop, step; } Slice;
Value slice_new(Ctx *, Value start, Value stop, Value step);
/* Resolves a slice against a length, as slice.indices; *n is the number of items. */
int slice_indices(Ctx *, Value slice, int64_t len, int64_t *start, int64_t *stop, int64_t *step, int64_t *n);
/* The bounds that methods like list.index take: no None, clamped; what is not given (0) stays as it is. */
int slice_limits(Ctx *, Value start, Value stop, int64_t *from, int64_t *to);

/* ---- iterators ---- */
Value iterator_new(Ctx *, Value seq); /* iter(obj) over __getitem__ */
Value callable_iterator_new(Ctx *, Value callable, Value sentinel); /* iter(callable, sentinel) */
/* The hash slot of types whose __hash__ is None: TypeError "unhashable type: 'list'". */
int64_t kr_unhashable(Ctx *, Value);
/* The function of __class_getitem__ rows (M_CLASS, "item, /"): cls[item] as a generic alias. */
Value kr_class_getitem(Ctx *, Value cls, const Value *a);
Value genericalias_new(Ctx *, Value origin, Value args);
/* A subscript as int64_t: IndexError when out of range.  0 or -1. */
int kr_subscript_i64(Ctx *, Value key, int64_t *out);
typedef struct { Object ob; int64_t index; Value seq; } SeqIterator; /* list, tuple, str, bytes; seq 0: exhausted */

/* ---- cell, function, method, builtin, code ---- */
typedef struct { Object ob; Value value; } Cell;
Value cell_new(Ctx *, Value v /* or 0 */);
struct Code;
struct CodeObj {
  Object ob;
  const struct Code *code;  /* the front end's; in the arena of root_owner */
  Value *consts, *names;    /* names are interned */
  Value *var_names;         /* locals, cells, frees: interned */
  Value name, qualname, filename;
  CallFn entry;             /* how functions of this code start: interpreted, or compiled */
  void *native;             /* what the back end knows of its compiled form, or NULL */
  void *caches;             /* the interpreter's inline caches, or NULL */
  uint32_t calls;           /* how often it was entered; the jit's trigger */
  uint32_t nslots;          /* locals, cells, free variables */
  Value root_owner;         /* keeps the arena alive */
  Value replaced;           /* tuple of parts that replace() or the constructor was given (code_build.h), or 0 */
};
/* Wraps a verified Code tree; takes ownership of it. */
Value code_wrap(Ctx *, struct Code *root);
struct Const;
Value const_plain_value(Ctx *, const struct Const *); /* of anything but code */
void code_set_filename(Ctx *, CodeObj *, Value filename); /* nested code objects too */
extern const Method code_methods[];
extern const GetSet code_getsets[];
typedef struct Function {
  Object ob;
  CallFn entry;             /* = code->entry */
  CodeObj *code;
  void *body;               /* of compiled code: takes arity arguments in registers, see fast.h */
  uint32_t arity;           /* UINT32_MAX: there is no such body */
  Value globals, builtins, name, qualname;
  Value defaults;           /* tuple or 0 */
  Value kwdefaults;         /* dict or 0 */
  Value closure;            /* tuple of cells or 0 */
  Value doc, module, annotations /* dict, tuple of names and values, or 0 */, dict, type_params;
} Function;
void function_link(Function *);                  /* entry, body and arity are those of its code */
Value function_new(Ctx *, CodeObj *, Value globals);
Value function_builtins(Ctx *, Value globals);   /* the builtins dict of code with these globals; new reference */
/* Binds a call's arguments to a function's parameters as the language says.  locals gets one new
 * reference a parameter (0 for none is impossible: errors are raised).  -1: raised, nothing held. */
int function_bind(Ctx *, Function *, const Value *args, size_t nargs, Value kwnames, Value *locals);
typedef struct { Object ob; Value func, self; } BoundMethod;
Value method_new(Ctx *, Value func, Value self);
typedef struct { Object ob; const Method *def; Value self, module; } Builtin;
Value builtin_new(Ctx *, const Method *, Value self, Value module /* str or 0 */);

/* ---- class machinery: type.c, attr.c, class.c, property.c, super.c ---- */
void type_ready(Ctx *, Type *);              /* a static type; ends the process if it can not */
/* The type's own attributes, borrowed.  A static type's dict is made by this when first asked for, so
 * never use Type.dict of one directly. */
Value type_dict(Ctx *, Type *);
Value type_lookup(Type *, Value name);       /* through the MRO, cached; borrowed or KR_ABSENT */
Value type_new_heap(Ctx *, Type *meta, Value name, Value bases, Value ns, const Value *kwvalues, Value kwnames);
void type_changed(Type *);                   /* new versions for it and its subclasses, slots updated */
Value type_name(Ctx *, Type *);              /* __name__ */
Value type_full_name(Ctx *, Type *);         /* module.qualname as tracebacks show it */
/* builtins.__build_class__(func, name, *bases, metaclass=..., **keywords); self is unused. */
Value kr_build_class(Ctx *, Value self, const Value *args, size_t nargs, Value kwnames);
Value object_new(Ctx *, Type *, const Value *args, size_t nargs, Value kwnames);
int object_init(Ctx *, Value, const Value *args, size_t nargs, Value kwnames);
Value instance_dict(Ctx *, Value obj);       /* its __dict__, made if need be; borrowed; KR_ABSENT if it has none */

/* ---- module.c, namespace.c ---- */
typedef struct { Object ob; Value dict, name; const struct ModuleDef *def; } Module;
Value module_new(Ctx *, const char *name);
Value module_dict(Value module);             /* borrowed */

/* A native module: a row of modules.def.  init adds what the tables can not say. */
typedef struct ModuleDef {
  const char *name, *doc;
  const Method *methods;
  Type *const *types;                        /* readied and added under their names; NULL-terminated */
  int (*init)(Ctx *, Value module);          /* or NULL; -1: raised */
} ModuleDef;
extern const ModuleDef *const kr_native_modules[]; /* from modules.def, or made by the linker's driver; NULL-terminated */
extern const size_t kr_native_module_count;

/* ---- exceptions.c ---- */
typedef struct { Object ob; Value args, dict, traceback, context, cause; uint8_t suppress_context; } BaseException; /* __notes__ is in dict */
typedef struct { BaseException base; Value message, exceptions; } GroupException;
typedef struct { BaseException base; Value value; } ValueException; /* StopIteration.value, SystemExit.code */
typedef struct { BaseException base; Value err, strerror, filename, filename2; int64_t written; } OSErrorObj;
typedef struct { BaseException base; Value msg, filename, lineno, offset, text, end_lineno, end_offset, print_file_and_line; } SyntaxErrorObj;
typedef struct { BaseException base; Value msg, name, path; } ImportErrorObj;
typedef struct { BaseException base; Value name, obj; } NameErrorObj; /* AttributeError too */
typedef struct { BaseException base; Value encoding, object, reason; int64_t start, end; } UnicodeErrorObj;
typedef struct { Object ob; Value next, frame; int32_t lasti /* twice the instruction index */, lineno; } Traceback;
Value traceback_new(Ctx *, Value next /* or 0 */, Value frame, int lasti, int lineno);
KR_INLINE BaseException *exc_of(Value v) { return (BaseException *)kr_obj(v); }

/* ---- frame.c ---- */
Value frame_object(Ctx *, Frame *);             /* the frame's object, made if need be; new reference */
const Frame *frame_record(Value frame_object);  /* its code, pos, globals, ...; running or ended */
uint32_t code_line(const struct CodeObj *, uint32_t pos); /* line of an instruction, 0: none */
struct FrameObj {
  Object ob;
  Frame *record;   /* the running frame, or &ended */
  Frame ended;     /* what is left once the frame has returned: everything in it is owned */
  Value back;      /* f_back of an ended frame, or 0 */
  Value snapshot;  /* the dict that f_locals gave last, or 0 */
  Value trace;     /* f_trace or 0 */
  CodeObj *pinned; /* the code of a compiled function that was given another while it ran; owned, or NULL */
  uint8_t trace_lines, trace_opcodes;
  uint8_t at_start;  /* while the call event is told: nothing of the body has run */
  uint32_t last_pos; /* instruction traced last */
  uint32_t error_pos; /* instruction that raised the last exception, or passed it on from a line of its own */
  uint8_t jumped;    /* f_lineno was set: go on at record->pos with jump_depth values on the stack */
  uint32_t jump_from, jump_depth;
};
/* func is about to get other code: its running frames keep the old one.  -1: raised. */
int frame_pin_code(Ctx *, Value func, CodeObj *code);
/* A frame with f->object set returns: the object takes over what it needs (references of its own to
 * the locals) unless nobody else holds it.  The caller drops its locals afterwards. */
void frame_leave(Ctx *, Frame *);
Value frame_locals(Ctx *, Frame *);             /* locals(): the namespace, or a snapshot dict; new reference */

/* ---- generator.c: generators, coroutines, async generators ---- */
typedef struct Generator Generator;
/* Runs a suspended generator on until it yields, returns or raises.  sent is stolen (None at the first
 * time); 0: an exception is set and is to be raised where the generator is suspended.  g->frame is
 * already the innermost frame.  The result is what it yielded; KR_STOP: it returned g->result; 0: raised.
 * Before it yields it leaves in frame.pos the index of the yield instruction, in sp the number of live
 * values above the locals and in yield_from what a send loop waits for; else it drops the values above
 * the locals (the locals are dropped by the caller). */
typedef Value (*ResumeFn)(Ctx *, Generator *, Value sent);
typedef enum {
  GEN_CREATED, GEN_SUSPENDED, GEN_RUNNING, GEN_DONE,
  GEN_LEFT /* done, but who delegates to it has not taken yet what it returned (result) or raised (handled) */
} GenState;
struct Generator {
  Object ob;
  Frame frame;        /* code, func, ns are owned, globals and builtins only if there is no func; locals is slots */
  ResumeFn resume;
  Value name, qualname;
  Value handled;      /* suspended: the exception it handles itself; running: that of its resumer; or 0 */
  Value result;       /* what it returned, until the resumer takes it; or 0 */
  Value yield_from;   /* iterator of the yield from or await it is suspended in: borrowed from slots, or 0 */
  Value origin;       /* coroutines: cr_origin; async generators: the finalizer hook; or 0 */
  uint8_t state;      /* GenState */
  uint8_t own_handled; /* running: ctx->handled is its own, not its resumer's */
  uint8_t hooks_done, running_async, closed; /* async generators */
  uint32_t sp;        /* live stack values above the locals, cells and free variables */
  uint32_t nslots;
  uint32_t point;     /* compiled: where to go on, 0 is the beginning */
  Value slots[];      /* those that compiled code has in C variables while it runs are 0 */
};
/* For return_generator: a generator, coroutine or async generator (by the code's flags) that goes on
 * with resume.  Takes the nlive values of f->locals over (f's slots are then empty) and has room for
 * nslots in all. */
Value generator_new(Ctx *, Frame *f, ResumeFn resume, size_t nlive, size_t nslots);
/* The same for compiled code: callee is the function, args its bound arguments, borrowed. */
Value kr_make_generator(Ctx *, Value callee, ResumeFn resume, const Value *args, size_t nargs, size_t nslots);
Value vm_resume(Ctx *, Generator *, Value sent); /* the interpreter's ResumeFn */
/* One step; sent is borrowed, 0: raise the exception set in ctx at the suspension point. */
SendResult generator_send(Ctx *, Generator *, Value sent, Value *result);
void kr_raise_stopped(Ctx *, const char *kind, const char *what); /* "generator raised StopIteration", from what is set */
Value generator_next(Ctx *, Value generator);  /* next item, KR_STOP or 0 */
Value anext_with_default(Ctx *, Value awaitable, Value fallback); /* anext(it, fallback)'s awaitable */
Value typealias_new(Ctx *, Value name, Value type_params, Value compute /* function */);
Value generator_close(Ctx *, Generator *);      /* raises GeneratorExit in it; None, or 0 */
KR_INLINE int generator_is_any(Value v) {
  return kr_has_shape(v, SHAPE_generator) || kr_has_shape(v, SHAPE_coroutine) || kr_has_shape(v, SHAPE_async_generator);
}

#endif
