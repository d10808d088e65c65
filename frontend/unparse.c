/* Expressions back to text, for annotations that are kept as strings.
 *
 * Parentheses are put where the grammar needs them, from the precedence of the place against that of
 * the expression; spacing is canonical. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen.h"

enum { PR_TUPLE, PR_TEST, PR_OR, PR_AND, PR_NOT, PR_CMP, PR_BOR, PR_BXOR, PR_BAND, PR_SHIFT, PR_ARITH, PR_TERM,
       PR_FACTOR, PR_POWER, PR_AWAIT, PR_ATOM };

typedef struct {
  Gen *g;
  char *text;
  size_t len, cap;
} Out;

static void put_n(Out *o, const char *text, size_t n) {
  if (o->len + n + 1 > o->cap) {
    size_t cap = (o->cap + n) * 2 + 64;
    char *grown = arena_alloc(o->g->c->arena, cap);
    if (o->len) memcpy(grown, o->text, o->len);
    o->text = grown;
    o->cap = cap;
  }
  memcpy(o->text + o->len, text, n);
  o->len += n;
  o->text[o->len] = '\0';
}
static void put(Out *o, const char *text) { put_n(o, text, strlen(text)); }
static void put_id(Out *o, Identifier id) { put_n(o, id->text, id->len); }

static void put_expr(Out *o, Node *n, int level);

static void put_list(Out *o, NodeList list, int level) {
  for (int i = 0; i < list.n; i++) {
    if (i) put(o, ", ");
    put_expr(o, list.items[i], level);
  }
}

/* ---- constants ---- */

static void put_quoted(Out *o, const char *text, size_t len, bool bytes) {
  bool has_single = memchr(text, '\'', len), has_double = memchr(text, '"', len);
  char quote = has_single && !has_double ? '"' : '\'', buf[8];
  if (bytes) put(o, "b");
  put_n(o, &quote, 1);
  for (size_t i = 0; i < len; i++) {
    unsigned char c = (unsigned char)text[i];
    const char *simple = c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : c == '\\' ? "\\\\" : NULL;
    if (simple) {
      put(o, simple);
    } else if (c == quote) {
      snprintf(buf, sizeof buf, "\\%c", c);
      put(o, buf);
    } else if (c < 32 || c == 127 || (bytes && c > 127)) {
      snprintf(buf, sizeof buf, "\\x%02x", c);
      put(o, buf);
    } else {
      put_n(o, text + i, 1);
    }
  }
  put_n(o, &quote, 1);
}

/* The shortest digits that read back as the same double; infinity as a literal that overflows. */
static void put_double(Out *o, double d, const char *suffix) {
  char buf[40];
  if (isinf(d)) {
    put(o, d < 0 ? "-1e309" : "1e309");
    put(o, suffix);
    return;
  }
  for (int digits = 1; digits <= 17; digits++) {
    snprintf(buf, sizeof buf, "%.*g", digits, d);
    if (strtod(buf, NULL) == d) break;
  }
  double magnitude = fabs(d);
  if (strchr(buf, 'e') && magnitude >= 1e-4 && magnitude < 1e16) snprintf(buf, sizeof buf, "%.0f", d);
  put(o, buf);
  if (!*suffix && !strpbrk(buf, ".en")) put(o, ".0");
  put(o, suffix);
}

static void put_const(Out *o, const Const *c) {
  char buf[32];
  switch (c->kind) {
  case CONST_none: put(o, "None"); return;
  case CONST_true: put(o, "True"); return;
  case CONST_false: put(o, "False"); return;
  case CONST_ellipsis: put(o, "..."); return;
  case CONST_int: snprintf(buf, sizeof buf, "%lld", (long long)c->i); put(o, buf); return;
  case CONST_bigint: put(o, "0x"), put_n(o, c->s.text, c->s.len); return;
  case CONST_float: put_double(o, c->f, ""); return;
  case CONST_complex: put_double(o, c->c.im, "j"); return;
  case CONST_str: put_quoted(o, c->s.text, c->s.len, false); return;
  case CONST_bytes: put_quoted(o, c->s.text, c->s.len, true); return;
  default: return;
  }
}

/* ---- operators ---- */

