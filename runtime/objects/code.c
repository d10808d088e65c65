/* code: the runtime's side of a Code tree.  code_wrap turns constants into values and names into
 * interned strings once; the attributes (co_*) are in codeattr.c. */
#include <stdlib.h>
#include "code_build.h"

/* Keeps a Code tree alive for the code objects made of it. */
typedef struct { Object ob; Code *root; } CodeOwner;

static void owner_free(Ctx *ctx, Object *o) { code_free(((CodeOwner *)o)->root); }

Type kr_type_code_owner = {
  TYPE_HEAD(code_owner, "code_owner"), .flags = T_NO_NEW, .size = sizeof(CodeOwner), .free = owner_free,
};

static Value wrap_tree(Ctx *ctx, const Code *code, Value owner);

static Value name_value(Ctx *ctx, Name n) {
  Value s = str_from_wtf8(ctx, n.text ? n.text : "", n.len);
  return s ? str_intern(ctx, s) : 0;
}

static int looks_like_identifier(const char *text, size_t n) {
  for (size_t i = 0; i < n; i++) {
    unsigned char c = (unsigned char)text[i];
    if (!(c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) return 0;
  }
  return 1;
}

static Value const_value(Ctx *ctx, const Const *k, Value owner);

/* A tuple or frozenset of constants. */
static Value sequence_value(Ctx *ctx, const Const *k, Value owner) {
  Value t = tuple_new(ctx, k->seq.n);
  if (!t) return 0;
  for (size_t i = 0; i < k->seq.n; i++)
    if (!(tuple_of(t)->items[i] = const_value(ctx, &k->seq.items[i], owner))) {
      kr_unref(ctx, t);
      return 0;
    }
  if (k->kind == CONST_tuple) return t;
  Value s = frozenset_from(ctx, tuple_of(t)->items, k->seq.n);
  kr_unref(ctx, t);
  return s;
}

static Value text_value(Ctx *ctx, const Const *k) {
  Value s = str_from_wtf8(ctx, k->s.text, k->s.len);
  return s && looks_like_identifier(k->s.text, k->s.len) ? str_intern(ctx, s) : s;
}

static Value const_value(Ctx *ctx, const Const *k, Value owner) {
  switch (k->kind) {
  case CONST_none: return KR_None;
  case CONST_true: return KR_True;
  case CONST_false: return KR_False;
  case CONST_ellipsis: return KR_Ellipsis;
  case CONST_int: return int_from_i64(ctx, k->i);
  case CONST_bigint: return int_from_text(ctx, k->s.text, k->s.len, 16);
  case CONST_float: return kr_float(ctx, k->f);
  case CONST_complex: return complex_new(ctx, k->c.re, k->c.im);
  case CONST_str: return text_value(ctx, k);
  case CONST_bytes: return bytes_new(ctx, k->s.text, k->s.len);
  case CONST_tuple:
  case CONST_frozenset: return sequence_value(ctx, k, owner);
  case CONST_code: return wrap_tree(ctx, k->code, owner);
  case CONST_object: break;
  }
  return kr_raise(ctx, &kr_type_SystemError, "bad constant in code object");
}

Value const_plain_value(Ctx *ctx, const Const *k) { return const_value(ctx, k, 0); }

static size_t value_count(const Code *c) {
  return (size_t)c->nconsts + c->nnames + c->nlocals + c->ncells + c->nfrees;
}

/* Fills consts, names and var_names, which lie one after the other in one block. */
static int fill_values(Ctx *ctx, CodeObj *o, const Code *c, Value owner) {
  Value *at = o->consts;
  for (uint32_t i = 0; i < c->nconsts; i++)
    if (!(*at++ = const_value(ctx, &c->consts[i], owner))) return -1;
  const struct { const Name *names; uint32_t n; } lists[] = {
    {c->names, c->nnames}, {c->locals, c->nlocals}, {c->cells, c->ncells}, {c->frees, c->nfrees}};
  for (size_t l = 0; l < 4; l++)
    for (uint32_t i = 0; i < lists[l].n; i++)
      if (!(*at++ = name_value(ctx, lists[l].names[i]))) return -1;
  return 0;
}

CodeObj *code_alloc(Ctx *ctx, const Code *c, Value owner) {
  CodeObj *o = kr_alloc(ctx, SHAPE_code, sizeof(CodeObj));
  if (!o) return NULL;
  o->code = c;
  o->root_owner = kr_ref(owner);
  o->entry = c->flags & CODE_OPTIMIZED ? vm_entry : vm_body_entry;
  o->nslots = c->nlocals + c->ncells + c->nfrees;
  size_t n = value_count(c);
  if (!(o->consts = kr_mem_alloc(ctx, (n + 1) * sizeof(Value)))) {
    kr_unref(ctx, kr_val(o));
    return NULL;
  }
  memset(o->consts, 0, (n + 1) * sizeof(Value));
  o->names = o->consts + c->nconsts;
  o->var_names = o->names + c->nnames;
  return o;
}

static Value wrap_tree(Ctx *ctx, const Code *c, Value owner) {
  CodeObj *o = code_alloc(ctx, c, owner);
  if (!o) return 0;
  if (!(o->name = name_value(ctx, c->name)) || !(o->qualname = name_value(ctx, c->qualname)) ||
      !(o->filename = name_value(ctx, c->filename)) || fill_values(ctx, o, c, owner) < 0) {
    kr_unref(ctx, kr_val(o));
    return 0;
  }
  return kr_val(o);
}

Value code_owner_new(Ctx *ctx, Code *root) {
  CodeOwner *owner = kr_alloc(ctx, SHAPE_code_owner, sizeof(CodeOwner));
  if (owner) owner->root = root;
  else code_free(root);
  return kr_val(owner);
}

/* -X no_debug_ranges: lines only. */
static void drop_columns(Code *c) {
  for (uint32_t i = 0; i < c->ninsns; i++) code_locs(c)[i] = (Loc){code_locs(c)[i].line, code_locs(c)[i].line, LOC_NO_COL, LOC_NO_COL};
  for (uint32_t i = 0; i < c->nconsts; i++)
    if (c->consts[i].kind == CONST_code) drop_columns(c->consts[i].code);
}

Value code_wrap(Ctx *ctx, Code *root) {
  if (kr_runtime.flags.no_debug_ranges) drop_columns(root);
  Value owner = code_owner_new(ctx, root), v = owner ? wrap_tree(ctx, root, owner) : 0;
  kr_unref(ctx, owner);
  return v;
}

uint32_t code_line(const CodeObj *o, uint32_t pos) {
  if (pos >= o->code->ninsns || !code_locs(o->code)) return 0;
  while (pos > 0 && code_locs(o->code)[pos].line == 0) pos--; /* made by the compiler: belongs to what is before */
  return code_locs(o->code)[pos].line;
}

static void code_drop(Ctx *ctx, Object *ob) {
  CodeObj *o = (CodeObj *)ob;
  if (o->consts) {
    size_t n = value_count(o->code);
    for (size_t i = 0; i < n; i++) kr_unref(ctx, o->consts[i]);
    kr_mem_free(ctx, o->consts, (n + 1) * sizeof(Value));
  }
  vm_free_caches(ctx, o);
  kr_unref(ctx, o->name);
  kr_unref(ctx, o->qualname);
  kr_unref(ctx, o->filename);
  kr_unref(ctx, o->replaced);
  kr_unref(ctx, o->root_owner);
}

static Value code_repr(Ctx *ctx, Value v) {
  CodeObj *o = (CodeObj *)kr_obj(v);
  return str_format_c(ctx, "<code object %U at %p, file \"%U\", line %d>", o->name, (void *)o, o->filename,
                      o->code->firstlineno ? (int)o->code->firstlineno : -1);
}

static int same_values(Ctx *ctx, CodeObj *a, CodeObj *b) {
  size_t n = value_count(a->code);
  if (n != value_count(b->code)) return 0;
  for (size_t i = 0; i < n; i++) {
    if (kr_type_of(a->consts[i]) != kr_type_of(b->consts[i])) return 0;
    int same = kr_compare_bool(ctx, a->consts[i], b->consts[i], CMP_eq);
    if (same <= 0) return same;
  }
  return 1;
}

/* Parts that were given and are not all in the Code: the tables' bytes. */
static int same_shown(Ctx *ctx, CodeObj *a, CodeObj *b) {
  for (int k = SHOWN_CODE; (a->replaced || b->replaced) && k <= SHOWN_EXCEPTIONTABLE; k++) {
    Value x = code_part(ctx, a, k), y = x ? code_part(ctx, b, k) : 0;
    int same = y ? kr_compare_bool(ctx, x, y, CMP_eq) : -1;
    kr_unref(ctx, x), kr_unref(ctx, y);
    if (same <= 0) return same;
  }
  return 1;
}

static int code_same(Ctx *ctx, CodeObj *a, CodeObj *b) {
  const Code *x = a->code, *y = b->code;
  if (a == b) return 1;
  if (x->argcount != y->argcount || x->posonlyargcount != y->posonlyargcount || x->flags != y->flags ||
      x->kwonlyargcount != y->kwonlyargcount || x->firstlineno != y->firstlineno || x->ninsns != y->ninsns ||
      x->nlocals != y->nlocals || x->ncells != y->ncells || x->nconsts != y->nconsts || x->nnames != y->nnames)
    return 0;
  if (memcmp(x->insns, y->insns, x->ninsns * sizeof(Insn)) || memcmp(code_locs(x), code_locs(y), x->ninsns * sizeof(Loc))) return 0;
  if (x->nhandlers != y->nhandlers || memcmp(x->handlers, y->handlers, x->nhandlers * sizeof(Handler))) return 0;
  if (!str_equal(a->name, b->name)) return 0;
  int same = same_shown(ctx, a, b);
  return same <= 0 ? same : same_values(ctx, a, b);
}

static Value code_compare(Ctx *ctx, Value a, Value b, int op) {
  if ((op != CMP_eq && op != CMP_ne) || !kr_has_shape(a, SHAPE_code) || !kr_has_shape(b, SHAPE_code))
    return KR_NotImplemented;
  int same = code_same(ctx, (CodeObj *)kr_obj(a), (CodeObj *)kr_obj(b));
  return same < 0 ? 0 : kr_bool(same == (op == CMP_eq));
}

static int64_t code_hash(Ctx *ctx, Value v) {
  CodeObj *o = (CodeObj *)kr_obj(v);
  uint64_t h = str_hash(o->name);
  for (uint32_t i = 0; i < o->code->ninsns; i++) h = h * 1000003 ^ o->code->insns[i];
  h ^= (uint64_t)o->code->firstlineno << 32 ^ o->code->argcount;
  return h == (uint64_t)-1 ? -2 : (int64_t)h;
}

Type kr_type_code = {
  TYPE_HEAD(code, "code"), .flags = T_WEAKREF, .size = sizeof(CodeObj),
  .sig = CODE_SIGNATURE, .doc = "Compiled code.", .new = code_new, .free = code_drop, .repr = code_repr, .compare = code_compare, .hash = code_hash,
  .methods = code_methods, .getsets = code_getsets,
};
