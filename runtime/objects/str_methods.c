/* Padding, translating and encoding methods of str. */
#include "codecs.h"

static Value padded(Ctx *ctx, Value self, size_t left, size_t right, uint32_t fill) {
  const Str *s = str_of(self);
  if (!left && !right) return str_exact(ctx, self);
  Value v = str_alloc(ctx, left + s->len + right, fill > str_max(s) ? fill : str_max(s));
  if (!v) return 0;
  Str *out = str_of(v);
  chars_fill(out->data, out->kind, 0, left, fill);
  chars_copy(out->data, out->kind, left, s->data, s->kind, 0, s->len);
  chars_fill(out->data, out->kind, left + s->len, right, fill);
  return v;
}

/* Width and fill character; *extra is how many characters are missing.  -1: raised. */
static int pad_args(Ctx *ctx, Value self, const Value *a, size_t *extra, uint32_t *fill) {
  int64_t width;
  if (int_arg(ctx, a[0], 0, &width)) return -1;
  *fill = ' ';
  if (a[1]) {
    if (!kr_is_anystr(a[1])) {
      kr_raise(ctx, &kr_type_TypeError, "The fill character must be a unicode character, not %T", a[1]);
      return -1;
    }
    if (str_of(a[1])->len != 1) {
      kr_raise(ctx, &kr_type_TypeError, "The fill character must be exactly one character long");
      return -1;
    }
    *fill = str_at(str_of(a[1]), 0);
  }
  int64_t len = (int64_t)str_of(self)->len;
  *extra = width > len ? (size_t)(width - len) : 0;
  return 0;
}

Value str_ljust_m(Ctx *ctx, Value self, const Value *a) {
  size_t extra;
  uint32_t fill;
  return pad_args(ctx, self, a, &extra, &fill) ? 0 : padded(ctx, self, 0, extra, fill);
}

Value str_rjust_m(Ctx *ctx, Value self, const Value *a) {
  size_t extra;
  uint32_t fill;
  return pad_args(ctx, self, a, &extra, &fill) ? 0 : padded(ctx, self, extra, 0, fill);
}

Value str_center_m(Ctx *ctx, Value self, const Value *a) {
  size_t extra;
  uint32_t fill;
  if (pad_args(ctx, self, a, &extra, &fill)) return 0;
  size_t width = extra + str_of(self)->len, left = extra / 2 + (extra & width & 1);
  return padded(ctx, self, left, extra - left, fill);
}

Value str_zfill_m(Ctx *ctx, Value self, const Value *a) {
  int64_t width;
  if (int_arg(ctx, a[0], 0, &width)) return 0;
  const Str *s = str_of(self);
  size_t extra = width > (int64_t)s->len ? (size_t)width - s->len : 0;
  Value v = padded(ctx, self, extra, 0, '0');
  if (!v || !extra || !s->len) return v;
  Str *out = str_of(v);
  uint32_t sign = str_at(s, 0);
  if (sign == '+' || sign == '-') {
    chars_put(out->data, out->kind, 0, sign);
    chars_put(out->data, out->kind, extra, '0');
  }
  return v;
}

Value str_expandtabs_m(Ctx *ctx, Value self, const Value *a) {
  int64_t size;
  if (c_int_arg(ctx, a[0], 8, &size)) return 0;
  const Str *s = str_of(self);
  StrWriter w;
  writer_init(&w);
  size_t column = 0, plain = 0, i = 0;
  int failed = 0;
  for (; i < s->len && !failed; i++) {
    uint32_t c = str_at(s, i);
    column = c == '\n' || c == '\r' ? 0 : column + 1;
    if (c != '\t') continue;
    column--;
    size_t pad = size > 0 ? (size_t)size - column % (size_t)size : 0;
    column += pad;
    failed = writer_slice(ctx, &w, self, plain, i) || writer_fill(ctx, &w, ' ', pad);
    plain = i + 1;
  }
  if (!failed && !writer_slice(ctx, &w, self, plain, i)) return writer_finish(ctx, &w);
  writer_abandon(ctx, &w);
  return 0;
}

/* ---- translate ---- */
/* Writes what the table gives for c. */
static int translate_char(Ctx *ctx, StrWriter *w, Value table, uint32_t c) {
  Value to = kr_getitem(ctx, table, kr_int(c));
  if (!to) return kr_catch(ctx, &kr_type_LookupError) ? writer_char(ctx, w, c) : -1;
  int failed = -1;
  int64_t n;
  if (to == KR_None) {
    failed = 0;
  } else if (kr_is_anystr(to)) {
    failed = writer_str(ctx, w, to);
  } else if (!kr_is_anyint(to)) {
    kr_raise(ctx, &kr_type_TypeError, "character mapping must return integer, None or str");
  } else if ((n = int_clamp(to)) < 0 || n > 0x10ffff) {
    kr_raise(ctx, &kr_type_ValueError, "character mapping must be in range(0x110000)");
  } else {
    failed = writer_char(ctx, w, (uint32_t)n);
  }
  kr_unref(ctx, to);
  return failed;
}

