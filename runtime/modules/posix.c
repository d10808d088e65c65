/* The posix module: system calls as os.py expects them.  This file has what the others share, the
 * environment and the module; posix_*.c have the functions by theme. */
#include "posix.h"
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <dlfcn.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <sysexits.h>
#include <linux/limits.h>

extern char **environ;

/* ---- arguments ---- */
static const char *path_kinds(int allowed) {
  return allowed == (PATH_FD | PATH_NONE) ? "string, bytes, os.PathLike, integer or None"
         : allowed & PATH_FD               ? "string, bytes, os.PathLike or integer"
         : allowed & PATH_NONE             ? "string, bytes, os.PathLike or None"
                                           : "string, bytes or os.PathLike";
}

static int not_a_path(Ctx *ctx, Value v, const char *function, const char *argument, int allowed) {
  kr_raise(ctx, &kr_type_TypeError, "%s: %s should be %s, not %.200s", function, argument, path_kinds(allowed),
           kr_type_of(v)->name);
  return -1;
}

/* Other bytes-like objects are accepted with a warning. */
static int buffer_path(Ctx *ctx, Value v, const char *function, const char *argument, int allowed, Path *out) {
  if (kr_warn(ctx, &kr_type_DeprecationWarning, 1, "%s: %s should be %s, not %.200s", function, argument,
              path_kinds(allowed), kr_type_of(v)->name) < 0)
    return -1;
  Value bytes = kr_bytes(ctx, v);
  int status = bytes ? path_arg(ctx, bytes, function, argument, 0, out) : -1;
  out->object = v;
  kr_unref(ctx, bytes);
  return status;
}

int path_arg(Ctx *ctx, Value v, const char *function, const char *argument, int allowed, Path *out) {
  *out = (Path){.object = v, .fd = -1};
  if (!v || v == KR_None) {
    if (allowed & PATH_NONE) return 0;
    return not_a_path(ctx, KR_None, function, argument, allowed);
  }
  if ((allowed & PATH_FD) && !kr_has_flag(v, T_STR | T_BYTES) && kr_type_of(v)->to_index) return kr_index_int(ctx, v, &out->fd);
  if (!kr_has_flag(v, T_STR | T_BYTES) && kr_type_of(v)->get_buffer) return buffer_path(ctx, v, function, argument, allowed, out);
  if (!kr_has_flag(v, T_STR | T_BYTES)) {
    Value self, f = kr_lookup_special(ctx, v, N(__fspath__), &self);
    if (!f) return -1;
    if (f == KR_ABSENT) return not_a_path(ctx, v, function, argument, allowed);
    kr_unref(ctx, f);
  }
  Value plain = kr_fspath(ctx, v);
  if (!plain) return -1;
  out->is_bytes = kr_has_flag(plain, T_BYTES);
  out->name = kr_path_dup(ctx, plain);
  kr_unref(ctx, plain);
  if (out->name) return 0;
  if (out->is_bytes && kr_matches(ctx, &kr_type_ValueError)) {
    kr_clear_exc(ctx);
    kr_raise(ctx, &kr_type_ValueError, "%s: embedded null character in %s", function, argument);
  }
  return -1;
}

void path_free(Path *p) { free(p->name); }

int posix_dir_fd(Ctx *ctx, Value v, int *out) {
  *out = AT_FDCWD;
  if (!v || v == KR_None) return 0;
  if (!kr_is_anyint(v) && !kr_type_of(v)->to_index) {
    kr_raise(ctx, &kr_type_TypeError, "argument should be integer or None, not %.200s", kr_type_of(v)->name);
    return -1;
  }
  return kr_index_int(ctx, v, out);
}

int posix_fd(Ctx *ctx, Value v, int *out) {
  Value number = kr_is_anyint(v) || kr_type_of(v)->to_index ? kr_ref(v) : 0;
  if (!number) {
    Value method = kr_getattr_opt(ctx, v, N(fileno));
    if (!method) return -1;
    if (method == KR_ABSENT) {
      kr_raise(ctx, &kr_type_TypeError, "argument must be an int, or have a fileno() method.");
      return -1;
    }
    number = kr_call0(ctx, method);
    kr_unref(ctx, method);
    if (number && !kr_is_anyint(number)) {
      kr_raise(ctx, &kr_type_TypeError, "fileno() returned a non-integer");
      kr_clear(ctx, &number);
    }
  }
  int status = number ? kr_index_int(ctx, number, out) : -1;
  kr_unref(ctx, number);
  if (status < 0 || *out >= 0) return status;
  kr_raise(ctx, &kr_type_ValueError, "file descriptor cannot be a negative integer (%d)", *out);
  return -1;
}

