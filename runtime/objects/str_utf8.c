/* UTF-8 of str: decoding into str in its three strictnesses (strict, with surrogates kept, file
 * names), encoding, and the side table that keeps the UTF-8 form of non-ASCII strings for as long
 * as they live. */
#include <stdlib.h>
#include "str_impl.h"
#include "codecs.h"

size_t utf8_ascii_run(const uint8_t *p, size_t n) {
  size_t i = 0;
  for (uint64_t w; i + 8 <= n; i += 8) {
    memcpy(&w, p + i, 8);
    if (w & 0x8080808080808080ull) break;
  }
  while (i < n && p[i] < 0x80) i++;
  return i;
}

/* Range of the second byte after lead byte c: E0 and F0 exclude overlong forms, ED surrogates, F4
 * what lies above U+10FFFF. */
static int second_ok(uint8_t lead, uint8_t second) {
  uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high;
}

int utf8_step(const uint8_t *p, const uint8_t *end, uint32_t *c, const char **reason) {
  uint8_t lead = *p;
  if (lead < 0x80) {
    *c = lead;
    return 1;
  }
  int len = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (!len) {
    *reason = "invalid start byte";
    return -1;
  }
  uint32_t value = lead & (0x7f >> len);
  for (int i = 1; i < len; i++) {
    if (p + i >= end) {
      *reason = "unexpected end of data";
      return -i;
    }
    if (i == 1 ? !second_ok(lead, p[1]) : (p[i] & 0xc0) != 0x80) {
      *reason = "invalid continuation byte";
      return -i;
    }
    value = value << 6 | (p[i] & 0x3f);
  }
  *c = value;
  return len;
}

int utf8_put(uint32_t c, uint8_t *out) {
  if (c < 0x80) {
    out[0] = (uint8_t)c;
    return 1;
  }
  int len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  for (int i = len - 1; i > 0; i--, c >>= 6) out[i] = 0x80 | (c & 0x3f);
  out[0] = (uint8_t)(0xf00 >> len | c);
  return len;
}

/* One character, malformed input taken as the mode says: 's' strict (0 is returned), 'w' surrogates
 * encoded as three bytes are characters, 'f' bytes that are no UTF-8 become U+DC80..U+DCFF. */
static int lenient_step(const uint8_t *p, const uint8_t *end, uint32_t *c, int mode) {
  const char *reason;
  int step = utf8_step(p, end, c, &reason);
  if (KR_LIKELY(step > 0)) return step;
  if (mode == 's') return 0;
  if (mode == 'w' && end - p >= 3 && *p == 0xed && p[1] >= 0xa0 && (p[1] & 0xc0) == 0x80 && (p[2] & 0xc0) == 0x80) {
    *c = 0xd000 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
    return 3;
  }
  *c = mode == 'w' ? 0xfffd : 0xdc00u + *p;
  return 1;
}

static Value decode(Ctx *ctx, const char *text, size_t n, int mode) {
  const uint8_t *p = (const uint8_t *)text, *end = p + n;
  size_t run = utf8_ascii_run(p, n);
  if (run == n) return str_from_ascii(ctx, text, n);
  size_t len = run;
  uint32_t max = 0, c;
  for (const uint8_t *q = p + run; q < end; len++) {
    int step = lenient_step(q, end, &c, mode);
    if (!step) return codec_utf8_decode(ctx, p, n, "strict", 0, NULL);
    if (c > max) max = c;
    q += step;
  }
  Value v = str_alloc(ctx, len, max);
  if (!v) return 0;
  Str *s = str_of(v);
  chars_copy(s->data, s->kind, 0, p, 1, 0, run);
  size_t i = run;
  for (const uint8_t *q = p + run; q < end; i++) {
    q += lenient_step(q, end, &c, mode);
    chars_put(s->data, s->kind, i, c);
  }
  return v;
}

Value str_from_utf8(Ctx *ctx, const char *text, size_t n) { return decode(ctx, text, n, 's'); }
Value str_from_wtf8(Ctx *ctx, const char *text, size_t n) { return decode(ctx, text, n, 'w'); }
Value str_from_fs(Ctx *ctx, const char *text, size_t n) { return decode(ctx, text, n, 'f'); }
Value str_from(Ctx *ctx, const char *utf8) { return decode(ctx, utf8, strlen(utf8), 'w'); }

/* ---- the side table: open addressing, keyed by the string's address ---- */
typedef struct { Str *key; char *text; size_t len; } Utf8Entry;
static struct { Utf8Entry *entries; size_t used, mask; } utf8_table;

static size_t address_hash(const Str *s) { return (uintptr_t)s * 0x9e3779b97f4a7c15ull >> 20; }

