/* The CJK encodings: character sets as tables, encodings as functions that read or write one character, and the
 * objects that run them (_multibytecodec.c). */
#ifndef KRAIT_CJK_H
#define KRAIT_CJK_H

#include "../core/core.h"

/* ---- character sets (cjk_charset.c) ---- */
typedef enum {
  CS_gb2312, CS_gbk, CS_gb18030, CS_big5, CS_cp950, CS_hkscs, CS_cp949, CS_johab, CS_jisx0208, CS_jisx0212, CS_cp932,
  CS_jisx0213_1, CS_jisx0213_2, CS_COUNT
} CharsetId;

/* Two bytes (lead << 8 | trail, JIS and GB 2312 sets with their high bits set) to characters and back. */
typedef struct {
  uint32_t *decode;    /* by code; 0: none; PAIR(...): two characters */
  uint16_t *encode[3]; /* by plane (NULL: nothing in it) and low 16 bits; 0: none */
  const uint16_t *pairs; /* the codes of two characters, ended by 0 */
} Charset;
#define PAIR_FLAG 0x80000000u
#define PAIR_FIRST(v) ((v) & 0xffff)
#define PAIR_SECOND(v) ((v) >> 16 & 0x7fff)

/* Made at the first use from what iconv of the C library says, corrected by what is known to differ in
 * CPython.  NULL: raised (the C library has no such table). */
const Charset *cjk_charset(Ctx *, CharsetId);
KR_INLINE uint32_t charset_decode(const Charset *set, uint32_t code) { return set->decode[code & 0xffff]; }
KR_INLINE uint32_t charset_encode(const Charset *set, uint32_t c) {
  const uint16_t *plane = c < 0x30000 ? set->encode[c >> 16] : NULL;
  return plane ? plane[c & 0xffff] : 0;
}
/* The code of c followed by next, or 0; *starts_pair tells whether c begins any pair. */
uint32_t charset_encode_pair(const Charset *set, uint32_t c, uint32_t next, int *starts_pair);

/* ---- encodings ---- */
typedef struct { uint8_t bytes[8]; } CjkState; /* of stateful ones; incremental codecs show it, as CPython has it */
#define NO_CHAR 0xffffffffu
enum { NEXT_NONE = 0, NEXT_UNKNOWN = 0x110000 }; /* what may stand for the character after */

typedef struct CjkCodec CjkCodec;
struct CjkCodec {
  const char *name, *module;
  /* Reads one character (out[1] is NO_CHAR unless there are two; out[0] if there is none) and gives the bytes it
   * took; 0: the input ends too early; -n: n bytes are wrong. */
  int (*decode)(const CjkCodec *, CjkState *, const uint8_t *p, size_t n, uint32_t out[2]);
  /* Writes c, or c and next: how many characters that were; 0: next must be known; -1: not in this encoding. */
  int (*encode)(const CjkCodec *, CjkState *, uint32_t c, uint32_t next, uint8_t *out, int *n);
  int (*finish)(CjkState *, uint8_t *out);  /* ends shift states: bytes written; NULL: it has none */
  void (*start)(CjkState *);                /* NULL: all zero */
  void (*restart)(CjkState *);              /* a decoder's reset; NULL: all zero */
  CharsetId sets[8];                        /* that it needs, so many: */
  int nsets;
  const void *detail;                       /* an encoding's own */
};
enum { CJK_MAX_BYTES = 16 }; /* that one character may take, shift sequences included */

/* Rows end with an empty name. */
extern const CjkCodec cjk_plain_codecs[], cjk_japanese_codecs[], cjk_shift_codecs[];
/* The tables of a codec, loaded before it runs. */
extern const Charset *cjk_sets[CS_COUNT];

/* What decode and encode functions give. */
KR_INLINE int cjk_char(uint32_t c, int size, uint32_t out[2]) {
  out[0] = c;
  out[1] = NO_CHAR;
  return size;
}
KR_INLINE int cjk_entry(uint32_t v, int size, uint32_t out[2]) { /* of a decode table; it took so many bytes */
  if (!v) return -1;
  if (!(v & PAIR_FLAG)) return cjk_char(v, size, out);
  out[0] = PAIR_FIRST(v);
  out[1] = PAIR_SECOND(v);
  return size;
}
KR_INLINE int cjk_put(uint32_t bytes, int size, uint8_t *out, int *n) { /* the bytes from the highest on */
  for (int k = size; k-- > 0; bytes >>= 8) out[k] = (uint8_t)bytes;
  *n = size;
  return 1;
}


#endif
