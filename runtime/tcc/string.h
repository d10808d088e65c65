/* For libtcc without system headers. */
#include "stddef.h"
void *memset(void *, int, size_t);
