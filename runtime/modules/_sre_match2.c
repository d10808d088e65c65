/* The matcher over characters of 2 bytes. */
#define CHAR uint16_t
#define RUN sre_run_2
#include "_sre_match.h"
