/* The prompt: reads statements and runs them in __main__.  Lines are collected until the front end says that the input is complete. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "main.h"

enum { SINGLE_FLAGS = 0x200 | 0x4000 }; /* do not imply dedent; say when the input is incomplete */

const LineEditor *kr_line_editor;

typedef struct {
  Ctx *ctx;
  const LineEditor *editor; /* NULL: standard input is no terminal */
  char prompt[256];
} Prompt;

/* str(sys.ps1) or str(sys.ps2). */
static void set_prompt(Prompt *p, const char *attr, const char *fallback) {
  Value v = kr_sys_get(p->ctx, attr), text = v && v != KR_ABSENT ? kr_str(p->ctx, v) : 0;
  const char *utf8 = text ? str_utf8(p->ctx, text, NULL) : NULL;
  snprintf(p->prompt, sizeof p->prompt, "%s", utf8 ? utf8 : fallback);
  kr_unref(p->ctx, text);
  kr_clear_exc(p->ctx);
}

/* ---- lines ---- */

/* Adds one line to the text; false at the end of input. */
static bool read_line(Prompt *p, char **text, size_t *size) {
  char *own = NULL;
  const char *line = NULL;
  size_t cap = 0;
  fflush(stdout);
  if (p->editor) line = p->editor->read(p->prompt);
  else {
    fputs(p->prompt, stderr);
    if (getline(&own, &cap, stdin) > 0) line = own;
  }
  size_t n = line ? strlen(line) : 0;
  char *more = n ? realloc(*text, *size + n + 1) : NULL;
  if (more) {
    memcpy(more + *size, line, n + 1);
    *text = more;
    *size += n;
  }
  free(own);
  return more != NULL;
}

/* ---- statements ---- */

static bool is_incomplete(Ctx *ctx) {
  if (!kr_matches(ctx, &kr_type_SyntaxError)) return false;
  Value msg = ((SyntaxErrorObj *)kr_obj(ctx->exc))->msg;
  return msg && kr_is_anystr(msg) && str_equal_ascii(msg, "incomplete input");
}

static Value compile_text(Prompt *p, const char *text, size_t size) {
  Value source = str_from_fs(p->ctx, text, size);
  Value code = source ? kr_compile(p->ctx, source, N(lt_stdin), "single", SINGLE_FLAGS, kr_runtime.flags.optimize) : 0;
  kr_unref(p->ctx, source);
  return code;
}

/* Does incomplete text want a further line?  Not if it is wrong whatever comes: then it is wrong with a
 * further, empty line for another reason than being incomplete, and that is the exception to show. */
static bool wants_more(Prompt *p, char *text, size_t size) {
  if (!is_incomplete(p->ctx)) return false;
  kr_clear_exc(p->ctx);
  char *longer = malloc(size + 2);
  if (!longer) return kr_raise_memory(p->ctx), false;
  memcpy(longer, text, size);
  memcpy(longer + size, "\n", 2);
  Value code = compile_text(p, longer, size + 1);
  free(longer);
  kr_unref(p->ctx, code);
  return code || is_incomplete(p->ctx);
}

/* Code of the next statement; KR_ABSENT at the end of input; 0: an exception to show. */
static Value read_statement(Prompt *p) {
  char *text = NULL;
  size_t size = 0;
  Value code = 0;
  set_prompt(p, "ps1", ">>> ");
  for (bool more = true; more;) {
    if (!read_line(p, &text, &size)) {
      if (kr_poll(p->ctx) == 0 && size == 0) code = KR_ABSENT;
      break;
    }
    if (strspn(text, " \t\n") == size) { /* nothing but blank lines */
      size = 0;
      continue;
    }
    kr_clear_exc(p->ctx);
    code = compile_text(p, text, size - (text[size - 1] == '\n')); /* an empty line ends a block */
    more = !code && wants_more(p, text, size);
    if (more) set_prompt(p, "ps2", "... ");
  }
  free(text);
  return code;
}

/* Runs one statement; false at the end of input.  *status is set when the program wants to exit. */
static bool run_statement(Prompt *p, Value dict, int *status) {
  Ctx *ctx = p->ctx;
  Value code = read_statement(p);
  if (code == KR_ABSENT) {
    fputc('\n', p->editor ? stdout : stderr);
    return false;
  }
  Value r = code ? kr_run_code(ctx, (CodeObj *)kr_obj(code), dict, dict, 0) : 0;
  kr_unref(ctx, r);
  if (!r && kr_matches(ctx, &kr_type_SystemExit)) {
    kr_unref(ctx, code);
    *status = kr_report_uncaught(ctx);
    return false;
  }
  if (!r && !code && kr_matches(ctx, &kr_type_KeyboardInterrupt)) {
    kr_clear_exc(ctx);
    fputs("\nKeyboardInterrupt\n", stderr);
  } else if (!r) kr_report_uncaught(ctx);
  kr_unref(ctx, code);
  Value out = kr_sys_get(ctx, "stdout");
  if (out && out != KR_ABSENT && out != KR_None) kr_unref(ctx, kr_call_method0(ctx, out, N(flush)));
  kr_clear_exc(ctx);
  return true;
}

int repl(Ctx *ctx, Value dict) {
  Prompt prompt = {.ctx = ctx}, *p = &prompt;
  int status = 0;
  if (kr_sys_get(ctx, "ps1") == KR_ABSENT) kr_set_sys(ctx, "ps1", str_from(ctx, ">>> "));
  if (kr_sys_get(ctx, "ps2") == KR_ABSENT) kr_set_sys(ctx, "ps2", str_from(ctx, "... "));
  if (!kr_runtime.flags.quiet && isatty(0))
    fputs("Krait " KRAIT_VERSION " (Python 3.11)\nexit() or Ctrl-D leaves; \"krait help\" in a shell explains more.\n", stderr);
  if (kr_line_editor && kr_line_editor->open()) p->editor = kr_line_editor;
  while (run_statement(p, dict, &status)) continue;
  if (p->editor) p->editor->close();
  return status;
}
