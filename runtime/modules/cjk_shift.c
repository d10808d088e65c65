/* Encodings with shift states: HZ, and ISO 2022, whose escape sequences designate sets to G0, G1 and G2. */
#include "cjk_japanese.h"

/* The code of a set that two bytes without high bits stand for; 0: none. */
static uint32_t seven_bits(uint32_t first, uint32_t second) {
  return first > 0x20 && first < 0x7f && second > 0x20 && second < 0x7f ? first << 8 | second | 0x8080 : 0;
}

/* ---- HZ: GB 2312 between ~{ and ~} ---- */

enum { HZ_CHINESE = 0 }; /* byte of the state: whether that is so */

static int hz_tilde(CjkState *state, uint8_t second, uint32_t out[2]) {
  uint8_t *chinese = &state->bytes[HZ_CHINESE];
  out[0] = out[1] = NO_CHAR;
  if (second == '~' && !*chinese) out[0] = '~';
  else if (second == '{' && !*chinese) *chinese = 1;
  else if (second == '}' && *chinese) *chinese = 0;
  else if (second != '\n' || *chinese) return -1;
  return 2;
}

static int hz_decode(const CjkCodec *codec, CjkState *state, const uint8_t *p, size_t n, uint32_t out[2]) {
  if (*p == '~') return n < 2 ? 0 : hz_tilde(state, p[1], out);
  if (*p & 0x80) return -1;
  if (!state->bytes[HZ_CHINESE]) return cjk_char(*p, 1, out);
  if (n < 2) return 0;
  return cjk_entry(charset_decode(cjk_sets[CS_gb2312], seven_bits(p[0], p[1])), 2, out);
}

static int hz_finish(CjkState *state, uint8_t *out) {
  if (!state->bytes[HZ_CHINESE]) return 0;
  state->bytes[HZ_CHINESE] = 0;
  memcpy(out, "~}", 2);
  return 2;
}

static int hz_encode(const CjkCodec *codec, CjkState *state, uint32_t c, uint32_t next, uint8_t *out, int *n) {
  if (c < 0x80) {
    *n = hz_finish(state, out);
    out[(*n)++] = (uint8_t)c;
    if (c == '~') out[(*n)++] = '~';
    return 1;
  }
  uint32_t code = charset_encode(cjk_sets[CS_gb2312], c);
  if (!code) return -1;
  *n = 0;
  if (!state->bytes[HZ_CHINESE]) memcpy(out, "~{", 2), *n = 2;
  state->bytes[HZ_CHINESE] = 1;
  out[(*n)++] = code >> 8 & 0x7f;
  out[(*n)++] = code & 0x7f;
  return 1;
}

/* ---- ISO 2022: designations ---- */

enum { ESC = 0x1b, SHIFT_OUT = 0x0e, SHIFT_IN = 0x0f, WIDE = 0x80, ASCII = 'B' };
/* Bytes of the state: the sets in G0, G1 and G2 by the last byte of their escape sequence, flags. */
enum { G0, G1, G2, FLAGS = 4, SHIFTED = 1, PASSING_ESCAPE = 2 };
/* What an encoding allows. */
enum { NO_SHIFT = 1, HAS_G2 = 2, HAS_PREFIX = 4 };

/* An entry of a decode table for a code (with high bits, if of two bytes), 0: none. */
typedef uint32_t (*SetDecode)(uint32_t code);
/* How many characters were taken, as jis_encode; only 7 bits of each byte of *code count. */
typedef int (*SetEncode)(uint32_t c, uint32_t next, uint32_t *code);
typedef struct { uint8_t mark, place; SetDecode decode; SetEncode encode; } Designation;
typedef struct { int flags; const Designation *sets; } Iso; /* ended by mark 0 */

#define DOUBLE_SET(name, set) \
  static uint32_t name##_decode(uint32_t code) { return charset_decode(cjk_sets[set], code); } \
  static int name##_encode(uint32_t c, uint32_t next, uint32_t *code) { return *code = charset_encode(cjk_sets[set], c), *code ? 1 : -1; }
DOUBLE_SET(jisx0212, CS_jisx0212)
DOUBLE_SET(gb2312, CS_gb2312)
DOUBLE_SET(plain_jisx0208, CS_jisx0208)

static uint32_t jisx0208_decode(uint32_t code) { return code == 0xa1c0 ? 0xff3c : plain_jisx0208_decode(code); }
static int jisx0208_encode(uint32_t c, uint32_t next, uint32_t *code) {
  if (c != 0xff3c) return plain_jisx0208_encode(c, next, code);
  *code = 0x2140;
  return 1;
}

