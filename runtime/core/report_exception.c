/* Exceptions as text: heading, traceback, message, notes; causes and contexts before them; groups in
 * boxes.  What is printed equals CPython 3.11's. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "report.h"

enum { MAX_GROUP_WIDTH = 15, MAX_GROUP_DEPTH = 10 };

/* ---- writing ---- */

void report_value(Report *r, Value str) {
  if (str && writer_str(r->ctx, &r->text, str) == 0) return;
  kr_clear_exc(r->ctx);
  r->failed = 1;
}

void report_add(Report *r, const char *format, ...) {
  va_list args;
  va_start(args, format);
  Value text = str_format_va(r->ctx, format, args);
  va_end(args);
  report_value(r, text);
  kr_unref(r->ctx, text);
}

void report_spaces(Report *r, int64_t n) {
  for (; n > 0; n--) report_add(r, " ");
}

void report_margin(Report *r, char margin) {
  if (!r->depth) return;
  report_spaces(r, 2 * r->depth);
  report_add(r, margin == '+' ? "+ " : "| ");
}

/* A line of a box's frame. */
static void add_rule(Report *r, const char *format, const char *title) {
  report_spaces(r, 2 * r->depth);
  report_add(r, format, title);
}

/* ---- syntax errors ---- */

static int64_t int_field(Value v, int64_t fallback) { return v && kr_is_anyint(v) ? int_clamp(v) : fallback; }

/* The text around the place, with carets; no margin, as in CPython.  Offsets count characters from 1. */
static void add_error_text(Report *r, Value text, int64_t offset, int64_t end_offset) {
  const Str *s = str_of(text);
  int64_t carets = end_offset > 0 && end_offset > offset ? end_offset - offset : 1;
  int64_t at = 0, len = (int64_t)s->len;
  offset--;
  while (at < len && (str_at(s, (size_t)at) == ' ' || str_at(s, (size_t)at) == '\t' || str_at(s, (size_t)at) == '\f'))
    at++, offset--;
  if (len > at && str_at(s, (size_t)len - 1) == '\n') len--;
  if (offset > len - at) offset = len - at;
  for (int64_t i = at; i < len && i - at < offset; i++) { /* only the line that the place is in */
    if (str_at(s, (size_t)i) != '\n') continue;
    offset -= i + 1 - at;
    at = i + 1;
  }
  report_add(r, "    ");
  Value shown = str_slice(r->ctx, text, (size_t)at, (size_t)len);
  report_value(r, shown);
  kr_unref(r->ctx, shown);
  report_add(r, "\n");
  if (offset < 0) return;
  report_spaces(r, 4 + offset);
  for (; carets > 0; carets--) report_add(r, "^");
  report_add(r, "\n");
}

/* File, line and text of a SyntaxError: true if the message to show is its msg. */
static int add_syntax_place(Report *r, Value exc) {
  if (!kr_instance_of(exc, &kr_type_SyntaxError)) return 0;
  SyntaxErrorObj *e = (SyntaxErrorObj *)kr_obj(exc);
  if (!e->lineno || !kr_is_anyint(e->lineno)) return 0;
  int64_t lineno = int_field(e->lineno, 0), end_lineno = int_field(e->end_lineno, lineno);
  int64_t offset = int_field(e->offset, -1), end_offset = int_field(e->end_offset, -1);
  report_margin(r, '|');
  if (e->filename && e->filename != KR_None) report_add(r, "  File \"%S\", line %lld\n", e->filename, (long long)lineno);
  else report_add(r, "  File \"<string>\", line %lld\n", (long long)lineno);
  if (e->text && kr_is_anystr(e->text)) {
    int64_t len = (int64_t)str_of(e->text)->len;
    if (end_lineno > lineno) end_offset = len;
    else if (end_offset > len + 1) end_offset = len + 1;
    add_error_text(r, e->text, offset, end_offset);
  }
  return 1;
}

/* ---- message ---- */

static void add_type_name(Report *r, Type *type) {
  Value module = kr_getattr(r->ctx, kr_val(type), N(__module__));
  if (!module || !kr_is_anystr(module)) report_add(r, "<unknown>.");
  else if (!str_equal_ascii(module, "builtins") && !str_equal_ascii(module, "__main__")) report_add(r, "%U.", module);
  kr_unref(r->ctx, module);
  kr_clear_exc(r->ctx);
  Value name = kr_getattr(r->ctx, kr_val(type), N(__qualname__));
  if (name && kr_is_anystr(name)) report_value(r, name);
  else kr_clear_exc(r->ctx), report_add(r, "<unknown>");
  kr_unref(r->ctx, name);
}

