/* The name table: every name is a row of word numbers.  The numbers of the 192 most frequent words take one
 * byte, the others two; within either class words are in the order of their letters, and each is stored as
 * what it does not share with the one before it (front coding; Witten, Moffat, Bell 1999).  Names are stored in the order of their characters, aliases
 * and sequences after them, each behind its length in bytes; a permutation sorted by those bytes
 * serves look-ups by name. */
#include <stdlib.h>
#include <string.h>
#include "gen_unicode.h"

#define ONE_BYTE 192
#define STRIDE 16 /* names, or words, between two stored offsets */

typedef struct { char *text; uint32_t uses; } Word;
typedef struct { const char *text; uint32_t code; uint8_t *bytes; int size; } Name;

static Word *words;
static size_t nwords;
static Name *names;
static size_t nnames;
static char *sequences[1024];
static size_t nsequences;

static uint32_t *word_table; /* hash from text to index + 1 */
#define TABLE_SIZE 65536

static uint32_t *word_slot(const char *text, size_t n) {
  uint32_t h = 2166136261u;
  for (size_t i = 0; i < n; i++) h = (h ^ (uint8_t)text[i]) * 16777619u;
  for (h &= TABLE_SIZE - 1; word_table[h]; h = (h + 1) & (TABLE_SIZE - 1)) {
    const char *w = words[word_table[h] - 1].text;
    if (!strncmp(w, text, n) && !w[n]) break;
  }
  return &word_table[h];
}

static void count_words(const char *name) {
  for (size_t n; *name; name += n + (name[n] == ' ')) {
    n = strcspn(name, " ");
    uint32_t *slot = word_slot(name, n);
    if (!*slot) {
      words = grow(words, nwords, sizeof *words);
      words[nwords++] = (Word){strndup(name, n), 0};
      *slot = (uint32_t)nwords;
    }
    words[*slot - 1].uses++;
  }
}

static void add_name(const char *text, uint32_t code) {
  names = grow(names, nnames, sizeof *names);
  names[nnames++] = (Name){text, code, NULL, 0};
  count_words(text);
}

static void alias_row(uint32_t c, uint32_t last, char **f, int n, void *arg) {
  if (chars[c].assigned) add_name(copy_text(f[1]), c);
}

/* Here the first field is the name. */
static void sequence_row(uint32_t c, uint32_t last, char **f, int n, void *arg) {
  sequences[nsequences++] = copy_text(f[1]);
  add_name(copy_text(f[0]), MAX_CHAR + (uint32_t)nsequences - 1);
}

static int by_use(const void *a, const void *b) {
  const Word *x = a, *y = b;
  if (x->uses != y->uses) return x->uses < y->uses ? 1 : -1;
  return strcmp(x->text, y->text);
}

static void encode_name(Name *name) {
  uint8_t bytes[256];
  int size = 0;
  const char *p = name->text;
  for (size_t n; *p; p += n + (p[n] == ' ')) {
    n = strcspn(p, " ");
    uint32_t word = *word_slot(p, n) - 1;
    if (word >= ONE_BYTE) bytes[size++] = (uint8_t)(ONE_BYTE + ((word - ONE_BYTE) >> 8));
    bytes[size++] = (uint8_t)(word < ONE_BYTE ? word : (word - ONE_BYTE) & 255);
  }
  name->size = size;
  name->bytes = malloc((size_t)size);
  memcpy(name->bytes, bytes, (size_t)size);
}

static int by_bytes(const void *a, const void *b) {
  const Name *x = &names[*(const uint32_t *)a], *y = &names[*(const uint32_t *)b];
  int n = x->size < y->size ? x->size : y->size, order = memcmp(x->bytes, y->bytes, (size_t)n);
  return order ? order : x->size - y->size;
}

static int by_text(const void *a, const void *b) { return strcmp(((const Word *)a)->text, ((const Word *)b)->text); }

static size_t shared_letters(const char *a, const char *b) {
  size_t n = 0;
  while (n < 15 && a[n] && a[n] == b[n]) n++;
  return n;
}

/* A byte with the counts of shared and of further letters, 0: the latter is a byte of its own; the letters. */
static size_t write_word(FILE *out, const char *before, const char *text) {
  size_t shared = shared_letters(before, text), rest = strlen(text) - shared, size = 1 + rest;
  fprintf(out, "%zu,", shared << 4 | (rest < 16 ? rest : 0));
  if (rest >= 16) fprintf(out, "%zu,", rest), size++;
  for (const char *p = text + shared; *p; p++) fprintf(out, "%d,", *p);
  return size;
}

