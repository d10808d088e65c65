/* The data of the sys module: versions, paths, flags, limits of numbers. */
#include <float.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "../native.h"
#include "sys.h"

#define HEX_VERSION 0x030b02f0

/* ---- tuples with names ---- */

/* Makes a structseq type of the rows' names and adds one instance of it to the module as attr.  flags: T_NO_NEW
 * if there is to be no other instance. */
static int add_struct_flags(Ctx *ctx, const char *attr, const char *type_name, const char *doc, const StructField *fields,
                            Value *values, size_t n, uint32_t flags) {
  Type *type = structseq_type(ctx, type_name, doc, fields, n, n);
  if (type) type->flags |= flags;
  if (!type) {
    for (size_t i = 0; i < n; i++) kr_unref(ctx, values[i]);
    return -1;
  }
  Value v = structseq_steal(ctx, type, values, n);
  kr_unref(ctx, kr_val(type));
  return v ? kr_set_sys(ctx, attr, v) : -1;
}

static int add_struct(Ctx *ctx, const char *attr, const char *type_name, const char *doc, const StructField *fields,
                      Value *values, size_t n) {
  return add_struct_flags(ctx, attr, type_name, doc, fields, values, n, 0);
}

static int add_version_info(Ctx *ctx) {
  static const StructField fields[] = {
    {"major", NULL}, {"minor", NULL}, {"micro", NULL}, {"releaselevel", NULL}, {"serial", NULL}};
  Value values[] = {kr_int(3), kr_int(11), kr_int(2), str_from(ctx, "final"), kr_int(0)};
  return add_struct_flags(ctx, "version_info", "sys.version_info", "The version of the language.", fields, values, 5, T_NO_NEW);
}

static int add_flags(Ctx *ctx) {
  static const StructField fields[] = {
    {"debug", "-d"}, {"inspect", "-i"}, {"interactive", "-i"}, {"optimize", "-O or -OO"}, {"dont_write_bytecode", "-B"},
    {"no_user_site", "-s"}, {"no_site", "-S"}, {"ignore_environment", "-E"}, {"verbose", "-v"}, {"bytes_warning", "-b"},
    {"quiet", "-q"}, {"hash_randomization", "-R"}, {"isolated", "-I"}, {"dev_mode", "-X dev"}, {"utf8_mode", "-X utf8"},
    {"warn_default_encoding", "-X warn_default_encoding"}, {"safe_path", "-P"},
    {"int_max_str_digits", "-X int_max_str_digits"}};
  const struct Flags *f = &kr_runtime.flags;
  Value values[] = {
    kr_int(f->debug), kr_int(f->inspect), kr_int(f->interactive), kr_int(f->optimize), kr_int(f->dont_write_bytecode),
    kr_int(f->no_user_site), kr_int(f->no_site), kr_int(f->ignore_environment), kr_int(f->verbose),
    kr_int(f->bytes_warning), kr_int(f->quiet), kr_int(f->hash_randomization), kr_int(f->isolated),
    kr_bool(f->dev_mode), kr_int(f->utf8_mode), kr_int(f->warn_default_encoding), kr_bool(f->safe_path),
    kr_int(f->int_max_str_digits)};
  return add_struct_flags(ctx, "flags", "sys.flags", "The command line flags.", fields, values, sizeof values / sizeof *values,
                          T_NO_NEW);
}

static int add_float_info(Ctx *ctx) {
  static const StructField fields[] = {
    {"max", "largest finite float"}, {"max_exp", NULL}, {"max_10_exp", NULL}, {"min", "smallest normal float"},
    {"min_exp", NULL}, {"min_10_exp", NULL}, {"dig", NULL}, {"mant_dig", NULL}, {"epsilon", NULL}, {"radix", NULL},
    {"rounds", NULL}};
  Value values[] = {kr_float(ctx, DBL_MAX), kr_int(DBL_MAX_EXP), kr_int(DBL_MAX_10_EXP), kr_float(ctx, DBL_MIN),
                    kr_int(DBL_MIN_EXP), kr_int(DBL_MIN_10_EXP), kr_int(DBL_DIG), kr_int(DBL_MANT_DIG),
                    kr_float(ctx, DBL_EPSILON), kr_int(FLT_RADIX), kr_int(1)};
  return add_struct(ctx, "float_info", "sys.float_info", "The limits of floats.", fields, values, 11);
}

