/* For libtcc without system headers: enough to declare functions that take a va_list. */
#ifndef KRAIT_TCC_STDARG_H
#define KRAIT_TCC_STDARG_H
typedef void *va_list;
#endif
