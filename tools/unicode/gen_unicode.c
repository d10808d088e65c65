/* gen_unicode DATA_DIR TABLES.h NAMES.h: turns the Unicode Character Database into C tables.
 *
 * In: the text files of Debian's unicode-data (version 15).  Characters newer than version 14 are
 * dropped, so that the tables agree with CPython 3.11.  Out: two-stage tables of property records,
 * case exceptions, decompositions and compositions; and the name table (gen_names.c). */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "gen_unicode.h"
#include "../../ir/unicode.h"

Char *chars;
const char *data_dir;

static void fail(const char *what, const char *file) {
  fprintf(stderr, "gen_unicode: %s %s\n", what, file);
  exit(1);
}

char *copy_text(const char *s) {
  char *copy = strdup(s);
  if (!copy) fail("out of memory for", s);
  return copy;
}

/* Room for one more item; capacities are powers of two. */
void *grow(void *p, size_t count, size_t item) {
  if (count & (count - 1)) return p;
  p = realloc(p, (count ? count * 2 : 1) * item);
  if (!p) fail("out of memory", "");
  return p;
}

static char *trim(char *s) {
  while (isspace((unsigned char)*s)) s++;
  char *end = s + strlen(s);
  while (end > s && isspace((unsigned char)end[-1])) *--end = 0;
  return s;
}

void read_rows(const char *file, RowFn row, void *arg) {
  char path[1024], line[1024];
  snprintf(path, sizeof path, "%s/%s", data_dir, file);
  FILE *in = fopen(path, "r");
  if (!in) fail("cannot open", path);
  while (fgets(line, sizeof line, in)) {
    char *fields[20] = {0}, *hash = strchr(line, '#');
    if (hash) *hash = 0;
    char *p = trim(line);
    if (!*p) continue;
    int n = 0;
    for (char *next = p; next && n < 20; p = next) {
      next = strchr(p, ';');
      if (next) *next++ = 0;
      fields[n++] = trim(p);
    }
    char *end;
    uint32_t first = (uint32_t)strtoul(fields[0], &end, 16);
    uint32_t last = !strncmp(end, "..", 2) ? (uint32_t)strtoul(end + 2, NULL, 16) : first;
    row(first, last, fields, n, arg);
  }
  fclose(in);
}

void print_numbers(FILE *out, const char *type, const char *name, const uint32_t *v, size_t n) {
  fprintf(out, "static const %s %s[] = {", type, name);
  for (size_t i = 0; i < n; i++) fprintf(out, "%s%u,", i % 24 ? "" : "\n", v[i]);
  fprintf(out, "\n};\n");
}

/* ---- reading ---- */
static uint32_t hex_or(const char *s, uint32_t otherwise) { return *s ? (uint32_t)strtoul(s, NULL, 16) : otherwise; }

static void set_char(uint32_t c, char **f) {
  Char *ch = &chars[c];
  memcpy(ch->category, f[2], 2);
  ch->combining = atoi(f[3]);
  ch->bidi = copy_text(f[4]);
  ch->decomposition = *f[5] ? copy_text(f[5]) : NULL;
  ch->decimal = *f[6] ? atoi(f[6]) : -1;
  ch->digit = *f[7] ? atoi(f[7]) : -1;
  ch->mirrored = *f[9] == 'Y';
  ch->upper = hex_or(f[12], c);
  ch->lower = hex_or(f[13], c);
  ch->title = hex_or(f[14], ch->upper);
}

static void unicode_data_row(uint32_t c, uint32_t last, char **f, int n, void *arg) {
  uint32_t *range_start = arg;
  size_t len = strlen(f[1]);
  if (len > 8 && !strcmp(f[1] + len - 8, ", First>")) {
    *range_start = c;
    return;
  }
  int is_range = len > 7 && !strcmp(f[1] + len - 7, ", Last>");
  for (uint32_t i = is_range ? *range_start : c; i <= c; i++) {
    if (!chars[i].assigned) continue;
    set_char(i, f);
    chars[i].in_range = (uint8_t)is_range;
    if (*f[1] != '<') chars[i].name = copy_text(f[1]);
    else if (is_range && !strncmp(f[1], "<CJK", 4)) chars[i].name = "<CJK>";
  }
}

static void age_row(uint32_t first, uint32_t last, char **f, int n, void *arg) {
  if (atof(f[1]) > 14.0) return;
  for (uint32_t c = first; c <= last; c++) {
    chars[c].assigned = 1;
    if (atof(f[1]) <= 3.2) chars[c].flags |= UC_OLD;
  }
}