static int add_int_info(Ctx *ctx) {
  static const StructField fields[] = {
    {"bits_per_digit", NULL}, {"sizeof_digit", NULL}, {"default_max_str_digits", NULL}, {"str_digits_check_threshold", NULL}};
  Value values[] = {kr_int(30), kr_int(4), kr_int(4300), kr_int(640)};
  return add_struct(ctx, "int_info", "sys.int_info", "How ints are made.", fields, values, 4);
}

static int add_hash_info(Ctx *ctx) {
  static const StructField fields[] = {
    {"width", NULL}, {"modulus", NULL}, {"inf", NULL}, {"nan", NULL}, {"imag", NULL}, {"algorithm", NULL},
    {"hash_bits", NULL}, {"seed_bits", NULL}, {"cutoff", NULL}};
  Value values[] = {kr_int(64), int_from_i64(ctx, (1ll << 61) - 1), kr_int(314159), kr_int(0), kr_int(1000003),
                    str_from(ctx, "siphash13"), kr_int(64), kr_int(128), kr_int(0)};
  return add_struct(ctx, "hash_info", "sys.hash_info", "How values are hashed.", fields, values, 9);
}

static int add_thread_info(Ctx *ctx) {
  static const StructField fields[] = {{"name", NULL}, {"lock", NULL}, {"version", NULL}};
  char version[64];
  size_t n = confstr(_CS_GNU_LIBPTHREAD_VERSION, version, sizeof version);
  Value values[] = {str_from(ctx, "pthread"), str_from(ctx, "semaphore"), n ? str_from(ctx, version) : KR_None};
  return add_struct(ctx, "thread_info", "sys.thread_info", "How threads are made.", fields, values, 3);
}

static Type *asyncgen_hooks_type;

Value sys_asyncgen_hooks(Ctx *ctx, Value firstiter, Value finalizer) {
  static const StructField fields[] = {{"firstiter", NULL}, {"finalizer", NULL}};
  if (!asyncgen_hooks_type)
    asyncgen_hooks_type = structseq_type(ctx, "sys.asyncgen_hooks", "The hooks for asynchronous generators.", fields, 2, 2);
  Value values[] = {kr_ref(firstiter), kr_ref(finalizer)};
  return asyncgen_hooks_type ? structseq_steal(ctx, asyncgen_hooks_type, values, 2) : 0;
}

static int add_implementation(Ctx *ctx) {
  Value ns = kr_call0(ctx, kr_val(&kr_type_simplenamespace));
  if (!ns) return -1;
  struct { const char *name; Value v; } rows[] = {
    {"name", str_from(ctx, "krait")}, {"cache_tag", str_from(ctx, "krait-311")},
    {"version", kr_sys_get(ctx, "version_info")}, {"hexversion", kr_int(HEX_VERSION)},
    {"_multiarch", str_from(ctx, "x86_64-linux-gnu")}};
  kr_ref(rows[2].v);
  int r = 0;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    Value name = str_intern_c(ctx, rows[i].name);
    if (r == 0 && (!name || !rows[i].v || kr_setattr(ctx, ns, name, rows[i].v) < 0)) r = -1;
    kr_unref(ctx, name), kr_unref(ctx, rows[i].v);
  }
  if (r == 0) return kr_set_sys(ctx, "implementation", ns);
  kr_unref(ctx, ns);
  return -1;
}

/* ---- lists of strings ---- */

static Value string_list(Ctx *ctx, char *const *items, size_t n) {
  Value list = list_new(ctx, n);
  for (size_t i = 0; list && i < n; i++) {
    Value s = str_from_fs(ctx, items[i], strlen(items[i]));
    if (!s || list_append(ctx, list, s) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, s);
  }
  return list;
}

static int append_path(Ctx *ctx, Value list, const char *path, size_t n) {
  Value s = str_from_fs(ctx, path, n);
  int r = s ? list_append(ctx, list, s) : -1;
  kr_unref(ctx, s);
  return r;
}

