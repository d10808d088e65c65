/* Character names, both ways, from the generated table of word numbers.  CJK ideographs and Hangul syllables
 * are named by rule.  In a file of its own, so that programs that need no names do not link it. */
#include <stdio.h>
#include <string.h>
#include "unicode.h"
#include "unicode_data.h"
#include "unicode_names.h"

static const char *const hangul_parts[3][28] = {
  {"G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K", "T", "P", "H"},
  {"A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U", "WEO", "WE", "WI", "YU", "EU", "YI", "I"},
  {"", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP", "LH", "M", "B", "BS", "S", "SS",
   "NG", "J", "C", "K", "T", "P", "H"},
};
static const int hangul_counts[3] = {19, 21, 28};
enum { HANGUL_BASE = 0xac00, HANGUL_COUNT = 11172 };
#define HANGUL_PREFIX "HANGUL SYLLABLE "
#define CJK_PREFIX "CJK UNIFIED IDEOGRAPH-"

static bool is_cjk(uint32_t c) {
  for (size_t i = 0; i < sizeof cjk_ranges / sizeof *cjk_ranges; i++)
    if (c >= cjk_ranges[i].first && c <= cjk_ranges[i].second) return true;
  return false;
}

/* Stored bytes of a name, behind their length. */
static const uint8_t *stored_name(uint32_t index) {
  const uint8_t *p = name_bytes + name_offsets[index / NAME_STRIDE];
  for (uint32_t i = index % NAME_STRIDE; i > 0; i--) p += 1 + *p;
  return p;
}

/* ---- words ---- */

typedef struct {
  const uint8_t *next;
  size_t len;
  char text[LONGEST_WORD + 16];
} WordCursor;

static void next_word(WordCursor *c) {
  size_t shared = *c->next >> 4, rest = *c->next & 15;
  c->next++;
  if (!rest) rest = *c->next++;
  memcpy(c->text + shared, c->next, rest);
  c->next += rest;
  c->len = shared + rest;
}

/* At the first word of a block of NAME_STRIDE. */
static void start_block(WordCursor *c, uint32_t block) {
  c->next = word_bytes + word_offsets[block];
  next_word(c);
}

static bool append(char *buf, size_t size, size_t *at, const char *text, size_t n) {
  if (*at + n + 1 > size) return false;
  memcpy(buf + *at, text, n);
  buf[*at += n] = 0;
  return true;
}

static bool spell(const uint8_t *stored, char *buf, size_t size) {
  size_t at = 0;
  WordCursor c;
  for (const uint8_t *p = stored + 1, *end = p + *stored; p < end; p++) {
    uint32_t word = *p;
    if (word >= ONE_BYTE_WORDS) word = ONE_BYTE_WORDS + ((word - ONE_BYTE_WORDS) << 8) + *++p;
    start_block(&c, word / NAME_STRIDE);
    for (uint32_t k = word % NAME_STRIDE; k > 0; k--) next_word(&c);
    if (at && !append(buf, size, &at, " ", 1)) return false;
    if (!append(buf, size, &at, c.text, c.len)) return false;
  }
  return true;
}

bool unicode_name(uint32_t c, char *buf, size_t size) {
  uint32_t s = c - HANGUL_BASE;
  if (s < HANGUL_COUNT) {
    snprintf(buf, size, HANGUL_PREFIX "%s%s%s", hangul_parts[0][s / 588], hangul_parts[1][s / 28 % 21], hangul_parts[2][s % 28]);
    return true;
  }
  if (is_cjk(c)) {
    snprintf(buf, size, CJK_PREFIX "%X", c);
    return true;
  }
  size_t low = 0, high = sizeof name_runs / sizeof *name_runs, count = high;
  while (high - low > 1) {
    size_t mid = (low + high) / 2;
    if (name_runs[mid].first <= c) low = mid;
    else high = mid;
  }
  uint32_t index = name_runs[low].second + (c - name_runs[low].first);
  uint32_t end = low + 1 < count ? name_runs[low + 1].second : CHARACTER_NAMES;
  return c >= name_runs[low].first && index < end && spell(stored_name(index), buf, size);
}

/* ---- from name to character ---- */
static int order_word(const WordCursor *c, const char *text, size_t n) {
  int order = memcmp(c->text, text, c->len < n ? c->len : n);
  return order ? order : (c->len > n) - (c->len < n);
}

/* Among the words first..end - 1, which are in order; -1: it is none of them. */
static int find_word_in(uint32_t first, uint32_t end, const char *text, size_t n) {
  WordCursor c;
  uint32_t low = first / NAME_STRIDE, high = (end + NAME_STRIDE - 1) / NAME_STRIDE;
  while (high - low > 1) {
    uint32_t mid = (low + high) / 2;
    start_block(&c, mid);
    if (order_word(&c, text, n) <= 0) low = mid;
    else high = mid;
  }
  start_block(&c, low);
  for (uint32_t w = low * NAME_STRIDE;; next_word(&c)) {
    int order = order_word(&c, text, n);
    if (order == 0) return (int)w;
    if (order > 0 || ++w == end || w % NAME_STRIDE == 0) return -1;
  }
}

