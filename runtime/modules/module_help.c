/* Small helps for native modules. */
#include "module_help.h"
#include "../core/core.h"

static Value make_class(Ctx *ctx, const char *module, const char *name, Type *base, const char *doc) {
  Value ns = dict_new(ctx), bases = tuple_pack(ctx, 1, kr_val(base)), text = str_from(ctx, name), type = 0;
  if (ns && bases && text && !dict_set_c(ctx, ns, "__module__", str_from(ctx, module)) &&
      (!doc || !dict_set_c(ctx, ns, "__doc__", str_from(ctx, doc))))
    type = kr_call3(ctx, kr_val(&kr_type_type), text, bases, ns);
  kr_unref(ctx, ns);
  kr_unref(ctx, bases);
  kr_unref(ctx, text);
  return type;
}

Value new_exception(Ctx *ctx, const char *module, const char *name, Type *base, const char *doc) {
  return make_class(ctx, module, name, base, doc);
}

Value new_class(Ctx *ctx, const char *module, const char *name, Type *base, const Method *methods) {
  Value cls = make_class(ctx, module, name, base ? base : &kr_type_object, NULL);
  for (const Method *m = methods; cls && m->name; m++) {
    Value f = type_method_object(ctx, kr_as_type(cls), m), key = f ? str_intern_c(ctx, m->name) : 0;
    if (!key || kr_setattr(ctx, cls, key, f) < 0) kr_clear(ctx, &cls);
    kr_unref(ctx, key);
    kr_unref(ctx, f);
  }
  return cls;
}
