/* f-strings and t-strings. */
#include <string.h>

#include "gen.h"

/* Conversion and spec of a replacement field as format_value and build_interpolation encode them. */
static uint32_t field_flags(int conversion, Node *spec) {
  uint32_t flags = conversion == 's' ? 1 : conversion == 'r' ? 2 : conversion == 'a' ? 3 : 0;
  return flags | (spec ? 4 : 0);
}

static void gen_field(Gen *g, Node *n) {
  gen_expr(g, n->FormattedValue.value);
  if (n->FormattedValue.format_spec) gen_expr(g, n->FormattedValue.format_spec);
  emit(g, OP_format_value, field_flags(n->FormattedValue.conversion, n->FormattedValue.format_spec));
}

void gen_fstring(Gen *g, Node *n) {
  enum { CHUNK = 200 };
  if (n->kind == NODE_FormattedValue) {
    gen_field(g, n);
    return;
  }
  NodeList values = n->JoinedStr.values;
  uint32_t pending = 0;
  for (int i = 0; i < values.n; i++) {
    gen_expr(g, values.items[i]);
    if (++pending == CHUNK) {
      emit(g, OP_build_string, pending);
      pending = 1;
    }
  }
  if (values.n == 0) emit_text(g, "", 0);
  else if (values.n > 1 && pending > 1) emit(g, OP_build_string, pending);
}

/* Template(strings, interpolations): strings alternate with interpolations, empty ones included. */
void gen_template(Gen *g, Node *n) {
  NodeList values = n->TemplateStr.values;
  uint32_t strings = 0, fields = 0;
  bool after_string = false;
  for (int i = 0; i < values.n; i++) {
    Node *v = values.items[i];
    if (v->kind != NODE_Interpolation) {
      gen_expr(g, v);
      strings++;
      after_string = true;
      continue;
    }
    if (!after_string) emit_text(g, "", 0), strings++;
    after_string = false;
  }
  if (!after_string) emit_text(g, "", 0), strings++;
  emit(g, OP_build_tuple, strings);
  for (int i = 0; i < values.n; i++) {
    Node *v = values.items[i];
    if (v->kind != NODE_Interpolation) continue;
    gen_expr(g, v->Interpolation.value);
    emit_const(g, *v->Interpolation.str);
    if (v->Interpolation.format_spec) gen_expr(g, v->Interpolation.format_spec);
    emit(g, OP_build_interpolation, field_flags(v->Interpolation.conversion, v->Interpolation.format_spec));
    fields++;
  }
  emit(g, OP_build_tuple, fields);
  emit(g, OP_build_template, 0);
}