static void add_message(Report *r, Value exc, Value shown) {
  report_margin(r, '|');
  add_type_name(r, kr_type_of(exc));
  Value text = shown && shown != KR_None ? kr_str(r->ctx, shown) : shown == KR_None ? kr_ref(N(empty)) : 0;
  if (!text) {
    kr_clear_exc(r->ctx);
    report_add(r, ": <exception str() failed>");
  } else if (str_of(text)->len) report_add(r, ": %U", text);
  kr_unref(r->ctx, text);
  Value suggestion = report_suggestion(r->ctx, exc);
  if (suggestion) report_add(r, ". Did you mean: '%U'?", suggestion);
  kr_unref(r->ctx, suggestion);
  report_add(r, "\n");
}

/* Each line of a note gets its margin. */
static void add_note(Report *r, Value note) {
  Value text = kr_str(r->ctx, note);
  if (!text) {
    kr_clear_exc(r->ctx);
    report_margin(r, '|');
    report_add(r, "<note str() failed>\n");
    return;
  }
  size_t len = (size_t)str_of(text)->len, start = 0;
  for (size_t i = 0; i <= len; i++) {
    if (i < len && str_at(str_of(text), i) != '\n') continue;
    report_margin(r, '|');
    Value line = str_slice(r->ctx, text, start, i);
    report_value(r, line);
    kr_unref(r->ctx, line);
    report_add(r, "\n");
    start = i + 1;
  }
  kr_unref(r->ctx, text);
}

static void add_notes(Report *r, Value exc) {
  Value notes = kr_getattr_opt(r->ctx, exc, N(__notes__));
  if (!notes) kr_clear_exc(r->ctx);
  if (!notes || notes == KR_ABSENT || notes == KR_None) return;
  if (kr_is_ptr(notes) && kr_has_flag(notes, T_LIST | T_TUPLE)) {
    Value list = kr_to_tuple(r->ctx, notes);
    for (int64_t i = 0; list && i < tuple_of(list)->len; i++) add_note(r, tuple_of(list)->items[i]);
    kr_unref(r->ctx, list);
  } else {
    Value text = kr_repr(r->ctx, notes);
    report_margin(r, '|');
    if (text) report_value(r, text); /* no newline, as in CPython */
    else kr_clear_exc(r->ctx), report_add(r, "<__notes__ repr() failed>");
    kr_unref(r->ctx, text);
  }
  kr_unref(r->ctx, notes);
}

/* ---- one exception, without what led to it ---- */

static void add_plain(Report *r, Value exc, const char *heading, char margin) {
  Value tb = exc_of(exc)->traceback;
  if (tb && report_entry_limit(r->ctx) > 0) {
    report_margin(r, margin);
    report_add(r, "%s", heading);
    report_traceback(r, tb);
  }
  int is_syntax = add_syntax_place(r, exc);
  Value msg = is_syntax ? ((SyntaxErrorObj *)kr_obj(exc))->msg : exc;
  add_message(r, exc, msg ? msg : KR_None);
  add_notes(r, exc);
}

static void add_chain(Report *r, Value exc);

static void add_member(Report *r, const Tuple *members, int64_t i, int64_t shown) {
  int last = i == shown - 1, truncated = i >= MAX_GROUP_WIDTH;
  if (last) r->need_close = 1;
  char title[32] = "...";
  if (!truncated) snprintf(title, sizeof title, "%lld", (long long)i + 1);
  add_rule(r, i == 0 ? "+-+---------------- %s ----------------\n" : "  +---------------- %s ----------------\n", title);
  r->depth++;
  if (!truncated) add_chain(r, members->items[i]);
  else {
    int64_t more = members->len - MAX_GROUP_WIDTH;
    report_margin(r, '|');
    report_add(r, "and %lld more exception%s\n", (long long)more, more == 1 ? "" : "s");
  }
  if (last && r->need_close) {
    add_rule(r, "+------------------------------------\n", "");
    r->need_close = 0;
  }
  r->depth--;
}

static void add_group(Report *r, Value exc) {
  if (r->depth > MAX_GROUP_DEPTH) {
    report_margin(r, '|');
    report_add(r, "... (max_group_depth is %d)\n", MAX_GROUP_DEPTH);
    return;
  }
  int is_top = r->depth == 0;
  if (is_top) r->depth = 1;
  add_plain(r, exc, "Exception Group Traceback (most recent call last):\n", is_top ? '+' : '|');
  const Tuple *members = tuple_of(((GroupException *)kr_obj(exc))->exceptions);
  int64_t shown = members->len <= MAX_GROUP_WIDTH ? members->len : MAX_GROUP_WIDTH + 1;
  r->need_close = 0;
  for (int64_t i = 0; i < shown; i++) add_member(r, members, i, shown);
  if (is_top) r->depth = 0;
}

