/* The termios module: terminals' attributes, their queues and their sizes. */
#include <errno.h>
#include <linux/tty.h>
#include <sys/ioctl.h>
#include <termios.h>
#include "module_help.h"
#include "posix.h"

#ifndef VSWTCH
#define VSWTCH VSWTC
#endif

static Value termios_error; /* the class */

/* error(number, text) from errno. */
static Value fail(Ctx *ctx) {
  Value text = str_from(ctx, strerror(errno)), pair = text ? tuple_pack(ctx, 2, kr_int(errno), text) : 0;
  Value exc = pair ? kr_call_ex(ctx, termios_error, pair, 0) : 0;
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, text);
  kr_unref(ctx, pair);
  kr_unref(ctx, exc);
  return 0;
}
static Value done(Ctx *ctx, int r) { return r < 0 ? fail(ctx) : KR_None; }

/* ---- attributes: [iflag, oflag, cflag, lflag, ispeed, ospeed, cc] ---- */

/* Control characters are bytes, but MIN and TIME of an unbuffered terminal are numbers. */
static Value control_characters(Ctx *ctx, const struct termios *mode) {
  Value list = list_new(ctx, NCCS);
  for (int i = 0; list && i < NCCS; i++) {
    int is_number = !(mode->c_lflag & ICANON) && (i == VMIN || i == VTIME);
    Value v = is_number ? kr_int(mode->c_cc[i]) : bytes_new(ctx, &mode->c_cc[i], 1);
    if (!v || list_append(ctx, list, v) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, v);
  }
  return list;
}

static Value termios_tcgetattr_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  struct termios mode;
  if (posix_fd(ctx, a[0], &fd) < 0) return 0;
  if (tcgetattr(fd, &mode) < 0) return fail(ctx);
  Value cc = control_characters(ctx, &mode);
  const Value items[7] = {kr_int(mode.c_iflag), kr_int(mode.c_oflag), kr_int(mode.c_cflag), kr_int(mode.c_lflag),
                          kr_int(cfgetispeed(&mode)), kr_int(cfgetospeed(&mode)), cc};
  return cc ? list_steal(ctx, items, 7) : 0;
}

static int set_characters(Ctx *ctx, struct termios *mode, Value cc) {
  if (!kr_has_flag(cc, T_LIST) || list_of(cc)->len != NCCS) {
    kr_raise(ctx, &kr_type_TypeError, "tcsetattr: attributes[6] must be %d element list", NCCS);
    return -1;
  }
  for (int i = 0; i < NCCS; i++) {
    Value v = list_of(cc)->items[i];
    int64_t number;
    if (kr_has_flag(v, T_BYTES) && bytes_of(v)->len == 1) mode->c_cc[i] = bytes_of(v)->data[0];
    else if (!kr_is_anyint(v)) return kr_raise(ctx, &kr_type_TypeError, "tcsetattr: elements of attributes must be characters or integers"), -1;
    else if (int_to_i64(ctx, v, &number) < 0) return -1;
    else mode->c_cc[i] = (cc_t)number;
  }
  return 0;
}

static Value termios_tcsetattr_m(Ctx *ctx, Value module, const Value *a) {
  int fd, when;
  int64_t numbers[6];
  struct termios mode;
  if (posix_fd(ctx, a[0], &fd) < 0 || kr_index_int(ctx, a[1], &when) < 0) return 0;
  if (!kr_has_flag(a[2], T_LIST) || list_of(a[2])->len != 7)
    return kr_raise(ctx, &kr_type_TypeError, "tcsetattr, arg 3: must be 7 element list");
  if (tcgetattr(fd, &mode) < 0) return fail(ctx);
  for (int i = 0; i < 6; i++)
    if (kr_index_i64(ctx, list_of(a[2])->items[i], &numbers[i]) < 0) return 0;
  if (set_characters(ctx, &mode, list_of(a[2])->items[6]) < 0) return 0;
  mode.c_iflag = (tcflag_t)numbers[0];
  mode.c_oflag = (tcflag_t)numbers[1];
  mode.c_cflag = (tcflag_t)numbers[2];
  mode.c_lflag = (tcflag_t)numbers[3];
  if (cfsetispeed(&mode, (speed_t)numbers[4]) < 0 || cfsetospeed(&mode, (speed_t)numbers[5]) < 0) return fail(ctx);
  kr_wait_begin(ctx);
  int r = tcsetattr(fd, when, &mode);
  kr_wait_end(ctx);
  return done(ctx, r);
}

/* ---- queues ---- */