static void put_binary(Out *o, Node *n, int level) {
  static const struct { const char *text; int level; bool right; } ops[] = {
    [AST_Add] = {" + ", PR_ARITH}, [AST_Sub] = {" - ", PR_ARITH}, [AST_Mult] = {" * ", PR_TERM},
    [AST_MatMult] = {" @ ", PR_TERM}, [AST_Div] = {" / ", PR_TERM}, [AST_Mod] = {" % ", PR_TERM},
    [AST_FloorDiv] = {" // ", PR_TERM}, [AST_LShift] = {" << ", PR_SHIFT}, [AST_RShift] = {" >> ", PR_SHIFT},
    [AST_BitOr] = {" | ", PR_BOR}, [AST_BitXor] = {" ^ ", PR_BXOR}, [AST_BitAnd] = {" & ", PR_BAND},
    [AST_Pow] = {" ** ", PR_POWER, true}};
  int own = ops[n->BinOp.op].level;
  bool right = ops[n->BinOp.op].right;
  if (level > own) put(o, "(");
  put_expr(o, n->BinOp.left, own + right);
  put(o, ops[n->BinOp.op].text);
  put_expr(o, n->BinOp.right, own + !right);
  if (level > own) put(o, ")");
}

static void put_unary(Out *o, Node *n, int level) {
  int own = n->UnaryOp.op == AST_Not ? PR_NOT : PR_FACTOR;
  const char *op = n->UnaryOp.op == AST_Not ? "not " : n->UnaryOp.op == AST_Invert ? "~" : n->UnaryOp.op == AST_UAdd ? "+" : "-";
  if (level > own) put(o, "(");
  put(o, op);
  put_expr(o, n->UnaryOp.operand, own);
  if (level > own) put(o, ")");
}

static void put_bool_op(Out *o, Node *n, int level) {
  int own = n->BoolOp.op == AST_And ? PR_AND : PR_OR;
  if (level > own) put(o, "(");
  for (int i = 0; i < n->BoolOp.values.n; i++) {
    if (i) put(o, n->BoolOp.op == AST_And ? " and " : " or ");
    put_expr(o, n->BoolOp.values.items[i], own + 1);
  }
  if (level > own) put(o, ")");
}

static void put_compare(Out *o, Node *n, int level) {
  static const char *const ops[] = {[AST_Eq] = " == ", [AST_NotEq] = " != ", [AST_Lt] = " < ", [AST_LtE] = " <= ",
    [AST_Gt] = " > ", [AST_GtE] = " >= ", [AST_Is] = " is ", [AST_IsNot] = " is not ", [AST_In] = " in ", [AST_NotIn] = " not in "};
  if (level > PR_CMP) put(o, "(");
  put_expr(o, n->Compare.left, PR_CMP + 1);
  for (int i = 0; i < n->Compare.ops.n; i++) {
    put(o, ops[n->Compare.ops.items[i]]);
    put_expr(o, n->Compare.comparators.items[i], PR_CMP + 1);
  }
  if (level > PR_CMP) put(o, ")");
}

/* ---- compound ---- */

static void put_param(Out *o, Node *arg, Node *value, bool *first, const char *prefix) {
  put(o, *first ? "" : ", ");
  *first = false;
  put(o, prefix);
  if (arg) put_id(o, arg->arg.arg);
  if (value) {
    put(o, "=");
    put_expr(o, value, PR_TEST);
  }
}

static void put_params(Out *o, Node *args) {
  bool first = true;
  int npos = args->arguments.posonlyargs.n, n = npos + args->arguments.args.n, ndefaults = args->arguments.defaults.n;
  for (int i = 0; i < n; i++) {
    Node *arg = i < npos ? args->arguments.posonlyargs.items[i] : args->arguments.args.items[i - npos];
    Node *value = i >= n - ndefaults ? args->arguments.defaults.items[i - (n - ndefaults)] : NULL;
    put_param(o, arg, value, &first, "");
    if (i + 1 == npos) put(o, ", /");
  }
  if (args->arguments.vararg || args->arguments.kwonlyargs.n) put_param(o, args->arguments.vararg, NULL, &first, "*");
  for (int i = 0; i < args->arguments.kwonlyargs.n; i++)
    put_param(o, args->arguments.kwonlyargs.items[i], args->arguments.kw_defaults.items[i], &first, "");
  if (args->arguments.kwarg) put_param(o, args->arguments.kwarg, NULL, &first, "**");
}

static void put_lambda(Out *o, Node *n, int level) {
  Node *args = n->Lambda.args;
  bool none = !args->arguments.posonlyargs.n && !args->arguments.args.n && !args->arguments.vararg &&
              !args->arguments.kwonlyargs.n && !args->arguments.kwarg;
  if (level > PR_TEST) put(o, "(");
  put(o, none ? "lambda" : "lambda ");
  put_params(o, args);
  put(o, ": ");
  put_expr(o, n->Lambda.body, PR_TEST);
  if (level > PR_TEST) put(o, ")");
}

