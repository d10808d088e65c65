/* Japanese encodings without shift states: EUC-JP and Shift JIS over JIS X 0208, 0212 and 0213, and code page 932.
 * Codes of the sets are in the form of EUC: both bytes from 0xa1 on; those of the second plane (0212, or that of
 * 0213) are written after a byte 0x8f. */
#include "cjk.h"
#include "cjk_japanese.h"

enum { KATAKANA = 0xff61 - 0xa1, SINGLE_SHIFT_2 = 0x8e, SINGLE_SHIFT_3 = 0x8f, BACKSLASH = 0xa1c0, TILDE = 0xa2b2 };
static const JisEdition edition_2000 = JIS_2000, edition_2004 = JIS_2004;

static int is_katakana(uint32_t byte) { return byte >= 0xa1 && byte <= 0xdf; }
static JisEdition edition_of(const CjkCodec *codec) { return codec->detail ? *(const JisEdition *)codec->detail : JIS_PLAIN; }

/* ---- the two planes ---- */

/* Codes of the first plane that the edition of 2004 added; it also exchanged a character of the second. */
static int is_new(uint32_t code) {
  static const uint16_t added[] = {0xaea1, 0xaffe, 0xcfd4, 0xcffe, 0xf4a7, 0xfefa, 0xfefb, 0xfefc, 0xfefd, 0xfefe};
  for (size_t k = 0; k < sizeof added / sizeof *added; k++)
    if (added[k] == code) return 1;
  return 0;
}
enum { EXCHANGED = 0xfdbb, EXCHANGED_2000 = 0x9b1d, EXCHANGED_2004 = 0x9b1c };

uint32_t jis_decode(JisEdition edition, int plane, uint32_t code) {
  if (edition == JIS_PLAIN) return charset_decode(cjk_sets[plane ? CS_jisx0212 : CS_jisx0208], code);
  if (edition == JIS_2000 && !plane && is_new(code)) return 0;
  if (edition == JIS_2000 && plane && code == EXCHANGED) return EXCHANGED_2000;
  return charset_decode(cjk_sets[plane ? CS_jisx0213_2 : CS_jisx0213_1], code);
}

int jis_encode(JisEdition edition, uint32_t c, uint32_t next, uint32_t *code, int *plane) {
  int starts_pair;
  *plane = 0;
  if (edition == JIS_PLAIN) {
    if ((*code = charset_encode(cjk_sets[CS_jisx0208], c))) return 1;
    *plane = 1;
    return (*code = charset_encode(cjk_sets[CS_jisx0212], c)) ? 1 : -1;
  }
  if ((*code = charset_encode_pair(cjk_sets[CS_jisx0213_1], c, next, &starts_pair))) return 2;
  if (starts_pair && next == NEXT_UNKNOWN) return 0;
  *code = charset_encode(cjk_sets[CS_jisx0213_1], c);
  if (*code) return edition == JIS_2000 && is_new(*code) ? -1 : 1;
  *plane = 1;
  *code = edition == JIS_2000 && c == EXCHANGED_2000 ? EXCHANGED : charset_encode(cjk_sets[CS_jisx0213_2], c);
  return *code == 0 || (edition == JIS_2000 && c == EXCHANGED_2004) ? -1 : 1;
}

/* ---- EUC ---- */

static int euc_decode(const CjkCodec *codec, CjkState *state, const uint8_t *p, size_t n, uint32_t out[2]) {
  if (*p < 0x80) return cjk_char(*p, 1, out);
  size_t size = *p == SINGLE_SHIFT_3 ? 3 : 2;
  if (n < size) return 0;
  if (*p == SINGLE_SHIFT_2) return is_katakana(p[1]) ? cjk_char(p[1] + KATAKANA, 2, out) : -1;
  uint32_t code = (uint32_t)p[size - 2] << 8 | p[size - 1], v = jis_decode(edition_of(codec), size == 3, code);
  if (size == 2 && edition_of(codec) == JIS_2000 && is_new(code)) return -2;
  if (!v && size == 3) v = charset_decode(cjk_sets[CS_jisx0212], code);
  return cjk_entry(v, (int)size, out);
}

