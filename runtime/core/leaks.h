/* What is still alive when a program ends. */
#ifndef KRAIT_LEAKS_H
#define KRAIT_LEAKS_H

#include <stdio.h>
#include "core.h"

/* Is word among those of the environment variable KRAIT_DEBUG (separated by commas)? */
int debug_asks(const char *word);
/* Live objects by type, the most frequent first: containers, and with KRAIT_POISON all objects. */
void leaks_report(FILE *);

#endif