static Utf8Entry *utf8_entry(const Str *s) {
  size_t i = address_hash(s) & utf8_table.mask;
  while (utf8_table.entries[i].key && utf8_table.entries[i].key != s) i = (i + 1) & utf8_table.mask;
  return &utf8_table.entries[i];
}

static int utf8_table_grow(void) {
  if (utf8_table.entries && utf8_table.used * 2 <= utf8_table.mask) return 0;
  size_t size = utf8_table.entries ? (utf8_table.mask + 1) * 2 : 64;
  Utf8Entry *old = utf8_table.entries, *fresh = calloc(size, sizeof *fresh);
  if (!fresh) return -1;
  size_t old_size = old ? utf8_table.mask + 1 : 0;
  utf8_table.entries = fresh;
  utf8_table.mask = size - 1;
  for (size_t i = 0; i < old_size; i++)
    if (old[i].key) *utf8_entry(old[i].key) = old[i];
  free(old);
  return 0;
}

void str_forget_utf8(Str *s) {
  Utf8Entry *hole = utf8_entry(s), *table = utf8_table.entries;
  size_t mask = utf8_table.mask;
  free(hole->text);
  utf8_table.used--;
  s->has_utf8 = 0;
  /* Close the gap: move back whatever a probe would no longer reach. */
  size_t gap = (size_t)(hole - table);
  for (size_t i = (gap + 1) & mask; table[i].key; i = (i + 1) & mask) {
    size_t home = address_hash(table[i].key) & mask;
    if (((i - home) & mask) < ((i - gap) & mask)) continue;
    table[gap] = table[i];
    gap = i;
  }
  table[gap].key = NULL;
}

/* UTF-8 of s, malloc'ed and NUL-terminated; map gives the bytes of surrogates: 'w' three bytes each,
 * 'f' U+DC80..U+DCFF as the byte they stand for.  's': *bad is the first surrogate's index and NULL
 * is returned. */
static char *encode(const Str *s, size_t *n, int mode, int64_t *bad) {
  size_t len = s->len, size = 0;
  *bad = -1;
  char *out = malloc(len * (s->kind == 1 ? 2 : s->kind == 2 ? 3 : 4) + 1);
  if (!out) return NULL;
  for (size_t i = 0; i < len; i++) {
    uint32_t c = str_at(s, i);
    if (c >= 0xd800 && c < 0xe000 && mode != 'w') {
      if (mode == 's' || c < 0xdc80 || c > 0xdcff) {
        *bad = (int64_t)i;
        free(out);
        return NULL;
      }
      out[size++] = (char)(c - 0xdc00);
    } else {
      size += (size_t)utf8_put(c, (uint8_t *)out + size);
    }
  }
  out[size] = 0;
  if (n) *n = size;
  return out;
}

static Value raise_surrogate(Ctx *ctx, Value s, int64_t at) {
  if (at < 0) return kr_raise_memory(ctx);
  const Str *t = str_of(s);
  size_t end = (size_t)at + 1;
  while (end < t->len && str_at(t, end) >= 0xd800 && str_at(t, end) < 0xe000) end++;
  return raise_encode_error(ctx, "utf-8", s, (size_t)at, end, "surrogates not allowed");
}

const char *str_utf8(Ctx *ctx, Value v, size_t *n) {
  Str *s = str_of(v);
  if (s->ascii) {
    if (n) *n = s->len;
    return (const char *)s->data;
  }
  if (!s->has_utf8) {
    int64_t bad = -1;
    size_t len;
    char *text = utf8_table_grow() ? NULL : encode(s, &len, 's', &bad);
    if (!text) {
      raise_surrogate(ctx, v, bad);
      return NULL;
    }
    *utf8_entry(s) = (Utf8Entry){s, text, len};
    utf8_table.used++;
    s->has_utf8 = 1;
  }
  Utf8Entry *e = utf8_entry(s);
  if (n) *n = e->len;
  return e->text;
}

char *str_wtf8_dup(Ctx *ctx, Value s, size_t *n) {
  int64_t bad;
  char *text = encode(str_of(s), n, 'w', &bad);
  if (!text) kr_raise_memory(ctx);
  return text;
}

char *str_fs_dup(Ctx *ctx, Value v) {
  Str *s = str_of(v);
  if (chars_find_char(s->data, s->kind, s->len, 0) >= 0) {
    kr_raise(ctx, &kr_type_ValueError, "embedded null byte");
    return NULL;
  }
  int64_t bad;
  char *text = encode(s, NULL, 'f', &bad);
  if (!text) raise_surrogate(ctx, v, bad);
  return text;
}
