/* The faulthandler module: the stack of Python calls, written by plain system calls when the process
 * gets a fatal signal or somebody asks. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../api.h"

static int enabled, output = 2;
static const struct { int number; const char *text; } faults[] = {
  {SIGBUS, "Bus error"}, {SIGILL, "Illegal instruction"}, {SIGFPE, "Floating point exception"}, {SIGABRT, "Aborted"},
  {SIGSEGV, "Segmentation fault"}};

static void put(int fd, const char *text) {
  if (write(fd, text, strlen(text)) < 0) return;
}

static void put_number(int fd, uint64_t n) {
  char digits[24], *p = digits + sizeof digits - 1;
  *p = 0;
  do *--p = (char)('0' + n % 10);
  while (n /= 10);
  put(fd, p);
}

/* Characters outside ASCII as escapes: nothing here may allocate. */
static void put_str(int fd, Value s) {
  for (size_t i = 0; i < str_of(s)->len; i++) {
    uint32_t c = str_at(str_of(s), i);
    char text[16];
    if (c >= 32 && c < 127) text[0] = (char)c, text[1] = 0;
    else snprintf(text, sizeof text, c <= 0xff ? "\\x%02x" : c <= 0xffff ? "\\u%04x" : "\\U%08x", c);
    put(fd, text);
  }
}

static void dump(int fd, const Ctx *ctx) {
  int shown = 0;
  put(fd, "Stack (most recent call first):\n");
  for (const Frame *f = ctx->frame; f && shown < 100; f = f->prev, shown++) {
    put(fd, "  File \"");
    put_str(fd, frame_code(f)->filename);
    put(fd, "\", line ");
    put_number(fd, code_line(frame_code(f), f->pos));
    put(fd, " in ");
    put_str(fd, frame_code(f)->name);
    put(fd, "\n");
  }
}

static void on_fault(int number) {
  const char *text = "unknown";
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
    if (faults[i].number == number) text = faults[i].text;
  put(output, "Fatal Python error: ");
  put(output, text);
  put(output, "\n\n");
  if (kr_current_ctx()) dump(output, kr_current_ctx());
  signal(number, SIG_DFL);
  raise(number);
}

/* The descriptor that file stands for: an int, an object with fileno, or sys.stderr. */
static int descriptor(Ctx *ctx, Value file, int *out) {
  if (!file || file == KR_None) file = kr_sys_get(ctx, "stderr");
  if (!file || file == KR_ABSENT || file == KR_None) {
    kr_raise(ctx, &kr_type_RuntimeError, "sys.stderr is None");
    return -1;
  }
  if (kr_is_anyint(file)) return int_to_int(ctx, file, out);
  Value fd = kr_call_method0(ctx, file, N(fileno));
  int r = fd ? int_to_int(ctx, fd, out) : -1;
  kr_unref(ctx, fd);
  return r;
}

static Value faulthandler_enable_m(Ctx *ctx, Value self, const Value *a) {
  if (descriptor(ctx, a[0], &output) < 0) return 0;
  for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) signal(faults[i].number, on_fault);
  enabled = 1;
  return KR_None;
}

static Value faulthandler_disable_m(Ctx *ctx, Value self, const Value *a) {
  Value was = kr_bool(enabled);
  for (size_t i = 0; enabled && i < sizeof faults / sizeof *faults; i++) signal(faults[i].number, SIG_DFL);
  enabled = 0;
  return was;
}

static Value faulthandler_is_enabled_m(Ctx *ctx, Value self, const Value *a) { return kr_bool(enabled); }

static Value faulthandler_dump_traceback_m(Ctx *ctx, Value self, const Value *a) {
  int fd;
  if (descriptor(ctx, a[0], &fd) < 0) return 0;
  dump(fd, ctx);
  return KR_None;
}

static Method faulthandler_methods[] = {
  {"enable", faulthandler_enable_m, "file=sys.stderr, all_threads=True", "Show the stack at fatal signals."},
  {"disable", faulthandler_disable_m, "", "Leave fatal signals to the system."},
  {"is_enabled", faulthandler_is_enabled_m, "", "Are fatal signals handled."},
  {"dump_traceback", faulthandler_dump_traceback_m, "file=sys.stderr, all_threads=True", "Write the stack."},
  {0}
};

const ModuleDef kr_module_faulthandler = {
  "faulthandler", "The stack of calls at fatal signals.", faulthandler_methods, NULL, NULL};