int posix_flag(Ctx *ctx, Value v, int fallback) { return v ? kr_truth(ctx, v) : fallback; }

int posix_uid(Ctx *ctx, Value v, uint32_t *out) {
  int64_t n;
  if (!kr_is_anyint(v) && !kr_type_of(v)->to_index) {
    kr_raise(ctx, &kr_type_TypeError, "uid should be integer, not %.200s", kr_type_of(v)->name);
    return -1;
  }
  if (kr_index_clamp(ctx, v, &n) < 0) return -1;
  if (n < -1 || n > UINT32_MAX) {
    kr_raise(ctx, &kr_type_OverflowError, n < 0 ? "uid is less than minimum" : "uid is greater than maximum");
    return -1;
  }
  *out = (uint32_t)n;
  return 0;
}

/* ---- results ---- */
Value posix_error(Ctx *ctx, Value filename) {
  if (ctx->exc) return 0;
  return kr_raise_errno(ctx, errno, filename == KR_None ? 0 : filename);
}

Value posix_error2(Ctx *ctx, Value first, Value second) {
  int number = errno;
  Value text = str_from_fs(ctx, strerror(number), strlen(strerror(number)));
  Value args[5] = {kr_int(number), text, first, KR_None, second};
  Value exc = text ? kr_call(ctx, kr_val(&kr_type_OSError), args, 5, 0) : 0;
  if (exc) kr_raise_obj(ctx, exc);
  kr_unref(ctx, exc);
  kr_unref(ctx, text);
  return 0;
}

Value posix_done(Ctx *ctx, int result, Value filename) { return result < 0 ? posix_error(ctx, filename) : KR_None; }

Value posix_text(Ctx *ctx, const char *s, size_t n, int as_bytes) {
  return as_bytes ? bytes_new(ctx, s, n) : str_from_fs(ctx, s, n);
}

/* ---- the environment ---- */
static Value environment(Ctx *ctx) {
  Value dict = dict_new(ctx);
  for (char **p = environ; dict && p && *p; p++) {
    const char *equals = strchr(*p, '=');
    if (!equals) continue;
    Value key = bytes_new(ctx, *p, (size_t)(equals - *p)), value = bytes_new(ctx, equals + 1, strlen(equals + 1));
    if (!key || !value || !dict_setdefault(ctx, dict, key, value)) kr_clear(ctx, &dict);
    kr_unref(ctx, key);
    kr_unref(ctx, value);
  }
  return dict;
}

static Value posix_putenv_m(Ctx *ctx, Value module, const Value *a) {
  char *name = kr_path_dup(ctx, a[0]), *value = name ? kr_path_dup(ctx, a[1]) : NULL;
  Value r = 0;
  if (value && strchr(name, '='))
    kr_raise(ctx, &kr_type_ValueError, "illegal environment variable name");
  else if (value)
    r = posix_done(ctx, setenv(name, value, 1), 0);
  free(name);
  free(value);
  return r;
}

static Value posix_unsetenv_m(Ctx *ctx, Value module, const Value *a) {
  char *name = kr_path_dup(ctx, a[0]);
  Value r = name ? posix_done(ctx, unsetenv(name), 0) : 0;
  free(name);
  return r;
}

static Value posix_fspath_m(Ctx *ctx, Value module, const Value *a) { return kr_fspath(ctx, a[0]); }

static Value posix_strerror_m(Ctx *ctx, Value module, const Value *a) {
  int code;
  if (kr_index_int(ctx, a[0], &code) < 0) return 0;
  const char *text = strerror(code);
  return str_from_fs(ctx, text, strlen(text));
}

/* ---- randomness ---- */
static Value random_bytes(Ctx *ctx, int64_t n, unsigned flags) {
  Value r = bytes_new(ctx, NULL, (size_t)n);
  int64_t done = 0;
  while (r && done < n) {
    ssize_t got;
    RETRY(ctx, got, getrandom(bytes_of(r)->data + done, (size_t)(n - done), flags));
    if (got < 0) {
      kr_clear(ctx, &r);
      return posix_error(ctx, 0);
    }
    done += got;
  }
  return r;
}

