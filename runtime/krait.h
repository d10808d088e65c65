/* The one header that emitted C and native modules include. */
#ifndef KRAIT_H
#define KRAIT_H

#include "value.h"
#include "object.h"
#include "context.h"
#include "objects.h"
#include "api.h"
#include "fast.h"

#endif
