/* ImportError, NameError and AttributeError: exceptions that say what was looked for. */
#include "exceptions.h"

/* Takes the keywords named in names[] into fields; positional arguments become args. */
static int init_fields(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames, Value *fields,
                       const char *const *names, size_t count) {
  if (exc_set_args(ctx, self, args, nargs) < 0) return -1;
  for (size_t i = 0; i < count; i++) kr_clear(ctx, &fields[i]);
  size_t nkw = kwnames ? (size_t)tuple_of(kwnames)->len : 0;
  for (size_t k = 0; k < nkw; k++) {
    Value name = tuple_of(kwnames)->items[k];
    size_t i = 0;
    while (i < count && !str_equal_ascii(name, names[i])) i++;
    if (i == count) {
      kr_raise(ctx, &kr_type_TypeError, "'%U' is an invalid keyword argument for %T()", name, self);
      return -1;
    }
    kr_set(ctx, &fields[i], kr_ref(args[nargs + k]));
  }
  return 0;
}

/* ---- ImportError ---- */

EXC_LAYOUT(import, ImportErrorObj, msg, 3)
static ImportErrorObj *import_of(Value v) { return (ImportErrorObj *)kr_obj(v); }

static int ImportError_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static const char *const names[] = {"name", "path"};
  ImportErrorObj *e = import_of(self);
  if (init_fields(ctx, self, args, nargs, kwnames, &e->name, names, 2) < 0) return -1;
  kr_set(ctx, &e->msg, nargs == 1 ? kr_ref(args[0]) : 0);
  return 0;
}

static Value ImportError_str(Ctx *ctx, Value self) {
  Value msg = import_of(self)->msg;
  return msg && kr_has_shape(msg, SHAPE_str) ? kr_ref(msg) : exc_str(ctx, self);
}

static Value ImportError_reduce(Ctx *ctx, Value self, const Value *a) {
  ImportErrorObj *e = import_of(self);
  Value state = e->base.dict ? kr_ref(e->base.dict) : 0;
  if (e->name || e->path) {
    kr_set(ctx, &state, state ? dict_copy(ctx, state) : dict_new(ctx));
    if (!state) return 0;
    if ((e->name && dict_set_c(ctx, state, "name", kr_ref(e->name)) < 0) ||
        (e->path && dict_set_c(ctx, state, "path", kr_ref(e->path)) < 0)) {
      kr_unref(ctx, state);
      return 0;
    }
  }
  return exc_reduce_with(ctx, self, kr_ref(e->base.args), state);
}

static Method ImportError_methods[] = {{"__reduce__", ImportError_reduce, "", NULL}, {0}};
static const Member ImportError_members[] = {
  {"msg", MEMBER_VALUE, offsetof(ImportErrorObj, msg), 0, "exception message"},
  {"name", MEMBER_VALUE, offsetof(ImportErrorObj, name), 0, "module name"},
  {"path", MEMBER_VALUE, offsetof(ImportErrorObj, path), 0, "module path"}, {0}};

Type kr_type_ImportError = {
  EXC_TYPE(ImportError, Exception, ImportErrorObj, import), .doc = "A module or a name in it was not found.",
  .init = ImportError_init, .str = ImportError_str, .methods = ImportError_methods, .members = ImportError_members};

/* ---- NameError, AttributeError ---- */

EXC_LAYOUT(name, NameErrorObj, name, 2)
static NameErrorObj *name_of(Value v) { return (NameErrorObj *)kr_obj(v); }

static int NameError_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static const char *const names[] = {"name"};
  return init_fields(ctx, self, args, nargs, kwnames, &name_of(self)->name, names, 1);
}

static int AttributeError_init(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  static const char *const names[] = {"name", "obj"};
  return init_fields(ctx, self, args, nargs, kwnames, &name_of(self)->name, names, 2);
}

static const Member AttributeError_members[] = {
  {"name", MEMBER_VALUE, offsetof(NameErrorObj, name), 0, "attribute name"},
  {"obj", MEMBER_VALUE, offsetof(NameErrorObj, obj), 0, "object"}, {0}};
static const Member NameError_members[] = {
  {"name", MEMBER_VALUE, offsetof(NameErrorObj, name), 0, "name"}, {0}};

Type kr_type_NameError = {
  EXC_TYPE(NameError, Exception, NameErrorObj, name), .doc = "A name is not bound.",
  .init = NameError_init, .members = NameError_members};

Type kr_type_AttributeError = {
  EXC_TYPE(AttributeError, Exception, NameErrorObj, name), .doc = "An object has no such attribute.",
  .init = AttributeError_init, .members = AttributeError_members};
