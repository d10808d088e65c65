/* The errno module: error numbers of the system and their names. */
#include <errno.h>
#include "../api.h"

static const struct { const char *name; int number; } codes[] = {
#define ERROR(name) {#name, name},
#include "errno_names.def"
};

static int errno_init(Ctx *ctx, Value module) {
  Value dict = module_dict(module), names = dict_new(ctx);
  if (!names) return -1;
  int status = 0;
  for (size_t i = 0; i < sizeof codes / sizeof *codes && status == 0; i++) {
    Value name = str_intern_c(ctx, codes[i].name), number = kr_int(codes[i].number);
    status = name ? dict_set(ctx, dict, name, number) : -1;
    if (status == 0) status = dict_set(ctx, names, number, name);
    kr_unref(ctx, name);
  }
  if (status == 0) return dict_set_c(ctx, dict, "errorcode", names);
  kr_unref(ctx, names);
  return -1;
}

const ModuleDef kr_module_errno = {
  .name = "errno",
  .doc = "The system's error numbers by name, and the names by number in errorcode.",
  .init = errno_init,
};
