/* posix: reading folders with listdir and scandir, and the type DirEntry. */
#include "posix.h"
#include <dirent.h>
#include <stdio.h>

/* ---- opening ---- */
/* The folder of a path argument; a descriptor is duplicated, since closedir closes it. */
static DIR *open_folder(Ctx *ctx, const Path *path, Value filename) {
  DIR *dir = NULL;
  if (path->fd >= 0) {
    int fd = fcntl(path->fd, F_DUPFD_CLOEXEC, 0);
    if (fd >= 0 && !(dir = fdopendir(fd))) close(fd);
    if (dir) rewinddir(dir);
  } else {
    dir = opendir(path->name ? path->name : ".");
  }
  if (!dir) posix_error(ctx, filename);
  return dir;
}

/* The next entry but "." and ".."; NULL at the end (errno 0) or on failure. */
static struct dirent *next_entry(DIR *dir) {
  for (;;) {
    errno = 0;
    struct dirent *e = readdir(dir);
    if (!e || (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))) return e;
  }
}

static Value posix_listdir_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  if (path_arg(ctx, a[0], "listdir", "path", PATH_FD | PATH_NONE, &path) < 0) return 0;
  DIR *dir = open_folder(ctx, &path, a[0] && a[0] != KR_None ? a[0] : 0);
  Value list = dir ? list_new(ctx, 0) : 0;
  struct dirent *e = NULL;
  while (list && (e = next_entry(dir))) {
    Value name = posix_text(ctx, e->d_name, strlen(e->d_name), path.is_bytes);
    if (!name || list_append(ctx, list, name) < 0) kr_clear(ctx, &list);
    kr_unref(ctx, name);
  }
  if (list && errno) {
    kr_clear(ctx, &list);
    posix_error(ctx, a[0] ? a[0] : 0);
  }
  if (dir) closedir(dir);
  path_free(&path);
  return list;
}

/* ---- DirEntry ---- */
typedef struct {
  Object ob;
  Value name, path;
  Value stat, lstat;    /* kept results, or 0 */
  uint64_t inode;
  int dir_fd;           /* of a scandir over a descriptor, else -1 */
  uint8_t type;         /* DT_... */
} DirEntry;

static DirEntry *entry_of(Value v) { return (DirEntry *)kr_obj(v); }

static Value fetch_stat(Ctx *ctx, DirEntry *e, int follow) {
  char *path = kr_path_dup(ctx, e->dir_fd >= 0 ? e->name : e->path);
  if (!path) return 0;
  Value r = posix_stat_at(ctx, e->dir_fd >= 0 ? e->dir_fd : AT_FDCWD, path, follow ? 0 : AT_SYMLINK_NOFOLLOW, e->path);
  free(path);
  return r;
}

static Value entry_lstat(Ctx *ctx, DirEntry *e) {
  if (!e->lstat) e->lstat = fetch_stat(ctx, e, 0);
  return e->lstat ? kr_ref(e->lstat) : 0;
}

static int entry_is_link(Ctx *ctx, DirEntry *e) {
  if (e->type != DT_UNKNOWN) return e->type == DT_LNK;
  Value st = entry_lstat(ctx, e);
  if (!st) return -1;
  int r = S_ISLNK((mode_t)kr_int_of(tuple_of(st)->items[0]));
  kr_unref(ctx, st);
  return r;
}

static Value entry_stat(Ctx *ctx, DirEntry *e, int follow) {
  if (!follow) return entry_lstat(ctx, e);
  if (!e->stat) {
    int is_link = entry_is_link(ctx, e);
    e->stat = is_link < 0 ? 0 : is_link ? fetch_stat(ctx, e, 1) : entry_lstat(ctx, e);
  }
  return e->stat ? kr_ref(e->stat) : 0;
}

/* Is the entry of a kind: from what the folder tells, else by stat.  A file that is gone is of none. */
static int entry_is(Ctx *ctx, DirEntry *e, int follow, mode_t kind, uint8_t type) {
  int needs_stat = e->type == DT_UNKNOWN || (follow && e->type == DT_LNK);
  if (!needs_stat) return e->type == type;
  Value st = entry_stat(ctx, e, follow);
  if (!st) return kr_catch(ctx, &kr_type_FileNotFoundError) ? 0 : -1;
  int r = ((mode_t)kr_int_of(tuple_of(st)->items[0]) & S_IFMT) == kind;
  kr_unref(ctx, st);
  return r;
}

