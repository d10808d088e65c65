/* The _stat module: file modes. */
#include <sys/stat.h>
#include "../api.h"

#define MODES(X) X(S_IFDIR) X(S_IFCHR) X(S_IFBLK) X(S_IFREG) X(S_IFIFO) X(S_IFLNK) X(S_IFSOCK) X(S_ISUID) X(S_ISGID) \
  X(S_ISVTX) X(S_IRWXU) X(S_IRUSR) X(S_IWUSR) X(S_IXUSR) X(S_IRWXG) X(S_IRGRP) X(S_IWGRP) X(S_IXGRP) X(S_IRWXO) \
  X(S_IROTH) X(S_IWOTH) X(S_IXOTH) X(S_IREAD) X(S_IWRITE) X(S_IEXEC)

static const struct { const char *name; int64_t value; } constants[] = {
#define MODE(name) {#name, name},
  MODES(MODE)
  {"S_IFDOOR", 0}, {"S_IFPORT", 0}, {"S_IFWHT", 0}, {"S_ENFMT", S_ISGID},
  {"ST_MODE", 0}, {"ST_INO", 1}, {"ST_DEV", 2}, {"ST_NLINK", 3}, {"ST_UID", 4}, {"ST_GID", 5}, {"ST_SIZE", 6},
  {"ST_ATIME", 7}, {"ST_MTIME", 8}, {"ST_CTIME", 9},
  {"UF_NODUMP", 1}, {"UF_IMMUTABLE", 2}, {"UF_APPEND", 4}, {"UF_OPAQUE", 8}, {"UF_NOUNLINK", 16}, {"UF_COMPRESSED", 32},
  {"UF_HIDDEN", 0x8000}, {"SF_ARCHIVED", 0x10000}, {"SF_IMMUTABLE", 0x20000}, {"SF_APPEND", 0x40000},
  {"SF_NOUNLINK", 0x100000}, {"SF_SNAPSHOT", 0x200000},
  {"FILE_ATTRIBUTE_READONLY", 1}, {"FILE_ATTRIBUTE_HIDDEN", 2}, {"FILE_ATTRIBUTE_SYSTEM", 4},
  {"FILE_ATTRIBUTE_DIRECTORY", 16}, {"FILE_ATTRIBUTE_ARCHIVE", 32}, {"FILE_ATTRIBUTE_DEVICE", 64},
  {"FILE_ATTRIBUTE_NORMAL", 128}, {"FILE_ATTRIBUTE_TEMPORARY", 256}, {"FILE_ATTRIBUTE_SPARSE_FILE", 512},
  {"FILE_ATTRIBUTE_REPARSE_POINT", 1024}, {"FILE_ATTRIBUTE_COMPRESSED", 2048}, {"FILE_ATTRIBUTE_OFFLINE", 4096},
  {"FILE_ATTRIBUTE_NOT_CONTENT_INDEXED", 8192}, {"FILE_ATTRIBUTE_ENCRYPTED", 16384},
  {"FILE_ATTRIBUTE_INTEGRITY_STREAM", 32768}, {"FILE_ATTRIBUTE_NO_SCRUB_DATA", 131072}, {"FILE_ATTRIBUTE_VIRTUAL", 65536}};

/* -1: raised. */
static int64_t mode_of(Ctx *ctx, Value v) {
  int64_t mode;
  if (kr_index_i64(ctx, v, &mode) < 0) return -1;
  if (mode >= 0 && mode <= UINT32_MAX) return mode;
  kr_raise(ctx, &kr_type_OverflowError, "mode out of range");
  return -1;
}

#define TEST(name, test)                                                             \
  static Value name##_m(Ctx *ctx, Value self, const Value *a) {                      \
    int64_t mode = mode_of(ctx, a[0]);                                               \
    return mode < 0 ? 0 : kr_bool(test);                                             \
  }
TEST(S_ISDIR, S_ISDIR(mode))
TEST(S_ISCHR, S_ISCHR(mode))
TEST(S_ISBLK, S_ISBLK(mode))
TEST(S_ISREG, S_ISREG(mode))
TEST(S_ISFIFO, S_ISFIFO(mode))
TEST(S_ISLNK, S_ISLNK(mode))
TEST(S_ISSOCK, S_ISSOCK(mode))

static Value never_m(Ctx *ctx, Value self, const Value *a) { return mode_of(ctx, a[0]) < 0 ? 0 : KR_False; }

static Value S_IMODE_m(Ctx *ctx, Value self, const Value *a) {
  int64_t mode = mode_of(ctx, a[0]);
  return mode < 0 ? 0 : kr_int(mode & 07777);
}

static Value S_IFMT_m(Ctx *ctx, Value self, const Value *a) {
  int64_t mode = mode_of(ctx, a[0]);
  return mode < 0 ? 0 : kr_int(mode & S_IFMT);
}

static char type_letter(int64_t mode) {
  static const struct { int64_t type; char letter; } rows[] = {
    {S_IFREG, '-'}, {S_IFDIR, 'd'}, {S_IFLNK, 'l'}, {S_IFBLK, 'b'}, {S_IFCHR, 'c'}, {S_IFIFO, 'p'}, {S_IFSOCK, 's'}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if ((mode & S_IFMT) == rows[i].type) return rows[i].letter;
  return '?';
}

static Value filemode_m(Ctx *ctx, Value self, const Value *a) {
  int64_t mode = mode_of(ctx, a[0]);
  if (mode < 0) return 0;
  char text[11] = {type_letter(mode)};
  for (int i = 0; i < 9; i++) text[1 + i] = mode & (0400 >> i) ? "rwx"[i % 3] : '-';
  if (mode & S_ISUID) text[3] = mode & S_IXUSR ? 's' : 'S';
  if (mode & S_ISGID) text[6] = mode & S_IXGRP ? 's' : 'S';
  if (mode & S_ISVTX) text[9] = mode & S_IXOTH ? 't' : 'T';
  return str_from_ascii(ctx, text, 10);
}

#define ROW(name, doc) {#name, name##_m, "mode, /", doc}
static Method stat_methods[] = {
  ROW(S_ISDIR, "Is it a folder."), ROW(S_ISCHR, "Is it a character device."), ROW(S_ISBLK, "Is it a block device."),
  ROW(S_ISREG, "Is it a regular file."), ROW(S_ISFIFO, "Is it a pipe."), ROW(S_ISLNK, "Is it a symbolic link."),
  ROW(S_ISSOCK, "Is it a socket."), {"S_ISDOOR", never_m, "mode, /", NULL}, {"S_ISPORT", never_m, "mode, /", NULL},
  {"S_ISWHT", never_m, "mode, /", NULL}, ROW(S_IMODE, "The permission bits."), ROW(S_IFMT, "The type bits."),
  ROW(filemode, "The mode as ls -l shows it."), {0}};

static int stat_init(Ctx *ctx, Value module) {
  for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
    if (dict_set_c(ctx, module_dict(module), constants[i].name, kr_int(constants[i].value)) < 0) return -1;
  return 0;
}

const ModuleDef kr_module__stat = {"_stat", "File modes.", stat_methods, NULL, stat_init};