static void width_row(uint32_t first, uint32_t last, char **f, int n, void *arg) {
  const char *width = copy_text(f[1]);
  for (uint32_t c = first; c <= last; c++)
    if (chars[c].assigned) chars[c].width = width;
}

/* A derived property whose name is in the table becomes a flag. */
static void property_row(uint32_t first, uint32_t last, char **f, int n, void *arg) {
  static const struct { const char *name; uint32_t flag; } wanted[] = {
    {"Lowercase", UC_LOWER}, {"Uppercase", UC_UPPER}, {"Cased", UC_CASED}, {"Case_Ignorable", UC_CASE_IGNORABLE},
    {"XID_Start", UC_XID_START}, {"XID_Continue", UC_XID_CONTINUE},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
    if (!strcmp(f[1], wanted[i].name))
      for (uint32_t c = first; c <= last; c++)
        if (chars[c].assigned) chars[c].flags |= wanted[i].flag;
}

/* Characters that became lower case in version 15. */
static void restore_version_14(void) {
  static const uint32_t lower_since_15[] = {0x10fc, 0xa7f2, 0xa7f3, 0xa7f4, 0xab69};
  for (size_t i = 0; i < sizeof lower_since_15 / sizeof *lower_since_15; i++)
    chars[lower_since_15[i]].flags &= ~(uint32_t)(UC_LOWER | UC_CASED);
}

static char *numerics[256];
static int nnumerics;
static void numeric_row(uint32_t first, uint32_t last, char **f, int n, void *arg) {
  int i = 0;
  while (i < nnumerics && strcmp(numerics[i], f[3])) i++;
  if (i == nnumerics) numerics[nnumerics++] = copy_text(f[3]);
  for (uint32_t c = first; c <= last; c++)
    if (chars[c].assigned) chars[c].numeric = i + 1;
}

/* ---- case exceptions: characters whose full mapping differs from the simple one ---- */
typedef struct { uint32_t c; uint32_t lower[3], upper[3], title[3], fold[3]; } CaseRow;
static CaseRow *cases;
static size_t ncases;

static CaseRow *case_row(uint32_t c) {
  for (size_t i = 0; i < ncases; i++)
    if (cases[i].c == c) return &cases[i];
  cases = grow(cases, ncases, sizeof *cases);
  CaseRow *r = &cases[ncases++];
  *r = (CaseRow){.c = c, .lower = {chars[c].lower}, .upper = {chars[c].upper}, .title = {chars[c].title}, .fold = {chars[c].lower}};
  chars[c].flags |= UC_SPECIAL_CASE;
  return r;
}

static void parse_mapping(const char *s, uint32_t *out) {
  memset(out, 0, 3 * sizeof *out);
  for (int i = 0; *s && i < 3; i++) {
    out[i] = (uint32_t)strtoul(s, (char **)&s, 16);
    while (*s == ' ') s++;
  }
}

static void special_casing_row(uint32_t c, uint32_t last, char **f, int n, void *arg) {
  if (n > 5 && *f[4]) return; /* depends on language or context */
  CaseRow *r = case_row(c);
  parse_mapping(f[1], r->lower);
  parse_mapping(f[2], r->title);
  parse_mapping(f[3], r->upper);
}

static void folding_row(uint32_t c, uint32_t last, char **f, int n, void *arg) {
  uint32_t to[3];
  if ((*f[1] != 'C' && *f[1] != 'F') || !chars[c].assigned) return;
  parse_mapping(f[2], to);
  if (to[1] || to[0] != chars[c].lower) memcpy(case_row(c)->fold, to, sizeof to);
}

/* Characters in upper case that fold to themselves (Cherokee) have no row in CaseFolding.txt. */
static void find_unfolded(void) {
  static uint8_t folded[MAX_CHAR];
  for (size_t i = 0; i < ncases; i++) folded[cases[i].c] = 1;
  for (uint32_t c = 0x13a0; c < 0x13f6; c++)
    if (!folded[c] && chars[c].lower != c) case_row(c)->fold[0] = c;
}

static int compare_cases(const void *a, const void *b) {
  uint32_t x = ((const CaseRow *)a)->c, y = ((const CaseRow *)b)->c;
  return (x > y) - (x < y);
}

static void write_cases(FILE *out) {
  qsort(cases, ncases, sizeof *cases, compare_cases);
  fprintf(out, "static const CaseException case_exceptions[] = {\n");
  for (size_t i = 0; i < ncases; i++) {
    fprintf(out, "{%u,{", cases[i].c);
    const uint32_t *v = cases[i].lower; /* the four mappings lie one after the other */
    for (int k = 0; k < 4; k++) fprintf(out, "{%u,%u,%u},", v[3 * k], v[3 * k + 1], v[3 * k + 2]);
    fprintf(out, "}},\n");
  }
  fprintf(out, "};\n");
}

/* ---- lists of short strings, by index ---- */
typedef struct { const char *items[128]; uint32_t n; } Names;
static uint32_t name_index(Names *names, const char *s) {
  for (uint32_t i = 0; i < names->n; i++)
    if (!strcmp(names->items[i], s)) return i;
  names->items[names->n] = s;
  return names->n++;
}
static void write_strings(FILE *out, const char *name, const Names *names) {
  fprintf(out, "static const char *const %s[] = {", name);
  for (uint32_t i = 0; i < names->n; i++) fprintf(out, "\"%s\",", names->items[i]);
  fprintf(out, "};\n");
}
static Names categories, bidis, widths;

/* ---- property records ---- */
typedef struct { uint32_t flags, category, bidi, combining, width, mirrored, decimal, digit, numeric, upper, lower, title; } Record;

static uint32_t flags_of(const Char *ch, uint32_t c) {
  uint32_t flags = ch->flags;
  const char *cat = ch->category, *bidi = ch->bidi;
  if (*cat == 'L') flags |= UC_ALPHA;
  if (!strcmp(cat, "Lt")) flags |= UC_TITLE;
  if (!strcmp(cat, "Zs") || !strcmp(bidi, "WS") || !strcmp(bidi, "B") || !strcmp(bidi, "S")) flags |= UC_SPACE;
  if (!strcmp(bidi, "B") || c == 0x0b || c == 0x0c || c == 0x2028) flags |= UC_LINEBREAK;
  if (c == ' ' || (*cat != 'C' && *cat != 'Z')) flags |= UC_PRINTABLE;
  if (ch->decimal >= 0) flags |= UC_DECIMAL;
  if (ch->digit >= 0) flags |= UC_DIGIT;
  if (ch->numeric) flags |= UC_NUMERIC;
  return flags;
}

static Record record_of(uint32_t c) {
  const Char *ch = &chars[c];
  Record r = {.decimal = 255, .digit = 255};
  if (!*ch->category) return r;
  r.flags = flags_of(ch, c);
  r.category = name_index(&categories, ch->category);
  r.bidi = name_index(&bidis, ch->bidi);
  r.width = name_index(&widths, ch->width ? ch->width : "N");
  r.combining = (uint32_t)ch->combining;
  r.mirrored = (uint32_t)ch->mirrored;
  r.decimal = (uint32_t)ch->decimal & 255;
  r.digit = (uint32_t)ch->digit & 255;
  r.numeric = (uint32_t)ch->numeric;
  r.upper = ch->upper - c;
  r.lower = ch->lower - c;
  r.title = ch->title - c;
  return r;
}

static Record *records;
static size_t nrecords;
static uint32_t record_index(Record r) {
  static uint32_t recent;
  if (nrecords && !memcmp(&records[recent], &r, sizeof r)) return recent;
  for (size_t i = 0; i < nrecords; i++)
    if (!memcmp(&records[i], &r, sizeof r)) return recent = (uint32_t)i;
  records = grow(records, nrecords, sizeof r);
  records[nrecords] = r;
  return recent = (uint32_t)nrecords++;
}

/* Writes values of all characters as name_index (blocks) and name_blocks. */
#define BLOCK 128
static void write_two_stage(FILE *out, const char *name, const uint32_t *values) {
  static uint32_t index[MAX_CHAR / BLOCK], blocks[MAX_CHAR];
  uint32_t n = 0;
  char full[64];
  for (uint32_t b = 0; b < MAX_CHAR / BLOCK; b++) {
    const uint32_t *block = values + b * BLOCK;
    uint32_t i = 0;
    while (i < n && memcmp(blocks + i * BLOCK, block, BLOCK * sizeof *block)) i++;
    if (i == n) memcpy(blocks + n++ * BLOCK, block, BLOCK * sizeof *block);
    index[b] = i;
  }
  snprintf(full, sizeof full, "%s_index", name);
  print_numbers(out, "uint16_t", full, index, MAX_CHAR / BLOCK);
  snprintf(full, sizeof full, "%s_blocks", name);
  print_numbers(out, "uint16_t", full, blocks, n * BLOCK);
}

static void write_records(FILE *out) {
  static uint32_t values[MAX_CHAR];
  name_index(&categories, "Cn");
  name_index(&bidis, "");
  name_index(&widths, "F");
  for (uint32_t c = 0; c < MAX_CHAR; c++) values[c] = record_index(record_of(c));
  fprintf(out, "static const CharRecord char_records[] = {\n");
  for (size_t i = 0; i < nrecords; i++) {
    const Record *r = &records[i];
    fprintf(out, "{%u,%u,%u,%u,%u,%u,%d,%d,%u,%d,%d,%d},\n", r->flags, r->category, r->bidi, r->combining, r->width,
            r->mirrored, (int8_t)r->decimal, (int8_t)r->digit, r->numeric, (int)r->upper, (int)r->lower, (int)r->title);
  }
  fprintf(out, "};\n");
  write_two_stage(out, "char", values);
  write_strings(out, "categories", &categories);
  write_strings(out, "bidi_classes", &bidis);
  write_strings(out, "widths", &widths);
  fprintf(out, "static const double numeric_values[] = {");
  for (int i = 0; i < nnumerics; i++) {
    const char *slash = strchr(numerics[i], '/');
    fprintf(out, "%.*s.0%s%s,", (int)(slash ? slash - numerics[i] : (long)strlen(numerics[i])), numerics[i],
            slash ? slash : "", slash ? ".0" : "");
  }
  fprintf(out, "};\n");
}

/* ---- decompositions: pool of tag, length, characters; and canonical pairs for composing ---- */
static uint8_t excluded[MAX_CHAR];
static void exclusion_row(uint32_t first, uint32_t last, char **f, int n, void *arg) {
  if (!strcmp(f[1], "Full_Composition_Exclusion"))
    for (uint32_t c = first; c <= last; c++) excluded[c] = 1;
}

typedef struct { uint32_t a, b, c; } Pair;
static int compare_pairs(const void *x, const void *y) {
  const Pair *p = x, *q = y;
  return p->a != q->a ? (p->a > q->a) - (p->a < q->a) : (p->b > q->b) - (p->b < q->b);
}

static void write_decompositions(FILE *out) {
  static uint32_t values[MAX_CHAR], pool[65536];
  static Pair pairs[4096];
  static Names tags;
  size_t npool = 1, npairs = 0;
  name_index(&tags, "");
  for (uint32_t c = 0; c < MAX_CHAR; c++) {
    const char *p = chars[c].decomposition;
    if (!p) continue;
    uint32_t tag = 0, at = (uint32_t)npool, count = 0;
    if (*p == '<') {
      const char *end = strchr(p, '>') + 1;
      tag = name_index(&tags, strndup(p, (size_t)(end - p)));
      p = end + strspn(end, " ");
    }
    npool++;
    for (; *p; count++, p += strspn(p, " ")) pool[npool++] = (uint32_t)strtoul(p, (char **)&p, 16);
    pool[at] = tag << 8 | count;
    values[c] = at;
    if (!tag && count == 2 && !excluded[c]) pairs[npairs++] = (Pair){pool[at + 1], pool[at + 2], c};
  }
  write_two_stage(out, "decomposition", values);
  print_numbers(out, "uint32_t", "decomposition_pool", pool, npool);
  write_strings(out, "decomposition_tags", &tags);
  qsort(pairs, npairs, sizeof *pairs, compare_pairs);
  fprintf(out, "static const CompositionPair composition_pairs[] = {");
  for (size_t i = 0; i < npairs; i++) fprintf(out, "{%u,%u,%u},", pairs[i].a, pairs[i].b, pairs[i].c);
  fprintf(out, "};\n");
}

static FILE *create(const char *path) {
  FILE *out = fopen(path, "w");
  if (!out) fail("cannot write", path);
  return out;
}

int main(int argc, char **argv) {
  if (argc != 4) fail("usage: gen_unicode DATA_DIR TABLES.h NAMES.h", "");
  data_dir = argv[1];
  chars = calloc(MAX_CHAR, sizeof *chars);
  if (!chars) fail("out of memory", "");
  for (uint32_t c = 0; c < MAX_CHAR; c++)
    chars[c] = (Char){.bidi = "", .decimal = -1, .digit = -1, .upper = c, .lower = c, .title = c};
  uint32_t range_start = 0;
  read_rows("DerivedAge.txt", age_row, NULL);
  read_rows("UnicodeData.txt", unicode_data_row, &range_start);
  read_rows("EastAsianWidth.txt", width_row, NULL);
  read_rows("DerivedCoreProperties.txt", property_row, NULL);
  restore_version_14();
  read_rows("extracted/DerivedNumericValues.txt", numeric_row, NULL);
  read_rows("SpecialCasing.txt", special_casing_row, NULL);
  read_rows("CaseFolding.txt", folding_row, NULL);
  read_rows("DerivedNormalizationProps.txt", exclusion_row, NULL);
  find_unfolded();
  FILE *tables = create(argv[2]);
  write_records(tables);
  write_cases(tables);
  write_decompositions(tables);
  FILE *names = create(argv[3]);
  write_names(names);
  return fclose(tables) || fclose(names);
}
