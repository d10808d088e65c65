/* _tokenize: the compiler's own tokens, which the tokenize module's tests compare with its Python ones. */
#include "module_help.h"

static Value tokens_m(Ctx *ctx, Value module, const Value *a) {
  if (!kr_is_anystr(a[0])) return kr_raise(ctx, &kr_type_TypeError, "tokenizeriter() argument 'source' must be str, not %T", a[0]);
  Value filename = str_from(ctx, "<string>"), list = filename ? kr_analyse(ctx, a[0], filename, "exec", KR_ANALYSE_TOKENS) : 0;
  Value it = list ? kr_iter(ctx, list) : 0;
  kr_unref(ctx, filename);
  kr_unref(ctx, list);
  return it;
}

static const Method methods[] = {
  {"TokenizerIter", tokens_m, "source", "Iterator over (text, type, line, end line, column, end column, source line)."},
  {NULL},
};

const ModuleDef kr_module__tokenize = {.name = "_tokenize", .doc = "The compiler's tokens.", .methods = methods};