/* Translates an ASCII character through what was found out before: 1 done, 0: look it up.  known[c] is
 * the result + 1, or 0. */
static int translate_known(Ctx *ctx, StrWriter *w, const uint8_t *known, uint32_t c) {
  if (c >= 128 || !known[c]) return 0;
  return writer_char(ctx, w, known[c] - 1u) ? -1 : 1;
}

Value str_translate_m(Ctx *ctx, Value self, const Value *a) {
  const Str *s = str_of(self);
  StrWriter w;
  uint8_t known[128] = {0};
  int plain = kr_has_shape(a[0], SHAPE_dict); /* whose items do not change behind our back */
  writer_init(&w);
  for (size_t i = 0; i < s->len; i++) {
    uint32_t c = str_at(s, i);
    int done = translate_known(ctx, &w, known, c);
    size_t before = w.len;
    if (!done && !translate_char(ctx, &w, a[0], c)) {
      uint32_t to = w.len == before + 1 ? chars_get(w.data, w.kind, before) : 255;
      if (plain && c < 128 && to < 255) known[c] = (uint8_t)(to + 1);
      done = 1;
    }
    if (done <= 0) {
      writer_abandon(ctx, &w);
      return 0;
    }
  }
  return writer_finish(ctx, &w);
}

static Value maketrans_dict(Ctx *ctx, Value from) {
  if (!kr_has_flag(from, T_DICT))
    return kr_raise(ctx, &kr_type_TypeError, "if you give only one argument to maketrans it must be a dict");
  Value dict = dict_new(ctx), key, value;
  size_t pos = 0;
  while (dict && dict_next(from, &pos, &key, &value)) {
    Value code = key;
    const char *wrong = NULL;
    if (kr_is_anystr(key)) {
      if (str_of(key)->len != 1) wrong = "string keys in translate table must be of length 1";
      else code = kr_int(str_at(str_of(key), 0));
    } else if (!kr_is_anyint(key)) {
      wrong = "keys in translate table must be strings or integers";
    }
    if (wrong) kr_raise(ctx, kr_is_anystr(key) ? &kr_type_ValueError : &kr_type_TypeError, "%s", wrong);
    if (wrong || dict_set(ctx, dict, code, value)) {
      kr_unref(ctx, dict);
      return 0;
    }
  }
  return dict;
}

Value str_maketrans_m(Ctx *ctx, Value type, const Value *a) {
  if (!a[1]) return maketrans_dict(ctx, a[0]);
  if (!kr_is_anystr(a[1])) return raise_must_be_str(ctx, "maketrans() argument 2", a[1]);
  if (a[2] && !kr_is_anystr(a[2])) return raise_must_be_str(ctx, "maketrans() argument 3", a[2]);
  if (!kr_is_anystr(a[0]))
    return kr_raise(ctx, &kr_type_TypeError, "first maketrans argument must be a string if there is a second argument");
  const Str *from = str_of(a[0]), *to = str_of(a[1]), *drop = a[2] ? str_of(a[2]) : kr_empty_str;
  if (from->len != to->len)
    return kr_raise(ctx, &kr_type_ValueError, "the first two maketrans arguments must have equal length");
  Value dict = dict_new(ctx);
  int failed = !dict;
  for (size_t i = 0; i < from->len && !failed; i++)
    failed = dict_set(ctx, dict, kr_int(str_at(from, i)), kr_int(str_at(to, i)));
  for (size_t i = 0; i < drop->len && !failed; i++) failed = dict_set(ctx, dict, kr_int(str_at(drop, i)), KR_None);
  if (!failed) return dict;
  kr_unref(ctx, dict);
  return 0;
}

/* A str argument as C text for a codec or error handler name; *out stays if v is 0.  -1: raised. */
int codec_name_arg(Ctx *ctx, Value v, const char *what, const char **out) {
  if (!v) return 0;
  if (!kr_is_anystr(v)) {
    raise_must_be_str(ctx, what, v);
    return -1;
  }
  size_t n;
  const char *text = str_utf8(ctx, v, &n);
  if (!text) return -1;
  if (strlen(text) != n) {
    kr_raise(ctx, &kr_type_ValueError, "embedded null character");
    return -1;
  }
  *out = text;
  return 0;
}

Value str_encode_m(Ctx *ctx, Value self, const Value *a) {
  const char *encoding = "utf-8", *errors = NULL;
  if (codec_name_arg(ctx, a[0], "encode() argument 'encoding'", &encoding) ||
      codec_name_arg(ctx, a[1], "encode() argument 'errors'", &errors))
    return 0;
  return codec_encode(ctx, self, encoding, errors);
}
