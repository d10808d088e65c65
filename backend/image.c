/* An executable's main file: the modules' bytecode, their tables, and main. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"

/* Bytes as a string literal in lines; octal escapes, which every C compiler reads as bytes. */
static void write_bytes(const char *bytes, size_t n, FILE *out) {
  for (size_t i = 0, column = 0; i < n; i++) {
    if (column == 0) fputs("  \"", out);
    unsigned char c = (unsigned char)bytes[i];
    bool digit_follows = i + 1 < n && isdigit((unsigned char)bytes[i + 1]);
    if (isalnum(c) || c == '_' || c == ' ') column += (size_t)fprintf(out, "%c", c);
    else column += (size_t)fprintf(out, digit_follows ? "\\%03o" : "\\%o", c);
    if (column >= 100 || i + 1 == n) {
      fputs("\"\n", out);
      column = 0;
    }
  }
}

static void write_quoted(const char *text, FILE *out) {
  fputc('"', out);
  for (; *text; text++) {
    unsigned char c = (unsigned char)*text;
    if (c < 32 || c > 126 || c == '"' || c == '\\' || c == '?') fprintf(out, "\\%03o", c);
    else fputc(c, out);
  }
  fputc('"', out);
}

/* Where the bytecode goes: into the C text, or into a file that the assembler takes in. */
typedef struct {
  FILE *blob; /* or NULL */
  size_t at;  /* its size so far */
} CodeStore;

static size_t write_code(const BuildModule *m, size_t index, CodeStore *store, FILE *out) {
  size_t size = 0;
  char *bytes = code_encode(m->code, &size);
  if (store->blob) {
    fwrite(bytes, 1, size, store->blob);
    fprintf(out, "#define code_%zu (kr_code + %zu)\n", index, store->at);
    store->at += size;
  } else {
    fprintf(out, "static const unsigned char code_%zu[] =\n", index);
    write_bytes(bytes, size, out);
    fputs("  ;\n", out);
  }
  free(bytes);
  return size;
}

static void write_module(const BuildModule *m, size_t index, CodeStore *store, FILE *out) {
  size_t size = write_code(m, index, store, out);
  for (uint32_t k = 0; k < m->emitted.n; k++) fprintf(out, "extern const KrNativeUnit %s;\n", m->emitted.units[k].symbol);
  fprintf(out, "static const KrNativeUnit *const units_%zu[] = {", index);
  for (uint32_t k = 0; k < m->emitted.n; k++) fprintf(out, "&%s, ", m->emitted.units[k].symbol);
  fprintf(out, "NULL};\nstatic const KrCompiledModule module_%zu = {", index);
  write_quoted(m->name, out);
  fputs(", ", out);
  write_quoted(m->filename, out);
  fprintf(out, ", code_%zu, code_%zu + %zu, units_%zu, %u};\n\n", index, index, size, index, m->flags);
}

/* A file's bytes as the array kr_code: much faster than as a string, which a compiler would have to read. */
static void include_file(const char *path, FILE *out) {
  fputs("__asm__(\".section .rodata,\\\"a\\\"\\nkr_code: .incbin \\\"", out);
  for (const unsigned char *p = (const unsigned char *)path; *p; p++) fprintf(out, "\\\\%03o", *p);
  fputs("\\\"\\n.previous\");\nextern const unsigned char kr_code[] __asm__(\"kr_code\");\n\n", out);
}

void image_write_main(const BuildModule *modules, size_t n, FILE *out, const char *blob_path, FILE *blob) {
  CodeStore store = {blob, 0};
  fputs("/* The executable's modules as bytecode, the tables of what is compiled, and main. */\n"
        "#include \"runtime/krait.h\"\n#include \"runtime/native.h\"\n\n", out);
  if (blob) include_file(blob_path, out);
  for (size_t k = 0; k < n; k++) write_module(&modules[k], k, &store, out);
  fputs("static const KrCompiledModule *const modules[] = {", out);
  for (size_t k = 0; k < n; k++) fprintf(out, "&module_%zu, ", k);
  fputs("NULL};\n\nCode *compile_source(const void *source, void *diag, struct Arena *diag_arena);\n"
        "int anchors_find(const char *segment, size_t size, size_t *left_end, size_t *right_start);\n"
        "extern const struct AstServices ast_services;\n\n"
        "int main(int argc, char **argv) {\n  kr_anchor_hook = anchors_find;\n  kr_ast_services = &ast_services;\n"
        "  return kr_main(argc, argv, modules, compile_source);\n}\n", out);
}