static void put_if_exp(Out *o, Node *n, int level) {
  if (level > PR_TEST) put(o, "(");
  put_expr(o, n->IfExp.body, PR_TEST + 1);
  put(o, " if ");
  put_expr(o, n->IfExp.test, PR_TEST + 1);
  put(o, " else ");
  put_expr(o, n->IfExp.orelse, PR_TEST);
  if (level > PR_TEST) put(o, ")");
}

static void put_dict(Out *o, Node *n) {
  put(o, "{");
  for (int i = 0; i < n->Dict.values.n; i++) {
    if (i) put(o, ", ");
    if (n->Dict.keys.items[i]) {
      put_expr(o, n->Dict.keys.items[i], PR_TEST);
      put(o, ": ");
      put_expr(o, n->Dict.values.items[i], PR_TEST);
    } else {
      put(o, "**");
      put_expr(o, n->Dict.values.items[i], PR_BOR);
    }
  }
  put(o, "}");
}

static void put_generators(Out *o, NodeList generators) {
  for (int i = 0; i < generators.n; i++) {
    Node *c = generators.items[i];
    put(o, c->comprehension.is_async ? " async for " : " for ");
    put_expr(o, c->comprehension.target, PR_TUPLE);
    put(o, " in ");
    put_expr(o, c->comprehension.iter, PR_TEST + 1);
    for (int k = 0; k < c->comprehension.ifs.n; k++) {
      put(o, " if ");
      put_expr(o, c->comprehension.ifs.items[k], PR_TEST + 1);
    }
  }
}

static void put_comprehension(Out *o, const char *open, Node *elt, NodeList generators, const char *close) {
  put(o, open);
  put_expr(o, elt, PR_TEST);
  put_generators(o, generators);
  put(o, close);
}

static void put_call(Out *o, Node *n) {
  NodeList args = n->Call.args, keywords = n->Call.keywords;
  put_expr(o, n->Call.func, PR_ATOM);
  if (args.n == 1 && !keywords.n && args.items[0]->kind == NODE_GeneratorExp) {
    put_expr(o, args.items[0], PR_TEST);
    return;
  }
  put(o, "(");
  put_list(o, args, PR_TEST);
  for (int i = 0; i < keywords.n; i++) {
    if (i || args.n) put(o, ", ");
    if (keywords.items[i]->keyword.arg) put_id(o, keywords.items[i]->keyword.arg), put(o, "=");
    else put(o, "**");
    put_expr(o, keywords.items[i]->keyword.value, PR_TEST);
  }
  put(o, ")");
}

/* ---- f-strings: the inner text is written, then quoted as a whole ---- */

static void put_escaped_braces(Out *o, const char *text, size_t len) {
  for (size_t i = 0; i < len; i++) {
    put_n(o, text + i, 1);
    if (text[i] == '{' || text[i] == '}') put_n(o, text + i, 1);
  }
}

static void put_fstring_part(Out *o, Node *n) {
  if (n->kind == NODE_Constant) {
    put_escaped_braces(o, n->Constant.value->s.text, n->Constant.value->s.len);
  } else if (n->kind == NODE_JoinedStr) {
    for (int i = 0; i < n->JoinedStr.values.n; i++) put_fstring_part(o, n->JoinedStr.values.items[i]);
  } else {
    Out value = {.g = o->g};
    put_expr(&value, n->FormattedValue.value, PR_TEST + 1);
    put(o, value.len && value.text[0] == '{' ? "{ " : "{");
    put_n(o, value.text, value.len);
    char conversion[3] = {'!', (char)n->FormattedValue.conversion, 0};
    if (n->FormattedValue.conversion > 0) put(o, conversion);
    if (n->FormattedValue.format_spec) {
      put(o, ":");
      put_fstring_part(o, n->FormattedValue.format_spec);
    }
    put(o, "}");
  }
}

static void put_fstring(Out *o, Node *n) {
  Out inner = {.g = o->g};
  put(&inner, "");
  put_fstring_part(&inner, n);
  put(o, n->kind == NODE_TemplateStr ? "t" : "f");
  put_quoted(o, inner.text, inner.len, false);
}

static void put_subscript(Out *o, Node *n) {
  put_expr(o, n->Subscript.value, PR_ATOM);
  put(o, "[");
  put_expr(o, n->Subscript.slice, PR_TUPLE);
  put(o, "]");
}