static Value posix_urandom_m(Ctx *ctx, Value module, const Value *a) {
  int64_t n;
  if (kr_index_i64(ctx, a[0], &n) < 0) return 0;
  if (n < 0) return kr_raise(ctx, &kr_type_ValueError, "negative argument not allowed");
  return random_bytes(ctx, n, 0);
}

static Value posix_getrandom_m(Ctx *ctx, Value module, const Value *a) {
  int64_t n;
  int flags = 0;
  if (kr_index_i64(ctx, a[0], &n) < 0 || (a[1] && kr_index_int(ctx, a[1], &flags) < 0)) return 0;
  if (n < 0) {
    errno = EINVAL;
    return posix_error(ctx, 0);
  }
  return random_bytes(ctx, n, (unsigned)flags);
}

/* ---- configuration values ---- */
typedef struct { const char *name; int number; } NamedNumber;
static const NamedNumber sysconf_names[] = {
#define SYSCONF(name) {#name, _##name},
#include "posix_names.def"
};
static const NamedNumber pathconf_names[] = {
#define PATHCONF(name) {#name, _##name},
#include "posix_names.def"
};
static const NamedNumber confstr_names[] = {
#define CONFSTR(name) {#name, _##name},
#include "posix_names.def"
};

static int configuration(Ctx *ctx, Value v, const NamedNumber *names, size_t n, int *out) {
  if (kr_is_anyint(v)) return kr_index_int(ctx, v, out);
  if (!kr_is_anystr(v)) {
    kr_raise(ctx, &kr_type_TypeError, "configuration names must be strings or integers");
    return -1;
  }
  for (size_t i = 0; i < n; i++)
    if (str_equal_ascii(v, names[i].name)) return *out = names[i].number, 0;
  kr_raise(ctx, &kr_type_ValueError, "unrecognized configuration name");
  return -1;
}
#define LENGTH(table) (sizeof(table) / sizeof *(table))

static Value posix_sysconf_m(Ctx *ctx, Value module, const Value *a) {
  int name;
  if (configuration(ctx, a[0], sysconf_names, LENGTH(sysconf_names), &name) < 0) return 0;
  errno = 0;
  long r = sysconf(name);
  return r == -1 && errno ? posix_error(ctx, 0) : int_from_i64(ctx, r);
}

static Value posix_confstr_m(Ctx *ctx, Value module, const Value *a) {
  int name;
  char text[1024];
  if (configuration(ctx, a[0], confstr_names, LENGTH(confstr_names), &name) < 0) return 0;
  errno = 0;
  size_t n = confstr(name, text, sizeof text);
  if (n == 0) return errno ? posix_error(ctx, 0) : KR_None;
  return str_from_fs(ctx, text, (n < sizeof text ? n : sizeof text) - 1);
}

static Value posix_pathconf_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  int name;
  if (configuration(ctx, a[1], pathconf_names, LENGTH(pathconf_names), &name) < 0) return 0;
  if (path_arg(ctx, a[0], "pathconf", "path", PATH_FD, &path) < 0) return 0;
  errno = 0;
  long r = path.name ? pathconf(path.name, name) : fpathconf(path.fd, name);
  path_free(&path);
  return r == -1 && errno ? posix_error(ctx, path.object) : int_from_i64(ctx, r);
}

static int add_names(Ctx *ctx, Value module, const char *attribute, const NamedNumber *names, size_t n) {
  Value dict = dict_new(ctx);
  for (size_t i = 0; dict && i < n; i++)
    if (dict_set_c(ctx, dict, names[i].name, kr_int(names[i].number)) < 0) kr_clear(ctx, &dict);
  return dict ? dict_set_c(ctx, module_dict(module), attribute, dict) : -1;
}

/* ---- the module ---- */
static const NamedNumber constants[] = {
#define CONSTANT(name) {#name, (int)name},
#include "posix_names.def"
};

