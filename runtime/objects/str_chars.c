/* Character buffers of any kind, and the making of str from them. */
#include "str_impl.h"

/* The empty string and the 256 strings of one Latin-1 character are static and shared. */
typedef union { Str head; uint8_t bytes[sizeof(Str) + 8]; } ShortStr;
static ShortStr empty_str = {{.ob = {REFS_STATIC, SHAPE_str | META_STATIC}, .kind = 1, .ascii = 1, .interned = 1}};
static ShortStr latin1_strs[256];
Str *const kr_empty_str = &empty_str.head;

void chars_copy(void *dst, int dst_kind, size_t to, const void *src, int src_kind, size_t from, size_t n) {
  if (dst_kind == src_kind) {
    size_t k = (size_t)dst_kind;
    memcpy((char *)dst + to * k, (const char *)src + from * k, n * k);
  } else if (src_kind == 1 && dst_kind == 2) {
    for (size_t i = 0; i < n; i++) ((uint16_t *)dst)[to + i] = ((const uint8_t *)src)[from + i];
  } else if (src_kind == 1) {
    for (size_t i = 0; i < n; i++) ((uint32_t *)dst)[to + i] = ((const uint8_t *)src)[from + i];
  } else if (src_kind == 2 && dst_kind == 4) {
    for (size_t i = 0; i < n; i++) ((uint32_t *)dst)[to + i] = ((const uint16_t *)src)[from + i];
  } else { /* narrowing: the caller knows that the characters fit */
    for (size_t i = 0; i < n; i++) chars_put(dst, dst_kind, to + i, chars_get(src, src_kind, from + i));
  }
}

static uint32_t max_class(uint32_t bits) { return bits < 0x80 ? 0x7f : bits < 0x100 ? 0xff : bits < 0x10000 ? 0xffff : 0x10ffff; }

uint32_t chars_max(const void *data, int kind, size_t from, size_t n) {
  if (kind == 1) return utf8_ascii_run((const uint8_t *)data + from, n) == n ? 0x7f : 0xff;
  uint32_t bits = 0;
  if (kind == 2)
    for (size_t i = from; i < from + n; i++) bits |= ((const uint16_t *)data)[i];
  else
    for (size_t i = from; i < from + n; i++) bits |= ((const uint32_t *)data)[i];
  return max_class(bits);
}

void chars_fill(void *data, int kind, size_t from, size_t n, uint32_t c) {
  if (kind == 1) memset((uint8_t *)data + from, (int)c, n);
  else
    for (size_t i = from; i < from + n; i++) chars_put(data, kind, i, c);
}

/* High bit set in each byte that is an ASCII character from low to low + 25. */
static uint64_t letters_from(uint64_t w, uint8_t low) {
  const uint64_t ones = 0x0101010101010101ull, high = ones * 0x80;
  uint64_t seven = w & ~high;
  return ((seven + ones * (0x80 - low)) ^ (seven + ones * (0x80 - low - 26))) & ~w & high;
}

void ascii_flip_case(uint8_t *out, const uint8_t *in, size_t n, int flip) {
  for (size_t i = 0; i < n; i += 8) {
    uint64_t w = 0;
    size_t size = n - i < 8 ? n - i : 8;
    if (size == 8) memcpy(&w, in + i, 8);
    else memcpy(&w, in + i, size);
    uint64_t letters = (flip & FLIP_UPPER ? letters_from(w, 'A') : 0) | (flip & FLIP_LOWER ? letters_from(w, 'a') : 0);
    w ^= letters >> 2;
    if (size == 8) memcpy(out + i, &w, 8);
    else memcpy(out + i, &w, size);
  }
}

Value str_alloc(Ctx *ctx, size_t len, uint32_t max_char) {
  if (len == 0) return kr_ref(kr_val(&empty_str));
  size_t kind = (size_t)kind_for(max_char);
  if (KR_UNLIKELY(len >= (size_t)1 << 45)) return kr_raise_memory(ctx);
  Str *s = kr_alloc(ctx, SHAPE_str, sizeof(Str) + (len + 1) * kind);
  if (!s) return 0;
  s->len = len;
  s->kind = kind;
  s->ascii = max_char < 0x80;
  return kr_val(s);
}

Value str_from_char(Ctx *ctx, uint32_t c) {
  if (KR_LIKELY(c < 0x100)) {
    ShortStr *s = &latin1_strs[c];
    if (KR_UNLIKELY(!s->head.len)) {
      *s = (ShortStr){{.ob = {REFS_STATIC, SHAPE_str | META_STATIC}, .len = 1, .kind = 1, .ascii = c < 0x80}};
      s->head.data[0] = (uint8_t)c;
    }
    return kr_ref(kr_val(s));
  }
  Value v = str_alloc(ctx, 1, c);
  if (v) chars_put(str_of(v)->data, str_of(v)->kind, 0, c);
  return v;
}

Value str_from_ascii(Ctx *ctx, const char *text, size_t n) {
  if (n == 1) return str_from_char(ctx, (uint8_t)*text);
  Value v = str_alloc(ctx, n, 0x7f);
  if (v && n) memcpy(str_of(v)->data, text, n);
  return v;
}

Value str_from_chars(Ctx *ctx, const void *data, int kind, size_t from, size_t n) {
  if (n == 1) return str_from_char(ctx, chars_get(data, kind, from));
  Value v = str_alloc(ctx, n, chars_max(data, kind, from, n));
  if (v && n) chars_copy(str_of(v)->data, str_of(v)->kind, 0, data, kind, from, n);
  return v;
}

