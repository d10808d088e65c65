/* The cache format (KRC): a code tree as bytes.
 *
 *   "KRC" version:u8  build:u32 (which compiler wrote it)  code  check:u64 (hash of all before it)
 *
 * Numbers are LEB128; locations are deltas.  Decoding checks every length against what is left and
 * the hash at the end first, so damaged files are refused; only code_verify makes code safe to run. */
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "code.h"
#include "source_digest.h"

enum { KRC_VERSION = 3, MAX_NESTING = 1000 };

static uint64_t fnv(uint64_t h, const char *bytes, size_t n) {
  for (size_t i = 0; i < n; i++) h = (h ^ (uint8_t)bytes[i]) * 1099511628211ull;
  return h;
}

static uint64_t content_hash(const char *bytes, size_t n) {
  uint64_t h = 14695981039346656037ull;
  for (; n >= 8; n -= 8, bytes += 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    h = (h ^ word) * 0x9e3779b97f4a7c15ull;
    h ^= h >> 29;
  }
  return fnv(h, bytes, n);
}

/* Changes with the sources of the front end and of this layer, so that what other builds made of a source is foreign. */
uint32_t code_build_id(void) {
  uint64_t h = fnv(14695981039346656037ull, (const char *)&(uint64_t){KRAIT_SOURCE_DIGEST}, 8);
  return (uint32_t)(h ^ h >> 32) | 1;
}

/* ---- encoding ---- */

typedef struct {
  char *data;
  size_t len, cap;
  int failed;
} Out;

static void put(Out *o, const void *bytes, size_t n) {
  if (o->len + n > o->cap) {
    size_t cap = (o->cap + n) * 2 + 256;
    char *grown = realloc(o->data, cap);
    if (!grown) {
      o->failed = 1;
      return;
    }
    o->data = grown;
    o->cap = cap;
  }
  memcpy(o->data + o->len, bytes, n);
  o->len += n;
}

static void put_u(Out *o, uint64_t v) {
  uint8_t buf[10];
  size_t n = 0;
  for (; v >= 128; v >>= 7) buf[n++] = (uint8_t)(v | 128);
  buf[n++] = (uint8_t)v;
  put(o, buf, n);
}

static void put_s(Out *o, int64_t v) { put_u(o, (uint64_t)v << 1 ^ (uint64_t)(v >> 63)); }

static void put_text(Out *o, const char *text, size_t len) {
  put_u(o, len);
  put(o, text, len);
}

static void put_names(Out *o, uint32_t n, const Name *names) {
  put_u(o, n);
  for (uint32_t i = 0; i < n; i++) put_text(o, names[i].text, names[i].len);
}

static void put_code(Out *o, const Code *c, const Code *parent);

static void put_const(Out *o, const Const *c, const Code *owner) {
  put_u(o, c->kind);
  switch (c->kind) {
  case CONST_int: put_s(o, c->i); break;
  case CONST_float: put(o, &c->f, 8); break;
  case CONST_complex: put(o, &c->c, 16); break;
  case CONST_bigint:
  case CONST_str:
  case CONST_bytes: put_text(o, c->s.text, c->s.len); break;
  case CONST_tuple:
  case CONST_frozenset:
    put_u(o, c->seq.n);
    for (size_t i = 0; i < c->seq.n; i++) put_const(o, &c->seq.items[i], owner);
    break;
  case CONST_code: put_code(o, c->code, owner); break;
  case CONST_object: o->failed = 1; break;
  default: break;
  }
}

static void put_locs(Out *o, const Code *c) {
  const Loc *locs = code_locs(c);
  Loc last = {c->firstlineno, 0, 0, 0};
  for (uint32_t i = 0; i < c->ninsns; i++) {
    Loc l = locs[i];
    if (!memcmp(&l, &last, sizeof l)) {
      put_u(o, 0);
      continue;
    }
    put_u(o, 1);
    put_s(o, (int64_t)l.line - last.line);
    put_s(o, (int64_t)l.end_line - l.line);
    put_u(o, l.col);
    put_s(o, (int64_t)l.end_col - l.col);
    last = l;
  }
}

