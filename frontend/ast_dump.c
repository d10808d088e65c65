/* Prints a tree as ast.dump(tree, indent=1) does, the reprs of constants included. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../ir/unicode.h"
#include "ast.h"

typedef struct {
  FILE *out;
  bool attributes; /* lineno and so on too, as include_attributes=True */
} Dump;

static void dump_node(Dump *d, const Node *n, int level);

/* ---- constants ---- */

static size_t decode(const char *s, size_t left, uint32_t *c) {
  const unsigned char *u = (const unsigned char *)s;
  if (u[0] < 0x80) return *c = u[0], 1;
  if (u[0] < 0xe0 && left > 1) return *c = (u[0] & 31u) << 6 | (u[1] & 63u), 2;
  if (u[0] < 0xf0 && left > 2) return *c = (u[0] & 15u) << 12 | (u[1] & 63u) << 6 | (u[2] & 63u), 3;
  if (left > 3) return *c = (u[0] & 7u) << 18 | (u[1] & 63u) << 12 | (u[2] & 63u) << 6 | (u[3] & 63u), 4;
  return *c = 0xfffd, left;
}

static bool printable(uint32_t c) { return c < 128 ? c >= 32 && c < 127 : unicode_flags(c) & UC_PRINTABLE; }

static void repr_text(FILE *out, const char *s, size_t len, bool bytes) {
  char quote = memchr(s, '\'', len) && !memchr(s, '"', len) ? '"' : '\'';
  putc(quote, out);
  for (size_t i = 0; i < len;) {
    uint32_t c = (unsigned char)s[i];
    size_t width = bytes ? 1 : decode(s + i, len - i, &c);
    if (c == (uint32_t)quote || c == '\\') fprintf(out, "\\%c", (int)c);
    else if (c == '\n') fputs("\\n", out);
    else if (c == '\r') fputs("\\r", out);
    else if (c == '\t') fputs("\\t", out);
    else if (bytes ? c >= 32 && c < 127 : printable(c)) fwrite(s + i, 1, width, out);
    else if (c < 0x100) fprintf(out, "\\x%02x", c);
    else if (c < 0x10000) fprintf(out, "\\u%04x", c);
    else fprintf(out, "\\U%08x", c);
    i += width;
  }
  putc(quote, out);
}

/* The shortest digits that read back as the same number, laid out as Python does. */
static void repr_double(FILE *out, double v, bool whole_point) {
  if (isinf(v)) {
    fputs(v < 0 ? "-inf" : "inf", out);
    return;
  }
  char text[40];
  int digits = 0;
  do snprintf(text, sizeof text, "%.*e", digits, v);
  while (++digits < 17 && strtod(text, NULL) != v);
  char *e = strchr(text, 'e');
  int exponent = atoi(e + 1);
  if (exponent < -4 || exponent >= 16) {
    fprintf(out, "%.*se%c%02d", (int)(e - text), text, exponent < 0 ? '-' : '+', abs(exponent));
    return;
  }
  int places = digits - 1 - exponent;
  snprintf(text, sizeof text, "%.*f", places > 0 ? places : 0, v);
  fputs(text, out);
  if (places <= 0 && whole_point) fputs(".0", out);
}

/* Hexadecimal digits in decimal. */
static void repr_bigint(FILE *out, const char *hex, size_t len) {
  size_t n = 0, cap = len * 4 / 29 + 2;
  uint32_t *limbs = calloc(cap, sizeof *limbs);
  if (!limbs) abort();
  for (size_t i = 0; i < len; i++) {
    uint64_t carry = hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10;
    for (size_t k = 0; k < n; k++) {
      carry += (uint64_t)limbs[k] * 16;
      limbs[k] = (uint32_t)(carry % 1000000000);
      carry /= 1000000000;
    }
    if (carry) limbs[n++] = (uint32_t)carry;
  }
  fprintf(out, "%u", n ? limbs[n - 1] : 0);
  for (size_t k = n ? n - 1 : 0; k-- > 0;) fprintf(out, "%09u", limbs[k]);
  free(limbs);
}

static void dump_const(Dump *d, const Const *c) {
  FILE *out = d->out;
  switch (c->kind) {
  case CONST_none: fputs("None", out); break;
  case CONST_true: fputs("True", out); break;
  case CONST_false: fputs("False", out); break;
  case CONST_ellipsis: fputs("Ellipsis", out); break;
  case CONST_int: fprintf(out, "%lld", (long long)c->i); break;
  case CONST_bigint: repr_bigint(out, c->s.text, c->s.len); break;
  case CONST_float: repr_double(out, c->f, true); break;
  case CONST_complex:
    repr_double(out, c->c.im, false);
    putc('j', out);
    break;
  case CONST_str: repr_text(out, c->s.text, c->s.len, false); break;
  case CONST_bytes:
    putc('b', out);
    repr_text(out, c->s.text, c->s.len, true);
    break;
  case CONST_tuple: case CONST_frozenset: case CONST_code: case CONST_object: break; /* no parser makes them */
  }
}