static uint32_t ksx1001_decode(uint32_t code) { return charset_decode(cjk_sets[CS_cp949], code); }
static int ksx1001_encode(uint32_t c, uint32_t next, uint32_t *code) {
  *code = charset_encode(cjk_sets[CS_cp949], c);
  return *code >= 0xa1a1 && (*code & 0xff) >= 0xa1 ? 1 : -1;
}

static uint32_t roman_decode(uint32_t code) { return code == 0x5c ? 0xa5 : code == 0x7e ? 0x203e : code; }
static int roman_encode(uint32_t c, uint32_t next, uint32_t *code) {
  *code = c == 0xa5 ? 0x5c : c == 0x203e ? 0x7e : c;
  return *code < 0x80 ? 1 : -1;
}

static uint32_t katakana_decode(uint32_t code) { return code >= 0x21 && code <= 0x5f ? code + 0xff40 : 0; }
static int katakana_encode(uint32_t c, uint32_t next, uint32_t *code) {
  *code = c - 0xff40;
  return c >= 0xff61 && c <= 0xff9f ? 1 : -1;
}

/* A plane of JIS X 0213, or its characters of two only; CPython reads the second as the edition of 2004 has it. */
#define JISX0213_SET(name, edition, wanted, pairs_only) \
  static uint32_t name##_decode(uint32_t code) { return wanted ? jis_decode(JIS_2004, 1, code) : code == 0xa2b2 ? '~' : jis_decode(edition, 0, code); } \
  static int name##_encode(uint32_t c, uint32_t next, uint32_t *code) { \
    if (c == 0xff5e) return -1; \
    int plane, taken = jis_encode(edition, c, next, code, &plane); \
    return taken > 0 && (plane != wanted || (pairs_only && taken != 2)) ? -1 : taken; \
  }
JISX0213_SET(plane1_2000, JIS_2000, 0, 0)
JISX0213_SET(pairs_2000, JIS_2000, 0, 1)
JISX0213_SET(plane2_2000, JIS_2000, 1, 0)
JISX0213_SET(plane1_2004, JIS_2004, 0, 0)
JISX0213_SET(pairs_2004, JIS_2004, 0, 1)
JISX0213_SET(plane2_2004, JIS_2004, 1, 0)

static int nothing_encode(uint32_t c, uint32_t next, uint32_t *code) { return -1; }

#define SET(mark, name) {mark, G0, name##_decode, name##_encode}
#define ISO_JP SET('B' | WIDE, jisx0208)
#define ISO_JP_END SET('J', roman), SET('@' | WIDE, jisx0208)
static const Designation sets_kr[] = {{'C' | WIDE, G1, ksx1001_decode, ksx1001_encode}, {0}};
static const Designation sets_jp[] = {ISO_JP, ISO_JP_END, {0}};
static const Designation sets_jp_1[] = {ISO_JP, SET('D' | WIDE, jisx0212), ISO_JP_END, {0}};
static const Designation sets_jp_2[] = {ISO_JP, SET('D' | WIDE, jisx0212), SET('C' | WIDE, ksx1001), SET('A' | WIDE, gb2312), ISO_JP_END,
                                        {'A', G2, NULL, nothing_encode}, {'F', G2, NULL, nothing_encode}, {0}};
static const Designation sets_jp_2004[] = {ISO_JP, SET('Q' | WIDE, pairs_2004), SET('Q' | WIDE, plane1_2004), SET('P' | WIDE, plane2_2004), {0}};
static const Designation sets_jp_3[] = {ISO_JP, SET('O' | WIDE, pairs_2000), SET('O' | WIDE, plane1_2000), SET('P' | WIDE, plane2_2000), {0}};
static const Designation sets_jp_ext[] = {ISO_JP, SET('D' | WIDE, jisx0212), SET('J', roman), SET('I', katakana), SET('@' | WIDE, jisx0208), {0}};

static const Iso *iso_of(const CjkCodec *codec) { return codec->detail; }

static const Designation *find_set(const Iso *iso, uint8_t mark) {
  for (const Designation *d = iso->sets; d->mark; d++)
    if (d->mark == mark) return d;
  return NULL;
}

static void iso_start(CjkState *state) { *state = (CjkState){{ASCII, ASCII}}; }

static void iso_restart(CjkState *state) {
  state->bytes[G0] = ASCII;
  state->bytes[FLAGS] &= (uint8_t)~SHIFTED;
}

/* ---- ISO 2022: reading ---- */

enum { MAX_SEQUENCE = 16 };

