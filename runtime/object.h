/* Objects, shapes, types and reference counts.
 *
 * An object starts with 8 bytes: a 32-bit count and 24 bits of shape id under 8 bits of collector
 * flags.  The shape gives the type and, for instances of classes, where the attributes lie.  A
 * builtin type without instance attributes has one shape, whose id is a constant (types.def), so
 * that an exact type test is one compare. */
#ifndef KRAIT_OBJECT_H
#define KRAIT_OBJECT_H

#include "value.h"

typedef struct Ctx Ctx;
typedef struct Type Type;
typedef struct Shape Shape;

typedef struct Object {
  uint32_t refs;
  uint32_t meta; /* shape id | flags << 24; written whole at allocation, then as u32 or by byte */
} Object;

/* Fixed shape ids, one for each row of types.def: SHAPE_list, ... */
typedef enum {
  SHAPE_FREE, /* a free cell: never a live object's */
#define TYPE(name) SHAPE_##name,
#include "types.def"
  SHAPE_FIXED_COUNT
} ShapeId;

#define META_SHAPE 0x00ffffffu
#define META_GEN_MASK (3u << 24) /* 0 untracked, 1 young, 2 old, 3 frozen */
#define META_INLOG (1u << 26)
#define META_REACHED (1u << 27)
#define META_TENTATIVE (1u << 28)
#define META_FINALIZED (1u << 29)
#define META_WEAKREF (1u << 30)
#define META_STATIC (1u << 31) /* not in a page: static data, never freed; counts are re-armed */

#define REFS_STATIC 0x40000000u /* where static objects' counts start and are set again */

/* Attribute layout shared by instances.  Shapes of a class form a tree that grows by one attribute
 * a step (append-only).  An instance of a class is {Object; base struct fields; Value slots[cap]};
 * while it has at most cap attributes, attribute i is slots[i].  A shape with is_dict set says that
 * the instance's attributes are in the real dict in slots[nfixed] (made when someone asked for __dict__,
 * deleted an attribute or outgrew cap; 0: no attributes yet).  Empty slots are 0. */
struct Shape {
  Type *type;
  uint32_t id;
  uint16_t offset;    /* of slots in the instance, in bytes */
  uint16_t cap;       /* slots allocated in the instance */
  uint16_t nfixed;    /* leading slots that are __slots__ members: reached by descriptors only */
  uint16_t n;         /* attributes present, fixed ones included */
  uint8_t is_dict;
  uint8_t cells;      /* 0: not known yet; 1: instances are more than an object with slots; else the words of one */
  uint8_t at_end;     /* variable-size base: the slots are the last words of the cell, offset is unused */
  Value name;         /* the attribute added last (interned, owned), or 0 */
  Shape *parent;      /* the shape before it was added */
  Shape *root;        /* the shape without attributes that new instances start with */
  Shape *as_dict;     /* of a root: the shape in dict mode, or NULL if not made yet */
  Shape *children, *sibling; /* transitions */
  struct ShapeIndex *index; /* lazily built hash from name to slot; see shape.c */
};

extern Shape **kr_shapes; /* by id */

KR_INLINE Object *kr_obj(Value v) { return (Object *)(uintptr_t)v; }
KR_INLINE Value kr_val(const void *o) { return (Value)(uintptr_t)o; }
KR_INLINE uint32_t kr_obj_shape(const Object *o) { return o->meta & META_SHAPE; }
/* Is v an object of exactly the builtin type whose fixed shape id this is (an instance of a
 * subclass has another shape). */
KR_INLINE int kr_has_shape(Value v, uint32_t shape) { return kr_is_ptr(v) && kr_obj_shape(kr_obj(v)) == shape; }

/* ---- calls ----
 * Arguments are borrowed, a result is a new reference, the result 0 means that an exception is
 * set in the context.  args holds nargs positional values, then one value for each name of the tuple
 * kwnames (0: no keywords). */