static int append_if_there(Ctx *ctx, Value list, const char *path) {
  return access(path, F_OK) == 0 ? append_path(ctx, list, path, strlen(path)) : 0;
}

/* PYTHONPATH: folders between colons; an empty one is the current folder. */
static int append_env_path(Ctx *ctx, Value list, const char *paths) {
  for (const char *p = paths; *p;) {
    size_t n = strcspn(p, ":");
    if (n == 0 && append_path(ctx, list, ".", 1) < 0) return -1;
    if (n && append_path(ctx, list, p, n) < 0) return -1;
    p += n + (p[n] == ':');
  }
  return 0;
}

const char *sys_stdlib(void) {
  const char *env = kr_runtime.flags.ignore_environment ? NULL : getenv("KRAIT_STDLIB");
  return env && *env ? env : KRAIT_STDLIB;
}

const char *const sys_site_folders[] = {"/usr/local/lib/python3.11/dist-packages", "/usr/lib/python3/dist-packages", NULL};

static int append_site_folders(Ctx *ctx, Value list) {
  for (const char *const *f = sys_site_folders; *f; f++)
    if (append_if_there(ctx, list, *f) < 0) return -1;
  return 0;
}

static Value make_path(Ctx *ctx) {
  const char *env = kr_runtime.flags.ignore_environment ? NULL : getenv("PYTHONPATH");
  const char *stdlib = sys_stdlib();
  Value list = list_new(ctx, 6);
  if (!list) return 0;
  if ((kr_runtime.path0 && append_path(ctx, list, kr_runtime.path0, strlen(kr_runtime.path0)) < 0) ||
      (env && append_env_path(ctx, list, env) < 0) || append_path(ctx, list, stdlib, strlen(stdlib)) < 0 ||
      (!kr_runtime.flags.no_site && append_site_folders(ctx, list) < 0))
    kr_clear(ctx, &list);
  return list;
}

static Value make_x_options(Ctx *ctx) {
  Value dict = dict_new(ctx);
  for (int i = 0; dict && i < kr_runtime.n_x_options; i++) {
    const char *option = kr_runtime.x_options[i], *eq = strchr(option, '=');
    Value key = str_from_fs(ctx, option, eq ? (size_t)(eq - option) : strlen(option));
    Value v = eq ? str_from_fs(ctx, eq + 1, strlen(eq + 1)) : KR_True;
    if (!key || !v || dict_set(ctx, dict, key, v) < 0) kr_clear(ctx, &dict);
    kr_unref(ctx, key), kr_unref(ctx, v);
  }
  return dict;
}

