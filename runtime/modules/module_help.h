/* Small helps for native modules. */
#ifndef KRAIT_MODULE_HELP_H
#define KRAIT_MODULE_HELP_H

#include "../api.h"

/* A new exception class "module.name" derived from base (a type), with a docstring if doc is not NULL. */
Value new_exception(Ctx *, const char *module, const char *name, Type *base, const char *doc);
/* A new class "module.name" as a class statement would make it, with native methods; base NULL: object. */
Value new_class(Ctx *, const char *module, const char *name, Type *base, const Method *methods);

#endif