static const char *const have_functions[] = {
  "HAVE_EVENTFD", "HAVE_FACCESSAT", "HAVE_FCHDIR", "HAVE_FCHMOD", "HAVE_FCHMODAT", "HAVE_FCHOWN", "HAVE_FCHOWNAT",
  "HAVE_FEXECVE", "HAVE_FDOPENDIR", "HAVE_FPATHCONF", "HAVE_FSTATAT", "HAVE_FSTATVFS", "HAVE_FTRUNCATE",
  "HAVE_FUTIMENS", "HAVE_FUTIMES", "HAVE_FUTIMESAT", "HAVE_LINKAT", "HAVE_LCHOWN", "HAVE_LSTAT", "HAVE_LUTIMES",
  "HAVE_MEMFD_CREATE", "HAVE_MKDIRAT", "HAVE_MKFIFOAT", "HAVE_MKNODAT", "HAVE_OPENAT", "HAVE_READLINKAT",
  "HAVE_RENAMEAT", "HAVE_SYMLINKAT", "HAVE_UNLINKAT", "HAVE_UTIMENSAT"};

int posix_add(Ctx *ctx, Value module, const Method *methods) {
  Value name = ((Module *)kr_obj(module))->name;
  for (const Method *m = methods; m->name; m++)
    if (dict_set_c(ctx, module_dict(module), m->name, builtin_new(ctx, m, module, name)) < 0) return -1;
  return 0;
}

static int add_have_functions(Ctx *ctx, Value module) {
  Value list = list_new(ctx, LENGTH(have_functions));
  for (size_t i = 0; list && i < LENGTH(have_functions); i++) {
    Value name = str_from(ctx, have_functions[i]);
    if (!name || list_append(ctx, list, name) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, name);
  }
  return list ? dict_set_c(ctx, module_dict(module), "_have_functions", list) : -1;
}

static int posix_init(Ctx *ctx, Value module) {
  const Method *const tables[] = {posix_stat_methods, posix_dir_methods, posix_path_methods, posix_fd_methods,
                                  posix_process_methods, posix_id_methods};
  Value dict = module_dict(module);
  for (size_t i = 0; i < LENGTH(tables); i++)
    if (posix_add(ctx, module, tables[i]) < 0) return -1;
  for (size_t i = 0; i < LENGTH(constants); i++)
    if (dict_set_c(ctx, dict, constants[i].name, kr_int(constants[i].number)) < 0) return -1;
  if (posix_stat_init(ctx, module) < 0 || posix_fd_init(ctx, module) < 0 || posix_process_init(ctx, module) < 0) return -1;
  if (dict_set_c(ctx, dict, "environ", environment(ctx)) < 0 || add_have_functions(ctx, module) < 0) return -1;
  if (dict_set_c(ctx, dict, "error", kr_ref(kr_val(&kr_type_OSError))) < 0) return -1;
  if (add_names(ctx, module, "sysconf_names", sysconf_names, LENGTH(sysconf_names)) < 0) return -1;
  if (add_names(ctx, module, "pathconf_names", pathconf_names, LENGTH(pathconf_names)) < 0) return -1;
  return add_names(ctx, module, "confstr_names", confstr_names, LENGTH(confstr_names));
}

static const Method posix_methods[] = {
  {"fspath", posix_fspath_m, "path", "Return the file system representation of the path."},
  {"putenv", posix_putenv_m, "name, value, /", "Change or add an environment variable."},
  {"unsetenv", posix_unsetenv_m, "name, /", "Delete an environment variable."},
  {"strerror", posix_strerror_m, "code, /", "Text of an error number."},
  {"urandom", posix_urandom_m, "size, /", "Random bytes fit for cryptography."},
  {"getrandom", posix_getrandom_m, "size, flags=0", "Random bytes of the system."},
  {"sysconf", posix_sysconf_m, "name, /", "An int-valued system configuration variable."},
  {"confstr", posix_confstr_m, "name, /", "A str-valued system configuration variable."},
  {"pathconf", posix_pathconf_m, "path, name", "A configuration limit of a file or folder."},
  {"fpathconf", posix_pathconf_m, "fd, name, /", "A configuration limit of an open file."},
  {0},
};

static Type *const posix_types[] = {&kr_type_dir_entry, NULL};

const ModuleDef kr_module_posix = {
  .name = "posix",
  .doc = "System calls.  The os module is the way to use it.",
  .methods = posix_methods,
  .types = posix_types,
  .init = posix_init,
};
