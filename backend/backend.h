/* What the back end offers: code objects to C, C to executables or to machine code in memory. */
#ifndef BACKEND_H
#define BACKEND_H

#include "../ir/code.h"

#endif
