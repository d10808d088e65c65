/* _testcapi.ContainerNoGC: holds a value without telling the collector, as careless C extensions do. */
#include <stddef.h>
#include "_testcapi.h"

typedef struct { Object ob; Value value; } Container;

static Value container_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  Value a[1];
  if (kr_bind(ctx, "ContainerNoGC", "value", &parsed, args, nargs, kwnames, a)) return 0;
  Container *c = kr_alloc_instance(ctx, type, 0);
  if (c) c->value = kr_ref(a[0]);
  return kr_val(c);
}

static void container_free(Ctx *ctx, Object *o) { kr_clear(ctx, &((Container *)o)->value); }

static const Member container_members[] = {{"value", MEMBER_VALUE, offsetof(Container, value), 1, "The value."}, {0}};

Type kr_type_container_no_gc = {
  TYPE_HEAD(container_no_gc, "_testcapi.ContainerNoGC"), .size = sizeof(Container), .flags = T_BASETYPE,
  .doc = "Holds a value that the collector does not see.", .new = container_new, .free = container_free, .members = container_members,
};
