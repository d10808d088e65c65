/* Small helps for native modules. */
#include "module_help.h"

Value new_exception(Ctx *ctx, const char *module, const char *name, Type *base, const char *doc) {
  Value ns = dict_new(ctx), bases = tuple_pack(ctx, 1, kr_val(base)), text = str_from(ctx, name), type = 0;
  if (ns && bases && text && !dict_set_c(ctx, ns, "__module__", str_from(ctx, module)) &&
      (!doc || !dict_set_c(ctx, ns, "__doc__", str_from(ctx, doc))))
    type = kr_call3(ctx, kr_val(&kr_type_type), text, bases, ns);
  kr_unref(ctx, ns);
  kr_unref(ctx, bases);
  kr_unref(ctx, text);
  return type;
}
