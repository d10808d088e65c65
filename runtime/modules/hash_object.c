/* Hash objects: data goes into a copyable state; a digest is taken from a copy of it. */
#include <stdlib.h>
#include "hash_object.h"
#include "../objects/bytes_impl.h"

typedef struct { Object ob; const HashKind *kind; _Alignas(16) uint8_t state[]; } Hash;

static Hash *hash_of(Value v) { return (Hash *)kr_obj(v); }

static Hash *hash_alloc(Ctx *ctx, const HashKind *kind) {
  Hash *h = kr_alloc(ctx, SHAPE_hash, sizeof *h + kind->state_size);
  if (h) h->kind = kind;
  return h;
}

static int hash_add(Ctx *ctx, Hash *h, Value data) {
  Buffer b;
  if (kr_is_anystr(data)) return kr_raise(ctx, &kr_type_TypeError, "Strings must be encoded before hashing"), -1;
  if (!kr_type_of(data)->get_buffer) return kr_raise(ctx, &kr_type_TypeError, "object supporting the buffer API required"), -1;
  if (kr_get_buffer(ctx, data, &b, 0)) return -1;
  h->kind->add(h->state, b.data, (size_t)b.len);
  kr_release_buffer(ctx, &b);
  return 0;
}

Value hash_new(Ctx *ctx, const HashKind *kind, const Value *a) {
  Hash *h = hash_alloc(ctx, kind);
  if (!h) return 0;
  kind->start(h->state);
  if (!a[0] || !hash_add(ctx, h, a[0])) return kr_val(h);
  kr_unref(ctx, kr_val(h));
  return 0;
}

static Value copy_m(Ctx *ctx, Value self, const Value *a) {
  Hash *h = hash_of(self), *copy = hash_alloc(ctx, h->kind);
  if (copy) memcpy(copy->state, h->state, h->kind->state_size);
  return kr_val(copy);
}

static Value update_m(Ctx *ctx, Value self, const Value *a) { return hash_add(ctx, hash_of(self), a[0]) ? 0 : KR_None; }

/* The length of a digest: fixed, or the argument of SHAKE's methods.  -1: raised. */
static int64_t digest_length(Ctx *ctx, const Hash *h, const char *method, Value given) {
  int64_t n;
  if (!h->kind->any_length) {
    if (!given) return h->kind->digest_size;
    kr_raise(ctx, &kr_type_TypeError, "%s() takes no arguments (1 given)", method);
    return -1;
  }
  if (!given) return kr_raise(ctx, &kr_type_TypeError, "%s() missing required argument 'length' (pos 1)", method), -1;
  if (kr_index_i64(ctx, given, &n)) return -1;
  if (n >= 0 && n < 1 << 29) return n;
  kr_raise(ctx, &kr_type_ValueError, n < 0 ? "value must be positive" : "length is too large");
  return -1;
}

static Value digest(Ctx *ctx, Value self, const char *method, Value length) {
  Hash *h = hash_of(self);
  int64_t n = digest_length(ctx, h, method, length);
  Value v = n < 0 ? 0 : bytes_new(ctx, NULL, (size_t)n);
  if (!v || !n) return v;
  Value copy = copy_m(ctx, self, NULL);
  if (copy) h->kind->finish(hash_of(copy)->state, bytes_of(v)->data, (size_t)n);
  else kr_clear(ctx, &v);
  kr_unref(ctx, copy);
  return v;
}

static Value digest_m(Ctx *ctx, Value self, const Value *a) { return digest(ctx, self, "digest", a[0]); }

static Value hexdigest_m(Ctx *ctx, Value self, const Value *a) {
  Value bytes = digest(ctx, self, "hexdigest", a[0]);
  Value v = bytes ? bytes_hex_text(ctx, bytes_of(bytes)->data, (size_t)bytes_of(bytes)->len, 0, 0) : 0;
  kr_unref(ctx, bytes);
  return v;
}

static Value get_name(Ctx *ctx, Value self) { return str_from(ctx, hash_of(self)->kind->name); }
static Value get_digest_size(Ctx *ctx, Value self) { return kr_int(hash_of(self)->kind->digest_size); }
static Value get_block_size(Ctx *ctx, Value self) { return kr_int(hash_of(self)->kind->block_size); }
/* Attributes of the Keccak family, whose state is 1600 bits. */
static Value keccak(Ctx *ctx, Value self, const char *name, Value v) {
  if (hash_of(self)->kind->suffix) return v;
  kr_unref(ctx, v);
  return kr_raise(ctx, &kr_type_AttributeError, "'HASH' object has no attribute '%s'", name);
}
static Value get_rate(Ctx *ctx, Value self) { return keccak(ctx, self, "_rate_bits", kr_int(hash_of(self)->kind->block_size * 8)); }
static Value get_capacity(Ctx *ctx, Value self) {
  return keccak(ctx, self, "_capacity_bits", kr_int(1600 - hash_of(self)->kind->block_size * 8));
}
static Value get_suffix(Ctx *ctx, Value self) { return keccak(ctx, self, "_suffix", bytes_new(ctx, &hash_of(self)->kind->suffix, 1)); }
static Value repr(Ctx *ctx, Value self) { return str_format_c(ctx, "<%s _hashlib.HASH object @ %p>", hash_of(self)->kind->name, (void *)kr_obj(self)); }

static const Method hash_methods[] = {
  {"copy", copy_m, "", "A hash object with the same data so far."},
  {"update", update_m, "obj, /", "Adds data."},
  {"digest", digest_m, "length=None", "The digest as bytes."},
  {"hexdigest", hexdigest_m, "length=None", "The digest in hexadecimal digits."},
  {0},
};

static const GetSet hash_getsets[] = {
  {"name", get_name, NULL, "The function's name."},
  {"digest_size", get_digest_size, NULL, "Bytes of a digest."},
  {"block_size", get_block_size, NULL, "Bytes of a block."},
  {"_rate_bits", get_rate, NULL, "Keccak's rate."},
  {"_capacity_bits", get_capacity, NULL, "Keccak's capacity."},
  {"_suffix", get_suffix, NULL, "Keccak's suffix."},
  {0},
};

Type kr_type_hash = {
  TYPE_HEAD(hash, "HASH"), .module = "_hashlib", .doc = "A hash function and the data it has seen.", .size = sizeof(Hash),
  .itemsize = 1, .flags = T_NO_NEW | T_IMMUTABLE, .repr = repr, .methods = hash_methods, .getsets = hash_getsets,
};