Value str_from_ucs4(Ctx *ctx, const uint32_t *text, size_t n) { return str_from_chars(ctx, text, 4, 0, n); }

Value str_slice(Ctx *ctx, Value v, size_t start, size_t end) {
  Str *s = str_of(v);
  if (start == 0 && end == s->len && kr_has_shape(v, SHAPE_str)) return kr_ref(v);
  size_t n = end > start ? end - start : 0;
  if (!s->ascii) return str_from_chars(ctx, s->data, s->kind, start, n);
  return str_from_ascii(ctx, (const char *)s->data + start, n);
}

Value str_exact(Ctx *ctx, Value s) { return kr_has_shape(s, SHAPE_str) ? kr_ref(s) : str_slice(ctx, s, 0, str_of(s)->len); }

/* ---- comparing ---- */
int chars_equal(const void *a, int a_kind, const void *b, int b_kind, size_t n) {
  if (a_kind == b_kind) return !memcmp(a, b, n * (size_t)a_kind);
  for (size_t i = 0; i < n; i++)
    if (chars_get(a, a_kind, i) != chars_get(b, b_kind, i)) return 0;
  return 1;
}

int str_equal(Value va, Value vb) {
  if (va == vb) return 1;
  const Str *a = str_of(va), *b = str_of(vb);
  return a->len == b->len && a->kind == b->kind && !memcmp(a->data, b->data, a->len * a->kind);
}

int str_equal_ascii(Value v, const char *ascii) {
  const Str *s = str_of(v);
  return s->ascii && strlen(ascii) == s->len && !memcmp(s->data, ascii, s->len);
}

int str_compare(Value va, Value vb) {
  const Str *a = str_of(va), *b = str_of(vb);
  size_t n = a->len < b->len ? a->len : b->len;
  if (a->kind == 1 && b->kind == 1) {
    int order = memcmp(a->data, b->data, n);
    if (order) return order < 0 ? -1 : 1;
  } else {
    for (size_t i = 0; i < n; i++) {
      uint32_t x = str_at(a, i), y = str_at(b, i);
      if (x != y) return x < y ? -1 : 1;
    }
  }
  return (a->len > b->len) - (a->len < b->len);
}

uint64_t str_hash(Value v) {
  Str *s = str_of(v);
  if (KR_LIKELY(s->hash)) return s->hash;
  if (!s->len) return 0;
  uint64_t h = kr_siphash(s->data, s->len * s->kind);
  if (h + 1 < 2) h = h ? (uint64_t)-2 : 1; /* 0 means unknown here, and -1 an error */
  return s->hash = h;
}

/* ---- joining two ---- */
Value str_concat(Ctx *ctx, Value va, Value vb) {
  const Str *a = str_of(va), *b = str_of(vb);
  if (!b->len) return str_exact(ctx, va);
  if (!a->len) return str_exact(ctx, vb);
  uint32_t max_a = str_max(a), max_b = str_max(b);
  Value v = str_alloc(ctx, a->len + b->len, max_a > max_b ? max_a : max_b);
  if (!v) return 0;
  Str *s = str_of(v);
  chars_copy(s->data, s->kind, 0, a->data, a->kind, 0, a->len);
  chars_copy(s->data, s->kind, a->len, b->data, b->kind, 0, b->len);
  return v;
}

/* Cells that str_append made have one of these sizes: four to the doubling. */
static size_t room_size(unsigned room) { return (size_t)(4 + (room & 3)) << (room >> 2); }

static unsigned room_for(size_t size) {
  unsigned room = 16;
  while (room_size(room) < size) room++;
  return room;
}

/* A cell with room to grow that starts with a's characters. */
static Str *roomy_copy(Ctx *ctx, const Str *a, size_t need) {
  unsigned room = room_for(need + need / 8);
  Str *s = kr_alloc(ctx, SHAPE_str, room_size(room));
  if (!s) return NULL;
  memcpy(s->data, a->data, a->len * a->kind);
  s->len = a->len;
  s->kind = a->kind;
  s->room = room;
  return s;
}

Value str_append(Ctx *ctx, Value va, Value vb) {
  Str *a = str_of(va);
  const Str *b = str_of(vb);
  if (!b->len && kr_has_shape(va, SHAPE_str)) return va;
  if (a->ob.refs != 1 || a->interned || a->len < 8 || b->kind > a->kind || va == vb || !kr_has_shape(va, SHAPE_str)) {
    Value v = str_concat(ctx, va, vb);
    kr_unref(ctx, va);
    return v;
  }
  size_t need = sizeof(Str) + (a->len + b->len + 1) * a->kind;
  Str *s = a;
  if (!a->room || need > room_size(a->room)) {
    s = roomy_copy(ctx, a, need);
    if (s) s->ascii = a->ascii;
    kr_unref(ctx, va);
    if (!s) return 0;
  } else if (a->has_utf8) {
    str_forget_utf8(a);
  }
  chars_copy(s->data, s->kind, s->len, b->data, b->kind, 0, b->len);
  s->len += b->len;
  s->ascii &= b->ascii;
  s->hash = 0;
  chars_put(s->data, s->kind, s->len, 0);
  return kr_val(s);
}
