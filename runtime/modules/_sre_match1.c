/* The matcher over characters of 1 byte. */
#define CHAR uint8_t
#define RUN sre_run_1
#include "_sre_match.h"
