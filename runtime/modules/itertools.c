/* The itertools module; the types are in itertools_*.c. */
#include "../api.h"

Value itertools_tee(Ctx *, Value self, const Value *a);

static const Method functions[] = {
  {"tee", itertools_tee, "iterable, n=2, /", "A tuple of n independent iterators over one iterable."},
  {0},
};

static Type *const types[] = {
  &kr_type_it_accumulate, &kr_type_it_chain, &kr_type_it_combinations, &kr_type_it_combinations_with_replacement,
  &kr_type_it_compress, &kr_type_it_count, &kr_type_it_cycle, &kr_type_it_dropwhile, &kr_type_it_filterfalse,
  &kr_type_it_groupby, &kr_type_it_grouper, &kr_type_it_islice, &kr_type_it_pairwise, &kr_type_it_permutations,
  &kr_type_it_product, &kr_type_it_repeat, &kr_type_it_starmap, &kr_type_it_takewhile, &kr_type_it_tee,
  &kr_type_it_teedata, &kr_type_it_zip_longest, NULL,
};

const ModuleDef kr_module_itertools = {
  "itertools", "Building blocks for iterators.", functions, types, NULL,
};
