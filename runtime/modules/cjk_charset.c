/* Character sets of East Asia as tables of two bytes, read from iconv of the C library at the first use: executables
 * need not carry them.  Where CPython's mappings differ from glibc's, facts say how. */
#include <iconv.h>
#include <stdlib.h>
#include "cjk.h"

/* Codes from first on stand for count characters from c on; c 0: for nothing. */
typedef struct { uint16_t first, count; uint32_t c; } Fact;

typedef struct {
  const char *iconv_name;
  uint8_t prefix;          /* a byte in front, or 0 */
  uint8_t lead, last_lead; /* lead bytes of the set */
  const Fact *facts;       /* of what codes stand for, ended by 0 */
  const Fact *preferred;   /* which code a character takes that several stand for */
} Source;

#include "cjk_facts.h"

static const Source sources[CS_COUNT] = {
  [CS_gb2312] = {"EUC-CN", 0, 0xa1, 0xfe, NULL, NULL},
  [CS_gbk] = {"GBK", 0, 0x81, 0xfe, NULL, NULL},
  [CS_gb18030] = {"GB18030", 0, 0x81, 0xfe, gb18030_facts, NULL},
  [CS_big5] = {"BIG5", 0, 0xa1, 0xf9, big5_facts, big5_preferred},
  [CS_cp950] = {"CP950", 0, 0xa1, 0xf9, cp950_facts, cp950_preferred},
  [CS_hkscs] = {"BIG5-HKSCS", 0, 0x87, 0xfe, hkscs_facts, hkscs_preferred},
  [CS_cp949] = {"CP949", 0, 0x81, 0xfe, NULL, NULL},
  [CS_johab] = {"JOHAB", 0, 0x84, 0xf9, johab_facts, johab_preferred},
  [CS_jisx0208] = {"EUC-JP", 0, 0xa1, 0xf4, NULL, NULL},
  [CS_jisx0212] = {"EUC-JP", 0x8f, 0xa1, 0xfe, jisx0212_facts, NULL},
  [CS_cp932] = {"CP932", 0, 0x81, 0xfc, NULL, cp932_preferred},
  [CS_jisx0213_1] = {"EUC-JISX0213", 0, 0xa1, 0xfe, jisx0213_facts, NULL},
  [CS_jisx0213_2] = {"EUC-JISX0213", 0x8f, 0xa1, 0xfe, NULL, NULL},
};

static Charset charsets[CS_COUNT];
const Charset *cjk_sets[CS_COUNT];

/* The characters of one code, as an entry of the decode table. */
static uint32_t ask(iconv_t cd, const uint8_t *bytes, size_t n) {
  uint32_t out[4];
  char *in = (char *)bytes, *to = (char *)out;
  size_t left = n, room = sizeof out;
  iconv(cd, NULL, NULL, NULL, NULL);
  if (iconv(cd, &in, &left, &to, &room) == (size_t)-1 || left) return 0;
  iconv(cd, NULL, NULL, &to, &room);
  size_t chars = (size_t)(to - (char *)out) / 4;
  return chars == 1 ? out[0] : chars == 2 && out[0] < 0x10000 && out[1] < 0x8000 ? PAIR_FLAG | out[1] << 16 | out[0] : 0;
}

static int read_source(const Source *source, uint32_t *decode) {
  iconv_t cd = iconv_open(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? "UTF-32LE" : "UTF-32BE", source->iconv_name);
  if (cd == (iconv_t)-1) return -1;
  for (unsigned lead = source->lead; lead <= source->last_lead; lead++)
    for (unsigned trail = 0x31; trail < 0xff; trail++) {
      uint8_t bytes[3] = {source->prefix, (uint8_t)lead, (uint8_t)trail};
      size_t skip = source->prefix ? 0 : 1;
      if (trail >= 0x40 || source->lead == 0x84) decode[lead << 8 | trail] = ask(cd, bytes + skip, 3 - skip);
    }
  iconv_close(cd);
  for (const Fact *f = source->facts; f && f->first; f++)
    for (uint16_t k = 0; k < f->count; k++) decode[f->first + k] = f->c ? f->c + k : 0;
  return 0;
}

static int add_code(Charset *set, uint32_t c, uint16_t code, int replace) {
  uint16_t **plane = &set->encode[c >> 16];
  if (!*plane && !(*plane = calloc(0x10000, sizeof **plane))) return -1;
  if (replace || !(*plane)[c & 0xffff]) (*plane)[c & 0xffff] = code;
  return 0;
}

static int invert(Charset *set, const Source *source) {
  int failed = 0;
  for (uint32_t code = 0x8000; code < 0x10000; code++) {
    uint32_t c = set->decode[code];
    if (c && c < 0x30000) failed |= add_code(set, c, (uint16_t)code, 0);
  }
  for (const Fact *f = source->preferred; f && (f->first || f->c); f++)
    for (uint16_t k = 0; k < f->count; k++) failed |= add_code(set, f->c + k, f->first ? f->first + k : 0, 1);
  return failed;
}

const Charset *cjk_charset(Ctx *ctx, CharsetId id) {
  static const uint16_t hkscs_pairs[] = {0x8862, 0x8864, 0x88a3, 0x88a5, 0};
  Charset *set = &charsets[id];
  if (cjk_sets[id]) return set;
  if (!(set->decode = calloc(0x10000, sizeof *set->decode))) return (Charset *)kr_raise_memory(ctx);
  if (read_source(&sources[id], set->decode) < 0) {
    kr_raise(ctx, &kr_type_LookupError, "the C library has no table of %s", sources[id].iconv_name);
    free(set->decode);
    set->decode = NULL;
    return NULL;
  }
  if (invert(set, &sources[id])) return (Charset *)kr_raise_memory(ctx);
  set->pairs = id == CS_hkscs ? hkscs_pairs : id == CS_jisx0213_1 ? jisx0213_pairs : NULL;
  return cjk_sets[id] = set;
}

uint32_t charset_encode_pair(const Charset *set, uint32_t c, uint32_t next, int *starts_pair) {
  *starts_pair = 0;
  for (const uint16_t *code = set->pairs; code && *code; code++) {
    uint32_t v = set->decode[*code];
    if (PAIR_FIRST(v) != c) continue;
    *starts_pair = 1;
    if (PAIR_SECOND(v) == next) return *code;
  }
  return 0;
}
