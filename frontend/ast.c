/* The tables that ast.def yields (node names, fields with their offsets, sums, enumerations) and
 * the making of nodes. */
#include "ast.h"

/* Rows of ast.def are one line each, so the line number names a row's struct in both passes. */
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define FIELDS_HERE PASTE(FieldsOfLine, __LINE__)

#define NODE(sum, Name_, fields) typedef __typeof__(((Node *)0)->Name_) FIELDS_HERE;
#include "ast.def"

enum { FIELDS_AT = offsetof(Node, Pass) };

/* The field types that are sums have the sum's own number. */
#define FIELD_mod SUM_mod
#define FIELD_stmt SUM_stmt
#define FIELD_expr SUM_expr
#define FIELD_comprehension SUM_comprehension
#define FIELD_excepthandler SUM_excepthandler
#define FIELD_arguments SUM_arguments
#define FIELD_arg SUM_arg
#define FIELD_keyword SUM_keyword
#define FIELD_alias SUM_alias
#define FIELD_withitem SUM_withitem
#define FIELD_match_case SUM_match_case
#define FIELD_pattern SUM_pattern
#define FIELD_type_ignore SUM_type_ignore
#define FIELD_type_param SUM_type_param

#define ROW(type, name, count) {#name, FIELD_##type, count, FIELDS_AT + offsetof(FIELDS_HERE, name)},
#define ONE(type, name) ROW(type, name, FIELD_ONE)
#define OPT(type, name) ROW(type, name, FIELD_OPT)
#define MANY(type, name) ROW(type, name, FIELD_MANY)
#define HIDDEN(type, name) ROW(type, name, FIELD_HIDDEN)
#define NOFIELDS {NULL, 0, 0, 0},
#define NODE(sum, Name_, fields) static const FieldInfo fields_##Name_[] = {fields};
#include "ast.def"
#undef NOFIELDS
#define NOFIELDS

#undef ROW
#define ROW(type, name, count) +1
const NodeInfo node_info[NODE_COUNT] = {
#define NODE(sum, Name_, fields) [NODE_##Name_] = {#Name_, SUM_##sum, 0 fields, fields_##Name_},
#include "ast.def"
};

const char *const ast_enum_names[AST_ENUM_COUNT] = {
#define ENUM(type, Name) #Name,
#include "ast.def"
};

const char *const sum_names[] = {
#define SUM(name, has_location) #name,
#include "ast.def"
};

const bool sum_has_location[] = {
#define SUM(name, has_location) has_location,
#include "ast.def"
};

static const uint8_t node_size[NODE_COUNT] = {
#define NODE(sum, Name_, fields) [NODE_##Name_] = FIELDS_AT + sizeof(((Node *)0)->Name_),
#include "ast.def"
};

Node *ast_node(Arena *a, NodeKind kind, Loc loc) {
  Node *n = arena_alloc(a, node_size[kind]);
  n->kind = kind;
  n->loc = loc;
  return n;
}