static void put_code(Out *o, const Code *c, const Code *parent) {
  uint32_t deepest = code_deepest(c), stacksize = deepest > c->stacksize ? deepest : c->stacksize;
  uint32_t header[] = {c->flags, c->argcount, c->posonlyargcount, c->kwonlyargcount, c->firstlineno, stacksize};
  put_text(o, c->name.text, c->name.len);
  put_text(o, c->qualname.text, c->qualname.len);
  if (!parent) put_text(o, c->filename.text, c->filename.len);
  for (size_t i = 0; i < sizeof header / sizeof *header; i++) put_u(o, header[i]);
  put_names(o, c->nlocals, c->locals);
  put_names(o, c->ncells, c->cells);
  put_names(o, c->nfrees, c->frees);
  put_names(o, c->nnames, c->names);
  put_u(o, c->nconsts);
  for (uint32_t i = 0; i < c->nconsts; i++) put_const(o, &c->consts[i], c);
  put_u(o, c->ninsns);
  for (uint32_t i = 0; i < c->ninsns; i++) {
    uint8_t op = (uint8_t)insn_op(c->insns[i]);
    put(o, &op, 1);
    if (op_info[op].arg != ARG_NONE) put_u(o, insn_arg(c->insns[i]));
  }
  Out locs = {0};
  put_locs(&locs, c);
  if (locs.failed) o->failed = 1;
  else put_text(o, locs.data, locs.len);
  free(locs.data);
  put_u(o, c->nhandlers);
  for (uint32_t i = 0; i < c->nhandlers; i++) {
    const Handler *h = &c->handlers[i];
    put_u(o, h->start), put_u(o, h->end), put_u(o, h->target), put_u(o, h->depth);
  }
}

char *code_encode(const Code *root, size_t *size) {
  Out o = {0};
  uint32_t build = code_build_id();
  put(&o, "KRC", 3);
  put(&o, &(uint8_t){KRC_VERSION}, 1);
  put(&o, &build, 4);
  put_code(&o, root, NULL);
  uint64_t check = o.failed ? 0 : content_hash(o.data, o.len);
  put(&o, &check, 8);
  if (o.failed) {
    free(o.data);
    return NULL;
  }
  *size = o.len;
  return o.data;
}

/* ---- decoding ---- */

typedef struct {
  const char *at, *end;
  Arena *arena;
  int failed, nesting;
  bool own; /* the bytes stay where they are */
  Name filename;
} In;

static uint64_t get_u(In *in) {
  uint64_t v = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (in->at == in->end) break;
    uint8_t byte = (uint8_t)*in->at++;
    v |= (uint64_t)(byte & 127) << shift;
    if (byte < 128) return v;
  }
  in->failed = 1;
  return 0;
}

static int64_t get_s(In *in) {
  uint64_t v = get_u(in);
  return (int64_t)(v >> 1 ^ (0 - (v & 1)));
}

static uint32_t get_u32(In *in) {
  uint64_t v = get_u(in);
  if (v > UINT32_MAX) in->failed = 1;
  return (uint32_t)v;
}

static void get_bytes(In *in, void *to, size_t n) {
  if ((size_t)(in->end - in->at) < n) {
    in->failed = 1;
    return;
  }
  memcpy(to, in->at, n);
  in->at += n;
}

/* A number of things that take at least a byte each. */
static uint32_t get_count(In *in) {
  uint64_t n = get_u(in);
  if (n > (size_t)(in->end - in->at)) in->failed = 1;
  return in->failed ? 0 : (uint32_t)n;
}

static Name get_text(In *in) {
  uint32_t n = get_count(in);
  Name name = {arena_copy(in->arena, in->at, n), n};
  in->at += n;
  return name;
}

static Name *get_names(In *in, uint32_t *n) {
  *n = get_count(in);
  Name *names = ARENA_ARRAY(in->arena, Name, *n);
  for (uint32_t i = 0; i < *n && !in->failed; i++) names[i] = get_text(in);
  return names;
}

static Code *get_code(In *in, bool root);

static Const get_const(In *in) {
  Const c = {.kind = CONST_none};
  uint64_t kind = get_u(in);
  if (kind > CONST_code || in->nesting > MAX_NESTING) in->failed = 1;
  if (in->failed) return c;
  c.kind = (ConstKind)kind;
  in->nesting++;
  switch (c.kind) {
  case CONST_int: c.i = get_s(in); break;
  case CONST_float: get_bytes(in, &c.f, 8); break;
  case CONST_complex: get_bytes(in, &c.c, 16); break;
  case CONST_bigint:
  case CONST_str:
  case CONST_bytes: {
    Name text = get_text(in);
    c.s.text = text.text;
    c.s.len = text.len;
    break;
  }
  case CONST_tuple:
  case CONST_frozenset: {
    uint32_t n = get_count(in);
    Const *items = ARENA_ARRAY(in->arena, Const, n);
    for (uint32_t i = 0; i < n && !in->failed; i++) items[i] = get_const(in);
    c.seq.items = items;
    c.seq.n = n;
    break;
  }
  case CONST_code: c.code = get_code(in, false); break;
  default: break;
  }
  in->nesting--;
  return c;
}

