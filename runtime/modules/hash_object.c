/* Hash objects: buffering of blocks and the methods that all algorithms have. */
#include "hash_object.h"

static Hash *hash_of(Value v) { return (Hash *)kr_obj(v); }

Hash *hash_new(Ctx *ctx, const HashKind *kind) {
  Hash *h = kr_alloc(ctx, SHAPE_hash, sizeof *h);
  if (h) h->kind = kind, h->digest_size = kind->digest_size;
  return h;
}

void hash_add(Hash *h, const uint8_t *p, size_t n) {
  size_t size = h->kind->block_size;
  while (n) {
    if (h->held == size) h->kind->block(h, h->block), h->held = 0;
    size_t part = size - h->held < n ? size - h->held : n;
    memcpy(h->block + h->held, p, part);
    h->held += (uint32_t)part;
    h->bytes += part;
    p += part;
    n -= part;
    if (h->held == size && !h->kind->keeps_last) h->kind->block(h, h->block), h->held = 0;
  }
}

static int hash_update(Ctx *ctx, Hash *h, Value data) {
  Buffer buffer;
  if (kr_is_anystr(data)) return kr_raise(ctx, &kr_type_TypeError, "Strings must be encoded before hashing"), -1;
  if (!kr_type_of(data)->get_buffer) return kr_raise(ctx, &kr_type_TypeError, "object supporting the buffer API required"), -1;
  if (kr_get_buffer(ctx, data, &buffer, 0) < 0) return -1;
  hash_add(h, buffer.data, (size_t)buffer.len);
  kr_release_buffer(ctx, &buffer);
  return 0;
}

Value hash_start(Ctx *ctx, Hash *h, Value data) {
  if (!h || !data || hash_update(ctx, h, data) == 0) return kr_val(h);
  kr_unref(ctx, kr_val(h));
  return 0;
}

/* The digest as bytes; size: the length asked for, where the algorithm leaves it open. */
static Value digest(Ctx *ctx, Value self, Value size) {
  Hash copy = *hash_of(self);
  int64_t n = copy.digest_size;
  if (copy.kind->digest_size == 0) {
    if (!size) return kr_raise(ctx, &kr_type_TypeError, "digest() missing required argument 'length' (pos 1)");
    if (kr_index_i64(ctx, size, &n) < 0) return 0;
    if (n < 0 || n >= 1 << 29) return kr_raise(ctx, &kr_type_ValueError, n < 0 ? "value must be positive" : "length is too large");
  } else if (size) {
    return kr_raise(ctx, &kr_type_TypeError, "HASH.digest() takes no arguments (1 given)");
  }
  Value out = bytes_new(ctx, NULL, (size_t)n);
  if (out && n) copy.kind->finish(&copy, bytes_of(out)->data, (size_t)n);
  return out;
}

static Value hash_digest_m(Ctx *ctx, Value self, const Value *a) { return digest(ctx, self, a[0]); }
static Value hash_hexdigest_m(Ctx *ctx, Value self, const Value *a) {
  Value raw = digest(ctx, self, a[0]);
  size_t n = raw ? (size_t)bytes_of(raw)->len : 0;
  Value text = raw ? str_alloc(ctx, 2 * n, 127) : 0;
  for (size_t i = 0; text && i < n; i++) {
    str_of(text)->data[2 * i] = (uint8_t)"0123456789abcdef"[bytes_of(raw)->data[i] >> 4];
    str_of(text)->data[2 * i + 1] = (uint8_t)"0123456789abcdef"[bytes_of(raw)->data[i] & 15];
  }
  kr_unref(ctx, raw);
  return text;
}
static Value hash_update_m(Ctx *ctx, Value self, const Value *a) { return hash_update(ctx, hash_of(self), a[0]) < 0 ? 0 : KR_None; }
static Value hash_copy_m(Ctx *ctx, Value self, const Value *a) {
  Hash *copy = hash_new(ctx, hash_of(self)->kind);
  if (copy) memcpy((char *)copy + sizeof(Object), (char *)hash_of(self) + sizeof(Object), sizeof *copy - sizeof(Object));
  return kr_val(copy);
}
static Value hash_repr(Ctx *ctx, Value self) {
  return str_format_c(ctx, "<%s _hashlib.HASH object @ %p>", hash_of(self)->kind->name, (void *)kr_obj(self));
}
static Value hash_get_name(Ctx *ctx, Value self) { return str_from(ctx, hash_of(self)->kind->name); }
static Value hash_get_digest_size(Ctx *ctx, Value self) { return kr_int(hash_of(self)->digest_size); }
static Value hash_get_block_size(Ctx *ctx, Value self) { return kr_int(hash_of(self)->kind->block_size); }

static const Method hash_methods[] = {
  {"copy", hash_copy_m, "", "Return a copy of the hash object."},
  {"digest", hash_digest_m, "length=None, /", "Return the digest as bytes."},
  {"hexdigest", hash_hexdigest_m, "length=None, /", "Return the digest as hexadecimal digits."},
  {"update", hash_update_m, "obj, /", "Hash more bytes."},
  {0},
};
static const GetSet hash_getsets[] = {
  {"name", hash_get_name, NULL, NULL},
  {"digest_size", hash_get_digest_size, NULL, NULL},
  {"block_size", hash_get_block_size, NULL, NULL},
  {0},
};

Type kr_type_hash = {
  TYPE_HEAD(hash, "_hashlib.HASH"),
  .doc = "A hash that is being computed.",
  .flags = T_NO_NEW,
  .size = sizeof(Hash),
  .methods = hash_methods,
  .getsets = hash_getsets,
  .repr = hash_repr,
};