/* ---- nodes ---- */

static const void *field_at(const Node *n, const FieldInfo *f) { return (const char *)n + f->offset; }

static int list_length(const Node *n, const FieldInfo *f) {
  /* the three list types have the same layout */
  return ((const NodeList *)field_at(n, f))->n;
}

/* A field that ast.dump leaves out. */
static bool absent(const Node *n, const FieldInfo *f) {
  if (f->count == FIELD_HIDDEN) return !list_length(n, f);
  return f->count == FIELD_OPT && f->type != FIELD_int && !*(void *const *)field_at(n, f);
}

static bool is_sum(const FieldInfo *f) { return f->type < FIELD_identifier; }

static int field_count(Dump *d, const Node *n) {
  const NodeInfo *info = &node_info[n->kind];
  int count = d->attributes && sum_has_location[info->sum] ? 4 : 0;
  for (int i = 0; i < info->nfields; i++) count += !absent(n, &info->fields[i]);
  return count;
}

/* Whether a field's value is printed without any line break and without arguments of its own. */
static bool simple_field(Dump *d, const Node *n, const FieldInfo *f) {
  if (f->count == FIELD_MANY || f->count == FIELD_HIDDEN) return !list_length(n, f);
  if (!is_sum(f)) return true;
  const Node *child = *(Node *const *)field_at(n, f);
  return !child || !field_count(d, child);
}

static void new_line(Dump *d, int level) {
  putc('\n', d->out);
  for (int i = 0; i < level; i++) putc(' ', d->out);
}

static void dump_one(Dump *d, const void *at, int type, int level) {
  FILE *out = d->out;
  if (type < FIELD_identifier) {
    const Node *child = *(Node *const *)at;
    if (child) dump_node(d, child, level);
    else fputs("None", out);
    return;
  }
  switch (type) {
  case FIELD_identifier: {
    Identifier id = *(const Identifier *)at;
    if (id) repr_text(out, id->text, id->len, false);
    else fputs("None", out);
    break;
  }
  case FIELD_string: {
    AstString s = *(const AstString *)at;
    repr_text(out, s->text, s->len, false);
    break;
  }
  case FIELD_constant: dump_const(d, *(const AstConstant *)at); break;
  case FIELD_int: fprintf(out, "%d", *(const int *)at); break;
  default: fprintf(out, "%s()", ast_enum_names[*(const uint8_t *)at]);
  }
}

static void dump_list(Dump *d, const void *at, int type, int level) {
  const NodeList *list = at;
  if (!list->n) {
    fputs("[]", d->out);
    return;
  }
  size_t size = type == FIELD_cmpop ? 1 : sizeof(void *);
  putc('[', d->out);
  for (int i = 0; i < list->n; i++) {
    if (i) putc(',', d->out);
    new_line(d, level + 1);
    dump_one(d, (const char *)list->items + i * size, type, level + 1);
  }
  putc(']', d->out);
}

static void separate(Dump *d, int done, bool flat, int level) {
  if (done) putc(',', d->out);
  if (!flat) new_line(d, level);
  else if (done) putc(' ', d->out);
}

static void dump_attributes(Dump *d, const Node *n, int done, bool flat, int level) {
  const char *const names[] = {"lineno", "col_offset", "end_lineno", "end_col_offset"};
  const uint32_t values[] = {n->loc.line, n->loc.col, n->loc.end_line, n->loc.end_col};
  for (int i = 0; i < 4; i++) {
    separate(d, done + i, flat, level);
    fprintf(d->out, "%s=%u", names[i], values[i]);
  }
}

static void dump_node(Dump *d, const Node *n, int level) {
  const NodeInfo *info = &node_info[n->kind];
  int count = field_count(d, n), done = 0;
  bool flat = count <= 3;
  for (int i = 0; flat && i < info->nfields; i++)
    flat = absent(n, &info->fields[i]) || simple_field(d, n, &info->fields[i]);
  fprintf(d->out, "%s(", info->name);
  for (int i = 0; i < info->nfields; i++) {
    const FieldInfo *f = &info->fields[i];
    if (absent(n, f)) continue;
    separate(d, done++, flat, level + 1);
    fprintf(d->out, "%s=", f->name);
    if (f->count == FIELD_MANY || f->count == FIELD_HIDDEN) dump_list(d, field_at(n, f), f->type, level + 1);
    else dump_one(d, field_at(n, f), f->type, level + 1);
  }
  if (d->attributes && sum_has_location[info->sum]) dump_attributes(d, n, done, flat, level + 1);
  putc(')', d->out);
}

void ast_dump(const Mod *mod, FILE *out) {
  Dump d = {.out = out};
  dump_node(&d, mod->root, 0);
  putc('\n', out);
}

void ast_dump_located(const Mod *mod, FILE *out) {
  Dump d = {.out = out, .attributes = true};
  dump_node(&d, mod->root, 0);
  putc('\n', out);
}
