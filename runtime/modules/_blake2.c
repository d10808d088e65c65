/* The _blake2 module: BLAKE2b and BLAKE2s with keys, salts and tree parameters, from libb2. */
#include <stdio.h>
#include <blake2.h>
#include "../core/core.h"
#include "../objects/bytes_impl.h"

typedef struct { Object ob; union { blake2b_state b; blake2s_state s; } state; } Blake;
static Blake *blake_of(Value v) { return (Blake *)kr_obj(v); }

/* Everything that can be asked of either function. */
typedef struct {
  int64_t digest_size, fanout, depth, node_depth, inner_size;
  uint64_t leaf_size, node_offset;
  Buffer key, salt, person;
  int last_node;
} Options;

/* What differs between the two. */
typedef struct {
  const char *name;
  uint32_t shape;
  int64_t digest_max, key_max, salt_max, person_max, block, inner_max;
  uint64_t offset_max;
  int (*start)(Blake *, const Options *);
  int (*add)(Blake *, const uint8_t *, size_t);
  int (*finish)(Blake *, uint8_t *, size_t);
} BlakeKind;

static int start_b(Blake *h, const Options *o) {
  blake2b_param p = {.digest_length = (uint8_t)o->digest_size, .key_length = (uint8_t)o->key.len, .fanout = (uint8_t)o->fanout,
                     .depth = (uint8_t)o->depth, .leaf_length = (uint32_t)o->leaf_size, .node_offset = o->node_offset,
                     .node_depth = (uint8_t)o->node_depth, .inner_length = (uint8_t)o->inner_size};
  if (o->salt.len) memcpy(p.salt, o->salt.data, (size_t)o->salt.len);
  if (o->person.len) memcpy(p.personal, o->person.data, (size_t)o->person.len);
  int failed = blake2b_init_param(&h->state.b, &p);
  h->state.b.outlen = (uint8_t)o->digest_size;
  h->state.b.last_node = (uint8_t)o->last_node;
  return failed;
}

static int start_s(Blake *h, const Options *o) {
  blake2s_param p = {.digest_length = (uint8_t)o->digest_size, .key_length = (uint8_t)o->key.len, .fanout = (uint8_t)o->fanout,
                     .depth = (uint8_t)o->depth, .leaf_length = (uint32_t)o->leaf_size, .node_depth = (uint8_t)o->node_depth,
                     .inner_length = (uint8_t)o->inner_size};
  for (int i = 0; i < 6; i++) p.node_offset[i] = (uint8_t)(o->node_offset >> 8 * i);
  if (o->salt.len) memcpy(p.salt, o->salt.data, (size_t)o->salt.len);
  if (o->person.len) memcpy(p.personal, o->person.data, (size_t)o->person.len);
  int failed = blake2s_init_param(&h->state.s, &p);
  h->state.s.outlen = (uint8_t)o->digest_size;
  h->state.s.last_node = (uint8_t)o->last_node;
  return failed;
}

static int add_b(Blake *h, const uint8_t *p, size_t n) { return blake2b_update(&h->state.b, p, n); }
static int add_s(Blake *h, const uint8_t *p, size_t n) { return blake2s_update(&h->state.s, p, n); }
static int finish_b(Blake *h, uint8_t *out, size_t n) { return blake2b_final(&h->state.b, out, n); }
static int finish_s(Blake *h, uint8_t *out, size_t n) { return blake2s_final(&h->state.s, out, n); }

static const BlakeKind kind_b = {"blake2b", SHAPE_blake2b, 64, 64, 16, 16, 128, 64, UINT64_MAX, start_b, add_b, finish_b};
static const BlakeKind kind_s = {"blake2s", SHAPE_blake2s, 32, 32, 8, 8, 64, 32, 0xffffffffffffull, start_s, add_s, finish_s};

static const BlakeKind *kind_of(Value v) { return kr_instance_of(v, &kr_type_blake2s) ? &kind_s : &kind_b; }
static size_t digest_size_of(Value v) {
  return kind_of(v) == &kind_s ? blake_of(v)->state.s.outlen : blake_of(v)->state.b.outlen;
}

/* ---- construction ---- */
static int data_arg(Ctx *ctx, Value v, Buffer *b) {
  if (kr_is_anystr(v)) return kr_raise(ctx, &kr_type_TypeError, "Strings must be encoded before hashing"), -1;
  return kr_get_buffer(ctx, v, b, 0);
}

