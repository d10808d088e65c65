/* krait dis: shows what a program becomes on its way: tokens, syntax tree, bytecode, SSA. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../frontend/ast.h"
#include "commands.h"
#include "source_file.h"

#pragma weak dis_ssa
int dis_ssa(Code *code, const char *pass, FILE *out); /* the back end's dump; pass may be NULL */

static int show_tree(const Source *source, bool located, Arena *arena) {
  Diag diag;
  Mod *mod = parse_source(source, arena, &diag);
  if (!mod) {
    diag_print(&diag, source->filename, stderr);
    return 1;
  }
  (located ? ast_dump_located : ast_dump)(mod, stdout);
  return 0;
}

static int show_code(const Source *source, Arena *arena, const char *ssa) {
  Diag diag;
  Code *code = compile_source(source, &diag, arena);
  if (!code) {
    diag_print(&diag, source->filename, stderr);
    return 1;
  }
  int status = 0;
  if (!ssa) code_disassemble(code, stdout);
  else if (dis_ssa) status = dis_ssa(code, ssa[0] ? ssa + 1 : NULL, stdout);
  else fputs("krait: this build shows no SSA\n", stderr), status = 2;
  code_free(code);
  return status;
}

static int show(const char *option, const char *file) {
  SourceFile f;
  if (!source_file_read(file, false, &f)) return 1;
  Arena *arena = arena_new();
  Diag diag;
  int status;
  if (!strncmp(option, "--ast", 5)) status = show_tree(&f.source, option[5], arena);
  else if (!strcmp(option, "--tokens")) status = tokens_dump(&f.source, stdout, &diag);
  else status = show_code(&f.source, arena, !strncmp(option, "--ssa", 5) ? option + 5 : NULL);
  arena_free(arena);
  source_file_free(&f);
  return status;
}

int cmd_dis(int argc, char **argv) {
  const char *option = "", *file = NULL;
  for (int i = 1; i < argc; i++) {
    if (argv[i][0] == '-' && argv[i][1] && !*option) option = argv[i];
    else if (!file) file = argv[i];
    else return fputs("usage: krait dis [--ast | --tokens | --ssa[=PASS]] FILE.py\n", stderr), 2;
  }
  bool known = !*option || !strcmp(option, "--ast") || !strcmp(option, "--ast=places") || !strcmp(option, "--tokens") || !strcmp(option, "--ssa") || !strncmp(option, "--ssa=", 6);
  if (!file || !known) return fputs("usage: krait dis [--ast | --tokens | --ssa[=PASS]] FILE.py\n", stderr), 2;
  return show(option, file);
}
