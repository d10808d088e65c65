/* The _ast module's classes, and trees as objects. */
#ifndef RUNTIME_MODULES_AST_H
#define RUNTIME_MODULES_AST_H

#include <stddef.h>
#include <stdio.h>
#include "../api.h"

enum { PYCF_ONLY_AST = 0x400, PYCF_TYPE_COMMENTS = 0x1000, PYCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000 };

#endif