typedef Value (*CallFn)(Ctx *, Value callee, const Value *args, size_t nargs, Value kwnames);
typedef Value (*UnaryFn)(Ctx *, Value);
typedef Value (*BinaryFn)(Ctx *, Value, Value);
typedef Value (*TernaryFn)(Ctx *, Value, Value, Value);
typedef Value (*CompareFn)(Ctx *, Value a, Value b, int op); /* CompareOp; may give NotImplemented */
typedef int (*TestFn)(Ctx *, Value);                         /* 1, 0; -1: raised */
typedef int (*ContainsFn)(Ctx *, Value container, Value item);
typedef int64_t (*LenFn)(Ctx *, Value);                      /* -1: raised */
typedef int64_t (*HashFn)(Ctx *, Value);                     /* never -1 but when raised */
typedef Value (*ItemFn)(Ctx *, Value, int64_t index);
typedef int (*SetFn)(Ctx *, Value, Value key, Value value);  /* value 0: delete; 0 or -1 (raised) */
typedef Value (*GetAttrFn)(Ctx *, Value, Value name);        /* name: a str */
typedef Value (*DescrGetFn)(Ctx *, Value descr, Value obj /* or 0 */, Value type /* a type, or 0 */);
typedef Value (*NewFn)(Ctx *, Type *type, const Value *args, size_t nargs, Value kwnames);
typedef int (*InitFn)(Ctx *, Value self, const Value *args, size_t nargs, Value kwnames);
typedef void (*VisitFn)(Value v, void *arg);
typedef void (*TraverseFn)(Object *, VisitFn, void *arg); /* visit every owned Value once; 0 and immediates may be passed */
typedef void (*ClearFn)(Ctx *, Object *);                 /* drop what can be part of a cycle */
typedef void (*FreeFn)(Ctx *, Object *);                  /* drop everything owned, not the cell itself */
typedef struct Buffer Buffer;
typedef int (*GetBufferFn)(Ctx *, Value, Buffer *, int request);
typedef void (*ReleaseBufferFn)(Ctx *, Value, Buffer *);
/* What a send into a generator-like object did. */
typedef enum { SEND_RETURN, SEND_NEXT, SEND_ERROR = -1 } SendResult;
typedef SendResult (*SendFn)(Ctx *, Value self, Value sent, Value *result);

/* A native function or method.  sig is its text signature without self, e.g.
 * "x, base=10, /", "*args, sep=' '", "" for none; binding, argument errors and inspect.signature all
 * come from it.  fn gets one Value for each parameter: 0 where none was given, a tuple for *args, a
 * dict for **kwargs.  With M_RAW it gets the call as it was made and checks for itself. */
typedef Value (*NativeFn)(Ctx *, Value self, const Value *args);
enum { M_CLASS = 1, M_STATIC = 2, M_RAW = 4, M_COEXIST = 8 };
typedef struct Method {
  const char *name;
  void *fn;          /* NativeFn, or CallFn with M_RAW: callee is then self (for functions: the module) */
  const char *sig;   /* NULL with M_RAW if it has no signature that can be told */
  const char *doc;
  uint8_t flags;
  struct Signature *parsed; /* filled in at first use */
} Method;

typedef struct GetSet {
  const char *name;
  Value (*get)(Ctx *, Value self);
  int (*set)(Ctx *, Value self, Value value); /* value 0: delete; NULL: read-only */
  const char *doc;
} GetSet;

/* A field of a native struct shown as an attribute. */
typedef struct Member {
  const char *name;
  enum { MEMBER_VALUE /* 0 reads as None */, MEMBER_VALUE_EX /* 0 raises AttributeError */,
         MEMBER_I32, MEMBER_U32, MEMBER_I64, MEMBER_BOOL, MEMBER_DOUBLE } kind;
  uint16_t offset;
  uint8_t readonly;
  const char *doc;
} Member;

