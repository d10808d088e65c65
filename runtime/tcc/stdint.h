/* For libtcc without system headers: the types that Krait's headers use, on 64-bit systems. */
#ifndef KRAIT_TCC_STDINT_H
#define KRAIT_TCC_STDINT_H
typedef signed char int8_t;
typedef short int16_t;
typedef int int32_t;
typedef long int64_t;
typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef unsigned int uint32_t;
typedef unsigned long uint64_t;
typedef long intptr_t;
typedef unsigned long uintptr_t;
#define INT64_MIN (-0x7fffffffffffffffL - 1)
#define INT64_MAX 0x7fffffffffffffffL
#define UINT32_MAX 0xffffffffU
#define SIZE_MAX 0xffffffffffffffffUL
#endif