/* ---- chains ---- */

/* exc was not printed yet; marks it. */
static int first_time(Report *r, Value exc) {
  Value id = int_from_u64(r->ctx, (uint64_t)exc);
  int known = id && r->seen ? set_contains(r->ctx, r->seen, id) : 1;
  if (known == 0 && set_add(r->ctx, r->seen, id) < 0) known = -1;
  kr_unref(r->ctx, id);
  kr_clear_exc(r->ctx);
  return known == 0;
}

static void add_link(Report *r, Value before, const char *text) {
  int need_close = r->need_close;
  add_chain(r, before);
  r->need_close = need_close;
  report_margin(r, '|');
  report_add(r, "\n");
  report_margin(r, '|');
  report_add(r, "%s\n", text);
  report_margin(r, '|');
  report_add(r, "\n");
}

static void add_chain(Report *r, Value exc) {
  if (kr_enter(r->ctx, " in traceback")) {
    kr_clear_exc(r->ctx);
    return;
  }
  BaseException *e = exc_of(exc);
  first_time(r, exc);
  if (e->cause && first_time(r, e->cause))
    add_link(r, e->cause, "The above exception was the direct cause of the following exception:");
  else if (!e->cause && e->context && !e->suppress_context && first_time(r, e->context))
    add_link(r, e->context, "During handling of the above exception, another exception occurred:");
  if (kr_instance_of(exc, &kr_type_BaseExceptionGroup)) add_group(r, exc);
  else add_plain(r, exc, "Traceback (most recent call last):\n", '|');
  kr_leave(r->ctx);
}

/* ---- output ---- */

/* Without a usable sys.stderr the text goes to the file descriptor. */
static void write_raw(Ctx *ctx, Value text) {
  size_t n;
  char *bytes = str_wtf8_dup(ctx, text, &n);
  for (size_t at = 0; bytes && at < n;) {
    ssize_t w = write(2, bytes + at, n - at);
    if (w <= 0) break;
    at += (size_t)w;
  }
  free(bytes);
  kr_clear_exc(ctx);
}

/* Writes text (stolen) to sys.stderr and flushes it; failures are ignored. */
static void write_stderr(Ctx *ctx, Value text) {
  if (!text) {
    kr_clear_exc(ctx);
    return;
  }
  Value out = kr_sys_get(ctx, "stderr");
  if (!out || out == KR_ABSENT) write_raw(ctx, text);
  else if (out != KR_None) {
    kr_ref(out);
    Value r = kr_call_method1(ctx, out, N(write), text);
    if (!r) kr_clear_exc(ctx);
    kr_unref(ctx, r);
    if (!(r = kr_call_method0(ctx, out, N(flush)))) kr_clear_exc(ctx);
    kr_unref(ctx, r), kr_unref(ctx, out);
  }
  kr_unref(ctx, text);
}

static void report_start(Report *r, Ctx *ctx) {
  *r = (Report){.ctx = ctx};
  writer_init(&r->text);
  r->seen = set_new(ctx);
  if (!r->seen) kr_clear_exc(ctx);
}

static void report_end(Report *r) {
  kr_unref(r->ctx, r->seen);
  write_stderr(r->ctx, writer_finish(r->ctx, &r->text));
}

void kr_print_exception(Ctx *ctx, Value exc) {
  Value pending = kr_fetch(ctx);
  Report r;
  report_start(&r, ctx);
  if (kr_has_flag(exc, T_EXCEPTION)) add_chain(&r, exc);
  else report_add(&r, "TypeError: print_exception(): Exception expected for value, %T found\n", exc);
  report_end(&r);
  kr_restore(ctx, pending);
}

void kr_print_unraisable(Ctx *ctx, Value exc, Value text, Value obj) {
  Report r;
  report_start(&r, ctx);
  Value what = obj != KR_None ? kr_repr(ctx, obj) : 0;
  kr_clear_exc(ctx);
  if (text != KR_None) report_add(&r, obj != KR_None ? "%S: " : "%S:\n", text);
  else if (obj != KR_None) report_add(&r, "Exception ignored in: ");
  if (what) report_add(&r, "%U\n", what);
  else if (obj != KR_None) report_add(&r, "<object repr() failed>\n");
  kr_unref(ctx, what);
  if (kr_has_flag(exc, T_EXCEPTION)) {
    Value tb = exc_of(exc)->traceback;
    if (tb) {
      report_add(&r, "Traceback (most recent call last):\n");
      report_traceback(&r, tb);
    }
    add_message(&r, exc, exc);
  }
  report_end(&r);
}
