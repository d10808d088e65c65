/* Chinese and Korean encodings without shift states: ASCII and codes of two bytes, and what some add to that. */
#include "cjk.h"

/* ---- two bytes ---- */

static int two_decode(const CjkCodec *codec, CjkState *state, const uint8_t *p, size_t n, uint32_t out[2]) {
  if (*p < 0x80) return cjk_char(*p, 1, out);
  if (n < 2) return 0;
  return cjk_entry(charset_decode(cjk_sets[codec->sets[0]], (uint32_t)p[0] << 8 | p[1]), 2, out);
}

static int two_encode(const CjkCodec *codec, CjkState *state, uint32_t c, uint32_t next, uint8_t *out, int *n) {
  const Charset *set = cjk_sets[codec->sets[0]];
  int starts_pair;
  if (c < 0x80) return cjk_put(c, 1, out, n);
  uint32_t code = charset_encode_pair(set, c, next, &starts_pair);
  if (code) return cjk_put(code, 2, out, n) + 1;
  if (starts_pair && next == NEXT_UNKNOWN) return 0;
  code = charset_encode(set, c);
  return code ? cjk_put(code, 2, out, n) : -1;
}

/* ---- GB 18030: four bytes for all the rest of Unicode ---- */

enum { FOUR_BMP = 39420, FOUR_ASTRAL = 189000 };

/* The characters of the first plane that have no code of two bytes, in order, and their places. */
static uint16_t four_char[FOUR_BMP], four_place[0x10000];

static void number_rest(const Charset *set) {
  if (four_char[0]) return;
  for (uint32_t c = 0x80, place = 0; c < 0x10000 && place < FOUR_BMP; c++) {
    if ((c >= 0xd800 && c < 0xe000) || set->encode[0][c]) continue;
    four_place[c] = (uint16_t)place;
    four_char[place++] = (uint16_t)c;
  }
}

static int gb18030_decode(const CjkCodec *codec, CjkState *state, const uint8_t *p, size_t n, uint32_t out[2]) {
  if (*p < 0x80) return cjk_char(*p, 1, out);
  if (n < 2) return 0;
  if (p[1] < 0x30 || p[1] > 0x39) return two_decode(codec, state, p, n, out);
  if (n < 4) return 0;
  if (p[0] < 0x81 || p[0] > 0xfe || p[2] < 0x81 || p[2] > 0xfe || p[3] < 0x30 || p[3] > 0x39) return -1;
  uint32_t index = (((p[0] - 0x81u) * 10 + p[1] - 0x30u) * 126 + p[2] - 0x81u) * 10 + p[3] - 0x30u, c = 0;
  number_rest(cjk_sets[CS_gb18030]);
  if (index < FOUR_BMP) c = four_char[index];
  else if (index >= FOUR_ASTRAL && index - FOUR_ASTRAL < 0x100000) c = index - FOUR_ASTRAL + 0x10000;
  return c ? cjk_char(c, 4, out) : -1;
}

static int gb18030_encode(const CjkCodec *codec, CjkState *state, uint32_t c, uint32_t next, uint8_t *out, int *n) {
  const Charset *set = cjk_sets[CS_gb18030];
  if (c < 0x80) return cjk_put(c, 1, out, n);
  if (c >= 0xd800 && c < 0xe000) return -1;
  if (c < 0x10000 && set->encode[0][c]) return cjk_put(set->encode[0][c], 2, out, n);
  number_rest(set);
  uint32_t index = c < 0x10000 ? four_place[c] : c - 0x10000 + FOUR_ASTRAL;
  static const uint8_t base[4] = {0x81, 0x30, 0x81, 0x30}, radix[4] = {126, 10, 126, 10};
  for (int k = 3; k >= 0; index /= radix[k--]) out[k] = (uint8_t)(base[k] + index % radix[k]);
  *n = 4;
  return 1;
}

/* ---- KS X 1001: syllables without a code are spelt, a filler and three letters of two bytes each ---- */