static void write_words(FILE *out) {
  uint32_t *offsets = malloc((nwords / STRIDE + 1) * sizeof *offsets), at = 0;
  size_t longest = 0;
  fprintf(out, "static const uint8_t word_bytes[] = {");
  for (size_t i = 0; i < nwords; i++) {
    if (i % STRIDE == 0) {
      offsets[i / STRIDE] = at;
      fputs("\n", out);
    }
    at += (uint32_t)write_word(out, i % STRIDE ? words[i - 1].text : "", words[i].text);
    if (strlen(words[i].text) > longest) longest = strlen(words[i].text);
  }
  fprintf(out, "};\n");
  print_numbers(out, "uint32_t", "word_offsets", offsets, (nwords + STRIDE - 1) / STRIDE);
  fprintf(out, "enum { WORD_COUNT = %zu, ONE_BYTE_WORDS = %d, NAME_STRIDE = %d, LONGEST_WORD = %zu };\n", nwords, ONE_BYTE, STRIDE,
          longest);
}

static void write_streams(FILE *out) {
  uint32_t *offsets = malloc((nnames / STRIDE + 1) * sizeof *offsets), *sorted = malloc(nnames * sizeof *sorted), at = 0;
  fprintf(out, "static const uint8_t name_bytes[] = {");
  for (size_t i = 0; i < nnames; i++) {
    encode_name(&names[i]);
    if (i % STRIDE == 0) offsets[i / STRIDE] = at;
    fprintf(out, "%s%d,", i % 8 ? "" : "\n", names[i].size);
    for (int k = 0; k < names[i].size; k++) fprintf(out, "%d,", names[i].bytes[k]);
    at += (uint32_t)names[i].size + 1;
    sorted[i] = (uint32_t)i;
  }
  fprintf(out, "};\n");
  print_numbers(out, "uint32_t", "name_offsets", offsets, (nnames + STRIDE - 1) / STRIDE);
  qsort(sorted, nnames, sizeof *sorted, by_bytes);
  print_numbers(out, "uint16_t", "names_sorted", sorted, nnames);
}

/* Runs of consecutive characters whose names follow each other; then the codes of the rest. */
static void write_codes(FILE *out, size_t ncharacters) {
  fprintf(out, "static const NameRun name_runs[] = {");
  for (size_t i = 0; i < ncharacters; i++)
    if (i == 0 || names[i].code != names[i - 1].code + 1) fprintf(out, "{%u,%zu},", names[i].code, i);
  fprintf(out, "};\nenum { CHARACTER_NAMES = %zu, NAME_COUNT = %zu };\n", ncharacters, nnames);
  fprintf(out, "static const uint32_t other_codes[] = {");
  for (size_t i = ncharacters; i < nnames; i++) fprintf(out, "%u,", names[i].code);
  fprintf(out, "};\nstatic const uint32_t name_sequences[][4] = {\n");
  for (size_t i = 0; i < nsequences; i++) {
    fprintf(out, "{");
    for (char *p = sequences[i]; *p; p += strspn(p, " ")) fprintf(out, "%lu,", strtoul(p, &p, 16));
    fprintf(out, "},\n");
  }
  fprintf(out, "};\nstatic const NameRun cjk_ranges[] = {");
  for (uint32_t c = 1; c < MAX_CHAR; c++) {
    int now = chars[c].in_range && chars[c].name, before = chars[c - 1].in_range && chars[c - 1].name;
    if (now && !before) fprintf(out, "{%u,", c);
    if (before && !now) fprintf(out, "%u},", c - 1);
  }
  fprintf(out, "};\n");
}

void write_names(FILE *out) {
  word_table = calloc(TABLE_SIZE, sizeof *word_table);
  for (uint32_t c = 0; c < MAX_CHAR; c++)
    if (chars[c].name && !chars[c].in_range) add_name(chars[c].name, c);
  size_t ncharacters = nnames;
  read_rows("NameAliases.txt", alias_row, NULL);
  read_rows("NamedSequences.txt", sequence_row, NULL);
  qsort(words, nwords, sizeof *words, by_use);
  qsort(words, ONE_BYTE, sizeof *words, by_text);
  qsort(words + ONE_BYTE, nwords - ONE_BYTE, sizeof *words, by_text);
  memset(word_table, 0, TABLE_SIZE * sizeof *word_table);
  for (size_t i = 0; i < nwords; i++) *word_slot(words[i].text, strlen(words[i].text)) = (uint32_t)i + 1;
  write_words(out);
  write_streams(out);
  write_codes(out, ncharacters);
}