/* Characters that look like ones of the set. */
static uint32_t euc_alias(const CjkCodec *codec, uint32_t c) {
  if (edition_of(codec) != JIS_PLAIN) return c == 0xff3c ? BACKSLASH : c == 0xff5e ? TILDE : 0;
  return c == 0xa5 ? 0x5c : c == 0x203e ? 0x7e : c == 0xff3c ? BACKSLASH : 0;
}

static int euc_encode(const CjkCodec *codec, CjkState *state, uint32_t c, uint32_t next, uint8_t *out, int *n) {
  uint32_t code;
  int plane;
  if (c < 0x80) return cjk_put(c, 1, out, n);
  if (c >= 0xff61 && c <= 0xff9f) return cjk_put(SINGLE_SHIFT_2 << 8 | (c - KATAKANA), 2, out, n);
  uint32_t alias = euc_alias(codec, c);
  if (alias) return cjk_put(alias, alias < 0x100 ? 1 : 2, out, n);
  int taken = jis_encode(edition_of(codec), c, next, &code, &plane);
  if (taken < 0 && !code && c != EXCHANGED_2004 && (code = charset_encode(cjk_sets[CS_jisx0212], c))) taken = plane = 1;
  if (taken > 0) cjk_put(plane ? SINGLE_SHIFT_3 << 16 | code : code, plane ? 3 : 2, out, n);
  return taken;
}

/* ---- Shift JIS: two rows of a plane to a lead byte ---- */

enum { FIRST_LEAD = 0x81, PLANE_2_LEAD = 0xf0, LAST_LEAD = 0xfc, FIRST_TRAIL = 0x40, CELLS = 94 };
/* Rows of the second plane, from lead 0xf0 on. */
static const uint8_t rows_2[] = {1, 8, 3, 4, 5, 12, 13, 14, 15, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94};

/* The code that two bytes stand for, and its plane; 0: none. */
static uint32_t unshift(uint32_t lead, uint32_t trail, int *plane) {
  if (trail < FIRST_TRAIL || trail == 0x7f || trail > LAST_LEAD) return 0;
  uint32_t cell = trail - FIRST_TRAIL - (trail > 0x7f), row;
  *plane = lead >= PLANE_2_LEAD;
  if (*plane) row = rows_2[(lead - PLANE_2_LEAD) * 2 + (cell >= CELLS)];
  else row = (lead < 0xa0 ? lead - FIRST_LEAD : lead - 0xc1) * 2 + (cell >= CELLS) + 1;
  return (0xa0 + row) << 8 | (0xa1 + cell % CELLS);
}

static uint32_t shift(uint32_t code, int plane) {
  uint32_t row = (code >> 8) - 0xa1, cell = (code & 0xff) - 0xa1, lead = row / 2 + FIRST_LEAD;
  if (plane) {
    for (row = 0; row < sizeof rows_2 && rows_2[row] != (code >> 8) - 0xa0; row++) {}
    lead = row / 2 + PLANE_2_LEAD;
  } else if (lead > 0x9f) lead += 0x40;
  uint32_t trail = cell + (row & 1 ? CELLS : 0) + FIRST_TRAIL;
  return lead << 8 | (trail + (trail >= 0x7f));
}

static int sjis_decode(const CjkCodec *codec, CjkState *state, const uint8_t *p, size_t n, uint32_t out[2]) {
  JisEdition edition = edition_of(codec);
  int plane;
  if (*p < 0x80) return cjk_char(edition == JIS_PLAIN ? *p : *p == 0x5c ? 0xa5 : *p == 0x7e ? 0x203e : *p, 1, out);
  if (is_katakana(*p)) return cjk_char(*p + KATAKANA, 1, out);
  if (*p < FIRST_LEAD || *p == 0xa0 || *p > LAST_LEAD) return -1;
  if (n < 2) return 0;
  uint32_t code = unshift(p[0], p[1], &plane);
  if (!code || (plane && edition == JIS_PLAIN)) return -1;
  if (edition != JIS_PLAIN && !plane && (code == BACKSLASH || code == TILDE)) return cjk_char(code == BACKSLASH ? '\\' : '~', 2, out);
  return !plane && edition == JIS_2000 && is_new(code) ? -2 : cjk_entry(jis_decode(edition, plane, code), 2, out);
}

