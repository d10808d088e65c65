/* The _pickle module: PickleBuffer, which pickle.py takes from here.  The other names are those of pickle.py's
 * own classes and functions, looked up when they are asked for. */
#include "../objects/bytes_impl.h"
#include "module_help.h"

typedef struct { Object ob; Buffer view; /* owner 0: released */ } PickleBuffer;

static PickleBuffer *picklebuffer_of(Value v) { return (PickleBuffer *)kr_obj(v); }

static int picklebuffer_alive(Ctx *ctx, Value self) {
  if (picklebuffer_of(self)->view.owner) return 1;
  kr_raise(ctx, &kr_type_ValueError, "operation forbidden on released PickleBuffer object");
  return 0;
}

static Value picklebuffer_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[1];
  if (kr_bind(ctx, "PickleBuffer", "object, /", &parsed, args, nargs, kwnames, a)) return 0;
  PickleBuffer *p = kr_alloc_gc(ctx, SHAPE_pickle_buffer, sizeof *p);
  if (!p) return 0;
  if (buffer_request(ctx, a[0], &p->view, BUF_FULL_RO) == 0) return kr_val(p);
  p->view.owner = 0;
  kr_unref(ctx, kr_val(p));
  return 0;
}

/* Consumers get a buffer of the object itself, which then releases it. */
static int picklebuffer_get_buffer(Ctx *ctx, Value self, Buffer *b, int request) {
  return picklebuffer_alive(ctx, self) ? buffer_request(ctx, picklebuffer_of(self)->view.owner, b, request) : -1;
}

static Value picklebuffer_release(Ctx *ctx, Value self, const Value *a) {
  kr_release_buffer(ctx, &picklebuffer_of(self)->view);
  return KR_None;
}

static Value picklebuffer_raw(Ctx *ctx, Value self, const Value *a) {
  if (!picklebuffer_alive(ctx, self)) return 0;
  Buffer b;
  if (buffer_request(ctx, picklebuffer_of(self)->view.owner, &b, BUF_FULL_RO)) return 0;
  if (!buffer_contiguous(&b, 'A')) {
    kr_release_buffer(ctx, &b);
    return kr_raise(ctx, &kr_type_BufferError, "cannot extract raw buffer from non-contiguous buffer");
  }
  b.format = "B";
  b.itemsize = b.stride1 = 1;
  b.ndim = 1;
  b.shape1 = b.len;
  b.shape = &b.shape1;
  b.strides = &b.stride1;
  b.suboffsets = NULL;
  return memoryview_of_buffer(ctx, &b);
}

static void picklebuffer_traverse(Object *o, VisitFn visit, void *arg) { visit(((PickleBuffer *)o)->view.owner, arg); }
static void picklebuffer_clear(Ctx *ctx, Object *o) { kr_release_buffer(ctx, &((PickleBuffer *)o)->view); }

static const Method picklebuffer_methods[] = {
  {"raw", picklebuffer_raw, "", "A memoryview of the raw memory of contiguous data."},
  {"release", picklebuffer_release, "", "Release the underlying buffer."},
  {0},
};

Type kr_type_pickle_buffer = {
  TYPE_HEAD(pickle_buffer, "pickle.PickleBuffer"), .size = sizeof(PickleBuffer), .flags = T_GC | T_WEAKREF,
  .doc = "Wrapper for potentially out-of-band buffers.", .new = picklebuffer_new, .traverse = picklebuffer_traverse,
  .clear = picklebuffer_clear, .free = picklebuffer_clear, .get_buffer = picklebuffer_get_buffer, .methods = picklebuffer_methods,
};

/* ---- the module ---- */
static Value getattr_m(Ctx *ctx, Value self, const Value *a) {
  static const struct { const char *name, *there; } names[] = {
    {"Pickler", "_Pickler"}, {"Unpickler", "_Unpickler"}, {"dump", "_dump"}, {"dumps", "_dumps"}, {"load", "_load"}, {"loads", "_loads"},
    {"PickleError", "PickleError"}, {"PicklingError", "PicklingError"}, {"UnpicklingError", "UnpicklingError"},
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (kr_is_anystr(a[0]) && str_equal_ascii(a[0], names[i].name)) return kr_import_attr(ctx, "pickle", names[i].there);
  return kr_raise(ctx, &kr_type_AttributeError, "module '_pickle' has no attribute %R", a[0]);
}

static const Method methods[] = {
  {"__getattr__", getattr_m, "name, /", "What pickle calls its own."},
  {0},
};
static Type *const types[] = {&kr_type_pickle_buffer, NULL};

const ModuleDef kr_module__pickle = {.name = "_pickle", .doc = "Parts of pickle.", .methods = methods, .types = types};