static int find_word(const char *text, size_t n) {
  int word = find_word_in(0, ONE_BYTE_WORDS, text, n);
  return word >= 0 ? word : find_word_in(ONE_BYTE_WORDS, WORD_COUNT, text, n);
}

/* Name in capitals to stored form; its length, -1: some word is in no name. */
static int encode(const char *name, size_t len, uint8_t out[256]) {
  int size = 0;
  for (size_t at = 0, n; at < len; at += n + 1) {
    const char *space = memchr(name + at, ' ', len - at);
    n = space ? (size_t)(space - (name + at)) : len - at;
    int word = find_word(name + at, n);
    if (word < 0 || (space && at + n + 1 == len)) return -1;
    if (word >= ONE_BYTE_WORDS) out[size++] = (uint8_t)(ONE_BYTE_WORDS + ((word - ONE_BYTE_WORDS) >> 8));
    out[size++] = (uint8_t)(word < ONE_BYTE_WORDS ? word : (word - ONE_BYTE_WORDS) & 255);
  }
  return size;
}

static int64_t find_name(const uint8_t *bytes, int size) {
  uint32_t low = 0, high = NAME_COUNT;
  while (low < high) {
    uint32_t mid = (low + high) / 2, index = names_sorted[mid];
    const uint8_t *p = stored_name(index);
    int n = *p, order = memcmp(p + 1, bytes, (size_t)(n < size ? n : size));
    if (!order) order = n - size;
    if (!order) return index;
    if (order < 0) low = mid + 1;
    else high = mid;
  }
  return -1;
}

static uint32_t code_of_index(uint32_t index) {
  if (index >= CHARACTER_NAMES) return other_codes[index - CHARACTER_NAMES];
  size_t low = 0, high = sizeof name_runs / sizeof *name_runs;
  while (high - low > 1) {
    size_t mid = (low + high) / 2;
    if (name_runs[mid].second <= index) low = mid;
    else high = mid;
  }
  return name_runs[low].first + (index - name_runs[low].second);
}

/* A Hangul syllable's name after the prefix; each part is the longest that fits. */
static uint32_t lookup_hangul(const char *p, size_t len) {
  int part[3];
  for (int k = 0; k < 3; k++) {
    size_t best = 0;
    part[k] = -1;
    for (int i = 0; i < hangul_counts[k]; i++) {
      size_t n = strlen(hangul_parts[k][i]);
      if (n <= len && !memcmp(p, hangul_parts[k][i], n) && (part[k] < 0 || n > best)) {
        best = n;
        part[k] = i;
      }
    }
    if (part[k] < 0) return 0;
    p += best;
    len -= best;
  }
  return len ? 0 : (uint32_t)(HANGUL_BASE + (part[0] * 21 + part[1]) * 28 + part[2]);
}

static uint32_t lookup_cjk(const char *p, size_t len) {
  uint32_t c = 0;
  if (len != 4 && len != 5) return 0;
  for (size_t i = 0; i < len; i++) {
    const char *digit = memchr("0123456789ABCDEF", p[i], 16);
    if (!digit) return 0;
    c = c * 16 + (uint32_t)(strchr("0123456789ABCDEF", p[i]) - "0123456789ABCDEF");
  }
  return is_cjk(c) ? c : 0;
}

int unicode_lookup(const char *name, size_t len, uint32_t *seq, bool with_sequences) {
  char upper[256];
  uint8_t bytes[256];
  if (len == 0 || len > 120) return 0;
  for (size_t i = 0; i < len; i++) upper[i] = name[i] >= 'a' && name[i] <= 'z' ? (char)(name[i] - 32) : name[i];
  const size_t hangul = sizeof HANGUL_PREFIX - 1, cjk = sizeof CJK_PREFIX - 1;
  if (len > hangul && !memcmp(upper, HANGUL_PREFIX, hangul)) return (seq[0] = lookup_hangul(upper + hangul, len - hangul)) != 0;
  if (len > cjk && !memcmp(upper, CJK_PREFIX, cjk)) return (seq[0] = lookup_cjk(upper + cjk, len - cjk)) != 0;
  int size = encode(upper, len, bytes);
  int64_t index = size < 0 ? -1 : find_name(bytes, size);
  if (index < 0) return 0;
  uint32_t code = code_of_index((uint32_t)index);
  if (code < 0x110000) {
    seq[0] = code;
    return 1;
  }
  if (!with_sequences) return 0;
  const uint32_t *chars = name_sequences[code - 0x110000];
  int n = 0;
  for (; n < 4 && chars[n]; n++) seq[n] = chars[n];
  return n;
}