static void put_attribute(Out *o, Node *n) {
  Node *value = n->Attribute.value;
  put_expr(o, value, PR_ATOM);
  put(o, value->kind == NODE_Constant && value->Constant.value->kind == CONST_int ? " ." : ".");
  put_id(o, n->Attribute.attr);
}

static void put_slice(Out *o, Node *n) {
  if (n->Slice.lower) put_expr(o, n->Slice.lower, PR_TEST);
  put(o, ":");
  if (n->Slice.upper) put_expr(o, n->Slice.upper, PR_TEST);
  if (!n->Slice.step) return;
  put(o, ":");
  put_expr(o, n->Slice.step, PR_TEST);
}

static void put_tuple(Out *o, Node *n, int level) {
  bool parens = level > PR_TUPLE || n->Tuple.elts.n == 0;
  if (parens) put(o, "(");
  put_list(o, n->Tuple.elts, PR_TEST);
  if (n->Tuple.elts.n == 1) put(o, ",");
  if (parens) put(o, ")");
}

static void put_prefixed(Out *o, const char *prefix, Node *value, int inner, bool parens) {
  if (parens) put(o, "(");
  put(o, prefix);
  if (value) put_expr(o, value, inner);
  if (parens) put(o, ")");
}

static void put_expr(Out *o, Node *n, int level) {
  compile_enter(o->g->c, n->loc);
  switch ((NodeKind)n->kind) {
  case NODE_BoolOp: put_bool_op(o, n, level); break;
  case NODE_BinOp: put_binary(o, n, level); break;
  case NODE_UnaryOp: put_unary(o, n, level); break;
  case NODE_Lambda: put_lambda(o, n, level); break;
  case NODE_IfExp: put_if_exp(o, n, level); break;
  case NODE_Dict: put_dict(o, n); break;
  case NODE_Set: put(o, "{"), put_list(o, n->Set.elts, PR_TEST), put(o, "}"); break;
  case NODE_ListComp: put_comprehension(o, "[", n->ListComp.elt, n->ListComp.generators, "]"); break;
  case NODE_SetComp: put_comprehension(o, "{", n->SetComp.elt, n->SetComp.generators, "}"); break;
  case NODE_GeneratorExp: put_comprehension(o, "(", n->GeneratorExp.elt, n->GeneratorExp.generators, ")"); break;
  case NODE_DictComp:
    put(o, "{"), put_expr(o, n->DictComp.key, PR_TEST), put(o, ": "), put_expr(o, n->DictComp.value, PR_TEST);
    put_generators(o, n->DictComp.generators), put(o, "}");
    break;
  case NODE_Await: put_prefixed(o, "await ", n->Await.value, PR_ATOM, level > PR_AWAIT); break;
  case NODE_Yield: put_prefixed(o, n->Yield.value ? "yield " : "yield", n->Yield.value, PR_TUPLE, true); break;
  case NODE_YieldFrom: put_prefixed(o, "yield from ", n->YieldFrom.value, PR_TEST, true); break;
  case NODE_Compare: put_compare(o, n, level); break;
  case NODE_Call: put_call(o, n); break;
  case NODE_JoinedStr:
  case NODE_TemplateStr:
  case NODE_FormattedValue: put_fstring(o, n); break;
  case NODE_Constant:
    if (n->Constant.kind) put(o, "u");
    put_const(o, n->Constant.value);
    break;
  case NODE_Attribute: put_attribute(o, n); break;
  case NODE_Starred: put_prefixed(o, "*", n->Starred.value, PR_BOR, false); break;
  case NODE_Name: put_id(o, n->Name.id); break;
  case NODE_List: put(o, "["), put_list(o, n->List.elts, PR_TEST), put(o, "]"); break;
  case NODE_Tuple: put_tuple(o, n, level); break;
  case NODE_Subscript: put_subscript(o, n); break;
  case NODE_Slice: put_slice(o, n); break;
  case NODE_NamedExpr:
    put(o, "("), put_expr(o, n->NamedExpr.target, PR_TUPLE), put(o, " := "), put_expr(o, n->NamedExpr.value, PR_ATOM), put(o, ")");
    break;
  default: break;
  }
  o->g->c->depth--;
}

Name unparse_expr(Gen *g, Node *n) {
  Out o = {.g = g};
  put(&o, "");
  put_expr(&o, n, PR_TEST);
  return (Name){o.text, o.len};
}