static int wide_arg(Ctx *ctx, Value v, uint64_t *out) {
  if (!v) return 0;
  Value n = kr_index(ctx, v);
  int failed = !n;
  if (n && int_sign(n) < 0) failed = 1, kr_raise(ctx, &kr_type_ValueError, "value must be positive");
  failed = failed || int_to_u64(ctx, n, out);
  kr_unref(ctx, n);
  return failed ? -1 : 0;
}

static int in_range(Ctx *ctx, const char *name, int64_t v, int64_t low, int64_t high) {
  if (v >= low && v <= high) return 1;
  kr_raise(ctx, &kr_type_ValueError, "%s must be between %lld and %lld", name, (long long)low, (long long)high);
  return 0;
}

static int at_most(Ctx *ctx, const char *name, const Buffer *b, int64_t most) {
  if (b->len <= most) return 1;
  kr_raise(ctx, &kr_type_ValueError, "maximum %s length is %lld bytes", name, (long long)most);
  return 0;
}

/* a: digest_size and what follows in the signature. */
static int read_options(Ctx *ctx, const BlakeKind *kind, const Value *a, Options *o) {
  if (int_arg(ctx, a[0], kind->digest_max, &o->digest_size)) return -1;
  if (o->digest_size < 1 || o->digest_size > kind->digest_max) {
    kr_raise(ctx, &kr_type_ValueError, "digest_size must be between 1 and %lld bytes", (long long)kind->digest_max);
    return -1;
  }
  Buffer *buffers[] = {&o->key, &o->salt, &o->person};
  for (int i = 0; i < 3; i++)
    if (a[1 + i] && kr_get_buffer(ctx, a[1 + i], buffers[i], 0)) return -1;
  if (!at_most(ctx, "salt", &o->salt, kind->salt_max) || !at_most(ctx, "person", &o->person, kind->person_max)) return -1;
  if (int_arg(ctx, a[4], 1, &o->fanout) || int_arg(ctx, a[5], 1, &o->depth) || wide_arg(ctx, a[6], &o->leaf_size) ||
      wide_arg(ctx, a[7], &o->node_offset) || int_arg(ctx, a[8], 0, &o->node_depth) || int_arg(ctx, a[9], 0, &o->inner_size))
    return -1;
  if (!in_range(ctx, "fanout", o->fanout, 0, 255) || !in_range(ctx, "depth", o->depth, 1, 255)) return -1;
  if (o->leaf_size > UINT32_MAX) return kr_raise(ctx, &kr_type_OverflowError, "leaf_size is too large"), -1;
  if (o->node_offset > kind->offset_max) return kr_raise(ctx, &kr_type_OverflowError, "node_offset is too large"), -1;
  if (!in_range(ctx, "node_depth", o->node_depth, 0, 255)) return -1;
  if (o->inner_size < 0 || o->inner_size > kind->inner_max)
    return kr_raise(ctx, &kr_type_ValueError, "inner_size must be between 0 and is %lld", (long long)kind->inner_max), -1;
  o->last_node = a[10] ? kr_truth(ctx, a[10]) : 0;
  return o->last_node < 0 || !at_most(ctx, "key", &o->key, kind->key_max) ? -1 : 0;
}

#define BLAKE_SIG \
  "data=b'', /, *, digest_size=64, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, " \
  "node_depth=0, inner_size=0, last_node=False, usedforsecurity=True"

/* Starts h with its key block, if there is a key, and the first data. */
static int begin(Ctx *ctx, const BlakeKind *kind, Blake *h, const Options *o, Value data) {
  if (kind->start(h, o)) return kr_raise(ctx, &kr_type_RuntimeError, "error initializing hash state"), -1;
  if (o->key.len) {
    uint8_t block[128] = {0};
    memcpy(block, o->key.data, (size_t)o->key.len);
    kind->add(h, block, (size_t)kind->block);
  }
  Buffer b;
  if (!data) return 0;
  if (data_arg(ctx, data, &b)) return -1;
  kind->add(h, b.data, (size_t)b.len);
  kr_release_buffer(ctx, &b);
  return 0;
}

