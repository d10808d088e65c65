/* _testcapi: what CPython's test suite asks of the module of that name outside of the tests of its C API. */
#ifndef KRAIT_TESTCAPI_H
#define KRAIT_TESTCAPI_H

#include "module_help.h"

extern const Method testcapi_call_methods[];   /* _testcapi_call.c: calls made from C */
extern const Method testcapi_object_methods[]; /* _testcapi_object.c: operations on objects */
extern const Method testcapi_fault_methods[];  /* _testcapi_fault.c: exceptions and signals raised in C */
/* Add the module's classes; -1: raised. */
int testcapi_add_callables(Ctx *, Value module);
int testcapi_add_objects(Ctx *, Value module);

#endif
