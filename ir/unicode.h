/* Unicode character data (version 14, as CPython 3.11), from tables generated at build time out of
 * Debian's unicode-data.  Shared by the front end (identifiers, \N{...}) and the runtime (str). */
#ifndef IR_UNICODE_H
#define IR_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  UC_ALPHA = 1, UC_DECIMAL = 2, UC_DIGIT = 4, UC_NUMERIC = 8, UC_LOWER = 16, UC_UPPER = 32, UC_TITLE = 64,
  UC_SPACE = 128, UC_PRINTABLE = 256, UC_XID_START = 512, UC_XID_CONTINUE = 1024, UC_CASED = 2048,
  UC_CASE_IGNORABLE = 4096, UC_LINEBREAK = 8192, UC_SPECIAL_CASE = 16384,
  UC_OLD = 32768 /* in version 3.2 */
} UnicodeFlag;

uint32_t unicode_flags(uint32_t c);
const char *unicode_category(uint32_t c);      /* "Lu" */
const char *unicode_bidirectional(uint32_t c);
const char *unicode_east_asian_width(uint32_t c);
int unicode_combining(uint32_t c);
bool unicode_mirrored(uint32_t c);
int unicode_decimal(uint32_t c);               /* -1: none; digit likewise */
int unicode_digit(uint32_t c);
bool unicode_numeric(uint32_t c, double *value);
/* Full case mappings; at most 3 characters into out; returns how many. */
int unicode_lower(uint32_t c, uint32_t *out);
int unicode_upper(uint32_t c, uint32_t *out);
int unicode_title(uint32_t c, uint32_t *out);
int unicode_fold(uint32_t c, uint32_t *out);
uint32_t unicode_simple_lower(uint32_t c);
uint32_t unicode_simple_upper(uint32_t c);
/* Decomposition field as in UnicodeData.txt ("<compat> 0020"), "" if none; buf for Hangul and the like. */
const char *unicode_decomposition(uint32_t c, char buf[256]);
typedef enum { UNICODE_NFC, UNICODE_NFD, UNICODE_NFKC, UNICODE_NFKD } UnicodeForm;
/* malloc'ed normal form; *out_len characters; NULL: out of memory. */
uint32_t *unicode_normalize(UnicodeForm form, const uint32_t *text, size_t len, size_t *out_len);
/* The same by the rules of version 3.2, which IDNA uses. */
uint32_t *unicode_normalize_old(UnicodeForm form, const uint32_t *text, size_t len, size_t *out_len);
/* Character of a name (aliases and named sequences included when seq is not NULL: up to 4 characters
 * into seq, count returned); 0: unknown.  Case-insensitive. */
int unicode_lookup(const char *name, size_t len, uint32_t *seq, bool with_sequences);
/* Name of a character into buf (256 bytes are enough); false: it has none. */
bool unicode_name(uint32_t c, char *buf, size_t size);

#endif
