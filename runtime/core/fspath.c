/* File names as programs give them: str, bytes or objects with __fspath__. */
#include <stdlib.h>
#include "../api.h"

Value kr_fspath(Ctx *ctx, Value path) {
  if (kr_has_flag(path, T_STR | T_BYTES)) return kr_ref(path);
  Value self, f = kr_lookup_special(ctx, path, N(__fspath__), &self);
  if (!f) return 0;
  if (f == KR_ABSENT)
    return kr_raise(ctx, &kr_type_TypeError, "expected str, bytes or os.PathLike object, not %.200s",
                    kr_type_of(path)->name);
  Value r = kr_call_self(ctx, f, self, NULL, 0, 0);
  kr_unref(ctx, f);
  if (!r || kr_has_flag(r, T_STR | T_BYTES)) return r;
  kr_raise(ctx, &kr_type_TypeError, "expected %.200s.__fspath__() to return str or bytes, not %.200s",
           kr_type_of(path)->name, kr_type_of(r)->name);
  kr_unref(ctx, r);
  return 0;
}

Value kr_fs_decode(Ctx *ctx, Value path) {
  if (kr_is_ptr(path) && kr_type_of(path)->get_buffer && !kr_has_flag(path, T_BYTES)) {
    Buffer b;
    if (kr_warn(ctx, &kr_type_DeprecationWarning, 1, "path should be string, bytes, or os.PathLike, not %.200s", kr_type_of(path)->name) < 0 ||
        kr_get_buffer(ctx, path, &b, 0) < 0)
      return 0;
    Value text = str_from_fs(ctx, b.data, (size_t)b.len);
    kr_release_buffer(ctx, &b);
    return text;
  }
  Value plain = kr_fspath(ctx, path), text = plain;
  if (!plain) return 0;
  if (!kr_is_anystr(plain)) {
    text = str_from_fs(ctx, (const char *)bytes_of(plain)->data, (size_t)bytes_of(plain)->len);
    kr_unref(ctx, plain);
  }
  return text;
}

char *kr_path_dup(Ctx *ctx, Value path) {
  Value plain = kr_fspath(ctx, path);
  if (!plain) return NULL;
  char *r;
  if (kr_is_anystr(plain)) {
    r = str_fs_dup(ctx, plain);
  } else {
    const Bytes *b = bytes_of(plain);
    if (memchr(b->data, 0, (size_t)b->len))
      r = (char *)(uintptr_t)kr_raise(ctx, &kr_type_ValueError, "embedded null byte");
    else if (!(r = strndup((const char *)b->data, (size_t)b->len)))
      kr_raise_memory(ctx);
  }
  kr_unref(ctx, plain);
  return r;
}