static Value with_number(Ctx *ctx, const Value *a, int (*f)(int fd, int number)) {
  int fd, number;
  if (posix_fd(ctx, a[0], &fd) < 0 || kr_index_int(ctx, a[1], &number) < 0) return 0;
  kr_wait_begin(ctx);
  int r = f(fd, number);
  kr_wait_end(ctx);
  return done(ctx, r);
}
static Value termios_tcsendbreak_m(Ctx *ctx, Value module, const Value *a) { return with_number(ctx, a, tcsendbreak); }
static Value termios_tcflush_m(Ctx *ctx, Value module, const Value *a) { return with_number(ctx, a, tcflush); }
static Value termios_tcflow_m(Ctx *ctx, Value module, const Value *a) { return with_number(ctx, a, tcflow); }

static Value termios_tcdrain_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  if (posix_fd(ctx, a[0], &fd) < 0) return 0;
  kr_wait_begin(ctx);
  int r = tcdrain(fd);
  kr_wait_end(ctx);
  return done(ctx, r);
}

/* ---- sizes: (rows, columns) ---- */

static Value termios_tcgetwinsize_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  struct winsize size;
  if (posix_fd(ctx, a[0], &fd) < 0) return 0;
  if (ioctl(fd, TIOCGWINSZ, &size) < 0) return fail(ctx);
  return tuple_pack(ctx, 2, kr_int(size.ws_row), kr_int(size.ws_col));
}

static Value termios_tcsetwinsize_m(Ctx *ctx, Value module, const Value *a) {
  int fd;
  int64_t numbers[2];
  struct winsize size;
  if (posix_fd(ctx, a[0], &fd) < 0) return 0;
  if (!kr_is_sequence(a[1]) || kr_len(ctx, a[1]) != 2) {
    kr_clear_exc(ctx);
    return kr_raise(ctx, &kr_type_TypeError, "tcsetwinsize, arg 2: must be a two-item sequence");
  }
  for (int i = 0; i < 2; i++) {
    Value v = kr_getitem_i(ctx, a[1], i);
    int r = v ? kr_index_i64(ctx, v, &numbers[i]) : -1;
    kr_unref(ctx, v);
    if (r < 0) return 0;
  }
  if (ioctl(fd, TIOCGWINSZ, &size) < 0) return fail(ctx); /* the size in pixels stays */
  size.ws_row = (unsigned short)numbers[0];
  size.ws_col = (unsigned short)numbers[1];
  if (size.ws_row != numbers[0] || size.ws_col != numbers[1])
    return kr_raise(ctx, &kr_type_OverflowError, "winsize value(s) out of range.");
  return done(ctx, ioctl(fd, TIOCSWINSZ, &size));
}

static const Method termios_methods[] = {
  {"tcgetattr", termios_tcgetattr_m, "fd, /", "Get the tty attributes for file descriptor fd."},
  {"tcsetattr", termios_tcsetattr_m, "fd, when, attributes, /", "Set the tty attributes for file descriptor fd."},
  {"tcsendbreak", termios_tcsendbreak_m, "fd, duration, /", "Send a break on file descriptor fd."},
  {"tcdrain", termios_tcdrain_m, "fd, /", "Wait until all output written to file descriptor fd has been transmitted."},
  {"tcflush", termios_tcflush_m, "fd, queue, /", "Discard queued data on file descriptor fd."},
  {"tcflow", termios_tcflow_m, "fd, action, /", "Suspend or resume input or output on file descriptor fd."},
  {"tcgetwinsize", termios_tcgetwinsize_m, "fd, /", "Get the tty winsize for file descriptor fd."},
  {"tcsetwinsize", termios_tcsetwinsize_m, "fd, winsize, /", "Set the tty winsize for file descriptor fd."},
  {0},
};

static const struct { const char *name; int64_t number; } constants[] = {
#define TERMIOS(name) {#name, (int64_t)(unsigned)(name)},
#include "termios_names.def"
};

static int termios_init(Ctx *ctx, Value module) {
  if (!termios_error && !(termios_error = new_exception(ctx, "termios", "error", &kr_type_Exception, NULL))) return -1;
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (dict_set_c(ctx, module_dict(module), constants[i].name, kr_int(constants[i].number)) < 0) return -1;
  return dict_set_c(ctx, module_dict(module), "error", kr_ref(termios_error));
}

const ModuleDef kr_module_termios = {
  .name = "termios", .doc = "Terminals: attributes, queues, sizes.", .methods = termios_methods, .init = termios_init,
};
