/* The _typing module. */
#include "../api.h"

static Value typing_idfunc_m(Ctx *ctx, Value self, const Value *a) { return kr_ref(a[0]); }

static Method typing_methods[] = {{"_idfunc", typing_idfunc_m, "x, /", "Returns its argument."}, {0}};

const ModuleDef kr_module__typing = {"_typing", "Helpers of the typing module.", typing_methods, NULL, NULL};