static Value blake_new(Ctx *ctx, Type *type, const Value *args, size_t nargs, Value kwnames) {
  static struct Signature *parsed;
  const BlakeKind *kind = kr_subtype(type, &kr_type_blake2s) ? &kind_s : &kind_b;
  Value a[13];
  Options o = {0};
  if (kr_bind(ctx, kind->name, BLAKE_SIG, &parsed, args, nargs, kwnames, a)) return 0;
  Blake *h = read_options(ctx, kind, a + 1, &o) ? NULL : kr_alloc_instance(ctx, type, 0);
  int failed = !h || begin(ctx, kind, h, &o, a[0]);
  kr_release_buffer(ctx, &o.key);
  kr_release_buffer(ctx, &o.salt);
  kr_release_buffer(ctx, &o.person);
  if (!failed) return kr_val(h);
  kr_unref(ctx, kr_val(h));
  return 0;
}

/* ---- methods ---- */
static Value copy_m(Ctx *ctx, Value self, const Value *a) {
  Blake *copy = kr_alloc(ctx, kind_of(self)->shape, sizeof *copy);
  if (copy) copy->state = blake_of(self)->state;
  return kr_val(copy);
}

static Value update_m(Ctx *ctx, Value self, const Value *a) {
  Buffer b;
  if (data_arg(ctx, a[0], &b)) return 0;
  kind_of(self)->add(blake_of(self), b.data, (size_t)b.len);
  kr_release_buffer(ctx, &b);
  return KR_None;
}

static Value digest_m(Ctx *ctx, Value self, const Value *a) {
  Blake copy = *blake_of(self);
  uint8_t digest[64];
  size_t n = digest_size_of(self);
  kind_of(self)->finish(&copy, digest, n);
  return bytes_new(ctx, digest, n);
}

static Value hexdigest_m(Ctx *ctx, Value self, const Value *a) {
  Value bytes = digest_m(ctx, self, NULL);
  Value v = bytes ? bytes_hex_text(ctx, bytes_of(bytes)->data, (size_t)bytes_of(bytes)->len, 0, 0) : 0;
  kr_unref(ctx, bytes);
  return v;
}

static Value get_name(Ctx *ctx, Value self) { return str_from(ctx, kind_of(self)->name); }
static Value get_digest_size(Ctx *ctx, Value self) { return kr_int((int64_t)digest_size_of(self)); }
static Value get_block_size(Ctx *ctx, Value self) { return kr_int(kind_of(self)->block); }

static const Method blake_methods[] = {
  {"copy", copy_m, "", "A hash object with the same data so far."},
  {"update", update_m, "data, /", "Adds data."},
  {"digest", digest_m, "", "The digest as bytes."},
  {"hexdigest", hexdigest_m, "", "The digest in hexadecimal digits."},
  {0},
};

static const GetSet blake_getsets[] = {
  {"name", get_name, NULL, "The function's name."},
  {"digest_size", get_digest_size, NULL, "Bytes of a digest."},
  {"block_size", get_block_size, NULL, "Bytes of a block."},
  {0},
};

#define BLAKE_TYPE(id) \
  Type kr_type_##id = { \
    TYPE_HEAD(id, #id), .module = "_blake2", .doc = "A " #id " hash object.", .sig = BLAKE_SIG, .size = sizeof(Blake), \
    .flags = T_BASETYPE, .new = blake_new, .methods = blake_methods, .getsets = blake_getsets, \
  }
BLAKE_TYPE(blake2b);
BLAKE_TYPE(blake2s);

/* The sizes as attributes of the type and constants of the module. */
static int add_sizes(Ctx *ctx, Value module, Type *type, const BlakeKind *kind, const char *prefix) {
  const struct { const char *name; int64_t value; } rows[] = {
    {"MAX_DIGEST_SIZE", kind->digest_max}, {"MAX_KEY_SIZE", kind->key_max}, {"SALT_SIZE", kind->salt_max}, {"PERSON_SIZE", kind->person_max}};
  for (int i = 0; i < 4; i++) {
    char name[40];
    snprintf(name, sizeof name, "%s%s", prefix, rows[i].name);
    if (dict_set_c(ctx, type_dict(ctx, type), rows[i].name, kr_int(rows[i].value)) || dict_set_c(ctx, module_dict(module), name, kr_int(rows[i].value)))
      return -1;
  }
  type_changed(type);
  return 0;
}

static int blake2_init(Ctx *ctx, Value module) {
  return add_sizes(ctx, module, &kr_type_blake2b, &kind_b, "BLAKE2B_") || add_sizes(ctx, module, &kr_type_blake2s, &kind_s, "BLAKE2S_") ? -1 : 0;
}

static Type *const blake2_types[] = {&kr_type_blake2b, &kr_type_blake2s, NULL};
const ModuleDef kr_module__blake2 = {"_blake2", "BLAKE2 hash functions.", NULL, blake2_types, blake2_init};