/* Those of damaged or forged bytes are wrong, but never beyond the table. */
static void decode_locs(In *in, Code *c) {
  Loc last = {c->firstlineno, 0, 0, 0};
  for (uint32_t i = 0; i < c->ninsns; i++) {
    if (get_u(in)) {
      last.line = (uint32_t)((int64_t)last.line + get_s(in));
      last.end_line = (uint32_t)((int64_t)last.line + get_s(in));
      last.col = get_u32(in);
      last.end_col = (uint32_t)((int64_t)last.col + get_s(in));
    }
    c->loc_table[i] = last;
  }
}

Loc *code_locs(const Code *code) {
  if (code->loc_table || !code->packed_locs) return code->loc_table;
  Code *c = (Code *)code;
  In in = {.at = c->packed_locs, .end = c->packed_locs + c->packed_size};
  c->loc_table = ARENA_ARRAY(c->home, Loc, c->ninsns);
  decode_locs(&in, c);
  return c->loc_table;
}

static void get_locs(In *in, Code *c) {
  c->home = in->arena;
  c->packed_size = get_count(in);
  c->packed_locs = in->own ? in->at : arena_copy(in->arena, in->at, c->packed_size);
  in->at += c->packed_size;
}

static void get_instructions(In *in, Code *c) {
  c->ninsns = get_count(in);
  c->insns = ARENA_ARRAY(in->arena, Insn, c->ninsns);
  for (uint32_t i = 0; i < c->ninsns && !in->failed; i++) {
    uint8_t op = 0;
    get_bytes(in, &op, 1);
    if (op >= OP_COUNT) in->failed = 1;
    uint32_t arg = !in->failed && op_info[op].arg != ARG_NONE ? get_u32(in) : 0;
    if (arg > INSN_ARG_MAX) in->failed = 1;
    c->insns[i] = INSN(op, arg);
  }
  get_locs(in, c);
}

static void get_handlers(In *in, Code *c) {
  c->nhandlers = get_count(in);
  c->handlers = ARENA_ARRAY(in->arena, Handler, c->nhandlers);
  for (uint32_t i = 0; i < c->nhandlers && !in->failed; i++) {
    Handler *h = &c->handlers[i];
    h->start = get_u32(in), h->end = get_u32(in), h->target = get_u32(in), h->depth = get_u32(in);
  }
}

static Code *get_code(In *in, bool root) {
  Code *c = ARENA_NEW(in->arena, Code);
  c->name = get_text(in);
  c->qualname = get_text(in);
  if (root) in->filename = get_text(in);
  c->filename = in->filename;
  uint32_t *header[] = {&c->flags, &c->argcount, &c->posonlyargcount, &c->kwonlyargcount, &c->firstlineno, &c->stacksize};
  for (size_t i = 0; i < sizeof header / sizeof *header; i++) *header[i] = get_u32(in);
  c->locals = get_names(in, &c->nlocals);
  c->cells = get_names(in, &c->ncells);
  c->frees = get_names(in, &c->nfrees);
  c->names = get_names(in, &c->nnames);
  c->nconsts = get_count(in);
  c->consts = ARENA_ARRAY(in->arena, Const, c->nconsts);
  for (uint32_t i = 0; i < c->nconsts && !in->failed; i++) c->consts[i] = get_const(in);
  get_instructions(in, c);
  get_handlers(in, c);
  return c;
}

static Code *decode(In in) {
  in.arena = arena_new();
  if (!in.arena) return NULL;
  Code *root = get_code(&in, true);
  if (in.failed || in.at != in.end) {
    arena_free(in.arena);
    return NULL;
  }
  root->arena = in.arena;
  return root;
}

static bool is_of_this_build(const char *bytes, size_t size) {
  uint32_t build;
  if (size < 16 || memcmp(bytes, "KRC", 3) || (uint8_t)bytes[3] != KRC_VERSION) return false;
  memcpy(&build, bytes + 4, 4);
  return build == code_build_id();
}

Code *code_decode(const char *bytes, size_t size) {
  uint64_t check;
  if (!is_of_this_build(bytes, size)) return NULL;
  memcpy(&check, bytes + size - 8, 8);
  if (check != content_hash(bytes, size - 8)) return NULL;
  return decode((In){.at = bytes + 8, .end = bytes + size - 8});
}

Code *code_decode_own(const char *bytes, size_t size) {
  return is_of_this_build(bytes, size) ? decode((In){.at = bytes + 8, .end = bytes + size - 8, .own = true}) : NULL;
}

static void set_filename(Code *code, Name filename) {
  code->filename = filename;
  for (uint32_t k = 0; k < code->nconsts; k++)
    if (code->consts[k].kind == CONST_code) set_filename(code->consts[k].code, filename);
}

void code_rename_file(Code *root, const char *filename) {
  size_t n = strlen(filename);
  set_filename(root, (Name){arena_copy(root->arena, filename, n), n});
}

void code_free(Code *root) {
  if (root) arena_free(root->arena);
}