enum { /* Type.flags */
  T_BASETYPE = 1,      /* may be subclassed */
  T_HEAP = 2,          /* made by a class statement or type() */
  T_READY = 4,
  T_GC = 8,            /* instances are containers: traverse and clear are set */
  T_WEAKREF = 16,      /* instances may be weakly referenced */
  T_IMMUTABLE = 32,    /* attributes of the type can not be set */
  T_ABSTRACT = 64,
  T_MAPPING = 128,     /* match statements */
  T_SEQUENCE = 256,
  T_NO_NEW = 512,      /* "cannot create 'x' instances" */
  T_MATCH_SELF = 1024, /* class patterns with one positional sub-pattern match the subject itself */
  T_METHOD_DESCR = 2048, /* instances in a class bind self as functions do */
  T_HAS_DICT = 4096,   /* instances have attributes of their own: slots or a dict field */
  T_FINALIZER = 8192,  /* has __del__ or a finalize slot: the collector must run it */
  T_VECTORCALL = 16384,  /* calls take the arguments as an array: shown in __flags__ */
  /* subclass tests without walking the MRO, inherited */
  T_INT = 1 << 16, T_STR = 1 << 17, T_BYTES = 1 << 18, T_LIST = 1 << 19, T_TUPLE = 1 << 20,
  T_DICT = 1 << 21, T_TYPE = 1 << 22, T_EXCEPTION = 1 << 23, T_FLOAT = 1 << 24, T_SET = 1 << 25
};

struct Type {
  Object ob;
  const char *name;     /* "list"; heap types: UTF-8 of the str in name_obj */
  const char *module;   /* "builtins" if NULL */
  const char *doc;      /* NULL: none */
  const char *sig;      /* text signature of the constructor or NULL */
  uint32_t flags;
  uint16_t size;        /* of the fixed part of an instance, header included */
  uint16_t itemsize;    /* of the variable part, or 0 */
  uint16_t dict_offset; /* of a Dict Value field in the fixed part, or 0 */
  uint32_t version;     /* changes whenever the type or a base changes; 0: no cache may trust it */
  Shape *shape;         /* for new instances */
  Type *base;
  Value bases, mro, dict; /* tuple, tuple, dict; 0 before the type is ready */
  Value slot_names;       /* of a class with __slots__: tuple of those it adds, sorted; or 0 */
  struct SubtypeList *subclasses; /* direct ones, borrowed: a class takes itself out when it is freed */
  Value name_obj, qualname, module_obj, annotations; /* heap types, else 0 */
  void *make;              /* class whose instances compiled code makes without looking up anything: takes */
  uint32_t make_arity;     /* the class and make_arity - 1 arguments; see construct.c */
  uint32_t make_epoch;
  Value make_init;         /* its __init__, borrowed; good while make_epoch is the type epoch */
  const Method *methods;   /* tables end with a row whose name is NULL */
  const GetSet *getsets;
  const Member *members;

  /* slots; NULL means inherited while the type is made ready, then: not supported.
   * slots.def relates them to special methods. */
  NewFn new;
  InitFn init;
  FreeFn free;          /* NULL: nothing owned.  Called with count 0; then the cell is freed */
  TraverseFn traverse;
  ClearFn clear;
  int (*finalize)(Ctx *, Value); /* __del__ */
  UnaryFn repr, str, iter, next;  /* next gives KR_STOP when exhausted */
  HashFn hash;
  CompareFn compare;
  CallFn call;
  GetAttrFn getattr;
  SetFn setattr;
  DescrGetFn descr_get;
  SetFn descr_set;      /* (descr, obj, value or 0) */
  UnaryFn await, aiter, anext;
  SendFn send;
  /* numbers: a binary slot is tried with its type's value on either side, NotImplemented passes on */
  BinaryFn binary[13];  /* by BinaryOp */
  BinaryFn inplace[13];
  TernaryFn pow3;       /* pow with a modulus */
  UnaryFn negative, positive, absolute, invert, to_int, to_float, to_index;
  TestFn bool_;
  /* containers */
  LenFn len;
  BinaryFn getitem;     /* obj[key] with any key */
  SetFn setitem;
  ItemFn seq_item;      /* by index; negative indexes are already adjusted.  Old-style iteration and fast paths */
  ContainsFn contains;
  BinaryFn concat, inplace_concat; /* + and += of sequences, tried after binary[BIN_add] */
  ItemFn repeat, inplace_repeat;
  GetBufferFn get_buffer;
  ReleaseBufferFn release_buffer;
};

