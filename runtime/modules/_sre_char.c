/* Characters as regular expressions see them: categories, sets, case; and the check of pattern code. */
#include <ctype.h>
#include "_sre.h"

uint32_t sre_lower_ascii(uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
uint32_t sre_lower_locale(uint32_t c) { return c < 256 ? (uint32_t)tolower((int)c) : c; }
uint32_t sre_upper_locale(uint32_t c) { return c < 256 ? (uint32_t)toupper((int)c) : c; }
/* The first character of the full mapping. */
uint32_t sre_lower_unicode(uint32_t c) {
  uint32_t to[3];
  if (c < 0x80) return sre_lower_ascii(c);
  unicode_lower(c, to);
  return to[0];
}
uint32_t sre_upper_unicode(uint32_t c) {
  uint32_t to[3];
  unicode_upper(c, to);
  return to[0];
}

static int ascii_word(uint32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
static int locale_word(uint32_t c) { return c < 256 && (isalnum((int)c) || c == '_'); }
static int unicode_word(uint32_t c) {
  if (c < 0x80) return ascii_word(c);
  return (unicode_flags(c) & (UC_ALPHA | UC_DECIMAL | UC_DIGIT | UC_NUMERIC)) != 0;
}
static int ascii_digit(uint32_t c) { return c - '0' < 10; }
static int unicode_is_digit(uint32_t c) { return c < 0x80 ? ascii_digit(c) : (unicode_flags(c) & UC_DECIMAL) != 0; }
static int ascii_space(uint32_t c) { return c == ' ' || c - 9 < 5; }
static int unicode_space(uint32_t c) { return c < 0x80 ? c == ' ' || c - 9 < 5 || c - 0x1c < 4 : (unicode_flags(c) & UC_SPACE) != 0; }
static int ascii_linebreak(uint32_t c) { return c == '\n'; }
static int unicode_linebreak(uint32_t c) { return (unicode_flags(c) & UC_LINEBREAK) != 0; }

int sre_is_word(int at_code, uint32_t c) {
  if (at_code == AT_UNI_BOUNDARY || at_code == AT_UNI_NON_BOUNDARY) return unicode_word(c);
  return at_code == AT_BOUNDARY || at_code == AT_NON_BOUNDARY ? ascii_word(c) : locale_word(c);
}

int sre_category(uint32_t category, uint32_t c) {
  static int (*const tests[])(uint32_t) = {
    ascii_digit, ascii_space, ascii_word, ascii_linebreak, locale_word, unicode_is_digit, unicode_space, unicode_word, unicode_linebreak};
  return tests[category >> 1](c) != (int)(category & 1);
}

int sre_in_set(const uint32_t *set, uint32_t c) {
  int yes = 1;
  for (;;) {
    switch (*set++) {
    case OP_FAILURE: return !yes;
    case OP_LITERAL:
      if (c == *set++) return yes;
      break;
    case OP_RANGE:
      if (set[0] <= c && c <= set[1]) return yes;
      set += 2;
      break;
    case OP_RANGE_UNI_IGNORE: {
      uint32_t upper = sre_upper_unicode(c);
      if ((set[0] <= c && c <= set[1]) || (set[0] <= upper && upper <= set[1])) return yes;
      set += 2;
      break;
    }
    case OP_CATEGORY:
      if (sre_category(*set++, c)) return yes;
      break;
    case OP_CHARSET:
      if (c < 256 && set[c >> 5] >> (c & 31) & 1) return yes;
      set += 8;
      break;
    case OP_NEGATE: yes = !yes; break;
    case OP_BIGCHARSET: {
      uint32_t count = *set++;
      uint32_t block = c < 0x10000 ? ((const uint8_t *)set)[c >> 8] : UINT32_MAX;
      set += 64;
      if (block != UINT32_MAX && set[block * 8 + (c >> 5 & 7)] >> (c & 31) & 1) return yes;
      set += count * 8;
      break;
    }
    default: return 0;
    }
  }
}

static int in_set_locale(const uint32_t *set, uint32_t c) {
  uint32_t lower = sre_lower_locale(c), upper = sre_upper_locale(c);
  return sre_in_set(set, lower) || (upper != lower && sre_in_set(set, upper));
}

static int same_in_locale(uint32_t pattern, uint32_t c) {
  return c == pattern || sre_lower_locale(c) == pattern || sre_upper_locale(c) == pattern;
}

int sre_accepts(const uint32_t *pc, uint32_t c) {
  switch (pc[0]) {
  case OP_ANY: return c != '\n';
  case OP_ANY_ALL: return 1;
  case OP_LITERAL: return c == pc[1];
  case OP_NOT_LITERAL: return c != pc[1];
  case OP_IN: return sre_in_set(pc + 2, c);
  case OP_IN_IGNORE: return sre_in_set(pc + 2, sre_lower_ascii(c));
  case OP_IN_UNI_IGNORE: return sre_in_set(pc + 2, sre_lower_unicode(c));
  case OP_IN_LOC_IGNORE: return in_set_locale(pc + 2, c);
  case OP_LITERAL_IGNORE: return sre_lower_ascii(c) == pc[1];
  case OP_NOT_LITERAL_IGNORE: return sre_lower_ascii(c) != pc[1];
  case OP_LITERAL_UNI_IGNORE: return sre_lower_unicode(c) == pc[1];
  case OP_NOT_LITERAL_UNI_IGNORE: return sre_lower_unicode(c) != pc[1];
  case OP_LITERAL_LOC_IGNORE: return same_in_locale(pc[1], c);
  case OP_NOT_LITERAL_LOC_IGNORE: return !same_in_locale(pc[1], c);
  case OP_CATEGORY: return sre_category(pc[1], c);
  default: return 0;
  }
}
