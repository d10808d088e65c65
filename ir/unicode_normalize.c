/* The four normal forms: decompose (Hangul by arithmetic), order combining marks, compose. */
#include <stdlib.h>
#include "unicode.h"
#include "unicode_data.h"

enum { S_BASE = 0xac00, L_BASE = 0x1100, V_BASE = 0x1161, T_BASE = 0x11a7, L_COUNT = 19, V_COUNT = 21, T_COUNT = 28,
       S_COUNT = L_COUNT * V_COUNT * T_COUNT };

typedef struct { uint32_t *data; size_t len, cap; } Text;

static bool put(Text *t, uint32_t c) {
  if (t->len == t->cap) {
    size_t cap = t->cap * 2 + 32;
    uint32_t *data = realloc(t->data, cap * sizeof *data);
    if (!data) return false;
    t->data = data;
    t->cap = cap;
  }
  t->data[t->len++] = c;
  return true;
}

/* Characters whose decomposition was corrected after version 3.2, and what it was before. */
static const uint32_t corrected[][2] = {{0x2f868, 0x2136a}, {0x2f874, 0x5f33}, {0x2f91f, 0x43ab}, {0x2f95f, 0x7aae}, {0x2f9bf, 0x4d57}};

static uint32_t old_character(uint32_t c) {
  for (size_t i = 0; i < sizeof corrected / sizeof *corrected; i++)
    if (corrected[i][0] == c) return corrected[i][1];
  return c;
}

static bool decompose(Text *t, uint32_t c, bool compat, bool old) {
  if (c < 0x80) return put(t, c);
  if (old && !(unicode_flags(c) & UC_OLD)) return put(t, c);
  if (old) c = old_character(c);
  uint32_t s = c - S_BASE;
  if (s < S_COUNT)
    return put(t, L_BASE + s / (V_COUNT * T_COUNT)) && put(t, V_BASE + s / T_COUNT % V_COUNT) &&
           (s % T_COUNT == 0 || put(t, T_BASE + s % T_COUNT));
  const uint32_t *entry = unicode_decomposition_entry(c);
  if (!entry || (entry[0] >> 8 && !compat)) return put(t, c);
  for (uint32_t i = 1; i <= (entry[0] & 255); i++)
    if (!decompose(t, entry[i], compat, old)) return false;
  return true;
}

/* Stable insertion sort of each run of marks by combining class. */
static void order_marks(uint32_t *p, size_t n) {
  for (size_t i = 1; i < n; i++) {
    uint32_t c = p[i];
    int class = c < 0x80 ? 0 : unicode_combining(c);
    if (!class) continue;
    size_t k = i;
    for (; k > 0 && unicode_combining(p[k - 1]) > class; k--) p[k] = p[k - 1];
    p[k] = c;
  }
}

static uint32_t compose_pair(uint32_t a, uint32_t b) {
  if (a - L_BASE < L_COUNT && b - V_BASE < V_COUNT) return S_BASE + ((a - L_BASE) * V_COUNT + (b - V_BASE)) * T_COUNT;
  if (a - S_BASE < S_COUNT && (a - S_BASE) % T_COUNT == 0 && b - T_BASE - 1 < T_COUNT - 1) return a + (b - T_BASE);
  return unicode_compose(a, b);
}

static size_t compose(uint32_t *p, size_t n) {
  size_t out = 0, starter = SIZE_MAX;
  int last_class = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t c = p[i];
    int class = c < 0x80 ? 0 : unicode_combining(c);
    /* Blocked when a mark of the same or a higher class stands between. */
    bool reachable = starter != SIZE_MAX && (starter + 1 == out || (last_class < class && last_class != 0));
    uint32_t joined = reachable ? compose_pair(p[starter], c) : 0;
    if (joined) {
      p[starter] = joined;
      continue;
    }
    if (class == 0) starter = out;
    last_class = class;
    p[out++] = c;
  }
  return out;
}

static uint32_t *normalize(UnicodeForm form, const uint32_t *text, size_t len, size_t *out_len, bool old) {
  Text t = {malloc((len + 1) * sizeof *text), 0, len + 1};
  bool compat = form == UNICODE_NFKC || form == UNICODE_NFKD;
  bool ok = t.data != NULL;
  for (size_t i = 0; i < len && ok; i++) ok = decompose(&t, text[i], compat, old);
  if (!ok) {
    free(t.data);
    return NULL;
  }
  order_marks(t.data, t.len);
  if (form == UNICODE_NFC || form == UNICODE_NFKC) t.len = compose(t.data, t.len);
  *out_len = t.len;
  return t.data;
}

uint32_t *unicode_normalize(UnicodeForm form, const uint32_t *text, size_t len, size_t *out_len) {
  return normalize(form, text, len, out_len, false);
}

uint32_t *unicode_normalize_old(UnicodeForm form, const uint32_t *text, size_t len, size_t *out_len) {
  return normalize(form, text, len, out_len, true);
}