static int compare_names(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static Value make_builtin_names(Ctx *ctx) {
  const char *names[256];
  size_t n = 0;
  for (size_t i = 0; i < kr_native_module_count && n < 256; i++)
    if (kr_native_modules[i]) names[n++] = kr_native_modules[i]->name;
  qsort(names, n, sizeof *names, compare_names);
  Value tuple = tuple_new(ctx, n);
  for (size_t i = 0; tuple && i < n; i++)
    if (!(tuple_of(tuple)->items[i] = str_from(ctx, names[i]))) kr_clear(ctx, &tuple);
  return tuple;
}

static const char *const stdlib_names[] = {
#define NAME(name) #name,
#include "stdlib_names.def"
};

static Value make_stdlib_names(Ctx *ctx) {
  enum { COUNT = sizeof stdlib_names / sizeof *stdlib_names };
  Value items[COUNT], set = 0;
  int ok = 1;
  for (size_t i = 0; i < COUNT; i++) ok &= (items[i] = str_from(ctx, stdlib_names[i])) != 0;
  if (ok) set = frozenset_from(ctx, items, COUNT);
  for (size_t i = 0; i < COUNT; i++) kr_unref(ctx, items[i]);
  return set;
}

/* What accepts python3's command line: this program, spelled so that it knows what is wanted. */
static Value make_executable(Ctx *ctx) {
  enum { MARK = sizeof KR_PYTHON_MARK - 1 };
  char path[MARK + PATH_MAX] = KR_PYTHON_MARK;
  ssize_t n = readlink("/proc/self/exe", path + MARK, PATH_MAX);
  if (n <= 0) return kr_ref(N(empty));
  return kr_compiled_modules ? str_from_fs(ctx, path, MARK + (size_t)n) : str_from_fs(ctx, path + MARK, (size_t)n);
}

/* ---- all of it ---- */

static int add_texts(Ctx *ctx) {
  static const char *const rows[][2] = {
    {"version", "3.11.2 (krait " KRAIT_VERSION ") [GCC " __VERSION__ "]"}, {"platform", "linux"}, {"prefix", "/usr"},
    {"exec_prefix", "/usr"}, {"base_prefix", "/usr"}, {"base_exec_prefix", "/usr"}, {"platlibdir", "lib"},
    {"abiflags", ""}, {"float_repr_style", "short"}, {"_framework", ""}, {"byteorder",
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
     "little"
#else
     "big"
#endif
    },
    {"copyright", "Copyright (c) the Krait authors."}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (kr_set_sys(ctx, rows[i][0], str_from(ctx, rows[i][1])) < 0) return -1;
  return 0;
}

static int add_lists(Ctx *ctx) {
  struct Runtime *rt = &kr_runtime;
  return kr_set_sys(ctx, "argv", string_list(ctx, rt->argv, (size_t)rt->argc)) < 0 ||
         kr_set_sys(ctx, "orig_argv", string_list(ctx, rt->orig_argv, (size_t)rt->orig_argc)) < 0 ||
         kr_set_sys(ctx, "warnoptions", string_list(ctx, (char *const *)rt->warn_options, (size_t)rt->n_warn_options)) < 0 ||
         kr_set_sys(ctx, "_xoptions", make_x_options(ctx)) < 0 || kr_set_sys(ctx, "path", make_path(ctx)) < 0 ||
         kr_set_sys(ctx, "modules", kr_ref(rt->modules)) < 0 || kr_set_sys(ctx, "meta_path", list_new(ctx, 0)) < 0 ||
         kr_set_sys(ctx, "path_hooks", list_new(ctx, 0)) < 0 || kr_set_sys(ctx, "path_importer_cache", dict_new(ctx)) < 0 ||
         kr_set_sys(ctx, "builtin_module_names", make_builtin_names(ctx)) < 0 ||
         kr_set_sys(ctx, "stdlib_module_names", make_stdlib_names(ctx)) < 0 ||
         kr_set_sys(ctx, "executable", make_executable(ctx)) < 0 ||
         kr_set_sys(ctx, "_base_executable", make_executable(ctx)) < 0 ||
         kr_set_sys(ctx, "_stdlib_dir", str_from(ctx, sys_stdlib())) < 0;
}

static Value git_triple(Ctx *ctx) {
  Value items[3] = {str_from(ctx, "krait"), kr_ref(N(empty)), kr_ref(N(empty))};
  return tuple_steal(ctx, items, 3);
}

static int add_numbers(Ctx *ctx) {
  return kr_set_sys(ctx, "maxsize", int_from_i64(ctx, INT64_MAX)) < 0 || kr_set_sys(ctx, "maxunicode", kr_int(0x10ffff)) < 0 ||
         kr_set_sys(ctx, "hexversion", kr_int(HEX_VERSION)) < 0 || kr_set_sys(ctx, "api_version", kr_int(1013)) < 0 ||
         kr_set_sys(ctx, "dont_write_bytecode", kr_bool(kr_runtime.flags.dont_write_bytecode)) < 0 ||
         kr_set_sys(ctx, "pycache_prefix", KR_None) < 0 || kr_set_sys(ctx, "_home", KR_None) < 0 ||
         kr_set_sys(ctx, "_git", git_triple(ctx)) < 0;
}

int sys_add_data(Ctx *ctx, Value module) {
  kr_runtime.switch_interval = 0.005;
  return add_texts(ctx) < 0 || add_lists(ctx) || add_numbers(ctx) || add_version_info(ctx) < 0 || add_flags(ctx) < 0 ||
         add_float_info(ctx) < 0 || add_int_info(ctx) < 0 || add_hash_info(ctx) < 0 || add_thread_info(ctx) < 0 ||
         add_implementation(ctx) < 0 ? -1 : 0;
}
