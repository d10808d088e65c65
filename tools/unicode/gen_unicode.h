/* What the two halves of the character table generator share. */
#ifndef GEN_UNICODE_H
#define GEN_UNICODE_H

#include <stdint.h>
#include <stdio.h>

#define MAX_CHAR 0x110000

typedef struct {
  uint8_t assigned; /* by version 14 */
  char category[3];
  const char *bidi, *width, *name, *decomposition;
  int combining, mirrored, decimal, digit, numeric; /* numeric: index + 1 into the values */
  uint32_t flags, upper, lower, title;
  uint8_t in_range; /* from a First..Last pair: named by rule or not at all */
} Char;

extern Char *chars;
extern const char *data_dir;

/* Calls row for each line of a data file, split at semicolons, comments and spaces trimmed.  The first
 * field is a character or range first..last. */
typedef void (*RowFn)(uint32_t first, uint32_t last, char **fields, int n, void *arg);
void read_rows(const char *file, RowFn row, void *arg);
char *copy_text(const char *);
void *grow(void *p, size_t count, size_t item);
void print_numbers(FILE *out, const char *type, const char *name, const uint32_t *v, size_t n);

void write_names(FILE *out);

#endif