static Value answer(Ctx *ctx, Value self, Value follow_value, mode_t kind, uint8_t type) {
  int follow = posix_flag(ctx, follow_value, 1);
  int r = follow < 0 ? -1 : entry_is(ctx, entry_of(self), follow, kind, type);
  return r < 0 ? 0 : kr_bool(r);
}

static Value entry_is_dir_m(Ctx *ctx, Value self, const Value *a) { return answer(ctx, self, a[0], S_IFDIR, DT_DIR); }
static Value entry_is_file_m(Ctx *ctx, Value self, const Value *a) { return answer(ctx, self, a[0], S_IFREG, DT_REG); }
static Value entry_is_symlink_m(Ctx *ctx, Value self, const Value *a) {
  int r = entry_is_link(ctx, entry_of(self));
  return r < 0 ? 0 : kr_bool(r);
}
static Value entry_stat_m(Ctx *ctx, Value self, const Value *a) {
  int follow = posix_flag(ctx, a[0], 1);
  return follow < 0 ? 0 : entry_stat(ctx, entry_of(self), follow);
}
static Value entry_inode_m(Ctx *ctx, Value self, const Value *a) { return int_from_u64(ctx, entry_of(self)->inode); }
static Value entry_fspath_m(Ctx *ctx, Value self, const Value *a) { return kr_ref(entry_of(self)->path); }
static Value entry_repr(Ctx *ctx, Value self) { return str_format_c(ctx, "<DirEntry %R>", entry_of(self)->name); }

static Value entry_class_getitem_m(Ctx *ctx, Value cls, const Value *a) {
  Value pair[2] = {cls, a[0]};
  return kr_call(ctx, kr_val(&kr_type_genericalias), pair, 2, 0);
}

static void entry_free(Ctx *ctx, Object *o) {
  DirEntry *e = (DirEntry *)o;
  kr_clear(ctx, &e->name);
  kr_clear(ctx, &e->path);
  kr_clear(ctx, &e->stat);
  kr_clear(ctx, &e->lstat);
}
static void entry_traverse(Object *o, VisitFn visit, void *arg) {
  DirEntry *e = (DirEntry *)o;
  visit(e->name, arg);
  visit(e->path, arg);
  visit(e->stat, arg);
  visit(e->lstat, arg);
}

static const Method entry_methods[] = {
  {"is_dir", entry_is_dir_m, "*, follow_symlinks=True", "True if the entry is a folder."},
  {"is_file", entry_is_file_m, "*, follow_symlinks=True", "True if the entry is a regular file."},
  {"is_symlink", entry_is_symlink_m, "", "True if the entry is a symbolic link."},
  {"stat", entry_stat_m, "*, follow_symlinks=True", "stat_result of the entry, kept for later calls."},
  {"inode", entry_inode_m, "", "Inode of the entry."},
  {"__fspath__", entry_fspath_m, "", "The path of the entry."},
  {"__class_getitem__", entry_class_getitem_m, "item, /", NULL, M_CLASS},
  {0},
};

static const Member entry_members[] = {
  {"name", MEMBER_VALUE, offsetof(DirEntry, name), 1, "the entry's base filename, relative to scandir() \"path\" argument"},
  {"path", MEMBER_VALUE, offsetof(DirEntry, path), 1, "the entry's full path name"},
  {0},
};

Type kr_type_dir_entry = {
  TYPE_HEAD(dir_entry, "posix.DirEntry"),
  .flags = T_GC | T_NO_NEW,
  .size = sizeof(DirEntry),
  .methods = entry_methods,
  .members = entry_members,
  .repr = entry_repr,
  .traverse = entry_traverse,
  .clear = entry_free,
  .free = entry_free,
};

/* ---- scandir ---- */
typedef struct {
  Object ob;
  DIR *dir;             /* NULL: closed */
  Value path;           /* as given, or 0 */
  int fd;
  uint8_t is_bytes;
} Scanner;

static Scanner *scanner_of(Value v) { return (Scanner *)kr_obj(v); }

static Value posix_scandir_m(Ctx *ctx, Value module, const Value *a) {
  Path path;
  if (path_arg(ctx, a[0], "scandir", "path", PATH_FD | PATH_NONE, &path) < 0) return 0;
  Value given = a[0] && a[0] != KR_None ? a[0] : 0;
  Scanner *s = kr_alloc_gc(ctx, SHAPE_scandir_iterator, sizeof *s);
  if (s) {
    s->fd = path.fd;
    s->is_bytes = (uint8_t)path.is_bytes;
    if (path.fd < 0 && given) s->path = kr_fspath(ctx, given);
    s->dir = open_folder(ctx, &path, given);
  }
  path_free(&path);
  if (s && s->dir) return kr_val(s);
  kr_unref(ctx, kr_val(s));
  return 0;
}

