/* print, input, breakpoint. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "builtins.h"

static int write_text(Ctx *ctx, Value write, Value text) {
  Value r = kr_call1(ctx, write, text);
  kr_unref(ctx, r);
  return r ? 0 : -1;
}

/* A separator: the default if it was not given or None.  Borrowed; 0: raised. */
static Value separator(Ctx *ctx, Value given, Value fallback, const char *name) {
  if (!given || given == KR_None) return fallback;
  if (kr_is_anystr(given)) return given;
  return kr_raise(ctx, &kr_type_TypeError, "%s must be None or a string, not %T", name, given);
}

static int print_values(Ctx *ctx, Value write, Value args, Value sep, Value end) {
  for (int64_t i = 0; i < tuple_of(args)->len; i++) {
    if (i && write_text(ctx, write, sep) < 0) return -1;
    Value text = kr_str(ctx, tuple_of(args)->items[i]);
    int r = text ? write_text(ctx, write, text) : -1;
    kr_unref(ctx, text);
    if (r < 0) return -1;
  }
  return str_of(end)->len ? write_text(ctx, write, end) : 0;
}

Value builtins_print(Ctx *ctx, Value self, const Value *a) {
  Value file = a[3] && a[3] != KR_None ? a[3] : kr_sys_get(ctx, "stdout");
  if (!file) return 0;
  if (file == KR_ABSENT) return kr_raise(ctx, &kr_type_RuntimeError, "lost sys.stdout");
  if (file == KR_None) return KR_None;
  Value sep = separator(ctx, a[1], N(space), "sep"), end = sep ? separator(ctx, a[2], N(newline), "end") : 0;
  if (!end) return 0;
  kr_ref(file);
  Value write = kr_getattr(ctx, file, N(write)), r = 0;
  if (write && print_values(ctx, write, a[0], sep, end) == 0) {
    int flush = a[4] ? kr_truth(ctx, a[4]) : 0;
    r = flush > 0 ? kr_call_method0(ctx, file, N(flush)) : flush < 0 ? 0 : KR_None;
    if (flush > 0 && r) kr_set(ctx, &r, KR_None);
  }
  kr_unref(ctx, write);
  kr_unref(ctx, file);
  return r;
}

/* ---- input ---- */

/* sys.NAME as a new reference; RuntimeError if the program has lost it. */
static Value stream(Ctx *ctx, const char *name) {
  Value v = kr_sys_get(ctx, name);
  if (v == KR_ABSENT || v == KR_None) return kr_raise(ctx, &kr_type_RuntimeError, "input(): lost sys.%s", name);
  return kr_ref(v);
}

static int flush_quietly(Ctx *ctx, const char *name) {
  Value file = stream(ctx, name);
  if (!file) return -1;
  Value r = kr_call_method0(ctx, file, N(flush));
  if (!r) kr_clear_exc(ctx);
  kr_unref(ctx, r);
  kr_unref(ctx, file);
  return 0;
}

static int write_prompt(Ctx *ctx, Value prompt) {
  if (!prompt) return 0;
  Value out = stream(ctx, "stdout"), write = out ? kr_getattr(ctx, out, N(write)) : 0;
  Value text = write ? kr_str(ctx, prompt) : 0;
  int r = text ? write_text(ctx, write, text) : -1;
  kr_unref(ctx, text);
  kr_unref(ctx, write);
  kr_unref(ctx, out);
  return r;
}

/* The line without its newline; EOFError at the end.  Steals line. */
static Value without_newline(Ctx *ctx, Value line) {
  if (!line) return 0;
  Value r;
  if (!kr_is_anystr(line)) {
    r = kr_raise(ctx, &kr_type_TypeError, "object.readline() returned non-string");
  } else {
    size_t n = str_of(line)->len;
    if (n == 0) r = kr_raise(ctx, &kr_type_EOFError, "EOF when reading a line");
    else r = str_at(str_of(line), n - 1) == '\n' ? str_slice(ctx, line, 0, n - 1) : kr_ref(line);
  }
  kr_unref(ctx, line);
  return r;
}

Value builtins_input(Ctx *ctx, Value self, const Value *a) {
  Value in = stream(ctx, "stdin");
  if (!in) return 0;
  Value r = 0;
  if (flush_quietly(ctx, "stderr") == 0 && write_prompt(ctx, a[0]) == 0 && flush_quietly(ctx, "stdout") == 0)
    r = without_newline(ctx, kr_call_method0(ctx, in, N(readline)));
  kr_unref(ctx, in);
  return r;
}

Value builtins_breakpoint(Ctx *ctx, Value self, const Value *args, size_t nargs, Value kwnames) {
  Value hook = kr_sys_get(ctx, "breakpointhook");
  if (hook == KR_ABSENT) return kr_raise(ctx, &kr_type_RuntimeError, "lost sys.breakpointhook");
  if (!hook) return 0;
  kr_ref(hook);
  Value r = kr_call(ctx, hook, args, nargs, kwnames);
  kr_unref(ctx, hook);
  return r;
}