/* Length of the escape sequence at p; 0: it goes on; -1: it has no end. */
static int sequence_length(const Iso *iso, const uint8_t *p, size_t n) {
  for (size_t i = 1; i < MAX_SEQUENCE; i++) {
    if (i >= n) return 0;
    if ((p[i] >= 'A' && p[i] <= 'Z') || p[i] == '@') return (int)i + 1;
    if (iso->flags & HAS_PREFIX && i + 1 < n && p[i] == '&' && p[i + 1] == '@') i += 2;
  }
  return -1;
}

/* The set and place that a sequence names: 0, or -1 if it is of another kind. */
static int read_sequence(const Iso *iso, const uint8_t *p, int length, uint8_t *mark, int *place) {
  *mark = p[length - 1];
  *place = G0;
  if (length == 3) {
    if (p[1] == '$') *mark |= WIDE;
    else if (p[1] == ')') *place = G1;
    else if (p[1] == '.' && iso->flags & HAS_G2) *place = G2;
    else if (p[1] != '(') return -1;
    return 0;
  }
  if (length == 4) {
    *mark |= WIDE;
    *place = p[2] == ')' ? G1 : G0;
    return p[1] == '$' && (p[2] == '(' || p[2] == ')') ? 0 : -1;
  }
  *mark = 'B' | WIDE;
  return length == 6 && iso->flags & HAS_PREFIX && p[3] == ESC && p[4] == '$' && p[5] == 'B' ? 0 : -1;
}

static int designate(const Iso *iso, CjkState *state, const uint8_t *p, size_t n, uint32_t out[2]) {
  uint8_t mark;
  int place, length = sequence_length(iso, p, n);
  if (length <= 0) return length;
  if (read_sequence(iso, p, length, &mark, &place) < 0 || (mark != ASCII && !find_set(iso, mark))) return -length;
  state->bytes[place] = mark;
  out[0] = out[1] = NO_CHAR;
  return length;
}

/* A character of G2, after ESC N. */
static int read_g2(const CjkState *state, const uint8_t *p, size_t n, uint32_t out[2]) {
  /* 0xa1 to 0xfe of ISO 8859-7 as CPython has it, but for the letters that follow Unicode */
  static const uint16_t greek[] = {0x2018, 0x2019, 0xa3, 0, 0, 0xa6, 0xa7, 0xa8, 0xa9, 0, 0xab, 0xac, 0xad, 0, 0x2015, 0xb0, 0xb1, 0xb2,
                                   0xb3, 0x384, 0x385, 0x386, 0xb7};
  if (n < 3) return 0;
  uint32_t c = p[2];
  if (state->bytes[G2] == 'A') return c < 0x80 ? cjk_char(c + 0x80, 3, out) : -3;
  if (state->bytes[G2] != 'F') return c < 0x80 ? cjk_char(c, 3, out) : -3;
  c ^= 0x80;
  if (c <= 0xa0) return cjk_char(c, 3, out);
  if (c == 0xff || c == 0xd2) return -3;
  if (c <= 0xb7) return greek[c - 0xa1] ? cjk_char(greek[c - 0xa1], 3, out) : -3;
  return cjk_char(c == 0xbb || c == 0xbd ? c : c + 0x2d0, 3, out);
}

static int read_escape(const Iso *iso, CjkState *state, const uint8_t *p, size_t n, uint32_t out[2]) {
  if (n < 2) return 0;
  if (strchr("()$.&", p[1]) && p[1]) return designate(iso, state, p, n, out);
  if (iso->flags & HAS_G2 && p[1] == 'N') return read_g2(state, p, n, out);
  state->bytes[FLAGS] |= PASSING_ESCAPE;
  return cjk_char(ESC, 1, out);
}

static int iso_decode(const CjkCodec *codec, CjkState *state, const uint8_t *p, size_t n, uint32_t out[2]) {
  const Iso *iso = iso_of(codec);
  uint8_t c = *p, *flags = &state->bytes[FLAGS];
  if (*flags & PASSING_ESCAPE) {
    if ((c >= 'A' && c <= 'Z') || c == '@') *flags &= (uint8_t)~PASSING_ESCAPE;
    return cjk_char(c, 1, out);
  }
  if (c == ESC) return read_escape(iso, state, p, n, out);
  if ((c == SHIFT_IN || c == SHIFT_OUT) && !(iso->flags & NO_SHIFT)) {
    *flags = (uint8_t)(c == SHIFT_OUT ? *flags | SHIFTED : *flags & ~SHIFTED);
    out[0] = out[1] = NO_CHAR;
    return 1;
  }
  if (c == '\n') *flags &= (uint8_t)~SHIFTED;
  if (c < 0x20) return cjk_char(c, 1, out);
  if (c >= 0x80) return -1;
  uint8_t mark = state->bytes[*flags & SHIFTED ? G1 : G0];
  if (mark == ASCII) return cjk_char(c, 1, out);
  const Designation *set = find_set(iso, mark);
  size_t width = mark & WIDE ? 2 : 1;
  if (!set || !set->decode) return -1;
  if (n < width) return 0;
  int r = cjk_entry(set->decode(width == 2 ? seven_bits(p[0], p[1]) : p[0]), (int)width, out);
  return r < 0 ? -(int)width : r;
}