static int sjis_encode(const CjkCodec *codec, CjkState *state, uint32_t c, uint32_t next, uint8_t *out, int *n) {
  JisEdition edition = edition_of(codec);
  uint32_t code;
  int plane;
  if (c < 0x80 && (edition == JIS_PLAIN || (c != 0x5c && c != 0x7e))) return cjk_put(c, 1, out, n);
  if (c == 0xa5 || c == 0x203e) return cjk_put(c == 0xa5 ? 0x5c : 0x7e, 1, out, n);
  if (c >= 0xff61 && c <= 0xff9f) return cjk_put(c - KATAKANA, 1, out, n);
  int taken = 1;
  if (edition != JIS_PLAIN && (c == 0xff3c || c == 0xff5e)) return -1;
  if (c == '\\' || c == '~') code = c == '~' ? TILDE : BACKSLASH, plane = 0;
  else if (edition == JIS_PLAIN && c == 0xff3c) code = BACKSLASH, plane = 0;
  else taken = jis_encode(edition, c, next, &code, &plane);
  if (taken > 0 && plane && edition == JIS_PLAIN) return -1;
  if (taken > 0) cjk_put(shift(code, plane), 2, out, n);
  return taken;
}

/* ---- code page 932 ---- */

enum { PRIVATE = 0xf8f0 }; /* for bytes 0xa0, 0xfd, 0xfe and 0xff */

static int cp932_decode(const CjkCodec *codec, CjkState *state, const uint8_t *p, size_t n, uint32_t out[2]) {
  if (*p <= 0x80) return cjk_char(*p, 1, out);
  if (is_katakana(*p)) return cjk_char(*p + KATAKANA, 1, out);
  if (*p == 0xa0) return cjk_char(PRIVATE, 1, out);
  if (*p > LAST_LEAD) return cjk_char(PRIVATE + *p - LAST_LEAD, 1, out);
  if (n < 2) return 0;
  return cjk_entry(charset_decode(cjk_sets[CS_cp932], (uint32_t)p[0] << 8 | p[1]), 2, out);
}

static int cp932_encode(const CjkCodec *codec, CjkState *state, uint32_t c, uint32_t next, uint8_t *out, int *n) {
  if (c <= 0x80) return cjk_put(c, 1, out, n);
  if (c >= 0xff61 && c <= 0xff9f) return cjk_put(c - KATAKANA, 1, out, n);
  if (c >= PRIVATE && c <= PRIVATE + 3) return cjk_put(c == PRIVATE ? 0xa0 : c - PRIVATE + LAST_LEAD, 1, out, n);
  uint32_t code = charset_encode(cjk_sets[CS_cp932], c);
  return code ? cjk_put(code, 2, out, n) : -1;
}

#define JIS(name, form, sets, nsets, edition) {name, "_codecs_jp", form##_decode, form##_encode, NULL, NULL, NULL, {JIS_##sets}, nsets, edition}
#define JIS_0208 CS_jisx0208, CS_jisx0212
#define JIS_0213 CS_jisx0213_1, CS_jisx0213_2, CS_jisx0212
const CjkCodec cjk_japanese_codecs[] = {
  JIS("euc_jp", euc, 0208, 2, NULL), JIS("shift_jis", sjis, 0208, 2, NULL),
  JIS("euc_jisx0213", euc, 0213, 3, &edition_2000), JIS("shift_jisx0213", sjis, 0213, 3, &edition_2000),
  JIS("euc_jis_2004", euc, 0213, 3, &edition_2004), JIS("shift_jis_2004", sjis, 0213, 3, &edition_2004),
  {"cp932", "_codecs_jp", cp932_decode, cp932_encode, NULL, NULL, NULL, {CS_cp932}, 1, NULL},
  {0},
};
