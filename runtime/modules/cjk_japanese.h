/* The planes of the Japanese sets, for encodings with shift states too (cjk_japanese.c). */
#ifndef KRAIT_CJK_JAPANESE_H
#define KRAIT_CJK_JAPANESE_H

#include "cjk.h"

typedef enum { JIS_PLAIN, JIS_2000, JIS_2004 } JisEdition; /* JIS X 0208 and 0212, or an edition of JIS X 0213 */

/* An entry of a decode table; 0: none. */
uint32_t jis_decode(JisEdition, int plane, uint32_t code);
/* How many characters (1 or 2) have the code *code of a plane; 0: next must be known; -1: none has. */
int jis_encode(JisEdition, uint32_t c, uint32_t next, uint32_t *code, int *plane);

#endif