/* ---- ISO 2022: writing ---- */

static void put_byte(uint8_t *out, int *n, uint32_t byte) { out[(*n)++] = (uint8_t)byte; }

static void shift_in(CjkState *state, uint8_t *out, int *n) {
  if (!(state->bytes[FLAGS] & SHIFTED)) return;
  put_byte(out, n, SHIFT_IN);
  state->bytes[FLAGS] &= (uint8_t)~SHIFTED;
}

static void choose(CjkState *state, uint8_t mark, int place, uint8_t *out, int *n) {
  if (state->bytes[place] == mark) return;
  state->bytes[place] = mark;
  put_byte(out, n, ESC);
  if (mark & WIDE) put_byte(out, n, '$');
  if (place != G0 || mark != ('B' | WIDE)) put_byte(out, n, place == G0 ? '(' : ')');
  put_byte(out, n, mark & 0x7f);
}

static int iso_finish(CjkState *state, uint8_t *out) {
  int n = 0;
  shift_in(state, out, &n);
  choose(state, ASCII, G0, out, &n);
  return n;
}

static int iso_encode(const CjkCodec *codec, CjkState *state, uint32_t c, uint32_t next, uint8_t *out, int *n) {
  const Designation *set = iso_of(codec)->sets;
  uint32_t code = 0;
  int taken = -1;
  *n = 0;
  if (c < 0x80) {
    choose(state, ASCII, G0, out, n);
    shift_in(state, out, n);
    put_byte(out, n, c);
    return 1;
  }
  for (; set->mark && (taken = set->encode(c, next, &code)) < 0; set++) {}
  if (!set->mark || taken == 0) return set->mark ? 0 : -1;
  if (set->place == G0) shift_in(state, out, n);
  choose(state, set->mark, set->place, out, n);
  if (set->place == G1 && !(state->bytes[FLAGS] & SHIFTED)) {
    put_byte(out, n, SHIFT_OUT);
    state->bytes[FLAGS] |= SHIFTED;
  }
  if (set->mark & WIDE) put_byte(out, n, code >> 8 & 0x7f);
  put_byte(out, n, code & 0x7f);
  return taken;
}

static const Iso iso_kr = {0, sets_kr}, iso_jp = {NO_SHIFT | HAS_PREFIX, sets_jp}, iso_jp_1 = {NO_SHIFT | HAS_PREFIX, sets_jp_1},
                 iso_jp_2 = {NO_SHIFT | HAS_PREFIX | HAS_G2, sets_jp_2}, iso_jp_2004 = {NO_SHIFT | HAS_PREFIX, sets_jp_2004},
                 iso_jp_3 = {NO_SHIFT | HAS_PREFIX, sets_jp_3}, iso_jp_ext = {NO_SHIFT | HAS_PREFIX, sets_jp_ext};

#define ISO(name, row, nsets, ...) \
  {"iso2022_" name, "_codecs_iso2022", iso_decode, iso_encode, iso_finish, iso_start, iso_restart, {__VA_ARGS__}, nsets, &iso_##row}
const CjkCodec cjk_shift_codecs[] = {
  {"hz", "_codecs_cn", hz_decode, hz_encode, hz_finish, NULL, NULL, {CS_gb2312}, 1, NULL},
  ISO("kr", kr, 1, CS_cp949), ISO("jp", jp, 1, CS_jisx0208), ISO("jp_1", jp_1, 2, CS_jisx0208, CS_jisx0212),
  ISO("jp_2", jp_2, 4, CS_jisx0208, CS_jisx0212, CS_cp949, CS_gb2312),
  ISO("jp_2004", jp_2004, 3, CS_jisx0208, CS_jisx0213_1, CS_jisx0213_2), ISO("jp_3", jp_3, 3, CS_jisx0208, CS_jisx0213_1, CS_jisx0213_2),
  ISO("jp_ext", jp_ext, 2, CS_jisx0208, CS_jisx0212),
  {0},
};
