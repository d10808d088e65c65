/* Constant folding on the tree: literals, tuples of literals, and arithmetic on them whose result is
 * small, exact and can not raise. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gen.h"

static bool fold_ints(int op, int64_t a, int64_t b, int64_t *r) {
  switch (op) {
  case AST_Add: return !__builtin_add_overflow(a, b, r);
  case AST_Sub: return !__builtin_sub_overflow(a, b, r);
  case AST_Mult: return !__builtin_mul_overflow(a, b, r);
  case AST_BitAnd: *r = a & b; return true;
  case AST_BitOr: *r = a | b; return true;
  case AST_BitXor: *r = a ^ b; return true;
  case AST_LShift:
    if (b < 0 || b > 62 || a < 0 || a > (INT64_MAX >> b)) return false;
    *r = a << b;
    return true;
  case AST_RShift:
    if (b < 0 || b > 63) return false;
    *r = a >> b;
    return true;
  case AST_FloorDiv:
    if (b == 0 || b == -1) return false;
    *r = a / b - (a % b != 0 && (a < 0) != (b < 0));
    return true;
  case AST_Mod:
    if (b == 0 || b == -1) return false;
    *r = a % b;
    if (*r != 0 && (a < 0) != (b < 0)) *r += b;
    return true;
  case AST_Pow:
    if (b < 0 || b > 62) return false;
    *r = 1;
    for (; b > 0; b--)
      if (__builtin_mul_overflow(*r, a, r)) return false;
    return true;
  default: return false;
  }
}

static bool fold_doubles(int op, double a, double b, double *r) {
  switch (op) {
  case AST_Add: *r = a + b; return true;
  case AST_Sub: *r = a - b; return true;
  case AST_Mult: *r = a * b; return true;
  case AST_Div: *r = a / b; return b != 0;
  default: return false;
  }
}

static bool as_double(const Const *c, double *d) {
  if (c->kind == CONST_float) *d = c->f;
  else if (c->kind == CONST_int && llabs(c->i) < (1ll << 53)) *d = (double)c->i;
  else return false;
  return true;
}

static bool fold_binary(int op, const Const *a, const Const *b, Const *out) {
  int64_t i;
  if (a->kind == CONST_int && b->kind == CONST_int && op != AST_Div) {
    if (!fold_ints(op, a->i, b->i, &i)) return false;
    *out = (Const){.kind = CONST_int, .i = i};
    return true;
  }
  double x, y, r;
  if (as_double(a, &x) && as_double(b, &y) && fold_doubles(op, x, y, &r)) {
    *out = (Const){.kind = CONST_float, .f = r};
    return true;
  }
  bool complex_right = b->kind == CONST_complex && (op == AST_Add || op == AST_Sub) && as_double(a, &x);
  if (!complex_right || b->c.re != 0) return false;
  *out = (Const){.kind = CONST_complex, .c = {x, op == AST_Add ? b->c.im : -b->c.im}};
  if (op == AST_Sub && signbit(b->c.im)) return false;
  return true;
}

static bool fold_unary(int op, const Const *a, Const *out) {
  *out = *a;
  switch (op) {
  case AST_USub:
    if (a->kind == CONST_int && a->i != INT64_MIN) out->i = -a->i;
    else if (a->kind == CONST_float) out->f = -a->f;
    else if (a->kind == CONST_complex) out->c.re = -a->c.re, out->c.im = -a->c.im;
    else return false;
    return true;
  case AST_UAdd: return a->kind == CONST_int || a->kind == CONST_float || a->kind == CONST_complex;
  case AST_Invert:
    out->i = ~a->i;
    return a->kind == CONST_int;
  case AST_Not:
    if (a->kind == CONST_true || a->kind == CONST_false || a->kind == CONST_none)
      out->kind = a->kind == CONST_true ? CONST_false : CONST_true;
    else if (a->kind == CONST_int) out->kind = a->i ? CONST_false : CONST_true;
    else if (a->kind == CONST_str || a->kind == CONST_bytes) out->kind = a->s.len ? CONST_false : CONST_true;
    else return false;
    return true;
  default: return false;
  }
}

static bool fold_tuple(Gen *g, NodeList elts, Const *out) {
  Const *items = ARENA_ARRAY(g->c->arena, Const, (size_t)elts.n);
  for (int i = 0; i < elts.n; i++)
    if (!fold_expr(g, elts.items[i], &items[i])) return false;
  *out = (Const){.kind = CONST_tuple, .seq = {items, (size_t)elts.n}};
  return true;
}

bool fold_expr(Gen *g, Node *n, Const *value) {
  Const a, b;
  switch ((NodeKind)n->kind) {
  case NODE_Constant: *value = *n->Constant.value; return true;
  case NODE_Tuple: return n->Tuple.ctx == AST_Load && fold_tuple(g, n->Tuple.elts, value);
  case NODE_UnaryOp:
    compile_enter(g->c, n->loc);
    g->c->depth--;
    return fold_expr(g, n->UnaryOp.operand, &a) && fold_unary(n->UnaryOp.op, &a, value);
  case NODE_BinOp:
    /* the right side first: a long chain leans to the left and mostly ends in something variable */
    return fold_expr(g, n->BinOp.right, &b) && fold_expr(g, n->BinOp.left, &a) && fold_binary(n->BinOp.op, &a, &b, value);
  case NODE_Name:
    if (n->Name.ctx != AST_Load || n->Name.id->len != 9 || memcmp(n->Name.id->text, "__debug__", 9)) return false;
    value->kind = g->c->source->optimize ? CONST_false : CONST_true;
    return true;
  default: return false;
  }
}