/* The folder's path and the name, with a slash between them. */
static Value join_path(Ctx *ctx, Scanner *s, Value name) {
  if (s->fd >= 0) return kr_ref(name);
  if (!s->path) return s->is_bytes ? kr_ref(name) : str_format_c(ctx, "./%U", name);
  char *folder = kr_path_dup(ctx, s->path);
  if (!folder) return 0;
  size_t n = strlen(folder);
  const char *slash = n && folder[n - 1] != '/' ? "/" : "";
  char *base = kr_path_dup(ctx, name), *whole = NULL;
  int length = base ? asprintf(&whole, "%s%s%s", folder, slash, base) : -1;
  Value r = length < 0 ? kr_raise_memory(ctx) : posix_text(ctx, whole, (size_t)length, s->is_bytes);
  free(folder);
  free(base);
  free(length < 0 ? NULL : whole);
  return r;
}

static void scanner_close(Scanner *s) {
  if (!s->dir) return;
  if (s->fd >= 0) rewinddir(s->dir);
  closedir(s->dir);
  s->dir = NULL;
}

static Value scanner_next(Ctx *ctx, Value self) {
  Scanner *s = scanner_of(self);
  if (!s->dir) return KR_STOP;
  struct dirent *d = next_entry(s->dir);
  if (!d) {
    int failed = errno != 0;
    Value r = failed ? posix_error(ctx, s->path) : KR_STOP;
    scanner_close(s);
    return r;
  }
  DirEntry *e = kr_alloc_gc(ctx, SHAPE_dir_entry, sizeof *e);
  if (!e) return 0;
  e->inode = d->d_ino;
  e->type = d->d_type;
  e->dir_fd = s->fd;
  e->name = posix_text(ctx, d->d_name, strlen(d->d_name), s->is_bytes);
  e->path = e->name ? join_path(ctx, s, e->name) : 0;
  if (e->path) return kr_val(e);
  kr_unref(ctx, kr_val(e));
  return 0;
}

static Value scanner_iter(Ctx *ctx, Value self) { return kr_ref(self); }
static Value scanner_close_m(Ctx *ctx, Value self, const Value *a) {
  scanner_close(scanner_of(self));
  return KR_None;
}
static Value scanner_enter_m(Ctx *ctx, Value self, const Value *a) { return kr_ref(self); }

static int scanner_finalize(Ctx *ctx, Value self) {
  Scanner *s = scanner_of(self);
  if (!s->dir) return 0;
  Value saved = kr_fetch(ctx), message = str_format_c(ctx, "unclosed scandir iterator %R", self);
  if (!message || kr_warn_value(ctx, kr_val(&kr_type_ResourceWarning), message, 1, self) < 0) {
    if (kr_matches(ctx, &kr_type_Warning)) kr_unraisable(ctx, NULL, self);
    kr_clear_exc(ctx);
  }
  kr_unref(ctx, message);
  if (saved) kr_restore(ctx, saved);
  scanner_close(s);
  return 0;
}

static void scanner_free(Ctx *ctx, Object *o) {
  scanner_close((Scanner *)o);
  kr_clear(ctx, &((Scanner *)o)->path);
}
static void scanner_clear(Ctx *ctx, Object *o) { kr_clear(ctx, &((Scanner *)o)->path); }
static void scanner_traverse(Object *o, VisitFn visit, void *arg) { visit(((Scanner *)o)->path, arg); }

static const Method scanner_methods[] = {
  {"close", scanner_close_m, "", "Release the folder."},
  {"__enter__", scanner_enter_m, "", NULL},
  {"__exit__", scanner_close_m, "*args", NULL},
  {0},
};

Type kr_type_scandir_iterator = {
  TYPE_HEAD(scandir_iterator, "posix.ScandirIterator"),
  .flags = T_GC | T_NO_NEW | T_FINALIZER,
  .size = sizeof(Scanner),
  .methods = scanner_methods,
  .iter = scanner_iter,
  .next = scanner_next,
  .finalize = scanner_finalize,
  .traverse = scanner_traverse,
  .clear = scanner_clear,
  .free = scanner_free,
};

const Method posix_dir_methods[] = {
  {"listdir", posix_listdir_m, "path=None", "Names of the entries of a folder, in no order, without '.' and '..'."},
  {"scandir", posix_scandir_m, "path=None", "Iterator of DirEntry objects for the entries of a folder."},
  {0},
};
