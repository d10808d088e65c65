/* Exceptions as text: report_source.c (source lines), report_frames.c (tracebacks with carets),
 * report_exception.c (messages, chains, groups), report_suggest.c ("Did you mean"). */
#ifndef KRAIT_REPORT_H
#define KRAIT_REPORT_H

#include "../api.h"

/* Text under construction; inside exception groups each line gets an indent and a margin. */
typedef struct {
  Ctx *ctx;
  StrWriter text;
  int depth;       /* nesting of exception groups */
  int need_close;  /* the innermost group's box is still open */
  int failed;
  Value seen;      /* set of ids, against rings of causes */
} Report;

/* The formats of str_format_c.  Lines begin with report_margin. */
void report_add(Report *, const char *format, ...);
void report_value(Report *, Value str);              /* 0: marks the report failed and clears the exception */
void report_margin(Report *, char margin);           /* '|' or '+'; nothing outside of groups */
void report_spaces(Report *, int64_t n);

/* Line of a source file, without its newline, as a str; 0 if there is none (nothing is raised). */
Value report_source_line(Ctx *, Value filename, int64_t line);
void report_forget_sources(void);

int64_t report_entry_limit(Ctx *);                   /* sys.tracebacklimit; nothing is shown, nor a heading, if it is not above 0 */
void report_traceback(Report *, Value tb);           /* the entries, without a heading */
Value report_suggestion(Ctx *, Value exc);           /* str or 0; nothing is raised */

#endif
