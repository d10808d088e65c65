/* The table of native modules.  Nothing else is in this file, so that a program that defines the
 * table itself is linked without it. */
#include "../objects.h"

#define MODULE(name) extern const ModuleDef kr_module_##name;
#include "../modules.def"

const ModuleDef *const kr_native_modules[] = {
#define MODULE(name) &kr_module_##name,
#include "../modules.def"
  NULL};
const size_t kr_native_module_count = sizeof kr_native_modules / sizeof *kr_native_modules - 1;
