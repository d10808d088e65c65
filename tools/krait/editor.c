/* Lines from a terminal with libedit: editing, and a history kept in ~/.krait_history. */
#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "commands.h"

static EditLine *editor;
static History *lines;
static char *history_file;
static const char *shown_prompt;

static char *show_prompt(EditLine *e) { return (char *)shown_prompt; }

static void open_history(void) {
  HistEvent event;
  const char *home = getenv("HOME");
  lines = history_init();
  if (!lines) return;
  history(lines, &event, H_SETSIZE, 2000);
  history(lines, &event, H_SETUNIQUE, 1);
  if (home && asprintf(&history_file, "%s/.krait_history", home) > 0) history(lines, &event, H_LOAD, history_file);
}

static bool editor_open(void) {
  if (!isatty(0) || !isatty(1)) return false;
  editor = el_init("krait", stdin, stdout, stderr);
  if (!editor) return false;
  open_history();
  el_set(editor, EL_PROMPT, show_prompt);
  el_set(editor, EL_EDITOR, "emacs");
  el_set(editor, EL_SIGNAL, 0); /* Ctrl-C ends the read: the interpreter's handler has noted it */
  if (lines) el_set(editor, EL_HIST, history, lines);
  return true;
}

static const char *editor_read(const char *prompt) {
  int n = 0;
  shown_prompt = prompt;
  const char *line = el_gets(editor, &n);
  if (!line || n <= 0) return NULL;
  HistEvent event;
  if (lines && n > 1) history(lines, &event, H_ENTER, line);
  return line;
}

static void editor_close(void) {
  HistEvent event;
  if (lines && history_file) history(lines, &event, H_SAVE, history_file);
  if (lines) history_end(lines);
  el_end(editor);
  free(history_file);
}

static const LineEditor line_editor = {editor_open, editor_read, editor_close};

void install_line_editor(void) { kr_line_editor = &line_editor; }
