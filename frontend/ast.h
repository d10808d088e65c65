/* The syntax tree.  Structs, kinds and the field table all come from ast.def; nodes live in the
 * arena of the parse.  A dict display's missing key (for **x) and a missing keyword-only default
 * are NULL elements of their lists. */
#ifndef FRONTEND_AST_H
#define FRONTEND_AST_H

#include "frontend.h"

typedef enum {
  NODE_none,
#define NODE(sum, Name, fields) NODE_##Name,
#include "ast.def"
  NODE_COUNT
} NodeKind;

typedef enum {
#define SUM(name, has_location) SUM_##name,
#include "ast.def"
  /* field types that are no sums */
  FIELD_identifier, FIELD_string, FIELD_constant, FIELD_int, FIELD_expr_context, FIELD_boolop,
  FIELD_operator, FIELD_unaryop, FIELD_cmpop
} FieldType;

/* One enumeration for all: And and Or are consecutive, and so on. */
typedef enum {
#define ENUM(type, Name) AST_##Name,
#include "ast.def"
  AST_ENUM_COUNT
} AstEnum;

/* An identifier is interned for the duration of the parse: equal names are equal pointers.
 * NFKC-normalised UTF-8, NUL-terminated. */
typedef const struct Ident { size_t len; char text[]; } *Identifier;
typedef const Name *AstString;
typedef const Const *AstConstant;

typedef struct Node Node;
typedef struct { Node **items; int n; } NodeList;
typedef struct { Identifier *items; int n; } IdentifierList;
typedef struct { uint8_t *items; int n; } EnumList;

#define AST_ONE_mod Node *
#define AST_ONE_stmt Node *
#define AST_ONE_expr Node *
#define AST_ONE_comprehension Node *
#define AST_ONE_excepthandler Node *
#define AST_ONE_arguments Node *
#define AST_ONE_arg Node *
#define AST_ONE_keyword Node *
#define AST_ONE_alias Node *
#define AST_ONE_withitem Node *
#define AST_ONE_match_case Node *
#define AST_ONE_pattern Node *
#define AST_ONE_type_ignore Node *
#define AST_ONE_type_param Node *
#define AST_ONE_identifier Identifier
#define AST_ONE_string AstString
#define AST_ONE_constant AstConstant
#define AST_ONE_int int
#define AST_ONE_expr_context uint8_t
#define AST_ONE_boolop uint8_t
#define AST_ONE_operator uint8_t
#define AST_ONE_unaryop uint8_t
#define AST_ONE_cmpop uint8_t
#define AST_MANY_stmt NodeList
#define AST_MANY_expr NodeList
#define AST_MANY_comprehension NodeList
#define AST_MANY_excepthandler NodeList
#define AST_MANY_arg NodeList
#define AST_MANY_keyword NodeList
#define AST_MANY_alias NodeList
#define AST_MANY_withitem NodeList
#define AST_MANY_match_case NodeList
#define AST_MANY_pattern NodeList
#define AST_MANY_type_ignore NodeList
#define AST_MANY_type_param NodeList
#define AST_MANY_identifier IdentifierList
#define AST_MANY_cmpop EnumList

struct Node {
  uint16_t kind; /* NodeKind */
  bool parenthesised;
  Loc loc;
  union {
#define ONE(type, name) AST_ONE_##type name;
#define OPT(type, name) AST_ONE_##type name;
#define MANY(type, name) AST_MANY_##type name;
#define HIDDEN(type, name) AST_MANY_##type name;
#define NOFIELDS char nothing;
#define NODE(sum, Name_, fields) struct { fields } Name_;
#include "ast.def"
#undef ONE
#undef OPT
#undef MANY
#undef HIDDEN
#undef NOFIELDS
  };
};

struct Mod {
  Node *root; /* Module, Interactive, Expression or FunctionType */
  uint32_t future_flags;
  Arena *arena; /* where the tree lives: the code generator may add nodes */
  struct IdentTable *idents; /* the parse's identifiers */
};

/* The tree's one Identifier for this text, made if need be (mangled names, the head of a dotted
 * name); O(1). */
Identifier ident_intern(const Mod *mod, const char *text, size_t len);

/* The table behind it, for trees that do not come from the parser. */
typedef struct IdentTable IdentTable;
IdentTable *ident_table_new(Arena *arena);
Identifier ident_table_add(IdentTable *table, const char *text, size_t len);

typedef enum { FIELD_ONE, FIELD_OPT, FIELD_MANY, FIELD_HIDDEN } FieldCount;
typedef struct { const char *name; uint8_t type, count; uint16_t offset; } FieldInfo;
typedef struct { const char *name; uint8_t sum, nfields; const FieldInfo *fields; } NodeInfo;
extern const NodeInfo node_info[NODE_COUNT];
extern const char *const ast_enum_names[AST_ENUM_COUNT];
extern const char *const sum_names[];
extern const bool sum_has_location[];

/* New node with the place given; fields zero.  Only the fields of its own kind have memory: a node
 * cannot be turned into one of another kind in place. */
Node *ast_node(Arena *a, NodeKind kind, Loc loc);

#endif
