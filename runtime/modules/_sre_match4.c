/* The matcher over characters of 4 bytes. */
#define CHAR uint32_t
#define RUN sre_run_4
#include "_sre_match.h"