/* The builtin types: kr_type_list, ...; each is defined in its file of runtime/objects or modules. */
#define TYPE(name) extern Type kr_type_##name;
#include "types.def"

/* Static head for a builtin type's struct: {TYPE_HEAD(list, "list"), .flags = ...} */
#define TYPE_HEAD(id_, name_) .ob = {REFS_STATIC, SHAPE_type | META_STATIC}, .name = (name_), .shape = &kr_shape_##id_
#define TYPE(name) extern Shape kr_shape_##name;
#include "types.def"

extern Type *const kr_imm_types[8]; /* by immediate number: NoneType, bool, bool, ... */

KR_INLINE Type *kr_type_of(Value v) {
  if (KR_LIKELY(kr_is_ptr(v))) return kr_shapes[kr_obj_shape(kr_obj(v))]->type;
  if (kr_is_int(v)) return &kr_type_int;
  if (kr_is_flo(v)) return &kr_type_float;
  return kr_imm_types[v >> 3 & 7];
}
KR_INLINE int kr_type_is(Value v, const Type *t) { return kr_type_of(v) == t; }
/* Is v's type t or derived from it (walks the MRO; the T_ flags are faster). */
int kr_instance_of(Value v, const Type *t);
int kr_subtype(const Type *a, const Type *b);
KR_INLINE int kr_has_flag(Value v, uint32_t flag) { return (kr_type_of(v)->flags & flag) != 0; }
KR_INLINE int kr_is_anyint(Value v) { return kr_is_int(v) || kr_has_flag(v, T_INT); }
KR_INLINE int kr_is_anystr(Value v) { return kr_is_ptr(v) && kr_has_flag(v, T_STR); }
KR_INLINE int kr_is_anyfloat(Value v) { return kr_is_flo(v) || kr_has_flag(v, T_FLOAT); }
KR_INLINE int kr_is_type(Value v) { return kr_is_ptr(v) && kr_has_flag(v, T_TYPE); }
KR_INLINE Type *kr_as_type(Value v) { return (Type *)(uintptr_t)v; }

/* ---- reference counts (memory/refs in runtime/core) ---- */
void kr_dealloc(Ctx *, Object *); /* the count reached 0 */

KR_ALWAYS Value kr_ref(Value v) { /* new reference; returns v */
  if (kr_is_ptr(v) && v) kr_obj(v)->refs++;
  return v;
}
KR_ALWAYS void kr_unref(Ctx *ctx, Value v) { /* 0 is allowed */
  if (kr_is_ptr(v) && v && KR_UNLIKELY(--kr_obj(v)->refs == 0)) kr_dealloc(ctx, kr_obj(v));
}
/* *slot = v (stolen), dropping the old value last, since that may run user code. */
KR_INLINE void kr_set(Ctx *ctx, Value *slot, Value v) {
  Value old = *slot;
  *slot = v;
  kr_unref(ctx, old);
}
KR_INLINE void kr_clear(Ctx *ctx, Value *slot) { kr_set(ctx, slot, 0); }

/* ---- allocation (runtime/core/alloc.c) ----
 * Count 1, shape set, all other bytes zero.  size is the whole size.  NULL: MemoryError is set. */
void *kr_alloc(Ctx *, uint32_t shape, size_t size);
/* The same, but what a large cell holds after its first 64 bytes is undefined. */
void *kr_alloc_unfilled(Ctx *, uint32_t shape, size_t size);
/* For a container type: also logs the object as young for the collector.  Everything zero is valid
 * content for traverse. */
void *kr_alloc_gc(Ctx *, uint32_t shape, size_t size);
/* An instance of type with room for n items of its variable part and its attribute slots. */
void *kr_alloc_instance(Ctx *, Type *type, size_t n);
/* The same for a class without a variable part, quicker. */
void *kr_alloc_plain(Ctx *, Type *type);
/* Raw buffers owned by objects (list items, dict tables).  NULL: MemoryError is set. */
void *kr_mem_alloc(Ctx *, size_t size);
void *kr_mem_realloc(Ctx *, void *p, size_t old_size, size_t size);
void kr_mem_free(Ctx *, void *p, size_t size);

#endif
