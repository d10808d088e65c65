/* Calls: methods without a bound method, keywords by a names tuple, the general form for * and **. */
#include <string.h>

#include "gen.h"

/* Whether all arguments can lie on the stack: no * or **, and not too many. */
static bool plain_args(NodeList args, NodeList keywords) {
  if (args.n + 2 * keywords.n > STACK_CHUNK) return false;
  for (int i = 0; i < args.n; i++)
    if (args.items[i]->kind == NODE_Starred) return false;
  for (int i = 0; i < keywords.n; i++)
    if (!keywords.items[i]->keyword.arg) return false;
  return true;
}

static void check_keywords(Gen *g, NodeList keywords) {
  for (int i = 0; i < keywords.n; i++) {
    Identifier name = keywords.items[i]->keyword.arg;
    if (!name) continue;
    if (name->len == 9 && !memcmp(name->text, "__debug__", 9))
      compile_error(g->c, g->loc, "cannot assign to __debug__");
    for (int k = i + 1; k < keywords.n; k++)
      if (keywords.items[k]->keyword.arg == name)
        compile_error(g->c, keywords.items[k]->loc, "keyword argument repeated: %s", name->text);
  }
}

/* Values of keywords [from, to), then the tuple of their names. */
static void gen_keywords(Gen *g, NodeList keywords) {
  Identifier *names = ARENA_ARRAY(g->c->arena, Identifier, (size_t)keywords.n);
  for (int i = 0; i < keywords.n; i++) {
    gen_expr(g, keywords.items[i]->keyword.value);
    names[i] = keywords.items[i]->keyword.arg; /* not mangled, unlike parameters */
  }
  emit_tuple_of_names(g, names, keywords.n);
}

/* One dict of the keywords from `from` up to the next ** or the end; gives where that is. */
static int gen_keyword_run(Gen *g, NodeList keywords, int from) {
  int to = from;
  while (to < keywords.n && keywords.items[to]->keyword.arg) to++;
  bool at_once = 2 * (to - from) <= STACK_CHUNK;
  if (!at_once) emit(g, OP_build_map, 0);
  for (int i = from; i < to; i++) {
    Node *k = keywords.items[i];
    emit_text(g, k->keyword.arg->text, k->keyword.arg->len);
    gen_expr(g, k->keyword.value);
    if (!at_once) emit(g, OP_map_add, 1);
  }
  if (at_once) emit(g, OP_build_map, (uint32_t)(to - from));
  return to;
}

static void gen_keyword_dict(Gen *g, NodeList keywords) {
  for (int i = 0; i < keywords.n;) {
    bool first = i == 0;
    if (keywords.items[i]->keyword.arg) {
      i = gen_keyword_run(g, keywords, i);
    } else {
      if (first) emit(g, OP_build_map, 0);
      first = false;
      gen_expr(g, keywords.items[i++]->keyword.value);
    }
    if (!first) emit(g, OP_dict_merge, 1);
  }
}

/* pushed positional arguments already lie on the stack above the callable. */
static void gen_call_ex(Gen *g, uint32_t pushed, NodeList args, NodeList keywords) {
  bool single = pushed == 0 && args.n == 1 && args.items[0]->kind == NODE_Starred;
  if (single) {
    gen_expr(g, args.items[0]->Starred.value);
  } else {
    emit(g, OP_build_list, pushed);
    for (int i = 0; i < args.n; i++) {
      Node *a = args.items[i];
      gen_expr(g, a->kind == NODE_Starred ? a->Starred.value : a);
      emit(g, a->kind == NODE_Starred ? OP_list_extend : OP_list_append, 1);
    }
    emit(g, OP_list_to_tuple, 0);
  }
  if (keywords.n) gen_keyword_dict(g, keywords);
  emit(g, OP_call_ex, keywords.n > 0);
}

void gen_call_helper(Gen *g, uint32_t pushed, NodeList args, NodeList keywords) {
  check_keywords(g, keywords);
  if (!plain_args(args, keywords)) {
    gen_call_ex(g, pushed, args, keywords);
    return;
  }
  for (int i = 0; i < args.n; i++) gen_expr(g, args.items[i]);
  if (keywords.n) gen_keywords(g, keywords);
  emit(g, keywords.n ? OP_call_kw : OP_call, pushed + (uint32_t)args.n + (uint32_t)keywords.n);
}

static void check_callable(Gen *g, Node *f) {
  const char *what = NULL;
  switch ((NodeKind)f->kind) {
  case NODE_Constant: what = const_name(f->Constant.value).text; break;
  case NODE_Tuple: what = "tuple"; break;
  case NODE_List:
  case NODE_ListComp: what = "list"; break;
  case NODE_Dict:
  case NODE_DictComp: what = "dict"; break;
  case NODE_Set:
  case NODE_SetComp: what = "set"; break;
  case NODE_GeneratorExp: what = "generator"; break;
  case NODE_JoinedStr:
  case NODE_FormattedValue: what = "str"; break;
  default: return;
  }
  compile_warn(g->c, g->loc, "'%s' object is not callable; perhaps you missed a comma?", what);
}

/* obj.name(...) */
static bool gen_method_call(Gen *g, Node *n) {
  Node *f = n->Call.func;
  if (f->kind != NODE_Attribute || f->Attribute.ctx != AST_Load || !plain_args(n->Call.args, n->Call.keywords)) return false;
  check_keywords(g, n->Call.keywords);
  gen_expr(g, f->Attribute.value);
  Loc call = g->loc;
  g->loc = f->loc;
  gen_attribute_loc(g, f);
  emit(g, OP_load_method, name_slot(g, ident_mangle(g->c, g->u->scope->private, f->Attribute.attr)));
  g->loc = call;
  for (int i = 0; i < n->Call.args.n; i++) gen_expr(g, n->Call.args.items[i]);
  if (n->Call.keywords.n) gen_keywords(g, n->Call.keywords);
  gen_attribute_loc(g, f);
  emit(g, n->Call.keywords.n ? OP_call_method_kw : OP_call_method, (uint32_t)n->Call.args.n + (uint32_t)n->Call.keywords.n);
  return true;
}

void gen_call(Gen *g, Node *n) {
  if (gen_method_call(g, n)) return;
  check_callable(g, n->Call.func);
  gen_expr(g, n->Call.func);
  gen_call_helper(g, 0, n->Call.args, n->Call.keywords);
}