enum { LETTER = 0xa4, FILLER = 0xd4, FIRST_LETTER = 0xa1, FIRST_VOWEL = 0xbf, VOWELS = 21, FINALS = 28, SYLLABLES = 0xac00 };
/* Letters in the order of syllables, by their place among the letters. */
static const uint8_t initials[] = {0, 1, 3, 6, 7, 8, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29};
static const uint8_t finals[] = {0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 25, 26, 27, 28, 29};

static int letter_place(const uint8_t *letters, int n, int letter) {
  for (int k = 0; k < n; k++)
    if (letters[k] == letter) return k;
  return -1;
}

static int spelt_decode(const uint8_t *p, size_t n, uint32_t out[2]) {
  if (n < 8) return 0;
  int initial = letter_place(initials, sizeof initials, p[3] - FIRST_LETTER), vowel = p[5] - FIRST_VOWEL;
  int final = p[7] == FILLER ? 0 : letter_place(finals, sizeof finals, p[7] - FIRST_LETTER) + 1;
  if (p[2] != LETTER || p[4] != LETTER || p[6] != LETTER || initial < 0 || vowel < 0 || vowel >= VOWELS) return -1;
  if (final == 0 && p[7] != FILLER) return -1;
  return cjk_char(SYLLABLES + (uint32_t)((initial * VOWELS + vowel) * FINALS + final), 8, out);
}

static int is_ksx1001(uint32_t code) { return code >> 8 >= 0xa1 && (code & 0xff) >= 0xa1; }

static int euckr_decode(const CjkCodec *codec, CjkState *state, const uint8_t *p, size_t n, uint32_t out[2]) {
  if (*p < 0x80) return cjk_char(*p, 1, out);
  if (n < 2) return 0;
  if (p[0] == LETTER && p[1] == FILLER) return spelt_decode(p, n, out);
  return is_ksx1001((uint32_t)p[0] << 8 | p[1]) ? two_decode(codec, state, p, n, out) : -1;
}

static int euckr_encode(const CjkCodec *codec, CjkState *state, uint32_t c, uint32_t next, uint8_t *out, int *n) {
  if (c < 0x80) return cjk_put(c, 1, out, n);
  uint32_t code = charset_encode(cjk_sets[CS_cp949], c);
  if (is_ksx1001(code)) return cjk_put(code, 2, out, n);
  if (c < SYLLABLES || c >= SYLLABLES + sizeof initials * VOWELS * FINALS) return -1;
  uint32_t place = c - SYLLABLES, final = place % FINALS;
  const uint8_t spelt[] = {LETTER, FILLER, LETTER, (uint8_t)(FIRST_LETTER + initials[place / (VOWELS * FINALS)]),
                           LETTER, (uint8_t)(FIRST_VOWEL + place / FINALS % VOWELS),
                           LETTER, (uint8_t)(final ? FIRST_LETTER + finals[final - 1] : FILLER)};
  memcpy(out, spelt, *n = sizeof spelt);
  return 1;
}

#define TWO(name, module, set) {name, module, two_decode, two_encode, NULL, NULL, NULL, {set}, 1, NULL}
const CjkCodec cjk_plain_codecs[] = {
  TWO("gb2312", "_codecs_cn", CS_gb2312), TWO("gbk", "_codecs_cn", CS_gbk),
  {"gb18030", "_codecs_cn", gb18030_decode, gb18030_encode, NULL, NULL, NULL, {CS_gb18030}, 1, NULL},
  TWO("big5", "_codecs_tw", CS_big5), TWO("cp950", "_codecs_tw", CS_cp950), TWO("big5hkscs", "_codecs_hk", CS_hkscs),
  TWO("cp949", "_codecs_kr", CS_cp949), TWO("johab", "_codecs_kr", CS_johab),
  {"euc_kr", "_codecs_kr", euckr_decode, euckr_encode, NULL, NULL, NULL, {CS_cp949}, 1, NULL},
  {0},
};
