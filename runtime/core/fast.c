/* The out-of-line copies of fast.h's functions, for code that is compiled without an inliner. */
#define KR_FAST_BODIES
#define KR_CALLS
#include "../krait.h"
